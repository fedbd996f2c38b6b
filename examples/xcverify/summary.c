/* SPDX-License-Identifier: MIT */
/* summary.c - --summary: what an administrator wants to know of a save. */
#include "xcverify.h"

/* In text a name stands in a column, without underscores. */
static void put_label(struct tool *t, const char *name)
{
	int left = 13;

	for (put(&t->out, "  "); *name; name++, left--)
		put(&t->out, "%c", *name == '_' ? ' ' : *name);
	put(&t->out, "%*s", left, "");
}

/*
 * A number, which people get with its unit; and of a stream that is not valid,
 * as far as it goes.
 */
static void row(struct tool *t, const char *name, uint64_t value,
		const char *text)
{
	if (t->notation == JSON) {
		put(&t->out, ",\"%s\":%" PRIu64, name, value);
		return;
	}
	put_label(t, name);
	put(&t->out, " %s%s", text, t->s.is_broken ? " so far" : "");
	end_line(&t->out);
}

static void text_row(struct tool *t, const char *name, const char *text)
{
	if (t->notation == JSON) {
		text_field(t, name, text);
		return;
	}
	put_label(t, name);
	put(&t->out, " %s", text);
	end_line(&t->out);
}

static void number_row(struct tool *t, const char *name, uint64_t value)
{
	struct words text = { 0 };

	words_add(&text, "%" PRIu64, value);
	row(t, name, value, text.s);
}

static void size_row(struct tool *t, const char *name, uint64_t value)
{
	struct words text = { 0 };

	words_size(&text, value);
	row(t, name, value, text.s);
}

/*
 * Which Xen takes it, as far as its records tell: version 3 came with 4.14, a
 * LAPIC of 32 bytes with 4.21 and updates of three others, and QEMU traditional
 * went after 4.20.
 */
static void put_xens(struct tool *t, const struct facts *facts)
{
	bool until = facts->emulators & 1 << 1, new = facts->lapic > 24;
	struct words text = { 0 };

	if (facts->big)
		words_add(&text, "no Xen, as it is big endian");
	else if (until && new)
		words_add(&text,
			  "Xen 4.18.5, 4.19.2, 4.20.1 and their updates");
	else
		words_add(&text, "Xen %s%s",
			  new ? "4.18.5, 4.19.2, 4.20.1, 4.21"
			  : facts->headers.version == 3 ? "4.14"
							: "4.6",
			  until ? " to 4.20" : " and later");
	text_row(t, "restores_on", text.s);
}

static void put_pages(struct tool *t, const struct facts *facts)
{
	bool json = t->notation == JSON;
	const char *comma = "";
	unsigned int i;

	if (json)
		put(&t->out, ",\"pages\":{");
	else
		put_label(t, "pages");
	for (i = 0; i < COUNT(facts->pages); i++) {
		if (!facts->pages[i])
			continue;
		put(&t->out, json ? "%s\"%s\":%" PRIu64 : "%s %s %" PRIu64,
		    comma, xcstream_name(XCSTREAM_NAMES_PAGE_TYPE, i),
		    facts->pages[i]);
		comma = ",";
	}
	put(&t->out, json ? "}" : "");
	if (json)
		return;
	put(&t->out, t->s.is_broken ? " so far" : "");
	end_line(&t->out);
}

void put_summary(struct tool *t, const struct xcstream *xs)
{
	const struct facts *facts = &t->s.facts;
	uint64_t pages = facts->first_pass;
	struct words text = { 0 };

	t->s.is_broken = xcstream_fault(xs) != NULL;
	if (facts->headers.guest == XCSTREAM_DOMAIN_X86_PV && facts->end_pfn)
		pages = (uint64_t)facts->end_pfn + 1;
	if (t->notation == JSON)
		json_item(t, "summary");
	if (facts->headers.guest == XCSTREAM_DOMAIN_X86_PV && facts->width)
		words_add(&text, "x86 PV, %u bits", 8 * facts->width);
	else
		words_add(&text, "%s", NAME(guests, facts->headers.guest));
	text_row(t, "guest", text.s);
	if (facts->headers.xen_major) {
		text.len = 0;
		words_add(&text, "Xen %u.%u", facts->headers.xen_major,
			  facts->headers.xen_minor);
		text_row(t, "saved_by", text.s);
	}
	if (facts->headers.version && !t->s.is_broken)
		put_xens(t, facts);
	number_row(t, "vcpus", facts->vcpus);
	size_row(t, "memory", pages * 4096);
	put_pages(t, facts);
	number_row(t, "passes", facts->passes);
	number_row(t, "sent_again", facts->sent_again);
	if (facts->emulators)
		size_row(t, "device_model", facts->emulator_bytes);
	number_row(t, "checkpoints", xcstream_checkpoints(xs, NULL));
	if (t->notation == JSON)
		end_item(t);
}
