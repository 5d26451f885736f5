// Threads that publish events, each so many at once, and waits until they are durable.
#pragma once

#include "bench/subject.hpp"

#include <baton/cloud_event.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <thread>
#include <vector>

namespace baton::bench {

class Publishers {
 public:
  struct Plan {
    std::size_t batch = 1;                                           // events of one request
    std::uint64_t most = std::numeric_limits<std::uint64_t>::max();  // events
    std::function<CloudEvent(std::uint64_t)> event = {};             // the manieth, from 0; on any of the threads
    // While false, nothing is published: what follows is behind. Given the number of those that are published.
    std::function<bool(std::uint64_t)> may_go_on = [](std::uint64_t) { return true; };
    std::function<void(std::size_t, std::chrono::nanoseconds)> took = [](std::size_t, std::chrono::nanoseconds) {};
  };
  // They begin at once and end with this, which goes before the subject. What fails goes to Subject::failure().
  Publishers(Subject& subject, Plan plan);
  Publishers(const Publishers&) = delete;
  Publishers& operator=(const Publishers&) = delete;
  ~Publishers() { is_over_ = true; }

  [[nodiscard]] std::uint64_t published() const { return published_; }  // durable

  static constexpr std::size_t kThreads = 8;

 private:
  void publish();

  Subject& subject_;
  Plan plan_;
  std::atomic<bool> is_over_ = false;
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<std::uint64_t> published_ = 0;
  std::vector<std::jthread> threads_;
};

// An event of about 200 bytes as JSON. `number` makes it another event; it is of the type "order.paid".
[[nodiscard]] CloudEvent order_paid(std::uint64_t number, std::string subject);

}  // namespace baton::bench
