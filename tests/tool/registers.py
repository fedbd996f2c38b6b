#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does memory.elf show a debugger what the guest was doing, and vcpu-N.json what
was in its registers?

usage: registers.py BUILD_DIR

A program of three functions is put into the memory of captured guests, with a
stack in which they have called each other, page tables and registers. gdb must
find all that again. Of the captures as they are, each page that memory.elf has
is looked up by a second walk through the tables, on memory.img. What a guest of
64 bits with four levels had, when a real Xen saved it, is in walk.py.
"""
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

from capture import PAGE, Capture
from checks import Checks

BUILD = os.path.abspath(sys.argv[1])
ROOT = os.getcwd()
TOOL = os.path.join(BUILD, 'xcextract')
check = Checks()

SOURCE = r'''
char banner[] = "seen in a stream";
static int third(int n) { for (;;) n++; }
static int second(int n) { return third(n + 1) + 1; }
int first(int n) { return second(n + 1) + 1; }
'''
CODE = 0x100  # pfn
STACK, TABLES = 0x200, 0x300


def run(*command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, timeout=120,
                          stderr=subprocess.STDOUT, text=True, check=False,
                          **options)


def stream_of(name):
    return Capture(os.path.join(BUILD, 'data', name))


# ---- the program in it ----

class Program:
    def __init__(self, base):
        self.name = 'guest-%x' % base
        with open(self.name + '.c', 'w', encoding='ascii') as f:
            f.write(SOURCE)
        model = ['-mcmodel=kernel'] if base > 1 << 32 else []
        subprocess.run(
            ['gcc', '-g', '-O0', '-fcf-protection=none', '-fno-pic',
             '-fno-stack-protector', '-ffreestanding', '-nostdlib', '-static',
             '-no-pie', *model, '-Wl,-Ttext=%#x' % base, '-Wl,-e,first',
             '-Wl,-Tdata=%#x' % (base + 2 * PAGE), '-Wl,--build-id=none',
             '-Wl,-z,max-page-size=4096', '-o', self.name,
             self.name + '.c'], check=True)
        with open(self.name, 'rb') as f:
            self.elf = f.read()
        listing = run('objdump', '-d', self.name).stdout
        self.symbols = {m[1]: int(m[0], 16) for m in re.findall(
            r'^([0-9a-f]+) <(\w+)>:', listing, re.M)}
        # Where a call of it returns to
        self.returns = {m[0]: int(m[1], 16) for m in re.findall(
            r'call .*<(\w+)>\n *([0-9a-f]+):', listing)}

    def segments(self):
        phoff, = struct.unpack_from('<Q', self.elf, 32)
        number, = struct.unpack_from('<H', self.elf, 56)
        for i in range(number):
            kind, _, offset, address, _, size = struct.unpack_from(
                '<IIQQQQ', self.elf, phoff + 56 * i)
            if kind == 1 and size and address >= self.symbols['third'] & ~0xffff:
                yield address, self.elf[offset:offset + size]


def tables(stream, maps, levels, size, large=False):
    """Page tables, from TABLES on, for pairs of addresses; 8 or 4 bytes."""
    bits = 9 if size == 8 else 10
    free = [TABLES]
    entries = {}

    def table():
        free[0] += 1
        entries[free[0] - 1] = {}
        return free[0] - 1

    root = table()
    for virtual, physical in maps:
        at = root
        for level in range(levels, 0, -1):
            shift = 12 + (level - 1) * bits
            index = virtual >> shift & ((1 << bits) - 1)
            if level == 1:
                entries[at][index] = physical | 3
            elif large and level == 2:
                entries[at][index] = physical >> shift << shift | 0x83
                break
            else:
                if index not in entries[at]:
                    entries[at][index] = table() << 12 | 3
                at = entries[at][index] >> 12
    for pfn, table_ in entries.items():
        page = bytearray(PAGE)
        for index, entry in table_.items():
            struct.pack_into('<Q' if size == 8 else '<I', page, index * size,
                             entry)
        stream.put(pfn * PAGE, page)
    return root * PAGE


def hvm(stream, **registers):
    places = {'rdi': 560, 'rbp': 544, 'rsp': 568, 'rip': 640, 'cr0': 656,
              'cr3': 672, 'cr4': 680, 'cs_sel': 736, 'efer': 992}
    for name, value in registers.items():
        struct.pack_into('<I' if name == 'cs_sel' else '<Q', stream.data,
                         stream.cpu() + places[name], value)


def planted(base, stack, levels, size, large=False, **registers):
    """A stream with the program in it, which is in third()."""
    program = Program(base)
    stream = stream_of('hvm-1vcpu-16m.xl')
    maps = [(base + i * PAGE, (CODE + i) * PAGE) for i in range(3)]
    maps.append((stack, STACK * PAGE))
    for address, data in program.segments():
        stream.put(CODE * PAGE + address - base, data)
    # Frames of third() and second(), in first(): rbp, and where to return to.
    frames = stack + 0x100, stack + 0x140, stack + 0x180
    for at, up, back in ((frames[0], frames[1], program.returns['third']),
                         (frames[1], frames[2], program.returns['second']),
                         (frames[2], 0, 0)):
        stream.put(STACK * PAGE + at % PAGE, struct.pack('<QQ', up, back))
    hvm(stream, cr3=tables(stream, maps, levels, size, large),
        rip=program.symbols['third'] + 4, rbp=frames[0],
        rsp=frames[0], cs_sel=0x10, **registers)
    with open('stream.xl', 'wb') as f:
        f.write(stream.data)
    return program, frames[0]


# ---- what is in DIR ----

def extract(name, *options):
    shutil.rmtree('dir', ignore_errors=True)
    return run(TOOL, *options, name, 'dir')


def gdb(program, *commands):
    words = ['gdb', '-batch', '-nx', '-core', 'dir/memory.elf', program.name]
    for command in commands:
        words += ['-ex', command]
    return run(*words).stdout


def loads():
    """What memory.elf maps: virtual and physical address, length."""
    with open('dir/memory.elf', 'rb') as f:
        elf = f.read(64)
        phoff, = struct.unpack_from('<Q', elf, 32)
        number, = struct.unpack_from('<H', elf, 56)
        f.seek(phoff)
        for _ in range(number):
            kind, _, offset, virtual, physical, size = struct.unpack(
                '<IIQQQQ', f.read(56)[:40])
            if kind == 1:
                assert offset == PAGE + physical
                yield virtual, physical, size


def vcpu(n=0):
    with open('dir/vcpu-%d.json' % n, encoding='ascii') as f:
        return json.load(f)


def json_of(name):
    with open('dir/%s.json' % name, encoding='ascii') as f:
        return json.load(f)


def summary():
    return json_of('summary').get('memory.elf')


def walk(levels, size, root):
    """Each page that is mapped and has contents, by the tables."""
    with open('dir/memory.img', 'rb') as f:
        image = f.read()
    with open('dir/memory.json', encoding='ascii') as f:
        ranges = json.load(f)['ranges']
    there = {pfn for r in ranges
             if r['type'] not in ('XTAB', 'BROKEN', 'XALLOC')
             for pfn in range(r['start'], r['end'] + 1)}
    bits = 9 if size == 8 else 10
    found = []

    def down(at, level, virtual):
        for i in range(4 if levels == 3 == level else 1 << bits):
            entry, = struct.unpack_from('<Q' if size == 8 else '<I', image,
                                        at + i * size)
            here = virtual + (i << 12 + (level - 1) * bits)
            if not entry & 1:
                continue
            to = entry & 0xffffffffff000
            if level > 1:
                if to >> 12 in there:
                    down(to, level - 1, here)
            elif to >> 12 in there:
                if levels == 4 and here >> 47:
                    here |= 0xffff << 48
                found.append((here, to))
    down(root, levels, 0)
    return found


# ---- the tests ----

def test_backtraces():
    kinds = {
        '5 levels': (0xffffffff80100000, 0xff11c90000001000, 5, 8, False,
                     0x1020, 0x501),
        'PAE': (0xc0100000, 0xd0001000, 3, 8, False, 0x20, 0),
        '2 levels': (0xc0100000, 0xd0001000, 2, 4, False, 0, 0),
        '4 MiB pages': (0xc0100000, 0xc0200000, 2, 4, True, 0x10, 0),
    }
    for name, (base, stack, levels, size, large, cr4, efer) in kinds.items():
        program, frame = planted(base, stack, levels, size, large,
                                 cr0=0x80050033, cr4=cr4, efer=efer)
        said = extract('stream.xl', '--virtual')
        check(said.returncode == 0, name, said.stdout)
        text = gdb(program, 'bt', 'info threads', 'x/s banner',
                   'p/x (unsigned long)$rbp')
        frames = re.findall(r'^#(\d) .*?(\w+) \(n=', text, re.M)
        check(frames == [('0', 'third'), ('1', 'second'), ('2', 'first')] or
              frames[-3:] == [('0', 'third'), ('1', 'second'),
                              ('2', 'first')], name, text)
        check('"seen in a stream"' in text, name, text)
        check('%#x' % frame in text, name, text)
        check(len(re.findall(r'LWP 1\b', text)) >= 1, name, text)
        found = vcpu()
        check(int(found['rip'], 16) == program.symbols['third'] + 4 and
              int(found['cr4'], 16) == cr4 and
              int(found['cs_sel'], 16) == 0x10, name, found)


def test_large_pages():
    """A large page is what of it was sent, from its beginning on."""
    program, _ = planted(0xffffffff80100000, 0xffffffff80200000, 4, 8, True,
                         cr0=0x80050033, cr4=0x20, efer=0x501)
    extract('stream.xl', '--virtual')
    check('"seen in a stream"' in gdb(program, 'x/s banner'), 'large pages')
    found = list(loads())
    check((0xffffffff80000000, 0, 0xa0000) in found and
          (0xffffffff800c0000, 0xc0000, 0x340000) in found, 'large pages', found)


def test_physical():
    """Without --virtual, addresses are physical; the registers are there."""
    extract(os.path.join(BUILD, 'data', 'hvm-1vcpu-16m.xl'), '--elf')
    check(all(v == p for v, p, _ in loads()), 'physical')
    notes = run('readelf', '-nW', 'dir/memory.elf').stdout
    check('NT_PRSTATUS' in notes and 'NT_FPREGSET' in notes, 'notes', notes)


def test_loops():
    """Tables that refer to each other end, and it is said."""
    stream = stream_of('hvm-1vcpu-16m.xl')
    stream.put(TABLES * PAGE, struct.pack('<Q', TABLES * PAGE | 3) * 512)
    hvm(stream, cr0=0x80050033, cr3=TABLES * PAGE, cr4=0x20, efer=0x501)
    with open('stream.xl', 'wb') as f:
        f.write(stream.data)
    said = extract('stream.xl', '--virtual')
    check(said.returncode == 0 and 'no end to the page tables' in said.stdout,
          'loops', said.stdout)
    check(extract('stream.xl', '-q', '--virtual').stdout == '' and
          summary() == 'virtual, incomplete', 'loops', summary())
    extract(os.path.join(BUILD, 'data', 'pv64-tiny-1vcpu-4m.xl'), '--virtual')
    check(summary() == 'virtual', 'virtual', summary())
    extract('stream.xl', '--elf')
    check(summary() == 'physical', 'physical', summary())
    extract('stream.xl')
    check(summary() is None, 'no memory.elf', summary())


def test_nothing():
    """Tables that are nowhere map nothing, and it is said."""
    stream = stream_of('hvm-1vcpu-16m.xl')
    hvm(stream, cr0=0x80050033, cr3=0xfffffffff000, cr4=0x20, efer=0x501)
    with open('stream.xl', 'wb') as f:
        f.write(stream.data)
    said = extract('stream.xl', '--virtual')
    check(said.returncode == 0 and 'map none' in said.stdout and
          not list(loads()), 'nothing', said.stdout)


def test_captures():
    """Each page of memory.elf, as a second walk finds it."""
    for name, levels in (('pv64-tiny-1vcpu-4m', 4), ('pv32-tiny-1vcpu-4m', 3),
                         ('pv64-busy-2vcpu-4m', 4)):
        said = extract(os.path.join(BUILD, 'data', name + '.xl'), '--virtual')
        check(said.returncode == 0, name, said.stdout)
        cr3 = int(vcpu()['ctrlreg3'], 16)
        if levels == 3:
            cr3 = (cr3 >> 12 | (cr3 & 0xfff) << 20) << 12
        there = walk(levels, 8, cr3)
        found = [(v + i, p + i) for v, p, n in loads()
                 for i in range(0, n, PAGE)]
        check(there and sorted(there) == sorted(found), name, len(there),
              len(found))
        counter = int(vcpu()['rip' if levels == 4 else 'eip'], 16)
        check(counter & ~0xfff in [v for v, _ in found], name, counter)
    check(vcpu(1)['record'] == 'X86_PV_VCPU_BASIC', name)
    notes = run('readelf', '-nW', 'dir/memory.elf').stdout
    check(notes.count('NT_PRSTATUS') == 2, name, notes)


def test_known_guest():
    """What tests/xen/pv.c has set, after it was saved by a real Xen."""
    extract(os.path.join(BUILD, 'data', 'pv64-busy-2vcpu-4m.xl'), '--virtual')
    first, second = vcpu(0), vcpu(1)
    check(first['debugreg7'] == '0x401' and first['gdt_ents'] == '0x200',
          'pv.c', first)
    check(second['debugreg7'] == '0x400' and second['gdt_ents'] == '0x0',
          'pv.c', second)
    text = run('gdb', '-batch', '-nx', '-core', 'dir/memory.elf',
               '-ex', 'thread find 1', '-ex', 'thread apply 1 p/x $xmm1').stdout
    check('0x12345678' in text, 'pv.c: xmm1', text)
    with open('dir/memory.img', 'rb') as f:
        image = f.read()
    for i in range(1, 4):
        word = struct.pack('<I', i * 0x9e3779b1 & 0xffffffff)
        check(any(image[at:at + PAGE] == word * (PAGE // 4)
                  for at in range(0, len(image), PAGE)), 'pv.c: page', i)


def libxc(stream):
    """The records of its libxc layer: type and body; and what is in front."""
    at = 48 + struct.unpack_from('<I', stream.data, 44)[0] + 24
    head, at = bytes(stream.data[at:at + 40]), at + 40
    records = []
    while not records or records[-1][0]:
        kind, length = struct.unpack_from('<II', stream.data, at)
        records.append((kind, bytes(stream.data[at + 8:at + 8 + length])))
        at += 8 + (length + 7) // 8 * 8
    return head, records


def write(head, records):
    with open('stream', 'wb') as f:
        f.write(head)
        for kind, body in records:
            f.write(struct.pack('<II', kind, len(body)) + body +
                    bytes(-len(body) % 8))


def memory(*command):
    """What a run needs, in KiB; None if it fails."""
    said = run(sys.executable, '-c', 'import resource, subprocess, sys\n'
               'subprocess.run(sys.argv[1:], check=True)\n'
               'use = resource.getrusage(resource.RUSAGE_CHILDREN)\n'
               'print("KiB", use.ru_maxrss)', *command)
    used = re.search(r'KiB (\d+)', said.stdout)
    return int(used[1]) if used else None


def test_again():
    """A vCPU that comes once more, where that is tolerated, replaces itself,
    also in memory: else there would be no end to it."""
    head, records = libxc(stream_of('hvm-1vcpu-8m-xsdata.xl'))
    at = [kind for kind, _ in records].index(9)
    body = records[at][1]  # begins with HEADER, of 32 bytes, and CPU
    end = 32 + 8 + struct.unpack_from('<I', body, 36)[0]
    last = bytearray(body[32:end])
    struct.pack_into('<Q', last, 8 + 640, 0x1234)  # rip
    options = '-q', '-p', 'restore', 'stream', 'dir'
    for groups in '--only=elf,summary', '--only=summary':
        used = []
        for times in 1, 40000:
            records[at] = 9, body[:end] + body[32:end] * times + last + body[end:]
            write(head, records)
            shutil.rmtree('dir', ignore_errors=True)
            used.append(memory(TOOL, groups, *options))
        check(all(used) and used[1] - used[0] < 1024, 'again', groups, used)
    extract('stream', '--only=elf', '-p', 'restore', '--virtual')
    note = struct.pack('<3I', 5, 336, 1) + b'CORE' + bytes(4)  # NT_PRSTATUS
    with open('dir/memory.elf', 'rb') as f:
        f.seek(os.path.getsize('dir/memory.elf') - (1 << 20))
        core = f.read()
    check(core.count(note) == 1, 'again', core.count(note))
    # 112: pr_reg, of which rip is number 16
    check(struct.unpack_from('<Q', core, core.rindex(note) + len(note) + 112 +
                             8 * 16) == (0x1234,), 'again', 'rip')


def test_changes():
    """changes.py tells what was changed in a stream, and nothing else."""
    script = os.path.join(ROOT, 'examples', 'changes.py')
    stream = stream_of('hvm-1vcpu-16m.xl')
    extract(os.path.join(BUILD, 'data', 'hvm-1vcpu-16m.xl'))
    shutil.rmtree('before', ignore_errors=True)
    shutil.move('dir', 'before')
    stream.put(0x123 * PAGE + 5, b'\x5a\x5a\x5a')
    stream.put(0x124 * PAGE, bytes(range(1, 256)) * 16)
    stream.put(0x200 * PAGE + 4095, b'\x5a')
    hvm(stream, rip=0x1234, cs_sel=0x77)
    with open('stream.xl', 'wb') as f:
        f.write(stream.data)
    extract('stream.xl')
    said = run(sys.executable, script, 'before', 'dir')
    with open('before/vcpu-0.json', encoding='ascii') as f:
        old = json.load(f)
    check(said.returncode == 1 and said.stdout.splitlines() == [
        'vcpu-0.json: rip: %s -> 0x1234' % old['rip'],
        'vcpu-0.json: cs_sel: %s -> 0x77' % old['cs_sel'],
        'pfn 0x123 to 0x124: 4083 bytes differ',
        'pfn 0x200: 1 bytes differ'], 'changes', said.stdout)
    said = run(sys.executable, script, 'dir', 'dir')
    check(said.returncode == 0 and said.stdout == 'nothing has changed\n',
          'changes', said.stdout)
    said = run(sys.executable, script, 'dir', '.')
    check(said.returncode == 2 and 'memory.json' in said.stdout, 'changes',
          said.stdout)
    # A page that went, and one that came
    for directory, first in ('before', 0x10), ('dir', 0x11):
        with open(directory + '/memory.json', 'w', encoding='ascii') as f:
            json.dump({'ranges': [{'start': first, 'end': first + 1,
                                   'type': 'NOTAB'}]}, f)
    said = run(sys.executable, script, 'before', 'dir')
    check(said.stdout.splitlines()[2:] == ['pfn 0x10: went', 'pfn 0x12: came'],
          'changes', said.stdout)


def test_changes_untold():
    """What cannot be compared or told is status 2, and never "nothing"."""
    script = os.path.join(ROOT, 'examples', 'changes.py')
    for directory in 'before', 'after':
        shutil.rmtree(directory, ignore_errors=True)
        extract(os.path.join(BUILD, 'data', 'hvm-1vcpu-16m.xl'))
        shutil.move('dir', directory)
    compare = '%s %s before after' % (sys.executable, script)
    for unbuffered in '', 'PYTHONUNBUFFERED=1 ':
        said = run('sh', '-c', unbuffered + compare + ' >/dev/full')
        check(said.returncode == 2 and said.stdout.count('\n') == 1 and
              'No space' in said.stdout, 'changes, a full disk', said.stdout)
    for name, text in (('memory.json', '[]'), ('memory.json', '{"ranges": 1}'),
                       ('memory.json', '{"ranges": [{}]}'),
                       ('vcpu-0.json', '[' * 100000), ('FAILED', '')):
        path = os.path.join('after', name)
        kept = os.path.exists(path) and shutil.copy(path, 'kept')
        with open(path, 'w', encoding='ascii') as f:
            f.write(text)
        said = run('sh', '-c', compare)
        check(said.returncode == 2 and said.stdout.count('\n') == 1 and
              said.stdout.startswith('changes.py: '),
              'changes, ' + name, said.stdout)
        if kept:
            shutil.copy('kept', path)
        else:
            os.unlink(path)
    with open('after/vcpu-0.json', 'w', encoding='ascii') as f:
        f.write('{"a\\u001b[31m": "\\u001b]0;x\\u0007"}')
    said = run('sh', '-c', compare)
    check(said.returncode == 1 and said.stdout.isascii() and
          said.stdout.replace('\n', '').isprintable() and
          'a?[31m: none -> ?]0;x?' in said.stdout, 'changes, escapes',
          said.stdout)


def test_unknown_entry():
    """Numbers that no typecode has are of no PV guest's shared info."""
    head, records = libxc(stream_of('hvm-1vcpu-8m-xsdata.xl'))
    at = [kind for kind, _ in records].index(9)
    body = records[at][1]
    for typecode in 21, 254, 255, 65535:
        records[at] = 9, (body[:-8] + struct.pack('<HHI', typecode, 0, PAGE) +
                          bytes(range(256)) * 16 + body[-8:])
        write(head, records)
        said = extract('stream', '-p', 'restore')
        with open('dir/hvm-context.json', encoding='ascii') as f:
            told = [e for e in json.load(f) if e['typecode'] == typecode]
        check(told == [{'typecode': typecode, 'name': '', 'instance': 0,
                        'bytes': PAGE}], 'unknown entry', told, said.stdout)


def test_offline():
    """A vCPU that is off, and so not sent again, is as it was before."""
    head, records = libxc(stream_of('pv64-busy-2vcpu-4m.xl'))
    records.pop()  # END
    begin = max(i for i, (kind, _) in enumerate(records) if kind == 1)
    again = []  # the state behind PAGE_DATA, without that of vCPU 1
    for kind, body in records[begin + 1:]:
        if kind in (4, 5, 12, 13) and body[0]:
            continue
        body = bytearray(body)
        if kind == 4:
            struct.pack_into('<Q', body, 8 + 648, 0x1234)  # rip
        again.append((kind, bytes(body)))
    checkpoint = 14, b''
    write(head, records + [checkpoint] + again + [checkpoint])
    files = []
    for n in '12':
        said = extract('stream', '-c', '--elf', '--checkpoint=' + n)
        check(said.returncode == 0, 'offline', said.stdout)
        files.append({})
        for name in os.listdir('dir'):
            if name.startswith('vcpu-'):
                with open('dir/' + name, 'rb') as f:
                    files[-1][name] = f.read()
    changed = [name for name in files[0] if files[0][name] != files[1].get(name)]
    check(sorted(changed) == ['vcpu-0-basic.bin', 'vcpu-0.json'] and
          'vcpu-1.json' in files[0], 'offline', changed, list(files[1]))
    check(vcpu()['rip'] == '0x1234', 'offline', vcpu())
    said = run('readelf', '-n', 'dir/memory.elf')
    check(said.stdout.count('NT_PRSTATUS') == 2, 'offline', said.stdout)


def test_pass_in_record():
    """Where numbers fall within a record, no contents are lost."""
    head, records = libxc(stream_of('hvm-1vcpu-8m-xsdata.xl'))
    for i, (kind, body) in enumerate(records):
        if kind == 1:
            count, = struct.unpack_from('<I', body)
            entries = struct.unpack_from('<%dQ' % count, body, 8)
            records[i] = 1, (body[:8] + struct.pack('<%dQ' % count,
                                                    *reversed(entries)) +
                             body[8 + 8 * count:])
    write(head, records)
    extract('stream')
    with open('dir/memory.img', 'rb') as f:
        right = f.read()
    # Each record goes down, but begins above the end of the one before.
    passes = json_of('summary')['passes']
    said = extract('stream', '--pass=%d' % passes)
    with open('dir/memory.img', 'rb') as f:
        check(said.returncode == 0 and f.read() == right and right,
              'pass in a record', said.stdout)


def test_late_width():
    """A vCPU may come before PV_INFO, where that is tolerated."""
    head, records = libxc(stream_of('pv64-tiny-1vcpu-4m.xl'))
    write(head, records)
    extract('stream', '--elf', '-p', 'restore')
    right = vcpu()
    kinds = [kind for kind, _ in records]
    records.insert(kinds.index(2), records.pop(kinds.index(4)))
    write(head, records)
    said = extract('stream', '--elf', '-p', 'restore')
    check(said.returncode == 0 and 'warning' in said.stdout and
          vcpu() == right, 'late width', said.stdout)


def test_above_4g():
    """The top table of a PV guest of 32 bits may be anywhere, not so that of
    another: cr3 has its highest bits at the bottom."""
    head, records = libxc(stream_of('pv32-tiny-1vcpu-4m.xl'))
    basic = bytearray(dict(records)[4])
    root = struct.unpack_from('<I', basic, 8 + 2728)[0] >> 12
    high = 0x100005
    frames = (high * 4) // PAGE + 1
    struct.pack_into('<I', basic, 8 + 2728, high << 12 & 0xffffffff | high >> 20)
    for i, (kind, body) in enumerate(records):
        if kind == 3:  # the p2m has as many frames as it then needs
            records[i] = 3, (struct.pack('<II', 0, high) +
                             body[8:16] * frames)
        elif kind == 4:
            records[i] = 4, bytes(basic)
        elif kind == 1:
            count, = struct.unpack_from('<I', body)
            entries = list(struct.unpack_from('<%dQ' % count, body, 8))
            for k, entry in enumerate(entries):
                if entry % (1 << 52) == root:
                    entries[k] = entry - root + high
            records[i] = 1, (body[:8] + struct.pack('<%dQ' % count, *entries) +
                             body[8 + 8 * count:])
    write(head, records)
    said = extract('stream', '--virtual')
    check(said.returncode == 0, 'above 4 GiB', said.stdout)
    counter = int(vcpu()['eip'], 16)
    check(any(v <= counter < v + n for v, _, n in loads()), 'above 4 GiB')


def test_no_registers():
    """Addresses are physical then, which is said of those that there are."""
    with open(os.path.join(BUILD, 'data', 'pv64-tiny-1vcpu-4m.xl'), 'rb') as f:
        whole = f.read()
    for data, due in (whole[:len(whole) // 2], True), (whole[:99], False), (
            bytes(99), False):
        with open('stream', 'wb') as f:
            f.write(data)
        said = extract('stream', '--virtual')
        check(said.returncode == 1 and due == (
            'addresses are physical' in said.stdout), len(data), said.stdout)


def test_unreadable():
    """A table that cannot be read is no end of what there is."""
    if not shutil.which('strace'):
        print('1 skipped: a table that cannot be read: no strace')
        return
    shutil.rmtree('dir', ignore_errors=True)
    said = run('strace', '-o', 'trace', '-e', 'trace=pread64', '-P',
               os.path.abspath('dir/memory.elf'), '-e',
               'inject=pread64:error=EIO:when=2', TOOL, '--virtual',
               os.path.join(BUILD, 'data', 'pv64-tiny-1vcpu-4m.xl'), 'dir',
               env=dict(os.environ, ASAN_OPTIONS='detect_leaks=0'))
    check(said.returncode == 2 and 'memory.elf: Input/output' in said.stdout and
          os.path.exists('dir/FAILED'), 'unreadable', said.returncode,
          said.stdout)


def main():
    top = tempfile.mkdtemp()
    os.chdir(top)
    missing = [t for t in ('gdb', 'readelf', 'objdump', 'gcc')
               if not shutil.which(t)]
    if missing:
        print('1 skipped: registers.py:', *missing)
        shutil.rmtree(top)
        return
    test_backtraces()
    test_large_pages()
    test_physical()
    test_loops()
    test_no_registers()
    test_nothing()
    test_captures()
    test_known_guest()
    test_again()
    test_changes()
    test_changes_untold()
    test_offline()
    test_unknown_entry()
    test_pass_in_record()
    test_late_width()
    test_above_4g()
    test_unreadable()
    shutil.rmtree(top)
    check.end()


main()
