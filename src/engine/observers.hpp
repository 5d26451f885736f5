// Observers: users' functions that get all lifecycle events from a queue, each on a thread of its own. So a slow one holds up
// neither the loop nor another one.
//
//   loop ──▶ subscribers ──▶ queue ──▶ the observer's thread ──▶ observer
//
// An observation is also what a testing engine has, which delivers on its one thread.
#pragma once

#include "engine/doorbell.hpp"
#include "engine/endable_callback.hpp"
#include "engine/log.hpp"
#include "engine/observed_queue.hpp"
#include "engine/subscribers.hpp"
#include "engine/watched.hpp"

#include <baton/error.hpp>
#include <baton/observer.hpp>
#include <baton/time.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace baton::engine {

// One observer and what waits for it. Thread-safe.
class Observation final : public Watched {
 public:
  Observation(Observer observer, const ObserveOptions& options, std::shared_ptr<Log> log);

  // Why there can be none; nullopt: there can.
  [[nodiscard]] static std::optional<Error> refused(const ObserveOptions& options);

  void put(const HistoryEntry& entry);
  bool deliver() override;
  // Calls it with a gap mark for all that waits, if anything does.
  void deliver_rest() override;
  void end() override;
  void let_go() override {}
  [[nodiscard]] Doorbell& bell() override { return bell_; }
  [[nodiscard]] std::optional<Duration> looks_again_after() const override { return std::nullopt; }

 private:
  bool call(const Observed& observed);

  ObservedQueue queue_;
  EndableCallback<Observed> observer_;
  std::shared_ptr<Log> log_;
  Doorbell bell_{std::chrono::microseconds{0}};
};

class Observers : public std::enable_shared_from_this<Observers> {
 public:
  Observers(std::shared_ptr<Subscribers> subscribers, std::shared_ptr<Log> log)
      : subscribers_(std::move(subscribers)), log_(std::move(log)) {}
  Observers(const Observers&) = delete;
  Observers& operator=(const Observers&) = delete;
  ~Observers() { close(Duration::zero()); }

  // The observer is called until the handle is destroyed, as Subscribers::add() says, or until all is closed. Overloaded where the
  // system gives no thread.
  [[nodiscard]] Result<std::shared_ptr<void>> add(Observer observer, const ObserveOptions& options);
  // The same for what gets its pieces from elsewhere.
  [[nodiscard]] Result<std::shared_ptr<void>> add(const std::shared_ptr<Watched>& watched);
  // Nothing more comes. The observers get what waits for them, and a gap mark for what is left after that time; then they have
  // ended. Not on the thread of one of them.
  void close(Duration patience);
  // The same, but returns at that time: how many have not ended. close() then does not wait for them.
  [[nodiscard]] std::size_t stop(std::chrono::steady_clock::time_point end);
  // Is this the thread of an observer?
  [[nodiscard]] bool is_this_thread();

 private:
  struct Watch;  // a watched thing with its thread

  [[nodiscard]] Result<std::shared_ptr<Watch>> begin(const std::shared_ptr<Watched>& watched);
  [[nodiscard]] std::shared_ptr<void> handle_of(const std::shared_ptr<Watch>& watch);
  void end(const std::shared_ptr<Watch>& watch);
  void join_ended();
  // Nothing more comes, and what waits is given until then.
  void end_all(std::chrono::steady_clock::time_point end);

  std::shared_ptr<Subscribers> subscribers_;
  std::shared_ptr<Log> log_;
  std::mutex mutex_;  // not held while an observer runs, or may
  bool is_closed_ = false;
  std::atomic<bool> may_leave_ = false;
  std::list<std::shared_ptr<Watch>> watches_;
};

}  // namespace baton::engine
