/* SPDX-License-Identifier: MIT */
/*
 * The same kernel on a 64-bit ARM, QEMU's machine `virt`: the console
 * is its serial port, the status goes out by semihosting. The MMU stays off.
 */
#include "stubdom.h"

void arm_main(const uint8_t *tree) __attribute__((noreturn, used));
void arm_exception(void) __attribute__((noreturn, used));

/* ---- the serial port, a PL011 ---- */

#define UART ((volatile uint32_t *)0x9000000)
enum { DR = 0, FR = 0x18 / 4, LCR_H = 0x2c / 4, CR = 0x30 / 4 };
enum { FR_TX_FULL = 0x20 };

static void uart_init(void)
{
	UART[LCR_H] = 0x70; /* 8N1, queues on */
	UART[CR] = 0x101; /* on, to transmit */
}

void console_write(const char *text, size_t len)
{
	for (; len; len--, text++) {
		while (UART[FR] & FR_TX_FULL)
			;
		UART[DR] = (uint8_t)*text;
	}
}

/* ---- the byte channel, a virtio console ---- */

bool channel_open(void)
{
	return virtio_open(0xa000000, 32);
}

void channel_read(uint8_t *to, size_t len)
{
	virtio_read(to, len);
}

void channel_write(uint8_t byte)
{
	virtio_write(byte);
}

/* ---- memory: nothing is mapped, so nothing is unmapped ---- */

const uint8_t *map_page(uint64_t page)
{
	return (const uint8_t *)page;
}

void unmap_page(const uint8_t *mapped)
{
	(void)mapped;
}

/* ---- the device tree, which whoever boots us has made ---- */

enum { BEGIN_NODE = 1, END_NODE, PROP, NOP };

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static bool same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

static size_t length(const char *text)
{
	const char *end = text;

	while (*end)
		end++;
	return (size_t)(end - text);
}

/* A property of the node /chosen, and its length; NULL if it has none. */
static const uint8_t *chosen(const uint8_t *tree, const char *name,
			     uint32_t *len)
{
	const uint8_t *p = tree + be32(tree + 8);
	const char *names = (const char *)tree + be32(tree + 12);
	unsigned int depth = 0;
	bool inside = false;
	uint32_t token;

	for (;;) {
		token = be32(p);
		p += 4;
		if (token == BEGIN_NODE) {
			inside =
				++depth == 2 && same((const char *)p, "chosen");
			p += (length((const char *)p) + 4) & ~(size_t)3;
		} else if (token == END_NODE) {
			inside = false;
			depth--;
		} else if (token == PROP) {
			*len = be32(p);
			if (inside && same(names + be32(p + 4), name))
				return p + 8;
			p += 8 + (((size_t)*len + 3) & ~(size_t)3);
		} else if (token != NOP) {
			return NULL;
		}
	}
}

/* A number of one or two cells; 0 if it is not there. */
static uint64_t chosen_number(const uint8_t *tree, const char *name)
{
	uint32_t len;
	const uint8_t *p = chosen(tree, name, &len);

	if (!p)
		return 0;
	return len == 4 ? be32(p) : (uint64_t)be32(p) << 32 | be32(p + 4);
}

/* ---- beginning and end ---- */

/* The status is the same as on a PC. Without -semihosting that is a fault. */
static void __attribute__((noreturn)) power_off(enum verdict verdict)
{
	/* SYS_EXIT, ADP_Stopped_ApplicationExit */
	const uint64_t block[2] = { 0x20026, 33 + 2 * (uint64_t)verdict };
	register uint64_t number __asm__("x0") = 0x18;
	register const uint64_t *arg __asm__("x1") = block;

	__asm__ volatile("hlt #0xf000" : "+r"(number) : "r"(arg) : "memory");
	for (;;)
		__asm__ volatile("wfe");
}

/* A fault of this program. */
void arm_exception(void)
{
	static bool again;
	uint64_t syndrome, address, at;

	if (!again) {
		again = true;
		__asm__ volatile("mrs %0, esr_el1" : "=r"(syndrome));
		__asm__ volatile("mrs %0, far_el1" : "=r"(address));
		__asm__ volatile("mrs %0, elr_el1" : "=r"(at));
		end_line();
		put_hex("stubdom: exception ", syndrome);
		put_hex(", address ", address);
		put_hex(", at ", at);
		end_line();
		power_off(TROUBLE);
	}
	for (;;)
		__asm__ volatile("wfe");
}

void arm_main(const uint8_t *tree)
{
	uint64_t start, end;
	uint32_t len;

	uart_init();
	if (be32(tree) != 0xd00dfeed)
		power_off(trouble("no device tree at x0: boot it as Linux"));
	start = chosen_number(tree, "linux,initrd-start");
	end = chosen_number(tree, "linux,initrd-end");
	power_off(stubdom_main((const char *)chosen(tree, "bootargs", &len),
			       start, end - start));
}
