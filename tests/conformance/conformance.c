/* SPDX-License-Identifier: MIT */
/*
 * conformance.c - is each rule kept, and each valid stream accepted, by each
 * profile, in both byte orders, and with each layer around it?
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "builder.h"
#include "conformance/fields.h"
#include "conformance/receiver.h"
#include "conformance/table.h"
#include "trace.h"

static struct trace trace;
static bool seen[XCSTREAM_NR_CODES]; /* codes that some row expects */
/* Faults in front of which a receiver must not stop, by what it would do. */
static unsigned int harmful[ABORTS + 1];

/* A row, as it is being run. */
struct run {
	const struct row *row;
	struct stream stream;
	unsigned int wrap, profile;
	bool big;
	const char *how;
};

/* Say which one it is, and fail. */
static void fail_run(const struct run *r, const char *why)
{
	static const char *const wraps[] = { "?",	  "xl",	   "libvirt",
					     "xapi",	  "libxl", "libxc",
					     "libxl-back" };
	static const char *const profiles[] = { "strict", "verify", "restore",
						"draft", "custom" };

	fail_msg("%s [%s, %s endian, %s, %s]: %s", r->row->name, wraps[r->wrap],
		 r->big ? "big" : "little", profiles[r->profile], r->how, why);
}

/* The first number of a part: of a record, its type. */
static uint32_t first_number(const struct stream *s, const struct part *part)
{
	const uint8_t *p = s->data + part->at;
	uint32_t number = 0;
	unsigned int i;

	for (i = 0; i < 4; i++)
		number = number << 8 | p[part->big ? i : 3 - i];
	return number;
}

/* The fault that a verdict means. */
static struct xcstream_report expect(struct run *r, const struct verdict *v)
{
	struct xcstream_report fault = { .code = (uint8_t)v->code,
					 .expected = v->expected,
					 .found = v->found,
					 .type = XCSTREAM_NO_RECORD };
	const struct part *part = r->stream.parts, *p;
	unsigned int format = r->row->config.format;

	if (r->row->recipe) {
		part = row_part(&r->stream, v->where);
		fault.layer = v->layer ? v->layer : part->layer;
	} else if (format) {
		fault.layer = (uint8_t)format;
	}
	fault.offset = part->at + v->at;
	for (p = r->stream.parts; p < part; p++)
		fault.record += p->type != XCSTREAM_NO_RECORD;
	/* A record's type is not known before its header has come whole. */
	if (part->type != XCSTREAM_NO_RECORD &&
	    (v->code != XCSTREAM_E_TRUNCATED ||
	     v->at >= (part->layer == XCSTREAM_LAYER_XAPI ? 16 : HEADER_SIZE)))
		fault.type = first_number(&r->stream, part);
	return fault;
}

/* Is it the same fault? NULL is none. */
static void compare(const struct run *r, const struct xcstream_report *expected,
		    const struct xcstream_report *found)
{
	char text[2][200] = { "nothing", "nothing" }, why[450];

	if (expected && found && trace_same_fault(expected, found))
		return;
	if (!expected && !found)
		return;
	if (expected)
		trace_print_fault(text[0], sizeof(text[0]), expected);
	if (found)
		trace_print_fault(text[1], sizeof(text[1]), found);
	snprintf(why, sizeof(why), "\n\texpected %s\n\tfound    %s", text[0],
		 text[1]);
	fail_run(r, why);
}

/* A receiver of what is settled fails, whoever it is. */
static void check_settled(const struct run *r)
{
	static const char *const words[] = { "fails", "fails over", "ends",
					     "runs",  "crashes",    "is empty",
					     "hangs", "aborts" };
	const uint8_t *data = r->stream.data;
	unsigned int format = r->row->config.format;
	enum outcome outcome = receive(data, (size_t)trace.settled, format);
	char why[100];

	if (trace.status != XCSTREAM_FAULT || r->profile == XCSTREAM_VERIFY ||
	    r->profile == XCSTREAM_DRAFT)
		return;
	harmful[receive(data, (size_t)trace.fault.offset, format)]++;
	/* What has got nothing so far is not started, we hope. */
	if (outcome == FAILS || outcome == FAILS_OVER || !trace.settled)
		return;
	snprintf(why, sizeof(why),
		 "who gets the %llu bytes that are settled %s",
		 (unsigned long long)trace.settled, words[outcome]);
	fail_run(r, why);
}

static const struct xcstream_report *nth_warning(unsigned int n)
{
	return n < trace.nr_warnings ? &trace.warnings[n] : NULL;
}

/* Compare the trace with the row's verdicts; a bit each: is it tolerated? */
static void judge(struct run *r, unsigned int tolerated)
{
	const struct xcstream_report *fault =
		trace.status == XCSTREAM_FAULT ? &trace.fault : NULL;
	const struct verdict *v = r->row->verdicts;
	/* A custom profile reads what the strict one reads. */
	unsigned int who = r->profile % XCSTREAM_CUSTOM;
	struct xcstream_report expected;
	unsigned int i, warnings = 0;

	if (trace.broken)
		fail_run(r, trace.broken);
	/* The others tolerate what no receiver does. */
	if (r->profile == XCSTREAM_STRICT || r->profile == XCSTREAM_RESTORE ||
	    (r->profile == XCSTREAM_CUSTOM && !tolerated))
		check_settled(r);
	for (i = 0; i < ROW_VERDICTS && v[i].code; i++) {
		if (v[i].only && !(v[i].only >> who & 1))
			continue;
		expected = expect(r, &v[i]);
		seen[v[i].code] = true;
		if (!(tolerated >> i & 1)) {
			compare(r, &expected, fault);
			compare(r, NULL, nth_warning(warnings));
			return;
		}
		compare(r, &expected, nth_warning(warnings));
		warnings++;
	}
	if (r->row->more)
		return;
	compare(r, NULL, nth_warning(warnings));
	compare(r, NULL, fault);
	assert_int_equal(trace.status, XCSTREAM_DONE);
}

/* Run it with and without callbacks for what is many. */
static void run(struct run *r, const struct xcstream_config *config,
		unsigned int tolerated)
{
	static const struct policy plain, blind = { .blind = true };

	r->how = "all callbacks";
	trace_run(&trace, r->stream.data, r->stream.len, config, &plain);
	judge(r, tolerated);
	r->how = "few callbacks";
	trace_run(&trace, r->stream.data, r->stream.len, config, &blind);
	judge(r, tolerated);
}

static void run_profile(struct run *r)
{
	struct xcstream_config config = r->row->config;
	unsigned int i, tolerated = 0;

	config.profile = (uint8_t)r->profile;
	/* The draft's judgement of version 3, which it does not read. */
	if (r->profile == XCSTREAM_DRAFT && !r->row->draft && r->row->recipe &&
	    r->row->recipe->version == 3 && !config.max_version)
		config.max_version = 3;
	for (i = 0; i < ROW_VERDICTS; i++)
		tolerated |= (r->row->verdicts[i].by >> r->profile & 1u) << i;
	run(r, &config, tolerated);
}

/* Tolerate nothing; then what anyone tolerates of what this row has. */
static void run_custom(struct run *r)
{
	struct xcstream_config config = r->row->config;
	unsigned int i, tolerated = 0;

	r->profile = XCSTREAM_CUSTOM;
	config.profile = XCSTREAM_CUSTOM;
	run(r, &config, 0);
	for (i = 0; i < ROW_VERDICTS; i++) {
		if (!r->row->verdicts[i].by)
			continue;
		tolerated |= 1u << i;
		xcstream_set_code(&config.tolerate, r->row->verdicts[i].code,
				  true);
	}
	run(r, &config, tolerated);
}

static void test_row(void **state)
{
	struct run r = { .row = *state };
	unsigned int wrap, big, profile, runs = 0;

	for (wrap = FIRST_FORMAT; wrap <= LAST_FORMAT; wrap++) {
		for (big = 0; big < 2; big++) {
			if (!row_has(r.row, wrap, big))
				continue;
			r.wrap = wrap;
			r.big = big;
			row_build(&r.stream, r.row, wrap, big);
			for (profile = 0; profile < XCSTREAM_CUSTOM;
			     profile++) {
				r.profile = profile;
				run_profile(&r);
			}
			run_custom(&r);
			stream_free(&r.stream);
			runs++;
		}
	}
	if (!runs)
		row_not_run(r.row);
}

/* Each code that a stream can cause is expected by a row. */
static void test_codes(void **state)
{
	/* by a stream of the layers around libxc */
	static const bool outer[XCSTREAM_NR_CODES] = {
		[XCSTREAM_E_XL_BYTE_ORDER] = true,
		[XCSTREAM_E_XL_FLAGS] = true,
		[XCSTREAM_E_XL_LEGACY] = true,
		[XCSTREAM_E_XL_OPTIONAL] = true,
		[XCSTREAM_E_CONFIG_LENGTH] = true,
		[XCSTREAM_E_CONFIG_NUL] = true,
		[XCSTREAM_E_CONFIG_SIZE] = true,
		[XCSTREAM_E_CONFIG_TEXT] = true,
		[XCSTREAM_E_MAX_CONFIG] = true,
		[XCSTREAM_E_LIBVIRT_VERSION] = true,
		[XCSTREAM_E_MAX_XENSTORE] = true,
		[XCSTREAM_E_MAX_EMULATOR] = true,
		[XCSTREAM_E_EMULATOR_ID] = true,
		[XCSTREAM_E_XENSTORE_NUL] = true,
		[XCSTREAM_E_XENSTORE_PAIR] = true,
		[XCSTREAM_E_XENSTORE_KEY] = true,
		[XCSTREAM_E_XENSTORE_CHAR] = true,
		[XCSTREAM_E_XENSTORE_UNKNOWN] = true,
		[XCSTREAM_E_CHECKPOINT_ORDER] = true,
		[XCSTREAM_E_CONTROL_ID] = true,
	};
	unsigned int code, missing = 0;

	(void)state;
	for (code = 1; code < XCSTREAM_NR_CODES; code++) {
		if (!HAS_OUTER && outer[code]) {
			assert_false(seen[code]);
			continue;
		}
		if (seen[code] || code == XCSTREAM_E_MISUSE ||
		    code == XCSTREAM_E_ABORTED || code == XCSTREAM_E_PFN_BUFFER)
			continue;
		print_error("no row expects %s\n", trace_code(code));
		missing++;
	}
	assert_int_equal(missing, 0);
}

/* The model of the receivers sees what it is there for. */
static void test_receivers(void **state)
{
	(void)state;
	assert_true(harmful[FAILS] > 1000);
	if (!HAS_OUTER) /* who reads libxc alone fails, or has all */
		return;
	assert_true(harmful[FAILS_OVER] > 0);
	assert_true(harmful[RUNS] > 0 && harmful[CRASHES] > 0);
	assert_true(harmful[EMPTY] > 0 && harmful[HANGS] > 0);
}

/* Each byte but NUL, in front of a key, within it, and in a value. */
static void test_xenstore_characters(void **state)
{
	static const char legal[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-/_@";
	static const struct policy plain;
	static const struct recipe hvm = { .guest = HVM, .version = 3 };
	static const size_t places[] = { 16, 20, 40 };
	struct xcstream_config config = { .profile = XCSTREAM_CUSTOM };
	struct stream s = { 0 };
	struct part *part;
	unsigned int c, i, code;

	(void)state;
	if (!HAS_OUTER)
		skip();
	xcstream_set_code(&config.tolerate, XCSTREAM_E_XENSTORE_UNKNOWN, true);
	stream_build(&s, &hvm, XCSTREAM_FORMAT_LIBXL, false);
	part = stream_find(&s, XCSTREAM_LAYER_LIBXL,
			   XCSTREAM_LIBXL_EMULATOR_XENSTORE_DATA, 0);
	for (c = 1; c < 256; c++) {
		for (i = 0; i < 3; i++) {
			uint8_t old = part->data[places[i]];

			part_set(part, places[i], 1, c);
			stream_join(&s);
			part_set(part, places[i], 1, old);
			trace_run(&trace, s.data, s.len, &config, &plain);
			code = XCSTREAM_E_NONE;
			if (i < 2 && !strchr(legal, (int)c))
				code = XCSTREAM_E_XENSTORE_CHAR;
			if (i == 0 && c == '/')
				code = XCSTREAM_E_XENSTORE_KEY;
			assert_null(trace.broken);
			assert_int_equal(trace.fault.code, code);
			if (!code)
				continue;
			assert_int_equal(trace.fault.offset,
					 part->at + places[i]);
			assert_int_equal(trace.fault.found, c);
		}
	}
	stream_free(&s);
}

/* Append the parts of a whole image. */
static void append_image(struct stream *s, struct part *before, bool big)
{
	static const struct recipe recipe = { .guest = HVM, .version = 3 };
	struct stream image = { 0 };
	unsigned int nr = (unsigned int)(before - s->parts), i;

	stream_build(&image, &recipe, XCSTREAM_FORMAT_LIBXC, big);
	for (i = 0; i < image.nr_parts; i++)
		stream_copy(s, &s->parts[nr + i], &image.parts[i]);
	stream_free(&image);
}

/* Each header tells the byte order anew, for its own layer. */
static void test_byte_orders(void **state)
{
	static const struct policy plain;
	static const struct recipe hvm = { .guest = HVM, .version = 3 };
	struct xcstream_config config = { .profile = XCSTREAM_VERIFY };
	struct stream s = { 0 };
	unsigned int bits;

	(void)state;
	if (!HAS_OUTER)
		skip();
	for (bits = 0; bits < 8; bits++) {
		/* libxl's own records, and one image; then two more of them */
		stream_build(&s, &hvm, XCSTREAM_FORMAT_LIBXL, bits & 1);
		stream_copy(&s, &s.parts[s.nr_parts - 1],
			    stream_find(&s, XCSTREAM_LAYER_LIBXL,
					XCSTREAM_LIBXL_LIBXC_CONTEXT, 0));
		append_image(&s, &s.parts[s.nr_parts - 1], bits & 2);
		stream_copy(&s, &s.parts[s.nr_parts - 1],
			    stream_find(&s, XCSTREAM_LAYER_LIBXL,
					XCSTREAM_LIBXL_LIBXC_CONTEXT, 0));
		append_image(&s, &s.parts[s.nr_parts - 1], bits & 4);
		stream_join(&s);
		trace_run(&trace, s.data, s.len, &config, &plain);
		assert_null(trace.broken);
		assert_int_equal(trace.status, XCSTREAM_DONE);
		assert_int_equal(trace.nr_warnings, 2);
		assert_int_equal(trace.warnings[1].code, XCSTREAM_E_DUPLICATE);
		stream_free(&s);
	}
}

/*
 * Nothing but a record between libxc's tells COLO, so that has their byte order;
 * and it has libxl's. No stream passes in which these differ.
 */
static void test_colo_order(void **state)
{
	static const struct policy plain;
	static const struct recipe colo = {
		.guest = HVM, .version = 3, .colo = true, .checkpoints = 2
	};
	static const struct xcstream_config config = {
		.flags = XCSTREAM_CHECKPOINTED
	};
	struct stream from[2] = { 0 }, s = { 0 };
	const struct part *part;
	unsigned int bits, i, big;

	(void)state;
	if (!HAS_OUTER)
		skip();
	for (i = 0; i < 2; i++)
		stream_build(&from[i], &colo, XCSTREAM_FORMAT_LIBXL, i);
	for (bits = 0; bits < 8; bits++) {
		for (i = 0; i < from[0].nr_parts; i++) {
			part = &from[0].parts[i];
			big = bits & (part->layer == XCSTREAM_LAYER_LIBXC);
			if (part->layer == XCSTREAM_LAYER_LIBXL)
				big = bits >> 1 & 1;
			if (part->layer == XCSTREAM_LAYER_LIBXL &&
			    part->type == XCSTREAM_LIBXL_CHECKPOINT_STATE)
				big = bits >> 2;
			stream_copy(&s, NULL, &from[big].parts[i]);
		}
		stream_join(&s);
		trace_run(&trace, s.data, s.len, &config, &plain);
		assert_null(trace.broken);
		if (bits == 0 || bits == 7) {
			assert_int_equal(trace.status, XCSTREAM_DONE);
		} else {
			part = stream_find(&s, XCSTREAM_LAYER_LIBXL,
					   XCSTREAM_LIBXL_CHECKPOINT_STATE, 0);
			assert_int_equal(trace.status, XCSTREAM_FAULT);
			assert_int_equal(trace.fault.offset, part->at);
		}
		stream_free(&s);
	}
	stream_free(&from[0]);
	stream_free(&from[1]);
}

/* The pages' contents come with their pfns and types. */
static void test_page_data(void **state)
{
	static const struct policy plain;
	static const struct recipe live = {
		.guest = PV, .version = 3, .width = 8, .live = true
	};
	/* what the recipe puts: the first and the third PAGE_DATA record */
	static const char letters[] = "nnd"
				      "n1234abcd";
	struct stream s = { 0 };
	const struct event *e;
	unsigned int big, i;
	uint64_t at, pfn;

	(void)state;
	for (big = 0; big < 2; big++) {
		stream_build(&s, &live, XCSTREAM_FORMAT_XL, big);
		stream_join(&s);
		trace_run(&trace, s.data, s.len, NULL, &plain);
		assert_int_equal(trace.status, XCSTREAM_DONE);
		for (i = 0, e = trace.events; letters[i]; e++) {
			assert_true(e < trace.events + trace.nr_events);
			if (e->kind != TRACE_page_data)
				continue;
			at = stream_find(&s, XCSTREAM_LAYER_LIBXC,
					 XCSTREAM_LIBXC_PAGE_DATA,
					 i < 3 ? 0 : 2)
				     ->at;
			at += i < 3 ? 40 + 4096 * i : 112 + 4096 * (i - 3);
			pfn = 0x10 + (i < 3 ? i : i - 3);
			assert_int_equal(e->at, at);
			assert_int_equal(e->len, 4096);
			assert_int_equal(e->v[0], pfn);
			assert_int_equal(e->v[1],
					 strchr(PAGE_LETTERS, letters[i]) -
						 PAGE_LETTERS);
			assert_int_equal(e->v[2], 0);
			i++;
		}
		stream_free(&s);
	}
}

/* Each guest in each container, with so many checkpoints. */
static void each_nest(void (*visit)(struct stream *s, unsigned int wrap))
{
	static const uint8_t checkpoints[] = { 0, 1, 5 };
	struct recipe recipe = { .version = 3, .width = 8 };
	struct stream s = { 0 };
	unsigned int wrap, i;

	for (wrap = FIRST_FORMAT; wrap <= XCSTREAM_FORMAT_LIBXC; wrap++) {
		for (i = 0; i < 3 * 2 * 2 * 2; i++) {
			recipe.checkpoints = checkpoints[i % 3];
			recipe.guest = i / 3 % 2 ? PV : HVM;
			recipe.nested = i / 12;
			stream_build(&s, &recipe, (enum xcstream_format)wrap,
				     i / 6 % 2);
			stream_join(&s);
			visit(&s, wrap);
			stream_free(&s);
		}
	}
}

static void validate(struct stream *s, unsigned int wrap)
{
	static const size_t chunks[] = { 0, 1, 2, 3, 7, 8, 13, 64, 4096 };
	static const struct xcstream_config config = {
		.flags = XCSTREAM_CHECKPOINTED
	};
	struct policy policy = { .blind = true };
	unsigned int i;

	(void)wrap;
	for (i = 0; i < sizeof(chunks) / sizeof(*chunks); i++) {
		policy.chunk = chunks[i];
		trace_run(&trace, s->data, s->len, &config, &policy);
		assert_null(trace.broken);
		assert_int_equal(trace.status, XCSTREAM_DONE);
		assert_int_equal(trace.taken, s->len);
		assert_int_equal(trace.nr_warnings, 0);
	}
}

static void test_nests(void **state)
{
	(void)state;
	each_nest(validate);
}

/*
 * The fields of a layer's headers: where each begins, and at last where they
 * end. Not judged: in what the sender says of itself, xen_major and xen_minor;
 * how long xl's optional data and libvirt's XML are, which is all that tells.
 */
struct fields {
	unsigned int layer, nth;
	uint8_t at[14];
	uint8_t free[2]; /* those that are not judged */
};

static const struct fields headers[] = {
	{ XCSTREAM_LAYER_XL,
	  0,
	  { 0, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52 },
	  { 44, 44 } },
	{ XCSTREAM_LAYER_LIBVIRT,
	  0,
	  { 0, 8, 12, 16, 20, 24, 32, 40, 48, 56, 64 },
	  { 20, 20 } },
	{ XCSTREAM_LAYER_XAPI, 0, { 0, 8, 12, 14, 15 }, { 99, 99 } },
	{ XCSTREAM_LAYER_LIBXL, 0, { 0, 8, 12, 16 }, { 99, 99 } },
	{ XCSTREAM_LAYER_LIBXC, 0, { 0, 8, 12, 16, 18, 20, 24 }, { 99, 99 } },
	{ XCSTREAM_LAYER_LIBXC, 1, { 0, 4, 6, 8, 12, 16 }, { 8, 12 } },
};

/* Any byte of a field that is not what it was is a fault of that field. */
static void flip(struct stream *s, unsigned int wrap)
{
	static const struct policy blind = { .blind = true };
	struct xcstream_config config = { .flags = XCSTREAM_CHECKPOINTED,
					  .format = (uint8_t)wrap };
	const struct fields *h;
	struct part *part;
	unsigned int i, k;

	for (h = headers; h < headers + 6; h++) {
		part = stream_find(s, h->layer, XCSTREAM_NO_RECORD, h->nth);
		if (!part)
			continue;
		for (i = 0, k = 0; h->at[k + 1]; i++) {
			k += i == h->at[k + 1];
			if (!h->at[k + 1] || h->at[k] == h->free[0] ||
			    h->at[k] == h->free[1])
				continue;
			s->data[part->at + i] ^= 0xff;
			trace_run(&trace, s->data, s->len, &config, &blind);
			s->data[part->at + i] ^= 0xff;
			assert_int_equal(trace.status, XCSTREAM_FAULT);
			assert_int_equal(trace.fault.offset,
					 part->at + h->at[k]);
			assert_int_equal(trace.fault.layer, h->layer);
		}
	}
}

static void test_flips(void **state)
{
	(void)state;
	each_nest(flip);
}

int main(void)
{
	static struct CMUnitTest tests[ROWS_MAX + 10] = {
		[ROWS_MAX] = cmocka_unit_test(test_codes),
		[ROWS_MAX + 1] = cmocka_unit_test(test_xenstore_characters),
		[ROWS_MAX + 2] = cmocka_unit_test(test_byte_orders),
		[ROWS_MAX + 6] = cmocka_unit_test(test_colo_order),
		[ROWS_MAX + 3] = cmocka_unit_test(test_page_data),
		[ROWS_MAX + 4] = cmocka_unit_test(test_nests),
		[ROWS_MAX + 5] = cmocka_unit_test(test_flips),
		[ROWS_MAX + 7] = cmocka_unit_test(test_receivers),
		[ROWS_MAX + 8] = cmocka_unit_test(test_lengths),
		[ROWS_MAX + 9] = cmocka_unit_test(test_bits)
	};
	const struct row *row;
	unsigned int i;

	/* cmocka passes over those without a function. */
	for (i = 0; (row = row_at(i)); i++) {
		tests[i].name = row->name;
		tests[i].test_func = test_row;
		tests[i].initial_state = (void *)(uintptr_t)row;
	}
	/* An exit status has 8 bits. */
	return cmocka_run_group_tests_name("conformance", tests, NULL, NULL) !=
	       0;
}
