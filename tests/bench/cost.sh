#!/bin/sh
# SPDX-License-Identifier: MIT
# How many instructions can a byte of a hostile stream cost? At most those that
# are here, on each stream of the conformance table and on some that repeat what
# costs most, whole and a byte at a time; and as many more for a whole stream.
# Counted by callgrind, with gcc -O2, where a callback looks at everything.
# usage: cost.sh BUILD_DIR; run from the root of the project
set -eu

whole=105
bytes=230
once=500

dir=$1/cost
for tool in gcc valgrind; do
	command -v $tool >/dev/null || sh tests/need.sh $tool
done
rm -rf "$dir"
mkdir -p "$dir"
gcc -std=c99 -O2 -I. -Itests tests/bench/cost.c tests/builder.c \
	tests/conformance/edit.c tests/conformance/rows/*.c -o "$dir/cost"
valgrind --tool=callgrind --callgrind-out-file="$dir/cg" "$dir/cost" \
	2>"$dir/err" || { tail -n 20 "$dir/err"; exit 1; }
find "$dir" -name 'cg.*' -exec awk '
	sub(/^desc: Trigger: Client Request: /, "") { what = $0 }
	/^summary:/ { if (what != "") print $2, what; what = "" }' {} + |
	sort >"$dir/found"
awk -v whole=$whole -v bytes=$bytes -v once=$once '
{
	most = $2 == "whole" ? whole : bytes
	n[$2]++
	if ($1 > once + most * $3) {
		print "FAILED: " $0 ": more than " once " and " most " a byte"
		failed++
	}
	if ($3 >= 1000 && $1 / $3 > worst[$2]) {
		worst[$2] = $1 / $3
		name[$2] = $0
	}
}
END {
	for (how in n)
		printf "%s, at least 1000 bytes: %.0f instructions a byte: %s\n",
			how, worst[how], name[how]
	printf "%d passed, %d failed\n", n["whole"] + n["bytes"] - failed, failed
	exit failed > 0 || n["whole"] < 1000 || n["whole"] != n["bytes"]
}' "$dir/found"
