#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/xen/made.sh BUILD_DIR
#
# What a real Xen saves is valid under strict, verify and restore: the guest
# that counts, a PVH guest, is saved, and saved and goes on. See run.sh for what
# it needs; make check-xen-made makes the rest.

. "$(dirname "$0")/boot.sh" || exit 2

sh "$source/../need.sh" xenstore-list:xenstore-utils
fetch
make_root "$source/made-job" $bin/libxl-save-helper /usr/bin/xenstore-list \
	/usr/bin/xenstore-write "$build/xcverify" "$build/xcfilter"
cp "$build/xen-guest.elf" "$root/guests/guest.elf"
boot 900 2048 guest_loglvl=all
set +e

# ---- compare ----

due made checkpointed '0 0 0 0 counter/tick-(8|16)'
due made saved '0 0 0 0 none'
due filter saved '0 0 - counter/tick-16'
# The test can fail.
due made broken '0 1 1 1 none'

end
