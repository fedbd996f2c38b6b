#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/xen/quick.sh BUILD_DIR
#
# A handful of streams for one boot of a real Xen, in QEMU's software emulation:
# restored through xcfilter, and with xc-save-helper, those that are valid run,
# and of the others no domain is left; HVM contexts do no harm; and the stub
# domain says what xcverify says. It takes a minute, and is ended after 15.
# restore.sh, harm.sh and run.sh have more of all this; see run.sh for
# what it needs. make check-xen-quick makes the rest.

. "$(dirname "$0")/boot.sh" || exit 2

sh "$source/../need.sh" xenstore-list:xenstore-utils python3
fetch
make_root "$source/quick-job" $bin/libxl-save-helper /usr/bin/xenstore-list \
	/usr/bin/xenstore-write "$build/xcfilter" "$build/xc-save-helper" \
	"$build/xen-contexts"
guests=$root/guests
python3 "$source/faults.py" "$build/data" "$guests"
rm "$guests/remus.xl" "$guests/checkpoints"
python3 "$source/counter.py" "$build/data/pvh-linux-1vcpu-96m.xl" \
	"$build/xen-guest.elf" "$guests/counter.xl" "$guests/lost.xl"

# What a bare xl leaves a paused domain of.
grep '^pv-ident ' "$guests/faults" >"$guests/controls"
# A fault of each kind: in xl's part, libxl's, libxc's headers, in and between
# its records, in libxl's tail, an early end.
chosen='pv-(config-word|ident|image-id|page-data-body|vcpu-basic-type|unknown'
chosen="$chosen|cut-page-data\+[0-9]{5,})|pvh-hvm-context-body"
grep -E "^($chosen) " "$guests/faults" >"$lab/faults"
grep -e ' libxc ' -e ' cut ' "$lab/faults" >"$lab/helper-faults"
cp "$lab/faults" "$lab/helper-faults" "$guests"

small=$build/data/pv64-tiny-1vcpu-4m.xl
cp "$small" "$lab/broken"
poke "$lab/broken" 4208876 '\376'
guest valid "$small"
guest broken "$lab/broken"
hvm_contexts 5
boot 900 2048 guest_loglvl=all
set +e

# ---- compare ----

for way in filter helper; do
	judged=-
	[ $way = helper ] || judged=0
	due $way counter "0 $judged - counter/$on_8"
	due $way pv "0 $judged - tiny64/---ss-"
done
# The test can fail: it sees memory that is not the same, and a domain.
due filter lost '0 0 - counter/lost-16'
due bare pv-ident '139 - - tiny64/--p---'

while read -r name _; do
	due filter "$name" '1 1 - none'
done <"$lab/faults"
while read -r name where _; do
	case $where in
	libxc) due helper "$name" '1 - refused none' ;;
	cut) due helper "$name" '1 - - none' ;;
	esac
done <"$lab/helper-faults"

contexts_due

ended valid ---s-- module "$small"
ended broken ---sc- module "$lab/broken"

end
