#!/bin/sh
# SPDX-License-Identifier: MIT
# Who installs what? make check does, as root, what it lacks, and says so; with
# INSTALL=no it does not, nor does any other target: these name the packages,
# and fail. Tried with a PATH that lacks some programs, and has an apt-get and
# an id that only pretend.
# usage: need.sh; run from the root of the project

. "$(dirname "$0")/../common.sh" || exit 2
root=$PWD
begin need
make=$(command -v make)
unset INSTALL MAKEFLAGS MFLAGS MAKELEVEL

# All that is installed here, but for what is to be missing.
mkdir bin
IFS=:
for dir in $PATH; do
	ln -s "$dir"/* bin/ 2>/dev/null # the first of a name stays
done
unset IFS
rm -f bin/xz bin/apt-get bin/id bin/sudo bin/frama-c bin/musl-gcc bin/qemu-* \
	bin/python3
cat >bin/apt-get <<'END'
#!/bin/sh
echo "apt-get $*" >>"$APT_LOG"
[ "$APT" = works ] || exit 100
ln -s "$(command -v true)" "${0%/*}/xz"
END
cat >bin/id <<'END'
#!/bin/sh
echo "$ID"
END
chmod 755 bin/apt-get bin/id
APT_LOG=$tmp/apt.log
install='install -y --no-remove --no-install-recommends'

# run ID APT COMMAND...: as a user, with an apt-get that works, or fails; sets
# status, out, err, and apt.log
run() {
	: >apt.log
	rm -f bin/xz
	(
		ID=$1
		APT=$2
		PATH=$tmp/bin
		export ID APT APT_LOG PATH
		shift 2
		cd "$root" && exec "$@"
	) >out 2>err
	status=$?
}

# installed NAME ARGUMENTS: what apt-get was asked for; '' is nothing
installed() {
	if [ "$(cat apt.log)" = "$2" ]; then
		pass
	else
		fail "$1: apt-get was asked for: $(cat apt.log)"
	fi
}

need='sh tests/need.sh'
run 0 works $need sh:dash stddef.h:libc6-dev make
is 'all is there' 0 '' ''
run 0 works $need xz:xz-utils
is 'not asked to install' 1 '' '^	sudo apt-get install xz-utils$'
installed 'not asked to install' ''
run 0 works $need sh no-such.h:libno-dev xz:xz-utils xc-none
is 'three are missing' 1 '' '^	sudo apt-get install libno-dev xz-utils xc-none$'
for id in 0 1000; do
	run $id works env INSTALL=no $need xz:xz-utils
	is "INSTALL=no, user $id" 1 '' '^	sudo apt-get install xz-utils$'
	installed "INSTALL=no, user $id" ''
done
run 1000 works env INSTALL=yes $need xz:xz-utils
is 'who is not root' 1 '' '^	sudo apt-get install xz-utils$'
installed 'who is not root' ''
run 0 works env INSTALL=yes $need xz:xz-utils
is 'root' 0 '' "^Installing xz-utils .*INSTALL=no.*: apt-get $install xz-utils\$"
installed 'root' "apt-get $install xz-utils"
run 0 fails env INSTALL=yes $need xz:xz-utils
is 'root, without a network' 1 '' '^	sudo apt-get install xz-utils$'

# Each builds in a directory of its own, where no capture has been unpacked.
set -- "$make" -s "B=$tmp/build" CFLAGS=-O0
for target in demo:xz-utils bench:python3 prove:frama-c-base eva:frama-c-base \
	check-static:musl-tools check-stubdom-x86:qemu-system-x86 \
	check-xen:'qemu-system-x86 .*xz-utils python3.*'; do
	run 0 works "$@" "${target%:*}"
	is "make ${target%:*}" 2 "^	sudo apt-get install ${target#*:}\$"
	installed "make ${target%:*}" ''
done
for no in "env INSTALL=no $*" "$* INSTALL=no"; do
	run 0 works $no check
	is "$no check" 2 '^	sudo apt-get install xz-utils python3$'
	installed "$no check" ''
done
run 0 fails "$@" check
is 'make check' 2 "^Installing xz-utils python3 .*: apt-get $install xz-utils p"
end
