/* SPDX-License-Identifier: MIT */
/*
 * naive.h - what is in a stream, read as simply as it can be.
 *
 * A second reader, which has the whole stream in memory, no table, and no rule:
 * it takes what is written for granted, and follows it from header to header.
 * So it knows nothing of what is valid, but what each callback must be told,
 * and in which order.
 */
#ifndef TESTS_NAIVE_H
#define TESTS_NAIVE_H

#include "trace.h"

/*
 * Was the trace, of all callbacks, told what is in the stream, up to its fault
 * or else to its end? Is there a fault where one cannot read on? Returns NULL,
 * or what is wrong, until the next call.
 *
 * Where something was tolerated, nothing is compared: it may come as it is.
 * Streams of libvirt and XAPI, what goes back to a sender, and COLO's answers,
 * are not read; nor is what comes after the events that a trace keeps.
 */
const char *naive_check(const struct trace *t, const uint8_t *data, size_t len,
			const struct xcstream_config *config);

#endif
