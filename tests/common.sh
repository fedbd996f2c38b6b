# SPDX-License-Identifier: MIT
# What the shell tests have in common. Source it, call begin, then end.

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
	passed=0
	failed=0
	skipped=0
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

# same NAME FILE FILE
same() {
	if cmp -s "$2" "$3"; then
		pass
	else
		fail "$1: $(diff "$2" "$3" 2>&1 | cut -c 1-160 | sed 5q)"
	fi
}

# The last line, and the status.
end() {
	[ $skipped -eq 0 ] || echo "$skipped skipped"
	echo "$passed passed, $failed failed"
	[ $failed -eq 0 ]
}
