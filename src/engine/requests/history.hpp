// What happened to an instance.
#pragma once

#include "engine/desk.hpp"

#include <vector>

namespace baton::engine::requests {

struct History {
  using Answer = std::vector<HistoryEntry>;

  InstanceId id;
  HistoryRange range = {};

  [[nodiscard]] Result<Answer> at_desk(Desk& desk, const Caller&) && { return desk.history(id, range); }
};

}  // namespace baton::engine::requests
