#include "cli/sarif.hpp"
#include "cli/sim/outcome.hpp"
#include "cli/views.hpp"

#include <string_view>

namespace baton::cli {
namespace {

Value rule_of(const simulation::RuleText& rule) {
  return Value::object({{"id", Value::string(rule.id)},
                        {"shortDescription", sarif_text(rule.summary)},
                        {"fullDescription", sarif_text(rule.help)},
                        {"help", sarif_text(rule.help)},
                        {"defaultConfiguration", Value::object({{"level", Value::string(name_of(rule.severity))}})}});
}

std::int64_t place_of(simulation::Rule rule) {
  std::int64_t place = 0;
  for (const simulation::RuleText& each : simulation::rules()) {
    if (each.rule == rule) break;
    ++place;
  }
  return place;
}

Value location_of(const PlacedFinding& found) {
  const Value logical = Value::object({{"fullyQualifiedName", Value::string(found.finding().task)}});
  return Value::object(
      {{"physicalLocation", sarif_physical_location({.file = found.file, .line = found.line, .column = found.column})},
       {"logicalLocations", Value::array({logical})}});
}

Value result_of(const PlacedFinding& found) {
  const std::string message = found.finding().task + ": " + found.finding().message;
  const std::string fingerprint = std::string(found.rule().id) + ":" + found.finding().task;
  std::vector<Member> members = {
      {"ruleId", Value::string(found.rule().id)},
      {"ruleIndex", Value::number(place_of(found.finding().rule))},
      {"level", Value::string(name_of(found.rule().severity))},
      {"message", sarif_text(message)},
      {"locations", Value::array({location_of(found)})},
      {"partialFingerprints", Value::object({{"ruleAndTask/v1", Value::string(fingerprint)}})}};
  if (found.surveyed.seed) {
    members.emplace_back(
        "properties", Value::object({{"runs", number(found.surveyed.runs)}, {"seed", number(*found.surveyed.seed)}}));
  }
  return Value::object(std::move(members));
}

}  // namespace

Value sim_sarif(const SimOutcome& outcome) {
  SarifRun run{.program = "baton sim", .is_whole = !outcome.interrupted};
  for (const simulation::RuleText& rule : simulation::rules()) run.rules.push_back(rule_of(rule));
  run.results.reserve(outcome.findings.size());
  for (const PlacedFinding& found : outcome.findings) run.results.push_back(result_of(found));
  return sarif_log(std::move(run));
}

}  // namespace baton::cli
