#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/tool/tool.sh XCVERIFY DATA
#
# Tests of xcverify, from its options to a full disk. DATA holds the unpacked
# captures. The listings in expected/ were checked against Xen's own records of
# those captures.

if [ $# -ne 2 ]; then
	echo "Usage: sh tests/tool/tool.sh XCVERIFY DATA" >&2
	exit 2
fi
. "$(dirname "$0")/../common.sh" || exit 2
tool=$(absolute "$1")
data=$(absolute "$2")
expected=$(absolute "$(dirname "$0")")/expected
json=$(absolute "$(dirname "$0")")/jsonlines.py
root=$(absolute "$(dirname "$0")")/../..
begin xcverify

# run ARGUMENT...: sets status, out, err
run() {
	bounded "$tool" "$@" >out 2>err
	status=$?
}

# lines NAME FILE NUMBER
lines() {
	if [ "$(wc -l <"$2")" -eq "$3" ]; then
		pass
	else
		fail "$1: $(wc -l <"$2") lines, not $3"
	fi
}

# ---- streams, byte by byte ----

byte() {
	printf "\\$(printf %03o "$1")"
}

le32() {
	byte $(($1 & 255))
	byte $(($1 >> 8 & 255))
	byte $(($1 >> 16 & 255))
	byte $(($1 >> 24 & 255))
}

be32() {
	byte $(($1 >> 24 & 255))
	byte $(($1 >> 16 & 255))
	byte $(($1 >> 8 & 255))
	byte $(($1 & 255))
}

zeros() {
	dd if=/dev/zero bs="$1" count=1 2>/dev/null
}

# record TYPE LENGTH
record() {
	$order $(($1))
	$order "$2"
}

# image GUEST VERSION OPTIONS
image() {
	printf '\377\377\377\377\377\377\377\377XENF'
	be32 "$2"
	byte 0
	byte "$3"
	zeros 6
	$order "$1"
	case $order in
	le32) printf '\014\0\0\0' ;;
	*) printf '\0\014\0\0' ;;
	esac
	$order 4
	$order 17
}

# A page without contents.
page() {
	record 1 16
	$order 1
	$order 0
	case $order in
	le32) printf '\005\0\0\0\0\0\0\360' ;;
	*) printf '\360\0\0\0\0\0\0\005' ;;
	esac
}

context() {
	record 9 1080
	case $order in
	le32) printf '\001\0\0\0' ;;
	*) printf '\0\001\0\0' ;;
	esac
	$order 24
	$order $((0x54381286))
	$order 1
	zeros 8
	$order $((0x60fb1))
	$order 2600000
	# a CPU, of which no more is set than cr0's bit for its FPU
	case $order in
	le32) printf '\002\0\0\0' ;;
	*) printf '\0\002\0\0' ;;
	esac
	$order 1032
	zeros 656
	case $order in
	le32) printf '\020\0\0\0\0\0\0\0' ;;
	*) printf '\0\0\0\0\0\0\0\020' ;;
	esac
	zeros 368
	zeros 8
}

# A whole HVM stream, with what standard input has before its memory.
hvm() {
	image 2 3 "${1:-0}"
	record 16 0
	cat
	page
	context
	record 0 0
}

order=le32
hvm </dev/null >hvm
order=be32
hvm 1 </dev/null >hvm.be
order=le32

# ---- the captures ----

for name in failed-pvh-suspend-timeout hvm-1vcpu-16m hvm-1vcpu-8m-xsdata \
	hvm-busy-3vcpu-8m hvm-live-debug-8m hvm-witness-2vcpu-8m \
	pv32-tiny-1vcpu-4m pv64-busy-2vcpu-4m pv64-busy-virsh-4m \
	pv64-linux-1vcpu-96m pv64-tiny-1vcpu-4m pv64-tiny-live-debug-4m \
	pv64-tiny-remus-4m pv64-witness-2vcpu-4m pvh-linux-1vcpu-96m \
	pvh-witness-2vcpu-8m; do
	file=$data/$name.xl
	layer=xl
	[ "${name#*-virsh-}" = "$name" ] || layer=libvirt
	case $name in
	failed-* | *-remus-*) verdict=1 errors='^xcverify: .*: TRUNCATED: ' ;;
	*-live-*) verdict=0 errors=': 44 bytes follow the end of the stream$' ;;
	*) verdict=0 errors='' ;;
	esac
	run -v <"$file"
	is "$name: listing" $verdict " 0        $layer header" "$errors"
	same "$name: listing" out "$expected/$name.txt"
	cp err err.file
	cat "$file" | bounded "$tool" -v >out 2>err
	same "$name: listing from a pipe" out "$expected/$name.txt"
	same "$name: errors from a pipe" err err.file
	run "$file"
	case $verdict in
	0) is "$name: verdict" 0 "/$name.xl: valid $layer stream, x86" \
		"$errors" ;;
	*) is "$name: verdict" 1 "/$name.xl: incomplete: offset [0-9]*, libxc: the" \
		"$errors" ;;
	esac
	run -q "$file"
	is "$name: quiet" $verdict '' ''
	bounded "$tool" -q - <"$file" >out 2>err
	status=$?
	is "$name: quiet, standard input" $verdict '' ''
done
pv=$data/pv64-tiny-1vcpu-4m.xl
size=$(($(wc -c <"$pv")))

# ---- options ----

for options in '-f xl' -fxl '--format=xl' '--format xl' '--form xl' -fauto \
	'-p strict' '--profile=verify' '--profile restore' -pstrict -c \
	--checkpointed --colo '-c -f xl -p restore' \
	'-cfxl -pverify'; do
	run $options "$pv"
	is "options $options" 0 ': valid xl stream, x86 PV of Xen 4.17' ''
	run "$pv" $options
	is "options $options, after the file" 0 ': valid xl stream' ''
done
for options in -v --verbose -vc '-f xl -v' -vfxl; do
	run $options "$pv"
	is "options $options" 0 ' 823      0   libxl LIBXC_CONTEXT  *length=0' ''
done
for options in -q --quiet -qv -vq '-v --quiet' -qfxl; do
	run $options "$pv"
	is "options $options" 0 '' ''
done
for options in '-f libxc' '--format=libxl'; do
	run $options "$pv"
	is "options $options" 1 ': invalid: offset 0, libx[cl] header: not a stream of t' .
done
run -p draft "$pv"
is 'profile draft' 1 'libxc header: a version of .*, expected 2, found 3$' .
for options in '-f' '-f xc' '--format=' '-p' '-p lax' '-i' '-x' '--foo' \
	'--verbose=1' '-i a -i b' '-i a --in=a'; do
	run $options
	is "wrong usage $options" 2 '' "^xcverify: try 'xcverify --help'$"
done
wrong_options "$tool"
for options in -h --help; do
	run $options
	is "$options" 0 '^Usage: xcverify ' ''
done
for option in in format profile checkpointed colo trailing \
	verbose summary json quiet color syslog explain help version; do
	run --help
	is "--help tells --$option" 0 " --$option" ''
done
run --version
is '--version' 0 '^xcverify [0-9]' ''

cp "$pv" bad
bad_page_table bad "$tool"
run bad
is 'a page table' 1 "offset $entry, libxc PAGE_DATA, .*expected at most 0x3ff, found 0x1000000$" .

# ---- where the stream comes from ----

cp "$pv" ./-v
run -- -v
is 'a file after --' 0 '^-v: valid' ''
cp hvm 3
run 3
is 'a file that is named like a number' 0 '^3: valid libxc stream, x86 HVM' ''
run -i ./3 3<"$pv"
is '-i with a path' 0 '^\./3: valid libxc' ''
run -i 3 3<"$pv"
is '-i with a descriptor' 0 '^descriptor 3: valid xl' ''
run --in=3 3<"$pv"
is '--in=FD' 0 '^descriptor 3: valid xl' ''
run --in "$pv" </dev/null
is '--in FILE' 0 ": valid xl" ''
run -i 0 <"$pv"
is '-i 0' 0 '^standard input: valid xl' ''
run -i - <"$pv"
is '-i -' 0 '^standard input: valid xl' ''
run -i 8 8<&-
is '-i with a closed descriptor' 2 '' '^xcverify: descriptor 8: Bad file descriptor$'
run -i 99999999999999999999
is '-i with an absurd descriptor' 2 '' ': Bad file descriptor$'
run -i ''
is '-i with an empty name' 2 '' '^xcverify: : No such file or directory$'
run ''
is 'an empty name' 2 '' '^xcverify: : No such file or directory$'
run - <hvm
is 'file -' 0 '^standard input: valid libxc' ''
run no/such/file
is 'a file that is missing' 2 '' '^xcverify: no/such/file: No such file or directory$'
run -q no/such/file
is 'a file that is missing, quiet' 2 '' ''
run .
is 'a directory' 2 '' '^xcverify: \.: Is a directory$'
run /dev/null
is '/dev/null' 1 '^/dev/null: incomplete: the input is empty$' .
: >empty
run empty
is 'an empty file' 1 '^empty: incomplete: the input is empty$' .
# ---- what people take for a save ----

# other BYTES WHAT: of a file that begins so, all say that it is WHAT
other() {
	printf "$1" >other
	run other
	is "$2" 1 "^other: invalid: not a Xen stream but $2" ''
	# A pipe may bring the first bytes in parts.
	{
		printf "$1" | head -c 3
		sleep 0.1
		printf "$1" | tail -c +4
	} | bounded "$tool" >out 2>err
	status=$?
	is "$2, from a pipe" 1 \
		"^standard input: invalid: not a Xen stream but $2" ''
}
more=$(printf '%255s' '')
other '\037\213\010\010\0\0\0\0' 'gzip data: decompress'
other '\375\067zXZ\0\0\004' 'xz data: decompress'
other '(\265/\375\004\0\001\0' 'zstd data: decompress'
other 'BZh91AY&' 'bzip2 data: decompress'
other '\004"M\030d@\247\0' 'lz4 data: decompress'
other 'PK\003\004\012\0\0\0' 'a zip archive: unpack'
other "a\\0${more}ustar" 'a tar archive, which XVA files are, too: unpack'
other 'QFI\373\0\0\0\003' 'a qcow2 disk image$'
other 'KDMV\001\0\0\0' 'a VMDK disk image$'
other '# Disk DescriptorFile' 'the descriptor of a VMDK disk image$'
other 'conectix\0\0\0\002' 'a VHD disk image$'
other 'vhdxfileM\0i\0' 'a VHDX disk image$'
other '\177ELF\002\001\001\0' 'an ELF file, as xl dump-core'
other 'QEVM\0\0\0\003' "QEMU's own state"
other 'LibvirtQemudSave\003' 'a save of a QEMU or KVM guest: restore'
other 'LibvirtQemudPart\003' 'a save of a QEMU or KVM guest, cut off$'
other 'LinuxGuestRecord\0' "a save of xend's"
for pair in gzip:gz xz:xz bzip2:bz2; do
	${pair%:*} -c <"$pv" >packed
	run packed
	is "a save in ${pair%:*}" 1 \
		"^packed: invalid: .* ${pair%:*} data: decompress" ''
done
tar -cf packed -C "$(dirname "$pv")" "$(basename "$pv")"
run packed
is 'a save in a tar archive' 1 '^packed: invalid: .* a tar archive' ''

# old WIDTH GUEST BYTES: the first bytes of an image of Xen 4.5
old() {
	printf "$3" >old
	run old
	is "an old image, $1 $2" 1 \
		"converted first.*; convert it with convert-legacy-stream -w $1 -g $2 -i OLD -o NEW$" \
		': LEGACY: '
}
old 64 pv '\0\004\0\0\0\0\0\0\377\377\377\377\377\377\377\377'
old 32 pv '\0\004\0\0\377\377\377\377\020\0\0\0'
old 64 hvm '\0\004\0\0\0\0\0\0\0\004\0\0\0\0\0\0'
old 32 hvm '\0\004\0\0\0\004\0\0\0\0\0\0\0\0\0\0'
run "$expected/pv64-tiny-1vcpu-4m.txt"
is 'a file of another kind' 1 \
	"offset 0: not a stream .*expected 0xf\{16\}, found '        '$" ': MAGIC: '
if [ -e /proc/self/mem ]; then
	run /proc/self/mem
	is 'a file that cannot be read' 2 '' 'mem: \(Input/output\|I/O\) error$'
fi
run <&-
is 'closed standard input' 2 '' '^xcverify: standard input: Bad file descriptor$'
run "$pv" <&-
is 'closed standard input, but a file' 0 ': valid xl' ''

mkfifo fifo
cat "$pv" >fifo &
run -v fifo
wait $!
sed 's/^fifo:/standard input:/' out >listing
same 'a FIFO' listing "$expected/pv64-tiny-1vcpu-4m.txt"

# Standard input may be somewhere in a file, and is left after the stream.
{
	printf 'ten bytes:'
	cat "$pv" hvm "$pv"
} >many
{
	dd bs=10 count=1 of=/dev/null 2>/dev/null
	"$tool" -v >out.1 2>err.1
	"$tool" -v >out.2 2>err.2
	"$tool" >out.3
	dd bs=10 count=1 2>/dev/null >out.4
} <many
sed '$d' "$expected/pv64-tiny-1vcpu-4m.txt" >listing
sed '$d' out.1 >out
same 'a stream within a file' out listing
cp out.2 out
lines 'the stream after it' out 7
cp err.2 err
is 'the stream after it' 0 "valid libxc" "$size bytes follow the end"
cp out.3 out
status=$(wc -c <out.4)
: >err
is 'the last stream' 0 "valid xl stream.*, $size bytes$" ''

# ---- pipes ----

dd if=hvm bs=1 2>/dev/null | bounded "$tool" -v >out 2>err
status=$?
is 'a byte at a time' 0 'valid libxc stream' ''
cp out listing
run -v <hvm
same 'a byte at a time' out listing
slowly "$pv" | bounded "$tool" -v >out 2>err
same 'a slow pipe' out "$expected/pv64-tiny-1vcpu-4m.txt"
{
	cat hvm
	zeros 1000000 && echo whole >writer
} | bounded "$tool" >out 2>err
status=$?
is 'a pipe is read empty' 0 ': valid' ': 1000000 bytes follow the end of the stream$'
if grep -q whole writer; then pass; else fail 'the writer was stopped'; fi
{
	cat "$pv"
	sleep 1
} | "$tool" >out 2>err &
pid=$!
kill -STOP $pid
sleep 1
kill -CONT $pid
wait $pid
status=$?
is 'stopped and continued' 0 'valid xl stream' ''
if command -v perl >/dev/null; then
	cat >nonblock.pl <<'END'
use Fcntl;
fcntl(STDIN, F_SETFL, O_NONBLOCK) or die;
exec @ARGV;
END
	{
		sleep 1
		cat hvm
		sleep 1
		printf x
	} | perl nonblock.pl "$tool" >out 2>err
	status=$?
	is 'a non-blocking pipe' 0 'valid libxc' ': 1 byte follows the end'
else
	skip 'non-blocking pipe: no perl'
fi

# ---- several streams ----

run hvm "$pv" hvm.be
is 'three files' 0 '^hvm.be: valid libxc stream' ''
lines 'three files' out 3
run -v hvm hvm.be
is 'three listings' 0 '^hvm.be:           24        libxc domain header' ''
if grep -qv '^hvm\(\.be\)\{0,1\}: ' out; then
	fail 'a line without a name'
else
	pass
fi
run hvm empty hvm
is 'one of three is not valid' 1 '^empty: incomplete: the input' '^xcverify: empty: '
lines 'one of three is not valid' out 3
run empty missing hvm
is 'one of three is missing' 2 '^hvm: valid' '^xcverify: missing: No such file'
run missing empty
is 'the worst decides' 2 '^empty: incomplete: ' '^xcverify: missing: No such file'
run -i hvm hvm.be - <"$pv"
is '-i and files' 0 '^standard input: valid xl' ''
lines '-i and files' out 3
run - - <hvm
is 'standard input twice' 1 '^standard input: incomplete: the input is empty' .

# ---- output that fails ----

bounded "$tool" hvm >&- 2>err
status=$?
: >out
is 'closed standard output' 2 '' '^xcverify: standard output: Bad file descriptor$'
bounded "$tool" -v hvm >&- 2>err
status=$?
is 'closed standard output, listing' 2 '' '^xcverify: standard output: Bad file'
bounded "$tool" -q hvm >&- 2>err
status=$?
is 'closed standard output, quiet' 0 '' ''
bounded "$tool" --help >&- 2>err
status=$?
is 'closed standard output, help' 2 '' '^xcverify: standard output: Bad file'
: >err
bounded "$tool" empty >out 2>&-
status=$?
is 'closed standard error' 1 '^empty: incomplete' ''
if [ -c /dev/full ]; then
	: >out
	bounded "$tool" hvm >/dev/full 2>err
	status=$?
	is 'a full disk' 2 '' '^xcverify: standard output: No space left on device$'
	bounded "$tool" -v "$pv" >/dev/full 2>err
	status=$?
	is 'a full disk, listing' 2 '' '^xcverify: standard output: No space left'
	bounded "$tool" -v "$data/pv64-tiny-remus-4m.xl" >/dev/full 2>err
	status=$?
	is 'a full disk, not valid' 2 '' '^xcverify: standard output: No space left'
	bounded "$tool" --version >/dev/full 2>err
	status=$?
	is 'a full disk, version' 2 '' '^xcverify: standard output: No space left'
fi
said=$(ulimit -f 0 && exec "$tool" hvm 2>&1 >limited)
status=$?
echo "$said" >err
is 'a limit of the size of files' 2 '' '^xcverify: standard output: File too large$'
if have python3; then
	cat >weak.py <<-'END'
	import fcntl, os, subprocess, sys, time

	r, w = os.pipe()
	fcntl.fcntl(w, fcntl.F_SETFL, os.O_NONBLOCK)
	tool = subprocess.Popen(sys.argv[1:], stdout=w)
	os.close(w)
	time.sleep(1)
	with open(r, "rb") as f:
	    sys.stdout.buffer.write(f.read())
	sys.exit(tool.wait())
	END
	many=$(for i in 1 2 3 4 5 6 7 8 9 10; do echo hvm "$pv" hvm "$pv"; done)
	bounded "$tool" -v $many $many $many >expected 2>err
	bounded python3 weak.py "$tool" -v $many $many $many >out 2>err
	status=$?
	is 'an output that does not wait' 0 'valid xl stream' ''
	same 'an output that does not wait' expected out
	try 'an output that does not wait: it is long' test \
		"$(wc -c <expected)" -gt 100000
else
	skip 'an output that does not wait: no python3'
fi

# ---- truncation, and what follows a stream ----

for at in 1 7 8 31 32 100 759 806 807 822 823 830 831 855 870 871 887 2142 \
	2143 2222 2223 2230 2238 2239 10430 10431 100000 4204734 4204735 \
	4204767 4208870 4208871 4214166 4214175 4214182; do
	dd if="$pv" of=cut bs=1000000 2>/dev/null
	dd if="$pv" of=cut bs=$at count=1 2>/dev/null
	run cut
	case $at in
	? | ?? | ??? | ???? | 1043[01]) memory=', before any guest memory' ;;
	*) memory=' and [0-9.]* [KM]iB of guest memory' ;;
	esac
	is "truncated at $at" 1 "^cut: incomplete: offset $at[,:].*the stream ends too early, after [0-9]* whole records*$memory$" \
		': what to do: it cannot be restored'
	lines "truncated at $at" out 1
	sed 's/^cut:/standard input:/' out >line
	cat cut | bounded "$tool" >out 2>err
	same "truncated at $at, from a pipe" out line
done
dd if="$pv" of=cut bs=100000 count=1 2>/dev/null
bounded "$tool" -v cut >out 2>&1
status=$?
: >err
is 'truncated in a page' 1 \
	'2223      6     libxc PAGE_DATA  *x1 pfns=1024 \[0x0\.\.0x3ff\] NOTAB=1019 L1TAB=2' ''
grep -A 1 PAGE_DATA out | sed -n '2p' >line
if grep -q '^cut: incomplete: offset 100000, libxc PAGE_DATA, record 6: the stream ends too early, after 6 whole records and 87.5 KiB of guest memory$' line; then
	pass
else
	fail 'the fault is not after the listing'
fi
for more in 1 44 9000 100000; do
	{
		cat "$pv"
		zeros $more
	} >longer
	run longer
	is "$more bytes more" 0 ': valid' ": $more bytes* follows* the end of"
	cat longer | bounded "$tool" >out 2>err
	status=$?
	is "$more bytes more, pipe" 0 ': valid' ": $more bytes* follows* the end"
	run --trailing=refuse longer
	is "$more bytes more, refused" 1 \
		"^longer: invalid: offset $size: something follows the end" \
		": $more bytes* follows* the end of"
	# An error is not the end. (Who closes with bytes unread resets.)
	bounded python3 -c '
import socket, subprocess, sys
ours, theirs = socket.socketpair()
theirs.send(b"unread")
with open(sys.argv[2], "rb") as f:
    data = f.read()
tool = subprocess.Popen([sys.argv[1], "--trailing=refuse"], stdin=theirs)
ours.sendall(data)
ours.close()
sys.exit(tool.wait())' "$tool" hvm >out 2>err
	status=$?
	is 'what follows cannot be read' 2 '' 'standard input: Connection reset by peer$'
	cat longer | bounded "$tool" --trailing=refuse >out 2>err
	status=$?
	is "$more bytes more, refused, pipe" 1 'input: invalid: ' ": $more byte"
	run -q longer
	is "$more bytes more, quiet" 0 '' ''
done

# ---- large files ----

# PAGE_DATA records of 32000 pages each, all of them holes in the file.
{
	image 2 3 0
	record 16 0
} >sparse
at=$(($(wc -c <sparse)))
body=$((8 + 32000 * 8 + 32000 * 4096))
while [ $at -lt 4500000000 ]; do
	{
		record 1 $body
		le32 32000
	} | dd of=sparse bs=1 seek=$at conv=notrunc 2>/dev/null
	at=$((at + 8 + body))
done
dd of=sparse bs=1 seek=$at count=0 2>/dev/null
run sparse
is 'over 4 GiB, truncated at the end' 1 \
	"^sparse: incomplete: offset $at, libxc: the stream ends too early, after 36 whole records and 4.3 GiB of guest memory$" .
dd of=sparse bs=1 seek=$((at - 5000)) count=0 2>/dev/null
run sparse
is 'over 4 GiB, truncated in a page' 1 "^sparse: incomplete: offset $((at - 5000)), \
libxc PAGE_DATA, record 35: the stream ends too early, after 35 whole records and 4.3 GiB of guest memory$" \
	': the stream ends too early, 5000 more bytes of its contents were due'
dd of=sparse bs=1 seek=$at count=0 2>/dev/null
{
	context
	record 0 0
} | dd of=sparse bs=1 seek=$at conv=notrunc 2>/dev/null
run -v sparse
is 'over 4 GiB' 0 "^ *$at     36 libxc HVM_CONTEXT  *length=1080 HEADER 1.0:24" ''
is 'over 4 GiB' 0 "^sparse: valid libxc.* $((at + 1096)) bytes$" ''
is 'over 4 GiB' 0 " PAGE_DATA  *x1 pfns=32000 \[0x0\.\.0x0\] NOTAB=32000$" ''
rm sparse

# Memory does not depend on the stream. (A sanitizer needs more to start.)
if (ulimit -v 16384 && "$tool" --version) >/dev/null 2>&1; then
	(ulimit -v 16384 && "$tool" "$data/pvh-linux-1vcpu-96m.xl") >out 2>err
	status=$?
	is '104 MiB in a space of 16' 0 ': valid' ''
	cat "$data/pvh-linux-1vcpu-96m.xl" |
		(ulimit -v 16384 && "$tool" -v) >out 2>err
	status=$?
	is '104 MiB through a pipe in a space of 16' 0 ': valid' ''
else
	skip 'bounded memory: the tool does not start in 16 MiB'
fi

# A file that shrinks while the listing of its many parameters, of which one
# byte has come, waits for a reader.
{
	record 10 320008
	le32 20000
	zeros 320004
} >params
hvm <params >shrink
{
	bounded "$tool" -v -p restore shrink 2>err
	echo $? >code
} | {
	dd bs=1 count=1 2>/dev/null
	dd of=shrink bs=1 seek=1000 count=0 2>/dev/null
	cat
} >out
status=$(cat code)
is 'a file that shrinks' 2 'HVM_PARAMS  *length=320008 (312.5 KiB) CALLBACK_IRQ=0x0 CALLBACK_IRQ=0x0' \
	'^xcverify: shrink: the file has become shorter$'

# ---- listing and lines ----

order=be32
{
	record 10 40
	be32 2
	be32 0
	be32 0
	be32 5
	be32 1
	be32 2
	be32 0
	be32 1
	zeros 8
} | hvm 1 >be
order=le32
run -v be
is 'big endian' 0 '^           0        libxc image header .* (big endian)$' ''
is 'big endian' 0 ' libxc HVM_PARAMS  *length=40 IOREQ_PFN=0x100000002 STORE_PFN=0x0$' ''
is 'big endian' 0 ' PAGE_DATA  *x1 pfns=1 \[0x5\.\.0x5\] XTAB=1$' ''
hvm <params >long
run -v -p restore long
is 'a long line' 0 'HVM_PARAMS  *length=320008 (312.5 KiB)\( CALLBACK_IRQ=0x0\)\{300\}' \
	'^xcverify: long: 19990 more warnings$'
lines 'a long line' out 8

{
	record 0x80000042 5
	printf 'abcde\0\0\0'
} | hvm >optional
run -v optional
is 'an optional record' 1 \
	'invalid: offset 48, libxc type 0x80000042, record 1: an optional record.*0x80000042$' \
	'^xcverify: optional:           48 \[42 00 00 80\]05 00 00 00 61 62 63 64 65 00 00 00$'
run -v -p restore optional
is 'an optional record, tolerated' 0 ' 48      1 libxc type 0x80000042          *length=5$' \
	'^xcverify: optional: warning: offset 48, libxc type 0x80000042, record 1: an opt'
is 'an optional record, tolerated' 0 ', warnings: 1$' 'warning'

# Warnings: ten, and the number of the others.
empties() {
	i=0
	while [ $i -lt "$1" ]; do
		record 10 8
		zeros 8
		i=$((i + 1))
	done
}
for n in 1 10 11 25; do
	empties $n | hvm >warn
	run warn
	is "$n warnings" 0 ", warnings: $n$" 'HVM_PARAMS, record 1: HVM_PARAMS'
	if [ $n -gt 10 ]; then
		is "$n warnings" 0 valid "^xcverify: warn: $((n - 10)) more warnings$"
		lines "$n warnings" err 11
	else
		lines "$n warnings" err $n
	fi
	run -q warn
	is "$n warnings, quiet" 0 '' ''
done
run -c -v "$data/pv64-tiny-remus-4m.xl"
is 'checkpointed' 1 'libxl CHECKPOINT_END  *length=0' ': what to do: nothing: their'
is 'checkpointed' 1 'incomplete: offset 4767584, libxc: the' .
is 'checkpoints' 1 'END  *length=0 checkpoint 7 is whole$' \
	'7 checkpoints came whole, the last one up to offset 4767584$'

# Other files around the same streams: the libxl part of a capture.
le64() {
	le32 "$1"
	le32 0
}
tail -c +808 "$pv" >pv.libxl
{
	printf 'libvirt-xml\n \0 \r'
	le32 2
	le32 7
	zeros 40
	printf '<xml/>\0'
	cat pv.libxl
} >libvirt
{
	printf 'XenSavedDomv2-\n'
	le64 15 # Xenops
	le64 5
	printf '((a))'
	le64 241 # Libxl
	le64 0
	cat pv.libxl
	le64 65535
	le64 0
} >xapi
for format in libvirt xapi; do
	run "$format"
	is "$format" 0 "valid $format stream, x86 PV of Xen 4.17" ''
	run -v -f "$format" "$format"
	is "$format: listing" 0 "^ *0  *$format header\|15      0 xapi Xenops  *length=5" ''
	is "$format: indented" 0 '^ *[0-9]* *[0-9]*   libxl LIBXC_CONTEXT' ''
	run -f xl "$format"
	is "$format: not an xl file" 1 'offset 0, xl header: not a stream' .
done
# END behind a checkpoint: a receiver of Remus is done, one of COLO waits.
{
	printf 'LibxlFmt\0\0\0\2\0\0\0\0'
	record 1 0
	head -c -8 hvm
	record 14 0
	record 4 0
	record 0 0
	record 0 0
} >remus
run -p restore -c remus
is 'END of Remus' 0 'valid libxl stream, x86 HVM' 'expected X86_TSC_INFO'
run -p restore --colo remus
is 'END of Remus, for COLO' 1 \
	'libxl END, .*: record out of place near a checkpoint, expected CHECKPOINT_STATE, found END$' .
{
	for id in 2 3 1; do
		le32 5
		le32 4
		le64 $id
	done
	le32 15
	le32 8
	le64 7
} >back
run -f libxl-back back
is 'libxl-back' 0 'valid libxl-back stream, 4 records, 64 bytes' ''
run -v -f libxl-back back
is 'libxl-back: listing' 0 'CHECKPOINT_STATE  *length=4 control_id=2 (ready)' ''
run back
is 'libxl-back, told' 0 'valid libxl-back stream, 4 records, 64 bytes' ''
run -f libxl-back /dev/null
is 'libxl-back without an answer' 0 'valid libxl-back stream, 0 records' ''

# Values in the way that suits them.
{
	image 1 3 0
	record 16 0
	context
} >guest
run guest
is 'a guest' 1 ': record belongs.*, expected x86 HVM, found x86 PV$' .
{
	image 2 3 0
	page
} >unordered
run unordered
is 'an order' 1 'libxc PAGE_DATA, record 0: .*expected STATIC_DATA_END, f' .
{
	image 2 3 0
	record 16 0
	record 7 4095
} >short
run -p verify short
is 'a length' 1 'offset 52, libxc SHARED_INFO.*, expected 4096, found 4095$' .

image 2 4 0 >values
run values
is 'alternatives: a version' 1 ', expected one of 2, 3, found 4$' .
image 7 3 0 >values
run values
is 'alternatives: a type' 1 ', expected one of 1, 2, found 7$' .
{
	image 2 3 0
	record 16 0
	record 1 16
	le32 2
	zeros 12
} >values
run values
is 'a maximum' 1 'record 1: count does not fit .*, expected at most 1, found 2$' .
{
	image 2 3 0
	record 16 0
	record 1 16
	zeros 16
} >values
run values
is 'a minimum' 1 'record 1: count does not fit .*, expected at least 1, found 0$' .
printf 'LibxlFmX\0\0\0\2\0\0\0\0' >values
run -f libxl values
is 'a magic that is text' 1 ", expected 'LibxlFmt', found 'LibxlFmX'$" .
printf '\377\377\377\377\377\377\377\377XENX\0\0\0\3\0\0\0\0\0\0\0\0' >values
run values
is 'a short magic' 1 ", expected 'XENF', found 'XENX'$" .
printf 'Xen saved domain, xl format\n \0 \n\4\3\2\1' >values
run values
is 'a magic that is hardly text' 1 ', expected 0x2000200d, found 0x2000200a$' .
cp hvm values
poke values $(($(wc -c <hvm) - 1104 + 24)) '\0'
run values
is 'a magic with its zeros' 1 ', expected 0x54381286, found 0x54381200$' .

# ---- JSON, summary, explanations ----

# An event each, and all that can be in a record.
{
	record 10 40
	le32 2
	le32 0
	for number in 5 0 1 0 5 0 2 0; do
		le32 $number
	done
} | hvm >twice
for file in "$data"/*.xl hvm hvm.be remus libvirt xapi longer optional short \
	empty twice warn; do
	for options in '' -c '-p restore' '-p verify'; do
		try "JSON: $options $file" env PYTHONDONTWRITEBYTECODE=1 \
			python3 "$json" "$tool" $options "$file"
	done
done
run --json -p restore twice
is 'JSON: a warning within a record' 0 \
	'^{"event":"more","file":"twice","record":1,"params":\[{"index":5,"name":"IOREQ_PFN","value":"0x2"}\]}$' \
	''
run --json optional
is 'JSON: a verdict' 1 \
	'"verdict":"invalid","code":"OPTIONAL_TYPE","offset":48,"layer":"libxc","record":1,"expected":"0x[0-9a-f]*","found":"0x80000042",' ''

# More vCPUs than a number of 32 bits can count
cp "$data/pv64-busy-2vcpu-4m.xl" many
run -v many
at=$(awk '/X86_PV_VCPU_BASIC/ { print $1; exit }' out)
poke many $((at + 8)) '\377\377\377\377'
run -p verify --summary many
is 'a vcpu_id of 32 bits' 0 'vcpus         4294967296' .
run --summary "$data/hvm-live-debug-8m.xl"
for line in 'guest         x86 HVM' 'restores on   Xen 4.14 and later' \
	'vcpus         1' 'memory        8.0 MiB' \
	'pages         NOTAB 4195, XTAB 2084873' 'passes        4' \
	'sent again    107' 'device model  6102 bytes' 'checkpoints   0'; do
	is "summary: $line" 0 "^  $line$" .
done
run --summary "$data/pv32-tiny-1vcpu-4m.xl"
is 'summary of a PV guest' 0 '^  guest         x86 PV, 32 bits$' ''
is 'summary of a PV guest' 0 '^  memory        4.0 MiB$' ''
is 'summary: who saved it' 0 '^  saved by      Xen 4.17$' ''
head -c 2700 "$data/hvm-1vcpu-16m.xl" >broken
run --summary broken
for line in 'vcpus         0 so far' 'memory        28.0 KiB so far' \
	'pages         NOTAB 7 so far' 'saved by      Xen 4.17'; do
	is "summary of a part: $line" 1 "^  $line$" .
done
lines 'summary of a part: no Xen restores it' out 9
run --summary hvm.be
is 'summary: big endian' 0 '^  restores on   no Xen, as it is big endian$' ''
# libxl's layer alone is: a header, LIBXC_CONTEXT; END
(printf 'LibxlFmt\0\0\0\2\0\0\0\1\0\0\0\1\0\0\0\0' && cat hvm &&
	printf '\0\0\0\0\0\0\0\0') >mixed
run --summary mixed
is 'summary: big endian around' 0 '^  restores on   no Xen, as it is big endian$' ''

# A LAPIC as Xen 4.21 has it, and the last updates of some before
{
	image 2 3 0
	record 16 0
	page
	record 9 1120
	context | tail -c +9 | head -c -8
	printf '\005\0\0\0'
	le32 32
	le32 $((0xfee00900))
	le32 0
	le32 0
	le32 1
	zeros 16
	zeros 8
	record 0 0
} >lapic
run --summary lapic
is 'summary: a new LAPIC' 0 '^  restores on   Xen 4.18.5, 4.19.2, 4.20.1, 4.21 and later$' ''

# Each fault has a rule, a cause and a cure, and can be asked for.
run --explain=all
is '--explain=all' 0 '^PADDING: padding is not zero$' ''
if grep -q -e '(null)' -e '  *$' out; then
	fail '--explain=all: something is missing'
else
	pass
fi
grep -o '^[A-Z0-9_]*: ' out | tr -d ': ' >codes
for line in rule cause cure 'a warning only'; do
	if [ "$(grep -c "^  $line" out)" -eq "$(wc -l <codes)" ]; then
		pass
	else
		fail "--explain=all: not each has its $line"
	fi
done
sed -n 's/^  rule *//p' out | sort | uniq -d >same
lines 'no rule comes twice' same 0
mv out all
sed 's/.*/--explain=&/' codes | while read -r option; do
	[ "$option" = "--explain=MISUSE" ] || echo
	"$tool" "$option"
done >out
same 'each by its name' out all
run --explain padding
is 'no such fault' 2 '' "^xcverify: there is no fault 'padding', see --expl"

# The field is marked, in a file and in what is left of a pipe.
run optional
tail -n +1 err >marked
bounded "$tool" <optional >out 2>err
status=$?
cat optional | bounded "$tool" 2>&1 >/dev/null |
	sed 's/^xcverify: standard input/xcverify: optional/' >out
same 'the field is marked, from a pipe' out marked
for word in 'OPTIONAL_TYPE: ' 'what causes it: ' 'what to do: '; do
	is "a fault is explained: $word" 1 "^xcverify: optional: $word" .
done

# ---- what follows, without an end ----

mkfifo endless
for pair in 'report:valid libxc stream' 'refuse:invalid: .* something follows'; do
	{
		cat hvm
		while :; do echo more || exit; done
	} >endless 2>/dev/null &
	writer=$!
	"$tool" --trailing=${pair%%:*} <endless >out 2>err &
	pid=$!
	if eventually grep -q "${pair#*:}" out; then
		pass
	else
		fail "${pair%%:*}: an endless tail delays the verdict"
	fi
	kill $pid
	wait $pid $writer 2>/dev/null
done
run --trailing=refuse "$pv"
is 'nothing follows' 0 ': valid' ''
run --trailing=drop "$pv"
is 'wrong usage --trailing' 2 '' "'drop' is none of report refuse"

# ---- colours ----

escape=$(printf '\033')
for options in --color=always '--color always -v'; do
	run $options "$pv" empty
	is "$options" 1 "$escape\[32mvalid$escape\[0m" .
	is "$options" 1 "$escape\[1;31mincomplete$escape\[0m: " .
done
for options in '' --color=auto --color=never '--json --color=always'; do
	run $options "$pv" empty
	if grep -q "$escape" out err; then
		fail "$options: there are colours"
	else
		pass
	fi
done
if have script; then
	for set in TERM=xterm:0 'TERM=xterm NO_COLOR=1:1' TERM=dumb:1; do
		env ${set%:*} script -qec "'$tool' hvm" /dev/null </dev/null >out
		grep -q "$escape" out
		status=$?
		: >err
		is "on a terminal, ${set%:*}" ${set#*:} . ''
	done
else
	skip 'colours on a terminal: no script'
fi

# ---- what a terminal must not obey ----

# emulator DATA [ID [IMAGE]]: a libxl stream with xenstore data
emulator() {
	printf LibxlFmt
	be32 2
	be32 0
	record 1 0
	cat "${3:-hvm}"
	printf "$1" >xenstore
	n=$(($(wc -c <xenstore)))
	record 2 $((8 + n))
	le32 "${2:-2}"
	le32 0
	cat xenstore
	[ $((n % 8)) -eq 0 ] || zeros $((8 - n % 8))
	record 0 0
}
# tame NAME: in out and err there are printable bytes and newlines only
tame() {
	if [ "$(cat out err | tr -d '\012\040-\176' | wc -c)" -eq 0 ]; then
		pass
	else
		fail "$1: raw bytes reach the terminal"
	fi
}
emulator 'physmap/a/name\0\033]0;owned\007\233"\\\012\302\233\0physmap/b/size\0\0' >escape
run -v escape
is 'escape sequences' 0 'index=0 data=48 "physmap/a/name"="\\x1b]0;owned\\x07\\x9b\\x22\\x5c\\x0a\\xc2\\x9b" "physmap/b/size"=""$' ''
tame 'escape sequences'
emulator 'physmap/a/name\0\0' 1 >traditional
run --summary traditional
is 'summary: QEMU traditional' 0 '^  restores on   Xen 4.14 to 4.20$' ''
emulator 'physmap/a/name\0\0' 1 lapic >traditional
run --summary traditional
is 'summary: QEMU traditional and a new LAPIC' 0 \
	'^  restores on   Xen 4.18.5, 4.19.2, 4.20.1 and their updates$' ''
emulator 'a\033[2J\0v\0' >escape
run -v -p verify escape
is 'escape sequences in a key' 0 '"a\\x1b\[2J"="v"$' 'forbidden character, found 0x1b$'
tame 'escape sequences in a key'
esc=$(printf 'x\033[31m\012"\\y')
cp hvm "$esc"
run -v "$esc" empty
is 'escape sequences in a name' 1 \
	'^x\\x1b\[31m\\x0a\\x22\\x5cy: valid' '^xcverify: empty: '
tame 'escape sequences in a name'
rm "$esc"
run "$esc"
is 'escape sequences in a missing name' 2 '' '^xcverify: x\\x1b\[31m\\x0a.*: No such'
tame 'escape sequences in a missing name'
run --explain="$esc"
is 'escape sequences in a fault' 2 '' "no fault 'x\\\\x1b\[31m"
tame 'escape sequences in a fault'

# ---- syslog ----

# A log daemon would get our test messages; another run of this test has its
# own listener there, and logs to ours: only what our processes log counts.
logged() {
	bounded sh -c 'echo $$ >>pids; exec "$@"' - "$tool" --syslog "$@" \
		>out 2>err
	status=$?
}
logged -v "$pv"
is 'syslog: nothing on standard output' 0 '' ''
logged empty
is 'syslog: errors on standard error too' 1 '' '^xcverify: empty: incomplete: the input'
listening=no
if have perl && [ ! -e /dev/log ] && [ -w /dev ]; then
	cat >log.pl <<'END'
use Socket;
socket(my $s, PF_UNIX, SOCK_DGRAM, 0) or die;
bind($s, pack_sockaddr_un("/dev/log")) or die;
open(my $ready, ">", "log.ready");
close($ready);
$SIG{ALRM} = sub { exit };
alarm 20;
while (recv($s, my $m, 65536, 0) ne "" || 1) {
	$m =~ s/\n?\z/\n/;
	syswrite(STDOUT, $m);
}
END
	perl log.pl >log 2>/dev/null &
	pid=$!
	eventually test -e log.ready && listening=yes
fi
if [ $listening = yes ]; then
	trap 'rm -rf "$tmp" /dev/log' EXIT
	: >pids
	logged -v "$pv"
	logged empty
	logged -q empty
	sleep 1
	kill $pid
	rm -f /dev/log
	trap 'rm -rf "$tmp"' EXIT
	: >err
	status=0
	sed 's/.*/xcverify[[]&[]]:/' pids | grep -f - log >out
	is 'syslog: listing' 0 \
		'^<14>.* xcverify\[[0-9]*\]: .* 823      0   libxl LIBXC_CONTEXT  *len' ''
	is 'syslog: verdict' 0 '^<14>.*: valid xl stream' ''
	is 'syslog: fault' 0 '^<11>.*: empty: incomplete: the input is empty' ''
	lines 'syslog' out $(($(wc -l <"$expected/pv64-tiny-1vcpu-4m.txt") + 5))
else
	skip 'syslog: no perl, or /dev/log is in use'
fi

# ---- in place of verify-stream-v2 ----

cat >as <<END
#!/bin/sh
PATH=$(dirname "$tool"):\$PATH exec "$root/examples/verify-stream-v2" "\$@"
END
chmod 755 as
pv=$data/pv64-tiny-1vcpu-4m.xl
bounded ./as -f xl --in="$pv" >out 2>err
status=$?
is 'verify-stream-v2' 0 ': valid xl stream' ''
bounded ./as --verbose --format xl -i 3 3<"$pv" >out 2>err
status=$?
is 'verify-stream-v2: a descriptor' 0 '^ .*VCPU_BASIC' ''
bounded ./as <hvm >out 2>err
status=$?
is 'verify-stream-v2: libxc' 0 ': valid libxc stream' ''
bounded ./as -q <"$pv" >out 2>err
status=$?
is 'verify-stream-v2: another format' 1 '' ''

# ---- output ----

# A reader that is slow, signals, and a pipe that becomes non-blocking while the
# tool waits for room in it: all arrives.
cat >slow.py <<'END'
import os, signal, subprocess, sys, time

tool, how, *files = sys.argv[1:]
reader, writer = os.pipe()
process = subprocess.Popen([tool, "--json", *files], stdout=writer,
                           stderr=subprocess.DEVNULL)
if how != "plain":
    time.sleep(0.5)
for _ in range(3):
    if how == "signal":
        process.send_signal(signal.SIGUSR1)
        time.sleep(0.1)
if how == "weak":
    os.set_blocking(writer, False)
os.close(writer)
with open(reader, "rb") as f:
    sys.stdout.buffer.write(f.read())
sys.exit(process.wait())
END
set --
while [ $# -lt 120 ]; do
	set -- "$@" "$data/hvm-1vcpu-16m.xl" "$data/pv64-tiny-1vcpu-4m.xl"
done
bounded python3 slow.py "$tool" plain "$@" >due 2>err
status=$?
try 'a slow reader: there is more than a pipe holds' \
	test "$(wc -c <due)" -gt 200000
for how in signal weak; do
	bounded python3 slow.py "$tool" $how "$@" >found 2>err
	status=$?
	: >out
	is "a slow reader, $how" 0 '' ''
	same "a slow reader, $how" found due
done

end
