#!/bin/sh
# SPDX-License-Identifier: MIT
# How large are these programs, is it less than 128 KiB, and do they need
# nothing else? usage: size.sh PROGRAM...
set -eu

bad=0
for program; do
	size=$(wc -c <"$program")
	echo "$program: $size bytes, budget 131072"
	if [ "$size" -gt 131072 ]; then
		echo "FAILED: $program is too large"
		bad=1
	elif readelf -lW "$program" | grep -q -e INTERP -e DYNAMIC; then
		echo "FAILED: $program is not static"
		bad=1
	fi
done
exit $bad
