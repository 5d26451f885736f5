#include "engine/observers.hpp"

#include "base/check.hpp"
#include "engine/errors.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <system_error>
#include <thread>
#include <utility>

namespace baton::engine {

Observation::Observation(Observer observer, const ObserveOptions& options, std::shared_ptr<Log> log)
    : queue_(options.queue), observer_(std::move(observer)), log_(std::move(log)) {
  BATON_CHECK(!observer_.is_empty(), "an observer is empty");
}

std::optional<Error> Observation::refused(const ObserveOptions& options) {
  if (options.queue > 0) return std::nullopt;
  return Error{.kind = Error::Kind::InvalidArgument,
               .message = "the queue of an observer has no room; let it hold at least one entry"};
}

void Observation::put(const HistoryEntry& entry) {
  queue_.put(entry);
  bell_.ring();
}

bool Observation::deliver() {
  const std::optional<Observed> next = queue_.take();
  return next && call(*next);
}

void Observation::deliver_rest() {
  if (std::optional<Gap> gap = queue_.take_rest()) call(*std::move(gap));
}

bool Observation::call(const Observed& observed) {
  using Called = EndableCallback<Observed>::Called;
  if (const auto* gap = std::get_if<Gap>(&observed)) log_->observer_fell_behind(gap->entries);
  const Called called = observer_.call(observed);
  if (called == Called::Threw) log_->observer_threw();
  return called != Called::HasEnded;
}

void Observation::end() {
  observer_.end();
}

struct Observers::Watch {
  using Clock = std::chrono::steady_clock;

  explicit Watch(std::shared_ptr<Watched> watched_) : watched(std::move(watched_)) {}

  void work() {
    while (!has_ended) {
      const Doorbell::Rings heard = watched->bell().rings();
      const Clock::time_point end = closes_at;
      const bool is_closing = end != Clock::time_point::max();
      if (is_closing && Clock::now() >= end) return watched->deliver_rest();
      if (watched->deliver()) continue;
      if (is_closing) return;
      if (!has_ended) watched->bell().wait(heard, watched->looks_again_after());
    }
  }

  [[nodiscard]] bool returns_until(Clock::time_point end) const {
    return has_returned.wait_until(end) == std::future_status::ready;
  }

  std::shared_ptr<Watched> watched;
  std::shared_ptr<void> subscription;
  std::atomic<bool> has_ended = false;                                  // by its handle
  std::atomic<Clock::time_point> closes_at = Clock::time_point::max();  // what waits is given until then
  std::promise<void> returns;
  std::shared_future<void> has_returned = returns.get_future().share();  // its thread from the observer, for good
  std::jthread thread;
};

Result<std::shared_ptr<Observers::Watch>> Observers::begin(const std::shared_ptr<Watched>& watched) {
  join_ended();
  const auto watch = std::make_shared<Watch>(watched);
  const std::lock_guard lock(mutex_);
  if (is_closed_) return std::unexpected(closing());
  try {
    watch->thread = std::jthread([watch] {  // which outlives this where the observer does not return
      watch->work();
      watch->returns.set_value();
    });
  } catch (const std::system_error& why) {
    return std::unexpected(no_threads(why));
  }
  watches_.push_back(watch);
  return watch;
}

std::shared_ptr<void> Observers::handle_of(const std::shared_ptr<Watch>& watch) {
  return {nullptr, [self = shared_from_this(), watch](std::nullptr_t) { self->end(watch); }};
}

Result<std::shared_ptr<void>> Observers::add(Observer observer, const ObserveOptions& options) {
  if (auto refused = Observation::refused(options)) return std::unexpected(*std::move(refused));
  const auto observation = std::make_shared<Observation>(std::move(observer), options, log_);
  const auto watch = begin(observation);
  if (!watch) return std::unexpected(watch.error());
  (*watch)->subscription = subscribers_->add([observation](const HistoryEntry& entry) { observation->put(entry); });
  return handle_of(*watch);
}

Result<std::shared_ptr<void>> Observers::add(const std::shared_ptr<Watched>& watched) {
  const auto watch = begin(watched);
  if (!watch) return std::unexpected(watch.error());
  return handle_of(*watch);
}

void Observers::end(const std::shared_ptr<Watch>& watch) {
  watch->subscription.reset();
  watch->watched->end();
  watch->has_ended = true;
  watch->watched->bell().ring();
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(watches_, watch);
    if (found == watches_.end()) return;  // its thread is joined already, or is about to be
    if (watch->thread.get_id() == std::this_thread::get_id()) return;  // joined later
    watches_.erase(found);
  }
  watch->thread.join();
}

// The threads of observers that have ended themselves.
void Observers::join_ended() {
  const std::lock_guard lock(mutex_);
  std::erase_if(watches_, [](const std::shared_ptr<Watch>& watch) {
    if (!watch->returns_until(Watch::Clock::now())) return false;
    watch->thread.join();  // not by the last one who holds it: that may be the thread itself
    return true;
  });
}

bool Observers::is_this_thread() {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(watches_,
                             [](const auto& watch) { return watch->thread.get_id() == std::this_thread::get_id(); });
}

void Observers::close(Duration patience) {
  std::list<std::shared_ptr<Watch>> watches;
  {
    const std::lock_guard lock(mutex_);
    end_all(Watch::Clock::now() + patience);
    watches.swap(watches_);
  }
  for (const auto& watch : watches) {
    watch->watched->let_go();
    if (may_leave_ && !watch->returns_until(Watch::Clock::now())) {
      watch->thread.detach();
    } else {
      watch->thread.join();
    }
  }
}

std::size_t Observers::stop(Watch::Clock::time_point end) {
  may_leave_ = true;
  std::list<std::shared_ptr<Watch>> watches;
  {
    const std::lock_guard lock(mutex_);
    end_all(std::min(end, Watch::Clock::now() + kObserversPatience));
    watches = watches_;
  }
  return static_cast<std::size_t>(
      std::ranges::count_if(watches, [&](const auto& watch) { return !watch->returns_until(end); }));
}

// Under the lock.
void Observers::end_all(Watch::Clock::time_point end) {
  is_closed_ = true;
  for (const auto& watch : watches_) {
    BATON_CHECK(watch->thread.get_id() != std::this_thread::get_id(),
                "an engine is destroyed by its own callback and would wait for itself");
    watch->closes_at = end;
    watch->watched->bell().ring();
  }
}

}  // namespace baton::engine
