#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/static/static.sh BUILD_DIR PROGRAM...
#
# Run static/PROGRAM where there is nothing else - in an empty root directory,
# and in an initramfs on linux/vmlinuz in QEMU - on captures and broken
# streams. It must do what PROGRAM does here. The paths are below BUILD_DIR.

if [ $# -lt 2 ]; then
	echo "Usage: sh tests/static/static.sh BUILD_DIR PROGRAM..." >&2
	exit 2
fi
. "$(dirname "$0")/../common.sh" || exit 2
build=$(absolute "$1")
shift
begin static

pv=$build/data/pv64-tiny-1vcpu-4m.xl
cp "$pv" broken
poke broken 4208876 '\376'

# ---- an empty root directory ----

# empty COMMAND...: run it where there is nothing but root/
empty() {
	if [ "$(id -u)" = 0 ]; then
		chroot root "$@"
	else
		unshare -r chroot root "$@"
	fi
}

# same NAME: standard output, errors and status in this world and that
same() {
	if [ "$status" -ne "$due" ]; then
		fail "$1: exit status $status, not $due: $(sed 2q err)"
	elif ! cmp out out.due || ! cmp err err.due; then
		fail "$1: it says other things"
	else
		pass
	fi
}

for program; do
	mkdir root
	cp "$build/static/$program" root
	for file in "$build"/data/*.xl broken; do
		"$build/$program" <"$file" >out.due 2>err.due
		due=$?
		empty "/$program" <"$file" >out 2>err
		status=$?
		same "$program <${file##*/}, in an empty root"
	done
	rm -r root
done

# ---- the only program of an initramfs ----

# boot PROGRAM FILE WORDS...: sets status, and console, a file
boot() {
	mkdir root
	cp "$build/static/$1" root/
	[ "$1" = init ] && cp "$build/static/${3#/}" root/
	cp "$2" root/stream
	(cd root && find . -type f | cpio -o -H newc --quiet) >initramfs
	rm -r root
	init=$1
	shift 2
	timeout 120 qemu-system-x86_64 -M q35 -accel tcg -m 256 -nodefaults \
		-display none -no-reboot -serial file:serial \
		-kernel "$build/linux/vmlinuz" -initrd initramfs \
		-append "console=ttyS0 quiet panic=-1 rdinit=/$init -- $*" \
		</dev/null >qemu.log 2>&1
	tr -d '\r' <serial >console
	# The kernel does not survive its init, and tells what wait() would.
	status=$(sed -n 's/.*kill init! exitcode=0x0000\(..\)00$/\1/p' console)
	status=$((0x${status:-ff}))
}

# consoles NAME: the console has what the program says here, and its status
consoles() {
	cat out.due err.due >lines
	if [ "$status" -ne "$due" ]; then
		fail "$1: exit status $status, not $due: $(tail -n 3 console)"
		cat qemu.log
	elif ! grep -v '^\[' console | cmp - lines; then
		fail "$1: the console differs: $(diff console lines | sed 3q)"
	else
		pass
	fi
}

for file in "$pv" broken "$build/data/hvm-1vcpu-8m-xsdata.xl"; do
	cp "$file" stream
	"$build/xcverify" -v stream >out.due 2>err.due
	due=$?
	boot xcverify "$file" --color=never -v stream # init has a terminal
	consoles "xcverify of ${file##*/} as init"
done

for program; do
	for file in "$pv" broken; do
		"$build/$program" <"$file" >out.due 2>err.due
		due=$?
		size=$(wc -c <out.due)
		echo "init: it wrote $size bytes" >out.due
		boot init "$file" "/$program"
		cat err.due out.due >lines && mv lines out.due && : >err.due
		consoles "$program <${file##*/} in an initramfs"
	done
done

end
