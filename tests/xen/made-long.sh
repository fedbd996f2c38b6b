#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/xen/made-long.sh BUILD_DIR
#
# As made.sh, what takes longer: live migration with --debug; Remus, the sender
# of which is killed; a guest that does not suspend in time. The guest is PVH; or
# PV with RELEASE=bullseye, whose hypervisor has shadow page tables. Takes 18 minutes where it gets a fifth of two cores, and is
# ended after an hour. See run.sh for what it needs; make check-xen-made-long
# makes the rest.

. "$(dirname "$0")/boot.sh" || exit 2
. "$source/judge.sh" || exit 2

sh "$source/../need.sh" xenstore-list:xenstore-utils
fetch
make_root "$source/made-long-job" $bin/libxl-save-helper \
	/usr/bin/xenstore-list /usr/bin/xenstore-write "$build/xcverify"
live=pvh
verify=1 # records of VERIFY, which 4.14 does not write to a migration
if [ $RELEASE = bullseye ]; then
	live=pv
	verify=0
fi
echo $live >"$root/guests/live"
cp "$build/xen-guest.elf" "$root/guests/guest.elf"
cp "$build/xen-pv64.elf" "$root/guests/pv64.elf"
boot 3600 3072 guest_loglvl=all
set +e

# ---- compare ----

for type in $live; do
	case $type in
	pvh)
		domain=counter
		runs=counter/$on_8
		;;
	pv)
		domain=pv
		runs=pv/---ss-
		;;
	esac
	due made live-$type "0 $runs"
	valid live-$type
	shows live-$type $verify VERIFY
	# The sender's domain is there, and the one that took over.
	due made remus-$type "137 $domain/.*,$domain--incoming/---ss-"
	judge remus-$type 1 '[0-9]* checkpoints came whole' -c
done
due made silent '1 counter/'
judge silent 1 '.*the stream ends too early'

end
