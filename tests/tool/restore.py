#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does restore make of a stream what is in it?

usage: restore.py RESTORE FILE...

A reader of its own computes what a domain must be like at the end of a stream
and at each checkpoint; restore has to print the same, also of a stream that
breaks off, and nothing of one without a whole state. Of a file that is named
KIND.LAYER.be, restore is told that it is big endian, of one named *remus* that
the sender is Remus.
"""
import os
import struct
import subprocess
import sys
import zlib

LIBXC = {2: "X86_PV_INFO", 4: "X86_PV_VCPU_BASIC", 5: "X86_PV_VCPU_EXTENDED",
         6: "X86_PV_VCPU_XSAVE", 7: "SHARED_INFO", 9: "HVM_CONTEXT",
         12: "X86_PV_VCPU_MSRS", 17: "X86_CPUID_POLICY",
         18: "X86_MSR_POLICY"}
XAPI = {0xf: "Xenops", 0xf0: "Libxc", 0xf1: "Libxl", 0xf00: "Qemu_trad",
        0xf01: "Qemu_xen", 0xf10: "Demu", 0xf11: "Varstored", 0xf12: "Swtpm0",
        0xf13: "Swtpm", 0xffff: "End_of_image"}
NO_MEMORY, NO_CONTENTS = (13, 15), (13, 14, 15)
passed = failed = 0


class Reader:
    """A stream, and the domain that it makes."""

    def __init__(self, data):
        self.data, self.at = data, 0
        self.pages, self.p2m, self.items = {}, {}, {}
        self.guest, self.checkpoints = None, 0
        self.verify, self.behind = False, False
        self.broken = False
        self.states = []  # where it is whole, and what it is like there
        self.starts = []  # of records
        try:
            self.stream(data[:8])
            self.whole()
        except EOFError:
            self.broken = True

    def stream(self, start):
        if start == b"Xen save":
            self.xl()
        elif start == b"libvirt-":
            self.libvirt()
        if start == b"XenSaved":
            self.xapi()
        elif start[0] == 0xff:
            self.libxc(self.libxc_headers(), False)
        else:
            self.libxl()

    def take(self, n):
        if self.at + n > len(self.data):
            raise EOFError
        self.at += n
        return self.data[self.at - n:self.at]

    def numbers(self, form):
        return struct.unpack(form, self.take(struct.calcsize(form)))

    def xl(self):
        self.take(32)
        order = "<" if self.take(4) == b"\4\3\2\1" else ">"
        self.take(self.numbers(order + "III")[2])

    def libvirt(self):
        self.take(16)
        order = "<" if self.take(4) == b"\2\0\0\0" else ">"
        self.take(self.numbers(order + "I40x")[0])

    def xapi(self):
        self.take(15)
        kind = None
        while kind != 0xffff:
            self.starts.append(self.at)
            kind, length = self.numbers("<QQ")
            if kind == 0xf0:
                self.libxc(self.libxc_headers(), False)
            elif kind == 0xf1:
                self.libxl()
            else:
                body = self.take(length)
                if body and kind != 0xf:
                    self.items[XAPI[kind] + "-0-0"] = body

    def record(self, order):
        self.starts.append(self.at)
        kind, length = self.numbers(order + "II")
        body = self.take(length)
        self.take(-length % 8)
        return kind, body

    def libxl(self):
        order = "<>"[self.numbers(">8xII")[1] & 1]
        inner = None
        while True:
            kind, body = self.record(order)
            if kind == 0:
                return
            if kind == 1:
                inner = self.libxc_headers()
            elif kind == 2:
                strings = body[8:].split(b"\0")
                for key, value in zip(strings[::2], strings[1::2]):
                    self.items["xenstore-" + key.decode()] = value
            elif kind == 3:
                emulator = struct.unpack(order + "II", body[:8])
                self.items["EMULATOR_CONTEXT-%d-%d" % emulator] = body[8:]
            elif kind == 4:
                self.checkpoints += 1
                self.whole()
            if kind in (1, 4):
                self.libxc(inner, True)

    def libxc_headers(self):
        self.take(16)
        order = "<>"[self.numbers(">H")[0] & 1]
        self.take(6)
        self.guest = self.numbers(order + "IHHII")[0]
        return order

    def libxc(self, order, nested):
        """Up to END; of a stream in libxl, up to a CHECKPOINT."""
        while True:
            kind, body = self.record(order)
            if kind == 0:
                return
            if kind == 13:
                self.verify = True
            elif kind == 14:
                self.verify = False
                if nested:
                    return
                self.checkpoints += 1
                self.whole()
            elif kind == 1:
                self.page_data(order, body)
            elif kind == 3:
                self.p2m_frames(order, body)
            elif kind == 8:
                self.items["tsc"] = b"%d %d %d %d" % struct.unpack(
                    order + "IIQI4x", body)
            elif kind == 10:
                for i in range(8, len(body), 16):
                    param = struct.unpack_from(order + "QQ", body, i)
                    self.items["hvm-param-%d" % param[0]] = b"%d" % param[1]
            elif kind in LIBXC:
                self.context(order, kind, body)

    def page_data(self, order, body):
        count = struct.unpack_from(order + "I", body)[0]
        entries = struct.unpack_from(order + "%dQ" % count, body, 8)
        at = 8 + 8 * count
        if self.verify:
            return
        for entry in entries:
            pfn, kind = entry & ((1 << 52) - 1), entry >> 60
            if kind in NO_MEMORY:
                self.pages.pop(pfn, None)
            elif kind in NO_CONTENTS:
                old = self.pages.get(pfn, (0, bytes(4096)))[1]
                self.pages[pfn] = kind, old
            else:
                self.pages[pfn] = kind, body[at:at + 4096]
                at += 4096

    def p2m_frames(self, order, body):
        start = struct.unpack_from(order + "I", body)[0] * self.width // 4096
        for i in range(8, len(body), 8):
            pfn = struct.unpack_from(order + "Q", body, i)[0]
            self.p2m[start + i // 8 - 1] = pfn

    def context(self, order, kind, body):
        """As x86 has it: what is numbers, little endian."""
        vcpu = 0
        if kind == 2:
            self.width, levels = body[0], body[1]
            self.items["pv-info"] = b"%d %d" % (self.width, levels)
            return
        if kind in (4, 5, 6, 12):
            vcpu = struct.unpack_from(order + "I", body)[0]
            body = body[8:]
        if kind == 17:
            form = "%dI" % (len(body) // 4)
            body = struct.pack("<" + form, *struct.unpack(order + form, body))
        elif kind in (12, 18):
            form = "IIQ" * (len(body) // 16)
            body = struct.pack("<" + form, *struct.unpack(order + form, body))
        elif kind == 9:
            body = self.hvm_context(order, body)
        self.items["%s-%d-0" % (LIBXC[kind], vcpu)] = body

    @staticmethod
    def hvm_context(order, body):
        chain, at = b"", 0
        while at < len(body):
            head = struct.unpack_from(order + "HHI", body, at)
            contents = body[at + 8:at + 8 + head[2]]
            if head[0] == 1:
                contents = struct.pack(
                    "<IIQII", *struct.unpack(order + "IIQII", contents))
            chain += struct.pack("<HHI", *head) + contents
            at += 8 + head[2]
        return chain

    def whole(self):
        crc = 0
        for pfn in sorted(self.pages):
            kind, contents = self.pages[pfn]
            crc = zlib.crc32(struct.pack("<Q", kind << 60 | pfn), crc)
            crc = zlib.crc32(contents, crc)
        lines = ["x86 %s, checkpoints: %d" % (
            "PV" if self.guest == 1 else "HVM", self.checkpoints),
            "memory %d %08x" % (4096 * len(self.pages), crc)]
        p2m = b"".join(struct.pack("<Q", self.p2m[i])
                       for i in range(len(self.p2m)))
        lines.append("p2m %d %08x" % (len(p2m), zlib.crc32(p2m)))
        lines += ["%s %d %08x" % (name, len(item), zlib.crc32(item))
                  for name, item in self.items.items()]
        self.states.append((self.at, "\n".join(lines) + "\n"))


def check(what, good, *details):
    global passed, failed
    if good:
        passed += 1
        return
    failed += 1
    print("FAILED:", what)
    for detail in details:
        for line in str(detail).splitlines()[:12]:
            print("\t" + line[:160])


def run(restore, options, data):
    done = subprocess.run([restore] + options, input=data,
                          capture_output=True, timeout=60)
    return (done.returncode, done.stdout.decode(),
            done.stderr.decode(errors="replace"))


def check_cut(restore, options, name, states, data, at, fault):
    """A stream that goes wrong at this offset, after these checkpoints: only
    one that breaks off lets fail over."""
    states = [s for s in states if s[0] <= at and "too early" in fault]
    code, out, err = run(restore, options, data)
    what = "%s, wrong at %d" % (name, at)
    if states:
        check(what, code == 0 and out == states[-1][1] and fault in err and
              err.endswith("over to checkpoint %d\n" % len(states)),
              code, err, out, states[-1][1])
    else:
        check(what, code == 1 and not out and fault in err and
              err.endswith("nothing was restored\n"), code, err, out)


def check_cuts(restore, options, name, reader, data):
    """In a record's header, in its body, before it; and a type that no record
    has."""
    states = reader.states[:-1]
    step = 1 if states else 5
    for i, start in enumerate(reader.starts[::step]):
        at = start + (0, 5, 11)[i % 3]
        if at < len(data):
            check_cut(restore, options, name, states, data[:at], at,
                      "the stream ends too early")
        bad = data[:start] + b"\x7f" * 4 + data[start + 4:]
        if i % 3 == 0:
            check_cut(restore, options, name, states, bad, start,
                      "a record type that is unknown")


def check_whole(restore, options, name, reader, data):
    end = reader.states[-1][1]
    code, out, err = run(restore, options, data)
    check(name, code == 0 and out == end and not err, code, err, out, end)
    if "-c" in options:
        code, out, err = run(restore, [o for o in options if o != "-c"], data)
        check(name + ", without -c", code == 1 and not out and
              "nobody announced" in err, code, err, out)
    if "--big-endian" in options:
        code, out, err = run(restore, [o for o in options if o != "--big-endian"], data)
        check(name + ", without -b", code == 1 and not out and
              "a big-endian stream" in err, code, err, out)


def check_file(restore, path):
    name = os.path.basename(path)
    with open(path, "rb") as stream:
        data = stream.read()
    options = []
    if "remus" in name or "colo" in name:
        options.append("-c")
    if name.endswith(".be"):
        options.append("--big-endian")
    if "colo" in name and ".libxc." not in name and ".xapi." not in name:
        code, out, err = run(restore, options, data)
        check(name, code == 2 and not out and "Operation not supp" in err and
              "CHECKPOINT_STATE" in err, code, err, out)
        return
    reader = Reader(data)
    if reader.broken:
        check_cut(restore, options, name, reader.states, data, len(data),
                  "the stream ends too early")
        return
    check_whole(restore, options, name, reader, data)
    if name.endswith(".xl.le") or name in ("pv-remus.libxc.be",
                                           "hvm-remus.xapi.le",
                                           "hvm-remus.libvirt.be"):
        check_cuts(restore, options, name, reader, data)


def record(kind, body=b""):
    return (struct.pack("<II", kind, len(body)) + body +
            bytes(-len(body) % 8))


def pages(*entries):
    """A PAGE_DATA record of (type, pfn), with contents of zeros."""
    with_contents = [e for e in entries if e[0] not in NO_CONTENTS]
    return record(1, struct.pack("<II", len(entries), 0) + b"".join(
        struct.pack("<Q", kind << 60 | pfn) for kind, pfn in entries) +
        bytes(4096 * len(with_contents)))


def params(indices):
    return record(10, struct.pack("<II", len(indices), 0) + b"".join(
        struct.pack("<QQ", i, 7) for i in indices))


def context(*entries):
    """An HVM_CONTEXT of a header, a CPU that has cr0.ET, and these."""
    cpu = bytes(656) + struct.pack("<Q", 0x10) + bytes(368)
    chain = struct.pack("<HHIIIQII", 1, 0, 24, 0x54381286, 1, 0, 0, 0)
    for kind, instance, body in ((2, 0, cpu),) + entries:
        chain += struct.pack("<HHI", kind, instance, len(body)) + body
    return record(9, chain + bytes(8))


TSC = record(8, bytes(24))
STATE = TSC + context()


def hvm(*records):
    """An HVM stream that has these records in place of memory."""
    return (b"\xff" * 8 + b"XENF\0\0\0\3" + bytes(8) +
            struct.pack("<IHHII", 2, 12, 0, 4, 17) + record(16) +
            b"".join(records) + STATE + record(0))


def xenstore(names):
    """Xenstore data of a physmap that has these names."""
    return record(2, struct.pack("<II", 2, 0) + b"".join(
        b"physmap/%s/name\0abc\0" % name for name in names))


def long_key(length):
    """A key that is so long."""
    return (b"LibxlFmt\0\0\0\2\0\0\0\0" + record(1) + hvm() +
            xenstore([b"k" * (length - len("physmap//name"))]) + record(0))


def many_keys(number):
    """So many keys, half of them before a checkpoint: a record cannot have
    them all."""
    names = [b"%d" % i for i in range(number)]
    return (b"LibxlFmt\0\0\0\2\0\0\0\0" + record(1) +
            hvm()[:-8] + record(14) + xenstore(names[::2]) + record(4) +
            STATE + record(0) + xenstore(names[1::2]) + record(0))


def long_context(length):
    """An HVM_CONTEXT that is so long, by entries of XSAVE."""
    entries, rest = [], length - (len(context()) - 8)
    while rest:
        # those that follow have at least 600 bytes, and a head
        part = rest if rest <= 65543 else min(65543, rest - 608)
        entries.append((16, len(entries), bytes(part - 8)))
        rest -= part
    return hvm()[:-len(STATE) - 8] + TSC + context(*entries) + record(0)


def check_limits(restore):
    """What a domain may have, and what a hostile sender may try."""
    epoch = hvm(pages((0, 5)), STATE, record(14),
                pages(*((0, 5 + i) for i in range(300))))
    refused = "nothing was restored"
    cases = (
        ("the largest pfn", ["--max-mem=1"], hvm(pages((0, 0x1000ff))),
         0, "memory 4096 ", ""),
        ("a larger pfn", ["--max-mem=1"], hvm(pages((0, 0x100100))), 1, "",
         "pfn is above the limit, expected at most 0x1000ff, found 0x100100", refused),
        ("a larger pfn in a larger domain", ["--max-mem=2"],
         hvm(pages((0, 0x100100))), 0, "memory 4096 ", ""),
        ("beyond, without memory", ["--max-mem=1"],
         hvm(pages((15, 1 << 51), (13, 0x100100))), 0, "memory 0 ", ""),
        ("memory that is given back", [],
         hvm(pages((0, 5), (0, 6), (14, 7)), pages((15, 5), (13, 6))),
         0, "memory 4096 ", ""),
        ("memory that is given back counts no more", ["--max-mem=1"],
         hvm(*(pages((14, i), (15, i)) for i in range(300))),
         0, "memory 0 ", ""),
        ("memory that is sent again counts once", ["--max-mem=1"],
         hvm(*(pages((0, i // 3)) for i in range(300))),
         0, "memory 409600 ", ""),
        ("a page that comes twice in a record", [],
         hvm(pages((0, 5), (15, 5))), 2, "",
         "PAGE_DATA, record", "a callback asked to stop, Invalid argument", refused),
        ("as many pages as there is room for their pfns", [],
         hvm(pages(*((0, i) for i in range(1024)))), 0, "memory 4194304 ", ""),
        ("more pages", [], hvm(pages(*((0, i) for i in range(1025)))), 1, "",
         "more pages in a record than the pfn buffer holds", refused),
        ("as many items as there is room for", ["-c"], many_keys(4094), 0,
         "xenstore-physmap/4093/name 3 352441c2\n", ""),
        ("more items", ["-c"], many_keys(4095), 2, "",
         "XENSTORE_DATA, record", "a callback asked to stop, No space left",
         refused),
        ("a long key", [], long_key(118), 0, "k/name 3 352441c2\n", ""),
        ("a longer key", [], long_key(119), 2, "",
         "XENSTORE_DATA, record", "a callback asked to stop, File name too", refused),
        ("the longest context", ["--vcpus=8192"], long_context(1 << 24), 0,
         "HVM_CONTEXT-0-0 16777216 ", ""),
        ("a longer context", ["--vcpus=8192"], long_context((1 << 24) + 1), 2, "",
         "HVM_CONTEXT, record", "a callback asked to stop, No buffer", refused),
        ("ten warnings", [], hvm(*[params([])] * 10), 0, "x86 HVM",
         "HVM_PARAMS without a parameter, expected at least 1, found 0\n" +
         "restore"),
        ("an epoch", ["-c", "--max-epoch=2"], epoch, 0, "memory 1228800 ", ""),
        ("an epoch that is too long", ["-c", "--max-epoch=1"], epoch, 1, "",
         "too many bytes since the last checkpoint, expected at most 1048576",
         refused),
    )
    for name, options, data, status, want, *errors in cases:
        code, out, err = run(restore, options, data)
        good = code == status and want in out and all(e in err for e in errors)
        if "" in (want, *errors):
            good = good and not (err if want else out)
        check(name, good, code, err, out)
    err = run(restore, [], hvm(*[params([])] * 30))[2]
    check("thirty warnings", err.count("\n") == 10, err)


def main():
    check_limits(sys.argv[1])
    for path in sys.argv[2:]:
        check_file(sys.argv[1], path)
    print("%d passed, %d failed" % (passed, failed))
    return failed != 0 or passed == 0


sys.exit(main())
