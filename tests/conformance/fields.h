/* SPDX-License-Identifier: MIT */
/*
 * fields.h - tests of what every record or header has: a length, and bits that
 * have one right value.
 */
#ifndef TESTS_CONFORMANCE_FIELDS_H
#define TESTS_CONFORMANCE_FIELDS_H

/* Each record type, with each length at a border of what it may have. */
void test_lengths(void **state);

/* Each bit that has one right value, if it has the other. */
void test_bits(void **state);

#endif
