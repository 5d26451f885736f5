// Machines that throw, that cannot read their state, that are not there.
#include <support/obedient_machine.hpp>
#include <support/test_loop.hpp>

namespace baton::runtime {
namespace {

class FailingMachine : public ::testing::Test {
 protected:
  FailingMachine() { add_program(); }

  void add_program() { ASSERT_TRUE(test.programs->deploy({&machine_, 1}, test.now)); }
  void crash() {
    test.boot();
    add_program();
    test.loop->recover();
    test.run();
  }
  void lose_machine() {
    machine_ = std::make_shared<const core::Program>(core::machine_program("obedient", nullptr));
    crash();
  }
  void start(const std::string& input = "null") {
    test.start("m", machine_, json(input));
    test.run();
  }
  CommandResult command(core::EventBody command) {
    test.loop->command(InstanceId{"m"}, std::move(command), test.keep());
    test.run();
    return test.results.back();
  }
  CommandResult send(const std::string& event, const std::string& id = "") {
    return command(core::Deliver{.event = json(event), .source = {}, .id = id});
  }
  Removed remove() {
    std::optional<Removed> result;
    test.loop->remove(InstanceId{"m"}, [&](const StoreResult<Removed>& removed) { result = removed.value(); });
    test.run();
    return *result;
  }
  [[nodiscard]] std::string outcomes() { return to_json(std::get<core::HostedState>(test.instance("m").state).value); }

  TestLoop test;
  std::shared_ptr<Obedient> code_ = std::make_shared<Obedient>();
  ProgramPtr machine_ = std::make_shared<const core::Program>(core::machine_program("obedient", code_));
};

TEST_F(FailingMachine, SavesAnswersThatComeTogetherInOneWrite) {
  start(R"({"call": ["op.a", "op.b", "op.c"]})");
  const auto commits = test.store.calls().commits;
  for (int i = 0; i < 3; ++i) test.loop->answer({test.calls.at(i).instance, test.calls.at(i).key, ok(i + 1)});
  test.run();
  EXPECT_EQ(test.store.calls().commits, commits + 1);
  EXPECT_EQ(outcomes(), R"(["1","2","3"])");
}

TEST_F(FailingMachine, RefusesTheEventAloneAtWhichItThrows) {
  start();
  code_->throws = true;
  const CommandResult refused = send(R"({"call": "op.a"})", "1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Rejection::Kind::Conflict);
  EXPECT_NE(refused.error().reason.find("no event"), std::string::npos);
  EXPECT_TRUE(test.loop->quarantined().empty());
  EXPECT_EQ(test.instance("m").revision.value, 2U) << "history tells it";
  code_->throws = false;
  EXPECT_TRUE(send(R"({"call": "op.a"})", "1")) << "what was refused has not been consumed";
  EXPECT_EQ(test.calls.size(), 1U);
  EXPECT_TRUE(send(R"({"call": "op.a"})", "1"));
  EXPECT_EQ(test.calls.size(), 1U) << "the same event again";
}

TEST_F(FailingMachine, DoesNotTakeAnIdWhenItThrowsAtItsStart) {
  code_->throws = true;
  start();
  ASSERT_FALSE(test.results.back());
  EXPECT_EQ(test.results.back().error().kind, Rejection::Kind::Invalid);
  EXPECT_NE(test.results.back().error().reason.find("no start"), std::string::npos);
  EXPECT_FALSE(*test.store.find(InstanceId{"m"}));
  code_->throws = false;
  start(R"("refuse")");
  EXPECT_EQ(test.results.back().error().kind, Rejection::Kind::Invalid);
  EXPECT_NE(test.results.back().error().reason.find("not like this"), std::string::npos);
  EXPECT_FALSE(*test.store.find(InstanceId{"m"}));
  start();
  EXPECT_TRUE(test.results.back());
}

TEST_F(FailingMachine, DoesNotRefuseTheSameStartAgain) {
  start();
  code_->throws = true;
  start();
  EXPECT_TRUE(test.results.back());
  start("1");
  EXPECT_EQ(test.results.back().error().kind, Rejection::Kind::Conflict);
}

TEST_F(FailingMachine, IsSuspendedByAnOutcomeThatItCannotHandleUntilItCan) {
  start(R"({"call": "op.a"})");
  code_->throws = true;
  test.answer(test.calls.at(0), ok(7));
  EXPECT_EQ(test.status("m"), Status::Suspended);
  EXPECT_NE(test.instance("m").error->detail.find("no outcome"), std::string::npos);
  crash();
  EXPECT_TRUE(test.calls.empty()) << "the call has been answered";
  EXPECT_TRUE(send(R"({"call": "op.b"})")) << "it is kept";
  const CommandResult again = command(core::Resume{});
  EXPECT_EQ(again.error().kind, Rejection::Kind::Conflict);
  EXPECT_EQ(test.status("m"), Status::Suspended);
  EXPECT_TRUE(test.calls.empty());
  code_->throws = false;
  EXPECT_TRUE(command(core::Resume{}));
  EXPECT_EQ(outcomes(), R"(["7"])");
  EXPECT_EQ(test.calls.size(), 1U);
  EXPECT_FALSE(test.instance("m").error);
}

TEST_F(FailingMachine, WhatItAskedForBeforeTheAnswerThatSuspendsItGoesOut) {
  start(R"({"call": ["op.a", "op.b", "op.c"]})");
  ASSERT_EQ(test.calls.size(), 3U);
  code_->throws_at = "2";
  code_->asks_at = "1";
  for (int i = 0; i < 3; ++i) test.loop->answer({test.calls[i].instance, test.calls[i].key, ok(i + 1)});
  test.run();
  EXPECT_EQ(test.status("m"), Status::Suspended);
  EXPECT_EQ(outcomes(), R"(["1"])");
  ASSERT_EQ(test.calls.size(), 4U);
  EXPECT_EQ(test.calls[3].call.function, "op.again");
  crash();
  EXPECT_TRUE(test.calls.empty()) << "it is suspended";
  code_->throws_at.clear();
  EXPECT_TRUE(command(core::Resume{}));
  EXPECT_EQ(outcomes(), R"(["1","2","3"])");
  ASSERT_EQ(test.calls.size(), 1U);
  EXPECT_EQ(test.calls[0].call.function, "op.again");
}

TEST_F(FailingMachine, WhatAResumeAsksForBeforeItIsSuspendedAgainGoesOut) {
  start(R"({"call": ["op.a", "op.b"]})");
  EXPECT_TRUE(command(core::Suspend{}));
  for (int i = 0; i < 2; ++i) test.loop->answer({test.calls.at(i).instance, test.calls.at(i).key, ok(i + 1)});
  test.run();
  code_->throws_at = "2";
  code_->asks_at = "1";
  EXPECT_FALSE(command(core::Resume{})) << "the second answer";
  EXPECT_EQ(test.status("m"), Status::Suspended);
  ASSERT_EQ(test.calls.size(), 3U) << "the first one has been handled, and its state is saved";
  test.answer(test.calls[2], ok(3));
  code_->throws_at.clear();
  code_->asks_at.clear();
  EXPECT_TRUE(command(core::Resume{}));
  EXPECT_EQ(outcomes(), R"(["1","2","3"])");
  EXPECT_EQ(test.calls.size(), 3U);
}

TEST_F(FailingMachine, IsCancelledAndRemovedAlsoWhereItThrows) {
  start(R"({"call": "op.a"})");
  code_->throws = true;
  test.answer(test.calls.at(0), ok(7));
  EXPECT_TRUE(command(core::Cancel{.compensate = true}));
  EXPECT_EQ(test.status("m"), Status::Cancelled);
  EXPECT_EQ(remove(), Removed::Removed);
}

TEST_F(FailingMachine, IsCancelledAndRemovedAlsoWhereItIsNotRegistered) {
  start(R"({"call": "op.a"})");
  lose_machine();
  EXPECT_EQ(test.status("m"), Status::Running);
  EXPECT_TRUE(test.calls.empty());
  EXPECT_EQ(send("null").error().kind, Rejection::Kind::Quarantined);
  EXPECT_EQ(command(core::Suspend{}).error().kind, Rejection::Kind::Quarantined);
  EXPECT_TRUE(command(core::Cancel{}));
  EXPECT_EQ(test.status("m"), Status::Cancelled);
  EXPECT_TRUE(test.loop->quarantined().empty());
  EXPECT_EQ(command(core::Cancel{}).error().kind, Rejection::Kind::Conflict) << "it has been cancelled";
  EXPECT_EQ(remove(), Removed::Removed);
}

TEST_F(FailingMachine, IsCancelledInAProcessThatHasNotReadItYet) {
  start();
  machine_ = std::make_shared<const core::Program>(core::machine_program("obedient", nullptr));
  test.boot();
  add_program();
  EXPECT_TRUE(command(core::Cancel{}));
  EXPECT_EQ(test.status("m"), Status::Cancelled);
  EXPECT_EQ(test.loop->quarantines(), 0U) << "nothing is wrong with it";
}

TEST_F(FailingMachine, IsCancelledAlsoWhereItsStateCannotBeRead) {
  start(R"({"call": "op.a"})");
  code_->cannot_read = true;
  crash();
  EXPECT_EQ(send("null").error().kind, Rejection::Kind::Quarantined);
  EXPECT_TRUE(command(core::Cancel{}));
  EXPECT_EQ(test.status("m"), Status::Cancelled);
}

TEST_F(FailingMachine, ContinuesWhenItIsRecoveredOnceItsStateCanBeRead) {
  start(R"({"call": "op.a"})");
  code_->cannot_read = true;
  crash();
  EXPECT_EQ(test.loop->quarantined().size(), 1U);
  test.loop->recover(InstanceId{"m"});
  test.run();
  EXPECT_EQ(test.loop->quarantined().size(), 1U);
  EXPECT_TRUE(test.calls.empty());
  code_->cannot_read = false;
  test.loop->recover(InstanceId{"m"});
  test.run();
  EXPECT_TRUE(test.loop->quarantined().empty());
  ASSERT_EQ(test.calls.size(), 1U);
  test.answer(test.calls[0], ok(7));
  EXPECT_EQ(outcomes(), R"(["7"])");
}

TEST_F(FailingMachine, ACancelOfWhatCannotBeReadAtAllIsRefused) {
  start();
  test.compile = [](const DefinitionRow&) { return std::unexpected<std::string>("of a newer version"); };
  test.boot();
  test.loop->command(InstanceId{"m"}, core::Cancel{}, test.keep());
  test.run();
  EXPECT_EQ(test.results.back().error().kind, Rejection::Kind::Quarantined);
}

TEST_F(FailingMachine, ThatIsCancelledWithItsParentNeedsNotBeRegistered) {
  const auto parent = dsl::compile(
      "document: { dsl: '1.0.3', namespace: test, name: flow, version: '1.0.0' }\ndo:\n"
      "  - m: { run: { workflow: { namespace: machine, name: obedient, version: latest } } }\n");
  test.start("parent", parent->program);
  test.run();
  machine_ = std::make_shared<const core::Program>(core::machine_program("obedient", nullptr));
  crash();
  test.loop->command(InstanceId{"parent"}, core::Cancel{.compensate = true}, test.keep());
  test.run();
  EXPECT_EQ(test.status("parent"), Status::Cancelled);
}

}  // namespace
}  // namespace baton::runtime
