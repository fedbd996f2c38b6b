#!/bin/sh
# SPDX-License-Identifier: MIT
# How many instructions does a pfn, a page, a byte cost? Counted, not timed, so
# that the machine's load does not matter; the compiler does. Fails where one
# costs 3 % more than in tests/bench/perf.expected, and where one costs 3 % less,
# so that what was won is kept: then that file is to be changed.
# usage: perf.sh BUILD_DIR [--print]; run from the root of the project
set -eu

dir=$1/perf
for tool in gcc valgrind; do
	command -v $tool >/dev/null || sh tests/need.sh $tool
done
rm -rf "$dir"
mkdir -p "$dir"
gcc -std=c99 -O2 -I. -Itests tests/bench/perf.c -o "$dir/perf"

# counted KIND COUNT: the instructions of a run
counted() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null \
		"$dir/perf" "$1" "$2" 2>&1 | sed -n 's/.*Collected : *//p'
}

# What comes once is in both runs.
"$dir/perf" | while read -r kind item items; do
	echo "$kind $(counted "$kind" 2) $(counted "$kind" 12) $items $item"
done | awk '
NF == 5 { printf "%-18s %8.2f  instructions a %s\n", $1, ($3 - $2) / 10 / $4, $5; next }
{ printf "%s is not counted\n", $1 }' >"$dir/found"
if [ "${2-}" = --print ]; then
	cat "$dir/found"
	exit
fi
awk '
FNR == NR { due[$1] = $2; n++; next }
{
	good = $1 in due && $2 > 0 && $2 <= due[$1] * 1.03 && $2 >= due[$1] * 0.97
	print (good ? "" : "FAILED: ") $0 (good ? "" : ", due: " due[$1])
	good ? passed++ : failed++
}
END {
	printf "%d passed, %d failed\n", passed, failed
	exit failed > 0 || passed != n || !n
}' tests/bench/perf.expected "$dir/found"
