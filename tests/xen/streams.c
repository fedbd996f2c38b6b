/* SPDX-License-Identifier: MIT */
/*
 * streams FILE...
 *
 * In dom0: let Xen's own xc_domain_restore() restore each libxc stream into a
 * new domain, and tell what it says:
 *
 *	step: stream NAME
 *	result: stream NAME accepted|refused|crashed|hung|untried
 *	details: NAME its first error
 *
 * One after another, each in a process of its own. The domain never runs.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xenctrl.h>
#include <xenguest.h>

enum { DOMAIN_TYPE = 24, PV = 1, VCPUS = 2, MAX_KIB = 65536, PATIENCE = 20 };

static struct {
	xentoollog_logger logger;
	char first[200];
} said;

static void keep(struct xentoollog_logger *logger, xentoollog_level level,
		 int errnoval, const char *context, const char *format,
		 va_list args)
{
	(void)logger;
	(void)errnoval;
	(void)context;
	if (level >= XTL_ERROR && !said.first[0])
		vsnprintf(said.first, sizeof(said.first), format, args);
}

static void progress(struct xentoollog_logger *logger, const char *context,
		     const char *doing, int percent, unsigned long done,
		     unsigned long total)
{
	(void)logger;
	(void)context;
	(void)doing;
	(void)percent;
	(void)done;
	(void)total;
}

static void destroy(struct xentoollog_logger *logger)
{
	(void)logger;
}

/* As libxl does, but for what a guest has to see. */
static uint32_t create(xc_interface *xch, bool pv)
{
	struct xen_domctl_createdomain config = {
		.max_vcpus = VCPUS,
		.max_evtchn_port = 1023,
		.max_grant_frames = 4,
		.max_maptrack_frames = 16,
		.grant_opts = XEN_DOMCTL_GRANT_version(1),
	};
	uint32_t domain = 0;

	if (!pv) {
		config.flags = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap;
		config.arch.emulation_flags =
			XEN_X86_EMU_ALL & ~XEN_X86_EMU_VPCI;
	}
	if (xc_domain_create(xch, &domain, &config) ||
	    xc_domain_max_vcpus(xch, domain, VCPUS) ||
	    xc_domain_setmaxmem(xch, domain, MAX_KIB) ||
	    (!pv && xc_set_paging_mempool_size(xch, domain, 4 << 20))) {
		perror("a new domain");
		exit(3);
	}
	return domain;
}

static int restore(xc_interface *xch, uint32_t domain, int fd)
{
	static struct restore_callbacks callbacks;
	unsigned long store_frame = 0, console_frame = 0;
	xc_evtchn_port_or_error_t store, console;

	store = xc_evtchn_alloc_unbound(xch, domain, 0);
	console = xc_evtchn_alloc_unbound(xch, domain, 0);
	if (store < 0 || console < 0) {
		perror("xc_evtchn_alloc_unbound");
		return 3;
	}
	alarm(PATIENCE);
	return xc_domain_restore(xch, fd, domain, (unsigned int)store,
				 &store_frame, 0, (unsigned int)console,
				 &console_frame, 0, XC_STREAM_PLAIN, &callbacks,
				 -1) != 0;
}

int main(int argc, char **argv)
{
	xc_interface *xch;
	unsigned char head[DOMAIN_TYPE + 4] = { 0 };
	const char *ended, *name;
	uint32_t domain;
	int i, fd, status;

	said.logger.vmessage = keep;
	said.logger.progress = progress;
	said.logger.destroy = destroy;
	xch = xc_interface_open(&said.logger, &said.logger, 0);
	for (i = 1; xch && i < argc; i++) {
		name = strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1
					     : argv[i];
		printf("step: stream %s\n", name);
		fflush(stdout);
		fd = open(argv[i], O_RDONLY);
		if (fd < 0 || pread(fd, head, sizeof(head), 0) < 0) {
			perror(argv[i]);
			return 3;
		}
		domain = create(xch, head[DOMAIN_TYPE] == PV);
		if (fork() == 0) {
			xc_interface *own = xc_interface_open(&said.logger,
							      &said.logger, 0);

			status = restore(own, domain, fd);
			for (char *c = said.first; *c; c++)
				if (*c < ' ')
					*c = ' ';
			if (status)
				printf("details: %s %s\n", name, said.first);
			fflush(stdout);
			_exit(status);
		}
		close(fd);
		wait(&status);
		xc_domain_destroy(xch, domain);
		if (WIFSIGNALED(status))
			ended = WTERMSIG(status) == SIGALRM ? "hung"
							    : "crashed";
		else if (WEXITSTATUS(status) > 1)
			ended = "untried";
		else
			ended = WEXITSTATUS(status) ? "refused" : "accepted";
		printf("result: stream %s %s\n", name, ended);
		fflush(stdout);
	}
	return !xch;
}
