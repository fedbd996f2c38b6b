/* SPDX-License-Identifier: MIT */
/*
 * table.h - streams that break one rule each, and what is to be said of them.
 *
 * A row takes a whole valid stream, edits it, and lists the faults that are in
 * it then, in their order, each with the profiles that tolerate it: those warn
 * and go on to the next one; the others refuse the stream there. A row without
 * a fault is a stream that looks odd and is accepted by all.
 */
#ifndef TESTS_CONFORMANCE_TABLE_H
#define TESTS_CONFORMANCE_TABLE_H

#include "builder.h"
#include "xcstream.h"

/* Changes to a stream. */
struct edit {
	enum op {
		OP_NONE,
		OP_SET,
		OP_SIZE,
		OP_DROP,
		OP_MOVE,
		OP_COPY,
		OP_ADD,
		OP_GRAFT,
		OP_TRIM,
		OP_CUT
	} op;
	uint32_t where, other;
	uint64_t at, size, value;
	const struct recipe *recipe;
};

/* Who tolerates a fault, or sees it at all. */
enum { S = 1, V = 2, R = 4, D = 8, ALL = S | V | R | D };

/* A fault: its layer, type and record follow from where it is. */
struct verdict {
	enum xcstream_code code;
	uint32_t where;
	uint32_t at;
	uint64_t expected, found;
	uint8_t by; /* who tolerates it */
	uint8_t only; /* who comes to see it; 0: all that get so far */
	uint8_t layer; /* 0: that of the part */
};

/* For struct row, wraps: which layers to build around the libxc image. */
enum {
	XL = 1 << XCSTREAM_FORMAT_XL,
	LIBVIRT = 1 << XCSTREAM_FORMAT_LIBVIRT,
	XAPI = 1 << XCSTREAM_FORMAT_XAPI,
	LIBXL = 1 << XCSTREAM_FORMAT_LIBXL,
	LIBXC = 1 << XCSTREAM_FORMAT_LIBXC,
	BACK = 1 << XCSTREAM_FORMAT_LIBXL_BACK
};
/* For struct row, orders. */
enum { LITTLE = 1, BIG = 2 };

enum { ROW_EDITS = 20, ROW_VERDICTS = 8, ROWS_MAX = 800 };

struct row {
	const char *name;
	const struct recipe *recipe; /* NULL: the input is `raw` */
	struct edit edits[ROW_EDITS];
	struct verdict verdicts[ROW_VERDICTS];
	uint8_t wraps; /* 0: each but BACK */
	uint8_t orders; /* 0: both */
	bool more; /* what is after the last fault listed is of no interest */
	bool draft; /* let DRAFT refuse version 3, as it does by default */
	struct xcstream_config config; /* but for its profile */
	const char *raw;
	size_t raw_len;
};

/* A row of the table, from 0 on; NULL after the last. */
const struct row *row_at(unsigned int i);

/*
 * Is the row meant for these layers and that byte order? A raw one, for one.
 * Where the layers around libxc are left out, those of other layers are not,
 * nor are those whose format is to be found out.
 */
bool row_has(const struct row *row, unsigned int wrap, bool big);

/* For a row that is meant for none: skip it if layers are left out, or fail. */
#define row_not_run(row)                                                       \
	do {                                                                   \
		if (HAS_OUTER)                                                 \
			fail_msg("%s is never run", (row)->name);              \
		skip();                                                        \
	} while (0)

/* Build its stream into an empty *s, and edit it, and join it. */
void row_build(struct stream *s, const struct row *row, unsigned int wrap,
	       bool big);

/* The part that struct edit, struct verdict mean; NULL if there is none. */
struct part *row_part(struct stream *s, uint32_t where);

#endif
