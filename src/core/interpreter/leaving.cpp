#include "core/interpreter/leaving.hpp"

#include "core/admission.hpp"
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/bindings.hpp"
#include "core/interpreter/ending.hpp"
#include "core/interpreter/retry_points.hpp"
#include "core/interpreter/unwinding.hpp"
#include "core/lifecycle/events.hpp"
#include "core/validation.hpp"

#include <utility>

namespace baton::core {
namespace {

// `then: end` of a task inside: the task around it completes with the same data, and then the one around that. What else is
// continuing in it ends first; of a fork whose branches compete, this branch has won.
void end_around(WorkflowTransition& transition, FrameId id, ChildCompleted child) {
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
void hand_over(WorkflowTransition& transition, FrameId frame, Value output, Directive then) {
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
  std::visit([&]<AnswersForEveryMoment T>(
                 const T& task) { Behaviour<T>::child_completed(transition, parent, task, std::move(child)); },
             transition.task_of(parent).kind);
}

// The task has done its work, but what the document makes of its output cannot be evaluated. What it did is there, and
// is undone like that of a completed task, without an output.
void fault_after_work(WorkflowTransition& transition, FrameId id, Problem problem) {
  remember_completed(transition, id, Value());
  fault(transition, id, std::move(problem));
}

// A context that the schema refuses does not replace the one before it. With a schema alone, that one is checked.
template <class Owner>
std::optional<Problem> export_context(WorkflowTransition& transition, const Owner& owner, const Value& output,
                                      const Bindings& bindings) {
  Value context = transition.state().context;
  if (owner.export_as) {
    auto exported = evaluate(*owner.export_as, output, bindings);
    if (!exported) return std::move(exported).error();
    context = *std::move(exported);
  }
  if (owner.export_schema) {
    if (auto problem = invalid(*owner.export_schema, "the exported context", context, bindings)) return problem;
  }
  if (owner.export_as) {
    transition.count_data(context, output);
    transition.state().context = std::move(context);
  }
  return std::nullopt;
}

void unwind_for_fault(WorkflowTransition& transition, FrameId id, Problem problem,
                      std::shared_ptr<const RetryPoint> retry_point) {
  unwind(transition, id,
         Unwinding{.next = Unwinding::Next::Fault,
                   .compensate = id == kRootFrame,
                   .problem = std::move(problem),
                   .retry_point = std::move(retry_point)});
}

}  // namespace

void skip(WorkflowTransition& transition, FrameId id) {
  transition.record_task(ChangeKind::TaskSkipped, id);
  hand_over(transition, id, transition.at(id).raw_input, Directive{});
}

template <class Owner>
std::expected<Value, Problem> produce(WorkflowTransition& transition, FrameId id, const Owner& owner,
                                      const Value& raw_output) {
  Value output = raw_output;
  FrameBindings bindings(transition, id);
  bindings.with_raw_output(raw_output);
  if (owner.output_as) {
    auto transformed = evaluate(*owner.output_as, raw_output, bindings);
    if (!transformed) return transformed;
    output = *std::move(transformed);
  }
  if (owner.output_schema) {
    if (auto problem = invalid(*owner.output_schema, "the output", output, bindings)) {
      return std::unexpected(*std::move(problem));
    }
  }
  if (owner.export_as || owner.export_schema) {
    if (auto problem = export_context(transition, owner, output, bindings.with_output(output))) {
      return std::unexpected(*std::move(problem));
    }
  }
  return output;
}
template std::expected<Value, Problem> produce(WorkflowTransition&, FrameId, const Task&, const Value&);
template std::expected<Value, Problem> produce(WorkflowTransition&, FrameId, const EventIterator&, const Value&);

void complete(WorkflowTransition& transition, FrameId id, Value raw_output, std::optional<Directive> then) {
  const Task& task = transition.task_of(id);
  if (const auto why =
          reason_not_to_keep("the output of the task", raw_output)) {  // of a fork: all its branches' outputs
    return fault_after_work(transition, id, make_problem(ProblemKind::Runtime, *why));
  }
  auto produced = produce(transition, id, task, raw_output);
  if (!produced) return fault_after_work(transition, id, std::move(produced).error());
  Value output = *std::move(produced);
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

Problem raised_by(const WorkflowTransition& transition, FrameId id, Problem problem) {
  if (!problem.instance.empty()) return problem;
  TaskId task = transition.at(id).task;
  while (transition.program().task(task).implicit) task = *transition.program().task(task).parent;
  problem.instance = transition.program().task(task).reference;
  return problem;
}

void fault(WorkflowTransition& transition, FrameId id, Problem problem) {
  problem = raised_by(transition, id, std::move(problem));
  unwind_for_fault(transition, id, std::move(problem), retry_point_at(transition, id));
}

void pass_fault(WorkflowTransition& transition, FrameId id, Problem problem,
                const std::shared_ptr<const RetryPoint>& retry_point) {
  unwind_for_fault(transition, id, std::move(problem), widened_to(transition, id, retry_point));
}

void finish_fault(WorkflowTransition& transition, FrameId id, Problem problem,
                  std::shared_ptr<const RetryPoint> retry_point) {
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
  std::visit([&]<AnswersForEveryMoment T>(
                 const T& kind) { Behaviour<T>::child_faulted(transition, parent, kind, std::move(child)); },
             transition.task_of(parent).kind);
}

}  // namespace baton::core
