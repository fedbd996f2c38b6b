/* SPDX-License-Identifier: MIT */
/*
 * restore.c - does the restore helper of the examples do to a domain what the
 * stream says, or nothing? Its backend is replaced by one that keeps a record
 * of the calls, pauses, and fails.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "builder.h"
#include "conformance/table.h"
#include "trace.h"

/* The helper reads from here, and what it says is kept. */
static ssize_t test_read(int fd, void *data, size_t len);
static FILE *said;
static char *told;
static size_t told_len;

#define read test_read
#undef stderr
#define stderr said
#include "examples/restore.h"
#undef read

/* ---- the input ---- */

static struct {
	const uint8_t *data;
	size_t len, at;
	size_t chunk; /* bytes a read; 0: as many as fit */
	int error; /* at its end, or 0 */
	bool interrupt; /* every other read */
} input;

static ssize_t test_read(int fd, void *data, size_t len)
{
	static bool turn;
	size_t n = input.len - input.at;

	assert_int_equal(fd, 7);
	turn = !turn;
	if (input.interrupt && turn) {
		errno = EINTR;
		return -1;
	}
	if (n > len)
		n = len;
	if (input.chunk && n > input.chunk)
		n = input.chunk;
	memcpy(data, input.data + input.at, n);
	input.at += n;
	errno = input.error;
	return !n && input.error ? -1 : (ssize_t)n;
}

/* ---- the backend ---- */

enum member {
	BEGIN,
	SET_PV_INFO,
	END_STATIC,
	SET_P2M_FRAME,
	POPULATE,
	WRITE,
	SET_TSC,
	SET_HVM_PARAM,
	SET_XENSTORE,
	SET_CONTEXT,
	CHECKPOINT,
	FLUSH,
	START,
	DESTROY,
	NR_MEMBERS
};

/* The domain: what was done to it. */
static struct restore helper;

static struct log {
	uint64_t hash; /* of all calls but the last three members' */
	uint64_t calls;
	uint64_t count[NR_MEMBERS];
	uint64_t at[8]; /* the hash at each checkpoint, from 1 */
	const char *broken; /* what must not be */
	bool busy, failed;
	enum member which; /* failed */

	bool pause; /* after each call */
	uint64_t fail_at; /* the call that fails, from 1; flush() counts, too */
	int error;
} domain;

static void mix(uint64_t number)
{
	domain.hash = (domain.hash ^ number) * 0x100000001b3u;
	domain.hash ^= domain.hash >> 29;
}

/* A member has been called. Returns what it shall return. */
static int called(enum member member)
{
	if (domain.count[START] + domain.count[DESTROY] > domain.failed)
		domain.broken = "called after the end";
	if (domain.busy && member != FLUSH)
		domain.broken = "called before flush()";
	if (domain.failed && member != DESTROY)
		domain.broken = "called after something had failed";
	if (!domain.count[BEGIN] && member != BEGIN && member != DESTROY)
		domain.broken = "called before begin()";
	if (member == BEGIN && domain.count[member])
		domain.broken = "begin() twice";
	if (member == END_STATIC && domain.count[member])
		domain.broken = "end_static() twice";
	if ((member == POPULATE || member == SET_P2M_FRAME ||
	     member == CHECKPOINT || member == START) &&
	    !domain.count[END_STATIC])
		domain.broken = "memory, or whole, before end_static()";
	if (member == SET_P2M_FRAME && !domain.count[SET_PV_INFO])
		domain.broken = "p2m before set_pv_info()";
	domain.busy = domain.pause && member < FLUSH;
	domain.count[member]++;
	if (++domain.calls == domain.fail_at) {
		domain.failed = true;
		domain.which = member;
		domain.busy = false;
		return domain.error;
	}
	return domain.busy;
}

static int note(enum member member, uint64_t a, uint64_t b, uint64_t c,
		const void *data, size_t len)
{
	const uint8_t *p = data;

	mix(member);
	mix(a);
	mix(b);
	mix(c);
	while (len--)
		mix(*p++);
	return called(member);
}

static int log_begin(void *d, uint32_t type)
{
	assert_ptr_equal(d, &domain);
	return note(BEGIN, type, 0, 0, NULL, 0);
}

static int log_set_pv_info(void *d, uint32_t width, uint32_t levels)
{
	(void)d;
	return note(SET_PV_INFO, width, levels, 0, NULL, 0);
}

static int log_end_static(void *d)
{
	(void)d;
	return note(END_STATIC, 0, 0, 0, NULL, 0);
}

static int log_set_p2m_frame(void *d, uint64_t frame, uint64_t pfn)
{
	(void)d;
	return note(SET_P2M_FRAME, frame, pfn, 0, NULL, 0);
}

static int log_populate(void *d, uint64_t pfn, uint32_t type)
{
	(void)d;
	return note(POPULATE, pfn, type, 0, NULL, 0);
}

/* Byte by byte: how a page is cut does not matter. */
static int log_write(void *d, uint64_t pfn, uint32_t offset,
		     const uint8_t *data, size_t len)
{
	(void)d;
	while (len--) {
		mix(pfn);
		mix((uint64_t)offset++ << 8 | *data++);
	}
	return called(WRITE);
}

static int log_set_tsc(void *d, uint32_t mode, uint32_t khz, uint64_t nsec,
		       uint32_t incarnation)
{
	(void)d;
	return note(SET_TSC, (uint64_t)mode << 32 | khz, nsec, incarnation,
		    NULL, 0);
}

static int log_set_hvm_param(void *d, uint64_t index, uint64_t value)
{
	(void)d;
	return note(SET_HVM_PARAM, index, value, 0, NULL, 0);
}

static int log_set_xenstore(void *d, const char *key, const char *value)
{
	(void)d;
	mix(strlen(value));
	for (; *value; value++)
		mix((uint8_t)*value);
	return note(SET_XENSTORE, 0, 0, 0, key, strlen(key));
}

static int log_set_context(void *d, const struct context *context)
{
	(void)d;
	assert_int_not_equal(context->len, 0);
	return note(SET_CONTEXT, (uint64_t)context->layer << 32 | context->type,
		    context->id, context->index, context->data, context->len);
}

static int log_checkpoint(void *d)
{
	(void)d;
	assert_true(domain.count[CHECKPOINT] < 7);
	domain.at[domain.count[CHECKPOINT] + 1] = domain.hash;
	return called(CHECKPOINT);
}

static int log_flush(void *d)
{
	(void)d;
	if (!domain.busy)
		domain.broken = "flush() for nothing";
	return called(FLUSH);
}

static int log_start(void *d)
{
	(void)d;
	return called(START);
}

static void log_destroy(void *d)
{
	(void)d;
	called(DESTROY);
}

static const struct backend backend = {
	.begin = log_begin,
	.set_pv_info = log_set_pv_info,
	.end_static = log_end_static,
	.set_p2m_frame = log_set_p2m_frame,
	.populate = log_populate,
	.write = log_write,
	.set_tsc = log_set_tsc,
	.set_hvm_param = log_set_hvm_param,
	.set_xenstore = log_set_xenstore,
	.set_context = log_set_context,
	.checkpoint = log_checkpoint,
	.flush = log_flush,
	.start = log_start,
	.destroy = log_destroy,
};

/* ---- running ---- */

/* STRICT, without checkpoints that nobody announced: main() fills the set. */
static struct xcstream_config remus_config = { .profile = XCSTREAM_CUSTOM,
					       .flags = XCSTREAM_CHECKPOINTED };

/* Let the next run pause, or fail, or read like this. */
static void prepare(size_t chunk)
{
	free(helper.held);
	helper.held = NULL;
	memset(&domain, 0, sizeof(domain));
	memset(&input, 0, sizeof(input));
	input.chunk = chunk;
}

static enum outcome run(const void *data, size_t len,
			const struct xcstream_config *config)
{
	enum outcome outcome;

	input.data = data;
	input.len = len;
	input.at = 0;
	memset(&helper, 0, offsetof(struct restore, blob));
	helper.to = &backend;
	helper.domain = &domain;
	rewind(said);
	fputs("\n", said);
	outcome = restore(&helper, 7, config);
	fflush(said);
	told[told_len] = 0; /* there may be more, from before */
	if (domain.broken)
		fail_msg("%s", domain.broken);
	/* Nothing follows a stream that does not end. */
	if (xcstream_fault(&helper.judge))
		assert_int_equal(helper.rest, 0);
	/* It ends in one way, and once. */
	assert_int_equal(domain.count[DESTROY], outcome != RESTORED);
	assert_int_equal(domain.count[START],
			 outcome == RESTORED ||
				 (domain.failed && domain.count[START]));
	if (outcome != RESTORED)
		assert_non_null(strstr(told, "nothing was restored\n"));
	return outcome;
}

/* What the parser alone says of it. */
static const struct xcstream_report *
judge_alone(struct xcstream *xs, const struct stream *s,
	    const struct xcstream_config *config)
{
	static uint64_t pfns[1024];
	static struct xcstream_config own;

	own = *config;
	own.pfns = pfns;
	own.nr_pfns = 1024;
	own.flags |= XCSTREAM_PAGE_TABLES;
	xcstream_init(xs, NULL, NULL, &own);
	xcstream_push(xs, s->data, s->len, NULL);
	xcstream_finish(xs);
	return xcstream_fault(xs);
}

/*
 * A stream is restored whole; or, if it breaks off, what is up to its last
 * checkpoint, and that is what a stream brings that breaks off there; or nothing.
 */
static void check_stream(const char *name, const struct stream *s,
			 const struct xcstream_config *config, size_t chunk,
			 bool pause)
{
	const struct xcstream_report *fault;
	enum outcome outcome;
	struct xcstream xs;
	uint64_t hash, end, n;

	fault = judge_alone(&xs, s, config);
	n = xcstream_checkpoints(&xs, &end);
	prepare(chunk);
	domain.pause = pause;
	outcome = run(s->data, s->len, config);
	if (fault && strstr(told, "callback asked to stop"))
		fail_msg("%s: stopped by itself: %s", name, told);
	if (fault && !XCSTREAM_IS_TRUNCATION(fault->code))
		n = 0;
	if (fault && !n) {
		assert_int_equal(outcome, NOT_VALID);
	} else {
		assert_int_equal(outcome, RESTORED);
		assert_int_equal(domain.count[CHECKPOINT], n);
	}
	if (fault)
		assert_non_null(strstr(told, xcstream_name(XCSTREAM_NAMES_FAULT,
							   fault->code)));
	else
		assert_null(strstr(told, "restore: offset"));
	if (!fault || !n)
		return;
	assert_non_null(strstr(told, "failing over to checkpoint"));
	assert_true(domain.hash == domain.at[n]);
	hash = domain.hash;
	prepare(0);
	assert_int_equal(run(s->data, (size_t)end, config), RESTORED);
	assert_true(domain.hash == hash);
}

/* Is it COLO's? Then there is no more than the first checkpoint. */
static bool is_colo(const struct row *row)
{
	return row->recipe && row->recipe->colo;
}

/* What else a profile tolerates: no call may come where it makes no sense. */
static void check_tolerant(const struct stream *s, const struct row *row,
			   size_t chunk)
{
	struct xcstream_config config = row->config;
	unsigned int profile;

	for (profile = XCSTREAM_VERIFY; profile <= XCSTREAM_DRAFT; profile++) {
		config.profile = (uint8_t)profile;
		prepare(chunk);
		run(s->data, s->len, &config);
	}
}

static void test_rows(void **state)
{
	static const size_t chunks[] = { 0, 1000, 4093, 77 };
	unsigned int i, wrap, big, turn = 0;
	struct xcstream_config config;
	struct stream s = { 0 };
	const struct row *row;

	(void)state;
	for (i = 0; (row = row_at(i)); i++) {
		for (wrap = XCSTREAM_FORMAT_XL; wrap <= XCSTREAM_FORMAT_LIBXC;
		     wrap++) {
			for (big = 0; big < 2; big++) {
				if (!row_has(row, wrap, big) || is_colo(row) ||
				    strstr(row->name, "COLO"))
					continue;
				row_build(&s, row, wrap, big);
				config = row->config;
				config.profile = XCSTREAM_CUSTOM;
				config.tolerate = remus_config.tolerate;
				check_stream(row->name, &s, &config,
					     chunks[turn % 4], turn / 4 % 2);
				check_tolerant(&s, row, chunks[turn % 4]);
				turn++;
				stream_free(&s);
			}
		}
	}
	assert_true(turn > 2000);
}

/* ---- kinds of streams ---- */

static const struct recipe kinds[] = {
	{ .guest = PV, .version = 3, .width = 8, .live = true },
	{ .guest = PV, .version = 2, .width = 4 },
	{ .guest = HVM, .version = 3 },
	{ .guest = PV, .version = 3, .width = 8, .checkpoints = 2 },
	{ .guest = HVM, .version = 2, .checkpoints = 2, .live = true },
};

/* Each in each container. */
static void each_kind(void (*visit)(const struct stream *s))
{
	struct stream s = { 0 };
	unsigned int i, wrap;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		for (wrap = XCSTREAM_FORMAT_XL; wrap <= XCSTREAM_FORMAT_LIBXC;
		     wrap++) {
			stream_build(&s, &kinds[i], (enum xcstream_format)wrap,
				     i % 2);
			stream_join(&s);
			visit(&s);
			stream_free(&s);
		}
	}
}

/* However it is read, and whether or not the backend pauses. */
static void check_pauses(const struct stream *s)
{
	static const size_t chunks[] = { 0, 1, 7, 4096, 5000 };
	unsigned int i, pause;
	uint64_t hash;

	prepare(0);
	assert_int_equal(run(s->data, s->len, &remus_config), RESTORED);
	hash = domain.hash;
	for (i = 0; i < 5; i++) {
		for (pause = 0; pause < 2; pause++) {
			prepare(chunks[i]);
			domain.pause = pause;
			input.interrupt = i % 2;
			assert_int_equal(run(s->data, s->len, &remus_config),
					 RESTORED);
			assert_true(domain.hash == hash);
			/* all but start() */
			assert_int_equal(domain.count[FLUSH],
					 pause ? (domain.calls - 1) / 2 : 0);
		}
	}
}

static void test_pauses(void **state)
{
	(void)state;
	each_kind(check_pauses);
}

static uint64_t failures[NR_MEMBERS]; /* of each member */

/* Each call fails in turn: it is the last one but for destroy(). */
static void check_failures(const struct stream *s)
{
	unsigned int pause;
	uint64_t k, calls;
	char error[100];

	for (pause = 0; pause < 2; pause++) {
		prepare(0);
		domain.pause = pause;
		run(s->data, s->len, &remus_config);
		calls = domain.calls;
		for (k = 1; k <= calls; k++) {
			prepare(0);
			domain.pause = pause;
			domain.fail_at = k;
			domain.error = -(int)(1 + k % 30);
			assert_int_equal(run(s->data, s->len, &remus_config),
					 TROUBLE);
			assert_int_equal(domain.calls, k + 1);
			snprintf(error, sizeof(error), "%s\n",
				 strerror(-domain.error));
			assert_non_null(strstr(told, error));
			failures[domain.which]++;
			if (domain.which == FLUSH || domain.which == START)
				continue;
			assert_int_equal(xcstream_fault(&helper.apply)->code,
					 XCSTREAM_E_ABORTED);
			assert_int_equal(xcstream_fault(&helper.apply)->found,
					 (uint64_t)(int64_t)domain.error);
		}
	}
}

static void test_failures(void **state)
{
	unsigned int i;

	(void)state;
	each_kind(check_failures);
	for (i = 0; i < DESTROY; i++)
		assert_int_not_equal(failures[i], 0);
}

/* ---- Remus ---- */

/* What comes in each epoch differs from what came before. */
static void vary(struct stream *s)
{
	struct part *part;
	unsigned int nth;

	for (nth = 0; (part = stream_find(s, XCSTREAM_LAYER_LIBXC,
					  XCSTREAM_LIBXC_X86_TSC_INFO, nth));
	     nth++)
		part_set(part, 16, 8, nth);
	for (nth = 0; (part = stream_find(s, XCSTREAM_LAYER_LIBXC,
					  XCSTREAM_LIBXC_PAGE_DATA, nth));
	     nth++)
		if (part->len > 4096)
			part_set(part, part->len - 8, 8, nth);
	stream_join(s);
}

/* Wherever the sender dies, or its connection breaks. */
static void check_deaths(const struct stream *s)
{
	uint64_t at[8], end, n;
	struct xcstream xs;
	unsigned int error;
	size_t len;

	prepare(0);
	assert_int_equal(run(s->data, s->len, &remus_config), RESTORED);
	assert_int_equal(domain.count[CHECKPOINT], 3);
	memcpy(at, domain.at, sizeof(at));
	assert_true(at[1] != at[2] && at[2] != at[3]);
	for (len = 0; len < s->len; len += 1 + len % 101) {
		xcstream_init(&xs, NULL, NULL, &remus_config);
		xcstream_push(&xs, s->data, len, NULL);
		n = xcstream_checkpoints(&xs, &end);
		for (error = 0; error < 2; error++) {
			prepare(len % 3 ? 0 : 997);
			input.error = error ? ECONNRESET : 0;
			if (n)
				assert_int_equal(
					run(s->data, len, &remus_config),
					RESTORED);
			else
				assert_int_equal(
					run(s->data, len, &remus_config),
					error ? TROUBLE : NOT_VALID);
			assert_int_equal(domain.count[CHECKPOINT], n);
			if (n)
				assert_true(domain.hash == at[n]);
			assert_int_equal(!error, !strstr(told, "cannot read"));
		}
	}
}

static void test_deaths(void **state)
{
	static const enum xcstream_format wraps[] = { XCSTREAM_FORMAT_XL,
						      XCSTREAM_FORMAT_XAPI,
						      XCSTREAM_FORMAT_LIBXC };
	struct recipe recipe = { .version = 3, .width = 8, .checkpoints = 3 };
	struct stream s = { 0 };
	unsigned int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		recipe.guest = i % 2 ? PV : HVM;
		stream_build(&s, &recipe, wraps[i], false);
		vary(&s);
		check_deaths(&s);
		stream_free(&s);
	}
}

/* Add so many pages to an epoch, 100 a record. */
static void add_pages(struct stream *s, unsigned int hundreds)
{
	struct part *part;
	unsigned int i;

	while (hundreds--) {
		part = stream_find(s, XCSTREAM_LAYER_LIBXC,
				   XCSTREAM_LIBXC_X86_TSC_INFO, 1);
		part = stream_insert(s, part, XCSTREAM_LAYER_LIBXC,
				     XCSTREAM_LIBXC_PAGE_DATA);
		put(part, 4, 100);
		put(part, 4, 0);
		for (i = 0; i < 100; i++)
			put(part, 8, 100 * hundreds + i);
		put_pattern(part, 100 * 4096);
		part_end(part);
	}
}

/* No more is held than max_epoch, and what reads bring. */
static void test_held(void **state)
{
	static const struct recipe recipe = { .guest = HVM,
					      .version = 3,
					      .checkpoints = 1 };
	struct xcstream_config config = remus_config;
	struct stream s = { 0 };

	(void)state;
	stream_build(&s, &recipe, XCSTREAM_FORMAT_LIBXL, false);
	add_pages(&s, 20);
	stream_join(&s);
	config.max_epoch = 1 << 20;
	prepare(0);
	assert_int_equal(run(s.data, s.len, &config), NOT_VALID);
	assert_non_null(strstr(told, "too many bytes since"));
	assert_int_equal(domain.count[CHECKPOINT], 1);
	assert_in_range(helper.room, 1, 2 * ((1 << 20) + 2 * CHUNK));
	config.max_epoch = 10 << 20;
	prepare(0);
	assert_int_equal(run(s.data, s.len, &config), RESTORED);
	assert_null(strstr(told, "restore: offset"));
	assert_true(domain.hash != domain.at[1]);
	stream_free(&s);
}

/* Before the first checkpoint nothing is held. */
static void test_not_held(void **state)
{
	static const struct recipe recipe = { .guest = HVM,
					      .version = 3,
					      .live = true };
	struct stream s = { 0 };
	struct part *part;
	unsigned int i;

	(void)state;
	stream_build(&s, &recipe, XCSTREAM_FORMAT_LIBXL, false);
	part = stream_find(&s, XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_PAGE_DATA,
			   0);
	for (i = 0; i < 50; i++)
		stream_copy(&s, part + 1, part);
	stream_join(&s);
	assert_true(s.len > 6 * CHUNK);
	prepare(0);
	assert_int_equal(run(s.data, s.len, &remus_config), RESTORED);
	assert_in_range(helper.room, CHUNK, 2 * CHUNK);
	stream_free(&s);
}

/* A guest without memory has static data, too. */
static void test_no_memory(void **state)
{
	struct recipe recipe = { .guest = HVM };
	struct stream s = { 0 };
	struct part *part;

	(void)state;
	for (recipe.version = 2; recipe.version <= 3; recipe.version++) {
		stream_build(&s, &recipe, XCSTREAM_FORMAT_LIBXC, false);
		while ((part = stream_find(&s, XCSTREAM_LAYER_LIBXC,
					   XCSTREAM_LIBXC_PAGE_DATA, 0)))
			stream_remove(&s, part);
		stream_join(&s);
		prepare(0);
		assert_int_equal(run(s.data, s.len, &remus_config), RESTORED);
		assert_int_equal(domain.count[END_STATIC], 1);
		stream_free(&s);
	}
}

/* What follows the stream is left to the caller. */
static void check_rest(const struct stream *s)
{
	static const char more[] = "\xff and so on";
	uint8_t *data = malloc(s->len + sizeof(more));
	size_t chunk;

	assert_non_null(data);
	memcpy(data, s->data, s->len);
	memcpy(data + s->len, more, sizeof(more));
	for (chunk = 0; chunk < 2000; chunk += 1500) {
		prepare(chunk);
		run(data, s->len + sizeof(more), &remus_config);
		assert_int_equal(input.at, s->len + helper.rest);
		assert_int_equal(helper.nr_held, 0);
		assert_memory_equal(helper.held, more, helper.rest);
		assert_true(chunk || helper.rest == sizeof(more));
	}
	free(data);
}

static void test_rest(void **state)
{
	(void)state;
	each_kind(check_rest);
}

/* ---- what a profile tolerates ---- */

static const struct xcstream_config lenient_config = {
	.profile = XCSTREAM_RESTORE
};

/* Restored as a profile has it: what has been done to the domain. */
static uint64_t lenient_hash(struct stream *s)
{
	stream_join(s);
	prepare(0);
	assert_int_equal(run(s->data, s->len, &lenient_config), RESTORED);
	return domain.hash;
}

/* Whatever type an optional record has, nothing is done because of it. */
static void check_optional(const struct recipe *recipe, uint32_t type)
{
	struct stream s = { 0 };
	struct part *part;
	uint64_t hash;

	stream_build(&s, recipe, XCSTREAM_FORMAT_LIBXC, false);
	hash = lenient_hash(&s);
	part = stream_find(&s, XCSTREAM_LAYER_LIBXC,
			   XCSTREAM_LIBXC_X86_CPUID_POLICY, 0);
	part = stream_insert(&s, part, XCSTREAM_LAYER_LIBXC, 0x80000000);
	part_set(part, 0, 4, type);
	put_pattern(part, 8);
	part_end(part);
	assert_true(lenient_hash(&s) == hash);
	assert_non_null(strstr(told, "optional record"));
	stream_free(&s);
}

static void test_optional(void **state)
{
	unsigned int i, bit;

	(void)state;
	for (i = 0; i < 3; i += 2) {
		for (bit = 0; bit < 64; bit++)
			check_optional(&kinds[i], 0x80000000 | bit);
		check_optional(&kinds[i], XCSTREAM_NO_RECORD);
	}
}

/* Nor for bytes after the contents of a record. */
static void test_loose(void **state)
{
	static const struct {
		uint8_t layer;
		uint32_t type;
		size_t body;
	} records[] = {
		{ XCSTREAM_LAYER_LIBXL, XCSTREAM_LIBXL_LIBXC_CONTEXT, 0 },
		{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_X86_PV_INFO, 8 },
		{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_STATIC_DATA_END, 0 },
		{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_VERIFY, 0 },
		{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_END, 0 },
		{ XCSTREAM_LAYER_LIBXL, XCSTREAM_LIBXL_END, 0 }
	};
	struct stream s = { 0 };
	struct part *part;
	unsigned int i;
	uint64_t hash;

	(void)state;
	for (i = 0; i < sizeof(records) / sizeof(*records); i++) {
		stream_build(&s, &kinds[0], XCSTREAM_FORMAT_LIBXL, false);
		hash = lenient_hash(&s);
		part = stream_find(&s, records[i].layer, records[i].type, 0);
		assert_non_null(part);
		part_resize(part, records[i].body + 16);
		assert_true(lenient_hash(&s) == hash);
		assert_non_null(strstr(told, "bytes after the contents"));
		stream_free(&s);
	}
}

/* Nothing is done to a domain of which nothing has been said. */
static void check_no_domain(const struct stream *s, enum outcome outcome)
{
	size_t chunk;

	for (chunk = 0; chunk < 20; chunk += 5) {
		prepare(chunk);
		assert_int_equal(run(s->data, s->len, &lenient_config),
				 outcome);
		assert_int_equal(domain.calls, 1);
	}
}

/* A libxl stream without an image, but with one of its records, or with none. */
static void build_no_domain(struct stream *s, const uint32_t *record)
{
	const struct recipe *recipe = &kinds[2];
	struct stream whole = { 0 };
	struct part *part;

	stream_build(&whole, recipe, XCSTREAM_FORMAT_LIBXL, false);
	stream_copy(s, NULL, &whole.parts[0]);
	if (record) {
		part = stream_find(&whole, XCSTREAM_LAYER_LIBXL, *record, 0);
		assert_non_null(part);
		stream_copy(s, NULL, part);
	}
	part = stream_find(&whole, XCSTREAM_LAYER_LIBXL, XCSTREAM_LIBXL_END, 0);
	stream_copy(s, NULL, part);
	stream_join(s);
	stream_free(&whole);
}

static void test_no_domain(void **state)
{
	static const struct xcstream_config back = {
		.format = XCSTREAM_FORMAT_LIBXL_BACK
	};
	static const uint32_t records[] = {
		XCSTREAM_LIBXL_EMULATOR_XENSTORE_DATA,
		XCSTREAM_LIBXL_EMULATOR_CONTEXT
	};
	struct stream s = { 0 };
	unsigned int i;

	(void)state;
	build_no_domain(&s, NULL);
	check_no_domain(&s, NOT_VALID);
	assert_non_null(strstr(told, "there is no domain in it"));
	stream_free(&s);
	for (i = 0; i < 2; i++) {
		build_no_domain(&s, &records[i]);
		check_no_domain(&s, TROUBLE);
		assert_non_null(strstr(told, strerror(EPROTO)));
		stream_free(&s);
	}
	prepare(0);
	assert_int_equal(run("", 0, &back), NOT_VALID);
	assert_int_equal(domain.calls, 1);
}

/* ---- what the helper cannot do ---- */

/* COLO wants answers. Its sender lives: there must be no second domain. */
static void test_colo(void **state)
{
	static const struct recipe recipe = {
		.guest = HVM, .version = 3, .checkpoints = 2, .colo = true
	};
	struct stream s = { 0 };
	size_t chunk;

	(void)state;
	stream_build(&s, &recipe, XCSTREAM_FORMAT_XL, false);
	stream_join(&s);
	for (chunk = 0; chunk < 3000; chunk += 1000) {
		prepare(chunk);
		assert_int_equal(run(s.data, s.len, &remus_config), TROUBLE);
		assert_non_null(strstr(told, strerror(EOPNOTSUPP)));
		assert_int_equal(domain.count[CHECKPOINT], 1);
	}
	stream_free(&s);
}

static void test_bad_config(void **state)
{
	static const struct xcstream_config config = { .profile = 99 };

	(void)state;
	prepare(0);
	assert_int_equal(run("bytes", 6, &config), TROUBLE);
	assert_int_equal(domain.calls, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_pauses),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_deaths),
		cmocka_unit_test(test_held),
		cmocka_unit_test(test_not_held),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_optional),
		cmocka_unit_test(test_loose),
		cmocka_unit_test(test_no_domain),
		cmocka_unit_test(test_colo),
		cmocka_unit_test(test_bad_config)
	};
	int failed;

	xcstream_set_profile(&remus_config.tolerate, XCSTREAM_STRICT);
	xcstream_set_code(&remus_config.tolerate, XCSTREAM_E_CHECKPOINT, false);
	said = open_memstream(&told, &told_len);
	if (!said)
		return 1;
	failed = cmocka_run_group_tests_name("restore", tests, NULL, NULL);
	free(helper.held);
	fclose(said);
	free(told);
	return failed != 0;
}
