/* SPDX-License-Identifier: MIT */
/*
 * A virtio console [Virtual I/O Device specification 1.1: 2.6, 4.2, 5.3] as a
 * byte channel: port 0 of the device, without interrupts, one buffer at a
 * time each way.
 */
#include "stubdom.h"

/* 4.2.2, in words of 4 bytes */
enum {
	MAGIC = 0x00 / 4,
	VERSION = 0x04 / 4,
	DEVICE = 0x08 / 4,
	FEATURES = 0x20 / 4,
	FEATURES_SELECT = 0x24 / 4,
	QUEUE_SELECT = 0x30 / 4,
	QUEUE_SIZE = 0x38 / 4,
	QUEUE_READY = 0x44 / 4,
	QUEUE_NOTIFY = 0x50 / 4,
	STATUS = 0x70 / 4,
	QUEUE_DESC = 0x80 / 4,
	QUEUE_AVAIL = 0x90 / 4,
	QUEUE_USED = 0xa0 / 4
};
enum { ACKNOWLEDGE = 1, DRIVER = 2, DRIVER_OK = 4, FEATURES_OK = 8 };
enum { CONSOLE = 3 };
enum { RECEIVE = 0, TRANSMIT = 1 };
enum { DESC_WRITE = 2 };

#define SLOT 0x200 /* bytes; how far QEMU's devices are apart */
#define ENTRIES 2

/* 2.6: all three parts of a queue. */
struct queue {
	struct {
		uint64_t addr;
		uint32_t len;
		uint16_t flags, next;
	} desc[ENTRIES];
	struct {
		uint16_t flags, idx, ring[ENTRIES];
	} avail;
	struct {
		uint16_t flags, idx;
		struct {
			uint32_t id, len;
		} ring[ENTRIES];
	} used;
};

static volatile struct queue queues[2] __attribute__((aligned(64)));
static volatile uint32_t *device;

static void set_address(unsigned int reg, const volatile void *p)
{
	device[reg] = (uint32_t)(uintptr_t)p;
	device[reg + 1] = (uint32_t)((uint64_t)(uintptr_t)p >> 32);
}

/* Look for a console among `slots` devices from `base` on, and start it. */
bool virtio_open(uintptr_t base, unsigned int slots)
{
	unsigned int i;

	for (i = 0; i < slots; i++, base += SLOT) {
		device = (volatile uint32_t *)base;
		if (device[MAGIC] == 0x74726976 && device[VERSION] == 2 &&
		    device[DEVICE] == CONSOLE)
			break;
	}
	if (i == slots) {
		device = NULL;
		return false;
	}
	device[STATUS] = 0;
	device[STATUS] = ACKNOWLEDGE | DRIVER;
	device[FEATURES_SELECT] = 0;
	device[FEATURES] = 0;
	device[FEATURES_SELECT] = 1;
	device[FEATURES] = 1; /* VIRTIO_F_VERSION_1 */
	device[STATUS] = ACKNOWLEDGE | DRIVER | FEATURES_OK;
	for (i = 0; i < 2; i++) {
		device[QUEUE_SELECT] = i;
		device[QUEUE_SIZE] = ENTRIES;
		set_address(QUEUE_DESC, queues[i].desc);
		set_address(QUEUE_AVAIL, &queues[i].avail);
		set_address(QUEUE_USED, &queues[i].used);
		device[QUEUE_READY] = 1;
	}
	device[STATUS] = ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK;
	return true;
}

/*
 * Lend a buffer to the device until it has written to it, or read it. Returns
 * the number of bytes that were written.
 */
static size_t transfer(unsigned int which, void *buffer, size_t len)
{
	volatile struct queue *q = &queues[which];
	uint16_t done = q->used.idx;

	q->desc[0].addr = (uintptr_t)buffer;
	q->desc[0].len = (uint32_t)len;
	q->desc[0].flags = which == RECEIVE ? DESC_WRITE : 0;
	q->avail.ring[q->avail.idx % ENTRIES] = 0;
	__sync_synchronize();
	q->avail.idx++;
	__sync_synchronize();
	device[QUEUE_NOTIFY] = which;
	while (q->used.idx == done)
		;
	__sync_synchronize();
	return q->used.ring[done % ENTRIES].len;
}

void virtio_read(uint8_t *to, size_t len)
{
	static uint8_t buffer[PAGE_SIZE];
	static size_t have, taken;

	for (; len; len--) {
		while (taken == have) {
			have = transfer(RECEIVE, buffer, sizeof(buffer));
			if (have > sizeof(buffer)) /* so the device says */
				have = sizeof(buffer);
			taken = 0;
		}
		*to++ = buffer[taken++];
	}
}

void virtio_write(uint8_t byte)
{
	transfer(TRANSMIT, &byte, 1);
}
