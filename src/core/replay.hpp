// Replay: a transition that history has, made once more. PURE.
#pragma once

#include "core/handle.hpp"

#include <optional>

namespace baton::core {

// What the record's event means for the instance as it was before. nullopt: it is not what the record says, so the record was written by
// another version, or for another instance or program.
[[nodiscard]] std::optional<Decision> replay(const Program& program, Instance&& before, const HistoryRecord& record);

}  // namespace baton::core
