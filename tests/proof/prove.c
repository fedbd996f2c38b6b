/* SPDX-License-Identifier: MIT */
/*
 * What Frama-C/WP proves the header with: the callbacks are functions of which
 * it knows only the contracts below. They may return anything, and write
 * nothing of the parser's; what they are given must be readable, and what they
 * are for. So must be each byte that is loaded.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xcstream;
struct xcstream_report;

#define XS const struct xcstream *xs

int proof_xl_header(XS, uint32_t mandatory, uint32_t optional, uint32_t len);
int proof_config(XS, uint32_t length);
int proof_image_header(XS, uint32_t version, uint32_t options);
int proof_domain_header(XS, uint32_t type, uint32_t shift, uint32_t major,
			uint32_t minor);
int proof_record(XS, uint32_t type, uint32_t length);
int proof_record_end(XS);
int proof_data(XS, const uint8_t *data, size_t len);
int proof_word_data(XS, const uint8_t *bytes, size_t len);
int proof_count(XS, uint32_t count);
int proof_page(XS, uint64_t pfn, uint32_t type);
int proof_page_data(XS, uint64_t pfn, uint32_t type, uint32_t offset,
		    const uint8_t *data, size_t len);
int proof_word_page_data(XS, uint64_t pfn, uint32_t type, uint32_t offset,
			 const uint8_t *bytes, size_t len);
int proof_pv_info(XS, uint32_t width, uint32_t levels);
int proof_p2m_frames(XS, uint32_t start, uint32_t end);
int proof_p2m_frame(XS, uint64_t pfn);
int proof_vcpu(XS, uint32_t id, uint32_t length);
int proof_tsc_info(XS, uint32_t mode, uint32_t khz, uint64_t nsec,
		   uint32_t incarnation);
int proof_hvm_entry(XS, uint32_t typecode, uint32_t instance, uint32_t length);
int proof_hvm_header(XS, uint32_t version, uint64_t changeset, uint32_t cpuid,
		     uint32_t gtsc_khz);
int proof_hvm_param(XS, uint64_t index, uint64_t value);
int proof_cpuid_leaf(XS, const uint64_t *leaf);
int proof_msr(XS, uint32_t index, uint64_t value);
int proof_emulator(XS, uint32_t id, uint32_t index, uint32_t length);
int proof_xenstore(XS, bool value, uint8_t byte);
int proof_checkpoint_state(XS, uint32_t control_id);
int proof_dirty_pfn(XS, uint64_t pfn);
int proof_warning(XS, const struct xcstream_report *fault);
uint8_t proof_load8(const uint8_t *p);
uint32_t proof_load32(const uint8_t *p);
uint64_t proof_load64(const uint8_t *p);
/*@ ghost uint64_t xcs__given; */

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

/* These get fields of the item that has been judged, each its own. */
/*@ requires fields: mandatory == (uint32_t)xs->value[XCS__XL_mandatory_flags];
  @ requires fields: optional == (uint32_t)xs->value[XCS__XL_optional_flags];
  @ requires fields: len == (uint32_t)xs->value[XCS__XL_optional_data_len];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_xl_header(XS, uint32_t mandatory, uint32_t optional, uint32_t len);
/*@ requires fields: length == (uint32_t)xs->value[XCS__LIBVIRT_xml_len];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_config(XS, uint32_t length);
/*@ requires fields: xs->layer == XCSTREAM_LAYER_LIBXC ?
  @ 	version == (uint32_t)xs->value[XCS__IHDR_version] &&
  @ 	options == (uint32_t)xs->value[XCS__IHDR_options] :
  @ 	version == (uint32_t)xs->value[XCS__LIBXL_version] &&
  @ 	options == (uint32_t)xs->value[XCS__LIBXL_options];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_image_header(XS, uint32_t version, uint32_t options);
/*@ requires fields: type == (uint32_t)xs->value[XCS__DHDR_type];
  @ requires fields: shift == (uint32_t)xs->value[XCS__DHDR_page_shift];
  @ requires fields: major == (uint32_t)xs->value[XCS__DHDR_xen_major];
  @ requires fields: minor == (uint32_t)xs->value[XCS__DHDR_xen_minor];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_domain_header(XS, uint32_t type, uint32_t shift, uint32_t major,
			uint32_t minor);
/*@ requires fields: type == (uint32_t)xs->value[XCS__RHDR_type];
  @ requires fields: length == (uint32_t)xs->value[XCS__RHDR_length] ||
  @ 	length == xs->body_length;
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_record(XS, uint32_t type, uint32_t length);
/*@ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_record_end(XS);
/*@ requires fields: count == (uint32_t)xs->value[XCS__PAGE_DATA_count];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_count(XS, uint32_t count);
/*@ requires fields: pfn == (xs->value[XCS__PFN_pfn] & XCS__PFN_MASK);
  @ requires fields: type == (uint32_t)(xs->value[XCS__PFN_pfn] >> 60);
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_page(XS, uint64_t pfn, uint32_t type);
/*@ requires fields: width == (uint32_t)xs->value[XCS__PV_INFO_guest_width];
  @ requires fields: levels == (uint32_t)xs->value[XCS__PV_INFO_pt_levels];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_pv_info(XS, uint32_t width, uint32_t levels);
/*@ requires fields: start == (uint32_t)xs->value[XCS__P2M_FRAMES_start_pfn];
  @ requires fields: end == (uint32_t)xs->value[XCS__P2M_FRAMES_end_pfn];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_p2m_frames(XS, uint32_t start, uint32_t end);
/*@ requires fields: pfn == xs->value[XCS__P2M_FRAME_pfn];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_p2m_frame(XS, uint64_t pfn);
/*@ requires fields: id == (uint32_t)xs->value[XCS__VCPU_vcpu_id];
  @ requires fields: length == xs->body_left;
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_vcpu(XS, uint32_t id, uint32_t length);
/*@ requires fields: mode == (uint32_t)xs->value[XCS__TSC_INFO_mode];
  @ requires fields: khz == (uint32_t)xs->value[XCS__TSC_INFO_khz];
  @ requires fields: nsec == xs->value[XCS__TSC_INFO_nsec];
  @ requires fields: incarnation ==
  @ 	(uint32_t)xs->value[XCS__TSC_INFO_incarnation];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_tsc_info(XS, uint32_t mode, uint32_t khz, uint64_t nsec,
		   uint32_t incarnation);
/*@ requires fields: typecode == (uint32_t)xs->value[XCS__HVM_ENTRY_typecode];
  @ requires fields: instance == (uint32_t)xs->value[XCS__HVM_ENTRY_instance];
  @ requires fields: length == (uint32_t)xs->value[XCS__HVM_ENTRY_length];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_hvm_entry(XS, uint32_t typecode, uint32_t instance, uint32_t length);
/*@ requires fields: version == (uint32_t)xs->value[XCS__HVM_HEADER_version];
  @ requires fields: changeset == xs->value[XCS__HVM_HEADER_changeset];
  @ requires fields: cpuid == (uint32_t)xs->value[XCS__HVM_HEADER_cpuid];
  @ requires fields: gtsc_khz == (uint32_t)xs->value[XCS__HVM_HEADER_gtsc_khz];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_hvm_header(XS, uint32_t version, uint64_t changeset, uint32_t cpuid,
		     uint32_t gtsc_khz);
/*@ requires fields: index == xs->value[XCS__HVM_PARAM_index];
  @ requires fields: value == xs->value[XCS__HVM_PARAM_value];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_hvm_param(XS, uint64_t index, uint64_t value);
/*@ requires fields: leaf == &xs->value[0];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_cpuid_leaf(XS, const uint64_t *leaf);
/*@ requires fields: index == (uint32_t)xs->value[XCS__MSR_idx];
  @ requires fields: value == xs->value[XCS__MSR_val];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_msr(XS, uint32_t index, uint64_t value);
/*@ requires fields: id == (uint32_t)xs->value[XCS__EMULATOR_emulator_id];
  @ requires fields: index == (uint32_t)xs->value[XCS__EMULATOR_index];
  @ requires fields: length == xs->body_left;
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_emulator(XS, uint32_t id, uint32_t index, uint32_t length);
/*@ requires fields: control_id == (uint32_t)xs->value[XCS__CONTROL_control_id];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_checkpoint_state(XS, uint32_t control_id);
/*@ requires fields: pfn == xs->value[XCS__DIRTY_PFN_pfn];
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_dirty_pfn(XS, uint64_t pfn);
/*@ requires fields: fault == &xs->fault;
  @ assigns \result \from \nothing; */
int proof_warning(XS, const struct xcstream_report *fault);

/* Where a span of so many bytes, just taken, begins in a record's pages. */
/*@ logic integer xcs__past(struct xcstream *xs, integer len) =
	4096 * xs->pages - xs->bulk_left - len; */

/* These get, or look at, what is in the chunk. */
/*@ requires 0 < len && xcs__input(data, len);
  @ requires data == xcs__chunk + (xs->at - xcs__chunk_at);
  @ requires xs->at + len == xs->offset;
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(len); */
int proof_data(XS, const uint8_t *data, size_t len);
/*@ requires 0 < len && xcs__input(data, len);
  @ requires data == xcs__chunk + (xs->at - xcs__chunk_at);
  @ requires xs->at + len == xs->offset;
  @ requires offset + len <= 4096 && pfn < 1 << 52;
  @ requires offset == xcs__past(xs, len) % 4096;
  @ requires pfn == (xs->pfns[xcs__past(xs, len) / 4096] & XCS__PFN_MASK);
  @ requires type ==
  @ 	(uint32_t)(xs->pfns[xcs__past(xs, len) / 4096] >> 60);
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(len); */
int proof_page_data(XS, uint64_t pfn, uint32_t type, uint32_t offset,
		    const uint8_t *data, size_t len);
/*@ requires byte == *(xcs__chunk + (xs->at - xcs__chunk_at));
  @ requires value <==> xs->string == 0 || xs->string == 3;
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(1); */
int proof_xenstore(XS, bool value, uint8_t byte);
/*@ requires len == 8 && \valid_read(bytes + (0 .. 7));
  @ requires bytes: \exists integer item;
  @ 	XCS__FIRST_WORD <= item <= XCS__LAST_WORD && item != XCS__PTE &&
  @ 	xcs__bytes_of(xs, bytes, item);
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(8); */
int proof_word_data(XS, const uint8_t *bytes, size_t len);
/*@ requires len == 8 && \valid_read(bytes + (0 .. 7));
  @ requires xcs__bytes_of(xs, bytes, XCS__PTE);
  @ requires offset + len <= 4096 && pfn < 1 << 52;
  @ requires offset == 8 * (xcs__past(xs, 8) / 8 % 512);
  @ requires pfn == (xs->pfns[xcs__past(xs, 8) / 4096] & XCS__PFN_MASK);
  @ requires type ==
  @ 	(uint32_t)(xs->pfns[xcs__past(xs, 8) / 4096] >> 60);
  @ assigns \result, xcs__given \from xcs__given;
  @ ensures XCS__GIVEN(8); */
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
