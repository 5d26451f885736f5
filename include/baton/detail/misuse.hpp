// What a program must never do, and the headers notice: they print a message to the standard error stream and abort. It needs no
// library, because async.hpp is used with the pattern headers alone.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace baton::detail {

[[noreturn]] inline void stop_on_misuse(const char* message) noexcept {
  std::fprintf(stderr, "baton: %s\n", message);
  std::abort();
}

}  // namespace baton::detail
