// One seeded run: random workflows in a hostile world, and what the checkers found wrong with it.
#pragma once

#include "simulation/choices.hpp"
#include "simulation/evidence.hpp"

#include <baton/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::tests {

// What operators answer depends on what they are given, and has, under this name, the key of the call, as a receipt would.
inline constexpr std::string_view kEffect = "effect";
[[nodiscard]] Value operator_result(std::string_view function, const Value& arguments);  // without the key

// A run and all that is needed to judge it.
struct Run {
  Value document;
  Value child;               // what `run` starts
  bool is_faithful = false;  // operators never refuse, every outcome becomes known, nobody interferes: the outputs are
                             // those of the specification
  bool keeps_time = false;   // the clock is never set
  bool uses_event_log = false;
  std::optional<runtime::LogRetention> retention;  // the event log drops events
  bool on_disk = false;                            // on the SQLite store over a simulated disk
  std::vector<std::string> started;                // workflows
  std::vector<std::string> machines;               // (machine.hpp)
  std::vector<std::string> foremen;                // (foreman.hpp)
  simulation::Evidence evidence;
};

[[nodiscard]] Run run(simulation::Choices& choices);

// A rule that did not hold: "rule: what happened".
using Violations = std::vector<std::string>;

[[nodiscard]] Violations check(const Run& run);

}  // namespace baton::tests
