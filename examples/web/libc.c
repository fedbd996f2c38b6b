/* SPDX-License-Identifier: MIT */
/* libc.c - what libc.h declares. */
#include "examples/web/libc.h"

/* ---- strings ---- */

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *p = a, *q = b;

	for (; n; n--, p++, q++)
		if (*p != *q)
			return *p < *q ? -1 : 1;
	return 0;
}

void *memcpy(void *to, const void *from, size_t n)
{
	const unsigned char *p = from;
	unsigned char *q = to;

	while (n--)
		*q++ = *p++;
	return to;
}

void *memset(void *to, int byte, size_t n)
{
	unsigned char *p = to;

	while (n--)
		*p++ = (unsigned char)byte;
	return to;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return (unsigned char)*a - (unsigned char)*b;
}

char *strstr(const char *s, const char *part)
{
	size_t n = strlen(part), left = strlen(s);

	for (; left >= n; s++, left--)
		if (!memcmp(s, part, n))
			return (char *)(uintptr_t)s;
	return NULL;
}

/* ---- vsnprintf() ---- */

struct text {
	char *to;
	size_t room, len; /* len may become more than there is room for */
};

/* What stands between % and the letter. */
struct spec {
	bool zeros, has_precision;
	int width, precision, longs;
};

static void add(struct text *text, char c)
{
	if (text->len + 1 < text->room)
		text->to[text->len] = c;
	text->len++;
}

static void add_padded(struct text *text, const struct spec *spec,
		       const char *s, size_t n)
{
	size_t i;

	for (i = n; spec->width > 0 && i < (size_t)spec->width; i++)
		add(text, spec->zeros ? '0' : ' ');
	for (i = 0; i < n; i++)
		add(text, s[i]);
}

static void add_string(struct text *text, const struct spec *spec,
		       const char *s)
{
	size_t n = 0;

	while ((!spec->has_precision || n < (size_t)spec->precision) && s[n])
		n++;
	add_padded(text, spec, s, n);
}

static void add_number(struct text *text, const struct spec *spec,
		       uint64_t value, unsigned int base, bool negative)
{
	char digits[24];
	size_t at = sizeof(digits);

	do {
		digits[--at] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	if (negative)
		digits[--at] = '-';
	add_padded(text, spec, digits + at, sizeof(digits) - at);
}

/* A width or a precision, which may stand among the arguments. */
static const char *take_number(const char *format, int *number, int argument)
{
	*number = 0;
	if (*format == '*') {
		*number = argument;
		return format + 1;
	}
	for (; *format >= '0' && *format <= '9'; format++)
		*number = 10 * *number + *format - '0';
	return format;
}

/* A va_list in a struct can be handed on by its address. */
struct arguments {
	va_list list;
};

static int star(const char *format, struct arguments *args)
{
	return *format == '*' ? va_arg(args->list, int) : 0;
}

static const char *take_spec(const char *format, struct spec *spec,
			     struct arguments *args)
{
	memset(spec, 0, sizeof(*spec));
	if (*format == '0') {
		spec->zeros = true;
		format++;
	}
	format = take_number(format, &spec->width, star(format, args));
	if (*format == '.') {
		spec->has_precision = true;
		format++;
		format = take_number(format, &spec->precision,
				     star(format, args));
	}
	for (; *format == 'l'; format++)
		spec->longs++;
	return format;
}

static void add_argument(struct text *text, const struct spec *spec,
			 char letter, struct arguments *args)
{
	uint64_t value;
	char c;

	if (letter == 's') {
		add_string(text, spec, va_arg(args->list, const char *));
	} else if (letter == 'c') {
		c = (char)va_arg(args->list, int);
		add_padded(text, spec, &c, 1);
	} else if (letter == 'd') {
		int n = va_arg(args->list, int);

		value = n < 0 ? -(uint64_t)n : (uint64_t)n;
		add_number(text, spec, value, 10, n < 0);
	} else { /* u, x */
		value = spec->longs > 1 ? va_arg(args->list, uint64_t)
					: va_arg(args->list, unsigned int);
		add_number(text, spec, value, letter == 'x' ? 16 : 10, false);
	}
}

int vsnprintf(char *to, size_t size, const char *format, va_list list)
{
	struct text text = { to, size, 0 };
	struct arguments args;
	struct spec spec;

	va_copy(args.list, list);
	while (*format) {
		if (*format != '%') {
			add(&text, *format++);
			continue;
		}
		format = take_spec(format + 1, &spec, &args);
		add_argument(&text, &spec, *format++, &args);
	}
	va_end(args.list);
	if (size)
		to[text.len < size ? text.len : size - 1] = '\0';
	return (int)text.len;
}

int snprintf(char *to, size_t size, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(to, size, format, args);
	va_end(args);
	return n;
}

/* ---- the file ---- */

int errno;

const char *strerror(int number)
{
	(void)number;
	return "the browser cannot read it any more; was it changed or moved?";
}

int open(const char *name, int flags, ...)
{
	(void)name;
	(void)flags;
	return STDERR_FILENO + 1;
}

int close(int fd)
{
	(void)fd;
	return 0;
}

int isatty(int fd)
{
	(void)fd;
	return 0;
}

int fstat(int fd, struct stat *st)
{
	(void)fd;
	st->st_size = (off_t)page_size();
	return 0;
}

off_t lseek(int fd, off_t offset, int whence)
{
	(void)fd;
	return whence == SEEK_END ? (off_t)page_size() : offset;
}

ssize_t pread(int fd, void *to, size_t n, off_t offset)
{
	int done = page_read(to, n, (double)offset);

	(void)fd;
	if (done < 0)
		errno = EIO;
	return done;
}

/* It is called where a file has no bytes. */
ssize_t read(int fd, void *to, size_t n)
{
	(void)fd;
	(void)to;
	(void)n;
	return 0;
}

ssize_t write(int fd, const void *from, size_t n)
{
	page_write(fd, from, n);
	return (ssize_t)n;
}

/* No descriptor here makes anybody wait. */
int poll(struct pollfd *fds, unsigned long n, int timeout)
{
	(void)fds;
	(void)timeout;
	return (int)n;
}

/* Without --syslog */
void syslog(int priority, const char *format, ...)
{
	(void)priority;
	(void)format;
}

/* ---- progress ---- */

void progress_begin(const char *who, uint64_t total, bool draw, int flags)
{
	(void)who;
	(void)total;
	(void)draw;
	(void)flags;
}

void progress_step(uint64_t done)
{
	page_progress((double)done);
}

void progress_wipe(void)
{
}
