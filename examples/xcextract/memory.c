/* SPDX-License-Identifier: MIT */
/*
 * memory.c - the guest's memory, in memory.img, memory.json, memory.elf and
 * xen.core
 */
#include "xcextract.h"

/* ---- what is known of the pages ---- */

/*
 * What is known of a page: its type in the highest 4 bits, and how often it was
 * sent. 0: it was not. A leaf has as many pages as fill a page.
 */
#define LEAF (PAGE / sizeof(uint32_t))
#define LEAVES 16 /* come at once: each allocation costs some bytes more */
#ifndef MAX_SENT
#define MAX_SENT 0x0fffffffu
#endif

static bool has_contents(uint32_t type)
{
	return type < XCSTREAM_PAGE_BROKEN;
}

static uint32_t look_up(const struct tool *t, uint64_t pfn)
{
	const uint32_t *leaf =
		pfn / LEAF < t->nr_leaves ? t->leaves[pfn / LEAF] : NULL;

	return leaf ? leaf[pfn % LEAF] : 0;
}

static int note(struct tool *t, uint64_t pfn, uint32_t type)
{
	uint32_t **leaf, *page;

	if (pfn / LEAF >= t->nr_leaves) /* --no-counts */
		return 0;
	leaf = &t->leaves[pfn / LEAF];
	if (!*leaf && !t->nr_spare) {
		t->spare = calloc(LEAVES * LEAF, sizeof(*t->spare));
		if (!t->spare)
			return trouble(t, "memory.json",
				       "not enough memory; see --no-counts");
		t->nr_spare = LEAVES;
	}
	if (!*leaf) {
		*leaf = t->spare;
		t->spare += LEAF;
		t->nr_spare--;
	}
	page = &(*leaf)[pfn % LEAF];
	*page = type << 28 |
		((*page & MAX_SENT) + ((*page & MAX_SENT) < MAX_SENT));
	return 0;
}

uint32_t alike(uint32_t page)
{
	return page && has_contents(page >> 28) ? 1 : 0;
}

static uint32_t same(uint32_t page)
{
	return page;
}

bool next_range(const struct tool *t, struct range *range,
		uint32_t (*kind)(uint32_t page))
{
	uint64_t end = t->nr_leaves * LEAF, pfn = range->next;

	while (pfn < end && !kind(look_up(t, pfn)))
		pfn += t->leaves[pfn / LEAF] ? 1 : LEAF - pfn % LEAF;
	if (pfn >= end)
		return false;
	range->first = pfn;
	range->page = look_up(t, pfn);
	while (pfn < end && kind(look_up(t, pfn)) == kind(range->page))
		pfn++;
	range->next = pfn;
	return true;
}

/* ---- images ---- */

/*
 * Make a hole, or, where a file system has none, write zeros. Returns 0, or -1
 * and errno.
 */
static int punch(int fd, off_t at, uint64_t len)
{
	static const unsigned char zeros[PAGE];
	uint64_t n;

#if defined(FALLOC_FL_PUNCH_HOLE) && !defined(NO_PUNCH_HOLE)
	if (!fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at,
		       (off_t)len))
		return 0;
	if (errno != EOPNOTSUPP && errno != ENOSYS)
		return -1;
#endif
	for (; len; len -= n, at += (off_t)n) {
		n = len < sizeof(zeros) ? len : sizeof(zeros);
		if (write_all(fd, zeros, n, at))
			return -1;
	}
	return 0;
}

static int write_run(struct image *image, const struct run *run)
{
	off_t at = image->base + (off_t)run->at, end = at + (off_t)run->len;

	if (run->data) {
		if (image->end < end)
			image->end = end;
		return write_all(image->fd, run->data, run->len, at);
	}
	if (end > image->end)
		end = image->end;
	return at < end ? punch(image->fd, at, (uint64_t)(end - at)) : 0;
}

int flush(struct tool *t)
{
	struct run run = t->run;
	unsigned int i;

	t->run.len = 0;
	for (i = 0; run.len && i < COUNT(t->images); i++)
		if (t->images[i].fd >= 0 && write_run(&t->images[i], &run))
			return failed(t, t->images[i].name);
	return 0;
}

static int add(struct tool *t, uint64_t at, const uint8_t *data, uint64_t len)
{
	struct run *run = &t->run;

	if (run->len && run->at + run->len == at &&
	    (data ? run->data && run->data + run->len == data : !run->data)) {
		run->len += len;
		return 0;
	}
	if (flush(t))
		return -1;
	run->data = data;
	run->at = at;
	run->len = len;
	return 0;
}

uint64_t without_contents(const struct tool *t, uint64_t pfn)
{
	if (pfn / LEAF >= t->nr_leaves)
		return UINT32_MAX;
	if (!t->leaves[pfn / LEAF])
		return LEAF - pfn % LEAF;
	return !alike(look_up(t, pfn));
}

int read_page(const struct tool *t, const struct image *image, uint64_t pfn,
	      unsigned char page[PAGE])
{
	off_t at = image->base + (off_t)(pfn * PAGE);

	memset(page, 0, PAGE);
	if (!alike(look_up(t, pfn)))
		return 0;
	return read_all(image->fd, page, PAGE, at);
}

int begin_memory(struct tool *t)
{
	static const struct image images[] = {
		[MEMORY_IMAGE] = { MEMORY, "memory.img", 0, 0, -1 },
		[ELF_IMAGE] = { ELF, "memory.elf", PAGE, 0, -1 },
		[XEN_IMAGE] = { XEN_CORE, "xen.core", XEN_CORE_BASE, 0, -1 },
	};
	struct image *image = t->images;

	t->past = UINT64_MAX;
	memcpy(t->images, images, sizeof(images));
	for (; image < t->images + COUNT(t->images); image++) {
		if (!(t->groups & BIT(image->group)))
			continue;
		image->fd = create(t, image->group, image->name);
		if (image->fd < 0)
			return -1;
	}
	if (t->no_counts || !(t->groups & OF_MEMORY))
		return 0;
	t->nr_leaves = t->config.max_pfn / LEAF + 1;
	t->leaves = calloc((size_t)t->nr_leaves, sizeof(*t->leaves));
	if (!t->leaves) {
		t->nr_leaves = 0;
		return trouble(t, "memory.json",
			       "not enough memory; see --max-pfn, --no-counts");
	}
	return 0;
}

/* ---- what comes ---- */

/*
 * Those with contents count once they have come: see on_page_data(). A sender
 * goes up through the memory, and once more if the guest still runs; never in
 * the middle of a record, of which all contents come after the last pfn.
 */
int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	struct tool *t = xs->user;
	uint32_t before = look_up(t, pfn);

	if (t->heads && !t->verify && pfn < t->past) {
		if (t->last_pass && t->passes == t->last_pass)
			return 1; /* a pause is the end then */
		t->passes++;
	}
	t->heads = false;
	t->past = pfn + 1;
	t->sent[type & 15]++;
	if (t->verify || has_contents(type))
		return 0;
	if (pfn > t->config.max_pfn) { /* the library allows that */
		t->beyond++;
		return 0;
	}
	if (note(t, pfn, type))
		return -1;
	if (t->nr_leaves && !alike(before)) /* it is a hole already */
		return 0;
	return add(t, pfn * PAGE, NULL, PAGE);
}

int on_page_data(const struct xcstream *xs, uint64_t pfn, uint32_t type,
		 uint32_t offset, const uint8_t *data, size_t len)
{
	struct tool *t = xs->user;

	if (t->verify)
		return 0;
	if (add(t, pfn * PAGE + offset, data, len))
		return -1;
	return offset + len == PAGE ? note(t, pfn, type) : 0;
}

int write_memory_json(struct tool *t)
{
	const char *what = t->headers.guest == XCSTREAM_DOMAIN_X86_PV
				   ? "pseudo-physical"
				   : "guest-physical";
	struct range range = { 0, 0, 0 };
	const char *comma = "";
	FILE *f = begin_file(t, MEMORY, "memory.json");

	if (!f)
		return -1;
	fprintf(f,
		"{\n\t\"addresses\": \"%s\",\n\t\"page_size\": %d,\n"
		"\t\"holes_beyond_max_pfn\": %" PRIu64 ",\n\t\"ranges\": [",
		what, PAGE, t->beyond);
	while (next_range(t, &range, same)) {
		fprintf(f,
			"%s\n\t\t{ \"start\": %" PRIu64 ", \"end\": %" PRIu64
			", \"type\": \"%s\", \"sent\": %u }",
			comma, range.first, range.next - 1,
			xcstream_name(XCSTREAM_NAMES_PAGE_TYPE,
				      range.page >> 28),
			range.page & MAX_SENT);
		comma = ",";
	}
	fputs("\n\t]\n}\n", f);
	return end_file(t, f, "memory.json");
}
