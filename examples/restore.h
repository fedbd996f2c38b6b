/* SPDX-License-Identifier: MIT */
/*
 * restore.h - the skeleton of a restore helper.
 *
 * Fills a domain from a stream that nobody vouches for. What is done to the
 * domain is in a struct backend; restore.c has one that keeps the domain in the
 * memory of its process. To make a real helper, write another one: the rest is
 * what every helper has to get right.
 *
 * Two parsers look at the stream. `judge` goes ahead; `apply`, whose callbacks
 * change the domain, gets no byte that has not been judged. With Remus it gets
 * an epoch at a time, once its checkpoint has come whole: so the domain always
 * is at a checkpoint, and can be started from it when the stream breaks.
 *
 * Both see the same bytes, whatever the sender does meanwhile: they look at a
 * copy that is made once. Here read(2) makes it; who shares memory with the
 * sender copies to `held` likewise. From there contents go into their page.
 *
 * Include it in one C file, with XCSTREAM_IMPLEMENTATION or XCSTREAM_STATIC.
 *
 * Nothing that is done before the verdict is final: destroy() undoes it. What
 * is final, start() does.
 */
#ifndef RESTORE_H
#define RESTORE_H

#include "files.h"
#include "report.h"
#include "xcstream.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- what is done to the domain ---- */

/* What a record brought, with the numbers in it as x86 has them. */
struct context {
	unsigned int layer; /* enum xcstream_layer */
	uint32_t type; /* of the record */
	uint32_t id; /* of the vCPU or emulator */
	uint32_t index; /* of the emulator */
	const uint8_t *data;
	size_t len;
};

/*
 * The domain has been created, is paused, and has no memory yet. Named are the
 * calls of libxenctrl, libxenguest, libxenforeignmemory and libxenstore of Xen
 * 4.17 that belong to a member; a XEN_DOMCTL goes through xc_domctl().
 *
 * A member returns 0; or < 0, a negative errno, and the restore is over; or > 0
 * if it is done, but flush() shall be called before any other: so it can
 * collect what one hypercall takes, and let others have their turn.
 */
struct backend {
	/* Is the domain of this type? xc_domain_getinfo() tells. */
	int (*begin)(void *domain, uint32_t type);
	/* PV: XEN_DOMCTL_set_address_size */
	int (*set_pv_info)(void *domain, uint32_t width, uint32_t levels);
	/* xc_set_domain_cpu_policy(); xc_cpuid_apply_policy() if none came */
	int (*end_static)(void *domain);
	/* PV: keep where the guest has its p2m */
	int (*set_p2m_frame)(void *domain, uint64_t frame, uint64_t pfn);
	/*
	 * Give it memory if its type has some, and it has none so far:
	 * xc_domain_populate_physmap_exact(). PV: keep the type. All pages of
	 * a record come before the first write(). In a hostile one a page may
	 * come twice, of two types; and those of a type without memory, XTAB
	 * and BROKEN, may have any pfn up to 2^52 - 1.
	 */
	int (*populate)(void *domain, uint64_t pfn, uint32_t type);
	/*
	 * xenforeignmemory_map(), and copy. PV: once a page table is complete,
	 * in a copy of it, put frame numbers in place of the pfns. None of
	 * them is beyond the p2m.
	 */
	int (*write)(void *domain, uint64_t pfn, uint32_t offset,
		     const uint8_t *data, size_t len);
	/* xc_domain_set_tsc_info() */
	int (*set_tsc)(void *domain, uint32_t mode, uint32_t khz, uint64_t nsec,
		       uint32_t incarnation);
	/*
	 * HVM: xc_hvm_param_set(), but of PAE_ENABLED, which is obsolete; of a
	 * ring, xc_clear_domain_page() before.
	 */
	int (*set_hvm_param)(void *domain, uint64_t index, uint64_t value);
	/* HVM: xs_write(), below device-model/DOMID of the model's domain */
	int (*set_xenstore)(void *domain, const char *key, const char *value);
	/*
	 * Keep it, in place of the one before. For end_static():
	 *	X86_CPUID_POLICY	xen_cpuid_leaf_t[]
	 *	X86_MSR_POLICY		xen_msr_entry_t[]
	 * For start(), since it would, say, turn pages into page tables, which
	 * the next epoch could not write to any more:
	 *	X86_PV_VCPU_BASIC	xc_vcpu_setcontext()
	 *	X86_PV_VCPU_EXTENDED	XEN_DOMCTL_set_ext_vcpucontext
	 *	X86_PV_VCPU_XSAVE	XEN_DOMCTL_setvcpuextstate
	 *	X86_PV_VCPU_MSRS	XEN_DOMCTL_set_vcpu_msrs
	 *	SHARED_INFO		map it; vcpu_info and arch are of use
	 *	HVM_CONTEXT		xc_domain_hvm_setcontext()
	 *	EMULATOR_CONTEXT	a file that the device model reads
	 *	Qemu_trad ... Swtpm	likewise, of XAPI
	 */
	int (*set_context)(void *domain, const struct context *context);
	/* What has come is a whole state, from which it may be started. */
	int (*checkpoint)(void *domain);
	/* Returns 0 or < 0, like the next one. */
	int (*flush)(void *domain);
	/*
	 * Set what was kept. PV: pin the page tables, xc_mmuext_op(), and write
	 * the p2m. Then xc_dom_gnttab_seed(), the device model,
	 * xc_domain_unpause().
	 */
	int (*start)(void *domain);
	/* xc_domain_destroy() */
	void (*destroy)(void *domain);
};

/* ---- a restore ---- */

/* For the shell. */
enum outcome { RESTORED, NOT_VALID, TROUBLE };

enum {
	CHUNK = 65536,
	PFNS = 1024, /* with contents in a record; Xen's MAX_BATCH_SIZE */
	BLOB = 16 << 20 /* the longest context */
};

struct restore {
	const struct backend *to;
	void *domain;
	struct xcstream judge, apply;
	uint64_t pfns[2][PFNS]; /* for the contents of pages; of each parser */

	/* from where `apply` is to where `judge` is; the caller frees it */
	uint8_t *held;
	size_t nr_held, room;
	bool unable; /* no memory to read on */
	size_t rest; /* bytes behind those, which follow the stream */

	/* what `apply` knows of the current record */
	struct context context; /* data is blob */
	uint64_t frame; /* the next one of the p2m */
	uint32_t width; /* guest_width; 0: not known */
	bool begun; /* begin() has been called */
	bool static_ended; /* end_static() has been called */
	bool verify; /* the pages to come have come before */
	uint64_t warnings;
	uint8_t blob[BLOB];
};

static int keep(struct restore *r, const void *data, size_t len)
{
	if (len > BLOB - r->context.len)
		return -ENOBUFS;
	memcpy(r->blob + r->context.len, data, len);
	r->context.len += len;
	return 0;
}

/* A number as x86 has it, in whatever order it came. */
static int keep_number(struct restore *r, uint64_t number)
{
	uint8_t bytes[8];
	unsigned int i;

	for (i = 0; i < 8; i++)
		bytes[i] = (uint8_t)(number >> 8 * i);
	return keep(r, bytes, 8);
}

/* ---- the callbacks of `apply`: each makes at most one call ---- */

static int on_domain_header(const struct xcstream *xs, uint32_t type,
			    uint32_t page_shift, uint32_t xen_major,
			    uint32_t xen_minor)
{
	struct restore *r = xs->user;

	(void)page_shift;
	(void)xen_major;
	(void)xen_minor;
	if (r->begun)
		return -EPROTO;
	r->begun = true;
	return r->to->begin(r->domain, type);
}

/*
 * Where static data ends: version 2 has no record that says so, and a domain
 * may have no memory. The type may be any number, of an optional record.
 */
static bool ends_static(uint32_t type)
{
	return type == XCSTREAM_LIBXC_STATIC_DATA_END ||
	       type == XCSTREAM_LIBXC_X86_PV_P2M_FRAMES ||
	       type == XCSTREAM_LIBXC_PAGE_DATA ||
	       type == XCSTREAM_LIBXC_CHECKPOINT || type == XCSTREAM_LIBXC_END;
}

/* Does a record of libxc have what is for set_context()? */
static bool has_libxc_context(uint32_t type)
{
	switch (type) {
	case XCSTREAM_LIBXC_X86_PV_VCPU_BASIC:
	case XCSTREAM_LIBXC_X86_PV_VCPU_EXTENDED:
	case XCSTREAM_LIBXC_X86_PV_VCPU_XSAVE:
	case XCSTREAM_LIBXC_X86_PV_VCPU_MSRS:
	case XCSTREAM_LIBXC_SHARED_INFO:
	case XCSTREAM_LIBXC_HVM_CONTEXT:
	case XCSTREAM_LIBXC_X86_CPUID_POLICY:
	case XCSTREAM_LIBXC_X86_MSR_POLICY:
		return true;
	default:
		return false;
	}
}

/*
 * The same of any layer. What others bring by data() is not for the domain:
 * configs, optional records of unknown types, bytes after the contents. From
 * XAPI's Xenops, its config, the domain has been created already.
 */
static bool has_context(const struct xcstream *xs)
{
	switch (xs->layer) {
	case XCSTREAM_LAYER_XAPI:
		return xs->type >= XCSTREAM_XAPI_Qemu_trad &&
		       xs->type <= XCSTREAM_XAPI_Swtpm;
	case XCSTREAM_LAYER_LIBXL:
		return xs->type == XCSTREAM_LIBXL_EMULATOR_CONTEXT;
	case XCSTREAM_LAYER_LIBXC:
		return has_libxc_context(xs->type);
	default:
		return false;
	}
}

static int on_record(const struct xcstream *xs, uint32_t type, uint32_t length)
{
	struct restore *r = xs->user;

	(void)length;
	r->context = (struct context){ .layer = xs->layer,
				       .type = type,
				       .data = r->blob };
	if (xs->layer != XCSTREAM_LAYER_LIBXC)
		return 0;
	if (type == XCSTREAM_LIBXC_VERIFY)
		r->verify = true;
	else if (type == XCSTREAM_LIBXC_CHECKPOINT)
		r->verify = false;
	if (r->static_ended || !ends_static(type))
		return 0;
	r->static_ended = true;
	return r->to->end_static(r->domain);
}

static int on_data(const struct xcstream *xs, const uint8_t *data, size_t len)
{
	return has_context(xs) ? keep(xs->user, data, len) : 0;
}

static int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	struct restore *r = xs->user;

	return r->verify ? 0 : r->to->populate(r->domain, pfn, type);
}

static int on_page_data(const struct xcstream *xs, uint64_t pfn, uint32_t type,
			uint32_t offset, const uint8_t *data, size_t len)
{
	struct restore *r = xs->user;

	(void)type;
	if (r->verify)
		return 0;
	return r->to->write(r->domain, pfn, offset, data, len);
}

static int on_pv_info(const struct xcstream *xs, uint32_t guest_width,
		      uint32_t pt_levels)
{
	struct restore *r = xs->user;

	r->width = guest_width;
	return r->to->set_pv_info(r->domain, guest_width, pt_levels);
}

static int on_p2m_frames(const struct xcstream *xs, uint32_t start_pfn,
			 uint32_t end_pfn)
{
	struct restore *r = xs->user;

	(void)end_pfn;
	if (!r->width)
		return -EPROTO;
	r->frame = start_pfn / (4096 / r->width);
	return 0;
}

static int on_p2m_frame(const struct xcstream *xs, uint64_t pfn)
{
	struct restore *r = xs->user;

	return r->to->set_p2m_frame(r->domain, r->frame++, pfn);
}

static int on_vcpu(const struct xcstream *xs, uint32_t vcpu_id, uint32_t length)
{
	struct restore *r = xs->user;

	(void)length;
	r->context.id = vcpu_id;
	return 0;
}

static int on_tsc_info(const struct xcstream *xs, uint32_t mode, uint32_t khz,
		       uint64_t nsec, uint32_t incarnation)
{
	struct restore *r = xs->user;

	return r->to->set_tsc(r->domain, mode, khz, nsec, incarnation);
}

/* Xen takes HVM_CONTEXT as it was sent: put it together again. */
static int on_hvm_entry(const struct xcstream *xs, uint32_t typecode,
			uint32_t instance, uint32_t length)
{
	return keep_number(xs->user,
			   (uint64_t)length << 32 | instance << 16 | typecode);
}

/* At its start there is room for it. */
static int on_hvm_header(const struct xcstream *xs, uint32_t version,
			 uint64_t changeset, uint32_t cpuid, uint32_t gtsc_khz)
{
	keep_number(xs->user, (uint64_t)version << 32 | 0x54381286);
	keep_number(xs->user, changeset);
	return keep_number(xs->user, (uint64_t)gtsc_khz << 32 | cpuid);
}

static int on_hvm_param(const struct xcstream *xs, uint64_t index,
			uint64_t value)
{
	struct restore *r = xs->user;

	return r->to->set_hvm_param(r->domain, index, value);
}

/* xen_cpuid_leaf_t */
static int on_cpuid_leaf(const struct xcstream *xs, const uint64_t leaf[6])
{
	int error = 0;
	unsigned int i;

	for (i = 0; i < 6 && !error; i += 2)
		error = keep_number(xs->user, leaf[i + 1] << 32 | leaf[i]);
	return error;
}

/* xen_msr_entry_t, xen_domctl_vcpu_msr_t */
static int on_msr(const struct xcstream *xs, uint32_t index, uint64_t value)
{
	int error = keep_number(xs->user, index);

	return error ? error : keep_number(xs->user, value);
}

static int on_emulator(const struct xcstream *xs, uint32_t emulator_id,
		       uint32_t index, uint32_t length)
{
	struct restore *r = xs->user;

	(void)length;
	r->context.id = emulator_id;
	r->context.index = index;
	return 0;
}

/* A pair is whole with the NUL of its value. */
static int on_xenstore(const struct xcstream *xs, bool value, uint8_t byte)
{
	struct restore *r = xs->user;
	const char *key = (const char *)r->blob;
	int error = keep(r, &byte, 1);

	if (error || !value || byte)
		return error;
	if (!r->begun)
		return -EPROTO;
	r->context.len = 0;
	return r->to->set_xenstore(r->domain, key, key + strlen(key) + 1);
}

/*
 * A checkpoint, or a context, has come whole. A vCPU's may be empty, an erratum
 * of Xen 4.6 to 4.8: then not even its id was judged. Where faults are
 * tolerated, it may be in front of all that is of the domain.
 */
static int on_record_end(const struct xcstream *xs)
{
	struct restore *r = xs->user;
	uint64_t end;
	bool whole = xcstream_checkpoints(xs, &end) && end == xs->at;

	if (!whole && !r->context.len)
		return 0;
	if (!r->begun)
		return -EPROTO;
	if (whole)
		return r->to->checkpoint(r->domain);
	return r->to->set_context(r->domain, &r->context);
}

static const struct xcstream_ops apply_ops = {
	.domain_header = on_domain_header,
	.record = on_record,
	.record_end = on_record_end,
	.data = on_data,
	.page = on_page,
	.page_data = on_page_data,
	.pv_info = on_pv_info,
	.p2m_frames = on_p2m_frames,
	.p2m_frame = on_p2m_frame,
	.vcpu = on_vcpu,
	.tsc_info = on_tsc_info,
	.hvm_entry = on_hvm_entry,
	.hvm_header = on_hvm_header,
	.hvm_param = on_hvm_param,
	.cpuid_leaf = on_cpuid_leaf,
	.msr = on_msr,
	.emulator = on_emulator,
	.xenstore = on_xenstore,
};

/* ---- the callbacks of `judge` ---- */

static void tell(const char *what, const struct xcstream_report *fault)
{
	struct words text = { 0 };

	words_fault(&text, fault);
	if (fault->code == XCSTREAM_E_ABORTED)
		words_add(&text, ", %s", strerror(-(int)(int64_t)fault->found));
	fprintf(stderr, "restore: %s%s\n", what, text.s);
}

static int on_warning(const struct xcstream *xs,
		      const struct xcstream_report *fault)
{
	struct restore *r = xs->user;

	if (r->warnings++ < WARNINGS_SHOWN)
		tell("warning: ", fault);
	return 0;
}

/* COLO's sender waits for answers, which this helper has not. */
static int on_colo(const struct xcstream *xs, uint32_t control_id)
{
	(void)xs;
	(void)control_id;
	return -EOPNOTSUPP;
}

static const struct xcstream_ops judge_ops = {
	.checkpoint_state = on_colo,
	.warning = on_warning,
};

/* ---- judge, apply, conclude ---- */

/*
 * Read on, behind what is held. That is an epoch at most: `judge` refuses what
 * is longer than max_epoch. Returns 0 at the end, or -1 and errno.
 */
static ssize_t fetch(struct restore *r, int fd)
{
	size_t room = 2 * (r->room > CHUNK ? r->room : CHUNK);
	uint8_t *held;
	ssize_t n;

	if (r->room - r->nr_held < CHUNK) {
		held = realloc(r->held, room);
		if (!held) {
			r->unable = true;
			return -1;
		}
		r->held = held;
		r->room = room;
	}
	do {
		n = read(fd, r->held + r->nr_held, CHUNK);
	} while (n < 0 && is_passing(fd, POLLIN));
	return n;
}

/* Up to which offset of the stream `apply` may have it. */
static uint64_t granted(const struct restore *r, enum xcstream_status status)
{
	uint64_t end;

	if (status == XCSTREAM_DONE)
		return xcstream_offset(&r->judge);
	if (xcstream_checkpoints(&r->judge, &end))
		return end;
	return xcstream_offset(status == XCSTREAM_FAULT ? &r->apply
							: &r->judge);
}

/* Returns false if the backend has failed: the domain is of no use then. */
static bool apply(struct restore *r, uint64_t end)
{
	size_t n = (size_t)(end - xcstream_offset(&r->apply)), at = 0, used;
	enum xcstream_status status;
	int error = 0;

	if (!n)
		return true;
	do {
		status = xcstream_push(&r->apply, r->held + at, n - at, &used);
		at += used;
		if (status == XCSTREAM_PAUSED)
			error = r->to->flush(r->domain);
	} while (status == XCSTREAM_PAUSED && !error);
	if (error)
		fprintf(stderr, "restore: flush: %s\n", strerror(-error));
	else if (status == XCSTREAM_FAULT)
		tell("stopped: ", xcstream_fault(&r->apply));
	r->nr_held -= n;
	memmove(r->held, r->held + n, r->nr_held + r->rest);
	return !error && status != XCSTREAM_FAULT;
}

static enum outcome give_up(struct restore *r, enum outcome outcome)
{
	r->to->destroy(r->domain);
	fputs("restore: nothing was restored\n", stderr);
	return outcome;
}

/* The verdict is in, and the domain in the last whole state, if any. */
static enum outcome conclude(struct restore *r, bool readable)
{
	const struct xcstream_report *fault = xcstream_fault(&r->judge);
	uint64_t checkpoints = xcstream_checkpoints(&r->judge, NULL);
	int error;

	if (fault)
		tell(XCSTREAM_IS_TRUNCATION(fault->code) ? "incomplete: "
							 : "invalid: ",
		     fault);
	/*
	 * That we cannot go on does not mean that the sender is dead. A record
	 * of more pages than we take is for us one that is wrong.
	 */
	if (fault && (r->unable || (XCSTREAM_IS_CALLER(fault->code) &&
				    fault->code != XCSTREAM_E_PFN_BUFFER)))
		return give_up(r, TROUBLE);
	/* Nor does a record that is wrong. Xen makes the same difference. */
	if (fault && (!checkpoints || !XCSTREAM_IS_TRUNCATION(fault->code)))
		return give_up(r, readable ? NOT_VALID : TROUBLE);
	/* Tolerated; or the answers of COLO's receiver. */
	if (!r->begun) {
		fputs("restore: there is no domain in it\n", stderr);
		return give_up(r, NOT_VALID);
	}
	if (fault)
		fprintf(stderr,
			"restore: failing over to checkpoint %" PRIu64 "\n",
			checkpoints);
	error = r->to->start(r->domain);
	if (!error)
		return RESTORED;
	fprintf(stderr, "restore: start: %s\n", strerror(-error));
	return give_up(r, TROUBLE);
}

/*
 * Restore from this descriptor. *r has the backend and its domain, and all else
 * is 0. The limits are those of the domain; max_epoch bounds what is held. So
 * the profile must not tolerate what is over a limit: VERIFY and DRAFT do.
 */
static enum outcome restore(struct restore *r, int fd,
			    const struct xcstream_config *limits)
{
	struct xcstream_config first = *limits, then = *limits;
	enum xcstream_status status;
	size_t used;
	ssize_t n;

	first.nr_pfns = then.nr_pfns = PFNS;
	first.pfns = r->pfns[0];
	then.pfns = r->pfns[1];
	first.flags |= XCSTREAM_PAGE_TABLES;
	xcstream_init(&r->judge, &judge_ops, r, &first);
	xcstream_init(&r->apply, &apply_ops, r, &then);
	do {
		used = 0;
		n = fetch(r, fd);
		if (n < 0)
			fprintf(stderr, "restore: cannot read on: %s\n",
				strerror(errno));
		if (n > 0)
			status = xcstream_push(&r->judge, r->held + r->nr_held,
					       (size_t)n, &used);
		else
			status = xcstream_finish(&r->judge);
		r->nr_held += used;
		if (status == XCSTREAM_DONE)
			r->rest = (size_t)n - used;
		if (!apply(r, granted(r, status)))
			return give_up(r, TROUBLE);
	} while (status == XCSTREAM_MORE);
	return conclude(r, n >= 0);
}

#endif
