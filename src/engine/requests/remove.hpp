// Deletes an ended instance and its history. What remains of it is a note in the audit trail.
#pragma once

#include "engine/desk.hpp"
#include "engine/stepped_engine.hpp"

#include <utility>

namespace baton::engine::requests {

struct Remove {
  using Answer = void;

  InstanceId id;

  [[nodiscard]] Result<InstanceId> prepare(Desk& desk, const Caller& caller) &&;
  static void perform(SteppedEngine& engine, const InstanceId& id, SteppedEngine::ReplyTo<void> reply) {
    engine.remove(id, std::move(reply));
  }
};

}  // namespace baton::engine::requests
