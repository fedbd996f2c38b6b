/* SPDX-License-Identifier: MIT */
/* output.c - lines, to standard output and error, and to syslog. */
#include "xcverify.h"

static const char *const escapes[NR_COLORS] = {
	[GOOD] = "\033[32m",  [BAD] = "\033[1;31m",  [WARNING] = "\033[33m",
	[QUIET] = "\033[90m", [NAME_OF] = "\033[1m",
};

/*
 * Not by the C library: its buffer is lost where a write has to be tried again,
 * as for a signal, or on a descriptor that somebody has made non-blocking.
 */
static void write_now(struct line *line, const char *text, size_t len)
{
	ssize_t n;

	while (len && !line->error) {
		n = write(line->fd, text, len);
		if (n >= 0) {
			text += n;
			len -= (size_t)n;
		} else if (!is_passing(line->fd, POLLOUT))
			line->error = errno;
	}
}

void flush_lines(struct line *line)
{
	write_now(line, line->buffer, line->buffered);
	line->buffered = 0;
}

static void write_all(struct line *line, const char *text, size_t len)
{
	if (!line->buffer) {
		write_now(line, text, len);
		return;
	}
	if (len > LINES_BUFFER - line->buffered)
		flush_lines(line);
	memcpy(line->buffer + line->buffered, text, len);
	line->buffered += len;
}

static void spill(struct line *line)
{
	if (line->syslog)
		syslog(line->priority, "%.*s", (int)line->len, line->text);
	if (line->first) /* so that a terminal gets them in order */
		flush_lines(line->first);
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
	if (line->at_once)
		flush_lines(line);
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
