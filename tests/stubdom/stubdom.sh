#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/stubdom/stubdom.sh BUILD_DIR x86|arm
# sh tests/stubdom/stubdom.sh BUILD_DIR x86 serial
#
# Boot the stub domain in QEMU, with every capture and with broken streams, and
# compare its console and its status with what xcverify says here. BUILD_DIR
# has xcverify, the kernels, data/ with the captures, and table/ with the
# streams of the conformance table. With "serial", instead, 104 MiB pass over the
# serial port, of which QEMU emulates some 0.2 MB a second.

if [ $# -lt 2 ]; then
	echo "Usage: sh tests/stubdom/stubdom.sh BUILD_DIR x86|arm [serial]" >&2
	exit 2
fi
. "$(dirname "$0")/../common.sh" || exit 2
. "$(dirname "$0")/lines.sh" || exit 2
build=$(absolute "$1")
arch=$2
what=${3:-all}
limit=300 # seconds; a busy machine needs more than one
begin stubdom

# start [ARGUMENT...]: boot it; sets status, and console, a file
start() {
	case $arch in
	x86)
		set -- qemu-system-x86_64 -M "${machine:-microvm}" \
			-device isa-debug-exit \
			-kernel "${kernel:-$build/stubdom.elf}" "$@"
		;;
	arm)
		set -- qemu-system-aarch64 -M virt -cpu cortex-a53 \
			-semihosting \
			-kernel "${kernel:-$build/stubdom-arm.img}" "$@"
		;;
	esac
	rm -f console
	timeout $limit "$@" -accel tcg -m "${memory:-512}" -nodefaults \
		-display none -no-reboot -serial file:console \
		<&0 >"${back:-/dev/null}" 2>qemu.log
	status=$?
}

# expect NAME FILE OPTION...: what xcverify says of a file of this name; sets
# due, the kernel's status
expect() {
	ln -sf "$2" "$1"
	source=$1
	shift 2
	"$build/xcverify" -v "$@" "$source" >out 2>err
	due=$((33 + 2 * $?))
	listing out >listing.due
	verdict err out >verdict.due
}

# same NAME: console and status are as they are due
same() {
	if [ "$status" -ne "$due" ]; then
		fail "$1: exit status $status, not $due: $(tail -n 1 console)"
		cat qemu.log
		return
	fi
	listing console >listing
	verdict console >verdict
	if ! cmp -s listing listing.due || ! cmp -s verdict verdict.due; then
		fail "$1: the console differs: $(cat listing verdict |
			diff - listing.due | sed 5q)"
	elif ! grep -q '^stubdom: stack: ' console; then
		fail "$1: it did not say how much memory it took"
	else
		pass
	fi
}

# boot NAME FILE [WORDS [OPTION...]]: words of its command line, of xcverify's
boot() {
	name=$1
	file=$2
	words=${3-}
	[ $# -lt 3 ] || shift
	shift 2
	expect module "$file" "$@"
	start -initrd "$file" -append "$words" </dev/null
	same "$name"
}

# says NAME STATUS TEXT: the last boot
says() {
	if [ "$status" -ne "$2" ]; then
		fail "$1: exit status $status, not $2"
		cat qemu.log
	elif ! grep -q -e "$3" console; then
		fail "$1: '$3' is not on the console: $(tail -n 2 console)"
	else
		pass
	fi
}

# ---- over a byte channel ----

mkfifo back

# channel WHICH: boot with standard input as the channel
channel() {
	case $1 in
	virtio)
		set -- -device virtio-serial-device \
			-global virtio-mmio.force-legacy=false \
			-device virtconsole,chardev=channel
		;;
	uart)
		set -- -device isa-serial,chardev=channel,index=1
		;;
	esac
	start -chardev stdio,id=channel,signal=off "$@" -append stream
	echo "$status" >status
}

# feed NAME CHANNEL LIMIT FILE ANSWER: bursts of up to LIMIT bytes. The fifo
# is open for reading and writing, so that neither end waits for the other.
feed() {
	expect channel "$4"
	back=back
	{
		timeout $limit "$build/feed" "$3" <"$4" 2>sent 3<&4 |
			channel "$2" 4<&-
	} 4<>back
	back=
	read -r status <status
	same "$1"
	if grep -q ", answer $5\$" sent; then
		pass
	else
		fail "$1: $(cat sent), and it should answer $5"
	fi
}

# constant NAME: it takes as much memory as the last time, of which the stack,
# which depends on what came, is a small part
constant() {
	took=$(sed -n 's/.*, memory: \([0-9]*\) bytes$/\1/p' console)
	stack=$(sed -n 's/^stubdom: stack: \([0-9]*\) .*/\1/p' console)
	if [ "$took" -ne "${took_before:=$took}" ] || [ "$stack" -gt 1024 ]; then
		fail "$1: $took bytes, stack $stack; before $took_before"
	else
		pass
	fi
}

pv=$build/data/pv64-tiny-1vcpu-4m.xl
small=$build/data/failed-pvh-suspend-timeout.xl
large=$build/data/pvh-linux-1vcpu-96m.xl

if [ "$what" = serial ]; then
	limit=2400
	memory=8
	feed 'serial port, 4 MiB' uart 4096 "$pv" v
	constant 'serial port, 4 MiB'
	feed 'serial port, 104 MiB' uart 4096 "$large" v
	constant 'serial port, 104 MiB'
	end
	exit
fi

# ---- the captures ----

for file in "$build"/data/*.xl; do
	boot "${file##*/}" "$file"
done
boot 'checkpointed' "$build/data/pv64-tiny-remus-4m.xl" 'a checkpointed b' -c
# The last epoch, again and again: more warnings than are shown.
remus=$build/data/pv64-tiny-remus-4m.xl
set -- $("$build/xcverify" -v -c "$remus" 2>/dev/null |
	awk '/CHECKPOINT_END/ { print $1 + 8 }' | tail -n 2)
head -c "$2" "$remus" | tail -c +$(($1 + 1)) >epoch
{ cat "$remus"; for _ in 1 2 3 4 5; do cat epoch; done; } >long
boot '12 warnings' long
boot 'part of a word' "$build/data/pv64-tiny-remus-4m.xl" \
	'checkpointed2 =checkpointed'
if [ $arch = x86 ]; then
	machine=q35
	boot 'on a PC' "$build/data/pv64-tiny-1vcpu-4m.xl"
	machine=
fi

# ---- broken streams: captures that were cut, or have a flipped bit ----

# flip OFFSET
flip() {
	byte=$(od -An -tu1 -j "$1" -N 1 "$pv")
	cp "$pv" broken
	poke broken "$1" "\\$(printf %03o $((byte ^ 64)))"
}

# magic, byteorder, flags, lengths, versions, types, counts, pfns, padding,
# register state; page contents, which nobody can judge
for at in 0 32 36 44 807 815 823 827 831 839 843 855 859 872 880 891 2184 2196 \
	2202 2228 2232 2241 2246 10423 4204736 4204747 4204767 4208876 \
	4208880 4214167 4214175 1000000; do
	flip $at
	boot "byte $at flipped" broken
done
for size in 1 8 47 800 822 854 870 2191 4096 10423 10424 4202496 4204735 \
	4214182; do
	head -c $size "$pv" >broken
	boot "cut after $size bytes" broken
done
tail -c +832 "$pv" >broken
boot 'libxc alone, with bytes after its end' broken
cp "$pv" broken
bad_page_table broken "$build/xcverify"
boot 'a page table' broken
printf '\5\0\0\0\4\0\0\0\2\0\0\0\0\0\0\0' >answer
boot 'libxl-back' answer
{ cat "$pv"; head -c 5000 /dev/zero; } >broken
boot 'zeros after the end' broken
head -c 10000 /dev/zero | tr '\0' A >broken
boot 'no stream' broken

# ---- a stream for each fault that xcverify knows ----

for file in "$build"/table/*.xl "$build"/table/*.libxc; do
	fault=$("$build/xcverify" "$file" 2>&1 |
		sed -n 's/.*offset [^:]*: \([^,]*\).*/\1/p' | tail -n 1)
	[ -n "$fault" ] || continue
	grep -q -x -F -e "$fault" faults 2>/dev/null && continue
	echo "$fault" >>faults
	boot "$fault" "$file"
done
faults=$(wc -l <faults)
[ "$faults" -ge 45 ] && pass || fail "only $faults different faults"

# ---- streams over a byte channel ----

channels=virtio
[ $arch = arm ] || channels='virtio uart'

head -c 40000 "$pv" >cut
{ head -c 50000000 "$large"; head -c 50000000 /dev/zero; } >broken

memory=8
for channel in $channels; do
	feed "$channel, bursts of 1 byte" $channel 1 "$small" n
	feed "$channel, bursts of 1 to 4096 bytes" $channel 4096 cut n
done
feed 'channel, 4 MiB' virtio 4096 "$pv" v
constant 'channel, 4 MiB'
feed 'channel, 104 MiB' virtio 4096 "$large" v
constant 'channel, 104 MiB'
feed 'channel, broken in the middle' virtio 4096 broken n
constant 'channel, broken'
sent=$(sed -n 's/sent \([0-9]*\) .*/\1/p' sent)
[ "$sent" -lt 60000000 ] && pass || fail "$sent bytes sent, not 50000000"

printf '\001\020' | channel virtio
read -r status <status
says 'a burst of 4097 bytes' 37 '^stubdom: a burst of more than 4096'
start -append stream </dev/null
says 'no channel' 37 '^stubdom: there is no byte channel'
memory=

# ---- the input is read-only, and gone after each push ----

# All boots above ran like that. These callbacks, in test builds, must not.
if [ $arch = x86 ]; then
	kernel=$build/stubdom-broken1.elf
	start -initrd "$pv" </dev/null
	says 'who keeps a pointer into the input' 37 \
		'^stubdom: exception 14, read from 0x80.*, which is not mapped'
	kernel=$build/stubdom-broken2.elf
	start -initrd "$pv" </dev/null
	says 'who writes to the input' 37 \
		'^stubdom: exception 14, write to 0x80.*, which is read-only'
	kernel=
fi

# ---- without a stream ----

if [ $arch = arm ]; then
	kernel=$build/stubdom/arm/stubdom.elf
	start </dev/null
	says 'without a device tree' 37 '^stubdom: no device tree at x0'
	kernel=
fi
machine=q35 # where the first bytes of memory are not zero
start </dev/null
says 'without a stream' 37 '^stubdom: no stream: hand it over'

end
