/* SPDX-License-Identifier: MIT */
/* stream.c - from the input to the verdict. */
#define XCSTREAM_IMPLEMENTATION
/* Nobody rewrites our memory, so that eight loads may become one. */
#define XCSTREAM_LOAD8(p) (*(const uint8_t *)(p))
#include "xcextract.h"

static unsigned char chunk[256 << 10]; /* what a processor's cache holds */

/* ---- input ---- */

/* Read the next bytes; 0 at the end, or -1 and errno. */
static ssize_t fetch(struct tool *t)
{
	ssize_t n;

	do {
		n = read(t->in.fd, chunk, sizeof(chunk));
	} while (n < 0 && errno == EINTR);
	if (n > 0)
		t->in.at += n;
	return n;
}

/* Pass over what nobody needs to see, up to the end of the file. */
static void skip(struct tool *t, struct xcstream *xs)
{
	uint64_t n = bytes_to_skip(&t->in, xs);

	if (!n || lseek(t->in.fd, (off_t)n, SEEK_CUR) < 0)
		return;
	xcstream_skip(xs, n);
	t->in.at += (off_t)n;
}

/* Count the bytes after the stream; who writes into a pipe shall not die. */
static ssize_t drain(struct tool *t, size_t rest)
{
	ssize_t n;

	t->after = rest + bytes_left(&t->in);
	if (t->in.end)
		return 0;
	while ((n = fetch(t)) > 0)
		t->after += (uint64_t)n;
	return n;
}

/* Returns -1 if something went wrong here; else *xs has a verdict. */
static int feed(struct tool *t, struct xcstream *xs)
{
	enum xcstream_status status = XCSTREAM_MORE;
	size_t used = 0;
	ssize_t n = 0;

	while (status == XCSTREAM_MORE) {
		skip(t, xs);
		n = fetch(t);
		if (n <= 0)
			break;
		status = xcstream_push(xs, chunk, (size_t)n, &used);
		if (flush(t))
			return -1;
	}
	if (n == 0)
		status = xcstream_finish(xs);
	else if (n > 0 && status == XCSTREAM_DONE)
		n = drain(t, (size_t)n - used);
	if (n < 0)
		input_trouble(t, strerror(errno));
	return t->trouble[0] ? -1 : 0;
}

/* ---- a stream ---- */

/* Also what came before a fault is worth something: it is just not all. */
static int finish_output(struct tool *t, const struct xcstream *xs)
{
	unsigned int i;
	int fd;

	for (i = 0; i < NR_TEXTS; i++)
		if (end_text(t, (enum text)i))
			return -1;
	if (end_blob(t) || flush(t))
		return -1;
	if ((t->groups & BIT(MEMORY)) && t->nr_leaves && write_memory_json(t))
		return -1;
	if ((t->groups & BIT(ELF)) && write_elf_headers(t, &t->images[1]))
		return -1;
	fd = t->images[0].fd;
	if (fd >= 0 && close(fd))
		return failed(t, t->images[0].name);
	if ((t->groups & BIT(SUMMARY)) && write_summary(t, xs))
		return -1;
	return sync_dir(t);
}

/* Keep what is wrong with it, and up to where it was good. */
static void keep_fault(struct tool *t, const struct xcstream *xs)
{
	const struct xcstream_report *fault = xcstream_fault(xs);

	if (!fault)
		return;
	words_fault(&t->fault, fault);
	words_add(&t->fault, "%s", hint(fault->code));
	if (xcstream_checkpoints(xs, NULL)) {
		words_add(&t->fault, "; ");
		words_checkpoints(&t->fault, xs);
	}
}

static enum verdict conclude(struct tool *t, const struct xcstream *xs)
{
	const struct xcstream_report *fault = xcstream_fault(xs);

	if (!t->trouble[0] && !fault)
		unmark(t);
	if (t->trouble[0])
		complain("%s", t->trouble);
	else if (fault)
		complain("%s: %s", t->stream, t->fault.s);
	else
		return VALID;
	if (t->failed >= 0)
		mark(t, t->trouble[0] ? t->trouble : t->fault.s);
	return t->trouble[0] || XCSTREAM_IS_CALLER(fault->code) ? TROUBLE
								: NOT_VALID;
}

/* Returns a descriptor, or -1 and errno. */
static int open_stream(struct tool *t)
{
	int fd = open_input(t->stream);

	if (fd < 0 || fstat(fd, &t->in_is))
		return -1;
	if (!S_ISDIR(t->in_is.st_mode))
		return fd;
	errno = EISDIR;
	return -1;
}

enum verdict extract(struct tool *t)
{
	struct xcstream_ops ops = all_ops;
	struct xcstream xs;
	int fd;

	fd = open_stream(t);
	if (fd < 0) {
		complain("%s: %s", t->stream, strerror(errno));
		return TROUBLE;
	}
	begin_input(&t->in, fd);
	if (!(t->groups & (BIT(MEMORY) | BIT(ELF))))
		ops.page_data = NULL;
	xcstream_init(&xs, &ops, t, &t->config);
	if (!open_dir(t) && !begin_memory(t) && !feed(t, &xs)) {
		keep_fault(t, &xs);
		finish_output(t, &xs);
	}
	return conclude(t, &xs);
}
