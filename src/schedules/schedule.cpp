#include "schedules/schedule.hpp"

#include "base/overloaded.hpp"
#include "engine/call_outcomes.hpp"

#include <algorithm>
#include <utility>

namespace baton::schedules {
namespace {

// The schedule while it handles one event.
class Handling {
 public:
  explicit Handling(On on) : on_(std::move(on)) {}

  [[nodiscard]] Schedule::Decision decided() && { return {.next = std::move(on_), .intents = std::move(intents_)}; }

  void plan() {
    intents_.emplace_back(Plan{.turn = on_.turn, .setup = on_.setup, .anchor = on_.anchor, .last = on_.last});
  }

  void set(const Setup& setup) {
    if (setup == on_.setup) return;
    const bool has_same_trigger = setup.every == on_.setup.every && setup.cron == on_.setup.cron &&
                                  setup.after == on_.setup.after && setup.zone == on_.setup.zone;
    on_.setup = setup;
    if (!has_same_trigger) {
      on_.anchor.reset();
      on_.last.reset();
      on_.waiting.clear();
    }
    begin_turn();
  }

  void pause() {
    if (on_.paused) return;
    on_.paused = true;
    begin_turn();
  }

  // What was due in the meantime is not missed: nobody wanted it.
  void resume() {
    if (!on_.paused) return;
    on_.paused = false;
    if (!is_after()) on_.last.reset();
    begin_turn();
    run_waiting();
  }

  void trigger(const Trigger& asked) { run(asked.id, asked.input.value_or(on_.setup.input), Ending::Ignored); }

  void backfill(const Backfill& asked) {
    intents_.emplace_back(Fill{.setup = on_.setup, .anchor = on_.anchor, .from = asked.from, .to = asked.to});
  }
  void filled(const Filled& times) {
    if (!times.problem.empty()) on_.problem = times.problem;
    for (const Timestamp due : times.times) run(run_id(on_.setup, due), on_.setup.input, Ending::Ignored);
  }

  void planned(const Planned& plan) {
    if (is_stale(plan.turn)) return;
    on_.problem.clear();
    if (is_after()) return planned_after(plan.now);
    if (!on_.setup.every.is_null() && !on_.anchor) on_.anchor = plan.now;
    for (const Timestamp due : chosen(plan)) tick(due);
    on_.last = std::max(on_.last.value_or(plan.now), plan.now);
    sleep_until(plan.next, plan.now);
  }

  void plan_failed(const PlanFailed& failure) {
    if (is_stale(failure.turn)) return;
    on_.problem = failure.why;
    intents_.emplace_back(Sleep{.turn = on_.turn, .time = kRetryPause});
  }

  void woke(const Woke& sleep) {
    if (!is_stale(sleep.turn)) plan();
  }

  void ended(const Ended& run) {
    if (!run.problem.empty()) {
      on_.failure = run.id + ": " + run.problem;
      ++on_.failed;
    }
    if (!run.awaited || run.id != on_.running) return;
    on_.running.clear();
    run_waiting();
    if (is_after() && !on_.paused) plan();
  }

 private:
  enum class Ending : std::uint8_t { Awaited, Ignored };

  [[nodiscard]] bool is_after() const { return !on_.setup.after.is_null(); }
  [[nodiscard]] bool is_stale(std::int64_t turn) const { return turn != on_.turn || on_.paused; }

  void begin_turn() {
    ++on_.turn;
    on_.next.reset();
    if (!on_.paused) plan();
  }

  void run(std::string id, const Value& input, Ending ending) {
    const Setup& setup = on_.setup;
    const bool await = ending == Ending::Awaited;
    on_.last_run = id;
    if (await) on_.running = id;
    ++on_.runs;
    intents_.emplace_back(Run{.id = std::move(id),
                              .space = setup.space,
                              .name = setup.name,
                              .version = setup.version,
                              .input = input,
                              .await = await});
  }

  void run_waiting() {
    if (on_.paused || !on_.running.empty() || on_.waiting.empty()) return;
    const Timestamp due = on_.waiting.front();
    on_.waiting.erase(on_.waiting.begin());
    run(run_id(on_.setup, due), on_.setup.input, Ending::Awaited);
  }

  // What the rule for missed times leaves of what is due.
  std::vector<Timestamp> chosen(const Planned& plan) {
    std::vector<Timestamp> times = plan.times;
    const auto most = static_cast<std::size_t>(on_.setup.most);
    if (times.size() > most) times.erase(times.begin(), times.end() - static_cast<std::ptrdiff_t>(most));
    if (on_.setup.missed == Missed::Skip) std::erase_if(times, [&](Timestamp due) { return plan.now - due > kGrace; });
    on_.skipped += static_cast<std::int64_t>(plan.times.size() - times.size()) + (plan.has_older ? 1 : 0);
    return times;
  }

  void tick(Timestamp due) {
    if (on_.setup.overlap == Overlap::Allow) return run(run_id(on_.setup, due), on_.setup.input, Ending::Ignored);
    if (on_.running.empty()) return run(run_id(on_.setup, due), on_.setup.input, Ending::Awaited);
    if (on_.setup.overlap == Overlap::Cancel) {
      on_.skipped += static_cast<std::int64_t>(on_.waiting.size());
      on_.waiting = {due};
      intents_.emplace_back(Cancel{.id = on_.running});
    } else if (on_.setup.overlap == Overlap::Queue && on_.waiting.size() < kMostWaiting) {
      on_.waiting.push_back(due);
    } else {
      ++on_.skipped;
    }
  }

  // `next` is when the next run is due: at once for the first one, and else so long after the end of the last.
  void planned_after(Timestamp now) {
    if (!on_.running.empty()) return;
    if (!on_.next) {
      const auto pause = interval_of(on_.setup.after).value_or(core::CalendarDuration{});
      on_.next = on_.last ? std::max(now + pause, *on_.last + Duration{1}) : now;
    }
    if (*on_.next > now) return sleep_until(on_.next, now);
    on_.last = on_.next;
    on_.next.reset();
    run(run_id(on_.setup, *on_.last), on_.setup.input, Ending::Awaited);
  }

  void sleep_until(std::optional<Timestamp> next, Timestamp now) {
    on_.next = next;
    const Duration time = next ? std::clamp(*next - now, Duration{1}, kLongestSleep) : kLongestSleep;
    intents_.emplace_back(Sleep{.turn = on_.turn, .time = time});
  }

  On on_;
  std::vector<Schedule::Intent> intents_;
};

Schedule::Decision handle_on(const On& on, const Schedule::Event& event) {
  if (std::holds_alternative<Remove>(event)) return {.next = Off{.turn = on.turn}};
  Handling handling(on);
  std::visit(
      overloaded{[&](const Set& set) { handling.set(set.setup); }, [](const Remove&) {},
                 [&](const Pause&) { handling.pause(); }, [&](const Resume&) { handling.resume(); },
                 [&](const Trigger& trigger) { handling.trigger(trigger); },
                 [&](const Backfill& backfill) { handling.backfill(backfill); },
                 [&](const Planned& planned) { handling.planned(planned); },
                 [&](const PlanFailed& failed) { handling.plan_failed(failed); },
                 [&](const Woke& woke) { handling.woke(woke); }, [&](const Filled& filled) { handling.filled(filled); },
                 [&](const Ended& ended) { handling.ended(ended); }, [](const CancelAsked&) {}},
      event);
  return std::move(handling).decided();
}

}  // namespace

Schedule::Decision Schedule::begin(const Setup& setup) {
  Handling handling(On{.setup = setup});
  handling.plan();
  return std::move(handling).decided();
}

Schedule::Decision Schedule::handle(const State& state, const Event& event) {
  if (const auto* on = std::get_if<On>(&state)) return handle_on(*on, event);
  const auto* set = std::get_if<Set>(&event);
  if (set == nullptr) return {.next = state};
  Handling handling(On{.setup = set->setup, .turn = std::get<Off>(state).turn + 1});
  handling.plan();
  return std::move(handling).decided();
}

namespace {

// An id that is taken is that of a run of this time: the one that is asked for has been before.
bool is_taken(const CallOutcome& outcome) {
  constexpr int conflict = 409;
  const auto* failure = std::get_if<CallFailed>(&outcome);
  return failure != nullptr && failure->problem.status == conflict &&
         same_problem_type(failure->problem.type, problem_type(ProblemKind::Configuration));
}

Schedule::Event planned_or_not(std::int64_t turn, const CallOutcome& outcome) {
  auto planned = engine::answer_in<Planned>(outcome);
  if (!planned) return PlanFailed{.turn = turn, .why = planned.error()};
  planned->turn = turn;
  return *std::move(planned);
}

Schedule::Event filled_or_not(const CallOutcome& outcome) {
  auto planned = engine::answer_in<Planned>(outcome);
  if (!planned) return Filled{.times = {}, .problem = planned.error()};
  return Filled{.times = std::move(planned->times),
                .problem = planned->has_older ? "only the newest " + std::to_string(kMostFilled) +
                                                    " times of a backfill are run; ask for the others again"
                                              : ""};
}

}  // namespace

std::expected<Schedule::Decision, Problem> start_schedule(const Value& input) {
  auto setup = from_value<Setup>(input);
  if (!setup) return std::unexpected(make_problem(ProblemKind::Validation, setup.error()));
  return Schedule::begin(*setup);
}

MachineRequest request_of(const Schedule::Intent& intent) {
  return std::visit(
      overloaded{[](const Plan& plan) -> MachineRequest {
                   return MachineCall{.function = kPlan,
                                      .arguments = Value::object({{"setup", to_value(plan.setup)},
                                                                  {"anchor", to_value(plan.anchor)},
                                                                  {"after", to_value(plan.last)},
                                                                  {"limit", Value::number(plan.setup.most)}})};
                 },
                 [](const Sleep& sleep) -> MachineRequest { return MachineDelay{.after = sleep.time}; },
                 [](const Run& run) -> MachineRequest {
                   return MachineChild{.workflow = {.space = run.space, .name = run.name, .version = run.version},
                                       .input = run.input,
                                       .id = run.id,
                                       .await = run.await};
                 },
                 [](const Cancel& cancel) -> MachineRequest {
                   return MachineCall{.function = kCancel,
                                      .arguments = Value::object({{"id", Value::string(cancel.id)}})};
                 },
                 [](const Fill& fill) -> MachineRequest {
                   return MachineCall{.function = kPlan,
                                      .arguments = Value::object({{"setup", to_value(fill.setup)},
                                                                  {"anchor", to_value(fill.anchor)},
                                                                  {"after", to_value(fill.from - Duration{1})},
                                                                  {"until", to_value(fill.to)},
                                                                  {"limit", Value::number(kMostFilled)}})};
                 }},
      intent);
}

Schedule::Event event_of(const Schedule::Intent& intent, const CallOutcome& outcome) {
  return std::visit(overloaded{[&](const Plan& plan) { return planned_or_not(plan.turn, outcome); },
                               [](const Sleep& sleep) -> Schedule::Event { return Woke{.turn = sleep.turn}; },
                               [&](const Run& run) -> Schedule::Event {
                                 return Ended{.id = run.id,
                                              .awaited = run.await,
                                              .problem = is_taken(outcome) ? "" : engine::reason_in(outcome)};
                               },
                               [](const Cancel& cancel) -> Schedule::Event { return CancelAsked{.id = cancel.id}; },
                               [&](const Fill&) { return filled_or_not(outcome); }},
                    intent);
}

}  // namespace baton::schedules
