// Continues interrupted instances: one instance and its descendants, or all.
#pragma once

#include "engine/desk.hpp"
#include "engine/stepped_engine.hpp"

#include <optional>
#include <vector>

namespace baton::engine::requests {

struct Recover {
  using Answer = void;

  std::optional<InstanceId> id;  // none: everything

  using Prepared = std::optional<std::vector<InstanceId>>;  // those to continue; none: everything
  [[nodiscard]] Result<Prepared> prepare(Desk& desk, const Caller& caller) &&;
  static void perform(SteppedEngine& engine, const Prepared& prepared, const SteppedEngine::ReplyTo<void>& reply);
};

}  // namespace baton::engine::requests
