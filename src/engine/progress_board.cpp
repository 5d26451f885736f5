#include "engine/progress_board.hpp"

namespace baton::engine {

void ProgressBoard::put(const std::string& function, const CallContext& context, Value progress,
                        const std::function<bool()>& is_answered) {
  const std::lock_guard lock(mutex_);
  if (clock_ == nullptr || is_answered()) return;
  by_instance_[context.instance.value].insert_or_assign({context.idempotency_key.value, context.attempt_under_key},
                                                        CallProgress{.function = function,
                                                                     .idempotency_key = context.idempotency_key,
                                                                     .attempt = context.attempt,
                                                                     .progress = std::move(progress),
                                                                     .at = clock_->now()});
}

void ProgressBoard::remove(const InstanceId& instance, const IntentKey& key, std::uint32_t attempt) {
  const std::lock_guard lock(mutex_);
  const auto calls = by_instance_.find(instance.value);
  if (calls == by_instance_.end()) return;
  calls->second.erase({key.value, attempt});
  if (calls->second.empty()) by_instance_.erase(calls);
}

std::vector<CallProgress> ProgressBoard::of(const InstanceId& instance) const {
  const std::lock_guard lock(mutex_);
  std::vector<CallProgress> all;
  const auto calls = by_instance_.find(instance.value);
  if (calls == by_instance_.end()) return all;
  for (const auto& [call, progress] : calls->second) all.push_back(progress);
  return all;
}

void ProgressBoard::close() {
  const std::lock_guard lock(mutex_);
  clock_ = nullptr;
  by_instance_.clear();
}

}  // namespace baton::engine
