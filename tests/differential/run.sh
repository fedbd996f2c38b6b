#!/bin/sh
# SPDX-License-Identifier: MIT
# Compare profile verify with Debian's verify-stream-v2 on the streams of the
# conformance table, and on the captures.
# usage: run.sh BUILD_DIR; run from the root of the project, after make check
set -eu

build=$1
ls /usr/lib/xen-*/bin/verify-stream-v2 >/dev/null 2>&1 ||
	sh tests/need.sh /usr/lib/xen-4.17/bin/verify-stream-v2:xen-utils-4.17
rm -rf "$build/differential"
mkdir -p "$build/differential"
make -s "B=$build" "$build/dump"
"$build/dump" "$build/differential"
for f in "$build"/data/*.xl; do
	ln -s "../data/${f##*/}" "$build/differential/"
done
# The script itself, once, to see that it is what is imported.
xen=$(ls /usr/lib/xen-*/bin/verify-stream-v2 | tail -n 1)
PYTHONPATH=${xen%/bin/*}/lib/python "$xen" -f xl -i "$build/data/pv64-tiny-1vcpu-4m.xl"
# Xen's modules belong to Debian's python.
python=/usr/bin/python3
[ -x $python ] || python=python3
$python tests/differential/compare.py "$build/xcverify" "$build"/differential/*
