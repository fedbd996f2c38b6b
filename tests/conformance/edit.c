/* SPDX-License-Identifier: MIT */
/*
 * edit.c - builds the stream of a row of the conformance table.
 */
#include <assert.h>

#include "conformance/rows.h"

const struct row *row_at(unsigned int i)
{
	static const struct row *const files[] = {
		rows_whole,	 rows_xl,	  rows_libxl, rows_libxc,
		rows_pages,	 rows_pv,	  rows_hvm,   rows_order,
		rows_toolstacks, rows_checkpoints
	};
	const struct row *row;
	unsigned int file;

	for (file = 0; file < sizeof(files) / sizeof(*files); file++)
		for (row = files[file]; row->name; row++)
			if (!i--)
				return row;
	return NULL;
}

struct part *row_part(struct stream *s, uint32_t where)
{
	uint32_t type = where & 0xffff;

	if (type == END_OF_IMAGE && where >> 24 == XCSTREAM_LAYER_XAPI)
		type = XCSTREAM_XAPI_End_of_image;
	else if (type == 0xffff)
		type = XCSTREAM_NO_RECORD;
	return stream_find(s, where >> 24, type, where >> 16 & 0xff);
}

static void edit_move(struct stream *s, const struct edit *e)
{
	struct part *part = row_part(s, e->where);
	struct part *before = row_part(s, e->other);

	stream_copy(s, before, part);
	stream_remove(s, before <= part ? part + 1 : part);
}

static void edit_copy(struct stream *s, const struct edit *e)
{
	struct stream other = { 0 };

	if (e->op == OP_GRAFT) {
		stream_build(&other, e->recipe, XCSTREAM_FORMAT_XL, s->big);
		stream_copy(s, row_part(s, e->other),
			    row_part(&other, e->where));
		stream_free(&other);
		return;
	}
	stream_copy(s, row_part(s, e->other), row_part(s, e->where));
}

static void edit_add(struct stream *s, const struct edit *e)
{
	struct part *before = row_part(s, e->other);
	struct part *part = stream_insert(s, before, before->layer, 0);

	part->type =
		(uint32_t)((e->value & 0x7fff) | (e->value >> 16 & OPTIONAL));
	part_set(part, 0, 4, e->value);
	part_resize(part, (size_t)e->size);
}

static void edit(struct stream *s, const struct edit *e)
{
	struct part *part = row_part(s, e->where);

	assert(part || e->op == OP_ADD || e->op == OP_GRAFT);
	switch (e->op) {
	case OP_SET:
		part_set(part, (size_t)e->at, (unsigned int)e->size, e->value);
		break;
	case OP_SIZE:
		part_resize(part, (size_t)e->size);
		break;
	case OP_MOVE:
		edit_move(s, e);
		break;
	case OP_DROP:
		do
			stream_remove(s, part);
		while (e->other && part != row_part(s, e->other));
		break;
	case OP_TRIM:
		part->len = (size_t)e->at;
		break;
	case OP_CUT:
		part->len = (size_t)e->at;
		while (part + 1 < s->parts + s->nr_parts)
			stream_remove(s, part + 1);
		break;
	case OP_ADD:
		edit_add(s, e);
		break;
	case OP_COPY:
	case OP_GRAFT:
		edit_copy(s, e);
		break;
	case OP_NONE:
		break;
	}
}

void row_build(struct stream *s, const struct row *row, unsigned int wrap,
	       bool big)
{
	unsigned int i;

	if (row->recipe) {
		stream_build(s, row->recipe, (enum xcstream_format)wrap, big);
		for (i = 0; i < ROW_EDITS; i++)
			if (row->edits[i].op != OP_NONE)
				edit(s, &row->edits[i]);
	} else {
		put_bytes(stream_insert(s, NULL, XCSTREAM_LAYER_NONE,
					XCSTREAM_NO_RECORD),
			  row->raw, row->raw_len);
	}
	stream_join(s);
}

bool row_has(const struct row *row, unsigned int wrap, bool big)
{
	if (!HAS_OUTER &&
	    (wrap != XCSTREAM_FORMAT_LIBXC ||
	     (!row->recipe && row->config.format != XCSTREAM_FORMAT_LIBXC)))
		return false;
	if (!row->recipe)
		return wrap == XCSTREAM_FORMAT_LIBXC && !big;
	if (wrap == XCSTREAM_FORMAT_LIBXL_BACK && big)
		return false;
	return ((row->wraps ? row->wraps : BACK - 1) >> wrap & 1) &&
	       (!row->orders || (row->orders & (big ? BIG : LITTLE)));
}
