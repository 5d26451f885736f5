// How the events of the log reach machines, and how theirs come into it.
#include "runtime/event_rows.hpp"

#include <support/test_loop.hpp>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {
namespace {

using testing::Fault;

constexpr std::array<detail::MachineTopic, 1> kNotes = {detail::MachineTopic{.type = "note", .by = "subject"}};

// It writes down the notes about its subject, whose name is its input. At the note "pause" it listens no more until it is sent any event, at "tell" it
// emits a note about "all", and at "end" it ends.
class Diary final : public detail::AnyMachine {
 public:
  bool throws = false;

  [[nodiscard]] int format() const override { return 1; }
  [[nodiscard]] std::span<const detail::MachineTopic> topics() const override { return kNotes; }
  [[nodiscard]] std::expected<detail::MachineStep, Problem> start(const Value& input) const override {
    return listening({.state = Value::object({{"about", input}, {"notes", Value::array({})}})});
  }
  [[nodiscard]] detail::MachineStep handle(const detail::Encoded& state, const detail::Encoded& event) const override {
    if (throws) throw std::runtime_error("no");
    std::vector<Value> notes(state.json.find("notes")->items().begin(), state.json.find("notes")->items().end());
    notes.push_back(event.json);
    detail::MachineStep step{.state = state.json.with("notes", Value::array(std::move(notes)))};
    if (event.json == Value::string("tell")) {
      step.asked.push_back({.intent = Value::string("tell"),
                            .request = MachineEmit{{.type = "note", .subject = "all", .data = Value::string("told")}}});
    }
    if (event.json == Value::string("end")) step.end = MachineEnd(*step.state.find("notes"));
    if (event.json != Value::string("pause")) step = listening(std::move(step));
    return step;
  }
  [[nodiscard]] Value outcome(const detail::Encoded&, const CallOutcome&) const override { return {}; }
  [[nodiscard]] Value arrival(std::size_t, const CloudEvent& event) const override {
    return event.data.value_or(Value());
  }
  [[nodiscard]] std::expected<Value, std::string> present(const detail::Encoded& state) const override {
    return state.json;
  }

 private:
  static detail::MachineStep listening(detail::MachineStep step) {
    step.listening.push_back({.topic = 0, .value = *step.state.find("about")});
    return step;
  }
};

class MachineListening : public ::testing::Test {
 protected:
  MachineListening()
      : machine(std::make_shared<Diary>()),
        program(std::make_shared<const core::Program>(core::machine_program("diary", machine))) {}

  void start(const std::string& id) { test.start(id, program, Value::string(id)); }
  void publish(const std::string& subject, const std::string& text) {
    test.loop->publish({event_row({.id = std::to_string(++count),
                                   .source = "/test",
                                   .type = "note",
                                   .subject = subject,
                                   .data = Value::string(text)})},
                       [](const PublishResult&) {});
    test.run();
  }
  void send(const std::string& id, core::EventBody event) {
    test.loop->command(InstanceId{id}, std::move(event), test.keep());
    test.run();
  }
  void crash() {
    test.crash();
    EXPECT_TRUE(test.programs->add(program, test.now));
    test.run();
  }
  [[nodiscard]] core::HostedState state(const std::string& id) {
    const StoredInstance stored = *test.store.load({}, InstanceId{id}).value();
    return std::get<core::HostedState>(decode(*program, stored)->instance.state);
  }
  [[nodiscard]] std::string notes(const std::string& id) { return to_json(*state(id).value.find("notes")); }

  TestLoop test;
  std::shared_ptr<Diary> machine;
  ProgramPtr program;
  int count = 0;
};

TEST_F(MachineListening, EventsAreHandledOnceInTheOrderOfTheLog) {
  start("a");
  start("b");
  test.run();
  for (const char* text : {"1", "2", "3"}) publish("a", text);
  publish("b", "4");
  EXPECT_EQ(notes("a"), R"(["1","2","3"])");
  EXPECT_EQ(notes("b"), R"(["4"])");
  crash();
  publish("a", "5");
  EXPECT_EQ(notes("a"), R"(["1","2","3","5"])");
}

TEST_F(MachineListening, WhatComesWhileItDoesNotListenIsHandledLater) {
  start("a");
  test.run();
  publish("a", "pause");
  publish("a", "1");
  crash();
  publish("a", "2");
  EXPECT_EQ(notes("a"), R"(["pause"])");
  send("a", core::Deliver{.event = Value::string("go"), .source = {}, .id = {}});
  EXPECT_EQ(notes("a"), R"(["pause","go","1","2"])");
}

TEST_F(MachineListening, WhatItEmitsIsInTheLogWithItsTransition) {
  start("a");
  start("all");
  test.run();
  publish("a", "tell");
  EXPECT_EQ(notes("all"), R"(["told"])");
  const auto page = test.store.events({.from = 1, .limit = 10}).value();
  ASSERT_EQ(page.rows.size(), 2U);
  EXPECT_EQ(event_of(page.rows[1])->id, "run1/2/0");
}

TEST_F(MachineListening, ACommitThatFailsConsumesNothingTwice) {
  start("a");
  test.run();
  for (const Fault fault : {Fault::Error, Fault::UnknownApplied, Fault::UnknownLost}) {
    test.store.fail_next({Fault::None, fault});  // the event is appended, and then consumed
    publish("a", "note");
    test.pass(std::chrono::minutes{1});
  }
  EXPECT_EQ(notes("a"), R"(["note","note","note"])");
}

TEST_F(MachineListening, ASuspendedMachineGetsWhatHasComeWhenItIsResumed) {
  start("a");
  test.run();
  send("a", core::Suspend{});
  publish("a", "1");
  EXPECT_EQ(notes("a"), "[]");
  send("a", core::Resume{});
  EXPECT_EQ(notes("a"), R"(["1"])");
}

TEST_F(MachineListening, AnEventAtWhichItThrowsWaitsForAResume) {
  start("a");
  test.run();
  machine->throws = true;
  publish("a", "1");
  publish("a", "2");
  EXPECT_EQ(test.status("a"), Status::Suspended);
  machine->throws = false;
  send("a", core::Resume{});
  EXPECT_EQ(notes("a"), R"(["1","2"])");
}

TEST_F(MachineListening, ItsEndClosesItsListener) {
  start("a");
  test.run();
  publish("a", "end");
  EXPECT_EQ(test.status("a"), Status::Completed);
  EXPECT_TRUE(test.store.extras(InstanceId{"a"}).value().listeners.empty());
}

TEST_F(MachineListening, AnEventIsOfferedOnce) {
  start("a");
  test.run();
  const Value event =
      to_value(CloudEvent{.id = "1", .source = "/test", .type = "note", .subject = "a", .data = Value::string("sent")});
  for (int again = 0; again < 3; ++again) send("a", core::Offer{event});
  EXPECT_EQ(notes("a"), R"(["sent"])");
  for (std::size_t i = 1; i < test.results.size(); ++i) EXPECT_TRUE(test.results[i].has_value());
}

TEST_F(MachineListening, AnOfferThatNothingTakesIsAConflict) {
  start("a");
  test.run();
  send("a", core::Offer{to_value(CloudEvent{.id = "1", .source = "/test", .type = "note", .subject = "b"})});
  ASSERT_FALSE(test.results.back());
  EXPECT_EQ(test.results.back().error().kind, Rejection::Kind::Conflict);
  publish("a", "pause");
  send("a", core::Offer{to_value(CloudEvent{.id = "2", .source = "/test", .type = "note", .subject = "a"})});
  ASSERT_FALSE(test.results.back());
  EXPECT_EQ(test.results.back().error().reason, "the instance 'a' cannot do that: it does not listen to anything");
}

}  // namespace
}  // namespace baton::runtime
