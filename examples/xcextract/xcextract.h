/* SPDX-License-Identifier: MIT */
/*
 * xcextract.h - what the files of xcextract share. main.c tells what it does.
 *
 * stream.c feeds the library. Its callbacks, in records.c and memory.c, get
 * what has been checked, and put it into files: as it came, or as text
 * (output.c), or as pages (memory.c, elf.c). Only dir.c creates and removes
 * files; its table has all names that there can be.
 *
 * The functions are declared from the lowest layer up: what is in one file
 * calls nothing that is declared below it.
 */
#ifndef XCEXTRACT_H
#define XCEXTRACT_H

#ifdef __linux__
#define _GNU_SOURCE /* fallocate(2) */
#endif
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64

#include "examples/files.h"
#include "examples/progress.h"
#include "examples/kinds.h"
#include "examples/report.h"
#include "xcstream.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096
#define MAX_EMULATORS 64 /* a domain has one, or two */
#define MAX_VCPUS 8192 /* what the library takes */
#define HVM_DIR "hvm-context"
#define CONTEXT_SIZE 5168 /* struct vcpu_guest_context, of 64 bits */
/* Where xen.core has the page 0 at first: behind all contexts there can be */
#define XEN_CORE_BASE (2 * PAGE + MAX_VCPUS * CONTEXT_SIZE)

/* For the shell. */
enum verdict { VALID, NOT_VALID, TROUBLE };

/* What --only can choose. */
enum group {
	SUMMARY,
	MEMORY,
	ELF,
	XEN_CORE,
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
#define OF_MEMORY (BIT(MEMORY) | BIT(ELF) | BIT(XEN_CORE))
/* A checkpoint brings these anew. */
#define OF_EPOCH (BIT(SHARED_INFO) | BIT(HVM) | BIT(EMULATORS))

/* Files that are added to, which stay open from one record to the next. */
enum text {
	CPUID_CSV,
	MSRS_CSV,
	PARAMS_CSV,
	XENSTORE_TXT,
	CONTEXT_BIN,
	CONTEXT_JSON,
	SHARED_JSON,
	NR_TEXTS
};

/* A file that is a copy of bytes of the stream. */
struct blob {
	FILE *f; /* NULL: what comes is not wanted */
	uint64_t left; /* bytes to come */
	bool text; /* it ends with the first NUL */
	char name[64];
};

/* Files with the guest's memory */
enum { MEMORY_IMAGE, ELF_IMAGE, XEN_IMAGE, NR_IMAGES };

/* One of them: the page p is at base + PAGE * p. */
struct image {
	enum group group;
	const char *name;
	off_t base;
	off_t end; /* behind the last page that had contents */
	int fd; /* -1: not wanted */
};

/* A file in DIR that a later checkpoint may bring anew. */
struct made {
	enum group group;
	char path[64];
};

/* What is kept of a vCPU: first the registers in the order of NT_PRSTATUS. */
enum kept {
	R15,
	R14,
	R13,
	R12,
	RBP,
	RBX,
	R11,
	R10,
	R9,
	R8,
	RAX,
	RCX,
	RDX,
	RSI,
	RDI,
	ORIG_RAX,
	RIP,
	CS,
	RFLAGS,
	RSP,
	SS,
	FS_BASE,
	GS_BASE,
	DS,
	ES,
	FS,
	GS,
	NR_REGS,
	CR0 = NR_REGS,
	CR2,
	CR3,
	CR4,
	DR0,
	DR1,
	DR2,
	DR3,
	DR6,
	DR7,
	EFER,
	PV_FLAGS,
	USER_GS_BASE,
	NR_KEPT
};

enum vcpu_kind { HVM_VCPU, PV64_VCPU, PV32_VCPU };

struct vcpu {
	uint32_t id;
	enum vcpu_kind kind;
	uint64_t kept[NR_KEPT];
	uint8_t fpu[512]; /* as FXSAVE has it, and NT_FPREGSET */
};

/* The context of a vCPU that is coming. */
struct context {
	enum vcpu_kind kind;
	uint32_t id, have;
	bool wanted, big;
	uint8_t bytes[CONTEXT_SIZE]; /* the longest there is */
};

/* An entry of HVM_CONTEXT, or SHARED_INFO, that is coming. */
struct entry {
	uint32_t typecode, instance, length;
	uint32_t have, left; /* bytes, here and to come */
	bool big;
	uint8_t bytes[4096]; /* the first ones, with all that has a name */
};

/* Neighbouring pages that wait to be written, or to become a hole. */
struct run {
	const uint8_t *data; /* NULL: a hole */
	uint64_t at, len;
};

/* All that the program knows. The file that is named changes it. */
struct tool {
	/* main.c: the command line */
	struct xcstream_config config;
	unsigned int groups; /* that are wanted: a bit each */
	bool elf, virtual, xen_core, no_counts, force;
	uint64_t last_epoch, last_pass; /* after which to stop, or 0 */
	const char *stream, *dir_name;
	/* messages.c: what went wrong here, not in the stream */
	char trouble[600];
	/* dir.c: which files there are */
	int dir, failed; /* DIR, FAILED */
	/* Groups that have files of this epoch: records.c begins it. */
	unsigned int fresh, swept;
	unsigned int files[NR_GROUPS], all_files;
	uint64_t created; /* also those that are gone */
	struct made *made;
	size_t nr_made;
	unsigned int nr_contexts; /* of them: in HVM_DIR */
	/* output.c: files that are open */
	struct blob blob;
	FILE *texts[NR_TEXTS];
	/* memory.c; images also elf.c, xencore.c; leaves: see note() */
	struct image images[NR_IMAGES];
	struct run run;
	uint32_t **leaves, *spare; /* spare: room for leaves to come */
	uint64_t nr_leaves, nr_spare;
	uint64_t beyond; /* holes above --max-pfn */
	uint64_t passes, past; /* past the last page of this pass */
	bool heads; /* the next page is the first of a record */
	uint64_t sent[16]; /* pages, by type */
	/* elf.c: for summary.json, which addresses it has */
	const char *addresses;
	/* vcpus.c */
	struct context context;
	struct vcpu *vcpus;
	size_t nr_vcpus;
	uint16_t place[MAX_VCPUS]; /* of each, among them, if it is there */
	/* entries.c */
	struct entry entry;
	uint64_t nr_entries;
	/* records.c: where we are in the stream */
	uint32_t width; /* of a word of a PV guest */
	uint64_t epochs, emulators_of; /* which epoch */
	bool in_string; /* of xenstore data */
	bool verify; /* the pages to come are for comparison only */
	uint32_t flags; /* xl's mandatory ones */
	/* records.c: for summary.json; text is ready to be put there */
	struct headers headers;
	struct contents contents;
	uint32_t end_pfn;
	unsigned int nr_emulators, nr_xapi;
	uint64_t warnings;
	char layers[600], tsc[200], pv[100], hvm[200];
	char emulators[(MAX_EMULATORS + 1) * 120];
	/* stream.c: the input */
	struct input in;
	struct stat in_is; /* what must not be removed from DIR */
	uint64_t after; /* bytes after the end of the stream */
	bool partly; /* it was not read to its end: --checkpoint, --pass */
	const char *verdict; /* of the stream: a word */
	struct words fault; /* what is wrong with the stream */
};

/*
 * Functions that return an int return 0, or -1 if something went wrong here.
 * They have kept it with trouble(), and their callers return it, up to the
 * library, which ends the parsing.
 */

/* ---- messages.c ---- */

/*
 * The longest message, were each byte of it one to be told as \xNN: with what
 * is around it, a pipe with room for any takes it at once.
 */
#define MESSAGE (4 * 1000)

/* -q: nothing is printed. */
extern bool quiet;

/* To standard error, and printable. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The verdict, to standard output, and printable. */
int pronounce(const struct tool *t, const char *verdict, const char *colon,
	      const char *text);
/* Keep the first trouble with a file in DIR. Returns -1. */
int trouble(struct tool *t, const char *file, const char *what);
/* The same, of a system call: errno tells. */
int failed(struct tool *t, const char *file);
/* The same, with STREAM. */
int input_trouble(struct tool *t, const char *what);
/* What the caller can do about a fault. */
const char *hint(unsigned int code);

/* ---- stream.c ---- */

/*
 * Wait until a line can be written to a descriptor, which may be non-blocking.
 * Returns false if a signal asks to stop before.
 */
bool can_print(int fd);
/* Has one asked to? */
bool stopped(void);

/* ---- dir.c ---- */

struct group_names {
	const char *name;
	const char *files[4]; /* all there can be, as patterns: see dir.c */
};
extern const struct group_names groups[NR_GROUPS];

/* Write all of it, whatever a system call takes at once. 0, or -1 and errno. */
int write_all(int fd, const void *data, uint64_t len, off_t at);
/* Read all of it. 0, or -1 and errno: EIO if there is less. */
int read_all(int fd, void *data, size_t len, off_t at);
/* Create a file of a group in DIR, or in HVM_DIR there. Returns it, or -1. */
int create(struct tool *t, enum group group, const char *path);
/* The same as a stream, or NULL. */
FILE *begin_file(struct tool *t, enum group group, const char *name);
/* Remove what the last HVM_CONTEXT has written: another one has come. */
int forget_context(struct tool *t);
/* Close it. Only now is it known whether all of it could be written. */
int end_file(struct tool *t, FILE *f, const char *name);
/* Make DIR, and FAILED in it. */
int open_dir(struct tool *t);
/* Nothing more is to be written: others may have DIR. */
void close_dir(struct tool *t);
/* Wait until the disk has all of it. */
int sync_dir(struct tool *t);
/* What FAILED shall say; and that it shall go. */
void mark(struct tool *t, const char *text);
void unmark(struct tool *t);
/* Give room on the disk for what is still to be written, when all is over. */
void release(struct tool *t);

/* ---- output.c ---- */

/* A number of `size` bytes, as x86 has it. Returns what is behind it. */
unsigned char *put_le(unsigned char *p, unsigned int size, uint64_t number);
/* A number of `size` bytes, of a stream in either byte order. */
uint64_t get_number(const unsigned char *p, unsigned int size, bool big);
/* A file that `length` bytes are copied to: one at a time. */
int begin_blob(struct tool *t, enum group group, uint64_t length,
	       const char *format, ...) __attribute__((format(printf, 4, 5)));
int put_blob(struct tool *t, const void *data, size_t len);
int end_blob(struct tool *t);
/* Add to a file, which begins with the first that is added. */
int put_text(struct tool *t, enum text which, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int put_bytes(struct tool *t, enum text which, const void *data, size_t len);
int end_text(struct tool *t, enum text which);
int flush_texts(struct tool *t);

/* ---- memory.c ---- */

struct range {
	uint64_t first, next; /* `next` is behind it */
	uint32_t page; /* the first one: see note() */
};

/* For an image all pages with contents are alike. */
uint32_t alike(uint32_t page);
/* Find the next range of pages that `kind` calls the same, and not 0. */
bool next_range(const struct tool *t, struct range *range,
		uint32_t (*kind)(uint32_t page));
int begin_memory(struct tool *t);
/* Write what waits, also before the chunk goes where it points into. */
int flush(struct tool *t);
/* Callbacks of the library */
int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type);
int on_page_data(const struct xcstream *xs, uint64_t pfn, uint32_t type,
		 uint32_t offset, const uint8_t *data, size_t len);
int write_memory_json(struct tool *t);

/* How many pages from there on have no contents, as far as is seen at once. */
uint64_t without_contents(const struct tool *t, uint64_t pfn);
/*
 * Read a page's contents from an image; without any, it is all zeros. Returns 0,
 * or -1 and errno.
 */
int read_page(const struct tool *t, const struct image *image, uint64_t pfn,
	      unsigned char page[PAGE]);

/* ---- entries.c ---- */

/* An HVM_CONTEXT is to come: its entries, and all bytes of their bodies. */
int begin_context(struct tool *t);
int begin_entry(struct tool *t, uint32_t typecode, uint32_t instance,
		uint32_t length, bool big);
int put_context(struct tool *t, const void *data, size_t len);
/* The body of SHARED_INFO is to come. */
void begin_shared_info(struct tool *t, uint32_t length, bool big);
int put_shared_info(struct tool *t, const void *data, size_t len);
/* The page of the last SHARED_INFO, or NULL if none has come. */
const unsigned char *whole_shared_info(const struct tool *t);

/* ---- xencore.c ---- */

/* The registers of the nr-th vCPU that has come */
int put_core_context(struct tool *t, size_t nr,
		     const unsigned char context[CONTEXT_SIZE]);
/* Move the pages to where they belong, and put around them what is known. */
int write_xen_core(struct tool *t, struct image *image);

/* ---- vcpus.c ---- */

/* Its context is to come: `length` bytes by put_vcpu(). */
void begin_vcpu(struct tool *t, enum vcpu_kind kind, uint32_t id,
		uint32_t length, bool big);
int put_vcpu(struct tool *t, const uint8_t *data, size_t len);
/* All vCPUs are to come anew. */
void forget_vcpus(struct tool *t);

/* ---- tables.c ---- */

/* What a vCPU's page tables map: pages that have contents, in a row. */
struct mapping {
	uint64_t address, at, len; /* virtual, physical */
};

/*
 * Call put() for each, in the order of addresses. Returns 0; or 1 if that were
 * not all: tables that refer to each other could go on for ever; or -1 and errno
 * if one could not be read.
 */
int walk_tables(const struct tool *t, const struct image *image,
		const struct vcpu *vcpu,
		void (*put)(void *to, const struct mapping *mapping), void *to);

/* ---- elf.c ---- */

/* What memory.elf has around its pages; closes it. */
int write_elf_headers(struct tool *t, struct image *image);

/* ---- summary.c ---- */

/* Add to one of summary.json's lists, if there is room for an element. */
void append(char *text, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
#define APPEND(list, ...) append((list), sizeof(list), "\n\t\t{ " __VA_ARGS__)

int write_summary(struct tool *t, const struct xcstream *xs);

/* ---- records.c ---- */

extern const struct xcstream_ops all_ops;

/* ---- stream.c ---- */

/* Do what the command line says. */
enum verdict extract(struct tool *t);

#endif
