/* SPDX-License-Identifier: MIT */
/*
 * bench.c - how long does a pfn, a page, a byte take, beside the least that it
 * could take? Both are done in turn, so that what else the machine does slows
 * both.
 *
 * usage: bench ROUNDS; prints a line a row: what is timed, what is beside it,
 * nanoseconds of an item and of what is beside it in each round
 */
#define _POSIX_C_SOURCE 199309L
#include <string.h>
#include <time.h>

#include "record.h"

#define STREAMS 10000

static unsigned char *input; /* the records of a row */
static unsigned char *copied; /* where page_data() puts its pages */
static uint64_t seen; /* by callbacks, so that they are not left out */

static int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	(void)xs;
	seen += pfn + type;
	return 0;
}

static int on_page_data(const struct xcstream *xs, uint64_t pfn, uint32_t type,
			uint32_t offset, const uint8_t *data, size_t len)
{
	(void)xs;
	(void)type;
	memcpy(copied + pfn * PAGE + offset, data, len);
	return 0;
}

static const struct xcstream_ops none;
static const struct xcstream_ops pages = { .page = on_page };
static const struct xcstream_ops contents = { .page_data = on_page_data };

struct row {
	const char *what, *beside;
	const struct xcstream_ops *ops;
	const struct shape *shape;
	unsigned int records, streams;
	size_t chunk; /* of a push; 0: a record */
	unsigned int (*least)(const struct row *row);
};

/* ---- the least ---- */

/* Load each pfn once. */
static unsigned int touch(const struct row *row)
{
	size_t length = record_length(row->shape);
	const volatile uint64_t *word;
	unsigned int i, k;

	for (i = 0; i < row->records; i++) {
		word = (const volatile uint64_t *)(input + i * length + 16);
		for (k = 0; k < row->shape->pfns; k++)
			seen += word[k];
	}
	return row->records * row->shape->pfns;
}

static unsigned int copy(const struct row *row)
{
	size_t length = record_length(row->shape);
	size_t size = PAGE * (size_t)row->shape->pfns;
	unsigned int i;

	for (i = 0; i < row->records; i++)
		memcpy(copied + i * size, input + (i + 1) * length - size,
		       size);
	return row->records * row->shape->pfns;
}

static int nothing(struct xcstream *xs, const void *data, size_t len)
{
	(void)xs;
	(void)data;
	(void)len;
	return 0;
}

static unsigned int call(const struct row *row)
{
	int (*volatile function)(struct xcstream * xs, const void *data,
				 size_t len) = nothing;
	size_t length = row->records * record_length(row->shape), i;

	for (i = 0; i < length; i++)
		seen += (uint64_t)function(NULL, input + i, 1);
	return (unsigned int)length;
}

/* ---- ours ---- */

static struct xcstream states[STREAMS];

/* Push all records to each of `count` streams, a chunk to each in turn. */
static void push_to(const struct row *row, struct xcstream *xs,
		    unsigned int count)
{
	static uint64_t pfns[PFNS];
	static struct xcstream_config config = {
		.format = XCSTREAM_FORMAT_LIBXC, .pfns = pfns, .nr_pfns = PFNS
	};
	size_t length = row->records * record_length(row->shape), at;
	size_t chunk = row->chunk ? row->chunk : record_length(row->shape);
	enum xcstream_status status = XCSTREAM_MORE;
	unsigned int i;

	for (i = 0; i < count; i++) {
		need(xcstream_init(&xs[i], row->ops, NULL, &config) ==
			     XCSTREAM_MORE,
		     "the configuration is refused");
		put_headers(&xs[i], row->shape->big);
	}
	for (at = 0; at < length; at += chunk)
		for (i = 0; i < count && status == XCSTREAM_MORE; i++)
			status = xcstream_push(&xs[i], input + at, chunk, NULL);
	need(status == XCSTREAM_MORE, "a record is refused");
}

/* Returns the number of items. */
static unsigned int in_turn(const struct row *row)
{
	push_to(row, states, row->streams);
	if (row->chunk == 1)
		return row->records * (unsigned int)record_length(row->shape);
	return row->records * row->shape->pfns * row->streams;
}

static unsigned int one_by_one(const struct row *row)
{
	unsigned int i;

	for (i = 0; i < row->streams; i++)
		push_to(row, &states[i], 1);
	return row->records * row->shape->pfns * row->streams;
}

static const struct shape runs = { PFNS, false, false, RUNS };
static const struct shape shuffled = { PFNS, false, false, SHUFFLED };
static const struct shape mixed = { PFNS, false, false, MIXED };
static const struct shape big = { PFNS, true, false, RUNS };
static const struct shape full = { PFNS, false, true, RUNS };
static const struct shape single = { 1, false, true, RUNS };

static const struct row rows[] = {
	{ "a pfn, in runs", "a load", &none, &runs, 1024, 1, 0, touch },
	{ "a pfn, shuffled", "a load", &none, &shuffled, 1024, 1, 0, touch },
	{ "a pfn, mixed types", "a load", &none, &mixed, 1024, 1, 0, touch },
	{ "a pfn, big endian", "a load", &none, &big, 1024, 1, 0, touch },
	{ "a pfn, with page()", "a load", &pages, &runs, 1024, 1, 0, touch },
	{ "a page, nobody looks", "a load", &none, &full, 28, 1, 0, touch },
	{ "a record of a page", "a load", &none, &single, 16384, 1, 0, touch },
	{ "page_data(), copied", "memcpy()", &contents, &full, 28, 1, 0, copy },
	{ "a byte alone", "an empty call", &none, &runs, 64, 1, 1, call },
	{ "10000 streams in turn", "one by one", &none, &single, 8, STREAMS,
	  PAGE + 24, one_by_one },
};

/* ---- time ---- */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void run(const struct row *row, unsigned long rounds)
{
	size_t length = record_length(row->shape);
	unsigned int i, items;
	double start, middle;

	for (i = 0; i < row->records; i++)
		put_record(input + i * length, row->shape,
			   (uint64_t)i * row->shape->pfns);
	printf("%s\t%s", row->what, row->beside);
	in_turn(row); /* into the caches, as far as it fits */
	row->least(row);
	while (rounds--) {
		start = now();
		items = in_turn(row);
		middle = now();
		printf("\t%.4f", (middle - start) / items);
		middle = now();
		items = row->least(row);
		printf(" %.4f", (now() - middle) / items);
	}
	printf("\n");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	const size_t size = 16384 * (size_t)(PAGE + 24) + 28 * PFNS * 4200;
	size_t i;

	need(argc == 2, "usage: bench ROUNDS");
	input = calloc(size, 1);
	copied = calloc(size, 1);
	need(input && copied, "no memory");
	memset(input, 0x55, size);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		run(&rows[i], strtoul(argv[1], NULL, 10));
	return 0;
}
