#include "core/hosted/asking.hpp"

#include "base/iso8601.hpp"
#include "base/overloaded.hpp"
#include "core/duration.hpp"
#include "core/events/cloud_event.hpp"
#include "core/limits.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace baton::core {
namespace {

// What follows the run in the id that such an event gets, at most.
constexpr std::string_view kLongestPlace = "/18446744073709551615/4294967295";

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

StartChild request_of(MachineChild child, std::uint64_t log) {
  DefinitionName workflow{.space = admitted_name(std::move(child.workflow.space)),
                          .name = admitted_name(std::move(child.workflow.name)),
                          .version = admitted_name(std::move(child.workflow.version))};
  if (workflow.version.empty()) workflow.version = "latest";
  return StartChild{.workflow = std::move(workflow),
                    .input = std::move(child.input),
                    .await = child.await,
                    .id = InstanceId{admitted_name(std::move(child.id))},
                    .log = log};
}

// What the machine leaves out.
CloudEvent completed(const HostedTransition& transition, CloudEvent event) {
  if (event.source.empty()) event.source = source_of(transition.program().name);
  if (event.time.empty()) event.time = to_iso8601(transition.now());
  return event;
}

void emit(HostedTransition& transition, const MachineEmit& asked) {
  CloudEvent event = completed(transition, asked.event);
  if (event.id.empty()) event.id = transition.next_event_id();
  transition.record(Change{.kind = ChangeKind::EventEmitted, .output = to_value(event)});
  transition.emit(std::move(event));
}

}  // namespace

void ask(HostedTransition& transition, int format, detail::MachineStep::Asked asked) {
  transition.record(Change{.kind = ChangeKind::IntentDecided, .output = asked.intent});
  std::visit(
      overloaded{
          [&](MachineCall& call) { transition.ask_call(std::move(asked.intent), format, request_of(std::move(call))); },
          [&](MachineChild& child) {
            transition.ask_child(std::move(asked.intent), format, request_of(std::move(child), transition.log()));
          },
          [&](const MachineEmit& event) { emit(transition, event); },
          [&](const MachineDelay& delay) {
            const Duration after = std::clamp(delay.after, Duration{}, kMaxDuration);
            transition.ask_delay(std::move(asked.intent), format, transition.now() + after);
          }},
      asked.request);
}

std::optional<std::string> reason_not_to_ask(const HostedTransition& transition, const MachineRequest& request) {
  const auto* emitted = std::get_if<MachineEmit>(&request);
  if (emitted == nullptr) return std::nullopt;
  CloudEvent event = completed(transition, emitted->event);
  if (event.id.empty()) event.id = std::string(transition.instance().run_id).append(kLongestPlace);
  auto why = reason_not_to_accept(event);
  if (why) *why = "an event that it emits is not valid: " + *why;
  return why;
}

Value data_of(const MachineRequest& request) {
  return std::visit(
      overloaded{[](const MachineCall& call) { return call.arguments; },
                 [](const MachineChild& child) { return child.input; }, [](const MachineDelay&) { return Value(); },
                 [](const MachineEmit& emitted) { return emitted.event.data.value_or(Value()); }},
      request);
}

}  // namespace baton::core
