// Strategies that compose.
#include <baton/pattern/strategies.hpp>
#include <baton/pattern/timeout.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

parts::Result attempt(std::uint32_t attempt);
parts::Result other(const parts::Result& failed);
RetryDecision policy(const parts::Result& result, std::uint32_t attempt);

auto step() {
  return &attempt | retry(&policy) | fallback(&other) | compensate([] {});
}

baton::Async<parts::Result> ask(std::uint32_t attempt);
baton::Async<void> wait_for(std::chrono::milliseconds delay);

auto awaited_step() {
  return &ask | retry(&policy, &wait_for, [](const parts::Result&, const Retrying&) {}) | fallback(&other);
}

auto limited_step() {
  return &ask | timeout(std::chrono::seconds(1), &wait_for, [] { return parts::Result(parts::Missing()); });
}
