/* SPDX-License-Identifier: MIT */
/*
 * libc.h - as much of a C library as xcverify's files need in a browser. Each
 * header that they include (<stdio.h> ...) is this one; the Makefile has the
 * list. What is declared and nowhere defined is in functions that are left out of
 * the module, as nobody calls them: the linker would tell.
 */
#ifndef WEB_LIBC_H
#define WEB_LIBC_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- types and numbers ---- */

typedef int64_t off_t;
typedef int32_t ssize_t;

#define PRIu64 "llu"
#define PRIx64 "llx"

enum { EINTR = 1, EAGAIN, EWOULDBLOCK = EAGAIN, EIO, ECONNRESET };
extern int errno;
const char *strerror(int number);

/* ---- strings ---- */

int memcmp(const void *a, const void *b, size_t n);
void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int strcmp(const char *a, const char *b);
size_t strlen(const char *s);
size_t strspn(const char *s, const char *accept);
char *strstr(const char *s, const char *part);
long strtol(const char *s, char **end, int base);
unsigned long long strtoull(const char *s, char **end, int base);

/* Knows %c %d %s %u %x, 0, widths, precisions, *, and l, ll. */
int vsnprintf(char *to, size_t size, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));
int snprintf(char *to, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* ---- the one file that there is, and what is printed ---- */

enum { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO };
enum { O_RDONLY, O_CLOEXEC };
enum { SEEK_SET, SEEK_CUR, SEEK_END };

struct stat {
	off_t st_size;
};

int close(int fd);
int fstat(int fd, struct stat *st);
int isatty(int fd);
off_t lseek(int fd, off_t offset, int whence);
int open(const char *name, int flags, ...);
ssize_t pread(int fd, void *to, size_t n, off_t offset);
ssize_t read(int fd, void *to, size_t n);
ssize_t write(int fd, const void *from, size_t n);

/* What nobody comes to here */
typedef struct FILE FILE;
#define stderr ((FILE *)NULL)
enum { POLLIN, POLLOUT };
struct pollfd {
	int fd;
	short events;
};
int poll(struct pollfd *fds, unsigned long n, int timeout);
void syslog(int priority, const char *format, ...);
int fprintf(FILE *file, const char *format, ...);
int fputc(int c, FILE *file);
int printf(const char *format, ...);
int putchar(int c);
int puts(const char *s);

/* ---- in place of examples/progress.h ---- */

#define EXAMPLES_PROGRESS_H

void progress_begin(const char *who, uint64_t total, bool draw, int flags);
void progress_step(uint64_t done);
void progress_wipe(void);

/* ---- what the page does ---- */

#define IMPORT(name)                                                           \
	__attribute__((import_module("page"), import_name(#name))) page_##name

/* Offsets and sizes are numbers as JavaScript has them: exact up to 2^53. */
double IMPORT(size)(void);
/* Returns how many bytes it read, or -1. */
int IMPORT(read)(void *to, size_t n, double offset);
void IMPORT(write)(int fd, const void *from, size_t n);
void IMPORT(progress)(double done);

#endif
