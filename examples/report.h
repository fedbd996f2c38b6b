/* SPDX-License-Identifier: MIT */
/*
 * report.h - what the programs here share: the names of formats and profiles,
 * and how a fault is told.
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

/* Find an option's argument among names, and keep its index. */
static inline bool choose(const char *program, const char *argument,
			  const char *const *names, size_t count,
			  uint8_t *choice)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (!strcmp(names[i], argument)) {
			*choice = (uint8_t)i;
			return true;
		}
	}
	fprintf(stderr, "%s: '%s' is none of", program, argument);
	for (i = 0; i < count; i++)
		fprintf(stderr, " %s", names[i]);
	fputc('\n', stderr);
	return false;
}

/* ---- a fault, in words ---- */

/* No fault takes more than 220 bytes, and what is told with it 120. */
struct words {
	size_t len;
	char s[400];
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

#define BIT(name) XCSTREAM_BIT(XCSTREAM_E_##name)

/* How to tell what was expected and found; in decimal where nothing is said. */
static const uint64_t in_hex =
	BIT(MAGIC) | BIT(LEGACY) | BIT(BYTE_ORDER) | BIT(RECORD_TYPE) |
	BIT(OPTIONAL_TYPE) | BIT(RESERVED) | BIT(SPARE_BITS) | BIT(PADDING) |
	BIT(XL_BYTE_ORDER) | BIT(XL_FLAGS) | BIT(XL_LEGACY) |
	BIT(RESERVED_BITS) | BIT(PFN_RANGE) | BIT(MAX_PFN) | BIT(P2M_RANGE) |
	BIT(P2M_PFN) | BIT(HVM_HEADER) | BIT(PARAM_INDEX) | BIT(XENSTORE_KEY) |
	BIT(XENSTORE_CHAR);
static const uint64_t as_record = BIT(ORDER) | BIT(ORDER_LAX) |
				  BIT(INCOMPLETE) | BIT(CHECKPOINT) |
				  BIT(CHECKPOINT_ORDER);
static const uint64_t as_guest = BIT(GUEST);
static const uint64_t only_found = BIT(XENSTORE_KEY) | BIT(XENSTORE_CHAR);
static const uint64_t neither = BIT(MISUSE) | BIT(ABORTED) | BIT(DUPLICATE) |
				BIT(REPEATED) | BIT(XENSTORE_NUL) |
				BIT(XENSTORE_PAIR);
#undef BIT

static inline void words_value(struct words *text,
			       const struct xcstream_report *fault,
			       const char *what, uint64_t value)
{
	uint64_t bit = XCSTREAM_BIT(fault->code);
	const char *name = NULL;

	if (bit & as_record)
		name = xcstream_record_name(fault->layer, (uint32_t)value);
	else if (bit & as_guest)
		name = NAME(guests, value);
	if (name)
		words_add(text, ", %s %s", what, name);
	else if (bit & in_hex)
		words_add(text, ", %s 0x%" PRIx64, what, value);
	else
		words_add(text, ", %s %" PRIu64, what, value);
}

/* Where in the stream: layer, and record or header. */
static inline void words_place(struct words *text,
			       const struct xcstream_report *fault)
{
	const char *name = xcstream_record_name(fault->layer, fault->type);

	words_add(text, "offset %" PRIu64, fault->offset);
	if (fault->layer)
		words_add(text, ", %s",
			  xcstream_name(XCSTREAM_NAMES_LAYER, fault->layer));
	if (name)
		words_add(text, " %s", name);
	else if (fault->type != XCSTREAM_NO_RECORD)
		words_add(text, " type 0x%x", fault->type);
	else if (fault->layer && !XCSTREAM_IS_TRUNCATION(fault->code))
		words_add(text, " header");
	if (fault->type != XCSTREAM_NO_RECORD)
		words_add(text, ", record %" PRIu64, fault->record);
}

static inline void words_fault(struct words *text,
			       const struct xcstream_report *fault)
{
	uint64_t bit = XCSTREAM_BIT(fault->code);

	words_place(text, fault);
	words_add(text, ": %s", xcstream_strfault(fault->code));
	if (XCSTREAM_IS_TRUNCATION(fault->code)) {
		words_add(text, ", %" PRIu64 " more bytes were due",
			  fault->expected);
	} else if (!(bit & neither)) {
		if (!(bit & only_found))
			words_value(text, fault, "expected", fault->expected);
		words_value(text, fault, "found", fault->found);
	}
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
