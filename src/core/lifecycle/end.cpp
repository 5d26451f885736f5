#include "base/overloaded.hpp"
#include "core/lifecycle/events.hpp"

namespace baton::core {

void end_instance(Transition& transition, Status status) {
  Instance& instance = transition.instance();
  for (const SetTimer& timer : timers_of(instance)) transition.forget_timer_row(timer.timer);
  for (const ListenerId listener : listeners_of(instance)) transition.forget_listener_row(listener);
  std::visit([](auto& state) { state.forget_progress(); }, instance.state);
  instance.status = status;
  instance.ended_at = transition.now();
  // Nobody waits for these any more; what notifies other instances stays until they have received it.
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
    Problem problem =
        make_problem(ProblemKind::Runtime, "the child workflow '" + instance.id.value + "' was cancelled");
    if (instance.error) problem.extensions = instance.error->extensions;  // what could not be undone
    outcome = Failed{std::move(problem)};
  }
  transition.issue(Notify{.parent = instance.parent->instance, .start = instance.parent->start, .outcome = outcome});
}

}  // namespace baton::core
