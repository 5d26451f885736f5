// machine: a user's pure handle(), durable (baton/machine.hpp). The one task of its program; the workflow's context is the
// machine's state.
//
//   event                     what becomes of it
//   start                     the machine's start(): its first state, or a fault if it refuses the input
//   event from outside        handle()
//   answer to a call          outcome() makes an event of it, then handle()
//   a delay is over           the same
//
//   handle()'s intents are issued as calls and delays. Has the machine ended by its state, the instance ends as soon as no
//   call is open.
#include "core/admission.hpp"
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/ending.hpp"
#include "core/interpreter/leaving.hpp"
#include "core/limits.hpp"

#include "base/overloaded.hpp"
#include "base/sha256.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace baton::core {
namespace {

using detail::Encoded;
using detail::MachineStep;

MachineState& state_of(Transition& transition, FrameId frame) {
  return std::get<MachineState>(transition.edit(frame).state);
}

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

// The key under which the machine asked for this before without learning the outcome.
std::optional<IntentKey> take_unknown_key(MachineState& state, const Value& intent) {
  const auto place = std::ranges::find(state.unknown, intent, &MachineRequestState::intent);
  if (place == state.unknown.end()) return std::nullopt;
  std::optional<IntentKey> key = std::move(place->key);
  state.unknown.erase(place);
  return key;
}

void ask(Transition& transition, FrameId frame, int format, MachineStep::Asked asked) {
  transition.record(
      Change{.kind = ChangeKind::IntentDecided, .task = transition.at(frame).task, .output = asked.intent});
  MachineRequestState request{.intent = asked.intent, .format = format, .key = {}, .timer = {}};
  std::visit(overloaded{[&](MachineCall& call) {
                          Call made{.task = transition.at(frame).task,
                                    .function = std::move(call.function),
                                    .arguments = std::move(call.arguments),
                                    .idempotent = call.idempotent,
                                    .deadline = {}};
                          request.key = take_unknown_key(state_of(transition, frame), asked.intent);
                          if (request.key) {
                            transition.reissue(Pending{.key = *request.key, .request = std::move(made)});
                          } else {
                            request.key = transition.issue(std::move(made));
                          }
                        },
                        [&](const MachineDelay& delay) {
                          const Duration after = std::clamp(delay.after, Duration{}, kMaxDuration);
                          request.timer = transition.set_timer(frame, TimerPurpose::Wait, transition.now() + after);
                        }},
             asked.request);
  state_of(transition, frame).requests.push_back(std::move(request));
}

// A machine's end is its own decision: there is no way back to before it.
void end(Transition& transition, FrameId frame, MachineEnd end) {
  if (end) return complete(transition, frame, *std::move(end));
  Problem problem = std::move(end).error();
  if (problem.instance.empty()) problem.instance = transition.task_of(frame).reference;
  transition.instance().error = std::move(problem);
  end_instance(transition, Status::Faulted);
}

void apply(Transition& transition, FrameId frame, int format, MachineStep step) {
  if (step.state != transition.state().context) {
    transition.record(
        Change{.kind = ChangeKind::StateChanged, .task = transition.at(frame).task, .output = step.state});
    transition.state().context = std::move(step.state);
  }
  transition.state().context_format = format;
  for (MachineStep::Asked& asked : step.asked) ask(transition, frame, format, std::move(asked));
  const bool is_open =
      std::ranges::any_of(state_of(transition, frame).requests, [](const auto& each) { return each.key.has_value(); });
  if (step.end && !is_open) end(transition, frame, *std::move(step.end));
}

void handle_event(Transition& transition, FrameId frame, const MachineTask& task, const Encoded& event) {
  check("an event of the machine", event.json);
  transition.record(Change{.kind = ChangeKind::EventHandled, .task = transition.at(frame).task, .output = event.json});
  const Encoded state{.json = transition.state().context, .format = transition.state().context_format};
  apply(transition, frame, task.machine->format(), admitted(task.machine->handle(state, event)));
}

void handle_outcome(Transition& transition, FrameId frame, const MachineTask& task, const MachineRequestState& request,
                    const CallOutcome& outcome) {
  const Encoded intent{.json = request.intent, .format = request.format};
  handle_event(transition, frame, task,
               Encoded{.json = task.machine->outcome(intent, outcome), .format = task.machine->format()});
}

template <class T>
MachineRequestState take_request(MachineState& state, const T& wanted, std::optional<T> MachineRequestState::* by) {
  const auto place = std::ranges::find(state.requests, wanted, by);
  MachineRequestState request = std::move(*place);
  state.requests.erase(place);
  return request;
}

}  // namespace

void Behaviour<MachineTask>::start(Transition& transition, FrameId frame, const MachineTask& task) {
  auto step = task.machine->start(transition.at(frame).input);
  if (!step) return end(transition, frame, std::unexpected(core::admitted(std::move(step).error())));
  transition.edit(frame).state = MachineState{};
  apply(transition, frame, task.machine->format(), admitted(*std::move(step)));
}

void delivered(Transition& transition, FrameId frame, const MachineTask& task, const Deliver& event) {
  handle_event(transition, frame, task, Encoded{.json = event.event, .format = event.format});
}

void Behaviour<MachineTask>::answered(Transition& transition, FrameId frame, const MachineTask& task,
                                      const Pending& asked, Outcome outcome) {
  MachineState& state = state_of(transition, frame);
  const MachineRequestState request = take_request(state, asked.key, &MachineRequestState::key);
  if (std::holds_alternative<OutcomeUnknown>(outcome)) {
    if (state.unknown.size() >= kMaxUnknownCalls) state.unknown.erase(state.unknown.begin());
    state.unknown.push_back(request);
  }
  handle_outcome(transition, frame, task, request, public_outcome(std::move(outcome)));
}

void Behaviour<MachineTask>::timer_fired(Transition& transition, FrameId frame, const MachineTask& task,
                                         const Timer& timer) {
  const MachineRequestState request = take_request(state_of(transition, frame), timer.id, &MachineRequestState::timer);
  handle_outcome(transition, frame, task, request, CallSucceeded{});
}

const MachineTask* machine_of(const Program& program) {
  return std::get_if<MachineTask>(&program.task(kRootTask).kind);
}

Program machine_program(std::string name, std::shared_ptr<const detail::AnyMachine> machine) {
  Program program;
  program.name = DefinitionName{.space = std::string(kMachineSpace), .name = name, .version = "1.0.0"};
  program.document = Value::object({{"machine", Value::object({{"name", Value::string(name)}})}});
  program.digest = Digest{sha256_hex(to_canonical_json(program.document))};
  Task task;
  task.name = name;
  task.reference = "/";
  task.kind = MachineTask{.name = std::move(name), .machine = std::move(machine)};
  program.tasks.push_back(std::move(task));
  return program;
}

}  // namespace baton::core
