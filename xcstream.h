/* SPDX-License-Identifier: MIT */
/*
 * xcstream.h - push parser and validator for Xen domain save and migration
 * streams, in one file, without allocation and without a C library.
 *
 * In exactly one C file of the program:
 *
 *	#define XCSTREAM_IMPLEMENTATION
 *	#include "xcstream.h"
 *
 * and everywhere else just the include. Octets are pushed as they arrive, in
 * chunks of any size; callbacks get what has been checked; the first thing
 * that is wrong is named, with its offset. All state is one caller-owned
 * struct xcstream, which may be moved between two calls.
 *
 * The formats are those of Xen's docs/specs/libxc-migration-stream (revision
 * 3) and docs/specs/libxl-migration-stream (revision 2), called [libxc] and
 * [libxl] below, and of the file header that xl writes around them.
 *
 * Switches, defined before the include:
 *	XCSTREAM_IMPLEMENTATION	compile the functions here
 *	XCSTREAM_STATIC		make them static
 *	XCSTREAM_NO_STRINGS	leave out all names and messages
 *	XCSTREAM_ONLY_LIBXC	leave out the layers around libxc
 *	XCSTREAM_LOAD8(p)	how one octet of the input is read
 */
#ifndef XCSTREAM_H
#define XCSTREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XCSTREAM_VERSION "0.1"

#ifndef XCSTREAM_STATIC
#define XCSTREAM_API extern
#elif defined(__GNUC__)
#define XCSTREAM_API static __attribute__((unused))
#else
#define XCSTREAM_API static
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What a stream is made of, from the outside in. */
enum xcstream_layer {
	XCSTREAM_LAYER_NONE, /* not known yet */
	XCSTREAM_LAYER_XL, /* the file header of `xl save` and its config */
	XCSTREAM_LAYER_LIBXL,
	XCSTREAM_LAYER_LIBXC
};

/* What the input starts with. */
enum xcstream_format {
	XCSTREAM_AUTO, /* told by its first 8 octets */
	XCSTREAM_LIBXC,
	XCSTREAM_LIBXL,
	XCSTREAM_XL
};

/* Record types, named as in the specifications. */
enum {
	/* [libxc], section 4 */
	XCSTREAM_LIBXC_END = 0,
	XCSTREAM_LIBXC_PAGE_DATA = 1,
	XCSTREAM_LIBXC_X86_PV_INFO = 2,
	XCSTREAM_LIBXC_X86_PV_P2M_FRAMES = 3,
	XCSTREAM_LIBXC_X86_PV_VCPU_BASIC = 4,
	XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED = 5,
	XCSTREAM_LIBXC_X86_PV_VCPU_XSAVE = 6,
	XCSTREAM_LIBXC_SHARED_INFO = 7,
	XCSTREAM_LIBXC_X86_TSC_INFO = 8,
	XCSTREAM_LIBXC_HVM_CONTEXT = 9,
	XCSTREAM_LIBXC_HVM_PARAMS = 10,
	XCSTREAM_LIBXC_TOOLSTACK = 11,
	XCSTREAM_LIBXC_X86_PV_VCPU_MSRS = 12,
	XCSTREAM_LIBXC_VERIFY = 13,
	XCSTREAM_LIBXC_CHECKPOINT = 14,
	XCSTREAM_LIBXC_CHECKPOINT_DIRTY_PFN_LIST = 15,
	XCSTREAM_LIBXC_STATIC_DATA_END = 16,
	XCSTREAM_LIBXC_X86_CPUID_POLICY = 17,
	XCSTREAM_LIBXC_X86_MSR_POLICY = 18,
	/* [libxl], section 4 */
	XCSTREAM_LIBXL_END = 0,
	XCSTREAM_LIBXL_LIBXC_CONTEXT = 1,
	XCSTREAM_LIBXL_EMULATOR_XENSTORE_DATA = 2,
	XCSTREAM_LIBXL_EMULATOR_CONTEXT = 3,
	XCSTREAM_LIBXL_CHECKPOINT_END = 4,
	XCSTREAM_LIBXL_CHECKPOINT_STATE = 5
};

/* In struct xcstream_fault: the fault is in a header, not in a record. */
#define XCSTREAM_NO_RECORD UINT32_MAX

/*
 * Whose judgement to give. A reader tolerates some faults; what is tolerated
 * is reported as a warning.
 *
 * STRICT	what no released Xen writes is refused
 * VERIFY	as verify-stream-v2 of Xen 4.14 and later
 * RESTORE	as xc_domain_restore() and libxl
 * DRAFT	as the first verifier, of 2014: no version 3
 * CUSTOM	xcstream_config.tolerate says
 */
enum xcstream_profile {
	XCSTREAM_STRICT,
	XCSTREAM_VERIFY,
	XCSTREAM_RESTORE,
	XCSTREAM_DRAFT,
	XCSTREAM_CUSTOM
};

/* Who tolerates a fault: for the second column of XCSTREAM_FAULTS(). */
#define XCS__S 1 /* STRICT */
#define XCS__V 2 /* VERIFY */
#define XCS__R 4 /* RESTORE */
#define XCS__D 8 /* DRAFT */
#define XCS__VD (XCS__V | XCS__D)
#define XCS__VR (XCS__V | XCS__R)
#define XCS__VRD (XCS__V | XCS__R | XCS__D)

/*
 * Every fault: X(name, tolerated by, message). Four classes, in this order:
 * of the caller, truncation, stream errors (headers, framing), record errors.
 * A fault that nobody tolerates breaks the framing or has no other meaning.
 */
#define XCSTREAM_FAULTS(X)                                                     \
	/* of the caller */                                                    \
	X(MISUSE, 0, "the library was called wrongly")                         \
	X(ABORTED, 0, "a callback asked to stop")                              \
	X(PFN_BUFFER, 0, "more pages in a record than the pfn buffer holds")   \
	/* truncation */                                                       \
	X(TRUNCATED, 0, "the stream ends too early")                           \
	/* stream errors */                                                    \
	X(MAGIC, 0, "not a stream of this format: wrong magic number")         \
	X(LEGACY, 0, "an image of Xen 4.4 or older, to be converted first")    \
	X(BYTE_ORDER, 0, "a big-endian stream, which the caller forbids")      \
	X(VERSION, 0, "a version of the format that is not supported")         \
	X(DOMAIN_TYPE, 0, "domain type is neither x86 PV nor x86 HVM")         \
	X(DRAFT_TYPE, XCS__D, "domain type is of the draft of 2014")           \
	X(PAGE_SHIFT, 0, "page_shift is not 12")                               \
	X(RECORD_TYPE, 0, "a record type that is unknown or must not be sent") \
	X(OPTIONAL_TYPE, XCS__R, "an optional record of an unknown type")      \
	X(RESERVED, XCS__R, "a reserved field is not zero")                    \
	X(SPARE_BITS, XCS__VRD, "a reserved field that few check is not zero") \
	X(PADDING, XCS__R, "padding is not zero")                              \
	X(XL_BYTE_ORDER, XCS__VD, "xl header: byteorder is not 0x01020304")    \
	X(XL_FLAGS, XCS__VD, "xl header: unknown mandatory flags")             \
	X(XL_LEGACY, XCS__VD, "xl header: what follows is not a libxl stream") \
	X(XL_LENGTH, XCS__VD, "xl header: config is longer than its space")    \
	X(XL_OPTIONAL, XCS__VRD, "xl header: optional part that no xl writes") \
	/* record errors */                                                    \
	X(LENGTH, 0, "record length does not fit its contents")                \
	X(LONG, XCS__R, "octets behind the contents of a record")              \
	X(TOO_LONG, XCS__VD, "record is longer than 128 MiB")                  \
	X(COUNT, 0, "count does not fit the record's length")                  \
	X(RESERVED_BITS, XCS__R, "reserved bits are not zero")                 \
	X(GUEST, XCS__VD, "record belongs to the other type of guest")         \
	X(RECORD_VERSION, XCS__R, "record of version 3 in a version 2 stream") \
	X(ORDER, XCS__VD, "record comes before one that it depends on")        \
	X(ORDER_LAX, XCS__VRD, "record at a place where Xen does not send it") \
	X(DUPLICATE, XCS__VD, "record may come once only")                     \
	X(REPEATED, XCS__VRD, "record repeated, which replaces the first")     \
	X(INCOMPLETE, XCS__VD, "end of stream without a record it must have")  \
	X(CHECKPOINT, XCS__S | XCS__VD, "checkpoint, which nobody announced")  \
	X(CHECKPOINT_ORDER, XCS__VD, "record out of place near a checkpoint")  \
	X(MAX_EPOCH, XCS__VD, "too many octets since the last checkpoint")     \
	X(PAGE_TYPE, 0, "page type is reserved")                               \
	X(PFN_RANGE, XCS__VD, "pfn is above the largest of the p2m")           \
	X(MAX_PFN, XCS__VD, "pfn is above the limit")                          \
	X(PV_INFO, 0, "guest_width is not 4 or 8, or pt_levels not 3 or 4")    \
	X(PV_INFO_PAIR, XCS__VD, "guest_width and pt_levels do not match")     \
	X(P2M_LENGTH, XCS__VD, "number of p2m frames does not fit the range")  \
	X(P2M_RANGE, XCS__VD, "pfn range does not join the p2m known so far")  \
	X(P2M_PFN, XCS__VD, "pfn of a p2m frame is above the end of the p2m")  \
	X(VCPU_ID, XCS__VD, "vcpu_id is above the limit")                      \
	X(VCPU_ORDER, XCS__VRD, "record of a vCPU that was already complete")  \
	X(VCPU_EMPTY, XCS__S | XCS__VR, "vCPU record without a context")       \
	X(VCPU_LENGTH, XCS__VD, "vCPU context has a wrong length")             \
	X(TSC_MODE, XCS__VRD, "TSC mode is unknown")                           \
	X(HVM_HEADER, XCS__VD, "HVM context does not start with its header")   \
	X(HVM_ENTRY, XCS__VD, "HVM context entry is longer than the rest")     \
	X(HVM_END, XCS__VD, "HVM context stops without an end entry")          \
	X(HVM_TAIL, XCS__VRD, "octets behind the end of the HVM context")      \
	X(HVM_UNKNOWN, XCS__VRD, "HVM context version or entry is unknown")    \
	X(PARAM_EMPTY, XCS__S | XCS__VRD, "HVM_PARAMS without a parameter")    \
	X(PARAM_INDEX, XCS__VRD, "HVM parameter index is over 32 bits")        \
	X(EMULATOR_ID, XCS__R, "emulator_id is unknown")                       \
	X(XENSTORE_NUL, 0, "xenstore data does not end with a NUL")            \
	X(XENSTORE_PAIR, 0, "xenstore key without a value")                    \
	X(XENSTORE_KEY, XCS__VD, "xenstore key is empty or not relative")      \
	X(XENSTORE_CHAR, XCS__VRD, "xenstore key has a forbidden character")

#define XCS__ENUM(name, by, text) XCSTREAM_E_##name,
enum xcstream_code {
	XCSTREAM_E_NONE,
	XCSTREAM_FAULTS(XCS__ENUM) XCSTREAM_NR_CODES
};

/* The class of a code other than XCSTREAM_E_NONE. */
#define XCSTREAM_IS_CALLER(code) ((code) < XCSTREAM_E_TRUNCATED)
#define XCSTREAM_IS_TRUNCATION(code) ((code) == XCSTREAM_E_TRUNCATED)
#define XCSTREAM_IS_STREAM_ERROR(code)                                         \
	((code) > XCSTREAM_E_TRUNCATED && (code) < XCSTREAM_E_LENGTH)
#define XCSTREAM_IS_RECORD_ERROR(code) ((code) >= XCSTREAM_E_LENGTH)

/* A code's bit in xcstream_config.tolerate. */
#define XCSTREAM_BIT(code) ((uint64_t)1 << (code))

/*
 * What is wrong. Fields of more than 8 octets (the magic numbers) are given
 * by their first 8, most significant first.
 */
struct xcstream_fault {
	uint64_t offset; /* of the offending field, from the input's start */
	uint64_t expected; /* what the field should be, or its nearest limit */
	uint64_t found; /* what it is */
	uint64_t record; /* number of the record, all layers, from 0 */
	uint32_t type; /* of the record; XCSTREAM_NO_RECORD in a header */
	uint8_t code; /* enum xcstream_code */
	uint8_t layer; /* enum xcstream_layer */
};

struct xcstream;

/*
 * Callbacks; each may be NULL. Their first argument tells more, to be read
 * only: xs->user is the caller's own; xs->at is where, from the first octet of
 * the input, the header, field or span lies that the call is about; xs->layer,
 * xs->type and xs->records are those of the current record. A value is passed
 * on after it has been checked and before the octets behind it are looked at.
 *
 * A callback returns 0 to go on; > 0 to pause: the push in progress returns
 * XCSTREAM_PAUSED, and the next one goes on exactly behind this event; < 0 to
 * abort: the stream is at fault with XCSTREAM_E_ABORTED, and `found` holds the
 * value. A pause that warning() asks for takes effect after the event that
 * was warned of.
 *
 * Spans lie in the chunk that is being pushed, are not empty, and are valid
 * during the call only. They end where a chunk ends, so one thing may arrive
 * as several spans.
 */
struct xcstream_ops {
	/* Head of an xl file. [xl.h, struct save_file_header] */
	int (*xl_header)(const struct xcstream *xs, uint32_t mandatory_flags,
			 uint32_t optional_flags, uint32_t optional_data_len);
	/* `length` octets of domain config, JSON or text, come by data(). */
	int (*xl_config)(const struct xcstream *xs, uint32_t length);
	/* Image header of libxl or libxc, see xs->layer. [libxl 3; libxc 3.1] */
	int (*image_header)(const struct xcstream *xs, uint32_t version,
			    uint32_t options);
	/* [libxc 3.2]; xen_major 0: converted from the legacy format */
	int (*domain_header)(const struct xcstream *xs, uint32_t type,
			     uint32_t page_shift, uint32_t xen_major,
			     uint32_t xen_minor);
	/* A record begins; `length` octets of body follow, without padding. */
	int (*record)(const struct xcstream *xs, uint32_t type,
		      uint32_t length);
	/* It has ended, and its padding; xs->at is behind it. */
	int (*record_end)(const struct xcstream *xs);
	/*
	 * Octets of a body that are passed on as they are: SHARED_INFO, vCPU
	 * contexts, HVM context entries, emulator contexts, the xl config,
	 * optional records of unknown type.
	 */
	int (*data)(const struct xcstream *xs, const uint8_t *data, size_t len);
	/* An entry of PAGE_DATA. `type` is 0-4 or 9-15. [libxc 4.2] */
	int (*page)(const struct xcstream *xs, uint64_t pfn, uint32_t type);
	/*
	 * Octets `offset` to `offset + len` of a page, offset 0-4095. Needs
	 * xcstream_config.pfns.
	 */
	int (*page_data)(const struct xcstream *xs, uint64_t pfn, uint32_t type,
			 uint32_t offset, const uint8_t *data, size_t len);
	/* [libxc 4.3] */
	int (*pv_info)(const struct xcstream *xs, uint32_t guest_width,
		       uint32_t pt_levels);
	/* [libxc 4.4]; p2m_frame() follows for each frame */
	int (*p2m_frames)(const struct xcstream *xs, uint32_t start_pfn,
			  uint32_t end_pfn);
	int (*p2m_frame)(const struct xcstream *xs, uint64_t pfn);
	/* `length` octets of context follow, by data() or msr(). [libxc 4.5] */
	int (*vcpu)(const struct xcstream *xs, uint32_t vcpu_id,
		    uint32_t length);
	/* [libxc 4.7] */
	int (*tsc_info)(const struct xcstream *xs, uint32_t mode, uint32_t khz,
			uint64_t nsec, uint32_t incarnation);
	/* [libxc 4.8, public/hvm/save.h]; data() brings the entry's body */
	int (*hvm_entry)(const struct xcstream *xs, uint32_t typecode,
			 uint32_t instance, uint32_t length);
	/* The body of the first entry, decoded. */
	int (*hvm_header)(const struct xcstream *xs, uint32_t version,
			  uint64_t changeset, uint32_t cpuid,
			  uint32_t gtsc_khz);
	/* [libxc 4.9, public/hvm/params.h] */
	int (*hvm_param)(const struct xcstream *xs, uint64_t index,
			 uint64_t value);
	/* leaf, subleaf, a, b, c, d [libxc 4.15, xen_cpuid_leaf_t] */
	int (*cpuid_leaf)(const struct xcstream *xs, const uint32_t leaf[6]);
	/* Of X86_MSR_POLICY or X86_PV_VCPU_MSRS. [libxc 4.16, 4.5] */
	int (*msr)(const struct xcstream *xs, uint32_t index, uint64_t value);
	/* `length` octets of xenstore data or context follow. [libxl 4.1] */
	int (*emulator)(const struct xcstream *xs, uint32_t emulator_id,
			uint32_t index, uint32_t length);
	/*
	 * A piece of a xenstore key (value false) or value (true); data NULL
	 * and len 0 where it ends. [libxl 5.3]
	 */
	int (*xenstore)(const struct xcstream *xs, bool value,
			const uint8_t *data, size_t len);
	/* A fault that the profile tolerates. The callee must not keep it. */
	int (*warning)(const struct xcstream *xs,
		       const struct xcstream_fault *fault);
};

/* For xcstream_config.flags. */
#define XCSTREAM_LITTLE_ENDIAN_ONLY 1 /* refuse big-endian streams */
#define XCSTREAM_CHECKPOINTED 2 /* the sender is Remus or COLO */

/* All fields may be 0: that is the default, named in brackets. */
struct xcstream_config {
	uint64_t tolerate; /* XCSTREAM_CUSTOM: the codes' XCSTREAM_BIT() */
	uint64_t max_pfn; /* largest that may hold memory [2^40 - 1] */
	uint64_t max_epoch; /* octets from one CHECKPOINT to the next [2^40] */
	/*
	 * Lent to the parser until its last call, for page_data(): a place for
	 * each page with contents that a record may have. Xen sends up to 1024.
	 */
	uint64_t *pfns;
	uint32_t nr_pfns;
	uint32_t max_vcpus; /* vcpu_id is below this [8192] */
	uint8_t format; /* enum xcstream_format [XCSTREAM_AUTO] */
	uint8_t profile; /* enum xcstream_profile [XCSTREAM_STRICT] */
	uint8_t max_version; /* of libxc images: 2 or 3 [3, DRAFT: 2] */
	uint8_t flags; /* XCSTREAM_LITTLE_ENDIAN_ONLY ... */
};

/*
 * The whole state. It has no pointer into the input, and may be copied and
 * moved between two calls. Callbacks may read the first five fields; all else
 * is the parser's own.
 */
struct xcstream {
	void *user; /* as given to xcstream_init() */
	uint64_t at; /* offset of what is gathered, or passed on */
	uint64_t records; /* whole records so far, in all layers */
	uint32_t type; /* of the current record; XCSTREAM_NO_RECORD if none */
	uint8_t layer; /* enum xcstream_layer */

	uint8_t phase; /* what comes next: XCS__IDENT ... */
	uint8_t have, need; /* octets in `hold`, and when it is judged */
	const struct xcstream_ops *ops;
	uint64_t *pfns; /* of pages with contents, if page_data() wants them */
	uint64_t max_pfn, max_epoch;
	uint64_t offset; /* octets taken so far */
	uint64_t rec; /* offset of the current record's header */
	uint64_t epoch; /* offset behind the last CHECKPOINT, or 0 */
	uint64_t bulk; /* octets to pass through before the next item */
	struct xcstream_fault fault;
	uint32_t tolerate[2]; /* by code; two words: no 64-bit shifts */
	uint32_t nr_pfns, max_vcpus;
	uint32_t length; /* of the current record's body */
	uint32_t left; /* octets of it that have no meaning yet */
	uint32_t entries; /* to come */
	uint32_t pages; /* pages with contents in this PAGE_DATA */
	uint32_t end_pfn; /* largest of all X86_PV_P2M_FRAMES */
	uint32_t vcpu_id; /* of the last vCPU record in this epoch */
	uint32_t facts; /* what has been seen: XCS__F_PV_INFO ... */
	uint16_t vcpu_kinds; /* bit a type: its records that were seen */
	uint8_t row; /* of the current record in xcs__rows */
	uint8_t pad; /* octets of padding behind the body */
	uint8_t chain; /* in HVM_CONTEXT: XCS__CHAIN_HEADER ... */
	uint8_t string; /* in xenstore data: XCS__KEY_START ... */
	uint8_t outer; /* the layer to go back to from libxc */
	uint8_t big; /* bit a layer: its fields are big endian */
	uint8_t guest; /* domain type of the domain header */
	uint8_t width; /* guest_width of X86_PV_INFO */
	uint8_t version, max_version; /* of the libxc image */
	uint8_t flags; /* xcstream_config.flags */
	bool paused; /* a callback asked for it */
	uint8_t hold[32]; /* the one buffer: an item, gathered */
};

enum xcstream_status {
	XCSTREAM_MORE, /* all is well, push on */
	XCSTREAM_DONE, /* the stream is complete and valid */
	XCSTREAM_PAUSED, /* a callback asked to pause: push the rest to go on */
	XCSTREAM_FAULT, /* see xcstream_fault(); it stays */
	XCSTREAM_MISUSE /* impossible arguments; nothing was done */
};

/*
 * Prepare *xs for a stream. `ops` may be NULL (just validate), as may
 * `config` (all defaults). *ops and config->pfns are used until the last call;
 * *config is not.
 *
 * XCSTREAM_MORE	ready for the first push
 * XCSTREAM_MISUSE	xs is NULL, or *config has a format, profile, version
 *			or flag that does not exist, or tolerates what cannot be
 *			tolerated; every push will fail
 */
XCSTREAM_API enum xcstream_status
xcstream_init(struct xcstream *xs, const struct xcstream_ops *ops, void *user,
	      const struct xcstream_config *config);

/*
 * Take up to `len` octets at `data`. Each is read at most once, so the memory
 * may change meanwhile. *used becomes the number of octets taken; `used` may
 * be NULL where nothing can pause. `data` may be NULL if `len` is 0.
 *
 * XCSTREAM_MORE	all were taken
 * XCSTREAM_DONE	the stream has ended; what follows belongs to the caller
 * XCSTREAM_PAUSED	a callback returned > 0; push the octets behind *used
 * XCSTREAM_FAULT	the stream is refused, or was before
 * XCSTREAM_MISUSE	xs is NULL, or data is NULL and len is not 0
 */
XCSTREAM_API enum xcstream_status xcstream_push(struct xcstream *xs,
						const void *data, size_t len,
						size_t *used);

/*
 * How many of the next octets need not be read, since no callback wants them
 * and no check looks at them: page contents above all. 0 after a fault, and
 * at the end.
 */
XCSTREAM_API uint64_t xcstream_skippable(const struct xcstream *xs);

/*
 * Take the next n octets without reading them. The caller has to know that
 * they exist: beyond the end of a file one can seek.
 *
 * XCSTREAM_MISUSE if n is more than xcstream_skippable(xs), else as
 * xcstream_push().
 */
XCSTREAM_API enum xcstream_status xcstream_skip(struct xcstream *xs,
						uint64_t n);

/*
 * There is no more input.
 *
 * XCSTREAM_DONE	the stream was complete
 * XCSTREAM_PAUSED	a callback that was still due returned > 0: call again
 * XCSTREAM_FAULT	it was not: XCSTREAM_E_TRUNCATED, at the offset where
 *			the input ends, `expected` octets before the next field
 *			is complete; or it was at fault before
 * XCSTREAM_MISUSE	xs is NULL
 */
XCSTREAM_API enum xcstream_status xcstream_finish(struct xcstream *xs);

/* The fault, valid until *xs is; NULL if there is none. */
XCSTREAM_API const struct xcstream_fault *
xcstream_fault(const struct xcstream *xs);

/* How many octets have been taken so far. */
XCSTREAM_API uint64_t xcstream_offset(const struct xcstream *xs);

#ifndef XCSTREAM_NO_STRINGS
/* A sentence for an enum xcstream_code; never NULL. */
XCSTREAM_API const char *xcstream_strfault(unsigned int code);

/* A record type's name in its specification; NULL if it has none. */
XCSTREAM_API const char *xcstream_record_name(enum xcstream_layer layer,
					      uint32_t type);

/* "xl", "libxl", "libxc", or "?". */
XCSTREAM_API const char *xcstream_layer_name(enum xcstream_layer layer);
#endif

#ifdef __cplusplus
}
#endif
#endif /* XCSTREAM_H */

#ifdef XCSTREAM_IMPLEMENTATION
#ifndef XCSTREAM_LOAD8
/* Volatile: no compiler may fetch an octet of the input twice. */
#define XCSTREAM_LOAD8(p) (*(const volatile uint8_t *)(p))
#endif

/*
 * The implementation has four rooms, each of which knows only its own matter:
 *
 * engine	gathers octets into `hold`, passes bulk through, walks on
 * grammar	a table row an item, a field and a record type; what they mean
 * rules	what may follow what, how often, and what must not be missing
 * ops		the caller's callbacks
 *
 * A push is a loop of small steps. A step takes one item (a header, a head, an
 * entry, a span), judges it, sets the state for what follows, and at last
 * makes at most one callback: so a pause is exact to the octet.
 */

#define XCS__CALL(xs, name, ...)                                               \
	((xs)->ops->name ? (xs)->ops->name((xs), __VA_ARGS__) : 0)

/* ---- grammar: the items ---- */

/* What comes next: an item to gather, or something that needs no `hold`. */
enum {
	/* headers */
	XCS__IDENT, /* the first 8 octets, to tell the format */
	XCS__FOREIGN, /* they told nothing: 16, to name it */
	XCS__XL_MAGIC, /* xl.h, struct save_file_header */
	XCS__LIBXL, /* [libxl 3] */
	XCS__IHDR, /* [libxc 3.1]; up to here always big endian */
	XCS__XL, /* behind the magic */
	XCS__XL_CONFIG, /* its length */
	XCS__DHDR, /* [libxc 3.2] */
	XCS__RHDR, /* [libxc 4], [libxl 4] */
	/* heads of records */
	XCS__PAGE_DATA,
	XCS__PV_INFO,
	XCS__P2M_FRAMES,
	XCS__VCPU,
	XCS__TSC_INFO,
	XCS__HVM_PARAMS,
	XCS__EMULATOR,
	/* entries */
	XCS__HVM_PARAM,
	XCS__MSR, /* xen.h, xen_msr_entry_t */
	XCS__HVM_HEADER, /* hvm/save.h, struct hvm_save_header */
	XCS__HVM_ENTRY, /* the same, struct hvm_save_descriptor */
	XCS__CPUID_LEAF, /* xen.h, xen_cpuid_leaf_t */
	XCS__PFN,
	XCS__P2M_FRAME,
	/* behind the body of a record */
	XCS__HVM_NO_END,
	XCS__PAD,
	XCS__CLOSE,
	/* from here on `hold` is not filled */
	XCS__BULK,
	XCS__XENSTORE,
	XCS__DONE,
	XCS__FAULT
};

/*
 * An item's size, and the sizes of up to six fields, 4 bits each, which the
 * compiler holds against it: among them all the sizes that the first
 * verifier's unit test asserted.
 */
struct xcs__item {
	uint32_t fields;
	uint8_t size;
};

#define XCS__ITEM(size, a, b, c, d, e, f)                                      \
	{                                                                      \
		(a) | (b) << 4 | (c) << 8 | (d) << 12 | (e) << 16 | (f) << 20, \
			(size) * sizeof(char[(a) + (b) + (c) + (d) + (e) +     \
								     (f) ==    \
							     (size)            \
						     ? 1                       \
						     : -1])                    \
	}

/* By XCS__IDENT ... XCS__P2M_FRAME */
static const struct xcs__item xcs__items[] = {
	XCS__ITEM(8, 8, 0, 0, 0, 0, 0), /* ident */
	XCS__ITEM(16, 8, 8, 0, 0, 0, 0),
	XCS__ITEM(32, 8, 8, 8, 8, 0, 0), /* magic */
	XCS__ITEM(16, 8, 4, 4, 0, 0, 0), /* ident, version, options */
	XCS__ITEM(24, 8, 4, 4, 2, 2, 4), /* marker, id, version, options, res */
	XCS__ITEM(16, 4, 4, 4, 4, 0, 0), /* byteorder, flags, flags, length */
	XCS__ITEM(4, 4, 0, 0, 0, 0, 0), /* length */
	XCS__ITEM(16, 4, 2, 2, 4, 4, 0), /* type, page_shift, res, major, minor */
	XCS__ITEM(8, 4, 4, 0, 0, 0, 0), /* type, body_length */
	XCS__ITEM(8, 4, 4, 0, 0, 0, 0), /* count, res */
	XCS__ITEM(8, 1, 1, 2, 4, 0, 0), /* guest_width, pt_levels, res */
	XCS__ITEM(8, 4, 4, 0, 0, 0, 0), /* p2m_start_pfn, p2m_end_pfn */
	XCS__ITEM(8, 4, 4, 0, 0, 0, 0), /* vcpu_id, res */
	XCS__ITEM(24, 4, 4, 8, 4, 4, 0), /* mode, khz, nsec, incarnation, res */
	XCS__ITEM(8, 4, 4, 0, 0, 0, 0), /* count, res */
	XCS__ITEM(8, 4, 4, 0, 0, 0, 0), /* emulator_id, index */
	XCS__ITEM(16, 8, 8, 0, 0, 0, 0), /* index, value */
	XCS__ITEM(16, 4, 4, 8, 0, 0, 0), /* index, flags, value */
	XCS__ITEM(24, 4, 4, 8, 4, 4, 0), /* magic, version, changeset, ... */
	XCS__ITEM(8, 2, 2, 4, 0, 0, 0), /* typecode, instance, length */
	XCS__ITEM(24, 4, 4, 4, 4, 4, 4), /* leaf, subleaf, a, b, c, d */
	XCS__ITEM(8, 8, 0, 0, 0, 0, 0), /* type and pfn */
	XCS__ITEM(8, 8, 0, 0, 0, 0, 0) /* pfn */
};

/* ---- grammar: what a field may hold ---- */

enum {
	XCS__ONE_OF, /* a value below 32 whose bit is set */
	XCS__BITS, /* no bit but these */
	XCS__EQUAL
};

struct xcs__check {
	uint8_t item, at; /* and the field's offset in it */
	uint8_t field; /* its number, from 0 */
	uint8_t rule;
	uint8_t code; /* what is wrong otherwise */
	uint32_t value;
};

static const struct xcs__check xcs__checks[] = {
#ifndef XCSTREAM_ONLY_LIBXC
	{ XCS__XL, 0, 0, XCS__EQUAL, XCSTREAM_E_XL_BYTE_ORDER, 0x01020304 },
	{ XCS__XL, 4, 1, XCS__BITS, XCSTREAM_E_XL_FLAGS, 3 },
	{ XCS__XL, 8, 2, XCS__BITS, XCSTREAM_E_XL_OPTIONAL, 0 },
	{ XCS__LIBXL, 8, 1, XCS__EQUAL, XCSTREAM_E_VERSION, 2 },
	{ XCS__LIBXL, 12, 2, XCS__BITS, XCSTREAM_E_RESERVED, 0xffff0003 },
	{ XCS__LIBXL, 12, 2, XCS__BITS, XCSTREAM_E_SPARE_BITS, 0xffff },
	{ XCS__EMULATOR, 0, 0, XCS__ONE_OF, XCSTREAM_E_EMULATOR_ID, 7 },
#endif
	{ XCS__IHDR, 8, 1, XCS__EQUAL, XCSTREAM_E_MAGIC, 0x58454e46 },
	{ XCS__IHDR, 12, 2, XCS__ONE_OF, XCSTREAM_E_VERSION, 1 << 2 | 1 << 3 },
	{ XCS__IHDR, 16, 3, XCS__BITS, XCSTREAM_E_RESERVED, 1 },
	{ XCS__IHDR, 18, 4, XCS__BITS, XCSTREAM_E_RESERVED, 0 },
	{ XCS__IHDR, 20, 5, XCS__BITS, XCSTREAM_E_RESERVED, 0 },
	{ XCS__DHDR, 0, 0, XCS__ONE_OF, XCSTREAM_E_DOMAIN_TYPE, 0x1e },
	{ XCS__DHDR, 0, 0, XCS__ONE_OF, XCSTREAM_E_DRAFT_TYPE,
	  1 << 1 | 1 << 2 },
	{ XCS__DHDR, 4, 1, XCS__EQUAL, XCSTREAM_E_PAGE_SHIFT, 12 },
	{ XCS__DHDR, 6, 2, XCS__BITS, XCSTREAM_E_RESERVED, 0 },
	{ XCS__PAGE_DATA, 4, 1, XCS__BITS, XCSTREAM_E_RESERVED, 0 },
	{ XCS__PV_INFO, 0, 0, XCS__ONE_OF, XCSTREAM_E_PV_INFO,
	  1 << 4 | 1 << 8 },
	{ XCS__PV_INFO, 1, 1, XCS__ONE_OF, XCSTREAM_E_PV_INFO,
	  1 << 3 | 1 << 4 },
	{ XCS__PV_INFO, 2, 2, XCS__BITS, XCSTREAM_E_RESERVED, 0 },
	{ XCS__PV_INFO, 4, 3, XCS__BITS, XCSTREAM_E_RESERVED, 0 },
	{ XCS__VCPU, 4, 1, XCS__BITS, XCSTREAM_E_RESERVED, 0 },
	/* xen-tsc-mode(7): default, always emulate, native, PVRDTSCP */
	{ XCS__TSC_INFO, 0, 0, XCS__ONE_OF, XCSTREAM_E_TSC_MODE, 0xf },
	{ XCS__TSC_INFO, 20, 4, XCS__BITS, XCSTREAM_E_RESERVED, 0 },
	{ XCS__HVM_PARAMS, 4, 1, XCS__BITS, XCSTREAM_E_RESERVED_BITS, 0 },
	/* the hypercall takes the index in 32 bits */
	{ XCS__HVM_PARAM, 0, 0, XCS__BITS, XCSTREAM_E_PARAM_INDEX, UINT32_MAX },
	{ XCS__MSR, 4, 1, XCS__BITS, XCSTREAM_E_SPARE_BITS, 0 },
	{ XCS__HVM_HEADER, 0, 0, XCS__EQUAL, XCSTREAM_E_HVM_HEADER,
	  0x54381286 },
	{ XCS__HVM_HEADER, 4, 1, XCS__EQUAL, XCSTREAM_E_HVM_UNKNOWN, 1 }
};

/* ---- grammar: the records ---- */

/* Domain types. [libxc 3.2] */
enum { XCS__GUEST_PV = 1, XCS__GUEST_HVM = 2 };

/* What has been seen. A row says which facts it needs, ends and makes. */
enum {
	XCS__F_PV_INFO = 1 << 0,
	XCS__F_STATIC_END = 1 << 1,
	XCS__F_P2M = 1 << 2,
	XCS__F_MEMORY = 1 << 3,
	XCS__F_PV_MEMORY = 1 << 4, /* true from the start for HVM */
	XCS__F_VCPU0 = 1 << 5, /* likewise */
	XCS__F_CONTEXT = 1 << 6, /* true from the start for PV */
	XCS__F_CPUID = 1 << 7,
	XCS__F_MSR = 1 << 8,
	XCS__F_VERIFY = 1 << 9,
	/* since the last CHECKPOINT */
	XCS__F_TSC = 1 << 10,
	XCS__F_SHARED = 1 << 11,
	XCS__F_EPOCH_CONTEXT = 1 << 12,
	XCS__F_STATE = 1 << 13, /* HVM_CONTEXT or a vCPU's record */
	/* of the libxl layer */
	XCS__F_LIBXC = 1 << 14,
	XCS__F_EMULATOR = 1 << 15,
	XCS__F_CHECKPOINT = 1 << 16, /* since then, and no CHECKPOINT_END */

	XCS__F_OF_PV =
		XCS__F_PV_INFO | XCS__F_P2M | XCS__F_PV_MEMORY | XCS__F_VCPU0,
	XCS__F_OF_HVM = XCS__F_CONTEXT,
	XCS__F_OF_EPOCH = XCS__F_TSC | XCS__F_SHARED | XCS__F_EPOCH_CONTEXT |
			  XCS__F_STATE,
	XCS__F_OF_LIBXL = XCS__F_LIBXC | XCS__F_EMULATOR,
	XCS__F_BEFORE_VCPU =
		XCS__F_PV_INFO | XCS__F_STATIC_END | XCS__F_P2M | XCS__F_MEMORY,
	XCS__F_OF_CONTEXT =
		XCS__F_CONTEXT | XCS__F_EPOCH_CONTEXT | XCS__F_STATE,
	XCS__F_WHOLE = XCS__F_PV_MEMORY | XCS__F_VCPU0 | XCS__F_CONTEXT
};

/* A record type in the facts' order: what is missing if that fact is. */
static const uint8_t xcs__fact_types[] = {
	XCSTREAM_LIBXC_X86_PV_INFO,	  XCSTREAM_LIBXC_STATIC_DATA_END,
	XCSTREAM_LIBXC_X86_PV_P2M_FRAMES, XCSTREAM_LIBXC_PAGE_DATA,
	XCSTREAM_LIBXC_PAGE_DATA,	  XCSTREAM_LIBXC_X86_PV_VCPU_BASIC,
	XCSTREAM_LIBXC_HVM_CONTEXT,	  XCSTREAM_LIBXC_X86_CPUID_POLICY,
	XCSTREAM_LIBXC_X86_MSR_POLICY,	  XCSTREAM_LIBXC_VERIFY,
	XCSTREAM_LIBXC_X86_TSC_INFO,	  XCSTREAM_LIBXC_SHARED_INFO,
	XCSTREAM_LIBXC_HVM_CONTEXT,	  XCSTREAM_LIBXC_HVM_CONTEXT,
	XCSTREAM_LIBXL_LIBXC_CONTEXT
};

/* For struct xcs__row, flags. */
enum {
	XCS__PV = 1, /* of a PV guest, the same as XCS__GUEST_PV */
	XCS__HVM = 2, /* of an HVM guest, the same as XCS__GUEST_HVM */
	XCS__V3 = 4, /* since version 3 */
	XCS__LOOSE = 8, /* Xen ignores octets behind the contents */
	XCS__FIT = 16, /* the body behind the head is whole entries */
	XCS__LAST = 32, /* what it needs must have come by now, not before */
	XCS__ONCE = 64, /* a restorer refuses a second one */
	XCS__REFUSED = 128 /* has a name, but no place in a stream */
};

#define XCS__ANY UINT16_MAX /* no upper limit to the length */

struct xcs__row {
	uint16_t needs; /* facts without which a restorer fails */
	uint16_t wants; /* facts that Xen has always established before */
	uint16_t bars; /* facts after which Xen never sends this */
	uint16_t sets; /* facts that it establishes */
	uint16_t repeat; /* the fact of these that shows it came before */
	uint16_t min, max; /* length of the body */
	uint8_t head; /* the item that the body starts with, or 0 */
	uint8_t entry; /* the item that repeats behind it, or 0 */
	uint8_t flags;
};

/* A row a record type: [libxc 4], then [libxl 5]. */
static const struct xcs__row xcs__rows[] = {
	/* needs, wants, bars, sets, repeat, min, max, head, entry, flags */
	/* END */
	{ XCS__F_WHOLE, XCS__F_STATIC_END, 0, 0, 0, 0, 0, 0, 0,
	  XCS__LOOSE | XCS__LAST },
	/* PAGE_DATA */
	{ XCS__F_STATIC_END | XCS__F_P2M, 0, XCS__F_STATE,
	  XCS__F_MEMORY | XCS__F_PV_MEMORY, 0, 8, XCS__ANY, XCS__PAGE_DATA,
	  XCS__PFN, 0 },
	/* X86_PV_INFO */
	{ 0, 0, XCS__F_STATIC_END, XCS__F_PV_INFO, XCS__F_PV_INFO, 8, 8,
	  XCS__PV_INFO, 0, XCS__PV | XCS__LOOSE | XCS__ONCE },
	/* X86_PV_P2M_FRAMES; its head sets the fact */
	{ XCS__F_STATIC_END | XCS__F_PV_INFO, 0, 0, 0, 0, 8, XCS__ANY,
	  XCS__P2M_FRAMES, XCS__P2M_FRAME, XCS__PV | XCS__FIT },
	/* X86_PV_VCPU_BASIC, EXTENDED, XSAVE */
	{ 0, XCS__F_BEFORE_VCPU, 0, XCS__F_STATE, 0, 8, XCS__ANY, XCS__VCPU, 0,
	  XCS__PV },
	{ 0, XCS__F_BEFORE_VCPU, 0, XCS__F_STATE, 0, 8, XCS__ANY, XCS__VCPU, 0,
	  XCS__PV },
	{ 0, XCS__F_BEFORE_VCPU, 0, XCS__F_STATE, 0, 8, XCS__ANY, XCS__VCPU, 0,
	  XCS__PV },
	/* SHARED_INFO */
	{ XCS__F_PV_INFO, XCS__F_STATIC_END, 0, XCS__F_SHARED, XCS__F_SHARED,
	  4096, 4096, 0, 0, XCS__PV },
	/* X86_TSC_INFO */
	{ 0, 0, 0, XCS__F_TSC, XCS__F_TSC, 24, 24, XCS__TSC_INFO, 0, 0 },
	/* HVM_CONTEXT */
	{ 0, XCS__F_STATIC_END, 0, XCS__F_OF_CONTEXT, XCS__F_EPOCH_CONTEXT, 1,
	  XCS__ANY, 0, 0, XCS__HVM },
	/* HVM_PARAMS: two in a stream converted from the legacy format */
	{ 0, XCS__F_STATIC_END, 0, 0, 0, 8, XCS__ANY, XCS__HVM_PARAMS,
	  XCS__HVM_PARAM, XCS__HVM },
	/* TOOLSTACK */
	{ 0, 0, 0, 0, 0, 0, XCS__ANY, 0, 0, XCS__REFUSED },
	/* X86_PV_VCPU_MSRS */
	{ 0, XCS__F_BEFORE_VCPU, 0, XCS__F_STATE, 0, 8, XCS__ANY, XCS__VCPU,
	  XCS__MSR, XCS__PV },
	/* VERIFY */
	{ 0, XCS__F_MEMORY, 0, XCS__F_VERIFY, XCS__F_VERIFY, 0, 0, 0, 0,
	  XCS__LOOSE },
	/* CHECKPOINT */
	{ XCS__F_WHOLE, XCS__F_STATIC_END, 0, 0, 0, 0, 0, 0, 0,
	  XCS__LOOSE | XCS__LAST },
	/* CHECKPOINT_DIRTY_PFN_LIST: from the receiver to the sender only */
	{ 0, 0, 0, 0, 0, 0, XCS__ANY, 0, 0, XCS__REFUSED },
	/* STATIC_DATA_END */
	{ 0, 0, 0, XCS__F_STATIC_END, XCS__F_STATIC_END, 0, 0, 0, 0,
	  XCS__V3 | XCS__LOOSE | XCS__ONCE },
	/* X86_CPUID_POLICY, X86_MSR_POLICY */
	{ 0, 0, XCS__F_STATIC_END, XCS__F_CPUID, XCS__F_CPUID, 24, XCS__ANY, 0,
	  XCS__CPUID_LEAF, XCS__V3 | XCS__FIT },
	{ 0, 0, XCS__F_STATIC_END, XCS__F_MSR, XCS__F_MSR, 16, XCS__ANY, 0,
	  XCS__MSR, XCS__V3 | XCS__FIT },
	/* an optional record of unknown type */
	{ 0, 0, 0, 0, 0, 0, XCS__ANY, 0, 0, 0 },
#ifndef XCSTREAM_ONLY_LIBXC
	/* libxl END */
	{ XCS__F_LIBXC, 0, 0, 0, 0, 0, 0, 0, 0, XCS__LOOSE | XCS__LAST },
	/* LIBXC_CONTEXT */
	{ 0, 0, 0, XCS__F_LIBXC, XCS__F_LIBXC, 0, 0, 0, 0,
	  XCS__LOOSE | XCS__ONCE },
	/* EMULATOR_XENSTORE_DATA, EMULATOR_CONTEXT */
	{ 0, XCS__F_LIBXC, 0, XCS__F_EMULATOR, 0, 8, XCS__ANY, XCS__EMULATOR, 0,
	  XCS__HVM },
	{ 0, XCS__F_LIBXC, 0, XCS__F_EMULATOR, 0, 8, XCS__ANY, XCS__EMULATOR, 0,
	  XCS__HVM },
	/* CHECKPOINT_END */
	{ 0, 0, 0, 0, 0, 0, 0, 0, 0, XCS__LOOSE },
	/* CHECKPOINT_STATE */
	{ 0, 0, 0, 0, 0, 1, XCS__ANY, 0, 0, 0 }
#endif
};

enum {
	XCS__ROW_OPTIONAL = XCSTREAM_LIBXC_X86_MSR_POLICY + 1,
	XCS__ROW_LIBXL, /* its END, and then: */
	XCS__ROW_LIBXC_CONTEXT,
	XCS__ROW_XENSTORE,
	XCS__ROW_EMULATOR,
	XCS__ROW_CHECKPOINT_END,
	XCS__ROW_CHECKPOINT_STATE
};

/* ---- profiles: who tolerates what, as two words of bits by code ---- */

#define XCS__LOW(bit) ((uint32_t)(XCSTREAM_BIT(bit) & 0xffffffffu))
#define XCS__HIGH(bit) ((uint32_t)(XCSTREAM_BIT(bit) >> 32))
#define XCS__IF(name, who, word) | ((who) ? word(XCSTREAM_E_##name) : 0u)
#define XCS__S_LOW(name, by, text) XCS__IF(name, (by) & (XCS__S), XCS__LOW)
#define XCS__S_HIGH(name, by, text) XCS__IF(name, (by) & (XCS__S), XCS__HIGH)
#define XCS__V_LOW(name, by, text) XCS__IF(name, (by) & (XCS__V), XCS__LOW)
#define XCS__V_HIGH(name, by, text) XCS__IF(name, (by) & (XCS__V), XCS__HIGH)
#define XCS__R_LOW(name, by, text) XCS__IF(name, (by) & (XCS__R), XCS__LOW)
#define XCS__R_HIGH(name, by, text) XCS__IF(name, (by) & (XCS__R), XCS__HIGH)
#define XCS__D_LOW(name, by, text) XCS__IF(name, (by) & (XCS__D), XCS__LOW)
#define XCS__D_HIGH(name, by, text) XCS__IF(name, (by) & (XCS__D), XCS__HIGH)
#define XCS__ALL_LOW(name, by, text) XCS__IF(name, by, XCS__LOW)
#define XCS__ALL_HIGH(name, by, text) XCS__IF(name, by, XCS__HIGH)

/* By enum xcstream_profile; the last row: what CUSTOM may tolerate. */
static const uint32_t xcs__tolerates[XCSTREAM_CUSTOM + 1][2] = {
	{ 0u XCSTREAM_FAULTS(XCS__S_LOW), 0u XCSTREAM_FAULTS(XCS__S_HIGH) },
	{ 0u XCSTREAM_FAULTS(XCS__V_LOW), 0u XCSTREAM_FAULTS(XCS__V_HIGH) },
	{ 0u XCSTREAM_FAULTS(XCS__R_LOW), 0u XCSTREAM_FAULTS(XCS__R_HIGH) },
	{ 0u XCSTREAM_FAULTS(XCS__D_LOW), 0u XCSTREAM_FAULTS(XCS__D_HIGH) },
	{ 0u XCSTREAM_FAULTS(XCS__ALL_LOW), 0u XCSTREAM_FAULTS(XCS__ALL_HIGH) }
};

typedef char xcs__assert_codes[XCSTREAM_NR_CODES <= 64 ? 1 : -1];
typedef char xcs__assert_state[sizeof(struct xcstream) <= 256 ? 1 : -1];

/* ---- engine: what the other rooms ask of it ---- */

/* Expect an item, gathered from here on, or something that needs no octet. */
static void xcs__expect(struct xcstream *xs, unsigned int phase)
{
	xs->phase = (uint8_t)phase;
	xs->need = 0;
	if (phase <= XCS__P2M_FRAME)
		xs->need = xcs__items[phase].size;
}

/* The fault, from here on or for the time of a warning. */
static void xcs__note(struct xcstream *xs, unsigned int code, uint64_t at,
		      uint64_t expected, uint64_t found)
{
	xs->fault.code = (uint8_t)code;
	xs->fault.layer = xs->layer;
	xs->fault.type = xs->type;
	xs->fault.record = xs->records;
	xs->fault.offset = at;
	xs->fault.expected = expected;
	xs->fault.found = found;
}

/* Keep a callback's answer. */
static void xcs__answer(struct xcstream *xs, int answer)
{
	if (answer > 0) {
		xs->paused = true;
	} else if (answer < 0) {
		xcs__note(xs, XCSTREAM_E_ABORTED, xs->offset, 0,
			  (uint64_t)(int64_t)answer);
		xcs__expect(xs, XCS__FAULT);
	}
}

/*
 * Something is wrong at offset `at`. Returns true if that ends it; false if it
 * is tolerated, and has been reported.
 */
static bool xcs__fail(struct xcstream *xs, unsigned int code, uint64_t at,
		      uint64_t expected, uint64_t found)
{
	xcs__note(xs, code, at, expected, found);
	if ((xs->tolerate[code >> 5] >> (code & 31)) & 1)
		xcs__answer(xs, XCS__CALL(xs, warning, &xs->fault));
	else
		xcs__expect(xs, XCS__FAULT);
	return xs->phase == XCS__FAULT;
}

/* The same, for a field of the current item. */
static bool xcs__bad(struct xcstream *xs, unsigned int code, unsigned int field,
		     uint64_t expected, uint64_t found)
{
	return xcs__fail(xs, code, xs->at + field, expected, found);
}

/* The same, for the current record's length. */
static bool xcs__bad_length(struct xcstream *xs, unsigned int code,
			    uint64_t expected)
{
	return xcs__fail(xs, code, xs->rec + 4, expected, xs->length);
}

/* Go to what comes next in the body: entries, bulk, chain, padding, end. */
static void xcs__next(struct xcstream *xs)
{
	unsigned int phase = XCS__CLOSE;

	if (xs->entries)
		phase = xcs__rows[xs->row].entry;
	else if (xs->bulk)
		phase = xs->row == XCS__ROW_XENSTORE ? XCS__XENSTORE
						     : XCS__BULK;
	else if (xs->chain)
		phase = xs->left < 8 ? XCS__HVM_NO_END : XCS__HVM_ENTRY;
	else if (xs->pad)
		phase = XCS__PAD;
	xcs__expect(xs, phase);
	if (phase == XCS__PAD)
		xs->need = xs->pad;
}

/* ---- grammar: fields ---- */

/* The number in `size` octets. */
static uint64_t xcs__number(const uint8_t *p, unsigned int size, bool big)
{
	uint64_t number = 0;
	unsigned int i;

	for (i = 0; i < size; i++)
		number = number << 8 | p[big ? i : size - 1 - i];
	return number;
}

/* Are the fields of the current item in big-endian order? */
static bool xcs__is_big(const struct xcstream *xs)
{
	return xs->phase <= XCS__IHDR || (xs->big >> xs->layer & 1);
}

/* Get the six fields of the item in `hold`. */
static void xcs__decode(const struct xcstream *xs, uint64_t *fields)
{
	uint32_t sizes = xcs__items[xs->phase].fields;
	const uint8_t *p = xs->hold;
	bool big = xcs__is_big(xs);
	unsigned int i;

	for (i = 0; i < 6; i++) {
		fields[i] = xcs__number(p, sizes & 15, big);
		p += sizes & 15;
		sizes >>= 4;
	}
}

static bool xcs__is_good(const struct xcs__check *check, uint64_t value)
{
	if (check->rule == XCS__EQUAL)
		return value == check->value;
	if (check->rule == XCS__BITS)
		return !(value & ~(uint64_t)check->value);
	return value < 32 && (check->value >> value) & 1;
}

/* What the field could be: for one of a set, the largest in it. */
static uint32_t xcs__expected(const struct xcs__check *check, uint64_t value)
{
	uint32_t largest = 31;

	if (check->rule == XCS__EQUAL)
		return check->value;
	if (check->rule == XCS__BITS)
		return (uint32_t)value & check->value;
	while (largest && !(check->value >> largest))
		largest--;
	return largest;
}

/* Judge each field of an item by the table. */
static bool xcs__is_refused(struct xcstream *xs, const uint64_t *fields)
{
	const struct xcs__check *check = xcs__checks;
	uint64_t value;
	unsigned int i;

	for (i = 0; i < sizeof(xcs__checks) / sizeof(*check); i++, check++) {
		if (check->item != xs->phase)
			continue;
		value = fields[check->field];
		if (!xcs__is_good(check, value) &&
		    xcs__bad(xs, check->code, check->at,
			     xcs__expected(check, value), value))
			return true;
	}
	return false;
}

/* ---- rules: what may follow what ---- */

/* Of the record in `hold`, for its type. */
static bool xcs__bad_type(struct xcstream *xs, unsigned int code,
			  uint32_t expected, uint32_t found)
{
	return xcs__fail(xs, code, xs->at, expected, found);
}

/* It comes at the wrong time, since of these facts some hold or do not. */
static bool xcs__bad_place(struct xcstream *xs, unsigned int code,
			   uint32_t facts)
{
	unsigned int i = 0;

	while (i < sizeof(xcs__fact_types) - 1 && !((facts >> i) & 1))
		i++;
	return facts && xcs__bad_type(xs, code, xcs__fact_types[i], xs->type);
}

/* Judge the place of a record. */
static bool xcs__is_misplaced(struct xcstream *xs, const struct xcs__row *row)
{
	unsigned int guest = row->flags & (XCS__PV | XCS__HVM);
	bool old = xs->version < 3;

	if (guest && xs->guest && guest != xs->guest &&
	    xcs__bad_type(xs, XCSTREAM_E_GUEST, guest, xs->guest))
		return true;
	if ((row->flags & XCS__V3) && old &&
	    xcs__bad_type(xs, XCSTREAM_E_RECORD_VERSION, 3, xs->version))
		return true;
	/* In v2 the position of STATIC_DATA_END is inferred. [libxc 6.1] */
	if (old && (row->needs & XCS__F_STATIC_END))
		xs->facts |= XCS__F_STATIC_END;
	if ((row->repeat & xs->facts) &&
	    xcs__bad_type(xs,
			  row->flags & XCS__ONCE ? XCSTREAM_E_DUPLICATE
						 : XCSTREAM_E_REPEATED,
			  1, 2))
		return true;
	return xcs__bad_place(xs,
			      row->flags & XCS__LAST ? XCSTREAM_E_INCOMPLETE
						     : XCSTREAM_E_ORDER,
			      row->needs & ~xs->facts) ||
	       xcs__bad_place(
		       xs, XCSTREAM_E_ORDER_LAX,
		       row->wants & ~xs->facts &
			       ~(old ? (uint32_t)XCS__F_STATIC_END : 0u)) ||
	       xcs__bad_place(xs, XCSTREAM_E_ORDER_LAX, row->bars & xs->facts);
}

/* Judge it by where in a checkpointed stream it is. */
static bool xcs__is_off_checkpoint(struct xcstream *xs)
{
	bool inside = xs->facts & XCS__F_CHECKPOINT;
	unsigned int row = xs->row;

	if (xs->epoch && xs->offset - xs->epoch + xs->length > xs->max_epoch &&
	    xcs__bad_length(xs, XCSTREAM_E_MAX_EPOCH, xs->max_epoch))
		return true;
	if (row == XCSTREAM_LIBXC_CHECKPOINT &&
	    !(xs->flags & XCSTREAM_CHECKPOINTED))
		return xcs__bad_type(xs, XCSTREAM_E_CHECKPOINT,
				     XCSTREAM_LIBXC_END, xs->type);
	if (row == XCS__ROW_CHECKPOINT_STATE ||
	    (row == XCS__ROW_CHECKPOINT_END && !inside) ||
	    (row == XCS__ROW_LIBXL && inside))
		return xcs__bad_type(xs, XCSTREAM_E_CHECKPOINT_ORDER,
				     inside ? XCSTREAM_LIBXL_CHECKPOINT_END
					    : XCSTREAM_LIBXL_END,
				     xs->type);
	return false;
}

/* A CHECKPOINT: what each consistent state brings anew may come again. */
static void xcs__new_epoch(struct xcstream *xs)
{
	xs->facts &= ~(uint32_t)XCS__F_OF_EPOCH;
	xs->epoch = xs->offset;
	xs->vcpu_id = 0;
	xs->vcpu_kinds = 0;
}

/* ---- grammar: headers ---- */

/*
 * An image of Xen 4.4 or older starts with p2m_size, an unsigned long of the
 * toolstack. On 64 bits it is below 2^32; on 32 bits all ones (PV), a negative
 * chunk type or a page count follow. [libxc 6.2; legacy.py for the ranges]
 */
static bool xcs__is_legacy(const uint8_t *p)
{
	uint64_t next = xcs__number(p + 4, 4, false);

	if (!next)
		next = xcs__number(p + 8, 4, false);
	return xcs__number(p, 4, false) && next &&
	       (next <= 1024 || next >= UINT32_MAX - 31);
}

/* Not the magic number that was due. */
static int xcs__bad_magic(struct xcstream *xs, uint64_t expected,
			  uint64_t found)
{
	xcs__bad(xs,
		 xcs__is_legacy(xs->hold) ? XCSTREAM_E_LEGACY
					  : XCSTREAM_E_MAGIC,
		 0, expected, found);
	return 0;
}

#define XCS__MARKER UINT64_MAX /* [libxc 3.1] */
#define XCS__LIBXL_IDENT 0x4c6962786c466d74u /* LibxlFmt [libxl 3] */
#define XCS__XL_MAGIC1 0x58656e2073617665u /* Xen save */
#define XCS__XL_MAGIC2 0x6420646f6d61696eu /* d domain */
#define XCS__XL_MAGIC3 0x2c20786c20666f72u /* , xl for */
#define XCS__XL_MAGIC4 0x6d61740a2000200du /* mat\n \0 \r */

/* Expect a header or a record of a layer. */
static void xcs__enter(struct xcstream *xs, unsigned int layer,
		       unsigned int phase)
{
	xs->layer = (uint8_t)layer;
	xs->type = XCSTREAM_NO_RECORD;
	xcs__expect(xs, phase);
}

/* Take on the byte order of a header, in bit 0 of its options. */
static bool xcs__bad_order(struct xcstream *xs, unsigned int field,
			   uint64_t options)
{
	unsigned int bit = 1u << xs->layer;

	if (options & 1)
		xs->big |= (uint8_t)bit;
	else
		xs->big &= (uint8_t)~bit;
	return (options & 1) && (xs->flags & XCSTREAM_LITTLE_ENDIAN_ONLY) &&
	       xcs__bad(xs, XCSTREAM_E_BYTE_ORDER, field, options & ~1u,
			options);
}

#ifndef XCSTREAM_ONLY_LIBXC
/* The format is told by 8 octets; they stay in `hold` for its header. */
static int xcs__ident(struct xcstream *xs, const uint64_t *v)
{
	xs->have = 8;
	if (v[0] == XCS__MARKER)
		xcs__enter(xs, XCSTREAM_LAYER_LIBXC, XCS__IHDR);
	else if (v[0] == XCS__LIBXL_IDENT)
		xcs__enter(xs, XCSTREAM_LAYER_LIBXL, XCS__LIBXL);
	else if (v[0] == XCS__XL_MAGIC1)
		xcs__enter(xs, XCSTREAM_LAYER_XL, XCS__XL_MAGIC);
	else
		xcs__expect(xs, XCS__FOREIGN);
	return 0;
}

static int xcs__xl_magic(struct xcstream *xs, const uint64_t *v)
{
	if (v[0] != XCS__XL_MAGIC1 || v[1] != XCS__XL_MAGIC2 ||
	    v[2] != XCS__XL_MAGIC3 || v[3] != XCS__XL_MAGIC4)
		return xcs__bad_magic(xs, XCS__XL_MAGIC1, v[0]);
	xcs__expect(xs, XCS__XL);
	return 0;
}

/* The rest: byteorder, mandatory and optional flags, optional_data_len. */
static int xcs__xl(struct xcstream *xs, const uint64_t *v)
{
	uint32_t mandatory = (uint32_t)v[1];
	uint32_t left = (uint32_t)v[3];

	if (!(mandatory & 2) &&
	    xcs__bad(xs, XCSTREAM_E_XL_LEGACY, 4, mandatory | 2, mandatory))
		return 0;
	if (left < 4 &&
	    xcs__bad(xs, left ? XCSTREAM_E_XL_LENGTH : XCSTREAM_E_XL_OPTIONAL,
		     12, 4, left))
		return 0;
	xs->outer = mandatory & 2 ? XCSTREAM_LAYER_LIBXL : XCSTREAM_LAYER_LIBXC;
	xs->left = left;
	xs->bulk = left;
	xcs__next(xs);
	if (left >= 4)
		xcs__expect(xs, XCS__XL_CONFIG);
	return XCS__CALL(xs, xl_header, mandatory, (uint32_t)v[2], left);
}

static int xcs__xl_config(struct xcstream *xs, const uint64_t *v)
{
	xs->left -= 4;
	if (v[0] != xs->left &&
	    xcs__bad(xs,
		     v[0] > xs->left ? XCSTREAM_E_XL_LENGTH
				     : XCSTREAM_E_XL_OPTIONAL,
		     0, xs->left, v[0]))
		return 0;
	xs->bulk = xs->left;
	xcs__next(xs);
	return XCS__CALL(xs, xl_config, (uint32_t)v[0]);
}

static int xcs__libxl(struct xcstream *xs, const uint64_t *v)
{
	if (v[0] != XCS__LIBXL_IDENT)
		return xcs__bad_magic(xs, XCS__LIBXL_IDENT, v[0]);
	if (xcs__is_refused(xs, v) || xcs__bad_order(xs, 12, v[2]))
		return 0;
	xs->outer = XCSTREAM_LAYER_LIBXL;
	xcs__expect(xs, XCS__RHDR);
	return XCS__CALL(xs, image_header, (uint32_t)v[1], (uint32_t)v[2]);
}
#endif

static int xcs__image_header(struct xcstream *xs, const uint64_t *v)
{
	if (v[0] != XCS__MARKER)
		return xcs__bad_magic(xs, XCS__MARKER, v[0]);
	if (xcs__is_refused(xs, v) ||
	    (v[2] > xs->max_version &&
	     xcs__bad(xs, XCSTREAM_E_VERSION, 12, xs->max_version, v[2])) ||
	    xcs__bad_order(xs, 16, v[3]))
		return 0;
	xs->version = (uint8_t)v[2];
	xcs__expect(xs, XCS__DHDR);
	return XCS__CALL(xs, image_header, (uint32_t)v[2], (uint32_t)v[3]);
}

static int xcs__domain_header(struct xcstream *xs, const uint64_t *v)
{
	/* An emulator's record came before anyone knew the guest. */
	if (v[0] == XCS__GUEST_PV && (xs->facts & XCS__F_EMULATOR) &&
	    xcs__bad(xs, XCSTREAM_E_GUEST, 0, XCS__GUEST_HVM, v[0]))
		return 0;
	xs->guest = (uint8_t)v[0];
	xs->width = 8; /* a restorer's assumption before X86_PV_INFO */
	xs->end_pfn = 0;
	xs->facts &= XCS__F_OF_LIBXL;
	if (v[0] != XCS__GUEST_PV)
		xs->facts |= XCS__F_OF_PV;
	if (v[0] != XCS__GUEST_HVM)
		xs->facts |= XCS__F_OF_HVM;
	xcs__new_epoch(xs);
	xs->epoch = 0;
	xcs__expect(xs, XCS__RHDR);
	return XCS__CALL(xs, domain_header, (uint32_t)v[0], (uint32_t)v[1],
			 (uint32_t)v[3], (uint32_t)v[4]);
}

/* ---- grammar: record headers ---- */

#define XCS__OPTIONAL_BIT 0x80000000u /* of a record type [libxc 4] */
#define XCS__LENGTH_MAX (128u << 20) /* xg_sr_stream_format.h */

/* Find the row of the record's type. */
static bool xcs__is_unknown(struct xcstream *xs)
{
	bool libxc = xs->layer == XCSTREAM_LAYER_LIBXC;
	uint32_t last = libxc ? XCSTREAM_LIBXC_X86_MSR_POLICY
			      : XCSTREAM_LIBXL_CHECKPOINT_STATE;

	xs->row = XCS__ROW_OPTIONAL;
	if (xs->type <= last)
		xs->row = (uint8_t)((libxc ? 0 : XCS__ROW_LIBXL) + xs->type);
	if (xs->type <= last && !(xcs__rows[xs->row].flags & XCS__REFUSED))
		return false;
	/* libxl's reader knows no optional records. */
	return xcs__bad_type(xs,
			     libxc && (xs->type & XCS__OPTIONAL_BIT)
				     ? XCSTREAM_E_OPTIONAL_TYPE
				     : XCSTREAM_E_RECORD_TYPE,
			     last, xs->type);
}

static bool xcs__is_missized(struct xcstream *xs, const struct xcs__row *row)
{
	uint32_t length = xs->length, over = 0;

	if (length > XCS__LENGTH_MAX && xs->layer == XCSTREAM_LAYER_LIBXC &&
	    xcs__bad_length(xs, XCSTREAM_E_TOO_LONG, XCS__LENGTH_MAX))
		return true;
	if (length < row->min &&
	    xcs__bad_length(xs, XCSTREAM_E_LENGTH, row->min))
		return true;
	if (row->max != XCS__ANY && length > row->max &&
	    xcs__bad_length(xs,
			    row->flags & XCS__LOOSE ? XCSTREAM_E_LONG
						    : XCSTREAM_E_LENGTH,
			    row->max))
		return true;
	xs->left = length;
	if (row->head)
		xs->left -= xcs__items[row->head].size;
	if (row->flags & XCS__FIT)
		over = xs->left % xcs__items[row->entry].size;
	return over && xcs__bad_length(xs, XCSTREAM_E_LENGTH, length - over);
}

/* The rest of the body is entries if they fit, else passed through. */
static void xcs__body(struct xcstream *xs)
{
	unsigned int entry = xcs__rows[xs->row].entry;

	if (entry && xs->left % xcs__items[entry].size == 0)
		xs->entries = xs->left / xcs__items[entry].size;
	else
		xs->bulk = xs->left;
	xcs__next(xs);
}

/* Where in HVM_CONTEXT. */
enum { XCS__CHAIN_NONE, XCS__CHAIN_HEADER, XCS__CHAIN_ENTRIES };

static int xcs__record_header(struct xcstream *xs, const uint64_t *v)
{
	const struct xcs__row *row;

	xs->type = (uint32_t)v[0];
	xs->length = (uint32_t)v[1];
	xs->rec = xs->at;
	if (xcs__is_unknown(xs))
		return 0;
	row = &xcs__rows[xs->row];
	if (xcs__is_misplaced(xs, row) || xcs__is_off_checkpoint(xs) ||
	    xcs__is_missized(xs, row))
		return 0;
	xs->facts |= row->sets;
	xs->pad = (uint8_t)((8 - xs->length % 8) % 8);
	if (row->head) {
		xcs__expect(xs, row->head);
	} else if (xs->row == XCSTREAM_LIBXC_HVM_CONTEXT) {
		xs->chain = XCS__CHAIN_HEADER;
		xcs__next(xs);
	} else {
		xcs__body(xs);
	}
	return XCS__CALL(xs, record, xs->type, xs->length);
}

/* Which layer goes on behind a record. */
static unsigned int xcs__next_layer(struct xcstream *xs)
{
	if (xs->row == XCSTREAM_LIBXC_CHECKPOINT) {
		xcs__new_epoch(xs);
		if (xs->outer)
			xs->facts |= XCS__F_CHECKPOINT;
	} else if (xs->row == XCS__ROW_CHECKPOINT_END &&
		   (xs->facts & XCS__F_CHECKPOINT)) {
		xs->facts &= ~(uint32_t)XCS__F_CHECKPOINT;
		return XCSTREAM_LAYER_LIBXC;
	} else if (xs->row != XCSTREAM_LIBXC_END) {
		return xs->layer;
	}
	return xs->outer ? xs->outer : xs->layer;
}

/* Behind a record. Some hand over to another layer. */
static int xcs__close(struct xcstream *xs)
{
	unsigned int layer;
	int answer;

#ifndef XCSTREAM_ONLY_LIBXC
	if (xs->layer == XCSTREAM_LAYER_XL) {
		layer = xs->outer;
		xs->outer = XCSTREAM_LAYER_NONE;
		xcs__enter(xs, layer,
			   layer == XCSTREAM_LAYER_LIBXL ? XCS__LIBXL
							 : XCS__IHDR);
		return 0;
	}
#endif
	answer = xs->ops->record_end ? xs->ops->record_end(xs) : 0;
	xs->records++;
	layer = xcs__next_layer(xs);
	if (xs->type == XCSTREAM_LIBXC_END && layer == xs->layer)
		xcs__expect(xs, XCS__DONE);
	else if (xs->row == XCS__ROW_LIBXC_CONTEXT)
		xcs__enter(xs, XCSTREAM_LAYER_LIBXC, XCS__IHDR);
	else
		xcs__enter(xs, layer, XCS__RHDR);
	return answer;
}

/* ---- grammar: the heads of record bodies ---- */

/* count, res; as many entries follow, then the pages [libxc 4.2] */
static int xcs__page_data(struct xcstream *xs, const uint64_t *v)
{
	uint32_t fit = xs->left / 8;

	if ((v[0] == 0 || v[0] > fit) &&
	    xcs__bad(xs, XCSTREAM_E_COUNT, 0, v[0] ? fit : 1, v[0]))
		return 0;
	xs->entries = (uint32_t)v[0];
	xs->left -= 8 * xs->entries;
	xs->bulk = xs->left;
	xs->pages = 0;
	xcs__next(xs);
	return 0;
}

/* guest_width, pt_levels [libxc 4.3] */
static int xcs__pv_info(struct xcstream *xs, const uint64_t *v)
{
	uint32_t levels = v[0] == 8 ? 4 : 3;

	if (v[1] != levels &&
	    xcs__bad(xs, XCSTREAM_E_PV_INFO_PAIR, 1, levels, v[1]))
		return 0;
	xs->width = (uint8_t)v[0];
	xcs__body(xs);
	return XCS__CALL(xs, pv_info, (uint32_t)v[0], (uint32_t)v[1]);
}

/*
 * p2m_start_pfn, p2m_end_pfn [libxc 4.4]. A restorer allocates up to the end,
 * and leaves unset what no record covers: so the first range starts in the
 * frame of pfn 0 and does not end there, and a later one leaves no gap.
 */
static int xcs__p2m_frames(struct xcstream *xs, const uint64_t *v)
{
	uint32_t start = (uint32_t)v[0], end = (uint32_t)v[1];
	unsigned int shift = xs->width == 8 ? 9 : 10; /* 4096 / width pfns */
	uint32_t limit = 0; /* the last frame where the range may start */
	uint32_t frames = 0;

	if (xs->facts & XCS__F_P2M)
		limit = (xs->end_pfn >> shift) + 1;
	if (start <= end)
		frames = (end >> shift) - (start >> shift) + 1;
	if ((!frames || start >> shift > limit) &&
	    xcs__bad(xs, XCSTREAM_E_P2M_RANGE, 0,
		     frames ? (uint64_t)limit << shift : end, start))
		return 0;
	if (!limit && !end && xcs__bad(xs, XCSTREAM_E_P2M_RANGE, 4, 1, 0))
		return 0;
	if (end > xs->max_pfn &&
	    xcs__bad(xs, XCSTREAM_E_MAX_PFN, 4, xs->max_pfn, end))
		return 0;
	if (xs->left / 8 != frames && xcs__bad_length(xs, XCSTREAM_E_P2M_LENGTH,
						      8 + 8 * (uint64_t)frames))
		return 0;
	if (end > xs->end_pfn)
		xs->end_pfn = end;
	xs->facts |= XCS__F_P2M;
	xcs__body(xs);
	return XCS__CALL(xs, p2m_frames, start, end);
}

/* Judge a vCPU context's length. [xg_sr_restore_x86_pv.c] */
static bool xcs__bad_context(struct xcstream *xs)
{
	uint32_t expected = xs->left - xs->left % 16; /* MSRS */

	if (xs->row == XCSTREAM_LIBXC_X86_PV_VCPU_BASIC)
		expected = xs->width == 8 ? 5168 : 2800; /* xen.h */
	else if (xs->row == XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED)
		expected = xs->left > 128 ? 128 : xs->left;
	else if (xs->row == XCSTREAM_LIBXC_X86_PV_VCPU_XSAVE)
		expected = xs->left < 16 ? 16 : xs->left;
	return xs->left != expected &&
	       xcs__bad_length(xs, XCSTREAM_E_VCPU_LENGTH,
			       8 + (uint64_t)expected);
}

/*
 * Xen sends the vCPUs in ascending order, and what belongs to one together:
 * so one id and a bit for each of its records find whatever is repeated.
 */
static bool xcs__bad_vcpu(struct xcstream *xs, uint32_t id)
{
	uint16_t kind = (uint16_t)(1u << xs->row);

	if (id >= xs->max_vcpus &&
	    xcs__bad(xs, XCSTREAM_E_VCPU_ID, 0, xs->max_vcpus - 1, id))
		return true;
	if (id > xs->vcpu_id)
		xs->vcpu_kinds = 0;
	if ((id < xs->vcpu_id || (xs->vcpu_kinds & kind)) &&
	    xcs__bad(xs, XCSTREAM_E_VCPU_ORDER, 0, (uint64_t)xs->vcpu_id + 1,
		     id))
		return true;
	xs->vcpu_id = id;
	xs->vcpu_kinds |= kind;
	if (id == 0 && xs->row == XCSTREAM_LIBXC_X86_PV_VCPU_BASIC)
		xs->facts |= XCS__F_VCPU0;
	return false;
}

/*
 * vcpu_id [libxc 4.5]. A record without a context says nothing, and Xen skips
 * it, whatever else is in it. [libxc 8, errata]
 */
static int xcs__vcpu(struct xcstream *xs, const uint64_t *v)
{
	if (xs->left == 0
		    ? xcs__bad_length(xs, XCSTREAM_E_VCPU_EMPTY, 9)
		    : xcs__bad_vcpu(xs, (uint32_t)v[0]) || xcs__bad_context(xs))
		return 0;
	xcs__body(xs);
	return XCS__CALL(xs, vcpu, (uint32_t)v[0], xs->left);
}

/* mode, khz, nsec, incarnation [libxc 4.7] */
static int xcs__tsc_info(struct xcstream *xs, const uint64_t *v)
{
	xcs__body(xs);
	return XCS__CALL(xs, tsc_info, (uint32_t)v[0], (uint32_t)v[1], v[2],
			 (uint32_t)v[3]);
}

/* count [libxc 4.9]; an empty one: [libxc 8, errata] */
static int xcs__hvm_params(struct xcstream *xs, const uint64_t *v)
{
	if (16 * v[0] != xs->left &&
	    xcs__bad(xs, XCSTREAM_E_COUNT, 0, xs->left / 16, v[0]))
		return 0;
	if (!v[0] && xcs__bad(xs, XCSTREAM_E_PARAM_EMPTY, 0, 1, 0))
		return 0;
	xcs__body(xs);
	return 0;
}

#ifndef XCSTREAM_ONLY_LIBXC
/* emulator_id, index [libxl 4.1] */
static int xcs__emulator(struct xcstream *xs, const uint64_t *v)
{
	xcs__body(xs);
	return XCS__CALL(xs, emulator, (uint32_t)v[0], (uint32_t)v[1],
			 xs->left);
}
#endif

/* ---- grammar: entries ---- */

#define XCS__PFN_MASK 0xfffffffffffffu
#define XCS__HAS_DATA 0x1e1fu /* page types 0-4, 9-12 [libxc 4.2] */
#define XCS__HAS_MEMORY 0x5e1fu /* and XALLOC */
#define XCS__KNOWN_TYPES 0xfe1fu /* all but 5-8 */

/* Is a pfn judged by the p2m, and not by the caller's limit? */
static bool xcs__has_p2m(const struct xcstream *xs)
{
	return xs->guest == XCS__GUEST_PV && (xs->facts & XCS__F_P2M);
}

static bool xcs__bad_page(struct xcstream *xs, uint64_t entry)
{
	uint64_t pfn = entry & XCS__PFN_MASK;
	uint32_t type = (uint32_t)(entry >> 60) & 15;

	if ((entry >> 52 & 0xff) &&
	    xcs__bad(xs, XCSTREAM_E_RESERVED_BITS, 0,
		     entry & 0xf00fffffffffffffu, entry))
		return true;
	if (!(XCS__KNOWN_TYPES >> type & 1) &&
	    xcs__bad(xs, XCSTREAM_E_PAGE_TYPE, 0, 4, type))
		return true;
	if (xcs__has_p2m(xs))
		return pfn > xs->end_pfn &&
		       xcs__bad(xs, XCSTREAM_E_PFN_RANGE, 0, xs->end_pfn, pfn);
	return (XCS__HAS_MEMORY >> type & 1) && pfn > xs->max_pfn &&
	       xcs__bad(xs, XCSTREAM_E_MAX_PFN, 0, xs->max_pfn, pfn);
}

/* An entry of PAGE_DATA. [libxc 4.2] */
static int xcs__page(struct xcstream *xs, const uint64_t *v)
{
	uint32_t type = (uint32_t)(v[0] >> 60) & 15;
	uint64_t length;

	if (xcs__bad_page(xs, v[0]))
		return 0;
	if (XCS__HAS_DATA >> type & 1) {
		if (xs->ops->page_data && xs->pages == xs->nr_pfns) {
			xcs__bad(xs, XCSTREAM_E_PFN_BUFFER, 0, xs->nr_pfns,
				 (uint64_t)xs->nr_pfns + 1);
			return 0;
		}
		if (xs->ops->page_data)
			xs->pfns[xs->pages] = v[0];
		xs->pages++;
	}
	length = (uint64_t)xs->length - xs->left + 4096 * (uint64_t)xs->pages;
	if (xs->entries == 1 && length != xs->length) {
		xcs__bad_length(xs, XCSTREAM_E_LENGTH, length);
		return 0;
	}
	xs->entries--;
	xcs__next(xs);
	return XCS__CALL(xs, page, v[0] & XCS__PFN_MASK, type);
}

/* [libxc 4.4] */
static int xcs__p2m_frame(struct xcstream *xs, const uint64_t *v)
{
	if (v[0] > xs->end_pfn &&
	    xcs__bad(xs, XCSTREAM_E_P2M_PFN, 0, xs->end_pfn, v[0]))
		return 0;
	xs->entries--;
	xcs__next(xs);
	return XCS__CALL(xs, p2m_frame, v[0]);
}

/* index, value [libxc 4.9] */
static int xcs__hvm_param(struct xcstream *xs, const uint64_t *v)
{
	xs->entries--;
	xcs__next(xs);
	return XCS__CALL(xs, hvm_param, v[0], v[1]);
}

/* [libxc 4.15] */
static int xcs__cpuid_leaf(struct xcstream *xs, const uint64_t *v)
{
	uint32_t leaf[6];
	unsigned int i;

	for (i = 0; i < 6; i++)
		leaf[i] = (uint32_t)v[i];
	xs->entries--;
	xcs__next(xs);
	return XCS__CALL(xs, cpuid_leaf, leaf);
}

/* index, flags, value [libxc 4.16]; X86_PV_VCPU_MSRS has the same layout */
static int xcs__msr(struct xcstream *xs, const uint64_t *v)
{
	xs->entries--;
	xcs__next(xs);
	return XCS__CALL(xs, msr, (uint32_t)v[0], v[2]);
}

/* ---- grammar: the chain of entries in HVM_CONTEXT, [public/hvm/save.h] ---- */

/* Typecodes: END 0, HEADER 1, of all others CPU_MSR is the last. */
enum { XCS__HVM_END, XCS__HVM_FIRST, XCS__HVM_LAST = 20 };

/* The chain is over or broken: the rest of the record is passed through. */
static void xcs__end_chain(struct xcstream *xs)
{
	xs->chain = XCS__CHAIN_NONE;
	xs->bulk = xs->left;
	xcs__next(xs);
}

/* Judge the typecode, and the header's length. */
static bool xcs__bad_entry(struct xcstream *xs, const uint64_t *v)
{
	if (xs->chain == XCS__CHAIN_ENTRIES)
		return (v[0] == XCS__HVM_FIRST || v[0] > XCS__HVM_LAST) &&
		       xcs__bad(xs, XCSTREAM_E_HVM_UNKNOWN, 0, XCS__HVM_LAST,
				v[0]);
	if (v[0] != XCS__HVM_FIRST)
		return xcs__bad(xs, XCSTREAM_E_HVM_HEADER, 0, XCS__HVM_FIRST,
				v[0]);
	return v[2] != 24 && xcs__bad(xs, XCSTREAM_E_HVM_HEADER, 4, 24, v[2]);
}

/* typecode, instance, length */
static int xcs__hvm_entry(struct xcstream *xs, const uint64_t *v)
{
	bool header = xs->chain == XCS__CHAIN_HEADER &&
		      v[0] == XCS__HVM_FIRST && v[2] == 24;
	uint32_t length = (uint32_t)v[2];

	if (xcs__bad_entry(xs, v))
		return 0;
	xs->left -= 8;
	if (v[0] == XCS__HVM_END) {
		if (length && xcs__bad(xs, XCSTREAM_E_HVM_TAIL, 4, 0, length))
			return 0;
		if (xs->left &&
		    xcs__bad(xs, XCSTREAM_E_HVM_TAIL, 8, 0, xs->left))
			return 0;
		xcs__end_chain(xs);
	} else if (length > xs->left) {
		if (xcs__bad(xs, XCSTREAM_E_HVM_ENTRY, 4, xs->left, length))
			return 0;
		xcs__end_chain(xs);
	} else {
		xs->chain = XCS__CHAIN_ENTRIES;
		xs->left -= length;
		xs->bulk = header ? 0 : length;
		xcs__next(xs);
		if (header)
			xcs__expect(xs, XCS__HVM_HEADER);
	}
	return XCS__CALL(xs, hvm_entry, (uint32_t)v[0], (uint32_t)v[1], length);
}

/* The record ends where an entry should begin. */
static int xcs__hvm_no_end(struct xcstream *xs)
{
	if (!xcs__bad(xs, XCSTREAM_E_HVM_END, 0, 8, xs->left))
		xcs__end_chain(xs);
	return 0;
}

/* magic, version, changeset, cpuid, gtsc_khz */
static int xcs__hvm_header(struct xcstream *xs, const uint64_t *v)
{
	xcs__next(xs);
	return XCS__CALL(xs, hvm_header, (uint32_t)v[1], v[2], (uint32_t)v[3],
			 (uint32_t)v[4]);
}

/* ---- grammar: xenstore data, [libxl 5.3] ---- */

#ifndef XCSTREAM_ONLY_LIBXC
enum { XCS__KEY_START, XCS__KEY, XCS__VALUE_START, XCS__VALUE };

/*
 * Does the octet end a piece? A NUL does, and in a key what may not be there:
 * any but [A-Za-z0-9-/_@], and a slash in front, as a key must be relative.
 */
static bool xcs__is_stop(const struct xcstream *xs, uint8_t c)
{
	bool key = (c >= 'a' && c <= 'z') || (c >= '@' && c <= 'Z') ||
		   (c >= '/' && c <= '9') || c == '-' || c == '_';

	if (xs->string == XCS__KEY_START && c == '/')
		key = false;
	return !c || (xs->string < XCS__VALUE_START && xs->have < 2 && !key);
}

/* The octets are over: not within a string, nor between key and value. */
static void xcs__xenstore_end(struct xcstream *xs)
{
	if (xs->string == XCS__KEY_START)
		xcs__next(xs);
	else
		xcs__bad(xs,
			 xs->string == XCS__VALUE_START
				 ? XCSTREAM_E_XENSTORE_PAIR
				 : XCSTREAM_E_XENSTORE_NUL,
			 0, 0, 0);
}

/* The octet in hold[0] ends a string, or is wrong in a key. */
static size_t xcs__xenstore_stop(struct xcstream *xs)
{
	bool value = xs->string >= XCS__VALUE_START;
	uint8_t c = xs->hold[0];

	if ((c == '/' || c == 0)
		    ? xs->string == XCS__KEY_START &&
			      xcs__bad(xs, XCSTREAM_E_XENSTORE_KEY, 0, 0, c)
		    : xcs__bad(xs, XCSTREAM_E_XENSTORE_CHAR, 0, 0, c))
		return 0;
	if (c) {
		xs->have = 2;
		return 0;
	}
	xs->have = 0;
	xs->string = value ? XCS__KEY_START : XCS__VALUE_START;
	xs->bulk--;
	xs->offset++;
	xcs__answer(xs, XCS__CALL(xs, xenstore, value, NULL, 0));
	return 1;
}

/*
 * Take a piece of a string, or the NUL that ends it. An octet that ends a
 * piece has been loaded, and must not be again: it waits in hold[0]. `have` is
 * 1 while it waits, 2 once it is found wrong for a key but tolerated.
 */
static size_t xcs__xenstore(struct xcstream *xs, const uint8_t *data,
			    size_t len)
{
	bool value = xs->string >= XCS__VALUE_START;
	size_t n = 0;

	xs->at = xs->offset;
	if (!xs->bulk) {
		xcs__xenstore_end(xs);
		return 0;
	}
	while (n < len && n < xs->bulk) {
		if (!xs->have)
			xs->hold[0] = XCSTREAM_LOAD8(data + n);
		if (xcs__is_stop(xs, xs->hold[0])) {
			xs->have = 1;
			break;
		}
		xs->have = 0;
		xs->string = value ? XCS__VALUE : XCS__KEY;
		n++;
	}
	if (!n)
		return xcs__xenstore_stop(xs);
	xs->bulk -= n;
	xs->offset += n;
	xcs__answer(xs, XCS__CALL(xs, xenstore, value, data, n));
	return n;
}
#endif

/* ---- engine ---- */

static int xcs__padding(struct xcstream *xs)
{
	unsigned int i = 0;

	while (i < xs->pad && !xs->hold[i])
		i++;
	if (i < xs->pad && xcs__bad(xs, XCSTREAM_E_PADDING, i, 0, xs->hold[i]))
		return 0;
	xs->pad = 0;
	xcs__next(xs);
	return 0;
}

/* `hold` has the item that is due. */
static int xcs__judge(struct xcstream *xs)
{
	uint64_t v[6];

	xs->have = 0;
	xcs__decode(xs, v);
	if (xs->phase > XCS__IHDR && xs->phase < XCS__CPUID_LEAF &&
	    xcs__is_refused(xs, v))
		return 0;
	switch (xs->phase) {
#ifndef XCSTREAM_ONLY_LIBXC
	case XCS__IDENT:
		return xcs__ident(xs, v);
	case XCS__FOREIGN:
		return xcs__bad_magic(xs, XCS__MARKER, v[0]);
	case XCS__XL_MAGIC:
		return xcs__xl_magic(xs, v);
	case XCS__LIBXL:
		return xcs__libxl(xs, v);
	case XCS__XL:
		return xcs__xl(xs, v);
	case XCS__XL_CONFIG:
		return xcs__xl_config(xs, v);
	case XCS__EMULATOR:
		return xcs__emulator(xs, v);
#endif
	case XCS__IHDR:
		return xcs__image_header(xs, v);
	case XCS__DHDR:
		return xcs__domain_header(xs, v);
	case XCS__RHDR:
		return xcs__record_header(xs, v);
	case XCS__PAGE_DATA:
		return xcs__page_data(xs, v);
	case XCS__PV_INFO:
		return xcs__pv_info(xs, v);
	case XCS__P2M_FRAMES:
		return xcs__p2m_frames(xs, v);
	case XCS__VCPU:
		return xcs__vcpu(xs, v);
	case XCS__TSC_INFO:
		return xcs__tsc_info(xs, v);
	case XCS__HVM_PARAMS:
		return xcs__hvm_params(xs, v);
	case XCS__HVM_PARAM:
		return xcs__hvm_param(xs, v);
	case XCS__MSR:
		return xcs__msr(xs, v);
	case XCS__HVM_HEADER:
		return xcs__hvm_header(xs, v);
	case XCS__HVM_ENTRY:
		return xcs__hvm_entry(xs, v);
	case XCS__CPUID_LEAF:
		return xcs__cpuid_leaf(xs, v);
	case XCS__PFN:
		return xcs__page(xs, v);
	case XCS__P2M_FRAME:
		return xcs__p2m_frame(xs, v);
	case XCS__HVM_NO_END:
		return xcs__hvm_no_end(xs);
	case XCS__PAD:
		return xcs__padding(xs);
	default:
		return xcs__close(xs);
	}
}

/* Copy to `hold` what is missing there, or as much of it as there is. */
static size_t xcs__gather(struct xcstream *xs, const uint8_t *data, size_t len)
{
	size_t n = 0;

	if (!xs->have)
		xs->at = xs->offset;
	while (n < len && xs->have < xs->need) {
		xs->hold[xs->have] = XCSTREAM_LOAD8(data + n);
		xs->have++;
		n++;
	}
	xs->offset += n;
	if (xs->have == xs->need)
		xcs__answer(xs, xcs__judge(xs));
	return n;
}

/* Is there a callback for the current bulk? */
static bool xcs__is_wanted(const struct xcstream *xs)
{
	return xs->row == XCSTREAM_LIBXC_PAGE_DATA ? xs->ops->page_data != NULL
						   : xs->ops->data != NULL;
}

/* Account for n octets of bulk; then the state is that behind them. */
static void xcs__take(struct xcstream *xs, uint64_t n)
{
	xs->at = xs->offset;
	xs->offset += n;
	xs->bulk -= n;
	if (!xs->bulk)
		xcs__next(xs);
}

/* Pass on what there is of the bulk, pages up to the end of a page. */
static size_t xcs__bulk(struct xcstream *xs, const uint8_t *data, size_t len)
{
	uint64_t past = 4096 * (uint64_t)xs->pages - xs->bulk, page;
	uint32_t offset = (uint32_t)past & 4095;

	if (len > xs->bulk)
		len = (size_t)xs->bulk;
	if (!xcs__is_wanted(xs)) {
		xcs__take(xs, len);
	} else if (xs->row != XCSTREAM_LIBXC_PAGE_DATA) {
		xcs__take(xs, len);
		xcs__answer(xs, xs->ops->data(xs, data, len));
	} else {
		page = xs->pfns[past >> 12];
		if (len > 4096 - offset)
			len = 4096 - offset;
		xcs__take(xs, len);
		xcs__answer(xs, xs->ops->page_data(xs, page & XCS__PFN_MASK,
						   (uint32_t)(page >> 60),
						   offset, data, len));
	}
	return len;
}

/* Take one item, or a part of it. Returns the number of octets taken. */
static size_t xcs__step(struct xcstream *xs, const uint8_t *data, size_t len)
{
	if (xs->phase == XCS__BULK)
		return xcs__bulk(xs, data, len);
#ifndef XCSTREAM_ONLY_LIBXC
	if (xs->phase == XCS__XENSTORE)
		return xcs__xenstore(xs, data, len);
#endif
	return xcs__gather(xs, data, len);
}

/* Does the next step need an octet, and there is none? */
static bool xcs__is_starved(const struct xcstream *xs, size_t len)
{
	return !len &&
	       (xs->phase < XCS__BULK ? xs->have < xs->need : xs->bulk > 0);
}

static enum xcstream_status xcs__run(struct xcstream *xs, const uint8_t *data,
				     size_t len, size_t *used)
{
	size_t n;

	xs->paused = false;
	*used = 0;
	while (!xs->paused && xs->phase < XCS__DONE &&
	       !xcs__is_starved(xs, len)) {
		n = xcs__step(xs, data, len);
		if (n)
			data += n;
		len -= n;
		*used += n;
	}
	if (xs->phase == XCS__FAULT)
		return XCSTREAM_FAULT;
	if (xs->paused)
		return XCSTREAM_PAUSED;
	return xs->phase == XCS__DONE ? XCSTREAM_DONE : XCSTREAM_MORE;
}

/* ---- the interface ---- */

static const struct xcstream_ops xcs__no_ops;
static const struct xcstream_config xcs__no_config;

/* The state before the first octet. No memset: there is no C library. */
static void xcs__clear(struct xcstream *xs)
{
	xs->at = xs->records = xs->offset = xs->rec = xs->epoch = xs->bulk = 0;
	xs->length = xs->left = xs->entries = xs->pages = 0;
	xs->end_pfn = xs->vcpu_id = xs->facts = 0;
	xs->vcpu_kinds = 0;
	xs->have = xs->row = xs->pad = xs->chain = xs->string = 0;
	xs->outer = xs->big = xs->guest = xs->width = xs->version = 0;
	xs->paused = false;
	xs->layer = XCSTREAM_LAYER_NONE;
	xs->type = XCSTREAM_NO_RECORD;
	xcs__note(xs, XCSTREAM_E_NONE, 0, 0, 0);
}

/* The profile's and the caller's limits. */
static void xcs__configure(struct xcstream *xs,
			   const struct xcstream_config *config)
{
	const uint32_t *tolerates = xcs__tolerates[config->profile];

	xs->tolerate[0] = tolerates[0];
	xs->tolerate[1] = tolerates[1];
	if (config->profile == XCSTREAM_CUSTOM) {
		xs->tolerate[0] = (uint32_t)(config->tolerate & 0xffffffffu);
		xs->tolerate[1] = (uint32_t)(config->tolerate >> 32);
	}
	xs->max_version = config->profile == XCSTREAM_DRAFT ? 2 : 3;
	if (config->max_version)
		xs->max_version = config->max_version;
	xs->pfns = config->pfns;
	xs->nr_pfns = config->pfns ? config->nr_pfns : 0;
	xs->max_pfn =
		config->max_pfn ? config->max_pfn : ((uint64_t)1 << 40) - 1;
	xs->max_epoch =
		config->max_epoch ? config->max_epoch : (uint64_t)1 << 40;
	xs->max_vcpus = config->max_vcpus ? config->max_vcpus : 8192;
	xs->flags = config->flags;
}

static bool xcs__is_config(const struct xcstream_config *config)
{
	const uint32_t *all = xcs__tolerates[XCSTREAM_CUSTOM];
	uint8_t version = config->max_version;

	return config->format <= XCSTREAM_XL &&
	       config->profile <= XCSTREAM_CUSTOM && config->flags <= 3 &&
	       (version == 0 || version == 2 || version == 3) &&
	       !(config->tolerate & 0xffffffffu & ~all[0]) &&
	       !(config->tolerate >> 32 & ~all[1]);
}

XCSTREAM_API enum xcstream_status
xcstream_init(struct xcstream *xs, const struct xcstream_ops *ops, void *user,
	      const struct xcstream_config *config)
{
	if (!xs)
		return XCSTREAM_MISUSE;
	if (!config)
		config = &xcs__no_config;
	xcs__clear(xs);
	xs->ops = ops ? ops : &xcs__no_ops;
	xs->user = user;
	if (!xcs__is_config(config)) {
		xcs__configure(xs, &xcs__no_config);
		xcs__fail(xs, XCSTREAM_E_MISUSE, 0, 0, 0);
		return XCSTREAM_MISUSE;
	}
	xcs__configure(xs, config);
#ifndef XCSTREAM_ONLY_LIBXC
	if (config->format == XCSTREAM_AUTO)
		xcs__expect(xs, XCS__IDENT);
	else if (config->format == XCSTREAM_XL)
		xcs__enter(xs, XCSTREAM_LAYER_XL, XCS__XL_MAGIC);
	else if (config->format == XCSTREAM_LIBXL)
		xcs__enter(xs, XCSTREAM_LAYER_LIBXL, XCS__LIBXL);
	else
#endif
		xcs__enter(xs, XCSTREAM_LAYER_LIBXC, XCS__IHDR);
	return XCSTREAM_MORE;
}

XCSTREAM_API enum xcstream_status xcstream_push(struct xcstream *xs,
						const void *data, size_t len,
						size_t *used)
{
	size_t none;

	if (!used)
		used = &none;
	*used = 0;
	if (!xs || (!data && len))
		return XCSTREAM_MISUSE;
	return xcs__run(xs, (const uint8_t *)data, len, used);
}

XCSTREAM_API uint64_t xcstream_skippable(const struct xcstream *xs)
{
	if (!xs || xs->phase != XCS__BULK || xcs__is_wanted(xs))
		return 0;
	return xs->bulk;
}

XCSTREAM_API enum xcstream_status xcstream_skip(struct xcstream *xs, uint64_t n)
{
	size_t none;

	if (!xs || n > xcstream_skippable(xs))
		return XCSTREAM_MISUSE;
	if (n)
		xcs__take(xs, n);
	return xcs__run(xs, NULL, 0, &none);
}

XCSTREAM_API enum xcstream_status xcstream_finish(struct xcstream *xs)
{
	enum xcstream_status status;
	size_t none;

	if (!xs)
		return XCSTREAM_MISUSE;
	status = xcs__run(xs, NULL, 0, &none);
	if (status != XCSTREAM_MORE)
		return status;
	if (xs->phase == XCS__FOREIGN)
		xcs__fail(xs, XCSTREAM_E_MAGIC, 0, XCS__MARKER,
			  xcs__number(xs->hold, 8, true));
	else
		xcs__fail(xs, XCSTREAM_E_TRUNCATED, xs->offset,
			  xs->phase < XCS__BULK ? (uint64_t)xs->need - xs->have
						: xs->bulk,
			  0);
	return XCSTREAM_FAULT;
}

XCSTREAM_API const struct xcstream_fault *
xcstream_fault(const struct xcstream *xs)
{
	return xs && xs->phase == XCS__FAULT ? &xs->fault : NULL;
}

XCSTREAM_API uint64_t xcstream_offset(const struct xcstream *xs)
{
	return xs ? xs->offset : 0;
}

#ifndef XCSTREAM_NO_STRINGS
#define XCS__TEXT(name, by, text) text,

XCSTREAM_API const char *xcstream_strfault(unsigned int code)
{
	static const char *const texts[] = { "no fault",
					     XCSTREAM_FAULTS(XCS__TEXT) };

	return code < XCSTREAM_NR_CODES ? texts[code] : "unknown fault";
}

XCSTREAM_API const char *xcstream_record_name(enum xcstream_layer layer,
					      uint32_t type)
{
	static const char *const libxc[] = {
		"END",
		"PAGE_DATA",
		"X86_PV_INFO",
		"X86_PV_P2M_FRAMES",
		"X86_PV_VCPU_BASIC",
		"X86_PV_VCPU_EXTENDED",
		"X86_PV_VCPU_XSAVE",
		"SHARED_INFO",
		"X86_TSC_INFO",
		"HVM_CONTEXT",
		"HVM_PARAMS",
		"TOOLSTACK",
		"X86_PV_VCPU_MSRS",
		"VERIFY",
		"CHECKPOINT",
		"CHECKPOINT_DIRTY_PFN_LIST",
		"STATIC_DATA_END",
		"X86_CPUID_POLICY",
		"X86_MSR_POLICY",
	};
	static const char *const libxl[] = {
		"END",
		"LIBXC_CONTEXT",
		"EMULATOR_XENSTORE_DATA",
		"EMULATOR_CONTEXT",
		"CHECKPOINT_END",
		"CHECKPOINT_STATE",
	};

	if (layer == XCSTREAM_LAYER_LIBXC &&
	    type <= XCSTREAM_LIBXC_X86_MSR_POLICY)
		return libxc[type];
	if (layer == XCSTREAM_LAYER_LIBXL &&
	    type <= XCSTREAM_LIBXL_CHECKPOINT_STATE)
		return libxl[type];
	return NULL;
}

XCSTREAM_API const char *xcstream_layer_name(enum xcstream_layer layer)
{
	static const char *const names[] = { "?", "xl", "libxl", "libxc" };

	return (unsigned int)layer < 4 ? names[layer] : names[0];
}
#endif

#endif /* XCSTREAM_IMPLEMENTATION */
