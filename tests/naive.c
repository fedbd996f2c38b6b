/* SPDX-License-Identifier: MIT */
#include "naive.h"

#include <stdio.h>
#include <string.h>

struct reader {
	const struct trace *t;
	const uint8_t *data;
	uint64_t len, at;
	uint64_t next; /* event of the trace */
	uint64_t records;
	uint32_t type; /* of the record */
	unsigned int layer;
	bool big; /* the layer's byte order */
	bool colo;
	bool over; /* do not compare any more */
	bool stuck; /* since one cannot read on */
	char why[600]; /* what is wrong */
};

/* There is less than what is read. */
static void stick(struct reader *r)
{
	r->over = r->stuck = true;
}

/* Are there so many bytes at an offset? */
static bool there(struct reader *r, uint64_t at, uint64_t n)
{
	if (!r->over && (at > r->len || n > r->len - at))
		stick(r);
	return !r->over;
}

/* Their number. */
static uint64_t number(struct reader *r, uint64_t at, unsigned int size)
{
	uint64_t value = 0;
	unsigned int i;

	for (i = 0; there(r, at, size) && i < size; i++)
		value |= (uint64_t)r->data[at + i]
			 << 8 * (r->big ? size - 1 - i : i);
	return value;
}

/* ---- what the parser should have told next ---- */

/* The next event that is not a warning, or NULL. */
static const struct event *next_event(struct reader *r)
{
	while (r->next < r->t->nr_events && r->next < TRACE_KEPT &&
	       r->t->events[r->next].kind == TRACE_warning)
		r->next++;
	if (r->next >= r->t->nr_events || r->next >= TRACE_KEPT)
		return NULL;
	return &r->t->events[r->next];
}

/* The next event is this one. Where all were kept, there is one or a fault. */
static void expect(struct reader *r, struct event due)
{
	const struct event *e = r->over ? NULL : next_event(r);
	char was[250], should[250];

	due.layer = (uint8_t)r->layer;
	due.type = r->type;
	due.record = r->records;
	trace_print(should, sizeof(should), &due);
	if (!r->over && !e && r->t->nr_events <= TRACE_KEPT &&
	    r->t->status != XCSTREAM_FAULT)
		snprintf(r->why, sizeof(r->why), "not told: %s", should);
	r->over |= !e;
	if (r->over)
		return;
	if (memcmp(e, &due, sizeof(due))) {
		trace_print(was, sizeof(was), e);
		snprintf(r->why, sizeof(r->why), "event %llu: %s; not: %s",
			 (unsigned long long)r->next, was, should);
		r->over = true;
	}
	r->next++;
}

/* Of an item with numbers */
#define TOLD(r, kind_, at_, ...)                                               \
	expect((r), (struct event){ .kind = (uint8_t)(kind_),                  \
				    .at = (at_),                               \
				    .v = { __VA_ARGS__ } })

/*
 * A span of so many bytes, as much of it as there is. A warning parts it, and a
 * fault may end it.
 */
static void span(struct reader *r, struct event due, uint64_t n)
{
	uint64_t left = n < r->len - r->at ? n : r->len - r->at;
	const struct event *e;

	for (n -= left; left && !r->over; left -= due.len) {
		e = next_event(r);
		due.at = r->at;
		due.len = e && e->len && e->len < left ? e->len : left;
		expect(r, due);
		r->at += due.len;
		if (due.kind == TRACE_page_data)
			due.v[2] += due.len;
	}
	if (n)
		stick(r);
}

static void data(struct reader *r, uint64_t n)
{
	span(r, (struct event){ .kind = TRACE_data }, n);
}

/* ---- bodies: from r->at up to `end` ---- */

/* Is there so much of it? If not, that must be a fault. */
static bool has(struct reader *r, uint64_t end, uint64_t n)
{
	if (end < r->at || end - r->at < n)
		stick(r);
	return !r->over;
}

static bool has_contents(uint64_t type)
{
	return type <= 4 || (type >= 9 && type <= 12);
}

static void page_data(struct reader *r, uint64_t end)
{
	uint64_t count = number(r, r->at, 4), entries = r->at + 8, entry, i;

	if (!has(r, end, 8) || !has(r, end, 8 + 8 * count))
		return;
	TOLD(r, TRACE_count, r->at, count);
	for (i = 0; i < count && !r->over; i++) {
		entry = number(r, entries + 8 * i, 8);
		if (!r->over)
			TOLD(r, TRACE_page, entries + 8 * i,
			     entry & 0xfffffffffffff, entry >> 60);
	}
	r->at = entries + 8 * count;
	for (i = 0; i < count && !r->over; i++) {
		entry = number(r, entries + 8 * i, 8);
		if (has_contents(entry >> 60))
			span(r,
			     (struct event){ .kind = TRACE_page_data,
					     .v = { entry & 0xfffffffffffff,
						    entry >> 60 } },
			     4096);
	}
}

static void pv_info(struct reader *r, uint64_t end)
{
	uint64_t width = number(r, r->at, 1), levels = number(r, r->at + 1, 1);

	there(r, r->at, 8);
	if (has(r, end, 8))
		TOLD(r, TRACE_pv_info, r->at, width, levels);
	r->at += 8;
}

static void tsc_info(struct reader *r, uint64_t end)
{
	uint64_t incarnation = number(r, r->at + 16, 4);

	there(r, r->at, 24);
	if (has(r, end, 24))
		TOLD(r, TRACE_tsc_info, r->at, number(r, r->at, 4),
		     number(r, r->at + 4, 4), number(r, r->at + 8, 8),
		     incarnation);
	r->at += 24;
}

/* Entries of so many bytes, up to the end. */
static void entries(struct reader *r, uint64_t end, unsigned int size,
		    void (*tell)(struct reader *r))
{
	while (r->at < end && !r->over && has(r, end, size)) {
		there(r, r->at, size);
		if (!r->over)
			tell(r);
		r->at += size;
	}
}

static void p2m_frame(struct reader *r)
{
	TOLD(r, TRACE_p2m_frame, r->at, number(r, r->at, 8));
}

static void dirty_pfn(struct reader *r)
{
	TOLD(r, TRACE_dirty_pfn, r->at, number(r, r->at, 8));
}

static void msr(struct reader *r)
{
	TOLD(r, TRACE_msr, r->at, number(r, r->at, 4), number(r, r->at + 8, 8));
}

static void hvm_param(struct reader *r)
{
	TOLD(r, TRACE_hvm_param, r->at, number(r, r->at, 8),
	     number(r, r->at + 8, 8));
}

static void cpuid_leaf(struct reader *r)
{
	TOLD(r, TRACE_cpuid_leaf, r->at, number(r, r->at, 4),
	     number(r, r->at + 4, 4), number(r, r->at + 8, 4),
	     number(r, r->at + 12, 4), number(r, r->at + 16, 4),
	     number(r, r->at + 20, 4));
}

/* Two numbers of 32 bits, of which a callback is told. */
static bool head(struct reader *r, uint64_t end, unsigned int kind,
		 uint64_t first, uint64_t second)
{
	there(r, r->at, 8);
	if (has(r, end, 8))
		TOLD(r, kind, r->at, first, second);
	r->at += 8;
	return !r->over;
}

static void p2m_frames(struct reader *r, uint64_t end)
{
	if (head(r, end, TRACE_p2m_frames, number(r, r->at, 4),
		 number(r, r->at + 4, 4)))
		entries(r, end, 8, p2m_frame);
}

static void vcpu(struct reader *r, uint64_t end)
{
	if (!head(r, end, TRACE_vcpu, number(r, r->at, 4), end - r->at - 8))
		return;
	if (r->type == XCSTREAM_LIBXC_X86_PV_VCPU_MSRS && (end - r->at) % 16)
		stick(r);
	else if (r->type == XCSTREAM_LIBXC_X86_PV_VCPU_MSRS)
		entries(r, end, 16, msr);
	else
		data(r, end - r->at);
}

static void hvm_params(struct reader *r, uint64_t end)
{
	if (head(r, end, TRACE_count, number(r, r->at, 4), 0))
		entries(r, end, 16, hvm_param);
}

static void hvm_header(struct reader *r, uint64_t length)
{
	there(r, r->at, 24);
	if (length != 24)
		stick(r);
	if (!r->over)
		TOLD(r, TRACE_hvm_header, r->at, number(r, r->at + 4, 4),
		     number(r, r->at + 8, 8), number(r, r->at + 16, 4),
		     number(r, r->at + 20, 4));
	r->at += 24;
}

static void hvm_context(struct reader *r, uint64_t end)
{
	uint64_t typecode = 1, length, rest;

	while (r->at < end && !r->over && typecode) {
		typecode = number(r, r->at, 2);
		length = number(r, r->at + 4, 4);
		if (!has(r, end, 8 + length))
			return;
		TOLD(r, TRACE_hvm_entry, r->at, typecode,
		     number(r, r->at + 2, 2), length);
		r->at += 8;
		if (typecode == 1)
			hvm_header(r, length);
		else if (typecode)
			data(r, length);
	}
	rest = end - r->at;
	if (!r->over)
		data(r, rest);
	if (rest || typecode)
		stick(r);
}

/* Keys and values in turn, each with a NUL. */
static void xenstore(struct reader *r, uint64_t end)
{
	struct event due = { .kind = TRACE_xenstore };
	const uint8_t *nul;
	uint64_t n;

	while (r->at < end && !r->over) {
		n = end < r->len ? end - r->at : r->len - r->at;
		nul = memchr(r->data + r->at, 0, (size_t)n);
		span(r, due,
		     nul ? (uint64_t)(nul - r->data) - r->at : end - r->at);
		if (!nul)
			stick(r);
		if (!r->over)
			TOLD(r, TRACE_xenstore, r->at, due.v[0], 1);
		r->at++;
		due.v[0] = !due.v[0];
	}
}

static void emulator(struct reader *r, uint64_t end)
{
	uint64_t id = number(r, r->at, 4), index = number(r, r->at + 4, 4);

	there(r, r->at, 8);
	if (has(r, end, 8))
		TOLD(r, TRACE_emulator, r->at, id, index, end - r->at - 8);
	r->at += 8;
	if (!r->over && r->type == XCSTREAM_LIBXL_EMULATOR_XENSTORE_DATA)
		xenstore(r, end);
}

static void libxc_body(struct reader *r, uint64_t end)
{
	switch (r->type) {
	case XCSTREAM_LIBXC_PAGE_DATA:
		page_data(r, end);
		break;
	case XCSTREAM_LIBXC_X86_PV_INFO:
		pv_info(r, end);
		break;
	case XCSTREAM_LIBXC_X86_PV_P2M_FRAMES:
		p2m_frames(r, end);
		break;
	case XCSTREAM_LIBXC_X86_PV_VCPU_BASIC:
	case XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED:
	case XCSTREAM_LIBXC_X86_PV_VCPU_XSAVE:
	case XCSTREAM_LIBXC_X86_PV_VCPU_MSRS:
		vcpu(r, end);
		break;
	case XCSTREAM_LIBXC_X86_TSC_INFO:
		tsc_info(r, end);
		break;
	case XCSTREAM_LIBXC_HVM_CONTEXT:
		hvm_context(r, end);
		break;
	case XCSTREAM_LIBXC_HVM_PARAMS:
		hvm_params(r, end);
		break;
	case XCSTREAM_LIBXC_CHECKPOINT_DIRTY_PFN_LIST:
		entries(r, end, 8, dirty_pfn);
		break;
	case XCSTREAM_LIBXC_X86_CPUID_POLICY:
		entries(r, end, 24, cpuid_leaf);
		break;
	case XCSTREAM_LIBXC_X86_MSR_POLICY:
		entries(r, end, 16, msr);
		break;
	default:
		break;
	}
}

static void libxl_body(struct reader *r, uint64_t end)
{
	if (r->type == XCSTREAM_LIBXL_EMULATOR_XENSTORE_DATA ||
	    r->type == XCSTREAM_LIBXL_EMULATOR_CONTEXT)
		emulator(r, end);
	if (r->type != XCSTREAM_LIBXL_CHECKPOINT_STATE)
		return;
	/* What comes next depends on both sides. */
	if (has(r, end, 4))
		TOLD(r, TRACE_checkpoint_state, r->at, number(r, r->at, 4));
	r->over = true;
}

/* ---- layers ---- */

/* A record: returns its type, or XCSTREAM_NO_RECORD. */
static uint32_t record(struct reader *r)
{
	uint32_t type = (uint32_t)number(r, r->at, 4);
	uint64_t length = number(r, r->at + 4, 4), end = r->at + 8 + length;

	if (r->over)
		return XCSTREAM_NO_RECORD;
	r->type = type;
	TOLD(r, TRACE_record, r->at, type, length);
	r->at += 8;
	if (r->layer == XCSTREAM_LAYER_LIBXC)
		libxc_body(r, end);
	else
		libxl_body(r, end);
	if (!r->over && r->at < end) /* passed on as it is */
		data(r, end - r->at);
	if (!r->over)
		there(r, r->at, -length % 8);
	if (r->over)
		return XCSTREAM_NO_RECORD;
	r->at += -length % 8;
	TOLD(r, TRACE_record_end, r->at, 0);
	r->records++;
	r->type = XCSTREAM_NO_RECORD;
	return type;
}

/* Up to an END, or to a CHECKPOINT that is libxl's business. */
static uint32_t libxc_records(struct reader *r, bool within)
{
	uint32_t type;

	do
		type = record(r);
	while (!r->over && type != XCSTREAM_LIBXC_END &&
	       !(within && type == XCSTREAM_LIBXC_CHECKPOINT));
	return type;
}

static void libxc_headers(struct reader *r)
{
	uint64_t version, options;

	r->layer = XCSTREAM_LAYER_LIBXC;
	r->big = true;
	version = number(r, r->at + 12, 4);
	options = number(r, r->at + 16, 2);
	there(r, r->at, 24);
	if (!r->over)
		TOLD(r, TRACE_image_header, r->at, version, options);
	r->big = options & 1;
	r->at += 24;
	there(r, r->at, 16);
	if (!r->over)
		TOLD(r, TRACE_domain_header, r->at, number(r, r->at, 4),
		     number(r, r->at + 4, 2), number(r, r->at + 8, 4),
		     number(r, r->at + 12, 4));
	r->at += 16;
}

/* Does libxl's CHECKPOINT_STATE come where Remus has a record of libxc? */
static bool is_colo(struct reader *r)
{
	if (r->colo)
		return true;
	return number(r, r->at, 4) == XCSTREAM_LIBXL_CHECKPOINT_STATE &&
	       number(r, r->at + 4, 4) <= 8;
}

/* libxc's image between libxl's records, and libxl's in each checkpoint */
static void libxl_records(struct reader *r)
{
	bool mine = r->big, theirs = false;
	uint32_t type, last = XCSTREAM_LIBXC_END;

	do {
		r->layer = XCSTREAM_LAYER_LIBXL;
		r->big = mine;
		type = record(r);
		if (type == XCSTREAM_LIBXL_LIBXC_CONTEXT) {
			libxc_headers(r);
			theirs = r->big;
			last = libxc_records(r, true);
		} else if (type == XCSTREAM_LIBXL_CHECKPOINT_END &&
			   last == XCSTREAM_LIBXC_CHECKPOINT) {
			r->layer = XCSTREAM_LAYER_LIBXC;
			r->big = theirs;
			r->over |= is_colo(r);
			last = libxc_records(r, true);
		}
	} while (!r->over && type != XCSTREAM_LIBXL_END);
}

static void libxl(struct reader *r)
{
	uint64_t options;

	r->layer = XCSTREAM_LAYER_LIBXL;
	r->big = true;
	options = number(r, r->at + 12, 4);
	if (!r->over)
		TOLD(r, TRACE_image_header, r->at, number(r, r->at + 8, 4),
		     options);
	r->big = options & 1;
	r->at += 16;
	libxl_records(r);
}

static void xl(struct reader *r)
{
	uint64_t mandatory, optional, rest, length;

	r->layer = XCSTREAM_LAYER_XL;
	r->big = true;
	r->big = number(r, 32, 4) == 0x01020304;
	mandatory = number(r, 36, 4);
	optional = number(r, 40, 4);
	rest = number(r, 44, 4);
	if (!r->over)
		TOLD(r, TRACE_xl_header, 36, mandatory, optional, rest);
	r->at = 48;
	if (rest >= 4) {
		length = number(r, r->at, 4);
		if (!r->over)
			TOLD(r, TRACE_config, r->at, length);
		r->at += 4;
		rest -= 4;
		if (length > rest) /* tolerated */
			length = rest;
		/* JSON has a NUL; nothing parts a text from what follows. */
		if (!r->over && mandatory & 1 && length) {
			data(r, length - 1);
			r->at++;
			rest -= length;
		}
	}
	if (!r->over)
		data(r, rest);
	if (mandatory & 2) {
		libxl(r);
	} else {
		libxc_headers(r);
		libxc_records(r, false);
	}
}

static unsigned int format_of(const uint8_t *first, size_t len)
{
	static const struct {
		unsigned int format;
		const char *begin;
	} begins[] = {
		{ XCSTREAM_FORMAT_LIBXC, "\xff\xff\xff\xff\xff\xff\xff\xff" },
		{ XCSTREAM_FORMAT_LIBXL, "LibxlFmt" },
		{ XCSTREAM_FORMAT_XL, "Xen save" },
	};
	size_t i;

	for (i = 0; len >= 8 && i < sizeof(begins) / sizeof(*begins); i++)
		if (!memcmp(first, begins[i].begin, 8))
			return begins[i].format;
	return XCSTREAM_FORMAT_AUTO;
}

const char *naive_check(const struct trace *t, const uint8_t *data, size_t len,
			const struct xcstream_config *config)
{
	static struct reader r;
	unsigned int format = config->format;

	if (format == XCSTREAM_FORMAT_AUTO)
		format = format_of(data, len);
	r = (struct reader){ .t = t,
			     .data = data,
			     .len = len,
			     .colo = config->flags & XCSTREAM_COLO,
			     .type = XCSTREAM_NO_RECORD };
	if (format == XCSTREAM_FORMAT_LIBXC) {
		libxc_headers(&r);
		libxc_records(&r, false);
	} else if (format == XCSTREAM_FORMAT_LIBXL) {
		libxl(&r);
	} else if (format == XCSTREAM_FORMAT_XL) {
		xl(&r);
	} else {
		return NULL;
	}
	/* What is tolerated may be passed on as it is. */
	if (t->nr_warnings)
		return NULL;
	if (*r.why)
		return r.why;
	if (r.stuck && t->status != XCSTREAM_FAULT)
		return "no fault where it cannot be read on";
	if (r.stuck && next_event(&r))
		return "more is told than can be read";
	if (!r.over &&
	    (next_event(&r) || t->status != XCSTREAM_DONE || t->taken != r.at))
		return "the end is elsewhere";
	return NULL;
}
