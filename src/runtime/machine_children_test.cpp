// Children that machines start: under ids that they name, and others.
#include "core/limits.hpp"

#include <gmock/gmock.h>
#include <support/obedient_machine.hpp>
#include <support/test_loop.hpp>

namespace baton::runtime {
namespace {

constexpr const char* kKid =
    "document: { dsl: '1.0.3', namespace: test, name: kid, version: '1.0.0' }\ndo:\n  - a: { call: kid.a }\n";

class MachineChildren : public ::testing::Test {
 protected:
  MachineChildren() { add_programs(); }

  void add_programs() {
    const std::vector<ProgramPtr> programs{kid_, machine_};
    ASSERT_TRUE(test.programs->deploy(programs, test.now));
  }
  void crash() {
    test.boot();
    add_programs();
    test.loop->recover();
  }
  void start_machine(const std::string& input = "null") {
    test.start("m", machine_, json(input));
    test.run();
  }
  void send(const std::string& event) {
    test.loop->command(InstanceId{"m"}, core::Deliver{.event = json(event), .source = {}, .id = {}}, test.keep());
    test.run();
    ASSERT_TRUE(test.results.back()) << test.results.back().error().reason;
  }
  void cancel(const std::string& id) {
    test.loop->command(InstanceId{id}, core::Cancel{}, test.keep());
    test.run();
  }
  [[nodiscard]] std::string outcomes() { return to_json(std::get<core::HostedState>(test.instance("m").state).value); }
  [[nodiscard]] std::size_t instances() {
    return test.store.list({.status = {}, .space = {}, .name = {}, .limit = 1'000, .cursor = {}})->rows.size();
  }

  TestLoop test;
  std::shared_ptr<Obedient> code_ = std::make_shared<Obedient>();
  ProgramPtr machine_ = std::make_shared<const core::Program>(core::machine_program("obedient", code_));
  ProgramPtr kid_ = dsl::compile(kKid)->program;
};

TEST_F(MachineChildren, AreStartedUnderTheIdThatIsNamedAndTheirEndIsAnOutcome) {
  start_machine();
  send(R"({"start": {"name": "kid", "id": "kid-1", "input": 5}})");
  const core::Instance kid = test.instance("kid-1");
  EXPECT_EQ(kid.parent->instance.value, "m");
  EXPECT_EQ(kid.input, json("5"));
  EXPECT_EQ(outcomes(), "[]");
  test.answer(test.calls.at(0), ok(7));
  EXPECT_EQ(outcomes(), R"(["7"])");
  EXPECT_TRUE(test.instance("m").pending.empty());
  EXPECT_TRUE(test.instance("kid-1").pending.empty());
}

TEST_F(MachineChildren, HaveAnIdOfTheirOwnWhereNoneIsNamed) {
  start_machine();
  send(R"({"start": [{"name": "kid"}, {"name": "kid"}]})");
  ASSERT_EQ(test.calls.size(), 2U);
  EXPECT_NE(test.calls[0].instance, test.calls[1].instance);
  test.answer(test.calls[1], core::Failed{make_problem(ProblemKind::Runtime, 503, "no")});
  test.answer(test.calls[0], ok(1));
  EXPECT_EQ(outcomes(), R"(["failed 503","1"])");
}

TEST_F(MachineChildren, ThatNobodyAwaitsAnswerOnceTheyAreStarted) {
  start_machine();
  send(R"({"start": {"name": "kid", "id": "kid-1", "await": false}})");
  EXPECT_EQ(outcomes(), R"(["null"])");
  cancel("m");
  EXPECT_EQ(test.status("kid-1"), Status::Running) << "it belongs to nobody";
  test.answer(test.calls.at(0), ok(7));
  EXPECT_EQ(test.status("kid-1"), Status::Completed);
}

TEST_F(MachineChildren, NeverAdoptAnInstanceThatHasTheirId) {
  for (const std::string await : {"true", "false"}) {
    const std::string id = "taken-" + await;
    test.start(id, kid_, json("5"));
    if (await == "true") start_machine();
    send(R"({"start": {"name": "kid", "input": 5, "id": ")" + id + R"(", "await": )" + await + "}}");
    EXPECT_FALSE(test.instance(id).parent);
    EXPECT_EQ(test.status(id), Status::Running);
  }
  EXPECT_EQ(outcomes(), R"(["failed 409","failed 409"])");
}

TEST_F(MachineChildren, ThatHaveTheSameIdInOneDecisionAreOne) {
  start_machine();
  send(R"({"start": [{"name": "kid", "id": "kid-1"}, {"name": "kid", "id": "kid-1"}]})");
  EXPECT_EQ(outcomes(), R"(["failed 409"])");
  test.answer(test.calls.at(0), ok(7));
  EXPECT_EQ(outcomes(), R"(["failed 409","7"])");
}

TEST_F(MachineChildren, DoNotGetTheIdOfAnEarlierChildAgain) {
  start_machine();
  send(R"({"start": {"name": "kid", "id": "kid-1"}})");
  test.answer(test.calls.at(0), ok(7));
  send(R"({"start": {"name": "kid", "id": "kid-1"}})");
  EXPECT_EQ(outcomes(), R"(["7","failed 409"])");
}

TEST_F(MachineChildren, CannotHaveTheIdOfTheMachineItself) {
  start_machine();
  send(R"({"start": {"name": "kid", "id": "m"}})");
  EXPECT_EQ(outcomes(), R"(["failed 409"])");
}

// The start is the machine's first event here, so that nothing but the number of steps decides where the process ends.
class MachineChildrenAndCrashes : public MachineChildren, public ::testing::WithParamInterface<int> {};

TEST_P(MachineChildrenAndCrashes, AreStartedOnceWhereverTheProcessEnds) {
  test.start("m", machine_, json(R"({"start": [{"name": "kid", "id": "kid-1"}, {"name": "kid", "await": false}]})"));
  for (int i = 0; i < GetParam(); ++i) test.loop->step(test.now);
  crash();
  test.start("m", machine_, json(R"({"start": [{"name": "kid", "id": "kid-1"}, {"name": "kid", "await": false}]})"));
  test.run();
  EXPECT_EQ(instances(), 3U);
  ASSERT_EQ(test.calls.size(), 2U);
  const auto calls = test.calls;
  for (const CallRequest& call : calls) test.answer(call, ok(7));
  EXPECT_EQ(outcomes(), R"(["null","7"])");
}

INSTANTIATE_TEST_SUITE_P(Steps, MachineChildrenAndCrashes, ::testing::Range(0, 12));

TEST_F(MachineChildren, ThatCannotBeStartedFail) {
  start_machine();
  send(R"({"start": {"name": "kid", "id": "no id"}})");
  send(R"({"start": {"name": "kid", "id": ")" + std::string(200, 'a') + R"("}})");
  send(R"({"start": {"name": "kid", "id": ")" + std::string(100'000, 'a') + R"("}})");
  EXPECT_EQ(outcomes(), R"(["failed 400","failed 400","failed 400"])");
  EXPECT_EQ(instances(), 1U);
}

TEST_F(MachineChildren, AreCancelledWithTheMachine) {
  start_machine();
  send(R"({"start": [{"name": "kid", "id": "kid-1"}, {"name": "kid"}]})");
  ASSERT_EQ(test.calls.size(), 2U);
  cancel("m");
  for (const CallRequest& call : test.calls) EXPECT_EQ(test.status(call.instance.value), Status::Cancelled);
  EXPECT_TRUE(test.instance("m").pending.empty());
}

TEST_F(MachineChildren, AreAwaitedBeforeTheMachineEnds) {
  start_machine();
  send(R"({"start": {"name": "kid", "id": "kid-1"}})");
  send(R"({"end": true})");
  EXPECT_EQ(test.status("m"), Status::Running);
  test.answer(test.calls.at(0), ok(7));
  send(R"({"end": true})");
  EXPECT_EQ(test.status("m"), Status::Completed);
}

TEST_F(MachineChildren, ACancelDoesNotReachAnotherInstanceThatHasTheId) {
  test.start("kid-1", kid_);
  start_machine();
  test.keeps_messages = true;
  send(R"({"start": {"name": "kid", "id": "kid-1"}})");
  test.loop->command(InstanceId{"m"}, core::Cancel{}, test.keep());
  test.run();
  ASSERT_EQ(test.kept.size(), 2U);
  const Message late = test.kept[0];
  ASSERT_TRUE(std::holds_alternative<StartMessage>(late.body));
  test.keeps_messages = false;
  test.loop->receive(test.kept[1]);
  test.run();
  EXPECT_EQ(test.status("kid-1"), Status::Running);
  EXPECT_TRUE(test.instance("m").pending.empty()) << "it need not ask again";
  // The id is free again, and only now the start arrives. Nobody wants that child any more.
  cancel("kid-1");
  test.loop->remove(InstanceId{"kid-1"}, [](const auto& removed) { EXPECT_EQ(removed.value(), Removed::Removed); });
  test.run();
  test.loop->receive(late);
  test.run();
  EXPECT_EQ(instances(), 1U);
}

TEST_F(MachineChildren, ACancelOfOneParentDoesNotStopTheChildOfAnother) {
  start_machine();
  test.start("n", machine_);
  test.keeps_messages = true;
  send(R"({"start": {"name": "kid", "id": "kid-1"}})");
  cancel("m");
  const std::vector<Message> kept = test.kept;
  test.keeps_messages = false;
  test.loop->receive(kept.at(1));  // cancelled before it was started
  test.loop->command(
      InstanceId{"n"},
      core::Deliver{.event = json(R"({"start": {"name": "kid", "id": "kid-1"}})"), .source = {}, .id = {}},
      test.keep());
  test.run();
  EXPECT_EQ(test.instance("kid-1").parent->instance.value, "n");
}

TEST_F(MachineChildren, AreMachinesToo) {
  start_machine();
  send(R"({"start": {"space": "machine", "name": "obedient", "id": "n", "input": {"end": true}}})");
  EXPECT_EQ(test.status("n"), Status::Completed);
  EXPECT_EQ(outcomes(), R"(["[]"])");
  send(R"({"start": {"space": "machine", "name": "obedient", "id": "refused", "input": "refuse"}})");
  EXPECT_EQ(outcomes(), R"(["[]","failed 400"])") << "the problem that it has refused its input with";
  EXPECT_EQ(instances(), 2U);
}

TEST_F(MachineChildren, WaitWhereTheirMachineIsNotRegistered) {
  const ProgramPtr unregistered = std::make_shared<const core::Program>(core::machine_program("absent", nullptr));
  for (const bool is_known : {false, true}) {
    if (is_known) {
      ASSERT_TRUE(test.programs->deploy({&unregistered, 1}, test.now));
    } else {
      start_machine();
    }
    send(R"({"start": {"space": "machine", "name": "absent"}})");
    EXPECT_EQ(instances(), 1U);
    EXPECT_EQ(test.status("m"), Status::Running);
    EXPECT_EQ(test.loop->missing_programs().size(), 1U);
  }
}

TEST_F(MachineChildren, EndAtTheDocumentedLevel) {
  const std::string again = R"({"start": {"space": "machine", "name": "obedient"}})";
  std::string input = "null";
  for (std::uint32_t level = 0; level < core::kMaxFamilyLevels; ++level) {
    input = R"({"start": {"space": "machine", "name": "obedient", "input": )" + input + "}}";
  }
  start_machine(input);
  EXPECT_EQ(instances(), core::kMaxFamilyLevels);
}

}  // namespace
}  // namespace baton::runtime
