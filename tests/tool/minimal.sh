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
[ $passed -gt 0 ] || fail "there is no capture in $2"
end
