// What goes out to a bus: a subscriber of the event log, which puts events into a small queue, and a thread that sends what is in it. The log is the
// real queue: where this one is full the subscriber waits.
//
// Nothing here is stored. Each time it begins, also after a failure, it asks the bus for the last event that it has taken, checks that this is an event
// of this log, and continues after it.
#pragma once

#include "engine/buses/retries.hpp"
#include "runtime/ports/bus.hpp"

#include <baton/engine.hpp>
#include <baton/events.hpp>
#include <baton/log.hpp>
#include <baton/time.hpp>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace baton::engine {

// Which events go out.
struct BusFilter {
  std::vector<std::string> types = {};  // each a type, or the beginning of one and '*'; none: all

  [[nodiscard]] bool passes(const CloudEvent& event) const;
};

class Outgoing {
 public:
  struct Options {
    std::string bus;
    BusFilter filter = {};
    std::uint64_t from = 1;  // where it begins if the bus has taken no event yet
  };
  Outgoing(Engine& engine, std::unique_ptr<runtime::BusSink> sink, Options options, std::shared_ptr<Logger> logger);
  Outgoing(const Outgoing&) = delete;
  Outgoing& operator=(const Outgoing&) = delete;
  ~Outgoing();

  // Tries once whether the bus takes what this log has. To be called before start().
  [[nodiscard]] runtime::BusResult<void> probe();
  void start();
  // Whether everything up to that position has been sent, or need not be.
  [[nodiscard]] bool wait_until(std::uint64_t position, Duration limit);

  [[nodiscard]] std::uint64_t sent() const { return sent_; }
  [[nodiscard]] std::uint64_t unsendable() const { return unsendable_; }
  [[nodiscard]] const Retries& retries() const { return retries_; }

 private:
  void work(const std::stop_token& stop);
  // The position after the last event that the bus has taken.
  [[nodiscard]] runtime::BusResult<std::uint64_t> next();
  // Follows the log from there and sends, until that fails or it is to stop.
  [[nodiscard]] runtime::BusResult<void> send_from(std::uint64_t position, const std::stop_token& stop);
  [[nodiscard]] std::vector<runtime::BusEvent> take(const std::stop_token& stop);
  void done(const std::vector<runtime::BusEvent>& events);
  // On the subscription's thread.
  void put(const EventNews& news);
  void see(const LoggedEvent& logged);
  void see(const EventGap& gap);
  void put(runtime::BusEvent event);
  void open_queue(std::uint64_t position);
  void close_queue();
  void say(LogLevel level, std::string_view message, std::int64_t first, std::int64_t last);

  Engine& engine_;
  std::unique_ptr<runtime::BusSink> sink_;
  Options options_;
  std::shared_ptr<Logger> logger_;
  Retries retries_;
  std::uint64_t unsent_ = 0;  // the position that was to be sent when sending failed
  bool has_begun_ = false;    // the bus had taken an event before, so a gap is news
  std::atomic<std::uint64_t> sent_ = 0;
  std::atomic<std::uint64_t> unsendable_ = 0;

  std::mutex mutex_;  // of all below
  std::condition_variable_any changed_;
  std::deque<runtime::BusEvent> queue_;
  std::size_t queued_bytes_ = 0;
  std::size_t sending_ = 0;  // taken from the queue and not yet sent
  std::uint64_t seen_ = 0;   // the subscriber has been called with everything up to here
  bool is_open_ = false;     // the subscriber may put into it
  std::jthread thread_;      // last: it ends before what it uses
};

}  // namespace baton::engine
