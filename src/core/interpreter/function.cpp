// call of a function of the document: its task, with the arguments as raw input (DSL reference: "Use", functions). The
// body is not reported: to the user, the call is the task.
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/bindings.hpp"
#include "core/interpreter/leaving.hpp"

namespace baton::core {

void Behaviour<FunctionTask>::start(WorkflowTransition& transition, FrameId frame, const FunctionTask& task) {
  Value arguments = transition.at(frame).input;
  if (task.arguments) {
    auto evaluated = evaluate(*task.arguments, arguments, FrameBindings(transition, frame));
    if (!evaluated) return fault(transition, frame, std::move(evaluated).error());
    arguments = *std::move(evaluated);
  }
  transition.open(frame, task.body, std::move(arguments));
}

void Behaviour<FunctionTask>::child_completed(WorkflowTransition& transition, FrameId frame, const FunctionTask&,
                                              ChildCompleted child) {
  complete(transition, frame, std::move(child.output));
}

}  // namespace baton::core
