// call of a function of the document: its task, with the arguments as raw input (DSL reference: "Use", functions). The
// body is not reported: to the user, the call is the task.
#include "core/workflow/bindings.hpp"
#include "core/workflow/task_flow.hpp"
#include "core/workflow/tasks.hpp"

namespace baton::core {

void start(Transition& transition, FrameId frame, const FunctionTask& task) {
  Value arguments = transition.at(frame).input;
  if (task.arguments) {
    auto evaluated = evaluate(*task.arguments, arguments, FrameBindings(transition, frame));
    if (!evaluated) return fault(transition, frame, std::move(evaluated).error());
    arguments = *std::move(evaluated);
  }
  transition.open(frame, task.body, std::move(arguments));
}

void child_completed(Transition& transition, FrameId frame, const FunctionTask&, ChildCompleted child) {
  complete(transition, frame, std::move(child.output));
}

}  // namespace baton::core
