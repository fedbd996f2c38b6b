/* SPDX-License-Identifier: MIT */
/*
 * mkstream hvm|pv MIB [xl|libxl|libxc] [holes|sparse] >FILE
 *
 * Write a valid stream of a guest with MIB MiB of memory, laid out as Xen 4.17
 * on a little-endian machine does it: 1024 pfns a PAGE_DATA record, one vCPU.
 * With `holes`, the pfns of an HVM guest that have no memory are listed up to
 * 4 GiB, as they are in a real stream. Contents of pages: noise that differs
 * from page to page; with `sparse`, zeros that take no room in FILE.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 1024 /* xg_sr_common.h, MAX_BATCH_SIZE */
#define PAGE 4096
#define HOLE 0xf0000 /* pfns from here to 4 GiB are devices */
#define XTAB 15

static uint8_t pages[BATCH * PAGE];
static int sparse;

/* ---- bytes ---- */

static void fail(void)
{
	perror("mkstream: standard output");
	exit(2);
}

static void put(const void *data, size_t size)
{
	if (fwrite(data, 1, size, stdout) != size)
		fail();
}

/* A number of `size` bytes, little endian. */
static void put_le(uint64_t number, unsigned int size)
{
	uint8_t bytes[8];
	unsigned int i;

	for (i = 0; i < size; i++)
		bytes[i] = (uint8_t)(number >> 8 * i);
	put(bytes, size);
}

static void put_be(uint64_t number, unsigned int size)
{
	uint8_t bytes[8];
	unsigned int i;

	for (i = 0; i < size; i++)
		bytes[i] = (uint8_t)(number >> 8 * (size - 1 - i));
	put(bytes, size);
}

static void put_zeros(size_t size)
{
	while (size--)
		put_le(0, 1);
}

static void put_record(uint32_t type, uint32_t length)
{
	put_le(type, 4);
	put_le(length, 4);
}

/* ---- the layers around libxc ---- */

static void put_xl_header(void)
{
	static const char config[] = "{\"c_info\":{\"name\":\"mkstream\"}}";
	static const char magic[32] = "Xen saved domain, xl format\n \0 \r";

	put(magic, sizeof(magic));
	put_le(0x01020304, 4); /* byteorder */
	put_le(3, 4); /* mandatory flags: JSON, libxl stream */
	put_le(0, 4);
	put_le(4 + sizeof(config), 4);
	put_le(sizeof(config), 4);
	put(config, sizeof(config));
}

static void put_libxl_header(void)
{
	put("LibxlFmt", 8);
	put_be(2, 4);
	put_be(0, 4);
	put_record(1, 0); /* LIBXC_CONTEXT */
}

static void put_libxl_tail(int hvm)
{
	if (hvm) {
		put_record(3, 4096); /* EMULATOR_CONTEXT */
		put_le(2, 4); /* QEMU upstream */
		put_le(0, 4);
		put_zeros(4088);
	}
	put_record(0, 0);
}

/* ---- libxc, before memory ---- */

static void put_libxc_header(int hvm)
{
	put_be(UINT64_MAX, 8);
	put("XENF", 4);
	put_be(3, 4);
	put_be(0, 8); /* options: little endian */
	put_le(hvm ? 2 : 1, 4);
	put_le(12, 2); /* page_shift */
	put_le(0, 2);
	put_le(4, 4); /* Xen 4.17 */
	put_le(17, 4);
}

static void put_static_data(int hvm)
{
	uint32_t i;

	if (!hvm) {
		put_record(2, 8); /* X86_PV_INFO */
		put_le(8, 1);
		put_le(4, 1);
		put_zeros(6);
	}
	put_record(17, 24 * 59); /* X86_CPUID_POLICY */
	for (i = 0; i < 59; i++) {
		put_le(i, 4);
		put_le(UINT32_MAX, 4); /* no subleaf */
		put_le(i * 0x9e3779b97f4a7c15u, 8);
		put_le(i * 0xd1b54a32d192ed03u, 8);
	}
	put_record(18, 32); /* X86_MSR_POLICY */
	put_le(0xce, 8);
	put_le(hvm ? 0x80000000u : 0, 8);
	put_le(0x10a, 8);
	put_le(0, 8);
	put_record(16, 0); /* STATIC_DATA_END */
}

static void put_p2m(uint32_t end)
{
	uint32_t frames = end / 512 + 1, i;

	put_record(3, 8 + 8 * frames);
	put_le(0, 4);
	put_le(end, 4);
	for (i = 0; i < frames; i++)
		put_le(i, 8);
}

/* ---- memory ---- */

static void fill_pages(void)
{
	uint64_t noise = 0x853c49e6748fea9bu, word;
	size_t i;

	for (i = 0; i < sizeof(pages); i += sizeof(noise)) {
		noise ^= noise << 13;
		noise ^= noise >> 7;
		noise ^= noise << 17;
		word = noise &
		       ~(uint64_t)1; /* no present entry of a page table */
		memcpy(pages + i, &word, sizeof(word));
	}
}

/* The type of a PV page: some are page tables. */
static uint32_t pv_type(uint64_t pfn)
{
	if (pfn == 16)
		return 12; /* L4, pinned */
	if (pfn > 16 && pfn < 20)
		return (uint32_t)(20 - pfn);
	return 0;
}

/* One PAGE_DATA record. HVM: pages from `memory` on are not there. */
static void put_batch(uint64_t pfn, uint32_t count, int hvm, uint64_t memory)
{
	uint32_t type[BATCH], with = 0, i;

	for (i = 0; i < count; i++) {
		type[i] = hvm ? 0 : pv_type(pfn + i);
		if (hvm && (pfn + i >= memory ||
			    (pfn + i >= HOLE && pfn + i < 0x100000)))
			type[i] = XTAB;
		with += type[i] != XTAB;
	}
	put_record(1, 8 + 8 * count + PAGE * with);
	put_le(count, 4);
	put_le(0, 4);
	for (i = 0; i < count; i++)
		put_le((uint64_t)type[i] << 60 | (pfn + i), 8);
	if (sparse) {
		if (fseek(stdout, (long)with * PAGE, SEEK_CUR))
			fail();
		return;
	}
	for (i = 0; i < with; i++, pfn++)
		memcpy(pages + i * PAGE, &pfn, sizeof(pfn));
	put(pages, (size_t)with * PAGE);
}

static void put_memory(int hvm, uint64_t count, int holes)
{
	uint64_t memory = count, pfn = 0, end;
	uint32_t n;

	if (hvm && memory > HOLE)
		memory += 0x100000 - HOLE;
	end = memory;
	if (holes && end < 0xff000)
		end = 0xff000;
	for (; pfn < end; pfn += n) {
		n = end - pfn < BATCH ? (uint32_t)(end - pfn) : BATCH;
		put_batch(pfn, n, hvm, memory);
	}
}

/* ---- libxc, after memory ---- */

static void put_tsc_info(void)
{
	put_record(8, 24);
	put_le(0, 4);
	put_le(2600000, 4);
	put_le(111606035618u, 8);
	put_le(1, 8);
}

static void put_pv_tail(void)
{
	put_tsc_info();
	put_record(7, PAGE); /* SHARED_INFO */
	put_zeros(PAGE);
	put_record(4, 8 + 5168); /* X86_PV_VCPU_BASIC */
	put_zeros(8 + 5168);
	put_record(5, 8 + 64); /* X86_PV_VCPU_EXTENDED */
	put_zeros(8 + 4);
	put_le(64, 4); /* size */
	put_zeros(56);
	put_record(6, 8 + 848); /* X86_PV_VCPU_XSAVE */
	put_zeros(8 + 848);
	put_record(0, 0);
}

/* An entry whose body is zeros, but for a number of 8 bytes. */
static void put_entry(unsigned int typecode, unsigned int instance,
		      unsigned int size, unsigned int at, uint64_t number)
{
	put_le(typecode, 2);
	put_le(instance, 2);
	put_le(size, 4);
	put_zeros(at);
	put_le(number, 8);
	put_zeros(size - at - 8);
}

static void put_hvm_context(void)
{
	/* see xen/arch-x86/hvm/save.h */
	static const struct {
		uint8_t typecode, instance;
		uint16_t size, at; /* of the entry, and of a number */
		uint64_t number;
	} entries[] = {
		{ 2, 0, 1032, 656, 0x80050033 }, /* cr0 */
		{ 3, 0, 8, 0, 0x400000000000 }, /* is_master */
		{ 3, 1, 8, 0, 0 },
		{ 4, 0, 400, 0, 0 },
		{ 5, 0, 24, 8, 0x200000000 }, /* timer_divisor */
		{ 6, 0, 1024, 0, 0 },
		{ 7, 0, 16, 0, 0 },
		{ 8, 0, 8, 0, 0 },
		{ 9, 0, 8, 0, 0 },
		{ 10, 0, 56, 0, 0 },
		{ 11, 0, 24, 0, 0 },
		{ 12, 0, 1048, 0, 0 },
		{ 13, 0, 8, 0, 0 },
		{ 14, 0, 240, 0, 0 },
	};
	const uint32_t nr = sizeof(entries) / sizeof(*entries);
	uint32_t length = 8 + 24 + 8, i;

	for (i = 0; i < nr; i++)
		length += 8u + entries[i].size;
	put_record(9, length);
	put_le(1, 4);
	put_le(24, 4);
	put_le(0x54381286, 4);
	put_le(1, 4);
	put_le(UINT64_MAX, 8); /* changeset */
	put_le(0x60fb1, 4);
	put_le(2600000, 4);
	for (i = 0; i < nr; i++)
		put_entry(entries[i].typecode, entries[i].instance,
			  entries[i].size, entries[i].at, entries[i].number);
	put_zeros(8);
}

static void put_hvm_tail(void)
{
	static const uint8_t params[] = { 1,  5,  6,  27, 28, 29,
					  37, 17, 19, 12, 32, 33 };
	uint32_t i;

	put_tsc_info();
	put_hvm_context();
	put_record(10, 8 + 16 * sizeof(params)); /* HVM_PARAMS */
	put_le(sizeof(params), 8);
	for (i = 0; i < sizeof(params); i++) {
		put_le(params[i], 8);
		put_le(0xfeff0 + i, 8);
	}
	put_record(0, 0);
}

int main(int argc, char **argv)
{
	const char *format = argc > 3 ? argv[3] : "xl";
	unsigned long mib = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	int hvm = argc > 1 && !strcmp(argv[1], "hvm");
	int xl = !strcmp(format, "xl"), libxl = xl || !strcmp(format, "libxl");
	int holes = argc > 4 && !strcmp(argv[4], "holes");

	sparse = argc > 4 && !strcmp(argv[4], "sparse");

	if (!mib || mib > 1 << 20 || (!hvm && strcmp(argv[1], "pv")) ||
	    (!libxl && strcmp(format, "libxc")) ||
	    argc > 4 + (holes || sparse)) {
		fputs("Usage: mkstream hvm|pv MIB [xl|libxl|libxc] "
		      "[holes|sparse]\n",
		      stderr);
		return 2;
	}
	fill_pages();
	if (xl)
		put_xl_header();
	if (libxl)
		put_libxl_header();
	put_libxc_header(hvm);
	put_static_data(hvm);
	if (!hvm)
		put_p2m((uint32_t)(mib * 256 - 1));
	put_memory(hvm, (uint64_t)mib * 256, holes && hvm);
	if (hvm)
		put_hvm_tail();
	else
		put_pv_tail();
	if (libxl)
		put_libxl_tail(hvm);
	if (fclose(stdout)) {
		perror("mkstream: standard output");
		return 2;
	}
	return 0;
}
