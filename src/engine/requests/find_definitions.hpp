// The deployed workflows that match, with their documents.
#pragma once

#include "engine/desk.hpp"

#include <vector>

namespace baton::engine::requests {

struct FindDefinitions {
  using Answer = std::vector<DefinitionView>;

  DefinitionFilter filter;

  [[nodiscard]] Result<Answer> at_desk(Desk& desk, const Caller&) && { return desk.find_definitions(filter); }
};

}  // namespace baton::engine::requests
