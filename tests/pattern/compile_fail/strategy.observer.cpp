// An observer that does not see what is retried.
#include <baton/pattern/strategies.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

parts::Result ask();
RetryDecision policy(const parts::Result& result, std::uint32_t attempt);

auto step() {
  return &ask | retry(&policy, NoPause(), [](int) {});
}
