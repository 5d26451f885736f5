// An awaited operation whose pause would block the thread.
#include <baton/pattern/strategies.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

baton::Async<parts::Result> ask();
RetryDecision policy(const parts::Result& result, std::uint32_t attempt);

auto step() {
  return &ask | retry(&policy);
}
