/* SPDX-License-Identifier: MIT */
/*
 * streams.c - streams for extract.sh.
 *
 *	streams DIRECTORY	write small ones, valid and hostile, to files
 *	streams huge >FILE	64 GiB of pages without contents
 *	streams ranges >FILE	70656 pages, each apart from the others
 *	streams entries >FILE	a million empty entries of HVM_CONTEXT
 *	streams epochs >FILE	2000 vCPUs, then 2000 short epochs
 *
 * In all of them each page has contents of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "builder.h"

#define PAGE 4096

/* ---- output ---- */

static void write_stream(struct stream *s, const char *dir, const char *name)
{
	char path[4096];
	FILE *f;

	stream_join(s);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "wb");
	if (!f || fwrite(s->data, 1, s->len, f) != s->len || fclose(f)) {
		perror(path);
		exit(2);
	}
	stream_free(s);
}

/* ---- changes ---- */

/* Pages with contents that differ from page to page, and pass to pass. */
static void fill_pages(struct stream *s)
{
	uint64_t noise = 0x853c49e6748fea9bu;
	struct part *part;
	size_t at;

	for (part = s->parts; part < s->parts + s->nr_parts; part++) {
		if (part->layer != XCSTREAM_LAYER_LIBXC ||
		    part->type != XCSTREAM_LIBXC_PAGE_DATA)
			continue;
		for (at = HEADER_SIZE + (part->len - HEADER_SIZE) % PAGE;
		     at < part->len; at += sizeof(noise)) {
			noise ^= noise << 13;
			noise ^= noise >> 7;
			noise ^= noise << 17;
			memcpy(part->data + at, &noise, sizeof(noise));
		}
	}
}

/* As put_pages(), but in front of another part. */
static void add_pages(struct stream *s, struct part *before, uint64_t pfn,
		      const char *types)
{
	size_t at = (size_t)(before - s->parts);

	put_pages(s, pfn, types);
	stream_copy(s, &s->parts[at], &s->parts[s->nr_parts - 1]);
	stream_remove(s, &s->parts[s->nr_parts - 1]);
}

static struct part *first(struct stream *s, unsigned int layer, uint32_t type)
{
	struct part *part = stream_find(s, layer, type, 0);

	if (!part)
		exit(2);
	return part;
}

#define LIBXC(s, type) first(s, XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_##type)
#define LIBXL(s, type) first(s, XCSTREAM_LAYER_LIBXL, XCSTREAM_LIBXL_##type)

/* Make state differ from what an earlier epoch had. */
static void vary_state(struct stream *s)
{
	/* where in a part there is a byte that nobody judges */
	static const struct {
		uint8_t layer, type, at;
	} all[] = {
		{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_X86_PV_VCPU_BASIC, 20 },
		{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED,
		  24 },
		{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_X86_PV_VCPU_XSAVE, 20 },
		{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_X86_PV_VCPU_MSRS, 24 },
		{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_SHARED_INFO, 20 },
		{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_HVM_CONTEXT, 52 },
		{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_HVM_PARAMS, 24 },
		{ XCSTREAM_LAYER_LIBXL, XCSTREAM_LIBXL_EMULATOR_CONTEXT, 20 },
		{ XCSTREAM_LAYER_LIBXL, XCSTREAM_LIBXL_EMULATOR_XENSTORE_DATA,
		  39 },
	};
	unsigned int i, nth;
	struct part *part;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		for (nth = 0;
		     (part = stream_find(s, all[i].layer, all[i].type, nth));
		     nth++)
			part->data[all[i].at] = (uint8_t)(64 + nth);
}

/* Where the builder has its entries in HVM_CONTEXT. */
enum {
	ENTRY_CPU = HEADER_SIZE + 8 + 24,
	ENTRY_LAPIC = ENTRY_CPU + 8 + 1032,
	ENTRY_VIRIDIAN = ENTRY_LAPIC + 8 + 32,
	ENTRY_END = ENTRY_VIRIDIAN + 8 + 13
};

static void put_entry(struct part *part, unsigned int typecode,
		      unsigned int instance, size_t length)
{
	put(part, 2, typecode);
	put(part, 2, instance);
	put(part, 4, length);
}

/* A second vCPU, and more entries of which the library judges words. */
static void add_entries(struct part *part)
{
	/* All interrupts are masked; the first one is the master. */
	static const uint8_t pics[2][8] = {
		{ 0x01, 0xff, 0x12, 0, 0, 0x40, 0x34, 0 },
		{ 0x81, 0xff, 0x56, 0, 0, 0, 0x78, 0 },
	};
	uint8_t old[ENTRY_END];
	unsigned int i;

	memcpy(old, part->data, sizeof(old));
	part->len = ENTRY_LAPIC;
	put_bytes(part, old + ENTRY_CPU, ENTRY_LAPIC - ENTRY_CPU);
	part_set(part, ENTRY_LAPIC + 2, 2, 1);
	part_set(part, ENTRY_LAPIC + 8, 8, 0x0102030405060708);
	for (i = 0; i < 2; i++) {
		put_entry(part, 3, i, sizeof(pics[i]));
		put_bytes(part, pics[i], sizeof(pics[i]));
	}
	put_bytes(part, old + ENTRY_LAPIC, ENTRY_VIRIDIAN - ENTRY_LAPIC);
	put_entry(part, 14, 0, 240);
	put_pattern(part, 240);
	part->data[part->len - 240 + 224] = 8; /* ranges */
	put_bytes(part, old + ENTRY_VIRIDIAN, ENTRY_END - ENTRY_VIRIDIAN);
	put_entry(part, 20, 0, 8 + 3 * 16);
	put(part, 4, 3);
	put(part, 4, 0x090a0b0c);
	for (i = 0; i < 3; i++) {
		put(part, 4, 0xc0000081 + i);
		put(part, 4, 0);
		put(part, 8, 0x4142434445464748 + i);
	}
	put_entry(part, 0, 0, 0);
	part_end(part);
}

static void add_all_entries(struct stream *s)
{
	struct part *part;

	for (part = s->parts; part < s->parts + s->nr_parts; part++)
		if (part->layer == XCSTREAM_LAYER_LIBXC &&
		    part->type == XCSTREAM_LIBXC_HVM_CONTEXT)
			add_entries(part);
}

/* In the last epoch the second vCPU is gone, or has become a fourth one. */
static void unplug(struct stream *s, const struct recipe *recipe)
{
	struct part *part;
	unsigned int i;

	if (recipe->guest == HVM) {
		part = stream_find(s, XCSTREAM_LAYER_LIBXC,
				   XCSTREAM_LIBXC_HVM_CONTEXT,
				   recipe->checkpoints);
		part_set(part, ENTRY_LAPIC + 2, 2, 3);
		return;
	}
	for (i = 0; i < 4; i++)
		stream_remove(s, LIBXC(s, END) - 1);
}

/* Where the memory ends that counts. */
static struct part *verify(struct stream *s)
{
	return LIBXC(s, VERIFY);
}

static struct part *tsc_info(struct stream *s)
{
	return LIBXC(s, X86_TSC_INFO);
}

static void build(struct stream *s, const struct recipe *recipe,
		  enum xcstream_format wrap, bool big)
{
	struct part *(*end)(struct stream * s);

	stream_build(s, recipe, wrap, big);
	add_all_entries(s);
	if (recipe->checkpoints)
		unplug(s, recipe);
	vary_state(s);
	/* Once more, other types, holes, again, and far away. */
	end = recipe->live ? verify : tsc_info;
	add_pages(s, end(s), 0x10, "nXA1Bn");
	add_pages(s, end(s), 0x13, "nX");
	add_pages(s, end(s), 0x2fe, "nnX");
	add_pages(s, end(s), 0x2ff, "XXX");
	if (recipe->guest == HVM) {
		add_pages(s, end(s), 0x3ff0, "nXnn");
		add_pages(s, end(s), 0x1000, "XA");
	}
	/* Other contents, a hole, no hole any more: nothing of it counts. */
	if (recipe->live)
		add_pages(s, tsc_info(s), 0x10, "nnX1nn");
	fill_pages(s);
}

/* ---- valid streams of every kind ---- */

enum kind { ONCE, LIVE, REMUS, COLO, NR_KINDS };

static void write_valid(const char *dir, unsigned int guest,
			enum xcstream_format wrap, bool big, enum kind kind)
{
	static const char *const guests[] = { "pv32", "pv64", "hvm" };
	static const char *const wraps[] = { "",     "xl",    "libvirt",
					     "xapi", "libxl", "libxc" };
	static const char *const kinds[] = { "once", "live", "remus", "colo" };
	struct recipe recipe = {
		.guest = guest == 2 ? HVM : PV,
		.version = kind == LIVE ? 2 : 3,
		.width = guest ? 8 : 4,
		.checkpoints = kind >= REMUS ? 2 : 0,
		.live = kind == LIVE,
		.nested = kind == LIVE,
		.colo = kind == COLO,
	};
	struct stream s = { 0 };
	char name[100];

	build(&s, &recipe, wrap, big);
	snprintf(name, sizeof(name), "valid-%s-%s-%s-%s", guests[guest],
		 wraps[wrap], big ? "big" : "little", kinds[kind]);
	write_stream(&s, dir, name);
}

static void write_all_valid(const char *dir)
{
	unsigned int i, guest, wrap, kind;

	for (i = 0; i < 3 * 5 * 2 * NR_KINDS; i++) {
		kind = i % NR_KINDS;
		wrap = XCSTREAM_FORMAT_XL + i / NR_KINDS / 2 % 5;
		guest = i / NR_KINDS / 2 / 5;
		/* COLO is of HVM guests, and needs libxl. */
		if (kind == COLO && (guest != 2 || wrap > XCSTREAM_FORMAT_XL))
			continue;
		write_valid(dir, guest, (enum xcstream_format)wrap,
			    i / NR_KINDS % 2, (enum kind)kind);
	}
}

/* ---- special ones ---- */

/* xl's config as text, which does not end with a NUL. */
static void text(struct stream *s)
{
	part_set(first(s, XCSTREAM_LAYER_XL, XCSTREAM_NO_RECORD), 36, 4, 2);
}

/* A NUL within xl's config, and what a terminal would obey. */
static void nul(struct stream *s)
{
	struct part *part = first(s, XCSTREAM_LAYER_XL, XCSTREAM_NO_RECORD);

	part->data[48 + 5] = '\0';
}

/* The same in libvirt's XML. */
static void nul_xml(struct stream *s)
{
	struct part *part =
		first(s, XCSTREAM_LAYER_LIBVIRT, XCSTREAM_NO_RECORD);

	part->data[64 + 5] = '\0';
}

/* Bytes after xl's config, which the profile restore takes. */
static void optional(struct stream *s)
{
	struct part *part = first(s, XCSTREAM_LAYER_XL, XCSTREAM_NO_RECORD);

	put(part, 8, UINT64_MAX);
	part_set(part, 44, 4, part->len - 48);
}

static void no_context(struct stream *s)
{
	struct part *part = LIBXC(s, X86_PV_VCPU_EXTENDED);

	part_set(part, 8, 4, UINT32_MAX);
	part_resize(part, 8);
}

/* The first vCPU again: the profile restore takes that. */
static void vcpu_again(struct stream *s)
{
	struct part *part = LIBXC(s, X86_PV_VCPU_XSAVE);

	stream_copy(s, LIBXC(s, END), part);
	part = stream_find(s, XCSTREAM_LAYER_LIBXC,
			   XCSTREAM_LIBXC_X86_PV_VCPU_XSAVE, 2);
	part_set(part, 16, 8, 0x4142434445464748);
}

static void policy_again(struct stream *s)
{
	stream_copy(s, LIBXC(s, STATIC_DATA_END), LIBXC(s, X86_MSR_POLICY));
	part_set(LIBXC(s, X86_MSR_POLICY), 16, 8, 0x4142434445464748);
}

/* Two entries of the same name, and one that has none; params twice. */
static void entries(struct stream *s)
{
	struct part *part = LIBXC(s, HVM_CONTEXT);
	unsigned int i;

	part->len = ENTRY_LAPIC;
	for (i = 0; i < 3; i++) {
		put_entry(part, i < 2 ? 17 : 21, 7, 8 + i);
		put(part, 8, 0x5152535455565758 + i);
		put_bytes(part, "ab", i);
	}
	put_entry(part, 0, 0, 0);
	part_end(part);
	stream_copy(s, LIBXC(s, END), LIBXC(s, HVM_PARAMS));
}

/* An entry of 8 bytes, again and again. */
static void replaced(struct stream *s)
{
	struct part *part = LIBXC(s, HVM_CONTEXT);
	unsigned int i;

	part->len = ENTRY_LAPIC;
	for (i = 0; i < 2000; i++)
		put_entry(part, 17, 7, 0);
	put_entry(part, 0, 0, 0);
	part_end(part);
}

/* Entries of 8 bytes, each of which is a file. */
static void files(struct stream *s)
{
	struct part *part = LIBXC(s, HVM_CONTEXT);
	unsigned int i;

	part->len = ENTRY_LAPIC;
	for (i = 0; i < 500; i++)
		put_entry(part, 21, i, 0);
	put_entry(part, 0, 0, 0);
	part_end(part);
}

static void emulators(struct stream *s)
{
	struct part *part;
	unsigned int i;

	for (i = 0; i < 64; i++) {
		part = LIBXL(s, EMULATOR_CONTEXT);
		stream_copy(s, part, part);
	}
}

static void xenstore(struct stream *s)
{
	static const char pairs[] = "physmap/b/name\0"
				    "x\n\"y\\\033[2J\xc2\x9b~ # = z\0"
				    "#\n= \"\0v\0"
				    "physmap/c/size\0";
	struct part *part = LIBXL(s, EMULATOR_XENSTORE_DATA);

	part->len = 16;
	put_bytes(part, pairs, sizeof(pairs));
	part_end(part);
	stream_copy(s, LIBXL(s, EMULATOR_CONTEXT), part);
	stream_copy(s, LIBXL(s, EMULATOR_CONTEXT),
		    LIBXL(s, EMULATOR_XENSTORE_DATA));
}

static void above(struct stream *s)
{
	add_pages(s, LIBXC(s, X86_TSC_INFO), (uint64_t)1 << 28, "n");
}

static void beyond(struct stream *s)
{
	add_pages(s, LIBXC(s, X86_TSC_INFO), ((uint64_t)1 << 28) - 2, "AXBX");
	add_pages(s, LIBXC(s, X86_TSC_INFO), (uint64_t)1 << 51, "X");
}

/* A page in every 4 MiB up to 1 TiB. */
static void sparse(struct stream *s)
{
	struct part *part = LIBXC(s, PAGE_DATA);
	uint64_t i;

	part->len = 8;
	put(part, 4, 1 << 18);
	put(part, 4, 0);
	for (i = 0; i < 1 << 18; i++)
		put(part, 8, (uint64_t)XCSTREAM_PAGE_XALLOC << 60 | i << 10);
	part_end(part);
}

static void many_pages(struct stream *s)
{
	char types[1026];

	memset(types, 'n', sizeof(types) - 1);
	types[sizeof(types) - 1] = '\0';
	add_pages(s, LIBXC(s, X86_TSC_INFO), 0x100, types);
}

/* All is there, but the stream ends with a record that is not valid. */
static void bad_end(struct stream *s)
{
	part_set(LIBXC(s, END), 0, 4, 11);
}

/* Nothing after the last checkpoint: what it brought stays. */
static void ends(struct stream *s)
{
	unsigned int i = s->nr_parts, end = 0;

	while (i--) {
		if (s->parts[i].layer == XCSTREAM_LAYER_LIBXL &&
		    s->parts[i].type == XCSTREAM_LIBXL_CHECKPOINT_END)
			break;
		if (s->parts[i].type != XCSTREAM_LIBXC_END)
			stream_remove(s, &s->parts[i]);
		else
			end++;
	}
	if (end != 2)
		exit(2);
}

/* The same, and two emulators before it. */
static void ends_twice(struct stream *s)
{
	struct part *part;

	ends(s);
	part = stream_find(s, XCSTREAM_LAYER_LIBXL,
			   XCSTREAM_LIBXL_CHECKPOINT_END, 1);
	stream_copy(s, part, part - 1);
}

/* An HVM guest may have no memory. */
static void no_memory(struct stream *s)
{
	struct part *part;

	while ((part = stream_find(s, XCSTREAM_LAYER_LIBXC,
				   XCSTREAM_LIBXC_PAGE_DATA, 0)))
		stream_remove(s, part);
}

/* Many images in XAPI's, all but the last without libxc. */
static void images(struct stream *s)
{
	struct part *part = LIBXL(s, LIBXC_CONTEXT) - 2;
	size_t at = (size_t)(part - s->parts);
	unsigned int i;

	for (i = 0; i < 20; i++) {
		stream_copy(s, &s->parts[at], LIBXL(s, END));
		stream_copy(s, &s->parts[at], &s->parts[at + 2]);
		stream_copy(s, &s->parts[at], &s->parts[at + 2]);
	}
}

static void write_special(const char *dir)
{
	static const struct {
		const char *name;
		enum guest guest;
		void (*change)(struct stream *s);
	} all[] = {
		{ "text", PV, text },
		{ "nul", PV, nul },
		{ "nul-xml", PV, nul_xml },
		{ "optional", PV, optional },
		{ "no-context", PV, no_context },
		{ "vcpu-again", PV, vcpu_again },
		{ "policy-again", PV, policy_again },
		{ "entries", HVM, entries },
		{ "replaced", HVM, replaced },
		{ "files", HVM, files },
		{ "emulators", HVM, emulators },
		{ "xenstore", HVM, xenstore },
		{ "above", HVM, above },
		{ "beyond", HVM, beyond },
		{ "sparse", HVM, sparse },
		{ "many-pages", HVM, many_pages },
		{ "bad-end", HVM, bad_end },
		{ "ends", HVM, ends },
		{ "ends-twice", HVM, ends_twice },
		{ "images", HVM, images },
		{ "no-memory", HVM, no_memory },
	};
	struct recipe recipe = { .version = 3, .width = 8 };
	enum xcstream_format wrap;
	struct stream s = { 0 };
	unsigned int i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		recipe.guest = (uint8_t)all[i].guest;
		recipe.checkpoints = strncmp(all[i].name, "ends", 4) ? 0 : 2;
		recipe.nested = all[i].change == images;
		wrap = XCSTREAM_FORMAT_XL;
		if (recipe.nested)
			wrap = XCSTREAM_FORMAT_XAPI;
		else if (all[i].change == nul_xml)
			wrap = XCSTREAM_FORMAT_LIBVIRT;
		build(&s, &recipe, wrap, false);
		all[i].change(&s);
		write_stream(&s, dir, all[i].name);
	}
}

/* ---- large ones, with a part in the middle that is made on the way ---- */

/* An HVM stream with so many PAGE_DATA records of 1024 entries more. */
static void write_large(uint32_t records, bool contents)
{
	struct recipe recipe = { .guest = HVM, .version = 3 };
	static uint8_t pages[1024 * PAGE];
	struct stream s = { 0 }, batch = { 0 };
	struct part *part;
	uint64_t pfn = 0, type = contents ? 0 : XCSTREAM_PAGE_XALLOC;
	uint32_t i;
	size_t at;

	build(&s, &recipe, XCSTREAM_FORMAT_LIBXC, false);
	stream_join(&s);
	at = LIBXC(&s, X86_TSC_INFO)->at;
	fwrite(s.data, 1, at, stdout);
	while (records--) {
		part = stream_insert(&batch, NULL, XCSTREAM_LAYER_LIBXC,
				     XCSTREAM_LIBXC_PAGE_DATA);
		put(part, 4, 1024);
		put(part, 4, 0);
		for (i = 0; i < 1024; i++, pfn += contents ? 2 : 1) {
			put(part, 8, type << 60 | pfn);
			memcpy(pages + (size_t)i * PAGE, &pfn, sizeof(pfn));
		}
		if (contents)
			put_bytes(part, pages, sizeof(pages));
		part_end(part);
		stream_join(&batch);
		fwrite(batch.data, 1, batch.len, stdout);
		stream_free(&batch);
	}
	fwrite(s.data + at, 1, s.len - at, stdout);
	stream_free(&s);
}

/* Two names in turn, so that each entry replaces a file. */
static void write_entries(void)
{
	struct recipe recipe = { .guest = HVM, .version = 3 };
	struct stream s = { 0 };
	struct part *part;
	unsigned int i;

	build(&s, &recipe, XCSTREAM_FORMAT_LIBXC, false);
	part = LIBXC(&s, HVM_CONTEXT);
	part->len = ENTRY_LAPIC;
	for (i = 0; i < 1000000; i++)
		put_entry(part, 21, i % 2, 0);
	put_entry(part, 0, 0, 0);
	part_end(part);
	stream_join(&s);
	fwrite(s.data, 1, s.len, stdout);
	stream_free(&s);
}

/*
 * A PV guest of many vCPUs, whose epochs after the first one bring its
 * SHARED_INFO alone, which the profile restore takes.
 */
static void write_epochs(void)
{
	struct recipe recipe = {
		.guest = PV, .version = 3, .width = 8, .checkpoints = 1
	};
	struct stream s = { 0 }, many = { 0 }, epoch = { 0 };
	struct part *part;
	unsigned int i;
	size_t at;

	build(&s, &recipe, XCSTREAM_FORMAT_LIBXC, false);
	stream_join(&s);
	at = LIBXC(&s, CHECKPOINT)->at;
	part = stream_insert(&many, NULL, XCSTREAM_LAYER_LIBXC, 0);
	part->len = 0;
	for (i = 0; i < 2000; i++) {
		put(part, 4, XCSTREAM_LIBXC_X86_PV_VCPU_MSRS);
		put(part, 4, 24);
		put(part, 8, 2 + i);
		put(part, 8, 0xc0000081);
		put(part, 8, i);
	}
	stream_copy(&epoch, NULL, LIBXC(&s, CHECKPOINT));
	stream_copy(&epoch, NULL, LIBXC(&s, SHARED_INFO));
	stream_join(&many);
	stream_join(&epoch);
	fwrite(s.data, 1, at, stdout);
	fwrite(many.data, 1, many.len, stdout);
	for (i = 0; i < 2000; i++)
		fwrite(epoch.data, 1, epoch.len, stdout);
	fwrite(s.data + at, 1, s.len - at, stdout);
	stream_free(&s);
	stream_free(&many);
	stream_free(&epoch);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	if (!strcmp(argv[1], "huge")) {
		write_large(16384, false);
	} else if (!strcmp(argv[1], "ranges")) {
		write_large(69, true);
	} else if (!strcmp(argv[1], "entries")) {
		write_entries();
	} else if (!strcmp(argv[1], "epochs")) {
		write_epochs();
	} else {
		write_all_valid(argv[1]);
		write_special(argv[1]);
	}
	return fclose(stdout) ? 2 : 0;
}
