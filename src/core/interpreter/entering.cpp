#include "core/interpreter/entering.hpp"

#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/bindings.hpp"
#include "core/interpreter/leaving.hpp"
#include "core/limits.hpp"
#include "core/validation.hpp"

#include <optional>
#include <string>
#include <utility>

namespace baton::core {
namespace {

// Why the task cannot be entered in addition to those in progress.
std::optional<std::string> crowded(const WorkflowTransition& transition, FrameId frame) {
  const std::size_t depth = transition.depth_of(frame);
  if (depth > kMaxFrameDepth) {
    return "the task would be nested inside " + std::to_string(depth - 1) + " others, and at most " +
           std::to_string(kMaxFrameDepth) + " levels are allowed";
  }
  const std::size_t beside = transition.state().frames.size() - (depth - 1);
  if (beside <= kMaxFrames) return std::nullopt;
  return std::to_string(beside) + " tasks would be in progress at the same time, and at most " +
         std::to_string(kMaxFrames) + " are allowed; use fewer branches, and let each do more";
}

// From Ready to Active, or skipped.
void enter(WorkflowTransition& transition, FrameId id) {
  const Task& task = transition.task_of(id);
  const FrameBindings bindings(transition, id);
  Frame& frame = transition.edit(id);
  frame.started_at = transition.now();
  frame.phase = Phase::Active;
  if (const auto why = crowded(transition, id)) return fault(transition, id, make_problem(ProblemKind::Runtime, *why));
  if (task.if_) {
    const auto wanted = evaluate_condition(*task.if_, frame.raw_input, bindings);
    if (!wanted) return fault(transition, id, wanted.error());
    if (!*wanted) return skip(transition, id);
  }
  if (id != kRootFrame) transition.record_task(ChangeKind::TaskStarted, id);

  if (task.input_schema) {
    if (auto problem = invalid(*task.input_schema, "the input", frame.raw_input, bindings)) {
      return fault(transition, id, *std::move(problem));
    }
  }
  frame.input = frame.raw_input;
  if (task.input_from && !task.input_from->uses(Argument::Secrets)) {
    auto input = evaluate(*task.input_from, frame.raw_input, bindings);
    if (!input) return fault(transition, id, std::move(input).error());
    transition.count_data(*input, frame.raw_input);
    frame.input = *std::move(input);
  }
  if (id == kRootFrame) transition.state().context = frame.input;  // DSL: "Data Flow", initial context
  if (task.timeout) {
    const auto after = evaluate(*task.timeout, frame.input, bindings);
    if (!after) return fault(transition, id, after.error());
    transition.set_timer(id, TimerPurpose::TaskTimeout, transition.now() + *after);
  }
  std::visit([&]<AnswersForEveryMoment T>(const T& kind) { Behaviour<T>::start(transition, id, kind); }, task.kind);
}

}  // namespace

void run_ready(WorkflowTransition& transition) {
  while (const std::optional<FrameId> id = transition.next_ready()) {
    if (transition.budget_is_spent()) {
      if (!transition.has_pending_yield()) transition.issue(Yield{});
      return;
    }
    transition.count_task();
    enter(transition, *id);
  }
}

}  // namespace baton::core
