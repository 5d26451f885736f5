// switch: the first case whose condition holds decides where the flow continues; its output is its input (DSL reference:
// "Switch"). Without a case that matches it continues as any other task.
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/bindings.hpp"
#include "core/interpreter/leaving.hpp"

namespace baton::core {

void Behaviour<SwitchTask>::start(WorkflowTransition& transition, FrameId frame, const SwitchTask& task) {
  std::optional<Directive> chosen;
  for (const SwitchTask::Case& option : task.cases) {
    if (!option.when) {
      chosen = option.then;  // the default, unless a later case matches
      continue;
    }
    const auto matches = evaluate_condition(*option.when, transition.at(frame).input, FrameBindings(transition, frame));
    if (!matches) return fault(transition, frame, matches.error());
    if (!*matches) continue;
    chosen = option.then;
    break;
  }
  complete(transition, frame, transition.at(frame).input, chosen);
}

}  // namespace baton::core
