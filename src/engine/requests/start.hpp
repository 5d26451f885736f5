// Starts an instance of a deployed workflow.
#pragma once

#include "engine/desk.hpp"
#include "engine/stepped_engine.hpp"

#include <utility>

namespace baton::engine::requests {

struct Start {
  using Answer = InstanceId;
  static constexpr bool kAddsWork = true;

  StartOptions options;

  [[nodiscard]] Result<runtime::StartRequest> prepare(Desk& desk, const Caller& caller) &&;
  static void perform(SteppedEngine& engine, runtime::StartRequest request, SteppedEngine::ReplyTo<Answer> reply) {
    engine.start(std::move(request), std::move(reply));
  }
};

}  // namespace baton::engine::requests
