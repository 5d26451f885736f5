// Waits for an instance. It begins on the loop, so that no transition is missed, and then looks at the desk, because it may have
// been over before. In a read-only engine, in which nothing changes meanwhile, it only looks at the desk.
#pragma once

#include "engine/desk.hpp"
#include "engine/stepped_engine.hpp"

#include <optional>
#include <utility>

namespace baton::engine::requests {

struct Wait {
  using Answer = InstanceView;

  InstanceId id;
  Until until = Until::Ended;
  std::optional<Duration> limit = {};

  using Begun = SteppedEngine::BegunWait;

  void begin(SteppedEngine& engine, SteppedEngine::ReplyTo<Answer> reply, SteppedEngine::Begun begun) const {
    engine.wait(id, until, limit, std::move(reply), std::move(begun));
  }
  // Empty: it is not over. Quarantined if it cannot be read.
  [[nodiscard]] Result<std::optional<Answer>> look(Desk& desk, const Begun& begun) const;
  // Instead, in an engine that only reads.
  [[nodiscard]] Result<Answer> look_once(Desk& desk) const;
};

}  // namespace baton::engine::requests
