# SPDX-License-Identifier: MIT
# What is said of the streams that a job left in /out; to be sourced behind
# boot.sh.

# verifier FORMAT FILE: Xen's, that of 4.17. It needs modules of its own, for
# Debian's python.
verifier() {
	PYTHONPATH=/usr/lib/xen-4.17/lib/python /usr/bin/python3 \
		/usr/lib/xen-4.17/bin/verify-stream-v2 -f "$1" -i "$2"
}

# judge STREAM STATUS REGEX [OPTION]: what xcverify says of it, under each
# profile
judge() {
	(
		cd "$lab/left"
		for profile in strict verify restore; do
			"$build/xcverify" $4 -p $profile "$1" 2>&1
			echo "status $?"
		done
	) >"$lab/judged"
	if [ "$(grep -cx "status $2" "$lab/judged")" = 3 ] &&
		[ "$(grep -cE "^$1: $3" "$lab/judged")" -ge 3 ]; then
		pass
	else
		fail "$1: not three times status $2, '$3':"
		cat "$lab/judged"
	fi
}

# valid STREAM: and Xen's verifier has nothing to say, either
valid() {
	judge "$1" 0 'valid xl stream'
	try "verify-stream-v2, $1" verifier xl "$lab/left/$1"
}

# behind_xml FILE: where libxl's stream begins in one of libvirt's
behind_xml() {
	echo $((64 + $(od -An -tu4 -j20 -N4 "$1")))
}

# valid_libvirt STREAM: what Xen's verifier does not read, libvirt's header and
# XML, is in front of what it reads
valid_libvirt() {
	judge "$1" 0 'valid libvirt stream'
	tail -c +$(($(behind_xml "$lab/left/$1") + 1)) "$lab/left/$1" \
		>"$lab/libxl"
	try "verify-stream-v2, $1" verifier libxl "$lab/libxl"
}

# shows STREAM COUNT REGEX: so many of its records, or of their parts
shows() {
	count=$("$build/xcverify" -v "$lab/left/$1" 2>/dev/null |
		grep -oE "$3" | wc -l)
	if [ "$count" = "$2" ]; then
		pass
	else
		fail "$1: '$3' $count times, not $2"
	fi
}

# config STREAM WORDS: they are in xl's part of it
config() {
	if grep -qaF "$2" "$lab/left/$1"; then
		pass
	else
		fail "$1: no '$2' in its config"
	fi
}
