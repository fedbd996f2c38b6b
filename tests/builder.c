/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "builder.h"

/* Parts. */

static void number(uint8_t *p, unsigned int size, uint64_t value, bool big)
{
	unsigned int i;

	for (i = 0; i < size; i++)
		p[big ? size - 1 - i : i] = (uint8_t)(value >> 8 * i);
}

static uint8_t *append(struct part *part, size_t n)
{
	if (part->len + n > part->room) {
		part->room = 2 * (part->len + n);
		part->data = realloc(part->data, part->room);
		assert(part->data);
	}
	part->len += n;
	return part->data + part->len - n;
}

void put(struct part *part, unsigned int size, uint64_t value)
{
	number(append(part, size), size, value, part->big);
}

void put_bytes(struct part *part, const void *data, size_t n)
{
	if (n)
		memcpy(append(part, n), data, n);
}

void put_pattern(struct part *part, size_t n)
{
	uint8_t *p = append(part, n);
	size_t i;

	for (i = 0; i < n; i++)
		p[i] = (uint8_t)(i * 7 + (i >> 8) + part->type + 1);
}

void part_set(struct part *part, size_t at, unsigned int size, uint64_t value)
{
	assert(at + size <= part->len);
	number(part->data + at, size, value, part->big);
}

void part_end(struct part *part)
{
	size_t body = part->len - HEADER_SIZE;

	part_set(part, 4, 4, body);
	memset(append(part, (8 - body % 8) % 8), 0, (8 - body % 8) % 8);
}

void part_resize(struct part *part, size_t body)
{
	size_t len = part->len;

	if (len < HEADER_SIZE + body)
		memset(append(part, HEADER_SIZE + body - len), 0,
		       HEADER_SIZE + body - len);
	part->len = HEADER_SIZE + body;
	part_end(part);
}

/* Streams. */

struct part *stream_find(struct stream *s, unsigned int layer, uint32_t type,
			 unsigned int nth)
{
	unsigned int i;

	for (i = 0; i < s->nr_parts; i++)
		if (s->parts[i].layer == layer && s->parts[i].type == type &&
		    nth-- == 0)
			return &s->parts[i];
	return NULL;
}

struct part *stream_insert(struct stream *s, struct part *before,
			   unsigned int layer, uint32_t type)
{
	struct part *part = before ? before : &s->parts[s->nr_parts];

	assert(s->nr_parts < PARTS_MAX);
	memmove(part + 1, part,
		(size_t)(&s->parts[s->nr_parts] - part) * sizeof(*part));
	s->nr_parts++;
	memset(part, 0, sizeof(*part));
	part->layer = (uint8_t)layer;
	part->type = type;
	part->big = s->big;
	if (type != XCSTREAM_NO_RECORD) {
		put(part, 4, type);
		put(part, 4, 0);
	}
	return part;
}

void stream_copy(struct stream *s, struct part *before, const struct part *from)
{
	struct part old = *from;
	struct part *part;

	part = stream_insert(s, before, old.layer, XCSTREAM_NO_RECORD);
	part->type = old.type;
	part->big = old.big;
	put_bytes(part, old.data, old.len);
}

void stream_remove(struct stream *s, struct part *part)
{
	free(part->data);
	s->nr_parts--;
	memmove(part, part + 1,
		(size_t)(&s->parts[s->nr_parts] - part) * sizeof(*part));
}

void stream_join(struct stream *s)
{
	struct part *part;

	free(s->data);
	s->len = 0;
	for (part = s->parts; part < s->parts + s->nr_parts; part++) {
		part->at = s->len;
		s->len += part->len;
	}
	s->data = malloc(s->len + 1);
	assert(s->data);
	for (part = s->parts; part < s->parts + s->nr_parts; part++)
		if (part->len)
			memcpy(s->data + part->at, part->data, part->len);
}

void stream_free(struct stream *s)
{
	while (s->nr_parts)
		free(s->parts[--s->nr_parts].data);
	free(s->data);
	memset(s, 0, sizeof(*s));
}

/* Records of libxc. */

static struct part *libxc(struct stream *s, uint32_t type)
{
	return stream_insert(s, NULL, XCSTREAM_LAYER_LIBXC, type);
}

/*
 * A page table: present entries, with and without all the bits that are not of
 * a pfn, name small pfns; entries that are not present, anything.
 */
static void put_table(struct part *part)
{
	static const uint64_t bits[] = { 0x63, 0xfff0000000000fff,
					 0x000ffffffffffffe, 0 };
	unsigned int i;

	for (i = 0; i < 512; i++)
		put(part, 8, bits[i % 4] | (uint64_t)(16 + i % 64) << 12);
}

void put_pages(struct stream *s, uint64_t pfn, const char *types)
{
	struct part *part = libxc(s, XCSTREAM_LIBXC_PAGE_DATA);
	uint64_t type;
	size_t i;

	put(part, 4, strlen(types));
	put(part, 4, 0);
	for (i = 0; types[i]; i++) {
		type = (uint64_t)(strchr(PAGE_LETTERS, types[i]) -
				  PAGE_LETTERS);
		put(part, 8, type << 60 | (pfn + i));
	}
	for (i = 0; types[i]; i++) {
		type = (uint64_t)(strchr(PAGE_LETTERS, types[i]) -
				  PAGE_LETTERS);
		if (type >= 13)
			continue;
		if (type % 8)
			put_table(part);
		else
			put_pattern(part, 4096);
	}
	part_end(part);
}

static void put_image(struct stream *s, const struct recipe *recipe)
{
	struct part *part = libxc(s, XCSTREAM_NO_RECORD);

	part->big = true;
	put(part, 8, UINT64_MAX);
	put(part, 4, 0x58454e46);
	put(part, 4, recipe->version);
	put(part, 2, s->big);
	put(part, 2, 0);
	put(part, 4, 0);

	part = libxc(s, XCSTREAM_NO_RECORD);
	put(part, 4, recipe->guest);
	put(part, 2, 12);
	put(part, 2, 0);
	put(part, 4, 4);
	put(part, 4, 17);
}

static void put_static(struct stream *s, const struct recipe *recipe)
{
	struct part *part;
	uint32_t i;

	if (recipe->guest == PV) {
		part = libxc(s, XCSTREAM_LIBXC_X86_PV_INFO);
		put(part, 1, recipe->width);
		put(part, 1, recipe->width == 8 ? 4 : 3);
		put(part, 6, 0);
		part_end(part);
	}
	if (recipe->version < 3)
		return;
	part = libxc(s, XCSTREAM_LIBXC_X86_CPUID_POLICY);
	for (i = 0; i < 12; i++)
		put(part, 4, 0x01020300 + i);
	part_end(part);
	part = libxc(s, XCSTREAM_LIBXC_X86_MSR_POLICY);
	for (i = 0; i < 2; i++) {
		put(part, 4, 0xce + i);
		put(part, 4, 0);
		put(part, 8, 0x0102030405060708 + i);
	}
	part_end(part);
	part_end(libxc(s, XCSTREAM_LIBXC_STATIC_DATA_END));
}

/* Two frames: the pfns up to 0x3ff, or 0x7ff. */
static void put_p2m(struct stream *s, const struct recipe *recipe)
{
	struct part *part = libxc(s, XCSTREAM_LIBXC_X86_PV_P2M_FRAMES);

	put(part, 4, 0);
	put(part, 4, 8192u / recipe->width - 1);
	put(part, 8, 0x10);
	put(part, 8, 0x11);
	part_end(part);
}

static void put_vcpu(struct stream *s, const struct recipe *recipe, uint32_t id)
{
	static const uint8_t types[] = { XCSTREAM_LIBXC_X86_PV_VCPU_BASIC,
					 XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED,
					 XCSTREAM_LIBXC_X86_PV_VCPU_XSAVE,
					 XCSTREAM_LIBXC_X86_PV_VCPU_MSRS };
	size_t sizes[] = { BASIC_SIZE(recipe->width), 61, 16, 0 };
	struct part *part;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		part = libxc(s, types[i]);
		put(part, 4, id);
		put(part, 4, 0);
		if (types[i] == XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED) {
			put(part, 4, id);
			put(part, 4, 56);
			put_pattern(part, sizes[i] - 8);
			part_end(part);
			continue;
		}
		put_pattern(part, sizes[i]);
		if (!sizes[i]) {
			put(part, 4, 0xc0000080);
			put(part, 4, 0);
			put(part, 8, 0x1112131415161718);
		}
		part_end(part);
	}
}

/* An entry of HVM_CONTEXT. */
static void put_entry(struct part *part, unsigned int typecode,
		      unsigned int instance, size_t length)
{
	put(part, 2, typecode);
	put(part, 2, instance);
	put(part, 4, length);
	put_pattern(part, typecode == 1 ? 0 : length);
}

/* A CPU entry: what is judged of it has the values of a 64-bit guest. */
static void put_cpu(struct part *part, unsigned int instance)
{
	static const struct {
		unsigned int at, size;
		uint64_t value;
	} fields[] = {
		{ 656, 8, 0x80050033 }, /* cr0 */
		{ 720, 8, 0xffff0ff0 }, /* dr6 */
		{ 728, 8, 0x400 }, /* dr7 */
		{ 944, 8, 0xffff88001fa00000 }, /* shadow_gs */
		{ 960, 8, 0xffffffff81a00010 }, /* msr_lstar */
		{ 976, 8, 0x00007fffffffffff }, /* msr_cstar */
		{ 984, 8, 0x47700 }, /* msr_syscall_mask */
		{ 992, 8, 0xd01 }, /* msr_efer */
		{ 1000, 8, 3 }, /* msr_tsc_aux */
		{ 1024, 4, 1 }, /* flags */
		{ 1028, 4, 0 } /* pad0 */
	};
	unsigned int i;

	put_entry(part, 2, instance, 1032);
	for (i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		part_set(part, part->len - 1032 + fields[i].at, fields[i].size,
			 fields[i].value);
}

static void put_hvm_state(struct stream *s)
{
	struct part *part = libxc(s, XCSTREAM_LIBXC_HVM_CONTEXT);
	uint32_t i;

	put_entry(part, 1, 0, 24);
	put(part, 4, 0x54381286);
	put(part, 4, 1);
	put(part, 8, UINT64_MAX);
	put(part, 4, 0x663);
	put(part, 4, 2600000);
	put_cpu(part, 0);
	put_entry(part, 5, 0, 32);
	part_set(part, part->len - 32, 8, 0xfee00900); /* base */
	part_set(part, part->len - 20, 4, 2); /* timer_divisor */
	put_entry(part, 17, 0, 13);
	put_entry(part, 0, 0, 0);
	part_end(part);

	part = libxc(s, XCSTREAM_LIBXC_HVM_PARAMS);
	put(part, 4, 3);
	put(part, 4, 0);
	for (i = 0; i < 3; i++) {
		put(part, 8, i ? 4 + i : 1);
		put(part, 8, 0x2122232425262728 + i);
	}
	part_end(part);
}

/* What every consistent state brings anew. */
static void put_state(struct stream *s, const struct recipe *recipe)
{
	struct part *part = libxc(s, XCSTREAM_LIBXC_X86_TSC_INFO);

	put(part, 4, 2);
	put(part, 4, 2600000);
	put(part, 8, 0x3132333435363738);
	put(part, 4, 1);
	put(part, 4, 0);
	part_end(part);
	if (recipe->guest == HVM) {
		put_hvm_state(s);
		return;
	}
	part = libxc(s, XCSTREAM_LIBXC_SHARED_INFO);
	put_pattern(part, 4096);
	part_end(part);
	put_vcpu(s, recipe, 0);
	put_vcpu(s, recipe, 1);
}

/* The layers around. */

static struct part *libxl(struct stream *s, uint32_t type)
{
	return stream_insert(s, NULL, XCSTREAM_LAYER_LIBXL, type);
}

static void put_xl(struct stream *s)
{
	static const char magic[] = "Xen saved domain, xl format\n \0 \r";
	static const char config[] = "{ \"c_info\": { } }\n";
	struct part *part =
		stream_insert(s, NULL, XCSTREAM_LAYER_XL, XCSTREAM_NO_RECORD);

	put_bytes(part, magic, 32);
	put(part, 4, 0x01020304);
	put(part, 4, 3);
	put(part, 4, 0);
	put(part, 4, 4 + sizeof(config));
	put(part, 4, sizeof(config));
	put_bytes(part, config, sizeof(config));
}

static void put_libxl(struct stream *s)
{
	struct part *part = libxl(s, XCSTREAM_NO_RECORD);

	part->big = true;
	put(part, 8, 0x4c6962786c466d74);
	put(part, 4, 2);
	put(part, 4, s->big);
	part_end(libxl(s, XCSTREAM_LIBXL_LIBXC_CONTEXT));
}

static void put_libvirt(struct stream *s)
{
	static const char magic[] = "libvirt-xml\n \0 \r";
	static const char xml[] = "<domain type='xen'/>\n";
	struct part *part = stream_insert(s, NULL, XCSTREAM_LAYER_LIBVIRT,
					  XCSTREAM_NO_RECORD);
	unsigned int i;

	put_bytes(part, magic, 16);
	put(part, 4, 2);
	put(part, 4, sizeof(xml));
	for (i = 0; i < 10; i++)
		put(part, 4, 0);
	put_bytes(part, xml, sizeof(xml));
}

/* A record of XAPI, always little endian; `length` may be a lie. */
static struct part *xapi(struct stream *s, uint32_t type, size_t n,
			 uint64_t length)
{
	struct part *part =
		stream_insert(s, NULL, XCSTREAM_LAYER_XAPI, XCSTREAM_NO_RECORD);

	part->type = type;
	part->big = false;
	put(part, 8, type);
	put(part, 8, length);
	put_pattern(part, n);
	return part;
}

static void put_xapi(struct stream *s, const struct recipe *recipe)
{
	put_bytes(
		stream_insert(s, NULL, XCSTREAM_LAYER_XAPI, XCSTREAM_NO_RECORD),
		"XenSavedDomv2-\n", 15);
	xapi(s, XCSTREAM_XAPI_Xenops, 61, 61);
	xapi(s, recipe->nested ? XCSTREAM_XAPI_Libxl : XCSTREAM_XAPI_Libxc, 0,
	     0);
}

static void put_xapi_end(struct stream *s, const struct recipe *recipe)
{
	if (recipe->guest == HVM) {
		xapi(s, XCSTREAM_XAPI_Varstored, 9, 9);
		xapi(s, XCSTREAM_XAPI_Swtpm0, 3, 3);
		xapi(s, XCSTREAM_XAPI_Swtpm, 0, 0);
		xapi(s, XCSTREAM_XAPI_Qemu_trad, 33, 33);
		xapi(s, XCSTREAM_XAPI_Qemu_xen, 1, 1);
		xapi(s, XCSTREAM_XAPI_Demu, 8, 8);
	}
	xapi(s, XCSTREAM_XAPI_End_of_image, 0, 0);
}

static void put_control(struct stream *s, uint32_t control_id, bool padded)
{
	struct part *part = libxl(s, XCSTREAM_LIBXL_CHECKPOINT_STATE);

	put(part, 4, control_id);
	if (padded)
		put(part, 4, 0);
	part_end(part);
}

/* What COLO's receiver answers to so many checkpoints. */
static void build_back(struct stream *s, unsigned int checkpoints)
{
	struct part *part;
	unsigned int i, j;

	for (i = 0; i < checkpoints; i++) {
		if (i) {
			put_control(s, 1, i % 2);
			part = libxc(s,
				     XCSTREAM_LIBXC_CHECKPOINT_DIRTY_PFN_LIST);
			for (j = 1; j < i + 2; j++)
				put(part, 8, 0x20 + j);
			part_end(part);
		}
		put_control(s, 2, i % 2);
		put_control(s, 3, i % 2);
	}
}

static void put_emulator(struct stream *s)
{
	static const char pairs[] = "physmap/f0000000/size\0"
				    "800000\0"
				    "physmap/a-Z_9@/name\0"
				    "any text: \xff=!\0"
				    "physmap/0/start_addr\0";
	struct part *part = libxl(s, XCSTREAM_LIBXL_EMULATOR_XENSTORE_DATA);

	put(part, 4, 2);
	put(part, 4, 0);
	put_bytes(part, pairs, sizeof(pairs));
	part_end(part);
	part = libxl(s, XCSTREAM_LIBXL_EMULATOR_CONTEXT);
	put(part, 4, 2);
	put(part, 4, 0);
	put_pattern(part, 30);
	part_end(part);
}

void stream_build(struct stream *s, const struct recipe *recipe,
		  enum xcstream_format wrap, bool big)
{
	bool libxl_too = HAS_OUTER && wrap != XCSTREAM_FORMAT_LIBXC &&
			 (wrap != XCSTREAM_FORMAT_XAPI || recipe->nested);
	unsigned int i;

	s->big = big;
	if (wrap == XCSTREAM_FORMAT_LIBXL_BACK) {
		build_back(s, recipe->checkpoints);
		return;
	}
	if (!HAS_OUTER)
		wrap = XCSTREAM_FORMAT_LIBXC;
	if (wrap == XCSTREAM_FORMAT_XL)
		put_xl(s);
	else if (wrap == XCSTREAM_FORMAT_LIBVIRT)
		put_libvirt(s);
	else if (wrap == XCSTREAM_FORMAT_XAPI)
		put_xapi(s, recipe);
	if (libxl_too)
		put_libxl(s);
	put_image(s, recipe);
	put_static(s, recipe);
	if (recipe->guest == PV)
		put_p2m(s, recipe);
	put_pages(s, 0x10, "nnd");
	put_pages(s, 0x20, "XBA");
	if (recipe->live) {
		part_end(libxc(s, XCSTREAM_LIBXC_VERIFY));
		put_pages(s, 0x10, "n1234abcdBAX");
	}
	put_state(s, recipe);
	for (i = 0; i < recipe->checkpoints; i++) {
		part_end(libxc(s, XCSTREAM_LIBXC_CHECKPOINT));
		if (libxl_too && recipe->guest == HVM)
			put_emulator(s);
		if (libxl_too)
			part_end(libxl(s, XCSTREAM_LIBXL_CHECKPOINT_END));
		if (libxl_too && recipe->colo)
			put_control(s, 0, i % 2);
		put_pages(s, 0x11, "n");
		put_state(s, recipe);
	}
	part_end(libxc(s, XCSTREAM_LIBXC_END));
	if (libxl_too && recipe->guest == HVM)
		put_emulator(s);
	if (libxl_too)
		part_end(libxl(s, XCSTREAM_LIBXL_END));
	if (wrap == XCSTREAM_FORMAT_XAPI)
		put_xapi_end(s, recipe);
}
