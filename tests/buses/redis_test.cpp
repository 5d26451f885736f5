// What only Redis has to do.
#include "adapters/redis/redis_connection.hpp"
#include "buses/bus_homes.hpp"
#include "buses/bus_test.hpp"

#include <gmock/gmock.h>

#include <array>
#include <vector>

namespace baton::testing {
namespace {

using runtime::BusMessage;
using ::testing::ElementsAre;

class RedisStream : public ::testing::Test {
 protected:
  void SetUp() override {
    home_->start();
    connection_ = std::make_unique<adapters::RedisConnection>(adapters::parse_bus_url(home_->url("")).value());
    connection_->open().value();
  }
  std::vector<BusMessage> receive(runtime::BusSource& source, std::size_t count) {
    std::vector<BusMessage> all;
    EXPECT_TRUE(eventually([&] {
      const auto some = source.receive(128, kSoon).value();
      EXPECT_TRUE(source.acknowledge(some));
      all.insert(all.end(), some.begin(), some.end());
      return all.size() >= count;
    }));
    return all;
  }
  void put(const std::vector<std::string>& bodies) { ASSERT_TRUE(home_->put(bodies)); }
  std::string ask(const adapters::RedisConnection::Words& words) {
    return std::string(connection_->command(words).value().get().text());
  }

  std::unique_ptr<BusHome> home_ = make_redis_home();
  std::unique_ptr<adapters::RedisConnection> connection_;
};

TEST_F(RedisStream, AMessageThatIsTooLargeToBeReadHasOnlyItsName) {
  put({"first"});
  put({std::string(std::size_t{70} << 20, 'x')});
  put({"last"});
  const auto messages = receive(*home_->source(), 3);
  ASSERT_EQ(messages.size(), 3U);
  EXPECT_EQ(messages[0].body, "first");
  EXPECT_TRUE(messages[1].is_too_large);
  EXPECT_EQ(messages[1].body, "");
  EXPECT_EQ(messages[2].body, "last");
  EXPECT_EQ(home_->unacknowledged(), 0U);
}

TEST_F(RedisStream, LargeMessagesAreReadAFewAtATime) {
  for (int i = 0; i < 20; ++i) put({std::string(std::size_t{5} << 20, 'x')});
  EXPECT_EQ(receive(*home_->source(), 20).size(), 20U);
}

TEST_F(RedisStream, WhatAnotherConsumerHasAbandonedIsTakenOver) {
  put({"a"});
  ask({"XGROUP", "CREATE", "in", "baton", "0"});
  const auto given = connection_->command({"XREADGROUP", "GROUP", "baton", "dead", "STREAMS", "in", ">"}).value();
  const std::string id(given.get()[0][1][0][0].text());
  ask({"XCLAIM", "in", "baton", "dead", "0", id, "IDLE", "100000", "JUSTID"});
  const auto messages = receive(*home_->source(), 1);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].body, "a");
}

TEST_F(RedisStream, WhatTheStreamHasDroppedIsNotAwaited) {
  put({"a"});
  const auto received = home_->source()->receive(1, kSoon).value();
  ASSERT_EQ(received.size(), 1U);
  ask({"XDEL", "in", received[0].receipt});
  EXPECT_EQ(home_->source()->receive(1, kSoon)->size(), 0U);
  EXPECT_EQ(home_->unacknowledged(), 0U);
}

TEST_F(RedisStream, ASentBatchIsTakenWholeOrNot) {
  const auto sink = home_->sink();
  const auto event = [](std::uint64_t position) {
    return runtime::BusEvent{.position = position, .name = "n", .json = std::string(std::size_t{1} << 20, 'x')};
  };
  ASSERT_TRUE(sink->send(std::array{event(1)}));
  ask({"CONFIG", "SET", "maxmemory", "1"});
  const auto full = sink->send(std::array{event(2), event(3)});
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().kind, runtime::BusError::Kind::Unreachable) << full.error().message;
  ask({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_EQ(sink->last().value()->position, 1U);
  ASSERT_TRUE(sink->send(std::array{event(2), event(3)}));
  EXPECT_EQ(home_->sent().size(), 3U);
}

TEST_F(RedisStream, TheLastEventIsKnownWhenItsEntryIsGone) {
  const auto sink = home_->sink();
  ASSERT_TRUE(sink->send(std::array{runtime::BusEvent{.position = 5, .name = "n", .json = "{}"}}));
  ask({"XTRIM", "out", "MAXLEN", "0"});
  EXPECT_EQ(sink->last().value(), (runtime::BusSink::Last{.position = 5}));
}

}  // namespace
}  // namespace baton::testing
