/* SPDX-License-Identifier: MIT */
/*
 * builder.h - builds streams for the tests.
 *
 * A stream is a list of parts, each of them a header or a record, as bytes.
 * Whole valid streams are built from a recipe; a test then changes a part or
 * the list, and joins the parts to one input.
 */
#ifndef TESTS_BUILDER_H
#define TESTS_BUILDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "xcstream.h"

enum { PARTS_MAX = 160, HEADER_SIZE = 8 /* of a record */ };

struct part {
	uint8_t *data; /* the header or record, with its padding */
	size_t len, room;
	size_t at; /* where it is in the stream, after stream_join() */
	uint32_t type; /* as it was built; XCSTREAM_NO_RECORD for a header */
	uint8_t layer; /* enum xcstream_layer */
	bool big; /* byte order of its fields */
};

/* Empty when all zero. */
struct stream {
	struct part parts[PARTS_MAX];
	unsigned int nr_parts;
	bool big; /* byte order of the parts to come */
	uint8_t *data; /* all of them, after stream_join() */
	size_t len;
};

enum guest { PV = 1, HVM = 2 };

/* What is compiled in: the layers around libxc, and the formats. */
#ifdef XCSTREAM_ONLY_LIBXC
#define HAS_OUTER false
enum {
	FIRST_FORMAT = XCSTREAM_FORMAT_LIBXC,
	LAST_FORMAT = XCSTREAM_FORMAT_LIBXC
};
#else
#define HAS_OUTER true
enum {
	FIRST_FORMAT = XCSTREAM_FORMAT_XL,
	LAST_FORMAT = XCSTREAM_FORMAT_LIBXL_BACK
};
#endif

/* What kind of stream to build. */
struct recipe {
	uint8_t guest;
	uint8_t version; /* of the libxc image: 2 or 3 */
	uint8_t width; /* PV: of a word, 4 or 8 */
	uint8_t checkpoints; /* Remus: how many before the last state */
	bool live; /* VERIFY, and memory once more */
	bool nested; /* in XAPI's image: libxl, not libxc */
	bool colo; /* CHECKPOINT_STATE after each checkpoint */
};

/* X86_PV_VCPU_BASIC's context, by width. */
#define BASIC_SIZE(width) ((width) == 8 ? 5168u : 2800u)

/* What put_pages() knows, by PFN type; '-' is reserved. */
#define PAGE_LETTERS "n1234----abcdBAX"

/*
 * Build a whole valid stream into an empty *s, from the outermost layer `wrap`
 * in, or from libxc in if no other is compiled in: two vCPUs, and every record
 * that Xen writes for such a guest. Of XCSTREAM_FORMAT_LIBXL_BACK: the answers
 * to recipe->checkpoints.
 */
void stream_build(struct stream *s, const struct recipe *recipe,
		  enum xcstream_format wrap, bool big);

/* Put the parts together to s->data; to be done again after a change. */
void stream_join(struct stream *s);

/* Free all, so that *s is empty. */
void stream_free(struct stream *s);

/* The nth part, from 0, of that layer and type; NULL if there is none. */
struct part *stream_find(struct stream *s, unsigned int layer, uint32_t type,
			 unsigned int nth);

/*
 * Add a part in front of another, or at the end if that is NULL. A record gets
 * its header. This and the next two move the parts after.
 */
struct part *stream_insert(struct stream *s, struct part *before,
			   unsigned int layer, uint32_t type);

/* Add a copy of a part of this or of another stream. */
void stream_copy(struct stream *s, struct part *before,
		 const struct part *from);

void stream_remove(struct stream *s, struct part *part);

/* Append a number of 1 to 8 bytes. */
void put(struct part *part, unsigned int size, uint64_t value);

/* Append bytes, or n bytes of a pattern. */
void put_bytes(struct part *part, const void *data, size_t n);
void put_pattern(struct part *part, size_t n);

/* Overwrite a number. */
void part_set(struct part *part, size_t at, unsigned int size, uint64_t value);

/* Set a record's length to that of its body, and pad it. */
void part_end(struct part *part);

/* Cut a record's body, or extend it with zeros. */
void part_resize(struct part *part, size_t body);

/*
 * Add a PAGE_DATA record with an entry for each of PAGE_LETTERS in `types`,
 * from `pfn` on, and a page of contents for those that have one.
 */
void put_pages(struct stream *s, uint64_t pfn, const char *types);

#endif
