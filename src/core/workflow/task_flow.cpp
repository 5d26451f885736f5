#include "core/workflow/task_flow.hpp"

#include "base/check.hpp"
#include "base/overloaded.hpp"
#include "core/admission.hpp"
#include "core/limits.hpp"
#include "core/workflow/bindings.hpp"
#include "core/workflow/retry_points.hpp"
#include "core/workflow/tasks.hpp"
#include "core/workflow/unwinding.hpp"

#include <utility>

namespace baton::core {
namespace {

template <class T>
concept Composite =
    requires(Transition& t, const T& task, ChildCompleted child) { child_completed(t, kNoFrame, task, child); };
template <class T>
concept CatchesFaults =
    requires(Transition& t, const T& task, ChildFaulted child) { child_faulted(t, kNoFrame, task, child); };
template <class T>
concept HasRequest = requires(Transition& t, const T& task) { give_up(t, kNoFrame, task); };

// `then: end` of a task inside: the task around it completes with the same data, and then the one around that. What else is
// going on in it ends first; of a fork whose branches compete, this branch has won.
void end_around(Transition& transition, FrameId id, ChildCompleted child) {
  const auto* fork = std::get_if<ForkTask>(&transition.task_of(id).kind);
  const bool has_won = fork != nullptr && fork->compete;
  Frame& frame = transition.edit(id);
  if (!frame.compensation) frame.variables.clear();  // as in every other end: they are for what runs inside it
  unwind(transition, id,
         Unwinding{.next = Unwinding::Next::EndWorkflow,
                   .compensate = has_won,
                   .spare = has_won ? std::optional(child.frame) : std::nullopt,
                   .output = std::move(child.output)});
}

// The task's turn has ended with this output; its frame is still there.
void hand_over(Transition& transition, FrameId frame, Value output, Directive then) {
  const FrameId parent = transition.at(frame).parent;
  const bool was_compensation = transition.at(frame).compensation;
  ChildCompleted child{.frame = frame, .task = transition.at(frame).task, .output = std::move(output), .then = then};
  if (parent == kNoFrame) {
    transition.instance().output = std::move(child.output);
    end_instance(transition, Status::Completed);
    return;
  }
  transition.close(frame);
  if (was_compensation) return compensation_ended(transition, parent, std::nullopt);
  if (then.kind == Directive::Kind::End) return end_around(transition, parent, std::move(child));
  std::visit(
      overloaded{[&]<Composite T>(const T& task) { child_completed(transition, parent, task, std::move(child)); },
                 [](const auto&) { BATON_CHECK(false, "a task that has no tasks inside had a child"); }},
      transition.task_of(parent).kind);
}

// Why the task cannot be entered beside what is in progress already.
std::optional<std::string> crowded(const Transition& transition, FrameId frame) {
  const std::size_t depth = transition.depth_of(frame);
  if (depth > kMaxFrameDepth) {
    return "the task would be in progress inside " + std::to_string(depth - 1) + " others, and at most " +
           std::to_string(kMaxFrameDepth) + " may be within one another";
  }
  const std::size_t beside = transition.state().frames.size() - (depth - 1);
  if (beside <= kMaxFrames) return std::nullopt;
  return std::to_string(beside) + " tasks would be in progress at the same time, and at most " +
         std::to_string(kMaxFrames) + " may be; make fewer branches, or let each do several";
}

// From Ready to Active, or skipped.
void enter(Transition& transition, FrameId id) {
  const Task& task = transition.task_of(id);
  const FrameBindings bindings(transition, id);
  Frame& frame = transition.edit(id);
  frame.started_at = transition.now();
  frame.phase = Phase::Active;
  if (const auto why = crowded(transition, id)) return fault(transition, id, make_problem(ProblemKind::Runtime, *why));
  if (task.if_) {
    const auto wanted = evaluate_condition(*task.if_, frame.raw_input, bindings);
    if (!wanted) return fault(transition, id, wanted.error());
    if (!*wanted) {
      transition.record_task(ChangeKind::TaskSkipped, id);
      return hand_over(transition, id, frame.raw_input, Directive{});
    }
  }
  if (id != kRootFrame) transition.record_task(ChangeKind::TaskStarted, id);

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
  std::visit([&](const auto& kind) { start(transition, id, kind); }, task.kind);
}

// The task has done its work, but what the document makes of its output cannot be evaluated. What it did is there, and
// is undone like that of a completed task, without an output.
void fault_after_work(Transition& transition, FrameId id, Problem problem) {
  remember_completed(transition, id, Value());
  fault(transition, id, std::move(problem));
}

void unwind_for_fault(Transition& transition, FrameId id, Problem problem,
                      std::shared_ptr<const RetryPoint> retry_point) {
  unwind(transition, id,
         Unwinding{.next = Unwinding::Next::Fault,
                   .compensate = id == kRootFrame,
                   .problem = std::move(problem),
                   .retry_point = std::move(retry_point)});
}

}  // namespace

void run_ready(Transition& transition) {
  while (const std::optional<FrameId> id = transition.next_ready()) {
    if (transition.budget_is_spent()) {
      if (!transition.has_pending_yield()) transition.issue(Yield{});
      return;
    }
    transition.count_task();
    enter(transition, *id);
  }
}

void complete(Transition& transition, FrameId id, Value raw_output, std::optional<Directive> then) {
  const Task& task = transition.task_of(id);
  if (const auto why =
          reason_not_to_keep("the output of the task", raw_output)) {  // of a fork: all its branches' outputs
    return fault_after_work(transition, id, make_problem(ProblemKind::Runtime, *why));
  }
  Value output = raw_output;
  FrameBindings bindings(transition, id);
  bindings.with_raw_output(raw_output);
  if (task.output_as) {
    auto transformed = evaluate(*task.output_as, raw_output, bindings);
    if (!transformed) return fault_after_work(transition, id, std::move(transformed).error());
    output = *std::move(transformed);
  }
  if (task.export_as) {
    auto context = evaluate(*task.export_as, output, bindings.with_output(output));
    if (!context) return fault_after_work(transition, id, std::move(context).error());
    transition.count_data(*context, output);
    transition.state().context = *std::move(context);
  }
  transition.count_data(output, transition.at(id).input);
  remember_completed(transition, id, output);
  if (!task.implicit && id != kRootFrame) {
    transition.record(Change{.kind = ChangeKind::TaskCompleted,
                             .task = transition.at(id).task,
                             .attempt = attempt_of(transition.at(id)),
                             .output = output});
  }
  hand_over(transition, id, std::move(output), then.value_or(task.then));
}

void fault(Transition& transition, FrameId id, Problem problem) {
  if (problem.instance.empty()) {
    TaskId task = transition.at(id).task;
    while (transition.program().task(task).implicit) task = *transition.program().task(task).parent;
    problem.instance = transition.program().task(task).reference;
  }
  unwind_for_fault(transition, id, std::move(problem), retry_point_at(transition, id));
}

void pass_fault(Transition& transition, FrameId id, Problem problem,
                const std::shared_ptr<const RetryPoint>& retry_point) {
  unwind_for_fault(transition, id, std::move(problem), widened_to(transition, id, retry_point));
}

void finish_fault(Transition& transition, FrameId id, Problem problem, std::shared_ptr<const RetryPoint> retry_point) {
  if (id == kRootFrame) {
    transition.instance().error = std::move(problem);
    transition.state().retry_point = std::move(retry_point);
    end_instance(transition, Status::Faulted);
    return;
  }
  const Task& task = transition.task_of(id);
  const FrameId parent = transition.at(id).parent;
  if (!task.implicit) {
    transition.record(Change{.kind = ChangeKind::TaskFaulted,
                             .task = transition.at(id).task,
                             .attempt = attempt_of(transition.at(id)),
                             .problem = problem});
  }
  if (!task.required) {  // metadata.required: false
    return hand_over(transition, id, transition.at(id).raw_input, task.then);
  }
  const bool was_compensation = transition.at(id).compensation;
  ChildFaulted child{.frame = id,
                     .task = transition.at(id).task,
                     .problem = std::move(problem),
                     .retry_point = std::move(retry_point)};
  transition.close(id);
  if (was_compensation) return compensation_ended(transition, parent, child.problem);
  std::visit(
      overloaded{[&]<CatchesFaults T>(const T& kind) { child_faulted(transition, parent, kind, std::move(child)); },
                 [&](const auto&) { pass_fault(transition, parent, std::move(child.problem), child.retry_point); }},
      transition.task_of(parent).kind);
}

void time_out(Transition& transition, FrameId id) {
  const Task& task = transition.task_of(id);
  const bool draining = transition.at(id).phase == Phase::Draining;
  std::visit(overloaded{[&]<HasRequest T>(const T& kind) { give_up(transition, id, kind); }, [](const auto&) {}},
             task.kind);
  if (draining) {
    return drained(transition, id, OutcomeUnknown{make_problem(ProblemKind::Timeout, "no answer came in time")});
  }
  fault(transition, id,
        make_problem(ProblemKind::Timeout, (id == kRootFrame ? "the workflow '" : "the task '") + task.name +
                                               "' did not end in the time its timeout allows"));
}

void cancel(Transition& transition, FrameId id) {
  Frame& frame = transition.edit(id);
  if (frame.phase == Phase::Draining || frame.cancelling || frame.compensation) return;
  if (frame.unwinding) {  // it ends its children already; a compensation that runs is let run to its end
    frame.unwinding->next = Unwinding::Next::Close;
    frame.unwinding->compensate = false;
    frame.unwinding->retry_point = nullptr;
    return;
  }
  if (frame.phase == Phase::Active) transition.record_task(ChangeKind::TaskCancelled, id, attempt_of(frame));
  const bool in_flight =
      std::visit(overloaded{[&]<HasRequest T>(const T& kind) { return cancel_leaf(transition, id, kind); },
                            [](const auto&) { return false; }},
                 transition.task_of(id).kind);
  if (in_flight) {
    frame.phase = Phase::Draining;
    return;
  }
  transition.clear_timers(id);
  for (const FrameId child : transition.children_of(id)) cancel(transition, child);
  if (transition.has_children(id)) {
    transition.edit(id).cancelling = true;
  } else {
    transition.close(id);
  }
}

void drained(Transition& transition, FrameId id, const Outcome& outcome) {
  note_in_retry_points(transition, id, outcome);
  leave(transition, id);
}

void leave(Transition& transition, FrameId id) {
  const FrameId parent = transition.at(id).parent;
  transition.close(id);
  if (transition.at(parent).unwinding) return continue_unwinding(transition, parent);
  if (transition.at(parent).cancelling && !transition.has_children(parent)) leave(transition, parent);
}

void end_instance(Transition& transition, Status status) {
  transition.close_all();
  Instance& instance = transition.instance();
  instance.status = status;
  instance.ended_at = transition.now();
  instance.state.ledger = Ledger();
  // Nobody waits for these any more; what tells other instances something stays until they have got it.
  transition.withdraw_if([](const Pending& pending) {
    return std::visit(overloaded{[](const Call&) { return true; }, [](const Yield&) { return true; },
                                 [](const StartChild& child) { return child.await; },
                                 [](const CancelChild&) { return false; }, [](const Notify&) { return false; }},
                      pending.request);
  });
  const ChangeKind kind = status == Status::Completed ? ChangeKind::WorkflowCompleted
                          : status == Status::Faulted ? ChangeKind::WorkflowFaulted
                                                      : ChangeKind::WorkflowCancelled;
  transition.record(Change{.kind = kind,
                           .task = kRootTask,
                           .attempt = instance.attempt,
                           .problem = instance.error,
                           .output = status == Status::Completed ? instance.output : Value()});
  if (!instance.parent || !instance.parent->awaits) return;
  Outcome outcome = Succeeded{instance.output};
  if (status == Status::Faulted) outcome = Failed{*instance.error};
  if (status == Status::Cancelled) {
    outcome =
        Failed{make_problem(ProblemKind::Runtime, "the child workflow '" + instance.id.value + "' was cancelled")};
  }
  transition.issue(Notify{.parent = instance.parent->instance, .start = instance.parent->start, .outcome = outcome});
}

}  // namespace baton::core
