#include "engine/subscribers.hpp"

#include "base/check.hpp"

#include <utility>

namespace baton::engine {

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

std::size_t Subscribers::tell(const std::vector<HistoryEntry>& entries) {
  const Subscriptions subscriptions = all();
  std::size_t threw = 0;
  for (const HistoryEntry& entry : entries) {
    for (const auto& subscription : subscriptions) {
      if (subscription->call(entry) == Subscription::Called::Threw) ++threw;
    }
  }
  return threw;
}

}  // namespace baton::engine
