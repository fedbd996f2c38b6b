/* SPDX-License-Identifier: MIT */
/*
 * init PROGRAM [ARGUMENT...]
 *
 * The first process of an initramfs: run a program that reads standard input,
 * as PROGRAM </stream >/out, and tell how it went.
 */
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void run(char **argv)
{
	int in = open("/stream", O_RDONLY);
	int out = open("/out", O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (in < 0 || out < 0 || dup2(in, STDIN_FILENO) < 0 ||
	    dup2(out, STDOUT_FILENO) < 0)
		_exit(126);
	execv(argv[0], argv);
	_exit(127);
}

int main(int argc, char **argv)
{
	struct stat st = { 0 };
	int status = 0;
	pid_t pid;

	if (argc < 2)
		return 2;
	pid = fork();
	if (!pid)
		run(argv + 1);
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || stat("/out", &st)) {
		perror("init");
		return 2;
	}
	printf("init: it wrote %lld bytes\n", (long long)st.st_size);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
