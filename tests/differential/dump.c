/* SPDX-License-Identifier: MIT */
/*
 * dump.c - write the streams of the conformance table to files, for another
 * reader to judge: dump DIRECTORY [NAMES]. Little endian only, as Xen reads no
 * other. NAMES is a file for the rows' numbers, which files begin with, and
 * names.
 */
#include <stdio.h>
#include <stdlib.h>

#include "builder.h"
#include "conformance/table.h"

static void write_file(const char *name, const struct stream *s)
{
	FILE *f = fopen(name, "wb");

	if (!f || fwrite(s->data, 1, s->len, f) != s->len || fclose(f)) {
		perror(name);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	/* what verify-stream-v2 reads */
	static const char *const formats[] = { NULL, "xl",    NULL,
					       NULL, "libxl", "libxc" };
	char name[4096];
	const struct row *row;
	unsigned int i, wrap;
	FILE *names = NULL;

	if (argc < 2 || argc > 3)
		return 2;
	if (argc == 3 && !(names = fopen(argv[2], "w"))) {
		perror(argv[2]);
		return 1;
	}
	for (i = 0; (row = row_at(i)); i++) {
		if (names)
			fprintf(names, "%04u %s\n", i, row->name);
		for (wrap = XCSTREAM_FORMAT_XL; wrap <= XCSTREAM_FORMAT_LIBXC;
		     wrap++) {
			struct stream s = { 0 };

			if (!formats[wrap] || !row_has(row, wrap, false))
				continue;
			row_build(&s, row, wrap, false);
			snprintf(name, sizeof(name), "%s/%04u.%s", argv[1], i,
				 formats[wrap]);
			write_file(name, &s);
			stream_free(&s);
		}
	}
	if (names && fclose(names)) {
		perror(argv[2]);
		return 1;
	}
	return 0;
}
