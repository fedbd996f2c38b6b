#!/bin/sh
# SPDX-License-Identifier: MIT
# Put Debian's kernel and its modules in a directory, unpacked, not installed.
# usage: linux.sh DIRECTORY [PACKAGE]; the default is that for virtual machines
set -eu

name=${2:-linux-image-cloud-amd64}

mkdir -p "$1"
cd "$1"
find_kernel() {
	apt-cache depends "$name" 2>/dev/null |
		sed -n 's/.*Depends: \(linux-image-[0-9]\)/\1/p' | tail -n 1
}
package=$(find_kernel)
if [ -z "$package" ]; then
	apt-get update -q >/dev/null 2>&1 || true
	package=$(find_kernel)
fi
if [ -z "$package" ] || ! apt-get download -q -o APT::Sandbox::User=root \
	"$package" >/dev/null; then
	echo "No Linux kernel: $1 needs Debian's $name," >&2
	echo "fetched by apt-get download; or put a vmlinuz there." >&2
	exit 1
fi
rm -rf root
dpkg-deb -x "$package"_*.deb root
rm "$package"_*.deb
cp root/boot/vmlinuz-* vmlinuz
