#include "runtime/recovery.hpp"

#include "runtime/limits.hpp"

#include <utility>

namespace baton::runtime {

void Recovery::continue_all() {
  all_ = true;
  own_.clear();
  after_ = InstanceId{};
  found_.set(0);
}

std::optional<InstanceId> Recovery::take() {
  if (to_issue_.empty()) return std::nullopt;
  std::optional<InstanceId> id(std::move(to_issue_.front()));
  to_issue_.pop_front();
  return id;
}

std::optional<PendingRequest> Recovery::begin(const Shard& shard) {
  if (!wants_page()) return std::nullopt;
  is_under_way_ = true;
  return PendingRequest{.shard = shard, .after = *after_, .limit = kRecoveryPage};
}

void Recovery::read(const PendingRequest& request, std::vector<InstanceId> page) {
  is_under_way_ = false;
  if (after_ != request.after) return;  // it has started again from the first meanwhile
  if (page.size() < request.limit) {
    after_.reset();
  } else {
    after_ = page.back();
  }
  found_.add(page.size());
  for (InstanceId& id : page) to_issue_.push_back(std::move(id));
}

}  // namespace baton::runtime
