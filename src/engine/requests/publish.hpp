// Appends events to the event log, in one commit.
#pragma once

#include "engine/desk.hpp"
#include "engine/stepped_engine.hpp"

#include <baton/events.hpp>

#include <string>
#include <utility>
#include <vector>

namespace baton::engine::requests {

struct Publish {
  using Answer = std::vector<PublishedEvent>;
  static constexpr bool kAddsWork = true;

  std::vector<CloudEvent> events;

  // Events without an id or a time get one. InvalidArgument if one is not a valid event, or if they are too many.
  [[nodiscard]] Result<SteppedEngine::Publication> prepare(Desk& desk, const Caller& caller) &&;
  static void perform(SteppedEngine& engine, SteppedEngine::Publication publication,
                      SteppedEngine::ReplyTo<Answer> reply) {
    engine.publish(std::move(publication), std::move(reply));
  }
};

}  // namespace baton::engine::requests
