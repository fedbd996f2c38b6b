/* SPDX-License-Identifier: MIT */
/*
 * loads.c - parse each file, whole and in chunks, at a fixed address, so that
 * a trace of all loads tells which octets of it were read how often.
 * usage: loads CHUNK FILE...; loads.sh runs it. Prints the lengths.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"

#define INPUT ((unsigned char *)0x200000000) /* of the first file */
#define APART ((size_t)1 << 28) /* from one file to the next */

int main(int argc, char **argv)
{
	static uint64_t pfns[1024];
	/* The least that restrains the optimiser: RESTORE goes on longest. */
	static const struct xcstream_config config = {
		.profile = XCSTREAM_RESTORE, .pfns = pfns, .nr_pfns = 1024
	};
	size_t chunk = argc > 1 ? strtoul(argv[1], NULL, 0) : 0;
	unsigned char *data = INPUT;
	struct xcstream xs;
	size_t len, n;
	int i, fd;

	for (i = 2; i < argc; i++, data += APART) {
		fd = open(argv[i], O_RDONLY);
		len = (size_t)lseek(fd, 0, SEEK_END);
		if (fd < 0 || len > APART ||
		    mmap(data, len, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd,
			 0) != data) {
			perror(argv[i]);
			return 1;
		}
		close(fd);
		xcstream_init(&xs, NULL, NULL, &config);
		for (n = 0; n < len; n += chunk)
			if (xcstream_push(&xs, data + n,
					  chunk < len - n ? chunk : len - n,
					  NULL) != XCSTREAM_MORE)
				break;
		printf("%zu\n", (size_t)xcstream_offset(&xs));
	}
	return 0;
}
