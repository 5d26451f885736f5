#include "runtime/loads.hpp"

#include <utility>

namespace baton::runtime {

Loads::Waiting* Loads::find(const InstanceId& id) {
  const auto found = waiting_.find(id.value);
  return found == waiting_.end() ? nullptr : &found->second;
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
