#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/tool/filter.sh BUILD
#
# Tests of xcfilter that a shell can do: the captures, long streams, options,
# what follows a stream, output that fails. tests/tool/filter.c does the rest.

if [ $# -ne 1 ]; then
	echo "Usage: sh tests/tool/filter.sh BUILD" >&2
	exit 2
fi
. "$(dirname "$0")/../common.sh" || exit 2
build=$(absolute "$1")
tool=$build/xcfilter
data=$build/data
begin xcfilter

# run INPUT ARGUMENT...: from a file to a file; sets status, out, err, and
# whose: how often it warned of a config that is the sender's
run() {
	input=$1
	shift
	bounded "$tool" "$@" <"$input" >out 2>err
	status=$?
	part_config
}
part_config() {
	whose=$(grep -c 'warning: the config is the sender' err)
	grep -v 'warning: the config is the sender' err >rest
	mv rest err
}

# through INPUT ARGUMENT...: the same through pipes
through() {
	input=$1
	shift
	cat "$input" 2>/dev/null | {
		bounded "$tool" "$@" 2>err
		echo $? >code
	} | cat >out
	status=$(cat code)
	part_config
}

# bytes NAME FILE NUMBER
bytes() {
	if [ "$(wc -c <"$2")" -eq "$3" ]; then
		pass
	else
		fail "$1: $(wc -c <"$2") bytes, not $3"
	fi
}

# prefix NAME NUMBER FILE: out is the first bytes of a file
prefix() {
	bytes "$1" out "$2"
	head -c "$2" "$3" >expected
	same "$1" out expected
}

# A TCP receiver that closes while the sender waits: its kernel is asked after
# ten seconds, and here it forgets the connection after one. One that has only
# nothing to say is waited for. The other tests run meanwhile.
cat >leaves.py <<'END'
import socket, subprocess, sys, time

stream = open(sys.argv[2], "rb").read()
listener = socket.create_server(("127.0.0.1", 0))

def begin():
    out = socket.create_connection(listener.getsockname())
    receiver, _ = listener.accept()
    tool = subprocess.Popen([sys.argv[1], "-q"], stdin=subprocess.PIPE, stdout=out)
    out.close()
    tool.stdin.write(stream[:100000])
    tool.stdin.flush()
    if receiver.recv(100000, socket.MSG_WAITALL) != stream[:100000]:
        sys.exit("it has not arrived")
    return tool, receiver

mute, silent = begin()
silent.shutdown(socket.SHUT_WR)
tool, receiver = begin()
receiver.setsockopt(socket.IPPROTO_TCP, socket.TCP_LINGER2, 1)
receiver.close()
status = tool.wait(50)
time.sleep(2)
mute.stdin.write(stream[100000:])
mute.stdin.close()
rest = silent.recv(len(stream), socket.MSG_WAITALL)
if mute.wait() or rest != stream[100000:]:
    sys.exit("it has not waited")
sys.exit(status)
END
{
	bounded python3 leaves.py "$tool" "$data/pv64-tiny-1vcpu-4m.xl" \
		2>leaves.err
	echo $? >leaves.code
} &

# ---- captures, and streams like Xen's ----

for name in hvm-1vcpu-16m hvm-1vcpu-8m-xsdata hvm-busy-3vcpu-8m \
	hvm-live-debug-8m hvm-witness-2vcpu-8m pv32-tiny-1vcpu-4m \
	pv64-busy-2vcpu-4m pv64-busy-virsh-4m pv64-linux-1vcpu-96m \
	pv64-tiny-1vcpu-4m pv64-tiny-live-debug-4m pv64-witness-2vcpu-4m \
	pvh-linux-1vcpu-96m pvh-witness-2vcpu-8m; do
	for how in run through; do
		$how "$data/$name.xl" -m
		is "$name, $how" 0 ''
		same "$name, $how" out "$data/$name.xl"
	done
done
for args in 'hvm 5 xl' 'hvm 3 libxl' 'hvm 9 libxc holes' 'pv 4 xl' 'pv 7 libxc'; do
	"$build/mkstream" $args >stream
	for how in run through; do
		$how stream
		is "$args, $how" 0 ''
		same "$args, $how" out stream
	done
done
pv=$data/pv64-tiny-1vcpu-4m.xl
size=$(($(wc -c <"$pv")))
slowly "$pv" | bounded "$tool" 2>err | {
	dd bs=100 count=1
	sleep 1
	cat
} >out 2>/dev/null
same 'a slow sender and a slow reader' out "$pv"

# ---- faults: xcverify's words ----

# faulty NAME FILE OUTPUT OPTION...: what goes on, and what is said
faulty() {
	name=$1 file=$2 length=$3
	shift 3
	"$build/xcverify" "$@" <"$file" 2>expected >verdict
	{
		sed -n 's/^xcverify: standard input: \(warning: \)/xcfilter: \1/p' \
			expected
		sed 's/^/xcfilter: /' verdict
		sed -n 's/^xcverify: standard input: \([0-9]* checkpoints came \)/xcfilter: \1/p' \
			expected
	} >words
	for how in run through; do
		$how "$file" "$@"
		[ "$status" -eq 1 ] || fail "$name, $how: exit status $status"
		cmp -s err words || fail "$name, $how: $(diff err words)"
		prefix "$name, $how" "$length" "$file"
	done
}
printf '\037\213\010\010\0\0\0\0' >bad
run bad
is 'gzip data' 1 '^xcfilter: standard input: invalid: not a Xen stream but gzip data'
: >bad
run bad
is 'no input' 1 '^xcfilter: standard input: incomplete: the input is empty$'
# broken FILE OFFSET BYTES: change some
broken() {
	cp "$1" bad
	poke bad "$2" "$3"
}
# cut FILE LENGTH
cut_at() {
	head -c "$2" "$1" >bad
}

faulty 'a save that failed' "$data/failed-pvh-suspend-timeout.xl" 2441
faulty 'a Remus sender that died' "$data/pv64-tiny-remus-4m.xl" 4767584 -c
faulty 'profile draft' "$pv" 831 -p draft
faulty 'another format' "$pv" 0 -f libxc
# Nothing before LIBXC_CONTEXT has come; not libxc's END before libxl's has.
for cut in 1:0 7:0 823:0 830:0 831:831 2222:2215 2223:2223 2230:2223 \
	2231:2223 2238:2223 2239:2223 10430:2223 10431:10431 100000:100000 \
	4204735:4204735 4214166:4214166 4214167:4214167 4214168:4214167 \
	4214175:4214167 4214182:4214167; do
	cut_at "$pv" ${cut%:*}
	faulty "cut at ${cut%:*}" bad ${cut#*:}
done
broken "$pv" 2227 '\001'
faulty 'a length' bad 2223
broken "$pv" 2232 '\003'
faulty 'a count' bad 2223
broken "$pv" 10430 '\120'
faulty 'the last page type' bad 2223
broken "$pv" 4204735 'x'
faulty 'a record after the pages' bad 4204735
"$build/mkstream" hvm 9 libxc >stream
at=$("$build/xcverify" -v stream | awk '/PAGE_DATA/ { print $1; exit }')
second=$((at + 16 + 1024 * 8 + 1024 * 4096))
broken stream $((second + 16 + 8 * 700 + 7)) '\120'
faulty 'a page type of the second PAGE_DATA' bad $second

# ---- options ----

tail -c +53 "$pv" | head -c 754 >config

for options in '-f xl' -fxl '--format=xl' -fauto '-p strict' \
	--profile=restore -pverify -c --checkpointed --colo --max-mem=4 \
	'--max-mem 4294967295' --vcpus=1 --max-pages=1024 --max-pages=16777215 \
	--max-held=1 --timeout=2000000 --config=config --little-endian-only \
	-m --migration -q '-cmqfxl -p restore'; do
	run "$pv" $options
	is "options $options" 0 ''
	same "options $options" out "$pv"
	case $options:$whose in
	*q*:0 | *config*:0 | *:1) pass ;;
	*) fail "options $options: the config was warned of $whose times" ;;
	esac
done

# Limits hold under each profile, and so does --config.
"$build/mkstream" hvm 3 xl >stream
at=$("$build/xcverify" -v stream | awk '/PAGE_DATA/ { print $1; exit }')
cp stream beyond
poke beyond $((at + 16 + 8 * 767)) '\377\377\377\377\377\377\017'
cp "$pv" longer # the last byte of its config is not its NUL
poke longer 806 x
{ cat config; printf x; } >config-x
for profile in strict verify restore; do
	run beyond -p $profile --max-mem=1
	is "--max-mem, $profile" 1 'pfn .*, see --max-mem$'
	run longer -p $profile --config=config
	is "--config, $profile" 1 'config'
done
run beyond -p verify
is 'the default limit, verify' 1 'see --max-mem$'

# Limits in the units of a domain's config.
"$build/mkstream" hvm 3 libxc holes >stream
run stream --max-mem=3
is 'the pages below 4 GiB of a guest of 3 MiB' 0 ''
at=$("$build/xcverify" -v stream | awk '/PAGE_DATA/ { print $1; exit }')
broken stream $((at + 16)) '\0\0\0\040'
run bad
is 'a pfn at 2 TiB' 1 '^xcfilter: standard input: refused: .*, see --max-mem$'
run bad --max-mem=3145728
is 'a pfn at 2 TiB, --max-mem' 0 ''
broken stream $((at + 16)) '\0\003\020\0'
run bad --max-mem=3
is 'a pfn above --max-mem' 1 'at most 0x1002ff, found 0x100300, see --max-mem$'
run bad --max-mem=4
is 'a pfn below --max-mem' 0 ''
at=$("$build/xcverify" -v "$pv" | awk '/VCPU_BASIC/ { print $1; exit }')
broken "$pv" $((at + 8)) '\200'
run bad
is 'vCPU 128' 1 '^xcfilter: standard input: refused: .*, see --vcpus$'
run bad --vcpus=8192
is 'vCPU 128, --vcpus' 1 '^xcfilter: standard input: invalid: .*[^s]$'

# A PV guest has no hole.
run "$pv" --max-mem=3
is 'a PV guest of 4 MiB, --max-mem=3' 1 '^xcfilter: standard input: refused: offset 2207, libxc X86_PV_P2M_FRAMES, record 5: the guest has 4.0 MiB of memory, more than it may have, see --max-mem$'
prefix 'a PV guest of 4 MiB, --max-mem=3' 2191 "$pv"
run "$data/pv64-linux-1vcpu-96m.xl" --max-mem=96
is 'a PV guest of 96 MiB, --max-mem=96' 0 ''

# Nor has one pages beyond its p2m, or before it is known, whatever a profile
# tolerates.
broken "$pv" 2243 '\020'
{ head -c 2191 "$pv"; tail -c +2224 "$pv"; } >nop2m
for profile in strict verify restore; do
	run bad -p $profile
	is "a page beyond the p2m, $profile" 1 'libxc PAGE_DATA'
	run nop2m -p $profile
	is "a page before the p2m, $profile" 1 'libxc PAGE_DATA'
done

# The config in the stream.
head -c 753 config >short
{
	cat config
	echo
} >long
tr u v <config >other
: >empty
for file in short long other empty; do
	run "$pv" --config=$file
	is "config, $file" 1 ': the config is not that of --config$'
	bytes "config, $file" out 0
done
: >empty
for file in config empty; do
	run stream --config=$file
	is "--config=$file and no config" 1 \
		': there is no config, and --config wants one$'
done
# Without the flag for JSON, the NUL at its end is a byte of the config; it may
# be in the file, too.
cp "$pv" text
poke text 36 '\002'
{ cat config; printf '\0'; } >with-nul
for file in config with-nul; do
	run text -p restore --config=$file
	is "a config of text, $file" 0 'warning: '
	same "a config of text, $file" out text
done
# Of a text that is shorter than the optional part, xl reads no more than that.
for length in '\000\000' '\001\000' '\361\002'; do # 754 are all of it
	{ head -c 52 text && cat config && tail -c +808 text; } >shorter
	poke shorter 44 '\366\002'
	poke shorter 48 "$length"
	for profile in strict restore verify draft; do
		run shorter -p $profile --config=config
		is "the beginning of the config, $profile" 1 'offset'
		[ "$(wc -c <out)" -le 52 ] && pass ||
			fail "the beginning of the config, $profile: passed on"
	done
done
run stream --config=config
is '--config and no config' 1 ': there is no config, and --config wants one$'
run empty --config=config -f libxl-back
is '--config and no record' 1 ': there is no config, and --config wants one$'
run "$pv" --config=none
is '--config without a file' 2 '^xcfilter: none: No such file or directory$'
head -c 1048577 /dev/zero >large
run "$pv" --config=large
is '--config, too large' 2 '^xcfilter: large: File too large$'

# A sender that stalls.
{
	head -c 100000 "$pv"
	sleep 3
} | {
	bounded "$tool" --timeout=1 2>err
	echo $? >code
} | cat >out
status=$(cat code)
is '--timeout' 2 '^xcfilter: standard input: Connection timed out$'
bytes '--timeout' out 100000
# Who asks how far it is does not give the sender more time.
cat >patience.py <<'END'
import signal, subprocess, sys, time

tool = subprocess.Popen([sys.argv[1], "-q", "--timeout=2"],
                        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
since = time.monotonic()
def catches(): # has it a handler by now?
    with open(f"/proc/{tool.pid}/status") as f:
        mask = next(line for line in f if line.startswith("SigCgt:"))
    return int(mask.split()[1], 16) >> signal.SIGUSR1 - 1 & 1

while not catches() and time.monotonic() < since + 5:
    time.sleep(0.05)
while tool.poll() is None and time.monotonic() < since + 20:
    tool.send_signal(signal.SIGUSR1)
    time.sleep(0.3)
if time.monotonic() > since + 8:
    sys.exit("it waits for too long")
sys.exit(tool.wait())
END
bounded python3 patience.py "$tool" >out 2>err
status=$?
grep -v 'MiB/s$' err >rest
mv rest err
is '--timeout and signals' 2 '' ''
# It is not its end, either, while the config is still to come.
mkfifo slow
"$tool" --config=slow <"$data/hvm-1vcpu-16m.xl" >out 2>err &
pid=$!
eventually catches $pid 10
kill -USR1 $pid
sleep 0.2
echo other >slow &
wait $pid
status=$?
is 'SIGUSR1 before there is a config' 1 'the config is not that of --config'
# Nor does out-of-band data make it wait.
cat >urgent.py <<'END'
import socket, subprocess, sys, time

ours, its = socket.socketpair()
try:
    ours.send(b"x", socket.MSG_OOB)
except OSError:
    sys.exit(77) # Linux before 5.15
tool = subprocess.Popen([sys.argv[1], "--timeout=1"], stdin=its,
                        stdout=subprocess.DEVNULL)
try:
    sys.exit(tool.wait(20))
except subprocess.TimeoutExpired:
    tool.kill()
    sys.exit("it waits for too long")
END
bounded python3 urgent.py "$tool" >out 2>err
status=$?
if [ $status -eq 77 ]; then
	skip '--timeout and out-of-band data: sockets have none'
else
	is '--timeout and out-of-band data' 2 \
		'^xcfilter: standard input: Connection timed out$'
fi
{
	cat "$pv"
	sleep 2
	printf GO
} | bounded "$tool" -q --timeout=1 --migration >out 2>err
bytes '--timeout and a receiver that takes its time' out $((size + 2))
run "$pv" --max-pages=1023
is '--max-pages that is too low' 1 '^xcfilter: standard input: refused: offset 2231, libxc PAGE_DATA, record 6: more pages in a record than the caller allows, expected at most 1023, found 1024, see --max-pages$'
prefix '--max-pages that is too low' 2223 "$pv"
run "$pv" -q --max-pages=1023
is '-q and a fault' 1 ''
run "$pv" -q --stats --max-pages=1023
is '--stats and a fault' 1 "^xcfilter: [0-9]* bytes in, 2223 out, 0 of them spliced; 6 records; at most [0-9]* bytes held back$"
through "$pv" --stats
is --stats 0 "^xcfilter: $size bytes in, $size out, [0-9]* of them spliced; 14 records; at most [0-9]* bytes held back$"
for options in -f '-f xc' --format= -p '-p lax' -x --foo -m=1 --max-mem \
	--max-mem= --max-mem=0 --max-mem=-1 --max-mem=1x '--max-mem= 1' \
	--max-mem=4294967296 --vcpus=0 --vcpus=4294967296 --max-held=0 \
	--timeout=0 --timeout=2147484 --migration=1 --config \
	--max-pages=0 --max-pages=16777216 --max-pages=x file '-q file' '-- -'; do
	run "$pv" $options
	is "wrong usage $options" 2 "^xcfilter: try 'xcfilter --help'$"
	bytes "wrong usage $options" out 0
done
wrong_options "$tool"
run "$pv" file
is 'a file' 2 '^xcfilter: takes no file: xcfilter <file$'
# A file may have any name, and *.xl may find it.
odd=$(printf 'a\033b')
for option in "$odd" "--config=$odd" "--format=$odd" "--max-mem=$odd" \
	"--vcpus=$odd" "--timeout=$odd"; do
	run "$pv" "$option"
	is 'an odd name' 2 'a\\x1bb'
	try 'an odd name: plain' test "$(tr -d '\n -~' <err | wc -c)" -eq 0
done
run "$pv" --max-pages=0
is 'a number' 2 "^xcfilter: '0' is not a number from 1 to 16777215$"
run /dev/null --help
is --help 0 ''
for option in format profile migration checkpointed colo max-mem vcpus \
	config max-pages max-held timeout little-endian-only stats \
	quiet help version; do
	grep -q -e " --$option" out || fail "--help does not tell --$option"
done
run /dev/null -h
if grep -q '^Usage: xcfilter ' out; then pass; else fail -h; fi
run /dev/null --version
if grep -q '^xcfilter [0-9]' out; then pass; else fail --version; fi

# XAPI's file around the same libxl stream
{
	printf 'XenSavedDomv2-\n'
	printf '\017\0\0\0\0\0\0\0\005\0\0\0\0\0\0\0((a))' # Xenops
	printf '\361\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' # Libxl
	tail -c +808 "$pv"
	printf '\377\377\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
} >xapi
for how in run through; do
	$how xapi -f xapi
	is "-f xapi, $how" 0 ''
	same "-f xapi, $how" out xapi
done

# ---- what follows a stream ----

cat "$pv" "$pv" >twice
for how in run through; do
	$how twice -m
	is "a long trailer, $how" 0 ''
	same "a long trailer, $how" out twice
done
{
	"$tool" -q 2>err >first
	cat >second
} <twice
same 'a file' first "$pv"
same 'what is left of a file' second "$pv"
bytes 'what is said of it' err 0
{
	"$tool" -q --stats 2>err | cat >first
	cat >second
} <twice
same 'a file that is spliced' first "$pv"
same 'what is left of a spliced file' second "$pv"
{
	cat "$pv"
	printf 'domain is yours, you are cleared to unpause\0'
} >migration
through migration --migration
is 'a migration' 0 ''
same 'a migration' out migration
through migration
is 'a pipe' 0 '^xcfilter: 44 bytes after the end of the stream dropped$'
same 'a pipe' out "$pv"
through migration -q
is 'a pipe, quiet' 0 ''
through "$pv"
is 'a pipe, nothing follows' 0 ''
run migration -m --stats
is 'what follows is not held back' 0 ' at most [0-9]* bytes held back$'

# ---- input and output that fail ----

run . 2>/dev/null
is 'a directory' 2 '^xcfilter: standard input: Is a directory$'
run . -q
is 'a directory, quiet' 2 ''
"$tool" <&- >out 2>err
status=$?
is 'closed standard input' 2 '^xcfilter: standard input: Bad file descriptor$'
"$tool" <"$pv" >&- 2>err
status=$?
is 'closed standard output' 2 '^xcfilter: standard output: Bad file descriptor$'
"$tool" --help >&- 2>err
status=$?
is 'closed standard output, help' 2 '^xcfilter: standard output: Bad file descriptor$'
: >err
"$tool" -f libxc <"$pv" >out 2>&-
status=$?
is 'closed standard error' 1 ''
if [ -c /dev/full ]; then
	"$tool" <"$pv" >/dev/full 2>err
	status=$?
	is 'a full disk' 2 '^xcfilter: standard output: No space left on device$'
	cat "$pv" | "$tool" --help >/dev/full 2>err
	status=$?
	is 'a full disk, help' 2 '^xcfilter: standard output: No space left on device$'
fi
said=$(ulimit -f 0 && exec "$tool" <"$pv" 2>&1 >out)
status=$?
echo "$said" >err
is 'a limit of the size of files' 2 '^xcfilter: standard output: File too large$'
# who reads goes away: at once, or when its pages are flowing
for n in 1 2000000; do
	{
		bounded "$tool" -m --stats 2>err
		echo $? >code
	} <twice | head -c $n >out
	status=$(cat code)
	is "a reader that goes after $n bytes" 2 '^xcfilter: standard output: Broken pipe$'
	is "a reader that goes after $n bytes" 2 '^xcfilter: [0-9]* bytes in'
done

# The reader dies while the sender waits for its answer, after the stream and
# within it.
for n in 100000 "$(wc -c <"$pv")"; do
	rm -f sender code
	mkfifo sender
	{
		bounded "$tool" <sender 2>err
		echo $? >code
	} | head -c "$n" >out &
	exec 3>sender
	head -c "$n" "$pv" >&3 2>/dev/null
	eventually test -s code
	status=$(cat code 2>/dev/null || echo 124)
	exec 3>&-
	wait
	part_config
	case $n in
	100000) is "a reader dead in the stream" 2 \
		'^xcfilter: standard output: Broken pipe$' ;;
	*) is "a reader dead after the stream" 0 '' ;;
	esac
done
# So ends a migration: the receiver has all, and leaves.
{
	bounded "$tool" -m --stats <twice 2>err
	echo $? >code
} | head -c "$(wc -c <"$pv")" >out
status=$(cat code)
is 'a reader that has a whole stream' 0 '^xcfilter: [0-9]* bytes in'
same 'a reader that has a whole stream' out "$pv"
# The same over TCP, where the receiver's last word may be a reset.
cat >reset.py <<'END'
import os, signal, socket, struct, subprocess, sys

listener = socket.create_server(("127.0.0.1", 0))
out = socket.create_connection(listener.getsockname())
receiver, _ = listener.accept()
stream = open(sys.argv[2], "rb").read()
tool = subprocess.Popen([sys.argv[1], "-qm"], stdin=subprocess.PIPE, stdout=out)
out.close()
tool.stdin.write(stream)
tool.stdin.flush()
if receiver.recv(len(stream), socket.MSG_WAITALL) != stream:
    sys.exit("the stream has not arrived")
os.kill(tool.pid, signal.SIGSTOP)
os.waitpid(tool.pid, os.WUNTRACED)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
receiver.close()
tool.stdin.write(b"more")
tool.stdin.close()
os.kill(tool.pid, signal.SIGCONT)
sys.exit(tool.wait())
END
bounded python3 reset.py "$tool" "$pv" >out 2>err
status=$?
is 'a reader that has a whole stream, and resets' 0 ''
wait
status=$(cat leaves.code)
mv leaves.err err
is 'a receiver that has closed a TCP connection' 2 ''

# ---- output that cannot be ----

mkfifo idle
exec 4<>idle
bounded "$tool" --timeout=2 <&4 2>err >&-
status=$?
exec 4<&-
: >out
is 'output is closed, input is idle' 2 \
	'^xcfilter: standard output: Bad file descriptor$'
cp "$pv" appended
for option in -m --stats; do
	bounded "$tool" $option <appended 2>err >>appended
	status=$?
	is "it would read what it writes, $option" 2 \
		'^xcfilter: input and output are one file: Invalid argument$'
	same "it would read what it writes, $option" appended "$pv"
	bounded "$tool" $option <appended 2>err 1<>appended
	status=$?
	is "it would write over what it reads, $option" 2 \
		'^xcfilter: input and output are one file: Invalid argument$'
	same "it would write over what it reads, $option" appended "$pv"
done
cat >sockets.py <<'END'
import socket, subprocess, sys

tool, name = sys.argv[1:3]
listener = socket.create_server(("127.0.0.1", 0))
status = subprocess.run((tool,), stdin=listener).returncode
if status != 2:
    sys.exit("a listening socket as input: %d" % status)
sender = socket.create_connection(listener.getsockname())
inner, _ = listener.accept()
tool = subprocess.Popen((tool, "-q"), stdin=inner, stdout=subprocess.DEVNULL)
with open(name, "rb") as stream:
    sender.sendall(stream.read())
sender.close()
if tool.wait():
    sys.exit("a socket as input: %d" % tool.returncode)
if not inner.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE):
    sys.exit("nobody asks if the sender is there")
END
bounded python3 sockets.py "$tool" "$pv" >out 2>err
status=$?
is 'sockets as input' 0 '' '^xcfilter: standard input: Transport endpoint is not connected$'
try 'sockets as input: no more is said' test "$(wc -l <err)" -eq 1

# A file that was not empty ends where the stream was cut; but not one that is
# appended to, nor behind a valid stream.
cut_at "$pv" 300000
for old in 400000 299999 0; do
	head -c $old /dev/zero >old
	bounded "$tool" -q <bad 2>err 1<>old
	status=$?
	is "a file of $old bytes, cut" 1 ''
	same "a file of $old bytes, cut" old bad
done
head -c 500 "$pv" >bad # nothing of it goes on
for old in 400000 0; do
	head -c $old /dev/zero >old
	cp old before
	bounded "$tool" -q <bad 2>err >>old
	status=$?
	is "appended to $old bytes" 1 ''
	same "appended to $old bytes" old before
	bounded "$tool" -q <bad 2>err 1<>old
	bytes "a file of $old bytes, nothing passed on" old 0
done
{ cat "$pv"; echo rest; } >before
cp before old
bounded "$tool" -q <"$pv" 2>err 1<>old
same 'a valid stream in a larger file' old before
{
	head -c 100000 "$pv"
	sleep 3
} | bounded "$tool" -q --timeout=1 2>err 1<>old
head -c 100000 "$pv" >expected
same 'a larger file, and a sender that stalls' old expected

# A file that cannot be written to its end keeps nothing of what would let a
# restore succeed: libxc's END and what follows, up to libxl's, or a part of it;
# nor a part of libxl's header.
cat >full.py <<'END'
import os, resource, subprocess, sys

tool, name, limit = sys.argv[1], sys.argv[2], int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
with open(name, "rb") as stream, open("out", "wb") as out:
    sys.exit(subprocess.run((tool, "-q"), stdin=stream, stdout=out).returncode)
END
"$build/mkstream" hvm 3 xl >stream
end=$("$build/xcverify" -v stream | awk '/libxc END/ { print $1 }')
total=$(wc -c <stream)
first=$("$build/xcverify" -v stream | awk '/libxl header/ { print $1 }')
: >err
for limit in $((end + 1)) $((end + 8)) $((end + 100)) $((end + 4000)) \
	$((total - 1)) $((first + 1)) $((first + 23)); do
	bounded python3 full.py "$tool" stream $limit
	status=$?
	is "a full disk, $limit bytes" 2 ''
	left=$(wc -c <out)
	most=$end
	[ $limit -gt $end ] || most=$((first - 1))
	try "a full disk, $limit bytes: $left are left" test "$left" -le $most
done
# Some file systems tell of it only when the file is closed.
if have strace; then
	for program in "$tool" "$build/xcverify -" "$build/restore"; do
		strace -o trace -e trace=close $program <"$pv" >out 2>err
		n=$(sed -n '/^close(1)/=' trace | tail -n 1)
		# A sanitizer cannot look for leaks there.
		ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 \
			strace -o trace -e trace=close \
			-e "inject=close:error=EDQUOT:when=${n:-99}" \
			$program <"$pv" >out 2>err
		status=$?
		grep -v 'warning: ' err >rest
		mv rest err
		is "what $program wrote is lost" 2 'standard output: Disk quota'
	done
else
	skip 'output is lost when it is closed: no strace'
fi

# A block device keeps what was on it: somebody has to be told.
if have strace && [ "$(uname -m)" = x86_64 ]; then
	cut_at "$pv" 300000
	strace -o trace -e trace=newfstatat "$tool" -q <bad >out 2>err
	n=$(sed -n '/^newfstatat(1,/=' trace | tail -n 1)
	zeros=0000000000000000
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 \
		strace -o trace -e trace=newfstatat -e \
		"inject=newfstatat:poke_exit=@arg3=$zeros$zeros${zeros}8061:when=${n:-99}" \
		"$tool" <bad >out 2>err
	status=$?
	is 'a block device' 1 '^xcfilter: warning: the output cannot be cut: remove it$'
else
	skip 'a block device: no strace that could feign one'
fi

# ---- a long stream: its memory does not grow, and every byte arrives ----

# (A sanitizer needs more to start.)
if { sh -c 'ulimit -v 8192; "$0" --version' "$tool"; } >/dev/null 2>&1; then
	mkfifo copy
	"$build/mkstream" hvm 1024 xl | tee copy | (
		ulimit -v 8192
		"$tool" --stats 2>err
		echo $? >code
	) | cmp - copy >out 2>&1
	same '1 GiB in a space of 8 MiB' out /dev/null
	status=$(cat code)
	is '1 GiB in a space of 8 MiB' 0 'at most [0-9]\{1,4\} bytes held back$'
	(ulimit -v 8192 && "$tool" --max-pages=16777215) <"$pv" >out 2>err
	status=$?
	is 'more memory than there is' 2 '^xcfilter: memory: Cannot allocate memory$'
else
	skip 'bounded memory: xcfilter does not start in 8 MiB'
fi

end
