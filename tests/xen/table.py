# SPDX-License-Identifier: MIT
# The libxc streams of the conformance table, for a real Xen.
# usage: table.py TABLE CAPTURES DIR
#
# They have made-up contents, which Xen refuses: CPUID leaves, registers, page
# tables. What a row leaves as all streams of the table have it is replaced by
# what a capture has; of vCPUs and the like the bytes that a row changes are
# changed there. So the row's fault is in a stream that Xen would restore.
# Left out are streams for a 32-bit PV guest, which Debian's Xen does not run,
# and those of which the row is a large part. DIR/names tells their rows.
import os
import struct
import sys

from edit import PAGE_DATA, Stream, record

CPUID, MSR, P2M, SHARED_INFO, CONTEXT, PARAMS = 17, 18, 3, 7, 9, 10
BASIC, EXTENDED, XSAVE, MSRS = 4, 5, 6, 12
SAME_SHAPE = BASIC, SHARED_INFO, EXTENDED, XSAVE
VIRIDIAN_VCPU = 17  # its bytes 9 to 15 are to be 0
TABLES = 1, 2, 3, 4  # page types, without the bit for pinned
LARGEST = 200000


def records(data):
    """Offset, type, length of those that are whole, and where they end."""
    found = []
    at = 40
    while at + 8 <= len(data):
        kind, length = struct.unpack_from('<II', data, at)
        behind = at + 8 + (length + 7) // 8 * 8
        if behind > len(data):
            break
        found.append((at, kind, length))
        at = behind
    return found, at


def few(stream, shared_pfns):
    """A PV guest's page tables, and what its p2m frames are."""
    body = stream.body(PAGE_DATA)
    count = struct.unpack_from('<I', body)[0]
    entries = struct.unpack_from('<%dQ' % count, body, 8)
    chosen = [i for i, pfn in enumerate(entries)
              if pfn >> 60 & 7 in TABLES or pfn & 0xfffff in shared_pfns]
    pages = 8 + 8 * count
    return (struct.pack('<II%dQ' % len(chosen), len(chosen), 0,
                        *[entries[i] for i in chosen]) +
            b''.join(body[pages + 4096 * i:pages + 4096 * i + 4096]
                     for i in chosen))


def entries(data):
    """Those of a context: type and instance, contents; None if it is broken."""
    found = []
    at = 0
    while at + 8 <= len(data):
        kind, instance, length = struct.unpack_from('<HHI', data, at)
        found.append(((kind, instance), data[at + 8:at + 8 + length]))
        at += 8 + length
    return found if at == len(data) else None


def changed(body, old, better):
    """The words that differ from old, in what is better, if it has those."""
    if len(body) != len(old):
        return body
    result = bytearray(better)
    for i in range(0, len(body), 8):
        if body[i:i + 8] != old[i:i + 8]:
            if i + 8 > len(better):
                return body
            end = min(i + 8, len(body))
            result[i:end] = body[i:end]
    return bytes(result)


def splice(body, old, real):
    """A context of Xen's, with the entries that the row changes or adds."""
    found = entries(body)
    if found is None:
        return body
    old = dict(entries(old))
    real = entries(real)
    known = dict(real)
    names = [name for name, _ in found]
    rest = [entry for entry in real if entry[0] not in names]
    result = []
    for name, contents in found:
        while rest and (name[0] == 0 or rest[0][0] < name):
            result.append(rest.pop(0))
        if name in known and name in old:
            result.append((name, changed(contents, old[name], known[name])))
        elif contents != old.get(name) or names.count(name) > 1:
            if name[0] == VIRIDIAN_VCPU:
                contents = (contents[:9] + bytes(len(contents[9:16])) +
                            contents[16:])
            result.append((name, contents))
    return b''.join(struct.pack('<HHI', *name, len(contents)) + contents
                    for name, contents in result)


class Transplant:
    def __init__(self, made_up, real):
        self.first_page_data = True
        self.exact = {}
        self.context = None
        self.shaped = {}
        for at, kind, length in records(made_up)[0]:
            body = made_up[at + 8:at + 8 + length]
            vcpu = body[:4] if kind in (BASIC, EXTENDED, XSAVE, MSRS) else b''
            new = real.get(kind, body)
            if vcpu and new is not None:
                new = vcpu + new[4:]
                if kind == EXTENDED:  # and once more in the context
                    new = new[:8] + vcpu + new[12:]
            if (kind, body) in self.exact:
                continue
            if kind == PAGE_DATA and any(k == kind for k, _ in self.exact):
                new = real.get('again', body)
            self.exact[kind, body] = new
            self.shaped[kind, vcpu, length] = body, new
            if kind == CONTEXT:
                self.context = body, new

    def apply(self, data):
        found, end = records(data)
        parts = [data[:40]]
        for at, kind, length in found:
            whole = data[at:at + 8 + (length + 7) // 8 * 8]
            body = whole[8:8 + length]
            new = body
            if (kind, body) in self.exact:
                new = self.exact[kind, body]
            elif kind in SAME_SHAPE:
                for (of, _, size), (old, better) in self.shaped.items():
                    if (of, size) == (kind, length):
                        new = changed(body, old, better)
                        break
            elif kind == CONTEXT and self.context:
                new = splice(body, *self.context)
            if new is None:
                continue
            if new == body:
                parts.append(whole)
            else:
                padding = whole[8 + length:]
                parts.append(record(kind, bytes(new)) if not any(padding) else
                             struct.pack('<II', kind, len(new)) + bytes(new) +
                             (padding + bytes(8))[:-len(new) % 8])
        return b''.join(parts) + data[end:]


def read(*path):
    with open(os.path.join(*path), 'rb') as file:
        return file.read()


def rows(table):
    """Their names, by their numbers."""
    return dict(line.split(' ', 1)
                for line in read(table, 'done').decode().splitlines())


class Real:
    """Makes all real but a row's fault, from a capture of each kind of guest.

    The second parameter of an HVM guest is that one: 5 is IOREQ_PFN."""
    def __init__(self, table, pv, hvm, second=5):
        number = {name: number for number, name in rows(table).items()}

        def row(name):
            return read(table, number[name] + '.libxc')

        kinds = (CPUID, MSR, P2M, SHARED_INFO, BASIC, EXTENDED, XSAVE)
        real = {kind: pv.body(kind) for kind in kinds}
        real[MSRS] = None
        frames = struct.unpack_from('<2Q', real[P2M], 8)
        real[PAGE_DATA] = few(pv, frames)
        real['again'] = None
        live = Transplant(row('PV, live, with VERIFY'), real)
        self.pv = Transplant(row('PV, 64 bit'), real)
        self.pv.exact.update(live.exact)
        self.pv.shaped.update(live.shaped)
        params = [(1, 0x10), (second, 0x11), (6, 0x12)]
        real = {kind: hvm.body(kind) for kind in (CPUID, MSR, CONTEXT)}
        real[PARAMS] = struct.pack('<II', len(params), 0) + b''.join(
            struct.pack('<QQ', *param) for param in params)
        self.hvm = Transplant(row('HVM'), real)

    def apply(self, image):
        """A libxc image, made real; None if it is one that is left out."""
        if len(image) > LARGEST:
            return None
        is_pv = image[24:28] == struct.pack('<I', 1)
        if is_pv and image[40:44] == struct.pack('<I', 2) and image[48] == 4:
            return None
        return (self.pv if is_pv else self.hvm).apply(image)


def main(table, captures, directory):
    real = Real(table, *[Stream(read(captures, name)) for name in
                         ('pv64-tiny-1vcpu-4m.xl', 'hvm-1vcpu-16m.xl')])
    names = rows(table)
    done = []
    for file in sorted(os.listdir(table)):
        if not file.endswith('.libxc'):
            continue
        data = real.apply(read(table, file))
        if data is None:
            continue
        with open(os.path.join(directory, file), 'wb') as out:
            out.write(data)
        done.append('%s %s\n' % (file, names[file[:4]]))
    with open(os.path.join(directory, 'names'), 'w') as out:
        out.writelines(done)
    print('%d streams' % len(done))


if __name__ == '__main__':
    main(*sys.argv[1:])
