#!/bin/sh
# SPDX-License-Identifier: MIT
# The README's quick start on each capture: it has no callbacks, and loads its
# input as the header does by default.
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
done
[ $passed -gt 0 ] || fail "there is no capture in $2"
end
