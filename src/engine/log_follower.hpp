// One who follows the event log. The log itself is the queue: a page of it is in memory, whatever the follower's pace.
#pragma once

#include "engine/endable_callback.hpp"
#include "engine/log.hpp"
#include "engine/watched.hpp"

#include <baton/error.hpp>
#include <baton/events.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace baton::engine {

class LogFollower final : public Watched {
 public:
  using Read = std::function<Result<EventPage>(const EventQuery&)>;
  struct Source {
    Read read;
    // Where others write the store, nobody rings.
    std::optional<Duration> looks_again_after = {};
  };

  LogFollower(EventSubscriber subscriber, EventFilter filter, std::uint64_t from, Source source,
              std::shared_ptr<Log> log);

  bool deliver() override;
  void deliver_rest() override {}  // the next one continues after the last position
  void end() override { subscriber_.end(); }
  void let_go() override;
  [[nodiscard]] Doorbell& bell() override { return bell_; }
  [[nodiscard]] std::optional<Duration> looks_again_after() const override;

 private:
  // False: the log has nothing more now, or cannot be read.
  bool fetch();

  EndableCallback<EventNews> subscriber_;
  EventFilter filter_;
  std::uint64_t next_;
  std::mutex mutex_;  // while it reads
  Read read_;         // null: it may not read any more
  std::optional<Duration> pace_;
  std::atomic<bool> has_failed_ = false;
  std::deque<EventNews> fetched_;
  std::shared_ptr<Log> log_;
  Doorbell bell_{std::chrono::microseconds{0}};
};

// All of them, to be rung when events have been appended. Thread-safe.
class LogFollowers {
 public:
  void add(const std::shared_ptr<LogFollower>& follower);
  void ring();

 private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<LogFollower>> followers_;
};

}  // namespace baton::engine
