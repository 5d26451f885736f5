#include "core/hosted/moments.hpp"
#include "core/interpreter/moments.hpp"
#include "core/lifecycle/events.hpp"

namespace baton::core {

template <class T>
void on_start(T& transition, const Start& event) {
  Instance& instance = transition.instance();
  instance.run_id = event.run_id;
  instance.input = event.input;
  instance.parent = event.parent;
  instance.status = Status::Running;
  instance.started_at = transition.now();
  transition.record(Change{.kind = ChangeKind::WorkflowStarted});
  begin(transition, event);
}

template void on_start(WorkflowTransition&, const Start&);
template void on_start(HostedTransition&, const Start&);

}  // namespace baton::core
