# SPDX-License-Identifier: MIT
# HVM contexts that strict passes, for contexts.c: mutants of one by Xen.
# usage: contexts.py XCVERIFY CAPTURE DIR COUNT
#
# Writes to DIR/contexts what COUNT mutants and a few contexts that were made by
# hand are, in the form that contexts.c reads, and to DIR/names a name on each
# line. DIR/harm has one that strict refuses: the hypervisor divides by zero. It
# has to refuse others of that kind, too. The mutants are the same each time.
import os
import random
import struct
import subprocess
import sys

from edit import (CPU, END, HVM_CONTEXT, TSC_INFO, Context, Stream, flat,
                  record)

PARAMS = 10
STATIC_DATA_END = 16
CPUID = 17
MSR = 18
# Entries of a context
PIC, LAPIC, REGS = 3, 5, 6
NAMES = {2: 'cpu', 3: 'pic', 4: 'ioapic', 5: 'lapic', 6: 'lapic-regs',
         7: 'pci-irq', 8: 'isa-irq', 9: 'pci-link', 10: 'pit', 11: 'rtc',
         12: 'hpet', 13: 'pmtimer', 14: 'mtrr', 18: 'vmce',
         19: 'tsc-adjust'}


def around(data):
    """What of a capture comes in front of the context, and behind it."""
    stream = Stream(data)
    return (data[stream.image:stream.domain + 16] + b''.join(
        record(kind, stream.body(kind))
        for kind in (CPUID, MSR, STATIC_DATA_END, TSC_INFO)),
            record(PARAMS, stream.body(PARAMS)) + record(END, b''))


def by_hand(base):
    """Near what took a hypervisor down."""
    timer = base.copy()
    struct.pack_into('<I', timer.get(LAPIC), 12, 1)  # timer_divisor
    struct.pack_into('<I', timer.get(REGS), 0xf0, 0x1ff)
    struct.pack_into('<I', timer.get(REGS), 0x320, 0x10020)
    struct.pack_into('<I', timer.get(REGS), 0x380, 1000000)
    yield 'lapic-timer', timer
    # A line that is requested, and not masked, so that there is an output; it
    # goes to the processor, which takes interrupts, but has no table.
    pic = timer.copy()
    pic.get(PIC)[:8] = bytes([2, 0, 0, 0x20, 0, 0x40, 0x00, 1])
    struct.pack_into('<I', pic.get(REGS), 0x350, 0x700)  # LVT0: ExtINT
    yield 'pic-output', pic
    pic = pic.copy()
    struct.pack_into('<Q', pic.get(CPU), 648, 0x202)
    yield 'pic-output-taken', pic
    pic = timer.copy()
    pic.get(PIC)[:8] = bytes([1, 0xff, 0, 0x20, 0, 0x40, 0x00, 0])
    yield 'pic-masked', pic


def harmful(base):
    """What takes a hypervisor down."""
    timer = base.copy()
    struct.pack_into('<I', timer.get(LAPIC), 12, 0)  # timer_divisor
    struct.pack_into('<I', timer.get(REGS), 0x380, 1000000)
    yield 'lapic-divisor-0', timer
    # An output, and nothing that is pending; no master, and so no lock.
    for name, contents in (
            ('pic-nothing-pending', [0, 0xff, 0, 0x20, 0, 0x40, 4, 1]),
            ('pic-no-master', [1, 0xff, 0, 0x20, 0, 0, 4, 0])):
        pic = base.copy()
        pic.get(PIC)[:8] = bytes(contents)
        yield name, pic


def change(context, rng):
    """Change a few fields of one entry; tell which."""
    kinds = sorted({entry[0] for entry in context.entries} & set(NAMES))
    kind = rng.choice(kinds)
    body = rng.choice([entry for entry in context.entries
                       if entry[0] == kind])[2]
    for _ in range(rng.choice((1, 1, 1, 2, 4, 16))):
        width = min(rng.choice((1, 2, 4, 8)), len(body))
        at = rng.randrange(len(body) // width) * width
        old = int.from_bytes(body[at:at + width], 'little')
        top = 1 << 8 * width
        new = rng.choice((0, 1, top - 1, top >> 1, old + 1, old - 1,
                          old ^ (1 << rng.randrange(8 * width)),
                          rng.randrange(top), rng.randrange(256)))
        body[at:at + width] = (new % top).to_bytes(width, 'little')
    return NAMES[kind]


def main(xcverify, capture, directory, count):
    with open(capture, 'rb') as file:
        data = file.read()
    before, behind = around(data)
    base = Context(Stream(data).body(HVM_CONTEXT))
    flat(base.get(CPU), 0x1000)
    name = os.path.join(directory, 'context.libxc')

    def passes(data):
        with open(name, 'wb') as file:
            file.write(before + record(HVM_CONTEXT, data) + behind)
        return subprocess.run(
            [xcverify, '-q', '-p', 'strict', '-f', 'libxc', name],
            stderr=subprocess.DEVNULL, check=False).returncode == 0

    def write(name, chosen):
        with open(os.path.join(directory, name), 'wb') as file:
            for of, data in chosen:
                file.write(struct.pack('<24sI', of.encode(), len(data)) + data)

    chosen = [('base', base.data())]
    for of, context in by_hand(base):
        chosen.append((of, context.data()))
    for of, data in chosen:
        if not passes(data):
            sys.exit('contexts.py: strict refuses ' + of)
    rng = random.Random(1)
    seen = {data for _, data in chosen}
    hand = len(chosen)
    tried = 0
    while len(chosen) < hand + int(count):
        context = base.copy()
        kind = change(context, rng)
        data = context.data()
        tried += 1
        if data not in seen and passes(data):
            seen.add(data)
            chosen.append(('%s-%d' % (kind, tried), data))
    write('contexts', chosen)
    with open(os.path.join(directory, 'names'), 'w') as file:
        file.writelines(of + '\n' for of, _ in chosen)

    harm = [(of, context.data()) for of, context in harmful(base)]
    for of, data in harm:
        if passes(data):
            sys.exit('contexts.py: strict passes ' + of)
    write('harm', harm[:1])
    os.remove(name)
    print('contexts: %d by hand; %d mutants of %d that were tried' % (
        hand, int(count), tried))


main(*sys.argv[1:])
