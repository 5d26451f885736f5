// set: its data, evaluated, is its output (DSL reference: "Set").
#include "core/workflow/bindings.hpp"
#include "core/workflow/task_flow.hpp"
#include "core/workflow/tasks.hpp"

namespace baton::core {

void start(Transition& transition, FrameId frame, const SetTask& task) {
  auto data = evaluate(task.data, transition.at(frame).input, FrameBindings(transition, frame));
  if (!data) return fault(transition, frame, std::move(data).error());
  complete(transition, frame, *std::move(data));
}

}  // namespace baton::core
