// The event log of an opened engine, and of a testing engine.
#include "app/wiring/test_support.hpp"

#include <baton/awaitable.hpp>
#include <baton/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <contract/temporary_directory.hpp>

#include <condition_variable>
#include <latch>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace baton::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Kind = Error::Kind;

CloudEvent paid(std::string id, std::string subject = {}) {
  return {.id = std::move(id),
          .source = "/bank",
          .type = "paid",
          .subject = std::move(subject),
          .data = Value{{"cents", 5}}};
}

std::vector<std::string> ids_of(const EventPage& page) {
  std::vector<std::string> ids;
  for (const LoggedEvent& each : page.events) ids.push_back(each.event.id);
  return ids;
}

// What a subscriber gets, as text: "3 id" or "gap 1-2".
class News {
 public:
  [[nodiscard]] EventSubscriber subscriber() {
    return [this](const EventNews& news) {
      const std::lock_guard lock(mutex_);
      if (const auto* gap = std::get_if<EventGap>(&news)) {
        all_.push_back("gap " + std::to_string(gap->first) + "-" + std::to_string(gap->last));
      } else {
        const auto& logged = std::get<LoggedEvent>(news);
        all_.push_back(std::to_string(logged.position) + " " + logged.event.id);
      }
      changed_.notify_all();
    };
  }
  [[nodiscard]] std::vector<std::string> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return all_.size() >= count; });
    return all_;
  }
  [[nodiscard]] std::vector<std::string> all() {
    const std::lock_guard lock(mutex_);
    return all_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> all_;
};

TEST(EventLogOfAnEngine, KeepsWhatIsPublishedAcrossEngines) {
  testing::TemporaryDirectory directory;
  const std::string store = "sqlite:" + directory.file("baton.db");
  {
    Engine engine = Engine::open(store).value();
    EXPECT_EQ(engine.publish(paid("a")).value(), (PublishedEvent{.position = 1, .is_new = true, .id = "a"}));
    EXPECT_EQ(engine.publish(paid("b")).value().position, 2U);
  }
  Engine engine = Engine::open(store).value();
  EXPECT_EQ(engine.publish(paid("a")).value(), (PublishedEvent{.position = 1, .is_new = false, .id = "a"}));
  const EventPage page = engine.events().value();
  EXPECT_THAT(ids_of(page), ElementsAre("a", "b"));
  EXPECT_EQ(page.next, 3U);
  EXPECT_EQ(page.last, 2U);
  CloudEvent event = page.events[0].event;
  EXPECT_FALSE(event.time.empty()) << "it gets one";
  event.time.clear();
  EXPECT_EQ(event, paid("a"));
}

TEST(EventLogOfAnEngine, GivesAnIdToAnEventWithoutOne) {
  Engine engine = Engine::open("memory:").value();
  const auto all =
      engine.publish_all({{.source = "/bank", .type = "paid"}, {.source = "/bank", .type = "paid"}}).value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_NE(all[0].id, all[1].id);
  EXPECT_THAT(ids_of(engine.events().value()), ElementsAre(all[0].id, all[1].id));
  EXPECT_TRUE(engine.publish_all({}).value().empty());
}

TEST(EventLogOfAnEngine, RefusesWhatIsNoEvent) {
  Engine engine = Engine::open("memory:").value();
  EXPECT_EQ(engine.publish({.source = "", .type = "paid"}).error().kind, Kind::InvalidArgument);
  const auto batch = engine.publish_all({paid("a"), {.source = "a b", .type = "paid"}});
  ASSERT_FALSE(batch);
  EXPECT_THAT(batch.error().message, HasSubstr("event 2: 'source'"));
  EXPECT_EQ(engine.events().value().last, 0U) << "none of them is kept";
  EXPECT_THAT(engine.publish_all(std::vector<CloudEvent>(1'001, paid("a"))).error().message, HasSubstr("at most 1000"));
  std::vector<CloudEvent> large(17, paid("a"));
  for (CloudEvent& each : large) each.data = std::string(1'000'000, 'x');
  EXPECT_THAT(engine.publish_all(large).error().message, HasSubstr("16 MiB"));
}

TEST(EventLogOfAnEngine, IsReadByFilterAndInPages) {
  Engine engine = Engine::open("memory:").value();
  CloudEvent other = paid("c");
  other.type = "sent";
  ASSERT_TRUE(engine.publish_all({paid("a", "order-1"), paid("b", "order-2"), other, paid("d", "order-1")}));
  EXPECT_THAT(ids_of(engine.events({.filter = {.type = "paid"}}).value()), ElementsAre("a", "b", "d"));
  EXPECT_THAT(ids_of(engine.events({.filter = {.type = "paid", .subject = "order-1"}}).value()), ElementsAre("a", "d"));
  EXPECT_THAT(ids_of(engine.events({.filter = {.source = "/shop"}}).value()), ElementsAre());
  const EventPage page = engine.events({.from = 2, .limit = 2}).value();
  EXPECT_THAT(ids_of(page), ElementsAre("b", "c"));
  EXPECT_EQ(page.next, 4U);
  EXPECT_FALSE(page.gap);
}

TEST(EventLogOfAnEngine, IsOnlyReadWhereTheEngineOnlyReads) {
  testing::TemporaryDirectory directory;
  const std::string store = "sqlite:" + directory.file("baton.db");
  Engine writer = Engine::open(store).value();
  ASSERT_TRUE(writer.publish(paid("a")));
  Engine reader = Engine::open(store, {.mode = EngineOptions::Mode::Read}).value();
  EXPECT_EQ(reader.publish(paid("b")).error().kind, Kind::Conflict);
  News news;
  const auto following = reader.subscribe({}, 1, news.subscriber()).value();
  EXPECT_THAT(news.wait_for(1), ElementsAre("1 a"));
  ASSERT_TRUE(writer.publish(paid("c")));
  EXPECT_THAT(news.wait_for(2), ElementsAre("1 a", "2 c"));
}

TEST(EventLogOfAnEngine, IsPublishedToByManyThreads) {
  constexpr int threads = 8;
  constexpr int events = 50;
  Engine engine = Engine::open("memory:").value();
  {
    std::vector<std::jthread> publishers;
    for (int thread = 0; thread < threads; ++thread) {
      publishers.emplace_back([&engine, thread] {
        for (int i = 0; i < events; ++i) {
          const auto id = std::to_string(thread % 4) + "-" + std::to_string(i);  // each by two of them
          EXPECT_TRUE(engine.publish(paid(id)));
        }
      });
    }
  }
  EXPECT_EQ(engine.events().value().last, threads / 2 * events);
  EXPECT_EQ(engine.metrics().events_appended, threads / 2 * events);
  EXPECT_EQ(engine.metrics().events_duplicate, threads / 2 * events);
}

TEST(SubscriberOfTheEventLog, GetsWhatIsThereAndWhatComes) {
  News news;
  Engine engine = Engine::open("memory:").value();
  ASSERT_TRUE(engine.publish_all({paid("a"), paid("b")}));
  const auto following = engine.subscribe({.type = "paid"}, 2, news.subscriber()).value();
  EXPECT_THAT(news.wait_for(1), ElementsAre("2 b"));
  CloudEvent other = paid("c");
  other.type = "sent";
  ASSERT_TRUE(engine.publish(other));
  ASSERT_TRUE(engine.publish(paid("d")));
  EXPECT_THAT(news.wait_for(2), ElementsAre("2 b", "4 d"));
}

TEST(SubscriberOfTheEventLog, GetsALongLogInOrder) {
  News news;
  Engine engine = Engine::open("memory:").value();
  std::vector<std::string> expected;
  std::vector<CloudEvent> events;
  for (int i = 1; i <= 950; ++i) {
    events.push_back(paid("e" + std::to_string(i)));
    expected.push_back(std::to_string(i) + " e" + std::to_string(i));
  }
  ASSERT_TRUE(engine.publish_all(events));
  const auto following = engine.subscribe({}, 0, news.subscriber()).value();
  EXPECT_EQ(news.wait_for(950), expected);
}

TEST(SubscriberOfTheEventLog, GetsAGapMarkForWhatWasDropped) {
  News news;
  Engine engine = Engine::open("memory:", {.event_retention = {.events = 2}}).value();
  ASSERT_TRUE(engine.publish_all({paid("a"), paid("b"), paid("c"), paid("d")}));
  while (engine.metrics().events_dropped == 0) std::this_thread::yield();
  const EventPage page = engine.events({.from = 1}).value();
  EXPECT_EQ(page.gap, std::optional(EventGap{.first = 1, .last = 2}));
  EXPECT_FALSE(engine.events({.from = 3}).value().gap);
  const auto following = engine.subscribe({}, 2, news.subscriber()).value();
  EXPECT_THAT(news.wait_for(3), ElementsAre("gap 2-2", "3 c", "4 d"));
}

TEST(SubscriberOfTheEventLog, ThatIsSlowHoldsUpNobody) {
  bounded([] {
    std::latch release(1);
    std::latch entered(1);
    Engine engine = Engine::open("memory:").value();
    auto following = engine
                         .subscribe({}, 1,
                                    [&, first = true](const EventNews&) mutable {
                                      if (std::exchange(first, false)) entered.count_down();
                                      release.wait();
                                    })
                         .value();
    ASSERT_TRUE(engine.publish(paid("a")));
    entered.wait();
    ASSERT_TRUE(engine.publish(paid("b")));
    EXPECT_EQ(engine.events().value().last, 2U);
    release.count_down();
  });
}

TEST(SubscriberOfTheEventLog, IsNotCalledOnceItsSubscriptionHasEnded) {
  bounded([] {
    News news;
    Engine engine = Engine::open("memory:").value();
    {
      const auto following = engine.subscribe({}, 1, news.subscriber()).value();
      ASSERT_TRUE(engine.publish(paid("a")));
      EXPECT_EQ(news.wait_for(1).size(), 1U);
    }
    ASSERT_TRUE(engine.publish(paid("b")));
    EXPECT_EQ(news.all().size(), 1U);
  });
}

TEST(SubscriberOfTheEventLog, ThatDoesNotReturnIsLeftBehind) {
  bounded([] {
    const auto release = std::make_shared<std::latch>(1);
    const auto entered = std::make_shared<std::latch>(1);
    Engine::Subscription following;
    {
      Engine engine = Engine::open("memory:").value();
      ASSERT_TRUE(engine.publish_all({paid("a"), paid("b")}));
      following = engine
                      .subscribe({}, 1,
                                 [release, entered, first = true](const EventNews&) mutable {
                                   if (std::exchange(first, false)) entered->count_down();
                                   release->wait();
                                 })
                      .value();
      entered->wait();
      EXPECT_EQ(engine.stop(std::chrono::milliseconds{1}).value().observers, 1U);
    }
    release->count_down();
    following = {};
  });
}

TEST(LifecycleEventsOfAnEngine, AreInItsLogWhereTheyAreAskedFor) {
  const std::string quick = document("quick", "do:\n- none: {set: {a: 1}}\n");
  Engine silent = Engine::open("memory:").value();
  ASSERT_TRUE(silent.run(quick, {}));
  ASSERT_TRUE(silent.wait_until_all_done());
  EXPECT_EQ(silent.events().value().last, 0U);

  Engine engine = Engine::open("memory:", {.lifecycle_events = true}).value();
  const InstanceId id = engine.run(quick, {.id = "q-1"}).value();
  ASSERT_TRUE(engine.wait(id));
  std::vector<Value> expected;
  const auto entries = engine.history(id).value();
  for (const HistoryEntry& entry : entries) {
    for (const Value& event : lifecycle_cloud_events(entry)) expected.push_back(event);
  }
  std::vector<Value> logged;
  const auto page = engine.events().value();
  for (const LoggedEvent& each : page.events) logged.push_back(to_value(each.event));
  EXPECT_EQ(logged, expected);
  EXPECT_GE(logged.size(), 5U);
}

TEST(EventLogOfATestEngine, IsDeliveredAtTheEndOfEachStep) {
  News news;
  testing::TestEngine engine;
  auto following = engine.subscribe({}, 1, news.subscriber()).value();
  ASSERT_TRUE(engine.publish(paid("a")));
  engine.run_until_idle();
  EXPECT_THAT(news.all(), ElementsAre("1 a"));
  engine.crash_and_recover();
  EXPECT_EQ(engine.publish_all({paid("a"), paid("b")}).value()[0].is_new, false);
  engine.run_until_idle();
  EXPECT_THAT(news.all(), ElementsAre("1 a", "2 b"));
  EXPECT_THAT(ids_of(engine.events().value()), ElementsAre("a", "b"));
}

// What is awaited is made before: GCC 12 cannot make a list or an aggregate of texts within a co_await.
Async<void> publish_and_read(AsyncEngine engine, EventPage& page) {
  CloudEvent first = paid("a");
  const auto published = co_await engine.publish(first);
  EXPECT_EQ(published.value().position, 1U);
  std::vector<CloudEvent> batch(2, paid("a"));
  batch[0].id = "b";
  const auto all = co_await engine.publish_all(batch);
  EXPECT_FALSE(all.value()[1].is_new);
  EventQuery query;
  query.from = 2;
  auto read = co_await engine.events(query);
  page = std::move(read).value();
}

TEST(EventLogOfAnAsyncEngine, IsPublishedToAndReadWithoutAThreadThatWaits) {
  Engine engine = Engine::open("memory:").value();
  EventPage page;
  std::latch done(1);
  publish_and_read(AsyncEngine(engine, [](auto resume) { resume(); }), page).start([&](const auto&) {
    done.count_down();
  });
  done.wait();
  EXPECT_THAT(ids_of(page), ElementsAre("b"));
}

}  // namespace
}  // namespace baton::app
