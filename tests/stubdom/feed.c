/* SPDX-License-Identifier: MIT */
/*
 * feed LIMIT <STREAM >CHANNEL 3<BACK
 *
 * Send a stream to the stub domain: once it is ready, in bursts of 1 to LIMIT
 * bytes, at most 4096, whose length looks random but is the same each time.
 * Tell on standard error what it answered, and how much was sent until then.
 */
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LARGEST 4096u
#define BACK 3 /* descriptor */

static int answer(void)
{
	char byte;

	return read(BACK, &byte, 1) == 1 ? byte : '?';
}

int main(int argc, char **argv)
{
	static uint8_t burst[2 + LARGEST];
	uint32_t limit = 0, random = 1;
	unsigned long long sent = 0;
	size_t len;

	if (argc == 2)
		limit = (uint32_t)strtoul(argv[1], NULL, 10);
	if (limit < 1 || limit > LARGEST) {
		fputs("Usage: feed LIMIT <STREAM >CHANNEL 3<BACK\n", stderr);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN); /* it takes no more once it has answered */
	if (answer() != 'r') {
		fputs("feed: it does not get ready\n", stderr);
		return 1;
	}
	do {
		/* xorshift: all numbers but 0 */
		random ^= random << 13;
		random ^= random >> 17;
		random ^= random << 5;
		len = fread(burst + 2, 1, 1 + random % limit, stdin);
		burst[0] = (uint8_t)(len & 255);
		burst[1] = (uint8_t)(len >> 8);
		if (write(STDOUT_FILENO, burst, 2 + len) != (ssize_t)(2 + len))
			break;
		sent += len;
	} while (len);
	fprintf(stderr, "sent %llu bytes, answer %c\n", sent, answer());
	return 0;
}
