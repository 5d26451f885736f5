#include "core/hosted/asking.hpp"

#include "base/overloaded.hpp"
#include "core/duration.hpp"
#include "core/limits.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <utility>

namespace baton::core {
namespace {

// What is longer is not the name of anything, and stays too long to be it.
std::string admitted_name(std::string name) {
  if (name.size() > kMaxNameBytes) name.resize(kMaxNameBytes);
  return utf8::valid(std::move(name));
}

Call request_of(MachineCall call) {
  const CallKind kind = call_kind_of(call.function);
  return Call{.task = kRootTask,
              .kind = kind,
              .function = utf8::valid(std::move(call.function)),
              .arguments = std::move(call.arguments),
              .idempotent = call.idempotent,
              .deadline = {}};
}

StartChild request_of(MachineChild child) {
  DefinitionName workflow{.space = admitted_name(std::move(child.workflow.space)),
                          .name = admitted_name(std::move(child.workflow.name)),
                          .version = admitted_name(std::move(child.workflow.version))};
  if (workflow.version.empty()) workflow.version = "latest";
  return StartChild{.workflow = std::move(workflow),
                    .input = std::move(child.input),
                    .await = child.await,
                    .id = InstanceId{admitted_name(std::move(child.id))}};
}

}  // namespace

void ask(HostedTransition& transition, int format, detail::MachineStep::Asked asked) {
  transition.record(Change{.kind = ChangeKind::IntentDecided, .output = asked.intent});
  std::visit(overloaded{[&](MachineCall& call) {
                          transition.ask_call(std::move(asked.intent), format, request_of(std::move(call)));
                        },
                        [&](MachineChild& child) {
                          transition.ask_child(std::move(asked.intent), format, request_of(std::move(child)));
                        },
                        [&](const MachineDelay& delay) {
                          const Duration after = std::clamp(delay.after, Duration{}, kMaxDuration);
                          transition.ask_delay(std::move(asked.intent), format, transition.now() + after);
                        }},
             asked.request);
}

Value data_of(const MachineRequest& request) {
  return std::visit(
      overloaded{[](const MachineCall& call) { return call.arguments; },
                 [](const MachineChild& child) { return child.input; }, [](const MachineDelay&) { return Value(); }},
      request);
}

}  // namespace baton::core
