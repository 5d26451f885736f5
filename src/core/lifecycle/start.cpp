#include "core/lifecycle/events.hpp"

namespace baton::core {

void on_start(Transition& transition, const Start& event) {
  Instance& instance = transition.instance();
  instance.run_id = event.run_id;
  instance.input = event.input;
  instance.parent = event.parent;
  instance.status = Status::Running;
  instance.started_at = transition.now();
  transition.record(Change{.kind = ChangeKind::WorkflowStarted});
  transition.open(kNoFrame, kRootTask, event.input);
}

}  // namespace baton::core
