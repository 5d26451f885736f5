#include "runtime/timers.hpp"

#include "runtime/limits.hpp"

#include <algorithm>

namespace baton::runtime {

void Timers::read_all() {
  note(Timestamp::min());
}

void Timers::note(Timestamp due) {
  if (is_under_way_) {
    noted_ = noted_ ? std::min(*noted_, due) : due;
    return;
  }
  next_ = next_ ? std::min(*next_, due) : due;
  if (due <= last_.due) last_ = before_timers_due_at(due);
}

std::optional<TimersRequest> Timers::begin(const Shard& shard, Timestamp now) {
  const auto at = next();
  if (!at || *at > now) return std::nullopt;
  is_under_way_ = true;
  return TimersRequest{.shard = shard, .after = last_, .now = now, .limit = kTimerPage};
}

std::vector<DueTimer> Timers::read(const TimersRequest& request, TimerPage page) {
  is_under_way_ = false;
  if (!page.due.empty()) last_ = page.due.back();
  if (page.due.size() < request.limit) next_ = page.next;
  if (const auto noted = std::exchange(noted_, std::nullopt)) note(*noted);
  std::erase_if(page.due,
                [this](const DueTimer& timer) { return fired_.contains({timer.instance.value, timer.timer}); });
  return std::move(page.due);
}

void Timers::drop(const InstanceId& instance) {
  const auto first = fired_.lower_bound({instance.value, TimerId{}});
  auto last = first;
  while (last != fired_.end() && last->first == instance.value) ++last;
  fired_.erase(first, last);
}

std::optional<Timestamp> Timers::next() const {
  return is_under_way_ || fired_.size() >= kMaxFiredTimers ? std::nullopt : next_;
}

}  // namespace baton::runtime
