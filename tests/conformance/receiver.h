/* SPDX-License-Identifier: MIT */
/*
 * receiver.h - what becomes of a restore whose input ends somewhere?
 *
 * A model of the readers of a stream, each written after its source and not
 * after xcstream.h: xl (xl_vmcontrol.c), libvirt (libxl_domain.c), libxl
 * (libxl_stream_read.c, libxl_aoutils.c) and libxc (xg_sr_restore.c) of Xen 4.6
 * to 4.22, and xenopsd (suspend_image.ml, io.ml).
 */
#ifndef TESTS_CONFORMANCE_RECEIVER_H
#define TESTS_CONFORMANCE_RECEIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum outcome {
	FAILS, /* as it should: an error, and no domain is left */
	FAILS_OVER, /* Remus or COLO: on from the last whole checkpoint */
	ENDS, /* the stream was whole */
	/* and what nobody wants: */
	RUNS, /* a domain starts although its stream was cut off */
	CRASHES, /* xl or libvirt's daemon dies, and leaves a paused domain */
	EMPTY, /* a domain without memory or registers: it runs, or fails */
	HANGS, /* for ever, with all memory in the end */
	ABORTS /* COLO: libxl stops at an assertion */
};

/* The first n bytes come, then the end. `format` is enum xcstream_format. */
enum outcome receive(const uint8_t *data, size_t n, unsigned int format);

#endif
