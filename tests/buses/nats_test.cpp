// What only NATS has to do.
#include "adapters/nats/nats_connection.hpp"
#include "adapters/nats/nats_sink.hpp"
#include "buses/bus_homes.hpp"
#include "buses/bus_test.hpp"

#include <baton/bus.hpp>
#include <baton/engine.hpp>

#include <gmock/gmock.h>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace baton::testing {
namespace {

using ::testing::HasSubstr;

class NatsStream : public ::testing::Test {
 protected:
  void SetUp() override {
    home_->start();
    connection_.emplace(adapters::parse_bus_url(home_->url("")).value());
    connection_->open().value();
  }
  [[nodiscard]] std::unique_ptr<runtime::BusSink> sink_to(const std::string& subject) const {
    return std::make_unique<adapters::NatsSink>(adapters::parse_bus_url(home_->url("")).value(), subject);
  }

  std::unique_ptr<BusHome> home_ = make_nats_home();
  std::optional<adapters::NatsConnection> connection_;
};

TEST_F(NatsStream, TheLastEventIsKnownWhenItsMessageIsGone) {
  const auto sink = home_->sink();
  ASSERT_TRUE(sink->send(std::array{runtime::BusEvent{.position = 5, .name = "n", .json = "{}"}}));
  ASSERT_EQ(js_PurgeStream(connection_->jetstream(), "out", nullptr, nullptr), NATS_OK);
  EXPECT_EQ(home_->sink()->last().value(), (runtime::BusSink::Last{.position = 5, .name = "n"}));
}

TEST_F(NatsStream, ASubjectThatNoStreamHasIsRefused) {
  const auto last = sink_to("nowhere")->last();
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().kind, runtime::BusError::Kind::Refused);
  EXPECT_THAT(last.error().message, HasSubstr("no stream has the subject 'nowhere'"));
}

TEST_F(NatsStream, PlacesThatAreNotThereAreRefusedAtTheStart) {
  Engine engine = Engine::open("memory:").value();
  for (const char* options : {"subject=nowhere", "stream=none&subject=in", "subject=in&dead=nowhere", "out=nowhere"}) {
    const auto bus = Bus::open(engine, home_->url(options));
    ASSERT_FALSE(bus) << options;
    EXPECT_EQ(bus.error().kind, Error::Kind::Conflict) << bus.error().message;
  }
}

TEST_F(NatsStream, AConsumerIsMadeWhereItIsNotThere) {
  ASSERT_TRUE(home_->put(std::vector{structured("1")}));
  Engine engine = Engine::open("memory:").value();
  const Bus bus = Bus::open(engine, home_->url("subject=in&durable=other")).value();
  EXPECT_TRUE(eventually([&] { return bus.status().received == 1; }));
}

}  // namespace
}  // namespace baton::testing
