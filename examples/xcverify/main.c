/* SPDX-License-Identifier: MIT */
/*
 * xcverify - is a Xen save file or migration stream valid?
 *
 *	cc -std=c99 -O2 -I. -o xcverify examples/xcverify.c
 *
 * Takes the options of Xen's verify-stream-v2, and some more. Of a file in
 * which one can seek, only what is looked at is read: some 8 KiB of every
 * 4 MiB. Memory use does not depend on the stream.
 */
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64

#define XCSTREAM_IMPLEMENTATION
#define XCSTREAM_STATIC
/* Nobody rewrites our memory, so that eight loads may become one. */
#define XCSTREAM_LOAD8(p) (*(const uint8_t *)(p))
#include "xcstream.h"

#include "files.h"
#include "kinds.h"
#include "report.h"

#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

/* For the shell; of several streams, the worst. */
enum verdict { VALID, NOT_VALID, TROUBLE };

/* ---- names ---- */

/* xen-tsc-mode(7) */
static const char *const tsc_modes[] = { "default", "always emulate", "native",
					 "native paravirt" };
static const char *const emulators[] = { "unknown", "QEMU traditional",
					 "QEMU upstream" };
/* libxl_sr_stream_format.h, CHECKPOINT_* */
static const char *const controls[] = { "new checkpoint", "suspended", "ready",
					"resumed" };
/* ---- output, a line at a time ---- */

/*
 * A line in the making. One that is longer than the buffer goes out in pieces,
 * which syslog makes lines of their own.
 */
struct line {
	FILE *to;
	int error; /* errno, once it could not be written */
	int priority; /* for syslog */
	bool syslog, plain; /* write it there, to the file */
	size_t len;
	char text[1024];
};

static void spill(struct line *line)
{
	if (line->syslog)
		syslog(line->priority, "%.*s", (int)line->len, line->text);
	if (line->to == stderr)
		fflush(stdout); /* so that a terminal gets them in order */
	if (line->plain &&
	    fwrite(line->text, 1, line->len, line->to) != line->len &&
	    !line->error)
		line->error = errno;
	line->len = 0;
}

static void end_line(struct line *line)
{
	if (!line->len)
		return;
	line->text[line->len++] = '\n';
	spill(line);
}

static int put(struct line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Add to a line. Returns 0, as callbacks do. */
static int put(struct line *line, const char *format, ...)
{
	size_t room = sizeof(line->text) - 1; /* one is for the newline */
	va_list args;
	int n;

	if (line->len > room - sizeof(struct words)) /* no piece is longer */
		spill(line);
	room -= line->len;
	va_start(args, format);
	n = vsnprintf(line->text + line->len, room, format, args);
	va_end(args);
	if (n > 0)
		line->len += (size_t)n < room ? (size_t)n : room - 1;
	return 0;
}

/* A name, or bytes of a stream: nothing that a terminal would obey. */
static int put_text(struct line *line, const void *data, size_t len)
{
	const unsigned char *p = data;

	for (; len; len--, p++) {
		if (*p < ' ' || *p > '~' || *p == '"' || *p == '\\')
			put(line, "\\x%02x", *p);
		else
			put(line, "%c", *p);
	}
	return 0;
}

/* ---- state ---- */

/* PAGE_DATA records in a row with ascending pfns: one line of the listing. */
struct run {
	uint64_t offset, low, high;
	uint64_t records, pfns, types[16];
};

/* What is known of the current stream. */
struct stream {
	const char *name;
	uint64_t warnings;
	unsigned int outer; /* its first layer */
	uint32_t guest, version, major, minor;
	struct run run;
	uint64_t page_data; /* offset of the current PAGE_DATA record */
	bool is_new; /* and none of its pfns has come yet */
	bool in_string; /* of xenstore data, after a quotation mark */
};

struct tool {
	struct xcstream_config config;
	const char *in; /* argument of -i */
	bool verbose, quiet;
	bool many; /* streams, so that a listing needs their names */
	struct line out, err;
	struct stream s;
};

static void put_name(const struct tool *t, struct line *line)
{
	put_text(line, t->s.name, strlen(t->s.name));
	put(line, ": ");
}

/* Returns TROUBLE. */
static enum verdict put_error(struct tool *t, const char *message)
{
	if (t->quiet)
		return TROUBLE;
	put_name(t, &t->err);
	put(&t->err, "%s", message);
	end_line(&t->err);
	return TROUBLE;
}

/* The line of the listing that a callback adds to, or begins. */
static struct line *same_line(const struct xcstream *xs)
{
	struct tool *t = xs->user;

	return &t->out;
}

/* How far to indent a layer: by those that are around it. */
static int depth(const struct tool *t, unsigned int layer)
{
	static const unsigned char depths[] = { 0, 0, 0, 0, 2, 4 };

	if (layer >= COUNT(depths) || layer <= t->s.outer)
		return 0;
	return depths[layer] - depths[t->s.outer];
}

static struct line *new_line(struct tool *t, uint64_t offset,
			     enum xcstream_layer layer)
{
	end_line(&t->out);
	if (t->many)
		put_name(t, &t->out);
	put(&t->out, "%12" PRIu64 " %*s%s ", offset, depth(t, layer), "",
	    xcstream_name(XCSTREAM_NAMES_LAYER, layer));
	return &t->out;
}

/* ---- faults and warnings ---- */

static void put_error_line(struct tool *t, const char *severity,
			   const struct words *text)
{
	put_name(t, &t->err);
	put(&t->err, "%s%s", severity, text->s);
	end_line(&t->err);
}

static int on_warning(const struct xcstream *xs,
		      const struct xcstream_report *fault)
{
	struct tool *t = xs->user;
	struct words text = { 0 };

	if (t->s.warnings++ >= WARNINGS_SHOWN)
		return 0;
	words_fault(&text, fault);
	put_error_line(t, "warning: ", &text);
	return 0;
}

/* ---- headers ---- */

static int on_xl_header(const struct xcstream *xs, uint32_t mandatory_flags,
			uint32_t optional_flags, uint32_t optional_data_len)
{
	struct tool *t = xs->user;

	t->s.outer = xs->layer;
	if (!t->verbose)
		return 0;
	return put(new_line(t, 0, xs->layer),
		   "header mandatory_flags=0x%x optional_flags=0x%x "
		   "optional_data_len=%u",
		   mandatory_flags, optional_flags, optional_data_len);
}

static int on_config(const struct xcstream *xs, uint32_t length)
{
	struct tool *t = xs->user;

	t->s.outer = xs->layer;
	if (!t->verbose)
		return 0;
	if (xs->layer == XCSTREAM_LAYER_XL)
		return put(same_line(xs), " config=%u", length);
	return put(new_line(t, 0, xs->layer), "header xml=%u", length);
}

static int on_image_header(const struct xcstream *xs, uint32_t version,
			   uint32_t options)
{
	struct tool *t = xs->user;
	bool libxl = xs->layer == XCSTREAM_LAYER_LIBXL;

	if (!t->s.outer)
		t->s.outer = xs->layer;
	if (!libxl)
		t->s.version = version;
	if (!t->verbose)
		return 0;
	return put(new_line(t, xs->at, xs->layer),
		   "%sheader version=%u options=0x%x (%s endian%s)",
		   libxl ? "" : "image ", version, options,
		   options & 1 ? "big" : "little",
		   libxl && (options & 2) ? ", converted from legacy" : "");
}

static int on_domain_header(const struct xcstream *xs, uint32_t type,
			    uint32_t page_shift, uint32_t xen_major,
			    uint32_t xen_minor)
{
	struct tool *t = xs->user;

	t->s.guest = type;
	t->s.major = xen_major;
	t->s.minor = xen_minor;
	if (!t->verbose)
		return 0;
	return put(new_line(t, xs->at, xs->layer),
		   "domain header type=%u (%s) page_shift=%u xen=%u.%u%s", type,
		   NAME(guests, type), page_shift, xen_major, xen_minor,
		   xen_major ? "" : " (converted from legacy)");
}

/* ---- records ---- */

static void end_run(struct tool *t)
{
	const struct run *run = &t->s.run;
	unsigned int i;

	if (!run->records)
		return;
	new_line(t, run->offset, XCSTREAM_LAYER_LIBXC);
	put(&t->out, "PAGE_DATA x%" PRIu64 " pfns=%" PRIu64, run->records,
	    run->pfns);
	put(&t->out, " [0x%" PRIx64 "..0x%" PRIx64 "]", run->low, run->high);
	for (i = 0; i < 16; i++)
		if (run->types[i])
			put(&t->out, " %s=%" PRIu64,
			    xcstream_name(XCSTREAM_NAMES_PAGE_TYPE, i),
			    run->types[i]);
	memset(&t->s.run, 0, sizeof(t->s.run));
}

/* What comes first and has no header of its own. */
static int on_any_record(const struct xcstream *xs, uint32_t type,
			 uint32_t length)
{
	struct tool *t = xs->user;

	(void)type;
	(void)length;
	if (!t->s.outer)
		t->s.outer = xs->layer;
	return 0;
}

static int on_record(const struct xcstream *xs, uint32_t type, uint32_t length)
{
	const char *name = xcstream_record_name(xs->layer, type);
	bool libxc = xs->layer == XCSTREAM_LAYER_LIBXC;
	struct tool *t = xs->user;

	on_any_record(xs, type, length);
	if (libxc && type == XCSTREAM_LIBXC_PAGE_DATA) {
		t->s.page_data = xs->at;
		t->s.is_new = true;
		return 0;
	}
	end_run(t);
	new_line(t, xs->at, xs->layer);
	t->s.in_string = false;
	if (name)
		put(same_line(xs), "%s length=%u", name, length);
	else
		put(same_line(xs), "type 0x%x length=%u", type, length);
	if (libxc && type == XCSTREAM_LIBXC_X86_CPUID_POLICY)
		put(same_line(xs), " leaves=%u", length / 24);
	else if (libxc && type == XCSTREAM_LIBXC_X86_PV_P2M_FRAMES)
		put(same_line(xs), " frames=%u", length / 8 - 1);
	return 0;
}

/* The checkpoint that this record completes, if it does. */
static int on_record_end(const struct xcstream *xs)
{
	struct tool *t = xs->user;
	uint64_t end, n = xcstream_checkpoints(xs, &end);

	if (!n || end != xs->at)
		return 0;
	end_run(t);
	return put(&t->out, " checkpoint %" PRIu64 " is whole", n);
}

static int on_checkpoint_state(const struct xcstream *xs, uint32_t control_id)
{
	return put(same_line(xs), " control_id=%u (%s)", control_id,
		   NAME(controls, control_id));
}

static int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	struct tool *t = xs->user;
	struct run *run = &t->s.run;

	if (t->s.is_new && run->records && pfn <= run->high)
		end_run(t);
	if (!run->records) {
		run->offset = t->s.page_data;
		run->low = pfn;
	}
	run->records += t->s.is_new;
	t->s.is_new = false;
	run->pfns++;
	run->types[type & 15]++;
	if (pfn < run->low)
		run->low = pfn;
	if (pfn > run->high)
		run->high = pfn;
	return 0;
}

static int on_pv_info(const struct xcstream *xs, uint32_t guest_width,
		      uint32_t pt_levels)
{
	return put(same_line(xs), " guest_width=%u pt_levels=%u", guest_width,
		   pt_levels);
}

static int on_p2m_frames(const struct xcstream *xs, uint32_t start_pfn,
			 uint32_t end_pfn)
{
	return put(same_line(xs), " pfns=[0x%x..0x%x]", start_pfn, end_pfn);
}

static int on_vcpu(const struct xcstream *xs, uint32_t vcpu_id, uint32_t length)
{
	return put(same_line(xs), " vcpu=%u context=%u", vcpu_id, length);
}

static int on_tsc_info(const struct xcstream *xs, uint32_t mode, uint32_t khz,
		       uint64_t nsec, uint32_t incarnation)
{
	return put(same_line(xs),
		   " mode=%u (%s) khz=%u nsec=%" PRIu64 " incarnation=%u", mode,
		   NAME(tsc_modes, mode), khz, nsec, incarnation);
}

static int on_hvm_entry(const struct xcstream *xs, uint32_t typecode,
			uint32_t instance, uint32_t length)
{
	const char *name = xcstream_name(XCSTREAM_NAMES_HVM_TYPECODE, typecode);

	return put(same_line(xs), " %s %u.%u:%u", name ? name : "?", typecode,
		   instance, length);
}

static int on_hvm_header(const struct xcstream *xs, uint32_t version,
			 uint64_t changeset, uint32_t cpuid, uint32_t gtsc_khz)
{
	return put(same_line(xs),
		   " (version=%u changeset=0x%" PRIx64
		   " cpuid=0x%x gtsc_khz=%u)",
		   version, changeset, cpuid, gtsc_khz);
}

static int on_hvm_param(const struct xcstream *xs, uint64_t index,
			uint64_t value)
{
	const char *name = xcstream_name(XCSTREAM_NAMES_HVM_PARAM, index);

	if (name)
		return put(same_line(xs), " %s=0x%" PRIx64, name, value);
	return put(same_line(xs), " %" PRIu64 "=0x%" PRIx64, index, value);
}

static int on_msr(const struct xcstream *xs, uint32_t index, uint64_t value)
{
	return put(same_line(xs), " 0x%x=0x%" PRIx64, index, value);
}

static int on_emulator(const struct xcstream *xs, uint32_t emulator_id,
		       uint32_t index, uint32_t length)
{
	return put(same_line(xs), " emulator_id=%u (%s) index=%u data=%u",
		   emulator_id, NAME(emulators, emulator_id), index, length);
}

static int on_xenstore(const struct xcstream *xs, bool value, uint8_t byte)
{
	struct tool *t = xs->user;

	if (!t->s.in_string)
		put(same_line(xs), value ? "=\"" : " \"");
	t->s.in_string = byte != 0;
	if (!byte)
		return put(same_line(xs), "\"");
	return put_text(&t->out, &byte, 1);
}

/* -q */
static const struct xcstream_ops silent;

static const struct xcstream_ops terse = {
	.xl_header = on_xl_header,
	.image_header = on_image_header,
	.domain_header = on_domain_header,
	.config = on_config,
	.record = on_any_record,
	.warning = on_warning,
};

/* -v */
static const struct xcstream_ops listing = {
	.xl_header = on_xl_header,
	.config = on_config,
	.image_header = on_image_header,
	.domain_header = on_domain_header,
	.record = on_record,
	.record_end = on_record_end,
	.page = on_page,
	.pv_info = on_pv_info,
	.p2m_frames = on_p2m_frames,
	.vcpu = on_vcpu,
	.tsc_info = on_tsc_info,
	.hvm_entry = on_hvm_entry,
	.hvm_header = on_hvm_header,
	.hvm_param = on_hvm_param,
	.msr = on_msr,
	.emulator = on_emulator,
	.xenstore = on_xenstore,
	.checkpoint_state = on_checkpoint_state,
	.warning = on_warning,
};

/* ---- input ---- */

/*
 * Xen's PAGE_DATA record up to the contents of the pages: header, count, 1024
 * entries. One read brings all of it, and stands where skipping begins.
 */
#define HEAD_SIZE (8 + 8 + 8 * 1024)
#define CHUNK_SIZE 65536 /* otherwise; also what a pipe holds */

static unsigned char chunk[CHUNK_SIZE];

struct reader {
	struct input in;
	size_t want; /* bytes of the next read */
	size_t rest; /* bytes in `chunk` after the end of the stream */
};

/* Read the next bytes; 0 at the end, or -1 and errno. */
static ssize_t fetch(struct reader *r)
{
	struct input *in = &r->in;
	ssize_t n;

	do {
		n = in->end ? pread(in->fd, chunk, r->want, in->at)
			    : read(in->fd, chunk, sizeof(chunk));
	} while (n < 0 && is_passing(in->fd, POLLIN));
	if (n < 0)
		return -1;
	in->at += n;
	keep_head(in, chunk, (size_t)n);
	r->want = r->want < CHUNK_SIZE / 2 ? 2 * r->want : CHUNK_SIZE;
	return n;
}

/* Pass over what nobody needs to see, up to the end of the file. */
static void skip(struct reader *r, struct xcstream *xs)
{
	uint64_t n = bytes_to_skip(&r->in, xs);

	if (!n)
		return;
	xcstream_skip(xs, n);
	r->in.at += (off_t)n;
	if (n >= CHUNK_SIZE)
		r->want = HEAD_SIZE;
}

/* Not if it never was as long as it says, as a file of sysfs. */
static bool has_shrunk(const struct input *in)
{
	struct stat st;

	return in->at < in->end && !fstat(in->fd, &st) && st.st_size < in->end;
}

/* Returns what went wrong with the reading, or NULL; then *xs has a verdict. */
static const char *feed(struct reader *r, struct xcstream *xs)
{
	size_t used = 0;
	ssize_t n;

	do {
		skip(r, xs);
		n = fetch(r);
		if (n < 0)
			return strerror(errno);
		if (n == 0 && has_shrunk(&r->in))
			return "the file has become shorter";
		if (n == 0) {
			xcstream_finish(xs);
			return NULL;
		}
	} while (xcstream_push(xs, chunk, (size_t)n, &used) == XCSTREAM_MORE);
	r->rest = (size_t)n - used;
	return NULL;
}

/*
 * Count the bytes after the stream. A pipe is read empty: who writes into it,
 * such as tee(1), shall not be killed by what is no concern of this program.
 */
static const char *drain(struct reader *r, uint64_t *after)
{
	ssize_t n;

	*after = r->rest + bytes_left(&r->in);
	if (r->in.end)
		return NULL;
	while ((n = fetch(r)) > 0)
		*after += (uint64_t)n;
	return n < 0 ? strerror(errno) : NULL;
}

/* ---- a stream ---- */

static void put_valid(struct tool *t, const struct xcstream *xs, uint64_t after)
{
	struct line *out = &t->out;
	const char *what = formats[XCSTREAM_FORMAT_LIBXL_BACK];

	if (t->s.version)
		what = xcstream_name(XCSTREAM_NAMES_LAYER,
				     t->s.outer ? t->s.outer : xs->layer);
	put_name(t, out);
	put(out, "valid %s stream", what);
	if (t->s.version)
		put(out, ", %s", NAME(guests, t->s.guest));
	if (t->s.major)
		put(out, " of Xen %u.%u", t->s.major, t->s.minor);
	else if (t->s.version)
		put(out, ", converted from legacy");
	put(out, ", %" PRIu64 " records, %" PRIu64 " bytes", xs->records,
	    xcstream_offset(xs));
	if (xcstream_checkpoints(xs, NULL))
		put(out, ", %" PRIu64 " checkpoints",
		    xcstream_checkpoints(xs, NULL));
	if (t->s.warnings)
		put(out, ", warnings: %" PRIu64, t->s.warnings);
	if (after)
		put(out, ", bytes after its end: %" PRIu64, after);
	end_line(out);
}

/* Say how it went. */
static enum verdict conclude(struct tool *t, const struct xcstream *xs,
			     const struct input *in, uint64_t after)
{
	const struct xcstream_report *fault = xcstream_fault(xs);
	struct words text = { 0 }, checkpoints = { 0 };

	if (t->quiet)
		return fault ? NOT_VALID : VALID;
	if (t->s.warnings > WARNINGS_SHOWN) {
		put_name(t, &t->err);
		put(&t->err, "%" PRIu64 " more warnings",
		    t->s.warnings - WARNINGS_SHOWN);
		end_line(&t->err);
	}
	if (!fault) {
		put_valid(t, xs, after);
		return VALID;
	}
	words_verdict(&text, fault, in->head, in->headed);
	put_error_line(t, "", &text);
	if (xcstream_checkpoints(xs, NULL)) {
		words_checkpoints(&checkpoints, xs);
		put_error_line(t, "", &checkpoints);
	}
	return NOT_VALID;
}

static enum verdict verify(struct tool *t, const char *name, int fd)
{
	const struct xcstream_ops *ops = &terse;
	const char *trouble;
	struct xcstream xs;
	struct reader r = { .want = HEAD_SIZE };
	uint64_t after = 0;

	memset(&t->s, 0, sizeof(t->s));
	t->s.name = name;
	if (fd < 0)
		return put_error(t, strerror(errno));
	if (t->quiet)
		ops = &silent;
	else if (t->verbose)
		ops = &listing;
	xcstream_init(&xs, ops, t, &t->config);
	begin_input(&r.in, fd);
	trouble = feed(&r, &xs);
	if (!trouble && !xcstream_fault(&xs))
		trouble = drain(&r, &after);
	/* Others may share the descriptor: leave it after the stream. */
	if (r.in.end)
		lseek(fd, r.in.at - (off_t)r.rest, SEEK_SET);
	end_run(t);
	end_line(&t->out);
	return trouble ? put_error(t, trouble) : conclude(t, &xs, &r.in, after);
}

static enum verdict verify_file(struct tool *t, const char *name)
{
	int fd = open_input(name);
	enum verdict verdict;

	if (!strcmp(name, "-"))
		return verify(t, "standard input", fd);
	verdict = verify(t, name, fd);
	if (fd >= 0)
		close(fd);
	return verdict;
}

/* The argument of -i: a number is a descriptor. */
static enum verdict verify_in(struct tool *t, const char *in)
{
	char name[32];
	long fd;

	if (in[strspn(in, "0123456789")] || !*in)
		return verify_file(t, in);
	fd = strtol(in, NULL, 10); /* LONG_MAX if it is larger */
	if (fd == STDIN_FILENO)
		return verify_file(t, "-");
	snprintf(name, sizeof(name), "descriptor %.20s", in);
	return verify(t, name, fd > INT_MAX ? INT_MAX : (int)fd);
}

/* ---- the command line ---- */

static const char usage[] =
	"Usage: xcverify [OPTION]... [FILE]...\n"
	"Is each FILE a valid Xen save file or migration stream?\n"
	"Without FILE, or where FILE is -, read standard input.\n"
	"\n"
	"  -i, --in=FD|FILE     read this; a number is a descriptor\n"
	"  -f, --format=FORMAT  libxc, libxl, xl, libvirt, xapi, libxl-back\n"
	"                       (what COLO's receiver answers), or auto,\n"
	"                       which tells them (default)\n"
	"  -p, --profile=NAME   whose judgement to give: strict (default),\n"
	"                       verify (verify-stream-v2), restore (libxl\n"
	"                       and xc_domain_restore), draft (of 2014)\n"
	"  -c, --checkpointed   the sender is Remus or COLO\n"
	"      --colo           it is COLO, whatever the stream says\n"
	"      --page-tables    look at the page tables of PV guests, too\n"
	"  -v, --verbose        list every header and record\n"
	"  -q, --quiet          print nothing\n"
	"      --syslog         log to syslog; errors to stderr as well\n"
	"  -h, --help           print this\n"
	"      --version        print the version\n"
	"\n"
	"Exit status: 0 if all streams are valid, 1 if some are not, 2 on\n"
	"wrong usage, or if something could not be read or written.\n";

enum { OPTION_SYSLOG = 256, OPTION_COLO, OPTION_PAGE_TABLES, OPTION_VERSION };

/* For --page-tables: as many pages as fit into the longest record, 128 MiB. */
static uint64_t pfns[(128 << 20) / 4096];

static const struct option options[] = {
	{ "in", required_argument, NULL, 'i' },
	{ "format", required_argument, NULL, 'f' },
	{ "profile", required_argument, NULL, 'p' },
	{ "checkpointed", no_argument, NULL, 'c' },
	{ "colo", no_argument, NULL, OPTION_COLO },
	{ "page-tables", no_argument, NULL, OPTION_PAGE_TABLES },
	{ "verbose", no_argument, NULL, 'v' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "syslog", no_argument, NULL, OPTION_SYSLOG },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 }
};

/* Returns false if it is wrong, or '?' was met. */
static bool take_option(struct tool *t, int option)
{
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
	case OPTION_PAGE_TABLES:
		t->config.flags |= XCSTREAM_PAGE_TABLES;
		t->config.pfns = pfns;
		t->config.nr_pfns = COUNT(pfns);
		return true;
	case 'v':
		t->verbose = true;
		return true;
	case 'q':
		t->quiet = true;
		return true;
	case OPTION_SYSLOG:
		t->out.syslog = t->err.syslog = true;
		t->out.plain = false;
		return true;
	default:
		return false;
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
	if (!fflush(stdout) && !ferror(stdout))
		return verdict;
	if (!t->out.error)
		t->out.error = errno;
	t->s.name = "standard output";
	return put_error(t, strerror(t->out.error));
}

int main(int argc, char **argv)
{
	static struct tool t = {
		.out = { .priority = LOG_INFO, .plain = true },
		.err = { .priority = LOG_ERR, .plain = true },
	};
	enum verdict verdict;
	int option;

	t.out.to = stdout;
	t.err.to = stderr;
	while ((option = getopt_long(argc, argv, "i:f:p:cvqh", options,
				     NULL)) >= 0) {
		if (option == 'h')
			fputs(usage, stdout);
		else if (option == OPTION_VERSION)
			puts("xcverify " XCSTREAM_VERSION);
		if (option == 'h' || option == OPTION_VERSION)
			return (int)close_output(&t, VALID);
		if (!take_option(&t, option)) {
			fputs("Try 'xcverify --help'.\n", stderr);
			return TROUBLE;
		}
	}
	if (t.out.syslog)
		openlog("xcverify", LOG_PID, LOG_USER);
	verdict = verify_all(&t, argc - optind, argv + optind);
	return (int)close_output(&t, verdict);
}
