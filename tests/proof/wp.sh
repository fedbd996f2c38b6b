#!/bin/sh
# SPDX-License-Identifier: MIT
# Prove one function of a header with Frama-C/WP, with the first of the limits
# that is enough. Most goals take a second; and where one prover finds nothing,
# it uses its whole limit up before the other is asked.
# usage: wp.sh OUTPUT_DIR HEADER_DIR DEFINES FUNCTION SECONDS...
set -eu

output=$1
header=$2
defines=$3
function=$4
shift 4
driver=$PWD/tests/proof/prove.c

# One looks into constants; all others need to know of them only what it
# ensures. And push makes a void * one to bytes.
options=-wp-no-init-const
case $function in
xcs__know_tables) options= ;;
xcstream_push) options="$options -wp-model Typed+cast" ;;
esac

# Not in the root of the project, where the header would be found first.
mkdir -p "$output"
cd "$output"
prove()
{
	frama-c -machdep gcc_x86_64 -cpp-extra-args="-I$header $defines" \
		-kernel-warn-key annot-error=abort \
		-kernel-warn-key typing:implicit-function-declaration=abort \
		-warn-unsigned-overflow -wp -wp-rte -wp-check-memory-model \
		-wp-prover cvc4,z3 -wp-par 1 -wp-cache update \
		-wp-timeout "$1" -wp-fct "$function" $options "$driver" \
		>"$function.log" 2>&1 || echo "frama-c failed" >>"$function.log"
}

# The cache has the goals of this function that an earlier limit was enough for.
since=$(date +%s)
for limit; do
	prove "$limit"
	grep -q '^\[wp\] \[Failed\]' "$function.log" || break
done
echo "$(($(date +%s) - since)) s, limit $limit s: $function" >>times
