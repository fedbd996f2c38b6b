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
 *	xcstream_init(&xs, &ops, user, &config);
 *	do
 *		n = read(fd, chunk, sizeof(chunk));
 *	while (n > 0 && xcstream_push(&xs, chunk, n, NULL) == XCSTREAM_MORE);
 *	valid = xcstream_finish(&xs) == XCSTREAM_DONE;
 *
 * Of a PV guest with 4 MiB that xl saved, these callbacks come, in this order:
 *
 *	xl			xl_header, config, data
 *	libxl			image_header
 *	LIBXC_CONTEXT		record, record_end
 *	libxc			image_header, domain_header
 *	X86_PV_INFO		record, pv_info, record_end
 *	X86_CPUID_POLICY	record, cpuid_leaf x 52, record_end
 *	X86_MSR_POLICY		record, msr x 2, record_end
 *	STATIC_DATA_END		record, record_end
 *	X86_PV_P2M_FRAMES	record, p2m_frames, p2m_frame x 2, record_end
 *	PAGE_DATA		record, count, page x 1024, page_data x 1024,
 *				record_end
 *	X86_TSC_INFO		record, tsc_info, record_end
 *	SHARED_INFO		record, data, record_end
 *	X86_PV_VCPU_BASIC	record, vcpu, data, record_end
 *	X86_PV_VCPU_EXTENDED	record, vcpu, data, record_end
 *	X86_PV_VCPU_XSAVE	record, vcpu, data, record_end
 *	END			record, record_end
 *	END			record, record_end
 *
 * An HVM guest has no p2m, SHARED_INFO and vCPU records, but HVM_CONTEXT, with
 * hvm_entry and data for each of its entries, HVM_PARAMS, and EMULATOR_CONTEXT
 * of libxl. A live migration sends the pages again that the guest wrote.
 *
 * The formats are those of Xen's docs/specs/libxc-migration-stream (revision
 * 3) and docs/specs/libxl-migration-stream (revision 2), called [libxc] and
 * [libxl] below, and of the files that xl, libvirt and XAPI write around them.
 *
 * Switches, defined before the include:
 *	XCSTREAM_IMPLEMENTATION	compile the functions here
 *	XCSTREAM_STATIC		the same, and static, unless XCSTREAM_API is set
 *	XCSTREAM_API		what stands in front of each public function: a
 *				visibility or dllexport; default: extern
 *	XCSTREAM_NO_STRINGS	leave out all names and messages
 *	XCSTREAM_ONLY_LIBXC	leave out the layers around libxc
 *	XCSTREAM_LOAD8(p)	reads one byte of the input; p is a const
 *				uint8_t *, evaluated once. The default is a
 *				volatile load, so that no compiler loads twice;
 *				a plain one is faster, and safe if nobody else
 *				can write to the chunks
 *	XCSTREAM_LOAD32(p)	the same for little-endian numbers of 4 and 8
 *	XCSTREAM_LOAD64(p)	bytes at p, which may be unaligned. The default
 *				is one volatile load with GCC or Clang on a
 *				little-endian host, unless XCSTREAM_LOAD8 is
 *				defined; else XCSTREAM_LOAD8 for each byte
 *
 * Revisions:
 *	0.9	Sets of faults in place of masks of 64 bits; *config is lent
 *		until the last call; xcstream_due(), xcstream_describe(),
 *		xcstream_version(), xcstream_sizeof(); xcstream_settled() after
 *		a fault; xcstream_name() replaces xcstream_strfault()
 *	0.1	The first one
 */
#ifndef XCSTREAM_H
#define XCSTREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XCSTREAM_VERSION "0.9"
/* 10000 x major + 100 x minor + patch, to be compared by #if. */
#define XCSTREAM_VERSION_NUMBER 900

#if defined(XCSTREAM_STATIC) && !defined(XCSTREAM_IMPLEMENTATION)
#define XCSTREAM_IMPLEMENTATION
#endif
#ifndef XCSTREAM_API
#ifndef XCSTREAM_STATIC
#define XCSTREAM_API extern
#elif defined(__GNUC__)
#define XCSTREAM_API static __attribute__((unused))
#else
#define XCSTREAM_API static
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What a stream is made of, from the outside in. */
enum xcstream_layer {
	XCSTREAM_LAYER_NONE, /* not known yet */
	XCSTREAM_LAYER_XL, /* the file header of `xl save` and its config */
	XCSTREAM_LAYER_LIBVIRT, /* that of `virsh save`, and XML */
	XCSTREAM_LAYER_XAPI, /* a suspend image of xenopsd */
	XCSTREAM_LAYER_LIBXL,
	XCSTREAM_LAYER_LIBXC
};

/* What the input starts with. XL to LIBXC have the numbers of the layers. */
enum xcstream_format {
	XCSTREAM_FORMAT_AUTO, /* found by the first bytes, or LIBXC alone */
	XCSTREAM_FORMAT_XL,
	XCSTREAM_FORMAT_LIBVIRT,
	XCSTREAM_FORMAT_XAPI,
	XCSTREAM_FORMAT_LIBXL,
	XCSTREAM_FORMAT_LIBXC,
	/*
	 * What COLO's receiver sends back; no domain. Little-endian records
	 * without a header and without an END. AUTO knows it by its first
	 * record. It may end after any record; if the caller named this
	 * format, it may also be empty.
	 */
	XCSTREAM_FORMAT_LIBXL_BACK
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
 * The record type that stands for "in a header, in no record". A record may
 * have this type, too: it is a fault, XCSTREAM_E_OPTIONAL_TYPE or
 * XCSTREAM_E_RECORD_TYPE, but the first may be tolerated (RESTORE does).
 */
#define XCSTREAM_NO_RECORD UINT32_MAX

/*
 * Which reader to judge like. A fault that it tolerates is only a warning.
 *
 * STRICT	what no released Xen writes is refused
 * VERIFY	as verify-stream-v2 of Xen 4.14 and later
 * RESTORE	as xc_domain_restore() and libxl, but big-endian streams are
 *		read, too, unless XCSTREAM_LITTLE_ENDIAN_ONLY is set
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

/*
 * Every fault: X(name, class, tolerated by, how it is told, text).
 *
 * class	CALLER, TRUNCATION, STREAM or RECORD. The last two are as in
 *		verify-stream-v2
 * tolerated by	the profiles, by their first letters. By NOBODY: after it the
 *		next record cannot be found, or no reader goes on
 * how		what `expected` and `found` of struct xcstream_report are:
 *		NUMBER, HEX; AT_MOST, AT_MOST_HEX: `expected` is a limit; TYPE:
 *		types of records; GUEST: types of domains; FOUND: only `found`
 *		tells something; NOTHING: not told in words; MISSING: bytes;
 *		ARGUMENT: `found` is an enum xcstream_argument
 */
/* clang-format off */
#define XCSTREAM_FAULTS(X)                                                     \
	X(MISUSE, CALLER, NOBODY, ARGUMENT,                                    \
	  "the library was called wrongly")                                    \
	X(ABORTED, CALLER, NOBODY, NOTHING,                                    \
	  "a callback asked to stop")                                          \
	X(PFN_BUFFER, CALLER, NOBODY, AT_MOST,                                 \
	  "more pages in a record than the pfn buffer holds")                  \
	X(TRUNCATED, TRUNCATION, NOBODY, MISSING,                              \
	  "the stream ends too early")                                         \
	X(MAGIC, STREAM, NOBODY, HEX,                                          \
	  "not a stream of this format: wrong magic number")                   \
	X(LEGACY, STREAM, NOBODY, HEX,                                         \
	  "an image of Xen 4.5 or older, to be converted first")               \
	X(BYTE_ORDER, STREAM, NOBODY, HEX,                                     \
	  "a big-endian stream, which the caller forbids")                     \
	X(VERSION, STREAM, NOBODY, NUMBER,                                     \
	  "a version of the format that is not supported")                     \
	X(DOMAIN_TYPE, STREAM, NOBODY, NUMBER,                                 \
	  "domain type is neither x86 PV nor x86 HVM")                         \
	X(DRAFT_TYPE, STREAM, D, NUMBER,                                       \
	  "domain type is of the draft of 2014")                               \
	X(PAGE_SHIFT, STREAM, NOBODY, NUMBER,                                  \
	  "page_shift is not 12")                                              \
	X(RECORD_TYPE, STREAM, NOBODY, FOUND,                                  \
	  "a record type that is unknown or must not be sent")                 \
	X(OPTIONAL_TYPE, STREAM, R, FOUND,                                     \
	  "an optional record of an unknown type")                             \
	X(RESERVED, STREAM, R, HEX,                                            \
	  "a reserved field is not zero")                                      \
	X(SPARE_BITS, STREAM, VRD, HEX,                                        \
	  "a reserved field that few check is not zero")                       \
	X(PADDING, STREAM, R, HEX,                                             \
	  "padding is not zero")                                               \
	X(XL_BYTE_ORDER, STREAM, VD, HEX,                                      \
	  "byteorder is not 0x01020304")                                       \
	X(XL_FLAGS, STREAM, VD, HEX,                                           \
	  "unknown mandatory flags")                                           \
	X(XL_LEGACY, STREAM, VD, HEX,                                          \
	  "what follows is not a libxl stream")                                \
	X(CONFIG_LENGTH, STREAM, VD, NUMBER,                                   \
	  "config is empty or longer than its space")                          \
	X(CONFIG_NUL, STREAM, VD, NUMBER,                                      \
	  "config or XML does not end with a NUL")                             \
	X(MAX_CONFIG, STREAM, VD, AT_MOST,                                     \
	  "config or XML is longer than the caller allows")                    \
	X(CONFIG_SIZE, STREAM, VRD, AT_MOST,                                   \
	  "config or XML is longer than any that is sent")                     \
	X(CONFIG_TEXT, STREAM, SVRD, NOTHING,                                  \
	  "config is text, of a converted image")                              \
	X(LIBVIRT_VERSION, STREAM, SVRD, NUMBER,                               \
	  "version 1, which new libvirt cannot read")                          \
	X(XL_OPTIONAL, STREAM, VRD, NUMBER,                                    \
	  "optional part that no xl writes")                                   \
	X(LENGTH, RECORD, NOBODY, NUMBER,                                      \
	  "record length does not fit its contents")                           \
	X(LONG, RECORD, R, NUMBER,                                             \
	  "bytes after the contents of a record")                              \
	X(TOO_LONG, RECORD, VD, AT_MOST,                                       \
	  "record is longer than is allowed")                                  \
	X(COUNT, RECORD, NOBODY, NUMBER,                                       \
	  "count does not fit the record's length")                            \
	X(RESERVED_BITS, RECORD, R, HEX,                                       \
	  "reserved bits are not zero")                                        \
	X(GUEST, RECORD, VD, GUEST,                                            \
	  "record belongs to the other type of guest")                         \
	X(RECORD_VERSION, RECORD, R, NUMBER,                                   \
	  "record of version 3 in a version 2 stream")                         \
	X(ORDER, RECORD, VD, TYPE,                                             \
	  "record comes before one that it depends on")                        \
	X(ORDER_LAX, RECORD, VRD, TYPE,                                        \
	  "record at a place where Xen does not send it")                      \
	X(DUPLICATE, RECORD, VD, NOTHING,                                      \
	  "record may come once only")                                         \
	X(REPEATED, RECORD, VRD, NOTHING,                                      \
	  "record repeated, which replaces the first")                         \
	X(INCOMPLETE, RECORD, VD, TYPE,                                        \
	  "end of stream without a record it must have")                       \
	X(CHECKPOINT, RECORD, SVD, TYPE,                                       \
	  "checkpoint, which nobody announced")                                \
	X(CHECKPOINT_ORDER, RECORD, VD, TYPE,                                  \
	  "record out of place near a checkpoint")                             \
	X(MAX_EPOCH, RECORD, VD, AT_MOST,                                      \
	  "too many bytes since the last checkpoint")                          \
	X(MAX_RECORDS, RECORD, VD, AT_MOST,                                    \
	  "more records since the last checkpoint than the caller allows")     \
	X(MAX_CHECKPOINTS, RECORD, VD, AT_MOST,                                \
	  "more checkpoints than the caller allows")                           \
	X(MAX_BYTES, RECORD, VD, AT_MOST,                                      \
	  "stream is longer than the caller allows")                           \
	X(MAX_PAGES, RECORD, VD, AT_MOST,                                      \
	  "more pages in a record than the caller allows")                     \
	X(MAX_XENSTORE, RECORD, VD, AT_MOST,                                   \
	  "xenstore data is longer than the caller allows")                    \
	X(MAX_EMULATOR, RECORD, VD, AT_MOST,                                   \
	  "emulator context is longer than the caller allows")                 \
	X(SIZE, RECORD, VRD, AT_MOST,                                          \
	  "record is longer than any that Xen sends")                          \
	X(PAGE_TYPE, RECORD, NOBODY, NUMBER,                                   \
	  "page type is reserved")                                             \
	X(PFN_RANGE, RECORD, VD, AT_MOST_HEX,                                  \
	  "pfn is above the largest of the p2m")                               \
	X(PTE_PFN, RECORD, VD, AT_MOST_HEX,                                    \
	  "page table entry names a pfn above the largest of the p2m")         \
	X(MAX_PFN, RECORD, VD, AT_MOST_HEX,                                    \
	  "pfn is above the limit")                                            \
	X(PV_INFO, RECORD, NOBODY, NUMBER,                                     \
	  "guest_width is not 4 or 8, or pt_levels not 3 or 4")                \
	X(PV_INFO_PAIR, RECORD, VD, NUMBER,                                    \
	  "guest_width and pt_levels do not match")                            \
	X(P2M_LENGTH, RECORD, VD, NUMBER,                                      \
	  "number of p2m frames does not fit the range")                       \
	X(P2M_RANGE, RECORD, VD, HEX,                                          \
	  "pfn range does not join the p2m known so far")                      \
	X(P2M_PFN, RECORD, VD, AT_MOST_HEX,                                    \
	  "pfn of a p2m frame is above the end of the p2m")                    \
	X(VCPU_ID, RECORD, VD, AT_MOST,                                        \
	  "vcpu_id is above the limit")                                        \
	X(VCPU_ORDER, RECORD, VRD, NUMBER,                                     \
	  "record of a vCPU that was already complete")                        \
	X(VCPU_EMPTY, RECORD, SVR, NUMBER,                                     \
	  "vCPU record without a context")                                     \
	X(VCPU_LENGTH, RECORD, VD, NUMBER,                                     \
	  "vCPU context has a wrong length")                                   \
	X(VCPU_OWN, RECORD, VRD, NUMBER,                                       \
	  "vCPU context names another vCPU or length")                         \
	X(TSC_MODE, RECORD, VRD, NUMBER,                                       \
	  "TSC mode is unknown")                                               \
	X(TSC_KHZ, RECORD, VRD, AT_MOST,                                       \
	  "TSC frequency that no processor has")                               \
	X(HVM_HEADER, RECORD, VD, HEX,                                         \
	  "HVM context header is wrong or not the first")                      \
	X(HVM_ENTRY, RECORD, VD, AT_MOST,                                      \
	  "HVM context entry is longer than the rest")                         \
	X(HVM_END, RECORD, VD, NUMBER,                                         \
	  "HVM context stops without an end entry")                            \
	X(HVM_TAIL, RECORD, VRD, NUMBER,                                       \
	  "bytes after the end of the HVM context")                            \
	X(HVM_UNKNOWN, RECORD, VRD, AT_MOST,                                   \
	  "HVM context entry has an unknown typecode")                         \
	X(HVM_ORDER, RECORD, VRD, NUMBER,                                      \
	  "HVM context entry comes twice or out of order")                     \
	X(HVM_INSTANCE, RECORD, VRD, AT_MOST,                                  \
	  "HVM context entry of an instance that cannot be")                   \
	X(HVM_LENGTH, RECORD, VD, NUMBER,                                      \
	  "HVM context entry has a length that no Xen writes")                 \
	X(HVM_VALUE, RECORD, VD, HEX,                                          \
	  "HVM context has a value that the hypervisor refuses")               \
	X(HVM_HARM, RECORD, VRD, HEX,                                          \
	  "HVM context has a value that can crash the hypervisor")             \
	X(HVM_NO_CPU, RECORD, VRD, NOTHING,                                    \
	  "HVM context without a vCPU")                                        \
	X(PARAM_EMPTY, RECORD, SVRD, NUMBER,                                   \
	  "HVM_PARAMS without a parameter")                                    \
	X(PARAM_INDEX, RECORD, VRD, HEX,                                       \
	  "HVM parameter index is over 32 bits")                               \
	X(PARAM_UNKNOWN, RECORD, VRD, FOUND,                                   \
	  "HVM parameter that no Xen sends")                                   \
	X(PARAM_TWICE, RECORD, VRD, FOUND,                                     \
	  "HVM parameter comes twice")                                         \
	X(EMULATOR_ID, RECORD, R, AT_MOST,                                     \
	  "emulator_id is unknown")                                            \
	X(XENSTORE_NUL, RECORD, NOBODY, NOTHING,                               \
	  "xenstore data does not end with a NUL")                             \
	X(XENSTORE_PAIR, RECORD, NOBODY, NOTHING,                              \
	  "xenstore key without a value")                                      \
	X(XENSTORE_KEY, RECORD, VD, FOUND,                                     \
	  "xenstore key is empty or not relative")                             \
	X(XENSTORE_CHAR, RECORD, VRD, FOUND,                                   \
	  "xenstore key has a forbidden character")                            \
	X(XENSTORE_UNKNOWN, RECORD, VRD, FOUND,                                \
	  "xenstore key that no Xen sends")                                    \
	X(CONTROL_ID, RECORD, VD, NUMBER,                                      \
	  "control_id is not what this side sends then")
/* clang-format on */

#define XCS__CODE(name, ...) XCSTREAM_E_##name,
enum xcstream_code {
	XCSTREAM_E_NONE,
	XCSTREAM_FAULTS(XCS__CODE) XCSTREAM_NR_CODES
};

/* A code's class. The macros evaluate `code` twice; it must not be negative. */
enum xcstream_class {
	XCSTREAM_CLASS_NONE,
	XCSTREAM_CLASS_CALLER, /* called wrongly, or told to stop */
	XCSTREAM_CLASS_TRUNCATION,
	XCSTREAM_CLASS_STREAM,
	XCSTREAM_CLASS_RECORD
};

/* The bytes of a string, which every file that asks gets for itself. */
#define XCS__CLASS_CALLER "\1"
#define XCS__CLASS_TRUNCATION "\2"
#define XCS__CLASS_STREAM "\3"
#define XCS__CLASS_RECORD "\4"
#define XCS__CLASS(name, class, ...) XCS__CLASS_##class
#define XCSTREAM_CLASS(code)                                                   \
	((code) < XCSTREAM_NR_CODES ? ("\0" XCSTREAM_FAULTS(XCS__CLASS))[code] \
				    : XCSTREAM_CLASS_NONE)
#define XCSTREAM_IS_CALLER(code) (XCSTREAM_CLASS(code) == XCSTREAM_CLASS_CALLER)
#define XCSTREAM_IS_TRUNCATION(code)                                           \
	(XCSTREAM_CLASS(code) == XCSTREAM_CLASS_TRUNCATION)
#define XCSTREAM_IS_STREAM_ERROR(code)                                         \
	(XCSTREAM_CLASS(code) == XCSTREAM_CLASS_STREAM)
#define XCSTREAM_IS_RECORD_ERROR(code)                                         \
	(XCSTREAM_CLASS(code) == XCSTREAM_CLASS_RECORD)

#define XCS__SET_WORDS (XCSTREAM_NR_CODES / 32 + 1u)

/*
 * Faults to tolerate, as a set. Only the functions xcstream_set_...() know what
 * is in it; all zeros is the empty set.
 */
struct xcstream_set {
	uint32_t words[XCS__SET_WORDS];
};

/* With XCSTREAM_E_MISUSE, `found` is what xcstream_init() did not accept. */
enum xcstream_argument {
	XCSTREAM_ARGUMENT_NONE,
	XCSTREAM_ARGUMENT_FORMAT, /* unknown, or not compiled in */
	XCSTREAM_ARGUMENT_PROFILE, /* does not exist */
	XCSTREAM_ARGUMENT_TOLERATE, /* cannot be, or no CUSTOM */
	XCSTREAM_ARGUMENT_VERSION, /* not 2 or 3, or min_ above max_version */
	XCSTREAM_ARGUMENT_FLAGS, /* one that does not exist */
	XCSTREAM_ARGUMENT_PFNS, /* missing: page_data(), tables need them */
	XCSTREAM_ARGUMENT_GUEST /* does not exist */
};

/* With XCSTREAM_E_TRUNCATED: what the input breaks off in. */
enum xcstream_part {
	XCSTREAM_PART_NONE,
	XCSTREAM_PART_HEADER, /* of a layer */
	XCSTREAM_PART_RECORD_HEADER, /* or none of it has come */
	XCSTREAM_PART_HEAD, /* the fixed fields that a body begins with */
	XCSTREAM_PART_ENTRY, /* an entry, or HVM_CONTEXT's header */
	XCSTREAM_PART_CONTENTS, /* of pages, contexts, texts */
	XCSTREAM_PART_PADDING
};

/*
 * A fault, or a tolerated one, as warning() gets it. For a magic number,
 * `expected` and `found` hold the bytes that were compared, as a big-endian
 * number.
 */
struct xcstream_report {
	uint64_t offset; /* of the wrong field, or where it broke off */
	uint64_t expected; /* what the field should be, or the most it may be */
	uint64_t found; /* what it is */
	uint64_t record; /* its number from 0, of all layers, or the next */
	uint32_t type; /* of the record; XCSTREAM_NO_RECORD in a header */
	uint8_t code; /* enum xcstream_code */
	uint8_t layer; /* enum xcstream_layer */
	uint8_t part; /* TRUNCATED: the enum xcstream_part with bytes missing */
};

struct xcstream;

/*
 * Callbacks; each may be NULL. They may read, not write, the first fields of
 * *xs: see struct xcstream. A value is passed on after it has been checked and
 * before the bytes after it are looked at.
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
 * A span is a pair of data and len. Spans lie in the chunk that is being
 * pushed, but for what the parser judges within a body (fields of HVM_CONTEXT's
 * entries and of X86_PV_VCPU_EXTENDED, and page tables): that comes as a copy,
 * 8 bytes long, as it must not be read again from memory that may change. Spans
 * are not empty, and are valid during the call only. They end where a
 * chunk or a page ends, so one thing may arrive as several spans. Where a fault
 * is tolerated, more or fewer bytes may come than a length announced: bound
 * every copy.
 */
struct xcstream_ops {
	/* Header of an xl file. [xl.h, struct save_file_header] */
	int (*xl_header)(const struct xcstream *xs, uint32_t mandatory_flags,
			 uint32_t optional_flags, uint32_t optional_data_len);
	/*
	 * xl's config or libvirt's XML. `length` bytes follow by data(); of
	 * JSON and XML the last is a NUL, which is not passed on. Where faults
	 * are tolerated, the rest of xl's optional part also comes by data();
	 * if that part is shorter than 4 bytes, there is no config() at all.
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
	 * The record and its padding have ended; xs->at is the offset after
	 * them. If it completes a checkpoint, xcstream_checkpoints() has
	 * already counted that.
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
	 * How many page() or hvm_param() follow; xs->type tells which. To bound
	 * what you store, abort here: 128 MiB of PAGE_DATA can hold 2^24 pfns,
	 * and more if TOO_LONG is tolerated. [libxc 4.2, 4.9]
	 */
	int (*count)(const struct xcstream *xs, uint32_t count);
	/*
	 * An entry of PAGE_DATA; all of a record's come before the contents of
	 * its pages. `type` is XCSTREAM_PAGE_NOTAB ... pfn is below 2^52; that
	 * of an XTAB or BROKEN of an HVM guest is not held against max_pfn.
	 * [libxc 4.2]
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
	/*
	 * For pfns start_pfn to end_pfn, both included; p2m_frame() follows for
	 * each frame. [libxc 4.4]
	 */
	int (*p2m_frames)(const struct xcstream *xs, uint32_t start_pfn,
			  uint32_t end_pfn);
	int (*p2m_frame)(const struct xcstream *xs, uint64_t pfn);
	/*
	 * One of the X86_PV_VCPU_ records: xs->type tells which. `length` bytes
	 * of context follow by data(). Those of X86_PV_VCPU_MSRS come by msr(),
	 * 16 bytes each, if `length` is a multiple of 16. If `length` is 0,
	 * vcpu_id has not been checked. [libxc 4.5; libxc 8, errata]
	 */
	int (*vcpu)(const struct xcstream *xs, uint32_t vcpu_id,
		    uint32_t length);
	/* [libxc 4.7] */
	int (*tsc_info)(const struct xcstream *xs, uint32_t mode, uint32_t khz,
			uint64_t nsec, uint32_t incarnation);
	/*
	 * Each entry, also HEADER and END. The body comes by data(), but that
	 * of HEADER by hvm_header(); END has none. [libxc 4.8,
	 * public/hvm/save.h]
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
	 * leaf, subleaf, a, b, c, d, each below 2^32, in this order: an array
	 * that is valid during the call only. [libxc 4.15, xen_cpuid_leaf_t]
	 */
	int (*cpuid_leaf)(const struct xcstream *xs, const uint64_t leaf[6]);
	/* Of X86_MSR_POLICY or X86_PV_VCPU_MSRS. [libxc 4.16, 4.5] */
	int (*msr)(const struct xcstream *xs, uint32_t index, uint64_t value);
	/* `length` bytes follow, by xenstore() or data(). [libxl 4.1] */
	int (*emulator)(const struct xcstream *xs, uint32_t emulator_id,
			uint32_t index, uint32_t length);
	/*
	 * A byte of a xenstore key (value false) or value (true), in order;
	 * 0 where it ends: bound your buffers, max_xenstore is the only limit.
	 * It comes by value, since what has been judged must not be read again
	 * from memory that somebody may rewrite. [libxl 5.3]
	 */
	int (*xenstore)(const struct xcstream *xs, bool value, uint8_t byte);
	/* COLO. 0 from the sender; 2, 3, 1 in turn to it. [libxl 5.6] */
	int (*checkpoint_state)(const struct xcstream *xs, uint32_t control_id);
	/* An entry of CHECKPOINT_DIRTY_PFN_LIST. [libxc 4.13] */
	int (*dirty_pfn)(const struct xcstream *xs, uint64_t pfn);
	/* A fault that is tolerated. *fault is valid during the call. */
	int (*warning)(const struct xcstream *xs,
		       const struct xcstream_report *fault);
};

/* For xcstream_config.flags. */
#define XCSTREAM_LITTLE_ENDIAN_ONLY 1 /* refuse big-endian streams */
#define XCSTREAM_CHECKPOINTED 2 /* the sender is Remus or COLO */
#define XCSTREAM_COLO 4 /* it is COLO: do not tell by a record; besides */
/*
 * Look into pages that are page tables of a PV guest: a present entry that
 * names a pfn beyond the p2m makes a restorer abort. Needs pfns; the contents
 * of all other pages can be skipped as ever.
 */
#define XCSTREAM_PAGE_TABLES 8

/*
 * All fields may be 0; the default is in brackets. VERIFY and DRAFT tolerate
 * what is over a limit. *config, and pfns[], are lent
 * to the parser until its last call. The caller must not change them; the
 * parser writes to pfns[]. Copies of a state share both, so only one of them
 * may go on where there is a page_data().
 */
struct xcstream_config {
	struct xcstream_set tolerate; /* for XCSTREAM_CUSTOM */
	/*
	 * Largest pfn that may hold memory, and largest end_pfn of a PV
	 * guest, up to which a restorer allocates [2^40 - 1]. An HVM guest has
	 * pages right below 4 GiB, whatever its memory: at least 0xfffff.
	 */
	uint64_t max_pfn;
	/*
	 * Most bytes from one complete checkpoint to the next; the first epoch
	 * counts from its CHECKPOINT. A receiver holds these back [2^40].
	 */
	uint64_t max_epoch;
	uint64_t max_bytes; /* of the whole stream [any number] */
	/*
	 * Other limits, in bytes; in brackets the default, beyond which STRICT
	 * refuses what no Xen sends.
	 */
	uint32_t max_config; /* of xl's config or libvirt's XML [1 MiB] */
	uint32_t max_xenstore; /* of a record of xenstore data [64 KiB] */
	uint32_t max_emulator; /* of an emulator's context [128 MiB] */
	/* Numbers of things. */
	uint32_t max_pages; /* entries of a PAGE_DATA [as fit] */
	uint32_t max_records; /* up to a complete checkpoint [any number] */
	uint32_t max_checkpoints; /* [any number] */
	/*
	 * For page_data() and XCSTREAM_PAGE_TABLES: room for nr_pfns numbers,
	 * one for each page with contents in a record. A record with more is a
	 * fault (PFN_BUFFER). Xen sends up to 1024.
	 */
	uint64_t *pfns;
	uint32_t nr_pfns;
	uint32_t max_vcpus; /* vcpu_id is below this [8192] */
	uint8_t format; /* enum xcstream_format [AUTO] */
	uint8_t profile; /* enum xcstream_profile [XCSTREAM_STRICT] */
	uint8_t min_version; /* of libxc images, 2 or 3 [2] */
	uint8_t max_version; /* not below min_version [DRAFT: 2, else 3] */
	uint8_t flags; /* XCSTREAM_LITTLE_ENDIAN_ONLY ... */
	uint8_t guest; /* the only one, XCSTREAM_DOMAIN_X86_PV ... [either] */
};

/*
 * The whole state. It has no pointer into the input, and may be copied and
 * moved between two calls.
 */
struct xcstream {
	/* Callbacks may read these. */
	void *user; /* the caller's own, as given to xcstream_init() */
	uint64_t at; /* offset of what the call is about: header, field, span */
	uint64_t records; /* whole records so far: the number of this one */
	uint32_t type; /* of the current record; XCSTREAM_NO_RECORD if none */
	uint8_t layer; /* enum xcstream_layer: of the record or header */
	bool big[6]; /* by layer: its fields are big endian */

	/*
	 * All else is the parser's own. What is used most stands first: code
	 * that reaches it is shorter. What comes next:
	 */
	uint8_t next; /* an item, XCS__IDENT ..., or XCS__BULK ... */
	uint8_t item_have; /* bytes of the item so far */
	uint8_t item_need; /* bytes of it in all */
	bool paused; /* a callback asked for it */
	/* Which layer's turn it is. */
	uint8_t turn; /* XCS__ONWARD ... */
	uint8_t after_libxc; /* the layer after libxc's END; LIBXC: none */
	uint8_t after_libxl; /* the layer after libxl's END; LIBXL: none */
	/* The current record, and what is still to come of its body. */
	uint8_t row; /* in xcs__rows */
	uint8_t pad; /* bytes of padding after the body, or NULs after a text */
	uint8_t chain; /* in HVM_CONTEXT: XCS__CHAIN_HEADER ... */
	uint8_t string; /* in xenstore data: XCS__KEY_START ... */
	uint8_t word; /* the next one that is due in the bulk: in xcs__words */
	uint32_t body_length;
	uint32_t body_left; /* what is not yet head, entry or bulk */
	uint32_t entries_left;
	uint32_t pages; /* pages with contents in this PAGE_DATA so far */
	uint64_t bulk_left; /* bytes of bulk, or of xenstore data, to come */
	uint64_t record_at; /* its offset */
	/* What is known of the image. */
	uint32_t seen; /* facts: XCS__F_PV_INFO ... */
	uint8_t profile; /* enum xcstream_profile, as it was at the start */
	uint8_t version; /* of libxc */
	uint8_t guest; /* domain type, once it is known */
	uint8_t guest_width; /* of X86_PV_INFO */
	uint64_t offset; /* bytes taken so far */
	/* What the caller has lent. */
	const struct xcstream_config *config;
	const struct xcstream_ops *ops; /* or NULL */
	uint64_t value[6]; /* the fields of the item */
	uint64_t *pfns; /* of pages with contents, if page_data() wants them */
	uint32_t last; /* vcpu_id in this epoch; entry of HVM_CONTEXT */
	uint16_t vcpu_seen; /* records of this vCPU so far, a bit each */
	uint8_t hvm; /* of HVM_CONTEXT: XCS__HVM_HAS_CPU ... */
	uint8_t key; /* how far the xenstore key is a known one */
	uint32_t word_left; /* the word is due when bulk_left is this; or 0 */
	uint32_t epoch_records; /* that began since the last checkpoint */
	uint64_t params; /* indices of HVM_PARAMS in this epoch, a bit each */
	uint32_t p2m_end; /* largest of all X86_PV_P2M_FRAMES */
	uint32_t checkpoints; /* complete ones so far */
	uint64_t epoch_at; /* where this epoch began; 0: no CHECKPOINT so far */
	uint64_t settled; /* see xcstream_settled(); XCS__FLOWS: all judged */
	struct xcstream_report fault;
};

enum xcstream_status {
	XCSTREAM_MORE, /* all is well, push on */
	XCSTREAM_DONE, /* the stream is complete and valid */
	XCSTREAM_PAUSED, /* a callback asked to pause: push the rest to go on */
	XCSTREAM_FAULT, /* see xcstream_fault(); it stays */
	XCSTREAM_MISUSE /* impossible arguments: see each function */
};

/*
 * Fill a set with what a profile tolerates: with nothing for CUSTOM, and for a
 * profile that does not exist. To start from:
 *
 *	xcstream_set_profile(&config.tolerate, XCSTREAM_STRICT);
 *	xcstream_set_code(&config.tolerate, XCSTREAM_E_CHECKPOINT, false);
 *	config.profile = XCSTREAM_CUSTOM;
 *
 * None of these functions takes a NULL.
 */
XCSTREAM_API void xcstream_set_profile(struct xcstream_set *set,
				       unsigned int profile);

/*
 * Put a code into a set, or take it out.
 *
 * true		it is in, or out, as it was asked for
 * false	nobody may tolerate it, or there is no such code; it is out
 */
XCSTREAM_API bool xcstream_set_code(struct xcstream_set *set, unsigned int code,
				    bool in);

/* Is the code in the set? */
XCSTREAM_API bool xcstream_set_has(const struct xcstream_set *set,
				   unsigned int code);

/*
 * Prepare *xs for a stream. `user` is kept in xs->user for the callbacks. `ops`
 * may be NULL (just validate), as may `config` (all defaults). *ops and *config
 * are used until the last call with this xs.
 *
 * XCSTREAM_MORE	ready for the first push
 * XCSTREAM_MISUSE	xs is NULL, or *config has a format, profile, version
 *			or flag that does not exist, or tolerates what cannot be
 *			tolerated, or anything without XCSTREAM_CUSTOM; or there
 *			is a page_data(), but no place for pfns. Every push then
 *			returns XCSTREAM_FAULT, with XCSTREAM_E_MISUSE and, as
 *			`found`, which of these it is: enum xcstream_argument
 */
XCSTREAM_API enum xcstream_status
xcstream_init(struct xcstream *xs, const struct xcstream_ops *ops, void *user,
	      const struct xcstream_config *config);

/*
 * Take up to `len` bytes at `data`. Each is read at most once, so the memory
 * may change meanwhile. *used becomes the number of bytes taken; `used` may
 * be NULL if no callback pauses and nothing follows the stream. `data` may be
 * NULL if `len` is 0. A stream may have up to 2^63 bytes.
 *
 * XCSTREAM_MORE	all were taken; the last few may not be judged yet
 * XCSTREAM_DONE	the stream has ended, now or before; what follows *used
 *			belongs to the caller
 * XCSTREAM_PAUSED	a callback returned > 0; push the bytes from *used on,
 *			even if there are none
 * XCSTREAM_FAULT	the stream is refused, or was before; *used bytes were
 *			taken, among them the wrong ones
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
 * Take the next n bytes, all of them, without reading them. The caller must
 * know that they exist: seeking past the end of a file does not fail.
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
 * XCSTREAM_FAULT	the stream was not complete: XCSTREAM_E_TRUNCATED at the
 *			end of the input. `part` lacks `expected` bytes, and
 *			`record` records are whole. Or it was at fault before
 * XCSTREAM_MISUSE	xs is NULL
 */
XCSTREAM_API enum xcstream_status xcstream_finish(struct xcstream *xs);

/* The fault, or NULL if none or xs is NULL. It is in *xs and goes with it. */
XCSTREAM_API const struct xcstream_report *
xcstream_fault(const struct xcstream *xs);

/* How many bytes have been taken so far; 0 if xs is NULL. */
XCSTREAM_API uint64_t xcstream_offset(const struct xcstream *xs);

/*
 * The offset up to which a filter may pass the stream on. All in front of it
 * has been judged; what follows may still be wrong or missing. And if the input
 * of a receiver ends there, its restore fails: only with what comes later has
 * it got a domain, or one more checkpoint.
 *
 * A header, a head or an entry counts once it is whole. A record's header
 * counts with its head, and the pfns of a PAGE_DATA count together: 44 bytes
 * are not settled at most, or, in a PAGE_DATA, 16 and 8 for each pfn. More is
 * where libxl reads, since its reader takes an end of the input for an END:
 *
 *	headers of xl, libvirt and libxl, the config	with LIBXC_CONTEXT
 *	libxc's END and all that follows		with libxl's END
 *	libxc's CHECKPOINT and all that follows		with CHECKPOINT_END
 *
 * After a fault it stays at what was settled in front of it; if a callback has
 * aborted, in front of what it was told. 0 if xs is NULL.
 */
XCSTREAM_API uint64_t xcstream_settled(const struct xcstream *xs);

/*
 * How many of the next bytes belong to the stream for certain: the rest of the
 * record, header or text that has begun, or else the next header. Read no more
 * than that at a time, and you never take a byte that follows the stream. 0 at
 * the end, after a fault and if xs is NULL; and if a callback has paused just
 * before an event that needs no byte, such as the end of a record.
 */
XCSTREAM_API uint64_t xcstream_due(const struct xcstream *xs);

/*
 * How many checkpoints of Remus or COLO have come whole, even if a fault
 * came later. *end becomes the offset after the last one, 0 if there is
 * none; `end` may be NULL. To fail over, forget what came after it. 0 if xs is
 * NULL.
 */
XCSTREAM_API uint64_t xcstream_checkpoints(const struct xcstream *xs,
					   uint64_t *end);

/*
 * XCSTREAM_VERSION_NUMBER and sizeof(struct xcstream) as they were where the
 * functions were compiled, for those who load them.
 */
XCSTREAM_API unsigned int xcstream_version(void);
XCSTREAM_API size_t xcstream_sizeof(void);

#ifndef XCSTREAM_NO_STRINGS
/*
 * Tell in a sentence what is wrong, and where: "offset 48, libxc X86_PV_INFO,
 * record 0: padding is not zero, expected 0x0, found 0x1". Up to size - 1
 * characters go to `buffer`, and a NUL; `buffer` may be NULL if `size` is 0.
 * Of NULL, or code 0, it says "no fault". Returns how many characters the
 * sentence has: below 256.
 */
XCSTREAM_API size_t xcstream_describe(const struct xcstream_report *fault,
				      char *buffer, size_t size);

/*
 * A record type's name in its specification; NULL if it has none there. The
 * names that these two return are constants.
 */
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
 * XCSTREAM_NAMES_CODE		enum xcstream_code, without "XCSTREAM_E_"
 * XCSTREAM_NAMES_FAULT		the same, in words
 * XCSTREAM_NAMES_PART		enum xcstream_part, in words
 */
enum xcstream_names {
	XCSTREAM_NAMES_LAYER,
	XCSTREAM_NAMES_PAGE_TYPE,
	XCSTREAM_NAMES_HVM_TYPECODE,
	XCSTREAM_NAMES_HVM_PARAM,
	XCSTREAM_NAMES_CODE,
	XCSTREAM_NAMES_FAULT,
	XCSTREAM_NAMES_PART
};

XCSTREAM_API const char *xcstream_name(enum xcstream_names names,
				       uint64_t number);
#endif

/*
 * Every record type: X(name, type, guest, how, body length: min,
 * step, max, limit, head, entry, then facts: needs, wants, again, bars, sets,
 * later). To add a type, add its entry here. Words are joined by _.
 *
 * name, type	as in the specification: XCSTREAM_LIBXC_END ...
 * guest	ANY, or the only one that has it: PV, HVM
 * how		PLAIN; SINGLE: Xen sends one, and a second would replace it;
 *		ONCE: a restorer refuses a second; LOOSE: Xen ignores bytes
 *		after the contents; LAST: what it needs and is missing cannot
 *		come any more; V3: since version 3; TURN: comes when its turn
 *		is, see XCS__TURNS(); BACK: goes from COLO's receiver to the
 *		sender, too; ONLY_BACK; REFUSED: has a name, but no place in a
 *		stream
 * min, step	the body has min + n x step bytes; step 0: any number from min
 * max		the most bytes of the body; XCS__ANY: no bound but `limit`
 * limit	the largest length that a reader takes
 * head, entry	the item of XCS__ITEMS() that the body begins with, and the one
 *		that repeats after it; NONE: all of it comes by data()
 * needs	facts without which a restorer fails
 * wants	facts that Xen has always established before
 * again	like wants, once a state has begun after a checkpoint
 * bars		facts after which Xen never sends it
 * sets		facts that it establishes
 * later	like sets, but only after its head has been judged
 */
/* clang-format off */
/* [libxc], sections 4.1 to 4.16; 4.5 is for all vCPU records */
#define XCSTREAM_LIBXC_RECORDS(X)                                              \
	X(END, 0, ANY, LOOSE_LAST, 0, 0, 0, LIBXC,                             \
	  NONE, NONE, WHOLE, STATIC_END, STATE_AGAIN, NONE, NONE, NONE)        \
	X(PAGE_DATA, 1, ANY, PLAIN, 8, 0, XCS__ANY, LIBXC,                     \
	  PAGE_DATA, PFN, STATIC_AND_P2M, NONE, NONE, STATE, PAGES, NONE)      \
	X(X86_PV_INFO, 2, PV, LOOSE_ONCE, 8, 0, 8, LIBXC,                      \
	  PV_INFO, NONE, NONE, NONE, NONE, STATIC_END, PV_INFO, NONE)          \
	X(X86_PV_P2M_FRAMES, 3, PV, PLAIN, 8, 8, XCS__ANY, LIBXC,              \
	  P2M_FRAMES, P2M_FRAME, STATIC_AND_INFO, NONE, NONE, NONE, NONE, P2M) \
	X(X86_PV_VCPU_BASIC, 4, PV, PLAIN, 8, 0, XCS__ANY, LIBXC,              \
	  VCPU, NONE, NONE, BEFORE_VCPU, NONE, NONE, NONE, VCPU)               \
	X(X86_PV_VCPU_EXTENDED, 5, PV, PLAIN, 8, 0, XCS__ANY, LIBXC,           \
	  VCPU, NONE, NONE, BEFORE_VCPU, NONE, NONE, NONE, VCPU)               \
	X(X86_PV_VCPU_XSAVE, 6, PV, PLAIN, 8, 0, XCS__ANY, LIBXC,              \
	  VCPU, NONE, NONE, BEFORE_VCPU, NONE, NONE, NONE, VCPU)               \
	X(SHARED_INFO, 7, PV, SINGLE, 4096, 0, 4096, LIBXC,                    \
	  NONE, NONE, PV_INFO, STATIC_END, NONE, NONE, SHARED, NONE)           \
	X(X86_TSC_INFO, 8, ANY, SINGLE, 24, 0, 24, LIBXC,                      \
	  TSC_INFO, NONE, NONE, NONE, NONE, NONE, TSC, NONE)                   \
	X(HVM_CONTEXT, 9, HVM, SINGLE, 1, 0, XCS__ANY, LIBXC,                  \
	  NONE, NONE, NONE, STATIC_END, NONE, NONE, BOTH_CONTEXTS, NONE)       \
	/* Before HVM_CONTEXT, says [libxc 5.2]; after it, Xen sends it. */    \
	/* A stream converted from a legacy image has two. */                  \
	X(HVM_PARAMS, 10, HVM, PLAIN, 8, 16, XCS__ANY, LIBXC,                  \
	  HVM_PARAMS, HVM_PARAM, NONE, STATIC_END, NONE, NONE, NONE, NONE)     \
	/* Used only while Xen's format was developed. [libxc 4.10] */         \
	X(TOOLSTACK, 11, ANY, REFUSED, 0, 0, XCS__ANY, LIBXC,                  \
	  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE)                      \
	X(X86_PV_VCPU_MSRS, 12, PV, PLAIN, 8, 0, XCS__ANY, LIBXC,              \
	  VCPU, MSR, NONE, BEFORE_VCPU, NONE, NONE, NONE, VCPU)                \
	X(VERIFY, 13, ANY, LOOSE_SINGLE, 0, 0, 0, LIBXC,                       \
	  NONE, NONE, NONE, MEMORY, NONE, STATE, VERIFY, NONE)                 \
	X(CHECKPOINT, 14, ANY, LOOSE, 0, 0, 0, LIBXC,                          \
	  NONE, NONE, WHOLE, AT_CHECKPOINT, NONE, NONE, NONE, NONE)            \
	X(CHECKPOINT_DIRTY_PFN_LIST, 15, ANY, ONLY_BACK, 0, 8, XCS__ANY,       \
	  LIBXC, NONE, DIRTY_PFN, NONE, NONE, NONE, NONE, NONE, NONE)          \
	X(STATIC_DATA_END, 16, ANY, V3_LOOSE_ONCE, 0, 0, 0, LIBXC,             \
	  NONE, NONE, NONE, NONE, NONE, NONE, STATIC_END, NONE)                \
	X(X86_CPUID_POLICY, 17, ANY, V3_SINGLE, 24, 24, XCS__ANY, LEAVES,      \
	  NONE, CPUID_LEAF, NONE, NONE, NONE, STATIC_END, CPUID, NONE)         \
	X(X86_MSR_POLICY, 18, ANY, V3_SINGLE, 16, 16, XCS__ANY, MSRS,          \
	  NONE, MSR, NONE, NONE, NONE, STATIC_END, MSR, NONE)
/* [libxl], sections 4 and 5 */
#define XCSTREAM_LIBXL_RECORDS(X)                                              \
	X(END, 0, ANY, LOOSE_TURN, 0, 0, 0, LIBXL,                             \
	  NONE, NONE, NONE, LIBXC, NONE, NONE, NONE, NONE)                     \
	X(LIBXC_CONTEXT, 1, ANY, LOOSE_ONCE, 0, 0, 0, LIBXL,                   \
	  NONE, NONE, NONE, NONE, NONE, NONE, ANY_LIBXC, NONE)                 \
	X(EMULATOR_XENSTORE_DATA, 2, HVM, SINGLE, 8, 0, XCS__ANY, LIBXL,       \
	  EMULATOR, NONE, NONE, LIBXC, NONE, NONE, XENSTORE, NONE)             \
	X(EMULATOR_CONTEXT, 3, HVM, SINGLE, 8, 0, XCS__ANY, LIBXL,             \
	  EMULATOR, NONE, NONE, LIBXC, NONE, NONE, EMULATOR, NONE)             \
	X(CHECKPOINT_END, 4, ANY, LOOSE_TURN, 0, 0, 0, LIBXL,                  \
	  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE)                      \
	/* 4 bytes, or 8 as specified */                                       \
	X(CHECKPOINT_STATE, 5, ANY, BACK_TURN, 4, 4, 8, LIBXL,                 \
	  CONTROL, CONTROL_PAD, NONE, NONE, NONE, NONE, NONE, NONE)
/*
 * xenopsd, suspend_image.ml. Libxc and Libxl are followed by an image; their
 * length says nothing, and is 0. That of Demu before the image is 0, too,
 * though data follow, and nobody can tell up to where: it is refused.
 */
#define XCSTREAM_XAPI_RECORDS(X)                                               \
	X(Xenops, 0xf, ANY, SINGLE, 1, 0, XCS__ANY, LIBXC,                     \
	  NONE, NONE, NONE, NONE, NONE, XAPI_LIBXC, XENOPS, NONE)              \
	X(Libxc, 0xf0, ANY, LOOSE_ONCE, 0, 0, 0, LIBXC,                        \
	  NONE, NONE, NONE, XENOPS, NONE, NONE, ANY_LIBXC, NONE)               \
	X(Libxl, 0xf1, ANY, LOOSE, 0, 0, 0, LIBXC,                             \
	  NONE, NONE, NONE, XENOPS, NONE, XAPI_LIBXC, NONE, NONE)              \
	X(Libxc_legacy, 0xf2, ANY, REFUSED, 0, 0, XCS__ANY, LIBXC,             \
	  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE)                      \
	X(Qemu_trad, 0xf00, HVM, PLAIN, 1, 0, XCS__ANY, QEMU,                  \
	  NONE, NONE, NONE, XAPI_LIBXC, NONE, NONE, NONE, NONE)                \
	X(Qemu_xen, 0xf01, HVM, PLAIN, 1, 0, XCS__ANY, LIBXC,                  \
	  NONE, NONE, NONE, XAPI_LIBXC, NONE, NONE, NONE, NONE)                \
	X(Demu, 0xf10, HVM, PLAIN, 1, 0, XCS__ANY, LIBXC,                      \
	  NONE, NONE, NONE, XENOPS, NONE, NONE, NONE, NONE)                    \
	X(Varstored, 0xf11, HVM, PLAIN, 0, 0, XCS__ANY, LIBXC,                 \
	  NONE, NONE, NONE, XAPI_LIBXC, NONE, NONE, NONE, NONE)                \
	X(Swtpm0, 0xf12, HVM, PLAIN, 0, 0, XCS__ANY, LIBXC,                    \
	  NONE, NONE, NONE, XAPI_LIBXC, NONE, NONE, NONE, NONE)                \
	X(Swtpm, 0xf13, HVM, PLAIN, 0, 0, XCS__ANY, LIBXC,                     \
	  NONE, NONE, NONE, XAPI_LIBXC, NONE, NONE, NONE, NONE)                \
	X(End_of_image, 0xffff, ANY, LOOSE_LAST, 0, 0, 0, LIBXC,               \
	  NONE, NONE, XAPI_LIBXC, NONE, NONE, NONE, NONE, NONE)

/*
 * The entries of HVM_CONTEXT: X(name, typecode, instances, least and largest
 * length). instances: ONE, TWO, or VCPU, one for each that is online. What is
 * shorter than the largest comes from an older Xen. [public/hvm/save.h]
 */
#define XCSTREAM_HVM_ENTRIES(X)                                                \
	X(END, 0, ONE, 0, 0)                                                   \
	X(HEADER, 1, ONE, 24, 24)                                              \
	X(CPU, 2, VCPU, 1016, 1032)                                            \
	X(PIC, 3, TWO, 8, 8)                                                   \
	X(IOAPIC, 4, ONE, 400, 400)                                            \
	X(LAPIC, 5, VCPU, 16, 32)                                              \
	X(LAPIC_REGS, 6, VCPU, 1024, 1024)                                     \
	X(PCI_IRQ, 7, ONE, 16, 16)                                             \
	X(ISA_IRQ, 8, ONE, 8, 8)                                               \
	X(PCI_LINK, 9, ONE, 8, 8)                                              \
	X(PIT, 10, ONE, 56, 56)                                                \
	X(RTC, 11, ONE, 16, 24)                                                \
	X(HPET, 12, ONE, 1048, 1048)                                           \
	X(PMTIMER, 13, ONE, 8, 8)                                              \
	X(MTRR, 14, VCPU, 240, 240)                                            \
	X(VIRIDIAN_DOMAIN, 15, ONE, 0, 32)                                     \
	X(CPU_XSAVE, 16, VCPU, 600, 65535)                                     \
	X(VIRIDIAN_VCPU, 17, VCPU, 0, 216)                                     \
	X(VMCE_VCPU, 18, VCPU, 8, 32)                                          \
	X(TSC_ADJUST, 19, VCPU, 8, 8)                                          \
	X(CPU_MSR, 20, VCPU, 24, 65535)
/* clang-format on */

#define XCS__LIBXC_TYPE(name, type, ...) XCSTREAM_LIBXC_##name = type,
#define XCS__LIBXL_TYPE(name, type, ...) XCSTREAM_LIBXL_##name = type,
#define XCS__XAPI_TYPE(name, type, ...) XCSTREAM_XAPI_##name = type,
#define XCS__HVM_TYPE(name, type, ...) XCSTREAM_HVM_##name = type,

/* Record types, and one more than the largest; and HVM_CONTEXT's typecodes. */
enum {
	XCSTREAM_LIBXC_RECORDS(XCS__LIBXC_TYPE) XCSTREAM_NR_LIBXC_TYPES,
	XCSTREAM_LIBXL_RECORDS(XCS__LIBXL_TYPE) XCSTREAM_NR_LIBXL_TYPES,
	XCSTREAM_XAPI_RECORDS(XCS__XAPI_TYPE) XCSTREAM_NR_XAPI_TYPES,
	XCSTREAM_HVM_ENTRIES(XCS__HVM_TYPE) XCSTREAM_NR_HVM_TYPECODES
};

#ifdef __cplusplus
}
#endif
#endif /* XCSTREAM_H */

#if defined(XCSTREAM_IMPLEMENTATION) && !defined(XCS__IMPLEMENTED)
#define XCS__IMPLEMENTED
/*
 * How it works
 *
 * A stream is layers, one inside the other, and most of them are records:
 *
 *	xl's header and config, or libvirt's header and XML
 *	libxl's header, records ...
 *		LIBXC_CONTEXT
 *		libxc's headers, records ... END
 *	... libxl's records, END
 *
 * or one of these layers alone, or an image of XAPI around a libxl or a libxc
 * stream. Every header and every record has the same shape: fixed fields, then
 * equal entries, then bulk, then padding. So one engine reads all of it, and
 * what is particular to a record is in its row of a table.
 *
 * A push is a loop of small steps. A step takes one of these:
 *
 *	an item		a header, a head, an entry, padding: up to 44 bytes. Its
 *			fields are gathered into xs->value[], in one go if the
 *			chunk has them all. The item is judged, once, from there
 *	a span of bulk	passed on as it is, never read here. Where the bulk has
 *			a field to be judged, that is an item of its own, a
 *			word: see XCS__WORDS()
 *	a byte		of xenstore data, which is judged as it comes
 *
 * xs->next says which it will be. To judge an item is: compare its fields with
 * xcs__checks; apply what rules its kind has; set xs->next; at last make one
 * callback. So a pause, which only a callback can ask for, is exact to the
 * byte.
 *
 * Nothing is judged twice, and no byte is loaded twice: the memory may be that
 * of a hostile domain, which may rewrite it at any time.
 *
 * When something is wrong, xcs__fail() reports it. If the caller tolerates it,
 * that is a warning, and everything goes on. Else xs->next becomes XCS__FAULT
 * and stays. The step is not broken off there: what is left of it may set
 * fields, but none that the public functions read after a fault. The first
 * fault stays.
 *
 * Whose turn it is. A layer inside another one has its turn up to its END;
 * then xs->after_libxc or xs->after_libxl goes on. Checkpoints interrupt libxc:
 * xs->turn tells what may come, and who sends it. Remus:
 *
 *	ONWARD --libxc CHECKPOINT--> OPEN --libxl CHECKPOINT_END--> BEHIND
 *	BEHIND --a record of libxc--> ONWARD
 *
 * and COLO, known by XCSTREAM_COLO or by the record that comes first in BEHIND:
 *
 *	BEHIND --libxl CHECKPOINT_STATE--> COLO
 *	COLO --libxc CHECKPOINT--> COLO_OPEN
 *	COLO_OPEN --libxl CHECKPOINT_END--> COLO_STATE
 *	COLO_STATE --libxl CHECKPOINT_STATE--> COLO
 *
 * and what COLO's receiver sends back, round and round:
 *
 *	BACK_READY --STATE 2--> BACK_RESUMED --STATE 3--> BACK_SUSPENDED
 *	BACK_SUSPENDED --STATE 1--> BACK_DIRTY
 *	BACK_DIRTY --libxc CHECKPOINT_DIRTY_PFN_LIST--> BACK_READY
 *
 * The words:
 *
 *	item	what is gathered before it is judged
 *	head	the fixed fields that a record's body may begin with
 *	entry	what repeats after the head, or without one
 *	bulk	bytes that are passed on unread: contents, contexts, texts
 *	word	8 bytes within bulk that are judged
 *	chain	the entries in HVM_CONTEXT, each with bulk of its own
 *	row	all that is known of a record type
 *	fact	something that has been seen, for the rules: xs->seen
 *	epoch	from one complete checkpoint to the next
 *	image	a libxc or libxl stream, with its header
 *	text	xl's config or libvirt's XML
 *	span	a piece of bulk within one chunk
 *	due	what must or may come next
 *	state	of a guest: vCPUs, contexts and TSC, sent in each epoch
 *
 * The parts, in the order of the file; no function calls one below it:
 *
 *	tables	one list per kind of thing
 *	verdict	what is wrong, and whether that is tolerated
 *	rules	what may follow what, how often; what must not be missing
 *	bodies	what the fields of heads, entries and chains may be
 *	layers	headers, and what comes next
 *	ops	the caller's callbacks
 *	engine	gathers items, passes bulk through, steps
 *	functions	the interface
 *	names	names and sentences for people
 *
 * Comments that begin with @ are ACSL, for Frama-C; the names in them are those
 * of tests/proof/contracts.h. The compiler does not need them.
 *
 * Where bounds matter, arithmetic stands in place of shifts and masks: that is
 * what provers of programs understand, and compilers make the same of it.
 */

/*
 * Call a callback, if there is one; `args` is its argument list with the
 * parentheses. tests/proof has its own.
 */
#ifndef XCS__CALL
#define XCS__CALL(name, args) (xs->ops->name ? xs->ops->name args : 0)
#endif
#ifndef XCS__WORD_CALL
#define XCS__WORD_CALL XCS__CALL
#endif

/* Volatile: no compiler may fetch a byte of the input twice. */
#if !defined(XCSTREAM_LOAD8) && defined(__GNUC__) &&                           \
	defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/* Packed, as chunks begin anywhere; may_alias, as buffers have any type. */
struct xcs__32 {
	uint32_t number;
} __attribute__((packed, may_alias));
struct xcs__64 {
	uint64_t number;
} __attribute__((packed, may_alias));
#ifndef XCSTREAM_LOAD32
#define XCSTREAM_LOAD32(p) (((const volatile struct xcs__32 *)(p))->number)
#endif
#ifndef XCSTREAM_LOAD64
#define XCSTREAM_LOAD64(p) (((const volatile struct xcs__64 *)(p))->number)
#endif

/* 4 bytes the other way round, for which most machines have an instruction. */
#define XCS__SWAP(n)                                                           \
	((n) << 24 | ((n) >> 8 & 0xff) << 16 | ((n) >> 16 & 0xff) << 8 |       \
	 (n) >> 24)
#endif
#ifndef XCSTREAM_LOAD8
#define XCSTREAM_LOAD8(p) (*(const volatile uint8_t *)(p))
#endif

/*
 * Not inlined, to keep its callers and their stack frames small; and always
 * inlined, to be a call less below them.
 */
#ifdef __GNUC__
#define XCS__APART __attribute__((noinline))
#define XCS__INSIDE __attribute__((always_inline)) inline
#else
#define XCS__APART
#define XCS__INSIDE inline
#endif

/* Are the layers around libxc compiled in? A constant, to drop code by. */
#ifdef XCSTREAM_ONLY_LIBXC
#define XCS__HAS_OUTER false
#define XCS__FIRST_LAYER XCSTREAM_LAYER_LIBXC
#else
#define XCS__HAS_OUTER true
#define XCS__FIRST_LAYER XCSTREAM_LAYER_XL
#endif

/* Tables are laid out by hand. */
/* clang-format off */

/* ---- tables: items, their fields, and what these may hold ---- */

/*
 * What is gathered before it is judged. I(item, its fields); F(item, field,
 * size); C(item, field, rule, value, code) says what is wrong if the field
 * breaks the rule; O() is the same, of a layer around libxc. Checks are made
 * in their order. The order of the items matters: see the borders below.
 */
#define XCS__ITEMS(I, F, C, O)                                                 \
	/* Headers' first bytes, always big endian. To tell the format: */     \
	I(IDENT, F(IDENT, magic, 8))                                           \
	/* They told nothing; to name it: */                                   \
	I(FOREIGN,                                                             \
	  F(FOREIGN, magic, 8) F(FOREIGN, more, 4) F(FOREIGN, rest, 4))        \
	/* xl.h, struct save_file_header: "Xen saved domain, xl format\n" */   \
	/* " \0 \r", its second half and then its first */                     \
	/* In two: an item has six fields at most, a check 32 bits. */         \
	/* Before XL_MAGIC: from there to IHDR, the first headers of layers */ \
	/* stand in the order of the layers. */                                \
	I(XL_MAGIC2,                                                           \
	  F(XL_MAGIC2, a, 4) F(XL_MAGIC2, b, 4)                                \
	  F(XL_MAGIC2, c, 4) F(XL_MAGIC2, d, 4)                                \
	  O(XL_MAGIC2, a, EQUAL, 0x2c20786c, MAGIC)                            \
	  O(XL_MAGIC2, b, EQUAL, 0x20666f72, MAGIC)                            \
	  O(XL_MAGIC2, c, EQUAL, 0x6d61740a, MAGIC)                            \
	  O(XL_MAGIC2, d, EQUAL, 0x2000200d, MAGIC))                           \
	I(XL_MAGIC,                                                            \
	  F(XL_MAGIC, magic, 8) F(XL_MAGIC, a, 4) F(XL_MAGIC, b, 4)            \
	  O(XL_MAGIC, a, EQUAL, 0x6420646f, MAGIC)                             \
	  O(XL_MAGIC, b, EQUAL, 0x6d61696e, MAGIC))                            \
	/* libvirt's libxl_conf.h: "libvirt-xml\n \0 \r" */                    \
	I(LIBVIRT_MAGIC,                                                       \
	  F(LIBVIRT_MAGIC, magic, 8)                                           \
	  F(LIBVIRT_MAGIC, a, 4) F(LIBVIRT_MAGIC, b, 4)                        \
	  O(LIBVIRT_MAGIC, a, EQUAL, 0x786d6c0a, MAGIC)                        \
	  O(LIBVIRT_MAGIC, b, EQUAL, 0x2000200d, MAGIC))                       \
	/* suspend_image.ml: "XenSavedDomv2-\n"; "XenSavedDomain\n" is old */  \
	I(XAPI_MAGIC,                                                          \
	  F(XAPI_MAGIC, magic, 8) F(XAPI_MAGIC, a, 4)                          \
	  F(XAPI_MAGIC, b, 2) F(XAPI_MAGIC, c, 1)                              \
	  O(XAPI_MAGIC, a, UNLIKE, 0x446f6d61, LEGACY)                         \
	  O(XAPI_MAGIC, a, EQUAL, 0x446f6d76, MAGIC)                           \
	  O(XAPI_MAGIC, b, EQUAL, 0x322d, MAGIC)                               \
	  O(XAPI_MAGIC, c, EQUAL, 0x0a, MAGIC))                                \
	/* [libxl 3]; options: 2 to 15 are reserved, few check 16 to 31 */     \
	I(LIBXL,                                                               \
	  F(LIBXL, ident, 8) F(LIBXL, version, 4) F(LIBXL, options, 4)         \
	  O(LIBXL, version, EQUAL, 2, VERSION)                                 \
	  O(LIBXL, options, BITS, 0xffff0003, RESERVED)                        \
	  O(LIBXL, options, BITS, 0xffff, SPARE_BITS))                         \
	/* [libxc 3.1]; the id is "XENF" */                                    \
	I(IHDR,                                                                \
	  F(IHDR, marker, 8) F(IHDR, id, 4) F(IHDR, version, 4)                \
	  F(IHDR, options, 2) F(IHDR, res1, 2) F(IHDR, res2, 4)                \
	  C(IHDR, id, EQUAL, 0x58454e46, MAGIC)                                \
	  C(IHDR, options, BITS, 1, RESERVED)                                  \
	  C(IHDR, res1, BITS, 0, RESERVED)                                     \
	  C(IHDR, res2, BITS, 0, RESERVED))                                    \
	/* From here on in the layer's byte order. Other headers of layers: */ \
	I(XL_ORDER, F(XL_ORDER, byteorder, 4))                                 \
	I(XL,                                                                  \
	  F(XL, mandatory_flags, 4) F(XL, optional_flags, 4)                   \
	  F(XL, optional_data_len, 4)                                          \
	  O(XL, mandatory_flags, BITS, 3, XL_FLAGS)                            \
	  O(XL, optional_flags, BITS, 0, XL_OPTIONAL))                         \
	I(XL_CONFIG, F(XL_CONFIG, length, 4))                                  \
	I(LIBVIRT_ORDER, F(LIBVIRT_ORDER, version, 4))                         \
	I(LIBVIRT,                                                             \
	  F(LIBVIRT, xml_len, 4) F(LIBVIRT, unused1, 8) F(LIBVIRT, unused2, 8) \
	  F(LIBVIRT, unused3, 8) F(LIBVIRT, unused4, 8) F(LIBVIRT, unused5, 8) \
	  O(LIBVIRT, unused1, BITS, 0, SPARE_BITS)                             \
	  O(LIBVIRT, unused2, BITS, 0, SPARE_BITS)                             \
	  O(LIBVIRT, unused3, BITS, 0, SPARE_BITS)                             \
	  O(LIBVIRT, unused4, BITS, 0, SPARE_BITS)                             \
	  O(LIBVIRT, unused5, BITS, 0, SPARE_BITS))                            \
	/* [libxc 3.2] */                                                      \
	I(DHDR,                                                                \
	  F(DHDR, type, 4) F(DHDR, page_shift, 2) F(DHDR, res1, 2)             \
	  F(DHDR, xen_major, 4) F(DHDR, xen_minor, 4)                          \
	  C(DHDR, page_shift, EQUAL, 12, PAGE_SHIFT)                           \
	  C(DHDR, res1, BITS, 0, RESERVED))                                    \
	/* Records' headers: XAPI's, and [libxc 4], [libxl 4] */               \
	I(XAPI, F(XAPI, type, 8) F(XAPI, length, 8))                           \
	I(RHDR, F(RHDR, type, 4) F(RHDR, length, 4))                           \
	/* Heads of bodies: [libxc 4.2] */                                     \
	I(PAGE_DATA,                                                           \
	  F(PAGE_DATA, count, 4) F(PAGE_DATA, res1, 4)                         \
	  C(PAGE_DATA, res1, BITS, 0, RESERVED))                               \
	/* [libxc 4.3] */                                                      \
	I(PV_INFO,                                                             \
	  F(PV_INFO, guest_width, 1) F(PV_INFO, pt_levels, 1)                  \
	  F(PV_INFO, res1, 2) F(PV_INFO, res2, 4)                              \
	  C(PV_INFO, guest_width, ONE_OF, 1 << 4 | 1 << 8, PV_INFO)            \
	  C(PV_INFO, pt_levels, ONE_OF, 1 << 3 | 1 << 4, PV_INFO)              \
	  C(PV_INFO, res1, BITS, 0, RESERVED)                                  \
	  C(PV_INFO, res2, BITS, 0, RESERVED))                                 \
	/* [libxc 4.4] */                                                      \
	I(P2M_FRAMES, F(P2M_FRAMES, start_pfn, 4) F(P2M_FRAMES, end_pfn, 4))   \
	/* [libxc 4.5] */                                                      \
	I(VCPU,                                                                \
	  F(VCPU, vcpu_id, 4) F(VCPU, res1, 4)                                 \
	  C(VCPU, res1, BITS, 0, RESERVED))                                    \
	/* [libxc 4.7]; xen-tsc-mode(7): default, emulate, native, PVRDTSCP */ \
	I(TSC_INFO,                                                            \
	  F(TSC_INFO, mode, 4) F(TSC_INFO, khz, 4) F(TSC_INFO, nsec, 8)        \
	  F(TSC_INFO, incarnation, 4) F(TSC_INFO, res1, 4)                     \
	  C(TSC_INFO, mode, ONE_OF, 0xf, TSC_MODE)                             \
	  /* else it wraps round in Xen 4.17.0, which loops for ever */        \
	  C(TSC_INFO, khz, AT_MOST, 0x1fffffff, TSC_KHZ)                       \
	  C(TSC_INFO, res1, BITS, 0, RESERVED))                                \
	/* [libxc 4.9] */                                                      \
	I(HVM_PARAMS,                                                          \
	  F(HVM_PARAMS, count, 4) F(HVM_PARAMS, res1, 4)                       \
	  C(HVM_PARAMS, res1, BITS, 0, RESERVED_BITS))                         \
	/* [libxl 5.6] */                                                      \
	I(CONTROL, F(CONTROL, control_id, 4))                                  \
	/* [libxl 4.1] */                                                      \
	I(EMULATOR,                                                            \
	  F(EMULATOR, emulator_id, 4) F(EMULATOR, index, 4)                    \
	  O(EMULATOR, emulator_id, ONE_OF, 7, EMULATOR_ID))                    \
	/* What HVM_CONTEXT consists of: public/hvm/save.h */                  \
	I(HVM_HEADER,                                                          \
	  F(HVM_HEADER, magic, 4) F(HVM_HEADER, version, 4)                    \
	  F(HVM_HEADER, changeset, 8) F(HVM_HEADER, cpuid, 4)                  \
	  F(HVM_HEADER, gtsc_khz, 4)                                           \
	  C(HVM_HEADER, magic, EQUAL, 0x54381286, HVM_HEADER)                  \
	  C(HVM_HEADER, version, EQUAL, 1, HVM_HEADER)                         \
	  /* The hypervisor takes it after that of X86_TSC_INFO. */            \
	  C(HVM_HEADER, gtsc_khz, AT_MOST, 0x1fffffff, TSC_KHZ))               \
	I(HVM_ENTRY,                                                           \
	  F(HVM_ENTRY, typecode, 2) F(HVM_ENTRY, instance, 2)                  \
	  F(HVM_ENTRY, length, 4))                                             \
	/* Words that are looked at where bulk passes: see XCS__WORDS(). */    \
	I(HVM_LOW,                                                             \
	  F(HVM_LOW, word, 8)                                                  \
	  C(HVM_LOW, word, BITS, UINT32_MAX, HVM_HARM))                        \
	I(HVM_AUX,                                                             \
	  F(HVM_AUX, msr_tsc_aux, 8)                                           \
	  C(HVM_AUX, msr_tsc_aux, BITS, UINT32_MAX, HVM_VALUE))                \
	I(HVM_ADDRESS,                                                         \
	  F(HVM_ADDRESS, word, 8)                                              \
	  C(HVM_ADDRESS, word, CANONICAL, 0, HVM_HARM))                        \
	/* ET is set; PG needs PE */                                           \
	I(HVM_CR0,                                                             \
	  F(HVM_CR0, cr0, 8)                                                   \
	  C(HVM_CR0, cr0, BITS, 0xe005003f, HVM_VALUE)                         \
	  C(HVM_CR0, cr0, SET, 0x10, HVM_VALUE)                                \
	  C(HVM_CR0, cr0, NEEDS, XCS__NEEDED_BY(0, 31), HVM_VALUE))            \
	I(HVM_CR4, F(HVM_CR4, cr4, 8))                                         \
	/* LMA needs LME */                                                    \
	I(HVM_EFER,                                                            \
	  F(HVM_EFER, msr_efer, 8)                                             \
	  C(HVM_EFER, msr_efer, NEEDS, XCS__NEEDED_BY(8, 10), HVM_VALUE))      \
	I(HVM_FLAGS,                                                           \
	  F(HVM_FLAGS, flags, 4) F(HVM_FLAGS, pad0, 4)                         \
	  C(HVM_FLAGS, flags, BITS, 1, HVM_VALUE)                              \
	  C(HVM_FLAGS, pad0, BITS, 0, HVM_VALUE))                              \
	I(HVM_PIC,                                                             \
	  F(HVM_PIC, irr, 1) F(HVM_PIC, imr, 1) F(HVM_PIC, isr, 2)             \
	  F(HVM_PIC, modes, 2) F(HVM_PIC, elcr, 1) F(HVM_PIC, int_output, 1))  \
	/* EXTD, x2APIC mode, needs EN */                                      \
	I(HVM_BASE,                                                            \
	  F(HVM_BASE, apic_base_msr, 8)                                        \
	  C(HVM_BASE, apic_base_msr, NEEDS, XCS__NEEDED_BY(11, 10),            \
	    HVM_VALUE))                                                        \
	/* The hypervisor divides by it; a guest can set 1, 2, 4 ... 128. */   \
	I(HVM_TIMER,                                                           \
	  F(HVM_TIMER, disabled, 4) F(HVM_TIMER, timer_divisor, 4)             \
	  C(HVM_TIMER, timer_divisor, POWER, 128, HVM_HARM))                   \
	/* The number of variable ranges is in the cap's first byte. */        \
	I(HVM_MTRR,                                                            \
	  F(HVM_MTRR, msr_mtrr_cap, 1) F(HVM_MTRR, a, 1)                       \
	  F(HVM_MTRR, b, 2) F(HVM_MTRR, c, 4)                                  \
	  C(HVM_MTRR, msr_mtrr_cap, AT_MOST, 8, HVM_HARM))                     \
	I(HVM_MSRS, F(HVM_MSRS, count, 4) F(HVM_MSRS, unused, 4))              \
	I(HVM_MSR,                                                             \
	  F(HVM_MSR, index, 4) F(HVM_MSR, _rsvd, 4)                            \
	  C(HVM_MSR, _rsvd, BITS, 0, HVM_VALUE))                               \
	I(HVM_MSR_VAL, F(HVM_MSR_VAL, val, 8))                                 \
	I(HVM_STIMER, F(HVM_STIMER, config, 8))                                \
	I(HVM_COUNT, F(HVM_COUNT, count, 8))                                   \
	I(VCPU_OWN, F(VCPU_OWN, vcpu, 4) F(VCPU_OWN, size, 4))                 \
	/* of a page table, if they are looked at */                           \
	I(PTE, F(PTE, pte, 8))                                                 \
	/* Entries. The hypercall takes the index in 32 bits. [libxc 4.9] */   \
	I(HVM_PARAM,                                                           \
	  F(HVM_PARAM, index, 8) F(HVM_PARAM, value, 8)                        \
	  C(HVM_PARAM, index, BITS, UINT32_MAX, PARAM_INDEX))                  \
	/* xen.h, xen_msr_entry_t, xen_cpuid_leaf_t. libxc passes flags on, */ \
	/* the hypervisor refuses them. */                                     \
	I(MSR,                                                                 \
	  F(MSR, idx, 4) F(MSR, flags, 4) F(MSR, val, 8)                       \
	  C(MSR, flags, BITS, 0, SPARE_BITS))                                  \
	I(CPUID_LEAF,                                                          \
	  F(CPUID_LEAF, leaf, 4) F(CPUID_LEAF, subleaf, 4)                     \
	  F(CPUID_LEAF, a, 4) F(CPUID_LEAF, b, 4)                              \
	  F(CPUID_LEAF, c, 4) F(CPUID_LEAF, d, 4))                             \
	I(P2M_FRAME, F(P2M_FRAME, pfn, 8))                                     \
	I(DIRTY_PFN, F(DIRTY_PFN, pfn, 8))                                     \
	I(CONTROL_PAD,                                                         \
	  F(CONTROL_PAD, padding, 4)                                           \
	  O(CONTROL_PAD, padding, BITS, 0, RESERVED))                          \
	/* page type and pfn [libxc 4.2] */                                    \
	I(PFN, F(PFN, pfn, 8))                                                 \
	/* Padding: this or less; its first byte is on top. */                 \
	I(PAD, F(PAD, padding, 7))

/* What comes next: an item, or something else. */
#define XCS__ITEM(item, fields) XCS__##item,
#define XCS__NO_FIELD(item, field, size)
#define XCS__NO_CHECK(item, field, rule, value, code)
enum {
	XCS__NONE, /* no item */
	XCS__ITEMS(XCS__ITEM, XCS__NO_FIELD, XCS__NO_CHECK, XCS__NO_CHECK)
	/* Those without a field need no byte. */
	XCS__HVM_NO_END, /* HVM_CONTEXT ends where an entry should begin */
	XCS__CLOSE, /* the end of a record, or of a file's header */
	/* No items: spans, strings, and the end. */
	XCS__BULK,
	XCS__XENSTORE,
	XCS__DONE,
	XCS__FAULT
};

/* The borders between the kinds of items. */
enum {
	XCS__LAST_MAGIC = XCS__IHDR, /* up to here it is big endian */
	XCS__LAST_HEADER = XCS__RHDR,
	XCS__FIRST_HEAD = XCS__PAGE_DATA,
	XCS__LAST_HEAD = XCS__EMULATOR,
	XCS__FIRST_WORD = XCS__HVM_LOW,
	XCS__LAST_WORD = XCS__PTE,
	XCS__FIRST_ENTRY = XCS__HVM_PARAM,
	XCS__LAST_ENTRY = XCS__PFN,
	XCS__LAST_ITEM = XCS__CLOSE
};

/* A field's number in its item, and so in xs->value[]: XCS__RHDR_type ... */
#define XCS__NUMBERED(item, fields) XCS__##item##_numbered = -1, fields
#define XCS__NUMBER(item, field, size) XCS__##item##_##field,
enum {
	XCS__ITEMS(XCS__NUMBERED, XCS__NUMBER, XCS__NO_CHECK, XCS__NO_CHECK)
	XCS__PAST_NUMBERS
};

/* Fields' offsets and items' sizes: the enumerators count the bytes. */
#define XCS__PLACED(item, fields)                                              \
	XCS__##item##_placed = -1, fields XCS__##item##_SIZE,
#define XCS__PLACE(item, field, size)                                          \
	XCS__##item##_##field##_at,                                            \
	XCS__##item##_##field##_to = XCS__##item##_##field##_at + (size) - 1,
enum {
	XCS__ITEMS(XCS__PLACED, XCS__PLACE, XCS__NO_CHECK, XCS__NO_CHECK)
	XCS__PAST_PLACES
};

/* The fields of all items, one after the other. */
struct xcs__field {
	uint8_t at, size;
};

#define XCS__FLAT(item, fields) fields
#define XCS__FIELD(item, field, size) { XCS__##item##_##field##_at, size },
static const struct xcs__field xcs__fields[] = {
	XCS__ITEMS(XCS__FLAT, XCS__FIELD, XCS__NO_CHECK, XCS__NO_CHECK)
	/* so that reading six from any item's first on stays in the table */
	{ 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 }
};

/* The n-th bit, modulo 32, from the top: shifted down, for the provers. */
#define XCS__BIT(n) ((uint32_t)0x80000000 >> (n) % 32)

/* The checks of all items, one after the other. */
enum {
	XCS__ONE_OF, /* a value below 32 whose bit is set */
	XCS__BITS, /* no bit but these */
	XCS__SET, /* at least these bits */
	XCS__NEEDS, /* XCS__NEEDED_BY() */
	XCS__AT_MOST, /* this */
	XCS__POWER, /* a power of 2, up to this */
	XCS__CANONICAL, /* an address of 48 bits, sign-extended */
	XCS__EQUAL, /* this value */
	XCS__UNLIKE /* any but this */
};

/* Bit b may be set only if bit a is; told by their distances from bit 31. */
#define XCS__NEEDED_BY(a, b) ((31 - (b)) * 32 + 31 - (a))

struct xcs__check {
	uint8_t field; /* its number in the item */
	uint8_t rule;
	uint8_t code; /* what is wrong otherwise */
	uint32_t value;
};

#define XCS__CHECK(item, field, rule, value, code)                             \
	{ XCS__##item##_##field, XCS__##rule, XCSTREAM_E_##code, value },
#define XCS__CHECK_NR(item, field, rule, value, code)                          \
	XCS__##item##_##field##_##rule##_##code,
#ifdef XCSTREAM_ONLY_LIBXC
#define XCS__OUTER_CHECK XCS__NO_CHECK
#define XCS__OUTER_CHECK_NR XCS__NO_CHECK
#else
#define XCS__OUTER_CHECK XCS__CHECK
#define XCS__OUTER_CHECK_NR XCS__CHECK_NR
#endif
static const struct xcs__check xcs__checks[] = {
	XCS__ITEMS(XCS__FLAT, XCS__NO_FIELD, XCS__CHECK, XCS__OUTER_CHECK)
};

/*
 * Where an item's fields and checks begin in these tables. _0 and _1 set the
 * count back, so that they take no place.
 */
#define XCS__FIRST_FIELD(item, fields)                                         \
	XCS__##item##_fields, XCS__##item##_0 = XCS__##item##_fields - 1, fields
#define XCS__FIELD_NR(item, field, size) XCS__##item##_##field##_nr,
#define XCS__FIRST_CHECK(item, fields)                                         \
	XCS__##item##_checks, XCS__##item##_1 = XCS__##item##_checks - 1, fields
enum {
	XCS__ITEMS(XCS__FIRST_FIELD, XCS__FIELD_NR, XCS__NO_CHECK,
		   XCS__NO_CHECK)
	XCS__NR_FIELDS
};
enum {
	XCS__ITEMS(XCS__FIRST_CHECK, XCS__NO_FIELD, XCS__CHECK_NR,
		   XCS__OUTER_CHECK_NR)
	XCS__NR_CHECKS
};

struct xcs__item {
	uint8_t size;
	uint8_t field, check; /* first; they end where the next item's begin */
};

#define XCS__ITEM_ROW(item, fields)                                            \
	{ XCS__##item##_SIZE, XCS__##item##_fields, XCS__##item##_checks },
#define XCS__EMPTY                                                             \
	{                                                                      \
		0, XCS__NR_FIELDS, XCS__NR_CHECKS                              \
	}
/* Indexed by xs->next; empty for XCS__HVM_NO_END to XCS__FAULT. */
static const struct xcs__item xcs__items[] = {
	{ 0, 0, 0 },
	XCS__ITEMS(XCS__ITEM_ROW, XCS__NO_FIELD, XCS__NO_CHECK, XCS__NO_CHECK)
	XCS__EMPTY, XCS__EMPTY, XCS__EMPTY, XCS__EMPTY, XCS__EMPTY, XCS__EMPTY
};

/* ---- tables: facts ---- */

/*
 * What has been seen: X(name, guest, what it is of, the record that makes it).
 * For the other guest, a fact of an IMAGE counts as seen, and one of an EPOCH
 * is not asked for. A checkpoint clears the facts of an EPOCH.
 */
#define XCS__FACTS(X)                                                          \
	X(PV_INFO, PV, IMAGE, LIBXC_X86_PV_INFO)                               \
	X(STATIC_END, ANY, IMAGE, LIBXC_STATIC_DATA_END)                       \
	X(P2M, PV, IMAGE, LIBXC_X86_PV_P2M_FRAMES)                             \
	X(MEMORY, ANY, IMAGE, LIBXC_PAGE_DATA)                                 \
	X(PV_MEMORY, PV, IMAGE, LIBXC_PAGE_DATA)                               \
	X(VCPU0, PV, IMAGE, LIBXC_X86_PV_VCPU_BASIC)                           \
	X(CONTEXT, HVM, IMAGE, LIBXC_HVM_CONTEXT)                              \
	X(CPUID, ANY, IMAGE, LIBXC_X86_CPUID_POLICY)                           \
	X(MSR, ANY, IMAGE, LIBXC_X86_MSR_POLICY)                               \
	X(VERIFY, ANY, IMAGE, LIBXC_VERIFY)                                    \
	X(TSC, ANY, EPOCH, LIBXC_X86_TSC_INFO)                                 \
	X(SHARED, ANY, EPOCH, LIBXC_SHARED_INFO)                               \
	/* one that is not empty, of any vCPU */                               \
	X(VCPU, PV, EPOCH, LIBXC_X86_PV_VCPU_BASIC)                            \
	X(EPOCH_CONTEXT, HVM, EPOCH, LIBXC_HVM_CONTEXT)                        \
	X(XENSTORE, ANY, EPOCH, LIBXL_EMULATOR_XENSTORE_DATA)                  \
	X(EMULATOR, ANY, EPOCH, LIBXL_EMULATOR_CONTEXT)                        \
	/* of the layers around: a libxc image, as libxl and XAPI name it */   \
	X(LIBXC, ANY, STREAM, LIBXL_LIBXC_CONTEXT)                             \
	X(XAPI_LIBXC, ANY, STREAM, XAPI_Libxc)                                 \
	X(XENOPS, ANY, STREAM, XAPI_Xenops)

/* Groups of facts: X(name, facts) */
#define XCS__GROUPS(X)                                                         \
	X(NONE, 0)                                                             \
	X(PAGES, XCS__F_MEMORY | XCS__F_PV_MEMORY)                             \
	X(WHOLE, XCS__F_PV_MEMORY | XCS__F_VCPU0 | XCS__F_CONTEXT)             \
	X(STATIC_AND_INFO, XCS__F_STATIC_END | XCS__F_PV_INFO)                 \
	X(STATIC_AND_P2M, XCS__F_STATIC_END | XCS__F_P2M)                      \
	X(BEFORE_VCPU, XCS__F_PV_INFO | XCS__F_STATIC_END | XCS__F_P2M |       \
	  XCS__F_MEMORY)                                                       \
	X(BOTH_CONTEXTS, XCS__F_CONTEXT | XCS__F_EPOCH_CONTEXT)                \
	X(STATE, XCS__F_VCPU | XCS__F_EPOCH_CONTEXT)                           \
	X(STATE_AGAIN, XCS__F_TSC | XCS__F_VCPU | XCS__F_EPOCH_CONTEXT)        \
	X(AT_CHECKPOINT, XCS__F_STATIC_END | XCS__F_TSC | XCS__F_VCPU |        \
	  XCS__F_EPOCH_CONTEXT)                                                \
	X(ANY_LIBXC, XCS__F_LIBXC | XCS__F_XAPI_LIBXC)

#define XCS__FACT_NR(name, guest, of, record) XCS__GROUP_##name,
#define XCS__GROUP_NR(name, facts) XCS__GROUP_##name,
/* Numbers of facts, which are also groups of one, and of the other groups. */
enum {
	/* BACK_TO sets the count back: the next number is XCS__NR_FACTS. */
	XCS__FACTS(XCS__FACT_NR) XCS__NR_FACTS,
	XCS__BACK_TO_GROUPS = XCS__NR_FACTS - 1,
	XCS__GROUPS(XCS__GROUP_NR) XCS__NR_GROUPS
};

/* For the guest column, here and of records. */
enum {
	XCS__GUEST_ANY,
	XCS__GUEST_PV = XCSTREAM_DOMAIN_X86_PV,
	XCS__GUEST_HVM = XCSTREAM_DOMAIN_X86_HVM
};
/* A kind is a guest, below 16, plus what the fact is of. */
enum { XCS__OF_IMAGE, XCS__OF_EPOCH = 16, XCS__OF_STREAM = 32 };

/* Facts' bits. XCS__IF_... adds a fact to a set if it is of that kind. */
#define XCS__FACT_BIT(name, guest, of, record)                                 \
	XCS__F_##name = 1 << XCS__GROUP_##name,
#define XCS__KIND(guest, of) (XCS__GUEST_##guest + XCS__OF_##of)
#define XCS__IF_OF_PV(name, guest, of, record)                                 \
	| (XCS__KIND(guest, of) == XCS__KIND(PV, IMAGE) ? XCS__F_##name : 0)
#define XCS__IF_OF_HVM(name, guest, of, record)                                \
	| (XCS__KIND(guest, of) == XCS__KIND(HVM, IMAGE) ? XCS__F_##name : 0)
#define XCS__IF_PV_EPOCH(name, guest, of, record)                              \
	| (XCS__KIND(guest, of) == XCS__KIND(PV, EPOCH) ? XCS__F_##name : 0)
#define XCS__IF_HVM_EPOCH(name, guest, of, record)                             \
	| (XCS__KIND(guest, of) == XCS__KIND(HVM, EPOCH) ? XCS__F_##name : 0)
#define XCS__IF_OF_EPOCH(name, guest, of, record)                              \
	| (XCS__OF_##of == XCS__OF_EPOCH ? XCS__F_##name : 0)
#define XCS__IF_OF_STREAM(name, guest, of, record)                             \
	| (XCS__OF_##of == XCS__OF_STREAM ? XCS__F_##name : 0)
enum {
	XCS__FACTS(XCS__FACT_BIT)
	XCS__F_OF_PV = 0 XCS__FACTS(XCS__IF_OF_PV),
	XCS__F_OF_HVM = 0 XCS__FACTS(XCS__IF_OF_HVM),
	XCS__F_PV_EPOCH = 0 XCS__FACTS(XCS__IF_PV_EPOCH),
	XCS__F_HVM_EPOCH = 0 XCS__FACTS(XCS__IF_HVM_EPOCH),
	XCS__F_OF_EPOCH = 0 XCS__FACTS(XCS__IF_OF_EPOCH),
	XCS__F_OF_STREAM = 0 XCS__FACTS(XCS__IF_OF_STREAM)
};

/* The record that is missing if a fact is. */
#define XCS__FACT_TYPE(name, guest, of, record) XCSTREAM_##record,
static const uint8_t xcs__fact_types[] = { XCS__FACTS(XCS__FACT_TYPE) };

#define XCS__FACT_GROUP(name, guest, of, record) XCS__F_##name,
#define XCS__GROUP(name, facts) facts,
static const uint32_t xcs__groups[] = { XCS__FACTS(XCS__FACT_GROUP)
					      XCS__GROUPS(XCS__GROUP) };

/* ---- tables: records ---- */

/* For struct xcs__row, how. */
enum {
	XCS__LOOSE = 1, /* Xen ignores bytes after the contents */
	XCS__SINGLE = 2, /* a repeat if all that it sets is set already */
	XCS__ONCE = 4, /* the same, and a restorer refuses it */
	XCS__LAST = 8, /* what it needs and is missing cannot come any more */
	XCS__V3 = 16, /* since version 3 */
	XCS__TURN = 32, /* comes only when xs->turn says that it is due */
	XCS__NOT_FORWARD = 64, /* refused from sender to receiver */
	XCS__BACK = 128, /* allowed from COLO's receiver to the sender */
	/* The words of the list of records. */
	XCS__HOW_PLAIN = 0,
	XCS__HOW_LOOSE = XCS__LOOSE,
	XCS__HOW_SINGLE = XCS__SINGLE,
	XCS__HOW_LOOSE_SINGLE = XCS__LOOSE | XCS__SINGLE,
	XCS__HOW_LOOSE_ONCE = XCS__LOOSE | XCS__ONCE,
	XCS__HOW_LOOSE_LAST = XCS__LOOSE | XCS__LAST,
	XCS__HOW_LOOSE_TURN = XCS__LOOSE | XCS__TURN,
	XCS__HOW_V3_SINGLE = XCS__V3 | XCS__SINGLE,
	XCS__HOW_V3_LOOSE_ONCE = XCS__V3 | XCS__LOOSE | XCS__ONCE,
	XCS__HOW_BACK_TURN = XCS__BACK | XCS__TURN,
	XCS__HOW_ONLY_BACK = XCS__BACK | XCS__NOT_FORWARD,
	XCS__HOW_REFUSED = XCS__NOT_FORWARD
};

/* The largest lengths that readers take. */
enum {
	XCS__LIMIT_LIBXC,
	XCS__LIMIT_LEAVES,
	XCS__LIMIT_MSRS,
	XCS__LIMIT_LIBXL,
	XCS__LIMIT_QEMU
};

static const uint32_t xcs__limits[] = {
	128u << 20, /* xg_sr_stream_format.h */
	24u << 10, /* 1024 leaves and MSRs are far more than there are */
	16u << 10,
	0xfffffff8, /* longer ones wrap round in libxl's reader */
	1u << 20 /* xenopsd, domain.ml */
};

#define XCS__ANY UINT16_MAX /* no bound but `limit` */

/* See the list of records. */
struct xcs__row {
	uint16_t type;
	uint16_t min, max;
	uint8_t step;
	uint8_t limit; /* in xcs__limits */
	uint8_t guest; /* or 0 */
	uint8_t how;
	uint8_t head, entry; /* items, or XCS__NONE */
	uint8_t needs, wants, again, bars, sets, later; /* in xcs__groups */
};

#define XCS__ROW(name, type, guest, how, min, step, max, limit, head, entry,   \
		 needs, wants, again, bars, sets, later)                       \
	{ type, min, max, step, XCS__LIMIT_##limit, XCS__GUEST_##guest,        \
	  XCS__HOW_##how, XCS__##head, XCS__##entry,                           \
	  XCS__GROUP_##needs, XCS__GROUP_##wants, XCS__GROUP_##again,          \
	  XCS__GROUP_##bars, XCS__GROUP_##sets, XCS__GROUP_##later },

/* No record so far, or an optional one of an unknown type. */
#define XCS__NO_ROW(X)                                                         \
	X(NO_RECORD, 0, ANY, PLAIN, 0, 0, XCS__ANY, LIBXC,                     \
	  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE)

static const struct xcs__row xcs__rows[] = {
	XCS__NO_ROW(XCS__ROW)
	XCSTREAM_LIBXC_RECORDS(XCS__ROW)
#ifndef XCSTREAM_ONLY_LIBXC
	XCSTREAM_LIBXL_RECORDS(XCS__ROW)
	XCSTREAM_XAPI_RECORDS(XCS__ROW)
#endif
};

/* Their numbers: XCS__ROW_LIBXC_END ...; BACK_TO sets the count back. */
#define XCS__LIBXC_ROW(name, ...) XCS__ROW_LIBXC_##name,
#define XCS__LIBXL_ROW(name, ...) XCS__ROW_LIBXL_##name,
#define XCS__XAPI_ROW(name, ...) XCS__ROW_XAPI_##name,
enum {
	XCS__NO_RECORD,
	XCSTREAM_LIBXC_RECORDS(XCS__LIBXC_ROW)
	XCS__PAST_LIBXC,
	XCS__BACK_TO_LIBXL = XCS__PAST_LIBXC - 1,
	XCSTREAM_LIBXL_RECORDS(XCS__LIBXL_ROW)
	XCS__PAST_LIBXL,
	XCS__BACK_TO_XAPI = XCS__PAST_LIBXL - 1,
	XCSTREAM_XAPI_RECORDS(XCS__XAPI_ROW)
	XCS__PAST_XAPI,
	XCS__NR_ROWS = XCS__HAS_OUTER ? XCS__PAST_XAPI : XCS__PAST_LIBXC
};

/* ---- tables: layers, and whose turn it is ---- */

/* By enum xcstream_layer, from XCS__FIRST_LAYER on. */
struct xcs__layer {
	uint64_t magic; /* its first 8 bytes */
	uint8_t item; /* its first header */
	uint8_t first, past; /* its rows */
};

static const struct xcs__layer xcs__layers[] = {
#ifndef XCSTREAM_ONLY_LIBXC
	{ 0x58656e2073617665, XCS__XL_MAGIC, 0, 0 }, /* "Xen save" */
	{ 0x6c6962766972742d, XCS__LIBVIRT_MAGIC, 0, 0 }, /* "libvirt-" */
	{ 0x58656e5361766564, XCS__XAPI_MAGIC, /* "XenSaved" */
	  XCS__ROW_XAPI_Xenops, XCS__PAST_XAPI },
	{ 0x4c6962786c466d74, XCS__LIBXL, /* "LibxlFmt" [libxl 3] */
	  XCS__ROW_LIBXL_END, XCS__PAST_LIBXL },
#endif
	{ UINT64_MAX, XCS__IHDR, /* [libxc 3.1] */
	  XCS__ROW_LIBXC_END, XCS__PAST_LIBXC }
};

#define XCS__NR_LAYERS (sizeof(xcs__layers) / sizeof(*xcs__layers))

/*
 * X(name, due, only, id, after_end, after_state). due: the record that may come
 * now; if `only`, nothing else may. id: its control_id. The next turn is
 * after_end after a CHECKPOINT_END, after_state after another due record.
 *
 * The order matters: from COLO_STATE on nothing but what controls COLO may
 * come, from BACK_READY on the stream is the one back to the sender.
 */
#define XCS__TURNS(X)                                                          \
	X(ONWARD, LIBXL_END, 0, 0, ONWARD, ONWARD)                             \
	X(OPEN, LIBXL_CHECKPOINT_END, 0, 0, BEHIND, ONWARD)                    \
	X(BEHIND, LIBXL_END, 0, 0, ONWARD, ONWARD)                             \
	X(COLO, LIBXL_END, 0, 0, COLO, COLO)                                   \
	X(COLO_OPEN, LIBXL_CHECKPOINT_END, 0, 0, COLO_STATE, COLO)             \
	X(COLO_STATE, LIBXL_CHECKPOINT_STATE, 1, 0, COLO, COLO)                \
	X(BACK_READY, LIBXL_CHECKPOINT_STATE, 1, 2, BACK_READY, BACK_RESUMED)  \
	X(BACK_RESUMED, LIBXL_CHECKPOINT_STATE, 1, 3, BACK_READY,              \
	  BACK_SUSPENDED)                                                      \
	X(BACK_SUSPENDED, LIBXL_CHECKPOINT_STATE, 1, 1, BACK_READY,            \
	  BACK_DIRTY)                                                          \
	X(BACK_DIRTY, LIBXC_CHECKPOINT_DIRTY_PFN_LIST, 1, 0, BACK_READY,       \
	  BACK_READY)

#define XCS__TURN_NR(name, ...) XCS__##name,
enum { XCS__TURNS(XCS__TURN_NR) XCS__NR_TURNS };

struct xcs__turn {
	uint8_t due; /* a record type */
	bool only;
	uint8_t id; /* a control_id [libxl 5.6] */
	uint8_t after_end, after_state; /* XCS__ONWARD ... */
};

#define XCS__TURN_ROW(name, due, only, id, after_end, after_state)             \
	{ XCSTREAM_##due, only, id, XCS__##after_end, XCS__##after_state },
#ifndef XCSTREAM_ONLY_LIBXC
static const struct xcs__turn xcs__turns[] = { XCS__TURNS(XCS__TURN_ROW) };
#endif

/*
 * What libxl itself reads is withheld: xs->settled stays in front of it, and is
 * XCS__FLOWS elsewhere. At an end of the input libxl's reader goes on with a
 * record's header of zeros, an END. So a domain would start though the rest of
 * its stream was refused; or one that never began would be left behind.
 */
#define XCS__FLOWS UINT64_MAX

/* ---- tables: what is in bulk ---- */

/* The entries of HVM_CONTEXT, by typecode. */
struct xcs__kind {
	uint16_t least, largest; /* lengths */
	uint8_t last; /* instance, or XCS__LAST_VCPU */
};

enum { XCS__LAST_ONE, XCS__LAST_TWO, XCS__LAST_VCPU };

#define XCS__HVM_ENTRY_ROW(name, typecode, instances, least, largest)          \
	{ least, largest, XCS__LAST_##instances },
static const struct xcs__kind xcs__hvm_entries[] = {
	XCSTREAM_HVM_ENTRIES(XCS__HVM_ENTRY_ROW)
};

/*
 * What is looked at in bulk: X(what it is of, the field that the word begins
 * with, its offset, how many bytes there are from there on if it has the field,
 * item), by what it is of and by offset.
 * [public/arch-x86/hvm/save.h, public/domctl.h]
 */
#define XCS__WORDS(X)                                                          \
	X(XCSTREAM_HVM_CPU, cr0, 656, 8, HVM_CR0)                              \
	X(XCSTREAM_HVM_CPU, cr4, 680, 8, HVM_CR4)                              \
	X(XCSTREAM_HVM_CPU, dr6, 720, 8, HVM_LOW)                              \
	X(XCSTREAM_HVM_CPU, dr7, 728, 8, HVM_LOW)                              \
	X(XCSTREAM_HVM_CPU, shadow_gs, 944, 8, HVM_ADDRESS)                    \
	X(XCSTREAM_HVM_CPU, msr_lstar, 960, 8, HVM_ADDRESS)                    \
	X(XCSTREAM_HVM_CPU, msr_cstar, 976, 8, HVM_ADDRESS)                    \
	X(XCSTREAM_HVM_CPU, msr_syscall_mask, 984, 8, HVM_LOW)                 \
	X(XCSTREAM_HVM_CPU, msr_efer, 992, 8, HVM_EFER)                        \
	/* Xen 3.4 and older have no such field; the others move up. */        \
	X(XCSTREAM_HVM_CPU, msr_tsc_aux, 1000, 24, HVM_AUX)                    \
	X(XCSTREAM_HVM_CPU, flags, 1024, 8, HVM_FLAGS)                         \
	X(XCSTREAM_HVM_PIC, irr, 0, 8, HVM_PIC)                                \
	X(XCSTREAM_HVM_LAPIC, apic_base_msr, 0, 8, HVM_BASE)                   \
	X(XCSTREAM_HVM_LAPIC, disabled, 8, 8, HVM_TIMER)                       \
	X(XCSTREAM_HVM_MTRR, msr_mtrr_cap, 224, 8, HVM_MTRR)                   \
	X(XCSTREAM_HVM_VIRIDIAN_VCPU, stimer_config0, 152, 8, HVM_STIMER)      \
	X(XCSTREAM_HVM_VIRIDIAN_VCPU, stimer_config1, 160, 8, HVM_STIMER)      \
	X(XCSTREAM_HVM_VIRIDIAN_VCPU, stimer_config2, 168, 8, HVM_STIMER)      \
	X(XCSTREAM_HVM_VIRIDIAN_VCPU, stimer_config3, 176, 8, HVM_STIMER)      \
	X(XCSTREAM_HVM_VIRIDIAN_VCPU, stimer_count0, 184, 8, HVM_COUNT)        \
	X(XCSTREAM_HVM_VIRIDIAN_VCPU, stimer_count1, 192, 8, HVM_COUNT)        \
	X(XCSTREAM_HVM_VIRIDIAN_VCPU, stimer_count2, 200, 8, HVM_COUNT)        \
	X(XCSTREAM_HVM_VIRIDIAN_VCPU, stimer_count3, 208, 8, HVM_COUNT)        \
	X(XCSTREAM_HVM_CPU_MSR, count, 0, 8, HVM_MSRS)                         \
	/* and so on, for each MSR */                                          \
	X(XCSTREAM_HVM_CPU_MSR, msr, 8, 8, HVM_MSR)                            \
	X(XCSTREAM_HVM_CPU_MSR, val, 16, 8, HVM_MSR_VAL)                       \
	X(XCS__EXTENDED, vcpu, 0, 8, VCPU_OWN)

enum { XCS__EXTENDED = XCSTREAM_HVM_END }; /* which has nothing in it */

struct xcs__word {
	uint8_t of, item, room;
	uint16_t at;
};

#define XCS__WORD(of, field, at, room, item) { of, XCS__##item, room, at },
static const struct xcs__word xcs__words[] = {
	XCS__WORDS(XCS__WORD)
	{ 0, XCS__PTE, 8, 0 } /* of a page table, at any offset; or none */
};

enum { XCS__NR_WORDS = sizeof(xcs__words) / sizeof(*xcs__words) - 1 };

/* HVM_CONTEXT: none, its header is due, that one's body, other entries. */
enum {
	XCS__CHAIN_NONE,
	XCS__CHAIN_HEADER,
	XCS__CHAIN_BODY,
	XCS__CHAIN_ENTRIES
};

/* What is remembered of HVM_CONTEXT, for what comes later in it. */
enum {
	XCS__HVM_HAS_CPU = 1,
	XCS__HVM_SLAVE = 2, /* the master PIC waits for its slave */
	XCS__HVM_XSS = 4, /* the value of XSS comes next */
	XCS__HVM_PCIDE = 8, /* the vCPU's cr4 has it */
	XCS__HVM_TIMERS = 128 /* and three below: a timer needs a count */
};

/* ---- tables: faults ---- */

/* A bit a profile, by enum xcstream_profile; and the words of the list. */
enum {
	XCS__STRICT = 1,
	XCS__VERIFY = 2,
	XCS__RESTORE = 4,
	XCS__DRAFT = 8,
	XCS__BY_NOBODY = 0,
	XCS__BY_R = XCS__RESTORE,
	XCS__BY_D = XCS__DRAFT,
	XCS__BY_VD = XCS__VERIFY | XCS__DRAFT,
	XCS__BY_VR = XCS__VERIFY | XCS__RESTORE,
	XCS__BY_VRD = XCS__BY_VR | XCS__DRAFT,
	XCS__BY_SVD = XCS__STRICT | XCS__BY_VD,
	XCS__BY_SVR = XCS__STRICT | XCS__BY_VR,
	XCS__BY_SVRD = XCS__STRICT | XCS__BY_VRD
};

#define XCS__BY(name, class, by, ...) XCS__BY_##by,
/* Who tolerates it, by enum xcstream_code. */
static const uint8_t xcs__by[] = { XCS__BY_NOBODY, XCSTREAM_FAULTS(XCS__BY) };

#ifndef XCSTREAM_NO_STRINGS
/* How a fault's values are told: the words of the list of faults. */
enum {
	XCS__TOLD_NOTHING,
	XCS__TOLD_ARGUMENT,
	XCS__TOLD_MISSING,
	XCS__TOLD_FOUND,
	XCS__TOLD_NUMBER,
	XCS__TOLD_HEX,
	XCS__TOLD_AT_MOST,
	XCS__TOLD_AT_MOST_HEX,
	XCS__TOLD_TYPE,
	XCS__TOLD_GUEST
};

#define XCS__TOLD(name, class, by, how, text) XCS__TOLD_##how,
static const uint8_t xcs__told[] = { XCS__TOLD_NOTHING,
				     XCSTREAM_FAULTS(XCS__TOLD) };

/* A sentence being written. Characters without room are only counted. */
struct xcs__sentence {
	char *to;
	size_t size, len;
};
#endif

static const struct xcstream_config xcs__no_config = {
	{ { 0 } }, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0, 0, 0, 0, 0, 0, 0, 0
};

/* clang-format on */

typedef char xcs__assert_rows
	[sizeof(xcs__rows) / sizeof(*xcs__rows) == XCS__NR_ROWS ? 1 : -1];
typedef char xcs__assert_items
	[sizeof(xcs__items) / sizeof(*xcs__items) == XCS__FAULT + 1 ? 1 : -1];
typedef char xcs__assert_state[sizeof(struct xcstream) <= 256 ? 1 : -1];

/* The proof's contracts of all functions below. */
#ifdef XCS__CONTRACTS
#include XCS__CONTRACTS
#endif

/*
 * ---- verdict: what is wrong, and whether that is tolerated ----
 *
 * Knows faults and fields' offsets; no record.
 */

/* Does the profile, or the caller, tolerate it? */
static bool xcs__is_tolerated(const struct xcstream *xs, unsigned int code)
{
	/* First: the caller's set may have changed since xcstream_init(). */
	if (!xcs__by[code])
		return false;
	if (xs->profile == XCSTREAM_CUSTOM)
		return xs->config->tolerate.words[code / 32] & XCS__BIT(code);
	return xcs__by[code] >> xs->profile & 1;
}

/* Is it a word that is looked at where bulk passes? */
static bool xcs__is_word(unsigned int next)
{
	return next >= XCS__FIRST_WORD && next <= XCS__LAST_WORD;
}

/*
 * Is it an item that is settled only with what comes after it? A head, or the
 * last pfn, may show that the length in the record's header is wrong.
 */
static bool xcs__is_unsettled(unsigned int next)
{
	return next == XCS__PFN ||
	       (next >= XCS__FIRST_HEAD && next <= XCS__LAST_HEAD);
}

/* All that was withheld may go on. */
static void xcs__release(struct xcstream *xs)
{
	if (xs->next != XCS__FAULT)
		xs->settled = XCS__FLOWS;
}

/* Stop for good at the item or span at xs->at. */
static void xcs__stop(struct xcstream *xs, unsigned int item)
{
	if (xs->settled == XCS__FLOWS)
		xs->settled = xcs__is_unsettled(item) ? xs->record_at : xs->at;
	xs->next = XCS__FAULT;
}

/* Fill in xs->fault, for a fault or for a warning. */
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
	xs->fault.part = XCSTREAM_PART_NONE;
}

/*
 * Act on what a callback returned for the item or span at xs->at. That was
 * `item`: xs->next is already what comes after it.
 */
static void xcs__answer(struct xcstream *xs, int answer, unsigned int item)
{
	if (answer > 0)
		xs->paused = true;
	if (answer >= 0)
		return;
	xcs__note(xs, XCSTREAM_E_ABORTED, xs->offset, 0,
		  (uint64_t)(int64_t)answer);
	xcs__stop(xs, item);
}

/*
 * Something is wrong at offset `at`. That is the end, unless it is tolerated:
 * then it is reported. The first fault stays.
 */
static void xcs__fail(struct xcstream *xs, unsigned int code, uint64_t at,
		      uint64_t expected, uint64_t found)
{
	int answer;

	if (xs->next == XCS__FAULT)
		return;
	xcs__note(xs, code, at, expected, found);
	/*@ assert \at(xcs__due(xs), Pre) ==> xcs__due(xs); */
	if (!xcs__is_tolerated(xs, code)) {
		xcs__stop(xs, xs->next);
	} else if (xs->ops) {
		answer = XCS__CALL(warning, (xs, &xs->fault));
		xcs__answer(xs, answer, xs->next);
	}
}

/* A fault's code, plus 256 times the number of the wrong field. */
#define XCS__IN(code, field) (XCSTREAM_E_##code + 256u * XCS__##field)

/*
 * As xcs__fail(), at a field of the current item; `what` is XCS__IN(). What is
 * found is in the field, or is not the field as it is.
 */
static void xcs__bad_value(struct xcstream *xs, unsigned int what,
			   uint64_t expected, uint64_t found)
{
	uint64_t at = xs->at;

	/* After a fault in the same step there is none. */
	if (xs->next <= XCS__LAST_ITEM)
		at += xcs__fields[xcs__items[xs->next].field + what / 256].at;
	xcs__fail(xs, what % 256, at, expected, found);
}

/* A field of the current item is not as expected. */
static void xcs__bad(struct xcstream *xs, unsigned int what, uint64_t expected)
{
	xcs__bad_value(xs, what, expected, xs->value[what / 256]);
}

/* As xcs__bad(), if the field is above `limit`. */
static void xcs__above(struct xcstream *xs, unsigned int what, uint64_t limit)
{
	if (xs->value[what / 256] > limit)
		xcs__bad(xs, what, limit);
}

/* As xcs__bad(), if the field is not `right`. */
static void xcs__want(struct xcstream *xs, unsigned int what, uint64_t right)
{
	if (xs->value[what / 256] != right)
		xcs__bad(xs, what, right);
}

/* The offset of the current record's length. */
static uint64_t xcs__length_at(const struct xcstream *xs)
{
	bool wide = XCS__HAS_OUTER && xs->layer == XCSTREAM_LAYER_XAPI;

	return xs->record_at +
	       (wide ? XCS__XAPI_length_at : XCS__RHDR_length_at);
}

/* Fail if the current record's length is not the expected one. */
static void xcs__want_length(struct xcstream *xs, unsigned int code,
			     uint64_t expected)
{
	if (expected != xs->body_length)
		xcs__fail(xs, code, xcs__length_at(xs), expected,
			  xs->body_length);
}

/* An address as a processor takes it: bits 48 to 63 are as bit 47. */
static uint64_t xcs__canonical(uint64_t address)
{
	uint64_t low = address % ((uint64_t)1 << 47);

	return address & (uint64_t)1 << 47 ? low + 0xffff800000000000 : low;
}

/* A number below 32 whose bit is set: the value, or the largest. */
static uint64_t xcs__one_of(uint32_t bits, uint64_t value)
{
	uint32_t largest = 31;

	if (value < 32 && (bits >> value & 1))
		return value;
	/*@ loop invariant largest <= 31;
	  @ loop invariant xcs__largest(bits, 31) ==
	  @ 	xcs__largest(bits, largest);
	  @ loop assigns largest;
	  @ loop variant largest; */
	while (largest && !(bits >> largest))
		largest--;
	return largest;
}

/*
 * What a field should be: the value itself if that is right. Else it is what a
 * report tells: of ONE_OF the largest, of BITS the value without wrong bits.
 */
static uint64_t xcs__expected(unsigned int rule, uint32_t right, uint64_t value)
{
	uint64_t expected = value;

	if (rule == XCS__ONE_OF)
		expected = xcs__one_of(right, value);
	else if (rule == XCS__BITS)
		expected = value & right;
	else if (rule == XCS__SET)
		expected = value | right;
	else if (rule == XCS__NEEDS && !(value & XCS__BIT(right)))
		expected = value & ~(uint64_t)XCS__BIT(right / 32);
	else if (rule == XCS__CANONICAL)
		expected = xcs__canonical(value);
	else if (rule == XCS__EQUAL || (rule == XCS__AT_MOST && value > right))
		expected = right;
	else if (rule == XCS__POWER &&
		 (!value || value > right || (value & (value - 1))))
		expected = 1;
	else if (rule == XCS__UNLIKE && value == right)
		expected = 0;
	return expected;
}

/* Judge the fields of an item by its checks. */
static void xcs__check_fields(struct xcstream *xs, unsigned int item)
{
	unsigned int i, past = xcs__items[item + 1].check, field;
	uint64_t value, expected;

	/*@ loop invariant i <= XCS__NR_CHECKS && xcs__judged{Pre, Here}(xs);
	  @ loop invariant xs->next == XCS__FAULT || \forall integer k;
	  @ 	xcs__items[item].check <= k < i ==> xcs__passed(xs, k);
	  @ loop invariant right: xs->next == XCS__FAULT || \forall integer k;
	  @ 	xcs__items[item].check <= k < i ==> xcs__right(xs, k) ||
	  @ 	xcs__tolerated(xs, xcs__checks[k].code);
	  @ loop assigns i, field, value, expected, XCS__VERDICT;
	  @ loop variant XCS__NR_CHECKS - i; */
	for (i = xcs__items[item].check; i < past; i++) {
		field = xcs__checks[i].field;
		value = xs->value[field];
		expected = xcs__expected(xcs__checks[i].rule,
					 xcs__checks[i].value, value);
		if (value != expected)
			xcs__bad(xs, xcs__checks[i].code + 256 * field,
				 expected);
		/*@ assert goes_on: xcs__right(xs, i) ==>
		  @ 	xs->next == \at(xs->next, LoopCurrent); */
	}
}

/*
 * ---- rules: what may follow what ----
 *
 * Knows facts and rows; no byte.
 */

/* The record that makes the first of these facts. */
static uint32_t xcs__maker(uint32_t facts)
{
	unsigned int i = 0;

	/*@ loop invariant i < XCS__NR_FACTS;
	  @ loop invariant xcs__first(facts, 0) == xcs__first(facts, i);
	  @ loop assigns i;
	  @ loop variant XCS__NR_FACTS - i; */
	while (i < XCS__NR_FACTS - 1 && !(facts >> i & 1))
		i++;
	return xcs__fact_types[i];
}

/* Fail if any of these facts is out of place. None: the place is right. */
static void xcs__bad_place(struct xcstream *xs, unsigned int code,
			   uint32_t facts)
{
	if (facts)
		xcs__bad_value(xs, code, xcs__maker(facts), xs->type);
}

/*
 * A record for one type of guest tells which it is, if nothing did before: one
 * of libxl or XAPI may come before the image whose header has the type.
 */
static void xcs__learn_guest(struct xcstream *xs, unsigned int guest)
{
	if (!xs->guest)
		xs->guest = (uint8_t)guest;
}

/* These facts hold from now on. */
static void xcs__see(struct xcstream *xs, uint32_t facts)
{
	xs->seen |= facts;
}

/* Is it a record of the other type of guest? */
static bool xcs__is_other_guest(const struct xcstream *xs)
{
	unsigned int guest = xcs__rows[xs->row].guest;

	return guest && guest != xs->guest;
}

/* Do the facts that hold allow the record here? */
static void xcs__judge_facts(struct xcstream *xs, uint32_t facts,
			     uint32_t wants)
{
	uint32_t needs = xcs__groups[xcs__rows[xs->row].needs];
	uint32_t bars = xcs__groups[xcs__rows[xs->row].bars];
	unsigned int code = XCSTREAM_E_ORDER;

	if (xcs__rows[xs->row].how & XCS__LAST)
		code = XCSTREAM_E_INCOMPLETE;
	xcs__bad_place(xs, code, needs & ~facts);
	xcs__bad_place(xs, XCSTREAM_E_ORDER_LAX, wants & ~facts);
	xcs__bad_place(xs, XCSTREAM_E_ORDER_LAX, bars & facts);
}

/* The facts that are to be wanted of this record, for this guest, here. */
static uint32_t xcs__wanted(const struct xcstream *xs)
{
	uint32_t wants = xcs__groups[xcs__rows[xs->row].wants];

	/* After a checkpoint comes END at once, or a whole state again. */
	if (xs->epoch_at && xs->at != xs->epoch_at)
		wants |= xcs__groups[xcs__rows[xs->row].again];
	/* What only the other type of guest has cannot come. */
	if (xs->guest == XCSTREAM_DOMAIN_X86_PV)
		return wants & ~(uint32_t)XCS__F_HVM_EPOCH;
	return wants & ~(uint32_t)XCS__F_PV_EPOCH;
}

/* Judge whether a record may come now, and note the facts that it sets. */
static void xcs__judge_place(struct xcstream *xs)
{
	unsigned int how = xcs__rows[xs->row].how;
	uint32_t sets = xcs__groups[xcs__rows[xs->row].sets], inferred = 0;
	uint32_t wants;
	bool other;

	/*
	 * Version 2 has none: it counts as seen where needed. [libxc 6.1] From
	 * there on it has been seen: a restorer refuses one that comes later.
	 */
	if (xs->version < 3)
		inferred = XCS__F_STATIC_END;
	xcs__see(xs, xcs__groups[xcs__rows[xs->row].needs] & inferred);
	xcs__learn_guest(xs, xcs__rows[xs->row].guest);
	other = xcs__is_other_guest(xs);
	if (other)
		xcs__bad_value(xs, XCSTREAM_E_GUEST, xcs__rows[xs->row].guest,
			       xs->guest);
	if ((how & XCS__V3) && inferred)
		xcs__bad_value(xs, XCSTREAM_E_RECORD_VERSION, 3, xs->version);
	/* The other guest's facts count as seen: that is no repeat. */
	if (!other && (how & (XCS__SINGLE | XCS__ONCE)) && !(sets & ~xs->seen))
		xcs__bad_value(xs,
			       how & XCS__ONCE ? XCSTREAM_E_DUPLICATE
					       : XCSTREAM_E_REPEATED,
			       1, 2); /* times, allowed and found */
	wants = xcs__wanted(xs);
	if (inferred != 0)
		wants &= ~(uint32_t)XCS__F_STATIC_END;
	/*@ assert wanted: wants == xcs__wants_now(xs); */
	xcs__judge_facts(xs, xs->seen, wants);
	/*@ assert wanted: XCS__ONLY_IF((wants & (uint32_t)~xs->seen) == 0,
	  @ 	XCSTREAM_E_ORDER_LAX); */
	/*@ assert place: XCS__ONLY_IF((xcs__barred(xs) & xs->seen) == 0,
	  @ 	XCSTREAM_E_ORDER_LAX); */
	xcs__see(xs, sets);
}

/* Fail if the current record is longer than the caller's limit, or is usual. */
static void xcs__judge_size(struct xcstream *xs, unsigned int code,
			    uint32_t limit, uint32_t usual)
{
	if (!limit) {
		limit = usual;
		code = XCSTREAM_E_SIZE;
	}
	if (xs->body_length > limit)
		xcs__want_length(xs, code, limit);
}

/* Fail if there is more of something than the caller allows; 0: no limit. */
static void xcs__judge_total(struct xcstream *xs, unsigned int code,
			     uint64_t at, uint64_t max, uint64_t found)
{
	if (max && found > max)
		xcs__fail(xs, code, at, max, found);
}

/* Judge what there is since the last checkpoint, and a CHECKPOINT itself. */
static void xcs__judge_epoch(struct xcstream *xs)
{
	const struct xcstream_config *config = xs->config;
	/* The body counts already: a receiver may allocate all of it now. */
	uint64_t bytes = xs->offset + xs->body_length;
	uint64_t at = xcs__length_at(xs), max = config->max_epoch;

	if (!max)
		max = (uint64_t)1 << 40;
	if (xs->epoch_at)
		xcs__judge_total(xs, XCSTREAM_E_MAX_EPOCH, at, max,
				 bytes - xs->epoch_at);
	xcs__judge_total(xs, XCSTREAM_E_MAX_BYTES, at, config->max_bytes,
			 bytes);
	if (xs->epoch_records < UINT32_MAX)
		xs->epoch_records++;
	xcs__judge_total(xs, XCSTREAM_E_MAX_RECORDS, xs->at,
			 config->max_records, xs->epoch_records);
	if (xs->row != XCS__ROW_LIBXC_CHECKPOINT)
		return;
	if (!(config->flags & XCSTREAM_CHECKPOINTED))
		xcs__bad(xs, XCSTREAM_E_CHECKPOINT, XCSTREAM_LIBXC_END);
	xcs__judge_total(xs, XCSTREAM_E_MAX_CHECKPOINTS, xs->at,
			 config->max_checkpoints,
			 (uint64_t)xs->checkpoints + 1);
}

/* Judge the lengths for which there are limits beside the rows'. */
static void xcs__judge_sizes(struct xcstream *xs)
{
	const struct xcstream_config *config = xs->config;

	/* 64 KiB, and 64 KiB a vCPU, if the caller says how many */
	if (xs->row == XCS__ROW_LIBXC_HVM_CONTEXT && config->max_vcpus < 2047)
		xcs__judge_size(xs, XCSTREAM_E_SIZE, 0,
				config->max_vcpus
					? (config->max_vcpus + 1) * 65536
					: UINT32_MAX);
	if (XCS__HAS_OUTER && xs->row == XCS__ROW_LIBXL_EMULATOR_XENSTORE_DATA)
		xcs__judge_size(xs, XCSTREAM_E_MAX_XENSTORE,
				config->max_xenstore, 65536);
	if (XCS__HAS_OUTER && xs->row == XCS__ROW_LIBXL_EMULATOR_CONTEXT)
		xcs__judge_size(xs, XCSTREAM_E_MAX_EMULATOR,
				config->max_emulator, 128u << 20);
}

#ifndef XCSTREAM_ONLY_LIBXC
/*
 * Is it a record's turn? One with XCS__TURN comes only when it is due. Others
 * come freely, unless nothing but the due one may.
 */
static void xcs__judge_turn(struct xcstream *xs)
{
	unsigned int due = xcs__turns[xs->turn].due;
	bool bound = xcs__rows[xs->row].how & XCS__TURN;

	if ((bound || xcs__turns[xs->turn].only) && xs->type != due)
		xcs__bad_value(xs, XCSTREAM_E_CHECKPOINT_ORDER, due, xs->type);
}
#endif

/* What each consistent state brings anew may come again. */
static void xcs__new_epoch(struct xcstream *xs)
{
	xs->seen &= ~(uint32_t)XCS__F_OF_EPOCH;
	xs->last = 0;
	xs->vcpu_seen = 0;
	xs->params = 0;
}

/* A checkpoint is complete. */
static void xcs__complete(struct xcstream *xs)
{
	xs->seen &= ~(uint32_t)XCS__F_OF_EPOCH; /* emulators' */
	xs->epoch_at = xs->offset;
	xs->epoch_records = 0;
	if (xs->checkpoints < UINT32_MAX)
		xs->checkpoints++;
}

/* The domain header has come: nothing of the image has been seen. */
static void xcs__new_image(struct xcstream *xs, unsigned int guest)
{
	xs->guest = (uint8_t)guest;
	xs->guest_width = 8; /* a restorer's assumption before X86_PV_INFO */
	xs->p2m_end = 0;
	xs->seen &= XCS__F_OF_STREAM;
	/* The draft's types 3 and 4 are neither: both count as seen. */
	if (guest != XCSTREAM_DOMAIN_X86_PV)
		xs->seen |= XCS__F_OF_PV;
	if (guest != XCSTREAM_DOMAIN_X86_HVM)
		xs->seen |= XCS__F_OF_HVM;
	xs->turn = XCS__ONWARD;
	xcs__new_epoch(xs);
}

/*
 * ---- bodies: heads, entries, chains, and what their values may be ----
 *
 * Knows fields by name, and the rows of their records; not what comes next.
 */

/* The rest of the body is entries if they fit, else passed through. */
static void xcs__divide(struct xcstream *xs)
{
	unsigned int entry = xcs__rows[xs->row].entry;

	xs->bulk_left = xs->body_left;
	/* They do not if a wrong length of X86_PV_VCPU_MSRS is tolerated. */
	if (entry && xs->body_left % xcs__items[entry].size == 0) {
		xs->entries_left = xs->body_left / xcs__items[entry].size;
		xs->bulk_left = 0;
	}
}

/* As many pfns as `count` says follow, then the pages. [libxc 4.2] */
static void xcs__page_data(struct xcstream *xs)
{
	uint64_t count = xs->value[XCS__PAGE_DATA_count];
	uint32_t fit = xs->body_left / 8;

	/* Never tolerated: nobody could tell where the pages begin. */
	if (count == 0 || count > fit) {
		xcs__bad(xs, XCS__IN(COUNT, PAGE_DATA_count), count ? fit : 1);
		return;
	}
	if (xs->config->max_pages)
		xcs__above(xs, XCS__IN(MAX_PAGES, PAGE_DATA_count),
			   xs->config->max_pages);
	xs->entries_left = (uint32_t)count;
	xs->body_left -= 8 * xs->entries_left;
	xs->bulk_left = xs->body_left;
	xs->pages = 0;
}

/* [libxc 4.3] */
static void xcs__pv_info(struct xcstream *xs)
{
	uint64_t width = xs->value[XCS__PV_INFO_guest_width];
	uint64_t levels = xs->value[XCS__PV_INFO_pt_levels];

	if ((width == 8) != (levels == 4))
		xcs__bad(xs, XCS__IN(PV_INFO_PAIR, PV_INFO_pt_levels),
			 width == 8 ? 4 : 3);
	xs->guest_width = (uint8_t)width;
}

/* The largest pfn that may hold memory. */
static uint64_t xcs__max_pfn(const struct xcstream *xs)
{
	uint64_t max = xs->config->max_pfn;

	return max ? max : ((uint64_t)1 << 40) - 1;
}

/* Which frame of the p2m has this pfn: it holds a page of the guest's words. */
static uint32_t xcs__p2m_frame(const struct xcstream *xs, uint32_t pfn)
{
	return xs->guest_width == 8 ? pfn / 512 : pfn / 1024;
}

/*
 * A restorer allocates when the end grows, and leaves unset what no record
 * covers. So the first range must start in the first frame and end above pfn 0,
 * and a later one must leave no gap. [libxc 4.4; expand_p2m()]
 */
static void xcs__p2m_frames(struct xcstream *xs)
{
	uint32_t start = (uint32_t)xs->value[XCS__P2M_FRAMES_start_pfn];
	uint32_t end = (uint32_t)xs->value[XCS__P2M_FRAMES_end_pfn];
	uint32_t next = 0, frames = 0; /* the first frame not known so far */
	uint64_t last; /* up to the end of that frame the range may start */

	if (xs->seen & XCS__F_P2M)
		next = xcs__p2m_frame(xs, xs->p2m_end) + 1;
	if (start <= end) /* else P2M_RANGE follows */
		frames =
			xcs__p2m_frame(xs, end) - xcs__p2m_frame(xs, start) + 1;
	last = xs->guest_width == 8 ? 512u * (uint64_t)next + 511u
				    : 1024u * (uint64_t)next + 1023u;
	/*@ assert p2m: next == xcs__unknown(xs); */
	/*@ assert p2m: last == (xs->guest_width == 8 ?
	  @ 	512 * next + 511 : 1024 * next + 1023); */
	xcs__above(xs, XCS__IN(P2M_RANGE, P2M_FRAMES_start_pfn),
		   end < last ? end : last);
	/*@ assert p2m: XCS__ONLY_IF(xs->value[0] <= end && xs->value[0] <= last,
	  @ 	XCSTREAM_E_P2M_RANGE); */
	if (!next && !end)
		xcs__bad(xs, XCS__IN(P2M_RANGE, P2M_FRAMES_end_pfn), 1);
	/*@ assert p2m: XCS__ONLY_IF(xcs__unknown(xs) > 0 || xcs__end(xs) > 0,
	  @ 	XCSTREAM_E_P2M_RANGE); */
	xcs__above(xs, XCS__IN(MAX_PFN, P2M_FRAMES_end_pfn), xcs__max_pfn(xs));
	/*@ assert p2m: XCS__ONLY_IF(xs->value[1] <= xcs__most_pfn(xs),
	  @ 	XCSTREAM_E_MAX_PFN); */
	xcs__want_length(xs, XCSTREAM_E_P2M_LENGTH, 8 + 8 * (uint64_t)frames);
	/*@ assert p2m: XCS__ONLY_IF(xcs__start(xs) > xcs__end(xs) ||
	  @ 	xs->body_length == 16 + 8 * (xcs__end(xs) /
	  @ 	xcs__per_frame(xs) - xcs__start(xs) / xcs__per_frame(xs)),
	  @ 	XCSTREAM_E_P2M_LENGTH); */
	if (end > xs->p2m_end)
		xs->p2m_end = end;
	xs->seen |= xcs__groups[xcs__rows[xs->row].later];
}

/*
 * The bulk that is left goes on at offset `at` of something: find the next word
 * of it that is to be judged, if the bulk has it whole.
 */
static void xcs__aim(struct xcstream *xs, unsigned int of, uint32_t at)
{
	unsigned int i = 0;
	uint32_t gap;
	uint64_t room;

	/*@ loop invariant i <= XCS__NR_WORDS;
	  @ loop invariant xcs__word_from(of, at, 0) ==
	  @ 	xcs__word_from(of, at, i);
	  @ loop assigns i;
	  @ loop variant XCS__NR_WORDS - i; */
	while (i < XCS__NR_WORDS &&
	       (xcs__words[i].of != of || xcs__words[i].at < at))
		i++;
	xs->word = (uint8_t)i;
	xs->word_left = 0;
	if (i == XCS__NR_WORDS)
		return;
	gap = xcs__words[i].at - at;
	room = (uint64_t)gap + xcs__words[i].room;
	if (xs->bulk_left <= UINT32_MAX && xs->bulk_left >= room)
		xs->word_left = (uint32_t)(xs->bulk_left - gap);
}

/*
 * How long a vCPU context should be: of BASIC vcpu_guest_context_t, of EXTENDED
 * at most what the hypercall has room for, of XSAVE at least the two masks in
 * front and at most 64 KiB, of MSRS whole entries, 64 at most.
 * [xg_sr_restore_x86_pv.c]
 */
static uint32_t xcs__context_length(const struct xcstream *xs)
{
	uint32_t left = xs->body_left;

	if (xs->row == XCS__ROW_LIBXC_X86_PV_VCPU_BASIC)
		return xs->guest_width == 8 ? 5168 : 2800; /* xen.h */
	if (xs->row == XCS__ROW_LIBXC_X86_PV_VCPU_EXTENDED)
		return left > 128 ? 128 : left; /* the domctl's union */
	if (xs->row == XCS__ROW_LIBXC_X86_PV_VCPU_XSAVE) {
		if (left > 65536)
			return 65536;
		return left < 16 ? 16 : left;
	}
	return left > 1024 ? 1024 : left - left % 16; /* 16: an MSR */
}

/* The largest vcpu_id. */
static uint32_t xcs__last_vcpu(const struct xcstream *xs)
{
	uint32_t max = xs->config->max_vcpus;

	return max ? max - 1 : 8191;
}

/*
 * Xen sends the vCPUs in ascending order, and what belongs to one together: so
 * one id and a bit for each of its records find whatever is repeated.
 */
static void xcs__judge_vcpu_id(struct xcstream *xs, uint32_t id)
{
	/* The four rows differ modulo 16. Shifted down, for the prover. */
	uint16_t kind = (uint16_t)(0x8000u >> xs->row % 16);

	xcs__above(xs, XCS__IN(VCPU_ID, VCPU_vcpu_id), xcs__last_vcpu(xs));
	if (id > xs->last)
		xs->vcpu_seen = 0;
	/* What is expected is the lowest id that could follow. */
	if (id < xs->last || (xs->vcpu_seen & kind))
		xcs__bad(xs, XCS__IN(VCPU_ORDER, VCPU_vcpu_id),
			 (uint64_t)xs->last + 1);
	xs->last = id;
	xs->vcpu_seen |= kind;
}

/*
 * A record without a context says nothing, and Xen skips it, whatever else is
 * in it. [libxc 4.5; libxc 8, errata] A restorer refuses a guest without a
 * BASIC of vCPU 0; other vCPUs may have none. [update_vcpu_context()]
 */
static void xcs__vcpu(struct xcstream *xs)
{
	uint32_t id = (uint32_t)xs->value[XCS__VCPU_vcpu_id];
	uint32_t facts = xcs__groups[xcs__rows[xs->row].later];

	if (!xs->body_left) {
		/* 8 bytes and at least one more */
		xcs__want_length(xs, XCSTREAM_E_VCPU_EMPTY, 9);
		return;
	}
	if (!id && xs->row == XCS__ROW_LIBXC_X86_PV_VCPU_BASIC)
		facts |= XCS__F_VCPU0;
	xcs__see(xs, facts);
	xcs__judge_vcpu_id(xs, id);
	xcs__want_length(xs, XCSTREAM_E_VCPU_LENGTH,
			 8 + (uint64_t)xcs__context_length(xs));
	if (xs->row == XCS__ROW_LIBXC_X86_PV_VCPU_EXTENDED)
		xcs__aim(xs, XCS__EXTENDED, 0);
}

/*
 * The hypercall acts on the vCPU that the context names. Its size was 56 up to
 * Xen 4.9; the converter makes the context longer. [domctl.h]
 */
static void xcs__vcpu_own(struct xcstream *xs)
{
	xcs__want(xs, XCS__IN(VCPU_OWN, VCPU_OWN_vcpu), xs->last);
	xcs__above(xs, XCS__IN(VCPU_OWN, VCPU_OWN_size), xs->bulk_left);
	if (xs->value[XCS__VCPU_OWN_size] < 32)
		xcs__bad(xs, XCS__IN(VCPU_OWN, VCPU_OWN_size), 32);
}

/* [libxc 4.9]; an empty one: [libxc 8, errata] */
static void xcs__hvm_params(struct xcstream *xs)
{
	uint32_t count = (uint32_t)xs->value[XCS__HVM_PARAMS_count];

	if (16 * (uint64_t)count != xs->body_left)
		xcs__bad(xs, XCS__IN(COUNT, HVM_PARAMS_count),
			 xs->body_left / 16);
	if (!count)
		xcs__bad(xs, XCS__IN(PARAM_EMPTY, HVM_PARAMS_count), 1);
}

/* The parameters that Xen, and its converter, have sent. [libxc 4.9] */
#define XCS__PARAMS                                                            \
	((uint64_t)1 << 38 | (uint64_t)1 << 37 | (uint64_t)1 << 36 |           \
	 (uint64_t)1 << 34 | (uint64_t)1 << 33 | (uint64_t)1 << 32 |           \
	 0x38000000 | 1 << 19 | 1 << 17 | 1 << 15 | 1 << 12 | 1 << 9 |         \
	 1 << 6 | 1 << 5 | 1 << 4 | 1 << 1)

/* Another parameter is set all the same, as is one that comes again. */
static void xcs__hvm_param(struct xcstream *xs)
{
	uint64_t index = xs->value[XCS__HVM_PARAM_index], bit = 0;

	if (index < 64)
		bit = (uint64_t)0x8000000000000000 >> (63 - index);
	if (index <= UINT32_MAX && !(bit & XCS__PARAMS))
		xcs__bad(xs, XCS__IN(PARAM_UNKNOWN, HVM_PARAM_index), 0);
	else if (xs->params & bit)
		xcs__bad(xs, XCS__IN(PARAM_TWICE, HVM_PARAM_index), 0);
	xs->params |= bit;
}

#ifndef XCSTREAM_ONLY_LIBXC
/* [libxl 5.6] */
static void xcs__control(struct xcstream *xs)
{
	xcs__want(xs, XCS__IN(CONTROL_ID, CONTROL_control_id),
		  xcs__turns[xs->turn].id);
}
#endif

/* The order of entries: each comes once, by typecode and by instance. */
static void xcs__hvm_place(struct xcstream *xs, uint32_t typecode,
			   uint16_t instance)
{
	uint32_t last = xcs__hvm_entries[typecode].last;
	uint32_t number = typecode * 65536 + instance;
	unsigned int what = XCS__IN(HVM_INSTANCE, HVM_ENTRY_instance);

	if (last == XCS__LAST_VCPU) {
		last = xcs__last_vcpu(xs);
		what = XCS__IN(VCPU_ID, HVM_ENTRY_instance);
	}
	xcs__above(xs, what, last);
	if (typecode == XCSTREAM_HVM_END)
		return;
	if (number <= xs->last)
		xcs__bad(xs, XCS__IN(HVM_ORDER, HVM_ENTRY_typecode),
			 xs->last / 65536);
	xs->last = number;
	if (typecode == XCSTREAM_HVM_CPU)
		xs->hvm |= XCS__HVM_HAS_CPU;
}

/*
 * The first entry is the header, and no other; the typecode is known. A wrong
 * header, if tolerated, is passed on like any other entry.
 */
static void xcs__hvm_typecode(struct xcstream *xs, uint32_t typecode,
			      uint16_t instance, uint64_t length)
{
	bool first = xs->chain == XCS__CHAIN_HEADER;

	if (first)
		xs->chain = XCS__CHAIN_ENTRIES;
	/* A second header is told as if the typecode were unknown. */
	if (first != (typecode == XCSTREAM_HVM_HEADER)) {
		xcs__bad(xs, XCS__IN(HVM_HEADER, HVM_ENTRY_typecode),
			 first ? (unsigned int)XCSTREAM_HVM_HEADER
			       : XCSTREAM_NR_HVM_TYPECODES - 1u);
	} else if (first && length != XCS__HVM_HEADER_SIZE) {
		xcs__bad(xs, XCS__IN(HVM_HEADER, HVM_ENTRY_length),
			 XCS__HVM_HEADER_SIZE);
	} else if (typecode >= XCSTREAM_NR_HVM_TYPECODES) {
		xcs__bad(xs, XCS__IN(HVM_UNKNOWN, HVM_ENTRY_typecode),
			 XCSTREAM_NR_HVM_TYPECODES - 1u);
	} else {
		if (first)
			xs->chain = XCS__CHAIN_BODY;
		xcs__hvm_place(xs, typecode, instance);
	}
}

/* After the end entry, which has no body, nothing may follow. */
static void xcs__hvm_end(struct xcstream *xs)
{
	if (!(xs->hvm & XCS__HVM_HAS_CPU))
		xcs__bad(xs, XCSTREAM_E_HVM_NO_CPU, XCSTREAM_HVM_CPU);
	xcs__above(xs, XCS__IN(HVM_TAIL, HVM_ENTRY_length), 0);
	if (xs->body_left)
		xcs__fail(xs, XCSTREAM_E_HVM_TAIL, xs->at + XCS__HVM_ENTRY_SIZE,
			  0, xs->body_left);
}

/* An entry other than END fits the rest, and is as long as Xen writes it. */
static void xcs__hvm_length(struct xcstream *xs, uint32_t typecode,
			    uint32_t length)
{
	uint32_t right = length;

	xcs__above(xs, XCS__IN(HVM_ENTRY, HVM_ENTRY_length), xs->body_left);
	if (typecode >= XCSTREAM_NR_HVM_TYPECODES)
		return;
	if (right > xcs__hvm_entries[typecode].largest)
		right = xcs__hvm_entries[typecode].largest;
	if (right < xcs__hvm_entries[typecode].least)
		right = xcs__hvm_entries[typecode].least;
	xcs__want(xs, XCS__IN(HVM_LENGTH, HVM_ENTRY_length), right);
}

/*
 * A master PIC that waits for its slave has one, in the next entry: Xen saves
 * both. Else the slave has nothing pending, and the hypervisor panics. [vpic.c]
 */
static void xcs__hvm_slave(struct xcstream *xs, uint32_t typecode)
{
	if (typecode == XCSTREAM_HVM_PIC)
		return;
	if (xs->hvm & XCS__HVM_SLAVE)
		xcs__bad(xs, XCS__IN(HVM_HARM, HVM_ENTRY_typecode),
			 XCSTREAM_HVM_PIC);
	xs->hvm &= (uint8_t)~XCS__HVM_SLAVE;
}

/* Once the chain is over or broken, the rest is bulk. */
static void xcs__hvm_entry(struct xcstream *xs)
{
	uint32_t typecode = (uint32_t)xs->value[XCS__HVM_ENTRY_typecode];
	uint32_t length = (uint32_t)xs->value[XCS__HVM_ENTRY_length];
	bool end = typecode == XCSTREAM_HVM_END;

	xcs__hvm_slave(xs, typecode);
	xcs__hvm_typecode(xs, typecode,
			  (uint16_t)xs->value[XCS__HVM_ENTRY_instance], length);
	xs->body_left -= 8;
	if (end)
		xcs__hvm_end(xs);
	else
		xcs__hvm_length(xs, typecode, length);
	/* Beyond the record nobody can tell where the next entry begins. */
	if (end || length > xs->body_left) {
		xs->chain = XCS__CHAIN_NONE;
		xs->last = 0;
		length = xs->body_left;
	}
	xs->body_left -= length;
	xs->bulk_left = xs->chain == XCS__CHAIN_BODY ? 0 : length;
	if (xs->chain == XCS__CHAIN_ENTRIES)
		xcs__aim(xs, typecode, 0);
}

/* Where an entry should begin, the record ends or has less than its head. */
static void xcs__hvm_no_end(struct xcstream *xs)
{
	xcs__fail(xs, XCSTREAM_E_HVM_END, xs->at, 8, xs->body_left);
	xs->last = 0;
	xs->chain = XCS__CHAIN_NONE;
	xs->bulk_left = xs->body_left;
}

/* The eight lines of a PIC, in the order that priority_add begins. */
static uint32_t xcs__turned(uint8_t lines, unsigned int priority_add)
{
	/* 257 times: a second copy, so that a shift is a rotation */
	return (lines * 257u >> priority_add) % 256;
}

/*
 * Does a PIC request an interrupt? One that is not masked, and that comes
 * before all that are in service. The slave's line does not count as in service
 * in special fully nested mode, nor do masked ones in special mask mode.
 * [vpic.c]
 */
XCS__APART static bool xcs__is_requested(uint32_t irr, uint32_t imr,
					 uint32_t isr, uint32_t modes)
{
	unsigned int first = modes / 16 % 8, i;
	uint32_t pending = xcs__turned((uint8_t)(irr & ~imr), first), serving;
	uint32_t slave = 0;

	/* special_fully_nested_mode of the master; special_mask_mode */
	if ((modes & 0x5000) == 0x5000)
		slave = xcs__turned(4, first);
	if (modes & 0x2000)
		isr &= ~imr;
	serving = xcs__turned((uint8_t)isr, first);
	/*@ loop invariant i <= 8;
	  @ loop assigns i;
	  @ loop variant 8 - i; */
	for (i = 0; i < 8; i++) {
		if (pending >> i & 1)
			return !(serving >> i & 1) || (slave >> i & 1);
		if (serving >> i & 1)
			return false;
	}
	return false;
}

/* Two fields of a byte that are gathered as one: the first is the lower. */
static uint32_t xcs__bytes(const struct xcstream *xs, uint64_t both)
{
	uint32_t low = (uint32_t)(both % 256);
	uint32_t high = (uint32_t)(both / 256 % 256);

	return xs->big[xs->layer] ? low * 256 + high : high * 256 + low;
}

/*
 * Instance 0 is the master. int_output says whether an interrupt is requested,
 * but that of Xen 4.15 and older could stay set while ICW1 to ICW4 are written.
 * The master's line 2 is the slave's int_output; Xen asks the slave for a
 * request that is not there, and panics, if that is not so. [vpic.c]
 */
static void xcs__hvm_pic(struct xcstream *xs)
{
	const uint64_t *v = xs->value;
	uint32_t irr = (uint32_t)v[XCS__HVM_PIC_irr];
	uint32_t modes = xcs__bytes(xs, v[XCS__HVM_PIC_modes]), right;
	uint64_t output = v[XCS__HVM_PIC_int_output];
	bool master = xs->last % 65536 == 0;
	bool request =
		xcs__is_requested(irr, (uint32_t)v[XCS__HVM_PIC_imr],
				  xcs__bytes(xs, v[XCS__HVM_PIC_isr]), modes);

	/* is_master; priority_add is below 8 */
	right = (modes & 0xbf7f) | (master ? 0x4000u : 0);
	if (modes != right)
		xcs__bad_value(xs, XCS__IN(HVM_HARM, HVM_PIC_modes), right,
			       modes);
	if (modes % 16 && !output)
		request = false;
	xcs__want(xs, XCS__IN(HVM_HARM, HVM_PIC_int_output), request);
	if (!master && (xs->hvm & XCS__HVM_SLAVE) && !output)
		xcs__bad(xs, XCS__IN(HVM_HARM, HVM_PIC_int_output), 1);
	xs->hvm &= (uint8_t)~XCS__HVM_SLAVE;
	if (master && (irr & 4))
		xs->hvm |= XCS__HVM_SLAVE;
}

/* PCIDE is for long mode; Xen up to 4.14 reads beyond a page. [vmx.c] */
static void xcs__hvm_cr4(struct xcstream *xs)
{
	xs->hvm &= (uint8_t)~XCS__HVM_PCIDE;
	if (xs->value[XCS__HVM_CR4_cr4] & 0x20000)
		xs->hvm |= XCS__HVM_PCIDE;
}

static void xcs__hvm_efer(struct xcstream *xs)
{
	uint64_t efer = xs->value[XCS__HVM_EFER_msr_efer];

	if ((xs->hvm & XCS__HVM_PCIDE) && !(efer & 0x400)) /* LMA */
		xcs__bad(xs, XCS__IN(HVM_HARM, HVM_EFER_msr_efer),
			 efer | 0x400);
}

/*
 * The bit of a viridian timer. Its config and count are 32 bytes apart, so that
 * both give the same.
 */
static uint8_t xcs__timer(const struct xcstream *xs)
{
	return (uint8_t)(XCS__HVM_TIMERS >> xcs__words[xs->word].at / 8 % 4);
}

/*
 * The hypervisor divides by the count of a periodic timer that is enabled and
 * not lazy; no guest can make it 0. [viridian/time.c; 4.13 on, XSA-504]
 */
static void xcs__hvm_stimer(struct xcstream *xs)
{
	uint8_t timer = xcs__timer(xs);

	xs->hvm &= (uint8_t)~timer;
	if (xs->value[XCS__HVM_STIMER_config] % 8 == 3)
		xs->hvm |= timer;
}

static void xcs__hvm_count(struct xcstream *xs)
{
	if ((xs->hvm & xcs__timer(xs)) && !xs->value[XCS__HVM_COUNT_count])
		xcs__bad(xs, XCS__IN(HVM_HARM, HVM_COUNT_count), 1);
}

/* CPU_MSR has as many entries as its length says. [hvm.c] */
static void xcs__hvm_msrs(struct xcstream *xs)
{
	uint32_t count = (uint32_t)xs->value[XCS__HVM_MSRS_count];

	if (xs->bulk_left != 8 + 16 * (uint64_t)count)
		xcs__bad(xs, XCS__IN(HVM_VALUE, HVM_MSRS_count),
			 xs->bulk_left / 16);
}

/* Xen 4.7 to 4.12 loads XSS unseen; none writes it. [hvm.c, vmx.c] */
static void xcs__hvm_msr(struct xcstream *xs)
{
	xs->hvm &= (uint8_t)~XCS__HVM_XSS;
	if (xs->value[XCS__HVM_MSR_index] == 0xda0)
		xs->hvm |= XCS__HVM_XSS;
}

static void xcs__hvm_msr_val(struct xcstream *xs)
{
	if (xs->hvm & XCS__HVM_XSS)
		xcs__above(xs, XCS__IN(HVM_HARM, HVM_MSR_VAL_val), 0);
}

/* A pfn field: the page type on top, reserved bits, the pfn. [libxc 4.2] */
#define XCS__PFN_MASK 0xfffffffffffffu
#define XCS__PFN_TYPE ((uint64_t)1 << 60)

/*
 * A restorer looks up in the p2m what a present entry of a page table names.
 * [xg_sr_restore_x86_pv.c, x86_pv_localise_page()]
 */
static void xcs__pte(struct xcstream *xs)
{
	uint64_t pte = xs->value[XCS__PTE_pte];
	uint64_t pfn = pte / 4096 % ((uint64_t)1 << 40);
	bool present = pte % 2;

	if (present && pfn > xs->p2m_end)
		xcs__bad_value(xs, XCS__IN(PTE_PFN, PTE_pte), xs->p2m_end, pfn);
}

/* Are page tables looked at? Only what a PV guest has is taken for one. */
static bool xcs__judges_tables(const struct xcstream *xs)
{
	return (xs->config->flags & XCSTREAM_PAGE_TABLES) && xs->pfns &&
	       xs->guest == XCSTREAM_DOMAIN_X86_PV;
}

/* Is it a pfn of a page table? L1TAB to L4TAB, pinned or not. */
static bool xcs__is_table(uint64_t pfn)
{
	uint64_t level = pfn / XCS__PFN_TYPE % 8;

	return level >= XCSTREAM_PAGE_L1TAB && level <= XCSTREAM_PAGE_L4TAB;
}

/*
 * In PAGE_DATA: find the next entry of a page table, which is in the page that
 * has begun, or where a later one begins.
 */
static void xcs__aim_table(struct xcstream *xs)
{
	uint32_t i = xs->pages - (uint32_t)((xs->bulk_left + 4095) / 4096);
	uint64_t left;

	/*@ loop invariant i <= xs->pages;
	  @ loop invariant xcs__table_from(xs, xs->pages -
	  @ 	(xs->bulk_left + 4095) / 4096) == xcs__table_from(xs, i);
	  @ loop assigns i;
	  @ loop variant xs->pages - i; */
	while (i < xs->pages && !xcs__is_table(xs->pfns[i]))
		i++;
	left = 4096 * (uint64_t)(xs->pages - i);
	if (left > xs->bulk_left)
		left = xs->bulk_left;
	xs->word = XCS__NR_WORDS;
	xs->word_left = left < 8 ? 0 : (uint32_t)left;
}

/* Judge a word of the bulk, beside its checks, and find the next one. */
static void xcs__judge_word(struct xcstream *xs)
{
	uint32_t at = xcs__words[xs->word].at + 8u;

	switch (xs->next) {
	case XCS__HVM_CR4:
		xcs__hvm_cr4(xs);
		break;
	case XCS__HVM_EFER:
		xcs__hvm_efer(xs);
		break;
	case XCS__HVM_PIC:
		xcs__hvm_pic(xs);
		break;
	case XCS__HVM_STIMER:
		xcs__hvm_stimer(xs);
		break;
	case XCS__HVM_COUNT:
		xcs__hvm_count(xs);
		break;
	case XCS__HVM_MSRS:
		xcs__hvm_msrs(xs);
		break;
	case XCS__HVM_MSR:
		xcs__hvm_msr(xs);
		break;
	case XCS__HVM_MSR_VAL:
		xcs__hvm_msr_val(xs);
		break;
	case XCS__VCPU_OWN:
		xcs__vcpu_own(xs);
		break;
	case XCS__PTE:
		xcs__pte(xs);
		break;
	default:
		break;
	}
	if (xcs__words[xs->word].item == XCS__HVM_MSR_VAL)
		at = 8; /* the next MSR is as the first one */
	xs->bulk_left -= 8;
	if (xs->row == XCS__ROW_LIBXC_PAGE_DATA)
		xcs__aim_table(xs);
	else
		xcs__aim(xs, xcs__words[xs->word].of, at);
}

/* Page types: NOTAB to L4TAB, the same pinned; not XTAB, XALLOC, BROKEN */
static bool xcs__has_data(uint32_t type)
{
	return type <= XCSTREAM_PAGE_L4TAB ||
	       (type >= XCSTREAM_PAGE_L1TAB_PIN &&
		type <= XCSTREAM_PAGE_L4TAB_PIN);
}

static bool xcs__is_reserved(uint32_t type)
{
	return type > XCSTREAM_PAGE_L4TAB && type < XCSTREAM_PAGE_L1TAB_PIN;
}

/* A page with contents: keep its pfn until they come, if they are wanted. */
static void xcs__keep(struct xcstream *xs, uint64_t entry)
{
	if (xs->pfns && xs->pages >= xs->config->nr_pfns) {
		xcs__bad_value(xs, XCS__IN(PFN_BUFFER, PFN_pfn),
			       xs->config->nr_pfns, (uint64_t)xs->pages + 1);
		return;
	}
	if (xs->pfns)
		xs->pfns[xs->pages] = entry;
	/* Wanted or not: the record's length depends on their number. */
	xs->pages++;
}

/*
 * Judge a pfn: of a PV guest by the p2m, else by max_pfn. For XTAB and BROKEN a
 * restorer allocates nothing, and Xen sends XTABs for what an HVM guest has not
 * populated. [xg_sr_restore.c, populate_pfns()]
 */
static void xcs__judge_pfn(struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	uint64_t limit = UINT64_MAX;
	unsigned int what = XCS__IN(MAX_PFN, PFN_pfn);

	if (xs->guest == XCSTREAM_DOMAIN_X86_PV && (xs->seen & XCS__F_P2M)) {
		limit = xs->p2m_end;
		what = XCS__IN(PFN_RANGE, PFN_pfn);
	} else if (xcs__has_data(type) || type == XCSTREAM_PAGE_XALLOC) {
		limit = xcs__max_pfn(xs);
	}
	if (pfn > limit)
		xcs__bad_value(xs, what, limit, pfn);
}

/* Judge an entry of PAGE_DATA, and after the last one the length. */
static void xcs__page(struct xcstream *xs, uint64_t entry)
{
	uint32_t type = (uint32_t)(entry / XCS__PFN_TYPE);

	if (entry >> 52 & 0xff)
		xcs__bad(xs, XCS__IN(RESERVED_BITS, PFN_pfn),
			 entry & 0xf00fffffffffffffu);
	if (xcs__is_reserved(type))
		xcs__bad_value(xs, XCS__IN(PAGE_TYPE, PFN_pfn),
			       XCSTREAM_PAGE_L4TAB, type);
	/*@ assert reserved: XCS__ONLY_IF((entry >> 52 & 0xff) == 0,
	  @ 	XCSTREAM_E_RESERVED_BITS); */
	/*@ assert type: XCS__ONLY_IF(entry / (1 << 60) <= 4 ||
	  @ 	entry / (1 << 60) >= 9, XCSTREAM_E_PAGE_TYPE); */
	xcs__judge_pfn(xs, entry & XCS__PFN_MASK, type);
	/*@ assert below: XCS__ONLY_IF(xcs__below(xs, entry),
	  @ 	xcs__pfn_code(xs)); */
	if (xcs__has_data(type))
		xcs__keep(xs, entry);
	if (xs->entries_left)
		return;
	xcs__want_length(xs, XCSTREAM_E_LENGTH,
			 xs->body_length - xs->bulk_left +
				 4096 * (uint64_t)xs->pages);
	if (xs->next != XCS__FAULT && xcs__judges_tables(xs))
		xcs__aim_table(xs);
}

/* Judge a pfn outside of PAGE_DATA, if the entry is one. */
static void xcs__other_pfn(struct xcstream *xs)
{
	if (xs->next == XCS__P2M_FRAME)
		xcs__above(xs, XCS__IN(P2M_PFN, P2M_FRAME_pfn), xs->p2m_end);
	else if (XCS__HAS_OUTER && xs->next == XCS__DIRTY_PFN)
		xcs__above(xs, XCS__IN(MAX_PFN, DIRTY_PFN_pfn),
			   xcs__max_pfn(xs));
}

/* The padding of a record, or the NUL after a text: all zeros. */
static void xcs__padding(struct xcstream *xs)
{
	uint64_t found = xs->value[XCS__PAD_padding];
	unsigned int i = xs->pad - 1u;

	/* The first byte that is not zero. */
	/*@ loop invariant i < xs->pad;
	  @ loop invariant found == 0 <==> xs->value[XCS__PAD_padding] == 0;
	  @ loop assigns found, i;
	  @ loop variant i; */
	for (; found > 255 && i > 0; found /= 256)
		i--;
	if (XCS__HAS_OUTER && found && xs->layer < XCSTREAM_LAYER_XAPI)
		xcs__fail(xs, XCSTREAM_E_CONFIG_NUL, xs->at, 0, found);
	else if (found)
		xcs__fail(xs, XCSTREAM_E_PADDING, xs->at + i, 0, found);
	xs->pad = 0;
}

#ifndef XCSTREAM_ONLY_LIBXC
/* xenstore data: keys and values in turn, each ended by a NUL. [libxl 5.3] */
enum { XCS__KEY_START, XCS__KEY, XCS__VALUE_START, XCS__VALUE };

/* A bit each, in words of 32, for what a key may have: [A-Za-z0-9-/_@] */
static const uint32_t xcs__key_chars[4] = { 0, 0x03ffa000, 0x87ffffff,
					    0x07fffffe };

/*
 * The keys that libxl has sent, of the device model's mappings: physmap/X/ and
 * one of three names. Others are written to xenstore all the same, and dom0
 * acts on some. [libxl_dom_save.c]
 */
static const char xcs__keys[] = "physmap/*/start_addr\0size\0name";
enum { XCS__KEY_ANY = 8, XCS__KEY_NAMES = 10, XCS__KEY_UNKNOWN = 255 };

/* What comes after a character that comes at `at` of the keys. */
static unsigned int xcs__key_next(unsigned int at, uint8_t c)
{
	if ((at == XCS__KEY_ANY || at == XCS__KEY_ANY + 1) && c && c != '/')
		return XCS__KEY_ANY + 1;
	if (at == XCS__KEY_NAMES && c == 'n')
		at = XCS__KEY_NAMES + 16; /* name */
	if (at == XCS__KEY_NAMES + 1 && c == 'i')
		at = XCS__KEY_NAMES + 12; /* size */
	if (at >= sizeof(xcs__keys) || (uint8_t)xcs__keys[at] != c)
		return XCS__KEY_UNKNOWN;
	return at + 1;
}

/* A key must be relative to the device model's tree: no slash in front. */
static void xcs__key_char(struct xcstream *xs, uint8_t c)
{
	bool start = xs->string == XCS__KEY_START, known;
	unsigned int key = xcs__key_next(start ? 0 : xs->key, c);

	known = start || xs->key != XCS__KEY_UNKNOWN;
	xs->key = (uint8_t)key;
	/*@ assert \at(xcs__due(xs), Pre) ==> xcs__due(xs); */

	if (c > 127 || (c && !(xcs__key_chars[c / 32] >> c % 32 & 1)))
		xcs__fail(xs, XCSTREAM_E_XENSTORE_CHAR, xs->at, 0, c);
	else if (start && (!c || c == '/'))
		xcs__fail(xs, XCSTREAM_E_XENSTORE_KEY, xs->at, 0, c);
	else if (known && key == XCS__KEY_UNKNOWN)
		xcs__fail(xs, XCSTREAM_E_XENSTORE_UNKNOWN, xs->at, 0, c);
}

/*
 * The data ends: after a value, or where there is nothing at all. Where a value
 * should start, a key stands alone; within a string its NUL is missing.
 */
static void xcs__strings_end(struct xcstream *xs)
{
	if (xs->string)
		xcs__fail(xs,
			  xs->string == XCS__VALUE_START
				  ? XCSTREAM_E_XENSTORE_PAIR
				  : XCSTREAM_E_XENSTORE_NUL,
			  xs->at, 0, 0);
}
#endif

/*
 * ---- layers: headers, and what comes next ----
 *
 * Knows whose turn it is; leaves to the rules whether that is right.
 */

/* Next is an item, or something that needs no byte. */
static void xcs__next_item(struct xcstream *xs, unsigned int item)
{
	if (xs->next == XCS__FAULT)
		return;
	xs->next = (uint8_t)item;
	xs->item_need = xcs__items[item].size;
}

/*
 * Next is a header or a record of a layer. Nothing of COLO is withheld, but
 * for what is part of a checkpoint: who sent it waits for an answer.
 */
static void xcs__next_of(struct xcstream *xs, unsigned int layer,
			 unsigned int item)
{
	xs->layer = (uint8_t)layer;
	xs->type = XCSTREAM_NO_RECORD;
	if (XCS__HAS_OUTER &&
	    (layer == XCSTREAM_LAYER_LIBXC || layer == XCSTREAM_LAYER_XAPI ||
	     xs->turn >= XCS__COLO_STATE))
		xcs__release(xs);
	xcs__next_item(xs, item);
}

/* Next is what a layer begins with. */
static void xcs__next_layer(struct xcstream *xs, unsigned int layer)
{
	xcs__next_of(xs, layer, xcs__layers[layer - XCS__FIRST_LAYER].item);
}

/* What is next in a body: entries, bulk, chain, padding, the end. */
static unsigned int xcs__in_body(const struct xcstream *xs)
{
	if (xs->entries_left)
		return xcs__rows[xs->row].entry;
	if (xs->bulk_left && xs->bulk_left == xs->word_left)
		return xcs__words[xs->word].item;
	if (xs->bulk_left && XCS__HAS_OUTER &&
	    xs->row == XCS__ROW_LIBXL_EMULATOR_XENSTORE_DATA)
		return XCS__XENSTORE;
	if (xs->bulk_left)
		return XCS__BULK;
	if (xs->chain == XCS__CHAIN_BODY)
		return XCS__HVM_HEADER;
	if (xs->chain)
		/* 8: an entry's head */
		return xs->body_left < 8 ? XCS__HVM_NO_END : XCS__HVM_ENTRY;
	return xs->pad ? XCS__PAD : XCS__CLOSE;
}

static void xcs__next_in_body(struct xcstream *xs)
{
	unsigned int next = xcs__in_body(xs);

	xcs__next_item(xs, next);
	if (next == XCS__PAD)
		xs->item_need = xs->pad;
}

/*
 * An image of Xen 4.5 or older starts with p2m_size, an unsigned long of the
 * toolstack, below 2^32. All ones (PV), a chunk type, which is negative, or a
 * number of pages follow: after 4 bytes, or, on 64 bits, after 8. [libxc 6.2]
 * Chunk types go from -1 down to -20, with room to -32, numbers to 1024.
 */
static bool xcs__is_legacy(const uint64_t *value)
{
	uint32_t size = (uint32_t)(value[0] >> 32);
	uint32_t next = (uint32_t)(value[0] & UINT32_MAX), low;

	if (!next)
		next = (uint32_t)value[1];
	/* A guest has at least 256 pages. */
	if (!(size & 0xffffff) || size == UINT32_MAX || !next)
		return false;
	/* It is little endian, and gathered as if it were big. */
	low = next >> 24 | (next >> 8 & 0xff00);
	return next % 65536 ? next % 65536 == 65535 && low >= 65536 - 32
			    : low <= 1024;
}

/* The first 8 bytes are not those of the layer that is due. */
static void xcs__bad_magic(struct xcstream *xs, uint64_t expected)
{
	xcs__bad(xs,
		 xcs__is_legacy(xs->value) ? XCSTREAM_E_LEGACY
					   : XCSTREAM_E_MAGIC,
		 expected);
}

/* A layer's header begins with its magic. */
static void xcs__judge_magic(struct xcstream *xs, unsigned int item)
{
	unsigned int layer = 0;

	/* No layer so far: then the item is not that of the first row. */
	if (xs->layer > XCS__FIRST_LAYER)
		layer = xs->layer - (unsigned int)XCS__FIRST_LAYER;
	if (xcs__layers[layer].item == item &&
	    xcs__layers[layer].magic != xs->value[0])
		xcs__bad_magic(xs, xcs__layers[layer].magic);
}

/* Set the layer's byte order: big, unless the field has its little value. */
static void xcs__byte_order(struct xcstream *xs, unsigned int what,
			    uint64_t little, uint64_t found)
{
	xs->big[xs->layer] = found != little;
	if (found != little &&
	    (xs->config->flags & XCSTREAM_LITTLE_ENDIAN_ONLY))
		xcs__bad(xs, what, little);
}

#ifndef XCSTREAM_ONLY_LIBXC
/*
 * The format is told by 8 bytes, which its header starts with. If the last four
 * are zeros, it may be a legacy image of a 64-bit toolstack: the next 8 tell.
 */
static void xcs__ident(struct xcstream *xs)
{
	unsigned int i = 0;

	/*@ loop invariant i <= XCS__NR_LAYERS;
	  @ loop assigns i;
	  @ loop variant XCS__NR_LAYERS - i; */
	while (i < XCS__NR_LAYERS && xcs__layers[i].magic != xs->value[0])
		i++;
	if (i < XCS__NR_LAYERS)
		xcs__next_layer(xs, XCS__FIRST_LAYER + i);
	else if (xs->value[0] & UINT32_MAX)
		xcs__bad_magic(xs, UINT64_MAX);
	else
		xcs__next_item(xs, XCS__FOREIGN);
	xs->item_have = 8; /* which the header that is due begins with */
}

/* COLO's answers begin with a record. */
static void xcs__begin_back(struct xcstream *xs)
{
	xs->turn = XCS__BACK_READY;
	xcs__next_of(xs, XCSTREAM_LAYER_LIBXL, XCS__RHDR);
}

/*
 * The first of them tells the format: CHECKPOINT_STATE, of 4 bytes or 8. Then
 * what has been gathered is its header: little endian, but read as big, so that
 * type 5 is 0x05000000 and on top.
 */
static void xcs__ident_back(struct xcstream *xs)
{
	uint64_t length = xs->value[0] ^ 0x0500000000000000;

	if (length != 0x4000000 && length != 0x8000000)
		return;
	xcs__begin_back(xs);
	xs->value[XCS__RHDR_type] = XCSTREAM_LIBXL_CHECKPOINT_STATE;
	xs->value[XCS__RHDR_length] = length / 0x1000000;
}

/* byteorder tells the byte order of the fields after it. */
static void xcs__xl_order(struct xcstream *xs)
{
	uint64_t found = xs->value[XCS__XL_ORDER_byteorder];

	if (found != 0x04030201 && found != 0x01020304) {
		xcs__bad(xs, XCS__IN(XL_BYTE_ORDER, XL_ORDER_byteorder),
			 0x01020304);
		found = 0x01020304; /* tolerated: as nearly every sender */
	}
	xcs__byte_order(xs, XCS__IN(BYTE_ORDER, XL_ORDER_byteorder), 0x01020304,
			found);
	xcs__next_item(xs, XCS__XL);
}

/*
 * xl.h: mandatory flag 1 says that the config is JSON, 2 that a libxl stream
 * follows. xl has set both since 4.6; convert-legacy-stream leaves out 1 where
 * the config was text. Without 2 a bare libxc image follows. An optional part
 * below 4 bytes has no room for the config's length: it is passed on as it is.
 */
static void xcs__xl(struct xcstream *xs)
{
	uint64_t flags = xs->value[XCS__XL_mandatory_flags];
	bool json = flags & 1, libxl = flags & 2;

	if (!libxl)
		xcs__bad(xs, XCS__IN(XL_LEGACY, XL_mandatory_flags), flags | 2);
	else if (!json)
		xcs__bad(xs, XCS__IN(CONFIG_TEXT, XL_mandatory_flags), 3);
	xs->after_libxc = libxl ? XCSTREAM_LAYER_LIBXL : XCSTREAM_LAYER_LIBXC;
	xs->pad = json; /* for its NUL */
	xs->body_left = (uint32_t)xs->value[XCS__XL_optional_data_len];
	xs->bulk_left = xs->body_left;
	/*@ assert xcs__ready(xs); */
	if (xs->body_left >= 4) {
		xcs__next_item(xs, XCS__XL_CONFIG);
		return;
	}
	xs->pad = 0;
	xcs__bad(xs,
		 xs->body_left ? XCS__IN(CONFIG_LENGTH, XL_optional_data_len)
			       : XCS__IN(XL_OPTIONAL, XL_optional_data_len),
		 4);
	/*@ assert xcs__ready(xs); */
	xcs__next_in_body(xs);
}

/* Judge how long a text is, which field 0 says. */
static void xcs__judge_text(struct xcstream *xs, uint32_t length)
{
	uint32_t max = xs->config->max_config;
	unsigned int code = XCSTREAM_E_MAX_CONFIG;

	if (!max) {
		max = 1u << 20;
		code = XCSTREAM_E_CONFIG_SIZE;
	}
	if (length > max)
		xcs__bad_value(xs, code, max, length);
	/* One that ends with a NUL has at least that: see xs->pad. */
	if (xs->pad && !length) {
		xs->pad = 0;
		xcs__bad_value(xs, XCSTREAM_E_CONFIG_LENGTH, 1, 0);
	}
}

/* Next is a text of so many bytes, of which the last may be a NUL. */
static void xcs__begin_text(struct xcstream *xs, uint32_t length)
{
	/* Without a NUL nothing parts it from the rest of the part. */
	if (!xs->pad)
		length = xs->body_left;
	xs->body_left -= length;
	xs->bulk_left = length;
	if (xs->pad && length)
		xs->bulk_left--;
	xcs__next_in_body(xs);
}

static void xcs__xl_config(struct xcstream *xs)
{
	uint32_t length = (uint32_t)xs->value[XCS__XL_CONFIG_length];
	uint32_t space = xs->body_left - 4;

	xs->body_left = space;
	/* xl has it in an int: from 2 GiB on it would be negative. */
	xcs__above(xs, XCS__IN(CONFIG_LENGTH, XL_CONFIG_length),
		   space < INT32_MAX ? space : INT32_MAX);
	/*@ assert xcs__fresh(xs) || xs->next == XCS__FAULT; */
	if (length < space)
		xcs__bad(xs, XCS__IN(XL_OPTIONAL, XL_CONFIG_length), space);
	else
		length = space;
	/*@ assert xcs__fresh(xs) || xs->next == XCS__FAULT; */
	xcs__judge_text(xs, length);
	xcs__begin_text(xs, length);
}

/*
 * The fields after it are in its byte order. Libvirt before 1.3.5 has version 1
 * for new and legacy images alike; the next layer's magic tells which it is.
 */
static void xcs__libvirt_order(struct xcstream *xs)
{
	uint64_t found = xs->value[XCS__LIBVIRT_ORDER_version];

	if (found == 1 || found == 0x01000000) {
		xcs__bad_value(xs,
			       XCS__IN(LIBVIRT_VERSION, LIBVIRT_ORDER_version),
			       2, 1);
		found *= 2;
	}
	if (found != 2 && found != 0x02000000)
		xcs__bad(xs, XCS__IN(VERSION, LIBVIRT_ORDER_version), 2);
	xcs__byte_order(xs, XCS__IN(BYTE_ORDER, LIBVIRT_ORDER_version), 2,
			found);
	/*@ assert xcs__fresh(xs) || xs->next == XCS__FAULT; */
	xcs__next_item(xs, XCS__LIBVIRT);
	/*@ assert xs->next == XCS__FAULT || xcs__layered(xs); */
}

/* The length of the XML counts its NUL. */
static void xcs__libvirt(struct xcstream *xs)
{
	xs->after_libxc = XCSTREAM_LAYER_LIBXL;
	xs->body_left = (uint32_t)xs->value[XCS__LIBVIRT_xml_len];
	xs->pad = 1;
	xcs__judge_text(xs, xs->body_left);
	xcs__begin_text(xs, xs->body_left);
}

/*
 * Bit 0 of the options is the byte order. [libxl 3] after_libxl is LIBXC until
 * it is set: by XAPI, if that goes on after libxl's END, or else here.
 */
static void xcs__libxl(struct xcstream *xs)
{
	uint64_t options = xs->value[XCS__LIBXL_options];

	xcs__byte_order(xs, XCS__IN(BYTE_ORDER, LIBXL_options),
			options & ~(uint64_t)1, options);
	xs->after_libxc = XCSTREAM_LAYER_LIBXL;
	if (xs->after_libxl == XCSTREAM_LAYER_LIBXC)
		xs->after_libxl = XCSTREAM_LAYER_LIBXL;
	xcs__next_item(xs, XCS__RHDR);
}
#endif

/* Version 3 came with Xen 4.14. Bit 0 of the options is the byte order. */
static void xcs__image(struct xcstream *xs)
{
	uint64_t version = xs->value[XCS__IHDR_version];
	uint64_t options = xs->value[XCS__IHDR_options];
	unsigned int min = xs->config->min_version,
		     max = xs->config->max_version;

	if (!max)
		max = xs->profile == XCSTREAM_DRAFT ? 2 : 3;
	xs->version = (uint8_t)version;
	/*@ assert xcs__fresh(xs); */
	if (version < 2 || version < min || version > max)
		xcs__bad(xs, XCS__IN(VERSION, IHDR_version), max);
	/*@ assert xcs__fresh(xs) || xs->next == XCS__FAULT; */
	xcs__byte_order(xs, XCS__IN(BYTE_ORDER, IHDR_options),
			options & ~(uint64_t)1, options);
	/*@ assert xcs__fresh(xs) || xs->next == XCS__FAULT; */
	xcs__next_item(xs, XCS__DHDR);
	/*@ assert xs->next == XCS__FAULT || xs->next == XCS__DHDR; */
	/*@ assert xcs__layered(xs); */
}

/*
 * Types 3 and 4 are x86 PVH and ARM in the draft of 2014. If records before the
 * image were of one type of guest, the image must be of that type, too.
 */
static void xcs__domain(struct xcstream *xs)
{
	uint64_t type = xs->value[XCS__DHDR_type];

	if (type == 3 || type == 4)
		xcs__bad(xs, XCS__IN(DRAFT_TYPE, DHDR_type),
			 XCSTREAM_DOMAIN_X86_HVM);
	else if (type < 1 || type > 2)
		xcs__bad(xs, XCS__IN(DOMAIN_TYPE, DHDR_type),
			 XCSTREAM_DOMAIN_X86_HVM);
	/*@ assert domain: XCS__ONLY_IF(type != 3 && type != 4,
	  @ 	XCSTREAM_E_DRAFT_TYPE); */
	/*@ assert domain: XCS__ONLY_IF(1 <= type <= 4,
	  @ 	XCSTREAM_E_DOMAIN_TYPE); */
	if (xs->guest && type != xs->guest)
		xcs__bad(xs, XCS__IN(GUEST, DHDR_type), xs->guest);
	/*@ assert domain: XCS__ONLY_IF(xs->guest == 0 || type == xs->guest,
	  @ 	XCSTREAM_E_GUEST); */
	xcs__new_image(xs, (uint8_t)type);
	/*@ assert xcs__fresh(xs) || xs->next == XCS__FAULT; */
	xcs__next_item(xs, XCS__RHDR);
	/*@ assert xs->next == XCS__FAULT || xs->next == XCS__RHDR; */
	/*@ assert xcs__layered(xs); */
}

#define XCS__OPTIONAL_BIT 0x80000000u /* of a record type [libxc 4] */

#ifndef XCSTREAM_ONLY_LIBXC
/*
 * Is the sender COLO? The record after its first checkpoint tells: libxl's
 * CHECKPOINT_STATE, a type that is in libxc of PV guests, which COLO has not.
 * Its header has been gathered in libxc's byte order.
 */
static bool xcs__is_colo(const struct xcstream *xs)
{
	if (xs->guest != XCSTREAM_DOMAIN_X86_HVM ||
	    xs->big[XCSTREAM_LAYER_LIBXL] != xs->big[XCSTREAM_LAYER_LIBXC])
		return false;
	return (xs->config->flags & XCSTREAM_COLO) ||
	       (xs->checkpoints == 1 &&
		xs->type == XCSTREAM_LIBXL_CHECKPOINT_STATE);
}

/*
 * Of two layers that take turns, this record may be one of the other: COLO and
 * Remus are alike up to the first CHECKPOINT_END, and after it libxc's records
 * go on without a header that would tell.
 */
static void xcs__whose_record(struct xcstream *xs)
{
	if (xs->turn == XCS__BEHIND)
		xs->turn = xcs__is_colo(xs) ? XCS__COLO_STATE : XCS__ONWARD;
	if (xs->turn >= XCS__COLO_STATE)
		xs->layer = XCSTREAM_LAYER_LIBXL;
	if (xs->turn >= XCS__BACK_READY &&
	    xs->type == XCSTREAM_LIBXC_CHECKPOINT_DIRTY_PFN_LIST)
		xs->layer = XCSTREAM_LAYER_LIBXC;
}
#endif

/* The row of the record's type; XCS__NO_RECORD if it has none. */
static unsigned int xcs__row_of(unsigned int layer, uint64_t type)
{
	unsigned int row = xcs__layers[layer - XCS__FIRST_LAYER].first;
	unsigned int past = xcs__layers[layer - XCS__FIRST_LAYER].past;

	/*@ loop invariant row <= past;
	  @ loop invariant
	  @ 	xcs__layers[layer - XCS__FIRST_LAYER].first <= row;
	  @ loop assigns row;
	  @ loop variant past - row; */
	while (row < past && xcs__rows[row].type != type)
		row++;
	return row < past ? row : (unsigned int)XCS__NO_RECORD;
}

/* The largest type that the layer has. */
XCS__APART static uint32_t xcs__last_type(const struct xcstream *xs)
{
	if (XCS__HAS_OUTER && xs->layer == XCSTREAM_LAYER_LIBXL)
		return XCSTREAM_NR_LIBXL_TYPES - 1;
	if (XCS__HAS_OUTER && xs->layer == XCSTREAM_LAYER_XAPI)
		return XCSTREAM_NR_XAPI_TYPES - 1;
	return XCSTREAM_NR_LIBXC_TYPES - 1;
}

/* Does a record of this row travel in the stream's direction? */
static bool xcs__is_sent(const struct xcstream *xs)
{
	unsigned int how = xcs__rows[xs->row].how;

	if (xs->row == XCS__NO_RECORD)
		return false;
	if (XCS__HAS_OUTER && xs->turn >= XCS__BACK_READY)
		return how & XCS__BACK;
	return !(how & XCS__NOT_FORWARD);
}

/* Find the row of the record's type. */
static void xcs__find_row(struct xcstream *xs, uint64_t type)
{
	unsigned int code = XCSTREAM_E_RECORD_TYPE;

	xs->row = (uint8_t)xcs__row_of(xs->layer, type);
	if (xcs__is_sent(xs))
		return;
	/*
	 * Only libxc's reader skips what is optional, and not any more after a
	 * CHECKPOINT: handle_checkpoint() fails on what it does not know.
	 */
	if (xs->layer == XCSTREAM_LAYER_LIBXC && !xs->epoch_at &&
	    (xs->type & XCS__OPTIONAL_BIT))
		code = XCSTREAM_E_OPTIONAL_TYPE;
	if (XCS__HAS_OUTER && xs->row == XCS__ROW_XAPI_Libxc_legacy)
		code = XCSTREAM_E_LEGACY;
	xcs__bad(xs, code, xcs__last_type(xs));
}

/* Judge how long the body is. Returns false if it is too short for its row. */
static bool xcs__judge_length(struct xcstream *xs)
{
	uint32_t min = xcs__rows[xs->row].min, max = xcs__rows[xs->row].max;
	uint32_t limit = xcs__limits[xcs__rows[xs->row].limit];
	unsigned int code = XCSTREAM_E_LENGTH;

	if (xs->body_length > limit)
		xcs__want_length(xs, XCSTREAM_E_TOO_LONG, limit);
	if (xcs__rows[xs->row].how & XCS__LOOSE)
		code = XCSTREAM_E_LONG;
	if (xs->body_length > max && max != XCS__ANY)
		xcs__want_length(xs, code, max);
	if (xs->body_length < min)
		xcs__want_length(xs, XCSTREAM_E_LENGTH, min);
	return xs->body_length >= min;
}

/* Set body_left to what follows the head; the body must be whole steps. */
static void xcs__measure(struct xcstream *xs)
{
	unsigned int step = xcs__rows[xs->row].step, over = 0;
	uint32_t min = xcs__rows[xs->row].min;

	xs->body_left =
		xs->body_length - xcs__items[xcs__rows[xs->row].head].size;
	if (step)
		over = (xs->body_length - min) % step;
	xcs__want_length(xs, XCSTREAM_E_LENGTH, xs->body_length - over);
}

/* May the body be as long as the header says? Sets body_left if it may. */
static void xcs__judge_extent(struct xcstream *xs)
{
	if (xcs__judge_length(xs))
		xcs__measure(xs);
	xcs__judge_sizes(xs);
}

/* Next is what the record's body starts with. */
static void xcs__begin_body(struct xcstream *xs)
{
	unsigned int head = xcs__rows[xs->row].head;

	xs->pad = (uint8_t)((8 - xs->body_length % 8) % 8);
	/* XAPI has no padding. */
	if (XCS__HAS_OUTER && xs->layer == XCSTREAM_LAYER_XAPI)
		xs->pad = 0;
	if (head) {
		xcs__next_item(xs, head);
		return;
	}
	if (xs->row == XCS__ROW_LIBXC_HVM_CONTEXT) {
		xs->chain = XCS__CHAIN_HEADER;
		xs->last = xs->vcpu_seen = xs->hvm = 0;
	} else {
		xcs__divide(xs);
	}
	xcs__next_in_body(xs);
}

#ifndef XCSTREAM_ONLY_LIBXC
/* XAPI's numbers have 64 bits; and the length of an image is not known. */
static void xcs__wide_length(struct xcstream *xs)
{
	if (xcs__rows[xs->row].max == 0) {
		xcs__above(xs, XCS__IN(LONG, XAPI_length), 0);
		xs->body_length = 0;
	} else {
		xcs__above(xs, XCS__IN(LENGTH, XAPI_length), UINT32_MAX);
	}
}
#endif

#ifndef XCSTREAM_ONLY_LIBXC
/* Withhold what comes after the record's header, if libxl itself goes on. */
static void xcs__withhold(struct xcstream *xs)
{
	bool libxl = xs->row == XCS__ROW_XAPI_Libxl;

	if (xs->row == XCS__ROW_LIBXC_END ||
	    xs->row == XCS__ROW_LIBXC_CHECKPOINT)
		libxl = xs->after_libxc == XCSTREAM_LAYER_LIBXL;
	if (libxl)
		xs->settled = xs->at;
}
#endif

/* Is there such a record, and may it come now? */
static void xcs__admit(struct xcstream *xs)
{
	/* All 64 bits of XAPI's type; xs->type has the lower half. */
	xcs__find_row(xs, xs->value[XCS__RHDR_type]);
#ifndef XCSTREAM_ONLY_LIBXC
	if (xs->layer == XCSTREAM_LAYER_XAPI)
		xcs__wide_length(xs);
	xcs__judge_turn(xs);
#endif
	xcs__judge_place(xs);
	xcs__judge_epoch(xs);
}

/* A record's header, also XAPI's, whose fields have the same numbers. */
static void xcs__record(struct xcstream *xs)
{
	xs->type = (uint32_t)xs->value[XCS__RHDR_type];
	xs->body_length = (uint32_t)xs->value[XCS__RHDR_length];
	xs->record_at = xs->at;
#ifndef XCSTREAM_ONLY_LIBXC
	if (xs->next == XCS__RHDR)
		xcs__whose_record(xs);
#endif
	xcs__admit(xs);
	xcs__judge_extent(xs);
	if (xs->next == XCS__FAULT)
		return;
#ifndef XCSTREAM_ONLY_LIBXC
	xcs__withhold(xs);
#endif
	xcs__begin_body(xs);
}

/* After libxc's CHECKPOINT: libxl goes on, if it is around. */
static unsigned int xcs__end_checkpoint(struct xcstream *xs)
{
	xcs__new_epoch(xs);
	if (XCS__HAS_OUTER && xs->after_libxc == XCSTREAM_LAYER_LIBXL) {
		xs->turn = xs->turn == XCS__COLO ? XCS__COLO_OPEN : XCS__OPEN;
		/* From here on a receiver holds back what it gets. */
		if (!xs->epoch_at)
			xs->epoch_at = xs->offset;
		return XCSTREAM_LAYER_LIBXL;
	}
	xcs__complete(xs);
	return XCSTREAM_LAYER_LIBXC;
}

#ifndef XCSTREAM_ONLY_LIBXC
/* After libxl's CHECKPOINT_END, and after what controls COLO. */
static unsigned int xcs__end_control(struct xcstream *xs)
{
	unsigned int turn = xs->turn;
	bool end = xs->row == XCS__ROW_LIBXL_CHECKPOINT_END;

	xs->turn = xcs__turns[turn].after_state;
	if (end)
		xs->turn = xcs__turns[turn].after_end;
	if (xs->row == XCS__ROW_LIBXC_CHECKPOINT_DIRTY_PFN_LIST) {
		xs->turn = XCS__BACK_READY;
		return XCSTREAM_LAYER_LIBXL;
	}
	/* Out of place, if that is tolerated, it completes nothing. */
	if (end && (turn == XCS__OPEN || turn == XCS__COLO_OPEN)) {
		xcs__complete(xs);
		return XCSTREAM_LAYER_LIBXC;
	}
	if (turn == XCS__COLO_STATE)
		return XCSTREAM_LAYER_LIBXC;
	return xs->layer;
}
#endif

/* Do what the end of a record entails. Returns the layer that goes on. */
static unsigned int xcs__end_record(struct xcstream *xs)
{
	if (xs->row == XCS__ROW_LIBXC_END)
		return xs->after_libxc;
	if (xs->row == XCS__ROW_LIBXC_CHECKPOINT)
		return xcs__end_checkpoint(xs);
#ifndef XCSTREAM_ONLY_LIBXC
	if (xs->row == XCS__ROW_LIBXL_END)
		return xs->after_libxl;
	if (xs->row == XCS__ROW_LIBXL_CHECKPOINT_END ||
	    xs->row == XCS__ROW_LIBXL_CHECKPOINT_STATE ||
	    xs->row == XCS__ROW_LIBXC_CHECKPOINT_DIRTY_PFN_LIST)
		return xcs__end_control(xs);
#endif
	return xs->layer;
}

/* Does the record end the stream, unless another layer goes on? */
static bool xcs__is_end(const struct xcstream *xs)
{
	return xs->row == XCS__ROW_LIBXC_END ||
	       (XCS__HAS_OUTER && (xs->row == XCS__ROW_LIBXL_END ||
				   xs->row == XCS__ROW_XAPI_End_of_image));
}

#ifndef XCSTREAM_ONLY_LIBXC
/* Which layer the record, or the header of a file, holds; or none. */
static unsigned int xcs__inner_layer(const struct xcstream *xs)
{
	/* xl's or libvirt's header has set it to what follows. */
	if (xs->layer < XCSTREAM_LAYER_XAPI)
		return xs->after_libxc;
	if (xs->row == XCS__ROW_XAPI_Libxl)
		return XCSTREAM_LAYER_LIBXL;
	if (xs->row == XCS__ROW_XAPI_Libxc ||
	    xs->row == XCS__ROW_LIBXL_LIBXC_CONTEXT)
		return XCSTREAM_LAYER_LIBXC;
	return XCSTREAM_LAYER_NONE;
}

/*
 * XAPI goes on after the image that its record holds. After a libxc image in a
 * libxl one, libxl goes on: xcs__libxl() sees to that.
 */
static void xcs__return_to_xapi(struct xcstream *xs)
{
	if (xs->row == XCS__ROW_XAPI_Libxl)
		xs->after_libxl = XCSTREAM_LAYER_XAPI;
	if (xs->row == XCS__ROW_XAPI_Libxc)
		xs->after_libxc = XCSTREAM_LAYER_XAPI;
}
#endif

/* Next is the layer that the record holds, or else a record of `layer`. */
static void xcs__go_on(struct xcstream *xs, unsigned int layer)
{
	unsigned int item = XCS__RHDR;

#ifndef XCSTREAM_ONLY_LIBXC
	unsigned int inner = xcs__inner_layer(xs);

	xcs__return_to_xapi(xs);
	if (inner != XCSTREAM_LAYER_NONE) {
		xcs__next_layer(xs, inner);
		return;
	}
	if (layer == XCSTREAM_LAYER_XAPI)
		item = XCS__XAPI;
#endif
	xcs__next_of(xs, layer, item);
}

/*
 * ---- ops: the caller's callbacks ----
 *
 * Sees only what was judged.
 */

#ifndef XCSTREAM_ONLY_LIBXC
/* Pass on an item of the layers around libxc. */
static int xcs__tell_outer(const struct xcstream *xs, unsigned int item)
{
	const uint64_t *v = xs->value;
	uint32_t a = (uint32_t)v[0], b = (uint32_t)v[1], c = (uint32_t)v[2];

	switch (item) {
	case XCS__XL:
		return XCS__CALL(xl_header, (xs, a, b, c));
	case XCS__XL_CONFIG:
	case XCS__LIBVIRT:
		return XCS__CALL(config, (xs, a));
	case XCS__XAPI:
		return XCS__CALL(record, (xs, a, xs->body_length));
	case XCS__CONTROL:
		return XCS__CALL(checkpoint_state, (xs, a));
	case XCS__DIRTY_PFN:
		return XCS__CALL(dirty_pfn, (xs, v[XCS__DIRTY_PFN_pfn]));
	case XCS__LIBXL:
		return XCS__CALL(image_header, (xs, b, c));
	case XCS__EMULATOR:
		return XCS__CALL(emulator, (xs, a, b, xs->body_left));
	default:
		return 0;
	}
}
#endif

/*
 * A word of the bulk comes by data() or page_data(), too: from the state, as
 * judged. Apart, so that its bytes add nothing to the stack of other calls.
 */
XCS__APART static int xcs__tell_word(const struct xcstream *xs,
				     unsigned int item)
{
	unsigned int i = xcs__items[item].field, nr = 0, n, shift;
	uint64_t past, page;
	uint32_t entry;
	uint8_t bytes[8];

	/*@ loop invariant n <= 8 && nr <= 5;
	  @ loop invariant i == xcs__items[item].field + nr;
	  @ loop invariant xcs__reached(xcs__items[item].field, nr, n);
	  @ loop invariant \forall integer k; 0 <= k < n ==>
	  @ 	bytes[k] == \at(xcs__byte_at(xs, item, k), Pre);
	  @ loop assigns n, i, nr, shift, bytes[0 .. 7];
	  @ loop variant 8 - n; */
	for (n = 0; n < 8; n++) {
		/*@ loop invariant nr <= 5;
		  @ loop invariant i == xcs__items[item].field + nr;
		  @ loop invariant xcs__reached(xcs__items[item].field, nr, n);
		  @ loop assigns i, nr;
		  @ loop variant 5 - nr; */
		while (nr < 5 && n >= (unsigned int)xcs__fields[i].at +
						 xcs__fields[i].size) {
			i++;
			nr++;
		}
		/*@ assert nr == xcs__holder(xcs__items[item].field, 0, n); */
		/* 64 is as good as 0, and nothing is negative. */
		shift = 64 + n - xcs__fields[i].at;
		if (xs->big[xs->layer])
			shift = 63u + xcs__fields[i].at + xcs__fields[i].size -
				n;
		bytes[n] = (uint8_t)(xs->value[nr] >> 8 * (shift % 8));
		/*@ assert bytes: bytes[n] == xcs__byte_in(xs, i, nr, n); */
		/*@ assert bytes: bytes[n] == \at(xcs__byte_at(xs, item,
		  @ 	\at(n, Here)), Pre); */
	}
	/*@ assert bytes: xcs__bytes_of(xs, &bytes[0], item); */
	if (item != XCS__PTE)
		return XCS__WORD_CALL(data, (xs, bytes, 8));
	past = 4096 * (uint64_t)xs->pages - 8 - xs->bulk_left;
	page = xs->pfns[past / 4096];
	entry = (uint32_t)(past / 8 % 512);
	/*@ assert entry <= 511; */
	return XCS__WORD_CALL(page_data,
			      (xs, page & XCS__PFN_MASK, (uint32_t)(page >> 60),
			       8 * entry, bytes, 8));
}

/* Pass on an item: most of its fields are of 32 bits. */
static int xcs__tell(const struct xcstream *xs, unsigned int item)
{
	const uint64_t *v = xs->value;
	uint32_t a = (uint32_t)v[0], b = (uint32_t)v[1], c = (uint32_t)v[2];
	uint32_t d = (uint32_t)v[3], e = (uint32_t)v[4];

	switch (item) {
	case XCS__IHDR:
		return XCS__CALL(image_header, (xs, c, d));
	case XCS__DHDR:
		return XCS__CALL(domain_header, (xs, a, b, d, e));
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
		return XCS__CALL(vcpu, (xs, a, xs->body_left));
	case XCS__TSC_INFO:
		return XCS__CALL(tsc_info,
				 (xs, a, b, v[XCS__TSC_INFO_nsec], d));
	case XCS__HVM_HEADER:
		return XCS__CALL(hvm_header,
				 (xs, b, v[XCS__HVM_HEADER_changeset], d, e));
	case XCS__PFN:
		return XCS__CALL(page, (xs, v[XCS__PFN_pfn] & XCS__PFN_MASK,
					(uint32_t)(v[XCS__PFN_pfn] >> 60)));
	case XCS__P2M_FRAME:
		return XCS__CALL(p2m_frame, (xs, v[XCS__P2M_FRAME_pfn]));
	case XCS__HVM_PARAM:
		return XCS__CALL(hvm_param,
				 (xs, v[0], v[XCS__HVM_PARAM_value]));
	case XCS__HVM_ENTRY:
		return XCS__CALL(hvm_entry, (xs, a, b, c));
	case XCS__MSR:
		return XCS__CALL(msr, (xs, a, v[XCS__MSR_val]));
	case XCS__CPUID_LEAF:
		return XCS__CALL(cpuid_leaf, (xs, v));
	default:
		break;
	}
	if (xcs__is_word(item))
		return xcs__tell_word(xs, item);
#ifndef XCSTREAM_ONLY_LIBXC
	return xcs__tell_outer(xs, item);
#else
	return 0;
#endif
}

/*
 * ---- engine: gathers items, passes bulk through, steps ----
 *
 * Knows no record but by its row, and PAGE_DATA for speed.
 */

/* Judge a layer's header, or a record's; each knows what comes next. */
static void xcs__judge_header(struct xcstream *xs)
{
	switch (xs->next) {
#ifndef XCSTREAM_ONLY_LIBXC
	case XCS__IDENT:
		xcs__ident(xs);
		break;
	case XCS__FOREIGN:
		xcs__bad_magic(xs, UINT64_MAX);
		break;
	case XCS__XL_MAGIC:
		xcs__next_item(xs, XCS__XL_MAGIC2);
		break;
	case XCS__XL_MAGIC2:
		xcs__next_item(xs, XCS__XL_ORDER);
		break;
	case XCS__XL_ORDER:
		xcs__xl_order(xs);
		break;
	case XCS__XL:
		xcs__xl(xs);
		break;
	case XCS__XL_CONFIG:
		xcs__xl_config(xs);
		break;
	case XCS__LIBVIRT_MAGIC:
		xcs__next_item(xs, XCS__LIBVIRT_ORDER);
		break;
	case XCS__LIBVIRT_ORDER:
		xcs__libvirt_order(xs);
		break;
	case XCS__LIBVIRT:
		xcs__libvirt(xs);
		break;
	case XCS__XAPI_MAGIC:
		xcs__next_item(xs, XCS__XAPI);
		break;
	case XCS__LIBXL:
		xcs__libxl(xs);
		break;
#endif
	case XCS__IHDR:
		xcs__image(xs);
		break;
	case XCS__DHDR:
		xcs__domain(xs);
		break;
	default:
		xcs__record(xs);
	}
}

/* Judge the head of a record's body. */
static void xcs__judge_head(struct xcstream *xs)
{
	xcs__divide(xs);
	switch (xs->next) {
	case XCS__PAGE_DATA:
		xcs__page_data(xs);
		break;
	case XCS__PV_INFO:
		xcs__pv_info(xs);
		break;
	case XCS__P2M_FRAMES:
		xcs__p2m_frames(xs);
		break;
	case XCS__VCPU:
		xcs__vcpu(xs);
		break;
	case XCS__HVM_PARAMS:
		xcs__hvm_params(xs);
		break;
#ifndef XCSTREAM_ONLY_LIBXC
	case XCS__CONTROL:
		xcs__control(xs);
		break;
#endif
	default:
		break;
	}
	xcs__next_in_body(xs);
}

/* Judge an entry. */
static void xcs__judge_entry(struct xcstream *xs)
{
	xs->entries_left--;
	if (xs->next == XCS__PFN)
		xcs__page(xs, xs->value[XCS__PFN_pfn]);
	else if (xs->next == XCS__HVM_PARAM)
		xcs__hvm_param(xs);
	else
		xcs__other_pfn(xs);
	xcs__next_in_body(xs);
}

/* Judge what else may be in a body. */
static void xcs__judge_rest(struct xcstream *xs)
{
	switch (xs->next) {
	case XCS__HVM_HEADER:
		xs->chain = XCS__CHAIN_ENTRIES;
		break;
	case XCS__HVM_ENTRY:
		xcs__hvm_entry(xs);
		break;
	case XCS__HVM_NO_END:
		xcs__hvm_no_end(xs);
		break;
	case XCS__PAD:
		xcs__padding(xs);
		/* after a config: what else is in xl's optional part */
		if (XCS__HAS_OUTER && xs->layer < XCSTREAM_LAYER_XAPI)
			xs->bulk_left = xs->body_left;
		break;
	default:
		xcs__judge_word(xs);
	}
	xcs__next_in_body(xs);
}

/* A record has ended, or the header of a file. */
static void xcs__close(struct xcstream *xs)
{
	unsigned int layer = XCS__FIRST_LAYER; /* unused for a file header */

	if (xs->layer >= XCSTREAM_LAYER_XAPI) {
		layer = xcs__end_record(xs);
		if (xs->ops)
			xcs__answer(xs, XCS__CALL(record_end, (xs)),
				    XCS__CLOSE);
		xs->records++;
		if (layer == xs->layer && xcs__is_end(xs)) {
			if (XCS__HAS_OUTER)
				xcs__release(xs);
			xcs__next_item(xs, XCS__DONE);
			return;
		}
	}
	xcs__go_on(xs, layer);
}

/* Judge an item whose fields are right by themselves; what comes next? */
static void xcs__judge_item(struct xcstream *xs)
{
	if (xs->next <= XCS__LAST_HEADER)
		xcs__judge_header(xs);
	else if (xs->next <= XCS__LAST_HEAD)
		xcs__judge_head(xs);
	else if (xs->entries_left)
		xcs__judge_entry(xs);
	else
		xcs__judge_rest(xs);
}

/* The item that is due has been gathered. */
static void xcs__judge(struct xcstream *xs)
{
	unsigned int item;

	xs->item_have = 0;
	if (xs->next == XCS__CLOSE) {
		xcs__close(xs);
		return;
	}
#ifndef XCSTREAM_ONLY_LIBXC
	/* COLO's answers have no magic: IDENT becomes a record's header. */
	if (xs->next == XCS__IDENT)
		xcs__ident_back(xs);
#endif
	item = xs->next;
	xcs__judge_magic(xs, item);
	xcs__check_fields(xs, item);
	if (xs->next == XCS__FAULT)
		return;
	/*@ assert xcs__begun(xs->layer, item, xs->value[0]); */
	xcs__judge_item(xs);
	if (xs->next != XCS__FAULT && xs->ops)
		xcs__answer(xs, xcs__tell(xs, item), item);
}

/*
 * What a byte is worth as the last of `size` in a little-endian number. Fields
 * have 1, 2, 4 or 8 bytes; PAD's 7 are gathered in big-endian order.
 */
static uint64_t xcs__worth(uint32_t byte, unsigned int size)
{
	if (size > 1)
		byte *= 256;
	if (size > 2)
		byte *= 65536;
	return size > 4 ? byte * (uint64_t)4294967296 : byte;
}

/* Is what is gathered in big-endian order? PAD: its first byte is on top. */
static bool xcs__is_big(const struct xcstream *xs)
{
	return xs->next <= XCS__LAST_MAGIC || xs->next == XCS__PAD ||
	       xs->big[xs->layer];
}

/*
 * Append a byte to field i, of which there are `have` bytes of `size`. In a
 * little-endian one each comes in at the top, and those before it move down. In
 * a big-endian one the top is cut off first, so that nothing overflows.
 */
static void xcs__append(struct xcstream *xs, unsigned int i, unsigned int have,
			unsigned int size, uint8_t byte)
{
	uint64_t number = have ? xs->value[i] : 0;

	if (xcs__is_big(xs))
		number = number % ((uint64_t)1 << 56) * 256 + byte;
	else
		number = number / 256 + xcs__worth(byte, size);
	xs->value[i] = number;
}

/* Append a byte to the field of the item that it belongs to. */
static void xcs__put(struct xcstream *xs, uint8_t byte)
{
	unsigned int first = xcs__items[xs->next].field, i = 0;
	unsigned int at = 0, size = xcs__fields[first].size;

	/*@ loop invariant i <= 5 && at <= xs->item_have;
	  @ loop invariant size == xcs__fields[first + i].size;
	  @ loop invariant at == xcs__start_of(first, i);
	  @ loop assigns i, at, size;
	  @ loop variant 5 - i; */
	while (i < 5 && at + size <= xs->item_have) {
		at += size;
		i++;
		size = xcs__fields[first + i].size;
	}
	xcs__append(xs, i, xs->item_have - at, size, byte);
	/*@ assert xcs__joined(xs, xs->value[i],
	  @ 	xs->item_have == xcs__start_of(first, i) ? 0 :
	  @ 	\at(xs->value[\at(i, Here)], Pre),
	  @ 	xcs__fields[first + i].size, byte); */
	xs->item_have++;
}

/* Numbers in the input: of 4 and 8 bytes, little endian, then big endian. */
static uint32_t xcs__load32(const uint8_t *p)
{
#ifdef XCSTREAM_LOAD32
	return XCSTREAM_LOAD32(p);
#else
	uint32_t number = XCSTREAM_LOAD8(p + 3);

	number = number * 256 + XCSTREAM_LOAD8(p + 2);
	number = number * 256 + XCSTREAM_LOAD8(p + 1);
	return number * 256 + XCSTREAM_LOAD8(p);
#endif
}

static uint64_t xcs__load64(const uint8_t *p)
{
#ifdef XCSTREAM_LOAD64
	return XCSTREAM_LOAD64(p);
#else
	uint64_t low = xcs__load32(p);

	return xcs__load32(&p[4]) * ((uint64_t)1 << 32) + low;
#endif
}

XCS__INSIDE static uint32_t xcs__load_big32(const uint8_t *p)
{
#ifdef XCS__SWAP
	uint32_t number = XCSTREAM_LOAD32(p);

	return XCS__SWAP(number);
#else
	uint32_t number = XCSTREAM_LOAD8(p);

	number = number * 256 + XCSTREAM_LOAD8(p + 1);
	number = number * 256 + XCSTREAM_LOAD8(p + 2);
	return number * 256 + XCSTREAM_LOAD8(p + 3);
#endif
}

XCS__INSIDE static uint64_t xcs__load_big64(const uint8_t *p)
{
#ifdef XCS__SWAP
	uint64_t n = XCSTREAM_LOAD64(p);

	/* Bytes, pairs and halves change places: one instruction, if any. */
	n = (n & 0xff00ff00ff00ffu) << 8 | (n >> 8 & 0xff00ff00ff00ffu);
	n = (n & 0xffff0000ffffu) << 16 | (n >> 16 & 0xffff0000ffffu);
	return n << 32 | n >> 32;
#else
	uint64_t high = xcs__load_big32(p);

	return high * ((uint64_t)1 << 32) + xcs__load_big32(&p[4]);
#endif
}

/* A field in the input: each of its bytes is loaded once. */
static uint64_t xcs__load(const uint8_t *p, unsigned int size, bool big)
{
	uint64_t first;

	if (size == 8 && !big)
		return xcs__load64(p);
	if (size == 4 && !big)
		return xcs__load32(p);
	if (size == 8)
		return xcs__load_big64(p);
	if (size == 4)
		return xcs__load_big32(p);
	first = XCSTREAM_LOAD8(p);
	if (size == 1)
		return first;
	return big ? first * 256 + XCSTREAM_LOAD8(p + 1)
		   : first + 256u * XCSTREAM_LOAD8(p + 1);
}

/* The value of a field, of the item at `data`. */
static uint64_t xcs__value(const uint8_t *data, unsigned int field, bool big)
{
	return xcs__load(data + xcs__fields[field].at, xcs__fields[field].size,
			 big);
}

/* All fields of the item, which the chunk has from `data` on. */
XCS__APART static void xcs__decode(struct xcstream *xs, const uint8_t *data)
{
	unsigned int first = xcs__items[xs->next].field, i;
	unsigned int fields = xcs__items[xs->next + 1].field - first;
	bool big = xcs__is_big(xs);

	/*@ assert xcs__item_row(xs->item_need, first, fields); */
	/*@ loop invariant i <= fields && xcs__state(xs);
	  @ loop invariant xcs__item_row(xs->item_need, first, fields);
	  @ loop invariant 0 < i ==>
	  @ 	xs->value[0] == xcs__field_of(data, first, big);
	  @ loop invariant 1 < i ==>
	  @ 	xs->value[1] == xcs__field_of(data, first + 1, big);
	  @ loop invariant 2 < i ==>
	  @ 	xs->value[2] == xcs__field_of(data, first + 2, big);
	  @ loop invariant 3 < i ==>
	  @ 	xs->value[3] == xcs__field_of(data, first + 3, big);
	  @ loop invariant 4 < i ==>
	  @ 	xs->value[4] == xcs__field_of(data, first + 4, big);
	  @ loop invariant 5 < i ==>
	  @ 	xs->value[5] == xcs__field_of(data, first + 5, big);
	  @ loop assigns i, xs->value[0 .. 5];
	  @ loop variant fields - i; */
	for (i = 0; i < fields; i++) {
		/*@ assert i == 0 || i == 1 || i == 2 || i == 3 || i == 4 ||
		  @ 	i == 5; */
		/*@ assert xcs__field(first, fields, i, xs->item_need); */
		xs->value[i] = xcs__value(data, first + i, big);
		/*@ assert xs->value[i] ==
		  @ 	xcs__field_of(data, first + i, big); */
	}
	xs->item_have = xs->item_need;
}

/*
 * Is a pfn, with its page type, right beyond doubt? The limit is below 2^52, so
 * that a bit between the two is above it.
 */
static bool xcs__is_plain(uint64_t entry, uint64_t limit)
{
	return entry % XCS__PFN_TYPE <= limit &&
	       !xcs__is_reserved((uint32_t)(entry / XCS__PFN_TYPE));
}

/* Up to where a pfn is right whatever its type is: see xcs__judge_pfn(). */
XCS__APART static uint64_t xcs__plain_limit(const struct xcstream *xs)
{
	uint64_t limit = xcs__max_pfn(xs);

	/* Without a p2m it is 0: then almost all need the closer look. */
	if (xs->guest == XCSTREAM_DOMAIN_X86_PV)
		limit = xs->p2m_end;
	return limit < XCS__PFN_MASK ? limit : XCS__PFN_MASK;
}

/*
 * As xcs__page() for each of `count` pfns, but fast: they are most of what is
 * looked at. Most are of the type of the one before, and then all that there is
 * to see is whether the entry lies between two numbers. Stops at one that needs
 * a closer look, which has been gathered then. Returns how many are left, with
 * that one.
 */
XCS__APART static uint32_t xcs__plain_pfns(struct xcstream *xs,
					   const uint8_t *data, uint32_t count,
					   uint64_t limit, bool big)
{
	uint64_t first = 0, last = limit, entry = 0;
	uint32_t pages = xs->pages;
	bool full = true;

	xs->entries_left -= count;
	/*@ ghost uint32_t done = 0; */
	/*@ loop invariant done + count == \at(count, Pre);
	  @ loop invariant data == \at(data, Pre) + 8 * done;
	  @ loop invariant xs->item_have == 0 && xcs__state(xs);
	  @ loop invariant \at(xs->pages, Pre) <= pages <=
	  @ 	\at(xs->pages, Pre) + done;
	  @ loop invariant xs->pfns != \null ==> pages <= xs->config->nr_pfns;
	  @ loop invariant first % (1 << 60) == 0 && last == first + limit;
	  @ loop invariant !(5 <= first / (1 << 60) <= 8);
	  @ loop invariant (full ? 1 : 0) ==
	  @ 	xcs__contents_of(first / (1 << 60));
	  @ loop invariant pages == \at(xs->pages, Pre) +
	  @ 	xcs__full(\at(data, Pre), done, big);
	  @ loop invariant xcs__strange(\at(data, Pre), done, big, limit) == 0;
	  @ loop assigns entry, first, last, full, pages, count, data, done,
	  @ 	XCS__MORE_PFNS;
	  @ loop variant count; */
	for (; count > 0; count--, data += 8) {
		entry = xcs__load(data, 8, big);
		if (entry < first || entry > last) {
			if (!xcs__is_plain(entry, limit))
				break;
			first = entry - entry % XCS__PFN_TYPE;
			last = first + limit;
			full = xcs__has_data((uint32_t)(entry / XCS__PFN_TYPE));
		}
		/*@ assert entry / (1 << 60) == first / (1 << 60); */
		if (full) {
			if (xs->pfns && pages >= xs->config->nr_pfns)
				break;
			if (xs->pfns)
				xs->pfns[pages] = entry;
			pages++;
		}
		/*@ assert kept: !full || xs->pfns == \null ||
		  @ 	xs->pfns[pages - 1] == xcs__entry_at(data, big); */
		/*@ ghost done++; */
	}
	if (count > 0) {
		xs->value[XCS__PFN_pfn] = entry;
		xs->item_have = 8;
	}
	xs->pages = pages;
	xs->entries_left += count;
	return count;
}

/* Take what is missing of the item, or as much of it as there is. */
static size_t xcs__gather(struct xcstream *xs, const uint8_t *data, size_t len)
{
	size_t n = 0;

	/*@ loop invariant n <= len && xs->item_have <= xs->item_need;
	  @ loop invariant xcs__state(xs) && xcs__set(xs);
	  @ loop invariant xs->offset == \at(xs->offset, Pre) + n;
	  @ loop invariant taken: xs->item_have ==
	  @ 	\at(xs->item_have, Pre) + n;
	  @ loop assigns n, xs->offset, xs->item_have, xs->value[0 .. 5];
	  @ loop variant len - n; */
	while (n < len && xs->item_have < xs->item_need) {
		xcs__put(xs, XCSTREAM_LOAD8(data + n));
		xs->offset++;
		n++;
	}
	return n;
}

/*
 * The same where page() is to see each: the state is as it would be if they came
 * one by one. A callback may stop it, too.
 */
static uint32_t xcs__told_pfns(struct xcstream *xs, const uint8_t *data,
			       uint32_t count, uint64_t limit, bool big)
{
	uint64_t entry;
	uint32_t i = 0;

	/*@ loop invariant i < count && xs->item_have == 0;
	  @ loop invariant xcs__state(xs);
	  @ loop invariant xcs__set(xs) && xs->next == XCS__PFN;
	  @ loop invariant xs->offset == \at(xs->offset, Pre) + 8 * i;
	  @ loop invariant xs->entries_left ==
	  @ 	\at(xs->entries_left, Pre) - i;
	  @ loop assigns entry, i, xs->entries_left, xs->pages, xs->value[0],
	  @ 	xs->item_have, xs->at, xs->offset, xcs__given, XCS__VERDICT,
	  @ 	XCS__PFNS;
	  @ loop variant count - i; */
	do {
		entry = xcs__load(data + 8 * (size_t)i, 8, big);
		/*@ assert entry == \at(xcs__entry_at(
		  @ 	data + 8 * \at(i, Here), big), Pre); */
		xs->value[XCS__PFN_pfn] = entry;
		xs->at = xs->offset;
		xs->offset += 8;
		if (!xcs__is_plain(entry, limit)) {
			xs->item_have = 8;
			/*@ assert xcs__state(xs); */
			/*@ assert xcs__set(xs); */
			break;
		}
		/*@ assert xcs__fine(xs, entry); */
		/*@ assert xs->row == XCS__ROW_LIBXC_PAGE_DATA; */
		i++;
		xs->entries_left--;
		/*@ assert xs->pages + xs->entries_left < 0x20000000; */
		/*@ assert xcs__state(xs) && xcs__set(xs); */
		if (xcs__has_data((uint32_t)(entry / XCS__PFN_TYPE)))
			xcs__keep(xs, entry);
		/*@ assert xcs__state(xs) && xs->ops != \null; */
		/*@ assert xcs__set(xs); */
		/*@ assert xs->next == XCS__FAULT || xs->pages ==
		  @ 	\at(xs->pages, LoopCurrent) +
		  @ 	xcs__contents_of(entry / (1 << 60)); */
		/*@ assert xs->next == XCS__FAULT || xs->pfns == \null ||
		  @ 	xcs__contents_of(entry / (1 << 60)) == 0 ||
		  @ 	xs->pfns[\at(xs->pages, LoopCurrent)] == entry; */
		if (xs->next != XCS__FAULT)
			xcs__answer(xs, xcs__tell(xs, XCS__PFN), XCS__PFN);
	} while (i < count && !xs->paused && xs->next == XCS__PFN);
	return i;
}

/*
 * Take the pfns that are in the chunk, at least one; but not the last one of
 * the record, with which the length is judged.
 */
static size_t xcs__pfns(struct xcstream *xs, const uint8_t *data, size_t len)
{
	uint64_t limit = xcs__plain_limit(xs);
	uint32_t count = xs->entries_left - 1, done;
	bool big = xcs__is_big(xs);

	if (count > len / 8)
		count = (uint32_t)(len / 8);
	if (xs->ops && xs->ops->page) {
		done = xcs__told_pfns(xs, data, count, limit, big);
	} else {
		done = count - xcs__plain_pfns(xs, data, count, limit, big);
		xs->offset += 8 * (uint64_t)done + xs->item_have;
		xs->at = xs->offset - 8;
	}
	return 8 * (size_t)done + xs->item_have;
}

/* Take an item whole, or byte by byte across the borders of chunks. */
static size_t xcs__take_item(struct xcstream *xs, const uint8_t *data,
			     size_t len)
{
	size_t n;

	xs->at = xs->offset - xs->item_have;
	/* PAD goes byte by byte: it may be shorter than in its row. */
	if (!xs->item_have && xs->item_need <= len && xs->next < XCS__PAD) {
		xcs__decode(xs, data);
		n = xs->item_need;
		xs->offset += n;
	} else {
		n = xcs__gather(xs, data, len);
	}
	return n;
}

/* Take what is due: all pfns that are there, or one item, or a part of it. */
static size_t xcs__take(struct xcstream *xs, const uint8_t *data, size_t len)
{
	if (xs->next == XCS__PFN && xs->entries_left > 1 && !xs->item_have &&
	    len >= 8)
		return xcs__pfns(xs, data, len);
	return xcs__take_item(xs, data, len);
}

/* Take n bytes of bulk, and set what is next. */
static void xcs__take_bulk(struct xcstream *xs, uint64_t n)
{
	xs->at = xs->offset;
	xs->offset += n;
	xs->bulk_left -= n;
	if (xs->bulk_left == xs->word_left)
		xcs__next_in_body(xs);
}

/* Is there a callback for the current bulk? */
static bool xcs__is_wanted(const struct xcstream *xs)
{
	if (!xs->ops)
		return false;
	if (xs->row == XCS__ROW_LIBXC_PAGE_DATA)
		return xs->pfns && xs->ops->page_data;
	return xs->ops->data != NULL;
}

/*
 * Pass on what there is of pages' contents, up to the end of a page. A wrong
 * length is never tolerated, so the bulk is whole pages, as many as were kept.
 */
static size_t xcs__contents(struct xcstream *xs, const uint8_t *data,
			    size_t len)
{
	uint64_t past = 4096 * (uint64_t)xs->pages - xs->bulk_left;
	uint64_t page = xs->pfns[past / 4096];
	uint32_t offset = (uint32_t)(past % 4096);

	if (len > 4096 - offset)
		len = 4096 - offset;
	xcs__take_bulk(xs, len);
	xcs__answer(xs,
		    XCS__CALL(page_data,
			      (xs, page & XCS__PFN_MASK, (uint32_t)(page >> 60),
			       offset, data, len)),
		    XCS__BULK);
	return len;
}

/*
 * Pass on what there is of the bulk. The state goes on first: to a callback,
 * and after its pause, the span has been taken.
 */
static size_t xcs__bulk(struct xcstream *xs, const uint8_t *data, size_t len)
{
	bool wanted = xcs__is_wanted(xs);
	uint64_t most = xs->bulk_left - xs->word_left;

	if (len > most)
		len = (size_t)most;
	if (wanted && xs->row == XCS__ROW_LIBXC_PAGE_DATA)
		return xcs__contents(xs, data, len);
	xcs__take_bulk(xs, len);
	if (wanted)
		xcs__answer(xs, XCS__CALL(data, (xs, data, len)), XCS__BULK);
	return len;
}

#ifndef XCSTREAM_ONLY_LIBXC
/* Take one byte of a string, or the NUL that ends it; or judge the end. */
static size_t xcs__xenstore(struct xcstream *xs, const uint8_t *data)
{
	bool value = xs->string >= XCS__VALUE_START;
	uint8_t c;

	xs->at = xs->offset;
	/* A step without a byte: the last one may have ended in a pause. */
	if (!xs->bulk_left) {
		xcs__strings_end(xs);
		xcs__next_in_body(xs);
		return 0;
	}
	c = XCSTREAM_LOAD8(data);
	xs->bulk_left--;
	xs->offset++;
	if (!value)
		xcs__key_char(xs, c);
	if (c)
		xs->string = value ? XCS__VALUE : XCS__KEY;
	else
		xs->string = value ? XCS__KEY_START : XCS__VALUE_START;
	if (xs->next != XCS__FAULT && xs->ops)
		xcs__answer(xs, XCS__CALL(xenstore, (xs, value, c)),
			    XCS__XENSTORE);
	return 1;
}
#endif

/* Take one item, or a part of it, or a span. Returns how many bytes it was. */
static size_t xcs__step(struct xcstream *xs, const uint8_t *data, size_t len)
{
	size_t n;

	if (xs->next == XCS__BULK)
		return xcs__bulk(xs, data, len);
#ifndef XCSTREAM_ONLY_LIBXC
	if (xs->next == XCS__XENSTORE)
		return xcs__xenstore(xs, data);
#endif
	n = xcs__take(xs, data, len);
	if (xs->next < XCS__BULK && xs->item_have == xs->item_need)
		xcs__judge(xs);
	return n;
}

/* Does the next step need a byte while there is none? */
static bool xcs__is_starved(const struct xcstream *xs, size_t len)
{
	return !len && (xs->next < XCS__BULK ? xs->item_have < xs->item_need
					     : xs->bulk_left > 0);
}

/* Take bytes until there are no more, or something stops it. */
static enum xcstream_status xcs__run(struct xcstream *xs, const uint8_t *data,
				     size_t len)
{
	size_t n;

	xs->paused = false;
	/*@ loop invariant xcs__due(xs) && 0 <= xcs__work(xs, len);
	  @ loop invariant xcs__input(data, len) && len <= \at(len, Pre);
	  @ loop invariant XCS__HERE(data, len);
	  @ loop invariant \at(len, Pre) == 0 &&
	  @ 	\at(XCS__WAITING, Pre) ==> XCS__WAITING &&
	  @ 	xs->next == \at(xs->next, Pre) &&
	  @ 	xs->item_have == \at(xs->item_have, Pre);
	  @ loop invariant xs->offset + len == \at(xs->offset + len, Pre);
	  @ loop invariant lent: xs->pfns == \at(xs->pfns, Pre);
	  @ loop invariant lent: xs->config == \at(xs->config, Pre);
	  @ loop invariant lent: xs->config->nr_pfns ==
	  @ 	\at(xs->config->nr_pfns, Pre);
	  @ loop invariant \at(xs->next, Pre) == XCS__FAULT ==>
	  @ 	xcs__stuck{Pre, Here}(xs);
	  @ loop assigns n, data, len, XCS__STEP, XCS__PFNS;
	  @ loop variant 4 * len + (
	  @ 	xs->next == XCS__XENSTORE && xs->bulk_left == 0 ? 3 :
	  @ 	xs->next == XCS__HVM_NO_END ? 2 :
	  @ 	xs->next == XCS__CLOSE ? 1 : 0); */
	while (!xs->paused && xs->next < XCS__DONE &&
	       !xcs__is_starved(xs, len)) {
		n = xcs__step(xs, data, len);
		/*@ assert n > 0 ==> xcs__input(data + n, len - n); */
		/*@ assert n > 0 ==> data - xcs__chunk + n ==
		  @ 	xs->offset - xcs__chunk_at; */
		/*@ assert n > 0 ==> XCS__HERE((data + n), (len - n)); */
		/*@ assert n == 0 ==> xcs__input(data, len) &&
		  @ 	XCS__HERE(data, len); */
		if (n) /* NULL + 0 is undefined */
			data += n;
		len -= n;
	}
	if (xs->next == XCS__FAULT)
		return XCSTREAM_FAULT;
	if (xs->paused)
		return XCSTREAM_PAUSED;
	return xs->next == XCS__DONE ? XCSTREAM_DONE : XCSTREAM_MORE;
}

/*
 * ---- functions: the interface ----
 */

/*
 * The state before the first byte, and without what the caller lends. Field by
 * field: for a whole struct, compilers call memset(). xs->fault is not read
 * before a fault or a warning has filled it in.
 */
static void xcs__clear(struct xcstream *xs, void *user)
{
	unsigned int i;

	/*@ loop invariant i <= 6;
	  @ loop assigns i, xs->value[0 .. 5], xs->big[0 .. 5];
	  @ loop variant 6 - i; */
	for (i = 0; i < 6; i++) {
		xs->value[i] = 0;
		xs->big[i] = false;
	}
	xs->user = user;
	xs->at = xs->records = 0;
	xs->type = XCSTREAM_NO_RECORD;
	xs->layer = XCSTREAM_LAYER_NONE;
	xs->next = XCS__NONE;
	xs->item_have = xs->item_need = 0;
	xs->paused = false;
	xs->offset = 0;
	xs->settled = XCS__HAS_OUTER ? 0 : XCS__FLOWS;
	xs->ops = NULL;
	xs->config = &xcs__no_config;
	xs->pfns = NULL;
	xs->record_at = xs->bulk_left = 0;
	xs->body_length = xs->body_left = xs->entries_left = xs->pages = 0;
	xs->row = XCS__NO_RECORD;
	xs->pad = xs->chain = xs->string = 0;
	xs->turn = XCS__ONWARD;
	xs->after_libxc = xs->after_libxl = XCSTREAM_LAYER_LIBXC;
	xs->profile = XCSTREAM_STRICT;
	xs->version = xs->guest = xs->guest_width = 0;
	xs->vcpu_seen = 0;
	xs->last = xs->p2m_end = xs->seen = xs->checkpoints = 0;
	xs->epoch_records = 0;
	xs->word = xs->hvm = xs->key = 0;
	xs->params = 0;
	xs->word_left = 0;
	xs->epoch_at = 0;
}

/* Is a place for pfns of use? */
static bool xcs__wants_pfns(const struct xcstream_ops *ops,
			    const struct xcstream_config *config)
{
	return (ops && ops->page_data) ||
	       (config->flags & XCSTREAM_PAGE_TABLES);
}

/* What the caller lends: a place for the pfns only if it is of use. */
static void xcs__lend(struct xcstream *xs, const struct xcstream_ops *ops,
		      const struct xcstream_config *config)
{
	xs->ops = ops;
	xs->config = config;
	if (xcs__wants_pfns(ops, config))
		xs->pfns = config->pfns;
	xs->profile = config->profile;
	xs->guest = config->guest;
}

/* May all codes of the set be tolerated? */
static bool xcs__is_tolerable(const struct xcstream_set *set)
{
	unsigned int i;

	/*@ loop invariant i <= 32 * XCS__SET_WORDS;
	  @ loop assigns i;
	  @ loop variant 32 * XCS__SET_WORDS - i; */
	for (i = 0; i < 32 * XCS__SET_WORDS; i++)
		if ((set->words[i / 32] & XCS__BIT(i)) &&
		    (i >= XCSTREAM_NR_CODES || !xcs__by[i]))
			return false;
	return true;
}

/* Is nothing in the set? */
static bool xcs__is_empty(const struct xcstream_set *set)
{
	uint32_t any = 0;
	unsigned int i;

	/*@ loop invariant i <= XCS__SET_WORDS;
	  @ loop assigns i, any;
	  @ loop variant XCS__SET_WORDS - i; */
	for (i = 0; i < XCS__SET_WORDS; i++)
		any |= set->words[i];
	return !any;
}

/* Which argument is wrong or missing? NONE if all are right. */
static unsigned int xcs__wrong_argument(const struct xcstream_ops *ops,
					const struct xcstream_config *config)
{
	if (config->format > XCSTREAM_FORMAT_LIBXL_BACK ||
	    !(XCS__HAS_OUTER || config->format == XCSTREAM_FORMAT_AUTO ||
	      config->format == XCSTREAM_FORMAT_LIBXC))
		return XCSTREAM_ARGUMENT_FORMAT;
	if (config->profile > XCSTREAM_CUSTOM)
		return XCSTREAM_ARGUMENT_PROFILE;
	if (config->profile == XCSTREAM_CUSTOM
		    ? !xcs__is_tolerable(&config->tolerate)
		    : !xcs__is_empty(&config->tolerate))
		return XCSTREAM_ARGUMENT_TOLERATE;
	if (config->max_version > 3 || config->max_version == 1 ||
	    config->min_version > 3 || config->min_version == 1 ||
	    (config->max_version && config->min_version > config->max_version))
		return XCSTREAM_ARGUMENT_VERSION;
	if (config->flags >= 2 * XCSTREAM_PAGE_TABLES) /* the highest flag */
		return XCSTREAM_ARGUMENT_FLAGS;
	if (xcs__wants_pfns(ops, config) && !(config->pfns && config->nr_pfns))
		return XCSTREAM_ARGUMENT_PFNS;
	if (config->guest > XCSTREAM_DOMAIN_X86_HVM)
		return XCSTREAM_ARGUMENT_GUEST;
	return XCSTREAM_ARGUMENT_NONE;
}

/* Next is what the format begins with. */
static void xcs__start(struct xcstream *xs, unsigned int format)
{
#ifndef XCSTREAM_ONLY_LIBXC
	if (format == XCSTREAM_FORMAT_AUTO) {
		xcs__next_item(xs, XCS__IDENT);
		return;
	}
	if (format == XCSTREAM_FORMAT_LIBXL_BACK) {
		xcs__begin_back(xs);
		return;
	}
#endif
	xcs__next_layer(xs, format);
}

XCSTREAM_API bool xcstream_set_code(struct xcstream_set *set, unsigned int code,
				    bool in)
{
	if (code >= XCSTREAM_NR_CODES || (in && !xcs__by[code]))
		return false;
	set->words[code / 32] &= ~XCS__BIT(code);
	if (in)
		set->words[code / 32] |= XCS__BIT(code);
	return true;
}

XCSTREAM_API void xcstream_set_profile(struct xcstream_set *set,
				       unsigned int profile)
{
	unsigned int i;

	/*@ loop invariant i <= XCS__SET_WORDS;
	  @ loop assigns i, set->words[0 .. XCS__SET_WORDS - 1];
	  @ loop variant XCS__SET_WORDS - i; */
	for (i = 0; i < XCS__SET_WORDS; i++)
		set->words[i] = 0;
	/*@ loop invariant i <= XCSTREAM_NR_CODES;
	  @ loop assigns i, set->words[0 .. XCS__SET_WORDS - 1];
	  @ loop variant XCSTREAM_NR_CODES - i; */
	for (i = 0; i < XCSTREAM_NR_CODES; i++)
		xcstream_set_code(set, i,
				  profile < XCSTREAM_CUSTOM &&
					  (xcs__by[i] >> profile & 1));
}

XCSTREAM_API bool xcstream_set_has(const struct xcstream_set *set,
				   unsigned int code)
{
	return code < XCSTREAM_NR_CODES &&
	       (set->words[code / 32] & XCS__BIT(code));
}

XCSTREAM_API enum xcstream_status
xcstream_init(struct xcstream *xs, const struct xcstream_ops *ops, void *user,
	      const struct xcstream_config *config)
{
	unsigned int wrong;

	if (!xs)
		return XCSTREAM_MISUSE;
	if (!config)
		config = &xcs__no_config;
	//@ ghost xcs__know_tables();
	wrong = xcs__wrong_argument(ops, config);
	xcs__clear(xs, user);
	/* Nothing is lent yet, so that no callback can be called. */
	if (wrong) {
		xcs__fail(xs, XCSTREAM_E_MISUSE, 0, 0, wrong);
		return XCSTREAM_MISUSE;
	}
	xcs__lend(xs, ops, config);
	xcs__start(xs, XCS__HAS_OUTER ? config->format
				      : (unsigned int)XCSTREAM_FORMAT_LIBXC);
	return XCSTREAM_MORE;
}

/* Store in *used how many bytes have been taken since `before`. */
static void xcs__tell_used(const struct xcstream *xs, uint64_t before,
			   size_t *used)
{
	if (used)
		*used = (size_t)(xs->offset - before);
}

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

XCSTREAM_API uint64_t xcstream_skippable(const struct xcstream *xs)
{
	if (!xs || xs->next != XCS__BULK || xcs__is_wanted(xs))
		return 0;
	return xs->bulk_left - xs->word_left;
}

XCSTREAM_API enum xcstream_status xcstream_skip(struct xcstream *xs, uint64_t n)
{
	if (!xs || n > xcstream_skippable(xs))
		return XCSTREAM_MISUSE;
	if (n)
		xcs__take_bulk(xs, n);
	/* What needs no byte may be due now, such as the record's end. */
	return xcs__run(xs, NULL, 0);
}

/* What of the stream has begun and is not whole. */
static unsigned int xcs__part(unsigned int next)
{
	if (next == XCS__RHDR || next == XCS__XAPI)
		return XCSTREAM_PART_RECORD_HEADER;
	if (next <= XCS__LAST_HEADER)
		return XCSTREAM_PART_HEADER;
	if (next <= XCS__LAST_HEAD)
		return XCSTREAM_PART_HEAD;
	if (next == XCS__PAD)
		return XCSTREAM_PART_PADDING;
	if (xcs__is_word(next))
		return XCSTREAM_PART_CONTENTS;
	return next <= XCS__LAST_ITEM ? XCSTREAM_PART_ENTRY
				      : XCSTREAM_PART_CONTENTS;
}

/* The input ends here, where the stream may not. */
static void xcs__truncated(struct xcstream *xs)
{
	uint64_t missing = xs->bulk_left;
	unsigned int part = xcs__part(xs->next);

	xs->at = xs->offset;
	if (xs->next < XCS__BULK) {
		if (!xcs__is_word(xs->next))
			missing = xs->item_need;
		missing -= xs->item_have;
		xs->at -= xs->item_have;
	}
	xcs__fail(xs, XCSTREAM_E_TRUNCATED, xs->offset, missing, 0);
	xs->fault.part = (uint8_t)part; /* which xcs__note() has cleared */
}

XCSTREAM_API enum xcstream_status xcstream_finish(struct xcstream *xs)
{
	enum xcstream_status status;

	if (!xs)
		return XCSTREAM_MISUSE;
	/* After a pause an event may still be due that needs no byte. */
	status = xcs__run(xs, NULL, 0);
	/*@ assert \at(xs->next, Pre) == XCS__FAULT ==>
	  @ 	status == XCSTREAM_FAULT && xcs__stuck{Pre, Here}(xs); */
	if (status != XCSTREAM_MORE)
		return status;
	/* On the way back there is no END: it may end between two records. */
	if (XCS__HAS_OUTER && xs->turn >= XCS__BACK_READY &&
	    xs->next == XCS__RHDR && !xs->item_have) {
		xs->next = XCS__DONE;
		return XCSTREAM_DONE;
	}
	xcs__truncated(xs);
	return XCSTREAM_FAULT;
}

XCSTREAM_API const struct xcstream_report *
xcstream_fault(const struct xcstream *xs)
{
	return xs && xs->next == XCS__FAULT ? &xs->fault : NULL;
}

XCSTREAM_API uint64_t xcstream_offset(const struct xcstream *xs)
{
	return xs ? xs->offset : 0;
}

XCSTREAM_API uint64_t xcstream_settled(const struct xcstream *xs)
{
	if (!xs)
		return 0;
	if (xs->settled != XCS__FLOWS)
		return xs->settled;
	if (xcs__is_unsettled(xs->next))
		return xs->record_at;
	return xs->offset - xs->item_have;
}

/* How many bytes of the current record, which has begun, are to come. */
static uint64_t xcs__rest_of_record(const struct xcstream *xs)
{
	uint64_t end = xcs__length_at(xs) + xs->body_length;

	if (XCS__HAS_OUTER && xs->layer == XCSTREAM_LAYER_XAPI)
		end += 8; /* the length itself */
	else
		end += 4 + (8 - xs->body_length % 8) % 8; /* and padding */
	return end > xs->offset ? end - xs->offset : 0;
}

XCSTREAM_API uint64_t xcstream_due(const struct xcstream *xs)
{
	if (!xs || xs->next >= XCS__DONE)
		return 0;
	if (xs->layer >= XCSTREAM_LAYER_XAPI && xs->next > XCS__LAST_HEADER)
		return xcs__rest_of_record(xs);
	if (xs->next == XCS__BULK)
		return xs->bulk_left;
	return (uint64_t)xs->item_need - xs->item_have;
}

XCSTREAM_API uint64_t xcstream_checkpoints(const struct xcstream *xs,
					   uint64_t *end)
{
	if (end)
		*end = xs && xs->checkpoints ? xs->epoch_at : 0;
	return xs ? xs->checkpoints : 0;
}

XCSTREAM_API unsigned int xcstream_version(void)
{
	return XCSTREAM_VERSION_NUMBER;
}

XCSTREAM_API size_t xcstream_sizeof(void)
{
	return sizeof(struct xcstream);
}

#ifndef XCSTREAM_NO_STRINGS
/*
 * ---- names ----
 *
 * Names and messages are lists of strings, not arrays of pointers: those would
 * have to be relocated, and so be written to. After the last there is an empty
 * one. Numbers without a name have an empty one in the list.
 */

#define XCS__LISTED(name, ...) #name "\0"
#define XCS__TEXT(name, class, by, how, text) text "\0"

#define XCS__CODE_NAMES "NONE\0" XCSTREAM_FAULTS(XCS__LISTED)
#define XCS__FAULT_TEXTS "no fault\0" XCSTREAM_FAULTS(XCS__TEXT)
#define XCS__HVM_NAMES XCSTREAM_HVM_ENTRIES(XCS__LISTED)
/* By row. */
#ifdef XCSTREAM_ONLY_LIBXC
#define XCS__RECORD_NAMES "\0" XCSTREAM_LIBXC_RECORDS(XCS__LISTED)
#else
#define XCS__RECORD_NAMES                                                      \
	"\0" XCSTREAM_LIBXC_RECORDS(XCS__LISTED)                               \
		XCSTREAM_LIBXL_RECORDS(XCS__LISTED)                            \
			XCSTREAM_XAPI_RECORDS(XCS__LISTED)
#endif
#define XCS__LAYER_NAMES "?\0xl\0libvirt\0xapi\0libxl\0libxc\0"
#define XCS__PART_NAMES                                                        \
	"\0header\0record header\0record head\0entry\0contents\0padding\0"
#define XCS__PAGE_NAMES                                                        \
	"NOTAB\0L1TAB\0L2TAB\0L3TAB\0L4TAB\0\0\0\0\0L1TAB_PIN\0L2TAB_PIN\0"    \
	"L3TAB_PIN\0L4TAB_PIN\0BROKEN\0XALLOC\0XTAB\0"
/* Those that are not used any more keep their names. [public/hvm/params.h] */
#define XCS__PARAM_NAMES                                                       \
	"CALLBACK_IRQ\0STORE_PFN\0STORE_EVTCHN\0\0PAE_ENABLED\0IOREQ_PFN\0"    \
	"BUFIOREQ_PFN\0\0\0VIRIDIAN\0TIMER_MODE\0HPET_ENABLED\0IDENT_PT\0"     \
	"DM_DOMAIN\0ACPI_S_STATE\0VM86_TSS\0VPT_ALIGN\0CONSOLE_PFN\0"          \
	"CONSOLE_EVTCHN\0ACPI_IOPORTS_LOCATION\0MEMORY_EVENT_CR0\0"            \
	"MEMORY_EVENT_CR3\0MEMORY_EVENT_CR4\0MEMORY_EVENT_INT3\0NESTEDHVM\0"   \
	"MEMORY_EVENT_SINGLE_STEP\0BUFIOREQ_EVTCHN\0PAGING_RING_PFN\0"         \
	"MONITOR_RING_PFN\0SHARING_RING_PFN\0MEMORY_EVENT_MSR\0"               \
	"TRIPLE_FAULT_REASON\0IOREQ_SERVER_PFN\0NR_IOREQ_SERVER_PAGES\0"       \
	"VM_GENERATION_ID_ADDR\0ALTP2M\0X87_FIP_WIDTH\0VM86_TSS_SIZED\0"       \
	"MCA_CAP\0"
#define XCS__GUEST_NAMES "no guest\0x86 PV\0x86 HVM\0x86 PVH\0ARM\0"
#define XCS__ARGUMENT_NAMES                                                    \
	"argument\0config.format\0config.profile\0config.tolerate\0"           \
	"config.max_version\0config.flags\0config.pfns\0"                      \
	"config.guest\0"

/* Where in a list of strings, of `size` bytes, the one with a number begins. */
static size_t xcs__find(const char *list, size_t size, uint64_t nr)
{
	size_t i = 0;

	/*@ loop invariant i < size;
	  @ loop assigns i, nr;
	  @ loop variant size - i; */
	for (; nr > 0 && i < size - 1; i++)
		if (list[i] == 0)
			nr--;
	return i;
}

/* The same, as a string; NULL if it is empty. */
static const char *xcs__pick(const char *list, size_t size, uint64_t nr)
{
	size_t i = xcs__find(list, size, nr);

	return list[i] ? list + i : NULL;
}

#define XCS__PICK(list, nr) xcs__pick(list, sizeof(list), nr)

/* The row of a type; XCS__NO_RECORD if there is no such layer or type. */
static unsigned int xcs__named_row(unsigned int layer, uint64_t type)
{
	if (layer < XCS__FIRST_LAYER || layer > XCSTREAM_LAYER_LIBXC)
		return XCS__NO_RECORD;
	return xcs__row_of(layer, type);
}

XCSTREAM_API const char *xcstream_record_name(unsigned int layer, uint32_t type)
{
	return XCS__PICK(XCS__RECORD_NAMES, xcs__named_row(layer, type));
}

XCSTREAM_API const char *xcstream_name(enum xcstream_names names,
				       uint64_t number)
{
	if (names == XCSTREAM_NAMES_LAYER)
		return XCS__PICK(XCS__LAYER_NAMES, number);
	if (names == XCSTREAM_NAMES_PAGE_TYPE)
		return XCS__PICK(XCS__PAGE_NAMES, number);
	if (names == XCSTREAM_NAMES_HVM_TYPECODE)
		return XCS__PICK(XCS__HVM_NAMES, number);
	if (names == XCSTREAM_NAMES_HVM_PARAM)
		return XCS__PICK(XCS__PARAM_NAMES, number);
	if (names == XCSTREAM_NAMES_CODE)
		return XCS__PICK(XCS__CODE_NAMES, number);
	if (names == XCSTREAM_NAMES_FAULT)
		return XCS__PICK(XCS__FAULT_TEXTS, number);
	if (names == XCSTREAM_NAMES_PART)
		return XCS__PICK(XCS__PART_NAMES, number);
	return NULL;
}

static void xcs__say_char(struct xcs__sentence *s, char c)
{
	if (s->len + 1 < s->size)
		s->to[s->len] = c;
	s->len++;
}

/* Say the string with a number in a list. */
static void xcs__say_listed(struct xcs__sentence *s, const char *list,
			    size_t size, uint64_t nr)
{
	size_t i = xcs__find(list, size, nr);

	/*@ loop invariant i <= size && xcs__sentence(s);
	  @ loop invariant s->len <= \at(s->len, Pre) + i;
	  @ loop assigns i, s->len, s->to[0 .. s->size - 1];
	  @ loop variant size - i; */
	for (; i < size && list[i]; i++)
		xcs__say_char(s, list[i]);
}

#define XCS__SAY_LISTED(s, list, nr) xcs__say_listed(s, list, sizeof(list), nr)
#define XCS__SAY(s, text) XCS__SAY_LISTED(s, text, 0)

static char xcs__digit(unsigned int digit)
{
	return (char)(digit < 10 ? '0' + digit : 'a' + digit - 10);
}

/*
 * Divide a number, of 16 bits in each of four limbs, the highest first. Returns
 * the rest. For a division of 64 bits, 32-bit machines would call a function.
 */
static unsigned int xcs__split(uint32_t limbs[4], unsigned int base)
{
	uint32_t rest = 0;
	unsigned int i;

	/*@ loop invariant i <= 4 && rest < base;
	  @ loop assigns i, rest, limbs[0 .. 3];
	  @ loop variant 4 - i; */
	for (i = 0; i < 4; i++) {
		rest = rest * 65536 + limbs[i] % 65536;
		limbs[i] = rest / base;
		rest %= base;
	}
	return rest;
}

/* Say a number, in base 10 or 16: of 64 bits, at most 20 digits. */
static void xcs__say_number(struct xcs__sentence *s, uint64_t number,
			    unsigned int base)
{
	uint32_t limbs[4];
	char digits[20];
	unsigned int i = 0;

	limbs[0] = (uint32_t)(number >> 48);
	limbs[1] = (uint32_t)(number >> 32) % 65536;
	limbs[2] = (uint32_t)number / 65536;
	limbs[3] = (uint32_t)number % 65536;
	digits[0] = xcs__digit(xcs__split(limbs, base));
	/*@ loop invariant i < 20;
	  @ loop assigns i, limbs[0 .. 3], digits[0 .. 19];
	  @ loop variant 19 - i; */
	while (i < 19 && (limbs[0] | limbs[1] | limbs[2] | limbs[3])) {
		i++;
		digits[i] = xcs__digit(xcs__split(limbs, base));
	}
	if (base == 16)
		XCS__SAY(s, "0x");
	/*@ loop invariant i < 20 && xcs__sentence(s);
	  @ loop invariant s->len <= \at(s->len, Pre) + xcs__much + 20 - i;
	  @ loop assigns i, s->len, s->to[0 .. s->size - 1];
	  @ loop variant i; */
	for (; i > 0; i--)
		xcs__say_char(s, digits[i]);
	xcs__say_char(s, digits[0]);
}

/* Where in the stream: layer, and record or header. */
static void xcs__say_place(struct xcs__sentence *s,
			   const struct xcstream_report *fault)
{
	unsigned int row = xcs__named_row(fault->layer, fault->type);

	XCS__SAY(s, "offset ");
	xcs__say_number(s, fault->offset, 10);
	if (fault->layer && fault->layer <= XCSTREAM_LAYER_LIBXC) {
		XCS__SAY(s, ", ");
		XCS__SAY_LISTED(s, XCS__LAYER_NAMES, fault->layer);
	}
	if (fault->type == XCSTREAM_NO_RECORD) {
		/* Of a truncation, xcs__say_missing() says it. */
		if (fault->layer && fault->code != XCSTREAM_E_TRUNCATED)
			XCS__SAY(s, " header");
		return;
	}
	XCS__SAY(s, " ");
	XCS__SAY_LISTED(s, XCS__RECORD_NAMES, row);
	if (!row) {
		XCS__SAY(s, "type ");
		xcs__say_number(s, fault->type, 16);
	}
	XCS__SAY(s, ", record ");
	xcs__say_number(s, fault->record, 10);
}

/*
 * How much is missing, of what, and what came before. The articles are in the
 * order of enum xcstream_part, as its names are.
 */
static void xcs__say_missing(struct xcs__sentence *s,
			     const struct xcstream_report *fault)
{
	XCS__SAY(s, ", ");
	xcs__say_number(s, fault->expected, 10);
	XCS__SAY_LISTED(s, " more bytes\0 more byte\0", fault->expected == 1);
	XCS__SAY_LISTED(s, "\0 of a\0 of a\0 of a\0 of an\0 of its\0 of its\0",
			fault->part);
	XCS__SAY(s, " ");
	XCS__SAY_LISTED(s, XCS__PART_NAMES, fault->part);
	XCS__SAY_LISTED(s, " were due, after \0 was due, after \0",
			fault->expected == 1);
	xcs__say_number(s, fault->record, 10);
	XCS__SAY_LISTED(s, " whole records\0 whole record\0",
			fault->record == 1);
}

/* One of the two values. */
static void xcs__say_value(struct xcs__sentence *s,
			   const struct xcstream_report *fault, uint64_t value)
{
	unsigned int how = xcs__told[fault->code], row = XCS__NO_RECORD;

	if (how == XCS__TOLD_TYPE)
		row = xcs__named_row(fault->layer, value);
	if (row)
		XCS__SAY_LISTED(s, XCS__RECORD_NAMES, row);
	else if (how == XCS__TOLD_GUEST && value < 5)
		XCS__SAY_LISTED(s, XCS__GUEST_NAMES, value);
	else if (how == XCS__TOLD_HEX || how == XCS__TOLD_AT_MOST_HEX ||
		 how == XCS__TOLD_FOUND)
		xcs__say_number(s, value, 16);
	else
		xcs__say_number(s, value, 10);
}

static void xcs__say_values(struct xcs__sentence *s,
			    const struct xcstream_report *fault)
{
	unsigned int how = xcs__told[fault->code];

	if (how == XCS__TOLD_NOTHING)
		return;
	if (how == XCS__TOLD_MISSING) {
		xcs__say_missing(s, fault);
		return;
	}
	if (how == XCS__TOLD_ARGUMENT) {
		XCS__SAY(s, ": ");
		XCS__SAY_LISTED(s, XCS__ARGUMENT_NAMES, fault->found);
		return;
	}
	if (how != XCS__TOLD_FOUND) {
		XCS__SAY(s, ", expected ");
		if (how == XCS__TOLD_AT_MOST || how == XCS__TOLD_AT_MOST_HEX)
			XCS__SAY(s, "at most ");
		xcs__say_value(s, fault, fault->expected);
	}
	XCS__SAY(s, ", found ");
	xcs__say_value(s, fault, fault->found);
}

XCSTREAM_API size_t xcstream_describe(const struct xcstream_report *fault,
				      char *buffer, size_t size)
{
	struct xcs__sentence s;

	s.to = buffer;
	s.size = size;
	s.len = 0;
	if (fault && fault->code && fault->code < XCSTREAM_NR_CODES) {
		xcs__say_place(&s, fault);
		XCS__SAY(&s, ": ");
		XCS__SAY_LISTED(&s, XCS__FAULT_TEXTS, fault->code);
		xcs__say_values(&s, fault);
	} else {
		XCS__SAY(&s, "no fault");
	}
	if (size)
		buffer[s.len < size ? s.len : size - 1] = 0;
	return s.len;
}
#endif

#endif /* XCSTREAM_IMPLEMENTATION */
