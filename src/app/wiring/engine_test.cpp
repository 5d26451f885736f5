// The engine as its users see it, on every store.
#include "app/wiring/test_support.hpp"

#include <baton/store/memory.hpp>

#include <gtest/gtest.h>
#include <contract/temporary_directory.hpp>
#include <support/no_threads.hpp>

#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

namespace baton::app {
namespace {

class EngineOn : public ::testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] Engine open() {
    const bool in_memory = std::string_view(GetParam()) == "memory";
    return Engine::open(in_memory ? "memory:" : "sqlite:" + directory_.file("baton.db")).value();
  }
  [[nodiscard]] StartOptions order(const std::string& id, int cents = 100) const {
    return {.workflow = {"shop", "order", ""},
            .input = Value::object({{"cents", Value::number(std::int64_t{cents})}}),
            .id = id};
  }

  testing::TemporaryDirectory directory_;
  HeldMethod charge_;
  Engine engine_ = open();
};
INSTANTIATE_TEST_SUITE_P(Stores, EngineOn, ::testing::Values("memory", "sqlite"),
                         [](const auto& store) { return std::string(store.param); });

// Its operator answers at once.
class EngineAtWork : public EngineOn {
 protected:
  void SetUp() override {
    engine_.add_method("payment.charge", make_method([](const Value& request) { return request; })).value();
    ASSERT_TRUE(engine_.deploy(kOrder));
  }
};
INSTANTIATE_TEST_SUITE_P(Stores, EngineAtWork, ::testing::Values("memory", "sqlite"),
                         [](const auto& store) { return std::string(store.param); });

// Its operator answers when the test says so.
class EngineInFlight : public EngineOn {
 protected:
  void SetUp() override {
    engine_.add_method("payment.charge", charge_.method()).value();
    ASSERT_TRUE(engine_.deploy(kOrder));
  }
};
INSTANTIATE_TEST_SUITE_P(Stores, EngineInFlight, ::testing::Values("memory", "sqlite"),
                         [](const auto& store) { return std::string(store.param); });

template <class T>
Error::Kind kind_of(const Result<T>& result) {
  if (result) throw std::logic_error("there is no error");
  return result.error().kind;
}

TEST_P(EngineAtWork, RunsAWorkflowToItsEnd) {
  const auto id = engine_.start(order("order-1"));
  ASSERT_TRUE(id) << id.error().message;
  const auto done = engine_.wait(*id);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->summary.status, Status::Completed);
  EXPECT_EQ(done->output, json(R"({"cents":100})"));
  EXPECT_EQ(engine_.find(*id)->output, done->output);
}

TEST_P(EngineAtWork, DrawsARandomIdIfNoneIsGiven) {
  const auto first = engine_.start(order(""));
  const auto second = engine_.start(order(""));
  ASSERT_TRUE(first && second);
  EXPECT_NE(*first, *second);
}

TEST_P(EngineAtWork, ListsInstancesPageByPage) {
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(engine_.wait(*engine_.start(order(id))));
  const auto first = engine_.list({.status = Status::Completed, .limit = 2});
  const auto second = engine_.list({.status = Status::Completed, .limit = 2, .cursor = first->cursor});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->instances.size(), 2u);
  EXPECT_EQ(second->instances.size(), 1u);
  EXPECT_EQ(second->cursor, "");
  EXPECT_TRUE(engine_.list({.status = Status::Faulted}).value().instances.empty());
}

TEST_P(EngineAtWork, ReturnsAnInstancesHistory) {
  ASSERT_TRUE(engine_.wait(*engine_.start(order("order-1"))));
  const auto history = engine_.history({"order-1"});
  ASSERT_TRUE(history) << history.error().message;
  std::vector<std::string> told;
  for (const HistoryEntry& entry : *history) told.push_back(entry.kind + ' ' + entry.task);
  EXPECT_EQ(told, (std::vector<std::string>{"workflow.started /", "task.started /do/0/charge",
                                            "task.completed /do/0/charge", "workflow.completed /"}));
  EXPECT_EQ(history->back().output, json(R"({"cents":100})"));
  EXPECT_FALSE(history->back().engine_version.empty());
}

TEST_P(EngineAtWork, StartsTheSameIdAndInputOnce) {
  ASSERT_TRUE(engine_.wait(*engine_.start(order("order-1"))));
  EXPECT_EQ(engine_.start(order("order-1")), InstanceId{"order-1"});
  EXPECT_EQ(kind_of(engine_.start(order("order-1", 200))), Error::Kind::Conflict);
  EXPECT_EQ(engine_.list().value().instances.size(), 1u);
}

TEST_P(EngineAtWork, RemovesAnEndedInstanceAndForgetsIt) {
  ASSERT_TRUE(engine_.wait(*engine_.start(order("order-1"))));
  EXPECT_EQ(kind_of(engine_.retry({"order-1"})), Error::Kind::Conflict);  // brings it into memory
  ASSERT_TRUE(engine_.remove({"order-1"}));
  EXPECT_EQ(kind_of(engine_.find({"order-1"})), Error::Kind::NotFound);
  EXPECT_EQ(kind_of(engine_.remove({"order-1"})), Error::Kind::NotFound);
  ASSERT_TRUE(engine_.start(order("order-1", 200)));
  EXPECT_EQ(engine_.wait({"order-1"})->output, json(R"({"cents":200})"));
}

TEST_P(EngineAtWork, NotifiesSubscribersOfEveryTransitionInOrder) {
  std::mutex mutex;
  std::vector<std::string> told;
  auto subscription = engine_.subscribe([&](const HistoryEntry& entry) {
    const std::lock_guard lock(mutex);
    told.push_back(entry.kind);
  });
  ASSERT_TRUE(engine_.wait(*engine_.start(order("order-1"))));
  subscription = Engine::Subscription();
  ASSERT_TRUE(engine_.wait(*engine_.start(order("order-2"))));
  EXPECT_EQ(told,
            (std::vector<std::string>{"workflow.started", "task.started", "task.completed", "workflow.completed"}));
}

TEST_P(EngineAtWork, RunsADocumentWithoutDeployingIt) {
  const auto id = engine_.run(document("greeting", "do:\n- greet: {set: {text: hello}}\n"), {.input = {}, .id = "g"});
  ASSERT_TRUE(id) << id.error().message;
  EXPECT_EQ(engine_.wait(*id)->output, json(R"({"text":"hello"})"));
  EXPECT_EQ(engine_.definitions()->size(), 1u);
  EXPECT_TRUE(engine_.run(document("greeting", "do:\n- greet: {set: {text: hello}}\n"), {.input = {}, .id = "g"}));
  EXPECT_EQ(kind_of(engine_.run(document("greeting", "do:\n- greet: {set: {text: bye}}\n"), {.input = {}, .id = "g"})),
            Error::Kind::Conflict);
}

TEST_P(EngineAtWork, WaitsForTimersThatTheWorkflowSets) {
  const auto id =
      engine_.run(document("pause", "do:\n- pause: {wait: {milliseconds: 1}}\n"), {.input = json("7"), .id = {}});
  ASSERT_TRUE(id) << id.error().message;
  EXPECT_EQ(engine_.wait(*id)->output, json("7"));
}

TEST_P(EngineAtWork, MakesAllCallsThatOneTransitionAsksFor) {
  constexpr int kCalls = 100;  // more than the gateway gathers
  std::string body = "do:\n- all:\n    fork:\n      branches:\n";
  for (int i = 0; i < kCalls; ++i) body += "      - b" + std::to_string(i) + ": {call: payment.charge}\n";
  const auto done = engine_.wait(*engine_.run(document("many", body), {}));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->summary.status, Status::Completed);
  EXPECT_EQ(done->output.size(), static_cast<std::size_t>(kCalls));
}

TEST_P(EngineAtWork, RunsChildWorkflows) {
  const std::string parent =
      "do:\n- child: {run: {workflow: {namespace: shop, name: order, version: '1.0.0', "
      "input: {cents: 5}}}}\n";
  const auto done = engine_.wait(*engine_.run(document("parent", parent), {}));
  EXPECT_EQ(done->output, json(R"({"cents":5})"));
  const auto instances = engine_.list({.name = "order"});
  ASSERT_EQ(instances->instances.size(), 1u);
  EXPECT_EQ(instances->instances[0].parent, done->summary.id);
}

TEST_P(EngineOn, RefusesWorkflowsWhoseOperatorsAreMissing) {
  const auto deployed = engine_.deploy(kOrder);
  ASSERT_TRUE(deployed);
  EXPECT_EQ(deployed->operator_calls, std::vector<std::string>{"payment.charge"});
  const auto refused = engine_.start(order("order-1"));
  EXPECT_EQ(kind_of(refused), Error::Kind::MissingOperators);
  EXPECT_EQ(refused.error().details, std::vector<std::string>{"payment.charge"});
  EXPECT_EQ(kind_of(engine_.find({"order-1"})), Error::Kind::NotFound);
}

TEST_P(EngineOn, HasTheCallOfAChildWaitForItsOperator) {
  ASSERT_TRUE(engine_.deploy(kOrder));
  const std::string parent = "do:\n- child: {run: {workflow: {namespace: shop, name: order, version: latest}}}\n";
  const auto id = engine_.run(document("parent", parent), {.input = json(R"({"cents":1})"), .id = {}});
  ASSERT_TRUE(id);
  ASSERT_TRUE(engine_.wait_until_all_done());
  EXPECT_EQ(engine_.health().missing_operators.at(0).function, "payment.charge");
  engine_.add_method("payment.charge", make_method([] { return 1; })).value();
  EXPECT_EQ(engine_.wait(*id)->output, json("1"));
}

TEST_P(EngineOn, ListsTheProblemsOfAnInvalidDocument) {
  const auto refused = engine_.deploy(document("bad", "do:\n- a: {set: 7}\n- b: {wait: {}}\n"));
  EXPECT_EQ(kind_of(refused), Error::Kind::InvalidDefinition);
  ASSERT_EQ(refused.error().details.size(), 2u);
  EXPECT_TRUE(refused.error().details[0].starts_with("3:")) << refused.error().details[0];
}

TEST_P(EngineOn, DeploysTheSameContentAgainButNotOther) {
  const auto first = engine_.deploy(kOrder);
  EXPECT_EQ(engine_.deploy(kOrder)->digest, first->digest);
  EXPECT_EQ(kind_of(engine_.deploy(document("order", "do:\n- a: {set: {x: 1}}\n"))), Error::Kind::Conflict);
  EXPECT_EQ(engine_.definitions()->at(0).operator_calls, std::vector<std::string>{"payment.charge"});
}

TEST_P(EngineOn, DeploysSeveralDocumentsOrNone) {
  const std::string a = document("a", "do:\n- a: {set: {x: 1}}\n");
  const std::string b = document("b", "do:\n- a: {set: {x: 1}}\n");
  const std::string other_b = document("b", "do:\n- a: {set: {x: 2}}\n");
  const auto twice = engine_.deploy_all(std::vector{a, b, other_b});
  EXPECT_EQ(kind_of(twice), Error::Kind::Conflict);
  EXPECT_EQ(twice.error().details.size(), 1u);
  EXPECT_EQ(kind_of(engine_.deploy_all(std::vector<std::string>{a, "do: 1"})), Error::Kind::InvalidDefinition);
  EXPECT_TRUE(engine_.definitions()->empty());

  EXPECT_EQ(engine_.deploy_all(std::vector{a, b, a})->size(), 3u);
  EXPECT_EQ(kind_of(engine_.deploy_all(std::vector{document("c", "do:\n- a: {set: {x: 1}}\n"), other_b})),
            Error::Kind::Conflict);
  EXPECT_EQ(engine_.definitions()->size(), 2u);
}

TEST_P(EngineOn, NamesMissingInstancesAndWorkflows) {
  EXPECT_EQ(kind_of(engine_.start(order("order-1"))), Error::Kind::NotFound);
  EXPECT_EQ(kind_of(engine_.wait({"nobody"})), Error::Kind::NotFound);
  EXPECT_EQ(kind_of(engine_.cancel({"nobody"})), Error::Kind::NotFound);
  EXPECT_EQ(kind_of(engine_.history({"nobody"})), Error::Kind::NotFound);
}

TEST_P(EngineInFlight, RefusesAnInvalidId) {
  EXPECT_EQ(kind_of(engine_.start(order("no spaces"))), Error::Kind::InvalidArgument);
}

TEST_P(EngineInFlight, SaysWhatIsInProgress) {
  ASSERT_TRUE(engine_.start(order("order-1")));
  EXPECT_EQ(charge_.context(0).instance, InstanceId{"order-1"});
  const auto view = engine_.find({"order-1"});
  ASSERT_EQ(view->tasks.size(), 1u);
  EXPECT_EQ(view->tasks[0].reference, "/do/0/charge");
  EXPECT_EQ(view->tasks[0].doing, "calling payment.charge");
  EXPECT_EQ(kind_of(engine_.remove({"order-1"})), Error::Kind::Conflict);
}

TEST_P(EngineInFlight, StopsWaitingAtTheLimitWhileTheInstanceContinues) {
  ASSERT_TRUE(engine_.start(order("order-1")));
  EXPECT_EQ(kind_of(engine_.wait({"order-1"}, Duration{0})), Error::Kind::Timeout);
  charge_.answer(0, CallSucceeded{json("1")});
  EXPECT_EQ(engine_.wait({"order-1"}, std::chrono::hours{24 * 365 * 1'000})->output, json("1"));
}

TEST_P(EngineInFlight, FindsAnEndedInstanceWithAnyLimit) {
  ASSERT_TRUE(engine_.start(order("order-1")));
  charge_.answer(0, CallSucceeded{json("1")});
  ASSERT_TRUE(engine_.wait({"order-1"}));
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(engine_.wait({"order-1"}, Duration{0}));
}

TEST_P(EngineInFlight, TakesTheFirstAnswerOfACallOnly) {
  ASSERT_TRUE(engine_.start(order("order-1")));
  charge_.answer(0, CallSucceeded{json("1")});
  charge_.answer(0, CallSucceeded{json("2")});
  EXPECT_EQ(engine_.wait({"order-1"})->output, json("1"));
  EXPECT_EQ(engine_.history({"order-1"})->back().kind, "workflow.completed");  // the second was not even recorded
}

TEST_P(EngineInFlight, CancelsAndIgnoresTheLateAnswer) {
  ASSERT_TRUE(engine_.start(order("order-1")));
  (void)charge_.context(0);
  ASSERT_TRUE(engine_.cancel({"order-1"}));
  EXPECT_EQ(engine_.wait({"order-1"})->summary.status, Status::Cancelled);
  charge_.answer(0, CallSucceeded{json("1")});
  EXPECT_EQ(kind_of(engine_.cancel({"order-1"})), Error::Kind::Conflict);
  EXPECT_EQ(engine_.find({"order-1"})->summary.status, Status::Cancelled);
}

TEST_P(EngineInFlight, SuspendsAndResumes) {
  ASSERT_TRUE(engine_.start(order("order-1")));
  (void)charge_.context(0);
  ASSERT_TRUE(engine_.suspend({"order-1"}));
  EXPECT_EQ(engine_.wait_until_idle({"order-1"})->summary.status, Status::Suspended);
  charge_.answer(0, CallSucceeded{json("1")});
  EXPECT_EQ(engine_.find({"order-1"})->summary.status, Status::Suspended);
  ASSERT_TRUE(engine_.resume({"order-1"}));
  EXPECT_EQ(engine_.wait({"order-1"})->output, json("1"));
}

TEST_P(EngineInFlight, RetriesAFaultedInstanceUnderANewKey) {
  ASSERT_TRUE(engine_.start(order("order-1")));
  charge_.answer(0, CallFailed{make_problem(ProblemKind::Communication, "busy")});
  const auto faulted = engine_.wait({"order-1"});
  EXPECT_EQ(faulted->summary.status, Status::Faulted);
  EXPECT_EQ(faulted->error->detail, "busy");
  ASSERT_TRUE(engine_.retry({"order-1"}));
  EXPECT_NE(charge_.context(1).idempotency_key, charge_.context(0).idempotency_key);
  charge_.answer(1, CallSucceeded{json("1")});
  EXPECT_EQ(engine_.wait({"order-1"})->summary.status, Status::Completed);
}

TEST_P(EngineInFlight, IsIdleWhileItOnlyWaits) {
  const auto id = engine_.run(document("sleep", "do:\n- sleep: {wait: {days: 1000}}\n"), {});
  const auto idle = engine_.wait_until_idle(*id);
  EXPECT_EQ(idle->summary.status, Status::Waiting);
  ASSERT_EQ(idle->tasks.size(), 1u);
  EXPECT_TRUE(idle->tasks[0].doing.starts_with("waiting until ")) << idle->tasks[0].doing;
}

TEST_P(EngineInFlight, RunsManyInstancesAtOnceWhileTheyAreRead) {
  constexpr std::size_t kInstances = 200;
  for (std::size_t i = 0; i < kInstances; ++i) ASSERT_TRUE(engine_.start(order(std::to_string(i))));
  const std::jthread answering([&] {
    for (std::size_t i = 0; i < kInstances; ++i) charge_.answer(i, CallSucceeded{json("1")});
  });
  for (std::size_t i = 0; i < kInstances; ++i) {
    EXPECT_TRUE(engine_.find({std::to_string(i)}));
    EXPECT_EQ(engine_.wait({std::to_string(i)})->output, json("1"));
    EXPECT_EQ(engine_.history({std::to_string(i)})->back().kind, "workflow.completed");
  }
}

TEST_P(EngineAtWork, WorksWithTheThreadsThatItHas) {
  const testing::NoThreads none;
  constexpr std::size_t kInstances = 100;
  for (std::size_t i = 0; i < kInstances; ++i) ASSERT_TRUE(engine_.start(order(std::to_string(i))));
  for (std::size_t i = 0; i < kInstances; ++i) {
    EXPECT_EQ(engine_.wait({std::to_string(i)})->summary.status, Status::Completed);
  }
}

TEST_P(EngineOn, IsNotOpenedWithoutAThread) {
  testing::TemporaryDirectory directory;
  const std::string url = "sqlite:" + directory.file("baton.db");
  {
    const testing::NoThreads none;
    for (const std::size_t threads : {std::size_t{0}, std::size_t{16}}) {
      EXPECT_EQ(kind_of(Engine::open(url, {.operator_threads = threads})), Error::Kind::Overloaded);
    }
  }
  EXPECT_TRUE(Engine::open(url));  // nobody keeps it locked
}

TEST(EngineOnAStoreOfItsOwn, RunsAWorkflow) {
  Engine engine = Engine::open(store::open_memory_store()).value();
  const InstanceId id =
      engine
          .run(R"({"document": {"dsl": "1.0.3", "namespace": "test", "name": "set", "version": "1.0.0"},
                                     "do": [{"one": {"set": {"a": 1}}}]})",
               {})
          .value();
  EXPECT_EQ(to_json(engine.wait(id).value().output), R"({"a":1})");
}

TEST(EngineWithoutOperatorThreads, RunsOperatorsOnItsOwnThread) {
  Engine engine = Engine::open("memory:", {.operator_threads = 0}).value();
  std::set<std::thread::id> threads;
  engine
      .add_method("payment.charge", make_method([&](const Value& request) {
                    threads.insert(std::this_thread::get_id());
                    return request;
                  }))
      .value();
  ASSERT_TRUE(engine.deploy(kOrder));
  for (const char* id : {"order-1", "order-2"}) {
    ASSERT_TRUE(engine.start({.workflow = {"shop", "order", ""}, .input = json(R"({"cents":1})"), .id = id}));
    EXPECT_EQ(engine.wait({id})->summary.status, Status::Completed);
  }
  EXPECT_EQ(threads.size(), 1u);
  EXPECT_FALSE(threads.contains(std::this_thread::get_id()));
}

// Its operator holds up the loop until the test says so.
TEST_P(EngineOn, IsReadWhileItsLoopIsBlocked) {
  bounded([] {
    const testing::TemporaryDirectory directory;
    const std::string url =
        std::string_view(GetParam()) == "memory" ? "memory:" : "sqlite:" + directory.file("held.db");
    Engine engine = Engine::open(url, {.operator_threads = 0}).value();
    std::promise<void> begun;
    std::promise<void> release;
    engine
        .add_method("payment.charge", make_method([&](const Value& request) {
                      begun.set_value();
                      release.get_future().wait();
                      return request;
                    }))
        .value();
    ASSERT_TRUE(engine.deploy(kOrder));
    ASSERT_TRUE(engine.start({.workflow = {"shop", "order", ""}, .input = json(R"({"cents":1})"), .id = "x"}));
    begun.get_future().wait();
    EXPECT_TRUE(engine.find({"x"}));
    EXPECT_EQ(engine.list().value().instances.size(), 1u);
    EXPECT_FALSE(engine.history({"x"})->empty());
    EXPECT_EQ(engine.unfinished({"x"})->size(), 1u);
    EXPECT_TRUE(engine.deploy(document("other", "do:\n- a: {set: {b: 1}}\n")));
    release.set_value();
    EXPECT_EQ(engine.wait({"x"})->summary.status, Status::Completed);
  });
}

}  // namespace
}  // namespace baton::app
