// The awaitable methods, in a coroutine of one's own and with Boost.Asio.
#include <baton/awaitable.hpp>
#include <baton/when_all.hpp>

#include "app/wiring/test_support.hpp"

#include <gtest/gtest.h>

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <coroutine>
#include <exception>
#include <future>
#include <memory>
#include <thread>
#include <vector>

namespace baton::app {
namespace {

const std::string kQuick = document("quick", "do:\n- one: {set: {a: 1}}\n");
const std::string kLong = document("long", "do:\n- rest: {wait: {hours: 1}}\n");

// The plainest coroutine: it begins at once, and nobody awaits it.
struct Detached {
  struct promise_type {
    Detached get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

// How an awaitable becomes an operation of Boost.Asio.
template <class T, class Token>
auto as_operation(Awaitable<T> awaitable, Token&& token) {
  return boost::asio::async_initiate<Token, void(Result<T>)>(
      [](auto handler, Awaitable<T> asked) {
        // Asio's handlers move only, and the executor may need to be told that there is work.
        auto work = boost::asio::prefer(boost::asio::get_associated_executor(handler),
                                        boost::asio::execution::outstanding_work.tracked);
        std::move(asked).then([handler = std::move(handler), work = std::move(work)](Result<T> result) mutable {
          boost::asio::dispatch(work, [handler = std::move(handler), result = std::move(result)]() mutable {
            std::move(handler)(std::move(result));
          });
        });
      },
      token, std::move(awaitable));
}

class AsyncOn : public ::testing::Test {
 protected:
  Executor on_context() {
    return [this](std::move_only_function<void()> resume) {
      boost::asio::post(context_, [resume = std::move(resume)]() mutable { resume(); });
    };
  }

  boost::asio::io_context context_;  // outlives the engine, whose threads post to it
  Engine engine_ = Engine::open("memory:").value();
};

TEST_F(AsyncOn, ResumesACoroutineOnItsExecutor) {
  const auto guard = boost::asio::make_work_guard(context_);
  AsyncEngine async(engine_, on_context(), {"alice"});
  std::vector<std::thread::id> threads;
  const InstanceId nobody{"nobody"};  // GCC 12 destroys an aggregate within an await expression twice
  const std::vector<std::string> documents{kQuick};
  const StartOptions quick{.workflow = {"shop", "quick", ""}, .input = {}, .id = "x"};
  const auto work = [&]() -> Detached {
    const auto deployed = co_await async.deploy_all(documents);
    threads.push_back(std::this_thread::get_id());
    EXPECT_TRUE(deployed);
    const auto id = co_await async.start(quick);
    threads.push_back(std::this_thread::get_id());
    const auto done = co_await async.wait(*id);
    threads.push_back(std::this_thread::get_id());
    EXPECT_EQ(done->summary.status, Status::Completed);
    const auto history = co_await async.history(*id);
    EXPECT_EQ(history->front().caller, "alice");
    const auto missing = co_await async.find(nobody);
    EXPECT_EQ(missing.error().kind, Error::Kind::NotFound);
    context_.stop();
  };
  work();
  context_.run();
  EXPECT_EQ(threads, std::vector(3, std::this_thread::get_id()));
}

TEST_F(AsyncOn, IsAnOperationOfAsiosCoroutines) {
  AsyncEngine async(engine_, [](auto resume) { resume(); });
  Status status{};
  const std::vector<std::string> documents{kQuick};
  const StartOptions quick{.workflow = {"shop", "quick", ""}, .input = {}, .id = "x"};
  const auto work = [&]() -> boost::asio::awaitable<void> {
    using boost::asio::use_awaitable;
    EXPECT_TRUE(co_await as_operation(async.deploy_all(documents), use_awaitable));
    const auto id = co_await as_operation(async.start(quick), use_awaitable);
    const auto done = co_await as_operation(async.wait(*id), use_awaitable);
    status = done->summary.status;
  };
  boost::asio::co_spawn(context_, work, boost::asio::detached);
  context_.run();
  EXPECT_EQ(status, Status::Completed);
}

TEST_F(AsyncOn, WaitsForSeveralRequestsAndForATime) {
  AsyncEngine async(engine_, on_context());
  const auto guard = boost::asio::make_work_guard(context_);
  const std::string quick = kQuick;
  const StartOptions first{.workflow = {"shop", "quick", ""}, .input = {}, .id = "a"};
  const StartOptions second{.workflow = {"shop", "quick", ""}, .input = {}, .id = "b"};
  const auto work = [&]() -> Detached {
    EXPECT_EQ((co_await async.deploy(quick))->name.name, "quick");
    const auto [a, b] = co_await when_all(async.start(first), async.start(second));
    EXPECT_TRUE(a && b);
    EXPECT_TRUE(co_await async.wait_until_all_done());
    const auto before = std::chrono::steady_clock::now();
    EXPECT_TRUE(co_await async.sleep(Duration{20}));
    EXPECT_GE(std::chrono::steady_clock::now() - before, Duration{15});
    EXPECT_TRUE(co_await async.wait_until_all_idle(Duration{1}));
    context_.stop();
  };
  work();
  context_.run();
}

TEST_F(AsyncOn, EndsASleepWhenTheEngineIsDestroyed) {
  AsyncEngine async(engine_, [](auto resume) { resume(); });
  std::promise<Error::Kind> kind;
  async.sleep(std::chrono::hours{24 * 400'000}).then([&](Result<void> result) { kind.set_value(result.error().kind); });
  {
    const Engine gone = std::move(engine_);
  }
  EXPECT_EQ(kind.get_future().get(), Error::Kind::Unavailable);
}

TEST_F(AsyncOn, ResumesAtOnceIfTheEngineIsDestroyed) {
  AsyncEngine async(engine_, [](auto resume) { resume(); });
  ASSERT_TRUE(engine_.run(kLong, {.input = {}, .id = "x"}));
  std::optional<Result<InstanceView>> waited;
  const InstanceId id{"x"};
  const auto work = [&]() -> Detached { waited = co_await async.wait(id); };
  work();
  {
    const Engine gone = std::move(engine_);
  }
  ASSERT_TRUE(waited.has_value());
  EXPECT_EQ(waited->error().kind, Error::Kind::Unavailable);
}

TEST_F(AsyncOn, RefusesWithoutLeavingTheThread) {
  AsyncEngine async(engine_, [](auto resume) { resume(); }, {"not\na name"});
  std::promise<Error::Kind> kind;
  async.suspend({"x"}).then([&](Result<void> result) { kind.set_value(result.error().kind); });
  EXPECT_EQ(kind.get_future().get(), Error::Kind::InvalidArgument);
}

TEST_F(AsyncOn, CallsAFunctionInsteadOfResumingACoroutine) {
  ASSERT_TRUE(engine_.run(kLong, {.input = {}, .id = "x"}));
  AsyncEngine async(engine_, [](auto resume) { resume(); }, {"alice"});
  std::promise<Result<void>> suspended;
  async.suspend({"x"}).then([&](Result<void> result) { suspended.set_value(std::move(result)); });
  EXPECT_TRUE(suspended.get_future().get());
  std::promise<Result<BulkReport>> cancelled;
  async.bulk({.action = BulkAction::Cancel}).then([&](Result<BulkReport> report) {
    cancelled.set_value(std::move(report));
  });
  EXPECT_EQ(cancelled.get_future().get().value().done, 1u);
}

// Each holds a thread that others need.
TEST_F(AsyncOn, RefusesRequestsForManyWhileTheOnesBeforeDoNotReturn) {
  ASSERT_TRUE(engine_.run(kLong, {.input = {}, .id = "x"}));
  AsyncEngine async(engine_, [](auto resume) { resume(); });
  std::promise<void> released;
  const std::shared_future<void> release = released.get_future().share();
  BulkOptions stuck{.action = BulkAction::Suspend, .dry_run = true};
  stuck.progress = [release](const BulkReport&) {
    release.wait();
    return true;
  };
  std::vector<std::future<Result<BulkReport>>> reports;
  const auto submit = [&](const BulkOptions& options) {
    const auto report = std::make_shared<std::promise<Result<BulkReport>>>();
    reports.push_back(report->get_future());
    async.bulk(options).then([report](Result<BulkReport> result) { report->set_value(std::move(result)); });
  };
  for (int i = 0; i < 4; ++i) submit(stuck);
  EXPECT_EQ(reports.back().get().error().kind, Error::Kind::Overloaded);
  reports.pop_back();
  std::promise<Result<InstanceList>> listed;
  async.list().then([&](Result<InstanceList> list) { listed.set_value(std::move(list)); });
  EXPECT_TRUE(listed.get_future().get());
  released.set_value();
  for (auto& report : reports) EXPECT_EQ(report.get().value().matched, 1u);
  reports.clear();
  submit(stuck);
  EXPECT_TRUE(reports.back().get()) << "there is room again";
}

}  // namespace
}  // namespace baton::app
