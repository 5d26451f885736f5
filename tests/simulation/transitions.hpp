// Transitions: which edges of the handler ran. An edge is either what came for an instance and what became of that, as in
// "answer failed to call, suspended -> held", or what a task of some kind went through, as in "wait: task.cancelled".
#pragma once

#include "core/handle.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace baton::tests {

// `before` is the instance as the event found it.
void note_transition(const core::Program& program, const core::Instance& before, const core::HistoryRecord& record);

// How often each edge ran since the program started.
[[nodiscard]] const std::map<std::string, std::uint64_t>& transitions_seen();

// All edges there are.
[[nodiscard]] std::span<const std::string_view> transitions_known();

}  // namespace baton::tests
