/* SPDX-License-Identifier: MIT */
/* context.h - tests of what HVM_CONTEXT consists of, for unit.c. */
#ifndef TESTS_UNIT_CONTEXT_H
#define TESTS_UNIT_CONTEXT_H

void test_entry_lengths(void **state);
void test_entry_types(void **state);
void test_entry_instances(void **state);
void test_entry_unknown(void **state);
void test_pic(void **state);
void test_stimers(void **state);

#endif
