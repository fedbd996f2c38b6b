#!/bin/sh
# SPDX-License-Identifier: MIT
# Can the header be read from its top to its end? No function calls itself, or
# one that stands below it, and no static function is declared ahead. Calls
# through pointers, which lead out of the header, do not count. gcc tells who
# calls whom. That a call downwards would be found is checked with one that is
# put in on purpose.
# usage: order.sh BUILD_DIR [HEADER]
set -u

. "$(dirname "$0")/../common.sh" || exit 2
dir=$1/order
header=${2:-xcstream.h}
rm -rf "$dir"
mkdir -p "$dir/broken"

# graph HEADER OUTPUT FLAGS...: a line for each function, "line name", and for
# each call, "line caller line callee line"
graph() {
	source=$1
	output=$2
	shift 2
	gcc -std=c99 -O0 -fcallgraph-info -DXCSTREAM_IMPLEMENTATION "$@" \
		-x c -c "$source" -o "$output.o" || return
	awk -F '"' -v header="${source##*/}" '
	# title: "name", or "file:name" if it is static; "file:line:column"
	function bare(title) {
		sub(/.*:/, "", title)
		return title
	}
	/^node:/ {
		n = split($4, label, /\\n|:/)
		if (label[n - 2] ~ header "$" && !(bare($2) in line)) {
			line[bare($2)] = label[n - 1]
			print label[n - 1], bare($2)
		}
	}
	/^edge:/ {
		caller[++calls] = bare($2)
		callee[calls] = bare($4)
		n = split($6, label, ":")
		from[calls] = label[n - 1]
	}
	END {
		for (i = 1; i <= calls; i++)
			if (callee[i] in line)
				print from[i], caller[i], line[caller[i]],
					callee[i], line[callee[i]]
	}' "$output.ci" >"$output"
}

# upwards GRAPH: each call leads to a function that stands above
upwards() {
	awk 'NF == 2 { functions++ }
	NF == 5 { calls++ }
	NF == 5 && $5 >= $3 {
		printf "line %d: %s() calls %s(), of line %d\n", $1, $2, $4, $5
		bad++
	}
	END {
		# A header without them would say that nothing is read.
		if (functions < 20 || calls < 20) {
			print functions + 0, "functions and", calls + 0, "calls"
			bad++
		}
		exit bad > 0
	}' "$1"
}

# undeclared HEADER: no static function is declared without its body
undeclared() {
	awk '/^static/ { text = ""; at = NR; on = 1 }
	on { text = text $0 }
	on && match(text, /[={;]/) {
		if (substr(text, RSTART, 1) == ";" && text ~ /\(/) {
			print "line " at ": " text
			bad++
		}
		on = 0
	}
	END { exit bad > 0 }' "$1"
}

# break_it GRAPH WORD: a copy of the header whose first function calls one that
# comes after its last, and is declared in front
break_it() {
	sort -n "$1" | awk 'NF == 2' >"$dir/functions"
	first=$(sed -n '1s/ .*//p' "$dir/functions")
	last=$(sed -n '$s/ .*//p' "$dir/functions")
	awk -v first="$first" -v last="$last" -v word="$2" '
	# The name of a function may not be in the first line of it.
	{ text[NR] = $0 }
	END {
		for (top = first; text[top - 1] ~ /^[a-z]/; top--)
			;
		for (i = 1; i <= NR; i++) {
			if (i == top)
				print word "void xcs__below(void);"
			print text[i]
			if (i >= first && text[i] == "{" && !called++)
				print "\txcs__below();"
			if (i >= last && text[i] == "}" && !defined++)
				print word "void xcs__below(void)\n{\n}"
		}
	}' "$header" >"$dir/broken/${header##*/}"
}

# found WHAT COMMAND...: it should fail, and name the function put in
found() {
	what=$1
	shift
	if told=$("$@"); then
		fail "not found: $what"
	elif ! echo "$told" | grep -q 'xcs__below('; then
		fail "$what: it says: $told"
	else
		pass
	fi
}

try 'declared ahead' undeclared "$header"
for flags in '' -DXCSTREAM_ONLY_LIBXC; do
	graph "$header" "$dir/whole$flags" $flags || exit 1
	try "the order of functions $flags" upwards "$dir/whole$flags"
	for word in '' 'static '; do
		break_it "$dir/whole$flags" "$word"
		graph "$dir/broken/${header##*/}" "$dir/broken/graph" $flags ||
			exit 1
		found "a call downwards $flags" upwards "$dir/broken/graph"
	done
	found 'a declaration ahead' undeclared "$dir/broken/${header##*/}"
done
end
