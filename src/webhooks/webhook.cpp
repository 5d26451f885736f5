#include "webhooks/webhook.hpp"

#include "base/overloaded.hpp"
#include "engine/call_outcomes.hpp"

#include <algorithm>
#include <utility>

namespace baton::webhooks {
namespace {

constexpr int kGoneStatus = 410;

// The webhook while it handles one event.
class Handling {
 public:
  explicit Handling(On on) : on_(std::move(on)) {}

  [[nodiscard]] Webhook::Decision decided() && { return {.next = std::move(on_), .intents = std::move(intents_)}; }

  void deliver() {
    on_.busy = true;
    on_.next.reset();
    intents_.emplace_back(Deliver{.turn = on_.turn,
                                  .setup = on_.setup,
                                  .position = on_.position,
                                  .failing = on_.failing,
                                  .attempts = on_.attempts});
  }

  void set(const Setup& setup) {
    if (setup == on_.setup) return;
    on_.setup = setup;
    begin_turn();
  }
  void pause() {
    if (on_.paused) return;
    on_.paused = true;
    begin_turn();
  }
  // Also of one that waits after a failure: it tries at once.
  void resume() {
    on_.paused = false;
    begin_turn();
  }

  void answered(const Answered& answer) {
    on_.busy = false;
    progress(answer);
    if (!may_deliver()) return;
    if (answer.turn != on_.turn) return deliver();
    if (!answer.blocked.empty()) {
      on_.problem = answer.blocked;
      return sleep(kBlockedPause, answer.now);
    }
    if (answer.failure) return failed(*answer.failure, answer.now);
    on_.problem.clear();
    deliver();
  }

  void woke(const Woke& sleep) {
    if (sleep.turn == on_.turn && !on_.busy && may_deliver()) deliver();
  }

  void test(const SendTest& asked) { intents_.emplace_back(Probe{.setup = on_.setup, .id = asked.id}); }
  void probed(const Probed& answer) { on_.test = answer.problem.empty() ? "delivered" : answer.problem; }
  void letter_kept(const LetterKept& letter) {
    if (!letter.problem.empty()) on_.problem = "a dead letter could not be kept: " + letter.problem;
  }

 private:
  [[nodiscard]] bool may_deliver() const { return !on_.paused && on_.stopped.empty(); }

  // The delivery that is open ends soon, and its answer begins the next one.
  void begin_turn() {
    const std::int64_t before = on_.turn++;
    on_.stopped.clear();
    on_.failing = 0;
    on_.attempts = 0;
    on_.next.reset();
    if (on_.busy) {
      intents_.emplace_back(Recall{.turn = before});
    } else if (may_deliver()) {
      deliver();
    }
  }

  // What was delivered is delivered, whatever it is told to do now.
  void progress(const Answered& answer) {
    if (answer.through > on_.position) {
      on_.position = answer.through;
      on_.failing = 0;
      on_.attempts = 0;
    }
    on_.delivered += answer.count;
    on_.lost += answer.lost;
    if (answer.count > 0) on_.last = answer.now;
  }

  void failed(const Failure& failure, std::optional<Timestamp> now) {
    on_.problem = failure.why;
    if (failure.status == kGoneStatus) {
      on_.stopped = failure.why;
      return;
    }
    on_.attempts = failure.position == on_.failing ? on_.attempts + 1 : 1;
    on_.failing = failure.position;
    if (on_.attempts >= on_.setup.attempts && !failure.event.is_null()) return give_up(failure);
    const Duration asked = std::min(failure.wait.value_or(Duration{}), kLongestRetryAfter);
    sleep(std::max(pause_after(on_.attempts), asked), now);
  }

  // The event waits elsewhere, so that it does not hold up those behind it.
  void give_up(const Failure& failure) {
    intents_.emplace_back(Keep{.letter = {.webhook = on_.setup.name,
                                          .position = failure.position,
                                          .event = failure.event,
                                          .attempts = on_.attempts,
                                          .why = failure.why}});
    ++on_.letters;
    on_.position = failure.position;
    on_.failing = 0;
    on_.attempts = 0;
    deliver();
  }

  void sleep(Duration time, std::optional<Timestamp> now) {
    if (now) on_.next = *now + time;
    intents_.emplace_back(Sleep{.turn = on_.turn, .time = time});
  }

  On on_;
  std::vector<Webhook::Intent> intents_;
};

Webhook::Event answered_or_blocked(std::int64_t turn, const CallOutcome& outcome) {
  auto answered = engine::answer_in<Answered>(outcome);
  if (!answered) return Answered{.turn = turn, .blocked = answered.error()};
  answered->turn = turn;
  return *std::move(answered);
}

}  // namespace

Duration pause_after(std::int64_t attempts) {
  Duration pause = kFirstPause;
  for (std::int64_t i = 1; i < attempts && pause < kLongestPause; ++i) pause *= 2;
  return std::min(pause, kLongestPause);
}

Webhook::Decision Webhook::begin(const Setup& setup, std::int64_t position) {
  Handling handling(On{.setup = setup, .position = position});
  handling.deliver();
  return std::move(handling).decided();
}

Webhook::Decision Webhook::handle(const State& state, const Event& event) {
  Handling handling(std::get<On>(state));
  std::visit(overloaded{[&](const Set& set) { handling.set(set.setup); }, [&](const Pause&) { handling.pause(); },
                        [&](const Resume&) { handling.resume(); }, [&](const SendTest& test) { handling.test(test); },
                        [&](const Answered& answer) { handling.answered(answer); },
                        [&](const Woke& woke) { handling.woke(woke); }, [](const Recalled&) {},
                        [&](const LetterKept& letter) { handling.letter_kept(letter); },
                        [&](const Probed& probed) { handling.probed(probed); }},
             event);
  return std::move(handling).decided();
}

std::expected<Webhook::Decision, Problem> start_webhook(const Value& input) {
  auto beginning = from_value<Beginning>(input);
  if (!beginning) return std::unexpected(make_problem(ProblemKind::Validation, beginning.error()));
  if (auto mistake = mistake_in(beginning->setup)) {
    return std::unexpected(make_problem(ProblemKind::Validation, *std::move(mistake)));
  }
  return Webhook::begin(beginning->setup, beginning->position);
}

MachineRequest request_of(const Webhook::Intent& intent) {
  return std::visit(overloaded{[](const Deliver& deliver) -> MachineRequest {
                                 return MachineCall{.function = kDeliver, .arguments = to_value(deliver)};
                               },
                               [](const Sleep& sleep) -> MachineRequest { return MachineDelay{.after = sleep.time}; },
                               [](const Recall& recall) -> MachineRequest {
                                 return MachineCall{.function = kRecall, .arguments = to_value(recall)};
                               },
                               [](const Keep& keep) -> MachineRequest {
                                 return MachineChild{
                                     .workflow = {.space = "machine", .name = kLetterMachine, .version = ""},
                                     .input = to_value(keep.letter),
                                     .id = "",
                                     .await = false};
                               },
                               [](const Probe& probe) -> MachineRequest {
                                 return send_request(probe.setup, to_value(test_event(probe.setup, probe.id)));
                               }},
                    intent);
}

Webhook::Event event_of(const Webhook::Intent& intent, const CallOutcome& outcome) {
  return std::visit(
      overloaded{[&](const Deliver& deliver) { return answered_or_blocked(deliver.turn, outcome); },
                 [](const Sleep& sleep) -> Webhook::Event { return Woke{.turn = sleep.turn}; },
                 [](const Recall&) -> Webhook::Event { return Recalled{}; },
                 [&](const Keep&) -> Webhook::Event { return LetterKept{.problem = engine::reason_in(outcome)}; },
                 [&](const Probe&) -> Webhook::Event { return Probed{.problem = engine::reason_in(outcome)}; }},
      intent);
}

}  // namespace baton::webhooks
