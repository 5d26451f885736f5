#include <baton/async.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace baton {
namespace {

// An awaitable that waits until somebody opens it.
class Gate {
 public:
  [[nodiscard]] bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> waiting) { waiting_ = waiting; }
  void await_resume() const {}
  void open() { std::exchange(waiting_, nullptr).resume(); }

 private:
  std::coroutine_handle<> waiting_;
};

Async<int> number(int value) {
  co_return value;
}
Async<int> sum(int left, int right) {
  co_return co_await number(left) + co_await number(right);
}
Async<> fail() {
  throw std::runtime_error("broken");
  co_return;
}
Async<int> pass(Gate& gate, int value) {
  co_await gate;
  co_return value;
}
Async<std::string> recover_from_failure() {
  try {
    co_await fail();
  } catch (const std::runtime_error& error) {
    co_return error.what();
  }
  co_return "no error";
}
Async<> note(std::vector<int>& notes) {
  notes.push_back(1);
  co_return;
}

template <class T>
std::optional<std::expected<T, std::exception_ptr>> result_of(Async<T> work) {
  std::optional<std::expected<T, std::exception_ptr>> result;
  std::move(work).start([&](auto done) { result = std::move(done); });
  return result;
}

TEST(Async, DoesNothingUntilItIsStarted) {
  std::vector<int> notes;
  {
    const Async<> dropped = note(notes);
  }
  EXPECT_TRUE(notes.empty());
  Async<> kept = note(notes);
  std::move(kept).start([](const auto&) {});
  EXPECT_EQ(notes, std::vector<int>{1});
}

TEST(Async, GivesItsValueToTheAwaitingCoroutine) {
  EXPECT_EQ(result_of(sum(2, 3)).value().value(), 5);
}

TEST(Async, PassesAnExceptionToTheAwaitingCoroutine) {
  EXPECT_EQ(result_of(recover_from_failure()).value().value(), "broken");
}

TEST(Async, PassesAnExceptionToTheCallbackOfAStart) {
  const auto result = result_of(fail()).value();
  ASSERT_FALSE(result);
  EXPECT_THROW(std::rethrow_exception(result.error()), std::runtime_error);
}

TEST(Async, ContinuesWhenItsAwaitableResumes) {
  Gate gate;
  std::optional<int> result;
  pass(gate, 7).start([&](std::expected<int, std::exception_ptr> done) { result = *done; });
  EXPECT_EQ(result, std::nullopt);
  gate.open();
  EXPECT_EQ(result, 7);
}

TEST(Async, CarriesValuesThatCannotBeCopied) {
  const auto make = []() -> Async<std::unique_ptr<int>> { co_return std::make_unique<int>(3); };
  EXPECT_EQ(**result_of(make()).value(), 3);
}

std::string what_it_throws(Async<int>& work) {
  const auto await = [](Async<int>& awaited) -> Async<int> { co_return co_await std::move(awaited); };
  try {
    const auto result = result_of(await(work)).value();
    if (!result) std::rethrow_exception(result.error());
    return "nothing";
  } catch (const std::logic_error& error) {
    return error.what();
  }
}

TEST(Async, IsAwaitedOrStartedOnce) {
  // NOLINTBEGIN(bugprone-use-after-move): that is the point
  Async<int> moved = number(1);
  Async<int> started = std::move(moved);
  std::move(started).start([](const auto&) {});
  Async<int> awaited = number(1);
  EXPECT_EQ(what_it_throws(awaited), "nothing");
  for (Async<int>* const spent : {&moved, &started, &awaited}) {
    EXPECT_EQ(what_it_throws(*spent), "this baton::Async was awaited before, or moved from: there is nothing to await");
  }
  // NOLINTEND(bugprone-use-after-move)
}

}  // namespace
}  // namespace baton
