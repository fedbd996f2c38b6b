#!/bin/sh
# SPDX-License-Identifier: MIT
# Prove what tests/proof/contracts.h says of the header, with Frama-C/WP: for
# any input in any chunking. That a proof would fail is checked with faults put
# in on purpose. usage: prove.sh BUILD_DIR [only|short]
#
# With XCSTREAM_ONLY_LIBXC, those functions are proven whose text is another
# there; with `only`, all of them, and nothing else: the tables are smaller. With
# `short`, none of them, and of the faults those that break one named property.
set -eu
export LC_ALL=C

root=$PWD
build=$root/$1/proof
mode=${2-}
for tool in frama-c:frama-c-base why3:why3 cvc4:cvc4; do
	command -v "${tool%:*}" >/dev/null || sh tests/need.sh "${tool#*:}"
done
rm -rf "$build"
mkdir -p "$build"
# What is proven is what was there at the start.
cp xcstream.h tests/proof/contracts.h "$build"
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

# Nothing is taken for granted: words of ACSL, in its comments only.
if awk '/\/\*@/ { on = 1 } on || /\/\/@/ { print FILENAME ":" FNR ": " $0 }
	/\*\// { on = 0 }' xcstream.h tests/proof/contracts.h tests/proof/prove.c |
	sed 's/[.]check//g' | grep -wE 'admit|axiom|axiomatic|lemma|assume[sd]?|check|terminates'; then
	fail "something is assumed"
fi
loops=$(awk '/^#define XCS__IMPLEMENTED/ { on = 1 }
	on && /^	+(for|while|do) ?[({]/' xcstream.h | wc -l)
variants=$(grep -c 'loop variant' xcstream.h)
test "$loops" = "$variants" || fail "$loops loops, $variants variants"
# No recursion, so that a variant for each loop makes all of it terminate.
(cd "$build" && frama-c -machdep gcc_x86_64 -cpp-extra-args="-I$build" \
	"$root/tests/proof/prove.c" -cg calls.dot >calls.log 2>&1)
sed -n 's/^ *"UV \([^ ]*\) .*" -> "UV \([^ ]*\) .*/\1 \2/p' \
	"$build/calls.dot" >"$build/calls"
test -s "$build/calls" || fail "no calls found"
if ! tsort <"$build/calls" >/dev/null || awk '$1 == $2' "$build/calls" |
	grep .; then
	fail "recursion"
fi

# The functions that a compiler finds in the header: directory, defines.
find_functions()
{
	mkdir "$1"
	cc -std=c99 -O0 $2 '-D__attribute__(x)=' -fkeep-inline-functions \
		-DXCSTREAM_IMPLEMENTATION -x c -c -o "$1/header.o" \
		"$build/xcstream.h"
	nm "$1/header.o" | sed -n 's/.* [tT] //p' | sort >"$1/functions"
	test -s "$1/functions" || fail "no functions found"
}

# Their text after the preprocessor, each in a line behind its name.
texts()
{
	cc -std=c99 -E -P $2 "-I$build" "$root/tests/proof/prove.c" | awk '
	/^[A-Za-z_].*xcs[a-z0-9_]*\(/ || /^xcs[a-z0-9_]*\(/ {
		match($0, /xcs[a-z0-9_]*\(/)
		name = substr($0, RSTART, RLENGTH - 1)
		text = ""
	}
	name { text = text " " $0 }
	/;$/ && text !~ /{/ { name = "" }
	/^}/ && name { gsub(/[ \t]+/, " ", text); print name text; name = "" }
	' | sort >"$1/texts"
	cut -d ' ' -f 1 "$1/texts" | cmp -s - "$1/functions" ||
		fail "the texts of the functions are not found, see $1"
}

# Prove the functions that are listed, and what is in the tables: directory,
# defines. The longest come first, so that no core waits for one at the end.
whole()
{
	dir=$1
	defines=$2
	# What takes longest although it is short
	long='xcs__know_tables xcs__run xcs__judge xcs__told_pfns xcs__judge_head'
	{
		printf '%s\n' $long | awk 'FNR == NR { listed[$1]; next }
			$1 in listed || $1 == "xcs__know_tables"' \
			"$dir/functions" -
		awk 'FNR == NR { listed[$1]; next }
			$1 in listed { print length, $1 }' \
			"$dir/functions" "$dir/texts" | sort -rn |
			cut -d ' ' -f 2 | grep -vxF "$(printf '%s\n' $long)"
	} >"$dir/ordered"
	mv "$dir/ordered" "$dir/functions"
	while read -r name; do
		grep -qE "(^|[ *])$name\(" "$build/contracts.h" ||
			fail "$name() has no contract"
	done <"$dir/functions"
	xargs -P 2 -I '{}' sh tests/proof/wp.sh "$dir" "$build" "$defines" \
		'{}' "$steps" <"$dir/functions"
	goals=0
	proved=0
	while read -r name; do
		unproven "$dir/$name.log" || :
		# One that it calls may do anything.
		grep -i 'missing assigns' "$dir/$name.log" &&
			fail "$name() calls what has no contract"
		set -- $(sed -n 's/.*Proved goals: *\([0-9]*\) \/ \([0-9]*\).*/\1 \2/p' \
			"$dir/$name.log") 0 0
		test "$2" -gt 0 || fail "$name() has no goal: $dir/$name.log"
		proved=$((proved + $1))
		goals=$((goals + $2))
	done <"$dir/functions"
	test "$proved" = "$goals" || fail "not all is proven"
	all="$all$proved of $goals goals in $(wc -l <"$dir/functions")"
	all="$all functions${defines:+ with $defines}
"
}

# The goals of a log that are not proven.
unproven()
{
	grep '^\[wp\] .* Goal ' "$1" | grep -v ' : Valid\| (Qed)$'
}

# More than twice what any goal needs
steps=10000000
all=
# Here, loads are made of loads of a byte.
only='-DXCSTREAM_ONLY_LIBXC -DPROOF_BYTES'
find_functions "$build/only" "$only"
texts "$build/only" "$only"
if [ "$mode" = only ]; then
	whole "$build/only" "$only"
	printf '%s' "$all"
	test "$failed" = 0
	exit
fi
find_functions "$build/all" ''
texts "$build/all" ''
comm -13 "$build/all/texts" "$build/only/texts" | cut -d ' ' -f 1 \
	>"$build/only/functions"
test -s "$build/only/functions" || fail "no text differs with $only"
whole "$build/all" ''
[ "$mode" = short ] || whole "$build/only" "$only"

# A header with a fault is not proven, with twice the steps that were enough for
# the same goals without it: the function, and, if it is broken more than
# once, a dot and how; what to change in it, or from another line on. With a
# name after a colon, it is what has this name in the contracts that must not
# be proven, and nothing else is tried: that is much faster.
broken()
{
	property=${1#*:}
	test "$property" != "$1" || property=
	[ "$mode" != short ] || [ -n "$property" ] || return 0
	set -- "${1%:*}" "$2" "${3-}"
	name=${1%.*}
	dir=$build/broken/$1
	mkdir -p "$dir"
	sed "/^[a-zX].*${3:-$name(}/,/^}/$2" "$build/xcstream.h" \
		>"$dir/xcstream.h"
	cp "$build/contracts.h" "$dir"
	if cmp -s "$build/xcstream.h" "$dir/xcstream.h"; then
		fail "cannot break $1"
	fi
	goals="^\[wp\] .* Goal .*_$property.* : Valid"
	grep -q "$goals" "$build/all/$name.log" ||
		fail "no $property in $name()"
	enough=$(sed -n "s/$goals.* (\([0-9]*\))$/\1/p" \
		"$build/all/$name.log" | sort -n | tail -n 1)
	echo "$dir $name $((2 * ${enough:-50000})) $property" \
		>>"$build/breakable"
}

broken xcs__put 's/i < 5/i < 6/'
broken xcs__keep 's/xs->pages >= xs->config/xs->pages > xs->config/'
broken xcs__judge_length 's/xs->body_length >= min/xs->body_length + 1 >= min/'
broken xcs__bulk 's/len > most/len > most + 1/'
broken xcs__contents 's/4096 - offset/4097 - offset/'
broken xcs__aim_table 's/i < xs->pages && //'
broken xcs__tell_word 's/xs->pages - 8 -/xs->pages -/'
broken xcs__pfns 's/count > len/count > len + 1/'
broken xcs__told_pfns 's/xs->entries_left--;//'
broken xcs__hvm_entry 's/end || length > xs->body_left/end/'
broken xcs__judge_entry 's/xs->entries_left--;//'
broken xcs__padding 's/ && i > 0//'
broken xcs__is_starved 's/xs->bulk_left > 0/xs->bulk_left > 1/'
# DONE after a bare image header
broken xcs__image 's/XCS__DHDR);/XCS__DONE);/'
# pages without contents that are counted
broken xcs__plain_pfns 's/if (full) {/{/'
# any pfn of the type of the one before
broken xcs__plain_pfns.any 's/ || entry > last//'
broken xcs__plain_limit 's/limit = xs->p2m_end/limit = UINT64_MAX/'
broken xcs__is_plain 's/!xcs__is_reserved.*/true;/'
# every byte in the first field
broken xcs__put.first 's/xcs__append(xs, i,/xcs__append(xs, 0,/'
# every field from the item's first bytes, or all the first field
broken xcs__value 's/data + xcs__fields.field..at/data/'
broken xcs__decode 's/xcs__value(data, first + i/xcs__value(data, first/'
# settled, which a fault has set, goes on; or libxl's part is not withheld
broken xcs__release 's/if (xs->next != XCS__FAULT)//'
broken xcs__withhold:settled 's/XCS__ROW_LIBXC_CHECKPOINT/XCS__ROW_LIBXC_END/'
# a framing fault that the caller's set tolerates
broken xcs__is_tolerated 's/!xcs__by.code./false/'
broken xcs__answer 's/xs->paused = true/xs->paused = false/'
# a magic number, or the last of several, that is not looked at
broken xcs__judge_magic 's/magic != xs->value/magic > xs->value/'
broken xcs__check_fields 's/i < past; i++/i + 1 < past; i++/'
broken xcs__hvm_params 's/(uint64_t)count !=/(uint64_t)count >/'
broken xcs__page_data 's/= (uint32_t)count/= 1/'
# a record of an unknown type that is an END
broken xcs__row_of 's/: (unsigned int)XCS__NO_RECORD/: XCS__ROW_LIBXC_END/'
# half of XAPI's type
broken xcs__find_row 's/(xs->layer, type)/(xs->layer, (uint32_t)type)/'
# DONE after the image within another layer
broken xcs__libxl 's/xs->after_libxc = .*//'
broken xcs__go_on 's/^	xcs__return_to_xapi(xs);//'
broken xcs__end_record 's/return xs->after_libxc/return XCSTREAM_LAYER_LIBXC/'
# the chunk's first byte again and again
broken xcs__gather 's/LOAD8(data + n)/LOAD8(data)/'
# what the last item has left is mixed in
broken xcs__put.have 's/xs->item_have - at, size/xs->item_have, size/'
broken xcs__load_big64 's/high = xcs__load_big32(p)/high = xcs__load_big32(p + 4)/'
# contents that come with another page's pfn
broken xcs__contents.page 's/xs->pfns.past . 4096./xs->pfns[0]/'
broken xcs__tell_used 's/ - before//'
broken xcstream_skippable 's/ - xs->word_left//'
# a table in which no item needs a byte
broken xcs__know_tables 's/{ 0, 0, 0 }/{ 1, 0, 0 }/' 'xcs__items\[\] ='
# a span that is wanted and skipped; or a byte of it
broken xcs__is_wanted:wanted 's/return xs->ops->data != NULL/return false/'
broken xcs__bulk.untold:given 's/if (wanted)$/if (wanted \&\& len > 1)/'
broken xcs__xenstore:given 's/xs->next != XCS__FAULT \&\& xs->ops/value/'
# an event that nobody is told; or that comes with another's fields
broken xcs__tell:given 's/case XCS__PV_INFO:/&\n		return 0;/'
broken xcs__tell.fields:fields 's/p2m_frames, (xs, a, b)/p2m_frames, (xs, b, a)/'
# bytes of a word that are not those that were judged
broken xcs__tell_word.bytes:bytes 's/8 \* (shift % 8)/8 * (shift % 4)/'
# a wrong pfn in the buffer, or at a wrong place
broken xcs__plain_pfns.kept:kept 's/pfns.pages. = entry/pfns[pages] = first/'
broken xcs__keep.place:kept 's/pfns.xs->pages. = entry/pfns[0] = entry/'
# where a body ends: head, padding, entries, what an entry leaves
broken xcs__measure:left 's/xcs__items.xcs__rows.xs->row..head..size/8/'
broken xcs__begin_body:pad 's/8 - xs->body_length % 8/4 - xs->body_length % 4/'
broken xcs__divide:divided 's/xs->bulk_left = 0;//'
broken xcs__hvm_entry.left:chained 's/xs->body_left -= length;//'
broken xcs__rest_of_record:rest 's/(8 - xs->body_length % 8) % 8/0/'
# limits: one that is not looked at, or off by one
broken xcs__judge_size:limit 's/xs->body_length > limit/false/'
broken xcs__judge_pfn:limit 's/pfn > limit/pfn > limit + 1/'
broken xcs__judge_epoch:records 's/config->max_records, xs/0, xs/'
broken xcs__last_vcpu:most 's/max - 1/max/'
broken xcs__context_length:length 's/128 : left/129 : left/'
broken xcs__judge_text:limit 's/length > max/length > max + 1/'
# a rule that lets pass what is wrong
broken xcs__judge_facts:barred 's/bars & facts/bars \& ~facts/'
broken xcs__judge_place:wanted 's/wants &= [^;]*//'
broken xcs__judge_vcpu_id:order 's/id < xs->last ||/false ||/'
broken xcs__find_row.sent:sent 's/xcs__is_sent(xs)/xs->row/'
broken xcs__expected:proper 's/value & right;/value;/'
broken xcs__canonical:address 's/<< 47 ?/<< 46 ?/'
# another turn after a checkpoint
broken xcs__end_control:turn 's/turn..after_end/turn].after_state/'
# a report with its numbers the wrong way round, at a wrong place, too short
broken xcs__fail:told 's/at, expected, found);/at, found, expected);/'
broken xcs__bad_value:told 's/uint64_t at = xs->at/uint64_t at = xs->offset/'
broken xcs__truncated:missing 's/missing -= xs->item_have;//'
# a call that is left out, or what it did undone
broken xcs__judge.row:returned \
	's/^		xcs__close(xs);/		xs->row = XCS__ROW_LIBXC_END;\n&/'
broken xcs__judge.after:returned \
	's/^		xcs__close(xs);/&\n		xs->after_libxc = 4;/'
broken xcs__admit:place '{/xcs__judge_place(xs);/d}'
broken xcs__admit.epoch:epoch '{/xcs__judge_epoch(xs);/d}'
broken xcs__admit.turn:turn '{/xcs__judge_turn(xs);/d}'
broken xcs__judge_extent:sizes '{/xcs__judge_sizes(xs);/d}'
broken xcs__judge_extent.fits:fits 's/xcs__judge_length(xs)/xs->body_length/'
broken xcs__judge_extent.whole:whole 's/xcs__measure(xs);/;/'
broken xcs__record:sizes '{/xcs__judge_extent(xs);/d}'
broken xcs__record.epoch:epoch '{/xcs__admit(xs);/d}'
broken xcs__record.turn:turn '{/xcs__admit(xs);/d}'
broken xcs__record.settled:settled '{/xcs__withhold(xs);/d}'
broken xcs__judge_item:admitted 's/xcs__judge_header(xs);/;/'
broken xcs__judge.item:around '{/xcs__judge_item(xs);/d}'
broken xcs__record.length:length 's/^	xcs__admit(xs);/&\n	xs->body_length = 8;/'
broken xcs__judge_head.vcpu:vcpu '{/xcs__vcpu(xs);/d}'
broken xcs__judge_head.p2m:p2m '{/xcs__p2m_frames(xs);/d}'
broken xcs__judge_entry.param:param 's/xcs__hvm_param(xs);/;/'
broken xcs__judge_rest.entry:rest 's/^		xcs__hvm_entry(xs);/&\n		xs->bulk_left = 0;/'
broken xcs__judge_word:efer '{/xcs__hvm_efer(xs);/d}'
broken xcs__end_record.checkpoint:ended 's/return xcs__end_checkpoint(xs)/return xs->layer/'
broken xcs__close:records '{/xs->records++/d}'
# once too often; or not each byte
broken xcs__step:once \
	's/^		xcs__judge(xs);/		if (xs->ops)\n			(void)XCS__CALL(record_end, (xs));/'
broken xcs__gather.all:taken 's/^		xcs__put(/		if (n % 2 == 0)\n	&/'
# fields of another header, bytes of no field
broken xcs__tell_outer:fields 's/image_header, (xs, b, c)/image_header, (xs, c, b)/'
broken xcs__tell_word.data:bytes 's/^	if (item != XCS__PTE)$/	bytes[0] = 0;\n&/'
broken xcs__vcpu:facts 's/if (!id \&\& .*)$/if (id || !id)/'
broken xcs__whose_record:whose 's/: XCS__ONWARD/: XCS__BACK_READY/'
broken xcs__next_in_body 's/if (next == XCS__PAD)/if (next == XCS__PAD \&\& xs->pad > 1)/'
broken xcstream_set_code:set 's/|= XCS__BIT(code)/|= 0/'
xargs -P 2 -L 1 sh -c 'sh tests/proof/wp.sh "$0" "$0" "" "$1" "$2" "$3"' \
	<"$build/breakable"
while read -r dir name enough property; do
	if unproven "$dir/$name.log" | grep "_$property" |
		grep -q ' : \(Step limit\|Unknown\)'; then
		echo "not proven when broken: ${dir##*/}(), in $enough steps"
	else
		fail "proven although broken: ${dir##*/}(), see $dir"
	fi
done <"$build/breakable"

printf '%s' "$all"
test "$failed" = 0
