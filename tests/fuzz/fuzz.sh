#!/bin/sh
# SPDX-License-Identifier: MIT
# Does any input make the parser break a promise? fuzz.c says which. Starts from
# the conformance table and the captures, and keeps what it finds of use in
# BUILD_DIR/fuzz/corpus, for the next time.
# usage: fuzz.sh BUILD_DIR SECONDS; run from the root of the project
set -eu

build=$1/fuzz
seconds=$2
sh tests/need.sh clang
mkdir -p "$build/corpus" "$build/seeds"
rows=$(ls tests/conformance/rows/*.c)
# shellcheck disable=SC2086
${CC:-cc} -std=c99 -O1 -I. -Itests -o "$build/write-seeds" tests/fuzz/seeds.c \
	tests/builder.c tests/conformance/edit.c $rows
"$build/write-seeds" "$build/seeds" "$1"/data/*.xl
clang -std=c99 -g -O1 -I. -Itests -fno-sanitize-recover=all \
	-fsanitize=fuzzer,address,undefined -o "$build/fuzz" \
	tests/fuzz/fuzz.c tests/trace.c
status=0
"$build/fuzz" -max_total_time="$seconds" -max_len=65536 -timeout=60 \
	-rss_limit_mb=3000 -artifact_prefix="$build/" -print_final_stats=1 \
	"$build/corpus" "$build/seeds" >"$build/log" 2>&1 || status=$?
if [ "$status" != 0 ]; then
	tail -n 40 "$build/log"
	echo "FAILED: fuzz: the input is in $build: make a row of it"
	exit 1
fi
# It has run all seeds, and more.
tried=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/log")
[ "${tried:-0}" -gt "$(ls "$build/seeds" | wc -l)" ] || {
	echo "FAILED: fuzz: $seconds s are too few for the seeds"
	exit 1
}
echo "fuzz: $tried inputs in $seconds s, no fault"
