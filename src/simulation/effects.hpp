// Effects: what the calls of one instance did outside, and which of it was undone.
#pragma once

#include "simulation/findings.hpp"

#include <optional>
#include <vector>

namespace baton::simulation {

struct Effect {
  core::TaskId task;               // a call, or a `run: workflow` whose child had effects
  Revision decided;                // the transition that asked for it
  std::optional<Revision> undone;  // the transition that began to undo it
};

// In the order in which they were decided; those of compensations are not among them.
[[nodiscard]] std::vector<Effect> effects_of(const Evidence& evidence, const InstanceEvidence& instance,
                                             const HasEffect& has_effect);

}  // namespace baton::simulation
