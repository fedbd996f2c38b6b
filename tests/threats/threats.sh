#!/bin/sh
# SPDX-License-Identifier: MIT
# Does each line of the table of threats name tests that exist and pass?
# usage: threats.sh BUILD_DIR; run from the root of the project
set -eu

. "$(dirname "$0")/../common.sh" || exit 2
dir=$1/threats
mkdir -p "$dir"
"$1/conformance" >"$dir/out" 2>&1 || true
sed -n 's/^\[       OK \] //p' "$dir/out" >"$dir/passed"
# The rows in the last column of each line of a table but its head.
awk -F ' *[|] *' '/^\|/ && !/^\| (value|---)/ { print $6 }' \
	tests/threats/README.md >"$dir/cells"
while read -r cell; do
	case $cell in
	\`*) ;;
	*) fail "a line without a row: $cell" ;;
	esac
	echo "$cell" | sed 's/`, `/\n/g; s/`//g' >"$dir/rows"
	while read -r row; do
		try "$row" grep -qxF "$row" "$dir/passed"
	done <"$dir/rows"
done <"$dir/cells"
end
