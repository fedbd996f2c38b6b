#!/bin/sh
# SPDX-License-Identifier: MIT
# Install a Debian package that the tests need, or say how.
if [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ]; then
	{ apt-get install -y --no-install-recommends "$1" ||
		{ apt-get update &&
			apt-get install -y --no-install-recommends "$1"; }
	} >&2 && exit 0
fi
echo "Please install the package that Debian calls $1, for example by:" >&2
echo "	sudo apt-get install $1" >&2
exit 1
