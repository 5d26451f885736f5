// for: its body once for each item, as long as `while` holds (DSL reference: "For"). The first round gets the task's
// input, each further round the output of the round before; the last output is the task's.
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/bindings.hpp"
#include "core/interpreter/leaving.hpp"

namespace baton::core {
namespace {

// After the last round: its variables are not those of the loop's own output.as and export.as.
void end_loop(WorkflowTransition& transition, FrameId id, Value data, std::optional<Directive> then = std::nullopt) {
  transition.edit(id).variables.clear();
  complete(transition, id, std::move(data), then);
}

void next_round(WorkflowTransition& transition, FrameId id, const ForTask& task, Value data) {
  Frame& frame = transition.edit(id);
  const auto& state = std::get<ForState>(frame.state);
  if (state.index >= state.collection.size()) return end_loop(transition, id, std::move(data));
  frame.variables = {Variable{.name = task.each, .value = state.collection.items()[state.index]},
                     Variable{.name = task.at, .value = Value::number(std::int64_t{state.index})}};
  if (task.while_) {
    const auto goes_on = evaluate_condition(*task.while_, data, FrameBindings(transition, id));
    if (!goes_on) return fault(transition, id, goes_on.error());
    if (!*goes_on) return end_loop(transition, id, std::move(data));
  }
  transition.open(id, task.body, std::move(data));
}

}  // namespace

void Behaviour<ForTask>::start(WorkflowTransition& transition, FrameId id, const ForTask& task) {
  const Value input = transition.at(id).input;
  auto collection = evaluate_items(task.in, input, FrameBindings(transition, id));
  if (!collection) return fault(transition, id, std::move(collection).error());
  transition.edit(id).state = ForState{.collection = *std::move(collection), .index = 0};
  next_round(transition, id, task, input);
}

void Behaviour<ForTask>::child_completed(WorkflowTransition& transition, FrameId id, const ForTask& task,
                                         ChildCompleted child) {
  if (child.then.levels > 0) return end_loop(transition, id, std::move(child.output), outside(child.then));
  ++std::get<ForState>(transition.edit(id).state).index;
  next_round(transition, id, task, std::move(child.output));
}

}  // namespace baton::core
