// A Runtime of something that is no machine.
#include <baton/pattern/runtime.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Door {};

void close(const Runtime<Door, parts::Store, parts::Gateway>& door) {
  static_cast<void>(door.run(std::string("front"), 7));
}
