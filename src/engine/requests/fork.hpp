// Starts a fork of an instance; and says what such a fork would do again.
#pragma once

#include "engine/desk.hpp"
#include "engine/stepped_engine.hpp"

#include <utility>

namespace baton::engine::requests {

struct Fork {
  using Answer = InstanceId;
  static constexpr bool kAddsWork = true;

  InstanceId source;
  ForkOptions options;

  [[nodiscard]] Result<runtime::StartRequest> prepare(Desk& desk, const Caller& caller) && {
    if (auto possible = desk.check_change(); !possible) return std::unexpected(possible.error());
    return desk.prepare_fork(source, options, caller);
  }
  static void perform(SteppedEngine& engine, runtime::StartRequest request, SteppedEngine::ReplyTo<Answer> reply) {
    engine.start(std::move(request), std::move(reply));
  }
};

struct PreviewFork {
  using Answer = ForkPreview;

  InstanceId source;
  ForkOptions options;

  [[nodiscard]] Result<Answer> at_desk(Desk& desk, const Caller&) && { return desk.preview_fork(source, options); }
};

}  // namespace baton::engine::requests
