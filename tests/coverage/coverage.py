# SPDX-License-Identifier: MIT
# What of a source file was never run? Adds up what gcov tells of all programs
# that have it. usage: coverage.py COUNTS SOURCE EXCEPTIONS
#
# An exception is a line of the source, as it is but for the space around it, a
# tab, and the reason. One that is reached after all is a fault, too.
import collections
import json
import sys

counts, source, exceptions = sys.argv[1:]
lines = collections.Counter()
branches = collections.defaultdict(collections.Counter)
with open(counts, encoding='utf-8') as f:
    for text in f:
        for file in json.loads(text)['files']:
            if not file['file'].endswith(source):
                continue
            for line in file['lines']:
                number = line['line_number']
                lines[number] += line['count']
                for i, branch in enumerate(line['branches']):
                    branches[number][i] += branch['count']
with open(source, encoding='utf-8') as f:
    texts = [line.strip() for line in f]
with open(exceptions, encoding='utf-8') as f:
    excused = dict(line.rstrip('\n').split('\t') for line in f)

missed = [n for n in sorted(lines) if not lines[n] or
          0 in branches[n].values()]
failed = 0
for n in missed:
    what = 'not reached' if not lines[n] else 'one way only'
    if texts[n - 1] not in excused:
        failed += 1
        print(f'FAILED: {source}:{n}: {what}: {texts[n - 1]}')
for text in excused.keys() - {texts[n - 1] for n in missed}:
    failed += 1
    print(f'FAILED: {exceptions}: reached, or not there: {text}')


def ratio(numbers):
    numbers = list(numbers)
    return f'{sum(n > 0 for n in numbers)} of {len(numbers)}'


print('lines:', ratio(lines.values()))
print('branches:', ratio(n for b in branches.values() for n in b.values()),
      f'({len(excused)} lines excused)')
sys.exit(failed > 0 or not lines)
