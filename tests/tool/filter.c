/* SPDX-License-Identifier: MIT */
/*
 * filter.c - what does xcfilter pass on, and when? filter XCFILTER
 *
 * Each stream of the conformance table is sent through it, as are some that
 * are slow, or come in pieces, or through all kinds of descriptors.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "builder.h"
#include "conformance/table.h"

/* A sanitizer takes long to start: then only so many streams are tried. */
#if defined(__SANITIZE_ADDRESS__)
#define ONE_IN 6
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ONE_IN 6
#endif
#endif
#ifndef ONE_IN
#define ONE_IN 1
#endif

enum { ARGS = 10, PACKET = 65536, PATIENCE = 20 /* seconds */ };

static const char *tool;
static unsigned int passed, failed;

static void check(bool good, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void check(bool good, const char *format, ...)
{
	va_list args;

	if (good) {
		passed++;
		return;
	}
	failed++;
	printf("FAILED: ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/* What the tests need of the system has failed. */
static void need(bool good, const char *what)
{
	if (good)
		return;
	perror(what);
	exit(2);
}

/* ---- an xcfilter that runs ---- */

/* What a descriptor of it is. PACKETS come one a read. */
enum kind { PIPE, WEAK_PIPE, SOCKET, PACKETS, PLAIN, APPEND };

struct session {
	const char *args[ARGS];
	enum kind in_kind, out_kind;
	size_t piece; /* bytes of a write; 0: as many as there are */
	const uint8_t *data;
	size_t len, sent;
	uint8_t *out; /* as large as the input; what is more is a failure */
	size_t out_len;
	char err[4096];
	int status;
	/* our own */
	int in_fd, out_fd; /* our ends; -1: closed, or a plain file's */
	int out_file;
	FILE *err_file;
	pid_t pid;
	time_t deadline;
};

static time_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static void set_flag(int fd, int flag)
{
	need(fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | flag) >= 0, "fcntl");
}

static int plain_file(const void *data, size_t len)
{
	FILE *f = tmpfile();
	int fd;

	need(f && fwrite(data, 1, len, f) == len && !fflush(f), "tmpfile");
	fd = dup(fileno(f));
	need(fd >= 0 && lseek(fd, 0, SEEK_SET) == 0, "tmpfile");
	fclose(f);
	return fd;
}

/* fds[0] is to read from, fds[1] to write to; `its` is xcfilter's. */
static void make_ends(struct session *s, enum kind kind, int its, int *fds)
{
	bool out = its == 1;

	if (kind == PLAIN || kind == APPEND) {
		fds[0] = plain_file(s->data, out ? 0 : s->len);
		fds[1] = dup(fds[0]);
		if (kind == APPEND)
			set_flag(fds[0], O_APPEND);
	} else if (kind == SOCKET || kind == PACKETS) {
		need(!socketpair(AF_UNIX,
				 kind == SOCKET ? SOCK_STREAM : SOCK_SEQPACKET,
				 0, fds),
		     "socketpair");
	} else {
		need(!pipe(fds), "pipe");
	}
	if (kind == WEAK_PIPE)
		set_flag(fds[its], O_NONBLOCK);
	if (kind != PLAIN && kind != APPEND)
		set_flag(fds[!its], O_NONBLOCK);
}

static void shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* From here on, end() has to be called. */
static void begin(struct session *s)
{
	const char *argv[ARGS + 2] = { tool };
	int in[2], out[2];

	memcpy(argv + 1, s->args, sizeof(s->args));
	make_ends(s, s->in_kind, 0, in);
	make_ends(s, s->out_kind, 1, out);
	s->err_file = tmpfile();
	s->out = malloc(s->len + 1);
	need(s->err_file && s->out, "memory");
	fflush(stdout);
	s->pid = fork();
	need(s->pid >= 0, "fork");
	if (!s->pid) {
		signal(SIGPIPE, SIG_DFL);
		alarm(PATIENCE + 5); /* we may hang on its lock of a pipe */
		dup2(in[0], 0);
		dup2(out[1], 1);
		dup2(fileno(s->err_file), 2);
		close(in[0]);
		close(in[1]);
		close(out[0]);
		close(out[1]);
		execv(tool, (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	s->in_fd = in[1];
	s->out_fd = out[0];
	s->out_file = -1;
	s->deadline = now() + PATIENCE;
	if (s->in_kind == PLAIN)
		shut(&s->in_fd);
	if (s->out_kind == PLAIN || s->out_kind == APPEND) {
		s->out_file = s->out_fd;
		s->out_fd = -1;
	}
}

static void send_some(struct session *s, size_t upto)
{
	size_t n = upto - s->sent;
	ssize_t k;

	if (s->piece && n > s->piece)
		n = s->piece;
	k = write(s->in_fd, s->data + s->sent, n);
	if (k > 0)
		s->sent += (size_t)k;
	else if (errno == EPIPE || errno == ECONNRESET)
		shut(&s->in_fd); /* it has seen enough */
	else
		need(errno == EAGAIN || errno == EINTR, "write");
}

/* Little at a time, so that a full pipe takes a part of what is written. */
static void take_some(struct session *s)
{
	size_t room = s->len + 1 - s->out_len;
	ssize_t k = read(s->out_fd, s->out + s->out_len,
			 room < 50000 ? room : 50000);

	if (k > 0)
		s->out_len += (size_t)k;
	else if (k == 0 || errno == ECONNRESET)
		shut(&s->out_fd);
	else
		need(errno == EAGAIN || errno == EINTR, "read");
}

/*
 * Send up to an offset, and take until as much has come out, or it has ended.
 * Returns false if that takes too long, or after `ms` of silence.
 */
static bool pump(struct session *s, size_t upto, size_t want, int ms)
{
	struct pollfd fds[2];
	int k;

	while ((s->in_fd >= 0 && s->sent < upto) ||
	       (s->out_fd >= 0 && s->out_len < want)) {
		fds[0].fd = s->sent < upto ? s->in_fd : -1;
		fds[0].events = POLLOUT;
		fds[1].fd = s->out_fd;
		fds[1].events = POLLIN;
		k = poll(fds, 2, ms);
		if (k == 0 || now() >= s->deadline)
			return false;
		if (k > 0 && fds[0].revents)
			send_some(s, upto);
		if (k > 0 && fds[1].revents)
			take_some(s);
	}
	return true;
}

/* Wait for its end, and collect what it leaves. */
static void collect(struct session *s)
{
	int status;

	need(waitpid(s->pid, &status, 0) == s->pid, "waitpid");
	s->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	if (s->out_file >= 0) {
		need(lseek(s->out_file, 0, SEEK_SET) == 0, "lseek");
		s->out_fd = s->out_file;
		while (s->out_fd >= 0 && s->out_len <= s->len)
			take_some(s);
		shut(&s->out_fd);
	}
	rewind(s->err_file);
	s->err[fread(s->err, 1, sizeof(s->err) - 1, s->err_file)] = 0;
	fclose(s->err_file);
}

/* Let it finish. */
static void end(struct session *s)
{
	if (!pump(s, s->len, 0, PATIENCE * 1000))
		kill(s->pid, SIGKILL);
	shut(&s->in_fd);
	if (!pump(s, s->len, s->len + 1, PATIENCE * 1000))
		kill(s->pid, SIGKILL);
	shut(&s->out_fd);
	collect(s);
}

static void run(struct session *s)
{
	begin(s);
	end(s);
}

/* Forget one, and keep how it was set up. */
static void again(struct session *s)
{
	free(s->out);
	s->out = NULL;
	s->sent = s->out_len = 0;
}

/* Is the output the first n bytes of the input? */
static bool is_prefix(const struct session *s, size_t n)
{
	return s->out_len == n && n <= s->len && !memcmp(s->out, s->data, n);
}

/* ---- the conformance table ---- */

static const char *const formats[] = { "auto",	"xl",	 "libvirt",   "xapi",
				       "libxl", "libxc", "libxl-back" };

/* As a row's name ends whose page tables xcfilter would look at. */
static const char unlooked[] = ": nobody asked";

/* A row's configuration as options; false if there are none for it. */
static bool set_options(struct session *s, const struct row *row)
{
	const struct xcstream_config *c = &row->config;
	static char vcpus[40];
	unsigned int n = 0;

	if (c->max_pfn || c->max_version || c->max_epoch || c->max_bytes ||
	    c->max_config || c->max_xenstore || c->max_emulator ||
	    c->max_pages || c->max_checkpoints || c->max_records ||
	    c->min_version || c->guest || strstr(row->name, unlooked))
		return false;
	s->args[n++] = "-f";
	s->args[n++] = formats[c->format];
	if (c->flags & XCSTREAM_COLO)
		s->args[n++] = "--colo";
	else if (c->flags & XCSTREAM_CHECKPOINTED)
		s->args[n++] = "-c";
	if (c->flags & XCSTREAM_LITTLE_ENDIAN_ONLY)
		s->args[n++] = "--little-endian-only";
	s->args[n++] = "--max-mem=4294967295";
	snprintf(vcpus, sizeof(vcpus), "--vcpus=%u",
		 c->max_vcpus ? c->max_vcpus : 8192);
	s->args[n++] = vcpus;
	return true;
}

/* The fault of a row that the strict profile does not tolerate. */
static const struct verdict *refused(const struct row *row)
{
	const struct verdict *v = row->verdicts;
	unsigned int i;

	for (i = 0; i < ROW_VERDICTS && v[i].code; i++)
		if (!(v[i].by & S) && (!v[i].only || (v[i].only & S)))
			return &v[i];
	return NULL;
}

/* A number of a part. */
static size_t number(const struct part *part, size_t at)
{
	size_t n = 0, i;

	for (i = 0; i < 4; i++)
		n = n << 8 | part->data[at + (part->big ? i : 3 - i)];
	return n;
}

/* Where the head of a record ends, and that of PAGE_DATA with its pfns. */
static size_t head_size(const struct part *part)
{
	if (part->layer == XCSTREAM_LAYER_XAPI)
		return 16;
	if (part->layer == XCSTREAM_LAYER_LIBXC &&
	    part->type == XCSTREAM_LIBXC_PAGE_DATA && part->len >= 16)
		return 16 + 8 * number(part, 8);
	return 8;
}

/*
 * Does libxl itself read it, or what hands over to libxl? Not, if it controls
 * COLO: its sender waits for an answer. That is all that comes right behind a
 * checkpoint, and all on the way back, which begins with it.
 */
static bool is_withheld(const struct stream *s, const struct part *part)
{
	if (part->layer == XCSTREAM_LAYER_XL ||
	    part->layer == XCSTREAM_LAYER_LIBVIRT)
		return true;
	if (part->layer != XCSTREAM_LAYER_LIBXL)
		return false;
	if (part == s->parts)
		return part->type != XCSTREAM_LIBXL_CHECKPOINT_STATE;
	part--;
	if (part->layer == XCSTREAM_LAYER_LIBXL)
		return part->type != XCSTREAM_LIBXL_CHECKPOINT_END &&
		       is_withheld(s, part);
	return part->type != XCSTREAM_LIBXC_CHECKPOINT_DIRTY_PFN_LIST;
}

/*
 * Up to where the parts in front of one may go on while it has not come. They
 * wait for the record that libxl does not read: from the one that made libxl
 * go on.
 */
static size_t goes_on(const struct stream *s, const struct part *part)
{
	if (part == s->parts + s->nr_parts) /* all of it */
		return part[-1].at + part[-1].len;
	if (!is_withheld(s, part))
		return part->at;
	while (part > s->parts && is_withheld(s, part))
		part--;
	return part->at;
}

/*
 * What is in front of the part with the fault has gone on, but nothing from the
 * fault on; and nothing of a record that is wrong in its head, or its pfns.
 */
static void check_refused(const struct session *s, const struct stream *stream,
			  const struct part *part, const struct verdict *v,
			  const char *name)
{
	size_t fault = part->at + v->at, from = goes_on(stream, part);
	char text[80];

	/* Taken for libxl's, though it is not. */
	if (v->layer == XCSTREAM_LAYER_LIBXL && part > stream->parts &&
	    part[-1].layer == XCSTREAM_LAYER_XL)
		from = goes_on(stream, part - 1);
	if (stream->len)
		snprintf(text, sizeof(text),
			 "xcfilter: standard input: %s: offset %zu",
			 v->code == XCSTREAM_E_TRUNCATED ? "incomplete"
			 : strstr(s->err, ", see --max-") ||
					 strstr(s->err, ", see --vcpus")
				 ? "refused"
				 : "invalid",
			 fault);
	else
		snprintf(text, sizeof(text),
			 "xcfilter: standard input: incomplete: the input is "
			 "empty\n");
	check(s->status == 1 && strstr(s->err, text),
	      "%s: exit %d, '%s', not '%s'", name, s->status, s->err, text);
	check(s->out_len >= from && s->out_len <= fault &&
		      is_prefix(s, s->out_len),
	      "%s: %zu bytes came out, not %zu to %zu", name, s->out_len, from,
	      fault);
	if (from == part->at &&
	    (part->type == XCSTREAM_NO_RECORD || v->at >= head_size(part)))
		return;
	check(s->out_len == from, "%s: %zu bytes came out, not %zu", name,
	      s->out_len, from);
}

static void test_row(const struct row *row, unsigned int wrap, bool big)
{
	const struct verdict *v = refused(row);
	struct stream stream = { 0 };
	struct session s = { 0 };
	const struct part *part = stream.parts;
	char name[200];

	if (!row_has(row, wrap, big) || !set_options(&s, row))
		return;
	row_build(&stream, row, wrap, big);
	s.data = stream.data;
	s.len = stream.len;
	s.in_kind = PACKETS;
	s.piece = PACKET;
	snprintf(name, sizeof(name), "%s [%s, %s endian]", row->name,
		 formats[wrap], big ? "big" : "little");
	run(&s);
	if (v) {
		if (row->recipe)
			part = row_part(&stream, v->where);
		check_refused(&s, &stream, part, v, name);
	} else {
		check(s.status == 0, "%s: exit %d, '%s'", name, s.status,
		      s.err);
		check(is_prefix(&s, s.len), "%s: %zu bytes came out, not %zu",
		      name, s.out_len, s.len);
	}
	again(&s);
	stream_free(&stream);
}

/* What goes on does not depend on the pieces in which the stream comes. */
static void test_pieces(const struct row *row, unsigned int i)
{
	struct stream stream = { 0 };
	struct session s = { 0 };
	unsigned int wrap = XCSTREAM_FORMAT_XL + i % 5;
	bool big = i / 5 % 2;
	size_t whole;

	if (!row_has(row, wrap, big) || !set_options(&s, row))
		return;
	row_build(&stream, row, wrap, big);
	s.data = stream.data;
	s.len = stream.len;
	s.in_kind = PACKETS;
	s.piece = PACKET;
	run(&s);
	whole = s.out_len;
	again(&s);
	s.piece = i % 60 ? 100 + i % 60 : 1;
	run(&s);
	check(s.out_len == whole && is_prefix(&s, whole),
	      "%s [%s]: %zu bytes came out, in pieces of %zu %zu", row->name,
	      formats[wrap], whole, s.piece, s.out_len);
	again(&s);
	stream_free(&stream);
}

static void test_rows(void)
{
	const struct row *row;
	unsigned int i, wrap;
	bool big;

	for (i = 0; (row = row_at(i)); i++) {
		for (wrap = XCSTREAM_FORMAT_XL;
		     wrap <= XCSTREAM_FORMAT_LIBXL_BACK; wrap++) {
			big = (i + wrap) % 2 ? !row_has(row, wrap, false)
					     : row_has(row, wrap, true);
			if ((i + wrap) % ONE_IN == 0)
				test_row(row, wrap, big);
		}
		if (i % ONE_IN == 0)
			test_pieces(row, i);
	}
}

/* ---- a sender that waits ---- */

/* Send up to an offset: exactly `want` bytes come out, and no more. */
static void send_up_to(struct session *s, size_t upto, size_t want,
		       const struct part *part)
{
	bool good = pump(s, upto, want, 5000);

	/* Nothing more comes, even after a while. */
	if (good && s->out_len == want && upto < s->len)
		good = !pump(s, upto, want + 1, 2);
	check(good && is_prefix(s, want),
	      "up to %zu were sent, in part %u.%u at %zu: %zu came out, not "
	      "%zu",
	      upto, part->layer, part->type, part->at, s->out_len, want);
}

static const char trailer[] = "domain is yours";

/* Bytes that are no part of the stream follow it. */
static void add_trailer(struct stream *s)
{
	s->data = realloc(s->data, s->len + sizeof(trailer));
	need(s->data, "memory");
	memcpy(s->data + s->len, trailer, sizeof(trailer));
	s->len += sizeof(trailer);
}

/* Each part is held back while its head is not whole, and no longer. */
static void test_latency(const struct recipe *recipe, enum xcstream_format wrap,
			 bool big, enum kind kind)
{
	struct session s = { .args = { "-cm" },
			     .in_kind = kind,
			     .out_kind = kind };
	struct stream stream = { 0 };
	const struct part *part;
	size_t head, end_of_part, from;

	stream_build(&stream, recipe, wrap, big);
	stream_join(&stream);
	add_trailer(&stream);
	s.data = stream.data;
	s.len = stream.len;
	begin(&s);
	for (part = stream.parts; part < stream.parts + stream.nr_parts;
	     part++) {
		head = head_size(part);
		end_of_part = part->at + part->len;
		from = goes_on(&stream, part);
		if (part->type != XCSTREAM_NO_RECORD)
			send_up_to(&s, part->at + head - 1, from, part);
		if (part->layer == XCSTREAM_LAYER_LIBXC &&
		    part->type == XCSTREAM_LIBXC_PAGE_DATA) {
			send_up_to(&s, part->at + head, part->at + head, part);
			if (end_of_part > part->at + head + 100)
				send_up_to(&s, part->at + head + 100,
					   part->at + head + 100, part);
		}
		send_up_to(&s, end_of_part, goes_on(&stream, part + 1), part);
	}
	for (end_of_part = s.sent; end_of_part < s.len; end_of_part++)
		send_up_to(&s, end_of_part, end_of_part, part - 1);
	end(&s);
	check(s.status == 0 && is_prefix(&s, s.len), "a slow stream: '%s'",
	      s.err);
	again(&s);
	stream_free(&stream);
}

static void test_latencies(void)
{
	static const struct recipe pv = {
		.guest = PV, .version = 3, .width = 8, .live = true
	};
	static const struct recipe hvm = {
		.guest = HVM, .version = 3, .checkpoints = 1, .nested = true
	};
	enum xcstream_format wrap;

	for (wrap = XCSTREAM_FORMAT_XL; wrap <= XCSTREAM_FORMAT_LIBXC; wrap++) {
		test_latency(&pv, wrap, wrap & 1, PIPE);
		test_latency(&hvm, wrap, !(wrap & 1), WEAK_PIPE);
	}
	test_latency(&pv, XCSTREAM_FORMAT_XL, false, SOCKET);
}

/* ---- long streams, and all that a descriptor may be ---- */

/* A guest with `count` PAGE_DATA records of `pages` pages like `letter`. */
static void build_long(struct stream *stream, unsigned int count,
		       unsigned int pages, char letter)
{
	static const struct recipe hvm = { .guest = HVM, .version = 3 };
	char *letters = malloc(pages + 1);
	unsigned int i, last;

	need(letters, "memory");
	memset(letters, letter, pages);
	letters[pages] = 0;
	stream_build(stream, &hvm, XCSTREAM_FORMAT_LIBXL, false);
	for (i = 0; i < count; i++) {
		last = stream->nr_parts;
		put_pages(stream, 0x100, letters);
		stream_copy(stream,
			    stream_find(stream, XCSTREAM_LAYER_LIBXC,
					XCSTREAM_LIBXC_PAGE_DATA, 0),
			    &stream->parts[last]);
		stream_remove(stream, &stream->parts[last + 1]);
	}
	stream_join(stream);
	free(letters);
}

/* The number in front of a word of --stats; SIZE_MAX if there is none. */
static size_t told(const struct session *s, const char *word)
{
	const char *p = strstr(s->err, word);

	while (p && p > s->err && p[-1] >= '0' && p[-1] <= '9')
		p--;
	return p && *p >= '0' && *p <= '9' ? strtoul(p, NULL, 10) : SIZE_MAX;
}

static void test_kinds(void)
{
	static const char *const kinds[] = { "pipe",   "non-blocking pipe",
					     "socket", "packets",
					     "file",   "appended file" };
	static const struct timespec a_while = { .tv_nsec = 50000000 };
	struct session s = { .args = { "--stats", "-m" }, .piece = 60001 };
	struct stream stream = { 0 };
	unsigned int in, out;
	bool pipes;

	build_long(&stream, 3, 500, 'n');
	add_trailer(&stream);
	s.len = stream.len;
	s.data = stream.data;
	for (in = PIPE; in <= PLAIN; in++) {
		for (out = PIPE; out <= APPEND; out++) {
			if (out == PACKETS)
				continue;
			s.in_kind = (enum kind)in;
			s.out_kind = (enum kind)out;
			begin(&s);
			if (out == WEAK_PIPE) /* let it become full */
				nanosleep(&a_while, NULL);
			end(&s);
			check(s.status == 0 && is_prefix(&s, s.len) &&
				      told(&s, " bytes in") == s.len &&
				      told(&s, " out,") == s.len,
			      "from a %s to a %s: exit %d, %zu bytes, '%s'",
			      kinds[in], kinds[out], s.status, s.out_len,
			      s.err);
#ifdef __linux__
			pipes = (in <= WEAK_PIPE || in == PLAIN) &&
				out <= WEAK_PIPE;
			check(!pipes || told(&s, " of them spl") > 4000000,
			      "from a %s to a %s: '%s'", kinds[in], kinds[out],
			      s.err);
#endif
			again(&s);
		}
	}
	stream_free(&stream);
}

/* ---- how much is held back ---- */

/* A record of that many pfns, with that limit: does it pass? */
static void test_pages(unsigned int pages, char letter, unsigned int limit)
{
	struct session s = { .args = { "--stats" }, .in_kind = PACKETS };
	unsigned int allowed = limit ? limit : 1024;
	struct stream stream = { 0 };
	const struct part *part;
	char option[40], text[80];

	build_long(&stream, 1, pages, letter);
	part = stream_find(&stream, XCSTREAM_LAYER_LIBXC,
			   XCSTREAM_LIBXC_PAGE_DATA, 0);
	s.data = stream.data;
	s.len = stream.len;
	s.piece = PACKET;
	snprintf(option, sizeof(option), "--max-pages=%u", limit);
	if (limit)
		s.args[1] = option;
	begin(&s);
	/* The last byte of the pfns comes in another packet. */
	pump(&s, part->at + head_size(part) - 1, 0, PATIENCE * 1000);
	end(&s);
	snprintf(text, sizeof(text),
		 "expected at most %u, found %u, see --max-pages\n", allowed,
		 pages);
	if (pages <= allowed)
		check(s.status == 0 && is_prefix(&s, s.len) &&
			      told(&s, " bytes held") == 15 + 8 * pages,
		      "%u pfns of %u: exit %d, %zu bytes, '%s'", pages, allowed,
		      s.status, s.out_len, s.err);
	else
		check(s.status == 1 && is_prefix(&s, part->at) &&
			      strstr(s.err, text),
		      "%u pfns of %u: exit %d, %zu bytes, not %zu, '%s'", pages,
		      allowed, s.status, s.out_len, part->at, s.err);
	again(&s);
	stream_free(&stream);
}

static void test_limits(void)
{
	test_pages(1024, 'n', 0);
	test_pages(1024, 'X', 0);
	test_pages(1025, 'n', 0);
	test_pages(1025, 'X', 0);
	test_pages(100000, 'X', 0);
	test_pages(1025, 'n', 1025);
	test_pages(100000, 'X', 100000);
	test_pages(100001, 'X', 100000);
	test_pages(12, 'X', 12);
	test_pages(12, 'X', 11);
}

/* ---- what waits for the end of the stream ---- */

/* A device model's state of 3 MiB: with so many allowed, does it pass? */
static void test_held(const char *option, bool good)
{
	static const struct recipe hvm = { .guest = HVM, .version = 3 };
	struct session s = { .args = { "--stats", option } };
	struct stream stream = { 0 };
	const struct part *end_of_libxc;

	stream_build(&stream, &hvm, XCSTREAM_FORMAT_LIBXL, false);
	part_resize(stream_find(&stream, XCSTREAM_LAYER_LIBXL,
				XCSTREAM_LIBXL_EMULATOR_CONTEXT, 0),
		    3 << 20);
	stream_join(&stream);
	end_of_libxc = stream_find(&stream, XCSTREAM_LAYER_LIBXC,
				   XCSTREAM_LIBXC_END, 0);
	s.data = stream.data;
	s.len = stream.len;
	run(&s);
	if (good)
		check(s.status == 0 && is_prefix(&s, s.len) &&
			      told(&s, " bytes held") > 3000000,
		      "%s: exit %d, '%s'", option, s.status, s.err);
	else
		check(s.status == 1 && is_prefix(&s, end_of_libxc->at) &&
			      strstr(s.err, "libxl EMULATOR_CONTEXT, record") &&
			      strstr(s.err, ": more than 1 MiB would be held "
					    "back, see --max-held\n"),
		      "%s: exit %d, %zu bytes, '%s'", option, s.status,
		      s.out_len, s.err);
	again(&s);
	stream_free(&stream);
}

/* The reader leaves while the sender waits for its answer. */
static void test_gone(enum kind kind)
{
	static const struct recipe pv = { .guest = PV,
					  .version = 3,
					  .width = 8 };
	struct session s = { .in_kind = kind, .out_kind = kind };
	struct stream stream = { 0 };
	const struct part *part;

	stream_build(&stream, &pv, XCSTREAM_FORMAT_LIBXL, false);
	stream_join(&stream);
	part = stream_find(&stream, XCSTREAM_LAYER_LIBXC,
			   XCSTREAM_LIBXC_PAGE_DATA, 0);
	s.data = stream.data;
	s.len = stream.len;
	begin(&s);
	send_up_to(&s, part->at, part->at, part);
	shut(&s.out_fd);
	collect(&s);
	shut(&s.in_fd);
	check(s.status == 2 &&
		      strstr(s.err, "xcfilter: standard output: Broken pipe\n"),
	      "a reader that leaves, kind %d: exit %d, '%s'", (int)kind,
	      s.status, s.err);
	again(&s);
	stream_free(&stream);
}

/* ---- warnings ---- */

static void test_warnings(unsigned int count)
{
	static const struct recipe hvm = { .guest = HVM, .version = 3 };
	struct stream stream = { 0 };
	struct session s = { 0 };
	unsigned int lines = 0, i;
	struct part *part;
	char text[80];

	stream_build(&stream, &hvm, XCSTREAM_FORMAT_LIBXC, false);
	for (i = 0; i < count; i++) { /* without a parameter: tolerated */
		part = stream_insert(&stream,
				     stream_find(&stream, XCSTREAM_LAYER_LIBXC,
						 XCSTREAM_LIBXC_HVM_PARAMS, 0),
				     XCSTREAM_LAYER_LIBXC,
				     XCSTREAM_LIBXC_HVM_PARAMS);
		put(part, 8, 0);
		part_end(part);
	}
	/* a fault, so that some bytes are judged twice */
	part = stream_find(&stream, XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_END,
			   0);
	part_set(part, 4, 4, 8);
	stream_join(&stream);
	s.data = stream.data;
	s.len = stream.len;
	run(&s);
	for (i = 0; s.err[i]; i++)
		lines += s.err[i] == '\n';
	snprintf(text, sizeof(text), "xcfilter: %u more warnings\n",
		 count - 10);
	check(s.status == 1 && lines == (count > 10 ? 12 : count + 1) &&
		      !strstr(s.err, text) == (count <= 10),
	      "%u warnings: exit %d, %u lines, '%s'", count, s.status, lines,
	      s.err);
	again(&s);
	stream_free(&stream);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("Usage: filter XCFILTER\n", stderr);
		return 2;
	}
	tool = argv[1];
	signal(SIGPIPE, SIG_IGN);
	test_rows();
	test_latencies();
	test_kinds();
	test_limits();
	test_held("--max-held=1", false);
	test_held("--max-held=4", true);
	test_held("--max-held=64", true);
	test_gone(PIPE);
	test_gone(WEAK_PIPE);
	test_gone(SOCKET);
	test_warnings(1);
	test_warnings(10);
	test_warnings(11);
	test_warnings(25);
	printf("%u passed, %u failed\n", passed, failed);
	return failed != 0;
}
