// A bool is not enough to decide by.
#include <baton/pattern/strategies.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

bool attempt();
RetryDecision policy(bool result, std::uint32_t attempt);

auto step() {
  return &attempt | retry(&policy);
}
