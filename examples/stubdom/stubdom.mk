# SPDX-License-Identifier: MIT
# The stub domain: a kernel without libc. Included by the Makefile.

X86_CC = $(CC)
X86_LD = ld
ARM = aarch64-linux-gnu-
STUB = $(B)/stubdom
STUB_CFLAGS = -std=c99 -Os $(WARNINGS) $(WERROR) -I. -ffreestanding \
	-nostdlib -fno-pic -fno-stack-protector -fno-asynchronous-unwind-tables
STUB_X86 = $(X86_CC) $(STUB_CFLAGS) -m64 -mno-red-zone -mgeneral-regs-only \
	-fcf-protection=none
STUB_ARM = $(ARM)gcc $(STUB_CFLAGS) -mgeneral-regs-only -mstrict-align
STUB_LD = -static -nostdlib --build-id=none -z noexecstack

stubdom: $(B)/stubdom.elf
	sh tests/stubdom/size.sh $(B)

$(STUB)/x86/xcstream.o: xcstream.h
	@mkdir -p $(@D)
	$(STUB_X86) -DXCSTREAM_IMPLEMENTATION -x c -c -o $@ $<
$(STUB)/x86/%.o: examples/stubdom/%.c examples/stubdom/stubdom.h xcstream.h
	@mkdir -p $(@D)
	$(STUB_X86) -c -o $@ $<
$(STUB)/x86/%.o: examples/stubdom/%.S
	@mkdir -p $(@D)
	$(STUB_X86) -c -o $@ $<
$(B)/stubdom.elf: $(patsubst %,$(STUB)/x86/%.o,x86_boot stubdom x86 \
		virtio xcstream) examples/stubdom/x86.lds
	$(X86_LD) $(STUB_LD) -Map=$(STUB)/x86/map -T examples/stubdom/x86.lds \
		-o $@ $(filter %.o,$^)

# Test builds, with a callback that keeps a pointer (1) or writes (2).
$(B)/stubdom-broken%.elf: $(B)/stubdom.elf
	@mkdir -p $(STUB)/x86/broken
	$(STUB_X86) -DSTUBDOM_BROKEN=$* -c -o $(STUB)/x86/broken/$*.o \
		examples/stubdom/stubdom.c
	$(X86_LD) $(STUB_LD) -T examples/stubdom/x86.lds -o $@ \
		$(STUB)/x86/x86_boot.o $(STUB)/x86/broken/$*.o \
		$(STUB)/x86/x86.o $(STUB)/x86/virtio.o $(STUB)/x86/xcstream.o

stubdom-arm: $(B)/stubdom-arm.img

$(STUB)/arm/xcstream.o: xcstream.h | arm-gcc
	@mkdir -p $(@D)
	$(STUB_ARM) -DXCSTREAM_IMPLEMENTATION -x c -c -o $@ $<
$(STUB)/arm/%.o: examples/stubdom/%.c examples/stubdom/stubdom.h xcstream.h \
		| arm-gcc
	@mkdir -p $(@D)
	$(STUB_ARM) -c -o $@ $<
$(STUB)/arm/%.o: examples/stubdom/%.S | arm-gcc
	@mkdir -p $(@D)
	$(STUB_ARM) -c -o $@ $<
$(B)/stubdom-arm.img: $(patsubst %,$(STUB)/arm/%.o,arm_boot stubdom arm \
		virtio xcstream) examples/stubdom/arm.lds
	$(ARM)ld $(STUB_LD) -T examples/stubdom/arm.lds \
		-o $(STUB)/arm/stubdom.elf $(filter %.o,$^)
	$(ARM)objcopy -O binary $(STUB)/arm/stubdom.elf $@

check-stubdom: check-stubdom-x86 check-stubdom-arm
check-stubdom-x86: stubdom qemu-x86 $(B)/stubdom-broken1.elf \
		$(B)/stubdom-broken2.elf \
		$(B)/xcverify $(B)/feed $(DATA) $(B)/table/done
	sh tests/stubdom/stubdom.sh $(B) x86
check-stubdom-arm: stubdom-arm qemu-arm $(B)/xcverify $(B)/feed $(DATA) \
		$(B)/table/done
	sh tests/stubdom/stubdom.sh $(B) arm
# Minutes, and not part of any other target: 104 MiB over the serial port.
check-stubdom-serial: stubdom qemu-x86 $(B)/xcverify $(B)/feed $(DATA)
	sh tests/stubdom/stubdom.sh $(B) x86 serial

# Under a real Xen, see tests/xen/README.md: all of it, a part of it, or a
# handful of everything. made-long takes as long as all of it.
XEN = run made restore codes extract harm differ libvirt hvm witness
XEN_STEPS = $(XEN) made-long
check-xen: xen-needs $(XEN:%=xen-%)
	sh tests/xen/all.sh $(B) $(XEN)
$(XEN_STEPS:%=check-xen-%): check-xen-%: xen-needs xen-%
	sh tests/xen/$*.sh $(B)
check-xen-quick: xen-needs xen-run xen-restore xen-harm
	sh tests/xen/quick.sh $(B)
xen-run: stubdom $(B)/xcverify $(B)/feed $(DATA) $(B)/table/done
xen-restore: $(B)/xcfilter $(B)/xc-save-helper $(B)/xen-guest.elf $(DATA)
xen-codes: $(B)/xcfilter $(B)/table/done $(DATA)
xen-made xen-made-long: $(B)/xcverify $(B)/xcfilter $(B)/xen-guest.elf \
		$(B)/xen-pv64.elf
xen-libvirt: $(B)/xcverify $(B)/xcfilter $(B)/xc-save-helper \
		$(B)/xen-guest.elf $(B)/xen-pv64.elf
xen-hvm: $(B)/xcverify $(B)/xcfilter $(B)/xcextract $(B)/xc-save-helper \
		$(B)/xen-hvm.elf
xen-witness: $(B)/xcverify $(B)/xcfilter $(B)/xcextract \
		$(B)/xen-witness.elf $(B)/xen-witness-hvm.elf
xen-extract: $(B)/xcextract $(B)/xen-core $(B)/xen-guest.elf $(DATA)
xen-harm: $(B)/xcverify $(B)/xen-contexts $(B)/xen-busy.bin $(DATA)
xen-differ: $(B)/xcverify $(B)/xen-streams $(B)/table/done $(DATA)
xen-needs:
	$(NEED) qemu-system-x86_64:qemu-system-x86 cpio xz:xz-utils python3 \
		/usr/lib/xen-4.17/bin/xl:xen-utils-4.17 \
		xenstore-list:xenstore-utils xenctrl.h:libxen-dev

# Xen's headers are not C99.
$(B)/xen-contexts $(B)/xen-streams: $(B)/xen-%: tests/xen/%.c | xen-needs
	@mkdir -p $(@D)
	$(CC) -std=gnu99 -Wall -Wextra $(WERROR) $(CFLAGS) $(LDFLAGS) -o $@ $< \
		-lxenctrl -lxenguest
$(B)/xen-core: tests/xen/core.c
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $<
$(B)/xen-busy.bin: tests/xen/busy.S
	@mkdir -p $(@D)
	$(CC) -m32 -c -o $(B)/xen-busy.o $<
	objcopy -O binary -j .text $(B)/xen-busy.o $@
	truncate -s 8192 $@
$(B)/xen-hvm.elf: GUEST = -DHVM
$(B)/xen-guest.elf $(B)/xen-hvm.elf: tests/xen/guest.S examples/stubdom/x86.lds
	@mkdir -p $(@D)
	$(CC) -m32 $(GUEST) -nostdlib -static -Wl,--build-id=none \
		-T examples/stubdom/x86.lds -o $@ $<
# By gcc, so that it is byte by byte the one in the captures.
$(B)/xen-witness-hvm.elf: GUEST = -DHVM
$(B)/xen-witness.elf $(B)/xen-witness-hvm.elf: tests/xen/witness.S \
		tests/xen/witness.lds
	@mkdir -p $(@D)
	gcc -m64 $(GUEST) -nostdlib -static -no-pie -Wl,--build-id=none \
		-T tests/xen/witness.lds -o $@ $<
$(B)/xen-pv%.elf: tests/xen/pv.c tests/xen/pv-start.S \
		examples/stubdom/x86.lds | xen-needs
	@mkdir -p $(@D)
	$(CC) -m$* -std=gnu99 -Wall -Wextra $(WERROR) -Os -ffreestanding \
		-fno-pic -fno-stack-protector -fcf-protection=none \
		-fno-asynchronous-unwind-tables -mno-red-zone \
		-mgeneral-regs-only -nostdlib -static -Wl,--build-id=none \
		-T examples/stubdom/x86.lds -o $@ $(filter %.c %.S,$^)

# Streams with every fault, from the conformance table, and their names.
$(B)/table/done: $(B)/dump
	@mkdir -p $(@D)
	$< $(@D) $@

$(B)/feed: tests/stubdom/feed.c
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $<

qemu-x86:
	@command -v qemu-system-x86_64 >/dev/null || \
		sh tests/need.sh qemu-system-x86
qemu-arm:
	@command -v qemu-system-aarch64 >/dev/null || \
		sh tests/need.sh qemu-system-arm
arm-gcc:
	@command -v $(ARM)gcc >/dev/null || sh tests/need.sh gcc-aarch64-linux-gnu

.PHONY: stubdom stubdom-arm check-stubdom-x86 check-stubdom-arm \
	check-stubdom check-stubdom-serial check-xen check-xen-quick \
	$(XEN_STEPS:%=check-xen-%) $(XEN_STEPS:%=xen-%) \
	xen-needs qemu-arm arm-gcc qemu-x86
