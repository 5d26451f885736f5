// try: its body; an error inside that `catch` takes is retried or handled (DSL reference: "Try", "Catch", "Retry").
//
//   body completes ─────────────────────────────────▶ the body's output
//   body faults, not caught ────────────────────────▶ the fault continues
//   body faults, caught, retry allows another ──────▶ what completed in the body is undone, then, when the delay is
//                                                     over, the body again with the same input
//     but not everything could be undone ───────────▶ the fault continues
//   caught, no (more) retry, catch.do ──────────────▶ the handler's output
//   caught, no (more) retry, no catch.do:
//     no retry policy, or catch.then is set ────────▶ the input
//     a retry policy that is used up ───────────────▶ the fault continues: it was not handled
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/bindings.hpp"
#include "core/interpreter/leaving.hpp"
#include "core/interpreter/listening.hpp"
#include "core/interpreter/unwinding.hpp"
#include "core/policy.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace baton::core {
namespace {

TryState& try_state(WorkflowTransition& transition, FrameId frame) {
  return std::get<TryState>(transition.edit(frame).state);
}

// DSL: "Retry", limit.attempt.duration. False: it faulted.
bool limit_attempt(WorkflowTransition& transition, FrameId frame, const TryTask& task) {
  if (!task.retry || !task.retry->attempt_duration) return true;
  const auto duration =
      evaluate(*task.retry->attempt_duration, transition.at(frame).input, FrameBindings(transition, frame));
  if (!duration) {
    fault(transition, frame, duration.error());
    return false;
  }
  transition.set_timer(frame, TimerPurpose::AttemptTimeout, transition.now() + *duration);
  return true;
}

void begin_attempt(WorkflowTransition& transition, FrameId frame, const TryTask& task) {
  if (limit_attempt(transition, frame, task)) transition.open(frame, task.body, transition.at(frame).input);
}

// Does this catch take the problem? Its conditions see the error as `.`, and by the name that the catch gives it.
std::expected<bool, Problem> catches(const TryTask& task, const Problem& problem, const Value& error,
                                     const Bindings& bindings) {
  if (!matches(task.filter, problem)) return false;
  if (task.when) {
    const auto holds = evaluate_condition(*task.when, error, bindings);
    if (!holds || !*holds) return holds;
  }
  if (!task.except_when) return true;
  const auto holds = evaluate_condition(*task.except_when, error, bindings);
  if (!holds) return holds;
  return !*holds;
}

std::expected<std::optional<Timestamp>, Problem> next_attempt(WorkflowTransition& transition, FrameId frame,
                                                              const TryTask& task, const Value& error) {
  if (!task.retry) return std::nullopt;
  const TryState& state = try_state(transition, frame);
  return next_attempt_at(*task.retry,
                         RetryProgress{.attempt = state.attempt,
                                       .first_attempt_at = state.first_attempt_at,
                                       .now = transition.now(),
                                       .random = transition.random(),
                                       .error = error},
                         transition.at(frame).input, FrameBindings(transition, frame));
}

// The caught error is visible in `catch` alone.
void forget_error(WorkflowTransition& transition, FrameId frame) {
  transition.edit(frame).variables.clear();
}

// The block listens again from where it began, so that it gets the events of the attempt before too.
void restore_positions(WorkflowTransition& transition, FrameId frame, const std::vector<Consumption>& before) {
  std::vector<Consumption>& consumed = transition.state().consumed;
  if (consumed.empty()) return;
  const std::vector<std::string> filters = filters_within(transition.program(), transition.at(frame).task);
  const auto is_of_block = [&](const Consumption& each) {
    return std::ranges::any_of(filters,
                               [&](const std::string& filter) { return each.filter.starts_with(filter + "/"); });
  };
  std::erase_if(consumed, is_of_block);
  std::ranges::copy_if(before, std::back_inserter(consumed), is_of_block);
}

void repeat(WorkflowTransition& transition, FrameId frame, Problem problem, Timestamp due) {
  forget_error(transition, frame);
  TryState& state = try_state(transition, frame);
  ++state.attempt;
  restore_positions(transition, frame, state.consumed);
  for (UnknownCall& call : std::exchange(state.unknown, {})) state.reusable.push_back(std::move(call));
  transition.record(Change{.kind = ChangeKind::TaskRetried,
                           .task = transition.at(frame).task,
                           .attempt = state.attempt,
                           .problem = problem});
  unwind(
      transition, frame,
      Unwinding{
          .next = Unwinding::Next::RepeatBlock, .compensate = true, .problem = std::move(problem), .resume_at = due});
}

}  // namespace

void Behaviour<TryTask>::start(WorkflowTransition& transition, FrameId frame, const TryTask& task) {
  transition.edit(frame).state = TryState{.attempt = 1,
                                          .first_attempt_at = transition.now(),
                                          .handling = false,
                                          .unknown = {},
                                          .reusable = {},
                                          .consumed = transition.state().consumed};
  begin_attempt(transition, frame, task);
}

void Behaviour<TryTask>::child_completed(WorkflowTransition& transition, FrameId frame, const TryTask& task,
                                         ChildCompleted child) {
  transition.clear_timer(frame, TimerPurpose::AttemptTimeout);
  const bool handled = try_state(transition, frame).handling;
  forget_error(transition, frame);
  complete(transition, frame, std::move(child.output), handled ? task.then : std::nullopt);
}

void Behaviour<TryTask>::child_faulted(WorkflowTransition& transition, FrameId id, const TryTask& task,
                                       ChildFaulted child) {
  transition.clear_timer(id, TimerPurpose::AttemptTimeout);
  if (try_state(transition, id).handling) {
    return pass_fault(transition, id, std::move(child.problem), child.retry_point);
  }
  Frame& frame = transition.edit(id);
  const Value error = to_value(child.problem);
  frame.variables = {Variable{.name = task.as, .value = error}};
  const auto caught = catches(task, child.problem, error, FrameBindings(transition, id));
  if (!caught) return fault(transition, id, caught.error());
  if (!*caught) {
    forget_error(transition, id);
    return pass_fault(transition, id, std::move(child.problem), child.retry_point);
  }
  const auto due = next_attempt(transition, id, task, error);
  if (!due) return fault(transition, id, due.error());
  if (*due) return repeat(transition, id, std::move(child.problem), **due);
  if (task.handler) {
    std::get<TryState>(frame.state).handling = true;
    transition.open(id, *task.handler, frame.input);
    return;
  }
  forget_error(transition, id);
  if (task.retry && !task.then) return pass_fault(transition, id, std::move(child.problem), child.retry_point);
  complete(transition, id, frame.input, task.then);
}

void Behaviour<TryTask>::timer_fired(WorkflowTransition& transition, FrameId frame, const TryTask& task,
                                     const Timer& timer) {
  if (timer.purpose == TimerPurpose::RetryDelay) {
    transition.record_task(ChangeKind::TaskStarted, frame, try_state(transition, frame).attempt);
    return begin_attempt(transition, frame, task);
  }
  for (const FrameId body : transition.children_of(frame)) {
    fault(transition, body,
          make_problem(ProblemKind::Timeout, "an attempt did not end in the time retry.limit.attempt.duration allows"));
  }
}

void Behaviour<TryTask>::restore(WorkflowTransition& transition, FrameId id, const TryTask& task) {
  Frame& frame = transition.edit(id);
  TryState& state = std::get<TryState>(frame.state);
  state.attempt = 1;
  state.first_attempt_at = transition.now();
  if (!transition.has_children(id)) return begin_attempt(transition, id, task);  // it was waiting for its next attempt
  if (!state.handling) limit_attempt(transition, id, task);
}

}  // namespace baton::core
