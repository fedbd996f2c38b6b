# SPDX-License-Identifier: MIT
# Programs that need nothing but a Linux kernel. Included by the Makefile.

STATIC_PROGRAMS = xcverify xcfilter
STATIC_CC = musl-gcc
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
	$(STATIC_CC) -std=c99 -Os $(WARNINGS) $(WERROR) -I. -static -s -o $@ \
		$(filter %.c,$^)
$(B)/static/init: tests/static/init.c | musl
	@mkdir -p $(@D)
	$(STATIC_CC) -std=c99 -Os $(WARNINGS) $(WERROR) -static -s -o $@ $<

# A kernel to run them on: Debian's, unpacked, not installed.
$(B)/linux/vmlinuz:
	sh tests/static/linux.sh $(@D)

musl:
	$(NEED) $(STATIC_CC):musl-tools
cpio:
	$(NEED) cpio

.PHONY: static check-static musl cpio
