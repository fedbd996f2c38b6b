# SPDX-License-Identifier: MIT
# guest.S as it would be saved after tick 8, but without the addresses below
# 4 GiB where a PVH guest has nothing: they take a busy machine a minute.
# usage: counter.py CAPTURE ELF FILE LOST: LOST has a bit of its memory changed
import re
import struct
import subprocess
import sys

from edit import (CPU, HVM_CONTEXT, PAGE_DATA, TSC_INFO, Context, Stream,
                  few_pages, flat, record)

PAGE = 4096
BASE = 0x100000  # as in x86.lds
NAME = b'"name": "counter"'


def memory(elf):
    """What is in memory from BASE on."""
    with open(elf, 'rb') as file:
        data = file.read()
    symbols = {}
    for line in subprocess.run(['nm', elf], capture_output=True, text=True,
                               check=True).stdout.splitlines():
        words = line.split()
        symbols[words[2]] = int(words[0], 16) - BASE
    image = bytearray((symbols['image_end'] + PAGE - 1) // PAGE * PAGE)
    at, size, count = struct.unpack_from('<28xI10xHH', data)
    for i in range(count):
        kind, offset, address, _, length = struct.unpack_from(
            '<5I', data, at + i * size)
        if kind == 1:  # PT_LOAD
            address -= BASE
            image[address:address + length] = data[offset:offset + length]
    struct.pack_into('<I', image, symbols['ticks'], 8)
    number = 1
    for at in range(symbols['pattern'], symbols['pattern_end'], 4):
        number = (number * 0x19660d + 0x3c6ef35f) % (1 << 32)
        struct.pack_into('<I', image, at, number)
    return image, symbols


def main(capture, elf, name, lost):
    with open(capture, 'rb') as file:
        data = few_pages(file.read())
    stream = Stream(data)
    image, symbols = memory(elf)
    context = Context(stream.body(HVM_CONTEXT))
    flat(context.get(CPU), BASE + symbols['start'])
    config = re.sub(rb'"name": "[^"]*"', NAME, data[52:stream.libxl])
    parts = [data[:44], struct.pack('<II', len(config) + 4, len(config)),
             config,
             data[stream.libxl:stream.records[0][0]]]
    for offset, kind, length in stream.records:
        if kind == TSC_INFO:
            count = len(image) // PAGE
            parts.append(record(PAGE_DATA, struct.pack(
                '<II%dQ' % count, count, 0,
                *range(BASE // PAGE, BASE // PAGE + count)) + image))
        if kind == HVM_CONTEXT:
            parts.append(record(kind, context.data()))
        else:
            parts.append(data[offset:offset + 8 + (length + 7) // 8 * 8])
    data = b''.join(parts) + data[stream.tail:]
    with open(name, 'wb') as file:
        file.write(data)
    where = data.index(image[symbols['pattern_end'] - 64:
                             symbols['pattern_end']])
    with open(lost, 'wb') as file:
        file.write(data[:where] + bytes([data[where] ^ 1]) + data[where + 1:])


main(*sys.argv[1:])
