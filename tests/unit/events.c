/* SPDX-License-Identifier: MIT */
/*
 * events.c - does a callback bring each value of a stream, decoded, with its
 * offset, before a byte after it is looked at? And does the stream end there,
 * to the byte, if that callback says so?
 *
 * The tables below are the formats of the specifications, with the argument
 * that each field becomes. What becomes none: magic numbers and byte orders,
 * reserved fields, padding and NULs at an end, all of which have only one right
 * value.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "builder.h"
#include "trace.h"

/* ---- what is in a stream ---- */

enum { NO = 7 /* no argument */, SILENT = TRACE_NR /* no callback */ };

/*
 * Bytes that are judged at once, and become one event: fields of so many
 * bytes, and of which argument each is. Of size 0: what is left of the record.
 */
struct item {
	uint8_t kind;
	struct {
		uint8_t size, arg;
	} fields[6];
};

/* What comes after the items. */
enum bulk { NOTHING, DATA, PAGES, CHAIN, STRINGS, NULL_ENDED };

/* A record: one head, then entries, then bulk. */
struct shape {
	uint8_t layer;
	uint32_t type;
	struct item head, entry;
	enum bulk bulk;
};

#define ITEM(kind, ...)                                                        \
	{                                                                      \
		TRACE_##kind,                                                  \
		{                                                              \
			__VA_ARGS__                                            \
		}                                                              \
	}
#define JUDGED(...)                                                            \
	{                                                                      \
		SILENT,                                                        \
		{                                                              \
			__VA_ARGS__                                            \
		}                                                              \
	}
#define NONE                                                                   \
	{                                                                      \
		SILENT,                                                        \
		{                                                              \
			{                                                      \
				0, NO                                          \
			}                                                      \
		}                                                              \
	}
#define XC(type) XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_##type
#define XL(type) XCSTREAM_LAYER_LIBXL, XCSTREAM_LIBXL_##type
#define XA(type) XCSTREAM_LAYER_XAPI, XCSTREAM_XAPI_##type
#define VCPU ITEM(vcpu, { 4, 0 }, { 4, NO }, { 0, 1 })
#define MSR ITEM(msr, { 4, 0 }, { 4, NO }, { 8, 1 })
#define EMULATOR ITEM(emulator, { 4, 0 }, { 4, 1 }, { 0, 2 })

static const struct shape shapes[] = {
	{ XC(END), NONE, NONE, NOTHING },
	{ XC(PAGE_DATA), ITEM(count, { 4, 0 }, { 4, NO }), ITEM(page, { 8, 0 }),
	  PAGES },
	{ XC(X86_PV_INFO), ITEM(pv_info, { 1, 0 }, { 1, 1 }, { 6, NO }), NONE,
	  NOTHING },
	{ XC(X86_PV_P2M_FRAMES), ITEM(p2m_frames, { 4, 0 }, { 4, 1 }),
	  ITEM(p2m_frame, { 8, 0 }), NOTHING },
	{ XC(X86_PV_VCPU_BASIC), VCPU, NONE, DATA },
	{ XC(X86_PV_VCPU_EXTENDED), VCPU, NONE, DATA },
	{ XC(X86_PV_VCPU_XSAVE), VCPU, NONE, DATA },
	{ XC(SHARED_INFO), NONE, NONE, DATA },
	{ XC(X86_TSC_INFO),
	  ITEM(tsc_info, { 4, 0 }, { 4, 1 }, { 8, 2 }, { 4, 3 }, { 4, NO }),
	  NONE, NOTHING },
	{ XC(HVM_CONTEXT), NONE, NONE, CHAIN },
	{ XC(HVM_PARAMS), ITEM(count, { 4, 0 }, { 4, NO }),
	  ITEM(hvm_param, { 8, 0 }, { 8, 1 }), NOTHING },
	{ XC(X86_PV_VCPU_MSRS), VCPU, MSR, NOTHING },
	{ XC(VERIFY), NONE, NONE, NOTHING },
	{ XC(CHECKPOINT), NONE, NONE, NOTHING },
	{ XC(CHECKPOINT_DIRTY_PFN_LIST), NONE, ITEM(dirty_pfn, { 8, 0 }),
	  NOTHING },
	{ XC(STATIC_DATA_END), NONE, NONE, NOTHING },
	{ XC(X86_CPUID_POLICY), NONE,
	  ITEM(cpuid_leaf, { 4, 0 }, { 4, 1 }, { 4, 2 }, { 4, 3 }, { 4, 4 },
	       { 4, 5 }),
	  NOTHING },
	{ XC(X86_MSR_POLICY), NONE, MSR, NOTHING },
	{ XL(END), NONE, NONE, NOTHING },
	{ XL(LIBXC_CONTEXT), NONE, NONE, NOTHING },
	{ XL(EMULATOR_XENSTORE_DATA), EMULATOR, NONE, STRINGS },
	{ XL(EMULATOR_CONTEXT), EMULATOR, NONE, DATA },
	{ XL(CHECKPOINT_END), NONE, NONE, NOTHING },
	{ XL(CHECKPOINT_STATE), ITEM(checkpoint_state, { 4, 0 }),
	  JUDGED({ 4, NO }), NOTHING },
	{ XA(Xenops), NONE, NONE, DATA },
	{ XA(Libxc), NONE, NONE, NOTHING },
	{ XA(Libxl), NONE, NONE, NOTHING },
	{ XA(Qemu_trad), NONE, NONE, DATA },
	{ XA(Qemu_xen), NONE, NONE, DATA },
	{ XA(Demu), NONE, NONE, DATA },
	{ XA(Varstored), NONE, NONE, DATA },
	{ XA(Swtpm0), NONE, NONE, DATA },
	{ XA(Swtpm), NONE, NONE, DATA },
	{ XA(End_of_image), NONE, NONE, NOTHING }
};

/* Headers, by layer; of libxc the image's, then the domain's. */
static const struct header {
	struct item items[4];
	enum bulk bulk;
} headers[] = {
	[XCSTREAM_LAYER_XL] = { { JUDGED({ 8, NO }, { 8, NO }, { 8, NO },
					 { 8, NO }, { 4, NO }),
				  ITEM(xl_header, { 4, 0 }, { 4, 1 }, { 4, 2 }),
				  ITEM(config, { 4, 0 }), NONE },
				NULL_ENDED },
	[XCSTREAM_LAYER_LIBVIRT] = { { JUDGED({ 8, NO }, { 8, NO }, { 4, NO }),
				       ITEM(config, { 4, 0 }, { 8, NO },
					    { 8, NO }, { 8, NO }, { 8, NO },
					    { 8, NO }),
				       NONE, NONE },
				     NULL_ENDED },
	[XCSTREAM_LAYER_XAPI] = { { JUDGED({ 8, NO }, { 7, NO }), NONE, NONE,
				    NONE },
				  NOTHING },
	[XCSTREAM_LAYER_LIBXL] = { { ITEM(image_header, { 8, NO }, { 4, 0 },
					  { 4, 1 }),
				     NONE, NONE, NONE },
				   NOTHING },
	[XCSTREAM_LAYER_LIBXC] = { { ITEM(image_header, { 8, NO }, { 4, NO },
					  { 4, 0 }, { 2, 1 }, { 2, NO },
					  { 4, NO }),
				     NONE, NONE, NONE },
				   NOTHING },
	{ { ITEM(domain_header, { 4, 0 }, { 2, 1 }, { 2, NO }, { 4, 2 },
		 { 4, 3 }),
	    NONE, NONE, NONE },
	  NOTHING }
};

static const struct item record_header = ITEM(record, { 4, 0 }, { 4, 1 });
static const struct item xapi_header = ITEM(record, { 8, 0 }, { 8, 1 });
static const struct item hvm_entry =
	ITEM(hvm_entry, { 2, 0 }, { 2, 1 }, { 4, 2 });
static const struct item hvm_header =
	ITEM(hvm_header, { 4, NO }, { 4, 0 }, { 8, 1 }, { 4, 2 }, { 4, 3 });

/* ---- what the callbacks have to bring ---- */

enum { EVENTS_MAX = 4096 };

/* In their order; `end` is the offset up to which bytes are known then. */
static struct {
	struct event e;
	uint64_t end;
} wanted[EVENTS_MAX];
static unsigned int nr_wanted;

/* Where in the stream, as it is read by the tables. */
struct place {
	const struct part *part;
	size_t at; /* in the part */
	size_t end; /* of the body, without padding */
	uint64_t record;
	uint32_t type;
};

static uint64_t number_at(const struct place *p, size_t at, unsigned int size)
{
	const uint8_t *data = p->part->data + at;
	uint64_t number = 0;
	unsigned int i;

	for (i = 0; i < size; i++)
		number = number << 8 | data[p->part->big ? i : size - 1 - i];
	return number;
}

static struct event *want(const struct place *p, unsigned int kind,
			  size_t bytes)
{
	struct event *e = &wanted[nr_wanted].e;

	assert_true(nr_wanted < EVENTS_MAX);
	memset(e, 0, sizeof(*e));
	e->at = p->part->at + p->at;
	e->kind = (uint8_t)kind;
	e->layer = p->part->layer;
	e->record = p->record;
	e->type = p->type;
	wanted[nr_wanted++].end = e->at + bytes;
	return e;
}

static size_t size_of(const struct item *item)
{
	size_t size = 0;
	unsigned int i;

	for (i = 0; i < 6; i++)
		size += item->fields[i].size;
	return size;
}

static void want_item(struct place *p, const struct item *item)
{
	size_t at = p->at, size = size_of(item);
	struct event *e;
	unsigned int i;

	assert_true(p->at + size <= p->part->len);
	if (item->kind == SILENT) {
		p->at += size;
		return;
	}
	e = want(p, item->kind, size);
	for (i = 0; i < 6; i++) {
		unsigned int n = item->fields[i].size;

		if (!n && item->fields[i].arg) /* but for unused ones */
			e->v[item->fields[i].arg] = p->end - p->at - size;
		else if (n && item->fields[i].arg != NO)
			e->v[item->fields[i].arg] = number_at(p, at, n);
		at += n;
	}
	p->at = at;
}

static void want_data(struct place *p, size_t len)
{
	if (len)
		want(p, TRACE_data, len)->len = len;
	p->at += len;
}

/* The pages of a PAGE_DATA's entries. */
static void want_pages(struct place *p, const struct place *entries)
{
	struct event *e;
	uint64_t entry;
	size_t at;

	for (at = entries->at; at < entries->end; at += 8) {
		entry = number_at(p, at, 8);
		if (entry >> 60 > XCSTREAM_PAGE_L4TAB_PIN)
			continue;
		e = want(p, TRACE_page_data, 4096);
		e->v[0] = entry & 0xfffffffffffff;
		e->v[1] = entry >> 60;
		e->len = 4096;
		p->at += 4096;
	}
}

static void want_chain(struct place *p)
{
	uint64_t typecode = 1, length;

	while (typecode) {
		typecode = number_at(p, p->at, 2);
		length = number_at(p, p->at + 4, 4);
		want_item(p, &hvm_entry);
		if (typecode == 1)
			want_item(p, &hvm_header);
		else
			want_data(p, (size_t)length);
	}
}

/* Keys and values; the NUL of each is an event of its own. */
static void want_strings(struct place *p)
{
	struct event *e;
	uint64_t value;
	size_t len;

	for (value = 0; p->at < p->end; value = !value) {
		len = strlen((const char *)p->part->data + p->at);
		if (len) {
			e = want(p, TRACE_xenstore, len);
			e->v[0] = value;
			e->len = len;
			p->at += len;
		}
		e = want(p, TRACE_xenstore, 1);
		e->v[0] = value;
		e->v[1] = 1;
		p->at++;
	}
}

static void want_bulk(struct place *p, enum bulk bulk)
{
	if (bulk == DATA)
		want_data(p, p->end - p->at);
	else if (bulk == CHAIN)
		want_chain(p);
	else if (bulk == STRINGS)
		want_strings(p);
	else if (bulk == NULL_ENDED)
		want_data(p, p->part->len - 1 - p->at);
	p->at += bulk == NULL_ENDED;
}

/* PAGE_DATA says how many entries there are; in others they are the rest. */
static void want_entries(struct place *p, const struct shape *shape)
{
	struct place entries = *p;

	entries.end = p->end;
	if (shape->bulk == PAGES)
		entries.end = p->at + 8 * (size_t)number_at(p, 8, 4);
	while (size_of(&shape->entry) && p->at < entries.end) {
		want_item(p, &shape->entry);
		if (shape->entry.kind == TRACE_page) {
			struct event *e = &wanted[nr_wanted - 1].e;

			e->v[1] = e->v[0] >> 60;
			e->v[0] &= 0xfffffffffffff;
		}
	}
	if (shape->bulk == PAGES)
		want_pages(p, &entries);
}

static void want_record(struct place *p)
{
	const struct part *part = p->part;
	const struct shape *shape = shapes;
	bool xapi = part->layer == XCSTREAM_LAYER_XAPI;

	while (shape->layer != part->layer || shape->type != part->type)
		assert_true(++shape <
			    shapes + sizeof(shapes) / sizeof(*shapes));
	p->type = part->type;
	p->end = xapi ? part->len : HEADER_SIZE + (size_t)number_at(p, 4, 4);
	want_item(p, xapi ? &xapi_header : &record_header);
	want_item(p, &shape->head);
	want_entries(p, shape);
	want_bulk(p, shape->bulk);
	assert_int_equal(p->at, p->end); /* the tables tell all of it */
	p->at = part->len;
	want(p, TRACE_record_end, 0);
	p->record++;
}

static void want_header(struct place *p)
{
	const struct header *header = &headers[p->part->layer];
	unsigned int i;

	if (p->part->layer == XCSTREAM_LAYER_LIBXC && p->part->len == 16)
		header++; /* the domain's */
	p->type = XCSTREAM_NO_RECORD;
	for (i = 0; i < 4; i++)
		want_item(p, &header->items[i]);
	want_bulk(p, header->bulk);
	assert_int_equal(p->at, p->part->len);
}

static void want_stream(const struct stream *s)
{
	struct place p = { 0 };
	unsigned int i;

	nr_wanted = 0;
	for (i = 0; i < s->nr_parts; i++) {
		p.part = &s->parts[i];
		p.at = 0;
		if (p.part->type == XCSTREAM_NO_RECORD)
			want_header(&p);
		else
			want_record(&p);
	}
}

/* ---- streams ---- */

static const struct recipe recipes[] = {
	{ .guest = PV, .version = 3, .width = 8, .live = true },
	{ .guest = PV, .version = 2, .width = 4 },
	{ .guest = PV, .version = 3, .width = 4, .checkpoints = 1 },
	{ .guest = HVM, .version = 3, .live = true, .nested = true },
	{ .guest = HVM, .version = 2 },
	{ .guest = HVM, .version = 3, .checkpoints = 2 },
	{ .guest = HVM, .version = 3, .checkpoints = 2, .colo = true },
};

/* Numbers of many bytes, where the builder's are small. */
static void enlarge(struct stream *s, unsigned int guest)
{
	struct place p = { 0 };
	unsigned int i;
	size_t at;

	for (i = 0; i < s->nr_parts; i++) {
		struct part *part = &s->parts[i];
		bool libxl = part->layer == XCSTREAM_LAYER_LIBXL;

		p.part = part;
		if (libxl &&
		    (part->type == XCSTREAM_LIBXL_EMULATOR_CONTEXT ||
		     part->type == XCSTREAM_LIBXL_EMULATOR_XENSTORE_DATA))
			part_set(part, 12, 4, 0xfedcba98);
		if (part->layer != XCSTREAM_LAYER_LIBXC)
			continue;
		if (part->type == XCSTREAM_LIBXC_CHECKPOINT_DIRTY_PFN_LIST)
			for (at = 8; at < part->len; at += 8)
				part_set(part, at + (part->big ? 3 : 0), 5,
					 0xfedcba9876 + at);
		if (part->type == XCSTREAM_LIBXC_PAGE_DATA && guest == HVM)
			for (at = 16; at < 16 + 8 * number_at(&p, 8, 4);
			     at += 8)
				part_set(part, at + (part->big ? 3 : 0), 5,
					 0xfedcba9876 + at);
		if ((part->type == XCSTREAM_LIBXC_X86_PV_VCPU_MSRS ||
		     (part->type >= XCSTREAM_LIBXC_X86_PV_VCPU_BASIC &&
		      part->type <= XCSTREAM_LIBXC_X86_PV_VCPU_XSAVE)) &&
		    number_at(&p, 8, 4)) {
			part_set(part, 8, 4, 0x1fed);
			if (part->type == XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED)
				part_set(part, 16, 4, 0x1fed);
		}
	}
}

static struct xcstream_config config;
static bool seen[TRACE_NR]; /* the callbacks that were wanted */

/* Each guest in each container, in both byte orders; and COLO's answers. */
static void each_stream(void (*visit)(const struct stream *s))
{
	const unsigned int nr = sizeof(recipes) / sizeof(*recipes);
	struct stream s = { 0 };
	unsigned int i, wrap, big;

	for (wrap = FIRST_FORMAT; wrap <= LAST_FORMAT; wrap++) {
		for (i = 0; i < nr * 2; i++) {
			big = i / nr;
			if (wrap == XCSTREAM_FORMAT_LIBXL_BACK && big)
				continue;
			config = (struct xcstream_config){
				.format = (uint8_t)wrap,
				.flags = XCSTREAM_CHECKPOINTED
			};
			stream_build(&s, &recipes[i % nr],
				     (enum xcstream_format)wrap, big);
			enlarge(&s, recipes[i % nr].guest);
			stream_join(&s);
			want_stream(&s);
			visit(&s);
			stream_free(&s);
		}
	}
}

/* ---- events come at once ---- */

static struct trace trace;
static const uint8_t *bytes; /* of the stream */

/* A trace does not keep the bytes of strings. */
static int on_xenstore(const struct xcstream *xs, bool value, uint8_t byte)
{
	assert_int_equal(byte, bytes[xs->at]);
	return trace_ops.xenstore(xs, value, byte);
}

/* There was one more call: for the byte before `offset`, and none later. */
static void check_call(uint64_t offset)
{
	uint64_t i = trace.nr_events - 1;
	struct event e = trace.last;
	char text[2][200];

	assert_true(i < nr_wanted);
	seen[e.kind] = true;
	/* the one before is complete */
	assert_true(!i || trace.events[i - 1].len == wanted[i - 1].e.len);
	if (e.len) {
		/* a piece: what it is of is known before it is complete */
		assert_int_equal(offset, e.at + e.len);
		assert_true(e.len <= wanted[i].e.len);
		e.len = wanted[i].e.len;
	} else {
		assert_int_equal(offset, wanted[i].end);
	}
	if (!memcmp(&e, &wanted[i].e, sizeof(e)))
		return;
	trace_print(text[0], sizeof(text[0]), &wanted[i].e);
	trace_print(text[1], sizeof(text[1]), &e);
	fail_msg("wanted %s, got %s", text[0], text[1]);
}

/* Single bytes, and a pause after each event: none comes late, or early. */
static void check_events(const struct stream *s)
{
	static const struct policy pause = { .pause = true };
	struct xcstream_ops ops = trace_ops;
	enum xcstream_status status = XCSTREAM_MORE;
	size_t at = 0, used;
	struct xcstream xs;
	uint64_t calls = 0;

	bytes = s->data;
	ops.xenstore = on_xenstore;
	trace_clear(&trace, &pause);
	trace.chunk = s->data;
	trace.chunk_len = s->len;
	config.pfns = trace.pfns;
	config.nr_pfns = TRACE_PFNS;
	xcstream_init(&xs, &ops, &trace, &config);
	while (status == XCSTREAM_PAUSED ||
	       (status == XCSTREAM_MORE && at < s->len)) {
		status = xcstream_push(&xs, s->data + at, at < s->len, &used);
		at += used;
		assert_int_equal(xcstream_offset(&xs), at);
		assert_int_equal(trace.calls - calls,
				 status == XCSTREAM_PAUSED);
		calls = trace.calls;
		if (status == XCSTREAM_PAUSED)
			check_call(at);
	}
	assert_int_equal(xcstream_finish(&xs), XCSTREAM_DONE);
	assert_null(trace.broken);
	assert_int_equal(trace.nr_events, nr_wanted);
}

static void test_at_once(void **state)
{
	static const bool outer[TRACE_NR] = {
		[TRACE_xl_header] = true,	 [TRACE_config] = true,
		[TRACE_emulator] = true,	 [TRACE_xenstore] = true,
		[TRACE_checkpoint_state] = true, [TRACE_dirty_pfn] = true
	};
	unsigned int i, missing = 0;

	(void)state;
	each_stream(check_events);
	for (i = 0; i < TRACE_NR; i++)
		missing += !seen[i] && i != TRACE_warning &&
			   (HAS_OUTER || !outer[i]);
	assert_int_equal(missing, 0);
}

/* ---- a callback ends it, to the byte ---- */

/* A call that a run with chunks of one size makes. */
struct call {
	uint64_t end;
	const struct event *of;
};

static struct call calls[1 << 16];
static unsigned int nr_calls;

static void add_call(uint64_t end, const struct event *of)
{
	assert_true(nr_calls < sizeof(calls) / sizeof(*calls));
	calls[nr_calls++] = (struct call){ end, of };
}

enum { EXTENDED = 100, NO_TYPECODE };

/* What is judged within a span: a call of its own, whatever the chunks. */
static const struct {
	uint8_t typecode; /* or EXTENDED */
	uint16_t at, past;
} words[] = { { 2, 656, 664 },	 { 2, 680, 688 },   { 2, 720, 728 },
	      { 2, 728, 736 },	 { 2, 944, 952 },   { 2, 960, 968 },
	      { 2, 976, 984 },	 { 2, 984, 992 },   { 2, 992, 1000 },
	      { 2, 1000, 1008 }, { 2, 1024, 1032 }, { 5, 0, 8 },
	      { 5, 8, 16 },	 { EXTENDED, 0, 8 } };

/* Where a call ends that begins at offset `at` of what has a typecode. */
static uint64_t end_of_call(unsigned int typecode, uint64_t at,
			    uint64_t chunk_end)
{
	unsigned int i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (words[i].typecode != typecode)
			continue;
		if (at == words[i].at)
			return words[i].past;
		if (at < words[i].at && words[i].at < chunk_end)
			return words[i].at;
	}
	return chunk_end;
}

/* The typecode of the entry whose body an event is. */
static unsigned int typecode_of(unsigned int i)
{
	if (wanted[i].e.kind != TRACE_data)
		return NO_TYPECODE;
	if (wanted[i].e.type == XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED &&
	    wanted[i].e.layer == XCSTREAM_LAYER_LIBXC)
		return EXTENDED;
	return wanted[i - 1].e.kind == TRACE_hvm_entry
		       ? (unsigned int)wanted[i - 1].e.v[0]
		       : (unsigned int)NO_TYPECODE;
}

/* Spans end where a chunk ends; strings come byte by byte. */
static void list_calls(size_t chunk, bool blind)
{
	static const bool blind_has[TRACE_NR] = {
		[TRACE_record] = true,	  [TRACE_record_end] = true,
		[TRACE_hvm_entry] = true, [TRACE_xenstore] = true,
		[TRACE_vcpu] = true,	  [TRACE_config] = true
	};
	const struct event *e;
	uint64_t at, end;
	unsigned int i;

	nr_calls = 0;
	for (i = 0; i < nr_wanted; i++) {
		e = &wanted[i].e;
		end = wanted[i].end;
		if (blind && !blind_has[e->kind])
			continue;
		for (at = e->at; e->len && chunk;) {
			at = e->kind == TRACE_xenstore
				     ? at + 1
				     : e->at + end_of_call(typecode_of(i),
							   at - e->at,
							   (at / chunk +
							    1) * chunk -
								   e->at);
			if (at >= end)
				break;
			add_call(at, e);
		}
		add_call(end, e);
	}
}

/* Abort in the kth call. */
static void check_abort(const struct stream *s, struct policy policy,
			unsigned int k)
{
	const struct call *call = &calls[k - 1];

	policy.abort_at = k;
	policy.abort_with = -1 - (int)(k * 7919);
	config.nr_pfns = 0;
	trace_run(&trace, s->data, s->len, &config, &policy);
	if (trace.broken)
		fail_msg("%s", trace.broken);
	assert_int_equal(trace.status, XCSTREAM_FAULT);
	assert_int_equal(trace.calls, k);
	assert_int_equal(trace.last.kind, call->of->kind);
	assert_int_equal(trace.taken, call->end);
	assert_int_equal(trace.fault.code, XCSTREAM_E_ABORTED);
	assert_int_equal(trace.fault.offset, call->end);
	assert_int_equal(trace.fault.expected, 0);
	assert_int_equal(trace.fault.found,
			 (uint64_t)(int64_t)policy.abort_with);
	assert_int_equal(trace.fault.layer, call->of->layer);
	assert_int_equal(trace.fault.type, call->of->type);
	assert_int_equal(trace.fault.record, call->of->record);
}

/* With these pushes there are the calls that are listed. */
static void check_aborts(const struct stream *s, const struct policy *policy)
{
	unsigned int k;

	config.nr_pfns = 0;
	trace_run(&trace, s->data, s->len, &config, policy);
	assert_int_equal(trace.status, XCSTREAM_DONE);
	assert_int_equal(trace.calls, nr_calls);
	for (k = 1; k <= nr_calls; k++)
		check_abort(s, *policy, k);
}

/* In pushes; while it is pausing, the last one in finish(); in skips. */
static void check_all_aborts(const struct stream *s)
{
	const size_t all = s->len + 1;
	struct policy policy = { 0 };

	list_calls(all, false);
	check_aborts(s, &policy);
	policy.pause = true;
	check_aborts(s, &policy);
	policy.pause = false;
	policy.chunk = 1013;
	list_calls(policy.chunk, false);
	check_aborts(s, &policy);
	policy = (struct policy){ .blind = true, .skip = true };
	list_calls(all, true);
	check_aborts(s, &policy);
	policy.pause = true;
	check_aborts(s, &policy);
}

static void test_abort(void **state)
{
	(void)state;
	each_stream(check_all_aborts);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_at_once), cmocka_unit_test(test_abort)
	};

	/* An exit status has 8 bits. */
	return cmocka_run_group_tests_name("events", tests, NULL, NULL) != 0;
}
