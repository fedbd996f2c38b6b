#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Is what xcverify --json prints what its manual says, and what -v says?

usage: jsonlines.py XCVERIFY FILE [OPTION]...

Each line is an object; its members are those of its event, of these types.
Offsets, numbers and lengths are those of the listing.
"""

import json
import re
import subprocess
import sys

HEX = re.compile(r"0x[0-9a-f]+")
# By event: members that must be there. All values are numbers, strings, lists
# of objects, or an object of numbers: see check_value().
MEMBERS = {
    "header": {"offset": int, "layer": str, "name": str},
    "record": {"offset": int, "layer": str, "name": str, "record": int},
    "more": {"record": int},
    "warning": {"code": str, "offset": int, "layer": str, "record": int,
                "expected": HEX, "found": HEX, "text": str},
    "verdict": {"verdict": str, "records": int, "bytes": int,
                "checkpoints": int, "warnings": int, "text": str},
    "summary": {"guest": str, "vcpus": int, "memory": int, "pages": dict,
                "passes": int, "sent_again": int, "checkpoints": int},
    "rest": {"bytes": int},
}
LISTS = {"entries": {"typecode", "name", "instance", "length", "version",
                     "changeset", "cpuid", "gtsc_khz"},
         "params": {"index", "name", "value"}, "msrs": {"index", "value"},
         "xenstore": {"key", "value"}}


def check_value(name, value):
    """Numbers are integers, and lists those that there can be."""
    if name in LISTS:
        assert value, name
        for element in value:
            assert set(element) <= LISTS[name], element
    elif name in ("types", "pages"):
        assert all(isinstance(n, int) for n in value.values()), value
    else:
        assert isinstance(value, (int, str)) and value is not True, value


def check(line):
    """Returns the object that the line is."""
    thing = json.loads(line)
    due = MEMBERS[thing["event"]]
    assert isinstance(thing["file"], str)
    for name, kind in due.items():
        if kind is HEX:
            assert HEX.fullmatch(thing[name]), thing
        else:
            assert isinstance(thing[name], kind), thing
    for name, value in thing.items():
        check_value(name, value)
    if thing["event"] == "verdict":
        assert thing["verdict"] in ("valid", "invalid", "incomplete")
        assert (thing["verdict"] == "valid") != ("code" in thing), thing
    return thing


def run(*command):
    """Returns what it prints, and its status."""
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    return done.stdout.decode(), done.returncode


def main():
    """Compare, and count."""
    tool, options = sys.argv[1], sys.argv[2:]
    out, status = run(tool, "--json", "--summary", *options)
    text, same = run(tool, "-v", *options)
    assert status == same, (status, same)
    things = [check(line) for line in out.splitlines()]
    assert [t["event"] for t in things].count("verdict") == 1, out
    assert (status == 0) == any(t.get("verdict") == "valid" for t in things)
    listed = re.findall(r"^ *(\d+) +(?:(\d+) +)?(xl|libvirt|xapi|libxl|libxc) ",
                        text, re.M)
    told = [(str(t["offset"]), str(t.get("record", "")), t["layer"])
            for t in things if t["event"] in ("header", "record")]
    assert listed == told, (listed, told)
    lengths = re.findall(r" length=(\d+)", text)
    assert lengths == [str(t["length"]) for t in things
                       if t["event"] == "record" and "length" in t]


main()
