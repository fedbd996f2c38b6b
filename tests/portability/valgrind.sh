#!/bin/sh
# SPDX-License-Identifier: MIT
# No read of what was not set, and no read outside what was given.
# usage: valgrind.sh BUILD_DIR; after make check
set -eu

grind='valgrind -q --error-exitcode=9 --leak-check=full'
$grind "$1/unit"
$grind "$1/conformance"
$grind "$1/events"
for f in "$1"/data/*tiny*.xl "$1"/data/hvm-1vcpu-8m-xsdata.xl; do
	$grind "$1/xcverify" -v "$f" >/dev/null || test $? = 1
	$grind "$1/xcverify" -q - <"$f" || test $? = 1
	# through a pipe, where everything is read
	cat "$f" | $grind "$1/xcverify" -q || test $? = 1
	rm -rf "$1/extract"
	$grind "$1/xcextract" --elf "$f" "$1/extract" || test $? = 1
	$grind "$1/xcfilter" -q <"$f" >/dev/null || test $? = 1
	$grind "$1/restore" -c <"$f" >/dev/null
done
echo 'valgrind found nothing'
