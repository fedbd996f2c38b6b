#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/tool/manuals.sh BUILD_DIR
#
# Do the manuals, the READMEs, the completion and the magic say what there is?
# Manuals are clean mdoc; options are those of --help; each command, "$ COMMAND",
# is run, and prints what stands below it. Run from the root of the project;
# needs mandoc, bash and file.

if [ $# -ne 1 ]; then
	echo "Usage: sh tests/tool/manuals.sh BUILD_DIR" >&2
	exit 2
fi
. "$(dirname "$0")/../common.sh" || exit 2
sh tests/need.sh mandoc bash file || exit 1
root=$PWD
build=$(absolute "$1")
begin manuals

manuals=$(cd "$root" && ls examples/*.[138] examples/*/*.[138])
readmes=$(cd "$root" && git ls-files '*README.md' 2>/dev/null ||
	find . -name README.md)

# ---- mdoc ----

# What else is installed here is no concern of the manuals.
for page in $manuals; do
	mandoc -T lint "$root/$page" 2>&1 | grep '^mandoc: [^:]*:[0-9]' |
		grep -v 'referenced manual not found' >out
	status=0
	: >err
	is "$page" 0 '' ''
done
[ "$(echo "$manuals" | wc -l)" -ge 5 ] && pass || fail 'manuals are missing'

# ---- options ----

options() {
	grep -o -e '--[a-z][a-z-]*' | sort -u
}

# table PROGRAM: the options that examples/README.md says it has
table() {
	awk -F ' *[|] *' -v program="$1" '
		/^[|] option / { for (i = 3; i <= NF; i++) at[$i] = i }
		/^[|] exit status / { exit }
		at[program] && $2 ~ /^`/ && $at[program] { print $2 }' \
		"$root/examples/README.md" | options
}

completed() {
	bash -c '. "$1"
		COMP_WORDS=("$2" "$3") COMP_CWORD=1
		_xcstream "$2" 2>/dev/null
		printf "%s\n" "${COMPREPLY[@]}"' - \
		"$root/examples/completion.bash" "$1" "${2---}" | sed 's/=$//'
}

# ---- file(1) ----

mkdir streams
"$build/streams" streams
for stream in streams/valid-*; do
	case $stream in
	*-xl-little-*) due='Xen domain saved by xl, little endian' ;;
	*-xl-big-*) due='Xen domain saved by xl, big endian' ;;
	*-libvirt-*) due='Xen domain saved by libvirt' ;;
	*-xapi-*) due='Xen domain suspended by xenopsd (XAPI)' ;;
	*-libxl-*) due='Xen libxl migration stream, version 2' ;;
	*-pv*-libxc-little-*) due='*, little endian, x86 PV, of Xen 4.17' ;;
	*-pv*-libxc-big-*) due='*, big endian, x86 PV, of Xen 4.17' ;;
	*-libxc-little-*) due='*, little endian, x86 HVM or PVH, of Xen 4.17' ;;
	*-libxc-big-*) due='*, big endian, x86 HVM or PVH, of Xen 4.17' ;;
	esac
	case $(file -b -m "$root/examples/magic" "$stream") in
	$due) pass ;;
	*) fail "file $stream: not $due" ;;
	esac
done

PATH=$build:$PATH
for program in xcverify xcfilter xcextract; do
	page=$(echo "$manuals" | grep "/$program.1\$")
	"$program" --help | grep '^ ' | options >helped
	mandoc -T ascii "$root/$page" | col -b | sed '/^EXAMPLES/,$d' | options >told
	same "$page: options" told helped
	completed "$program" | sort -u >out
	same "$program: completion" out helped
done
for program in xcverify xcfilter xcextract restore; do
	"$program" --help | grep '^ ' | options >helped
	table $program >told
	try "$program: the table has options that there are" \
		sh -c 'test -s told && test -z "$(comm -23 told helped)"'
	for other in xcverify xcfilter xcextract restore; do
		"$other" --help | grep '^ ' | options
	done | sort | uniq -d | comm -12 - helped >shared
	try "$program: the table has options that others have, too" \
		sh -c 'test -s shared && test -z "$(comm -13 told shared)"'
done
bash -c '. "$1"; COMP_WORDS=(xcverify --profile = re) COMP_CWORD=3; _xcstream xcverify
	echo "${COMPREPLY[@]}"' - "$root/examples/completion.bash" >out
status=0
: >err
is 'completion of a value' 0 '^restore$' ''

# The header's functions are those of xcstream(3).
sed -n 's/^.*\(xcstream_[a-z_]*\)(.*;$/\1/p; s/^\(xcstream_[a-z_]*\)(.*/\1/p;
	s/^XCSTREAM_API [^(]*[ *]\(xcstream_[a-z_]*\)(.*/\1/p' \
	"$root/xcstream.h" | sort -u >declared
sed -n 's/^\.Nm \(xcstream_[a-z_]*\).*/\1/p' "$root/examples/xcstream.3" |
	sort >told
try 'xcstream(3): functions' sh -c \
	'test -s told && test -z "$(comm -23 told declared)"'
sed -n '/^\.Bd -literal/,/^\.Ed/{/^\./d; s/\\e/\\/g; p;}' \
	"$root/examples/xcstream.3" >example.c
try 'xcstream(3): the example' cc -std=c99 -Wall -Wextra -Werror -I"$root" \
	-o example example.c
try 'xcstream(3): the example, a valid stream' \
	sh -c './example <"$1"' - "$build/data/hvm-1vcpu-16m.xl"

# ---- installation ----

make=$(command -v make)
try 'make install' "$make" -s -C "$root" B="$build" install \
	DESTDIR="$tmp/installed"
for file in bin/xcverify include/xcstream.h share/man/man3/xcstream.3 \
	share/man/man8/xc-save-helper.8 lib/pkgconfig/xcstream.pc \
	share/bash-completion/completions/xcextract; do
	try "make install: $file" test -s "installed/usr/local/$file"
done
try 'make uninstall' "$make" -s -C "$root" B="$build" uninstall \
	DESTDIR="$tmp/installed"
find installed -type f >out
: >err
is 'make uninstall leaves no file' 0 '' ''

# ---- commands ----

# Files with the names that the commands use, and what stands for programs of a
# host with Xen: a restore succeeds with what was saved, and nothing else.
cp "$build/data/hvm-1vcpu-16m.xl" save.xl
cp "$build/data/pv64-tiny-remus-4m.xl" remus.data
mkdir commands host
cat >host/xl <<'END'
#!/bin/sh
case $1 in
save) cat "$SAVED" >"$3" ;;
restore)
	shift
	if [ $# -eq 2 ] && [ -s "$1" ]; then # a config in place of the stream's
		shift
	fi
	cmp "$SAVED" "$1" && case ${LIBXL_SAVE_HELPER-none} in
	none | */xc-save-helper) exit 0 ;; esac ;;
migrate-receive) cmp "$SAVED" - ;;
esac
END
cat >host/ssh <<'END'
#!/bin/sh
shift
exec "$@"
END
# Targets have tests of their own: it is enough that there are such.
cat >host/make <<'END'
#!/bin/sh
exec "$MAKE" -s -n -C "$ROOT" B="$BUILD" INSTALL=no "$@" >/dev/null
END
chmod 755 host/*
SAVED=$tmp/save.xl ROOT=$root BUILD=$build MAKE=$make
PATH=$tmp/host:$PATH
export SAVED ROOT BUILD MAKE PATH
unset MAKEFLAGS MFLAGS MAKELEVEL
# The kernel of the walk-through is of gcc's, for x86-64.
kernel=$build/xen-witness.elf
"$make" -s -C "$root" B="$build" "$kernel" >out 2>&1 || kernel=

# sandbox: a directory with the files, as at the root of the project
sandbox() {
	rm -rf sandbox
	mkdir sandbox
	cp save.xl sandbox/save.xl
	echo 'name="guest"' >sandbox/guest.cfg
	head -c 2700 save.xl >sandbox/cut.xl
	cp save.xl sandbox/flipped.xl
	at=$(xcverify -v save.xl | awk '/HVM_CONTEXT/ { print $1 }')
	poke sandbox/flipped.xl $((at + 20)) '\007'
	ln -s "$root/examples" "$root/xcstream.h" sandbox
	ln -s "$build" sandbox/build
}

rendered() {
	mandoc -T ascii -O width=300 "$root/$1" | col -bx
}

# commands FILE: what follows "$ " goes to commands/N, and what it should print
# to commands/N.due
commands() {
	rm -f commands/*
	case $1 in
	*.md) awk '
		function begin() { name = "commands/" ++n; printf "" >name ".due" }
		/^    [$] / { begin(); print substr($0, 7) >name; next }
		/^    / && name { print substr($0, 5) >name ".due"; next }
		{ name = "" }' "$root/$1" ;;
	*) rendered "$1" | sed -n 's/^ *\$ //p' | awk '
		{ name = "commands/" NR; print >name; printf "" >name ".due" }' ;;
	esac
}

# A bare quote is mdoc's, and is not in the page.
for page in $manuals; do
	sed -n 's/^\.Dl \$ //p' "$root/$page" | sed 's/\\(dq/"/g' >out
	rendered "$page" | sed -n 's/^ *\$ //p' >shown
	same "$page: commands as they are written" out shown
done

ran=0
for file in $readmes $manuals; do
	commands "$file"
	sandbox
	n=1
	while [ -e commands/$n ]; do
		command=$(cat commands/$n)
		case $command in
		*remus.xl*) cp remus.data sandbox/remus.xl ;;
		*old.xl*) cp save.xl sandbox/old.xl ;;
		qemu-system-*) # make check-stubdom runs it
			try "$file: $command" grep -q 'M "${machine:-microvm}"' \
				"$root/tests/stubdom/stubdom.sh"
			n=$((n + 1))
			continue
			;;
		*vmlinux*)
			if [ -z "$kernel" ] || ! have gdb; then
				skip "$file: $command: no gdb, or not x86-64"
				n=$((n + 1))
				continue
			fi
			;;
		gdb* | *' gdb '*)
			if ! have gdb; then
				skip "$file: $command: no gdb"
				n=$((n + 1))
				continue
			fi
			;;
		esac
		(cd sandbox && bounded sh "$tmp/commands/$n") >out 2>err \
			<save.xl
		status=$?
		if [ -s commands/$n.due ]; then
			cat err >>out
			same "$file: $command" out commands/$n.due
		else
			try "$file: $command: $(tail -n 2 err)" \
				test $status -eq 0
		fi
		ran=$((ran + 1))
		n=$((n + 1))
	done
done
[ $ran -ge 20 ] && pass || fail "only $ran commands"

end
