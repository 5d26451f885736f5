// One instance, with its data.
#pragma once

#include "engine/desk.hpp"

#include <vector>

namespace baton::engine::requests {

struct Find {
  using Answer = InstanceView;

  InstanceId id;

  [[nodiscard]] Result<Answer> at_desk(Desk& desk, const Caller&) && { return desk.find(id); }
};

}  // namespace baton::engine::requests
