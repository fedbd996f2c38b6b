/* SPDX-License-Identifier: MIT */
/*
 * trace.h - runs a stream through the parser and records what it said.
 *
 * Two traces are the same if the parser made the same calls with the same
 * values, the pieces of one span joined, and came to the same verdict. How the
 * input is cut, where the state and the input lie, who pauses: a policy says
 * that, and it must never show.
 */
#ifndef TESTS_TRACE_H
#define TESTS_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "xcstream.h"

/* The callbacks, in the order of struct xcstream_ops. */
#define TRACE_KINDS(X)                                                         \
	X(xl_header)                                                           \
	X(config)                                                              \
	X(image_header)                                                        \
	X(domain_header)                                                       \
	X(record)                                                              \
	X(record_end)                                                          \
	X(data)                                                                \
	X(count)                                                               \
	X(page)                                                                \
	X(page_data)                                                           \
	X(pv_info)                                                             \
	X(p2m_frames)                                                          \
	X(p2m_frame)                                                           \
	X(vcpu)                                                                \
	X(tsc_info)                                                            \
	X(hvm_entry)                                                           \
	X(hvm_header)                                                          \
	X(hvm_param)                                                           \
	X(cpuid_leaf)                                                          \
	X(msr)                                                                 \
	X(emulator)                                                            \
	X(xenstore)                                                            \
	X(checkpoint_state)                                                    \
	X(dirty_pfn)                                                           \
	X(warning)

#define TRACE_ENUM(name) TRACE_##name,
enum trace_kind { TRACE_KINDS(TRACE_ENUM) TRACE_NR };

struct event {
	uint64_t at; /* xs->at */
	uint64_t v[6]; /* the callback's arguments, in order */
	uint64_t record; /* xs->records */
	uint64_t len; /* of a span, its pieces joined */
	uint32_t type; /* xs->type */
	uint8_t kind, layer;
	uint16_t zero; /* in place of padding: events are compared as bytes */
};

/* How to run. All 0: one push of all. */
struct policy {
	size_t chunk; /* bytes a push; 0: all */
	uint32_t seed; /* unless 0: chunks of random sizes up to `chunk` */
	enum { GUARD_NONE, GUARD_FRONT, GUARD_BEHIND } guard;
	bool move; /* the state moves after each call, its old place is lost */
	bool skip; /* skip what is skippable */
	bool blind; /* without data(), page() and page_data() */
	bool pause; /* each callback asks to pause */
	unsigned int only; /* of them the nth one only, from 1; 0: all */
	bool once; /* note bytes that were loaded more than once */
	bool cut; /* end the input after each byte, and see what finish says */
	uint64_t abort_at; /* the call that returns abort_with, from 1 */
	int abort_with;
};

enum { TRACE_KEPT = 4096, TRACE_PFNS = 2048 };

struct trace {
	struct event events[TRACE_KEPT]; /* the first ones */
	uint64_t nr_events;
	uint64_t hash; /* of all but the last */
	struct xcstream_report warnings[16]; /* the first ones */
	unsigned int nr_warnings;
	enum xcstream_status status; /* the last */
	struct xcstream_report fault; /* if status is XCSTREAM_FAULT */
	uint64_t taken; /* bytes of the input that it took */
	uint64_t calls; /* of callbacks, pieces not joined */
	uint64_t pauses; /* that they asked for */
	const char *broken; /* what the parser must never do, and did */

	/* while it runs */
	const struct policy *policy;
	struct event last;
	uint32_t type; /* of the record that has begun, or XCSTREAM_NO_RECORD */
	const uint8_t *chunk; /* that is being pushed */
	size_t chunk_len;
	uint64_t chunk_at; /* its offset in the input */
	uint64_t settled; /* what xcstream_settled() said last */
	uint8_t *loads; /* how often each byte was loaded, for policy->once */
	uint64_t pfns[TRACE_PFNS];
};

/*
 * Run `len` bytes at `data`, then finish. `config` may be NULL; its pfns are
 * replaced by the trace's unless nr_pfns is not 0.
 */
void trace_run(struct trace *t, const void *data, size_t len,
	       const struct xcstream_config *config,
	       const struct policy *policy);

/* Are they the same? If not, say on stderr where they part, and for `what`. */
bool trace_same(const struct trace *a, const struct trace *b, const char *what);

/* Write the event as text, without a newline. */
void trace_print(char *text, size_t size, const struct event *event);

/* The same for a fault, or a warning. */
void trace_print_fault(char *text, size_t size,
		       const struct xcstream_report *fault);

/* "MAGIC" for XCSTREAM_E_MAGIC. */
const char *trace_code(unsigned int code);

/* Are all fields the same? */
bool trace_same_fault(const struct xcstream_report *a,
		      const struct xcstream_report *b);

/* All callbacks, for those who run the parser themselves; user: a trace. */
extern const struct xcstream_ops trace_ops;

/* Empty a trace, for those; *policy may be all 0. */
void trace_clear(struct trace *t, const struct policy *policy);

#endif
