/* SPDX-License-Identifier: MIT */
/* Is the Xen save file on standard input valid? cc -I. examples/minimal.c */
#include <inttypes.h>
#include <stdio.h>

#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"

int main(void)
{
	static unsigned char chunk[65536]; /* any size will do */
	struct xcstream xs;
	char why[256];
	size_t n;

	xcstream_init(&xs, NULL, NULL, NULL);
	do {
		n = fread(chunk, 1, sizeof(chunk), stdin);
	} while (n && xcstream_push(&xs, chunk, n, NULL) == XCSTREAM_MORE);
	if (ferror(stdin)) {
		perror("standard input");
		return 1;
	}
	if (xcstream_finish(&xs) == XCSTREAM_DONE) {
		printf("valid, %" PRIu64 " bytes\n", xcstream_offset(&xs));
		return 0;
	}
	xcstream_describe(xcstream_fault(&xs), why, sizeof(why));
	printf("not valid: %s\n", why);
	return 1;
}
