#!/bin/sh
# SPDX-License-Identifier: MIT
# Does the header compile everywhere it promises to, without a warning, without
# a C library, and without a name or symbol that is not its own?
# usage: compile.sh BUILD_DIR [CC...]; run from the root of the project
set -u

dir=$1/compile
shift
[ $# -gt 0 ] || set -- gcc clang
. "$(dirname "$0")/../common.sh" || exit 2
mkdir -p "$dir"

warnings='-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow
	-Wcast-qual -Wundef -Wswitch-enum -Wvla -Werror'

# The implementation alone; a program of two units that include it; static.
cat >"$dir/one.c" <<'X'
#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"
#include "xcstream.h"
X
cat >"$dir/two.c" <<'X'
#include "xcstream.h"
int main(void)
{
	struct xcstream xs;

	xcstream_init(&xs, NULL, NULL, NULL);
	return xcstream_finish(&xs) != XCSTREAM_FAULT;
}
X
cat >"$dir/static.c" <<'X'
#define XCSTREAM_STATIC
#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"
int main(void)
{
	struct xcstream xs;

	xcstream_init(&xs, NULL, NULL, NULL);
	return 0;
}
X
cp "$dir/one.c" "$dir/one.cc"
cp "$dir/two.c" "$dir/two.cc"
cp "$dir/static.c" "$dir/static.cc"

# After all the names that a C library defines.
cat >"$dir/late.c" <<'X'
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <endian.h>
#include <fcntl.h>
#include <unistd.h>
#include <sys/param.h>
#include <sys/stat.h>
#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"
X

# Only a freestanding compiler's own headers are to be had.
freestanding() { # cc flags...
	cc=$1
	shift
	"$cc" -ffreestanding -nostdinc -isystem \
		"$("$cc" -print-file-name=include)" "$@"
}

no_undefined() { # object
	test -z "$(nm -u "$1")"
}

only_own_names() { # object
	test -z "$(nm "$1" | awk '$2 ~ /[A-Z]/ && $3 !~ /^xcstream_/')"
}

no_data() { # object: no .data and .bss, that is, no state
	test "$(size -A "$1" | awk '/^\.(data|bss)[ \t]/ { n += $2 }
		END { print n + 0 }')" = 0
}

own_macros() { # cc: every macro and name of the header has its prefix
	echo '#include "xcstream.h"' | "$1" -I. -dM -E - >"$dir/after"
	printf '#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n' |
		"$1" -dM -E - >"$dir/before"
	! grep -vxFf "$dir/before" "$dir/after" |
		grep -qvE '#define (XCSTREAM_|XCS__)'
}

for cc in "$@"; do
	have "$cc" || { fail "no $cc"; continue; }
	case $cc in
	*clang*) cxx=$(echo "$cc" | sed 's/clang/clang++/') ;;
	*) cxx=$(echo "$cc" | sed 's/gcc/g++/') ;;
	esac
	align=-Wcast-align
	case $cc in *gcc*) align=-Wcast-align=strict ;; esac
	c="-Wstrict-prototypes -Wmissing-prototypes $align"
	for switches in '' -DXCSTREAM_NO_STRINGS -DXCSTREAM_ONLY_LIBXC; do
		for std in c99 c11 c17 c2x; do
			try "$cc $std $switches" "$cc" -std=$std $warnings $c \
				$switches -O2 -I. -c "$dir/one.c" -o "$dir/x.o"
		done
		# What the compiler's own analysis finds is a warning, too.
		case $cc in
		*clang*) analyze="--analyze -Xanalyzer -analyzer-werror" ;;
		*) analyze=-fanalyzer ;;
		esac
		try "$cc $analyze $switches" "$cc" -std=c99 $analyze -Werror \
			$switches -O2 -I. -c "$dir/one.c" -o "$dir/analyzed"
		for std in c++11 c++17; do
			try "$cxx $std $switches" "$cxx" -std=$std $warnings \
				$switches -O2 -I. -c "$dir/one.cc" -o "$dir/x.o"
		done
		try "$cc -m32 $switches" "$cc" -m32 -std=c99 $warnings $c \
			$switches -O2 -I. -c "$dir/one.c" -o "$dir/x.o"
		for bits in -m64 -m32; do
			for level in -Os -O2 -O3; do
				try "$cc $bits $level $switches, freestanding" \
					freestanding "$cc" $bits -std=c99 \
					$level $warnings $c $switches -I. \
					-c "$dir/one.c" -o "$dir/x.o"
				# 32 bits: the compiler's own PIC helper apart
				case $bits in
				-m64) try "$cc $level $switches: undefined" \
					no_undefined "$dir/x.o" ;;
				-m32) try "$cc -m32 $level $switches, no PIC" \
					freestanding "$cc" -m32 -fno-pic \
					-std=c99 $level $switches -I. \
					-c "$dir/one.c" -o "$dir/x.o"
				      try "$cc -m32 $level $switches: undefined" \
					no_undefined "$dir/x.o" ;;
				esac
				try "$cc $level $switches: names" \
					only_own_names "$dir/x.o"
				try "$cc $level $switches: data" \
					no_data "$dir/x.o"
			done
		done
		try "$cc static $switches" "$cc" -std=c99 $warnings $c \
			$switches -I. "$dir/static.c" -o "$dir/x"
		try "$cxx static $switches" "$cxx" -std=c++11 $warnings \
			$switches -I. "$dir/static.cc" -o "$dir/x"
		try "$cc two units $switches" "$cc" -std=c99 $warnings $c \
			$switches -I. "$dir/one.c" "$dir/two.c" -o "$dir/x"
		try "two units run" "$dir/x"
		try "$cc after a C library $switches" "$cc" -D_GNU_SOURCE \
			$warnings $c $switches -I. -c "$dir/late.c" -o "$dir/x.o"
		try "$cxx two units $switches" "$cxx" -std=c++11 $warnings \
			$switches -I. "$dir/one.cc" "$dir/two.cc" -o "$dir/x"
	done
	try "$cc macros" own_macros "$cc"
done
end
