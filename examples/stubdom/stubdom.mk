# SPDX-License-Identifier: MIT
# The stub domain: a kernel without libc. Included by the Makefile.

X86_CC = $(CC)
X86_LD = ld
STUB = $(B)/stubdom
STUB_CFLAGS = -std=c99 -Os $(WARNINGS) $(WERROR) -I. -ffreestanding \
	-nostdlib -fno-pic -fno-stack-protector -fno-asynchronous-unwind-tables
STUB_X86 = $(X86_CC) $(STUB_CFLAGS) -m64 -mno-red-zone -mgeneral-regs-only \
	-fcf-protection=none
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
$(B)/stubdom.elf: $(patsubst %,$(STUB)/x86/%.o,x86_boot stubdom x86 xcstream) \
		examples/stubdom/x86.lds
	$(X86_LD) $(STUB_LD) -Map=$(STUB)/x86/map -T examples/stubdom/x86.lds \
		-o $@ $(filter %.o,$^)


check-stubdom: stubdom qemu-x86 $(B)/xcverify $(DATA) $(B)/table/done
	sh tests/stubdom/stubdom.sh $(B)

# Streams with every fault, from the conformance table.
$(B)/table/done: $(B)/dump
	@mkdir -p $(@D)
	$< $(@D)
	touch $@

qemu-x86:
	@command -v qemu-system-x86_64 >/dev/null || \
		sh tests/need.sh qemu-system-x86

.PHONY: stubdom check-stubdom qemu-x86
