#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does xcverify -p verify say what Xen's own verify-stream-v2 says?

usage: compare.py XCVERIFY FILE...    a file's name ends with its format

Its judgement of xenstore data, which always fails, since it compares a byte
with a string, is replaced by what it means. Left out are big-endian streams,
whose bit it tests wrongly, and libxl streams with a checkpoint: it does not
know that the layers take turns.
"""
import glob
import os
import subprocess
import sys

for path in glob.glob("/usr/lib/xen-*/lib/python"):
    sys.path.insert(0, path)
from xen.migration import libxc, libxl  # noqa: E402 (where Debian has it)
from xen.migration.verify import RecordError  # noqa: E402


class Unable(Exception):
    """The script has a bug with what this stream has."""


def xenstore(_, content):
    """What the script means to ask of xenstore data."""
    if len(content) < 8 or int.from_bytes(content[:4], sys.byteorder) > 2:
        raise RecordError("emulator header")
    data = content[8:]
    if data and (data[-1] != 0 or data.count(0) % 2):
        raise RecordError("strings")


def judge(name):
    """True if Xen's script accepts the file."""
    layer = name.rsplit(".", 1)[1]

    libxl.record_verifiers[libxl.REC_TYPE_emulator_xenstore_data] = xenstore
    with open(name, "rb") as stream:
        def info(_):
            pass

        def checkpoint(self, content):
            # A marker in libxc; a change of layers within libxl.
            if layer != "libxc" and not content:
                raise Unable
            original(self, content)

        kind = libxc.REC_TYPE_checkpoint
        original = libxc.VerifyLibxc.verify_record_checkpoint
        libxc.record_verifiers[kind] = checkpoint
        try:
            inner = layer
            if layer == "xl":
                if stream.read(32) != b"Xen saved domain, xl format\n \0 \r":
                    return False
                head = stream.read(16)
                if len(head) != 16:
                    return False
                flags = int.from_bytes(head[4:8], sys.byteorder)
                length = int.from_bytes(head[12:16], sys.byteorder)
                if len(stream.read(length)) != length:
                    return False
                inner = "libxl" if flags & 2 else "libxc"
            if inner == "libxl":
                head = stream.read(16)
                stream.seek(-len(head), os.SEEK_CUR)
                if len(head) == 16 and head[15] & 1:
                    raise Unable  # it takes big endian for little
            if inner == "libxc":
                libxc.VerifyLibxc(info, stream.read).verify()
            else:
                libxl.VerifyLibxl(info, stream.read).verify()
        except Unable:
            raise
        except Exception:  # the script calls these its own errors, exit 2
            return False
        finally:
            libxc.record_verifiers[kind] = original
    return True


def main():
    """Compare, count, and tell."""
    tool, names = sys.argv[1], sys.argv[2:]
    same = different = unable = 0

    for name in names:
        try:
            xen = judge(name)
        except Unable:
            unable += 1
            continue
        ours = subprocess.run(
            [tool, "-q", "-p", "verify", "-f", name.rsplit(".", 1)[1], name],
            check=False).returncode
        if ours == (0 if xen else 1):
            same += 1
        else:
            different += 1
            print("%s: Xen %s, xcverify exits with %d" % (
                os.path.basename(name), "accepts" if xen else "refuses", ours))
    print("%d streams; Xen's script is not able to judge %d others" % (
        same + different, unable))
    print("%d passed, %d failed" % (same, different))
    return different != 0 or same == 0


sys.exit(main())
