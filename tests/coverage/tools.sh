#!/bin/sh
# SPDX-License-Identifier: MIT
# How much of the programs do their tests reach? Fails below 85 % of the branches
# of all of them; most of the others are system calls that fail, as make
# check-inject makes each of them. It only counts: whether the tests pass is seen
# by make check, where no counters get between a program and its limits.
# usage: tools.sh BUILD_DIR; run from the root of the project
set -eu

build=$1/coverage-tools
sh tests/need.sh gcc gcov:gcc python3 strace gdb
rm -rf "$build"
mkdir -p "$build"
# Who leaves by _exit() would leave without a count.
cat >"$build/leave.h" <<'END'
extern void _exit(int status) __attribute__((noreturn));
extern void __gcov_dump(void);
static inline void leave(int status)
{
	__gcov_dump();
	_exit(status);
}
#define _exit leave
END
GCOV_ERROR_FILE=$build/gcov.log
export GCOV_ERROR_FILE
flags="-O0 --coverage -fprofile-update=atomic -include $build/leave.h"
make -s "B=$build" CC=gcc WERROR= "CFLAGS=$flags" data all \
	"$build/test-restore" "$build/filter" "$build/mkstream" \
	"$build/xcextract-low" "$build/streams" "$build/kinds"

log=$build/tests.log
{
	"$build/test-restore"
	sh tests/tool/tool.sh "$build/xcverify" "$build/data"
	sh tests/tool/minimal.sh "$build/minimal" "$build/data"
	"$build/filter" "$build/xcfilter"
	sh tests/tool/filter.sh "$build"
	python3 tests/tool/helper.py "$build"
	sh tests/tool/extract.sh "$build"
	sh tests/tool/restore.sh "$build/restore" "$build/kinds" \
		"$build/mkstream" "$build/data"
	python3 -B tests/tool/registers.py "$build"
	python3 -B tests/tool/walk.py "$build"
	python3 -B tests/tool/xencore.py "$build"
	python3 tests/tool/progress.py "$build"
	python3 -B tests/tool/peers.py "$build"
} >"$log" 2>&1 || :
# By what the compiler left: of a program that never ran there is nothing else.
(cd "$build" && for f in *.gcno; do
	gcov --branch-probabilities --json-format --stdout "$f"
done) >"$build/counts" 2>"$build/gcov.log"
python3 tests/coverage/tools.py "$build/counts" 85
