// The server of a bus is killed and started again, and so is the engine, while events go in and out: nothing is lost, and nothing is there twice.
#include <baton/bus.hpp>

#include "buses/bus_test.hpp"

#include <baton/engine.hpp>

#include <gtest/gtest.h>
#include <contract/temporary_directory.hpp>

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace baton::testing {
namespace {

constexpr int kRounds = 4;
constexpr int kMessages = 2'000;  // of each round, in and out

class BusRestart : public WithBus {
 protected:
  // A client as any other: it repeats what it does not know to have been taken.
  void put_all(int round) {
    for (int first = 0; first < kMessages; first += 50) {
      std::vector<std::string> bodies;
      for (int i = first; i < first + 50; ++i)
        bodies.push_back(structured("in-" + std::to_string(round * kMessages + i)));
      while (!producer_->put(bodies)) std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
  }
  void publish_all(Engine& engine, int round) const {
    for (int first = 0; first < kMessages; first += 50) {
      std::vector<CloudEvent> events;
      for (int i = first; i < first + 50; ++i) {
        events.push_back({.id = "out-" + std::to_string(round * kMessages + i), .source = "/shop", .type = "ours"});
      }
      ASSERT_TRUE(engine.publish_all(events));
    }
  }
  std::map<std::string, int> ids_in(Engine& engine) const {
    std::map<std::string, int> count;
    EventPage page;
    do {
      page = engine.events({.from = page.next, .limit = 1'000}).value();
      for (const LoggedEvent& logged : page.events) ++count[logged.event.id];
    } while (page.next <= page.last);
    return count;
  }

  BusHome* producer_ = home_.get();
  TemporaryDirectory directory_;
};

TEST_P(BusRestart, LosesAndDoublesNothingUnderLoad) {
  const std::string store = "sqlite:" + directory_.file("baton.db");
  const std::string url = home_->url(home_->in() + "&" + home_->out());
  for (int round = 0; round < kRounds; ++round) {
    Engine engine = Engine::open(store).value();
    std::optional<Bus> bus = Bus::open(engine, url).value();
    std::jthread producer([&] { put_all(round); });
    std::jthread publisher([&] { publish_all(engine, round); });
    // Somewhere in the middle; the last round ends in peace.
    if (round + 1 < kRounds) {
      ASSERT_TRUE(eventually([&] { return bus->status().received > 100 && bus->status().sent > 100; }));
      home_->kill();
      publisher.join();
      if (round % 2 == 0) bus.reset();  // it ends while the server is away
      home_->start();
      producer.join();
    } else {
      producer.join();
      publisher.join();
      ASSERT_TRUE(eventually([&] { return home_->unacknowledged() == 0; }));
      ASSERT_TRUE(bus->drain(std::chrono::seconds{60}));
      const auto in = ids_in(engine);
      EXPECT_EQ(in.size(), 2U * kRounds * kMessages);
      for (const auto& [id, count] : in) EXPECT_EQ(count, 1) << id;
      std::vector<std::string> expected;
      for (int i = 0; i < kRounds * kMessages; ++i) expected.push_back("out-" + std::to_string(i));
      std::vector<std::string> sent;
      for (const std::string& text : home_->sent()) sent.push_back(cloud_event_from(parse_json(text).value())->id);
      EXPECT_EQ(sent, expected);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Bus, BusRestart, ::testing::ValuesIn(bus_kinds()), kind_name_of);

}  // namespace
}  // namespace baton::testing
