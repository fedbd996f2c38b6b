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
 * sender's memory. Contents of pages, which no check looks at unless they are
 * page tables of a PV guest, flow through as they come.
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
#define PROGRESS_IMPLEMENTATION
#include "filter.h"
#include "options.h"
#include "progress.h"

#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>

/* More pfns have no room in a record of 128 MiB. [libxc 4] */
#define MAX_PAGES 16777215
/* What xl and libvirt can have. [xcstream.h, max_config] */
#define MAX_CONFIG (1 << 20)

/* For the shell. */
enum verdict { VALID, NOT_VALID, TROUBLE };

static struct {
	bool migration, stats, quiet;
	int patience; /* ms that the sender may stall; -1: any */
	const char *config_name; /* or NULL */
	unsigned char *wanted; /* what is in that file */
	size_t wanted_len, config_at; /* compared so far */
	size_t config_len; /* of the stream's, by its header */
	bool config; /* it has come */
	bool begun; /* the output is a stream's */
	bool complete; /* a valid stream has ended, and is passed on */
} tool = { .patience = -1 };

/* ---- messages ---- */

static void say(const char *severity, const char *text)
{
	progress_wipe();
	if (!tool.quiet)
		fprintf(stderr, "xcfilter: %s%s\n", severity, text);
}

static void warn(struct filter *f, const char *text)
{
	(void)f;
	say("warning: ", text);
}

static void say_stats(const struct filter *f)
{
	if (tool.stats)
		fprintf(stderr,
			"xcfilter: %" PRIu64 " bytes in, %" PRIu64 " out, "
			"%" PRIu64 " of them spliced; %" PRIu64 " records; "
			"at most %zu bytes held back\n",
			f->taken, f->passed, f->spliced, f->xs.records,
			f->held);
}

/* Faults that may be of a limit of ours. */
static const struct {
	unsigned int code;
	enum { OF_MEMORY, OF_PAGES, OF_VCPUS } limit;
} limits[] = {
	{ XCSTREAM_E_MAX_PFN, OF_MEMORY },
	{ XCSTREAM_E_MAX_PAGES, OF_PAGES },
	{ XCSTREAM_E_PFN_BUFFER, OF_PAGES },
	{ XCSTREAM_E_VCPU_ID, OF_VCPUS },
};

/* Faults by which a PV guest could have a page beyond its p2m. */
static const unsigned int of_memory[] = { XCSTREAM_E_PFN_RANGE };

/* Faults by which bytes that are not in FILE could be in the config. */
static const unsigned int of_config[] = {
	XCSTREAM_E_CONFIG_LENGTH,
	XCSTREAM_E_CONFIG_NUL,
	XCSTREAM_E_CONFIG_SIZE,
};

/* Which option has set the limit that is exceeded, if one has. */
static const char *option_of(const struct filter *f,
			     const struct xcstream_report *fault)
{
	const struct {
		const char *option;
		uint64_t most;
	} set[] = { [OF_MEMORY] = { "--max-mem", f->config.max_pfn },
		    [OF_PAGES] = { "--max-pages", f->max_pages },
		    [OF_VCPUS] = { "--vcpus", f->config.max_vcpus - 1 } };
	size_t i = 0;

	while (i < COUNT(limits) && limits[i].code != fault->code)
		i++;
	return i < COUNT(limits) && fault->expected == set[limits[i].limit].most
		       ? set[limits[i].limit].option
		       : NULL;
}

static enum verdict conclude(const struct filter *f)
{
	const struct xcstream_report *fault = xcstream_fault(&f->xs);
	const char *option = fault ? option_of(f, fault) : NULL;
	struct words more = { 0 }, what = { 0 }, checkpoints = { 0 };
	struct words verdict = { 0 };
	const char *word;

	if (f->warnings > WARNINGS_SHOWN) {
		words_add(&more, "%" PRIu64 " more warnings",
			  f->warnings - WARNINGS_SHOWN);
		say("", more.s);
	}
	words_add(&verdict, "%s: ", f->in_name);
	word = filter_words(&what, f);
	words_add(&verdict, "%s: ", option ? "refused" : word);
	if (option)
		words_add(&what, ", see %s", option);
	if (what.len)
		say(verdict.s, what.s);
	if (fault && xcstream_checkpoints(&f->xs, NULL)) {
		words_checkpoints(&checkpoints, &f->xs);
		say("", checkpoints.s);
	}
	say_stats(f);
	return what.len ? NOT_VALID : VALID;
}

/*
 * Input or output failed: the end, and trouble. But who has got a whole stream,
 * a valid one, may leave without what follows it.
 */
static void give_up(struct filter *f, const char *name)
{
	bool gone = errno == EPIPE || errno == ECONNRESET;
	char plain[400];

	progress_wipe();
	if (tool.complete && gone) /* the sender may leave, too */
		exit((int)conclude(f));
	if (tool.begun && !tool.complete)
		filter_cut(f, 0);
	printable(plain, sizeof(plain), name); /* that of --config is any */
	if (!tool.quiet)
		fprintf(stderr, "xcfilter: %s: %s\n", plain, strerror(errno));
	say_stats(f);
	exit(TROUBLE);
}

/*
 * Gives up if nobody reads the output any more, as the sender may be waiting
 * for the answer of who did, or if the sender stalls.
 */
static void wait_for_it(struct filter *f, int fd)
{
	bool input = fd == f->in;
	uint64_t since = progress_now(), waited = 0;
	struct pollfd fds[] = { { .fd = f->out, .events = input ? 0 : POLLOUT },
				{ .fd = input ? f->in : -1,
				  .events = POLLIN } };
	int n;

	do { /* a signal makes it wait for what is left */
		progress_step(f->taken);
		n = poll(fds, 2,
			 !input || tool.patience < 0 ? -1
			 : waited < (uint64_t)tool.patience
				 ? tool.patience - (int)waited
				 : 0);
		waited = progress_now() - since;
	} while (n < 0 && errno == EINTR);
	if (n == 0) {
		errno = ETIMEDOUT;
		give_up(f, f->in_name);
	}
	if (fds[0].revents & POLLNVAL) { /* closed: nor can it be waited for */
		errno = EBADF;
		give_up(f, f->out_name);
	}
	if (!fds[1].revents && fds[0].revents & (POLLERR | POLLHUP)) {
		errno = EPIPE;
		give_up(f, f->out_name);
	}
}

/*
 * A receiver that has closed a TCP connection looks like one that has nothing
 * more to say. Its kernel tells them apart, after a minute, if it is asked. The
 * interval is for a machine that does not answer at all: nine of them.
 */
static void keep_asking(int fd)
{
#ifdef TCP_KEEPIDLE
	static const int yes = 1, idle = 10, interval = 60; /* seconds */

	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof(interval));
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof(yes));
#else
	(void)fd;
#endif
}

/* ---- what the parser tells ---- */

static const char not_that[] = "the config is not that of --config";
static const char none_at_all[] = "there is no config, and --config wants one";

static int on_record(const struct xcstream *xs, uint32_t type, uint32_t length)
{
	/* Of the config, nothing has gone on so far. */
	if (tool.config_name &&
	    (!tool.config || tool.config_at != tool.wanted_len))
		return filter_refuse(xs->user,
				     tool.config ? not_that : none_at_all);
	return filter_on_record(xs, type, length);
}

/*
 * xl's config, or libvirt's XML: as long as the file, or one more, as one that
 * is text may end with a NUL, which xcextract leaves out. One that is shorter
 * may have the rest of the file behind it, where xl does not read on.
 */
static int on_config(const struct xcstream *xs, uint32_t length)
{
	tool.config = true;
	tool.config_len = length;
	if (!tool.config_name)
		warn(xs->user,
		     "the config is the sender's: it names programs that run "
		     "here and disks that are opened here, see --config");
	else if (length - (uint64_t)tool.wanted_len > 1)
		return filter_refuse(xs->user, not_that);
	return 0;
}

static int on_data(const struct xcstream *xs, const uint8_t *data, size_t len)
{
	if (!tool.config_name || xs->layer >= XCSTREAM_LAYER_XAPI)
		return 0;
	if (tool.config_at + len == tool.config_len && !data[len - 1])
		len--;
	if (len > tool.wanted_len - tool.config_at ||
	    memcmp(tool.wanted + tool.config_at, data, len))
		return filter_refuse(xs->user, not_that);
	tool.config_at += len;
	return 0;
}

static const struct xcstream_ops ops = {
	.config = on_config,
	.record = on_record,
	.p2m_frames = filter_on_p2m_frames,
	.count = filter_on_count,
	.data = on_data,
	.warning = filter_on_warning,
};

/* ---- what follows the stream ---- */

static void pass_on_rest(struct filter *f)
{
	size_t n;

	tool.patience = -1; /* the sender waits until the domain is ready */
	do {
		filter_forward(f, f->have);
		while (filter_flow(f, SPLICE_MAX))
			;
		n = filter_fetch(f);
		f->have = n;
	} while (n);
}

/* What has been read of it goes back, if it can. */
static void leave_rest(struct filter *f)
{
	struct words text = { 0 };

	if (!f->have || lseek(f->in, -(off_t)f->have, SEEK_CUR) >= 0)
		return;
	words_add(&text, "%zu byte%s after the end of the stream dropped",
		  f->have, f->have == 1 ? "" : "s");
	say("", text.s);
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
	"      --timeout=SECONDS  give up if nothing comes for so long, up to\n"
	"                       the end of the stream\n"
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
	uint64_t n = parse_number(optarg, 10, max);
	char plain[400];

	if (n)
		return n;
	printable(plain, sizeof(plain), optarg);
	fprintf(stderr,
		"xcfilter: '%s' is not a number from 1 to %" PRIu64 "\n", plain,
		max);
	return 0;
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
		tool.config_name = optarg;
		return true;
	case OPTION_MAX_HELD:
		return (f->max_held = (size_t)number(SIZE_MAX >> 22)) != 0;
	case OPTION_TIMEOUT:
		return (tool.patience = (int)number(INT_MAX / 1000) * 1000) !=
		       0;
	case OPTION_MAX_PAGES:
		return (f->max_pages = (uint32_t)number(MAX_PAGES)) != 0;
	case OPTION_LITTLE:
		config->flags |= XCSTREAM_LITTLE_ENDIAN_ONLY;
		return true;
	case 'm':
		return tool.migration = true;
	case OPTION_STATS:
		return tool.stats = true;
	case 'q':
		return tool.quiet = true;
	default:
		return false;
	}
}

/* Exits, unless there is something to do. */
static void take_options(struct filter *f, int argc, char **argv)
{
	char plain[400];
	int option;

	while ((option = next_option("xcfilter", argc, argv, ":f:p:mcqh",
				     options)) >= 0) {
		if (option == 'h')
			exit(answer("xcfilter", usage));
		if (option == OPTION_VERSION)
			exit(answer("xcfilter",
				    "xcfilter " XCSTREAM_VERSION "\n"));
		if (!take_option(f, option))
			break;
	}
	if (option < 0 && optind == argc)
		return;
	if (option < 0) {
		printable(plain, sizeof(plain), argv[optind]);
		fprintf(stderr, "xcfilter: takes no file: xcfilter <%s\n",
			plain);
	}
	fputs("xcfilter: try 'xcfilter --help'\n", stderr);
	exit(TROUBLE);
}

/* Read the config that is to come. */
static void load_config(struct filter *f)
{
	FILE *file = fopen(tool.config_name, "rb");
	size_t n;

	tool.wanted = malloc(MAX_CONFIG + 1);
	if (!file || !tool.wanted)
		give_up(f, tool.config_name);
	n = fread(tool.wanted, 1, MAX_CONFIG + 1, file);
	if (n > MAX_CONFIG)
		errno = EFBIG;
	if (n > MAX_CONFIG || ferror(file))
		give_up(f, tool.config_name);
	tool.wanted_len = n && !tool.wanted[n - 1] ? n - 1 : n;
	fclose(file);
}

/* Limits hold under each profile, whatever else it tolerates. */
static void enforce(struct xcstream_config *config)
{
	size_t i;

	xcstream_set_profile(&config->tolerate, config->profile);
	if (config->profile == XCSTREAM_DRAFT)
		config->max_version = 2; /* a part of that profile */
	config->profile = XCSTREAM_CUSTOM;
	for (i = 0; i < COUNT(limits); i++)
		xcstream_set_code(&config->tolerate, limits[i].code, false);
	for (i = 0; i < COUNT(of_memory); i++)
		xcstream_set_code(&config->tolerate, of_memory[i], false);
	for (i = 0; i < COUNT(of_config) && tool.config_name; i++)
		xcstream_set_code(&config->tolerate, of_config[i], false);
}

/* It would read what it writes, or leave what it does not pass on. */
static bool is_one_file(const struct filter *f)
{
	struct stat in, out;

	if (fstat(f->in, &in) || fstat(f->out, &out))
		return false;
	if (S_ISBLK(in.st_mode) && S_ISBLK(out.st_mode))
		return in.st_rdev == out.st_rdev;
	return S_ISREG(in.st_mode) && in.st_dev == out.st_dev &&
	       in.st_ino == out.st_ino;
}

/* Nothing will ever come from it. */
static bool is_listening(int fd)
{
	int yes = 0;
	socklen_t size = sizeof(yes);

	return !getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &size) && yes;
}

/* SIGUSR1, which asks how far it is, waits until that can be told. */
static void let_it_ask(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(how, &set, NULL);
}

int main(int argc, char **argv)
{
	static struct filter f = { .config = { .max_vcpus = MAX_VCPUS },
				   .ops = &ops,
				   .in = STDIN_FILENO,
				   .out = STDOUT_FILENO,
				   .in_name = "standard input",
				   .out_name = "standard output",
				   .max_mem = MAX_MEM,
				   .max_pages = 1024,
				   .max_held = MAX_HELD,
				   .see_held = ", see --max-held",
				   .see_mem = ", see --max-mem",
				   .wait = wait_for_it,
				   .give_up = give_up,
				   .warn = warn };
	struct input input;

	let_it_ask(SIG_BLOCK);
	take_options(&f, argc, argv);
	if (tool.config_name)
		load_config(&f);
	if (is_one_file(&f)) {
		errno = EINVAL;
		give_up(&f, "input and output are one file");
	}
	if (is_listening(f.in)) {
		errno = ENOTCONN;
		give_up(&f, f.in_name);
	}
	signal(SIGPIPE, SIG_IGN); /* a write tells, too */
	signal(SIGXFSZ, SIG_IGN);
	keep_asking(f.in);
	keep_asking(f.out);
	enforce(&f.config);
	filter_begin(&f);
	begin_input(&input, f.in);
	progress_begin("xcfilter", bytes_left(&input), !tool.quiet, 0);
	let_it_ask(SIG_UNBLOCK);
	tool.begun = true;
	filter_run(&f);
	if (tool.config_name && !tool.config && !f.refused.len &&
	    !xcstream_fault(&f.xs))
		filter_refuse(&f, none_at_all); /* a stream without records */
	tool.complete = !f.refused.len && !xcstream_fault(&f.xs);
	if (tool.complete && tool.migration)
		pass_on_rest(&f);
	else if (tool.complete)
		leave_rest(&f);
	else
		filter_cut(&f, 0);
	progress_wipe();
	/* Some file systems tell only then that there is no room. */
	if (close(f.out) && tool.complete)
		give_up(&f, f.out_name);
	return (int)conclude(&f);
}
