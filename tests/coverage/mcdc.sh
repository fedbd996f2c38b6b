#!/bin/sh
# SPDX-License-Identifier: MIT
# Does each condition of the header decide alone, in some test (MC/DC)? A decision
# in which one does not begins on a line of tests/coverage/exceptions.
# usage: mcdc.sh BUILD_DIR; run from the root of the project
set -eu

build=$1/mcdc
header=xcstream.h
sh tests/need.sh clang-19 llvm-cov-19:llvm-19 llvm-profdata-19:llvm-19
rm -rf "$build"
mkdir -p "$build"
tests='unit events test-restore conformance property'
programs=
objects=
for test in $tests; do
	programs="$programs $build/$test"
	objects="$objects -object $build/$test"
done
flags='-O0 -fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc'
# It warns of what it cannot follow, which is looked at below.
# shellcheck disable=SC2086
make -s "B=$build" CC=clang-19 WERROR= "CFLAGS=$flags" data $programs \
	2>"$build/log" || { tail -n 20 "$build/log"; exit 1; }
for test in $tests; do
	captures=
	[ $test != property ] || captures=$(ls "$build"/data/*)
	# shellcheck disable=SC2086
	LLVM_PROFILE_FILE=$build/$test.raw "$build/$test" $captures \
		>"$build/$test.log" 2>&1 ||
		{ tail -n 20 "$build/$test.log"; exit 1; }
done
llvm-profdata-19 merge -o "$build/profile" "$build"/*.raw
# shellcheck disable=SC2086
llvm-cov-19 show --show-mcdc "--instr-profile=$build/profile" \
	${objects# -object} $header >"$build/shown"
awk '
/MC\/DC Decision Region/ {
	match($0, /\([0-9]+/)
	line = substr($0, RSTART + 1, RLENGTH - 1)
}
/Pair: / { all++ }
/Pair: not covered/ { missed++; print line >lines }
END { printf "conditions: %d of %d\n", all - missed, all; exit !all }
' lines="$build/lines" "$build/shown"
# Decisions in which an operand of && or || is one itself: of these nothing is
# told, so that they are named here.
sort >"$build/known" <<'END'
if (config->format > XCSTREAM_FORMAT_LIBXL_BACK ||
if (xcs__wants_pfns(ops, config) && !(config->pfns && config->nr_pfns))
END
for line in $(sed -n "s/.*$header:\([0-9]*\):.*: unsupported MC.DC .*/\1/p" \
	"$build/log" | sort -nu); do
	sed -n "${line}s/^[ 	]*//p" $header
done | sort >"$build/unfollowed"
failed=0
diff "$build/known" "$build/unfollowed" || {
	echo "FAILED: what is not followed (>) is not what is known (<)"
	failed=1
}
for line in $(sort -nu "$build/lines"); do
	text=$(sed -n "${line}s/^[ 	]*//p" $header)
	cut -f 1 tests/coverage/exceptions | grep -qxF "$text" || {
		echo "FAILED: $header:$line: a condition never decides: $text"
		failed=1
	}
done
exit $failed
