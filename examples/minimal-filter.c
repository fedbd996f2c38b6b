/* SPDX-License-Identifier: MIT */
/*
 * Pass standard input on as far as it is a valid stream, in POSIX C. xcfilter is
 * this with options, limits of memory and messages. cc -I. minimal-filter.c
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"

/* Room for what must wait: config, device model's state; and for a read. */
static unsigned char held[64 << 20];

static int write_all(const unsigned char *data, size_t n)
{
	ssize_t done;

	for (; n; data += done, n -= (size_t)done)
		if ((done = write(STDOUT_FILENO, data, n)) < 0)
			return -1;
	return 0;
}

int main(void)
{
	static uint64_t pfns[1024]; /* as many as Xen sends in a record */
	const struct xcstream_config config = {
		/* 8 GiB; HVM guests have pages up to 4 GiB, at least */
		.max_pfn = 8 * 262144 - 1,
		.max_vcpus = 128,
		.flags = XCSTREAM_PAGE_TABLES,
		.pfns = pfns,
		.nr_pfns = 1024
	};
	enum xcstream_status status;
	struct xcstream xs;
	uint64_t passed = 0;
	size_t have = 0, settled;
	char why[256];
	ssize_t n;

	xcstream_init(&xs, NULL, NULL, &config);
	do {
		if (have == sizeof(held)) {
			fputs("too much would have to wait\n", stderr);
			return 1;
		}
		n = read(STDIN_FILENO, held + have, sizeof(held) - have);
		if (n < 0) {
			perror("standard input");
			return 2;
		}
		if (n == 0)
			break;
		status = xcstream_push(&xs, held + have, (size_t)n, NULL);
		have += (size_t)n;
		settled = (size_t)(xcstream_settled(&xs) - passed);
		if (write_all(held, settled)) {
			perror("standard output");
			return 2;
		}
		passed += settled;
		have -= settled;
		if (settled) /* else some C libraries copy all of it */
			memmove(held, held + settled, have);
	} while (status == XCSTREAM_MORE);
	if (xcstream_finish(&xs) == XCSTREAM_DONE)
		return 0;
	xcstream_describe(xcstream_fault(&xs), why, sizeof(why));
	fprintf(stderr, "not valid: %s\n", why);
	return 1;
}
