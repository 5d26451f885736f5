#include "runtime/delivery.hpp"

#include "runtime/limits.hpp"

#include <utility>

namespace baton::runtime {

void Delivery::sent(const IntentKey& key, const InstanceId& sender, Timestamp now) {
  auto [place, is_new] = messages_.try_emplace(key.value, Sent{.sender = sender, .again_at = {}});
  Sent& message = place->second;
  if (!is_new) by_time_.erase({message.again_at, key.value});
  message.again_at = now + kResendAfter;
  by_time_.emplace(message.again_at, key.value);
}

void Delivery::received(const IntentKey& key) {
  const auto message = messages_.find(key.value);
  if (message == messages_.end()) return;
  by_time_.erase({message->second.again_at, key.value});
  messages_.erase(message);
}

std::vector<Delivery::Lost> Delivery::take_overdue(Timestamp now) {
  std::vector<Lost> lost;
  while (!by_time_.empty() && by_time_.begin()->first <= now) {
    const auto message = messages_.find(by_time_.begin()->second);
    by_time_.erase(by_time_.begin());
    lost.push_back({.key = IntentKey{message->first}, .sender = std::move(message->second.sender)});
    messages_.erase(message);
  }
  return lost;
}

void Delivery::resend_all(Timestamp now) {
  by_time_.clear();
  for (auto& [key, message] : messages_) {
    message.again_at = now;
    by_time_.emplace(now, key);
  }
}

std::optional<Timestamp> Delivery::next() const {
  if (by_time_.empty()) return std::nullopt;
  return by_time_.begin()->first;
}

}  // namespace baton::runtime
