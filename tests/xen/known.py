# SPDX-License-Identifier: MIT
# What guest.S is known to have when it has suspended itself, after every eighth
# tick. usage: known.py ELF
#
# Tells the first page and the number of those that it fills, their MD5 sum, and
# where its hypercall begins that suspends it.
import hashlib
import sys

from counter import BASE, PAGE, memory

SCHED_OP = 29  # [public/xen.h]


def main(elf):
    image, symbols = memory(elf)
    start, end = symbols['pattern'], symbols['pattern_end']
    print((BASE + start) // PAGE, (end - start) // PAGE,
          hashlib.md5(image[start:end]).hexdigest(),
          BASE + symbols['hypercalls'] + 32 * SCHED_OP)


main(sys.argv[1])
