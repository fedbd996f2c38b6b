/* SPDX-License-Identifier: MIT */
/*
 * listing.c - the library's callbacks: what -v and --json print, and what is
 * kept for the summary.
 *
 * Both print the same items with the same fields. In text a field is
 * " name=value", in JSON a member; what there are many of in a record is a list
 * there.
 */
#include "xcverify.h"

/* ---- names ---- */

/* xen-tsc-mode(7) */
static const char *const tsc_modes[] = { "default", "always emulate", "native",
					 "native paravirt" };
static const char *const emulators[] = { "unknown", "QEMU traditional",
					 "QEMU upstream" };
/* libxl_sr_stream_format.h, CHECKPOINT_* */
static const char *const controls[] = { "new checkpoint", "suspended", "ready",
					"resumed" };

/* ---- items ---- */

/* So wide are the names of records, with what they are indented by. */
#define NAMES 34

static void end_list(struct tool *t)
{
	if (t->s.in_string)
		put(&t->out, "\"");
	if (t->s.element)
		put(&t->out, "}");
	if (t->s.list)
		put(&t->out, "]");
	t->s.in_string = t->s.element = false;
	t->s.list = NULL;
}

void end_item(struct tool *t)
{
	if (t->notation == JSON && t->s.item) {
		end_list(t);
		put(&t->out, "}");
	}
	t->s.item = t->s.in_string = false;
	end_line(&t->out);
}

void text_field(struct tool *t, const char *name, const char *text)
{
	put(&t->out, ",\"%s\":\"", name);
	put_text(&t->out, text, strlen(text));
	put(&t->out, "\"");
}

void json_item(struct tool *t, const char *event)
{
	end_item(t);
	t->s.item = true;
	put(&t->out, "{\"event\":\"%s\"", event);
	text_field(t, "file", t->s.name);
}

/* After a warning within an item comes the rest of that. */
static void go_on(struct tool *t)
{
	if (t->notation != JSON || t->s.item)
		return;
	json_item(t, "more");
	put(&t->out, ",\"record\":%" PRIu64, t->s.number);
}

/* How far to indent a layer: by those that are around it. */
static int depth(const struct tool *t, unsigned int layer)
{
	static const unsigned char depths[] = { 0, 0, 0, 0, 2, 4 };

	if (layer >= COUNT(depths) || layer <= t->s.facts.headers.outer)
		return 0;
	return depths[layer] - depths[t->s.facts.headers.outer];
}

/* A header, if it has no number, or a record. Returns false if nobody looks. */
static bool item(struct tool *t, uint64_t offset, unsigned int layer,
		 const char *name, const uint64_t *number)
{
	const char *of = xcstream_name(XCSTREAM_NAMES_LAYER, layer);
	int indent = depth(t, layer);
	int wide = (int)(strlen(of) + strlen(name)) + 1 + indent;

	t->s.number = number ? *number : 0;
	if (t->notation == JSON) {
		json_item(t, number ? "record" : "header");
		put(&t->out, ",\"offset\":%" PRIu64 ",\"layer\":\"%s\"", offset,
		    of);
		if (number)
			put(&t->out, ",\"record\":%" PRIu64, *number);
		put(&t->out, ",\"name\":\"%s\"", name);
	}
	if (t->notation != TEXT)
		return t->notation == JSON;
	end_item(t);
	if (t->many)
		put_name(t, &t->out);
	put(&t->out, "%12" PRIu64, offset);
	if (number)
		put(&t->out, " %6" PRIu64, *number);
	put(&t->out, "%*s%s ", indent + (number ? 1 : 8), "", of);
	put_color(&t->out, NAME_OF, name);
	put(&t->out, "%*s", number && wide < NAMES ? NAMES - wide : 0, "");
	return true;
}

/* ---- fields ---- */

void field(struct tool *t, const char *name, uint64_t value, enum how how,
	   const char *word)
{
	struct words size = { 0 };

	if (t->notation == NOTHING)
		return;
	go_on(t);
	if (how == SIZE && t->notation == TEXT && value >= 10240) {
		words_size(&size, value);
		word = size.s;
	}
	put(&t->out, t->notation == JSON ? ",\"%s\":" : " %s=", name);
	if (how != HEX)
		put(&t->out, "%" PRIu64, value);
	else
		put(&t->out,
		    t->notation == JSON ? "\"0x%" PRIx64 "\"" : "0x%" PRIx64,
		    value);
	if (!word)
		return;
	put(&t->out, t->notation == JSON ? ",\"%s_name\":\"%s\"" : " (%s%s)",
	    t->notation == JSON ? name : "", word);
}

/* One more of which there may be many: in JSON, its fields follow. */
static void element(struct tool *t, const char *list, const char *first)
{
	if (t->notation != JSON)
		return;
	go_on(t);
	if (t->s.list != list) {
		end_list(t);
		put(&t->out, ",\"%s\":[", list);
	} else {
		put(&t->out, "},");
	}
	t->s.list = list;
	t->s.element = true;
	put(&t->out, "{\"%s\":", first);
}

void fault_fields(struct tool *t, const struct xcstream_report *fault)
{
	const char *name = xcstream_record_name(fault->layer, fault->type);

	text_field(t, "code", xcstream_name(XCSTREAM_NAMES_CODE, fault->code));
	put(&t->out, ",\"offset\":%" PRIu64 ",\"layer\":\"%s\"", fault->offset,
	    xcstream_name(XCSTREAM_NAMES_LAYER, fault->layer));
	put(&t->out, ",\"record\":%" PRIu64, fault->record);
	if (name)
		text_field(t, "name", name);
	put(&t->out,
	    ",\"expected\":\"0x%" PRIx64 "\",\"found\":\"0x%" PRIx64 "\"",
	    fault->expected, fault->found);
}

static int on_warning(const struct xcstream *xs,
		      const struct xcstream_report *fault)
{
	struct tool *t = xs->user;
	struct words text = { 0 };

	if (t->s.facts.warnings++ >= WARNINGS_SHOWN)
		return 0;
	words_fault(&text, fault);
	if (t->notation == JSON) {
		json_item(t, "warning");
		fault_fields(t, fault);
		text_field(t, "text", text.s);
		end_item(t);
		return 0;
	}
	tell(t, "warning: ", text.s);
	return 0;
}

/* ---- headers ---- */

static int on_xl_header(const struct xcstream *xs, uint32_t mandatory_flags,
			uint32_t optional_flags, uint32_t optional_data_len)
{
	struct tool *t = xs->user;

	t->s.facts.headers.outer = xs->layer;
	if (!item(t, 0, xs->layer, "header", NULL))
		return 0;
	field(t, "mandatory_flags", mandatory_flags, HEX, NULL);
	field(t, "optional_flags", optional_flags, HEX, NULL);
	field(t, "optional_data_len", optional_data_len, DEC, NULL);
	return 0;
}

static int on_config(const struct xcstream *xs, uint32_t length)
{
	struct tool *t = xs->user;
	bool xl = xs->layer == XCSTREAM_LAYER_XL;

	t->s.facts.headers.outer = xs->layer;
	if (!xl)
		item(t, 0, xs->layer, "header", NULL);
	field(t, xl ? "config" : "xml", length, DEC, NULL);
	return 0;
}

static int on_image_header(const struct xcstream *xs, uint32_t version,
			   uint32_t options)
{
	bool libxl = xs->layer == XCSTREAM_LAYER_LIBXL;
	struct tool *t = xs->user;
	char how[60];

	if (!t->s.facts.headers.outer)
		t->s.facts.headers.outer = xs->layer;
	if (!libxl)
		t->s.facts.headers.version = version;
	t->s.facts.big |= options & 1; /* one is enough */
	if (!item(t, xs->at, xs->layer, libxl ? "header" : "image header",
		  NULL))
		return 0;
	snprintf(how, sizeof(how), "%s endian%s",
		 options & 1 ? "big" : "little",
		 libxl && (options & 2) ? ", converted from legacy" : "");
	field(t, "version", version, DEC, NULL);
	field(t, "options", options, HEX, how);
	return 0;
}

static int on_domain_header(const struct xcstream *xs, uint32_t type,
			    uint32_t page_shift, uint32_t xen_major,
			    uint32_t xen_minor)
{
	struct tool *t = xs->user;

	t->s.facts.headers.guest = type;
	t->s.facts.headers.xen_major = xen_major;
	t->s.facts.headers.xen_minor = xen_minor;
	if (!item(t, xs->at, xs->layer, "domain header", NULL))
		return 0;
	field(t, "type", type, DEC, NAME(guests, type));
	field(t, "page_shift", page_shift, DEC, NULL);
	put(&t->out, t->notation == JSON ? ",\"xen\":\"%u.%u\"" : " xen=%u.%u",
	    xen_major, xen_minor);
	if (!xen_major && t->notation == TEXT)
		put(&t->out, " (converted from legacy)");
	return 0;
}

/* ---- pages ---- */

static void end_run(struct tool *t)
{
	const struct run *run = &t->s.run;
	const char *comma = "";
	unsigned int i;

	if (run->records && item(t, run->offset, XCSTREAM_LAYER_LIBXC,
				 "PAGE_DATA", &run->record)) {
		bool json = t->notation == JSON;

		put(&t->out, json ? ",\"records\":%" PRIu64 : " x%" PRIu64,
		    run->records);
		field(t, "pfns", run->pfns, DEC, NULL);
		put(&t->out,
		    json ? ",\"first\":\"0x%" PRIx64 "\",\"last\":\"0x%" PRIx64
			   "\",\"types\":{"
			 : " [0x%" PRIx64 "..0x%" PRIx64 "]",
		    run->low, run->high);
		for (i = 0; i < COUNT(run->types); i++) {
			if (!run->types[i])
				continue;
			put(&t->out,
			    json ? "%s\"%s\":%" PRIu64 : "%s %s=%" PRIu64,
			    json ? comma : "",
			    xcstream_name(XCSTREAM_NAMES_PAGE_TYPE, i),
			    run->types[i]);
			comma = ",";
		}
		if (json)
			put(&t->out, "}");
	}
	memset(&t->s.run, 0, sizeof(t->s.run));
}

void end_listing(struct tool *t)
{
	end_run(t);
	end_item(t);
}

/*
 * A live migration sends the pages in passes of ascending pfns, all of them
 * first, then those that the guest has written to meanwhile.
 */
static void count_pass(struct tool *t, uint64_t pfn, bool memory)
{
	struct facts *facts = &t->s.facts;

	if (t->s.static_run)
		return;
	if (!facts->passes || (t->s.is_new && pfn <= facts->highest)) {
		facts->passes++;
		facts->highest = 0;
	}
	if (pfn > facts->highest)
		facts->highest = pfn;
	facts->first_pass += memory && facts->passes == 1;
	facts->sent_again += memory && facts->passes > 1;
}

static int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	struct tool *t = xs->user;
	struct run *run = &t->s.run;

	count_pass(t, pfn,
		   type != XCSTREAM_PAGE_XTAB && type != XCSTREAM_PAGE_BROKEN);
	t->s.facts.pages[type & 15]++;
	if (t->s.is_new && run->records && pfn <= run->high)
		end_run(t);
	if (!run->records) {
		run->offset = t->s.page_data;
		run->record = t->s.record;
		run->low = pfn;
	}
	run->records += t->s.is_new;
	t->s.is_new = false;
	run->pfns++;
	run->types[type & 15]++;
	if (pfn < run->low)
		run->low = pfn;
	if (pfn > run->high)
		run->high = pfn;
	return 0;
}

static int on_count(const struct xcstream *xs, uint32_t count)
{
	struct tool *t = xs->user;

	contents_count(&t->s.facts.contents, count);
	return 0;
}

/* ---- records ---- */

/* What comes first and has no header of its own. */
static int on_any_record(const struct xcstream *xs, uint32_t type,
			 uint32_t length)
{
	struct tool *t = xs->user;

	contents_record(&t->s.facts.contents, xs, type, length);
	if (!t->s.facts.headers.outer)
		t->s.facts.headers.outer = xs->layer;
	return 0;
}

static int on_record(const struct xcstream *xs, uint32_t type, uint32_t length)
{
	const char *name = xcstream_record_name(xs->layer, type);
	bool libxc = xs->layer == XCSTREAM_LAYER_LIBXC;
	struct tool *t = xs->user;
	char unknown[20];

	on_any_record(xs, type, length);
	if (libxc && type == XCSTREAM_LIBXC_PAGE_DATA) {
		t->s.page_data = xs->at;
		t->s.record = xs->records;
		t->s.is_new = true;
		return 0;
	}
	if (libxc && (type == XCSTREAM_LIBXC_VERIFY ||
		      type == XCSTREAM_LIBXC_CHECKPOINT))
		t->s.static_run = true;
	end_run(t);
	snprintf(unknown, sizeof(unknown), "type 0x%x", type);
	if (!item(t, xs->at, xs->layer, name ? name : unknown, &xs->records))
		return 0;
	field(t, "length", length, SIZE, NULL);
	if (libxc && type == XCSTREAM_LIBXC_X86_CPUID_POLICY)
		field(t, "leaves", length / 24, DEC, NULL);
	else if (libxc && type == XCSTREAM_LIBXC_X86_PV_P2M_FRAMES)
		field(t, "frames", length / 8 - 1, DEC, NULL);
	return 0;
}

/* The checkpoint that this record completes, if it does. */
static int on_record_end(const struct xcstream *xs)
{
	struct tool *t = xs->user;
	uint64_t end, n = xcstream_checkpoints(xs, &end);

	if (!n || end != xs->at)
		return 0;
	end_run(t);
	if (t->notation == TEXT)
		put(&t->out, " checkpoint %" PRIu64 " is whole", n);
	end_list(t);
	if (t->notation == JSON)
		field(t, "checkpoint", n, DEC, NULL);
	return 0;
}

static int on_checkpoint_state(const struct xcstream *xs, uint32_t control_id)
{
	field(xs->user, "control_id", control_id, DEC,
	      NAME(controls, control_id));
	return 0;
}

static int on_pv_info(const struct xcstream *xs, uint32_t guest_width,
		      uint32_t pt_levels)
{
	struct tool *t = xs->user;

	t->s.facts.width = guest_width;
	field(t, "guest_width", guest_width, DEC, NULL);
	field(t, "pt_levels", pt_levels, DEC, NULL);
	return 0;
}

static int on_p2m_frames(const struct xcstream *xs, uint32_t start_pfn,
			 uint32_t end_pfn)
{
	struct tool *t = xs->user;

	if (end_pfn > t->s.facts.end_pfn)
		t->s.facts.end_pfn = end_pfn;
	field(t, "start_pfn", start_pfn, HEX, NULL);
	field(t, "end_pfn", end_pfn, HEX, NULL);
	return 0;
}

static int on_vcpu(const struct xcstream *xs, uint32_t vcpu_id, uint32_t length)
{
	struct tool *t = xs->user;

	if (vcpu_id >= t->s.facts.vcpus)
		t->s.facts.vcpus = (uint64_t)vcpu_id + 1;
	field(t, "vcpu", vcpu_id, DEC, NULL);
	field(t, "context", length, DEC, NULL);
	return 0;
}

static int on_tsc_info(const struct xcstream *xs, uint32_t mode, uint32_t khz,
		       uint64_t nsec, uint32_t incarnation)
{
	struct tool *t = xs->user;

	field(t, "mode", mode, DEC, NAME(tsc_modes, mode));
	field(t, "khz", khz, DEC, NULL);
	field(t, "nsec", nsec, DEC, NULL);
	field(t, "incarnation", incarnation, DEC, NULL);
	return 0;
}

static int on_hvm_entry(const struct xcstream *xs, uint32_t typecode,
			uint32_t instance, uint32_t length)
{
	const char *name = xcstream_name(XCSTREAM_NAMES_HVM_TYPECODE, typecode);
	struct tool *t = xs->user;
	struct facts *facts = &t->s.facts;

	if (typecode == XCSTREAM_HVM_CPU && instance >= facts->vcpus)
		facts->vcpus = instance + 1;
	if (typecode == XCSTREAM_HVM_LAPIC && length > facts->lapic)
		facts->lapic = length;
	if (t->notation == TEXT)
		return put(&t->out, " %s %u.%u:%u", name ? name : "?", typecode,
			   instance, length);
	element(t, "entries", "typecode");
	if (t->notation != JSON)
		return 0;
	put(&t->out, "%u,\"name\":\"%s\"", typecode, name ? name : "?");
	field(t, "instance", instance, DEC, NULL);
	field(t, "length", length, DEC, NULL);
	return 0;
}

static int on_hvm_header(const struct xcstream *xs, uint32_t version,
			 uint64_t changeset, uint32_t cpuid, uint32_t gtsc_khz)
{
	struct tool *t = xs->user;

	if (t->notation == TEXT)
		return put(&t->out,
			   " (version=%u changeset=0x%" PRIx64
			   " cpuid=0x%x gtsc_khz=%u)",
			   version, changeset, cpuid, gtsc_khz);
	field(t, "version", version, DEC, NULL);
	field(t, "changeset", changeset, HEX, NULL);
	field(t, "cpuid", cpuid, HEX, NULL);
	field(t, "gtsc_khz", gtsc_khz, DEC, NULL);
	return 0;
}

/* A pair of a number, which may have a name, and a value. */
static int put_pair(struct tool *t, const char *list, const char *name,
		    uint64_t index, bool hex, uint64_t value)
{
	element(t, list, "index");
	if (t->notation == JSON) {
		put(&t->out, hex ? "\"0x%" PRIx64 "\"" : "%" PRIu64, index);
		if (name)
			text_field(t, "name", name);
		field(t, "value", value, HEX, NULL);
	}
	if (t->notation != TEXT)
		return 0;
	if (name)
		put(&t->out, " %s", name);
	else
		put(&t->out, hex ? " 0x%" PRIx64 : " %" PRIu64, index);
	return put(&t->out, "=0x%" PRIx64, value);
}

static int on_hvm_param(const struct xcstream *xs, uint64_t index,
			uint64_t value)
{
	return put_pair(xs->user, "params",
			xcstream_name(XCSTREAM_NAMES_HVM_PARAM, index), index,
			false, value);
}

static int on_msr(const struct xcstream *xs, uint32_t index, uint64_t value)
{
	return put_pair(xs->user, "msrs", NULL, index, true, value);
}

static int on_emulator(const struct xcstream *xs, uint32_t emulator_id,
		       uint32_t index, uint32_t length)
{
	struct tool *t = xs->user;

	t->s.facts.emulators |= emulator_id < 32 ? 1u << emulator_id : 0;
	if (xs->type == XCSTREAM_LIBXL_EMULATOR_CONTEXT)
		t->s.facts.emulator_bytes = length;
	field(t, "emulator_id", emulator_id, DEC, NAME(emulators, emulator_id));
	field(t, "index", index, DEC, NULL);
	field(t, "data", length, DEC, NULL);
	return 0;
}

static int on_xenstore(const struct xcstream *xs, bool value, uint8_t byte)
{
	struct tool *t = xs->user;
	bool json = t->notation == JSON;

	if (t->notation == NOTHING)
		return 0;
	if (!t->s.in_string) {
		if (!value || !t->s.element)
			element(t, "xenstore", value ? "value" : "key");
		else if (json)
			put(&t->out, ",\"value\":");
		put(&t->out, json ? "\"" : value ? "=\"" : " \"");
	}
	t->s.in_string = byte != 0;
	return byte ? put_text(&t->out, &byte, 1) : put(&t->out, "\"");
}

const struct xcstream_ops silent;

const struct xcstream_ops terse = {
	.xl_header = on_xl_header,
	.config = on_config,
	.image_header = on_image_header,
	.domain_header = on_domain_header,
	.record = on_any_record,
	.count = on_count,
	.warning = on_warning,
};

const struct xcstream_ops listing = {
	.xl_header = on_xl_header,
	.config = on_config,
	.image_header = on_image_header,
	.domain_header = on_domain_header,
	.record = on_record,
	.record_end = on_record_end,
	.count = on_count,
	.page = on_page,
	.pv_info = on_pv_info,
	.p2m_frames = on_p2m_frames,
	.vcpu = on_vcpu,
	.tsc_info = on_tsc_info,
	.hvm_entry = on_hvm_entry,
	.hvm_header = on_hvm_header,
	.hvm_param = on_hvm_param,
	.msr = on_msr,
	.emulator = on_emulator,
	.xenstore = on_xenstore,
	.checkpoint_state = on_checkpoint_state,
	.warning = on_warning,
};
