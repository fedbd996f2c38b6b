# SPDX-License-Identifier: MIT
# What the tests under a real Xen have in common: an initramfs with Debian's
# toolstack, as dom0 of Debian's hypervisor, in QEMU's software emulation. To be
# sourced first, by a script in this directory whose argument is BUILD_DIR. Sets
# build, lab in it, and source, where this file is; from here on, a command that
# fails is the end.

if [ $# -ne 1 ]; then
	echo "Usage: sh $0 BUILD_DIR" >&2
	exit 2
fi
build=$(cd "$1" && pwd) || exit 2
source=$(cd "$(dirname "$0")" && pwd)
. "$source/../common.sh" || exit 2
. "$source/../stubdom/lines.sh" || exit 2
set -e
case ${RELEASE:=bookworm} in
bookworm)
	lab=$build/xen
	version=4.17
	;;
bullseye)
	lab=$build/xen-bullseye
	version=4.14
	libraries=libxenstore3.0
	;;
trixie)
	lab=$build/xen-trixie
	version=4.20
	libraries='libxenstore4 libc6'
	;;
*)
	echo "RELEASE may be bookworm, bullseye or trixie, not $RELEASE" >&2
	exit 2
	;;
esac
linux=$build/xen/linux
tree=$lab/debian # packages that are not installed here
bin=/usr/lib/xen-$version/bin
loader=/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
LC_ALL=C
PYTHONDONTWRITEBYTECODE=1 # it would be here
export LC_ALL PYTHONDONTWRITEBYTECODE

sh "$source/../need.sh" /usr/lib/xen-4.17/bin/xl:xen-utils-4.17

# again COMMAND...: a mirror that fails may answer next time
again() {
	for pause in 5 20 60; do
		! "$@" || return 0
		echo "Once more, in $pause s: $*" >&2
		sleep $pause
	done
	"$@"
}

# Of another release than this machine's, it takes what is Xen's; apt gets a
# directory of its own, and the same mirror.
apt() {
	if [ $RELEASE = bookworm ]; then
		apt-get -q -o APT::Sandbox::User=root "$@" >/dev/null
		return
	fi
	mkdir -p "$lab/apt/lists/partial" "$lab/apt/archives/partial"
	mirror=$(apt-get indextargets --format '$(REPO_URI)' \
		'Created-By: Packages' 'Codename: bookworm' | head -n 1)
	keys=/usr/share/keyrings/debian-archive-keyring.gpg
	echo "deb [signed-by=$keys] $mirror $RELEASE main" >"$lab/apt/list"
	apt-get -q -o APT::Sandbox::User=root -o "Dir::Cache=$lab/apt" \
		-o "Dir::State::Lists=$lab/apt/lists" \
		-o Dir::State::Status=/dev/null \
		-o "Dir::Etc::SourceList=$lab/apt/list" \
		-o Dir::Etc::SourceParts=/dev/null "$@" >/dev/null
}

download() {
	rm -f "$lab"/*.deb
	(cd "$lab" && apt download "$1")
}

# unpack PACKAGE...: in $tree
unpack() {
	mkdir -p "$lab/unpacked"
	for package; do
		[ ! -e "$lab/unpacked/$package" ] || continue
		again download "$package"
		dpkg-deb -x "$lab"/*.deb "$tree"
		rm "$lab"/*.deb
		: >"$lab/unpacked/$package"
	done
}

# unpack_missing PACKAGE...: what is not installed of them, and of what they
# need
unpack_missing() {
	if [ $RELEASE != bookworm ]; then
		echo "Not with RELEASE=$RELEASE: $*" >&2
		return 1
	fi
	again apt-get install -s --no-install-recommends "$@" >"$lab/install"
	sed -n 's/^Inst \([^ ]*\).*/\1/p' "$lab/install" |
		while read -r package; do
			unpack "$package"
		done
}

# Kernel, hypervisor and busybox.
fetch() {
	mkdir -p "$lab"
	[ -e "$linux/vmlinuz" ] || again sh "$source/../static/linux.sh" \
		"$linux" linux-image-amd64
	if [ $RELEASE != bookworm ] && [ ! -e "$lab/unpacked" ]; then
		again apt update
	fi
	unpack xen-hypervisor-$version-amd64 busybox-static
	[ $RELEASE = bookworm ] || unpack xen-utils-$version $libraries \
		libxenmisc$version xenstore-utils libxencall1 \
		libxendevicemodel1 libxenevtchn1 libxenforeignmemory1 \
		libxengnttab1 libxenhypfs1 libxentoolcore1 libxentoollog1
	gunzip -c "$tree/boot/xen-$version-amd64.gz" >"$lab/xen"
}

# make_root JOB PROGRAM...: dom0's files, in $root. Its init runs JOB, which may
# source /job.sh. Our own programs go to /bin, those of Debian where they are
# here, or in $tree.
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
	cp "$source/job.sh" "$root"
	shift
	paths=$tree/usr/lib/x86_64-linux-gnu:$tree/lib/x86_64-linux-gnu
	# ldd is of this machine's libc, which is older than that of trixie.
	list=ldd
	[ $RELEASE != trixie ] || list="$tree$loader --list"
	find "$tree" -path '*/bin/busybox' -exec cp {} "$root/bin" \;
	for module in xen-evtchn xen-privcmd xenfs xen-gntdev xen-gntalloc \
		virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev \
		virtio_pci virtio_blk; do
		find "$linux/root/lib/modules" -name $module.ko \
			-exec cp {} "$root/modules" \;
		echo $module >>"$root/modules/order"
	done
	for program in $bin/xl $bin/xenstored $bin/xenconsoled \
		$bin/xen-init-dom0 /usr/bin/xenstore-read "$@"; do
		[ ! -e "$tree$program" ] || program=$tree$program
		LD_LIBRARY_PATH=$paths $list "$program" | awk '
			$NF ~ /^\(0x/ && $(NF - 1) ~ /^\// { print $(NF - 1) }
			/ not found/ { print >"/dev/stderr"; exit 1 }'
		case $program in
		"$tree"/*) echo "$program" ;;
		"$build"/*) cp "$program" "$root/bin" ;;
		*) echo "$program" ;;
		esac
	done >"$lab/files" # and no pipe: one that fails is the end
	sort -u "$lab/files" | while read -r file; do
		to=$root${file#"$tree"}
		mkdir -p "${to%/*}"
		cp -L "$file" "$to"
	done
	# pthread_cancel() loads this one when it is called.
	cp -L "$(gcc -print-file-name=libgcc_s.so.1)" \
		"$root/lib/x86_64-linux-gnu"
	[ $RELEASE != trixie ] ||
		install -D "$tree$loader" "$root/lib64/${loader##*/}"
}

# boot SECONDS [MIB [OPTION...]]: what it prints is in $lab/console then. dom0
# has half of the memory; the options are Xen's. What the job left in /out is in
# $lab/left.
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
	rm -rf "$lab/serial" "$lab/disk" "$lab/left"
	truncate -s 1G "$lab/disk" # with holes
	since=$(date +%s)
	timeout --foreground -k 5 "$limit" qemu-system-x86_64 -machine pc \
		-accel tcg,thread=multi -smp 2 -m "$memory" -cpu max,-la57 \
		-nodefaults -display none -no-reboot \
		-drive "file=$lab/disk,format=raw,if=virtio" \
		-serial "file:$lab/serial" -kernel "$lab/xen" \
		-append "$options" \
		-initrd "$linux/vmlinuz console=hvc0 mitigations=off nokaslr
			quiet rdinit=/init,$lab/initramfs" </dev/null || true
	tr -d '\r' <"$lab/serial" >"$lab/console"
	took=$(($(date +%s) - since))
	if grep -q '^init: done' "$lab/console"; then
		mkdir "$lab/left"
		tar -x -f "$lab/disk" -C "$lab/left"
		rm "$lab/disk"
		echo "dom0: done after $took s of $limit s"
		return
	fi
	{
		echo "FAILED: dom0 did not come to its end: QEMU ended after" \
			"$took s of $limit s; $(grep -a '^step: ' \
			"$lab/console" | tail -n 1 | grep . ||
			echo 'its boot') was due"
		tail -n 5 "$lab/console"
		echo "All of it is in $lab/console"
	} >&2
	return 1
}

# pattern_of ELF: the pfn of what a guest knows of its memory
pattern_of() {
	nm "$1" | sed -n 's/^0*\([0-9a-f]*\)000 . pattern$/0x\1/p'
}

# ---- what is asked of dom0, and what it tells: see job.sh ----

# guest NAME STREAM [WORDS]: the stub domain, which reads it as its ramdisk, or
# with "stream" in the words of its command line over its console
guest() {
	ramdisk=/guests/$1.xl
	[ "$3" != stream ] || ramdisk=
	cp "$build/stubdom.elf" "$root/guests"
	cp "$2" "$root/guests/$1.xl"
	cat >"$root/guests/$1.cfg" <<-END
		type="pvh"
		name="$1"
		memory=64
		vcpus=1
		kernel="/guests/stubdom.elf"
		ramdisk="$ramdisk"
		cmdline="$3"
		on_poweroff="preserve"
		on_crash="preserve"
	END
}

# ended NAME STATE AS STREAM [OPTION]: STATE is what xl list calls it, AS what
# the guest calls the stream
ended() {
	name=$1
	state=$2
	as=$3
	cp "$4" "$lab/$as"
	shift 4
	(cd "$lab" && "$build/xcverify" -v "$@" "$as" >out 2>err)
	{ listing "$lab/out"; verdict "$lab/err" "$lab/out"; } >"$lab/due"
	sed -n "s/^$name| //p" "$lab/console" >"$lab/guest"
	{ listing "$lab/guest"; verdict "$lab/guest"; } >"$lab/said"
	if ! grep -q "^init: $name: state $state\$" "$lab/console"; then
		fail "$name: $(grep "^init: $name" "$lab/console")"
	elif [ ! -s "$lab/due" ] || ! cmp "$lab/due" "$lab/said"; then
		fail "$name: the console differs, see $lab/console"
	else
		pass
	fi
}

# What the guest that counts has come to if it goes on after tick 8, or 16. On a
# busy machine, domains() in job.sh does not see it come to its end.
on_8='tick-(9|1[0-6])'
on_16='tick-(1[7-9]|2[0-4])'

# due WAY NAME REGEX: how the line with its result goes on
due() {
	line=$(grep -F "result: $1 $2 " "$lab/console")
	if echo "${line#"result: $1 $2 "}" | grep -qxE "$3"; then
		pass
	else
		fail "$1 $2: '${line:-nothing}', not '$3', see $lab/console"
	fi
}

# hvm_contexts COUNT: for the job's contexts; so many that were not made by hand
hvm_contexts() {
	python3 "$source/contexts.py" "$build/xcverify" \
		"$build/data/hvm-1vcpu-16m.xl" "$lab" "$1"
	cp "$lab/contexts" "$build/xen-busy.bin" "$root/guests"
}

# contexts_due: they came to an end, whichever, and Xen still answers. As made
# by Xen, the guest runs to its own end.
contexts_due() {
	due context base poweroff
	due context all '0 none'
	while read -r name; do
		due context "$name" '(poweroff|reboot|crash|runs|sleeps|refused)'
	done <"$lab/names"
	for end in poweroff reboot crash runs sleeps refused; do
		echo "$end: $(grep -c "^result: context .* $end\$" \
			"$lab/console")"
	done
}
