#!/bin/sh
# SPDX-License-Identifier: MIT
# xcverify against cat on a 1 GiB HVM stream in the page cache; and xcfilter
# between two pipes against cat there.
# usage: bench.sh BUILD_DIR [MIB]; needs python3 for the clock
set -eu

file=$1/bench.xl
"$1/mkstream" hvm "${2:-1024}" xl >"$file"
trap 'rm -f "$file"' EXIT
python3 - "$1/xcverify" "$1/xcfilter" "$file" <<'X'
import subprocess
import sys
import time

tool, filter_tool, name = sys.argv[1:]


def clock(*command):
    """Wall time of a whole process, milliseconds."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - start) * 1000


def piped(middle):
    """Wall time of cat NAME | middle | cat >/dev/null, milliseconds."""
    start = time.perf_counter()
    source = subprocess.Popen(("cat", name), stdout=subprocess.PIPE)
    tool = subprocess.Popen((middle,), stdin=source.stdout,
                            stdout=subprocess.PIPE)
    source.stdout.close()
    subprocess.run(("cat",), stdin=tool.stdout, stdout=subprocess.DEVNULL,
                   check=True)
    tool.stdout.close()
    if tool.wait() or source.wait():
        sys.exit("the pipe broke")
    return (time.perf_counter() - start) * 1000


def tell(what, cats, tools, who="xcverify"):
    """A line for each, and for their ratios."""
    print(what)
    for who, times in (("cat", cats), (who, tools),
                       ("ratio", [c / t for c, t in zip(cats, tools)])):
        times = sorted(times)
        print("  %-9s min %7.2f  median %7.2f  max %7.2f" % (
            who, times[0], times[len(times) // 2], times[-1]))


verify = (tool, "-q", name)
clock("cat", name)
tell("one after the other, milliseconds",
     [clock("cat", name) for _ in range(25)],
     [clock(*verify) for _ in range(26)][1:])
# cat drives everything out of the processor's caches.
pairs = [(clock("cat", name), clock(*verify)) for _ in range(25)]
tell("in turn", [p[0] for p in pairs], [p[1] for p in pairs])
pairs = [(piped("cat"), piped(filter_tool)) for _ in range(10)][1:]
tell("through pipes, in turn", [p[0] for p in pairs], [p[1] for p in pairs],
     "xcfilter")
X
