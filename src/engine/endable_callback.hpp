// A user's function that is called again and again until it is ended. Once end() has returned it is not called any more: where
// it runs on another thread, end() waits for it. It may end itself. What it holds is destroyed when it ends.
//
// Thread-safe.
#pragma once

#include <functional>
#include <mutex>
#include <utility>

namespace baton::engine {

template <class T>
class EndableCallback {
 public:
  enum class Called : unsigned char { Returned, Threw, HasEnded };

  explicit EndableCallback(std::function<void(const T&)> function) : function_(std::move(function)) {}

  [[nodiscard]] bool is_empty() const { return function_ == nullptr; }
  // What the function throws is dropped: nobody is there to catch it, and others must get what they are called for.
  Called call(const T& argument) {
    std::function<void(const T&)> ended;  // destroyed without the lock: what it holds may be another callback
    const std::lock_guard lock(mutex_);
    if (has_ended_) return Called::HasEnded;
    Called outcome = Called::Returned;
    is_called_ = true;
    try {
      function_(argument);
    } catch (...) {
      outcome = Called::Threw;
    }
    is_called_ = false;
    if (has_ended_) ended.swap(function_);
    return outcome;
  }

  void end() {
    std::function<void(const T&)> ended;
    const std::lock_guard lock(mutex_);
    has_ended_ = true;
    if (!is_called_) ended.swap(function_);  // otherwise it is its own call that ends it
  }

 private:
  // Held while the function runs; taken again by one that ends itself.
  std::recursive_mutex mutex_;
  std::function<void(const T&)> function_;
  bool is_called_ = false;
  bool has_ended_ = false;
};

}  // namespace baton::engine
