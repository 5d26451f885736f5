#include "simulation/findings.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <array>

namespace baton::simulation {
namespace {

constexpr std::array<RuleText, 18> kRules = {{
    {Rule::EffectNotCompensated, "effect-not-compensated", Severity::Error,
     "An effect stays although the instance has failed",
     "The instance faulted, or was cancelled with compensation, after this call had done something, and nothing undid "
     "it. Give the task a metadata.compensate, or catch the error behind it. If the call only reads, or need not be "
     "undone, declare it with `effect: false` in the operators file."},
    {Rule::EffectRepeated, "effect-repeated", Severity::Error, "One run of a block has the same effect twice",
     "catch.retry repeated the block around this call after the call had done something, and nothing undid that before "
     "it was done again. Give the task a metadata.compensate (it runs before each further attempt), or put only what "
     "may fail into the block."},
    {Rule::EffectOfALoser, "effect-of-a-loser", Severity::Error,
     "A branch that lost its race has done something that stays",
     "The fork competes: one branch wins, and the others are cancelled and undone. This call of another branch had "
     "done "
     "something by then, and nothing undid it. Give the task a metadata.compensate. If the call only reads, declare it "
     "with `effect: false` in the operators file."},
    {Rule::EffectBeforeACaughtError, "effect-before-a-caught-error", Severity::Error,
     "An error is caught, and what was done before it stays",
     "This call had done something when a later task of the `try` failed. The error was caught, nothing undid what had "
     "been "
     "done, and the workflow continued. A metadata.compensate alone does not run then: undo it in catch.do, or leave "
     "the "
     "error uncaught, or put only what may fail into the block."},
    {Rule::CompensationDoesNothing, "compensation-does-nothing", Severity::Error,
     "A compensation has run and undone nothing",
     "The compensation of the task made no call: it has none, or an `if` skipped it. So what the task had done stays. "
     "If "
     "the `if` is right about a result that the operator can give, declare such results in the operators file."},
    {Rule::CompensationFailed, "compensation-failed", Severity::Warning, "What should be undone stays",
     "A compensation failed for good, so that the effect it should undo stays. Give its calls a catch.retry that "
     "outlasts what may be down, or a document.metadata.retry."},
    {Rule::CompensationWithoutOutput, "compensation-without-output", Severity::Warning,
     "A compensation passes on that it has no output",
     "Where the outcome of a call is unknown, it may have happened and is undone, and $output is null. This call of "
     "the "
     "compensation was made with a null then. Undo by something that the task's input has too, such as the order's "
     "id."},
    {Rule::RetryOfNotIdempotent, "retry-of-not-idempotent", Severity::Warning,
     "A call that is not idempotent is made again after a failure",
     "The call says metadata.idempotent: false, which keeps it from being repeated while its outcome is unknown. A "
     "failure that the operator declares still leads to another call here. Take it out of what is retried, or retry "
     "only the errors after which nothing has been done."},
    {Rule::UnknownOutcomeNotCaught, "unknown-outcome-not-caught", Severity::Warning,
     "An unknown outcome of a call that is not idempotent ends the workflow",
     "The call says metadata.idempotent: false. When its answer is lost it is not repeated but faults with a runtime "
     "error, and nothing catches that. Catch it, find out what the operator has done, and continue from there."},
    {Rule::UnreachableTask, "unreachable-task", Severity::Warning, "No path leads to this task",
     "Every way through the workflow goes past this task: it stands behind an `end`, an `exit`, a jump, a `raise`, or "
     "a "
     "switch that goes elsewhere in each case."},
    {Rule::NoCaseMatched, "no-case-matched", Severity::Warning, "No case of a switch matched, and the next task ran",
     "The switch has no default, a case without `when`. Where nothing matches, the workflow continues with the next "
     "task, which "
     "no case leads to. Give the switch a default that says what is meant."},
    {Rule::VeryLongWait, "very-long-wait", Severity::Warning, "The workflow waits for more than a year",
     "A wait or the delay of a retry is longer than a year. Perhaps a unit is wrong, or delays grow without a limit."},
    {Rule::NeverEnds, "never-ends", Severity::Warning, "A run did not come to its end",
     "The run was cut after so many steps that the workflow may never end by itself. See that each loop has a way out "
     "which the declared results can take."},
    {Rule::RunCut, "run-cut", Severity::Note, "A run was too long to be simulated to its end",
     "Nothing in the workflow repeats without end, but the run was cut after so many steps. Try it with a smaller "
     "input."},
    {Rule::WaitsForEver, "waits-for-ever", Severity::Note, "Nothing limits how long the workflow waits for an answer",
     "If the answer never comes, the instance waits for ever: neither the task nor anything around it has a timeout. "
     "The "
     "workflow's own timeout does not hold for compensations. Give the task, a task around it or the workflow a "
     "timeout."},
    {Rule::NeverRan, "never-ran", Severity::Note, "No simulated run came to this task",
     "There is a way to this task, but no run took it. The declared results, the failures or the input may have to "
     "vary."},
    {Rule::EventNotMade, "event-not-made", Severity::Note, "No event could be simulated for this task",
     "The simulation makes events from the texts and values of a filter, from correlations whose `from` is a path, as "
     ".data.order, and from the data that the operators file declares for the event's type. Where an expression "
     "decides "
     "what passes, declare data that it lets pass."},
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
