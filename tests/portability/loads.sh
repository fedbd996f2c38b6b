#!/bin/sh
# SPDX-License-Identifier: MIT
# Is every byte of the input loaded at most once, by the compiled code, too?
# A hostile domain may change it between two loads. For each compiler and level,
# with and without callbacks, whole and in chunks: every stream of the
# conformance table and every capture. QEMU's emulation of a process tells each
# load to watch.c, quickly; valgrind's lackey, which takes a hundred times as
# long and overlooks loads of which the value is not used, has to tell the same
# of the table, at -O2. All must load as many bytes.
# usage: loads.sh BUILD_DIR [CC...]
set -eu

build=$1
shift
[ $# -gt 0 ] || set -- gcc clang
dir=$build/loads
qemu=qemu-$(uname -m)
rm -rf "$dir"
mkdir -p "$dir/table"
for f in tests/data/*.xz; do
	f=$build/data/$(basename "$f" .xz)
	make -s "B=$build" "$f"
	echo "$f"
done >"$dir/captures.list"
make -s "B=$build" "$build/dump"
"$build/dump" "$dir/table"
find "$dir/table" -type f | sort >"$dir/table.list"
head -n 20 "$dir/table.list" >"$dir/some.list"

gcc -O2 -shared -fPIC -fvisibility=hidden tests/portability/watch.c \
	-o "$dir/watch.so"
built() { # CC LEVEL PROGRAM OPTION...
	cc=$1 level=$2 program=$3
	shift 3
	"$cc" -std=c99 "$level" -I. -Itests "$@" tests/portability/loads.c -o "$program"
}
built gcc -O2 "$dir/loads"
built gcc -O2 "$dir/twice" -DTWICE

# told TOOL LIST PROGRAM CALLBACKS CHUNK
told() {
	tool=$1 list=$dir/$2.list
	shift 2
	# shellcheck disable=SC2046
	if [ "$tool" = QEMU ]; then
		"$qemu" -plugin "$dir/watch.so" "$@" $(cat "$list") 2>&1
	else
		valgrind --tool=lackey --trace-mem=yes --log-fd=9 "$@" \
			$(cat "$list") 9>&1 >/dev/null | "$dir/loads" count
	fi
}

# watched CC: at all levels, in all ways
watched() {
	for level in -Os -O2 -O3; do
		program=$dir/$1$level
		built "$1" $level "$program"
		while read -r callbacks chunk list tool only; do
			[ "${only:-$level}" = $level ] || continue
			echo "$1 $level: $callbacks, chunks of $chunk, $list," \
				"$tool: $(told "$tool" "$list" "$program" \
					"$callbacks" "$chunk")"
		done <<-END
			none 0 table QEMU
			none 0 captures QEMU
			none 0 table lackey -O2
			page_data 0 table QEMU
			page_data 0 captures QEMU
			page 1 table QEMU
			page 1 captures QEMU
			page 7 table QEMU
			page 7 captures QEMU
		END
	done
}
for cc in "$@"; do
	watched "$cc" >"$dir/$cc.log" 2>&1 &
done
for tool in QEMU lackey; do
	echo "put in: none, chunks of 0, some, $tool: $(told $tool some \
		"$dir/twice" none 0)"
done >"$dir/put-in.log"
wait

for name in put-in "$@"; do
	cat "$dir/$name.log"
done | awk -F '[:,] ' -v due=$((2 + 25 * $#)) '
{
	key = $2 $4
	if (!(key in first))
		first[key] = $6
	good = $6 == first[key] && $6 ~ /^[0-9]+ bytes loaded$/ &&
		($1 == "put in" ? $7 + 0 == $6 / 2 : $7 ~ /^0 of them/)
	print (good ? "" : "FAILED: ") $0
	good ? passed++ : failed++
}
END {
	printf "%d passed, %d failed\n", passed, failed
	# One that was ended on its way has told less.
	exit failed > 0 || passed != due
}'
