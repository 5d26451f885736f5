// The newest events of the event log, in memory, for all streams that follow it: each event is read from the store and printed once, however
// many clients get it. Who asks for older ones reads the store. While nobody watches, the engine pays nothing for it.
//
// Thread-safe. A function that is told is called on the thread that follows the log: it returns soon, and calls neither this nor the engine.
#pragma once

#include <baton/engine.hpp>
#include <baton/error.hpp>
#include <baton/events.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace baton::server {

// An event as it goes to clients, with what they choose it by.
struct PrintedEvent {
  std::uint64_t position = 0;
  std::string type;
  std::string source;
  std::string subject;
  std::string text;  // as an event of a stream
};
[[nodiscard]] PrintedEvent printed(const LoggedEvent& logged);
[[nodiscard]] bool is_chosen(const EventFilter& filter, const PrintedEvent& event);

class LogTail {
 public:
  explicit LogTail(Engine& engine) : engine_(engine) {}

  // One who is told, once until it has looked, that there may be more. Ends with its last owner; the function may then still be in a call
  // that has begun.
  class Watcher {
   public:
    explicit Watcher(std::function<void()> moved) : moved_(std::move(moved)) {}
    void tell() {
      if (!is_told_.exchange(true)) moved_();
    }
    // It is going to look.
    void looks() { is_told_ = false; }

   private:
    std::function<void()> moved_;
    std::atomic<bool> is_told_ = false;
  };
  // `from`: behind the end of the log as the caller knows it. Overloaded if the system gives no thread.
  [[nodiscard]] Result<std::shared_ptr<Watcher>> watch(std::uint64_t from, std::function<void()> moved);

  // The events from that position on, at most so many; empty: nothing has come yet. nullopt: they are not all in memory.
  [[nodiscard]] std::optional<std::vector<std::shared_ptr<const PrintedEvent>>> since(std::uint64_t position,
                                                                                      std::size_t most) const;

 private:
  void take(std::uint64_t run, const EventNews& news);
  void keep(std::shared_ptr<const PrintedEvent> event);
  void tell_all();
  void end(std::uint64_t number);

  Engine& engine_;
  mutable std::mutex mutex_;
  std::uint64_t run_ = 0;   // the subscription's number: an earlier one may still be in a call
  std::uint64_t next_ = 0;  // the position behind the last event in memory
  std::deque<std::shared_ptr<const PrintedEvent>> events_;
  std::size_t bytes_ = 0;  // of them
  std::uint64_t last_number_ = 0;
  std::map<std::uint64_t, std::shared_ptr<Watcher>> watchers_;
  Engine::Subscription subscription_;  // while there are any
};

}  // namespace baton::server
