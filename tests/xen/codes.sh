#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/xen/codes.sh BUILD_DIR
#
# For each code of a fault, let the xl of a real Xen restore a stream that has
# it, through xcfilter: the restore fails, and no domain is left. Without the
# fault, those that were made from the conformance table run. A code of which
# there is no such stream is in tests/xen/uncoded, with the reason. See run.sh
# for what it needs; make check-xen-codes makes the rest.

. "$(dirname "$0")/boot.sh" || exit 2

sh "$source/../need.sh" python3
fetch
make_root "$source/codes-job" $bin/libxl-save-helper "$build/xcfilter"
guests=$root/guests
python3 "$source/faults.py" "$build/data" "$guests"
python3 "$source/codes.py" "$source/../../xcstream.h" "$build/xcfilter" \
	"$build/table" "$build/data" "$guests"
rm "$guests/remus.xl"
mv "$guests/why" "$guests/uncoded" "$lab"
cp "$guests/codes" "$lab"
boot 900 3072
set +e

# ---- compare ----

due filter valid-pv '0 0 - tiny64/---s[sc]-'
due filter valid-pvh '0 0 - pvh1/---s[rc]-'
while read -r code why; do
	due filter "$code" '1 1 - none'
	grep -qxF "why: $code $why" "$lab/console" && pass ||
		fail "$code: $(grep "^why: $code " "$lab/console"), not '$why'"
done <"$lab/why"
sed -e '/^#/d' -e '/^$/d' "$source/uncoded" | sort |
	diff - "$lab/uncoded" >"$lab/err" && pass ||
	fail "tests/xen/uncoded (<) is not what has no stream (>):" \
		"$(grep '^[<>]' "$lab/err" | tr '\n' ' ')"
echo "$(wc -l <"$lab/why") codes have a stream," \
	"$(wc -l <"$lab/uncoded") have none"

end
