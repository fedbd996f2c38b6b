#!/bin/sh
# SPDX-License-Identifier: MIT
# Measure what the README's size table promises; fail where it is exceeded.
# usage: size.sh HEADER BUILD_DIR [CC [ARM_CC [CLANG]]]
set -eu

header=$1
dir=$2/size
cc=${3:-gcc}
arm=${4:-arm-none-eabi-gcc}
clang=${5:-clang}
sh tests/need.sh "$cc" "$arm:gcc-arm-none-eabi" "$clang"
mkdir -p "$dir"
here=$(dirname "$header")
bad=0

row() { # what, measured, budget
	if [ "$2" -le "$3" ]; then verdict=ok; else verdict=EXCEEDED; bad=1; fi
	printf '%-52s %6s %6s  %s\n' "$1" "$2" "$3" "$verdict"
}

# compile FLAGS...: the implementation alone
compile() {
	printf '#define XCSTREAM_IMPLEMENTATION\n#include "xcstream.h"\n' \
		>"$dir/x.c"
	"$cc" -std=c99 -Os -ffreestanding -fcallgraph-info=su "$@" -I"$here" \
		-c "$dir/x.c" -o "$dir/x.o"
}

# code OBJECT: bytes of .text and .rodata
code() {
	size -A "$1" | awk '/^\.text|^\.rodata/ { n += $2 } END { print n + 0 }'
}

# state OBJECT: bytes of what is in it
state() {
	size "$1" | awk 'NR == 2 { print $2 + $3 }'
}

# stack FILE FUNCTION: bytes of the deepest chain of calls below it
stack() {
	awk -v top="$2" '
	{ gsub(/"[^"]*:/, "\"") }
	/^node:/ {
		split($0, part, "\"")
		n = split(part[4], label, /\\n/)
		for (i = 1; i <= n; i++)
			if (label[i] ~ /bytes/)
				own[part[2]] = label[i] + 0
	}
	/^edge:/ {
		split($0, part, "\"")
		callee[part[2], ++calls[part[2]]] = part[4]
	}
	# A call pushes a return address of 8 bytes.
	function depth(f,   i, d, most) {
		if (f in known)
			return known[f]
		for (i = 1; i <= calls[f]; i++) {
			d = depth(callee[f, i])
			if (d > most)
				most = d
		}
		return known[f] = own[f] + most
	}
	END { print depth(top) }' "$1"
}

printf '%-52s %6s %6s\n' 'gcc -Os, x86-64' found budget
compile -DXCSTREAM_NO_STRINGS
row 'code and constants, everything in, strings out' \
	"$(code "$dir/x.o")" 16704
row 'stack below xcstream_push(), callbacks apart' \
	"$(stack "$dir/x.ci" xcstream_push)" 192
compile -DXCSTREAM_NO_STRINGS -DXCSTREAM_ONLY_LIBXC
row 'the same code with XCSTREAM_ONLY_LIBXC' "$(code "$dir/x.o")" 12928
"$arm" -std=c99 -mcpu=cortex-m3 -mthumb -Os -ffreestanding \
	-DXCSTREAM_NO_STRINGS -DXCSTREAM_ONLY_LIBXC -I"$here" \
	-c "$dir/x.c" -o "$dir/arm.o"
row 'the same on Cortex-M3 (Thumb-2)' "$(code "$dir/arm.o")" 10880
printf '#include "xcstream.h"\nchar state[sizeof(struct xcstream)];\n' \
	>"$dir/state.c"
for machine in x86_64:17664 aarch64:17344 riscv64:17344; do
	"$clang" --target="${machine%:*}-linux-gnu" -std=c99 -Os \
		-ffreestanding -DXCSTREAM_NO_STRINGS -I"$here" \
		-c "$dir/x.c" -o "$dir/other.o"
	row "clang -Os, ${machine%:*}: everything in, strings out" \
		"$(code "$dir/other.o")" "${machine#*:}"
done
"$clang" --target=i386-linux-gnu -std=c99 -ffreestanding -I"$here" \
	-c "$dir/state.c" -o "$dir/state.o"
row 'sizeof(struct xcstream) on 32 bits' "$(state "$dir/state.o")" 240

compile
row '.data and .bss' "$(state "$dir/x.o")" 0
"$cc" -std=c99 -I"$here" -c "$dir/state.c" -o "$dir/state.o"
row 'sizeof(struct xcstream)' "$(state "$dir/state.o")" 256
row 'longest function, lines' "$(awk '
	/^[a-zA-Z].*\(/ { head = NR }
	/^{/ { start = head }
	/^}/ { if (start && NR - start + 1 > most) most = NR - start + 1
	       start = 0 }
	END { print most + 0 }' "$header")" 60
row 'public functions' "$(nm "$dir/x.o" | grep -c ' T ')" 18
row 'undefined symbols' "$(nm -u "$dir/x.o" | wc -l)" 0
exit $bad
