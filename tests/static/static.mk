# SPDX-License-Identifier: MIT
# Programs that need nothing but a Linux kernel. Included by the Makefile.

STATIC_PROGRAMS = xcverify xcfilter
STATIC_CC = musl-gcc
# Nothing unwinds here, and what is not called need not be there.
STATIC_CFLAGS = -std=c99 -Os -fno-asynchronous-unwind-tables \
	-ffunction-sections -fdata-sections $(WARNINGS) $(WERROR)
STATIC_LDFLAGS = -static -s -Wl,--gc-sections
STATIC = $(patsubst %,$(B)/static/%,$(STATIC_PROGRAMS))

static: $(STATIC)
	sh tests/static/size.sh $(STATIC)

check-static: static $(B)/static/init $(B)/linux/vmlinuz qemu-x86 cpio \
		$(patsubst %,$(B)/%,$(STATIC_PROGRAMS)) $(DATA)
	sh tests/static/static.sh $(B) $(STATIC_PROGRAMS)

$(B)/static/xcverify: $(XCVERIFY)
$(B)/static/xcfilter: examples/xcfilter.c
$(STATIC): $(SHARED) | musl
	@mkdir -p $(@D)
	$(STATIC_CC) $(STATIC_CFLAGS) -I. $(STATIC_LDFLAGS) -o $@ \
		$(filter %.c,$^)
$(B)/static/init: tests/static/init.c | musl
	@mkdir -p $(@D)
	$(STATIC_CC) $(STATIC_CFLAGS) $(STATIC_LDFLAGS) -o $@ $<

# A kernel to run them on: Debian's, unpacked, not installed.
$(B)/linux/vmlinuz:
	sh tests/static/linux.sh $(@D)

musl:
	$(NEED) $(STATIC_CC):musl-tools
cpio:
	$(NEED) cpio

.PHONY: static check-static musl cpio
