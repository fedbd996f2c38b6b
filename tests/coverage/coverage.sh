#!/bin/sh
# SPDX-License-Identifier: MIT
# Do the tests reach every line of the header, and every branch both ways? What
# they cannot reach is in tests/coverage/exceptions, each with its reason.
# usage: coverage.sh BUILD_DIR; run from the root of the project
set -eu

build=$1/coverage
for tool in gcc gcov python3; do
	command -v $tool >/dev/null || sh tests/need.sh $tool
done
rm -rf "$build"
mkdir -p "$build"
tests='unit events test-restore conformance property'
programs=
for test in $tests; do
	programs="$programs $build/$test"
done
# shellcheck disable=SC2086
make -s "B=$build" CC=gcc CFLAGS='-O0 --coverage' data $programs
for test in $tests; do
	captures=
	[ $test != property ] || captures=$(ls "$build"/data/*)
	# shellcheck disable=SC2086
	"$build/$test" $captures >"$build/$test.log" 2>&1 ||
		{ tail -n 20 "$build/$test.log"; exit 1; }
done
(cd "$build" && for f in *.gcda; do
	gcov --branch-probabilities --json-format --stdout "$f"
done) >"$build/counts" 2>"$build/gcov.log"
python3 tests/coverage/coverage.py "$build/counts" xcstream.h \
	tests/coverage/exceptions
