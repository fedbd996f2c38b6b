/* SPDX-License-Identifier: MIT */
/*
 * record.h - PAGE_DATA records of an HVM guest, and a parser that waits for
 * them: what perf.c counts and bench.c times.
 */
#ifndef RECORD_H
#define RECORD_H

#include <stdio.h>
#include <stdlib.h>

#define XCSTREAM_STATIC
#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"

#define PFNS 1024 /* of a record, as Xen writes it: MAX_BATCH_SIZE */
#define PAGE 4096

enum order {
	RUNS, /* one after the other */
	SHUFFLED,
	MIXED, /* none of the type of the one before */
};

struct shape {
	unsigned int pfns;
	bool big, has_contents;
	enum order order;
};

static void put(unsigned char *p, uint64_t n, unsigned int size, bool big)
{
	unsigned int i;

	for (i = 0; i < size; i++)
		p[big ? size - 1 - i : i] = (unsigned char)(n >> 8 * i);
}

static void need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "%s\n", what);
	exit(2);
}

/* The headers of libxc's layer [libxc 2, 3] */
static void put_headers(struct xcstream *xs, bool big)
{
	unsigned char head[40] = { 0 };

	put(head, UINT64_MAX, 8, true); /* marker */
	put(head + 8, 0x58454e46, 4, true); /* id */
	put(head + 12, 2, 4, true); /* version */
	put(head + 16, big, 2, true); /* options */
	put(head + 24, XCSTREAM_DOMAIN_X86_HVM, 4, big);
	put(head + 28, 12, 2, big); /* page_shift */
	put(head + 32, 4, 4, big); /* xen_major, xen_minor */
	put(head + 36, 17, 4, big);
	need(xcstream_push(xs, head, sizeof(head), NULL) == XCSTREAM_MORE,
	     "the headers are refused");
}

/* The bytes of a record, with its header */
static size_t record_length(const struct shape *shape)
{
	return 16 + 8 * (size_t)shape->pfns +
	       (shape->has_contents ? PAGE * (size_t)shape->pfns : 0);
}

static void put_record(unsigned char *to, const struct shape *shape,
		       uint64_t first)
{
	uint64_t type, pfn;
	unsigned int i;

	put(to, XCSTREAM_LIBXC_PAGE_DATA, 4, shape->big);
	put(to + 4, record_length(shape) - 8, 4, shape->big);
	put(to + 8, shape->pfns, 4, shape->big);
	put(to + 12, 0, 4, shape->big);
	for (i = 0; i < shape->pfns; i++) {
		type = shape->has_contents ? XCSTREAM_PAGE_NOTAB
					   : XCSTREAM_PAGE_XTAB;
		if (shape->order == MIXED && i % 2)
			type = shape->has_contents ? XCSTREAM_PAGE_L1TAB
						   : XCSTREAM_PAGE_BROKEN;
		pfn = shape->order == SHUFFLED ? i * 389 % shape->pfns : i;
		put(to + 16 + 8 * i, type << 60 | (first + pfn), 8, shape->big);
	}
}

#endif
