/* SPDX-License-Identifier: MIT */
/*
 * xencore.c - xen.core, as xl dump-core would have written it.
 * [xen, docs/misc/dump-core-format.txt]
 *
 * While the stream is read, each page goes to its own place, far enough behind
 * the contexts of all vCPUs that there can be. In the end the pages move down to
 * stand side by side, and sections tell where all is.
 */
#include "xcextract.h"

enum {
	EHDR_SIZE = 64,
	SHDR_SIZE = 64,
	NOTE_SIZE = 16, /* sizes, type, "Xen" */
	VERSION_SIZE = 1280, /* struct xen_dumpcore_elfnote_xen_version_desc */
	NOTES_SIZE = 4 * NOTE_SIZE + 32 + VERSION_SIZE + 8,
	SHT_PROGBITS = 1,
	SHT_STRTAB = 3,
	SHT_NOTE = 7
};

/* ---- sections ---- */

/* .xen_shared_info is the last: not all guests have it. */
enum { NONE, STRTAB, NOTE, PRSTATUS, PAGES, TABLE, SHARED, NR_SECTIONS };

/* Their names, as .shstrtab has them; .xen_pfn is .xen_p2m for PV. */
static const char names[] = "\0.shstrtab\0.note.Xen\0.xen_prstatus\0"
			    ".xen_shared_info\0.xen_pages\0.xen_pfn\0.xen_p2m";

struct section {
	const char *name;
	uint32_t type;
	uint64_t at, size, align, entry;
};

static uint32_t offset_of(const char *name)
{
	uint32_t at = 0;

	while (strcmp(names + at, name))
		at += (uint32_t)strlen(names + at) + 1;
	return at;
}

static void put_shdr(FILE *f, const struct section *section)
{
	unsigned char shdr[SHDR_SIZE] = { 0 }, *p;

	p = put_le(shdr, 4, offset_of(section->name));
	p = put_le(p, 4, section->type);
	p = put_le(p + 16, 8, section->at); /* without flags, an address */
	put_le(p, 8, section->size);
	put_le(put_le(shdr + 48, 8, section->align), 8, section->entry);
	fwrite(shdr, sizeof(shdr), 1, f);
}

static void put_ehdr(FILE *f, unsigned int nr)
{
	/* e_ident: 64 bits, little endian, version 1 */
	static const unsigned char ident[16] = "\177ELF\2\1\1";
	unsigned char ehdr[EHDR_SIZE] = { 0 }, *p;

	memcpy(ehdr, ident, sizeof(ident));
	p = put_le(ehdr + sizeof(ident), 2, 4); /* ET_CORE */
	p = put_le(p, 2, 62); /* EM_X86_64 */
	p = put_le(p, 4, 1); /* e_version */
	p = put_le(p + 16, 8, EHDR_SIZE); /* e_shoff */
	p = put_le(p + 4, 2, EHDR_SIZE);
	put_le(p + 4, 2, SHDR_SIZE); /* without program headers */
	put_le(put_le(ehdr + 60, 2, nr), 2, STRTAB);
	fwrite(ehdr, sizeof(ehdr), 1, f);
}

/* ---- notes ---- */

static void put_note(FILE *f, uint32_t type, const unsigned char *data,
		     uint32_t len)
{
	unsigned char head[NOTE_SIZE], *p;

	p = put_le(head, 4, 4);
	p = put_le(p, 4, len);
	p = put_le(p, 4, type);
	memcpy(p, "Xen", 4);
	fwrite(head, sizeof(head), 1, f);
	fwrite(data, len, 1, f);
}

/* Of Xen it tells what the stream does: no more than its version. */
static void put_notes(FILE *f, const struct tool *t, uint64_t nr_pages)
{
	unsigned char header[32], version[VERSION_SIZE] = { 0 }, format[8], *p;
	bool pv = t->headers.guest == XCSTREAM_DOMAIN_X86_PV;

	put_note(f, 0x2000000, version, 0); /* NONE */
	p = put_le(header, 8, pv ? 0xf00febed : 0xf00febee); /* xch_magic */
	p = put_le(p, 8, t->nr_vcpus);
	p = put_le(p, 8, nr_pages);
	put_le(p, 8, PAGE);
	put_note(f, 0x2000001, header, sizeof(header)); /* HEADER */
	p = put_le(version, 8, t->headers.xen_major);
	put_le(p, 8, t->headers.xen_minor);
	put_le(version + VERSION_SIZE - 8, 8, PAGE);
	put_note(f, 0x2000002, version, sizeof(version)); /* XEN_VERSION */
	put_le(format, 8, 1); /* 0.1 */
	put_note(f, 0x2000003, format, sizeof(format)); /* FORMAT_VERSION */
}

/* ---- pages ---- */

/* Move the pages down, side by side, to `to`. */
static int move_pages(struct tool *t, const struct image *image, off_t to,
		      uint64_t *nr)
{
	static unsigned char buffer[256 << 10];
	struct range range = { 0, 0, 0 };
	off_t from, end;
	size_t n;

	while (next_range(t, &range, alike)) {
		from = image->base + (off_t)(range.first * PAGE);
		end = image->base + (off_t)(range.next * PAGE);
		for (; from < end; from += (off_t)n, to += (off_t)n) {
			n = sizeof(buffer);
			if (end - from < (off_t)n)
				n = (size_t)(end - from);
			progress_step((uint64_t)(t->in.at - t->in.begin));
			if (stopped())
				return trouble(t, image->name,
					       "stopped by a signal");
			if (read_all(image->fd, buffer, n, from) ||
			    write_all(image->fd, buffer, n, to))
				return failed(t, image->name);
		}
		*nr += range.next - range.first;
	}
	return 0;
}

/* A frame's number in a save file is its pfn: page tables have no others. */
static void put_table(FILE *f, const struct tool *t, bool pv)
{
	struct range range = { 0, 0, 0 };
	unsigned char entry[16];
	uint64_t pfn;

	while (next_range(t, &range, alike)) {
		for (pfn = range.first; pfn < range.next; pfn++) {
			put_le(put_le(entry, 8, pfn), 8, pfn);
			fwrite(entry, pv ? 16 : 8, 1, f);
		}
	}
}

/* ---- the file ---- */

int put_core_context(struct tool *t, size_t nr,
		     const unsigned char context[CONTEXT_SIZE])
{
	const struct image *image = &t->images[XEN_IMAGE];

	if (write_all(image->fd, context, CONTEXT_SIZE,
		      PAGE + (off_t)(nr * CONTEXT_SIZE)))
		return failed(t, image->name);
	return 0;
}

static int write_sections(struct tool *t, FILE *f, struct section *sections,
			  const unsigned char *shared)
{
	static const unsigned char zeros[PAGE];
	bool pv = t->headers.guest == XCSTREAM_DOMAIN_X86_PV;
	unsigned int nr = shared ? NR_SECTIONS : SHARED, i;

	if (fseeko(f, (off_t)sections[TABLE].at, SEEK_SET))
		return -1;
	put_table(f, t, pv);
	fwrite(names, sizeof(names), 1, f);
	if (fseeko(f, (off_t)sections[SHARED].at, SEEK_SET))
		return -1;
	if (shared)
		fwrite(shared, PAGE, 1, f);
	fwrite(zeros,
	       (size_t)(sections[PAGES].at - sections[SHARED].at -
			sections[SHARED].size),
	       1, f);
	if (fseeko(f, 0, SEEK_SET))
		return -1;
	put_ehdr(f, nr);
	for (i = 0; i < nr; i++)
		put_shdr(f, &sections[i]);
	if (fseeko(f, (off_t)sections[NOTE].at, SEEK_SET))
		return -1;
	put_notes(f, t, sections[PAGES].size / PAGE);
	return 0;
}

int write_xen_core(struct tool *t, struct image *image)
{
	bool pv = t->headers.guest == XCSTREAM_DOMAIN_X86_PV;
	const unsigned char *shared = whole_shared_info(t);
	struct section sections[NR_SECTIONS] = {
		[NONE] = { "", 0, 0, 0, 0, 0 },
		[STRTAB] = { ".shstrtab", SHT_STRTAB, 0, sizeof(names), 0, 0 },
		[NOTE] = { ".note.Xen", SHT_NOTE,
			   EHDR_SIZE + NR_SECTIONS * SHDR_SIZE, NOTES_SIZE, 0,
			   0 },
		[PRSTATUS] = { ".xen_prstatus", SHT_PROGBITS, PAGE,
			       t->nr_vcpus * CONTEXT_SIZE, 8, CONTEXT_SIZE },
		[PAGES] = { ".xen_pages", SHT_PROGBITS, 0, 0, PAGE, PAGE },
		[TABLE] = { pv ? ".xen_p2m" : ".xen_pfn", SHT_PROGBITS, 0, 0, 8,
			    pv ? 16 : 8 },
		[SHARED] = { ".xen_shared_info", SHT_PROGBITS, 0,
			     shared ? PAGE : 0, 8, PAGE },
	};
	uint64_t at = PAGE + sections[PRSTATUS].size, nr = 0;
	FILE *f;
	int bad, fd;

	sections[SHARED].at = at;
	at = (at + sections[SHARED].size + PAGE - 1) / PAGE * PAGE;
	sections[PAGES].at = at;
	bad = t->trouble[0] || move_pages(t, image, (off_t)at, &nr);
	sections[PAGES].size = nr * PAGE;
	sections[TABLE].at = at + nr * PAGE;
	sections[TABLE].size = nr * sections[TABLE].entry;
	sections[STRTAB].at = sections[TABLE].at + sections[TABLE].size;
	if (!bad && ftruncate(image->fd, (off_t)sections[TABLE].at))
		bad = failed(t, image->name);
	fd = fcntl(image->fd, F_DUPFD_CLOEXEC, 0);
	f = fd < 0 ? NULL : fdopen(fd, "w");
	if (!f)
		bad = failed(t, image->name);
	if (!f && fd >= 0)
		close(fd);
	if (!bad && write_sections(t, f, sections, shared))
		bad = failed(t, image->name);
	if (f && end_file(t, f, image->name))
		bad = -1;
	/* Half of it would be worse than none. */
	if (bad && ftruncate(image->fd, 0))
		failed(t, image->name);
	if (close(image->fd))
		bad = failed(t, image->name);
	image->fd = -1;
	return bad ? -1 : 0;
}
