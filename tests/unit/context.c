/* SPDX-License-Identifier: MIT */
/*
 * context.c - the entries of HVM_CONTEXT, one by one: their lengths, and the
 * values that Xen could not live with, by what Xen's own sources do with them.
 *
 * Each is pushed to a parser that has just seen what comes before it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "builder.h"
#include "unit/context.h"

enum { HEADER_ENTRY = 8 + 24, CPU_ENTRY = 8 + 1032, LENGTH = 150000 };

/*
 * A parser that has seen the context's header, and a vCPU if that is wanted. The
 * record's length leaves room for any entry.
 */
static struct xcstream begun_with(bool cpu,
				  const struct xcstream_config *config)
{
	static const struct recipe hvm = { .guest = HVM, .version = 3 };
	struct stream s = { 0 };
	struct xcstream xs;
	struct part *context;

	stream_build(&s, &hvm, XCSTREAM_FORMAT_LIBXC, false);
	context = stream_find(&s, XCSTREAM_LAYER_LIBXC,
			      XCSTREAM_LIBXC_HVM_CONTEXT, 0);
	part_set(context, 4, 4, LENGTH);
	stream_join(&s);
	xcstream_init(&xs, NULL, NULL, config);
	assert_int_equal(xcstream_push(&xs, s.data,
				       context->at + HEADER_SIZE +
					       HEADER_ENTRY +
					       (cpu ? CPU_ENTRY : 0),
				       NULL),
			 XCSTREAM_MORE);
	stream_free(&s);
	return xs;
}

static struct xcstream begun(bool cpu)
{
	return begun_with(cpu, NULL);
}

static void number(uint8_t *p, unsigned int size, uint64_t value)
{
	while (size--) {
		*p++ = (uint8_t)value;
		value >>= 8;
	}
}

/* Push an entry's head, then `len` bytes of its body. */
static const struct xcstream_report *entry(struct xcstream *xs,
					   unsigned int typecode,
					   unsigned int instance,
					   uint32_t length, const uint8_t *body,
					   size_t len)
{
	uint8_t head[8];

	number(head, 2, typecode);
	number(head + 2, 2, instance);
	number(head + 4, 4, length);
	if (xcstream_push(xs, head, sizeof(head), NULL) == XCSTREAM_MORE && len)
		xcstream_push(xs, body, len, NULL);
	return xcstream_fault(xs);
}

/* ---- lengths ---- */

/*
 * public/arch-x86/hvm/save.h: HVM_SAVE_TYPE() of 4.17, and of the oldest Xen
 * whose context is taken. Those without a fixed length have all between.
 */
static const struct {
	uint32_t typecode, least, largest;
} lengths[] = {
	{ 0, 0, 0 },	    { 1, 24, 24 },  { 2, 1016, 1032 }, { 3, 8, 8 },
	{ 4, 400, 400 },    { 5, 16, 32 },  { 6, 1024, 1024 }, { 7, 16, 16 },
	{ 8, 8, 8 },	    { 9, 8, 8 },    { 10, 56, 56 },    { 11, 16, 24 },
	{ 12, 1048, 1048 }, { 13, 8, 8 },   { 14, 240, 240 },  { 15, 0, 32 },
	{ 16, 600, 65535 }, { 17, 0, 216 }, { 18, 8, 32 },     { 19, 8, 8 },
	{ 20, 24, 65535 },
};

/* Is that length refused, and for the right one? */
static void refused(uint32_t typecode, uint32_t length, uint32_t right)
{
	struct xcstream xs = begun(typecode != 2);
	const struct xcstream_report *fault;

	fault = entry(&xs, typecode, 0, length, NULL, 0);
	if (!fault || fault->code != XCSTREAM_E_HVM_LENGTH ||
	    fault->expected != right || fault->found != length)
		fail_msg("typecode %u, %u bytes: code %d", typecode, length,
			 fault ? fault->code : 0);
}

static void taken(uint32_t typecode, uint32_t length)
{
	struct xcstream xs = begun(typecode != 2);

	/* Without a vCPU the end is wrong, but not for its length. */
	if (entry(&xs, typecode, 0, length, NULL, 0) &&
	    xcstream_fault(&xs)->code == XCSTREAM_E_HVM_LENGTH)
		fail_msg("typecode %u, %u bytes: refused", typecode, length);
}

void test_entry_lengths(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 2; i < sizeof(lengths) / sizeof(*lengths); i++) {
		taken(lengths[i].typecode, lengths[i].least);
		taken(lengths[i].typecode, lengths[i].largest);
		if (lengths[i].least)
			refused(lengths[i].typecode, lengths[i].least - 1,
				lengths[i].least);
		refused(lengths[i].typecode, lengths[i].largest + 1,
			lengths[i].largest);
	}
}

/* Each typecode up to the last is known, and none after it. */
void test_entry_types(void **state)
{
	const uint32_t nr = sizeof(lengths) / sizeof(*lengths);
	const struct xcstream_report *fault;
	struct xcstream xs;
	uint32_t i;

	(void)state;
	for (i = 0; i < nr; i++)
		assert_int_equal(lengths[i].typecode, i);
	for (i = 3; i < 65536; i = i < nr + 2 ? i + 1 : i * 3) {
		xs = begun(true);
		fault = entry(&xs, i, 0, i < nr ? lengths[i].least : 8, NULL,
			      0);
		if (i < nr)
			assert_null(fault);
		else
			assert_int_equal(fault->code, XCSTREAM_E_HVM_UNKNOWN);
	}
}

/* Xen's HVM_REGISTER_SAVE_RESTORE() says of which each vCPU has one. */
void test_entry_instances(void **state)
{
	/* of the typecodes from IOAPIC's on */
	static const uint32_t last[] = { 0,    8191, 8191, 0,	 0,    0,
					 0,    0,    0,	   0,	 8191, 0,
					 8191, 8191, 8191, 8191, 8191 };
	const struct xcstream_report *fault;
	struct xcstream xs;
	uint32_t least;
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(last) / sizeof(*last); i++) {
		least = lengths[4 + i].least;
		xs = begun(true);
		assert_null(entry(&xs, 4 + i, last[i], least, NULL, 0));
		xs = begun(true);
		fault = entry(&xs, 4 + i, last[i] + 1, least, NULL, 0);
		if (!fault || fault->expected != last[i] ||
		    fault->code != (last[i] ? XCSTREAM_E_VCPU_ID
					    : XCSTREAM_E_HVM_INSTANCE))
			fail_msg("typecode %u, instance %u: code %d", 4 + i,
				 last[i] + 1, fault ? fault->code : 0);
	}
}

/* Of one that is unknown, nothing else is judged, if that is tolerated. */
void test_entry_unknown(void **state)
{
	static const uint32_t typecodes[] = { 21,  22,	  254,	 255,
					      256, 32767, 65534, 65535 };
	static const uint8_t body[64] = { 0 };
	struct xcstream_config config = { .profile = XCSTREAM_CUSTOM };
	struct xcstream xs;
	unsigned int i;

	(void)state;
	xcstream_set_code(&config.tolerate, XCSTREAM_E_HVM_UNKNOWN, true);
	for (i = 0; i < sizeof(typecodes) / sizeof(*typecodes); i++) {
		xs = begun_with(true, &config);
		assert_null(entry(&xs, typecodes[i], 0, sizeof(body), body,
				  sizeof(body)));
	}
}

/* ---- PIC ---- */

struct pic {
	uint8_t irr, imr, isr, priority_add;
	bool nested, mask; /* special_fully_nested_mode, special_mask_mode */
};

/* vpic.c: the first line that is set, from priority_add on; 8: none. */
static unsigned int first_line(const struct pic *p, unsigned int lines)
{
	unsigned int i;

	for (i = 0; i < 8; i++)
		if (lines & 1u << (i + p->priority_add) % 8)
			break;
	return i;
}

/* vpic.c: is there an interrupt for the processor? */
static bool has_interrupt(const struct pic *p, bool master)
{
	unsigned int serving = p->isr;
	unsigned int first = first_line(p, p->irr & ~p->imr);

	if (p->nested && master && (first + p->priority_add) % 8 == 2)
		serving &= ~4u;
	if (p->mask)
		serving &= ~(unsigned int)p->imr;
	return first < first_line(p, serving);
}

static void put_pic(uint8_t *body, const struct pic *p, bool master,
		    bool int_output)
{
	memset(body, 0, 8);
	body[0] = p->irr;
	body[1] = p->imr;
	body[2] = p->isr;
	body[4] = (uint8_t)(p->priority_add << 4);
	body[5] = (uint8_t)(p->nested << 4 | p->mask << 5 | master << 6);
	body[7] = int_output;
}

/* Each state has one right int_output, and the other is refused. */
void test_pic(void **state)
{
	static const struct pic idle;
	const struct xcstream_report *fault;
	struct xcstream before[2], xs;
	uint32_t random = 1, other, i;
	uint8_t body[8];
	struct pic p;
	bool master, due;

	(void)state;
	before[1] = before[0] = begun(true);
	put_pic(body, &idle, true, false);
	assert_null(entry(&before[0], 3, 0, 8, body, 8));
	for (i = 0; i < 50000; i++) {
		other = random;
		random = random * 1664525 + 1013904223;
		master = i % 2;
		p = (struct pic){ (uint8_t)(random >> 24),
				  (uint8_t)(random >> 16),
				  (uint8_t)(random >> 8 & other >> 24),
				  i / 2 % 8,
				  i / 16 % 2,
				  i / 32 % 2 };
		due = has_interrupt(&p, master);
		xs = before[master];
		put_pic(body, &p, master, due);
		fault = entry(&xs, 3, !master, 8, body, 8);
		if (fault)
			fail_msg("PIC %u is refused", i);
		xs = before[master];
		put_pic(body, &p, master, !due);
		fault = entry(&xs, 3, !master, 8, body, 8);
		if (!fault || fault->code != XCSTREAM_E_HVM_HARM ||
		    fault->expected != due || fault->found != !due)
			fail_msg("PIC %u is not refused", i);
	}
}

/* ---- timers of viridian ---- */

/*
 * viridian/time.c divides by a periodic timer's count, unless it is off or
 * lazy: config bit 0 is enabled, bit 1 periodic, bit 2 lazy.
 */
void test_stimers(void **state)
{
	const struct xcstream_report *fault;
	struct xcstream xs;
	uint8_t body[216];
	unsigned int i, config;

	(void)state;
	for (i = 0; i < 4; i++) {
		for (config = 0; config < 8; config++) {
			memset(body, 0, sizeof(body));
			body[152 + 8 * i] = (uint8_t)config;
			/* The count of the last timer ends the entry. */
			xs = begun(true);
			fault = entry(&xs, 17, 0, 192 + 8 * i, body,
				      192 + 8 * i);
			assert_int_equal(fault ? fault->code : 0,
					 config == 3 ? XCSTREAM_E_HVM_HARM : 0);
			body[191 + 8 * i] = 1; /* its top byte */
			xs = begun(true);
			assert_null(entry(&xs, 17, 0, 192 + 8 * i, body,
					  192 + 8 * i));
		}
	}
}
