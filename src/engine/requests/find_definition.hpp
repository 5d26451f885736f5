// One definition with its document: the deployed one of a name, or the one with a digest.
#pragma once

#include "engine/desk.hpp"

#include <variant>

namespace baton::engine::requests {

struct FindDefinition {
  using Answer = DefinitionView;

  std::variant<DefinitionName, Digest> wanted;

  [[nodiscard]] Result<Answer> at_desk(Desk& desk, const Caller&) && {
    return std::visit([&](const auto& which) { return desk.find_definition(which); }, wanted);
  }
};

}  // namespace baton::engine::requests
