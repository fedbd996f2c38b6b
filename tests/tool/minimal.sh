#!/bin/sh
# SPDX-License-Identifier: MIT
# The README's quick start on each capture: it has no callbacks, and loads its
# input as the header does by default.
# usage: minimal.sh build/minimal build/data
passed=0
failed=0
for f in "$2"/*.xl; do
	expected=0
	case $f in *failed*|*remus*) expected=1 ;; esac
	"$1" <"$f" >/dev/null
	if [ $? = $expected ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $f"
	fi
done
echo "$passed passed, $failed failed"
test $failed = 0 && test $passed -gt 0
