// What is there to undo? No alternative is marked as a failure.
#include <baton/pattern/strategies.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

parts::Unmarked attempt();

auto step() {
  return &attempt | compensate([] {});
}
