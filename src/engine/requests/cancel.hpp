// Ends an instance, with its children.
#pragma once

#include "engine/requests/command.hpp"

namespace baton::engine::requests {

struct Cancel {
  using Answer = void;

  InstanceId id;
  Engine::CancelOptions options = {};
  std::optional<Revision> only_at = {};

  [[nodiscard]] Result<Command> prepare(Desk& desk, const Caller& caller) &&;
  static constexpr auto perform = &perform_command;
};

}  // namespace baton::engine::requests
