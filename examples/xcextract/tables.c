/* SPDX-License-Identifier: MIT */
/*
 * tables.c - which memory a vCPU sees at which virtual address, by its page
 * tables. Those of a PV guest hold pfns in a stream: they are walked alike.
 * [Intel's manual, volume 3, chapter 4.5]
 */
#include "xcextract.h"

#define PRESENT 1
#define LARGE 0x80 /* the entry is of a page, whatever its level */
#define ADDRESS 0x000ffffffffff000u /* of an entry of 8 bytes */

struct walk {
	const struct tool *t;
	const struct image *image;
	void (*put)(void *to, const struct mapping *mapping);
	void *to;
	struct mapping last; /* what may be put, once it does not go on */
	unsigned int entry_size, levels;
	bool large; /* pages of 4 MiB: CR4.PSE */
	uint64_t steps; /* that may still be made */
	bool unread; /* a table could not be read: errno tells */
};

/* ---- pages that are mapped ---- */

static void put_last(struct walk *w)
{
	if (w->last.len)
		w->put(w->to, &w->last);
	w->last.len = 0;
}

static void map(struct walk *w, uint64_t address, uint64_t at, uint64_t len)
{
	struct mapping *last = &w->last;

	if (last->len && last->address + last->len == address &&
	    last->at + last->len == at) {
		last->len += len;
		return;
	}
	put_last(w);
	*last = (struct mapping){ address, at, len };
}

/* A page of any size: what of it has contents. */
static void map_page(struct walk *w, uint64_t address, uint64_t at,
		     uint64_t len)
{
	uint64_t pfn = at / PAGE, end = pfn + len / PAGE, none;

	for (; pfn < end && w->steps; w->steps--, pfn += none ? none : 1) {
		none = without_contents(w->t, pfn);
		if (!none)
			map(w, address + (pfn * PAGE - at), pfn * PAGE, PAGE);
	}
}

/* ---- tables ---- */

/* Bits of an address below what a table of that level, from 1, tells. */
static unsigned int shift_of(const struct walk *w, unsigned int level)
{
	return 12 + (level - 1) * (w->entry_size == 8 ? 9 : 10);
}

/* An address of 48 or 57 bits goes on with its highest. */
static uint64_t extend(const struct walk *w, uint64_t address)
{
	unsigned int bits = shift_of(w, w->levels + 1);

	if (w->levels < 4 || !(address >> (bits - 1) & 1))
		return address;
	return address | ~(uint64_t)0 << bits;
}

/* Is it of a page, and not of a table below? */
static bool is_page(const struct walk *w, unsigned int level, uint64_t entry)
{
	if (level == 1)
		return true;
	if (w->levels == 2)
		return entry & LARGE && w->large;
	return entry & LARGE && level < 4 && (level < 3 || w->levels > 3);
}

/* Where a page is. One of 4 MiB has bits 32 to 39 in the middle: PSE-36. */
static uint64_t place_of(const struct walk *w, unsigned int level,
			 uint64_t entry)
{
	uint64_t at = (entry & ADDRESS) >> shift_of(w, level)
						   << shift_of(w, level);

	if (w->levels == 2 && level == 2)
		at |= (entry >> 13 & 0xff) << 32;
	return at;
}

static void walk_table(struct walk *w, uint64_t at, unsigned int level,
		       uint64_t address)
{
	unsigned int shift = shift_of(w, level), i;
	unsigned int nr = w->entry_size == 8 ? 512 : 1024;
	unsigned char table[PAGE];
	uint64_t entry, to, here;

	/* The top table of PAE is 32 bytes, anywhere in a page. */
	if (w->levels == 3 && level == 3)
		nr = 4;
	if (read_page(w->t, w->image, at / PAGE, table)) {
		w->unread = true;
		return;
	}
	for (i = 0; i < nr && w->steps && !w->unread; i++) {
		w->steps--;
		entry = get_number(table + at % PAGE + i * w->entry_size,
				   w->entry_size, false);
		if (!(entry & PRESENT))
			continue;
		to = entry & ADDRESS;
		here = address | (uint64_t)i << shift;
		if (is_page(w, level, entry))
			map_page(w, extend(w, here), place_of(w, level, entry),
				 (uint64_t)1 << shift);
		else
			walk_table(w, to, level - 1, here);
	}
}

/* How many levels there are; 0: addresses are physical. */
static unsigned int levels_of(const struct vcpu *v)
{
	if (v->kind == PV64_VCPU)
		return 4;
	if (v->kind == PV32_VCPU)
		return 3;
	if (!(v->kept[CR0] & 0x80000000)) /* PG */
		return 0;
	if (v->kept[EFER] & 0x400) /* LMA; LA57 */
		return v->kept[CR4] & 0x1000 ? 5 : 4;
	return v->kept[CR4] & 0x20 ? 3 : 2; /* PAE */
}

int walk_tables(const struct tool *t, const struct image *image,
		const struct vcpu *vcpu,
		void (*put)(void *to, const struct mapping *mapping), void *to)
{
	struct range all = { 0, 0, 0 };
	struct walk w = { .t = t, .image = image, .put = put, .to = to };
	uint64_t root = vcpu->kept[CR3] & ADDRESS;

	w.levels = levels_of(vcpu);
	w.entry_size = w.levels == 2 ? 4 : 8;
	w.large = vcpu->kept[CR4] & 0x10;
	/* That of a PV guest is a page, anywhere. */
	if (w.levels == 3 && vcpu->kind == HVM_VCPU)
		root = vcpu->kept[CR3] & 0xffffffe0;
	/* Linear in what was sent: a kernel maps each page some times. */
	w.steps = 1 << 22;
	while (next_range(t, &all, alike))
		w.steps += 16 * (all.next - all.first);
	if (w.levels)
		walk_table(&w, root, w.levels, 0);
	else
		map_page(&w, 0, 0, (uint64_t)1 << 32);
	put_last(&w);
	if (w.unread)
		return -1;
	return w.steps ? 0 : 1;
}
