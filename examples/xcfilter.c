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
 * they come.
 *
 * At a fault it stops: the rest never goes on, and the input of the restorer
 * ends there. That makes the restore fail, since what libxl would take for the
 * end of a stream is held back, too: headers and config up to LIBXC_CONTEXT,
 * and libxc's END with the device model's state up to libxl's END. See
 * xcstream_settled(). --max-held limits the memory for it.
 *
 * Two kinds of receivers do not fail but wake the domain from the last whole
 * checkpoint: Remus and COLO take the end for the death of the sender. All of
 * that checkpoint has been judged.
 *
 * The sender may wait for an answer at any point: nothing is waited for while
 * there is something to pass on.
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
#include <limits.h>
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

/*
 * What a domain may have, if nobody says. Xen supports more memory, but a
 * restorer would allocate tables for all of it when a stream names one page.
 */
#define MAX_MEM (1 << 20) /* MiB */
#define MAX_VCPUS 128 /* of an HVM guest [public/hvm/hvm_info_table.h] */
/* In MiB. A device model has less than one, most of the time. */
#define MAX_HELD 64
/* What xl and libvirt can have. [xcstream.h, max_config] */
#define MAX_CONFIG (1 << 20)
/* Above its memory, an HVM guest has what the hole below 4 GiB displaces. */
#define HOLE_PFNS 0x100000
#define PFNS_PER_MIB 256
#define MAX_PFN (((uint64_t)1 << 40) - 1) /* [xcstream.h, max_pfn] */

/* For the shell. */
enum verdict { VALID, NOT_VALID, TROUBLE };

static const char in_name[] = "standard input";
static const char out_name[] = "standard output";

struct filter {
	struct xcstream_config config;
	uint32_t max_mem; /* MiB */
	uint32_t max_pages; /* of a record */
	size_t max_held; /* MiB; what is needed for a record comes on top */
	int patience; /* ms that the sender may stall; -1: any */
	bool migration, stats, quiet;
	const char *config_name; /* or NULL */
	unsigned char *wanted; /* what is in that file */
	size_t wanted_len, config_at; /* compared so far */
	struct words refused; /* why, if it is us and not the parser */
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

/* Which option has set the limit that is exceeded. */
static const char *option_of(unsigned int code)
{
	static const struct {
		unsigned int code;
		const char *option;
	} options[] = {
		{ XCSTREAM_E_MAX_PFN, "--max-mem" },
		{ XCSTREAM_E_VCPU_ID, "--vcpus" },
		{ XCSTREAM_E_HVM_INSTANCE, "--vcpus" },
	};
	size_t i = 0;

	while (i < COUNT(options) && options[i].code != code)
		i++;
	return i < COUNT(options) ? options[i].option : NULL;
}

/* Where it is now, as the parser tells it. */
static void words_place(struct words *text, const struct xcstream *xs)
{
	const char *record = xcstream_record_name(xs->layer, xs->type);

	words_add(text, "offset %" PRIu64 ", %s", xcstream_offset(xs),
		  xcstream_name(XCSTREAM_NAMES_LAYER, xs->layer));
	if (record)
		words_add(text, " %s, record %" PRIu64, record, xs->records);
}

static enum verdict conclude(const struct filter *f)
{
	const struct xcstream_report *fault = xcstream_fault(&f->xs);
	const char *option = fault ? option_of(fault->code) : NULL;
	struct words more = { 0 }, what = { 0 }, checkpoints = { 0 };

	if (f->warnings > WARNINGS_SHOWN) {
		words_add(&more, "%" PRIu64 " more warnings",
			  f->warnings - WARNINGS_SHOWN);
		say(f, "", more.s);
	}
	if (f->refused.len) {
		words_place(&what, &f->xs);
		words_add(&what, ": %s", f->refused.s);
	} else if (fault) {
		words_fault(&what, fault);
		if (option)
			words_add(&what, ", see %s", option);
	}
	if (what.len)
		say(f, "stopped: ", what.s);
	if (fault && xcstream_checkpoints(&f->xs, NULL)) {
		words_checkpoints(&checkpoints, &f->xs);
		say(f, "", checkpoints.s);
	}
	say_stats(f);
	return what.len ? NOT_VALID : VALID;
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

static int refuse(struct filter *f, const char *why)
{
	words_add(&f->refused, "%s", why);
	return -1;
}

static const char not_that[] = "the config is not that of --config";
static const char none_at_all[] = "there is no config, and --config wants one";

static int on_record(const struct xcstream *xs, uint32_t type, uint32_t length)
{
	struct filter *f = xs->user;

	(void)type;
	(void)length;
	f->pages = 0;
	/* Of the config, nothing has gone on so far. */
	if (f->config_name && f->config_at != f->wanted_len)
		return refuse(f, f->config_at ? not_that : none_at_all);
	return 0;
}

static int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	struct filter *f = xs->user;

	(void)pfn;
	(void)type;
	if (f->pages++ < f->max_pages)
		return 0;
	words_add(&f->refused, "more than %u pfns in a record, see --max-pages",
		  f->max_pages);
	return -1;
}

/* xl's config, or libvirt's XML. */
static int on_config(const struct xcstream *xs, uint32_t length)
{
	struct filter *f = xs->user;

	(void)length;
	if (!f->config_name)
		say(f, "warning: ",
		    "the config is the sender's: it names programs that run "
		    "here and disks that are opened here, see --config");
	return 0;
}

static int on_data(const struct xcstream *xs, const uint8_t *data, size_t len)
{
	struct filter *f = xs->user;

	if (!f->config_name || xs->layer >= XCSTREAM_LAYER_XAPI)
		return 0;
	if (len > f->wanted_len - f->config_at ||
	    memcmp(f->wanted + f->config_at, data, len))
		return refuse(f, not_that);
	f->config_at += len;
	return 0;
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
	.config = on_config,
	.record = on_record,
	.page = on_page,
	.data = on_data,
	.warning = on_warning,
};

/* ---- input and output ---- */

/*
 * Wait for input. Gives up if nobody reads the output any more, as the sender
 * may be waiting for the answer of who did, or if the sender stalls.
 */
static void wait_for_input(const struct filter *f)
{
	struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN },
				{ .fd = STDOUT_FILENO } };
	int n;

	do {
		n = poll(fds, 2, f->patience);
	} while (n < 0 && errno == EINTR);
	if (n == 0) {
		errno = ETIMEDOUT;
		give_up(f, in_name);
	}
	if (!fds[0].revents && fds[1].revents & (POLLERR | POLLHUP)) {
		errno = EPIPE;
		give_up(f, out_name);
	}
}

/* Make room for a chunk. Returns false if too much is held back already. */
static bool make_room(struct filter *f)
{
	size_t room = f->room * 2;
	unsigned char *buffer;

	if (f->room - f->have >= CHUNK_SIZE)
		return true;
	if (f->have >> 20 >= f->max_held)
		return false;
	buffer = realloc(f->buffer, room);
	if (!buffer)
		give_up(f, "memory");
	f->buffer = buffer;
	f->room = room;
	return true;
}

/* Read behind what is in the buffer. Returns 0 at the end of the input. */
static size_t fetch(struct filter *f)
{
	ssize_t n;

	do {
		wait_for_input(f);
		n = read(STDIN_FILENO, f->buffer + f->have, CHUNK_SIZE);
	} while (n < 0 && (errno == EAGAIN || errno == EINTR));
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
		wait_for_input(f);
		k = splice(STDIN_FILENO, NULL, STDOUT_FILENO, NULL, len, 0);
		if (k > 0) {
			f->in += (size_t)k;
			f->out += (size_t)k;
			f->spliced += (size_t)k;
			return (size_t)k;
		}
		if (k < 0 && errno == EAGAIN) {
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

/* How many of the next bytes nobody needs to see, with nothing in front. */
static uint64_t can_flow(const struct filter *f)
{
	return f->have ? 0 : xcstream_skippable(&f->xs);
}

/* Up to the end of the stream, or to a fault. */
static void filter(struct filter *f)
{
	enum xcstream_status status = XCSTREAM_MORE;
	uint64_t n;

	while (status == XCSTREAM_MORE) {
		n = can_flow(f);
		n = n >= SPLICE_MIN ? flow(f, n) : 0;
		if (n) {
			status = xcstream_skip(&f->xs, n);
			continue;
		}
		if (!make_room(f)) {
			words_add(&f->refused,
				  "more than %zu MiB would be held back, see "
				  "--max-held",
				  f->max_held);
			return;
		}
		n = fetch(f);
		status = n ? judge(f, (size_t)n) : xcstream_finish(&f->xs);
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

/* What has been read of it goes back, if it can. */
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
	"each byte once it has been checked, and none after a fault, so that\n"
	"the restore fails.\n"
	"\n"
	"  -f, --format=FORMAT  libxc, libxl, xl, libvirt, xapi, libxl-back\n"
	"                       (what COLO's receiver answers), or auto,\n"
	"                       which tells them (default)\n"
	"  -p, --profile=NAME   whose judgement counts: strict (default),\n"
	"                       verify (verify-stream-v2), restore (libxl\n"
	"                       and xc_domain_restore), draft (of 2014)\n"
	"  -m, --migration      pass on what follows the stream, too, without\n"
	"                       a look: xl migrate says GO there\n"
	"  -c, --checkpointed   the sender is Remus or COLO\n"
	"      --colo           it is COLO, whatever the stream says\n"
	"      --max-mem=MIB    the domain's memory, as maxmem in its config\n"
	"                       (1048576, which is 1 TiB)\n"
	"      --vcpus=N        how many vCPUs it may have (128)\n"
	"      --config=FILE    the config in the stream must be this one,\n"
	"                       byte for byte; xcextract writes it to a file\n"
	"      --max-pages=N    how many pfns a record may have (1024, which\n"
	"                       Xen sends); 8 bytes of memory each\n"
	"      --max-held=MIB   memory for what must wait for the end of the\n"
	"                       stream, the device model's state (64)\n"
	"      --timeout=SECONDS  give up if nothing comes for so long\n"
	"      --page-tables    look at the page tables of PV guests, too\n"
	"      --little-endian-only  refuse big-endian streams\n"
	"      --stats          tell at the end how much went through\n"
	"  -q, --quiet          tell nothing else\n"
	"  -h, --help           print this\n"
	"      --version        print the version\n"
	"\n"
	"Exit status: 0 if the stream is valid and was passed on, 1 if it is\n"
	"not and was cut off, 2 on wrong usage, or if something could not be\n"
	"read or written. Who has got the whole stream may leave early.\n";

enum {
	OPTION_MAX_MEM = 256,
	OPTION_VCPUS,
	OPTION_CONFIG,
	OPTION_MAX_PAGES,
	OPTION_MAX_HELD,
	OPTION_TIMEOUT,
	OPTION_COLO,
	OPTION_PAGE_TABLES,
	OPTION_LITTLE,
	OPTION_STATS,
	OPTION_VERSION
};

static const struct option options[] = {
	{ "format", required_argument, NULL, 'f' },
	{ "profile", required_argument, NULL, 'p' },
	{ "checkpointed", no_argument, NULL, 'c' },
	{ "colo", no_argument, NULL, OPTION_COLO },
	{ "max-mem", required_argument, NULL, OPTION_MAX_MEM },
	{ "vcpus", required_argument, NULL, OPTION_VCPUS },
	{ "config", required_argument, NULL, OPTION_CONFIG },
	{ "max-pages", required_argument, NULL, OPTION_MAX_PAGES },
	{ "max-held", required_argument, NULL, OPTION_MAX_HELD },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "page-tables", no_argument, NULL, OPTION_PAGE_TABLES },
	{ "little-endian-only", no_argument, NULL, OPTION_LITTLE },
	{ "migration", no_argument, NULL, 'm' },
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
	case OPTION_MAX_MEM:
		return (f->max_mem = (uint32_t)number(UINT32_MAX)) != 0;
	case OPTION_VCPUS:
		return (config->max_vcpus = (uint32_t)number(UINT32_MAX)) != 0;
	case OPTION_CONFIG:
		f->config_name = optarg;
		return true;
	case OPTION_MAX_HELD:
		return (f->max_held = (size_t)number(SIZE_MAX >> 22)) != 0;
	case OPTION_TIMEOUT:
		return (f->patience = (int)number(INT_MAX / 1000) * 1000) != 0;
	case OPTION_MAX_PAGES:
		return (f->max_pages = (uint32_t)number(MAX_PAGES)) != 0;
	case OPTION_PAGE_TABLES:
		config->flags |= XCSTREAM_PAGE_TABLES;
		return true;
	case OPTION_LITTLE:
		config->flags |= XCSTREAM_LITTLE_ENDIAN_ONLY;
		return true;
	case 'm':
		return f->migration = true;
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

	while ((option = getopt_long(argc, argv, "f:p:mcqh", options, NULL)) >=
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

/* Read the config that is to come. */
static void load_config(struct filter *f)
{
	FILE *file = fopen(f->config_name, "rb");
	size_t n;

	f->wanted = malloc(MAX_CONFIG + 1);
	if (!file || !f->wanted)
		give_up(f, f->config_name);
	n = fread(f->wanted, 1, MAX_CONFIG + 1, file);
	if (n > MAX_CONFIG)
		errno = EFBIG;
	if (n > MAX_CONFIG || ferror(file))
		give_up(f, f->config_name);
	f->wanted_len = n;
	fclose(file);
}

static void allocate(struct filter *f)
{
	f->room = CHUNK_SIZE + HEAD_SIZE(f->max_pages);
	f->buffer = malloc(f->room);
	if (f->config.flags & XCSTREAM_PAGE_TABLES) {
		f->config.nr_pfns = f->max_pages;
		f->config.pfns = calloc(f->max_pages, sizeof(*f->config.pfns));
	}
	if (!f->buffer ||
	    (f->config.flags & XCSTREAM_PAGE_TABLES && !f->config.pfns))
		give_up(f, "memory");
}

int main(int argc, char **argv)
{
	static struct filter f = { .config = { .max_vcpus = MAX_VCPUS },
				   .max_mem = MAX_MEM,
				   .max_pages = 1024,
				   .max_held = MAX_HELD,
				   .patience = -1 };

	take_options(&f, argc, argv);
	f.config.max_pfn = (uint64_t)f.max_mem * PFNS_PER_MIB + HOLE_PFNS - 1;
	if (f.config.max_pfn > MAX_PFN)
		f.config.max_pfn = MAX_PFN;
	if (f.config_name)
		load_config(&f);
	allocate(&f);
	signal(SIGPIPE, SIG_IGN); /* a write tells, too */
	f.no_splice = !can_splice();
	widen(STDIN_FILENO);
	widen(STDOUT_FILENO);
	xcstream_init(&f.xs, &ops, &f, &f.config);
	filter(&f);
	f.complete = !f.refused.len && !xcstream_fault(&f.xs);
	if (f.complete && f.migration)
		pass_on_rest(&f);
	else if (f.complete)
		leave_rest(&f);
	return (int)conclude(&f);
}
