/* SPDX-License-Identifier: MIT */
/*
 * filter.h - what xcfilter and save-helper share: let a stream pass from one
 * descriptor to another as far as it is settled.
 *
 * Who includes it has asked for splice() (_GNU_SOURCE) on Linux, or else for
 * POSIX, and for _FILE_OFFSET_BITS 64.
 */
#ifndef EXAMPLES_FILTER_H
#define EXAMPLES_FILTER_H

#define XCSTREAM_STATIC
/* Bytes are judged in our own memory, so that eight loads may become one. */
#define XCSTREAM_LOAD8(p) (*(const uint8_t *)(p))
#include "xcstream.h"

#include "files.h"
#include "kinds.h"
#include "report.h"

#include <sys/socket.h>
#include <sys/stat.h>

#define CHUNK_SIZE 65536 /* of a read */
/* A PAGE_DATA up to the contents of its pages: header, count, pfns. */
#define HEAD_SIZE(pages) (16 + 8 * (size_t)(pages))
/* What it takes to make a system call of its own worth while. */
#define SPLICE_MIN CHUNK_SIZE
#define SPLICE_MAX (1 << 30)
/* What Linux lets everyone have: a fourth of Xen's PAGE_DATA. */
#define PIPE_SIZE (1 << 20)

/*
 * What a domain may have, if nobody says. Xen supports more memory, but a
 * restorer would allocate tables for all of it when a stream names one page.
 */
#define MAX_MEM (1 << 20) /* MiB */
#define MAX_VCPUS 128 /* of an HVM guest [public/hvm/hvm_info_table.h] */
/* In MiB. A device model has less than one, most of the time. */
#define MAX_HELD 64
/* Above its memory, an HVM guest has what the hole below 4 GiB displaces. */
#define HOLE_PFNS 0x100000
#define PFNS_PER_MIB 256
#define MAX_PFN (((uint64_t)1 << 40) - 1) /* [xcstream.h, max_pfn] */

struct filter {
	/* To be set, and then filter_begin(). */
	struct xcstream_config config;
	const struct xcstream_ops *ops; /* with filter_on_warning() */
	int in, out; /* descriptors */
	const char *in_name, *out_name;
	uint32_t max_mem; /* MiB */
	uint32_t max_pages; /* entries of a record */
	size_t max_held; /* MiB; a chunk, or what a record needs, comes on top */
	bool exact; /* read nothing of what follows the stream */
	/* ", see OPTION", or "": who set max_held, max_mem */
	const char *see_held, *see_mem;
	/*
	 * Wait until `fd`, which is `in` or `out`, is ready, or do not return.
	 */
	void (*wait)(struct filter *f, int fd);
	/* Reading, writing or memory has failed, see errno; does not return. */
	void (*give_up)(struct filter *f, const char *name);
	void (*warn)(struct filter *f, const char *text);

	struct words refused; /* why, if it is us and not the parser */
	struct xcstream xs;
	struct contents contents;
	bool has_p2m; /* X86_PV_P2M_FRAMES has come */
	bool no_splice; /* it does not work here, or there is no more input */
	uint64_t warnings;
	uint64_t taken, passed, spliced; /* bytes */
	size_t held; /* bytes held back at most */
	size_t have; /* bytes in `buffer`: from `passed` on */
	size_t room; /* of `buffer`: for what is held back, and a chunk */
	unsigned char *buffer;
};

/* ---- what the parser tells ---- */

/* For a callback to return. */
static inline int filter_refuse(struct filter *f, const char *why)
{
	words_add(&f->refused, "%s", why);
	return -1;
}

static inline int filter_on_record(const struct xcstream *xs, uint32_t type,
				   uint32_t length)
{
	struct filter *f = xs->user;

	contents_record(&f->contents, xs, type, length);
	return 0;
}

static inline int filter_on_count(const struct xcstream *xs, uint32_t count)
{
	struct filter *f = xs->user;

	contents_count(&f->contents, count);
	/* Else nothing would tell which pfns it has: some profiles tolerate that. */
	if (xs->guest == XCSTREAM_DOMAIN_X86_PV && !f->has_p2m)
		return filter_refuse(f, "memory of a PV guest before its p2m");
	return 0;
}

/* A PV guest has no hole: its pfns are those of its memory. */
static inline int filter_on_p2m_frames(const struct xcstream *xs,
				       uint32_t start_pfn, uint32_t end_pfn)
{
	struct filter *f = xs->user;
	struct words text = { 0 };

	(void)start_pfn;
	f->has_p2m = true;
	if (end_pfn < (uint64_t)f->max_mem * PFNS_PER_MIB)
		return 0;
	words_add(&text, "the guest has ");
	words_size(&text, ((uint64_t)end_pfn + 1) * 4096);
	words_add(&text, " of memory, more than it may have%s", f->see_mem);
	return filter_refuse(f, text.s);
}

static inline int filter_on_warning(const struct xcstream *xs,
				    const struct xcstream_report *fault)
{
	struct filter *f = xs->user;
	struct words text = { 0 };

	if (f->warnings++ >= WARNINGS_SHOWN)
		return 0;
	words_fault(&text, fault);
	f->warn(f, text.s);
	return 0;
}

/* ---- input and output ---- */

/* Make room for a chunk. Returns false if too much is held back already. */
static inline bool filter_room(struct filter *f)
{
	size_t most = (f->max_held << 20) + CHUNK_SIZE;
	size_t room = f->room < most / 2 ? f->room * 2 : most;
	unsigned char *buffer;

	if (f->room - f->have >= CHUNK_SIZE)
		return true;
	if (f->have >> 20 >= f->max_held)
		return false;
	buffer = realloc(f->buffer, room);
	if (!buffer)
		f->give_up(f, "memory");
	f->buffer = buffer;
	f->room = room;
	return true;
}

/* A read or write has failed: is it worth another try? */
static inline bool filter_is_passing(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* Read behind what is in the buffer. Returns 0 at the end of the input. */
static inline size_t filter_fetch(struct filter *f)
{
	uint64_t due = xcstream_due(&f->xs);
	size_t size = CHUNK_SIZE;
	ssize_t n;

	if (f->exact && due < size)
		size = (size_t)due;
	do {
		f->wait(f, f->in);
		n = read(f->in, f->buffer + f->have, size);
	} while (n < 0 && filter_is_passing());
	if (n < 0)
		f->give_up(f, f->in_name);
	f->taken += (size_t)n;
	return (size_t)n;
}

/*
 * Cut a file off at what has been passed on: what was in it before would be
 * read as the rest of the stream. And `n` bytes in front of that go, too: a part
 * of what is settled only as a whole would let some restore succeed.
 */
static inline void filter_cut(struct filter *f, size_t n)
{
	int why = errno;
	off_t end = lseek(f->out, 0, SEEK_CUR) - (off_t)n;
	struct stat st;

	/* What is appended to has nothing behind it, nor need `end` be right. */
	if (end >= 0 && !fstat(f->out, &st) &&
	    (n || !(fcntl(f->out, F_GETFL) & O_APPEND)) &&
	    (S_ISBLK(st.st_mode) || (S_ISREG(st.st_mode) && st.st_size > end &&
				     ftruncate(f->out, end))))
		f->warn(f, "the output cannot be cut: remove it");
	errno = why;
}

/* Write the first n bytes of the buffer. */
static inline void filter_forward(struct filter *f, size_t n)
{
	size_t done = 0;
	ssize_t k;

	while (done < n) {
		k = write(f->out, f->buffer + done, n - done);
		if (k >= 0)
			done += (size_t)k;
		else if (filter_is_passing())
			f->wait(f, f->out);
		else {
			filter_cut(f, done);
			f->give_up(f, f->out_name);
		}
	}
	f->passed += n;
	f->have -= n;
	memmove(f->buffer, f->buffer + n, f->have);
}

/*
 * Let up to n bytes flow past us. Returns 0 if it cannot be done, or at the
 * end of the input, or if input or output fails: reading and writing can do
 * without, or will tell.
 */
static inline size_t filter_flow(struct filter *f, uint64_t n)
{
#ifdef __linux__
	size_t len = n < SPLICE_MAX ? (size_t)n : SPLICE_MAX;
	ssize_t k;

	while (!f->no_splice) {
		f->wait(f, f->in);
		k = splice(f->in, NULL, f->out, NULL, len, 0);
		if (k > 0) {
			f->taken += (size_t)k;
			f->passed += (size_t)k;
			f->spliced += (size_t)k;
			return (size_t)k;
		}
		if (k < 0 && errno == EAGAIN)
			f->wait(f, f->out);
		else if (k == 0 || errno != EINTR)
			f->no_splice = true;
	}
#else
	(void)f;
	(void)n;
#endif
	return 0;
}

/*
 * From anything but a pipe or a file, splice() waits for bytes with the output
 * pipe locked, and who is behind cannot read what is in there already.
 */
static inline bool filter_can_splice(const struct filter *f)
{
	struct stat in, out;

	return !fstat(f->in, &in) && !fstat(f->out, &out) &&
	       (S_ISFIFO(in.st_mode) || S_ISREG(in.st_mode)) &&
	       S_ISFIFO(out.st_mode);
}

/* Fewer and longer system calls, if the kernel agrees. */
static inline void filter_widen(int fd)
{
#ifdef __linux__
	int size = fcntl(fd, F_GETPIPE_SZ);

	if (size >= 0 && size < PIPE_SIZE)
		fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE);
#else
	(void)fd;
#endif
}

/*
 * Out-of-band data would wake us for nothing, and a read would wait, blind to
 * time and to who has left. In its place it is a byte that is judged.
 */
static inline void filter_inline(int fd)
{
	static const int yes = 1;

	setsockopt(fd, SOL_SOCKET, SO_OOBINLINE, &yes, sizeof(yes));
}

/* ---- the stream ---- */

static inline void filter_begin(struct filter *f)
{
	f->config.max_pfn = (uint64_t)f->max_mem * PFNS_PER_MIB + HOLE_PFNS - 1;
	if (f->config.max_pfn > MAX_PFN)
		f->config.max_pfn = MAX_PFN;
	f->config.flags |= XCSTREAM_PAGE_TABLES;
	f->room = CHUNK_SIZE + HEAD_SIZE(f->max_pages);
	f->buffer = malloc(f->room);
	f->config.max_pages = f->config.nr_pfns = f->max_pages;
	f->config.pfns = calloc(f->max_pages, sizeof(*f->config.pfns));
	if (!f->buffer || !f->config.pfns)
		f->give_up(f, "memory");
	f->no_splice = !filter_can_splice(f);
	filter_inline(f->in);
	filter_widen(f->in);
	filter_widen(f->out);
	xcstream_init(&f->xs, f->ops, f, &f->config);
}

/* Judge the n bytes that have just been read, and pass on what is settled. */
static inline enum xcstream_status filter_judge(struct filter *f, size_t n)
{
	enum xcstream_status status;
	uint64_t settled;

	status = xcstream_push(&f->xs, f->buffer + f->have, n, NULL);
	settled = xcstream_settled(&f->xs);
	f->have += n;
	if (settled > f->passed)
		filter_forward(f, (size_t)(settled - f->passed));
	if (status == XCSTREAM_MORE && f->have > f->held)
		f->held = f->have;
	return status;
}

/* How many of the next bytes nobody needs to see, with nothing in front. */
static inline uint64_t filter_can_flow(const struct filter *f)
{
	return f->have ? 0 : xcstream_skippable(&f->xs);
}

/* Up to the end of the stream, or to a fault. */
static inline void filter_run(struct filter *f)
{
	enum xcstream_status status = XCSTREAM_MORE;
	uint64_t n;

	while (status == XCSTREAM_MORE) {
		n = filter_can_flow(f);
		n = n >= SPLICE_MIN ? filter_flow(f, n) : 0;
		if (n) {
			status = xcstream_skip(&f->xs, n);
			continue;
		}
		if (!filter_room(f)) {
			words_add(&f->refused,
				  "more than %zu MiB would be held back%s",
				  f->max_held, f->see_held);
			return;
		}
		n = filter_fetch(f);
		status = n ? filter_judge(f, (size_t)n)
			   : xcstream_finish(&f->xs);
	}
}

/* ---- the verdict ---- */

/*
 * Why it stopped; empty if it did not. Returns the word that the verdict begins
 * with.
 */
static inline const char *filter_words(struct words *text,
				       const struct filter *f)
{
	const struct xcstream *xs = &f->xs;
	const struct xcstream_report *fault = xcstream_fault(xs);
	const char *record = xcstream_record_name(xs->layer, xs->type);

	if (!f->refused.len && !fault)
		return "valid";
	/* How it began is still here if it is no stream. */
	if (!f->refused.len)
		return words_verdict(
			text, fault, f->buffer, f->passed ? 0 : f->have,
			contents_until(&f->contents, fault->offset));
	words_add(text, "offset %" PRIu64 ", %s", xcstream_offset(xs),
		  xcstream_name(XCSTREAM_NAMES_LAYER, xs->layer));
	if (record)
		words_add(text, " %s, record %" PRIu64, record, xs->records);
	words_add(text, ": %s", f->refused.s);
	return "refused";
}

#endif
