#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tell what has changed from one save of a guest to the next.

BEFORE and AFTER are directories that xcextract has written. There is a line for
each range of pages that differ, with how many bytes of it do, and for each
register or field. Exit status: 0 if nothing has changed, 1 if something has, 2
if it cannot be told.
"""
import argparse
import bisect
import json
import os
import re
import sys

PAGE = 4096
EMPTY = 'BROKEN', 'XALLOC', 'XTAB'  # types of pages without contents


def load(directory, name):
    with open(os.path.join(directory, name), encoding='ascii') as f:
        return json.load(f)


def ranges_of(directory):
    """Ranges of pages with contents, in order: first, and behind the last."""
    return [(r['start'], r['end'] + 1)
            for r in load(directory, 'memory.json')['ranges']
            if r['type'] not in EMPTY]


def has(ranges, pfn):
    at = bisect.bisect_right(ranges, (pfn, float('inf')))
    return at > 0 and pfn < ranges[at - 1][1]


def page(image, pfn):
    return os.pread(image, PAGE, pfn * PAGE).ljust(PAGE, b'\0')


def pages(before, after):
    """Pages that differ, in order, and how; bytes, if both have them."""
    old, new = ranges_of(before), ranges_of(after)
    images = [os.open(os.path.join(d, 'memory.img'), os.O_RDONLY)
              for d in (before, after)]
    # Between two cuts, all pages are in the same of both.
    cuts = sorted({pfn for r in old + new for pfn in r})
    for first, end in zip(cuts, cuts[1:]):
        there = has(old, first), has(new, first)
        for pfn in range(first, end) if any(there) else ():
            if not all(there):
                yield pfn, 'went' if there[0] else 'came', 0
                continue
            one, other = (page(image, pfn) for image in images)
            if one != other:
                yield pfn, 'differ', sum(a != b for a, b in zip(one, other))


def memory(before, after):
    """The same, neighbours together."""
    ranges = []
    for pfn, how, count in pages(before, after):
        if ranges and ranges[-1][1:3] == [pfn - 1, how]:
            ranges[-1][1] = pfn
            ranges[-1][3] += count
        else:
            ranges.append([pfn, pfn, how, count])
    for first, last, how, count in ranges:
        where = 'pfn %#x' % first
        if last > first:
            where += ' to %#x' % last
        yield '%s: %s' % (where, '%d bytes differ' % count if count else how)


def flat(value, path=''):
    """Each number of a JSON file, by its path."""
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):  # entries of HVM_CONTEXT have names
        items = [('%s.%s' % (v['name'] or v['typecode'], v['instance'])
                  if isinstance(v, dict) and 'name' in v else i, v)
                 for i, v in enumerate(value)]
    else:
        return {path: value}
    found = {}
    for key, inner in items:
        found.update(flat(inner, '%s/%s' % (path, key) if path else str(key)))
    return found


def fields(before, after):
    names = [n for d in (before, after) for n in os.listdir(d)
             if re.fullmatch(r'vcpu-\d+\.json|hvm-context\.json|'
                             r'shared-info\.json', n)]
    for name in sorted(set(names)):
        old, new = (flat(load(d, name)) if os.path.exists(
            os.path.join(d, name)) else {} for d in (before, after))
        for key in list(old) + [k for k in new if k not in old]:
            if old.get(key) != new.get(key):
                yield '%s: %s: %s -> %s' % (name, key, old.get(key, 'none'),
                                            new.get(key, 'none'))


def tell(before, after):
    for directory in before, after:
        if os.path.exists(os.path.join(directory, 'FAILED')):
            raise ValueError('%s is not complete: FAILED is in it' % directory)
    changed = [*fields(before, after), *memory(before, after)]
    for line in changed or ['nothing has changed']:
        print(re.sub('[^ -~]', '?', line))
    sys.stdout.flush()
    return bool(changed)


def main():
    parser = argparse.ArgumentParser(
        prog='changes.py', description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('before', metavar='BEFORE')
    parser.add_argument('after', metavar='AFTER')
    args = parser.parse_args()
    try:
        return tell(args.before, args.after)
    except Exception as error:  # of whatever kind: it cannot be told
        # What print() has left would fail once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        plain = isinstance(error, (OSError, ValueError))
        print('changes.py: %s%s' % ('' if plain else
              'not as xcextract writes it: %s: ' % type(error).__name__,
              error), file=sys.stderr)
        return 2


if __name__ == '__main__':
    sys.exit(main())
