// Starts an instance of a document that need not be deployed.
#pragma once

#include "engine/desk.hpp"
#include "engine/stepped_engine.hpp"

#include <string>
#include <utility>

namespace baton::engine::requests {

struct Run {
  using Answer = InstanceId;
  static constexpr bool kAddsWork = true;

  std::string document;
  RunOptions options;

  [[nodiscard]] Result<runtime::StartRequest> prepare(Desk& desk, const Caller& caller) &&;
  static void perform(SteppedEngine& engine, runtime::StartRequest request, SteppedEngine::ReplyTo<Answer> reply) {
    engine.start(std::move(request), std::move(reply));
  }
};

}  // namespace baton::engine::requests
