// wait: continues after a time; its output is its input (DSL reference: "Wait").
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/bindings.hpp"
#include "core/interpreter/leaving.hpp"

namespace baton::core {

void Behaviour<WaitTask>::start(WorkflowTransition& transition, FrameId frame, const WaitTask& task) {
  const auto duration = evaluate(task.duration, transition.at(frame).input, FrameBindings(transition, frame));
  if (!duration) return fault(transition, frame, duration.error());
  const Timestamp until = transition.now() + *duration;
  if (until <= transition.now()) return complete(transition, frame, transition.at(frame).input);
  transition.edit(frame).state = WaitState{.until = until};
  transition.set_timer(frame, TimerPurpose::Wait, until);
}

void Behaviour<WaitTask>::timer_fired(WorkflowTransition& transition, FrameId frame, const WaitTask&, const Timer&) {
  complete(transition, frame, transition.at(frame).input);
}

void Behaviour<WaitTask>::restore(WorkflowTransition& transition, FrameId frame, const WaitTask&) {
  transition.set_timer(frame, TimerPurpose::Wait, std::get<WaitState>(transition.at(frame).state).until);
}

}  // namespace baton::core
