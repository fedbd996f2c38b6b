/* SPDX-License-Identifier: MIT */
/* messages.c - what xcextract tells its caller. */
#include "xcextract.h"

void printable(char *out, size_t size, const char *text)
{
	size_t len = 0;

	out[0] = '\0';
	for (; *text && size - len > 4; text++)
		len += (size_t)snprintf(
			out + len, size - len,
			*text >= ' ' && *text <= '~' ? "%c" : "\\x%02x",
			(unsigned char)*text);
}

void complain(const char *format, ...)
{
	char text[MESSAGE / 4], line[MESSAGE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	printable(line, sizeof(line), text);
	fprintf(stderr, "xcextract: %s\n", line);
}

int trouble(struct tool *t, const char *file, const char *what)
{
	if (!t->trouble[0])
		snprintf(t->trouble, sizeof(t->trouble), "%.250s/%.64s: %.250s",
			 t->dir_name, file, what);
	return -1;
}

int input_trouble(struct tool *t, const char *what)
{
	if (!t->trouble[0])
		snprintf(t->trouble, sizeof(t->trouble), "%.250s: %.250s",
			 t->stream, what);
	return -1;
}

int failed(struct tool *t, const char *file)
{
	return trouble(t, file, strerror(errno));
}

const char *hint(unsigned int code)
{
	if (code == XCSTREAM_E_MAX_PFN)
		return " (--max-pfn)";
	if (code == XCSTREAM_E_PFN_BUFFER)
		return " (--max-pages)";
	return code == XCSTREAM_E_CHECKPOINT ? " (--checkpointed)" : "";
}
