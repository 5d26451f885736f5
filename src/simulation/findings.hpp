// Findings: what the author of a workflow would regret, as far as it can be seen in its text or in a simulated run.
//
//   std::vector<Finding> found = findings_in(program);                       // from the text alone
//   std::vector<Finding> more = findings_in(run, rules_for_effects);         // from one run
//
// PURE: functions of the program and of the evidence. survey.hpp puts many runs together.
#pragma once

#include "simulation/evidence.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baton::simulation {

enum class Severity : std::uint8_t { Error, Warning, Note };

enum class Rule : std::uint8_t {
  EffectNotCompensated,
  EffectRepeated,
  EffectOfALoser,
  EffectBeforeACaughtError,
  CompensationDoesNothing,
  CompensationFailed,
  CompensationWithoutOutput,
  RetryOfNotIdempotent,
  UnknownOutcomeNotCaught,
  UnreachableTask,
  NoCaseMatched,
  VeryLongWait,
  NeverEnds,
  RunCut,
  WaitsForEver,
  NeverRan,
  EventNotMade,
  InternalError
};

// What a rule is called and what it means, for people. The ids never change their meaning.
struct RuleText {
  Rule rule;
  std::string_view id;
  Severity severity;
  std::string_view summary;
  std::string_view help;
};
[[nodiscard]] std::span<const RuleText> rules();
[[nodiscard]] const RuleText& text_of(Rule rule);
[[nodiscard]] std::string_view name_of(Severity severity);  // "error", "warning", "note"

struct Finding {
  Rule rule;
  Digest definition;                   // of the workflow that the task belongs to
  std::string task;                    // its reference: a JSON Pointer into the document; "/" is the workflow itself
  std::string message;                 // a sentence without its full stop
  std::vector<std::string> path = {};  // what had completed by then, in order: references
};

// Does this call change anything outside, so that it may have to be undone?
using HasEffect = std::function<bool(const core::Program&, const core::Call&)>;

// What the text alone shows.
[[nodiscard]] std::vector<Finding> findings_in(const core::Program& program);
// What one instance of a run shows. `evidence` is that of the whole run.
[[nodiscard]] std::vector<Finding> findings_in(const Evidence& evidence, const InstanceEvidence& instance,
                                               const HasEffect& has_effect);

}  // namespace baton::simulation
