/* SPDX-License-Identifier: MIT */
/*
 * hvm.c - X86_TSC_INFO, and the records of HVM guests alone.
 */
#include "conformance/rows.h"

/* A field of HVM_CONTEXT with a value that is refused, or that is fine. */
#define WORD_ROW(what, kind, at, size, right, found)                           \
	{                                                                      \
		"HVM_CONTEXT: " what, &hvm3,                                   \
			EDIT(SET(XC(HVM_CONTEXT), at, size, found)),           \
			FAULTS(FAULT(HVM_##kind, XC(HVM_CONTEXT), at, right,   \
				     found, KIND_##kind))                      \
	}
#define KIND_VALUE (V | D)
#define KIND_HARM (V | R | D)
#define WORD_FINE(what, at, size, value)                                       \
	{                                                                      \
		"HVM_CONTEXT: " what, &hvm3,                                   \
			EDIT(SET(XC(HVM_CONTEXT), at, size, value))            \
	}

/* The entry at 1080 is of another type, and of 8 bytes; another one follows. */
#define PIC_AT(at, irr, imr, isr, modes, output)                               \
	SET(XC(HVM_CONTEXT), at, 1, irr),                                      \
		SET(XC(HVM_CONTEXT), at + 1, 1, imr),                          \
		SET(XC(HVM_CONTEXT), at + 2, 1, isr),                          \
		SET(XC(HVM_CONTEXT), at + 4, 1, (modes)&0xff),                 \
		SET(XC(HVM_CONTEXT), at + 5, 1, (modes) >> 8),                 \
		SET(XC(HVM_CONTEXT), at + 7, 1, output)
#define PICS(irr, imr, isr, modes, output, irr2, imr2, isr2, modes2, output2)  \
	EDIT(SET(XC(HVM_CONTEXT), 1080, 2, 3),                                 \
	     SET(XC(HVM_CONTEXT), 1084, 4, 8),                                 \
	     PIC_AT(1088, irr, imr, isr, modes, output),                       \
	     SET(XC(HVM_CONTEXT), 1096, 2, 3),                                 \
	     SET(XC(HVM_CONTEXT), 1098, 2, 1),                                 \
	     SET(XC(HVM_CONTEXT), 1100, 4, 8),                                 \
	     PIC_AT(1104, irr2, imr2, isr2, modes2, output2),                  \
	     NEXT_AT(1112, 17, 21))
#define NEXT_AT(at, typecode, length)                                          \
	SET(XC(HVM_CONTEXT), at, 2, typecode),                                 \
		SET(XC(HVM_CONTEXT), at + 2, 2, 0),                            \
		SET(XC(HVM_CONTEXT), at + 4, 4, length)
#define PIC_ROW(what, at, right, found, ...)                                   \
	{                                                                      \
		"PIC: " what, &hvm3, PICS(__VA_ARGS__),                        \
			FAULTS(FAULT(HVM_HARM, XC(HVM_CONTEXT), at, right,     \
				     found, V | R | D))                        \
	}
#define PIC_FINE(what, ...)                                                    \
	{                                                                      \
		"PIC: " what, &hvm3, PICS(__VA_ARGS__)                         \
	}

/* The entry at 1120 becomes VIRIDIAN_VCPU with four timers. */
#define TIMER(i, config, count)                                                \
	EDIT(SIZE(XC(HVM_CONTEXT), 1344), SET(XC(HVM_CONTEXT), 1124, 4, 216),  \
	     SET(XC(HVM_CONTEXT), 1280, 8, 0),                                 \
	     SET(XC(HVM_CONTEXT), 1288, 8, 0),                                 \
	     SET(XC(HVM_CONTEXT), 1296, 8, 0),                                 \
	     SET(XC(HVM_CONTEXT), 1304, 8, 0),                                 \
	     SET(XC(HVM_CONTEXT), 1312, 8, 0),                                 \
	     SET(XC(HVM_CONTEXT), 1320, 8, 0),                                 \
	     SET(XC(HVM_CONTEXT), 1328, 8, 0),                                 \
	     SET(XC(HVM_CONTEXT), 1336, 8, 0),                                 \
	     SET(XC(HVM_CONTEXT), 1280 + 8 * (i), 8, config),                  \
	     SET(XC(HVM_CONTEXT), 1312 + 8 * (i), 8, count),                   \
	     SET(XC(HVM_CONTEXT), 1344, 8, 0))
#define TIMER_ROW(i, config)                                                   \
	{                                                                      \
		"VIRIDIAN_VCPU: stimer_count" #i " of 0, " #config, &hvm3,     \
			TIMER(i, config, 0),                                   \
			FAULTS(FAULT(HVM_HARM, XC(HVM_CONTEXT),                \
				     1312 + 8 * (i), 1, 0, V | R | D))         \
	}
#define TIMER_FINE(what, i, config, count)                                     \
	{                                                                      \
		"VIRIDIAN_VCPU: stimer " what, &hvm3, TIMER(i, config, count)  \
	}

/* The second parameter has another index. */
#define PARAM_ROW(index)                                                       \
	{                                                                      \
		"HVM_PARAMS: index " #index, &hvm3,                            \
			EDIT(SET(XC(HVM_PARAMS), 32, 8, index)),               \
			FAULTS(FAULT(PARAM_UNKNOWN, XC(HVM_PARAMS), 32, 0,     \
				     index, V | R | D))                        \
	}
#define PARAM_FINE(index)                                                      \
	{                                                                      \
		"HVM_PARAMS: index " #index, &hvm3,                            \
			EDIT(SET(XC(HVM_PARAMS), 32, 8, index))                \
	}

/* The entry at 1120 becomes CPU_MSR, the record longer. */
#define MSRS(length, count, index, reserved, value)                            \
	EDIT(SIZE(XC(HVM_CONTEXT), 1120 + (length) + 8),                       \
	     SET(XC(HVM_CONTEXT), 1120, 2, 20),                                \
	     SET(XC(HVM_CONTEXT), 1124, 4, length),                            \
	     SET(XC(HVM_CONTEXT), 1128, 4, count),                             \
	     SET(XC(HVM_CONTEXT), 1132, 4, 0xdeadbeef),                        \
	     SET(XC(HVM_CONTEXT), 1136, 4, index),                             \
	     SET(XC(HVM_CONTEXT), 1140, 4, reserved),                          \
	     SET(XC(HVM_CONTEXT), 1144, 8, value),                             \
	     SET(XC(HVM_CONTEXT), 1128 + (length), 8, 0))
/* The second of two. */
#define SECOND_MSR_ROW(what, kind, at, right, found, index, reserved, value)   \
	{                                                                      \
		"CPU_MSR: the second: " what, &hvm3,                           \
			EDIT(SIZE(XC(HVM_CONTEXT), 1168),                      \
			     SET(XC(HVM_CONTEXT), 1120, 2, 20),                \
			     SET(XC(HVM_CONTEXT), 1124, 4, 40),                \
			     SET(XC(HVM_CONTEXT), 1128, 4, 2),                 \
			     SET(XC(HVM_CONTEXT), 1136, 4, 0x48),              \
			     SET(XC(HVM_CONTEXT), 1140, 4, 0),                 \
			     SET(XC(HVM_CONTEXT), 1144, 8, 7),                 \
			     SET(XC(HVM_CONTEXT), 1152, 4, index),             \
			     SET(XC(HVM_CONTEXT), 1156, 4, reserved),          \
			     SET(XC(HVM_CONTEXT), 1160, 8, value),             \
			     SET(XC(HVM_CONTEXT), 1168, 8, 0)),                \
			FAULTS(FAULT(HVM_##kind, XC(HVM_CONTEXT), at, right,   \
				     found, KIND_##kind))                      \
	}
#define MSRS_ROW(what, kind, at, right, found, ...)                            \
	{                                                                      \
		"CPU_MSR: " what, &hvm3, MSRS(__VA_ARGS__),                    \
			FAULTS(FAULT(HVM_##kind, XC(HVM_CONTEXT), at, right,   \
				     found, KIND_##kind))                      \
	}
#define MSRS_FINE(what, ...)                                                   \
	{                                                                      \
		"CPU_MSR: " what, &hvm3, MSRS(__VA_ARGS__)                     \
	}

const struct row rows_hvm[] = {
	/* ---- X86_TSC_INFO ---- */
	{ "X86_TSC_INFO: too short", &pv3, EDIT(SIZE(XC(X86_TSC_INFO), 23)),
	  FAULTS(FATAL(LENGTH, XC(X86_TSC_INFO), 4, 24, 23)) },
	{ "X86_TSC_INFO: too long", &hvm3, EDIT(SIZE(XC(X86_TSC_INFO), 25)),
	  FAULTS(FATAL(LENGTH, XC(X86_TSC_INFO), 4, 24, 25)) },
	{ "X86_TSC_INFO: mode 3", &hvm3, EDIT(SET(XC(X86_TSC_INFO), 8, 4, 3)) },
	{ "X86_TSC_INFO: native mode, without khz and nsec", &hvm3,
	  EDIT(SET(XC(X86_TSC_INFO), 12, 4, 0),
	       SET(XC(X86_TSC_INFO), 16, 8, 0)) },
	{ "X86_TSC_INFO: the largest khz", &pv3,
	  EDIT(SET(XC(X86_TSC_INFO), 12, 4, 0x1fffffff)) },
	{ "X86_TSC_INFO: khz that wraps round to 0", &hvm3,
	  EDIT(SET(XC(X86_TSC_INFO), 12, 4, 0x20000000)),
	  FAULTS(FAULT(TSC_KHZ, XC(X86_TSC_INFO), 12, 0x1fffffff, 0x20000000,
		       V | R | D)) },
	{ "X86_TSC_INFO: khz that wraps round more than once", &pv3,
	  EDIT(SET(XC(X86_TSC_INFO), 12, 4, 0xe0000000)),
	  FAULTS(FAULT(TSC_KHZ, XC(X86_TSC_INFO), 12, 0x1fffffff, 0xe0000000,
		       V | R | D)) },
	{ "X86_TSC_INFO: mode 4", &pv3, EDIT(SET(XC(X86_TSC_INFO), 8, 4, 4)),
	  FAULTS(FAULT(TSC_MODE, XC(X86_TSC_INFO), 8, 3, 4, V | R | D)) },
	{ "X86_TSC_INFO: mode 32", &pv3, EDIT(SET(XC(X86_TSC_INFO), 8, 4, 32)),
	  FAULTS(FAULT(TSC_MODE, XC(X86_TSC_INFO), 8, 3, 32, V | R | D)) },
	{ "X86_TSC_INFO: reserved field", &hvm3,
	  EDIT(SET(XC(X86_TSC_INFO), 28, 4, 1)),
	  FAULTS(FAULT(RESERVED, XC(X86_TSC_INFO), 28, 0, 1, R)) },
	{ "X86_TSC_INFO: twice", &hvm3, EDIT(COPY(XC(X86_TSC_INFO), XC(END))),
	  FAULTS(FAULT(REPEATED, XC2(X86_TSC_INFO), 0, 1, 2, V | R | D)) },
	{ "X86_TSC_INFO: none", &pv3, EDIT(DROP(XC(X86_TSC_INFO))) },
	{ "X86_TSC_INFO before memory", &pv3,
	  EDIT(MOVE(XC(X86_TSC_INFO), XC(PAGE_DATA))) },
	{ "X86_TSC_INFO: cut", &hvm3, EDIT(CUT(XC(X86_TSC_INFO), 20)),
	  FAULTS(FATAL(TRUNCATED, XC(X86_TSC_INFO), 20, 12, 0)) },

	/* ---- HVM_CONTEXT ---- */
	{ "HVM_CONTEXT: empty", &hvm3, EDIT(SIZE(XC(HVM_CONTEXT), 0)),
	  FAULTS(FATAL(LENGTH, XC(HVM_CONTEXT), 4, 1, 0)) },
	{ "HVM_CONTEXT: less than an entry", &hvm3,
	  EDIT(SIZE(XC(HVM_CONTEXT), 7)),
	  FAULTS(FAULT(HVM_END, XC(HVM_CONTEXT), 8, 8, 7, V | D)) },
	{ "HVM_CONTEXT: does not begin with the header", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 8, 2, 2)),
	  FAULTS(FAULT(HVM_HEADER, XC(HVM_CONTEXT), 8, 1, 2, V | D),
		 FAULT(HVM_LENGTH, XC(HVM_CONTEXT), 12, 1016, 24, V | D)) },
	{ "HVM_CONTEXT: begins with its end", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 8, 2, 0)),
	  FAULTS(FAULT(HVM_HEADER, XC(HVM_CONTEXT), 8, 1, 0, V | D),
		 FAULT(HVM_NO_CPU, XC(HVM_CONTEXT), 8, 2, 0, V | R | D),
		 FAULT(HVM_TAIL, XC(HVM_CONTEXT), 12, 0, 24, V | R | D),
		 FAULT(HVM_TAIL, XC(HVM_CONTEXT), 16, 0, 1133, V | R | D)) },
	{ "HVM_CONTEXT: length of the header", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 12, 4, 23)),
	  FAULTS(FAULT(HVM_HEADER, XC(HVM_CONTEXT), 12, 24, 23, V | D)),
	  .more = true },
	{ "HVM_CONTEXT: header over the end", &hvm3,
	  EDIT(SIZE(XC(HVM_CONTEXT), 31)),
	  FAULTS(FAULT(HVM_ENTRY, XC(HVM_CONTEXT), 12, 23, 24, V | D)) },
	{ "HVM_CONTEXT: magic", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 16, 4, 0x54381287)),
	  FAULTS(FAULT(HVM_HEADER, XC(HVM_CONTEXT), 16, 0x54381286, 0x54381287,
		       V | D)) },
	{ "HVM_CONTEXT: version", &hvm3, EDIT(SET(XC(HVM_CONTEXT), 20, 4, 2)),
	  FAULTS(FAULT(HVM_HEADER, XC(HVM_CONTEXT), 20, 1, 2, V | D)) },
	{ "HVM_CONTEXT: unknown entry", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 1120, 2, 21)),
	  FAULTS(FAULT(HVM_UNKNOWN, XC(HVM_CONTEXT), 1120, 20, 21,
		       V | R | D)) },
	{ "HVM_CONTEXT: a second header", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 1080, 2, 1)),
	  FAULTS(FAULT(HVM_HEADER, XC(HVM_CONTEXT), 1080, 20, 1, V | D),
		 FAULT(HVM_LENGTH, XC(HVM_CONTEXT), 1084, 24, 32, V | D)) },
	{ "HVM_CONTEXT: an empty entry", &hvm3,
	  EDIT(SIZE(XC(HVM_CONTEXT), 1128), SET(XC(HVM_CONTEXT), 1124, 4, 0),
	       SET(XC(HVM_CONTEXT), 1128, 8, 0)) },
	{ "HVM_CONTEXT: entry over the end", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 1124, 4, 22)),
	  FAULTS(FAULT(HVM_ENTRY, XC(HVM_CONTEXT), 1124, 21, 22, V | D)) },
	{ "HVM_CONTEXT: entry of 4 GiB", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 44, 4, UINT32_MAX)),
	  FAULTS(FAULT(HVM_ENTRY, XC(HVM_CONTEXT), 44, 1101, UINT32_MAX, V | D),
		 FAULT(HVM_LENGTH, XC(HVM_CONTEXT), 44, 1032, UINT32_MAX,
		       V | D)) },
	{ "HVM_CONTEXT: entry up to the end", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 1124, 4, 21)),
	  FAULTS(FAULT(HVM_END, XC(HVM_CONTEXT), 1149, 8, 0, V | D)) },
	{ "HVM_CONTEXT: part of an end entry", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 1124, 4, 14)),
	  FAULTS(FAULT(HVM_END, XC(HVM_CONTEXT), 1142, 8, 7, V | D)) },
	{ "HVM_CONTEXT: no end entry", &hvm2, EDIT(SIZE(XC(HVM_CONTEXT), 1133)),
	  FAULTS(FAULT(HVM_END, XC(HVM_CONTEXT), 1141, 8, 0, V | D)) },
	{ "HVM_CONTEXT: end entry with a length", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 1145, 4, 1)),
	  FAULTS(FAULT(HVM_TAIL, XC(HVM_CONTEXT), 1145, 0, 1, V | R | D)) },
	{ "HVM_CONTEXT: a byte after the end entry", &hvm3,
	  EDIT(SIZE(XC(HVM_CONTEXT), 1142)),
	  FAULTS(FAULT(HVM_TAIL, XC(HVM_CONTEXT), 1149, 0, 1, V | R | D)) },
	{ "HVM_CONTEXT: two end entries", &hvm2,
	  EDIT(SIZE(XC(HVM_CONTEXT), 1149)),
	  FAULTS(FAULT(HVM_TAIL, XC(HVM_CONTEXT), 1149, 0, 8, V | R | D)) },
	{ "HVM_CONTEXT before STATIC_DATA_END", &hvm3,
	  EDIT(MOVE(XC(HVM_CONTEXT), XC(STATIC_DATA_END))),
	  FAULTS(FAULT(ORDER_LAX, XC(HVM_CONTEXT), 0, 16, 9, V | R | D),
		 FAULT(ORDER_LAX, XC(PAGE_DATA), 0, 9, 1, V | R | D),
		 FAULT(ORDER_LAX, XC2(PAGE_DATA), 0, 9, 1, V | R | D)) },
	{ "HVM_CONTEXT after HVM_PARAMS, as specified", &hvm3,
	  EDIT(MOVE(XC(HVM_CONTEXT), XC(END))) },
	{ "HVM_CONTEXT: twice", &hvm3, EDIT(COPY(XC(HVM_CONTEXT), XC(END))),
	  FAULTS(FAULT(REPEATED, XC2(HVM_CONTEXT), 0, 1, 2, V | R | D)) },
	{ "HVM_CONTEXT: none", &hvm3, EDIT(DROP(XC(HVM_CONTEXT))),
	  FAULTS(FAULT(INCOMPLETE, XC(END), 0, 9, 0, V | D)) },
	{ "HVM_CONTEXT of a PV guest", &pv3,
	  EDIT(GRAFT(&hvm3, XC(HVM_CONTEXT), XC(END))),
	  FAULTS(FAULT(GUEST, XC(HVM_CONTEXT), 0, 2, 1, V | D)) },
	{ "HVM_CONTEXT: cut in an entry's head", &hvm3,
	  EDIT(CUT(XC(HVM_CONTEXT), 1084)),
	  FAULTS(FATAL(TRUNCATED, XC(HVM_CONTEXT), 1084, 4, 0)) },
	{ "HVM_CONTEXT: cut in an entry's body", &hvm3,
	  EDIT(CUT(XC(HVM_CONTEXT), 50)),
	  FAULTS(FATAL(TRUNCATED, XC(HVM_CONTEXT), 50, 1030, 0)) },

	/* ---- HVM_CONTEXT: which entries, how often, how long ---- */
	{ "HVM_CONTEXT: an entry twice", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 1080, 2, 17)),
	  FAULTS(FAULT(HVM_ORDER, XC(HVM_CONTEXT), 1120, 17, 17, V | R | D)) },
	{ "HVM_CONTEXT: an entry before a lower one", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 1080, 2, 18)),
	  FAULTS(FAULT(HVM_ORDER, XC(HVM_CONTEXT), 1120, 18, 17, V | R | D)) },
	{ "HVM_CONTEXT: the last instance that may be", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 1122, 2, 8191)) },
	{ "HVM_CONTEXT: instance above the limit", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 1122, 2, 8192)),
	  FAULTS(FAULT(VCPU_ID, XC(HVM_CONTEXT), 1122, 8191, 8192, V | D)) },
	{ "HVM_CONTEXT: instance above the caller's limit", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 42, 2, 1)),
	  FAULTS(FAULT(VCPU_ID, XC(HVM_CONTEXT), 42, 0, 1, V | D)),
	  .config = { .max_vcpus = 1 } },
	{ "HVM_CONTEXT: a second header, of another instance", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 10, 2, 1)),
	  FAULTS(FAULT(HVM_INSTANCE, XC(HVM_CONTEXT), 10, 0, 1, V | R | D)) },
	{ "HVM_CONTEXT: end of another instance", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 1143, 2, 1)),
	  FAULTS(FAULT(HVM_INSTANCE, XC(HVM_CONTEXT), 1143, 0, 1, V | R | D)) },
	{ "HVM_CONTEXT: as long as two vCPUs may need", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 4, 4, 196608), CUT(XC(HVM_CONTEXT), 8)),
	  FAULTS(FATAL(TRUNCATED, XC(HVM_CONTEXT), 8, 8, 0)),
	  .config = { .max_vcpus = 2 } },
	{ "HVM_CONTEXT: longer than two vCPUs may need", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 4, 4, 196609), CUT(XC(HVM_CONTEXT), 8)),
	  FAULTS(FAULT(SIZE, XC(HVM_CONTEXT), 4, 196608, 196609, V | R | D),
		 FATAL(TRUNCATED, XC(HVM_CONTEXT), 8, 8, 0)),
	  .config = { .max_vcpus = 2 } },
	{ "HVM_CONTEXT: more vCPUs allowed than a length can count", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 4, 4, 128 << 20), CUT(XC(HVM_CONTEXT), 8)),
	  FAULTS(FATAL(TRUNCATED, XC(HVM_CONTEXT), 8, 8, 0)),
	  .config = { .max_vcpus = 4096 } },
	{ "HVM_CONTEXT: no vCPU", &hvm3, EDIT(SET(XC(HVM_CONTEXT), 40, 2, 4)),
	  FAULTS(FAULT(HVM_LENGTH, XC(HVM_CONTEXT), 44, 400, 1032, V | D),
		 FAULT(HVM_NO_CPU, XC(HVM_CONTEXT), 1141, 2, 0, V | R | D)) },
	{ "HVM_CONTEXT: CPU one byte too long", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 44, 4, 1033)),
	  FAULTS(FAULT(HVM_LENGTH, XC(HVM_CONTEXT), 44, 1032, 1033, V | D)),
	  .more = true },
	{ "HVM_CONTEXT: LAPIC of 24 bytes", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 1084, 4, 24),
	       SET(XC(HVM_CONTEXT), 1112, 2, 6),
	       SET(XC(HVM_CONTEXT), 1114, 2, 0),
	       SET(XC(HVM_CONTEXT), 1116, 4, 0)),
	  FAULTS(FAULT(HVM_LENGTH, XC(HVM_CONTEXT), 1116, 1024, 0, V | D)) },
	{ "HVM_CONTEXT: LAPIC too short for a divisor", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 1084, 4, 15)),
	  FAULTS(FAULT(HVM_LENGTH, XC(HVM_CONTEXT), 1084, 16, 15, V | D)),
	  .more = true },

	/* ---- HVM_CONTEXT: what hypervisors refuse, or suffer from ---- */
	WORD_ROW("CPU: cr0 without ET", VALUE, 704, 8, 0x80050033, 0x80050023),
	WORD_ROW("CPU: cr0 with PG and without PE", VALUE, 704, 8, 0x50032,
		 0x80050032),
	WORD_ROW("CPU: cr0 over 32 bits", VALUE, 704, 8, 0x80050033,
		 0x180050033),
	WORD_ROW("CPU: cr0 with a bit that is reserved", VALUE, 704, 8,
		 0x80050033, 0x80050073),
	WORD_ROW("CPU: dr6 over 32 bits", HARM, 768, 8, 0xffff0ff0,
		 0x1ffff0ff0),
	WORD_ROW("CPU: the top bit of dr7", HARM, 776, 8, 0x400,
		 0x8000000000000400),
	WORD_ROW("CPU: shadow_gs is not canonical", HARM, 992, 8,
		 0xffff800000000000, 0x0000800000000000),
	WORD_ROW("CPU: msr_lstar is not canonical", HARM, 1008, 8, 0,
		 0x8000000000000000),
	WORD_ROW("CPU: bit 48 of msr_lstar only", HARM, 1008, 8, 0,
		 0x0001000000000000),
	WORD_ROW("CPU: msr_cstar is not canonical", HARM, 1024, 8,
		 0xffffffffffffffff, 0x7fffffffffffffff),
	WORD_ROW("CPU: msr_syscall_mask over 32 bits", HARM, 1032, 8, 0,
		 0x100000000),
	WORD_ROW("CPU: msr_efer with LMA and without LME", VALUE, 1040, 8,
		 0x801, 0xc01),
	WORD_ROW("CPU: msr_tsc_aux over 32 bits", VALUE, 1048, 8, 0,
		 0x100000000),
	WORD_ROW("CPU: flags", VALUE, 1072, 4, 1, 3),
	WORD_ROW("CPU: pad0", VALUE, 1076, 4, 0, 0x10000),
	WORD_FINE("CPU: the largest canonical low address", 1008, 8,
		  0x00007fffffffffff),
	WORD_FINE("CPU: the lowest canonical high address", 1008, 8,
		  0xffff800000000000),
	WORD_FINE("CPU: cr0 of a new processor", 704, 8, 0x60000010),
	WORD_ROW("LAPIC: timer_divisor 0", HARM, 1100, 4, 1, 0),
	WORD_ROW("LAPIC: timer_divisor 3", HARM, 1100, 4, 1, 3),
	WORD_ROW("LAPIC: timer_divisor 256", HARM, 1100, 4, 1, 256),
	WORD_ROW("LAPIC: timer_divisor 2^31", HARM, 1100, 4, 1, 0x80000000),
	WORD_FINE("LAPIC: timer_divisor 1", 1100, 4, 1),
	WORD_FINE("LAPIC: timer_divisor 128", 1100, 4, 128),
	WORD_ROW("LAPIC: base in x2APIC mode, off", VALUE, 1088, 8, 0xfee00100,
		 0xfee00500),
	WORD_FINE("LAPIC: base in x2APIC mode", 1088, 8, 0xfee00d00),
	{ "HVM_CONTEXT: cut in a word", &hvm3, EDIT(CUT(XC(HVM_CONTEXT), 1102)),
	  FAULTS(FATAL(TRUNCATED, XC(HVM_CONTEXT), 1102, 18, 0)) },
	{ "HVM_CONTEXT: CPU of Xen 4.6, without flags", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 44, 4, 1024),
	       SET(XC(HVM_CONTEXT), 1072, 2, 4),
	       SET(XC(HVM_CONTEXT), 1074, 2, 0),
	       SET(XC(HVM_CONTEXT), 1076, 4, 0)),
	  FAULTS(FAULT(HVM_LENGTH, XC(HVM_CONTEXT), 1076, 400, 0, V | D)) },
	/* Its TSC stands where later ones have msr_tsc_aux. */
	{ "HVM_CONTEXT: CPU of Xen 3.4, without msr_tsc_aux", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 44, 4, 1016),
	       SET(XC(HVM_CONTEXT), 1048, 8, UINT64_MAX),
	       SET(XC(HVM_CONTEXT), 1064, 2, 4),
	       SET(XC(HVM_CONTEXT), 1066, 2, 0),
	       SET(XC(HVM_CONTEXT), 1068, 4, 0)),
	  FAULTS(FAULT(HVM_LENGTH, XC(HVM_CONTEXT), 1068, 400, 0, V | D)),
	  .more = true },
	{ "HVM_CONTEXT: CPU of Xen 3.4, a byte too short", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 44, 4, 1015)),
	  FAULTS(FAULT(HVM_LENGTH, XC(HVM_CONTEXT), 44, 1016, 1015, V | D)),
	  .more = true },
	/* irr, imr, isr, modes, int_output of the master, then of the slave */
	PIC_FINE("idle", 0, 0xff, 0, 0x4000, 0, 0, 0xff, 0, 0, 0),
	PIC_FINE("requests", 1, 0xfe, 0, 0x4000, 1, 0, 0xff, 0, 0, 0),
	PIC_FINE("a higher one is in service", 2, 0, 1, 0x4000, 0, 0, 0, 0, 0,
		 0),
	PIC_FINE("the highest one comes later, by priority_add", 2, 0, 1,
		 0x4010, 1, 0, 0, 0, 0, 0),
	PIC_FINE("special mask mode", 2, 1, 1, 0x6000, 1, 0, 0, 0, 0, 0),
	PIC_FINE("by its slave", 4, 0, 0, 0x4000, 1, 1, 0, 0, 0, 1),
	PIC_FINE("by its slave, special fully nested", 4, 0, 4, 0x5000, 1, 1, 0,
		 0, 0, 1),
	PIC_FINE("by its slave, in service", 4, 0, 4, 0x4000, 0, 1, 0, 0, 0, 1),
	PIC_FINE("still set while it is programmed", 1, 0, 0, 0x4001, 1, 0, 0,
		 0, 0, 0),
	PIC_FINE("not set while it is programmed", 1, 0, 0, 0x4001, 0, 0, 0, 0,
		 0, 0),
	PIC_ROW("output, and nothing is pending", 1095, 0, 1, 0, 0, 0, 0x4000,
		1, 0, 0, 0, 0, 0),
	PIC_ROW("output, and all is masked", 1095, 0, 1, 0xfb, 0xff, 0, 0x4000,
		1, 0, 0, 0, 0, 0),
	PIC_ROW("output, and a higher one is in service", 1095, 0, 1, 2, 0, 1,
		0x4000, 1, 0, 0, 0, 0, 0),
	PIC_ROW("output, and line 2 is in service", 1095, 0, 1, 8, 0, 4, 0x5000,
		1, 0, 0, 0, 0, 0),
	PIC_ROW("output of 2", 1095, 1, 2, 1, 0, 0, 0x4000, 2, 0, 0, 0, 0, 0),
	PIC_ROW("no output, though something is pending", 1095, 1, 0, 1, 0, 0,
		0x4000, 0, 0, 0, 0, 0, 0),
	PIC_ROW("output while it is programmed, of nothing", 1095, 0, 1, 0, 0,
		0, 0x4001, 1, 0, 0, 0, 0, 0),
	PIC_ROW("the first is no master", 1092, 0x4000, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0),
	PIC_ROW("the second is a master", 1108, 0, 0x4000, 0, 0, 0, 0x4000, 0,
		0, 0, 0, 0x4000, 0),
	PIC_ROW("priority_add above 7", 1092, 0x4000, 0x4080, 0, 0, 0, 0x4080,
		0, 0, 0, 0, 0, 0),
	PIC_ROW("the slave's output, and nothing is pending", 1111, 0, 1, 4, 0,
		0, 0x4000, 1, 0, 0, 0, 0, 1),
	PIC_ROW("the master's line 2, and no output of the slave", 1111, 1, 0,
		4, 0, 0, 0x4000, 1, 0, 0, 0, 0, 0),
	MSRS_FINE("1 MSR", 24, 1, 0x48, 0, 7),
	MSRS_FINE("2 MSRs, the second with zeros", 40, 2, 0x48, 0, 7),
	MSRS_FINE("XSS of 0", 24, 1, 0xda0, 0, 0),
	MSRS_ROW("more than are there", VALUE, 1128, 1, 2, 24, 2, 0x48, 0, 7),
	MSRS_ROW("none", VALUE, 1128, 1, 0, 24, 0, 0x48, 0, 7),
	MSRS_ROW("2^32 - 1", VALUE, 1128, 1, UINT32_MAX, 24, UINT32_MAX, 0x48,
		 0, 7),
	MSRS_ROW("reserved field", VALUE, 1140, 0, 1, 24, 1, 0x48, 1, 7),
	SECOND_MSR_ROW("reserved field", VALUE, 1156, 0, 1, 0x48, 1, 7),
	SECOND_MSR_ROW("XSS", HARM, 1160, 0, 1, 0xda0, 0, 1),
	MSRS_ROW("XSS", HARM, 1144, 0, 1, 24, 1, 0xda0, 0, 1),
	MSRS_ROW("XSS, its top bit", HARM, 1144, 0, 0x8000000000000000, 24, 1,
		 0xda0, 0, 0x8000000000000000),
	{ "PIC: the master's line 2, and no slave", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 1080, 2, 3),
	       SET(XC(HVM_CONTEXT), 1084, 4, 8),
	       PIC_AT(1088, 4, 0, 0, 0x4000, 1), NEXT_AT(1096, 17, 37)),
	  FAULTS(FAULT(HVM_HARM, XC(HVM_CONTEXT), 1096, 3, 17, V | R | D)) },
	{ "PIC: the master's line 2, and the end", &hvm3,
	  EDIT(SIZE(XC(HVM_CONTEXT), 1096), SET(XC(HVM_CONTEXT), 1080, 2, 3),
	       SET(XC(HVM_CONTEXT), 1084, 4, 8),
	       PIC_AT(1088, 5, 0xfe, 0, 0x4000, 1), NEXT_AT(1096, 0, 0)),
	  FAULTS(FAULT(HVM_HARM, XC(HVM_CONTEXT), 1096, 3, 0, V | R | D)) },
	{ "PIC: a master alone, that waits for nobody", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 1080, 2, 3),
	       SET(XC(HVM_CONTEXT), 1084, 4, 8),
	       PIC_AT(1088, 1, 0xfe, 0, 0x4000, 1), NEXT_AT(1096, 17, 37)) },
	TIMER_ROW(0, 3),
	TIMER_ROW(1, 0x10003),
	TIMER_ROW(2, 0xfffffffffffffffb),
	TIMER_ROW(3, 0x1b),
	TIMER_FINE("one-shot", 0, 1, 0),
	TIMER_FINE("lazy", 1, 7, 0),
	TIMER_FINE("not enabled", 2, 2, 0),
	TIMER_FINE("with a count", 3, 3, 1),
	{ "HVM_CONTEXT: cr4 with PCIDE, in long mode", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 728, 8, 0x20020),
	       SET(XC(HVM_CONTEXT), 1040, 8, 0xd01)) },
	{ "HVM_CONTEXT: cr4 with PCIDE, not in long mode", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 728, 8, 0x20020),
	       SET(XC(HVM_CONTEXT), 1040, 8, 0x900)),
	  FAULTS(FAULT(HVM_HARM, XC(HVM_CONTEXT), 1040, 0xd00, 0x900,
		       V | R | D)) },
	{ "HVM_CONTEXT: the largest gtsc_khz", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 36, 4, 0x1fffffff)) },
	{ "HVM_CONTEXT: gtsc_khz that wraps round", &hvm3,
	  EDIT(SET(XC(HVM_CONTEXT), 36, 4, 0x20000000)),
	  FAULTS(FAULT(TSC_KHZ, XC(HVM_CONTEXT), 36, 0x1fffffff, 0x20000000,
		       V | R | D)) },
	/* the entry at 1120 becomes MTRR */
	{ "MTRR: 9 variable ranges", &hvm3,
	  EDIT(SIZE(XC(HVM_CONTEXT), 1368), SET(XC(HVM_CONTEXT), 1120, 2, 14),
	       SET(XC(HVM_CONTEXT), 1124, 4, 240),
	       SET(XC(HVM_CONTEXT), 1352, 1, 9),
	       SET(XC(HVM_CONTEXT), 1368, 8, 0)),
	  FAULTS(FAULT(HVM_HARM, XC(HVM_CONTEXT), 1352, 8, 9, V | R | D)) },
	{ "MTRR: 8 variable ranges", &hvm3,
	  EDIT(SIZE(XC(HVM_CONTEXT), 1368), SET(XC(HVM_CONTEXT), 1120, 2, 14),
	       SET(XC(HVM_CONTEXT), 1124, 4, 240),
	       SET(XC(HVM_CONTEXT), 1352, 1, 8),
	       SET(XC(HVM_CONTEXT), 1353, 1, 5),
	       SET(XC(HVM_CONTEXT), 1368, 8, 0)) },

	/* ---- HVM_PARAMS ---- */
	{ "HVM_PARAMS: too short", &hvm3, EDIT(SIZE(XC(HVM_PARAMS), 7)),
	  FAULTS(FATAL(LENGTH, XC(HVM_PARAMS), 4, 8, 7)) },
	{ "HVM_PARAMS: a byte too much", &hvm3, EDIT(SIZE(XC(HVM_PARAMS), 57)),
	  FAULTS(FATAL(LENGTH, XC(HVM_PARAMS), 4, 56, 57)) },
	{ "HVM_PARAMS: half a parameter", &hvm3, EDIT(SIZE(XC(HVM_PARAMS), 48)),
	  FAULTS(FATAL(LENGTH, XC(HVM_PARAMS), 4, 40, 48)) },
	{ "HVM_PARAMS: count too small", &hvm3,
	  EDIT(SET(XC(HVM_PARAMS), 8, 4, 2)),
	  FAULTS(FATAL(COUNT, XC(HVM_PARAMS), 8, 3, 2)) },
	{ "HVM_PARAMS: count too large", &hvm3,
	  EDIT(SET(XC(HVM_PARAMS), 8, 4, 4)),
	  FAULTS(FATAL(COUNT, XC(HVM_PARAMS), 8, 3, 4)) },
	{ "HVM_PARAMS: count 0", &hvm3, EDIT(SET(XC(HVM_PARAMS), 8, 4, 0)),
	  FAULTS(FATAL(COUNT, XC(HVM_PARAMS), 8, 3, 0)) },
	{ "HVM_PARAMS: count x 16 over 32 bits", &hvm3,
	  EDIT(SIZE(XC(HVM_PARAMS), 40), SET(XC(HVM_PARAMS), 8, 4, 0x10000002)),
	  FAULTS(FATAL(COUNT, XC(HVM_PARAMS), 8, 2, 0x10000002)) },
	{ "HVM_PARAMS: empty", &hvm3,
	  EDIT(SIZE(XC(HVM_PARAMS), 8), SET(XC(HVM_PARAMS), 8, 4, 0)),
	  FAULTS(FAULT(PARAM_EMPTY, XC(HVM_PARAMS), 8, 1, 0, ALL)) },
	{ "HVM_PARAMS: reserved field", &hvm3,
	  EDIT(SET(XC(HVM_PARAMS), 12, 4, 1)),
	  FAULTS(FAULT(RESERVED_BITS, XC(HVM_PARAMS), 12, 0, 1, R)) },
	{ "HVM_PARAMS: the largest index", &hvm3,
	  EDIT(SET(XC(HVM_PARAMS), 32, 8, UINT32_MAX)),
	  FAULTS(FAULT(PARAM_UNKNOWN, XC(HVM_PARAMS), 32, 0, UINT32_MAX,
		       V | R | D)) },
	PARAM_ROW(0),
	PARAM_ROW(2),
	PARAM_ROW(3),
	PARAM_ROW(7),
	PARAM_ROW(14),
	PARAM_ROW(24),
	PARAM_ROW(31),
	PARAM_ROW(35),
	PARAM_ROW(39),
	PARAM_ROW(63),
	PARAM_ROW(64),
	PARAM_ROW(69),
	PARAM_FINE(4),
	PARAM_FINE(9),
	PARAM_FINE(12),
	PARAM_FINE(15),
	PARAM_FINE(17),
	PARAM_FINE(19),
	PARAM_FINE(27),
	PARAM_FINE(28),
	PARAM_FINE(29),
	PARAM_FINE(32),
	PARAM_FINE(33),
	PARAM_FINE(34),
	PARAM_FINE(36),
	PARAM_FINE(37),
	PARAM_FINE(38),
	{ "HVM_PARAMS: one twice", &hvm3, EDIT(SET(XC(HVM_PARAMS), 48, 8, 5)),
	  FAULTS(FAULT(PARAM_TWICE, XC(HVM_PARAMS), 48, 0, 5, V | R | D)) },
	{ "HVM_PARAMS: one again in another record", &hvm3,
	  EDIT(COPY(XC(HVM_PARAMS), XC(END)), SET(XC2(HVM_PARAMS), 32, 8, 9),
	       SET(XC2(HVM_PARAMS), 48, 8, 12)),
	  FAULTS(FAULT(PARAM_TWICE, XC2(HVM_PARAMS), 16, 0, 1, V | R | D)) },
	{ "HVM_PARAMS: index over 32 bits", &hvm3,
	  EDIT(SET(XC(HVM_PARAMS), 32, 8, 0x100000005)),
	  FAULTS(FAULT(PARAM_INDEX, XC(HVM_PARAMS), 32, 5, 0x100000005,
		       V | R | D)) },
	{ "HVM_PARAMS: twice, as in a converted stream", &hvm2,
	  EDIT(COPY(XC(HVM_PARAMS), XC(END)), SET(XC2(HVM_PARAMS), 16, 8, 9),
	       SET(XC2(HVM_PARAMS), 32, 8, 12),
	       SET(XC2(HVM_PARAMS), 48, 8, 15)) },
	{ "HVM_PARAMS: none", &hvm3, EDIT(DROP(XC(HVM_PARAMS))) },
	{ "HVM_PARAMS before STATIC_DATA_END", &hvm3,
	  EDIT(MOVE(XC(HVM_PARAMS), XC(STATIC_DATA_END))),
	  FAULTS(FAULT(ORDER_LAX, XC(HVM_PARAMS), 0, 16, 10, V | R | D)) },
	{ "HVM_PARAMS of a PV guest", &pv3,
	  EDIT(GRAFT(&hvm3, XC(HVM_PARAMS), XC(END))),
	  FAULTS(FAULT(GUEST, XC(HVM_PARAMS), 0, 2, 1, V | D)) },
	{ "HVM_PARAMS: cut in a parameter", &hvm3,
	  EDIT(CUT(XC(HVM_PARAMS), 21)),
	  FAULTS(FATAL(TRUNCATED, XC(HVM_PARAMS), 21, 11, 0)) },
	{ .name = NULL },
};
