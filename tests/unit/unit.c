/* SPDX-License-Identifier: MIT */
/*
 * unit.c - does each function of the interface do what its comment says, also
 * when it is called wrongly?
 */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "builder.h"
#include "trace.h"
#include "unit/context.h"

static const struct policy plain;
static const struct recipe pv = { .guest = PV, .version = 3, .width = 8 };
static const struct recipe hvm = { .guest = HVM, .version = 3 };

/* What comes first: what tells the format, or libxc's header at once. */
enum {
	FIRST_LAYER = HAS_OUTER ? XCSTREAM_LAYER_NONE : XCSTREAM_LAYER_LIBXC,
	FIRST_BYTES = HAS_OUTER ? 8 : 24
};

static struct trace trace, other;

/* A whole stream, and a parser. */
struct fixture {
	struct stream stream;
	struct xcstream xs;
	size_t used;
};

static void build(struct fixture *f, const struct recipe *recipe,
		  enum xcstream_format wrap, bool big)
{
	memset(f, 0, sizeof(*f));
	stream_build(&f->stream, recipe, wrap, big);
	stream_join(&f->stream);
	trace_clear(&trace, &plain);
	assert_int_equal(xcstream_init(&f->xs, NULL, NULL, NULL),
			 XCSTREAM_MORE);
}

static enum xcstream_status push(struct fixture *f, size_t from, size_t to)
{
	f->used = SIZE_MAX;
	return xcstream_push(&f->xs, f->stream.data + from, to - from,
			     &f->used);
}

/* xcstream_init() */

static void test_init(void **state)
{
	struct xcstream_config config = { 0 };
	struct xcstream xs;
	uint64_t pfn;

	(void)state;
	assert_true(sizeof(xs) <= 256);
	assert_int_equal(xcstream_init(NULL, NULL, NULL, NULL),
			 XCSTREAM_MISUSE);
	assert_int_equal(xcstream_init(NULL, &trace_ops, &trace, &config),
			 XCSTREAM_MISUSE);
	memset(&xs, 0xee, sizeof(xs));
	assert_int_equal(xcstream_init(&xs, NULL, &pfn, NULL), XCSTREAM_MORE);
	assert_ptr_equal(xs.user, &pfn);
	assert_int_equal(xs.records, 0);
	assert_int_equal(xs.layer, FIRST_LAYER);
	assert_int_equal(xs.type, XCSTREAM_NO_RECORD);
	assert_int_equal(xcstream_offset(&xs), 0);
	assert_int_equal(xcstream_skippable(&xs), 0);
	assert_null(xcstream_fault(&xs));

	config.profile = XCSTREAM_CUSTOM;
	config.format = FIRST_FORMAT;
	config.max_version = 3;
	config.flags = XCSTREAM_LITTLE_ENDIAN_ONLY | XCSTREAM_CHECKPOINTED;
	config.pfns = &pfn;
	config.nr_pfns = 1;
	config.max_pfn = UINT64_MAX;
	config.max_epoch = UINT64_MAX;
	config.max_vcpus = UINT32_MAX;
	assert_int_equal(xcstream_init(&xs, &trace_ops, NULL, &config),
			 XCSTREAM_MORE);
}

/*
 * Is a config good? It gets the pfn buffer that the callbacks need: it is
 * refused for itself. What follows a bad one fails.
 */
static void configure(const struct xcstream_config *config, bool good)
{
	struct xcstream_config lent = *config;
	struct xcstream xs;
	size_t used = 1;
	uint64_t pfn;

	lent.pfns = &pfn;
	lent.nr_pfns = 1;
	memset(&xs, 0xee, sizeof(xs));
	trace_clear(&trace, &plain);
	assert_int_equal(xcstream_init(&xs, &trace_ops, &trace, &lent),
			 good ? XCSTREAM_MORE : XCSTREAM_MISUSE);
	if (good)
		return;
	assert_int_equal(xcstream_push(&xs, "x", 1, &used), XCSTREAM_FAULT);
	assert_int_equal(used, 0);
	assert_non_null(xcstream_fault(&xs));
	assert_int_equal(xcstream_fault(&xs)->code, XCSTREAM_E_MISUSE);
	assert_int_equal(xcstream_skippable(&xs), 0);
	assert_int_equal(xcstream_skip(&xs, 0), XCSTREAM_FAULT);
	assert_int_equal(xcstream_finish(&xs), XCSTREAM_FAULT);
	assert_int_equal(xcstream_offset(&xs), 0);
	assert_int_equal(trace.calls, 0);
}

static void test_bad_config(void **state)
{
	struct xcstream_config c;
	unsigned int i;

	(void)state;
	for (i = 0; i < 256; i++) {
		c = (struct xcstream_config){ .format = (uint8_t)i };
		configure(&c, i == XCSTREAM_FORMAT_AUTO ||
				      (i >= FIRST_FORMAT && i <= LAST_FORMAT));
		c = (struct xcstream_config){ .profile = (uint8_t)i };
		configure(&c, i <= XCSTREAM_CUSTOM);
		c = (struct xcstream_config){ .max_version = (uint8_t)i };
		configure(&c, i == 0 || i == 2 || i == 3);
		c = (struct xcstream_config){ .min_version = (uint8_t)i };
		configure(&c, i == 0 || i == 2 || i == 3);
		c = (struct xcstream_config){ .min_version = (uint8_t)i,
					      .max_version = 2 };
		configure(&c, i == 0 || i == 2);
		c = (struct xcstream_config){ .flags = (uint8_t)i };
		configure(&c, i < 16);
		c = (struct xcstream_config){ .guest = (uint8_t)i };
		configure(&c, i <= XCSTREAM_DOMAIN_X86_HVM);
	}
}

/* Does some profile tolerate it? */
static bool tolerable(unsigned int code)
{
	struct xcstream_set set;
	unsigned int i;

	for (i = 0; i < XCSTREAM_CUSTOM; i++) {
		xcstream_set_profile(&set, i);
		if (xcstream_set_has(&set, code))
			return true;
	}
	return false;
}

/* A custom set may have the codes that some profile tolerates, no other. */
static void test_bad_set(void **state)
{
	struct xcstream_config config = { .profile = XCSTREAM_CUSTOM };
	unsigned int i;

	(void)state;
	for (i = 0; i < 32 * XCS__SET_WORDS; i++) {
		memset(&config.tolerate, 0, sizeof(config.tolerate));
		config.tolerate.words[i / 32] = (uint32_t)0x80000000 >> i % 32;
		configure(&config, tolerable(i));
	}
	/* The other profiles have sets of their own. */
	memset(&config.tolerate, 0, sizeof(config.tolerate));
	assert_true(xcstream_set_code(&config.tolerate, XCSTREAM_E_CHECKPOINT,
				      true));
	for (i = 0; i < XCSTREAM_CUSTOM; i++) {
		config.profile = (uint8_t)i;
		configure(&config, false);
	}
}

/* xcstream_set_...() */
static void test_sets(void **state)
{
	struct xcstream_set set, empty = { { 0 } };
	unsigned int i;

	(void)state;
	for (i = 0; i <= XCSTREAM_NR_CODES + 64; i++) {
		memset(&set, 0, sizeof(set));
		assert_int_equal(xcstream_set_code(&set, i, true),
				 tolerable(i));
		assert_int_equal(xcstream_set_has(&set, i), tolerable(i));
		assert_int_equal(xcstream_set_code(&set, i, false),
				 i < XCSTREAM_NR_CODES);
		assert_memory_equal(&set, &empty, sizeof(set));
	}
	/* Those that break the framing are in none. */
	assert_false(tolerable(XCSTREAM_E_NONE));
	assert_false(tolerable(XCSTREAM_E_LENGTH));
	assert_true(tolerable(XCSTREAM_E_CONTROL_ID));
	memset(&set, 0xff, sizeof(set));
	xcstream_set_profile(&set, XCSTREAM_CUSTOM);
	assert_memory_equal(&set, &empty, sizeof(set));
	memset(&set, 0xff, sizeof(set));
	xcstream_set_profile(&set, UINT_MAX);
	assert_memory_equal(&set, &empty, sizeof(set));
	xcstream_set_profile(&set, XCSTREAM_RESTORE);
	assert_true(xcstream_set_has(&set, XCSTREAM_E_PADDING));
	assert_false(xcstream_set_has(&set, XCSTREAM_E_GUEST));
	xcstream_set_code(&set, XCSTREAM_E_PADDING, false);
	assert_false(xcstream_set_has(&set, XCSTREAM_E_PADDING));
	assert_true(xcstream_set_has(&set, XCSTREAM_E_RESERVED));
}

/* xcstream_push() and xcstream_finish() */

static void test_push_misuse(void **state)
{
	struct xcstream before;
	struct fixture f;
	size_t used = 7;

	(void)state;
	build(&f, &pv, XCSTREAM_FORMAT_XL, false);
	assert_int_equal(xcstream_push(NULL, "x", 1, &used), XCSTREAM_MISUSE);
	assert_int_equal(used, 0);
	assert_int_equal(xcstream_push(NULL, "x", 1, NULL), XCSTREAM_MISUSE);
	assert_int_equal(push(&f, 0, 100), XCSTREAM_MORE);
	before = f.xs;
	used = 7;
	assert_int_equal(xcstream_push(&f.xs, NULL, 1, &used), XCSTREAM_MISUSE);
	assert_int_equal(used, 0);
	assert_int_equal(xcstream_push(&f.xs, NULL, SIZE_MAX, NULL),
			 XCSTREAM_MISUSE);
	assert_memory_equal(&before, &f.xs, sizeof(before));
	used = 7;
	assert_int_equal(xcstream_push(&f.xs, NULL, 0, &used), XCSTREAM_MORE);
	assert_int_equal(used, 0);
	assert_int_equal(xcstream_push(&f.xs, "x", 0, NULL), XCSTREAM_MORE);
	assert_int_equal(xcstream_offset(&f.xs), 100);
	assert_int_equal(xcstream_push(&f.xs, f.stream.data + 100,
				       f.stream.len - 100, NULL),
			 XCSTREAM_DONE);
	stream_free(&f.stream);
}

static void test_null(void **state)
{
	(void)state;
	assert_int_equal(xcstream_finish(NULL), XCSTREAM_MISUSE);
	assert_int_equal(xcstream_skip(NULL, 0), XCSTREAM_MISUSE);
	assert_int_equal(xcstream_skippable(NULL), 0);
	assert_int_equal(xcstream_offset(NULL), 0);
	assert_null(xcstream_fault(NULL));
}

/* What is after the end belongs to the caller; it stays the end. */
static void test_done(void **state)
{
	struct fixture f;
	size_t len;
	int i;

	(void)state;
	build(&f, &hvm, XCSTREAM_FORMAT_XL, true);
	len = f.stream.len;
	put_bytes(&f.stream.parts[f.stream.nr_parts - 1], "domain is yours",
		  15);
	stream_join(&f.stream);
	assert_int_equal(push(&f, 0, len + 15), XCSTREAM_DONE);
	assert_int_equal(f.used, len);
	for (i = 0; i < 2; i++) {
		assert_int_equal(push(&f, len, len + 15), XCSTREAM_DONE);
		assert_int_equal(f.used, 0);
		assert_int_equal(xcstream_finish(&f.xs), XCSTREAM_DONE);
		assert_int_equal(xcstream_skip(&f.xs, 0), XCSTREAM_DONE);
		assert_int_equal(xcstream_skip(&f.xs, 1), XCSTREAM_MISUSE);
	}
	assert_int_equal(xcstream_offset(&f.xs), len);
	assert_int_equal(xcstream_skippable(&f.xs), 0);
	assert_null(xcstream_fault(&f.xs));
	stream_free(&f.stream);
}

static void test_empty(void **state)
{
	const struct xcstream_report *fault;
	struct xcstream xs;
	int i;

	(void)state;
	xcstream_init(&xs, NULL, NULL, NULL);
	for (i = 0; i < 2; i++) {
		assert_int_equal(xcstream_finish(&xs), XCSTREAM_FAULT);
		fault = xcstream_fault(&xs);
		assert_int_equal(fault->code, XCSTREAM_E_TRUNCATED);
		assert_int_equal(fault->offset, 0);
		assert_int_equal(fault->expected, FIRST_BYTES);
		assert_int_equal(fault->found, 0);
		assert_int_equal(fault->record, 0);
		assert_int_equal(fault->type, XCSTREAM_NO_RECORD);
		assert_int_equal(fault->layer, FIRST_LAYER);
	}
}

/* After a fault nothing is taken, nothing called, and the fault stays. */
static void test_sticky(void **state)
{
	struct xcstream_report fault;
	struct fixture f;
	uint64_t calls;
	int i;

	(void)state;
	build(&f, &pv, XCSTREAM_FORMAT_LIBXC, false);
	part_set(stream_find(&f.stream, XCSTREAM_LAYER_LIBXC,
			     XCSTREAM_LIBXC_X86_TSC_INFO, 0),
		 8, 4, 9);
	stream_join(&f.stream);
	xcstream_init(&f.xs, &trace_ops, &trace,
		      &(struct xcstream_config){ .pfns = trace.pfns,
						 .nr_pfns = TRACE_PFNS });
	trace.chunk = f.stream.data;
	trace.chunk_len = f.stream.len;
	assert_int_equal(push(&f, 0, f.stream.len), XCSTREAM_FAULT);
	assert_int_equal(xcstream_fault(&f.xs)->code, XCSTREAM_E_TSC_MODE);
	assert_true(f.used < f.stream.len);
	assert_int_equal(xcstream_offset(&f.xs), f.used);
	fault = *xcstream_fault(&f.xs);
	calls = trace.calls;
	for (i = 0; i < 2; i++) {
		assert_int_equal(push(&f, 0, f.stream.len), XCSTREAM_FAULT);
		assert_int_equal(f.used, 0);
		assert_int_equal(xcstream_skippable(&f.xs), 0);
		assert_int_equal(xcstream_skip(&f.xs, 0), XCSTREAM_FAULT);
		assert_int_equal(xcstream_skip(&f.xs, 1), XCSTREAM_MISUSE);
		assert_int_equal(xcstream_finish(&f.xs), XCSTREAM_FAULT);
		assert_true(trace_same_fault(&fault, xcstream_fault(&f.xs)));
	}
	assert_int_equal(trace.calls, calls);
	stream_free(&f.stream);
}

/* A truncated stream stays so, whatever comes later. */
static void test_finish_early(void **state)
{
	struct fixture f;

	(void)state;
	build(&f, &pv, XCSTREAM_FORMAT_LIBXC, false);
	assert_int_equal(push(&f, 0, 30), XCSTREAM_MORE);
	assert_int_equal(xcstream_finish(&f.xs), XCSTREAM_FAULT);
	assert_int_equal(xcstream_fault(&f.xs)->offset, 30);
	assert_int_equal(xcstream_fault(&f.xs)->expected, 10);
	assert_int_equal(push(&f, 30, f.stream.len), XCSTREAM_FAULT);
	assert_int_equal(f.used, 0);
	assert_int_equal(xcstream_finish(&f.xs), XCSTREAM_FAULT);
	assert_int_equal(xcstream_fault(&f.xs)->code, XCSTREAM_E_TRUNCATED);
	assert_int_equal(xcstream_fault(&f.xs)->offset, 30);
	stream_free(&f.stream);
}

/* A parser is plain data: it may be copied, and each copy goes its way. */
static void test_copy(void **state)
{
	struct fixture f;
	struct xcstream copy;
	size_t middle;

	(void)state;
	build(&f, &hvm, XCSTREAM_FORMAT_XL, false);
	middle = f.stream.len / 2;
	assert_int_equal(push(&f, 0, middle), XCSTREAM_MORE);
	copy = f.xs;
	assert_int_equal(push(&f, middle, f.stream.len), XCSTREAM_DONE);
	memset(&f.xs, 0xee, sizeof(f.xs));
	assert_int_equal(xcstream_offset(&copy), middle);
	f.xs = copy;
	assert_int_equal(push(&f, middle, f.stream.len - 1), XCSTREAM_MORE);
	assert_int_equal(xcstream_finish(&f.xs), XCSTREAM_FAULT);
	f.xs = copy;
	assert_int_equal(push(&f, middle, f.stream.len), XCSTREAM_DONE);
	stream_free(&f.stream);
}

/* xcstream_skippable() and xcstream_skip() */

static int count_data(const struct xcstream *xs, const uint8_t *data,
		      size_t len)
{
	(void)data;
	*(size_t *)xs->user += len;
	return 0;
}

static int count_page_data(const struct xcstream *xs, uint64_t pfn,
			   uint32_t type, uint32_t offset, const uint8_t *data,
			   size_t len)
{
	(void)pfn;
	(void)type;
	(void)offset;
	(void)data;
	*(size_t *)xs->user += len;
	return 0;
}

/* Skip what can be skipped, with these callbacks; returns how much that was. */
static uint64_t skip_all(struct fixture *f, const struct xcstream_ops *ops,
			 uint64_t most, size_t *passed)
{
	uint64_t pfns[16], skipped = 0, n;
	struct xcstream_config config = { .pfns = pfns, .nr_pfns = 16 };
	enum xcstream_status status = XCSTREAM_MORE;

	*passed = 0;
	assert_int_equal(xcstream_init(&f->xs, ops, passed, &config),
			 XCSTREAM_MORE);
	while (status == XCSTREAM_MORE) {
		n = xcstream_skippable(&f->xs);
		if (n) {
			struct xcstream before = f->xs;

			assert_int_equal(xcstream_skip(&f->xs, n + 1),
					 XCSTREAM_MISUSE);
			assert_int_equal(xcstream_skip(&f->xs, UINT64_MAX),
					 XCSTREAM_MISUSE);
			assert_memory_equal(&before, &f->xs, sizeof(before));
			n = n < most ? n : most;
			status = xcstream_skip(&f->xs, n);
			skipped += n;
		} else {
			assert_int_equal(xcstream_skip(&f->xs, 1),
					 XCSTREAM_MISUSE);
			n = (size_t)xcstream_offset(&f->xs);
			status = push(f, (size_t)n, (size_t)n + 1);
		}
	}
	assert_int_equal(status, XCSTREAM_DONE);
	assert_int_equal(xcstream_offset(&f->xs), f->stream.len);
	return skipped;
}

static void test_skip(void **state)
{
	static const struct xcstream_ops data_ops = { .data = count_data };
	static const struct xcstream_ops page_ops = { .page_data =
							      count_page_data };
	/*
   * SHARED_INFO and two vCPUs' contexts, but for MSRs and for what is
   * judged of EXTENDED; three pages
   */
	const size_t data = 4096 + 2 * (5168 + 53 + 16), pages = 3 * 4096;
	struct fixture f;
	size_t passed;
	uint64_t most;

	(void)state;
	build(&f, &pv, XCSTREAM_FORMAT_LIBXC, false);
	for (most = 1; most <= 100000; most *= 10) {
		assert_int_equal(skip_all(&f, NULL, most, &passed),
				 data + pages);
		assert_int_equal(passed, 0);
		assert_int_equal(skip_all(&f, &data_ops, most, &passed), pages);
		assert_int_equal(passed, data + 2 * 8);
		assert_int_equal(skip_all(&f, &page_ops, most, &passed), data);
		assert_int_equal(passed, pages);
	}
	stream_free(&f.stream);
}

/* xcstream_settled() */

/*
 * What controls COLO is not withheld as libxl's other records are, since the
 * other side waits for it.
 */
static void test_settled_colo(void **state)
{
	static const struct recipe colo = {
		.guest = HVM, .version = 3, .checkpoints = 2, .colo = true
	};
	const struct xcstream_config config = { .flags =
							XCSTREAM_CHECKPOINTED };
	const struct part *end;
	struct fixture f;
	unsigned int i;

	(void)state;
	for (i = 0; i < 2 && HAS_OUTER; i++) {
		build(&f, &colo, XCSTREAM_FORMAT_LIBXL, i);
		end = stream_find(&f.stream, XCSTREAM_LAYER_LIBXL,
				  XCSTREAM_LIBXL_CHECKPOINT_END, 1);
		xcstream_init(&f.xs, NULL, NULL, &config);
		assert_int_equal(push(&f, 0, end->at + end->len),
				 XCSTREAM_MORE);
		assert_int_equal(xcstream_settled(&f.xs), end->at + end->len);
		stream_free(&f.stream);
	}
}

/* With so many bytes of a part pushed, so many of it are settled. */
static void test_settled(void **state)
{
	static const struct {
		uint32_t type, nth;
		size_t pushed, settled;
	} rows[] = {
		{ XCSTREAM_NO_RECORD, 0, 23, 0 },
		{ XCSTREAM_NO_RECORD, 0, 24, 24 },
		{ XCSTREAM_NO_RECORD, 1, 15, 0 },
		{ XCSTREAM_NO_RECORD, 1, 16, 16 },
		/* a head: the record's header counts with it */
		{ XCSTREAM_LIBXC_X86_PV_INFO, 0, 7, 0 },
		{ XCSTREAM_LIBXC_X86_PV_INFO, 0, 8, 0 },
		{ XCSTREAM_LIBXC_X86_PV_INFO, 0, 15, 0 },
		{ XCSTREAM_LIBXC_X86_PV_INFO, 0, 16, 16 },
		/* entries */
		{ XCSTREAM_LIBXC_X86_PV_P2M_FRAMES, 0, 16, 16 },
		{ XCSTREAM_LIBXC_X86_PV_P2M_FRAMES, 0, 23, 16 },
		{ XCSTREAM_LIBXC_X86_PV_P2M_FRAMES, 0, 24, 24 },
		/* entries that say with the last of them what follows */
		{ XCSTREAM_LIBXC_PAGE_DATA, 0, 16, 0 },
		{ XCSTREAM_LIBXC_PAGE_DATA, 0, 16 + 8, 0 },
		{ XCSTREAM_LIBXC_PAGE_DATA, 0, 16 + 3 * 8 - 1, 0 },
		{ XCSTREAM_LIBXC_PAGE_DATA, 0, 16 + 3 * 8, 16 + 3 * 8 },
		{ XCSTREAM_LIBXC_PAGE_DATA, 0, 16 + 3 * 8 + 5, 16 + 3 * 8 + 5 },
		/* bulk */
		{ XCSTREAM_LIBXC_SHARED_INFO, 0, 8, 8 },
		{ XCSTREAM_LIBXC_SHARED_INFO, 0, 9, 9 },
		{ XCSTREAM_LIBXC_X86_PV_VCPU_BASIC, 0, 21, 21 },
	};
	const struct part *part;
	struct fixture f;
	unsigned int i;

	(void)state;
	assert_int_equal(xcstream_settled(NULL), 0);
	build(&f, &pv, XCSTREAM_FORMAT_LIBXC, false);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		part = stream_find(&f.stream, XCSTREAM_LAYER_LIBXC,
				   rows[i].type, rows[i].nth);
		xcstream_init(&f.xs, NULL, NULL, NULL);
		assert_int_equal(xcstream_settled(&f.xs), 0);
		assert_int_equal(push(&f, 0, part->at + rows[i].pushed),
				 XCSTREAM_MORE);
		assert_int_equal(xcstream_settled(&f.xs),
				 part->at + rows[i].settled);
	}
	/* A fault leaves what was settled before it. */
	assert_int_equal(xcstream_finish(&f.xs), XCSTREAM_FAULT);
	assert_int_equal(xcstream_settled(&f.xs),
			 part->at + rows[i - 1].settled);
	stream_free(&f.stream);
}

/* xcstream_due() */

/* Who reads what is due, or a part of it, takes nothing of what follows. */
static void read_what_is_due(struct fixture *f, size_t most)
{
	const size_t len = f->stream.len;
	enum xcstream_status status = XCSTREAM_MORE;
	size_t at = 0;
	uint64_t n;

	xcstream_init(&f->xs, NULL, NULL, NULL);
	while (status == XCSTREAM_MORE) {
		n = xcstream_due(&f->xs);
		assert_true(n > 0 && n <= len - at);
		if (n > most)
			n = most;
		status = push(f, at, at + (size_t)n);
		at += (size_t)n;
	}
	assert_int_equal(status, XCSTREAM_DONE);
	assert_int_equal(at, len);
	assert_int_equal(xcstream_due(&f->xs), 0);
}

/* With so many bytes of a part pushed, so many more are due. */
static void test_due(void **state)
{
	static const struct {
		uint32_t type, nth;
		size_t pushed;
		uint64_t due;
	} rows[] = { { XCSTREAM_NO_RECORD, 0, 0, 24 },
		     { XCSTREAM_NO_RECORD, 0, 23, 1 },
		     { XCSTREAM_NO_RECORD, 1, 0, 16 },
		     { XCSTREAM_LIBXC_X86_PV_INFO, 0, 0, 8 },
		     { XCSTREAM_LIBXC_X86_PV_INFO, 0, 3, 5 },
		     /* the rest of the record */
		     { XCSTREAM_LIBXC_X86_PV_INFO, 0, 8, 8 },
		     { XCSTREAM_LIBXC_X86_PV_INFO, 0, 13, 3 },
		     { XCSTREAM_LIBXC_SHARED_INFO, 0, 8, 4096 },
		     { XCSTREAM_LIBXC_SHARED_INFO, 0, 4103, 1 } };
	const struct part *part;
	struct fixture f;
	unsigned int i;

	(void)state;
	assert_int_equal(xcstream_due(NULL), 0);
	build(&f, &pv, XCSTREAM_FORMAT_LIBXC, false);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		part = stream_find(&f.stream, XCSTREAM_LAYER_LIBXC,
				   rows[i].type, rows[i].nth);
		xcstream_init(&f.xs, NULL, NULL, NULL);
		push(&f, 0, part->at + rows[i].pushed);
		/* nothing is due yet of what tells the format but that */
		assert_int_equal(xcstream_due(&f.xs),
				 rows[i].due == 24 ? FIRST_BYTES : rows[i].due);
	}
	assert_int_equal(xcstream_finish(&f.xs), XCSTREAM_FAULT);
	assert_int_equal(xcstream_due(&f.xs), 0);
	stream_free(&f.stream);
	for (i = FIRST_FORMAT; i <= XCSTREAM_FORMAT_LIBXC; i++) {
		build(&f, i % 2 ? &pv : &hvm, (enum xcstream_format)i,
		      i % 3 == 1);
		read_what_is_due(&f, SIZE_MAX);
		read_what_is_due(&f, 5);
		read_what_is_due(&f, 1);
		stream_free(&f.stream);
	}
}

/* What the input ends in, how much of that is missing, what came before. */
static void test_truncated(void **state)
{
	static const struct {
		uint32_t type, nth;
		size_t pushed;
		enum xcstream_part part;
		uint64_t missing, records;
	} rows[] = { { XCSTREAM_NO_RECORD, 0, 23, XCSTREAM_PART_HEADER, 1, 0 },
		     { XCSTREAM_NO_RECORD, 1, 0, XCSTREAM_PART_HEADER, 16, 0 },
		     { XCSTREAM_LIBXC_X86_PV_INFO, 0, 7,
		       XCSTREAM_PART_RECORD_HEADER, 1, 0 },
		     { XCSTREAM_LIBXC_X86_PV_INFO, 0, 8, XCSTREAM_PART_HEAD, 8,
		       0 },
		     { XCSTREAM_LIBXC_X86_PV_P2M_FRAMES, 0, 17,
		       XCSTREAM_PART_ENTRY, 7, 4 },
		     { XCSTREAM_LIBXC_SHARED_INFO, 0, 9, XCSTREAM_PART_CONTENTS,
		       4095, 0 } };
	const struct xcstream_report *fault;
	const struct part *part;
	struct fixture f;
	unsigned int i;
	size_t len;

	(void)state;
	build(&f, &pv, XCSTREAM_FORMAT_LIBXC, false);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		part = stream_find(&f.stream, XCSTREAM_LAYER_LIBXC,
				   rows[i].type, rows[i].nth);
		xcstream_init(&f.xs, NULL, NULL, NULL);
		push(&f, 0, part->at + rows[i].pushed);
		assert_int_equal(xcstream_finish(&f.xs), XCSTREAM_FAULT);
		fault = xcstream_fault(&f.xs);
		assert_int_equal(fault->code, XCSTREAM_E_TRUNCATED);
		assert_int_equal(fault->part, rows[i].part);
		assert_int_equal(fault->expected, rows[i].missing);
		if (rows[i].records)
			assert_int_equal(fault->record, rows[i].records);
	}
	stream_free(&f.stream);
	build(&f, &pv, XCSTREAM_FORMAT_LIBXC, false);
	part = stream_find(&f.stream, XCSTREAM_LAYER_LIBXC,
			   XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED, 0);
	len = part->data[4] + 256u * part->data[5];
	assert_true(len % 8);
	push(&f, 0, part->at + 8 + len);
	assert_int_equal(xcstream_finish(&f.xs), XCSTREAM_FAULT);
	assert_int_equal(xcstream_fault(&f.xs)->part, XCSTREAM_PART_PADDING);
	stream_free(&f.stream);
}

/* The pfn buffer */

static void test_pfn_buffer(void **state)
{
	static const struct xcstream_ops ops = { .page_data = count_page_data };
	struct xcstream_config config = { 0 };
	size_t passed = 0;
	uint64_t pfns[4] = { 0, 0, 0, 0x5555555555555555 };
	const struct part *part;
	struct fixture f;
	uint32_t n;

	(void)state;
	build(&f, &hvm, XCSTREAM_FORMAT_LIBXL, true);
	part = stream_find(&f.stream, XCSTREAM_LAYER_LIBXC,
			   XCSTREAM_LIBXC_PAGE_DATA, 0);
	config.pfns = pfns;
	config.nr_pfns = 3;
	trace_run(&trace, f.stream.data, f.stream.len, &config, &plain);
	assert_null(trace.broken);
	assert_int_equal(trace.status, XCSTREAM_DONE);
	assert_int_equal(pfns[3], 0x5555555555555555);
	for (n = 1; n < 3; n++) {
		config.nr_pfns = n;
		pfns[n] = 0x5555555555555555;
		trace_run(&trace, f.stream.data, f.stream.len, &config, &plain);
		assert_null(trace.broken);
		assert_int_equal(pfns[n], 0x5555555555555555);
		assert_int_equal(trace.fault.code, XCSTREAM_E_PFN_BUFFER);
		assert_int_equal(trace.fault.offset, part->at + 16 + 8 * n);
		assert_int_equal(trace.fault.expected, n);
		assert_int_equal(trace.fault.found, n + 1);
		assert_int_equal(trace.fault.type, XCSTREAM_LIBXC_PAGE_DATA);
		/* n entries, and no contents */
		assert_int_equal(trace.last.kind, TRACE_page);
		assert_int_equal(trace.last.v[0], 0x10 + n - 1);
		/* the same without page() */
		assert_int_equal(xcstream_init(&f.xs, &ops, &passed, &config),
				 XCSTREAM_MORE);
		assert_int_equal(push(&f, 0, f.stream.len), XCSTREAM_FAULT);
		assert_int_equal(pfns[n], 0x5555555555555555);
		assert_int_equal(xcstream_fault(&f.xs)->code,
				 XCSTREAM_E_PFN_BUFFER);
		assert_int_equal(xcstream_fault(&f.xs)->offset,
				 part->at + 16 + 8 * n);
		assert_int_equal(xcstream_fault(&f.xs)->found, n + 1);
		assert_int_equal(passed, 0);
	}
	stream_free(&f.stream);
}

/* Who wants contents must lend a place; who does not need not. */
static void test_no_pfn_buffer(void **state)
{
	static const struct xcstream_ops ops = { .page_data = count_page_data };
	uint64_t pfn = 0x5555555555555555;
	struct xcstream_config config = { .nr_pfns = 1024 };
	struct fixture f;
	size_t passed = 0;

	(void)state;
	build(&f, &hvm, XCSTREAM_FORMAT_LIBXC, false);
	assert_int_equal(xcstream_init(&f.xs, &ops, &passed, &config),
			 XCSTREAM_MISUSE);
	assert_int_equal(push(&f, 0, f.stream.len), XCSTREAM_FAULT);
	assert_int_equal(xcstream_fault(&f.xs)->code, XCSTREAM_E_MISUSE);
	assert_int_equal(xcstream_init(&f.xs, &ops, &passed, NULL),
			 XCSTREAM_MISUSE);
	config.pfns = &pfn;
	config.nr_pfns = 0;
	assert_int_equal(xcstream_init(&f.xs, &ops, &passed, &config),
			 XCSTREAM_MISUSE);
	assert_int_equal(passed, 0);
	xcstream_init(&f.xs, NULL, NULL, &config);
	assert_int_equal(push(&f, 0, f.stream.len), XCSTREAM_DONE);
	assert_int_equal(pfn, 0x5555555555555555);
	stream_free(&f.stream);
}

/* Callbacks */

/* What they are told of a stream of each guest, and where. */
static const char *const pv_trace[] = {
	"0 libxc #0 image_header 3 0",
	"24 libxc #0 domain_header 1 c 4 11",
	"40 libxc #0 record 2 8",
	"48 libxc #0 pv_info 8 4",
	"56 libxc #0 record_end",
	"56 libxc #1 record 11 30",
	"64 libxc #1 cpuid_leaf 1020300 1020301 1020302 1020303 1020304 "
	"1020305",
	"88 libxc #1 cpuid_leaf 1020306 1020307 1020308 1020309 102030a "
	"102030b",
	"112 libxc #1 record_end",
	"112 libxc #2 record 12 20",
	"120 libxc #2 msr ce 102030405060708",
	"136 libxc #2 msr cf 102030405060709",
	"152 libxc #2 record_end",
	"152 libxc #3 record 10 0",
	"160 libxc #3 record_end",
	"160 libxc #4 record 3 18",
	"168 libxc #4 p2m_frames 0 3ff",
	"176 libxc #4 p2m_frame 10",
	"184 libxc #4 p2m_frame 11",
	"192 libxc #4 record_end",
	"192 libxc #5 record 1 3020",
	"200 libxc #5 count 3",
	"208 libxc #5 page 10 0",
	"216 libxc #5 page 11 0",
	"224 libxc #5 page 12 c",
	"232 libxc #5 page_data 10 0 0 +4096",
	"4328 libxc #5 page_data 11 0 0 +4096",
	"8424 libxc #5 page_data 12 c 0 +4096",
	"12520 libxc #5 record_end",
	"12520 libxc #6 record 1 20",
	"12528 libxc #6 count 3",
	"12536 libxc #6 page 20 f",
	"12544 libxc #6 page 21 d",
	"12552 libxc #6 page 22 e",
	"12560 libxc #6 record_end",
	"12560 libxc #7 record 8 18",
	"12568 libxc #7 tsc_info 2 27ac40 3132333435363738 1",
	"12592 libxc #7 record_end",
	"12592 libxc #8 record 7 1000",
	"12600 libxc #8 data +4096",
	"16696 libxc #8 record_end",
	"16696 libxc #9 record 4 1438",
	"16704 libxc #9 vcpu 0 1430",
	"16712 libxc #9 data +5168",
	"21880 libxc #9 record_end",
	"21880 libxc #10 record 5 45",
	"21888 libxc #10 vcpu 0 3d",
	"21896 libxc #10 data +61",
	"21960 libxc #10 record_end",
	"21960 libxc #11 record 6 18",
	"21968 libxc #11 vcpu 0 10",
	"21976 libxc #11 data +16",
	"21992 libxc #11 record_end",
	"21992 libxc #12 record c 18",
	"22000 libxc #12 vcpu 0 10",
	"22008 libxc #12 msr c0000080 1112131415161718",
	"22024 libxc #12 record_end",
};

static const char *const hvm_trace[] = {
	"36 xl #0 xl_header 3 0 17",
	"48 xl #0 config 13",
	"52 xl #0 data +18",
	"71 libxl #0 image_header 2 0",
	"87 libxl #0 record 1 0",
	"95 libxl #0 record_end",
	"95 libxc #1 image_header 3 0",
	"119 libxc #1 domain_header 2 c 4 11",
	"135 libxc #1 record 11 30",
	"143 libxc #1 cpuid_leaf 1020300 1020301 1020302 1020303 1020304 "
	"1020305",
	"167 libxc #1 cpuid_leaf 1020306 1020307 1020308 1020309 102030a "
	"102030b",
	"191 libxc #1 record_end",
	"191 libxc #2 record 12 20",
	"199 libxc #2 msr ce 102030405060708",
	"215 libxc #2 msr cf 102030405060709",
	"231 libxc #2 record_end",
	"231 libxc #3 record 10 0",
	"239 libxc #3 record_end",
	"239 libxc #4 record 1 3020",
	"247 libxc #4 count 3",
	"255 libxc #4 page 10 0",
	"263 libxc #4 page 11 0",
	"271 libxc #4 page 12 c",
	"279 libxc #4 page_data 10 0 0 +4096",
	"4375 libxc #4 page_data 11 0 0 +4096",
	"8471 libxc #4 page_data 12 c 0 +4096",
	"12567 libxc #4 record_end",
	"12567 libxc #5 record 1 20",
	"12575 libxc #5 count 3",
	"12583 libxc #5 page 20 f",
	"12591 libxc #5 page 21 d",
	"12599 libxc #5 page 22 e",
	"12607 libxc #5 record_end",
	"12607 libxc #6 record 8 18",
	"12615 libxc #6 tsc_info 2 27ac40 3132333435363738 1",
	"12639 libxc #6 record_end",
	"12639 libxc #7 record 9 475",
	"12647 libxc #7 hvm_entry 1 0 18",
	"12655 libxc #7 hvm_header 1 ffffffffffffffff 663 27ac40",
	"12679 libxc #7 hvm_entry 2 0 408",
	"12687 libxc #7 data +1032",
	"13719 libxc #7 hvm_entry 5 0 20",
	"13727 libxc #7 data +32",
	"13759 libxc #7 hvm_entry 11 0 d",
	"13767 libxc #7 data +13",
	"13780 libxc #7 hvm_entry 0 0 0",
	"13791 libxc #7 record_end",
	"13791 libxc #8 record a 38",
	"13799 libxc #8 count 3",
	"13807 libxc #8 hvm_param 1 2122232425262728",
	"13823 libxc #8 hvm_param 5 2122232425262729",
	"13839 libxc #8 hvm_param 6 212223242526272a",
	"13855 libxc #8 record_end",
	"13855 libxc #9 record 0 0",
	"13863 libxc #9 record_end",
	"13863 libxl #10 record 2 5d",
	"13871 libxl #10 emulator 2 0 55",
	"13879 libxl #10 xenstore 0 0 +21",
	"13900 libxl #10 xenstore 0 1",
	"13901 libxl #10 xenstore 1 0 +6",
	"13907 libxl #10 xenstore 1 1",
	"13908 libxl #10 xenstore 0 0 +19",
	"13927 libxl #10 xenstore 0 1",
	"13928 libxl #10 xenstore 1 0 +13",
	"13941 libxl #10 xenstore 1 1",
	"13942 libxl #10 xenstore 0 0 +20",
	"13962 libxl #10 xenstore 0 1",
	"13963 libxl #10 xenstore 1 1",
	"13967 libxl #10 record_end",
	"13967 libxl #11 record 3 26",
	"13975 libxl #11 emulator 2 0 1e",
	"13983 libxl #11 data +30",
	"14015 libxl #11 record_end",
	"14015 libxl #12 record 0 0",
	"14023 libxl #12 record_end",
};

static void compare_text(const char *const *lines, size_t nr)
{
	char text[200];
	size_t i;

	assert_null(trace.broken);
	assert_int_equal(trace.status, XCSTREAM_DONE);
	for (i = 0; i < nr; i++) {
		assert_true(i < trace.nr_events);
		trace_print(text, sizeof(text), &trace.events[i]);
		/* the byte order shows in the options */
		if (trace.events[i].kind == TRACE_image_header)
			text[strlen(text) - 1] = '0';
		assert_string_equal(text, lines[i]);
	}
}

static void test_events(void **state)
{
	struct fixture f;
	unsigned int big;

	(void)state;
	for (big = 0; big < 2; big++) {
		build(&f, &pv, XCSTREAM_FORMAT_LIBXC, big);
		trace_run(&trace, f.stream.data, f.stream.len, NULL, &plain);
		compare_text(pv_trace, sizeof(pv_trace) / sizeof(*pv_trace));
		assert_int_equal(trace.events[0].v[1], big);
		stream_free(&f.stream);
		if (!HAS_OUTER) /* its offsets are of an xl file */
			continue;
		build(&f, &hvm, XCSTREAM_FORMAT_XL, big);
		trace_run(&trace, f.stream.data, f.stream.len, NULL, &plain);
		compare_text(hvm_trace, sizeof(hvm_trace) / sizeof(*hvm_trace));
		assert_int_equal(trace.nr_events,
				 sizeof(hvm_trace) / sizeof(*hvm_trace));
		stream_free(&f.stream);
	}
}

/* Nothing but one of them is given. */
static struct xcstream_ops only(unsigned int kind)
{
	struct xcstream_ops ops = { 0 };

#define ONLY(name)                                                             \
	if (kind == TRACE_##name)                                              \
		ops.name = trace_ops.name;
	TRACE_KINDS(ONLY)
	return ops;
}

static uint64_t count_kind(const struct trace *t, unsigned int kind)
{
	uint64_t n = 0, i;

	for (i = 0; i < t->nr_events; i++)
		n += t->events[i].kind == kind;
	return n;
}

/* Each callback gets its own calls, whether there are others or not. */
static void test_each_callback(void **state)
{
	static const struct recipe remus = {
		.guest = HVM, .version = 3, .checkpoints = 1, .live = true
	};
	struct xcstream_config config = { .pfns = other.pfns,
					  .nr_pfns = TRACE_PFNS };
	struct fixture f;
	unsigned int kind, guest;

	(void)state;
	for (guest = 0; guest < 2; guest++) {
		build(&f, guest ? &remus : &pv, XCSTREAM_FORMAT_XL, guest);
		trace_run(&trace, f.stream.data, f.stream.len, NULL, &plain);
		assert_int_equal(trace.status, XCSTREAM_DONE);
		for (kind = 0; kind < TRACE_NR; kind++) {
			struct xcstream_ops ops = only(kind);

			trace_clear(&other, &plain);
			other.chunk = f.stream.data;
			other.chunk_len = f.stream.len;
			xcstream_init(&f.xs, &ops, &other, &config);
			assert_int_equal(push(&f, 0, f.stream.len),
					 XCSTREAM_DONE);
			assert_int_equal(other.nr_events,
					 count_kind(&trace, kind));
		}
		stream_free(&f.stream);
	}
}

/* Who pauses at each event, warnings too, gets the same events. */
static void test_pause(void **state)
{
	static const struct recipe remus = {
		.guest = HVM, .version = 3, .checkpoints = 1, .live = true
	};
	static const struct policy pause = { .pause = true };
	static const struct policy bytes = { .pause = true, .chunk = 1 };
	struct xcstream_config config = { .profile = XCSTREAM_RESTORE,
					  .flags = XCSTREAM_CHECKPOINTED };
	struct fixture f;
	struct part *part;

	(void)state;
	build(&f, &remus, XCSTREAM_FORMAT_XL, false);
	part = stream_find(&f.stream, XCSTREAM_LAYER_LIBXC,
			   XCSTREAM_LIBXC_HVM_CONTEXT, 0);
	part_set(part, 1120, 2, 99); /* typecode of an entry */
	part_set(part, 1145, 4, 1); /* length of the end entry */
	part_set(part, 1149, 1, 1); /* padding */
	part = stream_find(&f.stream, XCSTREAM_LAYER_LIBXL,
			   XCSTREAM_LIBXL_EMULATOR_XENSTORE_DATA, 0);
	if (part)
		part_set(part, 20, 2, 0x2a2a); /* characters of a key */
	stream_join(&f.stream);
	trace_run(&trace, f.stream.data, f.stream.len, &config, &plain);
	assert_int_equal(trace.status, XCSTREAM_DONE);
	assert_int_equal(trace.nr_warnings, HAS_OUTER ? 5 : 3);
	trace_run(&other, f.stream.data, f.stream.len, &config, &pause);
	assert_true(trace_same(&trace, &other, "pause"));
	trace_run(&other, f.stream.data, f.stream.len, &config, &bytes);
	assert_true(trace_same(&trace, &other, "pause, byte by byte"));
	stream_free(&f.stream);
}

/* Wherever the sender dies, the last checkpoint that came whole is known. */
static void test_checkpoints(void **state)
{
	static const struct recipe remus = { .guest = HVM,
					     .version = 3,
					     .checkpoints = 2 };
	static const struct xcstream_config config = {
		.flags = XCSTREAM_CHECKPOINTED
	};
	struct fixture f;
	uint64_t ends[3] = { 0 }, end = 1;
	unsigned int i, n, wrap;
	struct part *part;
	size_t at;

	(void)state;
	assert_int_equal(xcstream_checkpoints(NULL, &end), 0);
	assert_int_equal(end, 0);
	assert_int_equal(xcstream_checkpoints(NULL, NULL), 0);
	for (wrap = FIRST_FORMAT; wrap <= XCSTREAM_FORMAT_LIBXC; wrap++) {
		build(&f, &remus, wrap, false);
		for (i = 0; i < 2; i++) {
			part = stream_find(&f.stream, XCSTREAM_LAYER_LIBXL,
					   XCSTREAM_LIBXL_CHECKPOINT_END, i);
			if (!part)
				part = stream_find(
					&f.stream, XCSTREAM_LAYER_LIBXC,
					XCSTREAM_LIBXC_CHECKPOINT, i);
			ends[i + 1] = part->at + 8;
		}
		for (at = 0; at <= f.stream.len; at += at % 977 ? 1 : 61) {
			xcstream_init(&f.xs, NULL, NULL, &config);
			push(&f, 0, at);
			xcstream_finish(&f.xs);
			n = (unsigned int)(at >= ends[1]) + (at >= ends[2]);
			assert_int_equal(xcstream_checkpoints(&f.xs, &end), n);
			assert_int_equal(end, ends[n]);
		}
		stream_free(&f.stream);
	}
}

/* A second image, which some tolerate, takes away none that have come. */
static void test_checkpoints_stay(void **state)
{
	static const struct recipe one = { .guest = HVM,
					   .version = 3,
					   .checkpoints = 1 };
	struct xcstream_config config = { .profile = XCSTREAM_VERIFY };
	struct stream image = { 0 };
	struct part *end, *begin;
	struct fixture f;
	unsigned int i, nr;
	uint64_t at;

	(void)state;
	if (!HAS_OUTER) /* libxl tells that it is a second one */
		skip();
	build(&f, &one, XCSTREAM_FORMAT_LIBXL, false);
	begin = stream_find(&f.stream, XCSTREAM_LAYER_LIBXL,
			    XCSTREAM_LIBXL_LIBXC_CONTEXT, 0);
	end = &f.stream.parts[f.stream.nr_parts - 1];
	nr = f.stream.nr_parts;
	stream_copy(&f.stream, end, begin);
	stream_build(&image, &hvm, XCSTREAM_FORMAT_LIBXC, false);
	for (i = 0; i < image.nr_parts; i++)
		stream_copy(&f.stream, &f.stream.parts[nr + i],
			    &image.parts[i]);
	stream_join(&f.stream);
	xcstream_init(&f.xs, NULL, NULL, &config);
	assert_int_equal(push(&f, 0, f.stream.len), XCSTREAM_DONE);
	assert_int_equal(xcstream_checkpoints(&f.xs, &at), 1);
	assert_true(at > 0 && at < f.stream.parts[nr].at);
	stream_free(&image);
	stream_free(&f.stream);
}

/* A pause at the very end is one; after it is the end. */
static void test_pause_at_end(void **state)
{
	static const struct policy pause = { .pause = true };
	struct xcstream_ops ops = { .record_end = trace_ops.record_end };
	enum xcstream_status status;
	struct fixture f;
	size_t at = 0;

	(void)state;
	build(&f, &pv, XCSTREAM_FORMAT_LIBXC, false);
	trace_clear(&trace, &pause);
	xcstream_init(&f.xs, &ops, &trace, NULL);
	while ((status = push(&f, at, f.stream.len)) == XCSTREAM_PAUSED) {
		at += f.used;
		assert_int_equal(f.xs.at, at);
		assert_int_equal(xcstream_offset(&f.xs), at);
	}
	assert_int_equal(status, XCSTREAM_DONE);
	assert_int_equal(at, f.stream.len);
	assert_int_equal(trace.calls, 18);
	stream_free(&f.stream);
}

/* Abort in the kth call: it is the last one, and its value is kept. */
static void abort_at(const struct fixture *f, uint64_t k, int value,
		     const struct xcstream_config *config)
{
	struct policy policy = { .abort_at = k, .abort_with = value };

	trace_run(&trace, f->stream.data, f->stream.len, config, &policy);
	assert_null(trace.broken);
	assert_int_equal(trace.status, XCSTREAM_FAULT);
	assert_int_equal(trace.calls, k);
	assert_int_equal(trace.fault.code, XCSTREAM_E_ABORTED);
	assert_int_equal(trace.fault.found, (uint64_t)(int64_t)value);
	assert_int_equal(trace.fault.offset, trace.taken);
}

static void test_abort(void **state)
{
	static const struct recipe remus = {
		.guest = HVM, .version = 3, .checkpoints = 1, .live = true
	};
	const struct xcstream_config config = { .profile = XCSTREAM_VERIFY };
	struct fixture f;
	uint64_t calls, k;
	unsigned int guest;

	(void)state;
	for (guest = 0; guest < 2; guest++) {
		build(&f, guest ? &remus : &pv, XCSTREAM_FORMAT_XL, false);
		trace_run(&trace, f.stream.data, f.stream.len, &config, &plain);
		assert_int_equal(trace.status, XCSTREAM_DONE);
		assert_int_equal(trace.nr_warnings, guest);
		calls = trace.calls;
		for (k = 1; k <= calls; k++)
			abort_at(&f, k, -(int)k, &config);
		abort_at(&f, 1, INT_MIN, &config);
		abort_at(&f, calls, -1, &config);
		stream_free(&f.stream);
	}
}

/* Strings */

static void test_strings(void **state)
{
	const char *text;
	unsigned int i, k;

	(void)state;
	for (i = 0; i < XCSTREAM_NR_CODES; i++) {
		text = xcstream_name(XCSTREAM_NAMES_FAULT, i);
		assert_non_null(text);
		assert_true(strlen(text) > 5);
		for (k = 0; k < i; k++)
			assert_string_not_equal(
				text, xcstream_name(XCSTREAM_NAMES_FAULT, k));
		assert_string_equal(xcstream_name(XCSTREAM_NAMES_CODE, i),
				    trace_code(i));
	}
	assert_null(xcstream_name(XCSTREAM_NAMES_FAULT, XCSTREAM_NR_CODES));
	assert_null(xcstream_name(XCSTREAM_NAMES_CODE, XCSTREAM_NR_CODES));
	assert_null(xcstream_name(XCSTREAM_NAMES_CODE, UINT64_MAX));
	assert_string_equal(
		xcstream_name(XCSTREAM_NAMES_LAYER, XCSTREAM_LAYER_XL), "xl");
	assert_string_equal(
		xcstream_name(XCSTREAM_NAMES_LAYER, XCSTREAM_LAYER_LIBXL),
		"libxl");
	assert_string_equal(
		xcstream_name(XCSTREAM_NAMES_LAYER, XCSTREAM_LAYER_LIBXC),
		"libxc");
	assert_string_equal(
		xcstream_name(XCSTREAM_NAMES_LAYER, XCSTREAM_LAYER_NONE), "?");
	assert_string_equal(
		xcstream_name(XCSTREAM_NAMES_LAYER, XCSTREAM_LAYER_LIBVIRT),
		"libvirt");
	assert_string_equal(
		xcstream_name(XCSTREAM_NAMES_LAYER, XCSTREAM_LAYER_XAPI),
		"xapi");
}

/* The first, those beside a gap, the last, and what is after it. */
static void test_names(void **state)
{
	static const struct {
		enum xcstream_names names;
		uint64_t number;
		const char *name;
	} rows[] = {
		{ XCSTREAM_NAMES_LAYER, 6, NULL },
		{ XCSTREAM_NAMES_PART, XCSTREAM_PART_HEADER, "header" },
		{ XCSTREAM_NAMES_PART, XCSTREAM_PART_PADDING, "padding" },
		{ XCSTREAM_NAMES_PART, XCSTREAM_PART_PADDING + 1, NULL },
		{ (enum xcstream_names)(XCSTREAM_NAMES_PART + 1), 0, NULL },
		{ XCSTREAM_NAMES_LAYER, (uint64_t)1 << 32, NULL },
		{ XCSTREAM_NAMES_PAGE_TYPE, 0, "NOTAB" },
		{ XCSTREAM_NAMES_PAGE_TYPE, 4, "L4TAB" },
		{ XCSTREAM_NAMES_PAGE_TYPE, 5, NULL },
		{ XCSTREAM_NAMES_PAGE_TYPE, 8, NULL },
		{ XCSTREAM_NAMES_PAGE_TYPE, 9, "L1TAB_PIN" },
		{ XCSTREAM_NAMES_PAGE_TYPE, 13, "BROKEN" },
		{ XCSTREAM_NAMES_PAGE_TYPE, 15, "XTAB" },
		{ XCSTREAM_NAMES_PAGE_TYPE, 16, NULL },
		{ XCSTREAM_NAMES_HVM_TYPECODE, 0, "END" },
		{ XCSTREAM_NAMES_HVM_TYPECODE, 2, "CPU" },
		{ XCSTREAM_NAMES_HVM_TYPECODE, 12, "HPET" },
		{ XCSTREAM_NAMES_HVM_TYPECODE, 20, "CPU_MSR" },
		{ XCSTREAM_NAMES_HVM_TYPECODE, 21, NULL },
		/* xen/hvm/params.h */
		{ XCSTREAM_NAMES_HVM_PARAM, 0, "CALLBACK_IRQ" },
		{ XCSTREAM_NAMES_HVM_PARAM, 2, "STORE_EVTCHN" },
		{ XCSTREAM_NAMES_HVM_PARAM, 3, NULL },
		{ XCSTREAM_NAMES_HVM_PARAM, 4, "PAE_ENABLED" },
		{ XCSTREAM_NAMES_HVM_PARAM, 6, "BUFIOREQ_PFN" },
		{ XCSTREAM_NAMES_HVM_PARAM, 7, NULL },
		{ XCSTREAM_NAMES_HVM_PARAM, 8, NULL },
		{ XCSTREAM_NAMES_HVM_PARAM, 9, "VIRIDIAN" },
		{ XCSTREAM_NAMES_HVM_PARAM, 13, "DM_DOMAIN" },
		{ XCSTREAM_NAMES_HVM_PARAM, 19, "ACPI_IOPORTS_LOCATION" },
		{ XCSTREAM_NAMES_HVM_PARAM, 24, "NESTEDHVM" },
		{ XCSTREAM_NAMES_HVM_PARAM, 31, "TRIPLE_FAULT_REASON" },
		{ XCSTREAM_NAMES_HVM_PARAM, 38, "MCA_CAP" },
		{ XCSTREAM_NAMES_HVM_PARAM, 39, NULL },
		{ XCSTREAM_NAMES_HVM_PARAM, UINT64_MAX, NULL },
	};
	const char *name;
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		name = xcstream_name(rows[i].names, rows[i].number);
		assert_int_equal(!name, !rows[i].name);
		if (name)
			assert_string_equal(name, rows[i].name);
	}
}

/* public/arch-x86/hvm/save.h */
static void test_typecodes(void **state)
{
	static const unsigned int in_order[] = {
		XCSTREAM_HVM_END,	 XCSTREAM_HVM_HEADER,
		XCSTREAM_HVM_CPU,	 XCSTREAM_HVM_PIC,
		XCSTREAM_HVM_IOAPIC,	 XCSTREAM_HVM_LAPIC,
		XCSTREAM_HVM_LAPIC_REGS, XCSTREAM_HVM_PCI_IRQ,
		XCSTREAM_HVM_ISA_IRQ,	 XCSTREAM_HVM_PCI_LINK,
		XCSTREAM_HVM_PIT,	 XCSTREAM_HVM_RTC,
		XCSTREAM_HVM_HPET,	 XCSTREAM_HVM_PMTIMER,
		XCSTREAM_HVM_MTRR,	 XCSTREAM_HVM_VIRIDIAN_DOMAIN,
		XCSTREAM_HVM_CPU_XSAVE,	 XCSTREAM_HVM_VIRIDIAN_VCPU,
		XCSTREAM_HVM_VMCE_VCPU,	 XCSTREAM_HVM_TSC_ADJUST,
		XCSTREAM_HVM_CPU_MSR,	 XCSTREAM_NR_HVM_TYPECODES
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(in_order) / sizeof(*in_order); i++)
		assert_int_equal(in_order[i], i);
}

static void test_record_names(void **state)
{
	static const char *const libxc[] = { "END",
					     "PAGE_DATA",
					     "X86_PV_INFO",
					     "X86_PV_P2M_FRAMES",
					     "X86_PV_VCPU_BASIC",
					     "X86_PV_VCPU_EXTENDED",
					     "X86_PV_VCPU_XSAVE",
					     "SHARED_INFO",
					     "X86_TSC_INFO",
					     "HVM_CONTEXT",
					     "HVM_PARAMS",
					     "TOOLSTACK",
					     "X86_PV_VCPU_MSRS",
					     "VERIFY",
					     "CHECKPOINT",
					     "CHECKPOINT_DIRTY_PFN_LIST",
					     "STATIC_DATA_END",
					     "X86_CPUID_POLICY",
					     "X86_MSR_POLICY" };
	static const char *const libxl[] = { "END",
					     "LIBXC_CONTEXT",
					     "EMULATOR_XENSTORE_DATA",
					     "EMULATOR_CONTEXT",
					     "CHECKPOINT_END",
					     "CHECKPOINT_STATE" };
	/* xenopsd's suspend_image.ml */
	static const struct {
		uint32_t type;
		const char *name;
	} xapi[] = { { 0xf, "Xenops" },		{ 0xf0, "Libxc" },
		     { 0xf1, "Libxl" },		{ 0xf2, "Libxc_legacy" },
		     { 0xf00, "Qemu_trad" },	{ 0xf01, "Qemu_xen" },
		     { 0xf10, "Demu" },		{ 0xf11, "Varstored" },
		     { 0xf12, "Swtpm0" },	{ 0xf13, "Swtpm" },
		     { 0xffff, "End_of_image" } };
	static const uint32_t none[] = { XCSTREAM_NR_LIBXC_TYPES, 0x80000000,
					 0x80000001, XCSTREAM_NO_RECORD };
	unsigned int i;

	(void)state;
	for (i = 0; i < 19; i++)
		assert_string_equal(
			xcstream_record_name(XCSTREAM_LAYER_LIBXC, i),
			libxc[i]);
	for (i = 0; i < 6 && HAS_OUTER; i++)
		assert_string_equal(
			xcstream_record_name(XCSTREAM_LAYER_LIBXL, i),
			libxl[i]);
	assert_null(xcstream_record_name(XCSTREAM_LAYER_LIBXL, 6));
	for (i = 0; i < 4; i++) {
		assert_null(
			xcstream_record_name(XCSTREAM_LAYER_LIBXC, none[i]));
		assert_null(
			xcstream_record_name(XCSTREAM_LAYER_LIBXL, none[i]));
	}
	for (i = 0; i < 11; i++)
		if (HAS_OUTER)
			assert_string_equal(
				xcstream_record_name(XCSTREAM_LAYER_XAPI,
						     xapi[i].type),
				xapi[i].name);
		else
			assert_null(xcstream_record_name(XCSTREAM_LAYER_XAPI,
							 xapi[i].type));
	assert_null(xcstream_record_name(XCSTREAM_LAYER_XAPI, 0));
	assert_null(xcstream_record_name(XCSTREAM_LAYER_LIBVIRT, 0));
	assert_null(xcstream_record_name(XCSTREAM_LAYER_XL, 0));
	assert_null(xcstream_record_name(XCSTREAM_LAYER_NONE, 0));
}

/* xcstream_describe() */

static void test_describe(void **state)
{
	static const struct {
		struct xcstream_report fault;
		const char *words;
	} rows[] = {
		{ { 4, 1, 2, 0, XCSTREAM_NO_RECORD, XCSTREAM_E_VERSION,
		    XCSTREAM_LAYER_LIBXC, 0 },
		  "offset 4, libxc header: a version of the format that is not "
		  "supported, expected 1, found 2" },
		{ { UINT64_MAX, 0xab, UINT64_MAX, 9, XCSTREAM_LIBXC_PAGE_DATA,
		    XCSTREAM_E_MAX_PFN, XCSTREAM_LAYER_LIBXC, 0 },
		  "offset 18446744073709551615, libxc PAGE_DATA, record 9: pfn "
		  "is above the limit, expected at most 0xab, found "
		  "0xffffffffffffffff" },
		{ { 0, 8, 9, 3, 99, XCSTREAM_E_RECORD_TYPE,
		    XCSTREAM_LAYER_LIBXL, 0 },
		  "offset 0, libxl type 0x63, record 3: a record type that is "
		  "unknown or must not be sent, found 0x9" },
		{ { 1, 16, 1, 3, 1, XCSTREAM_E_ORDER, XCSTREAM_LAYER_LIBXC, 0 },
		  "offset 1, libxc PAGE_DATA, record 3: record comes before "
		  "one "
		  "that it depends on, expected STATIC_DATA_END, found "
		  "PAGE_DATA" },
		{ { 1, 1, 2, 3, 9, XCSTREAM_E_GUEST, XCSTREAM_LAYER_LIBXC, 0 },
		  "offset 1, libxc HVM_CONTEXT, record 3: record belongs to "
		  "the "
		  "other type of guest, expected x86 PV, found x86 HVM" },
		{ { 1, 0, '!', 3, 2, XCSTREAM_E_XENSTORE_CHAR,
		    XCSTREAM_LAYER_LIBXL, 0 },
		  "offset 1, libxl EMULATOR_XENSTORE_DATA, record 3: xenstore "
		  "key has a forbidden character, found 0x21" },
		{ { 1, 1, 2, 3, 2, XCSTREAM_E_DUPLICATE, XCSTREAM_LAYER_LIBXC,
		    0 },
		  "offset 1, libxc X86_PV_INFO, record 3: record may come once "
		  "only" },
		{ { 7, 1, 0, 1, 2, XCSTREAM_E_TRUNCATED, XCSTREAM_LAYER_LIBXC,
		    XCSTREAM_PART_ENTRY },
		  "offset 7, libxc X86_PV_INFO, record 1: the stream ends too "
		  "early, 1 more byte of an entry was due, after 1 whole "
		  "record" },
		{ { 0, 0, XCSTREAM_ARGUMENT_FLAGS, 0, XCSTREAM_NO_RECORD,
		    XCSTREAM_E_MISUSE, XCSTREAM_LAYER_NONE, 0 },
		  "offset 0: the library was called wrongly: config.flags" },
		/* what no parser says */
		{ { 0, 7, 8, 0, 7, XCSTREAM_E_GUEST, 200, 0 },
		  "offset 0 type 0x7, record 0: record belongs to the other "
		  "type of guest, expected 7, found 8" },
		{ { 0, 0, 0, 0, 0, XCSTREAM_E_NONE, 0, 0 }, "no fault" },
		{ { 0, 0, 0, 0, 0, XCSTREAM_NR_CODES, 0, 0 }, "no fault" }
	};
	char text[256];
	unsigned int i;
	size_t n, len;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		/* whose records have no names then */
		if (!HAS_OUTER && rows[i].fault.layer == XCSTREAM_LAYER_LIBXL)
			continue;
		len = strlen(rows[i].words);
		assert_int_equal(xcstream_describe(&rows[i].fault, NULL, 0),
				 len);
		for (n = 1; n <= sizeof(text); n++) {
			memset(text, 'x', sizeof(text));
			assert_int_equal(
				xcstream_describe(&rows[i].fault, text, n),
				len);
			assert_int_equal(strlen(text), n > len ? len : n - 1);
			assert_memory_equal(text, rows[i].words, strlen(text));
			if (n < sizeof(text))
				assert_int_equal(text[n], 'x');
		}
		assert_string_equal(text, rows[i].words);
	}
	assert_int_equal(xcstream_describe(NULL, text, sizeof(text)), 8);
	assert_string_equal(text, "no fault");
}

/* Numbers of any size are told as printf() tells them. */
static void test_numbers(void **state)
{
	struct xcstream_report fault = { .code = XCSTREAM_E_MAX_PFN,
					 .layer = XCSTREAM_LAYER_LIBXC,
					 .type = XCSTREAM_NO_RECORD };
	char text[256], due[256];
	unsigned int i;

	(void)state;
	for (i = 0; i < 64; i++) {
		fault.offset = (uint64_t)1 << i;
		fault.expected = fault.offset;
		fault.found = ~fault.offset;
		snprintf(due, sizeof(due),
			 "offset %llu, libxc header: pfn is above the limit, "
			 "expected at most 0x%llx, found 0x%llx",
			 (unsigned long long)fault.offset,
			 (unsigned long long)fault.expected,
			 (unsigned long long)fault.found);
		xcstream_describe(&fault, text, sizeof(text));
		assert_string_equal(text, due);
	}
}

/* How the two values of each code are told, if they are 1 and 2. */
#define E(name) XCSTREAM_E_##name
static const struct {
	const char *words;
	uint8_t codes[48];
} told[] = {
	{ "",
	  { E(ABORTED), E(CONFIG_TEXT), E(DUPLICATE), E(REPEATED),
	    E(HVM_NO_CPU), E(XENSTORE_NUL), E(XENSTORE_PAIR) } },
	{ ": config.profile", { E(MISUSE) } },
	{ ", found 0x2",
	  { E(RECORD_TYPE), E(OPTIONAL_TYPE), E(PARAM_UNKNOWN), E(PARAM_TWICE),
	    E(XENSTORE_KEY), E(XENSTORE_CHAR), E(XENSTORE_UNKNOWN) } },
	{ ", expected 1, found 2", { E(VERSION),	 E(DOMAIN_TYPE),
				     E(DRAFT_TYPE),	 E(PAGE_SHIFT),
				     E(CONFIG_LENGTH),	 E(CONFIG_NUL),
				     E(LIBVIRT_VERSION), E(XL_OPTIONAL),
				     E(LENGTH),		 E(LONG),
				     E(COUNT),		 E(RECORD_VERSION),
				     E(PAGE_TYPE),	 E(PV_INFO),
				     E(PV_INFO_PAIR),	 E(P2M_LENGTH),
				     E(VCPU_ORDER),	 E(VCPU_EMPTY),
				     E(VCPU_LENGTH),	 E(VCPU_OWN),
				     E(TSC_MODE),	 E(HVM_END),
				     E(HVM_TAIL),	 E(HVM_ORDER),
				     E(HVM_LENGTH),	 E(PARAM_EMPTY),
				     E(CONTROL_ID) } },
	{ ", expected 0x1, found 0x2",
	  { E(MAGIC), E(LEGACY), E(BYTE_ORDER), E(RESERVED), E(SPARE_BITS),
	    E(PADDING), E(XL_BYTE_ORDER), E(XL_FLAGS), E(XL_LEGACY),
	    E(RESERVED_BITS), E(P2M_RANGE), E(HVM_HEADER), E(HVM_VALUE),
	    E(HVM_HARM), E(PARAM_INDEX) } },
	{ ", expected at most 1, found 2",
	  { E(PFN_BUFFER), E(MAX_CONFIG), E(CONFIG_SIZE), E(TOO_LONG),
	    E(MAX_EPOCH), E(MAX_RECORDS), E(MAX_CHECKPOINTS), E(MAX_BYTES),
	    E(MAX_PAGES), E(MAX_XENSTORE), E(MAX_EMULATOR), E(SIZE), E(VCPU_ID),
	    E(TSC_KHZ), E(HVM_ENTRY), E(HVM_UNKNOWN), E(HVM_INSTANCE),
	    E(EMULATOR_ID) } },
	{ ", expected at most 0x1, found 0x2",
	  { E(PFN_RANGE), E(PTE_PFN), E(MAX_PFN), E(P2M_PFN) } },
	{ ", expected PAGE_DATA, found X86_PV_INFO",
	  { E(ORDER), E(ORDER_LAX), E(INCOMPLETE), E(CHECKPOINT),
	    E(CHECKPOINT_ORDER) } },
	{ ", expected x86 PV, found x86 HVM", { E(GUEST) } },
};
#undef E

static void test_told(void **state)
{
	struct xcstream_report fault = { .expected = 1,
					 .found = 2,
					 .layer = XCSTREAM_LAYER_LIBXC };
	bool seen[XCSTREAM_NR_CODES] = { false };
	char text[256], *words;
	unsigned int i, k, nr = 0;
	const char *name;

	(void)state;
	for (i = 0; i < sizeof(told) / sizeof(*told); i++) {
		for (k = 0; k < 48 && told[i].codes[k]; k++) {
			fault.code = told[i].codes[k];
			assert_false(seen[fault.code]);
			seen[fault.code] = true;
			nr++;
			xcstream_describe(&fault, text, sizeof(text));
			name = xcstream_name(XCSTREAM_NAMES_FAULT, fault.code);
			words = strstr(text, name);
			assert_non_null(words);
			assert_string_equal(words + strlen(name),
					    told[i].words);
		}
	}
	/* all but NONE and TRUNCATED, which test_describe() has */
	assert_int_equal(nr, XCSTREAM_NR_CODES - 2);
}

/* However large its numbers are, a sentence has less than 256 characters. */
static void test_sentences(void **state)
{
	struct xcstream_report fault;
	unsigned int i, layer, type;

	(void)state;
	memset(&fault, 0xff, sizeof(fault));
	for (i = 1; i < XCSTREAM_NR_CODES; i++) {
		for (layer = 0; layer <= XCSTREAM_LAYER_LIBXC; layer++) {
			for (type = 0; type < 20; type++) {
				fault.code = (uint8_t)i;
				fault.layer = (uint8_t)layer;
				fault.type = type;
				fault.part = XCSTREAM_PART_RECORD_HEADER;
				assert_true(xcstream_describe(&fault, NULL, 0) <
					    256);
			}
		}
	}
}

static void test_version(void **state)
{
	char text[16];

	(void)state;
	assert_int_equal(xcstream_version(), XCSTREAM_VERSION_NUMBER);
	assert_int_equal(xcstream_sizeof(), sizeof(struct xcstream));
	snprintf(text, sizeof(text), "%d.%d", XCSTREAM_VERSION_NUMBER / 10000,
		 XCSTREAM_VERSION_NUMBER / 100 % 100);
	assert_string_equal(text, XCSTREAM_VERSION);
}

/* Each code but NONE is of one class, and those are as the table says. */
static void test_classes(void **state)
{
	unsigned int i, class;

	(void)state;
	assert_int_equal(XCSTREAM_CLASS(XCSTREAM_E_NONE), XCSTREAM_CLASS_NONE);
	assert_false(XCSTREAM_IS_CALLER(XCSTREAM_E_NONE));
	i = XCSTREAM_NR_CODES;
	assert_int_equal(XCSTREAM_CLASS(i), XCSTREAM_CLASS_NONE);
	for (i = 1; i < XCSTREAM_NR_CODES; i++) {
		class = XCSTREAM_IS_CALLER(i) ? 1u : 0u;
		class |= XCSTREAM_IS_TRUNCATION(i) ? 2u : 0u;
		class |= XCSTREAM_IS_STREAM_ERROR(i) ? 4u : 0u;
		class |= XCSTREAM_IS_RECORD_ERROR(i) ? 8u : 0u;
		if (i <= XCSTREAM_E_PFN_BUFFER)
			assert_int_equal(class, 1);
		else if (i == XCSTREAM_E_TRUNCATED)
			assert_int_equal(class, 2);
		else if (i <= XCSTREAM_E_XL_OPTIONAL)
			assert_int_equal(class, 4);
		else
			assert_int_equal(class, 8);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_init),
		cmocka_unit_test(test_bad_config),
		cmocka_unit_test(test_bad_set),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_push_misuse),
		cmocka_unit_test(test_null),
		cmocka_unit_test(test_done),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_sticky),
		cmocka_unit_test(test_finish_early),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_skip),
		cmocka_unit_test(test_settled),
		cmocka_unit_test(test_settled_colo),
		cmocka_unit_test(test_due),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_pfn_buffer),
		cmocka_unit_test(test_no_pfn_buffer),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_each_callback),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_checkpoints),
		cmocka_unit_test(test_checkpoints_stay),
		cmocka_unit_test(test_pause_at_end),
		cmocka_unit_test(test_abort),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_typecodes),
		cmocka_unit_test(test_record_names),
		cmocka_unit_test(test_describe),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_told),
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_entry_lengths),
		cmocka_unit_test(test_entry_types),
		cmocka_unit_test(test_entry_instances),
		cmocka_unit_test(test_entry_unknown),
		cmocka_unit_test(test_pic),
		cmocka_unit_test(test_stimers)
	};

	/* An exit status has 8 bits. */
	return cmocka_run_group_tests_name("unit", tests, NULL, NULL) != 0;
}
