#!/bin/sh
# SPDX-License-Identifier: MIT
# Can any input, pushed in any way, make the parser do what C leaves undefined?
# Frama-C/Eva follows all runs of tests/proof/eva.c at once. It reports what it
# cannot exclude, an alarm; each must be among those that are explained here.
# That it would find a fault is checked with faults put in on purpose.
# usage: eva.sh BUILD_DIR [short], which leaves out page_data(): a fifth of the time
set -eu

build=$1/eva
short=${2-}
command -v frama-c >/dev/null || sh tests/need.sh frama-c-base
mkdir -p "$build"

# Function and claim of each alarm that is known, and why it is false. They are
# relations of several variables, where Eva keeps an interval for each.
#
# xcs__contents, pfns: the index of pfns[] is (4096 * pages - bulk_left) / 4096. It
# is below `pages`, and so within the buffer (Eva does show that xcs__keep()
# never counts more pages than that has room for, where there is one), since 0 < bulk <= 4096 *
# pages: after the last entry xcs__page() demands equality, a fault that
# nobody tolerates, and from then on bulk only falls.
#
# xcs__xenstore, data: a byte of a chunk of none, or after its end. It is
# read only if bulk > 0, and xcs__run() makes no step with len 0 if bulk > 0, by
# xcs__is_starved(). Eva forgets how the answer of that one depends on bulk
# where it joins the paths after the call.
#
# xcs__load, load32, load_big32, p: bytes of an item that are not in the chunk.
# xcs__take_item() decodes an item only if the chunk has item_need bytes, and
# that is the size in the item's row, within which its fields are: what
# xcs__decode() alone, with as many bytes, is shown to keep to.
#
# xcs__contents, ops, and xcs__bulk, ops: used only if xcs__is_wanted() has
# found them. Eva forgets how the answer depends on them.
#
# xcs__tell_word, pfns: the index is that of xcs__contents(), for 8 bytes that
# are taken already. xcs__aim_table, pfns: its loop ends at `pages`.
#
# read_span, which is a callback that reads what it is given: Eva does not know
# that word_left is below bulk_left where a span is due, and so takes the span
# for one that may be empty; and of the 8 bytes that xcs__tell_word() fills in,
# it knows of none that it was this one.
#
# xcs__row_of, layer: a record before the layer is known. Then what is next is
# an item that tells the layer, and none of these is a record's header.
cat >"$build/explained" <<'END'
xcs__contents \valid_read(xs->pfns + (uint64_t)(past / 4096))
xcs__xenstore \valid_read(data)
xcs__contents \valid_read(&(xs->ops)->page_data)
xcs__bulk \valid_read(&(xs->ops)->data)
xcs__tell_word \valid_read(xs->pfns + (uint64_t)(past / 4096))
xcs__aim_table \valid_read(xs->pfns + i)
read_span \valid_read((data + len) - 1)
read_span \initialized((data + len) - 1)
read_span \initialized(data)
xcs__load \valid_read(p)
xcs__load \valid_read(p + 1)
xcs__load32 \valid_read(p)
xcs__load32 \valid_read(p + 1)
xcs__load32 \valid_read(p + 2)
xcs__load32 \valid_read(p + 3)
xcs__load_big32 \valid_read(p)
xcs__load_big32 \valid_read(p + 1)
xcs__load_big32 \valid_read(p + 2)
xcs__load_big32 \valid_read(p + 3)
xcs__row_of (unsigned int)(layer - XCSTREAM_LAYER_XL) < 5
END

# Annotations for the other proof are removed. What is put in instead proves
# nothing: it only tells Eva which values to look at one by one, and where to
# stop when it guesses how far a number may grow.
prepare()
{
	awk '
	/\/\*@/ { skip = 1 }
	skip { if (/\*\//) skip = 0; next }
	{ sub(/\/\/@.*/, ""); print }' "$1" | sed '
	/^static enum xcstream_status xcs__run(/,/^}/{
	/^	xs->paused = false;/a\
	/*@ dynamic_split len; */\
	/*@ dynamic_split xs->next; */
	/^	while (!xs->paused/i\
	/*@ loop widen_hints xs->row, XCS__NR_ROWS;\
	  @ loop widen_hints xs->turn, XCS__BACK_DIRTY;\
	  @ loop widen_hints xs->layer, XCSTREAM_LAYER_LIBXC; */
	/^		n = xcs__step(xs, data, len);/i\
	/*@ merge n; */
	/^		n = xcs__step(xs, data, len);/a\
	/*@ split n; */
	}' >"$2/xcstream.h"
	if [ "$(grep -c '/\*@.*split\|/\*@ merge' "$2/xcstream.h")" != 4 ]; then
		echo "FAILED: xcs__run() is not as expected" >&2
		exit 1
	fi
	cp tests/proof/eva.c "$2/eva.c"
}

# Run Eva in a directory from a function on; print function and claim of alarms.
analyse()
{
	dir=$1
	main=$2
	shift 2
	rm -f "$dir/$main.csv"
	if ! (cd "$dir" && frama-c -machdep gcc_x86_64 eva.c -main "$main" \
		-eva -eva-ilevel 64 -eva-auto-loop-unroll 40 "$@" \
		-then -report-csv "$main.csv" -report-no-proven) \
		>"$dir/$main.log" 2>&1; then
		echo "FAILED: frama-c, see $dir/$main.log" >&2
		exit 1
	fi
	awk -F '\t' 'NR > 1 && $6 != "Valid" && $6 != "Ignored" &&
		$6 != "Dead" { print $4, $7 }' "$dir/$main.csv" | sort -u |
		tee "$dir/$main.alarms"
}

states=xcs__clear:10,xcs__pfns:400,push:40,eva_pfns:40
states=$states,xcs__wrong_argument:20,init_no_contents:20,xcstream_init:20
states=$states,xcs__lend:20,xcs__start:10
states=$states,xcs__find_row:10,xcs__judge_length:10,xcs__keep:20
states=$states,xcs__contents:4,xcs__bulk:10,xcs__is_wanted:4
states=$states,xcs__is_starved:10,xcs__page:20,xcs__above:10
returns=xcs__wrong_argument:0,xcs__is_wanted:0,xcs__is_starved:0

# The parser in unknown chunks: each length and each phase by itself.
parser()
{
	analyse "$1" "$2" -eva-domains bitwise \
		-eva-domains-function equality:xcs__page+,equality:xcs__keep+ \
		-eva-slevel-function "$states" \
		-eva-split-return-function "$returns"
}

unexplained()
{
	grep -vxF -f "$build/explained" || :
}

mkdir -p "$build/whole"
prepare xcstream.h "$build/whole"
{
	analyse "$build/whole" eva_strings -eva-slevel 4000
	analyse "$build/whole" eva_pfns -eva-slevel 4000
	analyse "$build/whole" eva_decode -eva-slevel 4000
	analyse "$build/whole" eva_null
	parser "$build/whole" eva_no_contents
	if [ -z "$short" ]; then
		parser "$build/whole" eva_contents
		parser "$build/whole" eva_contents_data
	fi
} >"$build/found"
sort -u "$build/found" >"$build/alarms"
alarms=$(grep -c . "$build/alarms" || :)
unexplained <"$build/alarms" >"$build/new"
new=$(grep -c . "$build/new" || :)
failed=$new
sed 's/^/FAILED: unexplained alarm: /' "$build/new"

# What is not reached raises no alarm, either.
reached='xcs__pfns xcs__decode xcs__bulk xcs__xenstore xcs__page xcs__tell_word
	xcs__p2m_frames xcs__vcpu xcs__hvm_entry xcs__padding xcs__close'
[ -n "$short" ] || reached="$reached xcs__contents xcs__aim_table"
for name in $reached; do
	if ! grep -q "^.eva:final-states. Values at end of function $name:" \
		"$build"/whole/*.log; then
		echo "FAILED: $name() is not reached"
		failed=$((failed + 1))
	fi
done

# Put a fault into $build/faulty.h: how it is made.
put_in()
{
	sed "$1" "$build/faulty.h" >"$build/next.h"
	if cmp -s "$build/faulty.h" "$build/next.h"; then
		echo "FAILED: cannot put in: $1"
		failed=$((failed + 1))
	fi
	mv "$build/next.h" "$build/faulty.h"
}

# Look for them from a function on: each alarm is due, and not there without.
find_faults()
{
	main=$1
	shift
	mkdir -p "$build/faulty"
	prepare "$build/faulty.h" "$build/faulty"
	parser "$build/faulty" "$main" >"$build/faulty/found"
	grep -vxF -f "$build/whole/$main.alarms" "$build/faulty/found" \
		>"$build/faulty/new" || :
	for alarm; do
		if grep -qxF "$alarm" "$build/faulty/new"; then
			printf 'found: %s\n' "$alarm"
		else
			printf 'FAILED: not found: %s\n' "$alarm"
			failed=$((failed + 1))
		fi
	done
	cp xcstream.h "$build/faulty.h"
}

cp xcstream.h "$build/faulty.h"
put_in '/^static size_t xcs__pfns(/,/^}/s/if (count > len \/ 8)/if (count > len)/'
find_faults eva_pfns 'xcs__load32 \valid_read(p + 3)'
put_in '/^static void xcs__put(/,/^}/s/while (i < 5 &&/while (i < 6 \&\&/'
if [ -n "$short" ]; then
	find_faults eva_no_contents 'xcs__append i < 6'
else
	put_in '/^static void xcs__keep(/,/^}/s/pages >= xs->config/pages > xs->config/'
	find_faults eva_contents_data 'xcs__append i < 6' \
		'xcs__keep \valid(xs->pfns + xs->pages)'
fi

echo "eva: $alarms alarms, $((alarms - new)) explained"
test "$failed" = 0
