// The results of a simulation, ready to be printed: for people, as JSON, as SARIF.
#pragma once

#include "cli/sim/subjects.hpp"

#include "simulation/survey.hpp"

#include <baton/value.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace baton::cli {

// A finding with the place in its file.
struct PlacedFinding {
  simulation::Surveyed surveyed;
  std::string file;
  std::size_t line = 1;
  std::size_t column = 1;

  [[nodiscard]] const simulation::Finding& finding() const { return surveyed.finding; }
  [[nodiscard]] const simulation::RuleText& rule() const { return simulation::text_of(finding().rule); }
};

struct SimOutcome {
  std::vector<PlacedFinding> findings;  // in the order of the files and of their lines
  simulation::Endings endings;
  struct Tasks {
    std::string file;
    std::vector<std::pair<std::string, simulation::TaskCounts>> counts;
  };
  std::vector<Tasks> tasks;  // by document
  bool interrupted = false;
  std::vector<std::string> trace = {};  // of a replay, in lines
};

[[nodiscard]] SimOutcome outcome_of(const simulation::Survey& survey, const Subjects& subjects);
// Something of severity error or warning.
[[nodiscard]] bool found_something(const SimOutcome& outcome);

[[nodiscard]] std::string sim_text(const SimOutcome& outcome);
[[nodiscard]] Value sim_json(const SimOutcome& outcome);
// SARIF 2.1.0.
[[nodiscard]] Value sim_sarif(const SimOutcome& outcome);

}  // namespace baton::cli
