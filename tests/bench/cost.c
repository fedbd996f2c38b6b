/* SPDX-License-Identifier: MIT */
/*
 * cost.c - what does a hostile stream cost? Run under callgrind, it pushes each
 * stream of the conformance table, and some that repeat what costs most, whole
 * and a byte at a time, and lets callgrind dump the instructions of each. Then
 * the dump's name is: HOW BYTES NAME. See cost.sh.
 */
#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"

#include "builder.h"
#include "conformance/table.h"
#include "quiet.h"

#include <stdio.h>
#include <string.h>
#include <valgrind/callgrind.h>

enum { REPEATS = 2000, PFNS = 1024 };

/* ---- somebody looks at everything ---- */

static int on_record(const struct xcstream *xs, uint32_t type, uint32_t length)
{
	(void)xs;
	(void)type;
	(void)length;
	return 0;
}

static int on_data(const struct xcstream *xs, const uint8_t *data, size_t len)
{
	(void)xs;
	(void)data;
	(void)len;
	return 0;
}

static int on_warning(const struct xcstream *xs,
		      const struct xcstream_report *fault)
{
	(void)xs;
	(void)fault;
	return 0;
}

static const struct xcstream_ops all_ops = { .record = on_record,
					     .data = on_data,
					     .page = on_page,
					     .page_data = on_page_data,
					     .warning = on_warning };

/* ---- to be counted ---- */

static void push(const unsigned char *data, size_t len, size_t chunk,
		 const struct xcstream_config *config, const char *what)
{
	static struct xcstream xs;
	char name[200];
	size_t at;

	snprintf(name, sizeof(name), "%s %zu %s",
		 chunk == 1 ? "bytes" : "whole", len, what);
	CALLGRIND_ZERO_STATS;
	xcstream_init(&xs, &all_ops, NULL, config);
	for (at = 0; at < len; at += chunk)
		if (xcstream_push(&xs, data + at, chunk, NULL) != XCSTREAM_MORE)
			break;
	xcstream_finish(&xs);
	CALLGRIND_DUMP_STATS_AT(name);
}

static void cost(const unsigned char *data, size_t len, unsigned int profile,
		 const struct xcstream_config *from, const char *what)
{
	static uint64_t pfns[PFNS];
	struct xcstream_config config = *from;

	config.profile = (uint8_t)profile;
	config.flags |= XCSTREAM_PAGE_TABLES;
	if (!config.pfns) {
		config.pfns = pfns;
		config.nr_pfns = PFNS;
	}
	push(data, len, len, &config, what);
	push(data, len, 1, &config, what);
}

/* ---- the streams ---- */

static void rows(void)
{
	static const struct xcstream_config none;
	const struct row *row;
	unsigned int i, wrap;
	struct stream s;

	for (i = 0; (row = row_at(i)); i++) {
		for (wrap = FIRST_FORMAT; wrap <= LAST_FORMAT; wrap++) {
			if (!row_has(row, wrap, i % 2))
				continue;
			s = (struct stream){ 0 };
			row_build(&s, row, wrap, i % 2);
			cost(s.data, s.len, XCSTREAM_RESTORE,
			     row->recipe ? &row->config : &none, row->name);
			stream_free(&s);
		}
	}
}

static void put_number(unsigned char *p, uint64_t n, unsigned int size,
		       bool big)
{
	unsigned int i;

	for (i = 0; i < size; i++)
		p[big ? size - 1 - i : i] = (unsigned char)(n >> 8 * i);
}

static unsigned char *put_image(unsigned char *p, bool big)
{
	memset(p, 0, 40);
	put_number(p, UINT64_MAX, 8, true); /* marker */
	put_number(p + 8, 0x58454e46, 4, true); /* id */
	put_number(p + 12, 2, 4, true); /* version */
	put_number(p + 16, big, 2, true); /* options */
	put_number(p + 24, XCSTREAM_DOMAIN_X86_HVM, 4, big);
	put_number(p + 28, 12, 2, big); /* page_shift */
	put_number(p + 32, 4, 4, big); /* xen_major, xen_minor */
	put_number(p + 36, 17, 4, big);
	return p + 40;
}

static unsigned char *put_header(unsigned char *p, uint32_t type,
				 uint32_t length, bool big)
{
	put_number(p, type, 4, big);
	put_number(p + 4, length, 4, big);
	return p + 8;
}

static unsigned char buffer[1 << 20];

static void repeat(const char *what, uint32_t type, uint32_t length, bool big,
		   unsigned int profile)
{
	static const struct xcstream_config libxc = {
		.format = XCSTREAM_FORMAT_LIBXC
	};
	unsigned char *p = put_image(buffer, big);
	unsigned int i;

	for (i = 0; i < REPEATS; i++) {
		p = put_header(p, type, length, big);
		memset(p, 0, length);
		if (type == XCSTREAM_LIBXC_PAGE_DATA) {
			put_number(p, 1, 4, big); /* count, and one pfn */
			put_number(p + 8,
				   (uint64_t)XCSTREAM_PAGE_XTAB << 60 | i, 8,
				   big);
		}
		p += length;
	}
	cost(buffer, (size_t)(p - buffer), profile, &libxc, what);
}

/* One body with many entries. */
static void entries(const char *what, uint32_t type, uint32_t head,
		    uint32_t size, bool big)
{
	static const struct xcstream_config libxc = {
		.format = XCSTREAM_FORMAT_LIBXC
	};
	unsigned char *p = put_image(buffer, big);
	unsigned int i;

	p = put_header(p, type, head + size * REPEATS, big);
	memset(p, 0, head);
	if (type == XCSTREAM_LIBXC_HVM_PARAMS)
		put_number(p, REPEATS, 4, big);
	p += head;
	for (i = 0; i < REPEATS; i++, p += size) {
		memset(p, 0, size);
		if (type == XCSTREAM_LIBXC_HVM_CONTEXT)
			put_number(p, 60, 2,
				   big); /* typecode: none that is known */
		else
			put_number(p, i % 38, size / 2, big);
	}
	cost(buffer, (size_t)(p - buffer), XCSTREAM_VERIFY, &libxc, what);
}

int main(void)
{
	unsigned int big;

	rows();
	for (big = 0; big < 2; big++) {
		repeat("a page a record", XCSTREAM_LIBXC_PAGE_DATA, 16, big,
		       XCSTREAM_STRICT);
		repeat("optional records of an unknown type", 0x80000042, 0,
		       big, XCSTREAM_RESTORE);
		repeat("X86_TSC_INFO again and again",
		       XCSTREAM_LIBXC_X86_TSC_INFO, 24, big, XCSTREAM_VERIFY);
		entries("empty entries of HVM_CONTEXT",
			XCSTREAM_LIBXC_HVM_CONTEXT, 0, 8, big);
		entries("HVM_PARAMS", XCSTREAM_LIBXC_HVM_PARAMS, 8, 16, big);
	}
	return 0;
}
