# SPDX-License-Identifier: MIT
# make demo	validate the real captures in tests/data, verbose
# make check	run the tests; INSTALL=no: install nothing for them
# make		build the programs; make install, uninstall PREFIX= DESTDIR=
# make shared	a shared library, for other languages; make install-shared
# make check-languages	do they say the same by it?
# make check-misra	does the header depart from MISRA C as tests/misra says?
# make check-inject	what if a system call of a tool fails?
# make check-debian	do Debian packages build, and do they work?
# make size	measure the budgets; make check-format; make clean
# make fuzz		does any input break a promise? FUZZ_SECONDS=60
# make mutate	would the tests notice a wrong header? MUTANTS=200 SEED=1
# make check-order	may each record follow what it may? (minutes)
# make coverage	which lines and branches of the header do the tests reach? And
#		make coverage-mcdc: does each condition decide alone? And
#		make coverage-tools: how much of the programs do tests reach?
# make check-cost	can a hostile stream cost more than so much a byte?
# make check-perf	do a pfn, a page, a byte cost as many instructions as before?
# make stubdom	the stub domain; make check-stubdom boots it in QEMU
# make web	a page that judges a file in a browser, build/web/xcstream.html;
#		make check-web tries it in Chromium
# make static	programs that need a Linux kernel only; make check-static
# make prove	prove tests/proof/contracts.h (60 minutes); make eva (30)
# make prove-short	the same without XCSTREAM_ONLY_LIBXC, and with fewer broken
#		copies (30 minutes)
# make prove-only	all of it with XCSTREAM_ONLY_LIBXC (20 minutes)
# All output goes to build/.

CC = cc
CFLAGS = -O3 -g
LDFLAGS =
PREFIX = /usr/local
DESTDIR =

VERSION := $(shell sed -n 's/.*define XCSTREAM_VERSION "\(.*\)"/\1/p' xcstream.h)
WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow \
	-Wcast-align -Wcast-qual -Wundef -Wswitch-enum -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla
# -Werror is for those who change the code: make check WERROR=-Werror
WERROR ?=
COMPILE = $(CC) -std=c99 $(WARNINGS) $(WERROR) $(CFLAGS) -I. -Itests $(LDFLAGS)

B = build
PROGRAMS = $(B)/xcverify $(B)/xcfilter $(B)/xcextract $(B)/restore \
	$(B)/minimal $(B)/minimal-filter $(B)/xc-save-helper
DATA = $(patsubst tests/data/%.xz,$(B)/data/%,$(wildcard tests/data/*.xz))
TESTS = $(B)/unit $(B)/conformance $(B)/property $(B)/events \
	$(B)/test-restore
ORDER = tests/order/order.c tests/order/rules.c tests/order/rules.h \
	tests/builder.c tests/builder.h xcstream.h
TABLE = tests/builder.c tests/builder.h tests/conformance/edit.c \
	tests/conformance/table.h tests/conformance/rows.h \
	$(wildcard tests/conformance/rows/*.c) xcstream.h
COMMON = $(TABLE) tests/trace.c tests/trace.h
# What the examples share
SHARED = examples/options.h examples/files.h examples/progress.h \
	examples/kinds.h examples/report.h examples/filter.h examples/explain.h \
	xcstream.h
XCVERIFY = $(wildcard examples/xcverify/*.[ch])
XCEXTRACT = $(wildcard examples/xcextract/*.[ch])

all: $(PROGRAMS)

$(B)/xcverify: $(XCVERIFY) $(SHARED)
$(B)/xcfilter: examples/xcfilter.c $(SHARED)
$(B)/xc-save-helper: examples/save-helper.c $(SHARED)
$(B)/xcextract: $(XCEXTRACT) $(SHARED)
$(B)/minimal: examples/minimal.c xcstream.h
$(B)/minimal-filter: examples/minimal-filter.c xcstream.h
$(B)/restore: examples/restore.c examples/restore.h $(SHARED)
$(B)/mkstream: tests/bench/mkstream.c
$(PROGRAMS) $(B)/mkstream:
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $(filter %.c,$^)

# For programs that do not include the header, as those in other languages
SONAME = libxcstream.so.0
shared: $(B)/$(SONAME)
$(B)/$(SONAME): xcstream.h
	@mkdir -p $(@D)
	$(COMPILE) -DXCSTREAM_IMPLEMENTATION -fPIC -shared \
		-Wl,-soname,$(SONAME) -o $@ -x c $<
	ln -sf $(SONAME) $(B)/libxcstream.so
check-misra:
	sh tests/misra/misra.sh $(B)
check-inject: $(PROGRAMS) $(B)/mkstream
	$(NEED) strace python3
	python3 -B tests/tool/inject.py $(B)
check-debian:
	sh tests/packaging/debian.sh $(B)
check-languages:
	sh tests/tool/languages.sh $(B)

demo: $(B)/xcverify $(DATA)
	@for f in $(filter-out $(B)/data/failed% $(B)/data/%remus-4m.xl,$(DATA)); do \
		$(B)/xcverify -v $$f || exit 1; echo; done
	@echo 'A save that failed, and a Remus stream whose sender died:'
	@for f in $(filter $(B)/data/failed% $(B)/data/%remus-4m.xl,$(DATA)); do \
		$(B)/xcverify -c $$f; test $$? = 1 || exit 1; done

# With low limits, and as on a file system that cannot make holes.
$(B)/xcextract-low: $(XCEXTRACT) $(SHARED)
	@mkdir -p $(@D)
	$(COMPILE) -DMAX_FILES=20 -DMAX_SENT=1 -DNO_PUNCH_HOLE -o $@ \
		$(filter %.c,$^)
$(B)/streams: tests/tool/streams.c
$(B)/kinds: tests/tool/kinds.c
$(B)/streams $(B)/kinds: tests/builder.c tests/builder.h xcstream.h
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $(filter %.c,$^)

# The proof's contracts fit the header.
contracts:
	@for layers in '' -DXCSTREAM_ONLY_LIBXC; do \
		printf '#include "xcstream.h"\n' | $(COMPILE) -fsyntax-only \
		-DXCSTREAM_IMPLEMENTATION $$layers -x c \
		-DXCS__CONTRACTS='"proof/contracts.h"' - || exit 1; done

check: needs python3 contracts $(TESTS) $(PROGRAMS) $(B)/walk $(B)/filter \
		$(B)/mkstream $(B)/xcextract-low $(B)/streams $(B)/kinds $(DATA)
	$(B)/unit
	$(B)/events
	$(B)/test-restore
	$(B)/conformance
	$(B)/property $(DATA)
	$(B)/walk
	sh tests/threats/threats.sh $(B)
	sh tests/tool/tool.sh $(B)/xcverify $(B)/data
	sh tests/tool/minimal.sh $(B)/minimal $(B)/data
	$(B)/filter $(B)/xcfilter
	sh tests/tool/filter.sh $(B)
	python3 tests/tool/helper.py $(B)
	sh tests/tool/extract.sh $(B)
	sh tests/tool/restore.sh $(B)/restore $(B)/kinds $(B)/mkstream \
		$(B)/data
	python3 -B tests/tool/registers.py $(B)
	python3 -B tests/tool/walk.py $(B)
	python3 -B tests/tool/xencore.py $(B)
	python3 -B tests/tool/picture.py $(B)
	python3 tests/tool/progress.py $(B)
	python3 -B tests/tool/peers.py $(B)
	sh tests/tool/manuals.sh $(B)
	sh tests/portability/need.sh

$(B)/unit: tests/unit/unit.c tests/unit/context.c tests/unit/context.h
$(B)/conformance: tests/conformance/conformance.c \
	tests/conformance/fields.c tests/conformance/fields.h \
	tests/conformance/receiver.c tests/conformance/receiver.h
$(B)/property: tests/property/property.c tests/naive.c tests/naive.h
$(B)/events: tests/unit/events.c
$(B)/test-restore: tests/unit/restore.c examples/restore.h $(SHARED)
$(B)/dump: tests/differential/dump.c
$(B)/filter: tests/tool/filter.c
$(B)/opening: tests/tool/opening.c tests/trace.c tests/trace.h xcstream.h
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $(filter %.c,$^)
$(B)/dump $(B)/filter: $(TABLE)
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $(filter %.c,$^)

$(B)/walk: $(ORDER)
	@mkdir -p $(@D)
	$(COMPILE) -DXCSTREAM_STATIC -o $@ $(filter %.c,$^)
# All states of all readers
check-order: $(B)/walk
	$(B)/walk all

$(TESTS): $(COMMON) | cmocka
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $(filter %.c,$^) -lcmocka

data: $(DATA)
$(B)/data/%: tests/data/%.xz | xz
	@mkdir -p $(@D)
	xz -dc $< >$@

# What is needed besides a compiler. make check installs what is missing, all
# at once; every other target names the packages, and fails.
NEED = @CC="$(CC) $(LDFLAGS)" INSTALL="$(INSTALL)" sh tests/need.sh
check: INSTALL ?= yes
check: NEEDS = xz:xz-utils cmocka.h:libcmocka-dev python3 mandoc file
needs:
	$(NEED) $(NEEDS)
cmocka: | needs
	$(NEED) cmocka.h:libcmocka-dev
xz: | needs
	$(NEED) xz:xz-utils
python3: | needs
	$(NEED) python3

size:
	sh tests/bench/size.sh xcstream.h $(B)
# What a pfn, a page or a byte costs, in instructions
check-perf:
	sh tests/bench/perf.sh $(B)
# What can a byte of a hostile stream cost?
check-cost:
	sh tests/bench/cost.sh $(B)

# Which lines and branches of the header do the tests reach?
coverage: | cmocka xz
	sh tests/coverage/coverage.sh $(B)
coverage-mcdc: | cmocka xz
	sh tests/coverage/mcdc.sh $(B)
coverage-tools: | cmocka xz
	sh tests/coverage/tools.sh $(B)

# Does any input make the parser break a promise?
FUZZ_SECONDS = 60
fuzz: $(DATA)
	sh tests/fuzz/fuzz.sh $(B) $(FUZZ_SECONDS)

# Would the tests notice if the header were wrong? MUTANTS=0: all that are known
MUTANTS = 200
SEED = 1
mutate: | cmocka python3
	CC="$(CC)" python3 tests/mutation/mutate.py $(B) $(MUTANTS) $(SEED)

# What is proven, by Frama-C/WP and, independently, by Frama-C/Eva.
prove:
	sh tests/proof/prove.sh $(B)
prove-short:
	sh tests/proof/prove.sh $(B) short
prove-only:
	sh tests/proof/prove.sh $(B) only
eva:
	sh tests/proof/eva.sh $(B)

check-format:
	files=$$(git ls-files '*.[ch]') && test -n "$$files" && \
		clang-format --dry-run --Werror xcstream.h $$files

INCLUDE = $(DESTDIR)$(PREFIX)/include
BIN = $(DESTDIR)$(PREFIX)/bin
LIB = $(DESTDIR)$(PREFIX)/lib
PKGCONFIG = $(LIB)/pkgconfig
MAN = $(DESTDIR)$(PREFIX)/share/man
COMPLETIONS = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
MAGIC = $(DESTDIR)$(PREFIX)/share/xcstream

INSTALLED = $(B)/xcverify $(B)/xcfilter $(B)/xc-save-helper $(B)/xcextract
COMPLETED = xcverify xcfilter xcextract
MANUALS = $(wildcard examples/*.[138] examples/*/*.[138])

install: $(INSTALLED)
	install -d "$(INCLUDE)" "$(BIN)" "$(PKGCONFIG)" "$(COMPLETIONS)" \
		$(foreach n,1 3 8,"$(MAN)/man$n")
	install -m 644 xcstream.h "$(INCLUDE)"
	install -m 755 $(INSTALLED) "$(BIN)"
	printf 'prefix=%s\n\nName: xcstream\nDescription: %s\nVersion: %s\nCflags: -I$${prefix}/include\n' \
		'$(PREFIX)' 'validator for Xen save and migration streams' \
		'$(VERSION)' >$(B)/xcstream.pc
	install -m 644 $(B)/xcstream.pc "$(PKGCONFIG)"
	$(foreach n,1 3 8,install -m 644 $(filter %.$n,$(MANUALS)) "$(MAN)/man$n" &&) :
	install -d "$(MAGIC)"
	install -m 644 examples/magic "$(MAGIC)"
	for name in $(COMPLETED); do install -m 644 examples/completion.bash \
		"$(COMPLETIONS)/$$name" || exit 1; done

install-shared: $(B)/$(SONAME)
	install -d "$(LIB)"
	install -m 755 $(B)/$(SONAME) "$(LIB)"
	ln -sf $(SONAME) "$(LIB)/libxcstream.so"

uninstall:
	rm -f "$(INCLUDE)/xcstream.h" "$(PKGCONFIG)/xcstream.pc" "$(MAGIC)/magic" \
		"$(LIB)/$(SONAME)" "$(LIB)/libxcstream.so" \
		$(foreach f,$(notdir $(INSTALLED)),"$(BIN)/$f") \
		$(foreach f,$(COMPLETED),"$(COMPLETIONS)/$f") \
		$(foreach f,$(notdir $(MANUALS)),"$(MAN)/man$(subst .,,$(suffix $f))/$f")

include examples/stubdom/stubdom.mk examples/web/web.mk tests/static/static.mk

# How fast is it, beside cat, cp and the like? It measures, and never fails.
bench: $(B)/xcverify $(B)/xcfilter $(B)/xcextract $(B)/mkstream \
		$(B)/bench-items | python3
	python3 tests/bench/bench.py $(B)
$(B)/bench-items: tests/bench/bench.c tests/bench/record.h xcstream.h
	@mkdir -p $(@D)
	gcc -std=c99 $(WARNINGS) $(WERROR) -O2 -I. -o $@ $<

clean:
	rm -rf $(B)

.PHONY: all demo data contracts check check-order check-languages check-debian \
	check-inject check-misra \
	fuzz mutate \
	shared install-shared \
	needs cmocka python3 xz size check-perf check-cost \
	coverage coverage-mcdc coverage-tools bench prove prove-short prove-only eva \
	check-format install uninstall \
	clean
.DELETE_ON_ERROR:
