#!/bin/sh
# SPDX-License-Identifier: MIT
# Does the table hold whatever compiler makes of the header, and however it
# optimises? Only what has the header's code is compiled anew.
# usage: optimised.sh BUILD_DIR [COMPILER]...; run from the root of the project
set -eu

build=$1/optimised
shift
[ $# -gt 0 ] || set -- gcc clang tcc
mkdir -p "$build"
sh tests/need.sh "$@" cmocka.h:libcmocka-dev

rest=
for source in tests/builder.c tests/conformance/*.c tests/conformance/rows/*.c; do
	object=$build/$(basename "$source").o
	gcc -std=c99 -O1 -I. -Itests -c "$source" -o "$object"
	rest="$rest $object"
done
for cc; do
	levels='-O0 -O1 -O2 -O3 -Os -O3~-flto -O2~-fwrapv'
	[ "$cc" != tcc ] || levels=-O0
	for level in $levels; do
		# shellcheck disable=SC2046
		"$cc" -std=c99 $(echo "$level" | tr '~' ' ') -I. -Itests -c \
			tests/trace.c -o "$build/trace.o"
		# shellcheck disable=SC2046,SC2086
		if [ "$cc" = tcc ]; then
			gcc -Wl,-z,noexecstack -o "$build/conformance" \
				"$build/trace.o" $rest -lcmocka
		else
			"$cc" $(echo "$level" | tr '~' ' ') \
				-o "$build/conformance" "$build/trace.o" $rest \
				-lcmocka
		fi
		"$build/conformance" >"$build/log" 2>&1 || {
			grep -a -e '^\[  FAILED' -e error "$build/log" | head -n 20
			echo "FAILED: $cc $level"
			exit 1
		}
		echo "$cc $level: $(grep -a PASSED "$build/log")" | tr '~' ' '
	done
done
