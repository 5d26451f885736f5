// Where the answer to a request goes. Called once: a second answer is dropped, and a reply that is dropped without one says that
// the engine is closing, as PromisedReply does. What it calls may throw; that is dropped too.
#pragma once

#include "engine/errors.hpp"

#include <baton/error.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

namespace baton::engine {

template <class T>
class Reply {
 public:
  using Receive = std::move_only_function<void(Result<T>)>;

  explicit Reply(Receive receive) : slot_(std::make_shared<Slot>(std::move(receive))) {}

  void operator()(Result<T> result) const { slot_->give(std::move(result)); }

 private:
  struct Slot {
    explicit Slot(Receive to) : receive(std::move(to)) {}
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot() {
      if (!is_given) give(std::unexpected(closing()));
    }
    void give(Result<T> result) noexcept {
      if (is_given.exchange(true)) return;
      try {
        receive(std::move(result));
      } catch (...) {  // the asker's own business: the engine's threads serve others too
      }
    }

    Receive receive;
    std::atomic<bool> is_given = false;
  };

  std::shared_ptr<Slot> slot_;
};

}  // namespace baton::engine
