// An event for a machine.
#pragma once

#include "engine/requests/command.hpp"

#include <baton/detail/machine_host.hpp>

namespace baton::engine::requests {

struct Send {
  using Answer = void;
  static constexpr bool kAddsWork = true;

  std::string machine;
  InstanceId id;
  detail::SentEvent event;
  std::optional<Revision> only_at = {};

  // Conflict if it is not an instance of that machine.
  [[nodiscard]] Result<Command> prepare(Desk& desk, const Caller& caller) &&;
  static constexpr auto perform = &perform_command;
};

}  // namespace baton::engine::requests
