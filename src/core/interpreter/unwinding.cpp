#include "core/interpreter/unwinding.hpp"

#include "base/check.hpp"
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/bindings.hpp"
#include "core/interpreter/ending.hpp"
#include "core/interpreter/leaving.hpp"
#include "core/lifecycle/events.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace baton::core {
namespace {

bool contains(const std::vector<FrameId>& scope, FrameId frame) {
  return std::ranges::find(scope, frame) != scope.end();
}

// An unknown call whose key the next attempt of this block uses again is not undone before it.
bool will_be_repeated(const Frame& frame, const LedgerEntry& entry) {
  const auto* block = std::get_if<TryState>(&frame.state);
  if (!entry.unknown || block == nullptr || frame.unwinding->next != Unwinding::Next::RepeatBlock) return false;
  return std::ranges::find(block->reusable, *entry.unknown, &UnknownCall::key) != block->reusable.end();
}

// What a block did is still there, and would be there twice if it was repeated: the error that it was to be repeated for ends it.
// If the outcome of the undo is unknown, it is repeated.
void do_not_repeat(WorkflowTransition& transition, FrameId id) {
  Frame& frame = transition.edit(id);
  const Unwinding& unwinding = *frame.unwinding;
  if (unwinding.next != Unwinding::Next::RepeatBlock || unwinding.undo_unknown) return;
  if (!unwinding.problem) return;  // stored before format 4
  transition.clear_timers(id);
  frame.unwinding->next = Unwinding::Next::Fault;
  --std::get<TryState>(frame.state).attempt;
}

// Starts the next compensation. False if nothing is left to undo.
bool undo_next(WorkflowTransition& transition, FrameId id) {
  Frame& frame = transition.edit(id);
  const std::optional<FrameId> spare = frame.unwinding->spare;
  const auto is_to_undo = [&](const LedgerEntry& candidate) {
    return contains(candidate.scope, id) && !(spare && contains(candidate.scope, *spare)) &&
           !will_be_repeated(frame, candidate);
  };
  auto entry = transition.state().ledger.take_newest(is_to_undo);
  if (!entry) return false;
  frame.unwinding->undoing = entry->task;
  frame.unwinding->undo_unknown = false;
  frame.unwinding->undo_key = std::move(entry->undo_key);
  frame.unwinding->undo_calls = 0;
  frame.unwinding->retry_point = nullptr;  // after compensation has begun, no retry is possible
  transition.record(Change{.kind = ChangeKind::CompensationStarted, .task = entry->task});
  Frame& undo = transition.open(id, *transition.program().task(entry->task).compensate, std::move(entry->input));
  undo.compensation = true;
  undo.variables.push_back(Variable{.name = std::string(kCompensatedOutput), .value = std::move(entry->output)});
  return true;
}

// The problem as the user sees it, with the compensations that failed.
Problem with_failed_compensations(WorkflowTransition& transition, Problem problem) {
  const std::vector<Problem>& failed = transition.state().failed_compensations;
  if (failed.empty()) return problem;
  std::vector<Value> list;
  for (const Problem& each : failed) list.push_back(to_value(each));
  problem.extensions = problem.extensions.with(kFailedCompensations, Value::array(std::move(list)));
  return problem;
}

void finish_unwinding(WorkflowTransition& transition, FrameId id) {
  Frame& frame = transition.edit(id);
  Unwinding done = std::move(*frame.unwinding);
  frame.unwinding.reset();
  switch (done.next) {
    case Unwinding::Next::Fault:
      if (id == kRootFrame) done.problem = with_failed_compensations(transition, *std::move(done.problem));
      return finish_fault(transition, id, *std::move(done.problem), std::move(done.retry_point));
    case Unwinding::Next::Complete:
      return complete(transition, id, std::move(done.output));
    case Unwinding::Next::EndWorkflow:
      return complete(transition, id, std::move(done.output), Directive{.kind = Directive::Kind::End});
    case Unwinding::Next::RepeatBlock:
      if (done.resume_at > transition.now()) {
        transition.set_timer(id, TimerPurpose::RetryDelay, done.resume_at);
        return;
      }
      return Behaviour<TryTask>::timer_fired(
          transition, id, std::get<TryTask>(transition.task_of(id).kind),
          Timer{.id = TimerId{}, .frame = id, .purpose = TimerPurpose::RetryDelay, .due = done.resume_at});
    case Unwinding::Next::EndCancelled:
      if (!transition.state().failed_compensations.empty()) {
        transition.instance().error = with_failed_compensations(
            transition, make_problem(ProblemKind::Runtime, "cancelled, but not everything could be undone"));
      }
      return end_instance(transition, Status::Cancelled);
    case Unwinding::Next::Close:
      return finish_cancel(transition, id);
  }
}

// Nothing runs inside it any more.
void undo_and_finish(WorkflowTransition& transition, FrameId id) {
  if (transition.at(id).unwinding->compensate && undo_next(transition, id)) return;
  finish_unwinding(transition, id);
}

}  // namespace

void unwind(WorkflowTransition& transition, FrameId id, Unwinding unwinding) {
  if (unwinding.next == Unwinding::Next::RepeatBlock) {  // the time of the task is for all its attempts
    transition.clear_timer(id, TimerPurpose::AttemptTimeout);
  } else {
    transition.clear_timers(id);
  }
  Frame& frame = transition.edit(id);
  frame.phase = Phase::Active;
  frame.unwinding = std::move(unwinding);
  const std::vector<FrameId> children = transition.children_of(id);
  for (const FrameId child : children) cancel(transition, child);
  if (children.empty()) {
    undo_and_finish(transition, id);
  } else {
    continue_unwinding(transition, id);
  }
}

void continue_unwinding(WorkflowTransition& transition, FrameId id) {
  if (!transition.has_children(id)) undo_and_finish(transition, id);
}

void compensation_ended(WorkflowTransition& transition, FrameId id, const std::optional<Problem>& problem) {
  Frame& frame = transition.edit(id);
  BATON_CHECK(frame.unwinding && frame.unwinding->undoing, "a compensation that was not started has ended");
  transition.record(Change{.kind = problem ? ChangeKind::CompensationFaulted : ChangeKind::CompensationCompleted,
                           .task = *frame.unwinding->undoing,
                           .problem = problem});
  if (problem) {
    transition.state().failed_compensations.push_back(*problem);
    do_not_repeat(transition, id);
  }
  frame.unwinding->undoing.reset();
  frame.unwinding->undo_key.clear();
  frame.unwinding->undo_calls = 0;
  continue_unwinding(transition, id);
}

void remember_completed(WorkflowTransition& transition, FrameId id, const Value& output) {
  const Task& task = transition.task_of(id);
  if (!task.compensate || transition.in_compensation(id)) return;
  Ledger& ledger = transition.state().ledger;
  ledger.remove_if([&](const LedgerEntry& entry) { return contains(entry.scope, id); });
  ledger.push(LedgerEntry{.task = transition.at(id).task,
                          .input = transition.at(id).input,
                          .output = output,
                          .scope = transition.path_to(id),
                          .unknown = {}});
}

void remember_late(WorkflowTransition& transition, FrameId id, std::optional<IntentKey> unknown) {
  if (!transition.task_of(id).compensate || transition.in_compensation(id)) return;
  if (unknown) forget_unknown(transition, *unknown);
  transition.state().ledger.push(LedgerEntry{.task = transition.at(id).task,
                                             .input = transition.at(id).input,
                                             .output = {},
                                             .scope = transition.path_to(id),
                                             .unknown = std::move(unknown)});
}

void note_unknown_undo(WorkflowTransition& transition, FrameId id) {
  while (id != kNoFrame && !transition.at(id).compensation) id = transition.at(id).parent;
  if (id != kNoFrame) transition.edit(transition.at(id).parent).unwinding->undo_unknown = true;
}

void forget_unknown(WorkflowTransition& transition, const IntentKey& key) {
  transition.state().ledger.remove_if([&](const LedgerEntry& entry) { return entry.unknown == key; });
}

}  // namespace baton::core
