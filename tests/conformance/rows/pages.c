/* SPDX-License-Identifier: MIT */
/*
 * pages.c - PAGE_DATA.
 */
#include "conformance/rows.h"

const struct row rows_pages[] = {
	/* ---- PAGE_DATA ---- */
	{ "PAGE_DATA: too short", &pv3, EDIT(SIZE(XC2(PAGE_DATA), 7)),
	  FAULTS(FATAL(LENGTH, XC2(PAGE_DATA), 4, 8, 7)) },
	{ "PAGE_DATA: nothing but a head", &pv3, EDIT(SIZE(XC2(PAGE_DATA), 8)),
	  FAULTS(FATAL(COUNT, XC2(PAGE_DATA), 8, 0, 3)) },
	{ "PAGE_DATA: empty", &pv3,
	  EDIT(SIZE(XC2(PAGE_DATA), 8), SET(XC2(PAGE_DATA), 8, 4, 0)),
	  FAULTS(FATAL(COUNT, XC2(PAGE_DATA), 8, 1, 0)) },
	{ "PAGE_DATA: count 0", &hvm3, EDIT(SET(XC2(PAGE_DATA), 8, 4, 0)),
	  FAULTS(FATAL(COUNT, XC2(PAGE_DATA), 8, 1, 0)) },
	{ "PAGE_DATA: count too small", &hvm3,
	  EDIT(SET(XC2(PAGE_DATA), 8, 4, 2)),
	  FAULTS(FATAL(LENGTH, XC2(PAGE_DATA), 4, 24, 32)) },
	{ "PAGE_DATA: count too large", &hvm3,
	  EDIT(SET(XC2(PAGE_DATA), 8, 4, 4)),
	  FAULTS(FATAL(COUNT, XC2(PAGE_DATA), 8, 3, 4)) },
	{ "PAGE_DATA: count x 8 over 32 bits", &hvm3,
	  EDIT(SIZE(XC2(PAGE_DATA), 16), SET(XC2(PAGE_DATA), 8, 4, 0x20000001)),
	  FAULTS(FATAL(COUNT, XC2(PAGE_DATA), 8, 1, 0x20000001)) },
	{ "PAGE_DATA: count x 8 over 32 bits, twice", &pv3,
	  EDIT(SIZE(XC2(PAGE_DATA), 16), SET(XC2(PAGE_DATA), 8, 4, 0x40000001)),
	  FAULTS(FATAL(COUNT, XC2(PAGE_DATA), 8, 1, 0x40000001)) },
	{ "PAGE_DATA: largest count", &pv3,
	  EDIT(SET(XC2(PAGE_DATA), 8, 4, UINT32_MAX)),
	  FAULTS(FATAL(COUNT, XC2(PAGE_DATA), 8, 3, UINT32_MAX)) },
	{ "PAGE_DATA: reserved field", &pv3,
	  EDIT(SET(XC2(PAGE_DATA), 12, 4, 1)),
	  FAULTS(FAULT(RESERVED, XC2(PAGE_DATA), 12, 0, 1, R)) },
	{ "PAGE_DATA: a page is missing", &pv3, EDIT(SIZE(XC(PAGE_DATA), 8224)),
	  FAULTS(FATAL(LENGTH, XC(PAGE_DATA), 4, 12320, 8224)) },
	{ "PAGE_DATA: a byte is missing", &hvm3,
	  EDIT(SIZE(XC(PAGE_DATA), 12319)),
	  FAULTS(FATAL(LENGTH, XC(PAGE_DATA), 4, 12320, 12319)) },
	{ "PAGE_DATA: a byte too much", &hvm3, EDIT(SIZE(XC(PAGE_DATA), 12321)),
	  FAULTS(FATAL(LENGTH, XC(PAGE_DATA), 4, 12320, 12321)) },
	{ "PAGE_DATA: contents of a page that has none", &pv3,
	  EDIT(SET(XC(PAGE_DATA), 16, 8, 0xf000000000000010)),
	  FAULTS(FATAL(LENGTH, XC(PAGE_DATA), 4, 8224, 12320)) },
	{ "PAGE_DATA: reserved bit 52", &pv3,
	  EDIT(SET(XC2(PAGE_DATA), 16, 8, 0xf010000000000020)),
	  FAULTS(FAULT(RESERVED_BITS, XC2(PAGE_DATA), 16, 0xf000000000000020,
		       0xf010000000000020, R)) },
	{ "PAGE_DATA: reserved bit 59", &hvm3,
	  EDIT(SET(XC2(PAGE_DATA), 32, 8, 0xe800000000000022)),
	  FAULTS(FAULT(RESERVED_BITS, XC2(PAGE_DATA), 32, 0xe000000000000022,
		       0xe800000000000022, R)) },
#define PAGE_TYPE_ROW(type)                                                    \
	{                                                                      \
		"PAGE_DATA: page type " #type, &hvm3,                          \
			EDIT(SET(XC2(PAGE_DATA), 24, 8,                        \
				 (uint64_t)type << 60 | 0x21)),                \
			FAULTS(FATAL(PAGE_TYPE, XC2(PAGE_DATA), 24, 4, type))  \
	}
	PAGE_TYPE_ROW(5),
	PAGE_TYPE_ROW(6),
	PAGE_TYPE_ROW(7),
	PAGE_TYPE_ROW(8),
	{ "PAGE_DATA, PV: the largest pfn", &pv3,
	  EDIT(SET(XC(PAGE_DATA), 16, 8, 0x3ff)) },
	{ "PAGE_DATA, PV: pfn above the p2m", &pv3,
	  EDIT(SET(XC(PAGE_DATA), 24, 8, 0x400)),
	  FAULTS(FAULT(PFN_RANGE, XC(PAGE_DATA), 24, 0x3ff, 0x400, V | D)) },
	{ "PAGE_DATA, PV: pfn above the p2m, without memory", &pv32,
	  EDIT(SET(XC2(PAGE_DATA), 16, 8, 0xf000000000000800)),
	  FAULTS(FAULT(PFN_RANGE, XC2(PAGE_DATA), 16, 0x7ff, 0x800, V | D)) },
	{ "PAGE_DATA, HVM: the largest pfn", &hvm3,
	  EDIT(SET(XC(PAGE_DATA), 16, 8, 0xffffffffff)) },
	{ "PAGE_DATA, HVM: the largest pfn, without memory", &hvm3,
	  EDIT(SET(XC2(PAGE_DATA), 16, 8,
		   0xffffffffffffffff & ~(0xffull << 52)),
	       SET(XC2(PAGE_DATA), 24, 8,
		   0xdfffffffffffffff & ~(0xffull << 52))) },
	{ "PAGE_DATA, HVM: pfn above the limit", &hvm3,
	  EDIT(SET(XC(PAGE_DATA), 16, 8, 0x10000000000)),
	  FAULTS(FAULT(MAX_PFN, XC(PAGE_DATA), 16, 0xffffffffff, 0x10000000000,
		       V | D)) },
	{ "PAGE_DATA, HVM: pfn above the limit, to be allocated", &hvm3,
	  EDIT(SET(XC2(PAGE_DATA), 32, 8, 0xe000010000000000)),
	  FAULTS(FAULT(MAX_PFN, XC2(PAGE_DATA), 32, 0xffffffffff, 0x10000000000,
		       V | D)) },
	{ "PAGE_DATA, HVM: pfn above the caller's limit", &hvm3,
	  FAULTS(FAULT(MAX_PFN, XC(PAGE_DATA), 32, 0x11, 0x12, V | D),
		 FAULT(MAX_PFN, XC2(PAGE_DATA), 32, 0x11, 0x22, V | D)),
	  .config = { .max_pfn = 0x11 } },
	{ "PAGE_DATA, HVM: pfns up to the caller's limit", &hvm3,
	  .config = { .max_pfn = 0x22 } },
	{ "PAGE_DATA before STATIC_DATA_END", &hvm3,
	  EDIT(MOVE(XC(PAGE_DATA), XC(STATIC_DATA_END))),
	  FAULTS(FAULT(ORDER, XC(PAGE_DATA), 0, 16, 1, V | D)) },
	{ "PAGE_DATA before X86_PV_P2M_FRAMES", &pv2,
	  EDIT(MOVE(XC(PAGE_DATA), XC(X86_PV_P2M_FRAMES))),
	  FAULTS(FAULT(ORDER, XC(PAGE_DATA), 0, 3, 1, V | D)) },
	{ "PAGE_DATA before X86_PV_P2M_FRAMES and STATIC_DATA_END", &pv3,
	  EDIT(MOVE(XC(PAGE_DATA), XC(STATIC_DATA_END))),
	  FAULTS(FAULT(ORDER, XC(PAGE_DATA), 0, 16, 1, V | D)) },
	{ "PAGE_DATA, PV: none", &pv3,
	  EDIT(DROP_TO(XC(PAGE_DATA), XC(X86_TSC_INFO)),
	       DROP_TO(XC(X86_PV_VCPU_EXTENDED), XC(END))),
	  FAULTS(FAULT(ORDER_LAX, XC(X86_PV_VCPU_BASIC), 0, 1, 4, V | R | D),
		 FAULT(INCOMPLETE, XC(END), 0, 1, 0, V | D)) },
	{ "PAGE_DATA, HVM: none", &hvm3,
	  EDIT(DROP_TO(XC(PAGE_DATA), XC(X86_TSC_INFO))) },
	{ "PAGE_DATA after the vCPUs", &pv3,
	  EDIT(MOVE(XC2(PAGE_DATA), XC(END))),
	  FAULTS(FAULT(ORDER_LAX, XC2(PAGE_DATA), 0, 4, 1, V | R | D)) },
	{ "PAGE_DATA: as many pages as the caller allows", &pv3,
	  .config = { .max_pages = 3 } },
	{ "PAGE_DATA: more pages than the caller allows", &pv3,
	  FAULTS(FAULT(MAX_PAGES, XC(PAGE_DATA), 8, 2, 3, V | D),
		 FAULT(MAX_PAGES, XC2(PAGE_DATA), 8, 2, 3, V | D)),
	  .config = { .max_pages = 2 } },
	/* The third page is a table, from 8232 on. */
	{ "page tables: all right", &pv3,
	  .config = { .flags = XCSTREAM_PAGE_TABLES } },
	{ "page tables: all right, 32 bits", &pv32,
	  .config = { .flags = XCSTREAM_PAGE_TABLES } },
	{ "page tables: the largest pfn", &pv3,
	  EDIT(SET(XC(PAGE_DATA), 8232, 8, 0x3ff001),
	       SET(XC(PAGE_DATA), 12320, 8, 0xfff00000003ffffd)),
	  .config = { .flags = XCSTREAM_PAGE_TABLES } },
	{ "page tables: not present", &pv3,
	  EDIT(SET(XC(PAGE_DATA), 8232, 8, 0xfffffffffffffffe)),
	  .config = { .flags = XCSTREAM_PAGE_TABLES } },
	{ "page tables: nobody asked", &pv3,
	  EDIT(SET(XC(PAGE_DATA), 8232, 8, UINT64_MAX)) },
#define PTE_ROW(what, recipe, entry, pte, last)                                \
	{                                                                      \
		"page tables: " what, &recipe,                                 \
			EDIT(SET(XC(PAGE_DATA), 8232 + 8 * (entry), 8, pte)),  \
			FAULTS(FAULT(PTE_PFN, XC(PAGE_DATA),                   \
				     8232 + 8 * (entry), last,                 \
				     (pte) >> 12 & 0xffffffffff, V | D)),      \
			.config = {                                            \
				.flags = XCSTREAM_PAGE_TABLES                  \
			}                                                      \
	}
	PTE_ROW("first entry", pv3, 0, 0x400001u, 0x3ff),
	PTE_ROW("an entry", pv3, 77, 0x8000000000400067u, 0x3ff),
	PTE_ROW("last entry", pv3, 511, 0x00080000003ff001u, 0x3ff),
	PTE_ROW("all bits", pv3, 1, UINT64_MAX, 0x3ff),
	PTE_ROW("32 bits", pv32, 3, 0x800063u, 0x7ff),
	PTE_ROW("32 bits, over 44 bits", pv32, 300, 0x0000100000000001u, 0x7ff),
	PTE_ROW("pinned, live", pv_live, 200, 0x500063u, 0x3ff),
#define TABLE_ROW(type)                                                        \
	{                                                                      \
		"page tables: of type " #type, &pv3,                           \
			EDIT(SET(XC(PAGE_DATA), 32, 8,                         \
				 (type##ull << 60) | 0x12),                    \
			     SET(XC(PAGE_DATA), 8232, 8, 0x400001)),           \
			FAULTS(FAULT(PTE_PFN, XC(PAGE_DATA), 8232, 0x3ff,      \
				     0x400, V | D)),                           \
			.config = {                                            \
				.flags = XCSTREAM_PAGE_TABLES                  \
			}                                                      \
	}
	TABLE_ROW(1),
	TABLE_ROW(2),
	TABLE_ROW(3),
	TABLE_ROW(4),
	TABLE_ROW(9),
	TABLE_ROW(10),
	TABLE_ROW(11),
	TABLE_ROW(12),
	{ "page tables: a page that is none", &pv3,
	  EDIT(SET(XC(PAGE_DATA), 40, 8, UINT64_MAX)),
	  .config = { .flags = XCSTREAM_PAGE_TABLES } },
	{ "page tables: none in HVM guests", &hvm3,
	  EDIT(SET(XC(PAGE_DATA), 16, 8, 0x1000000000000010)),
	  .config = { .flags = XCSTREAM_PAGE_TABLES } },
	{ "PAGE_DATA after HVM_CONTEXT", &hvm3,
	  EDIT(MOVE(XC2(PAGE_DATA), XC(END))),
	  FAULTS(FAULT(ORDER_LAX, XC2(PAGE_DATA), 0, 9, 1, V | R | D)) },
	{ "PAGE_DATA after SHARED_INFO", &pv3,
	  EDIT(MOVE(XC2(PAGE_DATA), XC(X86_PV_VCPU_BASIC))) },
	{ "PAGE_DATA: cut in an entry", &pv3, EDIT(CUT(XC(PAGE_DATA), 20)),
	  FAULTS(FATAL(TRUNCATED, XC(PAGE_DATA), 20, 4, 0)) },
	{ "PAGE_DATA: cut in a page", &hvm3, EDIT(CUT(XC(PAGE_DATA), 100)),
	  FAULTS(FATAL(TRUNCATED, XC(PAGE_DATA), 100, 12228, 0)) },
	{ .name = NULL },
};
