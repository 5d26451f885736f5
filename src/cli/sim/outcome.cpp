#include "cli/sim/outcome.hpp"

#include "dsl/located.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace baton::cli {
namespace {

// The positions of tasks; each document is read again once.
class Places {
 public:
  explicit Places(const Subjects& subjects) : subjects_(subjects) {}

  PlacedFinding place(simulation::Surveyed surveyed) {
    PlacedFinding placed{.surveyed = std::move(surveyed), .file = {}};
    const Subject* subject = subjects_.find(placed.finding().definition);
    if (subject == nullptr) subject = &subjects_.all.front();
    placed.file = subject->document.file;
    const dsl::Position position = positions_of(*subject).position_of(placed.finding().task);
    placed.line = position.line;
    placed.column = position.column;
    return placed;
  }

  // The place of the document's file among all.
  [[nodiscard]] std::size_t rank(const PlacedFinding& placed) const {
    const auto found = std::ranges::find_if(
        subjects_.all, [&](const Subject& each) { return each.program->digest == placed.finding().definition; });
    return static_cast<std::size_t>(found - subjects_.all.begin());
  }

 private:
  const dsl::Located& positions_of(const Subject& subject) {
    const auto [found, is_new] = located_.try_emplace(subject.program->digest.hex);
    if (is_new) found->second = dsl::locate(subject.document.text).value_or(dsl::Located{});
    return found->second;
  }

  const Subjects& subjects_;
  std::map<std::string, dsl::Located> located_;
};

}  // namespace

SimOutcome outcome_of(const simulation::Survey& survey, const Subjects& subjects) {
  SimOutcome outcome{.findings = {}, .endings = survey.endings(), .tasks = {}};
  Places places(subjects);
  for (simulation::Surveyed& each : survey.findings()) outcome.findings.push_back(places.place(std::move(each)));
  std::ranges::stable_sort(outcome.findings, {}, [&](const PlacedFinding& each) {
    return std::tuple(places.rank(each), each.line, each.column);
  });
  for (const Subject& subject : subjects.all) {
    outcome.tasks.push_back({.file = subject.document.file, .counts = survey.tasks_of(*subject.program)});
  }
  return outcome;
}

bool found_something(const SimOutcome& outcome) {
  return std::ranges::any_of(
      outcome.findings, [](const PlacedFinding& each) { return each.rule().severity != simulation::Severity::Note; });
}

}  // namespace baton::cli
