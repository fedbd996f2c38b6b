#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/xen/hvm.sh BUILD_DIR
#
# As made.sh, for HVM guests, with Debian's device model: busy devices, Viridian,
# a vCPU with PAE, and one that is not up. Faults, also in the device model's
# part, leave no domain. See run.sh for what it needs; make check-xen-hvm makes
# the rest.

. "$(dirname "$0")/boot.sh" || exit 2
. "$source/judge.sh" || exit 2

fetch
unpack_missing qemu-system-xen
make_root "$source/hvm-job" $bin/libxl-save-helper \
	/usr/libexec/xen-qemu-system-i386 "$build/xcverify" \
	"$build/xcfilter" "$build/xc-save-helper"
# Nobody looks at these, but they have to be there.
mkdir -p "$root/usr/share/seabios" "$root/usr/share/qemu/keymaps"
echo >"$root/usr/share/seabios/bios-256k.bin"
: >"$root/usr/share/qemu/keymaps/en-us"
cp "$build/xen-hvm.elf" "$root/guests/hvm.elf"
pattern_of "$build/xen-hvm.elf" >"$root/guests/pattern"
boot 1200 2048 guest_loglvl=all
set +e

# ---- compare ----

# Xen does not ask such a guest before it saves it.
goes_on="counter/tick-([1-9]|1[0-9]|2[0-4])"

for name in hvm-1of1 hvm-2of3; do
	due made $name-on "0 $goes_on"
	valid $name-on
	due made $name '0 none'
	valid $name
	shows $name 1 EMULATOR_CONTEXT
	shows $name 2 ' PIC [0-9.]*'
	shows $name "${name#hvm-?of}" ' LAPIC_REGS [0-9.]*'
	due filter $name "0 0 - $goes_on"
done
due helper hvm-2of3 "0 - - $goes_on"
shows hvm-1of1 1 ' CPU [0-9.]*'
shows hvm-2of3 2 ' CPU [0-9.]*'
shows hvm-2of3 3 ' VIRIDIAN_VCPU [0-9.]*'

for name in hvm-1of1 hvm-2of3; do
	rm -rf "${lab:?}/$name"
	try "xcextract, $name" "$build/xcextract" --only=hvm \
		"$lab/left/$name" "$lab/$name"
done
while read -r name file at byte what; do
	found=$(od -An -tx1 -j"$at" -N1 "$lab/$name/hvm-context/$file.bin")
	if [ "${found# }" = "$byte" ]; then
		pass
	else
		fail "$name, $what: '$found' in $file"
	fi
done <<-END
	hvm-1of1 03-PIC.1 0 01 the interrupt of the RTC waits
	hvm-1of1 06-LAPIC_REGS.0 544 02 vector 0x41 waits
	hvm-2of3 06-LAPIC_REGS.1 544 02 vector 0x41 waits
	hvm-2of3 06-LAPIC_REGS.2 544 00 nothing waits for a vCPU that is off
	hvm-2of3 15-VIRIDIAN_DOMAIN.0 8 34 which system the guest said it is
	hvm-2of3 02-CPU.1 680 20 PAE
END

for fault in options context type; do
	due filter $fault '1 1 - none'
done
due helper context '1 - refused none'
due helper type '1 - - none'
due filter blob '1 0 - none'
due helper blob '1 - - none'

# The test can fail.
due filter lost '0 0 - counter/lost-[0-9]*'
due bare options "0 - - $goes_on"

end
