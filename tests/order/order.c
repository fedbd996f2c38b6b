/* SPDX-License-Identifier: MIT */
/*
 * order.c - is it right what may follow what, whatever came before? Walks all
 * states that the parser can be in between two records, breadth first, and
 * pushes each record and each header there: what it says must be what rules.c
 * says. So sequences of any length are judged, not those that somebody thought
 * of.
 *
 * States count once that differ only in what no rule on order asks for: see
 * canonical(). usage: order [all]; `all` takes minutes and 1 GiB
 */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "builder.h"
#include "order/rules.h"

/* The offset of each state, for canonical(). */
enum { HERE = 1 << 20 };

/* ---- what comes: items, and their bytes ---- */

/*
 * Which walks a thing is in. Who tolerates nearly everything can be in far more
 * states: for such readers there are two walks, one with few records of vCPUs,
 * and one with all of them, but little else.
 */
enum { WHOLE = 1, FACTS = 2, VCPUS = 4 };

struct thing {
	struct rules_item item;
	uint8_t walks;
	uint8_t *data;
	size_t len;
};

enum { THINGS_MAX = 96 };
static struct thing things[THINGS_MAX];
static unsigned int nr_things;

static struct thing *add(const char *name, unsigned int layer)
{
	struct thing *t = &things[nr_things++];

	if (nr_things > THINGS_MAX)
		abort();
	t->item.name = name;
	t->item.layer = (uint8_t)layer;
	t->walks = WHOLE | FACTS;
	return t;
}

static void append(struct thing *t, const struct part *part)
{
	t->data = realloc(t->data, t->len + part->len);
	if (!t->data)
		abort();
	memcpy(t->data + t->len, part->data, part->len);
	t->len += part->len;
}

/* A record's header, and no body: of what there is none in any stream. */
static struct thing *add_bare(const char *name, unsigned int layer,
			      uint32_t type)
{
	struct thing *t = add(name, layer);
	struct part part = { .layer = (uint8_t)layer, .type = type };
	unsigned int size = layer == XCSTREAM_LAYER_XAPI ? 8 : 4;

	t->item.type = type;
	put(&part, size, type);
	put(&part, size, 0);
	append(t, &part);
	free(part.data);
	return t;
}

/* The nth record of a type in a stream. */
static struct thing *add_record(const char *name, struct stream *s,
				unsigned int layer, uint32_t type,
				unsigned int nth)
{
	struct part *part = stream_find(s, layer, type, nth);
	struct thing *t = add(name, layer);

	if (!part)
		abort();
	t->item.type = type;
	append(t, part);
	return t;
}

/* The first header of a layer. */
static void add_header(const char *name, struct stream *s, unsigned int layer)
{
	struct thing *t = add(name, layer);

	t->item.header = true;
	t->walks |= VCPUS;
	append(t, stream_find(s, layer, XCSTREAM_NO_RECORD, 0));
}

static void add_images(void)
{
	static const char *const names[] = {
		"an image of version 2, x86 PV",
		"an image of version 3, x86 PV",
		"an image of version 2, x86 HVM",
		"an image of version 3, x86 HVM",
	};
	struct recipe recipe = { .width = 8 };
	struct stream s = { 0 };
	struct thing *t;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		recipe.guest = i < 2 ? PV : HVM;
		recipe.version = 2 + i % 2;
		stream_build(&s, &recipe, XCSTREAM_FORMAT_LIBXC, false);
		t = add(names[i], XCSTREAM_LAYER_LIBXC);
		t->item.header = true;
		t->walks |= VCPUS;
		t->item.version = recipe.version;
		t->item.guest = recipe.guest;
		append(t, stream_find(&s, XCSTREAM_LAYER_LIBXC,
				      XCSTREAM_NO_RECORD, 0));
		append(t, stream_find(&s, XCSTREAM_LAYER_LIBXC,
				      XCSTREAM_NO_RECORD, 1));
		stream_free(&s);
	}
}

/* Each of X86_PV_VCPU_...: of vCPU 0 and 1, and without a context. */
static void add_vcpu(const char *name, struct stream *s, uint32_t type)
{
	bool basic = type == XCSTREAM_LIBXC_X86_PV_VCPU_BASIC;
	struct thing *t;
	unsigned int id;

	for (id = 0; id < 2; id++) {
		t = add_record(name, s, XCSTREAM_LAYER_LIBXC, type, id);
		t->item.id = id;
		t->walks = WHOLE | VCPUS;
		if (id == (basic ? 0 : 1))
			t->walks |= FACTS;
		if (!basic && type != XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED)
			t->walks = WHOLE | VCPUS;
	}
	part_resize(stream_find(s, XCSTREAM_LAYER_LIBXC, type, 0), 8);
	t = add_record(name, s, XCSTREAM_LAYER_LIBXC, type, 0);
	t->item.empty = true;
	t->walks = basic ? WHOLE | FACTS | VCPUS : WHOLE | VCPUS;
}

#define VCPU(type) add_vcpu(#type, &s, XCSTREAM_LIBXC_##type)
#define LIBXC(type)                                                            \
	add_record(#type, &s, XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_##type, 0)
#define LIBXL(type)                                                            \
	add_record("libxl " #type, &s, XCSTREAM_LAYER_LIBXL,                   \
		   XCSTREAM_LIBXL_##type, 0)
#define XAPI(type)                                                             \
	add_record("XAPI " #type, &s, XCSTREAM_LAYER_XAPI,                     \
		   XCSTREAM_XAPI_##type, 0)

static void add_pv(void)
{
	static const struct recipe pv = {
		.guest = PV, .version = 3, .width = 8, .live = true
	};
	struct stream s = { 0 };

	stream_build(&s, &pv, XCSTREAM_FORMAT_LIBXC, false);
	LIBXC(END)->walks |= VCPUS;
	/* Page types without contents. */
	add_record("PAGE_DATA", &s, XCSTREAM_LAYER_LIBXC,
		   XCSTREAM_LIBXC_PAGE_DATA, 1);
	LIBXC(X86_PV_INFO);
	LIBXC(X86_PV_P2M_FRAMES);
	VCPU(X86_PV_VCPU_BASIC);
	VCPU(X86_PV_VCPU_EXTENDED);
	VCPU(X86_PV_VCPU_XSAVE);
	VCPU(X86_PV_VCPU_MSRS);
	LIBXC(SHARED_INFO);
	LIBXC(X86_TSC_INFO);
	LIBXC(VERIFY);
	LIBXC(STATIC_DATA_END);
	LIBXC(X86_CPUID_POLICY);
	LIBXC(X86_MSR_POLICY);
	stream_free(&s);
}

static void add_hvm(void)
{
	static const struct recipe remus = { .guest = HVM,
					     .version = 3,
					     .checkpoints = 1 };
	struct stream s = { 0 };
	struct part *part;

	stream_build(&s, &remus, XCSTREAM_FORMAT_LIBXL, false);
	LIBXC(HVM_CONTEXT)->walks |= VCPUS;
	part = stream_find(&s, XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_HVM_PARAMS,
			   0);
	part_resize(part, 24);
	part_set(part, 8, 4, 1);
	LIBXC(HVM_PARAMS);
	part_resize(part, 8);
	part_set(part, 8, 4, 0);
	LIBXC(HVM_PARAMS)->item.empty = true;
	LIBXC(CHECKPOINT)->walks |= VCPUS;
	if (HAS_OUTER) {
		add_header("libxl's header", &s, XCSTREAM_LAYER_LIBXL);
		LIBXL(END)->walks |= VCPUS;
		LIBXL(LIBXC_CONTEXT)->walks |= VCPUS;
		LIBXL(EMULATOR_XENSTORE_DATA);
		LIBXL(EMULATOR_CONTEXT);
		LIBXL(CHECKPOINT_END)->walks |= VCPUS;
	}
	stream_free(&s);
}

static void add_colo(void)
{
	static const struct recipe back = { .checkpoints = 2 };
	struct stream s = { 0 };
	struct part *part;
	struct thing *t;
	unsigned int id;

	stream_build(&s, &back, XCSTREAM_FORMAT_LIBXL_BACK, false);
	LIBXC(CHECKPOINT_DIRTY_PFN_LIST);
	part = stream_find(&s, XCSTREAM_LAYER_LIBXL,
			   XCSTREAM_LIBXL_CHECKPOINT_STATE, 0);
	for (id = 0; id < 5 && HAS_OUTER; id++) {
		part_set(part, 8, 4, id);
		t = LIBXL(CHECKPOINT_STATE);
		t->item.id = id;
	}
	stream_free(&s);
}

static void add_xapi(void)
{
	static const struct recipe recipes[] = {
		{ .guest = HVM, .version = 3 },
		{ .guest = HVM, .version = 3, .nested = true },
	};
	struct stream s = { 0 };

	stream_build(&s, &recipes[1], XCSTREAM_FORMAT_XAPI, false);
	XAPI(Libxl);
	stream_free(&s);
	stream_build(&s, &recipes[0], XCSTREAM_FORMAT_XAPI, false);
	add_header("XAPI's signature", &s, XCSTREAM_LAYER_XAPI);
	XAPI(Xenops);
	XAPI(Libxc);
	XAPI(Qemu_trad);
	XAPI(Qemu_xen);
	XAPI(Demu);
	XAPI(Varstored);
	XAPI(Swtpm0);
	XAPI(Swtpm);
	XAPI(End_of_image);
	stream_free(&s);
	add_bare("XAPI Libxc_legacy", XCSTREAM_LAYER_XAPI,
		 XCSTREAM_XAPI_Libxc_legacy);
	add_bare("XAPI, unknown", XCSTREAM_LAYER_XAPI, 0x10);
	stream_build(&s, &recipes[0], XCSTREAM_FORMAT_XL, false);
	add_header("an xl file's header", &s, XCSTREAM_LAYER_XL);
	stream_free(&s);
	stream_build(&s, &recipes[0], XCSTREAM_FORMAT_LIBVIRT, false);
	add_header("a libvirt file's header", &s, XCSTREAM_LAYER_LIBVIRT);
	stream_free(&s);
}

static void add_unknown(void)
{
	unsigned int layer = XCSTREAM_LAYER_LIBXC;

	add_bare("TOOLSTACK", layer, XCSTREAM_LIBXC_TOOLSTACK);
	for (;
	     layer >= (HAS_OUTER ? XCSTREAM_LAYER_LIBXL : XCSTREAM_LAYER_LIBXC);
	     layer--) {
		add_bare("an unknown mandatory record", layer, 0x13);
		add_bare("an unknown optional record", layer, 0x80000013);
		add_bare("a known record, marked as optional", layer,
			 0x80000000);
	}
}

/* ---- where it can come: states ---- */

struct state {
	struct xcstream xs;
	struct rules rules;
	uint32_t from; /* the state before it, */
	uint8_t by; /* and what came there */
};

static struct state *states;
static uint32_t nr_states, room;
static uint32_t *table; /* open hashing: a state's number and 1; or 0 */
static uint32_t table_size; /* a power of 2 */

/*
 * Is no libxc image under way? While a checkpoint is, or COLO, libxl's record
 * hands back to it.
 */
static bool is_over(const struct xcstream *xs)
{
	if (xs->next == XCS__IHDR)
		return true;
	return xs->layer != XCSTREAM_LAYER_LIBXC &&
	       (xs->turn == XCS__ONWARD || xs->turn == XCS__COLO);
}

/* Forget the image, of which nothing is asked any more. */
static void forget(struct state *s)
{
	s->xs.seen &= XCS__F_OF_STREAM | XCS__F_XENSTORE | XCS__F_EMULATOR;
	s->xs.version = s->xs.guest_width = 0;
	s->xs.last = s->xs.p2m_end = s->xs.vcpu_seen = 0;
	s->xs.params = 0;
	s->rules.version = 0;
	memset(&s->rules.of, 0, sizeof(s->rules.of));
}

/*
 * Forget what no rule on order asks for: offsets and numbers of records, what
 * has been gathered last, and what is left behind by a body or an image that is
 * over. Kept as they are: all else, and whether nothing has come since the
 * last checkpoint, and whether anything is withheld.
 */
static void canonical(struct state *s)
{
	struct xcstream *xs = &s->xs;

	if (xs->epoch_at)
		xs->epoch_at = xs->epoch_at == xs->offset ? HERE : 1;
	xs->offset = HERE;
	if (xs->settled != UINT64_MAX)
		xs->settled = 0;
	/* Of checkpoints, the first tells COLO: none, one, more. */
	if (xs->checkpoints > 2)
		xs->checkpoints = 2;
	xs->at = xs->record_at = xs->records = 0;
	xs->epoch_records = 0;
	xs->row = xs->item_have = xs->hvm = xs->word = xs->key = 0;
	xs->body_length = xs->body_left = xs->pages = xs->word_left = 0;
	memset(xs->value, 0, sizeof(xs->value));
	memset(&xs->fault, 0, sizeof(xs->fault));
	if (is_over(xs))
		forget(s);
}

static uint32_t hash(const struct state *s)
{
	const uint8_t *p = (const uint8_t *)&s->xs;
	uint64_t h = 14695981039346656037u, word;
	size_t i;

	for (i = 0; i < sizeof(s->xs) / 8; i++) {
		memcpy(&word, p + 8 * i, 8);
		h = (h ^ word) * 1099511628211u;
		h ^= h >> 29;
	}
	p = (const uint8_t *)&s->rules;
	for (i = 0; i < sizeof(s->rules); i++)
		h = (h ^ p[i]) * 1099511628211u;
	return (uint32_t)(h >> 32);
}

static bool same(const struct state *a, const struct state *b)
{
	return !memcmp(&a->xs, &b->xs, sizeof(a->xs)) &&
	       !memcmp(&a->rules, &b->rules, sizeof(a->rules));
}

static void *more(void *old, size_t size)
{
	void *p = realloc(old, size);

	if (!p) {
		fprintf(stderr, "no memory for %u states\n", nr_states);
		exit(1);
	}
	return p;
}

static void rehash(void)
{
	uint32_t i, slot;

	table_size = table_size ? 2 * table_size : 1 << 16;
	table = more(table, table_size * sizeof(*table));
	memset(table, 0, table_size * sizeof(*table));
	for (i = 0; i < nr_states; i++) {
		slot = hash(&states[i]) % table_size;
		while (table[slot])
			slot = (slot + 1) % table_size;
		table[slot] = i + 1;
	}
}

/* Keep it, unless it has been there. */
static void keep(const struct state *s)
{
	uint32_t slot;

	if (2 * nr_states >= table_size)
		rehash();
	slot = hash(s) % table_size;
	while (table[slot]) {
		if (same(&states[table[slot] - 1], s))
			return;
		slot = (slot + 1) % table_size;
	}
	if (nr_states == room) {
		room = room ? 2 * room : 1 << 14;
		states = more(states, room * sizeof(*states));
	}
	states[nr_states] = *s;
	table[slot] = ++nr_states;
}

/* ---- a step ---- */

/* Is it to come there? */
static bool comes(const struct state *s, const struct thing *t,
		  unsigned int which)
{
	return (t->walks & which) && rules_reads(&s->rules, &t->item);
}

/* What the parser said to the last item. */
static struct xcstream_report said[8];
static unsigned int nr_said;

static int warning(const struct xcstream *xs,
		   const struct xcstream_report *fault)
{
	(void)xs;
	if (nr_said < 8)
		said[nr_said++] = *fault;
	return 0;
}

static const struct xcstream_ops ops = { .warning = warning };

static enum xcstream_status push(struct xcstream *xs, const struct thing *t)
{
	enum xcstream_status status;

	nr_said = 0;
	status = xcstream_push(xs, t->data, t->len, NULL);
	if (status == XCSTREAM_FAULT && nr_said < 8)
		said[nr_said++] = *xcstream_fault(xs);
	return status;
}

/* Which of the faults differs; -1 if none does. */
static int differs(const struct thing *t, const struct rules_verdict *v)
{
	unsigned int i;
	const char *code;

	for (i = 0; i < v->nr || i < nr_said; i++) {
		if (i >= v->nr || i >= nr_said)
			return (int)i;
		code = xcstream_name(XCSTREAM_NAMES_CODE, said[i].code);
		if (strcmp(v->faults[i].code, code) != 0 ||
		    v->faults[i].expected != said[i].expected ||
		    v->faults[i].found != said[i].found ||
		    v->layer != said[i].layer ||
		    (t->item.header ? XCSTREAM_NO_RECORD : t->item.type) !=
			    said[i].type)
			return (int)i;
	}
	return -1;
}

/* Print how a state was reached. */
static void print_way(uint32_t nr)
{
	if (nr == 0)
		return;
	print_way(states[nr].from);
	fprintf(stderr, "\t%s", things[states[nr].by].item.name);
	if (things[states[nr].by].item.id)
		fprintf(stderr, " %u", things[states[nr].by].item.id);
	fprintf(stderr, "%s\n",
		things[states[nr].by].item.empty ? ", empty" : "");
}

static uint64_t all_states, steps, compared;
static char walked[64]; /* what is being walked */
static unsigned int differences;

static void differ(uint32_t nr, const struct thing *t,
		   const struct rules_verdict *v, int at, const char *why)
{
	char text[256] = "nothing";

	differences++;
	if (differences > 5)
		return;
	fprintf(stderr, "FAILED: %s: after\n", walked);
	print_way(nr);
	fprintf(stderr, "comes %s %u%s: %s\n", t ? t->item.name : "the end",
		t ? t->item.id : 0, t && t->item.empty ? ", empty" : "", why);
	if (at < 0)
		return;
	if ((unsigned int)at < nr_said)
		xcstream_describe(&said[at], text, sizeof(text));
	if ((unsigned int)at < v->nr)
		fprintf(stderr,
			"\tthe rules say %s, expected %" PRIu64
			", found %" PRIu64 "\n",
			v->faults[at].code, v->faults[at].expected,
			v->faults[at].found);
	else
		fprintf(stderr, "\tthe rules say nothing\n");
	fprintf(stderr, "\tthe parser says %s\n", text);
}

/*
 * What canonical() has forgotten of a state makes no difference there: what
 * comes next is judged alike, and leads to the same.
 */
static void check_forgotten(const struct state *raw, unsigned int which)
{
	struct xcstream_report before[8];
	struct state a, b;
	unsigned int k, i, nr;

	for (k = 0; k < nr_things; k++) {
		if (!comes(raw, &things[k], which))
			continue;
		a = b = *raw;
		canonical(&b);
		push(&a.xs, &things[k]);
		memcpy(before, said, sizeof(before));
		nr = nr_said;
		push(&b.xs, &things[k]);
		for (i = 0; i < nr && nr == nr_said; i++)
			if (before[i].code != said[i].code ||
			    before[i].expected != said[i].expected ||
			    before[i].found != said[i].found)
				nr = UINT_MAX;
		a.rules = b.rules;
		canonical(&a);
		canonical(&b);
		if (nr != nr_said || !same(&a, &b))
			differ(raw->from, &things[k], NULL, -1,
			       "canonical() forgets what matters");
		compared++;
	}
}

/* Push it there, and keep where that leads to. */
static void step(uint32_t nr, const struct thing *t, unsigned int which)
{
	struct state next = states[nr];
	struct rules_verdict v;
	enum xcstream_status status, right = XCSTREAM_MORE;
	int at;

	steps++;
	next.from = nr;
	next.by = (uint8_t)(t - things);
	rules_take(&next.rules, &t->item, &v);
	if (v.fatal)
		right = XCSTREAM_FAULT;
	else if (next.rules.over)
		right = XCSTREAM_DONE;
	status = push(&next.xs, t);
	at = differs(t, &v);
	if (at >= 0)
		differ(nr, t, &v, at, "another verdict");
	else if (status != right)
		differ(nr, t, &v, -1,
		       next.rules.over ? "it should end the stream"
				       : "it should not end the stream");
	if (status != XCSTREAM_MORE || right != XCSTREAM_MORE)
		return;
	if (steps % 64 == 0)
		check_forgotten(&next, which);
	canonical(&next);
	keep(&next);
}

/* The input ends there. */
static void stop(uint32_t nr)
{
	struct xcstream xs = states[nr].xs;
	enum xcstream_status status = xcstream_finish(&xs), right;

	right = rules_may_end(&states[nr].rules) ? XCSTREAM_DONE
						 : XCSTREAM_FAULT;
	if (status != right)
		differ(nr, NULL, NULL, -1,
		       right == XCSTREAM_DONE ? "it should be whole"
					      : "it should not be whole");
	else if (status == XCSTREAM_FAULT &&
		 xcstream_fault(&xs)->code != XCSTREAM_E_TRUNCATED)
		differ(nr, NULL, NULL, -1, "it should be truncated");
}

/* ---- the walk ---- */

static void walk(enum rules_reader reader, enum rules_sender sender,
		 bool answers, unsigned int which)
{
	static const uint8_t profiles[] = { XCSTREAM_STRICT, XCSTREAM_VERIFY,
					    XCSTREAM_RESTORE, XCSTREAM_DRAFT };
	static const uint8_t flags[] = {
		0, XCSTREAM_CHECKPOINTED, XCSTREAM_CHECKPOINTED | XCSTREAM_COLO
	};
	struct xcstream_config config = { .profile = profiles[reader],
					  .max_version = 3,
					  .flags = flags[sender] };
	struct state first;
	uint64_t before = steps;
	uint32_t i;
	unsigned int k;

	if (answers)
		config.format = XCSTREAM_FORMAT_LIBXL_BACK;
	memset(&first, 0, sizeof(first));
	xcstream_init(&first.xs, &ops, NULL, &config);
	rules_begin(&first.rules, reader, sender, answers, !HAS_OUTER);
	canonical(&first);
	nr_states = 0;
	if (table)
		memset(table, 0, table_size * sizeof(*table));
	keep(&first);
	for (i = 0; i < nr_states; i++) {
		stop(i);
		for (k = 0; k < nr_things; k++)
			if (comes(&states[i], &things[k], which))
				step(i, &things[k], which);
	}
	printf("%s: %u states, %" PRIu64 " steps\n", walked, nr_states,
	       steps - before);
	all_states += nr_states;
}

/* All senders, to a reader. */
static void walk_reader(enum rules_reader reader, unsigned int which)
{
	static const char *const readers[] = { "strict", "verify", "restore",
					       "draft" };
	static const char *const senders[] = { "", ", checkpointed", ", COLO" };
	static const char *const walks[] = { [WHOLE] = "",
					     [FACTS] = ", few vCPU records",
					     [VCPUS] = ", vCPU records" };
	enum rules_sender sender;

	for (sender = ANY_SENDER; sender < NR_SENDERS; sender++) {
		snprintf(walked, sizeof(walked), "%s%s%s", readers[reader],
			 senders[sender], walks[which]);
		walk(reader, sender, false, which);
	}
	if (!HAS_OUTER || which == VCPUS)
		return;
	snprintf(walked, sizeof(walked), "%s, COLO's answers", readers[reader]);
	walk(reader, ANY_SENDER, true, which);
}

int main(int argc, char **argv)
{
	bool all = argc > 1 && !strcmp(argv[1], "all");

	add_images();
	add_pv();
	add_hvm();
	add_colo();
	add_unknown();
	if (HAS_OUTER)
		add_xapi();
	walk_reader(STRICT, WHOLE);
	walk_reader(RESTORE, all ? WHOLE : FACTS);
	if (!all)
		walk_reader(RESTORE, VCPUS);
	walk_reader(VERIFY, VCPUS);
	walk_reader(DRAFT, VCPUS);
	if (all) {
		walk_reader(VERIFY, FACTS);
		walk_reader(DRAFT, FACTS);
	}
	printf("order: %u things that can come, %" PRIu64 " states, %" PRIu64
	       " steps, %u differences\n",
	       nr_things, all_states, steps, differences);
	return differences != 0;
}
