// machine: a user's pure handle(), durable (baton/machine.hpp).
//
//   event                     what happens to it                                            where that throws
//   start                     the machine's start(): its first state                        refused: nothing is started
//   event from outside        handle()                                                      refused: nothing changes
//   answer, or delay is over  outcome() makes an event of it, then handle()                 suspended; a resume tries it again
//   event of the event log    arrival() makes an event of it, then handle()                 suspended; the log keeps it
//   CloudEvent sent           the same, if one of its listeners takes it                    refused: nothing changes
//
//   handle()'s intents are issued as calls, children, delays and events. What it listens to is what it says after each event. If the
//   machine has ended by its state, the instance ends as soon as no call and no child is open.
//
// The machine is the user's, so each call of it is tried before anything is changed (docs/decisions/0022).
#include "base/overloaded.hpp"
#include "core/admission.hpp"
#include "core/hosted/asking.hpp"
#include "core/hosted/listening.hpp"
#include "core/hosted/moments.hpp"
#include "core/lifecycle/events.hpp"

#include <algorithm>
#include <exception>
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
MachineStep admitted(MachineStep step, const HostedTransition& transition) {
  const Hosted& hosted = *transition.program().hosted;
  check("the machine's state", step.state);
  if (const auto why = reason_not_to_listen(hosted, transition.state(), step.listening)) throw std::runtime_error(*why);
  for (const MachineStep::Asked& asked : step.asked) {
    check("an intent of the machine", asked.intent);
    check("what an intent of the machine asks for", data_of(asked.request));
    if (const auto why = reason_not_to_ask(transition, asked.request)) throw std::runtime_error(*why);
  }
  if (!step.end) return step;
  if (*step.end) {
    check("the output of the machine", **step.end);
  } else {
    step.end->error() = core::admitted(std::move(step.end->error()));
  }
  return step;
}

// The machine at work, with what it has thrown as a value.
class Trial {
 public:
  explicit Trial(const HostedTransition& transition)
      : transition_(transition),
        hosted_(*transition.program().hosted),
        state_{.json = transition.state().value, .format = transition.state().format} {}

  [[nodiscard]] std::expected<MachineStep, Problem> start(const Value& input) const {
    auto started = tried([&] { return machine().start(input); });
    if (!started) return std::unexpected(std::move(started).error());
    if (!*started) return std::unexpected(core::admitted(std::move(*started).error()));
    return tried([&] { return admitted(**std::move(started), transition_); });
  }
  [[nodiscard]] std::expected<MachineStep, Problem> handle(const Encoded& event) const {
    return tried([&] {
      check("an event of the machine", event.json);
      return admitted(machine().handle(state_, event), transition_);
    });
  }
  [[nodiscard]] std::expected<Encoded, Problem> event_of(const HostedRequest& request,
                                                         const CallOutcome& outcome) const {
    return tried([&] {
      const Encoded intent{.json = request.intent, .format = request.format};
      return Encoded{.json = machine().outcome(intent, outcome), .format = machine().format()};
    });
  }
  [[nodiscard]] std::expected<Encoded, Problem> event_of(const HostedListener& listener, const Value& event) const {
    return tried([&] {
      const auto topic = std::ranges::find(hosted_.topics, listener.topic, &EventFilter::identity);
      const auto place = static_cast<std::size_t>(topic - hosted_.topics.begin());
      return Encoded{.json = machine().arrival(place, cloud_event_from(event).or_throw()),
                     .format = machine().format()};
    });
  }
  [[nodiscard]] int format() const { return machine().format(); }

 private:
  template <class Call>
  [[nodiscard]] std::expected<std::invoke_result_t<Call>, Problem> tried(const Call& call) const {
    if (hosted_.machine == nullptr) {
      return std::unexpected(make_problem(ProblemKind::Configuration,
                                          "the machine '" + hosted_.name + "' is not registered with this engine"));
    }
    try {
      return call();
    } catch (const std::exception& exception) {
      return std::unexpected(failed(exception.what()));
    } catch (...) {
      return std::unexpected(failed("it threw something that is no std::exception"));
    }
  }
  [[nodiscard]] Problem failed(std::string_view why) const {
    std::string detail = "the machine '" + hosted_.name + "' failed: ";
    return core::admitted(make_problem(ProblemKind::Runtime, detail.append(why)));
  }
  [[nodiscard]] const detail::AnyMachine& machine() const { return *hosted_.machine; }

  const HostedTransition& transition_;
  const Hosted& hosted_;
  Encoded state_;
};

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
  if (step.end && !transition.has_open_requests()) return end(transition, *std::move(step.end));
  listen(transition, step.listening);
}

void apply(HostedTransition& transition, int format, MachineStep step, Value event) {
  transition.record(Change{.kind = ChangeKind::EventHandled, .output = std::move(event)});
  apply(transition, format, std::move(step));
}

void refuse(HostedTransition& transition, Value event, Problem why) {
  if (why.instance.empty()) why.instance = "/";
  transition.record(Change{.kind = ChangeKind::EventRefused, .problem = std::move(why), .output = std::move(event)});
}

void on_sent(HostedTransition& transition, const Deliver& sent) {
  const Trial attempt(transition);
  auto step = attempt.handle(Encoded{.json = sent.event, .format = sent.format});
  if (!step) return refuse(transition, sent.event, std::move(step).error());
  apply(transition, attempt.format(), *std::move(step), sent.event);
}

// Calls `settle` once it is certain that the machine can handle the outcome.
template <class Event, class Settle>
void on_outcome(HostedTransition& transition, const Event& event, const HostedRequest& request,
                const CallOutcome& outcome, const Settle& settle) {
  const Trial attempt(transition);
  const auto made = attempt.event_of(request, outcome);
  auto step = made ? attempt.handle(*made) : std::unexpected(made.error());
  if (!step) return suspend_before(transition, event, std::move(step).error());
  settle();
  apply(transition, attempt.format(), *std::move(step), made->json);
}

void on_answer(HostedTransition& transition, const Answer& event) {
  const Pending* awaited = transition.find_pending(event.key);
  if (awaited == nullptr || !decides(event, *awaited)) return transition.ignore();
  const HostedRequest* request = transition.find(event.key);
  if (request == nullptr) {
    transition.settle(event.key);
    return transition.ignore();
  }
  Outcome outcome = outcome_of(event);
  // A child is started once under its key, whatever becomes known of it.
  const bool may_be_repeated =
      std::holds_alternative<OutcomeUnknown>(outcome) && std::holds_alternative<Call>(awaited->request);
  on_outcome(transition, event, *request, public_outcome(std::move(outcome)), [&] {
    transition.settle(event.key);
    HostedRequest taken = transition.take(*request);
    if (may_be_repeated) transition.remember_unknown(std::move(taken));
  });
}

void on_timer(HostedTransition& transition, const TimerFired& event) {
  const HostedRequest* request = transition.find(event.timer);
  if (request == nullptr) {
    transition.forget_timer_row(event.timer);
    return transition.ignore();
  }
  on_outcome(transition, event, *request, CallSucceeded{}, [&] {
    transition.forget_timer_row(event.timer);
    transition.take(*request);
  });
}

// The event as a listener hands it to the machine.
std::expected<std::pair<Encoded, MachineStep>, Problem> try_event(const Trial& attempt, const HostedListener& listener,
                                                                  const Value& event) {
  auto made = attempt.event_of(listener, event);
  if (!made) return std::unexpected(std::move(made).error());
  auto step = attempt.handle(*made);
  if (!step) return std::unexpected(std::move(step).error());
  return std::pair(*std::move(made), *std::move(step));
}

void consume(HostedTransition& transition, int format, const Value& event, std::pair<Encoded, MachineStep> handled) {
  transition.record(Change{.kind = ChangeKind::EventConsumed, .output = event});
  apply(transition, format, std::move(handled.second), std::move(handled.first.json));
}

void on_arrival(HostedTransition& transition, const Arrival& event) {
  auto& listeners = transition.state().listeners;
  const auto listener = std::ranges::find(listeners, event.listener, &HostedListener::id);
  if (listener == listeners.end() || event.position <= listener->position) return transition.ignore();
  if (topic_of(*transition.program().hosted, *listener) == nullptr) return transition.ignore();
  if (!takes(transition, *listener, event.event)) {
    move_past(transition, *listener, event.position);
    return transition.ignore();
  }
  const Trial attempt(transition);
  auto handled = try_event(attempt, *listener, event.event);
  if (!handled) return suspend_because(transition, std::move(handled).error());
  move_past(transition, *listener, event.position);
  consume(transition, attempt.format(), event.event, *std::move(handled));
}

// The first listener that takes it has it. It is in no log, so the listener stays where it is there.
void on_offer(HostedTransition& transition, const Offer& event) {
  const auto& listeners = transition.state().listeners;
  const auto listener =
      std::ranges::find_if(listeners, [&](const HostedListener& each) { return takes(transition, each, event.event); });
  if (listener == listeners.end()) return refuse_offer(transition, event);
  const Trial attempt(transition);
  auto handled = try_event(attempt, *listener, event.event);
  if (!handled) return refuse(transition, event.event, std::move(handled).error());
  consume(transition, attempt.format(), event.event, *std::move(handled));
}

}  // namespace

void begin(HostedTransition& transition, const Start& event) {
  if (event.origin) {
    refuse(transition, event.input, make_problem(ProblemKind::Configuration, "a machine cannot be forked"));
    transition.instance().status = Status::Pending;
    return;
  }
  if (!transition.program().hosted->topics.empty()) transition.state().log = transition.log();
  const Trial attempt(transition);
  auto step = attempt.start(event.input);
  if (step) return apply(transition, attempt.format(), *std::move(step));
  refuse(transition, event.input, std::move(step).error());
  transition.instance().status = Status::Pending;
}

void on_progress(HostedTransition& transition, const EventBody& event) {
  std::visit(
      overloaded{[&](const Answer& answer) { on_answer(transition, answer); },
                 [&](const TimerFired& timer) { on_timer(transition, timer); },
                 [&](const Deliver& sent) { on_sent(transition, sent); },
                 [&](const Arrival& arrival) { on_arrival(transition, arrival); },
                 [&](const Offer& offer) { on_offer(transition, offer); }, [&](const auto&) { transition.ignore(); }},
      event);
}

void on_loss(HostedTransition& transition, std::uint64_t through) {
  std::uint64_t first = through + 1;
  for (const HostedListener& listener : transition.state().listeners) first = std::min(first, listener.position + 1);
  if (first > through) return transition.ignore();
  for (HostedListener& listener : transition.state().listeners) {
    if (listener.position < through) move_past(transition, listener, through);
  }
  suspend_because(transition, lost_events(first, through));
}

}  // namespace baton::core
