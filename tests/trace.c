/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "trace.h"

/* Every byte that the parser loads passes here. */
static struct trace *watching;

static uint8_t load(const uint8_t *p)
{
	struct trace *t = watching;
	uint64_t i;

	if (t) {
		i = (uint64_t)(p - t->chunk);
		if (i >= t->chunk_len)
			t->broken = "loaded a byte outside of the chunk";
		else if (t->loads[t->chunk_at + i]++)
			t->broken = "loaded a byte twice";
	}
	return *p;
}

#define XCSTREAM_LOAD8(p) load(p)
#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Recording. */

#define HASH_START 0xcbf29ce484222325u
#define HASH_FACTOR 0x100000001b3u

static uint64_t hash_number(uint64_t hash, uint64_t number)
{
	hash = (hash ^ number) * HASH_FACTOR;
	return hash ^ hash >> 29;
}

/* The last event is complete. */
static void fold(struct trace *t)
{
	const struct event *e = &t->last;
	unsigned int i;

	if (!t->nr_events)
		return;
	if (t->nr_events <= TRACE_KEPT)
		t->events[t->nr_events - 1] = *e;
	t->hash = hash_number(t->hash, e->at);
	for (i = 0; i < 6; i++)
		t->hash = hash_number(t->hash, e->v[i]);
	t->hash = hash_number(t->hash, e->record);
	t->hash = hash_number(t->hash, e->len);
	t->hash =
		hash_number(t->hash, (uint64_t)e->type << 16 |
					     (uint64_t)e->kind << 8 | e->layer);
}

static bool is_next_piece(const struct event *last, const struct event *e)
{
	if (!e->len || !last->len || e->kind != last->kind ||
	    e->at != last->at + last->len || e->record != last->record ||
	    e->v[0] != last->v[0] || e->v[1] != last->v[1])
		return false;
	return e->kind != TRACE_page_data || e->v[2] == last->v[2] + last->len;
}

/* What a callback returns. */
static int answer(struct trace *t, unsigned int kind)
{
	bool pause = t->policy->pause;

	if (t->policy->only && t->policy->only != kind + 1)
		pause = false;
	t->calls++;
	if (t->status == XCSTREAM_FAULT || t->status == XCSTREAM_DONE)
		t->broken = "called back after the end";
	if (t->calls == t->policy->abort_at)
		return t->policy->abort_with;
	t->pauses += pause;
	return pause;
}

static int note(const struct xcstream *xs, struct event *e)
{
	struct trace *t = xs->user;

	if (e->kind == TRACE_record)
		t->type = (uint32_t)e->v[0];
	if (xs->type != t->type && e->kind != TRACE_warning)
		t->broken = "was wrong about the current record's type";
	if (e->kind == TRACE_record_end)
		t->type = XCSTREAM_NO_RECORD;
	e->record = xs->records;
	e->type = xs->type;
	e->layer = xs->layer;
	if (t->nr_events && is_next_piece(&t->last, e)) {
		t->last.len += e->len;
		return answer(t, e->kind);
	}
	fold(t);
	t->nr_events++;
	t->last = *e;
	return answer(t, e->kind);
}

static int note_values(const struct xcstream *xs, enum trace_kind kind,
		       uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	struct event e = { .at = xs->at, .v = { a, b, c, d } };

	e.kind = (uint8_t)kind;
	return note(xs, &e);
}

/* May the parser judge words of what comes here? `type` is that of a page. */
static bool may_have_words(const struct xcstream *xs, enum trace_kind kind,
			   uint64_t type)
{
	if (kind == TRACE_page_data)
		return (xs->config->flags & XCSTREAM_PAGE_TABLES) &&
		       type % 8 >= XCSTREAM_PAGE_L1TAB &&
		       type % 8 <= XCSTREAM_PAGE_L4TAB;
	return xs->type == XCSTREAM_LIBXC_HVM_CONTEXT ||
	       xs->type == XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED;
}

/* A word that the parser has judged: a copy, which ends in the chunk. */
static bool is_word(const struct trace *t, const struct xcstream *xs,
		    const uint8_t *data, size_t len)
{
	uint64_t past = xs->at + len - t->chunk_at;
	size_t here = len;

	if (here > past)
		here = (size_t)past;
	return len == 8 && past > 0 && past <= t->chunk_len &&
	       !memcmp(t->chunk + past - here, data + len - here, here);
}

/*
 * A piece must be a part of the chunk, and the part that it claims to be: so
 * there is no need to look at its bytes.
 */
static int note_piece(const struct xcstream *xs, enum trace_kind kind,
		      uint64_t a, uint64_t b, uint64_t c, const uint8_t *data,
		      size_t len)
{
	struct event e = { .at = xs->at, .v = { a, b, c }, .len = len };
	struct trace *t = xs->user;
	uint64_t skew = xs->at - t->chunk_at;

	if (!len)
		t->broken = "passed on an empty piece";
	else if ((skew >= t->chunk_len || len > t->chunk_len - skew ||
		  data != t->chunk + skew) &&
		 !(may_have_words(xs, kind, b) && is_word(t, xs, data, len)))
		t->broken = "passed on a piece that is not of the chunk";
	e.kind = (uint8_t)kind;
	return note(xs, &e);
}

/* The callbacks. */

static int on_xl_header(const struct xcstream *xs, uint32_t mandatory_flags,
			uint32_t optional_flags, uint32_t optional_data_len)
{
	return note_values(xs, TRACE_xl_header, mandatory_flags, optional_flags,
			   optional_data_len, 0);
}

static int on_config(const struct xcstream *xs, uint32_t length)
{
	return note_values(xs, TRACE_config, length, 0, 0, 0);
}

static int on_image_header(const struct xcstream *xs, uint32_t version,
			   uint32_t options)
{
	return note_values(xs, TRACE_image_header, version, options, 0, 0);
}

static int on_domain_header(const struct xcstream *xs, uint32_t type,
			    uint32_t page_shift, uint32_t xen_major,
			    uint32_t xen_minor)
{
	return note_values(xs, TRACE_domain_header, type, page_shift, xen_major,
			   xen_minor);
}

static int on_record(const struct xcstream *xs, uint32_t type, uint32_t length)
{
	return note_values(xs, TRACE_record, type, length, 0, 0);
}

static int on_record_end(const struct xcstream *xs)
{
	return note_values(xs, TRACE_record_end, 0, 0, 0, 0);
}

static int on_data(const struct xcstream *xs, const uint8_t *data, size_t len)
{
	return note_piece(xs, TRACE_data, 0, 0, 0, data, len);
}

static int on_count(const struct xcstream *xs, uint32_t count)
{
	return note_values(xs, TRACE_count, count, 0, 0, 0);
}

static int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	return note_values(xs, TRACE_page, pfn, type, 0, 0);
}

static int on_page_data(const struct xcstream *xs, uint64_t pfn, uint32_t type,
			uint32_t offset, const uint8_t *data, size_t len)
{
	struct trace *t = xs->user;

	if (len > 4096 || offset > 4096 - len)
		t->broken = "passed on a piece of more than a page";
	return note_piece(xs, TRACE_page_data, pfn, type, offset, data, len);
}

static int on_pv_info(const struct xcstream *xs, uint32_t guest_width,
		      uint32_t pt_levels)
{
	return note_values(xs, TRACE_pv_info, guest_width, pt_levels, 0, 0);
}

static int on_p2m_frames(const struct xcstream *xs, uint32_t start_pfn,
			 uint32_t end_pfn)
{
	return note_values(xs, TRACE_p2m_frames, start_pfn, end_pfn, 0, 0);
}

static int on_p2m_frame(const struct xcstream *xs, uint64_t pfn)
{
	return note_values(xs, TRACE_p2m_frame, pfn, 0, 0, 0);
}

static int on_vcpu(const struct xcstream *xs, uint32_t vcpu_id, uint32_t length)
{
	return note_values(xs, TRACE_vcpu, vcpu_id, length, 0, 0);
}

static int on_tsc_info(const struct xcstream *xs, uint32_t mode, uint32_t khz,
		       uint64_t nsec, uint32_t incarnation)
{
	return note_values(xs, TRACE_tsc_info, mode, khz, nsec, incarnation);
}

static int on_hvm_entry(const struct xcstream *xs, uint32_t typecode,
			uint32_t instance, uint32_t length)
{
	return note_values(xs, TRACE_hvm_entry, typecode, instance, length, 0);
}

static int on_hvm_header(const struct xcstream *xs, uint32_t version,
			 uint64_t changeset, uint32_t cpuid, uint32_t gtsc_khz)
{
	return note_values(xs, TRACE_hvm_header, version, changeset, cpuid,
			   gtsc_khz);
}

static int on_hvm_param(const struct xcstream *xs, uint64_t index,
			uint64_t value)
{
	return note_values(xs, TRACE_hvm_param, index, value, 0, 0);
}

static int on_cpuid_leaf(const struct xcstream *xs, const uint64_t leaf[6])
{
	struct event e = { .at = xs->at, .kind = TRACE_cpuid_leaf };
	unsigned int i;

	for (i = 0; i < 6; i++)
		e.v[i] = leaf[i];
	return note(xs, &e);
}

static int on_msr(const struct xcstream *xs, uint32_t index, uint64_t value)
{
	return note_values(xs, TRACE_msr, index, value, 0, 0);
}

static int on_emulator(const struct xcstream *xs, uint32_t emulator_id,
		       uint32_t index, uint32_t length)
{
	return note_values(xs, TRACE_emulator, emulator_id, index, length, 0);
}

static int on_xenstore(const struct xcstream *xs, bool value, uint8_t byte)
{
	struct event e = { .at = xs->at,
			   .v = { value, byte == 0 },
			   .len = byte != 0,
			   .kind = TRACE_xenstore };
	struct trace *t = xs->user;
	uint64_t skew = xs->at - t->chunk_at;

	if (skew >= t->chunk_len || t->chunk[skew] != byte)
		t->broken = "passed on a byte that is not of the chunk";
	return note(xs, &e);
}

static int on_checkpoint_state(const struct xcstream *xs, uint32_t control_id)
{
	return note_values(xs, TRACE_checkpoint_state, control_id, 0, 0, 0);
}

static int on_dirty_pfn(const struct xcstream *xs, uint64_t pfn)
{
	return note_values(xs, TRACE_dirty_pfn, pfn, 0, 0, 0);
}

static int on_warning(const struct xcstream *xs,
		      const struct xcstream_report *fault)
{
	struct event e = { .at = fault->offset,
			   .v = { fault->code, fault->expected, fault->found,
				  fault->layer, fault->type, fault->record },
			   .kind = TRACE_warning };
	struct trace *t = xs->user;

	if (t->nr_warnings < sizeof(t->warnings) / sizeof(*t->warnings))
		t->warnings[t->nr_warnings] = *fault;
	t->nr_warnings++;
	if (fault->offset < t->settled)
		t->broken = "warned of what was settled";
	return note(xs, &e);
}

#define ON(name) .name = on_##name,
const struct xcstream_ops trace_ops = { TRACE_KINDS(ON) };

static const struct xcstream_ops blind_ops = { .record = on_record,
					       .record_end = on_record_end,
					       .hvm_entry = on_hvm_entry,
					       .xenstore = on_xenstore,
					       .vcpu = on_vcpu,
					       .config = on_config,
					       .warning = on_warning };

/* Running. */

void trace_clear(struct trace *t, const struct policy *policy)
{
	t->nr_events = t->calls = t->taken = t->pauses = 0;
	t->nr_warnings = 0;
	t->hash = HASH_START;
	t->status = XCSTREAM_MORE;
	memset(&t->fault, 0, sizeof(t->fault));
	t->broken = NULL;
	t->policy = policy;
	t->type = XCSTREAM_NO_RECORD;
	t->chunk = NULL;
	t->chunk_len = 0;
	t->chunk_at = 0;
	t->loads = NULL;
	t->settled = 0;
}

/* Memory for n bytes, that ends or begins where nobody may read. */
static uint8_t *guarded(size_t n, bool front)
{
	static uint8_t *base;
	static size_t room;

	if (n > room) {
		if (base)
			munmap(base, room + 2 * 4096);
		room = (n + 4095) / 4096 * 4096;
		base = mmap(NULL, room + 2 * 4096, PROT_NONE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		assert(base != MAP_FAILED);
		if (mprotect(base + 4096, room, PROT_READ | PROT_WRITE))
			abort();
	}
	return front ? base + 4096 : base + 4096 + room - n;
}

/* A run: the trace, and what the callbacks need not know. */
struct run {
	struct trace *t;
	struct xcstream *xs;
	const uint8_t *data;
	size_t len;
	uint32_t random;
	bool back; /* the format has no end */
};

static size_t chunk_size(struct run *r)
{
	const struct policy *p = r->t->policy;
	size_t left = r->len - (size_t)r->t->taken, n = p->chunk;

	if (p->seed) {
		r->random = r->random * 1664525 + 1013904223;
		n = 1 + (r->random >> 8) % (n ? n : 10000);
	}
	return n && n < left ? n : left;
}

/* What has been called before the parser is called. */
struct before {
	uint64_t calls, pauses;
	unsigned int warnings;
};

static struct before before(const struct trace *t)
{
	return (struct before){ t->calls, t->pauses, t->nr_warnings };
}

/*
 * Who asks to pause is told that it paused. If all do, they get one event at a
 * time, apart from warnings of it; none if it has a fault.
 */
static void check_pause(struct trace *t, struct before b)
{
	uint64_t events = t->calls - b.calls - (t->nr_warnings - b.warnings);
	bool fault = t->status == XCSTREAM_FAULT;

	if (!t->policy->pause || (fault && t->calls == t->policy->abort_at))
		return;
	if (!fault && (t->pauses > b.pauses) != (t->status == XCSTREAM_PAUSED))
		t->broken = "did not pause, or for nothing";
	if (!t->policy->only && events > !fault)
		t->broken = "did not pause right after an event";
}

/* Push a chunk, wherever the policy wants it to lie. */
static void push(struct run *r)
{
	struct trace *t = r->t;
	size_t n = chunk_size(r), used = SIZE_MAX;
	struct before b = before(t);
	const uint8_t *from = r->data + t->taken;
	uint8_t *copy = NULL;

	if (t->policy->guard != GUARD_NONE && n) {
		copy = guarded(n, t->policy->guard == GUARD_FRONT);
		memcpy(copy, from, n);
		from = copy;
	}
	t->chunk = from;
	t->chunk_len = n;
	t->chunk_at = t->taken;
	watching = t->loads ? t : NULL;
	t->status = xcstream_push(r->xs, from, n, &used);
	watching = NULL;
	t->chunk_len = 0;
	if (copy) /* nothing of it may be needed any more */
		memset(copy, 0x5a, n);
	if (used > n || (t->status == XCSTREAM_MORE && used != n))
		t->broken = "took a wrong number of bytes";
	else
		t->taken += used;
	check_pause(t, b);
}

/* Skip what may be skipped, or some of it. Returns false if that is nothing. */
static bool skip(struct run *r)
{
	struct trace *t = r->t;
	uint64_t n = xcstream_skippable(r->xs);
	struct before b = before(t);

	if (!t->policy->skip || !n)
		return false;
	if (n > r->len - t->taken)
		n = r->len - t->taken;
	if (t->policy->chunk && n > 3 * t->policy->chunk)
		n = 3 * t->policy->chunk;
	t->status = xcstream_skip(r->xs, n);
	t->taken += n;
	check_pause(t, b);
	return true;
}

/* What has once been settled stays so. */
static void settle(struct run *r)
{
	struct trace *t = r->t;
	uint64_t settled = xcstream_settled(r->xs);

	if (t->status == XCSTREAM_FAULT &&
	    xcstream_fault(r->xs)->offset < settled)
		t->broken = "found a fault in what was settled";
	if (settled < t->settled || settled > t->taken ||
	    (t->status == XCSTREAM_DONE && settled != t->taken))
		t->broken = "settled what it had not judged";
	t->settled = settled;
}

/* If there were no more input, that must be a fault, and rightly placed. */
static void cut(struct run *r)
{
	struct xcstream copy = *r->xs;
	const struct xcstream_report *fault;
	enum xcstream_status status;

	status = xcstream_finish(&copy);
	/* What has no end may end after any record. */
	if (status == XCSTREAM_DONE && r->back)
		return;
	if (status != XCSTREAM_FAULT) {
		r->t->broken = "finished too early";
		return;
	}
	fault = xcstream_fault(&copy);
	if (fault->code != XCSTREAM_E_TRUNCATED ||
	    fault->offset != r->t->taken || !fault->expected || fault->found)
		r->t->broken = "not found to be truncated";
}

/* Let the state move on to fresh memory. */
static void move(struct run *r)
{
	struct xcstream *xs = malloc(sizeof(*xs));

	assert(xs);
	memcpy(xs, r->xs, sizeof(*xs));
	memset(r->xs, 0xee, sizeof(*xs));
	free(r->xs);
	r->xs = xs;
}

/* There is no more input, or a callback is still due. */
static void finish(struct run *r)
{
	struct trace *t = r->t;
	struct before b = before(t);

	t->status = xcstream_finish(r->xs);
	settle(r);
	check_pause(t, b);
}

static bool is_going_on(const struct trace *t)
{
	return !t->broken &&
	       (t->status == XCSTREAM_MORE || t->status == XCSTREAM_PAUSED);
}

/* The verdict is in, and must stay. */
static void conclude(struct run *r)
{
	struct trace *t = r->t;
	const struct xcstream_report *fault = xcstream_fault(r->xs);
	size_t used = SIZE_MAX;

	if (xcstream_offset(r->xs) != t->taken)
		t->broken = "miscounted the bytes";
	if ((fault != NULL) != (t->status == XCSTREAM_FAULT))
		t->broken = "faulty without a fault, or the reverse";
	if (fault)
		t->fault = *fault;
	if (xcstream_push(r->xs, "bytes", 6, &used) != t->status || used ||
	    xcstream_finish(r->xs) != t->status || xcstream_skippable(r->xs))
		t->broken = "went on after the end";
	if (fault && !trace_same_fault(fault, &t->fault))
		t->broken = "changed its mind about the fault";
	fold(t);
}

void trace_run(struct trace *t, const void *data, size_t len,
	       const struct xcstream_config *config,
	       const struct policy *policy)
{
	struct run r = { .t = t, .data = data, .len = len };
	struct xcstream_config c = { 0 };

	trace_clear(t, policy);
	if (config)
		c = *config;
	if (!c.nr_pfns) {
		c.pfns = t->pfns;
		c.nr_pfns = TRACE_PFNS;
	}
	r.random = policy->seed;
	r.back = c.format == XCSTREAM_FORMAT_LIBXL_BACK ||
		 (c.format == XCSTREAM_FORMAT_AUTO && len && *r.data == 5);
	r.xs = malloc(sizeof(*r.xs));
	if (policy->once)
		t->loads = calloc(len + 1, 1);
	assert(r.xs && (t->loads || !policy->once));
	memset(r.xs, 0xee, sizeof(*r.xs)); /* it is init that empties it */
	t->status = xcstream_init(r.xs, policy->blind ? &blind_ops : &trace_ops,
				  t, &c);
	while (is_going_on(t) && t->taken < len) {
		if (policy->cut && t->status == XCSTREAM_MORE)
			cut(&r);
		if (!skip(&r))
			push(&r);
		settle(&r);
		if (policy->move)
			move(&r);
	}
	while (is_going_on(t))
		finish(&r);
	if (!t->broken)
		conclude(&r);
	free(t->loads);
	t->loads = NULL;
	free(r.xs);
}

/* Telling. */

const char *trace_code(unsigned int code)
{
#define NAME(name, ...) #name,
	static const char *const names[] = { "NONE", XCSTREAM_FAULTS(NAME) };

	return code < XCSTREAM_NR_CODES ? names[code] : "?";
}

bool trace_same_fault(const struct xcstream_report *a,
		      const struct xcstream_report *b)
{
	return a->code == b->code && a->offset == b->offset &&
	       a->layer == b->layer && a->type == b->type &&
	       a->record == b->record && a->expected == b->expected &&
	       a->found == b->found;
}

void trace_print_fault(char *text, size_t size,
		       const struct xcstream_report *fault)
{
	snprintf(text, size,
		 "%s at %" PRIu64 ", %s record #%" PRIu64 " type %" PRIx32
		 ", expected %" PRIx64 ", found %" PRIx64,
		 trace_code(fault->code), fault->offset,
		 xcstream_name(XCSTREAM_NAMES_LAYER, fault->layer),
		 fault->record, fault->type, fault->expected, fault->found);
}

void trace_print(char *text, size_t size, const struct event *event)
{
#define TEXT(name) #name,
	static const char *const names[] = { TRACE_KINDS(TEXT) };
	static const uint8_t values[] = { 3, 1, 2, 4, 2, 0, 0, 1, 2, 3, 2, 2,
					  1, 2, 4, 3, 4, 2, 6, 2, 3, 2, 3 };
	unsigned int i;
	int n;

	n = snprintf(text, size, "%" PRIu64 " %s #%" PRIu64 " %s", event->at,
		     xcstream_name(XCSTREAM_NAMES_LAYER, event->layer),
		     event->record, names[event->kind]);
	for (i = 0; i < values[event->kind]; i++)
		n += snprintf(text + n, size - (size_t)n, " %" PRIx64,
			      event->v[i]);
	if (event->len)
		snprintf(text + n, size - (size_t)n, " +%" PRIu64, event->len);
}

static void print_end(const char *which, const struct trace *t)
{
	char fault[200] = "";

	if (t->status == XCSTREAM_FAULT)
		trace_print_fault(fault, sizeof(fault), &t->fault);
	fprintf(stderr,
		"%s: status %d, %" PRIu64 " events, %" PRIu64 " bytes %s%s%s\n",
		which, (int)t->status, t->nr_events, t->taken, fault,
		t->broken ? ", broken: " : "", t->broken ? t->broken : "");
}

bool trace_same(const struct trace *a, const struct trace *b, const char *what)
{
	char text[2][200] = { "nothing", "nothing" };
	uint64_t i = 0;

	if (!a->broken && !b->broken && a->status == b->status &&
	    a->taken == b->taken && a->nr_events == b->nr_events &&
	    a->hash == b->hash && a->settled == b->settled &&
	    trace_same_fault(&a->fault, &b->fault))
		return true;
	while (i < a->nr_events && i < b->nr_events && i < TRACE_KEPT &&
	       !memcmp(&a->events[i], &b->events[i], sizeof(*a->events)))
		i++;
	fprintf(stderr, "%s: not the same\n", what);
	print_end("one", a);
	print_end("other", b);
	if (i < TRACE_KEPT) {
		if (i < a->nr_events)
			trace_print(text[0], sizeof(text[0]), &a->events[i]);
		if (i < b->nr_events)
			trace_print(text[1], sizeof(text[1]), &b->events[i]);
		fprintf(stderr, "event %" PRIu64 ": %s\n\tinstead of: %s\n", i,
			text[1], text[0]);
	}
	return false;
}
