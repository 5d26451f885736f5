// What waits for the loop, and what is answered when it ends, from many threads.
#include "engine/mailbox.hpp"
#include "engine/promised_reply.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <stdexcept>
#include <thread>

namespace baton::engine {
namespace {

constexpr std::chrono::microseconds kMailboxSpin{1'000};

std::vector<Mailbox::Job> taken_from(Mailbox& mailbox) {
  std::vector<Mailbox::Job> jobs;
  mailbox.take(jobs);
  return jobs;
}

TEST(Mailbox, KeepsTheOrderOfWhatOneThreadPutsIn) {
  Mailbox mailbox(10, kMailboxSpin);
  std::vector<int> seen;
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(mailbox.offer([&seen, i] { seen.push_back(i); }));
  for (Mailbox::Job& job : taken_from(mailbox)) job();
  EXPECT_EQ(seen, (std::vector<int>{0, 1, 2, 3, 4}));
  EXPECT_TRUE(taken_from(mailbox).empty());
}

TEST(Mailbox, RefusesRequestsButNotAnswersWhenItIsFull) {
  Mailbox mailbox(1, kMailboxSpin);
  EXPECT_TRUE(mailbox.offer([] {}));
  EXPECT_FALSE(mailbox.offer([] {}));
  mailbox.push([] {});
  EXPECT_EQ(taken_from(mailbox).size(), 2u);
}

TEST(Mailbox, DropsEverythingOnceItIsClosed) {
  Mailbox mailbox(10, kMailboxSpin);
  const auto held = std::make_shared<int>(1);
  mailbox.push([held] {});
  mailbox.close();
  EXPECT_TRUE(mailbox.offer([held] {}));
  mailbox.push([held] {});
  std::vector<Mailbox::Job> jobs;
  EXPECT_FALSE(mailbox.take(jobs));
  EXPECT_TRUE(jobs.empty());
  EXPECT_EQ(held.use_count(), 1);
  mailbox.wait(std::nullopt);  // returns
}

TEST(PromisedReply, SaysThatTheEngineIsClosingWhenItIsDropped) {
  Mailbox mailbox(10, kMailboxSpin);
  PromisedReply<int> reply;
  std::future<Result<int>> result = reply.future();
  EXPECT_TRUE(mailbox.offer([reply = std::move(reply)] { reply(1); }));
  EXPECT_NE(result.wait_for(std::chrono::seconds{0}), std::future_status::ready);
  mailbox.close();
  ASSERT_EQ(result.wait_for(std::chrono::seconds{0}), std::future_status::ready);
  EXPECT_EQ(result.get().error().kind, Error::Kind::Unavailable);
}

TEST(Mailbox, WakesAWaitingThread) {
  Mailbox mailbox(1'000, kMailboxSpin);
  std::vector<std::jthread> senders;
  for (int sender = 0; sender < 4; ++sender) {
    senders.emplace_back([&] {
      for (int i = 0; i < 50; ++i) mailbox.push([] {});
    });
  }
  std::size_t taken = 0;
  while (taken < 200) {
    mailbox.wait(std::nullopt);
    taken += taken_from(mailbox).size();
  }
  EXPECT_EQ(taken, 200u);
}

TEST(Mailbox, WaitsNoLongerThanUntilATimeThatHasPassed) {
  Mailbox mailbox(1, kMailboxSpin);
  mailbox.wait(Duration{});  // returns
  EXPECT_TRUE(taken_from(mailbox).empty());
}

}  // namespace
}  // namespace baton::engine
