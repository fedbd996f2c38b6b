/* SPDX-License-Identifier: MIT */
/*
 * vcpus.c - what each vCPU was doing: vcpu-N.json, and what memory.elf and
 * xen.core tell of it.
 *
 * Of HVM guests that is in the entry CPU of HVM_CONTEXT, struct hvm_hw_cpu in
 * public/arch-x86/hvm/save.h; of PV guests in X86_PV_VCPU_BASIC, struct
 * vcpu_guest_context in public/arch-x86/xen.h.
 */
#include "xcextract.h"

/* ---- where the registers are ---- */

struct field {
	const char *name; /* as in Xen's headers */
	uint16_t at;
	uint8_t size;
	uint8_t kept; /* enum kept, or NOT_KEPT */
};

#define NOT_KEPT NR_KEPT
#define FPU_SIZE 512

static const struct field hvm_fields[] = {
	{ "rax", 512, 8, RAX },
	{ "rbx", 520, 8, RBX },
	{ "rcx", 528, 8, RCX },
	{ "rdx", 536, 8, RDX },
	{ "rbp", 544, 8, RBP },
	{ "rsi", 552, 8, RSI },
	{ "rdi", 560, 8, RDI },
	{ "rsp", 568, 8, RSP },
	{ "r8", 576, 8, R8 },
	{ "r9", 584, 8, R9 },
	{ "r10", 592, 8, R10 },
	{ "r11", 600, 8, R11 },
	{ "r12", 608, 8, R12 },
	{ "r13", 616, 8, R13 },
	{ "r14", 624, 8, R14 },
	{ "r15", 632, 8, R15 },
	{ "rip", 640, 8, RIP },
	{ "rflags", 648, 8, RFLAGS },
	{ "cr0", 656, 8, CR0 },
	{ "cr2", 664, 8, CR2 },
	{ "cr3", 672, 8, CR3 },
	{ "cr4", 680, 8, CR4 },
	{ "dr0", 688, 8, DR0 },
	{ "dr1", 696, 8, DR1 },
	{ "dr2", 704, 8, DR2 },
	{ "dr3", 712, 8, DR3 },
	{ "dr6", 720, 8, DR6 },
	{ "dr7", 728, 8, DR7 },
	{ "cs_sel", 736, 4, CS },
	{ "ds_sel", 740, 4, DS },
	{ "es_sel", 744, 4, ES },
	{ "fs_sel", 748, 4, FS },
	{ "gs_sel", 752, 4, GS },
	{ "ss_sel", 756, 4, SS },
	{ "tr_sel", 760, 4, NOT_KEPT },
	{ "ldtr_sel", 764, 4, NOT_KEPT },
	{ "cs_limit", 768, 4, NOT_KEPT },
	{ "ds_limit", 772, 4, NOT_KEPT },
	{ "es_limit", 776, 4, NOT_KEPT },
	{ "fs_limit", 780, 4, NOT_KEPT },
	{ "gs_limit", 784, 4, NOT_KEPT },
	{ "ss_limit", 788, 4, NOT_KEPT },
	{ "tr_limit", 792, 4, NOT_KEPT },
	{ "ldtr_limit", 796, 4, NOT_KEPT },
	{ "idtr_limit", 800, 4, NOT_KEPT },
	{ "gdtr_limit", 804, 4, NOT_KEPT },
	{ "cs_base", 808, 8, NOT_KEPT },
	{ "ds_base", 816, 8, NOT_KEPT },
	{ "es_base", 824, 8, NOT_KEPT },
	{ "fs_base", 832, 8, FS_BASE },
	{ "gs_base", 840, 8, GS_BASE },
	{ "ss_base", 848, 8, NOT_KEPT },
	{ "tr_base", 856, 8, NOT_KEPT },
	{ "ldtr_base", 864, 8, NOT_KEPT },
	{ "idtr_base", 872, 8, NOT_KEPT },
	{ "gdtr_base", 880, 8, NOT_KEPT },
	{ "cs_arbytes", 888, 4, NOT_KEPT },
	{ "ds_arbytes", 892, 4, NOT_KEPT },
	{ "es_arbytes", 896, 4, NOT_KEPT },
	{ "fs_arbytes", 900, 4, NOT_KEPT },
	{ "gs_arbytes", 904, 4, NOT_KEPT },
	{ "ss_arbytes", 908, 4, NOT_KEPT },
	{ "tr_arbytes", 912, 4, NOT_KEPT },
	{ "ldtr_arbytes", 916, 4, NOT_KEPT },
	{ "sysenter_cs", 920, 8, NOT_KEPT },
	{ "sysenter_esp", 928, 8, NOT_KEPT },
	{ "sysenter_eip", 936, 8, NOT_KEPT },
	{ "shadow_gs", 944, 8, USER_GS_BASE },
	{ "msr_flags", 952, 8, NOT_KEPT },
	{ "msr_lstar", 960, 8, NOT_KEPT },
	{ "msr_star", 968, 8, NOT_KEPT },
	{ "msr_cstar", 976, 8, NOT_KEPT },
	{ "msr_syscall_mask", 984, 8, NOT_KEPT },
	{ "msr_efer", 992, 8, EFER },
};

/* user_regs is at 520 there. */
static const struct field pv64_fields[] = {
	{ "flags", 512, 8, PV_FLAGS },
	{ "r15", 520, 8, R15 },
	{ "r14", 528, 8, R14 },
	{ "r13", 536, 8, R13 },
	{ "r12", 544, 8, R12 },
	{ "rbp", 552, 8, RBP },
	{ "rbx", 560, 8, RBX },
	{ "r11", 568, 8, R11 },
	{ "r10", 576, 8, R10 },
	{ "r9", 584, 8, R9 },
	{ "r8", 592, 8, R8 },
	{ "rax", 600, 8, RAX },
	{ "rcx", 608, 8, RCX },
	{ "rdx", 616, 8, RDX },
	{ "rsi", 624, 8, RSI },
	{ "rdi", 632, 8, RDI },
	{ "error_code", 640, 4, NOT_KEPT },
	{ "entry_vector", 644, 4, NOT_KEPT },
	{ "rip", 648, 8, RIP },
	{ "cs", 656, 2, CS },
	{ "saved_upcall_mask", 660, 1, NOT_KEPT },
	{ "rflags", 664, 8, RFLAGS },
	{ "rsp", 672, 8, RSP },
	{ "ss", 680, 2, SS },
	{ "es", 688, 2, ES },
	{ "ds", 696, 2, DS },
	{ "fs", 704, 2, FS },
	{ "gs", 712, 2, GS },
	{ "ldt_base", 4816, 8, NOT_KEPT },
	{ "ldt_ents", 4824, 8, NOT_KEPT },
	{ "gdt_ents", 4960, 8, NOT_KEPT },
	{ "kernel_ss", 4968, 8, NOT_KEPT },
	{ "kernel_sp", 4976, 8, NOT_KEPT },
	{ "ctrlreg0", 4984, 8, CR0 },
	{ "ctrlreg1", 4992, 8, NOT_KEPT },
	{ "ctrlreg2", 5000, 8, CR2 },
	{ "ctrlreg3", 5008, 8, CR3 },
	{ "ctrlreg4", 5016, 8, CR4 },
	{ "debugreg0", 5048, 8, DR0 },
	{ "debugreg1", 5056, 8, DR1 },
	{ "debugreg2", 5064, 8, DR2 },
	{ "debugreg3", 5072, 8, DR3 },
	{ "debugreg6", 5096, 8, DR6 },
	{ "debugreg7", 5104, 8, DR7 },
	{ "event_callback_eip", 5112, 8, NOT_KEPT },
	{ "failsafe_callback_eip", 5120, 8, NOT_KEPT },
	{ "syscall_callback_eip", 5128, 8, NOT_KEPT },
	{ "vm_assist", 5136, 8, NOT_KEPT },
	{ "fs_base", 5144, 8, FS_BASE },
	{ "gs_base_kernel", 5152, 8, GS_BASE },
	{ "gs_base_user", 5160, 8, USER_GS_BASE },
};

/* user_regs is at 516 there. */
static const struct field pv32_fields[] = {
	{ "flags", 512, 4, PV_FLAGS },
	{ "ebx", 516, 4, RBX },
	{ "ecx", 520, 4, RCX },
	{ "edx", 524, 4, RDX },
	{ "esi", 528, 4, RSI },
	{ "edi", 532, 4, RDI },
	{ "ebp", 536, 4, RBP },
	{ "eax", 540, 4, RAX },
	{ "error_code", 544, 2, NOT_KEPT },
	{ "entry_vector", 546, 2, NOT_KEPT },
	{ "eip", 548, 4, RIP },
	{ "cs", 552, 2, CS },
	{ "saved_upcall_mask", 554, 1, NOT_KEPT },
	{ "eflags", 556, 4, RFLAGS },
	{ "esp", 560, 4, RSP },
	{ "ss", 564, 2, SS },
	{ "es", 568, 2, ES },
	{ "ds", 572, 2, DS },
	{ "fs", 576, 2, FS },
	{ "gs", 580, 2, GS },
	{ "ldt_base", 2632, 4, NOT_KEPT },
	{ "ldt_ents", 2636, 4, NOT_KEPT },
	{ "gdt_ents", 2704, 4, NOT_KEPT },
	{ "kernel_ss", 2708, 4, NOT_KEPT },
	{ "kernel_sp", 2712, 4, NOT_KEPT },
	{ "ctrlreg0", 2716, 4, NOT_KEPT },
	{ "ctrlreg1", 2720, 4, NOT_KEPT },
	{ "ctrlreg2", 2724, 4, NOT_KEPT },
	{ "ctrlreg3", 2728, 4, CR3 },
	{ "ctrlreg4", 2732, 4, NOT_KEPT },
	{ "debugreg0", 2748, 4, NOT_KEPT },
	{ "debugreg1", 2752, 4, NOT_KEPT },
	{ "debugreg2", 2756, 4, NOT_KEPT },
	{ "debugreg3", 2760, 4, NOT_KEPT },
	{ "debugreg6", 2772, 4, NOT_KEPT },
	{ "debugreg7", 2776, 4, NOT_KEPT },
	{ "event_callback_cs", 2780, 4, NOT_KEPT },
	{ "event_callback_eip", 2784, 4, NOT_KEPT },
	{ "failsafe_callback_cs", 2788, 4, NOT_KEPT },
	{ "failsafe_callback_eip", 2792, 4, NOT_KEPT },
	{ "vm_assist", 2796, 4, NOT_KEPT },
};

static const struct layout {
	const struct field *fields;
	size_t nr;
	uint32_t size; /* that is needed */
	const char *record;
} layouts[] = {
	[HVM_VCPU] = { hvm_fields, COUNT(hvm_fields), 1000, "HVM_CONTEXT CPU" },
	[PV64_VCPU] = { pv64_fields, COUNT(pv64_fields), 5168,
			"X86_PV_VCPU_BASIC" },
	[PV32_VCPU] = { pv32_fields, COUNT(pv32_fields), 2800,
			"X86_PV_VCPU_BASIC" },
};

/* ---- a vCPU ---- */

static uint64_t number(const struct context *c, const struct field *field)
{
	return get_number(c->bytes + field->at, field->size, c->big);
}

static int write_json(struct tool *t, const struct context *c)
{
	const struct layout *layout = &layouts[c->kind];
	char name[32];
	FILE *f;
	size_t i;

	if (!(t->groups & BIT(VCPUS)))
		return 0;
	snprintf(name, sizeof(name), "vcpu-%u.json", c->id);
	f = begin_file(t, VCPUS, name);
	if (!f)
		return -1;
	fprintf(f, "{\n\t\"vcpu\": %u,\n\t\"record\": \"%s\"", c->id,
		layout->record);
	for (i = 0; i < layout->nr; i++)
		fprintf(f, ",\n\t\"%s\": \"0x%" PRIx64 "\"",
			layout->fields[i].name, number(c, &layout->fields[i]));
	fputs("\n}\n", f);
	return end_file(t, f, name);
}

/*
 * A context as XEN_DOMCTL_getvcpucontext gives it, for xen.core: that of a PV
 * guest is in the stream, that of HVM is made of the same registers.
 */
static void make_context(unsigned char context[CONTEXT_SIZE],
			 const struct context *c, const struct vcpu *v)
{
	const struct field *field = pv64_fields;
	enum kept kept;

	memset(context, 0, CONTEXT_SIZE);
	if (c->kind != HVM_VCPU) {
		memcpy(context, c->bytes, layouts[c->kind].size);
		return;
	}
	memcpy(context, v->fpu, FPU_SIZE);
	for (; field < pv64_fields + COUNT(pv64_fields); field++) {
		kept = field->kept;
		if (kept == NOT_KEPT)
			continue;
		/* HVM has the one that is in use, and the other. */
		if ((v->kept[CS] & 3) && kept == GS_BASE)
			kept = USER_GS_BASE;
		else if ((v->kept[CS] & 3) && kept == USER_GS_BASE)
			kept = GS_BASE;
		put_le(context + field->at, field->size, v->kept[kept]);
	}
}

/* What the kinds have each in its own way. */
static void settle(struct vcpu *v)
{
	uint64_t *kept = v->kept;

	kept[ORIG_RAX] = UINT64_MAX; /* in no system call */
	if (v->kind == HVM_VCPU) {
		kept[PV_FLAGS] = 0x21; /* VGCF_online | VGCF_i387_valid */
		return;
	}
	if (!(kept[PV_FLAGS] & 4)) /* VGCF_in_kernel */
		kept[GS_BASE] = kept[USER_GS_BASE];
	if (v->kind == PV32_VCPU) /* xen_cr3_to_pfn() */
		kept[CR3] = (kept[CR3] >> 12 | (kept[CR3] & 0xfff) << 20) << 12;
}

/*
 * Where a vCPU is kept, or NULL. One that is tolerated although it has come
 * already replaces the first: else there would be no end to them.
 */
static struct vcpu *room_for(struct tool *t, uint32_t id)
{
	size_t n = t->nr_vcpus, at = t->place[id];
	struct vcpu *v = t->vcpus;

	if (at < n && v[at].id == id)
		return &v[at];
	if (!(n & (n - 1))) /* it is full: there is room for 1, 2, 4 ... */
		v = realloc(v, (n ? 2 * n : 1) * sizeof(*v));
	if (!v)
		return NULL;
	t->vcpus = v;
	t->place[id] = (uint16_t)n;
	t->nr_vcpus++;
	return &v[n];
}

/* For memory.elf and xen.core. */
static int keep(struct tool *t, const struct context *c)
{
	const struct layout *layout = &layouts[c->kind];
	unsigned char context[CONTEXT_SIZE];
	struct vcpu *v;
	size_t i;

	if (!(t->groups & (BIT(ELF) | BIT(XEN_CORE))))
		return 0;
	v = room_for(t, c->id);
	if (!v)
		return trouble(t, "vCPUs", "not enough memory");
	memset(v, 0, sizeof(*v));
	v->id = c->id;
	v->kind = c->kind;
	memcpy(v->fpu, c->bytes, FPU_SIZE);
	for (i = 0; i < layout->nr; i++)
		if (layout->fields[i].kept != NOT_KEPT)
			v->kept[layout->fields[i].kept] =
				number(c, &layout->fields[i]);
	settle(v);
	if (!(t->groups & BIT(XEN_CORE)))
		return 0;
	make_context(context, c, v);
	return put_core_context(t, (size_t)(v - t->vcpus), context);
}

void begin_vcpu(struct tool *t, enum vcpu_kind kind, uint32_t id,
		uint32_t length, bool big)
{
	struct context *c = &t->context;

	c->kind = kind;
	c->id = id;
	c->big = big;
	c->have = 0;
	c->wanted = length >= layouts[kind].size;
}

int put_vcpu(struct tool *t, const uint8_t *data, size_t len)
{
	struct context *c = &t->context;
	size_t need = layouts[c->kind].size - c->have;

	if (!c->wanted)
		return 0;
	if (len > need)
		len = need;
	memcpy(c->bytes + c->have, data, len);
	c->have += (uint32_t)len;
	if (len < need)
		return 0;
	c->wanted = false; /* it is there whole */
	return keep(t, c) || write_json(t, c) ? -1 : 0;
}

void forget_vcpus(struct tool *t)
{
	t->nr_vcpus = 0;
	t->context.wanted = false;
}
