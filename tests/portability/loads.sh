#!/bin/sh
# SPDX-License-Identifier: MIT
# Is every octet of the input loaded at most once, by the compiled code, too?
# A hostile domain may change it between two loads. valgrind's lackey tells
# each load of a run over streams of the conformance table, whole and chunked.
# usage: loads.sh BUILD_DIR [CC...]; after tests/differential/run.sh, or dump
set -eu

build=$1
shift
[ $# -gt 0 ] || set -- gcc clang
mkdir -p "$build/loads"
if [ ! -d "$build/differential" ]; then
	mkdir -p "$build/differential"
	make -s "B=$build" "$build/dump"
	"$build/dump" "$build/differential"
fi
# A few streams, from all over the table.
streams=$(find "$build/differential" -type f | sort | awk 'NR % 180 == 1')
passed=0
failed=0

for cc in "$@"; do
	for level in -Os -O2 -O3; do
		"$cc" -std=c99 -D_DEFAULT_SOURCE $level -I. \
			tests/portability/loads.c -o "$build/loads/loads"
		for chunk in 7 1000000000; do
			# Lines such as " L 20000001f,1"; of instructions "I ..".
			# shellcheck disable=SC2086
			if valgrind --tool=lackey --trace-mem=yes \
				--log-fd=9 "$build/loads/loads" $chunk $streams \
				9>&1 >"$build/loads/taken" |
				awk '
				/^ [LM] / {
					split($2, part, ",")
					if (length(part[1]) != 9 ||
					    substr(part[1], 1, 1) < "2" ||
					    substr(part[1], 1, 1) > "7")
						next
					loads++
					if (part[2] != 1 || seen[part[1]]++)
						twice++
				}
				END { print loads, twice + 0
				      exit !(loads > 1000 && !twice) }' \
				>"$build/loads/counted"; then
				passed=$((passed + 1))
			else
				failed=$((failed + 1))
				echo "FAILED: $cc $level, chunks of $chunk:" \
					"$(cat "$build/loads/counted")"
			fi
		done
	done
done
echo "loads, and more than one of an octet: $(cat "$build/loads/counted")"
echo "$passed passed, $failed failed"
test $failed = 0
