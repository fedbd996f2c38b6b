/* SPDX-License-Identifier: MIT */
/*
 * progress.h - how far is it? On a terminal, a line that changes, from the first
 * second on; everywhere, one line for each SIGUSR1.
 *
 * Who includes it has asked for POSIX (_POSIX_C_SOURCE); one file of a program
 * has defined PROGRESS_IMPLEMENTATION.
 */
#ifndef EXAMPLES_PROGRESS_H
#define EXAMPLES_PROGRESS_H

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define PROGRESS_FIRST 1000 /* ms; a short run shows nothing */
#define PROGRESS_NEXT 200

struct progress {
	const char *who; /* the program's name; NULL: not begun */
	uint64_t total; /* bytes; 0: not known */
	uint64_t began, next; /* ms; next: when to draw */
	bool line; /* it is there now, to be wiped away */
	volatile sig_atomic_t asked;
};

extern struct progress progress;

/*
 * It may be called again: before that, SIGUSR1 is nobody's end.
 *
 * `total` is 0 if it is not known; without `draw`, only SIGUSR1 is answered;
 * `flags` is SA_RESTART where system calls must not fail with EINTR, or 0, so
 * that it is answered at once.
 */
void progress_begin(const char *who, uint64_t total, bool draw, int flags);
/* So many bytes are done; call it again and again. */
void progress_step(uint64_t done);
/* Before anything else is printed on a terminal. */
void progress_wipe(void);
/* Milliseconds, of a clock that only goes on. */
uint64_t progress_now(void);

#ifdef PROGRESS_IMPLEMENTATION
struct progress progress = { .next = UINT64_MAX };

static void progress_on_signal(int number)
{
	(void)number;
	progress.asked = 1;
}

uint64_t progress_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void progress_begin(const char *who, uint64_t total, bool draw, int flags)
{
	struct sigaction action = { .sa_handler = progress_on_signal,
				    .sa_flags = flags };
	struct sigaction old;

	sigemptyset(&action.sa_mask);
	/* What the caller ignores stays ignored. */
	if (!progress.who && !sigaction(SIGUSR1, NULL, &old) &&
	    old.sa_handler != SIG_IGN)
		sigaction(SIGUSR1, &action, NULL);
	progress.who = who;
	progress.total = total;
	progress.began = progress_now();
	progress.next = draw && isatty(STDERR_FILENO)
				? progress.began + PROGRESS_FIRST
				: UINT64_MAX;
}

void progress_wipe(void)
{
	if (progress.line)
		fputs("\r\033[K", stderr);
	progress.line = false;
}

/* Work does not wait for a reader of this. */
static bool progress_can_print(void)
{
	struct pollfd fd = { .fd = STDERR_FILENO, .events = POLLOUT };

	return poll(&fd, 1, 0) > 0;
}

static void progress_print(uint64_t done, uint64_t ms)
{
	uint64_t rate = ms ? done * 1000 / ms : 0;

	fprintf(stderr, "%s: %" PRIu64 " MiB", progress.who, done >> 20);
	if (progress.total > done)
		fprintf(stderr, " of %" PRIu64 ", %" PRIu64 " %%",
			progress.total >> 20,
			done / (progress.total / 100 + 1));
	fprintf(stderr, ", %" PRIu64 " MiB/s", rate >> 20);
	if (progress.total > done && rate)
		fprintf(stderr, ", %" PRIu64 " s left",
			(progress.total - done) / rate);
}

void progress_step(uint64_t done)
{
	uint64_t now;

	if (!progress.asked && progress.next == UINT64_MAX)
		return;
	now = progress_now();
	if (!progress.asked && now < progress.next)
		return;
	if (!progress_can_print())
		return;
	progress_wipe();
	progress_print(done, now - progress.began);
	progress.line = !progress.asked;
	if (progress.asked)
		fputc('\n', stderr);
	progress.asked = 0;
	if (progress.next != UINT64_MAX)
		progress.next = now + PROGRESS_NEXT;
}
#endif

#endif
