/* SPDX-License-Identifier: MIT */
/*
 * xcextract - write what is in a Xen save file or migration stream to files.
 *
 *	cd examples/xcextract && cc -std=c99 -O2 -I../.. -o xcextract *.c
 *
 * The sender is not trusted: files are made only of what was checked, their
 * names of tables and numbers, never of the stream; none is outside of DIR. The
 * memory's get no longer than --max-pfn allows; all others together some nine
 * times as long as the stream. Around its memory, memory.elf has 56 bytes for
 * each range; with --virtual that may come to 112 MiB, and 448 bytes a page.
 *
 * Memory use: 4 bytes a page of the guest, for each 4 MiB in which a page was
 * seen, and 2 bytes for each MiB below --max-pfn. Nothing of it with
 * --no-counts. 8 bytes for each of --max-pages, 1 KiB a vCPU for memory.elf.
 * All else is below 4 MiB, code and C library included.
 */
#include "xcextract.h"

#include "examples/options.h"

#include <signal.h>

/* ---- the command line ---- */

static const char usage[] =
	"Usage: xcextract [OPTION]... STREAM DIR\n"
	"Write what is in a Xen save file or migration stream to files in\n"
	"DIR, which is created. If STREAM is -, read standard input.\n"
	"\n"
	"      --only=GROUP,...  not all files, but: summary, memory, elf,\n"
	"                        xen-core, vcpus, shared-info, hvm,\n"
	"                        policies, emulators, config, xapi\n"
	"      --elf             write memory.elf, too: an ELF core file\n"
	"      --virtual         the same, at the virtual addresses of the\n"
	"                        kernel, for gdb\n"
	"      --xen-core        write xen.core, too: what xl dump-core "
	"writes\n"
	"      --no-counts       keep nothing for each page: no memory.json\n"
	"      --force           replace what is in DIR\n"
	"  -f, --format=FORMAT   libxc, libxl, xl, libvirt, xapi, or auto,\n"
	"                        which tells them (default)\n"
	"  -p, --profile=NAME    strict (default), or restore: take whatever\n"
	"                        Xen restores\n"
	"      --checkpoint=N    stop after so many checkpoints: what the "
	"guest\n"
	"                        was then; the rest is not judged\n"
	"      --pass=N          stop after the sender has gone through the\n"
	"                        memory so many times: what it was then\n"
	"  -c, --checkpointed    the sender is Remus or COLO\n"
	"      --colo            it is COLO, whatever the stream says\n"
	"      --max-pfn=N       largest page number with memory (268435455)\n"
	"      --max-pages=N     pages with contents in a record (1024)\n"
	"  -q, --quiet           print nothing\n"
	"  -h, --help            print this\n"
	"      --version         print the version\n"
	"\n"
	"Standard output gets the verdict: STREAM: valid, invalid or\n"
	"incomplete, and why.\n"
	"DIR/FAILED is there until all was written, and stays if it was not.\n"
	"The program needs 4 MiB of memory, and, without --no-counts, 4 bytes\n"
	"for each page of the guest: at most 1040 MiB in all, whatever the\n"
	"stream is; more only with a larger --max-pfn or --max-pages.\n"
	"Exit status: 0 if the stream is valid, 1 if it is not, 2 on wrong\n"
	"usage, or if something could not be read or written.\n";

enum {
	OPTION_ONLY = 256,
	OPTION_ELF,
	OPTION_VIRTUAL,
	OPTION_XEN_CORE,
	OPTION_NO_COUNTS,
	OPTION_FORCE,
	OPTION_MAX_PFN,
	OPTION_MAX_PAGES,
	OPTION_COLO,
	OPTION_CHECKPOINT,
	OPTION_PASS,
	OPTION_VERSION
};

static const struct option options[] = {
	{ "only", required_argument, NULL, OPTION_ONLY },
	{ "elf", no_argument, NULL, OPTION_ELF },
	{ "virtual", no_argument, NULL, OPTION_VIRTUAL },
	{ "xen-core", no_argument, NULL, OPTION_XEN_CORE },
	{ "no-counts", no_argument, NULL, OPTION_NO_COUNTS },
	{ "force", no_argument, NULL, OPTION_FORCE },
	{ "format", required_argument, NULL, 'f' },
	{ "profile", required_argument, NULL, 'p' },
	{ "checkpointed", no_argument, NULL, 'c' },
	{ "checkpoint", required_argument, NULL, OPTION_CHECKPOINT },
	{ "pass", required_argument, NULL, OPTION_PASS },
	{ "colo", no_argument, NULL, OPTION_COLO },
	{ "quiet", no_argument, NULL, 'q' },
	{ "max-pfn", required_argument, NULL, OPTION_MAX_PFN },
	{ "max-pages", required_argument, NULL, OPTION_MAX_PAGES },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 }
};

/* A number from 1 to max, decimal, or hexadecimal with 0x. */
static bool take_number(uint64_t max, uint64_t *number)
{
	*number = parse_number(optarg, 0, max);
	if (!*number)
		complain("'%s' is not a number from 1 to %" PRIu64, optarg,
			 max);
	return *number;
}

static bool take_groups(unsigned int *chosen)
{
	size_t len;
	unsigned int i;
	const char *p;

	for (p = optarg;; p += len + 1) {
		len = strcspn(p, ",");
		for (i = 0; i < NR_GROUPS; i++)
			if (strlen(groups[i].name) == len &&
			    !strncmp(groups[i].name, p, len))
				break;
		if (i == NR_GROUPS) {
			complain("--only: '%.*s' is unknown; see --help",
				 (int)len, p);
			return false;
		}
		*chosen |= BIT(i);
		if (!p[len])
			return true;
	}
}

/* Returns false if it is wrong, or '?' was met. */
static bool take_option(struct tool *t, int option)
{
	uint64_t number = 0;
	bool good = true;

	switch (option) {
	case OPTION_ONLY:
		return take_groups(&t->groups);
	case OPTION_ELF:
		return t->elf = true;
	case OPTION_VIRTUAL:
		return t->elf = t->virtual = true;
	case OPTION_XEN_CORE:
		return t->xen_core = true;
	case OPTION_NO_COUNTS:
		t->no_counts = true;
		return true;
	case OPTION_FORCE:
		t->force = true;
		return true;
	case 'f':
		return choose("xcextract", optarg, formats, COUNT(formats),
			      &t->config.format);
	case 'p':
		good = !strcmp(optarg, "restore");
		t->config.profile = good ? XCSTREAM_RESTORE : XCSTREAM_STRICT;
		good = good || !strcmp(optarg, "strict");
		if (!good)
			complain("--profile: strict or restore, please");
		return good;
	case 'c':
		t->config.flags |= XCSTREAM_CHECKPOINTED;
		return true;
	case OPTION_COLO:
		t->config.flags |= XCSTREAM_CHECKPOINTED | XCSTREAM_COLO;
		return true;
	case OPTION_CHECKPOINT:
		t->config.flags |= XCSTREAM_CHECKPOINTED;
		return take_number(UINT32_MAX, &t->last_epoch);
	case OPTION_PASS:
		return take_number(UINT32_MAX, &t->last_pass);
	case 'q':
		return quiet = true;
	case OPTION_MAX_PFN:
		return take_number(UINT32_MAX, &t->config.max_pfn);
	case OPTION_MAX_PAGES:
		good = take_number(1 << 24, &number);
		t->config.nr_pfns = (uint32_t)number;
		return good;
	default:
		return false;
	}
}

/* The rest of the command line. */
static bool take_arguments(struct tool *t, int count, char **arguments)
{
	size_t len;

	if (count != 2) {
		complain("takes a STREAM and a DIR; try 'xcextract --help'");
		return false;
	}
	t->stream = arguments[0];
	t->dir_name = arguments[1];
	/* A slash behind a symbolic link would follow it. */
	for (len = strlen(arguments[1]); len > 1; len--) {
		if (arguments[1][len - 1] != '/')
			break;
		arguments[1][len - 1] = '\0';
	}
	if (!t->groups)
		t->groups = ALL_GROUPS & ~(BIT(ELF) | BIT(XEN_CORE));
	if (t->elf)
		t->groups |= BIT(ELF);
	if (t->xen_core)
		t->groups |= BIT(XEN_CORE);
	if (t->virtual) /* it tells whether all of it is there */
		t->groups |= BIT(SUMMARY);
	if ((t->groups & (BIT(ELF) | BIT(XEN_CORE))) && t->no_counts) {
		complain("an ELF file needs to know which pages there are: "
			 "not with --no-counts");
		return false;
	}
	return true;
}

/* No file may become it: it would get the messages. */
static void keep_stderr(void)
{
	int fd;

	if (fcntl(STDERR_FILENO, F_GETFD) >= 0)
		return;
	fd = open("/dev/null", O_WRONLY);
	dup2(fd, STDERR_FILENO);
	if (fd != STDERR_FILENO)
		close(fd);
}

int main(int argc, char **argv)
{
	static struct tool t;
	int option;

	keep_stderr();
	t.config.max_pfn = ((uint64_t)1 << 28) - 1;
	t.config.nr_pfns = 1024;
	t.config.max_vcpus = MAX_VCPUS;
	while ((option = next_option("xcextract", argc, argv, ":f:p:cqh",
				     options)) != -1) {
		if (option == 'h' || option == OPTION_VERSION)
			return answer("xcextract",
				      option == 'h'
					      ? usage
					      : "xcextract " XCSTREAM_VERSION
						"\n");
		if (!take_option(&t, option)) {
			complain("try 'xcextract --help'");
			return TROUBLE;
		}
	}
	if (!take_arguments(&t, argc - optind, argv + optind))
		return TROUBLE;
	t.config.pfns = calloc(t.config.nr_pfns, sizeof(*t.config.pfns));
	if (!t.config.pfns) {
		complain("not enough memory; see --max-pages");
		return TROUBLE;
	}
	signal(SIGXFSZ, SIG_IGN); /* an error to report, not to die of */
	signal(SIGPIPE, SIG_IGN); /* nor is a warning that nobody reads */
	return (int)extract(&t);
}
