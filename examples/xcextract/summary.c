/* SPDX-License-Identifier: MIT */
/* summary.c - summary.json */
#include "xcextract.h"

void append(char *text, size_t size, const char *format, ...)
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

/* Also where a message tells of a file whose name has any bytes. */
static void put_string(FILE *f, const char *text)
{
	char plain[MESSAGE];
	const char *p;

	printable(plain, sizeof(plain), text);
	for (p = plain; *p; p++) {
		if (*p == '"' || *p == '\\')
			fputc('\\', f);
		fputc(*p, f);
	}
}

int write_summary(struct tool *t, const struct xcstream *xs)
{
	const char *what = t->trouble[0] ? t->trouble : t->fault.s;
	FILE *f = begin_file(t, SUMMARY, "summary.json");

	if (!f)
		return -1;
	fprintf(f, "{\n\t\"xcextract\": \"%s\",\n\t\"valid\": %s,\n",
		XCSTREAM_VERSION, *what ? "false" : "true");
	fputs("\t\"fault\": \"", f);
	put_string(f, what);
	fprintf(f, "\",\n\t\"layers\": [%s\n\t],\n", t->layers);
	fprintf(f, "\t\"guest\": \"%s\",\n\t\"xen\": \"%u.%u\",\n",
		NAME(guests, t->headers.guest), t->headers.xen_major,
		t->headers.xen_minor);
	fprintf(f, "%s%s%s\t\"end_pfn\": %u,\n", t->tsc, t->pv, t->hvm,
		t->end_pfn);
	fprintf(f, "\t\"records\": %" PRIu64 ",\n\t\"bytes\": %" PRIu64 ",\n",
		xs->records, xcstream_offset(xs));
	fprintf(f, "\t\"bytes_after_end\": %" PRIu64 ",\n", t->after);
	fprintf(f, "\t\"checkpoints\": %" PRIu64 ",\n",
		xcstream_checkpoints(xs, NULL));
	fprintf(f, "\t\"passes\": %" PRIu64 ",\n", t->passes);
	fprintf(f, "\t\"warnings\": %" PRIu64 ",\n", t->warnings);
	if (t->addresses)
		fprintf(f, "\t\"memory.elf\": \"%s\",\n", t->addresses);
	fprintf(f, "\t\"emulators\": [%s\n\t],\n", t->emulators);
	put_numbers(t, f);
	fputs("}\n", f);
	return end_file(t, f, "summary.json");
}
