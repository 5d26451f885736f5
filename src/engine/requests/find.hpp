// One instance, with its data: as it is, or as it was at a revision.
#pragma once

#include "engine/desk.hpp"

#include <optional>

namespace baton::engine::requests {

struct Find {
  using Answer = InstanceView;

  InstanceId id;
  std::optional<Revision> revision = {};

  [[nodiscard]] Result<Answer> at_desk(Desk& desk, const Caller&) && {
    return revision ? desk.find(id, *revision) : desk.find(id);
  }
};

}  // namespace baton::engine::requests
