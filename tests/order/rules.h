/* SPDX-License-Identifier: MIT */
/*
 * rules.h - what may follow what, told a second time: from the specifications,
 * and from what Xen's senders and receivers do where these are silent. It
 * shares nothing with xcstream.h, neither a list nor a number.
 *
 * [libxc] and [libxl] are Xen's docs/specs/libxc-migration-stream and
 * docs/specs/libxl-migration-stream. Records are at their places; what their
 * fields may be is no question here.
 */
#ifndef TESTS_ORDER_RULES_H
#define TESTS_ORDER_RULES_H

#include <stdbool.h>
#include <stdint.h>

enum rules_reader { STRICT, VERIFY, RESTORE, DRAFT, NR_READERS };

/* What the sender is said to be. */
enum rules_sender { ANY_SENDER, REMUS, COLO_TOO, NR_SENDERS };

/* What comes: a header of a layer, with what is behind it, or a record. */
enum rules_layer {
	NO_LAYER,
	XL_FILE,
	LIBVIRT_FILE,
	XAPI_IMAGE,
	LIBXL_IMAGE,
	LIBXC_IMAGE
};

struct rules_item {
	const char *name;
	uint8_t layer;
	bool header;
	bool empty; /* a record of a vCPU, or of parameters, with none */
	uint8_t version, guest; /* of a libxc image's headers */
	uint32_t type; /* of a record */
	uint32_t id; /* of a vCPU, or control_id */
};

/* Whose turn it is. [libxc 4.12; libxl 5.5, 5.6] */
enum rules_turn {
	SENDING, /* no checkpoint is in the making */
	CHECKPOINTING, /* libxc's CHECKPOINT has come, libxl's end is due */
	CHECKPOINTED, /* libxl's end has come: Remus goes on, or COLO begins */
	COLO_SENDING,
	COLO_CHECKPOINTING,
	COLO_RESUMING, /* CHECKPOINT_STATE is due */
	/* from the receiver of COLO, what it is going to say */
	SAYS_READY,
	SAYS_RESUMED,
	SAYS_SUSPENDED,
	SAYS_DIRTY
};

/* All that matters of what has come. Plain bytes, so that it compares. */
struct rules {
	uint8_t reader, sender;
	/* What is due: its layer, and whether that is a header. */
	uint8_t layer;
	bool header, over;
	uint8_t turn;
	bool libxl_around, xapi_around; /* of the image that is being read */
	bool xapi_around_libxl;
	uint8_t guest, version; /* 1 x86 PV, 2 x86 HVM; 0 not known */
	bool xenops, image; /* XAPI's metadata; a libxc image */
	bool xenstore, emulator; /* of the epoch */
	/* of the libxc image */
	struct {
		bool info, static_end, p2m, memory, vcpu0, context;
		bool cpuid, msr, verify;
		/* of its epoch */
		bool tsc, shared_info, vcpu, context_again, param;
		uint8_t last_vcpu, vcpu_records; /* of it, a bit each */
	} of;
	uint8_t checkpoints; /* whole ones, up to 2 */
	bool after_checkpoint; /* one has begun, at least */
	bool at_checkpoint; /* nothing has come since it was whole */
};

/* What is wrong, in order; the last may be fatal. */
struct rules_verdict {
	unsigned int nr;
	bool fatal;
	uint8_t layer; /* that reads the item */
	struct {
		const char *code; /* without "XCSTREAM_E_" */
		uint64_t expected, found;
	} faults[6];
};

/* Before the first byte, of any stream or of COLO's answers. */
void rules_begin(struct rules *r, enum rules_reader reader,
		 enum rules_sender sender, bool answers, bool only_libxc);

/* Would the item be read as what it is, here? */
bool rules_reads(const struct rules *r, const struct rules_item *item);

/* It comes. */
void rules_take(struct rules *r, const struct rules_item *item,
		struct rules_verdict *verdict);

/* May the input end here? */
bool rules_may_end(const struct rules *r);

#endif
