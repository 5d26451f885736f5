#include "engine/subscribers.hpp"

#include <utility>

namespace baton::engine {

std::shared_ptr<void> Subscribers::add(Subscriber subscriber) {
  const std::lock_guard lock(mutex_);
  const auto place = subscribers_.insert(subscribers_.end(), std::move(subscriber));
  ++size_;
  return {nullptr, [self = shared_from_this(), place](std::nullptr_t) {
            const std::lock_guard removing(self->mutex_);
            self->subscribers_.erase(place);
            --self->size_;
          }};
}

void Subscribers::tell(const std::vector<HistoryEntry>& entries) {
  const std::lock_guard lock(mutex_);
  for (const HistoryEntry& entry : entries) {
    for (const Subscriber& subscriber : subscribers_) subscriber(entry);
  }
}

}  // namespace baton::engine
