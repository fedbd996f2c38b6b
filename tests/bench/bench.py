#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How fast is it? Everything beside something that is known, in turn, so that
what else the machine does slows both; a ratio with its spread.

usage: bench.py BUILD_DIR; writes BUILD_DIR/bench/time.svg, too. Needs 2 GiB of
/dev/shm and 3 GiB of disk.
"""
import glob
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

ROUNDS = 15
BUILD = sys.argv[1]
DIR = os.path.join(BUILD, 'bench')
SIZES = 64, 256, 1024, 4096, 16384, 65536  # MiB
XEN = sorted(glob.glob('/usr/lib/xen-*/bin/verify-stream-v2'))


def tool(name):
    return os.path.join(BUILD, name)


def median(values):
    values = sorted(values)
    return values[len(values) // 2]


def run(*command, memory=None):
    """Seconds of a whole process or pipeline, in so many bytes of memory."""
    commands = command if isinstance(command[0], tuple) else (command,)
    start = time.perf_counter()
    processes = []
    given = None
    limit = memory and (lambda: resource.setrlimit(resource.RLIMIT_AS,
                                                   (memory, memory)))
    for i, words in enumerate(commands):
        last = i == len(commands) - 1
        child = subprocess.Popen(
            words, stdin=given or subprocess.DEVNULL, preexec_fn=limit,
            stdout=subprocess.DEVNULL if last else subprocess.PIPE,
            close_fds=False)  # then it starts faster
        if given:
            given.close()
        given = child.stdout
        processes.append(child)
    for child in processes:
        if child.wait():
            sys.exit('%s: exit code %d' % (child.args, child.returncode))
    return time.perf_counter() - start


def unit(seconds):
    for size, name in ((1, 's'), (1e-3, 'ms'), (1e-6, 'µs')):
        if seconds >= size:
            return '%.3g %s' % (seconds / size, name)
    return '%.2f ns' % (seconds * 1e9)


def gib(mib):
    return '%d MiB' % mib if mib < 1024 else '%d GiB' % (mib // 1024)


def row(*cells):
    print('| ' + ' | '.join(cells) + ' |', flush=True)


def table(*heads):
    print()
    row(*heads)
    row(*('---' for _ in heads))


def compare(what, ours, beside, theirs, rounds=ROUNDS):
    """A row; `ours` and `theirs` return seconds."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    ratios = sorted(b / a for a, b in pairs)
    row(what, unit(median([a for a, _ in pairs])), beside,
        unit(median([b for _, b in pairs])), '%.2f' % median(ratios),
        '%.2f to %.2f' % (ratios[0], ratios[-1]))


def items():
    """What a pfn, a page, a byte takes: bench.c."""
    table('of the header (gcc -O2)', 'takes', 'beside', 'takes', 'ratio',
          'from, to')
    out = subprocess.run((tool('bench-items'), str(ROUNDS)), check=True,
                         stdout=subprocess.PIPE, text=True).stdout
    for line in out.splitlines():
        what, beside, *rounds = line.split('\t')
        pairs = [tuple(map(float, r.split())) for r in rounds]
        ratios = sorted(a / b for a, b in pairs)
        row(what, unit(median([a for a, _ in pairs]) * 1e-9), beside,
            unit(median([b for _, b in pairs]) * 1e-9),
            '%.2f' % median(ratios), '%.2f to %.2f' % (ratios[0], ratios[-1]))


def make(name, *options):
    with open(name, 'wb') as out:
        subprocess.run((tool('mkstream'), *options), check=True, stdout=out)


def files(stream):
    """The tools on files in the page cache, and not in it."""
    table('of the tools, 1 GiB', 'takes', 'beside', 'takes', 'times as fast',
          'from, to')
    verify = tool('xcverify'), '-q', stream
    for beside in ('cat', stream), ('dd', 'if=' + stream, 'bs=1M',
                                    'status=none'):
        compare('xcverify, in the page cache', lambda: run(*verify),
                beside[0], lambda: run(*beside))
    if XEN:
        os.environ['PYTHONPATH'] = XEN[-1].split('/bin/')[0] + '/lib/python'
        script = '/usr/bin/python3', XEN[-1], '-f', 'xl', '-i', stream
        compare('the same', lambda: run(*verify), 'verify-stream-v2',
                lambda: run(*script), 3)
        del os.environ['PYTHONPATH']
    else:
        print('verify-stream-v2 is not installed (xen-utils-4.17)')

    def cold(command):
        with open(stream, 'rb') as f:
            os.fsync(f.fileno())
            os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return run(*command)

    compare('xcverify, from the disk', lambda: cold(verify), 'cat',
            lambda: cold(('cat', stream)), 5)


def pipes(stream):
    cat = 'cat', stream
    compare('cat \\| xcfilter \\| cat',
            lambda: run(cat, (tool('xcfilter'), '-q'), ('cat',)),
            'cat \\| cat \\| cat', lambda: run(cat, ('cat',), ('cat',)))
    compare('cat \\| xcverify', lambda: run(cat, (tool('xcverify'), '-q')),
            'cat \\| cat', lambda: run(cat, ('cat',)))


def extract(stream):
    with tempfile.TemporaryDirectory(dir='/dev/shm') as top:
        shutil.copy(stream, top + '/stream')

        def copy():
            took = run('cp', top + '/stream', top + '/copy')
            os.unlink(top + '/copy')
            return took

        def taken(*options):
            took = run(tool('xcextract'), *options, top + '/stream',
                       top + '/dir')
            shutil.rmtree(top + '/dir')
            return took

        compare('xcextract, in /dev/shm', taken, 'cp', copy)
        compare('xcextract --no-counts', lambda: taken('--no-counts'), 'cp',
                copy)


def sizes():
    """Time against size, of sparse files."""
    table('xcverify in 4 MiB of memory, a sparse file of', 'takes')
    points = []
    name = os.path.join(DIR, 'sparse.xl')
    for mib in SIZES:
        make(name, 'hvm', str(mib), 'xl', 'sparse')
        verify = tool('xcverify'), '-q', name
        run(*verify, memory=4 << 20)  # fails where that is not enough
        seconds = median([run(*verify) for _ in range(5)])
        row(gib(mib), unit(seconds))
        points.append((mib, seconds))
        os.unlink(name)
    return points


def large():
    """Where the start of a process no longer counts."""
    table('of xcverify, a sparse file in the page cache', 'takes', 'beside',
          'takes', 'times as fast', 'from, to')
    name = os.path.join(DIR, 'sparse.xl')
    make(name, 'hvm', '8192', 'xl', 'sparse')
    compare('8 GiB', lambda: run(tool('xcverify'), '-q', name), 'cat',
            lambda: run('cat', name), 5)
    os.unlink(name)


def picture(points):
    """Both axes are logarithmic: a straight line is a fixed time a GiB."""
    left, top, width, height = 70, 40, 500, 300

    def x(mib):
        return left + width * (math.log(mib / SIZES[0]) /
                               math.log(SIZES[-1] / SIZES[0]))

    low, high = -4, 0  # powers of ten, seconds

    def y(seconds):
        return top + height * (high - math.log10(seconds)) / (high - low)

    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 400" '
             'font-family="sans-serif" font-size="13">',
             '<rect width="620" height="400" fill="white"/>',
             '<text x="%d" y="20">xcverify: time against the size of a '
             'file</text>' % left]
    for power in range(low, high + 1):
        parts.append('<path d="M%d %.1fh%d" stroke="#ccc"/><text x="%d" '
                     'y="%.1f" text-anchor="end">%s</text>' % (
                         left, y(10.0 ** power), width, left - 8,
                         y(10.0 ** power) + 4, unit(10.0 ** power)))
    for mib in SIZES:
        parts.append('<text x="%.1f" y="%d" text-anchor="middle">%s</text>' % (
            x(mib), top + height + 20,
            gib(mib)))
    parts.append('<polyline fill="none" stroke="#0057b7" stroke-width="2" '
                 'points="%s"/>' % ' '.join(
                     '%.1f,%.1f' % (x(m), y(s)) for m, s in points))
    parts += ['<circle cx="%.1f" cy="%.1f" r="4" fill="#0057b7"/>' % (
        x(m), y(s)) for m, s in points]
    name = os.path.join(DIR, 'time.svg')
    with open(name, 'w', encoding='utf-8') as out:
        out.write('\n'.join(parts + ['</svg>', '']))
    print('\n%s shows that as a picture.' % name)


def main():
    start = time.perf_counter()
    os.makedirs(DIR, exist_ok=True)
    stream = os.path.join(DIR, 'stream.xl')
    items()
    make(stream, 'hvm', '1024', 'xl')
    files(stream)
    pipes(stream)
    extract(stream)
    os.unlink(stream)
    large()
    picture(sizes())
    with open('/proc/cpuinfo', encoding='utf-8') as f:
        model = [line.split(': ')[1].strip() for line in f
                 if line.startswith('model name')]
    print('%s, %d processors; %d rounds; %.0f s' % (
        model[0] if model else 'a processor without a name', len(model),
        ROUNDS, time.perf_counter() - start))


main()
