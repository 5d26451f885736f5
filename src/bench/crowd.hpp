// Keeps a number of instances running: when one makes its last call, a new one is started.
//
// Starts come from one thread of its own, all due starts at once, so that the starting side never delays the engine.
#pragma once

#include "bench/subject.hpp"

#include <baton/engine.hpp>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace baton::bench {

class Crowd {
 public:
  // `like`: what each is started by, but for its id.
  explicit Crowd(StartOptions like) : like_(std::move(like)) {}

  // Fills the places 0 … size - 1 and keeps them filled until the thread is dropped, which goes before the subject.
  [[nodiscard]] std::jthread fill(Subject& subject, std::size_t size);
  // From any thread: the instance in this place has made its last call.
  void ended(std::size_t slot);

 private:
  void keep_filled(Subject& subject, const std::stop_token& stop);

  StartOptions like_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<std::size_t> free_;
  std::uint64_t last_ = 0;  // the thread's
};

}  // namespace baton::bench
