// The deployed workflows.
#pragma once

#include "engine/desk.hpp"

#include <vector>

namespace baton::engine::requests {

struct Definitions {
  using Answer = std::vector<DefinitionSummary>;

  [[nodiscard]] Result<Answer> at_desk(Desk& desk, const Caller&) && { return desk.list_definitions(); }
};

}  // namespace baton::engine::requests
