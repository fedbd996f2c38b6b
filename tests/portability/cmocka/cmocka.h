/* SPDX-License-Identifier: MIT */
/*
 * cmocka.h - what the tests use of cmocka, for machines for which Debian has a
 * compiler but no cmocka. On all others they use cmocka itself.
 */
#ifndef TESTS_PORTABILITY_CMOCKA_H
#define TESTS_PORTABILITY_CMOCKA_H

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CMUnitTest {
	const char *name;
	void (*test_func)(void **state);
	int (*setup_func)(void **state);
	int (*teardown_func)(void **state);
	void *initial_state;
};

enum { CMOCKA_FAILED = 1, CMOCKA_SKIPPED };

static jmp_buf cmocka_jump;

#define cmocka_unit_test(f)                                                    \
	{                                                                      \
#f, f, NULL, NULL, NULL                                        \
	}
#define print_error(...) fprintf(stderr, __VA_ARGS__)
#define skip() longjmp(cmocka_jump, CMOCKA_SKIPPED)
#define fail() fail_msg("%s", "failed")
#define fail_msg(...)                                                          \
	do {                                                                   \
		fprintf(stderr, "%s:%d: ", __FILE__, __LINE__);                \
		fprintf(stderr, __VA_ARGS__);                                  \
		fprintf(stderr, "\n");                                         \
		longjmp(cmocka_jump, CMOCKA_FAILED);                           \
	} while (0)
#define cmocka_want(what, right)                                               \
	do {                                                                   \
		if (!(right))                                                  \
			fail_msg("%s", what);                                  \
	} while (0)
#define assert_true(a) cmocka_want(#a, a)
#define assert_false(a) cmocka_want("not " #a, !(a))
#define assert_null(a) cmocka_want(#a " is not NULL", !(a))
#define assert_non_null(a) cmocka_want(#a " is NULL", (a) != NULL)
#define assert_ptr_equal(a, b) cmocka_want(#a " is not " #b, (a) == (b))
#define assert_int_equal(a, b)                                                 \
	cmocka_want(#a " is not " #b, (uint64_t)(a) == (uint64_t)(b))
#define assert_int_not_equal(a, b)                                             \
	cmocka_want(#a " is " #b, (uint64_t)(a) != (uint64_t)(b))
#define assert_string_equal(a, b) cmocka_want(#a " is not " #b, !strcmp(a, b))
#define assert_string_not_equal(a, b) cmocka_want(#a " is " #b, strcmp(a, b))
#define assert_memory_equal(a, b, n)                                           \
	cmocka_want(#a " is not " #b, !memcmp(a, b, n))

/* Alone with setjmp(): what it changes after that is lost. */
static inline int cmocka_run_one(const struct CMUnitTest *test)
{
	void *state = test->initial_state;
	int what = setjmp(cmocka_jump);

	if (!what)
		test->test_func(&state);
	return what;
}

static inline int cmocka_run(const char *group, const struct CMUnitTest *tests,
			     size_t nr)
{
	unsigned int count[3] = { 0 };
	size_t i;
	int what;

	for (i = 0; i < nr; i++) {
		if (!tests[i].test_func)
			continue;
		what = cmocka_run_one(&tests[i]);
		if (what == CMOCKA_FAILED)
			fprintf(stderr, "FAILED: %s\n", tests[i].name);
		count[what]++;
	}
	printf("%s: %u passed, %u skipped, %u failed\n", group, count[0],
	       count[CMOCKA_SKIPPED], count[CMOCKA_FAILED]);
	return (int)count[CMOCKA_FAILED] + !count[0];
}
#define cmocka_run_group_tests_name(group, tests, setup, teardown)             \
	cmocka_run(group, tests, sizeof(tests) / sizeof(*(tests)))

#endif
