// The classes that own what the loop owns, each by itself.
#include "runtime/delivery.hpp"
#include "runtime/limits.hpp"
#include "runtime/loads.hpp"
#include "runtime/program_lookups.hpp"
#include "runtime/recovery.hpp"
#include "runtime/requests_in_flight.hpp"
#include "runtime/store_health.hpp"
#include "runtime/timers.hpp"

#include <gtest/gtest.h>
#include <support/test_loop.hpp>

namespace baton::runtime {
namespace {

using std::chrono::seconds;

const Timestamp kNow{Duration{1'000'000}};

DueTimer timer_of(const std::string& instance, std::uint32_t number, Timestamp due) {
  return {.instance = InstanceId{instance}, .timer = TimerId{number}, .due = due};
}

StoreError failure() {
  return {.kind = StoreError::Kind::Unavailable, .message = "gone"};
}

// ---- StoreHealth

TEST(StoreHealth, PausesLongerAfterEachFailureUntilTheStoreWorks) {
  StoreHealth health;
  EXPECT_FALSE(health.is_paused(kNow));
  Timestamp now = kNow;
  Duration pause = kFirstStoreRetry;
  for (int i = 0; i < 3; ++i, pause *= 2) {
    health.failed(failure(), now);
    EXPECT_TRUE(health.is_paused(now + pause - Duration{1}));
    EXPECT_FALSE(health.is_paused(now + pause));
    now += pause;
  }
  EXPECT_EQ(health.failure(), failure());
  health.works();
  EXPECT_EQ(health.failure(), std::nullopt);
  health.failed(failure(), now);
  EXPECT_EQ(health.retries_at(), now + kFirstStoreRetry);
  for (int i = 0; i < 20; ++i) health.failed(failure(), now);
  EXPECT_EQ(health.retries_at(), now + kLastStoreRetry);
}

// ---- Timers

TEST(Timers, AsksForNothingUntilSomethingIsDue) {
  Timers timers;
  EXPECT_FALSE(timers.begin({}, kNow));
  timers.note(kNow + seconds{1});
  EXPECT_EQ(timers.next(), kNow + seconds{1});
  EXPECT_FALSE(timers.begin({}, kNow));
  const auto request = timers.begin({}, kNow + seconds{1});
  ASSERT_TRUE(request);
  EXPECT_LT(request->after.due, kNow + seconds{1} + Duration{1});
  EXPECT_FALSE(timers.begin({}, kNow + seconds{2})) << "it is under way";
}

TEST(Timers, ReadsEachTimerOnce) {
  Timers timers;
  timers.read_all();
  const auto first = timers.begin({}, kNow);
  ASSERT_TRUE(first);
  TimerPage full;
  for (std::uint32_t i = 0; i < kTimerPage; ++i) full.due.push_back(timer_of("x", i, kNow));
  EXPECT_EQ(timers.read(*first, full).size(), kTimerPage);
  const auto second = timers.begin({}, kNow);
  ASSERT_TRUE(second) << "there may be more of them";
  EXPECT_EQ(second->after, full.due.back());
  EXPECT_TRUE(timers.read(*second, {.due = {}, .next = kNow + seconds{9}}).empty());
  EXPECT_EQ(timers.next(), kNow + seconds{9});
}

TEST(Timers, GoesBackForATimerThatIsSetBeforeTheCursor) {
  Timers timers;
  timers.read_all();
  const auto request = timers.begin({}, kNow);
  ASSERT_TRUE(request);
  timers.note(kNow - seconds{5});  // perhaps too late for the answer that is under way
  static_cast<void>(timers.read(*request, {.due = {timer_of("x", 1, kNow)}, .next = {}}));
  const auto again = timers.begin({}, kNow);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->after, before_timers_due_at(kNow - seconds{5}));
}

TEST(Timers, FiresNoTimerAgainThatIsOnItsWay) {
  Timers timers;
  timers.fire(timer_of("x", 1, kNow));
  timers.fire(timer_of("x", 2, kNow));
  timers.fire(timer_of("y", 1, kNow));
  const auto read = [&] {
    timers.note(kNow);
    const auto request = timers.begin({}, kNow);
    return timers.read(*request,
                       {.due = {timer_of("x", 1, kNow), timer_of("x", 2, kNow), timer_of("y", 1, kNow)}, .next = {}});
  };
  EXPECT_TRUE(read().empty());
  timers.settled(InstanceId{"y"}, TimerId{1});
  EXPECT_EQ(read().size(), 1u);
  timers.drop(InstanceId{"x"});
  EXPECT_EQ(read().size(), 3u);
}

TEST(Timers, AsksAgainAfterAFailure) {
  Timers timers;
  timers.read_all();
  ASSERT_TRUE(timers.begin({}, kNow));
  timers.failed();
  EXPECT_TRUE(timers.begin({}, kNow));
}

TEST(Timers, StopsReadingWhileManyAreOnTheirWay) {
  Timers timers;
  timers.read_all();
  for (std::uint32_t i = 0; i < kMaxFiredTimers; ++i) timers.fire(timer_of("x", i, kNow));
  EXPECT_FALSE(timers.begin({}, kNow));
  timers.settled(InstanceId{"x"}, TimerId{0});
  EXPECT_TRUE(timers.begin({}, kNow));
}

// ---- Recovery

TEST(Recovery, FindsWhatWasInterruptedPageByPage) {
  Recovery recovery;
  EXPECT_FALSE(recovery.begin({}));
  recovery.continue_all();
  const auto first = recovery.begin({});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->after, InstanceId{});
  std::vector<InstanceId> page;
  for (std::size_t i = 0; i < kRecoveryPage; ++i) page.push_back(InstanceId{std::to_string(i)});
  recovery.read(*first, page);
  EXPECT_FALSE(recovery.begin({})) << "those come first";
  std::size_t taken = 0;
  while (recovery.take()) ++taken;
  EXPECT_EQ(taken, kRecoveryPage);
  const auto second = recovery.begin({});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->after, page.back());
  EXPECT_FALSE(recovery.is_done());
  recovery.read(*second, {});
  EXPECT_TRUE(recovery.is_done());
}

TEST(Recovery, BeginsAnewWhenItIsAskedToMeanwhile) {
  Recovery recovery;
  recovery.continue_all();
  const auto first = recovery.begin({});
  recovery.read(*first, std::vector<InstanceId>(kRecoveryPage, InstanceId{"x"}));
  while (recovery.take()) {
  }
  const auto second = recovery.begin({});
  recovery.continue_all();
  recovery.read(*second, {});
  const auto third = recovery.begin({});
  ASSERT_TRUE(third);
  EXPECT_EQ(third->after, InstanceId{});
}

TEST(Recovery, MovesOnlyItsOwnUntilItContinuesAll) {
  Recovery recovery;
  EXPECT_FALSE(recovery.moves(InstanceId{"x"}));
  EXPECT_TRUE(recovery.adopt(InstanceId{"x"}));
  EXPECT_FALSE(recovery.adopt(InstanceId{"x"}));
  EXPECT_TRUE(recovery.moves(InstanceId{"x"}));
  recovery.ended(InstanceId{"x"});
  EXPECT_FALSE(recovery.moves(InstanceId{"x"}));
  recovery.continue_all();
  EXPECT_TRUE(recovery.moves(InstanceId{"anybody"}));
}

// ---- Delivery

TEST(Delivery, ReportsWhatNobodyReceivedOnce) {
  Delivery delivery;
  delivery.sent(IntentKey{"a"}, InstanceId{"x"}, kNow);
  delivery.sent(IntentKey{"b"}, InstanceId{"y"}, kNow);
  EXPECT_EQ(delivery.next(), kNow + kResendAfter);
  delivery.received(IntentKey{"a"});
  EXPECT_TRUE(delivery.take_overdue(kNow).empty());
  const auto lost = delivery.take_overdue(kNow + kResendAfter);
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_EQ(lost[0].key, IntentKey{"b"});
  EXPECT_EQ(lost[0].sender, InstanceId{"y"});
  EXPECT_EQ(delivery.next(), std::nullopt);
}

// ---- Loads

TEST(Loads, AsksOnceForWhatIsWanted) {
  Loads loads;
  loads.want(InstanceId{"x"}).issue = true;
  loads.want(InstanceId{"x"}).items.push_back(Item{.instance = InstanceId{"x"}, .event = core::Suspend{}});
  EXPECT_EQ(loads.begin(), std::vector{InstanceId{"x"}});
  EXPECT_FALSE(loads.any_to_begin());
  loads.ask(InstanceId{"x"});
  EXPECT_EQ(loads.begin(), std::vector{InstanceId{"x"}});
  const Loads::Waiting waiting = loads.end(InstanceId{"x"});
  EXPECT_TRUE(waiting.issue);
  EXPECT_EQ(waiting.items.size(), 1u);
  EXPECT_EQ(loads.find(InstanceId{"x"}), nullptr);
}

TEST(Loads, AsksForNothingThatIsOnlyHeld) {
  Loads loads;
  loads.hold(InstanceId{"x"});
  EXPECT_NE(loads.find(InstanceId{"x"}), nullptr);
  EXPECT_FALSE(loads.any_to_begin());
}

// ---- RequestsInFlight

CallAnswer answer_to(const std::string& key, std::uint32_t attempt, std::uint64_t process) {
  return {.instance = InstanceId{"x"},
          .key = IntentKey{key},
          .outcome = core::Succeeded{},
          .attempt = attempt,
          .process = process};
}

TEST(RequestsInFlight, MakesARequestOnceUntilItsAnswerIsSettled) {
  RequestsInFlight requests(7);
  EXPECT_TRUE(requests.begin(IntentKey{"a"}, 1));
  EXPECT_FALSE(requests.begin(IntentKey{"a"}, 1));
  EXPECT_TRUE(requests.begin(IntentKey{"a"}, 2)) << "a further attempt is another request";
  const core::EventBody turn = core::Continue{.key = IntentKey{"b"}};
  EXPECT_TRUE(requests.begin(IntentKey{"b"}, 1));
  requests.queued(turn);
  EXPECT_FALSE(requests.begin(IntentKey{"b"}, 1));
  requests.settled(turn);
  EXPECT_TRUE(requests.begin(IntentKey{"b"}, 1));
}

TEST(RequestsInFlight, CountsTheCallsThatAreNotAnswered) {
  RequestsInFlight requests(7);
  for (std::uint32_t attempt = 1; attempt <= 2; ++attempt) {
    ASSERT_TRUE(requests.begin(IntentKey{"a"}, attempt));
    requests.call(IntentKey{"a"}, attempt, core::CallKind::Http, false);
  }
  EXPECT_EQ(requests.calls_in_flight(core::CallKind::Http), 2u);
  EXPECT_EQ(requests.calls_in_flight(core::CallKind::Operator), 0u);
  const auto early = requests.answered(answer_to("a", 2, 7));
  ASSERT_TRUE(early);
  EXPECT_TRUE(early->overtakes) << "the first attempt is still out";
  EXPECT_TRUE(requests.answered(answer_to("a", 2, 7)));  // a second time
  EXPECT_TRUE(requests.answered(answer_to("a", 1, 6)));  // of another process
  EXPECT_EQ(requests.calls_in_flight(core::CallKind::Http), 1u);
  EXPECT_TRUE(requests.answered(answer_to("a", 1, 7)));
  EXPECT_EQ(requests.calls_in_flight(core::CallKind::Http), 0u);
}

TEST(RequestsInFlight, CountsNoCallThatNobodyWaitsFor) {
  RequestsInFlight requests(7);
  ASSERT_TRUE(requests.begin(IntentKey{"a"}, 1));
  requests.call(IntentKey{"a"}, 1, core::CallKind::Operator, false);
  requests.call_withdrawn(IntentKey{"a"}, 1);
  EXPECT_EQ(requests.calls_in_flight(core::CallKind::Operator), 0u) << "its operator may never answer";
  EXPECT_TRUE(requests.is_out(IntentKey{"a"}, 1));
  EXPECT_TRUE(requests.answered(answer_to("a", 1, 7)));
  EXPECT_EQ(requests.calls_in_flight(core::CallKind::Operator), 0u);
}

TEST(RequestsInFlight, LetsACallThatWaitsGoOnce) {
  RequestsInFlight requests(7);
  ASSERT_TRUE(requests.begin(IntentKey{"a"}, 1));
  requests.waits(IntentKey{"a"});
  EXPECT_FALSE(requests.stops_waiting(IntentKey{"a"}, 2)) << "another attempt";
  EXPECT_TRUE(requests.stops_waiting(IntentKey{"a"}, 1));
  EXPECT_FALSE(requests.stops_waiting(IntentKey{"a"}, 1));
  ASSERT_TRUE(requests.begin(IntentKey{"b"}, 1));
  requests.waits(IntentKey{"b"});
  requests.withdraw(IntentKey{"b"});
  EXPECT_FALSE(requests.stops_waiting(IntentKey{"b"}, 1));
}

TEST(RequestsInFlight, RemembersAnEarlierAttemptOfACallThatIsWithdrawn) {
  RequestsInFlight requests(7);
  ASSERT_TRUE(requests.begin(IntentKey{"a"}, 1));
  requests.call(IntentKey{"a"}, 1, core::CallKind::Http, false);
  ASSERT_TRUE(requests.begin(IntentKey{"a"}, 2));
  requests.waits(IntentKey{"a"});
  requests.withdraw(IntentKey{"a"});
  EXPECT_TRUE(requests.is_out(IntentKey{"a"}, 1));
  EXPECT_TRUE(requests.answered(answer_to("a", 1, 7)));
  EXPECT_EQ(requests.calls_in_flight(core::CallKind::Http), 0u);
}

// ---- ProgramLookups

TEST(ProgramLookups, AsksOnceForAProgramThatManyWaitFor) {
  const auto store = adapters::open_memory_store();
  const ProgramPtr program = TestLoop::compiled(kCallTwice);
  Programs written(*store, TestLoop::compile_row);
  ASSERT_TRUE(written.deploy({&program, 1}, kNow));

  Programs programs(*store, TestLoop::compile_row);
  ProgramLookups lookups(programs);
  int found = 0;
  const DefinitionName latest{.space = "test", .name = "flow", .version = ""};
  const auto count = [&](const StoreResult<ProgramPtr>& result) { found += result && *result != nullptr ? 1 : 0; };
  lookups.find(latest, count);
  lookups.find(latest, count);
  auto requests = lookups.begin();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(found, 0);
  EXPECT_EQ(lookups.finished({requests[0], std::unexpected(failure())}), failure()) << "it may pass";
  requests = lookups.begin();
  ASSERT_EQ(requests.size(), 1u);
  auto row = store->find_deployed(latest);
  EXPECT_EQ(lookups.finished({requests[0], std::move(row)}), std::nullopt);
  EXPECT_EQ(found, 2);
  lookups.find(latest, count);
  EXPECT_EQ(found, 3) << "it is known now";
  EXPECT_TRUE(lookups.empty());
}

TEST(ProgramLookups, DoNotRememberANameThatWasDeployedAgainMeanwhile) {
  const auto store = adapters::open_memory_store();
  Programs programs(*store, TestLoop::compile_row);
  const ProgramPtr first = TestLoop::compiled(kCallTwice);
  ASSERT_TRUE(programs.deploy({&first, 1}, kNow));
  ProgramLookups lookups(programs);
  const DefinitionName latest{.space = "test", .name = "flow", .version = ""};
  lookups.find(latest, [](const StoreResult<ProgramPtr>&) {});
  const auto requests = lookups.begin();
  auto row = store->find_deployed(latest);
  const auto newer = dsl::compile(
      "document: { dsl: '1.0.3', namespace: test, name: flow, version: '2.0.0' }\ndo:\n  - a: { call: op.a }\n");
  ASSERT_TRUE(programs.deploy({&newer->program, 1}, kNow));
  EXPECT_EQ(lookups.finished({requests.at(0), std::move(row)}), std::nullopt);
  EXPECT_EQ(programs.known(latest), nullptr);
  EXPECT_EQ(programs.find_deployed(latest).value()->name.version, "2.0.0");
}

TEST(ProgramLookups, AskAgainForANameThatWasDeployedAfterTheStoreHadLooked) {
  const auto store = adapters::open_memory_store();
  Programs programs(*store, TestLoop::compile_row);
  ProgramLookups lookups(programs);
  std::optional<ProgramPtr> found;
  const DefinitionName latest{.space = "test", .name = "flow", .version = ""};
  lookups.find(latest, [&](const StoreResult<ProgramPtr>& result) { found = result.value(); });
  auto requests = lookups.begin();
  const ProgramPtr program = TestLoop::compiled(kCallTwice);
  ASSERT_TRUE(programs.deploy({&program, 1}, kNow));
  EXPECT_EQ(lookups.finished({requests.at(0), std::nullopt}), std::nullopt);
  EXPECT_FALSE(found);
  requests = lookups.begin();
  auto row = store->find_deployed(latest);
  EXPECT_EQ(lookups.finished({requests.at(0), std::move(row)}), std::nullopt);
  EXPECT_EQ(found, program);
}

}  // namespace
}  // namespace baton::runtime
