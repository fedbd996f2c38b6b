// SPDX-License-Identifier: MIT
// Is the Xen save file on standard input valid? And how many of its pages have
// contents? A callback is a function of C; `user` brings it to an object.
//
//	c++ -std=c++17 -I. examples/languages/minimal.cc
#include <array>
#include <cstdio>
#include <iostream>

#define XCSTREAM_IMPLEMENTATION
#include "xcstream.h"

namespace
{

class Reader
{
      public:
	Reader()
	{
		ops_.page = page;
		xcstream_init(&xs_, &ops_, this, nullptr);
	}
	// The state points to ops_, and so does not outlive it.
	Reader(const Reader &) = delete;
	Reader &operator=(const Reader &) = delete;

	bool push(const unsigned char *data, std::size_t size)
	{
		return xcstream_push(&xs_, data, size, nullptr) ==
		       XCSTREAM_MORE;
	}

	int finish()
	{
		if (xcstream_finish(&xs_) == XCSTREAM_DONE) {
			std::cout << "valid, " << xcstream_offset(&xs_)
				  << " bytes\n";
			std::cerr << pages_ << " pages\n";
			return 0;
		}
		std::array<char, 256> why;
		xcstream_describe(xcstream_fault(&xs_), why.data(), why.size());
		std::cout << "not valid: " << why.data() << '\n';
		return 1;
	}

      private:
	static int page(const xcstream *xs, std::uint64_t, std::uint32_t)
	{
		++static_cast<Reader *>(xs->user)->pages_;
		return 0;
	}

	xcstream xs_;
	xcstream_ops ops_ = {};
	std::uint64_t pages_ = 0;
};

} // namespace

int main()
{
	std::array<unsigned char, 65536> chunk;
	Reader reader;

	while (std::size_t n = std::fread(chunk.data(), 1, chunk.size(), stdin))
		if (!reader.push(chunk.data(), n))
			break;
	return reader.finish();
}
