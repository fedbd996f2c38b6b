#!/bin/sh
# SPDX-License-Identifier: MIT
# Is every octet of the input loaded at most once, by the compiled code, too?
# A hostile domain may change it between two loads. valgrind's lackey tells
# each load of a run. That takes long, so the runs share the streams of the
# conformance table: each run takes every twelfth, and the small captures.
# usage: loads.sh BUILD_DIR [CC...]
set -eu

build=$1
shift
[ $# -gt 0 ] || set -- gcc clang
dir=$build/loads
rm -rf "$dir"
mkdir -p "$dir/streams"
captures=
for name in pv32-tiny-1vcpu-4m pv64-tiny-live-debug-4m pv64-tiny-remus-4m; do
	captures="$captures $build/data/$name.xl"
done
# shellcheck disable=SC2086
make -s "B=$build" "$build/dump" $captures "$build/data/hvm-1vcpu-8m-xsdata.xl"
"$build/dump" "$dir/streams"
find "$dir/streams" -type f | sort >"$dir/list"
passed=0
failed=0
turn=0

for cc in "$@"; do
	for level in -Os -O2 -O3; do
		"$cc" -std=c99 $level -I. tests/portability/loads.c \
			-o "$dir/loads"
		for chunk in 0 7; do
			turn=$((turn + 1))
			{
				awk -v turn=$turn 'NR % 12 == turn % 12' \
					"$dir/list"
				printf '%s\n' $captures
				# a million pfns
				[ $turn != 3 ] ||
					echo "$build/data/hvm-1vcpu-8m-xsdata.xl"
			} >"$dir/files"
			if xargs valgrind --tool=lackey --trace-mem=yes \
				--log-fd=9 "$dir/loads" $chunk <"$dir/files" \
				9>&1 >"$dir/errors" | "$dir/loads" count \
				>"$dir/counted"; then
				passed=$((passed + 1))
			else
				failed=$((failed + 1))
				printf 'FAILED: '
			fi
			echo "$cc $level, chunks of $chunk:" \
				"$(cat "$dir/counted")"
		done
	done
done
echo "$passed passed, $failed failed"
test $failed = 0
