#!/bin/sh
# SPDX-License-Identifier: MIT
# Does the README say what the sources say? Its quick start is minimal.c, its
# table of faults is the header's, its sizes are those that are measured.
# usage: readme.sh BUILD_DIR [--print]; run from the root of the project
set -eu

. "$(dirname "$0")/../common.sh" || exit 2
dir=$1/readme
mkdir -p "$dir"

# A row a fault, as a program of the header tells it.
cat >"$dir/faults.c" <<'X'
#include <stdio.h>
#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"
int main(void)
{
	static const char *const classes[] = { "none", "caller", "truncation",
					       "stream", "record" };
	static const char *const profiles[] = { "strict", "verify", "restore",
						"draft" };
	struct xcstream_set set;
	unsigned int code, i;

	for (code = 1; code < XCSTREAM_NR_CODES; code++) {
		printf("| %s | %s | %s |",
		       xcstream_name(XCSTREAM_NAMES_CODE, code),
		       xcstream_name(XCSTREAM_NAMES_FAULT, code),
		       classes[(int)XCSTREAM_CLASS(code)]);
		for (i = 0; i < XCSTREAM_CUSTOM; i++) {
			xcstream_set_profile(&set, i);
			if (xcstream_set_has(&set, code))
				printf(" %s", profiles[i]);
		}
		puts(" |");
	}
	return 0;
}
X
cc -I. -o "$dir/print-faults" "$dir/faults.c"
"$dir/print-faults" >"$dir/faults"

if [ "${2-}" = --print ]; then
	cat "$dir/faults"
	exit
fi
grep -E '^\| [A-Z0-9_]+ \| .* \| (caller|truncation|stream|record) \|' \
	README.md >"$dir/told" || true
try "the README's faults are the header's" diff "$dir/faults" "$dir/told"
awk '/^```c$/ { on = 1; next } /^```$/ { if (on) exit } on' README.md \
	>"$dir/quick"
try "the README's quick start is minimal.c" \
	diff examples/minimal.c "$dir/quick"
# The figures of the size table, in its order.
if have arm-none-eabi-gcc && have clang; then
	sh tests/bench/size.sh xcstream.h "$1" | awk '
		NR > 1 { print $(NF - 2), $(NF - 1) }' | sort >"$dir/measured"
	awk -F ' *[|] *' '/^\| what \| found/ { on = 1; next }
		/^$/ { on = 0 } on && $3 ~ /^[0-9]+$/ { print $3, $4 }' \
		README.md | sort >"$dir/figures"
	try "the README's sizes are what make size finds" \
		diff "$dir/measured" "$dir/figures"
else
	skip 'sizes: no arm-none-eabi-gcc, or no clang'
fi
end
