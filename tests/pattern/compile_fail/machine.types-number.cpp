// A Runtime of a number.
#include <baton/pattern/runtime.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

void close(const Runtime<int, parts::Store, parts::Gateway>& door) {
  static_cast<void>(door.run(std::string("front"), 7));
}
