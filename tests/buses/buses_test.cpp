// An engine's event log and a bus: baton/bus.hpp.
#include <baton/bus.hpp>

#include "buses/bus_test.hpp"
#include "engine/buses/event_messages.hpp"

#include <baton/engine.hpp>

#include <gmock/gmock.h>
#include <support/noted_log.hpp>

#include <string>
#include <utility>
#include <vector>

namespace baton::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Buses : public WithBus {
 protected:
  Bus open(const std::string& options) { return Bus::open(engine_, home_->url(options), {.logger = log_}).value(); }
  void put(const std::vector<std::string>& bodies) { ASSERT_TRUE(home_->put(bodies)); }
  std::vector<LoggedEvent> logged() { return engine_.events({.limit = 1'000})->events; }
  std::vector<std::string> ids() {
    std::vector<std::string> all;
    for (const LoggedEvent& each : logged()) all.push_back(each.event.id);
    return all;
  }
  std::vector<std::string> sent_ids() {
    std::vector<std::string> all;
    for (const std::string& text : home_->sent()) {
      all.push_back(cloud_event_from(parse_json(text).value()).value().id);
    }
    return all;
  }
  void publish(const std::string& id, const std::string& type = "paid") {
    ASSERT_TRUE(engine_.publish({.id = id, .source = "/shop", .type = type, .data = Value(1)}));
  }

  std::shared_ptr<NotedLog> log_ = std::make_shared<NotedLog>();
  Engine engine_ = Engine::open("memory:").value();
};

TEST_P(Buses, MessagesBecomeEventsOnceAndAreAcknowledged) {
  put({structured("1"), structured("2"), structured("1")});
  ASSERT_TRUE(home_->put({{"ce-specversion", "1.0"},
                          {"ce-id", "3"},
                          {"ce-source", "/bank"},
                          {"ce-type", "paid"},
                          {"ce-trace", "t"},
                          {"content-type", "text/plain"}},
                         "five cents"));
  const Bus bus = open(home_->in());
  ASSERT_TRUE(eventually([&] { return home_->unacknowledged() == 0; }));
  EXPECT_THAT(ids(), ElementsAre("1", "2", "3"));
  const CloudEvent third = logged()[2].event;
  EXPECT_EQ(third.data, std::optional(Value("five cents")));
  EXPECT_THAT(third.extensions, Contains(std::pair<std::string, Value>{"trace", Value("t")}));
  EXPECT_THAT(third.extensions, Contains(std::pair<std::string, Value>{"batonbus", Value(bus.status().name)}));
  EXPECT_EQ(bus.status().received, 3U);
  EXPECT_EQ(bus.status().known, 1U);
}

TEST_P(Buses, WhatIsNoEventIsRefusedAndTheRestPasses) {
  const std::vector<std::string> hostile{
      "",
      "no json",
      "[]",
      "[" + structured("1") + "]",
      R"({"specversion":"1.0","source":"/bank","type":"without an id"})",
      R"({"specversion":"2.0","id":"a","source":"/bank","type":"paid"})",
      R"({"specversion":"1.0","id":"a","source":"no uri","type":"paid"})",
      R"({"specversion":"1.0","id":"a","source":"/bank","type":"paid","Upper":"case"})",
      R"({"specversion":"1.0","id":"a","id":"b","source":"/bank","type":"paid"})",
      "{\"specversion\":\"1.0\",\"id\":\"\xff\",\"source\":\"/bank\",\"type\":\"paid\"}",
      structured("deep", "paid", std::string(10'000, '[') + std::string(10'000, ']')),
      structured("large", "paid", "\"" + std::string((1U << 20) + 1, 'x') + "\"")};
  std::vector<std::string> messages{structured("first")};
  messages.insert(messages.end(), hostile.begin(), hostile.end());
  messages.push_back(structured("last"));
  put(messages);
  ASSERT_TRUE(home_->put(
      {{"ce-specversion", "1.0"}, {"ce-id", "x"}, {"ce-source", "/s"}, {"ce-type", "t"}, {"ce-data", "d"}}, "{"));
  ASSERT_TRUE(
      home_->put({{"ce-specversion", "1.0"}, {"ce-id", "y"}, {"ce-source", "/s"}, {"ce-type", "t"}}, "no json"));
  put({structured("after")});
  const Bus bus = open(home_->in());
  ASSERT_TRUE(eventually([&] { return home_->unacknowledged() == 0; }));
  EXPECT_THAT(ids(), ElementsAre("first", "last", "after"));
  EXPECT_EQ(bus.status().refused, hostile.size() + 2);
  EXPECT_EQ(home_->refused(), hostile.size() + 2);
  EXPECT_THAT(log_->lines(), Contains(HasSubstr("a message of a bus is no event, and was refused")));
}

TEST_P(Buses, EventsGoOutInTheirOrderAndOnce) {
  for (int i = 1; i <= 300; ++i) publish(std::to_string(i));
  std::vector<std::string> expected;
  for (int i = 1; i <= 600; ++i) expected.push_back(std::to_string(i));
  {
    Bus bus = open(home_->out());
    for (int i = 301; i <= 500; ++i) publish(std::to_string(i));
    ASSERT_TRUE(bus.drain(std::chrono::seconds{60}));
    EXPECT_EQ(bus.status().sent, 500U);
  }
  Bus bus = open(home_->out());
  for (int i = 501; i <= 600; ++i) publish(std::to_string(i));
  ASSERT_TRUE(bus.drain(std::chrono::seconds{60}));
  EXPECT_EQ(bus.status().sent, 100U);
  EXPECT_EQ(sent_ids(), expected);
}

TEST_P(Buses, OnlyTheTypesThatAreAskedForGoOut) {
  Bus bus = open(home_->out() + "&types=order.*,paid&from=2");
  publish("0", "paid");
  for (const char* type : {"order.placed", "order", "paid", "paid.twice", "order."}) publish(type, type);
  ASSERT_TRUE(bus.drain(std::chrono::seconds{60}));
  EXPECT_THAT(sent_ids(), ElementsAre("order.placed", "paid", "order."));
}

TEST_P(Buses, WhatCameInDoesNotGoOutAgain) {
  put({structured("theirs")});
  Bus bus = open(home_->in() + "&" + home_->out());
  ASSERT_TRUE(eventually([&] { return bus.status().received == 1; }));
  publish("ours");
  ASSERT_TRUE(bus.drain(std::chrono::seconds{60}));
  EXPECT_THAT(sent_ids(), ElementsAre("ours"));
}

TEST_P(Buses, WhatCameInFromAnotherBusGoesOut) {
  put({structured("theirs")});
  const Bus in = open(home_->in() + "&name=another");
  Bus out = open(home_->out());
  ASSERT_TRUE(eventually([&] { return in.status().received == 1; }));
  ASSERT_TRUE(out.drain(std::chrono::seconds{60}));
  ASSERT_EQ(home_->sent().size(), 1U);
  EXPECT_EQ(home_->sent()[0], structured("theirs")) << "as it came";
}

TEST_P(Buses, AStoreDoesNotContinueWhatAnotherOneHasSent) {
  for (const char* id : {"1", "2", "3"}) publish(id);
  {
    Bus bus = open(home_->out());
    ASSERT_TRUE(bus.drain(std::chrono::seconds{60}));
  }
  Engine other = Engine::open("memory:").value();
  const auto empty = Bus::open(other, home_->url(home_->out()));
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().kind, Error::Kind::Conflict);
  EXPECT_THAT(empty.error().message, HasSubstr("choose another 'out'"));
  for (const char* id : {"a", "b", "c", "d"}) {
    ASSERT_TRUE(other.publish({.id = id, .source = "/shop", .type = "paid"}));
  }
  const auto longer = Bus::open(other, home_->url(home_->out()));
  ASSERT_FALSE(longer) << "its third event is another one";
  EXPECT_EQ(longer.error().kind, Error::Kind::Conflict);
  EXPECT_EQ(sent_ids().size(), 3U);
}

TEST_P(Buses, AServerThatIsNotThereIsTriedAgain) {
  home_->kill();
  publish("early");
  Bus bus = open(home_->in() + "&" + home_->out());
  ASSERT_TRUE(bus.status().failure);
  EXPECT_FALSE(bus.drain(Duration{1}));
  EXPECT_THAT(log_->lines(), Contains(HasSubstr("warning: a bus fails; it is tried again")));
  home_->start();
  put({structured("late")});
  EXPECT_TRUE(eventually([&] { return bus.status().received == 1 && bus.status().sent == 1; }));
  EXPECT_TRUE(eventually([&] { return !bus.status().failure; }));
  EXPECT_THAT(log_->lines(), Contains(HasSubstr("warning: a bus works again")));
}

TEST_P(Buses, AWrongPasswordIsRefused) {
  const auto bus = Bus::open(engine_, home_->url("test:mistaken", home_->in()));
  ASSERT_FALSE(bus);
  EXPECT_EQ(bus.error().kind, Error::Kind::Conflict) << bus.error().message;
  EXPECT_THAT(bus.error().message, ::testing::Not(HasSubstr("mistaken")));
}

INSTANTIATE_TEST_SUITE_P(Bus, Buses, ::testing::ValuesIn(bus_kinds()), kind_name_of);

TEST(BusUrls, SayWhatIsWrong) {
  Engine engine = Engine::open("memory:").value();
  const std::vector<std::pair<std::string, std::string>> cases{
      {"kafka://host?out=a", "'kafka' is no bus; there are redis:// and nats://"},
      {"rediss://host?out=a", "without TLS"},
      {"redis://host", "neither what comes in"},
      {"redis://host?steam=a", "there is no option 'steam'"},
      {"redis://host?stream=a&out=a", "different streams"},
      {"redis://host?out=a&maxlen=0", "'maxlen' must be a number"},
      {"redis://host?stream=a&types=b", "'out' is missing"},
      {"redis://host?out=a&from=x", "'from' must be a position"},
      {"nats://host?stream=a", "'subject' is missing"},
      {"nats://host?out=a.*", "without '*'"}};
  for (const auto& [url, message] : cases) {
    const auto bus = Bus::open(engine, url);
    ASSERT_FALSE(bus) << url;
    EXPECT_EQ(bus.error().kind, Error::Kind::InvalidArgument) << url;
    EXPECT_THAT(bus.error().message, HasSubstr(message)) << url;
  }
}

}  // namespace
}  // namespace baton::testing
