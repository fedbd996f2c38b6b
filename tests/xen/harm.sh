#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/xen/harm.sh BUILD_DIR [COUNT]
#
# Give a real hypervisor so many HVM contexts that xcverify passes under strict,
# and let a guest that touches all devices run with each: whatever becomes of
# the guest, the hypervisor goes on answering. Then give it one that strict
# refuses, which takes it down: the test can fail. See run.sh for what it needs;
# make check-xen-harm makes the rest.

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
	echo "Usage: sh tests/xen/harm.sh BUILD_DIR [COUNT]" >&2
	exit 2
fi
build=$(cd "$1" && pwd) || exit 2
count=${2:-400}
source=$(cd "$(dirname "$0")" && pwd)
. "$source/../common.sh" || exit 2
set -e
. "$source/boot.sh"

sh "$source/../need.sh" python3
fetch
make_root "$source/harm-job" "$build/xen-contexts"
hvm_contexts "$count"
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
