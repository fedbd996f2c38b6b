/* SPDX-License-Identifier: MIT */
/*
 * contexts CODE <FILE
 *
 * In dom0: give the hypervisor each HVM context in FILE, as a restore does, let
 * a guest run with it, and tell what became of it, and of the hypervisor:
 *
 *	step: context NAME
 *	result: context NAME ENDED
 *
 * ENDED is refused, by the hypervisor; or what the guest did: poweroff, as CODE
 * does in the end, reboot, crash, runs or sleeps. FILE has for each a name of
 * 24 bytes, the length in 4, and the context; see contexts.py. There is no
 * device model: what Xen does not emulate reads as ones.
 */
#define XC_WANT_COMPAT_MAP_FOREIGN_API
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <xenctrl.h>

enum {
	PAGES = 16, /* the guest's memory */
	CODE = 1, /* the first of its code's pages */
	CODE_PAGES = 2,
	WAITS = 60, /* so many times 10 ms, until it has ended */
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void create(xc_interface *xch, const void *code, uint32_t *domain)
{
	struct xen_domctl_createdomain config = {
		.flags = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap,
		.max_vcpus = 1,
		.max_evtchn_port = 1023,
		.max_grant_frames = 4,
		.max_maptrack_frames = 16,
		.grant_opts = XEN_DOMCTL_GRANT_version(1),
	};
	xen_pfn_t pages[PAGES];
	unsigned int i;
	void *to;

	config.arch.emulation_flags = XEN_X86_EMU_ALL & ~XEN_X86_EMU_VPCI;
	*domain = 0;
	if (xc_domain_create(xch, domain, &config))
		die("xc_domain_create");
	for (i = 0; i < PAGES; i++)
		pages[i] = i;
	if (xc_domain_max_vcpus(xch, *domain, 1) ||
	    xc_domain_setmaxmem(xch, *domain, 1024) ||
	    xc_set_paging_mempool_size(xch, *domain, 2 << 20) ||
	    xc_domain_populate_physmap_exact(xch, *domain, PAGES, 0, 0, pages))
		die("a new domain");
	to = xc_map_foreign_range(xch, *domain, CODE_PAGES * XC_PAGE_SIZE,
				  PROT_READ | PROT_WRITE, CODE);
	if (!to)
		die("xc_map_foreign_range");
	memcpy(to, code, CODE_PAGES * XC_PAGE_SIZE);
	munmap(to, CODE_PAGES * XC_PAGE_SIZE);
}

static const char *run(xc_interface *xch, uint32_t domain)
{
	static const char *const reasons[] = { "poweroff", "reboot", "suspend",
					       "crash" };
	static const struct timespec pause = { 0, 10000000 };
	uint64_t time = 0;
	xc_dominfo_t info;
	unsigned int i;

	if (xc_domain_unpause(xch, domain))
		die("xc_domain_unpause");
	for (i = 0; i < WAITS; i++) {
		nanosleep(&pause, NULL);
		if (xc_domain_getinfo(xch, domain, 1, &info) != 1 ||
		    info.domid != domain)
			die("xc_domain_getinfo");
		if (info.shutdown)
			return info.shutdown_reason < 4
				       ? reasons[info.shutdown_reason]
				       : "another reason";
		/* Halted without interrupts, it will not go on. */
		if (info.blocked && info.cpu_time == time)
			break;
		time = info.cpu_time;
	}
	return info.blocked ? "sleeps" : "runs";
}

int main(int argc, char **argv)
{
	static unsigned char code[CODE_PAGES * XC_PAGE_SIZE];
	static uint8_t context[1 << 16];
	struct {
		char name[24];
		uint32_t length;
	} head;
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	xc_interface *xch;
	uint32_t domain;
	const char *ended;

	if (!file || !fread(code, 1, sizeof(code), file))
		die("CODE");
	xch = xc_interface_open(NULL, NULL, 0);
	if (!xch)
		die("xc_interface_open");
	while (fread(&head, sizeof(head), 1, stdin) == 1 &&
	       head.length <= sizeof(context) &&
	       fread(context, head.length, 1, stdin) == 1) {
		printf("step: context %.24s\n", head.name);
		fflush(stdout);
		create(xch, code, &domain);
		ended = "refused";
		if (!xc_domain_hvm_setcontext(xch, domain, context,
					      head.length))
			ended = run(xch, domain);
		else if (errno != EINVAL && errno != ENODATA && errno != ENXIO)
			ended = strerror(errno);
		if (xc_domain_destroy(xch, domain))
			die("xc_domain_destroy");
		printf("result: context %.24s %s\n", head.name, ended);
		fflush(stdout);
	}
	if (!feof(stdin))
		die("FILE");
	return 0;
}
