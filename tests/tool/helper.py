# SPDX-License-Identifier: MIT
# Does xc-save-helper let libxl restore only what is valid, and take no byte of
# libxl's own? usage: helper.py BUILD_DIR
#
# This is libxl, and, started by xc-save-helper, the real helper. Messages and
# answers are as in Xen's libxl_save_msgs_gen.pl and libxl_save_helper.c.
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

LOG, SUSPEND, POSTCOPY, CHECKPOINTED, WAIT, STATIC, COMPLETE = 1, 3, 4, 5, 6, 8, 10
PLAIN, REMUS, COLO = 0, 1, 2
END, CHECKPOINT, STATIC_DATA_END = 0, 14, 16  # libxc
CHECKPOINT_END, CHECKPOINT_STATE = 4, 5  # libxl


# ---- the real helper ----

def read_all(fd, n):
    data = b''
    while len(data) < n:
        more = os.read(fd, n - len(data))
        if not more:
            return None
        data += more
    return data


def ask(number):
    message = struct.pack('=H', number)
    os.write(1, struct.pack('=H', len(message)))
    os.write(1, message)
    answer = read_all(0, 4)
    if answer is None:
        os._exit(254)
    return struct.unpack('=i', answer)[0]


def real_helper(arguments):
    home = os.environ['FAKE_HOME']
    with open(home + '/arguments', 'w') as f:
        f.write(' '.join(arguments))
    with open(home + '/pid', 'w') as f:
        f.write(str(os.getpid()))
    if arguments[0] != '--restore-domain':
        os._exit(0)
    fd, kind = int(arguments[1]), int(arguments[-1])
    stop_after = int(os.environ.get('FAKE_STOP', '-1'))
    got = open(home + '/got', 'wb', buffering=0)
    saved = False

    def end():
        if 'FAKE_LIE' in os.environ:
            ask(COMPLETE)
            os._exit(0)
        if not saved:
            os._exit(3)
        open(home + '/failover', 'w').close()
        ask(COMPLETE)
        os._exit(0)

    def take(n):
        data = read_all(fd, n)
        if data is None:
            end()
        got.write(data)
        return data

    def log_slowly():
        message = struct.pack('=HIiI', LOG, 4, -1, 2) + b'a\0' + \
            struct.pack('=I', 2) + b'b\0'
        os.write(1, struct.pack('=H', len(message)))
        time.sleep(0.02)
        os.write(1, message)

    take(40)
    number = 0
    while True:
        kind_of_record, length = struct.unpack('<II', take(8))
        take((length + 7) // 8 * 8)
        number += 1
        if 'FAKE_SLOW' in os.environ and number <= 3:
            for _ in range(10):
                log_slowly()
        if number == stop_after:
            if 'FAKE_LIE' in os.environ:
                end()
            os._exit(5)
        if kind_of_record == STATIC_DATA_END:
            time.sleep(0.05)  # much more is in the pipe by now
            ask(STATIC)
        if kind_of_record == END:
            ask(COMPLETE)
            os._exit(0)
        if kind_of_record != CHECKPOINT:
            continue
        requests = [CHECKPOINTED] if kind == REMUS else [
            CHECKPOINTED, POSTCOPY, WAIT, SUSPEND]
        for request in requests:
            if ask(request) != 1:
                end()
        saved = True


# ---- libxl ----

def odd_signals():
    """What a program may have done to its signals before it starts a helper."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})


class Libxl:
    """
    by_pipe: False is a file, 'socket' a socket, 'reset' one that ends with an
    error. The sender pauses once.
    """

    def __init__(self, build, home, data, kind, by_pipe=False, pause_at=0,
                 pause=0.1, **environment):
        self.data, self.kind, self.home = data, kind, home
        self.logged, self.requests = [], []
        self.pause, self.resume = pause, threading.Event()
        for name in os.listdir(home):
            if name != 'real':
                os.remove(f'{home}/{name}')
        if by_pipe:
            if by_pipe in ('socket', 'reset'):
                self.fd, end = (s.detach() for s in socket.socketpair())
                if by_pipe == 'reset':  # who closes with bytes unread
                    os.write(self.fd, b'unread')
            else:
                self.fd, end = os.pipe()
            threading.Thread(target=self.send, args=(end, pause_at),
                             daemon=True).start()
        else:
            file = tempfile.TemporaryFile()
            file.write(b'libxl' + data)
            file.flush()
            self.fd = os.dup(file.fileno())
            os.lseek(self.fd, 5, os.SEEK_SET)
        environment = {'XC_REAL_SAVE_HELPER': home + '/real',
                       'FAKE_HOME': home, 'PATH': os.environ['PATH'],
                       **environment}
        numbers = f'{self.fd} -1 7 1 0 2 0 0 {kind}'.split()
        self.process = subprocess.Popen(
            [build + '/xc-save-helper', '--restore-domain', *numbers],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, pass_fds=[self.fd], env=environment,
            preexec_fn=odd_signals)

    def send(self, end, pause_at):
        try:
            with open(end, 'wb') as f:
                f.write(self.data[:pause_at])
                f.flush()
                self.resume.wait(self.pause if pause_at else 0)
                f.write(self.data[pause_at:])
        except (BrokenPipeError, ConnectionResetError):
            pass

    def record(self):
        kind, length = struct.unpack('<II', read_all(self.fd, 8))
        read_all(self.fd, (length + 7) // 8 * 8)
        return kind

    def answer(self, request):
        self.requests.append(request)
        if self.requests.count(CHECKPOINTED) == 2:
            self.resume.set()
        if request == CHECKPOINTED:
            while True:
                kind = self.record()
                if kind == CHECKPOINT_END:
                    return 1
                assert kind in (2, 3), f'libxl got a record {kind}'
        if request == WAIT:
            kind = self.record()
            assert kind == CHECKPOINT_STATE, f'libxl got a record {kind}'
        return 1

    def serve(self):
        while True:
            head = read_all(self.process.stdout.fileno(), 2)
            if head is None:
                break
            message = read_all(self.process.stdout.fileno(),
                               struct.unpack('=H', head)[0])
            number = struct.unpack_from('=H', message)[0]
            if number == LOG:
                level, n = struct.unpack_from('=I4xI', message, 2)
                text = message[14 + n + 4:-1].decode()
                self.logged.append((level, text))
                continue
            try:
                answer = self.answer(number)
            except (AssertionError, TypeError, struct.error) as error:
                self.requests.append(str(error))
                answer = 0
            self.process.stdin.write(struct.pack('=i', answer))
            self.process.stdin.flush()

    def run(self):
        """Returns the exit status, and what is left for libxl."""
        try:
            self.serve()
        except BrokenPipeError:
            pass
        self.error = self.process.stderr.read().decode()
        self.status = self.process.wait(20)
        rest = b''
        while True:
            try:
                more = os.read(self.fd, 1 << 20)
            except ConnectionResetError:
                continue
            if not more:
                return self.status, rest
            rest += more

    def got(self):
        if not self.has('got'):
            return b''  # it was killed before it had begun
        with open(self.home + '/got', 'rb') as f:
            return f.read()

    def has(self, name):
        return os.path.exists(f'{self.home}/{name}')


# ---- streams ----

def records(data, at):
    while at < len(data):
        kind, length = struct.unpack_from('<II', data, at)
        end = at + 8 + (length + 7) // 8 * 8
        yield kind, at, min(end, len(data))
        at = end


def libxc_part(data):
    """Where libxc's part of an xl file begins."""
    return data.index(b'LibxlFmt') + 24


def record(kind, body=b''):
    return struct.pack('<II', kind, len(body)) + body + bytes(-len(body) % 8)


def end_of_libxc(data):
    return next(end for kind, at, end in records(data, 40) if kind == END)


def last_entry(data, at):
    """Of the first page table in this PAGE_DATA: its last entry."""
    count, = struct.unpack_from('<I', data, at + 8)
    types = [pfn >> 60 for pfn in struct.unpack_from(f'<{count}Q', data,
                                                     at + 16)]
    kept = [t for t in types if t < 13]  # with contents
    table = next(i for i, t in enumerate(kept) if t % 8)
    return at + 16 + 8 * count + 4096 * table + 8 * 511


def colo_stream(plain):
    """Two checkpoints of a domain, and the sender dies."""
    parts = list(records(plain, 40))
    end = next(i for i, part in enumerate(parts) if part[0] == END)
    first = next(i for i, part in enumerate(parts[:end]) if part[0] in (8, 9))
    checkpoint = record(CHECKPOINT) + record(CHECKPOINT_END) + \
        record(CHECKPOINT_STATE, struct.pack('<I', 0))
    state = plain[parts[first][1]:parts[end][1]]
    return plain[:parts[end][1]] + checkpoint + state + checkpoint


# ---- the tests ----

class Tests:
    def __init__(self, build):
        self.build, self.passed, self.failed = build, 0, 0

    def check(self, good, what, *more):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print('FAILED:', what, *more)

    def load(self, name):
        with open(f'{self.build}/data/{name}.xl', 'rb') as f:
            data = f.read()
        return data[libxc_part(data):]

    def start(self, data, kind=PLAIN, by_pipe=False, pause_at=0,
              pause=0.1, **environment):
        return Libxl(self.build, self.home, data, kind, by_pipe, pause_at,
                     pause, **environment)

    def valid(self, name):
        data = self.load(name)
        end = end_of_libxc(data)
        for by_pipe in False, True:
            libxl = self.start(data, PLAIN, by_pipe)
            status, rest = libxl.run()
            what = f'{name}, pipe: {by_pipe}'
            self.check(status == 0, what, status, libxl.error)
            self.check(rest == data[end:], what, 'left to libxl:', len(rest),
                       'not', len(data) - end)
            self.check(libxl.got() == data[:end], what, 'got another stream')
            self.check(not libxl.logged and COMPLETE in libxl.requests, what,
                       libxl.logged, libxl.requests)

    def refused(self, what, data, fault, kind=PLAIN, whole=True,
                **environment):
        """It fails, and the fault, or all of its record, is held back."""
        if whole:
            fault = max(at for _, at, _ in records(data, 40) if at <= fault)
        for by_pipe in False, True:
            libxl = self.start(data, kind, by_pipe, **environment)
            status, _ = libxl.run()
            level, text = libxl.logged[-1] if libxl.logged else (0, '')
            self.check(status == 1 and COMPLETE not in libxl.requests, what,
                       status, libxl.requests)
            self.check(level == 8 and
                       text.startswith('the stream is refused: offset '),
                       what, text, libxl.error)
            self.check(('byte 5 on' in text) != by_pipe, what, text)
            self.check(text in libxl.error, what, libxl.error)
            self.check(not libxl.has('failover'), what, 'failed over')
            got = libxl.got()
            self.check(len(got) <= fault and data.startswith(got), what, len(got))

    def faults(self):
        data = self.load('pv64-tiny-1vcpu-4m')
        parts = list(records(data, 40))
        end = next(i for i, part in enumerate(parts) if part[0] == END)
        # the first of each type
        for kind, at in {k: a for k, a, _ in reversed(parts[:end])}.items():
            bad = bytearray(data)
            bad[at + 2] = 1  # of its type: there is none like it
            self.refused(f'type of record {kind} at {at}', bytes(bad), at)
        pages = next(at for kind, at, _ in parts if kind == 1)
        bad = bytearray(data)
        bad[pages + 16 + 7] |= 0x50  # no page type
        self.refused('a page type', bytes(bad), pages)
        # Nor is it killed within a message to libxl.
        libxl = self.start(bytes(bad), by_pipe=True, pause_at=pages, pause=0.4,
                           FAKE_SLOW='')
        libxl.run()
        self.check(len(libxl.logged) == 31 and
                   all(text == 'b' for _, text in libxl.logged[:-1]) and
                   libxl.logged[-1][1].startswith('the stream is refused: '),
                   'a helper that logs slowly', libxl.logged)
        bad = bytearray(data)
        entry = last_entry(bad, pages)
        bad[entry:entry + 8] = (1 | 1 << 36).to_bytes(8, 'little')
        self.refused('a page table', bytes(bad), entry, whole=False)
        hvm = bytearray(self.load('hvm-1vcpu-16m'))
        pages = next(at for kind, at, _ in records(hvm, 40) if kind == 1)
        hvm[pages + 16 + 2] = 0x20  # pfn 0x20....: above 4 GiB
        self.refused('a pfn above the limit', bytes(hvm), pages,
                     XC_SAVE_HELPER_MAX_MEM='16')

    def cut(self):
        data = self.load('pv64-tiny-1vcpu-4m')
        end = end_of_libxc(data)
        for n in 0, 30, 40, 100, end // 2, end - 8, end - 1:
            libxl = self.start(data[:n])
            status, _ = libxl.run()
            self.check(status == 3 and not libxl.logged, f'cut at {n}', status,
                       libxl.logged, libxl.error)
            self.check(data[:n].startswith(libxl.got()), f'cut at {n}')

    def lies(self):
        """Nor does it succeed where the stream has not come whole."""
        remus = self.load('pv64-tiny-remus-4m')
        first = next(end for kind, at, end in records(remus, 40)
                     if kind == CHECKPOINT)
        plain = self.load('pv64-tiny-1vcpu-4m')
        end = end_of_libxc(plain)
        for what, data, kind, stop in (
                ('nothing', b'', PLAIN, ''),
                ('a part', plain[:100000], PLAIN, ''),
                ('all but END', plain[:end - 8], PLAIN, ''),
                ('it stops', plain, PLAIN, '3'),
                ('no checkpoint', remus[:first - 8], REMUS, ''),
                ('no libxl part', remus[:first], REMUS, '')):
            for by_pipe in False, True:
                libxl = self.start(data, kind, by_pipe, FAKE_LIE='yes',
                                   FAKE_STOP=stop or '-1')
                status, _ = libxl.run()
                self.check(status == 1 and libxl.logged and
                           'the real helper has ended' in libxl.logged[-1][1],
                           what, by_pipe, status, libxl.logged, libxl.error)

    def checkpoints(self):
        remus = self.load('pv64-tiny-remus-4m')
        colo = colo_stream(self.load('hvm-1vcpu-8m-xsdata'))
        for what, data, kind, requests in (
                ('Remus', remus, REMUS, [CHECKPOINTED]),
                ('COLO', colo, COLO, [CHECKPOINTED, POSTCOPY, WAIT, SUSPEND])):
            for by_pipe in False, True:
                libxl = self.start(data, kind, by_pipe)
                status, rest = libxl.run()
                asked = [r for r in libxl.requests if r != STATIC]
                self.check(status == 0 and libxl.has('failover') and not rest,
                           what, status, len(rest), libxl.error, libxl.logged)
                self.check(len(asked) > len(requests) and
                           asked[:len(requests)] == requests and
                           asked[-1] == COMPLETE, what, asked)
            # A fault after the first checkpoint: no failover.
            parts = list(records(data, 40))
            first = next(i for i, part in enumerate(parts)
                         if part[0] == CHECKPOINT)
            bad = bytearray(data)
            bad[parts[first + 2 + (kind == COLO)][1] + 2] = 1
            libxl = self.start(bytes(bad), kind)
            status, _ = libxl.run()
            self.check(status == 1 and not libxl.has('failover') and
                       CHECKPOINTED in libxl.requests and libxl.logged,
                       what, 'a fault', status, libxl.requests, libxl.logged)

    def inside(self):
        """The sender is gone, or waits, inside libxl's part of a checkpoint."""
        remus = self.load('pv64-tiny-remus-4m')
        first, second = [end for kind, at, end in records(remus, 40)
                         if kind == CHECKPOINT][:2]
        emulator = record(3, struct.pack('<II', 2, 0) + bytes(9000))
        unknown = record(0x80000001, bytes(5))
        state = record(CHECKPOINT_STATE, bytes(4))
        for by_pipe in False, True, 'socket', 'reset':
            for at, had in (first, 0), (second, 1):
                for more in b'', b'\4', record(CHECKPOINT_END)[:7], \
                        emulator[:4], emulator[:-1], emulator, unknown, \
                        state + emulator:
                    what = f'{at}, {len(more)} bytes of libxl, {by_pipe}'
                    libxl = self.start(remus[:at] + more, REMUS, by_pipe)
                    status, rest = libxl.run()
                    self.check(status == (0 if had else 3) and
                               libxl.has('failover') == bool(had),
                               what, status, libxl.error)
                    self.check(libxl.requests.count(CHECKPOINTED) == had and
                               rest == more, what, libxl.requests, len(rest))
                for kind, name in (END, 'END'), (1, 'LIBXC_CONTEXT'):
                    bad = remus[:at] + unknown + record(kind) + remus[at:]
                    libxl = self.start(bad, REMUS, by_pipe)
                    status, _ = libxl.run()
                    self.check(status == 1 and not libxl.has('failover') and
                               name + ' inside' in libxl.error, name, status,
                               libxl.error)
            whole = remus[:second] + emulator + remus[second:]
            for pause_at in second, second + 3, second + 100, \
                    second + len(emulator), second + len(emulator) + 1:
                libxl = self.start(whole, REMUS, by_pipe, pause_at)
                status, rest = libxl.run()
                self.check(status == 0 and not rest and
                           libxl.requests.count(CHECKPOINTED) == 7,
                           f'a pause at {pause_at}, {by_pipe}', status,
                           libxl.requests)
            # It stalls there, and dies then: that is for libxl.
            if by_pipe and by_pipe != 'reset':
                libxl = self.start(remus[:second] + emulator, REMUS, by_pipe,
                                   second + 100, 60)
                libxl.run()
                self.check(libxl.requests.count(CHECKPOINTED) == 2 and
                           'does not come' in libxl.error,
                           'a long pause', libxl.requests, libxl.error)
            # More than is looked at: libxl sees it.
            large = record(3, bytes(200000))
            libxl = self.start(remus[:first] + large + remus[first:], REMUS,
                               by_pipe)
            status, rest = libxl.run()
            self.check(status == 0 and not rest, 'a large one', status)

    def others(self):
        data = self.load('pv64-tiny-1vcpu-4m')
        libxl = self.start(data, FAKE_STOP='3')
        status, _ = libxl.run()
        self.check(status == 5, 'the real helper stops', status)
        for number in signal.SIGTERM, signal.SIGKILL:
            libxl = self.start(data[:100000], by_pipe=True)
            hold = os.dup(libxl.fd)
            while not libxl.has('got'):
                time.sleep(0.01)
            with open(self.home + '/pid') as f:
                pid = int(f.read())
            libxl.process.send_signal(number)
            status = libxl.process.wait(20)
            self.check(status == -number, f'signal {number}', status)
            for _ in range(500):
                if not os.path.exists(f'/proc/{pid}/cmdline') or \
                        not open(f'/proc/{pid}/cmdline').read():
                    break
                time.sleep(0.01)
            else:
                self.check(False, f'signal {number}: the real helper lives')
            os.close(hold)
        libxl = self.start(data, XC_REAL_SAVE_HELPER='/nonexistent')
        status, _ = libxl.run()
        self.check(status == 1 and '/nonexistent: No such file' in libxl.error
                   and '/nonexistent: No such file' in str(libxl.logged),
                   'no real helper', status, libxl.error, libxl.logged)
        own = self.build + '/xc-save-helper'
        libxl = self.start(data, XC_REAL_SAVE_HELPER=own)
        status, _ = libxl.run()
        self.check(status == 1 and 'cannot find libxl-save-helper' in
                   libxl.error, 'itself', status, libxl.error)
        for limit in '0', 'x', '-1', '':
            libxl = self.start(data, XC_SAVE_HELPER_VCPUS=limit)
            status, _ = libxl.run()
            self.check(status == 1 and 'XC_SAVE_HELPER_VCPUS' in libxl.error,
                       f'limit {limit}', status, libxl.error)
        # Out-of-band data wakes it for nothing: it still sees who is gone.
        with open(self.home + '/short', 'w') as f:
            f.write('#!/bin/sh\nexec sleep 1\n')
        os.chmod(self.home + '/short', 0o755)
        ours, its = socket.socketpair()
        helper = subprocess.Popen(
            [own, '--restore-domain', str(its.fileno()), '0'],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, pass_fds=[its.fileno()],
            env={'XC_REAL_SAVE_HELPER': self.home + '/short',
                 'PATH': os.environ['PATH']})
        try:
            ours.send(b'\xff', socket.MSG_OOB)
        except OSError:
            pass  # Linux before 5.15 has none here
        try:
            status = helper.wait(20)
        except subprocess.TimeoutExpired:
            status = 'it waits'
            helper.kill()
        self.check(status == 1 and b'has ended' in helper.stderr.read(),
                   'the real helper is gone, out-of-band data', status)
        # Nor does the real helper get the stream itself, if it cannot get
        # the pipe in its place.
        high = os.dup2(os.open('/dev/null', os.O_RDONLY), 50)
        os.set_inheritable(high, True)
        bad = subprocess.run(
            [own, '--restore-domain', str(high), '-1', '7', '1', '0', '2', '0',
             '0', '0'], stdin=subprocess.DEVNULL, capture_output=True,
            close_fds=False, env={
                'XC_REAL_SAVE_HELPER': '/bin/echo', 'PATH': os.environ['PATH']},
            preexec_fn=lambda: resource.setrlimit(
                resource.RLIMIT_NOFILE, (20, 20)))
        os.close(high)
        self.check(bad.returncode == 1 and
                   b'cannot get its descriptor' in bad.stdout and
                   b'--restore-domain' not in bad.stdout,
                   'a high descriptor', bad.returncode, bad.stdout, bad.stderr)
        # A caller without stdin and stderr: no warning gets into the stream.
        with open(self.home + '/stream', 'wb') as f:
            f.write(self.load('pv64-tiny-remus-4m'))
        with open(self.home + '/copy', 'w') as f:
            f.write('#!/bin/sh\ncat <&3 >"$FAKE_HOME/got"\n')
        os.chmod(self.home + '/copy', 0o755)
        command = '"$0" --restore-domain 3 -1 7 1 0 2 0 0 0 3<"$1"'
        for closed in '', ' <&- 2>&-':
            done = subprocess.run(
                ['sh', '-c', command + closed, own, self.home + '/stream'],
                capture_output=True, env={
                    'XC_REAL_SAVE_HELPER': self.home + '/copy',
                    'FAKE_HOME': self.home, 'PATH': os.environ['PATH']})
            self.check(closed or b': warning: ' in done.stderr, 'a warning',
                       done.stderr)
            with open(self.home + '/got', 'rb') as f:
                self.check(b'warning' not in f.read(), 'no stderr', done)
        for option in '--help', '-h', '--version':
            said = subprocess.run([own, option], capture_output=True)
            self.check(said.returncode == 0 and not said.stderr and
                       b'LIBXL_SAVE_HELPER=' in said.stdout, option, said)
        # No descriptor is left for its pipe: it fails, and kills nobody.
        few = subprocess.run(
            [own, '--restore-domain', '0', '-1', '7', '1', '0', '2', '0', '0',
             '0'], stdin=subprocess.DEVNULL, capture_output=True,
            start_new_session=True, preexec_fn=lambda: resource.setrlimit(
                resource.RLIMIT_NOFILE, (4, 4)))
        self.check(few.returncode == 1 and
                   b'pipe: Too many open files' in few.stderr,
                   'no descriptors', few.returncode, few.stderr)
        saved = subprocess.run(
            [self.build + '/xc-save-helper', '--save-domain', '3', '4'],
            env={'XC_REAL_SAVE_HELPER': self.home + '/real',
                 'FAKE_HOME': self.home, 'PATH': os.environ['PATH']})
        with open(self.home + '/arguments') as f:
            arguments = f.read()
        self.check(saved.returncode == 0 and
                   arguments == '--save-domain 3 4', 'saving', arguments)

    def run(self):
        with tempfile.TemporaryDirectory() as self.home:
            real = self.home + '/real'
            with open(real, 'w') as f:
                f.write('#!/bin/sh\nexec python3 "%s" "$@"\n' %
                        os.path.abspath(__file__))
            os.chmod(real, 0o755)
            for name in ('pv64-tiny-1vcpu-4m', 'pv32-tiny-1vcpu-4m',
                         'hvm-1vcpu-16m', 'hvm-1vcpu-8m-xsdata',
                         'pv64-tiny-live-debug-4m'):
                self.valid(name)
            self.faults()
            self.cut()
            self.lies()
            self.checkpoints()
            self.inside()
            self.others()
        print(f'{self.passed} passed, {self.failed} failed')
        return self.failed != 0 or not self.passed


if __name__ == '__main__':
    if sys.argv[1].startswith('--'):
        real_helper(sys.argv[1:])
    sys.exit(Tests(os.path.abspath(sys.argv[1])).run())
