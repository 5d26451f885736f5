// Takes a name and version back. The definition stays under its digest, for the instances that have run it.
#pragma once

#include "engine/desk.hpp"

namespace baton::engine::requests {

struct Undeploy {
  using Answer = void;

  DefinitionName name;

  [[nodiscard]] Result<Answer> at_desk(Desk& desk, const Caller& caller) &&;
};

}  // namespace baton::engine::requests
