#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/xen/made.sh BUILD_DIR
#
# What a real Xen saves is valid under strict, verify and restore, and for Xen's
# own verifier: PV and PVH guests with one vCPU, with two, and with one that is
# not up, saved, and saved and going on; restored, they run. What a save leaves
# that fails is incomplete. made-long.sh has what takes longer. See run.sh for
# what it needs; make check-xen-made makes the rest.

. "$(dirname "$0")/boot.sh" || exit 2
. "$source/judge.sh" || exit 2

sh "$source/../need.sh" xenstore-list:xenstore-utils
fetch
make_root "$source/made-job" $bin/libxl-save-helper /usr/bin/xenstore-list \
	/usr/bin/xenstore-write "$build/xcverify" "$build/xcfilter"
cp "$build/xen-guest.elf" "$root/guests/guest.elf"
cp "$build/xen-pv64.elf" "$root/guests/pv64.elf"
pattern_of "$build/xen-pv64.elf" >"$root/guests/pattern"
boot 900 2048 guest_loglvl=all
set +e

# ---- compare ----

# Without xen-3.0-x86_32p, there is no PV guest of 32 bits.
due made capabilities 'xen-3.0-x86_64 hvm-3.0-x86_32 hvm-3.0-x86_32p hvm-.*'
for name in pv-1of1 pv-2of2 pv-1of2; do
	due made $name-on "0 $name/---ss-"
	valid $name-on
	due made $name '0 none'
	valid $name
	config $name '"max_vcpus": '"${name#pv-?of}"
	due filter $name "0 0 - $name/---ss-"
done
for record in BASIC EXTENDED XSAVE MSRS; do
	shows pv-1of1 1 "X86_PV_VCPU_$record"
	shows pv-1of2 1 "X86_PV_VCPU_$record"
done
shows pv-2of2 2 X86_PV_VCPU_BASIC

for name in pvh-1of1 pvh-2of3; do
	due made $name-on "0 counter/$on_8"
	valid $name-on
	due made $name '0 none'
	valid $name
	shows $name "${name#pvh-?of}" ' LAPIC_REGS [0-9.]*'
	due filter $name "0 0 - counter/$on_16"
done
shows pvh-1of1 1 ' CPU [0-9.]*'
shows pvh-2of3 2 ' CPU [0-9.]*'

# A save that fails.
due made full "1 counter/$on_8"
judge full 1 '.*the stream ends too early'

# The test can fail.
# verify goes on, and does not find libxl's header.
judge broken 1 '.*(config is empty or longer|not a stream of this format)'
due filter lost '0 0 - pv-1of1/---sc-'

end
