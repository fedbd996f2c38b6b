#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/xen/differ.sh BUILD_DIR
#
# Let the xc_domain_restore() of a real Xen restore the streams of the
# conformance table, with real contents: does xcverify refuse under restore what
# Xen refuses, and nothing else? Where it does not, tests/xen/differences has
# the row and the reason; any other difference fails, and one that is listed
# but gone. See run.sh for what it needs; make check-xen-differ makes the rest.

. "$(dirname "$0")/boot.sh" || exit 2

sh "$source/../need.sh" python3
fetch
make_root "$source/differ-job" "$build/xen-streams"
streams=$lab/streams
rm -rf "$streams"
mkdir "$streams"
python3 "$source/table.py" "$build/table" "$build/data" "$streams"
mkdir "$root/guests/streams"
cp "$streams"/*.libxc "$root/guests/streams"
boot 900 2048 guest_loglvl=error
set +e

# ---- compare ----

due stream all '0 none'
refused=0
accepted=0
: >"$lab/different"
while read -r file name; do
	xen=$(sed -n "s/^result: stream $file //p" "$lab/console")
	(cd "$streams" && "$build/xcverify" -q -p restore -f libxc \
		"$file") 2>"$lab/err"
	case $?.$xen in
	0.accepted) accepted=$((accepted + 1)) ;;
	# where page tables lead beyond the memory, an assertion of libxc fails
	1.refused | 1.crashed) refused=$((refused + 1)) ;;
	*)
		echo "$xen $name" >>"$lab/different"
		grep -qxF "$xen $name" "$source/differences" || {
			fail "$file: $name: Xen: ${xen:-nothing}" \
				"$(sed -n "s/^details: $file//p" \
				"$lab/console"); xcverify: $(tail -n 1 \
				"$lab/err" | grep . || echo valid)"
			continue
		}
		;;
	esac
	pass
done <"$streams/names"
while read -r line; do
	case $line in
	'#'* | '') continue ;;
	esac
	grep -qxF "$line" "$lab/different" ||
		fail "$line: listed in differences, but there is none"
done <"$source/differences"
echo "$accepted accepted by both, $refused refused by both," \
	"$(wc -l <"$lab/different") different"
# The test can fail: there is enough of both.
[ $accepted -ge 50 ] && [ $refused -ge 50 ] && pass || fail 'too few'

end
