/* SPDX-License-Identifier: MIT */
/* verdict.c - how it went, and what a fault means. */
#include "xcverify.h"

/* ---- what is printed of a fault ---- */

/*
 * How many bytes at the fault hold the value that was found, in either byte
 * order. At least one is marked.
 */
static size_t bytes_of(uint64_t value, const unsigned char *p, size_t n)
{
	uint64_t little = 0, big = 0;
	size_t i;

	for (i = 0; i < n && i < 8; i++) {
		little |= (uint64_t)p[i] << 8 * i;
		big = big << 8 | p[i];
		if (little == value || big == value)
			return i + 1;
	}
	return 1;
}

/* A line of 16 bytes, of which those from `from` up to `to` are marked. */
static void dump_line(struct tool *t, const struct around *a, size_t at,
		      size_t from, size_t to)
{
	struct words text = { 0 };
	size_t i;

	for (i = at; i <= at + 16 && i <= a->len; i++) {
		bool byte = i < at + 16 && i < a->len;

		if (byte || i == to)
			words_add(&text, i == from ? "[" : i == to ? "]" : " ");
		if (byte)
			words_add(&text, "%02x", a->bytes[i]);
	}
	put_name(t, &t->err);
	put(&t->err, "%12" PRIu64 " %s", a->start + at, text.s);
	end_line(&t->err);
}

static void dump(struct tool *t, const struct around *a,
		 const struct xcstream_report *fault)
{
	size_t from = (size_t)(fault->offset - a->start), at;

	if (fault->offset < a->start || from >= a->len)
		return;
	for (at = 0; at < a->len; at += 16)
		dump_line(t, a, at, from,
			  from + bytes_of(fault->found, a->bytes + from,
					  a->len - from));
}

static void tell_fault(struct tool *t, const struct xcstream *xs,
		       const struct around *around)
{
	const struct xcstream_report *fault = xcstream_fault(xs);
	enum cause cause = rules[fault->code].cause;
	struct words text = { 0 }, more = { 0 };

	if (fault->code == XCSTREAM_E_TRUNCATED)
		words_fault(&text, fault);
	else
		dump(t, around, fault);
	if (text.len)
		tell(t, "", text.s);
	if (xcstream_checkpoints(xs, NULL)) {
		words_checkpoints(&more, xs);
		tell(t, "", more.s);
		if (fault->code == XCSTREAM_E_TRUNCATED)
			cause = CAUSE_FAILOVER;
	}
	put_name(t, &t->err);
	put(&t->err, "%s: ", xcstream_name(XCSTREAM_NAMES_CODE, fault->code));
	put(&t->err, "%s", rules[fault->code].rule);
	end_line(&t->err);
	tell(t, "what causes it: ", causes[cause].cause);
	tell(t, "what to do: ", causes[cause].cure);
}

/* ---- the verdict ---- */

void tell_rest(struct tool *t, uint64_t rest)
{
	struct words text = { 0 };

	if (!rest || t->quiet)
		return;
	if (t->notation == JSON) {
		json_item(t, "rest");
		field(t, "bytes", rest, DEC, NULL);
		end_item(t);
		return;
	}
	words_add(&text, "%" PRIu64 " byte%s follow%s the end of the stream",
		  rest, rest == 1 ? "" : "s", rest == 1 ? "s" : "");
	tell(t, "", text.s);
}

static void put_json(struct tool *t, const struct xcstream *xs,
		     const char *word, const char *text)
{
	const struct xcstream_report *fault = xcstream_fault(xs);

	json_item(t, "verdict");
	text_field(t, "verdict", word);
	if (fault)
		fault_fields(t, fault);
	field(t, "records", xs->records, DEC, NULL);
	field(t, "bytes", xcstream_offset(xs), DEC, NULL);
	field(t, "checkpoints", xcstream_checkpoints(xs, NULL), DEC, NULL);
	field(t, "warnings", t->s.facts.warnings, DEC, NULL);
	text_field(t, "text", text);
	end_item(t);
}

static void put_verdict(struct tool *t, const char *word, const char *text)
{
	bool valid = !strcmp(word, "valid");
	/* syslog shall hear of it as of an error, and standard error, too. */
	struct line *line = t->out.syslog && !valid ? &t->err : &t->out;

	put_name(t, line);
	put_color(line, valid ? GOOD : BAD, word);
	put(line, valid ? " %s" : ": %s", text);
	end_line(line);
}

enum verdict conclude(struct tool *t, const struct xcstream *xs,
		      const struct input *in, const struct around *around,
		      uint64_t rest)
{
	const struct xcstream_report *fault = xcstream_fault(xs);
	const char *word = rest ? "invalid" : "valid";
	struct words text = { 0 }, more = { 0 };

	if (t->quiet)
		return fault || rest ? NOT_VALID : VALID;
	if (t->s.facts.warnings > WARNINGS_SHOWN) {
		words_add(&more, "%" PRIu64 " more warnings",
			  t->s.facts.warnings - WARNINGS_SHOWN);
		tell(t, "", more.s);
	}
	if (fault)
		word = words_verdict(
			&text, fault, in->head, in->headed,
			contents_until(&t->s.facts.contents, fault->offset));
	else if (rest)
		words_add(&text,
			  "offset %" PRIu64 ": something follows the end of "
			  "the stream",
			  xcstream_offset(xs));
	else
		words_valid(&text, &t->s.facts.headers, t->s.facts.warnings,
			    xs);
	if (t->notation == JSON)
		put_json(t, xs, word, text.s);
	else
		put_verdict(t, word, text.s);
	if (t->summary)
		put_summary(t, xs);
	if (fault && t->notation != JSON &&
	    !find_kind(fault, in->head, in->headed))
		tell_fault(t, xs, around);
	return fault || rest ? NOT_VALID : VALID;
}

/* ---- --explain ---- */

static void explain_code(unsigned int code)
{
	enum cause cause = rules[code].cause;
	struct xcstream_set set;
	const char *by = "";
	unsigned int i;

	printf("%s: %s\n", xcstream_name(XCSTREAM_NAMES_CODE, code),
	       xcstream_name(XCSTREAM_NAMES_FAULT, code));
	printf("  rule   %s\n", rules[code].rule);
	printf("  cause  %s\n", causes[cause].cause);
	printf("  cure   %s\n", causes[cause].cure);
	printf("  a warning only, with ");
	for (i = 0; i < COUNT(profiles); i++) {
		xcstream_set_profile(&set, i);
		if (!xcstream_set_has(&set, code))
			continue;
		printf("%s%s", *by ? by : "--profile=", profiles[i]);
		by = ", ";
	}
	puts(*by ? "" : "no profile");
}

bool explain(const char *code)
{
	bool all = !strcmp(code, "all"), found = false;
	unsigned int i;

	for (i = 1; i < XCSTREAM_NR_CODES; i++) {
		if (!all && strcmp(code, xcstream_name(XCSTREAM_NAMES_CODE, i)))
			continue;
		if (found)
			putchar('\n');
		explain_code(i);
		found = true;
	}
	return found;
}
