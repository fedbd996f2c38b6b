# SPDX-License-Identifier: MIT
# Files of xl, libxc's records and HVM contexts, for the scripts that edit them.
import struct

END = 0
PAGE_DATA = 1
TSC_INFO = 8
HVM_CONTEXT = 9
HVM_PARAMS = 10
XTAB = 15
CPU = 2  # an entry of a context [public/arch-x86/hvm/save.h]


def record(kind, body):
    return struct.pack('<II', kind, len(body)) + body + bytes(-len(body) % 8)


def u32(*values):
    return struct.pack('<%dI' % len(values), *values)


def big32(value):
    return struct.pack('>I', value)


class Stream:
    """A file of xl, and where its parts begin."""

    def __init__(self, data):
        self.data = data
        self.libxl = 48 + struct.unpack_from('<I', data, 44)[0]
        self.first = self.libxl + 16  # LIBXC_CONTEXT
        self.image = self.first + 8
        self.domain = self.image + 24
        self.records = []  # of libxc: offset, type, length
        self.tail = self.domain + 16
        while not self.records or self.records[-1][1] != END:
            kind, length = struct.unpack_from('<II', data, self.tail)
            self.records.append((self.tail, kind, length))
            self.tail += 8 + (length + 7) // 8 * 8

    def body(self, kind):
        """Of the first record of this type."""
        for offset, of, length in self.records:
            if of == kind:
                return self.data[offset + 8:offset + 8 + length]
        raise KeyError(kind)


def few_pages(data):
    """Without pages below the special ones near 4 GiB, and without XTAB."""
    stream = Stream(data)
    kept = [data[:stream.records[0][0]]]
    for offset, kind, length in stream.records:
        if kind == PAGE_DATA:
            count = struct.unpack_from('<I', data, offset + 8)[0]
            pfns = struct.unpack_from('<%dQ' % count, data, offset + 16)
            if not any(pfn >> 60 != XTAB and pfn & 0xfffff >= 0xf0000
                       for pfn in pfns):
                continue
        kept.append(data[offset:offset + 8 + (length + 7) // 8 * 8])
    return b''.join(kept) + data[stream.tail:]


class Context:
    """A context as a list of entries: type, instance, contents."""

    def __init__(self, data):
        self.entries = []
        at = 0
        while at < len(data):
            kind, instance, length = struct.unpack_from('<HHI', data, at)
            self.entries.append((kind, instance, bytearray(
                data[at + 8:at + 8 + length])))
            at += 8 + length

    def copy(self):
        return Context(self.data())

    def get(self, kind, instance=0):
        for entry in self.entries:
            if entry[:2] == (kind, instance):
                return entry[2]
        raise KeyError(kind)

    def data(self):
        return b''.join(struct.pack('<HHI', kind, instance, len(body)) + body
                        for kind, instance, body in self.entries)


def flat(cpu, start):
    """Let it be at that address, in 32-bit mode without paging."""
    def put(at, form, *values):
        struct.pack_into('<' + form, cpu, at, *values)
    put(512, '16Q', *[0] * 16)  # behind the FPU: registers
    put(640, '2Q', start, 2)  # rip, rflags
    put(656, '4Q', 0x11, 0, 0, 0)  # cr0, cr2, cr3, cr4
    put(688, '6Q', 0, 0, 0, 0, 0xffff0ff0, 0x400)  # dr0-3, dr6, dr7
    # cs, ds, es, fs, gs, ss, tr, ldtr; and for limits and bases gdtr, idtr
    put(736, '8I', 8, 16, 16, 16, 16, 16, 24, 0)
    put(768, '10I', *[0xffffffff] * 6, 0x67, 0, 0, 0)
    put(808, '10Q', *[0] * 10)
    put(888, '8I', 0xc9b, *[0xc93] * 5, 0x8b, 0)
    put(920, '12Q', *[0] * 12)  # MSRs
