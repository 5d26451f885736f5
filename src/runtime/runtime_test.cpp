#include "runtime/runtime.hpp"

#include "adapters/memory/memory_store.hpp"
#include "dsl/dsl.hpp"
#include "runtime/limits.hpp"

#include <gtest/gtest.h>
#include <contract/faulty_store.hpp>

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {
namespace {

using testing::Fault;

// Commits on the spot, or, while it holds, when it is released.
class HeldCommitter final : public Committer {
 public:
  explicit HeldCommitter(Store& store) : store_(store) {}

  void hold() { holds_ = true; }
  void release() { holds_ = false; }

  void begin(const Shard& shard, std::vector<Write> writes) override {
    begun.push_back(writes.size());
    batch_.emplace(shard, std::move(writes));
  }
  [[nodiscard]] std::optional<CommitResult> finished() override {
    if (!batch_ || holds_) return std::nullopt;
    const auto [shard, writes] = *std::exchange(batch_, std::nullopt);
    return store_.commit(shard, writes);
  }

  std::vector<std::size_t> begun;  // sizes of the batches

 private:
  Store& store_;
  std::optional<std::pair<Shard, std::vector<Write>>> batch_;
  bool holds_ = false;
};

// A runtime with a store, a gateway that waits to be told its answers, and a clock that is set by hand.
class TestLoop final : public Gateway, public EventBus, public Ids {
 public:
  TestLoop() : store(adapters::open_memory_store()) { boot(); }

  // The process ends and another one starts on the same store.
  void boot() {
    calls.clear();
    loop = std::make_unique<Runtime>(Ports{store, committer, *this, *this, *this}, compile_row);
  }
  void crash() {
    boot();
    loop->recover();
  }

  static ProgramPtr compiled(const std::string& tasks, const std::string& extra = "") {
    auto result = dsl::compile("document: { dsl: '1.0.3', namespace: test, name: flow, version: '1.0.0' }\n" + extra +
                               "do:\n" + tasks);
    EXPECT_TRUE(result) << (result ? "" : result.error().front().message);
    return result ? result->program : nullptr;
  }

  // The results of starts and commands, in order.
  Reply keep() {
    return [this](CommandResult result) { results.push_back(std::move(result)); };
  }
  void start(const std::string& id, const ProgramPtr& program, Value input = {}) {
    EXPECT_TRUE(loop->programs().add(program, now));
    loop->start({.id = InstanceId{id}, .program = program, .requested_version = {}, .input = std::move(input)}, keep());
  }
  void run() {
    while (loop->step(now)) {
    }
  }
  void pass(Duration time) {
    now += time;
    run();
  }
  void answer(const CallRequest& call, core::Outcome outcome) {
    loop->answer({call.instance, call.key, std::move(outcome)});
    run();
  }

  [[nodiscard]] Status status(const std::string& id) { return store.find(InstanceId{id}).value()->status; }
  [[nodiscard]] core::Instance instance(const std::string& id) {
    const StoredInstance stored = *store.load({}, InstanceId{id}).value();
    return decode(*loop->programs().find(stored.row.digest).value(), stored)->instance;
  }

  // The ports.
  void begin(CallRequest request) override { calls.push_back(std::move(request)); }
  void transitioned(const core::Program&, const core::Instance& instance, const core::HistoryRecord&) override {
    order.push_back(instance.id.value);
  }
  std::string next_id() override { return "run" + std::to_string(++ids_); }
  std::uint64_t next_seed() override { return ++ids_; }

  testing::FaultyStore store;
  HeldCommitter committer{store};
  std::unique_ptr<Runtime> loop;
  Timestamp now{Duration{1'000'000}};
  std::deque<CallRequest> calls;
  std::vector<CommandResult> results;
  std::vector<std::string> order;  // whose transitions were committed, in order

 private:
  static std::expected<ProgramPtr, std::string> compile_row(const DefinitionRow& row) {
    auto compiled_document = dsl::compile(parse_json(row.document).value());
    if (!compiled_document) return std::unexpected(compiled_document.error().front().message);
    return compiled_document->program;
  }

  std::uint64_t ids_ = 0;
};

const std::string kCallTwice = "  - a: { call: op.a }\n  - b: { call: op.b }\n";

core::Outcome ok(std::int64_t number) {
  return core::Succeeded{Value::number(number)};
}

TEST(Runtime, StartsCallsAndCompletes) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  ASSERT_EQ(test.calls.size(), 1U);
  test.answer(test.calls[0], ok(1));
  ASSERT_EQ(test.calls.size(), 2U);
  test.answer(test.calls[1], ok(2));
  EXPECT_EQ(test.status("x"), Status::Completed);
  EXPECT_EQ(test.instance("x").output, Value::number(std::int64_t{2}));
}

TEST(Runtime, ExecutesNothingBeforeItIsCommitted) {
  TestLoop test;
  test.store.fail_next({Fault::Error});
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  EXPECT_TRUE(test.calls.empty());
  EXPECT_TRUE(test.results.empty());
  ASSERT_TRUE(test.loop->store_failure());
  test.pass(kLastStoreRetry);
  EXPECT_EQ(test.calls.size(), 1U);
  EXPECT_FALSE(test.loop->store_failure());
}

TEST(Runtime, PreparesTheNextBatchWhileOneIsCommitted) {
  TestLoop test;
  const ProgramPtr program = TestLoop::compiled(kCallTwice);
  test.committer.hold();
  test.start("x", program);
  test.run();
  test.start("y", program);
  test.start("z", program);
  test.run();
  EXPECT_EQ(test.committer.begun, std::vector<std::size_t>{1});
  EXPECT_TRUE(test.calls.empty());  // nothing goes out before its commit is known to have happened
  EXPECT_FALSE(test.loop->wakes_at());
  test.committer.release();
  test.run();
  EXPECT_EQ(test.committer.begun, (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(test.calls.size(), 3U);
}

TEST(Runtime, LetsEventsWaitForTheCommitOfTheirInstance) {
  TestLoop test;
  const ProgramPtr program = TestLoop::compiled(kCallTwice);
  test.start("x", program);
  test.run();
  test.committer.hold();
  test.answer(test.calls.at(0), ok(1));
  test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());
  test.start("x", program);
  test.run();
  EXPECT_EQ(test.results.size(), 1U);
  test.committer.release();
  test.run();
  EXPECT_EQ(test.results.size(), 3U);
  EXPECT_EQ(test.status("x"), Status::Suspended);
  EXPECT_EQ(test.order, (std::vector<std::string>{"x", "x", "x"}));  // started, answered, suspended
}

TEST(Runtime, LosesNothingWhenACommitFailsWhileTheNextBatchIsPrepared) {
  for (const Fault fault : {Fault::Error, Fault::UnknownApplied, Fault::UnknownLost}) {
    TestLoop test;
    const ProgramPtr program = TestLoop::compiled(kCallTwice);
    test.committer.hold();
    test.store.fail_next({fault});
    test.start("x", program);
    test.run();
    test.start("y", program);
    test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());
    test.run();
    test.committer.release();
    test.run();
    test.pass(kLastStoreRetry);
    EXPECT_EQ(test.results.size(), 3U);
    EXPECT_EQ(test.status("x"), Status::Suspended);
    EXPECT_EQ(test.status("y"), Status::Running);
    EXPECT_FALSE(test.loop->store_failure());
  }
}

TEST(Runtime, FindsOutWhetherACommitOfUnknownOutcomeHappened) {
  for (const Fault fault : {Fault::UnknownApplied, Fault::UnknownLost}) {
    TestLoop test;
    test.store.fail_next({fault});
    test.start("x", TestLoop::compiled(kCallTwice));
    test.run();
    test.pass(kLastStoreRetry);
    EXPECT_EQ(test.calls.size(), 1U);
    ASSERT_EQ(test.results.size(), 1U);
    EXPECT_TRUE(test.results[0]);
    test.answer(test.calls[0], ok(1));
    EXPECT_EQ(test.calls.size(), 2U);
  }
}

TEST(Runtime, PausesWhenCommitsAreLostAgainAndAgain) {
  TestLoop test;
  test.store.fail_next({Fault::UnknownLost, Fault::UnknownLost, Fault::UnknownLost});
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  EXPECT_EQ(test.store.calls().commits, 1U);
  EXPECT_GT(test.loop->wakes_at(), test.now);
  for (int i = 0; i < 3; ++i) test.pass(kLastStoreRetry);
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST(Runtime, SetsAsideAnInstanceWhoseWriteIsRefusedAndGoesOnWithTheOthers) {
  TestLoop test;
  test.store.refuse(InstanceId{"bad"});
  test.start("bad", TestLoop::compiled(kCallTwice));
  test.start("good", TestLoop::compiled(kCallTwice));
  test.run();
  ASSERT_EQ(test.results.size(), 2U);
  ASSERT_FALSE(test.results[0]);
  EXPECT_EQ(test.results[0].error().kind, Rejection::Kind::Quarantined);
  EXPECT_TRUE(test.results[1]);
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST(Runtime, FiresTheTimersBehindAnyNumberOfTimersThatCannotAct) {
  TestLoop test;
  const ProgramPtr waits = TestLoop::compiled("  - a: { wait: { seconds: 1 } }\n");
  for (std::size_t i = 0; i <= kTimerPage; ++i) {
    test.start("bad" + std::to_string(i), waits);
  }
  test.run();
  for (std::size_t i = 0; i <= kTimerPage; ++i) test.store.refuse(InstanceId{"bad" + std::to_string(i)});
  test.start("good", TestLoop::compiled("  - a: { wait: { seconds: 2 } }\n"));
  test.run();
  test.crash();
  test.pass(std::chrono::seconds{1});
  EXPECT_EQ(test.loop->quarantined().size(), kTimerPage + 1);
  test.pass(std::chrono::seconds{1});
  EXPECT_EQ(test.status("good"), Status::Completed);
}

TEST(Runtime, DoesNotReadAgainTheTimersThatCannotAct) {
  TestLoop test;
  test.start("bad", TestLoop::compiled("  - a: { wait: { seconds: 1 } }\n"));
  test.run();
  test.crash();
  test.store.refuse(InstanceId{"bad"});
  test.pass(std::chrono::seconds{1});
  ASSERT_EQ(test.loop->quarantined().size(), 1U);
  EXPECT_EQ(test.loop->wakes_at(), std::nullopt);
}

TEST(Runtime, FiresMoreTimersThanMayBeOnTheirWayAtOnce) {
  TestLoop test;
  const ProgramPtr waits = TestLoop::compiled("  - a: { wait: { seconds: 1 } }\n");
  for (std::size_t i = 0; i <= kMaxFiredTimers; ++i) test.start("x" + std::to_string(i), waits);
  test.run();
  test.crash();
  test.committer.hold();
  test.pass(std::chrono::seconds{1});
  EXPECT_EQ(test.loop->wakes_at(), std::nullopt);  // nothing to do until the commit has finished
  test.committer.release();
  test.run();
  for (std::size_t i = 0; i <= kMaxFiredTimers; ++i) {
    ASSERT_EQ(test.status("x" + std::to_string(i)), Status::Completed);
  }
}

TEST(Runtime, SaysThatItWasBusyWhenItLearnsWhatCameOfACommit) {
  TestLoop test;
  test.store.fail_next({Fault::UnknownApplied});
  test.start("x", TestLoop::compiled(kCallTwice));
  test.store.fail_next_loads(1);
  test.run();
  ASSERT_TRUE(test.calls.empty());
  test.now += kLastStoreRetry;
  EXPECT_TRUE(test.loop->step(test.now));
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST(Runtime, IssuesAgainWhatWasInFlightUnderTheSameKey) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  const IntentKey key = test.calls[0].key;
  test.crash();
  test.run();
  ASSERT_EQ(test.calls.size(), 1U);
  EXPECT_EQ(test.calls[0].key, key);
  test.answer(test.calls[0], ok(1));
  EXPECT_EQ(test.calls.size(), 2U);
}

TEST(Runtime, MovesOnlyWhatItIsAskedForUntilItRecoversEverything) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCallTwice));
  test.start("y", TestLoop::compiled(kCallTwice));
  test.start("z", TestLoop::compiled("  - pause: { wait: PT1S }\n"));
  test.run();
  test.boot();
  test.loop->recover(InstanceId{"x"});
  test.pass(std::chrono::seconds{5});
  ASSERT_EQ(test.calls.size(), 1U);
  EXPECT_EQ(test.calls[0].instance.value, "x");
  EXPECT_EQ(test.status("z"), Status::Waiting);

  test.loop->recover();
  test.run();
  ASSERT_EQ(test.calls.size(), 2U);
  EXPECT_EQ(test.calls[1].instance.value, "y");
  EXPECT_EQ(test.status("z"), Status::Completed);
}

TEST(Runtime, IssuesNoCallAgainWhoseAnswerIsOnItsWay) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  test.loop->answer({test.calls[0].instance, test.calls[0].key, ok(1)});
  test.loop->recover(InstanceId{"x"});
  test.run();
  ASSERT_EQ(test.calls.size(), 2U);
  EXPECT_NE(test.calls[0].key, test.calls[1].key);
}

TEST(Runtime, FiresNoTimerTwiceThatWaitsForItsInstance) {
  TestLoop test;
  test.start(
      "x", TestLoop::compiled("  - both: { fork: { branches: [ { a: { call: op.a } }, { b: { wait: PT1S } } ] } }\n"));
  test.run();
  test.committer.hold();
  test.answer(test.calls.at(0), ok(1));
  test.pass(std::chrono::seconds{1});
  test.loop->recover(InstanceId{"x"});
  test.run();
  test.committer.release();
  test.run();
  EXPECT_EQ(test.status("x"), Status::Completed);
  EXPECT_EQ(test.order, (std::vector<std::string>{"x", "x", "x"}));  // started, answered, fired
}

TEST(Runtime, ACommandTakesOverAnInterruptedInstanceWithItsTimersAndChildren) {
  TestLoop test;
  const auto child = dsl::compile(
      "document: { dsl: '1.0.3', namespace: test, name: kid, version: '1.0.0' }\ndo:\n  - a: { call: kid.a }\n  - b: { "
      "wait: PT1S }\n");
  ASSERT_TRUE(test.loop->programs().deploy(child->program, test.now));
  test.start("x",
             TestLoop::compiled("  - kid: { run: { workflow: { namespace: test, name: kid, version: latest } } }\n"));
  test.run();
  test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());
  test.run();
  test.boot();
  test.loop->command(InstanceId{"x"}, core::Resume{}, test.keep());
  test.run();
  ASSERT_EQ(test.calls.size(), 1U) << "the child's call";
  test.answer(test.calls[0], ok(1));
  test.pass(std::chrono::seconds{1});
  EXPECT_EQ(test.status("x"), Status::Completed);
}

TEST(Runtime, DoesNotRepeatACallThatIsNotIdempotentAfterACrash) {
  TestLoop test;
  test.start("x", TestLoop::compiled("  - a: { call: op.a, metadata: { idempotent: false } }\n"));
  test.run();
  test.crash();
  test.run();
  EXPECT_TRUE(test.calls.empty());
  EXPECT_EQ(test.status("x"), Status::Faulted);
  EXPECT_EQ(test.instance("x").error->type, problem_type(ProblemKind::Runtime));
}

TEST(Runtime, ARepeatedStartIsTheSameStartAndAnotherOneAConflict) {
  TestLoop test;
  const ProgramPtr program = TestLoop::compiled(kCallTwice);
  test.start("x", program, Value::number(std::int64_t{1}));
  test.start("x", program, Value::number(1.0));
  test.start("x", program, Value::number(std::int64_t{2}));
  test.run();
  ASSERT_EQ(test.results.size(), 3U);
  EXPECT_TRUE(test.results[0]);
  EXPECT_TRUE(test.results[1]);
  ASSERT_FALSE(test.results[2]);
  EXPECT_EQ(test.results[2].error().kind, Rejection::Kind::Conflict);
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST(Runtime, AnEndlessPureLoopLetsOthersProgressAndCanBeCancelled) {
  TestLoop test;
  test.start("endless", TestLoop::compiled("  - a: { set: { n: 1 } }\n  - b: { set: { n: 2 }, then: a }\n"));
  test.start("other", TestLoop::compiled(kCallTwice));
  for (int i = 0; i < 20; ++i) test.loop->step(test.now);
  ASSERT_EQ(test.calls.size(), 1U);
  test.loop->answer({test.calls[0].instance, test.calls[0].key, ok(1)});
  for (int i = 0; i < 20; ++i) test.loop->step(test.now);
  EXPECT_EQ(test.calls.size(), 2U);
  EXPECT_EQ(test.status("endless"), Status::Running);

  test.loop->command(InstanceId{"endless"}, core::Cancel{}, test.keep());
  test.run();
  EXPECT_EQ(test.status("endless"), Status::Cancelled);
}

// An expression that takes about a fifth of its budget.
const std::string kHeavy = "'${ [range(120000)] | length }'";

TEST(Runtime, TheExpressionsOfOneTaskShareABudget) {
  TestLoop test;
  test.start("one", TestLoop::compiled("  - a: { set: { x: " + kHeavy + " } }\n"));
  std::string many;
  for (int i = 0; i < 10; ++i) many += (i == 0 ? "x" : ", x") + std::to_string(i) + ": " + kHeavy;
  test.start("many", TestLoop::compiled("  - a: { set: { " + many + " } }\n"));
  test.run();
  EXPECT_EQ(test.status("one"), Status::Completed);
  ASSERT_EQ(test.status("many"), Status::Faulted);
  EXPECT_TRUE(test.instance("many").error->detail.contains("steps")) << test.instance("many").error->detail;
}

TEST(Runtime, ManyExpressionsLetOthersProgressInBetween) {
  TestLoop test;
  test.start("heavy", TestLoop::compiled("  - a: { for: { in: '${ [range(30)] }' }, do: [ { b: { set: { x: " + kHeavy +
                                         " } } } ] }\n"));
  test.start("light", TestLoop::compiled(kCallTwice));
  test.run();
  EXPECT_EQ(test.status("heavy"), Status::Completed);
  EXPECT_GE(test.store.history(InstanceId{"heavy"}, Revision{}, 100)->size(), 4U);
  EXPECT_LT(std::ranges::find(test.order, "light") - test.order.begin(), 3);
}

TEST(Runtime, AWaitOfDaysIsARowInTheStoreAndSurvivesARestart) {
  TestLoop test;
  test.start("x", TestLoop::compiled("  - pause: { wait: P3D }\n"));
  test.run();
  EXPECT_EQ(test.status("x"), Status::Waiting);
  EXPECT_FALSE(test.loop->step(test.now));
  EXPECT_EQ(test.loop->wakes_at(), test.now + std::chrono::days(3));
  test.crash();
  test.run();
  EXPECT_EQ(test.loop->wakes_at(), test.now + std::chrono::days(3));
  test.pass(std::chrono::days(3) - Duration{1});
  EXPECT_EQ(test.status("x"), Status::Waiting);
  test.pass(Duration{1});
  EXPECT_EQ(test.status("x"), Status::Completed);
}

TEST(Runtime, CommandsThatDoNotApplyAreRejectedWithTheReason) {
  TestLoop test;
  test.loop->command(InstanceId{"nobody"}, core::Suspend{}, test.keep());
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  test.loop->command(InstanceId{"x"}, core::Resume{}, test.keep());
  test.loop->command(InstanceId{"x"}, core::Retry{}, test.keep());
  test.run();
  ASSERT_EQ(test.results.size(), 4U);
  EXPECT_EQ(test.results[0].error().kind, Rejection::Kind::NotFound);
  EXPECT_NE(test.results[2].error().reason.find("it is not suspended"), std::string::npos);
  EXPECT_NE(test.results[3].error().reason.find("it has not faulted"), std::string::npos);
}

TEST(Runtime, ASuspendedInstanceIssuesNothingAfterARestartUntilItIsResumed) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());
  test.run();
  test.crash();
  test.run();
  EXPECT_TRUE(test.calls.empty());
  test.loop->command(InstanceId{"x"}, core::Resume{}, test.keep());
  test.run();
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST(Runtime, CancellingASuspendedInstanceAfterARestartIssuesWhatItWaitsFor) {
  TestLoop test;
  test.start("x", TestLoop::compiled("  - a: { call: op.a, metadata: { compensate: [ { b: { call: op.b } } ] } }\n"
                                     "  - c: { call: op.c }\n"));
  test.run();
  test.answer(test.calls[0], ok(1));
  test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());
  test.run();
  test.crash();
  test.loop->command(InstanceId{"x"}, core::Cancel{.compensate = true}, test.keep());
  test.run();
  ASSERT_EQ(test.calls.size(), 1U);  // what is in flight is awaited before anything is undone
  EXPECT_EQ(test.calls[0].call.function, "op.c");
  test.answer(test.calls[0], ok(2));
  ASSERT_EQ(test.calls.size(), 2U);
  EXPECT_EQ(test.calls[1].call.function, "op.b");
  test.answer(test.calls[1], ok(3));
  EXPECT_EQ(test.status("x"), Status::Cancelled);
}

TEST(Runtime, SavesWhatHappensToOneInstanceTogether) {
  TestLoop test;
  test.start("x", TestLoop::compiled("  - a:\n      fork:\n        branches:\n"
                                     "          - b: { do: [ { one: { call: op.a } }, { two: { call: op.b } } ] }\n"
                                     "          - c: { call: op.a }\n"));
  test.run();
  ASSERT_EQ(test.calls.size(), 2U);
  const auto commits = test.store.calls().commits;
  for (const CallRequest& call : {test.calls[0], test.calls[1]}) {
    test.loop->answer({call.instance, call.key, ok(1)});
  }
  test.run();
  EXPECT_EQ(test.store.calls().commits, commits + 1);
  EXPECT_EQ(test.store.history(InstanceId{"x"}, Revision{}, 10)->size(), 3U);
  ASSERT_EQ(test.calls.size(), 3U);
  EXPECT_EQ(test.calls[2].call.function, "op.b");
  test.answer(test.calls[2], ok(2));
  EXPECT_EQ(test.status("x"), Status::Completed);
}

TEST(Runtime, MakesNoCallThatALaterEventOfTheSameWriteWithdraws) {
  TestLoop test;
  const auto program = dsl::compile(
      "document: { dsl: '1.0.3', namespace: test, name: flow, version: '1.0.0',\n"
      "  metadata: { retry: { delay: { milliseconds: 0 }, limit: { attempt: { count: 5 } } } } }\n"
      "do:\n  - a: { call: op.a, timeout: { after: { seconds: 1 } } }\n");
  ASSERT_TRUE(program);
  test.start("x", program->program);
  test.run();
  const CallRequest first = test.calls.at(0);
  test.now += std::chrono::seconds{1};
  const Problem busy = make_problem(ProblemKind::Communication, 503, "busy");
  test.loop->answer({first.instance, first.key, core::Failed{busy}});
  test.run();  // the answer leads to another attempt, and the timer behind it ends the task
  EXPECT_EQ(test.status("x"), Status::Faulted);
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST(Runtime, TellsAParentHowItsChildEndedAlsoAfterACrashInBetween) {
  TestLoop test;
  const auto child = dsl::compile(
      "document: { dsl: '1.0.3', namespace: test, name: kid, version: '1.0.0' }\ndo:\n  - a: { call: kid.a }\n");
  ASSERT_TRUE(test.loop->programs().deploy(child->program, test.now));
  test.start("x",
             TestLoop::compiled("  - kid: { run: { workflow: { namespace: test, name: kid, version: latest } } }\n"));
  test.run();
  ASSERT_EQ(test.calls.size(), 1U);
  const CallRequest call = test.calls[0];
  test.loop->answer({call.instance, call.key, ok(7)});
  test.loop->step(test.now);  // the child has ended; the parent does not know
  test.crash();
  test.run();
  EXPECT_EQ(test.status("x"), Status::Completed);
  EXPECT_EQ(test.instance("x").output, Value::number(std::int64_t{7}));
  EXPECT_FALSE(test.store.find(call.instance).value()->has_pending);
}

TEST(Runtime, AChildThatIsNotDeployedIsAFaultOfItsTask) {
  TestLoop test;
  test.start("x",
             TestLoop::compiled("  - kid: { run: { workflow: { namespace: test, name: no, version: '1.0.0' } } }\n"));
  test.run();
  EXPECT_EQ(test.status("x"), Status::Faulted);
  EXPECT_EQ(test.instance("x").error->instance, "/do/0/kid");
}

TEST(Runtime, SettlesAChildThatNobodyAwaitsAndThatCannotBeStarted) {
  TestLoop test;
  test.start("x", TestLoop::compiled("  - kid: { run: { workflow: { namespace: test, name: no, version: '1.0.0' }, "
                                     "await: false } }\n"));
  for (int i = 0; i < 20; ++i) test.loop->step(test.now);
  EXPECT_EQ(test.status("x"), Status::Completed);
  EXPECT_EQ(test.instance("x").revision, Revision{2});
  EXPECT_TRUE(test.instance("x").pending.empty()) << "or it could never be removed";
}

TEST(Runtime, WritesNoUntouchedPayloadAgain) {
  TestLoop test;
  const Value payload = Value::object(
      {{"big", Value::string(std::string(100'000, 'x'))}, {"items", parse_json("[1,2,3,4,5,6]").value()}});
  test.start("x",
             TestLoop::compiled("  - loop:\n      for: { each: i, in: .items }\n      do:\n        - a: { call: op.a, "
                                "with: { i: '${ $i }' }, output: { as: $input } }\n"),
             payload);
  test.run();
  const std::size_t parts_at_start = test.store.parts(InstanceId{"x"}).value().size();
  for (int i = 0; i < 6; ++i) test.answer(test.calls[static_cast<std::size_t>(i)], ok(i));
  EXPECT_EQ(test.status("x"), Status::Completed);
  EXPECT_LE(test.store.parts(InstanceId{"x"}).value().size(), parts_at_start);
  const auto rows = test.store.history(InstanceId{"x"}, Revision{0}, 100).value();
  for (const HistoryRow& row : rows) EXPECT_LT(row.body.size(), 2'000U);
}

}  // namespace
}  // namespace baton::runtime
