/* SPDX-License-Identifier: MIT */
/*
 * opening.c - the callbacks of a stream on standard input, in their order, as
 * the header's opening lines list them: a line for each header and record, what
 * it is, and the callbacks, with how often they come one after the other.
 */
#include <stdio.h>
#include <stdlib.h>

#include "trace.h"

#define TRACE_NAME(name) #name,
static const char *const names[] = { TRACE_KINDS(TRACE_NAME) };

static bool begins_line(unsigned int kind)
{
	return kind == TRACE_xl_header || kind == TRACE_image_header ||
	       kind == TRACE_record;
}

/* Prints the callbacks of one header or record; returns how many events. */
static uint64_t line(const struct event *events, uint64_t left)
{
	uint64_t n = 0, times;

	printf("%s",
	       events[0].kind == TRACE_record
		       ? xcstream_record_name(events[0].layer, events[0].type)
		       : xcstream_name(XCSTREAM_NAMES_LAYER, events[0].layer));
	do {
		for (times = 0; n + times < left; times++)
			if (events[n + times].kind != events[n].kind ||
			    (times > 0 && begins_line(events[n].kind)))
				break;
		printf("%s%s", n ? ", " : " ", names[events[n].kind]);
		if (times > 1)
			printf(" x %u", (unsigned int)times);
		n += times;
	} while (n < left && !begins_line(events[n].kind));
	printf("\n");
	return n;
}

int main(void)
{
	static const struct policy whole;
	static struct trace t;
	static unsigned char input[1 << 24];
	size_t len = fread(input, 1, sizeof(input), stdin);
	uint64_t n = 0;

	trace_run(&t, input, len, NULL, &whole);
	if (t.status != XCSTREAM_DONE || t.nr_events > TRACE_KEPT) {
		fputs("opening: not valid, or more events than are kept\n",
		      stderr);
		return 1;
	}
	while (n < t.nr_events)
		n += line(t.events + n, t.nr_events - n);
	return 0;
}
