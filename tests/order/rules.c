/* SPDX-License-Identifier: MIT */
/*
 * rules.c - what may follow what: see rules.h. One `if` a rule, in the order in
 * which a reader comes to them; no table. A rule without a place in the
 * specifications is what Xen's senders do, which are told in the same words:
 * what they never send in an order is suspect, though a receiver takes it.
 */
#include <string.h>

#include "order/rules.h"

enum { X86_PV = 1, X86_HVM = 2 }; /* [libxc 3.2] */

/* [libxc 4] */
enum {
	END = 0x0,
	PAGE_DATA = 0x1,
	X86_PV_INFO = 0x2,
	X86_PV_P2M_FRAMES = 0x3,
	X86_PV_VCPU_BASIC = 0x4,
	X86_PV_VCPU_EXTENDED = 0x5,
	X86_PV_VCPU_XSAVE = 0x6,
	SHARED_INFO = 0x7,
	X86_TSC_INFO = 0x8,
	HVM_CONTEXT = 0x9,
	HVM_PARAMS = 0xa,
	TOOLSTACK = 0xb,
	X86_PV_VCPU_MSRS = 0xc,
	VERIFY_RECORD = 0xd,
	CHECKPOINT = 0xe,
	CHECKPOINT_DIRTY_PFN_LIST = 0xf,
	STATIC_DATA_END = 0x10,
	X86_CPUID_POLICY = 0x11,
	X86_MSR_POLICY = 0x12
};

/* [libxl 4] */
enum {
	LIBXL_END = 0x0,
	LIBXC_CONTEXT = 0x1,
	EMULATOR_XENSTORE_DATA = 0x2,
	EMULATOR_CONTEXT = 0x3,
	CHECKPOINT_END = 0x4,
	CHECKPOINT_STATE = 0x5
};

/* xenopsd's suspend_image.ml */
enum {
	XENOPS = 0xf,
	XAPI_LIBXC = 0xf0,
	XAPI_LIBXL = 0xf1,
	LIBXC_LEGACY = 0xf2,
	QEMU_TRAD = 0xf00,
	QEMU_XEN = 0xf01,
	DEMU = 0xf10,
	VARSTORED = 0xf11,
	SWTPM0 = 0xf12,
	SWTPM = 0xf13,
	END_OF_IMAGE = 0xffff
};

#define OPTIONAL 0x80000000u /* [libxc 4] */

static bool is(const char *code, const char *name)
{
	return !strcmp(code, name);
}

/*
 * verify-stream-v2 looks at each record alone; its draft, too, but it knows no
 * version 3. Neither knows optional records. A restorer refuses what it cannot
 * do: else it does not care. [libxc 2.3, 4]
 */
static bool tolerates(enum rules_reader reader, const char *code)
{
	if (is(code, "RECORD_TYPE") || is(code, "LEGACY"))
		return false;
	if (is(code, "OPTIONAL_TYPE") || is(code, "RECORD_VERSION"))
		return reader == RESTORE;
	/* [libxc 8], and that empty ones are of 4.6 to 4.8 */
	if (is(code, "VCPU_EMPTY"))
		return reader != DRAFT;
	if (is(code, "PARAM_EMPTY"))
		return true;
	/* Who restores has to know who sends. */
	if (is(code, "CHECKPOINT"))
		return reader != RESTORE;
	if (reader == RESTORE)
		return is(code, "ORDER_LAX") || is(code, "REPEATED") ||
		       is(code, "VCPU_ORDER") || is(code, "PARAM_TWICE");
	return reader != STRICT;
}

static void say(const struct rules *r, struct rules_verdict *v,
		const char *code, uint64_t expected, uint64_t found)
{
	if (v->fatal)
		return;
	v->faults[v->nr].code = code;
	v->faults[v->nr].expected = expected;
	v->faults[v->nr].found = found;
	v->nr++;
	v->fatal = !tolerates((enum rules_reader)r->reader, code);
}

/* The place is odd, because of where `first` is. */
static void lax(const struct rules *r, struct rules_verdict *v,
		const struct rules_item *item, uint32_t first)
{
	say(r, v, "ORDER_LAX", first, item->type);
}

static bool is_pv(const struct rules *r)
{
	return r->guest == X86_PV;
}

/* Has the static data no end, which version 3 mandates? [libxc 4.14, 6.1] */
static bool lacks_static_end(const struct rules *r)
{
	return r->version == 3 && !r->of.static_end;
}

static void next_is(struct rules *r, enum rules_layer layer, bool header)
{
	r->layer = (uint8_t)layer;
	r->header = header;
}

static void begin_epoch(struct rules *r)
{
	r->of.tsc = r->of.shared_info = r->of.vcpu = r->of.context_again =
		false;
	r->of.param = r->xenstore = r->emulator = false;
	r->of.last_vcpu = r->of.vcpu_records = 0;
}

/* A whole checkpoint: libxl's emulators may come again. */
static void complete(struct rules *r)
{
	if (r->checkpoints < 2)
		r->checkpoints++;
	r->after_checkpoint = r->at_checkpoint = true;
	r->of.tsc = r->of.shared_info = r->of.vcpu = r->of.context_again =
		false;
	r->xenstore = r->emulator = false;
}

/* ---- libxc ---- */

static bool is_vcpu(uint32_t type)
{
	return type == X86_PV_VCPU_BASIC || type == X86_PV_VCPU_EXTENDED ||
	       type == X86_PV_VCPU_XSAVE || type == X86_PV_VCPU_MSRS;
}

/* [libxc 4.10]: never left development; [libxc 4.13]: goes the other way */
static void libxc_type(const struct rules *r, struct rules_verdict *v,
		       uint32_t type)
{
	if (type <= X86_MSR_POLICY && type != TOOLSTACK &&
	    type != CHECKPOINT_DIRTY_PFN_LIST)
		return;
	/* Xen's receiver buffers an epoch, and skips nothing of it. */
	if ((type & OPTIONAL) && !r->after_checkpoint)
		say(r, v, "OPTIONAL_TYPE", X86_MSR_POLICY, type);
	else
		say(r, v, "RECORD_TYPE", X86_MSR_POLICY, type);
}

/* [libxc 5.1, 5.2]: the set of valid records depends on the guest */
static bool libxc_guest(const struct rules *r, struct rules_verdict *v,
			uint32_t type)
{
	bool pv = type == X86_PV_INFO || type == X86_PV_P2M_FRAMES ||
		  type == SHARED_INFO || is_vcpu(type);
	bool hvm = type == HVM_CONTEXT || type == HVM_PARAMS;

	if (pv && !is_pv(r))
		say(r, v, "GUEST", X86_PV, r->guest);
	if (hvm && is_pv(r))
		say(r, v, "GUEST", X86_HVM, r->guest);
	return (pv && !is_pv(r)) || (hvm && is_pv(r));
}

/* Of what there is one, for the image or since a checkpoint. */
static void libxc_once(const struct rules *r, struct rules_verdict *v,
		       uint32_t type)
{
	if ((type == X86_PV_INFO && r->of.info) ||
	    (type == STATIC_DATA_END && r->of.static_end))
		say(r, v, "DUPLICATE", 1, 2);
	if ((type == SHARED_INFO && r->of.shared_info) ||
	    (type == X86_TSC_INFO && r->of.tsc) ||
	    (type == HVM_CONTEXT && r->of.context && r->of.context_again) ||
	    (type == VERIFY_RECORD && r->of.verify) ||
	    (type == X86_CPUID_POLICY && r->of.cpuid) ||
	    (type == X86_MSR_POLICY && r->of.msr))
		say(r, v, "REPEATED", 1, 2);
}

/*
 * A consistent state has memory, and what runs the guest: of PV vCPU 0, which
 * all restorers start; of HVM the context. [libxc 4.12, 5.1, 5.2]
 */
static void libxc_whole(const struct rules *r, struct rules_verdict *v,
			const struct rules_item *item, const char *code)
{
	if (is_pv(r) && !r->of.memory)
		say(r, v, code, PAGE_DATA, item->type);
	else if (is_pv(r) && !r->of.vcpu0)
		say(r, v, code, X86_PV_VCPU_BASIC, item->type);
	else if (!is_pv(r) && !r->of.context)
		say(r, v, code, HVM_CONTEXT, item->type);
}

/* What a restorer cannot do without. [libxc 5.1: strict; 6.1: mandates] */
static void libxc_needs(const struct rules *r, struct rules_verdict *v,
			const struct rules_item *item)
{
	uint32_t type = item->type;

	if (type == END)
		libxc_whole(r, v, item, "INCOMPLETE");
	if (type == CHECKPOINT)
		libxc_whole(r, v, item, "ORDER");
	if ((type == X86_PV_P2M_FRAMES || type == SHARED_INFO) && is_pv(r) &&
	    !r->of.info)
		say(r, v, "ORDER", X86_PV_INFO, type);
	else if ((type == X86_PV_P2M_FRAMES || type == PAGE_DATA) &&
		 lacks_static_end(r))
		say(r, v, "ORDER", STATIC_DATA_END, type);
	else if (type == PAGE_DATA && is_pv(r) && !r->of.p2m)
		say(r, v, "ORDER", X86_PV_P2M_FRAMES, type);
}

/* All that a state has comes in each epoch, or nothing. [libxc 4.12] */
static void libxc_state(const struct rules *r, struct rules_verdict *v,
			const struct rules_item *item)
{
	if (lacks_static_end(r))
		lax(r, v, item, STATIC_DATA_END);
	else if (item->type == END &&
		 (!r->after_checkpoint || r->at_checkpoint))
		return;
	else if (!r->of.tsc)
		lax(r, v, item, X86_TSC_INFO);
	else if (is_pv(r) && !r->of.vcpu)
		lax(r, v, item, X86_PV_VCPU_BASIC);
	else if (!is_pv(r) && !r->of.context_again)
		lax(r, v, item, HVM_CONTEXT);
}

/* What Xen has always sent before. [libxc 5.1, 5.2, 6.1] */
static void libxc_wants(const struct rules *r, struct rules_verdict *v,
			const struct rules_item *item)
{
	uint32_t type = item->type;

	if (type == END || type == CHECKPOINT)
		libxc_state(r, v, item);
	if (is_vcpu(type) && is_pv(r) && !r->of.info)
		lax(r, v, item, X86_PV_INFO);
	else if ((is_vcpu(type) || type == SHARED_INFO || type == HVM_CONTEXT ||
		  type == HVM_PARAMS) &&
		 lacks_static_end(r))
		lax(r, v, item, STATIC_DATA_END);
	else if (is_vcpu(type) && is_pv(r) && !r->of.p2m)
		lax(r, v, item, X86_PV_P2M_FRAMES);
	else if ((is_vcpu(type) || type == VERIFY_RECORD) && !r->of.memory)
		lax(r, v, item, PAGE_DATA);
}

/* After what Xen never sends it. [libxc 4.11, 4.14, 5.1, 5.2] */
static void libxc_late(const struct rules *r, struct rules_verdict *v,
		       const struct rules_item *item)
{
	uint32_t type = item->type;

	if ((type == X86_PV_INFO || type == X86_CPUID_POLICY ||
	     type == X86_MSR_POLICY) &&
	    r->of.static_end)
		lax(r, v, item, STATIC_DATA_END);
	if (type != PAGE_DATA && type != VERIFY_RECORD)
		return;
	if (r->of.vcpu)
		lax(r, v, item, X86_PV_VCPU_BASIC);
	else if (r->of.context_again)
		lax(r, v, item, HVM_CONTEXT);
}

/*
 * vCPUs ascend, and what is of one comes together and once. What Xen 4.6 to 4.8
 * left empty says nothing. [libxc 4.5, 8]
 */
static void libxc_vcpu(struct rules *r, struct rules_verdict *v,
		       const struct rules_item *item)
{
	unsigned int bit = 8;

	if (item->empty) {
		say(r, v, "VCPU_EMPTY", 9, 8);
		return;
	}
	if (item->type == X86_PV_VCPU_BASIC)
		bit = 1;
	else if (item->type == X86_PV_VCPU_EXTENDED)
		bit = 2;
	else if (item->type == X86_PV_VCPU_XSAVE)
		bit = 4;
	if (item->id > r->of.last_vcpu)
		r->of.vcpu_records = 0;
	if (item->id < r->of.last_vcpu || (r->of.vcpu_records & bit))
		say(r, v, "VCPU_ORDER", r->of.last_vcpu + 1u, item->id);
	r->of.last_vcpu = (uint8_t)item->id;
	r->of.vcpu_records |= (uint8_t)bit;
	r->of.vcpu = true;
	if (!item->id && item->type == X86_PV_VCPU_BASIC)
		r->of.vcpu0 = true;
}

/* HVM_PARAMS may be two, but no parameter is twice in them. [libxc 4.9, 8] */
static void libxc_params(struct rules *r, struct rules_verdict *v,
			 const struct rules_item *item)
{
	if (item->empty) {
		say(r, v, "PARAM_EMPTY", 1, 0);
		return;
	}
	if (r->of.param)
		say(r, v, "PARAM_TWICE", 0, 1);
	r->of.param = true;
}

/* It is the last of libxc, and who is around goes on. [libxc 4.1; libxl 5.2] */
static void libxc_end(struct rules *r)
{
	if (r->libxl_around)
		next_is(r, LIBXL_IMAGE, false);
	else if (r->xapi_around)
		next_is(r, XAPI_IMAGE, false);
	else
		r->over = true;
}

/* The stream is handed back to the higher level, if there is one. [4.12] */
static void libxc_checkpoint(struct rules *r)
{
	begin_epoch(r);
	if (!r->libxl_around) {
		complete(r);
		return;
	}
	r->turn = r->turn == COLO_SENDING ? COLO_CHECKPOINTING : CHECKPOINTING;
	r->after_checkpoint = true;
	next_is(r, LIBXL_IMAGE, false);
}

static void libxc_came(struct rules *r, struct rules_verdict *v,
		       const struct rules_item *item)
{
	uint32_t type = item->type;

	r->of.info |= type == X86_PV_INFO;
	r->of.static_end |= type == STATIC_DATA_END;
	r->of.p2m |= type == X86_PV_P2M_FRAMES;
	r->of.memory |= type == PAGE_DATA;
	r->of.verify |= type == VERIFY_RECORD;
	r->of.cpuid |= type == X86_CPUID_POLICY;
	r->of.msr |= type == X86_MSR_POLICY;
	r->of.tsc |= type == X86_TSC_INFO;
	r->of.shared_info |= type == SHARED_INFO;
	if (type == HVM_CONTEXT) {
		r->of.context = r->of.context_again = true;
		/* Of a guest that has both, the vCPUs are counted anew. */
		r->of.last_vcpu = r->of.vcpu_records = 0;
	}
	if (is_vcpu(type))
		libxc_vcpu(r, v, item);
	else if (type == HVM_PARAMS)
		libxc_params(r, v, item);
	else if (type == END)
		libxc_end(r);
	else if (type == CHECKPOINT)
		libxc_checkpoint(r);
}

static void libxc_record(struct rules *r, struct rules_verdict *v,
			 const struct rules_item *item)
{
	uint32_t type = item->type;
	bool other;

	/* Who goes on after the first checkpoint without a word is Remus. */
	if (r->turn == CHECKPOINTED)
		r->turn = SENDING;
	libxc_type(r, v, type);
	/* [libxc 6.1]: a reader infers where version 2 would have had it */
	if (r->version == 2 && (type == PAGE_DATA || type == X86_PV_P2M_FRAMES))
		r->of.static_end = true;
	other = libxc_guest(r, v, type);
	/* [libxc 6.1] */
	if (r->version == 2 &&
	    (type == STATIC_DATA_END || type == X86_CPUID_POLICY ||
	     type == X86_MSR_POLICY))
		say(r, v, "RECORD_VERSION", 3, 2);
	/* That the other guest's are two, nobody asks. */
	if (!other)
		libxc_once(r, v, type);
	libxc_needs(r, v, item);
	libxc_wants(r, v, item);
	libxc_late(r, v, item);
	if (type == CHECKPOINT && r->sender == ANY_SENDER)
		say(r, v, "CHECKPOINT", END, CHECKPOINT);
	r->at_checkpoint = false;
	libxc_came(r, v, item);
}

/* ---- libxl ---- */

static uint32_t due_of(const struct rules *r)
{
	if (r->turn == CHECKPOINTING || r->turn == COLO_CHECKPOINTING)
		return CHECKPOINT_END;
	if (r->turn == SAYS_DIRTY)
		return CHECKPOINT_DIRTY_PFN_LIST;
	if (r->turn >= COLO_RESUMING)
		return CHECKPOINT_STATE;
	return LIBXL_END;
}

/* What ends a checkpoint or a stream, and what controls COLO, is due. */
static void turn_of(const struct rules *r, struct rules_verdict *v,
		    const struct rules_item *item)
{
	bool bound = item->layer == LIBXL_IMAGE &&
		     (item->type == LIBXL_END || item->type == CHECKPOINT_END ||
		      item->type == CHECKPOINT_STATE);

	bound |= item->layer == LIBXC_IMAGE &&
		 item->type == CHECKPOINT_DIRTY_PFN_LIST;
	/* From here on nothing else may come. [libxl 5.6] */
	bound |= r->turn >= COLO_RESUMING;
	if (bound && item->type != due_of(r))
		say(r, v, "CHECKPOINT_ORDER", due_of(r), item->type);
}

/* [libxl 5.6], and the loops after it */
static uint32_t control_of(const struct rules *r)
{
	if (r->turn == SAYS_READY)
		return 2;
	if (r->turn == SAYS_RESUMED)
		return 3;
	return r->turn == SAYS_SUSPENDED ? 1 : 0;
}

static void control(struct rules *r, struct rules_verdict *v,
		    const struct rules_item *item)
{
	unsigned int turn = r->turn;

	if (item->id != control_of(r))
		say(r, v, "CONTROL_ID", control_of(r), item->id);
	if (turn == SAYS_READY)
		r->turn = SAYS_RESUMED;
	else if (turn == SAYS_RESUMED)
		r->turn = SAYS_SUSPENDED;
	else if (turn == SAYS_SUSPENDED)
		r->turn = SAYS_DIRTY;
	else if (turn == SAYS_DIRTY)
		r->turn = SAYS_READY;
	else if (turn >= COLO_SENDING)
		r->turn = COLO_SENDING;
	else
		r->turn = SENDING;
	if (turn == COLO_RESUMING)
		next_is(r, LIBXC_IMAGE, false);
}

/*
 * [libxl 5.5]; out of place, it ends no checkpoint. Remus goes on with libxc's
 * records. COLO's CHECKPOINT_STATE is due, if it is known to be COLO.
 */
static void checkpoint_end(struct rules *r)
{
	unsigned int turn = r->turn;

	if (turn == CHECKPOINTING || turn == COLO_CHECKPOINTING)
		complete(r);
	if (turn == COLO_CHECKPOINTING ||
	    (turn == CHECKPOINTING && r->sender == COLO_TOO && !is_pv(r))) {
		r->turn = COLO_RESUMING;
	} else if (turn == CHECKPOINTING) {
		r->turn = CHECKPOINTED;
		next_is(r, LIBXC_IMAGE, false);
	} else if (turn == COLO_RESUMING) {
		r->turn = COLO_SENDING;
		next_is(r, LIBXC_IMAGE, false);
	}
}

static void libxl_came(struct rules *r, struct rules_verdict *v,
		       const struct rules_item *item)
{
	uint32_t type = item->type;

	r->xenstore |= type == EMULATOR_XENSTORE_DATA;
	r->emulator |= type == EMULATOR_CONTEXT;
	r->image |= type == LIBXC_CONTEXT;
	if (type == LIBXC_CONTEXT)
		next_is(r, LIBXC_IMAGE, true);
	else if (type == CHECKPOINT_STATE)
		control(r, v, item);
	else if (type == CHECKPOINT_END)
		checkpoint_end(r);
	else if (type == LIBXL_END && r->xapi_around_libxl)
		next_is(r, XAPI_IMAGE, false);
	else if (type == LIBXL_END)
		r->over = true;
}

static void libxl_record(struct rules *r, struct rules_verdict *v,
			 const struct rules_item *item)
{
	uint32_t type = item->type;
	bool emulator =
		type == EMULATOR_XENSTORE_DATA || type == EMULATOR_CONTEXT;
	bool back = r->turn >= SAYS_READY;

	/* COLO's first record behind a checkpoint tells that it is COLO. */
	if (r->turn == CHECKPOINTED)
		r->turn = COLO_RESUMING;
	/* Mandatory or not: libxl's reader skips nothing. */
	if (type > CHECKPOINT_STATE || (back && type != CHECKPOINT_STATE))
		say(r, v, "RECORD_TYPE", CHECKPOINT_STATE, type);
	turn_of(r, v, item);
	/* Only HVM has an emulator; such a record may tell that it is one. */
	if (emulator && !r->guest)
		r->guest = X86_HVM;
	if (emulator && is_pv(r))
		say(r, v, "GUEST", X86_HVM, X86_PV);
	else if ((type == EMULATOR_XENSTORE_DATA && r->xenstore) ||
		 (type == EMULATOR_CONTEXT && r->emulator))
		say(r, v, "REPEATED", 1, 2);
	if (type == LIBXC_CONTEXT && r->image)
		say(r, v, "DUPLICATE", 1, 2);
	if ((emulator || type == LIBXL_END) && !r->image)
		lax(r, v, item, LIBXC_CONTEXT);
	r->at_checkpoint = false;
	libxl_came(r, v, item);
}

/* [libxc 4.13]: what is dirty, after it has been suspended */
static void dirty_list(struct rules *r, struct rules_verdict *v,
		       const struct rules_item *item)
{
	turn_of(r, v, item);
	r->turn = SAYS_READY;
}

/* ---- XAPI: suspend_image.ml ---- */

static bool is_emulator(uint32_t type)
{
	return type == QEMU_TRAD || type == QEMU_XEN || type == DEMU ||
	       type == VARSTORED || type == SWTPM0 || type == SWTPM;
}

static void xapi_came(struct rules *r, uint32_t type)
{
	r->xenops |= type == XENOPS;
	r->image |= type == XAPI_LIBXC;
	if (type == XAPI_LIBXC) {
		r->libxl_around = false;
		r->xapi_around = true;
		next_is(r, LIBXC_IMAGE, true);
	} else if (type == XAPI_LIBXL) {
		r->xapi_around_libxl = true;
		next_is(r, LIBXL_IMAGE, true);
	} else if (type == END_OF_IMAGE) {
		r->over = true;
	}
}

static void xapi_record(struct rules *r, struct rules_verdict *v,
			const struct rules_item *item)
{
	uint32_t type = item->type;

	if (type == LIBXC_LEGACY)
		say(r, v, "LEGACY", END_OF_IMAGE, type);
	else if (!is_emulator(type) && type != XENOPS && type != XAPI_LIBXC &&
		 type != XAPI_LIBXL && type != END_OF_IMAGE)
		say(r, v, "RECORD_TYPE", END_OF_IMAGE, type);
	turn_of(r, v, item);
	if (is_emulator(type) && !r->guest)
		r->guest = X86_HVM;
	if (is_emulator(type) && is_pv(r))
		say(r, v, "GUEST", X86_HVM, X86_PV);
	if (type == XENOPS && r->xenops)
		say(r, v, "REPEATED", 1, 2);
	if (type == XAPI_LIBXC && r->image)
		say(r, v, "DUPLICATE", 1, 2);
	/* Metadata, then the image, then emulators but demu: as xenopsd. */
	if (type == END_OF_IMAGE && !r->image)
		say(r, v, "INCOMPLETE", XAPI_LIBXC, type);
	if ((type == XAPI_LIBXC || type == XAPI_LIBXL || type == DEMU) &&
	    !r->xenops)
		lax(r, v, item, XENOPS);
	if (is_emulator(type) && type != DEMU && !r->image)
		lax(r, v, item, XAPI_LIBXC);
	if ((type == XENOPS || type == XAPI_LIBXL) && r->image)
		lax(r, v, item, XAPI_LIBXC);
	r->at_checkpoint = false;
	xapi_came(r, type);
}

/* ---- headers ---- */

/* [libxc 3]: a new image, of which nothing is known */
static void libxc_header(struct rules *r, struct rules_verdict *v,
			 const struct rules_item *item)
{
	/* Records before it have told of another guest. */
	if (r->guest && r->guest != item->guest)
		say(r, v, "GUEST", r->guest, item->guest);
	r->guest = item->guest;
	r->version = item->version;
	r->turn = SENDING;
	memset(&r->of, 0, sizeof(r->of));
	r->xenstore = r->emulator = false;
	next_is(r, LIBXC_IMAGE, false);
}

static void header(struct rules *r, struct rules_verdict *v,
		   const struct rules_item *item)
{
	r->header = false;
	if (item->layer == LIBXC_IMAGE) {
		libxc_header(r, v, item);
	} else if (item->layer == LIBXL_IMAGE) {
		r->libxl_around = true;
		r->xapi_around = false;
		next_is(r, LIBXL_IMAGE, false);
	} else if (item->layer == XAPI_IMAGE) {
		next_is(r, XAPI_IMAGE, false);
	} else {
		next_is(r, LIBXL_IMAGE, true);
	}
}

/* ---- the interface ---- */

void rules_begin(struct rules *r, enum rules_reader reader,
		 enum rules_sender sender, bool answers, bool only_libxc)
{
	memset(r, 0, sizeof(*r));
	r->reader = (uint8_t)reader;
	r->sender = (uint8_t)sender;
	next_is(r, only_libxc ? LIBXC_IMAGE : NO_LAYER, true);
	if (!answers)
		return;
	r->turn = SAYS_READY;
	next_is(r, LIBXL_IMAGE, false);
}

/* Libxc and libxl take turns without a header: is this COLO's record? */
static bool begins_colo(const struct rules *r, const struct rules_item *item)
{
	return r->turn == CHECKPOINTED && r->guest == X86_HVM &&
	       r->checkpoints == 1 && item->type == CHECKPOINT_STATE;
}

bool rules_reads(const struct rules *r, const struct rules_item *item)
{
	bool state = item->layer == LIBXL_IMAGE && !item->header &&
		     item->type == CHECKPOINT_STATE;

	if (r->over)
		return false;
	/* No header so far: COLO's answers begin with a record. */
	if (r->layer == NO_LAYER)
		return item->header || state;
	if (r->header || item->header)
		return r->header && item->header && r->layer == item->layer;
	if (r->turn >= SAYS_READY)
		return item->layer == LIBXC_IMAGE
			       ? item->type == CHECKPOINT_DIRTY_PFN_LIST
			       : item->layer == LIBXL_IMAGE;
	if (begins_colo(r, item))
		return state;
	return r->layer == item->layer;
}

void rules_take(struct rules *r, const struct rules_item *item,
		struct rules_verdict *v)
{
	memset(v, 0, sizeof(*v));
	v->layer = item->layer;
	if (r->layer == NO_LAYER && !item->header) {
		r->turn = SAYS_READY;
		next_is(r, LIBXL_IMAGE, false);
	}
	if (item->header)
		header(r, v, item);
	else if (item->layer == XAPI_IMAGE)
		xapi_record(r, v, item);
	else if (item->layer == LIBXL_IMAGE)
		libxl_record(r, v, item);
	else if (r->turn >= SAYS_READY)
		dirty_list(r, v, item);
	else
		libxc_record(r, v, item);
}

bool rules_may_end(const struct rules *r)
{
	return r->over || r->turn >= SAYS_READY;
}
