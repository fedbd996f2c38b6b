# SPDX-License-Identifier: MIT
# What xcverify -v and the stub domain both say, in the same words: xcverify
# tells more of what is in a record, and puts it into columns.

# listing FILE
listing() {
	sed -n 's/  *\( length=[0-9]\| x[0-9]\)/\1/; t next
		:next
		/^ *[0-9]/s/\( length=[0-9]*\).*/\1/p; t
		/^ *[0-9]/p' "$1"
}

# verdict FILE...: warnings and verdict of a stream with one of these names. What
# explains it, to people who have the file, is xcverify's to say, and so is what
# has a better form than a number.
# Who writes to standard output and who to standard error may come first.
verdict() {
	cat "$@" | sed -n 's/^xcverify: //
		s/; convert it with convert-legacy-stream .*//
		s/\(: the stream ends too early\), .*/\1/
		/: the input is empty/d
		s/\(, expected \)at \(most\|least\) /\1/
		/ magic number, \|or older, \|byteorder is \|context header /b cut
		/ version of the \|domain type \|pt_levels not \|page type \|TSC mode /b cut
		b print
		:cut
		s/, expected .*//
		:print
		/^\(module\|channel\): warning: /p
		/^\(module\|channel\): \(valid\|invalid:\|incomplete:\) /p
		/^\(module\|channel\): [0-9]* \(checkpoints came\|more warn\)/p
		/^\(module\|channel\): [0-9]* bytes* follows* /p' |
		sort -s -t : -k 2,2
}
