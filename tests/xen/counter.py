# SPDX-License-Identifier: MIT
# guest.S as it would be saved after tick 8, but with the pages that a PVH guest
# has right below 4 GiB near its memory: who tries all addresses up to them, as
# xl save and xl dump-core do, needs minutes on a busy machine.
# usage: counter.py CAPTURE ELF FILE LOST: LOST has a bit of its memory changed
import re
import struct
import subprocess
import sys

from edit import (CPU, HVM_CONTEXT, HVM_PARAMS, PAGE_DATA, TSC_INFO, Context,
                  Stream, flat, record, u32)

PAGE = 4096
BASE = 0x100000  # as in x86.lds
SPECIAL = 0x800  # pfn of the first: behind the 8 MiB of count() in job.sh
IDENT_PT = 12  # a parameter that is an address; the others here are pfns
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


def params(old):
    """The same, but that name empty pages of ours; and the pfns of those."""
    indices = struct.unpack_from('<%dQ' % (len(old) // 8 - 1), old, 8)[::2]
    pfns = range(SPECIAL, SPECIAL + len(indices))
    body = u32(len(indices), 0)
    for index, pfn in zip(indices, pfns):
        body += struct.pack('<QQ', index,
                            pfn * PAGE if index == IDENT_PT else pfn)
    return body, pfns


def page_data(pfns, contents):
    return record(PAGE_DATA, u32(len(pfns), 0) +
                  struct.pack('<%dQ' % len(pfns), *pfns) + contents)


def main(capture, elf, name, lost):
    with open(capture, 'rb') as file:
        data = file.read()
    stream = Stream(data)
    image, symbols = memory(elf)
    pfns = range(BASE // PAGE, (BASE + len(image)) // PAGE)
    context = Context(stream.body(HVM_CONTEXT))
    flat(context.get(CPU), BASE + symbols['start'])
    named, special = params(stream.body(HVM_PARAMS))
    config = re.sub(rb'"name": "[^"]*"', NAME, data[52:stream.libxl])
    parts = [data[:44], struct.pack('<II', len(config) + 4, len(config)),
             config,
             data[stream.libxl:stream.records[0][0]]]
    ours = {
        PAGE_DATA: b'',
        TSC_INFO: page_data(pfns, image) +
                  page_data(special, bytes(PAGE * len(special))) +
                  record(TSC_INFO, stream.body(TSC_INFO)),
        HVM_CONTEXT: record(HVM_CONTEXT, context.data()),
        HVM_PARAMS: record(HVM_PARAMS, named)
    }
    for offset, kind, length in stream.records:
        parts.append(ours.get(
            kind, data[offset:offset + 8 + (length + 7) // 8 * 8]))
    data = b''.join(parts) + data[stream.tail:]
    with open(name, 'wb') as file:
        file.write(data)
    where = data.index(image[symbols['pattern_end'] - 64:
                             symbols['pattern_end']])
    with open(lost, 'wb') as file:
        file.write(data[:where] + bytes([data[where] ^ 1]) + data[where + 1:])


if __name__ == '__main__':
    main(*sys.argv[1:])
