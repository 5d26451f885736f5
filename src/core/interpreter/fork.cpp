// fork: its branches at the same time, each with the fork's input (DSL reference: "Fork").
//
//                 a branch completes                  a branch faults
//   all           when all have: their outputs, in    the others are cancelled and awaited, then the fork faults
//                 the order of the branches
//   compete       its output; the others are          it drops out; when none is left, the last error is the fork's
//                 cancelled and undone
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/leaving.hpp"
#include "core/interpreter/unwinding.hpp"

#include <algorithm>
#include <vector>

namespace baton::core {

void Behaviour<ForkTask>::start(WorkflowTransition& transition, FrameId frame, const ForkTask& task) {
  if (task.branches.empty()) return complete(transition, frame, Value::array({}));
  const Value input = transition.at(frame).input;
  transition.edit(frame).state = ForkState{.outputs = std::vector<std::optional<Value>>(task.branches.size())};
  for (const TaskId branch : task.branches) transition.open(frame, branch, input);
}

void Behaviour<ForkTask>::child_completed(WorkflowTransition& transition, FrameId frame, const ForkTask& task,
                                          ChildCompleted child) {
  if (task.compete) {
    return unwind(transition, frame,
                  Unwinding{.next = Unwinding::Next::Complete,
                            .compensate = true,
                            .spare = child.frame,
                            .output = std::move(child.output)});
  }
  auto& outputs = std::get<ForkState>(transition.edit(frame).state).outputs;
  const auto branch = std::ranges::find(task.branches, child.task) - task.branches.begin();
  outputs[static_cast<std::size_t>(branch)] = std::move(child.output);
  if (!std::ranges::all_of(outputs, [](const auto& output) { return output.has_value(); })) return;
  std::vector<Value> all;
  all.reserve(outputs.size());
  for (auto& output : outputs) all.push_back(*std::move(output));
  complete(transition, frame, Value::array(std::move(all)));
}

void Behaviour<ForkTask>::child_faulted(WorkflowTransition& transition, FrameId frame, const ForkTask& task,
                                        ChildFaulted child) {
  if (task.compete && transition.has_children(frame)) return;
  pass_fault(transition, frame, std::move(child.problem), child.retry_point);
}

}  // namespace baton::core
