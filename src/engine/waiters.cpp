#include "engine/waiters.hpp"

#include <algorithm>
#include <vector>

namespace baton::engine {

WaiterId Waiters::add(const InstanceId& id, Until until, std::optional<Timestamp> deadline, Done done) {
  const WaiterId waiter = next_id();
  const auto added =
      waiters_.emplace(id.value, Waiter{.id = waiter, .until = until, .deadline = deadline, .done = std::move(done)});
  by_id_.emplace(waiter, added);
  if (deadline) deadlines_.emplace(*deadline, waiter);
  return waiter;
}

Waiters::ByInstance::iterator Waiters::end(ByInstance::iterator waiter) {
  by_id_.erase(waiter->second.id);
  if (waiter->second.deadline) deadlines_.erase({*waiter->second.deadline, waiter->second.id});
  return waiters_.erase(waiter);
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
    each = end(each);
  }
}

void Waiters::fail(WaiterId waiter, const Error& error) {
  const auto found = by_id_.find(waiter);
  if (found == by_id_.end()) return;
  found->second->second.done(std::unexpected(error));
  end(found->second);
}

void Waiters::fail(const InstanceId& id, const Error& error) {
  const auto [first, last] = waiters_.equal_range(id.value);
  for (auto each = first; each != last; each = end(each)) each->second.done(std::unexpected(error));
}

void Waiters::fail_all(const Error& error) {
  by_id_.clear();
  deadlines_.clear();
  for (const auto& [id, waiter] : std::exchange(waiters_, {})) waiter.done(std::unexpected(error));
}

void Waiters::end_before(Timestamp now) {
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    const WaiterId waiter = deadlines_.begin()->second;
    fail(waiter, {.kind = Error::Kind::Timeout,
                  .message = "the instance '" + by_id_.at(waiter)->first +
                             "' did not reach that status in the time given; it continues"});
  }
}

std::optional<Timestamp> Waiters::next_deadline() const {
  if (deadlines_.empty()) return std::nullopt;
  return deadlines_.begin()->first;
}

}  // namespace baton::engine
