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
 * and everywhere else just the include. Bytes are pushed as they arrive, in
 * chunks of any size; callbacks get what has been checked; the first thing
 * that is wrong is named, with its offset. All state is one caller-owned
 * struct xcstream, which may be moved between two calls.
 *
 * The formats are those of Xen's docs/specs/libxc-migration-stream (revision
 * 3) and docs/specs/libxl-migration-stream (revision 2), called [libxc] and
 * [libxl] below, and of the files that xl, libvirt and XAPI write around them.
 *
 * Switches, defined before the include:
 *	XCSTREAM_IMPLEMENTATION	compile the functions here
 *	XCSTREAM_STATIC		the same, and make them static
 *	XCSTREAM_NO_STRINGS	leave out all names and messages
 *	XCSTREAM_ONLY_LIBXC	leave out the layers around libxc
 *	XCSTREAM_LOAD8(p)	how one byte of the input is read: p is a const
 *				uint8_t *, evaluated once; [a volatile load,
 *				which no compiler doubles: if nobody else can
 *				write to the chunks, a plain one is faster]
 */
#ifndef XCSTREAM_H
#define XCSTREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XCSTREAM_VERSION "0.1"

#if defined(XCSTREAM_STATIC) && !defined(XCSTREAM_IMPLEMENTATION)
#define XCSTREAM_IMPLEMENTATION
#endif
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
	XCSTREAM_LAYER_LIBVIRT, /* that of `virsh save`, and its XML */
	XCSTREAM_LAYER_XAPI, /* a suspend image of xenopsd */
	XCSTREAM_LAYER_LIBXL,
	XCSTREAM_LAYER_LIBXC
};

/* What the input starts with: one of the layers, by the same number. */
enum xcstream_format {
	XCSTREAM_FORMAT_AUTO, /* told by its first bytes; or the only one */
	XCSTREAM_FORMAT_XL,
	XCSTREAM_FORMAT_LIBVIRT,
	XCSTREAM_FORMAT_XAPI,
	XCSTREAM_FORMAT_LIBXL,
	XCSTREAM_FORMAT_LIBXC,
	/*
	 * No domain: what COLO's receiver answers. Little-endian records without
	 * a header, told by the first, and without an END: it may end after any,
	 * and, if the format was named, before the first.
	 */
	XCSTREAM_FORMAT_LIBXL_BACK
};

/* Record types, named as in the specifications. */
enum {
	/* [libxc], section 4: .1 to .16, in this order but for the vCPUs' */
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
	/* [libxl], sections 4 and 5 */
	XCSTREAM_LIBXL_END = 0,
	XCSTREAM_LIBXL_LIBXC_CONTEXT = 1,
	XCSTREAM_LIBXL_EMULATOR_XENSTORE_DATA = 2,
	XCSTREAM_LIBXL_EMULATOR_CONTEXT = 3,
	XCSTREAM_LIBXL_CHECKPOINT_END = 4,
	XCSTREAM_LIBXL_CHECKPOINT_STATE = 5,
	/* xenopsd, suspend_image.ml */
	XCSTREAM_XAPI_XENOPS = 0xf,
	XCSTREAM_XAPI_LIBXC = 0xf0,
	XCSTREAM_XAPI_LIBXL = 0xf1,
	XCSTREAM_XAPI_LIBXC_LEGACY = 0xf2,
	XCSTREAM_XAPI_QEMU_TRAD = 0xf00,
	XCSTREAM_XAPI_QEMU_XEN = 0xf01,
	XCSTREAM_XAPI_DEMU = 0xf10,
	XCSTREAM_XAPI_VARSTORED = 0xf11,
	XCSTREAM_XAPI_SWTPM0 = 0xf12,
	XCSTREAM_XAPI_SWTPM = 0xf13,
	XCSTREAM_XAPI_END_OF_IMAGE = 0xffff
};

/* Domain types. [libxc 3.2] */
enum { XCSTREAM_DOMAIN_X86_PV = 1, XCSTREAM_DOMAIN_X86_HVM = 2 };

/* Page types. Those up to L4TAB_PIN have contents. [libxc 4.2] */
enum {
	XCSTREAM_PAGE_NOTAB = 0,
	XCSTREAM_PAGE_L1TAB = 1,
	XCSTREAM_PAGE_L2TAB = 2,
	XCSTREAM_PAGE_L3TAB = 3,
	XCSTREAM_PAGE_L4TAB = 4,
	XCSTREAM_PAGE_L1TAB_PIN = 9,
	XCSTREAM_PAGE_L2TAB_PIN = 10,
	XCSTREAM_PAGE_L3TAB_PIN = 11,
	XCSTREAM_PAGE_L4TAB_PIN = 12,
	XCSTREAM_PAGE_BROKEN = 13,
	XCSTREAM_PAGE_XALLOC = 14,
	XCSTREAM_PAGE_XTAB = 15
};

/*
 * In place of a record's type: what is told is in a header. (A record of that
 * type can only be refused, as XCSTREAM_E_OPTIONAL_TYPE or _RECORD_TYPE.)
 */
#define XCSTREAM_NO_RECORD UINT32_MAX

/*
 * Whose judgement to give. A reader tolerates some faults; what is tolerated
 * is reported as a warning.
 *
 * STRICT	what no released Xen writes is refused
 * VERIFY	as verify-stream-v2 of Xen 4.14 and later
 * RESTORE	as xc_domain_restore() and libxl, but for the byte order: they
 *		refuse a big-endian stream, as XCSTREAM_LITTLE_ENDIAN_ONLY does
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
 * of the caller, truncation, stream errors, record errors. Which error is of
 * the stream and which of a record is as verify-stream-v2 has it. A fault that
 * nobody tolerates breaks the framing, or no reader goes on after it.
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
	X(LEGACY, 0, "an image of Xen 4.5 or older, to be converted first")    \
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
	X(CONFIG_LENGTH, XCS__VD, "config is empty or longer than its space")  \
	X(CONFIG_NUL, XCS__VD, "config or XML does not end with a NUL")        \
	X(XL_OPTIONAL, XCS__VRD, "xl header: optional part that no xl writes") \
	/* record errors */                                                    \
	X(LENGTH, 0, "record length does not fit its contents")                \
	X(LONG, XCS__R, "bytes after the contents of a record")                \
	X(TOO_LONG, XCS__VD, "record is longer than is allowed")               \
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
	X(MAX_EPOCH, XCS__VD, "too many bytes since the last checkpoint")      \
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
	X(HVM_HEADER, XCS__VD, "HVM context header is wrong or not the first") \
	X(HVM_ENTRY, XCS__VD, "HVM context entry is longer than the rest")     \
	X(HVM_END, XCS__VD, "HVM context stops without an end entry")          \
	X(HVM_TAIL, XCS__VRD, "bytes after the end of the HVM context")        \
	X(HVM_UNKNOWN, XCS__VRD, "HVM context entry has an unknown typecode")  \
	X(PARAM_EMPTY, XCS__S | XCS__VRD, "HVM_PARAMS without a parameter")    \
	X(PARAM_INDEX, XCS__VRD, "HVM parameter index is over 32 bits")        \
	X(EMULATOR_ID, XCS__R, "emulator_id is unknown")                       \
	X(XENSTORE_NUL, 0, "xenstore data does not end with a NUL")            \
	X(XENSTORE_PAIR, 0, "xenstore key without a value")                    \
	X(XENSTORE_KEY, XCS__VD, "xenstore key is empty or not relative")      \
	X(XENSTORE_CHAR, XCS__VRD, "xenstore key has a forbidden character")   \
	X(CONTROL_ID, XCS__VD, "control_id is not what this side sends then")

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

/* What the profiles tolerate, to start from; and all that can be tolerated. */
#define XCSTREAM_STRICT_MASK (0u XCSTREAM_FAULTS(XCS__BY_STRICT))
#define XCSTREAM_VERIFY_MASK (0u XCSTREAM_FAULTS(XCS__BY_VERIFY))
#define XCSTREAM_RESTORE_MASK (0u XCSTREAM_FAULTS(XCS__BY_RESTORE))
#define XCSTREAM_DRAFT_MASK (0u XCSTREAM_FAULTS(XCS__BY_DRAFT))
#define XCSTREAM_ANY_MASK (0u XCSTREAM_FAULTS(XCS__BY_ANY))

/* The codes are pasted here, before a libc's BYTE_ORDER could replace one. */
#define XCS__BIT(code, who) ((who) ? XCSTREAM_BIT(code) : 0u)
#define XCS__BY_STRICT(name, by, text)                                         \
	| XCS__BIT(XCSTREAM_E_##name, (by) & (XCS__S))
#define XCS__BY_VERIFY(name, by, text)                                         \
	| XCS__BIT(XCSTREAM_E_##name, (by) & (XCS__V))
#define XCS__BY_RESTORE(name, by, text)                                        \
	| XCS__BIT(XCSTREAM_E_##name, (by) & (XCS__R))
#define XCS__BY_DRAFT(name, by, text)                                          \
	| XCS__BIT(XCSTREAM_E_##name, (by) & (XCS__D))
#define XCS__BY_ANY(name, by, text) | XCS__BIT(XCSTREAM_E_##name, by)

/*
 * A fault, or the warning of one that is tolerated. Of a magic number as many
 * bytes are given as were compared, most significant first.
 */
struct xcstream_report {
	uint64_t offset; /* of the offending field, from the input's start */
	uint64_t expected; /* what the field should be, or the most it may be */
	uint64_t found; /* what it is */
	uint64_t record; /* its number, all layers, from 0; or the next one's */
	uint32_t type; /* of the record; XCSTREAM_NO_RECORD in a header */
	uint8_t code; /* enum xcstream_code */
	uint8_t layer; /* enum xcstream_layer */
};

struct xcstream;

/*
 * Callbacks; each may be NULL. Their first argument tells more, to be read
 * only: xs->user is the caller's own; xs->at is where, from the first byte of
 * the input, the header, field or span lies that the call is about; xs->layer,
 * xs->type and xs->records are those of the current record. A value is passed
 * on after it has been checked and before the bytes after it are looked at.
 * A callback may call those functions that take a const struct xcstream *, but
 * not the others for the same xs.
 *
 * A callback returns 0 to go on; > 0 to pause: the push in progress returns
 * XCSTREAM_PAUSED, and the next one goes on exactly after this event, which
 * does not come again; < 0 to abort: the stream is at fault with
 * XCSTREAM_E_ABORTED, at the offset up to which bytes were taken, and `found`
 * holds the value, sign-extended. A pause that warning() asks for takes effect
 * after the event that was warned of.
 *
 * Spans lie in the chunk that is being pushed, are not empty, and are valid
 * during the call only. They end where a chunk or a page ends, so one thing may
 * arrive as several spans. Where a fault is tolerated, more or fewer bytes
 * may come than a length announced: bound every copy.
 */
struct xcstream_ops {
	/* Head of an xl file. [xl.h, struct save_file_header] */
	int (*xl_header)(const struct xcstream *xs, uint32_t mandatory_flags,
			 uint32_t optional_flags, uint32_t optional_data_len);
	/*
	 * xl's config or libvirt's XML comes by data(): `length` bytes, or one
	 * less of JSON and XML, whose NUL `length` counts. Where XL_OPTIONAL is
	 * tolerated, what else is in the optional part follows.
	 */
	int (*config)(const struct xcstream *xs, uint32_t length);
	/* Image header of libxl or libxc: xs->layer. [libxl 3; libxc 3.1] */
	int (*image_header)(const struct xcstream *xs, uint32_t version,
			    uint32_t options);
	/* [libxc 3.2]; xen_major 0: converted from the legacy format */
	int (*domain_header)(const struct xcstream *xs, uint32_t type,
			     uint32_t page_shift, uint32_t xen_major,
			     uint32_t xen_minor);
	/*
	 * A record begins; `length` bytes of body follow, without padding. It
	 * is over (record_end) before the image that it announces begins:
	 * libxl's LIBXC_CONTEXT, XAPI's Libxc and Libxl.
	 */
	int (*record)(const struct xcstream *xs, uint32_t type,
		      uint32_t length);
	/*
	 * It has ended, and its padding; xs->at is after it. Of the record that
	 * completes a checkpoint: xcstream_checkpoints() counts it already.
	 */
	int (*record_end)(const struct xcstream *xs);
	/*
	 * Bytes of a body that are passed on as they are: SHARED_INFO, vCPU
	 * contexts, HVM context entries, emulator contexts, config and XML, all
	 * records of XAPI that hold no image; and what is tolerated: optional
	 * records, bytes after the contents.
	 */
	int (*data)(const struct xcstream *xs, const uint8_t *data, size_t len);
	/*
	 * How many page() or hvm_param() follow, by xs->type. Who holds them
	 * back until they are settled can refuse a large PAGE_DATA here: of
	 * 128 MiB, it may have 2^24 pfns. [libxc 4.2, 4.9]
	 */
	int (*count)(const struct xcstream *xs, uint32_t count);
	/*
	 * An entry of PAGE_DATA; all of a record's come before the contents of
	 * its pages. `type` is XCSTREAM_PAGE_NOTAB ... The pfn of an XTAB or
	 * BROKEN of an HVM guest may be anything, whatever max_pfn. [libxc 4.2]
	 */
	int (*page)(const struct xcstream *xs, uint64_t pfn, uint32_t type);
	/*
	 * Bytes from `offset`, 0-4095, of a page; it is complete when
	 * offset + len is 4096. Needs xcstream_config.pfns.
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
	/*
	 * xs->type tells of which record. `length` bytes of context follow, by
	 * data() or, X86_PV_VCPU_MSRS, by length / 16 msr(). If `length` is 0,
	 * which is tolerated, vcpu_id has not been checked: it may be anything.
	 * [libxc 4.5; libxc 8, errata]
	 */
	int (*vcpu)(const struct xcstream *xs, uint32_t vcpu_id,
		    uint32_t length);
	/* [libxc 4.7] */
	int (*tsc_info)(const struct xcstream *xs, uint32_t mode, uint32_t khz,
			uint64_t nsec, uint32_t incarnation);
	/*
	 * Each entry, also HEADER 1, whose body hvm_header() brings, and END 0;
	 * data() brings the others'. [libxc 4.8, public/hvm/save.h]
	 */
	int (*hvm_entry)(const struct xcstream *xs, uint32_t typecode,
			 uint32_t instance, uint32_t length);
	/* The body of the first entry. [public/hvm/save.h] */
	int (*hvm_header)(const struct xcstream *xs, uint32_t version,
			  uint64_t changeset, uint32_t cpuid,
			  uint32_t gtsc_khz);
	/* [libxc 4.9, public/hvm/params.h] */
	int (*hvm_param)(const struct xcstream *xs, uint64_t index,
			 uint64_t value);
	/*
	 * leaf, subleaf, a, b, c, d, each below 2^32, as they were gathered:
	 * valid during the call. [libxc 4.15, xen_cpuid_leaf_t]
	 */
	int (*cpuid_leaf)(const struct xcstream *xs, const uint64_t leaf[6]);
	/* Of X86_MSR_POLICY or X86_PV_VCPU_MSRS. [libxc 4.16, 4.5] */
	int (*msr)(const struct xcstream *xs, uint32_t index, uint64_t value);
	/* `length` bytes of xenstore data or context follow. [libxl 4.1] */
	int (*emulator)(const struct xcstream *xs, uint32_t emulator_id,
			uint32_t index, uint32_t length);
	/*
	 * A byte of a xenstore key (value false) or value (true), in order;
	 * 0 where it ends: bound your buffers, there is no limit. It comes by
	 * value, since what has been judged must not be read again from memory
	 * that somebody may rewrite. [libxl 5.3]
	 */
	int (*xenstore)(const struct xcstream *xs, bool value, uint8_t byte);
	/* COLO: 0 from the sender, 2, 3, 1 in turn back to it. [libxl 5.6] */
	int (*checkpoint_state)(const struct xcstream *xs, uint32_t control_id);
	/* An entry of CHECKPOINT_DIRTY_PFN_LIST. [libxc 4.13] */
	int (*dirty_pfn)(const struct xcstream *xs, uint64_t pfn);
	/* A fault that the profile tolerates. The callee must not keep it. */
	int (*warning)(const struct xcstream *xs,
		       const struct xcstream_report *fault);
};

/* For xcstream_config.flags. */
#define XCSTREAM_LITTLE_ENDIAN_ONLY 1 /* refuse big-endian streams */
#define XCSTREAM_CHECKPOINTED 2 /* the sender is Remus or COLO */
#define XCSTREAM_COLO 4 /* besides: COLO, whatever follows a checkpoint */

/*
 * All fields may be 0: that is the default, named in brackets. To be over a
 * limit is a fault like others: VERIFY and DRAFT tolerate it.
 */
struct xcstream_config {
	uint64_t tolerate; /* XCSTREAM_CUSTOM: the codes' XCSTREAM_BIT() */
	/*
	 * Largest pfn that may hold memory, and largest p2m_end_pfn of a PV
	 * guest, up to which a restorer allocates [2^40 - 1]. An HVM guest has
	 * pages right below 4 GiB, whatever its memory: at least 0xfffff.
	 */
	uint64_t max_pfn;
	/*
	 * Bytes from a complete checkpoint to the next, and from the first
	 * CHECKPOINT on: what a receiver holds back [2^40].
	 */
	uint64_t max_epoch;
	/*
	 * Lent to the parser until its last call, for page_data(): a place for
	 * each page with contents that a record may have, else the record is
	 * refused (PFN_BUFFER). Xen sends up to 1024. Copies of a state share
	 * it.
	 */
	uint64_t *pfns;
	uint32_t nr_pfns;
	uint32_t max_vcpus; /* vcpu_id is below this [8192] */
	uint8_t format; /* enum xcstream_format [AUTO] */
	uint8_t profile; /* enum xcstream_profile [XCSTREAM_STRICT] */
	uint8_t max_version; /* of libxc images, 2 or 3 [DRAFT: 2, else 3] */
	uint8_t flags; /* XCSTREAM_LITTLE_ENDIAN_ONLY ... */
};

/*
 * The whole state. It has no pointer into the input, and may be copied and
 * moved between two calls. Callbacks may read user, at, records, type, layer
 * and big; all else is the parser's own.
 */
struct xcstream {
	void *user; /* as given to xcstream_init() */
	uint64_t at; /* offset of what is gathered, or passed on */
	uint64_t offset; /* bytes taken so far */
	uint64_t bulk; /* bytes to pass through before the next item */
	const struct xcstream_ops *ops; /* or NULL */
	uint32_t type; /* of the current record; XCSTREAM_NO_RECORD if none */
	uint32_t length; /* of its body */
	uint32_t left; /* bytes of it that are not yet head, entry or bulk */
	uint32_t entries; /* to come */
	uint32_t pages; /* pages with contents in this PAGE_DATA */
	uint32_t facts; /* what has been seen: XCS__F_PV_INFO ... */
	uint32_t vcpu_id; /* of the last vCPU record in this epoch */
	uint32_t end_pfn; /* largest of all X86_PV_P2M_FRAMES */
	uint8_t phase; /* what comes next: XCS__IDENT ... */
	uint8_t have, need; /* bytes of the item, and when it is judged */
	uint8_t layer; /* enum xcstream_layer */
	uint8_t outer; /* the layer that goes on after libxc; LIBXC: none */
	uint8_t row; /* of the current record in xcs__rows */
	uint8_t pad; /* bytes of padding after the body; NULs after a text */
	uint8_t chain; /* in HVM_CONTEXT: XCS__CHAIN_HEADER ... */
	uint8_t string; /* in xenstore data: XCS__KEY_START ... */
	uint8_t control; /* on COLO's way back: the XCS__SVM_... that is due */
	uint8_t base; /* XAPI if it goes on after libxl */
	bool big[6]; /* by layer: its fields are big endian */
	uint8_t guest; /* domain type, once it is known */
	uint8_t width; /* guest_width of X86_PV_INFO */
	uint8_t version, max_version; /* of the libxc image */
	uint8_t flags; /* xcstream_config.flags */
	bool paused; /* a callback asked for it */
	bool quiet; /* no callback wants pages */
	uint16_t vcpu_kinds; /* a bit a type, 0 highest: its records so far */
	uint32_t tolerate[2]; /* by code; two words: no 64-bit shifts */
	uint32_t nr_pfns, max_vcpus;
	uint32_t checkpoints; /* complete ones so far */
	uint64_t v[6]; /* the fields of the item that is gathered */
	uint64_t *pfns; /* of pages with contents, if page_data() wants them */
	uint64_t max_pfn, max_epoch;
	uint64_t records; /* whole records so far, in all layers */
	uint64_t rec; /* offset of the current record */
	uint64_t epoch; /* where this one began; in the first, its CHECKPOINT */
	struct xcstream_report fault;
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
 *			tolerated, or anything without XCSTREAM_CUSTOM; or there
 *			is a page_data(), but no place for pfns. Every push then
 *			returns XCSTREAM_FAULT, with XCSTREAM_E_MISUSE
 */
XCSTREAM_API enum xcstream_status
xcstream_init(struct xcstream *xs, const struct xcstream_ops *ops, void *user,
	      const struct xcstream_config *config);

/*
 * Take up to `len` bytes at `data`. Each is read at most once, so the memory
 * may change meanwhile. *used becomes the number of bytes taken; `used` may
 * be NULL where nothing can pause. `data` may be NULL if `len` is 0. A stream
 * may have up to 2^63 bytes.
 *
 * XCSTREAM_MORE	all were taken; the last few may not be judged yet
 * XCSTREAM_DONE	the stream has ended, now or before; what follows *used
 *			belongs to the caller
 * XCSTREAM_PAUSED	a callback returned > 0; push the bytes from *used on,
 *			even if there are none
 * XCSTREAM_FAULT	the stream is refused, or was before; up to *used the
 *			bytes were looked at
 * XCSTREAM_MISUSE	xs is NULL, or data is NULL and len is not 0
 */
XCSTREAM_API enum xcstream_status xcstream_push(struct xcstream *xs,
						const void *data, size_t len,
						size_t *used);

/*
 * How many of the next bytes need not be read, since no callback wants them
 * and no check looks at them: page contents above all. 0 after a fault, at
 * the end, and if xs is NULL.
 */
XCSTREAM_API uint64_t xcstream_skippable(const struct xcstream *xs);

/*
 * Take the next n bytes, all of them, without reading them. The caller has to
 * know that they exist: beyond the end of a file one can seek.
 *
 * XCSTREAM_MISUSE	xs is NULL, or n is more than xcstream_skippable(xs)
 *
 * else as xcstream_push(); after XCSTREAM_PAUSED push or skip what follows.
 */
XCSTREAM_API enum xcstream_status xcstream_skip(struct xcstream *xs,
						uint64_t n);

/*
 * There is no more input.
 *
 * XCSTREAM_DONE	the stream was complete
 * XCSTREAM_PAUSED	a callback that was still due returned > 0: call again
 * XCSTREAM_FAULT	it was not: XCSTREAM_E_TRUNCATED, at the offset where
 *			the input ends; `expected` more bytes were due for the
 *			header, head, entry or contents; or it was at fault
 *			before
 * XCSTREAM_MISUSE	xs is NULL
 */
XCSTREAM_API enum xcstream_status xcstream_finish(struct xcstream *xs);

/* The fault, valid until *xs is; NULL if there is none, or xs is NULL. */
XCSTREAM_API const struct xcstream_report *
xcstream_fault(const struct xcstream *xs);

/* How many bytes have been taken so far; 0 if xs is NULL. */
XCSTREAM_API uint64_t xcstream_offset(const struct xcstream *xs);

/*
 * Up to where, from the first byte of the input, all has been judged: no check
 * looks at it again, so a filter may pass it on. What comes later may still be
 * wrong, or missing. A header, a head or an entry counts once it has come
 * whole; the head and the pfns of a PAGE_DATA with the last of them, and a
 * record's header with its head, since they say whether its length is right: at
 * most 44 bytes are not settled, of a PAGE_DATA 16 and 8 for each pfn.
 *
 * 0 after a fault, and if xs is NULL. Who wants what was settled in front of
 * the fault pushes a copy of the state first, see xcfilter.c.
 */
XCSTREAM_API uint64_t xcstream_settled(const struct xcstream *xs);

/*
 * How many checkpoints of Remus or COLO have come whole, also if the stream is
 * at fault since. *end becomes the offset after the last one, 0 if there is
 * none; `end` may be NULL. To fail over, forget what came after it. 0 if xs is
 * NULL.
 */
XCSTREAM_API uint64_t xcstream_checkpoints(const struct xcstream *xs,
					   uint64_t *end);

#ifndef XCSTREAM_NO_STRINGS
/* A sentence for an enum xcstream_code; never NULL. */
XCSTREAM_API const char *xcstream_strfault(unsigned int code);

/* A record type's name in its specification; NULL if it has none there. */
XCSTREAM_API const char *xcstream_record_name(unsigned int layer,
					      uint32_t type);

/*
 * The name of a number, or NULL if it has none.
 *
 * XCSTREAM_NAMES_LAYER		enum xcstream_layer: "?", "xl", "libvirt",
 *				"xapi", "libxl", "libxc"
 * XCSTREAM_NAMES_PAGE_TYPE	of page(), page_data() [libxc 4.2]
 * XCSTREAM_NAMES_HVM_TYPECODE	of hvm_entry() [public/hvm/save.h]
 * XCSTREAM_NAMES_HVM_PARAM	index of hvm_param() [public/hvm/params.h]
 */
enum xcstream_names {
	XCSTREAM_NAMES_LAYER,
	XCSTREAM_NAMES_PAGE_TYPE,
	XCSTREAM_NAMES_HVM_TYPECODE,
	XCSTREAM_NAMES_HVM_PARAM
};

XCSTREAM_API const char *xcstream_name(enum xcstream_names names,
				       uint64_t number);
#endif

#ifdef __cplusplus
}
#endif
#endif /* XCSTREAM_H */

#if defined(XCSTREAM_IMPLEMENTATION) && !defined(XCS__IMPLEMENTED)
#define XCS__IMPLEMENTED
/*
 * Call a callback, if there is one; args are all of them, in brackets. The
 * proof has its own.
 */
#ifndef XCS__CALL
#define XCS__CALL(name, args) (xs->ops->name ? xs->ops->name args : 0)
#endif

#ifndef XCSTREAM_LOAD8
/* Volatile: no compiler may fetch a byte of the input twice. */
#define XCSTREAM_LOAD8(p) (*(const volatile uint8_t *)(p))
#endif

/* Is there more than libxc? A constant, for the compiler to drop code by. */
#ifdef XCSTREAM_ONLY_LIBXC
#define XCS__LAYERS false
#define XCS__FIRST_LAYER XCSTREAM_LAYER_LIBXC
#else
#define XCS__LAYERS true
#define XCS__FIRST_LAYER XCSTREAM_LAYER_XL
#endif

/*
 * The implementation has four rooms, each of which knows only its own matter:
 *
 * engine	gathers bytes into fields, passes bulk through, walks on
 * grammar	a table row an item, a field and a record type; what they mean
 * rules	what may follow what, how often, and what must not be missing
 * ops		the caller's callbacks
 *
 * A push is a loop of small steps. A step takes one item or span, judges it
 * (what is tolerated, it warns of), sets the state for what follows, and at
 * last makes one callback: so a pause is exact to the byte.
 *
 * item		what is gathered before it is judged: a header, head, entry, pad
 * head		the fixed fields that a record's body may begin with
 * entry	what repeats after the head, or without one
 * bulk		the rest of a body, which is not looked at
 * chain	the entries in HVM_CONTEXT, each with bulk of its own
 * row		all that is known of a record type
 * fact		something that has been seen, for the rules
 * epoch	from one complete checkpoint to the next
 *
 * Where bounds matter, arithmetic stands in place of shifts and masks: that is
 * what provers of programs understand, and compilers make the same of it.
 */

/* ---- grammar: the items ---- */

/*
 * What is gathered before it is judged: X(name, size, sizes of up to six
 * fields). The compiler holds the sizes against each other. The order matters:
 * code asks whether an item is between two others.
 */
#define XCS__ITEMS(X)                                                          \
	X(IDENT, 8, 8, 0, 0, 0, 0, 0) /* to tell the format */                 \
	X(FOREIGN, 16, 8, 4, 4, 0, 0, 0) /* they told nothing: to name it */   \
	X(XL_MAGIC, 16, 8, 4, 4, 0, 0, 0) /* xl.h, save_file_header */         \
	X(LIBVIRT_MAGIC, 16, 8, 4, 4, 0, 0, 0) /* libxl_conf.h of libvirt */   \
	X(XAPI_MAGIC, 15, 8, 4, 2, 1, 0, 0) /* suspend_image.ml */             \
	X(LIBXL, 16, 8, 4, 4, 0, 0, 0) /* ident, version, options */           \
	X(IHDR, 24, 8, 4, 4, 2, 2, 4) /* marker, id, version, options, res */  \
	X(XL_MAGIC2, 16, 4, 4, 4, 4, 0, 0) /* the rest of it */                \
	/* those were big endian; now as their layer is */                     \
	X(XL_ORDER, 4, 4, 0, 0, 0, 0, 0) /* byteorder */                       \
	X(XL, 12, 4, 4, 4, 0, 0, 0) /* flags, flags, optional_data_len */      \
	X(XL_CONFIG, 4, 4, 0, 0, 0, 0, 0) /* length */                         \
	X(LIBVIRT_ORDER, 4, 4, 0, 0, 0, 0, 0) /* version */                    \
	X(LIBVIRT, 44, 4, 8, 8, 8, 8, 8) /* XML length, unused */              \
	X(XAPI, 16, 8, 8, 0, 0, 0, 0) /* type, length */                       \
	X(DHDR, 16, 4, 2, 2, 4, 4, 0) /* type, page_shift, res, xen version */ \
	X(RHDR, 8, 4, 4, 0, 0, 0, 0) /* type, body_length */                   \
	/* heads of records' bodies */                                         \
	X(PAGE_DATA, 8, 4, 4, 0, 0, 0, 0) /* count, res */                     \
	X(PV_INFO, 8, 1, 1, 2, 4, 0, 0) /* guest_width, pt_levels, res */      \
	X(P2M_FRAMES, 8, 4, 4, 0, 0, 0, 0) /* p2m_start_pfn, p2m_end_pfn */    \
	X(VCPU, 8, 4, 4, 0, 0, 0, 0) /* vcpu_id, res */                        \
	X(TSC_INFO, 24, 4, 4, 8, 4, 4, 0) /* mode, khz, nsec, ..., res */      \
	X(HVM_PARAMS, 8, 4, 4, 0, 0, 0, 0) /* count, res */                    \
	X(CONTROL, 4, 4, 0, 0, 0, 0, 0) /* control_id */                       \
	X(EMULATOR, 8, 4, 4, 0, 0, 0, 0) /* emulator_id, index */              \
	/* what HVM_CONTEXT consists of: public/hvm/save.h */                  \
	X(HVM_HEADER, 24, 4, 4, 8, 4, 4, 0) /* magic, version, ... */          \
	X(HVM_ENTRY, 8, 2, 2, 4, 0, 0, 0) /* typecode, instance, length */     \
	/* entries */                                                          \
	X(HVM_PARAM, 16, 8, 8, 0, 0, 0, 0) /* index, value */                  \
	X(MSR, 16, 4, 4, 8, 0, 0, 0) /* xen.h, xen_msr_entry_t */              \
	X(CPUID_LEAF, 24, 4, 4, 4, 4, 4, 4) /* xen.h, xen_cpuid_leaf_t */      \
	X(P2M_FRAME, 8, 8, 0, 0, 0, 0, 0) /* pfn */                            \
	X(DIRTY_PFN, 8, 8, 0, 0, 0, 0, 0) /* pfn */                            \
	X(CONTROL_PAD, 4, 4, 0, 0, 0, 0, 0) /* padding */                      \
	X(PFN, 8, 8, 0, 0, 0, 0, 0) /* page type and pfn */                    \
	/* after a body */                                                     \
	X(HVM_NO_END, 0, 0, 0, 0, 0, 0, 0)                                     \
	X(PAD, 7, 7, 0, 0, 0, 0, 0) /* or less */                              \
	X(CLOSE, 0, 0, 0, 0, 0, 0, 0)

#define XCS__ITEM_ENUM(name, size, a, b, c, d, e, f) XCS__##name,
#define XCS__ITEM_SIZE(name, size, a, b, c, d, e, f)                           \
	(size) * sizeof(char[(a) + (b) + (c) + (d) + (e) + (f) == (size)       \
				     ? 1                                       \
				     : -1]),
#define XCS__ITEM_FIELDS(name, size, a, b, c, d, e, f)                         \
	(a) | (b) << 4 | (c) << 8 | (d) << 12 | (e) << 16 | (f) << 20,

/* What comes next: an item, or something else. */
enum {
	XCS__ITEMS(XCS__ITEM_ENUM)
	/* no items */
	XCS__BULK,
	XCS__XENSTORE,
	XCS__DONE,
	XCS__FAULT
};

static const uint8_t xcs__sizes[] = { XCS__ITEMS(XCS__ITEM_SIZE) };
/* 4 bits a field, the first one lowest */
static const uint32_t xcs__fields[] = { XCS__ITEMS(XCS__ITEM_FIELDS) };

/* ---- grammar: what a field may hold ---- */

enum {
	XCS__ONE_OF, /* a value below 32 whose bit is set */
	XCS__BITS, /* no bit but these */
	XCS__EQUAL, /* this value */
	XCS__UNLIKE /* any but this */
};

struct xcs__check {
	uint8_t item;
	uint8_t field; /* its number from 0, and 16 times the rule */
	uint8_t at; /* its offset in the item */
	uint8_t code; /* what is wrong otherwise */
	uint32_t value;
};

#define XCS__CHECK(item, field, at, rule, value, code)                         \
	{                                                                      \
		XCS__##item, (field) + 16 * XCS__##rule, at,                   \
			XCSTREAM_E_##code, value                               \
	}

static const struct xcs__check xcs__checks[] = {
#ifndef XCSTREAM_ONLY_LIBXC
	/* "d domain, xl format\n \0 \r", after "Xen save" */
	XCS__CHECK(XL_MAGIC, 1, 8, EQUAL, 0x6420646f, MAGIC),
	XCS__CHECK(XL_MAGIC, 2, 12, EQUAL, 0x6d61696e, MAGIC),
	XCS__CHECK(XL_MAGIC2, 0, 0, EQUAL, 0x2c20786c, MAGIC),
	XCS__CHECK(XL_MAGIC2, 1, 4, EQUAL, 0x20666f72, MAGIC),
	XCS__CHECK(XL_MAGIC2, 2, 8, EQUAL, 0x6d61740a, MAGIC),
	XCS__CHECK(XL_MAGIC2, 3, 12, EQUAL, 0x2000200d, MAGIC),
	/* "libvirt-xml\n \0 \r", after its first 8 bytes */
	XCS__CHECK(LIBVIRT_MAGIC, 1, 8, EQUAL, 0x786d6c0a, MAGIC),
	XCS__CHECK(LIBVIRT_MAGIC, 2, 12, EQUAL, 0x2000200d, MAGIC),
	XCS__CHECK(LIBVIRT, 1, 4, BITS, 0, SPARE_BITS),
	XCS__CHECK(LIBVIRT, 2, 12, BITS, 0, SPARE_BITS),
	XCS__CHECK(LIBVIRT, 3, 20, BITS, 0, SPARE_BITS),
	XCS__CHECK(LIBVIRT, 4, 28, BITS, 0, SPARE_BITS),
	XCS__CHECK(LIBVIRT, 5, 36, BITS, 0, SPARE_BITS),
	/* "Domv2-\n", after "XenSaved"; "Domain\n" is of long ago */
	XCS__CHECK(XAPI_MAGIC, 1, 8, UNLIKE, 0x446f6d61, LEGACY),
	XCS__CHECK(XAPI_MAGIC, 1, 8, EQUAL, 0x446f6d76, MAGIC),
	XCS__CHECK(XAPI_MAGIC, 2, 12, EQUAL, 0x322d, MAGIC),
	XCS__CHECK(XAPI_MAGIC, 3, 14, EQUAL, 0x0a, MAGIC),
	XCS__CHECK(CONTROL_PAD, 0, 0, BITS, 0, RESERVED),
	XCS__CHECK(XL, 0, 0, BITS, 3, XL_FLAGS),
	XCS__CHECK(XL, 1, 4, BITS, 0, XL_OPTIONAL),
	XCS__CHECK(LIBXL, 1, 8, EQUAL, 2, VERSION),
	XCS__CHECK(LIBXL, 2, 12, BITS, 0xffff0003, RESERVED),
	XCS__CHECK(LIBXL, 2, 12, BITS, 0xffff, SPARE_BITS),
	XCS__CHECK(EMULATOR, 0, 0, ONE_OF, 7, EMULATOR_ID),
#endif
	/* XENF */
	XCS__CHECK(IHDR, 1, 8, EQUAL, 0x58454e46, MAGIC),
	XCS__CHECK(IHDR, 3, 16, BITS, 1, RESERVED),
	XCS__CHECK(IHDR, 4, 18, BITS, 0, RESERVED),
	XCS__CHECK(IHDR, 5, 20, BITS, 0, RESERVED),
	XCS__CHECK(DHDR, 1, 4, EQUAL, 12, PAGE_SHIFT),
	XCS__CHECK(DHDR, 2, 6, BITS, 0, RESERVED),
	XCS__CHECK(PAGE_DATA, 1, 4, BITS, 0, RESERVED),
	XCS__CHECK(PV_INFO, 0, 0, ONE_OF, 1 << 4 | 1 << 8, PV_INFO),
	XCS__CHECK(PV_INFO, 1, 1, ONE_OF, 1 << 3 | 1 << 4, PV_INFO),
	XCS__CHECK(PV_INFO, 2, 2, BITS, 0, RESERVED),
	XCS__CHECK(PV_INFO, 3, 4, BITS, 0, RESERVED),
	XCS__CHECK(VCPU, 1, 4, BITS, 0, RESERVED),
	/* xen-tsc-mode(7): default, always emulate, native, PVRDTSCP */
	XCS__CHECK(TSC_INFO, 0, 0, ONE_OF, 0xf, TSC_MODE),
	XCS__CHECK(TSC_INFO, 4, 20, BITS, 0, RESERVED),
	XCS__CHECK(HVM_PARAMS, 1, 4, BITS, 0, RESERVED_BITS),
	XCS__CHECK(HVM_HEADER, 0, 0, EQUAL, 0x54381286, HVM_HEADER),
	XCS__CHECK(HVM_HEADER, 1, 4, EQUAL, 1, HVM_HEADER),
	/* the hypercall takes the index in 32 bits */
	XCS__CHECK(HVM_PARAM, 0, 0, BITS, UINT32_MAX, PARAM_INDEX),
	XCS__CHECK(MSR, 1, 4, BITS, 0, SPARE_BITS)
};

#define XCS__NR_CHECKS (sizeof(xcs__checks) / sizeof(*xcs__checks))

/* ---- grammar: the records ---- */

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
	XCS__F_VCPU = 1 << 12, /* one that is not empty, of any */
	XCS__F_EPOCH_CONTEXT = 1 << 13,
	/* of the layers around */
	XCS__F_LIBXC = 1 << 14,
	XCS__F_XENOPS = 1 << 15,
	/* and what rows do not ask for, as these have 16 bits */
	XCS__F_CHECKPOINT = 1 << 16, /* and no CHECKPOINT_END since */
	XCS__F_BEHIND = 1 << 17, /* right after a CHECKPOINT_END */
	XCS__F_CONTROL = 1 << 18, /* in a CHECKPOINT_STATE there */
	XCS__F_BACK = 1 << 19, /* this is XCSTREAM_FORMAT_LIBXL_BACK */
	XCS__F_COLO = 1 << 20, /* each CHECKPOINT_END has a STATE after it */

	XCS__F_OF_PV =
		XCS__F_PV_INFO | XCS__F_P2M | XCS__F_PV_MEMORY | XCS__F_VCPU0,
	XCS__F_OF_HVM = XCS__F_CONTEXT,
	XCS__F_STATE = XCS__F_VCPU | XCS__F_EPOCH_CONTEXT,
	XCS__F_OF_EPOCH = XCS__F_TSC | XCS__F_SHARED | XCS__F_STATE,
	XCS__F_BEFORE_VCPU =
		XCS__F_PV_INFO | XCS__F_STATIC_END | XCS__F_P2M | XCS__F_MEMORY,
	XCS__F_OF_CONTEXT = XCS__F_CONTEXT | XCS__F_EPOCH_CONTEXT,
	XCS__F_OUTSIDE = XCS__F_LIBXC | XCS__F_XENOPS,
	XCS__F_WHOLE = XCS__F_PV_MEMORY | XCS__F_VCPU0 | XCS__F_CONTEXT
};

/* A record type in the facts' order: what is missing if that fact is. */
static const uint8_t xcs__fact_types[] = {
	XCSTREAM_LIBXC_X86_PV_INFO, /* PV_INFO */
	XCSTREAM_LIBXC_STATIC_DATA_END, /* STATIC_END */
	XCSTREAM_LIBXC_X86_PV_P2M_FRAMES, /* P2M */
	XCSTREAM_LIBXC_PAGE_DATA, /* MEMORY */
	XCSTREAM_LIBXC_PAGE_DATA, /* PV_MEMORY */
	XCSTREAM_LIBXC_X86_PV_VCPU_BASIC, /* VCPU0 */
	XCSTREAM_LIBXC_HVM_CONTEXT, /* CONTEXT */
	XCSTREAM_LIBXC_X86_CPUID_POLICY, /* CPUID */
	XCSTREAM_LIBXC_X86_MSR_POLICY, /* MSR */
	XCSTREAM_LIBXC_VERIFY, /* VERIFY */
	XCSTREAM_LIBXC_X86_TSC_INFO, /* TSC */
	XCSTREAM_LIBXC_SHARED_INFO, /* SHARED */
	XCSTREAM_LIBXC_X86_PV_VCPU_BASIC, /* VCPU */
	XCSTREAM_LIBXC_HVM_CONTEXT, /* EPOCH_CONTEXT */
	XCSTREAM_LIBXL_LIBXC_CONTEXT, /* LIBXC */
	XCSTREAM_XAPI_XENOPS /* XENOPS */
};

/* For struct xcs__row, flags. */
enum {
	XCS__PV = 1, /* of a PV guest, the same as XCSTREAM_DOMAIN_X86_PV */
	XCS__HVM = 2, /* of an HVM guest, the same as XCSTREAM_DOMAIN_X86_HVM */
	XCS__REFUSED = 3, /* of neither: has a name, but no place in a stream */
	XCS__V3 = 4, /* since version 3 */
	XCS__LOOSE = 8, /* Xen ignores bytes after the contents */
	XCS__FIT = 16, /* the body after the head is whole entries */
	XCS__LAST = 32, /* what it needs and is missing cannot come any more */
	XCS__SINGLE = 64, /* comes before once all that it sets is set */
	XCS__ONCE = 128 /* likewise, and a restorer refuses a second one */
};

#define XCS__ANY UINT16_MAX /* no upper limit to the length */

struct xcs__row {
	uint16_t needs; /* facts without which a restorer fails */
	uint16_t wants; /* facts that Xen has always established before */
	uint16_t bars; /* facts after which Xen never sends this */
	uint16_t sets; /* facts that it establishes */
	uint16_t min, max; /* length of the body */
	uint8_t head; /* the item that the body starts with, or 0 */
	uint8_t entry; /* the item that repeats after it, or 0 */
	uint8_t flags;
};

/* A row a record type: [libxc 4], then [libxl 5]. */
static const struct xcs__row xcs__rows[] = {
	/* needs, wants, bars, sets, min, max, head, entry, flags */
	/* END */
	{ XCS__F_WHOLE, XCS__F_STATIC_END, 0, 0, 0, 0, 0, 0,
	  XCS__LOOSE | XCS__LAST },
	/* PAGE_DATA */
	{ XCS__F_STATIC_END | XCS__F_P2M, 0, XCS__F_STATE,
	  XCS__F_MEMORY | XCS__F_PV_MEMORY, 8, XCS__ANY, XCS__PAGE_DATA,
	  XCS__PFN, 0 },
	/* X86_PV_INFO */
	{ 0, 0, XCS__F_STATIC_END, XCS__F_PV_INFO, 8, 8, XCS__PV_INFO, 0,
	  XCS__PV | XCS__LOOSE | XCS__ONCE },
	/* X86_PV_P2M_FRAMES; its head sets the fact */
	{ XCS__F_STATIC_END | XCS__F_PV_INFO, 0, 0, 0, 8, XCS__ANY,
	  XCS__P2M_FRAMES, XCS__P2M_FRAME, XCS__PV | XCS__FIT },
	/* X86_PV_VCPU_BASIC, EXTENDED, XSAVE; their head sets the facts */
	{ 0, XCS__F_BEFORE_VCPU, 0, 0, 8, XCS__ANY, XCS__VCPU, 0, XCS__PV },
	{ 0, XCS__F_BEFORE_VCPU, 0, 0, 8, XCS__ANY, XCS__VCPU, 0, XCS__PV },
	{ 0, XCS__F_BEFORE_VCPU, 0, 0, 8, XCS__ANY, XCS__VCPU, 0, XCS__PV },
	/* SHARED_INFO */
	{ XCS__F_PV_INFO, XCS__F_STATIC_END, 0, XCS__F_SHARED, 4096, 4096, 0, 0,
	  XCS__PV | XCS__SINGLE },
	/* X86_TSC_INFO */
	{ 0, 0, 0, XCS__F_TSC, 24, 24, XCS__TSC_INFO, 0, XCS__SINGLE },
	/* HVM_CONTEXT */
	{ 0, XCS__F_STATIC_END, 0, XCS__F_OF_CONTEXT, 1, XCS__ANY, 0, 0,
	  XCS__HVM | XCS__SINGLE },
	/*
	 * HVM_PARAMS: two in a stream converted from the legacy format. Before
	 * HVM_CONTEXT, says [libxc 5.2]; after it, Xen sends it.
	 */
	{ 0, XCS__F_STATIC_END, 0, 0, 8, XCS__ANY, XCS__HVM_PARAMS,
	  XCS__HVM_PARAM, XCS__HVM | XCS__FIT },
	/* TOOLSTACK */
	{ 0, 0, 0, 0, 0, XCS__ANY, 0, 0, XCS__REFUSED },
	/* X86_PV_VCPU_MSRS */
	{ 0, XCS__F_BEFORE_VCPU, 0, 0, 8, XCS__ANY, XCS__VCPU, XCS__MSR,
	  XCS__PV },
	/* VERIFY */
	{ 0, XCS__F_MEMORY, XCS__F_STATE, XCS__F_VERIFY, 0, 0, 0, 0,
	  XCS__LOOSE | XCS__SINGLE },
	/* CHECKPOINT: what comes after the last one is not looked at at END */
	{ XCS__F_WHOLE, XCS__F_STATIC_END | XCS__F_TSC | XCS__F_STATE, 0, 0, 0,
	  0, 0, 0, XCS__LOOSE },
	/* CHECKPOINT_DIRTY_PFN_LIST: from the receiver to the sender only */
	{ 0, 0, 0, 0, 0, XCS__ANY, 0, 0, XCS__REFUSED },
	/* STATIC_DATA_END */
	{ 0, 0, 0, XCS__F_STATIC_END, 0, 0, 0, 0,
	  XCS__V3 | XCS__LOOSE | XCS__ONCE },
	/* X86_CPUID_POLICY, X86_MSR_POLICY */
	{ 0, 0, XCS__F_STATIC_END, XCS__F_CPUID, 24, XCS__ANY, 0,
	  XCS__CPUID_LEAF, XCS__V3 | XCS__FIT | XCS__SINGLE },
	{ 0, 0, XCS__F_STATIC_END, XCS__F_MSR, 16, XCS__ANY, 0, XCS__MSR,
	  XCS__V3 | XCS__FIT | XCS__SINGLE },
	/* an optional record of unknown type */
	{ 0, 0, 0, 0, 0, XCS__ANY, 0, 0, 0 },
#ifndef XCSTREAM_ONLY_LIBXC
	/* libxl END */
	{ 0, XCS__F_LIBXC, 0, 0, 0, 0, 0, 0, XCS__LOOSE },
	/* LIBXC_CONTEXT */
	{ 0, 0, 0, XCS__F_LIBXC, 0, 0, 0, 0, XCS__LOOSE | XCS__ONCE },
	/* EMULATOR_XENSTORE_DATA, EMULATOR_CONTEXT */
	{ 0, XCS__F_LIBXC, 0, 0, 8, XCS__ANY, XCS__EMULATOR, 0, XCS__HVM },
	{ 0, XCS__F_LIBXC, 0, 0, 8, XCS__ANY, XCS__EMULATOR, 0, XCS__HVM },
	/* CHECKPOINT_END */
	{ 0, 0, 0, 0, 0, 0, 0, 0, XCS__LOOSE },
	/* CHECKPOINT_STATE: 4 bytes, or 8 as specified */
	{ 0, 0, 0, 0, 4, 8, XCS__CONTROL, XCS__CONTROL_PAD, XCS__FIT },
	/* libxc's CHECKPOINT_DIRTY_PFN_LIST, from receiver to sender */
	{ 0, 0, 0, 0, 0, XCS__ANY, 0, XCS__DIRTY_PFN, XCS__FIT },
	/* XENOPS */
	{ 0, 0, XCS__F_LIBXC, XCS__F_XENOPS, 1, XCS__ANY, 0, 0, XCS__SINGLE },
	/* LIBXC, LIBXL: what the length says means nothing */
	{ 0, XCS__F_XENOPS, 0, XCS__F_LIBXC, 0, 0, 0, 0,
	  XCS__LOOSE | XCS__ONCE },
	{ 0, XCS__F_XENOPS, XCS__F_LIBXC, 0, 0, 0, 0, 0, XCS__LOOSE },
	/* LIBXC_LEGACY */
	{ 0, 0, 0, 0, 0, XCS__ANY, 0, 0, XCS__REFUSED },
	/*
	 * QEMU_TRAD, QEMU_XEN, DEMU, VARSTORED, SWTPM0, SWTPM. DEMU, sent before
	 * the image, says that it is empty and is not: nobody knows its end.
	 */
	{ 0, XCS__F_LIBXC, 0, 0, 1, XCS__ANY, 0, 0, XCS__HVM },
	{ 0, XCS__F_LIBXC, 0, 0, 1, XCS__ANY, 0, 0, XCS__HVM },
	{ 0, XCS__F_XENOPS, 0, 0, 1, XCS__ANY, 0, 0, XCS__HVM },
	{ 0, XCS__F_LIBXC, 0, 0, 0, XCS__ANY, 0, 0, XCS__HVM },
	{ 0, XCS__F_LIBXC, 0, 0, 0, XCS__ANY, 0, 0, XCS__HVM },
	{ 0, XCS__F_LIBXC, 0, 0, 0, XCS__ANY, 0, 0, XCS__HVM },
	/* END_OF_IMAGE */
	{ XCS__F_LIBXC, 0, 0, 0, 0, 0, 0, 0, XCS__LOOSE | XCS__LAST }
#endif
};

#ifndef XCSTREAM_ONLY_LIBXC
/* XAPI's record types, in the rows' order. */
static const uint16_t xcs__xapi_types[] = {
	XCSTREAM_XAPI_XENOPS,	   XCSTREAM_XAPI_LIBXC,
	XCSTREAM_XAPI_LIBXL,	   XCSTREAM_XAPI_LIBXC_LEGACY,
	XCSTREAM_XAPI_QEMU_TRAD,   XCSTREAM_XAPI_QEMU_XEN,
	XCSTREAM_XAPI_DEMU,	   XCSTREAM_XAPI_VARSTORED,
	XCSTREAM_XAPI_SWTPM0,	   XCSTREAM_XAPI_SWTPM,
	XCSTREAM_XAPI_END_OF_IMAGE
};

#define XCS__NR_XAPI (sizeof(xcs__xapi_types) / sizeof(*xcs__xapi_types))
#endif

enum {
	XCS__ROW_OPTIONAL = XCSTREAM_LIBXC_X86_MSR_POLICY + 1,
	XCS__ROW_LIBXL, /* its END, and then: */
	XCS__ROW_LIBXC_CONTEXT,
	XCS__ROW_XENSTORE,
	XCS__ROW_EMULATOR,
	XCS__ROW_CHECKPOINT_END,
	XCS__ROW_CHECKPOINT_STATE,
	XCS__ROW_DIRTY,
	XCS__ROW_XENOPS,
	XCS__ROW_XAPI_LIBXC,
	XCS__ROW_XAPI_LIBXL,
	XCS__ROW_XAPI_LEGACY,
	XCS__ROW_QEMU_TRAD,
	XCS__ROW_XAPI_END = XCS__ROW_QEMU_TRAD + 6
};

#ifdef XCSTREAM_ONLY_LIBXC
#define XCS__LAST_ROW XCS__ROW_OPTIONAL
#else
#define XCS__LAST_ROW XCS__ROW_XAPI_END
#endif

/* Where in HVM_CONTEXT: not in one, before its header, in it, after it. */
enum {
	XCS__CHAIN_NONE,
	XCS__CHAIN_HEADER,
	XCS__CHAIN_BODY,
	XCS__CHAIN_ENTRIES
};

/* By enum xcstream_profile; at last what CUSTOM may tolerate. */
static const uint64_t xcs__tolerates[] = {
	XCSTREAM_STRICT_MASK, XCSTREAM_VERIFY_MASK, XCSTREAM_RESTORE_MASK,
	XCSTREAM_DRAFT_MASK, XCSTREAM_ANY_MASK
};

/* ---- what is proven of all this, for Frama-C; see tests/proof ---- */

/*@ // What the code relies on in the tables.
  predicate xcs__row(integer head, integer entry, integer min, integer row) =
	(head == 0 || XCS__PAGE_DATA <= head <= XCS__EMULATOR) &&
	(head == XCS__PAGE_DATA <==> row == XCSTREAM_LIBXC_PAGE_DATA) &&
	(head == 0 || xcs__sizes[head] <= min) &&
	(entry == 0 || XCS__HVM_PARAM <= entry <= XCS__PFN) &&
	(entry == XCS__PFN <==> row == XCSTREAM_LIBXC_PAGE_DATA);

  predicate xcs__tables =
	xcs__sizes[XCS__IDENT] == 8 && xcs__sizes[XCS__PFN] == 8 &&
	(\forall integer i; XCS__FOREIGN <= i <= XCS__IHDR ==>
		8 < xcs__sizes[i]) &&
	(\forall integer i; 0 <= i <= XCS__CLOSE ==>
		xcs__sizes[i] <= 44 && (xcs__sizes[i] == 0 <==>
			i == XCS__HVM_NO_END || i == XCS__CLOSE)) &&
	(\forall integer i; 0 <= i < XCS__NR_CHECKS ==>
		xcs__checks[i].field % 16 <= 5 &&
		0 < xcs__checks[i].code < XCSTREAM_NR_CODES) &&
	(\forall integer i; 0 <= i <= XCS__LAST_ROW ==>
		xcs__row(xcs__rows[i].head, xcs__rows[i].entry,
			 xcs__rows[i].min, i));

  // What breaks the framing is never tolerated.
  predicate xcs__framing(integer code) =
	code == XCSTREAM_E_MAGIC || code == XCSTREAM_E_LEGACY ||
	code == XCSTREAM_E_LENGTH || code == XCSTREAM_E_COUNT ||
	code == XCSTREAM_E_TRUNCATED || code == XCSTREAM_E_MISUSE ||
	code == XCSTREAM_E_PFN_BUFFER;

  predicate xcs__tolerated(struct xcstream *xs, integer code) =
	(xs->tolerate[code / 32] >> code % 32 & 1) != 0;

  predicate xcs__fatal(struct xcstream *xs) =
	(xs->tolerate[0] >> XCSTREAM_E_MISUSE & 1) == 0 &&
	(xs->tolerate[0] >> XCSTREAM_E_PFN_BUFFER & 1) == 0 &&
	(xs->tolerate[0] >> XCSTREAM_E_TRUNCATED & 1) == 0 &&
	(xs->tolerate[0] >> XCSTREAM_E_MAGIC & 1) == 0 &&
	(xs->tolerate[0] >> XCSTREAM_E_LEGACY & 1) == 0 &&
	(xs->tolerate[0] >> XCSTREAM_E_LENGTH & 1) == 0 &&
	(xs->tolerate[0] >> XCSTREAM_E_COUNT & 1) == 0;

  // What init sets, and nothing changes.
  predicate xcs__lent(struct xcstream *xs) =
	(xs->ops == \null ||
	 \valid_read(xs->ops) && \separated(xs, xs->ops)) &&
	(xs->pfns == \null || xs->ops != \null && !xs->quiet &&
	 \valid(xs->pfns + (0 .. xs->nr_pfns - 1)) &&
	 \separated(xs, xs->pfns + (0 .. xs->nr_pfns - 1))) &&
	1 <= xs->max_vcpus && xcs__fatal(xs);

  // True at any time.
  predicate xcs__state(struct xcstream *xs) =
	\valid(xs) && xcs__tables && xcs__lent(xs) &&
	xs->phase <= XCS__FAULT && xs->row <= XCS__LAST_ROW &&
	xs->layer <= XCSTREAM_LAYER_LIBXC &&
	XCSTREAM_LAYER_XAPI <= xs->outer <= XCSTREAM_LAYER_LIBXC &&
	XCSTREAM_LAYER_XAPI <= xs->base <= XCSTREAM_LAYER_LIBXC &&
	XCS__FIRST_LAYER <= xs->outer && XCS__FIRST_LAYER <= xs->base &&
	xs->pad <= 7 && xs->have <= 44 && xs->need <= 44 &&
	xs->at <= xs->offset && xs->rec <= xs->offset &&
	xs->epoch <= xs->offset <= 1 << 63 && xs->records <= xs->offset;

  // The contents of pages are in their places.
  predicate xcs__paged(struct xcstream *xs) =
	xs->pages + xs->entries <= 0x20000000 && xs->bulk <= xs->length &&
	(xs->pfns == \null || xs->pages <= xs->nr_pfns &&
	 (xs->entries == 0 ==> xs->bulk <= 4096 * xs->pages));

  // The phase is what the counts say: xcs__next().
  predicate xcs__walking(struct xcstream *xs) =
	XCS__EMULATOR < xs->phase < XCS__DONE &&
	(xs->entries > 0 ? xs->phase == xcs__rows[xs->row].entry :
	 xs->bulk > 0 ? xs->phase == XCS__BULK || xs->phase == XCS__XENSTORE :
	 xs->chain != XCS__CHAIN_NONE ? xs->phase == XCS__HVM_HEADER ||
		xs->phase == XCS__HVM_NO_END ||
		xs->phase == XCS__HVM_ENTRY && 8 <= xs->left :
	 xs->phase == XCS__PAD && 1 <= xs->pad || xs->phase == XCS__CLOSE) &&
	(xs->phase <= XCS__CLOSE ==> xs->need ==
		(xs->phase == XCS__PAD ? xs->pad : xcs__sizes[xs->phase]));

  // A layer's headers come in that layer only.
  predicate xcs__layered(struct xcstream *xs) =
	(xs->layer == XCSTREAM_LAYER_NONE <==> xs->phase <= XCS__FOREIGN) &&
	(XCS__FIRST_LAYER <= xs->layer || xs->layer == XCSTREAM_LAYER_NONE &&
		XCS__FIRST_LAYER == XCSTREAM_LAYER_XL) &&
	(xs->layer < XCSTREAM_LAYER_XAPI ==> xs->row == 0) &&
	(xs->phase == XCS__XL_MAGIC ||
	 XCS__XL_MAGIC2 <= xs->phase <= XCS__XL_CONFIG ==>
		xs->layer == XCSTREAM_LAYER_XL) &&
	(xs->phase == XCS__LIBVIRT_MAGIC || xs->phase == XCS__LIBVIRT_ORDER ||
	 xs->phase == XCS__LIBVIRT ==> xs->layer == XCSTREAM_LAYER_LIBVIRT) &&
	(xs->phase == XCS__XAPI_MAGIC || xs->phase == XCS__XAPI ==>
		xs->layer == XCSTREAM_LAYER_XAPI) &&
	(xs->phase == XCS__LIBXL ==> xs->layer == XCSTREAM_LAYER_LIBXL) &&
	(xs->phase == XCS__IHDR || xs->phase == XCS__DHDR ==>
		xs->layer == XCSTREAM_LAYER_LIBXC) &&
	(xs->phase == XCS__RHDR ==> xs->layer >= XCSTREAM_LAYER_LIBXL);

  // It may end here: after the END of the outermost layer that has records,
  // or after any record on the way back.
  predicate xcs__ended(struct xcstream *xs) =
	XCSTREAM_LAYER_XAPI <= xs->layer && xs->have == xs->entries == 0 &&
	(xs->row == XCSTREAM_LIBXC_END && xs->outer == xs->layer ||
	 xs->row == XCS__ROW_LIBXL && xs->base == xs->layer ||
	 xs->row == XCS__ROW_XAPI_END || (xs->facts & XCS__F_BACK) != 0);

  // The phase has what it needs.
  predicate xcs__set(struct xcstream *xs) =
	xs->phase == XCS__FAULT ||
	xs->phase == XCS__DONE && xcs__ended(xs) ||
	xs->have <= xs->offset &&
	(xs->phase <= XCS__RHDR ==> xs->records + xs->have <= xs->offset) &&
	(xs->phase > XCS__RHDR ==> xs->records < xs->offset) &&
	(xs->phase <= XCS__EMULATOR ==> xs->entries == 0 &&
		xs->need == xcs__sizes[xs->phase]) &&
	(xs->phase > XCS__EMULATOR ==> xcs__walking(xs) ||
		xs->phase == XCS__XENSTORE && xs->bulk == xs->entries == 0) &&
	(xs->phase == XCS__XENSTORE ==> xs->row == XCS__ROW_XENSTORE) &&
	(xs->chain != XCS__CHAIN_NONE ==> xs->phase > XCS__EMULATOR &&
		xs->row == XCSTREAM_LIBXC_HVM_CONTEXT) &&
	xcs__layered(xs) &&
	(xs->phase == XCS__XL_CONFIG ==> 4 <= xs->left) &&
	(XCS__PAGE_DATA <= xs->phase <= XCS__EMULATOR ==>
		xs->phase == xcs__rows[xs->row].head) &&
	(xs->phase == XCS__PAGE_DATA ==> xs->left <= xs->length) &&
	(xs->row == XCSTREAM_LIBXC_PAGE_DATA && xs->phase > XCS__EMULATOR ==>
		xcs__paged(xs));

  // True between two steps.
  predicate xcs__due(struct xcstream *xs) =
	xcs__state(xs) && xcs__set(xs) && (xs->phase <= XCS__CLOSE ?
		xs->have < xs->need || xs->have == xs->need == 0 :
		xs->phase < XCS__DONE ==> xs->have == 0);

  // A header has been gathered.
  predicate xcs__fresh(struct xcstream *xs) =
	xcs__state(xs) && xs->have == 0 && xs->entries == 0 &&
	xs->records < xs->offset && xs->chain == XCS__CHAIN_NONE &&
	xs->phase < XCS__DONE && xcs__layered(xs);

  // It is known what is in the body from here on.
  predicate xcs__ready(struct xcstream *xs) =
	xcs__state(xs) && xs->have == 0 && xs->records < xs->offset &&
	xs->layer != XCSTREAM_LAYER_NONE && XCS__FIRST_LAYER <= xs->layer &&
	(xs->layer < XCSTREAM_LAYER_XAPI ==> xs->row == 0) &&
	(xs->chain != XCS__CHAIN_NONE ==>
		xs->row == XCSTREAM_LIBXC_HVM_CONTEXT) &&
	(xs->entries > 0 ==> xcs__rows[xs->row].entry != 0) &&
	(xs->row == XCSTREAM_LIBXC_PAGE_DATA && xs->phase != XCS__FAULT ==>
		xcs__paged(xs));

  // It is at fault now, or goes on where it was.
  predicate xcs__judged{L, M}(struct xcstream *xs) =
	xcs__state{M}(xs) && (\at(xs->phase, M) == \at(xs->phase, L) ||
		\at(xs->phase, M) == XCS__FAULT);

  // A fault stays.
  predicate xcs__stuck{L, M}(struct xcstream *xs) =
	\at(xs->phase, M) == XCS__FAULT &&
	\at(xs->offset, L) == \at(xs->offset, M) &&
	\at(xs->fault.offset, L) == \at(xs->fault.offset, M) &&
	\at(xs->fault.expected, L) == \at(xs->fault.expected, M) &&
	\at(xs->fault.found, L) == \at(xs->fault.found, M) &&
	\at(xs->fault.record, L) == \at(xs->fault.record, M) &&
	\at(xs->fault.type, L) == \at(xs->fault.type, M) &&
	\at(xs->fault.code, L) == \at(xs->fault.code, M) &&
	\at(xs->fault.layer, L) == \at(xs->fault.layer, M);

  // What a step that takes no byte makes smaller.
  logic integer xcs__rank(struct xcstream *xs) =
	xs->phase == XCS__XENSTORE && xs->bulk == 0 ? 3 :
	xs->phase == XCS__HVM_NO_END ? 2 :
	xs->phase == XCS__CLOSE ? 1 : 0;

  logic integer xcs__work(struct xcstream *xs, integer len) =
	4 * len + xcs__rank(xs);

  // What the last byte is worth in a little-endian number.
  logic integer xcs__worth_of(integer size) =
	size == 8 ? 1 << 56 : size == 4 ? 1 << 24 : size == 2 ? 256 : 1;

  logic integer xcs__le32(uint8_t *p) =
	p[0] + 256 * p[1] + 65536 * p[2] + 16777216 * p[3];

  // Pages with contents, of a page type: one or none.
  logic integer xcs__contents_of(integer type) =
	type <= 4 || 9 <= type <= 12 ? 1 : 0;

  predicate xcs__big(struct xcstream *xs) =
	xs->phase <= XCS__XL_MAGIC2 || xs->phase == XCS__PAD ||
	xs->big[xs->layer];

  // The body's length is as the record's row says.
  logic integer xcs__limit_of(struct xcstream *xs) =
	xs->layer == XCSTREAM_LAYER_LIBXL ? 0xfffffff8 :
	xs->row == XCS__ROW_QEMU_TRAD ? 1 << 20 : 128 << 20;

  predicate xcs__fits(struct xcstream *xs) =
	xcs__rows[xs->row].min <= xs->length <= xcs__limit_of(xs) &&
	(xs->length <= xcs__rows[xs->row].max ||
	 xcs__rows[xs->row].max == XCS__ANY);

  predicate xcs__is_whole(struct xcstream *xs) =
	(xcs__rows[xs->row].flags & XCS__FIT) == 0 ||
	xs->left % xcs__sizes[xcs__rows[xs->row].entry] == 0;
*/

/* The chunk that is pushed, any bytes: no span or load is outside of it. */
/*@ ghost const uint8_t *xcs__chunk; */
/*@ ghost size_t xcs__chunk_len; */
/*@ predicate xcs__input(uint8_t *data, integer len) =
	len > 0 ==> \valid_read(data + (0 .. len - 1)) &&
		\base_addr(data) == \base_addr(xcs__chunk) &&
		xcs__chunk <= data &&
		data + len <= xcs__chunk + xcs__chunk_len; */

/* For contracts only: what a report, a verdict, a header and a step may set. */
#define XCS__REPORT                                                            \
	xs->fault.offset, xs->fault.expected, xs->fault.found,                 \
		xs->fault.record, xs->fault.type, xs->fault.code,              \
		xs->fault.layer
#define XCS__VERDICT xs->phase, xs->paused, XCS__REPORT
#define XCS__HEADER                                                            \
	XCS__VERDICT, xs->have, xs->need, xs->layer, xs->outer, xs->type,      \
		xs->base, xs->length, xs->left, xs->bulk, xs->entries,         \
		xs->row, xs->pad, xs->chain, xs->big[..], xs->version,         \
		xs->guest, xs->width, xs->end_pfn, xs->facts, xs->rec,         \
		xs->vcpu_id, xs->vcpu_kinds, xs->string, xs->control
#define XCS__STEP                                                              \
	XCS__HEADER, xs->at, xs->offset, xs->v[..], xs->records, xs->pages,    \
		xs->epoch, xs->checkpoints

typedef char xcs__assert_rows
	[sizeof(xcs__rows) / sizeof(*xcs__rows) == XCS__LAST_ROW + 1 ? 1 : -1];
typedef char xcs__assert_codes[XCSTREAM_NR_CODES <= 64 ? 1 : -1];
typedef char xcs__assert_state[sizeof(struct xcstream) <= 256 ? 1 : -1];

/* ---- engine: what the other rooms ask of it ---- */

/* Expect an item, gathered from here on, or something that needs no byte. */
/*@ requires xcs__state(xs) && phase <= XCS__DONE;
  @ assigns xs->phase, xs->need;
  @ ensures xcs__state(xs);
  @ ensures \old(xs->phase) == XCS__FAULT ==> xs->phase == XCS__FAULT;
  @ ensures \old(xs->phase) != XCS__FAULT ==> xs->phase == phase &&
  @ 	xs->need == (phase <= XCS__CLOSE ? xcs__sizes[phase] : 0); */
static void xcs__expect(struct xcstream *xs, unsigned int phase)
{
	if (xs->phase == XCS__FAULT)
		return;
	xs->phase = (uint8_t)phase;
	xs->need = 0;
	if (phase <= XCS__CLOSE)
		xs->need = xcs__sizes[phase];
}

/* What comes next in the body: entries, bulk, chain, padding, end. */
/*@ requires xcs__ready(xs);
  @ assigns \nothing;
  @ ensures XCS__EMULATOR < \result < XCS__DONE;
  @ ensures xs->entries > 0 ? \result == xcs__rows[xs->row].entry :
  @ 	xs->bulk > 0 ? \result == (xs->row == XCS__ROW_XENSTORE ?
  @ 		XCS__XENSTORE : XCS__BULK) :
  @ 	xs->chain == XCS__CHAIN_BODY ? \result == XCS__HVM_HEADER :
  @ 	xs->chain != XCS__CHAIN_NONE ? \result ==
  @ 		(xs->left < 8 ? XCS__HVM_NO_END : XCS__HVM_ENTRY) :
  @ 	\result == (xs->pad > 0 ? XCS__PAD : XCS__CLOSE); */
static unsigned int xcs__following(const struct xcstream *xs)
{
	if (xs->entries)
		return xcs__rows[xs->row].entry;
	if (xs->bulk && XCS__LAYERS && xs->row == XCS__ROW_XENSTORE)
		return XCS__XENSTORE;
	if (xs->bulk)
		return XCS__BULK;
	if (xs->chain == XCS__CHAIN_BODY)
		return XCS__HVM_HEADER;
	if (xs->chain)
		return xs->left < 8 ? XCS__HVM_NO_END : XCS__HVM_ENTRY;
	return xs->pad ? XCS__PAD : XCS__CLOSE;
}

/* Go there. */
/*@ requires xcs__ready(xs);
  @ assigns xs->phase, xs->need;
  @ ensures xcs__due(xs);
  @ ensures xs->phase == XCS__FAULT <==> \old(xs->phase) == XCS__FAULT;
  @ ensures xs->phase == XCS__FAULT || xcs__walking(xs); */
static void xcs__next(struct xcstream *xs)
{
	unsigned int phase = xcs__following(xs);

	xcs__expect(xs, phase);
	if (phase == XCS__PAD)
		xs->need = xs->pad;
}

/* The fault, from here on or for the time of a warning. */
/*@ requires \valid(xs);
  @ assigns XCS__REPORT; */
static void xcs__note(struct xcstream *xs, unsigned int code, uint64_t at,
		      uint64_t expected, uint64_t found)
{
	xs->fault.offset = at;
	xs->fault.expected = expected;
	xs->fault.found = found;
	xs->fault.record = xs->records;
	xs->fault.type = xs->type;
	xs->fault.code = (uint8_t)code;
	xs->fault.layer = xs->layer;
}

/* Keep a callback's answer. */
/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__state(xs) && (\old(xcs__due(xs)) ==> xcs__due(xs));
  @ ensures xs->phase == (answer < 0 ? XCS__FAULT : \old(xs->phase));
  @ ensures xcs__rank(xs) <= \old(xcs__rank(xs)); */
static void xcs__answer(struct xcstream *xs, int answer)
{
	if (answer > 0)
		xs->paused = true;
	if (answer >= 0)
		return;
	xcs__note(xs, XCSTREAM_E_ABORTED, xs->offset, 0,
		  (uint64_t)(int64_t)answer);
	xs->phase = XCS__FAULT;
}

/*
 * Something is wrong at offset `at`. Returns true if that ends it; false if it
 * is tolerated, and has been reported. The first fault stays: what a caller
 * does after it, up to the end of the step, changes nothing that matters.
 */
/*@ requires xcs__state(xs) && 0 < code < XCSTREAM_NR_CODES;
  @ assigns XCS__VERDICT;
  @ ensures xcs__state(xs) && (\old(xcs__due(xs)) ==> xcs__due(xs));
  @ ensures \result <==> xs->phase == XCS__FAULT;
  @ ensures !\result ==> xs->phase == \old(xs->phase) &&
  @ 	xcs__tolerated(xs, code) && !xcs__framing(code);
  @ ensures \old(xs->phase) == XCS__FAULT ==> xcs__stuck{Pre, Post}(xs); */
static bool xcs__fail(struct xcstream *xs, unsigned int code, uint64_t at,
		      uint64_t expected, uint64_t found)
{
	if (xs->phase == XCS__FAULT)
		return true;
	xcs__note(xs, code, at, expected, found);
	if (!(xs->tolerate[code / 32] >> code % 32 & 1))
		xs->phase = XCS__FAULT;
	else if (xs->ops)
		xcs__answer(xs, XCS__CALL(warning, (xs, &xs->fault)));
	return xs->phase == XCS__FAULT;
}

/* A code, and the offset in the current item of the field that is wrong. */
#define XCS__E(name, at) (XCSTREAM_E_##name + 256u * (at))

/*@ requires xcs__state(xs) && 0 < what % 256 < XCSTREAM_NR_CODES;
  @ assigns XCS__VERDICT;
  @ ensures xcs__state(xs);
  @ ensures \result <==> xs->phase == XCS__FAULT;
  @ ensures !\result ==> xs->phase == \old(xs->phase) &&
  @ 	xcs__tolerated(xs, what % 256) && !xcs__framing(what % 256); */
static bool xcs__bad(struct xcstream *xs, unsigned int what, uint64_t expected,
		     uint64_t found)
{
	return xcs__fail(xs, what % 256, xs->at + what / 256, expected, found);
}

/* The same, where a field is larger than it may be. */
/*@ requires xcs__state(xs) && 0 < what % 256 < XCSTREAM_NR_CODES;
  @ assigns XCS__VERDICT;
  @ ensures xcs__state(xs);
  @ ensures \result ==> limit < found && xs->phase == XCS__FAULT;
  @ ensures !\result ==> xs->phase == \old(xs->phase) && (found <= limit ||
  @ 	xcs__tolerated(xs, what % 256) && !xcs__framing(what % 256)); */
static bool xcs__above(struct xcstream *xs, unsigned int what, uint64_t limit,
		       uint64_t found)
{
	return found > limit && xcs__bad(xs, what, limit, found);
}

/* The offset of the current record's length. */
/*@ requires xcs__state(xs);
  @ assigns \nothing; */
static uint64_t xcs__length_at(const struct xcstream *xs)
{
	bool wide = XCS__LAYERS && xs->layer == XCSTREAM_LAYER_XAPI;

	return xs->rec + (wide ? 8 : 4);
}

/* xcs__bad(), where the current record's length is not as it should be. */
/*@ requires xcs__state(xs) && 0 < code < XCSTREAM_NR_CODES;
  @ assigns XCS__VERDICT;
  @ ensures xcs__state(xs);
  @ ensures \result ==> xs->phase == XCS__FAULT && expected != xs->length;
  @ ensures !\result ==> xs->phase == \old(xs->phase) &&
  @ 	(expected == xs->length ||
  @ 	 xcs__tolerated(xs, code) && !xcs__framing(code)); */
static bool xcs__unless_length(struct xcstream *xs, unsigned int code,
			       uint64_t expected)
{
	return expected != xs->length &&
	       xcs__fail(xs, code, xcs__length_at(xs), expected, xs->length);
}

/* ---- grammar: fields ---- */

/* What a byte is worth as the last of `size` in a little-endian number. */
/*@ requires byte <= 255;
  @ assigns \nothing;
  @ ensures size == 1 || size == 2 || size == 4 || size == 8 ==>
  @ 	\result == byte * xcs__worth_of(size);
  @ ensures \result <= 255 * (1 << 56); */
static uint64_t xcs__worth(uint32_t byte, unsigned int size)
{
	if (size > 1)
		byte *= 256;
	if (size > 2)
		byte *= 65536;
	return size > 4 ? byte * (uint64_t)4294967296 : byte;
}

/* Is what is gathered in big-endian order? PAD: its first byte is on top. */
/*@ requires \valid_read(xs) && xs->layer <= XCSTREAM_LAYER_LIBXC;
  @ assigns \nothing;
  @ ensures \result <==> xcs__big(xs); */
static bool xcs__is_big(const struct xcstream *xs)
{
	return xs->phase <= XCS__XL_MAGIC2 || xs->phase == XCS__PAD ||
	       xs->big[xs->layer];
}

/*
 * Append a byte to field i, of which there are `have` bytes of `size`. In a
 * little-endian one each comes in at the top, and those before it move down.
 */
/*@ requires xcs__state(xs) && i <= 5;
  @ assigns xs->v[i];
  @ ensures xcs__state(xs);
  @ ensures xcs__big(xs) ==> xs->v[i] ==
  @ 	(have == 0 ? 0 : \old(xs->v[i])) % (1 << 56) * 256 + byte;
  @ ensures !xcs__big(xs) &&
  @ 	(size == 1 || size == 2 || size == 4 || size == 8) ==> xs->v[i] ==
  @ 	(have == 0 ? 0 : \old(xs->v[i])) / 256 +
  @ 	byte * xcs__worth_of(size); */
static void xcs__append(struct xcstream *xs, unsigned int i, unsigned int have,
			unsigned int size, uint8_t byte)
{
	uint64_t number = have ? xs->v[i] : 0;

	if (xcs__is_big(xs))
		number = number % ((uint64_t)1 << 56) * 256 + byte;
	else
		number = number / 256 + xcs__worth(byte, size);
	xs->v[i] = number;
}

/* Append a byte to the field of the item that it belongs to. */
/*@ requires xcs__state(xs) && xs->phase <= XCS__CLOSE && xs->have < 44;
  @ assigns xs->v[0 .. 5], xs->have;
  @ ensures xcs__state(xs) && xs->have == \old(xs->have) + 1; */
static void xcs__put(struct xcstream *xs, uint8_t byte)
{
	uint32_t sizes = xcs__fields[xs->phase];
	unsigned int size = sizes & 15, start = 0, i = 0;

	/*@ loop invariant i <= 5 && start <= xs->have && size <= 15;
	  @ loop assigns start, sizes, size, i;
	  @ loop variant 5 - i; */
	while (i < 5 && start + size <= xs->have) {
		start += size;
		sizes >>= 4;
		size = sizes & 15;
		i++;
	}
	xcs__append(xs, i, xs->have - start, size, byte);
	xs->have++;
}

/* What a field should be: the value itself if that is right. */
/*@ assigns \nothing; */
static uint64_t xcs__expected(unsigned int rule, uint32_t right, uint64_t value)
{
	uint32_t largest = 31;

	if (rule == XCS__EQUAL)
		return right;
	if (XCS__LAYERS && rule == XCS__UNLIKE)
		return value == right ? 0 : value;
	if (rule == XCS__BITS)
		return value & right;
	if (value < 32 && (right >> value & 1))
		return value;
	/*@ loop invariant largest <= 31;
	  @ loop assigns largest;
	  @ loop variant largest; */
	while (largest && !(right >> largest))
		largest--;
	return largest;
}

/* Judge the fields of an item by the table. */
/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__check_fields(struct xcstream *xs, unsigned int item)
{
	uint64_t value, expected;
	unsigned int i;

	/*@ loop invariant i <= XCS__NR_CHECKS && xcs__judged{Pre, Here}(xs);
	  @ loop assigns i, value, expected, XCS__VERDICT;
	  @ loop variant XCS__NR_CHECKS - i; */
	for (i = 0; i < XCS__NR_CHECKS; i++) {
		if (xcs__checks[i].item != item)
			continue;
		value = xs->v[xcs__checks[i].field % 16];
		expected = xcs__expected(xcs__checks[i].field / 16,
					 xcs__checks[i].value, value);
		if (value != expected)
			xcs__fail(xs, xcs__checks[i].code,
				  xs->at + xcs__checks[i].at, expected, value);
	}
}

/* ---- rules: what may follow what ---- */

/* The record that makes the first of these facts. */
/*@ requires \valid_read(xs);
  @ assigns \nothing; */
static uint32_t xcs__maker(const struct xcstream *xs, uint32_t facts)
{
	unsigned int i = 0;

	if (XCS__LAYERS && xs->layer == XCSTREAM_LAYER_XAPI &&
	    facts == XCS__F_LIBXC)
		return XCSTREAM_XAPI_LIBXC;
	/*@ loop invariant i < sizeof(xcs__fact_types);
	  @ loop assigns i;
	  @ loop variant sizeof(xcs__fact_types) - i; */
	while (i < sizeof(xcs__fact_types) - 1 && !(facts >> i & 1))
		i++;
	return xcs__fact_types[i];
}

/* A record comes at the wrong time, since these facts hold or do not. */
/*@ requires xcs__state(xs) && 0 < code < XCSTREAM_NR_CODES;
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__bad_place(struct xcstream *xs, unsigned int code,
			   uint32_t facts)
{
	if (facts)
		xcs__bad(xs, code, xcs__maker(xs, facts), xs->type);
}

/* Is it a record of the other type of guest? */
/*@ requires xcs__state(xs) && guest <= 3;
  @ assigns xs->guest, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static bool xcs__other_guest(struct xcstream *xs, uint32_t guest)
{
	/* A record of an emulator may tell it before the domain header. */
	if (guest && !xs->guest)
		xs->guest = (uint8_t)guest;
	if (!guest || guest == xs->guest)
		return false;
	xcs__bad(xs, XCSTREAM_E_GUEST, guest, xs->guest);
	return true;
}

/* Do the facts that hold allow the record here? */
/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__timing(struct xcstream *xs, uint32_t facts, uint32_t wants)
{
	uint32_t needs = xcs__rows[xs->row].needs;
	unsigned int code = XCSTREAM_E_ORDER;

	if (xcs__rows[xs->row].flags & XCS__LAST)
		code = XCSTREAM_E_INCOMPLETE;
	xcs__bad_place(xs, code, needs & ~facts);
	xcs__bad_place(xs, XCSTREAM_E_ORDER_LAX, wants & ~facts);
	xcs__bad_place(xs, XCSTREAM_E_ORDER_LAX,
		       xcs__rows[xs->row].bars & facts);
}

/* Judge whether a record may come now: guest, version, how often, order. */
/*@ requires xcs__state(xs);
  @ assigns xs->guest, xs->facts, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__place(struct xcstream *xs)
{
	uint32_t flags = xcs__rows[xs->row].flags, facts = xs->facts;
	uint32_t wants = xcs__rows[xs->row].wants;
	uint32_t sets = xcs__rows[xs->row].sets;
	bool other = xcs__other_guest(xs, flags % 4);

	/* After a checkpoint nothing, or a whole state again. */
	if (xs->row == XCSTREAM_LIBXC_END && xs->epoch && xs->at != xs->epoch)
		wants |= XCS__F_TSC | XCS__F_STATE;

	/* What only the other type of guest has. */
	wants &= ~(uint32_t)(xs->guest == XCSTREAM_DOMAIN_X86_PV
				     ? XCS__F_EPOCH_CONTEXT
				     : XCS__F_VCPU);
	if (xs->version < 3) {
		/* STATIC_DATA_END's position is inferred. [libxc 6.1] */
		facts |= xcs__rows[xs->row].needs & XCS__F_STATIC_END;
		wants &= ~(uint32_t)XCS__F_STATIC_END;
		if (flags & XCS__V3)
			xcs__bad(xs, XCSTREAM_E_RECORD_VERSION, 3, xs->version);
	}
	if (!other && (flags & (XCS__SINGLE | XCS__ONCE)) && !(sets & ~facts))
		xcs__bad(xs,
			 flags & XCS__ONCE ? XCSTREAM_E_DUPLICATE
					   : XCSTREAM_E_REPEATED,
			 1, 2);
	xcs__timing(xs, facts, wants);
	xs->facts = facts | sets;
}

/* Judge it by where in a checkpointed stream it is. */
/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__checkpoint(struct xcstream *xs)
{
	uint64_t bytes = xs->offset - xs->epoch + xs->length;

	if (xs->epoch && bytes > xs->max_epoch)
		xcs__fail(xs, XCSTREAM_E_MAX_EPOCH, xcs__length_at(xs),
			  xs->max_epoch, bytes);
	if (xs->row == XCSTREAM_LIBXC_CHECKPOINT &&
	    !(xs->flags & XCSTREAM_CHECKPOINTED))
		xcs__bad(xs, XCSTREAM_E_CHECKPOINT, XCSTREAM_LIBXC_END,
			 xs->type);
}

#ifndef XCSTREAM_ONLY_LIBXC
/*
 * COLO's receiver says in turn that it is ready, resumed and suspended, and
 * then which pages are dirty. [libxl 5.6]
 */
enum {
	XCS__SVM_SUSPENDED = 1,
	XCS__SVM_READY = 2,
	XCS__SVM_RESUMED = 3,
	XCS__SVM_DIRTY = 0
};

/* What xcs__checkpoint() does, for libxl's records that checkpoints bring. */
/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__control(struct xcstream *xs)
{
	bool inside = xs->facts & XCS__F_CHECKPOINT, wrong = false;
	uint32_t due = XCSTREAM_LIBXL_END;

	if (inside)
		due = XCSTREAM_LIBXL_CHECKPOINT_END;
	if (xs->facts & XCS__F_BACK) {
		due = XCSTREAM_LIBXL_CHECKPOINT_STATE;
		if (xs->control == XCS__SVM_DIRTY)
			due = XCSTREAM_LIBXC_CHECKPOINT_DIRTY_PFN_LIST;
		wrong = xs->type != due;
	} else if (xs->facts & XCS__F_CONTROL) {
		due = XCSTREAM_LIBXL_CHECKPOINT_STATE;
		wrong = xs->type != due;
	} else if (xs->row == XCS__ROW_CHECKPOINT_STATE) {
		wrong = true;
	} else if (xs->row == XCS__ROW_CHECKPOINT_END) {
		wrong = !inside;
	} else if (xs->row == XCS__ROW_LIBXL) {
		wrong = inside;
	}
	if (wrong)
		xcs__bad(xs, XCSTREAM_E_CHECKPOINT_ORDER, due, xs->type);
}

/* control_id */
/*@ requires xcs__state(xs);
  @ assigns xs->control, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__control_id(struct xcstream *xs, uint64_t id)
{
	/* What follows DIRTY, SUSPENDED, READY, RESUMED. */
	static const uint8_t next[4] = { XCS__SVM_READY, XCS__SVM_DIRTY,
					 XCS__SVM_RESUMED, XCS__SVM_SUSPENDED };
	unsigned int due = 0; /* a new checkpoint begins */

	if (xs->facts & XCS__F_BACK) {
		due = xs->control % 4;
		xs->control = next[due];
	}
	if (id != due)
		xcs__bad(xs, XCSTREAM_E_CONTROL_ID, due, id);
}
#endif

/* What each consistent state brings anew may come again. */
/*@ requires xcs__state(xs);
  @ assigns xs->facts, xs->vcpu_id, xs->vcpu_kinds;
  @ ensures xcs__state(xs); */
static void xcs__new_epoch(struct xcstream *xs)
{
	xs->facts &= ~(uint32_t)XCS__F_OF_EPOCH;
	xs->vcpu_id = 0;
	xs->vcpu_kinds = 0;
}

/* A checkpoint is complete. */
/*@ requires xcs__state(xs);
  @ assigns xs->epoch, xs->checkpoints;
  @ ensures xcs__state(xs); */
static void xcs__complete(struct xcstream *xs)
{
	xs->epoch = xs->offset;
	if (xs->checkpoints < UINT32_MAX)
		xs->checkpoints++;
}

/* ---- grammar: headers ---- */

/*
 * The first 8 bytes of the layers, from this one on. Their first items have
 * the same order.
 */
#ifdef XCSTREAM_ONLY_LIBXC
#define XCS__FIRST_ITEM XCS__IHDR
#else
#define XCS__FIRST_ITEM XCS__XL_MAGIC
#endif

static const uint64_t xcs__magics[] = {
#ifndef XCSTREAM_ONLY_LIBXC
	0x58656e2073617665, /* "Xen save" */
	0x6c6962766972742d, /* "libvirt-" */
	0x58656e5361766564, /* "XenSaved" */
	0x4c6962786c466d74, /* "LibxlFmt" [libxl 3] */
#endif
	UINT64_MAX /* [libxc 3.1] */
};

#define XCS__NR_MAGICS (sizeof(xcs__magics) / sizeof(*xcs__magics))

/*
 * An image of Xen 4.5 or older starts with p2m_size, an unsigned long of the
 * toolstack, below 2^32. All ones (PV), a chunk type, which is negative, or a
 * number of pages follow: after 4 bytes, or, on 64 bits, after 8. [libxc 6.2]
 * Chunk types go from -1 down to -20, with room to -32, numbers to 1024.
 */
/*@ requires \valid_read(v + (0 .. 1));
  @ assigns \nothing; */
static bool xcs__is_legacy(const uint64_t *v)
{
	uint32_t size = (uint32_t)(v[0] >> 32);
	uint32_t next = (uint32_t)(v[0] & UINT32_MAX), low;

	if (!next)
		next = (uint32_t)v[1];
	/* A guest has at least 256 pages. */
	if (!(size & 0xffffff) || size == UINT32_MAX || !next)
		return false;
	/* It is little endian, and gathered as if it were big. */
	low = next >> 24 | (next >> 8 & 0xff00);
	return next % 65536 ? next % 65536 == 65535 && low >= 65536 - 32
			    : low <= 1024;
}

/* Not the magic number that was due. */
/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__state(xs) && xs->phase == XCS__FAULT; */
static void xcs__bad_magic(struct xcstream *xs, uint64_t expected)
{
	xcs__bad(xs,
		 xcs__is_legacy(xs->v) ? XCSTREAM_E_LEGACY : XCSTREAM_E_MAGIC,
		 expected, xs->v[0]);
}

/* Expect a header or a record of a layer. */
/*@ requires xcs__state(xs) && item <= XCS__RHDR;
  @ requires XCS__FIRST_LAYER <= layer <= XCSTREAM_LAYER_LIBXC;
  @ assigns xs->layer, xs->type, xs->phase, xs->need;
  @ ensures xcs__state(xs) && xs->layer == layer;
  @ ensures \old(xs->phase) == XCS__FAULT ==> xs->phase == XCS__FAULT;
  @ ensures \old(xs->phase) != XCS__FAULT ==> xs->phase == item &&
  @ 	xs->need == xcs__sizes[item]; */
static void xcs__enter(struct xcstream *xs, unsigned int layer,
		       unsigned int item)
{
	xs->layer = (uint8_t)layer;
	xs->type = XCSTREAM_NO_RECORD;
	xcs__expect(xs, item);
}

/* Expect what a layer begins with. */
/*@ requires xcs__state(xs);
  @ requires XCS__FIRST_LAYER <= layer <= XCSTREAM_LAYER_LIBXC;
  @ assigns xs->layer, xs->type, xs->phase, xs->need;
  @ ensures xcs__state(xs) && xs->layer == layer;
  @ ensures \old(xs->phase) == XCS__FAULT ==> xs->phase == XCS__FAULT;
  @ ensures \old(xs->phase) != XCS__FAULT ==>
  @ 	xs->phase == XCS__FIRST_ITEM + layer - XCS__FIRST_LAYER &&
  @ 	xs->need == xcs__sizes[xs->phase]; */
static void xcs__begin(struct xcstream *xs, unsigned int layer)
{
	xcs__enter(xs, layer, XCS__FIRST_ITEM + layer - XCS__FIRST_LAYER);
}

/* Take on the layer's byte order: big, if a field is not as in a little one. */
/*@ requires xcs__state(xs) && 0 < what % 256 < XCSTREAM_NR_CODES;
  @ assigns xs->big[xs->layer], XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__order(struct xcstream *xs, unsigned int what, uint64_t little,
		       uint64_t found)
{
	xs->big[xs->layer] = found != little;
	if (found != little && (xs->flags & XCSTREAM_LITTLE_ENDIAN_ONLY))
		xcs__bad(xs, what, little, found);
}

#ifndef XCSTREAM_ONLY_LIBXC
/* The format is told by 8 bytes, which its header starts with. */
/*@ requires xcs__fresh(xs) && xs->records + 8 <= xs->offset;
  @ requires xs->phase == XCS__IDENT;
  @ assigns xs->have, xs->layer, xs->type, xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs); */
static void xcs__ident(struct xcstream *xs)
{
	unsigned int i = 0;

	xs->have = 8; /* which the header that is due begins with */
	/*@ loop invariant i <= XCS__NR_MAGICS;
	  @ loop assigns i;
	  @ loop variant XCS__NR_MAGICS - i; */
	while (i < XCS__NR_MAGICS && xcs__magics[i] != xs->v[0])
		i++;
	if (i < XCS__NR_MAGICS)
		xcs__begin(xs, XCS__FIRST_LAYER + i);
	else if (xs->v[0] & UINT32_MAX)
		xcs__bad_magic(xs, UINT64_MAX);
	else
		xcs__expect(xs, XCS__FOREIGN);
}

/* COLO's answers begin with a record. */
/*@ requires xcs__state(xs) && xs->phase != XCS__FAULT;
  @ assigns xs->layer, xs->type, xs->facts, xs->control, xs->phase, xs->need;
  @ ensures xcs__state(xs) && xs->layer == XCSTREAM_LAYER_LIBXL;
  @ ensures xs->phase == XCS__RHDR && xs->need == xcs__sizes[XCS__RHDR];
  @ ensures (xs->facts & XCS__F_BACK) != 0; */
static void xcs__begin_back(struct xcstream *xs)
{
	xs->facts = XCS__F_BACK;
	xs->control = XCS__SVM_READY;
	xcs__enter(xs, XCSTREAM_LAYER_LIBXL, XCS__RHDR);
}

/*
 * The first of them tells the format: CHECKPOINT_STATE, of 4 bytes or 8. Then
 * what has been gathered is its header.
 */
/*@ requires xcs__state(xs) && xs->phase == XCS__IDENT;
  @ assigns xs->layer, xs->type, xs->facts, xs->control, xs->phase, xs->need,
  @ 	xs->v[0 .. 1];
  @ ensures xcs__state(xs);
  @ ensures xs->phase == XCS__IDENT && xs->layer == \old(xs->layer) ||
  @ 	xs->phase == XCS__RHDR && xs->layer == XCSTREAM_LAYER_LIBXL; */
static void xcs__ident_back(struct xcstream *xs)
{
	uint64_t length = xs->v[0] ^ 0x0500000000000000;

	if (length != 0x4000000 && length != 0x8000000)
		return;
	xcs__begin_back(xs);
	xs->v[0] = XCSTREAM_LIBXL_CHECKPOINT_STATE;
	xs->v[1] = length / 0x1000000;
}

/* byteorder; the fields after it are in that order */
/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_XL;
  @ assigns xs->big[xs->layer], xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs); */
static void xcs__xl_order(struct xcstream *xs)
{
	uint64_t found = xs->v[0];

	if (found != 0x04030201 && found != 0x01020304) {
		xcs__bad(xs, XCSTREAM_E_XL_BYTE_ORDER, 0x01020304, found);
		found = 0x01020304;
	}
	xcs__order(xs, XCSTREAM_E_BYTE_ORDER, 0x01020304, found);
	xcs__expect(xs, XCS__XL);
}

/* mandatory flags, optional flags, optional_data_len */
/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_XL;
  @ assigns xs->outer, xs->left, xs->bulk, xs->pad, xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs); */
static void xcs__xl(struct xcstream *xs)
{
	bool json = xs->v[0] & 1, libxl = xs->v[0] & 2;

	if (!libxl)
		xcs__bad(xs, XCSTREAM_E_XL_LEGACY, xs->v[0] | 2, xs->v[0]);
	xs->outer = libxl ? XCSTREAM_LAYER_LIBXL : XCSTREAM_LAYER_LIBXC;
	xs->pad = json; /* for its NUL */
	xs->left = (uint32_t)xs->v[2];
	xs->bulk = xs->left;
	if (xs->left >= 4) {
		xcs__expect(xs, XCS__XL_CONFIG);
		return;
	}
	xcs__bad(xs,
		 xs->left ? XCS__E(CONFIG_LENGTH, 8) : XCS__E(XL_OPTIONAL, 8),
		 4, xs->left);
	xs->pad = 0;
	xcs__next(xs);
}

/* A text of so many bytes, of which the last may be a NUL: see xs->pad. */
/*@ requires xcs__ready(xs) && xs->layer < XCSTREAM_LAYER_XAPI;
  @ requires xs->entries == 0 && length <= xs->left;
  @ assigns xs->left, xs->bulk, xs->pad, xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs); */
static void xcs__text(struct xcstream *xs, uint32_t length)
{
	if (xs->pad && !length) {
		xcs__bad(xs, XCSTREAM_E_CONFIG_LENGTH, 1, 0);
		xs->pad = 0;
	}
	if (!xs->pad)
		length = xs->left;
	xs->left -= length;
	xs->bulk = length;
	if (xs->pad && length)
		xs->bulk--;
	xcs__next(xs);
}

/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_XL && 4 <= xs->left;
  @ assigns xs->left, xs->bulk, xs->pad, xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs); */
static void xcs__xl_config(struct xcstream *xs, uint64_t length)
{
	uint32_t space = xs->left - 4;

	xs->left = space;
	/* xl has it in an int. */
	xcs__above(xs, XCSTREAM_E_CONFIG_LENGTH,
		   space < INT32_MAX ? space : INT32_MAX, length);
	if (length < space)
		xcs__bad(xs, XCSTREAM_E_XL_OPTIONAL, space, length);
	xcs__text(xs, length < space ? (uint32_t)length : space);
}

/*
 * version; the fields after it are in the same order. Libvirt before 1.3.5 says
 * 1 whatever follows: what follows tells whether that is a legacy image.
 */
/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_LIBVIRT;
  @ assigns xs->big[xs->layer], xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs); */
static void xcs__libvirt_order(struct xcstream *xs)
{
	uint64_t found = xs->v[0];

	if (found == 1 || found == 0x01000000)
		found *= 2;
	if (found != 2 && found != 0x02000000)
		xcs__bad(xs, XCSTREAM_E_VERSION, 2, found);
	xcs__order(xs, XCSTREAM_E_BYTE_ORDER, 2, found);
	xcs__expect(xs, XCS__LIBVIRT);
}

/* XML length, unused */
/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_LIBVIRT;
  @ assigns xs->outer, xs->left, xs->bulk, xs->pad, xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs); */
static void xcs__libvirt(struct xcstream *xs)
{
	xs->outer = XCSTREAM_LAYER_LIBXL;
	xs->left = (uint32_t)xs->v[0];
	xs->pad = 1;
	xcs__text(xs, xs->left);
}

/* ident, version, options */
/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_LIBXL;
  @ assigns xs->big[xs->layer], xs->outer, xs->base, xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs); */
static void xcs__libxl(struct xcstream *xs, uint64_t options)
{
	xcs__order(xs, XCS__E(BYTE_ORDER, 12), options & ~(uint64_t)1, options);
	xs->outer = XCSTREAM_LAYER_LIBXL;
	if (xs->base == XCSTREAM_LAYER_LIBXC)
		xs->base = XCSTREAM_LAYER_LIBXL;
	xcs__expect(xs, XCS__RHDR);
}
#endif

/* marker, id, version, options, reserved */
/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_LIBXC;
  @ assigns xs->big[xs->layer], xs->version, xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs); */
static void xcs__image(struct xcstream *xs, uint64_t version, uint64_t options)
{
	if (version < 2 || version > xs->max_version)
		xcs__bad(xs, XCS__E(VERSION, 12), xs->max_version, version);
	xcs__order(xs, XCS__E(BYTE_ORDER, 16), options & ~(uint64_t)1, options);
	xs->version = (uint8_t)version;
	xcs__expect(xs, XCS__DHDR);
}

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__domain_type(struct xcstream *xs, uint64_t type)
{
	if (type == 3 || type == 4)
		xcs__bad(xs, XCSTREAM_E_DRAFT_TYPE, XCSTREAM_DOMAIN_X86_HVM,
			 type);
	else if (type < 1 || type > 2)
		xcs__bad(xs, XCSTREAM_E_DOMAIN_TYPE, XCSTREAM_DOMAIN_X86_HVM,
			 type);
	if (xs->guest && type != xs->guest)
		xcs__bad(xs, XCSTREAM_E_GUEST, xs->guest, type);
}

/* type, page_shift, res, xen_major, xen_minor */
/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_LIBXC;
  @ assigns xs->guest, xs->width, xs->end_pfn, xs->facts, xs->vcpu_id,
  @ 	xs->vcpu_kinds, xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs); */
static void xcs__domain(struct xcstream *xs, uint64_t type)
{
	xcs__domain_type(xs, type);
	xs->guest = (uint8_t)type;
	xs->width = 8; /* a restorer's assumption before X86_PV_INFO */
	xs->end_pfn = 0;
	xs->facts &= XCS__F_OUTSIDE;
	if (type != XCSTREAM_DOMAIN_X86_PV)
		xs->facts |= XCS__F_OF_PV;
	if (type != XCSTREAM_DOMAIN_X86_HVM)
		xs->facts |= XCS__F_OF_HVM;
	xcs__new_epoch(xs);
	xcs__expect(xs, XCS__RHDR);
}

/* ---- grammar: record headers ---- */

#define XCS__OPTIONAL_BIT 0x80000000u /* of a record type [libxc 4] */
#define XCS__LIBXC_MAX (128u << 20) /* xg_sr_stream_format.h */
#define XCS__LIBXL_MAX 0xfffffff8u /* longer ones wrap round in its reader */
#define XCS__QEMU_MAX (1u << 20) /* xenopsd, domain.ml */

#ifndef XCSTREAM_ONLY_LIBXC
/*
 * Is the sender COLO? The record after its first checkpoint tells: libxl's
 * CHECKPOINT_STATE, a type that is in libxc of PV guests, which COLO has not.
 * Its header has been gathered in libxc's byte order.
 */
/*@ requires \valid_read(xs);
  @ assigns \nothing; */
static bool xcs__is_colo(const struct xcstream *xs)
{
	if (xs->guest != XCSTREAM_DOMAIN_X86_HVM ||
	    xs->big[XCSTREAM_LAYER_LIBXL] != xs->big[XCSTREAM_LAYER_LIBXC])
		return false;
	return (xs->facts & XCS__F_COLO) || (xs->flags & XCSTREAM_COLO) ||
	       (xs->checkpoints == 1 &&
		xs->type == XCSTREAM_LIBXL_CHECKPOINT_STATE);
}

/* Of two layers that take turns, this record is one of the other. */
/*@ requires xcs__fresh(xs) && xs->layer >= XCSTREAM_LAYER_XAPI;
  @ requires xs->phase == XCS__RHDR;
  @ assigns xs->layer, xs->facts;
  @ ensures xcs__fresh(xs) && xs->layer >= XCSTREAM_LAYER_XAPI; */
static void xcs__turn(struct xcstream *xs)
{
	if (xs->facts & XCS__F_BACK) {
		xs->layer = XCSTREAM_LAYER_LIBXL;
		if (xs->type == XCSTREAM_LIBXC_CHECKPOINT_DIRTY_PFN_LIST)
			xs->layer = XCSTREAM_LAYER_LIBXC;
	} else if ((xs->facts & XCS__F_BEHIND) && xcs__is_colo(xs)) {
		xs->layer = XCSTREAM_LAYER_LIBXL;
		xs->facts |= XCS__F_CONTROL | XCS__F_COLO;
	}
	xs->facts &= ~(uint32_t)XCS__F_BEHIND;
}

/* The row of a type of these layers; XCS__LAST_ROW + 1 if there is none. */
/*@ requires xcs__state(xs);
  @ assigns \nothing;
  @ ensures \result <= XCS__LAST_ROW + 1; */
static unsigned int xcs__outer_row(const struct xcstream *xs)
{
	unsigned int i = 0;

	if (xs->layer == XCSTREAM_LAYER_XAPI) {
		/*@ loop invariant i <= XCS__NR_XAPI;
		  @ loop assigns i;
		  @ loop variant XCS__NR_XAPI - i; */
		while (i < XCS__NR_XAPI && xcs__xapi_types[i] != xs->v[0])
			i++;
		return XCS__ROW_XENOPS + i;
	}
	if (xs->layer == XCSTREAM_LAYER_LIBXC)
		return XCS__ROW_DIRTY;
	if (xs->type > XCSTREAM_LIBXL_CHECKPOINT_STATE ||
	    ((xs->facts & XCS__F_BACK) &&
	     xs->type != XCSTREAM_LIBXL_CHECKPOINT_STATE))
		return XCS__LAST_ROW + 1;
	return XCS__ROW_LIBXL + xs->type;
}
#endif

/* The largest type that the layer has. */
/*@ requires \valid_read(xs);
  @ assigns \nothing; */
static uint32_t xcs__last_type(const struct xcstream *xs)
{
	if (XCS__LAYERS && xs->layer == XCSTREAM_LAYER_LIBXL)
		return XCSTREAM_LIBXL_CHECKPOINT_STATE;
	if (XCS__LAYERS && xs->layer == XCSTREAM_LAYER_XAPI)
		return XCSTREAM_XAPI_END_OF_IMAGE;
	return XCSTREAM_LIBXC_X86_MSR_POLICY;
}

/* Find the row of the record's type. */
/*@ requires xcs__state(xs);
  @ assigns xs->row, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__find_row(struct xcstream *xs)
{
	unsigned int row = xs->type, code = XCSTREAM_E_RECORD_TYPE;
	bool libxc = xs->layer == XCSTREAM_LAYER_LIBXC;

	if (row > XCSTREAM_LIBXC_X86_MSR_POLICY)
		row = XCS__LAST_ROW + 1;
#ifndef XCSTREAM_ONLY_LIBXC
	if (!libxc || (xs->facts & XCS__F_BACK))
		row = xcs__outer_row(xs);
	if (row == XCS__ROW_XAPI_LEGACY)
		code = XCSTREAM_E_LEGACY;
#endif
	/* libxl's reader, and libxc's after a CHECKPOINT, know none. */
	if (libxc && !xs->epoch && (xs->type & XCS__OPTIONAL_BIT))
		code = XCSTREAM_E_OPTIONAL_TYPE;
	xs->row = XCS__ROW_OPTIONAL;
	if (row <= XCS__LAST_ROW)
		xs->row = (uint8_t)row;
	if (row > XCS__LAST_ROW ||
	    (xcs__rows[row].flags & XCS__REFUSED) == XCS__REFUSED)
		xcs__bad(xs, code, xcs__last_type(xs), xs->v[0]);
}

/* Judge how long the body is, by its row. Returns false if it is too short. */
/*@ requires xcs__state(xs) && XCS__FIRST_LAYER <= xs->layer;
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures \result <==> xcs__rows[xs->row].min <= xs->length;
  @ ensures !\result ==> xs->phase == XCS__FAULT;
  @ ensures xcs__fits(xs) ==> xs->phase == \old(xs->phase);
  @ ensures xs->phase != XCS__FAULT ==> xcs__fits(xs) ||
  @ 	xcs__limit_of(xs) < xs->length &&
  @ 	xcs__tolerated(xs, XCSTREAM_E_TOO_LONG) ||
  @ 	xcs__rows[xs->row].max < xs->length &&
  @ 	(xcs__rows[xs->row].flags & XCS__LOOSE) != 0 &&
  @ 	xcs__tolerated(xs, XCSTREAM_E_LONG); */
static bool xcs__size(struct xcstream *xs)
{
	uint32_t min = xcs__rows[xs->row].min, max = xcs__rows[xs->row].max;
	uint32_t limit = XCS__LIBXC_MAX;
	unsigned int code = XCSTREAM_E_LENGTH;

	if (XCS__LAYERS && xs->layer == XCSTREAM_LAYER_LIBXL)
		limit = XCS__LIBXL_MAX;
	else if (XCS__LAYERS && xs->row == XCS__ROW_QEMU_TRAD)
		limit = XCS__QEMU_MAX;
	if (xs->length > limit)
		xcs__unless_length(xs, XCSTREAM_E_TOO_LONG, limit);
	if (xcs__rows[xs->row].flags & XCS__LOOSE)
		code = XCSTREAM_E_LONG;
	if (xs->length > max && max != XCS__ANY)
		xcs__unless_length(xs, code, max);
	if (xs->length < min)
		xcs__unless_length(xs, XCSTREAM_E_LENGTH, min);
	return xs->length >= min;
}

/* What is after the head is `left`; it must be whole entries, where it is. */
/*@ requires xcs__state(xs) && xcs__rows[xs->row].min <= xs->length;
  @ assigns xs->left, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs) && xs->left <= xs->length;
  @ ensures xcs__is_whole(xs) ==> xs->phase == \old(xs->phase);
  @ ensures xs->phase != XCS__FAULT ==> xcs__is_whole(xs); */
static void xcs__fit(struct xcstream *xs)
{
	unsigned int head = xcs__rows[xs->row].head, over = 0;

	xs->left = xs->length;
	if (head)
		xs->left -= xcs__sizes[head];
	if (xcs__rows[xs->row].flags & XCS__FIT)
		over = xs->left % xcs__sizes[xcs__rows[xs->row].entry];
	xcs__unless_length(xs, XCSTREAM_E_LENGTH, xs->length - over);
}

/* The rest of the body is entries if they fit, else passed through. */
/*@ requires xcs__state(xs) && xs->entries == 0;
  @ assigns xs->bulk, xs->entries;
  @ ensures xcs__state(xs) && (xs->entries > 0 ==>
  @ 	xcs__rows[xs->row].entry != 0); */
static void xcs__body(struct xcstream *xs)
{
	unsigned int entry = xcs__rows[xs->row].entry;

	xs->bulk = xs->left;
	if (entry && xs->left % xcs__sizes[entry] == 0) {
		xs->entries = xs->left / xcs__sizes[entry];
		xs->bulk = 0;
	}
}

/* Expect what the body starts with. */
/*@ requires xcs__fresh(xs) && xs->layer >= XCSTREAM_LAYER_XAPI;
  @ requires xs->phase == XCS__RHDR || xs->phase == XCS__XAPI;
  @ requires xs->left <= xs->length;
  @ assigns xs->pad, xs->chain, xs->bulk, xs->entries, xs->phase, xs->need;
  @ ensures xcs__due(xs); */
static void xcs__open(struct xcstream *xs)
{
	unsigned int head = xcs__rows[xs->row].head;

	xs->pad = (uint8_t)((8 - xs->length % 8) % 8);
	if (XCS__LAYERS && xs->layer == XCSTREAM_LAYER_XAPI)
		xs->pad = 0;
	if (head) {
		xcs__expect(xs, head);
		return;
	}
	if (xs->row == XCSTREAM_LIBXC_HVM_CONTEXT)
		xs->chain = XCS__CHAIN_HEADER;
	else
		xcs__body(xs);
	xcs__next(xs);
}

#ifndef XCSTREAM_ONLY_LIBXC
/* XAPI's numbers have 64 bits; and the length of an image is not known. */
/*@ requires xcs__state(xs);
  @ requires xs->length == (uint32_t)xs->v[1];
  @ assigns xs->length, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->phase != XCS__FAULT && xcs__rows[xs->row].max != 0 ==>
  @ 	xs->length == xs->v[1]; */
static void xcs__wide(struct xcstream *xs)
{
	uint64_t length = xs->v[1];

	if (xcs__rows[xs->row].max == 0) {
		xcs__above(xs, XCS__E(LONG, 8), 0, length);
		xs->length = 0;
	} else {
		xcs__above(xs, XCS__E(LENGTH, 8), UINT32_MAX, length);
	}
}
#endif

/* Is there such a record, and may it come now? */
/*@ requires xcs__fresh(xs) && xs->layer >= XCSTREAM_LAYER_XAPI;
  @ requires xs->length == (uint32_t)xs->v[1];
  @ assigns xs->length, xs->row, xs->guest, xs->facts, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->phase != XCS__FAULT ==> xcs__fresh(xs); */
static void xcs__admit(struct xcstream *xs)
{
	xcs__find_row(xs);
#ifndef XCSTREAM_ONLY_LIBXC
	if (xs->layer == XCSTREAM_LAYER_XAPI)
		xcs__wide(xs);
	xcs__control(xs);
#endif
	xcs__place(xs);
	xcs__checkpoint(xs);
}

/* Does its length suit it? What is after the head is `left` then. */
/*@ requires xcs__state(xs) && XCS__FIRST_LAYER <= xs->layer;
  @ assigns xs->left, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->phase != XCS__FAULT ==> xs->left <= xs->length; */
static void xcs__measure(struct xcstream *xs)
{
	if (xcs__size(xs))
		xcs__fit(xs);
}

/* type, body_length */
/*@ requires xcs__fresh(xs) && xs->layer >= XCSTREAM_LAYER_XAPI;
  @ requires xs->phase == XCS__RHDR || xs->phase == XCS__XAPI;
  @ assigns xs->type, xs->length, xs->rec, xs->row, xs->guest, xs->facts,
  @ 	xs->layer, xs->left, xs->pad, xs->chain, xs->bulk, xs->entries,
  @ 	xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs); */
static void xcs__record(struct xcstream *xs)
{
	xs->type = (uint32_t)xs->v[0];
	xs->length = (uint32_t)xs->v[1];
	xs->rec = xs->at;
#ifndef XCSTREAM_ONLY_LIBXC
	if (xs->phase == XCS__RHDR)
		xcs__turn(xs);
#endif
	xcs__admit(xs);
	xcs__measure(xs);
	if (xs->phase != XCS__FAULT)
		xcs__open(xs);
}

/*
 * Which layer's turn it is after a record; `outer` and `base` remember what is
 * around libxc and libxl.
 *
 *	header of xl or libvirt		libxl
 *	XAPI's Libxl			libxl, up to its END; then XAPI
 *	XAPI's Libxc			libxc, up to its END; then XAPI
 *	LIBXC_CONTEXT			libxc, up to its END; then libxl
 *	CHECKPOINT			libxl, up to CHECKPOINT_END; then libxc
 *	CHECKPOINT_STATE		libxl for this one; then libxc
 */

/* After libxc's CHECKPOINT: libxl goes on, if it is around. */
/*@ requires xcs__state(xs);
  @ assigns xs->facts, xs->epoch, xs->checkpoints, xs->vcpu_id,
  @ 	xs->vcpu_kinds;
  @ ensures xcs__state(xs) && (\result == xs->outer ||
  @ 	\result == XCSTREAM_LAYER_LIBXC);
  @ ensures \result == XCSTREAM_LAYER_LIBXC ||
  @ 	\result == XCSTREAM_LAYER_LIBXL; */
static unsigned int xcs__hand_over(struct xcstream *xs)
{
	xcs__new_epoch(xs);
	if (XCS__LAYERS && xs->outer == XCSTREAM_LAYER_LIBXL) {
		xs->facts |= XCS__F_CHECKPOINT;
		/* From here on a receiver holds back what it gets. */
		if (!xs->epoch)
			xs->epoch = xs->offset;
		return XCSTREAM_LAYER_LIBXL;
	}
	xcs__complete(xs);
	return XCSTREAM_LAYER_LIBXC;
}

#ifndef XCSTREAM_ONLY_LIBXC
/* After libxl's CHECKPOINT_END, and after what controls COLO. */
/*@ requires xcs__state(xs) && xs->layer >= XCSTREAM_LAYER_XAPI;
  @ assigns xs->facts, xs->epoch, xs->checkpoints, xs->control;
  @ ensures xcs__state(xs);
  @ ensures XCSTREAM_LAYER_XAPI <= \result <= XCSTREAM_LAYER_LIBXC; */
static unsigned int xcs__hand_back(struct xcstream *xs)
{
	uint32_t facts = xs->facts;

	xs->facts &= ~(uint32_t)(XCS__F_CHECKPOINT | XCS__F_CONTROL);
	if (xs->row == XCS__ROW_DIRTY) {
		xs->control = XCS__SVM_READY;
		return XCSTREAM_LAYER_LIBXL;
	}
	if (xs->row == XCS__ROW_CHECKPOINT_END && (facts & XCS__F_CHECKPOINT)) {
		xs->facts |= XCS__F_BEHIND;
		xcs__complete(xs);
		return XCSTREAM_LAYER_LIBXC;
	}
	if (facts & XCS__F_CONTROL)
		return XCSTREAM_LAYER_LIBXC;
	return xs->layer;
}
#endif

/* Which layer goes on after a record. */
/*@ requires xcs__state(xs) && xs->layer >= XCSTREAM_LAYER_XAPI;
  @ requires XCS__FIRST_LAYER <= xs->layer;
  @ assigns xs->facts, xs->epoch, xs->checkpoints, xs->vcpu_id,
  @ 	xs->vcpu_kinds, xs->control;
  @ ensures xcs__state(xs) && XCSTREAM_LAYER_XAPI <= \result;
  @ ensures \result <= XCSTREAM_LAYER_LIBXC && XCS__FIRST_LAYER <= \result;
  @ ensures xs->row == XCSTREAM_LIBXC_END ==> \result == xs->outer;
  @ ensures xs->row == XCS__ROW_LIBXL ==> \result == xs->base; */
static unsigned int xcs__next_layer(struct xcstream *xs)
{
	if (xs->row == XCSTREAM_LIBXC_END)
		return xs->outer;
	if (xs->row == XCSTREAM_LIBXC_CHECKPOINT)
		return xcs__hand_over(xs);
#ifndef XCSTREAM_ONLY_LIBXC
	if (xs->row == XCS__ROW_LIBXL)
		return xs->base;
	if (xs->row >= XCS__ROW_CHECKPOINT_END && xs->row <= XCS__ROW_DIRTY)
		return xcs__hand_back(xs);
#endif
	return xs->layer;
}

/* Does the record end the stream, unless another layer goes on? */
/*@ requires \valid_read(xs);
  @ assigns \nothing;
  @ ensures \result ==> xs->row == XCSTREAM_LIBXC_END ||
  @ 	xs->row == XCS__ROW_LIBXL || xs->row == XCS__ROW_XAPI_END; */
static bool xcs__is_end(const struct xcstream *xs)
{
	return xs->row == XCSTREAM_LIBXC_END ||
	       (XCS__LAYERS &&
		(xs->row == XCS__ROW_LIBXL || xs->row == XCS__ROW_XAPI_END));
}

#ifndef XCSTREAM_ONLY_LIBXC
/* Which layer the record, or the header of a file, holds; or none. */
/*@ requires xcs__state(xs);
  @ assigns xs->outer, xs->base;
  @ ensures xcs__state(xs);
  @ ensures \result == XCSTREAM_LAYER_NONE ?
  @ 	xs->layer >= XCSTREAM_LAYER_XAPI :
  @ 	XCSTREAM_LAYER_XAPI <= \result <= XCSTREAM_LAYER_LIBXC; */
static unsigned int xcs__inner(struct xcstream *xs)
{
	if (xs->layer < XCSTREAM_LAYER_XAPI)
		return xs->outer;
	if (xs->row == XCS__ROW_XAPI_LIBXL) {
		xs->base = XCSTREAM_LAYER_XAPI;
		return XCSTREAM_LAYER_LIBXL;
	}
	if (xs->row == XCS__ROW_XAPI_LIBXC)
		xs->outer = XCSTREAM_LAYER_XAPI;
	else if (xs->row != XCS__ROW_LIBXC_CONTEXT)
		return XCSTREAM_LAYER_NONE;
	return XCSTREAM_LAYER_LIBXC;
}
#endif

/* Expect what the record holds, or else the next one, of `layer`. */
/*@ requires xcs__state(xs) && xcs__layered(xs) && xs->have == 0;
  @ requires xs->records <= xs->offset && xs->entries == 0;
  @ requires xs->chain == XCS__CHAIN_NONE;
  @ requires xs->layer < XCSTREAM_LAYER_XAPI ||
  @ 	XCSTREAM_LAYER_XAPI <= layer <= XCSTREAM_LAYER_LIBXC;
  @ requires XCS__FIRST_LAYER <= layer && xs->layer != XCSTREAM_LAYER_NONE;
  @ requires xs->phase == XCS__CLOSE || xs->phase == XCS__FAULT;
  @ assigns xs->layer, xs->outer, xs->base, xs->type, xs->phase, xs->need;
  @ ensures xcs__due(xs) && xcs__rank(xs) == 0; */
static void xcs__go_on(struct xcstream *xs, unsigned int layer)
{
	unsigned int item = XCS__RHDR;

#ifndef XCSTREAM_ONLY_LIBXC
	unsigned int inner = xcs__inner(xs);

	if (inner != XCSTREAM_LAYER_NONE) {
		xcs__begin(xs, inner);
		return;
	}
	if (layer == XCSTREAM_LAYER_XAPI)
		item = XCS__XAPI;
#endif
	xcs__enter(xs, layer, item);
}

/* After a record, or what a file's header brings: the next layer's turn? */
/*@ requires xcs__fresh(xs) && xs->layer != XCSTREAM_LAYER_NONE;
  @ requires xs->phase == XCS__CLOSE;
  @ assigns xs->records, xs->facts, xs->epoch, xs->checkpoints, xs->vcpu_id,
  @ 	xs->vcpu_kinds, xs->layer, xs->outer, xs->base, xs->type,
  @ 	xs->control, xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs) && xcs__rank(xs) == 0; */
static void xcs__close(struct xcstream *xs)
{
	unsigned int layer = XCS__FIRST_LAYER;

	if (xs->layer >= XCSTREAM_LAYER_XAPI) {
		layer = xcs__next_layer(xs);
		if (xs->ops)
			xcs__answer(xs, XCS__CALL(record_end, (xs)));
		xs->records++;
		if (layer == xs->layer && xcs__is_end(xs)) {
			xcs__expect(xs, XCS__DONE);
			return;
		}
	}
	xcs__go_on(xs, layer);
}

/* ---- grammar: the heads of record bodies ---- */

/* count, res; as many entries follow, then the pages [libxc 4.2] */
/*@ requires xcs__state(xs) && xs->left <= xs->length;
  @ requires xs->row == XCSTREAM_LIBXC_PAGE_DATA;
  @ assigns xs->entries, xs->left, xs->bulk, xs->pages, XCS__VERDICT;
  @ ensures xcs__state(xs) && (xs->phase == XCS__FAULT ||
  @ 	xs->phase == \old(xs->phase) && xcs__paged(xs) && xs->entries > 0); */
static void xcs__page_data(struct xcstream *xs, uint64_t count)
{
	uint32_t fit = xs->left / 8;

	if (count == 0 || count > fit) {
		xcs__bad(xs, XCSTREAM_E_COUNT, count ? fit : 1, count);
		return;
	}
	xs->entries = (uint32_t)count;
	xs->left -= 8 * xs->entries;
	xs->bulk = xs->left;
	xs->pages = 0;
}

/* guest_width, pt_levels, res [libxc 4.3] */
/*@ requires xcs__state(xs);
  @ assigns xs->width, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__pv_info(struct xcstream *xs, uint64_t width, uint64_t levels)
{
	if ((width == 8) != (levels == 4))
		xcs__bad(xs, XCS__E(PV_INFO_PAIR, 1), width == 8 ? 4 : 3,
			 levels);
	xs->width = (uint8_t)width;
}

/*
 * p2m_start_pfn, p2m_end_pfn [libxc 4.4]. A restorer allocates when the end
 * grows beyond what it was, 0 at first, and leaves unset what no record covers:
 * so the first range starts in the frame of pfn 0 and does not end at pfn 0,
 * and a later one leaves no gap. [expand_p2m()]
 */
/*@ requires xcs__state(xs);
  @ assigns xs->end_pfn, xs->facts, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__p2m_frames(struct xcstream *xs)
{
	uint32_t start = (uint32_t)xs->v[0], end = (uint32_t)xs->v[1];
	uint32_t pfns = xs->width == 8 ? 512 : 1024; /* that a frame holds */
	uint32_t next = 0, frames = 0; /* the first frame not known so far */
	uint64_t last; /* up to the end of that frame the range may start */

	if (xs->facts & XCS__F_P2M)
		next = xs->end_pfn / pfns + 1;
	/*@ assert start <= end ==> start / pfns <= end / pfns; */
	if (start <= end)
		frames = end / pfns - start / pfns + 1;
	last = ((uint64_t)next + 1) * pfns - 1;
	xcs__above(xs, XCS__E(P2M_RANGE, 0), end < last ? end : last, start);
	if (!next && !end)
		xcs__bad(xs, XCS__E(P2M_RANGE, 4), 1, 0);
	xcs__above(xs, XCS__E(MAX_PFN, 4), xs->max_pfn, end);
	xcs__unless_length(xs, XCSTREAM_E_P2M_LENGTH, 8 + 8 * (uint64_t)frames);
	if (end > xs->end_pfn)
		xs->end_pfn = end;
	xs->facts |= XCS__F_P2M;
}

/*
 * What a vCPU context's length should be: of BASIC vcpu_guest_context_t, of
 * EXTENDED at most what the hypercall has room for, of XSAVE at least the two
 * masks in front, of MSRS whole entries. [xg_sr_restore_x86_pv.c]
 */
/*@ requires \valid_read(xs);
  @ assigns \nothing; */
static uint32_t xcs__context_length(const struct xcstream *xs)
{
	uint32_t left = xs->left;

	if (xs->row == XCSTREAM_LIBXC_X86_PV_VCPU_BASIC)
		return xs->width == 8 ? 5168 : 2800; /* xen.h */
	if (xs->row == XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED)
		return left > 128 ? 128 : left;
	if (xs->row == XCSTREAM_LIBXC_X86_PV_VCPU_XSAVE)
		return left < 16 ? 16 : left;
	return left - left % 16;
}

/*
 * vcpu_id, res [libxc 4.5]. A record without a context says nothing, and Xen
 * skips it, whatever else is in it. [libxc 8, errata] Xen sends the vCPUs in
 * ascending order, and what belongs to one together: so one id and a bit for
 * each of its records find whatever is repeated.
 */
/*@ requires xcs__state(xs);
  @ assigns xs->vcpu_id, xs->vcpu_kinds, xs->facts, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__vcpu(struct xcstream *xs, uint32_t id)
{
	/* from the top, so that a prover sees that it fits */
	uint16_t kind = (uint16_t)(0x8000u >> xs->row % 16);

	if (!xs->left) {
		xcs__unless_length(xs, XCSTREAM_E_VCPU_EMPTY, 9);
		return;
	}
	xs->facts |= XCS__F_VCPU;
	if (!id && xs->row == XCSTREAM_LIBXC_X86_PV_VCPU_BASIC)
		xs->facts |= XCS__F_VCPU0;
	xcs__above(xs, XCS__E(VCPU_ID, 0), xs->max_vcpus - 1, id);
	if (id > xs->vcpu_id)
		xs->vcpu_kinds = 0;
	if (id < xs->vcpu_id || (xs->vcpu_kinds & kind))
		xcs__bad(xs, XCS__E(VCPU_ORDER, 0), (uint64_t)xs->vcpu_id + 1,
			 id);
	xs->vcpu_id = id;
	xs->vcpu_kinds |= kind;
	xcs__unless_length(xs, XCSTREAM_E_VCPU_LENGTH,
			   8 + (uint64_t)xcs__context_length(xs));
}

/* count, res [libxc 4.9]; an empty one: [libxc 8, errata] */
/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__hvm_params(struct xcstream *xs, uint32_t count)
{
	if (16 * (uint64_t)count != xs->left)
		xcs__bad(xs, XCSTREAM_E_COUNT, xs->left / 16, count);
	if (!count)
		xcs__bad(xs, XCSTREAM_E_PARAM_EMPTY, 1, 0);
}

/* ---- grammar: the chain of entries in HVM_CONTEXT ---- */

/* Typecodes: END, HEADER; CPU_MSR is the last. [public/hvm/save.h] */
enum { XCS__HVM_END, XCS__HVM_FIRST, XCS__HVM_LAST = 20 };

/* The first entry is the header, and no other; the typecode is known. */
/*@ requires xcs__state(xs);
  @ assigns xs->chain, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__hvm_typecode(struct xcstream *xs, uint64_t typecode,
			      uint64_t length)
{
	bool first = xs->chain == XCS__CHAIN_HEADER;

	if (first)
		xs->chain = XCS__CHAIN_ENTRIES;
	if (first != (typecode == XCS__HVM_FIRST))
		xcs__bad(xs, XCS__E(HVM_HEADER, 0),
			 first ? XCS__HVM_FIRST : XCS__HVM_LAST, typecode);
	else if (first && length != 24)
		xcs__bad(xs, XCS__E(HVM_HEADER, 4), 24, length);
	else if (first)
		xs->chain = XCS__CHAIN_BODY;
	else if (typecode > XCS__HVM_LAST)
		xcs__bad(xs, XCS__E(HVM_UNKNOWN, 0), XCS__HVM_LAST, typecode);
}

/* typecode, instance, length; once it is over or broken, the rest is bulk */
/*@ requires xcs__state(xs) && 8 <= xs->left;
  @ assigns xs->chain, xs->left, xs->bulk, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__hvm_entry(struct xcstream *xs)
{
	bool end = xs->v[0] == XCS__HVM_END;
	uint32_t length = (uint32_t)xs->v[2];

	xcs__hvm_typecode(xs, xs->v[0], length);
	xs->left -= 8;
	if (end) {
		xcs__above(xs, XCS__E(HVM_TAIL, 4), 0, length);
		xcs__above(xs, XCS__E(HVM_TAIL, 8), 0, xs->left);
	} else {
		xcs__above(xs, XCS__E(HVM_ENTRY, 4), xs->left, length);
	}
	if (end || length > xs->left) {
		xs->chain = XCS__CHAIN_NONE;
		length = xs->left;
	}
	xs->left -= length;
	xs->bulk = xs->chain == XCS__CHAIN_BODY ? 0 : length;
}

/* The record ends where an entry should begin. */
/*@ requires xcs__state(xs);
  @ assigns xs->chain, xs->bulk, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs) && xs->chain == XCS__CHAIN_NONE; */
static void xcs__hvm_no_end(struct xcstream *xs)
{
	xcs__bad(xs, XCSTREAM_E_HVM_END, 8, xs->left);
	xs->chain = XCS__CHAIN_NONE;
	xs->bulk = xs->left;
}

/* ---- grammar: pages ---- */

#define XCS__PFN_MASK 0xfffffffffffffu

/* Page types: NOTAB to L4TAB, the same pinned; not XTAB, XALLOC, BROKEN */
/*@ assigns \nothing;
  @ ensures \result <==> xcs__contents_of(type) == 1; */
static bool xcs__has_data(uint32_t type)
{
	return type <= XCSTREAM_PAGE_L4TAB ||
	       (type >= XCSTREAM_PAGE_L1TAB_PIN &&
		type <= XCSTREAM_PAGE_L4TAB_PIN);
}

/*@ assigns \nothing;
  @ ensures \result <==> 5 <= type <= 8; */
static bool xcs__is_reserved(uint32_t type)
{
	return type > XCSTREAM_PAGE_L4TAB && type < XCSTREAM_PAGE_L1TAB_PIN;
}

/* A page with contents: keep its pfn until they come. */
/*@ requires xcs__state(xs) && xs->pages < 0x20000000;
  @ assigns xs->pages, XCS__VERDICT,
  @ 	xs->pfns[0 .. xs->nr_pfns - 1];
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures \old(xs->pages) <= xs->pages <= \old(xs->pages) + 1;
  @ ensures xs->phase != XCS__FAULT ==> xs->pages == \old(xs->pages) + 1;
  @ ensures \old(xs->pages) <= xs->nr_pfns ==> xs->pages <= xs->nr_pfns; */
static void xcs__keep(struct xcstream *xs, uint64_t entry)
{
	if (xs->pages >= xs->nr_pfns) {
		xcs__bad(xs, XCSTREAM_E_PFN_BUFFER, xs->nr_pfns,
			 (uint64_t)xs->pages + 1);
		return;
	}
	if (xs->pfns)
		xs->pfns[xs->pages] = entry;
	xs->pages++;
}

/* page type and pfn [libxc 4.2] */
/*@ requires xcs__state(xs) && xs->pages <= 0x1fffffff;
  @ requires xs->bulk <= xs->length;
  @ requires xs->pfns == \null || xs->pages <= xs->nr_pfns;
  @ assigns xs->pages, XCS__VERDICT,
  @ 	xs->pfns[0 .. xs->nr_pfns - 1];
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures \old(xs->pages) <= xs->pages <= \old(xs->pages) + 1;
  @ ensures xs->phase != XCS__FAULT ==> xs->pages == \old(xs->pages) +
  @ 	xcs__contents_of(entry / (1 << 60));
  @ ensures xs->phase != XCS__FAULT && xs->pfns != \null ==>
  @ 	xs->pages <= xs->nr_pfns;
  @ ensures xs->phase != XCS__FAULT && xs->entries == 0 ==>
  @ 	xs->bulk == 4096 * xs->pages; */
static void xcs__page(struct xcstream *xs, uint64_t entry)
{
	uint64_t pfn = entry & XCS__PFN_MASK;
	uint32_t type = (uint32_t)(entry / ((uint64_t)1 << 60));

	if (entry >> 52 & 0xff)
		xcs__bad(xs, XCSTREAM_E_RESERVED_BITS,
			 entry & 0xf00fffffffffffffu, entry);
	if (xcs__is_reserved(type))
		xcs__bad(xs, XCSTREAM_E_PAGE_TYPE, XCSTREAM_PAGE_L4TAB, type);
	if (xs->guest == XCSTREAM_DOMAIN_X86_PV && (xs->facts & XCS__F_P2M))
		xcs__above(xs, XCSTREAM_E_PFN_RANGE, xs->end_pfn, pfn);
	else if (xcs__has_data(type) || type == XCSTREAM_PAGE_XALLOC)
		xcs__above(xs, XCSTREAM_E_MAX_PFN, xs->max_pfn, pfn);
	if (xcs__has_data(type))
		xcs__keep(xs, entry);
	if (!xs->entries)
		xcs__unless_length(xs, XCSTREAM_E_LENGTH,
				   xs->length - xs->bulk +
					   4096 * (uint64_t)xs->pages);
}

/* ---- ops: the caller's callbacks ---- */

/* Pass on an item that has been judged. */
/*@ requires xcs__state(xs) && xs->ops != \null;
  @ assigns \nothing; */
static int xcs__tell(const struct xcstream *xs, unsigned int item)
{
	const uint64_t *v = xs->v;
	uint32_t a = (uint32_t)v[0], b = (uint32_t)v[1], d = (uint32_t)v[3];

	switch (item) {
#ifndef XCSTREAM_ONLY_LIBXC
	case XCS__XL:
		return XCS__CALL(xl_header, (xs, a, b, (uint32_t)v[2]));
	case XCS__XL_CONFIG:
	case XCS__LIBVIRT:
		return XCS__CALL(config, (xs, a));
	case XCS__XAPI:
		return XCS__CALL(record, (xs, a, xs->length));
	case XCS__CONTROL:
		return XCS__CALL(checkpoint_state, (xs, a));
	case XCS__DIRTY_PFN:
		return XCS__CALL(dirty_pfn, (xs, v[0]));
	case XCS__LIBXL:
		return XCS__CALL(image_header, (xs, b, (uint32_t)v[2]));
	case XCS__EMULATOR:
		return XCS__CALL(emulator, (xs, a, b, xs->left));
#endif
	case XCS__IHDR:
		return XCS__CALL(image_header, (xs, (uint32_t)v[2], d));
	case XCS__DHDR:
		return XCS__CALL(domain_header, (xs, a, b, d, (uint32_t)v[4]));
	case XCS__RHDR:
		return XCS__CALL(record, (xs, a, b));
	case XCS__PAGE_DATA:
	case XCS__HVM_PARAMS:
		return XCS__CALL(count, (xs, a));
	case XCS__PV_INFO:
		return XCS__CALL(pv_info, (xs, a, b));
	case XCS__P2M_FRAMES:
		return XCS__CALL(p2m_frames, (xs, a, b));
	case XCS__VCPU:
		return XCS__CALL(vcpu, (xs, a, xs->left));
	case XCS__TSC_INFO:
		return XCS__CALL(tsc_info, (xs, a, b, v[2], d));
	case XCS__HVM_ENTRY:
		return XCS__CALL(hvm_entry, (xs, a, b, (uint32_t)v[2]));
	case XCS__HVM_HEADER:
		return XCS__CALL(hvm_header, (xs, b, v[2], d, (uint32_t)v[4]));
	case XCS__HVM_PARAM:
		return XCS__CALL(hvm_param, (xs, v[0], v[1]));
	case XCS__MSR:
		return XCS__CALL(msr, (xs, a, v[2]));
	case XCS__CPUID_LEAF:
		return XCS__CALL(cpuid_leaf, (xs, v));
	case XCS__P2M_FRAME:
		return XCS__CALL(p2m_frame, (xs, v[0]));
	case XCS__PFN:
		return XCS__CALL(page, (xs, v[0] & XCS__PFN_MASK,
					(uint32_t)(v[0] >> 60)));
	default:
		return 0;
	}
}

/* ---- grammar: xenstore data, [libxl 5.3] ---- */

#ifndef XCSTREAM_ONLY_LIBXC
enum { XCS__KEY_START, XCS__KEY, XCS__VALUE_START, XCS__VALUE };

/* A bit each, in words of 32, for what a key may have: [A-Za-z0-9-/_@] */
static const uint32_t xcs__key_chars[4] = { 0, 0x03ffa000, 0x87ffffff,
					    0x07fffffe };

/* A key must be relative to the device model's tree: no slash in front. */
/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__key_char(struct xcstream *xs, uint8_t c)
{
	bool start = xs->string == XCS__KEY_START;

	if (c > 127 || (c && !(xcs__key_chars[c / 32] >> c % 32 & 1)))
		xcs__bad(xs, XCSTREAM_E_XENSTORE_CHAR, 0, c);
	else if (start && (!c || c == '/'))
		xcs__bad(xs, XCSTREAM_E_XENSTORE_KEY, 0, c);
}

/* Take one byte of a string, or the NUL that ends it; or judge the end. */
/*@ requires xcs__due(xs) && xs->phase == XCS__XENSTORE;
  @ requires xs->bulk > 0 ==> xs->offset < 1 << 63 && xcs__input(data, 1);
  @ assigns xs->at, xs->bulk, xs->offset, xs->string, xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs);
  @ ensures \result == (\old(xs->bulk) > 0 ? 1 : 0);
  @ ensures xs->offset == \old(xs->offset) + \result;
  @ ensures \result == 0 ==> xcs__rank(xs) < \old(xcs__rank(xs)); */
static size_t xcs__xenstore(struct xcstream *xs, const uint8_t *data)
{
	bool value = xs->string >= XCS__VALUE_START;
	uint8_t c;

	xs->at = xs->offset;
	if (!xs->bulk) {
		if (xs->string)
			xcs__bad(xs,
				 xs->string == XCS__VALUE_START
					 ? XCSTREAM_E_XENSTORE_PAIR
					 : XCSTREAM_E_XENSTORE_NUL,
				 0, 0);
		xcs__next(xs);
		return 0;
	}
	c = XCSTREAM_LOAD8(data);
	xs->bulk--;
	xs->offset++;
	if (!value)
		xcs__key_char(xs, c);
	if (c)
		xs->string = value ? XCS__VALUE : XCS__KEY;
	else
		xs->string = value ? XCS__KEY_START : XCS__VALUE_START;
	if (xs->phase != XCS__FAULT && xs->ops)
		xcs__answer(xs, XCS__CALL(xenstore, (xs, value, c)));
	return 1;
}
#endif

/* ---- engine ---- */

/*@ requires xcs__state(xs) && 1 <= xs->pad;
  @ assigns xs->pad, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs) && xs->pad == 0; */
static void xcs__padding(struct xcstream *xs)
{
	uint64_t found = xs->v[0];
	unsigned int i = xs->pad - 1u;

	/* The first byte that is not zero. */
	/*@ loop invariant i < xs->pad;
	  @ loop assigns found, i;
	  @ loop variant i; */
	for (; found > 255 && i > 0; found >>= 8)
		i--;
	if (XCS__LAYERS && found && xs->layer < XCSTREAM_LAYER_XAPI)
		xcs__bad(xs, XCSTREAM_E_CONFIG_NUL, 0, found);
	else if (found)
		xcs__bad(xs, XCS__E(PADDING, i), 0, found);
	xs->pad = 0;
}

/* Judge what headers say; each knows what comes next. */
/*@ requires xcs__fresh(xs) && xs->phase <= XCS__RHDR;
  @ requires xs->phase == XCS__IDENT ==> xs->records + 8 <= xs->offset;
  @ requires xs->phase == XCS__XL_CONFIG ==> 4 <= xs->left;
  @ assigns XCS__HEADER, xs->epoch, xs->checkpoints;
  @ ensures xcs__due(xs); */
static void xcs__judge_header(struct xcstream *xs)
{
	switch (xs->phase) {
#ifndef XCSTREAM_ONLY_LIBXC
	case XCS__IDENT:
		xcs__ident(xs);
		break;
	case XCS__XL_MAGIC:
		xcs__expect(xs, XCS__XL_MAGIC2);
		break;
	case XCS__XL_MAGIC2:
		xcs__expect(xs, XCS__XL_ORDER);
		break;
	case XCS__XL_ORDER:
		xcs__xl_order(xs);
		break;
	case XCS__LIBXL:
		xcs__libxl(xs, xs->v[2]);
		break;
	case XCS__XL:
		xcs__xl(xs);
		break;
	case XCS__XL_CONFIG:
		xcs__xl_config(xs, xs->v[0]);
		break;
	case XCS__LIBVIRT_MAGIC:
		xcs__expect(xs, XCS__LIBVIRT_ORDER);
		break;
	case XCS__LIBVIRT_ORDER:
		xcs__libvirt_order(xs);
		break;
	case XCS__LIBVIRT:
		xcs__libvirt(xs);
		break;
	case XCS__XAPI_MAGIC:
		xcs__expect(xs, XCS__XAPI);
		break;
	case XCS__FOREIGN:
		xcs__bad_magic(xs, UINT64_MAX);
		break;
#endif
	case XCS__IHDR:
		xcs__image(xs, xs->v[2], xs->v[3]);
		break;
	case XCS__DHDR:
		xcs__domain(xs, xs->v[0]);
		break;
	default:
		xcs__record(xs);
	}
}

/* Judge the head of a record's body. */
/*@ requires xcs__fresh(xs) && xs->phase == xcs__rows[xs->row].head;
  @ requires XCS__PAGE_DATA <= xs->phase <= XCS__EMULATOR;
  @ requires xs->phase == XCS__PAGE_DATA ==> xs->left <= xs->length;
  @ assigns xs->bulk, xs->entries, xs->left, xs->pages, xs->width, xs->end_pfn,
  @ 	xs->facts, xs->vcpu_id, xs->vcpu_kinds, xs->control, xs->need,
  @ 	XCS__VERDICT;
  @ ensures xcs__due(xs); */
static void xcs__judge_head(struct xcstream *xs)
{
	uint64_t first = xs->v[0];

	xcs__body(xs);
	switch (xs->phase) {
	case XCS__PAGE_DATA:
		xcs__page_data(xs, first);
		break;
	case XCS__PV_INFO:
		xcs__pv_info(xs, first, xs->v[1]);
		break;
	case XCS__P2M_FRAMES:
		xcs__p2m_frames(xs);
		break;
	case XCS__VCPU:
		xcs__vcpu(xs, (uint32_t)first);
		break;
	case XCS__HVM_PARAMS:
		xcs__hvm_params(xs, (uint32_t)first);
		break;
#ifndef XCSTREAM_ONLY_LIBXC
	case XCS__CONTROL:
		xcs__control_id(xs, first);
		break;
#endif
	default:
		break;
	}
	xcs__next(xs);
}

/* Judge a pfn outside of PAGE_DATA, if the entry is one. */
/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__other_pfn(struct xcstream *xs)
{
	if (xs->phase == XCS__P2M_FRAME)
		xcs__above(xs, XCSTREAM_E_P2M_PFN, xs->end_pfn, xs->v[0]);
	else if (XCS__LAYERS && xs->phase == XCS__DIRTY_PFN)
		xcs__above(xs, XCSTREAM_E_MAX_PFN, xs->max_pfn, xs->v[0]);
}

/* Judge an entry. */
/*@ requires xcs__ready(xs) && xs->entries > 0;
  @ requires xs->phase == xcs__rows[xs->row].entry;
  @ assigns xs->entries, xs->pages, xs->need, XCS__VERDICT,
  @ 	xs->pfns[0 .. xs->nr_pfns - 1];
  @ ensures xcs__due(xs); */
static void xcs__judge_entry(struct xcstream *xs)
{
	xs->entries--;
	if (xs->phase == XCS__PFN)
		xcs__page(xs, xs->v[0]);
	else
		xcs__other_pfn(xs);
	xcs__next(xs);
}

/* Judge what else may be in a body. */
/*@ requires xcs__ready(xs) && xs->entries == 0;
  @ requires xs->phase == XCS__HVM_HEADER || xs->phase == XCS__HVM_ENTRY ||
  @ 	xs->phase == XCS__HVM_NO_END || xs->phase == XCS__PAD;
  @ requires xs->phase == XCS__HVM_ENTRY ==> 8 <= xs->left;
  @ requires xs->phase == XCS__PAD ==> 1 <= xs->pad;
  @ requires xs->phase != XCS__PAD ==> xs->row == XCSTREAM_LIBXC_HVM_CONTEXT;
  @ assigns xs->chain, xs->left, xs->bulk, xs->pad, xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs);
  @ ensures \old(xs->phase) == XCS__HVM_NO_END ==> xcs__rank(xs) < 2; */
static void xcs__judge_rest(struct xcstream *xs)
{
	switch (xs->phase) {
	case XCS__HVM_HEADER:
		xs->chain = XCS__CHAIN_ENTRIES;
		break;
	case XCS__HVM_ENTRY:
		xcs__hvm_entry(xs);
		break;
	case XCS__HVM_NO_END:
		xcs__hvm_no_end(xs);
		break;
	default:
		xcs__padding(xs);
		/* after a config: what else is in xl's optional part */
		if (XCS__LAYERS && xs->layer < XCSTREAM_LAYER_XAPI)
			xs->bulk = xs->left;
	}
	xcs__next(xs);
}

/* The item that is due has been gathered. */
/*@ requires xcs__state(xs) && xcs__set(xs);
  @ requires xs->phase <= XCS__CLOSE && xs->have == xs->need;
  @ assigns XCS__HEADER, xs->records, xs->pages, xs->epoch, xs->v[0 .. 1],
  @ 	xs->checkpoints, xs->pfns[0 .. xs->nr_pfns - 1];
  @ ensures xcs__due(xs);
  @ ensures \old(xs->phase) == XCS__CLOSE ==> xcs__rank(xs) == 0;
  @ ensures \old(xs->phase) == XCS__HVM_NO_END ==> xcs__rank(xs) < 2; */
static void xcs__judge(struct xcstream *xs)
{
	unsigned int item;
	uint64_t magic;

	xs->have = 0;
	if (xs->phase == XCS__CLOSE) {
		xcs__close(xs);
		return;
	}
#ifndef XCSTREAM_ONLY_LIBXC
	if (xs->phase == XCS__IDENT)
		xcs__ident_back(xs);
#endif
	item = xs->phase;
	if (item >= XCS__FIRST_ITEM && item <= XCS__IHDR) {
		magic = xcs__magics[item - XCS__FIRST_ITEM];
		if (magic != xs->v[0])
			xcs__bad_magic(xs, magic);
	}
	xcs__check_fields(xs, item);
	if (xs->phase == XCS__FAULT)
		return;
	if (item <= XCS__RHDR)
		xcs__judge_header(xs);
	else if (item <= XCS__EMULATOR)
		xcs__judge_head(xs);
	else if (item >= XCS__HVM_PARAM && item <= XCS__PFN)
		xcs__judge_entry(xs);
	else
		xcs__judge_rest(xs);
	if (xs->phase != XCS__FAULT && xs->ops)
		xcs__answer(xs, xcs__tell(xs, item));
}

/* Four bytes of the input, little endian. */
/*@ requires xcs__input(p, 4);
  @ assigns \nothing;
  @ ensures \result == xcs__le32(p); */
static uint32_t xcs__load32(const uint8_t *p)
{
	uint32_t number = XCSTREAM_LOAD8(p + 3);

	number = number * 256 + XCSTREAM_LOAD8(p + 2);
	number = number * 256 + XCSTREAM_LOAD8(p + 1);
	number = number * 256 + XCSTREAM_LOAD8(p);
	return number;
}

/* Is there nothing to be said of a pfn, given as two halves? */
/*@ assigns \nothing; */
static bool xcs__is_plain(uint32_t low, uint32_t high, uint64_t limit)
{
	return low <= limit && !(high & 0x0fffffff) &&
	       !xcs__is_reserved(high >> 28);
}

/*
 * The same as gathering and judging them one by one, but for many pfns, which
 * are most of what has to be looked at. Stops before the last, and after one
 * that is not plainly right, which then counts as gathered.
 */
/*@ requires xcs__state(xs) && xcs__paged(xs) && 1 <= xs->entries;
  @ requires xs->pfns == \null && xs->have == 0 && xcs__input(data, len);
  @ assigns xs->entries, xs->pages, xs->v[0], xs->have;
  @ ensures xcs__state(xs) && xcs__paged(xs) && 1 <= xs->entries;
  @ ensures \result <= len && (xs->have == 0 || xs->have == 8 <= \result); */
static size_t xcs__pfns(struct xcstream *xs, const uint8_t *data, size_t len)
{
	uint64_t limit = xs->max_pfn;
	uint32_t count = xs->entries - 1, pages = xs->pages, low, high;
	size_t n = 0;

	if (xs->guest == XCSTREAM_DOMAIN_X86_PV)
		limit = xs->end_pfn;
	if (count > len / 8)
		count = (uint32_t)(len / 8);
	xs->entries -= count;
	/*@ loop invariant n + 8 * count <= len && xs->entries + count <=
	  @ 	\at(xs->entries, Pre) && count < 0x20000000 && 1 <= xs->entries;
	  @ loop invariant \at(xs->pages, Pre) <= pages &&
	  @ 	pages + xs->entries + count <=
	  @ 	\at(xs->pages, Pre) + \at(xs->entries, Pre);
	  @ loop assigns low, high, n, pages, count;
	  @ loop variant count; */
	for (; count > 0; count--) {
		low = xcs__load32(data + n);
		high = xcs__load32(data + n + 4);
		n += 8;
		if (!xcs__is_plain(low, high, limit)) {
			xs->v[0] = high * ((uint64_t)1 << 32) + low;
			/*@ assert xs->v[0] == xcs__le32(data + n - 8) +
			  @ 	4294967296 * xcs__le32(data + n - 4); */
			xs->have = 8;
			break;
		}
		if (xcs__has_data(high >> 28))
			pages++;
	}
	xs->entries += count;
	xs->pages = pages;
	return n;
}

/* Gather what is missing of the item, or as much of it as there is. */
/*@ requires xcs__due(xs) && xs->phase <= XCS__CLOSE && xcs__input(data, len);
  @ requires xs->offset + len <= 1 << 63 && (len > 0 || xs->have == xs->need);
  @ assigns XCS__STEP, xs->pfns[0 .. xs->nr_pfns - 1];
  @ ensures xcs__due(xs) && \result <= len;
  @ ensures xs->offset == \old(xs->offset) + \result;
  @ ensures \result == 0 ==> xcs__rank(xs) < \old(xcs__rank(xs)); */
static size_t xcs__gather(struct xcstream *xs, const uint8_t *data, size_t len)
{
	size_t n = 0;

	if (xs->phase == XCS__PFN && xs->quiet && !xs->have && !xcs__is_big(xs))
		n = xcs__pfns(xs, data, len);
	xs->offset += n;
	xs->at = xs->offset - xs->have;
	/*@ loop invariant n <= len && xs->have <= xs->need && xcs__state(xs);
	  @ loop invariant xs->offset == \at(xs->offset, Pre) + n;
	  @ loop invariant xcs__set(xs);
	  @ loop invariant n == 0 ==> xs->have == \at(xs->have, Pre);
	  @ loop assigns n, xs->offset, xs->have, xs->v[0 .. 5];
	  @ loop variant len - n; */
	while (n < len && xs->have < xs->need) {
		xcs__put(xs, XCSTREAM_LOAD8(data + n));
		xs->offset++;
		n++;
	}
	/*@ assert n == 0 && xs->have == xs->need ==>
	  @ 	xs->phase == XCS__CLOSE || xs->phase == XCS__HVM_NO_END; */
	if (xs->have == xs->need)
		xcs__judge(xs);
	return n;
}

/* Account for n bytes of bulk; then the state is that after them. */
/*@ requires xcs__due(xs) && xs->phase == XCS__BULK;
  @ requires 1 <= n <= xs->bulk && xs->offset + n <= 1 << 63;
  @ assigns xs->at, xs->offset, xs->bulk, xs->phase, xs->need;
  @ ensures xcs__due(xs) && xs->offset == \old(xs->offset) + n; */
static void xcs__take(struct xcstream *xs, uint64_t n)
{
	xs->at = xs->offset;
	xs->offset += n;
	xs->bulk -= n;
	if (!xs->bulk)
		xcs__next(xs);
}

/* Is there a callback for the current bulk? */
/*@ requires xcs__state(xs);
  @ assigns \nothing;
  @ ensures \result ==> xs->ops != \null;
  @ ensures \result && xs->row == XCSTREAM_LIBXC_PAGE_DATA ==>
  @ 	xs->pfns != \null; */
static bool xcs__is_wanted(const struct xcstream *xs)
{
	if (xs->row == XCSTREAM_LIBXC_PAGE_DATA)
		return xs->pfns != NULL;
	return xs->ops && xs->ops->data;
}

/* Pass on what there is of pages' contents, up to the end of a page. */
/*@ requires xcs__due(xs) && xs->phase == XCS__BULK && xs->pfns != \null;
  @ requires xs->row == XCSTREAM_LIBXC_PAGE_DATA && xs->ops != \null;
  @ requires 1 <= len <= xs->bulk && xcs__input(data, len);
  @ requires xs->offset + len <= 1 << 63;
  @ assigns xs->at, xs->offset, xs->bulk, xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs) && 1 <= \result <= len;
  @ ensures xs->offset == \old(xs->offset) + \result; */
static size_t xcs__contents(struct xcstream *xs, const uint8_t *data,
			    size_t len)
{
	uint64_t past = 4096 * (uint64_t)xs->pages - xs->bulk;
	uint64_t page = xs->pfns[past / 4096];
	uint32_t offset = (uint32_t)(past % 4096);

	if (len > 4096 - offset)
		len = 4096 - offset;
	xcs__take(xs, len);
	xcs__answer(xs, XCS__CALL(page_data,
				  (xs, page & XCS__PFN_MASK,
				   (uint32_t)(page >> 60), offset, data, len)));
	return len;
}

/* Pass on what there is of the bulk. */
/*@ requires xcs__due(xs) && xs->phase == XCS__BULK;
  @ requires 1 <= len && xcs__input(data, len) && xs->offset + len <= 1 << 63;
  @ assigns xs->at, xs->offset, xs->bulk, xs->need, XCS__VERDICT;
  @ ensures xcs__due(xs) && 1 <= \result <= len;
  @ ensures xs->offset == \old(xs->offset) + \result; */
static size_t xcs__bulk(struct xcstream *xs, const uint8_t *data, size_t len)
{
	bool wanted = xcs__is_wanted(xs);

	if (len > xs->bulk)
		len = (size_t)xs->bulk;
	if (wanted && xs->row == XCSTREAM_LIBXC_PAGE_DATA)
		return xcs__contents(xs, data, len);
	xcs__take(xs, len);
	if (wanted)
		xcs__answer(xs, XCS__CALL(data, (xs, data, len)));
	return len;
}

/* Take one item, or a part of it. Returns the number of bytes taken. */
/*@ requires xcs__due(xs) && xs->phase < XCS__DONE && xcs__input(data, len);
  @ requires len > 0 || (xs->phase < XCS__BULK ? xs->have == xs->need :
  @ 	xs->bulk == 0);
  @ requires xs->offset + len <= 1 << 63;
  @ assigns XCS__STEP, xs->pfns[0 .. xs->nr_pfns - 1];
  @ ensures xcs__due(xs) && \result <= len;
  @ ensures xs->offset == \old(xs->offset) + \result;
  @ ensures 0 <= xcs__work(xs, len - \result) < \old(xcs__work(xs, len)); */
static size_t xcs__step(struct xcstream *xs, const uint8_t *data, size_t len)
{
	if (xs->phase == XCS__BULK)
		return xcs__bulk(xs, data, len);
#ifndef XCSTREAM_ONLY_LIBXC
	if (xs->phase == XCS__XENSTORE)
		return xcs__xenstore(xs, data);
#endif
	return xcs__gather(xs, data, len);
}

/* Does the next step need a byte, and there is none? */
/*@ requires \valid_read(xs);
  @ assigns \nothing;
  @ ensures \result <==> len == 0 && (xs->phase < XCS__BULK ?
  @ 	xs->have < xs->need : xs->bulk > 0); */
static bool xcs__is_starved(const struct xcstream *xs, size_t len)
{
	return !len &&
	       (xs->phase < XCS__BULK ? xs->have < xs->need : xs->bulk > 0);
}

/* Take bytes until there are no more, or something stops it. */
/*@ requires xcs__due(xs) && xcs__input(data, len);
  @ requires xs->offset + len <= 1 << 63;
  @ assigns XCS__STEP, xs->pfns[0 .. xs->nr_pfns - 1];
  @ ensures xcs__due(xs);
  @ ensures \old(xs->offset) <= xs->offset <= \old(xs->offset) + len;
  @ ensures \result == XCSTREAM_FAULT <==> xs->phase == XCS__FAULT;
  @ ensures \result == XCSTREAM_DONE ==> xs->phase == XCS__DONE;
  @ ensures \result <= XCSTREAM_FAULT;
  @ ensures \old(xs->phase) == XCS__FAULT ==> xcs__stuck{Pre, Post}(xs); */
static enum xcstream_status xcs__run(struct xcstream *xs, const uint8_t *data,
				     size_t len)
{
	size_t n;

	xs->paused = false;
	/*@ loop invariant xcs__due(xs) && 0 <= xcs__work(xs, len);
	  @ loop invariant xcs__input(data, len) && len <= \at(len, Pre);
	  @ loop invariant xs->offset + len == \at(xs->offset + len, Pre);
	  @ loop invariant \at(xs->phase, Pre) == XCS__FAULT ==>
	  @ 	xcs__stuck{Pre, Here}(xs);
	  @ loop assigns n, data, len, XCS__STEP,
	  @ 	xs->pfns[0 .. xs->nr_pfns - 1];
	  @ loop variant 4 * len + (
	  @ 	xs->phase == XCS__XENSTORE && xs->bulk == 0 ? 3 :
	  @ 	xs->phase == XCS__HVM_NO_END ? 2 :
	  @ 	xs->phase == XCS__CLOSE ? 1 : 0); */
	while (!xs->paused && xs->phase < XCS__DONE &&
	       !xcs__is_starved(xs, len)) {
		n = xcs__step(xs, data, len);
		if (n)
			data += n;
		len -= n;
	}
	if (xs->phase == XCS__FAULT)
		return XCSTREAM_FAULT;
	if (xs->paused)
		return XCSTREAM_PAUSED;
	return xs->phase == XCS__DONE ? XCSTREAM_DONE : XCSTREAM_MORE;
}

/* ---- the interface ---- */

static const struct xcstream_config xcs__no_config = { 0, 0, 0, NULL, 0,
						       0, 0, 0, 0,    0 };

/*
 * Faults that the proof builds upon. No mask has them, but it looks at no table
 * so closely.
 */
#define XCS__FRAMING                                                           \
	(XCSTREAM_BIT(XCSTREAM_E_MISUSE) |                                     \
	 XCSTREAM_BIT(XCSTREAM_E_PFN_BUFFER) |                                 \
	 XCSTREAM_BIT(XCSTREAM_E_TRUNCATED) | XCSTREAM_BIT(XCSTREAM_E_MAGIC) | \
	 XCSTREAM_BIT(XCSTREAM_E_LEGACY) | XCSTREAM_BIT(XCSTREAM_E_LENGTH) |   \
	 XCSTREAM_BIT(XCSTREAM_E_COUNT))

/* The faults that the profile, or the caller, tolerates. */
/*@ requires \valid(xs) && profile <= XCSTREAM_CUSTOM;
  @ assigns xs->tolerate[0 .. 1];
  @ ensures (xs->tolerate[0] >> XCSTREAM_E_MISUSE & 1) == 0;
  @ ensures (xs->tolerate[0] >> XCSTREAM_E_PFN_BUFFER & 1) == 0;
  @ ensures (xs->tolerate[0] >> XCSTREAM_E_TRUNCATED & 1) == 0;
  @ ensures (xs->tolerate[0] >> XCSTREAM_E_MAGIC & 1) == 0;
  @ ensures (xs->tolerate[0] >> XCSTREAM_E_LEGACY & 1) == 0;
  @ ensures (xs->tolerate[0] >> XCSTREAM_E_LENGTH & 1) == 0;
  @ ensures (xs->tolerate[0] >> XCSTREAM_E_COUNT & 1) == 0; */
static void xcs__tolerate(struct xcstream *xs, unsigned int profile,
			  uint64_t mask)
{
	if (profile != XCSTREAM_CUSTOM)
		mask = xcs__tolerates[profile];
	xs->tolerate[0] = (uint32_t)(mask & (UINT32_MAX - XCS__FRAMING));
	xs->tolerate[1] = (uint32_t)(mask >> 32);
}

/*
 * The state before the first byte, and without what the caller lends. Field
 * by field: of an assignment of the whole, compilers make a call of memset().
 */
/*@ requires \valid(xs) && xcs__tables;
  @ assigns *xs;
  @ ensures xcs__state(xs) && xs->records == xs->offset == 0;
  @ ensures xs->entries == 0 && xs->phase == XCS__IDENT && xs->have == 0 &&
  @ 	xs->layer == XCSTREAM_LAYER_NONE && xs->row == 0 &&
  @ 	xs->chain == XCS__CHAIN_NONE; */
static void xcs__clear(struct xcstream *xs, void *user)
{
	unsigned int i;

	/*@ loop invariant i <= 6;
	  @ loop assigns i, xs->v[0 .. 5];
	  @ loop variant 6 - i; */
	for (i = 0; i < 6; i++)
		xs->v[i] = 0;
	/*@ loop invariant i <= 6;
	  @ loop assigns i, xs->big[0 .. 5];
	  @ loop variant 6 - i; */
	for (i = 0; i < 6; i++)
		xs->big[i] = false;
	xs->user = user;
	xs->ops = NULL;
	xs->at = xs->offset = xs->bulk = xs->records = xs->rec = xs->epoch = 0;
	xs->type = XCSTREAM_NO_RECORD;
	xs->length = xs->left = xs->entries = xs->pages = xs->facts = 0;
	xs->vcpu_id = xs->end_pfn = 0;
	xs->vcpu_kinds = 0;
	xs->phase = XCS__IDENT;
	xs->have = xs->need = 0;
	xs->layer = XCSTREAM_LAYER_NONE;
	xs->outer = xs->base = XCSTREAM_LAYER_LIBXC;
	xs->checkpoints = 0;
	xs->row = xs->pad = xs->chain = xs->string = xs->control = 0;
	xs->guest = xs->width = xs->version = 0;
	xs->paused = false;
	xs->max_vcpus = 1;
	xs->pfns = NULL;
	xcs__tolerate(xs, XCSTREAM_STRICT, 0);
}

/* The caller's limits, or the defaults. */
/*@ requires \valid(xs) && \valid_read(config) && \separated(xs, config);
  @ assigns xs->flags, xs->max_version, xs->max_vcpus, xs->max_pfn,
  @ 	xs->max_epoch;
  @ ensures 1 <= xs->max_vcpus; */
static void xcs__limit(struct xcstream *xs,
		       const struct xcstream_config *config)
{
	xs->flags = config->flags;
	xs->max_version = config->max_version;
	xs->max_vcpus = config->max_vcpus;
	xs->max_pfn = config->max_pfn;
	xs->max_epoch = config->max_epoch;
	if (!xs->max_version)
		xs->max_version = config->profile == XCSTREAM_DRAFT ? 2 : 3;
	if (!xs->max_vcpus)
		xs->max_vcpus = 8192;
	if (!xs->max_pfn)
		xs->max_pfn = ((uint64_t)1 << 40) - 1;
	if (!xs->max_epoch)
		xs->max_epoch = (uint64_t)1 << 40;
}

/* The caller's callbacks, and a place for the pfns if one of them wants it. */
/*@ requires \valid(xs) && (ops == \null ||
  @ 	\valid_read(ops) && \separated(xs, ops));
  @ assigns xs->ops, xs->pfns, xs->nr_pfns, xs->quiet;
  @ ensures xs->ops == ops;
  @ ensures xs->pfns == \null || xs->pfns == pfns && ops != \null &&
  @ 	xs->nr_pfns == nr && !xs->quiet; */
static void xcs__lend(struct xcstream *xs, const struct xcstream_ops *ops,
		      uint64_t *pfns, uint32_t nr)
{
	xs->ops = ops;
	xs->pfns = NULL;
	xs->nr_pfns = UINT32_MAX;
	xs->quiet = !ops || !(ops->page || ops->page_data);
	if (ops && ops->page_data) {
		xs->pfns = pfns;
		xs->nr_pfns = pfns ? nr : 0;
	}
}

/*@ requires \valid_read(config);
  @ assigns \nothing;
  @ ensures xcs__tables;
  @ ensures \result ==> config->profile <= XCSTREAM_CUSTOM &&
  @ 	config->format <= XCSTREAM_FORMAT_LIBXL_BACK; */
static bool xcs__is_config(const struct xcstream_config *config)
{
	return config->profile <= XCSTREAM_CUSTOM &&
	       (config->profile == XCSTREAM_CUSTOM || !config->tolerate) &&
	       !(config->tolerate & ~xcs__tolerates[XCSTREAM_CUSTOM]) &&
	       config->format <= XCSTREAM_FORMAT_LIBXL_BACK &&
	       (XCS__LAYERS || config->format == XCSTREAM_FORMAT_AUTO ||
		config->format == XCSTREAM_FORMAT_LIBXC) &&
	       config->max_version <= 3 && config->max_version != 1 &&
	       config->flags < 2 * XCSTREAM_COLO;
}

/*@ requires xcs__state(xs) && xs->have == 0 && xs->records == 0;
  @ requires xs->entries == 0 && xs->chain == XCS__CHAIN_NONE && xs->row == 0;
  @ requires xs->layer == XCSTREAM_LAYER_NONE && xs->phase == XCS__IDENT;
  @ requires XCS__FIRST_LAYER == XCSTREAM_LAYER_XL ?
  @ 	format <= XCSTREAM_FORMAT_LIBXL_BACK :
  @ 	format == XCSTREAM_FORMAT_LIBXC;
  @ assigns xs->layer, xs->type, xs->facts, xs->control, xs->phase, xs->need;
  @ ensures xcs__due(xs) && xs->phase != XCS__FAULT; */
static void xcs__start(struct xcstream *xs, unsigned int format)
{
#ifndef XCSTREAM_ONLY_LIBXC
	if (format == XCSTREAM_FORMAT_AUTO) {
		xcs__expect(xs, XCS__IDENT);
		return;
	}
	if (format == XCSTREAM_FORMAT_LIBXL_BACK) {
		xcs__begin_back(xs);
		return;
	}
#endif
	xcs__begin(xs, format);
}

/*@ requires xs == \null || \valid(xs);
  @ requires ops == \null || \valid_read(ops) && \separated(xs, ops);
  @ requires config == \null || \valid_read(config) &&
  @ 	\separated(xs, config);
  @ requires config == \null || config->pfns == \null ||
  @ 	\valid(config->pfns + (0 .. config->nr_pfns - 1)) &&
  @ 	\separated(xs, config->pfns + (0 .. config->nr_pfns - 1));
  @ assigns *xs;
  @ ensures xs == \null ==> \result == XCSTREAM_MISUSE;
  @ ensures xs != \null ==> xcs__due(xs) && xs->offset == 0 &&
  @ 	(\result == XCSTREAM_MISUSE <==> xs->phase == XCS__FAULT); */
XCSTREAM_API enum xcstream_status
xcstream_init(struct xcstream *xs, const struct xcstream_ops *ops, void *user,
	      const struct xcstream_config *config)
{
	unsigned int format = XCSTREAM_FORMAT_LIBXC;
	bool good;

	if (!xs)
		return XCSTREAM_MISUSE;
	if (!config)
		config = &xcs__no_config;
	good = xcs__is_config(config);
	xcs__clear(xs, user);
	xcs__limit(xs, config);
	xcs__lend(xs, ops, config->pfns, config->nr_pfns);
	if (!good || !xs->nr_pfns) {
		xcs__fail(xs, XCSTREAM_E_MISUSE, 0, 0, 0);
		return XCSTREAM_MISUSE;
	}
	xcs__tolerate(xs, config->profile, config->tolerate);
	if (XCS__LAYERS)
		format = config->format;
	xcs__start(xs, format);
	return XCSTREAM_MORE;
}

/* How many bytes have been taken since `before`. */
/*@ requires xcs__due(xs) && before <= xs->offset;
  @ requires used == \null || \valid(used) && \separated(used, xs);
  @ assigns *used;
  @ ensures xcs__due(xs) && xs->offset == \old(xs->offset);
  @ ensures used == \null || *used == xs->offset - before; */
static void xcs__tell_used(struct xcstream *xs, uint64_t before, size_t *used)
{
	if (used)
		*used = (size_t)(xs->offset - before);
}

/*@ requires xs == \null || xcs__due(xs) && xs->offset + len <= 1 << 63;
  @ requires data == \null || xcs__input((uint8_t *)data, len);
  @ requires used == \null || \valid(used) && \separated(used, xs) &&
  @ 	\separated(used, xs->pfns + (0 .. xs->nr_pfns - 1));
  @ assigns *used, XCS__STEP, xs->pfns[0 .. xs->nr_pfns - 1];
  @ ensures used == \null || *used <= len;
  @ ensures xs == \null || xcs__due(xs);
  @ ensures xs == \null || data == \null && len > 0 ?
  @ 	\result == XCSTREAM_MISUSE :
  @ 	(\result == XCSTREAM_FAULT <==> xs->phase == XCS__FAULT) &&
  @ 	(\result == XCSTREAM_DONE ==> xs->phase == XCS__DONE &&
  @ 		xcs__ended(xs));
  @ ensures xs != \null && \old(xs->phase) == XCS__FAULT ==>
  @ 	xcs__stuck{Pre, Post}(xs) && (used == \null || *used == 0); */
XCSTREAM_API enum xcstream_status xcstream_push(struct xcstream *xs,
						const void *data, size_t len,
						size_t *used)
{
	enum xcstream_status status;
	uint64_t before;

	if (used)
		*used = 0;
	if (!xs || (!data && len))
		return XCSTREAM_MISUSE;
	before = xs->offset;
	status = xcs__run(xs, (const uint8_t *)data, len);
	xcs__tell_used(xs, before, used);
	return status;
}

/*@ requires xs == \null || xcs__due(xs);
  @ assigns \nothing;
  @ ensures xs == \null ? \result == 0 : \result <= xs->bulk &&
  @ 	(\result > 0 ==> xs->phase == XCS__BULK); */
XCSTREAM_API uint64_t xcstream_skippable(const struct xcstream *xs)
{
	if (!xs || xs->phase != XCS__BULK || xcs__is_wanted(xs))
		return 0;
	return xs->bulk;
}

/*@ requires xs == \null || xcs__due(xs) && xs->offset + n <= 1 << 63;
  @ assigns XCS__STEP, xs->pfns[0 .. xs->nr_pfns - 1];
  @ ensures xs == \null ==> \result == XCSTREAM_MISUSE;
  @ ensures xs != \null ==> xcs__due(xs) && xs->offset ==
  @ 	\old(xs->offset) + (\result == XCSTREAM_MISUSE ? 0 : n);
  @ ensures \result == XCSTREAM_FAULT ==> xs->phase == XCS__FAULT;
  @ ensures \result == XCSTREAM_DONE ==> xs->phase == XCS__DONE &&
  @ 	xcs__ended(xs);
  @ ensures xs != \null && \old(xs->phase) == XCS__FAULT ==>
  @ 	xcs__stuck{Pre, Post}(xs); */
XCSTREAM_API enum xcstream_status xcstream_skip(struct xcstream *xs, uint64_t n)
{
	if (!xs || n > xcstream_skippable(xs))
		return XCSTREAM_MISUSE;
	if (n)
		xcs__take(xs, n);
	return xcs__run(xs, NULL, 0);
}

#ifndef XCSTREAM_ONLY_LIBXC
/* On the way back there is no END: it may end between two records. */
/*@ requires xcs__due(xs) && xs->phase == XCS__RHDR && xs->have == 0;
  @ requires (xs->facts & XCS__F_BACK) != 0;
  @ assigns xs->phase;
  @ ensures xcs__due(xs) && xs->phase == XCS__DONE; */
static void xcs__end_back(struct xcstream *xs)
{
	xs->phase = XCS__DONE;
}
#endif

/*@ requires xs == \null || xcs__due(xs);
  @ assigns XCS__STEP, xs->pfns[0 .. xs->nr_pfns - 1];
  @ ensures xs == \null ==> \result == XCSTREAM_MISUSE;
  @ ensures xs != \null ==> xcs__due(xs) && xs->offset == \old(xs->offset);
  @ ensures xs != \null ==>
  @ 	(\result == XCSTREAM_FAULT <==> xs->phase == XCS__FAULT);
  @ ensures \result == XCSTREAM_DONE ==> xs->phase == XCS__DONE &&
  @ 	xcs__ended(xs);
  @ ensures xs != \null && \old(xs->phase) == XCS__FAULT ==>
  @ 	xcs__stuck{Pre, Post}(xs); */
XCSTREAM_API enum xcstream_status xcstream_finish(struct xcstream *xs)
{
	enum xcstream_status status;

	if (!xs)
		return XCSTREAM_MISUSE;
	status = xcs__run(xs, NULL, 0);
	if (status != XCSTREAM_MORE)
		return status;
#ifndef XCSTREAM_ONLY_LIBXC
	if ((xs->facts & XCS__F_BACK) && xs->phase == XCS__RHDR && !xs->have) {
		xcs__end_back(xs);
		return XCSTREAM_DONE;
	}
#endif
	xcs__fail(xs, XCSTREAM_E_TRUNCATED, xs->offset,
		  xs->phase < XCS__BULK ? (uint64_t)xs->need - xs->have
					: xs->bulk,
		  0);
	return XCSTREAM_FAULT;
}

/*@ requires xs == \null || \valid_read(xs);
  @ assigns \nothing;
  @ ensures xs == \null || xs->phase != XCS__FAULT ? \result == \null :
  @ 	\result == &xs->fault; */
XCSTREAM_API const struct xcstream_report *
xcstream_fault(const struct xcstream *xs)
{
	return xs && xs->phase == XCS__FAULT ? &xs->fault : NULL;
}

/*@ requires xs == \null || \valid_read(xs);
  @ assigns \nothing;
  @ ensures \result == (xs == \null ? 0 : xs->offset); */
XCSTREAM_API uint64_t xcstream_offset(const struct xcstream *xs)
{
	return xs ? xs->offset : 0;
}

/*@ requires xs == \null || xcs__due(xs);
  @ assigns \nothing;
  @ ensures xs == \null ? \result == 0 : \result <= xs->offset; */
XCSTREAM_API uint64_t xcstream_settled(const struct xcstream *xs)
{
	if (!xs || xs->phase == XCS__FAULT)
		return 0;
	if (xs->phase == XCS__PFN ||
	    (xs->phase >= XCS__PAGE_DATA && xs->phase <= XCS__EMULATOR))
		return xs->rec;
	return xs->offset - xs->have;
}

/*@ requires xs == \null || \valid_read(xs);
  @ requires end == \null || \valid(end) && \separated(end, xs);
  @ assigns *end;
  @ ensures \result == (xs == \null ? 0 : xs->checkpoints);
  @ ensures end == \null || *end == (\result == 0 ? 0 : xs->epoch); */
XCSTREAM_API uint64_t xcstream_checkpoints(const struct xcstream *xs,
					   uint64_t *end)
{
	if (end)
		*end = xs && xs->checkpoints ? xs->epoch : 0;
	return xs ? xs->checkpoints : 0;
}

#ifndef XCSTREAM_NO_STRINGS
/*
 * Names and messages are lists of strings, not arrays of pointers: those would
 * have to be relocated, and so be written to. After the last there is an empty
 * one.
 */
/*@ requires 1 <= size && \valid_read(list + (0 .. size - 1));
  @ assigns \nothing;
  @ ensures \exists integer i; 0 <= i < size && \result == list + i; */
static const char *xcs__pick(const char *list, size_t size, uint64_t nr)
{
	size_t i = 0;

	/*@ loop invariant i < size;
	  @ loop assigns i, nr;
	  @ loop variant size - i; */
	for (; nr > 0 && i < size - 1; i++)
		if (list[i] == 0)
			nr--;
	return list + i;
}

#define XCS__PICK(list, nr) xcs__pick(list, sizeof(list), nr)

/* Numbers without a name have an empty one in the list. */
/*@ requires name == \null || \valid_read(name);
  @ assigns \nothing;
  @ ensures \result == \null || \result == name; */
static const char *xcs__name(const char *name)
{
	return name && *name ? name : NULL;
}

#define XCS__TEXT(name, by, text) text "\0"

/*@ assigns \nothing;
  @ ensures \valid_read(\result); */
XCSTREAM_API const char *xcstream_strfault(unsigned int code)
{
	if (code >= XCSTREAM_NR_CODES)
		return "unknown fault";
	return XCS__PICK("no fault\0" XCSTREAM_FAULTS(XCS__TEXT), code);
}

/*@ assigns \nothing;
  @ ensures \valid_read(\result); */
static const char *xcs__libxc_name(uint32_t type)
{
	return XCS__PICK("END\0"
			 "PAGE_DATA\0"
			 "X86_PV_INFO\0"
			 "X86_PV_P2M_FRAMES\0"
			 "X86_PV_VCPU_BASIC\0"
			 "X86_PV_VCPU_EXTENDED\0"
			 "X86_PV_VCPU_XSAVE\0"
			 "SHARED_INFO\0"
			 "X86_TSC_INFO\0"
			 "HVM_CONTEXT\0"
			 "HVM_PARAMS\0"
			 "TOOLSTACK\0"
			 "X86_PV_VCPU_MSRS\0"
			 "VERIFY\0"
			 "CHECKPOINT\0"
			 "CHECKPOINT_DIRTY_PFN_LIST\0"
			 "STATIC_DATA_END\0"
			 "X86_CPUID_POLICY\0"
			 "X86_MSR_POLICY\0",
			 type);
}

#ifndef XCSTREAM_ONLY_LIBXC
/*@ assigns \nothing;
  @ ensures \valid_read(\result); */
static const char *xcs__libxl_name(uint32_t type)
{
	return XCS__PICK("END\0"
			 "LIBXC_CONTEXT\0"
			 "EMULATOR_XENSTORE_DATA\0"
			 "EMULATOR_CONTEXT\0"
			 "CHECKPOINT_END\0"
			 "CHECKPOINT_STATE\0",
			 type);
}

/*@ assigns \nothing;
  @ ensures \valid_read(\result); */
static const char *xcs__xapi_name(uint32_t type)
{
	unsigned int i = 0;

	/*@ loop invariant i <= XCS__NR_XAPI;
	  @ loop assigns i;
	  @ loop variant XCS__NR_XAPI - i; */
	while (i < XCS__NR_XAPI && xcs__xapi_types[i] != type)
		i++;
	return XCS__PICK("Xenops\0"
			 "Libxc\0"
			 "Libxl\0"
			 "Libxc_legacy\0"
			 "Qemu_trad\0"
			 "Qemu_xen\0"
			 "Demu\0"
			 "Varstored\0"
			 "Swtpm0\0"
			 "Swtpm\0"
			 "End_of_image\0",
			 i);
}
#endif

/*@ assigns \nothing;
  @ ensures \result == \null || \valid_read(\result); */
XCSTREAM_API const char *xcstream_record_name(unsigned int layer, uint32_t type)
{
	if (layer == XCSTREAM_LAYER_LIBXC)
		return xcs__name(xcs__libxc_name(type));
#ifndef XCSTREAM_ONLY_LIBXC
	if (layer == XCSTREAM_LAYER_LIBXL)
		return xcs__name(xcs__libxl_name(type));
	if (layer == XCSTREAM_LAYER_XAPI)
		return xcs__name(xcs__xapi_name(type));
#endif
	return NULL;
}

/*@ assigns \nothing;
  @ ensures \valid_read(\result); */
static const char *xcs__hvm_typecode_name(uint64_t typecode)
{
	return XCS__PICK("END\0"
			 "HEADER\0"
			 "CPU\0"
			 "PIC\0"
			 "IOAPIC\0"
			 "LAPIC\0"
			 "LAPIC_REGS\0"
			 "PCI_IRQ\0"
			 "ISA_IRQ\0"
			 "PCI_LINK\0"
			 "PIT\0"
			 "RTC\0"
			 "HPET\0"
			 "PMTIMER\0"
			 "MTRR\0"
			 "VIRIDIAN_DOMAIN\0"
			 "CPU_XSAVE\0"
			 "VIRIDIAN_VCPU\0"
			 "VMCE_VCPU\0"
			 "TSC_ADJUST\0"
			 "CPU_MSR\0",
			 typecode);
}

/* Those that are not used any more keep their names. */
/*@ assigns \nothing;
  @ ensures \valid_read(\result); */
static const char *xcs__hvm_param_name(uint64_t index)
{
	return XCS__PICK("CALLBACK_IRQ\0STORE_PFN\0STORE_EVTCHN\0\0"
			 "PAE_ENABLED\0IOREQ_PFN\0BUFIOREQ_PFN\0\0"
			 "\0VIRIDIAN\0TIMER_MODE\0HPET_ENABLED\0"
			 "IDENT_PT\0DM_DOMAIN\0ACPI_S_STATE\0VM86_TSS\0"
			 "VPT_ALIGN\0CONSOLE_PFN\0CONSOLE_EVTCHN\0"
			 "ACPI_IOPORTS_LOCATION\0MEMORY_EVENT_CR0\0"
			 "MEMORY_EVENT_CR3\0MEMORY_EVENT_CR4\0"
			 "MEMORY_EVENT_INT3\0NESTEDHVM\0"
			 "MEMORY_EVENT_SINGLE_STEP\0BUFIOREQ_EVTCHN\0"
			 "PAGING_RING_PFN\0MONITOR_RING_PFN\0"
			 "SHARING_RING_PFN\0MEMORY_EVENT_MSR\0"
			 "TRIPLE_FAULT_REASON\0IOREQ_SERVER_PFN\0"
			 "NR_IOREQ_SERVER_PAGES\0VM_GENERATION_ID_ADDR\0"
			 "ALTP2M\0X87_FIP_WIDTH\0VM86_TSS_SIZED\0"
			 "MCA_CAP\0",
			 index);
}

/*@ assigns \nothing;
  @ ensures \result == \null || \valid_read(\result); */
XCSTREAM_API const char *xcstream_name(enum xcstream_names names,
				       uint64_t number)
{
	const char *name = NULL;

	if (names == XCSTREAM_NAMES_LAYER)
		name = XCS__PICK("?\0xl\0libvirt\0xapi\0libxl\0libxc\0",
				 number);
	else if (names == XCSTREAM_NAMES_PAGE_TYPE)
		name = XCS__PICK("NOTAB\0L1TAB\0L2TAB\0L3TAB\0L4TAB\0"
				 "\0\0\0\0L1TAB_PIN\0L2TAB_PIN\0"
				 "L3TAB_PIN\0L4TAB_PIN\0"
				 "BROKEN\0XALLOC\0XTAB\0",
				 number);
	else if (names == XCSTREAM_NAMES_HVM_TYPECODE)
		name = xcs__hvm_typecode_name(number);
	else if (names == XCSTREAM_NAMES_HVM_PARAM)
		name = xcs__hvm_param_name(number);
	return xcs__name(name);
}
#endif

#endif /* XCSTREAM_IMPLEMENTATION */
