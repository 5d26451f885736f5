// A policy that does not say how long to wait.
#include <baton/pattern/strategies.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

parts::Result attempt();
bool policy(const parts::Result& result, std::uint32_t attempt);

auto step() {
  return &attempt | retry(&policy);
}
