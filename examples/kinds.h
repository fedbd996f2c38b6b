/* SPDX-License-Identifier: MIT */
/*
 * kinds.h - what the programs here say of a file that is no Xen stream, but
 * something else that people have, and of an image that is too old.
 */
#ifndef EXAMPLES_KINDS_H
#define EXAMPLES_KINDS_H

#include "report.h"

struct kind {
	size_t at, len; /* where, and how many bytes */
	const char *bytes, *what, *cure;
};

static const struct kind kinds[] = {
	{ 0, 2, "\x1f\x8b", "gzip data",
	  "decompress it first: gunzip <FILE >NEW" },
	{ 0, 6, "\375\067zXZ\0", "xz data",
	  "decompress it first: unxz <FILE >NEW" },
	{ 0, 4, "\x28\xb5\x2f\xfd", "zstd data",
	  "decompress it first: unzstd <FILE >NEW" },
	{ 0, 3, "BZh", "bzip2 data",
	  "decompress it first: bunzip2 <FILE >NEW" },
	{ 0, 4, "\4\"M\x18", "lz4 data",
	  "decompress it first: unlz4 <FILE >NEW" },
	{ 0, 4, "PK\3\4", "a zip archive", "unpack it first, with unzip" },
	{ 257, 5, "ustar", "a tar archive, which XVA files are, too",
	  "unpack it first, with tar -x" },
	{ 0, 4, "QFI\xfb", "a qcow2 disk image", "" },
	{ 0, 4, "KDMV", "a VMDK disk image", "" },
	{ 0, 21, "# Disk DescriptorFile", "the descriptor of a VMDK disk image",
	  "" },
	{ 0, 8, "conectix", "a VHD disk image", "" },
	{ 0, 8, "vhdxfile", "a VHDX disk image", "" },
	{ 0, 4, "\177ELF", "an ELF file, as xl dump-core writes one",
	  "no domain can be restored from that" },
	{ 0, 4, "QEVM", "QEMU's own state, without a domain around it", "" },
	{ 0, 16, "LibvirtQemudSave", "a save of a QEMU or KVM guest",
	  "restore it where its libvirt drives QEMU" },
	{ 0, 16, "LibvirtQemudPart", "a save of a QEMU or KVM guest, cut off",
	  "" },
	{ 0, 16, "LinuxGuestRecord", "a save of xend's, of Xen 4.4 or older",
	  "no Xen since 4.5 restores it" },
};

/*
 * What the file is, if it is no stream. `head` is how it begins; 262 bytes are
 * enough for all kinds.
 */
static inline const struct kind *find_kind(const struct xcstream_report *fault,
					   const unsigned char *head, size_t n)
{
	const struct kind *k = kinds, *end = kinds + COUNT(kinds);

	if (fault->offset >= 16 || XCSTREAM_IS_CALLER(fault->code))
		return NULL;
	while (k < end && (n < k->at + k->len ||
			   memcmp(head + k->at, k->bytes, k->len) != 0))
		k++;
	return k < end ? k : NULL;
}

/*
 * What turns an old image into one of today. Its first number, of pages, tells
 * the toolstack's width, and what follows that, the guest.
 */
static inline void words_convert(struct words *text,
				 const struct xcstream_report *fault,
				 const unsigned char *head, size_t n)
{
	static const unsigned char ones[8] = { 255, 255, 255, 255,
					       255, 255, 255, 255 };
	bool pv32 = n >= 8 && !memcmp(head + 4, ones, 4);
	bool pv64 = n >= 16 && !memcmp(head + 8, ones, 8);
	bool wide = n >= 8 && !head[4] && !head[5] && !head[6] && !head[7];

	if (fault->code == XCSTREAM_E_XL_LEGACY)
		words_add(text, "; convert it with convert-legacy-stream -x "
				"-f libxl -w WIDTH -g GUEST -i OLD -o NEW, "
				"64 or 32 and pv or hvm as it was");
	else if (fault->code == XCSTREAM_E_LEGACY && fault->offset < 8)
		words_add(text,
			  "; convert it with convert-legacy-stream "
			  "-w %s -g %s -i OLD -o NEW",
			  wide ? "64" : "32", pv32 || pv64 ? "pv" : "hvm");
}

/*
 * A stream that breaks off, and how much of the guest's memory it has brought:
 * in a file of any length, the last record decides nothing.
 */
static inline void words_cut(struct words *text,
			     const struct xcstream_report *fault,
			     uint64_t memory)
{
	char sentence[256], *missing;

	xcstream_describe(fault, sentence, sizeof(sentence));
	missing = strstr(sentence, " early, ");
	words_add(text, "%.*s early, after %" PRIu64 " whole record%s",
		  (int)(missing - sentence), sentence, fault->record,
		  fault->record == 1 ? "" : "s");
	if (!memory) {
		words_add(text, ", before any guest memory");
		return;
	}
	words_add(text, " and ");
	words_size(text, memory);
	words_add(text, " of guest memory");
}

/*
 * The fault; or what the file is instead of a stream; and what helps. `memory`
 * is how many bytes of pages came before it. Returns the word that the verdict
 * begins with, by which many can be sorted.
 */
static inline const char *words_verdict(struct words *text,
					const struct xcstream_report *fault,
					const unsigned char *head, size_t n,
					uint64_t memory)
{
	const struct kind *k = find_kind(fault, head, n);

	if (k) {
		words_add(text, "not a Xen stream but %s%s%s", k->what,
			  *k->cure ? ": " : "", k->cure);
		return "invalid";
	}
	if (fault->code != XCSTREAM_E_TRUNCATED) {
		words_fault(text, fault);
		words_convert(text, fault, head, n);
		return "invalid";
	}
	if (fault->offset)
		words_cut(text, fault, memory);
	else
		words_add(text, "the input is empty");
	return "incomplete";
}

#endif
