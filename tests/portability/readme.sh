#!/bin/sh
# SPDX-License-Identifier: MIT
# Do the README and the header's opening lines say what the sources say? The
# quick start is minimal.c, the sizes are those that are measured, the callbacks
# of a PV guest those of a capture.
# usage: readme.sh BUILD_DIR; run from the root of the project
set -eu

. "$(dirname "$0")/../common.sh" || exit 2
dir=$1/readme
mkdir -p "$dir"

awk '/^```c$/ { on = 1; next } /^```$/ { if (on) exit } on' README.md \
	>"$dir/quick"
try "the README's quick start is minimal.c" \
	diff examples/minimal.c "$dir/quick"
# Callbacks that do not fit into a line go on in the next one.
make -s "B=$1" "$1/opening" "$1/data/pv64-tiny-1vcpu-4m.xl"
"$1/opening" <"$1/data/pv64-tiny-1vcpu-4m.xl" >"$dir/callbacks"
awk '/in this order:$/ { on = 1; next }
	on && /^ \*\t\t/ { line = line " "; sub(/^ \*\t+/, ""); line = line $0; next }
	on && /^ \*\t/ { if (line) print line; sub(/^ \*\t/, "")
		sub(/\t+/, " "); line = $0; next }
	on && line { print line; exit }' xcstream.h >"$dir/opening"
try "the header's opening lines list the callbacks of a capture" \
	diff "$dir/callbacks" "$dir/opening"
# The figures of the size table.
sh tests/bench/size.sh xcstream.h "$1" >"$dir/sizes" || fail 'make size'
awk 'NR > 1 { print $(NF - 2), $(NF - 1) }' "$dir/sizes" | sort \
	>"$dir/measured"
awk -F ' *[|] *' '/^\| what, in bytes \| found/ { on = 1; next }
	/^$/ { on = 0 } on && $3 ~ /^[0-9]+$/ { print $3, $4 }' \
	README.md | sort >"$dir/figures"
comm -13 "$dir/measured" "$dir/figures" >"$dir/wrong"
try "the README's sizes are what make size finds" \
	diff /dev/null "$dir/wrong"
try "there are some" test "$(wc -l <"$dir/figures")" -eq 5
end
