#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Is the Xen save file on standard input valid? By ctypes, with the shared
library that `make shared` builds.

usage: minimal.py LIBRARY <FILE
"""
import ctypes
import sys

MORE, DONE = 0, 1  # enum xcstream_status

xcstream = ctypes.CDLL(sys.argv[1])
xcstream.xcstream_sizeof.restype = ctypes.c_size_t
xcstream.xcstream_init.argtypes = [ctypes.c_void_p] * 4
xcstream.xcstream_push.argtypes = [ctypes.c_void_p, ctypes.c_char_p,
                                   ctypes.c_size_t, ctypes.c_void_p]
xcstream.xcstream_finish.argtypes = [ctypes.c_void_p]
xcstream.xcstream_offset.argtypes = [ctypes.c_void_p]
xcstream.xcstream_offset.restype = ctypes.c_uint64
xcstream.xcstream_fault.argtypes = [ctypes.c_void_p]
xcstream.xcstream_fault.restype = ctypes.c_void_p
xcstream.xcstream_describe.argtypes = [ctypes.c_void_p, ctypes.c_char_p,
                                       ctypes.c_size_t]
xcstream.xcstream_describe.restype = ctypes.c_size_t


def main():
    # The state: as many bytes as the library says, aligned to 8.
    xs = (ctypes.c_uint64 * (xcstream.xcstream_sizeof() // 8 + 1))()
    xcstream.xcstream_init(xs, None, None, None)
    while chunk := sys.stdin.buffer.read(65536):
        if xcstream.xcstream_push(xs, chunk, len(chunk), None) != MORE:
            break
    if xcstream.xcstream_finish(xs) == DONE:
        print('valid, %d bytes' % xcstream.xcstream_offset(xs))
        return 0
    why = ctypes.create_string_buffer(256)
    xcstream.xcstream_describe(xcstream.xcstream_fault(xs), why, len(why))
    print('not valid: ' + why.value.decode('ascii'))
    return 1


sys.exit(main())
