#include "runtime/event_trims.hpp"

#include "runtime/limits.hpp"

namespace baton::runtime {

bool EventTrims::is_due(Timestamp now) const {
  if (has_more_) return true;
  if (appended_ == 0) return false;
  return !last_ || appended_ >= kEventsBetweenTrims || now - *last_ >= kTimeBetweenTrims;
}

std::optional<TrimRequest> EventTrims::begin(const Shard& log, Timestamp now,
                                             const std::map<std::string, std::string>& quarantined) {
  if (is_under_way_ || !is_due(now)) return std::nullopt;
  is_under_way_ = true;
  last_ = now;
  appended_ = 0;
  TrimRequest request{.trim = {.log = log, .now = now, .keep = keep_, .limit = 2 * kEventsBetweenTrims}};
  for (const auto& [id, why] : quarantined) request.trim.hold_nothing.push_back(InstanceId{id});
  return request;
}

void EventTrims::finished(const Trimmed& trimmed) {
  is_under_way_ = false;
  has_more_ = !trimmed.is_done;
}

void EventTrims::failed() {
  is_under_way_ = false;
  has_more_ = true;
}

}  // namespace baton::runtime
