#!/bin/sh
# SPDX-License-Identifier: MIT
# Does the header depart from MISRA C:2012 only where tests/misra/deviations says
# so, and why? By the addon of cppcheck, as Debian 12 has it: another version
# counts in another way.
# usage: misra.sh BUILD_DIR; run from the root of the project
set -eu

dir=$1/misra
sh tests/need.sh cppcheck python3
mkdir -p "$dir"
printf '#define XCSTREAM_IMPLEMENTATION\n#include "xcstream.h"\n' >"$dir/header.c"
cppcheck --std=c99 --addon=misra --enable=style -q -I. "$dir/header.c" \
	2>"$dir/out" >/dev/null
grep -o '\[misra-c2012-[0-9.]*\]$' "$dir/out" | tr -d '[]' |
	sed 's/^misra-c2012-//' | sort | uniq -c >"$dir/found"
awk '
FNR == NR { if ($1 != "#") due[$1] = $2; next }
{
	good = $1 <= due[$2]
	if (!good)
		print "FAILED: rule " $2 ": " $1 " times, at most " due[$2] + 0
	seen[$2]
	good ? passed++ : failed++
}
END {
	for (rule in due)
		if (!(rule in seen)) {
			print "FAILED: rule " rule ": never, not " due[rule]
			failed++
		}
	printf "%d passed, %d failed\n", passed, failed
	exit failed > 0 || !passed
}' tests/misra/deviations "$dir/found" || {
	echo "The places are in $dir/out"
	exit 1
}
