#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Is xen.core what xl dump-core would have written of the guest?

usage: xencore.py BUILD_DIR

It is read as Xen's docs/misc/dump-core-format.txt says, and compared with what
xcextract writes of the same capture to its other files, page by page. What a real
xl dump-core writes is compared by tests/xen/extract.sh.
"""
import glob
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile

from checks import Checks

BUILD = os.path.abspath(sys.argv[1])
TOOL = os.path.join(BUILD, 'xcextract')
PAGE = 4096
check = Checks()


def extract(*arguments, stdin=None):
    shutil.rmtree('dir', ignore_errors=True)
    return subprocess.run((TOOL, *arguments, 'dir'), stdin=stdin, timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)


def load(name):
    with open(os.path.join('dir', name), encoding='ascii') as f:
        return json.load(f)


class Core:
    def __init__(self):
        with open('dir/xen.core', 'rb') as f:
            data = self.data = f.read()
        self.ident = data[:20]
        at, = struct.unpack_from('<Q', data, 40)
        self.nr_headers, size, number, names = struct.unpack_from(
            '<HHHH', data, 56)
        rows = [struct.unpack_from('<IIQQQQIIQQ', data, at + i * size)
                for i in range(number)]
        strings = self.part(rows[names])
        self.sections, self.rows = {}, {}
        for row in rows:
            name = strings[row[0]:strings.index(b'\0', row[0])].decode()
            self.rows[name] = row
            self.sections[name] = self.part(row)
        self.notes = {}
        notes = self.sections['.note.Xen']
        while notes:
            name, length, kind = struct.unpack_from('<III', notes)
            assert name == 4 and notes[12:16] == b'Xen\0', notes[:16]
            self.notes[kind] = notes[16:16 + length]
            notes = notes[16 + length:]

    def part(self, row):
        if row[4] + row[5] > len(self.data):
            raise ValueError('a section ends behind the file')
        return self.data[row[4]:row[4] + row[5]]


def registers(core, pv):
    """A context as it is in .xen_prstatus, and what vcpu-N.json says of it."""
    # [public/arch-x86/xen.h]: struct vcpu_guest_context, of 64 bits
    user_regs = ('r15', 'r14', 'r13', 'r12', 'rbp', 'rbx', 'r11', 'r10', 'r9',
                 'r8', 'rax', 'rcx', 'rdx', 'rsi', 'rdi')
    places = {name: (520 + 8 * i, '<Q') for i, name in enumerate(user_regs)}
    places.update({'rip': (648, '<Q'), 'rflags': (664, '<Q'),
                   'rsp': (672, '<Q')})
    if pv:
        places.update({'cs': (656, '<H'), 'gs_base_user': (5160, '<Q'),
                       'ctrlreg3': (5008, '<Q'), 'kernel_sp': (4976, '<Q')})
    else:
        places.update({'cs_sel': (656, '<H'), 'ss_sel': (680, '<H'),
                       'cr0': (4984, '<Q'), 'cr2': (5000, '<Q'),
                       'cr3': (5008, '<Q'), 'cr4': (5016, '<Q'),
                       'dr0': (5048, '<Q'), 'dr6': (5096, '<Q'),
                       'dr7': (5104, '<Q'), 'fs_base': (5144, '<Q')})
    contexts = core.sections['.xen_prstatus']
    files = sorted(glob.glob('dir/vcpu-*.json'))
    check(len(contexts) == 5168 * len(files), 'contexts', files)
    for nr, name in enumerate(files):
        with open(name, encoding='ascii') as f:
            said = json.load(f)
        context = contexts[5168 * nr:5168 * (nr + 1)]
        wrong = {r: said[r] for r, (at, size) in places.items()
                 if struct.unpack_from(size, context, at)[0] != int(said[r], 16)}
        check(not wrong, name, wrong)
        if pv:
            with open('dir/vcpu-%d-basic.bin' % said['vcpu'], 'rb') as f:
                check(f.read() == context, name, 'is not the context that came')
            continue
        kernel = not int(said['cs_sel'], 16) & 3
        bases = struct.unpack_from('<QQ', context, 5152)
        check(bases[::1 if kernel else -1] ==
              (int(said['gs_base'], 16), int(said['shadow_gs'], 16)), name, 'gs')
        check(struct.unpack_from('<Q', context, 512)[0] == 0x21, name, 'flags')


def pages(core, table):
    """Each page with contents, once, in the order of its number."""
    there = [pfn for r in load('memory.json')['ranges']
             if r['type'] not in ('XTAB', 'BROKEN', 'XALLOC')
             for pfn in range(r['start'], r['end'] + 1)]
    numbers = struct.unpack('<%dQ' % (len(table) // 8), table)
    if core.rows.get('.xen_p2m'):
        check(numbers[::2] == numbers[1::2], 'gmfn')
        numbers = numbers[::2]
    check(list(numbers) == there, 'pfns', len(numbers), len(there))
    contents = core.sections['.xen_pages']
    check(len(contents) == PAGE * len(there), 'pages', len(contents))
    check(core.rows['.xen_pages'][4] % PAGE == 0, 'alignment')
    different = []
    with open('dir/memory.img', 'rb') as f:
        for i, pfn in enumerate(numbers):
            f.seek(pfn * PAGE)
            page = f.read(PAGE).ljust(PAGE, b'\0')
            if contents[i * PAGE:(i + 1) * PAGE] != page:
                different.append(pfn)
    check(not different, 'pages differ:', different[:9])


def test_capture(name):
    said = extract('--xen-core', os.path.join(BUILD, 'data', name))
    check(said.returncode == 0, name, said.stdout)
    core, summary = Core(), load('summary.json')
    pv = summary['guest'] == 'x86 PV'
    check(core.ident[:8] == b'\x7fELF\2\1\1\0' and core.ident[16:] ==
          struct.pack('<HH', 4, 62) and core.nr_headers == 0, name, core.ident)
    check(list(core.rows) == ['', '.shstrtab', '.note.Xen', '.xen_prstatus',
                              '.xen_pages', '.xen_p2m' if pv else '.xen_pfn'] +
          ['.xen_shared_info'] * pv, name, list(core.rows))
    vcpus = len(glob.glob('dir/vcpu-*.json'))
    number = len(core.sections['.xen_pages']) // PAGE
    check(core.notes[0x2000000] == b'', name, 'NONE')
    check(struct.unpack('<4Q', core.notes[0x2000001]) ==
          (0xf00febed if pv else 0xf00febee, vcpus, number, PAGE), name, 'HEADER')
    version = core.notes[0x2000002]
    check(len(version) == 1280 and '%d.%d' % struct.unpack_from('<QQ', version)
          == summary['xen'] and version[-8:] == struct.pack('<Q', PAGE) and
          not any(version[16:-8]), name, 'XEN_VERSION')
    check(core.notes[0x2000003] == struct.pack('<Q', 1), name, 'FORMAT_VERSION')
    if pv and load('vcpu-0.json').get('eip') is None:
        registers(core, True)
    elif not pv:
        registers(core, False)
    else:
        with open('dir/vcpu-0-basic.bin', 'rb') as f:
            check(core.sections['.xen_prstatus'] == f.read().ljust(5168, b'\0'),
                  name, 'context of 32 bits')
    if pv:
        with open('dir/shared-info.bin', 'rb') as f:
            check(core.sections['.xen_shared_info'] == f.read(), name, 'shared')
    pages(core, core.sections['.xen_p2m' if pv else '.xen_pfn'])


def test_alone():
    """It needs no other file; and it is there only when it is asked for."""
    stream = os.path.join(BUILD, 'data', 'hvm-busy-3vcpu-8m.xl')
    extract('--xen-core', stream)
    with open('dir/xen.core', 'rb') as f:
        whole = f.read()
    said = extract('--only=xen-core', stream)
    with open('dir/xen.core', 'rb') as f:
        check(f.read() == whole and os.listdir('dir') == ['xen.core'],
              os.listdir('dir'), said.stdout)
    extract(stream)
    check(not os.path.exists('dir/xen.core'), 'without --xen-core')
    said = extract('--xen-core', '--no-counts', stream)
    check(said.returncode == 2 and 'no-counts' in said.stdout, said.stdout)


def test_fault():
    """Of a stream that is cut, it has what came before."""
    with open(os.path.join(BUILD, 'data', 'pv64-tiny-1vcpu-4m.xl'), 'rb') as f:
        data = f.read()
    with open('cut.xl', 'wb') as f:
        f.write(data[:len(data) // 2])
    said = extract('--xen-core', 'cut.xl')
    check(said.returncode == 1 and os.path.exists('dir/FAILED'), said.stdout)
    core = Core()
    check(not core.sections['.xen_prstatus'], 'no vCPU came')
    pages(core, core.sections['.xen_p2m'])


def test_full_disk():
    """Half of it would be taken for all: then it is empty."""
    stream = os.path.join(BUILD, 'data', 'hvm-busy-3vcpu-8m.xl')
    shutil.rmtree('dir', ignore_errors=True)
    said = subprocess.run(
        ['sh', '-c', 'ulimit -f 50000; exec "$0" --only=xen-core "$1" dir', TOOL,
         stream], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=60, check=False)
    check(said.returncode == 2 and 'xen.core: File too large' in said.stdout,
          said.stdout)
    check(os.path.getsize('dir/xen.core') == 0 and
          os.path.exists('dir/FAILED'), 'a core that is not whole')


def test_trouble():
    """The same of what is written last; and it tells how far it is."""
    if not shutil.which('strace'):
        print('1 skipped: xencore.py: no strace')
        return
    stream = os.path.join(BUILD, 'data', 'pv64-tiny-1vcpu-4m.xl')
    env = dict(os.environ, ASAN_OPTIONS='detect_leaks=0')

    def inject(call, what):
        shutil.rmtree('dir', ignore_errors=True)
        return subprocess.run(
            ['strace', '-o', 'trace', '-P', os.path.abspath('dir/xen.core'),
             '-e', 'trace=' + call, '-e', 'inject=%s:%s' % (call, what), TOOL,
             '--only=xen-core', stream, 'dir'], env=env, text=True, timeout=60,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)

    for call, what in [('write', 'error=ENOSPC:when=%d' % n)
                       for n in range(1, 6)] + [
                           ('ftruncate', 'error=EIO:when=1'),
                           ('pread64', 'error=EIO:when=2')]:
        said = inject(call, what)
        with open('trace', encoding='ascii') as f:
            if 'INJECTED' not in f.read():
                check(call == 'write' and 'when=1' not in what, call, what)
                continue
        check(said.returncode == 2 and os.path.exists('dir/FAILED') and
              os.path.getsize('dir/xen.core') == 0, call, what, said.stdout,
              os.path.getsize('dir/xen.core'))
    said = inject('pread64', 'signal=SIGUSR1:when=2')
    check(said.returncode == 0 and 'MiB/s' in said.stdout, said.stdout)
    said = inject('pread64', 'signal=SIGTERM:when=2')
    check(os.path.getsize('dir/xen.core') == 0 and
          'xen.core: stopped by a signal' in said.stdout, said.stdout)


def test_checkpoint():
    """Registers and memory are those of the checkpoint."""
    name = 'pv64-tiny-remus-4m.xl'
    said = extract('-c', '--xen-core', '--checkpoint=1',
                   os.path.join(BUILD, 'data', name))
    check(said.returncode == 0, name, said.stdout)
    core = Core()
    registers(core, True)
    pages(core, core.sections['.xen_p2m'])


def test_crash():
    """The crash utility takes it for a dump, as it does no other file here."""
    if not shutil.which('crash'):
        return
    subprocess.run(['sh', '-c', 'echo "int main(void) { return 0; }" >m.c && '
                    'gcc -o m m.c'], check=True)
    stream = os.path.join(BUILD, 'data', 'hvm-1vcpu-16m.xl')
    for option, name, known in (('--xen-core', 'xen.core', True),
                                ('--elf', 'memory.elf', False)):
        extract(option, stream)
        said = subprocess.run(['crash', 'm', 'dir/' + name], text=True,
                              stdin=subprocess.DEVNULL, timeout=60, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        check(('no debugging data' in said.stdout) == known, name, said.stdout)


def main():
    names = sorted(os.listdir(os.path.join(BUILD, 'data')))
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        for name in names:
            if '-live-' not in name and '-remus-' not in name and \
                    'linux' not in name and 'failed' not in name:
                test_capture(name)
        test_alone()
        test_fault()
        test_full_disk()
        test_trouble()
        test_checkpoint()
        test_crash()
        os.chdir('/')
    check.end()


if __name__ == '__main__':
    main()
