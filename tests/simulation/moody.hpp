// A machine that throws now and then, at whatever it is given. Its moods are not the machine's own: they come from the run, and where
// a run is replayed, from its history.
#pragma once

#include "core/history.hpp"
#include "runtime/programs.hpp"

#include <functional>

namespace baton::tests {

// The same machine, which throws wherever `is_in_bad_mood` says so; asked once for each event, outcome or start.
[[nodiscard]] runtime::ProgramPtr moody(const runtime::ProgramPtr& program, std::function<bool()> is_in_bad_mood);
// From now on it throws where this record says that it did. A program that is not moody stays as it is.
void have_moods_of(const core::Program& program, const core::HistoryRecord& record);

}  // namespace baton::tests
