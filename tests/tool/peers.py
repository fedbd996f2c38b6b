#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What do the tools do if who writes or reads hangs up, leaves, or goes on?

usage: peers.py BUILD_DIR
"""
import fcntl
import os
import pty
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time

from checks import Checks

BUILD = os.path.abspath(sys.argv[1])
check = Checks()


def tool(name, *arguments):
    shutil.rmtree('dir', ignore_errors=True)
    return [os.path.join(BUILD, name), *arguments]


def capture(name):
    with open(os.path.join(BUILD, 'data', name), 'rb') as f:
        return f.read()


def test_hung_up():
    """A terminal is gone: what was to be told has not arrived."""
    good = os.path.join(BUILD, 'data', 'pv64-tiny-1vcpu-4m.xl')
    with open('bad.xl', 'wb') as f:
        f.write(capture('pv64-tiny-1vcpu-4m.xl')[:-1])
    for words in (['xcverify', good], ['xcextract', good, 'dir'],
                  ['xcextract', 'bad.xl', 'dir'], ['restore'],
                  ['xcverify', '--help'], ['xcfilter', '--help'],
                  ['xcfilter', '--version'], ['xcextract', '--help'],
                  ['xcextract', '--version'], ['restore', '--help'],
                  ['xc-save-helper', '--help']):
        master, terminal = pty.openpty()
        os.close(master)
        with open(good, 'rb') as stream:
            said = subprocess.run(tool(*words), stdin=stream, stdout=terminal,
                                  stderr=subprocess.PIPE, timeout=60,
                                  check=False)
        os.close(terminal)
        check(said.returncode == 2 and b'standard output: ' in said.stderr,
              *words, said)


def queued(connection):
    """How many bytes are still to be acknowledged."""
    count = fcntl.ioctl(connection, termios.TIOCOUTQ, b'\0' * 4)
    return struct.unpack('I', count)[0]


def test_reset():
    """A connection is reset behind the stream: nothing is missing."""
    for words, wanted in ((['xcverify', '-'], 'valid'),
                          (['xcextract', '-', 'dir'], 'valid')):
        with socket.socket() as listener:
            listener.bind(('127.0.0.1', 0))
            listener.listen()
            with socket.create_connection(listener.getsockname()) as sender:
                receiver = listener.accept()[0]
                process = subprocess.Popen(
                    tool(*words), stdin=receiver, stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT, text=True)
                receiver.close()
                sender.sendall(capture('pv64-tiny-1vcpu-4m.xl'))
                # Until all is read: a reset takes what is not.
                while queued(sender):
                    time.sleep(0.01)
                time.sleep(0.3)
                sender.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                  struct.pack('ii', 1, 0))
            said = process.communicate(timeout=60)[0]
        check(process.returncode == 0 and wanted in said, *words, said)
    check(not os.path.exists('dir/FAILED'), 'FAILED')


def drain(terminal):
    try:
        return os.read(terminal, 4096)
    except BlockingIOError:
        return b''


def test_goes_on():
    """xcextract is done with a checkpoint, although the sender goes on."""
    for option in '--checkpoint=1', '--pass=1':
        master, terminal = pty.openpty()
        process = subprocess.Popen(
            tool('xcextract', '-c', option, '-', 'dir'), stderr=terminal,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process.stdin.write(capture('pv64-tiny-remus-4m.xl'))
        process.stdin.flush()
        said = process.stdout.read()  # until it is closed
        check(b'what follows is not judged' in said, option, said)
        check(os.path.exists('dir/summary.json') and
              not os.path.exists('dir/FAILED'), option, os.listdir('dir'))
        check(process.poll() is None, option, 'the sender would be killed')
        # It has told that it is done, and DIR is free.
        os.set_blocking(master, False)
        drain(master)
        for _ in range(4):
            time.sleep(0.4)
            process.stdin.write(b'more')
            process.stdin.flush()
        check(not drain(master), option, 'tells how far it is')
        other = subprocess.run(
            [os.path.join(BUILD, 'xcextract'), '--force', '-q',
             os.path.join(BUILD, 'data', 'pv64-tiny-1vcpu-4m.xl'), 'dir'],
            check=False, timeout=60)
        check(other.returncode == 0, option, 'DIR is not free')
        process.stdin.close()
        check(process.wait(60) == 0, option, process.returncode)
        os.close(master)
        os.close(terminal)


def test_listens():
    """Nothing comes from a socket that listens."""
    for words in (['xcverify', '-'], ['xcextract', '-', 'dir'], ['restore'],
                  ['xcfilter']):
        with socket.socket() as listener:
            listener.bind(('127.0.0.1', 0))
            listener.listen()
            said = subprocess.run(tool(*words), stdin=listener, timeout=60,
                                  stdout=subprocess.PIPE, text=True,
                                  stderr=subprocess.STDOUT, check=False)
        check(said.returncode == 2 and 'not connected' in said.stdout, *words,
              said)


with tempfile.TemporaryDirectory() as top:
    os.chdir(top)
    test_hung_up()
    test_reset()
    test_goes_on()
    test_listens()
    os.chdir('/')
check.end()
