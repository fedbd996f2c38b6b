#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Would the tests notice if the header were wrong?

usage: mutate.py BUILD_DIR [NUMBER [SEED]]

Makes copies of xcstream.h that are wrong in one place each: an operator, a
constant, a condition, a statement that is gone, a cell of a table. Each must be
noticed by a test. NUMBER is how many of all, chosen by SEED; 0: all. Those that
nobody noticed are listed, and make it exit with 1, unless tests/mutation/
equivalent has them: there it says why no test can notice.

The tests are compiled once, with the right header: only what has the functions
of the header is compiled for each copy.
"""
import concurrent.futures
import os
import random
import re
import resource
import shutil
import subprocess
import sys

HEADER = 'xcstream.h'
EQUIVALENT = 'tests/mutation/equivalent'
# An index out of bounds is noticed, too.
FLAGS = ['-std=c99', '-O1', '-w', '-I.', '-Itests', '-fsanitize=bounds',
         '-fsanitize-undefined-trap-on-error']
CPU_SECONDS = 60  # of a test; some copies loop for ever
# In this order; who needs the header's functions compiled into a file
TESTS = {
    'unit': ['tests/unit/unit.c', 'tests/unit/context.c'],
    'conformance': ['tests/conformance/conformance.c',
                    'tests/conformance/fields.c',
                    'tests/conformance/receiver.c'],
    'order': ['tests/order/order.c', 'tests/order/rules.c'],
    'events': ['tests/unit/events.c'],
    'property': ['tests/property/property.c', 'tests/naive.c'],
}
TABLE = ['tests/builder.c', 'tests/conformance/edit.c']


def blank_comments(text):
    """The same text, with spaces for comments, strings and annotations."""
    def blank(match):
        return re.sub(r'[^\n]', ' ', match.group(0))
    pattern = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\''
    return re.sub(pattern, blank, text, flags=re.S)


# What is put in place of what: a pattern for the place, and what comes there.
OPERATORS = [
    (r'(?<= )<=(?= )', ['<']),
    (r'(?<= )>=(?= )', ['>']),
    (r'(?<= )<(?= )', ['<=']),
    (r'(?<= )>(?= )', ['>=']),
    (r'(?<= )==(?= )', ['!=']),
    (r'(?<= )!=(?= )', ['==']),
    (r'&&', ['||']),
    (r'\|\|', ['&&']),
    (r'(?<= )\+(?= )', ['-']),
    (r'(?<= )-(?= )', ['+']),
    (r'(?<= )&(?= )', ['|']),
    (r'(?<= )\|(?= )', ['&']),
    (r'(?<= )\|=(?= )', ['=']),
    (r'(?<= )&=(?= )', ['=']),
    (r'(?<= )%(?= )', ['/']),
    (r'\btrue\b', ['false']),
    (r'\bfalse\b', ['true']),
    (r'(?<=\()!(?=\w)', ['']),
    (r'(?<= )!(?=\w)', ['']),
]
NUMBER = re.compile(r'\b(0x[0-9a-f]+|\d+)(u?)\b')

# The cells of a list: what else stands in the same column.
WORDS = {
    'guest': ['ANY', 'PV', 'HVM'],
    'of': ['IMAGE', 'EPOCH', 'STREAM'],
    'how': ['PLAIN', 'LOOSE', 'SINGLE', 'LOOSE_SINGLE', 'LOOSE_ONCE',
            'LOOSE_LAST', 'LOOSE_TURN', 'V3_SINGLE', 'V3_LOOSE_ONCE',
            'BACK_TURN', 'ONLY_BACK', 'REFUSED'],
    'by': ['NOBODY', 'R', 'D', 'VD', 'VR', 'VRD', 'SVD', 'SVR', 'SVRD'],
    'instances': ['ONE', 'TWO', 'VCPU'],
    'limit': ['LIBXC', 'LEAVES', 'MSRS', 'LIBXL', 'QEMU'],
    'how told': ['NUMBER', 'HEX', 'AT_MOST', 'AT_MOST_HEX', 'TYPE', 'GUEST',
                 'FOUND', 'NOTHING'],
    'class': ['CALLER', 'TRUNCATION', 'STREAM', 'RECORD'],
    'turn': ['ONWARD', 'OPEN', 'BEHIND', 'COLO', 'COLO_OPEN', 'COLO_STATE',
             'BACK_READY', 'BACK_RESUMED', 'BACK_SUSPENDED', 'BACK_DIRTY'],
    'rule': ['ONE_OF', 'BITS', 'SET', 'AT_MOST', 'POWER', 'CANONICAL',
             'EQUAL', 'UNLIKE'],
    'code': ['MAGIC', 'LEGACY', 'VERSION', 'RESERVED', 'SPARE_BITS',
             'HVM_HARM', 'HVM_VALUE', 'XL_FLAGS', 'TSC_KHZ'],
    'group': ['NONE', 'PAGES', 'WHOLE', 'STATIC_AND_INFO', 'STATIC_AND_P2M',
              'BEFORE_VCPU', 'BOTH_CONTEXTS', 'STATE', 'STATE_AGAIN',
              'AT_CHECKPOINT', 'ANY_LIBXC'],
}
RECORD = [None, 'number', 'guest', 'how', 'number', 'step', 'number',
          'limit', 'item', 'item'] + ['group'] * 6
LISTS = {
    'XCSTREAM_FAULTS': [None, 'class', 'by', 'how told', None],
    'XCSTREAM_LIBXC_RECORDS': RECORD,
    'XCSTREAM_LIBXL_RECORDS': RECORD,
    'XCSTREAM_XAPI_RECORDS': RECORD,
    'XCSTREAM_HVM_ENTRIES': [None, 'number', 'instances', 'number', 'number'],
    'XCS__FACTS': [None, 'guest', 'of', None],
    'XCS__TURNS': [None, None, 'number', 'number', 'turn', 'turn'],
    'XCS__WORDS': [None, None, 'number', 'number', None],
}
CHECK = ['item', None, 'rule', 'number', 'code']


def cell_values(column, cell):
    """What is put in place of a cell."""
    if column == 'number':
        if re.fullmatch(r'0x[0-9a-f]+|\d+', cell):
            return [str(int(cell, 0) + 1)]
        if cell == 'XCS__ANY':
            return ['8']
        return ['1'] if re.fullmatch(r'[A-Z_0-9]+', cell) else []
    if column == 'step':  # one more than 0 is the same
        return [str(int(cell) + 8)]
    if column == 'item':
        return ['NONE'] if cell != 'NONE' else []
    if column == 'group':  # one that is far from it, and none
        others = WORDS[column]
        at = others.index(cell) if cell in others else 0
        return sorted({'NONE', others[(at + 5) % len(others)]} - {cell})
    if column not in WORDS or cell not in WORDS[column]:
        return []
    others = WORDS[column]
    return [others[(others.index(cell) + 1) % len(others)]]


def arguments(text, start):
    """(begin, end) of each argument of the parentheses that open there."""
    depth, begin, found = 0, start + 1, []
    for i in range(start, len(text)):
        if text[i] == '(':
            depth += 1
        elif text[i] == ')':
            depth -= 1
        if (text[i] == ',' and depth == 1) or depth == 0:
            found.append((begin, i))
            begin = i + 1
        if depth == 0:
            return found, i + 1
    raise ValueError('unbalanced parentheses')


def stripped(text, begin, end):
    while begin < end and text[begin] in ' \t\n\\':
        begin += 1
    while end > begin and text[end - 1] in ' \t\n\\':
        end -= 1
    return begin, end


def cells_of(text, kind, columns, pattern, area):
    """Mutants of the rows of a list: each cell, and the row that is gone."""
    for row in re.compile(pattern).finditer(text, *area):
        spans, _ = arguments(text, row.end() - 1)
        if len(spans) != len(columns):
            continue
        for column, span in zip(columns, spans):
            begin, end = stripped(text, *span)
            for value in cell_values(column, text[begin:end]):
                yield begin, end, value, kind


def tables(text):
    """Mutants of the lists, and where these are."""
    areas = []
    for name, columns in LISTS.items():
        start = re.search(r'^#define %s\(X\)' % name, text, re.M)
        end = re.compile(r'[^\\]\n').search(text, start.end()).end()
        areas.append((start.start(), end))
        yield from cells_of(text, name, columns, r'\bX\(',
                            (start.end(), end))
    start = text.index('#define XCS__ITEMS(')
    end = re.compile(r'[^\\]\n').search(text, start).end()
    areas.append((start, end))
    for row in re.compile(r'\b([CO])\((?=[A-Z])').finditer(text, start, end):
        spans, past = arguments(text, row.end() - 1)
        if len(spans) != len(CHECK):
            continue
        tail = past
        yield row.start(), tail, '', 'a check is gone'
        for column, span in zip(CHECK[2:], spans[2:]):
            begin, stop = stripped(text, *span)
            for value in cell_values(column, text[begin:stop]):
                yield begin, stop, value, 'XCS__ITEMS'
    return areas


def statements(line):
    """Is the line a whole statement that could be gone?"""
    body = line.strip()
    if not body.endswith(';') or body.count('(') != body.count(')'):
        return False
    if re.match(r'(return|break|continue|goto|case|default|else|for|while|do'
                r'|if|const|static|struct|enum|unsigned|bool|char|typedef'
                r'|size_t|u?int\w*|extern|#|})\b', body):
        return False
    return bool(re.match(r'[\w>\-.\[\]*/ +]+( [-+*/%&|]?= |\(|\+\+|--)', body))


def code(text, start):
    """Mutants of the functions."""
    at = start
    for line in text[start:].split('\n'):
        if line.startswith('\t') and not line.startswith('\t@'):
            for pattern, values in OPERATORS:
                for match in re.finditer(pattern, line):
                    for value in values:
                        yield (at + match.start(), at + match.end(), value,
                               'operator')
            for match in NUMBER.finditer(line):
                value = int(match.group(1), 0) + 1
                yield (at + match.start(), at + match.end(),
                       '%d%s' % (value, match.group(2)), 'constant')
            condition = re.match(r'\t+(?:} else )?(?:if|while) \((.*)\)( {)?$',
                                 line)
            if condition:
                yield (at + condition.start(1), at + condition.end(1),
                       '!(%s)' % condition.group(1), 'condition')
            if statements(line):
                body = line.strip()
                begin = at + line.index(body)
                yield begin, begin + len(body), ';', 'a statement is gone'
        at += len(line) + 1


def all_mutants(source):
    text = blank_comments(source)
    start = text.index('xcs__is_tolerated(const struct xcstream')
    for begin, end, value, kind in list(tables(text)) + list(
            code(text, start)):
        if value.startswith('!(') and kind == 'condition':
            value = '!(%s)' % source[begin:end]
        if source[begin:end] != value:
            yield begin, end, value, kind


def name_of(source, mutant):
    """As `equivalent` has it: the line, and what is changed in it."""
    begin, end, value, kind = mutant
    first = source.rindex('\n', 0, begin) + 1
    line = re.sub(r'\s+', ' ', source[first:source.index('\n', end)])
    line = line.rstrip(' \\').strip()
    old = re.sub(r'\s+', ' ', source[begin:end])
    nth = source[first:begin].count(source[begin:end]) + 1
    return '%s: `%s`: %s (%d) -> %s' % (kind, line, old, nth, value)


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    os.nice(5)


def run(command, **kwargs):
    return subprocess.run(command, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, preexec_fn=limit,
                          check=False, **kwargs).returncode


class Bench:
    """Where the tests are built, once, and the copies of the header tried."""

    def __init__(self, build):
        self.dir = os.path.join(build, 'mutation')
        shutil.rmtree(self.dir, ignore_errors=True)
        os.makedirs(self.dir)
        self.cc = os.environ.get('CC', 'cc').split()
        for source in {s for sources in TESTS.values()
                       for s in sources} | set(TABLE) | set(self.rows()):
            if source != 'tests/order/order.c':
                self.compile(source, self.object(source), ['-I.'])

    @staticmethod
    def rows():
        where = 'tests/conformance/rows'
        return [os.path.join(where, f) for f in sorted(os.listdir(where))]

    def object(self, source):
        return os.path.join(self.dir, source.replace('/', '-') + '.o')

    def compile(self, source, to, include):
        if run(self.cc + include + FLAGS + ['-c', source, '-o', to]):
            sys.exit('mutate.py: %s does not compile' % source)

    def try_one(self, number, text):
        """The test that notices it, or '' if none does."""
        where = os.path.join(self.dir, str(number))
        os.makedirs(where)
        try:
            with open(os.path.join(where, HEADER), 'w',
                      encoding='utf-8') as f:
                f.write(text)
            return self.tests(where)
        finally:
            shutil.rmtree(where)

    def tests(self, where):
        trace = os.path.join(where, 'trace.o')
        order = os.path.join(where, 'order.o')
        include = self.cc + ['-I' + where] + FLAGS
        if run(include + ['-c', 'tests/trace.c', '-o', trace]):
            return 'the compiler'
        for test, sources in TESTS.items():
            program = os.path.join(where, test)
            objects = [self.object(s) for s in sources]
            if test == 'order':
                if run(include + ['-DXCSTREAM_STATIC', '-c', sources[0],
                                  '-o', order]):
                    return 'the compiler'
                objects[0] = order
            else:
                objects += [trace] + [self.object(s) for s in self.rows()]
                objects.append(self.object(TABLE[1]))
            if test == 'unit':  # has the lists of the interface, too
                objects[0] = os.path.join(where, 'unit.o')
                if run(include + ['-c', sources[0], '-o', objects[0]]):
                    return 'the compiler'
            objects.append(self.object(TABLE[0]))
            libraries = [] if test == 'order' else ['-lcmocka']
            if run(self.cc + ['-o', program] + objects + libraries):
                return 'the compiler'
            if run([os.path.abspath(program)]):
                return test
        return ''


def read_equivalent():
    names = set()
    with open(EQUIVALENT, encoding='utf-8') as f:
        for line in f:
            if line.strip() and not line.startswith(('#', '\t')):
                names.add(line.rstrip('\n'))
    return names


def main():
    build = sys.argv[1]
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    with open(HEADER, encoding='utf-8') as f:
        source = f.read()
    every = sorted(set(all_mutants(source)))
    chosen = every
    if number and number < len(every):
        chosen = random.Random(seed).sample(every, number)
    equivalent = read_equivalent()
    gone = equivalent - {name_of(source, mutant) for mutant in every}
    if gone:
        sys.exit('mutate.py: %s has what is not there: %s' %
                 (EQUIVALENT, '\n'.join(sorted(gone))))
    bench = Bench(build)
    if bench.try_one('right', source):
        sys.exit('mutate.py: the tests fail without a fault')
    noticed, survivors = {}, []

    def attempt(i):
        begin, end, value, _ = chosen[i]
        return bench.try_one(i, source[:begin] + value + source[end:])

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for i, test in enumerate(pool.map(attempt, range(len(chosen)))):
            name = name_of(source, chosen[i])
            line = source.count('\n', 0, chosen[i][0]) + 1
            if not test and name in equivalent:
                test = 'nobody, as equivalent'
            if not test:
                survivors.append(name)
                print('SURVIVED: line %d: %s' % (line, name), flush=True)
            noticed[test] = noticed.get(test, 0) + 1
    # A full disk, say, would have been noticed by the compiler all the time.
    if bench.try_one('right again', source):
        sys.exit('mutate.py: now the tests fail without a fault')
    for test, n in sorted(noticed.items()):
        print('%5d noticed by %s' % (n, test or 'NOBODY'))
    print('mutation: %d of %d wrong headers (seed %d), %d survived' %
          (len(chosen), len(every), seed, len(survivors)))
    sys.exit(1 if survivors else 0)


main()
