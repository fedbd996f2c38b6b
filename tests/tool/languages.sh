#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/tool/languages.sh BUILD_DIR
#
# Do the examples in other languages, and those for unikernels, say what minimal
# says, of each capture, of one that is cut, and of what is no stream? Does the shared library export the
# public functions, and nothing else? Run from the root of the project; needs
# g++, python3 and rustc.

if [ $# -ne 1 ]; then
	echo "Usage: sh tests/tool/languages.sh BUILD_DIR" >&2
	exit 2
fi
. "$(dirname "$0")/../common.sh" || exit 2
sh tests/need.sh g++ python3 rustc || exit 1
make -s B="$1" data "$1/minimal" shared || exit 1
root=$PWD
build=$(absolute "$1")
begin languages

sed -n '/^XCSTREAM_API /,/;$/p' "$root/xcstream.h" |
	grep -o 'xcstream_[a-z_]*(' | tr -d '(' | sort -u >due
nm -D --defined-only "$build/libxcstream.so" | sed 's/.* //' | sort >found
same 'what the shared library exports' found due

try 'C++17' g++ -std=c++17 -O2 -Wall -Wextra -Werror "-I$root" \
	"$root/examples/languages/minimal.cc" -o cxx
try 'Rust' rustc -D warnings -L "$build" -l xcstream -o rust \
	"$root/examples/languages/minimal.rs"

# Stand-ins for two unikernels: the stream is on standard input.
mkdir -p uk/plat mini-os
cat >uk/plat/memory.h <<'END'
#define printk printf
#include <stdio.h>
static unsigned char ramdisk[128 << 20];
static size_t ramdisk_len(void)
{
	return fread(ramdisk, 1, sizeof(ramdisk), stdin);
}
struct ukplat_memregion_desc {
	unsigned long vbase, len;
} region;
static inline int
ukplat_memregion_find_initrd0(struct ukplat_memregion_desc **out)
{
	region.vbase = (unsigned long)ramdisk;
	region.len = ramdisk_len();
	*out = &region;
	return 0;
}
END
: >mini-os/os.h
: >mini-os/console.h
cat >mini-os/hypervisor.h <<'END'
#include <uk/plat/memory.h>
static struct {
	unsigned long mod_start, mod_len;
} start_info;
int app_main(void *unused);
int main(void)
{
	start_info.mod_start = (unsigned long)ramdisk;
	start_info.mod_len = ramdisk_len();
	return app_main(NULL);
}
END
for kernel in unikraft mini-os; do
	try $kernel cc -O2 -Wall -Wextra -Werror -I. "-I$root" -o ./in-$kernel \
		"$root/examples/unikernels/$kernel.c"
done

head -c 1000 "$build/data/pv64-tiny-1vcpu-4m.xl" >cut
echo 'no stream at all' >other
for f in "$build"/data/*.xl cut other; do
	"$build/minimal" <"$f" >due
	due=$?
	for how in ./cxx ./rust ./in-unikraft ./in-mini-os \
		"python3 $root/examples/languages/minimal.py"; do
		case $how in
		python*) set -- $how "$build/libxcstream.so.0" ;;
		*) set -- $how ;;
		esac
		LD_LIBRARY_PATH=$build "$@" <"$f" >found 2>err
		is_status=$?
		try "$how: ${f##*/}: exit $due" test $is_status -eq $due
		same "$how: ${f##*/}" found due
	done
done
end
