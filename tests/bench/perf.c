/* SPDX-License-Identifier: MIT */
/*
 * perf.c - do one kind of work so many times, for callgrind to count: what is
 * left of two runs' difference is the cost of one time.
 *
 * usage: perf KIND COUNT, or perf, which lists the kinds
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XCSTREAM_STATIC
#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"

#define PFNS 1024 /* of a record */
#define XTAB ((uint64_t)XCSTREAM_PAGE_XTAB << 60)

static int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	(void)xs;
	(void)pfn;
	(void)type;
	return 0;
}

static int on_page_data(const struct xcstream *xs, uint64_t pfn, uint32_t type,
			uint32_t offset, const uint8_t *data, size_t len)
{
	(void)xs;
	(void)pfn;
	(void)type;
	(void)offset;
	(void)data;
	(void)len;
	return 0;
}

static const struct xcstream_ops none;
static const struct xcstream_ops pages = { .page = on_page };
static const struct xcstream_ops contents = { .page_data = on_page_data };

/* What is counted is an item: a pfn, a page, a record or a byte. */
static const struct kind {
	const char *name, *item;
	const struct xcstream_ops *ops;
	unsigned int pfns; /* of a record */
	bool big, has_contents, shuffled;
	size_t chunk; /* of a push; 0: all of a record */
} kinds[] = {
	{ "runs", "pfn", &none, PFNS, false, false, false, 0 },
	{ "shuffled", "pfn", &none, PFNS, false, false, true, 0 },
	{ "big-endian", "pfn", &none, PFNS, true, false, false, 0 },
	{ "page-callback", "pfn", &pages, PFNS, false, false, false, 0 },
	{ "big-page-callback", "pfn", &pages, PFNS, true, false, false, 0 },
	{ "contents", "page", &none, PFNS, false, true, false, 0 },
	{ "page-data", "page", &contents, PFNS, false, true, false, 0 },
	{ "one-page-records", "record", &none, 1, false, true, false, 0 },
	{ "bytes", "byte", &none, PFNS, false, false, false, 1 },
};

static unsigned char buffer[16 + PFNS * 8 + PFNS * 4096];

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
	fprintf(stderr, "perf: %s\n", what);
	exit(2);
}

/* Headers of an HVM guest [libxc 2, 3]; what they cost is in both runs. */
static void begin(struct xcstream *xs, const struct kind *k)
{
	unsigned char head[40] = { 0 };

	memset(head, 0xff, 8);
	put(head + 8, 0x58454e46, 4, true);
	put(head + 12, 2, 4, true);
	put(head + 16, k->big, 2, true);
	put(head + 24, XCSTREAM_DOMAIN_X86_HVM, 4, k->big);
	put(head + 28, 12, 2, k->big);
	put(head + 32, 4, 4, k->big);
	put(head + 36, 17, 4, k->big);
	need(xcstream_push(xs, head, sizeof(head), NULL) == XCSTREAM_MORE,
	     "the headers are refused");
}

/* Returns the length of the record that is in `buffer` now. */
static size_t make(const struct kind *k)
{
	size_t length = 8 + 8 * (size_t)k->pfns;
	unsigned int i;

	for (i = 0; i < k->pfns; i++)
		put(buffer + 16 + 8 * i,
		    (k->has_contents ? 0 : XTAB) +
			    (k->shuffled ? i * 389 % PFNS : i),
		    8, k->big);
	if (k->has_contents)
		length += (size_t)k->pfns * 4096;
	put(buffer, XCSTREAM_LIBXC_PAGE_DATA, 4, k->big);
	put(buffer + 4, length, 4, k->big);
	put(buffer + 8, k->pfns, 4, k->big);
	return 8 + length;
}

static void work(const struct kind *k, unsigned long records)
{
	static uint64_t pfns[PFNS];
	static struct xcstream_config config = {
		.format = XCSTREAM_FORMAT_LIBXC, .pfns = pfns, .nr_pfns = PFNS
	};
	size_t length = make(k), chunk = k->chunk ? k->chunk : length, at;
	enum xcstream_status status = XCSTREAM_MORE;
	struct xcstream xs;

	need(xcstream_init(&xs, k->ops, NULL, &config) == XCSTREAM_MORE,
	     "the configuration is refused");
	begin(&xs, k);
	while (records--)
		for (at = 0; at < length; at += chunk)
			status = xcstream_push(&xs, buffer + at, chunk, NULL);
	need(status == XCSTREAM_MORE, "a record is refused");
}

int main(int argc, char **argv)
{
	const size_t n = sizeof(kinds) / sizeof(*kinds);
	unsigned long count;
	unsigned int items;
	size_t i;

	for (i = 0; argc == 1 && i < n; i++) {
		items = kinds[i].chunk ? 16 + 8 * kinds[i].pfns : kinds[i].pfns;
		printf("%s %s %u\n", kinds[i].name, kinds[i].item, items);
	}
	if (argc != 3)
		return argc != 1;
	count = strtoul(argv[2], NULL, 10);
	for (i = 0; i < n && strcmp(kinds[i].name, argv[1]) != 0;)
		i++;
	need(i < n, "there is no such kind");
	work(&kinds[i], count);
	return 0;
}
