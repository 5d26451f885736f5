// Checkers: the rules that every run must keep, each a function of the evidence. They use none of the engine's decisions:
// what the engine recorded is compared with what the world saw and what the documents say.
#pragma once

#include "simulation/run.hpp"

#include "core/program.hpp"

#include <string>

namespace baton::tests {

// One file each.
void check_ends(const Run& run, Violations& violations);
void check_history(const Run& run, Violations& violations);
void check_keys(const Run& run, Violations& violations);
void check_withdrawals(const Run& run, Violations& violations);
void check_answers(const Run& run, Violations& violations);
void check_silence(const Run& run, Violations& violations);
void check_timers(const Run& run, Violations& violations);
void check_compensation(const Run& run, Violations& violations);
void check_outputs(const Run& run, Violations& violations);
void check_schemas(const Run& run, Violations& violations);
void check_families(const Run& run, Violations& violations);
void check_machines(const Run& run, Violations& violations);
void check_foremen(const Run& run, Violations& violations);
void check_events(const Run& run, Violations& violations);
void check_listeners(const Run& run, Violations& violations);

// What several of them ask.
[[nodiscard]] bool is_ignored(const core::HistoryRecord& record);  // the event came too late or twice
[[nodiscard]] bool suspends(const core::HistoryRecord& record);    // by itself or because somebody asked for it
// Also a cancel that may have been refused: a record in which it, or something that was held, was ignored looks the same.
[[nodiscard]] bool ends_suspension(const core::EventBody& event);
// A refusal does not tell what an earlier call under the key has done that may be under way still.
[[nodiscard]] bool leaves_unknown(const core::Answer& answer);
[[nodiscard]] bool is_inside(const core::Program& program, core::TaskId task, core::TaskId composite);  // or is it
[[nodiscard]] bool is_part_of_compensation(const core::Program& program, core::TaskId task);

}  // namespace baton::tests
