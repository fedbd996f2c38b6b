#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/xen/witness.sh BUILD_DIR
#
# Make the captures of the kernel that is known, witness.S, as PV, PVH and HVM,
# with two vCPUs: Xen saves them, they are valid, and run when restored. They are
# in BUILD_DIR/witness then, as they are in tests/data, and tool/walk.py finds in
# them what the kernel had. See run.sh for what it needs; make check-xen-witness
# makes the rest.

. "$(dirname "$0")/boot.sh" || exit 2
. "$source/judge.sh" || exit 2

sh "$source/../need.sh" xenstore-list:xenstore-utils python3 gdb
fetch
unpack_missing qemu-system-xen
make_root "$source/witness-job" $bin/libxl-save-helper \
	/usr/bin/xenstore-list /usr/bin/xenstore-write \
	/usr/libexec/xen-qemu-system-i386 "$build/xcfilter"
# Nobody looks at these, but they have to be there.
mkdir -p "$root/usr/share/seabios" "$root/usr/share/qemu/keymaps"
echo >"$root/usr/share/seabios/bios-256k.bin"
: >"$root/usr/share/qemu/keymaps/en-us"
cp "$build/xen-witness.elf" "$root/guests/witness.elf"
# In the place of hvmloader it has to look like one of 32 bits.
objcopy -O elf32-i386 "$build/xen-witness-hvm.elf" \
	"$root/guests/witness-hvm.elf"
boot 900 2048 guest_loglvl=all
set +e

# ---- compare ----

rm -rf "$build/witness"
mkdir "$build/witness"
for name in hvm-witness-2vcpu-8m pv64-witness-2vcpu-4m pvh-witness-2vcpu-8m; do
	due made $name '0 none'
	valid $name
	python3 "$source/witness.py" "$build/xen-witness.elf" \
		"$lab/left/$name" "$build/witness/$name.xl"
done
for name in pv64-witness-2vcpu-4m pvh-witness-2vcpu-8m; do
	due filter $name "0 0 - witness/---ss-"
done
try 'what is in them' python3 -B "$source/../tool/walk.py" "$build" \
	"$build/witness"

end
