/* SPDX-License-Identifier: MIT */
/* stream.c - from the input to the verdict. */
#define XCSTREAM_IMPLEMENTATION
#define PROGRESS_IMPLEMENTATION
/* Nobody rewrites our memory, so that eight loads may become one. */
#define XCSTREAM_LOAD8(p) (*(const uint8_t *)(p))
#include "xcextract.h"

#include <signal.h>
#include <sys/select.h>
#include <sys/socket.h>

static unsigned char chunk[256 << 10]; /* what a processor's cache holds */

/* ---- signals that ask to stop ---- */

static volatile sig_atomic_t stop; /* the one that has come */
static sigset_t unblocked, blocked; /* the caller's mask, and theirs, too */
static bool caught; /* they are blocked, but for where one waits */

static void on_stop(int number)
{
	stop = number;
}

/*
 * They come while input is waited for, and not between a look at `stop` and
 * that. What the caller ignores, as nohup(1) does, stays ignored. A second one
 * waits until all is written: timeout(1) sends two.
 */
static void catch_signals(void)
{
	static const int numbers[] = { SIGHUP, SIGINT, SIGTERM };
	struct sigaction action = { .sa_handler = on_stop }, old;
	unsigned int i;

	sigemptyset(&action.sa_mask);
	sigprocmask(SIG_BLOCK, NULL, &unblocked);
	blocked = unblocked;
	for (i = 0; i < COUNT(numbers); i++) {
		sigaddset(&blocked, numbers[i]);
		if (!sigaction(numbers[i], NULL, &old) &&
		    old.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
	}
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	caught = true;
}

/*
 * All is written: whoever does not read the verdict need not be waited for. If
 * a signal has come already, nobody is: see can_print().
 */
static void release_signals(void)
{
	static const int numbers[] = { SIGHUP, SIGINT, SIGTERM };
	struct sigaction old;
	unsigned int i;

	if (stop)
		return;
	for (i = 0; i < COUNT(numbers); i++)
		if (!sigaction(numbers[i], NULL, &old) &&
		    old.sa_handler == on_stop)
			signal(numbers[i], SIG_DFL);
	sigprocmask(SIG_SETMASK, &unblocked, NULL);
	caught = false;
}

bool can_print(int fd)
{
	static const struct timespec no_time;
	fd_set set;
	int n;

	do {
		FD_ZERO(&set);
		FD_SET(fd, &set);
		n = pselect(fd + 1, NULL, &set, NULL, stop ? &no_time : NULL,
			    caught ? &unblocked : NULL);
	} while (n < 0 && errno == EINTR && !stop);
	return n > 0 || (n < 0 && errno != EINTR);
}

bool stopped(void)
{
	sigprocmask(SIG_SETMASK, &unblocked, NULL);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	return stop;
}

/* The caller sees that it was the signal. */
static void die_of(int number)
{
	signal(number, SIG_DFL);
	raise(number);
	sigprocmask(SIG_SETMASK, &unblocked, NULL);
}

/* ---- input ---- */

/* Until there is something to read, or a signal has come. */
static void wait_for_input(const struct input *in)
{
	int fd = in->fd;
	fd_set set;

	if (stop || fd >= FD_SETSIZE) /* no set has room for it */
		return;
	do {
		progress_step((uint64_t)(in->at - in->begin));
		FD_ZERO(&set);
		FD_SET(fd, &set);
	} while (pselect(fd + 1, &set, NULL, NULL, NULL, &unblocked) < 0 &&
		 errno == EINTR && !stop);
}

/*
 * A signal that has come already is taken first: pselect() leaves it where there
 * is something to read. And one may come while this waits, as it does where
 * somebody else has read what was there, or it was out-of-band data.
 */
static ssize_t read_chunk(const struct input *in)
{
	ssize_t n;

	sigprocmask(SIG_SETMASK, &unblocked, NULL);
	n = stop ? 0 : read(in->fd, chunk, sizeof(chunk));
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	return n;
}

/*
 * Read the next bytes; 0 at the end, or -1, which is kept as trouble. A signal
 * is the end of what follows a stream, which nobody needs.
 */
static ssize_t fetch(struct tool *t, bool follows)
{
	char text[60];
	ssize_t n;

	do {
		wait_for_input(&t->in);
		n = read_chunk(&t->in);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	if (stop) {
		if (follows)
			return 0;
		snprintf(text, sizeof(text), "stopped by signal %d", stop);
		return input_trouble(t, text);
	}
	if (n < 0 && follows && errno == ECONNRESET)
		return 0; /* the sender has left, without a word */
	if (n < 0)
		return input_trouble(t, strerror(errno));
	t->in.at += n;
	keep_head(&t->in, chunk, (size_t)n);
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

/* Take what follows from a pipe: who writes into it shall not die. */
static int drain(struct tool *t)
{
	ssize_t n;

	while (!t->in.end && (n = fetch(t, true)) > 0)
		t->after += (uint64_t)n;
	return t->trouble[0] ? -1 : 0;
}

/* Returns -1 if something went wrong here; else *xs has a verdict. */
static int feed(struct tool *t, struct xcstream *xs)
{
	enum xcstream_status status = XCSTREAM_MORE;
	size_t used = 0;
	ssize_t n = 0;

	while (status == XCSTREAM_MORE) {
		skip(t, xs);
		n = fetch(t, false);
		if (n <= 0)
			break;
		status = xcstream_push(xs, chunk, (size_t)n, &used);
		if (flush(t))
			return -1;
	}
	t->partly = status == XCSTREAM_PAUSED;
	if (status == XCSTREAM_DONE && t->last_epoch)
		return input_trouble(t, "ends before --checkpoint");
	if (status == XCSTREAM_DONE && t->passes < t->last_pass)
		return input_trouble(t, "ends before --pass");
	if (status == XCSTREAM_DONE || status == XCSTREAM_PAUSED) {
		used = (size_t)n - used;
		t->after = used + bytes_left(&t->in);
		/* Others may share the descriptor: leave it after the stream. */
		if (t->in.end)
			lseek(t->in.fd, -(off_t)used, SEEK_CUR);
	}
	/* A sender that goes on is not waited for: see extract(). */
	if (status == XCSTREAM_DONE)
		return drain(t);
	if (n == 0)
		xcstream_finish(xs);
	return t->trouble[0] ? -1 : 0;
}

/* ---- a stream ---- */

/*
 * Also what came before a fault, a signal, or trouble with a file is worth
 * something: it is just not all. Where the disk may be full, the summary comes
 * before what may be large.
 */
static void finish_output(struct tool *t, const struct xcstream *xs)
{
	bool summary = t->groups & BIT(SUMMARY), first = t->trouble[0];
	unsigned int i;
	int fd = t->images[MEMORY_IMAGE].fd;

	release(t);
	for (i = 0; i < NR_TEXTS; i++)
		end_text(t, (enum text)i);
	end_blob(t);
	if (summary && first)
		write_summary(t, xs);
	flush(t);
	if ((t->groups & BIT(MEMORY)) && t->nr_leaves)
		write_memory_json(t);
	if (t->images[ELF_IMAGE].fd >= 0)
		write_elf_headers(t, &t->images[ELF_IMAGE]);
	if (t->images[XEN_IMAGE].fd >= 0)
		write_xen_core(t, &t->images[XEN_IMAGE]);
	if (fd >= 0 && close(fd))
		failed(t, t->images[MEMORY_IMAGE].name);
	if (summary && !first)
		write_summary(t, xs);
	sync_dir(t);
}

/* Keep what is wrong with it, and up to where it was good. */
static void keep_fault(struct tool *t, const struct xcstream *xs)
{
	const struct xcstream_report *fault = xcstream_fault(xs);

	if (!fault)
		return;
	t->verdict = words_verdict(&t->fault, fault, t->in.head, t->in.headed,
				   contents_until(&t->contents, fault->offset));
	words_add(&t->fault, "%s", hint(fault->code));
	if (xcstream_checkpoints(xs, NULL)) {
		words_add(&t->fault, "; ");
		words_checkpoints(&t->fault, xs);
	}
}

/* A valid stream is in DIR, and there is nothing wrong with that. */
static enum verdict conclude_valid(struct tool *t, const struct xcstream *xs)
{
	struct words text = { 0 };
	char dir[MESSAGE];

	unmark(t);
	release_signals();
	if (t->trouble[0]) {
		complain("%s", t->trouble);
		return TROUBLE;
	}
	words_valid(&text, &t->headers, t->warnings, xs);
	if (t->partly)
		words_add(&text, "; what follows is not judged");
	printable(dir, sizeof(dir), t->dir_name);
	words_add(&text, "; %u file%s in %.80s", t->all_files,
		  t->all_files == 1 ? "" : "s", dir);
	return pronounce(t, "valid", " ", text.s) ? TROUBLE : VALID;
}

static enum verdict conclude(struct tool *t, const struct xcstream *xs)
{
	const struct xcstream_report *fault = xcstream_fault(xs);

	if (!t->trouble[0] && !fault)
		return conclude_valid(t, xs);
	if (t->failed >= 0)
		mark(t, t->trouble[0] ? t->trouble : t->fault.s);
	release_signals();
	if (t->trouble[0])
		complain("%s", t->trouble);
	else if (!pronounce(t, t->verdict, ": ", t->fault.s))
		return NOT_VALID;
	return TROUBLE;
}

/* Returns a descriptor, or -1 and errno. */
static int open_stream(struct tool *t)
{
	int fd = open_input(t->stream), listens = 0;
	socklen_t size = sizeof(listens);

	if (fd < 0 || fstat(fd, &t->in_is))
		return -1;
	/* Nothing ever comes from it. */
	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size))
		listens = 0;
	if (!S_ISDIR(t->in_is.st_mode) && !listens)
		return fd;
	errno = listens ? ENOTCONN : EISDIR;
	return -1;
}

enum verdict extract(struct tool *t)
{
	struct xcstream_ops ops = all_ops;
	enum verdict verdict;
	struct xcstream xs;
	int fd;

	/* From here on, SIGUSR1 is nobody's end. */
	progress_begin("xcextract", 0, false, SA_RESTART);
	fd = open_stream(t);
	if (fd < 0) {
		complain("%s: %s", t->stream, strerror(errno));
		return TROUBLE;
	}
	begin_input(&t->in, fd);
	progress_begin("xcextract", bytes_left(&t->in), !quiet, SA_RESTART);
	if (!(t->groups & OF_MEMORY))
		ops.page_data = NULL;
	xcstream_init(&xs, &ops, t, &t->config);
	catch_signals();
	if (!open_dir(t)) {
		if (!begin_memory(t) && !feed(t, &xs))
			keep_fault(t, &xs);
		finish_output(t, &xs);
	}
	verdict = conclude(t, &xs);
	progress_wipe();
	if (t->partly) {
		/* All is done, also for who waits for DIR. */
		progress_begin("xcextract", 0, false, SA_RESTART);
		close_dir(t);
		drain(t);
	}
	if (stop)
		die_of(stop);
	return verdict;
}
