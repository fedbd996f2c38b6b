#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/tool/restore.sh RESTORE STREAMS MKSTREAM DATA
#
# Tests of restore. STREAMS writes small streams of each kind; DATA holds the
# unpacked captures. That the domain is what was sent, restore.py tells.

if [ $# -ne 4 ]; then
	echo "Usage: sh tests/tool/restore.sh RESTORE STREAMS MKSTREAM DATA" >&2
	exit 2
fi
. "$(dirname "$0")/../common.sh" || exit 2
tool=$(absolute "$1")
streams=$(absolute "$2")
mkstream=$(absolute "$3")
data=$(absolute "$4")
reader=$(absolute "$(dirname "$0")")/restore.py
begin restore

# run STREAM OPTION...: sets status, out, err
run() {
	stream=$1
	shift
	bounded "$tool" "$@" <"$stream" >out 2>err
	status=$?
}

# refused NAME STATUS ERR: and nothing was restored
refused() {
	is "$1" "$2" '' "$3"
	is "$1" "$2" '' '^restore: nothing was restored$'
}

mkdir streams && "$streams" streams || exit 2
cp streams/hvm.libxc.le hvm

# ---- the command line ----

for options in -x --max-mem --vcpus --max-epoch '--max-mem 0' \
	'--max-mem 1048577' '--max-mem x' '--max-mem 1x' '--max-mem -1' \
	'--max-mem 18446744073709551617' '--vcpus 0' '--vcpus 8193' \
	'--max-epoch 0' '--max-epoch 1048577' FILE '-c FILE'; do
	run hvm $options
	is "wrong usage $options" 2 '' "^restore: try 'restore --help'$"
done
run hvm --max-mem ''
is 'wrong usage, no number' 2 '' "'' is not a number from 1 to 1048576$"
run hvm -h
is '-h' 0 '^Usage: restore ' ''
for option in checkpointed max-mem vcpus max-epoch big-endian help version; do
	run hvm --help
	is "--help tells --$option" 0 " --$option" ''
done
run hvm --version
is '--version' 0 '^restore [0-9]' ''
wrong_options "$tool"
run hvm FILE
is 'a file' 2 '' '^restore: takes no file: restore <FILE$'
run hvm "$(printf 'a\033b')"
is 'an odd name' 2 '' '^restore: takes no file: restore <a\\x1bb$'
run hvm "--max-mem=$(printf 'a\033b')"
is 'an odd number' 2 '' "^restore: 'a\\\\x1bb' is not a number"
for options in '' '--max-mem 1' '--max-mem=4096' '--vcpus=1' '--vcpus 8192' \
	--max-epoch=1 -c --checkpointed --big-endian \
	'-c --big --max-mem=1 --vcpus=1 --max-epoch=1048576'; do
	run hvm $options
	is "options $options" 0 '^x86 HVM, checkpoints: 0$' ''
	is "options $options" 0 '^memory 16384 ' ''
done

# ---- where the stream comes from ----

bounded "$tool" <&- >out 2>err
status=$?
refused 'closed standard input' 2 '^restore: cannot read on: Bad file desc'
run .
refused 'a directory' 2 '^restore: cannot read on: Is a directory$'
run /dev/null
refused 'nothing' 1 'restore: incomplete: offset 0: the stream ends too early, 8 more'
pv=$data/pv64-tiny-1vcpu-4m.xl
run "$pv"
cp out expected
is 'a capture' 0 '^memory 4194304 ' ''
slowly "$pv" | bounded "$tool" >out 2>err
same 'a slow pipe' out expected
dd if="$pv" bs=977 2>/dev/null | bounded "$tool" >out 2>err
same 'odd chunks' out expected
run hvm
cp out expected
dd if=hvm bs=1 2>/dev/null | bounded "$tool" >out 2>err
same 'a byte at a time' out expected
{
	cat "$pv" hvm
	printf '%70000d' 1
} >many
{
	"$tool" >out.1
	"$tool" >out.2
	wc -c >out
} <many
same 'a stream after another one' out.2 expected
status=0
: >err
is 'bytes after a stream' 0 '^70000$' ''
bounded "$tool" <hvm >&- 2>err
status=$?
: >out
is 'closed standard output' 2 '' '^restore: standard output: Bad file'
if [ -c /dev/full ]; then
	bounded "$tool" <hvm >/dev/full 2>err
	status=$?
	is 'a full disk' 2 '' '^restore: standard output: No space left'
fi
said=$(ulimit -f 0 && exec "$tool" <hvm 2>&1 >limited)
status=$?
echo "$said" >err
is 'a limit of the size of files' 2 '' '^restore: standard output: File too'

# ---- the domain's limits ----

run "$pv" --max-mem=4
is 'as much memory as the domain may have' 0 '^memory 4194304 ' ''
run "$pv" --max-mem=3
refused 'more memory than the domain may have' 2 \
	'stopped: offset .* PAGE_DATA, record [0-9]*: a callback asked to stop, Cannot allocate mem'
run streams/pv.xl.le --vcpus=2
is 'as many vCPUs as the domain has' 0 '^X86_PV_VCPU_BASIC-1-0 5168 ' ''
run streams/pv.xl.le --vcpus=1
refused 'more vCPUs than the domain has' 1 'vcpu_id is above .*expected at most 0, found 1$'

# ---- Remus ----

remus=$data/pv64-tiny-remus-4m.xl
run "$remus" -c
is 'a sender that died' 0 '^x86 PV, checkpoints: 7$' 'the stream ends too early'
is 'a sender that died' 0 '^memory 4194304 ' \
	'^restore: failing over to checkpoint 7$'
run "$remus"
refused 'a checkpoint that nobody announced' 1 'libxc CHECKPOINT, record [0-9]*: checkpoint, w'
{
	cat "$remus"
	sleep 1
} | bounded "$tool" -c >out 2>err
status=$?
is 'a sender that dies later' 0 '^x86 PV, checkpoints: 7$' 'ends too early'

# ---- against another reader ----

if command -v python3 >/dev/null; then
	"$mkstream" hvm 8 xl holes >mk-hvm.xl
	"$mkstream" pv 8 libxl >mk-pv.libxl
	"$mkstream" hvm 3 libxc >mk-hvm.libxc
	if PYTHONDONTWRITEBYTECODE=1 python3 "$reader" "$tool" mk-* \
		streams/* "$data"/*.xl >report; then
		pass
	else
		fail "another reader:"
		sed 's/^/	/; 30q' report
	fi
	sed -n '$s/^/another reader: /p' report
else
	fail 'there is no python3 to read the streams, too'
fi

end
