#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/xen/run.sh BUILD_DIR
#
# Boot the stub domain as a PVH guest of a real Xen, with a stream as its
# ramdisk, and compare its console and how it ended with what xcverify says.
# Xen runs in QEMU's software emulation, so this takes minutes. It fetches
# Debian's kernel, hypervisor and busybox to BUILD_DIR/xen, and takes xl from
# the package xen-utils-4.17, which has to be installed. make check-xen makes
# what it needs.

. "$(dirname "$0")/boot.sh" || exit 2

fetch
make_root "$source/run-job" "$build/feed"

streams="$build/data"
cp "$streams/pv64-tiny-1vcpu-4m.xl" "$lab/broken"
poke "$lab/broken" 4208876 '\376'
guest valid "$streams/hvm-1vcpu-16m.xl"
guest remus "$streams/pv64-tiny-remus-4m.xl" checkpointed
guest broken "$lab/broken"
guest failed "$streams/failed-pvh-suspend-timeout.xl"
# A small one that is valid: xenconsoled is slow, on purpose.
for small in "$build"/table/*.xl; do
	[ "$(wc -c <"$small")" -gt 10000 ] && "$build/xcverify" -q "$small" &&
		break
done
guest stream "$small" stream
boot 600
set +e

# ---- compare ----

ended valid ---s-- module "$streams/hvm-1vcpu-16m.xl"
ended remus ---sc- module "$streams/pv64-tiny-remus-4m.xl" -c
ended broken ---sc- module "$lab/broken"
ended failed ---sc- module "$streams/failed-pvh-suspend-timeout.xl"
ended stream ---s-- channel "$small"

end
