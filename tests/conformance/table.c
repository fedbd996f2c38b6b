/* SPDX-License-Identifier: MIT */
/*
 * table.c - the rows of the conformance table; see table.h for what they mean.
 *
 */
#include <assert.h>
#include <string.h>

#include "conformance/table.h"

/* Where: a part of the stream as it was built, by layer, number and type. */
#define LOC(layer, nth, type)                                                  \
	((uint32_t)(layer) << 24 | (uint32_t)(nth) << 16 | ((type)&0xffffu))
#define XCN(type, nth) LOC(XCSTREAM_LAYER_LIBXC, nth, XCSTREAM_LIBXC_##type)
#define XC(type) XCN(type, 0)
#define XC2(type) XCN(type, 1)
#define LXN(type, nth) LOC(XCSTREAM_LAYER_LIBXL, nth, XCSTREAM_LIBXL_##type)
#define LX(type) LXN(type, 0)
#define IHDR LOC(XCSTREAM_LAYER_LIBXC, 0, XCSTREAM_NO_RECORD)
#define DHDR LOC(XCSTREAM_LAYER_LIBXC, 1, XCSTREAM_NO_RECORD)
#define LHDR LOC(XCSTREAM_LAYER_LIBXL, 0, XCSTREAM_NO_RECORD)
#define XHDR LOC(XCSTREAM_LAYER_XL, 0, XCSTREAM_NO_RECORD)
#define VHDR LOC(XCSTREAM_LAYER_LIBVIRT, 0, XCSTREAM_NO_RECORD)
#define AHDR LOC(XCSTREAM_LAYER_XAPI, 0, XCSTREAM_NO_RECORD)
#define AX(type) LOC(XCSTREAM_LAYER_XAPI, 0, XCSTREAM_XAPI_##type)
#define AEND LOC(XCSTREAM_LAYER_XAPI, 0, END_OF_IMAGE)
#define END_OF_IMAGE 0xfffe /* in a place; 0xffff is a header there */
#define XCX(type) LOC(XCSTREAM_LAYER_LIBXC, 0, type)
#define LXX(type) LOC(XCSTREAM_LAYER_LIBXL, 0, type)
#define OPTIONAL 0x8000 /* of an added record's type: bit 31 */
#define RAW 0 /* in a raw stream: the input */

/* Overwrite a number of `size` bytes at offset `at` of a part. */
#define SET(where, at, size, value)                                            \
	{                                                                      \
		OP_SET, where, 0, at, size, value, NULL                        \
	}
/* Cut or extend a record's body, its length and its padding. */
#define SIZE(where, body)                                                      \
	{                                                                      \
		OP_SIZE, where, 0, 0, body, 0, NULL                            \
	}
#define DROP(where)                                                            \
	{                                                                      \
		OP_DROP, where, 0, 0, 0, 0, NULL                               \
	}
/* From there up to another. */
#define DROP_TO(where, other)                                                  \
	{                                                                      \
		OP_DROP, where, other, 0, 0, 0, NULL                           \
	}
#define MOVE(where, before)                                                    \
	{                                                                      \
		OP_MOVE, where, before, 0, 0, 0, NULL                          \
	}
#define COPY(where, before)                                                    \
	{                                                                      \
		OP_COPY, where, before, 0, 0, 0, NULL                          \
	}
/* Add a record of any type, and of the layer of `before`, with zeros. */
#define ADD(type, before, body)                                                \
	{                                                                      \
		OP_ADD, 0, before, 0, body, type, NULL                         \
	}
/* Add a record of another stream. */
#define GRAFT(recipe, where, before)                                           \
	{                                                                      \
		OP_GRAFT, where, before, 0, 0, 0, recipe                       \
	}
/* Cut a header. */
#define TRIM(where, at)                                                        \
	{                                                                      \
		OP_TRIM, where, 0, at, 0, 0, NULL                              \
	}
/* End the input at offset `at` of a part. */
#define CUT(where, at)                                                         \
	{                                                                      \
		OP_CUT, where, 0, at, 0, 0, NULL                               \
	}

#define FAULT(code, where, at, expected, found, by)                            \
	{                                                                      \
		XCSTREAM_E_##code, where, at, expected, found, by, 0, 0        \
	}
#define FATAL(code, where, at, expected, found)                                \
	FAULT(code, where, at, expected, found, 0)
/* The layer is not that of the part. */
#define FATAL_IN(layer, code, where, at, expected, found)                      \
	{                                                                      \
		XCSTREAM_E_##code, where, at, expected, found, 0, 0, layer     \
	}
#define SEEN_BY(only, code, where, at, expected, found)                        \
	{                                                                      \
		XCSTREAM_E_##code, where, at, expected, found, 0, only, 0      \
	}

#define EDIT(...) .edits = { __VA_ARGS__ }
#define FAULTS(...) .verdicts = { __VA_ARGS__ }

static const struct recipe pv3 = { .guest = PV, .version = 3, .width = 8 };
static const struct recipe pv2 = { .guest = PV, .version = 2, .width = 8 };
static const struct recipe pv32 = { .guest = PV, .version = 2, .width = 4 };
static const struct recipe hvm3 = { .guest = HVM, .version = 3 };
static const struct recipe hvm2 = { .guest = HVM, .version = 2 };
static const struct recipe pv_live = {
	.guest = PV, .version = 3, .width = 8, .live = true
};
static const struct recipe hvm_live = { .guest = HVM,
					.version = 3,
					.live = true };
static const struct recipe pv_remus = {
	.guest = PV, .version = 3, .width = 8, .checkpoints = 2
};
static const struct recipe hvm_remus = {
	.guest = HVM, .version = 2, .checkpoints = 2, .live = true
};

static const struct recipe hvm_colo = {
	.guest = HVM, .version = 3, .checkpoints = 2, .colo = true
};
static const struct recipe pv_nested = {
	.guest = PV, .version = 3, .width = 8, .nested = true
};
static const struct recipe hvm_nested = {
	.guest = HVM, .version = 3, .checkpoints = 2, .nested = true
};
/* of LIBXL_BACK: 2, 3; 1, pfns, 2, 3 */
static const struct recipe back = { .checkpoints = 2 };
static const struct recipe back_none;

const struct row rows[] = {
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
	{ "legacy image, as a libxc image",
	  FAULTS(FATAL(LEGACY, RAW, 0, UINT64_MAX, 0x0004000000000000)),
	  .config = { .format = XCSTREAM_FORMAT_LIBXC },
	  .raw = "\0\4\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff"
		 "\x38\x0b\0\0vcpu",
	  .raw_len = 24 },

	/* ---- xl ---- */
	{ "xl: text config", &pv3, EDIT(SET(XHDR, 36, 4, 2)), .wraps = XL },
	{ "xl: magic, first bytes", &pv3, EDIT(SET(XHDR, 0, 1, 'x')),
	  FAULTS(FATAL(MAGIC, XHDR, 0, 0x58656e2073617665, 0x78656e2073617665)),
	  .wraps = XL, .config = { .format = XCSTREAM_FORMAT_XL } },
#define XL_MAGIC_ROW(at, expected)                                             \
	{                                                                      \
		"xl: magic, byte " #at, &pv3, EDIT(SET(XHDR, at, 1, 0xff)),    \
			FAULTS(FATAL(MAGIC, XHDR, at, expected,                \
				     0xff000000 | (expected & 0xffffff))),     \
			.wraps = XL                                            \
	}
	XL_MAGIC_ROW(8, 0x6420646f),
	XL_MAGIC_ROW(12, 0x6d61696e),
	XL_MAGIC_ROW(16, 0x2c20786c),
	XL_MAGIC_ROW(20, 0x20666f72),
	XL_MAGIC_ROW(24, 0x6d61740a),
	XL_MAGIC_ROW(28, 0x2000200d),
	{ "xl: byteorder", &hvm3, EDIT(SET(XHDR, 32, 4, 0x01020305)),
	  FAULTS(FAULT(XL_BYTE_ORDER, XHDR, 32, 0x01020304, 0x01020305, V | D)),
	  .wraps = XL, .orders = LITTLE },
	{ "xl: big-endian, where the caller forbids it", &hvm3,
	  FAULTS(FATAL(BYTE_ORDER, XHDR, 32, 0x01020304, 0x04030201)),
	  .wraps = XL, .orders = BIG,
	  .config = { .flags = XCSTREAM_LITTLE_ENDIAN_ONLY } },
	{ "xl: unknown mandatory flag", &pv3, EDIT(SET(XHDR, 36, 4, 7)),
	  FAULTS(FAULT(XL_FLAGS, XHDR, 36, 3, 7, V | D)), .wraps = XL },
	{ "xl: the highest mandatory flag", &pv3,
	  EDIT(SET(XHDR, 36, 4, 0x80000002)),
	  FAULTS(FAULT(XL_FLAGS, XHDR, 36, 2, 0x80000002, V | D)),
	  .wraps = XL },
	{ "xl: a libxc image follows", &pv3,
	  EDIT(SET(XHDR, 36, 4, 1), DROP(LHDR), DROP(LX(LIBXC_CONTEXT)),
	       DROP(LX(END))),
	  FAULTS(FAULT(XL_LEGACY, XHDR, 36, 3, 1, V | D)), .wraps = XL },
	{ "xl: a libxl stream follows, which the flags deny", &pv3,
	  EDIT(SET(XHDR, 36, 4, 1)),
	  FAULTS(FAULT(XL_LEGACY, XHDR, 36, 3, 1, V | D),
		 FATAL_IN(XCSTREAM_LAYER_LIBXC, MAGIC, LHDR, 0, UINT64_MAX,
			  0x4c6962786c466d74)),
	  .wraps = XL },
	{ "xl: a libxc image follows, which the flags deny", &pv3,
	  EDIT(DROP(LHDR), DROP(LX(LIBXC_CONTEXT)), DROP(LX(END))),
	  FAULTS(FATAL_IN(XCSTREAM_LAYER_LIBXL, MAGIC, IHDR, 0,
			  0x4c6962786c466d74, UINT64_MAX)),
	  .wraps = XL },
	{ "xl: optional flags", &pv3, EDIT(SET(XHDR, 40, 4, 0x40)),
	  FAULTS(FAULT(XL_OPTIONAL, XHDR, 40, 0, 0x40, V | R | D)),
	  .wraps = XL },
	{ "xl: no config", &pv3, EDIT(SET(XHDR, 44, 4, 0), TRIM(XHDR, 48)),
	  FAULTS(FAULT(XL_OPTIONAL, XHDR, 44, 4, 0, V | R | D)), .wraps = XL },
	{ "xl: no room for the config's length", &pv3,
	  EDIT(SET(XHDR, 44, 4, 3), TRIM(XHDR, 51)),
	  FAULTS(FAULT(CONFIG_LENGTH, XHDR, 44, 4, 3, V | D)), .wraps = XL },
	{ "xl: empty text config", &pv3,
	  EDIT(SET(XHDR, 36, 4, 2), SET(XHDR, 44, 4, 4), SET(XHDR, 48, 4, 0),
	       TRIM(XHDR, 52)),
	  .wraps = XL },
	{ "xl: text config of 1 byte", &pv3,
	  EDIT(SET(XHDR, 36, 4, 2), SET(XHDR, 44, 4, 5), SET(XHDR, 48, 4, 1),
	       TRIM(XHDR, 53)),
	  .wraps = XL },
	/* libxl looks for the NUL, wherever that is */
	{ "xl: empty JSON config", &pv3,
	  EDIT(SET(XHDR, 44, 4, 4), SET(XHDR, 48, 4, 0), TRIM(XHDR, 52)),
	  FAULTS(FAULT(CONFIG_LENGTH, XHDR, 48, 1, 0, V | D)), .wraps = XL },
	{ "xl: JSON config of a NUL", &pv3,
	  EDIT(SET(XHDR, 44, 4, 5), SET(XHDR, 48, 4, 1), SET(XHDR, 52, 1, 0),
	       TRIM(XHDR, 53)),
	  .wraps = XL },
	{ "xl: JSON config without a NUL", &pv3, EDIT(SET(XHDR, 70, 1, '}')),
	  FAULTS(FAULT(CONFIG_NUL, XHDR, 70, 0, '}', V | D)), .wraps = XL },
	{ "xl: JSON config without a NUL, and optional data after it", &pv3,
	  EDIT(SET(XHDR, 48, 4, 18)),
	  FAULTS(FAULT(XL_OPTIONAL, XHDR, 48, 19, 18, V | R | D),
		 FAULT(CONFIG_NUL, XHDR, 69, 0, '\n', V | D)),
	  .wraps = XL },
	{ "xl: config too long for its space", &pv3, EDIT(SET(XHDR, 48, 4, 20)),
	  FAULTS(FAULT(CONFIG_LENGTH, XHDR, 48, 19, 20, V | D)), .wraps = XL },
	{ "xl: config of 4 GiB, in 19 bytes", &pv3,
	  EDIT(SET(XHDR, 48, 4, UINT32_MAX)),
	  FAULTS(FAULT(CONFIG_LENGTH, XHDR, 48, 19, UINT32_MAX, V | D)),
	  .wraps = XL },
	{ "xl: config of 2 GiB less 1", &pv3,
	  EDIT(SET(XHDR, 44, 4, 0x80000003), SET(XHDR, 48, 4, 0x7fffffff),
	       CUT(XHDR, 71)),
	  FAULTS(FATAL(TRUNCATED, XHDR, 71, 0x7fffffff - 20, 0)), .wraps = XL },
	{ "xl: config of 2 GiB, which xl takes for negative", &pv3,
	  EDIT(SET(XHDR, 44, 4, 0x80000004), SET(XHDR, 48, 4, 0x80000000),
	       CUT(XHDR, 71)),
	  FAULTS(FAULT(CONFIG_LENGTH, XHDR, 48, 0x7fffffff, 0x80000000, V | D),
		 FATAL(TRUNCATED, XHDR, 71, 0x80000000 - 20, 0)),
	  .wraps = XL },
	{ "xl: more optional data than the config", &pv3,
	  EDIT(SET(XHDR, 48, 4, 18), SET(XHDR, 69, 1, 0)),
	  FAULTS(FAULT(XL_OPTIONAL, XHDR, 48, 19, 18, V | R | D)),
	  .wraps = XL },
	{ "xl: cut in the magic", &pv3, EDIT(CUT(XHDR, 31)),
	  FAULTS(FATAL(TRUNCATED, XHDR, 31, 1, 0)), .wraps = XL },
	{ "xl: cut in the flags", &pv3, EDIT(CUT(XHDR, 40)),
	  FAULTS(FATAL(TRUNCATED, XHDR, 40, 8, 0)), .wraps = XL },
	{ "xl: cut in the config's length", &pv3, EDIT(CUT(XHDR, 50)),
	  FAULTS(FATAL(TRUNCATED, XHDR, 50, 2, 0)), .wraps = XL },
	{ "xl: cut in the config", &pv3, EDIT(CUT(XHDR, 60)),
	  FAULTS(FATAL(TRUNCATED, XHDR, 60, 10, 0)), .wraps = XL },
	{ "xl: cut after the config", &pv3, EDIT(CUT(LHDR, 0)),
	  FAULTS(FATAL(TRUNCATED, LHDR, 0, 16, 0)), .wraps = XL },

	/* ---- libxl, its header ---- */
	{ "libxl: ident", &pv3, EDIT(SET(LHDR, 7, 1, 'u')),
	  FAULTS(FATAL(MAGIC, LHDR, 0, 0x4c6962786c466d74, 0x4c6962786c466d75)),
	  .wraps = XL },
	{ "libxl: version 1", &pv3, EDIT(SET(LHDR, 8, 4, 1)),
	  FAULTS(FATAL(VERSION, LHDR, 8, 2, 1)), .wraps = LIBXL | XL },
	{ "libxl: version 3", &hvm3, EDIT(SET(LHDR, 8, 4, 3)),
	  FAULTS(FATAL(VERSION, LHDR, 8, 2, 3)), .wraps = LIBXL | XL },
	{ "libxl: converted from legacy", &hvm3, EDIT(SET(LHDR, 12, 4, 2)),
	  .wraps = LIBXL | XL, .orders = LITTLE },
	{ "libxl: option bit 2", &pv3, EDIT(SET(LHDR, 12, 4, 4)),
	  FAULTS(FAULT(RESERVED, LHDR, 12, 0, 4, R)), .wraps = LIBXL | XL,
	  .orders = LITTLE },
	{ "libxl: option bit 15, in a big-endian stream", &pv3,
	  EDIT(SET(LHDR, 12, 4, 0x8001)),
	  FAULTS(FAULT(RESERVED, LHDR, 12, 1, 0x8001, R)), .wraps = LIBXL | XL,
	  .orders = BIG },
	{ "libxl: option bit 16", &pv3, EDIT(SET(LHDR, 12, 4, 0x10000)),
	  FAULTS(FAULT(SPARE_BITS, LHDR, 12, 0, 0x10000, V | R | D)),
	  .wraps = LIBXL | XL, .orders = LITTLE },
	{ "libxl: option bit 31", &pv3, EDIT(SET(LHDR, 12, 4, 0x80000002)),
	  FAULTS(FAULT(SPARE_BITS, LHDR, 12, 2, 0x80000002, V | R | D)),
	  .wraps = LIBXL | XL, .orders = LITTLE },
	{ "libxl: big-endian, where the caller forbids it", &pv3,
	  FAULTS(FATAL(BYTE_ORDER, LHDR, 12, 0, 1)), .wraps = LIBXL,
	  .orders = BIG, .config = { .flags = XCSTREAM_LITTLE_ENDIAN_ONLY } },
	{ "little-endian, as the caller demands", &pv3, .orders = LITTLE,
	  .config = { .flags = XCSTREAM_LITTLE_ENDIAN_ONLY } },
	{ "libxl: cut in the header", &pv3, EDIT(CUT(LHDR, 15)),
	  FAULTS(FATAL(TRUNCATED, LHDR, 15, 1, 0)), .wraps = LIBXL | XL },
	{ "libxl: cut after the header", &pv3, EDIT(CUT(LX(LIBXC_CONTEXT), 0)),
	  FAULTS(FATAL(TRUNCATED, LX(LIBXC_CONTEXT), 0, 8, 0)),
	  .wraps = LIBXL | XL },

	/* ---- libxl, its records ---- */
	{ "libxl: unknown mandatory record", &hvm3, EDIT(ADD(6, LX(END), 8)),
	  FAULTS(FATAL(RECORD_TYPE, LXX(6), 0, 5, 6)), .wraps = LIBXL | XL },
	{ "libxl: unknown optional record", &hvm3,
	  EDIT(ADD(0x80000006, LX(END), 8)),
	  FAULTS(FATAL(RECORD_TYPE, LXX(6 | OPTIONAL), 0, 5, 0x80000006)),
	  .wraps = LIBXL | XL },
	{ "libxl: known type, with the optional bit", &hvm3,
	  EDIT(SET(LX(EMULATOR_CONTEXT), 0, 4, 0x80000003)),
	  FAULTS(FATAL(RECORD_TYPE, LX(EMULATOR_CONTEXT), 0, 5, 0x80000003)),
	  .wraps = LIBXL | XL },
	{ "libxl: END with a body", &pv3, EDIT(SIZE(LX(END), 8)),
	  FAULTS(FAULT(LONG, LX(END), 4, 0, 8, R)), .wraps = LIBXL | XL },
	{ "libxl: LIBXC_CONTEXT with a body", &pv3,
	  EDIT(SIZE(LX(LIBXC_CONTEXT), 3)),
	  FAULTS(FAULT(LONG, LX(LIBXC_CONTEXT), 4, 0, 3, R)),
	  .wraps = LIBXL | XL },
	{ "libxl: no LIBXC_CONTEXT", &pv3,
	  EDIT(MOVE(LX(END), LX(LIBXC_CONTEXT)), CUT(LX(LIBXC_CONTEXT), 0)),
	  FAULTS(FAULT(ORDER_LAX, LX(END), 0, 1, 0, V | R | D)),
	  .wraps = LIBXL | XL },
	{ "libxl: two LIBXC_CONTEXT", &hvm3,
	  EDIT(COPY(LX(LIBXC_CONTEXT), LX(END)), COPY(IHDR, LX(END)),
	       COPY(DHDR, LX(END)), COPY(XC(STATIC_DATA_END), LX(END)),
	       COPY(XC(HVM_CONTEXT), LX(END)), COPY(XC(END), LX(END))),
	  FAULTS(FAULT(DUPLICATE, LXN(LIBXC_CONTEXT, 1), 0, 1, 2, V | D)),
	  .wraps = LIBXL | XL },
	{ "libxl: emulator record before LIBXC_CONTEXT", &hvm3,
	  EDIT(MOVE(LX(EMULATOR_CONTEXT), LX(LIBXC_CONTEXT))),
	  FAULTS(FAULT(ORDER_LAX, LX(EMULATOR_CONTEXT), 0, 1, 3, V | R | D)),
	  .wraps = LIBXL | XL },
	{ "libxl: xenstore data before LIBXC_CONTEXT", &hvm3,
	  EDIT(MOVE(LX(EMULATOR_XENSTORE_DATA), LX(LIBXC_CONTEXT))),
	  FAULTS(FAULT(ORDER_LAX, LX(EMULATOR_XENSTORE_DATA), 0, 1, 2,
		       V | R | D)),
	  .wraps = LIBXL | XL },
	{ "libxl: emulator record before a PV guest", &pv3,
	  EDIT(GRAFT(&hvm3, LX(EMULATOR_CONTEXT), LX(LIBXC_CONTEXT))),
	  FAULTS(FAULT(ORDER_LAX, LX(EMULATOR_CONTEXT), 0, 1, 3, V | R | D),
		 FAULT(GUEST, DHDR, 0, 2, 1, V | D)),
	  .wraps = LIBXL | XL },
	{ "libxl: emulator record of a PV guest", &pv3,
	  EDIT(GRAFT(&hvm3, LX(EMULATOR_CONTEXT), LX(END))),
	  FAULTS(FAULT(GUEST, LX(EMULATOR_CONTEXT), 0, 2, 1, V | D)),
	  .wraps = LIBXL | XL },
	{ "libxl: xenstore data of a PV guest", &pv3,
	  EDIT(GRAFT(&hvm3, LX(EMULATOR_XENSTORE_DATA), LX(END))),
	  FAULTS(FAULT(GUEST, LX(EMULATOR_XENSTORE_DATA), 0, 2, 1, V | D)),
	  .wraps = LIBXL | XL },
	{ "libxl: emulator context too short", &hvm3,
	  EDIT(SIZE(LX(EMULATOR_CONTEXT), 7)),
	  FAULTS(FATAL(LENGTH, LX(EMULATOR_CONTEXT), 4, 8, 7)),
	  .wraps = LIBXL | XL },
	{ "libxl: empty emulator context", &hvm3,
	  EDIT(SIZE(LX(EMULATOR_CONTEXT), 8)), .wraps = LIBXL | XL },
	{ "libxl: the longest record", &hvm3,
	  EDIT(SET(LX(EMULATOR_CONTEXT), 4, 4, 0xfffffff8),
	       CUT(LX(EMULATOR_CONTEXT), 16)),
	  FAULTS(FATAL(TRUNCATED, LX(EMULATOR_CONTEXT), 16, 0xfffffff0, 0)),
	  .wraps = LIBXL | XL },
	/* its reader allocates nothing for it, and reads */
	{ "libxl: a record whose padded length is over 32 bits", &hvm3,
	  EDIT(SET(LX(EMULATOR_CONTEXT), 4, 4, 0xfffffff9),
	       CUT(LX(EMULATOR_CONTEXT), 16)),
	  FAULTS(FAULT(TOO_LONG, LX(EMULATOR_CONTEXT), 4, 0xfffffff8,
		       0xfffffff9, V | D),
		 FATAL(TRUNCATED, LX(EMULATOR_CONTEXT), 16, 0xfffffff1, 0)),
	  .wraps = LIBXL | XL },
	{ "libxl: emulator_id 0, of a converted stream", &hvm3,
	  EDIT(SET(LX(EMULATOR_CONTEXT), 8, 4, 0),
	       SET(LX(EMULATOR_XENSTORE_DATA), 8, 4, 0)),
	  .wraps = LIBXL | XL },
	{ "libxl: emulator_id 1, index 7", &hvm3,
	  EDIT(SET(LX(EMULATOR_CONTEXT), 8, 4, 1),
	       SET(LX(EMULATOR_CONTEXT), 12, 4, 7)),
	  .wraps = LIBXL | XL },
	{ "libxl: emulator_id 3", &hvm3,
	  EDIT(SET(LX(EMULATOR_CONTEXT), 8, 4, 3)),
	  FAULTS(FAULT(EMULATOR_ID, LX(EMULATOR_CONTEXT), 8, 2, 3, R)),
	  .wraps = LIBXL | XL },
	{ "libxl: emulator_id over 31, of xenstore data", &hvm3,
	  EDIT(SET(LX(EMULATOR_XENSTORE_DATA), 8, 4, 0x80000001)),
	  FAULTS(FAULT(EMULATOR_ID, LX(EMULATOR_XENSTORE_DATA), 8, 2,
		       0x80000001, R)),
	  .wraps = LIBXL | XL },
	{ "libxl: padding", &hvm3, EDIT(SET(LX(EMULATOR_CONTEXT), 47, 1, 0x80)),
	  FAULTS(FAULT(PADDING, LX(EMULATOR_CONTEXT), 47, 0, 0x80, R)),
	  .wraps = LIBXL | XL },
	{ "libxl: padding of xenstore data", &hvm3,
	  EDIT(SET(LX(EMULATOR_XENSTORE_DATA), 75, 1, 1)),
	  FAULTS(FAULT(PADDING, LX(EMULATOR_XENSTORE_DATA), 75, 0, 1, R)),
	  .wraps = LIBXL | XL },
	{ "libxl: CHECKPOINT_STATE", &hvm3, EDIT(ADD(5, LX(END), 4)),
	  FAULTS(FAULT(CHECKPOINT_ORDER, LX(CHECKPOINT_STATE), 0, 0, 5, V | D)),
	  .wraps = LIBXL | XL },
	{ "libxl: empty CHECKPOINT_STATE", &hvm3, EDIT(ADD(5, LX(END), 0)),
	  FAULTS(FAULT(CHECKPOINT_ORDER, LX(CHECKPOINT_STATE), 0, 0, 5, V | D),
		 FATAL(LENGTH, LX(CHECKPOINT_STATE), 4, 4, 0)),
	  .wraps = LIBXL | XL },
	{ "libxl: CHECKPOINT_END without a CHECKPOINT", &hvm3,
	  EDIT(ADD(4, LX(END), 0)),
	  FAULTS(FAULT(CHECKPOINT_ORDER, LX(CHECKPOINT_END), 0, 0, 4, V | D)),
	  .wraps = LIBXL | XL },
	{ "libxl: CHECKPOINT_END with a body", &pv_remus,
	  EDIT(SIZE(LX(CHECKPOINT_END), 8)),
	  FAULTS(FAULT(LONG, LX(CHECKPOINT_END), 4, 0, 8, R)),
	  .wraps = LIBXL | XL, .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "libxl: END before CHECKPOINT_END", &pv_remus,
	  EDIT(SET(LX(CHECKPOINT_END), 0, 4, 0)),
	  FAULTS(FAULT(CHECKPOINT_ORDER, LX(CHECKPOINT_END), 0, 4, 0, V | D)),
	  .wraps = LIBXL | XL, .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "libxl: LIBXC_CONTEXT before CHECKPOINT_END", &pv_remus,
	  EDIT(COPY(LX(LIBXC_CONTEXT), LX(CHECKPOINT_END))),
	  FAULTS(FAULT(DUPLICATE, LXN(LIBXC_CONTEXT, 1), 0, 1, 2, V | D)),
	  .wraps = LIBXL | XL, .more = true,
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "libxl: stream that ends after CHECKPOINT_END, as Remus does",
	  &pv_remus, EDIT(CUT(XCN(PAGE_DATA, 3), 0)),
	  FAULTS(FATAL(TRUNCATED, XCN(PAGE_DATA, 3), 0, 8, 0)),
	  .wraps = LIBXL | XL, .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "libxl: cut after libxc's END", &pv3, EDIT(CUT(LX(END), 0)),
	  FAULTS(FATAL(TRUNCATED, LX(END), 0, 8, 0)), .wraps = LIBXL | XL },
	{ "libxl: cut in the padding", &hvm3,
	  EDIT(CUT(LX(EMULATOR_CONTEXT), 47)),
	  FAULTS(FATAL(TRUNCATED, LX(EMULATOR_CONTEXT), 47, 1, 0)),
	  .wraps = LIBXL | XL },

	/* ---- libxl, xenstore data ---- */
	{ "xenstore: too short", &hvm3,
	  EDIT(SIZE(LX(EMULATOR_XENSTORE_DATA), 4)),
	  FAULTS(FATAL(LENGTH, LX(EMULATOR_XENSTORE_DATA), 4, 8, 4)),
	  .wraps = LIBXL | XL },
	{ "xenstore: none", &hvm3, EDIT(SIZE(LX(EMULATOR_XENSTORE_DATA), 8)),
	  .wraps = LIBXL | XL },
	{ "xenstore: no NUL at the end of a value", &hvm3,
	  EDIT(SIZE(LX(EMULATOR_XENSTORE_DATA), 36)),
	  FAULTS(FATAL(XENSTORE_NUL, LX(EMULATOR_XENSTORE_DATA), 44, 0, 0)),
	  .wraps = LIBXL | XL },
	{ "xenstore: no NUL at the end of a key", &hvm3,
	  EDIT(SIZE(LX(EMULATOR_XENSTORE_DATA), 42)),
	  FAULTS(FATAL(XENSTORE_NUL, LX(EMULATOR_XENSTORE_DATA), 50, 0, 0)),
	  .wraps = LIBXL | XL },
	{ "xenstore: a key alone", &hvm3,
	  EDIT(SIZE(LX(EMULATOR_XENSTORE_DATA), 46)),
	  FAULTS(FATAL(XENSTORE_PAIR, LX(EMULATOR_XENSTORE_DATA), 54, 0, 0)),
	  .wraps = LIBXL | XL },
	{ "xenstore: one pair", &hvm3,
	  EDIT(SIZE(LX(EMULATOR_XENSTORE_DATA), 37)), .wraps = LIBXL | XL },
	{ "xenstore: empty key", &hvm3,
	  EDIT(SIZE(LX(EMULATOR_XENSTORE_DATA), 37),
	       SIZE(LX(EMULATOR_XENSTORE_DATA), 39)),
	  FAULTS(FAULT(XENSTORE_KEY, LX(EMULATOR_XENSTORE_DATA), 45, 0, 0,
		       V | D)),
	  .wraps = LIBXL | XL },
	{ "xenstore: absolute key", &hvm3,
	  EDIT(SET(LX(EMULATOR_XENSTORE_DATA), 45, 1, '/')),
	  FAULTS(FAULT(XENSTORE_KEY, LX(EMULATOR_XENSTORE_DATA), 45, 0, '/',
		       V | D)),
	  .wraps = LIBXL | XL },
	{ "xenstore: blank in front of a key", &hvm3,
	  EDIT(SET(LX(EMULATOR_XENSTORE_DATA), 16, 1, ' ')),
	  FAULTS(FAULT(XENSTORE_CHAR, LX(EMULATOR_XENSTORE_DATA), 16, 0, ' ',
		       V | R | D)),
	  .wraps = LIBXL | XL },
	{ "xenstore: dot in a key, and one more in the next", &hvm3,
	  EDIT(SET(LX(EMULATOR_XENSTORE_DATA), 20, 1, '.'),
	       SET(LX(EMULATOR_XENSTORE_DATA), 52, 1, '.')),
	  FAULTS(FAULT(XENSTORE_CHAR, LX(EMULATOR_XENSTORE_DATA), 20, 0, '.',
		       V | R | D),
		 FAULT(XENSTORE_CHAR, LX(EMULATOR_XENSTORE_DATA), 52, 0, '.',
		       V | R | D)),
	  .wraps = LIBXL | XL },
	{ "xenstore: two forbidden characters in a row", &hvm3,
	  EDIT(SET(LX(EMULATOR_XENSTORE_DATA), 20, 2, 0x7e7e)),
	  FAULTS(FAULT(XENSTORE_CHAR, LX(EMULATOR_XENSTORE_DATA), 20, 0, '~',
		       V | R | D),
		 FAULT(XENSTORE_CHAR, LX(EMULATOR_XENSTORE_DATA), 21, 0, '~',
		       V | R | D)),
	  .wraps = LIBXL | XL },
	{ "xenstore: cut in a key", &hvm3,
	  EDIT(CUT(LX(EMULATOR_XENSTORE_DATA), 20)),
	  FAULTS(FATAL(TRUNCATED, LX(EMULATOR_XENSTORE_DATA), 20, 55, 0)),
	  .wraps = LIBXL | XL },

	/* ---- libxc, its headers ---- */
	{ "marker", &pv3, EDIT(SET(IHDR, 5, 1, 0xfe)),
	  FAULTS(FATAL(MAGIC, IHDR, 0, UINT64_MAX, 0xfffffffffffeffff)),
	  .wraps = LIBXL | XL },
	{ "id", &pv3, EDIT(SET(IHDR, 11, 1, 'G')),
	  FAULTS(FATAL(MAGIC, IHDR, 8, 0x58454e46, 0x58454e47)) },
	{ "version 1", &pv3, EDIT(SET(IHDR, 12, 4, 1)),
	  FAULTS(FATAL(VERSION, IHDR, 12, 3, 1)) },
	{ "version 4", &pv3, EDIT(SET(IHDR, 12, 4, 4)),
	  FAULTS(FATAL(VERSION, IHDR, 12, 3, 4)) },
	{ "version 258", &pv3, EDIT(SET(IHDR, 12, 4, 258)),
	  FAULTS(FATAL(VERSION, IHDR, 12, 3, 258)) },
	{ "version 4 in the draft's eyes", &pv2, EDIT(SET(IHDR, 12, 4, 4)),
	  FAULTS(SEEN_BY(S | V | R, VERSION, IHDR, 12, 3, 4),
		 SEEN_BY(D, VERSION, IHDR, 12, 2, 4)),
	  .draft = true },
	{ "option bit 1", &pv3, EDIT(SET(IHDR, 16, 2, 2)),
	  FAULTS(FAULT(RESERVED, IHDR, 16, 0, 2, R)), .orders = LITTLE },
	{ "option bit 15, in a big-endian image", &pv3,
	  EDIT(SET(IHDR, 16, 2, 0x8001)),
	  FAULTS(FAULT(RESERVED, IHDR, 16, 1, 0x8001, R)), .orders = BIG },
	{ "image header: reserved field", &hvm3, EDIT(SET(IHDR, 18, 2, 0x100)),
	  FAULTS(FAULT(RESERVED, IHDR, 18, 0, 0x100, R)) },
	{ "image header: reserved field, the rest", &hvm3,
	  EDIT(SET(IHDR, 20, 4, 1)),
	  FAULTS(FAULT(RESERVED, IHDR, 20, 0, 1, R)) },
	{ "big-endian image, where the caller forbids it", &hvm3,
	  FAULTS(FATAL(BYTE_ORDER, IHDR, 16, 0, 1)), .wraps = LIBXC,
	  .orders = BIG, .config = { .flags = XCSTREAM_LITTLE_ENDIAN_ONLY } },
	{ "big-endian image in a little-endian libxl stream", &pv3,
	  EDIT(SET(LHDR, 12, 4, 0), SET(LX(LIBXC_CONTEXT), 0, 4, 0x01000000)),
	  .wraps = LIBXL | XL, .orders = BIG },
	{ "little-endian image in a big-endian libxl stream", &pv3,
	  EDIT(SET(LHDR, 12, 4, 1), SET(LX(LIBXC_CONTEXT), 0, 4, 0x01000000)),
	  .wraps = LIBXL | XL, .orders = LITTLE },
	{ "domain type 0", &pv3, EDIT(SET(DHDR, 0, 4, 0)),
	  FAULTS(FATAL(DOMAIN_TYPE, DHDR, 0, 2, 0)) },
	{ "domain type 5", &pv3, EDIT(SET(DHDR, 0, 4, 5)),
	  FAULTS(FATAL(DOMAIN_TYPE, DHDR, 0, 2, 5)) },
	{ "domain type 33", &pv3, EDIT(SET(DHDR, 0, 4, 33)),
	  FAULTS(FATAL(DOMAIN_TYPE, DHDR, 0, 2, 33)) },
	{ "domain type 3, x86 PVH", &hvm2,
	  EDIT(SET(DHDR, 0, 4, 3), DROP(XC(HVM_CONTEXT)), DROP(XC(HVM_PARAMS))),
	  FAULTS(FAULT(DRAFT_TYPE, DHDR, 0, 2, 3, D)), .wraps = LIBXC },
	{ "domain type 4, ARM, with records of an HVM guest", &hvm2,
	  EDIT(SET(DHDR, 0, 4, 4)),
	  FAULTS(FAULT(DRAFT_TYPE, DHDR, 0, 2, 4, D),
		 FAULT(GUEST, XC(HVM_CONTEXT), 0, 2, 4, V | D),
		 FAULT(GUEST, XC(HVM_PARAMS), 0, 2, 4, V | D)),
	  .wraps = LIBXC },
	{ "page_shift 0", &pv3, EDIT(SET(DHDR, 4, 2, 0)),
	  FAULTS(FATAL(PAGE_SHIFT, DHDR, 4, 12, 0)) },
	{ "page_shift 13", &pv3, EDIT(SET(DHDR, 4, 2, 13)),
	  FAULTS(FATAL(PAGE_SHIFT, DHDR, 4, 12, 13)) },
	{ "page_shift 44, which a restorer takes for 12", &hvm3,
	  EDIT(SET(DHDR, 4, 2, 44)),
	  FAULTS(FATAL(PAGE_SHIFT, DHDR, 4, 12, 44)) },
	{ "domain header: reserved field", &pv3, EDIT(SET(DHDR, 6, 2, 1)),
	  FAULTS(FAULT(RESERVED, DHDR, 6, 0, 1, R)) },
	{ "converted from legacy", &pv3,
	  EDIT(SET(DHDR, 8, 4, 0), SET(DHDR, 12, 4, 1)) },
	{ "cut in the image header", &pv3, EDIT(CUT(IHDR, 23)),
	  FAULTS(FATAL(TRUNCATED, IHDR, 23, 1, 0)) },
	{ "cut between the headers", &pv3, EDIT(CUT(DHDR, 0)),
	  FAULTS(FATAL(TRUNCATED, DHDR, 0, 16, 0)) },
	{ "cut in the domain header", &pv3, EDIT(CUT(DHDR, 6)),
	  FAULTS(FATAL(TRUNCATED, DHDR, 6, 10, 0)) },
	{ "cut after the domain header", &pv3, EDIT(CUT(XC(X86_PV_INFO), 0)),
	  FAULTS(FATAL(TRUNCATED, XC(X86_PV_INFO), 0, 8, 0)) },

	/* ---- records of any type ---- */
	{ "unknown mandatory record", &pv3, EDIT(ADD(19, XC(END), 8)),
	  FAULTS(FATAL(RECORD_TYPE, XCX(19), 0, 18, 19)) },
	{ "the last mandatory record", &pv3, EDIT(ADD(0x7ffffffe, XC(END), 0)),
	  FAULTS(FATAL(RECORD_TYPE, XCX(0x7ffe), 0, 18, 0x7ffffffe)) },
	{ "TOOLSTACK", &hvm3, EDIT(ADD(11, XC(END), 8)),
	  FAULTS(FATAL(RECORD_TYPE, XC(TOOLSTACK), 0, 18, 11)) },
	{ "CHECKPOINT_DIRTY_PFN_LIST", &pv3, EDIT(ADD(15, XC(END), 16)),
	  FAULTS(FATAL(RECORD_TYPE, XC(CHECKPOINT_DIRTY_PFN_LIST), 0, 18,
		       15)) },
	{ "unknown optional record", &pv3, EDIT(ADD(0x80000013, XC(END), 13)),
	  FAULTS(FAULT(OPTIONAL_TYPE, XCX(0x13 | OPTIONAL), 0, 18, 0x80000013,
		       R)) },
	{ "unknown optional record after a CHECKPOINT", &hvm_remus,
	  EDIT(ADD(0x80000013, XC2(CHECKPOINT), 13)),
	  FAULTS(FATAL(RECORD_TYPE, XCX(0x13 | OPTIONAL), 0, 18, 0x80000013)),
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "empty unknown optional record, first of all", &hvm3,
	  EDIT(ADD(0xfffffffe, XC(X86_CPUID_POLICY), 0)),
	  FAULTS(FAULT(OPTIONAL_TYPE, XCX(0x7ffe | OPTIONAL), 0, 18, 0xfffffffe,
		       R)) },
#define OPTIONAL_ROW(type)                                                     \
	{                                                                      \
		"optional bit on type " #type, &hvm2,                          \
			EDIT(ADD(0x80000000u | type, XC(END), 4)),             \
			FAULTS(FAULT(OPTIONAL_TYPE, XCX(type | OPTIONAL), 0,   \
				     18, 0x80000000u | type, R))               \
	}
	OPTIONAL_ROW(0),
	OPTIONAL_ROW(1),
	OPTIONAL_ROW(2),
	OPTIONAL_ROW(3),
	OPTIONAL_ROW(4),
	OPTIONAL_ROW(5),
	OPTIONAL_ROW(6),
	OPTIONAL_ROW(7),
	OPTIONAL_ROW(8),
	OPTIONAL_ROW(9),
	OPTIONAL_ROW(10),
	OPTIONAL_ROW(11),
	OPTIONAL_ROW(12),
	OPTIONAL_ROW(13),
	OPTIONAL_ROW(14),
	OPTIONAL_ROW(15),
	OPTIONAL_ROW(16),
	OPTIONAL_ROW(17),
	OPTIONAL_ROW(18),
	{ "padding, its first byte", &pv3,
	  EDIT(SET(XC(X86_PV_VCPU_EXTENDED), 77, 1, 1)),
	  FAULTS(FAULT(PADDING, XC(X86_PV_VCPU_EXTENDED), 77, 0, 1, R)) },
	{ "padding, its last two bytes", &pv3,
	  EDIT(SET(XC2(X86_PV_VCPU_EXTENDED), 78, 1, 0x80),
	       SET(XC2(X86_PV_VCPU_EXTENDED), 79, 1, 2)),
	  FAULTS(FAULT(PADDING, XC2(X86_PV_VCPU_EXTENDED), 78, 0, 0x80, R)) },
	{ "padding of HVM_CONTEXT", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 151, 1, 0xff)),
	  FAULTS(FAULT(PADDING, XC(HVM_CONTEXT), 151, 0, 0xff, R)) },
	{ "record of 128 MiB", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 4, 4, 128 << 20), CUT(XC(HVM_CONTEXT), 8)),
	  FAULTS(FATAL(TRUNCATED, XC(HVM_CONTEXT), 8, 8, 0)) },
	{ "record of over 128 MiB", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 4, 4, (128 << 20) + 1),
	       CUT(XC(HVM_CONTEXT), 8)),
	  FAULTS(FAULT(TOO_LONG, XC(HVM_CONTEXT), 4, 128 << 20, (128 << 20) + 1,
		       V | D),
		 FATAL(TRUNCATED, XC(HVM_CONTEXT), 8, 8, 0)) },
	{ "record of 4 GiB", &pv3,
	  EDIT(SET(XC(X86_PV_VCPU_XSAVE), 4, 4, UINT32_MAX),
	       CUT(XC(X86_PV_VCPU_XSAVE), 32)),
	  FAULTS(FAULT(TOO_LONG, XC(X86_PV_VCPU_XSAVE), 4, 128 << 20,
		       UINT32_MAX, V | D),
		 FATAL(TRUNCATED, XC(X86_PV_VCPU_XSAVE), 32, UINT32_MAX - 24,
		       0)) },
	{ "optional record of over 128 MiB", &pv3,
	  EDIT(SET(XC(X86_PV_VCPU_XSAVE), 0, 4, 0x80000100),
	       SET(XC(X86_PV_VCPU_XSAVE), 4, 4, 129 << 20),
	       CUT(XC(X86_PV_VCPU_XSAVE), 8)),
	  FAULTS(FAULT(OPTIONAL_TYPE, XC(X86_PV_VCPU_XSAVE), 0, 18, 0x80000100,
		       R),
		 FAULT(TOO_LONG, XC(X86_PV_VCPU_XSAVE), 4, 128 << 20, 129 << 20,
		       V | D),
		 FATAL(TRUNCATED, XC(X86_PV_VCPU_XSAVE), 8, 129 << 20, 0)) },
	{ "cut in a record's header", &pv3, EDIT(CUT(XC(X86_TSC_INFO), 4)),
	  FAULTS(FATAL(TRUNCATED, XC(X86_TSC_INFO), 4, 4, 0)) },
	{ "cut after a record's header", &pv3, EDIT(CUT(XC(X86_TSC_INFO), 8)),
	  FAULTS(FATAL(TRUNCATED, XC(X86_TSC_INFO), 8, 24, 0)) },
	{ "cut in padding", &pv3, EDIT(CUT(XC(X86_PV_VCPU_EXTENDED), 78)),
	  FAULTS(FATAL(TRUNCATED, XC(X86_PV_VCPU_EXTENDED), 78, 2, 0)) },

	/* ---- END ---- */
	{ "END with a body", &pv3, EDIT(SIZE(XC(END), 8)),
	  FAULTS(FAULT(LONG, XC(END), 4, 0, 8, R)) },
	{ "END with a body of 1 byte, which is not zero", &hvm3,
	  EDIT(SIZE(XC(END), 1), SET(XC(END), 8, 1, 0x55)),
	  FAULTS(FAULT(LONG, XC(END), 4, 0, 1, R)) },
	{ "no END", &hvm3, EDIT(CUT(XC(END), 0)),
	  FAULTS(FATAL(TRUNCATED, XC(END), 0, 8, 0)) },
	{ "END before the state", &pv3, EDIT(MOVE(XC(END), XC(X86_TSC_INFO))),
	  FAULTS(FAULT(INCOMPLETE, XC(END), 0, 4, 0, V | D)), .wraps = LIBXC },

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
	{ "PAGE_DATA after HVM_CONTEXT", &hvm3,
	  EDIT(MOVE(XC2(PAGE_DATA), XC(END))),
	  FAULTS(FAULT(ORDER_LAX, XC2(PAGE_DATA), 0, 9, 1, V | R | D)) },
	{ "PAGE_DATA after SHARED_INFO", &pv3,
	  EDIT(MOVE(XC2(PAGE_DATA), XC(X86_PV_VCPU_BASIC))) },
	{ "PAGE_DATA: cut in an entry", &pv3, EDIT(CUT(XC(PAGE_DATA), 20)),
	  FAULTS(FATAL(TRUNCATED, XC(PAGE_DATA), 20, 4, 0)) },
	{ "PAGE_DATA: cut in a page", &hvm3, EDIT(CUT(XC(PAGE_DATA), 100)),
	  FAULTS(FATAL(TRUNCATED, XC(PAGE_DATA), 100, 12228, 0)) },

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

	/* ---- X86_TSC_INFO ---- */
	{ "X86_TSC_INFO: too short", &pv3, EDIT(SIZE(XC(X86_TSC_INFO), 23)),
	  FAULTS(FATAL(LENGTH, XC(X86_TSC_INFO), 4, 24, 23)) },
	{ "X86_TSC_INFO: too long", &hvm3, EDIT(SIZE(XC(X86_TSC_INFO), 25)),
	  FAULTS(FATAL(LENGTH, XC(X86_TSC_INFO), 4, 24, 25)) },
	{ "X86_TSC_INFO: mode 3", &hvm3, EDIT(SET(XC(X86_TSC_INFO), 8, 4, 3)) },
	{ "X86_TSC_INFO: native mode, without khz and nsec", &hvm3,
	  EDIT(SET(XC(X86_TSC_INFO), 12, 4, 0),
	       SET(XC(X86_TSC_INFO), 16, 8, 0)) },
	{ "X86_TSC_INFO: mode 4", &pv3, EDIT(SET(XC(X86_TSC_INFO), 8, 4, 4)),
	  FAULTS(FAULT(TSC_MODE, XC(X86_TSC_INFO), 8, 3, 4, V | R | D)) },
	{ "X86_TSC_INFO: mode 32", &pv3, EDIT(SET(XC(X86_TSC_INFO), 8, 4, 32)),
	  FAULTS(FAULT(TSC_MODE, XC(X86_TSC_INFO), 8, 3, 32, V | R | D)) },
	{ "X86_TSC_INFO: reserved field", &hvm3,
	  EDIT(SET(XC(X86_TSC_INFO), 28, 4, 1)),
	  FAULTS(FAULT(RESERVED, XC(X86_TSC_INFO), 28, 0, 1, R)) },
	{ "X86_TSC_INFO: twice", &hvm3, EDIT(COPY(XC(X86_TSC_INFO), XC(END))),
	  FAULTS(FAULT(REPEATED, XC2(X86_TSC_INFO), 0, 1, 2, V | R | D)) },
	{ "X86_TSC_INFO: none", &pv3, EDIT(DROP(XC(X86_TSC_INFO))) },
	{ "X86_TSC_INFO before memory", &pv3,
	  EDIT(MOVE(XC(X86_TSC_INFO), XC(PAGE_DATA))) },
	{ "X86_TSC_INFO: cut", &hvm3, EDIT(CUT(XC(X86_TSC_INFO), 20)),
	  FAULTS(FATAL(TRUNCATED, XC(X86_TSC_INFO), 20, 12, 0)) },

	/* ---- HVM_CONTEXT ---- */
	{ "HVM_CONTEXT: empty", &hvm3, EDIT(SIZE(XC(HVM_CONTEXT), 0)),
	  FAULTS(FATAL(LENGTH, XC(HVM_CONTEXT), 4, 1, 0)) },
	{ "HVM_CONTEXT: less than an entry", &hvm3,
	  EDIT(SIZE(XC(HVM_CONTEXT), 7)),
	  FAULTS(FAULT(HVM_END, XC(HVM_CONTEXT), 8, 8, 7, V | D)) },
	{ "HVM_CONTEXT: does not begin with the header", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 8, 2, 2)),
	  FAULTS(FAULT(HVM_HEADER, XC(HVM_CONTEXT), 8, 1, 2, V | D)) },
	{ "HVM_CONTEXT: begins with its end", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 8, 2, 0)),
	  FAULTS(FAULT(HVM_HEADER, XC(HVM_CONTEXT), 8, 1, 0, V | D),
		 FAULT(HVM_TAIL, XC(HVM_CONTEXT), 12, 0, 24, V | R | D),
		 FAULT(HVM_TAIL, XC(HVM_CONTEXT), 16, 0, 133, V | R | D)) },
	{ "HVM_CONTEXT: length of the header", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 12, 4, 23)),
	  FAULTS(FAULT(HVM_HEADER, XC(HVM_CONTEXT), 12, 24, 23, V | D)),
	  .more = true },
	{ "HVM_CONTEXT: header over the end", &hvm3,
	  EDIT(SIZE(XC(HVM_CONTEXT), 31)),
	  FAULTS(FAULT(HVM_ENTRY, XC(HVM_CONTEXT), 12, 23, 24, V | D)) },
	{ "HVM_CONTEXT: magic", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 16, 4, 0x54381287)),
	  FAULTS(FAULT(HVM_HEADER, XC(HVM_CONTEXT), 16, 0x54381286, 0x54381287,
		       V | D)) },
	{ "HVM_CONTEXT: version", &hvm3, EDIT(SET(XC(HVM_CONTEXT), 20, 4, 2)),
	  FAULTS(FAULT(HVM_HEADER, XC(HVM_CONTEXT), 20, 1, 2, V | D)) },
	{ "HVM_CONTEXT: unknown entry", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 120, 2, 21)),
	  FAULTS(FAULT(HVM_UNKNOWN, XC(HVM_CONTEXT), 120, 20, 21, V | R | D)) },
	{ "HVM_CONTEXT: a second header", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 80, 2, 1)),
	  FAULTS(FAULT(HVM_HEADER, XC(HVM_CONTEXT), 80, 20, 1, V | D)) },
	{ "HVM_CONTEXT: an empty entry", &hvm3,
	  EDIT(SIZE(XC(HVM_CONTEXT), 72), SET(XC(HVM_CONTEXT), 44, 4, 0),
	       SET(XC(HVM_CONTEXT), 48, 2, 20), SET(XC(HVM_CONTEXT), 50, 2, 0),
	       SET(XC(HVM_CONTEXT), 52, 4, 16),
	       SET(XC(HVM_CONTEXT), 72, 8, 0)) },
	{ "HVM_CONTEXT: entry over the end", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 124, 4, 22)),
	  FAULTS(FAULT(HVM_ENTRY, XC(HVM_CONTEXT), 124, 21, 22, V | D)) },
	{ "HVM_CONTEXT: entry of 4 GiB", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 44, 4, UINT32_MAX)),
	  FAULTS(FAULT(HVM_ENTRY, XC(HVM_CONTEXT), 44, 101, UINT32_MAX,
		       V | D)) },
	{ "HVM_CONTEXT: entry up to the end", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 124, 4, 21)),
	  FAULTS(FAULT(HVM_END, XC(HVM_CONTEXT), 149, 8, 0, V | D)) },
	{ "HVM_CONTEXT: part of an end entry", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 124, 4, 14)),
	  FAULTS(FAULT(HVM_END, XC(HVM_CONTEXT), 142, 8, 7, V | D)) },
	{ "HVM_CONTEXT: no end entry", &hvm2, EDIT(SIZE(XC(HVM_CONTEXT), 133)),
	  FAULTS(FAULT(HVM_END, XC(HVM_CONTEXT), 141, 8, 0, V | D)) },
	{ "HVM_CONTEXT: end entry with a length", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 145, 4, 1)),
	  FAULTS(FAULT(HVM_TAIL, XC(HVM_CONTEXT), 145, 0, 1, V | R | D)) },
	{ "HVM_CONTEXT: a byte after the end entry", &hvm3,
	  EDIT(SIZE(XC(HVM_CONTEXT), 142)),
	  FAULTS(FAULT(HVM_TAIL, XC(HVM_CONTEXT), 149, 0, 1, V | R | D)) },
	{ "HVM_CONTEXT: two end entries", &hvm2,
	  EDIT(SIZE(XC(HVM_CONTEXT), 149)),
	  FAULTS(FAULT(HVM_TAIL, XC(HVM_CONTEXT), 149, 0, 8, V | R | D)) },
	{ "HVM_CONTEXT before STATIC_DATA_END", &hvm3,
	  EDIT(MOVE(XC(HVM_CONTEXT), XC(STATIC_DATA_END))),
	  FAULTS(FAULT(ORDER_LAX, XC(HVM_CONTEXT), 0, 16, 9, V | R | D),
		 FAULT(ORDER_LAX, XC(PAGE_DATA), 0, 9, 1, V | R | D),
		 FAULT(ORDER_LAX, XC2(PAGE_DATA), 0, 9, 1, V | R | D)) },
	{ "HVM_CONTEXT after HVM_PARAMS, as specified", &hvm3,
	  EDIT(MOVE(XC(HVM_CONTEXT), XC(END))) },
	{ "HVM_CONTEXT: twice", &hvm3, EDIT(COPY(XC(HVM_CONTEXT), XC(END))),
	  FAULTS(FAULT(REPEATED, XC2(HVM_CONTEXT), 0, 1, 2, V | R | D)) },
	{ "HVM_CONTEXT: none", &hvm3, EDIT(DROP(XC(HVM_CONTEXT))),
	  FAULTS(FAULT(INCOMPLETE, XC(END), 0, 9, 0, V | D)) },
	{ "HVM_CONTEXT of a PV guest", &pv3,
	  EDIT(GRAFT(&hvm3, XC(HVM_CONTEXT), XC(END))),
	  FAULTS(FAULT(GUEST, XC(HVM_CONTEXT), 0, 2, 1, V | D)) },
	{ "HVM_CONTEXT: cut in an entry's head", &hvm3,
	  EDIT(CUT(XC(HVM_CONTEXT), 84)),
	  FAULTS(FATAL(TRUNCATED, XC(HVM_CONTEXT), 84, 4, 0)) },
	{ "HVM_CONTEXT: cut in an entry's body", &hvm3,
	  EDIT(CUT(XC(HVM_CONTEXT), 50)),
	  FAULTS(FATAL(TRUNCATED, XC(HVM_CONTEXT), 50, 30, 0)) },

	/* ---- HVM_PARAMS ---- */
	{ "HVM_PARAMS: too short", &hvm3, EDIT(SIZE(XC(HVM_PARAMS), 7)),
	  FAULTS(FATAL(LENGTH, XC(HVM_PARAMS), 4, 8, 7)) },
	{ "HVM_PARAMS: a byte too much", &hvm3, EDIT(SIZE(XC(HVM_PARAMS), 57)),
	  FAULTS(FATAL(LENGTH, XC(HVM_PARAMS), 4, 56, 57)) },
	{ "HVM_PARAMS: half a parameter", &hvm3, EDIT(SIZE(XC(HVM_PARAMS), 48)),
	  FAULTS(FATAL(LENGTH, XC(HVM_PARAMS), 4, 40, 48)) },
	{ "HVM_PARAMS: count too small", &hvm3,
	  EDIT(SET(XC(HVM_PARAMS), 8, 4, 2)),
	  FAULTS(FATAL(COUNT, XC(HVM_PARAMS), 8, 3, 2)) },
	{ "HVM_PARAMS: count too large", &hvm3,
	  EDIT(SET(XC(HVM_PARAMS), 8, 4, 4)),
	  FAULTS(FATAL(COUNT, XC(HVM_PARAMS), 8, 3, 4)) },
	{ "HVM_PARAMS: count 0", &hvm3, EDIT(SET(XC(HVM_PARAMS), 8, 4, 0)),
	  FAULTS(FATAL(COUNT, XC(HVM_PARAMS), 8, 3, 0)) },
	{ "HVM_PARAMS: count x 16 over 32 bits", &hvm3,
	  EDIT(SIZE(XC(HVM_PARAMS), 40), SET(XC(HVM_PARAMS), 8, 4, 0x10000002)),
	  FAULTS(FATAL(COUNT, XC(HVM_PARAMS), 8, 2, 0x10000002)) },
	{ "HVM_PARAMS: empty", &hvm3,
	  EDIT(SIZE(XC(HVM_PARAMS), 8), SET(XC(HVM_PARAMS), 8, 4, 0)),
	  FAULTS(FAULT(PARAM_EMPTY, XC(HVM_PARAMS), 8, 1, 0, ALL)) },
	{ "HVM_PARAMS: reserved field", &hvm3,
	  EDIT(SET(XC(HVM_PARAMS), 12, 4, 1)),
	  FAULTS(FAULT(RESERVED_BITS, XC(HVM_PARAMS), 12, 0, 1, R)) },
	{ "HVM_PARAMS: the largest index", &hvm3,
	  EDIT(SET(XC(HVM_PARAMS), 32, 8, UINT32_MAX)) },
	{ "HVM_PARAMS: index over 32 bits", &hvm3,
	  EDIT(SET(XC(HVM_PARAMS), 32, 8, 0x100000005)),
	  FAULTS(FAULT(PARAM_INDEX, XC(HVM_PARAMS), 32, 5, 0x100000005,
		       V | R | D)) },
	{ "HVM_PARAMS: twice, as in a converted stream", &hvm2,
	  EDIT(COPY(XC(HVM_PARAMS), XC(END))) },
	{ "HVM_PARAMS: none", &hvm3, EDIT(DROP(XC(HVM_PARAMS))) },
	{ "HVM_PARAMS before STATIC_DATA_END", &hvm3,
	  EDIT(MOVE(XC(HVM_PARAMS), XC(STATIC_DATA_END))),
	  FAULTS(FAULT(ORDER_LAX, XC(HVM_PARAMS), 0, 16, 10, V | R | D)) },
	{ "HVM_PARAMS of a PV guest", &pv3,
	  EDIT(GRAFT(&hvm3, XC(HVM_PARAMS), XC(END))),
	  FAULTS(FAULT(GUEST, XC(HVM_PARAMS), 0, 2, 1, V | D)) },
	{ "HVM_PARAMS: cut in a parameter", &hvm3,
	  EDIT(CUT(XC(HVM_PARAMS), 21)),
	  FAULTS(FATAL(TRUNCATED, XC(HVM_PARAMS), 21, 11, 0)) },

	/* ---- VERIFY ---- */
	{ "VERIFY with a body", &pv_live, EDIT(SIZE(XC(VERIFY), 8)),
	  FAULTS(FAULT(LONG, XC(VERIFY), 4, 0, 8, R)) },
	{ "VERIFY before memory", &hvm3, EDIT(ADD(13, XC(PAGE_DATA), 0)),
	  FAULTS(FAULT(ORDER_LAX, XC(VERIFY), 0, 1, 13, V | R | D)) },
	{ "VERIFY: twice", &hvm_live, EDIT(COPY(XC(VERIFY), XC(X86_TSC_INFO))),
	  FAULTS(FAULT(REPEATED, XC2(VERIFY), 0, 1, 2, V | R | D)) },

	{ "VERIFY after register state", &hvm_live,
	  EDIT(MOVE(XC(VERIFY), XC(HVM_PARAMS))),
	  FAULTS(FAULT(ORDER_LAX, XC(VERIFY), 0, 9, 13, V | R | D)) },

	/* ---- CHECKPOINT ---- */
	{ "CHECKPOINT with a body", &pv_remus, EDIT(SIZE(XC(CHECKPOINT), 8)),
	  FAULTS(FAULT(LONG, XC(CHECKPOINT), 4, 0, 8, R)),
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "CHECKPOINT of a PV guest without vCPU 0", &pv_remus,
	  EDIT(DROP(XC(X86_PV_VCPU_BASIC))),
	  FAULTS(FAULT(ORDER, XC(CHECKPOINT), 0, 4, 14, V | D)),
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "CHECKPOINT of an HVM guest without its context", &hvm_remus,
	  EDIT(DROP(XC(HVM_CONTEXT))),
	  FAULTS(FAULT(ORDER, XC(CHECKPOINT), 0, 9, 14, V | D),
		 FAULT(ORDER_LAX, XC(CHECKPOINT), 0, 9, 14, V | R | D)),
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "CHECKPOINT of a PV guest without memory", &pv_remus,
	  EDIT(MOVE(XC(CHECKPOINT), XC(PAGE_DATA))),
	  FAULTS(FAULT(ORDER, XC(CHECKPOINT), 0, 1, 14, V | D)), .wraps = LIBXC,
	  .more = true, .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "CHECKPOINT without STATIC_DATA_END", &hvm3,
	  EDIT(DROP_TO(XC(STATIC_DATA_END), XC(X86_TSC_INFO)),
	       DROP(XC(HVM_PARAMS)), ADD(14, XC(END), 0)),
	  FAULTS(FAULT(ORDER_LAX, XC(HVM_CONTEXT), 0, 16, 9, V | R | D),
		 FAULT(ORDER_LAX, XC(CHECKPOINT), 0, 16, 14, V | R | D),
		 FAULT(ORDER_LAX, XC(END), 0, 16, 0, V | R | D)),
	  .wraps = LIBXC, .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "CHECKPOINT: a record twice within one epoch", &hvm_remus,
	  EDIT(COPY(XC2(X86_TSC_INFO), XC2(CHECKPOINT))),
	  FAULTS(FAULT(REPEATED, XCN(X86_TSC_INFO, 2), 0, 1, 2, V | R | D)),
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "CHECKPOINT: as many bytes as the caller's limit", &hvm_remus,
	  EDIT(DROP_TO(XCN(PAGE_DATA, 3), XC2(CHECKPOINT)),
	       DROP_TO(XCN(PAGE_DATA, 3), XC(END))),
	  FAULTS(FAULT(ORDER_LAX, XC2(CHECKPOINT), 0, 8, 14, V | R | D)),
	  .wraps = LIBXC,
	  .config = { .flags = XCSTREAM_CHECKPOINTED, .max_epoch = 8 } },
	{ "CHECKPOINT: an epoch without a context", &hvm_remus,
	  EDIT(DROP(XC2(HVM_CONTEXT))),
	  FAULTS(FAULT(ORDER_LAX, XC2(CHECKPOINT), 0, 9, 14, V | R | D)),
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "CHECKPOINT: an epoch without vCPUs", &pv_remus,
	  EDIT(DROP_TO(XCN(X86_PV_VCPU_BASIC, 2), XC2(CHECKPOINT))),
	  FAULTS(FAULT(ORDER_LAX, XC2(CHECKPOINT), 0, 4, 14, V | R | D)),
	  .wraps = LIBXC, .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "CHECKPOINT: an epoch with a vCPU that has nothing", &pv_remus,
	  EDIT(DROP_TO(XCN(X86_PV_VCPU_EXTENDED, 2), XC2(CHECKPOINT)),
	       SIZE(XCN(X86_PV_VCPU_BASIC, 2), 8)),
	  FAULTS(FAULT(VCPU_EMPTY, XCN(X86_PV_VCPU_BASIC, 2), 4, 9, 8,
		       S | V | R),
		 FAULT(ORDER_LAX, XC2(CHECKPOINT), 0, 4, 14, V | R | D)),
	  .wraps = LIBXC, .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "CHECKPOINT: more bytes behind the first than the caller's limit",
	  &hvm_remus,
	  EDIT(DROP_TO(LX(EMULATOR_XENSTORE_DATA), LX(CHECKPOINT_END))),
	  FAULTS(FAULT(MAX_EPOCH, LX(CHECKPOINT_END), 4, 7, 8, V | D)),
	  .wraps = LIBXL, .more = true,
	  .config = { .flags = XCSTREAM_CHECKPOINTED, .max_epoch = 7 } },
	{ "CHECKPOINT: more bytes than the caller's limit", &hvm_remus,
	  EDIT(DROP_TO(XCN(PAGE_DATA, 3), XC2(CHECKPOINT)),
	       DROP_TO(XCN(PAGE_DATA, 3), XC(END))),
	  FAULTS(FAULT(ORDER_LAX, XC2(CHECKPOINT), 0, 8, 14, V | R | D),
		 FAULT(MAX_EPOCH, XC2(CHECKPOINT), 4, 7, 8, V | D),
		 FAULT(MAX_EPOCH, XC(END), 4, 7, 8, V | D)),
	  .wraps = LIBXC,
	  .config = { .flags = XCSTREAM_CHECKPOINTED, .max_epoch = 7 } },
	{ "CHECKPOINT: a record longer than the caller's limit", &hvm_remus,
	  FAULTS(FAULT(MAX_EPOCH, XCN(PAGE_DATA, 3), 4, 4119, 4120, V | D)),
	  .wraps = LIBXC, .more = true,
	  .config = { .flags = XCSTREAM_CHECKPOINTED, .max_epoch = 4119 } },

	/* ---- STATIC_DATA_END ---- */
	{ "STATIC_DATA_END with a body", &pv3,
	  EDIT(SIZE(XC(STATIC_DATA_END), 8)),
	  FAULTS(FAULT(LONG, XC(STATIC_DATA_END), 4, 0, 8, R)) },
	{ "STATIC_DATA_END in version 2", &pv2,
	  EDIT(ADD(16, XC(X86_PV_P2M_FRAMES), 0)),
	  FAULTS(FAULT(RECORD_VERSION, XC(STATIC_DATA_END), 0, 3, 2, R)) },
	{ "STATIC_DATA_END in version 2, HVM", &hvm2,
	  EDIT(ADD(16, XC(PAGE_DATA), 0)),
	  FAULTS(FAULT(RECORD_VERSION, XC(STATIC_DATA_END), 0, 3, 2, R)) },
	{ "STATIC_DATA_END in version 2, after the first p2m", &pv2,
	  EDIT(ADD(16, XC(PAGE_DATA), 0)),
	  FAULTS(FAULT(RECORD_VERSION, XC(STATIC_DATA_END), 0, 3, 2, R),
		 FAULT(DUPLICATE, XC(STATIC_DATA_END), 0, 1, 2, V | D)) },
	{ "STATIC_DATA_END in version 2, after the first page", &hvm2,
	  EDIT(ADD(16, XC2(PAGE_DATA), 0)),
	  FAULTS(FAULT(RECORD_VERSION, XC(STATIC_DATA_END), 0, 3, 2, R),
		 FAULT(DUPLICATE, XC(STATIC_DATA_END), 0, 1, 2, V | D)) },
	{ "STATIC_DATA_END: twice", &pv3,
	  EDIT(COPY(XC(STATIC_DATA_END), XC(END))),
	  FAULTS(FAULT(DUPLICATE, XC2(STATIC_DATA_END), 0, 1, 2, V | D)) },
	{ "STATIC_DATA_END: none", &hvm3, EDIT(DROP(XC(STATIC_DATA_END))),
	  FAULTS(FAULT(ORDER, XC(PAGE_DATA), 0, 16, 1, V | D),
		 FAULT(ORDER, XC2(PAGE_DATA), 0, 16, 1, V | D),
		 FAULT(ORDER_LAX, XC(HVM_CONTEXT), 0, 16, 9, V | R | D),
		 FAULT(ORDER_LAX, XC(HVM_PARAMS), 0, 16, 10, V | R | D),
		 FAULT(ORDER_LAX, XC(END), 0, 16, 0, V | R | D)) },
	{ "STATIC_DATA_END: none, and no memory", &hvm3,
	  EDIT(DROP_TO(XC(STATIC_DATA_END), XC(X86_TSC_INFO)),
	       DROP(XC(HVM_PARAMS))),
	  FAULTS(FAULT(ORDER_LAX, XC(HVM_CONTEXT), 0, 16, 9, V | R | D),
		 FAULT(ORDER_LAX, XC(END), 0, 16, 0, V | R | D)) },

	/* ---- X86_CPUID_POLICY, X86_MSR_POLICY ---- */
	{ "X86_CPUID_POLICY: empty", &pv3, EDIT(SIZE(XC(X86_CPUID_POLICY), 0)),
	  FAULTS(FATAL(LENGTH, XC(X86_CPUID_POLICY), 4, 24, 0)) },
	{ "X86_CPUID_POLICY: less than a leaf", &hvm3,
	  EDIT(SIZE(XC(X86_CPUID_POLICY), 23)),
	  FAULTS(FATAL(LENGTH, XC(X86_CPUID_POLICY), 4, 24, 23)) },
	{ "X86_CPUID_POLICY: half a leaf too much", &hvm3,
	  EDIT(SIZE(XC(X86_CPUID_POLICY), 60)),
	  FAULTS(FATAL(LENGTH, XC(X86_CPUID_POLICY), 4, 48, 60)) },
	{ "X86_CPUID_POLICY in version 2", &hvm2,
	  EDIT(GRAFT(&hvm3, XC(X86_CPUID_POLICY), XC(PAGE_DATA))),
	  FAULTS(FAULT(RECORD_VERSION, XC(X86_CPUID_POLICY), 0, 3, 2, R)) },
	{ "X86_CPUID_POLICY in version 2, after the first page", &hvm2,
	  EDIT(GRAFT(&hvm3, XC(X86_CPUID_POLICY), XC2(PAGE_DATA))),
	  FAULTS(FAULT(RECORD_VERSION, XC(X86_CPUID_POLICY), 0, 3, 2, R),
		 FAULT(ORDER_LAX, XC(X86_CPUID_POLICY), 0, 16, 17,
		       V | R | D)) },
	{ "X86_CPUID_POLICY after STATIC_DATA_END", &hvm3,
	  EDIT(MOVE(XC(X86_CPUID_POLICY), XC(PAGE_DATA))),
	  FAULTS(FAULT(ORDER_LAX, XC(X86_CPUID_POLICY), 0, 16, 17,
		       V | R | D)) },
	{ "X86_CPUID_POLICY: twice", &pv3,
	  EDIT(COPY(XC(X86_CPUID_POLICY), XC(STATIC_DATA_END))),
	  FAULTS(FAULT(REPEATED, XC2(X86_CPUID_POLICY), 0, 1, 2, V | R | D)) },
	{ "X86_CPUID_POLICY: none", &pv3, EDIT(DROP(XC(X86_CPUID_POLICY))) },
	{ "X86_CPUID_POLICY: cut in a leaf", &pv3,
	  EDIT(CUT(XC(X86_CPUID_POLICY), 33)),
	  FAULTS(FATAL(TRUNCATED, XC(X86_CPUID_POLICY), 33, 23, 0)) },
	{ "X86_MSR_POLICY: empty", &pv3, EDIT(SIZE(XC(X86_MSR_POLICY), 0)),
	  FAULTS(FATAL(LENGTH, XC(X86_MSR_POLICY), 4, 16, 0)) },
	{ "X86_MSR_POLICY: less than an entry", &hvm3,
	  EDIT(SIZE(XC(X86_MSR_POLICY), 15)),
	  FAULTS(FATAL(LENGTH, XC(X86_MSR_POLICY), 4, 16, 15)) },
	{ "X86_MSR_POLICY: half an entry too much", &hvm3,
	  EDIT(SIZE(XC(X86_MSR_POLICY), 40)),
	  FAULTS(FATAL(LENGTH, XC(X86_MSR_POLICY), 4, 32, 40)) },
	{ "X86_MSR_POLICY: flags", &hvm3,
	  EDIT(SET(XC(X86_MSR_POLICY), 28, 4, 0x80000000)),
	  FAULTS(FAULT(SPARE_BITS, XC(X86_MSR_POLICY), 28, 0, 0x80000000,
		       V | R | D)) },
	{ "X86_MSR_POLICY in version 2", &pv2,
	  EDIT(GRAFT(&pv3, XC(X86_MSR_POLICY), XC(X86_PV_P2M_FRAMES))),
	  FAULTS(FAULT(RECORD_VERSION, XC(X86_MSR_POLICY), 0, 3, 2, R)) },
	{ "X86_MSR_POLICY after STATIC_DATA_END", &pv3,
	  EDIT(MOVE(XC(X86_MSR_POLICY), XC(END))),
	  FAULTS(FAULT(ORDER_LAX, XC(X86_MSR_POLICY), 0, 16, 18, V | R | D)) },
	{ "X86_MSR_POLICY: twice", &hvm3,
	  EDIT(COPY(XC(X86_MSR_POLICY), XC(STATIC_DATA_END))),
	  FAULTS(FAULT(REPEATED, XC2(X86_MSR_POLICY), 0, 1, 2, V | R | D)) },
	{ "X86_MSR_POLICY: none", &hvm3, EDIT(DROP(XC(X86_MSR_POLICY))) },
	/* ---- libvirt's header ---- */
	{ "libvirt: second half of the magic", &pv3, EDIT(SET(VHDR, 8, 1, 'X')),
	  FAULTS(FATAL(MAGIC, VHDR, 8, 0x786d6c0a, 0x586d6c0a)),
	  .wraps = LIBVIRT },
	{ "libvirt: end of the magic", &hvm3, EDIT(SET(VHDR, 15, 1, '\n')),
	  FAULTS(FATAL(MAGIC, VHDR, 12, 0x2000200d, 0x2000200a)),
	  .wraps = LIBVIRT },
	{ "libvirt: version 1, though a libxl stream follows", &pv3,
	  EDIT(SET(VHDR, 16, 4, 1)), .wraps = LIBVIRT },
	/* p2m_size, then the extended info of a PV guest */
	{ "libvirt: version 1, and a legacy image follows", &pv3,
	  EDIT(SET(VHDR, 16, 4, 1), SET(LHDR, 0, 8, 0x0004000000000000),
	       SET(LHDR, 8, 8, UINT64_MAX)),
	  FAULTS(FATAL_IN(XCSTREAM_LAYER_LIBXL, LEGACY, LHDR, 0,
			  0x4c6962786c466d74, 0x0004000000000000)),
	  .wraps = LIBVIRT, .orders = BIG },
	{ "libvirt: version 3", &pv3, EDIT(SET(VHDR, 16, 4, 3)),
	  FAULTS(FATAL(VERSION, VHDR, 16, 2, 3)), .wraps = LIBVIRT,
	  .orders = LITTLE },
	{ "libvirt: big endian, which the caller forbids", &pv3,
	  FAULTS(FATAL(BYTE_ORDER, VHDR, 16, 2, 0x02000000)), .wraps = LIBVIRT,
	  .orders = BIG, .config = { .flags = XCSTREAM_LITTLE_ENDIAN_ONLY } },
	{ "libvirt: first unused field", &hvm3, EDIT(SET(VHDR, 24, 8, 1)),
	  FAULTS(FAULT(SPARE_BITS, VHDR, 24, 0, 1, V | R | D)),
	  .wraps = LIBVIRT },
	{ "libvirt: unused fields", &hvm3,
	  EDIT(SET(VHDR, 32, 8, 1), SET(VHDR, 40, 8, 2), SET(VHDR, 48, 8, 3),
	       SET(VHDR, 56, 8, (uint64_t)1 << 63)),
	  FAULTS(FAULT(SPARE_BITS, VHDR, 32, 0, 1, V | R | D),
		 FAULT(SPARE_BITS, VHDR, 40, 0, 2, V | R | D),
		 FAULT(SPARE_BITS, VHDR, 48, 0, 3, V | R | D),
		 FAULT(SPARE_BITS, VHDR, 56, 0, (uint64_t)1 << 63, V | R | D)),
	  .wraps = LIBVIRT },
	{ "libvirt: no XML", &pv3, EDIT(SET(VHDR, 20, 4, 0), TRIM(VHDR, 64)),
	  FAULTS(FAULT(CONFIG_LENGTH, VHDR, 20, 1, 0, V | D)),
	  .wraps = LIBVIRT },
	{ "libvirt: XML of 1 byte", &pv3,
	  EDIT(SET(VHDR, 20, 4, 1), SET(VHDR, 64, 1, 0), TRIM(VHDR, 65)),
	  .wraps = LIBVIRT },
	{ "libvirt: XML without a NUL", &pv3, EDIT(SET(VHDR, 85, 1, '\n')),
	  FAULTS(FAULT(CONFIG_NUL, VHDR, 85, 0, '\n', V | D)),
	  .wraps = LIBVIRT },
	{ "libvirt: cut in the XML", &pv3, EDIT(CUT(VHDR, 70)),
	  FAULTS(FATAL(TRUNCATED, VHDR, 70, 15, 0)), .wraps = LIBVIRT },

	/* ---- XAPI's suspend image ---- */
	{ "XAPI: libxl in it", &pv_nested, .wraps = XAPI },
	{ "XAPI: checkpoints in it", &hvm_nested, .wraps = XAPI,
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "XAPI: signature", &pv3, EDIT(SET(AHDR, 8, 1, 'd')),
	  FAULTS(FATAL(MAGIC, AHDR, 8, 0x446f6d76, 0x646f6d76)),
	  .wraps = XAPI },
	{ "XAPI: version of the signature", &pv3, EDIT(SET(AHDR, 12, 1, '3')),
	  FAULTS(FATAL(MAGIC, AHDR, 12, 0x322d, 0x332d)), .wraps = XAPI },
	{ "XAPI: end of the signature", &pv3, EDIT(SET(AHDR, 14, 1, 0)),
	  FAULTS(FATAL(MAGIC, AHDR, 14, 10, 0)), .wraps = XAPI },
	{ "XAPI: legacy signature", &pv3,
	  EDIT(SET(AHDR, 11, 1, 'a'), SET(AHDR, 12, 1, 'i'),
	       SET(AHDR, 13, 1, 'n')),
	  FAULTS(FATAL(LEGACY, AHDR, 8, 0, 0x446f6d61)), .wraps = XAPI },
	{ "XAPI: unknown type", &pv3, EDIT(SET(AX(XENOPS), 0, 8, 0xe)),
	  FAULTS(FATAL(RECORD_TYPE, AX(XENOPS), 0, 0xffff, 0xe)),
	  .wraps = XAPI },
	{ "XAPI: type over 32 bits", &pv3,
	  EDIT(SET(AX(XENOPS), 0, 8, 0x10000000f)),
	  FAULTS(FATAL(RECORD_TYPE, AX(XENOPS), 0, 0xffff, 0x10000000f)),
	  .wraps = XAPI },
	{ "XAPI: a type over 32 bits, whose rest is known and refused", &pv3,
	  EDIT(SET(AX(XENOPS), 0, 8, 0x1000000f2)),
	  FAULTS(FATAL(RECORD_TYPE, AX(XENOPS), 0, 0xffff, 0x1000000f2)),
	  .wraps = XAPI },
	{ "XAPI: a type over 32 bits, whose rest is unknown", &pv3,
	  EDIT(SET(AX(XENOPS), 0, 8, 0x100000010)),
	  FAULTS(FATAL(RECORD_TYPE, AX(XENOPS), 0, 0xffff, 0x100000010)),
	  .wraps = XAPI },
	{ "XAPI: Libxc_legacy", &pv3, EDIT(SET(AX(LIBXC), 0, 8, 0xf2)),
	  FAULTS(FATAL(LEGACY, AX(LIBXC), 0, 0xffff, 0xf2)), .wraps = XAPI },
	{ "XAPI: Libxc with a length", &pv3, EDIT(SET(AX(LIBXC), 8, 8, 5)),
	  FAULTS(FAULT(LONG, AX(LIBXC), 8, 0, 5, R)), .wraps = XAPI },
	{ "XAPI: Libxl with a length over 32 bits", &pv_nested,
	  EDIT(SET(AX(LIBXL), 8, 8, UINT64_MAX)),
	  FAULTS(FAULT(LONG, AX(LIBXL), 8, 0, UINT64_MAX, R)), .wraps = XAPI },
	{ "XAPI: End_of_image with a length", &hvm3, EDIT(SET(AEND, 8, 8, 1)),
	  FAULTS(FAULT(LONG, AEND, 8, 0, 1, R)), .wraps = XAPI },
	{ "XAPI: length over 32 bits", &pv3,
	  EDIT(SET(AX(XENOPS), 8, 8, (uint64_t)1 << 32)),
	  FAULTS(FATAL(LENGTH, AX(XENOPS), 8, UINT32_MAX, (uint64_t)1 << 32)),
	  .wraps = XAPI },
	{ "XAPI: length over 128 MiB", &pv3,
	  EDIT(SET(AX(XENOPS), 8, 8, 0x8000001)),
	  FAULTS(FAULT(TOO_LONG, AX(XENOPS), 8, 0x8000000, 0x8000001, V | D)),
	  .wraps = XAPI, .more = true },
	{ "XAPI: Qemu_trad over 1 MiB", &hvm3,
	  EDIT(SET(AX(QEMU_TRAD), 8, 8, 0x100001)),
	  FAULTS(FAULT(TOO_LONG, AX(QEMU_TRAD), 8, 0x100000, 0x100001, V | D)),
	  .wraps = XAPI, .more = true },
	{ "XAPI: empty Xenops", &pv3, EDIT(SET(AX(XENOPS), 8, 8, 0)),
	  FAULTS(FATAL(LENGTH, AX(XENOPS), 8, 1, 0)), .wraps = XAPI },
	{ "XAPI: Demu that does not say how long it is", &hvm3,
	  EDIT(SET(AX(DEMU), 8, 8, 0)),
	  FAULTS(FATAL(LENGTH, AX(DEMU), 8, 1, 0)), .wraps = XAPI },
	{ "XAPI: no Xenops", &pv3, EDIT(DROP(AX(XENOPS))),
	  FAULTS(FAULT(ORDER_LAX, AX(LIBXC), 0, 0xf, 0xf0, V | R | D)),
	  .wraps = XAPI },
	{ "XAPI: Xenops twice", &pv3, EDIT(COPY(AX(XENOPS), AX(LIBXC))),
	  FAULTS(FAULT(REPEATED, LOC(XCSTREAM_LAYER_XAPI, 1, 0xf), 0, 1, 2,
		       V | R | D)),
	  .wraps = XAPI },
	{ "XAPI: Xenops after the image", &pv3,
	  EDIT(COPY(AX(XENOPS), AEND), DROP(AX(XENOPS))),
	  FAULTS(FAULT(ORDER_LAX, AX(LIBXC), 0, 0xf, 0xf0, V | R | D),
		 FAULT(ORDER_LAX, AX(XENOPS), 0, 0xf0, 0xf, V | R | D)),
	  .wraps = XAPI },
	{ "XAPI: two images", &pv3, EDIT(COPY(AX(LIBXC), AEND)),
	  FAULTS(FAULT(DUPLICATE, LOC(XCSTREAM_LAYER_XAPI, 1, 0xf0), 0, 1, 2,
		       V | D)),
	  .wraps = XAPI, .more = true },
	{ "XAPI: no image", &pv3, EDIT(DROP_TO(AX(LIBXC), AEND)),
	  FAULTS(FAULT(INCOMPLETE, AEND, 0, 0xf0, 0xffff, V | D)),
	  .wraps = XAPI },
	{ "XAPI: Varstored before the image", &hvm3,
	  EDIT(COPY(AX(VARSTORED), AX(LIBXC))),
	  FAULTS(FAULT(ORDER_LAX, AX(VARSTORED), 0, 0xf0, 0xf11, V | R | D)),
	  .wraps = XAPI },
	{ "XAPI: Qemu_trad of a PV guest", &pv3,
	  EDIT(COPY(AX(XENOPS), AEND),
	       SET(LOC(XCSTREAM_LAYER_XAPI, 1, 0xf), 0, 8, 0xf00)),
	  FAULTS(FAULT(GUEST, LOC(XCSTREAM_LAYER_XAPI, 1, 0xf), 0, 2, 1,
		       V | D)),
	  .wraps = XAPI },
	{ "XAPI: cut in a header", &hvm3, EDIT(CUT(AX(SWTPM), 9)),
	  FAULTS(FATAL(TRUNCATED, AX(SWTPM), 9, 7, 0)), .wraps = XAPI,
	  .more = true },
	{ "XAPI: cut in a record", &hvm3, EDIT(CUT(AX(SWTPM0), 18)),
	  FAULTS(FATAL(TRUNCATED, AX(SWTPM0), 18, 1, 0)), .wraps = XAPI },

	/* ---- END after checkpoints: nothing, or a whole state ---- */
	{ "END: right after a checkpoint", &pv_remus,
	  EDIT(DROP_TO(XCN(PAGE_DATA, 3), XC(END))),
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "END: after some memory after a checkpoint", &pv_remus,
	  EDIT(DROP_TO(XCN(X86_TSC_INFO, 2), XC(END))),
	  FAULTS(FAULT(ORDER_LAX, XC(END), 0, 8, 0, V | R | D)),
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "END: after a checkpoint, without vCPUs", &pv_remus,
	  EDIT(DROP_TO(XCN(X86_PV_VCPU_BASIC, 4), XC(END))),
	  FAULTS(FAULT(ORDER_LAX, XC(END), 0, 4, 0, V | R | D)),
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "END: after a checkpoint, without a context", &hvm_remus,
	  EDIT(DROP(XCN(HVM_CONTEXT, 2))),
	  FAULTS(FAULT(ORDER_LAX, XC(END), 0, 9, 0, V | R | D)),
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },

	/* ---- COLO ---- */
	{ "COLO", &hvm_colo, .wraps = XL | LIBVIRT | LIBXL,
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "COLO: what only the receiver sends", &hvm_colo,
	  EDIT(SET(LX(CHECKPOINT_STATE), 8, 4, 1)),
	  FAULTS(FAULT(CONTROL_ID, LX(CHECKPOINT_STATE), 8, 0, 1, V | D)),
	  .wraps = LIBXL, .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "COLO: CHECKPOINT_STATE of 6 bytes", &hvm_colo,
	  EDIT(SIZE(LX(CHECKPOINT_STATE), 6)),
	  FAULTS(FATAL(LENGTH, LX(CHECKPOINT_STATE), 4, 4, 6)), .wraps = LIBXL,
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "COLO: CHECKPOINT_STATE of 12 bytes", &hvm_colo,
	  EDIT(SIZE(LX(CHECKPOINT_STATE), 12)),
	  FAULTS(FATAL(LENGTH, LX(CHECKPOINT_STATE), 4, 8, 12)), .wraps = LIBXL,
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "COLO: padding of CHECKPOINT_STATE", &hvm_colo,
	  EDIT(SET(LXN(CHECKPOINT_STATE, 1), 12, 4, 1)),
	  FAULTS(FAULT(RESERVED, LXN(CHECKPOINT_STATE, 1), 12, 0, 1, R)),
	  .wraps = LIBXL, .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "COLO: padding after CHECKPOINT_STATE", &hvm_colo,
	  EDIT(SET(LX(CHECKPOINT_STATE), 15, 1, 9)),
	  FAULTS(FAULT(PADDING, LX(CHECKPOINT_STATE), 15, 0, 9, R)),
	  .wraps = LIBXL, .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "COLO: of a PV guest, which it has not", &pv_remus,
	  EDIT(GRAFT(&hvm_colo, LX(CHECKPOINT_STATE), XCN(PAGE_DATA, 2))),
	  .verdicts = { { XCSTREAM_E_LENGTH, LX(CHECKPOINT_STATE), 4, 8, 4, 0,
			  0, XCSTREAM_LAYER_LIBXC } },
	  .wraps = LIBXL, .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "COLO: a checkpoint that no CHECKPOINT_STATE follows", &hvm_colo,
	  EDIT(DROP(LXN(CHECKPOINT_STATE, 1))),
	  .verdicts = { { XCSTREAM_E_CHECKPOINT_ORDER, XCN(PAGE_DATA, 3), 0, 5,
			  1, V | D, 0, XCSTREAM_LAYER_LIBXL } },
	  .wraps = LIBXL, .more = true,
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "COLO: of a stream that began as Remus'", &hvm_colo,
	  EDIT(DROP(LX(CHECKPOINT_STATE))),
	  .verdicts = { { XCSTREAM_E_GUEST, LX(CHECKPOINT_STATE), 0, 1, 2,
			  V | D, 0, XCSTREAM_LAYER_LIBXC } },
	  .wraps = LIBXL, .more = true,
	  .config = { .flags = XCSTREAM_CHECKPOINTED } },
	{ "COLO, as the caller knows", &hvm_colo, .wraps = LIBXL,
	  .config = { .flags = XCSTREAM_CHECKPOINTED | XCSTREAM_COLO } },
	{ "COLO, as the caller knows, without checkpoints", &hvm3,
	  .config = { .flags = XCSTREAM_CHECKPOINTED | XCSTREAM_COLO } },
	{ "COLO, as the caller thinks, of a PV guest", &pv_remus,
	  .wraps = LIBXL,
	  .config = { .flags = XCSTREAM_CHECKPOINTED | XCSTREAM_COLO } },
	{ "COLO, as the caller knows: Remus' records", &hvm_remus,
	  .verdicts = { { XCSTREAM_E_CHECKPOINT_ORDER, XCN(PAGE_DATA, 3), 0, 5,
			  1, V | D, 0, XCSTREAM_LAYER_LIBXL } },
	  .wraps = LIBXL, .more = true,
	  .config = { .flags = XCSTREAM_CHECKPOINTED | XCSTREAM_COLO } },
	{ "COLO, as the caller knows: END behind a checkpoint", &hvm_remus,
	  EDIT(DROP_TO(XCN(PAGE_DATA, 3), XC(END))),
	  .verdicts = { { XCSTREAM_E_CHECKPOINT_ORDER, XC(END), 0, 5, 0, V | D,
			  0, XCSTREAM_LAYER_LIBXL } },
	  .wraps = LIBXL, .more = true,
	  .config = { .flags = XCSTREAM_CHECKPOINTED | XCSTREAM_COLO } },
	{ "COLO: answers", &back, .wraps = BACK },
	{ "COLO: answers, by the format's name", &back, .wraps = BACK,
	  .config = { .format = XCSTREAM_FORMAT_LIBXL_BACK } },
	{ "COLO: a first answer of 8 bytes", &back,
	  EDIT(SIZE(LX(CHECKPOINT_STATE), 8)), .wraps = BACK },
	{ "COLO: a first answer of 12 bytes", &back,
	  EDIT(SIZE(LX(CHECKPOINT_STATE), 12)),
	  FAULTS(FATAL(LENGTH, LX(CHECKPOINT_STATE), 4, 8, 12)), .wraps = BACK,
	  .config = { .format = XCSTREAM_FORMAT_LIBXL_BACK } },
	{ "COLO: no answer", &back_none, .wraps = BACK,
	  .config = { .format = XCSTREAM_FORMAT_LIBXL_BACK } },
	{ "COLO: resumed before it is ready", &back,
	  EDIT(SET(LX(CHECKPOINT_STATE), 8, 4, 3)),
	  FAULTS(FAULT(CONTROL_ID, LX(CHECKPOINT_STATE), 8, 2, 3, V | D)),
	  .wraps = BACK },
	{ "COLO: an id of 4", &back,
	  EDIT(SET(LXN(CHECKPOINT_STATE, 2), 8, 4, 4)),
	  FAULTS(FAULT(CONTROL_ID, LXN(CHECKPOINT_STATE, 2), 8, 1, 4, V | D)),
	  .wraps = BACK },
	{ "COLO: no dirty pfns", &back,
	  EDIT(DROP(XC(CHECKPOINT_DIRTY_PFN_LIST))),
	  FAULTS(FAULT(CHECKPOINT_ORDER, LXN(CHECKPOINT_STATE, 3), 0, 15, 5,
		       V | D)),
	  .wraps = BACK, .more = true },
	{ "COLO: dirty pfns too early", &back,
	  EDIT(MOVE(XC(CHECKPOINT_DIRTY_PFN_LIST), LX(CHECKPOINT_STATE))),
	  FAULTS(FAULT(CHECKPOINT_ORDER, XC(CHECKPOINT_DIRTY_PFN_LIST), 0, 5,
		       15, V | D)),
	  .wraps = BACK, .more = true,
	  .config = { .format = XCSTREAM_FORMAT_LIBXL_BACK } },
	{ "COLO: half a dirty pfn", &back,
	  EDIT(SIZE(XC(CHECKPOINT_DIRTY_PFN_LIST), 12)),
	  FAULTS(FATAL(LENGTH, XC(CHECKPOINT_DIRTY_PFN_LIST), 4, 8, 12)),
	  .wraps = BACK },
	{ "COLO: dirty pfn above the limit", &back,
	  EDIT(SET(XC(CHECKPOINT_DIRTY_PFN_LIST), 8, 8, 0x10000000000)),
	  FAULTS(FAULT(MAX_PFN, XC(CHECKPOINT_DIRTY_PFN_LIST), 8, 0xffffffffff,
		       0x10000000000, V | D)),
	  .wraps = BACK },
	{ "COLO: an answer of another type", &back,
	  EDIT(ADD(4, LX(CHECKPOINT_STATE), 0)),
	  FAULTS(FATAL(RECORD_TYPE, LX(CHECKPOINT_END), 0, 5, 4)),
	  .wraps = BACK, .config = { .format = XCSTREAM_FORMAT_LIBXL_BACK } },
	{ "COLO: half an answer", &back,
	  EDIT(CUT(LXN(CHECKPOINT_STATE, 1), 11)),
	  FAULTS(FATAL(TRUNCATED, LXN(CHECKPOINT_STATE, 1), 11, 1, 0)),
	  .wraps = BACK },
	{ "COLO: cut between two answers", &back,
	  EDIT(CUT(LXN(CHECKPOINT_STATE, 1), 0)), .wraps = BACK },
};

const unsigned int nr_rows = sizeof(rows) / sizeof(*rows);

struct part *row_part(struct stream *s, uint32_t where)
{
	uint32_t type = where & 0xffff;

	if (type == END_OF_IMAGE && where >> 24 == XCSTREAM_LAYER_XAPI)
		type = XCSTREAM_XAPI_END_OF_IMAGE;
	else if (type == 0xffff)
		type = XCSTREAM_NO_RECORD;
	return stream_find(s, where >> 24, type, where >> 16 & 0xff);
}

static void edit_move(struct stream *s, const struct edit *e)
{
	struct part *part = row_part(s, e->where);
	struct part *before = row_part(s, e->other);

	stream_copy(s, before, part);
	stream_remove(s, before <= part ? part + 1 : part);
}

static void edit_copy(struct stream *s, const struct edit *e)
{
	struct stream other = { 0 };

	if (e->op == OP_GRAFT) {
		stream_build(&other, e->recipe, XCSTREAM_FORMAT_XL, s->big);
		stream_copy(s, row_part(s, e->other),
			    row_part(&other, e->where));
		stream_free(&other);
		return;
	}
	stream_copy(s, row_part(s, e->other), row_part(s, e->where));
}

static void edit_add(struct stream *s, const struct edit *e)
{
	struct part *before = row_part(s, e->other);
	struct part *part = stream_insert(s, before, before->layer, 0);

	part->type =
		(uint32_t)((e->value & 0x7fff) | (e->value >> 16 & OPTIONAL));
	part_set(part, 0, 4, e->value);
	part_resize(part, (size_t)e->size);
}

static void edit(struct stream *s, const struct edit *e)
{
	struct part *part = row_part(s, e->where);

	assert(part || e->op == OP_ADD || e->op == OP_GRAFT);
	switch (e->op) {
	case OP_SET:
		part_set(part, (size_t)e->at, (unsigned int)e->size, e->value);
		break;
	case OP_SIZE:
		part_resize(part, (size_t)e->size);
		break;
	case OP_MOVE:
		edit_move(s, e);
		break;
	case OP_DROP:
		do
			stream_remove(s, part);
		while (e->other && part != row_part(s, e->other));
		break;
	case OP_TRIM:
		part->len = (size_t)e->at;
		break;
	case OP_CUT:
		part->len = (size_t)e->at;
		while (part + 1 < s->parts + s->nr_parts)
			stream_remove(s, part + 1);
		break;
	case OP_ADD:
		edit_add(s, e);
		break;
	case OP_COPY:
	case OP_GRAFT:
		edit_copy(s, e);
		break;
	case OP_NONE:
		break;
	}
}

void row_build(struct stream *s, const struct row *row, unsigned int wrap,
	       bool big)
{
	unsigned int i;

	if (row->recipe) {
		stream_build(s, row->recipe, (enum xcstream_format)wrap, big);
		for (i = 0; i < ROW_EDITS; i++)
			if (row->edits[i].op != OP_NONE)
				edit(s, &row->edits[i]);
	} else {
		put_bytes(stream_insert(s, NULL, XCSTREAM_LAYER_NONE,
					XCSTREAM_NO_RECORD),
			  row->raw, row->raw_len);
	}
	stream_join(s);
}

bool row_has(const struct row *row, unsigned int wrap, bool big)
{
#ifdef XCSTREAM_ONLY_LIBXC
	if (wrap != XCSTREAM_FORMAT_LIBXC ||
	    (!row->recipe && row->config.format != XCSTREAM_FORMAT_LIBXC))
		return false;
#endif
	if (!row->recipe)
		return wrap == XCSTREAM_FORMAT_LIBXC && !big;
	if (wrap == XCSTREAM_FORMAT_LIBXL_BACK && big)
		return false;
	return ((row->wraps ? row->wraps : BACK - 1) >> wrap & 1) &&
	       (!row->orders || (row->orders & (big ? BIG : LITTLE)));
}
