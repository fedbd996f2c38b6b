# SPDX-License-Identifier: MIT
# A stream for each code of a fault, for codes.sh.
# usage: codes.py HEADER XCFILTER TABLE CAPTURES DIR
#
# They are those of faults.py, which are in DIR already, and those of the
# conformance table, made real, with the headers of a capture. Of all for which
# xcfilter tells a code, with the first options that make it, the code's is the
# one of which most is passed on.
#
# DIR/codes gets a line for each code that has one: the code; the stream, from
# which byte on how many are replaced, and by which, as in DIR/faults; and the
# options; besides, valid-pv and valid-pvh, what the table's rows are made of.
# DIR/why tells what xcfilter says of each code, DIR/uncoded which have none.
import os
import re
import subprocess
import sys

from edit import Stream, few_pages, u32
from table import Real, read, records, rows

MADE_UP = 71 + 16 + 8  # xl's header and config, libxl's header, LIBXC_CONTEXT
CONSOLE_PFN = 17  # a parameter of HVM guests, which xl waits for
EMULATORS = 2, 3  # of libxl; none of libxc's for HVM guests
WHOLE = ['0', '0', '-']  # no edit
OPTIONS = ('', '--max-mem=1', '--max-pages=1', '--little-endian-only',
           '-p restore')
VALID = {'PV, 64 bit': 'valid-pv', 'HVM': 'valid-pvh'}


def texts(header):
    """What is told of each code."""
    found = re.findall(r'X\((\w+), \w+, \w+, \w+,[\s\\]+"([^"]*)"\)',
                       read(header).decode())
    return {code: text for code, text in found}


def edited(data, offset, length, text):
    new = b'' if text == '-' else bytes(
        int(byte, 8) for byte in text.split('\\')[1:])
    return data[:offset] + new + data[offset + length:]


def faults(directory):
    """The edits of captures, as words of a line, and bytes."""
    files = {}
    for line in read(directory, 'faults').decode().splitlines():
        file, offset, length, text = line.split()[2:]
        if file not in files:
            files[file] = read(directory, file)
        yield ([file, offset, length, text],
               edited(files[file], int(offset), int(length), text))


def heads(capture):
    """Those of a capture, for the two vCPUs that the table's guests have."""
    data = capture.data[:capture.image]
    found = data.replace(b'"max_vcpus": 1,', b'"max_vcpus": 2,')
    assert found != data
    return found


def emulators(image):
    """The records of a row that a PVH guest's stream does not have."""
    return [image[at:at + 8 + (length + 7) // 8 * 8]
            for at, kind, length in records(image)[0] if kind in EMULATORS]


def table_rows(table, captures):
    """Those whose headers are as in all of the table: name, words, bytes."""
    pv = Stream(read(captures, 'pv64-tiny-1vcpu-4m.xl'))
    pvh = Stream(few_pages(read(captures, 'pvh-linux-1vcpu-96m.xl')))
    real = Real(table, pv, pvh, CONSOLE_PFN)
    files = {number + '.xl': name for number, name in rows(table).items()
             if os.path.exists(os.path.join(table, number + '.xl'))}
    hvm = read(table, next(file for file in files if files[file] == 'HVM'))
    for file, name in files.items():
        data = read(table, file)
        image = real.apply(data[MADE_UP:])
        if data[:MADE_UP] != hvm[:MADE_UP] or image is None:
            continue
        for record in emulators(hvm[MADE_UP:]):
            image = image.replace(record, b'')
        capture = pv if image[24:28] == u32(1) else pvh
        yield name, [file, *WHOLE], heads(capture) + image


def judge(xcfilter, options, data):
    """Why xcfilter stops, or '', and how many bytes it passes on."""
    told = subprocess.run(
        [xcfilter, '--stats'] + options.split(), input=data,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        check=False).stderr.decode()
    stopped = re.search('^xcfilter: standard input: (.*)', told,
                        re.MULTILINE)
    return (stopped.group(1) if stopped else '',
            int(re.search(r'bytes in, (\d+) out', told).group(1)))


def choose(codes, xcfilter, streams):
    """By code: bytes passed on, why no more, the stream, and options."""
    found = {}
    for options in OPTIONS:
        best = {}
        for words, data in streams:
            why, passed = judge(xcfilter, options, data)
            for code, text in codes.items():
                if text in why and passed >= best.get(code, (0,))[0]:
                    best[code] = passed, why, words + [options], data
        found = {**best, **found}
    return found


def main(header, xcfilter, table, captures, directory):
    def write(name, lines):
        with open(os.path.join(directory, name), 'w') as file:
            file.writelines(' '.join(words).strip() + '\n' for words in lines)

    codes = texts(header)
    made = list(table_rows(table, captures))
    found = choose(codes, xcfilter, list(faults(directory)) +
                   [row[1:] for row in made])
    chosen = {VALID[name]: row for name, *row in made if name in VALID}
    chosen.update((code, found[code][2:]) for code in sorted(found))
    for words, data in chosen.values():
        if words[1:4] == WHOLE:
            with open(os.path.join(directory, words[0]), 'wb') as out:
                out.write(data)
    write('codes', ([code, *words] for code, (words, _) in chosen.items()))
    write('why', ([code, found[code][1]] for code in sorted(found)))
    write('uncoded', ([code] for code in sorted(set(codes) - set(found))))


main(*sys.argv[1:])
