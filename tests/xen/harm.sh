#!/bin/sh
# SPDX-License-Identifier: MIT
#
# [COUNT=400] sh tests/xen/harm.sh BUILD_DIR
#
# Give a real hypervisor COUNT HVM contexts that xcverify passes under strict,
# and let a guest that touches all devices run with each: whatever becomes of
# the guest, the hypervisor goes on answering. Then give it one that strict
# refuses, which takes it down: the test can fail. See run.sh for what it needs;
# make check-xen-harm makes the rest.

. "$(dirname "$0")/boot.sh" || exit 2

sh "$source/../need.sh" python3
fetch
make_root "$source/harm-job" "$build/xen-contexts"
hvm_contexts "${COUNT:-400}"
boot 900 2048 guest_loglvl=error
set +e
contexts_due

# ---- the test can fail ----

cp "$lab/harm" "$root/guests/contexts"
if boot 240 >/dev/null 2>&1 || grep -q '^result: context' "$lab/console"; then
	fail "the divisor 0 did no harm, see $lab/console"
elif grep -q 'FATAL TRAP: vec 0' "$lab/console"; then
	pass
else
	fail "the divisor 0: there is no panic on $lab/console"
fi

end
