/* SPDX-License-Identifier: MIT */
/*
 * property.c - does it ever show how the input was cut, where it and the state
 * lay, who paused, and what was skipped? Each stream of the conformance table,
 * and each capture that is named on the command line, must give the same
 * trace however it is run.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "builder.h"
#include "conformance/table.h"
#include "naive.h"
#include "trace.h"

enum { LARGE = 8 << 20 };

static struct trace reference, trace;
static bool paused[TRACE_NR]; /* after events of that kind */

/* An input, and how it is judged. */
struct input {
	const char *name;
	const uint8_t *data;
	size_t len;
	struct xcstream_config config;
};

/* Run it by this policy: the trace must be that of the reference. */
static void check(const struct input *in, const struct policy *policy)
{
	char what[300];
	uint64_t i;

	trace_run(&trace, in->data, in->len, &in->config, policy);
	snprintf(what, sizeof(what),
		 "%s, chunk %zu, seed %u, guard %d, profile %d%s%s%s%s%s%s, "
		 "only %u",
		 in->name, policy->chunk, policy->seed, (int)policy->guard,
		 in->config.profile, policy->move ? ", move" : "",
		 policy->skip ? ", skip" : "", policy->blind ? ", blind" : "",
		 policy->pause ? ", pause" : "", policy->once ? ", once" : "",
		 policy->cut ? ", cut" : "", policy->only);
	if (!trace_same(&reference, &trace, what))
		fail();
	if (policy->pause && !policy->only)
		for (i = 0; i < trace.nr_events && i < TRACE_KEPT; i++)
			paused[trace.events[i].kind] = true;
}

/* The reference: all in one push. */
static void refer(const struct input *in, bool blind)
{
	struct policy policy = { .blind = blind };
	const char *why = NULL;

	trace_run(&reference, in->data, in->len, &in->config, &policy);
	if (reference.broken)
		fail_msg("%s: %s", in->name, reference.broken);
	/* What it was told is what is in the stream. */
	if (!blind)
		why = naive_check(&reference, in->data, in->len, &in->config);
	if (why)
		fail_msg("%s: %s", in->name, why);
}

static void check_small(const struct input *in)
{
	struct policy p = { .chunk = 1, .cut = true, .once = true };
	uint32_t i;

	refer(in, false);
	check(in, &p);
	p = (struct policy){ .once = true, .guard = GUARD_BEHIND };
	check(in, &p);
	p = (struct policy){ .guard = GUARD_FRONT };
	check(in, &p);
	for (i = 2; i <= 64; i++) {
		p = (struct policy){ .chunk = i };
		p.move = i % 4 == 0;
		p.pause = i % 8 == 1;
		check(in, &p);
	}
	for (i = 1; i <= 4; i++) {
		p = (struct policy){ .chunk = 1u << 4 * i,
				     .seed = i,
				     .guard =
					     i % 2 ? GUARD_FRONT : GUARD_BEHIND,
				     .move = true,
				     .once = true };
		check(in, &p);
	}
	p = (struct policy){ .pause = true };
	check(in, &p);
	p = (struct policy){ .chunk = 1, .pause = true, .move = true };
	check(in, &p);
}

/* Without callbacks for what is many; then much can be skipped. */
static void check_blind(const struct input *in)
{
	static const size_t sizes[] = { 0, 4096, 1000, 64, 9, 8, 7, 1 };
	/* single bytes are many in a file */
	unsigned int nr = in->len < LARGE / 8 ? 8 : 5;
	struct policy p = { .blind = true };
	unsigned int i;

	refer(in, true);
	for (i = 0; i < nr; i++) {
		p = (struct policy){ .blind = true,
				     .chunk = sizes[i],
				     .once = true };
		check(in, &p);
		p.skip = true;
		check(in, &p);
		p.pause = true;
		p.move = true;
		p.guard = GUARD_BEHIND;
		check(in, &p);
	}
}

/* How far the parser is after each call; `stops` has room for so many. */
static uint64_t list_stops(const struct input *in, uint64_t *stops, size_t room)
{
	static const struct policy policy = { .pause = true };
	struct xcstream_config config = in->config;
	enum xcstream_status status;
	struct xcstream xs;
	uint64_t n = 0;
	size_t used;

	trace_clear(&trace, &policy);
	trace.chunk = in->data;
	trace.chunk_len = in->len;
	config.pfns = trace.pfns;
	config.nr_pfns = TRACE_PFNS;
	xcstream_init(&xs, &trace_ops, &trace, &config);
	do {
		trace.taken = xcstream_offset(&xs);
		status = xcstream_push(&xs, in->data + trace.taken,
				       in->len - (size_t)trace.taken, &used);
		for (; n < trace.calls && n < room; n++)
			stops[n] = xcstream_offset(&xs);
	} while (status == XCSTREAM_PAUSED);
	return n;
}

/* Who aborts in a call is not called again, and told where that was. */
static void check_abort(const struct input *in)
{
	static uint64_t stops[20000];
	const uint64_t n = list_stops(in, stops, 20000);
	struct policy p = { 0 };
	uint64_t k;

	for (k = 1; k <= n; k += 1 + n / 16) {
		p.abort_at = k;
		p.abort_with = -(int)k;
		trace_run(&trace, in->data, in->len, &in->config, &p);
		if (trace.broken || trace.calls != k ||
		    trace.fault.code != XCSTREAM_E_ABORTED ||
		    trace.fault.offset != stops[k - 1] ||
		    trace.taken != stops[k - 1] ||
		    trace.fault.found != (uint64_t) - (int64_t)k)
			fail_msg("%s, abort in call %u: %s", in->name,
				 (unsigned int)k,
				 trace.broken ? trace.broken : "elsewhere");
		p.pause = !p.pause;
	}
}

/* Whatever else is tried, it pauses, and ends, where it is asked to. */
static void check_answers(const struct input *in)
{
	static unsigned int turn;
	struct policy p = { .pause = true };

	refer(in, false);
	check(in, &p);
	p.only = 1 + turn++ % TRACE_NR;
	check(in, &p);
	p.only = 1 + TRACE_warning;
	check(in, &p);
	p.chunk = 11;
	p.only = 0;
	check(in, &p);
	check_abort(in);
}

/* Each profile: in small pieces, with pauses, on the move. */
static void check_profiles(struct input in)
{
	struct policy p = { .chunk = 61, .seed = 1, .pause = true };

	p.move = p.once = true;
	for (in.config.profile = XCSTREAM_STRICT;
	     in.config.profile < XCSTREAM_CUSTOM; in.config.profile++) {
		refer(&in, false);
		check(&in, &p);
		p.seed++;
	}
}

/*
 * Each row, in each layer, byte order and profile; in one profile in more ways,
 * and one in four of them in all.
 */
static void test_row(void **state)
{
	static unsigned int turn;
	const struct row *row = *state;
	unsigned int wrap, big, runs = 0;
	struct stream s = { 0 };
	struct input in = { .name = row->name, .config = row->config };

	for (wrap = FIRST_FORMAT; wrap <= LAST_FORMAT; wrap++) {
		for (big = 0; big < 2; big++) {
			if (!row_has(row, wrap, big))
				continue;
			row_build(&s, row, wrap, big);
			in.data = s.data;
			in.len = s.len;
			in.config.profile = turn / 4 % XCSTREAM_CUSTOM;
			in.config.max_version = row->config.max_version;
			if (!in.config.max_version)
				in.config.max_version = 3;
			if (turn++ % 4 == 0)
				check_small(&in);
			check_answers(&in);
			check_blind(&in);
			check_profiles(in);
			stream_free(&s);
			runs++;
		}
	}
	if (!runs)
		row_not_run(row);
}

/* A file's bytes. */
static uint8_t *load_file(const char *name, size_t *len)
{
	FILE *f = fopen(name, "rb");
	uint8_t *data = NULL;
	long size = 0;

	if (!f || fseek(f, 0, SEEK_END) || (size = ftell(f)) < 0)
		fail_msg("%s: %s", name, strerror(errno));
	rewind(f);
	*len = (size_t)size;
	data = malloc(*len + 1);
	if (!data || fread(data, 1, *len, f) != *len)
		fail_msg("%s: cannot be read", name);
	fclose(f);
	return data;
}

/* By few policies, that each do several things. */
static void check_large(const struct input *in)
{
	static const struct policy policies[] = {
		{ .chunk = 4093, .guard = GUARD_BEHIND, .move = true },
		{ .chunk = 65536, .guard = GUARD_FRONT, .pause = true },
		{ .chunk = 1000003, .blind = true, .skip = true },
		{ .chunk = 4093, .blind = true, .move = true },
		{ .blind = true, .skip = true, .pause = true }
	};
	unsigned int i;

	for (i = 0; i < 5; i++) {
		if (i == 2)
			refer(in, true);
		check(in, &policies[i]);
	}
}

static void check_middle(const struct input *in)
{
	struct policy p = { 0 };
	uint32_t i;

	for (i = 1; i <= 64; i++) {
		p = (struct policy){ .chunk = i, .once = i == 5 };
		p.move = i % 16 == 0;
		p.pause = i % 32 == 9;
		check(in, &p);
	}
	p = (struct policy){
		.chunk = 70000, .seed = 1, .guard = GUARD_BEHIND, .move = true
	};
	check(in, &p);
	p = (struct policy){ .chunk = 1, .cut = true };
	check(in, &p);
	check_blind(in);
}

static void test_capture(void **state)
{
	struct input in = { .name = *state };
	uint8_t *data = load_file(in.name, &in.len);
	unsigned int i;

	in.data = data;
	refer(&in, false);
	/* What a Xen wrote may have been cut off, but is not wrong. */
	if (reference.status != XCSTREAM_DONE)
		assert_int_equal(reference.fault.code, XCSTREAM_E_TRUNCATED);
	for (i = 0; i < reference.nr_warnings; i++)
		assert_int_equal(reference.warnings[i].code,
				 XCSTREAM_E_CHECKPOINT);
	if (in.len > LARGE)
		check_large(&in);
	else
		check_middle(&in);
	free(data);
}

/* The table has all kinds of events. */
static void test_paused(void **state)
{
	unsigned int i;

	(void)state;
#ifdef XCSTREAM_ONLY_LIBXC
	paused[TRACE_xl_header] = paused[TRACE_config] = true;
	paused[TRACE_emulator] = paused[TRACE_xenstore] = true;
	paused[TRACE_checkpoint_state] = paused[TRACE_dirty_pfn] = true;
#endif
	for (i = 0; i < TRACE_NR; i++)
		if (!paused[i])
			fail_msg("nobody paused after an event of kind %u", i);
}

int main(int argc, char **argv)
{
	static struct CMUnitTest tests[ROWS_MAX + 101];
	const struct row *row;
	unsigned int i, nr_rows;

	for (i = 0; (row = row_at(i)); i++) {
		tests[i].name = row->name;
		tests[i].test_func = test_row;
		tests[i].initial_state = (void *)(uintptr_t)row;
	}
	nr_rows = i;
	for (i = 0; i < 100 && (int)i + 1 < argc; i++) {
		tests[nr_rows + i].name = argv[i + 1];
		tests[nr_rows + i].test_func = test_capture;
		tests[nr_rows + i].initial_state = argv[i + 1];
	}
	tests[nr_rows + i].name = "each callback has paused";
	tests[nr_rows + i].test_func = test_paused;
	/* An exit status has 8 bits. */
	return cmocka_run_group_tests_name("property", tests, NULL, NULL) != 0;
}
