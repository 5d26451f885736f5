#include "schedules/schedule.hpp"

#include "base/iso8601.hpp"
#include "core/schedule/zone_test_support.hpp"
#include "schedules/planning.hpp"

#include <baton/testing.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace baton::schedules {
namespace {

using namespace std::chrono_literals;

std::string document(const std::string& schedule, const std::string& tasks = "[{a: {set: {ran: true}}}]",
                     const std::string& metadata = "{}", const std::string& version = "1.0.0") {
  return "document: {dsl: '1.0.3', namespace: shop, name: report, version: '" + version + "', metadata: " + metadata +
         "}\nschedule: {" + schedule + "}\ndo: " + tasks + "\n";
}
const std::string kSlow = "[{a: {wait: {minutes: 25}}}]";

class Scheduled : public ::testing::Test {
 protected:
  Scheduled() {
    const Outside outside{.now = [this] { return engine_.now(); },
                          .find_zone = [this](std::string_view name) -> std::expected<core::Zone, std::string> {
                            if (zone_is_lost_) return std::unexpected("no zone");
                            return name == "UTC" ? core::Zone{} : core::zone_by(core::kBerlin);
                          },
                          .cancel = [this](const InstanceId& id) { static_cast<void>(engine_.cancel(id, {})); }};
    engine_.add_methods(methods(outside)).value();
    machines_ = engine_.add_machine<Schedule>(kMachine).value();
    // To a full hour, so that times are easy to read.
    engine_.advance(std::chrono::ceil<std::chrono::days>(engine_.now()) - engine_.now());
    begin_ = engine_.now();
  }

  void deploy(const std::string& text) {
    engine_.deploy(text).value();
    const auto view = engine_.find_definitions({.space = "shop", .name = "report"}).value();
    const schedules::Setup setup = setup_in(view.back().document).value();
    if (is_started_) return tell(Set{setup});
    is_started_ = true;
    machines_->start({.input = to_value(setup), .id = id_.value}).value();
    engine_.run_until_idle();
  }
  void tell(const Schedule::Event& event) {
    machines_->send(id_, event).value();
    engine_.run_until_idle();
  }
  [[nodiscard]] On state() { return std::get<On>(machines_->state(id_).value()); }
  // The runs, by their times since the beginning, in minutes.
  [[nodiscard]] std::string runs() {
    std::set<std::int64_t> minutes;
    const auto list = engine_.list({.space = "shop", .name = "report", .limit = 1'000}).value();
    for (const InstanceSummary& each : list.instances) minutes.insert((each.started_at - begin_) / 1min);
    std::string text;
    for (const std::int64_t each : minutes) text += (text.empty() ? "" : " ") + std::to_string(each);
    return text;
  }
  // How many instances of workflows there are.
  [[nodiscard]] std::size_t count() { return engine_.list({.space = "shop", .limit = 100}).value().instances.size(); }
  [[nodiscard]] Status status(const std::string& id) { return engine_.find({id}).value().summary.status; }
  [[nodiscard]] std::string id_at(Duration after) { return run_id(state().setup, begin_ + after); }

  testing::TestEngine engine_;
  std::optional<Machines<Schedule>> machines_;
  InstanceId id_ = schedule_id("shop", "report", "");
  Timestamp begin_;
  bool is_started_ = false;
  bool zone_is_lost_ = false;
};

TEST_F(Scheduled, RunsAtEachTimeOfACronExpression) {
  deploy(document("cron: '10,40 * * * *'"));
  EXPECT_EQ(state().next, begin_ + 10min);
  engine_.advance(2h);
  EXPECT_EQ(runs(), "10 40 70 100");
  EXPECT_EQ(status(id_at(70min)), Status::Completed);
  EXPECT_EQ(state().runs, 4);
  EXPECT_EQ(state().next, begin_ + 130min);
}

TEST_F(Scheduled, RunsEachIntervalAfterItsFirstActivation) {
  engine_.advance(7min);
  deploy(document("every: {minutes: 30}"));
  engine_.advance(2h + 1s);
  EXPECT_EQ(runs(), "37 67 97 127");
}

TEST_F(Scheduled, RunsSoLongAfterTheEndOfTheLastRun) {
  deploy(document("after: PT5M", kSlow));
  EXPECT_EQ(runs(), "0") << "the first one at once";
  engine_.advance(70min);
  EXPECT_EQ(runs(), "0 30 60");
}

TEST_F(Scheduled, IsByTheTimeZoneOfTheDocument) {
  deploy(document("cron: '0 12 * * *'", "[{a: {set: {x: 1}}}]", "{timezone: Europe/Berlin}"));
  const Duration after = *state().next - begin_;
  EXPECT_TRUE(after == 10h || after == 11h) << after.count();
}

TEST_F(Scheduled, LastsThroughCrashes) {
  deploy(document("every: PT1M"));
  for (int i = 0; i < 60; ++i) {
    engine_.advance(20s);
    engine_.crash_and_recover();
    engine_.run_until_idle();
  }
  engine_.advance(1s);
  EXPECT_EQ(state().runs, 20);
  EXPECT_EQ(count(), 20U);
}

TEST_F(Scheduled, SkipsARunWhileTheOneBeforeIsInProgress) {
  deploy(document("cron: '*/10 * * * *'", kSlow));
  engine_.advance(65min);
  EXPECT_EQ(runs(), "10 40");
  EXPECT_EQ(state().skipped, 4);
}

TEST_F(Scheduled, LetsRunsOverlap) {
  deploy(document("every: PT10M", kSlow));
  engine_.advance(35min);
  EXPECT_EQ(runs(), "10 20 30");
}

TEST_F(Scheduled, QueuesRunsWhileOneIsInProgress) {
  deploy(document("cron: '*/20 * * * *'", kSlow, "{schedule: {overlap: queue}}"));
  engine_.advance(75min);
  EXPECT_EQ(runs(), "20 45 70");
  EXPECT_EQ(status(id_at(40min)), Status::Completed) << "the id has the time for which the run was due";
}

TEST_F(Scheduled, CancelsTheOlderRun) {
  deploy(document("cron: '*/10 * * * *'", kSlow, "{schedule: {overlap: cancel}}"));
  engine_.advance(35min);
  EXPECT_EQ(runs(), "10 20 30");
  EXPECT_EQ(status(id_at(10min)), Status::Cancelled);
  EXPECT_EQ(status(id_at(20min)), Status::Cancelled);
  EXPECT_EQ(status(id_at(30min)), Status::Waiting);
}

// What the operator says after a time in which nothing could be planned.
Planned late(const On& on, int times) {
  Planned planned{.turn = on.turn, .now = Timestamp{} + 100h};
  for (int i = times; i > 0; --i) planned.times.push_back(planned.now - 1h * i + 30min);
  planned.next = planned.now + 30min;
  return planned;
}
std::size_t runs_in(const Schedule::Decision& decision) {
  return static_cast<std::size_t>(std::ranges::count_if(
      decision.intents, [](const auto& intent) { return std::holds_alternative<schedules::Run>(intent); }));
}

TEST(Missed, RunsAreRunByTheRule) {
  On on{
      .setup = {
          .space = "a", .name = "b", .version = "1", .schedule = {}, .cron = "30 * * * *", .overlap = Overlap::Allow}};
  const auto latest = Schedule::handle(on, late(on, 1));
  EXPECT_EQ(runs_in(latest), 1U);
  on.setup.missed = Missed::Skip;
  const auto none = Schedule::handle(on, late(on, 1));
  EXPECT_EQ(runs_in(none), 0U);
  EXPECT_EQ(std::get<On>(none.next).skipped, 1);
  Planned on_time = late(on, 1);
  on_time.times = {on_time.now - kGrace};
  EXPECT_EQ(runs_in(Schedule::handle(on, on_time)), 1U);
  on.setup.missed = Missed::All;
  on.setup.most = 3;
  const auto all = Schedule::handle(on, late(on, 3));
  EXPECT_EQ(runs_in(all), 3U);
  EXPECT_EQ(std::get<schedules::Run>(all.intents.front()).id, "a.b:19700105T013000Z") << "the oldest first";
}

TEST_F(Scheduled, RunsTheLatestOfWhatWasMissed) {
  deploy(document("every: PT10M"));
  ASSERT_TRUE(engine_.suspend(id_));
  engine_.advance(45min);
  ASSERT_TRUE(engine_.resume(id_));
  engine_.run_until_idle();
  EXPECT_EQ(state().last_run, id_at(40min));
  EXPECT_EQ(state().runs, 1);
}

TEST_F(Scheduled, RunsAllThatWasMissedUpToItsLimit) {
  deploy(document("every: PT10M", "[{a: {set: {x: 1}}}]", "{schedule: {missed: all, most: 3}}"));
  ASSERT_TRUE(engine_.suspend(id_));
  engine_.advance(45min);
  ASSERT_TRUE(engine_.resume(id_));
  engine_.run_until_idle();
  EXPECT_EQ(state().runs, 3);
  EXPECT_EQ(status(id_at(20min)), Status::Completed);
}

TEST_F(Scheduled, StartsNothingWhileItIsPaused) {
  deploy(document("cron: '*/10 * * * *'"));
  engine_.advance(15min);
  tell(Pause{});
  tell(Pause{});
  engine_.advance(30min);
  EXPECT_EQ(runs(), "10");
  tell(Resume{});
  EXPECT_EQ(runs(), "10") << "what was due meanwhile is not missed";
  engine_.advance(10min);
  EXPECT_EQ(runs(), "10 50");
}

TEST_F(Scheduled, IsReplacedByThatOfANewerVersion) {
  deploy(document("cron: '10 * * * *'", kSlow));
  engine_.advance(15min);
  deploy(document("cron: '20 * * * *'", "[{a: {set: {x: 2}}}]", "{schedule: {overlap: allow}}", "2.0.0"));
  engine_.advance(10min);
  EXPECT_EQ(runs(), "10 20");
  EXPECT_EQ(status(id_at(10min)), Status::Waiting) << "a run in progress stays as it is";
  EXPECT_EQ(engine_.find({id_at(20min)})->summary.definition.version, "2.0.0");
  engine_.advance(1h);
  EXPECT_EQ(runs(), "10 20 80");
}

TEST_F(Scheduled, KeepsItsAnchorWhereAnotherVersionHasTheSameInterval) {
  deploy(document("every: PT30M"));
  engine_.advance(40min);
  deploy(document("every: PT30M", "[{a: {set: {x: 2}}}]", "{}", "2.0.0"));
  engine_.advance(55min);
  EXPECT_EQ(runs(), "30 60 90");
}

TEST_F(Scheduled, StartsNothingWhenItIsOffAndStartsAgainWhenItIsSet) {
  deploy(document("every: PT10M"));
  tell(Remove{});
  engine_.advance(30min);
  EXPECT_EQ(runs(), "");
  deploy(document("every: PT10M", "[{a: {set: {x: 2}}}]", "{}", "2.0.0"));
  engine_.advance(15min);
  EXPECT_EQ(runs(), "40");
}

TEST_F(Scheduled, RunsByHandUnderTheGivenId) {
  deploy(document("cron: '0 12 * * *'"));
  tell(Trigger{.id = "by-hand", .input = to_value(7)});
  EXPECT_EQ(engine_.find({"by-hand"})->input, to_value(7));
  tell(Trigger{.id = "by-hand", .input = to_value(8)});
  EXPECT_EQ(state().failed, 0) << "it is there";
  EXPECT_EQ(engine_.find({"by-hand"})->input, to_value(7));
}

TEST_F(Scheduled, FillsWhatWasNotRun) {
  deploy(document("every: PT10M"));
  engine_.advance(35min);
  tell(Backfill{.from = begin_ + 20min, .to = begin_ + 1h});
  EXPECT_EQ(status(id_at(50min)), Status::Completed);
  EXPECT_EQ(status(id_at(60min)), Status::Completed);
  EXPECT_EQ(count(), 6U) << "those at 20 and 30 were there";
  engine_.advance(60min);
  EXPECT_EQ(count(), 9U);
}

TEST_F(Scheduled, SaysWhyItCannotBePlannedAndTriesAgain) {
  zone_is_lost_ = true;
  deploy(document("cron: '*/10 * * * *'"));
  EXPECT_EQ(state().problem, "no zone");
  zone_is_lost_ = false;
  engine_.advance(15min);
  EXPECT_EQ(state().problem, "");
  EXPECT_EQ(runs(), "10");
}

TEST_F(Scheduled, SaysWhichRunHasFailedAndContinues) {
  deploy(document("cron: '*/10 * * * *'", "[{a: {raise: {error: {type: 'https://x/y', status: 418, detail: tea}}}}]"));
  engine_.advance(25min);
  EXPECT_EQ(state().failed, 2);
  EXPECT_EQ(state().failure, id_at(20min) + ": tea");
  EXPECT_EQ(runs(), "10 20");
}

TEST(Setup, IsReadFromDocuments) {
  const auto setup = [](const std::string& json) { return setup_in(parse_json(json).value()); };
  const std::string head = R"({"document":{"namespace":"a","name":"b","version":"1.0.0"})";
  EXPECT_FALSE(setup(head + "}"));
  EXPECT_FALSE(setup(head + R"(,"schedule":{"on":{"one":{"with":{"type":"x"}}}}})"));
  EXPECT_FALSE(setup(head + R"(,"schedule":{"every":"${ $secrets.x }"}})"));
  EXPECT_EQ(setup(head + R"(,"schedule":{"every":"PT1H"}})")->overlap, Overlap::Allow);
  EXPECT_EQ(setup(head + R"(,"schedule":{"cron":"@daily"}})")->overlap, Overlap::Skip);
}

TEST(Setup, IsReadFromRequests) {
  const auto error = [](const std::string& json) {
    const auto setup = setup_from(parse_json(json).value());
    return setup ? "" : setup.error();
  };
  EXPECT_EQ(error(R"({"cron":"@daily","timezone":"Europe/Berlin","missed":"all","most":5,"overlap":"queue"})"), "");
  EXPECT_EQ(error("{}"), "one of every, cron and after is needed");
  EXPECT_EQ(error(R"({"every":"PT0S"})"), "every must be longer than nothing");
  EXPECT_EQ(error(R"({"cron":"@daily","missed":"some"})"), "missed must be one of skip, latest, all");
  EXPECT_EQ(error(R"({"cron":"@daily","most":1001})"), "most must be a number from 1 to 1000");
  EXPECT_EQ(error(R"({"cron":"@daily","timezone":"../x"})"),
            "timezone must be the name of a time zone such as 'Europe/Berlin'");
}

TEST(Ids, OfRunsHaveTheTimeThatTheyAreFor) {
  const schedules::Setup setup{.space = "shop", .name = "report", .version = {}, .schedule = "nightly", .cron = {}};
  const Timestamp time = std::chrono::sys_days{std::chrono::year{2026} / 11 / 27} + 8h + 30min;
  EXPECT_EQ(run_id(setup, time), "shop.report.nightly:20261127T083000Z");
  EXPECT_EQ(run_id(setup, time + 250ms), "shop.report.nightly:20261127T083000.250Z");
  EXPECT_EQ(schedule_id("shop", "report", "nightly").value, "schedule.shop.report.nightly");
  const std::string longest(63, 'x');
  EXPECT_LE(schedule_id(longest, longest, longest).value.size(), 128U);
  EXPECT_LE(run_id({.space = longest, .name = longest, .version = {}, .schedule = {}, .cron = {}}, time).size(), 128U);
}

}  // namespace
}  // namespace baton::schedules
