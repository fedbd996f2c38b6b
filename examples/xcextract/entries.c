/* SPDX-License-Identifier: MIT */
/*
 * entries.c - HVM_CONTEXT: hvm-context.bin, as xc_domain_hvm_setcontext() takes
 * it, and hvm-context.json, what is in it by the names of
 * public/arch-x86/hvm/save.h. The registers of vCPUs are in vcpu-N.json.
 *
 * And shared-info.json, by those of public/xen.h.
 */
#include "xcextract.h"

/* `count` numbers, from the offset `at` on, `stride` bytes apart. */
struct field {
	uint32_t typecode;
	const char *name;
	uint16_t at;
	uint8_t size;
	uint16_t count, stride;
};

#define ONE(typecode, name, at, size)                                          \
	{                                                                      \
		XCSTREAM_HVM_##typecode, name, at, size, 1, 0                  \
	}
#define MANY(typecode, name, at, size, count, stride)                          \
	{                                                                      \
		XCSTREAM_HVM_##typecode, name, at, size, count, stride         \
	}
#define ALL UINT16_MAX /* as many as there are */

/* Of PV guests, by their width; no typecodes: those have 16 bits. */
enum { XCSTREAM_HVM_SHARED_32 = 1 << 16, XCSTREAM_HVM_SHARED_64 };

/* By typecode and offset. What is reserved is left out. */
static const struct field fields[] = {
	ONE(PIC, "irr", 0, 1),
	ONE(PIC, "imr", 1, 1),
	ONE(PIC, "isr", 2, 1),
	ONE(PIC, "irq_base", 3, 1),
	ONE(PIC, "modes", 4, 2), /* from init_state to is_master */
	ONE(PIC, "elcr", 6, 1),
	ONE(PIC, "int_output", 7, 1),
	ONE(IOAPIC, "base_address", 0, 8),
	ONE(IOAPIC, "ioregsel", 8, 4),
	ONE(IOAPIC, "id", 12, 4),
	MANY(IOAPIC, "redirtbl", 16, 8, 48, 8),
	ONE(LAPIC, "apic_base_msr", 0, 8),
	ONE(LAPIC, "disabled", 8, 4),
	ONE(LAPIC, "timer_divisor", 12, 4),
	ONE(LAPIC, "tdt_msr", 16, 8),
	ONE(LAPIC, "pending_esr", 24, 4),
	/* by the names of Intel's manual, volume 3, table 10-1 */
	ONE(LAPIC_REGS, "ID", 0x20, 4),
	ONE(LAPIC_REGS, "version", 0x30, 4),
	ONE(LAPIC_REGS, "TPR", 0x80, 4),
	ONE(LAPIC_REGS, "APR", 0x90, 4),
	ONE(LAPIC_REGS, "PPR", 0xa0, 4),
	ONE(LAPIC_REGS, "LDR", 0xd0, 4),
	ONE(LAPIC_REGS, "DFR", 0xe0, 4),
	ONE(LAPIC_REGS, "SVR", 0xf0, 4),
	MANY(LAPIC_REGS, "ISR", 0x100, 4, 8, 16),
	MANY(LAPIC_REGS, "TMR", 0x180, 4, 8, 16),
	MANY(LAPIC_REGS, "IRR", 0x200, 4, 8, 16),
	ONE(LAPIC_REGS, "ESR", 0x280, 4),
	ONE(LAPIC_REGS, "CMCI", 0x2f0, 4),
	MANY(LAPIC_REGS, "ICR", 0x300, 4, 2, 16),
	ONE(LAPIC_REGS, "timer", 0x320, 4),
	ONE(LAPIC_REGS, "thermal", 0x330, 4),
	ONE(LAPIC_REGS, "performance", 0x340, 4),
	ONE(LAPIC_REGS, "LINT0", 0x350, 4),
	ONE(LAPIC_REGS, "LINT1", 0x360, 4),
	ONE(LAPIC_REGS, "error", 0x370, 4),
	ONE(LAPIC_REGS, "initial_count", 0x380, 4),
	ONE(LAPIC_REGS, "current_count", 0x390, 4),
	ONE(LAPIC_REGS, "divide_configuration", 0x3e0, 4),
	MANY(PCI_IRQ, "i", 0, 8, 2, 8),
	ONE(ISA_IRQ, "i", 0, 8),
	MANY(PCI_LINK, "route", 0, 1, 4, 1),
	MANY(PIT, "count", 0, 4, 3, 16),
	MANY(PIT, "latched_count", 4, 2, 3, 16),
	MANY(PIT, "count_latched", 6, 1, 3, 16),
	MANY(PIT, "status_latched", 7, 1, 3, 16),
	MANY(PIT, "status", 8, 1, 3, 16),
	MANY(PIT, "read_state", 9, 1, 3, 16),
	MANY(PIT, "write_state", 10, 1, 3, 16),
	MANY(PIT, "write_latch", 11, 1, 3, 16),
	MANY(PIT, "rw_mode", 12, 1, 3, 16),
	MANY(PIT, "mode", 13, 1, 3, 16),
	MANY(PIT, "bcd", 14, 1, 3, 16),
	MANY(PIT, "gate", 15, 1, 3, 16),
	ONE(PIT, "speaker_data_on", 48, 4),
	MANY(RTC, "cmos_data", 0, 1, 14, 1),
	ONE(RTC, "cmos_index", 14, 1),
	ONE(RTC, "rtc_offset", 16, 8),
	ONE(HPET, "capability", 0, 8),
	ONE(HPET, "config", 16, 8),
	ONE(HPET, "isr", 32, 8),
	ONE(HPET, "mc64", 240, 8),
	MANY(HPET, "timers.config", 256, 8, 3, 32),
	MANY(HPET, "timers.cmp", 264, 8, 3, 32),
	MANY(HPET, "timers.fsb", 272, 8, 3, 32),
	MANY(HPET, "period", 1024, 8, 3, 8),
	ONE(PMTIMER, "tmr_val", 0, 4),
	ONE(PMTIMER, "pm1a_sts", 4, 2),
	ONE(PMTIMER, "pm1a_en", 6, 2),
	ONE(MTRR, "msr_pat_cr", 0, 8),
	MANY(MTRR, "msr_mtrr_var", 8, 8, 16, 8),
	MANY(MTRR, "msr_mtrr_fixed", 136, 8, 11, 8),
	ONE(MTRR, "msr_mtrr_cap", 224, 8),
	ONE(MTRR, "msr_mtrr_def_type", 232, 8),
	ONE(VIRIDIAN_DOMAIN, "hypercall_gpa", 0, 8),
	ONE(VIRIDIAN_DOMAIN, "guest_os_id", 8, 8),
	ONE(VIRIDIAN_DOMAIN, "time_ref_count", 16, 8),
	ONE(VIRIDIAN_DOMAIN, "reference_tsc", 24, 8),
	ONE(CPU_XSAVE, "xfeature_mask", 0, 8),
	ONE(CPU_XSAVE, "xcr0", 8, 8),
	ONE(CPU_XSAVE, "xcr0_accum", 16, 8),
	ONE(CPU_XSAVE, "xstate_bv", 536, 8),
	ONE(CPU_XSAVE, "xcomp_bv", 544, 8),
	ONE(VIRIDIAN_VCPU, "vp_assist_msr", 0, 8),
	ONE(VIRIDIAN_VCPU, "apic_assist_pending", 8, 1),
	ONE(VIRIDIAN_VCPU, "simp_msr", 16, 8),
	MANY(VIRIDIAN_VCPU, "sint_msr", 24, 8, 16, 8),
	MANY(VIRIDIAN_VCPU, "stimer_config_msr", 152, 8, 4, 8),
	MANY(VIRIDIAN_VCPU, "stimer_count_msr", 184, 8, 4, 8),
	ONE(VMCE_VCPU, "caps", 0, 8),
	ONE(VMCE_VCPU, "mci_ctl2_bank0", 8, 8),
	ONE(VMCE_VCPU, "mci_ctl2_bank1", 16, 8),
	ONE(VMCE_VCPU, "mcg_ext_ctl", 24, 8),
	ONE(TSC_ADJUST, "tsc_adjust", 0, 8),
	ONE(CPU_MSR, "count", 0, 4),
	MANY(CPU_MSR, "msr.index", 8, 4, ALL, 16),
	MANY(CPU_MSR, "msr.val", 16, 8, ALL, 16),
	MANY(SHARED_32, "vcpu_info.evtchn_upcall_pending", 0, 1, 32, 64),
	MANY(SHARED_32, "vcpu_info.evtchn_upcall_mask", 1, 1, 32, 64),
	MANY(SHARED_32, "vcpu_info.evtchn_pending_sel", 4, 4, 32, 64),
	MANY(SHARED_32, "vcpu_info.arch.cr2", 8, 4, 32, 64),
	MANY(SHARED_32, "vcpu_info.time.version", 32, 4, 32, 64),
	MANY(SHARED_32, "vcpu_info.time.tsc_timestamp", 40, 8, 32, 64),
	MANY(SHARED_32, "vcpu_info.time.system_time", 48, 8, 32, 64),
	MANY(SHARED_32, "vcpu_info.time.tsc_to_system_mul", 56, 4, 32, 64),
	MANY(SHARED_32, "vcpu_info.time.tsc_shift", 60, 1, 32, 64),
	MANY(SHARED_32, "evtchn_pending", 2048, 4, 32, 4),
	MANY(SHARED_32, "evtchn_mask", 2176, 4, 32, 4),
	ONE(SHARED_32, "wc_version", 2304, 4),
	ONE(SHARED_32, "wc_sec", 2308, 4),
	ONE(SHARED_32, "wc_nsec", 2312, 4),
	ONE(SHARED_32, "arch.max_pfn", 2316, 4),
	ONE(SHARED_32, "arch.pfn_to_mfn_frame_list_list", 2320, 4),
	ONE(SHARED_32, "arch.nmi_reason", 2324, 4),
	MANY(SHARED_64, "vcpu_info.evtchn_upcall_pending", 0, 1, 32, 64),
	MANY(SHARED_64, "vcpu_info.evtchn_upcall_mask", 1, 1, 32, 64),
	MANY(SHARED_64, "vcpu_info.evtchn_pending_sel", 8, 8, 32, 64),
	MANY(SHARED_64, "vcpu_info.arch.cr2", 16, 8, 32, 64),
	MANY(SHARED_64, "vcpu_info.time.version", 32, 4, 32, 64),
	MANY(SHARED_64, "vcpu_info.time.tsc_timestamp", 40, 8, 32, 64),
	MANY(SHARED_64, "vcpu_info.time.system_time", 48, 8, 32, 64),
	MANY(SHARED_64, "vcpu_info.time.tsc_to_system_mul", 56, 4, 32, 64),
	MANY(SHARED_64, "vcpu_info.time.tsc_shift", 60, 1, 32, 64),
	MANY(SHARED_64, "evtchn_pending", 2048, 8, 64, 8),
	MANY(SHARED_64, "evtchn_mask", 2560, 8, 64, 8),
	ONE(SHARED_64, "wc_version", 3072, 4),
	ONE(SHARED_64, "wc_sec", 3076, 4),
	ONE(SHARED_64, "wc_nsec", 3080, 4),
	ONE(SHARED_64, "wc_sec_hi", 3084, 4),
	ONE(SHARED_64, "arch.max_pfn", 3088, 8),
	ONE(SHARED_64, "arch.pfn_to_mfn_frame_list_list", 3096, 8),
	ONE(SHARED_64, "arch.nmi_reason", 3104, 8),
};

/* ---- fields ---- */

static int put_field(struct tool *t, enum text to, const struct field *field)
{
	const struct entry *e = &t->entry;
	uint32_t at = field->at;
	const char *comma = "";
	unsigned int i;

	/* Older entries are shorter. */
	if (at + field->size > e->have)
		return 0;
	if (put_text(t, to, ",\n\t\t\"%s\": ", field->name))
		return -1;
	if (!field->stride)
		return put_text(t, to, "\"0x%" PRIx64 "\"",
				get_number(e->bytes + at, field->size, e->big));
	for (i = 0; i < field->count && at + field->size <= e->have; i++) {
		if (put_text(t, to, "%s\"0x%" PRIx64 "\"",
			     *comma ? comma : "[ ",
			     get_number(e->bytes + at, field->size, e->big)))
			return -1;
		comma = ", ";
		at += field->stride;
	}
	return put_text(t, to, " ]");
}

static int put_fields(struct tool *t, enum text to)
{
	unsigned int i;

	for (i = 0; i < COUNT(fields); i++)
		if (fields[i].typecode == t->entry.typecode &&
		    put_field(t, to, &fields[i]))
			return -1;
	return 0;
}

/* The entry is there, or as much of it as there is a field for. */
static int put_entry(struct tool *t)
{
	const struct entry *e = &t->entry;
	const char *name =
		xcstream_name(XCSTREAM_NAMES_HVM_TYPECODE, e->typecode);

	if (put_text(t, CONTEXT_JSON,
		     "%s\t{\n\t\t\"typecode\": %u,\n\t\t\"name\": \"%s\",\n"
		     "\t\t\"instance\": %u,\n\t\t\"bytes\": %u",
		     t->nr_entries++ ? ",\n" : "[\n", e->typecode,
		     name ? name : "", e->instance, e->length))
		return -1;
	return put_fields(t, CONTEXT_JSON) || put_text(t, CONTEXT_JSON, "\n\t}")
		       ? -1
		       : 0;
}

/* ---- what comes ---- */

int begin_context(struct tool *t)
{
	t->nr_entries = 0;
	return end_text(t, CONTEXT_BIN) || end_text(t, CONTEXT_JSON) ? -1 : 0;
}

static void gather(struct tool *t, uint32_t typecode, uint32_t length, bool big)
{
	struct entry *e = &t->entry;

	e->typecode = typecode;
	e->length = length;
	e->left = length < sizeof(e->bytes) ? length : sizeof(e->bytes);
	e->have = 0;
	e->big = big;
}

/* Returns whether it has just become whole. */
static bool take(struct tool *t, const void *data, size_t len)
{
	struct entry *e = &t->entry;
	uint32_t n = len < e->left ? (uint32_t)len : e->left;

	memcpy(e->bytes + e->have, data, n);
	e->have += n;
	e->left -= n;
	return n && !e->left;
}

int begin_entry(struct tool *t, uint32_t typecode, uint32_t instance,
		uint32_t length, bool big)
{
	unsigned char head[8];

	put_le(put_le(put_le(head, 2, typecode), 2, instance), 4, length);
	gather(t, typecode, length, big);
	t->entry.instance = instance;
	if (put_bytes(t, CONTEXT_BIN, head, sizeof(head)))
		return -1;
	return length ? 0 : put_entry(t);
}

int put_context(struct tool *t, const void *data, size_t len)
{
	if (put_bytes(t, CONTEXT_BIN, data, len))
		return -1;
	return take(t, data, len) ? put_entry(t) : 0;
}

void begin_shared_info(struct tool *t, uint32_t length, bool big)
{
	gather(t,
	       t->width == 8 ? XCSTREAM_HVM_SHARED_64 : XCSTREAM_HVM_SHARED_32,
	       length, big);
}

const unsigned char *whole_shared_info(const struct tool *t)
{
	const struct entry *e = &t->entry;
	bool shared = e->typecode == XCSTREAM_HVM_SHARED_32 ||
		      e->typecode == XCSTREAM_HVM_SHARED_64;

	return shared && e->have == PAGE ? e->bytes : NULL;
}

int put_shared_info(struct tool *t, const void *data, size_t len)
{
	if (!take(t, data, len))
		return 0;
	if (put_text(t, SHARED_JSON,
		     "{\n\t\"shared_info\": {\n\t\t\"bytes\": %u",
		     t->entry.length) ||
	    put_fields(t, SHARED_JSON))
		return -1;
	return end_text(t, SHARED_JSON);
}
