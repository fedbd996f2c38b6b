/* SPDX-License-Identifier: MIT */
/*
 * watch.c - a plugin for QEMU's user emulation that counts how often the
 * compiled code of loads.c loads each byte of its input, and says so at exit.
 *
 * Debian packages no header for it: what follows is as of version 1 of the
 * interface. [QEMU, TCG plugins]
 */
#define _DEFAULT_SOURCE
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>

#define EXPORT __attribute__((visibility("default")))
#define INPUT 0x200000000ull /* as in loads.c */
#define ROOM 0x100000000ull

struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum { NO_REGS = 0, READS_AND_WRITES = 3 };

void qemu_plugin_register_vcpu_tb_trans_cb(
	uint64_t id, void (*callback)(uint64_t id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_atexit_cb(uint64_t id,
				    void (*callback)(uint64_t id, void *data),
				    void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn,
				      void (*callback)(unsigned int vcpu,
						       uint32_t info,
						       uint64_t address,
						       void *data),
				      int flags, int which, void *data);
unsigned int qemu_plugin_mem_size_shift(uint32_t info);
bool qemu_plugin_mem_is_store(uint32_t info);

EXPORT int qemu_plugin_version = 1;
EXPORT int qemu_plugin_install(uint64_t id, const void *info, int argc,
			       char **argv);

static unsigned char *seen;
static uint64_t loads, twice;

static void on_access(unsigned int vcpu, uint32_t info, uint64_t address,
		      void *data)
{
	unsigned int size;

	(void)vcpu;
	(void)data;
	address -= INPUT;
	if (address >= ROOM || qemu_plugin_mem_is_store(info))
		return;
	for (size = 1u << qemu_plugin_mem_size_shift(info); size; size--) {
		loads++;
		twice += seen[address];
		seen[address++] = 1;
	}
}

static void on_translate(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t i;

	(void)id;
	for (i = 0; i < qemu_plugin_tb_n_insns(tb); i++)
		qemu_plugin_register_vcpu_mem_cb(qemu_plugin_tb_get_insn(tb, i),
						 on_access, NO_REGS,
						 READS_AND_WRITES, NULL);
}

static void on_exit_of_it(uint64_t id, void *data)
{
	(void)id;
	(void)data;
	fprintf(stderr,
		"%" PRIu64 " bytes loaded, %" PRIu64 " of them not just once\n",
		loads, twice);
}

int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	(void)info;
	(void)argc;
	(void)argv;
	seen = mmap(NULL, ROOM, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (seen == MAP_FAILED)
		return 1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
	qemu_plugin_register_atexit_cb(id, on_exit_of_it, NULL);
	return 0;
}
