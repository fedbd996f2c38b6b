# SPDX-License-Identifier: MIT
# A capture of witness.S as it is in tests/data: without what is other people's.
# That is the device model's state behind its index, and, in a PVH or HVM guest,
# all pages but those of the kernel: Xen's tools put ACPI tables there.
# usage: witness.py ELF FROM TO
import struct
import sys

from edit import PAGE_DATA, Stream

PV_INFO = 2
EMULATOR_CONTEXT = 3  # of libxl
NO_CONTENTS = 13  # this type of a page, and those above
PAGE = 4096


def kernel(name):
    """Which pages it has, by its program headers."""
    with open(name, 'rb') as f:
        elf = f.read()
    at, = struct.unpack_from('<Q', elf, 32)
    number, = struct.unpack_from('<H', elf, 56)
    pfns = set()
    for i in range(number):
        kind, _, _, _, physical, _, size = struct.unpack_from(
            '<IIQQQQQ', elf, at + 56 * i)
        if kind == 1:
            pfns.update(range(physical // PAGE, -(-(physical + size) // PAGE)))
    return pfns


def zero_pages(data, at, kept):
    """In the PAGE_DATA whose body is there."""
    count, = struct.unpack_from('<I', data, at)
    entries = struct.unpack_from('<%dQ' % count, data, at + 8)
    at += 8 + 8 * count
    for entry in entries:
        if entry >> 60 < NO_CONTENTS:
            if entry % (1 << 52) not in kept:
                data[at:at + PAGE] = bytes(PAGE)
            at += PAGE


def main(elf, source, target):
    with open(source, 'rb') as f:
        data = bytearray(f.read())
    stream = Stream(data)
    if PV_INFO not in [kind for _, kind, _ in stream.records]:
        kept = kernel(elf)
        for offset, kind, _ in stream.records:
            if kind == PAGE_DATA:
                zero_pages(data, offset + 8, kept)
    at, kind = stream.tail, None
    while kind != 0:
        kind, length = struct.unpack_from('<II', data, at)
        if kind == EMULATOR_CONTEXT:
            data[at + 16:at + 8 + length] = bytes(length - 8)
        at += 8 + (length + 7) // 8 * 8
    with open(target, 'wb') as f:
        f.write(data)


main(*sys.argv[1:])
