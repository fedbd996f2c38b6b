#!/bin/sh
# SPDX-License-Identifier: MIT
# What is in the stub domain's image, and what the library takes of it; fails
# if the file is larger than 64 KiB, or the library needs a symbol.
# usage: size.sh BUILD_DIR
set -eu

image=$1/stubdom.elf
objects=$1/stubdom/x86

row() { # what, object
	size -A "$2" | awk -v what="$1" '
	/^\.text/ { code += $2 }
	/^\.(rodata|note\.Xen)/ { constants += $2 }
	/^\.(data|bss)/ { variables += $2 }
	END { printf "%-36s %6d %9d %9d\n", what, code, constants, variables }'
}

printf '%-36s %6s %9s %9s\n' "$image" code constants variables
row 'boot code, page tables' "$objects/x86_boot.o"
row 'platform' "$objects/x86.o"
row 'virtio console' "$objects/virtio.o"
row 'listing, verdict' "$objects/stubdom.o"
row 'xcstream.h, names and messages in' "$objects/xcstream.o"
row 'all of it, and the stack' "$image"
file=$(wc -c <"$image")
echo "the file: $file bytes, budget 65536"
undefined=$(nm -u "$objects/xcstream.o")
if [ -n "$undefined" ]; then
	echo "FAILED: the library needs $undefined"
	exit 1
elif [ "$file" -gt 65536 ]; then
	echo 'FAILED: the image is too large'
	exit 1
fi
