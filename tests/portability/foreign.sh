#!/bin/sh
# SPDX-License-Identifier: MIT
# The tests on 32 bits, and on a big-endian machine under qemu's user emulation.
# usage: foreign.sh BUILD_DIR; run from the root of the project, as root on a
# Debian: it fetches cmocka for these architectures, and unpacks it in BUILD_DIR
set -eu

build=$1
make -s "B=$build" data "$build/xcverify" "$build/xcextract" "$build/streams"
dpkg --add-architecture i386
dpkg --add-architecture s390x
apt-get update -q >/dev/null 2>&1 || true

fetch() { # architecture: cmocka, unpacked, not installed
	dir=$build/foreign/$1
	mkdir -p "$dir"
	(cd "$dir" && apt-get download -q "libcmocka-dev:$1" "libcmocka0:$1" \
		>/dev/null 2>&1 && for deb in *.deb; do dpkg-deb -x "$deb" .; done)
}

try() { # architecture, triplet, compiler, how to run a program, flags
	fetch "$1"
	lib=$build/foreign/$1/usr/lib/$2
	make -s "B=$build/$1" "CC=$3" CFLAGS=-O2 \
		"LDFLAGS=-I$build/foreign/$1/usr/include -L$lib $5" \
		"$build/$1/unit" "$build/$1/conformance" \
		"$build/$1/property" "$build/$1/xcverify" \
		"$build/$1/events" "$build/$1/test-restore" \
		"$build/$1/xcextract"
	for test in unit events test-restore conformance property; do
		LD_LIBRARY_PATH=$lib $4 "$build/$1/$test"
	done
	# The listing of each capture is the same as here.
	for f in "$build"/data/*.xl; do
		"$build/xcverify" -v "$f" >"$build/foreign/here" 2>&1 || true
		$4 "$build/$1/xcverify" -v "$f" \
			>"$build/foreign/there" 2>&1 || true
		cmp "$build/foreign/here" "$build/foreign/there"
	done
	# And so are the files that xcextract writes.
	mkdir -p "$build/foreign/in"
	"$build/streams" "$build/foreign/in"
	for f in "$build"/foreign/in/valid-*-xl-*-live; do
		"$build/xcextract" --force --elf "$f" "$build/foreign/ours"
		$4 "$build/$1/xcextract" --force --elf "$f" \
			"$build/foreign/theirs"
		diff -r "$build/foreign/ours" "$build/foreign/theirs"
	done
}

# Not every kernel runs programs of 32 bits.
mkdir -p "$build/foreign"
native=
echo 'int main(void) { return 0; }' |
	gcc -m32 -x c - -o "$build/foreign/nothing"
"$build/foreign/nothing" 2>/dev/null || native=qemu-i386

# The kernel's headers are the same for both.
try i386 i386-linux-gnu 'gcc -m32' "$native" \
	'-idirafter /usr/include/x86_64-linux-gnu'
try s390x s390x-linux-gnu s390x-linux-gnu-gcc \
	"qemu-s390x -L /usr/s390x-linux-gnu -E LD_LIBRARY_PATH=$build/foreign/s390x/usr/lib/s390x-linux-gnu" ''
echo 'the same on 32 bits and on a big-endian machine'
