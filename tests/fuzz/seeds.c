/* SPDX-License-Identifier: MIT */
/*
 * seeds.c - what fuzz.c starts from: a stream of each row of the conformance
 * table, in one of its layers, byte orders and profiles each, and the beginning
 * of each capture. usage: seeds DIRECTORY CAPTURES
 */
#include <stdio.h>
#include <stdlib.h>

#include "conformance/table.h"

enum { CAPTURE = 20000 };

static void write_seed(const char *dir, unsigned int nr,
		       const uint8_t settings[4], const void *data, size_t len)
{
	char name[4096];
	FILE *f;

	snprintf(name, sizeof(name), "%s/%u", dir, nr);
	f = fopen(name, "wb");
	if (!f || fwrite(settings, 1, 4, f) != 4 ||
	    fwrite(data, 1, len, f) != len || fclose(f)) {
		perror(name);
		exit(1);
	}
}

/* Of the layers and orders that a row has, the nth, from 0; round and round. */
static void write_row(const char *dir, const struct row *row, unsigned int nr)
{
	uint8_t settings[4] = { (uint8_t)(nr % 5), row->config.flags,
				row->config.format, (uint8_t)(nr * 37) };
	unsigned int wrap = FIRST_FORMAT, big = 0, n = nr % 12;
	struct stream s = { 0 };

	while (!row_has(row, wrap, big) || n--) {
		big = !big;
		if (!big && ++wrap > LAST_FORMAT)
			wrap = FIRST_FORMAT;
	}
	row_build(&s, row, wrap, big);
	write_seed(dir, nr, settings, s.data, s.len);
	stream_free(&s);
}

int main(int argc, char **argv)
{
	static uint8_t data[CAPTURE];
	const uint8_t settings[4] = { 0, XCSTREAM_CHECKPOINTED, 0, 100 };
	const struct row *row;
	unsigned int i, k;
	FILE *f;

	for (i = 0; (row = row_at(i)); i++)
		write_row(argv[1], row, i);
	for (k = 2; k < (unsigned int)argc; k++, i++) {
		f = fopen(argv[k], "rb");
		if (!f) {
			perror(argv[k]);
			return 1;
		}
		write_seed(argv[1], i, settings, data,
			   fread(data, 1, sizeof(data), f));
		fclose(f);
	}
	printf("%u seeds\n", i);
	return 0;
}
