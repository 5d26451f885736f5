// The members of a family that have not ended, or still have to notify others.
#pragma once

#include "engine/desk.hpp"

#include <vector>

namespace baton::engine::requests {

struct Unfinished {
  using Answer = std::vector<InstanceSummary>;

  InstanceId id;

  [[nodiscard]] Result<Answer> at_desk(Desk& desk, const Caller&) && { return desk.unfinished(id); }
};

}  // namespace baton::engine::requests
