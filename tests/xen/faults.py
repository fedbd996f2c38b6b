# SPDX-License-Identifier: MIT
# Streams with one fault each, as a table of edits, for restore.sh.
# usage: faults.py CAPTURES DIR
#
# Writes to DIR the streams that are edited, and DIR/faults, with a line for each
# fault: its name, where it is (xl, libxl, libxc, cut: an end too early inside
# libxc's part, or tail: behind libxc's END), the stream, from which byte on how
# many are replaced, and by which, as printf takes them, or '-' for none.
#
# DIR/checkpoints has the same for streams of Remus, with what is due instead of
# where: it fails, or fails over to the last whole checkpoint; refused and libxl:
# it fails with xc-save-helper, which says so, or libxl does, and fails over
# behind xcfilter, which can but end it; headers: it fails behind xcfilter.
import os
import struct
import sys

from edit import HVM_CONTEXT, Stream, big32, few_pages, u32

NAMES = ('end page-data pv-info p2m-frames vcpu-basic vcpu-extended vcpu-xsave '
         'shared-info tsc-info hvm-context hvm-params toolstack vcpu-msrs '
         'verify checkpoint dirty static-data-end cpuid-policy '
         'msr-policy').split()


class Table:
    def __init__(self, name, data):
        self.name = name
        self.data = data
        self.lines = []

    def edit(self, fault, where, offset, length, data):
        text = ''.join('\\%03o' % byte for byte in data) or '-'
        self.lines.append('%s-%s %s %s.xl %d %d %s\n' % (
            self.name, fault, where, self.name, offset, length, text))

    def put(self, fault, where, offset, data):
        self.edit(fault, where, offset, len(data), data)

    def insert(self, fault, where, offset, data):
        self.edit(fault, where, offset, 0, data)

    def cut(self, where, offset, place, behind):
        self.edit('cut-%s+%d' % (place, behind), where, offset + behind,
                  len(self.data) - offset - behind, b'')


def heads(t):
    """Faults in front of libxc's records."""
    s = Stream(t.data)
    config = s.libxl - 48
    t.put('magic', 'xl', 0, b'Y')
    t.put('byte-order', 'xl', 32, big32(0x01020304))
    t.put('byte-order-unknown', 'xl', 32, u32(0x01020305))
    t.put('mandatory-flags', 'xl', 36, u32(7))
    t.put('not-libxl', 'xl', 36, u32(1))
    t.put('optional-flags', 'xl', 40, u32(1))
    for fault, length in (('short', config - 1), ('long', config + 1),
                          ('huge', 0x7fffffff), ('0', 0)):
        t.put('config-length-' + fault, 'xl', 44, u32(length))
    t.put('config-size', 'xl', 44, u32(0x100005, 0x100001))
    t.put('config-word', 'xl', 48, u32(config + 5))
    t.put('config-nul', 'xl', s.libxl - 1, b' ')

    t.put('ident', 'libxl', s.libxl, b'\0')
    t.put('version', 'libxl', s.libxl + 8, big32(3))
    t.put('options', 'libxl', s.libxl + 12, big32(8))
    t.put('big-endian', 'libxl', s.libxl + 12, big32(1))
    for kind in 0, 2, 3, 4, 5, 6:
        t.put('first-type-%d' % kind, 'libxl', s.first, u32(kind))
    t.put('first-length', 'libxl', s.first + 4, u32(8))

    t.put('marker', 'libxc', s.image, b'\xfe')
    t.put('image-id', 'libxc', s.image + 8, b'\0')
    t.put('image-version', 'libxc', s.image + 12, big32(4))
    t.put('image-options', 'libxc', s.image + 16, b'\0\2')
    t.put('image-reserved', 'libxc', s.image + 20, b'\1')
    t.put('domain-type-0', 'libxc', s.domain, u32(0))
    t.put('domain-type-other', 'libxc', s.domain, u32(2))
    t.put('domain-type-draft', 'libxc', s.domain, u32(3))
    t.put('page-shift', 'libxc', s.domain + 4, b'\x0d')
    t.put('domain-reserved', 'libxc', s.domain + 6, b'\1')

    for behind in 0, 20, 47, 48, 100, config + 47:
        t.cut('xl', 0, 'xl', behind)
    for behind in 0, 7, 8, 11, 12, 15, 16, 17, 20, 23:
        t.cut('libxl', s.libxl, 'libxl', behind)
    t.cut('cut', s.libxl, 'libxl', 24)
    t.cut('cut', s.image, 'image', 12)
    t.cut('cut', s.domain, 'domain', 0)
    t.cut('cut', s.domain, 'domain', 8)


def records(t, done):
    """Faults in libxc's records, one of each type. All that xl sees of a fault
    is where the stream ends: in front of a record, or in it."""
    for offset, kind, length in Stream(t.data).records:
        if kind in done:
            continue
        done.add(kind)
        name = NAMES[kind]
        t.put(name + '-type', 'libxc', offset, u32(0x13))
        if length:
            t.cut('cut', offset, name, 8 + length // 2)
        if length and name not in ('shared-info', 'vcpu-extended', 'vcpu-xsave',
                                   'cpuid-policy', 'msr-policy'):
            # Counts, ids, magic numbers, modes: none may be this.
            t.put(name + '-body', 'libxc', offset + 8, b'\xff' * 4)
        if kind == HVM_CONTEXT:  # of its header
            t.put(name + '-instance', 'libxc', offset + 10, b'\1')


def tails(t):
    """Faults behind libxc's END, which libxl reads."""
    tail = Stream(t.data).tail
    t.cut('cut', tail - 8, 'end', 7)
    for behind in 0, 1, 4, 5, 7:
        t.cut('tail', tail, 'libxl-end', behind)
    t.put('libxl-end-type', 'tail', tail, u32(6))
    t.put('libxl-end-length', 'tail', tail + 4, u32(8))
    t.put('libxl-end-huge', 'tail', tail + 4, u32(0xfffffff0))
    t.edit('libxl-end-body', 'tail', tail, 8, u32(0, 8, 0, 0))
    t.put('context-again', 'tail', tail, u32(1))
    t.insert('unknown', 'tail', tail, u32(6, 8, 0, 0))
    t.insert('optional', 'tail', tail, u32(0x80000001, 0))
    t.insert('checkpoint-end', 'tail', tail, u32(4, 0))
    t.insert('checkpoint-state', 'tail', tail, u32(5, 8, 2, 0))
    t.insert('emulator-short', 'tail', tail, u32(3, 4, 2, 0))
    t.edit('emulator-cut', 'tail', tail, 8, u32(3, 28, 2, 0))
    t.insert('xenstore-short', 'tail', tail, u32(2, 0))
    t.insert('xenstore-nul', 'tail', tail, u32(2, 12, 2, 0) + b'a\0bc\0\0\0\0')


def checkpoints(t, data):
    """Behind, in, and in front of the first and the third checkpoint."""
    ends = []
    at = data.find(u32(14, 0, 4, 0))
    while at >= 0:
        ends.append(at)
        at = data.find(u32(14, 0, 4, 0), at + 1)
    first, second, third = ends[:3]
    s_first = 48 + struct.unpack_from('<I', data, 44)[0] + 16
    t.cut('headers', 0, 'no-context', s_first)
    t.cut('fails', 0, 'pages', first // 2)
    for behind in 0, 4, 8, 11:
        t.cut('fails', first, 'first', behind)
        t.cut('fails-over', third, 'third', behind)
    t.cut('fails-over', first, 'first', 16)
    t.cut('fails-over', second, 'second', 1000)
    t.put('epoch-1-type', 'fails', first, u32(0x13))
    t.put('first-end-type', 'fails', first + 8, u32(6))
    t.put('epoch-type', 'refused', second + 16, u32(0xff))
    t.put('third-type', 'refused', third, u32(0x13))
    t.put('third-length', 'refused', third + 4, u32(8))
    t.put('third-end-type', 'refused', third + 8, u32(6))
    t.put('third-end-is-end', 'refused', third + 8, u32(0))


def main(captures, directory):
    def read(name):
        with open(os.path.join(captures, name + '.xl'), 'rb') as file:
            return file.read()

    def write(name, data):
        with open(os.path.join(directory, name), 'wb') as file:
            file.write(data)

    pv = Table('pv', read('pv64-tiny-1vcpu-4m'))
    heads(pv)
    done = set()
    records(pv, done)
    tails(pv)
    pvh = Table('pvh', few_pages(read('pvh-linux-1vcpu-96m')))
    records(pvh, done)
    remus = Table('remus', read('pv64-tiny-remus-4m'))
    checkpoints(remus, remus.data)
    for table in pv, pvh, remus:
        write(table.name + '.xl', table.data)
    write('faults', ''.join(pv.lines + pvh.lines).encode())
    write('checkpoints', ''.join(remus.lines).encode())


main(*sys.argv[1:])
