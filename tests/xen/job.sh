# SPDX-License-Identifier: MIT
# What the jobs in dom0 share; see boot.sh. It restores what is in /guests, in
# several ways, and tells for each what xl and xcfilter exited with, what xl
# said and how long it took, and which domains there are afterwards:
#
#	result: WAY NAME XL FILTER SAID DOMAINS
#
# WAY is bare; filter or stdin: xcfilter in front, by a FIFO or a pipe; or
# helper: LIBXL_SAVE_HELPER. XL may also be "loops", SAID "refused", by
# xc-save-helper, and DOMAINS each NAME/STATE, or, for the guest that counts,
# NAME/tick-N, or NAME/lost-N if its memory is not what it was. "down" after
# that: Xen does not answer any more.
#
# Of a guest that is created, it tells what is on its console, and how it ended:
#
#	init: NAME: state STATE

helper=/bin/xc-save-helper
options= # of xcfilter, for restore()
restorer='xl restore -e' # what restore() gives a file
more= # of a guest's config, for create()

now() {
	sed 's/\..*//' /proc/uptime
}

# step WORD...: what is due now, for boot() to tell if it is not done in time
step() {
	echo "step: $* (after $(now) s)"
}

destroy_all() {
	for id in $(xl list | awk 'NR > 2 { print $2 }'); do
		xl destroy "$id"
	done
}

# ticks ID: the last one that the guest wrote, tick-N or lost-N
ticks() {
	xl dmesg | tr -d '\r' |
		sed -n -E "s/.*\(d$1\) (tick|lost) /\1-/p" | tail -n 1
}

# What is there, when what is dying is gone, and what runs has suspended itself,
# or crashed, as all guests here do.
domains() {
	for _ in $(seq 60); do
		xl list >/tmp/list || return
		awk 'NR > 2 && ($1 ~ /null/ || $5 ~ /d/ || $5 !~ /[ps]/) {
			exit 1 }' /tmp/list && break
		sleep 0.5
	done
	found=
	while read -r name id _ _ state _; do
		case $name in
		Name | Domain-0) continue ;;
		counter) state=$(ticks "$id") ;;
		esac
		found="$found${found:+,}$name/$state"
	done </tmp/list
	echo "${found:-none}"
}

# result WAY NAME: xl has ended with $xl, at the time $start took
result() {
	took=$(($(now) - start))
	filter=-
	case $1 in
	filter* | stdin)
		for _ in $(seq 20); do
			[ -s /tmp/filter ] && break
			sleep 0.2
		done
		filter=$(cat /tmp/filter)
		;;
	esac
	said=-
	! grep -q 'xc-save-helper: .*refused' /tmp/out || said=refused
	domains=$(domains)
	xl info >/dev/null || domains="$domains down"
	echo "result: $1 $2 $xl $filter $said $domains"
	echo "details: $took s; $(grep ": standard input: " /tmp/judged);" \
		"$(grep rror: /tmp/out | tr '\n' ';' | head -c 400)"
	[ "$domains" = none ] || destroy_all
}

# begin WAY NAME FILE...: set them, and see that there is something to edit, or
# else xl would fail for want of a stream, as if it refused it
begin() {
	way=$1
	name=$2
	step "$way" "$name"
	start=$(now)
	rm -f /tmp/stream /tmp/filter
	: >/tmp/judged
	[ -s "$3" ] && return
	echo "result: $way $name has no stream"
	return 1
}

# edit FILE [OFFSET LENGTH BYTES]: with that many bytes replaced
edit() {
	at=${2:-0}
	dd if="$1" bs=64k iflag=count_bytes count="$at"
	[ "${4:--}" = - ] || printf "$4"
	dd if="$1" bs=64k iflag=skip_bytes skip=$((at + ${3:-0}))
} 2>/dev/null

# edit_to_file FILE [OFFSET LENGTH BYTES]: to /tmp/stream, all of it
edit_to_file() {
	edit "$@" >/tmp/stream
	bytes=$(printf %s "${4-}" | tr -dc '\\' | wc -c)
	[ $(($(wc -c <"$1") - ${3:-0} + bytes)) = "$(wc -c </tmp/stream)" ] ||
		echo "result: $way $name has a part of its stream"
}

# filter OPTION...
filter() {
	rm -f /tmp/filter
	xcfilter "$@" 2>/tmp/judged
	echo $? >/tmp/filter
}

# restore WAY NAME FILE [OFFSET LENGTH BYTES]
restore() {
	begin "$@" || return
	shift 2
	case $way in
	filter | bare) mkfifo /tmp/stream ;;
	esac
	limited="timeout -s KILL 120 $restorer"
	case $way in
	bare)
		edit "$@" >/tmp/stream &
		$limited /tmp/stream >/tmp/out 2>&1
		xl=$?
		;;
	filter)
		edit "$@" | filter $options >/tmp/stream &
		$limited /tmp/stream >/tmp/out 2>&1
		xl=$?
		;;
	stdin)
		edit "$@" | filter | {
			$limited /dev/stdin >/tmp/out 2>&1
			echo $? >/tmp/xl
		}
		xl=$(cat /tmp/xl)
		;;
	helper)
		edit_to_file "$@"
		LIBXL_SAVE_HELPER=$helper $limited /tmp/stream >/tmp/out 2>&1
		xl=$?
		;;
	esac
	result "$way" "$name"
}

# receive WAY NAME FILE [OFFSET LENGTH BYTES]: as a receiver of Remus
receive() {
	begin "$@" || return
	shift 2
	mkfifo /tmp/stream
	limited="timeout -s KILL 60 xl migrate-receive -r -e"
	case $way in
	filter) edit "$@" | filter -c >/tmp/stream & ;;
	*) edit "$@" >/tmp/stream & ;;
	esac
	case $way in
	helper)
		LIBXL_SAVE_HELPER=$helper $limited </tmp/stream \
			>/dev/null 2>/tmp/out
		;;
	*) $limited </tmp/stream >/dev/null 2>/tmp/out ;;
	esac
	xl=$?
	if [ $xl = 137 ]; then
		xl=loops
		for process in $(pidof libxl-save-helper); do
			kill -9 "$process"
		done
	fi
	result "$way" "$name"
}

# each COMMAND WAY <TABLE: a table of faults.py
each() {
	while read -r fault _ stream offset length bytes; do
		"$1" "$2" "$fault" "/guests/$stream" "$offset" "$length" \
			"$bytes" </dev/null
	done
}

# ---- the guest that counts ----

# A guest without drivers does not answer to the toolstack: do it for it, until
# $answering is killed.
answer() {
	while sleep 1; do
		for id in $(xenstore-list /local/domain); do
			node=/local/domain/$id/control/shutdown
			[ "$(xenstore-read "$node" 2>/dev/null)" != suspend ] ||
				xenstore-write "$node" ""
		done
	done &
	answering=$!
}

# count: create it, and let it begin. On a busy machine xl may not wait for its
# console.
count() {
	cat >/tmp/counter.cfg <<-END
		type="pvh"
		name="counter"
		memory=8
		vcpus=1
		kernel="/guests/guest.elf"
		END
	for _ in 1 2 3; do
		xl create -e /tmp/counter.cfg >/dev/null && break
	done
	sleep 1
}

# save_counter: to /guests/saved.xl
save_counter() {
	step save the guest that counts
	count
	timeout 300 xl save counter /guests/saved.xl
	destroy_all
}

# ---- what Xen saves: it goes to /out ----

# create TYPE NAME VCPUS OF KERNEL MIB: so many vCPUs, of so many, are up; with
# the lines in $more
create() {
	case $1 in
	hvm) kernel="firmware_override=\"/guests/$5.elf\"" ;;
	*) kernel="kernel=\"/guests/$5.elf\"; cmdline=\"$3\"" ;;
	esac
	cat >/tmp/guest.cfg <<-END
		type="$1"
		name="$2"
		memory=$6
		vcpus=$3
		maxvcpus=$4
		$kernel
		$more
		END
	for _ in 1 2 3; do # on a busy machine it may not wait for its console
		xl create -e /tmp/guest.cfg >/dev/null && break
	done
	sleep 1
}

# made FILE XL: xl has ended with XL, and said what is in /tmp/out
made() {
	echo "result: made $1 $2 $(domains)"
	[ "$2" = 0 ] || grep rror: /tmp/out
}

# save NAME FILE [OPTION]: the domain of this name
save() {
	step save "$2"
	timeout 300 xl save $3 "$1" "/out/$2" >/tmp/out 2>&1
	made "$2" $?
}

# save_both TYPE NAME VCPUS OF KERNEL MIB: and restore it
save_both() {
	as=$1-$3of$4
	create "$@"
	save "$2" "$as-on" -c
	save "$2" "$as"
	destroy_all
	restore filter "$as" "/out/$as"
}

# ---- guests that say something, and end ----

# run NAME: create it from /guests/NAME.cfg
run() {
	config=/guests/$1.cfg
	name=$1
	step create "$name"
	xl create -e "$config" || echo "init: $name: xl create failed"
	if grep -q stream "$config"; then
		# It needs no answer but the console: 'r', then nothing.
		printf r >/back
		tty=$(xenstore-read \
			"/local/domain/$(xl domid "$name")/console/tty")
		feed 4096 <"/guests/$name.xl" >"$tty" 3</back
	fi
	state=
	for _ in $(seq 60); do
		state=$(xl list "$name" | awk -v n="$name" '$1 == n { print $5 }')
		case $state in
		*s*) break ;;
		esac
		sleep 1
	done
	sed "s/^/$name| /" "/var/log/xen/guest-$name.log"
	echo "init: $name: state $state"
	xl destroy "$name"
}

# ---- HVM contexts ----

# contexts: those in /guests/contexts, and whether Xen still answers
contexts() {
	step contexts
	xen-contexts /guests/xen-busy.bin </guests/contexts
	echo "result: context all $? $(domains)"
}
