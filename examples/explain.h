/* SPDX-License-Identifier: MIT */
/*
 * explain.h - of each fault: the rule that is broken, what usually breaks it,
 * and what to do.
 */
#ifndef EXAMPLES_EXPLAIN_H
#define EXAMPLES_EXPLAIN_H

#include "report.h"

/* What usually stands behind a fault. */
enum cause {
	CAUSE_NONE, /* nobody has explained this code */
	CAUSE_CALL,
	CAUSE_CUT,
	CAUSE_FAILOVER,
	CAUSE_OTHER,
	CAUSE_OLD,
	CAUSE_NEW,
	CAUSE_DAMAGE,
	CAUSE_FORGED,
	CAUSE_LIMIT,
	CAUSE_REPLICA,
	CAUSE_ODD,
	NR_CAUSES
};

static const struct {
	const char *cause, *cure;
} causes[NR_CAUSES] = {
	[CAUSE_CALL] = { "the program that reads the stream, not the stream",
			 "report it, with the command line" },
	[CAUSE_CUT] = { "a full disk, a save or copy that was interrupted, a "
			"connection that broke, a guest that did not suspend "
			"in time",
			"it cannot be restored; if the guest still runs, save "
			"it again; else look for another copy, and compare "
			"their lengths" },
	[CAUSE_FAILOVER] = { "the sender died, or its connection: what Remus "
			     "and COLO are there for",
			     "nothing: their receiver goes on from the last "
			     "whole checkpoint; nobody else can restore it" },
	[CAUSE_OTHER] = { "a file that is no save, or a damaged first block",
			  "look at it with file(1); if you know what it is, "
			  "name that with --format" },
	[CAUSE_OLD] = { "a Xen that is no longer supported saved it",
			"convert it with Xen's convert-legacy-stream" },
	[CAUSE_NEW] = { "a toolstack newer than this program, or a changed "
			"byte",
			"restore it with the Xen that saved it" },
	[CAUSE_DAMAGE] = { "bytes that changed on a disk, in memory or in a "
			   "transfer; a program that edited the file",
			   "compare checksums with the file on the host that "
			   "saved it, and copy it again; a stream holds "
			   "nothing from which it could be repaired" },
	[CAUSE_FORGED] = { "a changed byte, or somebody who made the stream to "
			   "do harm: no released Xen writes this",
			   "do not restore it; ask where it comes from; if a "
			   "released Xen wrote it, report that to us" },
	[CAUSE_LIMIT] = { "a domain larger than the reader was told, or "
			  "a length made to exhaust memory",
			  "if the domain is yours and as large, raise the "
			  "limit" },
	[CAUSE_REPLICA] = { "a stream of Remus or COLO, and a reader that was "
			    "not told so",
			    "say --checkpointed if that is what you expect" },
	[CAUSE_ODD] = { "a sender or converter with a known oddity",
			"nothing: it is a warning" },
};

/* By enum xcstream_code */
static const struct {
	enum cause cause;
	const char *rule;
} rules[XCSTREAM_NR_CODES] = {
	[XCSTREAM_E_MISUSE] = { CAUSE_CALL,
				"xcstream_init() takes only what exists: see "
				"enum xcstream_argument" },
	[XCSTREAM_E_ABORTED] = { CAUSE_CALL,
				 "a callback that returns less than 0 ends the "
				 "parsing" },
	[XCSTREAM_E_PFN_BUFFER] = { CAUSE_LIMIT,
				    "a PAGE_DATA has at most as many pages "
				    "with "
				    "contents as the reader has room for; Xen "
				    "sends up to 1024" },
	[XCSTREAM_E_TRUNCATED] = { CAUSE_CUT,
				   "a stream ends with the END record of its "
				   "outermost layer" },
	[XCSTREAM_E_MAGIC] = { CAUSE_OTHER,
			       "each layer begins with bytes of its own: "
			       "'Xen saved domain, xl format', 'libvirt-xml', "
			       "'XenSavedDomv2-', 'LibxlFmt', or eight bytes "
			       "ff and 'XENF'" },
	[XCSTREAM_E_LEGACY] = { CAUSE_OLD,
				"Xen 4.6 and later read streams that begin "
				"with a marker; older images have none" },
	[XCSTREAM_E_BYTE_ORDER] = { CAUSE_FORGED,
				    "a stream for x86 is little endian; no Xen "
				    "restores another" },
	[XCSTREAM_E_VERSION] = { CAUSE_NEW,
				 "libxc images have version 2 or 3, libxl "
				 "streams 2, libvirt files 1 or 2" },
	[XCSTREAM_E_DOMAIN_TYPE] = { CAUSE_DAMAGE, "the domain header's type "
						   "is 1 (x86 PV) or "
						   "2 (x86 HVM, and PVH)" },
	[XCSTREAM_E_DRAFT_TYPE] = { CAUSE_DAMAGE,
				    "types 3 (x86 PVH) and 4 (ARM) stood in "
				    "the "
				    "draft of 2014, and no Xen sends them" },
	[XCSTREAM_E_PAGE_SHIFT] = { CAUSE_DAMAGE,
				    "pages have 4096 bytes: page_shift is 12" },
	[XCSTREAM_E_RECORD_TYPE] = { CAUSE_NEW,
				     "a record that must be understood has a "
				     "type of the specification" },
	[XCSTREAM_E_OPTIONAL_TYPE] = { CAUSE_NEW,
				       "no optional record (type from "
				       "0x80000000 on) has been defined; Xen "
				       "skips one" },
	[XCSTREAM_E_RESERVED] = { CAUSE_DAMAGE, "reserved fields are zero" },
	[XCSTREAM_E_SPARE_BITS] = { CAUSE_DAMAGE,
				    "reserved fields are zero, also those that "
				    "Xen does not look at" },
	[XCSTREAM_E_PADDING] = { CAUSE_DAMAGE,
				 "a body is padded with zeros to a multiple of "
				 "8 bytes" },
	[XCSTREAM_E_XL_BYTE_ORDER] = { CAUSE_DAMAGE,
				       "the xl header's byteorder is "
				       "0x01020304 "
				       "as its sender's processor stores it" },
	[XCSTREAM_E_XL_FLAGS] = { CAUSE_NEW,
				  "the xl header's mandatory_flags have no "
				  "bits "
				  "but 1 (the config is JSON) and 2 (a libxl "
				  "stream follows)" },
	[XCSTREAM_E_XL_LEGACY] = { CAUSE_OLD,
				   "bit 2 of mandatory_flags says that a libxl "
				   "stream follows, as since Xen 4.6" },
	[XCSTREAM_E_CONFIG_LENGTH] = { CAUSE_DAMAGE,
				       "the config has at least one byte, and "
				       "fits into optional_data_len" },
	[XCSTREAM_E_CONFIG_NUL] = { CAUSE_DAMAGE,
				    "JSON and XML end with a NUL" },
	[XCSTREAM_E_MAX_CONFIG] = { CAUSE_LIMIT,
				    "the config is no longer than max_config" },
	[XCSTREAM_E_CONFIG_SIZE] = { CAUSE_FORGED,
				     "a config has at most 1 MiB" },
	[XCSTREAM_E_CONFIG_TEXT] = { CAUSE_ODD,
				     "xl writes its config as JSON; only "
				     "converted images have text" },
	[XCSTREAM_E_LIBVIRT_VERSION] = { CAUSE_ODD,
					 "libvirt before 1.3.5 wrote version "
					 "1, on which a later one fails: it "
					 "needs a 2 at offset 16" },
	[XCSTREAM_E_XL_OPTIONAL] = { CAUSE_DAMAGE,
				     "the xl header's optional part is the "
				     "config and its length, and nothing "
				     "else" },
	[XCSTREAM_E_LENGTH] = { CAUSE_DAMAGE,
				"a record is exactly as long as its contents" },
	[XCSTREAM_E_LONG] = { CAUSE_DAMAGE,
			      "nothing follows the contents of a record; Xen "
			      "ignores what does" },
	[XCSTREAM_E_TOO_LONG] = { CAUSE_DAMAGE,
				  "a libxc record has at most 128 MiB, any "
				  "other at most 4 GiB - 8" },
	[XCSTREAM_E_COUNT] = { CAUSE_DAMAGE,
			       "the entries that count promises fit into the "
			       "record, and there is at least one page" },
	[XCSTREAM_E_RESERVED_BITS] = { CAUSE_DAMAGE, "reserved bits are zero" },
	[XCSTREAM_E_GUEST] = { CAUSE_DAMAGE,
			       "X86_PV_ records and SHARED_INFO are of PV "
			       "guests, HVM_ and emulator records of HVM" },
	[XCSTREAM_E_RECORD_VERSION] = { CAUSE_DAMAGE, "STATIC_DATA_END and the "
						      "policies exist "
						      "in version 3 only" },
	[XCSTREAM_E_ORDER] = { CAUSE_DAMAGE,
			       "a record comes after those that it depends "
			       "on: static data, memory, then registers" },
	[XCSTREAM_E_ORDER_LAX] = { CAUSE_FORGED,
				   "records come in the order in which Xen "
				   "sends them" },
	[XCSTREAM_E_DUPLICATE] = { CAUSE_DAMAGE, "this record comes once" },
	[XCSTREAM_E_REPEATED] = { CAUSE_FORGED, "this record comes once; Xen "
						"takes the last" },
	[XCSTREAM_E_INCOMPLETE] = { CAUSE_DAMAGE,
				    "in front of END there are memory, vCPU 0 "
				    "(PV) or HVM_CONTEXT (HVM), and in libxl's "
				    "layer LIBXC_CONTEXT" },
	[XCSTREAM_E_CHECKPOINT] = { CAUSE_REPLICA, "checkpoints come from "
						   "Remus and COLO only" },
	[XCSTREAM_E_CHECKPOINT_ORDER] = { CAUSE_FORGED,
					  "a checkpoint is a whole state, "
					  "CHECKPOINT, libxl's part and "
					  "CHECKPOINT_END" },
	[XCSTREAM_E_MAX_EPOCH] = { CAUSE_LIMIT,
				   "from one checkpoint to the next there are "
				   "no more bytes than max_epoch" },
	[XCSTREAM_E_MAX_RECORDS] = { CAUSE_LIMIT,
				     "from one checkpoint to the next there "
				     "are "
				     "no more records than max_records" },
	[XCSTREAM_E_MAX_CHECKPOINTS] = { CAUSE_LIMIT,
					 "there are no more checkpoints than "
					 "max_checkpoints" },
	[XCSTREAM_E_MAX_BYTES] = { CAUSE_LIMIT,
				   "the stream has no more bytes than "
				   "max_bytes" },
	[XCSTREAM_E_MAX_PAGES] = { CAUSE_LIMIT,
				   "a PAGE_DATA has no more pfns than "
				   "max_pages" },
	[XCSTREAM_E_MAX_XENSTORE] = { CAUSE_LIMIT,
				      "xenstore data is no longer than "
				      "max_xenstore" },
	[XCSTREAM_E_MAX_EMULATOR] = { CAUSE_LIMIT,
				      "an emulator's state is no longer than "
				      "max_emulator" },
	[XCSTREAM_E_SIZE] = { CAUSE_FORGED,
			      "no record is longer than any that Xen sends" },
	[XCSTREAM_E_PAGE_TYPE] = { CAUSE_DAMAGE,
				   "page types are 0 to 4, 9 to 12 and 13 to "
				   "15" },
	[XCSTREAM_E_PFN_RANGE] = { CAUSE_DAMAGE,
				   "a PV guest's pfns are within the range of "
				   "X86_PV_P2M_FRAMES" },
	[XCSTREAM_E_PTE_PFN] = { CAUSE_FORGED,
				 "page tables of a PV guest name pfns of that "
				 "guest" },
	[XCSTREAM_E_MAX_PFN] = { CAUSE_LIMIT,
				 "memory has no pfn above max_pfn, to which a "
				 "restorer allocates tables" },
	[XCSTREAM_E_PV_INFO] = { CAUSE_DAMAGE,
				 "guest_width is 4 or 8 bytes, and pt_levels 3 "
				 "or 4" },
	[XCSTREAM_E_PV_INFO_PAIR] = { CAUSE_DAMAGE,
				      "a guest of width 4 has 3 levels of page "
				      "tables, one of width 8 has 4" },
	[XCSTREAM_E_P2M_LENGTH] = { CAUSE_DAMAGE,
				    "X86_PV_P2M_FRAMES has a frame for every "
				    "512 (or, of width 4, 1024) pfns of its "
				    "range" },
	[XCSTREAM_E_P2M_RANGE] = { CAUSE_DAMAGE, "ranges of the p2m begin at "
						 "pfn 0 and join" },
	[XCSTREAM_E_P2M_PFN] = { CAUSE_DAMAGE,
				 "frames of the p2m lie within the guest's own "
				 "memory" },
	[XCSTREAM_E_VCPU_ID] = { CAUSE_LIMIT, "vcpu_id is below the number of "
					      "vCPUs that the "
					      "domain may have" },
	[XCSTREAM_E_VCPU_ORDER] = { CAUSE_FORGED,
				    "vCPUs come in ascending order, each with "
				    "all its records" },
	[XCSTREAM_E_VCPU_EMPTY] = { CAUSE_ODD, "a vCPU record has a context; "
					       "Xen skips one "
					       "without" },
	[XCSTREAM_E_VCPU_LENGTH] = { CAUSE_DAMAGE,
				     "a vCPU context is as long as the "
				     "hypercall that takes it wants" },
	[XCSTREAM_E_VCPU_OWN] = { CAUSE_FORGED,
				  "an extended context names the vCPU and the "
				  "length of its record" },
	[XCSTREAM_E_TSC_MODE] = { CAUSE_FORGED, "TSC modes are 0 to 3" },
	[XCSTREAM_E_TSC_KHZ] = { CAUSE_FORGED,
				 "a TSC runs at less than 2^29 kHz" },
	[XCSTREAM_E_HVM_HEADER] = { CAUSE_DAMAGE,
				    "HVM_CONTEXT begins with a header: magic "
				    "0x54381286, version 1" },
	[XCSTREAM_E_HVM_ENTRY] = { CAUSE_DAMAGE,
				   "an entry of HVM_CONTEXT ends within it" },
	[XCSTREAM_E_HVM_END] = { CAUSE_DAMAGE,
				 "HVM_CONTEXT ends with an entry of typecode "
				 "0" },
	[XCSTREAM_E_HVM_TAIL] = { CAUSE_DAMAGE,
				  "nothing follows the end of HVM_CONTEXT" },
	[XCSTREAM_E_HVM_UNKNOWN] = { CAUSE_NEW,
				     "entries of HVM_CONTEXT have typecodes "
				     "that a Xen writes" },
	[XCSTREAM_E_HVM_ORDER] = { CAUSE_FORGED,
				   "entries of HVM_CONTEXT come in order, each "
				   "instance once" },
	[XCSTREAM_E_HVM_INSTANCE] = { CAUSE_FORGED,
				      "an entry of HVM_CONTEXT is of a vCPU or "
				      "device that the domain may have" },
	[XCSTREAM_E_HVM_LENGTH] = { CAUSE_DAMAGE,
				    "an entry of HVM_CONTEXT has a length that "
				    "a Xen writes" },
	[XCSTREAM_E_HVM_VALUE] = { CAUSE_DAMAGE,
				   "registers hold what the hypervisor takes" },
	[XCSTREAM_E_HVM_HARM] = { CAUSE_FORGED,
				  "registers hold nothing that takes the "
				  "hypervisor down" },
	[XCSTREAM_E_HVM_NO_CPU] = { CAUSE_FORGED,
				    "HVM_CONTEXT has the CPU entry of a vCPU" },
	[XCSTREAM_E_PARAM_EMPTY] = { CAUSE_ODD,
				     "HVM_PARAMS has a parameter; Xen takes an "
				     "empty one" },
	[XCSTREAM_E_PARAM_INDEX] = { CAUSE_FORGED,
				     "the index of an HVM parameter is below "
				     "2^32, to which Xen would cut it" },
	[XCSTREAM_E_PARAM_UNKNOWN] = { CAUSE_FORGED,
				       "HVM parameters are those that Xen "
				       "sends" },
	[XCSTREAM_E_PARAM_TWICE] = { CAUSE_FORGED,
				     "an HVM parameter comes once" },
	[XCSTREAM_E_EMULATOR_ID] = { CAUSE_DAMAGE,
				     "emulator_id is 0 (unknown), 1 (QEMU "
				     "traditional) or 2 (QEMU upstream)" },
	[XCSTREAM_E_XENSTORE_NUL] = { CAUSE_DAMAGE,
				      "keys and values end with a NUL" },
	[XCSTREAM_E_XENSTORE_PAIR] = { CAUSE_DAMAGE, "each key has a value" },
	[XCSTREAM_E_XENSTORE_KEY] = { CAUSE_FORGED,
				      "a key is relative to the device model's "
				      "directory" },
	[XCSTREAM_E_XENSTORE_CHAR] = { CAUSE_FORGED,
				       "a key has letters, digits and -/_@ "
				       "only" },
	[XCSTREAM_E_XENSTORE_UNKNOWN] = { CAUSE_FORGED,
					  "keys are physmap/X/start_addr, size "
					  "and name, as libxl sends them" },
	[XCSTREAM_E_CONTROL_ID] = { CAUSE_FORGED,
				    "control_id is 0 from the sender, and 2, "
				    "3, "
				    "1 in turn from the receiver of COLO" },
};

#endif
