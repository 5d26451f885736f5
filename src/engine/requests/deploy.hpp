// Compiles documents and keeps them under their names: all or none.
#pragma once

#include "engine/desk.hpp"

#include <string>
#include <vector>

namespace baton::engine::requests {

struct Deploy {
  using Answer = std::vector<DefinitionSummary>;

  std::vector<std::string> documents;

  [[nodiscard]] Result<Answer> at_desk(Desk& desk, const Caller& caller) &&;
};

}  // namespace baton::engine::requests
