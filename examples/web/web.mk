# SPDX-License-Identifier: MIT
# A page that judges a save file in the browser. Included by the Makefile.

WEB = $(B)/web
WEB_CC = clang
# The headers that xcverify includes: each is libc.h.
WEB_HEADERS = errno fcntl inttypes poll signal stdio stdlib string sys/stat \
	sys/types syslog unistd
WEB_FILES = $(WEB_HEADERS:%=$(WEB)/include/%.h)
WEB_SOURCES = examples/web/web.c examples/web/libc.c \
	$(filter-out %/main.c,$(filter %.c,$(XCVERIFY)))
WEB_PAGE = $(addprefix examples/web/,page.py page.html page.css text.js \
	drawing.js page.js worker.js)

web: $(WEB)/xcstream.html

$(WEB_FILES): examples/web/web.mk
	@mkdir -p $(@D)
	echo '#include "examples/web/libc.h"' >$@
$(WEB)/xcstream.wasm: $(WEB_SOURCES) $(XCVERIFY) $(SHARED) \
		examples/web/libc.h $(WEB_FILES) | web-tools
	$(WEB_CC) --target=wasm32 -std=c99 -Os $(WARNINGS) $(WERROR) -I. \
		-ffreestanding -nostdlib -nostdlibinc -isystem $(WEB)/include \
		-Wl,--no-entry,--strip-all,--stack-first -o $@ $(WEB_SOURCES)
$(WEB)/xcstream.html: $(WEB)/xcstream.wasm $(WEB_PAGE) | web-tools
	python3 examples/web/page.py $< >$@

check-web: web $(B)/xcverify $(B)/streams $(B)/mkstream $(B)/table/done $(DATA)
	$(NEED) chromedriver:chromium-driver chromium
	python3 -B tests/web/web.py $(B)

web-tools:
	$(NEED) $(WEB_CC) wasm-ld:lld python3

.PHONY: web check-web web-tools
