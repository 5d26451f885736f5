// A body without its Saga.
#include <baton/pattern/saga.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

auto process() {
  return undo_on_failure([] { return parts::Result(); });
}
