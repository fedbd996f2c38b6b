/* SPDX-License-Identifier: MIT */
/*
 * rows.h - the words in which the rows of the conformance table are written;
 * see table.h for what they mean.
 */
#ifndef TESTS_CONFORMANCE_ROWS_H
#define TESTS_CONFORMANCE_ROWS_H

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
/* The largest types, which are expected of an unknown one. */
#define LAST_LIBXC (XCSTREAM_NR_LIBXC_TYPES - 1)
#define LAST_LIBXL (XCSTREAM_NR_LIBXL_TYPES - 1)
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

/* The streams that the rows start from: see whole.c. */
extern const struct recipe pv3, pv2, pv32, hvm3, hvm2, pv_live, hvm_live,
	pv_remus, hvm_remus, hvm_colo, pv_nested, hvm_nested, back, back_none;

/* A file each, in the order of the table; a row without a name ends it. */
extern const struct row rows_whole[], rows_xl[], rows_libxl[], rows_libxc[],
	rows_pages[], rows_pv[], rows_hvm[], rows_order[], rows_toolstacks[],
	rows_checkpoints[];

#endif
