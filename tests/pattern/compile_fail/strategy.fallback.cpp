// A fallback whose result is of another type.
#include <baton/pattern/strategies.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

parts::Result attempt();
parts::Session other(const parts::Result& failed);

auto step() {
  return &attempt | fallback(&other);
}
