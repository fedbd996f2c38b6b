/* SPDX-License-Identifier: MIT */
/*
 * A PV guest, of 64 or 32 bits: it fills a part of its memory, brings up as many
 * vCPUs as its command line says, gives its first one something of all that Xen
 * saves, and suspends itself about once a second. If after that, here or in the
 * domain that it was restored to, its memory is not what it was, or its second
 * vCPU does not run, it crashes.
 */
#define __XEN_INTERFACE_VERSION__ 0x00040700
#include <stdint.h>
#include <xen/sched.h>
#include <xen/vcpu.h>
#include <xen/xen.h>

#define PAGE 4096
#define WORDS (PAGE / sizeof(long))
#define PATTERN_PAGES 64
#define DIRTY_PAGES 16
#define PAUSE_TICKS 0x60000000 /* of the time stamp counter */
#define READ_ONLY 5 /* and present, for the guest's kernel, in a page table */
#define WRITABLE 7
#define CR4_OSXSAVE 0x40000
#define MSR_TSC_AUX 0xc0000103
#define IN_PAGES __attribute__((aligned(PAGE)))

extern char hypercalls[];
void guest(start_info_t *info);

static start_info_t *info;
static unsigned long *p2m; /* stays at its address */
static unsigned long frames[WORDS] IN_PAGES;
static unsigned long lists[WORDS] IN_PAGES;
static char shared[PAGE] IN_PAGES;
static char descriptors[PAGE] IN_PAGES;
uint32_t pattern[PATTERN_PAGES][PAGE / 4] IN_PAGES;
static volatile uint32_t dirty[DIRTY_PAGES][PAGE / 4] IN_PAGES;
static char stack[PAGE] IN_PAGES;
static vcpu_guest_context_t context;
static volatile unsigned long second_ran;

static long hypercall(int number, unsigned long a, unsigned long b,
		      unsigned long c, unsigned long d)
{
	long result;
	char *entry = hypercalls + number * 32;

#ifdef __x86_64__
	register unsigned long r10 __asm__("r10") = d;

	__asm__ volatile("call *%[entry]"
			 : "=a"(result), "+D"(a), "+S"(b), "+d"(c), "+r"(r10)
			 : [entry] "r"(entry)
			 : "rcx", "r8", "r9", "r11", "memory");
#else
	__asm__ volatile("call *%%eax"
			 : "=a"(result), "+b"(a), "+c"(b), "+d"(c), "+S"(d)
			 : "0"(entry)
			 : "memory");
#endif
	return result;
}

static unsigned long pfn_of(const volatile void *address)
{
	return (unsigned long)address / PAGE; /* VIRT_BASE is 0 */
}

static void map(const void *at, unsigned long mfn, unsigned flags)
{
	uint64_t entry = flags ? (uint64_t)mfn * PAGE | flags : 0;

#ifdef __x86_64__
	hypercall(__HYPERVISOR_update_va_mapping, (unsigned long)at, entry,
		  UVMF_INVLPG, 0);
#else
	hypercall(__HYPERVISOR_update_va_mapping, (unsigned long)at,
		  (uint32_t)entry, (uint32_t)(entry >> 32), UVMF_INVLPG);
#endif
}

static int end(unsigned reason)
{
	struct sched_shutdown shutdown = { .reason = reason };

	return (int)hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown,
			      (unsigned long)&shutdown, p2m[pfn_of(info)], 0);
}

static void fault(void)
{
	end(SHUTDOWN_crash);
}

/* Tell where the frames of the p2m are, for whoever saves. */
static void publish(void)
{
	struct shared_info *now = (struct shared_info *)shared;
	unsigned long i, count = (info->nr_pages + WORDS - 1) / WORDS;

	for (i = 0; i < count; i++)
		frames[i] = p2m[pfn_of(p2m) + i];
	lists[0] = p2m[pfn_of(frames)];
	map(shared, info->shared_info / PAGE, WRITABLE);
	now->arch.max_pfn = info->nr_pages;
	now->arch.pfn_to_mfn_frame_list_list = p2m[pfn_of(lists)];
	map(shared, 0, 0);
}

static void second(void)
{
	for (;;) {
		second_ran++;
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0, 0, 0);
	}
}

static void bring_up(unsigned long vcpu)
{
	context.flags = VGCF_in_kernel;
	context.user_regs.cs = FLAT_KERNEL_CS;
	context.user_regs.ss = FLAT_KERNEL_SS;
	context.user_regs.ds = context.user_regs.es = FLAT_KERNEL_DS;
#ifdef __x86_64__
	context.user_regs.rip = (unsigned long)second;
	context.user_regs.rsp = (unsigned long)stack + PAGE - 8;
	context.user_regs.rflags = 0x202;
#else
	context.user_regs.eip = (unsigned long)second;
	context.user_regs.esp = (unsigned long)stack + PAGE - 4;
	context.user_regs.eflags = 0x202;
#endif
	context.kernel_ss = FLAT_KERNEL_SS;
	context.kernel_sp = (unsigned long)stack + PAGE;
	context.ctrlreg[0] = 0x80050033;
	context.ctrlreg[3] = xen_pfn_to_cr3(p2m[pfn_of((void *)info->pt_base)]);
	hypercall(__HYPERVISOR_vcpu_op, VCPUOP_initialise, vcpu,
		  (unsigned long)&context, 0);
	hypercall(__HYPERVISOR_vcpu_op, VCPUOP_up, vcpu, 0, 0);
}

/* Traps, a GDT, a breakpoint, what XSAVE saves, an MSR. */
static void get_busy(void)
{
	static trap_info_t traps[] = {
		{ 6, 0, FLAT_KERNEL_CS, (unsigned long)fault },
		{ 13, 0, FLAT_KERNEL_CS, (unsigned long)fault },
		{ 14, 0, FLAT_KERNEL_CS, (unsigned long)fault },
		{ 0, 0, 0, 0 },
	};
	unsigned long cr4, frame = p2m[pfn_of(descriptors)];

	hypercall(__HYPERVISOR_set_trap_table, (unsigned long)traps, 0, 0, 0);
	map(descriptors, frame, READ_ONLY);
	hypercall(__HYPERVISOR_set_gdt, (unsigned long)&frame, PAGE / 8, 0, 0);
	hypercall(__HYPERVISOR_set_debugreg, 0, (unsigned long)fault, 0, 0);
	hypercall(__HYPERVISOR_set_debugreg, 7, 0x401, 0, 0);
	__asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
	__asm__ volatile("mov %0, %%cr4" : : "r"(cr4 | CR4_OSXSAVE));
	__asm__ volatile("xsetbv" : : "a"(7), "d"(0), "c"(0));
	__asm__ volatile("movd %0, %%xmm1" : : "r"(0x12345678));
	__asm__ volatile("wrmsr" : : "a"(0x1234), "d"(0), "c"(MSR_TSC_AUX));
}

static void fill(void)
{
	unsigned page, word;

	for (page = 0; page < PATTERN_PAGES; page++)
		for (word = 0; word < PAGE / 4; word++)
			pattern[page][word] = (page + 1) * 0x9e3779b1;
}

static void check(void)
{
	unsigned page, word;

	for (page = 0; page < PATTERN_PAGES; page++)
		for (word = 0; word < PAGE / 4; word++)
			if (pattern[page][word] != (page + 1) * 0x9e3779b1)
				end(SHUTDOWN_crash);
}

static uint64_t now(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

static void run(void)
{
	uint64_t since = now();
	unsigned i = 0;

	while (now() - since < PAUSE_TICKS) {
		dirty[i++ % DIRTY_PAGES][0]++;
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0, 0, 0);
	}
}

/* What is saved of start_info has pfns of these two. */
static void suspend(void)
{
	unsigned long store = info->store_mfn, pfn;
	unsigned long console = info->console.domU.mfn;

	for (pfn = 0; pfn < info->nr_pages; pfn++) {
		if (p2m[pfn] == store)
			info->store_mfn = pfn;
		if (p2m[pfn] == console)
			info->console.domU.mfn = (uint32_t)pfn;
	}
	if (end(SHUTDOWN_suspend) == 1) { /* not restored: the same domain */
		info->store_mfn = store;
		info->console.domU.mfn = (uint32_t)console;
	}
}

void guest(start_info_t *started)
{
	unsigned long vcpus, ran;

	info = started;
	p2m = (unsigned long *)info->mfn_list;
	vcpus = (unsigned long)info->cmd_line[0] - '0';
	get_busy();
	fill();
	if (vcpus == 2)
		bring_up(1);
	for (;;) {
		publish();
		ran = second_ran;
		run();
		check();
		if (vcpus == 2 && second_ran == ran)
			end(SHUTDOWN_crash);
		suspend();
	}
}
