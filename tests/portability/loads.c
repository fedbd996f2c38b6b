/* SPDX-License-Identifier: MIT */
/*
 * loads.c - parse each file at a fixed address, whole or in chunks, so that
 * whoever watches all loads can tell which bytes of it were read how often.
 *
 * usage: loads CALLBACKS CHUNK FILE...
 *		parse them; CALLBACKS is none, page or page_data, and CHUNK a
 *		number of bytes, or 0: whole
 *	  loads count <TRACE
 *		judge what valgrind's lackey said of that
 *
 * loads.sh runs both.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#ifdef TWICE /* what has to be found */
#define XCSTREAM_LOAD8(p)                                                      \
	(*(const volatile uint8_t *)(p) & *(const volatile uint8_t *)(p))
#endif
#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"

#include "quiet.h" /* what the library loads is counted */

#define INPUT 0x200000000ull /* where the first file is */
#define ROOM 0x100000000ull /* for all of them */
#define PIPE_SIZE (1 << 20)

static const struct xcstream_ops on_pages = { .page = on_page };
static const struct xcstream_ops on_contents = { .page = on_page,
						 .page_data = on_page_data };

static void parse(const struct xcstream_ops *ops, unsigned char *data,
		  size_t len, size_t chunk)
{
	static uint64_t pfns[1024];
	/* What tolerates most goes on longest. */
	static struct xcstream_config config = { .profile = XCSTREAM_RESTORE,
						 .pfns = pfns,
						 .nr_pfns = 1024 };
	struct xcstream xs;
	size_t n, part;

	config.flags = ops ? XCSTREAM_PAGE_TABLES : 0;
	xcstream_init(&xs, ops, NULL, &config);
	for (n = 0; n < len; n += part) {
		/* Contents of pages in one: thousands of pushes tell no more. */
		part = chunk ? chunk : len;
		if (xcstream_skippable(&xs) > part)
			part = (size_t)xcstream_skippable(&xs);
		if (part > len - n)
			part = len - n;
		if (xcstream_push(&xs, data + n, part, NULL) != XCSTREAM_MORE)
			break;
	}
}

static int parse_files(const char *callbacks, size_t chunk, char **names)
{
	unsigned char *data = (unsigned char *)(uintptr_t)INPUT;
	const struct xcstream_ops *ops = NULL;
	off_t len;
	int fd;

	if (!strcmp(callbacks, "page"))
		ops = &on_pages;
	else if (!strcmp(callbacks, "page_data"))
		ops = &on_contents;
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
		parse(ops, data, (size_t)len, chunk);
		data += (len + 8191) / 4096 * 4096;
	}
	return 0;
}

/*
 * lackey writes a line at a time, and a reader that wakes up for each costs
 * three times as much as the trace itself: let the pipe fill.
 */
static ssize_t read_late(void *cookie, char *buf, size_t size)
{
	static const struct timespec a_while = { .tv_nsec = 2000000 };

	(void)cookie;
	nanosleep(&a_while, NULL);
	return read(0, buf, size);
}

/* Lines such as " L 20000001f,1"; of stores " S ...", of instructions "I ". */
static int count(void)
{
	unsigned char *seen =
		mmap(NULL, ROOM, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	unsigned long long at, loads = 0, twice = 0;
	unsigned long size;
	static char buf[PIPE_SIZE];
	char line[256], *end;
	FILE *in = fopencookie(NULL, "r",
			       (cookie_io_functions_t){ .read = read_late });

	if (seen == MAP_FAILED || !in ||
	    setvbuf(in, buf, _IOFBF, sizeof(buf)) != 0)
		return 1;
	fcntl(0, F_SETPIPE_SZ, PIPE_SIZE);
	while (fgets(line, sizeof(line), in)) {
		if (line[0] != ' ' || (line[1] != 'L' && line[1] != 'M'))
			continue;
		at = strtoull(line + 3, &end, 16) - INPUT;
		if (at >= ROOM)
			continue;
		size = end[0] == ',' ? strtoul(end + 1, NULL, 10) : 0;
		for (; size; size--) {
			loads++;
			twice += seen[at];
			seen[at++] = 1;
		}
	}
	printf("%llu bytes loaded, %llu of them not just once\n", loads, twice);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "count"))
		return count();
	return argc < 4 ||
	       parse_files(argv[1], strtoul(argv[2], NULL, 0), argv + 3);
}
