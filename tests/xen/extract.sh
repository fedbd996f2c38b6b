#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/xen/extract.sh BUILD_DIR
#
# Let a real Xen save a guest that is known, and xcextract take it apart: memory
# and registers are what the guest had, and what xl dump-core says it had. See
# run.sh for what it needs; make check-xen-extract makes the rest.

. "$(dirname "$0")/boot.sh" || exit 2

sh "$source/../need.sh" xenstore-list:xenstore-utils python3
fetch
make_root "$source/extract-job" $bin/libxl-save-helper \
	/usr/bin/xenstore-list /usr/bin/xenstore-write "$build/xcextract" \
	"$build/xen-core"
guests=$root/guests
python3 "$source/counter.py" "$build/data/pvh-linux-1vcpu-96m.xl" \
	"$build/xen-guest.elf" "$guests/counter.xl" "$guests/lost.xl"
python3 "$source/known.py" "$build/xen-guest.elf" >"$guests/known"
read -r _ _ sum hypercall <"$guests/known"
boot 900 2048 guest_loglvl=all
set +e

# ---- compare ----

due extract counter "counter/$on_8"
for step in dump-core save xcextract; do
	due extract $step 0
done
due extract pattern "$sum  -"
due extract rip $((hypercall + 8)) # behind a mov and a vmcall or vmmcall
due core pages '2[0-9]{2} different 0'
due core registers '18 different 0'
due same contexts '5168 different 0'
due same header '48 different 0'
due same pfns '2[0-9]{2} missing 0 more 0 different 0'
due spoilt contexts '5168 different 1'
due broken pages '2[0-9]{2} different 1'
due broken registers '18 different 1'
due extract all none

end
