#include "engine/subscribers.hpp"

#include "base/check.hpp"

#include <exception>
#include <utility>

namespace baton::engine {

// One subscriber, and whether it is called now.
class Subscribers::Subscription {
 public:
  explicit Subscription(Subscriber subscriber) : subscriber_(std::move(subscriber)) {}

  void tell(const HistoryEntry& entry) {
    Subscriber ended;  // destroyed without the lock: what it holds may be a subscription
    const std::lock_guard lock(mutex_);
    if (has_ended_) return;
    is_called_ = true;
    try {
      subscriber_(entry);
    } catch (...) {
      // The transition has happened and the other subscribers must get it. Nobody is there to catch this exception.
    }
    is_called_ = false;
    if (has_ended_) ended.swap(subscriber_);
  }

  void end() {
    Subscriber ended;
    const std::lock_guard lock(mutex_);
    has_ended_ = true;
    if (!is_called_) ended.swap(subscriber_);  // otherwise it is its own call that ends it
  }

 private:
  // Held while the subscriber runs; taken again by one that ends itself.
  std::recursive_mutex mutex_;
  Subscriber subscriber_;
  bool is_called_ = false;
  bool has_ended_ = false;
};

std::shared_ptr<void> Subscribers::add(Subscriber subscriber) {
  BATON_CHECK(subscriber != nullptr, "a subscriber is empty");
  auto subscription = std::make_shared<Subscription>(std::move(subscriber));
  {
    const std::lock_guard lock(mutex_);
    subscriptions_.push_back(subscription);
    size_ = subscriptions_.size();
  }
  return {nullptr, [self = shared_from_this(), subscription = std::move(subscription)](std::nullptr_t) {
            self->remove(subscription);
            subscription->end();
          }};
}

void Subscribers::remove(const std::shared_ptr<Subscription>& subscription) {
  const std::lock_guard lock(mutex_);
  std::erase(subscriptions_, subscription);
  size_ = subscriptions_.size();
}

Subscribers::Subscriptions Subscribers::all() const {
  const std::lock_guard lock(mutex_);
  return subscriptions_;
}

void Subscribers::tell(const std::vector<HistoryEntry>& entries) {
  const Subscriptions subscriptions = all();
  for (const HistoryEntry& entry : entries) {
    for (const auto& subscription : subscriptions) subscription->tell(entry);
  }
}

}  // namespace baton::engine
