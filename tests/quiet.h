/* SPDX-License-Identifier: MIT */
/* quiet.h - callbacks that look at nothing: what the library does is counted. */
#ifndef TESTS_QUIET_H
#define TESTS_QUIET_H

#include "xcstream.h"

static int on_page(const struct xcstream *xs, uint64_t pfn, uint32_t type)
{
	(void)xs;
	(void)pfn;
	(void)type;
	return 0;
}

static int on_page_data(const struct xcstream *xs, uint64_t pfn, uint32_t type,
			uint32_t offset, const uint8_t *data, size_t len)
{
	(void)xs;
	(void)pfn;
	(void)type;
	(void)offset;
	(void)data;
	(void)len;
	return 0;
}

#endif
