#!/bin/sh
# SPDX-License-Identifier: MIT
# xcextract against cp of the same bytes, from memory to memory, in turn.
# usage: extract.sh BUILD_DIR [MIB]; needs python3 for the clock, and twice
# MIB of /dev/shm
set -eu

dir=$(mktemp -d /dev/shm/xcextract.XXXXXX)
trap 'rm -rf "$dir"' EXIT
"$1/mkstream" hvm "${2:-1024}" xl >"$dir/stream"
python3 - "$1/xcextract" "$dir" <<'X'
import shutil
import subprocess
import sys
import time

tool, top = sys.argv[1:]


def clock(*command):
    """Wall time of a whole process, milliseconds."""
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return (time.perf_counter() - start) * 1000


def copy():
    took = clock("cp", top + "/stream", top + "/copy")
    subprocess.run(["rm", top + "/copy"], check=True)
    return took


def extract(*options):
    took = clock(tool, *options, top + "/stream", top + "/dir")
    shutil.rmtree(top + "/dir")
    return took


def median(values):
    return sorted(values)[len(values) // 2]


copy(), extract()
rounds = [(copy(), extract(), extract("--no-counts")) for _ in range(15)]
print("from /dev/shm to /dev/shm, in turn, milliseconds")
for who, times in zip(("cp", "xcextract", "without counts"), zip(*rounds)):
    print("  %-14s min %7.2f  median %7.2f  max %7.2f" % (
        who, min(times), median(times), max(times)))
print("  ratio of cp to xcextract: median %.2f (of medians %.2f)" % (
    median([c / e for c, e, _ in rounds]),
    median([c for c, _, _ in rounds]) / median([e for _, e, _ in rounds])))
X
