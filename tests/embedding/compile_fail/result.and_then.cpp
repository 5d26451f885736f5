// Names: int
#include <baton/error.hpp>

auto twice(baton::Result<int> number) {
  return std::move(number).and_then([](int each) { return 2 * each; });
}
