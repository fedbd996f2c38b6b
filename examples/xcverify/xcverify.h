/* SPDX-License-Identifier: MIT */
/*
 * xcverify.h - what the files of xcverify share. main.c tells what it does.
 *
 * stream.c feeds the library. Its callbacks, in listing.c, keep what a summary
 * and a verdict need (struct facts), and print what -v and --json ask for, one
 * item at a time, in one of two notations. verdict.c tells how it went.
 *
 * The functions are declared from the lowest layer up: what is in one file
 * calls nothing that is declared below it.
 */
#ifndef XCVERIFY_H
#define XCVERIFY_H

#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64

#include "examples/explain.h"
#include "examples/files.h"
#include "examples/kinds.h"
#include "examples/progress.h"
#include "examples/report.h"
#include "xcstream.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

/* For the shell; of several streams, the worst. */
enum verdict { VALID, NOT_VALID, TROUBLE };

/* What headers and records are printed as. */
enum notation { NOTHING, TEXT, JSON };

enum color { GOOD, BAD, WARNING, QUIET, NAME_OF, NR_COLORS };

/*
 * A line in the making. One that is longer than the buffer goes out in pieces,
 * which syslog makes lines of their own.
 */
#define LINES_BUFFER 65536

struct line {
	int fd;
	struct line *first; /* what is written before this; or NULL */
	char *buffer; /* of LINES_BUFFER bytes; NULL: each line is written */
	size_t buffered;
	bool at_once; /* the buffer is written with each line */
	const char *prefix; /* of what goes to the file, or NULL */
	int error; /* errno, once it could not be written */
	int priority; /* for syslog */
	bool syslog, plain; /* write it there, to the file */
	bool color, json; /* escape sequences; strings as JSON has them */
	bool continued; /* a piece of it has gone out */
	size_t len;
	char text[1024];
};

/* PAGE_DATA records in a row with ascending pfns: one item. */
struct run {
	uint64_t offset, low, high;
	uint64_t record, records, pfns, types[16];
};

/* What is known of the stream. */
struct facts {
	uint64_t warnings;
	struct headers headers;
	bool big; /* libxc's layer is big endian */
	uint64_t vcpus;
	uint32_t lapic; /* the longest entry of that */
	uint32_t width, end_pfn; /* PV */
	uint32_t emulators, emulator_bytes; /* HVM: a bit for each id */
	struct contents contents;
	/*
	 * If pages are looked at: by type; with memory, in the first pass, and
	 * later.
	 */
	uint64_t pages[16], passes, first_pass, sent_again, highest;
};

/* The current stream, and where the callbacks are in it. */
struct stream {
	const char *name;
	struct xcstream xs;
	struct facts facts;
	bool is_broken; /* not valid: the facts are those up to there */
	struct run run;
	uint64_t page_data, record; /* the current PAGE_DATA: offset, number */
	bool is_new; /* and none of its pfns has come yet */
	bool static_run; /* VERIFY or a CHECKPOINT has come: no pass any more */
	/* JSON: what is open. */
	bool item, element, in_string;
	uint64_t number; /* of the record that is printed */
	const char *list;
};

/* All that the program knows. */
struct tool {
	/* main.c: the command line */
	struct xcstream_config config;
	const char *in; /* argument of -i */
	enum notation notation;
	bool quiet, summary;
	bool refuse_rest; /* --trailing=refuse */
	bool many; /* streams, so that a listing needs their names */
	/*
	 * Callbacks in place of those of a listing, which they call: for a
	 * program around this one, as examples/web/. Or NULL.
	 */
	const struct xcstream_ops *watch;
	/* output.c */
	struct line out, err;
	struct stream s;
};

/* The bytes around an offset, as far as they are still there. */
struct around {
	uint64_t start;
	size_t len;
	unsigned char bytes[48];
};

/* ---- output.c ---- */

/* Write what is in the buffer. */
void flush_lines(struct line *line);
/* Add to a line. Returns 0, as callbacks do. */
int put(struct line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The same, in a colour, where there are any. */
int put_color(struct line *line, enum color color, const char *text);
/* A name, or bytes of a stream: nothing that a terminal would obey. */
int put_text(struct line *line, const void *data, size_t len);
void end_line(struct line *line);
/* The name of the stream, and a colon. */
void put_name(const struct tool *t, struct line *line);
/* A line about the stream to standard error. */
void tell(struct tool *t, const char *what, const char *text);
/* The same, if anything is to be printed. Returns TROUBLE. */
enum verdict put_error(struct tool *t, const char *message);

/* ---- listing.c ---- */

enum how { DEC, HEX, SIZE };

/* An item: of -v a line, of --json an object. */
void json_item(struct tool *t, const char *event);
void field(struct tool *t, const char *name, uint64_t value, enum how how,
	   const char *word);
void text_field(struct tool *t, const char *name, const char *text);
void end_item(struct tool *t);
/* The fields of a fault, in an object of JSON. */
void fault_fields(struct tool *t, const struct xcstream_report *fault);
/* After the last callback */
void end_listing(struct tool *t);

/* For -q, for a verdict, and for all else. */
extern const struct xcstream_ops silent, terse, listing;

/* ---- verdict.c ---- */

/* Say how it went. `rest`: bytes behind the end that are not allowed. */
enum verdict conclude(struct tool *t, const struct xcstream *xs,
		      const struct input *in, const struct around *around,
		      uint64_t rest);
void tell_rest(struct tool *t, uint64_t rest);
/* What there is to say of a code, or of "all"; false if there is none such. */
bool explain(const char *code);

/* ---- summary.c ---- */

void put_summary(struct tool *t, const struct xcstream *xs);

/* ---- stream.c ---- */

enum verdict verify_file(struct tool *t, const char *name);
/* The argument of -i: a number is a descriptor. */
enum verdict verify_in(struct tool *t, const char *in);

#endif
