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

static inline void words_fault(struct words *text,
			       const struct xcstream_report *fault)
{
	char sentence[256];

	xcstream_describe(fault, sentence, sizeof(sentence));
	words_add(text, "%s", sentence);
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
