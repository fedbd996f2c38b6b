/* SPDX-License-Identifier: MIT */
/*
 * What Frama-C/WP proves the header with: the callbacks are functions of which
 * it knows only the contracts below. They may return anything, and write
 * nothing of the parser's; what they are given must be readable. So must be
 * each byte that is loaded.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xcstream;
struct xcstream_report;

#define XS const struct xcstream *xs

/*@ assigns \result \from \nothing; */
int proof_xl_header(XS, uint32_t mandatory, uint32_t optional, uint32_t len);
/*@ assigns \result \from \nothing; */
int proof_config(XS, uint32_t length);
/*@ assigns \result \from \nothing; */
int proof_image_header(XS, uint32_t version, uint32_t options);
/*@ assigns \result \from \nothing; */
int proof_domain_header(XS, uint32_t type, uint32_t shift, uint32_t major,
			uint32_t minor);
/*@ assigns \result \from \nothing; */
int proof_record(XS, uint32_t type, uint32_t length);
/*@ assigns \result \from \nothing; */
int proof_record_end(XS);
int proof_data(XS, const uint8_t *data, size_t len);
/*@ requires len == 8 && \valid_read(bytes + (0 .. 7));
  @ assigns \result \from \nothing; */
int proof_word_data(XS, const uint8_t *bytes, size_t len);
/*@ assigns \result \from \nothing; */
int proof_count(XS, uint32_t count);
/*@ assigns \result \from \nothing; */
int proof_page(XS, uint64_t pfn, uint32_t type);
int proof_page_data(XS, uint64_t pfn, uint32_t type, uint32_t offset,
		    const uint8_t *data, size_t len);
int proof_word_page_data(XS, uint64_t pfn, uint32_t type, uint32_t offset,
			 const uint8_t *bytes, size_t len);
/*@ assigns \result \from \nothing; */
int proof_pv_info(XS, uint32_t width, uint32_t levels);
/*@ assigns \result \from \nothing; */
int proof_p2m_frames(XS, uint32_t start, uint32_t end);
/*@ assigns \result \from \nothing; */
int proof_p2m_frame(XS, uint64_t pfn);
/*@ assigns \result \from \nothing; */
int proof_vcpu(XS, uint32_t id, uint32_t length);
/*@ assigns \result \from \nothing; */
int proof_tsc_info(XS, uint32_t mode, uint32_t khz, uint64_t nsec,
		   uint32_t incarnation);
/*@ assigns \result \from \nothing; */
int proof_hvm_entry(XS, uint32_t typecode, uint32_t instance, uint32_t length);
/*@ assigns \result \from \nothing; */
int proof_hvm_header(XS, uint32_t version, uint64_t changeset, uint32_t cpuid,
		     uint32_t gtsc_khz);
/*@ assigns \result \from \nothing; */
int proof_hvm_param(XS, uint64_t index, uint64_t value);
/*@ requires \valid_read(leaf + (0 .. 5));
  @ assigns \result \from \nothing; */
int proof_cpuid_leaf(XS, const uint64_t *leaf);
/*@ assigns \result \from \nothing; */
int proof_msr(XS, uint32_t index, uint64_t value);
/*@ assigns \result \from \nothing; */
int proof_emulator(XS, uint32_t id, uint32_t index, uint32_t length);
int proof_xenstore(XS, bool value, uint8_t byte);
/*@ assigns \result \from \nothing; */
int proof_checkpoint_state(XS, uint32_t control_id);
/*@ assigns \result \from \nothing; */
int proof_dirty_pfn(XS, uint64_t pfn);
/*@ requires \valid_read(fault);
  @ assigns \result \from \nothing; */
int proof_warning(XS, const struct xcstream_report *fault);
uint8_t proof_load8(const uint8_t *p);
uint32_t proof_load32(const uint8_t *p);
uint64_t proof_load64(const uint8_t *p);

#define XCS__CALL(name, args) (xs->ops->name ? proof_##name args : 0)
/* A word of the bulk comes from the state, not from the chunk. */
#define XCS__WORD_CALL(name, args) (xs->ops->name ? proof_word_##name args : 0)
#define XCSTREAM_LOAD8(p) proof_load8(p)
/* Else they are made of loads of a byte, which is to be proven, too. */
#ifndef PROOF_BYTES
#define XCSTREAM_LOAD32(p) proof_load32(p)
#define XCSTREAM_LOAD64(p) proof_load64(p)
#endif
#define XCS__CONTRACTS "contracts.h"
#define XCSTREAM_STATIC
#include "xcstream.h"

/* Where a span of so many bytes, just taken, begins in a record's pages. */
/*@ logic integer xcs__past(struct xcstream *xs, integer len) =
	4096 * xs->pages - xs->bulk_left - len; */

/* These get, or look at, what is in the chunk. */
/*@ requires 0 < len && xcs__input(data, len);
  @ requires data == xcs__chunk + (xs->at - xcs__chunk_at);
  @ requires xs->at + len == xs->offset;
  @ assigns \result \from \nothing; */
int proof_data(XS, const uint8_t *data, size_t len);
/*@ requires 0 < len && xcs__input(data, len);
  @ requires data == xcs__chunk + (xs->at - xcs__chunk_at);
  @ requires xs->at + len == xs->offset;
  @ requires offset + len <= 4096 && pfn < 1 << 52;
  @ requires offset == xcs__past(xs, len) % 4096;
  @ requires pfn == (xs->pfns[xcs__past(xs, len) / 4096] & XCS__PFN_MASK);
  @ requires type ==
  @ 	(uint32_t)(xs->pfns[xcs__past(xs, len) / 4096] >> 60);
  @ assigns \result \from \nothing; */
int proof_page_data(XS, uint64_t pfn, uint32_t type, uint32_t offset,
		    const uint8_t *data, size_t len);
/*@ requires byte == *(xcs__chunk + (xs->at - xcs__chunk_at));
  @ assigns \result \from \nothing; */
int proof_xenstore(XS, bool value, uint8_t byte);
/*@ requires len == 8 && \valid_read(bytes + (0 .. 7));
  @ requires offset + len <= 4096 && pfn < 1 << 52;
  @ requires offset == 8 * (xcs__past(xs, 8) / 8 % 512);
  @ requires pfn == (xs->pfns[xcs__past(xs, 8) / 4096] & XCS__PFN_MASK);
  @ requires type ==
  @ 	(uint32_t)(xs->pfns[xcs__past(xs, 8) / 4096] >> 60);
  @ assigns \result \from \nothing; */
int proof_word_page_data(XS, uint64_t pfn, uint32_t type, uint32_t offset,
			 const uint8_t *bytes, size_t len);
/*@ requires xcs__input(p, 1);
  @ assigns \result \from \nothing;
  @ ensures \result == *p; */
uint8_t proof_load8(const uint8_t *p);
/*@ requires xcs__input(p, 4);
  @ assigns \result \from \nothing;
  @ ensures \result == xcs__le32(p); */
uint32_t proof_load32(const uint8_t *p);
/*@ requires xcs__input(p, 8);
  @ assigns \result \from \nothing;
  @ ensures \result == xcs__le32(p) + 4294967296 * xcs__le32(p + 4); */
uint64_t proof_load64(const uint8_t *p);

/*@ ghost void xcs__know_tables(void) {} */
