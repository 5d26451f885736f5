// Baton and Boost.Asio, in both directions.
#include <baton/asio.hpp>

#include "app/wiring/test_support.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/describe.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

namespace baton::app {
namespace {

struct AsioRequest {
  std::int64_t cents = 0;
};
BOOST_DESCRIBE_STRUCT(AsioRequest, (), (cents))
struct AsioReceipt {
  std::int64_t paid = 0;
  explicit AsioReceipt(std::int64_t cents) : paid(cents) {}  // no default constructor
  AsioReceipt(const AsioReceipt&) = default;
};

// Its coroutines note the thread on which they run.
class AsioPayment {
 public:
  boost::asio::awaitable<std::int64_t> charge(const AsioRequest& request, const CallContext& context) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, std::chrono::milliseconds{1});
    co_await timer.async_wait(boost::asio::use_awaitable);
    thread = std::this_thread::get_id();
    EXPECT_FALSE(context.idempotency_key.value.empty());
    co_return request.cents;
  }
  boost::asio::awaitable<void> refund() { co_return; }
  boost::asio::awaitable<std::expected<std::int64_t, Problem>> decline(Value) {
    co_return std::unexpected(make_problem(ProblemKind::Authorization, "no"));
  }
  boost::asio::awaitable<std::int64_t> break_off(AsioRequest) {
    throw std::runtime_error("broken");
    co_return 0;
  }
  boost::asio::awaitable<void> hang(CallContext) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, std::chrono::hours{1});
    try {
      co_await timer.async_wait(boost::asio::use_awaitable);
    } catch (...) {
      is_cancelled = true;
      throw;
    }
  }
  std::int64_t plain(AsioRequest request) { return request.cents + 1; }
  static boost::asio::awaitable<std::int64_t> fixed() { co_return 7; }
  BOOST_DESCRIBE_CLASS(AsioPayment, (), (charge, refund, decline, break_off, hang, plain, fixed), (), ())

  std::thread::id thread;
  bool is_cancelled = false;
};

class OnAsio : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(engine_.add_methods(asio_methods(context_.get_executor(), "payment", payment_)));
  }
  // Runs a document of this one task, on the io_context, until it has ended.
  InstanceView outcome_of(const std::string& task) {
    std::optional<Result<InstanceView>> done;
    const std::string text = document("it", "do:\n- it: " + task + "\n");
    const RunOptions options;  // GCC 12 destroys an aggregate within an await expression twice
    const auto work = [&]() -> boost::asio::awaitable<void> {
      const auto id = co_await as_asio(async_.run(text, options));
      done = co_await as_asio(async_.wait(id.value()));
    };
    boost::asio::co_spawn(context_, work, boost::asio::detached);
    context_.restart();
    context_.run();
    return done.value().value();
  }

  boost::asio::io_context context_;  // outlives the engine
  std::shared_ptr<AsioPayment> payment_ = std::make_shared<AsioPayment>();
  Engine engine_ = Engine::open("memory:", {.operator_threads = 0}).value();
  AsyncEngine async_{engine_, on_asio(context_.get_executor())};
};

TEST_F(OnAsio, RunsTheMethodsOfAnOperatorOnItsExecutor) {
  const InstanceView done = outcome_of("{call: payment.charge, with: {cents: 5}}");
  EXPECT_EQ(done.output, Value(5));
  EXPECT_EQ(payment_->thread, std::this_thread::get_id());
}

TEST_F(OnAsio, TakesEveryFormOfMethod) {
  EXPECT_EQ(outcome_of("{call: payment.refund}").summary.status, Status::Completed);
  EXPECT_EQ(outcome_of("{call: payment.plain, with: {cents: 1}}").output, Value(2));
  EXPECT_EQ(outcome_of("{call: payment.fixed}").output, Value(7));
  const InstanceView declined = outcome_of("{call: payment.decline}");
  EXPECT_EQ(declined.summary.status, Status::Faulted);
  EXPECT_EQ(declined.error->detail, "no");
  const InstanceView refused = outcome_of("{call: payment.charge, with: {cents: many}}");
  EXPECT_EQ(refused.summary.status, Status::Faulted) << "the arguments do not fit";
}

TEST_F(OnAsio, TakesAnExceptionForAnUnknownOutcome) {
  const InstanceView done = outcome_of("{call: payment.break_off, with: {cents: 1}, metadata: {idempotent: false}}");
  EXPECT_EQ(done.summary.status, Status::Faulted);
  EXPECT_NE(done.error->detail.find("broken"), std::string::npos) << done.error->detail;
}

TEST_F(OnAsio, CancelsACoroutineThatNobodyWaitsFor) {
  const InstanceView done = outcome_of("{call: payment.hang, timeout: {after: {milliseconds: 20}}}");
  EXPECT_EQ(done.summary.status, Status::Faulted);
  context_.restart();
  context_.run();  // returns: the timer of an hour is cancelled
  EXPECT_TRUE(payment_->is_cancelled);
}

TEST_F(OnAsio, MakesARequestAnOperationWithACallback) {
  std::optional<Error::Kind> kind;
  as_asio(async_.find({"nobody"}),
          boost::asio::bind_executor(context_, [&](const Result<InstanceView>& found) { kind = found.error().kind; }));
  context_.run();
  EXPECT_EQ(kind, Error::Kind::NotFound);
}

constexpr auto kLongPause = "do:\n- pause: {wait: {hours: 1}}\n";

TEST_F(OnAsio, EndsAnOperationAtOnceWhenItIsCancelled) {
  const InstanceId id = engine_.run(document("pause", kLongPause), {}).value();
  boost::asio::cancellation_signal signal;
  std::optional<Error::Kind> kind;
  as_asio(async_.wait(id), boost::asio::bind_cancellation_slot(
                               signal.slot(), boost::asio::bind_executor(
                                                  context_, [&](const auto& waited) { kind = waited.error().kind; })));
  signal.emit(boost::asio::cancellation_type::total);  // promises that nothing has happened
  signal.emit(boost::asio::cancellation_type::terminal);
  EXPECT_FALSE(kind) << "not within emit()";
  context_.run();
  EXPECT_EQ(kind, Error::Kind::Aborted);
  EXPECT_FALSE(signal.slot().has_handler());
  EXPECT_EQ(engine_.find(id).value().summary.status, Status::Waiting);
}

TEST_F(OnAsio, DropsAnAnswerThatComesAfterTheCancellation) {
  const InstanceId id = engine_.run(document("pause", kLongPause), {}).value();
  std::size_t first = 0;
  const auto work = [&]() -> boost::asio::awaitable<void> {
    using namespace boost::asio::experimental::awaitable_operators;
    boost::asio::steady_timer timer(context_, std::chrono::milliseconds{1});
    first = (co_await (as_asio(async_.wait(id)) || timer.async_wait(boost::asio::use_awaitable))).index();
  };
  boost::asio::co_spawn(context_, work, boost::asio::detached);
  context_.run();
  EXPECT_EQ(first, 1U);
  ASSERT_TRUE(engine_.cancel(id));
  ASSERT_TRUE(engine_.wait(id));
  context_.restart();
  context_.run();
}

TEST_F(OnAsio, GivesTheAnswerThatComesBeforeTheCancellation) {
  std::size_t first = 1;
  const InstanceFilter all;  // GCC 12 destroys an aggregate within an await expression twice
  const auto work = [&]() -> boost::asio::awaitable<void> {
    using namespace boost::asio::experimental::awaitable_operators;
    boost::asio::steady_timer timer(context_, std::chrono::hours{1});
    first = (co_await (as_asio(async_.list(all)) || timer.async_wait(boost::asio::use_awaitable))).index();
  };
  boost::asio::co_spawn(context_, work, boost::asio::detached);
  context_.run();
  EXPECT_EQ(first, 0U);
}

TEST_F(OnAsio, StartsWhatWasAskedForAlsoIfItsOperationIsCancelled) {
  const std::string text = document("nothing", "do:\n- it: {set: {a: 1}}\n");
  boost::asio::cancellation_signal signal;
  as_asio(async_.run(text, {.id = "it"}),
          boost::asio::bind_cancellation_slot(signal.slot(), boost::asio::bind_executor(context_, [](const auto&) {})));
  signal.emit(boost::asio::cancellation_type::all);
  context_.run();
  while (!engine_.find({"it"})) std::this_thread::yield();  // nobody is told when it has been started
  EXPECT_EQ(engine_.wait({"it"}).value().summary.status, Status::Completed);
}

// The answer comes on a thread of the engine while the operation is cancelled on another.
TEST(Asio, EndsAnOperationOnceHoweverItsAnswerAndItsCancellationMeet) {
  boost::asio::io_context context;
  auto work = boost::asio::make_work_guard(context);
  std::thread runner([&] { context.run(); });
  {
    Engine engine = Engine::open("memory:").value();
    AsyncEngine async(engine, [](auto resume) { resume(); });
    constexpr int kRounds = 2000;
    std::atomic<int> ends = 0;
    for (int round = 0; round < kRounds; ++round) {
      const auto strand = boost::asio::make_strand(context);
      const auto signal = std::make_shared<boost::asio::cancellation_signal>();
      boost::asio::post(strand, [&, strand, signal] {
        as_asio(async.list(), boost::asio::bind_cancellation_slot(
                                  signal->slot(), boost::asio::bind_executor(strand, [&, signal](const auto& listed) {
                                    EXPECT_TRUE(listed || listed.error().kind == Error::Kind::Aborted ||
                                                listed.error().kind == Error::Kind::Overloaded);
                                    ++ends;
                                  })));
      });
      boost::asio::post(strand, [signal] { signal->emit(boost::asio::cancellation_type::terminal); });
    }
    while (ends < kRounds) std::this_thread::yield();
    work.reset();
    runner.join();
    EXPECT_EQ(ends, kRounds);
  }
}

TEST(Asio, DestroysAHandlerThatItsIoContextNeverCalls) {
  const auto alive = std::make_shared<int>();
  {
    boost::asio::io_context context;
    boost::asio::cancellation_signal signal;
    Engine engine = Engine::open("memory:").value();
    AsyncEngine async(engine, on_asio(context.get_executor()));
    for (const bool is_cancelled : {false, true}) {
      as_asio(async.list(), boost::asio::bind_cancellation_slot(
                                signal.slot(), boost::asio::bind_executor(context, [alive](const auto&) {})));
      if (is_cancelled) signal.emit(boost::asio::cancellation_type::terminal);
    }
  }
  EXPECT_EQ(alive.use_count(), 1);
}

TEST_F(OnAsio, AwaitsACoroutineOfAsiosInOneOfBatons) {
  std::optional<std::int64_t> paid;
  const auto receipt = []() -> boost::asio::awaitable<AsioReceipt> { co_return AsioReceipt(3); };
  const auto work = [&]() -> Async<> { paid = (co_await from_asio(context_.get_executor(), receipt())).paid; };
  work().start([](const auto&) {});
  EXPECT_FALSE(paid);
  context_.run();
  EXPECT_EQ(paid, 3);
}

TEST(Asio, GivesAnExceptionToWhoeverAwaitsWhatItsIoContextNeverRan) {
  bool has_thrown = false;
  {
    boost::asio::io_context context;
    const auto nothing = []() -> boost::asio::awaitable<void> { co_return; };
    const auto work = [&]() -> Async<> { co_await from_asio(context.get_executor(), nothing()); };
    work().start([&](const auto& result) { has_thrown = !result; });
    EXPECT_FALSE(has_thrown);
  }
  EXPECT_TRUE(has_thrown);
}

}  // namespace
}  // namespace baton::app
