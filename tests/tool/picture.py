#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does examples/picture.py draw what is there, of anything, in bounds?

usage: picture.py BUILD_DIR; run from the root of the project

What it says of each cell is compared with memory.json and with the offsets that
xcverify prints, which are read a second time here.
"""
import collections
import json
import os
import pty
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

from checks import Checks

BUILD = os.path.abspath(sys.argv[1])
SCRIPT = os.path.abspath('examples/picture.py')
SVG = '{http://www.w3.org/2000/svg}'
TYPES = 'NOTAB', 'XALLOC', 'L1TAB', 'L2TAB', 'L3TAB', 'L4TAB', 'BROKEN'
BLOCKS = '░▒▓█'
BOUND = 300000  # bytes of a picture
check = Checks()


def run(*command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, timeout=600,
                          stderr=subprocess.PIPE, check=False, **options)


def draw(*arguments, columns=80, **options):
    env = dict(os.environ, COLUMNS=str(columns), PYTHONIOENCODING='ascii')
    said = run(sys.executable, '-B', SCRIPT, *arguments, env=env, **options)
    said.out, said.err = said.stdout.decode(), said.stderr.decode()
    return said


def stream(name):
    return os.path.join(BUILD, 'data', name)


def extract(name):
    shutil.rmtree('dir', ignore_errors=True)
    run(os.path.join(BUILD, 'xcextract'), '-cq', '--only=memory,summary',
        stream(name), 'dir')
    with open('dir/memory.json', encoding='ascii') as f:
        return json.load(f)['ranges']


def listing(name):
    """Of a capture: as text, for the script; and its events."""
    said = run(os.path.join(BUILD, 'xcverify'), '-c', '--json', stream(name))
    with open('listing', 'wb') as f:
        f.write(said.stdout)
    return [json.loads(line) for line in said.stdout.splitlines()]


def write_ranges(ranges, directory='made'):
    """Laid out as xcextract does it."""
    os.makedirs(directory, exist_ok=True)
    with open(directory + '/memory.json', 'w', encoding='ascii') as f:
        f.write('{\n\t"addresses": "pseudo-physical",\n\t"ranges": [')
        for i, each in enumerate(ranges):
            f.write('%s\n\t\t{ "start": %d, "end": %d, "type": "%s", '
                    '"sent": %d }' % (',' if i else '', *each))
        f.write('\n\t]\n}\n')


class Drawn:
    """A picture: texts, and cells, with the symbol that each has."""

    def __init__(self, name):
        root = ET.parse(name).getroot()
        self.size = os.path.getsize(name)
        self.title = root.find(SVG + 'title').text
        self.symbols = {g.get('id'): g for g in root.iter(SVG + 'g')}
        self.texts = [(float(t.get('x')), float(t.get('y')), t.text or '')
                      for t in root.findall(SVG + 'text')]
        self.words = [words for _, _, words in self.texts]
        self.cells = [
            (float(u.get('x')), float(u.get('y')),
             self.symbols[u.get('href')[1:]], u.find(SVG + 'title').text)
            for u in root.iter(SVG + 'use')]


def drawn_of(option, source):
    if os.path.exists('drawn.svg'):
        os.remove('drawn.svg')
    said = draw(option, 'drawn.svg', source)
    check(said.returncode == 0 and not said.out and not said.err, option,
          source, said.returncode, said.out, said.err)
    return Drawn('drawn.svg')


def fills(symbol):
    return [r.get('fill') for r in symbol.iter(SVG + 'rect')]


def sign(symbol):
    return symbol.find(SVG + 'text').text or ''


def luminance(color):
    parts = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [p / 12.92 if p <= .04045 else ((p + .055) / 1.055) ** 2.4
             for p in parts]
    return sum(p * w for p, w in zip(parts, (.2126, .7152, .0722)))


def contrast(one, other):
    """[WCAG 2.1]: contrast ratio"""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + .05) / (low + .05)


# ---- the memory ----

CELL = re.compile(r'(0x[0-9a-f]+): (.*); sent ([0-9.e+]+)')


def counts_of(words):
    return {kind: int(n) for kind, n in
            (part.split() for part in words.split(', '))}


def due_cells(ranges, pages):
    """By first page: types, and how often the pages were sent."""
    cells = collections.defaultdict(collections.Counter)
    for first, last, kind, sent in ranges:
        if kind == 'XTAB':
            continue
        while first <= last:
            end = min(last + 1, (first // pages + 1) * pages)
            cell = cells[first // pages * pages]
            cell[kind.replace('_PIN', '')] += end - first
            cell['sent'] += (end - first) * sent
            first = end
    return cells


def is_map_of(what, ranges, directory):
    drawn = drawn_of('--map', directory)
    found = [(*cell, CELL.fullmatch(cell[3])) for cell in drawn.cells]
    cells = {int(m[1], 16): (x, y, symbol, counts_of(m[2]), float(m[3]))
             for x, y, symbol, _, m in found if m}
    scale = re.match(r'A cell is (\d+) pages? \(.*\), a row is ',
                     ' '.join(drawn.words[1:]))
    pages = int(scale[1])
    due = due_cells(ranges, pages)
    check(sorted(due) == sorted(cells), what, 'cells', len(due), len(cells))
    for first in set(due) & set(cells):
        x, y, symbol, counts, sent = cells[first]
        n = sum(counts.values())
        average = due[first].pop('sent') / n
        shown = sign(symbol)
        rarest = max(counts, key=TYPES.index)
        wrong = counts != dict(due[first]) or abs(sent - average) > .01 * sent \
            or shown != {'NOTAB': '', 'XALLOC': 'o', 'BROKEN': 'x'}.get(
                rarest, rarest[1])
        # It is in the column of its place in a row that begins at the label.
        column = first // pages % 64
        label = '%#x' % (first - pages * column)
        wrong |= x != 140 + 12 * column or not any(
            words == label and tx < 140 and y < ty < y + 12
            for tx, ty, words in drawn.texts)
        if wrong:
            check(False, what, hex(first), counts, sent, due[first], average)
    check(len(drawn.cells) - len(cells) >= 4, what, 'legend')
    totals = collections.Counter()
    for _, _, _, counts, _ in cells.values():
        totals.update(counts)
    # Independently of the cells above, each type is named with its pages.
    legend = dict(re.fullmatch(r'.* \((\w+)\): (\d+)', words).groups()
                  for words in drawn.words if words.split()[-1].isdigit() and
                  re.fullmatch(r'.* \(\w+\): \d+', words))
    alone = collections.Counter()
    for first, last, kind, _ in ranges:
        alone[kind.replace('_PIN', '')] += last + 1 - first
    holes = alone.pop('XTAB', 0)
    check({k: int(n) for k, n in legend.items()} == dict(alone) == dict(totals),
          what, 'sums', legend, dict(alone), dict(totals))
    check(not holes or ' %d pages are not memory' % holes in
          ' '.join(drawn.words), what, 'XTAB')
    check(drawn.size < BOUND and
          len({y for _, y, _, _, m in found if m}) <= 24, what, drawn.size)
    return drawn


def test_map(name):
    ranges = [(r['start'], r['end'], r['type'], r['sent'])
              for r in extract(name)]
    drawn = is_map_of(name, ranges, 'dir')
    with open('dir/summary.json', encoding='ascii') as f:
        said = json.load(f)
    check('Xen %s' % said.get('xen') in drawn.title and
          str(said.get('guest')) in drawn.title and
          said['valid'] != ('not valid' in drawn.title), name, drawn.title)


def test_made_maps():
    rng = random.Random(1)
    cases = {
        'none': [],
        'a page': [(0x12345, 0x12345, 'NOTAB', 3)],
        'large': [(1, (1 << 28) - 2, 'NOTAB', 2)],
        'up to the end': [((1 << 52) - 9, (1 << 52) - 2, 'L1TAB', 1)],
        'sparse': [
            (at, at + rng.randrange(9000), rng.choice(TYPES), 1)
            for at in sorted(rng.sample(range(0, 1 << 28, 1 << 14), 60))],
        'two': [(0, 7, 'NOTAB', 1),
                ((1 << 28) - 1, (1 << 28) - 1, 'L4TAB_PIN', 7)],
        # 24 rows of cells that have all types, many pages of each, far up
        'all': [(at + 9362 * j, at + 9362 * j + 9361, kind, 1 + (at + j) % 9)
                for at in range(1 << 38, (1 << 38) + (24 * 64 << 16), 1 << 16)
                for j, kind in enumerate(rng.sample(TYPES, 7))],
    }
    for what, ranges in cases.items():
        write_ranges(ranges)
        drawn = is_map_of(what, ranges, 'made')
        check(drawn.title == "A guest's memory", what, drawn.title)


def test_looks():
    """Shades tell how often, signs tell the types, and all can be seen."""
    for kind in TYPES:
        write_ranges([(i, i, kind, sent)
                      for i, sent in enumerate((1, 2, 3, 4, 5, 300))])
        cells = [c for c in drawn_of('--map', 'made').cells
                 if CELL.fullmatch(c[3])]
        colors = [fills(symbol)[0] for _, _, symbol, _ in cells]
        light = [luminance(color) for color in colors]
        check(light[0] > light[1] > light[2] == light[3] > light[4] == light[5],
              kind, 'shades', colors)
        # [WCAG 2.1]: 3 for what one has to see; more for what one has to read
        check(min(contrast(c, '#f5f5f5') for c in colors) >= 3, kind, colors)
        for _, _, symbol, _ in cells:
            style = symbol.find(SVG + 'text').get('class')
            ink = '#ffffff' if 'white' in style else '#000000'
            check(contrast(ink, fills(symbol)[0]) >= 4 or kind == 'NOTAB',
                  kind, 'sign', ink, fills(symbol))
    # Most are memory; what is rare has its own color, too.
    write_ranges([(2 * i, 2 * i + 1, 'NOTAB', 1) for i in range(64 * 24)] +
                 [(9000, 9000, 'NOTAB', 1), (9001, 9001, 'NOTAB', 1),
                  (9002, 9002, 'L3TAB', 4), (9003, 9003, 'NOTAB', 1)])
    last = [c for c in drawn_of('--map', 'made').cells
            if CELL.fullmatch(c[3])][-1]
    check(len(fills(last[2])) == 2 and sign(last[2]) == '3' and
          last[3].endswith('NOTAB 3, L3TAB 1; sent 1.75'), last[3])


# ---- the stream ----

PARTS = {
    'static data': 'X86_PV_INFO X86_CPUID_POLICY X86_MSR_POLICY '
                   'STATIC_DATA_END',
    'memory, first pass': 'X86_PV_P2M_FRAMES PAGE_DATA',
    'registers and time': 'X86_TSC_INFO SHARED_INFO X86_PV_VCPU_BASIC '
                          'X86_PV_VCPU_EXTENDED X86_PV_VCPU_XSAVE '
                          'X86_PV_VCPU_MSRS HVM_CONTEXT HVM_PARAMS',
    'device model': 'EMULATOR_XENSTORE_DATA EMULATOR_CONTEXT',
    'checkpoints, ends': 'VERIFY CHECKPOINT CHECKPOINT_END CHECKPOINT_STATE '
                         'END',
}
NAMES = {name: part for part, names in PARTS.items() for name in names.split()}


def due_parts(events):
    """From, to, what: of each header and record, and of what follows."""
    due, seen, start = [], False, (0, 'headers and others')
    for event in events:
        if event['event'] in ('header', 'record'):
            part = NAMES.get(event['name'], 'headers and others') \
                if event['event'] == 'record' else 'headers and others'
            if event['name'] == 'PAGE_DATA':
                part = 'memory, sent again' if seen else part
                seen = True
            due.append((start[0], event['offset'], start[1]))
            start = event['offset'], part
        elif event['event'] == 'verdict':
            fault = event.get('offset', event['bytes'])
            due += [(start[0], fault, start[1]),
                    (fault, event['bytes'], 'not judged')]
            start = event['bytes'], 'behind the stream'
        elif event['event'] == 'rest':
            due.append((start[0], start[0] + event['bytes'], start[1]))
    return [each for each in due if each[1] > each[0]]


SLOT = re.compile(r'(\d+) to (\d+): (\d+) bytes')


def is_timeline_of(what, events):
    drawn = drawn_of('--timeline', 'listing')
    lanes = {words: y for x, y, words in drawn.texts if x == 132}
    due = due_parts(events)
    sums = collections.Counter()
    for first, end, part in due:
        sums[part] += end - first
    check(set(lanes) == set(sums), what, lanes, sums)
    found = collections.Counter()
    slots = {int(SLOT.fullmatch(c[3])[1]) for c in drawn.cells}
    width = 768 / max(1, len(slots))
    for x, y, symbol, words in drawn.cells:
        first, last, count = map(int, SLOT.fullmatch(words).groups())
        part = min(lanes, key=lambda lane: abs(lanes[lane] - 22 - y))
        found[part] += count
        there = sum(max(0, min(last + 1, end) - max(first, start))
                    for start, end, kind in due if kind == part)
        box = symbol.find(SVG + 'rect')
        high = -(-8 * count // (last + 1 - first)) * 3
        place = sorted(slots).index(first)
        if there != count or float(box.get('height')) != high or \
                abs(x - 140 - place * width) > .1:
            check(False, what, words, part, there, box.get('height'), high, x)
    check(found == sums, what, 'sums', found, sums)
    check(not due or max(int(SLOT.fullmatch(c[3])[2]) for c in drawn.cells) ==
          due[-1][1] - 1, what, 'end')
    verdict = next(e for e in events if e['event'] == 'verdict')
    check(verdict['verdict'] + ': ' + verdict['text'] in ' '.join(drawn.words),
          what, drawn.words)
    check(drawn.size < BOUND, what, drawn.size)
    return drawn


def test_timeline(name):
    events = listing(name)
    drawn = is_timeline_of(name, events)
    data = [e for e in events if e.get('name') == 'PAGE_DATA' and 'pfns' in e]
    contents = sum(n for e in data for kind, n in e['types'].items()
                   if kind not in ('XTAB', 'XALLOC', 'BROKEN')) * 4096
    unit = 1 << 20 if contents >= 1 << 20 else 1
    told = re.search(r'Contents of pages: ([0-9.]+) (MiB|bytes)',
                     ' '.join(drawn.words))
    check(told and abs(float(told[1]) * unit - contents) <= .001 * contents,
          name, contents, told)
    # On standard input it is the same.
    with open('listing', 'rb') as f:
        draw('--timeline', 'piped.svg', '-', stdin=f)
    with open('drawn.svg', 'rb') as f, open('piped.svg', 'rb') as g:
        check(f.read() == g.read(), name, 'standard input')


def test_faults():
    """Up to where it was judged, and that the rest was not."""
    with open(stream('hvm-1vcpu-16m.xl'), 'rb') as f:
        data = bytearray(f.read())
    at = next(e['offset'] for e in listing('hvm-1vcpu-16m.xl')
              if e.get('name') == 'HVM_CONTEXT')
    data[at + 20] ^= 7
    for what, part in ('flipped', data), ('cut', data[:2700]), ('', b''):
        with open('made.xl', 'wb') as f:
            f.write(part)
        events = listing(os.path.abspath('made.xl'))
        check(events[-1]['verdict'] != 'valid', what, events[-1])
        drawn = is_timeline_of(what, events)
        check((what == 'flipped') == ('not judged' in drawn.words), what)


def test_passes():
    """Pages sent again, with a break in a pass, and by a checkpoint."""
    def page_data(at, first, last):
        return {'event': 'record', 'offset': at, 'layer': 'libxc', 'name':
                'PAGE_DATA', 'first': hex(first), 'last': hex(last), 'pfns': 1,
                'types': {'NOTAB': 1}}

    def record(at, name):
        return {'event': 'record', 'offset': at, 'layer': 'libxc', 'name': name}

    first = [page_data(0, 0, 9), record(100, 'X86_PV_P2M_FRAMES'),
             page_data(200, 10, 19)]
    end = [record(500, 'END'), {'event': 'verdict', 'verdict': 'valid', 'bytes':
                                600, 'file': 'f', 'text': 't'}]
    for events, again in ((first, 0), (first + [page_data(300, 19, 30)], 200),
                          (first + [record(300, 'CHECKPOINT'),
                                    page_data(400, 20, 30)], 100)):
        with open('listing', 'w', encoding='ascii') as f:
            f.writelines(json.dumps(e) + '\n' for e in events + end)
        said = draw('listing')
        told = re.search(r'sent again .* (\d+) bytes', said.out)
        check(said.returncode == 0 and int(told[1] if told else 0) == again,
              again, said.out, said.err)
    # What has no contents has no bytes.
    first[0]['types'] = {'NOTAB': 2, 'L1TAB': 3, 'XALLOC': 4, 'BROKEN': 5,
                         'XTAB': 6}
    end[1]['bytes'] = end[0]['offset'] = 60000
    with open('listing', 'w', encoding='ascii') as f:
        f.writelines(json.dumps(e) + '\n' for e in first[:1] + end)
    said = draw('listing', columns=200)
    check('Contents of pages: 20 KiB' in said.out, said.out)


# ---- in the terminal ----

def cells_in(out):
    return collections.Counter(
        c for line in out.splitlines() if re.match(r' *0x', line)
        for c in re.sub(r'^ *0x\w+ |\d[0-9.]* [A-Za-z]+$', '', line)
        if c != ' ')


def test_terminal():
    rng = random.Random(2)
    ranges = [(i, i, rng.choice(TYPES), rng.choice((1, 2, 4, 8)))
              for i in range(640) if i % 17]
    write_ranges(ranges)
    due = collections.Counter(
        {'XALLOC': 'o', 'BROKEN': 'x'}.get(kind, kind[1]) if kind != 'NOTAB'
        else BLOCKS[sent.bit_length() - 1] for _, _, kind, sent in ranges)
    events = listing('pv64-tiny-remus-4m.xl')
    for columns in 38, 40, 80, 81, 132, 400:
        for source in 'made', 'listing':
            said = draw(source, columns=columns)
            lines = said.out.splitlines()
            check(said.returncode == 0 and '\033' not in said.out and
                  max(map(len, lines)) <= columns, columns, said.out)
        check({part for _, _, part in due_parts(events)} <=
              {line[:18].strip() for line in lines if
               re.search(r' [0-9.]+ (bytes|[KM]iB)$', line)}, columns, said.out)
    write_ranges([(1 << 36, (1 << 36) + 999, 'NOTAB', 1)], 'far')
    for columns in range(80, 100):
        lines = draw('far', columns=columns).out.splitlines()
        check(max(map(len, lines)) <= columns, columns, lines)
    check(cells_in(draw('made', columns=400).out) == due, 'cells',
          cells_in(draw('made', columns=400).out), due)
    check(draw('made', columns=1).returncode == 0, 'a column')


def on_terminal(*arguments, **more):
    """What it writes to one."""
    ours, theirs = pty.openpty()
    env = dict(os.environ, TERM='xterm', COLUMNS='100')
    env.pop('NO_COLOR', None)
    env.update(more)
    child = subprocess.Popen([sys.executable, '-B', SCRIPT, *arguments],
                             stdout=theirs, env=env)
    os.close(theirs)
    out = b''
    while True:
        try:
            some = os.read(ours, 65536)
        except OSError:  # Linux, when the last writer has gone
            some = b''
        if not some:
            break
        out += some
    os.close(ours)
    child.wait(60)
    return out.decode().replace('\r\n', '\n')


def test_colors():
    write_ranges([(0, 9, 'NOTAB', 1), (10, 19, 'L1TAB', 1)])
    listing('hvm-1vcpu-16m.xl')
    for source in 'made', 'listing':
        colored, plain = on_terminal(source), draw(source, columns=100).out
        check('\033[38;5;' in colored, source, 'no color')
        check(re.sub('\033\\[[0-9;]*m', '', colored) == plain, source, colored)
        for more in {'NO_COLOR': '1'}, {'TERM': 'dumb'}:
            check(on_terminal(source, **more) == plain, source, more)


# ---- hostile, malformed, too large ----

EVIL = '<script>"&\'\033[2J\u202e\u0000\ud800\x9b' + 'A' * 5000


def test_hostile():
    write_ranges([(0, 9, 'NOTAB', 1)], 'evil')
    with open('evil/summary.json', 'w', encoding='ascii') as f:
        json.dump({'guest': EVIL, 'xen': EVIL, 'valid': EVIL}, f)
    with open('evil.json', 'w', encoding='ascii') as f:
        for event in {'event': 'header', 'offset': 0, 'layer': EVIL,
                      'name': EVIL}, {
                          'event': 'record', 'offset': 9, 'layer': 'libxc',
                          'name': EVIL}, {
                              'event': 'verdict', 'file': EVIL, 'verdict': EVIL,
                              'text': EVIL, 'bytes': 10, 'offset': 10}:
            f.write(json.dumps(event) + '\n')
    for option, source in ('--map', 'evil'), ('--timeline', 'evil.json'):
        said = draw(source)
        bad = [c for c in said.out if c != '\n' and not c.isprintable()]
        check(said.returncode == 0 and not bad and 'script' in said.out and
              max(map(len, said.out.splitlines())) <= 80, source, said.out,
              said.err)
        said = draw(option, 'evil.svg', source)
        check(said.returncode == 0, source, said.err)
        with open('evil.svg', encoding='utf-8') as f:
            data = f.read()
        drawn = Drawn('evil.svg')
        check('<script' in drawn.title and '<script' not in data and
              len(data) < 6000, source, drawn.title, len(data))
        bad = [c for c in data if c != '\n' and not c.isprintable()]
        check(not bad, source, bad)


RANGE = '{ "start": 0, "end": 1, "type": "NOTAB", "sent": 1 }'
HEAD, TAIL = '{\n\t"ranges": [\n', '\n\t]\n}\n'
END = '{"event":"verdict","file":"f","verdict":"valid","bytes":9,"text":"t"}\n'
RECORD = '{"event":"record","offset":%s,"layer":"libxc","name":"END"}\n'


def test_malformed():
    memory = {
        'good': HEAD + RANGE + TAIL, '': '', 'no ranges': '{\n}\n',
        'cut in a range': HEAD + RANGE[:20], 'cut': HEAD + RANGE + '\n',
        'not JSON': HEAD + '{ start: 0 }' + TAIL, 'list': HEAD + '[]' + TAIL,
        'number': HEAD + '7' + TAIL, 'deep': HEAD + '[' * 50000 + TAIL,
        'long': HEAD + 'x' * 200000 + TAIL, 'binary': HEAD + '\xff' + TAIL,
    }
    for key, values in {
            'start': ('-1', '2', '"0"', 'true', 'NaN', '1e3', 'null'),
            'end': ('-1', '4503599627370496', '9' * 5000, '[]', '1.5'),
            'sent': ('-1', '"1"', 'null'),
            'type': ('"ODD"', '""', '7', 'null', '{}')}.items():
        memory.update({'%s %s' % (key, v[:20]): HEAD + re.sub(
            '"%s": [^, ]*' % key, '"%s": %s' % (key, v), RANGE) + TAIL
            for v in values})
        memory['no ' + key] = HEAD + RANGE.replace(key, 'odd') + TAIL
    memory['twice'] = HEAD + RANGE + ',\n' + RANGE + TAIL
    os.makedirs('bad', exist_ok=True)
    for what, data in memory.items():
        with open('bad/memory.json', 'w', encoding='latin-1') as f:
            f.write(data)
        is_refused(what, '--map', 'bad', what == 'good')
    with open('bad/memory.json', 'w', encoding='ascii') as f:
        f.write(memory['good'])
    for data in '', '[]', '{', '7', '{"guest": 1}':
        with open('bad/summary.json', 'w', encoding='ascii') as f:
            f.write(data)
        is_refused('summary ' + data, '--map', 'bad', False)
    page_data = '{"event":"record","offset":0,"layer":"libxc","name":' \
        '"PAGE_DATA","first":%s,"last":%s,"types":%s}\n'
    events = {
        'good': RECORD % 0 + END, '': '', 'a number': '7\n', 'a list': '[]\n',
        'no verdict': RECORD % 0, 'cut': RECORD % 0 + END[:30],
        'not JSON': 'valid\n', 'binary': '\xff\n', 'deep': '[' * 50000 + '\n',
        'not ascending': RECORD % 8 + RECORD % 7 + END,
        'two': RECORD % 0 + END + RECORD % 0 + END, 'two ends': END + END,
        'no event': '{}\n', 'pages': page_data % (7, 8, '{}') + END,
        'hex': page_data % ('"x"', '"0x1"', '{}') + END,
        'types': page_data % ('"0x1"', '"0x1"', '[]') + END,
        'count': page_data % ('"0x1"', '"0x1"', '{"NOTAB":-1}') + END,
        'bytes': END.replace('9', '"9"'), 'file': END.replace('"f"', '7'),
        'rest': END + '{"event":"rest","bytes":-1}\n',
        'a stream': '\0' * 100000, 'fault': END.replace('valid', 'invalid'),
    }
    events.update({'offset ' + v: RECORD % v + END for v in (
        '-1', '"0"', 'null', '4503599627370496', 'true', '0.5')})
    for what, data in events.items():
        with open('bad.json', 'w', encoding='latin-1') as f:
            f.write(data)
        is_refused(what, '--timeline', 'bad.json', what == 'good')


def is_refused(what, option, source, good):
    """With a clear message, and before anything is written."""
    with open('kept.svg', 'w', encoding='ascii') as f:
        f.write('kept')
    said = draw(option, 'kept.svg', source)
    if good:
        check(said.returncode == 0 and not said.err, what, said.err)
        return
    check(said.returncode == 2 and not said.out and
          said.err.startswith('picture.py: ') and
          said.err.count('\n') == 1 and len(said.err) < 300, option, what,
          said.returncode, said.out, said.err)
    with open('kept.svg', encoding='ascii') as f:
        check(f.read() == 'kept', option, what, 'was replaced')


def test_trouble():
    write_ranges([(0, 9, 'NOTAB', 1)])
    listing('pv64-tiny-1vcpu-4m.xl')
    if not os.path.lexists('full.svg'):
        os.symlink('/dev/full', 'full.svg')
    for option, source in ('--map', 'made'), ('--timeline', 'listing'):
        for arguments in ((option, 'full.svg', source),
                          (option, 'nowhere/a.svg', source),
                          (option, 'a.svg', 'nowhere')):
            said = draw(*arguments)
            check(said.returncode == 2 and said.err.count('\n') == 1 or
                  'usage' in said.err and said.returncode == 2, arguments,
                  said.returncode, said.err)
        with open('/dev/full', 'wb') as f:
            said = subprocess.run([sys.executable, '-B', SCRIPT, source],
                                  stdout=f, stderr=subprocess.PIPE, timeout=60,
                                  check=False)
        check(said.returncode == 2 and said.stderr.count(b'\n') == 1, source,
              'full', said.returncode, said.stderr)
        said = run('sh', '-c', 'exec "$0" -B "$1" "$2" >&-', sys.executable,
                   SCRIPT, source)
        check(said.returncode == 2 and b'Traceback' not in said.stderr, source,
              'closed', said.returncode, said.stderr)
    # What is called wrongly writes nothing.
    for arguments in ((), ('--map', 'made'), ('a', 'b'),
                      ('--map', 'x.svg', 'listing'), ('--map', 'x', 'made'),
                      ('--timeline', 'x.svg', 'made'), ('--timeline', 'listing',
                                                        'listing'),
                      ('--map', 'x.svg', 'made', 'made'), ('--odd', 'x.svg',
                                                           'made')):
        said = draw(*arguments)
        check(said.returncode == 2 and 'usage: ' in said.err and
              not said.out and os.path.getsize('listing') > 1000 and
              not os.path.exists('x.svg') and not os.path.exists('x'),
              arguments, said.err)
    # What to do is told with it.
    os.makedirs('foreign', exist_ok=True)
    for arguments, words in (
            (('--map', 'x.svg', 'listing'), 'wants a directory of xcextract'),
            (('--timeline', 'x.svg', 'made'), 'wants what xcverify --json'),
            (('--map', 'x', 'made'), 'ends with .svg, x does not'),
            ((SCRIPT,), 'is not what xcverify --json prints'),
            (('foreign',), 'unless with --no-counts')):
        said = draw(*arguments)
        check(said.returncode == 2 and words in said.err.replace('\n', ' '),
              arguments, said.err)
    for option in '-h', '--help':
        said = draw(option)
        check(said.returncode == 0 and '--timeline FILE.svg' in said.out and
              not said.err, option, said.out, said.err)


# [proc(5)]: what getrusage() calls the largest begins with this process's own.
MEASURE = '''
import atexit, runpy, sys
atexit.register(lambda: sys.stderr.write(open('/proc/self/status').read()))
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name='__main__')
'''


def measured(*arguments, feed=()):
    """Its status, seconds of the processor, MiB."""
    with open('status', 'w+', encoding='ascii') as f:
        child = subprocess.Popen(
            [sys.executable, '-B', '-c', MEASURE, SCRIPT, *arguments],
            stdin=subprocess.PIPE, stderr=f)
        with child.stdin as pipe:
            for some in feed:
                pipe.write(some)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = status
        f.seek(0)
        mib = int(re.search(r'VmHWM:\s*(\d+) kB', f.read())[1]) >> 10
    return status, usage.ru_utime + usage.ru_stime, mib


def records(count):
    names = list(NAMES)
    for i in range(0, count, 1000):
        yield ''.join(
            '{"event":"record","file":"f","offset":%d,"layer":"libxc","record":'
            '%d,"name":"%s","length":40,"first":"0x0","last":"0x0","types":'
            '{"NOTAB":1}}\n' % (j << 12, j, names[j % len(names)])
            for j in range(i, i + 1000)).encode()
    yield END.replace('9', '%d' % (count << 12)).encode()


def test_large():
    """200,000 of anything: a second or two, and no more memory than for ten."""
    rng = random.Random(3)
    write_ranges((i << 8, (i << 8) + rng.randrange(256), TYPES[i % 7],
                  1 + i % 9) for i in range(200000))
    status, seconds, mib = measured('--map', 'map.svg', 'made')
    size = os.path.getsize('map.svg')
    check(status == 0 and seconds < 60 and mib < 64 and size < BOUND,
          'many ranges', status, seconds, mib, size)
    os.remove('made/memory.json')
    status, seconds, mib = measured('--timeline', 'time.svg', '-',
                                    feed=records(200000))
    size = os.path.getsize('time.svg')
    check(status == 0 and seconds < 60 and mib < 64 and size < BOUND,
          'many records', status, seconds, mib, size)
    # HVM_CONTEXT may have 128 MiB, which are a line of many more.
    entry = b'{"typecode":1,"name":"HEADER","instance":0,"length":24},' * 1000
    status, seconds, mib = measured('--timeline', 'time.svg', '-', feed=[
        b'{"event":"record","offset":0,"layer":"libxc","record":0,"name":'
        b'"HVM_CONTEXT","length":4,"entries":[', *[entry] * 2000, b'{}]}\n',
        END.encode()])
    drawn = Drawn('time.svg')
    check(status == 0 and mib < 64 and 'registers and time' in drawn.words,
          'a long record', status, seconds, mib, drawn.words)


def main():
    names = sorted(os.listdir(os.path.join(BUILD, 'data')))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        for name in names:
            test_map(name)
            test_timeline(name)
        test_made_maps()
        test_looks()
        test_faults()
        test_passes()
        test_terminal()
        test_colors()
        test_hostile()
        test_malformed()
        test_trouble()
        test_large()
        os.chdir('/')
    check.end()


if __name__ == '__main__':
    main()
