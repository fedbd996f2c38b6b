#!/bin/sh
# SPDX-License-Identifier: MIT
# xcverify against cat on a 1 GiB HVM stream in the page cache, in turn.
# usage: bench.sh BUILD_DIR [MIB]; needs python3 for the clock
set -eu

file=$1/bench.xl
"$1/mkstream" hvm "${2:-1024}" xl >"$file"
trap 'rm -f "$file"' EXIT
python3 - "$1/xcverify" "$file" <<'X'
import subprocess
import sys
import time

tool, name = sys.argv[1:]


def clock(*command):
    """Wall time of a whole process, milliseconds."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - start) * 1000


clock("cat", name)
pairs = [(clock("cat", name), clock(tool, "-q", name)) for _ in range(25)]
for what, times in (("cat", [p[0] for p in pairs]),
                    ("xcverify", [p[1] for p in pairs]),
                    ("ratio", [p[0] / p[1] for p in pairs])):
    times.sort()
    print("%-9s min %7.2f  median %7.2f  max %7.2f" % (
        what, times[0], times[len(times) // 2], times[-1]))
X
