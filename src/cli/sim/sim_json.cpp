#include "cli/sim/outcome.hpp"

#include "cli/views.hpp"

namespace baton::cli {
namespace {

Value finding_json(const PlacedFinding& found) {
  return Value::object({{"rule", Value::string(found.rule().id)},
                        {"severity", Value::string(simulation::name_of(found.rule().severity))},
                        {"message", Value::string(found.finding().message)},
                        {"file", Value::string(found.file)},
                        {"task", Value::string(found.finding().task)},
                        {"line", number(found.line)},
                        {"column", number(found.column)},
                        {"runs", found.surveyed.seed ? number(found.surveyed.runs) : Value()},
                        {"seed", found.surveyed.seed ? number(*found.surveyed.seed) : Value()},
                        {"path", strings(found.finding().path)}});
}

Value fault_json(const simulation::Fault& fault, std::uint64_t runs) {
  return Value::object({{"type", Value::string(fault.type)},
                        {"status", Value::number(std::int64_t{fault.status})},
                        {"title", Value::string(fault.title)},
                        {"task", Value::string(fault.task)},
                        {"runs", number(runs)}});
}

Value counts_json(const std::string& file, const std::string& task, const simulation::TaskCounts& counts) {
  return Value::object({{"file", Value::string(file)},
                        {"task", Value::string(task)},
                        {"started", number(counts.started)},
                        {"skipped", number(counts.skipped)},
                        {"completed", number(counts.completed)},
                        {"faulted", number(counts.faulted)},
                        {"compensated", number(counts.compensated)}});
}

}  // namespace

Value sim_json(const SimOutcome& outcome) {
  std::vector<Value> findings;
  findings.reserve(outcome.findings.size());
  for (const PlacedFinding& found : outcome.findings) findings.push_back(finding_json(found));
  std::vector<Value> faults;
  faults.reserve(outcome.endings.faults.size());
  for (const auto& [fault, runs] : outcome.endings.faults) faults.push_back(fault_json(fault, runs));
  std::vector<Value> tasks;
  for (const SimOutcome::Tasks& each : outcome.tasks) {
    for (const auto& [task, counts] : each.counts) tasks.push_back(counts_json(each.file, task, counts));
  }
  Value json = Value::object({{"runs", number(outcome.endings.runs)},
                              {"completed", number(outcome.endings.completed)},
                              {"faulted", number(outcome.endings.faulted)},
                              {"cancelled", number(outcome.endings.cancelled)},
                              {"notEnded", number(outcome.endings.not_ended)},
                              {"interrupted", Value::boolean(outcome.interrupted)},
                              {"findings", Value::array(std::move(findings))},
                              {"faults", Value::array(std::move(faults))},
                              {"tasks", Value::array(std::move(tasks))}});
  return outcome.trace.empty() ? json : json.with("trace", strings(outcome.trace));
}

}  // namespace baton::cli
