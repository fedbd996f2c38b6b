#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Draw a guest's memory, or which bytes of a stream are what.

DIR is a directory that xcextract has written; LISTING what xcverify --json
prints, or - for standard input. Without an option it draws in the terminal. It
needs no more memory for more input, and FILE stays below 300 KB: if there are
too many cells, two become one. Exit status: 0, or 2 if something could not be
read, understood or written.
"""
import argparse
import collections
import html
import json
import os
import shutil
import sys
import textwrap

PAGE, LINE = 4096, 1 << 16
# Of Okabe's and Ito's palette, which nearly all eyes can tell apart
SKY, BLUE, GREEN, ORANGE = '#56b4e9', '#0072b2', '#009e73', '#e69f00'
RED, PURPLE, GREY = '#d55e00', '#cc79a7', '#777777'
# How often pages were sent, on average, and how that is shown
SENT = 'once', 'up to twice', 'up to 4 times', 'more often'
BLOCKS, SHADES = '░▒▓█', (.82, .63, .46, .32)
HEIGHTS = ' ▁▂▃▄▅▆▇█'
# Types of pages: a sign, a color, a name. The later, the rarer.
TYPES = {
    'NOTAB': ('', SKY, 'memory'),
    'XALLOC': ('o', GREEN, 'memory, empty'),
    'L1TAB': ('1', ORANGE, 'page tables'),
    'L2TAB': ('2', ORANGE, 'of level 2'),
    'L3TAB': ('3', ORANGE, 'of level 3'),
    'L4TAB': ('4', ORANGE, 'of level 4'),
    'BROKEN': ('x', PURPLE, 'memory that failed'),
}
EMPTY = 'XTAB', 'XALLOC', 'BROKEN'  # types of pages without contents
# Parts of a stream: a color, and how the names of their records begin
PARTS = {
    'headers and others': (BLUE, ()),
    'static data': (PURPLE, ('X86_PV_INFO', 'X86_CPUID', 'X86_MSR', 'STATIC')),
    'memory, first pass': (SKY, ('X86_PV_P2M', 'PAGE_DATA')),
    'memory, sent again': (ORANGE, ()),
    'registers and time': (GREEN, ('X86_TSC', 'SHARED', 'X86_PV_VCPU', 'HVM')),
    'device model': (RED, ('EMULATOR',)),
    'checkpoints, ends': (GREY, ('VERIFY', 'CHECKPOINT', 'END')),
    'not judged': (GREY, ()),
    'behind the stream': (GREY, ()),
}
OTHERS, _, MEMORY, AGAIN, _, _, _, UNREAD, REST = PARTS

# What both pictures are. A row is its name, what is at its end, and its cells,
# by columns. The sign of a cell is on the color of `ground`; height is 1 to 8.
Picture = collections.namedtuple('Picture', 'title notes columns ticks rows '
                                            'legend')
Cell = collections.namedtuple('Cell', 'color shade height sign ground words')


class Bins:
    """How much of what is where: cells of 2^shift places, in rows."""

    def __init__(self, columns, room):
        self.columns, self.room, self.shift = columns, room, 0
        self.cells, self.rows, self.all = {}, set(), {}

    def put(self, at, kind, count, times):
        cell = self.cells.get(at)
        if cell is None:
            cell = self.cells[at] = {}
            self.rows.add(at // self.columns)
        old = cell.get(kind, (0, 0))
        cell[kind] = old[0] + count, old[1] + times

    def fold(self):
        cells, self.cells, self.rows = self.cells, {}, set()
        self.shift += 1
        for at, cell in cells.items():
            for kind, amounts in cell.items():
                self.put(at >> 1, kind, *amounts)

    def add(self, first, end, kind, times=1):
        self.all[kind] = self.all.get(kind, 0) + end - first
        while end - first >> self.shift > 2 * self.columns * self.room:
            self.fold()
        while first < end:
            at = first >> self.shift
            border = min(end, at + 1 << self.shift)
            self.put(at, kind, border - first, (border - first) * times)
            first = border
        while len(self.rows) > self.room:
            self.fold()


# ---- what is read ----

def number(value):
    """No address and no offset is larger."""
    if type(value) is not int or not 0 <= value < 1 << 52:
        raise ValueError('a number is wrong')
    return value


def plain(value, room=90):
    """What comes from a stream, for a terminal."""
    return ''.join(c if c.isprintable() else '?' for c in str(value)[:room])


def size(count):
    unit = (max(count, 1).bit_length() - 1) // 10
    return '%.4g %s' % (count / (1 << 10 * unit), (
        'bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB')[unit])


def lines_of(f):
    """Those of a file; of a record that has many MiB, what matters here."""
    while line := f.readline(LINE):
        if len(line) == LINE and line[-1] != '\n':
            while (rest := f.readline(LINE)) and rest[-1] != '\n':
                pass
            line = line.partition(',"length":')[0] + '}'
        yield line.strip()


def ranges_of(f):
    lines = lines_of(f)
    if '"ranges": [' in lines:  # and it goes on behind that
        for line in lines:
            if line == ']':
                return
            yield json.loads(line.rstrip(','))
    raise ValueError('the ranges have no beginning, or no end')


def title_of(directory):
    name = os.path.join(directory, 'summary.json')
    if not os.path.exists(name):  # --only=memory
        return "A guest's memory"
    with open(name, encoding='ascii') as f:
        said = json.loads(f.read(1 << 20))
    return 'Memory of a guest (%s, Xen %s)%s' % (
        plain(said.get('guest', 'unknown')), plain(said.get('xen', 'unknown')),
        '' if said['valid'] else ', from a stream that is not valid')


# ---- the memory ----

def cell_of(kinds, first):
    pages, times = map(sum, zip(*kinds.values()))
    _, color, _ = TYPES[max(kinds, key=lambda kind: kinds[kind][0])]
    sign, ground, _ = TYPES[max(kinds, key=list(TYPES).index)]
    shade = sum(times > pages * often for often in (1, 2, 4))
    words = ', '.join('%s %d' % (kind, n) for kind, (n, _) in kinds.items())
    return Cell(color, shade, 8, sign, ground, '%#x: %s; sent %.3g' % (
        first, words, times / pages))


def memory_of(directory, columns):
    bins, behind, holes = Bins(columns, 24), 0, 0
    name = os.path.join(directory, 'memory.json')
    with open(name, encoding='ascii') as f:
        for r in ranges_of(f):
            start, end = number(r['start']), number(r['end']) + 1
            kind = r['type'].replace('_PIN', '')
            if not behind <= start < end:
                raise ValueError('ranges do not ascend')
            if kind == 'XTAB':
                holes += end - start
            elif kind in TYPES:
                bins.add(start, end, kind, number(r['sent']))
            else:
                raise ValueError('a type of pages is unknown')
            behind = end
    rows, behind = [], 0
    for at in (row * columns for row in sorted(bins.rows)):
        if at > behind:
            rows.append(('', '%s without memory' % size(
                PAGE * (at - behind << bins.shift)), {}))
        cells = {i: cell_of(bins.cells[at + i], at + i << bins.shift)
                 for i in range(columns) if at + i in bins.cells}
        rows.append(('%#x' % (at << bins.shift), size(PAGE * at << bins.shift),
                     cells))
        behind = at + columns
    pages = 1 << bins.shift
    notes = ['A cell is %d page%s (%s), a row is %s.' % (
        pages, 's' * (pages > 1), size(PAGE * pages),
        size(PAGE * pages * columns)),
             'Colour: what most of it is. Sign: what is rarest in it. Shade: '
             'how often it was sent, on average.']
    if holes:
        notes[0] += ' %d pages are not memory (XTAB).' % holes
    ticks = [(i, '+%#x, %s' % (pages * i, size(PAGE * pages * i)))
             for i in range(0, columns, columns // 4)]
    legend = [(Cell(color, 0, 8, sign, color, kind), '%s (%s): %d' % (
        name, kind, bins.all[kind]))
        for kind, (sign, color, name) in TYPES.items() if kind in bins.all]
    legend += [(Cell(SKY, i, 8, '', SKY, words), 'sent %s' % words)
               for i, words in enumerate(SENT)]
    return Picture(title_of(directory), notes, columns, ticks, rows, legend)


# ---- the stream ----

class Stream:
    """Bytes by the parts that they belong to, in at most so many columns."""

    def __init__(self, listing, columns):
        self.bins, self.at, self.part = Bins(1, columns), 0, OTHERS
        self.last, self.again, self.contents = -1, False, 0
        self.title = self.verdict = ''
        for line in lines_of(listing):
            event = json.loads(line)
            if self.verdict and event['event'] not in ('rest', 'summary'):
                raise ValueError('there is more than one stream')
            if event['event'] in ('header', 'record'):
                self.begin(number(event['offset']), self.part_of(event))
            elif event['event'] == 'verdict':
                self.judge(event)
            elif event['event'] == 'rest':
                self.begin(self.at + number(event['bytes']), REST)
        if not self.verdict:
            raise ValueError('the listing has no verdict')

    def begin(self, at, part):
        """What had begun is up to there, and then comes something else."""
        if at < self.at:
            raise ValueError('offsets do not ascend')
        if at > self.at:
            self.bins.add(self.at, at, self.part)
        self.at, self.part = at, part

    def judge(self, event):
        end = max(self.at, number(event['bytes']))
        if event['verdict'] != 'valid':
            self.begin(min(max(self.at, number(event['offset'])), end), UNREAD)
        self.begin(end, REST)
        self.title = '%s, %s' % (plain(os.path.basename(event['file'])),
                                 size(end))
        self.verdict = plain('%(verdict)s: %(text)s' % event, 400)

    def part_of(self, event):
        if event['event'] == 'header' or event['layer'] == 'xapi':
            return OTHERS
        name = event['name']
        if name == 'PAGE_DATA':
            self.again |= int(event['first'], 16) <= self.last
            self.last = int(event['last'], 16)
            self.contents += PAGE * sum(
                number(n) for k, n in event['types'].items() if k not in EMPTY)
        elif name in ('VERIFY', 'CHECKPOINT'):
            self.last = float('inf')
        part = next((part for part, (_, names) in PARTS.items()
                     if name.startswith(names)), OTHERS)
        return AGAIN if part == MEMORY and self.again else part


def timeline_of(listing, columns):
    stream = Stream(listing, columns)
    bins, end, rows = stream.bins, stream.at, []
    for part, (color, _) in PARTS.items():
        cells = {}
        for at, kinds in bins.cells.items() if part in bins.all else ():
            first, behind = at << bins.shift, min(end, at + 1 << bins.shift)
            if part in kinds:
                count, _ = kinds[part]
                cells[at] = Cell(color, 0, -(-8 * count // (behind - first)),
                                 '', color, '%d to %d: %d bytes' % (
                                     first, behind - 1, count))
        if cells:
            rows.append((part, size(bins.all[part]), cells))
    memory = bins.all.get(MEMORY, 0) + bins.all.get(AGAIN, 0)
    step = 1 << max(0, end.bit_length() - 3)
    ticks = [(at / (1 << bins.shift), size(at))
             for at in range(0, end + 1, step)]
    notes = [stream.verdict, 'A column is %s; the higher a bar, the more of '
             'that. Contents of pages: %s of the memory.' % (
                 size(1 << bins.shift), size(min(stream.contents, memory)))]
    columns = max(1, len(bins.cells))
    return Picture(stream.title, notes, columns, ticks, rows, [])


# ---- in the terminal ----

def terminal(picture, width, colors):
    def draw(cell):
        char = cell.sign or (BLOCKS[cell.shade] if picture.legend else
                             HEIGHTS[cell.height])
        r, g, b = (int(cell.ground[i:i + 2], 16) * 5 // 340 for i in (1, 3, 5))
        return '\033[38;5;%dm%s\033[0m' % (16 + 36 * r + 6 * g + b, char) \
            if colors else char

    for words in picture.title, *picture.notes:
        yield textwrap.fill(words, width)
    margin = max((len(name) for name, _, _ in picture.rows), default=0)
    for name, end, cells in picture.rows:
        bar = ''.join(draw(cells[i]) if i in cells else ' '
                      for i in range(picture.columns if cells else 0))
        room = width - margin - 2 - (picture.columns if cells else 0)
        yield ('%*s %s %s' % (margin, name, bar, end if len(end) <= room else
                              '')).rstrip()
    for cell, words in picture.legend:
        yield '%s %s' % (draw(cell), words)


# ---- as SVG ----

STYLE = '''text{font:12px sans-serif;fill:#222}.title{font-size:18px}
.axis{font-size:10px}.end{text-anchor:end}rect{shape-rendering:crispEdges}
.sign{font-size:10px;text-anchor:middle;fill:#000}.white{fill:#fff}'''


def element(name, inner='', **attributes):
    return '<%s%s>%s</%s>' % (name, ''.join(
        ' %s="%s"' % pair for pair in attributes.items()), inner, name)


def text(x, y, words, style=''):
    return element('text', html.escape(words), x=x, y=y, **{'class': style})


def box(x, y, width, height, color, shade=1):
    fill = '#' + ''.join('%02x' % round(int(color[i:i + 2], 16) * shade)
                         for i in (1, 3, 5))
    return element('rect', x=x, y=y, width=width, height=height, fill=fill)


def symbol(wide, high, cell):
    tall = high * cell.height / 8
    parts = box(0, high - tall, wide, tall, cell.color, SHADES[cell.shade])
    style = 'sign'
    if cell.ground != cell.color:
        parts += box(2, 1, wide - 4, high - 2, cell.ground, SHADES[0])
    elif cell.shade:
        style = 'sign white'
    return parts + text(wide / 2, high - 2, cell.sign, style)


def svg(picture):
    left, y, names, parts = 140, 56, {}, []
    step = 768 / picture.columns
    wide, high = (step - 1, 11) if picture.legend else (step + .2, 24)

    def use(x, y, cell):
        name = names.setdefault(cell[:-1], 'c%d' % len(names))
        return element('use', element('title', cell.words), href='#' + name,
                       x='%.5g' % x, y=y)

    for words in picture.notes:
        for line in textwrap.wrap(words, 140):
            parts.append(text(20, y, line))
            y += 18
    y += 12
    for column, words in picture.ticks:
        parts += [text(left + step * column, y, words, 'axis'),
                  box(left + step * column, y + 3, 1, 4, '#222222')]
    y += 10
    for name, end, cells in picture.rows:
        if not cells:
            parts.append(text(left, y + 10, end, 'axis'))
        else:
            parts += [text(left - 8, y + high - 2, name, 'axis end'),
                      box(left, y, 768, high, '#f5f5f5'),
                      text(left + 776, y + high - 2, end, 'axis')]
        parts += [use(left + step * i, y, cell) for i, cell in cells.items()]
        y += high + (1 if picture.legend and cells else 4)
    for i, (cell, words) in enumerate(picture.legend):
        parts += [use(left, y + 14 + 18 * i, cell),
                  text(left + 20, y + 24 + 18 * i, words)]
    y += 18 * len(picture.legend) + 30
    symbols = (element('g', symbol(wide, high, Cell(*looks, '')), id=name)
               for looks, name in names.items())
    return ['<svg xmlns="http://www.w3.org/2000/svg" lang="en" width="1000" '
            'viewBox="0 0 1000 %d">' % y, element('style', STYLE),
            element('title', html.escape(picture.title)),
            element('defs', ''.join(symbols)), box(0, 0, 1000, y, '#ffffff'),
            text(20, 32, picture.title, 'title'), *parts, '</svg>']


def options():
    parser = argparse.ArgumentParser(
        prog='picture.py', allow_abbrev=False, description=__doc__,
        usage='%(prog)s [--map FILE.svg] DIR\n'
              '       %(prog)s [--timeline FILE.svg] LISTING',
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('source', metavar='DIR or LISTING')
    for name, of in ('--map', 'the memory in DIR'), ('--timeline', 'LISTING'):
        parser.add_argument(name, metavar='FILE.svg',
                            help='write a picture of ' + of)
    args = parser.parse_args()
    is_map = os.path.isdir(args.source)
    source = plain(args.source)
    if args.map is not None and not is_map:
        parser.error('--map wants a directory of xcextract, %s is none' % source)
    if args.timeline is not None and is_map:
        parser.error('--timeline wants what xcverify --json prints, %s is a '
                     'directory' % source)
    name = args.map if is_map else args.timeline
    if name is not None and not name.endswith('.svg'):
        parser.error('the name of a picture ends with .svg, %s does not' %
                     plain(name))
    return args.source, is_map, name


def main():
    source, is_map, name = options()
    width = shutil.get_terminal_size().columns
    try:
        if is_map:
            picture = memory_of(source, 64 if name else max(
                8, 1 << (width - 16).bit_length() - 1))
        else:
            with open(0 if source == '-' else source, encoding='ascii') as f:
                picture = timeline_of(f, 240 if name else max(8, width - 31))
        lines = svg(picture) if name else terminal(
            picture, width, os.isatty(1) and not os.environ.get('NO_COLOR') and
            os.environ.get('TERM') != 'dumb')
        whole = '\n'.join(lines) + '\n'
        with open(name or 1, 'w', encoding='utf-8') as f:
            f.write(whole)
    except OSError as error:
        hint = ('; xcextract writes it, unless with --no-counts'
                if 'memory.json' in str(error.filename) else '')
        print('picture.py: %s%s' % (error, hint), file=sys.stderr)
        return 2
    except (ValueError, LookupError, TypeError, AttributeError,
            RecursionError) as error:
        print('picture.py: %s is not what %s: %s' % (
            plain(source), 'xcextract writes' if is_map else
            'xcverify --json prints', plain(error)), file=sys.stderr)
        return 2
    return 0


if __name__ == '__main__':
    sys.exit(main())
