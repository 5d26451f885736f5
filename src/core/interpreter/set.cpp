// set: its data, evaluated, is its output (DSL reference: "Set").
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/bindings.hpp"
#include "core/interpreter/leaving.hpp"

namespace baton::core {

void Behaviour<SetTask>::start(WorkflowTransition& transition, FrameId frame, const SetTask& task) {
  auto data = evaluate(task.data, transition.at(frame).input, FrameBindings(transition, frame));
  if (!data) return fault(transition, frame, std::move(data).error());
  complete(transition, frame, *std::move(data));
}

}  // namespace baton::core
