/* SPDX-License-Identifier: MIT */
/* options.h - the command line of the programs here. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "report.h"

#include <errno.h>
#include <getopt.h>

/* Answer --help or --version. Returns an exit status. */
static inline int answer(const char *program, const char *text)
{
	bool bad = fputs(text, stdout) < 0;

	if (!fclose(stdout) && !bad)
		return 0;
	fprintf(stderr, "%s: standard output: %s\n", program, strerror(errno));
	return 2;
}

/* Say what is wrong with an option; getopt's own words have it as it is. */
static inline void say_bad_option(const char *program, char **argv, int option,
				  const char *letters)
{
	char plain[400], letter[] = "-?";
	const char *which = argv[optind - 1];

	/* A letter that is none may stand among others, in the next word. */
	if (optopt && optopt < 256 && !strchr(letters, optopt)) {
		letter[1] = (char)optopt;
		which = letter;
	}
	printable(plain, sizeof(plain), which);
	fprintf(stderr,
		option == ':' ? "%s: option '%s' needs an argument\n"
			      : "%s: invalid option '%s'\n",
		program, plain);
}

/*
 * The next option, or -1. `letters` begins with a colon. Of a wrong one, which
 * is '?' or ':', it has been said what is wrong with it.
 */
static inline int next_option(const char *program, int argc, char **argv,
			      const char *letters, const struct option *options)
{
	int option;

	opterr = 0;
	option = getopt_long(argc, argv, letters, options, NULL);
	if (option == '?' || option == ':')
		say_bad_option(program, argv, option, letters);
	return option;
}

#endif
