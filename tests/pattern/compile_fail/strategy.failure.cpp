// When is the other one taken? No alternative is marked as a failure.
#include <baton/pattern/strategies.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

parts::Unmarked attempt();
parts::Unmarked other(const parts::Unmarked& failed);

auto step() {
  return &attempt | fallback(&other);
}
