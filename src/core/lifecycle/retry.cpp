#include "core/hosted/moments.hpp"
#include "core/interpreter/moments.hpp"
#include "core/lifecycle/events.hpp"

namespace baton::core {

template <class T>
void on_retry(T& transition) {
  Instance& instance = transition.instance();
  instance.status = Status::Running;
  instance.error.reset();
  instance.ended_at.reset();
  ++instance.attempt;
  transition.record(Change{.kind = ChangeKind::WorkflowRetried, .attempt = instance.attempt});
  put_back_all(transition);
}

template void on_retry(WorkflowTransition&);
template void on_retry(HostedTransition&);

}  // namespace baton::core
