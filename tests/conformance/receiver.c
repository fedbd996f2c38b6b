/* SPDX-License-Identifier: MIT */
/* receiver.c - see receiver.h; it reads streams whose parts are whole or cut */
#include "receiver.h"

#include <string.h>

#include "xcstream.h"

struct input {
	const uint8_t *data;
	size_t n, at;
	bool big; /* byte order of libxl's records */
	bool failover; /* a checkpoint came whole */
};

/* How libxc's reader stops. */
enum libxc { AT_CUT, AT_END, AT_CHECKPOINT };

static size_t left(const struct input *in)
{
	return in->n - in->at;
}

static uint32_t number(const struct input *in, size_t at, bool big)
{
	uint32_t n = 0;
	unsigned int i;

	for (i = 0; i < 4; i++)
		n = n << 8 | in->data[in->at + at + (big ? i : 3 - i)];
	return n;
}

static bool take(struct input *in, uint64_t n)
{
	if (left(in) < n)
		return false;
	in->at += (size_t)n;
	return true;
}

/* The records of libxc, up to one after which libxl goes on. */
static enum libxc records(struct input *in, bool big, bool alone)
{
	uint32_t type, length;

	for (;;) {
		if (left(in) < 8)
			return AT_CUT;
		type = number(in, 0, big);
		length = number(in, 4, big);
		if (!take(in, 8 + ((uint64_t)length + 7) / 8 * 8))
			return AT_CUT;
		if (type == XCSTREAM_LIBXC_END)
			return AT_END;
		if (type != XCSTREAM_LIBXC_CHECKPOINT)
			continue;
		if (!alone)
			return AT_CHECKPOINT;
		in->failover = true;
	}
}

static enum libxc image(struct input *in, bool alone, bool *big)
{
	/* The marker and id are big endian; options say what the rest is. */
	if (left(in) < 24)
		return AT_CUT;
	*big = in->data[in->at + 17] & 1;
	in->at += 24;
	return take(in, 16) ? records(in, *big, alone) : AT_CUT;
}

static enum outcome cut(const struct input *in)
{
	return in->failover ? FAILS_OVER : FAILS;
}

/* In front of COLO's next epoch is a record of libxl. */
static bool is_colo(const struct input *in)
{
	return left(in) >= 8 && number(in, 0, in->big) == 5 &&
	       (number(in, 4, in->big) & ~12u) == 0;
}

/*
 * libxl's records after libxc. What has not arrived of a header is zero, and
 * what has not of a body is anything: neither is an error.
 */
static enum outcome tail(struct input *in, enum libxc why, bool big)
{
	uint32_t type, length;
	bool open;

	while (why != AT_CUT) {
		open = why == AT_CHECKPOINT;
		do {
			if (left(in) < 8)
				return open ? HANGS : RUNS;
			type = number(in, 0, in->big);
			length = number(in, 4, in->big);
			if (!take(in, 8 + ((uint64_t)length + 7) / 8 * 8))
				return open ? HANGS : RUNS;
			if (type == XCSTREAM_LIBXL_END && !open)
				return ENDS;
		} while (type != XCSTREAM_LIBXL_CHECKPOINT_END || !open);
		in->failover = true;
		if (is_colo(in) && left(in) < 12)
			return ABORTS;
		if (is_colo(in) && !take(in, 16))
			break; /* it has all of its number */
		why = records(in, big, false);
	}
	return cut(in);
}

static enum outcome libxl(struct input *in)
{
	enum libxc why;
	bool big = false;

	if (left(in) < 12)
		return CRASHES;
	if (left(in) < 17)
		return EMPTY;
	in->big = in->data[in->at + 15] & 1;
	if (left(in) < 24)
		return FAILS; /* it knows the type, and starts libxc */
	in->at += 24;
	why = image(in, false, &big);
	return tail(in, why, big);
}

/* A file header of xl or libvirt, with what says how long the rest is. */
static enum outcome file(struct input *in, size_t header, size_t length_at)
{
	uint32_t length;

	if (left(in) < header)
		return FAILS;
	length = number(in, length_at, in->big);
	in->at += header;
	return take(in, length) ? libxl(in) : FAILS;
}

static enum outcome xapi(struct input *in)
{
	enum outcome outcome;
	enum libxc why;
	uint32_t type;
	bool big;

	if (!take(in, 15))
		return FAILS;
	for (;;) {
		if (left(in) < 16)
			return FAILS;
		type = number(in, 0, false);
		if (!take(in, 16 + (uint64_t)number(in, 8, false)))
			return FAILS;
		if (type == XCSTREAM_XAPI_End_of_image)
			return ENDS;
		if (type == XCSTREAM_XAPI_Libxl) {
			outcome = libxl(in);
			if (outcome != ENDS)
				return outcome;
		} else if (type == XCSTREAM_XAPI_Libxc) {
			why = image(in, true, &big);
			if (why == AT_CUT)
				return cut(in);
		}
	}
}

static enum outcome libxc(struct input *in)
{
	bool big;

	return image(in, true, &big) == AT_END ? ENDS : cut(in);
}

/* What each begins with. */
static unsigned int recognise(const uint8_t *data, size_t n)
{
	static const struct {
		const char *magic;
		unsigned int format;
	} magics[] = {
		{ "Xen saved domain", XCSTREAM_FORMAT_XL },
		{ "libvirt-xml\n \0\r", XCSTREAM_FORMAT_LIBVIRT },
		{ "XenSavedDomv2-\n", XCSTREAM_FORMAT_XAPI },
		{ "LibxlFmt", XCSTREAM_FORMAT_LIBXL },
		{ "\377\377\377\377\377\377\377\377", XCSTREAM_FORMAT_LIBXC },
		{ "\005", XCSTREAM_FORMAT_LIBXL_BACK },
	};
	unsigned int i;

	for (i = 0; i < sizeof(magics) / sizeof(*magics); i++)
		if (n >= strlen(magics[i].magic) &&
		    !memcmp(data, magics[i].magic, strlen(magics[i].magic)))
			return magics[i].format;
	return XCSTREAM_FORMAT_AUTO;
}

enum outcome receive(const uint8_t *data, size_t n, unsigned int format)
{
	struct input in = { .data = data, .n = n };

	if (format == XCSTREAM_FORMAT_AUTO)
		format = recognise(data, n);
	switch (format) {
	case XCSTREAM_FORMAT_XL:
		in.big = n >= 48 && data[32] == 1;
		return file(&in, 48, 44);
	case XCSTREAM_FORMAT_LIBVIRT:
		in.big = n >= 20 && data[16] == 0;
		return file(&in, 64, 20);
	case XCSTREAM_FORMAT_XAPI:
		return xapi(&in);
	case XCSTREAM_FORMAT_LIBXL:
		return libxl(&in);
	case XCSTREAM_FORMAT_LIBXC:
		return libxc(&in);
	default: /* COLO's answers, or nobody's */
		return FAILS;
	}
}
