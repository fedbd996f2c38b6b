/* SPDX-License-Identifier: MIT */
/*
 * web.c - xcverify in a browser: its own files, but for the command line. What
 * they read and print goes through the page (libc.h). Besides, this draws up
 * what the page draws: where in the stream and in the guest's memory is what.
 *
 * Its memory does not depend on the stream. Nothing here is freed or set back:
 * the page makes an instance for each file.
 */
#include "examples/xcverify/xcverify.h"

/* What the page calls */
#define EXPORT(name) __attribute__((export_name(#name))) name

struct cell;
/* Put the file's name here, of at most so many bytes. */
char *EXPORT(name_at)(void);
size_t EXPORT(name_room)(void);
/* With options of xcverify: --format, --profile, config.flags. */
int EXPORT(verify)(uint8_t format, uint8_t profile, uint8_t flags);
/* The drawing: of each slot, the bytes of each kind; cells, in any order. */
const double *EXPORT(bytes_at)(void);
const struct cell *EXPORT(cells_at)(void);
size_t EXPORT(bytes_size)(void);
size_t EXPORT(cells_size)(void);
uint32_t EXPORT(cells_shift)(void);

/* ---- the stream: how many bytes of what, by where they are ---- */

/* drawing.js has their names, in this order. */
enum kind_of_bytes {
	HEADERS,
	STATIC,
	PFNS,
	CONTENTS,
	REGISTERS,
	DEVICES,
	MARKS,
	UNREAD, /* after a fault */
	REST, /* after the end */
	NR_KINDS
};

/* What is not here is HEADERS, or of XAPI. */
static const struct {
	uint8_t layer, kind;
	uint32_t type;
} kinds_of_records[] = {
	{ XCSTREAM_LAYER_LIBXC, STATIC, XCSTREAM_LIBXC_X86_PV_INFO },
	{ XCSTREAM_LAYER_LIBXC, STATIC, XCSTREAM_LIBXC_X86_CPUID_POLICY },
	{ XCSTREAM_LAYER_LIBXC, STATIC, XCSTREAM_LIBXC_X86_MSR_POLICY },
	{ XCSTREAM_LAYER_LIBXC, STATIC, XCSTREAM_LIBXC_STATIC_DATA_END },
	{ XCSTREAM_LAYER_LIBXC, PFNS, XCSTREAM_LIBXC_X86_PV_P2M_FRAMES },
	{ XCSTREAM_LAYER_LIBXC, PFNS, XCSTREAM_LIBXC_PAGE_DATA },
	{ XCSTREAM_LAYER_LIBXC, REGISTERS, XCSTREAM_LIBXC_SHARED_INFO },
	{ XCSTREAM_LAYER_LIBXC, REGISTERS, XCSTREAM_LIBXC_X86_TSC_INFO },
	{ XCSTREAM_LAYER_LIBXC, REGISTERS, XCSTREAM_LIBXC_X86_PV_VCPU_BASIC },
	{ XCSTREAM_LAYER_LIBXC, REGISTERS,
	  XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED },
	{ XCSTREAM_LAYER_LIBXC, REGISTERS, XCSTREAM_LIBXC_X86_PV_VCPU_XSAVE },
	{ XCSTREAM_LAYER_LIBXC, REGISTERS, XCSTREAM_LIBXC_X86_PV_VCPU_MSRS },
	{ XCSTREAM_LAYER_LIBXC, REGISTERS, XCSTREAM_LIBXC_HVM_CONTEXT },
	{ XCSTREAM_LAYER_LIBXC, REGISTERS, XCSTREAM_LIBXC_HVM_PARAMS },
	{ XCSTREAM_LAYER_LIBXC, MARKS, XCSTREAM_LIBXC_VERIFY },
	{ XCSTREAM_LAYER_LIBXC, MARKS, XCSTREAM_LIBXC_CHECKPOINT },
	{ XCSTREAM_LAYER_LIBXC, MARKS, XCSTREAM_LIBXC_END },
	{ XCSTREAM_LAYER_LIBXL, DEVICES,
	  XCSTREAM_LIBXL_EMULATOR_XENSTORE_DATA },
	{ XCSTREAM_LAYER_LIBXL, DEVICES, XCSTREAM_LIBXL_EMULATOR_CONTEXT },
	{ XCSTREAM_LAYER_LIBXL, MARKS, XCSTREAM_LIBXL_CHECKPOINT_END },
	{ XCSTREAM_LAYER_LIBXL, MARKS, XCSTREAM_LIBXL_CHECKPOINT_STATE },
	{ XCSTREAM_LAYER_LIBXL, MARKS, XCSTREAM_LIBXL_END },
};

#define SLOTS 512

static struct {
	uint64_t size; /* of the file */
	double bytes[SLOTS][NR_KINDS];
	/* What has begun, and where contents of pages begin in it, or 0. */
	uint64_t at, contents;
	enum kind_of_bytes kind;
} timeline;

static void add_bytes(uint64_t from, uint64_t to, enum kind_of_bytes kind)
{
	uint64_t slot, end;

	for (; from < to; from = end) {
		slot = from * SLOTS / timeline.size;
		/* The first byte of the next one. */
		end = (slot + 1) * timeline.size / SLOTS;
		end += end * SLOTS / timeline.size <= slot;
		end = end < to ? end : to;
		timeline.bytes[slot][kind] += (double)(end - from);
	}
}

/* What had begun ends at an offset, where something else begins. */
static void mark(uint64_t at, enum kind_of_bytes kind)
{
	uint64_t border = timeline.contents;

	at = at < timeline.size ? at : timeline.size;
	if (!border || border > at)
		border = at;
	add_bytes(timeline.at, border, timeline.kind);
	add_bytes(border, at, CONTENTS);
	timeline.at = at;
	timeline.contents = 0;
	timeline.kind = kind;
}

static enum kind_of_bytes kind_of(unsigned int layer, uint32_t type)
{
	size_t i;

	for (i = 0; i < COUNT(kinds_of_records); i++)
		if (kinds_of_records[i].layer == layer &&
		    kinds_of_records[i].type == type)
			return (enum kind_of_bytes)kinds_of_records[i].kind;
	return HEADERS;
}

/* ---- memory: how many pages of which type, by their pfns ---- */

/* The same. A pinned table is a table. */
enum kind_of_page {
	NOTAB,
	L1TAB,
	L2TAB,
	L3TAB,
	L4TAB,
	XALLOC,
	BROKEN,
	NR_PAGES,
	/* There is no memory; an HVM guest of any size has a million of these. */
	XTAB = NR_PAGES
};

/*
 * A range of 2^shift pfns that has pages. There is room for so many; whenever
 * there are more, two become one, for all of them.
 */
struct cell {
	double range; /* pfn >> shift */
	uint32_t pages[NR_PAGES]; /* by kind */
};

#define CELLS 4096

static struct {
	struct cell cells[CELLS];
	uint16_t order[CELLS]; /* of their ranges, so that a search is short */
	uint32_t count, shift;
	struct cell *last; /* pfns ascend: the next is often the same */
} map;

/* How many ranges are below this one. */
static uint32_t find_place(double range)
{
	uint32_t low = 0, high = map.count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (map.cells[map.order[middle]].range < range)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Each cell becomes twice as large. */
static void fold(void)
{
	static struct cell folded[CELLS];
	uint32_t i, kind, n = 0;
	const struct cell *cell;
	double range;

	for (i = 0; i < map.count; i++) {
		cell = &map.cells[map.order[i]];
		range = (double)((uint64_t)cell->range / 2);
		if (!n || folded[n - 1].range != range) {
			memset(&folded[n], 0, sizeof(folded[n]));
			folded[n++].range = range;
		}
		for (kind = 0; kind < COUNT(cell->pages); kind++)
			folded[n - 1].pages[kind] += cell->pages[kind];
	}
	memcpy(map.cells, folded, n * sizeof(*folded));
	for (i = 0; i < n; i++)
		map.order[i] = (uint16_t)i;
	map.count = n;
	map.shift++;
}

/* The cell of a page; NULL: there was no room, but there may be now. */
static struct cell *take_cell(uint64_t pfn)
{
	double range = (double)(pfn >> map.shift);
	uint32_t place = find_place(range), i;
	struct cell *cell;

	if (place < map.count && map.cells[map.order[place]].range == range)
		return &map.cells[map.order[place]];
	if (map.count == CELLS) {
		fold();
		return NULL;
	}
	for (i = map.count; i > place; i--)
		map.order[i] = map.order[i - 1];
	map.order[place] = (uint16_t)map.count;
	cell = &map.cells[map.count++];
	memset(cell, 0, sizeof(*cell));
	cell->range = range;
	return cell;
}

static void add_page(uint64_t pfn, enum kind_of_page kind)
{
	struct cell *cell = map.last;

	if (!cell || cell->range != (double)(pfn >> map.shift))
		do {
			cell = take_cell(pfn);
		} while (!cell);
	map.last = cell;
	cell->pages[kind]++;
}

/* ---- callbacks, in front of those of the listing ---- */

static int on_record(const struct xcstream *xs, uint32_t type, uint32_t length)
{
	mark(xs->at, kind_of(xs->layer, type));
	return listing.record(xs, type, length);
}

static int on_count(const struct xcstream *xs, uint32_t count)
{
	const struct tool *t = xs->user;
	const struct contents *c = &t->s.facts.contents;
	int answer = listing.count(xs, count);

	if (c->length) /* it is PAGE_DATA */
		timeline.contents = c->start;
	return answer;
}

static int on_image_header(const struct xcstream *xs, uint32_t version,
			   uint32_t options)
{
	mark(xs->at, HEADERS);
	return listing.image_header(xs, version, options);
}

static int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	static const uint8_t kinds[16] = {
		NOTAB, L1TAB, L2TAB, L3TAB, L4TAB, 0,	   0,	   0,
		0,     L1TAB, L2TAB, L3TAB, L4TAB, BROKEN, XALLOC, XTAB,
	};

	if (kinds[type & 15] != XTAB)
		add_page(pfn, (enum kind_of_page)kinds[type & 15]);
	return listing.page(xs, pfn, type);
}

/* ---- from the page's call to the drawing ---- */

/* For page tables, as in xcverify's main.c */
static uint64_t pfns[(128 << 20) / 4096];
static char name[1024]; /* the file's */

static struct tool tool = {
	.config = { .pfns = pfns, .nr_pfns = COUNT(pfns) },
	.notation = TEXT,
	.summary = true,
	.out = { .fd = STDOUT_FILENO, .plain = true },
	.err = { .fd = STDERR_FILENO, .plain = true, .prefix = "xcverify: " },
};

char *name_at(void)
{
	return name;
}

size_t name_room(void)
{
	return sizeof(name) - 1;
}

/* After the verdict: how far the stream was read, and what is behind that. */
static void end_timeline(enum verdict verdict)
{
	const struct xcstream_report *fault = xcstream_fault(&tool.s.xs);
	uint64_t end = fault ? fault->offset : xcstream_offset(&tool.s.xs);

	mark(end > timeline.at ? end : timeline.at,
	     verdict == VALID ? REST : UNREAD);
	mark(timeline.size, REST);
}

int verify(uint8_t format, uint8_t profile, uint8_t flags)
{
	static struct xcstream_ops ops;
	enum verdict verdict;

	ops = listing;
	ops.image_header = on_image_header;
	ops.record = on_record;
	ops.count = on_count;
	ops.page = on_page;
	timeline.size = (uint64_t)page_size();
	tool.watch = &ops;
	tool.config.format = format;
	tool.config.profile = profile;
	tool.config.flags = flags | XCSTREAM_PAGE_TABLES;
	verdict = verify_file(&tool, name);
	end_timeline(verdict);
	return (int)verdict;
}

const double *bytes_at(void)
{
	return &timeline.bytes[0][0];
}

const struct cell *cells_at(void)
{
	return map.cells;
}

size_t bytes_size(void)
{
	return sizeof(timeline.bytes);
}

size_t cells_size(void)
{
	return map.count * sizeof(struct cell);
}

uint32_t cells_shift(void)
{
	return map.shift;
}
