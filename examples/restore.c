/* SPDX-License-Identifier: MIT */
/*
 * restore - restore a domain, in the memory of this process.
 *
 *	cc -std=c99 -O2 -I. -o restore examples/restore.c
 *	./restore <STREAM
 *
 * The helper is in restore.h; here is a backend for it, to be replaced by one
 * for a domain of Xen. This one tells checksums of what it got.
 */
#define _POSIX_C_SOURCE 200809L

#define XCSTREAM_IMPLEMENTATION
#define XCSTREAM_STATIC
/* Nobody else writes to what is held, so that eight loads may become one. */
#define XCSTREAM_LOAD8(p) (*(const uint8_t *)(p))
#include "options.h"
#include "restore.h"

#include <signal.h>

/* ---- the domain ---- */

enum { ITEMS = 4096, NAME = 128, PAGE = 4096 };

/* Of what is no memory a checksum is enough. */
struct item {
	char name[NAME];
	size_t len;
	uint32_t sum;
};

struct memory {
	uint32_t type; /* of the guest */
	uint64_t checkpoints;

	uint64_t max_pfn, end_pfn; /* limit, and end of those with memory */
	uint8_t **pages; /* by pfn */
	uint8_t *types;
	uint64_t nr_pages, max_pages; /* with memory */
	uint64_t *p2m, nr_p2m; /* by frame */

	struct item items[ITEMS];
	unsigned int nr_items;
};

/* CRC-32, that of zlib, by half bytes. */
static uint32_t checksum(uint32_t sum, const void *data, size_t len)
{
	static const uint32_t table[] = { 0x00000000, 0x1db71064, 0x3b6e20c8,
					  0x26d930ac, 0x76dc4190, 0x6b6b51f4,
					  0x4db26158, 0x5005713c, 0xedb88320,
					  0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
					  0x9b64c2b0, 0x86d3d2d4, 0xa00ae278,
					  0xbdbdf21c };
	const uint8_t *p = data;

	for (sum = ~sum; len; len--) {
		sum ^= *p++;
		sum = sum >> 4 ^ table[sum & 15];
		sum = sum >> 4 ^ table[sum & 15];
	}
	return ~sum;
}

static uint32_t checksum_number(uint32_t sum, uint64_t number)
{
	uint8_t bytes[8];
	unsigned int i;

	for (i = 0; i < 8; i++)
		bytes[i] = (uint8_t)(number >> 8 * i);
	return checksum(sum, bytes, 8);
}

static int set(struct memory *m, const char *name, const void *data, size_t len)
{
	unsigned int i = 0;

	while (i < m->nr_items && strcmp(m->items[i].name, name))
		i++;
	if (i == ITEMS)
		return -ENOSPC;
	if (i == m->nr_items)
		strcpy(m->items[m->nr_items++].name, name);
	m->items[i].len = len;
	m->items[i].sum = checksum(0, data, len);
	return 0;
}

/* Returns 0, as for a domain that is what the stream says. */
static int mem_begin(void *domain, uint32_t type)
{
	struct memory *m = domain;

	m->type = type;
	return 0;
}

static int mem_set_pv_info(void *domain, uint32_t width, uint32_t levels)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "%" PRIu32 " %" PRIu32, width,
			 levels);

	return set(domain, "pv-info", text, (size_t)n);
}

static int mem_nothing(void *domain)
{
	(void)domain;
	return 0;
}

/* The parser has compared the end of the range, and the pfn, with max_pfn. */
static int mem_set_p2m_frame(void *domain, uint64_t frame, uint64_t pfn)
{
	struct memory *m = domain;

	m->p2m[frame] = pfn;
	if (frame >= m->nr_p2m)
		m->nr_p2m = frame + 1;
	return 0;
}

static int mem_populate(void *domain, uint64_t pfn, uint32_t type)
{
	bool has_memory =
		type != XCSTREAM_PAGE_XTAB && type != XCSTREAM_PAGE_BROKEN;
	struct memory *m = domain;

	/* With memory it is not; the parser has seen to that. */
	if (pfn > m->max_pfn)
		return 0;
	m->types[pfn] = (uint8_t)type;
	if (!has_memory && m->pages[pfn]) {
		free(m->pages[pfn]);
		m->pages[pfn] = NULL;
		m->nr_pages--;
	} else if (has_memory && !m->pages[pfn]) {
		if (m->nr_pages < m->max_pages)
			m->pages[pfn] = calloc(1, PAGE);
		if (!m->pages[pfn])
			return -ENOMEM;
		m->nr_pages++;
		if (pfn >= m->end_pfn)
			m->end_pfn = pfn + 1;
	}
	return 0;
}

static int mem_write(void *domain, uint64_t pfn, uint32_t offset,
		     const uint8_t *data, size_t len)
{
	struct memory *m = domain;

	/* Named twice in its record, the second time without memory. */
	if (!m->pages[pfn])
		return -EINVAL;
	memcpy(m->pages[pfn] + offset, data, len);
	return 0;
}

static int mem_set_tsc(void *domain, uint32_t mode, uint32_t khz, uint64_t nsec,
		       uint32_t incarnation)
{
	char text[80];
	int n = snprintf(text, sizeof(text),
			 "%" PRIu32 " %" PRIu32 " %" PRIu64 " %" PRIu32, mode,
			 khz, nsec, incarnation);

	return set(domain, "tsc", text, (size_t)n);
}

static int mem_set_hvm_param(void *domain, uint64_t index, uint64_t value)
{
	char name[40], text[24];
	int n = snprintf(text, sizeof(text), "%" PRIu64, value);

	snprintf(name, sizeof(name), "hvm-param-%" PRIu64, index);
	return set(domain, name, text, (size_t)n);
}

/* Keys have no characters that a terminal would obey. */
static int mem_set_xenstore(void *domain, const char *key, const char *value)
{
	char name[NAME];

	if (snprintf(name, sizeof(name), "xenstore-%s", key) >= NAME)
		return -ENAMETOOLONG;
	return set(domain, name, value, strlen(value));
}

static int mem_set_context(void *domain, const struct context *context)
{
	char name[NAME];

	snprintf(name, sizeof(name), "%s-%" PRIu32 "-%" PRIu32,
		 xcstream_record_name(context->layer, context->type),
		 context->id, context->index);
	return set(domain, name, context->data, context->len);
}

static int mem_checkpoint(void *domain)
{
	struct memory *m = domain;

	m->checkpoints++;
	return 0;
}

static void mem_destroy(void *domain)
{
	struct memory *m = domain;
	uint64_t pfn;

	for (pfn = 0; pfn < m->end_pfn; pfn++)
		free(m->pages[pfn]);
	free(m->pages);
	free(m->types);
	free(m->p2m);
}

static const struct backend memory_backend = {
	.begin = mem_begin,
	.set_pv_info = mem_set_pv_info,
	.end_static = mem_nothing,
	.set_p2m_frame = mem_set_p2m_frame,
	.populate = mem_populate,
	.write = mem_write,
	.set_tsc = mem_set_tsc,
	.set_hvm_param = mem_set_hvm_param,
	.set_xenstore = mem_set_xenstore,
	.set_context = mem_set_context,
	.checkpoint = mem_checkpoint,
	.flush = mem_nothing,
	.start = mem_nothing,
	.destroy = mem_destroy,
};

/*
 * With room for so many MiB, and for the 4 GiB of addresses where an HVM guest
 * has devices, too. Returns false if there is no memory for the tables.
 */
static bool create(struct memory *m, uint64_t mib)
{
	size_t pfns = (size_t)mib * 256 + 0x100000;

	m->max_pages = mib * 256;
	m->max_pfn = pfns - 1;
	m->pages = calloc(pfns, sizeof(*m->pages));
	m->types = calloc(pfns, 1);
	m->p2m = calloc(pfns / 512 + 1, sizeof(*m->p2m));
	return m->pages && m->types && m->p2m;
}

/* ---- the program ---- */

static void put_line(const char *name, uint64_t len, uint32_t sum)
{
	wait_for(STDOUT_FILENO, POLLOUT); /* it may be non-blocking */
	printf("%s %" PRIu64 " %08" PRIx32 "\n", name, len, sum);
}

/* Of each page with memory that is an entry of PAGE_DATA, and the contents. */
static void put_summary(const struct memory *m)
{
	uint32_t sum = 0;
	unsigned int i;
	uint64_t n;

	printf("%s, checkpoints: %" PRIu64 "\n",
	       m->type == XCSTREAM_DOMAIN_X86_PV ? "x86 PV" : "x86 HVM",
	       m->checkpoints);
	for (n = 0; n < m->end_pfn; n++) {
		if (!m->pages[n])
			continue;
		sum = checksum_number(sum, (uint64_t)m->types[n] << 60 | n);
		sum = checksum(sum, m->pages[n], PAGE);
	}
	put_line("memory", m->nr_pages * PAGE, sum);
	for (sum = 0, n = 0; n < m->nr_p2m; n++)
		sum = checksum_number(sum, m->p2m[n]);
	put_line("p2m", m->nr_p2m * 8, sum);
	for (i = 0; i < m->nr_items; i++)
		put_line(m->items[i].name, m->items[i].len, m->items[i].sum);
}

static const char usage[] =
	"Usage: restore [OPTION]... <STREAM\n"
	"Restore a domain into the memory of this process, and print what it\n"
	"got: a name, a length and a CRC-32 a line.\n"
	"\n"
	"  -c, --checkpointed   the sender is Remus: fail over if the stream\n"
	"                       breaks off\n"
	"      --max-mem=MIB    memory of the domain (256); 9 bytes more are\n"
	"                       needed for each page of it and of the lowest\n"
	"                       4 GiB\n"
	"      --vcpus=N        vCPUs of the domain (64)\n"
	"      --max-epoch=MIB  how much to hold back from checkpoint to\n"
	"                       checkpoint (256)\n"
	"      --big-endian     take big-endian streams, which no x86 writes\n"
	"  -h, --help           print this\n"
	"      --version        print the version\n"
	"\n"
	"Exit status: 0 if the domain was restored, perhaps to a checkpoint,\n"
	"1 if the stream is not valid, 2 on wrong usage, or if something "
	"could\n"
	"not be read, written or allocated.\n";

enum {
	OPTION_MAX_MEM = 256,
	OPTION_VCPUS,
	OPTION_MAX_EPOCH,
	OPTION_BIG_ENDIAN,
	OPTION_VERSION
};

static const struct option options[] = {
	{ "checkpointed", no_argument, NULL, 'c' },
	{ "max-mem", required_argument, NULL, OPTION_MAX_MEM },
	{ "vcpus", required_argument, NULL, OPTION_VCPUS },
	{ "max-epoch", required_argument, NULL, OPTION_MAX_EPOCH },
	{ "big-endian", no_argument, NULL, OPTION_BIG_ENDIAN },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 }
};

/* optarg as a number from 1 to `max`; 0 if it is none. */
static uint64_t number(uint64_t max)
{
	uint64_t n = parse_number(optarg, 10, max);
	char plain[400];

	if (n)
		return n;
	printable(plain, sizeof(plain), optarg);
	fprintf(stderr, "restore: '%s' is not a number from 1 to %" PRIu64 "\n",
		plain, max);
	return 0;
}

/* Returns false if the option, or its argument, is wrong. */
static bool take_option(struct xcstream_config *limits, uint64_t *mib,
			int option)
{
	switch (option) {
	case OPTION_MAX_MEM:
		*mib = number(1 << 20);
		return *mib;
	case OPTION_VCPUS:
		limits->max_vcpus = (uint32_t)number(8192);
		return limits->max_vcpus;
	case OPTION_MAX_EPOCH:
		limits->max_epoch = number(1 << 20) << 20;
		return limits->max_epoch;
	case 'c':
		limits->flags |= XCSTREAM_CHECKPOINTED;
		return true;
	case OPTION_BIG_ENDIAN:
		limits->flags &= (uint8_t)~XCSTREAM_LITTLE_ENDIAN_ONLY;
		return true;
	default:
		return false;
	}
}

/*
 * STRICT, without checkpoints that nobody announced. A real helper takes max_pfn
 * and max_vcpus from what the domain has been created with.
 */
static struct xcstream_config domain_limits = {
	.profile = XCSTREAM_CUSTOM,
	.flags = XCSTREAM_LITTLE_ENDIAN_ONLY,
	.max_vcpus = 64,
	.max_epoch = 256 << 20,
};

int main(int argc, char **argv)
{
	static struct memory memory;
	static struct restore r = { .to = &memory_backend, .domain = &memory };
	enum outcome outcome;
	uint64_t mib = 256;
	char plain[400];
	int option;

	signal(SIGXFSZ, SIG_IGN); /* an error to report, not to die of */
	xcstream_set_profile(&domain_limits.tolerate, XCSTREAM_STRICT);
	xcstream_set_code(&domain_limits.tolerate, XCSTREAM_E_CHECKPOINT,
			  false);
	while ((option = next_option("restore", argc, argv, ":ch", options)) >=
	       0) {
		if (option == 'h' || option == OPTION_VERSION)
			return answer("restore",
				      option == 'h'
					      ? usage
					      : "restore " XCSTREAM_VERSION
						"\n");
		if (!take_option(&domain_limits, &mib, option))
			break;
	}
	if (option < 0 && optind < argc) {
		printable(plain, sizeof(plain), argv[optind]);
		fprintf(stderr, "restore: takes no file: restore <%s\n", plain);
	}
	if (option >= 0 || optind < argc) {
		fputs("restore: try 'restore --help'\n", stderr);
		return TROUBLE;
	}
	if (!create(&memory, mib)) {
		perror("restore: tables of the domain's pages");
		return TROUBLE;
	}
	domain_limits.max_pfn = memory.max_pfn;
	outcome = restore(&r, STDIN_FILENO, &domain_limits);
	/* What follows the stream is for somebody else. */
	lseek(STDIN_FILENO, -(off_t)r.rest, SEEK_CUR);
	free(r.held);
	if (outcome != RESTORED)
		return (int)outcome;
	put_summary(&memory);
	mem_destroy(&memory);
	if (!fflush(stdout) && !ferror(stdout) && !fclose(stdout))
		return RESTORED;
	perror("restore: standard output");
	return TROUBLE;
}
