/* SPDX-License-Identifier: MIT */
/* Under Unikraft: is the stream that was given as initial ramdisk valid? */
#include <stdio.h>
#include <uk/plat/memory.h>

#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"

int main(void)
{
	struct ukplat_memregion_desc *initrd;
	static struct xcstream xs;
	char why[256];

	if (ukplat_memregion_find_initrd0(&initrd) < 0) {
		printf("no initial ramdisk\n");
		return 2;
	}
	xcstream_init(&xs, NULL, NULL, NULL);
	xcstream_push(&xs, (const void *)initrd->vbase, initrd->len, NULL);
	if (xcstream_finish(&xs) == XCSTREAM_DONE) {
		printf("valid, %llu bytes\n",
		       (unsigned long long)xcstream_offset(&xs));
		return 0;
	}
	xcstream_describe(xcstream_fault(&xs), why, sizeof(why));
	printf("not valid: %s\n", why);
	return 1;
}
