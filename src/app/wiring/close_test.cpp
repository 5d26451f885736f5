// What closing an engine ends, and what may still come in afterwards.
#include "adapters/http/loopback_server.hpp"
#include "app/wiring/test_support.hpp"

#include <gtest/gtest.h>
#include <contract/temporary_directory.hpp>

#include <algorithm>
#include <filesystem>
#include <future>
#include <iterator>
#include <thread>

namespace baton::app {
namespace {

std::size_t entries_of(const char* folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}
std::size_t threads() {
  return entries_of("/proc/self/task");
}
std::size_t descriptors() {
  return entries_of("/proc/self/fd");
}

// Runs a workflow on an engine of its own, has `in_flight` wait until its call is made, and closes the engine.
void close_in_flight(const std::string& store, const std::string& call, const std::function<void()>& in_flight) {
  Engine engine = Engine::open(store).value();
  ASSERT_TRUE(
      engine.run(document("calling", "do:\n- ask: {call: http, with: {method: get, endpoint: '" + call + "'}}\n"),
                 {.input = {}, .id = {}}));
  in_flight();
}

TEST(ClosedEngine, LeavesNoThreadAndNoDescriptorOfItsHttpCalls) {
  const testing::TemporaryDirectory directory;
  const auto close_engines = [&](int count) {
    const http::LoopbackServer server(
        [](const http::ServedRequest&) { return http::Reply{.bytes = {}, .then = http::Reply::Then::StaySilent}; });
    for (int i = 1; i <= count; ++i) {
      close_in_flight("sqlite:" + directory.file("baton.db"), server.url("/never"),
                      [&] { server.await_requests(static_cast<std::size_t>(i)); });
    }
  };
  close_engines(1);  // what libraries keep for the whole process is there now
  const std::size_t threads_before = threads();
  const std::size_t descriptors_before = descriptors();
  close_engines(20);
  EXPECT_EQ(threads(), threads_before);
  EXPECT_EQ(descriptors(), descriptors_before);
}

TEST(ClosedEngine, MayBeClosedAsAnHttpAnswerArrives) {
  const testing::TemporaryDirectory directory;
  const http::LoopbackServer server(
      [](const http::ServedRequest&) { return http::reply("200 OK", "Content-Type: text/plain\r\n", "late"); });
  for (std::size_t i = 1; i <= 50; ++i) {
    close_in_flight("memory:", server.url("/soon"), [&] { server.await_requests(i); });
  }
}

// An operator with a thread of its own, which answers every call once `answer` is set or the operator ends. It cannot end
// on that thread.
class OwnThread {
 public:
  struct Signals {
    std::promise<void> called;
    std::promise<void> answer;
    std::promise<void> ended;
  };
  explicit OwnThread(Signals& signals)
      : signals_(signals), thread_([this, answer = signals.answer.get_future()] { work(answer); }) {}
  OwnThread(const OwnThread&) = delete;
  OwnThread& operator=(const OwnThread&) = delete;
  ~OwnThread() {
    stopping_ = true;
    thread_.join();
    signals_.ended.set_value();
  }

  void resume_later(std::function<void()> next) {
    {
      const std::lock_guard lock(mutex_);
      next_.push_back(std::move(next));
    }
    signals_.called.set_value();
  }

  Async<int> count() {
    struct OnItsThread {
      OwnThread& own;
      [[nodiscard]] bool await_ready() const { return false; }
      void await_suspend(std::coroutine_handle<> waiting) { own.resume_later(waiting); }
      void await_resume() const {}
    };
    co_await OnItsThread{*this};
    co_return ++counted_;
  }
  BOOST_DESCRIBE_CLASS(OwnThread, (), (count), (), ())

 private:
  void work(const std::future<void>& answer) {
    while (!stopping_ && answer.wait_for(std::chrono::milliseconds{1}) != std::future_status::ready) {
    }
    const auto next = [this] {
      const std::lock_guard lock(mutex_);
      return std::exchange(next_, {});
    }();
    for (const auto& step : next) step();
  }

  Signals& signals_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::vector<std::function<void()>> next_;
  int counted_ = 0;
  std::thread thread_;
};

const std::string kCounting = document("counting", "do:\n- count: {call: own.count}\n");
constexpr int kRounds = 100;

TEST(ClosedEngine, EndsAnOperatorThatAnswersOnAThreadOfItsOwn) {
  for (int round = 0; round < kRounds; ++round) {
    OwnThread::Signals signals;
    {
      Engine engine = Engine::open("memory:").value();
      engine
          .add_method("own.count",
                      [own = std::make_shared<OwnThread>(signals)](const Value&, const CallContext&,
                                                                   std::function<void(CallOutcome)> done) {
                        own->resume_later([done = std::move(done)] { done(CallSucceeded{}); });
                      })
          .value();
      ASSERT_TRUE(engine.run(kCounting, {.input = {}, .id = {}}));
      signals.called.get_future().wait();
    }
    EXPECT_EQ(signals.ended.get_future().wait_for(std::chrono::seconds{0}), std::future_status::ready);
    signals.answer.set_value();
  }
}

TEST(ClosedEngine, LetsACoroutineEndOnAThreadOfItsOperator) {
  for (int round = 0; round < kRounds; ++round) {
    OwnThread::Signals signals;
    {
      Engine engine = Engine::open("memory:").value();
      engine.add_operator("own", std::make_shared<OwnThread>(signals)).value();
      ASSERT_TRUE(engine.run(kCounting, {.input = {}, .id = {}}));
      signals.called.get_future().wait();
    }
    signals.answer.set_value();
    signals.ended.get_future().wait();
  }
}

TEST(ClosedEngine, MayBeClosedWhileACoroutineEnds) {
  for (int round = 0; round < kRounds; ++round) {
    OwnThread::Signals signals;
    {
      Engine engine = Engine::open("memory:").value();
      engine.add_operator("own", std::make_shared<OwnThread>(signals)).value();
      ASSERT_TRUE(engine.run(kCounting, {.input = {}, .id = {}}));
      signals.called.get_future().wait();
      signals.answer.set_value();
    }
    signals.ended.get_future().wait();
  }
}

TEST(ClosedEngine, IgnoresAnAnswerThatComesLater) {
  HeldMethod held;
  {
    Engine engine = Engine::open("memory:").value();
    engine.add_method("payment.charge", held.method()).value();
    ASSERT_TRUE(engine.run(kOrder, {.input = json(R"({"cents":1})"), .id = {}}));
    static_cast<void>(held.context(0));
  }
  held.answer(0, CallSucceeded{});
}

}  // namespace
}  // namespace baton::app
