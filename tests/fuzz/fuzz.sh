#!/bin/sh
# SPDX-License-Identifier: MIT
# Does any input make the parser break a promise? fuzz.c says which. Starts from
# the conformance table and the captures, and keeps what it finds of use in
# BUILD_DIR/fuzz/corpus, for the next time.
# Three times: by libFuzzer with the sanitizers of addresses and of undefined
# behaviour; with that of memory that was never set; and by AFL++, which looks for
# inputs in another way.
# usage: fuzz.sh BUILD_DIR SECONDS, for each; run from the root of the project
set -eu

build=$1/fuzz
seconds=$2
sh tests/need.sh clang afl-fuzz:afl++
mkdir -p "$build/corpus" "$build/seeds"
rows=$(ls tests/conformance/rows/*.c)
# shellcheck disable=SC2086
${CC:-cc} -std=c99 -O1 -I. -Itests -o "$build/write-seeds" tests/fuzz/seeds.c \
	tests/builder.c tests/conformance/edit.c $rows
"$build/write-seeds" "$build/seeds" "$1"/data/*.xl

# fuzz SANITIZERS
fuzz() {
	clang -std=c99 -g -O1 -I. -Itests -fno-sanitize-recover=all \
		-fsanitize="fuzzer,$1" -o "$build/fuzz" \
		tests/fuzz/fuzz.c tests/naive.c tests/trace.c
	status=0
	"$build/fuzz" -max_total_time="$seconds" -max_len=65536 -timeout=60 \
		-rss_limit_mb=3000 -artifact_prefix="$build/" \
		-print_final_stats=1 "$build/corpus" "$build/seeds" \
		>"$build/log" 2>&1 || status=$?
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
	echo "fuzz, $1: $tried inputs in $seconds s, no fault"
}
fuzz address,undefined
fuzz memory

# The harness can fail: a header that tells a wrong type of pages, and one that
# reads behind a field's bytes, are noticed with the seeds alone.
broken() {
	mkdir -p "$build/broken"
	sed "$1" xcstream.h >"$build/broken/xcstream.h"
	if cmp -s xcstream.h "$build/broken/xcstream.h"; then
		echo "FAILED: fuzz: cannot break the header: $1"
		exit 1
	fi
	clang -std=c99 -g -O1 "-I$build/broken" -I. -Itests \
		-fno-sanitize-recover=all -fsanitize=fuzzer,address,undefined \
		-o "$build/fuzz-broken" tests/fuzz/fuzz.c tests/naive.c \
		tests/trace.c
	if "$build/fuzz-broken" -runs=0 -artifact_prefix="$build/broken/" \
		"$build/seeds" >"$build/broken/log" 2>&1; then
		echo "FAILED: fuzz: a broken header was not noticed: $1"
		exit 1
	fi
	grep -q "$2" "$build/broken/log" || {
		echo "FAILED: fuzz: another fault than was put in: $1"
		exit 1
	}
}
broken 's/(v\[XCS__PFN_pfn\] >> 60)/(v[XCS__PFN_pfn] >> 60 \& 7)/' 'deadly signal'
broken 's/uint8_t bytes\[8\];/uint8_t bytes[7];/' 'AddressSanitizer: stack\|out of bounds'
echo 'fuzz: two broken headers noticed'

# AFL++ looks at each seed for long: some will do, and not the large ones.
rm -rf "$build/some" "$build/afl"
mkdir "$build/some"
find "$build/seeds" -size -20k | sort | awk 'NR % 7 == 1' |
	xargs -I '{}' cp '{}' "$build/some"
AFL_QUIET=1 afl-clang-fast -std=c99 -g -O1 -I. -Itests -o "$build/fuzz-afl" \
	tests/fuzz/fuzz.c tests/naive.c tests/trace.c /usr/lib/afl/libAFLDriver.a
AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 \
	AFL_NO_AFFINITY=1 AFL_HANG_TMOUT=30000 \
	afl-fuzz -t 10000 -i "$build/some" -o "$build/afl" -m none \
	-V "$seconds" -- "$build/fuzz-afl" >"$build/log" 2>&1 || {
	tail -n 20 "$build/log"
	echo "FAILED: afl-fuzz, see $build/log"
	exit 1
}
found() {
	sed -n "s/^$1 *: //p" "$build/afl/default/fuzzer_stats"
}
if [ "$(found saved_crashes)" != 0 ] || [ "$(found saved_hangs)" != 0 ]; then
	echo "FAILED: afl-fuzz: the input is in $build/afl/default"
	exit 1
fi
[ "$(found execs_done)" -gt 1000 ] || {
	echo "FAILED: afl-fuzz: $seconds s are too few"
	exit 1
}
echo "fuzz, AFL++: $(found execs_done) inputs in $seconds s, no fault"
