# SPDX-License-Identifier: MIT
# What the tests under a real Xen have in common: an initramfs with Debian's
# toolstack, as dom0 of Debian's hypervisor, in QEMU's software emulation. To be
# sourced with $build, where $lab will be, and $source, where this file is.

lab=$build/xen
bin=/usr/lib/xen-4.17/bin
LC_ALL=C
export LC_ALL

sh "$source/../need.sh" $bin/xl:xen-utils-4.17

# Kernel, hypervisor and busybox, unpacked in $lab, not installed.
fetch() {
	mkdir -p "$lab"
	[ -e "$lab/linux/vmlinuz" ] ||
		sh "$source/../static/linux.sh" "$lab/linux" linux-image-amd64
	[ ! -e "$lab/xen" ] || return 0
	(cd "$lab" && apt-get download -q -o APT::Sandbox::User=root \
		xen-hypervisor-4.17-amd64 busybox-static >/dev/null)
	for deb in "$lab"/*.deb; do
		dpkg-deb -x "$deb" "$lab/debian"
		rm "$deb"
	done
	gunzip -c "$lab"/debian/boot/xen-4.17-amd64.gz >"$lab/xen"
}

# make_root JOB PROGRAM...: dom0's files, in $root. Its init runs JOB. Our own
# programs go to /bin, those of Debian where they are here.
make_root() {
	root=$lab/root
	rm -rf "$root"
	mkdir -p "$root/bin" "$root/proc" "$root/sys" "$root/dev" \
		"$root/modules" "$root/guests" "$root/run/lock" \
		"$root/run/xen" "$root/run/xenstored" "$root/var/log/xen" \
		"$root/var/lib/xen" "$root/var/lib/xenstored" "$root/tmp" \
		"$root/etc/xen"
	: >"$root/etc/xen/xl.conf"
	ln -s ../run "$root/var/run"
	ln -s ../run/lock "$root/var/lock"
	cp "$source/init" "$root/init"
	chmod 755 "$root/init"
	cp "$1" "$root/job"
	shift
	cp "$lab/debian/bin/busybox" "$root/bin"
	for module in xen-evtchn xen-privcmd xenfs xen-gntdev xen-gntalloc; do
		find "$lab/linux/root/lib/modules" -name $module.ko \
			-exec cp {} "$root/modules" \;
	done
	for program in $bin/xl $bin/xenstored $bin/xenconsoled \
		$bin/xen-init-dom0 /usr/bin/xenstore-read "$@"; do
		ldd "$program" | awk '$NF ~ /^\(0x/ && $(NF - 1) ~ /^\// {
			print $(NF - 1) }'
		case $program in
		"$build"/*) cp "$program" "$root/bin" ;;
		*) echo "$program" ;;
		esac
	done | sort -u | while read -r file; do
		mkdir -p "$root${file%/*}"
		cp -L "$file" "$root$file"
	done
	# pthread_cancel() loads this one when it is called.
	cp -L "$(gcc -print-file-name=libgcc_s.so.1)" \
		"$root/lib/x86_64-linux-gnu"
}

# boot SECONDS [MIB [OPTION...]]: what it prints is in $lab/console then. dom0
# has half of the memory; the options are Xen's.
boot() {
	limit=${LIMIT:-$1}
	memory=${2:-2048}
	[ $# -lt 2 ] || shift
	shift
	# Xen wants a single blank between two of them.
	options=$(echo console=com1 com1=115200,8n1 loglvl=warning \
		guest_loglvl=warning dom0_max_vcpus=1 \
		dom0_mem=$((memory / 2))M,max:$((memory / 2))M \
		spec-ctrl=no,eager-fpu=1 xpti=off pv-l1tf=off smap=0 smep=0 \
		sync_console "$@")
	(cd "$root" && find . | cpio -o -H newc --quiet) >"$lab/initramfs"
	timeout "$limit" qemu-system-x86_64 -machine pc \
		-accel tcg,thread=multi -smp 2 -m "$memory" -cpu max,-la57 \
		-nodefaults -display none -no-reboot \
		-serial "file:$lab/serial" -kernel "$lab/xen" \
		-append "$options" \
		-initrd "$lab/linux/vmlinuz console=hvc0 mitigations=off nokaslr
			quiet rdinit=/init,$lab/initramfs" </dev/null || true
	tr -d '\r' <"$lab/serial" >"$lab/console"
	grep -q '^init: done' "$lab/console" && return
	echo "It did not come to its end in $limit seconds: $lab/console" >&2
	return 1
}
