// A page of instances, newest first.
#pragma once

#include "engine/desk.hpp"

#include <vector>

namespace baton::engine::requests {

struct List {
  using Answer = InstanceList;

  InstanceFilter filter = {};

  [[nodiscard]] Result<Answer> at_desk(Desk& desk, const Caller&) && { return desk.list(filter); }
};

}  // namespace baton::engine::requests
