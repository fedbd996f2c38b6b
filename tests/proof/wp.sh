#!/bin/sh
# SPDX-License-Identifier: MIT
# Prove one function of a header with Frama-C/WP.
# usage: wp.sh OUTPUT_DIR HEADER_DIR TIMEOUT DEFINES FUNCTION
set -eu

output=$1
header=$2
timeout=$3
defines=$4
function=$5
driver=$PWD/tests/proof/prove.c

# Some look into constants; all others need to know of the tables only what
# xcs__wrong_argument() ensures. And push makes a void * one to bytes.
options=-wp-no-init-const
case $function in
xcs__wrong_argument | xcstream_init) options= ;;
xcstream_push) options="$options -wp-model Typed+cast" ;;
esac

# Not in the root of the project, where the header would be found first.
mkdir -p "$output"
cd "$output"
frama-c -machdep gcc_x86_64 -cpp-extra-args="-I$header $defines" \
	-kernel-warn-key annot-error=abort \
	-kernel-warn-key typing:implicit-function-declaration=abort \
	-warn-unsigned-overflow \
	-wp -wp-rte -wp-check-memory-model -wp-prover cvc4,z3 -wp-par 1 \
	-wp-timeout "$timeout" -wp-fct "$function" $options "$driver" \
	>"$function.log" 2>&1 || echo "frama-c failed" >>"$function.log"
