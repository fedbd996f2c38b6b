#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Do the tools tell how far they are, when they should and not else?

usage: progress.py BUILD_DIR
"""
import os
import pty
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

BUILD = sys.argv[1]
CAPTURE = os.path.join(BUILD, 'data', 'hvm-1vcpu-16m.xl')
HALF = 12 << 20
passed = failed = 0


def check(good, what, found):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print('FAILED: %s: %r' % (what, found))


def run(words, terminal=False, asked=False, quiet=False):
    """What a tool says on stderr of a stream that comes slowly."""
    with open(CAPTURE, 'rb') as f:
        stream = f.read()
    reader, writer = pty.openpty() if terminal else os.pipe()
    tool = subprocess.Popen(words + (['-q'] if quiet else []),
                            stdin=subprocess.PIPE, stderr=writer,
                            stdout=subprocess.DEVNULL)
    os.close(writer)
    said = []

    def listen():
        try:
            while text := os.read(reader, 4096):
                said.append(text)
        except OSError:
            pass  # so ends a terminal

    listener = threading.Thread(target=listen)
    listener.start()
    tool.stdin.write(stream[:HALF])
    tool.stdin.flush()
    time.sleep(0.7)
    if asked:
        tool.send_signal(signal.SIGUSR1)
        late = time.monotonic() + 10
        while b'MiB/s' not in b''.join(said) and time.monotonic() < late:
            time.sleep(0.05)
        check(b'MiB/s' in b''.join(said), words[0] + ': no answer at once',
              said)
    time.sleep(0.7)
    for i in range(HALF, len(stream), 4 << 20):
        tool.stdin.write(stream[i:i + (4 << 20)])
        tool.stdin.flush()
        time.sleep(0.3)
    tool.stdin.close()
    status = tool.wait(60)
    listener.join()
    os.close(reader)
    return status, b''.join(said).decode()


def try_tool(words):
    name = os.path.basename(words[0])
    line = name + r': \d+ MiB, \d+ MiB/s'
    status, said = run(words)
    check(status == 0 and 'MiB/s' not in said, name + ': not asked', said)
    status, said = run(words, asked=True)
    check(status == 0 and len(re.findall('^' + line + '$', said, re.M)) == 1,
          name + ': SIGUSR1', said)
    status, said = run(words, terminal=True)
    drawn = said.split('\r\033[K')
    check(status == 0 and len(drawn) > 1 and
          all(re.search(line + '$', part) for part in drawn[:-1]) and
          'MiB/s' not in drawn[-1], name + ': on a terminal', said)
    status, said = run(words, terminal=True, quiet=True)
    check(status == 0 and not said, name + ': quietly', said)


def try_file():
    """Of a file the size is known; here, nobody reads the output."""
    reader, writer = os.pipe()
    with open(CAPTURE, 'rb') as stream:
        tool = subprocess.Popen([os.path.join(BUILD, 'xcfilter')],
                                stdin=stream, stdout=writer,
                                stderr=subprocess.PIPE, text=True)
    os.close(writer)
    told = threading.Event()

    def ask():
        while not told.wait(0.5):
            tool.send_signal(signal.SIGUSR1)

    asker = threading.Thread(target=ask)
    for line in tool.stderr:
        if 'MiB/s' in line:
            break
        asker.start()  # the config has been warned of: it is at work
    told.set()
    asker.join()
    check(re.match(r'xcfilter: \d+ MiB of 23, \d+ %, \d+ MiB/s(, \d+ s left)?$',
                   line), 'a file', line)
    os.close(reader)
    tool.stderr.read()
    check(tool.wait() == 2, 'a file: nobody reads', tool.returncode)


with tempfile.TemporaryDirectory() as top:
    threads = [threading.Thread(target=try_tool, args=(words,)) for words in (
        [os.path.join(BUILD, 'xcfilter')],
        [os.path.join(BUILD, 'xcverify'), '-'],
        [os.path.join(BUILD, 'xcextract'), '--force', '-', top + '/dir'])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
try_file()
print('%d passed, %d failed' % (passed, failed))
sys.exit(failed > 0 or passed != 17)
