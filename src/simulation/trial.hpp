// Trial: one run of a user's workflow in the hostile world, with mocks for its operators.
#pragma once

#include "simulation/evidence.hpp"
#include "simulation/made_events.hpp"
#include "simulation/medium.hpp"
#include "simulation/mocks.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace baton::simulation {

// Past either of these a run is cut, for it may never end by itself.
inline constexpr std::uint64_t kMostTrialActions = 10'000;
inline constexpr std::uint64_t kMostTrialChanges = 100'000;
// In a run, those who still listen when nothing else is left to do get events so many times; who listens then waits.
inline constexpr std::uint64_t kMostTrialEvents = 20;

struct Trial {
  runtime::ProgramPtr program;
  std::vector<Value> inputs;                  // one is drawn; at least one
  std::vector<runtime::ProgramPtr> deployed;  // what `run: workflow` finds
  const Mocks& mocks;
  const MadeEvents& events;
  bool cancels = false;                // a client may cancel it, with compensation, at any time
  std::function<bool()> goes_on = {};  // false cuts the run
};

// What the instance of the trial is called; those of its children derive from it.
inline constexpr std::string_view kTrialInstance = "trial";

// The same trial and seed give the same run. The medium is fresh.
[[nodiscard]] Evidence run_trial(const Trial& trial, std::uint64_t seed, Medium& medium);

}  // namespace baton::simulation
