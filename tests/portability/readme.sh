#!/bin/sh
# SPDX-License-Identifier: MIT
# Does the README say what the sources say? Its quick start is minimal.c, its
# sizes are those that are measured.
# usage: readme.sh BUILD_DIR; run from the root of the project
set -eu

. "$(dirname "$0")/../common.sh" || exit 2
dir=$1/readme
mkdir -p "$dir"

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
