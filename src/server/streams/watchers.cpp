#include "server/streams/watchers.hpp"

#include <utility>

namespace baton::server {

Watchers::Handle Watchers::watch(const InstanceId& id, std::function<void()> moved) {
  const std::lock_guard lock(mutex_);
  if (by_instance_.empty()) {
    subscription_ = engine_.subscribe([this](const HistoryEntry& entry) {
      if (entry.position == 0) this->moved(entry.instance.value);
    });
  }
  const std::uint64_t number = ++last_number_;
  by_instance_[id.value].emplace(number, std::move(moved));
  return {nullptr, [this, id = id.value, number](std::nullptr_t) { end(id, number); }};
}

void Watchers::moved(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = by_instance_.find(id);
  if (found == by_instance_.end()) return;
  for (const auto& [number, tell] : found->second) tell();
}

// The subscription ends without the lock: it waits for a call that may wait for the lock.
void Watchers::end(const std::string& id, std::uint64_t number) {
  Engine::Subscription ended;
  const std::lock_guard lock(mutex_);
  const auto found = by_instance_.find(id);
  found->second.erase(number);
  if (found->second.empty()) by_instance_.erase(found);
  if (by_instance_.empty()) ended = std::exchange(subscription_, {});
}

}  // namespace baton::server
