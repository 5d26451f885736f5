#include "simulation/trial.hpp"

#include "core/events/matching.hpp"
#include "runtime/event_rows.hpp"
#include "simulation/structure.hpp"
#include "simulation/world.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

namespace baton::simulation {
namespace {

// How operators fail in one run.
struct Weather {
  std::uint64_t failure = 0;        // a call fails once in so many; 0: never
  std::optional<std::string> down;  // the task (its reference) each call of which fails
};

// Faults and crashes are rarer than where the engine itself is tried, so that runs get far.
Hostility draw_hostility(Choices& choices) {
  Hostility hostility = kHostile;
  hostility.crash = 100;
  hostility.crash_deep = 300;
  hostility.command = 0;
  hostility.call_busy = 0;  // the author has declared how calls fail
  hostility.call_lost = hostility.answer_lost = 5 + choices.below(40);
  return hostility;
}

std::optional<std::string> draw_task_that_is_down(const Trial& trial, Choices& choices) {
  std::vector<std::string> calls;
  const auto add = [&](const core::Program& program) {
    for (const core::Task& task : program.tasks) {
      if (std::holds_alternative<core::CallTask>(task.kind)) calls.push_back(task.reference);
    }
  };
  add(*trial.program);
  for (const runtime::ProgramPtr& program : trial.deployed) add(*program);
  if (calls.empty()) return std::nullopt;
  return calls[choices.below(calls.size())];
}

bool uses_events(const Trial& trial) {
  return core::listens(*trial.program) ||
         std::ranges::any_of(trial.deployed, [](const auto& program) { return core::listens(*program); });
}

core::Outcome succeed(const Mocks& mocks, const runtime::CallRequest& request, Choices& choices) {
  return core::Succeeded{mocks.result_of(*request.program, request.call, choices)};
}

Respond respond_in(const Weather& weather, const Mocks& mocks) {
  return [weather, &mocks](const runtime::CallRequest& request, Choices& choices) -> core::Outcome {
    const bool is_down = weather.down == request.program->task(request.call.task).reference;
    if (is_down || choices.one_in(weather.failure)) {
      if (auto failure = mocks.failure_of(*request.program, request.call, choices)) {
        return core::Failed{*std::move(failure)};
      }
    }
    return succeed(mocks, request, choices);
  };
}

// Cuts a run that has become too long.
class Leash {
 public:
  explicit Leash(std::function<bool()> goes_on) : goes_on_(std::move(goes_on)) {}

  bool operator()(const Evidence& evidence) {
    for (; read_ < evidence.log.size(); ++read_) {
      const auto* moved = std::get_if<Moved>(&evidence.log[read_].what);
      if (moved != nullptr) changes_ += moved->record.changes.size();
    }
    return evidence.actions < kMostTrialActions && changes_ < kMostTrialChanges && (!goes_on_ || goes_on_());
  }

 private:
  std::function<bool()> goes_on_;
  std::size_t read_ = 0;
  std::uint64_t changes_ = 0;
};

}  // namespace

Evidence run_trial(const Trial& trial, std::uint64_t seed, Medium& medium) {
  Choices choices(seed);
  Weather weather;
  const bool operators_fail = choices.one_in(2);
  if (operators_fail) {
    if (choices.one_in(2)) weather.down = draw_task_that_is_down(trial, choices);
    if (!weather.down || choices.one_in(2)) weather.failure = 3 + choices.below(20);
  }
  const bool world_is_kind = choices.one_in(3);
  Plan plan{.starts = {},
            .deployed = trial.deployed,
            .respond = respond_in(weather, trial.mocks),
            .respond_kindly = [&trial](const runtime::CallRequest& request,
                                       Choices& drawn) { return succeed(trial.mocks, request, drawn); },
            .hostility = world_is_kind ? kKind : draw_hostility(choices)};
  if (uses_events(trial)) {
    plan.uses_event_log = true;
    plan.logs_transitions = false;
    plan.most_rounds = kMostTrialEvents;
    plan.event_for = [&trial](const Awaited& awaited, std::uint64_t number,
                              Choices& drawn) -> std::optional<runtime::EventRow> {
      const auto event = trial.events.event_for(awaited, number, drawn);
      return event ? std::optional(runtime::event_row(*event)) : std::nullopt;
    };
  }
  if (trial.cancels) plan.hostility.command = 20;
  plan.commands = {core::Cancel{.compensate = true}};
  plan.goes_on = Leash(trial.goes_on);
  plan.starts.push_back({.id = InstanceId{std::string(kTrialInstance)},
                         .program = trial.program,
                         .input = trial.inputs[choices.below(trial.inputs.size())]});
  return simulate(plan, medium, choices);
}

}  // namespace baton::simulation
