/* SPDX-License-Identifier: MIT */
/*
 * whole.c - whole streams, and what is no stream at all.
 */
#include "conformance/rows.h"

const struct recipe pv3 = { .guest = PV, .version = 3, .width = 8 };
const struct recipe pv2 = { .guest = PV, .version = 2, .width = 8 };
const struct recipe pv32 = { .guest = PV, .version = 2, .width = 4 };
const struct recipe hvm3 = { .guest = HVM, .version = 3 };
const struct recipe hvm2 = { .guest = HVM, .version = 2 };
const struct recipe pv_live = {
	.guest = PV, .version = 3, .width = 8, .live = true
};
const struct recipe hvm_live = { .guest = HVM, .version = 3, .live = true };
const struct recipe pv_remus = {
	.guest = PV, .version = 3, .width = 8, .checkpoints = 2
};
const struct recipe hvm_remus = {
	.guest = HVM, .version = 2, .checkpoints = 2, .live = true
};
const struct recipe hvm_colo = {
	.guest = HVM, .version = 3, .checkpoints = 2, .colo = true
};
const struct recipe pv_nested = {
	.guest = PV, .version = 3, .width = 8, .nested = true
};
const struct recipe hvm_nested = {
	.guest = HVM, .version = 3, .checkpoints = 2, .nested = true
};
/* of LIBXL_BACK: 2, 3; 1, pfns, 2, 3 */
const struct recipe back = { .checkpoints = 2 };
const struct recipe back_none;

const struct row rows_whole[] = {
	/* ---- whole streams ---- */
	{ "PV, 64 bit", .recipe = &pv3 },
	{ "PV, 64 bit, version 2", .recipe = &pv2 },
	{ "PV, 32 bit", .recipe = &pv32 },
	{ "HVM", .recipe = &hvm3 },
	{ "HVM, version 2", .recipe = &hvm2 },
	{ "PV, live, with VERIFY", .recipe = &pv_live },
	{ "HVM, live, with VERIFY", .recipe = &hvm_live },
	{ "PV, announced checkpoints", &pv_remus,
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "HVM, announced checkpoints", &hvm_remus,
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "checkpoints that nobody announced", &pv_remus,
	  FAULTS(FAULT(CHECKPOINT, XC(CHECKPOINT), 0, 0, 14, S | V | D),
		 FAULT(CHECKPOINT, XC2(CHECKPOINT), 0, 0, 14, S | V | D)) },
	{ "version 3 in the draft's eyes", &pv3,
	  FAULTS(SEEN_BY(D, VERSION, IHDR, 12, 2, 3)), .draft = true },
	{ "version 3 for a caller of version 2", &hvm3,
	  FAULTS(FATAL(VERSION, IHDR, 12, 2, 3)),
	  .config = { .max_version = 2 } },
	{ "version 2 for a caller of version 2", &hvm2,
	  .config = { .max_version = 2 } },
	{ "version 2 for a caller of version 3", &pv2,
	  FAULTS(FATAL(VERSION, IHDR, 12, 3, 2)),
	  .config = { .min_version = 3, .max_version = 3 } },
	{ "version 3 for a caller of version 3", &pv3,
	  .config = { .min_version = 3, .max_version = 3 } },

	/* ---- what is no stream ---- */
	{ "text", FAULTS(FATAL(MAGIC, RAW, 0, UINT64_MAX, 0x6e6f742061207374)),
	  .raw = "not a stream at all", .raw_len = 19 },
	{ "text of 8 bytes",
	  FAULTS(FATAL(MAGIC, RAW, 0, UINT64_MAX, 0x6e6f742061207374)),
	  .raw = "not a st", .raw_len = 8 },
	{ "what could be a legacy image, of 15 bytes",
	  FAULTS(FATAL(TRUNCATED, RAW, 15, 1, 0)),
	  .raw = "\1\0\0\0\0\0\0\0\377\377\377\377\377\377\377",
	  .raw_len = 15 },
	{ "text of 7 bytes", FAULTS(FATAL(TRUNCATED, RAW, 7, 1, 0)),
	  .raw = "not a s", .raw_len = 7 },
	{ "nothing", FAULTS(FATAL(TRUNCATED, RAW, 0, 8, 0)), .raw = "" },
	{ "text, as a libxc image",
	  FAULTS(FATAL(MAGIC, RAW, 0, UINT64_MAX, 0x6e6f742061207374)),
	  .config = { .format = XCSTREAM_FORMAT_LIBXC },
	  .raw = "not a stream at all, is it?", .raw_len = 27 },
	{ "text, as a libxl stream",
	  FAULTS(FATAL(MAGIC, RAW, 0, 0x4c6962786c466d74, 0x6e6f742061207374)),
	  .config = { .format = XCSTREAM_FORMAT_LIBXL },
	  .raw = "not a stream at all, is it?", .raw_len = 27 },
	{ "text, as an xl file",
	  FAULTS(FATAL(MAGIC, RAW, 0, 0x58656e2073617665, 0x6e6f742061207374)),
	  .config = { .format = XCSTREAM_FORMAT_XL },
	  .raw = "not a stream at all, is it? it may be", .raw_len = 37 },
	{ "zeros", FAULTS(FATAL(MAGIC, RAW, 0, UINT64_MAX, 0)),
	  .raw = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", .raw_len = 16 },
	/* as COLO's answers begin, but for one byte */
	{ "COLO's answer, but with a length of 12",
	  FAULTS(FATAL(MAGIC, RAW, 0, UINT64_MAX, 0x050000000c000000)),
	  .raw = "\5\0\0\0\14\0\0\0\2\0\0\0\0\0\0\0", .raw_len = 16 },
	{ "COLO's answer, but with a length of 260",
	  FAULTS(FATAL(MAGIC, RAW, 0, UINT64_MAX, 0x0500000004010000)),
	  .raw = "\5\0\0\0\4\1\0\0\2\0\0\0\0\0\0\0", .raw_len = 16 },
	{ "COLO's answer, but with type 0x105: rather a legacy image",
	  FAULTS(FATAL(LEGACY, RAW, 0, UINT64_MAX, 0x0501000004000000)),
	  .raw = "\5\1\0\0\4\0\0\0\2\0\0\0\0\0\0\0", .raw_len = 16 },
	{ "COLO's answer, but with type 6",
	  FAULTS(FATAL(MAGIC, RAW, 0, UINT64_MAX, 0x0600000008000000)),
	  .raw = "\6\0\0\0\10\0\0\0\2\0\0\0\0\0\0\0", .raw_len = 16 },
	{ "COLO's answer, big endian",
	  FAULTS(FATAL(MAGIC, RAW, 0, UINT64_MAX, 0x0000000500000004)),
	  .raw = "\0\0\0\5\0\0\0\4\0\0\0\2\0\0\0\0", .raw_len = 16 },
	/* p2m_size as an unsigned long, then extended info or a chunk */
	{ "legacy PV image of a 64-bit toolstack",
	  FAULTS(FATAL(LEGACY, RAW, 0, UINT64_MAX, 0x0004000000000000)),
	  .raw = "\0\4\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff",
	  .raw_len = 16 },
	{ "legacy HVM image of a 64-bit toolstack, that begins with pages",
	  FAULTS(FATAL(LEGACY, RAW, 0, UINT64_MAX, 0xff0f000000000000)),
	  .raw = "\xff\x0f\0\0\0\0\0\0\0\4\0\0\0\0\0\0", .raw_len = 16 },
	{ "legacy HVM image of a 64-bit toolstack, that begins with a chunk",
	  FAULTS(FATAL(LEGACY, RAW, 0, UINT64_MAX, 0xff0f000000000000)),
	  .raw = "\xff\x0f\0\0\0\0\0\0\xfe\xff\xff\xff\0\0\0\0",
	  .raw_len = 16 },
	{ "legacy PV image of a 32-bit toolstack",
	  FAULTS(FATAL(LEGACY, RAW, 0, UINT64_MAX, 0x00040000ffffffff)),
	  .raw = "\0\4\0\0\xff\xff\xff\xff\x38\x0b\0\0vcpu", .raw_len = 16 },
	{ "legacy HVM image of a 32-bit toolstack, that begins with pages",
	  FAULTS(FATAL(LEGACY, RAW, 0, UINT64_MAX, 0xff0f000000040000)),
	  .raw = "\xff\x0f\0\0\0\4\0\0\0\0\0\0\1\0\0\0", .raw_len = 16 },
	{ "legacy HVM image of a 32-bit toolstack, that begins with a chunk",
	  FAULTS(FATAL(LEGACY, RAW, 0, UINT64_MAX, 0xff0f0000f9ffffff)),
	  .raw = "\xff\x0f\0\0\xf9\xff\xff\xff\0\0\0\0\0\0\0\0",
	  .raw_len = 16 },
	{ "as a legacy image, but nothing follows the number of pages",
	  FAULTS(FATAL(MAGIC, RAW, 0, UINT64_MAX, 0x0004000000000000)),
	  .raw = "\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0", .raw_len = 16 },
	{ "as a legacy image, but of too many pages",
	  FAULTS(FATAL(MAGIC, RAW, 0, UINT64_MAX, 0xffffffff00040000)),
	  .raw = "\xff\xff\xff\xff\0\4\0\0\0\0\0\0\0\0\0\0", .raw_len = 16 },
	{ "as a legacy image, but with 1025 pages at once",
	  FAULTS(FATAL(MAGIC, RAW, 0, UINT64_MAX, 0xff0f000000000000)),
	  .raw = "\xff\x0f\0\0\0\0\0\0\1\4\0\0\0\0\0\0", .raw_len = 16 },
	{ "as a legacy image, but with a chunk that there never was",
	  FAULTS(FATAL(MAGIC, RAW, 0, UINT64_MAX, 0x00040000d0ffffff)),
	  .raw = "\0\4\0\0\xd0\xff\xff\xff\0\0\0\0\0\0\0\0", .raw_len = 16 },
	{ "legacy image, as a libxc image",
	  FAULTS(FATAL(LEGACY, RAW, 0, UINT64_MAX, 0x0004000000000000)),
	  .config = { .format = XCSTREAM_FORMAT_LIBXC },
	  .raw = "\0\4\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff"
		 "\x38\x0b\0\0vcpu",
	  .raw_len = 24 },
	{ .name = NULL },
};
