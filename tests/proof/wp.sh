#!/bin/sh
# SPDX-License-Identifier: MIT
# Prove one function of a header with Frama-C/WP. A goal is given up after so
# many steps of the prover, which are the same on each machine, however busy.
# usage: wp.sh OUTPUT_DIR HEADER_DIR DEFINES FUNCTION STEPS [PROPERTY]
# PROPERTY: what has this name in the contracts, and nothing else
set -eu

output=$1
header=$2
defines=$3
function=$4
steps=$5
property=${6-}
driver=$PWD/tests/proof/prove.c

# One looks into constants; all others need to know of them only what it
# ensures. And push makes a void * one to bytes.
options=-wp-no-init-const
case $function in
xcs__know_tables) options= ;;
xcstream_push) options="$options -wp-model Typed+cast" ;;
esac
options="$options${property:+ -wp-prop $property}"

# Not in the root of the project, where the header would be found first.
mkdir -p "$output"
cd "$output"
since=$(date +%s)
frama-c -machdep gcc_x86_64 -cpp-extra-args="-I$header $defines" \
	-kernel-warn-key annot-error=abort \
	-kernel-warn-key typing:implicit-function-declaration=abort \
	-warn-unsigned-overflow -wp -wp-rte -wp-check-memory-model \
	-wp-prover cvc4 -wp-par 1 -wp-cache none \
	-wp-steps "$steps" -wp-timeout 1800 -wp-fct "$function" $options \
	"$driver" >"$function.log" 2>&1 || echo "frama-c failed" >>"$function.log"
echo "$(($(date +%s) - since)) s: $function" >>times
