// What a machine listens to, how it handles the events, and what it emits.
#include "core/listening.hpp"
#include "core/events/matching.hpp"
#include "core/handle.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace baton::core {
namespace {

constexpr std::array<detail::MachineTopic, 2> kTopics = {detail::MachineTopic{.type = "tick", .by = ""},
                                                         detail::MachineTopic{.type = "paid", .by = "data.order"}};

// Its state is {"ticks": whether it listens to ticks, "orders": to which orders' payments, "seen": the ids of what has come}.
class Watcher final : public detail::AnyMachine {
 public:
  [[nodiscard]] int format() const override { return 1; }
  [[nodiscard]] std::span<const detail::MachineTopic> topics() const override { return kTopics; }
  [[nodiscard]] std::expected<detail::MachineStep, Problem> start(const Value& input) const override {
    return step(input.with("seen", Value::array({})));
  }
  [[nodiscard]] detail::MachineStep handle(const detail::Encoded& state, const detail::Encoded& event) const override {
    if (const Value* seen = event.json.find("seen")) {
      if (throws_at == *seen) throw std::runtime_error("no");
      std::vector<Value> all(state.json.find("seen")->items().begin(), state.json.find("seen")->items().end());
      all.push_back(*seen);
      return step(state.json.with("seen", Value::array(std::move(all))));
    }
    Value next = state.json;
    for (const Member& member : event.json.members()) next = std::move(next).with(member.name(), member.value);
    auto result = step(next.with("emit", Value()));
    if (const Value* emitted = event.json.find("emit")) {
      CloudEvent made{.type = std::string(emitted->as_string()), .data = Value::number(7)};
      result.asked.push_back({.intent = *emitted, .request = MachineEmit{std::move(made)}});
    }
    return result;
  }
  [[nodiscard]] Value outcome(const detail::Encoded&, const CallOutcome&) const override { return {}; }
  [[nodiscard]] Value arrival(std::size_t topic, const CloudEvent& event) const override {
    if (!event.data) throw std::runtime_error("there is no data");
    return Value::object({{"seen", Value::string(std::to_string(topic) + ":" + event.id)}});
  }
  [[nodiscard]] std::expected<Value, std::string> present(const detail::Encoded& state) const override {
    return state.json;
  }

  mutable Value throws_at;

 private:
  static detail::MachineStep step(const Value& state) {
    detail::MachineStep step{.state = state};
    if (state.find("ticks") != nullptr && state.find("ticks")->as_boolean()) step.listening.push_back({.topic = 0});
    if (const Value* orders = state.find("orders")) {
      for (const Value& order : orders->items()) step.listening.push_back({.topic = 1, .value = order});
    }
    return step;
  }
};

class HostedListening : public testing::Test {
 protected:
  Decision take(EventBody body) {
    now_ += Duration{1};
    Decision decision = handle(program_, instance_, Event{.at = now_, .seed = 1, .log = log_, .body = std::move(body)});
    instance_ = decision.next;
    return decision;
  }
  Decision start(const char* input) {
    return take(Start{.run_id = "R", .input = parse_json(input).value(), .parent = {}});
  }
  Decision say(const char* event) { return take(Deliver{.event = parse_json(event).value(), .source = {}, .id = {}}); }
  static Value tick(const std::string& id) {
    return to_value(CloudEvent{.id = id, .source = "/clock", .type = "tick", .data = Value()});
  }
  static Value paid(const std::string& id, Value order) {
    return to_value(
        CloudEvent{.id = id, .source = "/shop", .type = "paid", .data = Value::object({{"order", std::move(order)}})});
  }
  Decision arrive(std::uint64_t position, const Value& event, std::uint32_t listener = 1) {
    return take(Arrival{.listener = ListenerId{listener}, .position = position, .event = event});
  }
  [[nodiscard]] const HostedState& state() const { return std::get<HostedState>(instance_.state); }
  [[nodiscard]] std::string seen() const { return to_json(*state().value.find("seen")); }
  [[nodiscard]] std::vector<std::uint64_t> positions() const {
    std::vector<std::uint64_t> all;
    for (const ReadyListener& each : ready_listeners(program_, instance_)) all.push_back(each.position);
    return all;
  }

  std::shared_ptr<Watcher> machine_ = std::make_shared<Watcher>();
  Program program_ = machine_program("watcher", machine_);
  Instance instance_ = new_instance(InstanceId{"i"}, program_);
  Timestamp now_{Duration{1'000}};
  std::uint64_t log_ = 10;
};

const SetListener* set_in(const Decision& decision) {
  for (const Intent& intent : decision.intents) {
    if (const auto* set = std::get_if<SetListener>(&intent)) return set;
  }
  return nullptr;
}

TEST_F(HostedListening, BeginsWhereTheLogWasAtTheStart) {
  const Decision decision = start(R"({"ticks": true})");
  ASSERT_NE(set_in(decision), nullptr);
  EXPECT_EQ(set_in(decision)->position, 10U);
  EXPECT_EQ(set_in(decision)->pattern, patterns_of(program_).at(0).id);
  EXPECT_EQ(decision.record.event.log, 10U) << "a replay needs it";
  EXPECT_EQ(instance_.status, Status::Waiting);
}

TEST_F(HostedListening, WhatCameBeforeItListensIsNotLost) {
  start("{}");
  log_ = 20;
  say(R"({"ticks": true})");
  EXPECT_EQ(positions(), std::vector<std::uint64_t>{10});
}

TEST_F(HostedListening, IsSuspendedWhenTheLogDropsWhatItHasNotConsumed) {
  start(R"({"ticks": true})");
  const Decision decision = arrive(15, Value());
  EXPECT_EQ(instance_.status, Status::Suspended);
  EXPECT_NE(instance_.error->detail.find("from position 11 to 15 are lost"), std::string::npos)
      << instance_.error->detail;
  ASSERT_NE(set_in(decision), nullptr);
  EXPECT_EQ(set_in(decision)->position, 15U);
  take(Resume{});
  arrive(16, tick("a"));
  EXPECT_EQ(seen(), R"(["0:a"])") << "it continues with what comes after";
}

TEST_F(HostedListening, LosesNothingThatItHasConsumed) {
  start(R"({"ticks": true})");
  arrive(11, tick("a"));
  EXPECT_EQ(arrive(11, Value()).record.changes.front().kind, ChangeKind::EventIgnored);
  EXPECT_EQ(instance_.status, Status::Waiting);
}

TEST_F(HostedListening, AnEventIsHandledOnceAndTheListenerStaysOpen) {
  start(R"({"ticks": true})");
  const Decision decision = arrive(11, tick("a"));
  EXPECT_EQ(seen(), R"(["0:a"])");
  EXPECT_EQ(decision.record.changes.at(0).kind, ChangeKind::EventConsumed);
  EXPECT_EQ(decision.record.changes.at(1).kind, ChangeKind::EventHandled);
  ASSERT_NE(set_in(decision), nullptr);
  EXPECT_EQ(set_in(decision)->position, 11U) << "the transition writes up to where it has consumed";
  EXPECT_EQ(arrive(11, tick("a")).record.changes.front().kind, ChangeKind::EventIgnored);
  arrive(12, tick("b"));
  EXPECT_EQ(seen(), R"(["0:a","0:b"])");
  EXPECT_EQ(positions(), std::vector<std::uint64_t>{12});
}

TEST_F(HostedListening, ListenersFollowFromTheState) {
  start(R"({"ticks": true, "orders": ["x"]})");
  EXPECT_EQ(positions().size(), 2U);
  const Decision decision = say(R"({"ticks": false, "orders": ["x", "y", "x"]})");
  EXPECT_EQ(positions().size(), 2U) << "the same one twice is one";
  EXPECT_EQ(std::ranges::count_if(decision.intents,
                                  [](const Intent& each) { return std::holds_alternative<ClearListener>(each); }),
            1);
  EXPECT_EQ(listeners_of(instance_), (std::vector{ListenerId{2}, ListenerId{3}})) << "that of x stays open";
  EXPECT_TRUE(say("{}").intents.empty());
}

TEST_F(HostedListening, OneThatOpensAgainContinuesWhereItWasClosed) {
  start(R"({"ticks": true})");
  arrive(15, tick("a"));
  say(R"({"ticks": false})");
  EXPECT_TRUE(positions().empty());
  log_ = 30;
  say(R"({"ticks": true})");
  EXPECT_EQ(positions(), std::vector<std::uint64_t>{15});
}

TEST_F(HostedListening, OnlyEventsWithTheValueAreTaken) {
  start(R"({"orders": ["4711"]})");
  const Decision other = arrive(11, paid("a", "4712"));
  EXPECT_EQ(seen(), "[]");
  EXPECT_EQ(positions(), std::vector<std::uint64_t>{11}) << "it is not looked at again";
  EXPECT_EQ(other.record.changes.front().kind, ChangeKind::EventIgnored);
  arrive(12, paid("b", "4711"));
  EXPECT_EQ(seen(), R"(["1:b"])");
  arrive(13, tick("c"));
  EXPECT_EQ(seen(), R"(["1:b"])") << "another type";
}

TEST_F(HostedListening, PatternsFindTheListeners) {
  start(R"({"orders": [7]})");
  const ReadyListener listener = ready_listeners(program_, instance_).at(0);
  const EventPattern pattern = patterns_of(program_).at(1);
  EXPECT_EQ(listener.pattern, pattern.id);
  EXPECT_EQ(found_by(pattern, paid("a", 7), now_), listener.correlation);
  EXPECT_EQ(found_by(pattern, paid("a", 7.0), now_), listener.correlation) << "the same number";
  EXPECT_NE(found_by(pattern, paid("a", "7"), now_), listener.correlation);
  EXPECT_EQ(found_by(pattern, tick("a"), now_), std::nullopt);
}

TEST_F(HostedListening, AMachineThatThrowsIsSuspendedAndTheLogKeepsTheEvent) {
  start(R"({"ticks": true})");
  machine_->throws_at = Value::string("0:a");
  const Decision decision = arrive(11, tick("a"));
  EXPECT_EQ(instance_.status, Status::Suspended);
  EXPECT_EQ(instance_.error->detail, "the machine 'watcher' failed: no");
  EXPECT_TRUE(decision.intents.empty()) << "the listener stays before it";
  EXPECT_TRUE(instance_.held.empty());
  EXPECT_TRUE(positions().empty()) << "it is suspended";
  machine_->throws_at = Value();
  take(Resume{});
  EXPECT_EQ(positions(), std::vector<std::uint64_t>{10});
  arrive(11, tick("a"));
  EXPECT_EQ(seen(), R"(["0:a"])");
}

TEST_F(HostedListening, DataThatCannotBeReadSuspendsToo) {
  start(R"({"ticks": true})");
  arrive(11, to_value(CloudEvent{.id = "a", .source = "/clock", .type = "tick"}));
  EXPECT_EQ(instance_.status, Status::Suspended);
  EXPECT_EQ(instance_.error->detail, "the machine 'watcher' failed: there is no data");
}

TEST_F(HostedListening, NoEventIsTakenWhileItIsSuspended) {
  start(R"({"ticks": true})");
  take(Suspend{});
  EXPECT_TRUE(positions().empty());
  EXPECT_EQ(arrive(11, tick("a")).record.changes.front().kind, ChangeKind::EventIgnored);
  take(Resume{});
  EXPECT_EQ(positions(), std::vector<std::uint64_t>{10});
}

TEST_F(HostedListening, ACancelClosesTheListeners) {
  start(R"({"ticks": true})");
  const Decision decision = take(Cancel{.compensate = true});
  ASSERT_EQ(decision.intents.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<ClearListener>(decision.intents[0]));
  EXPECT_TRUE(listeners_of(instance_).empty());
}

TEST_F(HostedListening, CannotListenToNullOrToTooMuch) {
  start("{}");
  EXPECT_NE(refused(say(R"({"orders": [null]})")), nullptr);
  std::string many = "1";
  for (int i = 2; i <= 1'001; ++i) many += "," + std::to_string(i);
  EXPECT_NE(refused(say((R"({"orders": [)" + many + "]}").c_str())), nullptr);
  EXPECT_TRUE(positions().empty());
}

TEST_F(HostedListening, ATopicThatIsGoneIsNotListenedTo) {
  start(R"({"ticks": true, "orders": ["x"]})");
  program_.hosted->topics.erase(program_.hosted->topics.begin());
  EXPECT_EQ(positions().size(), 1U);
  program_.hosted->topics.clear();
  take(Cancel{});
  EXPECT_TRUE(listeners_of(instance_).empty());
}

TEST_F(HostedListening, AnOfferIsForTheListenerThatTakesItAndMovesNothingInTheLog) {
  start(R"({"orders": ["x"]})");
  const Decision decision = take(Offer{paid("a", "x")});
  EXPECT_EQ(refused(decision), nullptr);
  EXPECT_EQ(seen(), R"(["1:a"])");
  EXPECT_EQ(positions(), std::vector<std::uint64_t>{10});
  EXPECT_NE(refused(take(Offer{paid("a", "y")})), nullptr) << "nothing listens for it";
  machine_->throws_at = Value::string("1:b");
  EXPECT_NE(refused(take(Offer{paid("b", "x")})), nullptr);
  EXPECT_EQ(instance_.status, Status::Waiting);
  EXPECT_EQ(seen(), R"(["1:a"])");
}

TEST_F(HostedListening, AnOfferWhileItIsSuspendedIsHandledAfterIt) {
  start(R"({"orders": ["x"]})");
  take(Suspend{});
  take(Offer{paid("a", "x")});
  EXPECT_EQ(seen(), "[]");
  take(Resume{});
  EXPECT_EQ(seen(), R"(["1:a"])");
}

TEST_F(HostedListening, AnInstanceThatListensToNothingTakesNoOffer) {
  start("{}");
  EXPECT_EQ(refusal(instance_, Offer{tick("a")}), "it does not listen to anything");
}

TEST_F(HostedListening, AnEmittedEventIsInTheDecisionAndNeverPending) {
  start("{}");
  const Decision decision = say(R"({"emit": "order.shipped"})");
  ASSERT_EQ(decision.intents.size(), 1U);
  const CloudEvent& event = std::get<Emit>(decision.intents[0]).event;
  EXPECT_EQ(event.id, "R/2/0") << "the key of the intent";
  EXPECT_EQ(event.source, "/machine/watcher/1.0.0");
  EXPECT_EQ(event.time, "1970-01-01T00:00:01.002Z");
  EXPECT_EQ(event.type, "order.shipped");
  EXPECT_TRUE(instance_.pending.empty());
  EXPECT_TRUE(state().requests.empty());
  const auto changes = decision.record.changes;
  ASSERT_GE(changes.size(), 3U);
  EXPECT_EQ(changes[changes.size() - 2].kind, ChangeKind::IntentDecided);
  EXPECT_EQ(changes.back().kind, ChangeKind::EventEmitted);
}

TEST_F(HostedListening, AnEventThatIsNoneIsNotEmitted) {
  start("{}");
  const Decision decision = say(R"({"emit": ""})");
  ASSERT_NE(refused(decision), nullptr);
  EXPECT_NE(refused(decision)->detail.find("an event that it emits is not valid"), std::string::npos);
  EXPECT_TRUE(decision.intents.empty());
}

TEST_F(HostedListening, TheTopicsAreADefinitionOfTheirOwn) {
  const auto topics = topics_of_machine(program_);
  ASSERT_TRUE(topics);
  EXPECT_NE(topics->digest, program_.digest);
  EXPECT_EQ(program_.digest, machine_program("watcher", nullptr).digest) << "whatever its topics are";
  const auto stored = stored_machine(topics->document);
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->digest, topics->digest);
  EXPECT_EQ(stored->name, program_.name);
  EXPECT_EQ(stored->hosted->machine, nullptr);
  ASSERT_EQ(patterns_of(*stored).size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(patterns_of(*stored)[i].id, patterns_of(program_)[i].id);
  EXPECT_FALSE(topics_of_machine(machine_program("watcher", nullptr)));
  EXPECT_FALSE(stored_machine(parse_json(R"({"machine": {"name": "x", "topics": [7]}})").value()));
}

}  // namespace
}  // namespace baton::core
