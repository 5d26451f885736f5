#include "cli/sim/outcome.hpp"
#include "cli/table.hpp"
#include "cli/text.hpp"

#include <algorithm>

namespace baton::cli {
namespace {

constexpr std::size_t kMostSteps = 12;
constexpr std::size_t kMostFaults = 15;

// The last steps of the path.
std::string path_text(const std::vector<std::string>& path) {
  const std::size_t first = path.size() > kMostSteps ? path.size() - kMostSteps : 0;
  std::string text = first == 0 ? "" : "…";
  for (std::size_t i = first; i < path.size(); ++i) text += (text.empty() ? "" : ", ") + path[i];
  return text;
}

std::string text_of(const PlacedFinding& found, std::uint64_t runs) {
  std::string text =
      one_line(found.file + ":" + std::to_string(found.line) + ":" + std::to_string(found.column) + ": " +
               std::string(simulation::name_of(found.rule().severity)) + ": " + found.finding().task + ": " +
               found.finding().message + " [" + std::string(found.rule().id) + "]") +
      "\n";
  if (!found.surveyed.seed) return text;
  text += "    in " + std::to_string(found.surveyed.runs) + " of " + counted(runs, "run") + "; see one with --seed " +
          std::to_string(*found.surveyed.seed) + "\n";
  if (!found.finding().path.empty())
    text += "    completed by then: " + one_line(path_text(found.finding().path)) + "\n";
  return text;
}

std::string endings_text(const simulation::Endings& endings) {
  std::string text = counted(endings.runs, "run") + ": " + std::to_string(endings.completed) + " completed, " +
                     std::to_string(endings.faulted) + " faulted";
  if (endings.cancelled > 0) text += ", " + std::to_string(endings.cancelled) + " cancelled";
  if (endings.not_ended > 0) text += ", " + std::to_string(endings.not_ended) + " not ended";
  return text + "\n";
}

std::string faults_text(const simulation::Endings& endings) {
  if (endings.faults.empty()) return {};
  std::vector<std::pair<std::uint64_t, simulation::Fault>> faults;
  faults.reserve(endings.faults.size());
  for (const auto& [fault, runs] : endings.faults) faults.emplace_back(runs, fault);
  std::ranges::stable_sort(faults, std::ranges::greater{}, [](const auto& each) { return each.first; });
  std::vector<std::vector<std::string>> rows = {{"FAULTED AT", "RUNS", "ERROR"}};
  for (std::size_t i = 0; i < std::min(faults.size(), kMostFaults); ++i) {
    const auto& [runs, fault] = faults[i];
    rows.push_back({fault.task, std::to_string(runs),
                    (fault.title.empty() ? fault.type : fault.title) + " (" + std::to_string(fault.status) + ")"});
  }
  if (faults.size() > kMostFaults) rows.push_back({"and " + std::to_string(faults.size() - kMostFaults) + " more"});
  return "\n" + table(rows);
}

std::string tasks_text(const SimOutcome::Tasks& tasks) {
  std::vector<std::vector<std::string>> rows = {
      {"TASKS OF " + tasks.file, "STARTED", "COMPLETED", "FAULTED", "COMPENSATED"}};
  for (const auto& [task, counts] : tasks.counts) {
    rows.push_back({task, std::to_string(counts.started), std::to_string(counts.completed),
                    std::to_string(counts.faulted), std::to_string(counts.compensated)});
  }
  return "\n" + table(rows);
}

// Nothing was tried that is worth the name.
std::string hint_text(const simulation::Endings& endings) {
  if (endings.faults.size() != 1 || endings.faulted != endings.runs || endings.runs < 2) return {};
  return "every run ended with this same fault; does the workflow need an --input, or other results in --operators?\n";
}

}  // namespace

std::string sim_text(const SimOutcome& outcome) {
  std::string text;
  for (const std::string& line : outcome.trace) text += one_line(line) + "\n";
  if (!text.empty()) text += "\n";
  for (const PlacedFinding& found : outcome.findings) text += text_of(found, outcome.endings.runs);
  if (!outcome.findings.empty()) text += "\n";
  text += endings_text(outcome.endings) + hint_text(outcome.endings) + faults_text(outcome.endings);
  for (const SimOutcome::Tasks& tasks : outcome.tasks) text += tasks_text(tasks);
  return text;
}

}  // namespace baton::cli
