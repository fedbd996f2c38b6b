/* SPDX-License-Identifier: MIT */
/*
 * core CORE MEMORY CPU
 * core CORE OTHER
 *
 * Is what `xl dump-core` wrote of an HVM guest what xcextract wrote of it:
 * memory.img, and the entry CPU of its context? Tells
 *
 *	pages COUNT different DIFFERENT
 *	registers COUNT different DIFFERENT
 *
 * Or are both cores the same: the contexts of vCPUs, the header, each page?
 *
 *	contexts BYTES different DIFFERENT
 *	header BYTES different DIFFERENT
 *	pfns COUNT missing MISSING more MORE different DIFFERENT
 *
 * [xen, docs/misc/dump-core-format.txt]
 */
#define _FILE_OFFSET_BITS 64
#define _POSIX_C_SOURCE 200809L
#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 4096, REGISTERS = 18 };

/* Of general registers, rip and rflags. */
static const struct {
	uint16_t in_core; /* [public/arch-x86/xen.h, vcpu_guest_context] */
	uint16_t in_entry; /* [public/arch-x86/hvm/save.h, hvm_hw_cpu] */
} registers[REGISTERS] = { { 600, 512 }, { 560, 520 }, { 608, 528 },
			   { 616, 536 }, { 552, 544 }, { 624, 552 },
			   { 632, 560 }, { 672, 568 }, { 592, 576 },
			   { 584, 584 }, { 576, 592 }, { 568, 600 },
			   { 544, 608 }, { 536, 616 }, { 528, 624 },
			   { 520, 632 }, { 648, 640 }, { 664, 648 } };

static FILE *open_file(const char *name)
{
	FILE *file = fopen(name, "rb");

	if (!file) {
		perror(name);
		exit(3);
	}
	return file;
}

static void load(FILE *file, uint64_t at, void *data, size_t n)
{
	errno = 0;
	if (fseeko(file, (off_t)at, SEEK_SET) || fread(data, n, 1, file) != 1) {
		fprintf(stderr, "offset %" PRIu64 ": %s\n", at,
			errno ? strerror(errno) : "the file ends");
		exit(3);
	}
}

static Elf64_Shdr section(FILE *core, const char *name)
{
	Elf64_Ehdr head;
	Elf64_Shdr names, found;
	char is[16];
	int i;

	load(core, 0, &head, sizeof(head));
	load(core, head.e_shoff + head.e_shstrndx * sizeof(names), &names,
	     sizeof(names));
	for (i = 1; i < head.e_shnum; i++) {
		load(core, head.e_shoff + (size_t)i * sizeof(found), &found,
		     sizeof(found));
		load(core, names.sh_offset + found.sh_name, is,
		     strlen(name) + 1);
		if (!memcmp(is, name, strlen(name) + 1))
			return found;
	}
	fprintf(stderr, "the core has no section %s\n", name);
	exit(3);
}

static void compare_pages(FILE *core, FILE *memory)
{
	Elf64_Shdr pfns = section(core, ".xen_pfn");
	Elf64_Shdr pages = section(core, ".xen_pages");
	uint64_t i, pfn, count = 0, different = 0;
	char one[PAGE], other[PAGE];

	for (i = 0; i < pfns.sh_size / sizeof(pfn); i++) {
		load(core, pfns.sh_offset + i * sizeof(pfn), &pfn, sizeof(pfn));
		if (pfn == UINT64_MAX) /* there was no such page any more */
			break;
		load(core, pages.sh_offset + i * PAGE, one, PAGE);
		load(memory, pfn * PAGE, other, PAGE);
		count++;
		if (!memcmp(one, other, PAGE))
			continue;
		different++;
		fprintf(stderr, "pfn 0x%" PRIx64 " differs\n", pfn);
	}
	printf("pages %" PRIu64 " different %" PRIu64 "\n", count, different);
}

static void compare_registers(FILE *core, FILE *entry)
{
	Elf64_Shdr context = section(core, ".xen_prstatus");
	uint64_t one, other;
	int i, different = 0;

	for (i = 0; i < REGISTERS; i++) {
		load(core, context.sh_offset + registers[i].in_core, &one,
		     sizeof(one));
		load(entry, registers[i].in_entry, &other, sizeof(other));
		different += one != other;
	}
	printf("registers %d different %d\n", i, different);
}

/* Bytes of two sections, from an offset on. */
static void compare_bytes(FILE *one, FILE *other, const char *name,
			  uint64_t from, uint64_t size, const char *what)
{
	Elf64_Shdr a = section(one, name), b = section(other, name);
	uint64_t i, different = a.sh_size != b.sh_size;
	char x, y;

	if (!size)
		size = a.sh_size;
	for (i = from; i < from + size && i < a.sh_size && i < b.sh_size; i++) {
		load(one, a.sh_offset + i, &x, 1);
		load(other, b.sh_offset + i, &y, 1);
		if (x == y)
			continue;
		different++;
		fprintf(stderr, "%s: byte %" PRIu64 ": %x, %x\n", name, i,
			x & 0xff, y & 0xff);
	}
	printf("%s %" PRIu64 " different %" PRIu64 "\n", what, size, different);
}

/* The next pfn of a core; UINT64_MAX: there are no more. */
static uint64_t next_pfn(FILE *core, const Elf64_Shdr *pfns, uint64_t i)
{
	uint64_t pfn = UINT64_MAX;

	if (i < pfns->sh_size / sizeof(pfn))
		load(core, pfns->sh_offset + i * sizeof(pfn), &pfn,
		     sizeof(pfn));
	return pfn;
}

/* Both lists go up. */
static void compare_pfns(FILE *one, FILE *other)
{
	Elf64_Shdr a = section(one, ".xen_pfn"), b = section(other, ".xen_pfn");
	Elf64_Shdr pages = section(one, ".xen_pages");
	Elf64_Shdr others = section(other, ".xen_pages");
	uint64_t i = 0, j = 0, missing = 0, more = 0, count = 0, different = 0;
	uint64_t x, y;
	char page[PAGE], its[PAGE];

	for (;;) {
		x = next_pfn(one, &a, i);
		y = next_pfn(other, &b, j);
		if (x == UINT64_MAX && y == UINT64_MAX)
			break;
		if (x != y)
			fprintf(stderr, "pfn 0x%" PRIx64 " in one only\n",
				x < y ? x : y);
		missing += x < y;
		more += y < x;
		if (x == y) {
			load(one, pages.sh_offset + i * PAGE, page, PAGE);
			load(other, others.sh_offset + j * PAGE, its, PAGE);
			different += memcmp(page, its, PAGE) != 0;
			count++;
		}
		i += x <= y;
		j += y <= x;
	}
	printf("pfns %" PRIu64 " missing %" PRIu64 " more %" PRIu64
	       " different %" PRIu64 "\n",
	       count, missing, more, different);
}

int main(int argc, char **argv)
{
	FILE *core, *other;

	if (argc != 3 && argc != 4)
		return 2;
	core = open_file(argv[1]);
	if (argc == 3) {
		other = open_file(argv[2]);
		compare_bytes(core, other, ".xen_prstatus", 0, 0, "contexts");
		/* behind NONE: magic, vCPUs, not pages, size of a page */
		compare_bytes(core, other, ".note.Xen", 0, 48, "header");
		compare_pfns(core, other);
		return 0;
	}
	compare_pages(core, open_file(argv[2]));
	compare_registers(core, open_file(argv[3]));
	return 0;
}
