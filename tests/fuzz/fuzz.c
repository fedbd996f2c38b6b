/* SPDX-License-Identifier: MIT */
/*
 * fuzz.c - does it ever show how the input was cut, where it lay, who paused,
 * what was skipped, whatever the input is? For libFuzzer: see fuzz.sh.
 *
 * An input is four bytes that say how to run it, then the stream. The mutator
 * knows where records begin, and mends lengths, so that what it changes is
 * reached.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "naive.h"

enum { SETTINGS = 4, PROFILE = 0, FLAGS, FORMAT, SEED };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
			       unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

/* ---- the property ---- */

static struct trace whole, blind, trace;

struct input {
	const uint8_t *data;
	size_t len;
	struct xcstream_config config;
};

static void fail(const char *why)
{
	fprintf(stderr, "FAILED: %s\n", why);
	abort();
}

static void run(struct trace *t, const struct input *in, struct policy policy)
{
	trace_run(t, in->data, in->len, &in->config, &policy);
	if (t->broken)
		fail(t->broken);
}

/* By this policy it gives the same. */
static void check(const struct input *in, const char *what,
		  struct policy policy)
{
	run(&trace, in, policy);
	if (!trace_same(policy.blind ? &blind : &whole, &trace, what))
		fail(what);
}

/* What it was told is what is in the stream. */
static void check_values(const struct input *in)
{
	const char *why = naive_check(&whole, in->data, in->len, &in->config);

	if (why)
		fail(why);
}

/* Who aborts in the kth call is not called again. */
static void check_abort(const struct input *in, uint64_t k)
{
	run(&trace, in, (struct policy){ .abort_at = k, .abort_with = -7 });
	if (trace.calls != k || trace.status != XCSTREAM_FAULT ||
	    trace.fault.code != XCSTREAM_E_ABORTED ||
	    trace.fault.found != (uint64_t)-7)
		fail("aborted elsewhere");
}

static struct xcstream_config configure(const uint8_t *settings)
{
	struct xcstream_config config = { 0 };
	unsigned int code;

	config.profile = settings[PROFILE] % (XCSTREAM_CUSTOM + 1);
	config.flags = settings[FLAGS] % (2 * XCSTREAM_PAGE_TABLES);
	config.format = settings[FORMAT] % (XCSTREAM_FORMAT_LIBXL_BACK + 1);
	config.max_version = 3;
	if (config.profile != XCSTREAM_CUSTOM)
		return config;
	/* Most is reached by who tolerates all that can be. */
	for (code = 1; code < XCSTREAM_NR_CODES; code++)
		xcstream_set_code(&config.tolerate, code, true);
	return config;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in;
	uint32_t seed;

	if (size < SETTINGS)
		return 0;
	seed = data[SEED] + 1u;
	in.config = configure(data);
	in.data = data + SETTINGS;
	in.len = size - SETTINGS;
	run(&whole, &in, (struct policy){ 0 });
	check_values(&in);
	check(&in, "chunked",
	      (struct policy){
		      .chunk = seed, .once = true, .guard = GUARD_BEHIND });
	check(&in, "moved",
	      (struct policy){ .chunk = 997,
			       .seed = seed,
			       .move = true,
			       .guard = GUARD_FRONT });
	check(&in, "paused",
	      (struct policy){ .chunk = 16 * seed, .pause = true });
	if (in.len < 1000)
		check(&in, "cut", (struct policy){ .chunk = 1, .cut = true });
	run(&blind, &in, (struct policy){ .blind = true });
	check(&in, "skipped",
	      (struct policy){ .blind = true,
			       .chunk = 8 * seed,
			       .skip = true,
			       .pause = seed % 2,
			       .move = seed % 3 == 0 });
	if (whole.calls)
		check_abort(&in, 1 + seed * 7919 % whole.calls);
	return 0;
}

/* ---- the mutator ---- */

struct record {
	size_t at, len; /* of the record, with header and padding */
	bool big;
};

enum { RECORDS_MAX = 200 };
static struct record records[RECORDS_MAX];

static uint32_t load(const uint8_t *p, bool big)
{
	return big ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
			       (uint32_t)p[2] << 8 | p[3]
		   : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 |
			       (uint32_t)p[1] << 8 | p[0];
}

static void store(uint8_t *p, bool big, uint32_t value)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		p[big ? 3 - i : i] = (uint8_t)(value >> 8 * i);
}

/* Headers of a libxl or libxc image here? Then their size, else 0. */
static size_t header_at(const uint8_t *p, size_t left, bool *big)
{
	static const uint8_t libxl[] = "LibxlFmt";
	static const uint8_t libxc[] = "\377\377\377\377\377\377\377\377XENF";

	if (left >= 16 && !memcmp(p, libxl, 8)) {
		*big = p[15] & 1;
		return 16;
	}
	if (left >= 40 && !memcmp(p, libxc, 12)) {
		*big = p[17] & 1;
		return 40;
	}
	return 0;
}

/* List the records: what follows a header, and has a length that fits. */
static unsigned int list_records(const uint8_t *data, size_t size)
{
	size_t at = SETTINGS, len, header;
	unsigned int nr = 0;
	bool big = false, in_image = false;

	while (at + 8 <= size && nr < RECORDS_MAX) {
		header = header_at(data + at, size - at, &big);
		if (header) {
			in_image = true;
			at += header;
			continue;
		}
		if (!in_image) {
			at++;
			continue;
		}
		len = 8 + ((size_t)load(data + at + 4, big) + 7) / 8 * 8;
		if (len > size - at)
			break;
		records[nr].at = at;
		records[nr].len = len;
		records[nr].big = big;
		nr++;
		at += len;
	}
	return nr;
}

static uint32_t state;

static uint32_t draw(uint32_t below)
{
	state = state * 1664525 + 1013904223;
	return (state >> 8) % below;
}

/* Make room for n bytes, of `old`, at `at`, whatever they are. */
static size_t replace(uint8_t *data, size_t size, size_t at, size_t old,
		      size_t n)
{
	memmove(data + at + n, data + at + old, size - at - old);
	return size - old + n;
}

/* Change the length of a body, and what says it. */
static size_t resize(uint8_t *data, size_t size, size_t max,
		     const struct record *r)
{
	static const int8_t steps[] = { -24, -16, -8, -4, -1, 1, 4, 8, 16, 24 };
	int64_t body =
		load(data + r->at + 4, r->big) + (int64_t)steps[draw(10)];
	size_t len;

	if (body < 0)
		body = 0;
	len = 8 + (size_t)(body + 7) / 8 * 8;
	if (len > r->len && len - r->len > max - size)
		return size;
	size = replace(data, size, r->at + (len < r->len ? len : r->len),
		       len < r->len ? r->len - len : 0,
		       len < r->len ? 0 : len - r->len);
	if (len > r->len)
		memset(data + r->at + r->len, 0, len - r->len);
	memset(data + r->at + 8 + body, 0, len - 8 - (size_t)body);
	store(data + r->at + 4, r->big, (uint32_t)body);
	return size;
}

/* A field of a body, of which the first are looked at most. */
static void change_field(uint8_t *data, const struct record *r)
{
	static const uint32_t values[] = {
		0,    1,    2,	    3,		4,	    7,	       8,
		0x10, 0xff, 0x7fff, 0x1fffffff, 0x80000000, 0xffffffff
	};
	uint32_t fields = (uint32_t)(r->len / 4);
	uint32_t field = draw(draw(2) && fields > 8 ? 8 : fields);

	if (field != 1) /* the length */
		store(data + r->at + 4 * (size_t)field, r->big,
		      values[draw(sizeof(values) / sizeof(*values))]);
}

/* A copy of one record in front of another. */
static size_t copy(uint8_t *data, size_t size, size_t max,
		   const struct record *from, const struct record *before)
{
	static uint8_t record[1 << 16];

	if (from->len > max - size || from->len > sizeof(record))
		return size;
	memcpy(record, data + from->at, from->len);
	size = replace(data, size, before->at, 0, from->len);
	memcpy(data + before->at, record, from->len);
	return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
			       unsigned int seed)
{
	unsigned int nr = list_records(data, size);
	const struct record *r;

	state = seed;
	if (!nr || draw(4) == 0)
		return LLVMFuzzerMutate(data, size, max);
	r = &records[draw(nr)];
	switch (draw(6)) {
	case 0:
		return replace(data, size, r->at, r->len, 0);
	case 1:
		return copy(data, size, max, r, &records[draw(nr)]);
	case 2:
		return resize(data, size, max, r);
	case 3: /* its own bytes, as libFuzzer likes, of the same number */
		if (r->len > 8)
			LLVMFuzzerMutate(data + r->at + 8, r->len - 8,
					 r->len - 8);
		return size;
	case 4:
		store(data + r->at, r->big, draw(20));
		return size;
	default:
		change_field(data, r);
		return size;
	}
}
