/* SPDX-License-Identifier: MIT */
/*
 * xcfilter - let a Xen save file or migration stream pass while it is valid.
 *
 *	cc -std=c99 -O2 -I. -o xcfilter examples/xcfilter.c
 *	xcfilter <IN >OUT
 *
 * Stands in a pipe between a sender that is not trusted and a restorer. A
 * byte goes on once the check that covers it has passed: headers, the heads
 * of records and the pfns of a PAGE_DATA are held back until then. They have
 * been copied: what goes on is what was judged, whatever becomes of the
 * sender's memory. Contents of pages, which no check looks at, flow through as
 * they come. What is held back is at most 16 bytes and 8 for each pfn of a
 * record, and for one pfn too many: 8216, if --max-pages does not say more.
 *
 * At a fault it stops: what is settled in front of the fault has gone on, the
 * rest never does, and the restorer sees the end of its input. What it makes of
 * half a stream is its own affair: xl destroys the domain it has begun. But
 * who receives Remus or COLO takes it for the death of the sender, and wakes
 * the domain from the last whole checkpoint. All of that has gone on; with a
 * sender that is not trusted, that may not be what you want.
 *
 * What follows the stream, such as the last words of `xl migrate`, is passed
 * on as it comes, and is not judged. The sender may wait for an answer at any
 * point: nothing is waited for while there is something to pass on.
 */
#ifdef __linux__
#define _GNU_SOURCE /* splice() */
#else
#define _POSIX_C_SOURCE 200809L
#endif
#define _FILE_OFFSET_BITS 64

#define XCSTREAM_IMPLEMENTATION
#define XCSTREAM_STATIC
/* Bytes are judged in our own memory, so that eight loads may become one. */
#define XCSTREAM_LOAD8(p) (*(const uint8_t *)(p))
#include "xcstream.h"

#include "files.h"
#include "report.h"

#include <getopt.h>
#include <signal.h>
#include <sys/stat.h>

#define CHUNK_SIZE 65536 /* of a read */
/* A PAGE_DATA up to the contents of its pages: header, count, pfns. */
#define HEAD_SIZE(pages) (16 + 8 * (size_t)(pages))
/* More pfns have no room in a record of 128 MiB. [libxc 4] */
#define MAX_PAGES 16777215
/* What it takes to make a system call of its own worth while. */
#define SPLICE_MIN CHUNK_SIZE
#define SPLICE_MAX (1 << 30)
/* What Linux lets everyone have: a fourth of Xen's PAGE_DATA. */
#define PIPE_SIZE (1 << 20)

/* For the shell. */
enum verdict { VALID, NOT_VALID, TROUBLE };

static const char in_name[] = "standard input";
static const char out_name[] = "standard output";

struct filter {
	struct xcstream_config config;
	uint32_t max_pages; /* of a record */
	bool only, stats, quiet;
	bool complete; /* a valid stream has ended, and is passed on */
	struct xcstream xs;
	uint32_t pages; /* of the current record, so far */
	bool no_splice; /* it does not work here, or there is no more input */
	uint64_t warnings;
	uint64_t in, out, spliced; /* bytes */
	size_t held; /* bytes held back at most */
	size_t have; /* bytes in `buffer`: from `out` on */
	size_t room; /* of `buffer`: for what is held back, and a chunk */
	unsigned char *buffer;
};

/* ---- messages ---- */

static void say(const struct filter *f, const char *severity, const char *text)
{
	if (!f->quiet)
		fprintf(stderr, "xcfilter: %s%s\n", severity, text);
}

static void say_stats(const struct filter *f)
{
	if (f->stats)
		fprintf(stderr,
			"xcfilter: %" PRIu64 " bytes in, %" PRIu64 " out, "
			"%" PRIu64 " of them spliced; %" PRIu64 " records; "
			"at most %zu bytes held back\n",
			f->in, f->out, f->spliced, f->xs.records, f->held);
}

static enum verdict conclude(const struct filter *f)
{
	const struct xcstream_report *fault = xcstream_fault(&f->xs);
	struct words more = { 0 }, what = { 0 }, checkpoints = { 0 };

	if (f->warnings > WARNINGS_SHOWN) {
		words_add(&more, "%" PRIu64 " more warnings",
			  f->warnings - WARNINGS_SHOWN);
		say(f, "", more.s);
	}
	/* on_page() is the only callback that aborts. */
	if (fault && fault->code == XCSTREAM_E_ABORTED) {
		words_add(&what,
			  "offset %" PRIu64 ", libxc PAGE_DATA, record %" PRIu64
			  ": more than %u pfns in a record, see --max-pages",
			  fault->offset, fault->record, f->max_pages);
	} else if (fault) {
		words_fault(&what, fault);
	}
	if (fault)
		say(f, "stopped: ", what.s);
	if (fault && xcstream_checkpoints(&f->xs, NULL)) {
		words_checkpoints(&checkpoints, &f->xs);
		say(f, "", checkpoints.s);
	}
	say_stats(f);
	return fault ? NOT_VALID : VALID;
}

/*
 * Input or output failed: the end, and trouble. But who has got a whole stream,
 * a valid one, may leave without what follows it.
 */
static void give_up(const struct filter *f, const char *name)
{
	if (f->complete && errno == EPIPE)
		exit((int)conclude(f));
	if (!f->quiet)
		fprintf(stderr, "xcfilter: %s: %s\n", name, strerror(errno));
	say_stats(f);
	exit(TROUBLE);
}

/* ---- what the parser tells ---- */

static int on_record(const struct xcstream *xs, uint32_t type, uint32_t length)
{
	struct filter *f = xs->user;

	(void)type;
	(void)length;
	f->pages = 0;
	return 0;
}

static int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	struct filter *f = xs->user;

	(void)pfn;
	(void)type;
	return f->pages++ < f->max_pages ? 0 : -1;
}

static int on_warning(const struct xcstream *xs,
		      const struct xcstream_report *fault)
{
	struct filter *f = xs->user;
	struct words text = { 0 };

	if (f->warnings++ >= WARNINGS_SHOWN)
		return 0;
	words_fault(&text, fault);
	say(f, "warning: ", text.s);
	return 0;
}

static const struct xcstream_ops ops = {
	.record = on_record,
	.page = on_page,
	.warning = on_warning,
};

/* ---- input and output ---- */

/*
 * Wait for input. Returns false if nobody reads the output any more: the sender
 * may be waiting for the answer of who did.
 */
static bool wait_for_input(void)
{
	struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN },
				{ .fd = STDOUT_FILENO } };

	while (poll(fds, 2, -1) < 0 && errno == EINTR)
		;
	if (fds[0].revents || !(fds[1].revents & POLLERR))
		return true;
	errno = EPIPE;
	return false;
}

/* Read behind what is in the buffer. Returns 0 at the end of the input. */
static size_t fetch(struct filter *f)
{
	size_t room = f->room - f->have;
	ssize_t n;

	if (!wait_for_input())
		give_up(f, out_name);
	do {
		n = read(STDIN_FILENO, f->buffer + f->have,
			 room < CHUNK_SIZE ? room : CHUNK_SIZE);
	} while (n < 0 && is_passing(STDIN_FILENO, POLLIN));
	if (n < 0)
		give_up(f, in_name);
	f->in += (size_t)n;
	return (size_t)n;
}

/* Write the first n bytes of the buffer. */
static void forward(struct filter *f, size_t n)
{
	size_t done = 0;
	ssize_t k;

	while (done < n) {
		k = write(STDOUT_FILENO, f->buffer + done, n - done);
		if (k >= 0)
			done += (size_t)k;
		else if (!is_passing(STDOUT_FILENO, POLLOUT))
			give_up(f, out_name);
	}
	f->out += n;
	f->have -= n;
	memmove(f->buffer, f->buffer + n, f->have);
}

/*
 * Let up to n bytes flow past us. Returns 0 if it cannot be done, or at the
 * end of the input, or if input or output fails: reading and writing can do
 * without, or will tell.
 */
static size_t flow(struct filter *f, uint64_t n)
{
#ifdef __linux__
	size_t len = n < SPLICE_MAX ? (size_t)n : SPLICE_MAX;
	ssize_t k;

	while (!f->no_splice) {
		if (!wait_for_input())
			give_up(f, out_name);
		k = splice(STDIN_FILENO, NULL, STDOUT_FILENO, NULL, len, 0);
		if (k > 0) {
			f->in += (size_t)k;
			f->out += (size_t)k;
			f->spliced += (size_t)k;
			return (size_t)k;
		}
		if (k < 0 && errno == EAGAIN) {
			wait_for(STDIN_FILENO, POLLIN);
			wait_for(STDOUT_FILENO, POLLOUT);
		} else if (k == 0 || errno != EINTR) {
			f->no_splice = true;
		}
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
static bool can_splice(void)
{
	struct stat in, out;

	return !fstat(STDIN_FILENO, &in) && !fstat(STDOUT_FILENO, &out) &&
	       (S_ISFIFO(in.st_mode) || S_ISREG(in.st_mode)) &&
	       S_ISFIFO(out.st_mode);
}

/* Fewer and longer system calls, if the kernel agrees. */
static void widen(int fd)
{
#ifdef __linux__
	int size = fcntl(fd, F_GETPIPE_SZ);

	if (size >= 0 && size < PIPE_SIZE)
		fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE);
#else
	(void)fd;
#endif
}

/* ---- the stream ---- */

/* Judge the n bytes that have just been read, and pass on what is settled. */
static enum xcstream_status judge(struct filter *f, size_t n)
{
	enum xcstream_status status;
	uint64_t settled;

	status = xcstream_push(&f->xs, f->buffer + f->have, n, NULL);
	settled = xcstream_settled(&f->xs);
	f->have += n;
	if (settled > f->out)
		forward(f, (size_t)(settled - f->out));
	if (status == XCSTREAM_MORE && f->have > f->held)
		f->held = f->have;
	return status;
}

/* Up to the end of the stream, or to a fault. */
static void filter(struct filter *f)
{
	enum xcstream_status status = XCSTREAM_MORE;
	uint64_t skippable;
	size_t n;

	while (status == XCSTREAM_MORE) {
		skippable = xcstream_skippable(&f->xs);
		n = skippable >= SPLICE_MIN ? flow(f, skippable) : 0;
		if (n) {
			status = xcstream_skip(&f->xs, n);
			continue;
		}
		n = fetch(f);
		status = n ? judge(f, n) : xcstream_finish(&f->xs);
	}
}

/* ---- what follows it ---- */

static void pass_on_rest(struct filter *f)
{
	size_t n;

	do {
		forward(f, f->have);
		while (flow(f, SPLICE_MAX))
			;
		n = fetch(f);
		f->have = n;
	} while (n);
}

/* --only: what has been read of it goes back, if it can. */
static void leave_rest(struct filter *f)
{
	struct words text = { 0 };

	if (!f->have || lseek(STDIN_FILENO, -(off_t)f->have, SEEK_CUR) >= 0)
		return;
	words_add(&text, "%zu bytes after the end of the stream are dropped",
		  f->have);
	say(f, "", text.s);
}

/* ---- the command line ---- */

static const char usage[] =
	"Usage: xcfilter [OPTION]... <IN >OUT\n"
	"Pass on a Xen save file or migration stream as long as it is valid:\n"
	"each byte once it has been checked, and none after a fault. What\n"
	"follows the stream is passed on, too.\n"
	"\n"
	"  -f, --format=FORMAT  libxc, libxl, xl, libvirt, xapi, libxl-back\n"
	"                       (what COLO's receiver answers), or auto,\n"
	"                       which tells them (default)\n"
	"  -p, --profile=NAME   whose judgement counts: strict (default),\n"
	"                       verify (verify-stream-v2), restore (libxl\n"
	"                       and xc_domain_restore), draft (of 2014)\n"
	"  -c, --checkpointed   the sender is Remus or COLO\n"
	"      --colo           it is COLO, whatever the stream says\n"
	"      --max-pfn=N      the domain's largest pfn\n"
	"      --max-vcpus=N    how many vCPUs it may have (8192)\n"
	"      --max-pages=N    how many pfns a record may have (1024, which\n"
	"                       Xen sends); 8 bytes of memory each\n"
	"      --page-tables    look at the page tables of PV guests, too\n"
	"      --little-endian-only  refuse big-endian streams\n"
	"      --only           stop where the stream ends\n"
	"      --stats          tell at the end how much went through\n"
	"  -q, --quiet          tell nothing else\n"
	"  -h, --help           print this\n"
	"      --version        print the version\n"
	"\n"
	"Exit status: 0 if the stream is valid and was passed on, 1 if it is\n"
	"not and was cut off, 2 on wrong usage, or if something could not be\n"
	"read or written. Who has got the whole stream may leave early.\n";

enum {
	OPTION_MAX_PFN = 256,
	OPTION_MAX_VCPUS,
	OPTION_MAX_PAGES,
	OPTION_COLO,
	OPTION_PAGE_TABLES,
	OPTION_LITTLE,
	OPTION_ONLY,
	OPTION_STATS,
	OPTION_VERSION
};

static const struct option options[] = {
	{ "format", required_argument, NULL, 'f' },
	{ "profile", required_argument, NULL, 'p' },
	{ "checkpointed", no_argument, NULL, 'c' },
	{ "colo", no_argument, NULL, OPTION_COLO },
	{ "max-pfn", required_argument, NULL, OPTION_MAX_PFN },
	{ "max-vcpus", required_argument, NULL, OPTION_MAX_VCPUS },
	{ "max-pages", required_argument, NULL, OPTION_MAX_PAGES },
	{ "page-tables", no_argument, NULL, OPTION_PAGE_TABLES },
	{ "little-endian-only", no_argument, NULL, OPTION_LITTLE },
	{ "only", no_argument, NULL, OPTION_ONLY },
	{ "stats", no_argument, NULL, OPTION_STATS },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 }
};

/* optarg as a number from 1 to `max`; 0 if it is none. */
static uint64_t number(uint64_t max)
{
	uint64_t n = parse_number(optarg, 0, max);

	if (!n)
		fprintf(stderr,
			"xcfilter: '%s' is not a number from 1 to %" PRIu64
			"\n",
			optarg, max);
	return n;
}

/* Returns false if it is wrong, or '?' was met. */
static bool take_option(struct filter *f, int option)
{
	struct xcstream_config *config = &f->config;

	switch (option) {
	case 'f':
		return choose("xcfilter", optarg, formats, COUNT(formats),
			      &config->format);
	case 'p':
		return choose("xcfilter", optarg, profiles, COUNT(profiles),
			      &config->profile);
	case 'c':
		config->flags |= XCSTREAM_CHECKPOINTED;
		return true;
	case OPTION_COLO:
		config->flags |= XCSTREAM_CHECKPOINTED | XCSTREAM_COLO;
		return true;
	case OPTION_MAX_PFN:
		return (config->max_pfn = number(UINT64_MAX)) != 0;
	case OPTION_MAX_VCPUS:
		return (config->max_vcpus = (uint32_t)number(UINT32_MAX)) != 0;
	case OPTION_MAX_PAGES:
		return (f->max_pages = (uint32_t)number(MAX_PAGES)) != 0;
	case OPTION_PAGE_TABLES:
		config->flags |= XCSTREAM_PAGE_TABLES;
		return true;
	case OPTION_LITTLE:
		config->flags |= XCSTREAM_LITTLE_ENDIAN_ONLY;
		return true;
	case OPTION_ONLY:
		return f->only = true;
	case OPTION_STATS:
		return f->stats = true;
	case 'q':
		return f->quiet = true;
	default:
		return false;
	}
}

/* Exits, unless there is something to do. */
static void take_options(struct filter *f, int argc, char **argv)
{
	int option;

	while ((option = getopt_long(argc, argv, "f:p:cqh", options, NULL)) >=
	       0) {
		if (option == 'h')
			fputs(usage, stdout);
		else if (option == OPTION_VERSION)
			puts("xcfilter " XCSTREAM_VERSION);
		else if (take_option(f, option))
			continue;
		else
			break;
		if (fflush(stdout))
			give_up(f, out_name);
		exit(VALID);
	}
	if (option < 0 && optind == argc)
		return;
	if (option < 0)
		fprintf(stderr, "xcfilter: takes no file: xcfilter <%s\n",
			argv[optind]);
	fputs("Try 'xcfilter --help'.\n", stderr);
	exit(TROUBLE);
}

int main(int argc, char **argv)
{
	static struct filter f = { .max_pages = 1024 };

	take_options(&f, argc, argv);
	f.room = CHUNK_SIZE + HEAD_SIZE(f.max_pages);
	f.buffer = malloc(f.room);
	if (f.config.flags & XCSTREAM_PAGE_TABLES) {
		f.config.nr_pfns = f.max_pages;
		f.config.pfns = calloc(f.max_pages, sizeof(*f.config.pfns));
	}
	if (!f.buffer ||
	    (f.config.flags & XCSTREAM_PAGE_TABLES && !f.config.pfns))
		give_up(&f, "memory");
	signal(SIGPIPE, SIG_IGN); /* a write tells, too */
	f.no_splice = !can_splice();
	widen(STDIN_FILENO);
	widen(STDOUT_FILENO);
	xcstream_init(&f.xs, &ops, &f, &f.config);
	filter(&f);
	f.complete = !xcstream_fault(&f.xs);
	if (f.complete && f.only)
		leave_rest(&f);
	else if (f.complete)
		pass_on_rest(&f);
	return (int)conclude(&f);
}
