#include "server/streams/log_tail.hpp"

#include "engine/json_views.hpp"
#include "server/limits.hpp"

#include <algorithm>
#include <utility>

namespace baton::server {

PrintedEvent printed(const LoggedEvent& logged) {
  return {.position = logged.position,
          .type = logged.event.type,
          .source = logged.event.source,
          .subject = logged.event.subject,
          .text = "id: " + std::to_string(logged.position) + "\ndata: " + to_json(engine::json_of(logged)) + "\n\n"};
}

bool is_chosen(const EventFilter& filter, const PrintedEvent& event) {
  const auto fits = [](const std::string& wanted, const std::string& text) { return wanted.empty() || wanted == text; };
  return fits(filter.type, event.type) && fits(filter.source, event.source) && fits(filter.subject, event.subject);
}

Result<std::shared_ptr<LogTail::Watcher>> LogTail::watch(std::uint64_t from, std::function<void()> moved) {
  const std::lock_guard lock(mutex_);
  if (watchers_.empty()) {
    auto subscription =
        engine_.subscribe(EventFilter{}, from, [this, run = ++run_](const EventNews& news) { take(run, news); });
    if (!subscription) return std::unexpected(std::move(subscription).error());
    subscription_ = *std::move(subscription);
    events_.clear();
    bytes_ = 0;
    next_ = from;
  }
  const std::uint64_t number = ++last_number_;
  auto watcher = std::make_shared<Watcher>(std::move(moved));
  watchers_.emplace(number, watcher);
  return std::shared_ptr<Watcher>(watcher.get(), [this, number](Watcher*) { end(number); });
}

std::optional<std::vector<std::shared_ptr<const PrintedEvent>>> LogTail::since(std::uint64_t position,
                                                                               std::size_t most) const {
  const std::lock_guard lock(mutex_);
  const std::uint64_t first = next_ - events_.size();
  if (position < first) return std::nullopt;
  if (position >= next_) return std::vector<std::shared_ptr<const PrintedEvent>>();
  const auto begin = events_.begin() + static_cast<std::ptrdiff_t>(position - first);
  const auto count = std::min<std::size_t>(most, next_ - position);
  return std::vector(begin, begin + static_cast<std::ptrdiff_t>(count));
}

void LogTail::take(std::uint64_t run, const EventNews& news) {
  const auto* const logged = std::get_if<LoggedEvent>(&news);
  auto event = logged == nullptr ? nullptr : std::make_shared<const PrintedEvent>(printed(*logged));
  const std::lock_guard lock(mutex_);
  if (run != run_) return;
  if (event) {
    keep(std::move(event));
  } else {  // the log has dropped what comes next: whoever is there reads of it in the store
    events_.clear();
    bytes_ = 0;
    next_ = std::get<EventGap>(news).last + 1;
  }
  tell_all();
}

void LogTail::keep(std::shared_ptr<const PrintedEvent> event) {
  next_ = event->position + 1;
  bytes_ += event->text.size();
  events_.push_back(std::move(event));
  while (events_.size() > kTailEvents || bytes_ > kTailBytes) {
    bytes_ -= events_.front()->text.size();
    events_.pop_front();
  }
}

void LogTail::tell_all() {
  for (const auto& [number, watcher] : watchers_) watcher->tell();
}

// The subscription ends without the lock: it waits for a call that may wait for the lock.
void LogTail::end(std::uint64_t number) {
  Engine::Subscription ended;
  const std::lock_guard lock(mutex_);
  watchers_.erase(number);
  if (!watchers_.empty()) return;
  ended = std::exchange(subscription_, {});
  ++run_;
}

}  // namespace baton::server
