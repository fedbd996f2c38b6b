#!/bin/sh
# SPDX-License-Identifier: MIT
# Does the whole table hold on other machines, under qemu's user emulation? The
# programs are static, and use cmocka/cmocka.h: Debian has no cmocka for some.
# usage: emulated.sh BUILD_DIR [MACHINE]...; run from the root of the project
set -eu

build=$1/emulated
shift
[ $# -gt 0 ] || set -- arm aarch64 riscv64 ppc s390x i386
mkdir -p "$build"
here=$(cd "$build" && pwd)
printf '!<arch>\n' >"$build/libcmocka.a" # nothing to be linked

compiler() { # machine, as qemu calls it; prints compiler and Debian package
	case $1 in
	arm) echo arm-linux-gnueabihf-gcc gcc-arm-linux-gnueabihf ;;
	ppc) echo powerpc-linux-gnu-gcc gcc-powerpc-linux-gnu ;;
	i386) echo gcc gcc-multilib ;;
	*) echo "$1-linux-gnu-gcc" "gcc-$1-linux-gnu" ;;
	esac
}

for machine in "$@"; do
	# shellcheck disable=SC2046
	set -- $(compiler "$machine")
	sh tests/need.sh "$1:$2" "qemu-$machine:qemu-user"
	flags=-static
	[ "$machine" != i386 ] || flags='-static -m32'
	tests='unit events conformance'
	programs=
	for test in $tests; do
		programs="$programs $build/$machine/$test"
	done
	# shellcheck disable=SC2086
	make -s "B=$build/$machine" "CC=$1" CFLAGS=-O2 \
		"LDFLAGS=$flags -Itests/portability/cmocka -L$here" $programs
	for test in $tests; do
		"qemu-$machine" "$build/$machine/$test" \
			>"$build/$machine/$test.log" 2>&1 || {
			tail -n 20 "$build/$machine/$test.log"
			echo "FAILED: $machine: $test"
			exit 1
		}
		tail -n 1 "$build/$machine/$test.log" | sed "s/^/$machine: /"
	done
done
