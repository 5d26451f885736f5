// Pauses an instance until it is resumed.
#pragma once

#include "engine/requests/command.hpp"

namespace baton::engine::requests {

struct Suspend {
  using Answer = void;

  InstanceId id;
  std::optional<Revision> only_at = {};

  [[nodiscard]] Result<Command> prepare(Desk& desk, const Caller& caller) &&;
  static constexpr auto perform = &perform_command;
};

}  // namespace baton::engine::requests
