// What every bus must do (runtime/ports/bus.hpp), with its real server.
#include "buses/bus_test.hpp"

#include <gmock/gmock.h>

#include <array>
#include <vector>

namespace baton::testing {
namespace {

using runtime::BusError;
using runtime::BusEvent;
using runtime::BusMessage;
using Last = runtime::BusSink::Last;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class BusContract : public WithBus {
 protected:
  // As many as that, from any number of calls.
  static std::vector<BusMessage> receive(runtime::BusSource& source, std::size_t count) {
    std::vector<BusMessage> all;
    EXPECT_TRUE(eventually([&] {
      const auto some = source.receive(count - all.size(), kSoon);
      if (!some) ADD_FAILURE() << some.error().message;
      if (some) all.insert(all.end(), some->begin(), some->end());
      return !some || all.size() >= count;
    }));
    return all;
  }
  static std::vector<std::string> bodies(const std::vector<BusMessage>& messages) {
    std::vector<std::string> all;
    for (const BusMessage& message : messages) all.push_back(message.body);
    return all;
  }
  void put(const std::vector<std::string>& texts) { ASSERT_TRUE(home_->put(texts)); }
};

BusEvent event(std::uint64_t position) {
  const std::string number = std::to_string(position);
  return {.position = position, .name = "name" + number, .json = R"({"number":)" + number + "}"};
}

TEST_P(BusContract, GivesMessagesInTheirOrder) {
  const auto source = home_->source();
  EXPECT_EQ(source->receive(10, kSoon)->size(), 0U);
  put({"a", "b", "c"});
  EXPECT_THAT(bodies(receive(*source, 3)), ElementsAre("a", "b", "c"));
}

TEST_P(BusContract, GivesHeadersAndBody) {
  ASSERT_TRUE(home_->put({{"ce-id", "1"}, {"content-type", "text/plain"}}, "hello"));
  const auto messages = receive(*home_->source(), 1);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].body, "hello");
  EXPECT_THAT(messages[0].headers,
              ::testing::IsSupersetOf({std::pair<std::string, std::string>{"ce-id", "1"},
                                       std::pair<std::string, std::string>{"content-type", "text/plain"}}));
}

TEST_P(BusContract, GivesWhatIsNotAcknowledgedToTheNextOne) {
  put({"a", "b", "c"});
  auto source = home_->source();
  const auto first = receive(*source, 3);
  ASSERT_EQ(first.size(), 3U);
  ASSERT_TRUE(source->acknowledge(std::array{first[0], first[2]}));
  source = home_->source();
  EXPECT_THAT(bodies(receive(*source, 1)), ElementsAre("b"));
}

TEST_P(BusContract, KeepsWhatIsRefused) {
  put({"no event", "another"});
  auto source = home_->source();
  for (const BusMessage& message : receive(*source, 2)) ASSERT_TRUE(source->refuse(message, "it is no event"));
  EXPECT_EQ(home_->refused(), 2U);
  EXPECT_EQ(home_->unacknowledged(), 0U);
}

TEST_P(BusContract, IsReachedAgainByTheNextCall) {
  const auto source = home_->source();
  const auto sink = home_->sink();
  put({"a"});
  ASSERT_EQ(receive(*source, 1).size(), 1U);
  ASSERT_TRUE(sink->last());
  home_->kill();
  for (int i = 0; i < 2; ++i) {
    const auto failed = source->receive(1, kSoon);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, BusError::Kind::Unreachable) << failed.error().message;
    const auto unsent = sink->send(std::array{event(1)});
    ASSERT_FALSE(unsent);
    EXPECT_EQ(unsent.error().kind, BusError::Kind::Unreachable) << unsent.error().message;
  }
  home_->start();
  EXPECT_THAT(bodies(receive(*source, 1)), ElementsAre("a")) << "it was not acknowledged";
  EXPECT_TRUE(sink->send(std::array{event(1)}));
}

TEST_P(BusContract, KnowsTheLastEventItHasTaken) {
  auto sink = home_->sink();
  EXPECT_EQ(sink->last().value(), std::nullopt);
  ASSERT_TRUE(sink->send(std::array{event(1), event(2)}));
  ASSERT_TRUE(sink->send(std::array{event(7)}));
  EXPECT_GT(sink->max_bytes(), 1'000'000U);
  const auto expected = Last{.position = 7, .name = "name7"};
  EXPECT_EQ(sink->last().value(), expected);
  sink = home_->sink();
  EXPECT_EQ(sink->last().value(), expected);
  home_->kill();
  home_->start();
  EXPECT_EQ(home_->sink()->last().value(), expected);
  EXPECT_THAT(home_->sent(), ElementsAre(event(1).json, event(2).json, event(7).json));
}

TEST_P(BusContract, HasAnEventOnceThatIsSentTwice) {
  const auto sink = home_->sink();
  ASSERT_TRUE(sink->send(std::array{event(1), event(2)}));
  static_cast<void>(sink->send(std::array{event(1), event(2)}));  // it may refuse
  EXPECT_EQ(sink->last().value(), (Last{.position = 2, .name = "name2"}));
  EXPECT_THAT(home_->sent(), ElementsAre(event(1).json, event(2).json));
}

TEST_P(BusContract, RefusesToSendWhereOthersDo) {
  home_->put_out("theirs");
  const auto last = home_->sink()->last();
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().kind, BusError::Kind::Refused);
  EXPECT_THAT(last.error().message, HasSubstr("is not Baton's"));
}

INSTANTIATE_TEST_SUITE_P(Buses, BusContract, ::testing::ValuesIn(bus_kinds()), kind_name_of);

}  // namespace
}  // namespace baton::testing
