// Transitions: which edges of the handler ran. An edge is what reached an instance and one change it made there, as in
// "answer failed -> task.retried call".
#pragma once

#include "core/handle.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace baton::tests {

// `before` is the instance as the event found it.
void note_transition(const core::Program& program, const core::Instance& before, const core::HistoryRecord& record);

// How often each edge ran since the program started.
[[nodiscard]] const std::map<std::string, std::uint64_t>& transitions_seen();

// All edges there are, in the order of the alphabet.
[[nodiscard]] const std::vector<std::string>& transitions_known();

}  // namespace baton::tests
