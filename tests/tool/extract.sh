#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/tool/extract.sh BUILD_DIR
#
# Tests of xcextract: round trips of streams from build/streams and of the
# captures, judged by extract.py; hostile streams, hostile directories, trouble
# with the disk, limits. BUILD_DIR/xcextract-low is xcextract that counts up to
# 1, writes up to 20 files, and makes no holes.

if [ $# -ne 1 ]; then
	echo "Usage: sh tests/tool/extract.sh BUILD_DIR" >&2
	exit 2
fi
. "$(dirname "$0")/../common.sh" || exit 2
build=$(absolute "$1")
here=$(absolute "$(dirname "$0")")
tool=$build/xcextract
data=$build/data
# xcextract waits for the disk, which takes most of the time: take memory.
[ -n "${TMPDIR-}" ] || [ ! -w /dev/shm ] || TMPDIR=/dev/shm
begin xcextract

# run ARGUMENT...: sets status, out, err; into a DIR that is not there
run() {
	rm -rf dir
	again "$@"
}

# again ARGUMENT...: the same, and DIR is as it is
again() {
	bounded "$tool" "$@" >out 2>err
	status=$?
}

gone() { # once this shell, but not a subshell of it, has waited
	! kill -0 $pid 2>/dev/null
}

# ended NAME STATUS ERR: what run() left, the verdict, if there is one, and no
# FAILED if all is well. What is wrong with a stream stands in its verdict.
ended() {
	if [ "$2" -eq 0 ] && [ -e dir/FAILED ]; then
		fail "$1: dir/FAILED is there"
	elif [ "$2" -eq 0 ]; then
		is "$1" "$2" ': valid .* records, .* files* in dir$' "$3"
	elif [ "$2" -eq 1 ]; then
		cat out >>err
		is "$1" "$2" '^[^:]*: \(invalid\|incomplete\): ' "$3"
	else
		is "$1" "$2" '' "$3"
	fi
}

# marked NAME REGEX: what dir/FAILED says
marked() {
	if grep -q -e "$2" dir/FAILED; then
		pass
	else
		fail "$1: dir/FAILED: $(cat dir/FAILED)"
	fi
}

# holds NAME FILE REGEX
holds() {
	if grep -q -e "$3" "$2"; then
		pass
	else
		fail "$1: $2: $(tr '\n' ' ' <"$2" | cut -c 1-200)"
	fi
}

# judge [-n] [-z] STREAM: dir shall hold what is in it. All are judged at the
# end, at once, by extract.py; dir moves there.
judged=0
judge() {
	flags=
	while [ $# -gt 1 ]; do
		flags=$flags$1
		shift
	done
	judged=$((judged + 1))
	mkdir -p "judge$flags"
	mv dir "judge$flags/$judged"
	echo "$1 judge$flags/$judged" >>"judge$flags.list"
}

# verdict FLAGS: what extract.py says of those
verdict() {
	list=judge$(echo "$*" | tr -d ' ').list
	if ! have python3; then
		skip "no python3 to judge $(wc -l <"$list") streams"
	elif PYTHONDONTWRITEBYTECODE=1 python3 "$here/extract.py" "$@" \
		$(cat "$list") >out 2>&1; then
		passed=$((passed + $(wc -l <"$list")))
	else
		fail "extract.py $* $list"
	fi
}

mkdir in || exit 2
"$build/streams" in || exit 2
pv=in/valid-pv64-xl-little-once
hvm=in/valid-hvm-xl-little-once

# ---- the command line ----

again
ended 'no arguments' 2 'takes a STREAM and a DIR'
again $hvm
ended 'one argument' 2 'takes a STREAM and a DIR'
again $hvm a b
ended 'three arguments' 2 'takes a STREAM and a DIR'
wrong_options "$tool"
run -x $hvm dir
ended 'an unknown option' 2 'invalid option'
run --only memory,vcpu $hvm dir
ended 'an unknown group' 2 "'vcpu' is unknown"
run -p verify $hvm dir
ended 'an unknown profile' 2 'strict or restore'
for n in 0 -1 -18446744073709551615 x 5x '' 16777217 99999999999999999999; do
	run --max-pages "$n" $hvm dir
	ended "--max-pages '$n'" 2 "not a number from 1 to 16777216"
done
run --max-pfn 01024 $pv dir
ended '--max-pfn is decimal' 0 ''
run --max-pfn 0x400 $pv dir
ended '--max-pfn is hexadecimal' 0 ''
run --max-pfn 0x100000000 $hvm dir
ended '--max-pfn' 2 'not a number from 1 to 4294967295'
run --elf --no-counts $hvm dir
ended '--elf --no-counts' 2 'not with --no-counts'
run in/none dir
ended 'no such stream' 2 'in/none: No such file'
run in dir
ended 'the stream is a directory' 2 ': in: Is a directory'
try 'the stream is a directory: DIR is not made' test ! -e dir
run "$(printf 'in/x\033[31m\nz')" dir
ended 'a name that a terminal would obey' 2 'in/x\\x1b\[31m\\x0az: No such'
run $hvm none/dir
ended 'DIR cannot be made' 2 'none/dir/: No such file'
"$tool" --help >out 2>err
try '--help' grep -q '^Usage: xcextract' out
"$tool" --version >out 2>err
try '--version' grep -q '^xcextract [0-9]' out

# ---- what was put in comes out ----

for f in in/valid-*; do
	name=${f#in/}
	mkdir -p file pipe
	bounded "$tool" -c --elf "$f" "file/$name" >out 2>err ||
		fail "$f: exit status $?"
	bounded "$tool" -c --elf - "pipe/$name" <in/"$name" >out 2>err ||
		fail "$f from a descriptor: exit status $?"
	[ -s err ] && fail "$f: errors"
	rm -rf "pipe/$name"
	cat "$f" | bounded "$tool" -c --elf - "pipe/$name" >out 2>err ||
		fail "$f from a pipe: exit status $?"
	printf '%s file/%s\n%s pipe/%s\n' "$f" "$name" "$f" "$name" >>judge.list
	[ -e "file/$name/FAILED" ] && fail "$name: FAILED is there"
done
try 'no file can be read by others' test -z "$(find file/* -perm -004 -o -perm -040)"

for f in pv32-tiny-1vcpu-4m pv64-tiny-live-debug-4m hvm-live-debug-8m; do
	bounded "$tool" --elf "$data/$f.xl" "file/$f" >out 2>err ||
		fail "$f: exit status $?"
	echo "$data/$f.xl file/$f" >>judge.list
done

# The HVM captures' entries: names, instances, lengths, by xcverify's listing.
for f in hvm-1vcpu-16m hvm-1vcpu-8m-xsdata hvm-live-debug-8m \
	pvh-linux-1vcpu-96m; do
	run --only hvm "$data/$f.xl" dir
	ended "$f: hvm" 0 ''
	grep ' HVM_CONTEXT ' "$here/expected/$f.txt" |
		grep -o '[A-Z_]* [1-9][0-9]*\.[0-9]*:[0-9]*' | tr .: '  ' |
		while read -r name code instance length; do
			printf '%02d-%s.%d.bin %d\n' "$code" "$name" \
				"$instance" "$length"
		done | sort >entries
	for entry in dir/hvm-context/*; do
		echo "${entry##*/} $(($(wc -c <"$entry")))"
	done | sort >found
	if [ -s entries ] && cmp -s entries found; then
		pass
	else
		fail "$f: $(diff entries found | head -n 5)"
	fi
	grep ' HVM_PARAMS ' "$here/expected/$f.txt" | tr ' ' '\n' |
		sed -n 's/^\([A-Z0-9_]*\)=0x\(.*\)$/\1 \2/p' |
		grep -v '^length' >params
	sed -n 's/^[0-9]*,\(.*\),0x0*\([0-9a-f]\)/\1 \2/p' \
		dir/hvm-params.csv >found
	try "$f: parameters" cmp params found
done

run "$data/pv64-tiny-remus-4m.xl" dir
ended 'Remus that broke off' 1 'incomplete: .* ends too early, after .*; 7 checkpoints came'
marked 'Remus that broke off' 'checkpoints came whole, the last one up to off'
holds 'Remus that broke off' dir/summary.json '"valid": false'
holds 'Remus that broke off' dir/summary.json '"fault": "offset'
# At each checkpoint it is what it is where the stream breaks off there.
for n in 1 2 7; do
	run --checkpoint=$n "$data/pv64-tiny-remus-4m.xl" dir
	ended "--checkpoint=$n" 0 ''
	holds "--checkpoint=$n" out "valid.*, $n checkpoints*; what follows is not judged; "
	rm -rf then
	mv dir then
	size=$(sed -n 's/.*"bytes": \([0-9]*\),.*/\1/p' then/summary.json)
	head -c "$size" "$data/pv64-tiny-remus-4m.xl" >upto
	run -c upto dir
	ended "the stream up to checkpoint $n" 1 "incomplete: offset $size,"
	# The last pass of it is whole, too.
	passes=$(sed -n 's/.*"passes": \([0-9]*\),.*/\1/p' dir/summary.json)
	run -c --pass="$passes" upto dir
	ended "pass $passes, the stream up to checkpoint $n" 0 ''
	run -c upto dir
	rm dir/FAILED dir/summary.json then/summary.json
	try "--checkpoint=$n" diff -r dir then
done
run --checkpoint=8 "$data/pv64-tiny-remus-4m.xl" dir
ended '--checkpoint=8 of 7' 1 incomplete
run --checkpoint=1 "$data/pv64-tiny-1vcpu-4m.xl" dir
ended 'a checkpoint of a saved guest' 2 'ends before --checkpoint'
# The memory as it was, each time that the sender has gone through it.
for pass in 1:hvm-live-debug-8m 2:hvm-live-debug-8m 4:hvm-live-debug-8m \
	5:pv64-tiny-remus-4m; do
	n=${pass%%:*}
	run -c --pass="$n" "$data/${pass#*:}.xl" dir
	ended "--pass=$pass" 0 ''
	judge "-p$n" "$data/${pass#*:}.xl"
done
run --pass=9 $hvm dir
ended '--pass=9 of a few' 2 'ends before --pass'
run --pass=1 "$data/pv64-tiny-1vcpu-4m.xl" dir
ended '--pass=1 of 1' 0 ''
holds '--pass=1 of 1' dir/vcpu-0.json '"rip"'
run --pass=0 $hvm dir
ended '--pass=0' 2 'not a number from 1'
run -c "$data/pv64-tiny-remus-4m.xl" dir
try 'Remus that broke off' test -s dir/memory.json -a -s dir/vcpu-0-basic.bin
printf '\5\0\0\0\4\0\0\0\2\0\0\0\0\0\0\0' >back
run back dir
ended 'libxl-back' 2 "back: no domain, but what COLO's receiver answers"
marked 'libxl-back' 'no domain'
run "$data/failed-pvh-suspend-timeout.xl" dir
ended 'a save that failed' 1 'incomplete: .* ends too early, after 4 whole records, before any'

run in/valid-pv64-xl-little-remus dir
ended 'a checkpoint that is not announced' 0 'warning: .*, see --checkpointed'
run -p restore in/valid-pv64-xl-little-remus dir
ended 'a checkpoint that is not announced: restore' 1 ', see --checkpointed'
holds 'warnings are counted' \
	file/valid-pv64-xl-little-remus/summary.json '"warnings": 0'
(cat $hvm && dd if=/dev/zero bs=65536 count=5 2>/dev/null) >longer
run longer dir
ended 'bytes after the end' 0 ''
judge longer
run - dir <longer
ended 'bytes after the end, from standard input' 0 ''
judge longer
rm -rf dir
{
	cat longer
	dd if=/dev/zero bs=65536 count=40 2>/dev/null && echo complete >wrote
} | bounded "$tool" - dir >out 2>err
try 'the pipe is read to its end' test -s wrote
holds 'the pipe is read to its end' dir/summary.json \
	'"bytes_after_end": 2949120'
(
	dd bs=100 count=1 2>/dev/null >out
	bounded "$tool" - dir2 >out 2>err
) <longer
holds 'from the middle of a descriptor' dir2/FAILED 'not a stream'

# ---- parts ----

# only GROUPS FILES...: exactly these are written
only() {
	groups=$1
	shift
	run --only "$groups" in/"$stream" dir
	ended "--only $groups" 0 ''
	echo "$@" | tr ' ' '\n' | sort >expected
	(cd dir && find . -type f | sed 's,^\./,,' | sort) >found
	try "--only $groups: $(paste -s found)" cmp expected found
	for f in $(cat expected); do
		[ "$f" = summary.json ] ||
			try "--only $groups: $f" cmp "dir/$f" "file/$stream/$f"
	done
}
stream=valid-hvm-xl-big-once
only memory memory.img memory.json
only elf memory.elf
only summary summary.json
only hvm hvm-params.csv hvm-context.bin hvm-context.json \
	hvm-context/01-HEADER.0.bin hvm-context/02-CPU.0.bin \
	hvm-context/02-CPU.1.bin hvm-context/03-PIC.0.bin \
	hvm-context/03-PIC.1.bin hvm-context/05-LAPIC.0.bin \
	hvm-context/14-MTRR.0.bin hvm-context/17-VIRIDIAN_VCPU.0.bin \
	hvm-context/20-CPU_MSR.0.bin
only policies,emulators cpuid.csv msrs.csv emulator-0.bin xenstore.txt
only config config.json
stream=valid-pv64-libvirt-big-once
only shared-info,config shared-info.bin shared-info.json domain.xml
only vcpus vcpu-0-basic.bin vcpu-0-extended.bin vcpu-0-xsave.bin \
	vcpu-0-msrs.bin vcpu-0.json vcpu-1-basic.bin vcpu-1-extended.bin \
	vcpu-1-xsave.bin vcpu-1-msrs.bin vcpu-1.json
stream=valid-hvm-xapi-big-once
only xapi xapi-0-Xenops.bin xapi-1-Varstored.bin xapi-2-Swtpm0.bin \
	xapi-3-Swtpm.bin xapi-4-Qemu_trad.bin xapi-5-Qemu_xen.bin \
	xapi-6-Demu.bin
# Page contents that nobody wants are not even read: they are not there.
size=$(($(wc -c <"$data/hvm-1vcpu-16m.xl")))
run --only memory --elf $hvm dir
ended '--only memory --elf' 0 ''
try '--only memory --elf' test -s dir/memory.img -a -s dir/memory.elf
run --no-counts $hvm dir
ended '--no-counts' 0 ''
try '--no-counts' test ! -e dir/memory.json
judge -n $hvm
for f in in/valid-pv64-xl-big-live in/valid-hvm-xl-little-live; do
	run --no-counts $f dir
	ended "--no-counts $f" 0 ''
	judge -n $f
done
if have strace; then
	strace -o trace -e trace=read "$tool" --only vcpus,summary \
		"$data/hvm-1vcpu-16m.xl" dir3 >out 2>err
	n=$(awk '/^read/ { n += $NF } END { print n + 0 }' trace)
	try "skips what is not wanted: $n of $size bytes read" \
		test "$n" -lt $((size / 2))
	strace -o trace -e trace=fsync,unlinkat "$tool" $hvm dir5 >out 2>err
	try 'all is on the disk' test "$(grep -c '^fsync.*= 0' trace)" -eq \
		"$(find dir5 | wc -l)"
	try 'and then FAILED goes' grep -q 'unlinkat(.*"FAILED", 0) *= 0' trace
	grep -A 9 unlinkat trace >out
	try 'and then FAILED goes' test "$(grep -c fsync out)" -eq 0
else
	skip 'skips what is not wanted: no strace'
fi

# ---- special streams ----

run in/text dir
ended 'a config of text' 0 'warning: .*config is text'
try 'a config of text' test -s dir/config.txt
judge in/text
rm -rf dir
"$tool" in/no-context dir 2>&- >&- <&-
status=$?
: >err
: >out
is 'closed descriptors' 2 '' ''
try 'closed descriptors: all is there' test ! -e dir/FAILED -a \
	-s dir/summary.json
# What follows is left to who shares the descriptor.
cat $pv $hvm >two
rm -rf dir other
{
	"$tool" - dir
	"$tool" - other
} <two >out 2>err
status=$?
is 'two streams in a file' 0 '^-: valid .* in other$' ''
rm -rf other
# No message gets into a file of DIR.
head -c 3000 $pv >short
rm -rf dir
"$tool" - dir <short >out 2>err
cp dir/FAILED open
rm -rf dir
"$tool" - dir <short 2>&- >&-
same 'closed descriptors: FAILED' open dir/FAILED
: >out
rm -rf dir
"$tool" in/no-context dir 2>err >/dev/full
status=$?
is 'the verdict cannot be written' 2 '' 'standard output: No space left'
# Who runs this may ignore SIGHUP, as nohup(1) does; GNU's env knows how not to.
heed=
if env --default-signal=HUP true 2>/dev/null; then
	heed='env --default-signal=HUP'
fi
# Who does not read the verdict can be left.
mkfifo full
exec 3<>full
head -c 65536 /dev/zero >&3
for signal in HUP:129 TERM:143; do
	rm -rf dir
	$heed "$tool" in/no-context dir >&3 2>err &
	pid=$!
	eventually test -s dir/summary.json -a ! -e dir/FAILED
	kill -${signal%:*} $pid
	{
		sleep 10
		kill -KILL $pid
	} 2>/dev/null &
	late=$!
	wait $pid 2>/dev/null
	status=$?
	kill $late
	try "SIG${signal%:*} while the verdict waits: $status" \
		test $status -eq ${signal#*:}
done
# Nor whoever does not read a warning, or what it says when it is stopped.
rm -rf dir
"$tool" in/text dir >out 2>&3 &
pid=$!
eventually test -e dir/FAILED
kill -TERM $pid
eventually gone
try 'SIGTERM while a warning waits: it ends' test $? -eq 0
kill -KILL $pid 2>/dev/null
wait $pid 2>/dev/null
try "SIGTERM while a warning waits: $?" test $? -eq 143
rm -rf dir fifo
mkfifo fifo
"$tool" - dir <fifo >out 2>&3 &
pid=$!
exec 4>fifo
eventually test -e dir/FAILED
kill -TERM $pid
eventually gone
try 'SIGTERM, and nobody reads: it ends' test $? -eq 0
kill -KILL $pid 2>/dev/null
wait $pid 2>/dev/null
try "SIGTERM, and nobody reads: $?" test $? -eq 143
marked 'SIGTERM, and nobody reads' 'stopped by signal 15'
exec 3>&- 4>&-
rm -rf dir fifo
# Nor is it, where there is room for a part of a long message.
cat >room.py <<'END'
import os, signal, subprocess, sys, time

tool, stream, *more = sys.argv[1:]
deep = "/".join([b"\xff".decode(errors="surrogateescape") * 250] * 6)
os.makedirs(deep)
name = deep + "/s"
os.symlink(os.path.abspath(stream), name)
reader, writer = os.pipe()
os.write(writer, bytes(65536 - 4096))
process = subprocess.Popen([tool, *more, name, "dir"], stderr=writer)
try:
    process.wait(5)
except subprocess.TimeoutExpired:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        sys.exit("it has not ended")
sys.exit(process.returncode if process.returncode >= 0 else 128 - process.returncode)
END
rm -rf dir
bounded python3 room.py "$tool" in/text >out 2>err
status=$?
try "room for a part of a message: $status" test $status -eq 0 -o $status -eq 143
rm -rf dir
# A signal ends it also where there was nothing to read after all.
cat >urgent.py <<'END'
import signal, socket, subprocess, sys, time

ours, its = socket.socketpair()
process = subprocess.Popen([sys.argv[1], "-", "dir"], stdin=its)
try:
    ours.send(b"x", socket.MSG_OOB)
except OSError:
    pass # Linux before 5.15 has none here
time.sleep(0.5)
process.send_signal(signal.SIGTERM)
try:
    sys.exit(process.wait(10) != -signal.SIGTERM)
except subprocess.TimeoutExpired:
    process.kill()
    sys.exit("it has not ended")
END
rm -rf dir
bounded python3 urgent.py "$tool" >out 2>err
status=$?
is 'SIGTERM after out-of-band data' 0 '' 'xcextract: -: stopped by signal 15$'
marked 'SIGTERM after out-of-band data' 'stopped by signal 15'
rm -rf dir
# SIGUSR1 is nobody's end, also while a FIFO is opened.
mkfifo fifo
"$tool" fifo dir >out 2>err &
pid=$!
eventually catches $pid 10
kill -USR1 $pid
sleep 0.2
timeout 20 cat $pv >fifo &
writer=$!
wait $pid
status=$?
kill $writer 2>/dev/null
grep -v 'MiB/s$' err >rest
mv rest err
is 'SIGUSR1 while a FIFO is opened' 0 ': valid ' ''
rm -rf dir fifo
# A second HVM_CONTEXT replaces the first, and all that it had.
python3 - $hvm again-context <<'END'
import struct, sys
with open(sys.argv[1], "rb") as f:
    data = f.read()
at = data.index(struct.pack("<HHIIII", 1, 0, 24, 0x54381286, 1, 0)[:12]) - 8
kind, length = struct.unpack_from("<II", data, at)
assert kind == 9, kind
end = at + 8 + (length + 7) // 8 * 8
body, entries, i = data[at + 8:at + 8 + length], [], 0
while i < length:
    code, _, size = struct.unpack_from("<HHI", body, i)
    entries.append((code, body[i:i + 8 + size]))
    i += 8 + size
less = b"".join(part for code, part in entries if code != 14)
assert len(less) < length
with open(sys.argv[2], "wb") as f:
    f.write(data[:end] + struct.pack("<II", 9, len(less)) + less +
            bytes(-len(less) % 8) + data[end:])
END
run -p restore again-context dir
ended 'a second HVM_CONTEXT' 0 'warning: .*record repeated'
try 'a second HVM_CONTEXT: what only the first had is gone' \
	test ! -e dir/hvm-context/14-MTRR.0.bin -a -s dir/hvm-context/02-CPU.0.bin
try 'a second HVM_CONTEXT: parameters stay' test -s dir/hvm-params.csv
mv dir dir9
run -p restore $hvm dir
try 'a second HVM_CONTEXT: the first had it' test -s dir/hvm-context/14-MTRR.0.bin
rm -rf dir dir9
# Whoever reads late gets all, from a non-blocking descriptor, too.
cat >late.py <<'END'
import os, subprocess, sys, threading, time

reader, writer = os.pipe()
os.set_blocking(writer, False)
room = os.write(writer, bytes(1 << 20))
tool = subprocess.Popen(sys.argv[1:], stdout=writer)
os.close(writer)
time.sleep(0.5)
if tool.poll() is not None:
    sys.exit("it has not waited")
with open(reader, "rb") as f:
    said = f.read()[room:]
sys.stdout.buffer.write(said)
sys.exit(tool.wait())
END
bounded python3 late.py "$tool" in/no-context dir >out 2>err
status=$?
ended 'a late reader' 0 'warning: '
bounded python3 late.py "$build/restore" <$hvm >out 2>err
status=$?
is 'a late reader of restore' 0 '^memory [0-9]' ''
judge in/no-context
run --elf in/no-memory dir
ended 'no memory' 0 ''
judge in/no-memory
run in/no-context dir
ended 'a vCPU without a context' 0 'warning: .*without a context'
judge in/no-context
for f in nul:config.json nul-xml:domain.xml; do
	run in/${f%:*} dir
	ended "$f: up to the NUL" 0 "dir/${f#*:}: the config has a NUL in it"
	judge in/${f%:*}
done
for f in vcpu-again policy-again entries replaced optional images; do
	run -p restore in/$f dir
	ended "$f" 0 'warning: '
	judge in/$f
	run in/$f dir
	ended "$f: strict" 1 ''$f'\|in/'
done
run -p restore in/xenstore dir
ended 'xenstore' 0 'forbidden character'
holds 'xenstore' dir/xenstore.txt \
	'^physmap/b/name = "x\\x0a\\x22y\\x5c\\x1b\[2J\\xc2\\x9b~ # = z"$'
holds 'xenstore' dir/xenstore.txt '^\\x23\\x0a\\x3d\\x20\\x22 = "v"$'
try 'xenstore: lines' test "$(wc -l <dir/xenstore.txt)" -eq 12
try 'xenstore: ten warnings are enough' test "$(grep -c warning: err)" -eq 10
holds 'xenstore: all warnings count' dir/summary.json '"warnings": 17'
judge in/xenstore
run -c in/ends dir
ended 'an end right after a checkpoint' 0 ''
holds 'an end right after a checkpoint' dir/summary.json '"emulator_id": 2'
judge in/ends
run -c -p restore in/ends-twice dir
ended 'two emulators before it' 0 'warning: .*record repeated'
holds 'two emulators before it' dir/summary.json '"emulator_id": 2'
judge in/ends-twice
run in/emulators dir
ended '65 emulators: strict' 1 'record repeated'
run -p restore in/emulators dir
ended '65 emulators' 2 'too many emulators'
marked '65 emulators' 'too many emulators'
run in/above dir
ended 'a page above --max-pfn' 1 'pfn is above the limit.*, see --max-pfn'
marked 'a page above --max-pfn' ', see --max-pfn'
run --max-pfn 0x10000000 in/above dir
ended 'a higher --max-pfn' 0 ''
judge in/above
run in/beyond dir
ended 'holes beyond --max-pfn' 0 ''
judge in/beyond
run in/many-pages dir
ended '1025 pages in a record' 1 ', see --max-pages'
marked '1025 pages in a record' ', see --max-pages'
run --max-pages 1025 in/many-pages dir
ended '--max-pages' 0 ''
judge in/many-pages
run in/bad-end dir
ended 'a bad end' 1 'in/bad-end: invalid: offset .*: a record type that is unknown'
marked 'a bad end' '^offset [0-9]*, libxc TOOLSTACK, record [0-9]*: a record'
try 'what was good is there' cmp dir/memory.img "file/${hvm#in/}/memory.img"
: >short
run short dir
ended 'an empty file' 1 'short: incomplete: the input is empty'
marked 'an empty file' '^the input is empty$'
head -c 20 $hvm | gzip >short
run short dir
ended 'gzip data' 1 'short: invalid: not a Xen stream but gzip data'
marked 'gzip data' '^not a Xen stream but gzip data'
for n in 20 500 20000 40000; do
	head -c $n $hvm >short
	run short dir
	ended "cut after $n bytes" 1 'short: incomplete: offset'
	marked "cut after $n bytes" '^offset .* ends too early'
done

head -c 10000000 "$data/hvm-1vcpu-16m.xl" >short
run --only summary short dir
ended 'cut in what is skipped' 1 'short: incomplete: offset 10000000, .* ends too early, after .* of guest memory'
rm short

low=$build/xcextract-low
tool=$low
run "$data/hvm-1vcpu-16m.xl" dir
ended 'too many files' 2 'is one file too many'
marked 'too many files' 'is one file too many'
holds 'too many files' dir/summary.json '"fault": ".* is one file too many'
run $pv dir
ended 'just enough files' 0 ''
# Each takes a while: how many may be made depends on the length of the stream.
run -p restore in/replaced dir
ended 'a file that is replaced all the time' 2 'is one small file too many'
marked 'a file that is replaced all the time' 'is one small file too many'
for f in in/valid-pv64-xl-big-live in/valid-hvm-libxc-little-remus \
	in/valid-pv32-libxc-little-remus; do
	run -c $f dir
	ended 'zeros for holes' 0 ''
	judge -z $f
	run -c --no-counts $f dir
	ended 'zeros for holes, no counts' 0 ''
	judge -z -n $f
done
tool=$build/xcextract

# ---- work is in proportion to the stream ----

"$build/streams" entries >entries
run -p restore entries dir
ended 'a million empty entries' 2 'is one small file too many'
bounded "$build/xcverify" -p restore -v entries >out 2>err
status=$?
try 'xcverify: a million empty entries' test $status -eq 0 -a \
	"$(tr ' ' '\n' <out | grep -c '^21\.[01]:0$')" -eq 1000000
rm entries
"$build/streams" epochs >epochs
run -c -p restore epochs dir
ended '2000 vCPUs, 2000 epochs' 0 'warning: .*at a place where Xen'
judge epochs
run -p restore in/files dir
ended '500 empty files' 0 'warning: .*unknown typecode'
judge in/files
if have strace; then
	strace -o trace -e trace=getdents64 \
		"$tool" -c -p restore epochs dir6 >out 2>err
	n=$(wc -l <trace)
	try "a short epoch does not look through DIR: $n times" \
		test "$n" -gt 0 -a "$n" -lt 100
	for how in once remus; do
		strace -o trace.$how -e trace=getdents64 "$tool" \
			in/valid-hvm-xl-little-$how dir8-$how >out 2>err
	done
	try 'nor does any other checkpoint' \
		test "$(wc -l <trace.once)" -eq "$(wc -l <trace.remus)"
	rm -rf dir8-once dir8-remus
	strace -o trace -e trace=fsync,syncfs,unlinkat \
		"$tool" -p restore in/files dir7 >out 2>err
	n=$(grep -c '^fsync' trace)
	try "many files are waited for at once: $n alone" test "$n" -lt 64
	try 'all is on the disk' grep -q '^syncfs.*= 0' trace
	tail -n 2 trace >out
	try 'and then FAILED goes' grep -q 'unlinkat(.*"FAILED", 0) *= 0' out
	rm -rf dir6 dir7
else
	skip 'how often it looks through DIR, and waits: no strace'
fi
# An ELF file whose headers cannot be put where they belong is not complete.
if have strace; then
	strace -o trace -e trace=lseek "$tool" --only elf $hvm dir8 >out 2>err
	n=$(grep -c lseek trace)
	for last in 0 1; do
		rm -rf dir
		ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 \
			strace -o trace -e trace=lseek \
			-e "inject=lseek:error=EFBIG:when=$((n - last))" \
			"$tool" --only elf $hvm dir >out 2>err
		status=$?
		ended "memory.elf, $last" 2 'memory.elf: File too large$'
		marked "memory.elf, $last" 'memory.elf: File too large'
	done
	rm -rf dir8
else
	skip 'headers of memory.elf: no strace'
fi

# ---- DIR ----

# The victim is outside; nothing may happen to it.
victim() {
	mkdir -p outside
	echo precious >outside/victim
	rm -rf dir
}
untouched() {
	if [ "$(cat outside/victim)" = precious ] &&
		[ "$(ls outside)" = victim ]; then
		pass
	else
		fail "$1: outside: $(ls outside)"
	fi
}
for f in memory.img memory.json summary.json vcpu-0-basic.bin hvm-context \
	hvm-context/02-CPU.0.bin FAILED cpuid.csv; do
	victim
	mkdir -p "$(dirname "dir/$f")"
	ln -s "$tmp/outside/victim" "dir/$f"
	again $hvm dir
	ended "$f is a link" 2 'exists already; see --force'
	untouched "$f is a link"
	again --force $hvm dir
	ended "$f is a link: --force" 0 ''
	untouched "$f is a link: --force"
	try "$f is a link: --force" test ! -h "dir/$f"
done
victim
mkdir dir
ln -s "$tmp/outside" dir/hvm-context
again $hvm dir
ended 'hvm-context is a link to a directory' 2 'exists already'
untouched 'hvm-context is a link to a directory'
again --force $hvm dir
ended 'hvm-context is a link to a directory: --force' 0 ''
untouched 'hvm-context is a link to a directory: --force'
judge $hvm
victim
ln -s outside dir
for slash in '' / //; do
	again --force $hvm dir$slash
	ended "DIR$slash is a link" 2 'or a symbolic link'
	untouched "DIR$slash is a link"
done
rm dir
echo file >dir
again $hvm dir
ended 'DIR is a file' 2 'no directory'

rm -f dir
mkdir dir
echo mine >dir/notes
again $hvm dir
ended 'DIR has another file' 0 ''
again $hvm dir
ended 'no overwriting' 2 'exists already; see --force'
try 'no overwriting, and no FAILED' test ! -e dir/FAILED
echo mine >dir/hvm-context/notes
again --force $pv dir
ended '--force' 0 ''
try '--force: others' cmp dir/notes dir/hvm-context/notes
for other in 'emulator-0 (copy).bin' emulator-0.patched.bin emulator-.bin \
	vcpu-0-basic.patched.bin vcpu-x-basic.bin 'xapi-0-my notes.bin' \
	hvm-context/02-CPU.0.before.bin hvm-context/02-.0.bin; do
	: >"dir/$other"
done
find dir -type f -size 0 | sort >due
again --force $hvm dir
find dir -type f -size 0 | sort >found
same '--force: names that are nearly ours' found due
find dir -type f -size 0 -exec rm {} +
# What it cannot read it does not take for empty.
if have strace; then
	strace -o trace -e trace=openat "$tool" --force $hvm dir >out 2>err
	n=$(awk '/hvm-context/ && !n { n = NR } END { print n }' trace)
	for error in getdents64:EIO:when=1 getdents64:EIO:when=3 \
		openat:EACCES:when=$n; do
		ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 strace -o trace \
			-e trace=openat,getdents64 \
			-e inject=${error%%:*}:error=${error#*:} \
			"$tool" --force $hvm dir >out 2>err
		status=$?
		ended "--force, $error" 2 \
			'dir/[^:]*: \(Input/output error\|Permission denied\)$'
	done
fi
again --force $pv dir
rm -r dir/notes dir/hvm-context
judge $pv
run --elf $hvm dir
again --force $pv dir
ended '--force, once more' 0 ''
try '--force: no empty hvm-context' test ! -e dir/hvm-context
cp -R dir dir4
judge $pv
mv dir4 dir
echo mine >dir/FAILED
again $hvm dir
ended 'FAILED is there' 2 'exists already'
try 'FAILED is there: as it was' grep -q mine dir/FAILED
rm -rf dir
mkdir -p dir
echo earlier >dir/FAILED
again $hvm dir
ended 'only FAILED is there' 2 'dir/FAILED: exists already'
rm -rf dir
mkdir -p dir/memory.img
again --force $hvm dir
ended 'memory.img is a directory' 2 'dir/memory.img: Is a directory'
marked 'memory.img is a directory' 'Is a directory'

# There is no moment without FAILED, where it was.
head -c 40000 $hvm >cut
run cut dir
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 \
	sh -c 'ulimit -n 5 && exec "$@"' - "$tool" --force $hvm dir >out 2>err
status=$?
ended 'no descriptor for FAILED' 2 'Too many open files'
marked 'no descriptor for FAILED' 'ends too early'
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 \
	sh -c 'ulimit -n 4 && exec "$@"' - "$tool" --force $hvm dir >out 2>err
status=$?
ended 'no descriptor for DIR' 2 'dir/: Too many open files'
marked 'no descriptor for DIR' 'ends too early'
again --force $hvm dir
ended 'and then there is one' 0 ''
try 'nothing is left of that' test ! -e dir/FAILED.new

# STREAM is a file that --force would remove: all stays as it is.
state() {
	find dir outside -exec stat -c '%n %i %h %a %s %Y %Z' {} + | sort
	find dir outside -type f -exec cksum {} + | sort
}
# stays NAME STREAM: that is refused
stays() {
	state >before
	again --force "$2" dir
	ended "STREAM is $1" 2 'is STREAM itself, or leads to it: name another'
	state >after
	same "STREAM is $1: all stays" before after
}
# full: DIR with all that there can be
full() {
	rm -rf outside
	victim
	run --elf $hvm dir
	cp $hvm outside/save
	echo earlier >dir/FAILED
}
for f in memory.img memory.json summary.json config.json hvm-params.csv \
	vcpu-0-basic.bin hvm-context/02-CPU.0.bin xapi-0-Xenops.bin FAILED; do
	full
	cp $hvm "dir/$f"
	stays "dir/$f" "dir/$f"
	ln -s "$tmp/dir/$f" outside/link
	stays "a link to dir/$f" outside/link
	ln "dir/$f" outside/hard
	stays "dir/$f by another name" outside/hard
	rm "dir/$f"
	ln -s "$tmp/outside/save" "dir/$f"
	stays "dir/$f, a link" "dir/$f"
	stays "where the link dir/$f leads" outside/save
	state >before
	bounded "$tool" --force - dir <"dir/$f" >out 2>err
	status=$?
	ended "STREAM is dir/$f, opened" 2 'is STREAM itself'
	state >after
	same "STREAM is dir/$f, opened: all stays" before after
done
full
rm -r dir/hvm-context
ln -s "$tmp/outside" dir/hvm-context
stays 'in a directory that hvm-context links to' dir/hvm-context/save
full
state >before
again --force dir dir
ended 'STREAM is DIR' 2 'dir: Is a directory'
state >after
same 'STREAM is DIR: all stays' before after
full
cp $hvm dir/save
again --force dir/save dir
ended 'STREAM has a name that is not ours' 0 ''
try 'STREAM has a name that is not ours: it stays' cmp $hvm dir/save
rm dir/save
judge $hvm

# Names that others have are not taken.
full
echo mine >dir/FAILED.new
ln -s "$tmp/outside/victim" dir/FAILED.new-0
ln -s "$tmp/outside/none" dir/FAILED.new-1
echo mine >dir/FAILED.new-2
again --force $hvm dir
ended 'temporary names are taken' 0 ''
rm outside/save
untouched 'temporary names are taken'
try 'temporary names are taken: they stay' test \
	"$(cat dir/FAILED.new dir/FAILED.new-2 | tr -d '\n')" = minemine -a \
	-h dir/FAILED.new-0 -a -h dir/FAILED.new-1 -a ! -e dir/FAILED.new-3
rm dir/FAILED.new*
judge $hvm
rm -rf dir
mkdir -p dir/FAILED
again --force $hvm dir
ended 'FAILED is a directory' 2 'dir/FAILED: Is a directory'
try 'FAILED is a directory: nothing is left' test "$(ls dir)" = FAILED

# ---- trouble ----

rm -rf dir
bounded "$tool" - dir <&- >out 2>err
status=$?
ended 'no standard input' 2 '-: Bad file descriptor'
# XAPI's records before the image, which restore takes
{
	printf 'XenSavedDomv2-\n\017\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0x'
	i=0
	while [ $i -lt 65 ]; do
		printf '\021\017\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
		i=$((i + 1))
	done
} >many
run -p restore many dir
ended 'many records of XAPI' 2 'xapi-\*.bin: too many records of XAPI'
rm -rf dir
mkfifo fifo
"$tool" - dir <fifo >out 2>err &
pid=$!
exec 3>fifo
eventually test -s dir/FAILED
mkfifo dir/emulator-9.bin
cat $hvm >&3
exec 3>&-
eventually gone
try 'somebody plants a FIFO' test $? -eq 0
kill $pid 2>/dev/null
wait $pid 2>/dev/null
rm -rf dir fifo

mkfifo fifo
"$tool" --force - dir <fifo >out 2>err &
pid=$!
exec 3>fifo
head -c 40000 $hvm >&3
eventually test -s dir/memory.img
try 'FAILED is there from the start' grep -q 'in progress' dir/FAILED
kill -9 $pid
wait $pid 2>/dev/null
exec 3>&-
try 'FAILED stays after kill -9' grep -q 'in progress' dir/FAILED

# partial NAME SIGNAL REGEX: of 40000 bytes dir has what it has of a file that
# ends there.
run cut dir
mv dir dir-cut
partial() {
	marked "$1" "$3"
	holds "$1" dir/summary.json '"valid": false'
	holds "$1" dir/summary.json "\"fault\": \".*$3"
	(cd dir-cut && find . -type f | sort) >expected
	(cd dir && find . -type f | sort) >found
	same "$1: files" expected found
	for f in $(grep -v -e FAILED -e summary expected); do
		same "$1: $f" "dir-cut/$f" "dir/$f"
	done
	try "$1: there is something" test -s dir/cpuid.csv -a -s dir/memory.json
}
# Another one leaves DIR alone, until this one has ended.
rm -rf dir fifo
mkfifo fifo
"$tool" - dir <fifo >out1 2>err1 &
pid=$!
exec 3>fifo
head -c 40000 $hvm >&3
eventually test -s dir/memory.img
for force in '' --force; do
	again $force $pv dir
	ended "another one writes there $force" 2 'dir/: another xcextract writes'
done
try 'another one writes there: all stays' grep -q 'in progress' dir/FAILED
tail -c +40001 $hvm >&3
exec 3>&-
wait $pid
status=$?
mv out1 out
mv err1 err
ended 'another one has tried to write there' 0 ''
cp -R dir dir8
judge $hvm
mv dir8 dir
again --force $pv dir
ended 'the other one has ended' 0 ''
judge $pv

for name in TERM:15 HUP:1; do
	rm -rf dir fifo
	mkfifo fifo
	$heed "$tool" - dir <fifo >out 2>err &
	pid=$!
	exec 3>fifo
	head -c 40000 $hvm >&3
	eventually cmp -s dir-cut/memory.img dir/memory.img
	kill -"${name%:*}" $pid
	wait $pid 2>/dev/null
	status=$?
	exec 3>&-
	: >out
	ended "SIG$name" $((128 + ${name#*:})) "stopped by signal ${name#*:}"
	partial "SIG$name" "stopped by signal ${name#*:}"
done
rm -rf dir
if have timeout; then
	# A shell's background job ignores this one.
	{
		head -c 40000 $hvm
		sleep 3
	} | timeout -s INT --preserve-status 2 "$tool" - dir >out 2>err
	status=$?
	ended SIGINT 130 'stopped by signal 2'
	partial SIGINT 'stopped by signal 2'
else
	skip 'SIGINT: no timeout'
fi
if have timeout; then
	# Also where there is always something to read.
	rm -rf dir
	cat $hvm /dev/zero | timeout -s TERM --preserve-status 2 \
		"$tool" - dir >out 2>err
	status=$?
	# The stream was over: nothing that it has is missing.
	is 'SIGTERM, and more to read' 143 '^-: valid ' ''
	try 'SIGTERM, and more to read: all is there' test ! -e dir/FAILED
	holds 'SIGTERM, and more to read' dir/summary.json '"valid": true'
fi
rm -rf dir fifo
mkfifo fifo
(
	trap '' HUP
	exec "$tool" - dir <fifo >out 2>err
) &
pid=$!
exec 3>fifo
head -c 40000 $hvm >&3
eventually test -s dir/memory.img
kill -HUP $pid
tail -c +40001 $hvm >&3
exec 3>&-
wait $pid
status=$?
ended 'SIGHUP, which the caller ignores' 0 ''
judge $hvm
rm fifo
mkfifo fifo

# plant NAME PATH: while it runs, NAME becomes a link that leads outside.
plant() {
	victim
	echo precious >outside/02-CPU.9.bin
	"$tool" - dir <fifo >out 2>err &
	pid=$!
	exec 3>fifo
	head -c 40000 $hvm >&3
	eventually test -s dir/memory.img
	ln -s "$tmp/outside$2" "dir/$1"
	tail -c +40001 $hvm >&3
	exec 3>&-
	wait $pid
	status=$?
	ended "$1 becomes a link" 0 ''
	try "$1 becomes a link" cmp outside/02-CPU.9.bin outside/victim
	rm outside/02-CPU.9.bin
	untouched "$1 becomes a link"
	judge $hvm
}
plant hvm-context
plant summary.json /victim
plant emulator-0.bin /victim

rm -rf dir
(
	ulimit -f 64
	bounded "$tool" $hvm dir >out 2>err
	echo $? >status
)
status=$(cat status)
ended 'a file that is too large' 2 'dir/memory.img: File too large'
marked 'a file that is too large' 'File too large'
holds 'a file that is too large' dir/summary.json \
	'"fault": "dir/memory.img: File too large"'
for f in config.json cpuid.csv msrs.csv; do
	same "a file that is too large: $f" "file/${hvm#in/}/$f" "dir/$f"
done
try 'a file that is too large: memory.json' test -s dir/memory.json
mkdir small 2>/dev/null
if mount -t tmpfs -o size=500k tmpfs small 2>/dev/null; then
	f=pvh-linux-1vcpu-96m
	again "$data/$f.xl" small/dir
	rm -rf dir
	cp -R small/dir dir
	df -Pk small | awk 'END { print $4 }' >left
	umount small
	ended 'a full disk' 2 'small/dir/memory.img: No space left'
	marked 'a full disk' 'No space left'
	holds 'a full disk' dir/summary.json '"fault": "small/dir/memory.img: '
	again --only config,policies "$data/$f.xl" dir-full
	for name in config.json cpuid.csv msrs.csv; do
		try "a full disk: $name" test -s "dir/$name"
		same "a full disk: $name" "dir-full/$name" "dir/$name"
	done
	try 'a full disk: memory.json' test -s dir/memory.json
	mount -t tmpfs -o size=100k tmpfs small
	again "$data/$f.xl" small/dir
	rm -rf dir
	cp -R small/dir dir
	umount small
	ended 'a small disk' 2 'small/dir/memory.img: No space left'
	holds 'a small disk' dir/summary.json '"fault": "small/dir/memory.img: '
else
	skip 'a full disk: cannot mount a small one'
fi

# limited KIB ARGUMENT...: with so much address space
limited() {
	rm -rf dir
	kib=$1
	shift
	(
		ulimit -v "$kib"
		"$tool" "$@" >out 2>err
		echo $? >status
	)
	status=$(cat status)
}
limited 12000 --only summary $hvm dir
if [ "$status" -ne 0 ]; then
	skip 'limits of memory: a sanitizer needs all'
else
	# What is stated, of all that the program is.
	"$tool" --help >help
	low=$(sed -n 's/^The program needs \([0-9]*\) MiB of .*/\1/p' help)
	most=$(sed -n 's/.*: at most \([0-9]*\) MiB in all.*/\1/p' help)
	manual=$here/../../examples/xcextract/xcextract.1
	try "manual: $low MiB" grep -q "needs $low MiB with" "$manual"
	try "manual: $most MiB" grep -q "never more than $most MiB" "$manual"
	"$build/streams" huge >huge
	limited $(((low + 64 + 4) * 1024)) --elf huge dir
	ended '64 GiB' 0 ''
	holds '64 GiB' dir/memory.json '"end": 16777215, "type": "XALLOC"'
	limited $((low * 1024)) --no-counts huge dir
	ended '64 GiB, --no-counts' 0 ''
	rm huge
	limited $((low * 1024)) --no-counts -c -p restore epochs dir
	ended '2000 vCPUs, --no-counts' 0 'warning: '
	free=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo 2>/dev/null)
	if [ "${free:-0}" -gt 3000000 ]; then
		limited $((most * 1024)) --elf in/sparse dir
		ended "1 TiB: $most MiB" 0 ''
	else
		skip "1 TiB: no $most MiB of memory"
	fi
	limited 80000 in/sparse dir
	ended 'sparse up to 1 TiB' 2 'not enough memory; see --no-counts'
	marked 'sparse up to 1 TiB' 'not enough memory; see --no-counts'
	limited 12000 --no-counts in/sparse dir
	ended 'sparse up to 1 TiB, --no-counts' 0 ''
	limited 80000 --max-pfn 0xffffff in/sparse dir
	ended 'sparse up to 1 TiB, --max-pfn' 1 ', see --max-pfn'
	limited 80000 --max-pfn 0xffffffff $hvm dir
	ended 'a very high --max-pfn' 0 ''
	limited 20000 --max-pfn 0xffffffff $hvm dir
	ended 'a very high --max-pfn, and too little memory' 2 'see --max-pfn, --n'
	limited 12000 --max-pages 0x1000000 --only summary $hvm dir
	ended 'very high --max-pages' 2 'not enough memory; see --max-pages'
fi

# ---- strings of a stream, and other names ----

# Whatever is wrong with a stream, and where: what is said of it is plain.
for f in in/*; do
	for program in "xcverify -p restore -v" "xcfilter -p restore -c"; do
		"$build"/$program <"$f" >out 2>err
		[ "${program%% *}" = xcverify ] || : >out
		try "$program <$f: plain" test -z "$(cat out err |
			grep -a -m 1 '[^ -~]')"
	done
done
"$build/xcverify" -p restore -v in/xenstore >out 2>err
try 'xcverify: xenstore' grep -q -F \
	' "physmap/b/name"="x\x0a\x22y\x5c\x1b[2J\xc2\x9b~ # = z"' out
mkdir poked
for n in $(seq 33 61 3000); do
	cp $hvm poke
	poke poke "$n" '\042\012\377\033\054\134'
	bounded "$tool" -p restore poke "poked/$n" >out 2>err
	try "changed at $n: plain" test $? -lt 2 -a -z "$(
		grep -a -m 1 '[^ -~]' err)"
done
odd=$(printf 'poked/"\\,\n\033[2J\377')
(
	ulimit -f 64
	bounded "$tool" $hvm "$odd" >out 2>err
)
try 'DIR has an odd name: plain' test -s err -a -z "$(
	grep -a -m 1 '[^ -~]' err)"
if have python3; then
	PYTHONDONTWRITEBYTECODE=1 python3 "$here/extract.py" -w file/* pipe/* \
		judge/* dir-cut dir-full poked/* >out 2>&1
	try "well-formed: $(head -n 1 out)" test $? -eq 0
else
	skip 'well-formed JSON and CSV: no python3'
fi

# ---- others read it ----

elf=file/hvm-live-debug-8m/memory.elf
if have readelf; then
	readelf -hlW $elf >out 2>err
	try 'readelf: no warning' test ! -s err
	try 'readelf: a core file' grep -q 'CORE (Core file)' out
	readelf -hlW $elf >out 2>err
	try 'readelf: low memory' grep -q \
		'LOAD *0x001000 0x0*0 0x0*0 0x0a0000 0x0a0000 RWE 0x1000' out
else
	skip 'readelf is not here'
fi
if have gdb; then
	gdb -nx -batch -ex 'x/2gx 0x10000' -ex 'x/2gx 0x3ff1000' \
		-ex 'x/2gx 0x3ff2000' -c "file/${hvm#in/}/memory.elf" \
		>gdb.out 2>&1
	for pfn in 0x10 0x3ff2; do
		od -An -tx8 -j $((pfn * 4096)) -N 16 \
			"file/${hvm#in/}/memory.img" | tr -d ' \n'
		echo
	done >expected
	sed -n 's/^0x[0-9a-f]*:.0x\(.*\).0x\(.*\)$/\1\2/p' gdb.out >found
	try 'gdb: memory' cmp expected found
	try 'gdb: a hole' grep -q 'Cannot access memory at address 0x3ff1000' \
		gdb.out
else
	skip 'gdb is not here'
fi
# 70,000 ranges are more than a file header can count.
if have readelf && [ "$(df -Pk . | awk 'END { print $4 }')" -gt 1000000 ]; then
	rm -rf dir
	"$build/streams" ranges | bounded "$tool" --only elf,memory - dir >out
	n=$(tr -d '\n' <dir/memory.json | sed 's/},/}\n/g' |
		sed -n 's/.*"start": \([0-9]*\), "end": \([0-9]*\), "type": "\([NL]\).*/\1 \2/p' |
		awk 'BEGIN { next_one = -1 } $1 != next_one { n++ }
			{ next_one = $2 + 1 } END { print n }')
	readelf -hlW dir/memory.elf >out 2>err
	try "readelf: $n ranges" test "$(grep -c '^  LOAD ' out)" -eq "$n" -a \
		"$n" -gt 65535 -a ! -s err
else
	skip 'many ranges: no readelf, or no room'
fi

verdict
verdict -n
verdict -z
verdict -z -n
for n in 1 2 4 5; do
	verdict -p$n
done

end
