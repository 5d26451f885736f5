#include "engine/observers.hpp"
#include "engine/limits.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace baton::engine {
namespace {

HistoryEntry entry(std::uint64_t revision, const std::string& instance = "x") {
  HistoryEntry entry;
  entry.instance = {instance};
  entry.revision = {revision};
  entry.at = Timestamp{Duration{static_cast<std::int64_t>(revision)}};
  return entry;
}

const Gap& gap_of(const std::optional<Observed>& observed) {
  return std::get<Gap>(observed.value());
}

TEST(ObservedQueue, GivesEntriesInOrder) {
  ObservedQueue queue(2);
  EXPECT_TRUE(queue.put(entry(1)));
  EXPECT_TRUE(queue.put(entry(2)));
  EXPECT_EQ(std::get<HistoryEntry>(*queue.take()).revision, Revision{1});
  EXPECT_TRUE(queue.put(entry(3)));
  EXPECT_EQ(std::get<HistoryEntry>(*queue.take()).revision, Revision{2});
  EXPECT_EQ(std::get<HistoryEntry>(*queue.take()).revision, Revision{3});
  EXPECT_FALSE(queue.take());
}

TEST(ObservedQueue, MarksWhatDidNotFitAndThenContinues) {
  ObservedQueue queue(1);
  EXPECT_TRUE(queue.put(entry(1, "a")));
  EXPECT_FALSE(queue.put(entry(7, "b"))) << "the gap begins";
  EXPECT_TRUE(queue.put(entry(2, "a"))) << "it has begun";
  ASSERT_TRUE(std::holds_alternative<HistoryEntry>(*queue.take()));
  EXPECT_TRUE(queue.put(entry(8, "b")))
      << "there is room, but not before the mark is taken: it would hide that b 7 is missing";
  const auto observed = queue.take();
  const Gap& gap = gap_of(observed);
  EXPECT_EQ(gap.entries, 3u);
  EXPECT_EQ(gap.since, Timestamp{Duration{2}});
  EXPECT_EQ(gap.until, Timestamp{Duration{8}});
  EXPECT_EQ(gap.instances, (std::vector<Gap::Missed>{{{"b"}, {7}}, {{"a"}, {2}}}));
  EXPECT_TRUE(gap.names_all);
  EXPECT_TRUE(queue.put(entry(9, "b")));
  EXPECT_EQ(std::get<HistoryEntry>(*queue.take()).revision, Revision{9});
}

TEST(ObservedQueue, NamesSoManyInstancesOfAGapAndSaysThatThereAreMore) {
  ObservedQueue queue(1);
  queue.put(entry(1));
  for (std::size_t i = 0; i < kMaxGapInstances; ++i) queue.put(entry(1, std::to_string(i)));
  ASSERT_TRUE(queue.take());
  const auto full = queue.take();
  EXPECT_TRUE(gap_of(full).names_all);
  queue.put(entry(1));
  for (std::size_t i = 0; i <= kMaxGapInstances; ++i) queue.put(entry(1, std::to_string(i)));
  ASSERT_TRUE(queue.take());
  const auto more = queue.take();
  EXPECT_EQ(gap_of(more).instances.size(), kMaxGapInstances);
  EXPECT_EQ(gap_of(more).entries, kMaxGapInstances + 1);
  EXPECT_FALSE(gap_of(more).names_all);
}

TEST(ObservedQueue, GivesTheRestAsOneMark) {
  ObservedQueue queue(2);
  EXPECT_FALSE(queue.take_rest());
  for (std::uint64_t i = 1; i <= 5; ++i) queue.put(entry(i, i == 5 ? "last" : "x"));
  const auto gap = queue.take_rest();
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->entries, 5u);
  EXPECT_EQ(gap->since, Timestamp{Duration{1}});
  EXPECT_EQ(gap->until, Timestamp{Duration{5}});
  EXPECT_EQ(gap->instances, (std::vector<Gap::Missed>{{{"x"}, {1}}, {{"last"}, {5}}}));
  EXPECT_FALSE(queue.take());
}

// Whatever the order of putting and taking: each entry is given once, in order, or counted by the mark in its place, which
// names its instance from that entry on.
RC_GTEST_PROP(ObservedQueue, LosesNothingSilently, ()) {
  ObservedQueue queue(*rc::gen::inRange<std::size_t>(1, 5));
  std::uint64_t put = 0;
  std::uint64_t accounted = 0;
  const auto take = [&] {
    const auto observed = queue.take();
    if (!observed) return;
    if (const auto* given = std::get_if<HistoryEntry>(&*observed)) {
      RC_ASSERT(given->revision.value == ++accounted);
    } else {
      const Gap& gap = std::get<Gap>(*observed);
      RC_ASSERT(gap.entries > 0u);
      RC_ASSERT(gap.instances == (std::vector<Gap::Missed>{{{"x"}, {accounted + 1}}}));
      accounted += gap.entries;
    }
  };
  for (const bool puts : *rc::gen::arbitrary<std::vector<bool>>())
    puts ? static_cast<void>(queue.put(entry(++put))) : take();
  while (accounted < put) take();
  RC_ASSERT(!queue.take());
}

class ObserversAtWork : public ::testing::Test {
 protected:
  void tell(std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t i = from; i <= to; ++i) subscribers_->tell({entry(i)});
  }

  std::shared_ptr<Subscribers> subscribers_ = std::make_shared<Subscribers>();
  std::shared_ptr<Observers> observers_ = std::make_shared<Observers>(subscribers_, std::make_shared<Log>(nullptr));
};
constexpr Duration kVeryLong = std::chrono::hours{1};

// Notes revisions; a gap as the negative number of entries.
class Notes {
 public:
  Observer observer() {
    return [this](const Observed& observed) {
      const auto* entry = std::get_if<HistoryEntry>(&observed);
      all.push_back(entry != nullptr ? static_cast<int>(entry->revision.value)
                                     : -static_cast<int>(std::get<Gap>(observed).entries));
    };
  }
  std::vector<int> all;
};

TEST_F(ObserversAtWork, GiveAFastOneAllInOrder) {
  Notes notes;
  const auto handle = observers_->add(notes.observer(), {}).value();
  tell(1, 5'000);
  observers_->close(kVeryLong);
  ASSERT_EQ(notes.all.size(), 5'000u);
  for (int i = 0; i < 5'000; ++i) EXPECT_EQ(notes.all[static_cast<std::size_t>(i)], i + 1);
}

TEST_F(ObserversAtWork, GiveASlowOneAGapMarkAndThenContinue) {
  Notes notes;
  std::latch running(1);
  std::promise<void> gap_taken;
  std::latch may_run(1);
  const auto handle = observers_
                          ->add(
                              [&, note = notes.observer()](const Observed& observed) {
                                note(observed);
                                if (std::holds_alternative<Gap>(observed)) gap_taken.set_value();
                                if (notes.all.size() > 1) return;
                                running.count_down();
                                may_run.wait();
                              },
                              {.queue = 2})
                          .value();
  tell(1, 1);
  running.wait();
  tell(2, 10);  // returns, though the observer does not
  may_run.count_down();
  gap_taken.get_future().wait();
  tell(11, 12);
  observers_->close(kVeryLong);
  EXPECT_EQ(notes.all, (std::vector<int>{1, 2, 3, -7, 11, 12}));
}

TEST_F(ObserversAtWork, HoldUpNeitherEachOtherNorSubscribers) {
  std::latch running(1);
  std::latch may_run(1);
  const auto slow = observers_->add(
      [&](const Observed&) {
        running.count_down();
        may_run.wait();
      },
      {});
  std::promise<void> seen;
  const auto other = observers_->add(
      [&](const Observed& observed) {
        if (std::get<HistoryEntry>(observed).revision.value == 2) seen.set_value();
      },
      {});
  tell(1, 1);
  running.wait();
  tell(2, 2);
  seen.get_future().wait();
  may_run.count_down();
}

TEST_F(ObserversAtWork, ContinueWhereAnObserverThrows) {
  Notes notes;
  const auto handle = observers_->add(
      [note = notes.observer()](const Observed& observed) {
        note(observed);
        throw std::runtime_error("broken");
      },
      {});
  tell(1, 3);
  observers_->close(kVeryLong);
  EXPECT_EQ(notes.all, (std::vector<int>{1, 2, 3}));
}

TEST_F(ObserversAtWork, CallNoneOnceItsHandleIsGone) {
  std::atomic<bool> is_over = false;
  std::jthread telling([&] {
    for (std::uint64_t i = 1; !is_over; ++i) tell(i, i);
  });
  for (int round = 0; round < 100; ++round) {
    std::atomic<int> told = 0;
    std::vector<int> used(1, 0);  // not to be touched once the handle is gone
    auto handle = observers_->add(
        [&](const Observed&) {
          ++used.at(0);
          ++told;
        },
        {.queue = 10});
    while (told == 0) std::this_thread::yield();
    handle = nullptr;
    used.clear();
  }
  is_over = true;
}

TEST_F(ObserversAtWork, MayEndThemselvesAndBeginOthersInACall) {
  const auto held = std::make_shared<int>(0);
  std::promise<void> ended;
  std::promise<void> told;
  Notes notes;
  std::shared_ptr<void> other;
  std::promise<void> has_handle;
  std::shared_ptr<void> handle;
  handle = observers_
               ->add(
                   [&, held, handle_is_there = has_handle.get_future().share()](const Observed&) {
                     handle_is_there.wait();
                     other = observers_->add(notes.observer(), {}).value();
                     handle.reset();
                     EXPECT_EQ(held.use_count(), 2) << "the one that runs, and the test";
                     ended.set_value();
                   },
                   {})
               .value();
  has_handle.set_value();
  tell(1, 2);
  ended.get_future().wait();
  tell(3, 4);
  observers_->close(kVeryLong);
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_EQ(notes.all.size(), 2u + (notes.all.front() == 2 ? 1u : 0u));
  EXPECT_EQ(notes.all.back(), 4);
}

TEST_F(ObserversAtWork, GiveAMarkForWhatIsLeftWhereTheTimeToCloseIsOver) {
  Notes notes;
  std::latch running(1);
  std::latch may_run(1);
  const auto handle = observers_->add(
      [&, note = notes.observer()](const Observed& observed) {
        note(observed);
        if (notes.all.size() > 1) return;
        running.count_down();
        may_run.wait();
      },
      {.queue = 3});
  tell(1, 1);
  running.wait();
  tell(2, 9);
  std::jthread closing([&] { observers_->close(Duration::zero()); });
  while (observers_->add([](const Observed&) {}, {})) std::this_thread::yield();  // until it is closing
  may_run.count_down();
  closing.join();
  EXPECT_EQ(notes.all.front(), 1);
  int accounted = 0;
  for (const int each : notes.all) accounted += each < 0 ? -each : 1;
  EXPECT_EQ(accounted, 9);
}

TEST_F(ObserversAtWork, EndWithTheLastOfThem) {
  Notes notes;
  auto handle = observers_->add(notes.observer(), {}).value();
  observers_->close(kVeryLong);
  tell(1, 3);
  EXPECT_EQ(observers_->add(notes.observer(), {}).error().kind, Error::Kind::Unavailable);
  observers_.reset();
  handle.reset();
  EXPECT_TRUE(notes.all.empty());
  EXPECT_TRUE(subscribers_->empty());
}

TEST_F(ObserversAtWork, RefuseAQueueWithoutRoom) {
  EXPECT_EQ(observers_->add([](const Observed&) {}, {.queue = 0}).error().kind, Error::Kind::InvalidArgument);
}

}  // namespace
}  // namespace baton::engine
