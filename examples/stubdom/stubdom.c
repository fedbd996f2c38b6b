/* SPDX-License-Identifier: MIT */
/*
 * A stub domain that validates a Xen save file or migration stream: what is
 * the same on every platform.
 *
 * The stream comes in memory, or, with "stream" on the command line, in
 * bursts over a byte channel. Console lines are those of xcverify -v, but for
 * what a record's fields hold.
 *
 * Words on the command line: "stream"; "checkpointed", the sender is Remus or
 * COLO. All else is ignored.
 */
#include "stubdom.h"

/* Compiled as an object of its own, to see what the library takes. */
#include "xcstream.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define NAME(names, i) ((i) < COUNT(names) ? (names)[i] : "?")
#define WARNINGS_SHOWN 10

static const char *const guests[] = { "no guest", "x86 PV", "x86 HVM",
				      "x86 PVH", "ARM" };

/* ---- the console, a line at a time ---- */

static struct {
	size_t len;
	char text[256];
} line;

void put(const char *text)
{
	for (; *text; text++) {
		if (line.len == sizeof(line.text)) {
			console_write(line.text, line.len);
			line.len = 0;
		}
		line.text[line.len++] = *text;
	}
}

void end_line(void)
{
	if (!line.len)
		return;
	put("\n");
	console_write(line.text, line.len);
	line.len = 0;
}

/* At least `width` characters. */
static void put_number(uint64_t number, unsigned int base, unsigned int width)
{
	char digits[24], *p = digits + sizeof(digits);

	*--p = 0;
	do {
		*--p = "0123456789abcdef"[number % base];
		number /= base;
	} while (number);
	while (p > digits && (size_t)(digits + sizeof(digits) - 1 - p) < width)
		*--p = ' ';
	put(p);
}

void put_dec(const char *text, uint64_t number)
{
	put(text);
	put_number(number, 10, 0);
}

void put_hex(const char *text, uint64_t number)
{
	put(text);
	put("0x");
	put_number(number, 16, 0);
}

enum verdict trouble(const char *what)
{
	end_line();
	put("stubdom: ");
	put(what);
	end_line();
	return TROUBLE;
}

/* ---- state ---- */

/* PAGE_DATA records in a row with ascending pfns: one line of the listing. */
struct run {
	uint64_t offset, low, high;
	uint64_t record, records, pfns, types[16];
};

static struct {
	struct xcstream xs;
	const char *name; /* of the stream */
	uint64_t warnings;
	unsigned int outer; /* its first layer */
	uint32_t guest, version, major, minor;
	uint64_t page_data, record; /* the current PAGE_DATA: offset, number */
	bool is_new; /* and none of its pfns has come yet */
	struct run run;
} s;

static void put_name(void)
{
	put(s.name);
	put(": ");
}

/* ---- the listing ---- */

/* How far to indent a layer: by those that are around it. */
static unsigned int depth(unsigned int layer)
{
	static const unsigned char depths[] = { 0, 0, 0, 0, 2, 4 };

	if (!s.outer)
		s.outer = layer;
	if (layer >= COUNT(depths) || layer <= s.outer)
		return 0;
	return depths[layer] - (unsigned int)depths[s.outer];
}

/* Of a record, which has a number, or of a header. */
static void new_line(uint64_t offset, unsigned int layer,
		     const uint64_t *record)
{
	unsigned int i;

	end_line();
	put_number(offset, 10, 12);
	if (record)
		put_number(*record, 10, 7);
	for (i = depth(layer) + (record ? 1 : 8); i; i--)
		put(" ");
	put(xcstream_name(XCSTREAM_NAMES_LAYER, layer));
}

static int on_xl_header(const struct xcstream *xs, uint32_t mandatory_flags,
			uint32_t optional_flags, uint32_t optional_data_len)
{
	new_line(0, xs->layer, NULL);
	put_hex(" header mandatory_flags=", mandatory_flags);
	put_hex(" optional_flags=", optional_flags);
	put_dec(" optional_data_len=", optional_data_len);
	return 0;
}

static int on_config(const struct xcstream *xs, uint32_t length)
{
	if (xs->layer == XCSTREAM_LAYER_XL) {
		put_dec(" config=", length);
		return 0;
	}
	new_line(0, xs->layer, NULL);
	put_dec(" header xml=", length);
	return 0;
}

static int on_image_header(const struct xcstream *xs, uint32_t version,
			   uint32_t options)
{
	bool libxl = xs->layer == XCSTREAM_LAYER_LIBXL;

	if (!libxl)
		s.version = version;
	new_line(xs->at, xs->layer, NULL);
	put(libxl ? " header" : " image header");
	put_dec(" version=", version);
	put_hex(" options=", options);
	put(options & 1 ? " (big endian" : " (little endian");
	put(libxl && (options & 2) ? ", converted from legacy)" : ")");
	return 0;
}

static int on_domain_header(const struct xcstream *xs, uint32_t type,
			    uint32_t page_shift, uint32_t xen_major,
			    uint32_t xen_minor)
{
	s.guest = type;
	s.major = xen_major;
	s.minor = xen_minor;
	new_line(xs->at, xs->layer, NULL);
	put_dec(" domain header type=", type);
	put(" (");
	put(NAME(guests, type));
	put_dec(") page_shift=", page_shift);
	put_dec(" xen=", xen_major);
	put_dec(".", xen_minor);
	put(xen_major ? "" : " (converted from legacy)");
	return 0;
}

static void end_run(void)
{
	unsigned int i;

	if (!s.run.records)
		return;
	new_line(s.run.offset, XCSTREAM_LAYER_LIBXC, &s.run.record);
	put_dec(" PAGE_DATA x", s.run.records);
	put_dec(" pfns=", s.run.pfns);
	put_hex(" [", s.run.low);
	put_hex("..", s.run.high);
	put("]");
	for (i = 0; i < COUNT(s.run.types); i++) {
		if (!s.run.types[i])
			continue;
		put(" ");
		put(xcstream_name(XCSTREAM_NAMES_PAGE_TYPE, i));
		put_dec("=", s.run.types[i]);
		s.run.types[i] = 0;
	}
	s.run.records = s.run.pfns = s.run.high = 0;
}

static int on_record(const struct xcstream *xs, uint32_t type, uint32_t length)
{
	const char *name = xcstream_record_name(xs->layer, type);

	if (xs->layer == XCSTREAM_LAYER_LIBXC &&
	    type == XCSTREAM_LIBXC_PAGE_DATA) {
		s.page_data = xs->at;
		s.record = xs->records;
		s.is_new = true;
		return 0;
	}
	end_run();
	new_line(xs->at, xs->layer, &xs->records);
	put(" ");
	if (name)
		put(name);
	else
		put_hex("type ", type);
	put_dec(" length=", length);
	return 0;
}

static int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	struct run *run = &s.run;

	(void)xs;
	if (s.is_new && run->records && pfn <= run->high)
		end_run();
	if (!run->records) {
		run->offset = s.page_data;
		run->record = s.record;
		run->low = pfn;
	}
	run->records += s.is_new;
	s.is_new = false;
	run->pfns++;
	run->types[type & 15]++;
	if (pfn < run->low)
		run->low = pfn;
	if (pfn > run->high)
		run->high = pfn;
	return 0;
}

/* ---- faults and warnings ---- */

static void put_fault(const struct xcstream_report *fault, const char *severity)
{
	char sentence[256];

	xcstream_describe(fault, sentence, sizeof(sentence));
	end_line();
	put_name();
	put(severity);
	put(sentence);
	end_line();
}

static int on_warning(const struct xcstream *xs,
		      const struct xcstream_report *fault)
{
	(void)xs;
	if (s.warnings++ < WARNINGS_SHOWN)
		put_fault(fault, "warning: ");
	return 0;
}

static void put_valid(uint64_t after)
{
	put_name();
	put("valid ");
	put(s.version ? xcstream_name(XCSTREAM_NAMES_LAYER, s.outer)
		      : "libxl-back");
	put(" stream");
	if (s.version) {
		put(", ");
		put(NAME(guests, s.guest));
	}
	if (s.major) {
		put_dec(" of Xen ", s.major);
		put_dec(".", s.minor);
	} else if (s.version) {
		put(", converted from legacy");
	}
	put_dec(", ", s.xs.records);
	put_dec(" records, ", xcstream_offset(&s.xs));
	put(" bytes");
	if (xcstream_checkpoints(&s.xs, NULL)) {
		put_dec(", ", xcstream_checkpoints(&s.xs, NULL));
		put(" checkpoints");
	}
	if (s.warnings)
		put_dec(", warnings: ", s.warnings);
	end_line();
	if (!after)
		return;
	put_name();
	put_dec("", after);
	put(after == 1 ? " byte follows" : " bytes follow");
	put(" the end of the stream");
	end_line();
}

static enum verdict conclude(uint64_t after)
{
	const struct xcstream_report *fault = xcstream_fault(&s.xs);
	uint64_t end, checkpoints = xcstream_checkpoints(&s.xs, &end);

	end_run();
	end_line();
	if (s.warnings > WARNINGS_SHOWN) {
		put_name();
		put_dec("", s.warnings - WARNINGS_SHOWN);
		put(" more warnings");
		end_line();
	}
	if (!fault) {
		put_valid(after);
		return VALID;
	}
	put_fault(fault, XCSTREAM_IS_TRUNCATION(fault->code) ? "incomplete: "
							     : "invalid: ");
	if (checkpoints) {
		put_name();
		put_dec("", checkpoints);
		put_dec(" checkpoints came whole, the last one up to offset ",
			end);
		end_line();
	}
	return NOT_VALID;
}

/* ---- input ---- */

/*
 * Test builds only: a reader of the kind that this kernel must notice, which
 * keeps a pointer into the input (1), or writes to it (2).
 */
#ifdef STUBDOM_BROKEN
static int on_data(const struct xcstream *xs, const uint8_t *data, size_t len)
{
	static const uint8_t *kept;

	(void)xs;
	(void)len;
	if (kept)
		(void)*(const volatile uint8_t *)kept;
	if (STUBDOM_BROKEN == 1)
		kept = data;
	else
		*(volatile uint8_t *)(uintptr_t)data = 0;
	return 0;
}
#else
#define on_data NULL
#endif

static const struct xcstream_ops listing = {
	.xl_header = on_xl_header,
	.config = on_config,
	.image_header = on_image_header,
	.domain_header = on_domain_header,
	.record = on_record,
	.page = on_page,
	.data = on_data,
	.warning = on_warning,
};

/*
 * Push what lies in one page, by another address that is gone afterwards.
 * Returns false once there is a verdict; *used is what it took.
 */
static bool push(uint64_t start, size_t len, size_t *used)
{
	uint64_t in_page = start % PAGE_SIZE;
	const uint8_t *mapped = map_page(start - in_page);
	enum xcstream_status status;

	status = xcstream_push(&s.xs, mapped + in_page, len, used);
	unmap_page(mapped);
	return status == XCSTREAM_MORE;
}

/* The stream lies in memory. */
static enum verdict verify_module(uint64_t start, uint64_t size)
{
	bool more = true;
	size_t len, used;

	s.name = "module";
	while (more && size) {
		len = PAGE_SIZE - (size_t)(start % PAGE_SIZE);
		if (len > size)
			len = (size_t)size;
		more = push(start, len, &used);
		start += used;
		size -= used;
	}
	xcstream_finish(&s.xs);
	return conclude(size);
}

/*
 * The stream comes in bursts. We say 'r' once we are ready; a burst is its
 * length, 1 to 4096, as 2 bytes, little endian, and these bytes; after the
 * last one comes the length 0. As soon as it is known the answer goes back,
 * 'v', 'n' or 't' as in enum verdict, and what still comes is not taken.
 */
static enum verdict verify_channel(void)
{
	static uint8_t burst[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
	enum verdict verdict;
	uint8_t head[2];
	size_t len, used;

	s.name = "channel";
	if (!channel_open())
		return trouble("there is no byte channel");
	channel_write('r');
	do {
		channel_read(head, sizeof(head));
		len = head[0] | (size_t)head[1] << 8;
		if (len > sizeof(burst)) {
			channel_write('t');
			return trouble("a burst of more than 4096 bytes");
		}
		channel_read(burst, len);
	} while (len && push((uintptr_t)burst, len, &used));
	xcstream_finish(&s.xs);
	verdict = conclude(0);
	channel_write(verdict == VALID ? 'v' : 'n');
	return verdict;
}

/* ---- all of it ---- */

static bool has_word(const char *words, const char *word)
{
	size_t i;

	while (words && *words) {
		for (i = 0; word[i] && words[i] == word[i]; i++)
			;
		if (!word[i] && (words[i] == ' ' || !words[i]))
			return true;
		while (*words && *words++ != ' ')
			;
	}
	return false;
}

/* The deepest that the stack was: it started as zeros. */
static size_t stack_used(void)
{
	const char *p = stack_bottom;

	while (p < stack_top && !*(const volatile char *)p)
		p++;
	return (size_t)(stack_top - p);
}

enum verdict stubdom_main(const char *words, uint64_t start, uint64_t size)
{
	/* Static, so that no compiler calls memset() to clear it. */
	static struct xcstream_config config;
	static uint64_t pfns[(128 << 20) / 4096]; /* in the longest record */
	bool stream = has_word(words, "stream");
	enum verdict verdict;

	put("stubdom: xcstream " XCSTREAM_VERSION);
	put_dec(", memory: ", (uint64_t)(image_end - image_start));
	put(" bytes");
	end_line();
	config.flags = XCSTREAM_PAGE_TABLES;
	config.pfns = pfns;
	config.nr_pfns = sizeof(pfns) / sizeof(*pfns);
	if (has_word(words, "checkpointed"))
		config.flags |= XCSTREAM_CHECKPOINTED;
	if (!stream && !size)
		return trouble("no stream: hand it over as the ramdisk, "
			       "or say 'stream'");
	xcstream_init(&s.xs, &listing, NULL, &config);
	verdict = stream ? verify_channel() : verify_module(start, size);
	put_dec("stubdom: stack: ", stack_used());
	put_dec(" bytes, state of the library: ", sizeof(s.xs));
	end_line();
	return verdict;
}
