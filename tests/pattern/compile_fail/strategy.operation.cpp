// A step that is to be undone is run by a Saga; retry what it does instead.
#include <baton/pattern/strategies.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

parts::Result attempt();
RetryDecision policy(const parts::Result& result, std::uint32_t attempt);

auto step() {
  return &attempt | compensate([] {}) | retry(&policy);
}
