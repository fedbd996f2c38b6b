/* SPDX-License-Identifier: MIT */
/*
 * The stub domain as a PVH guest: under Xen (console: the ring that the
 * toolstack reads; status: the reason of the shutdown) or in QEMU (console:
 * COM1; status: what isa-debug-exit makes of it).
 *
 * Names of structures, fields and numbers are those of Xen's public headers.
 */
#include "stubdom.h"

#define PRESENT 1u /* in a page table entry */

/* xen/include/public/arch-x86/hvm/start_info.h */
#define XEN_HVM_START_MAGIC_VALUE 0x336ec578

struct hvm_start_info {
	uint32_t magic, version, flags, nr_modules;
	uint64_t modlist_paddr, cmdline_paddr;
};

struct hvm_modlist_entry {
	uint64_t paddr, size, cmdline_paddr, reserved;
};

void x86_main(const struct hvm_start_info *info)
	__attribute__((noreturn, used));
void x86_exception(unsigned int vector, const uint64_t *frame)
	__attribute__((noreturn, used));

/* ---- the processor ---- */

static void outb(uint16_t port, uint8_t byte)
{
	__asm__ volatile("outb %0, %1" : : "a"(byte), "Nd"(port));
}

static uint8_t inb(uint16_t port)
{
	uint8_t byte;

	__asm__ volatile("inb %1, %0" : "=a"(byte) : "Nd"(port));
	return byte;
}

static void cpuid(uint32_t leaf, uint32_t regs[4])
{
	__asm__ volatile("cpuid"
			 : "=a"(regs[0]), "=b"(regs[1]), "=c"(regs[2]),
			   "=d"(regs[3])
			 : "0"(leaf), "2"(0));
}

static void wrmsr(uint32_t msr, uint64_t value)
{
	__asm__ volatile("wrmsr"
			 :
			 : "c"(msr), "a"((uint32_t)value), "d"(value >> 32)
			 : "memory");
}

/* ---- Xen ---- */

enum {
	HYPERVISOR_sched_op = 29,
	HYPERVISOR_event_channel_op = 32,
	HYPERVISOR_hvm_op = 34
};
enum { SCHEDOP_yield = 0, SCHEDOP_shutdown = 2 };
enum { SHUTDOWN_poweroff = 0, SHUTDOWN_crash = 3 };
enum { EVTCHNOP_send = 4, HVMOP_get_param = 1 };
enum { HVM_PARAM_CONSOLE_PFN = 17, HVM_PARAM_CONSOLE_EVTCHN = 18 };

/* xen/include/public/io/console.h */
struct xencons_interface {
	char in[1024];
	char out[2048];
	uint32_t in_cons, in_prod, out_cons, out_prod;
};

static bool under_xen;
static struct {
	volatile struct xencons_interface *ring; /* NULL: there is none */
	uint32_t evtchn;
} console;

/* Xen fills it with code, 32 bytes for each hypercall. */
static char hypercall_page[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

static long hypercall(unsigned int number, unsigned int op, void *arg)
{
	const char *code = hypercall_page + 32 * number;
	long result;

	__asm__ volatile("call *%1"
			 : "=a"(result), "+r"(code)
			 : "D"((unsigned long)op), "S"(arg)
			 : "rcx", "r11", "memory", "cc");
	return result;
}

static uint64_t hvm_param(uint32_t index)
{
	struct {
		uint16_t domid, pad;
		uint32_t index;
		uint64_t value;
	} param = { 0x7ff0, 0, index, 0 }; /* DOMID_SELF */

	hypercall(HYPERVISOR_hvm_op, HVMOP_get_param, &param);
	return param.value; /* 0 if there is none */
}

/* CPUID leaves 0x40000000 on, every 256: whoever runs us. */
static void find_xen(void)
{
	uint32_t base, regs[4];
	uint64_t pfn;

	for (base = 0x40000000; base < 0x40010000; base += 0x100) {
		cpuid(base, regs);
		if (regs[1] == 0x566e6558 && regs[2] == 0x65584d4d &&
		    regs[3] == 0x4d4d566e) /* "XenVMMXenVMM" */
			break;
	}
	if (base == 0x40010000)
		return;
	cpuid(base + 2, regs);
	wrmsr(regs[1], (uintptr_t)hypercall_page);
	under_xen = true;
	console.evtchn = (uint32_t)hvm_param(HVM_PARAM_CONSOLE_EVTCHN);
	pfn = hvm_param(HVM_PARAM_CONSOLE_PFN);
	console.ring = (void *)(uintptr_t)(pfn * PAGE_SIZE);
}

/* Tell the other end of the ring, and let it run. */
static void notify(void)
{
	hypercall(HYPERVISOR_event_channel_op, EVTCHNOP_send, &console.evtchn);
	hypercall(HYPERVISOR_sched_op, SCHEDOP_yield, NULL);
}

/*
 * Both wait as long as it takes: a guest that cannot say what it has found is
 * of no use. On x86 stores are seen in order; volatile binds the compiler.
 */
static void ring_write(char byte)
{
	volatile struct xencons_interface *ring = console.ring;

	while (ring->out_prod - ring->out_cons >= sizeof(ring->out))
		notify();
	ring->out[ring->out_prod % sizeof(ring->out)] = byte;
	ring->out_prod++;
}

static uint8_t ring_read(void)
{
	volatile struct xencons_interface *ring = console.ring;
	uint8_t byte;

	while (ring->in_prod == ring->in_cons)
		notify();
	byte = (uint8_t)ring->in[ring->in_cons % sizeof(ring->in)];
	ring->in_cons++;
	return byte;
}

/* ---- serial ports ---- */

enum { COM1 = 0x3f8, COM2 = 0x2f8 };
enum { LSR = 5, LSR_DATA = 1, LSR_ROOM = 0x20 };

static void uart_init(uint16_t port)
{
	outb(port + 1, 0); /* no interrupts */
	outb(port + 3, 0x80); /* 115200 baud */
	outb(port, 1);
	outb(port + 1, 0);
	outb(port + 3, 3); /* 8N1 */
	outb(port + 2, 0xc7); /* queues on */
	outb(port + 4, 3); /* ready */
}

static void uart_write(uint16_t port, char byte)
{
	while (!(inb(port + LSR) & LSR_ROOM))
		;
	outb(port, (uint8_t)byte);
}

static uint8_t uart_read(uint16_t port)
{
	while (!(inb(port + LSR) & LSR_DATA))
		;
	return inb(port);
}

void console_write(const char *text, size_t len)
{
	for (; len; len--, text++) {
		if (console.ring)
			ring_write(*text);
		else if (!under_xen)
			uart_write(COM1, *text);
	}
	if (console.ring)
		notify();
}

/* ---- the byte channel: Xen's console, a virtio console, or COM2 ---- */

static bool has_virtio;

bool channel_open(void)
{
	if (under_xen)
		return console.ring != NULL;
	has_virtio = virtio_open(0xfeb00000, 24); /* as in QEMU's microvm */
	if (has_virtio)
		return true;
	uart_init(COM2);
	return inb(COM2 + LSR) != 0xff; /* else nothing is there */
}

void channel_read(uint8_t *to, size_t len)
{
	if (has_virtio)
		virtio_read(to, len);
	else
		for (; len; len--)
			*to++ = under_xen ? ring_read() : uart_read(COM2);
}

void channel_write(uint8_t byte)
{
	if (has_virtio)
		virtio_write(byte);
	else if (!under_xen) /* there the console says it all */
		uart_write(COM2, (char)byte);
}

/* ---- memory ---- */

extern uint64_t pml4[512]; /* x86_boot.S; the first 4 GiB */

/*
 * The window: 512 GiB of addresses, in which at most one page is mapped, for
 * reading, and the next page is mapped at the next address. So it takes no
 * more than one table of each level.
 */
#define WINDOW 0x8000000000 /* pml4[1] */
static uint64_t tables[3][512] __attribute__((aligned(PAGE_SIZE)));

/* Enter `page`, or nothing, for this address. */
static void set_window(uint64_t address, uint64_t page)
{
	uint64_t present = page & PRESENT;

	tables[0][address >> 30 & 511] =
		present ? (uintptr_t)tables[1] | PRESENT : 0;
	tables[1][address >> 21 & 511] =
		present ? (uintptr_t)tables[2] | PRESENT : 0;
	tables[2][address >> 12 & 511] = page;
	__asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

const uint8_t *map_page(uint64_t page)
{
	static uint64_t next = WINDOW;
	uint64_t address = next;

	next = WINDOW + (next + PAGE_SIZE) % WINDOW;
	pml4[1] = (uintptr_t)tables[0] | PRESENT;
	set_window(address, page | PRESENT);
	return (const uint8_t *)address;
}

void unmap_page(const uint8_t *mapped)
{
	set_window((uintptr_t)mapped, 0);
}

/* ---- beginning and end ---- */

/*
 * The caller sees: under Xen a domain that powered off (the stream is valid)
 * or crashed; in QEMU, with -device isa-debug-exit, exit status 33 (valid),
 * 35 (not valid) or 37 (trouble). Elsewhere the processor just stops.
 */
static void __attribute__((noreturn)) power_off(enum verdict verdict)
{
	uint32_t reason = verdict == VALID ? SHUTDOWN_poweroff : SHUTDOWN_crash;

	if (under_xen) {
		while (console.ring &&
		       console.ring->out_cons != console.ring->out_prod)
			notify(); /* the last words */
		hypercall(HYPERVISOR_sched_op, SCHEDOP_shutdown, &reason);
	} else {
		outb(0x501, (uint8_t)(0x10 + verdict));
	}
	for (;;)
		__asm__ volatile("cli; hlt");
}

extern const char exceptions[]; /* x86_boot.S: code, 16 bytes for each */

static void catch_exceptions(void)
{
	static uint64_t idt[32][2];
	struct __attribute__((packed)) {
		uint16_t limit;
		uint64_t base;
	} pointer = { sizeof(idt) - 1, (uintptr_t)idt };
	uint64_t i, code;

	for (i = 0; i < 32; i++) {
		code = (uintptr_t)exceptions + 16 * i;
		/* interrupt gate, present, selector 8; code is below 4 GiB */
		idt[i][0] = (code & 0xffff) | (code & 0xffff0000) << 32 |
			    0x8e0000080000;
	}
	__asm__ volatile("lidt %0" : : "m"(pointer));
}

/* A fault of this program. `frame` is what the processor pushed. */
void x86_exception(unsigned int vector, const uint64_t *frame)
{
	bool has_error_code = 0x27d00 >> vector & 1;
	uint64_t address;

	__asm__ volatile("movq %%cr2, %0" : "=r"(address));
	end_line();
	put_dec("stubdom: exception ", vector);
	if (vector == 14) {
		put(frame[0] & 2 ? ", write to " : ", read from ");
		put_hex("", address);
		put(frame[0] & 1 ? ", which is read-only"
				 : ", which is not mapped");
	}
	put_hex(", at ", frame[has_error_code]);
	end_line();
	power_off(TROUBLE);
}

void x86_main(const struct hvm_start_info *info)
{
	const struct hvm_modlist_entry *module;
	const char *words;
	uint64_t start = 0, size = 0;

	catch_exceptions();
	find_xen();
	if (!under_xen)
		uart_init(COM1);
	if (info->magic != XEN_HVM_START_MAGIC_VALUE)
		power_off(trouble("not booted as a PVH guest"));
	if (info->nr_modules) {
		module = (const struct hvm_modlist_entry *)info->modlist_paddr;
		start = module->paddr;
		size = module->size;
	}
	words = (const char *)info->cmdline_paddr;
	power_off(stubdom_main(words, start, size));
}
