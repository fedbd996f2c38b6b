#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Let each system call of each tool fail once, with several errors: no tool may
claim a success that is none. strace does it.

usage: inject.py BUILD_DIR [SECONDS]: no new run begins after so many (300), and
it fails if that leaves less than a thousand

A run that ends with status 0 has the output of one that nothing disturbed. Of
any other, xcfilter's output is a part of the stream that may be passed on, and
xcextract has left FAILED, or nothing.
"""
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

from checks import Checks

BUILD = os.path.abspath(sys.argv[1])
LIMIT = time.monotonic() + float(sys.argv[2] if len(sys.argv) > 2 else 300)
# A sanitizer cannot look for leaks under strace.
ENVIRONMENT = dict(os.environ, ASAN_OPTIONS=os.environ.get(
    'ASAN_OPTIONS', '') + ':detect_leaks=0')
MEMORY = 'mmap', 'mremap', 'munmap', 'mprotect'
# brk() has no errors: it tells what it has, and the C library believes it.
NEVER = 'execve', 'exit_group', 'exit', 'rt_sigreturn', 'brk'
LOADER = 'mmap', 1  # the first one is the loader's, which crashes
ERRORS = 'EIO', 'EINTR'
check = Checks()
runs = 0


def tree(name):
    """All that is below a directory; None if there is none."""
    if not os.path.isdir(name):
        return None
    found = {}
    for top, _, files in os.walk(name):
        for file in files:
            path = os.path.join(top, file)
            with open(path, 'rb') as f:
                found[os.path.relpath(path, name)] = f.read()
    return found


class Tool:
    def __init__(self, name, *options, stream, prefix=None):
        self.command = [os.path.join(BUILD, name), *options]
        self.what = ' '.join([name, *options, os.path.basename(stream)])
        self.stream = stream
        with open(stream, 'rb') as f:
            self.bytes = f.read()
        self.is_filter = name == 'xcfilter'
        self.is_extract = name == 'xcextract'

    def run(self, *strace):
        """Its status, what it wrote, and what is in DIR."""
        global runs
        runs += 1
        shutil.rmtree('dir', ignore_errors=True)
        words = list(self.command)
        if self.is_extract:
            words += ['-', 'dir']
        with open(self.stream, 'rb') as source, open('out', 'w+b') as out:
            try:
                status = subprocess.run(
                    ['strace', '-qq', '-o', 'trace', *strace, *words],
                    stdin=source, stdout=out, stderr=subprocess.DEVNULL,
                    env=ENVIRONMENT, timeout=20).returncode
            except subprocess.TimeoutExpired:
                status = 'none: it hangs'
            out.seek(0)
            return status, out.read(), tree('dir')

    def calls(self):
        """How often each is made, once it is the tool that runs."""
        counts = {}
        with open('trace') as trace:
            for line in trace:
                name = line.split('(')[0]
                counts[name] = counts.get(name, 0) + 1
        return counts

    def judge(self, how, clean, found):
        status, out, files = found
        what = self.what, how, 'status', status
        # 127: it does not start
        check(status in (0, 1, 2, 127), *what)
        if status == 0:
            check(found == clean, *what, 'but it is not as it should be')
        elif self.is_filter:
            check(clean[1].startswith(out), *what, len(out), 'bytes passed on')
        elif self.is_extract:
            # Without the verdict, they may be there as they should be.
            check(not files or 'FAILED' in files or files == clean[2], *what,
                  'without FAILED', sorted(files or ()))
        if status == 1 != clean[0]:
            # A stream is called bad only if it is.
            check(b'valid ' not in out, *what, out[:200])

    def all(self, late):
        """In any order, up to that time; was it all?"""
        clean = self.run()
        cases = []
        check(clean[0] in (0, 1), self.what, clean[0])
        for name, count in sorted(self.calls().items()):
            if name in NEVER:
                continue
            errors = ('ENOMEM',) if name in MEMORY else ERRORS
            if 'write' in name:
                errors += ('ENOSPC',)
            # Each of the first ones, and some of many.
            numbers = [n for n in range(1, count + 1)
                       if n <= 12 or n % (count // 12) == 0 or n > count - 4]
            cases += [(name, count, error, n) for error in errors
                      for n in numbers if (name, n) != LOADER]
        random.Random(1).shuffle(cases)
        for name, count, error, n in cases:
            if time.monotonic() > late:
                return False
            how = '%s %s, the %d. of %d' % (name, error, n, count)
            self.judge(how, clean, self.run(
                '-e', 'trace=' + name, '-e',
                'inject=%s:error=%s:when=%d' % (name, error, n)))
        return True


def main():
    with tempfile.TemporaryDirectory(prefix='inject.') as top:
        os.chdir(top)
        with open('valid.xl', 'wb') as f:
            f.write(subprocess.run([BUILD + '/mkstream', 'hvm', '1', 'xl'],
                                   check=True, stdout=subprocess.PIPE).stdout)
        size = os.path.getsize('valid.xl')
        with open('valid.xl', 'rb') as f, open('bad.xl', 'wb') as g:
            data = bytearray(f.read())
            data[size - 8] = 0x55  # of libxl's END
            g.write(data)
        with open('cut.xl', 'wb') as g:
            g.write(data[:size // 2])
        tools = [Tool(name, *options, stream=stream)
                 for stream in ('valid.xl', 'bad.xl', 'cut.xl')
                 for name, *options in (
                     ('xcfilter', '-q'), ('xcverify',), ('xcverify', '--json'),
                     ('xcextract',), ('xcextract', '--only=elf,config'),
                     ('restore', '--max-mem=1'))]
        done = 0
        for i, tool in enumerate(tools):  # each gets its part of what is left
            now = time.monotonic()
            done += tool.all(now + (LIMIT - now) / (len(tools) - i))
    print('%d runs; %d of %d tools came to their end' %
          (runs, done, len(tools)))
    check(done == len(tools) or runs > 1000, 'no time is left')
    check.end()


main()
