#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/packaging/debian.sh BUILD_DIR
#
# Do Debian packages build of the tree, as dpkg-buildpackage builds them from
# debian/ here, and does what is in them work? The tests of the tree are not run
# once more. lintian is asked if it is there. Run from the root of the project;
# the packages are in BUILD_DIR/packages then.

if [ $# -ne 1 ]; then
	echo "Usage: sh tests/packaging/debian.sh BUILD_DIR" >&2
	exit 2
fi
. "$(dirname "$0")/../common.sh" || exit 2
sh tests/need.sh dh:debhelper dpkg-buildpackage:dpkg-dev xz:xz-utils || exit 1
make -s B="$1" data || exit 1
root=$PWD
build=$(absolute "$1")
packages=$build/packages
rm -rf "$packages"
mkdir -p "$packages/xcstream"
(cd "$root" && tar -c --exclude="./${1#"$root/"}" --exclude=./build \
	--exclude=./.git .) | tar -x -C "$packages/xcstream" || exit 1
cp -R tests/packaging/debian "$packages/xcstream"

# Who builds a package sets its flags, and nothing of ours.
(cd "$packages/xcstream" && env -u MAKEFLAGS -u MAKELEVEL -u CFLAGS -u CC \
	DEB_BUILD_OPTIONS='nocheck noautodbgsym' \
	dpkg-buildpackage -us -uc -b) >"$packages/log" 2>&1 || {
	tail -n 20 "$packages/log"
	echo "FAILED: dpkg-buildpackage, see $packages/log"
	echo '0 passed, 1 failed'
	exit 1
}
begin debian

for package in xcstream libxcstream0 libxcstream-dev; do
	try "$package" dpkg-deb -x "$packages/${package}"_*.deb system
	dpkg-deb -c "$packages/${package}"_*.deb |
		sed -n 's,/[^/]*-linux-gnu/,/LIB/,; s, -> .*,,; s,^[-l].* \./,,p' |
		grep -v '^usr/share/doc' | sort >$package
done
cat >due <<'END'
usr/bin/xc-save-helper
usr/bin/xcextract
usr/bin/xcfilter
usr/bin/xcverify
usr/share/bash-completion/completions/xcextract
usr/share/bash-completion/completions/xcfilter
usr/share/bash-completion/completions/xcverify
usr/share/man/man1/xcextract.1.gz
usr/share/man/man1/xcfilter.1.gz
usr/share/man/man1/xcverify.1.gz
usr/share/man/man8/xc-save-helper.8.gz
usr/share/xcstream/magic
END
same 'the programs' xcstream due
echo usr/lib/LIB/libxcstream.so.0 >due
same 'the library' libxcstream0 due
cat >due <<'END'
usr/include/xcstream.h
usr/lib/LIB/libxcstream.so
usr/lib/LIB/pkgconfig/xcstream.pc
usr/share/man/man3/xcstream.3.gz
END
same 'what one needs to compile' libxcstream-dev due

sed -n 's/.*define XCSTREAM_VERSION "\(.*\)"/\1/p' "$root/xcstream.h" >due
dpkg-deb -f "$packages"/xcstream_*.deb Version >found
same 'the version' found due

# What is installed works, and the header compiles with it.
for capture in "$build"/data/hvm-1vcpu-16m.xl "$root/LICENSE"; do
	"$build/xcverify" -q "$capture"
	due=$?
	system/usr/bin/xcverify -q "$capture"
	try "xcverify $capture" test $? -eq $due
done
library=$(dirname system/usr/lib/*/libxcstream.so.0)
try 'a program with the header' cc -Isystem/usr/include -o minimal \
	"$root/examples/minimal.c"
sed '/XCSTREAM_IMPLEMENTATION/d' "$root/examples/minimal.c" >shared.c
try 'a program with the library' cc -Isystem/usr/include -o shared shared.c \
	-L"$library" -lxcstream
for program in minimal shared; do
	LD_LIBRARY_PATH=$library ./$program <"$build/data/hvm-1vcpu-16m.xl" \
		>out 2>err
	status=$?
	is "$program" 0 '^valid, 25146110 bytes$' ''
done
if have lintian; then
	try lintian lintian --fail-on error,warning \
		--suppress-tags initial-upload-closes-no-bugs,bogus-mail-host \
		"$packages"/*.changes
fi

end
