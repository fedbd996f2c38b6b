# SPDX-License-Identifier: MIT
# How much of the files in examples/ was run, by what gcov tells of all programs
# that have them? usage: tools.py COUNTS PERCENT, of branches at least
import collections
import json
import sys

counts, least = sys.argv[1], float(sys.argv[2])
lines = collections.defaultdict(collections.Counter)
branches = collections.defaultdict(collections.Counter)
with open(counts, encoding='utf-8') as f:
    for text in f:
        for file in json.loads(text)['files']:
            name = file['file'][file['file'].find('examples/'):]
            if not name.startswith('examples/'):
                continue
            for line in file['lines']:
                number = line['line_number']
                lines[name][number] += line['count']
                for i, branch in enumerate(line['branches']):
                    branches[name][number, i] += branch['count']


def reached(counter):
    return sum(n > 0 for n in counter.values()), len(counter)


def percent(part, all_):
    return 100 * part / all_ if all_ else 100


for name in sorted(lines):
    print('%-30s %4d of %4d lines, %4d of %4d branches, %3.0f %%' % (
        name, *reached(lines[name]), *reached(branches[name]),
        percent(*reached(branches[name]))))
total = [sum(n) for n in zip(*(reached(c) for c in branches.values()))]
print('branches: %d of %d, %.1f %%' % (*total, percent(*total)))
sys.exit(not total[1] or percent(*total) < least)
