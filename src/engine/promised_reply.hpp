// The reply to a request, from the loop to the thread that waits for it. A reply that can no longer be given says that the
// engine is closing: dropping the last copy of an unanswered reply answers so. Therefore nobody waits for ever, whatever
// the request was held by when the engine ended.
#pragma once

#include "engine/errors.hpp"
#include "engine/limits.hpp"
#include "engine/mailbox.hpp"

#include <baton/error.hpp>

#include <future>
#include <memory>
#include <utility>

namespace baton::engine {

template <class T>
class PromisedReply {
 public:
  // For the thread that waits, which holds no copy of the reply itself.
  [[nodiscard]] std::future<Result<T>> future() { return slot_->promise.get_future(); }

  void operator()(Result<T> result) const {
    slot_->is_given = true;
    slot_->promise.set_value(std::move(result));
  }

 private:
  struct Slot {
    Slot() = default;
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot() {
      if (!is_given) promise.set_value(std::unexpected(closing()));
    }

    std::promise<Result<T>> promise;
    bool is_given = false;
  };

  std::shared_ptr<Slot> slot_ = std::make_shared<Slot>();
};

// The reply, or that the engine is closing, also where its loop is blocked and will never say so.
template <class T>
[[nodiscard]] Result<T> awaited(std::future<Result<T>>& reply, std::shared_ptr<const Mailbox> mailbox) {
  while (reply.wait_for(kLookForClosing) != std::future_status::ready) {
    if (mailbox->is_closed()) return std::unexpected(closing());
  }
  return reply.get();
}

}  // namespace baton::engine
