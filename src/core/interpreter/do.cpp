// do: its tasks one after the other; each gets the output of the one before (DSL reference: "Do", "Flow Directive").
//
//   child's directive   next
//   continue            the next task in the list, or the end of the list
//   exit                the end of the list
//   a name              that task
//   one for a list around: that of the do itself; so tasks are left around which others have been woven (dsl/extensions.hpp)
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/leaving.hpp"

namespace baton::core {
namespace {

std::uint32_t place_after(const Directive& then, std::uint32_t position, const DoTask& task) {
  switch (then.kind) {
    case Directive::Kind::Continue:
      return position + 1;
    case Directive::Kind::Jump:
      return then.target;
    case Directive::Kind::Exit:
    case Directive::Kind::End:  // has ended the workflow before it came here
      return static_cast<std::uint32_t>(task.tasks.size());
  }
  return position + 1;
}

}  // namespace

void Behaviour<DoTask>::start(WorkflowTransition& transition, FrameId frame, const DoTask& task) {
  if (task.tasks.empty()) return complete(transition, frame, transition.at(frame).input);
  transition.edit(frame).state = DoState{};
  transition.open(frame, task.tasks.front(), transition.at(frame).input);
}

void Behaviour<DoTask>::child_completed(WorkflowTransition& transition, FrameId frame, const DoTask& task,
                                        ChildCompleted child) {
  if (child.then.levels > 0) return complete(transition, frame, std::move(child.output), outside(child.then));
  auto& state = std::get<DoState>(transition.edit(frame).state);
  state.position = place_after(child.then, state.position, task);
  if (state.position >= task.tasks.size()) return complete(transition, frame, std::move(child.output));
  transition.open(frame, task.tasks[state.position], std::move(child.output));
}

}  // namespace baton::core
