// A process that forks while an engine is open.
#include "app/wiring/every_call.hpp"

#include <gtest/gtest.h>
#include <contract/temporary_directory.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

namespace baton::app {
namespace {

// A child that does its work and dies without unwinding, as one should that shares its parent's memory.
class Child {
 public:
  template <class Work>
  explicit Child(const Work& work) : pid_(fork()) {
    if (pid_ != 0) return;
    alarm(60);  // ends one that hangs
    work();
    _exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { EXPECT_EQ(status(), 0) << "of a child, as waitpid() tells it"; }

 private:
  [[nodiscard]] int status() const {
    int status = 0;
    waitpid(pid_, &status, 0);
    return status;
  }

  pid_t pid_;
};

class ForkedEngine : public ::testing::Test {
 protected:
  [[nodiscard]] std::string url(const std::string& name = "baton.db") const {
    return "sqlite:" + directory_.file(name);
  }
  // Its operator returns its request, and so does everything else.
  [[nodiscard]] std::unique_ptr<Engine> open() {
    auto engine = std::make_unique<Engine>(Engine::open(url()).value());
    engine->add_method("payment.charge", make_method([](const Value& request) { return request; })).value();
    EXPECT_TRUE(engine->deploy(kOrder));
    return engine;
  }

  testing::TemporaryDirectory directory_;
};

TEST_F(ForkedEngine, FailsAtOnceAndEndsInTheChild) {
  auto engine = open();
  std::atomic<int> told = 0;
  auto subscription = std::make_unique<Engine::Subscription>(engine->subscribe([&](const HistoryEntry&) { ++told; }));
  std::atomic<int> observed = 0;
  auto watching = std::make_unique<Engine::Subscription>(engine->observe([&](const Observed&) { ++observed; }).value());
  {
    const Child child([&] {
      EXPECT_EQ(error_of_all(*engine), Error::Kind::Unavailable);
      EXPECT_EQ(engine->add_method("payment.refund", make_method([] {})).error().kind, Error::Kind::Unavailable);
      EXPECT_TRUE(engine->registered_methods().empty());
      static_cast<void>(engine->subscribe([](const HistoryEntry&) {}));
      EXPECT_TRUE(engine->metrics().transitions.empty());
      subscription.reset();
      watching.reset();
      engine.reset();
    });
  }
  ASSERT_TRUE(engine->start(order("order-1")));
  EXPECT_EQ(engine->wait({"order-1"})->summary.status, Status::Completed);
  EXPECT_GT(told, 0);
  engine.reset();  // its observer has got all
  EXPECT_EQ(observed, told);
}

// Whatever its threads were doing, and whatever they had locked.
TEST_F(ForkedEngine, FailsAndEndsInTheChildOfAnEngineAtWork) {
  auto engine = open();
  auto subscription = std::make_unique<Engine::Subscription>(engine->subscribe([](const HistoryEntry&) {}));
  std::atomic<bool> is_over = false;
  std::jthread working([&] {
    for (int i = 0; !is_over; ++i) static_cast<void>(engine->start(order("order-" + std::to_string(i))));
  });
  for (int round = 0; round < 50; ++round) {
    const Child child([&] {
      EXPECT_EQ(error_of_all(*engine), Error::Kind::Unavailable);
      subscription.reset();
      engine.reset();
    });
  }
  is_over = true;
}

TEST_F(ForkedEngine, FailsInAChildThatAnOperatorForks) {
  for (const std::size_t threads : {std::size_t{0}, std::size_t{1}}) {
    Engine engine = Engine::open("memory:", {.operator_threads = threads}).value();
    engine
        .add_method("payment.charge", make_method([&](const Value& request) {
                      const Child child([&] { EXPECT_EQ(error_of_all(engine), Error::Kind::Unavailable); });
                      return request;
                    }))
        .value();
    ASSERT_TRUE(engine.run(kOrder, {.input = json(R"({"cents":1})"), .id = "order-1"}));
    EXPECT_EQ(engine.wait({"order-1"})->summary.status, Status::Completed);
  }
}

TEST_F(ForkedEngine, LeavesItsStoreToOthersWhenItDiesBeforeItsChild) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    const auto engine = open();
    if (fork() != 0) _exit(0);
    const pid_t self = getpid();  // told once it runs: it has given up the store then
    if (write(ends[1], &self, sizeof self) != sizeof self) _exit(1);
    alarm(60);
    for (;;) pause();
  }
  pid_t child = 0;
  ASSERT_EQ(read(ends[0], &child, sizeof child), static_cast<ssize_t>(sizeof child));
  waitpid(parent, nullptr, 0);
  {
    const auto engine = Engine::open(url());
    EXPECT_TRUE(engine) << engine.error().message;
    EXPECT_EQ(kill(child, 0), 0) << "the child does not live any more";
  }
  kill(child, SIGKILL);
  close(ends[0]);
  close(ends[1]);
}

TEST_F(ForkedEngine, KeepsItsStoreLockedWhenItsChildDies) {
  const auto engine = open();
  {
    const Child child([] {});
  }
  EXPECT_EQ(error_of(Engine::open(url())), Error::Kind::Busy);
}

// SQLite would rely on locks that the child does not hold.
TEST_F(ForkedEngine, HasAStoreThatItsChildCannotOpen) {
  const auto engine = open();
  const std::string link = directory_.file("link.db");
  std::filesystem::create_symlink(directory_.file("baton.db"), link);
  const Child child([&] {
    EXPECT_EQ(error_of(Engine::open(url())), Error::Kind::Busy);
    for (const std::string& same : {url(), "sqlite:" + link}) {
      const auto opened = Engine::open(same, {.mode = EngineOptions::Mode::Read});
      ASSERT_FALSE(opened);
      EXPECT_EQ(opened.error().kind, Error::Kind::InvalidArgument);
      EXPECT_NE(opened.error().message.find("close it before the fork"), std::string::npos);
    }
  });
}

#ifndef __SANITIZE_THREAD__  // which lets no child of a process with threads begin any
TEST_F(ForkedEngine, MayHaveAChildWithAnEngineOfItsOwn) {
  const auto engine = open();
  const Child child([&] {
    Engine own = Engine::open(url("own.db")).value();
    own.add_method("payment.charge", make_method([](const Value& request) { return request; })).value();
    ASSERT_TRUE(own.run(kOrder, {.input = json(R"({"cents":1})"), .id = "order-1"}));
    EXPECT_EQ(own.wait({"order-1"})->summary.status, Status::Completed);
  });
}
#endif

TEST_F(ForkedEngine, LeavesItsStoreToAChildThatIsForkedOnceItIsClosed) {
  open().reset();
  const Child child([&] { EXPECT_TRUE(Engine::open(url())); });
}

}  // namespace
}  // namespace baton::app
