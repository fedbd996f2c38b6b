/* SPDX-License-Identifier: MIT */
/* output.c - lines, to standard output and error, and to syslog. */
#include "xcverify.h"

static const char *const escapes[NR_COLORS] = {
	[GOOD] = "\033[32m",  [BAD] = "\033[1;31m",  [WARNING] = "\033[33m",
	[QUIET] = "\033[90m", [NAME_OF] = "\033[1m",
};

bool is_weak(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && flags & O_NONBLOCK;
}

/* Write all of it, even if a reader is slow and its descriptor is weak. */
static void write_all(struct line *line, const char *text, size_t len)
{
	size_t done = 0;

	while (!line->error) {
		done += fwrite(text + done, 1, len - done, line->to);
		if (done == len)
			return;
		if (is_passing(fileno(line->to), POLLOUT))
			clearerr(line->to);
		else
			line->error = errno;
	}
}

static void spill(struct line *line)
{
	if (line->syslog)
		syslog(line->priority, "%.*s", (int)line->len, line->text);
	if (line->to == stderr)
		fflush(stdout); /* so that a terminal gets them in order */
	progress_wipe();
	if (line->plain && line->prefix && !line->continued)
		write_all(line, line->prefix, strlen(line->prefix));
	if (line->plain)
		write_all(line, line->text, line->len);
	line->continued = true;
	line->len = 0;
}

void end_line(struct line *line)
{
	if (!line->len)
		return;
	line->text[line->len++] = '\n';
	spill(line);
	line->continued = false;
}

int put(struct line *line, const char *format, ...)
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

int put_color(struct line *line, enum color color, const char *text)
{
	if (!line->color)
		return put(line, "%s", text);
	return put(line, "%s%s\033[0m", escapes[color], text);
}

int put_text(struct line *line, const void *data, size_t len)
{
	const unsigned char *p = data;

	for (; len; len--, p++) {
		if (*p < ' ' || *p > '~' || *p == '"' || *p == '\\')
			put(line, line->json ? "\\u%04x" : "\\x%02x", *p);
		else
			put(line, "%c", *p);
	}
	return 0;
}

void put_name(const struct tool *t, struct line *line)
{
	put_text(line, t->s.name, strlen(t->s.name));
	put(line, ": ");
}

void tell(struct tool *t, const char *what, const char *text)
{
	put_name(t, &t->err);
	put(&t->err, "%s%s", what, text);
	end_line(&t->err);
}

enum verdict put_error(struct tool *t, const char *message)
{
	if (!t->quiet)
		tell(t, "", message);
	return TROUBLE;
}
