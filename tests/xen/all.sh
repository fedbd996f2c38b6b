#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/xen/all.sh BUILD_DIR STEP...
#
# Run each step, also after one that fails, and tell how long each took. Each
# ends its own machine when it takes too long.

if [ $# -lt 2 ]; then
	echo "Usage: sh tests/xen/all.sh BUILD_DIR STEP..." >&2
	exit 2
fi
build=$1
shift
failed=
for step; do
	echo "== $step"
	since=$(date +%s)
	sh "$(dirname "$0")/$step.sh" "$build" || failed="$failed $step"
	echo "== $(($(date +%s) - since)) s: $step"
done
[ -z "$failed" ] || echo "FAILED:$failed"
[ -z "$failed" ]
