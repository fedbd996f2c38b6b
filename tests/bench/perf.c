/* SPDX-License-Identifier: MIT */
/*
 * perf.c - do one kind of work so many times, for callgrind to count: what is
 * left of two runs' difference is the cost of one time.
 *
 * usage: perf KIND COUNT, or perf, which lists the kinds
 */
#include <string.h>

#include "record.h"

#include "quiet.h"

static const struct xcstream_ops none;
static const struct xcstream_ops pages = { .page = on_page };
static const struct xcstream_ops contents = { .page_data = on_page_data };

/* What is counted is an item: a pfn, a page, a record or a byte. */
static const struct kind {
	const char *name, *item;
	const struct xcstream_ops *ops;
	struct shape shape;
	size_t chunk; /* of a push; 0: all of a record */
} kinds[] = {
	{ "runs", "pfn", &none, { PFNS, false, false, RUNS }, 0 },
	{ "shuffled", "pfn", &none, { PFNS, false, false, SHUFFLED }, 0 },
	{ "mixed", "pfn", &none, { PFNS, false, false, MIXED }, 0 },
	{ "big-endian", "pfn", &none, { PFNS, true, false, RUNS }, 0 },
	{ "page-callback", "pfn", &pages, { PFNS, false, false, RUNS }, 0 },
	{ "big-page-callback", "pfn", &pages, { PFNS, true, false, RUNS }, 0 },
	{ "contents", "page", &none, { PFNS, false, true, RUNS }, 0 },
	{ "page-data", "page", &contents, { PFNS, false, true, RUNS }, 0 },
	{ "one-page-records", "record", &none, { 1, false, true, RUNS }, 0 },
	{ "bytes", "byte", &none, { PFNS, false, false, RUNS }, 1 },
};

static unsigned char buffer[16 + PFNS * 8 + PFNS * PAGE];

static void work(const struct kind *k, unsigned long records)
{
	static uint64_t pfns[PFNS];
	static struct xcstream_config config = {
		.format = XCSTREAM_FORMAT_LIBXC, .pfns = pfns, .nr_pfns = PFNS
	};
	size_t length = record_length(&k->shape),
	       chunk = k->chunk ? k->chunk : length, at;
	enum xcstream_status status = XCSTREAM_MORE;
	struct xcstream xs;

	need(xcstream_init(&xs, k->ops, NULL, &config) == XCSTREAM_MORE,
	     "the configuration is refused");
	put_headers(&xs, k->shape.big);
	put_record(buffer, &k->shape, 0);
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
		items = kinds[i].shape.pfns;
		if (kinds[i].chunk)
			items = (unsigned int)record_length(&kinds[i].shape);
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
