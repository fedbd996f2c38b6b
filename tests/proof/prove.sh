#!/bin/sh
# SPDX-License-Identifier: MIT
# Prove what the contracts in the header say, with Frama-C/WP: for any input in
# any chunking. That a proof would fail is checked with faults put in on
# purpose. usage: prove.sh BUILD_DIR
set -eu

root=$PWD
build=$root/$1/proof
for tool in frama-c:frama-c-base why3:why3 z3:z3 cvc4:cvc4; do
	command -v "${tool%:*}" >/dev/null || sh tests/need.sh "${tool#*:}"
done
rm -rf "$build"
mkdir -p "$build"
# Why3 keeps what it knows of the provers in the home directory.
HOME=$build
export HOME
why3 config detect >"$build/why3.log" 2>&1

failed=0
fail()
{
	echo "FAILED: $*"
	failed=$((failed + 1))
}

# wp NAME HEADER_DIR TIMEOUT FUNCTIONS OPTIONS...
# Not from the root of the project, where the header would be found first.
wp()
{
	name=$1
	dir=$2
	timeout=$3
	functions=$4
	shift 4
	(cd "$build" && frama-c -machdep gcc_x86_64 \
		-cpp-extra-args="-I$dir" \
		-kernel-warn-key annot-error=abort -warn-unsigned-overflow \
		-wp -wp-rte -wp-split -wp-prover cvc4,z3 -wp-par 2 \
		-wp-timeout "$timeout" -wp-fct "$functions" "$@" \
		"$root/tests/proof/prove.c" >"$build/$name.log" 2>&1) || {
		tail -n 5 "$build/$name.log"
		fail "frama-c, see $build/$name.log"
	}
}

# The functions of the implementation, one a line.
functions()
{
	awk '/^#define XCS__IMPLEMENTED/ { on = 1 }
	on && /^[a-z].*\(|^XCSTREAM_API|^xcs/ { line = $0 }
	on && /^{/ { print line }' "$1" | sed 's/(.*//; s/.*[ *]//'
}

# These look into constants; the others need to know of the tables only what
# xcs__is_config() ensures. And push turns a void * into one to octets.
tables='xcs__is_config|xcs__tolerate|xcstream_init'
cast='xcstream_push'
functions xcstream.h >"$build/functions"
others=$(grep -vxE "$tables|$cast" "$build/functions" | paste -sd,)

# Nothing is taken for granted.
if grep -nE '\b(admit|axiom|axiomatic|lemma|assume[sd]?) ' xcstream.h \
	tests/proof/prove.c | grep '@'; then
	fail "something is assumed"
fi
loops=$(awk '/^#define XCS__IMPLEMENTED/ { on = 1 }
	on && /^	+(for|while|do) ?[({]/' xcstream.h | wc -l)
variants=$(grep -c 'loop variant' xcstream.h)
test "$loops" = "$variants" || fail "$loops loops, $variants variants"
# No recursion, so that a variant for each loop makes all of it terminate.
frama-c -machdep gcc_x86_64 -cpp-extra-args=-I. tests/proof/prove.c \
	-cg "$build/calls.dot" >"$build/calls.log" 2>&1
sed -n 's/^ *"UV \([^ ]*\) .*" -> "UV \([^ ]*\) .*/\1 \2/p' \
	"$build/calls.dot" >"$build/calls"
test -s "$build/calls" || fail "no calls found"
tsort <"$build/calls" >/dev/null || fail "recursion"

wp others "$root" 30 "$others" -wp-no-init-const
wp tables "$root" 30 "$(echo "$tables" | tr '|' ,)"
wp cast "$root" 30 "$cast" -wp-no-init-const -wp-model Typed+cast

goals=0
proved=0
for log in others tables cast; do
	grep -A 3 '^\[wp\] \[Failed\]' "$build/$log.log" || :
	set -- $(sed -n 's/.*Proved goals: *\([0-9]*\) \/ \([0-9]*\).*/\1 \2/p' \
		"$build/$log.log") 0 0
	proved=$((proved + $1))
	goals=$((goals + $2))
done
while read -r name; do
	goal=$(echo "$name" | sed 's/__/_*/')
	grep -q "Goal typed_\(cast_\)*${goal}_[a-z]" "$build"/*.log ||
		fail "$name() has no goal"
done <"$build/functions"

# A header with a fault is not proven: function, what to change in it.
broken()
{
	name=$1
	mkdir -p "$build/$name"
	sed "/^[a-zX].*$name(/,/^}/$2" xcstream.h >"$build/$name/xcstream.h"
	if cmp -s xcstream.h "$build/$name/xcstream.h"; then
		fail "cannot break $name()"
		return
	fi
	wp "broken-$name" "$build/$name" 5 "$name" -wp-no-init-const
	if grep -q '^\[wp\] \[Failed\]' "$build/broken-$name.log"; then
		echo "not proven when broken: $name()"
	else
		fail "proven although broken: $name()"
	fi
}

broken xcs__put 's/i < 5/i < 6/'
broken xcs__keep 's/xs->pages >= xs->nr_pfns/xs->pages > xs->nr_pfns/'
broken xcs__size 's/length < min/length + 1 < min/'
broken xcs__bulk 's/len > xs->bulk/len > xs->bulk + 1/'
broken xcs__contents 's/4096 - offset/4097 - offset/'
broken xcs__pfns 's/count > len/count > len + 1/'
broken xcs__hvm_entry 's/end || length > xs->left/end/'
broken xcs__judge_entry 's/xs->entries--;//'
broken xcs__padding 's/ && i > 0//'
broken xcs__is_starved 's/xs->bulk > 0/xs->bulk > 1/'

echo "$proved of $goals goals"
test "$failed" = 0 && test "$goals" -gt 0 && test "$proved" = "$goals"
