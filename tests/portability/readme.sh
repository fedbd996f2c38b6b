#!/bin/sh
# SPDX-License-Identifier: MIT
# Does the README say what the sources say? Its quick start is minimal.c, its
# table of faults is the header's, its sizes are those that are measured.
# usage: readme.sh BUILD_DIR [--print]; run from the root of the project
set -eu

. "$(dirname "$0")/../common.sh" || exit 2
dir=$1/readme
mkdir -p "$dir"

# A row a fault: the class by where it stands, the profiles by their letters.
awk '
/^#define XCSTREAM_FAULTS/ { inside = 1; next }
!inside { next }
/\/\* of the caller/ { class = "caller" }
/\/\* truncation/ { class = "truncation" }
/\/\* stream errors/ { class = "stream" }
/\/\* record errors/ { class = "record" }
/^\tX\(/ {
	row = $0
	while (row !~ /"\)[ \t]*\\?$/ && (getline next_line) > 0) {
		sub(/[ \t]*\\$/, "", row)
		sub(/^[ \t]*/, "", next_line)
		row = row " " next_line
	}
	match(row, /\([A-Z0-9_]+/)
	name = substr(row, RSTART + 1, RLENGTH - 1)
	text = row
	sub(/^[^"]*"/, "", text)
	sub(/"[^"]*$/, "", text)
	by = row
	sub(/"[^"]*"[^"]*$/, "", by)
	sub(/^[^,]*,/, "", by)
	who = ""
	if (by ~ /XCS__S/) who = who " strict"
	if (by ~ /XCS__V/) who = who " verify"
	if (by ~ /XCS__R|XCS__VR/) who = who " restore"
	if (by ~ /XCS__D|XCS__VD|XCS__VRD/) who = who " draft"
	printf "| %s | %s | %s |%s |\n", name, text, class, who
	if (row !~ /\\$/) exit
}' xcstream.h >"$dir/faults"

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
if have arm-none-eabi-gcc; then
	sh tests/bench/size.sh xcstream.h "$1" | awk '
		NR > 1 { print $(NF - 2), $(NF - 1) }' | sort >"$dir/measured"
	awk -F ' *[|] *' '/^\| what \| found/ { on = 1; next }
		/^$/ { on = 0 } on && $3 ~ /^[0-9]+$/ { print $3, $4 }' \
		README.md | sort >"$dir/figures"
	try "the README's sizes are what make size finds" \
		diff "$dir/measured" "$dir/figures"
else
	skip 'sizes: no arm-none-eabi-gcc'
fi
end
