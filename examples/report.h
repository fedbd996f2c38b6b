/* SPDX-License-Identifier: MIT */
/*
 * report.h - what the programs here share: the names of formats and profiles,
 * and how a fault and a verdict are told.
 */
#ifndef EXAMPLES_REPORT_H
#define EXAMPLES_REPORT_H

#include "xcstream.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define NAME(names, i) ((i) < COUNT(names) ? (names)[i] : "?")
#define WARNINGS_SHOWN 10

/* By enum xcstream_format, enum xcstream_profile */
static const char *const formats[] = { "auto",	"xl",	 "libvirt",   "xapi",
				       "libxl", "libxc", "libxl-back" };
static const char *const profiles[] = { "strict", "verify", "restore",
					"draft" };
static const char *const guests[] = { "no guest", "x86 PV", "x86 HVM",
				      "x86 PVH", "ARM" };

/* The same text without what a terminal would obey, as far as there is room. */
static inline void printable(char *out, size_t size, const char *text)
{
	size_t len = 0;

	out[0] = '\0';
	for (; *text && size - len > 4; text++)
		len += (size_t)snprintf(
			out + len, size - len,
			*text >= ' ' && *text <= '~' ? "%c" : "\\x%02x",
			(unsigned char)*text);
}

/* Find an option's argument among names, and keep its index. */
static inline bool choose(const char *program, const char *argument,
			  const char *const *names, size_t count,
			  uint8_t *choice)
{
	char plain[400];
	size_t i;

	for (i = 0; i < count; i++) {
		if (!strcmp(names[i], argument)) {
			*choice = (uint8_t)i;
			return true;
		}
	}
	printable(plain, sizeof(plain), argument);
	fprintf(stderr, "%s: '%s' is none of", program, plain);
	for (i = 0; i < count; i++)
		fprintf(stderr, " %s", names[i]);
	fputc('\n', stderr);
	return false;
}

/* ---- a fault, in words ---- */

/* A fault takes less than 256 bytes, and what is told with it 150. */
struct words {
	size_t len;
	char s[420];
};

static inline void words_add(struct words *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Append; what has no room is left out. */
static inline void words_add(struct words *text, const char *format, ...)
{
	size_t room = sizeof(text->s) - text->len;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text->s + text->len, room, format, args);
	va_end(args);
	if (n > 0)
		text->len += (size_t)n < room ? (size_t)n : room - 1;
}

/*
 * Up to 8 bytes that the parser compared, as text if most of them are text: the
 * magic of a header, or what is there instead.
 */
static inline void words_bytes(struct words *text, uint64_t value,
			       unsigned int size)
{
	unsigned int i, printable = 0;

	for (i = 0; i < size; i++)
		printable += (value >> 8 * i & 255) - ' ' < 95;
	if (2 * printable <= size) {
		words_add(text, "0x%0*" PRIx64, (int)(2 * size), value);
		return;
	}
	words_add(text, "'");
	for (i = size; i--;) {
		unsigned int c = value >> 8 * i & 255;

		words_add(text, c - ' ' < 95 && c != '\'' ? "%c" : "\\x%02x",
			  c);
	}
	words_add(text, "'");
}

/* Where a fault's values are better told than as one number that is due. */
enum better_how {
	BYTES_8, /* a magic number of so many bytes, or of 4 if both fit */
	BYTES_4,
	ONE_OF, /* what is due has words of its own */
	BOUND /* the number is the most, or the least, that may be there */
};

static const struct better {
	unsigned char code, layer; /* layer 0: any */
	unsigned char expected; /* 0: any */
	enum better_how how;
	const char *due;
} betters[] = {
	{ XCSTREAM_E_MAGIC, 0, 0, BYTES_8, NULL },
	{ XCSTREAM_E_LEGACY, 0, 0, BYTES_8, NULL },
	{ XCSTREAM_E_XL_BYTE_ORDER, 0, 0, BYTES_4, NULL },
	{ XCSTREAM_E_HVM_HEADER, 0, 0, BYTES_4, NULL },
	{ XCSTREAM_E_VERSION, XCSTREAM_LAYER_LIBXC, 3, ONE_OF, "2, 3" },
	{ XCSTREAM_E_VERSION, XCSTREAM_LAYER_LIBVIRT, 2, ONE_OF, "1, 2" },
	{ XCSTREAM_E_DOMAIN_TYPE, 0, 0, ONE_OF, "1, 2" },
	{ XCSTREAM_E_DRAFT_TYPE, 0, 0, ONE_OF, "1, 2" },
	{ XCSTREAM_E_PV_INFO, 0, 8, ONE_OF, "4, 8" },
	{ XCSTREAM_E_PV_INFO, 0, 4, ONE_OF, "3, 4" },
	{ XCSTREAM_E_PAGE_TYPE, 0, 0, ONE_OF, "0 to 4, 9 to 15" },
	{ XCSTREAM_E_TSC_MODE, 0, 0, ONE_OF, "0, 1, 2, 3" },
	{ XCSTREAM_E_CONFIG_LENGTH, 0, 0, BOUND, NULL },
	{ XCSTREAM_E_LONG, 0, 0, BOUND, NULL },
	{ XCSTREAM_E_COUNT, 0, 0, BOUND, NULL },
	{ XCSTREAM_E_P2M_RANGE, 0, 0, BOUND, NULL },
	{ XCSTREAM_E_VCPU_ORDER, 0, 0, BOUND, NULL },
	{ XCSTREAM_E_VCPU_EMPTY, 0, 0, BOUND, NULL },
	{ XCSTREAM_E_PARAM_EMPTY, 0, 0, BOUND, NULL },
};

static inline const struct better *
find_better(const struct xcstream_report *fault)
{
	size_t i;

	for (i = 0; i < COUNT(betters); i++) {
		const struct better *b = &betters[i];

		if (b->code == fault->code &&
		    (!b->layer || b->layer == fault->layer) &&
		    (!b->expected || b->expected == fault->expected))
			return b;
	}
	return NULL;
}

/* The two values; `plain` is how they are told as numbers. */
static inline void words_values(struct words *text, const struct better *better,
				const struct xcstream_report *fault,
				const char *plain)
{
	bool small =
		fault->expected <= UINT32_MAX && fault->found <= UINT32_MAX;
	unsigned int bytes = better->how == BYTES_8 && !small ? 8 : 4;

	if (better->how == BOUND) {
		words_add(text, "at %s %s",
			  fault->found > fault->expected ? "most" : "least",
			  plain);
	} else if (better->how == ONE_OF) {
		words_add(text, "one of %s, found %" PRIu64, better->due,
			  fault->found);
	} else {
		words_bytes(text, fault->expected, bytes);
		words_add(text, ", found ");
		words_bytes(text, fault->found, bytes);
	}
}

static inline void words_fault(struct words *text,
			       const struct xcstream_report *fault)
{
	static const char expected[] = ", expected ";
	const struct better *better = find_better(fault);
	char sentence[256], *values;

	xcstream_describe(fault, sentence, sizeof(sentence));
	values = better ? strstr(sentence, expected) : NULL;
	if (!values) {
		words_add(text, "%s", sentence);
		return;
	}
	values += sizeof(expected) - 1;
	words_add(text, "%.*s", (int)(values - sentence), sentence);
	words_values(text, better, fault, values);
}

/* A size as people say it: to a tenth, from 10 KiB on. */
static inline void words_size(struct words *text, uint64_t bytes)
{
	static const char units[] = "KMGTPE";
	uint64_t thousandths = bytes, tenths; /* of a unit: 1024 in it */
	unsigned int i = 0;

	if (bytes < 10240) {
		words_add(text, "%" PRIu64 " bytes", bytes);
		return;
	}
	for (; thousandths >= 1 << 20 && units[i + 1]; i++)
		thousandths /= 1024;
	tenths = (thousandths * 10 + 512) / 1024;
	words_add(text, "%" PRIu64 ".%" PRIu64 " %ciB", tenths / 10,
		  tenths % 10, units[i]);
}

/* ---- how much of the guest's memory has come ---- */

/* Contents of pages: in the records before, and in this one. */
struct contents {
	uint64_t before, start, length;
	uint32_t record; /* length of the PAGE_DATA that has begun; or 0 */
};

/* For the callbacks record() and count(). */
static inline void contents_record(struct contents *c,
				   const struct xcstream *xs, uint32_t type,
				   uint32_t length)
{
	bool pages = xs->layer == XCSTREAM_LAYER_LIBXC &&
		     type == XCSTREAM_LIBXC_PAGE_DATA;

	c->before += c->length;
	c->length = 0;
	c->start = xs->at;
	c->record = pages ? length : 0;
}

static inline void contents_count(struct contents *c, uint32_t count)
{
	uint64_t heads = 8 + 8 * (uint64_t)count;

	if (c->record < heads) /* it is HVM_PARAMS */
		return;
	c->start += 8 + heads;
	c->length = c->record - heads;
}

/* How many bytes of them came in front of an offset. */
static inline uint64_t contents_until(const struct contents *c, uint64_t offset)
{
	uint64_t come = offset > c->start ? offset - c->start : 0;

	return c->before + (come < c->length ? come : c->length);
}

/* ---- a verdict ---- */

/* What the headers say. */
struct headers {
	unsigned int outer; /* the first layer */
	uint32_t guest, version, xen_major, xen_minor; /* of libxc */
};

/* "xl stream, x86 PV of Xen 4.17, 14 records, 4214183 bytes" */
static inline void words_valid(struct words *text, const struct headers *h,
			       uint64_t warnings, const struct xcstream *xs)
{
	uint64_t checkpoints = xcstream_checkpoints(xs, NULL);
	unsigned int outer = h->outer ? h->outer : xs->layer;

	words_add(text, "%s stream",
		  h->version ? xcstream_name(XCSTREAM_NAMES_LAYER, outer)
			     : formats[XCSTREAM_FORMAT_LIBXL_BACK]);
	if (h->version)
		words_add(text, ", %s", NAME(guests, h->guest));
	if (h->xen_major)
		words_add(text, " of Xen %u.%u", h->xen_major, h->xen_minor);
	else if (h->version)
		words_add(text, ", converted from legacy");
	words_add(text, ", %" PRIu64 " records, %" PRIu64 " bytes", xs->records,
		  xcstream_offset(xs));
	if (checkpoints)
		words_add(text, ", %" PRIu64 " checkpoint%s", checkpoints,
			  checkpoints == 1 ? "" : "s");
	if (warnings)
		words_add(text, ", warnings: %" PRIu64, warnings);
}

/* What a receiver that fails over wants to know. */
static inline void words_checkpoints(struct words *text,
				     const struct xcstream *xs)
{
	uint64_t end, n = xcstream_checkpoints(xs, &end);

	words_add(text,
		  "%" PRIu64 " checkpoints came whole, the last one up to "
		  "offset %" PRIu64,
		  n, end);
}

#endif
