#include "schedules/trial.hpp"

#include "schedules/planning.hpp"
#include "schedules/schedule.hpp"

#include <baton/testing.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace baton::tests {
namespace {

using namespace std::chrono_literals;
using schedules::Missed;
using schedules::Overlap;
using schedules::Schedule;
using schedules::Setup;

// Minutes, so that the checker needs no arithmetic of its own for cron.
struct Task {
  std::int64_t minutes = 1;
  bool is_cron = false;
  Missed missed = Missed::All;
  Overlap overlap = Overlap::Allow;
  std::int64_t work_minutes = 0;  // how long a run takes
};

class Trial {
 public:
  explicit Trial(std::uint64_t seed) : random_(seed) {
    const schedules::Outside outside{
        .now = [this] { return engine_.now(); },
        .find_zone = [](std::string_view) { return core::Zone{}; },
        .cancel = [this](const InstanceId& id) { static_cast<void>(engine_.cancel(id, {})); }};
    auto methods = schedules::methods(outside);
    OperatorMethod plan = methods.front().second;
    methods.front().second = [this, plan](const Value& arguments, const CallContext& context,
                                          const std::function<void(CallOutcome)>& done) {
      if (is_hostile_ && one_in(4)) return done(CallUnknown{make_problem(ProblemKind::Communication, "lost")});
      if (is_hostile_ && one_in(6)) return done(CallFailed{make_problem(ProblemKind::Communication, "busy")});
      plan(arguments, context, done);
    };
    engine_.add_methods(std::move(methods)).value();
    machines_ = engine_.add_machine<Schedule>(schedules::kMachine).value();
    engine_.advance(std::chrono::ceil<std::chrono::days>(engine_.now()) - engine_.now());
  }

  std::string run() {
    draw_task();
    machines_->start({.input = to_value(setup()), .id = "schedule"}).value();
    begin_window();
    const std::uint64_t actions = 20 + random_() % 60;
    for (std::uint64_t i = 0; i < actions; ++i) act();
    be_kind();
    end_window();
    // What waits for the end of others is run.
    tell(schedules::Pause{});
    for (int i = 0; i < 200; ++i) engine_.advance(10min);
    tell(schedules::Resume{});
    for (int i = 0; i < 200; ++i) engine_.advance(1min);
    return check();
  }

 private:
  bool one_in(std::uint64_t n) { return random_() % n == 0; }

  void draw_task() {
    task_ = {.minutes = std::int64_t{1} << (random_() % 4),  // 1, 2, 4, 8: not all divide an hour
             .is_cron = one_in(2),
             .missed = one_in(4) ? Missed::Latest : Missed::All,
             .overlap = static_cast<Overlap>(random_() % 4),
             .work_minutes = one_in(2) ? 0 : static_cast<std::int64_t>(random_() % 12)};
    if (task_.is_cron && task_.minutes == 8) task_.minutes = 10;
    ++version_;
    const std::string wait = "{wait: {minutes: " + std::to_string(task_.work_minutes) + "}}";
    engine_
        .deploy("document: {dsl: '1.0.3', namespace: test, name: work, version: '1.0." + std::to_string(version_) +
                "'}\ndo:\n- a: " + (task_.work_minutes == 0 ? "{set: {x: 1}}" : wait) + "\n")
        .value();
  }
  [[nodiscard]] Setup setup() const {
    Setup setup{.space = "test",
                .name = "work",
                .version = "1.0." + std::to_string(version_),
                .schedule = {},
                .cron = {},
                .missed = task_.missed,
                .most = task_.missed == Missed::All ? 1'000 : 1,
                .overlap = task_.overlap};
    if (task_.is_cron) {
      setup.cron = "*/" + std::to_string(task_.minutes) + " * * * *";
    } else {
      setup.every = Value::object({{"minutes", Value::number(task_.minutes)}});
    }
    return setup;
  }

  [[nodiscard]] bool has_a_run_for_each() const {
    if (task_.missed != Missed::All) return false;
    return task_.overlap == Overlap::Allow ||
           (task_.overlap == Overlap::Queue && task_.work_minutes < task_.minutes);  // else more and more wait
  }

  // The world is kind to it, and all that is due has been handled.
  void be_kind() {
    is_hostile_ = false;
    if (is_suspended_) engine_.resume(id_).value();
    is_suspended_ = false;
    engine_.advance(
        12min);  // a plan that was kept while it was suspended lets it sleep once more, for a whole interval
    engine_.run_until_idle();
  }
  void begin_window() {
    is_hostile_ = false;
    engine_.run_until_idle();
    window_begin_ = engine_.now();
    anchor_ = window_begin_;
  }
  // Everything due in it has to have its run.
  void end_window() {
    const Timestamp end = engine_.now();
    // After a long suspension more may have to wait than the queue has room for.
    const bool fits = task_.overlap == Overlap::Allow || end - window_begin_ < 90min * task_.minutes;
    for (Timestamp at = std::chrono::ceil<std::chrono::minutes>(window_begin_); at <= end; at += 1min) {
      const Duration since = at - anchor_;
      const std::int64_t of_hour = (at.time_since_epoch() / 1min) % 60;
      const bool is_due =
          task_.is_cron ? of_hour % task_.minutes == 0 : since > 0min && since % (1min * task_.minutes) == 0min;
      if (at > window_begin_ && is_due) due_[at] = fits && has_a_run_for_each();
    }
    window_begin_ = end;
  }
  void tell(const Schedule::Event& event) {
    machines_->send(id_, event).value();
    engine_.run_until_idle();
  }

  void act() {
    switch (random_() % 12) {
      case 0:
      case 1: {
        const auto steps = random_() % 6;
        for (std::uint64_t i = 0; i < steps; ++i) static_cast<void>(engine_.step());
        engine_.crash_and_recover();
        break;
      }
      case 2:
        is_hostile_ = !is_hostile_;
        break;
      case 3:
        if (is_suspended_) {
          engine_.resume(id_).value();
        } else {
          engine_.suspend(id_).value();
        }
        is_suspended_ = !is_suspended_;
        break;
      case 4:
        if (is_suspended_) break;
        be_kind();
        end_window();
        tell(schedules::Pause{});
        engine_.advance(1min * (random_() % 30));
        tell(schedules::Resume{});
        window_begin_ = engine_.now();
        break;
      case 5:
        if (is_suspended_) break;
        ++triggered_;
        tell(schedules::Trigger{.id = "hand-" + std::to_string(triggered_), .input = {}});
        break;
      case 6:
        if (is_suspended_ || !one_in(3)) break;
        be_kind();
        end_window();
        wait_for_all();
        change();
        break;
      default:
        engine_.advance(Duration{static_cast<std::int64_t>(random_() % (15 * 60'000))});
    }
  }
  // Another trigger drops what waits for the end of others. What is due meanwhile is not looked for.
  void wait_for_all() {
    constexpr int enough = 1'000;
    for (int i = 0; i < enough && !std::get<schedules::On>(machines_->state(id_).value()).waiting.empty(); ++i) {
      engine_.advance(30s);
    }
  }
  void change() {
    engine_.advance(std::chrono::ceil<std::chrono::minutes>(engine_.now()) -
                    engine_.now());  // where an interval begins
    const Setup before = setup();
    draw_task();
    const Setup after = setup();
    tell(schedules::Set{after});
    window_begin_ = engine_.now();
    if (before.every != after.every || before.cron != after.cron) anchor_ = window_begin_;
  }

  std::string check() {
    std::size_t by_hand = 0;
    std::set<std::string> ids;
    InstanceFilter filter{.space = "test", .name = "work", .limit = 1'000};
    do {
      const auto page = engine_.list(filter).value();
      for (const InstanceSummary& each : page.instances) {
        ids.insert(each.id.value);
        by_hand += each.id.value.starts_with("hand-") ? 1 : 0;
        if (each.id.value.starts_with("hand-")) continue;
        if (!each.id.value.ends_with("00Z")) return "a run at no full minute: " + each.id.value;
      }
      filter.cursor = page.cursor;
    } while (!filter.cursor.empty());
    if (by_hand != triggered_) return "triggered " + std::to_string(triggered_) + ", run " + std::to_string(by_hand);
    const auto state = std::get<schedules::On>(machines_->state(id_).value());
    if (static_cast<std::size_t>(state.runs) != ids.size()) {
      return "started " + std::to_string(state.runs) + " times, but there are " + std::to_string(ids.size()) + " runs";
    }
    for (const auto& [time, must_run] : due_) {
      const std::string id = schedules::run_id(setup(), time);
      if (must_run && !ids.contains(id)) return "no run " + id;
    }
    return {};
  }

  std::mt19937_64 random_;
  testing::TestEngine engine_;
  std::optional<Machines<Schedule>> machines_;
  InstanceId id_{"schedule"};
  Task task_;
  int version_ = 0;
  std::size_t triggered_ = 0;
  bool is_hostile_ = false;
  bool is_suspended_ = false;
  Timestamp window_begin_;
  Timestamp anchor_;
  std::map<Timestamp, bool> due_;  // whether it must have a run
};

}  // namespace

std::string try_schedule(std::uint64_t seed) {
  return Trial(seed).run();
}

}  // namespace baton::tests
