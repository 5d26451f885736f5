#include "core/hosted/moments.hpp"
#include "core/interpreter/moments.hpp"
#include "core/lifecycle/events.hpp"

#include <utility>

namespace baton::core {
namespace {

template <class T>
void cancel_and_undo(T& transition, const std::vector<Event>& held) {
  begin_undoing(transition);
  for (const Event& late : held) {
    if (!has_ended(transition.instance().status)) on_progress(transition, late.body);
  }
}

}  // namespace

void cancel_at_once(Transition& transition) {
  std::vector<CancelChild> children;
  for (const Pending& pending : transition.instance().pending) {
    const auto* child = std::get_if<StartChild>(&pending.request);
    if (child != nullptr && child->await) children.push_back(CancelChild{.start = pending.key, .id = child->id});
  }
  for (CancelChild& child : children) transition.issue(std::move(child));
  end_instance(transition, Status::Cancelled);
}

template <class T>
void on_cancel(T& transition, const Cancel& event) {
  Instance& instance = transition.instance();
  const std::vector<IntentKey> requests = requests_while_suspended(instance);
  instance.status = Status::Running;  // a suspended one cannot be awaited
  instance.error.reset();
  const std::vector<Event> held = std::exchange(instance.held, {});
  if (event.compensate) {
    cancel_and_undo(transition, held);
  } else {
    cancel_at_once(transition);
  }
  issue_again(transition, requests);
}

template void on_cancel(WorkflowTransition&, const Cancel&);
template void on_cancel(HostedTransition&, const Cancel&);

}  // namespace baton::core
