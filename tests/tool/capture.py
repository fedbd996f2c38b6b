# SPDX-License-Identifier: MIT
"""A captured xl stream, little endian, for tests that change something in it."""
import struct

PAGE = 4096


class Capture:
    """Where things are in it."""

    def __init__(self, path):
        with open(path, 'rb') as f:
            self.data = bytearray(f.read())
        self.pages, self.bodies = {}, {}
        at = 48 + struct.unpack_from('<I', self.data, 44)[0]
        at += 16 + 8 + 24 + 16  # libxl's header, LIBXC_CONTEXT, libxc's
        kind = None
        while kind != 0:
            kind, length = struct.unpack_from('<II', self.data, at)
            self.bodies.setdefault(kind, at + 8)
            if kind == 1:
                self.find_pages(at + 8)
            at += 8 + (length + 7) // 8 * 8

    def find_pages(self, at):
        count, = struct.unpack_from('<I', self.data, at)
        entries = struct.unpack_from('<%dQ' % count, self.data, at + 8)
        at += 8 + 8 * count
        for entry in entries:
            if entry >> 60 in (0, 1, 2, 3, 4, 9, 10, 11, 12):
                self.pages[entry % (1 << 52)] = at
                at += PAGE

    def put(self, address, data):
        """Write to the guest's memory, by physical address."""
        for i in range(0, len(data), 1):
            pfn, offset = divmod(address + i, PAGE)
            self.data[self.pages[pfn] + offset] = data[i]

    def cpu(self):
        """Where the first vCPU's context is."""
        if 9 not in self.bodies:
            return self.bodies[4] + 8
        at = self.bodies[9]
        while True:
            typecode, _, length = struct.unpack_from('<HHI', self.data, at)
            if typecode == 2:
                return at + 8
            at += 8 + length
