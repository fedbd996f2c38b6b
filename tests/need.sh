#!/bin/sh
# SPDX-License-Identifier: MIT
# Is all there that a test needs? Else say which Debian packages have it, and
# fail. With INSTALL=yes in the environment, which make check sets unless it is
# told INSTALL=no, root installs them: no other test installs anything.
# usage: need.sh NAME[:PACKAGE]...; NAME is a command, or NAME.h, a header for
# $CC; the default is that the package has the same name

missing=
for need; do
	name=${need%%:*}
	case $name in
	*.h)
		echo "#include <$name>" | ${CC:-cc} -E - >/dev/null 2>&1
		;;
	*)
		command -v "$name" >/dev/null
		;;
	esac || missing="$missing ${need#*:}"
done
[ -n "$missing" ] || exit 0

install="apt-get install -y --no-remove --no-install-recommends$missing"
if [ "${INSTALL-}" = yes ] && command -v apt-get >/dev/null &&
	[ "$(id -u)" = 0 ]; then
	echo "Installing$missing (make check INSTALL=no would not): $install" >&2
	{ $install || { apt-get update && $install; }; } >&2 && exit
fi
echo "Please install what Debian calls$missing, for example by:" >&2
echo "	sudo apt-get install$missing" >&2
exit 1
