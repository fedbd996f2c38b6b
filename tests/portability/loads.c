/* SPDX-License-Identifier: MIT */
/*
 * loads.c - parse each file at a fixed address, whole or in chunks, so that a
 * trace of all loads tells which octets of it were read how often.
 *
 * usage: loads CHUNK FILE...	parse them; with callbacks if CHUNK is not 0
 *	  loads count <TRACE	judge what valgrind's lackey said of that
 *
 * loads.sh runs both.
 */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"

#define INPUT 0x200000000ull /* where the first file is */
#define ROOM 0x100000000ull /* for all of them */

/* A caller that wants pfns, one by one. */
static int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	(void)xs;
	(void)pfn;
	(void)type;
	return 0;
}

static void parse(unsigned char *data, size_t len, size_t chunk)
{
	static const struct xcstream_ops ops = { .page = on_page };
	/* What tolerates most goes on longest. */
	static const struct xcstream_config config = {
		.profile = XCSTREAM_RESTORE
	};
	struct xcstream xs;
	size_t n, part;

	xcstream_init(&xs, chunk ? &ops : NULL, NULL, &config);
	if (!chunk)
		chunk = len;
	for (n = 0; n < len; n += part) {
		/* Contents of pages in one: thousands of pushes tell no more. */
		part = chunk;
		if (xcstream_skippable(&xs) > part)
			part = (size_t)xcstream_skippable(&xs);
		if (part > len - n)
			part = len - n;
		if (xcstream_push(&xs, data + n, part, NULL) != XCSTREAM_MORE)
			break;
	}
}

static int parse_files(size_t chunk, char **names)
{
	unsigned char *data = (unsigned char *)(uintptr_t)INPUT;
	off_t len;
	int fd;

	for (; *names; names++) {
		fd = open(*names, O_RDONLY);
		len = lseek(fd, 0, SEEK_END);
		if (len > 0 && mmap(data, (size_t)len, PROT_READ,
				    MAP_PRIVATE | MAP_FIXED, fd, 0) != data)
			len = -1;
		if (len < 0) {
			perror(*names);
			return 1;
		}
		close(fd);
		parse(data, (size_t)len, chunk);
		data += (len + 8191) / 4096 * 4096;
	}
	return 0;
}

/* Lines such as " L 20000001f,1"; of stores " S ...", of instructions "I ". */
static int count(void)
{
	unsigned char *seen =
		mmap(NULL, ROOM, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	unsigned long long at, loads = 0, twice = 0;
	char line[256], *end;

	if (seen == MAP_FAILED)
		return 1;
	while (fgets(line, sizeof(line), stdin)) {
		if (line[0] != ' ' || (line[1] != 'L' && line[1] != 'M'))
			continue;
		at = strtoull(line + 3, &end, 16) - INPUT;
		if (at >= ROOM)
			continue;
		loads++;
		if (strcmp(end, ",1\n") != 0 || seen[at])
			twice++;
		seen[at] = 1;
	}
	printf("%llu octets loaded, %llu of them not just once\n", loads,
	       twice);
	return loads < 1000 || twice;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "count"))
		return count();
	return argc < 3 || parse_files(strtoul(argv[1], NULL, 0), argv + 2);
}
