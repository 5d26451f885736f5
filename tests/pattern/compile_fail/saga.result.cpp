// A body whose result does not say whether it failed.
#include <baton/pattern/saga.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

auto process() {
  return undo_on_failure([](Saga&) { return parts::Late(); });
}
