// What cancel, suspend, resume, retry and send have in common: an event for one instance, which the loop handles.
#pragma once

#include "engine/desk.hpp"
#include "engine/stepped_engine.hpp"

#include <optional>
#include <string>
#include <utility>

namespace baton::engine::requests {

struct Command {
  InstanceId id;
  core::EventBody event;
  std::string caller;
  std::optional<Revision> only_at = {};
};

inline void perform_command(SteppedEngine& engine, Command command, SteppedEngine::ReplyTo<void> reply) {
  engine.command(command.id, std::move(command.event), std::move(reply), std::move(command.caller), command.only_at);
}

}  // namespace baton::engine::requests
