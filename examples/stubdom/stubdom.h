/* SPDX-License-Identifier: MIT */
/*
 * The stub domain: what its common part (stubdom.c) and a platform (x86.c,
 * arm.c) ask of each other. There is no C library, and nothing but the
 * compiler's headers.
 */
#ifndef STUBDOM_H
#define STUBDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SIZE 4096u

enum verdict { VALID, NOT_VALID, TROUBLE };

/* Set up by the linker script: all memory the kernel has, and its stack. */
extern char image_start[], image_end[], stack_bottom[], stack_top[];

/* ---- a platform has these ---- */

/* Write to the console, and wait until all is taken. */
void console_write(const char *text, size_t len);

/*
 * Let the page at this physical address be read at another one, until
 * unmap_page(). On x86 that address is given out once only: who keeps it
 * finds nothing there, and who writes to it is stopped.
 */
const uint8_t *map_page(uint64_t page);
void unmap_page(const uint8_t *mapped);

/* The byte channel. Returns false if there is none. */
bool channel_open(void);
/* Wait for this many bytes. */
void channel_read(uint8_t *to, size_t len);
void channel_write(uint8_t byte);

/* ---- virtio.c: a channel that platforms may use ---- */

bool virtio_open(uintptr_t base, unsigned int slots);
void virtio_read(uint8_t *to, size_t len);
void virtio_write(uint8_t byte);

/* ---- stubdom.c has these ---- */

/*
 * Validate a stream, print listing and verdict. `words` is the command line or
 * NULL; size is 0 if no stream was handed over.
 */
enum verdict stubdom_main(const char *words, uint64_t start, uint64_t size);

/* Say what went wrong, with a number if it matters. Returns TROUBLE. */
enum verdict trouble(const char *what);

/* Add to the current line of the console: a text, with a number after it. */
void put(const char *text);
void put_dec(const char *text, uint64_t number);
void put_hex(const char *text, uint64_t number);
void end_line(void);

#endif
