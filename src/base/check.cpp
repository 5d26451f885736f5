#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace baton {

void check_failed(const char* condition, const char* message, const char* file, int line) {
  std::fprintf(stderr, "baton: internal error: %s (%s failed at %s:%d)\n", message, condition, file, line);
  std::abort();
}

}  // namespace baton
