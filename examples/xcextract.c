/* SPDX-License-Identifier: MIT */
/*
 * xcextract - write what is in a Xen save file or migration stream to files.
 *
 *	cc -std=c99 -O2 -I. -o xcextract examples/xcextract.c
 *
 * The sender is not trusted: files are made only of what was checked, their
 * names of tables and numbers, never of the stream; none is outside of DIR. The
 * memory's get no longer than --max-pfn allows; all others together some nine
 * times as long as the stream.
 *
 * Memory use: 4 bytes a page of the guest, for each 4 MiB in which a page was
 * seen, and 2 bytes for each MiB below --max-pfn. That is 66 MiB for a guest
 * of 64 GiB, and 1030 MiB, whatever the stream, with the default. Nothing of
 * it with --no-counts. All else is below 2 MiB.
 */
#ifdef __linux__
#define _GNU_SOURCE /* fallocate(2) */
#endif
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64

#define XCSTREAM_IMPLEMENTATION
#define XCSTREAM_STATIC
/* Nobody rewrites our memory, so that eight loads may become one. */
#define XCSTREAM_LOAD8(p) (*(const uint8_t *)(p))
#include "files.h"
#include "report.h"
#include "xcstream.h"

#include <dirent.h>
#include <fnmatch.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096
#define MAX_EMULATORS 64 /* a domain has one, or two */
#define MAX_XAPI 64 /* records of XAPI; xenopsd writes up to six */
#ifndef MAX_FILES
#define MAX_FILES 8192 /* a guest of 512 vCPUs has some 4700 */
#endif
#define DIRECTORY (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define NO_DIR "no directory, or a symbolic link: name a directory itself"

/* For the shell. */
enum verdict { VALID, NOT_VALID, TROUBLE };

/* ---- names ---- */

/* What --only can choose. */
enum group {
	SUMMARY,
	MEMORY,
	ELF,
	VCPUS,
	SHARED_INFO,
	HVM,
	POLICIES,
	EMULATORS,
	CONFIG,
	XAPI,
	NR_GROUPS
};

#define BIT(group) (1u << (group))
#define ALL_GROUPS (BIT(NR_GROUPS) - 1)
/* A checkpoint brings these anew. */
#define OF_EPOCH (BIT(VCPUS) | BIT(SHARED_INFO) | BIT(HVM) | BIT(EMULATORS))

#define HVM_DIR "hvm-context"
#define HVM_FILES "[0-9]*-*.[0-9]*.bin" /* in there */

/* All that is ever written, apart from FAILED, as patterns of fnmatch(3). */
static const struct {
	const char *name;
	const char *files[3];
} groups[NR_GROUPS] = {
	{ "summary", { "summary.json" } },
	{ "memory", { "memory.img", "memory.json" } },
	{ "elf", { "memory.elf" } },
	{ "vcpus", { "vcpu-[0-9]*-*.bin" } },
	{ "shared-info", { "shared-info.bin" } },
	{ "hvm", { HVM_DIR, "hvm-params.csv" } },
	{ "policies", { "cpuid.csv", "msrs.csv" } },
	{ "emulators", { "emulator-[0-9]*.bin", "xenstore.txt" } },
	{ "config", { "config.json", "config.txt", "domain.xml" } },
	{ "xapi", { "xapi-[0-9]*-*.bin" } },
};

/* Files of text, which stay open from one record to the next. */
enum text { CPUID_CSV, MSRS_CSV, PARAMS_CSV, XENSTORE_TXT, NR_TEXTS };

static const struct {
	enum group group;
	const char *name, *head;
} texts[NR_TEXTS] = {
	{ POLICIES, "cpuid.csv", "leaf,subleaf,eax,ebx,ecx,edx\n" },
	{ POLICIES, "msrs.csv", "index,value\n" },
	{ HVM, "hvm-params.csv", "index,name,value\n" },
	{ EMULATORS, "xenstore.txt", "" },
};

/* ---- state ---- */

/* A file that is a copy of bytes of the stream. */
struct blob {
	FILE *f; /* NULL: what comes is not wanted */
	uint64_t left; /* bytes to come */
	char name[64];
};

/* A file with the guest's memory: the page p is at base + PAGE * p. */
struct image {
	enum group group;
	const char *name;
	off_t base;
	off_t end; /* behind the last page that had contents */
	int fd; /* -1: not wanted */
};

/* Neighbouring pages that wait to be written, or to become a hole. */
struct run {
	const uint8_t *data; /* NULL: a hole */
	uint64_t at, len;
};

struct tool {
	/* the command line */
	struct xcstream_config config;
	unsigned int groups; /* that are wanted: a bit each */
	bool elf, no_counts, force;
	const char *stream, *dir_name;
	/* the input */
	struct input in;
	struct stat in_is; /* what must not be removed from DIR */
	uint64_t after; /* bytes after the end of the stream */
	/* the output */
	int dir, failed; /* DIR, FAILED */
	unsigned int fresh; /* groups that have files of this epoch */
	uint64_t epochs, emulators_of; /* which epoch */
	unsigned int files[NR_GROUPS], all_files;
	struct blob blob;
	FILE *texts[NR_TEXTS];
	struct image images[2];
	struct run run;
	bool in_string; /* of xenstore data */
	char trouble[600]; /* what went wrong here, not in the stream */
	struct words fault; /* what is wrong with the stream */
	/* the pages: see note() */
	uint32_t **leaves;
	uint64_t nr_leaves;
	uint64_t beyond; /* holes above --max-pfn */
	bool verify; /* the pages to come are for comparison only */
	/* for summary.json; text is ready to be put there */
	uint32_t flags; /* xl's mandatory ones */
	uint32_t guest, major, minor, end_pfn;
	unsigned int nr_emulators, nr_xapi;
	uint64_t warnings;
	uint64_t sent[16]; /* pages, by type */
	char layers[600], tsc[200], pv[100], hvm[200];
	char emulators[(MAX_EMULATORS + 1) * 120];
};

static unsigned char chunk[256 << 10]; /* what a processor's cache holds */

/* ---- messages ---- */

/* To standard error, but nothing that a terminal would obey. */
static void complain(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

static void complain(const char *format, ...)
{
	char text[1400];
	const char *p;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fputs("xcextract: ", stderr);
	for (p = text; *p; p++) {
		if (*p >= ' ' && *p <= '~')
			fputc(*p, stderr);
		else
			fprintf(stderr, "\\x%02x", (unsigned char)*p);
	}
	fputc('\n', stderr);
}

/* Keep the first trouble. Returns -1, which ends the parsing. */
static int trouble(struct tool *t, const char *file, const char *what)
{
	if (!t->trouble[0])
		snprintf(t->trouble, sizeof(t->trouble), "%.250s/%.64s: %.250s",
			 t->dir_name, file, what);
	return -1;
}

/* A system call failed. */
static int failed(struct tool *t, const char *file)
{
	return trouble(t, file, strerror(errno));
}

/* What the caller can do about a fault. */
static const char *hint(unsigned int code)
{
	if (code == XCSTREAM_E_MAX_PFN)
		return " (--max-pfn)";
	if (code == XCSTREAM_E_PFN_BUFFER)
		return " (--max-pages)";
	return code == XCSTREAM_E_CHECKPOINT ? " (--checkpointed)" : "";
}

static int on_warning(const struct xcstream *xs,
		      const struct xcstream_report *fault)
{
	struct tool *t = xs->user;
	struct words text = { 0 };

	if (t->warnings++ >= WARNINGS_SHOWN)
		return 0;
	words_fault(&text, fault);
	complain("%s: warning: %s%s", t->stream, text.s, hint(fault->code));
	return 0;
}

/* ---- files ---- */

/* Write all of it, whatever a system call takes at once. 0, or -1 and errno. */
static int write_all(int fd, const void *data, uint64_t len, off_t at)
{
	const unsigned char *p = data;
	ssize_t n;

	while (len) {
		n = pwrite(fd, p, (size_t)len, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = ENOSPC;
		if (n <= 0)
			return -1;
		p += n;
		at += n;
		len -= (uint64_t)n;
	}
	return 0;
}

/* The group that a name in DIR belongs to, or NR_GROUPS. */
static enum group group_of(const char *name)
{
	unsigned int i, j;

	for (i = 0; i < NR_GROUPS; i++)
		for (j = 0; j < COUNT(groups[i].files); j++)
			if (groups[i].files[j] &&
			    !fnmatch(groups[i].files[j], name, 0))
				return (enum group)i;
	return NR_GROUPS;
}

/* What to do with a file that is there. */
enum action { REFUSE, REMOVE, SYNC };

static int act(struct tool *t, enum action action, int dir, const char *name)
{
	struct stat st;
	int fd, bad;

	if (action == REFUSE)
		return trouble(t, name, "exists already; see --force");
	if (action == REMOVE) {
		if (!fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) &&
		    st.st_dev == t->in_is.st_dev &&
		    st.st_ino == t->in_is.st_ino)
			return trouble(t, name, "is STREAM itself");
		if (!unlinkat(dir, name, 0))
			return 0;
		if (strcmp(name, HVM_DIR))
			return failed(t, name);
		/* It stays if it has somebody else's file in it. */
		unlinkat(dir, name, AT_REMOVEDIR);
		return 0;
	}
	/* What somebody else put there, a FIFO, shall not stop us. */
	fd = openat(dir, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	/* EINVAL: such a file, or file system, does not know that. */
	bad = fd < 0 || (fsync(fd) && errno != EINVAL) ? failed(t, name) : 0;
	if (fd >= 0)
		close(fd);
	return bad;
}

/* The same for all files of these groups, in DIR or in HVM_DIR there. */
static int sweep(struct tool *t, enum action action, unsigned int wanted,
		 const char *sub)
{
	int fd = openat(t->dir, sub ? sub : ".", DIRECTORY), bad = 0;
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	const char *name;
	enum group group;

	if (!dir) /* HVM_DIR may also be a link, or a file */
		return sub ? 0 : failed(t, ".");
	while (!bad && (entry = readdir(dir))) {
		name = entry->d_name;
		group = sub ? HVM : group_of(name);
		if (group == NR_GROUPS || !(wanted & BIT(group)) ||
		    (sub && fnmatch(HVM_FILES, name, 0)))
			continue;
		if (!sub && action != REFUSE && !strcmp(name, HVM_DIR))
			bad = sweep(t, action, wanted, HVM_DIR);
		if (!bad)
			bad = act(t, action, fd, name);
	}
	closedir(dir);
	return bad;
}

static int create_new(int dir, const char *name)
{
	return openat(dir, name,
		      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		      0600);
}

/*
 * Create a file that is not there. One that is can only be ours, from earlier
 * in the stream, since open_dir() has looked: what comes later counts.
 */
static int create_in(struct tool *t, enum group group, int dir,
		     const char *path)
{
	const char *slash = strchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	int fd = create_new(dir, name);

	if (fd < 0 && errno == EEXIST && !unlinkat(dir, name, 0))
		fd = create_new(dir, name);
	else if (fd >= 0 && t->all_files++ < MAX_FILES)
		t->files[group]++;
	else if (fd >= 0)
		return trouble(t, path, "is one file too many");
	return fd < 0 ? failed(t, path) : fd;
}

/* Create a file of a group in DIR, or in HVM_DIR there. Returns it, or -1. */
static int create(struct tool *t, enum group group, const char *path)
{
	int dir = t->dir, fd;

	if (!(t->fresh & BIT(group))) {
		t->fresh |= BIT(group);
		if (sweep(t, REMOVE, BIT(group), NULL))
			return -1;
		t->all_files -= t->files[group];
		t->files[group] = 0;
	}
	if (!strchr(path, '/'))
		return create_in(t, group, dir, path);
	if (mkdirat(dir, HVM_DIR, 0700) && errno != EEXIST)
		return failed(t, HVM_DIR);
	dir = openat(dir, HVM_DIR, DIRECTORY);
	if (dir < 0)
		return failed(t, HVM_DIR);
	fd = create_in(t, group, dir, path);
	close(dir);
	return fd;
}

static FILE *begin_file(struct tool *t, enum group group, const char *name)
{
	int fd = create(t, group, name);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	if (!f)
		failed(t, name);
	return f;
}

static int end_file(struct tool *t, FILE *f, const char *name)
{
	bool bad = ferror(f);

	return fclose(f) || bad ? failed(t, name) : 0;
}

/* ---- files that are a copy of bytes of the stream ---- */

static int end_blob(struct tool *t)
{
	FILE *f = t->blob.f;

	t->blob.f = NULL;
	return f ? end_file(t, f, t->blob.name) : 0;
}

static int begin_blob(struct tool *t, enum group group, uint64_t length,
		      const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static int begin_blob(struct tool *t, enum group group, uint64_t length,
		      const char *format, ...)
{
	va_list args;

	if (end_blob(t))
		return -1;
	if (!(t->groups & BIT(group)))
		return 0;
	va_start(args, format);
	vsnprintf(t->blob.name, sizeof(t->blob.name), format, args);
	va_end(args);
	t->blob.left = length;
	t->blob.f = begin_file(t, group, t->blob.name);
	return t->blob.f ? 0 : -1;
}

/* What is tolerated may be longer than announced. */
static int put_blob(struct tool *t, const void *data, size_t len)
{
	struct blob *blob = &t->blob;

	if (len > blob->left)
		len = (size_t)blob->left;
	if (!blob->f)
		return 0;
	blob->left -= len;
	return fwrite(data, 1, len, blob->f) < len ? failed(t, blob->name) : 0;
}

static int on_data(const struct xcstream *xs, const uint8_t *data, size_t len)
{
	return put_blob(xs->user, data, len);
}

/* A number of `size` bytes, as x86 has it. Returns what is behind it. */
static unsigned char *put_le(unsigned char *p, unsigned int size,
			     uint64_t number)
{
	for (; size; size--, number >>= 8)
		*p++ = (unsigned char)number;
	return p;
}

/* ---- files of text ---- */

static int end_text(struct tool *t, enum text which)
{
	FILE *f = t->texts[which];

	t->texts[which] = NULL;
	return f ? end_file(t, f, texts[which].name) : 0;
}

static int put_text(struct tool *t, enum text which, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Add to a file, which begins with the first that is added. */
static int put_text(struct tool *t, enum text which, const char *format, ...)
{
	FILE **f = &t->texts[which];
	va_list args;
	int n;

	if (!(t->groups & BIT(texts[which].group)))
		return 0;
	if (!*f) {
		*f = begin_file(t, texts[which].group, texts[which].name);
		if (!*f)
			return -1;
		fputs(texts[which].head, *f);
	}
	va_start(args, format);
	n = vfprintf(*f, format, args);
	va_end(args);
	return n < 0 ? failed(t, texts[which].name) : 0;
}

/* ---- the guest's memory ---- */

/*
 * What is known of a page: its type in the highest 4 bits, and how often it was
 * sent. 0: it was not. A leaf has as many pages as fill a page.
 */
#define LEAF (PAGE / sizeof(uint32_t))
#ifndef MAX_SENT
#define MAX_SENT 0x0fffffffu
#endif

static bool has_contents(uint32_t type)
{
	return type < XCSTREAM_PAGE_BROKEN;
}

static uint32_t look_up(const struct tool *t, uint64_t pfn)
{
	const uint32_t *leaf =
		pfn / LEAF < t->nr_leaves ? t->leaves[pfn / LEAF] : NULL;

	return leaf ? leaf[pfn % LEAF] : 0;
}

static int note(struct tool *t, uint64_t pfn, uint32_t type)
{
	uint32_t **leaf, *page;

	if (pfn / LEAF >= t->nr_leaves) /* --no-counts */
		return 0;
	leaf = &t->leaves[pfn / LEAF];
	if (!*leaf)
		*leaf = calloc(LEAF, sizeof(**leaf));
	if (!*leaf)
		return trouble(t, "memory.json",
			       "not enough memory; see --no-counts");
	page = &(*leaf)[pfn % LEAF];
	*page = type << 28 |
		((*page & MAX_SENT) + ((*page & MAX_SENT) < MAX_SENT));
	return 0;
}

struct range {
	uint64_t first, next; /* `next` is behind it */
	uint32_t page; /* the first one */
};

/* For an image all pages with contents are alike. */
static uint32_t alike(uint32_t page)
{
	return page && has_contents(page >> 28) ? 1 : 0;
}

static uint32_t same(uint32_t page)
{
	return page;
}

/* Find the next range of pages that `kind` calls the same, and not 0. */
static bool next_range(const struct tool *t, struct range *range,
		       uint32_t (*kind)(uint32_t page))
{
	uint64_t end = t->nr_leaves * LEAF, pfn = range->next;

	while (pfn < end && !kind(look_up(t, pfn)))
		pfn += t->leaves[pfn / LEAF] ? 1 : LEAF - pfn % LEAF;
	if (pfn >= end)
		return false;
	range->first = pfn;
	range->page = look_up(t, pfn);
	while (pfn < end && kind(look_up(t, pfn)) == kind(range->page))
		pfn++;
	range->next = pfn;
	return true;
}

/*
 * Make a hole, or, where a file system has none, write zeros. Returns 0, or -1
 * and errno.
 */
static int punch(int fd, off_t at, uint64_t len)
{
	static const unsigned char zeros[PAGE];
	uint64_t n;

#if defined(FALLOC_FL_PUNCH_HOLE) && !defined(NO_PUNCH_HOLE)
	if (!fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at,
		       (off_t)len))
		return 0;
	if (errno != EOPNOTSUPP && errno != ENOSYS)
		return -1;
#endif
	for (; len; len -= n, at += (off_t)n) {
		n = len < sizeof(zeros) ? len : sizeof(zeros);
		if (write_all(fd, zeros, n, at))
			return -1;
	}
	return 0;
}

static int write_run(struct image *image, const struct run *run)
{
	off_t at = image->base + (off_t)run->at, end = at + (off_t)run->len;

	if (run->data) {
		if (image->end < end)
			image->end = end;
		return write_all(image->fd, run->data, run->len, at);
	}
	if (end > image->end)
		end = image->end;
	return at < end ? punch(image->fd, at, (uint64_t)(end - at)) : 0;
}

/* Write what waits, also before the chunk goes where it points into. */
static int flush(struct tool *t)
{
	struct run run = t->run;
	unsigned int i;

	t->run.len = 0;
	for (i = 0; run.len && i < COUNT(t->images); i++)
		if (t->images[i].fd >= 0 && write_run(&t->images[i], &run))
			return failed(t, t->images[i].name);
	return 0;
}

static int add(struct tool *t, uint64_t at, const uint8_t *data, uint64_t len)
{
	struct run *run = &t->run;

	if (run->len && run->at + run->len == at &&
	    (data ? run->data && run->data + run->len == data : !run->data)) {
		run->len += len;
		return 0;
	}
	if (flush(t))
		return -1;
	run->data = data;
	run->at = at;
	run->len = len;
	return 0;
}

/* Those with contents count once they have come: see on_page_data(). */
static int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	struct tool *t = xs->user;
	uint32_t before = look_up(t, pfn);

	t->sent[type & 15]++;
	if (t->verify || has_contents(type))
		return 0;
	if (pfn > t->config.max_pfn) { /* the library allows that */
		t->beyond++;
		return 0;
	}
	if (note(t, pfn, type))
		return -1;
	if (t->nr_leaves && !alike(before)) /* it is a hole already */
		return 0;
	return add(t, pfn * PAGE, NULL, PAGE);
}

static int on_page_data(const struct xcstream *xs, uint64_t pfn, uint32_t type,
			uint32_t offset, const uint8_t *data, size_t len)
{
	struct tool *t = xs->user;

	if (t->verify)
		return 0;
	if (add(t, pfn * PAGE + offset, data, len))
		return -1;
	return offset + len == PAGE ? note(t, pfn, type) : 0;
}

static int write_memory_json(struct tool *t)
{
	const char *what = t->guest == XCSTREAM_DOMAIN_X86_PV
				   ? "pseudo-physical"
				   : "guest-physical";
	struct range range = { 0, 0, 0 };
	const char *comma = "";
	FILE *f = begin_file(t, MEMORY, "memory.json");

	if (!f)
		return -1;
	fprintf(f,
		"{\n\t\"addresses\": \"%s\",\n\t\"page_size\": %d,\n"
		"\t\"holes_beyond_max_pfn\": %" PRIu64 ",\n\t\"ranges\": [",
		what, PAGE, t->beyond);
	while (next_range(t, &range, same)) {
		fprintf(f,
			"%s\n\t\t{ \"start\": %" PRIu64 ", \"end\": %" PRIu64
			", \"type\": \"%s\", \"sent\": %u }",
			comma, range.first, range.next - 1,
			xcstream_name(XCSTREAM_NAMES_PAGE_TYPE,
				      range.page >> 28),
			range.page & MAX_SENT);
		comma = ",";
	}
	fputs("\n\t]\n}\n", f);
	return end_file(t, f, "memory.json");
}

/* ---- memory.elf ---- */

/*
 * The file header, a page of its own; the pages, each at its address; and last
 * the program headers, since only then it is known which there are. Always of
 * 64 bits, also for a guest of 32: Volatility 3 reads no others.
 */
enum { EHDR_SIZE = 64, PHDR_SIZE = 56, SHDR_SIZE = 64, PN_XNUM = 0xffff };

/* One PT_LOAD for each range of pages with contents. Returns how many. */
static uint64_t put_phdrs(const struct tool *t, FILE *f, off_t base)
{
	struct range range = { 0, 0, 0 };
	unsigned char phdr[PHDR_SIZE], *p;
	uint64_t nr = 0, at, len;

	for (; next_range(t, &range, alike); nr++) {
		at = range.first * PAGE;
		len = (range.next - range.first) * PAGE;
		p = put_le(phdr, 4, 1); /* PT_LOAD */
		p = put_le(p, 4, 7); /* PF_R | PF_W | PF_X */
		p = put_le(p, 8, (uint64_t)base + at);
		p = put_le(p, 8, at); /* p_vaddr */
		p = put_le(p, 8, at); /* p_paddr */
		p = put_le(p, 8, len); /* p_filesz */
		p = put_le(p, 8, len); /* p_memsz */
		put_le(p, 8, PAGE);
		fwrite(phdr, sizeof(phdr), 1, f);
	}
	return nr;
}

static void put_ehdr(FILE *f, uint64_t phoff, uint64_t nr)
{
	/* e_ident: 64 bits, little endian, version 1 */
	static const unsigned char ident[16] = "\177ELF\2\1\1";
	bool many = nr >= PN_XNUM;
	unsigned char ehdr[EHDR_SIZE], *p;

	memcpy(ehdr, ident, sizeof(ident));
	p = put_le(ehdr + sizeof(ident), 2, 4); /* ET_CORE */
	p = put_le(p, 2, 62); /* EM_X86_64 */
	p = put_le(p, 4, 1); /* e_version */
	p = put_le(p, 8, 0); /* e_entry */
	p = put_le(p, 8, phoff);
	p = put_le(p, 8, many ? phoff + nr * PHDR_SIZE : 0); /* e_shoff */
	p = put_le(p, 4, 0); /* e_flags */
	p = put_le(p, 2, EHDR_SIZE);
	p = put_le(p, 2, PHDR_SIZE);
	p = put_le(p, 2, many ? PN_XNUM : nr);
	p = put_le(p, 2, SHDR_SIZE);
	p = put_le(p, 2, many); /* e_shnum */
	put_le(p, 2, 0); /* e_shstrndx */
	fwrite(ehdr, sizeof(ehdr), 1, f);
}

static int write_elf_headers(struct tool *t, struct image *image)
{
	unsigned char shdr[SHDR_SIZE] = { 0 };
	FILE *f = fdopen(image->fd, "w");
	uint64_t nr;
	bool bad;

	if (!f)
		return failed(t, image->name);
	image->fd = -1;
	bad = fseeko(f, image->end, SEEK_SET);
	nr = put_phdrs(t, f, image->base);
	put_le(shdr + 44, 4, nr); /* sh_info: the real e_phnum, if it is many */
	if (nr >= PN_XNUM)
		fwrite(shdr, sizeof(shdr), 1, f);
	bad = bad || fseeko(f, 0, SEEK_SET);
	if (bad)
		failed(t, image->name);
	put_ehdr(f, nr ? (uint64_t)image->end : 0, nr);
	return end_file(t, f, image->name) || bad ? -1 : 0;
}

/* ---- what else is in a stream ---- */

static void append(char *text, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Add to one of summary.json's lists, if there is room for an element. */
static void append(char *text, size_t size, const char *format, ...)
{
	size_t n = strlen(text);
	va_list args;

	if (size - n < 120)
		return;
	if (n)
		text[n++] = ',';
	va_start(args, format);
	vsnprintf(text + n, size - n, format, args);
	va_end(args);
}

#define APPEND(list, ...) append((list), sizeof(list), "\n\t\t{ " __VA_ARGS__)

static int on_xl_header(const struct xcstream *xs, uint32_t mandatory_flags,
			uint32_t optional_flags, uint32_t optional_data_len)
{
	struct tool *t = xs->user;

	(void)optional_data_len;
	t->flags = mandatory_flags;
	APPEND(t->layers,
	       "\"name\": \"xl\", \"mandatory_flags\": %u, "
	       "\"optional_flags\": %u }",
	       mandatory_flags, optional_flags);
	return 0;
}

/* The NUL that JSON and XML end with does not come. */
static int on_config(const struct xcstream *xs, uint32_t length)
{
	struct tool *t = xs->user;
	bool xml = xs->layer == XCSTREAM_LAYER_LIBVIRT;
	bool json = !xml && (t->flags & 1);

	if (xml)
		APPEND(t->layers, "\"name\": \"libvirt\" }");
	return begin_blob(t, CONFIG, length - ((xml || json) && length), "%s",
			  xml	 ? "domain.xml"
			  : json ? "config.json"
				 : "config.txt");
}

static int on_image_header(const struct xcstream *xs, uint32_t version,
			   uint32_t options)
{
	struct tool *t = xs->user;

	APPEND(t->layers,
	       "\"name\": \"%s\", \"version\": %u, \"options\": %u, "
	       "\"byte_order\": \"%s\" }",
	       xcstream_name(XCSTREAM_NAMES_LAYER, xs->layer), version, options,
	       options & 1 ? "big" : "little");
	return 0;
}

static int on_domain_header(const struct xcstream *xs, uint32_t type,
			    uint32_t page_shift, uint32_t xen_major,
			    uint32_t xen_minor)
{
	struct tool *t = xs->user;

	(void)page_shift;
	t->guest = type;
	t->major = xen_major;
	t->minor = xen_minor;
	return 0;
}

/* Of XAPI's records, all are passed on but those that hold an image. */
static int on_xapi_record(struct tool *t, uint32_t type, uint32_t length)
{
	const char *name = xcstream_record_name(XCSTREAM_LAYER_XAPI, type);

	if (!t->layers[0])
		APPEND(t->layers, "\"name\": \"xapi\" }");
	if (type == XCSTREAM_XAPI_LIBXC || type == XCSTREAM_XAPI_LIBXL ||
	    type == XCSTREAM_XAPI_END_OF_IMAGE)
		return 0;
	/* Each checkpoint looks through DIR. */
	if (t->nr_xapi == MAX_XAPI)
		return trouble(t, "xapi-*.bin", "too many records of XAPI");
	return begin_blob(t, XAPI, length, "xapi-%u-%s.bin", t->nr_xapi++,
			  name ? name : "unknown");
}

static int on_record(const struct xcstream *xs, uint32_t type, uint32_t length)
{
	struct tool *t = xs->user;

	if (xs->layer == XCSTREAM_LAYER_XAPI)
		return on_xapi_record(t, type, length);
	if (xs->layer != XCSTREAM_LAYER_LIBXC)
		return 0;
	/* Xen's restorer compares what comes then, and keeps what it has. */
	if (type == XCSTREAM_LIBXC_VERIFY)
		t->verify = true;
	else if (type == XCSTREAM_LIBXC_CHECKPOINT)
		t->verify = false;
	/* A second one of these replaces the first. */
	if (type == XCSTREAM_LIBXC_X86_CPUID_POLICY)
		return end_text(t, CPUID_CSV);
	if (type == XCSTREAM_LIBXC_X86_MSR_POLICY)
		return end_text(t, MSRS_CSV);
	if (type == XCSTREAM_LIBXC_SHARED_INFO)
		return begin_blob(t, SHARED_INFO, length, "shared-info.bin");
	return 0;
}

/* After a checkpoint, what it brought comes anew. */
static int on_record_end(const struct xcstream *xs)
{
	struct tool *t = xs->user;

	if (xcstream_checkpoints(xs, NULL) == t->epochs)
		return 0;
	t->epochs = xcstream_checkpoints(xs, NULL);
	t->fresh &= ~OF_EPOCH;
	return end_text(t, PARAMS_CSV) || end_text(t, XENSTORE_TXT) ? -1 : 0;
}

static int on_pv_info(const struct xcstream *xs, uint32_t guest_width,
		      uint32_t pt_levels)
{
	struct tool *t = xs->user;

	snprintf(t->pv, sizeof(t->pv),
		 "\t\"pv\": { \"guest_width\": %u, \"pt_levels\": %u },\n",
		 guest_width, pt_levels);
	return 0;
}

static int on_p2m_frames(const struct xcstream *xs, uint32_t start_pfn,
			 uint32_t end_pfn)
{
	struct tool *t = xs->user;

	(void)start_pfn;
	if (end_pfn > t->end_pfn)
		t->end_pfn = end_pfn;
	return 0;
}

/* One without a context says nothing, and its vcpu_id may be any. */
static int on_vcpu(const struct xcstream *xs, uint32_t vcpu_id, uint32_t length)
{
	const char *kind = "msrs";

	if (xs->type == XCSTREAM_LIBXC_X86_PV_VCPU_BASIC)
		kind = "basic";
	else if (xs->type == XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED)
		kind = "extended";
	else if (xs->type == XCSTREAM_LIBXC_X86_PV_VCPU_XSAVE)
		kind = "xsave";
	if (!length)
		return 0;
	return begin_blob(xs->user, VCPUS, length, "vcpu-%u-%s.bin", vcpu_id,
			  kind);
}

/* Of a vCPU: as struct xen_domctl_vcpu_msr, whatever the stream's order. */
static int on_msr(const struct xcstream *xs, uint32_t index, uint64_t value)
{
	struct tool *t = xs->user;
	unsigned char entry[16];

	if (xs->type == XCSTREAM_LIBXC_X86_MSR_POLICY)
		return put_text(t, MSRS_CSV, "0x%08x,0x%016" PRIx64 "\n", index,
				value);
	put_le(put_le(entry, 8, index), 8, value);
	return put_blob(t, entry, sizeof(entry));
}

static int on_cpuid_leaf(const struct xcstream *xs, const uint64_t leaf[6])
{
	return put_text(xs->user, CPUID_CSV,
			"0x%08" PRIx64 ",0x%08" PRIx64 ",0x%08" PRIx64
			",0x%08" PRIx64 ",0x%08" PRIx64 ",0x%08" PRIx64 "\n",
			leaf[0], leaf[1], leaf[2], leaf[3], leaf[4], leaf[5]);
}

static int on_tsc_info(const struct xcstream *xs, uint32_t mode, uint32_t khz,
		       uint64_t nsec, uint32_t incarnation)
{
	struct tool *t = xs->user;

	snprintf(t->tsc, sizeof(t->tsc),
		 "\t\"tsc\": { \"mode\": %u, \"khz\": %u, \"nsec\": %" PRIu64
		 ", \"incarnation\": %u },\n",
		 mode, khz, nsec, incarnation);
	return 0;
}

static int on_hvm_entry(const struct xcstream *xs, uint32_t typecode,
			uint32_t instance, uint32_t length)
{
	const char *name = xcstream_name(XCSTREAM_NAMES_HVM_TYPECODE, typecode);

	if (!typecode) /* END */
		return 0;
	return begin_blob(xs->user, HVM, length, HVM_DIR "/%02u-%s.%u.bin",
			  typecode, name ? name : "unknown", instance);
}

static int on_hvm_header(const struct xcstream *xs, uint32_t version,
			 uint64_t changeset, uint32_t cpuid, uint32_t gtsc_khz)
{
	struct tool *t = xs->user;
	unsigned char body[24], *p = body;

	snprintf(t->hvm, sizeof(t->hvm),
		 "\t\"hvm\": { \"version\": %u, \"changeset\": \"0x%" PRIx64
		 "\", \"cpuid\": \"0x%x\", \"gtsc_khz\": %u },\n",
		 version, changeset, cpuid, gtsc_khz);
	p = put_le(p, 4, 0x54381286); /* HVM_FILE_MAGIC */
	p = put_le(p, 4, version);
	p = put_le(p, 8, changeset);
	p = put_le(p, 4, cpuid);
	put_le(p, 4, gtsc_khz);
	return put_blob(t, body, sizeof(body));
}

static int on_hvm_param(const struct xcstream *xs, uint64_t index,
			uint64_t value)
{
	const char *name = xcstream_name(XCSTREAM_NAMES_HVM_PARAM, index);

	return put_text(xs->user, PARAMS_CSV,
			"%" PRIu64 ",%s,0x%016" PRIx64 "\n", index,
			name ? name : "", value);
}

static int on_emulator(const struct xcstream *xs, uint32_t emulator_id,
		       uint32_t index, uint32_t length)
{
	struct tool *t = xs->user;

	if (t->emulators_of != t->epochs) {
		t->emulators_of = t->epochs;
		t->nr_emulators = 0;
		t->emulators[0] = '\0';
	}
	if (xs->type == XCSTREAM_LIBXL_EMULATOR_XENSTORE_DATA)
		return put_text(t, XENSTORE_TXT, "# emulator_id %u, index %u\n",
				emulator_id, index);
	if (t->nr_emulators == MAX_EMULATORS)
		return trouble(t, "emulator-*.bin", "too many emulators");
	APPEND(t->emulators,
	       "\"emulator_id\": %u, \"index\": %u, \"bytes\": %u }",
	       emulator_id, index, length);
	return begin_blob(t, EMULATORS, length, "emulator-%u.bin",
			  t->nr_emulators++);
}

/* key = "value", a line each, all other bytes as \xNN */
static int on_xenstore(const struct xcstream *xs, bool value, uint8_t byte)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789-/_@";
	struct tool *t = xs->user;
	bool first = !t->in_string;

	t->in_string = byte != 0;
	if (value && first && put_text(t, XENSTORE_TXT, " = \""))
		return -1;
	if (!byte)
		return put_text(t, XENSTORE_TXT, value ? "\"\n" : "%s", "");
	if (value ? byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\'
		  : strchr(plain, byte) != NULL)
		return put_text(t, XENSTORE_TXT, "%c", byte);
	return put_text(t, XENSTORE_TXT, "\\x%02x", byte);
}

/* Without a domain before it, this comes from COLO's receiver. */
static int on_checkpoint_state(const struct xcstream *xs, uint32_t control_id)
{
	struct tool *t = xs->user;

	(void)control_id;
	if (t->guest)
		return 0;
	snprintf(t->trouble, sizeof(t->trouble),
		 "%.250s: no domain, but what COLO's receiver answers",
		 t->stream);
	return -1;
}

static const struct xcstream_ops all_ops = {
	.xl_header = on_xl_header,
	.config = on_config,
	.image_header = on_image_header,
	.domain_header = on_domain_header,
	.checkpoint_state = on_checkpoint_state,
	.record = on_record,
	.record_end = on_record_end,
	.data = on_data,
	.page = on_page,
	.page_data = on_page_data,
	.pv_info = on_pv_info,
	.p2m_frames = on_p2m_frames,
	.vcpu = on_vcpu,
	.tsc_info = on_tsc_info,
	.hvm_entry = on_hvm_entry,
	.hvm_header = on_hvm_header,
	.hvm_param = on_hvm_param,
	.cpuid_leaf = on_cpuid_leaf,
	.msr = on_msr,
	.emulator = on_emulator,
	.xenstore = on_xenstore,
	.warning = on_warning,
};

/* ---- summary.json ---- */

static void put_numbers(const struct tool *t, FILE *f)
{
	const char *comma = "";
	unsigned int i;

	fputs("\t\"pages_sent\": {", f);
	for (i = 0; i < COUNT(t->sent); i++) {
		if (!t->sent[i])
			continue;
		fprintf(f, "%s \"%s\": %" PRIu64, comma,
			xcstream_name(XCSTREAM_NAMES_PAGE_TYPE, i), t->sent[i]);
		comma = ",";
	}
	fputs(" },\n\t\"files\": {", f);
	for (i = 0, comma = ""; i < NR_GROUPS; i++, comma = ",")
		fprintf(f, "%s \"%s\": %u", comma, groups[i].name, t->files[i]);
	fputs(" }\n", f);
}

static int write_summary(struct tool *t, const struct xcstream *xs)
{
	FILE *f = begin_file(t, SUMMARY, "summary.json");

	if (!f)
		return -1;
	fprintf(f, "{\n\t\"xcextract\": \"%s\",\n\t\"valid\": %s,\n",
		XCSTREAM_VERSION, t->fault.len ? "false" : "true");
	fprintf(f, "\t\"fault\": \"%s\",\n\t\"layers\": [%s\n\t],\n",
		t->fault.s, t->layers);
	fprintf(f, "\t\"guest\": \"%s\",\n\t\"xen\": \"%u.%u\",\n",
		NAME(guests, t->guest), t->major, t->minor);
	fprintf(f, "%s%s%s\t\"end_pfn\": %u,\n", t->tsc, t->pv, t->hvm,
		t->end_pfn);
	fprintf(f, "\t\"records\": %" PRIu64 ",\n\t\"bytes\": %" PRIu64 ",\n",
		xs->records, xcstream_offset(xs));
	fprintf(f, "\t\"bytes_after_end\": %" PRIu64 ",\n", t->after);
	fprintf(f, "\t\"checkpoints\": %" PRIu64 ",\n",
		xcstream_checkpoints(xs, NULL));
	fprintf(f, "\t\"warnings\": %" PRIu64 ",\n", t->warnings);
	fprintf(f, "\t\"emulators\": [%s\n\t],\n", t->emulators);
	put_numbers(t, f);
	fputs("}\n", f);
	return end_file(t, f, "summary.json");
}

/* ---- DIR, and FAILED in it ---- */

/*
 * FAILED is there from the start, so that a crash leaves it, too. It goes when
 * all is on the disk.
 */
static void mark(struct tool *t, const char *text)
{
	if (!write_all(t->failed, text, strlen(text), 0) &&
	    ftruncate(t->failed, (off_t)strlen(text)))
		complain("%s/FAILED: %s", t->dir_name, strerror(errno));
}

static int open_dir(struct tool *t)
{
	const char *name;

	if (mkdir(t->dir_name, 0700) && errno != EEXIST)
		return failed(t, "");
	t->dir = open(t->dir_name, DIRECTORY);
	if (t->dir < 0)
		return trouble(t, "", NO_DIR);
	if (!t->force && sweep(t, REFUSE, ALL_GROUPS, NULL))
		return -1;
	/* Replaced, not removed: there is no moment without it. */
	name = t->force ? "FAILED.new" : "FAILED";
	if (t->force && unlinkat(t->dir, name, 0) && errno != ENOENT)
		return failed(t, name);
	t->failed = create_new(t->dir, name);
	if (t->failed < 0 && errno == EEXIST)
		return trouble(t, "FAILED", "exists already; see --force");
	if (t->failed < 0)
		return failed(t, "FAILED");
	mark(t, "in progress, unless xcextract was killed\n");
	if (t->force && renameat(t->dir, name, t->dir, "FAILED"))
		return failed(t, "FAILED");
	return t->force ? sweep(t, REMOVE, ALL_GROUPS, NULL) : 0;
}

static int start_output(struct tool *t)
{
	unsigned int i;

	if (open_dir(t))
		return -1;
	for (i = 0; i < COUNT(t->images); i++) {
		if (!(t->groups & BIT(t->images[i].group)))
			continue;
		t->images[i].fd =
			create(t, t->images[i].group, t->images[i].name);
		if (t->images[i].fd < 0)
			return -1;
	}
	if (t->no_counts || !(t->groups & (BIT(MEMORY) | BIT(ELF))))
		return 0;
	t->nr_leaves = t->config.max_pfn / LEAF + 1;
	t->leaves = calloc((size_t)t->nr_leaves, sizeof(*t->leaves));
	if (!t->leaves) {
		t->nr_leaves = 0;
		return trouble(t, "memory.json",
			       "not enough memory; see --max-pfn, --no-counts");
	}
	return 0;
}

/* Also what came before a fault is worth something: it is just not all. */
static int finish_output(struct tool *t, const struct xcstream *xs)
{
	unsigned int i;
	int fd;

	for (i = 0; i < NR_TEXTS; i++)
		if (end_text(t, (enum text)i))
			return -1;
	if (end_blob(t) || flush(t))
		return -1;
	if ((t->groups & BIT(MEMORY)) && t->nr_leaves && write_memory_json(t))
		return -1;
	if ((t->groups & BIT(ELF)) && write_elf_headers(t, &t->images[1]))
		return -1;
	fd = t->images[0].fd;
	if (fd >= 0 && close(fd))
		return failed(t, t->images[0].name);
	if ((t->groups & BIT(SUMMARY)) && write_summary(t, xs))
		return -1;
	return sweep(t, SYNC, ALL_GROUPS, NULL) || act(t, SYNC, t->dir, ".")
		       ? -1
		       : 0;
}

/* ---- input ---- */

/* Read the next bytes; 0 at the end, or -1 and errno. */
static ssize_t fetch(struct tool *t)
{
	ssize_t n;

	do {
		n = read(t->in.fd, chunk, sizeof(chunk));
	} while (n < 0 && errno == EINTR);
	if (n > 0)
		t->in.at += n;
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

/* Count the bytes after the stream; who writes into a pipe shall not die. */
static ssize_t drain(struct tool *t, size_t rest)
{
	ssize_t n;

	t->after = rest + bytes_left(&t->in);
	if (t->in.end)
		return 0;
	while ((n = fetch(t)) > 0)
		t->after += (uint64_t)n;
	return n;
}

/* Returns -1 if something went wrong here; else *xs has a verdict. */
static int feed(struct tool *t, struct xcstream *xs)
{
	enum xcstream_status status = XCSTREAM_MORE;
	size_t used = 0;
	ssize_t n = 0;

	while (status == XCSTREAM_MORE) {
		skip(t, xs);
		n = fetch(t);
		if (n <= 0)
			break;
		status = xcstream_push(xs, chunk, (size_t)n, &used);
		if (flush(t))
			return -1;
	}
	if (n == 0)
		status = xcstream_finish(xs);
	else if (n > 0 && status == XCSTREAM_DONE)
		n = drain(t, (size_t)n - used);
	if (n < 0 && !t->trouble[0])
		snprintf(t->trouble, sizeof(t->trouble), "%.250s: %s",
			 t->stream, strerror(errno));
	return t->trouble[0] ? -1 : 0;
}

/* ---- a stream ---- */

/* Keep what is wrong with it, and up to where it was good. */
static void keep_fault(struct tool *t, const struct xcstream *xs)
{
	const struct xcstream_report *fault = xcstream_fault(xs);

	if (!fault)
		return;
	words_fault(&t->fault, fault);
	words_add(&t->fault, "%s", hint(fault->code));
	if (xcstream_checkpoints(xs, NULL)) {
		words_add(&t->fault, "; ");
		words_checkpoints(&t->fault, xs);
	}
}

static enum verdict conclude(struct tool *t, const struct xcstream *xs)
{
	const struct xcstream_report *fault = xcstream_fault(xs);
	char text[sizeof(t->trouble) + 1];

	if (!t->trouble[0] && !fault && unlinkat(t->dir, "FAILED", 0))
		failed(t, "FAILED");
	if (t->trouble[0]) {
		complain("%s", t->trouble);
		snprintf(text, sizeof(text), "%s\n", t->trouble);
	} else if (fault) {
		complain("%s: %s", t->stream, t->fault.s);
		snprintf(text, sizeof(text), "%s\n", t->fault.s);
	} else {
		return VALID;
	}
	if (t->failed >= 0)
		mark(t, text);
	return t->trouble[0] || XCSTREAM_IS_CALLER(fault->code) ? TROUBLE
								: NOT_VALID;
}

static enum verdict extract(struct tool *t)
{
	static const struct image images[] = {
		{ MEMORY, "memory.img", 0, 0, -1 },
		{ ELF, "memory.elf", PAGE, 0, -1 },
	};
	struct xcstream_ops ops = all_ops;
	struct xcstream xs;
	int fd;

	t->dir = t->failed = -1;
	t->fresh = ALL_GROUPS & ~OF_EPOCH;
	memcpy(t->images, images, sizeof(images));
	fd = open_input(t->stream);
	if (fd < 0 || fstat(fd, &t->in_is)) {
		complain("%s: %s", t->stream, strerror(errno));
		return TROUBLE;
	}
	begin_input(&t->in, fd);
	if (!(t->groups & (BIT(MEMORY) | BIT(ELF))))
		ops.page_data = NULL;
	xcstream_init(&xs, &ops, t, &t->config);
	if (!start_output(t) && !feed(t, &xs)) {
		keep_fault(t, &xs);
		finish_output(t, &xs);
	}
	return conclude(t, &xs);
}

/* ---- the command line ---- */

static const char usage[] =
	"Usage: xcextract [OPTION]... STREAM DIR\n"
	"Write what is in a Xen save file or migration stream to files in\n"
	"DIR, which is created. If STREAM is -, read standard input.\n"
	"\n"
	"      --only=GROUP,...  not all files, but: summary, memory, elf,\n"
	"                        vcpus, shared-info, hvm, policies,\n"
	"                        emulators, config, xapi\n"
	"      --elf             write memory.elf, too: an ELF core file\n"
	"      --no-counts       keep nothing for each page: no memory.json\n"
	"      --force           replace what is in DIR\n"
	"  -p, --profile=NAME    strict (default), or restore: take whatever\n"
	"                        Xen restores\n"
	"  -c, --checkpointed    the sender is Remus or COLO\n"
	"      --max-pfn=N       largest page number with memory (268435455)\n"
	"      --max-pages=N     pages with contents in a record (1024)\n"
	"  -h, --help            print this\n"
	"      --version         print the version\n"
	"\n"
	"DIR/FAILED is there until all was written, and stays if it was not.\n"
	"Exit status: 0 if the stream is valid, 1 if it is not, 2 on wrong\n"
	"usage, or if something could not be read or written.\n";

enum {
	OPTION_ONLY = 256,
	OPTION_ELF,
	OPTION_NO_COUNTS,
	OPTION_FORCE,
	OPTION_MAX_PFN,
	OPTION_MAX_PAGES,
	OPTION_VERSION
};

static const struct option options[] = {
	{ "only", required_argument, NULL, OPTION_ONLY },
	{ "elf", no_argument, NULL, OPTION_ELF },
	{ "no-counts", no_argument, NULL, OPTION_NO_COUNTS },
	{ "force", no_argument, NULL, OPTION_FORCE },
	{ "profile", required_argument, NULL, 'p' },
	{ "checkpointed", no_argument, NULL, 'c' },
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
		complain("'%s' is no number from 1 to %" PRIu64, optarg, max);
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
		t->elf = true;
		return true;
	case OPTION_NO_COUNTS:
		t->no_counts = true;
		return true;
	case OPTION_FORCE:
		t->force = true;
		return true;
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
		complain("STREAM and DIR, please; see --help");
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
		t->groups = ALL_GROUPS & ~BIT(ELF);
	if (t->elf)
		t->groups |= BIT(ELF);
	if ((t->groups & BIT(ELF)) && t->no_counts) {
		complain("an ELF file needs to know which pages there are: "
			 "not with --no-counts");
		return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	static struct tool t;
	int option;

	t.config.max_pfn = ((uint64_t)1 << 28) - 1;
	t.config.nr_pfns = 1024;
	while ((option = getopt_long(argc, argv, "p:ch", options, NULL)) !=
	       -1) {
		if (option == 'h' || option == OPTION_VERSION) {
			fputs(option == 'h' ? usage
					    : "xcextract " XCSTREAM_VERSION
					      "\n",
			      stdout);
			return fclose(stdout) ? TROUBLE : VALID;
		}
		if (!take_option(&t, option))
			return TROUBLE;
	}
	if (!take_arguments(&t, argc - optind, argv + optind))
		return TROUBLE;
	t.config.pfns = calloc(t.config.nr_pfns, sizeof(*t.config.pfns));
	if (!t.config.pfns) {
		complain("not enough memory; see --max-pages");
		return TROUBLE;
	}
	signal(SIGXFSZ, SIG_IGN); /* an error to report, not to die of */
	return (int)extract(&t);
}
