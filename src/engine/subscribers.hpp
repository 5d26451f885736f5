// Those who get the lifecycle events of every instance. Thread-safe; outlives the engine where a subscription does.
//
// A subscriber is a user's code: it may add and drop subscriptions, its own too, and what it throws ends with it.
#pragma once

#include "engine/endable_callback.hpp"

#include <baton/instance.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace baton::engine {

class Subscribers : public std::enable_shared_from_this<Subscribers> {
 public:
  using Subscriber = std::function<void(const HistoryEntry&)>;

  // The subscriber is called until the handle is destroyed, and not any more once that has returned: where the subscriber
  // runs on another thread, the handle waits for it. It ends with its handle, or once it returns from the call in which it
  // has destroyed that.
  [[nodiscard]] std::shared_ptr<void> add(Subscriber subscriber);
  [[nodiscard]] bool empty() const { return size_ == 0; }
  // Notifies those that were added before the call. From one thread at a time, and not from a subscriber. How many of these calls
  // threw.
  std::size_t tell(const std::vector<HistoryEntry>& entries);

 private:
  using Subscription = EndableCallback<HistoryEntry>;
  using Subscriptions = std::vector<std::shared_ptr<Subscription>>;

  [[nodiscard]] Subscriptions all() const;
  void remove(const std::shared_ptr<Subscription>& subscription);

  mutable std::mutex mutex_;  // never held while a subscriber runs
  Subscriptions subscriptions_;
  std::atomic<std::size_t> size_ = 0;  // of them; asked for at every transition
};

}  // namespace baton::engine
