// The operator that a schedule asks what is due.
#pragma once

#include "core/schedule/zone.hpp"

#include <baton/error.hpp>
#include <baton/operator.hpp>

#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::schedules {

struct Outside {
  std::function<Timestamp()> now;
  // The error says why there is none.
  std::function<std::expected<core::Zone, std::string>(std::string_view name)> find_zone;
  // Asks that an instance be cancelled; an instance that has ended stays as it is.
  std::function<void(const InstanceId& id)> cancel;
};

// `baton-schedules.plan` and `baton-schedules.cancel`, to be registered.
[[nodiscard]] std::vector<std::pair<std::string, OperatorMethod>> methods(const Outside& outside);

}  // namespace baton::schedules
