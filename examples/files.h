/* SPDX-License-Identifier: MIT */
/*
 * files.h - what the programs here share: how they read from files and pipes,
 * and numbers from the command line.
 *
 * Who includes it has asked for POSIX (_POSIX_C_SOURCE), and, if a file may be
 * larger than 2 GiB on a machine of 32 bits, for _FILE_OFFSET_BITS 64.
 */
#ifndef EXAMPLES_FILES_H
#define EXAMPLES_FILES_H

#include "xcstream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* ---- descriptors that make one wait ---- */

static inline void wait_for(int fd, short events)
{
	struct pollfd ready = { .fd = fd, .events = events };

	poll(&ready, 1, -1);
}

/*
 * A read or write has failed: is it worth another try, maybe after a while?
 * Whoever started the program may have made its descriptors non-blocking.
 */
static inline bool is_passing(int fd, short events)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK)
		wait_for(fd, events);
	else if (errno != EINTR)
		return false;
	return true;
}

/* ---- an input, which may be a file or a pipe ---- */

struct input {
	int fd;
	off_t begin; /* where the stream begins */
	off_t at; /* where the next read starts */
	off_t end; /* of the file; 0: one cannot seek in it */
	size_t headed;
	unsigned char head[264]; /* its first bytes, for words_verdict() */
};

/* Keep what is among the first bytes. Nothing is skipped before these. */
static inline void keep_head(struct input *in, const void *data, size_t n)
{
	size_t room = sizeof(in->head) - in->headed;

	if (n > room)
		n = room;
	memcpy(in->head + in->headed, data, n);
	in->headed += n;
}

/* Returns a descriptor, or -1 and errno. */
static inline int open_input(const char *name)
{
	int fd = STDIN_FILENO;

	if (strcmp(name, "-"))
		do { /* a FIFO has to wait for who writes */
			fd = open(name, O_RDONLY | O_CLOEXEC);
		} while (fd < 0 && errno == EINTR);
	return fd;
}

/* A descriptor may be anywhere in a file: the stream begins there. */
static inline void begin_input(struct input *in, int fd)
{
	in->fd = fd;
	in->at = lseek(fd, 0, SEEK_CUR);
	in->end = in->at < 0 ? 0 : lseek(fd, 0, SEEK_END);
	if (in->end > 0)
		lseek(fd, in->at, SEEK_SET);
	else /* a pipe, or a file that does not tell its size */
		in->at = in->end = 0;
	in->begin = in->at;
}

/* How many bytes the file has from here on; 0 if that is not known. */
static inline uint64_t bytes_left(const struct input *in)
{
	return in->at < in->end ? (uint64_t)(in->end - in->at) : 0;
}

/* How many of them nobody needs to see. */
static inline uint64_t bytes_to_skip(const struct input *in,
				     const struct xcstream *xs)
{
	uint64_t n = xcstream_skippable(xs), left = bytes_left(in);

	return n < left ? n : left;
}

/* ---- numbers ---- */

/*
 * A number from 1 to max. The base is 10, or 0: then 16 behind 0x. Returns 0 if
 * it is none: to the library, that would be no limit at all.
 */
static inline uint64_t parse_number(const char *text, int base, uint64_t max)
{
	unsigned long long n;
	char *end;

	if (*text < '0' || *text > '9') /* spaces, signs */
		return 0;
	if (!base) /* not to C, which takes 010 for 8 */
		base = text[0] == '0' && (text[1] | 32) == 'x' ? 16 : 10;
	errno = 0;
	n = strtoull(text, &end, base);
	return *end || errno || n > max ? 0 : n;
}

#endif
