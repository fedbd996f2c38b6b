/* SPDX-License-Identifier: MIT */
/*
 * elf.c - memory.elf, apart from the pages in it.
 *
 * The file header, a page of its own; the pages, each at its physical address;
 * and last the program headers, since only then it is known which there are, and
 * notes with the registers. Always of 64 bits, also for a guest of 32:
 * Volatility 3 reads no others.
 */
#include "xcextract.h"

enum {
	EHDR_SIZE = 64,
	PHDR_SIZE = 56,
	SHDR_SIZE = 64,
	PRSTATUS_SIZE = 336,
	NOTES_SIZE = 2 * 20 + PRSTATUS_SIZE + 512, /* of a vCPU */
	PT_LOAD = 1,
	PT_NOTE = 4,
	PN_XNUM = 0xffff
};

/* ---- program headers ---- */

/* What is written to, and how many program headers it has. */
struct phdrs {
	FILE *f;
	uint64_t base; /* offset of the page 0 */
	uint64_t nr;
};

static void put_phdr(struct phdrs *to, uint32_t type, uint64_t offset,
		     uint64_t address, uint64_t at, uint64_t len)
{
	unsigned char phdr[PHDR_SIZE], *p;

	p = put_le(phdr, 4, type);
	p = put_le(p, 4, 7); /* PF_R | PF_W | PF_X */
	p = put_le(p, 8, offset);
	p = put_le(p, 8, address); /* p_vaddr */
	p = put_le(p, 8, at); /* p_paddr */
	p = put_le(p, 8, len); /* p_filesz */
	p = put_le(p, 8, type == PT_LOAD ? len : 0); /* p_memsz */
	put_le(p, 8, type == PT_LOAD ? PAGE : 4);
	fwrite(phdr, sizeof(phdr), 1, to->f);
	to->nr++;
}

static void put_mapping(void *to, const struct mapping *mapping)
{
	struct phdrs *phdrs = to;

	put_phdr(phdrs, PT_LOAD, phdrs->base + mapping->at, mapping->address,
		 mapping->at, mapping->len);
}

/* The first that is in the kernel, or else the first; NULL: there is none. */
static const struct vcpu *first_in_kernel(const struct tool *t)
{
	size_t i;

	for (i = 0; i < t->nr_vcpus; i++)
		if (t->vcpus[i].kind == HVM_VCPU
			    ? !(t->vcpus[i].kept[CS] & 3)
			    : t->vcpus[i].kept[PV_FLAGS] & 4)
			return &t->vcpus[i];
	return t->vcpus && t->nr_vcpus ? t->vcpus : NULL;
}

/* One PT_LOAD for each range of pages with contents. */
static void put_memory(struct tool *t, const struct image *image,
		       struct phdrs *to)
{
	const struct vcpu *vcpu = t->virtual ? first_in_kernel(t) : NULL;
	struct mapping mapping;
	struct range range = { 0, 0, 0 };
	int all;

	t->addresses = vcpu ? "virtual" : "physical";
	if (vcpu) {
		all = walk_tables(t, image, vcpu, put_mapping, to);
		if (all < 0)
			failed(t, image->name);
		if (all > 0) {
			t->addresses = "virtual, incomplete";
			complain("%s/%s: incomplete: there is no end to the "
				 "page tables",
				 t->dir_name, image->name);
		}
		if (!all && !to->nr)
			complain("%s/%s: no memory: the page tables map none",
				 t->dir_name, image->name);
		return;
	}
	while (next_range(t, &range, alike)) {
		mapping.address = mapping.at = range.first * PAGE;
		mapping.len = (range.next - range.first) * PAGE;
		put_mapping(to, &mapping);
	}
	if (t->virtual && to->nr)
		complain("%s/%s: addresses are physical: without registers "
			 "of a vCPU, nobody knows the virtual ones",
			 t->dir_name, image->name);
}

/* ---- notes ---- */

static void put_note(FILE *f, uint32_t type, const unsigned char *data,
		     uint32_t len)
{
	static const unsigned char name[8] = "CORE";
	unsigned char head[12], *p;

	p = put_le(head, 4, 5); /* n_namesz, with its NUL */
	p = put_le(p, 4, len);
	put_le(p, 4, type);
	fwrite(head, sizeof(head), 1, f);
	fwrite(name, sizeof(name), 1, f);
	fwrite(data, len, 1, f);
}

/* The kernel's struct elf_prstatus: a vCPU is a thread, from 1. */
static void put_vcpu_notes(FILE *f, const struct vcpu *v)
{
	unsigned char status[PRSTATUS_SIZE] = { 0 }, *p;
	unsigned int i;

	put_le(status + 32, 4, (uint64_t)v->id + 1); /* pr_pid */
	p = status + 112; /* pr_reg */
	for (i = 0; i < NR_REGS; i++)
		p = put_le(p, 8, v->kept[i]);
	put_le(p, 4, 1); /* pr_fpvalid */
	put_note(f, 1, status, sizeof(status)); /* NT_PRSTATUS */
	put_note(f, 2, v->fpu, sizeof(v->fpu)); /* NT_FPREGSET */
}

/* ---- the file ---- */

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
	struct phdrs to = { f, (uint64_t)image->base, 0 };
	uint64_t notes;
	size_t i;
	bool bad;

	if (!f)
		return failed(t, image->name);
	if (image->end < image->base) /* not a single page */
		image->end = image->base;
	bad = fseeko(f, image->end, SEEK_SET);
	if (bad) {
		failed(t, image->name);
		image->fd = -1;
		fclose(f);
		return -1;
	}
	put_memory(t, image, &to);
	/* Behind the headers, this one and the section's with it. */
	notes = (uint64_t)image->end + (to.nr + 1) * PHDR_SIZE;
	notes += to.nr + 1 >= PN_XNUM ? SHDR_SIZE : 0;
	if (t->nr_vcpus)
		put_phdr(&to, PT_NOTE, notes, 0, 0, t->nr_vcpus * NOTES_SIZE);
	/* sh_info: the real e_phnum, if it is many */
	put_le(shdr + 44, 4, to.nr);
	if (to.nr >= PN_XNUM)
		fwrite(shdr, sizeof(shdr), 1, f);
	for (i = 0; i < t->nr_vcpus; i++)
		put_vcpu_notes(f, &t->vcpus[i]);
	bad = fseeko(f, 0, SEEK_SET);
	if (bad)
		failed(t, image->name);
	put_ehdr(f, to.nr ? (uint64_t)image->end : 0, to.nr);
	image->fd = -1;
	return end_file(t, f, image->name) || bad ? -1 : 0;
}
