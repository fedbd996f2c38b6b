/* SPDX-License-Identifier: MIT */
/*
 * elf.c - memory.elf, apart from the pages in it.
 *
 * The file header, a page of its own; the pages, each at its address; and last
 * the program headers, since only then it is known which there are. Always of
 * 64 bits, also for a guest of 32: Volatility 3 reads no others.
 */
#include "xcextract.h"

enum { EHDR_SIZE = 64, PHDR_SIZE = 56, SHDR_SIZE = 64, PN_XNUM = 0xffff };

/* One PT_LOAD for each range of pages with contents. Returns how many. */
static uint64_t put_phdrs(const struct tool *t, FILE *f, off_t base)
{
	struct range range = { 0, 0, 0 };
	unsigned char phdr[PHDR_SIZE], *p;
	uint64_t nr = 0, at, len;

	for (; next_range(t, &range, alike); nr++) {
		at = range.first * PAGE;
		len = (range.next - range.first) * PAGE;
		p = put_le(phdr, 4, 1); /* PT_LOAD */
		p = put_le(p, 4, 7); /* PF_R | PF_W | PF_X */
		p = put_le(p, 8, (uint64_t)base + at);
		p = put_le(p, 8, at); /* p_vaddr */
		p = put_le(p, 8, at); /* p_paddr */
		p = put_le(p, 8, len); /* p_filesz */
		p = put_le(p, 8, len); /* p_memsz */
		put_le(p, 8, PAGE);
		fwrite(phdr, sizeof(phdr), 1, f);
	}
	return nr;
}

static void put_ehdr(FILE *f, uint64_t phoff, uint64_t nr)
{
	/* e_ident: 64 bits, little endian, version 1 */
	static const unsigned char ident[16] = "\177ELF\2\1\1";
	bool many = nr >= PN_XNUM;
	unsigned char ehdr[EHDR_SIZE], *p;

	memcpy(ehdr, ident, sizeof(ident));
	p = put_le(ehdr + sizeof(ident), 2, 4); /* ET_CORE */
	p = put_le(p, 2, 62); /* EM_X86_64 */
	p = put_le(p, 4, 1); /* e_version */
	p = put_le(p, 8, 0); /* e_entry */
	p = put_le(p, 8, phoff);
	p = put_le(p, 8, many ? phoff + nr * PHDR_SIZE : 0); /* e_shoff */
	p = put_le(p, 4, 0); /* e_flags */
	p = put_le(p, 2, EHDR_SIZE);
	p = put_le(p, 2, PHDR_SIZE);
	p = put_le(p, 2, many ? PN_XNUM : nr);
	p = put_le(p, 2, SHDR_SIZE);
	p = put_le(p, 2, many); /* e_shnum */
	put_le(p, 2, 0); /* e_shstrndx */
	fwrite(ehdr, sizeof(ehdr), 1, f);
}

int write_elf_headers(struct tool *t, struct image *image)
{
	unsigned char shdr[SHDR_SIZE] = { 0 };
	FILE *f = fdopen(image->fd, "w");
	uint64_t nr;
	bool bad;

	if (!f)
		return failed(t, image->name);
	image->fd = -1;
	bad = fseeko(f, image->end, SEEK_SET);
	if (bad) {
		failed(t, image->name);
		fclose(f);
		return -1;
	}
	nr = put_phdrs(t, f, image->base);
	put_le(shdr + 44, 4, nr); /* sh_info: the real e_phnum, if it is many */
	if (nr >= PN_XNUM)
		fwrite(shdr, sizeof(shdr), 1, f);
	bad = fseeko(f, 0, SEEK_SET);
	if (bad)
		failed(t, image->name);
	put_ehdr(f, nr ? (uint64_t)image->end : 0, nr);
	return end_file(t, f, image->name) || bad ? -1 : 0;
}
