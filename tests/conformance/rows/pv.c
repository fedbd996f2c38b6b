/* SPDX-License-Identifier: MIT */
/*
 * pv.c - the records of PV guests alone.
 */
#include "conformance/rows.h"

const struct row rows_pv[] = {
	/* ---- X86_PV_INFO ---- */
	{ "X86_PV_INFO: too short", &pv3, EDIT(SIZE(XC(X86_PV_INFO), 7)),
	  FAULTS(FATAL(LENGTH, XC(X86_PV_INFO), 4, 8, 7)) },
	{ "X86_PV_INFO: too long", &pv3,
	  EDIT(SIZE(XC(X86_PV_INFO), 9), SET(XC(X86_PV_INFO), 16, 1, 0x55)),
	  FAULTS(FAULT(LONG, XC(X86_PV_INFO), 4, 8, 9, R)) },
	{ "X86_PV_INFO: guest_width 5", &pv3,
	  EDIT(SET(XC(X86_PV_INFO), 8, 1, 5)),
	  FAULTS(FATAL(PV_INFO, XC(X86_PV_INFO), 8, 8, 5)) },
	{ "X86_PV_INFO: guest_width 40", &pv3,
	  EDIT(SET(XC(X86_PV_INFO), 8, 1, 40)),
	  FAULTS(FATAL(PV_INFO, XC(X86_PV_INFO), 8, 8, 40)) },
	{ "X86_PV_INFO: pt_levels 5", &pv3, EDIT(SET(XC(X86_PV_INFO), 9, 1, 5)),
	  FAULTS(FATAL(PV_INFO, XC(X86_PV_INFO), 9, 4, 5)) },
	{ "X86_PV_INFO: 64 bit, 3 levels", &pv3,
	  EDIT(SET(XC(X86_PV_INFO), 9, 1, 3)),
	  FAULTS(FAULT(PV_INFO_PAIR, XC(X86_PV_INFO), 9, 4, 3, V | D)) },
	{ "X86_PV_INFO: 32 bit, 4 levels", &pv32,
	  EDIT(SET(XC(X86_PV_INFO), 9, 1, 4)),
	  FAULTS(FAULT(PV_INFO_PAIR, XC(X86_PV_INFO), 9, 3, 4, V | D)) },
	{ "X86_PV_INFO: reserved field", &pv3,
	  EDIT(SET(XC(X86_PV_INFO), 10, 2, 1)),
	  FAULTS(FAULT(RESERVED, XC(X86_PV_INFO), 10, 0, 1, R)) },
	{ "X86_PV_INFO: reserved field, the rest", &pv3,
	  EDIT(SET(XC(X86_PV_INFO), 12, 4, 0x80000000)),
	  FAULTS(FAULT(RESERVED, XC(X86_PV_INFO), 12, 0, 0x80000000, R)) },
	{ "X86_PV_INFO: twice", &pv3,
	  EDIT(COPY(XC(X86_PV_INFO), XC(X86_CPUID_POLICY))),
	  FAULTS(FAULT(DUPLICATE, XC2(X86_PV_INFO), 0, 1, 2, V | D)) },
	{ "X86_PV_INFO after STATIC_DATA_END", &pv3,
	  EDIT(MOVE(XC(X86_PV_INFO), XC(X86_PV_P2M_FRAMES))),
	  FAULTS(FAULT(ORDER_LAX, XC(X86_PV_INFO), 0, 16, 2, V | R | D)) },
	{ "X86_PV_INFO after X86_PV_P2M_FRAMES", &pv2,
	  EDIT(MOVE(XC(X86_PV_INFO), XC(PAGE_DATA))),
	  FAULTS(FAULT(ORDER, XC(X86_PV_P2M_FRAMES), 0, 2, 3, V | D),
		 FAULT(ORDER_LAX, XC(X86_PV_INFO), 0, 16, 2, V | R | D)) },
	{ "X86_PV_INFO: none", &pv32, EDIT(DROP(XC(X86_PV_INFO))),
	  FAULTS(FAULT(ORDER, XC(X86_PV_P2M_FRAMES), 0, 2, 3, V | D)),
	  .more = true },
	{ "X86_PV_INFO of an HVM guest", &hvm3,
	  EDIT(GRAFT(&pv3, XC(X86_PV_INFO), XC(STATIC_DATA_END))),
	  FAULTS(FAULT(GUEST, XC(X86_PV_INFO), 0, 1, 2, V | D)) },

	/* ---- X86_PV_P2M_FRAMES ---- */
	{ "X86_PV_P2M_FRAMES: too short", &pv3,
	  EDIT(SIZE(XC(X86_PV_P2M_FRAMES), 7)),
	  FAULTS(FATAL(LENGTH, XC(X86_PV_P2M_FRAMES), 4, 8, 7)) },
	{ "X86_PV_P2M_FRAMES: half a frame", &pv3,
	  EDIT(SIZE(XC(X86_PV_P2M_FRAMES), 20)),
	  FAULTS(FATAL(LENGTH, XC(X86_PV_P2M_FRAMES), 4, 16, 20)) },
	{ "X86_PV_P2M_FRAMES: no frame", &pv3,
	  EDIT(SIZE(XC(X86_PV_P2M_FRAMES), 8)),
	  FAULTS(FAULT(P2M_LENGTH, XC(X86_PV_P2M_FRAMES), 4, 24, 8, V | D)) },
	{ "X86_PV_P2M_FRAMES: a frame too few", &pv3,
	  EDIT(SIZE(XC(X86_PV_P2M_FRAMES), 16)),
	  FAULTS(FAULT(P2M_LENGTH, XC(X86_PV_P2M_FRAMES), 4, 24, 16, V | D)) },
	{ "X86_PV_P2M_FRAMES: a frame too many", &pv32,
	  EDIT(SIZE(XC(X86_PV_P2M_FRAMES), 32)),
	  FAULTS(FAULT(P2M_LENGTH, XC(X86_PV_P2M_FRAMES), 4, 24, 32, V | D)) },
	{ "X86_PV_P2M_FRAMES: a frame of the other width too few", &pv3,
	  EDIT(SET(XC(X86_PV_P2M_FRAMES), 12, 4, 0x7ff)),
	  FAULTS(FAULT(P2M_LENGTH, XC(X86_PV_P2M_FRAMES), 4, 40, 24, V | D)) },
	{ "X86_PV_P2M_FRAMES: end 0xffffffff", &pv3,
	  EDIT(SET(XC(X86_PV_P2M_FRAMES), 12, 4, UINT32_MAX)),
	  FAULTS(FAULT(P2M_LENGTH, XC(X86_PV_P2M_FRAMES), 4, 0x4000008, 24,
		       V | D)) },
	{ "X86_PV_P2M_FRAMES: end 0xffffffff, 32 bit", &pv32,
	  EDIT(SET(XC(X86_PV_P2M_FRAMES), 12, 4, UINT32_MAX)),
	  FAULTS(FAULT(P2M_LENGTH, XC(X86_PV_P2M_FRAMES), 4, 0x2000008, 24,
		       V | D)) },
	{ "X86_PV_P2M_FRAMES: start after the end", &pv3,
	  EDIT(SET(XC(X86_PV_P2M_FRAMES), 8, 4, 0x400)),
	  FAULTS(FAULT(P2M_RANGE, XC(X86_PV_P2M_FRAMES), 8, 0x1ff, 0x400,
		       V | D),
		 FAULT(P2M_LENGTH, XC(X86_PV_P2M_FRAMES), 4, 8, 24, V | D)) },
	{ "X86_PV_P2M_FRAMES: start after the end, in its frame", &pv3,
	  EDIT(SET(XC(X86_PV_P2M_FRAMES), 8, 4, 0x1f0),
	       SET(XC(X86_PV_P2M_FRAMES), 12, 4, 0x1ef)),
	  FAULTS(FAULT(P2M_RANGE, XC(X86_PV_P2M_FRAMES), 8, 0x1ef, 0x1f0,
		       V | D),
		 FAULT(P2M_LENGTH, XC(X86_PV_P2M_FRAMES), 4, 8, 24, V | D)) },
	{ "X86_PV_P2M_FRAMES: start in the first frame", &pv3,
	  EDIT(SET(XC(X86_PV_P2M_FRAMES), 8, 4, 0x1ff)) },
	{ "X86_PV_P2M_FRAMES: start in the second frame", &pv3,
	  EDIT(SET(XC(X86_PV_P2M_FRAMES), 8, 4, 0x200),
	       SIZE(XC(X86_PV_P2M_FRAMES), 16)),
	  FAULTS(FAULT(P2M_RANGE, XC(X86_PV_P2M_FRAMES), 8, 0x1ff, 0x200,
		       V | D)) },
	{ "X86_PV_P2M_FRAMES: start in the first frame, 32 bit", &pv32,
	  EDIT(SET(XC(X86_PV_P2M_FRAMES), 8, 4, 0x3ff)) },
	{ "X86_PV_P2M_FRAMES: start in the second frame, 32 bit", &pv32,
	  EDIT(SET(XC(X86_PV_P2M_FRAMES), 8, 4, 0x400),
	       SIZE(XC(X86_PV_P2M_FRAMES), 16)),
	  FAULTS(FAULT(P2M_RANGE, XC(X86_PV_P2M_FRAMES), 8, 0x3ff, 0x400,
		       V | D)) },
	{ "X86_PV_P2M_FRAMES: one frame, far off", &pv3,
	  EDIT(SET(XC(X86_PV_P2M_FRAMES), 8, 4, UINT32_MAX),
	       SET(XC(X86_PV_P2M_FRAMES), 12, 4, UINT32_MAX),
	       SIZE(XC(X86_PV_P2M_FRAMES), 16)),
	  FAULTS(FAULT(P2M_RANGE, XC(X86_PV_P2M_FRAMES), 8, 0x1ff, UINT32_MAX,
		       V | D)) },
	{ "X86_PV_P2M_FRAMES: end 0", &pv3,
	  EDIT(SET(XC(X86_PV_P2M_FRAMES), 12, 4, 0),
	       SIZE(XC(X86_PV_P2M_FRAMES), 16)),
	  FAULTS(FAULT(P2M_RANGE, XC(X86_PV_P2M_FRAMES), 12, 1, 0, V | D),
		 FAULT(P2M_PFN, XC(X86_PV_P2M_FRAMES), 16, 0, 0x10, V | D),
		 FAULT(PFN_RANGE, XC(PAGE_DATA), 16, 0, 0x10, V | D),
		 FAULT(PFN_RANGE, XC(PAGE_DATA), 24, 0, 0x11, V | D),
		 FAULT(PFN_RANGE, XC(PAGE_DATA), 32, 0, 0x12, V | D),
		 FAULT(PFN_RANGE, XC2(PAGE_DATA), 16, 0, 0x20, V | D),
		 FAULT(PFN_RANGE, XC2(PAGE_DATA), 24, 0, 0x21, V | D),
		 FAULT(PFN_RANGE, XC2(PAGE_DATA), 32, 0, 0x22, V | D)) },
	{ "X86_PV_P2M_FRAMES: frame at the end", &pv3,
	  EDIT(SET(XC(X86_PV_P2M_FRAMES), 24, 8, 0x3ff)) },
	{ "X86_PV_P2M_FRAMES: frame after the end", &pv3,
	  EDIT(SET(XC(X86_PV_P2M_FRAMES), 24, 8, 0x400)),
	  FAULTS(FAULT(P2M_PFN, XC(X86_PV_P2M_FRAMES), 24, 0x3ff, 0x400,
		       V | D)) },
	{ "X86_PV_P2M_FRAMES: no such frame", &pv32,
	  EDIT(SET(XC(X86_PV_P2M_FRAMES), 16, 8, UINT64_MAX)),
	  FAULTS(FAULT(P2M_PFN, XC(X86_PV_P2M_FRAMES), 16, 0x7ff, UINT64_MAX,
		       V | D)) },
	{ "X86_PV_P2M_FRAMES: end above the caller's limit", &pv3,
	  FAULTS(FAULT(MAX_PFN, XC(X86_PV_P2M_FRAMES), 12, 0x3fe, 0x3ff,
		       V | D)),
	  .config = { .max_pfn = 0x3fe } },
	{ "X86_PV_P2M_FRAMES: end at the caller's limit", &pv3,
	  .config = { .max_pfn = 0x3ff } },
	{ "X86_PV_P2M_FRAMES: twice the same", &pv3,
	  EDIT(COPY(XC(X86_PV_P2M_FRAMES), XC(PAGE_DATA))) },
	{ "X86_PV_P2M_FRAMES: the p2m grows", &pv3,
	  EDIT(COPY(XC(X86_PV_P2M_FRAMES), XC2(PAGE_DATA)),
	       SET(XC2(X86_PV_P2M_FRAMES), 8, 4, 0x400),
	       SET(XC2(X86_PV_P2M_FRAMES), 12, 4, 0x7ff),
	       SET(XC2(PAGE_DATA), 32, 8, 0xe0000000000007ff)) },
	{ "X86_PV_P2M_FRAMES: the p2m grows, with an overlap", &pv3,
	  EDIT(COPY(XC(X86_PV_P2M_FRAMES), XC2(PAGE_DATA)),
	       SET(XC2(X86_PV_P2M_FRAMES), 8, 4, 0x200),
	       SET(XC2(X86_PV_P2M_FRAMES), 12, 4, 0x5ff),
	       SET(XC2(PAGE_DATA), 32, 8, 0xe000000000000600)),
	  FAULTS(FAULT(PFN_RANGE, XC2(PAGE_DATA), 32, 0x5ff, 0x600, V | D)) },
	{ "X86_PV_P2M_FRAMES: the p2m does not shrink", &pv3,
	  EDIT(COPY(XC(X86_PV_P2M_FRAMES), XC2(PAGE_DATA)),
	       SIZE(XC2(X86_PV_P2M_FRAMES), 16),
	       SET(XC2(X86_PV_P2M_FRAMES), 12, 4, 0),
	       SET(XC2(PAGE_DATA), 32, 8, 0xe0000000000003ff)) },
	{ "X86_PV_P2M_FRAMES: a gap", &pv3,
	  EDIT(COPY(XC(X86_PV_P2M_FRAMES), XC2(PAGE_DATA)),
	       SET(XC2(X86_PV_P2M_FRAMES), 8, 4, 0x600),
	       SET(XC2(X86_PV_P2M_FRAMES), 12, 4, 0x9ff)),
	  FAULTS(FAULT(P2M_RANGE, XC2(X86_PV_P2M_FRAMES), 8, 0x5ff, 0x600,
		       V | D)) },
	{ "X86_PV_P2M_FRAMES: a gap, 32 bit", &pv32,
	  EDIT(COPY(XC(X86_PV_P2M_FRAMES), XC2(PAGE_DATA)),
	       SET(XC2(X86_PV_P2M_FRAMES), 8, 4, 0xc00),
	       SET(XC2(X86_PV_P2M_FRAMES), 12, 4, 0x13ff)),
	  FAULTS(FAULT(P2M_RANGE, XC2(X86_PV_P2M_FRAMES), 8, 0xbff, 0xc00,
		       V | D)) },
	{ "X86_PV_P2M_FRAMES before STATIC_DATA_END", &pv3,
	  EDIT(MOVE(XC(X86_PV_P2M_FRAMES), XC(STATIC_DATA_END))),
	  FAULTS(FAULT(ORDER, XC(X86_PV_P2M_FRAMES), 0, 16, 3, V | D)) },
	{ "X86_PV_P2M_FRAMES of an HVM guest", &hvm3,
	  EDIT(GRAFT(&pv3, XC(X86_PV_P2M_FRAMES), XC(PAGE_DATA))),
	  FAULTS(FAULT(GUEST, XC(X86_PV_P2M_FRAMES), 0, 1, 2, V | D)) },
	{ "X86_PV_P2M_FRAMES: cut in a frame", &pv3,
	  EDIT(CUT(XC(X86_PV_P2M_FRAMES), 30)),
	  FAULTS(FATAL(TRUNCATED, XC(X86_PV_P2M_FRAMES), 30, 2, 0)) },

/* ---- X86_PV_VCPU_BASIC, EXTENDED, XSAVE, MSRS ---- */
#define VCPU_ROWS(type, value)                                                 \
	{ #type ": too short", &pv3, EDIT(SIZE(XC(type), 7)),                  \
	  FAULTS(FATAL(LENGTH, XC(type), 4, 8, 7)) },                          \
		{ #type ": empty, of a vCPU that nobody has", &pv3,            \
		  EDIT(SIZE(XC2(type), 8), SET(XC2(type), 8, 4, UINT32_MAX)),  \
		  FAULTS(FAULT(VCPU_EMPTY, XC2(type), 4, 9, 8, S | V | R)) },  \
		{ #type ": reserved field", &pv3,                              \
		  EDIT(SET(XC(type), 12, 4, 1)),                               \
		  FAULTS(FAULT(RESERVED, XC(type), 12, 0, 1, R)) },            \
		{ #type ": vcpu_id at the limit", &pv3,                        \
		  EDIT(DROP_TO(XC2(X86_PV_VCPU_BASIC), XC(END)),               \
		       COPY(XC(type), XC(END)), SET(XC2(type), 8, 4, 8191)) }, \
		{ #type ": vcpu_id above the limit", &pv3,                     \
		  EDIT(DROP_TO(XC2(X86_PV_VCPU_BASIC), XC(END)),               \
		       COPY(XC(type), XC(END)), SET(XC2(type), 8, 4, 8192)),   \
		  FAULTS(FAULT(VCPU_ID, XC2(type), 8, 8191, 8192, V | D)) },   \
		{ #type ": twice for a vCPU", &pv3,                            \
		  EDIT(COPY(XC(type), XC2(X86_PV_VCPU_BASIC))),                \
		  FAULTS(FAULT(VCPU_ORDER, XC2(type), 8, 1, 0, V | R | D)) },  \
		{ #type ": vCPU 0 after vCPU 1", &pv3,                         \
		  EDIT(MOVE(XC(type), XC(END))),                               \
		  FAULTS(FAULT(VCPU_ORDER, XC2(type), 8, 2, 0, V | R | D)) },  \
		{ #type " before STATIC_DATA_END", &pv3,                       \
		  EDIT(MOVE(XC(type), XC(STATIC_DATA_END))),                   \
		  FAULTS(FAULT(ORDER_LAX, XC(type), 0, 16, value, V | R | D),  \
			 FAULT(ORDER_LAX, XC(PAGE_DATA), 0, 4, 1, V | R | D),  \
			 FAULT(ORDER_LAX, XC2(PAGE_DATA), 0, 4, 1,             \
			       V | R | D)) },                                  \
		{ #type " before X86_PV_P2M_FRAMES", &pv2,                     \
		  EDIT(MOVE(XC(type), XC(X86_PV_P2M_FRAMES))),                 \
		  FAULTS(FAULT(ORDER_LAX, XC(type), 0, 3, value, V | R | D),   \
			 FAULT(ORDER_LAX, XC(PAGE_DATA), 0, 4, 1, V | R | D),  \
			 FAULT(ORDER_LAX, XC2(PAGE_DATA), 0, 4, 1,             \
			       V | R | D)) },                                  \
		{ #type " before PAGE_DATA", &pv2,                             \
		  EDIT(MOVE(XC(type), XC(PAGE_DATA))),                         \
		  FAULTS(FAULT(ORDER_LAX, XC(type), 0, 1, value, V | R | D),   \
			 FAULT(ORDER_LAX, XC(PAGE_DATA), 0, 4, 1, V | R | D),  \
			 FAULT(ORDER_LAX, XC2(PAGE_DATA), 0, 4, 1,             \
			       V | R | D)) },                                  \
		{ #type " before X86_PV_INFO", &pv2,                           \
		  EDIT(MOVE(XC(type), XC(X86_PV_INFO))),                       \
		  FAULTS(FAULT(ORDER_LAX, XC(type), 0, 2, value, V | R | D),   \
			 FAULT(ORDER_LAX, XC(PAGE_DATA), 0, 4, 1, V | R | D),  \
			 FAULT(ORDER_LAX, XC2(PAGE_DATA), 0, 4, 1,             \
			       V | R | D)) },                                  \
		{ #type " of an HVM guest", &hvm3,                             \
		  EDIT(GRAFT(&pv3, XC(type), XC(END))),                        \
		  FAULTS(FAULT(GUEST, XC(type), 0, 1, 2, V | D)) },            \
	{                                                                      \
#type ": cut in the head", &pv3, EDIT(CUT(XC(type), 9)),       \
			FAULTS(FATAL(TRUNCATED, XC(type), 9, 7, 0))            \
	}
	VCPU_ROWS(X86_PV_VCPU_BASIC, 4),
	VCPU_ROWS(X86_PV_VCPU_EXTENDED, 5),
	VCPU_ROWS(X86_PV_VCPU_XSAVE, 6),
	VCPU_ROWS(X86_PV_VCPU_MSRS, 12),
	{ "vCPU: empty, and a reserved field", &pv3,
	  EDIT(SIZE(XC(X86_PV_VCPU_XSAVE), 8),
	       SET(XC(X86_PV_VCPU_XSAVE), 12, 4, 1)),
	  FAULTS(FAULT(RESERVED, XC(X86_PV_VCPU_XSAVE), 12, 0, 1, R),
		 FAULT(VCPU_EMPTY, XC(X86_PV_VCPU_XSAVE), 4, 9, 8,
		       S | V | R)) },
	{ "vCPU: empty BASIC of vCPU 0", &pv3,
	  EDIT(SIZE(XC(X86_PV_VCPU_BASIC), 8)),
	  FAULTS(FAULT(VCPU_EMPTY, XC(X86_PV_VCPU_BASIC), 4, 9, 8, S | V | R),
		 FAULT(INCOMPLETE, XC(END), 0, 4, 0, V | D)) },
	{ "vCPU: no BASIC of vCPU 0", &pv3, EDIT(DROP(XC(X86_PV_VCPU_BASIC))),
	  FAULTS(FAULT(INCOMPLETE, XC(END), 0, 4, 0, V | D)) },
	{ "vCPU: none", &pv32, EDIT(DROP_TO(XC(X86_PV_VCPU_BASIC), XC(END))),
	  FAULTS(FAULT(INCOMPLETE, XC(END), 0, 4, 0, V | D)) },
	{ "vCPU: more than the caller's limit", &pv3,
	  FAULTS(FAULT(VCPU_ID, XC2(X86_PV_VCPU_BASIC), 8, 0, 1, V | D),
		 FAULT(VCPU_ID, XC2(X86_PV_VCPU_EXTENDED), 8, 0, 1, V | D),
		 FAULT(VCPU_ID, XC2(X86_PV_VCPU_XSAVE), 8, 0, 1, V | D),
		 FAULT(VCPU_ID, XC2(X86_PV_VCPU_MSRS), 8, 0, 1, V | D)),
	  .config = { .max_vcpus = 1 } },
	{ "vCPU: as many as the caller's limit", &pv3,
	  .config = { .max_vcpus = 2 } },
	{ "vCPU: ids with a gap", &pv3,
	  EDIT(SET(XC2(X86_PV_VCPU_BASIC), 8, 4, 70),
	       SET(XC2(X86_PV_VCPU_EXTENDED), 8, 4, 70),
	       SET(XC2(X86_PV_VCPU_XSAVE), 8, 4, 70),
	       SET(XC2(X86_PV_VCPU_MSRS), 8, 4, 70)) },
	{ "vCPU: the records of one in any order", &pv3,
	  EDIT(MOVE(XC(X86_PV_VCPU_BASIC), XC2(X86_PV_VCPU_BASIC))) },
	{ "X86_PV_VCPU_BASIC: context too short", &pv3,
	  EDIT(SIZE(XC(X86_PV_VCPU_BASIC), 5175)),
	  FAULTS(FAULT(VCPU_LENGTH, XC(X86_PV_VCPU_BASIC), 4, 5176, 5175,
		       V | D)) },
	{ "X86_PV_VCPU_BASIC: context too long", &pv3,
	  EDIT(SIZE(XC2(X86_PV_VCPU_BASIC), 5177)),
	  FAULTS(FAULT(VCPU_LENGTH, XC2(X86_PV_VCPU_BASIC), 4, 5176, 5177,
		       V | D)) },
	{ "X86_PV_VCPU_BASIC: context of 32 bit in 64 bit", &pv3,
	  EDIT(SIZE(XC(X86_PV_VCPU_BASIC), 2808)),
	  FAULTS(FAULT(VCPU_LENGTH, XC(X86_PV_VCPU_BASIC), 4, 5176, 2808,
		       V | D)) },
	{ "X86_PV_VCPU_BASIC: context of 64 bit in 32 bit", &pv32,
	  EDIT(SIZE(XC(X86_PV_VCPU_BASIC), 5176)),
	  FAULTS(FAULT(VCPU_LENGTH, XC(X86_PV_VCPU_BASIC), 4, 2808, 5176,
		       V | D)) },
	{ "X86_PV_VCPU_EXTENDED: context of 1 byte", &pv3,
	  EDIT(SIZE(XC(X86_PV_VCPU_EXTENDED), 9)) },
	{ "X86_PV_VCPU_EXTENDED: context of 128 bytes", &pv3,
	  EDIT(SIZE(XC(X86_PV_VCPU_EXTENDED), 136)) },
	{ "X86_PV_VCPU_EXTENDED: context of 129 bytes", &pv3,
	  EDIT(SIZE(XC(X86_PV_VCPU_EXTENDED), 137)),
	  FAULTS(FAULT(VCPU_LENGTH, XC(X86_PV_VCPU_EXTENDED), 4, 136, 137,
		       V | D)) },
	{ "X86_PV_VCPU_XSAVE: context of 15 bytes", &pv3,
	  EDIT(SIZE(XC(X86_PV_VCPU_XSAVE), 23)),
	  FAULTS(FAULT(VCPU_LENGTH, XC(X86_PV_VCPU_XSAVE), 4, 24, 23, V | D)) },
	{ "X86_PV_VCPU_XSAVE: context of 2697 bytes", &pv3,
	  EDIT(SIZE(XC(X86_PV_VCPU_XSAVE), 2705)) },
	{ "X86_PV_VCPU_MSRS: half an entry", &pv3,
	  EDIT(SIZE(XC(X86_PV_VCPU_MSRS), 16)),
	  FAULTS(FAULT(VCPU_LENGTH, XC(X86_PV_VCPU_MSRS), 4, 8, 16, V | D)) },
	{ "X86_PV_VCPU_MSRS: a byte too much", &pv3,
	  EDIT(SIZE(XC(X86_PV_VCPU_MSRS), 25)),
	  FAULTS(FAULT(VCPU_LENGTH, XC(X86_PV_VCPU_MSRS), 4, 24, 25, V | D)) },
	{ "X86_PV_VCPU_MSRS: three entries", &pv3,
	  EDIT(SIZE(XC(X86_PV_VCPU_MSRS), 56)) },
	{ "X86_PV_VCPU_MSRS: reserved field of an entry", &pv3,
	  EDIT(SIZE(XC(X86_PV_VCPU_MSRS), 56),
	       SET(XC(X86_PV_VCPU_MSRS), 52, 4, 1)),
	  FAULTS(FAULT(SPARE_BITS, XC(X86_PV_VCPU_MSRS), 52, 0, 1,
		       V | R | D)) },
	{ "X86_PV_VCPU_MSRS: cut in an entry", &pv3,
	  EDIT(CUT(XC(X86_PV_VCPU_MSRS), 20)),
	  FAULTS(FATAL(TRUNCATED, XC(X86_PV_VCPU_MSRS), 20, 12, 0)) },
	{ "X86_PV_VCPU_BASIC: cut in the context", &pv32,
	  EDIT(CUT(XC(X86_PV_VCPU_BASIC), 116)),
	  FAULTS(FATAL(TRUNCATED, XC(X86_PV_VCPU_BASIC), 116, 2700, 0)) },

	/* ---- SHARED_INFO ---- */
	{ "SHARED_INFO: empty", &pv3, EDIT(SIZE(XC(SHARED_INFO), 0)),
	  FAULTS(FATAL(LENGTH, XC(SHARED_INFO), 4, 4096, 0)) },
	{ "SHARED_INFO: too short", &pv3, EDIT(SIZE(XC(SHARED_INFO), 4095)),
	  FAULTS(FATAL(LENGTH, XC(SHARED_INFO), 4, 4096, 4095)) },
	{ "SHARED_INFO: too long", &pv3, EDIT(SIZE(XC(SHARED_INFO), 4097)),
	  FAULTS(FATAL(LENGTH, XC(SHARED_INFO), 4, 4096, 4097)) },
	{ "SHARED_INFO before X86_PV_INFO", &pv2,
	  EDIT(MOVE(XC(SHARED_INFO), XC(X86_PV_INFO))),
	  FAULTS(FAULT(ORDER, XC(SHARED_INFO), 0, 2, 7, V | D)) },
	{ "SHARED_INFO before STATIC_DATA_END", &pv3,
	  EDIT(MOVE(XC(SHARED_INFO), XC(STATIC_DATA_END))),
	  FAULTS(FAULT(ORDER_LAX, XC(SHARED_INFO), 0, 16, 7, V | R | D)) },
	{ "SHARED_INFO after the vCPUs, as in a converted stream", &pv3,
	  EDIT(MOVE(XC(SHARED_INFO), XC(END))) },
	{ "SHARED_INFO: twice", &pv3, EDIT(COPY(XC(SHARED_INFO), XC(END))),
	  FAULTS(FAULT(REPEATED, XC2(SHARED_INFO), 0, 1, 2, V | R | D)) },
	{ "SHARED_INFO: none", &pv3, EDIT(DROP(XC(SHARED_INFO))) },
	{ "SHARED_INFO of an HVM guest", &hvm3,
	  EDIT(GRAFT(&pv3, XC(SHARED_INFO), XC(END))),
	  FAULTS(FAULT(GUEST, XC(SHARED_INFO), 0, 1, 2, V | D)) },
	{ "SHARED_INFO: cut", &pv3, EDIT(CUT(XC(SHARED_INFO), 4000)),
	  FAULTS(FATAL(TRUNCATED, XC(SHARED_INFO), 4000, 104, 0)) },
	{ .name = NULL },
};
