/* SPDX-License-Identifier: MIT */
/*
 * xcverify - is a Xen save file or migration stream valid?
 *
 *	cd examples/xcverify && cc -std=c99 -O2 -I../.. -o xcverify *.c
 *
 * Takes the options of Xen's verify-stream-v2, and some more. Of a file in
 * which one can seek, only what is looked at is read: some 8 KiB of every
 * 4 MiB. Memory use does not depend on the stream.
 *
 * Standard output gets the verdict, a line a stream, and what -v, --json and
 * --summary ask for; all that explains it goes to standard error.
 */
#include "xcverify.h"

#include "examples/options.h"

/* ---- the command line ---- */

static const char usage[] =
	"Usage: xcverify [OPTION]... [FILE]...\n"
	"Is each FILE a valid Xen save file or migration stream?\n"
	"Without FILE, or where FILE is -, read standard input.\n"
	"\n"
	"Standard output gets a line for each:\n"
	"  FILE: valid ...        a restore can begin\n"
	"  FILE: incomplete: ...  it breaks off, and cannot be restored\n"
	"  FILE: invalid: ...     something in it is wrong, or it is no "
	"stream\n"
	"Why, and what to do, goes to standard error.\n"
	"Valid does not mean intact: streams have no checksums, and a changed\n"
	"byte in a page or a register makes another valid stream.\n"
	"\n"
	"What to read\n"
	"  -i, --in=FD|FILE     read this; a number is a descriptor\n"
	"  -f, --format=FORMAT  libxc, libxl, xl, libvirt, xapi, libxl-back\n"
	"                       (what COLO's receiver answers), or auto,\n"
	"                       which tells them (default)\n"
	"How to judge\n"
	"  -p, --profile=NAME   whose judgement to give: strict (default),\n"
	"                       verify (verify-stream-v2), restore (libxl\n"
	"                       and xc_domain_restore), draft (of 2014)\n"
	"  -c, --checkpointed   the sender is Remus or COLO\n"
	"      --colo           it is COLO, whatever the stream says\n"
	"      --trailing=WHAT  what follows the end of the stream: report\n"
	"                       it (default), or refuse it\n"
	"What to print\n"
	"  -v, --verbose        list every header and record\n"
	"      --summary        tell of the guest, its memory and the pages\n"
	"      --json           all of this as JSON, an object a line\n"
	"  -q, --quiet          print nothing\n"
	"      --color=WHEN     auto (default), always or never\n"
	"      --syslog         log to syslog; errors to stderr as well\n"
	"      --explain=CODE   tell what a fault means, or all of them,\n"
	"                       and how to cure it\n"
	"  -h, --help           print this\n"
	"      --version        print the version\n"
	"\n"
	"Exit status: 0 if all streams are valid, 1 if some are not, 2 on\n"
	"wrong usage, or if something could not be read or written.\n";

enum {
	OPTION_SYSLOG = 256,
	OPTION_COLO,
	OPTION_TRAILING,
	OPTION_SUMMARY,
	OPTION_JSON,
	OPTION_COLOR,
	OPTION_EXPLAIN,
	OPTION_VERSION
};

/* For page tables: as many pages as fit into the longest record, 128 MiB. */
static uint64_t pfns[(128 << 20) / 4096];

static const struct option options[] = {
	{ "in", required_argument, NULL, 'i' },
	{ "format", required_argument, NULL, 'f' },
	{ "profile", required_argument, NULL, 'p' },
	{ "checkpointed", no_argument, NULL, 'c' },
	{ "colo", no_argument, NULL, OPTION_COLO },
	{ "trailing", required_argument, NULL, OPTION_TRAILING },
	{ "verbose", no_argument, NULL, 'v' },
	{ "summary", no_argument, NULL, OPTION_SUMMARY },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "color", required_argument, NULL, OPTION_COLOR },
	{ "explain", required_argument, NULL, OPTION_EXPLAIN },
	{ "quiet", no_argument, NULL, 'q' },
	{ "syslog", no_argument, NULL, OPTION_SYSLOG },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 }
};

enum { REPORT, REFUSE };
static const char *const trailing[] = { "report", "refuse" };
enum { AUTO, ALWAYS, NEVER };
static const char *const when[] = { "auto", "always", "never" };
static uint8_t color; /* AUTO ... */

/* Of what is printed. Returns false if it is none of those, or wrong. */
static bool take_output_option(struct tool *t, int option)
{
	switch (option) {
	case 'v':
		t->notation = t->notation ? t->notation : TEXT;
		return true;
	case 'q':
		return t->quiet = true;
	case OPTION_SUMMARY:
		return t->summary = true;
	case OPTION_JSON:
		t->notation = JSON;
		return t->out.json = true;
	case OPTION_COLOR:
		return choose("xcverify", optarg, when, COUNT(when), &color);
	case OPTION_SYSLOG:
		t->out.syslog = t->err.syslog = true;
		t->out.plain = false;
		return true;
	default:
		return false;
	}
}

/* Returns false if it is wrong, or '?' was met. */
static bool take_option(struct tool *t, int option)
{
	uint8_t choice = 0;

	switch (option) {
	case 'i':
		if (t->in)
			fputs("xcverify: only one -i, please\n", stderr);
		else
			t->in = optarg;
		return t->in == optarg;
	case 'f':
		return choose("xcverify", optarg, formats, COUNT(formats),
			      &t->config.format);
	case 'p':
		return choose("xcverify", optarg, profiles, COUNT(profiles),
			      &t->config.profile);
	case 'c':
		t->config.flags |= XCSTREAM_CHECKPOINTED;
		return true;
	case OPTION_COLO:
		t->config.flags |= XCSTREAM_CHECKPOINTED | XCSTREAM_COLO;
		return true;
	case OPTION_TRAILING:
		if (!choose("xcverify", optarg, trailing, COUNT(trailing),
			    &choice))
			return false;
		t->refuse_rest = choice == REFUSE;
		return true;
	default:
		return take_output_option(t, option);
	}
}

static enum verdict verify_all(struct tool *t, int count, char **files)
{
	enum verdict verdict, worst = VALID;
	int i;

	t->many = count + (t->in != NULL) > 1;
	if (t->in)
		worst = verify_in(t, t->in);
	else if (!count)
		worst = verify_file(t, "-");
	for (i = 0; i < count; i++) {
		verdict = verify_file(t, files[i]);
		if (verdict > worst)
			worst = verdict;
	}
	return worst;
}

/* The verdict, unless what was printed has not arrived. */
static enum verdict close_output(struct tool *t, enum verdict verdict)
{
	flush_lines(&t->out);
	/* EBADF: it was closed, and nothing was printed. */
	if (!t->out.error && !fflush(stdout) && !ferror(stdout) &&
	    (!fclose(stdout) || errno == EBADF))
		return verdict;
	if (!t->out.error)
		t->out.error = errno;
	t->s.name = "standard output";
	return put_error(t, strerror(t->out.error));
}

/* Escape sequences are for terminals that understand them. */
static bool is_colorful(FILE *file)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (color != AUTO)
		return color == ALWAYS;
	return !(no && *no) && term && strcmp(term, "dumb") &&
	       isatty(fileno(file));
}

/* What is no option of a run but one of its own. Returns TROUBLE + 1 if not. */
static int take_question(struct tool *t, int option)
{
	char plain[400];

	if (option == 'h')
		fputs(usage, stdout);
	else if (option == OPTION_VERSION)
		puts("xcverify " XCSTREAM_VERSION);
	else if (option != OPTION_EXPLAIN)
		return TROUBLE + 1;
	else if (!explain(optarg)) {
		printable(plain, sizeof(plain), optarg);
		fprintf(stderr,
			"xcverify: there is no fault '%s', see --explain=all\n",
			plain);
		return TROUBLE;
	}
	return (int)close_output(t, VALID);
}

int main(int argc, char **argv)
{
	static char buffer[LINES_BUFFER];
	static struct tool t = {
		.config = { .flags = XCSTREAM_PAGE_TABLES,
			    .pfns = pfns,
			    .nr_pfns = COUNT(pfns) },
		.out = { .fd = STDOUT_FILENO,
			 .buffer = buffer,
			 .priority = LOG_INFO,
			 .plain = true },
		.err = { .fd = STDERR_FILENO,
			 .first = &t.out,
			 .priority = LOG_ERR,
			 .plain = true,
			 .prefix = "xcverify: " },
	};
	enum verdict verdict;
	int option, answer;

	signal(SIGXFSZ, SIG_IGN); /* an error to report, not to die of */
	t.out.at_once = isatty(STDOUT_FILENO);
	while ((option = next_option("xcverify", argc, argv, ":i:f:p:cvqh",
				     options)) >= 0) {
		answer = take_question(&t, option);
		if (answer <= TROUBLE)
			return answer;
		if (!take_option(&t, option)) {
			fputs("xcverify: try 'xcverify --help'\n", stderr);
			return TROUBLE;
		}
	}
	if (t.out.syslog)
		openlog("xcverify", LOG_PID, LOG_USER);
	progress_begin("xcverify", 0, false,
		       0); /* nobody's end, from here on */
	t.out.color = t.out.plain && !t.out.json && is_colorful(stdout);
	verdict = verify_all(&t, argc - optind, argv + optind);
	return (int)close_output(&t, verdict);
}
