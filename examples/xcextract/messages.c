/* SPDX-License-Identifier: MIT */
/* messages.c - what xcextract tells its caller. */
#include "xcextract.h"

bool quiet;

void complain(const char *format, ...)
{
	char text[MESSAGE / 4], line[MESSAGE];
	va_list args;

	if (quiet)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	printable(line, sizeof(line), text);
	if (!can_print(STDERR_FILENO))
		return;
	progress_wipe();
	fprintf(stderr, "xcextract: %s\n", line);
}

int pronounce(const struct tool *t, const char *verdict, const char *colon,
	      const char *text)
{
	char name[MESSAGE / 2];
	bool bad;

	if (quiet)
		return 0;
	printable(name, sizeof(name), t->stream);
	if (!can_print(STDOUT_FILENO))
		return -1;
	progress_wipe();
	bad = printf("%s: %s%s%s\n", name, verdict, colon, text) < 0;
	if (!fclose(stdout) && !bad) /* now: a signal may be the end */
		return 0;
	complain("standard output: %s", strerror(errno));
	return -1;
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
		return ", see --max-pfn";
	if (code == XCSTREAM_E_PFN_BUFFER)
		return ", see --max-pages";
	return code == XCSTREAM_E_CHECKPOINT ? ", see --checkpointed" : "";
}
