#include "simulation/findings.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <array>

namespace baton::simulation {
namespace {

constexpr std::array<RuleText, 10> kRules = {{
    {Rule::EffectNotCompensated, "effect-not-compensated", Severity::Error,
     "An effect stays although the instance has failed",
     "The instance faulted, or was cancelled with compensation, after this call had done something, and nothing undid "
     "it. Give the task a metadata.compensate, or catch the error behind it. If the call only reads, or need not be "
     "undone, declare it with `effect: false` in the operators file."},
    {Rule::EffectRepeated, "effect-repeated", Severity::Error, "One run of a block has the same effect twice",
     "catch.retry repeated the block around this call after the call had done something, and nothing undid that before "
     "it was done again. Give the task a metadata.compensate (it runs before each further attempt), or put only what "
     "may fail into the block."},
    {Rule::CompensationFailed, "compensation-failed", Severity::Warning, "What should be undone stays",
     "A compensation failed for good, so that the effect it should undo stays. Give its calls a catch.retry that "
     "outlasts what may be down, or a document.metadata.retry."},
    {Rule::RetryOfNotIdempotent, "retry-of-not-idempotent", Severity::Warning,
     "A call that is not idempotent is made again after a failure",
     "The call says metadata.idempotent: false, which keeps it from being repeated while its outcome is unknown. A "
     "failure that the operator declares still leads to another call here. Take it out of what is retried, or retry "
     "only the errors after which nothing has been done."},
    {Rule::UnknownOutcomeNotCaught, "unknown-outcome-not-caught", Severity::Warning,
     "An unknown outcome of a call that is not idempotent ends the workflow",
     "The call says metadata.idempotent: false. When its answer is lost it is not repeated but faults with a runtime "
     "error, and nothing catches that. Catch it, find out what the operator has done, and go on from there."},
    {Rule::UnreachableTask, "unreachable-task", Severity::Warning, "No path leads to this task",
     "Every way through the workflow goes past this task: it stands behind an `end`, an `exit`, a jump, a `raise`, or "
     "a "
     "switch that goes elsewhere in each case."},
    {Rule::NeverEnds, "never-ends", Severity::Warning, "A run did not come to its end",
     "The run was cut after so many steps that the workflow may never end by itself. See that each loop has a way out "
     "which the declared results can take."},
    {Rule::WaitsForEver, "waits-for-ever", Severity::Note, "Nothing limits how long the workflow waits for an answer",
     "If the answer never comes, the instance waits for ever: neither the task nor anything around it has a timeout. "
     "The "
     "workflow's own timeout does not hold for compensations. Give the task, a task around it or the workflow a "
     "timeout."},
    {Rule::NeverRan, "never-ran", Severity::Note, "No simulated run came to this task",
     "There is a way to this task, but no run took it. The declared results, the failures or the input may have to "
     "vary."},
    {Rule::InternalError, "internal-error", Severity::Error, "The engine broke a rule of its own",
     "This is a mistake in Baton and not in the workflow. Please report it, with the document and the seed."},
}};

}  // namespace

std::span<const RuleText> rules() {
  return kRules;
}

const RuleText& text_of(Rule rule) {
  const auto found = std::ranges::find(kRules, rule, &RuleText::rule);
  BATON_CHECK(found != kRules.end(), "a rule without a text");
  return *found;
}

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Note:
      return "note";
  }
  return {};
}

}  // namespace baton::simulation
