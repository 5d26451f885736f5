#include "core/hosted/moments.hpp"
#include "core/interpreter/moments.hpp"
#include "core/lifecycle/events.hpp"

namespace baton::core {

namespace {

Value origin_as_value(const Boxed<Origin>& origin) {
  if (!origin) return {};
  return Value::object({{"instance", Value::string(origin->instance.value)},
                        {"revision", Value::number(static_cast<std::int64_t>(origin->revision.value))}});
}

}  // namespace

template <class T>
void on_start(T& transition, const Start& event) {
  Instance& instance = transition.instance();
  instance.run_id = event.run_id;
  instance.input = event.input;
  instance.parent = event.parent;
  instance.origin = event.origin;
  instance.status = Status::Running;
  instance.started_at = transition.now();
  transition.record(Change{.kind = ChangeKind::WorkflowStarted, .output = origin_as_value(event.origin)});
  begin(transition, event);
}

template void on_start(WorkflowTransition&, const Start&);
template void on_start(HostedTransition&, const Start&);

}  // namespace baton::core
