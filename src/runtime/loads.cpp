#include "runtime/loads.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace baton::runtime {

Loads::Waiting* Loads::find(const InstanceId& id) {
  const auto found = waiting_.find(id.value);
  return found == waiting_.end() ? nullptr : &found->second;
}

bool Loads::is_only_cancelled(const InstanceId& id) const {
  const auto found = waiting_.find(id.value);
  if (found == waiting_.end() || found->second.in_doubt || found->second.issue || found->second.items.empty()) {
    return false;
  }
  return std::ranges::all_of(found->second.items,
                             [](const Item& item) { return std::holds_alternative<core::Cancel>(item.event); });
}

Loads::Waiting& Loads::want(const InstanceId& id) {
  const auto [place, is_new] = waiting_.try_emplace(id.value);
  if (is_new) wanted_.push_back(id);
  return place->second;
}

Loads::Waiting Loads::end(const InstanceId& id) {
  const auto found = waiting_.find(id.value);
  Waiting ended = std::move(found->second);
  waiting_.erase(found);
  return ended;
}

std::vector<InstanceId> Loads::begin() {
  return std::exchange(wanted_, {});
}

}  // namespace baton::runtime
