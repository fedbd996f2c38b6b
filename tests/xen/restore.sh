#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/xen/restore.sh BUILD_DIR
#
# Let the xl of a real Xen restore guests through xcfilter, and with
# xc-save-helper: those that are valid run; of the others, none is left, neither
# paused nor running. Without either, some are, which shows that the test can
# fail. Xen runs in QEMU's software emulation, which takes some 10 minutes, and
# is ended after 30, or LIMIT seconds: a busy machine takes hours, and there
# libxl also gives up waiting. See run.sh for what it needs. There is no device
# model in this dom0, and so no HVM guest. make check-xen-restore makes the rest.

. "$(dirname "$0")/boot.sh" || exit 2

sh "$source/../need.sh" xenstore-list:xenstore-utils python3
fetch
make_root "$source/restore-job" $bin/libxl-save-helper /usr/bin/xenstore-list \
	/usr/bin/xenstore-write "$build/xcfilter" "$build/xc-save-helper"
guests=$root/guests
python3 "$source/faults.py" "$build/data" "$guests"
cp "$build/data/pv64-tiny-live-debug-4m.xl" "$guests/migrated.xl"
cp "$build/xen-guest.elf" "$guests/guest.elf"
python3 "$source/counter.py" "$build/data/pvh-linux-1vcpu-96m.xl" \
	"$build/xen-guest.elf" "$guests/counter.xl" "$guests/lost.xl"
# xl and libxl read their own parts themselves.
grep -e ' libxc ' -e ' cut ' "$guests/faults" >"$guests/helper-faults"

# What a bare xl does with these: leave a paused domain, run one, or loop.
paused='ident|version|not-libxl|first-type-5|cut-libxl\+0|cut-libxl\+11'
runs='cut-libxl-end\+[0-7]|options|optional-flags|config-nul'
loops='cut-first\+8' # it takes a minute
grep -E "^pv-($paused|$runs) " "$guests/faults" >"$guests/controls"
grep -E "^remus-($loops) " "$guests/checkpoints" >"$guests/remus-controls"
for table in faults helper-faults checkpoints controls remus-controls; do
	cp "$guests/$table" "$lab"
done

boot 1800 3072 guest_loglvl=all
set +e

# ---- compare ----

for way in bare filter helper; do
	judged=-
	[ $way != filter ] || judged=0
	due $way counter "0 $judged - counter/$on_8"
	due $way pv "0 $judged - tiny64/---ss-"
	due $way pvh "0 $judged - pvh1/---s[cr]-"
	due $way migrated "0 $judged - tiny64d/---ss-"
	due $way migrate "0 $judged - counter/$on_16"
	[ $way != filter ] || judged=1 # it has no end
	due $way remus "0 $judged - tiny64r/---ss-"
done
due stdin pv '0 0 - tiny64/---ss-'
due filter saved "0 0 - counter/$on_8"
due helper saved "0 - - counter/$on_8"
# The sender goes on, from the end that it had, or has not yet come to.
due filter migrate-refused "1 1 - counter/(tick-16|$on_16)"

# The test can fail.
due filter lost '0 0 - counter/lost-16'
while read -r name _; do
	due bare "$name" '(139 - - tiny64/--p---|0 - - tiny64/---ss-)'
done <"$lab/controls"
while read -r name _; do
	due bare "$name" 'loops - - tiny64r--incoming/--p---'
done <"$lab/remus-controls"

while read -r name _; do
	due filter "$name" '1 1 - none'
done <"$lab/faults"
while read -r name where _; do
	case $where in
	libxc) due helper "$name" '1 - refused none' ;;
	cut) due helper "$name" '1 - - none' ;;
	esac
done <"$lab/helper-faults"
while read -r name where _; do
	case $where in
	fails | headers) due filter "$name" '1 1 - none' ;;
	*) due filter "$name" '0 1 - tiny64r/---ss-' ;;
	esac
	case $where in
	fails) due helper "$name" '1 - (-|refused) none' ;;
	fails-over) due helper "$name" '0 - - tiny64r/---ss-' ;;
	refused) due helper "$name" '1 - refused none' ;;
	esac
done <"$lab/checkpoints"

end
