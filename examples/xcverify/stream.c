/* SPDX-License-Identifier: MIT */
/* stream.c - from the input to the verdict. */
#define XCSTREAM_IMPLEMENTATION
#define PROGRESS_IMPLEMENTATION
/* Nobody rewrites our memory, so that eight loads may become one. */
#define XCSTREAM_LOAD8(p) (*(const uint8_t *)(p))
#include "xcverify.h"

/* ---- input ---- */

/*
 * Xen's PAGE_DATA record up to the contents of the pages: header, count, 1024
 * entries. One read brings all of it, and stands where skipping begins.
 */
#define HEAD_SIZE (8 + 8 + 8 * 1024)
#define CHUNK_SIZE 65536 /* otherwise; also what a pipe holds */

#define BEFORE 48 /* bytes in front of the chunk, to be shown with a fault */

static unsigned char window[BEFORE + CHUNK_SIZE];
static unsigned char *const chunk = window + BEFORE;

struct reader {
	struct input in;
	size_t want; /* bytes of the next read */
	size_t have; /* bytes in `chunk` */
	size_t rest; /* bytes in `chunk` after the end of the stream */
};

/* Read the next bytes; 0 at the end, or -1 and errno. */
static ssize_t fetch(struct reader *r)
{
	struct input *in = &r->in;
	ssize_t n;

	if (r->have >= BEFORE)
		memcpy(window, chunk + r->have - BEFORE, BEFORE);
	do {
		progress_step((uint64_t)(in->at - in->begin));
		n = in->end ? pread(in->fd, chunk, r->want, in->at)
			    : read(in->fd, chunk, CHUNK_SIZE);
	} while (n < 0 && is_passing(in->fd, POLLIN));
	if (n < 0)
		return -1;
	in->at += n;
	r->have = (size_t)n;
	keep_head(in, chunk, (size_t)n);
	r->want = r->want < CHUNK_SIZE / 2 ? 2 * r->want : CHUNK_SIZE;
	return n;
}

/* Pass over what nobody needs to see, up to the end of the file. */
static void skip(struct reader *r, struct xcstream *xs)
{
	uint64_t n = bytes_to_skip(&r->in, xs);

	if (!n)
		return;
	xcstream_skip(xs, n);
	r->in.at += (off_t)n;
	if (n >= CHUNK_SIZE)
		r->want = HEAD_SIZE;
}

/* Not if it never was as long as it says, as a file of sysfs. */
static bool has_shrunk(const struct input *in)
{
	struct stat st;

	return in->at < in->end && !fstat(in->fd, &st) && st.st_size < in->end;
}

/* Returns what went wrong with the reading, or NULL; then *xs has a verdict. */
static const char *feed(struct reader *r, struct xcstream *xs)
{
	size_t used = 0;
	ssize_t n;

	do {
		skip(r, xs);
		n = fetch(r);
		if (n < 0)
			return strerror(errno);
		if (n == 0 && has_shrunk(&r->in))
			return "the file has become shorter";
		if (n == 0) {
			xcstream_finish(xs);
			return NULL;
		}
	} while (xcstream_push(xs, chunk, (size_t)n, &used) == XCSTREAM_MORE);
	r->rest = (size_t)n - used;
	return NULL;
}

/*
 * Are there bytes behind the stream? Of a file all are counted; of a pipe those
 * that have come, and, if a single one decides, the next. Returns what went
 * wrong, or NULL.
 */
static const char *count_rest(struct reader *r, bool decides, uint64_t *rest)
{
	ssize_t n = 0;

	*rest = r->rest + bytes_left(&r->in);
	if (!*rest && decides && !r->in.end)
		n = fetch(r);
	if (n > 0)
		*rest = r->rest = (size_t)n;
	return n < 0 ? strerror(errno) : NULL;
}

/*
 * A pipe is read empty: who writes into it, such as tee(1), shall not be killed
 * by what is no concern of this program. Adds to `rest`.
 */
static const char *drain(struct reader *r, uint64_t *rest)
{
	ssize_t n;

	if (r->in.end)
		return NULL;
	while ((n = fetch(r)) > 0)
		*rest += (uint64_t)n;
	/* The sender may leave without a word. */
	return n < 0 && errno != ECONNRESET ? strerror(errno) : NULL;
}

/* The lines of 16 bytes around a fault: from the file, or what is still here. */
static struct around look_around(const struct reader *r, uint64_t offset)
{
	uint64_t at = r->in.end ? 0 : (uint64_t)r->in.at - r->have;
	struct around a = { .start = offset / 16 * 16 };
	ssize_t n;

	a.start -= a.start ? 16 : 0;
	if (r->in.end) {
		n = pread(r->in.fd, a.bytes, sizeof(a.bytes),
			  r->in.begin + (off_t)a.start);
		a.len = n > 0 ? (size_t)n : 0;
		return a;
	}
	if (a.start + BEFORE < at || a.start >= at + r->have)
		return a;
	a.len = (size_t)(at + r->have - a.start);
	if (a.len > sizeof(a.bytes))
		a.len = sizeof(a.bytes);
	memcpy(a.bytes, chunk + a.start - at, a.len);
	return a;
}

/* ---- a stream ---- */

static enum verdict verify(struct tool *t, const char *name, int fd)
{
	const struct xcstream_ops *ops = &terse;
	struct around around = { 0 };
	struct xcstream *xs = &t->s.xs;
	struct reader r = { .want = HEAD_SIZE };
	enum verdict verdict;
	const char *trouble;
	uint64_t rest = 0;

	memset(&t->s, 0, sizeof(t->s));
	t->s.name = name;
	if (fd < 0)
		return put_error(t, strerror(errno));
	if (t->quiet)
		ops = &silent;
	else if (t->notation || t->summary)
		ops = t->watch ? t->watch : &listing;
	xcstream_init(xs, ops, t, &t->config);
	begin_input(&r.in, fd);
	progress_begin("xcverify", bytes_left(&r.in),
		       !t->quiet && !(t->notation && isatty(STDOUT_FILENO)), 0);
	trouble = feed(&r, xs);
	end_listing(t);
	progress_wipe();
	if (trouble)
		return put_error(t, trouble);
	if (xcstream_fault(xs))
		around = look_around(&r, xcstream_fault(xs)->offset);
	else
		trouble = count_rest(&r, t->refuse_rest, &rest);
	if (trouble)
		return put_error(t, trouble);
	/* Others may share the descriptor: leave it after the stream. */
	if (r.in.end)
		lseek(fd, r.in.at - (off_t)r.rest, SEEK_SET);
	verdict = conclude(t, xs, &r.in, &around, t->refuse_rest ? rest : 0);
	if (xcstream_fault(xs))
		return verdict;
	flush_lines(&t->out); /* what follows may have no end */
	trouble = drain(&r, &rest);
	tell_rest(t, rest);
	return trouble ? put_error(t, trouble) : verdict;
}

enum verdict verify_file(struct tool *t, const char *name)
{
	int fd = open_input(name);
	enum verdict verdict;

	if (!strcmp(name, "-"))
		return verify(t, "standard input", fd);
	verdict = verify(t, name, fd);
	if (fd >= 0)
		close(fd);
	return verdict;
}

enum verdict verify_in(struct tool *t, const char *in)
{
	char name[32];
	long fd;

	if (in[strspn(in, "0123456789")] || !*in)
		return verify_file(t, in);
	fd = strtol(in, NULL, 10); /* LONG_MAX if it is larger */
	if (fd == STDIN_FILENO)
		return verify_file(t, "-");
	snprintf(name, sizeof(name), "descriptor %.20s", in);
	return verify(t, name, fd > INT_MAX ? INT_MAX : (int)fd);
}
