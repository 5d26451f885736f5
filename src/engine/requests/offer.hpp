// A CloudEvent for whatever listens for it in one instance.
#pragma once

#include "engine/requests/command.hpp"

#include <baton/cloud_event.hpp>

namespace baton::engine::requests {

struct Offer {
  using Answer = void;
  static constexpr bool kAddsWork = true;

  InstanceId id;
  CloudEvent event;
  std::optional<Revision> only_at = {};

  // An event without an id or a time gets one. InvalidArgument if it is not a valid event.
  [[nodiscard]] Result<Command> prepare(Desk& desk, const Caller& caller) &&;
  static constexpr auto perform = &perform_command;
};

}  // namespace baton::engine::requests
