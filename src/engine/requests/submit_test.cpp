// Requests that are submitted: answered without the thread that asks having to wait.
#include "engine/implementation.hpp"

#include "adapters/memory/memory_store.hpp"
#include "core/limits.hpp"
#include "engine/limits.hpp"

#include <gtest/gtest.h>
#include <support/no_threads.hpp>

#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace baton::engine {
namespace {

class SteadyClock final : public runtime::Clock {
 public:
  [[nodiscard]] Timestamp now() override {
    return Timestamp{} + std::chrono::floor<Duration>(std::chrono::steady_clock::now().time_since_epoch());
  }
};

class IdsOfManyThreads final : public runtime::Ids {
 public:
  [[nodiscard]] std::string next_id() override { return "run" + std::to_string(++last_); }
  [[nodiscard]] std::uint64_t next_seed() override { return ++last_; }

 private:
  std::atomic<std::uint64_t> last_ = 0;
};

// Its workflow `w` waits for an hour, and `quick` ends at once.
class Submit : public ::testing::Test {
 protected:
  template <class R>
  std::future<Result<AnswerTo<R>>> submit(R request, const Caller& caller = {}) {
    std::promise<Result<AnswerTo<R>>> promise;
    auto future = promise.get_future();
    engine_->submit(caller, std::move(request),
                    Reply<AnswerTo<R>>([promise = std::move(promise)](Result<AnswerTo<R>> answer) mutable {
                      promise.set_value(std::move(answer));
                    }));
    return future;
  }
  // As the closed variant.
  Answer ask(Request request) {
    auto promise = std::make_shared<std::promise<Answer>>();
    engine_->submit({.name = "alice"}, std::move(request),
                    [promise](Answer answer) { promise->set_value(std::move(answer)); });
    return promise->get_future().get();
  }
  static std::string document(const std::string& name, const std::string& task) {
    return "document: {dsl: '1.0.3', namespace: n, name: " + name + ", version: '1.0.0'}\ndo:\n- task: " + task + "\n";
  }
  void deploy() {
    ASSERT_TRUE(
        submit(requests::Deploy{.documents = {document("w", "{wait: {hours: 1}}"), document("quick", "{set: {a: 1}}")}})
            .get());
  }
  std::future<Result<InstanceId>> start(const std::string& workflow, const std::string& id) {
    return submit(requests::Start{.options = {.workflow = {"n", workflow, ""}, .input = {}, .id = id}});
  }

  std::unique_ptr<Engine::Implementation> engine_ = std::make_unique<Engine::Implementation>(
      Engine::Implementation::Outside{.store = adapters::open_memory_store(),
                                      .clock = std::make_unique<SteadyClock>(),
                                      .ids = std::make_unique<IdsOfManyThreads>()},
      EngineOptions());
};

TEST_F(Submit, AnswersEveryKindOfRequest) {
  EXPECT_EQ(std::get<Result<std::vector<DefinitionSummary>>>(
                ask(requests::Deploy{.documents = {document("w", "{wait: {hours: 1}}")}}))
                ->size(),
            1u);
  const InstanceId id{"x"};
  EXPECT_EQ(std::get<Result<InstanceId>>(
                ask(requests::Start{.options = {.workflow = {"n", "w", ""}, .input = {}, .id = "x"}})),
            id);
  EXPECT_EQ(std::get<Result<InstanceId>>(ask(
                requests::Run{.document = document("other", "{set: {a: 1}}"), .options = {.input = {}, .id = "y"}})),
            InstanceId{"y"});
  EXPECT_EQ(std::get<Result<InstanceView>>(ask(requests::Wait{.id = id, .until = Until::Idle}))->summary.status,
            Status::Waiting);
  EXPECT_EQ(std::get<Result<InstanceView>>(ask(requests::Find{.id = id}))->summary.id, id);
  EXPECT_EQ(std::get<Result<InstanceList>>(ask(requests::List{})).value().instances.size(), 2u);
  EXPECT_EQ(std::get<Result<std::vector<InstanceSummary>>>(ask(requests::Unfinished{.id = id}))->size(), 1u);
  EXPECT_EQ(std::get<Result<std::vector<DefinitionSummary>>>(ask(requests::Definitions{}))->size(), 1u);
  EXPECT_TRUE(std::get<Result<void>>(ask(requests::Suspend{.id = id})));
  EXPECT_TRUE(std::get<Result<void>>(ask(requests::Resume{.id = id})));
  EXPECT_TRUE(std::get<Result<void>>(ask(requests::Recover{.id = id})));
  EXPECT_TRUE(std::get<Result<void>>(ask(requests::Recover{})));
  EXPECT_EQ(std::get<Result<void>>(ask(requests::Retry{.id = id})).error().kind, Error::Kind::Conflict);
  EXPECT_EQ(std::get<Result<void>>(ask(requests::Send{.machine = "m", .id = id, .event = {}})).error().kind,
            Error::Kind::Conflict);
  EXPECT_TRUE(std::get<Result<void>>(ask(requests::Cancel{.id = id})));
  EXPECT_EQ(std::get<Result<std::vector<HistoryEntry>>>(ask(requests::History{.id = id}))->back().caller, "alice");
  EXPECT_TRUE(std::get<Result<void>>(ask(requests::Remove{.id = id})));
  EXPECT_EQ(std::get<Result<BulkReport>>(ask(requests::Bulk{.options = {.action = BulkAction::Remove}})).value().done,
            1u);
  EXPECT_EQ(std::get<Result<std::vector<AuditEntry>>>(ask(requests::Audit{}))->size(), 4u);
}

TEST_F(Submit, ReturnsWhileAllThreadsOfTheDeskAreBusy) {
  deploy();
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  std::vector<std::future<void>> busy;
  for (std::size_t i = 0; i < kDeskThreads; ++i) {
    auto begun = std::make_shared<std::promise<void>>();
    busy.push_back(begun->get_future());
    engine_->submit({}, requests::Definitions{}, Reply<std::vector<DefinitionSummary>>([begun, released](const auto&) {
                      begun->set_value();
                      released.wait();
                    }));
  }
  for (auto& each : busy) each.get();
  auto found = submit(requests::Find{.id = {"nobody"}});  // returns
  EXPECT_EQ(found.wait_for(std::chrono::seconds{0}), std::future_status::timeout);
  release.set_value();
  EXPECT_EQ(found.get().error().kind, Error::Kind::NotFound);
}

TEST_F(Submit, WorksOnTheLoopsOwnThread) {
  deploy();
  auto answered = std::make_shared<std::promise<Result<InstanceView>>>();
  std::atomic<bool> asked = false;
  const auto subscription = engine_->subscribe([&](const HistoryEntry& entry) {
    if (asked.exchange(true)) return;
    EXPECT_EQ(engine_->call({}, requests::Find{.id = entry.instance}).error().kind, Error::Kind::Unavailable);
    engine_->submit(
        {}, requests::Find{.id = entry.instance},
        Reply<InstanceView>([answered](Result<InstanceView> view) { answered->set_value(std::move(view)); }));
  });
  ASSERT_TRUE(start("quick", "x").get());
  EXPECT_EQ(answered->get_future().get()->summary.id, InstanceId{"x"});
}

TEST_F(Submit, WaitsWithoutAThread) {
  deploy();
  ASSERT_TRUE(start("w", "x").get());
  std::vector<std::future<Result<InstanceView>>> waits;  // more than there are threads
  for (std::size_t i = 0; i < 10 * kDeskThreads; ++i) waits.push_back(submit(requests::Wait{.id = {"x"}}));
  ASSERT_TRUE(submit(requests::Cancel{.id = {"x"}}).get());
  for (auto& wait : waits) EXPECT_EQ(wait.get()->summary.status, Status::Cancelled);
  EXPECT_EQ(submit(requests::Wait{.id = {"x"}}).get()->summary.status, Status::Cancelled) << "it was over before";
  EXPECT_EQ(submit(requests::Wait{.id = {"nobody"}}).get().error().kind, Error::Kind::NotFound);
}

TEST_F(Submit, EndsAWaitWhoseTimeIsOver) {
  deploy();
  ASSERT_TRUE(start("w", "x").get());
  EXPECT_EQ(submit(requests::Wait{.id = {"x"}, .limit = Duration{20}}).get().error().kind, Error::Kind::Timeout);
  EXPECT_EQ(engine_->call({}, requests::Wait{.id = {"x"}, .limit = Duration{20}}).error().kind, Error::Kind::Timeout);
}

TEST_F(Submit, RepliesThatTheEngineIsClosing) {
  deploy();
  ASSERT_TRUE(start("w", "x").get());
  auto wait = submit(requests::Wait{.id = {"x"}});
  engine_.reset();
  EXPECT_EQ(wait.get().error().kind, Error::Kind::Unavailable);
}

TEST_F(Submit, SaysOverloadedWhereTheSystemGivesNoThread) {
  const testing::NoThreads none;
  EXPECT_EQ(submit(requests::Definitions{}).get().error().kind, Error::Kind::Overloaded);
}

TEST_F(Submit, DropsWhatAReplyThrows) {
  engine_->submit({}, requests::Definitions{}, Reply<std::vector<DefinitionSummary>>([](const auto&) {
                    throw std::runtime_error("the asker's own business");
                  }));
  EXPECT_TRUE(submit(requests::Definitions{}).get());
}

TEST_F(Submit, RefusesAnInvalidCaller) {
  deploy();
  for (const std::string& name :
       {std::string(core::kMaxCallerBytes + 1, 'a'), std::string("a\nb"), std::string("\xC2\x85"), std::string("\xFF"),
        std::string("\xEF\xBF\xBF"), std::string("a\0b", 3)}) {
    EXPECT_EQ(submit(requests::Cancel{.id = {"x"}}, {.name = name}).get().error().kind, Error::Kind::InvalidArgument);
    EXPECT_EQ(engine_->call({.name = name}, requests::List{}).error().kind, Error::Kind::InvalidArgument);
  }
  EXPECT_TRUE(submit(requests::List{}, {.name = std::string(core::kMaxCallerBytes, 'a')}).get());
  EXPECT_TRUE(submit(requests::List{}, {.name = "Jürgen <j@example.com>"}).get());
}

}  // namespace
}  // namespace baton::engine
