#include "adapters/http/answers.hpp"

#include "adapters/http/limits.hpp"

#include <gtest/gtest.h>
#include <support/no_threads.hpp>

#include <future>
#include <string>
#include <thread>

namespace baton::http {
namespace {

constexpr std::size_t kLarge = kMaxBytesAnsweredAtOnce + 1;

TEST(Answers, AreGivenAtOnceWhereTheyAreSmall) {
  Answers answers([] {});
  std::thread::id given_on;
  answers.give({.give = [&] { given_on = std::this_thread::get_id(); }, .bytes = kMaxBytesAnsweredAtOnce});
  EXPECT_EQ(given_on, std::this_thread::get_id());
}

TEST(Answers, AreGivenOnAnotherThreadWhereTheyAreLarge) {
  std::promise<std::thread::id> given_on;
  std::promise<void> told;
  Answers answers([&] { told.set_value(); });
  answers.give({.give = [&] { given_on.set_value(std::this_thread::get_id()); }, .bytes = kLarge});
  EXPECT_NE(given_on.get_future().get(), std::this_thread::get_id());
  told.get_future().wait();
  EXPECT_EQ(answers.waiting(), 0u);
}

TEST(Answers, AreGivenOnTheTransfersThreadIfThereIsNoOther) {
  const testing::NoThreads none;
  Answers answers([] {});
  std::thread::id given_on;
  answers.give({.give = [&] { given_on = std::this_thread::get_id(); }, .bytes = kLarge});
  EXPECT_EQ(given_on, std::this_thread::get_id());
}

TEST(Answers, DoNotOvertakeALargeOne) {
  std::promise<void> go_on;
  std::promise<void> ended;
  std::string order;
  Answers answers([] {});
  answers.give({.give = [&, proceed = go_on.get_future()] { proceed.wait(), order += "large "; }, .bytes = kLarge});
  answers.give({.give = [&] { order += "small "; }, .bytes = 1});
  answers.give({.give = [&] { ended.set_value(); }, .bytes = 0});
  EXPECT_EQ(answers.waiting(), 3u);
  go_on.set_value();
  ended.get_future().wait();
  EXPECT_EQ(order, "large small ");
}

TEST(Answers, EndAfterTheAnswerInProgress) {
  std::promise<void> begun;
  bool has_ended = false;
  {
    Answers answers([] {});
    answers.give({.give =
                      [&] {
                        begun.set_value();
                        std::this_thread::yield();
                        has_ended = true;
                      },
                  .bytes = kLarge});
    begun.get_future().wait();
  }
  EXPECT_TRUE(has_ended);
}

}  // namespace
}  // namespace baton::http
