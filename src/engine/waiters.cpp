#include "engine/waiters.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace baton::engine {

WaiterId Waiters::add(const InstanceId& id, Until until, Done done) {
  const WaiterId waiter = next_id();
  waiters_.emplace(id.value, Waiter{.id = waiter, .until = until, .done = std::move(done)});
  return waiter;
}

bool Waiters::any_for(const InstanceId& id, Status status) const {
  const auto [first, last] = waiters_.equal_range(id.value);
  return std::any_of(first, last, [&](const auto& each) { return is_over(status, each.second.until); });
}

void Waiters::tell(const InstanceId& id, const InstanceView& view) {
  const auto [first, last] = waiters_.equal_range(id.value);
  for (auto each = first; each != last;) {
    if (!is_over(view.summary.status, each->second.until)) {
      ++each;
      continue;
    }
    each->second.done(view);
    each = waiters_.erase(each);
  }
}

void Waiters::fail(WaiterId waiter, const Error& error) {
  const auto found = std::ranges::find_if(waiters_, [&](const auto& each) { return each.second.id == waiter; });
  if (found == waiters_.end()) return;
  found->second.done(std::unexpected(error));
  waiters_.erase(found);
}

void Waiters::fail(const InstanceId& id, const Error& error) {
  const auto [first, last] = waiters_.equal_range(id.value);
  for (auto each = first; each != last; ++each) each->second.done(std::unexpected(error));
  waiters_.erase(first, last);
}

void Waiters::fail_all(const Error& error) {
  for (const auto& [id, waiter] : std::exchange(waiters_, {})) waiter.done(std::unexpected(error));
}

}  // namespace baton::engine
