#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/xen/libvirt.sh BUILD_DIR
#
# What libvirt saves is valid under strict, verify and restore; behind xcfilter,
# and with xc-save-helper, it restores what is valid, and nothing else. See
# run.sh for what it needs; make check-xen-libvirt makes the rest.

. "$(dirname "$0")/boot.sh" || exit 2
. "$source/judge.sh" || exit 2

sh "$source/../need.sh" xenstore-list:xenstore-utils
fetch
unpack_missing libvirt-daemon libvirt-daemon-driver-xen libvirt-clients
modules=/usr/lib/x86_64-linux-gnu/libvirt/connection-driver
make_root "$source/libvirt-job" $bin/libxl-save-helper \
	/usr/bin/xenstore-list /usr/bin/xenstore-write /usr/sbin/libvirtd \
	/usr/bin/virsh $modules/libvirt_driver_libxl.so "$build/xcverify" \
	"$build/xcfilter" "$build/xc-save-helper"
mkdir -p "$root/etc/libvirt" "$root/usr/share/libvirt/cpu_map"
echo 'auth_unix_rw = "none"' >"$root/etc/libvirt/libvirtd.conf"
echo root:x:0:0::/:/bin/sh >"$root/etc/passwd"
echo root:x:0: >"$root/etc/group"
# QEMU's emulation has no VME, which all models of libvirt's own have.
cat >"$root/usr/share/libvirt/cpu_map/index.xml" <<-END
	<cpus>
	  <arch name='x86'>
	    <feature name='fpu'><cpuid eax_in='0x01' edx='0x01'/></feature>
	    <model name='fpu'>
	      <decode host='on' guest='on'/>
	      <feature name='fpu'/>
	    </model>
	  </arch>
	</cpus>
	END
cp "$source/judge.sh" "$root"
cp "$build/xen-guest.elf" "$root/guests/guest.elf"
cp "$build/xen-pv64.elf" "$root/guests/pv64.elf"
pattern_of "$build/xen-pv64.elf" >"$root/guests/pattern"
boot 1200 2048 guest_loglvl=all
set +e

# ---- compare ----

due libvirtd start 'Running hypervisor: Xen 4.17.0'
for name in pv pvh; do
	due made virsh-$name '0 none'
	valid_libvirt virsh-$name
done
for way in bare filter helper; do
	judged=-
	[ $way != filter ] || judged=0
	due $way pv "0 $judged - pv/---ss-"
	due $way pvh "0 $judged - counter/$on_8"
done
due filter options '1 1 - none'
due filter ident '1 1 - none'
due helper ident '1 - refused none'

# The test can fail.
due filter lost '0 0 - pv/---sc-'
due bare options '0 - - pv/---ss-'
due bare ident '1 - - pv/--p---'
due bare libvirtd no

end
