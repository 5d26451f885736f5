// A schedule as a machine. It knows no clock: `baton-schedules.plan` reads it, and what that answers is an event.
//
//   state   event            intents
//   On      Set              Plan, if something has changed
//   On      Planned          a Run for each time that is to be run now, and Sleep until the next one
//   On      Woke             Plan
//   On      Ended            a Run for what has waited for this end; of `after` a Plan
//   On      Pause, Resume    none; Plan
//   On      Trigger          Run
//   On      Backfill         Fill; then Filled: a Run for each time
//   On      Remove           none: it is Off, and the run in progress continues
//   Off     Set              Plan
//
// Each change of what it is told to do begins a new turn. Answers of an older turn are dropped, since delays cannot be withdrawn.
#pragma once

#include "schedules/setup.hpp"

#include <baton/machine.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace baton::schedules {

inline constexpr const char* kMachine = "schedule";
inline constexpr const char* kPlan = "baton-schedules.plan";
inline constexpr const char* kCancel = "baton-schedules.cancel";
// It looks again after so long at the latest, since zones and the clock may be changed.
inline constexpr Duration kLongestSleep = std::chrono::hours{1};
inline constexpr Duration kRetryPause = std::chrono::minutes{1};
// Later than that, a time counts as missed where `missed` is Skip.
inline constexpr Duration kGrace = std::chrono::minutes{1};
// Of Overlap::Queue.
inline constexpr std::size_t kMostWaiting = 100;
// Of one Backfill.
inline constexpr std::int64_t kMostFilled = 1'000;

struct On {
  Setup setup = {};
  bool paused = false;
  std::int64_t turn = 1;
  std::optional<Timestamp> anchor = {};  // of `every`: when it was first planned
  std::optional<Timestamp> last = {};    // what was due until then is done with. None: it begins now
  std::optional<Timestamp> next = {};
  std::string running = {};             // the run whose end it waits for
  std::vector<Timestamp> waiting = {};  // what is run after that
  std::string last_run = {};
  std::string problem = {};  // why it could not be planned
  std::string failure = {};  // the last run that has failed, and why
  std::int64_t runs = 0;
  std::int64_t skipped = 0;
  std::int64_t failed = 0;

  friend bool operator==(const On&, const On&) = default;
};
BOOST_DESCRIBE_STRUCT(On, (),
                      (setup, paused, turn, anchor, last, next, running, waiting, last_run, problem, failure, runs,
                       skipped, failed))
struct Off {
  std::int64_t turn = 1;

  friend bool operator==(const Off&, const Off&) = default;
};
BOOST_DESCRIBE_STRUCT(Off, (), (turn))

// Events.
struct Set {
  Setup setup = {};
};
BOOST_DESCRIBE_STRUCT(Set, (), (setup))
struct Remove {};
BOOST_DESCRIBE_STRUCT(Remove, (), ())
struct Pause {};
BOOST_DESCRIBE_STRUCT(Pause, (), ())
struct Resume {};
BOOST_DESCRIBE_STRUCT(Resume, (), ())
struct Trigger {
  std::string id = {};  // of the run
  std::optional<Value> input = {};
};
BOOST_DESCRIBE_STRUCT(Trigger, (), (id, input))
struct Backfill {
  Timestamp from = {};
  Timestamp to = {};
};
BOOST_DESCRIBE_STRUCT(Backfill, (), (from, to))
struct Planned {
  std::int64_t turn = 0;
  Timestamp now = {};
  std::vector<Timestamp> times = {};  // that are due, the newest ones
  bool has_older = false;
  std::optional<Timestamp> next = {};
};
BOOST_DESCRIBE_STRUCT(Planned, (), (turn, now, times, has_older, next))
struct PlanFailed {
  std::int64_t turn = 0;
  std::string why = {};
};
BOOST_DESCRIBE_STRUCT(PlanFailed, (), (turn, why))
struct Woke {
  std::int64_t turn = 0;
};
BOOST_DESCRIBE_STRUCT(Woke, (), (turn))
struct Filled {
  std::vector<Timestamp> times = {};
  std::string problem = {};
};
BOOST_DESCRIBE_STRUCT(Filled, (), (times, problem))
// A run was started, or has ended if it was awaited.
struct Ended {
  std::string id = {};
  bool awaited = false;
  std::string problem = {};
};
BOOST_DESCRIBE_STRUCT(Ended, (), (id, awaited, problem))
struct CancelAsked {
  std::string id = {};
};
BOOST_DESCRIBE_STRUCT(CancelAsked, (), (id))

// Intents.
struct Plan {
  std::int64_t turn = 0;
  Setup setup = {};
  std::optional<Timestamp> anchor = {};
  std::optional<Timestamp> last = {};
};
BOOST_DESCRIBE_STRUCT(Plan, (), (turn, setup, anchor, last))
struct Sleep {
  std::int64_t turn = 0;
  Duration time = {};
};
BOOST_DESCRIBE_STRUCT(Sleep, (), (turn, time))
struct Run {
  std::string id = {};
  std::string space = {};
  std::string name = {};
  std::string version = {};
  Value input = {};
  bool await = false;
};
BOOST_DESCRIBE_STRUCT(Run, (), (id, space, name, version, input, await))
struct Cancel {
  std::string id = {};
};
BOOST_DESCRIBE_STRUCT(Cancel, (), (id))
struct Fill {
  Setup setup = {};
  std::optional<Timestamp> anchor = {};
  Timestamp from = {};
  Timestamp to = {};
};
BOOST_DESCRIBE_STRUCT(Fill, (), (setup, anchor, from, to))

struct Schedule {
  using State = std::variant<On, Off>;
  using Event = std::variant<Set, Remove, Pause, Resume, Trigger, Backfill, Planned, PlanFailed, Woke, Filled, Ended,
                             CancelAsked>;
  using Intent = std::variant<Plan, Sleep, Run, Cancel, Fill>;
  using Decision = pattern::Decision<State, Intent>;

  [[nodiscard]] static Decision begin(const Setup& setup);
  [[nodiscard]] static Decision handle(const State& state, const Event& event);
};

// The requests that the machine makes of its intents, and the events that it makes of their outcomes.
[[nodiscard]] std::expected<Schedule::Decision, Problem> start_schedule(const Value& setup);
[[nodiscard]] MachineRequest request_of(const Schedule::Intent& intent);
[[nodiscard]] Schedule::Event event_of(const Schedule::Intent& intent, const CallOutcome& outcome);

}  // namespace baton::schedules

template <>
struct baton::MachineTraits<baton::schedules::Schedule> {
  using Schedule = baton::schedules::Schedule;

  static constexpr int format = 1;
  static constexpr std::array states = {"on", "off"};
  static constexpr std::array events = {"set",     "remove",     "pause", "resume", "trigger", "backfill",
                                        "planned", "planFailed", "woke",  "filled", "ended",   "cancelAsked"};
  static constexpr std::array intents = {"plan", "sleep", "run", "cancel", "fill"};

  static std::expected<Schedule::Decision, Problem> start(const Value& input) {
    return baton::schedules::start_schedule(input);
  }
  static MachineRequest request(const Schedule::Intent& intent) { return baton::schedules::request_of(intent); }
  static Schedule::Event outcome(const Schedule::Intent& intent, const CallOutcome& outcome) {
    return baton::schedules::event_of(intent, outcome);
  }
};
