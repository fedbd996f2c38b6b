# SPDX-License-Identifier: MIT
# What xcverify -v and the stub domain both say, in the same words: xcverify
# tells more of what is in a record.

# listing FILE
listing() {
	sed -n '/^ *[0-9]/s/\( length=[0-9]*\).*/\1/p; t
		/^ *[0-9]/p' "$1"
}

# verdict FILE...: warnings and verdict of a stream with one of these names. What
# converts an old one is xcverify's to say.
verdict() {
	cat "$@" | grep -e '^module: ' -e '^channel: ' |
		sed 's/; convert it with convert-legacy-stream .*//'
}
