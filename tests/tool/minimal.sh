#!/bin/sh
# SPDX-License-Identifier: MIT
# The README's quick start on each capture: it has no callbacks, and loads its
# input as the header does by default.
# And its filter passes on what xcfilter does.
# usage: minimal.sh build/minimal build/data
. "$(dirname "$0")/../common.sh" || exit 2
for f in "$2"/*.xl; do
	expected=0
	case $f in *failed*|*remus*) expected=1 ;; esac
	"$1" <"$f" >/dev/null
	status=$?
	if [ $status -eq $expected ]; then
		pass
	else
		fail "$f: exit status $status, not $expected"
	fi
	"$1-filter" <"$f" 2>/dev/null >"$1-filter.out"
	status=$?
	if [ $status -eq $expected ] && "$(dirname "$1")/xcfilter" -q <"$f" |
		cmp - "$1-filter.out"; then
		pass
	else
		fail "$1-filter $f: exit status $status, or another output"
	fi
	rm "$1-filter.out"
done
# What is held stays where it is: musl, for one, takes its time for moving that.
cat >"$1-stays.h" <<'END'
#include <stdlib.h>
#include <string.h>
#define memmove(to, from, n) ((to) == (from) ? abort() : (void)memmove(to, from, n))
END
${CC:-cc} -std=c99 -D_POSIX_C_SOURCE=200809L -include "$1-stays.h" \
	-I"$(dirname "$0")/../.." -o "$1-stays" \
	"$(dirname "$0")/../../examples/minimal-filter.c"
f=$2/pv64-tiny-1vcpu-4m.xl
{
	head -c 100 "$f"
	sleep 0.5
	tail -c +101 "$f"
} | "$1-stays" >/dev/null
status=$?
if [ $status -eq 0 ]; then
	pass
else
	fail "$1-filter moves what stays: exit status $status"
fi
rm "$1-stays" "$1-stays.h"
[ $passed -gt 0 ] || fail "there is no capture in $2"
end
