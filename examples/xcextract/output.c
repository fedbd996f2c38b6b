/* SPDX-License-Identifier: MIT */
/* output.c - files with what is in records, as it came or as text. */
#include "xcextract.h"

unsigned char *put_le(unsigned char *p, unsigned int size, uint64_t number)
{
	for (; size; size--, number >>= 8)
		*p++ = (unsigned char)number;
	return p;
}

uint64_t get_number(const unsigned char *p, unsigned int size, bool big)
{
	uint64_t value = 0;
	unsigned int i;

	for (i = 0; i < size; i++)
		value |= (uint64_t)p[i] << 8 * (big ? size - 1 - i : i);
	return value;
}

/* ---- files that are a copy of bytes of the stream ---- */

int end_blob(struct tool *t)
{
	FILE *f = t->blob.f;

	t->blob.f = NULL;
	return f ? end_file(t, f, t->blob.name) : 0;
}

int begin_blob(struct tool *t, enum group group, uint64_t length,
	       const char *format, ...)
{
	va_list args;

	if (end_blob(t))
		return -1;
	if (!(t->groups & BIT(group)))
		return 0;
	va_start(args, format);
	vsnprintf(t->blob.name, sizeof(t->blob.name), format, args);
	va_end(args);
	t->blob.left = length;
	t->blob.text = group == CONFIG;
	t->blob.f = begin_file(t, group, t->blob.name);
	return t->blob.f ? 0 : -1;
}

/*
 * What is tolerated may be longer than announced. A text is what those who read
 * it get to see: it ends with its first NUL.
 */
int put_blob(struct tool *t, const void *data, size_t len)
{
	struct blob *blob = &t->blob;
	const unsigned char *nul;

	if (len > blob->left)
		len = (size_t)blob->left;
	if (!blob->f || !len)
		return 0;
	blob->left -= len;
	nul = blob->text ? memchr(data, 0, len) : NULL;
	if (nul && (blob->left || nul + 1 < (const unsigned char *)data + len))
		complain("%s/%s: the config has a NUL in it; left out is what "
			 "comes from there on",
			 t->dir_name, blob->name);
	if (nul) {
		len = (size_t)(nul - (const unsigned char *)data);
		blob->left = 0;
	}
	if (fwrite(data, 1, len, blob->f) < len)
		return failed(t, blob->name);
	return blob->left ? 0 : end_blob(t);
}

/* ---- files that are added to ---- */

static const struct {
	enum group group;
	const char *name, *head, *tail;
} texts[NR_TEXTS] = {
	{ POLICIES, "cpuid.csv", "leaf,subleaf,eax,ebx,ecx,edx\n", "" },
	{ POLICIES, "msrs.csv", "index,value\n", "" },
	{ HVM, "hvm-params.csv", "index,name,value\n", "" },
	{ EMULATORS, "xenstore.txt", "", "" },
	{ HVM, "hvm-context.bin", "", "" },
	{ HVM, "hvm-context.json", "", "\n]\n" },
	{ SHARED_INFO, "shared-info.json", "", "\n\t}\n}\n" },
};

int end_text(struct tool *t, enum text which)
{
	FILE *f = t->texts[which];

	t->texts[which] = NULL;
	if (f)
		fputs(texts[which].tail, f);
	return f ? end_file(t, f, texts[which].name) : 0;
}

/* What a record has brought shall not be lost with what comes later. */
int flush_texts(struct tool *t)
{
	unsigned int i;

	for (i = 0; i < NR_TEXTS; i++)
		if (t->texts[i] && fflush(t->texts[i]))
			return failed(t, texts[i].name);
	return 0;
}

/* Begin it, unless it has begun. */
static int begin_text(struct tool *t, enum text which)
{
	FILE **f = &t->texts[which];

	if (*f)
		return 0;
	*f = begin_file(t, texts[which].group, texts[which].name);
	if (!*f)
		return -1;
	fputs(texts[which].head, *f);
	return 0;
}

int put_bytes(struct tool *t, enum text which, const void *data, size_t len)
{
	if (!(t->groups & BIT(texts[which].group)))
		return 0;
	if (begin_text(t, which))
		return -1;
	return fwrite(data, 1, len, t->texts[which]) < len
		       ? failed(t, texts[which].name)
		       : 0;
}

int put_text(struct tool *t, enum text which, const char *format, ...)
{
	va_list args;
	int n;

	if (!(t->groups & BIT(texts[which].group)))
		return 0;
	if (begin_text(t, which))
		return -1;
	va_start(args, format);
	n = vfprintf(t->texts[which], format, args);
	va_end(args);
	return n < 0 ? failed(t, texts[which].name) : 0;
}
