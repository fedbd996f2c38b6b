/* SPDX-License-Identifier: MIT */
/* records.c - the library's callbacks: which record goes to which file. */
#include "xcextract.h"

#define MAX_XAPI 64 /* records of XAPI; xenopsd writes up to six */

/* ---- headers ---- */

static int on_xl_header(const struct xcstream *xs, uint32_t mandatory_flags,
			uint32_t optional_flags, uint32_t optional_data_len)
{
	struct tool *t = xs->user;

	(void)optional_data_len;
	t->headers.outer = xs->layer;
	t->flags = mandatory_flags;
	APPEND(t->layers,
	       "\"name\": \"xl\", \"mandatory_flags\": %u, "
	       "\"optional_flags\": %u }",
	       mandatory_flags, optional_flags);
	return 0;
}

/* The NUL that JSON and XML end with does not come. */
static int on_config(const struct xcstream *xs, uint32_t length)
{
	struct tool *t = xs->user;
	bool xml = xs->layer == XCSTREAM_LAYER_LIBVIRT;
	bool json = !xml && (t->flags & 1);

	t->headers.outer = xs->layer;
	if (xml)
		APPEND(t->layers, "\"name\": \"libvirt\" }");
	return begin_blob(t, CONFIG, length - ((xml || json) && length), "%s",
			  xml	 ? "domain.xml"
			  : json ? "config.json"
				 : "config.txt");
}

static int on_image_header(const struct xcstream *xs, uint32_t version,
			   uint32_t options)
{
	struct tool *t = xs->user;

	if (!t->headers.outer)
		t->headers.outer = xs->layer;
	if (xs->layer == XCSTREAM_LAYER_LIBXC)
		t->headers.version = version;
	APPEND(t->layers,
	       "\"name\": \"%s\", \"version\": %u, \"options\": %u, "
	       "\"byte_order\": \"%s\" }",
	       xcstream_name(XCSTREAM_NAMES_LAYER, xs->layer), version, options,
	       options & 1 ? "big" : "little");
	return 0;
}

static int on_domain_header(const struct xcstream *xs, uint32_t type,
			    uint32_t page_shift, uint32_t xen_major,
			    uint32_t xen_minor)
{
	struct tool *t = xs->user;

	(void)page_shift;
	t->headers.guest = type;
	t->headers.xen_major = xen_major;
	t->headers.xen_minor = xen_minor;
	return 0;
}

/* ---- records ---- */

/* Of XAPI's records, all are passed on but those that hold an image. */
static int on_xapi_record(struct tool *t, uint32_t type, uint32_t length)
{
	const char *name = xcstream_record_name(XCSTREAM_LAYER_XAPI, type);

	if (!t->layers[0])
		APPEND(t->layers, "\"name\": \"xapi\" }");
	if (type == XCSTREAM_XAPI_Libxc || type == XCSTREAM_XAPI_Libxl ||
	    type == XCSTREAM_XAPI_End_of_image)
		return 0;
	/* Each checkpoint looks through DIR. */
	if (t->nr_xapi == MAX_XAPI)
		return trouble(t, "xapi-*.bin", "too many records of XAPI");
	return begin_blob(t, XAPI, length, "xapi-%u-%s.bin", t->nr_xapi++,
			  name ? name : "unknown");
}

static int on_record(const struct xcstream *xs, uint32_t type, uint32_t length)
{
	struct tool *t = xs->user;

	contents_record(&t->contents, xs, type, length);
	if (!t->headers.outer)
		t->headers.outer = xs->layer;
	if (xs->layer == XCSTREAM_LAYER_XAPI)
		return on_xapi_record(t, type, length);
	if (xs->layer != XCSTREAM_LAYER_LIBXC)
		return 0;
	/* Xen's restorer compares what comes then, and keeps what it has. */
	if (type == XCSTREAM_LIBXC_VERIFY)
		t->verify = true;
	else if (type == XCSTREAM_LIBXC_CHECKPOINT)
		t->verify = false;
	/* A second one of these replaces the first. */
	if (type == XCSTREAM_LIBXC_X86_CPUID_POLICY)
		return end_text(t, CPUID_CSV);
	if (type == XCSTREAM_LIBXC_X86_MSR_POLICY)
		return end_text(t, MSRS_CSV);
	if (type == XCSTREAM_LIBXC_HVM_CONTEXT) {
		forget_vcpus(t);
		return forget_context(t) || begin_context(t) ? -1 : 0;
	}
	if (type == XCSTREAM_LIBXC_SHARED_INFO) {
		begin_shared_info(t, length, xs->big[xs->layer]);
		return begin_blob(t, SHARED_INFO, length, "shared-info.bin");
	}
	return 0;
}

/* After a checkpoint, what it brought comes anew. */
static int on_record_end(const struct xcstream *xs)
{
	struct tool *t = xs->user;

	if (flush_texts(t))
		return -1;
	if (xcstream_checkpoints(xs, NULL) == t->epochs)
		return 0;
	t->epochs = xcstream_checkpoints(xs, NULL);
	t->fresh &= ~OF_EPOCH;
	t->past = UINT64_MAX; /* what comes is another pass */
	if (end_text(t, PARAMS_CSV) || end_text(t, XENSTORE_TXT) ||
	    begin_context(t))
		return -1;
	/* A pause is the end then. */
	return t->epochs == t->last_epoch ||
	       (t->last_pass && t->passes == t->last_pass);
}

static int on_data(const struct xcstream *xs, const uint8_t *data, size_t len)
{
	struct tool *t = xs->user;

	if (xs->type == XCSTREAM_LIBXC_HVM_CONTEXT && put_context(t, data, len))
		return -1;
	if (xs->type == XCSTREAM_LIBXC_SHARED_INFO &&
	    put_shared_info(t, data, len))
		return -1;
	return put_blob(t, data, len) || put_vcpu(t, data, len) ? -1 : 0;
}

static int on_count(const struct xcstream *xs, uint32_t count)
{
	struct tool *t = xs->user;

	contents_count(&t->contents, count);
	t->heads = true;
	return 0;
}

/* ---- what is in them ---- */

static int on_pv_info(const struct xcstream *xs, uint32_t guest_width,
		      uint32_t pt_levels)
{
	struct tool *t = xs->user;

	t->width = guest_width;
	snprintf(t->pv, sizeof(t->pv),
		 "\t\"pv\": { \"guest_width\": %u, \"pt_levels\": %u },\n",
		 guest_width, pt_levels);
	return 0;
}

static int on_p2m_frames(const struct xcstream *xs, uint32_t start_pfn,
			 uint32_t end_pfn)
{
	struct tool *t = xs->user;

	(void)start_pfn;
	if (end_pfn > t->end_pfn)
		t->end_pfn = end_pfn;
	return 0;
}

/* One without a context says nothing, and its vcpu_id may be any. */
static int on_vcpu(const struct xcstream *xs, uint32_t vcpu_id, uint32_t length)
{
	struct tool *t = xs->user;
	/* If that is tolerated, PV_INFO comes later; none but of 64 bits then. */
	bool wide = t->width != 4;
	const char *kind = "msrs";

	if (xs->type == XCSTREAM_LIBXC_X86_PV_VCPU_BASIC) {
		kind = "basic";
		begin_vcpu(t, wide ? PV64_VCPU : PV32_VCPU, vcpu_id, length,
			   xs->big[xs->layer]);
	}
	if (xs->type == XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED)
		kind = "extended";
	else if (xs->type == XCSTREAM_LIBXC_X86_PV_VCPU_XSAVE)
		kind = "xsave";
	if (!length)
		return 0;
	return begin_blob(t, VCPUS, length, "vcpu-%u-%s.bin", vcpu_id, kind);
}

/* Of a vCPU: as struct xen_domctl_vcpu_msr, whatever the stream's order. */
static int on_msr(const struct xcstream *xs, uint32_t index, uint64_t value)
{
	struct tool *t = xs->user;
	unsigned char entry[16];

	if (xs->type == XCSTREAM_LIBXC_X86_MSR_POLICY)
		return put_text(t, MSRS_CSV, "0x%08x,0x%016" PRIx64 "\n", index,
				value);
	put_le(put_le(entry, 8, index), 8, value);
	return put_blob(t, entry, sizeof(entry));
}

static int on_cpuid_leaf(const struct xcstream *xs, const uint64_t leaf[6])
{
	return put_text(xs->user, CPUID_CSV,
			"0x%08" PRIx64 ",0x%08" PRIx64 ",0x%08" PRIx64
			",0x%08" PRIx64 ",0x%08" PRIx64 ",0x%08" PRIx64 "\n",
			leaf[0], leaf[1], leaf[2], leaf[3], leaf[4], leaf[5]);
}

static int on_tsc_info(const struct xcstream *xs, uint32_t mode, uint32_t khz,
		       uint64_t nsec, uint32_t incarnation)
{
	struct tool *t = xs->user;

	snprintf(t->tsc, sizeof(t->tsc),
		 "\t\"tsc\": { \"mode\": %u, \"khz\": %u, \"nsec\": %" PRIu64
		 ", \"incarnation\": %u },\n",
		 mode, khz, nsec, incarnation);
	return 0;
}

static int on_hvm_entry(const struct xcstream *xs, uint32_t typecode,
			uint32_t instance, uint32_t length)
{
	const char *name = xcstream_name(XCSTREAM_NAMES_HVM_TYPECODE, typecode);
	bool big = xs->big[xs->layer];

	if (begin_entry(xs->user, typecode, instance, length, big))
		return -1;
	if (typecode == XCSTREAM_HVM_END)
		return 0;
	if (typecode == XCSTREAM_HVM_CPU)
		begin_vcpu(xs->user, HVM_VCPU, instance, length, big);
	return begin_blob(xs->user, HVM, length, HVM_DIR "/%02u-%s.%u.bin",
			  typecode, name ? name : "unknown", instance);
}

static int on_hvm_header(const struct xcstream *xs, uint32_t version,
			 uint64_t changeset, uint32_t cpuid, uint32_t gtsc_khz)
{
	struct tool *t = xs->user;
	unsigned char body[24], *p = body;

	snprintf(t->hvm, sizeof(t->hvm),
		 "\t\"hvm\": { \"version\": %u, \"changeset\": \"0x%" PRIx64
		 "\", \"cpuid\": \"0x%x\", \"gtsc_khz\": %u },\n",
		 version, changeset, cpuid, gtsc_khz);
	p = put_le(p, 4, 0x54381286); /* HVM_FILE_MAGIC */
	p = put_le(p, 4, version);
	p = put_le(p, 8, changeset);
	p = put_le(p, 4, cpuid);
	put_le(p, 4, gtsc_khz);
	return put_blob(t, body, sizeof(body)) ||
			       put_context(t, body, sizeof(body))
		       ? -1
		       : 0;
}

static int on_hvm_param(const struct xcstream *xs, uint64_t index,
			uint64_t value)
{
	const char *name = xcstream_name(XCSTREAM_NAMES_HVM_PARAM, index);

	return put_text(xs->user, PARAMS_CSV,
			"%" PRIu64 ",%s,0x%016" PRIx64 "\n", index,
			name ? name : "", value);
}

static int on_emulator(const struct xcstream *xs, uint32_t emulator_id,
		       uint32_t index, uint32_t length)
{
	struct tool *t = xs->user;

	if (t->emulators_of != t->epochs) {
		t->emulators_of = t->epochs;
		t->nr_emulators = 0;
		t->emulators[0] = '\0';
	}
	if (xs->type == XCSTREAM_LIBXL_EMULATOR_XENSTORE_DATA)
		return put_text(t, XENSTORE_TXT, "# emulator_id %u, index %u\n",
				emulator_id, index);
	if (t->nr_emulators == MAX_EMULATORS)
		return trouble(t, "emulator-*.bin", "too many emulators");
	APPEND(t->emulators,
	       "\"emulator_id\": %u, \"index\": %u, \"bytes\": %u }",
	       emulator_id, index, length);
	return begin_blob(t, EMULATORS, length, "emulator-%u.bin",
			  t->nr_emulators++);
}

/* key = "value", a line each, all other bytes as \xNN */
static int on_xenstore(const struct xcstream *xs, bool value, uint8_t byte)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789-/_@";
	struct tool *t = xs->user;
	bool first = !t->in_string;

	t->in_string = byte != 0;
	if (value && first && put_text(t, XENSTORE_TXT, " = \""))
		return -1;
	if (!byte)
		return put_text(t, XENSTORE_TXT, value ? "\"\n" : "%s", "");
	if (value ? byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\'
		  : strchr(plain, byte) != NULL)
		return put_text(t, XENSTORE_TXT, "%c", byte);
	return put_text(t, XENSTORE_TXT, "\\x%02x", byte);
}

/* ---- warnings, and what is refused ---- */

static int on_warning(const struct xcstream *xs,
		      const struct xcstream_report *fault)
{
	struct tool *t = xs->user;
	struct words text = { 0 };

	if (t->warnings++ >= WARNINGS_SHOWN)
		return 0;
	words_fault(&text, fault);
	complain("%s: warning: %s%s", t->stream, text.s, hint(fault->code));
	return 0;
}

/* Without a domain before it, this comes from COLO's receiver. */
static int on_checkpoint_state(const struct xcstream *xs, uint32_t control_id)
{
	struct tool *t = xs->user;

	(void)control_id;
	if (t->headers.guest)
		return 0;
	return input_trouble(t, "no domain, but what COLO's receiver answers");
}

const struct xcstream_ops all_ops = {
	.xl_header = on_xl_header,
	.config = on_config,
	.image_header = on_image_header,
	.domain_header = on_domain_header,
	.checkpoint_state = on_checkpoint_state,
	.record = on_record,
	.record_end = on_record_end,
	.data = on_data,
	.count = on_count,
	.page = on_page,
	.page_data = on_page_data,
	.pv_info = on_pv_info,
	.p2m_frames = on_p2m_frames,
	.vcpu = on_vcpu,
	.tsc_info = on_tsc_info,
	.hvm_entry = on_hvm_entry,
	.hvm_header = on_hvm_header,
	.hvm_param = on_hvm_param,
	.cpuid_leaf = on_cpuid_leaf,
	.msr = on_msr,
	.emulator = on_emulator,
	.xenstore = on_xenstore,
	.warning = on_warning,
};
