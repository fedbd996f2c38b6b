/* SPDX-License-Identifier: MIT */
/*
 * kinds.c - write valid streams of each kind to files, for restore.sh: kinds
 * DIRECTORY. Their names are KIND.LAYER.ORDER. What comes
 * more than once in a stream differs from one time to the next.
 */
#include <stdio.h>
#include <stdlib.h>

#include "builder.h"

static const struct {
	const char *name;
	struct recipe recipe;
} kinds[] = {
	{ "pv", { .guest = PV, .version = 3, .width = 8 } },
	{ "pv-v2", { .guest = PV, .version = 2, .width = 8 } },
	{ "pv32", { .guest = PV, .version = 3, .width = 4 } },
	{ "pv-live", { .guest = PV, .version = 3, .width = 8, .live = true } },
	{ "pv-remus",
	  { .guest = PV, .version = 3, .width = 8, .checkpoints = 3 } },
	{ "hvm", { .guest = HVM, .version = 3 } },
	{ "hvm-v2", { .guest = HVM, .version = 2 } },
	{ "hvm-live", { .guest = HVM, .version = 3, .live = true } },
	{ "hvm-nested", { .guest = HVM, .version = 3, .nested = true } },
	{ "hvm-remus", { .guest = HVM, .version = 3, .checkpoints = 3 } },
	/* after VERIFY, epochs are not to be compared */
	{ "hvm-live-remus",
	  { .guest = HVM, .version = 2, .checkpoints = 2, .live = true } },
	{ "hvm-colo",
	  { .guest = HVM, .version = 3, .checkpoints = 2, .colo = true } },
};

static const char *const layers[] = { "auto", "xl",    "libvirt",
				      "xapi", "libxl", "libxc" };

/* A byte, by the record's type, that means nothing to the parser. */
static const struct {
	uint8_t layer, type, at;
} free_bytes[] = {
	{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_X86_TSC_INFO, 16 },
	{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_SHARED_INFO, 99 },
	{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_X86_PV_VCPU_BASIC, 77 },
	{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED, 30 },
	{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_X86_PV_VCPU_XSAVE, 30 },
	{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_X86_PV_VCPU_MSRS, 28 },
	{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_HVM_CONTEXT, 60 },
	{ XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_HVM_PARAMS, 28 },
	{ XCSTREAM_LAYER_LIBXL, XCSTREAM_LIBXL_EMULATOR_XENSTORE_DATA, 38 },
	{ XCSTREAM_LAYER_LIBXL, XCSTREAM_LIBXL_EMULATOR_CONTEXT, 21 }
};

static void vary(struct stream *s)
{
	struct part *part;
	unsigned int i, nth;

	for (i = 0; i < sizeof(free_bytes) / sizeof(*free_bytes); i++)
		for (nth = 0; (part = stream_find(s, free_bytes[i].layer,
						  free_bytes[i].type, nth));
		     nth++)
			part->data[free_bytes[i].at] =
				(uint8_t)(part->data[free_bytes[i].at] + nth);
	for (nth = 0; (part = stream_find(s, XCSTREAM_LAYER_LIBXC,
					  XCSTREAM_LIBXC_PAGE_DATA, nth));
	     nth++)
		if (part->len > 4096)
			part->data[part->len - 7] =
				(uint8_t)(part->data[part->len - 7] + nth);
}

/* More pfns, as in a guest that grows; and an index that is not 0. */
static void extend(struct stream *s, const struct recipe *recipe)
{
	struct part *part = stream_find(s, XCSTREAM_LAYER_LIBXC,
					XCSTREAM_LIBXC_X86_PV_P2M_FRAMES, 0);
	const uint32_t pfns = recipe->width == 8 ? 512 : 1024;
	unsigned int nth;

	if (part) {
		part = stream_insert(s, part + 1, XCSTREAM_LAYER_LIBXC,
				     XCSTREAM_LIBXC_X86_PV_P2M_FRAMES);
		put(part, 4, 2 * pfns);
		put(part, 4, 4 * pfns - 1);
		put(part, 8, 0x12);
		put(part, 8, 0x13);
		part_end(part);
	}
	for (nth = 0;
	     (part = stream_find(s, XCSTREAM_LAYER_LIBXL,
				 XCSTREAM_LIBXL_EMULATOR_CONTEXT, nth));
	     nth++)
		part_set(part, 12, 4, 5);
}

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
	struct stream s = { 0 };
	unsigned int i, wrap, big;
	char name[4096];

	if (argc != 2)
		return 2;
	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		for (wrap = XCSTREAM_FORMAT_XL; wrap <= XCSTREAM_FORMAT_LIBXC;
		     wrap++) {
			for (big = 0; big < 2; big++) {
				stream_build(&s, &kinds[i].recipe,
					     (enum xcstream_format)wrap, big);
				vary(&s);
				extend(&s, &kinds[i].recipe);
				stream_join(&s);
				snprintf(name, sizeof(name), "%s/%s.%s.%s",
					 argv[1], kinds[i].name, layers[wrap],
					 big ? "be" : "le");
				write_file(name, &s);
				stream_free(&s);
			}
		}
	}
	return 0;
}
