# SPDX-License-Identifier: MIT
# What the shell tests have in common. Source it; call begin, for those that
# leave files; then end.

passed=0
failed=0
skipped=0

absolute() {
	case $1 in
	/*) echo "$1" ;;
	*) echo "$PWD/$1" ;;
	esac
}

# begin NAME: go to an empty directory, which does not outlive the test
begin() {
	tmp=$(mktemp -d "${TMPDIR:-/tmp}/$1.XXXXXX") || exit 2
	trap 'rm -rf "$tmp"' EXIT
	trap 'exit 2' HUP INT TERM
	cd "$tmp" || exit 2
	LC_ALL=C
	export LC_ALL
}

pass() {
	passed=$((passed + 1))
}

# fail WHAT...: and show the output and the errors of the last run, if text
fail() {
	failed=$((failed + 1))
	echo "FAILED: $*"
	for left in out err; do
		[ -s $left ] && grep -qI . $left &&
			sed "s/^/	$left: /; 5q" $left | cut -c 1-200
	done
}

# try NAME COMMAND...: it should succeed; if it does not, show what it says
try() {
	trying=$1
	shift
	if said=$("$@" 2>&1); then
		pass
	else
		failed=$((failed + 1))
		echo "FAILED: $trying: $*"
		echo "$said" | sed 20q
	fi
}

# says FILE REGEX: some line of it matches; or, if that is '', it is empty
says() {
	if [ -n "$2" ]; then
		grep -q -e "$2" "$1"
	else
		[ ! -s "$1" ]
	fi
}

# is NAME STATUS [OUT] ERR: how the last run ended, by status, out and err, and
# what says() tells of those. Without OUT, what it wrote is judged elsewhere.
is() {
	is=$1
	if [ "$status" -ne "$2" ]; then
		fail "$is: exit status $status, not $2"
		return
	elif [ $# -gt 3 ]; then
		shift
		says out "$2" || {
			fail "$is: output: ${2:-none} was due"
			return
		}
	fi
	if says err "$3"; then
		pass
	else
		fail "$is: errors: ${3:-none} were due"
	fi
}

skip() {
	skipped=$((skipped + 1))
	echo "skipped: $*"
}

have() {
	command -v "$1" >/dev/null
}

# What a hang would look like is a failure, not a hang.
bounded() {
	if have timeout; then
		timeout 60 "$@"
	else
		"$@"
	fi
}

# wrong_options TOOL: an option that is none is told, but not as it is
wrong_options() {
	name=${1##*/}
	for option in "--$(printf '\033[31m')" -Z --quiet=1; do
		bounded "$1" "$option" </dev/null >out 2>err
		status=$?
		is "$name: wrong option" 2 '' "^$name: invalid option '--*[\\\\Zq]"
		if LC_ALL=C grep -q '[^ -~]' err; then
			fail "$name: an option as it is"
		fi
	done
}

# eventually COMMAND...: it succeeds within five seconds or so
eventually() {
	tries=100
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return
		sleep 0.05
	done
}

# catches PID SIGNAL: it has a handler by now; the signal is a number
catches() {
	mask=$(sed -n 's/^SigCgt:[^0-9a-f]*//p' "/proc/$1/status" 2>/dev/null)
	[ $((0x${mask:-0} >> ($2 - 1) & 1)) -eq 1 ]
}

# poke FILE OFFSET BYTES: overwrite some, written as printf has them
poke() {
	printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# bad_page_table FILE XCVERIFY: let the last entry of the first page table name
# pfn 0x1000000; its offset becomes `entry`
bad_page_table() {
	entry=$("$2" -v "$1" | awk '/PAGE_DATA/ { print $1 + 16; exit }')
	entry=$((entry + 8 * 1024 + 8 * 511 + 4096 *
		$(od -A n -v -t x8 -w8 -j "$entry" -N 8192 "$1" | awk '
			$1 ~ /^[1-49a-c]/ { print n + 0; exit }
			$1 ~ /^[0-9a-c]/ { n++ }')))
	poke "$1" "$entry" '\001\000\000\000\020\000\000\000'
}

# slowly FILE: through a pipe, with a pause after the first 1000 bytes
slowly() {
	{
		dd bs=1000 count=1
		sleep 1
		cat
	} <"$1" 2>/dev/null
}

# same NAME FILE FILE
same() {
	if cmp -s "$2" "$3"; then
		pass
	else
		fail "$1: $(diff "$2" "$3" 2>&1 | cut -c 1-160 | sed 5q)"
	fi
}

# The last line, and the status. Where nothing was tried, nothing holds.
end() {
	[ $skipped -eq 0 ] || echo "$skipped skipped"
	echo "$passed passed, $failed failed"
	[ $failed -eq 0 ] && [ $passed -gt 0 ]
}
