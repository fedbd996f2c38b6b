#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does what examples/README.md tells lead from a save file to what its guest was
doing? Of a kernel that is known byte by byte, saved by a real Xen, as PV, PVH
and HVM.

usage: walk.py BUILD_DIR [DIR]

DIR has the captures, if BUILD_DIR/data has not. The kernel is tests/xen/witness.S:
what it fills its memory, its stacks and its registers with is told here a second
time, and where that is, the ELF file that is built of it tells.
"""
import glob
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
DATA = os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else
                       os.path.join(BUILD, 'data'))
BASE = 0xffffffff80000000
BANNER = 'Witness version 1.0, a kernel of which each byte is known\\n'
CALLED = 'hypercall', 'suspend', 'wait_for_disk', 'mount_root', 'start_kernel'
PLANTED = ({'rbx': None, 'r12': 0x1212121212121212, 'r13': 0x1313131313131313,
            'r14': 0x1414141414141414, 'r15': 0x1515151515151515},
           {'rbx': 0x2b2b2b2b, 'r12': 0x2222222222222222,
            'r13': 0x2323232323232323, 'r14': 0x2424242424242424,
            'r15': 0x2525252525252525})
check = Checks()


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, timeout=120,
                          stderr=subprocess.STDOUT, text=True,
                          check=False).stdout


# ---- the kernel ----

class Kernel:
    def __init__(self, name):
        self.path = os.path.join(BUILD, name)
        self.symbols = {name: int(value, 16) for value, name in re.findall(
            r'^([0-9a-f]+) \w (\w+)$', run('nm', self.path), re.M)}
        listing = run('objdump', '-d', '--no-show-raw-insn', self.path)
        # Where what a function calls returns to
        self.returns = {}
        function = None
        lines = re.findall(r'^ *([0-9a-f]+)(?: <(\w+)>)?:(.*)', listing, re.M)
        for (_, name, text), (after, _, _) in zip(lines, lines[1:] + lines[:1]):
            function = name or function
            called = re.search(r'call .*<(\w+)>', text)
            if called:
                self.returns[function, called[1]] = int(after, 16)
            if text.strip() in ('syscall', 'vmmcall'):
                self.returns[text.strip()] = int(after, 16)
        with open(self.path, 'rb') as f:
            elf = f.read()
        # The first program header is that of code and strings.
        phoff, = struct.unpack_from('<Q', elf, 32)
        _, _, offset, self.start, _, size = struct.unpack_from(
            '<IIQQQQ', elf, phoff)
        self.code = elf[offset:offset + size]

    def stack(self, *functions):
        """What is on it, from its pointer up, if these have called each other;
        and each one's frame."""
        words, frames = [], {}
        end = self.symbols['stack_end' if functions[0] == 'start' else
                           'second_stack_end']
        pointer = 0
        for caller, called in zip(functions, functions[1:]):
            words.insert(0, self.returns[caller, called])
            if called != 'hypercall':
                words.insert(0, pointer)
                pointer = end - 8 * len(words)
            if called == 'wait_for_disk':
                words.insert(0, 0x0b0b0b0b)  # rbx of those above
            frames[called] = pointer, end - 8 * len(words)
        return words, frames


class Guest:
    """What is due of one."""

    def __init__(self, name, elf, call, mib):
        self.name, self.mib = name, mib
        self.pv, self.hvm = call == 'syscall', not call
        self.kernel = kernel = Kernel(elf)
        # vCPUs: the functions that it is in, the innermost first
        self.chains = [(*CALLED[0 if call else 2:], 'start'),
                       ('idle', 'start_second')]
        self.stacks = []
        self.registers = []
        for chain, planted in zip(self.chains, PLANTED):
            words, frames = kernel.stack(*chain[::-1])
            rbp, rsp = frames[chain[0]]
            self.stacks.append((rsp, words))
            self.registers.append({**planted, 'rsp': rsp, 'rbp': rbp})
        self.registers[0]['rbx'] = kernel.symbols['disk']
        if call:
            self.registers[0]['rip'] = kernel.returns[call]

    def memory(self):
        """What is due where in it: name, virtual address, bytes."""
        symbols = self.kernel.symbols
        yield 'kernel', self.kernel.start, self.kernel.code
        for i in range(16):
            word = struct.pack('<I', (i + 1) * 0x9e3779b1 & 0xffffffff)
            yield 'pattern', symbols['pattern'] + i * PAGE, word * (PAGE // 4)
        assert symbols['pattern'] + 16 * PAGE == symbols['pattern_end']
        for at, words in self.stacks:
            yield 'stack', at, struct.pack('<%dQ' % len(words), *words)


# ---- the files ----

def json_of(name):
    with open(os.path.join('guest', name), encoding='ascii') as f:
        return json.load(f)


def part(name, at, length):
    """Of a file of some GiB, with holes."""
    with open(os.path.join('guest', name), 'rb') as f:
        f.seek(at)
        return f.read(length)


def in_image(at, length):
    """In memory.img, as the other two in their files, by virtual address."""
    return part('memory.img', at - BASE, length)


class InElf:
    """memory.elf: base is 0 if its addresses are virtual."""

    def __init__(self, base):
        self.base, self.loads = base, []
        head = part('memory.elf', 0, 64)
        phoff, = struct.unpack_from('<Q', head, 32)
        number, = struct.unpack_from('<H', head, 56)
        for i in range(number):
            kind, _, offset, virtual, _, size = struct.unpack(
                '<IIQQQQ', part('memory.elf', phoff + 56 * i, 40))
            if kind == 1:
                self.loads.append((virtual, offset, size))

    def __call__(self, at, length):
        """Also where it goes on in the next range."""
        at -= self.base
        found = b''
        while len(found) < length:
            here = [offset + at + len(found) - virtual
                    for virtual, offset, size in self.loads
                    if virtual <= at + len(found) < virtual + size]
            if not here:
                break
            found += part('memory.elf', here[0],
                          min(length, PAGE - (at + len(found)) % PAGE))
        return found[:length]


class InCore:
    """xen.core: where each page is, its table of pfns tells."""

    def __init__(self):
        self.data = data = part('xen.core', 0, -1)
        at, = struct.unpack_from('<Q', data, 40)
        size, number, names = struct.unpack_from('<HHH', data, 58)
        rows = [struct.unpack_from('<IIQQQQ', data, at + i * size)
                for i in range(number)]
        strings = data[rows[names][4]:][:rows[names][5]]
        parts = {strings[row[0]:strings.index(b'\0', row[0])]: row[4:]
                 for row in rows}
        self.start = parts[b'.xen_pages'][0]
        step = 16 if b'.xen_p2m' in parts else 8
        table, size = parts.get(b'.xen_p2m') or parts[b'.xen_pfn']
        self.place = {struct.unpack_from('<Q', data, table + i * step)[0]: i
                      for i in range(size // step)}

    def __call__(self, at, length):
        pages = b''
        for pfn in range((at - BASE) // PAGE, (at + length - BASE) // PAGE + 1):
            start = self.start + self.place.get(pfn, 1 << 40) * PAGE
            pages += self.data[start:start + PAGE]
        return pages[at % PAGE:][:length]


def extract(path, *options):
    shutil.rmtree('guest', ignore_errors=True)
    return run(os.path.join(BUILD, 'xcextract'), *options, path, 'guest')


def gdb(*commands, symbols=()):
    words = ['gdb', '-batch', '-nx']
    for command in commands:
        words += ['-ex', command]
    return run(*words, *symbols or ('-core',), 'guest/memory.elf')


# ---- what is due ----

def memory(guest, read):
    for what, at, due in guest.memory():
        yield what, read(at, len(due)) == due, hex(at)


def vcpus(guest):
    """vcpu-N.json, and its names in both kinds of guests"""
    symbols = guest.kernel.symbols
    yield ('vCPUs', len(glob.glob('guest/vcpu-[0-9].json')) == 2,
           os.listdir('guest'))
    for nr, due in enumerate(guest.registers):
        found = {name: int(value, 16) for name, value in
                 json_of('vcpu-%d.json' % nr).items()
                 if str(value).startswith('0x')}
        wrong = [name for name in due if found[name] != due[name]]
        yield 'registers', not wrong, nr, wrong, found
        where = guest.chains[nr][0]
        yield ('registers', symbols[where] < found['rip'] <
               symbols[where] + 0x40, where, hex(found['rip']))
        if guest.pv:
            continue
        due = {'cr0': 0x80000011, 'cr3': symbols['level4'] - BASE, 'cr4': 0x20,
               'msr_efer': 0x500}
        if nr == 0:
            due.update({'cs_sel': 8, 'ss_sel': 16, 'gdtr_limit': 23,
                        'gdtr_base': symbols['descriptors']})
        wrong = [name for name in due if found[name] != due[name]]
        yield 'control registers', not wrong, nr, wrong, found


def summary(guest):
    found, config = json_of('summary.json'), json_of('config.json')
    due = {'valid': True, 'guest': 'x86 PV' if guest.pv else 'x86 HVM',
           'xen': '4.17', 'passes': 1, 'checkpoints': 0}
    yield ('summary', {name: found[name] for name in due} == due, found)
    yield 'summary', len(found['emulators']) == guest.hvm, found
    kind = 'pv' if guest.pv else 'hvm' if guest.hvm else 'pvh'
    yield ('config', config['c_info']['name'] == 'witness' and
           config['c_info']['type'] == kind and
           config['b_info']['max_vcpus'] == 2 and
           config['b_info']['max_memkb'] == guest.mib * 1024, config)
    types = {}
    for part in json_of('memory.json')['ranges']:
        types[part['type']] = (types.get(part['type'], 0) + part['end'] -
                               part['start'] + 1)
    types.pop('XTAB', None)
    # An HVM guest has a hole below 1 MiB, and special pages.
    yield ('pages', guest.mib * 256 - 64 < sum(types.values()) <
           guest.mib * 256 + 64, types)


def debugger(guest):
    """With the kernel's symbols, at virtual addresses."""
    symbols = guest.kernel.symbols
    kernel = [guest.kernel.path]
    text = gdb('info threads', symbols=kernel)
    yield ('threads', re.findall(r'^[* ] (\d) .* in (\w+) \(\)', text, re.M) ==
           [(str(nr + 1), chain[0]) for nr, chain in enumerate(guest.chains)],
           text)
    for nr, chain in enumerate(guest.chains):
        at, words = guest.stacks[nr]
        text = gdb('thread %d' % (nr + 1), 'backtrace', 'info registers',
                   'x/%dxg $sp' % len(words), 'x/s &banner', 'x/2xw &pattern',
                   'x/s $rbx', symbols=kernel)
        # The innermost one is shown at first, too.
        trace = re.findall(r'^#(\d+) .*?(\w+) \(\)', text, re.M)
        due = [(str(i), name) for i, name in enumerate(chain)]
        yield 'backtrace', trace[-len(due):] == due, nr, text
        found = {name: int(value, 16) for name, value in re.findall(
            r'^(\w+) +(0x[0-9a-f]+) ', text, re.M)}
        wrong = [name for name, value in guest.registers[nr].items()
                 if found.get(name) != value]
        yield 'registers', not wrong, nr, wrong, text
        said = [int(word, 16) for line in re.findall(
            r'^0xffffffff8\w+(?: <.*>)?:((?:\t0x[0-9a-f]{16})+)$', text, re.M)
            for word in line.split()]
        yield 'stack', said == words, nr, text
        yield 'banner', '<banner>:\t"%s"' % BANNER in text, text
        yield ('pattern', re.search(r'^%#x.*:\t0x9e3779b1\t0x9e3779b1$' %
                                    symbols['pattern'], text, re.M), text)
        if nr == 0:
            yield 'disk', '<disk>:\t"xvda"' in text, text
    # rbx, as the functions had it that have called those that changed it
    text = gdb('frame function mount_root', 'info registers rbx rbp',
               symbols=kernel)
    _, frames = guest.kernel.stack(*guest.chains[0][::-1])
    found = {name: int(value, 16) for name, value in re.findall(
        r'^(\w+) +(0x[0-9a-f]+) ', text, re.M)}
    yield ('stack', found == {'rbx': 0x0b0b0b0b,
                              'rbp': frames['mount_root'][0]}, text)


def moved(guest):
    """The kernel is not where its symbols say, as with KASLR."""
    run('objcopy', '--change-addresses=-0x1000000', guest.kernel.path,
        'moved.elf')
    for how, due in ('-o 0x1000000 ', guest.chains[0]), ('', []):
        text = run('gdb', '-batch', '-nx', '-ex', 'core-file guest/memory.elf',
                   '-ex', 'symbol-file %smoved.elf' % how, '-ex', 'backtrace')
        trace = re.findall(r'^#\d+ .*?(\w+) \(\)', text, re.M)
        yield 'moved', trace[-len(due) or len(trace):] == list(due), how, text


def plain_debugger(guest):
    """Without symbols, at physical addresses."""
    at = guest.kernel.symbols['banner'] - BASE
    text = gdb('p/x $r12', 'x/s %#x' % at, 'x/2xw %#x' %
               (guest.kernel.symbols['pattern'] - BASE))
    yield 'banner', '%#x:\t"%s"' % (at, BANNER) in text, text
    yield 'pattern', ':\t0x9e3779b1\t0x9e3779b1' in text, text
    yield 'registers', '$1 = 0x1212121212121212' in text, text


def walk(guest, path):
    """All that is found: the file, what, whether it is so, and what was."""
    said = extract(path, '--virtual', '--xen-core')
    yield 'xcextract', 'valid', ': valid ' in said, said
    for name, found in (('memory.img', memory(guest, in_image)),
                        ('memory.elf', memory(guest, InElf(0))),
                        ('xen.core', memory(guest, InCore())),
                        ('vcpu-N.json', vcpus(guest)),
                        ('summary.json', summary(guest)),
                        ('gdb', debugger(guest))):
        for what, good, *why in found:
            yield (name, what, good, *why)
    extract(path, '--elf')
    for what, good, *why in memory(guest, InElf(BASE)):
        yield ('physical memory.elf', what, good, *why)
    for what, good, *why in plain_debugger(guest):
        yield ('physical gdb', what, good, *why)


# ---- the tests ----

def test_capture(guest):
    path = os.path.join(DATA, guest.name + '.xl')
    extract(path)
    if in_image(guest.kernel.start, len(guest.kernel.code)) != guest.kernel.code:
        check(False, guest.name, 'its kernel is not that of tests/xen/witness.S:',
              'make the captures again, see tests/data/README.md')
        return
    for name, what, good, *why in walk(guest, path):
        check(good, guest.name, name, what, *why)
    extract(path, '--virtual')
    for what, good, *why in moved(guest):
        check(good, guest.name, what, *why)


def test_control(guest):
    """One byte is another, and what is not right then is found, and no more."""
    symbols = guest.kernel.symbols
    stack, words = guest.stacks[0]
    r12 = {True: 520 + 8 * 3, False: 608}[guest.pv]
    files = {'memory.img', 'memory.elf', 'xen.core', 'physical memory.elf'}
    for at, due in (
            (symbols['pattern'] + 5 * PAGE + 77, {(f, 'pattern') for f in files}),
            (symbols['banner'] + 8, {(f, 'kernel') for f in files} |
             {('gdb', 'banner'), ('physical gdb', 'banner')}),
            # Where start_kernel() returns to
            (stack + 8 * (len(words) - 1), {(f, 'stack') for f in files} |
             {('gdb', 'stack')}),
            # Where mount_root() returns to: no function begins there
            (stack + 8 * (len(words) - 3) + 6, {(f, 'stack') for f in files} |
             {('gdb', 'stack'), ('gdb', 'backtrace')}),
            (None, {('vcpu-N.json', 'registers'), ('gdb', 'registers'),
                    ('physical gdb', 'registers')})):
        capture = Capture(os.path.join(DATA, guest.name + '.xl'))
        if at is None:
            capture.data[capture.cpu() + r12] ^= 1
        else:
            offset = capture.pages[(at - BASE) // PAGE] + at % PAGE
            capture.data[offset] ^= 1
        with open('changed.xl', 'wb') as f:
            f.write(capture.data)
        found = {(name, what) for name, what, good, *_ in
                 walk(guest, 'changed.xl') if not good}
        check(found == due, 'control', guest.name, at and hex(at), found ^ due)


def main():
    missing = [t for t in ('gdb', 'nm', 'objcopy', 'objdump', 'gcc', 'make')
               if not shutil.which(t)]
    made = not missing and subprocess.run(
        ['make', '-s', 'B=' + BUILD, BUILD + '/xen-witness.elf',
         BUILD + '/xen-witness-hvm.elf'], check=False,
        env={name: value for name, value in os.environ.items()
             if name not in ('MAKEFLAGS', 'MFLAGS', 'MAKELEVEL')}).returncode
    if missing or made:
        print('1 skipped: walk.py:', *missing or ['the kernel is for x86-64'])
        return
    top = tempfile.mkdtemp()
    os.chdir(top)
    guests = [Guest('pv64-witness-2vcpu-4m', 'xen-witness.elf', 'syscall', 4),
              Guest('pvh-witness-2vcpu-8m', 'xen-witness.elf', 'vmmcall', 8),
              Guest('hvm-witness-2vcpu-8m', 'xen-witness-hvm.elf', None, 8)]
    for guest in guests:
        test_capture(guest)
    for guest in guests:
        test_control(guest)
    shutil.rmtree(top)
    check.end()


main()
