// machine: a user's pure handle(), durable (baton/machine.hpp).
//
//   event                     what happens to it
//   start                     the machine's start(): its first state, or a fault if it refuses the input
//   event from outside        handle()
//   answer to a call          outcome() makes an event of it, then handle()
//   a delay is over           the same
//
//   handle()'s intents are issued as calls and delays. If the machine has ended by its state, the instance ends as soon as no
//   call is open.
#include "base/overloaded.hpp"
#include "base/sha256.hpp"
#include "core/admission.hpp"
#include "core/hosted/moments.hpp"
#include "core/lifecycle/events.hpp"
#include "core/limits.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace baton::core {
namespace {

using detail::Encoded;
using detail::MachineStep;

CallOutcome public_outcome(Outcome outcome) {
  return std::visit(
      overloaded{[](Succeeded& success) -> CallOutcome { return CallSucceeded{std::move(success.output)}; },
                 [](Failed& failure) -> CallOutcome { return CallFailed{*std::move(failure.problem)}; },
                 [](OutcomeUnknown& unknown) -> CallOutcome { return CallUnknown{*std::move(unknown.problem)}; }},
      outcome);
}

void check(const char* what, const Value& data) {
  if (const auto why = reason_not_to_keep(what, data)) throw std::runtime_error(*why);
}

// What a machine gives is the user's, like the answer of an operator. It throws, as the machine itself might.
MachineStep admitted(MachineStep step) {
  check("the machine's state", step.state);
  for (MachineStep::Asked& asked : step.asked) {
    check("an intent of the machine", asked.intent);
    auto* call = std::get_if<MachineCall>(&asked.request);
    if (call == nullptr) continue;
    check("the arguments of a call of the machine", call->arguments);
    call->function = utf8::valid(std::move(call->function));
  }
  if (!step.end) return step;
  if (*step.end) {
    check("the output of the machine", **step.end);
  } else {
    step.end->error() = core::admitted(std::move(step.end->error()));
  }
  return step;
}

void ask(HostedTransition& transition, int format, MachineStep::Asked asked) {
  transition.record(Change{.kind = ChangeKind::IntentDecided, .output = asked.intent});
  std::visit(overloaded{[&](MachineCall& call) {
                          transition.ask(std::move(asked.intent), format,
                                         Call{.task = kRootTask,
                                              .kind = call_kind_of(call.function),
                                              .function = std::move(call.function),
                                              .arguments = std::move(call.arguments),
                                              .idempotent = call.idempotent,
                                              .deadline = {}});
                        },
                        [&](const MachineDelay& delay) {
                          const Duration after = std::clamp(delay.after, Duration{}, kMaxDuration);
                          transition.ask_delay(std::move(asked.intent), format, transition.now() + after);
                        }},
             asked.request);
}

// A machine's end is its own decision: there is no way back to before it.
void end(HostedTransition& transition, MachineEnd end) {
  Instance& instance = transition.instance();
  if (end) {
    instance.output = *std::move(end);
    return end_instance(transition, Status::Completed);
  }
  Problem problem = std::move(end).error();
  if (problem.instance.empty()) problem.instance = "/";
  instance.error = std::move(problem);
  end_instance(transition, Status::Faulted);
}

void apply(HostedTransition& transition, int format, MachineStep step) {
  HostedState& state = transition.state();
  if (step.state != state.value) {
    transition.record(Change{.kind = ChangeKind::StateChanged, .output = step.state});
    state.value = std::move(step.state);
  }
  state.format = format;
  for (MachineStep::Asked& asked : step.asked) ask(transition, format, std::move(asked));
  if (step.end && !transition.has_open_calls()) end(transition, *std::move(step.end));
}

const detail::AnyMachine& machine_of(const HostedTransition& transition) {
  return *transition.program().hosted->machine;
}

void handle_event(HostedTransition& transition, const Encoded& event) {
  check("an event of the machine", event.json);
  transition.record(Change{.kind = ChangeKind::EventHandled, .output = event.json});
  const detail::AnyMachine& machine = machine_of(transition);
  const Encoded state{.json = transition.state().value, .format = transition.state().format};
  apply(transition, machine.format(), admitted(machine.handle(state, event)));
}

void handle_outcome(HostedTransition& transition, const HostedRequest& request, const CallOutcome& outcome) {
  const detail::AnyMachine& machine = machine_of(transition);
  const Encoded intent{.json = request.intent, .format = request.format};
  handle_event(transition, Encoded{.json = machine.outcome(intent, outcome), .format = machine.format()});
}

void on_answer(HostedTransition& transition, const Answer& event) {
  const Pending* awaited = transition.find_pending(event.key);
  if (awaited == nullptr || !decides(event, *awaited)) return transition.ignore();
  transition.settle(event.key);
  const std::optional<HostedRequest> request = transition.take(event.key);
  if (!request) return transition.ignore();
  Outcome outcome = outcome_of(event);
  if (std::holds_alternative<OutcomeUnknown>(outcome)) transition.remember_unknown(*request);
  handle_outcome(transition, *request, public_outcome(std::move(outcome)));
}

void on_timer(HostedTransition& transition, const TimerFired& event) {
  const std::optional<HostedRequest> request = transition.take(event.timer);
  transition.forget_timer_row(event.timer);
  if (!request) return transition.ignore();
  handle_outcome(transition, *request, CallSucceeded{});
}

}  // namespace

void begin(HostedTransition& transition, const Start& event) {
  const detail::AnyMachine& machine = machine_of(transition);
  auto step = machine.start(event.input);
  if (!step) return end(transition, std::unexpected(core::admitted(std::move(step).error())));
  apply(transition, machine.format(), admitted(*std::move(step)));
}

void on_progress(HostedTransition& transition, const EventBody& event) {
  std::visit(overloaded{[&](const Answer& answer) { on_answer(transition, answer); },
                        [&](const TimerFired& timer) { on_timer(transition, timer); },
                        [&](const Deliver& sent) {
                          handle_event(transition, Encoded{.json = sent.event, .format = sent.format});
                        },
                        [&](const auto&) { transition.ignore(); }},
             event);
}

void begin_undoing(HostedTransition& transition) {
  end_instance(transition, Status::Cancelled);
}

Program machine_program(std::string name, std::shared_ptr<const detail::AnyMachine> machine) {
  Program program;
  program.name = DefinitionName{.space = std::string(kMachineSpace), .name = name, .version = "1.0.0"};
  program.document = Value::object({{"machine", Value::object({{"name", Value::string(name)}})}});
  program.digest = Digest{sha256_hex(to_canonical_json(program.document))};
  program.hosted = Hosted{.name = std::move(name), .machine = std::move(machine)};
  return program;
}

}  // namespace baton::core
