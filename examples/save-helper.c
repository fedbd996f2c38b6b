/* SPDX-License-Identifier: MIT */
/*
 * xc-save-helper - let libxl restore only what is valid.
 *
 *	cc -std=c99 -O2 -I. -o xc-save-helper examples/save-helper.c
 *	LIBXL_SAVE_HELPER=/usr/local/bin/xc-save-helper xl restore FILE
 *
 * libxl starts a program of its own, libxl-save-helper, for what is libxc's
 * part of a stream; or the one that the environment names, this one. It starts
 * the real helper, and stands between that and the stream, as xcfilter does. Of
 * what follows libxc's part, which libxl reads itself, it takes no byte: libxl
 * judges that, and its own headers and config, as before.
 *
 * If the stream is refused, the real helper is killed, whatever it has done,
 * and the restore fails, also that of Remus or COLO. Why is told by libxl's own
 * log, since libxl takes messages from its helper. If the stream just ends too
 * early, the real helper sees that: one of Remus or COLO then fails over, also
 * where libxl itself would loop, between CHECKPOINT and CHECKPOINT_END.
 *
 * For saving, it becomes the real helper. That is the one that
 * XC_REAL_SAVE_HELPER names, or else that of the Xen that runs. What a domain
 * may have at most is in XC_SAVE_HELPER_MAX_MEM, in MiB, and
 * XC_SAVE_HELPER_VCPUS, else 1 TiB and 128: libxl tells its helper neither.
 */
#ifdef __linux__
#define _GNU_SOURCE /* splice() */
#else
#define _POSIX_C_SOURCE 200809L
#endif
#define _FILE_OFFSET_BITS 64

#define XCSTREAM_IMPLEMENTATION
#include "filter.h"
#include "options.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

/* The last argument, by xenguest.h's xc_stream_type_t. */
enum { PLAIN, REMUS, COLO, NR_TYPES };

/* What libxl answers to one CHECKPOINT. [xg_sr_restore.c, handle_checkpoint] */
static const unsigned int answers[NR_TYPES] = { 0, 1, 4 };

/*
 * libxl's part of a checkpoint has some 6 KiB: so much is looked at, and no
 * longer waited for if nothing more of it comes for so many seconds.
 */
#define PEEK_SIZE 65536
#define PEEK_PATIENCE 2

/* [xentoollog.h; libxl_save_msgs_gen.pl] */
enum { LOG = 1, WARN = 8 - 1, ERROR = 8 };

static struct {
	pid_t child; /* the real helper */
	int stream; /* the pipe to it */
	unsigned int type; /* PLAIN ... */
	int answer_in, answer_out; /* libxl's answers: from it, to the child */
	unsigned int due; /* so many of them belong to a CHECKPOINT */
	bool is_over; /* libxl has answered so */
	bool may_succeed; /* there is a whole domain: see follow() */
	off_t begins; /* the stream's place in its file, or -1 */
} helper;

/* ---- messages ---- */

static size_t put(unsigned char *message, size_t at, const void *data, size_t n)
{
	memcpy(message + at, data, n);
	return at + n;
}

static size_t put_string(unsigned char *message, size_t at, const char *s)
{
	uint32_t n = (uint32_t)strlen(s) + 1;

	at = put(message, at, &n, sizeof(n));
	return put(message, at, s, n);
}

/*
 * Let libxl log it. Its messages are numbers of this machine, and strings with
 * their lengths. The real helper writes to the same pipe: so only before it
 * starts, or when it is dead.
 */
static void tell_libxl(uint32_t level, const char *text)
{
	unsigned char message[700];
	uint16_t number = LOG, n;
	uint32_t no_errno = UINT32_MAX;
	size_t at = sizeof(n);

	at = put(message, at, &number, sizeof(number));
	at = put(message, at, &level, sizeof(level));
	at = put(message, at, &no_errno, sizeof(no_errno));
	at = put_string(message, at, "xc-save-helper");
	at = put_string(message, at, text);
	n = (uint16_t)(at - sizeof(n));
	put(message, 0, &n, sizeof(n));
	if (write(STDOUT_FILENO, message, at) < 0)
		return; /* libxl is gone; stderr has it, too */
}

static void say(uint32_t level, const char *text)
{
	fprintf(stderr, "xc-save-helper: %s\n", text);
	tell_libxl(level, text);
}

/* Tolerated. The real helper is running, so libxl cannot be told. */
static void warn(struct filter *f, const char *text)
{
	(void)f;
	fprintf(stderr, "xc-save-helper: warning: %s\n", text);
}

/* ---- the real helper ---- */

/* Where Xen has it, and for which version: Debian keeps several. */
static bool find_real(char *path, size_t size)
{
	static const char *const places[] = { "/usr/lib/xen/bin",
					      "/usr/libexec/xen/bin",
					      "/usr/lib64/xen/bin",
					      "/usr/local/lib/xen/bin",
					      "/usr/local/libexec/xen/bin" };
	const char *named = getenv("XC_REAL_SAVE_HELPER");
	unsigned int major = 0, minor = 0;
	FILE *file;
	size_t i;

	if (named)
		return (size_t)snprintf(path, size, "%s", named) < size;
	file = fopen("/sys/hypervisor/version/major", "r");
	if (file && fscanf(file, "%u", &major) != 1)
		major = 0;
	if (file)
		fclose(file);
	file = fopen("/sys/hypervisor/version/minor", "r");
	if (file && fscanf(file, "%u", &minor) != 1)
		major = 0;
	if (file)
		fclose(file);
	snprintf(path, size, "/usr/lib/xen-%u.%u/bin/libxl-save-helper", major,
		 minor);
	for (i = 0; access(path, X_OK) && i < COUNT(places); i++)
		snprintf(path, size, "%s/libxl-save-helper", places[i]);
	return !access(path, X_OK);
}

/* Is it this program, which would start itself for ever? */
static bool is_this(const char *path)
{
	struct stat it, self;

	return !stat(path, &it) && !stat("/proc/self/exe", &self) &&
	       it.st_dev == self.st_dev && it.st_ino == self.st_ino;
}

/* Does not return. */
static void become_real(char **argv)
{
	struct words text = { 0 };
	char path[300];

	if (!find_real(path, sizeof(path)) || is_this(path)) {
		say(ERROR, "cannot find libxl-save-helper, name it in "
			   "XC_REAL_SAVE_HELPER");
		_exit(1);
	}
	argv[0] = path;
	execv(path, argv);
	words_add(&text, "%s: %s", path, strerror(errno));
	say(ERROR, text.s);
	_exit(1);
}

/* Is there anything in the pipe that the real helper has not taken yet? */
static bool is_pending(int fd)
{
	int n = 0;

	return ioctl(fd, FIONREAD, &n) || n > 0;
}

/* Does the real helper sleep? Where there is no /proc, nobody knows. */
static bool is_asleep(void)
{
	char name[40], state = 'S';
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%ld/stat", (long)helper.child);
	file = fopen(name, "r");
	if (!file)
		return true;
	if (fscanf(file, "%*[^)]) %c", &state) != 1)
		state = 'S';
	fclose(file);
	return state == 'S';
}

/*
 * Until the real helper has read all and waits for more, for a tenth of a second
 * in a row; or two seconds are over. It writes a message to libxl in two parts:
 * killed between them, it would make libxl take ours for the second.
 */
static void let_it_rest(void)
{
	int i, idle = 0;

	for (i = 0; i < 200 && idle < 10; i++) {
		poll(NULL, 0, 10);
		idle = is_pending(helper.stream) || !is_asleep() ? 0 : idle + 1;
	}
}

/* The stream is refused, or something failed here. Does not return. */
static void fail(const char *text)
{
	if (helper.child > 0) { /* else kill() would take it for a group */
		let_it_rest();
		kill(helper.child, SIGKILL);
		while (waitpid(helper.child, NULL, 0) < 0 && errno == EINTR)
			;
	}
	helper.child = 0;
	say(ERROR, text);
	_exit(1);
}

/* libxl wants it to stop. */
static void on_signal(int number)
{
	if (helper.child > 0)
		kill(helper.child, number);
}

/* Whoever starts it may have blocked or ignored some. */
static void reset_signals(void)
{
	sigset_t none;

	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* ---- libxl's answers ---- */

/*
 * Pass an answer on. Those of a CHECKPOINT are counted: only when the last one
 * has been given does the real helper read on, and up to then libxl may read
 * records of its own from the stream. An answer belongs to it when the real
 * helper has taken all that it was sent. Returns false if one of the two is
 * gone.
 */
static bool pass_answer(int out)
{
	int32_t answer;
	ssize_t n;

	do {
		n = read(helper.answer_in, &answer, sizeof(answer));
	} while (n < 0 && errno == EINTR);
	if (n != sizeof(answer))
		return false;
	if (helper.due && !is_pending(out)) {
		helper.due--;
		if (answer == 1)
			helper.may_succeed = true;
		else /* it reads no more */
			helper.is_over = true;
	}
	return write(helper.answer_out, &answer, sizeof(answer)) > 0;
}

/* What is left to answer, up to the end of either. */
static void pass_answers(void)
{
	struct pollfd fds[] = { { .fd = helper.answer_in, .events = POLLIN },
				{ .fd = helper.answer_out } };

	helper.due = 0;
	do {
		fds[0].revents = fds[1].revents = 0;
		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[1].revents)
			return;
	} while (!fds[0].revents || pass_answer(-1));
}

/*
 * Whatever becomes of the real helper becomes of us. But it cannot succeed
 * without an end of the stream, or a checkpoint that it goes back to: whether
 * it has told libxl so is not known here, as one that fails, and tells libxl
 * that, ends with 0, too. Does not return.
 */
static void follow(struct filter *f)
{
	int status = 1 << 8;

	close(f->out);
	if (helper.type != PLAIN)
		pass_answers();
	close(helper.answer_out);
	while (waitpid(helper.child, &status, 0) < 0 && errno == EINTR)
		;
	helper.child = 0;
	if (!status && !helper.may_succeed)
		fail("the real helper has ended before the stream");
	if (WIFSIGNALED(status)) {
		signal(WTERMSIG(status), SIG_DFL);
		raise(WTERMSIG(status));
	}
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

/*
 * The filter's wait: it also passes on answers, and lets libxl read. If the
 * real helper is gone, the output tells.
 */
static void wait_for_it(struct filter *f, int fd)
{
	struct pollfd fds[3];
	bool input = fd == f->in;

	for (;;) {
		bool held = input && helper.due;

		fds[0] = (struct pollfd){ .fd = f->out,
					  .events = input ? 0 : POLLOUT };
		fds[1] = (struct pollfd){ .fd = input && !held ? f->in : -1,
					  .events = POLLIN };
		fds[2] = (struct pollfd){ .fd = helper.answer_in,
					  .events = POLLIN };
		if (poll(fds, 3, -1) < 0)
			continue;
		if (fds[0].revents & POLLERR)
			follow(f);
		if ((fds[2].revents && !pass_answer(f->out)) || helper.is_over)
			follow(f);
		if (fds[1].revents || (!input && fds[0].revents))
			return;
	}
}

/* ---- libxl's part of a checkpoint ---- */

#ifdef __linux__

/* tee() copies into another pipe, and takes nothing. */
static ssize_t peek_pipe(int fd, unsigned char *data, size_t size, bool *more)
{
	static int copy[2] = { -1, -1 };
	ssize_t n, k, done = 0;
	int there = 0;

	if (copy[0] < 0) {
		if (pipe(copy))
			return -1;
		filter_widen(copy[1]);
	}
	if (ioctl(fd, FIONREAD, &there))
		return -1;
	n = tee(fd, copy[1], size, SPLICE_F_NONBLOCK);
	while (done < n) {
		k = read(copy[0], data + done, (size_t)(n - done));
		if (k <= 0)
			return -1;
		done += k;
	}
	*more = n < there;
	return n;
}

/*
 * Look at the next bytes of the stream, and leave them there. Returns how many
 * there are; `more`: there may be others, which cannot be seen.
 */
static size_t peek(int fd, unsigned char *data, size_t size, bool *more)
{
	struct stat st;
	ssize_t n = -1;

	errno = EINVAL;
	if (fstat(fd, &st))
		st.st_mode = 0;
	if (S_ISREG(st.st_mode))
		n = pread(fd, data, size, lseek(fd, 0, SEEK_CUR));
	else if (S_ISSOCK(st.st_mode))
		n = recv(fd, data, size, MSG_PEEK | MSG_DONTWAIT);
	*more = n == (ssize_t)size;
	if (S_ISFIFO(st.st_mode))
		n = peek_pipe(fd, data, size, more);
	if (n >= 0)
		return (size_t)n;
	/* An error of a connection is its end, and has now been taken off it. */
	*more = !filter_is_passing() &&
		(!S_ISSOCK(st.st_mode) || errno == EOPNOTSUPP);
	return 0;
}

static time_t seconds(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static uint32_t load32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

/*
 * Is it all there, up to CHECKPOINT_END? Before that, libxl refuses nothing: it
 * keeps records of any type, and looks at them then.
 */
static bool is_whole(const unsigned char *data, size_t n)
{
	size_t at = 0;
	uint32_t type, length;

	while (n - at >= 8) {
		type = load32(data + at);
		length = load32(data + at + 4);
		if (type == XCSTREAM_LIBXL_END)
			fail("the stream is refused: libxl's END inside a "
			     "checkpoint");
		if (type == XCSTREAM_LIBXL_LIBXC_CONTEXT) /* one more helper */
			fail("the stream is refused: libxl's LIBXC_CONTEXT "
			     "inside a checkpoint");
		if (type == XCSTREAM_LIBXL_CHECKPOINT_END || length > PEEK_SIZE)
			return true;
		length = (length + 7) / 8 * 8;
		if (n - at - 8 < length)
			return false;
		at += 8 + length;
	}
	return false;
}

/*
 * Inside its part of a checkpoint, libxl takes an end of its input for a record,
 * and once more, without end; an END makes an assertion fail. So the CHECKPOINT
 * in front of that part waits until it has come, as far as can be seen: the
 * sender waits for nothing in between. If the sender is gone, the real helper
 * sees that, and no CHECKPOINT.
 */
static void wait_for_libxl_part(struct filter *f)
{
	static unsigned char data[PEEK_SIZE];
	bool has_ended, more;
	size_t n = 0, before;
	time_t since = seconds();

	for (;;) {
		struct pollfd fds[] = {
			{ .fd = f->in, .events = POLLRDHUP },
			{ .fd = helper.answer_in, .events = POLLIN },
			{ .fd = f->out },
		};

		if (!n)
			fds[0].events |= POLLIN;
		if (poll(fds, 3, n ? 1 : -1) < 0)
			continue;
		if (fds[2].revents & POLLERR ||
		    (fds[1].revents && !pass_answer(f->out)))
			follow(f);
		has_ended = helper.begins >= 0 ||
			    fds[0].revents & (POLLRDHUP | POLLHUP | POLLERR);
		before = n;
		n = peek(f->in, data, sizeof(data), &more);
		if (is_whole(data, n) || more)
			return;
		if (has_ended)
			follow(f);
		if (!n) /* woken for nothing, by out-of-band data or an answer */
			poll(NULL, 0, 1);
		/* Does it stall, or has a small pipe no more room? */
		if (n != before)
			since = seconds();
		else if (n && seconds() - since > PEEK_PATIENCE) {
			warn(f,
			     "libxl's part of a checkpoint does not come, or "
			     "has no room");
			return;
		}
	}
}

#else

/* There is no way to see it everywhere. */
static void wait_for_libxl_part(struct filter *f)
{
	(void)f;
}

#endif

/* ---- the stream ---- */

static int on_record_end(const struct xcstream *xs)
{
	if (xs->type != XCSTREAM_LIBXC_CHECKPOINT)
		return 0;
	wait_for_libxl_part(xs->user);
	helper.due = answers[helper.type];
	return 0;
}

static const struct xcstream_ops ops = {
	.record = filter_on_record,
	.record_end = on_record_end,
	.p2m_frames = filter_on_p2m_frames,
	.count = filter_on_count,
	.warning = filter_on_warning,
};

/* Does not return. */
static void give_up(struct filter *f, const char *name)
{
	struct words text = { 0 };

	if (name == f->out_name) /* it is gone */
		follow(f);
	words_add(&text, "%s: %s", name, strerror(errno));
	if (name == f->in_name && helper.type != PLAIN) { /* as its end */
		warn(f, text.s);
		follow(f);
	}
	fail(text.s);
}

/* Does not return. */
static void conclude(struct filter *f)
{
	const struct xcstream_report *fault = xcstream_fault(&f->xs);
	struct words text = { 0 };

	if (!f->refused.len && !fault)
		helper.may_succeed = true;
	if (!f->refused.len && (!fault || fault->code == XCSTREAM_E_TRUNCATED))
		follow(f);
	words_add(&text, "the stream is refused: ");
	filter_words(&text, f);
	if (helper.begins >= 0)
		words_add(&text, "; libxc's part is from byte %lld on",
			  (long long)helper.begins);
	fail(text.s);
}

/* ---- the start ---- */

/* Two pipes, and the real helper at the other ends of them. */
static void start(struct filter *f, char **argv)
{
	int stream[2], answer[2] = { -1, -1 };
	pid_t parent = getpid();

	if (pipe(stream) || (helper.type != PLAIN && pipe(answer)))
		give_up(f, "pipe");
	helper.child = fork();
	if (helper.child < 0)
		give_up(f, "fork");
	if (!helper.child) {
#ifdef __linux__
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
			_exit(1);
#endif
		/* Else it would have the stream itself. */
		if (dup2(stream[0], f->in) < 0)
			fail("the real helper cannot get its descriptor");
		close(stream[0]);
		close(stream[1]);
		if (helper.type != PLAIN) {
			if (dup2(answer[0], STDIN_FILENO) < 0)
				_exit(1);
			close(answer[0]);
			close(answer[1]);
		}
		become_real(argv);
	}
	close(stream[0]);
	helper.stream = f->out = stream[1];
	fcntl(f->out, F_SETFL, O_NONBLOCK);
	helper.answer_in = -1;
	if (helper.type == PLAIN)
		return;
	close(answer[0]);
	helper.answer_in = STDIN_FILENO;
	helper.answer_out = answer[1];
}

static const char usage[] =
	"xc-save-helper " XCSTREAM_VERSION ": let libxl restore only what is "
	"valid.\n"
	"\n"
	"Not to be called by hand. For a command that uses libxl:\n"
	"  LIBXL_SAVE_HELPER=/path/of/xc-save-helper xl restore FILE\n"
	"\n"
	"  XC_SAVE_HELPER_MAX_MEM  the domain's memory, in MiB\n"
	"  XC_SAVE_HELPER_VCPUS    how many vCPUs it may have\n"
	"  XC_REAL_SAVE_HELPER     libxl-save-helper, where Xen does not have "
	"it\n"
	"\n"
	"To save, libxl gets its own helper. See xc-save-helper(8).\n";

/* What a domain may have, from the environment. */
static uint32_t limit(const char *name, uint32_t otherwise)
{
	const char *text = getenv(name);
	uint32_t n =
		text ? (uint32_t)parse_number(text, 10, UINT32_MAX) : otherwise;
	struct words words = { 0 };

	if (!n) {
		words_add(&words, "%s is no number from 1 on", name);
		fail(words.s);
	}
	return n;
}

int main(int argc, char **argv)
{
	static struct filter f = { .config = { .format =
						       XCSTREAM_FORMAT_LIBXC },
				   .ops = &ops,
				   .in_name = "the stream",
				   .out_name = "the real helper",
				   .max_pages = 1024,
				   .max_held = MAX_HELD,
				   .see_held = "",
				   .see_mem = ", see XC_SAVE_HELPER_MAX_MEM",
				   .exact = true,
				   .wait = wait_for_it,
				   .give_up = give_up,
				   .warn = warn };
	int fd;

	if (argc == 2 &&
	    (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
	     !strcmp(argv[1], "--version"))) {
		return answer("xc-save-helper", usage);
	}
	if (argc < 4 || strcmp(argv[1], "--restore-domain") != 0)
		become_real(argv);
	/* No pipe may become stderr: the real helper would read warnings. */
	while ((fd = open("/dev/null", O_RDWR)) >= 0 && fd <= STDERR_FILENO)
		;
	close(fd);
	f.in = atoi(argv[2]);
	f.max_mem = limit("XC_SAVE_HELPER_MAX_MEM", MAX_MEM);
	f.config.max_vcpus = limit("XC_SAVE_HELPER_VCPUS", MAX_VCPUS);
	helper.type = (unsigned int)parse_number(argv[argc - 1], 10, COLO);
	if (helper.type)
		f.config.flags |= XCSTREAM_CHECKPOINTED;
	if (helper.type == COLO)
		f.config.flags |= XCSTREAM_COLO;
	helper.begins = lseek(f.in, 0, SEEK_CUR);
	reset_signals();
	start(&f, argv);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGTERM, on_signal);
	signal(SIGINT, on_signal);
	filter_begin(&f);
	filter_run(&f);
	conclude(&f);
}
