#include "engine/log_follower.hpp"

#include "base/check.hpp"
#include "engine/limits.hpp"

#include <algorithm>
#include <utility>

namespace baton::engine {

LogFollower::LogFollower(EventSubscriber subscriber, EventFilter filter, std::uint64_t from, Source source,
                         std::shared_ptr<Log> log)
    : subscriber_(std::move(subscriber)),
      filter_(std::move(filter)),
      next_(std::max<std::uint64_t>(from, 1)),
      read_(std::move(source.read)),
      pace_(source.looks_again_after),
      log_(std::move(log)) {
  BATON_CHECK(!subscriber_.is_empty(), "a subscriber is empty");
}

bool LogFollower::deliver() {
  while (fetched_.empty()) {
    if (!fetch()) return false;
  }
  const EventNews news = std::move(fetched_.front());
  fetched_.pop_front();
  using Called = EndableCallback<EventNews>::Called;
  const Called called = subscriber_.call(news);
  if (called == Called::Threw) log_->subscriber_threw();
  return called != Called::HasEnded;
}

bool LogFollower::fetch() {
  const std::lock_guard lock(mutex_);
  if (!read_) return false;
  auto page = read_({.from = next_, .limit = kFollowedPage, .filter = filter_});
  has_failed_ = !page;
  if (!page) {
    log_->events_unreadable(page.error());
    return false;
  }
  if (page->gap) fetched_.emplace_back(*page->gap);
  for (LoggedEvent& each : page->events) fetched_.emplace_back(std::move(each));
  next_ = page->next;
  return !fetched_.empty() || next_ <= page->last;
}

void LogFollower::let_go() {
  const std::lock_guard lock(mutex_);
  read_ = nullptr;
}

std::optional<Duration> LogFollower::looks_again_after() const {
  return has_failed_ ? kReadAgainAfter : pace_;
}

void LogFollowers::add(const std::shared_ptr<LogFollower>& follower) {
  const std::lock_guard lock(mutex_);
  std::erase_if(followers_, [](const auto& each) { return each.expired(); });
  followers_.push_back(follower);
}

void LogFollowers::ring() {
  const std::lock_guard lock(mutex_);
  for (const auto& each : followers_) {
    if (const auto follower = each.lock()) follower->bell().ring();
  }
}

}  // namespace baton::engine
