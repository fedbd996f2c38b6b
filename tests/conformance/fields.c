/* SPDX-License-Identifier: MIT */
/*
 * fields.c - see fields.h. The tables here are those of the specifications, and
 * of what Xen's readers take; they share nothing with the header's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "builder.h"
#include "conformance/fields.h"

static const struct recipe recipes[] = {
	{ .guest = PV, .version = 3, .width = 8, .live = true },
	{ .guest = HVM, .version = 3, .checkpoints = 1, .colo = true },
	{ .guest = HVM, .version = 3, .nested = true }
};

/* Streams that have, together, every record type. */
static const struct {
	enum xcstream_format wrap;
	uint8_t recipe;
} streams[] = { { XCSTREAM_FORMAT_LIBXC, 0 }, { XCSTREAM_FORMAT_LIBXL, 1 },
		{ XCSTREAM_FORMAT_XL, 1 },    { XCSTREAM_FORMAT_LIBVIRT, 0 },
		{ XCSTREAM_FORMAT_XAPI, 1 },  { XCSTREAM_FORMAT_XAPI, 2 } };

enum { NR_STREAMS = sizeof(streams) / sizeof(*streams) };

static const struct xcstream_config config = { .flags = XCSTREAM_CHECKPOINTED,
					       .profile = XCSTREAM_CUSTOM };

/* ---- lengths ---- */

#define MIB (1u << 20)
#define XC(type) XCSTREAM_LAYER_LIBXC, XCSTREAM_LIBXC_##type
#define XL(type) XCSTREAM_LAYER_LIBXL, XCSTREAM_LIBXL_##type
#define XA(type) XCSTREAM_LAYER_XAPI, XCSTREAM_XAPI_##type

enum { ANY = UINT16_MAX };

static const struct lengths {
	uint8_t layer;
	uint32_t type;
	uint32_t least, step, most;
	uint32_t limit; /* what a reader takes */
	bool loose; /* a restorer does not look at what is too much */
} lengths[] = { { XC(END), 0, 0, 0, 128 * MIB, true },
		{ XC(PAGE_DATA), 8, 0, ANY, 128 * MIB, false },
		{ XC(X86_PV_INFO), 8, 0, 8, 128 * MIB, true },
		{ XC(X86_PV_P2M_FRAMES), 8, 8, ANY, 128 * MIB, false },
		{ XC(X86_PV_VCPU_BASIC), 8, 0, ANY, 128 * MIB, false },
		{ XC(X86_PV_VCPU_EXTENDED), 8, 0, ANY, 128 * MIB, false },
		{ XC(X86_PV_VCPU_XSAVE), 8, 0, ANY, 128 * MIB, false },
		{ XC(SHARED_INFO), 4096, 0, 4096, 128 * MIB, false },
		{ XC(X86_TSC_INFO), 24, 0, 24, 128 * MIB, false },
		{ XC(HVM_CONTEXT), 1, 0, ANY, 128 * MIB, false },
		{ XC(HVM_PARAMS), 8, 16, ANY, 128 * MIB, false },
		{ XC(X86_PV_VCPU_MSRS), 8, 0, ANY, 128 * MIB, false },
		{ XC(VERIFY), 0, 0, 0, 128 * MIB, true },
		{ XC(CHECKPOINT), 0, 0, 0, 128 * MIB, true },
		{ XC(STATIC_DATA_END), 0, 0, 0, 128 * MIB, true },
		{ XC(X86_CPUID_POLICY), 24, 24, ANY, 24 << 10, false },
		{ XC(X86_MSR_POLICY), 16, 16, ANY, 16 << 10, false },
		{ XL(END), 0, 0, 0, 0xfffffff8, true },
		{ XL(LIBXC_CONTEXT), 0, 0, 0, 0xfffffff8, true },
		{ XL(EMULATOR_XENSTORE_DATA), 8, 0, ANY, 0xfffffff8, false },
		{ XL(EMULATOR_CONTEXT), 8, 0, ANY, 0xfffffff8, false },
		{ XL(CHECKPOINT_END), 0, 0, 0, 0xfffffff8, true },
		{ XL(CHECKPOINT_STATE), 4, 4, 8, 0xfffffff8, false },
		{ XA(Xenops), 1, 0, ANY, 128 * MIB, false },
		{ XA(Libxc), 0, 0, 0, UINT32_MAX, true },
		{ XA(Libxl), 0, 0, 0, UINT32_MAX, true },
		{ XA(Qemu_trad), 1, 0, ANY, MIB, false },
		{ XA(Qemu_xen), 1, 0, ANY, 128 * MIB, false },
		{ XA(Demu), 1, 0, ANY, 128 * MIB, false },
		{ XA(Varstored), 0, 0, ANY, 128 * MIB, false },
		{ XA(Swtpm0), 0, 0, ANY, 128 * MIB, false },
		{ XA(Swtpm), 0, 0, ANY, 128 * MIB, false },
		{ XA(End_of_image), 0, 0, 0, UINT32_MAX, true } };

enum { NR_LENGTHS = sizeof(lengths) / sizeof(*lengths) };

/* What is wrong with a length, and what is expected instead. */
static unsigned int wrong_length(const struct lengths *l, uint64_t length,
				 bool lax, uint64_t *expected)
{
	uint64_t over = 0;

	if (length > l->limit && l->limit != UINT32_MAX) {
		*expected = l->limit;
		return XCSTREAM_E_TOO_LONG;
	}
	if (length > l->most && l->most != ANY) {
		*expected = l->most;
		if (l->loose)
			return lax ? XCSTREAM_E_NONE : XCSTREAM_E_LONG;
		return XCSTREAM_E_LENGTH;
	}
	if (length < l->least) {
		*expected = l->least;
		return XCSTREAM_E_LENGTH;
	}
	if (l->step)
		over = (length - l->least) % l->step;
	*expected = length - over;
	return over ? XCSTREAM_E_LENGTH : XCSTREAM_E_NONE;
}

/*
 * Push the stream up to the record's header, which has that length. If `lax`,
 * what is too much is tolerated where a restorer does not look at it.
 */
static void try_length(const struct stream *s, struct part *part,
		       const struct lengths *l, uint64_t length, bool lax)
{
	bool wide = l->layer == XCSTREAM_LAYER_XAPI;
	unsigned int at = wide ? 8 : 4, size = at, code;
	struct xcstream_config tolerant = config;
	uint8_t old[16];
	const struct xcstream_report *fault;
	uint64_t expected;
	struct xcstream xs;

	/* What Xen does not send, but a reader may take. */
	xcstream_set_code(&tolerant.tolerate, XCSTREAM_E_SIZE, true);
	/* told as soon as there is no room for an entry */
	xcstream_set_code(&tolerant.tolerate, XCSTREAM_E_HVM_END, true);
	xcstream_set_code(&tolerant.tolerate, XCSTREAM_E_LONG, lax);
	memcpy(old, part->data, 2 * at);
	part_set(part, at, size, length);
	xcstream_init(&xs, NULL, NULL, &tolerant);
	xcstream_push(&xs, s->data, part->at, NULL);
	assert_null(xcstream_fault(&xs));
	xcstream_push(&xs, part->data, 2 * at, NULL);
	memcpy(part->data, old, 2 * at);
	fault = xcstream_fault(&xs);
	code = wrong_length(l, length, lax, &expected);
	if (fault ? fault->code != code : code != XCSTREAM_E_NONE)
		fail_msg("layer %u, type %#x, length %#llx: fault %u, not %u",
			 l->layer, l->type, (unsigned long long)length,
			 fault ? fault->code : 0u, code);
	if (!fault)
		return;
	assert_int_equal(fault->expected, expected);
	assert_int_equal(fault->found, length);
	assert_int_equal(fault->offset, part->at + at);
}

static void try_lengths(const struct stream *s, struct part *part,
			const struct lengths *l)
{
	const uint64_t step = l->step ? l->step : 1;
	const uint64_t some[] = { 0,
				  l->least,
				  l->least + 1,
				  l->least + step - 1,
				  l->least + step,
				  l->least + 2 * step + step / 2,
				  l->most,
				  l->most + 1u,
				  70000,
				  (uint64_t)l->limit - 1,
				  l->limit,
				  (uint64_t)l->limit + 1,
				  UINT32_MAX };
	unsigned int i;

	if (l->least)
		try_length(s, part, l, l->least - 1, false);
	for (i = 0; i < sizeof(some) / sizeof(*some); i++) {
		if (some[i] > UINT32_MAX)
			continue;
		try_length(s, part, l, some[i], false);
		try_length(s, part, l, some[i], true);
	}
}

void test_lengths(void **state)
{
	bool tried[NR_LENGTHS] = { false };
	struct stream s = { 0 };
	struct part *part;
	unsigned int i, k;

	(void)state;
	for (i = 0; i < 2 * NR_STREAMS; i++) {
		stream_build(&s, &recipes[streams[i / 2].recipe],
			     streams[i / 2].wrap, i % 2);
		stream_join(&s);
		for (k = 0; k < NR_LENGTHS; k++) {
			part = stream_find(&s, lengths[k].layer,
					   lengths[k].type, 0);
			if (!part)
				continue;
			try_lengths(&s, part, &lengths[k]);
			tried[k] = true;
		}
		stream_free(&s);
	}
	for (k = 0; k < NR_LENGTHS; k++)
		if (HAS_OUTER || lengths[k].layer == XCSTREAM_LAYER_LIBXC)
			assert_true(tried[k]);
}

/* ---- bits ---- */

/* Bits of a field that have one right value. `nth` is of the part. */
static const struct bits {
	uint8_t layer;
	uint32_t type;
	uint8_t nth, at, size;
	uint8_t first, past; /* of its bits, from the lowest */
	uint8_t code;
	bool big; /* always big endian */
} bits[] = {
#define HEADER(layer, nth, at, size, first, past, code, big)                   \
	{ XCSTREAM_LAYER_##layer,                                              \
	  XCSTREAM_NO_RECORD,                                                  \
	  nth,                                                                 \
	  at,                                                                  \
	  size,                                                                \
	  first,                                                               \
	  past,                                                                \
	  XCSTREAM_E_##code,                                                   \
	  big },
#define BODY(record, at, size, first, past, code)                              \
	{ record, 0, at, size, first, past, XCSTREAM_E_##code, false },
	HEADER(XL, 0, 8, 4, 0, 32, MAGIC, true) HEADER(
		XL, 0, 12, 4, 0, 32, MAGIC,
		true) HEADER(XL, 0, 16, 4, 0, 32, MAGIC,
			     true) HEADER(XL, 0, 20, 4, 0, 32, MAGIC, true)
		HEADER(XL, 0, 24, 4, 0, 32, MAGIC, true) HEADER(
			XL, 0, 28, 4, 0, 32, MAGIC,
			true) HEADER(XL, 0, 36, 4, 2, 32, XL_FLAGS, false)
			HEADER(XL, 0, 40, 4, 0, 32, XL_OPTIONAL, false) HEADER(
				LIBVIRT, 0, 8, 4, 0, 32, MAGIC,
				true) HEADER(LIBVIRT, 0, 12, 4, 0, 32, MAGIC, true) HEADER(LIBVIRT, 0, 24, 8, 0, 64, SPARE_BITS, false) HEADER(LIBVIRT, 0, 32, 8, 0, 64, SPARE_BITS, false) HEADER(LIBVIRT, 0, 40, 8, 0, 64, SPARE_BITS, false) HEADER(LIBVIRT,
																														       0,
																														       48,
																														       8,
																														       0, 64, SPARE_BITS, false) HEADER(LIBVIRT,
																																			0, 56, 8, 0, 64, SPARE_BITS, false) HEADER(XAPI, 0,
																																								   8,
																																								   4,
																																								   0,
																																								   32,
																																								   MAGIC, true) HEADER(XAPI, 0, 12, 2, 0, 16, MAGIC, true) HEADER(XAPI,
																																																  0,
																																																  14,
																																																  1,
																																																  0,
																																																  8,
																																																  MAGIC, true) HEADER(LIBXL, 0, 8, 4, 0, 32, VERSION, true) HEADER(LIBXL, 0, 12, 4, 2, 16, RESERVED, true) HEADER(LIBXL, 0, 12, 4, 16, 32, SPARE_BITS, true) HEADER(LIBXC,
																																																																				    0,
																																																																				    8,
																																																																				    4,
																																																																				    0,
																																																																				    32,
																																																																				    MAGIC, true) HEADER(LIBXC, 0, 12, 4, 1, 32, VERSION,
																																																																							true) HEADER(LIBXC,
																																																																								     0,
																																																																								     16, 2, 1, 16, RESERVED, true) HEADER(LIBXC,
																																																																													  0,
																																																																													  18,
																																																																													  2,
																																																																													  0, 16, RESERVED, true) HEADER(LIBXC,
																																																																																	0, 20, 4,
																																																																																	0,
																																																																																	32,
																																																																																	RESERVED,
																																																																																	true) HEADER(LIBXC, 1, 4, 2, 0, 16,
																																																																																		     PAGE_SHIFT,
																																																																																		     false)
				HEADER(LIBXC, 1, 6, 2, 0, 16, RESERVED, false) BODY(
					XC(PAGE_DATA), 12,
					4, 0, 32,
					RESERVED) BODY(XC(PAGE_DATA), 16,
						       8, 52, 60,
						       RESERVED_BITS) BODY(XC(X86_PV_INFO), 10, 2, 0, 16, RESERVED)
					BODY(XC(X86_PV_INFO), 12, 4, 0, 32, RESERVED) BODY(
						XC(X86_PV_VCPU_BASIC),
						12, 4,
						0, 32, RESERVED) BODY(XC(X86_PV_VCPU_EXTENDED),
								      12,
								      4, 0,
								      32, RESERVED)
						BODY(XC(X86_PV_VCPU_XSAVE), 12, 4, 0, 32, RESERVED) BODY(
							XC(X86_PV_VCPU_MSRS),
							12, 4, 0, 32,
							RESERVED) BODY(XC(X86_TSC_INFO), 28, 4, 0, 32, RESERVED)
							BODY(XC(HVM_PARAMS), 12, 4, 0, 32, RESERVED_BITS) BODY(
								XC(HVM_PARAMS),
								16, 8, 32, 64,
								PARAM_INDEX) BODY(XC(X86_MSR_POLICY), 12, 4, 0, 32, SPARE_BITS)
								BODY(XC(HVM_CONTEXT),
								     16, 4, 0,
								     32,
								     HVM_HEADER)
									BODY(XC(HVM_CONTEXT),
									     20,
									     4,
									     0,
									     32,
									     HVM_HEADER)
};

enum { NR_BITS = sizeof(bits) / sizeof(*bits) };

static uint64_t number_of(const struct part *part, const struct bits *b)
{
	bool big = b->big || part->big;
	uint64_t number = 0;
	unsigned int i;

	for (i = 0; i < b->size; i++)
		number = number << 8 |
			 part->data[b->at + (big ? i : b->size - 1u - i)];
	return number;
}

/* The field has one bit that is wrong: told there, with both values. */
static void try_bit(const struct stream *s, const struct part *part,
		    const struct bits *b, unsigned int bit)
{
	bool big = b->big || part->big;
	const uint64_t right = number_of(part, b);
	size_t at = part->at + b->at + (big ? b->size - 1u - bit / 8 : bit / 8);
	const struct xcstream_report *fault;
	struct xcstream xs;

	s->data[at] ^= (uint8_t)(1u << bit % 8);
	xcstream_init(&xs, NULL, NULL, &config);
	xcstream_push(&xs, s->data, s->len, NULL);
	s->data[at] ^= (uint8_t)(1u << bit % 8);
	fault = xcstream_fault(&xs);
	if (!fault || fault->code != b->code ||
	    fault->offset != part->at + b->at ||
	    fault->found != (right ^ (uint64_t)1 << bit) ||
	    fault->expected != right)
		fail_msg("layer %u, type %#x, field at %u, bit %u: fault %u",
			 b->layer, b->type, b->at, bit,
			 fault ? fault->code : 0u);
}

void test_bits(void **state)
{
	bool tried[NR_BITS] = { false };
	struct stream s = { 0 };
	const struct part *part;
	unsigned int i, k, bit;

	(void)state;
	for (i = 0; i < 2 * NR_STREAMS; i++) {
		stream_build(&s, &recipes[streams[i / 2].recipe],
			     streams[i / 2].wrap, i % 2);
		stream_join(&s);
		for (k = 0; k < NR_BITS; k++) {
			part = stream_find(&s, bits[k].layer, bits[k].type,
					   bits[k].nth);
			if (!part)
				continue;
			for (bit = bits[k].first; bit < bits[k].past; bit++)
				try_bit(&s, part, &bits[k], bit);
			tried[k] = true;
		}
		stream_free(&s);
	}
	for (k = 0; k < NR_BITS; k++)
		if (HAS_OUTER || bits[k].layer == XCSTREAM_LAYER_LIBXC)
			assert_true(tried[k]);
}
