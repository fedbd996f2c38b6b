/* SPDX-License-Identifier: MIT */
/*
 * contracts.h - what is proven of the header: a contract a function, as
 * declarations that Frama-C merges with the functions. The header includes it,
 * where XCS__CONTRACTS names it, between its tables and its functions.
 *
 * Every function takes and gives xcs__state(); between two steps xcs__due()
 * holds. What a reader of the header needs to know is said there, in English.
 */

/* ---- the tables ---- */

#ifdef XCSTREAM_ONLY_LIBXC
/*@ predicate xcs__turning = \true; */
#else
/*@ predicate xcs__turning =
	(\forall integer i; 0 <= i < XCS__NR_TURNS ==>
		xcs__turns[i].after_end < XCS__NR_TURNS &&
		xcs__turns[i].after_state < XCS__NR_TURNS); */
#endif

/*@ // A field of an item of `size` bytes: the k-th of n from the first on.
  predicate xcs__field(integer first, integer n, integer k, integer size) =
	k < n ==> xcs__fields[first + k].at == (k == 0 ? 0 :
		xcs__fields[first + k - 1].at +
		xcs__fields[first + k - 1].size) &&
		xcs__fields[first + k].at + xcs__fields[first + k].size <=
		size && (xcs__fields[first + k].size == 1 ||
		xcs__fields[first + k].size == 2 ||
		xcs__fields[first + k].size == 4 ||
		xcs__fields[first + k].size == 8);

  predicate xcs__item_row(integer size, integer first, integer n) =
	1 <= n <= 6 && xcs__field(first, n, 0, size) &&
	xcs__field(first, n, 1, size) && xcs__field(first, n, 2, size) &&
	xcs__field(first, n, 3, size) && xcs__field(first, n, 4, size) &&
	xcs__field(first, n, 5, size);

  predicate xcs__sizes =
	xcs__items[0].size == 0 &&
	xcs__items[XCS__IDENT].size == 8 && xcs__items[XCS__PFN].size == 8 &&
	(\forall integer i; XCS__FOREIGN <= i <= XCS__IHDR ==>
		8 < xcs__items[i].size) &&
	(\forall integer i; 0 <= i <= XCS__CLOSE ==>
		(xcs__items[i].size == 0 <==> i == XCS__NONE ||
			i == XCS__HVM_NO_END || i == XCS__CLOSE));

  predicate xcs__ranges =
	(\forall integer i; 0 <= i <= XCS__FAULT ==>
		xcs__items[i].size <= 44 &&
		xcs__items[i].field <= XCS__NR_FIELDS &&
		xcs__items[i].check <= XCS__NR_CHECKS);

  predicate xcs__counts =
	(\forall integer i; XCS__IDENT <= i < XCS__PAD ==>
		1 <= xcs__items[i + 1].field - xcs__items[i].field <= 6);

  predicate xcs__fields0 =
	(\forall integer i; XCS__IDENT <= i < XCS__PAD ==>
		xcs__field(xcs__items[i].field,
			   xcs__items[i + 1].field - xcs__items[i].field, 0,
			   xcs__items[i].size));

  predicate xcs__fields1 =
	(\forall integer i; XCS__IDENT <= i < XCS__PAD ==>
		xcs__field(xcs__items[i].field,
			   xcs__items[i + 1].field - xcs__items[i].field, 1,
			   xcs__items[i].size));

  predicate xcs__fields2 =
	(\forall integer i; XCS__IDENT <= i < XCS__PAD ==>
		xcs__field(xcs__items[i].field,
			   xcs__items[i + 1].field - xcs__items[i].field, 2,
			   xcs__items[i].size));

  predicate xcs__fields3 =
	(\forall integer i; XCS__IDENT <= i < XCS__PAD ==>
		xcs__field(xcs__items[i].field,
			   xcs__items[i + 1].field - xcs__items[i].field, 3,
			   xcs__items[i].size));

  predicate xcs__fields4 =
	(\forall integer i; XCS__IDENT <= i < XCS__PAD ==>
		xcs__field(xcs__items[i].field,
			   xcs__items[i + 1].field - xcs__items[i].field, 4,
			   xcs__items[i].size));

  predicate xcs__fields5 =
	(\forall integer i; XCS__IDENT <= i < XCS__PAD ==>
		xcs__field(xcs__items[i].field,
			   xcs__items[i + 1].field - xcs__items[i].field, 5,
			   xcs__items[i].size));

  predicate xcs__field_rows =
	(\forall integer k; 0 <= k < XCS__NR_FIELDS + 6 ==>
		xcs__fields[k].at <= 44 && xcs__fields[k].size <= 8);

  predicate xcs__word_rows =
	(\forall integer i; 0 <= i <= XCS__NR_WORDS ==>
		XCS__FIRST_WORD <= xcs__words[i].item <= XCS__LAST_WORD &&
		8 <= xcs__words[i].room &&
		(xcs__words[i].item == XCS__PTE <==> i == XCS__NR_WORDS));

  predicate xcs__word_sizes =
	(\forall integer i; XCS__FIRST_WORD <= i <= XCS__LAST_WORD ==>
		xcs__items[i].size == 8);

  predicate xcs__check_rows =
	(\forall integer i; 0 <= i < XCS__NR_CHECKS ==>
		xcs__checks[i].field <= 5 &&
		0 < xcs__checks[i].code < XCSTREAM_NR_CODES);

  predicate xcs__columns =
	(\forall integer i; 0 <= i < XCS__NR_ROWS ==>
		xcs__rows[i].limit <= XCS__LIMIT_QEMU &&
		xcs__rows[i].guest <= 2);

  predicate xcs__heads =
	(\forall integer i; 0 <= i < XCS__NR_ROWS ==>
		(xcs__rows[i].head == 0 ||
		 XCS__FIRST_HEAD <= xcs__rows[i].head <= XCS__LAST_HEAD) &&
		(xcs__rows[i].head == XCS__PAGE_DATA <==>
			i == XCS__ROW_LIBXC_PAGE_DATA));

  predicate xcs__entries =
	(\forall integer i; 0 <= i < XCS__NR_ROWS ==>
		(xcs__rows[i].entry == 0 ||
		 XCS__FIRST_ENTRY <= xcs__rows[i].entry <= XCS__LAST_ENTRY) &&
		(xcs__rows[i].entry == XCS__PFN <==>
			i == XCS__ROW_LIBXC_PAGE_DATA));

  predicate xcs__least =
	(\forall integer i; 0 <= i < XCS__NR_ROWS ==>
		xcs__items[xcs__rows[i].head].size <= xcs__rows[i].min);

  predicate xcs__facts0 =
	(\forall integer i; 0 <= i < XCS__NR_ROWS ==>
		xcs__rows[i].needs < XCS__NR_GROUPS);

  predicate xcs__facts1 =
	(\forall integer i; 0 <= i < XCS__NR_ROWS ==>
		xcs__rows[i].wants < XCS__NR_GROUPS);

  predicate xcs__facts2 =
	(\forall integer i; 0 <= i < XCS__NR_ROWS ==>
		xcs__rows[i].again < XCS__NR_GROUPS);

  predicate xcs__facts3 =
	(\forall integer i; 0 <= i < XCS__NR_ROWS ==>
		xcs__rows[i].bars < XCS__NR_GROUPS);

  predicate xcs__facts4 =
	(\forall integer i; 0 <= i < XCS__NR_ROWS ==>
		xcs__rows[i].sets < XCS__NR_GROUPS);

  predicate xcs__facts5 =
	(\forall integer i; 0 <= i < XCS__NR_ROWS ==>
		xcs__rows[i].later < XCS__NR_GROUPS);

  predicate xcs__layer_rows =
	(\forall integer i; 0 <= i < XCS__NR_LAYERS ==>
		xcs__layers[i].item == XCS__IHDR + 1 - XCS__NR_LAYERS + i &&
		xcs__layers[i].first <= xcs__layers[i].past <= XCS__NR_ROWS);

  predicate xcs__framed =
	xcs__by[XCSTREAM_E_MAGIC] == 0 && xcs__by[XCSTREAM_E_LEGACY] == 0 &&
	xcs__by[XCSTREAM_E_LENGTH] == 0 && xcs__by[XCSTREAM_E_COUNT] == 0 &&
	xcs__by[XCSTREAM_E_TRUNCATED] == 0 &&
	xcs__by[XCSTREAM_E_MISUSE] == 0 &&
	xcs__by[XCSTREAM_E_PFN_BUFFER] == 0;

  predicate xcs__tables =
	xcs__sizes && xcs__ranges && xcs__counts && xcs__fields0 &&
	xcs__fields1 && xcs__fields2 && xcs__fields3 && xcs__fields4 &&
	xcs__fields5 && xcs__field_rows && xcs__word_rows && xcs__word_sizes &&
	xcs__check_rows && xcs__columns && xcs__heads && xcs__entries &&
	xcs__least && xcs__facts0 && xcs__facts1 && xcs__facts2 &&
	xcs__facts3 && xcs__facts4 && xcs__facts5 && xcs__layer_rows &&
	xcs__turning && xcs__framed;

  // What breaks the framing is never tolerated.
  predicate xcs__framing(integer code) =
	code == XCSTREAM_E_MAGIC || code == XCSTREAM_E_LEGACY ||
	code == XCSTREAM_E_LENGTH || code == XCSTREAM_E_COUNT ||
	code == XCSTREAM_E_TRUNCATED || code == XCSTREAM_E_MISUSE ||
	code == XCSTREAM_E_PFN_BUFFER; */

/* ---- the state ---- */

/*@ predicate xcs__tolerated(struct xcstream *xs, integer code) =
	xcs__by[code] != 0 && (xs->profile == XCSTREAM_CUSTOM ?
		(xs->config->tolerate.words[code / 32] & XCS__BIT(code)) != 0 :
		(xcs__by[code] >> xs->profile & 1) != 0);

  // What init sets, and nothing changes.
  predicate xcs__lent(struct xcstream *xs) =
	\valid_read(xs->config) && \separated(xs, xs->config) &&
	(xs->ops == \null ||
	 \valid_read(xs->ops) && \separated(xs, xs->ops)) &&
	(xs->pfns == \null ||
	 \valid(xs->pfns + (0 .. xs->config->nr_pfns - 1)) &&
	 \separated(xs, xs->pfns + (0 .. xs->config->nr_pfns - 1)) &&
	 \separated(xs->config,
		    xs->pfns + (0 .. xs->config->nr_pfns - 1))) &&
	xs->profile <= XCSTREAM_CUSTOM;

  // True at any time.
  predicate xcs__state(struct xcstream *xs) =
	\valid(xs) && xcs__tables && xcs__lent(xs) &&
	xs->next <= XCS__FAULT && xs->row < XCS__NR_ROWS &&
	xs->layer <= XCSTREAM_LAYER_LIBXC && xs->turn < XCS__NR_TURNS &&
	XCSTREAM_LAYER_XAPI <= xs->after_libxc <= XCSTREAM_LAYER_LIBXC &&
	XCSTREAM_LAYER_XAPI <= xs->after_libxl <= XCSTREAM_LAYER_LIBXC &&
	XCS__FIRST_LAYER <= xs->after_libxc &&
	XCS__FIRST_LAYER <= xs->after_libxl &&
	xs->word <= XCS__NR_WORDS && xs->pad <= 7 &&
	xs->item_have <= 44 && xs->item_need <= 44 &&
	xs->at <= xs->offset && xs->record_at <= xs->offset &&
	(xs->settled <= xs->offset ||
	 xs->settled == XCS__FLOWS && xs->next != XCS__FAULT) &&
	xs->epoch_at <= xs->offset <= 1 << 63 &&
	xs->records <= xs->offset;

  // A word that is to be judged is whole in the bulk.
  predicate xcs__aimed(struct xcstream *xs) =
	xs->word_left <= xs->bulk_left && (xs->word_left > 0 ==>
		8 <= xs->word_left &&
		(xs->row == XCS__ROW_LIBXC_PAGE_DATA <==>
			xs->word == XCS__NR_WORDS) &&
		(xs->row == XCS__ROW_LIBXC_PAGE_DATA ==> xs->pfns != \null) &&
		xs->row != XCS__ROW_LIBXL_EMULATOR_XENSTORE_DATA);

  // The contents of pages are in their places.
  predicate xcs__paged(struct xcstream *xs) =
	xs->pages + xs->entries_left <= 0x20000000 &&
	xs->bulk_left <= xs->body_length &&
	(xs->pfns == \null || xs->pages <= xs->config->nr_pfns &&
	 (xs->entries_left == 0 ==> xs->bulk_left <= 4096 * xs->pages));

  // The 8 bytes of pages' contents that were taken last are of one of them.
  predicate xcs__in_page(struct xcstream *xs) =
	xs->pfns != \null && xs->pages <= xs->config->nr_pfns &&
	xs->bulk_left + 8 <= 4096 * xs->pages <= 4096 * 0x20000000;

  // What is next is what the counts say.
  predicate xcs__walking(struct xcstream *xs) =
	XCS__LAST_HEAD < xs->next < XCS__DONE &&
	(xs->entries_left > 0 ? xs->next == xcs__rows[xs->row].entry :
	 xs->bulk_left > 0 ? (xs->bulk_left == xs->word_left ?
		xs->next == xcs__words[xs->word].item :
		xs->next == XCS__BULK || xs->next == XCS__XENSTORE) :
	 xs->chain != XCS__CHAIN_NONE ? xs->next == XCS__HVM_HEADER ||
		xs->next == XCS__HVM_NO_END ||
		xs->next == XCS__HVM_ENTRY && 8 <= xs->body_left :
	 xs->next == XCS__PAD && 1 <= xs->pad ||
	 xs->next == XCS__CLOSE && xs->pad == 0) &&
	(xs->next <= XCS__CLOSE ==> xs->item_need ==
		(xs->next == XCS__PAD ? xs->pad : xcs__items[xs->next].size));

  // The field is right, if a wrong one would break the framing.
  predicate xcs__passed(struct xcstream *xs, integer k) =
	xcs__framing(xcs__checks[k].code) && xcs__checks[k].value != 0 ==>
	(xcs__checks[k].rule == XCS__EQUAL ==>
		xs->value[xcs__checks[k].field] == xcs__checks[k].value) &&
	(xcs__checks[k].rule == XCS__UNLIKE ==>
		xs->value[xcs__checks[k].field] != xcs__checks[k].value);

  // If a layer begins with the item, then with its magic.
  predicate xcs__begun(integer layer, integer item, integer magic) =
	\let i = layer > XCS__FIRST_LAYER ? layer - XCS__FIRST_LAYER : 0;
	xcs__layers[i].item == item ==> xcs__layers[i].magic == magic;

  // The row is that of a layer's record of this type.
  predicate xcs__row_for(integer row, integer layer, integer type) =
	xcs__layers[layer - XCS__FIRST_LAYER].first <= row &&
	row < xcs__layers[layer - XCS__FIRST_LAYER].past &&
	xcs__rows[row].type == type;

  predicate xcs__rowed(struct xcstream *xs) = xs->row == XCS__NO_RECORD ||
	xcs__row_for(xs->row, xs->layer, xs->value[XCS__RHDR_type]);

  // A layer's headers come in that layer only.
  predicate xcs__layered(struct xcstream *xs) =
	(xs->layer == XCSTREAM_LAYER_NONE <==> xs->next <= XCS__FOREIGN) &&
	(XCS__FIRST_LAYER <= xs->layer || xs->layer == XCSTREAM_LAYER_NONE &&
		XCS__FIRST_LAYER == XCSTREAM_LAYER_XL) &&
	(xs->layer < XCSTREAM_LAYER_XAPI ==> xs->row == XCS__NO_RECORD) &&
	(XCS__XL_MAGIC2 <= xs->next <= XCS__XL_MAGIC ||
	 XCS__XL_ORDER <= xs->next <= XCS__XL_CONFIG ==>
		xs->layer == XCSTREAM_LAYER_XL) &&
	(xs->next == XCS__LIBVIRT_MAGIC || xs->next == XCS__LIBVIRT_ORDER ||
	 xs->next == XCS__LIBVIRT ==> xs->layer == XCSTREAM_LAYER_LIBVIRT) &&
	(xs->next == XCS__XAPI_MAGIC || xs->next == XCS__XAPI ==>
		xs->layer == XCSTREAM_LAYER_XAPI) &&
	(xs->next == XCS__LIBXL ==> xs->layer == XCSTREAM_LAYER_LIBXL) &&
	(xs->next == XCS__IHDR || xs->next == XCS__DHDR ==>
		xs->layer == XCSTREAM_LAYER_LIBXC) &&
	(xs->next == XCS__RHDR ==> xs->layer >= XCSTREAM_LAYER_LIBXL);

  // It may end here: after the END of the outermost layer that has records,
  // or after any record on the way back. Who sets after_libxc and after_libxl,
  // and to what, is in the contracts of the headers' functions.
  predicate xcs__ended(struct xcstream *xs) =
	XCSTREAM_LAYER_XAPI <= xs->layer &&
	xs->item_have == xs->entries_left == 0 &&
	(xs->row == XCS__ROW_LIBXC_END && xs->after_libxc == xs->layer ||
	 xs->row == XCS__ROW_LIBXL_END && xs->after_libxl == xs->layer ||
	 xs->row == XCS__ROW_XAPI_End_of_image || xs->turn >= XCS__BACK_READY);

  // What is next has what it needs.
  predicate xcs__set(struct xcstream *xs) =
	xs->next == XCS__FAULT ||
	xs->next == XCS__DONE && xcs__ended(xs) ||
	xs->next != XCS__NONE &&
	xs->item_have <= xs->offset &&
	(xs->next <= XCS__RHDR ==> xs->records + xs->item_have <= xs->offset) &&
	(xs->next > XCS__RHDR ==> xs->records < xs->offset) &&
	(xs->next <= XCS__LAST_HEAD ==> xs->entries_left == 0 &&
		xs->word_left == 0 &&
		xs->item_need == xcs__items[xs->next].size) &&
	(xs->next > XCS__LAST_HEAD ==> xcs__walking(xs) ||
		xs->next == XCS__XENSTORE &&
		xs->bulk_left == xs->entries_left == 0) &&
	(xs->next == XCS__XENSTORE ==>
		xs->row == XCS__ROW_LIBXL_EMULATOR_XENSTORE_DATA) &&
	(xs->chain != XCS__CHAIN_NONE ==> xs->next > XCS__LAST_HEAD &&
		xs->row == XCS__ROW_LIBXC_HVM_CONTEXT) &&
	xcs__layered(xs) && xcs__aimed(xs) &&
	(xs->next == XCS__XL_CONFIG ==> 4 <= xs->body_left) &&
	(XCS__FIRST_HEAD <= xs->next <= XCS__LAST_HEAD ==>
		xs->next == xcs__rows[xs->row].head) &&
	(xs->next == XCS__PAGE_DATA ==> xs->body_left <= xs->body_length) &&
	(xs->row == XCS__ROW_LIBXC_PAGE_DATA && xs->next > XCS__LAST_HEAD ==>
		xcs__paged(xs));

  // True between two steps.
  predicate xcs__due(struct xcstream *xs) =
	xcs__state(xs) && xcs__set(xs) && (xs->next <= XCS__CLOSE ?
		xs->item_have < xs->item_need ||
		xs->item_have == xs->item_need == 0 :
		xs->next < XCS__DONE ==> xs->item_have == 0);

  // A header has been gathered.
  predicate xcs__fresh(struct xcstream *xs) =
	xcs__state(xs) && xs->item_have == 0 && xs->entries_left == 0 &&
	xs->word_left == 0 &&
	xs->records < xs->offset && xs->chain == XCS__CHAIN_NONE &&
	xs->next != XCS__NONE && xs->next < XCS__DONE && xcs__layered(xs);

  // It is known what is in the body from here on.
  predicate xcs__ready(struct xcstream *xs) =
	xcs__state(xs) && xs->item_have == 0 && xs->records < xs->offset &&
	xcs__aimed(xs) && xs->layer != XCSTREAM_LAYER_NONE &&
	XCS__FIRST_LAYER <= xs->layer &&
	(xs->layer < XCSTREAM_LAYER_XAPI ==> xs->row == XCS__NO_RECORD) &&
	(xs->chain != XCS__CHAIN_NONE ==>
		xs->row == XCS__ROW_LIBXC_HVM_CONTEXT) &&
	(xs->entries_left > 0 ==> xcs__rows[xs->row].entry != 0) &&
	(xs->row == XCS__ROW_LIBXC_PAGE_DATA && xs->next != XCS__FAULT ==>
		xcs__paged(xs));

  // It is at fault now, or goes on where it was.
  predicate xcs__judged{L, M}(struct xcstream *xs) =
	xcs__state{M}(xs) && (\at(xs->next, M) == \at(xs->next, L) ||
		\at(xs->next, M) == XCS__FAULT);

  // A fault stays.
  predicate xcs__stuck{L, M}(struct xcstream *xs) =
	\at(xs->next, M) == XCS__FAULT &&
	\at(xs->offset, L) == \at(xs->offset, M) &&
	\at(xs->settled, L) == \at(xs->settled, M) &&
	\at(xs->fault.offset, L) == \at(xs->fault.offset, M) &&
	\at(xs->fault.expected, L) == \at(xs->fault.expected, M) &&
	\at(xs->fault.found, L) == \at(xs->fault.found, M) &&
	\at(xs->fault.record, L) == \at(xs->fault.record, M) &&
	\at(xs->fault.type, L) == \at(xs->fault.type, M) &&
	\at(xs->fault.code, L) == \at(xs->fault.code, M) &&
	\at(xs->fault.layer, L) == \at(xs->fault.layer, M) &&
	\at(xs->fault.part, L) == \at(xs->fault.part, M);

  // The report of a fault, or of a warning.
  predicate xcs__noted(struct xcstream *xs, integer code, integer at,
		       integer expected, integer found) =
	xs->fault.code == code && xs->fault.offset == at &&
	xs->fault.expected == expected && xs->fault.found == found &&
	xs->fault.record == xs->records && xs->fault.type == xs->type &&
	xs->fault.layer == xs->layer &&
	xs->fault.part == XCSTREAM_PART_NONE;

  // Where a field of the current item is.
  logic integer xcs__place(struct xcstream *xs, integer nr) =
	xs->next > XCS__CLOSE ? xs->at :
	xs->at + xcs__fields[xcs__items[xs->next].field + nr].at;

  // If it is wrong, that is what the report says, unless it is tolerated.
  predicate xcs__told_of{L, M}(struct xcstream *xs, boolean wrong,
			       integer code, integer at, integer expected,
			       integer found) =
	wrong && \at(xs->next, L) != XCS__FAULT &&
	!\at(xcs__tolerated(xs, code), L) ==>
		\at(xcs__noted(xs, code, at, expected, found), M);

  // A number below 32 whose bit is set: the largest, from k down.
  logic integer xcs__largest(integer bits, integer k) =
	k <= 0 || (bits >> k) != 0 ? k : xcs__largest(bits, k - 1);

  // The first fact of a group, from the i-th on.
  logic integer xcs__first(integer facts, integer i) =
	i >= XCS__NR_FACTS - 1 || (facts >> i & 1) != 0 ? i :
	xcs__first(facts, i + 1);

  // An address, sign-extended from its bit 47.
  logic integer xcs__extended(integer address) =
	(address & 1 << 47) != 0 ?
	address % (1 << 47) + (1 << 64) - (1 << 47) : address % (1 << 47);

  // What a rule wants a field to be: itself, if it is right.
  logic integer xcs__proper(integer rule, integer right, integer value) =
	rule == XCS__ONE_OF ? (value < 32 && (right >> value & 1) != 0 ?
		value : xcs__largest(right, 31)) :
	rule == XCS__BITS ? (value & right) :
	rule == XCS__SET ? (value | right) :
	rule == XCS__NEEDS ? ((value & XCS__BIT(right)) != 0 ? value :
		(value & (uint64_t)~(uint64_t)XCS__BIT(right / 32))) :
	rule == XCS__AT_MOST ? (value > right ? right : value) :
	rule == XCS__POWER ? (value == 0 || value > right ||
		(value & value - 1) != 0 ? 1 : value) :
	rule == XCS__CANONICAL ? xcs__extended(value) :
	rule == XCS__EQUAL ? right :
	rule == XCS__UNLIKE && value == right ? 0 : value;

  // The field is right.
  predicate xcs__right(struct xcstream *xs, integer k) =
	xs->value[xcs__checks[k].field] == xcs__proper(xcs__checks[k].rule,
		xcs__checks[k].value, xs->value[xcs__checks[k].field]);

  // Facts: those that are needed of the record, that it wants, that it sets.
  logic integer xcs__needed(struct xcstream *xs) =
	xcs__groups[xcs__rows[xs->row].needs];
  logic integer xcs__barred(struct xcstream *xs) =
	xcs__groups[xcs__rows[xs->row].bars];
  logic integer xcs__made(struct xcstream *xs) =
	xcs__groups[xcs__rows[xs->row].sets];
  logic integer xcs__wants(struct xcstream *xs) =
	(xs->epoch_at != 0 && xs->at != xs->epoch_at ?
	 xcs__groups[xcs__rows[xs->row].wants] |
	 xcs__groups[xcs__rows[xs->row].again] :
	 xcs__groups[xcs__rows[xs->row].wants]) &
	(uint32_t)~(uint32_t)(xs->guest == XCSTREAM_DOMAIN_X86_PV ?
		XCS__F_HVM_EPOCH : XCS__F_PV_EPOCH);
  // Version 2 has no STATIC_DATA_END.
  logic integer xcs__known(struct xcstream *xs) = xs->version < 3 ?
	(xs->seen | (xcs__needed(xs) & XCS__F_STATIC_END)) : xs->seen;
  logic integer xcs__wants_now(struct xcstream *xs) =
	xs->version < 3 ?
	(xcs__wants(xs) & (uint32_t)~(uint32_t)XCS__F_STATIC_END) :
	xcs__wants(xs);
  predicate xcs__foreign(struct xcstream *xs, integer guest) =
	xcs__rows[xs->row].guest != 0 && xcs__rows[xs->row].guest != guest;

  // The rest of a body, in entries if they fit, else in bulk.
  predicate xcs__divided(struct xcstream *xs) =
	xcs__rows[xs->row].entry != 0 &&
	xs->body_left % xcs__items[xcs__rows[xs->row].entry].size == 0 ?
	xs->bulk_left == 0 && xs->entries_left ==
		xs->body_left / xcs__items[xcs__rows[xs->row].entry].size :
	xs->bulk_left == xs->body_left && xs->entries_left == 0;

  // Pages with contents, of a page type: one or none.
  logic integer xcs__contents_of(integer type) =
	type <= 4 || 9 <= type <= 12 ? 1 : 0;

  // A pfn's limit is the p2m of a PV guest, or else it is max_pfn, for what
  // a restorer allocates.
  predicate xcs__has_p2m(struct xcstream *xs) =
	xs->guest == XCSTREAM_DOMAIN_X86_PV && (xs->seen & XCS__F_P2M) != 0;
  logic integer xcs__pfn_code(struct xcstream *xs) =
	xs->guest == XCSTREAM_DOMAIN_X86_PV && (xs->seen & XCS__F_P2M) != 0 ?
	XCSTREAM_E_PFN_RANGE : XCSTREAM_E_MAX_PFN;
  logic integer xcs__most_pfn(struct xcstream *xs) =
	xs->config->max_pfn != 0 ? xs->config->max_pfn : (1 << 40) - 1;
  predicate xcs__pfn_below(struct xcstream *xs, integer pfn, integer type) =
	xcs__has_p2m(xs) ? pfn <= xs->p2m_end :
	xcs__contents_of(type) == 1 || type == XCSTREAM_PAGE_XALLOC ==>
		pfn <= xcs__most_pfn(xs);
  predicate xcs__below(struct xcstream *xs, integer entry) =
	xcs__pfn_below(xs, entry & 0xfffffffffffff, entry / (1 << 60));

  // How long a vCPU's context should be; itself if it is right.
  logic integer xcs__context(struct xcstream *xs) =
	xs->row == XCS__ROW_LIBXC_X86_PV_VCPU_BASIC ?
		(xs->guest_width == 8 ? 5168 : 2800) :
	xs->row == XCS__ROW_LIBXC_X86_PV_VCPU_EXTENDED ?
		\min(xs->body_left, 128) :
	xs->row == XCS__ROW_LIBXC_X86_PV_VCPU_XSAVE ?
		\max(16, \min(xs->body_left, 65536)) :
	\min(16 * (xs->body_left / 16), 1024);
  logic integer xcs__most_vcpu(struct xcstream *xs) =
	xs->config->max_vcpus != 0 ? xs->config->max_vcpus - 1 : 8191;

  // An entry of HVM_CONTEXT, other than END, that fits.
  predicate xcs__chained(struct xcstream *xs, integer left) =
	(uint32_t)xs->value[XCS__HVM_ENTRY_typecode] != XCSTREAM_HVM_END &&
	(uint32_t)xs->value[XCS__HVM_ENTRY_length] <= left;

  // Which field of an item has its n-th byte, from the k-th field on.
  logic integer xcs__holder(integer first, integer k, integer n) =
	k >= 5 || n < xcs__fields[first + k].at + xcs__fields[first + k].size ?
	k : xcs__holder(first, k + 1, n);
  // No field before the k-th has the n-th byte, or a later one.
  predicate xcs__reached(integer first, integer k, integer n) =
	\forall integer m; n <= m ==>
	xcs__holder(first, 0, m) == xcs__holder(first, k, m);
  // The n-th byte of an item that has been gathered, from its fields.
  logic integer xcs__byte_in(struct xcstream *xs, integer field, integer nr,
			     integer n) =
	(uint8_t)(xs->value[nr] >> 8 * ((xs->big[xs->layer] ?
	63 + xcs__fields[field].at + xcs__fields[field].size - n :
	64 + n - xcs__fields[field].at) % 8));
  logic integer xcs__byte_at(struct xcstream *xs, integer item, integer n) =
	xcs__byte_in(xs, xcs__items[item].field +
		xcs__holder(xcs__items[item].field, 0, n),
		xcs__holder(xcs__items[item].field, 0, n), n);

  predicate xcs__bytes_of(struct xcstream *xs, uint8_t *bytes, integer item) =
	\forall integer k; 0 <= k < 8 ==>
		bytes[k] == xcs__byte_at(xs, item, k);

  // A parameter's bit, and those that are known. [public/hvm/params.h]
  logic integer xcs__param_bit(struct xcstream *xs) =
	xs->value[XCS__HVM_PARAM_index] < 64 ? 0x8000000000000000 >>
		(63 - xs->value[XCS__HVM_PARAM_index]) : 0;
  logic integer xcs__known_params = 0x77380a9272;

  // The largest instance of an entry of HVM_CONTEXT.
  logic integer xcs__last_of(struct xcstream *xs, integer typecode) =
	xcs__hvm_entries[typecode].last == XCS__LAST_VCPU ?
	xcs__most_vcpu(xs) : xcs__hvm_entries[typecode].last;

  // The bit of a viridian timer.
  logic integer xcs__timer_bit(struct xcstream *xs) =
	(uint8_t)(XCS__HVM_TIMERS >> xcs__words[xs->word].at / 8 % 4);

  // The first word from offset `at` on; the first table from a page on.
  logic integer xcs__word_from(integer of, integer at, integer i) =
	i >= XCS__NR_WORDS ||
	xcs__words[i].of == of && xcs__words[i].at >= at ? i :
	xcs__word_from(of, at, i + 1);
  logic integer xcs__table_from(struct xcstream *xs, integer i) =
	i >= xs->pages || 1 <= xs->pfns[i] / (1 << 60) % 8 <= 4 ? i :
	xcs__table_from(xs, i + 1);

  // A range of the p2m: its first and last pfn.
  logic integer xcs__start(struct xcstream *xs) =
	(uint32_t)xs->value[XCS__P2M_FRAMES_start_pfn];
  logic integer xcs__end(struct xcstream *xs) =
	(uint32_t)xs->value[XCS__P2M_FRAMES_end_pfn];
  // How many pfns a frame has; the first frame that is not known so far.
  logic integer xcs__per_frame(struct xcstream *xs) =
	xs->guest_width == 8 ? 512 : 1024;
  logic integer xcs__unknown(struct xcstream *xs) =
	(xs->seen & XCS__F_P2M) == 0 ? 0 : xs->guest_width == 8 ?
	xs->p2m_end / 512 + 1 : xs->p2m_end / 1024 + 1;

  // The record may be sent in this direction.
  predicate xcs__sent(struct xcstream *xs) =
	xs->row != XCS__NO_RECORD &&
	(XCS__FIRST_LAYER < XCSTREAM_LAYER_LIBXC &&
	 xs->turn >= XCS__BACK_READY ?
	 (xcs__rows[xs->row].how & XCS__BACK) != 0 :
	 (xcs__rows[xs->row].how & XCS__NOT_FORWARD) == 0);
  logic integer xcs__row_code(struct xcstream *xs) =
	XCS__FIRST_LAYER < XCSTREAM_LAYER_LIBXC &&
	xs->row == XCS__ROW_XAPI_Libxc_legacy ? XCSTREAM_E_LEGACY :
	xs->layer == XCSTREAM_LAYER_LIBXC && xs->epoch_at == 0 &&
	(xs->type & 0x80000000) != 0 ?
	XCSTREAM_E_OPTIONAL_TYPE : XCSTREAM_E_RECORD_TYPE;

  // Padding is up to the next multiple of 8; XAPI has none.
  logic integer xcs__pad_of(integer layer, integer length) =
	layer == XCSTREAM_LAYER_XAPI || length % 8 == 0 ? 0 : 8 - length % 8;

  // After a checkpoint: libxl's answer to it is open, or it is complete.
  predicate xcs__opened{L, M}(struct xcstream *xs, integer layer) =
	layer == XCSTREAM_LAYER_LIBXL ?
	\at(xs->turn, M) == (\at(xs->turn, L) == XCS__COLO ?
		XCS__COLO_OPEN : XCS__OPEN) &&
	\at(xs->checkpoints, M) == \at(xs->checkpoints, L) &&
	\at(xs->epoch_at, M) == (\at(xs->epoch_at, L) != 0 ?
		\at(xs->epoch_at, L) : \at(xs->offset, L)) :
	\at(xs->turn, M) == \at(xs->turn, L) &&
	\at(xs->epoch_at, M) == \at(xs->offset, L);

  // Who goes on after the image that XAPI's record holds: XAPI.
  predicate xcs__returned{L, M}(struct xcstream *xs) =
	\at(xs->after_libxl, M) == (\at(xs->row, L) == XCS__ROW_XAPI_Libxl ?
		XCSTREAM_LAYER_XAPI : \at(xs->after_libxl, L)) &&
	\at(xs->after_libxc, M) == (\at(xs->row, L) == XCS__ROW_XAPI_Libxc ?
		XCSTREAM_LAYER_XAPI : \at(xs->after_libxc, L));

  // Who goes on after libxc's END, once a header has been judged: what is
  // around the image. An xl header tells by its flags what follows it.
  predicate xcs__around{L, M}(struct xcstream *xs) =
	\at(xs->after_libxc, M) == (\at(xs->next, L) == XCS__XL ?
		(\at(xs->value[XCS__XL_mandatory_flags], L) & 2) != 0 ?
			XCSTREAM_LAYER_LIBXL : XCSTREAM_LAYER_LIBXC :
		\at(xs->next, L) == XCS__LIBVIRT ||
		\at(xs->next, L) == XCS__LIBXL ? XCSTREAM_LAYER_LIBXL :
		\at(xs->after_libxc, L)) &&
	\at(xs->after_libxl, M) == (\at(xs->next, L) == XCS__LIBXL &&
		\at(xs->after_libxl, L) == XCSTREAM_LAYER_LIBXC ?
		XCSTREAM_LAYER_LIBXL : \at(xs->after_libxl, L));

  // What a step that takes no byte makes smaller.
  logic integer xcs__rank(struct xcstream *xs) =
	xs->next == XCS__XENSTORE && xs->bulk_left == 0 ? 3 :
	xs->next == XCS__HVM_NO_END ? 2 :
	xs->next == XCS__CLOSE ? 1 : 0;

  logic integer xcs__work(struct xcstream *xs, integer len) =
	4 * len + xcs__rank(xs);

  // What the last byte is worth in a little-endian number.
  logic integer xcs__worth_of(integer size) =
	size == 8 ? 1 << 56 : size == 4 ? 1 << 24 : size == 2 ? 256 : 1;

  logic integer xcs__le32(uint8_t *p) =
	p[0] + 256 * p[1] + 65536 * p[2] + 16777216 * p[3];

  logic integer xcs__be32(uint8_t *p) =
	16777216 * p[0] + 65536 * p[1] + 256 * p[2] + p[3];

  // A field in the input, in either byte order.
  logic integer xcs__le(uint8_t *p, integer size) =
	size == 8 ? xcs__le32(p) + 4294967296 * xcs__le32(p + 4) :
	size == 4 ? xcs__le32(p) : size == 2 ? p[0] + 256 * p[1] : p[0];

  logic integer xcs__be(uint8_t *p, integer size) =
	size == 8 ? 4294967296 * xcs__be32(p) + xcs__be32(p + 4) :
	size == 4 ? xcs__be32(p) : size == 2 ? 256 * p[0] + p[1] : p[0];

  predicate xcs__big(struct xcstream *xs) =
	xs->next <= XCS__LAST_MAGIC || xs->next == XCS__PAD ||
	xs->big[xs->layer];

  // The value of a field of the item at p.
  logic integer xcs__field_of(uint8_t *p, integer field, integer big) =
	big != 0 ?
	xcs__be(p + xcs__fields[field].at, xcs__fields[field].size) :
	xcs__le(p + xcs__fields[field].at, xcs__fields[field].size);
  // 1: what is next is big endian.
  logic integer xcs__order(struct xcstream *xs) =
	xs->next <= XCS__LAST_MAGIC || xs->next == XCS__PAD ||
	xs->big[xs->layer] ? 1 : 0;

  // The body's length is as the record's row says.
  predicate xcs__fits(struct xcstream *xs) =
	xcs__rows[xs->row].min <= xs->body_length <=
		xcs__limits[xcs__rows[xs->row].limit] &&
	(xs->body_length <= xcs__rows[xs->row].max ||
	 xcs__rows[xs->row].max == XCS__ANY);

  predicate xcs__is_whole(struct xcstream *xs) =
	xcs__rows[xs->row].step == 0 ||
	(xs->body_length - xcs__rows[xs->row].min) %
		xcs__rows[xs->row].step == 0;

  // Too short is never tolerated, too long by some.
  predicate xcs__tabled(struct xcstream *xs) =
	xs->next == XCS__FAULT || xcs__fits(xs) ||
	xcs__limits[xcs__rows[xs->row].limit] < xs->body_length &&
	xcs__tolerated(xs, XCSTREAM_E_TOO_LONG) ||
	xcs__rows[xs->row].max < xs->body_length &&
	(xcs__rows[xs->row].how & XCS__LOOSE) != 0 &&
	xcs__tolerated(xs, XCSTREAM_E_LONG);

  // The number that `before` becomes with one byte more.
  predicate xcs__joined(struct xcstream *xs, integer number, integer before,
			integer size, integer byte) =
	xcs__big(xs) ? number == before % (1 << 56) * 256 + byte :
	size == 1 || size == 2 || size == 4 || size == 8 ==>
		number == before / 256 + byte * xcs__worth_of(size);

  // Where a field begins.
  logic integer xcs__start_of(integer first, integer i) =
	i <= 0 ? 0 :
	xcs__start_of(first, i - 1) + xcs__fields[first + i - 1].size;

  // An entry of PAGE_DATA, in either byte order.
  logic integer xcs__entry_at(uint8_t *p, integer big) =
	big != 0 ? xcs__be(p, 8) : xcs__le(p, 8);

  // The pages with contents among the first n entries.
  logic integer xcs__full(uint8_t *p, integer n, integer big) =
	n <= 0 ? 0 : xcs__full(p, n - 1, big) +
	xcs__contents_of(xcs__entry_at(p + 8 * (n - 1), big) / (1 << 60));

  // 0: its type exists, and no other bit is above the limit.
  logic integer xcs__odd(integer entry, integer limit) =
	entry % (1 << 60) <= limit &&
	(entry / (1 << 60) < 5 || entry / (1 << 60) > 8) ? 0 : 1;

  // How many of the first n entries are not like that?
  logic integer xcs__strange(uint8_t *p, integer n, integer big,
			     integer limit) =
	n <= 0 ? 0 : xcs__strange(p, n - 1, big, limit) +
	xcs__odd(xcs__entry_at(p + 8 * (n - 1), big), limit);

  // Nothing is to be said of it: its type exists, no reserved bit is set, and
  // its pfn is not above the limit of the guest.
  predicate xcs__fine(struct xcstream *xs, integer entry) =
	entry / (1 << 52) % 256 == 0 && !(5 <= entry / (1 << 60) <= 8) &&
	entry % (1 << 52) <= (xs->guest == XCSTREAM_DOMAIN_X86_PV ?
		xs->p2m_end : xs->config->max_pfn != 0 ?
		xs->config->max_pfn : (1 << 40) - 1);

  // What is not above this limit is fine, if its type exists.
  predicate xcs__limited(struct xcstream *xs, integer limit) =
	\forall integer entry; 0 <= entry < 1 << 64 &&
	xcs__odd(entry, limit) == 0 ==> xcs__fine(xs, entry);
*/

/*
 * What the callbacks have been given so far: a span counts as many as it has
 * bytes, any other call 1. All of an unsigned type, so that none is too much.
 */
#define XCS__GIVEN(n) (xcs__given == (uint64_t)(\old(xcs__given) + (n)))
#define XCS__NEWS(callback, n) (xs->ops->callback != (void *)0 ? (n) : 0)
/*@ // An item's: 0 if there is no callback for it. That of pfns is page().
  logic integer xcs__outer_news(struct xcstream *xs, integer item) =
	item == XCS__XL ? XCS__NEWS(xl_header, 1) :
	item == XCS__XL_CONFIG || item == XCS__LIBVIRT ?
		XCS__NEWS(config, 1) :
	item == XCS__XAPI ? XCS__NEWS(record, 1) :
	item == XCS__CONTROL ? XCS__NEWS(checkpoint_state, 1) :
	item == XCS__DIRTY_PFN ? XCS__NEWS(dirty_pfn, 1) :
	item == XCS__LIBXL ? XCS__NEWS(image_header, 1) :
	item == XCS__EMULATOR ? XCS__NEWS(emulator, 1) : 0;

  logic integer xcs__news(struct xcstream *xs, integer item) =
	item == XCS__PTE ? XCS__NEWS(page_data, 8) :
	XCS__FIRST_WORD <= item <= XCS__LAST_WORD ? XCS__NEWS(data, 8) :
	item == XCS__IHDR ? XCS__NEWS(image_header, 1) :
	item == XCS__DHDR ? XCS__NEWS(domain_header, 1) :
	item == XCS__RHDR ? XCS__NEWS(record, 1) :
	item == XCS__PAGE_DATA || item == XCS__HVM_PARAMS ?
		XCS__NEWS(count, 1) :
	item == XCS__PV_INFO ? XCS__NEWS(pv_info, 1) :
	item == XCS__P2M_FRAMES ? XCS__NEWS(p2m_frames, 1) :
	item == XCS__VCPU ? XCS__NEWS(vcpu, 1) :
	item == XCS__TSC_INFO ? XCS__NEWS(tsc_info, 1) :
	item == XCS__HVM_HEADER ? XCS__NEWS(hvm_header, 1) :
	item == XCS__PFN ? XCS__NEWS(page, 1) :
	item == XCS__P2M_FRAME ? XCS__NEWS(p2m_frame, 1) :
	item == XCS__HVM_PARAM ? XCS__NEWS(hvm_param, 1) :
	item == XCS__HVM_ENTRY ? XCS__NEWS(hvm_entry, 1) :
	item == XCS__MSR ? XCS__NEWS(msr, 1) :
	item == XCS__CPUID_LEAF ? XCS__NEWS(cpuid_leaf, 1) :
	XCS__FIRST_LAYER < XCSTREAM_LAYER_LIBXC ?
		xcs__outer_news(xs, item) : 0;

  // There is a callback for the current bulk.
  predicate xcs__asked(struct xcstream *xs) =
	xs->ops != \null && (xs->row == XCS__ROW_LIBXC_PAGE_DATA ?
		xs->pfns != \null && XCS__NEWS(page_data, 1) == 1 :
		XCS__NEWS(data, 1) == 1); */

/* The chunk that is pushed, any bytes: no span or load is outside of it. */
/*@ ghost const uint8_t *xcs__chunk; */
/*@ ghost size_t xcs__chunk_len; */
/*@ ghost uint64_t xcs__chunk_at; */
/*@ predicate xcs__input(uint8_t *data, integer len) =
	len > 0 ==> \valid_read(data + (0 .. len - 1)) &&
		\base_addr(data) == \base_addr(xcs__chunk) &&
		xcs__chunk <= data &&
		data + len <= xcs__chunk + xcs__chunk_len; */
/* What comes next of it, which begins at xcs__chunk_at of the stream. */
#define XCS__HERE(data, len)                                                   \
	(len <= 0 || data == xcs__chunk + (xs->offset - xcs__chunk_at))
/*@ // The state does not lie in it.
  predicate xcs__apart(struct xcstream *xs, integer len) =
	len > 0 ==> \separated(xs, xcs__chunk + (0 .. xcs__chunk_len - 1)); */
/* What is next needs a byte. */
#define XCS__WAITING                                                           \
	(xs->next < XCS__BULK ? xs->item_have < xs->item_need                  \
			      : xs->bulk_left > 0)

/* It goes on if it is right, and only then, or if the fault is tolerated. */
#define XCS__IF(right) (!(right) || xs->next == \old(xs->next))
#define XCS__ONLY_IF(right, code)                                              \
	(xs->next == XCS__FAULT || (right) || xcs__tolerated(xs, code))

/*@ // A record's header is right: its guest and version, the limits, its turn,
  // its length. Whose guest is not known is that of the record.
  predicate xcs__learned(struct xcstream *xs, integer guest) =
	xs->guest == (guest == 0 ? xcs__rows[xs->row].guest : guest);

  predicate xcs__of_guest(struct xcstream *xs) =
	XCS__ONLY_IF(!xcs__foreign(xs, xs->guest), XCSTREAM_E_GUEST);

  predicate xcs__of_version(struct xcstream *xs) =
	XCS__ONLY_IF((xcs__rows[xs->row].how & XCS__V3) == 0 ||
		xs->version >= 3, XCSTREAM_E_RECORD_VERSION);

  predicate xcs__placed(struct xcstream *xs) =
	xcs__of_guest(xs) && xcs__of_version(xs);

  predicate xcs__limited_epoch(struct xcstream *xs) =
	XCS__ONLY_IF(xs->epoch_at == 0 || xs->offset + xs->body_length -
		xs->epoch_at <= (xs->config->max_epoch != 0 ?
		xs->config->max_epoch : 1 << 40), XCSTREAM_E_MAX_EPOCH);

  predicate xcs__limited_bytes(struct xcstream *xs) =
	XCS__ONLY_IF(xs->config->max_bytes == 0 ||
		xs->offset + xs->body_length <= xs->config->max_bytes,
		XCSTREAM_E_MAX_BYTES);

  predicate xcs__limited_records(struct xcstream *xs) =
	XCS__ONLY_IF(xs->config->max_records == 0 ||
		xs->epoch_records <= xs->config->max_records,
		XCSTREAM_E_MAX_RECORDS);

  predicate xcs__checkpointed(struct xcstream *xs) =
	XCS__ONLY_IF(xs->row != XCS__ROW_LIBXC_CHECKPOINT ||
		(xs->config->flags & XCSTREAM_CHECKPOINTED) != 0,
		XCSTREAM_E_CHECKPOINT);

  predicate xcs__limited_checkpoints(struct xcstream *xs) =
	XCS__ONLY_IF(xs->row != XCS__ROW_LIBXC_CHECKPOINT ||
		xs->config->max_checkpoints == 0 ||
		xs->checkpoints < xs->config->max_checkpoints,
		XCSTREAM_E_MAX_CHECKPOINTS);

  predicate xcs__in_epoch(struct xcstream *xs) =
	xcs__limited_epoch(xs) && xcs__limited_bytes(xs) &&
	xcs__limited_records(xs) && xcs__checkpointed(xs) &&
	xcs__limited_checkpoints(xs);

  predicate xcs__limited_size(struct xcstream *xs) =
	XCS__ONLY_IF(xs->row != XCS__ROW_LIBXC_HVM_CONTEXT ||
		xs->config->max_vcpus == 0 || xs->config->max_vcpus >= 2047 ||
		xs->body_length <= (xs->config->max_vcpus + 1) * 65536,
		XCSTREAM_E_SIZE) &&
	XCS__ONLY_IF(xs->row != XCS__ROW_LIBXL_EMULATOR_XENSTORE_DATA ||
		xs->body_length <= (xs->config->max_xenstore != 0 ?
		xs->config->max_xenstore : 65536),
		xs->config->max_xenstore != 0 ?
		XCSTREAM_E_MAX_XENSTORE : XCSTREAM_E_SIZE) &&
	XCS__ONLY_IF(xs->row != XCS__ROW_LIBXL_EMULATOR_CONTEXT ||
		xs->body_length <= (xs->config->max_emulator != 0 ?
		xs->config->max_emulator : 128 << 20),
		xs->config->max_emulator != 0 ?
		XCSTREAM_E_MAX_EMULATOR : XCSTREAM_E_SIZE);

  // The body's length is the one in the header; a body of XAPI's that must be
  // empty is taken for empty.
  predicate xcs__lengthy(struct xcstream *xs) =
	xs->body_length == (XCS__FIRST_LAYER < XCSTREAM_LAYER_LIBXC &&
		xs->layer == XCSTREAM_LAYER_XAPI &&
		xcs__rows[xs->row].max == 0 ? 0 :
		(uint32_t)xs->value[XCS__RHDR_length]); */
#ifdef XCSTREAM_ONLY_LIBXC
/*@ predicate xcs__in_turn(struct xcstream *xs) = \true; */
#else
/*@ predicate xcs__in_turn(struct xcstream *xs) =
	XCS__ONLY_IF(xs->type == xcs__turns[xs->turn].due ||
		(xcs__rows[xs->row].how & XCS__TURN) == 0 &&
		!xcs__turns[xs->turn].only, XCSTREAM_E_CHECKPOINT_ORDER); */
#endif
#ifdef XCSTREAM_ONLY_LIBXC
/*@ predicate xcs__withheld(struct xcstream *xs) = \true; */
#else
/*@ // What libxl itself reads waits.
  predicate xcs__withheld(struct xcstream *xs) =
	xs->row == XCS__ROW_XAPI_Libxl ||
	(xs->row == XCS__ROW_LIBXC_END ||
	 xs->row == XCS__ROW_LIBXC_CHECKPOINT) &&
	xs->after_libxc == XCSTREAM_LAYER_LIBXL ==> xs->settled == xs->at; */
#endif
/*@ predicate xcs__admitted(struct xcstream *xs, integer guest) =
	xcs__placed(xs) && xcs__learned(xs, guest) && xcs__in_turn(xs) &&
	xcs__in_epoch(xs) && xcs__lengthy(xs) && xcs__tabled(xs) &&
	xcs__limited_size(xs) &&
	(xs->next == XCS__FAULT || xcs__withheld(xs)); */

/* What a report, a verdict, a header and a step may set. */
#define XCS__REPORT                                                            \
	xs->fault.offset, xs->fault.expected, xs->fault.found,                 \
		xs->fault.record, xs->fault.type, xs->fault.code,              \
		xs->fault.layer, xs->fault.part
#define XCS__VERDICT xs->next, xs->settled, xs->paused, XCS__REPORT
#define XCS__HEADER                                                            \
	XCS__VERDICT, xs->item_have, xs->item_need, xs->layer,                 \
		xs->after_libxc, xs->type, xs->after_libxl, xs->body_length,   \
		xs->body_left, xs->bulk_left, xs->entries_left, xs->row,       \
		xs->pad, xs->chain, xs->big[..], xs->version, xs->guest,       \
		xs->guest_width, xs->p2m_end, xs->seen, xs->record_at,         \
		xs->last, xs->vcpu_seen, xs->string, xs->turn, xs->word,       \
		xs->word_left, xs->hvm, xs->params, xs->key, xs->epoch_records
#define XCS__STEP                                                              \
	XCS__HEADER, xs->at, xs->offset, xs->value[..], xs->records,           \
		xs->pages, xs->epoch_at, xs->checkpoints, xcs__given
#define XCS__PFNS xs->pfns[0..xs->config->nr_pfns - 1]
/* Those from the next one on, and that one only, if there is room for it. */
#define XCS__MORE_PFNS xs->pfns[xs->pages..xs->config->nr_pfns - 1]
#define XCS__ONE_PFN                                                           \
	xs->pfns[xs->pages..\min(xs->pages, xs->config->nr_pfns - 1)]
/* It is kept, if it has contents. */
#define XCS__KEPT(entry)                                                       \
	(xs->pfns == \null || xs->next == XCS__FAULT ||                        \
	 xcs__contents_of((entry) / (1 << 60)) == 0 ||                         \
	 xs->pfns[\old(xs->pages)] == (entry))

/* ---- verdict ---- */

/*@ requires xcs__state(xs) && code < XCSTREAM_NR_CODES;
  @ assigns \nothing;
  @ ensures \result <==> xcs__tolerated(xs, code);
  @ ensures \result ==> !xcs__framing(code); */
static bool xcs__is_tolerated(const struct xcstream *xs, unsigned int code);

/*@ assigns \nothing;
  @ ensures \result <==> XCS__FIRST_WORD <= next <= XCS__LAST_WORD; */
static bool xcs__is_word(unsigned int next);

/*@ assigns \nothing;
  @ ensures \result <==> next == XCS__PFN ||
  @ 	XCS__FIRST_HEAD <= next <= XCS__LAST_HEAD; */
static bool xcs__is_unsettled(unsigned int next);

/*@ requires xcs__state(xs);
  @ assigns xs->settled;
  @ ensures xcs__state(xs);
  @ ensures xs->settled == (xs->next == XCS__FAULT ? \old(xs->settled) :
  @ 	XCS__FLOWS); */
static void xcs__release(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns xs->settled, xs->next;
  @ ensures xcs__state(xs) && xs->next == XCS__FAULT;
  @ ensures xs->settled == (\old(xs->settled) != XCS__FLOWS ?
  @ 	\old(xs->settled) : item == XCS__PFN ||
  @ 	XCS__FIRST_HEAD <= item <= XCS__LAST_HEAD ?
  @ 	xs->record_at : xs->at); */
static void xcs__stop(struct xcstream *xs, unsigned int item);

/*@ requires \valid(xs);
  @ assigns XCS__REPORT;
  @ ensures xcs__noted(xs, (uint8_t)code, at, expected, found); */
static void xcs__note(struct xcstream *xs, unsigned int code, uint64_t at,
		      uint64_t expected, uint64_t found);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__state(xs) && (\old(xcs__due(xs)) ==> xcs__due(xs));
  @ ensures xs->next == (answer < 0 ? XCS__FAULT : \old(xs->next));
  @ ensures answer >= 0 ==> xs->settled == \old(xs->settled);
  @ ensures xs->paused == (answer > 0 ? 1 : \old(xs->paused));
  @ ensures answer < 0 ==> xcs__noted(xs, XCSTREAM_E_ABORTED, xs->offset, 0,
  @ 	(uint64_t)answer);
  @ ensures xcs__rank(xs) <= \old(xcs__rank(xs)); */
static void xcs__answer(struct xcstream *xs, int answer, unsigned int item);

/*@ requires xcs__state(xs) && 0 < code < XCSTREAM_NR_CODES;
  @ assigns XCS__VERDICT;
  @ ensures xcs__state(xs) && (\old(xcs__due(xs)) ==> xcs__due(xs));
  @ ensures xs->next == XCS__FAULT || xs->next == \old(xs->next) &&
  @ 	xcs__tolerated(xs, code) && !xcs__framing(code);
  @ ensures \old(xs->next) == XCS__FAULT ==> xcs__stuck{Pre, Post}(xs);
  @ ensures told: xcs__told_of{Pre, Post}(xs, \true, code, at, expected,
  @ 	found); */
static void xcs__fail(struct xcstream *xs, unsigned int code, uint64_t at,
		      uint64_t expected, uint64_t found);

/*@ requires xcs__state(xs) && 0 < what % 256 < XCSTREAM_NR_CODES;
  @ requires what / 256 <= 5;
  @ assigns XCS__VERDICT;
  @ ensures xcs__state(xs);
  @ ensures xs->next == XCS__FAULT || xs->next == \old(xs->next) &&
  @ 	xcs__tolerated(xs, what % 256) && !xcs__framing(what % 256);
  @ ensures told: xcs__told_of{Pre, Post}(xs, \true, what % 256,
  @ 	\old(xcs__place(xs, what / 256)), expected, found); */
static void xcs__bad_value(struct xcstream *xs, unsigned int what,
			   uint64_t expected, uint64_t found);

/*@ requires xcs__state(xs) && 0 < what % 256 < XCSTREAM_NR_CODES;
  @ requires what / 256 <= 5;
  @ assigns XCS__VERDICT;
  @ ensures xcs__state(xs);
  @ ensures xs->next == XCS__FAULT || xs->next == \old(xs->next) &&
  @ 	xcs__tolerated(xs, what % 256) && !xcs__framing(what % 256);
  @ ensures xcs__told_of{Pre, Post}(xs, \true, what % 256,
  @ 	\old(xcs__place(xs, what / 256)), expected,
  @ 	xs->value[what / 256]); */
static void xcs__bad(struct xcstream *xs, unsigned int what, uint64_t expected);

/*@ requires xcs__state(xs) && 0 < what % 256 < XCSTREAM_NR_CODES;
  @ requires what / 256 <= 5;
  @ assigns XCS__VERDICT;
  @ ensures xcs__state(xs);
  @ ensures xs->value[what / 256] <= limit ==> xs->next == \old(xs->next);
  @ ensures xs->next == XCS__FAULT || xs->next == \old(xs->next) &&
  @ 	(xs->value[what / 256] <= limit ||
  @ 	 xcs__tolerated(xs, what % 256) && !xcs__framing(what % 256));
  @ ensures xcs__told_of{Pre, Post}(xs, xs->value[what / 256] > limit,
  @ 	what % 256, \old(xcs__place(xs, what / 256)), limit,
  @ 	xs->value[what / 256]); */
static void xcs__above(struct xcstream *xs, unsigned int what, uint64_t limit);

/*@ requires xcs__state(xs) && 0 < what % 256 < XCSTREAM_NR_CODES;
  @ requires what / 256 <= 5;
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__IF(xs->value[what / 256] == right);
  @ ensures XCS__ONLY_IF(xs->value[what / 256] == right, what % 256);
  @ ensures xcs__told_of{Pre, Post}(xs, xs->value[what / 256] != right,
  @ 	what % 256, \old(xcs__place(xs, what / 256)), right,
  @ 	xs->value[what / 256]); */
static void xcs__want(struct xcstream *xs, unsigned int what, uint64_t right);

/*@ requires \valid_read(xs) && xs->record_at <= 1 << 63;
  @ assigns \nothing;
  @ ensures \result == xs->record_at + (XCS__FIRST_LAYER < xs->layer &&
  @ 	xs->layer == XCSTREAM_LAYER_XAPI ? 8 : 4); */
static uint64_t xcs__length_at(const struct xcstream *xs);

/*@ requires xcs__state(xs) && 0 < code < XCSTREAM_NR_CODES;
  @ assigns XCS__VERDICT;
  @ ensures xcs__state(xs);
  @ ensures expected == xs->body_length ==> xs->next == \old(xs->next);
  @ ensures xs->next == XCS__FAULT || xs->next == \old(xs->next) &&
  @ 	(expected == xs->body_length ||
  @ 	 xcs__tolerated(xs, code) && !xcs__framing(code));
  @ ensures xcs__told_of{Pre, Post}(xs, expected != xs->body_length, code,
  @ 	xs->record_at + (XCS__FIRST_LAYER < xs->layer &&
  @ 	xs->layer == XCSTREAM_LAYER_XAPI ? 8 : 4), expected,
  @ 	xs->body_length); */
static void xcs__want_length(struct xcstream *xs, unsigned int code,
			     uint64_t expected);

/*@ assigns \nothing;
  @ ensures address: \result == xcs__extended(address); */
static uint64_t xcs__canonical(uint64_t address);

/*@ assigns \nothing;
  @ ensures \result == xcs__proper(XCS__ONE_OF, bits, value); */
static uint64_t xcs__one_of(uint32_t bits, uint64_t value);

/*@ assigns \nothing;
  @ ensures rule == XCS__EQUAL ==> \result == right;
  @ ensures rule == XCS__UNLIKE && value == right ==> \result == 0;
  @ ensures proper: \result == xcs__proper(rule, right, value); */
static uint64_t xcs__expected(unsigned int rule, uint32_t right,
			      uint64_t value);

/*@ requires xcs__state(xs) && item <= XCS__CLOSE;
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->next == XCS__FAULT || \forall integer k;
  @ 	xcs__items[item].check <= k &&
  @ 	k < xcs__items[item + 1].check ==> xcs__passed(xs, k);
  @ ensures right: xs->next == XCS__FAULT || \forall integer k;
  @ 	xcs__items[item].check <= k && k < xcs__items[item + 1].check ==>
  @ 	xcs__right(xs, k) || xcs__tolerated(xs, xcs__checks[k].code); */
static void xcs__check_fields(struct xcstream *xs, unsigned int item);

/* ---- rules ---- */

/*@ assigns \nothing;
  @ ensures \result == xcs__fact_types[xcs__first(facts, 0)]; */
static uint32_t xcs__maker(uint32_t facts);

/*@ requires xcs__state(xs) && 0 < code < XCSTREAM_NR_CODES;
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__IF(facts == 0);
  @ ensures XCS__ONLY_IF(facts == 0, code);
  @ ensures xcs__told_of{Pre, Post}(xs, facts != 0, code,
  @ 	\old(xcs__place(xs, 0)), xcs__fact_types[xcs__first(facts, 0)],
  @ 	xs->type); */
static void xcs__bad_place(struct xcstream *xs, unsigned int code,
			   uint32_t facts);

/*@ requires xcs__state(xs) && guest <= 2;
  @ assigns xs->guest;
  @ ensures xcs__state(xs);
  @ ensures xs->guest == (\old(xs->guest) == 0 ? guest : \old(xs->guest)); */
static void xcs__learn_guest(struct xcstream *xs, unsigned int guest);

/*@ requires xcs__state(xs);
  @ assigns xs->seen;
  @ ensures xcs__state(xs) && xs->seen == (\old(xs->seen) | facts); */
static void xcs__see(struct xcstream *xs, uint32_t facts);

/*@ requires xcs__state(xs);
  @ assigns \nothing;
  @ ensures \result <==> xcs__foreign(xs, xs->guest); */
static bool xcs__is_other_guest(const struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__IF((xcs__needed(xs) & (uint32_t)~facts) == 0 &&
  @ 	(wants & (uint32_t)~facts) == 0 && (xcs__barred(xs) & facts) == 0);
  @ ensures XCS__ONLY_IF((xcs__needed(xs) & (uint32_t)~facts) == 0,
  @ 	(xcs__rows[xs->row].how & XCS__LAST) != 0 ?
  @ 	XCSTREAM_E_INCOMPLETE : XCSTREAM_E_ORDER);
  @ ensures XCS__ONLY_IF((wants & (uint32_t)~facts) == 0,
  @ 	XCSTREAM_E_ORDER_LAX);
  @ ensures barred: XCS__ONLY_IF((xcs__barred(xs) & facts) == 0,
  @ 	XCSTREAM_E_ORDER_LAX); */
static void xcs__judge_facts(struct xcstream *xs, uint32_t facts,
			     uint32_t wants);

/*@ requires xcs__state(xs);
  @ assigns \nothing;
  @ ensures \result == xcs__wants(xs); */
static uint32_t xcs__wanted(const struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns xs->guest, xs->seen, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures place: xs->guest == (\old(xs->guest) == 0 ?
  @ 	xcs__rows[xs->row].guest : \old(xs->guest));
  @ ensures place: xs->seen == (\old(xcs__known(xs)) | xcs__made(xs));
  @ ensures place: XCS__ONLY_IF(!xcs__foreign(xs, xs->guest), XCSTREAM_E_GUEST);
  @ ensures place: XCS__ONLY_IF((xcs__rows[xs->row].how & XCS__V3) == 0 ||
  @ 	xs->version >= 3, XCSTREAM_E_RECORD_VERSION);
  @ ensures place: XCS__ONLY_IF(xcs__foreign(xs, xs->guest) ||
  @ 	(xcs__rows[xs->row].how & (XCS__SINGLE | XCS__ONCE)) == 0 ||
  @ 	(xcs__made(xs) & (uint32_t)~(uint32_t)\old(xcs__known(xs))) != 0,
  @ 	(xcs__rows[xs->row].how & XCS__ONCE) != 0 ?
  @ 	XCSTREAM_E_DUPLICATE : XCSTREAM_E_REPEATED);
  @ ensures place: XCS__ONLY_IF((xcs__needed(xs) &
  @ 	(uint32_t)~(uint32_t)\old(xcs__known(xs))) == 0,
  @ 	(xcs__rows[xs->row].how & XCS__LAST) != 0 ?
  @ 	XCSTREAM_E_INCOMPLETE : XCSTREAM_E_ORDER); */
static void xcs__judge_place(struct xcstream *xs);

/*@ requires xcs__state(xs) && 0 < code < XCSTREAM_NR_CODES;
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__IF(xs->body_length <= (limit != 0 ? limit : usual));
  @ ensures limit: XCS__ONLY_IF(xs->body_length <= (limit != 0 ? limit : usual),
  @ 	limit != 0 ? code : XCSTREAM_E_SIZE); */
static void xcs__judge_size(struct xcstream *xs, unsigned int code,
			    uint32_t limit, uint32_t usual);

/*@ requires xcs__state(xs) && 0 < code < XCSTREAM_NR_CODES;
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__IF(max == 0 || found <= max);
  @ ensures XCS__ONLY_IF(max == 0 || found <= max, code);
  @ ensures xcs__told_of{Pre, Post}(xs, max != 0 && found > max, code, at, max,
  @ 	found); */
static void xcs__judge_total(struct xcstream *xs, unsigned int code,
			     uint64_t at, uint64_t max, uint64_t found);

/*@ requires xcs__state(xs);
  @ assigns xs->epoch_records, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->epoch_records == (\old(xs->epoch_records) < UINT32_MAX ?
  @ 	\old(xs->epoch_records) + 1 : UINT32_MAX);
  @ ensures XCS__ONLY_IF(xs->epoch_at == 0 || xs->offset + xs->body_length -
  @ 	xs->epoch_at <= (xs->config->max_epoch != 0 ?
  @ 	xs->config->max_epoch : 1 << 40), XCSTREAM_E_MAX_EPOCH);
  @ ensures XCS__ONLY_IF(xs->config->max_bytes == 0 ||
  @ 	xs->offset + xs->body_length <= xs->config->max_bytes,
  @ 	XCSTREAM_E_MAX_BYTES);
  @ ensures records: XCS__ONLY_IF(xs->config->max_records == 0 ||
  @ 	xs->epoch_records <= xs->config->max_records,
  @ 	XCSTREAM_E_MAX_RECORDS);
  @ ensures XCS__ONLY_IF(xs->row != XCS__ROW_LIBXC_CHECKPOINT ||
  @ 	(xs->config->flags & XCSTREAM_CHECKPOINTED) != 0,
  @ 	XCSTREAM_E_CHECKPOINT);
  @ ensures XCS__ONLY_IF(xs->row != XCS__ROW_LIBXC_CHECKPOINT ||
  @ 	xs->config->max_checkpoints == 0 ||
  @ 	xs->checkpoints < xs->config->max_checkpoints,
  @ 	XCSTREAM_E_MAX_CHECKPOINTS); */
static void xcs__judge_epoch(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__ONLY_IF(xs->row != XCS__ROW_LIBXC_HVM_CONTEXT ||
  @ 	xs->config->max_vcpus == 0 || xs->config->max_vcpus >= 2047 ||
  @ 	xs->body_length <= (xs->config->max_vcpus + 1) * 65536,
  @ 	XCSTREAM_E_SIZE);
  @ ensures XCS__ONLY_IF(
  @ 	xs->row != XCS__ROW_LIBXL_EMULATOR_XENSTORE_DATA ||
  @ 	xs->body_length <= (xs->config->max_xenstore != 0 ?
  @ 	xs->config->max_xenstore : 65536), xs->config->max_xenstore != 0 ?
  @ 	XCSTREAM_E_MAX_XENSTORE : XCSTREAM_E_SIZE);
  @ ensures XCS__ONLY_IF(xs->row != XCS__ROW_LIBXL_EMULATOR_CONTEXT ||
  @ 	xs->body_length <= (xs->config->max_emulator != 0 ?
  @ 	xs->config->max_emulator : 128 << 20),
  @ 	xs->config->max_emulator != 0 ?
  @ 	XCSTREAM_E_MAX_EMULATOR : XCSTREAM_E_SIZE); */
static void xcs__judge_sizes(struct xcstream *xs);

#ifndef XCSTREAM_ONLY_LIBXC
/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__IF(xs->type == xcs__turns[xs->turn].due ||
  @ 	(xcs__rows[xs->row].how & XCS__TURN) == 0 &&
  @ 	!xcs__turns[xs->turn].only);
  @ ensures XCS__ONLY_IF(xs->type == xcs__turns[xs->turn].due ||
  @ 	(xcs__rows[xs->row].how & XCS__TURN) == 0 &&
  @ 	!xcs__turns[xs->turn].only, XCSTREAM_E_CHECKPOINT_ORDER); */
static void xcs__judge_turn(struct xcstream *xs);
#endif

/*@ requires xcs__state(xs);
  @ assigns xs->seen, xs->last, xs->vcpu_seen, xs->params;
  @ ensures xcs__state(xs);
  @ ensures xs->seen ==
  @ 	(\old(xs->seen) & (uint32_t)~(uint32_t)XCS__F_OF_EPOCH);
  @ ensures xs->last == xs->vcpu_seen == xs->params == 0; */
static void xcs__new_epoch(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns xs->seen, xs->epoch_at, xs->checkpoints, xs->epoch_records;
  @ ensures xcs__state(xs);
  @ ensures xs->seen ==
  @ 	(\old(xs->seen) & (uint32_t)~(uint32_t)XCS__F_OF_EPOCH);
  @ ensures xs->epoch_at == xs->offset && xs->epoch_records == 0;
  @ ensures xs->checkpoints == (\old(xs->checkpoints) < UINT32_MAX ?
  @ 	\old(xs->checkpoints) + 1 : UINT32_MAX); */
static void xcs__complete(struct xcstream *xs);

/*@ requires xcs__state(xs) && guest <= 255;
  @ assigns xs->guest, xs->guest_width, xs->p2m_end, xs->seen, xs->turn,
  @ 	xs->last, xs->vcpu_seen, xs->params;
  @ ensures xcs__state(xs);
  @ ensures xs->guest == guest && xs->guest_width == 8 && xs->p2m_end == 0;
  @ ensures xs->turn == XCS__ONWARD;
  @ ensures xs->last == xs->vcpu_seen == xs->params == 0;
  @ ensures xs->seen == (((\old(xs->seen) & XCS__F_OF_STREAM) |
  @ 	(guest != XCSTREAM_DOMAIN_X86_PV ? XCS__F_OF_PV : 0) |
  @ 	(guest != XCSTREAM_DOMAIN_X86_HVM ? XCS__F_OF_HVM : 0)) &
  @ 	(uint32_t)~(uint32_t)XCS__F_OF_EPOCH); */
static void xcs__new_image(struct xcstream *xs, unsigned int guest);

/* ---- bodies ---- */

/*@ requires xcs__state(xs) && xs->entries_left == 0;
  @ assigns xs->bulk_left, xs->entries_left;
  @ ensures xcs__state(xs) && (xs->entries_left > 0 ==>
  @ 	xcs__rows[xs->row].entry != 0);
  @ ensures divided: xcs__divided(xs);
  @ ensures stays: \old(xs->word_left) == 0 ==> xcs__aimed(xs); */
static void xcs__divide(struct xcstream *xs);

/*@ requires xcs__state(xs) && xs->body_left <= xs->body_length;
  @ requires xs->row == XCS__ROW_LIBXC_PAGE_DATA;
  @ assigns xs->entries_left, xs->body_left, xs->bulk_left, xs->pages,
  @ 	XCS__VERDICT;
  @ ensures xcs__state(xs) && (xs->next == XCS__FAULT ||
  @ 	xs->next == \old(xs->next) && xcs__paged(xs) &&
  @ 	xs->entries_left > 0);
  @ ensures xs->next == XCS__FAULT || xs->pages == 0 &&
  @ 	xs->entries_left == xs->value[XCS__PAGE_DATA_count] &&
  @ 	xs->bulk_left == \old(xs->body_left) - 8 * xs->entries_left;
  @ ensures XCS__ONLY_IF(xs->config->max_pages == 0 ||
  @ 	xs->value[XCS__PAGE_DATA_count] <= xs->config->max_pages,
  @ 	XCSTREAM_E_MAX_PAGES);
  @ ensures XCS__IF(0 < xs->value[XCS__PAGE_DATA_count] <=
  @ 	\old(xs->body_left) / 8 && (xs->config->max_pages == 0 ||
  @ 	xs->value[XCS__PAGE_DATA_count] <= xs->config->max_pages)); */
static void xcs__page_data(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns xs->guest_width, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->guest_width == (uint8_t)xs->value[XCS__PV_INFO_guest_width];
  @ ensures XCS__IF(xs->value[XCS__PV_INFO_guest_width] == 8 <==>
  @ 	xs->value[XCS__PV_INFO_pt_levels] == 4);
  @ ensures XCS__ONLY_IF(xs->value[XCS__PV_INFO_guest_width] == 8 <==>
  @ 	xs->value[XCS__PV_INFO_pt_levels] == 4, XCSTREAM_E_PV_INFO_PAIR); */
static void xcs__pv_info(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns \nothing;
  @ ensures \result == (xs->config->max_pfn != 0 ? xs->config->max_pfn :
  @ 	(1 << 40) - 1); */
static uint64_t xcs__max_pfn(const struct xcstream *xs);

/*@ requires \valid_read(xs);
  @ assigns \nothing;
  @ ensures \result == (xs->guest_width == 8 ? pfn / 512 : pfn / 1024);
  @ ensures \result <= 8388607; */
static uint32_t xcs__p2m_frame(const struct xcstream *xs, uint32_t pfn);

/*@ requires xcs__state(xs);
  @ assigns xs->p2m_end, xs->seen, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures p2m: xs->p2m_end == \max(\old(xs->p2m_end), xcs__end(xs));
  @ ensures p2m: xs->seen ==
  @ 	(\old(xs->seen) | xcs__groups[xcs__rows[xs->row].later]); */
static void xcs__p2m_frames(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ requires xs->row != XCS__ROW_LIBXC_PAGE_DATA &&
  @ 	xs->row != XCS__ROW_LIBXL_EMULATOR_XENSTORE_DATA;
  @ assigns xs->word, xs->word_left;
  @ ensures xcs__state(xs) && xcs__aimed(xs);
  @ ensures xs->word == xcs__word_from(of, at, 0);
  @ ensures \let gap = xcs__words[xs->word].at - at;
  @ 	xs->word_left == (xs->word < XCS__NR_WORDS &&
  @ 	gap + xcs__words[xs->word].room <= xs->bulk_left <= UINT32_MAX ?
  @ 	xs->bulk_left - gap : 0); */
static void xcs__aim(struct xcstream *xs, unsigned int of, uint32_t at);

/*@ requires \valid_read(xs);
  @ assigns \nothing;
  @ ensures length: \result == xcs__context(xs); */
static uint32_t xcs__context_length(const struct xcstream *xs);

/*@ requires \valid_read(xs) && \valid_read(xs->config);
  @ assigns \nothing;
  @ ensures most: \result == xcs__most_vcpu(xs); */
static uint32_t xcs__last_vcpu(const struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns xs->last, xs->vcpu_seen, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->last == id;
  @ ensures XCS__ONLY_IF(xs->value[XCS__VCPU_vcpu_id] <= xcs__most_vcpu(xs),
  @ 	XCSTREAM_E_VCPU_ID);
  @ ensures order: XCS__ONLY_IF(id > \old(xs->last) || id == \old(xs->last) &&
  @ 	(\old(xs->vcpu_seen) & (0x8000 >> xs->row % 16)) == 0,
  @ 	XCSTREAM_E_VCPU_ORDER);
  @ ensures xs->vcpu_seen == ((id > \old(xs->last) ? 0 :
  @ 	\old(xs->vcpu_seen)) | (0x8000 >> xs->row % 16)); */
static void xcs__judge_vcpu_id(struct xcstream *xs, uint32_t id);

/*@ // The facts that the record of a vCPU adds.
  logic integer xcs__vcpu_facts(struct xcstream *xs) =
	(uint32_t)xs->value[XCS__VCPU_vcpu_id] == 0 &&
	xs->row == XCS__ROW_LIBXC_X86_PV_VCPU_BASIC ?
	(xcs__groups[xcs__rows[xs->row].later] | XCS__F_VCPU0) :
	xcs__groups[xcs__rows[xs->row].later]; */
/*@ requires xcs__state(xs) && xs->word_left == 0;
  @ assigns xs->last, xs->vcpu_seen, xs->seen, xs->word, xs->word_left,
  @ 	XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs) && xcs__aimed(xs);
  @ ensures empty: xs->body_left == 0 ==> xs->seen == \old(xs->seen) &&
  @ 	XCS__ONLY_IF(xs->body_length == 9, XCSTREAM_E_VCPU_EMPTY);
  @ ensures vcpu: xs->body_left > 0 ==> XCS__ONLY_IF(
  @ 	xs->body_length == 8 + xcs__context(xs), XCSTREAM_E_VCPU_LENGTH);
  @ ensures vcpu: xs->body_left > 0 ==>
  @ 	xs->last == (uint32_t)xs->value[XCS__VCPU_vcpu_id];
  @ ensures facts: xs->body_left > 0 ==>
  @ 	xs->seen == (\old(xs->seen) | xcs__vcpu_facts(xs));
  @ ensures vcpu: xs->body_left > 0 ==> XCS__ONLY_IF(xs->last > \old(xs->last) ||
  @ 	xs->last == \old(xs->last) && (\old(xs->vcpu_seen) &
  @ 	(0x8000 >> xs->row % 16)) == 0, XCSTREAM_E_VCPU_ORDER); */
static void xcs__vcpu(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__ONLY_IF(xs->value[XCS__VCPU_OWN_vcpu] == xs->last &&
  @ 	32 <= xs->value[XCS__VCPU_OWN_size] <= xs->bulk_left,
  @ 	XCSTREAM_E_VCPU_OWN);
  @ ensures XCS__IF(xs->value[XCS__VCPU_OWN_vcpu] == xs->last &&
  @ 	32 <= xs->value[XCS__VCPU_OWN_size] <= xs->bulk_left); */
static void xcs__vcpu_own(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__ONLY_IF((uint32_t)xs->value[XCS__HVM_PARAMS_count] != 0,
  @ 	XCSTREAM_E_PARAM_EMPTY);
  @ ensures xs->next == XCS__FAULT || xs->body_left ==
  @ 	16 * (uint32_t)xs->value[XCS__HVM_PARAMS_count]; */
static void xcs__hvm_params(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns xs->params, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->params == (\old(xs->params) | xcs__param_bit(xs));
  @ ensures XCS__ONLY_IF(xs->value[XCS__HVM_PARAM_index] > UINT32_MAX ||
  @ 	(xcs__param_bit(xs) & xcs__known_params) != 0,
  @ 	XCSTREAM_E_PARAM_UNKNOWN);
  @ ensures XCS__ONLY_IF(xs->value[XCS__HVM_PARAM_index] <= UINT32_MAX &&
  @ 	(xcs__param_bit(xs) & xcs__known_params) == 0 ||
  @ 	(\old(xs->params) & xcs__param_bit(xs)) == 0,
  @ 	XCSTREAM_E_PARAM_TWICE); */
static void xcs__hvm_param(struct xcstream *xs);

#ifndef XCSTREAM_ONLY_LIBXC
/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__IF(xs->value[0] == xcs__turns[xs->turn].id);
  @ ensures XCS__ONLY_IF(xs->value[0] == xcs__turns[xs->turn].id,
  @ 	XCSTREAM_E_CONTROL_ID); */
static void xcs__control(struct xcstream *xs);
#endif

/*@ requires xcs__state(xs) && typecode < XCSTREAM_NR_HVM_TYPECODES;
  @ assigns xs->last, xs->hvm, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__ONLY_IF(xs->value[XCS__HVM_ENTRY_instance] <=
  @ 	xcs__last_of(xs, typecode),
  @ 	xcs__hvm_entries[typecode].last == XCS__LAST_VCPU ?
  @ 	XCSTREAM_E_VCPU_ID : XCSTREAM_E_HVM_INSTANCE);
  @ ensures order: typecode == XCSTREAM_HVM_END ?
  @ 	xs->last == \old(xs->last) && xs->hvm == \old(xs->hvm) :
  @ 	xs->last == typecode * 65536 + instance && xs->hvm ==
  @ 	(typecode == XCSTREAM_HVM_CPU ?
  @ 	 (\old(xs->hvm) | XCS__HVM_HAS_CPU) : \old(xs->hvm)) &&
  @ 	XCS__ONLY_IF(typecode * 65536 + instance > \old(xs->last),
  @ 	XCSTREAM_E_HVM_ORDER); */
static void xcs__hvm_place(struct xcstream *xs, uint32_t typecode,
			   uint16_t instance);

/*@ requires xcs__state(xs);
  @ assigns xs->chain, xs->last, xs->hvm, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->chain == XCS__CHAIN_NONE <==>
  @ 	\old(xs->chain) == XCS__CHAIN_NONE;
  @ ensures \old(xs->chain) != XCS__CHAIN_HEADER ==>
  @ 	xs->chain == \old(xs->chain);
  @ ensures \old(xs->chain) == XCS__CHAIN_HEADER ==> xs->chain ==
  @ 	(typecode == XCSTREAM_HVM_HEADER && length == XCS__HVM_HEADER_SIZE ?
  @ 	XCS__CHAIN_BODY : XCS__CHAIN_ENTRIES);
  @ ensures XCS__ONLY_IF(\old(xs->chain) == XCS__CHAIN_HEADER <==>
  @ 	typecode == XCSTREAM_HVM_HEADER, XCSTREAM_E_HVM_HEADER);
  @ ensures XCS__ONLY_IF(\old(xs->chain) != XCS__CHAIN_HEADER ||
  @ 	length == XCS__HVM_HEADER_SIZE, XCSTREAM_E_HVM_HEADER);
  @ ensures XCS__ONLY_IF(typecode < XCSTREAM_NR_HVM_TYPECODES ||
  @ 	typecode != XCSTREAM_HVM_HEADER &&
  @ 	\old(xs->chain) == XCS__CHAIN_HEADER, XCSTREAM_E_HVM_UNKNOWN); */
static void xcs__hvm_typecode(struct xcstream *xs, uint32_t typecode,
			      uint16_t instance, uint64_t length);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__ONLY_IF((xs->hvm & XCS__HVM_HAS_CPU) != 0,
  @ 	XCSTREAM_E_HVM_NO_CPU);
  @ ensures XCS__ONLY_IF(xs->value[XCS__HVM_ENTRY_length] == 0,
  @ 	XCSTREAM_E_HVM_TAIL);
  @ ensures XCS__ONLY_IF(xs->body_left == 0, XCSTREAM_E_HVM_TAIL); */
static void xcs__hvm_end(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__ONLY_IF(xs->value[XCS__HVM_ENTRY_length] <= xs->body_left,
  @ 	XCSTREAM_E_HVM_ENTRY);
  @ ensures length == xs->value[XCS__HVM_ENTRY_length] ==> XCS__ONLY_IF(
  @ 	typecode >= XCSTREAM_NR_HVM_TYPECODES ||
  @ 	length == \max(xcs__hvm_entries[typecode].least,
  @ 		\min(length, xcs__hvm_entries[typecode].largest)),
  @ 	XCSTREAM_E_HVM_LENGTH); */
static void xcs__hvm_length(struct xcstream *xs, uint32_t typecode,
			    uint32_t length);

/*@ requires xcs__state(xs);
  @ assigns xs->hvm, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->hvm == (typecode == XCSTREAM_HVM_PIC ? \old(xs->hvm) :
  @ 	(\old(xs->hvm) & (uint8_t)~XCS__HVM_SLAVE));
  @ ensures XCS__ONLY_IF(typecode == XCSTREAM_HVM_PIC ||
  @ 	(\old(xs->hvm) & XCS__HVM_SLAVE) == 0, XCSTREAM_E_HVM_HARM); */
static void xcs__hvm_slave(struct xcstream *xs, uint32_t typecode);

/*@ requires xcs__state(xs) && 8 <= xs->body_left && xs->word_left == 0;
  @ requires xs->row == XCS__ROW_LIBXC_HVM_CONTEXT;
  @ assigns xs->chain, xs->body_left, xs->bulk_left, xs->last, xs->hvm,
  @ 	xs->word, xs->word_left, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs) && xcs__aimed(xs);
  @ ensures chained: \old(xcs__chained(xs, xs->body_left - 8)) ?
  @ 	(xs->chain == XCS__CHAIN_NONE <==>
  @ 	 \old(xs->chain) == XCS__CHAIN_NONE) &&
  @ 	xs->body_left == \old(xs->body_left) - 8 -
  @ 		(uint32_t)xs->value[XCS__HVM_ENTRY_length] &&
  @ 	xs->bulk_left == (xs->chain == XCS__CHAIN_BODY ? 0 :
  @ 		(uint32_t)xs->value[XCS__HVM_ENTRY_length]) :
  @ 	xs->chain == XCS__CHAIN_NONE && xs->body_left == 0 &&
  @ 	xs->bulk_left == \old(xs->body_left) - 8; */
static void xcs__hvm_entry(struct xcstream *xs);

/*@ requires xcs__state(xs) && xs->word_left == 0;
  @ assigns xs->chain, xs->bulk_left, xs->last, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs) && xs->chain == XCS__CHAIN_NONE;
  @ ensures xs->bulk_left == xs->body_left && xs->last == 0;
  @ ensures XCS__ONLY_IF(\false, XCSTREAM_E_HVM_END); */
static void xcs__hvm_no_end(struct xcstream *xs);

/*@ requires priority_add < 8;
  @ assigns \nothing;
  @ ensures \result == (lines * 257 >> priority_add) % 256; */
static uint32_t xcs__turned(uint8_t lines, unsigned int priority_add);

/*@ assigns \nothing; */
static bool xcs__is_requested(uint32_t irr, uint32_t imr, uint32_t isr,
			      uint32_t modes);

/*@ requires \valid_read(xs) && xs->layer <= XCSTREAM_LAYER_LIBXC;
  @ assigns \nothing;
  @ ensures \result == (xs->big[xs->layer] ?
  @ 	both % 256 * 256 + both / 256 % 256 : both % 65536); */
static uint32_t xcs__bytes(const struct xcstream *xs, uint64_t both);

/*@ requires xcs__state(xs);
  @ assigns xs->hvm, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs); */
static void xcs__hvm_pic(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns xs->hvm;
  @ ensures xcs__state(xs);
  @ ensures \let hvm = \old(xs->hvm) & (uint8_t)~XCS__HVM_PCIDE;
  @ 	xs->hvm == ((xs->value[0] & 0x20000) != 0 ?
  @ 	(hvm | XCS__HVM_PCIDE) : hvm); */
static void xcs__hvm_cr4(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__ONLY_IF((xs->hvm & XCS__HVM_PCIDE) == 0 ||
  @ 	(xs->value[0] & 0x400) != 0, XCSTREAM_E_HVM_HARM);
  @ ensures XCS__IF((xs->hvm & XCS__HVM_PCIDE) == 0 ||
  @ 	(xs->value[0] & 0x400) != 0); */
static void xcs__hvm_efer(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns \nothing;
  @ ensures \result == xcs__timer_bit(xs); */
static uint8_t xcs__timer(const struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns xs->hvm;
  @ ensures xcs__state(xs);
  @ ensures \let timer = \old(xcs__timer_bit(xs));
  @ 	\let hvm = (uint8_t)(\old(xs->hvm) & (uint8_t)~timer);
  @ 	xs->hvm == (xs->value[0] % 8 == 3 ? (uint8_t)(hvm | timer) : hvm); */
static void xcs__hvm_stimer(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__ONLY_IF((xs->hvm & xcs__timer_bit(xs)) == 0 ||
  @ 	xs->value[0] != 0, XCSTREAM_E_HVM_HARM);
  @ ensures XCS__IF((xs->hvm & xcs__timer_bit(xs)) == 0 ||
  @ 	xs->value[0] != 0); */
static void xcs__hvm_count(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__ONLY_IF(xs->bulk_left ==
  @ 	8 + 16 * (uint32_t)xs->value[0], XCSTREAM_E_HVM_VALUE);
  @ ensures XCS__IF(xs->bulk_left == 8 + 16 * (uint32_t)xs->value[0]); */
static void xcs__hvm_msrs(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns xs->hvm;
  @ ensures xcs__state(xs);
  @ ensures \let hvm = \old(xs->hvm) & (uint8_t)~XCS__HVM_XSS;
  @ 	xs->hvm == (xs->value[XCS__HVM_MSR_index] == 0xda0 ?
  @ 	(hvm | XCS__HVM_XSS) : hvm); */
static void xcs__hvm_msr(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__ONLY_IF((xs->hvm & XCS__HVM_XSS) == 0 ||
  @ 	xs->value[0] == 0, XCSTREAM_E_HVM_HARM);
  @ ensures XCS__IF((xs->hvm & XCS__HVM_XSS) == 0 || xs->value[0] == 0); */
static void xcs__hvm_msr_val(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__IF(xs->value[0] % 2 == 0 ||
  @ 	xs->value[0] / 4096 % (1 << 40) <= xs->p2m_end);
  @ ensures XCS__ONLY_IF(xs->value[0] % 2 == 0 ||
  @ 	xs->value[0] / 4096 % (1 << 40) <= xs->p2m_end,
  @ 	XCSTREAM_E_PTE_PFN); */
static void xcs__pte(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns \nothing;
  @ ensures \result <==> xs->pfns != \null &&
  @ 	xs->guest == XCSTREAM_DOMAIN_X86_PV &&
  @ 	(xs->config->flags & XCSTREAM_PAGE_TABLES) != 0; */
static bool xcs__judges_tables(const struct xcstream *xs);

/*@ assigns \nothing;
  @ ensures \result <==> 1 <= pfn / (1 << 60) % 8 <= 4; */
static bool xcs__is_table(uint64_t pfn);

/*@ requires xcs__state(xs) && xs->row == XCS__ROW_LIBXC_PAGE_DATA;
  @ requires xs->pfns != \null && xs->pages <= xs->config->nr_pfns;
  @ requires xs->bulk_left <= 4096 * xs->pages;
  @ requires xs->bulk_left <= 0xffffffff && xs->pages <= 0x20000000;
  @ assigns xs->word, xs->word_left;
  @ ensures xcs__state(xs) && xcs__aimed(xs);
  @ ensures xs->word == XCS__NR_WORDS;
  @ ensures \let left = \min(xs->bulk_left, 4096 * (xs->pages -
  @ 	\old(xcs__table_from(xs, xs->pages -
  @ 		(xs->bulk_left + 4095) / 4096))));
  @ 	xs->word_left == (left < 8 ? 0 : left); */
static void xcs__aim_table(struct xcstream *xs);

/*@ requires xcs__state(xs) && xcs__aimed(xs) && 0 < xs->word_left;
  @ requires xs->bulk_left == xs->word_left;
  @ requires xs->row == XCS__ROW_LIBXC_PAGE_DATA ==>
  @ 	xcs__paged(xs) && xs->entries_left == 0;
  @ assigns xs->bulk_left, xs->word, xs->word_left, xs->hvm, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs) && xcs__aimed(xs);
  @ ensures xs->bulk_left == \old(xs->bulk_left) - 8;
  @ ensures xs->bulk_left < \old(xs->bulk_left);
  @ ensures efer: \old(xs->next) == XCS__HVM_EFER ==>
  @ 	XCS__ONLY_IF((\old(xs->hvm) & XCS__HVM_PCIDE) == 0 ||
  @ 	(xs->value[0] & 0x400) != 0, XCSTREAM_E_HVM_HARM);
  @ ensures count: \old(xs->next) == XCS__HVM_COUNT ==>
  @ 	XCS__ONLY_IF((\old(xs->hvm) & \old(xcs__timer_bit(xs))) == 0 ||
  @ 	xs->value[0] != 0, XCSTREAM_E_HVM_HARM);
  @ ensures msrs: \old(xs->next) == XCS__HVM_MSRS ==>
  @ 	XCS__ONLY_IF(\old(xs->bulk_left) == 8 + 16 * (uint32_t)xs->value[0],
  @ 	XCSTREAM_E_HVM_VALUE);
  @ ensures msr_val: \old(xs->next) == XCS__HVM_MSR_VAL ==>
  @ 	XCS__ONLY_IF((\old(xs->hvm) & XCS__HVM_XSS) == 0 ||
  @ 	xs->value[0] == 0, XCSTREAM_E_HVM_HARM);
  @ ensures own: \old(xs->next) == XCS__VCPU_OWN ==>
  @ 	XCS__ONLY_IF(xs->value[XCS__VCPU_OWN_vcpu] == xs->last &&
  @ 	32 <= xs->value[XCS__VCPU_OWN_size] <= \old(xs->bulk_left),
  @ 	XCSTREAM_E_VCPU_OWN);
  @ ensures pte: \old(xs->next) == XCS__PTE ==>
  @ 	XCS__ONLY_IF(xs->value[0] % 2 == 0 ||
  @ 	xs->value[0] / 4096 % (1 << 40) <= xs->p2m_end,
  @ 	XCSTREAM_E_PTE_PFN); */
static void xcs__judge_word(struct xcstream *xs);

/*@ assigns \nothing;
  @ ensures \result <==> xcs__contents_of(type) == 1; */
static bool xcs__has_data(uint32_t type);

/*@ assigns \nothing;
  @ ensures \result <==> 5 <= type <= 8; */
static bool xcs__is_reserved(uint32_t type);

/*@ requires xcs__state(xs) && xs->pages < 0x20000000;
  @ assigns xs->pages, XCS__VERDICT, XCS__ONE_PFN;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures \old(xs->pages) <= xs->pages <= \old(xs->pages) + 1;
  @ ensures xs->next != XCS__FAULT ==> xs->pages == \old(xs->pages) + 1;
  @ ensures xs->pfns != \null && \old(xs->pages) <= xs->config->nr_pfns ==>
  @ 	xs->pages <= xs->config->nr_pfns;
  @ ensures xs->offset == \old(xs->offset);
  @ ensures XCS__IF(xs->pfns == \null ||
  @ 	\old(xs->pages) < xs->config->nr_pfns);
  @ ensures kept: xs->pfns != \null && xs->next != XCS__FAULT ==>
  @ 	xs->pfns[\old(xs->pages)] == entry;
  @ ensures \old(xcs__set(xs) && xs->next == XCS__PFN &&
  @ 	xs->pages + xs->entries_left < 0x20000000) ==> xcs__set(xs); */
static void xcs__keep(struct xcstream *xs, uint64_t entry);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__IF(xcs__pfn_below(xs, pfn, type));
  @ ensures limit: XCS__ONLY_IF(xcs__pfn_below(xs, pfn, type),
  @ 	xcs__pfn_code(xs)); */
static void xcs__judge_pfn(struct xcstream *xs, uint64_t pfn, uint32_t type);

/*@ requires xcs__state(xs) && xs->pages <= 0x1fffffff && xcs__aimed(xs);
  @ requires xs->bulk_left <= xs->body_length;
  @ requires xs->row == XCS__ROW_LIBXC_PAGE_DATA;
  @ requires xs->pfns == \null || xs->pages <= xs->config->nr_pfns;
  @ assigns xs->pages, xs->word, xs->word_left, XCS__VERDICT, XCS__ONE_PFN;
  @ ensures xcs__judged{Pre, Post}(xs) && xcs__aimed(xs);
  @ ensures \old(xs->pages) <= xs->pages <= \old(xs->pages) + 1;
  @ ensures xs->next != XCS__FAULT ==> xs->pages == \old(xs->pages) +
  @ 	xcs__contents_of(entry / (1 << 60));
  @ ensures xs->next != XCS__FAULT && xs->pfns != \null ==>
  @ 	xs->pages <= xs->config->nr_pfns;
  @ ensures XCS__KEPT(entry);
  @ ensures xs->next != XCS__FAULT && xs->entries_left == 0 ==>
  @ 	xs->bulk_left == 4096 * xs->pages; */
static void xcs__page(struct xcstream *xs, uint64_t entry);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__ONLY_IF(\old(xs->next) != XCS__P2M_FRAME ||
  @ 	xs->value[XCS__P2M_FRAME_pfn] <= xs->p2m_end, XCSTREAM_E_P2M_PFN);
  @ ensures XCS__ONLY_IF(\old(xs->next) != XCS__DIRTY_PFN ||
  @ 	XCS__FIRST_LAYER == XCSTREAM_LAYER_LIBXC ||
  @ 	xs->value[XCS__DIRTY_PFN_pfn] <= xcs__most_pfn(xs),
  @ 	XCSTREAM_E_MAX_PFN); */
static void xcs__other_pfn(struct xcstream *xs);

/*@ requires xcs__state(xs) && 1 <= xs->pad;
  @ assigns xs->pad, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs) && xs->pad == 0;
  @ ensures XCS__IF(xs->value[XCS__PAD_padding] == 0);
  @ ensures XCS__ONLY_IF(xs->value[XCS__PAD_padding] == 0,
  @ 	XCS__FIRST_LAYER < XCSTREAM_LAYER_LIBXC &&
  @ 	xs->layer < XCSTREAM_LAYER_XAPI ?
  @ 	XCSTREAM_E_CONFIG_NUL : XCSTREAM_E_PADDING); */
static void xcs__padding(struct xcstream *xs);

#ifndef XCSTREAM_ONLY_LIBXC
/*@ assigns \nothing;
  @ ensures \result <= 255; */
static unsigned int xcs__key_next(unsigned int at, uint8_t c);

/*@ requires xcs__state(xs);
  @ assigns xs->key, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures \old(xcs__due(xs)) ==> xcs__due(xs); */
static void xcs__key_char(struct xcstream *xs, uint8_t c);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures XCS__IF(xs->string == 0);
  @ ensures XCS__ONLY_IF(xs->string == 0, xs->string == 2 ?
  @ 	XCSTREAM_E_XENSTORE_PAIR : XCSTREAM_E_XENSTORE_NUL); */
static void xcs__strings_end(struct xcstream *xs);
#endif

/* ---- layers ---- */

/*@ requires xcs__state(xs) && item <= XCS__DONE;
  @ assigns xs->next, xs->item_need;
  @ ensures xcs__state(xs);
  @ ensures \old(xs->next) == XCS__FAULT ==> xs->next == XCS__FAULT;
  @ ensures \old(xs->next) != XCS__FAULT ==> xs->next == item &&
  @ 	xs->item_need == xcs__items[item].size;
  @ ensures \old(xs->next) == XCS__FAULT ==> xcs__due(xs);
  @ ensures \old(xcs__fresh(xs)) && xcs__layered(xs) && item <= XCS__RHDR &&
  @ 	item != XCS__NONE && item != XCS__XL_CONFIG ==> xcs__due(xs); */
static void xcs__next_item(struct xcstream *xs, unsigned int item);

/*@ requires xcs__state(xs) && item <= XCS__RHDR;
  @ requires XCS__FIRST_LAYER <= layer <= XCSTREAM_LAYER_LIBXC;
  @ assigns xs->layer, xs->type, xs->settled, xs->next, xs->item_need;
  @ ensures xcs__state(xs) && xs->layer == layer;
  @ ensures xs->type == XCSTREAM_NO_RECORD;
  @ ensures \old(xs->next) != XCS__FAULT ==> xs->settled ==
  @ 	(XCS__FIRST_LAYER < XCSTREAM_LAYER_LIBXC &&
  @ 	 (layer == XCSTREAM_LAYER_LIBXC || layer == XCSTREAM_LAYER_XAPI ||
  @ 	  xs->turn >= XCS__COLO_STATE) ? XCS__FLOWS : \old(xs->settled));
  @ ensures \old(xs->next) == XCS__FAULT ==>
  @ 	xs->next == XCS__FAULT && xs->settled == \old(xs->settled);
  @ ensures \old(xs->next) != XCS__FAULT ==> xs->next == item &&
  @ 	xs->item_need == xcs__items[item].size; */
static void xcs__next_of(struct xcstream *xs, unsigned int layer,
			 unsigned int item);

/*@ requires xcs__state(xs);
  @ requires XCS__FIRST_LAYER <= layer <= XCSTREAM_LAYER_LIBXC;
  @ assigns xs->layer, xs->type, xs->settled, xs->next, xs->item_need;
  @ ensures xcs__state(xs) && xs->layer == layer;
  @ ensures \old(xs->next) == XCS__FAULT ==>
  @ 	xs->next == XCS__FAULT && xs->settled == \old(xs->settled);
  @ ensures \old(xs->next) != XCS__FAULT ==>
  @ 	xs->next == XCS__IHDR + layer - XCSTREAM_LAYER_LIBXC &&
  @ 	xs->item_need == xcs__items[xs->next].size; */
static void xcs__next_layer(struct xcstream *xs, unsigned int layer);

/*@ requires xcs__ready(xs);
  @ assigns \nothing;
  @ ensures XCS__LAST_HEAD < \result < XCS__DONE;
  @ ensures xs->entries_left > 0 ? \result == xcs__rows[xs->row].entry :
  @ 	xs->bulk_left > 0 ? \result ==
  @ 		(xs->bulk_left == xs->word_left ? xcs__words[xs->word].item :
  @ 		xs->row == XCS__ROW_LIBXL_EMULATOR_XENSTORE_DATA ?
  @ 		XCS__XENSTORE : XCS__BULK) :
  @ 	xs->chain == XCS__CHAIN_BODY ? \result == XCS__HVM_HEADER :
  @ 	xs->chain != XCS__CHAIN_NONE ? \result ==
  @ 		(xs->body_left < 8 ? XCS__HVM_NO_END : XCS__HVM_ENTRY) :
  @ 	\result == (xs->pad > 0 ? XCS__PAD : XCS__CLOSE); */
static unsigned int xcs__in_body(const struct xcstream *xs);

/*@ // xcs__ready(), in parts, which are proven sooner than the whole
  @ requires xcs__state(xs);
  @ requires xcs__aimed(xs);
  @ requires xs->item_have == 0 && xs->records < xs->offset;
  @ requires xs->layer != XCSTREAM_LAYER_NONE &&
  @ 	XCS__FIRST_LAYER <= xs->layer;
  @ requires xs->layer < XCSTREAM_LAYER_XAPI ==> xs->row == XCS__NO_RECORD;
  @ requires xs->chain != XCS__CHAIN_NONE ==>
  @ 	xs->row == XCS__ROW_LIBXC_HVM_CONTEXT;
  @ requires xs->entries_left > 0 ==> xcs__rows[xs->row].entry != 0;
  @ requires xs->row == XCS__ROW_LIBXC_PAGE_DATA &&
  @ 	xs->next != XCS__FAULT ==> xcs__paged(xs);
  @ assigns xs->next, xs->item_need;
  @ ensures xcs__due(xs);
  @ ensures xs->next == XCS__FAULT <==> \old(xs->next) == XCS__FAULT;
  @ ensures xs->next == XCS__FAULT || xcs__walking(xs); */
static void xcs__next_in_body(struct xcstream *xs);

/*@ requires \valid_read(value + (0 .. 1));
  @ assigns \nothing; */
static bool xcs__is_legacy(const uint64_t *value);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__state(xs) && xs->next == XCS__FAULT; */
static void xcs__bad_magic(struct xcstream *xs, uint64_t expected);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->next == XCS__FAULT || xcs__begun(xs->layer, item,
  @ 	xs->value[0]); */
static void xcs__judge_magic(struct xcstream *xs, unsigned int item);

/*@ requires xcs__state(xs) && 0 < what % 256 < XCSTREAM_NR_CODES;
  @ requires what / 256 <= 5;
  @ assigns xs->big[xs->layer], XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->big[xs->layer] == (found == little ? 0 : 1);
  @ ensures XCS__IF(found == little ||
  @ 	(xs->config->flags & XCSTREAM_LITTLE_ENDIAN_ONLY) == 0);
  @ ensures XCS__ONLY_IF(found == little ||
  @ 	(xs->config->flags & XCSTREAM_LITTLE_ENDIAN_ONLY) == 0,
  @ 	what % 256); */
static void xcs__byte_order(struct xcstream *xs, unsigned int what,
			    uint64_t little, uint64_t found);

#ifndef XCSTREAM_ONLY_LIBXC
/*@ requires xcs__fresh(xs) && xs->records + 8 <= xs->offset;
  @ requires xs->next == XCS__IDENT;
  @ assigns xs->item_have, xs->layer, xs->type, xs->item_need, XCS__VERDICT;
  @ ensures xcs__due(xs);
  @ ensures xs->next == XCS__FAULT || xs->next == XCS__FOREIGN ||
  @ 	xcs__layers[xs->layer - XCS__FIRST_LAYER].magic == xs->value[0]; */
static void xcs__ident(struct xcstream *xs);

/*@ requires xcs__state(xs) && xs->next != XCS__FAULT;
  @ assigns xs->layer, xs->type, xs->turn, xs->settled, xs->next,
  @ 	xs->item_need;
  @ ensures xcs__state(xs) && xs->layer == XCSTREAM_LAYER_LIBXL;
  @ ensures xs->next == XCS__RHDR && xs->item_need ==
  @ 	xcs__items[XCS__RHDR].size;
  @ ensures xs->turn >= XCS__BACK_READY; */
static void xcs__begin_back(struct xcstream *xs);

/*@ requires xcs__state(xs) && xs->next == XCS__IDENT;
  @ assigns xs->layer, xs->type, xs->turn, xs->settled, xs->next,
  @ 	xs->item_need, xs->value[0 .. 1];
  @ ensures xcs__state(xs);
  @ ensures xs->next == XCS__IDENT && xs->layer == \old(xs->layer) ||
  @ 	xs->next == XCS__RHDR && xs->layer == XCSTREAM_LAYER_LIBXL; */
static void xcs__ident_back(struct xcstream *xs);

/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_XL;
  @ assigns xs->big[xs->layer], xs->item_need, XCS__VERDICT;
  @ ensures xcs__due(xs); */
static void xcs__xl_order(struct xcstream *xs);

/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_XL;
  @ assigns xs->after_libxc, xs->body_left, xs->bulk_left, xs->pad,
  @ 	xs->item_need, XCS__VERDICT;
  @ ensures xcs__due(xs);
  @ ensures xs->after_libxc ==
  @ 	((\old(xs->value[XCS__XL_mandatory_flags]) & 2) != 0 ?
  @ 		XCSTREAM_LAYER_LIBXL : XCSTREAM_LAYER_LIBXC); */
static void xcs__xl(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns xs->pad, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->pad == (length == 0 ? 0 : \old(xs->pad));
  @ ensures XCS__ONLY_IF(length > 0 || \old(xs->pad) == 0,
  @ 	XCSTREAM_E_CONFIG_LENGTH);
  @ ensures limit: XCS__ONLY_IF(length <= (xs->config->max_config != 0 ?
  @ 	xs->config->max_config : 1 << 20), xs->config->max_config != 0 ?
  @ 	XCSTREAM_E_MAX_CONFIG : XCSTREAM_E_CONFIG_SIZE);
  @ ensures XCS__IF((length > 0 || \old(xs->pad) == 0) &&
  @ 	length <= (xs->config->max_config != 0 ?
  @ 	xs->config->max_config : 1 << 20)); */
static void xcs__judge_text(struct xcstream *xs, uint32_t length);

/*@ requires xcs__ready(xs);
  @ requires xs->layer < XCSTREAM_LAYER_XAPI;
  @ requires xs->entries_left == 0 && length <= xs->body_left;
  @ requires xs->word_left == 0;
  @ assigns xs->body_left, xs->bulk_left, xs->next, xs->item_need;
  @ ensures xcs__due(xs);
  @ ensures xs->pad == 0 ? xs->body_left == 0 &&
  @ 	xs->bulk_left == \old(xs->body_left) :
  @ 	xs->body_left == \old(xs->body_left) - length &&
  @ 	xs->bulk_left == (length == 0 ? 0 : length - 1); */
static void xcs__begin_text(struct xcstream *xs, uint32_t length);

/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_XL;
  @ requires 4 <= xs->body_left;
  @ assigns xs->body_left, xs->bulk_left, xs->pad, xs->item_need,
  @ 	XCS__VERDICT;
  @ ensures xcs__due(xs); */
static void xcs__xl_config(struct xcstream *xs);

/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_LIBVIRT;
  @ assigns xs->big[xs->layer], xs->item_need, XCS__VERDICT;
  @ ensures xcs__due(xs); */
static void xcs__libvirt_order(struct xcstream *xs);

/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_LIBVIRT;
  @ assigns xs->after_libxc, xs->body_left, xs->bulk_left, xs->pad,
  @ 	xs->item_need, XCS__VERDICT;
  @ ensures xcs__due(xs) && xs->after_libxc == XCSTREAM_LAYER_LIBXL;
  @ ensures xs->body_left == 0 &&
  @ 	xs->pad == ((uint32_t)xs->value[XCS__LIBVIRT_xml_len] > 0 ? 1 : 0) &&
  @ 	xs->bulk_left + xs->pad ==
  @ 		(uint32_t)xs->value[XCS__LIBVIRT_xml_len]; */
static void xcs__libvirt(struct xcstream *xs);

/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_LIBXL;
  @ assigns xs->big[xs->layer], xs->after_libxc, xs->after_libxl,
  @ 	xs->item_need, XCS__VERDICT;
  @ ensures xcs__due(xs) && xs->after_libxc == XCSTREAM_LAYER_LIBXL;
  @ ensures xs->after_libxl == (\old(xs->after_libxl) ==
  @ 	XCSTREAM_LAYER_LIBXC ? XCSTREAM_LAYER_LIBXL :
  @ 	\old(xs->after_libxl)); */
static void xcs__libxl(struct xcstream *xs);
#endif

/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_LIBXC;
  @ assigns xs->big[xs->layer], xs->version, xs->item_need, XCS__VERDICT;
  @ ensures xcs__due(xs);
  @ ensures image: xs->version == (uint8_t)xs->value[XCS__IHDR_version];
  @ ensures image: XCS__ONLY_IF(2 <= xs->value[XCS__IHDR_version] &&
  @ 	xs->config->min_version <= xs->value[XCS__IHDR_version] &&
  @ 	xs->value[XCS__IHDR_version] <= (xs->config->max_version != 0 ?
  @ 	xs->config->max_version : xs->profile == XCSTREAM_DRAFT ? 2 : 3),
  @ 	XCSTREAM_E_VERSION);
  @ ensures image: xs->big[xs->layer] == (xs->value[XCS__IHDR_options] ==
  @ 	(xs->value[XCS__IHDR_options] & (uint64_t)~(uint64_t)1) ? 0 : 1); */
static void xcs__image(struct xcstream *xs);

/*@ requires xcs__fresh(xs) && xs->layer == XCSTREAM_LAYER_LIBXC;
  @ assigns xs->guest, xs->guest_width, xs->p2m_end, xs->seen, xs->turn,
  @ 	xs->last, xs->vcpu_seen, xs->params, xs->item_need, XCS__VERDICT;
  @ ensures xcs__due(xs);
  @ ensures domain: xs->guest == (uint8_t)xs->value[XCS__DHDR_type] &&
  @ 	xs->turn == XCS__ONWARD; */
static void xcs__domain(struct xcstream *xs);

#ifndef XCSTREAM_ONLY_LIBXC
/*@ predicate xcs__colo(struct xcstream *xs) =
	xs->guest == XCSTREAM_DOMAIN_X86_HVM &&
	(xs->big[XCSTREAM_LAYER_LIBXL] <==> xs->big[XCSTREAM_LAYER_LIBXC]) &&
	((xs->config->flags & XCSTREAM_COLO) != 0 || xs->checkpoints == 1 &&
	 xs->type == XCSTREAM_LIBXL_CHECKPOINT_STATE); */
/*@ requires \valid_read(xs) && \valid_read(xs->config);
  @ assigns \nothing;
  @ ensures \result <==> xcs__colo(xs); */
static bool xcs__is_colo(const struct xcstream *xs);

/*@ requires xcs__fresh(xs) && xs->layer >= XCSTREAM_LAYER_XAPI;
  @ requires xs->next == XCS__RHDR;
  @ assigns xs->layer, xs->turn;
  @ ensures xcs__fresh(xs) && xs->layer >= XCSTREAM_LAYER_XAPI;
  @ ensures whose: \old(xs->turn) != XCS__BEHIND ?
  @ 	xs->turn == \old(xs->turn) : xcs__colo(xs) ?
  @ 	xs->turn == XCS__COLO_STATE : xs->turn == XCS__ONWARD;
  @ ensures whose: xs->layer == (xs->turn >= XCS__BACK_READY &&
  @ 	xs->type == XCSTREAM_LIBXC_CHECKPOINT_DIRTY_PFN_LIST ?
  @ 	XCSTREAM_LAYER_LIBXC : xs->turn >= XCS__COLO_STATE ?
  @ 	XCSTREAM_LAYER_LIBXL : \old(xs->layer)); */
static void xcs__whose_record(struct xcstream *xs);
#endif

/*@ requires xcs__tables;
  @ requires XCS__FIRST_LAYER <= layer <= XCSTREAM_LAYER_LIBXC;
  @ assigns \nothing;
  @ ensures \result < XCS__NR_ROWS;
  @ ensures \result == XCS__NO_RECORD ||
  @ 	xcs__row_for(\result, layer, type); */
static unsigned int xcs__row_of(unsigned int layer, uint64_t type);

/*@ requires \valid_read(xs);
  @ assigns \nothing;
  @ ensures \result == (XCS__FIRST_LAYER == XCSTREAM_LAYER_LIBXC ?
  @ 	XCSTREAM_NR_LIBXC_TYPES : xs->layer == XCSTREAM_LAYER_LIBXL ?
  @ 	XCSTREAM_NR_LIBXL_TYPES : xs->layer == XCSTREAM_LAYER_XAPI ?
  @ 	XCSTREAM_NR_XAPI_TYPES : XCSTREAM_NR_LIBXC_TYPES) - 1; */
static uint32_t xcs__last_type(const struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns \nothing;
  @ ensures \result <==> xcs__sent(xs); */
static bool xcs__is_sent(const struct xcstream *xs);

/*@ requires xcs__state(xs) && XCS__FIRST_LAYER <= xs->layer;
  @ assigns xs->row, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->row == XCS__NO_RECORD ||
  @ 	xcs__row_for(xs->row, xs->layer, type);
  @ ensures XCS__IF(xcs__sent(xs));
  @ ensures sent: XCS__ONLY_IF(xcs__sent(xs), xcs__row_code(xs)); */
static void xcs__find_row(struct xcstream *xs, uint64_t type);

/*@ requires xcs__state(xs);
  @ assigns XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures \result <==> xcs__rows[xs->row].min <= xs->body_length;
  @ ensures !\result ==> xs->next == XCS__FAULT;
  @ ensures xcs__fits(xs) ==> xs->next == \old(xs->next);
  @ ensures fits: xcs__tabled(xs); */
static bool xcs__judge_length(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ requires xcs__rows[xs->row].min <= xs->body_length;
  @ assigns xs->body_left, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs) && xs->body_left <= xs->body_length;
  @ ensures xcs__is_whole(xs) ==> xs->next == \old(xs->next);
  @ ensures whole: xs->next != XCS__FAULT ==> xcs__is_whole(xs);
  @ ensures left: xs->body_left == xs->body_length -
  @ 	xcs__items[xcs__rows[xs->row].head].size; */
static void xcs__measure(struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns xs->body_left, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures left: xs->next == XCS__FAULT || xs->body_left ==
  @ 	xs->body_length - xcs__items[xcs__rows[xs->row].head].size;
  @ ensures fits: xcs__tabled(xs);
  @ ensures whole: xs->next != XCS__FAULT ==> xcs__is_whole(xs);
  @ ensures sizes: xcs__limited_size(xs);
  @ ensures stays: \old(xcs__fresh(xs)) && xs->next != XCS__FAULT ==>
  @ 	xcs__fresh(xs);
  @ ensures stays: \old(xcs__in_turn(xs)) ==> xcs__in_turn(xs);
  @ ensures stays: \old(xcs__placed(xs)) ==> xcs__placed(xs);
  @ ensures stays: \old(xcs__in_epoch(xs)) ==> xcs__in_epoch(xs); */
static void xcs__judge_extent(struct xcstream *xs);

/*@ requires xcs__fresh(xs) && xs->layer >= XCSTREAM_LAYER_XAPI;
  @ requires xs->next == XCS__RHDR || xs->next == XCS__XAPI;
  @ requires xs->body_left <= xs->body_length;
  @ requires whole: xcs__is_whole(xs);
  @ assigns xs->pad, xs->chain, xs->bulk_left, xs->entries_left, xs->next,
  @ 	xs->item_need, xs->last, xs->vcpu_seen, xs->hvm;
  @ ensures xcs__due(xs);
  @ ensures pad: xs->pad == xcs__pad_of(xs->layer, xs->body_length);
  @ ensures xcs__rows[xs->row].head != 0 ? xs->next ==
  @ 	xcs__rows[xs->row].head :
  @ 	xs->row == XCS__ROW_LIBXC_HVM_CONTEXT ?
  @ 	xs->chain == XCS__CHAIN_HEADER && xs->bulk_left ==
  @ 	\old(xs->bulk_left) : xcs__divided(xs);
  @ ensures stays: \old(xcs__in_turn(xs)) ==> xcs__in_turn(xs);
  @ ensures stays: \old(xcs__placed(xs)) ==> xcs__placed(xs);
  @ ensures stays: \old(xcs__in_epoch(xs)) ==> xcs__in_epoch(xs);
  @ ensures stays: \old(xcs__tabled(xs)) ==> xcs__tabled(xs);
  @ ensures stays: \old(xcs__limited_size(xs)) ==> xcs__limited_size(xs); */
static void xcs__begin_body(struct xcstream *xs);

#ifndef XCSTREAM_ONLY_LIBXC
/*@ requires xcs__state(xs);
  @ requires xs->body_length == (uint32_t)xs->value[1];
  @ assigns xs->body_length, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->body_length == (xcs__rows[xs->row].max == 0 ? 0 :
  @ 	\old(xs->body_length));
  @ ensures XCS__ONLY_IF(xcs__rows[xs->row].max > 0 || xs->value[1] == 0,
  @ 	XCSTREAM_E_LONG);
  @ ensures xs->next != XCS__FAULT && xcs__rows[xs->row].max != 0 ==>
  @ 	xs->body_length == xs->value[1]; */
static void xcs__wide_length(struct xcstream *xs);
#endif

#ifndef XCSTREAM_ONLY_LIBXC
/*@ requires xcs__state(xs);
  @ assigns xs->settled;
  @ ensures xcs__state(xs);
  @ ensures settled: xcs__withheld(xs);
  @ ensures settled: xs->settled == xs->at ||
  @ 	xs->settled == \old(xs->settled);
  @ ensures stays: \old(xcs__fresh(xs)) ==> xcs__fresh(xs);
  @ ensures stays: \old(xcs__in_epoch(xs)) ==> xcs__in_epoch(xs); */
static void xcs__withhold(struct xcstream *xs);
#endif

/*@ requires xcs__fresh(xs) && xs->layer >= XCSTREAM_LAYER_XAPI;
  @ requires xs->body_length == (uint32_t)xs->value[1];
  @ assigns xs->body_length, xs->row, xs->guest, xs->seen,
  @ 	xs->epoch_records, XCS__VERDICT;
  @ ensures xcs__judged{Pre, Post}(xs);
  @ ensures xs->next != XCS__FAULT ==> xcs__fresh(xs);
  @ ensures xcs__rowed(xs);
  @ ensures place: xcs__placed(xs);
  @ ensures place: xcs__learned(xs, \old(xs->guest));
  @ ensures epoch: xcs__in_epoch(xs);
  @ ensures turn: xcs__in_turn(xs);
  @ ensures length: xcs__lengthy(xs); */
static void xcs__admit(struct xcstream *xs);

/*@ requires xcs__fresh(xs) && xs->layer >= XCSTREAM_LAYER_XAPI;
  @ requires xs->next == XCS__RHDR || xs->next == XCS__XAPI;
  @ assigns xs->type, xs->body_length, xs->record_at, xs->row, xs->guest,
  @ 	xs->seen, xs->turn, xs->layer, xs->body_left, xs->pad, xs->chain,
  @ 	xs->bulk_left, xs->entries_left, xs->item_need, xs->last,
  @ 	xs->vcpu_seen, xs->hvm, xs->epoch_records, XCS__VERDICT;
  @ ensures due: xcs__due(xs);
  @ ensures rowed: xcs__rowed(xs);
  @ ensures xs->next == XCS__FAULT || xs->body_left == xs->body_length -
  @ 	xcs__items[xcs__rows[xs->row].head].size;
  @ ensures xs->next == XCS__FAULT ||
  @ 	xs->pad == xcs__pad_of(xs->layer, xs->body_length);
  @ ensures xs->next == XCS__FAULT || xcs__rows[xs->row].head != 0 ||
  @ 	xs->row == XCS__ROW_LIBXC_HVM_CONTEXT || xcs__divided(xs);
  @ ensures place: xcs__placed(xs);
  @ ensures known: \old(xs->guest) != 0 ==> xs->guest == \old(xs->guest);
  @ ensures learned: \old(xs->guest) == 0 ==>
  @ 	xs->guest == xcs__rows[xs->row].guest;
  @ ensures turn: xcs__in_turn(xs);
  @ ensures epoch: xcs__in_epoch(xs);
  @ ensures length: xcs__lengthy(xs);
  @ ensures fits: xcs__tabled(xs);
  @ ensures sizes: xcs__limited_size(xs);
  @ ensures settled: xs->next == XCS__FAULT || xcs__withheld(xs); */
static void xcs__record(struct xcstream *xs);

/*@ // Who goes on after a checkpoint.
  logic integer xcs__opener(struct xcstream *xs) =
	XCS__FIRST_LAYER < XCSTREAM_LAYER_LIBXC &&
	xs->after_libxc == XCSTREAM_LAYER_LIBXL ? XCSTREAM_LAYER_LIBXL :
	XCSTREAM_LAYER_LIBXC; */
/*@ requires xcs__state(xs);
  @ assigns xs->seen, xs->turn, xs->epoch_at, xs->checkpoints, xs->last,
  @ 	xs->epoch_records, xs->vcpu_seen, xs->params;
  @ ensures xcs__state(xs) && (\result == xs->after_libxc ||
  @ 	\result == XCSTREAM_LAYER_LIBXC);
  @ ensures \result == XCSTREAM_LAYER_LIBXC ||
  @ 	\result == XCSTREAM_LAYER_LIBXL;
  @ ensures xcs__opened{Pre, Post}(xs, \result);
  @ ensures \result == xcs__opener(xs);
  @ ensures xs->last == xs->vcpu_seen == xs->params == 0; */
static unsigned int xcs__end_checkpoint(struct xcstream *xs);

#ifdef XCSTREAM_ONLY_LIBXC
/*@ predicate xcs__is_control(struct xcstream *xs) = \false;
  logic integer xcs__turned_to(struct xcstream *xs, integer turn) = turn; */
#else
/*@ predicate xcs__is_control(struct xcstream *xs) =
	xs->row == XCS__ROW_LIBXL_CHECKPOINT_END ||
	xs->row == XCS__ROW_LIBXL_CHECKPOINT_STATE ||
	xs->row == XCS__ROW_LIBXC_CHECKPOINT_DIRTY_PFN_LIST;
  logic integer xcs__turned_to(struct xcstream *xs, integer turn) =
	xs->row == XCS__ROW_LIBXC_CHECKPOINT_DIRTY_PFN_LIST ? XCS__BACK_READY :
	xs->row == XCS__ROW_LIBXL_CHECKPOINT_END ?
		xcs__turns[turn].after_end : xcs__turns[turn].after_state; */
/*@ requires xcs__state(xs) && xs->layer >= XCSTREAM_LAYER_XAPI;
  @ assigns xs->seen, xs->turn, xs->epoch_at, xs->checkpoints,
  @ 	xs->epoch_records;
  @ ensures xcs__state(xs);
  @ ensures XCSTREAM_LAYER_XAPI <= \result <= XCSTREAM_LAYER_LIBXC;
  @ ensures turn: xs->turn == xcs__turned_to(xs, \old(xs->turn));
  @ ensures xs->epoch_at == (xs->row == XCS__ROW_LIBXL_CHECKPOINT_END &&
  @ 	(\old(xs->turn) == XCS__OPEN || \old(xs->turn) == XCS__COLO_OPEN) ?
  @ 	xs->offset : \old(xs->epoch_at));
  @ ensures \result == (xs->row == XCS__ROW_LIBXC_CHECKPOINT_DIRTY_PFN_LIST ?
  @ 	XCSTREAM_LAYER_LIBXL : \old(xs->turn) == XCS__COLO_STATE ||
  @ 	xs->row == XCS__ROW_LIBXL_CHECKPOINT_END &&
  @ 	(\old(xs->turn) == XCS__OPEN || \old(xs->turn) == XCS__COLO_OPEN) ?
  @ 	XCSTREAM_LAYER_LIBXC : xs->layer); */
static unsigned int xcs__end_control(struct xcstream *xs);
#endif

/*@ requires xcs__state(xs) && xs->layer >= XCSTREAM_LAYER_XAPI;
  @ requires XCS__FIRST_LAYER <= xs->layer;
  @ assigns xs->seen, xs->turn, xs->epoch_at, xs->checkpoints, xs->last,
  @ 	xs->epoch_records, xs->vcpu_seen, xs->params;
  @ ensures xcs__state(xs) && XCSTREAM_LAYER_XAPI <= \result;
  @ ensures \result <= XCSTREAM_LAYER_LIBXC && XCS__FIRST_LAYER <= \result;
  @ ensures xs->row == XCS__ROW_LIBXC_END ==> \result == xs->after_libxc;
  @ ensures xs->row == XCS__ROW_LIBXL_END ==> \result == xs->after_libxl;
  @ ensures ended: xs->row == XCS__ROW_LIBXC_CHECKPOINT ?
  @ 	\result == xcs__opener(xs) && xcs__opened{Pre, Post}(xs, \result) :
  @ 	xcs__is_control(xs) ?
  @ 	xs->turn == xcs__turned_to(xs, \old(xs->turn)) :
  @ 	xs->turn == \old(xs->turn) && xs->epoch_at == \old(xs->epoch_at) &&
  @ 	xs->checkpoints == \old(xs->checkpoints) &&
  @ 	xs->seen == \old(xs->seen); */
static unsigned int xcs__end_record(struct xcstream *xs);

/*@ requires \valid_read(xs);
  @ assigns \nothing;
  @ ensures \result <==> xs->row == XCS__ROW_LIBXC_END ||
  @ 	XCS__FIRST_LAYER < XCSTREAM_LAYER_LIBXC &&
  @ 	(xs->row == XCS__ROW_LIBXL_END ||
  @ 	 xs->row == XCS__ROW_XAPI_End_of_image); */
static bool xcs__is_end(const struct xcstream *xs);

#ifndef XCSTREAM_ONLY_LIBXC
/*@ requires xcs__state(xs);
  @ assigns \nothing;
  @ ensures \result == XCSTREAM_LAYER_NONE ?
  @ 	xs->layer >= XCSTREAM_LAYER_XAPI :
  @ 	XCSTREAM_LAYER_XAPI <= \result <= XCSTREAM_LAYER_LIBXC;
  @ ensures \result == (xs->layer < XCSTREAM_LAYER_XAPI ? xs->after_libxc :
  @ 	xs->row == XCS__ROW_XAPI_Libxl ? XCSTREAM_LAYER_LIBXL :
  @ 	xs->row == XCS__ROW_XAPI_Libxc ||
  @ 	xs->row == XCS__ROW_LIBXL_LIBXC_CONTEXT ? XCSTREAM_LAYER_LIBXC :
  @ 	XCSTREAM_LAYER_NONE); */
static unsigned int xcs__inner_layer(const struct xcstream *xs);

/*@ requires xcs__state(xs);
  @ assigns xs->after_libxc, xs->after_libxl;
  @ ensures xcs__state(xs);
  @ ensures xs->after_libxl == (xs->row == XCS__ROW_XAPI_Libxl ?
  @ 	XCSTREAM_LAYER_XAPI : \old(xs->after_libxl));
  @ ensures xs->after_libxc == (xs->row == XCS__ROW_XAPI_Libxc ?
  @ 	XCSTREAM_LAYER_XAPI : \old(xs->after_libxc)); */
static void xcs__return_to_xapi(struct xcstream *xs);
#endif

/*@ requires xcs__state(xs) && xcs__layered(xs) && xs->item_have == 0;
  @ requires xs->records <= xs->offset && xs->entries_left == 0;
  @ requires xs->chain == XCS__CHAIN_NONE && xs->word_left == 0;
  @ requires xs->layer < XCSTREAM_LAYER_XAPI ||
  @ 	XCSTREAM_LAYER_XAPI <= layer <= XCSTREAM_LAYER_LIBXC;
  @ requires XCS__FIRST_LAYER <= layer && xs->layer != XCSTREAM_LAYER_NONE;
  @ requires xs->next == XCS__CLOSE || xs->next == XCS__FAULT;
  @ assigns xs->layer, xs->after_libxc, xs->after_libxl, xs->type,
  @ 	xs->settled, xs->next, xs->item_need;
  @ ensures xcs__due(xs) && xcs__rank(xs) == 0;
  @ ensures xcs__returned{Pre, Post}(xs); */
static void xcs__go_on(struct xcstream *xs, unsigned int layer);

/* ---- ops ---- */

#ifndef XCSTREAM_ONLY_LIBXC
/*@ requires xcs__state(xs) && xs->ops != \null;
  @ requires item == XCS__LIBXL ==> xs->layer == XCSTREAM_LAYER_LIBXL;
  @ assigns xcs__given;
  @ ensures given: XCS__GIVEN(xcs__outer_news(xs, item)); */
static int xcs__tell_outer(const struct xcstream *xs, unsigned int item);
#endif

/*@ requires xcs__state(xs) && xs->ops != \null;
  @ requires XCS__FIRST_WORD <= item <= XCS__LAST_WORD;
  @ requires item == XCS__PTE ==> xcs__in_page(xs);
  @ assigns xcs__given;
  @ ensures given: XCS__GIVEN(xcs__news(xs, item)); */
static int xcs__tell_word(const struct xcstream *xs, unsigned int item);

/*@ requires xcs__state(xs) && xs->ops != \null;
  @ requires item == XCS__PTE ==> xcs__in_page(xs);
  @ requires item == XCS__IHDR ==> xs->layer == XCSTREAM_LAYER_LIBXC;
  @ requires item == XCS__LIBXL ==> xs->layer == XCSTREAM_LAYER_LIBXL;
  @ assigns xcs__given;
  @ ensures given: XCS__GIVEN(xcs__news(xs, item)); */
static int xcs__tell(const struct xcstream *xs, unsigned int item);

/* ---- engine ---- */

/*@ requires xcs__fresh(xs) && xs->next <= XCS__RHDR;
  @ requires xs->next == XCS__IDENT ==> xs->records + 8 <= xs->offset;
  @ requires xs->next == XCS__XL_CONFIG ==> 4 <= xs->body_left;
  @ assigns XCS__HEADER, xs->epoch_at, xs->checkpoints;
  @ ensures xcs__due(xs) && xcs__around{Pre, Post}(xs);
  @ ensures \old(xs->next) == XCS__FOREIGN ==> xs->next == XCS__FAULT;
  @ ensures \old(xs->next) == XCS__RHDR || \old(xs->next) == XCS__XAPI ==>
  @ 	xcs__rowed(xs);
  @ ensures admitted: \old(xs->next) == XCS__RHDR ||
  @ 	\old(xs->next) == XCS__XAPI ==> xcs__admitted(xs, \old(xs->guest));
  @ ensures \old(xs->next) == XCS__IHDR || \old(xs->next) == XCS__LIBXL ==>
  @ 	xs->layer == \old(xs->layer); */
static void xcs__judge_header(struct xcstream *xs);

/*@ requires xcs__fresh(xs) && xs->next == xcs__rows[xs->row].head;
  @ requires XCS__FIRST_HEAD <= xs->next <= XCS__LAST_HEAD;
  @ requires xs->next == XCS__PAGE_DATA ==> xs->body_left <= xs->body_length;
  @ assigns xs->bulk_left, xs->entries_left, xs->body_left, xs->pages,
  @ 	xs->guest_width, xs->p2m_end, xs->seen, xs->last, xs->vcpu_seen,
  @ 	xs->word, xs->word_left, xs->item_need, XCS__VERDICT;
  @ ensures xcs__due(xs);
  @ ensures vcpu: \old(xs->next) == XCS__VCPU && xs->body_left > 0 ==>
  @ 	xs->last == (uint32_t)xs->value[XCS__VCPU_vcpu_id] &&
  @ 	XCS__ONLY_IF(xs->body_length == 8 + xcs__context(xs),
  @ 		XCSTREAM_E_VCPU_LENGTH) &&
  @ 	XCS__ONLY_IF(xs->last > \old(xs->last) ||
  @ 		xs->last == \old(xs->last) && (\old(xs->vcpu_seen) &
  @ 		(0x8000 >> xs->row % 16)) == 0, XCSTREAM_E_VCPU_ORDER);
  @ ensures p2m: \old(xs->next) == XCS__P2M_FRAMES ==>
  @ 	xs->p2m_end == \max(\old(xs->p2m_end), xcs__end(xs)) && xs->seen ==
  @ 	(\old(xs->seen) | xcs__groups[xcs__rows[xs->row].later]);
  @ ensures params: \old(xs->next) == XCS__HVM_PARAMS ==>
  @ 	xs->next == XCS__FAULT || xs->body_left ==
  @ 	16 * (uint32_t)xs->value[XCS__HVM_PARAMS_count];
  @ ensures width: \old(xs->next) == XCS__PV_INFO ==> xs->guest_width ==
  @ 	(uint8_t)xs->value[XCS__PV_INFO_guest_width];
  @ ensures head: xs->next == XCS__FAULT || (\old(xs->next) == XCS__PAGE_DATA ?
  @ 	xs->entries_left == xs->value[XCS__PAGE_DATA_count] &&
  @ 	xs->bulk_left == \old(xs->body_left) - 8 * xs->entries_left :
  @ 	xcs__divided(xs)); */
static void xcs__judge_head(struct xcstream *xs);

/*@ requires xcs__ready(xs) && xs->entries_left > 0;
  @ requires xs->next == xcs__rows[xs->row].entry;
  @ assigns xs->entries_left, xs->pages, xs->params, xs->item_need,
  @ 	xs->word, xs->word_left, XCS__VERDICT, XCS__ONE_PFN;
  @ ensures xcs__due(xs);
  @ ensures xs->entries_left == \old(xs->entries_left) - 1;
  @ ensures \old(xs->next) == XCS__PFN ==> XCS__KEPT(xs->value[0]);
  @ ensures param: \old(xs->next) == XCS__HVM_PARAM ==>
  @ 	xs->params == (\old(xs->params) | xcs__param_bit(xs));
  @ ensures frame: \old(xs->next) == XCS__P2M_FRAME ==>
  @ 	XCS__ONLY_IF(xs->value[XCS__P2M_FRAME_pfn] <= xs->p2m_end,
  @ 	XCSTREAM_E_P2M_PFN);
  @ ensures \old(xs->next) == XCS__PFN && xs->next != XCS__FAULT ==>
  @ 	xs->pages == \old(xs->pages) +
  @ 		xcs__contents_of(xs->value[0] / (1 << 60)) &&
  @ 	(xs->entries_left == 0 ==> xs->bulk_left == 4096 * xs->pages); */
static void xcs__judge_entry(struct xcstream *xs);

/*@ requires xcs__ready(xs) && xs->entries_left == 0;
  @ requires xs->next == XCS__HVM_HEADER || xs->next == XCS__HVM_ENTRY ||
  @ 	xs->next == XCS__HVM_NO_END || xs->next == XCS__PAD ||
  @ 	xs->next == xcs__words[xs->word].item &&
  @ 	xs->bulk_left == xs->word_left && 0 < xs->word_left;
  @ requires xs->next == XCS__HVM_ENTRY ==> 8 <= xs->body_left;
  @ requires xs->next == XCS__PAD ==> 1 <= xs->pad;
  @ requires xs->next == XCS__HVM_HEADER || xs->next == XCS__HVM_ENTRY ||
  @ 	xs->next == XCS__HVM_NO_END ==>
  @ 	xs->row == XCS__ROW_LIBXC_HVM_CONTEXT;
  @ requires xs->next == XCS__HVM_HEADER || xs->next == XCS__HVM_ENTRY ||
  @ 	xs->next == XCS__HVM_NO_END || xs->next == XCS__PAD ==>
  @ 	xs->bulk_left == xs->word_left == 0;
  @ assigns xs->chain, xs->body_left, xs->bulk_left, xs->pad, xs->item_need,
  @ 	xs->last, xs->hvm, xs->word, xs->word_left, XCS__VERDICT;
  @ ensures xcs__due(xs);
  @ ensures rest: \old(xs->next) == XCS__HVM_HEADER ==>
  @ 	xs->chain == XCS__CHAIN_ENTRIES && xs->bulk_left == 0;
  @ ensures rest: \old(xs->next) == XCS__HVM_ENTRY ==>
  @ 	(\old(xcs__chained(xs, xs->body_left - 8)) ?
  @ 	xs->body_left == \old(xs->body_left) - 8 -
  @ 		(uint32_t)xs->value[XCS__HVM_ENTRY_length] &&
  @ 	xs->bulk_left == (xs->chain == XCS__CHAIN_BODY ? 0 :
  @ 		(uint32_t)xs->value[XCS__HVM_ENTRY_length]) :
  @ 	xs->chain == XCS__CHAIN_NONE && xs->body_left == 0 &&
  @ 	xs->bulk_left == \old(xs->body_left) - 8);
  @ ensures rest: \old(xs->next) == XCS__PAD ==> xs->pad == 0 && xs->bulk_left ==
  @ 	(xs->layer < XCSTREAM_LAYER_XAPI ? xs->body_left : 0);
  @ ensures rest: \old(xs->next) == XCS__PTE && xs->next != XCS__FAULT ==>
  @ 	xcs__in_page(xs);
  @ ensures rest: \old(xs->next) == XCS__HVM_NO_END ==> xcs__rank(xs) < 2; */
static void xcs__judge_rest(struct xcstream *xs);

/*@ requires xcs__fresh(xs) && xs->layer != XCSTREAM_LAYER_NONE;
  @ requires xs->next == XCS__CLOSE;
  @ assigns xs->records, xs->seen, xs->turn, xs->epoch_at, xs->checkpoints,
  @ 	xs->epoch_records,
  @ 	xs->last, xs->vcpu_seen, xs->params, xs->layer, xs->after_libxc,
  @ 	xs->after_libxl, xs->type, xs->item_need, xcs__given, XCS__VERDICT;
  @ ensures xcs__due(xs) && xcs__rank(xs) == 0;
  @ ensures given: xs->ops != \null && \old(xs->layer) >= XCSTREAM_LAYER_XAPI ?
  @ 	XCS__GIVEN(XCS__NEWS(record_end, 1)) : XCS__GIVEN(0);
  @ ensures records: xs->records == \old(xs->records) +
  @ 	(\old(xs->layer) >= XCSTREAM_LAYER_XAPI ? 1 : 0);
  @ ensures returned: xcs__returned{Pre, Post}(xs);
  @ ensures ended: \old(xs->layer) >= XCSTREAM_LAYER_XAPI ==>
  @ 	(\old(xs->row) == XCS__ROW_LIBXC_CHECKPOINT ?
  @ 	xcs__opened{Pre, Post}(xs, \old(xcs__opener(xs))) :
  @ 	\old(xcs__is_control(xs)) ?
  @ 	xs->turn == \old(xcs__turned_to(xs, xs->turn)) :
  @ 	xs->turn == \old(xs->turn)); */
static void xcs__close(struct xcstream *xs);

/*@ requires XCS__NONE < xs->next < XCS__CLOSE;
  @ requires xs->next <= XCS__LAST_HEAD ==> xcs__fresh(xs);
  @ requires xs->next == XCS__IDENT ==> xs->records + 8 <= xs->offset;
  @ requires xs->next == XCS__XL_CONFIG ==> 4 <= xs->body_left;
  @ requires XCS__FIRST_HEAD <= xs->next <= XCS__LAST_HEAD ==>
  @ 	xs->next == xcs__rows[xs->row].head;
  @ requires xs->next == XCS__PAGE_DATA ==> xs->body_left <= xs->body_length;
  @ requires xs->next > XCS__LAST_HEAD ==> xcs__ready(xs);
  @ requires XCS__FIRST_ENTRY <= xs->next <= XCS__LAST_ENTRY ?
  @ 	xs->entries_left > 0 && xs->next == xcs__rows[xs->row].entry :
  @ 	xs->entries_left == 0;
  @ requires xs->next > XCS__LAST_HEAD && xs->entries_left == 0 ==>
  @ 	xs->next == XCS__HVM_HEADER || xs->next == XCS__HVM_ENTRY ||
  @ 	xs->next == XCS__HVM_NO_END || xs->next == XCS__PAD ||
  @ 	xs->next == xcs__words[xs->word].item &&
  @ 	xs->bulk_left == xs->word_left && 0 < xs->word_left;
  @ requires xs->next == XCS__HVM_ENTRY ==> 8 <= xs->body_left;
  @ requires xs->next == XCS__PAD ==> 1 <= xs->pad;
  @ requires xs->next == XCS__HVM_HEADER || xs->next == XCS__HVM_ENTRY ||
  @ 	xs->next == XCS__HVM_NO_END ==>
  @ 	xs->row == XCS__ROW_LIBXC_HVM_CONTEXT;
  @ requires xs->next == XCS__HVM_HEADER || xs->next == XCS__HVM_ENTRY ||
  @ 	xs->next == XCS__HVM_NO_END || xs->next == XCS__PAD ==>
  @ 	xs->bulk_left == xs->word_left == 0;
  @ assigns XCS__HEADER, xs->pages, xs->epoch_at, xs->checkpoints,
  @ 	XCS__ONE_PFN;
  @ ensures xcs__due(xs);
  @ ensures admitted: \old(xs->next) == XCS__RHDR ||
  @ 	\old(xs->next) == XCS__XAPI ==> xcs__admitted(xs, \old(xs->guest));
  @ ensures around: \old(xs->next) <= XCS__RHDR ==>
  @ 	xcs__around{Pre, Post}(xs);
  @ ensures \old(xs->next) == XCS__IHDR || \old(xs->next) == XCS__LIBXL ==>
  @ 	xs->layer == \old(xs->layer);
  @ ensures \old(xs->next) == XCS__PTE && xs->next != XCS__FAULT ==>
  @ 	xcs__in_page(xs);
  @ ensures \old(xs->next) == XCS__HVM_NO_END ==> xcs__rank(xs) < 2; */
static void xcs__judge_item(struct xcstream *xs);

/*@ requires xcs__state(xs) && xcs__set(xs);
  @ requires xs->next <= XCS__CLOSE && xs->item_have == xs->item_need;
  @ assigns XCS__HEADER, xs->records, xs->pages, xs->epoch_at,
  @ 	xs->value[0 .. 1], xs->checkpoints, xcs__given, XCS__PFNS;
  @ ensures xcs__due(xs);
  @ ensures given: xs->next != XCS__FAULT && \old(xs->next) != XCS__CLOSE &&
  @ 	\old(xs->next) != XCS__IDENT ==> XCS__GIVEN(xs->ops == \null ? 0 :
  @ 	\old(xcs__news(xs, xs->next)));
  @ ensures around: \old(xs->next) <= XCS__RHDR ==> xs->next == XCS__FAULT ||
  @ 	xcs__around{Pre, Post}(xs);
  @ ensures returned: \old(xs->next) == XCS__CLOSE ==>
  @ 	xcs__returned{Pre, Post}(xs);
  @ ensures \old(xs->next) == XCS__CLOSE ==> xcs__rank(xs) == 0;
  @ ensures \old(xs->next) == XCS__HVM_NO_END ==> xcs__rank(xs) < 2; */
static void xcs__judge(struct xcstream *xs);

/*@ requires byte <= 255;
  @ assigns \nothing;
  @ ensures size == 1 || size == 2 || size == 4 || size == 8 ==>
  @ 	\result == byte * xcs__worth_of(size);
  @ ensures \result <= 255 * (1 << 56); */
static uint64_t xcs__worth(uint32_t byte, unsigned int size);

/*@ requires \valid_read(xs) && xs->layer <= XCSTREAM_LAYER_LIBXC;
  @ assigns \nothing;
  @ ensures \result <==> xcs__big(xs); */
static bool xcs__is_big(const struct xcstream *xs);

/*@ requires xcs__state(xs) && i <= 5;
  @ assigns xs->value[i];
  @ ensures xcs__state(xs);
  @ ensures xcs__big(xs) ==> xs->value[i] ==
  @ 	(have == 0 ? 0 : \old(xs->value[i])) % (1 << 56) * 256 + byte;
  @ ensures !xcs__big(xs) &&
  @ 	(size == 1 || size == 2 || size == 4 || size == 8) ==> xs->value[i] ==
  @ 	(have == 0 ? 0 : \old(xs->value[i])) / 256 +
  @ 	byte * xcs__worth_of(size); */
static void xcs__append(struct xcstream *xs, unsigned int i, unsigned int have,
			unsigned int size, uint8_t byte);

/*@ requires xcs__state(xs) && xs->next <= XCS__CLOSE && xs->item_have < 44;
  @ requires byte == *(xcs__chunk + (xs->offset - xcs__chunk_at));
  @ assigns xs->value[0 .. 5], xs->item_have;
  @ ensures xcs__state(xs) && xs->item_have == \old(xs->item_have) + 1;
  @ ensures \exists integer i; 0 <= i <= 5 &&
  @ 	xcs__start_of(xcs__items[xs->next].field, i) <= \old(xs->item_have) &&
  @ 	(i < 5 ==> \old(xs->item_have) <
  @ 		xcs__start_of(xcs__items[xs->next].field, i + 1)) &&
  @ 	xcs__joined(xs, xs->value[i], \old(xs->item_have) ==
  @ 		xcs__start_of(xcs__items[xs->next].field, i) ? 0 :
  @ 		\old(xs->value[i]),
  @ 		xcs__fields[xcs__items[xs->next].field + i].size, byte) &&
  @ 	(\forall integer j; 0 <= j <= 5 && j != i ==>
  @ 		xs->value[j] == \old(xs->value[j])); */
static void xcs__put(struct xcstream *xs, uint8_t byte);

/*@ requires xcs__input(p, 4);
  @ assigns \nothing;
  @ ensures \result == xcs__le32(p); */
static uint32_t xcs__load32(const uint8_t *p);

/*@ requires xcs__input(p, 8);
  @ assigns \nothing;
  @ ensures \result == xcs__le32(p) + 4294967296 * xcs__le32(p + 4); */
static uint64_t xcs__load64(const uint8_t *p);

/*@ requires xcs__input(p, 4);
  @ assigns \nothing;
  @ ensures \result == xcs__be32(p); */
static uint32_t xcs__load_big32(const uint8_t *p);

/*@ requires xcs__input(p, 8);
  @ assigns \nothing;
  @ ensures \result == 4294967296 * xcs__be32(p) + xcs__be32(p + 4); */
static uint64_t xcs__load_big64(const uint8_t *p);

/*@ requires size == 1 || size == 2 || size == 4 || size == 8;
  @ requires xcs__input(p, size);
  @ assigns \nothing;
  @ ensures big ==> \result == xcs__be(p, size);
  @ ensures !big ==> \result == xcs__le(p, size); */
static uint64_t xcs__load(const uint8_t *p, unsigned int size, bool big);

/*@ requires xcs__fields[field].size == 1 || xcs__fields[field].size == 2 ||
  @ 	xcs__fields[field].size == 4 || xcs__fields[field].size == 8;
  @ requires \valid_read((struct xcs__field *)xcs__fields + field) &&
  @ 	xcs__input(data, xcs__fields[field].at + xcs__fields[field].size);
  @ assigns \nothing;
  @ ensures \result == xcs__field_of(data, field, big); */
static uint64_t xcs__value(const uint8_t *data, unsigned int field, bool big);

/*@ requires xcs__state(xs) && XCS__IDENT <= xs->next < XCS__PAD;
  @ requires xs->item_need == xcs__items[xs->next].size;
  @ requires xcs__input(data, xs->item_need);
  @ requires XCS__HERE(data, xs->item_need);
  @ assigns xs->value[0 .. 5], xs->item_have;
  @ ensures xcs__state(xs) && xs->item_have == xs->item_need;
  @ ensures 0 < xcs__items[xs->next + 1].field - xcs__items[xs->next].field
  @ 	==> xs->value[0] == \at(xcs__field_of(data,
  @ 	xcs__items[xs->next].field, xcs__order(xs)), Pre);
  @ ensures 1 < xcs__items[xs->next + 1].field - xcs__items[xs->next].field
  @ 	==> xs->value[1] == \at(xcs__field_of(data,
  @ 	xcs__items[xs->next].field + 1, xcs__order(xs)), Pre);
  @ ensures 2 < xcs__items[xs->next + 1].field - xcs__items[xs->next].field
  @ 	==> xs->value[2] == \at(xcs__field_of(data,
  @ 	xcs__items[xs->next].field + 2, xcs__order(xs)), Pre);
  @ ensures 3 < xcs__items[xs->next + 1].field - xcs__items[xs->next].field
  @ 	==> xs->value[3] == \at(xcs__field_of(data,
  @ 	xcs__items[xs->next].field + 3, xcs__order(xs)), Pre);
  @ ensures 4 < xcs__items[xs->next + 1].field - xcs__items[xs->next].field
  @ 	==> xs->value[4] == \at(xcs__field_of(data,
  @ 	xcs__items[xs->next].field + 4, xcs__order(xs)), Pre);
  @ ensures 5 < xcs__items[xs->next + 1].field - xcs__items[xs->next].field
  @ 	==> xs->value[5] == \at(xcs__field_of(data,
  @ 	xcs__items[xs->next].field + 5, xcs__order(xs)), Pre); */
static void xcs__decode(struct xcstream *xs, const uint8_t *data);

/*@ assigns \nothing;
  @ ensures \result <==> xcs__odd(entry, limit) == 0; */
static bool xcs__is_plain(uint64_t entry, uint64_t limit);

/*@ requires xcs__state(xs);
  @ assigns \nothing;
  @ ensures \result < 1 << 52;
  @ ensures xcs__limited(xs, \result); */
static uint64_t xcs__plain_limit(const struct xcstream *xs);

/*@ requires xcs__state(xs) && xcs__paged(xs) && count < xs->entries_left;
  @ requires xs->item_have == 0 && xcs__input(data, 8 * count);
  @ requires XCS__HERE(data, 8 * count) && limit < 1 << 52;
  @ requires xcs__limited(xs, limit) && (big ? 1 : 0) == xcs__order(xs);
  @ assigns xs->entries_left, xs->pages, xs->value[0], xs->item_have,
  @ 	XCS__MORE_PFNS;
  @ ensures \result <= count;
  @ ensures xs->entries_left == \old(xs->entries_left) - (count - \result);
  @ ensures xcs__state(xs);
  @ ensures xcs__paged(xs);
  @ ensures \result == 0 && xs->item_have == 0 ||
  @ 	\result > 0 && xs->item_have == 8;
  @ ensures \result > 0 ==> xs->value[0] == \at(xcs__entry_at(
  @ 	data + 8 * (count - \at(\result, Post)), big), Pre);
  @ ensures xs->pages == \old(xs->pages) +
  @ 	\at(xcs__full(data, count - \at(\result, Post), big), Pre);
  @ ensures \at(xcs__strange(data, count - \at(\result, Post), big, limit),
  @ 	Pre) == 0; */
static uint32_t xcs__plain_pfns(struct xcstream *xs, const uint8_t *data,
				uint32_t count, uint64_t limit, bool big);

/*@ requires xcs__state(xs) && xcs__set(xs) && xs->next <= XCS__CLOSE;
  @ requires xs->item_have <= xs->item_need && xcs__input(data, len);
  @ requires XCS__HERE(data, len);
  @ requires xs->offset + len <= 1 << 63;
  @ assigns xs->offset, xs->item_have, xs->value[0 .. 5];
  @ ensures xcs__state(xs) && xcs__set(xs) && \result <= len;
  @ ensures xs->item_have <= xs->item_need;
  @ ensures xs->item_have < xs->item_need ==> \result == len;
  @ ensures xs->offset == \old(xs->offset) + \result;
  @ ensures taken: xs->item_have == \old(xs->item_have) + \result; */
static size_t xcs__gather(struct xcstream *xs, const uint8_t *data, size_t len);

/*@ requires xcs__due(xs) && xs->next == XCS__PFN && xs->item_have == 0;
  @ requires xs->ops != \null && 1 <= count < xs->entries_left;
  @ requires xcs__input(data, 8 * count) && XCS__HERE(data, 8 * count);
  @ requires xs->offset + 8 * count <= 1 << 63 && xcs__apart(xs, count);
  @ requires xcs__limited(xs, limit) && (big ? 1 : 0) == xcs__order(xs);
  @ assigns xs->entries_left, xs->pages, xs->value[0], xs->item_have, xs->at,
  @ 	xs->offset, xcs__given, XCS__VERDICT, XCS__PFNS;
  @ ensures \result <= count;
  @ ensures xcs__state(xs);
  @ ensures xcs__set(xs);
  @ ensures xs->offset == \old(xs->offset) + 8 * \result + xs->item_have;
  @ ensures xs->item_have == 0 && 1 <= \result || xs->item_have == 8 &&
  @ 	xs->next == XCS__PFN && \result < count;
  @ ensures xs->item_have == 8 ==> xs->value[0] == \at(xcs__entry_at(
  @ 	data + 8 * \at(\result, Post), big), Pre);
  @ ensures xs->next == XCS__PFN || xs->next == XCS__FAULT; */
static uint32_t xcs__told_pfns(struct xcstream *xs, const uint8_t *data,
			       uint32_t count, uint64_t limit, bool big);

/*@ requires xcs__due(xs) && xs->next == XCS__PFN && xs->item_have == 0;
  @ requires 2 <= xs->entries_left && 8 <= len && xcs__input(data, len);
  @ requires XCS__HERE(data, len) && xcs__apart(xs, len);
  @ requires xs->offset + len <= 1 << 63;
  @ assigns xs->entries_left, xs->pages, xs->value[0], xs->item_have, xs->at,
  @ 	xs->offset, xcs__given, XCS__VERDICT, XCS__PFNS;
  @ ensures xcs__state(xs);
  @ ensures xcs__set(xs);
  @ ensures 8 <= \result <= len;
  @ ensures xs->offset == \old(xs->offset) + \result;
  @ ensures xs->item_have == 0 ||
  @ 	xs->item_have == 8 && xs->next == XCS__PFN;
  @ ensures xs->next == XCS__PFN || xs->next == XCS__FAULT; */
static size_t xcs__pfns(struct xcstream *xs, const uint8_t *data, size_t len);

/*@ requires xcs__due(xs) && xs->next <= XCS__CLOSE && xcs__input(data, len);
  @ requires xs->offset + len <= 1 << 63 && XCS__HERE(data, len);
  @ requires len > 0 || xs->item_have == xs->item_need;
  @ assigns xs->at, xs->offset, xs->item_have, xs->value[0 .. 5];
  @ ensures xcs__state(xs) && xcs__set(xs) && \result <= len;
  @ ensures xs->item_have <= xs->item_need;
  @ ensures xs->offset == \old(xs->offset) + \result;
  @ ensures taken: xs->item_have == \old(xs->item_have) + \result;
  @ ensures \result == 0 ==> xs->item_have == xs->item_need &&
  @ 	xs->next >= XCS__HVM_NO_END; */
static size_t xcs__take_item(struct xcstream *xs, const uint8_t *data,
			     size_t len);

/*@ requires xcs__due(xs) && xs->next <= XCS__CLOSE && xcs__input(data, len);
  @ requires xs->offset + len <= 1 << 63 && XCS__HERE(data, len);
  @ requires len > 0 || xs->item_have == xs->item_need;
  @ requires xcs__apart(xs, len);
  @ assigns XCS__STEP, XCS__PFNS;
  @ ensures \result <= len && xs->offset == \old(xs->offset) + \result;
  @ ensures xcs__state(xs) && xcs__set(xs);
  @ ensures xs->next == XCS__FAULT ||
  @ 	xs->next <= XCS__CLOSE && xs->item_have <= xs->item_need;
  @ ensures \result == 0 ==> xs->next == \old(xs->next) &&
  @ 	(xs->next == XCS__CLOSE || xs->next == XCS__HVM_NO_END) &&
  @ 	xs->item_have == xs->item_need;
  @ ensures taken: \old(xs->next) != XCS__PFN ==> XCS__GIVEN(0) &&
  @ 	xs->next == \old(xs->next) &&
  @ 	xs->item_have == \old(xs->item_have) + \result; */
static size_t xcs__take(struct xcstream *xs, const uint8_t *data, size_t len);

/*@ requires xcs__due(xs) && xs->next == XCS__BULK;
  @ requires 1 <= n <= xs->bulk_left - xs->word_left;
  @ requires xs->offset + n <= 1 << 63;
  @ assigns xs->at, xs->offset, xs->bulk_left, xs->next, xs->item_need;
  @ ensures xcs__due(xs) && xs->offset == \old(xs->offset) + n;
  @ ensures xs->at == \old(xs->offset);
  @ ensures xs->bulk_left == \old(xs->bulk_left) - n; */
static void xcs__take_bulk(struct xcstream *xs, uint64_t n);

/*@ requires xcs__state(xs);
  @ assigns \nothing;
  @ ensures wanted: \result <==> xcs__asked(xs); */
static bool xcs__is_wanted(const struct xcstream *xs);

/*@ requires xcs__due(xs) && xs->next == XCS__BULK && xs->pfns != \null;
  @ requires xs->row == XCS__ROW_LIBXC_PAGE_DATA && xs->ops != \null;
  @ requires 1 <= len <= xs->bulk_left - xs->word_left && xcs__asked(xs);
  @ requires xcs__input(data, len) && XCS__HERE(data, len);
  @ requires xs->offset + len <= 1 << 63;
  @ assigns xs->at, xs->offset, xs->bulk_left, xs->item_need,
  @ 	xcs__given, XCS__VERDICT;
  @ ensures xcs__due(xs) && 1 <= \result <= len;
  @ ensures xs->offset == \old(xs->offset) + \result;
  @ ensures given: XCS__GIVEN(\result); */
static size_t xcs__contents(struct xcstream *xs, const uint8_t *data,
			    size_t len);

/*@ requires xcs__due(xs) && xs->next == XCS__BULK;
  @ requires 1 <= len && xcs__input(data, len) && xs->offset + len <= 1 << 63;
  @ requires XCS__HERE(data, len);
  @ assigns xs->at, xs->offset, xs->bulk_left, xs->item_need,
  @ 	xcs__given, XCS__VERDICT;
  @ ensures xcs__due(xs) && 1 <= \result <= len;
  @ ensures xs->offset == \old(xs->offset) + \result;
  @ ensures given: \old(xcs__asked(xs)) ?
  @ 	XCS__GIVEN(\result) : XCS__GIVEN(0); */
static size_t xcs__bulk(struct xcstream *xs, const uint8_t *data, size_t len);

#ifndef XCSTREAM_ONLY_LIBXC
/*@ requires xcs__due(xs) && xs->next == XCS__XENSTORE;
  @ requires xs->bulk_left > 0 ==>
  @ 	xs->offset < 1 << 63 && xcs__input(data, 1) &&
  @ 	XCS__HERE(data, 1) && xcs__apart(xs, 1);
  @ assigns xs->at, xs->bulk_left, xs->offset, xs->string, xs->key,
  @ 	xs->item_need, xcs__given, XCS__VERDICT;
  @ ensures xcs__due(xs);
  @ ensures \result == (\old(xs->bulk_left) > 0 ? 1 : 0);
  @ ensures xs->offset == \old(xs->offset) + \result;
  @ ensures given: xs->next != XCS__FAULT ==> XCS__GIVEN(xs->ops == \null ? 0 :
  @ 	\result * XCS__NEWS(xenstore, 1));
  @ ensures \result == 0 ==> xcs__rank(xs) < \old(xcs__rank(xs)); */
static size_t xcs__xenstore(struct xcstream *xs, const uint8_t *data);
#endif

/*@ requires xcs__due(xs) && xs->next < XCS__DONE && xcs__input(data, len);
  @ requires len > 0 || (xs->next < XCS__BULK ?
  @ 	xs->item_have == xs->item_need : xs->bulk_left == 0);
  @ requires xs->offset + len <= 1 << 63 && XCS__HERE(data, len);
  @ requires xcs__apart(xs, len);
  @ assigns XCS__STEP, XCS__PFNS;
  @ ensures xcs__due(xs) && \result <= len;
  @ ensures xs->offset == \old(xs->offset) + \result;
  @ ensures given: \old(xs->next) == XCS__BULK ==>
  @ 	(\old(xcs__asked(xs)) ? XCS__GIVEN(\result) : XCS__GIVEN(0));
  @ ensures once: XCS__IDENT < \old(xs->next) < XCS__CLOSE &&
  @ 	\old(xs->next) != XCS__PFN && xs->next != XCS__FAULT ==>
  @ 	XCS__GIVEN(xs->ops == \null || \old(xs->item_have) + \result <
  @ 		\old(xs->item_need) ? 0 : \old(xcs__news(xs, xs->next)));
  @ ensures lent: xs->config->nr_pfns == \old(xs->config->nr_pfns);
  @ ensures 0 <= xcs__work(xs, len - \result) < \old(xcs__work(xs, len)); */
static size_t xcs__step(struct xcstream *xs, const uint8_t *data, size_t len);

/*@ requires \valid_read(xs);
  @ assigns \nothing;
  @ ensures \result <==> len == 0 && (xs->next < XCS__BULK ?
  @ 	xs->item_have < xs->item_need : xs->bulk_left > 0); */
static bool xcs__is_starved(const struct xcstream *xs, size_t len);

/*@ requires xcs__due(xs) && xcs__input(data, len);
  @ requires xs->offset + len <= 1 << 63 && XCS__HERE(data, len);
  @ requires xcs__apart(xs, len);
  @ assigns XCS__STEP, XCS__PFNS;
  @ ensures xcs__due(xs);
  @ ensures len == 0 && \old(XCS__WAITING) ==>
  @ 	xs->next == \old(xs->next) && xs->item_have == \old(xs->item_have);
  @ ensures \old(xs->offset) <= xs->offset <= \old(xs->offset) + len;
  @ ensures \result == XCSTREAM_FAULT <==> xs->next == XCS__FAULT;
  @ ensures \result == XCSTREAM_DONE ==> xs->next == XCS__DONE;
  @ ensures \result == XCSTREAM_MORE ==> xs->next < XCS__DONE;
  @ ensures \result <= XCSTREAM_FAULT;
  @ ensures \old(xs->next) == XCS__FAULT ==> xcs__stuck{Pre, Post}(xs); */
static enum xcstream_status xcs__run(struct xcstream *xs, const uint8_t *data,
				     size_t len);

/* ---- functions ---- */

/*@ requires \valid(xs) && xcs__tables && \separated(xs, &xcs__no_config);
  @ assigns *xs;
  @ ensures xcs__state(xs) && xs->records == xs->offset == 0;
  @ ensures xs->entries_left == 0 && xs->next == XCS__NONE &&
  @ 	xs->item_have == 0 && xs->layer == XCSTREAM_LAYER_NONE &&
  @ 	xs->row == XCS__NO_RECORD && xs->chain == XCS__CHAIN_NONE &&
  @ 	xs->word_left == 0;
  @ ensures xs->ops == \null && xs->pfns == \null &&
  @ 	xs->config == &xcs__no_config;
  @ ensures xs->after_libxc == xs->after_libxl == XCSTREAM_LAYER_LIBXC; */
static void xcs__clear(struct xcstream *xs, void *user);

/*@ requires \valid_read(config) && (ops == \null || \valid_read(ops));
  @ assigns \nothing;
  @ ensures \result <==>
  @ 	ops != \null && ops->page_data != (void *)0 ||
  @ 	(config->flags & XCSTREAM_PAGE_TABLES) != 0; */
static bool xcs__wants_pfns(const struct xcstream_ops *ops,
			    const struct xcstream_config *config);

/*@ requires xcs__state(xs);
  @ requires xs->pfns == \null;
  @ requires \valid_read(config) && \separated(xs, config);
  @ requires ops == \null || \valid_read(ops) && \separated(xs, ops);
  @ requires config->profile <= XCSTREAM_CUSTOM;
  @ requires config->pfns == \null ||
  @ 	\valid(config->pfns + (0 .. config->nr_pfns - 1)) &&
  @ 	\separated(xs, config->pfns + (0 .. config->nr_pfns - 1)) &&
  @ 	\separated(config, config->pfns + (0 .. config->nr_pfns - 1));
  @ assigns xs->ops, xs->config, xs->pfns, xs->profile,
  @ 	xs->guest;
  @ ensures xcs__state(xs);
  @ ensures xs->ops == ops && xs->config == config &&
  @ 	xs->profile == config->profile && xs->guest == config->guest;
  @ ensures ops != \null && ops->page_data != (void *)0 ||
  @ 	(config->flags & XCSTREAM_PAGE_TABLES) != 0 ?
  @ 	xs->pfns == config->pfns : xs->pfns == \null; */
static void xcs__lend(struct xcstream *xs, const struct xcstream_ops *ops,
		      const struct xcstream_config *config);

/*@ requires \valid_read(set);
  @ assigns \nothing; */
static bool xcs__is_tolerable(const struct xcstream_set *set);

/*@ requires \valid_read(set);
  @ assigns \nothing; */
static bool xcs__is_empty(const struct xcstream_set *set);

/*
 * What is in the constants: proven here, where nothing else is, and told to
 * xcstream_init() by a call that only the prover sees.
 */
/*@ ghost
  /@ assigns \nothing;
   @ ensures xcs__sizes && xcs__turning && xcs__framed;
   @ ensures xcs__ranges;
   @ ensures counts: xcs__counts;
   @ ensures f0: xcs__fields0;
   @ ensures f1: xcs__fields1;
   @ ensures f2: xcs__fields2;
   @ ensures f3: xcs__fields3;
   @ ensures f4: xcs__fields4;
   @ ensures f5: xcs__fields5;
   @ ensures xcs__field_rows;
   @ ensures xcs__word_rows;
   @ ensures xcs__word_sizes;
   @ ensures xcs__check_rows;
   @ ensures xcs__columns;
   @ ensures xcs__heads;
   @ ensures xcs__entries;
   @ ensures xcs__least;
   @ ensures xcs__facts0;
   @ ensures xcs__facts1;
   @ ensures xcs__facts2;
   @ ensures xcs__facts3;
   @ ensures xcs__facts4;
   @ ensures xcs__facts5;
   @ ensures xcs__layer_rows;
   @ ensures xcs__no_config.pfns == \null; @/
  void xcs__know_tables(void); */

/*@ requires \valid_read(config) && (ops == \null || \valid_read(ops));
  @ assigns \nothing;
  @ ensures \result == XCSTREAM_ARGUMENT_NONE ==>
  @ 	config->profile <= XCSTREAM_CUSTOM &&
  @ 	config->format <= XCSTREAM_FORMAT_LIBXL_BACK; */
static unsigned int xcs__wrong_argument(const struct xcstream_ops *ops,
					const struct xcstream_config *config);

/*@ requires xcs__state(xs);
  @ requires xs->item_have == 0 && xs->records == 0;
  @ requires xs->entries_left == 0 && xs->chain == XCS__CHAIN_NONE &&
  @ 	xs->row == XCS__NO_RECORD && xs->word_left == 0;
  @ requires xs->layer == XCSTREAM_LAYER_NONE && xs->next == XCS__NONE;
  @ requires XCS__FIRST_LAYER == XCSTREAM_LAYER_XL ?
  @ 	format <= XCSTREAM_FORMAT_LIBXL_BACK :
  @ 	format == XCSTREAM_FORMAT_LIBXC;
  @ assigns xs->layer, xs->type, xs->turn, xs->settled, xs->next,
  @ 	xs->item_need;
  @ ensures xcs__due(xs) && xs->next != XCS__FAULT; */
static void xcs__start(struct xcstream *xs, unsigned int format);

/*@ requires \valid(set);
  @ assigns set->words[0 .. XCS__SET_WORDS - 1]; */
XCSTREAM_API void xcstream_set_profile(struct xcstream_set *set,
				       unsigned int profile);

/*@ requires \valid(set);
  @ assigns set->words[0 .. XCS__SET_WORDS - 1];
  @ ensures \result ==> code < XCSTREAM_NR_CODES;
  @ ensures in && xcs__by[code] == 0 ==> !\result;
  @ ensures set: \result ==> set->words[code / 32] ==
  @ 	((\old(set->words[code / 32]) & (uint32_t)~(uint32_t)XCS__BIT(code)) |
  @ 	(in ? XCS__BIT(code) : 0));
  @ ensures set: \forall integer k; 0 <= k < XCS__SET_WORDS &&
  @ 	(!\result || k != code / 32) ==>
  @ 	set->words[k] == \old(set->words[k]); */
XCSTREAM_API bool xcstream_set_code(struct xcstream_set *set, unsigned int code,
				    bool in);

/*@ requires \valid_read(set);
  @ assigns \nothing;
  @ ensures \result ==> code < XCSTREAM_NR_CODES;
  @ ensures code < XCSTREAM_NR_CODES ==> (\result <==>
  @ 	(set->words[code / 32] & XCS__BIT(code)) != 0); */
XCSTREAM_API bool xcstream_set_has(const struct xcstream_set *set,
				   unsigned int code);

/*@ requires xs == \null || \valid(xs) && \separated(xs, &xcs__no_config);
  @ requires ops == \null || \valid_read(ops) && \separated(xs, ops);
  @ requires config == \null || \valid_read(config) &&
  @ 	\separated(xs, config);
  @ requires config == \null || config->pfns == \null ||
  @ 	\valid(config->pfns + (0 .. config->nr_pfns - 1)) &&
  @ 	\separated(xs, config->pfns + (0 .. config->nr_pfns - 1)) &&
  @ 	\separated(config, config->pfns + (0 .. config->nr_pfns - 1));
  @ assigns *xs;
  @ ensures xs == \null ==> \result == XCSTREAM_MISUSE;
  @ ensures xs != \null ==> xcs__due(xs) && xs->offset == 0 &&
  @ 	(\result == XCSTREAM_MISUSE <==> xs->next == XCS__FAULT); */
XCSTREAM_API enum xcstream_status
xcstream_init(struct xcstream *xs, const struct xcstream_ops *ops, void *user,
	      const struct xcstream_config *config);

/*@ requires xcs__due(xs) && before <= xs->offset;
  @ requires used == \null || \valid(used) && \separated(used, xs);
  @ assigns *used;
  @ ensures used == \null || *used == xs->offset - before; */
static void xcs__tell_used(const struct xcstream *xs, uint64_t before,
			   size_t *used);

/*@ requires xs == \null || xcs__due(xs) && xs->offset + len <= 1 << 63;
  @ requires data == \null || xcs__input((uint8_t *)data, len);
  @ requires xs == \null || data == \null ||
  @ 	XCS__HERE((uint8_t *)data, len) && xcs__apart(xs, len);
  @ requires used == \null || \valid(used) && \separated(used, xs) &&
  @ 	\separated(used, xs->config) && \separated(used, xs->ops) &&
  @ 	\separated(used, xs->pfns + (0 .. xs->config->nr_pfns - 1));
  @ assigns *used, XCS__STEP, XCS__PFNS;
  @ ensures used == \null || *used <= len;
  @ ensures used == \null || xs == \null || data == \null && len > 0 ||
  @ 	*used == xs->offset - \old(xs->offset);
  @ ensures xs == \null || xcs__due(xs);
  @ ensures xs == \null || data == \null && len > 0 ?
  @ 	\result == XCSTREAM_MISUSE :
  @ 	(\result == XCSTREAM_FAULT <==> xs->next == XCS__FAULT) &&
  @ 	(\result == XCSTREAM_DONE ==> xs->next == XCS__DONE &&
  @ 		xcs__ended(xs));
  @ ensures xs != \null && \old(xs->next) == XCS__FAULT ==>
  @ 	xcs__stuck{Pre, Post}(xs) && (used == \null || *used == 0); */
XCSTREAM_API enum xcstream_status xcstream_push(struct xcstream *xs,
						const void *data, size_t len,
						size_t *used);

/*@ requires xs == \null || xcs__due(xs);
  @ assigns \nothing;
  @ ensures \result == 0 || xs != \null && xs->next == XCS__BULK &&
  @ 	\result <= xs->bulk_left - xs->word_left;
  @ ensures xs == \null || xs->next != XCS__BULK || xcs__asked(xs) ?
  @ 	\result == 0 : \result == xs->bulk_left - xs->word_left; */
XCSTREAM_API uint64_t xcstream_skippable(const struct xcstream *xs);

/*@ requires xs == \null || xcs__due(xs) && xs->offset + n <= 1 << 63;
  @ assigns XCS__STEP, XCS__PFNS;
  @ ensures xs == \null ==> \result == XCSTREAM_MISUSE;
  @ ensures xs != \null ==> xcs__due(xs) && xs->offset ==
  @ 	\old(xs->offset) + (\result == XCSTREAM_MISUSE ? 0 : n);
  @ ensures \result == XCSTREAM_MISUSE ||
  @ 	(\result == XCSTREAM_FAULT <==> xs->next == XCS__FAULT);
  @ ensures \result == XCSTREAM_DONE ==> xs->next == XCS__DONE &&
  @ 	xcs__ended(xs);
  @ ensures xs != \null && \old(xs->next) == XCS__FAULT ==>
  @ 	xcs__stuck{Pre, Post}(xs) && (n == 0 ?
  @ 	\result == XCSTREAM_FAULT : \result == XCSTREAM_MISUSE); */
XCSTREAM_API enum xcstream_status xcstream_skip(struct xcstream *xs,
						uint64_t n);

/*@ assigns \nothing;
  @ ensures \result <= XCSTREAM_PART_PADDING;
  @ ensures \result == (
  @ 	next == XCS__RHDR || next == XCS__XAPI ?
  @ 		XCSTREAM_PART_RECORD_HEADER :
  @ 	next <= XCS__RHDR ? XCSTREAM_PART_HEADER :
  @ 	next <= XCS__LAST_HEAD ? XCSTREAM_PART_HEAD :
  @ 	next == XCS__PAD ? XCSTREAM_PART_PADDING :
  @ 	next > XCS__CLOSE || XCS__FIRST_WORD <= next <= XCS__LAST_WORD ?
  @ 		XCSTREAM_PART_CONTENTS : XCSTREAM_PART_ENTRY); */
static unsigned int xcs__part(unsigned int next);

/*@ requires xcs__due(xs) && xs->next < XCS__DONE;
  @ assigns xs->at, XCS__VERDICT;
  @ ensures xcs__due(xs) && xs->next == XCS__FAULT;
  @ ensures xs->fault.code == XCSTREAM_E_TRUNCATED &&
  @ 	xs->fault.offset == xs->offset && xs->fault.found == 0 &&
  @ 	xs->fault.record == xs->records;
  @ ensures missing: \let left = \old(
  @ 	XCS__FIRST_WORD <= xs->next <= XCS__LAST_WORD ||
  @ 	xs->next > XCS__CLOSE ? xs->bulk_left : xs->item_need);
  @ 	xs->fault.expected == left - \old(xs->next <= XCS__CLOSE ?
  @ 		xs->item_have : 0); */
static void xcs__truncated(struct xcstream *xs);

/*@ requires xs == \null || xcs__due(xs);
  @ assigns XCS__STEP, XCS__PFNS;
  @ ensures xs == \null ==> \result == XCSTREAM_MISUSE;
  @ ensures xs != \null ==> xcs__due(xs) && xs->offset == \old(xs->offset);
  @ ensures xs != \null ==>
  @ 	(\result == XCSTREAM_FAULT <==> xs->next == XCS__FAULT);
  @ ensures \result == XCSTREAM_DONE ==> xs->next == XCS__DONE &&
  @ 	xcs__ended(xs);
  @ ensures \result == XCSTREAM_DONE && \old(XCS__WAITING) ==>
  @ 	\old(xs->next) == XCS__DONE ||
  @ 	\old(xs->next) == XCS__RHDR && \old(xs->item_have) == 0;
  @ ensures \result != XCSTREAM_MORE;
  @ ensures xs != \null && \old(xs->next) == XCS__FAULT ==>
  @ 	xcs__stuck{Pre, Post}(xs); */
XCSTREAM_API enum xcstream_status xcstream_finish(struct xcstream *xs);

/*@ requires xs == \null || \valid_read(xs);
  @ assigns \nothing;
  @ ensures xs == \null || xs->next != XCS__FAULT ? \result == \null :
  @ 	\result == &xs->fault; */
XCSTREAM_API const struct xcstream_report *
xcstream_fault(const struct xcstream *xs);

/*@ requires xs == \null || \valid_read(xs);
  @ assigns \nothing;
  @ ensures \result == (xs == \null ? 0 : xs->offset); */
XCSTREAM_API uint64_t xcstream_offset(const struct xcstream *xs);

/*@ requires xs == \null || xcs__due(xs);
  @ assigns \nothing;
  @ ensures xs == \null ? \result == 0 : \result <= xs->offset;
  @ ensures settled: xs == \null || \result == (xs->settled != XCS__FLOWS ?
  @ 	xs->settled : xs->next == XCS__PFN ||
  @ 	XCS__FIRST_HEAD <= xs->next <= XCS__LAST_HEAD ?
  @ 	xs->record_at : xs->offset - xs->item_have); */
XCSTREAM_API uint64_t xcstream_settled(const struct xcstream *xs);

/*@ // Where a record ends: header, body, padding.
  logic integer xcs__record_end(struct xcstream *xs) = xs->record_at +
	xs->body_length + (xs->layer == XCSTREAM_LAYER_XAPI ? 16 :
		8 + xcs__pad_of(xs->layer, xs->body_length)); */
/*@ requires \valid_read(xs) && xs->record_at <= 1 << 63;
  @ requires XCS__FIRST_LAYER <= xs->layer;
  @ assigns \nothing;
  @ ensures rest: \result == \max(0, xcs__record_end(xs) - xs->offset); */
static uint64_t xcs__rest_of_record(const struct xcstream *xs);

/*@ requires xs == \null || xcs__due(xs);
  @ assigns \nothing;
  @ ensures xs == \null || xs->next >= XCS__DONE ==> \result == 0;
  @ ensures xs != \null && xs->next < XCS__DONE ==> \result ==
  @ 	(xs->layer >= XCSTREAM_LAYER_XAPI && xs->next > XCS__RHDR ?
  @ 	\max(0, xcs__record_end(xs) - xs->offset) :
  @ 	xs->next == XCS__BULK ? xs->bulk_left :
  @ 	xs->item_need - xs->item_have); */
XCSTREAM_API uint64_t xcstream_due(const struct xcstream *xs);

/*@ requires xs == \null || \valid_read(xs);
  @ requires end == \null || \valid(end) && \separated(end, xs);
  @ assigns *end;
  @ ensures \result == (xs == \null ? 0 : xs->checkpoints);
  @ ensures end == \null || *end == (\result == 0 ? 0 : xs->epoch_at); */
XCSTREAM_API uint64_t xcstream_checkpoints(const struct xcstream *xs,
					   uint64_t *end);

/*@ assigns \nothing;
  @ ensures \result == XCSTREAM_VERSION_NUMBER; */
XCSTREAM_API unsigned int xcstream_version(void);

/*@ assigns \nothing;
  @ ensures \result == sizeof(struct xcstream); */
XCSTREAM_API size_t xcstream_sizeof(void);

#ifndef XCSTREAM_NO_STRINGS
/* ---- names ---- */

/*@ predicate xcs__list(char *list, integer size) =
	1 <= size && \valid_read(list + (0 .. size - 1)); */

/*@ requires xcs__list(list, size);
  @ assigns \nothing;
  @ ensures \result < size; */
static size_t xcs__find(const char *list, size_t size, uint64_t nr);

/*@ requires xcs__list(list, size);
  @ assigns \nothing;
  @ ensures \result == \null || \exists integer i;
  @ 	0 <= i < size && \result == list + i; */
static const char *xcs__pick(const char *list, size_t size, uint64_t nr);

/*@ requires xcs__tables;
  @ assigns \nothing;
  @ ensures \result < XCS__NR_ROWS; */
static unsigned int xcs__named_row(unsigned int layer, uint64_t type);

/*@ requires xcs__tables;
  @ assigns \nothing;
  @ ensures \result == \null || \valid_read(\result); */
XCSTREAM_API const char *xcstream_record_name(unsigned int layer,
					      uint32_t type);

/*@ assigns \nothing;
  @ ensures \result == \null || \valid_read(\result); */
XCSTREAM_API const char *xcstream_name(enum xcstream_names names,
				       uint64_t number);

/*@ predicate xcs__sentence(struct xcs__sentence *s) =
	\valid(s) && (s->size > 0 ==> \valid(s->to + (0 .. s->size - 1)) &&
	\separated(s, s->to + (0 .. s->size - 1)));

  // So much may be said at once; a sentence has room for 64 times that.
  logic integer xcs__much = 1 << 16; */
#define XCS__SAID s->len, s->to[0..s->size - 1]

/*@ requires xcs__sentence(s) && s->len < 64 * xcs__much;
  @ assigns XCS__SAID;
  @ ensures xcs__sentence(s) && s->len == \old(s->len) + 1; */
static void xcs__say_char(struct xcs__sentence *s, char c);

/*@ requires xcs__sentence(s) && s->len < 63 * xcs__much;
  @ requires xcs__list(list, size) && size < xcs__much &&
  @ 	\separated(s, list + (0 .. size - 1)) &&
  @ 	(s->size > 0 ==> \separated(s->to + (0 .. s->size - 1),
  @ 	list + (0 .. size - 1)));
  @ assigns XCS__SAID;
  @ ensures xcs__sentence(s) && s->len <= \old(s->len) + xcs__much; */
static void xcs__say_listed(struct xcs__sentence *s, const char *list,
			    size_t size, uint64_t nr);

/*@ requires digit < 16;
  @ assigns \nothing; */
static char xcs__digit(unsigned int digit);

/*@ requires \valid(limbs + (0 .. 3)) && (base == 10 || base == 16);
  @ assigns limbs[0 .. 3];
  @ ensures \result < base; */
static unsigned int xcs__split(uint32_t limbs[4], unsigned int base);

/*@ requires xcs__sentence(s) && s->len < 62 * xcs__much;
  @ requires base == 10 || base == 16;
  @ assigns XCS__SAID;
  @ ensures xcs__sentence(s) && s->len <= \old(s->len) + 2 * xcs__much; */
static void xcs__say_number(struct xcs__sentence *s, uint64_t number,
			    unsigned int base);

/*@ requires xcs__sentence(s) && s->len < 2 * xcs__much && xcs__tables;
  @ requires \valid_read(fault) && \separated(s, fault) &&
  @ 	(s->size > 0 ==> \separated(fault, s->to + (0 .. s->size - 1)));
  @ assigns XCS__SAID;
  @ ensures xcs__sentence(s) && s->len <= \old(s->len) + 15 * xcs__much; */
static void xcs__say_place(struct xcs__sentence *s,
			   const struct xcstream_report *fault);

/*@ requires xcs__sentence(s) && s->len < 32 * xcs__much;
  @ requires \valid_read(fault) && \separated(s, fault) &&
  @ 	(s->size > 0 ==> \separated(fault, s->to + (0 .. s->size - 1)));
  @ assigns XCS__SAID;
  @ ensures xcs__sentence(s) && s->len <= \old(s->len) + 12 * xcs__much; */
static void xcs__say_missing(struct xcs__sentence *s,
			     const struct xcstream_report *fault);

/*@ requires xcs__sentence(s) && s->len < 48 * xcs__much && xcs__tables;
  @ requires \valid_read(fault) && \separated(s, fault) &&
  @ 	(s->size > 0 ==> \separated(fault, s->to + (0 .. s->size - 1)));
  @ requires fault->code < XCSTREAM_NR_CODES;
  @ assigns XCS__SAID;
  @ ensures xcs__sentence(s) && s->len <= \old(s->len) + 2 * xcs__much; */
static void xcs__say_value(struct xcs__sentence *s,
			   const struct xcstream_report *fault, uint64_t value);

/*@ requires xcs__sentence(s) && s->len < 32 * xcs__much && xcs__tables;
  @ requires \valid_read(fault) && \separated(s, fault) &&
  @ 	(s->size > 0 ==> \separated(fault, s->to + (0 .. s->size - 1)));
  @ requires fault->code < XCSTREAM_NR_CODES;
  @ assigns XCS__SAID;
  @ ensures xcs__sentence(s) && s->len <= \old(s->len) + 12 * xcs__much; */
static void xcs__say_values(struct xcs__sentence *s,
			    const struct xcstream_report *fault);

/*@ requires xcs__tables && (fault == \null || \valid_read(fault));
  @ requires size > 0 ==> \valid(buffer + (0 .. size - 1)) &&
  @ 	(fault == \null ||
  @ 	 \separated(fault, buffer + (0 .. size - 1)));
  @ assigns buffer[0 .. size - 1]; */
XCSTREAM_API size_t xcstream_describe(const struct xcstream_report *fault,
				      char *buffer, size_t size);
#endif
