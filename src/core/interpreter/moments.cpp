#include "core/interpreter/moments.hpp"

#include "core/interpreter/unwinding.hpp"

namespace baton::core {

void begin(WorkflowTransition& transition, const Start& event) {
  if (event.origin) return begin_fork(transition, event);
  transition.state().log = transition.log();
  transition.open(kNoFrame, kRootTask, event.input);
}

void begin_undoing(WorkflowTransition& transition) {
  unwind(transition, kRootFrame, Unwinding{.next = Unwinding::Next::EndCancelled, .compensate = true});
}

}  // namespace baton::core
