/* SPDX-License-Identifier: MIT */
/*
 * core CORE MEMORY CPU
 *
 * Is what `xl dump-core` wrote of an HVM guest what xcextract wrote of it:
 * memory.img, and the entry CPU of its context? Tells
 *
 *	pages COUNT different DIFFERENT
 *	registers COUNT different DIFFERENT
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

int main(int argc, char **argv)
{
	FILE *core;

	if (argc != 4)
		return 2;
	core = open_file(argv[1]);
	compare_pages(core, open_file(argv[2]));
	compare_registers(core, open_file(argv[3]));
	return 0;
}
