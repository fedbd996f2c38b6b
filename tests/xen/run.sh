#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/xen/run.sh BUILD_DIR
#
# Boot the stub domain as a PVH guest of a real Xen, with a stream as its
# ramdisk, and compare its console and how it ended with what xcverify says.
# Xen runs in QEMU's software emulation, so this takes minutes. It fetches
# Debian's kernel, hypervisor and busybox to BUILD_DIR/xen, and takes xl from
# the package xen-utils-4.17, which has to be installed. make check-xen makes
# what it needs.

if [ $# -ne 1 ]; then
	echo "Usage: sh tests/xen/run.sh BUILD_DIR" >&2
	exit 2
fi
build=$(cd "$1" && pwd) || exit 2
source=$(cd "$(dirname "$0")" && pwd)
lab=$build/xen
. "$source/../common.sh" || exit 2
. "$source/../stubdom/lines.sh" || exit 2
xen=/usr/lib/xen-4.17/bin
LC_ALL=C
export LC_ALL
set -e

sh "$source/../need.sh" $xen/xl:xen-utils-4.17
mkdir -p "$lab"
[ -e "$lab/linux/vmlinuz" ] ||
	sh "$source/../static/linux.sh" "$lab/linux" linux-image-amd64
if [ ! -e "$lab/xen" ]; then
	(cd "$lab" && apt-get download -q -o APT::Sandbox::User=root \
		xen-hypervisor-4.17-amd64 busybox-static >/dev/null)
	for deb in "$lab"/*.deb; do
		dpkg-deb -x "$deb" "$lab/debian"
		rm "$deb"
	done
	gunzip -c "$lab"/debian/boot/xen-4.17-amd64.gz >"$lab/xen"
fi

# ---- dom0: an initramfs with the toolstack, and the guests ----

root=$lab/root
rm -rf "$root"
mkdir -p "$root/bin" "$root/proc" "$root/sys" "$root/dev" "$root/modules" \
	"$root/guests" "$root/run/lock" "$root/run/xen" "$root/run/xenstored" \
	"$root/var/log/xen" "$root/var/lib/xen" "$root/var/lib/xenstored" \
	"$root/tmp" "$root/etc/xen"
: >"$root/etc/xen/xl.conf"
ln -s ../run "$root/var/run"
ln -s ../run/lock "$root/var/lock"
cp "$source/init" "$root/init"
chmod 755 "$root/init"
cp "$lab/debian/bin/busybox" "$root/bin"
for module in xen-evtchn xen-privcmd xenfs xen-gntdev xen-gntalloc; do
	find "$lab/linux/root/lib/modules" -name $module.ko \
		-exec cp {} "$root/modules" \;
done
for program in $xen/xl $xen/xenstored $xen/xenconsoled $xen/xen-init-dom0 \
	/usr/bin/xenstore-read "$build/feed"; do
	ldd $program | awk '$NF ~ /^\(0x/ && $(NF - 1) ~ /^\// {
		print $(NF - 1) }'
	echo $program
done | sort -u | while read -r file; do
	mkdir -p "$root${file%/*}"
	cp -L "$file" "$root$file"
done
cp "$build/feed" "$root/bin"
# pthread_cancel() loads this one when it is called.
cp -L "$(gcc -print-file-name=libgcc_s.so.1)" "$root/lib/x86_64-linux-gnu"

# guest NAME STREAM [WORDS]: with "stream", init sends it over the console
guest() {
	ramdisk=/guests/$1.xl
	[ "$3" != stream ] || ramdisk=
	cp "$2" "$root/guests/$1.xl"
	cat >"$root/guests/$1.cfg" <<-END
		type="pvh"
		name="$1"
		memory=64
		vcpus=1
		kernel="/guests/stubdom.elf"
		ramdisk="$ramdisk"
		cmdline="$3"
		on_poweroff="preserve"
		on_crash="preserve"
	END
}

streams="$build/data"
cp "$build/stubdom.elf" "$root/guests"
cp "$streams/pv64-tiny-1vcpu-4m.xl" "$lab/broken"
poke "$lab/broken" 4208876 '\376'
guest valid "$streams/hvm-1vcpu-16m.xl"
guest remus "$streams/pv64-tiny-remus-4m.xl" checkpointed
guest broken "$lab/broken"
guest failed "$streams/failed-pvh-suspend-timeout.xl"
# A small one that is valid: xenconsoled is slow, on purpose.
for small in "$build"/table/*.xl; do
	[ "$(wc -c <"$small")" -gt 10000 ] && "$build/xcverify" -q "$small" &&
		break
done
guest stream "$small" stream
(cd "$root" && find . | cpio -o -H newc --quiet) >"$lab/initramfs"

# ---- boot ----

timeout "${LIMIT:-600}" qemu-system-x86_64 -machine pc -accel tcg,thread=multi \
	-smp 2 -m 2048 -cpu max,-la57 -nodefaults -display none -no-reboot \
	-serial "file:$lab/serial" -kernel "$lab/xen" \
	-append "console=com1 com1=115200,8n1 loglvl=warning
		guest_loglvl=warning dom0_mem=1024M,max:1024M
		dom0_max_vcpus=1 spec-ctrl=no,eager-fpu=1 xpti=off
		pv-l1tf=off smap=0 smep=0 sync_console" \
	-initrd "$lab/linux/vmlinuz console=hvc0 mitigations=off nokaslr quiet
		rdinit=/init,$lab/initramfs" </dev/null || true
tr -d '\r' <"$lab/serial" >"$lab/console"
set +e

# ---- compare ----

# ended NAME STATE AS STREAM [OPTION]: STATE is what xl list calls it, AS what
# the guest calls the stream
ended() {
	name=$1
	state=$2
	as=$3
	cp "$4" "$lab/$as"
	shift 4
	(cd "$lab" && "$build/xcverify" -v "$@" "$as" >out 2>err)
	{ listing "$lab/out"; verdict "$lab/err" "$lab/out"; } >"$lab/due"
	sed -n "s/^$name| //p" "$lab/console" >"$lab/guest"
	{ listing "$lab/guest"; verdict "$lab/guest"; } >"$lab/said"
	if ! grep -q "^init: $name: state $state\$" "$lab/console"; then
		fail "$name: $(grep "^init: $name" "$lab/console")"
	elif ! cmp "$lab/due" "$lab/said"; then
		fail "$name: the console differs, see $lab/console"
	else
		pass
	fi
}

ended valid ---s-- module "$streams/hvm-1vcpu-16m.xl"
ended remus ---sc- module "$streams/pv64-tiny-remus-4m.xl" -c
ended broken ---sc- module "$lab/broken"
ended failed ---sc- module "$streams/failed-pvh-suspend-timeout.xl"
ended stream ---s-- channel "$small"

end
