/* SPDX-License-Identifier: MIT */
/*
 * For Frama-C/Eva: everything that a caller may do, with any input. What is
 * unknown is read from volatile variables, which may hold anything each time.
 *
 * Callbacks read the first and the last byte of every span that they get, so
 * a span that is not in the chunk is an alarm, too.
 */
#include <stddef.h>
#include <stdint.h>

/* So all wider loads are made of these. */
#define XCSTREAM_LOAD8(p) (*(const volatile uint8_t *)(p))
#define XCSTREAM_STATIC
#include "xcstream.h"

#ifndef MAX_CHUNK
#define MAX_CHUNK 2
#endif
#define MAX_PAGES 2

static volatile int any;
static volatile uint8_t any8;
static volatile uint32_t any32;
static volatile uint64_t any64;
static volatile uint8_t chunk[MAX_CHUNK];

static volatile uint8_t entries[33];
static volatile uint8_t whole[44]; /* the largest item */
static uint64_t pfns[MAX_PAGES];
static struct xcstream_config config;
static struct xcstream_ops ops;
static volatile struct xcstream garbage;

/* None is empty, but that is a relation of two variables, beyond Eva. */
static int read_span(const uint8_t *data, size_t len)
{
	if (!len)
		return any;
	(void)XCSTREAM_LOAD8(data);
	(void)XCSTREAM_LOAD8(data + len - 1);
	return any;
}

static int on_xl_header(const struct xcstream *xs, uint32_t mandatory_flags,
			uint32_t optional_flags, uint32_t optional_data_len)
{
	return any;
}

static int on_config(const struct xcstream *xs, uint32_t length)
{
	return any;
}

static int on_image_header(const struct xcstream *xs, uint32_t version,
			   uint32_t options)
{
	return any;
}

static int on_domain_header(const struct xcstream *xs, uint32_t type,
			    uint32_t page_shift, uint32_t xen_major,
			    uint32_t xen_minor)
{
	return any;
}

static int on_record(const struct xcstream *xs, uint32_t type, uint32_t length)
{
	return any;
}

static int on_record_end(const struct xcstream *xs)
{
	return any;
}

static int on_data(const struct xcstream *xs, const uint8_t *data, size_t len)
{
	return read_span(data, len);
}

static int on_count(const struct xcstream *xs, uint32_t count)
{
	return any;
}

static int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	return any;
}

static int on_page_data(const struct xcstream *xs, uint64_t pfn, uint32_t type,
			uint32_t offset, const uint8_t *data, size_t len)
{
	return read_span(data, len);
}

static int on_pv_info(const struct xcstream *xs, uint32_t guest_width,
		      uint32_t pt_levels)
{
	return any;
}

static int on_p2m_frames(const struct xcstream *xs, uint32_t start_pfn,
			 uint32_t end_pfn)
{
	return any;
}

static int on_p2m_frame(const struct xcstream *xs, uint64_t pfn)
{
	return any;
}

static int on_vcpu(const struct xcstream *xs, uint32_t vcpu_id, uint32_t length)
{
	return any;
}

static int on_tsc_info(const struct xcstream *xs, uint32_t mode, uint32_t khz,
		       uint64_t nsec, uint32_t incarnation)
{
	return any;
}

static int on_hvm_entry(const struct xcstream *xs, uint32_t typecode,
			uint32_t instance, uint32_t length)
{
	return any;
}

static int on_hvm_header(const struct xcstream *xs, uint32_t version,
			 uint64_t changeset, uint32_t cpuid, uint32_t gtsc_khz)
{
	return any;
}

static int on_hvm_param(const struct xcstream *xs, uint64_t index,
			uint64_t value)
{
	return any;
}

static int on_cpuid_leaf(const struct xcstream *xs, const uint64_t leaf[6])
{
	return leaf[0] + leaf[5] > any64 ? any : 0;
}

static int on_msr(const struct xcstream *xs, uint32_t index, uint64_t value)
{
	return any;
}

static int on_emulator(const struct xcstream *xs, uint32_t emulator_id,
		       uint32_t index, uint32_t length)
{
	return any;
}

static int on_xenstore(const struct xcstream *xs, bool value, uint8_t byte)
{
	return any;
}

static int on_checkpoint_state(const struct xcstream *xs, uint32_t control_id)
{
	return any;
}

static int on_dirty_pfn(const struct xcstream *xs, uint64_t pfn)
{
	return any;
}

static int on_warning(const struct xcstream *xs,
		      const struct xcstream_report *fault)
{
	return fault->code < XCSTREAM_NR_CODES ? any : 0;
}

/* Any callback may be missing. */
static void choose_ops(void)
{
	ops.xl_header = any ? on_xl_header : NULL;
	ops.config = any ? on_config : NULL;
	ops.image_header = any ? on_image_header : NULL;
	ops.domain_header = any ? on_domain_header : NULL;
	ops.record = any ? on_record : NULL;
	ops.record_end = any ? on_record_end : NULL;
	ops.data = any ? on_data : NULL;
	ops.count = any ? on_count : NULL;
	ops.page = any ? on_page : NULL;
	ops.pv_info = any ? on_pv_info : NULL;
	ops.p2m_frames = any ? on_p2m_frames : NULL;
	ops.p2m_frame = any ? on_p2m_frame : NULL;
	ops.vcpu = any ? on_vcpu : NULL;
	ops.tsc_info = any ? on_tsc_info : NULL;
	ops.hvm_entry = any ? on_hvm_entry : NULL;
	ops.hvm_header = any ? on_hvm_header : NULL;
	ops.hvm_param = any ? on_hvm_param : NULL;
	ops.cpuid_leaf = any ? on_cpuid_leaf : NULL;
	ops.msr = any ? on_msr : NULL;
	ops.emulator = any ? on_emulator : NULL;
	ops.xenstore = any ? on_xenstore : NULL;
	ops.checkpoint_state = any ? on_checkpoint_state : NULL;
	ops.dirty_pfn = any ? on_dirty_pfn : NULL;
	ops.warning = any ? on_warning : NULL;
}

static void choose_config(void)
{
	unsigned int i;

	for (i = 0; i < XCS__SET_WORDS; i++)
		config.tolerate.words[i] = any32;
	config.max_pfn = any64;
	config.max_epoch = any64;
	config.max_vcpus = any32;
	config.max_bytes = any64;
	config.max_config = any32;
	config.max_xenstore = any32;
	config.max_emulator = any32;
	config.max_pages = any32;
	config.max_records = any32;
	config.max_checkpoints = any32;
	config.guest = any8;
	config.format = any8;
	config.profile = any8;
	config.min_version = any8;
	config.max_version = any8;
	config.flags = any8;
}

static void push(struct xcstream *xs)
{
	static size_t used;
	static size_t *const places[2] = { NULL, &used };
	size_t len = any ? 0 : any ? 1 : MAX_CHUNK;

	xcstream_push(xs, (const uint8_t *)chunk + (MAX_CHUNK - len), len,
		      places[any & 1]);
}

static void ask(const struct xcstream *xs)
{
	static uint64_t end;

	xcstream_skippable(xs);
	xcstream_settled(xs);
	xcstream_offset(xs);
	xcstream_fault(xs);
	xcstream_checkpoints(xs, any ? &end : NULL);
}

/* Whatever is called, in any order, for ever. */
static void use(struct xcstream *xs)
{
	/*@ loop widen_hints xs->row, XCS__NR_ROWS;
	  @ loop widen_hints xs->turn, XCS__BACK_DIRTY;
	  @ loop widen_hints xs->layer, XCSTREAM_LAYER_LIBXC; */
	while (any) {
		switch (any) {
		case 0:
			push(xs);
			break;
		case 1:
			xcstream_skip(xs, any64);
			break;
		case 2:
			xcstream_finish(xs);
			break;
		case 3:
			xcstream_push(xs, NULL, any64, NULL);
			break;
		default:
			ask(xs);
		}
	}
}

/* Contents of pages are not wanted, or there is no place for their pfns. */
static void init_no_contents(struct xcstream *xs)
{
	const struct xcstream_ops *maybe_ops = any ? &ops : NULL;
	const struct xcstream_config *maybe_config = any ? &config : NULL;

	config.nr_pfns = any ? 0 : MAX_PAGES;
	if (any) {
		config.pfns = pfns; /* page tables may want them */
		ops.page_data = NULL;
	} else {
		config.pfns = NULL;
		ops.page_data = any ? on_page_data : NULL;
	}
	xcstream_init(xs, maybe_ops, NULL, maybe_config);
}

void eva_no_contents(void)
{
	struct xcstream xs; /* not initialized: init must do that */

	choose_config();
	choose_ops();
	init_no_contents(&xs);
	use(&xs);
}

/*
 * They are. Whether there is a data(), too, is told apart, since the parser
 * keeps what it asks of both in one variable.
 */
static void contents(void)
{
	struct xcstream xs;

	ops.page_data = on_page_data;
	config.pfns = pfns;
	config.nr_pfns = MAX_PAGES;
	if (xcstream_init(&xs, &ops, NULL, &config) == XCSTREAM_MORE)
		use(&xs);
}

void eva_contents(void)
{
	choose_config();
	choose_ops();
	ops.data = NULL;
	contents();
}

void eva_contents_data(void)
{
	choose_config();
	choose_ops();
	ops.data = on_data;
	contents();
}

/* Names and messages, of each number and of any. */
void eva_strings(void)
{
	struct xcstream_report fault;
	unsigned int code, layer;
	char text[256];

	for (code = 0; code <= XCSTREAM_NR_CODES; code++) {
		fault.offset = any64;
		fault.expected = any64;
		fault.found = any64;
		fault.record = any64;
		fault.type = any32;
		fault.code = (uint8_t)code;
		fault.layer = any8;
		fault.part = any8;
		xcstream_describe(&fault, text, any & 255);
	}
	xcstream_describe(NULL, text, sizeof(text));
	for (layer = 0; layer < 8; layer++) {
		xcstream_name((enum xcstream_names)layer, any64);
		for (code = 0; code < 20; code++)
			xcstream_record_name(layer, code);
		code = any32;
		if (code > 18)
			xcstream_record_name(layer, code);
	}
}

/* Many pfns at once, in any state, of any span: the chunks above are short. */
void eva_pfns(void)
{
	struct xcstream xs = garbage;
	size_t len;

	choose_ops();
	config.nr_pfns = MAX_PAGES;
	for (len = 8; len <= sizeof(entries); len++) {
		xs = garbage;
		xs.config = &config;
		xs.ops = any ? &ops : NULL;
		xs.pfns = any ? pfns : NULL;
		xs.next = XCS__PFN;
		xs.row = XCS__ROW_LIBXC_PAGE_DATA;
		xs.layer = XCSTREAM_LAYER_LIBXC;
		xs.big[XCSTREAM_LAYER_LIBXC] = any & 1;
		xs.item_have = 0;
		xs.paused = false;
		xcs__pfns(&xs, (const uint8_t *)entries + sizeof(entries) - len,
			  len);
	}
}

/* Each item whole, in any state: the chunks above are shorter. */
void eva_decode(void)
{
	struct xcstream xs = garbage;
	unsigned int item;
	size_t size;

	for (item = XCS__IDENT; item < XCS__PAD; item++) {
		xs = garbage;
		xs.next = (uint8_t)item;
		xs.layer = any & 1 ? XCSTREAM_LAYER_XL : XCSTREAM_LAYER_LIBXC;
		xs.big[XCSTREAM_LAYER_XL] = any & 1;
		xs.big[XCSTREAM_LAYER_LIBXC] = any & 1;
		size = xcs__items[item].size;
		xcs__decode(&xs, (const uint8_t *)whole + sizeof(whole) - size);
	}
}

void eva_null(void)
{
	size_t used;

	xcstream_init(NULL, &ops, NULL, &config);
	xcstream_push(NULL, (const uint8_t *)chunk, any64, &used);
	xcstream_skip(NULL, any64);
	xcstream_finish(NULL);
	xcstream_skippable(NULL);
	xcstream_fault(NULL);
	xcstream_offset(NULL);
	xcstream_settled(NULL);
	xcstream_checkpoints(NULL, NULL);
	xcstream_due(NULL);
}
