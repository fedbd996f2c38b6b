/* SPDX-License-Identifier: MIT */
/* Under Mini-OS: is the stream that was given as initial ramdisk valid? */
#include <mini-os/os.h>
#include <mini-os/console.h>
#include <mini-os/hypervisor.h>

#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"

int app_main(void *unused)
{
	static struct xcstream xs;
	static char why[256];

	(void)unused;
	xcstream_init(&xs, NULL, NULL, NULL);
	xcstream_push(&xs, (const void *)start_info.mod_start,
		      start_info.mod_len, NULL);
	if (xcstream_finish(&xs) == XCSTREAM_DONE) {
		printk("valid, %llu bytes\n",
		       (unsigned long long)xcstream_offset(&xs));
		return 0;
	}
	xcstream_describe(xcstream_fault(&xs), why, sizeof(why));
	printk("not valid: %s\n", why);
	return 1;
}
