#include <baton/pattern/saga.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace baton::pattern {
namespace {

struct Reserved {
  std::string what;
};
struct SoldOut {
  static constexpr bool is_failure = true;
};
using Reservation = std::variant<Reserved, SoldOut>;
using Log = std::vector<std::string>;

Reservation sold_out() {
  return SoldOut{};
}

struct Reports {
  std::vector<FailedUndo> failed;
  auto into() {
    return [this](const FailedUndo& undo) { failed.push_back(undo); };
  }
};

class SagaTest : public testing::Test {
 protected:
  // A step that succeeds and whose undo is logged.
  auto step(std::string name) {
    return [name]() -> Reservation {
      return Reserved{name};
    } | compensate([this](const Reservation& done) { log.push_back("undo " + std::get<Reserved>(done).what); });
  }

  Reports reports;
  Log log;
};

TEST_F(SagaTest, UndoesNewestFirstWhenItsScopeIsLeft) {
  {
    Saga saga(reports.into());
    static_cast<void>(saga.run("stock", step("stock")));
    static_cast<void>(saga.run("card", step("card")));
    EXPECT_TRUE(has_failed(saga.run("mail", &sold_out | compensate([this] { log.emplace_back("undo mail"); }))));
  }
  EXPECT_EQ(log, (Log{"undo card", "undo stock"}));
  EXPECT_TRUE(reports.failed.empty());
}

TEST_F(SagaTest, UndoesNothingOnceItIsComplete) {
  {
    Saga saga(reports.into());
    static_cast<void>(saga.run("stock", step("stock")));
    saga.complete();
  }
  EXPECT_EQ(log, Log{});
}

TEST_F(SagaTest, UndoesWhatCameAfterItsCompletion) {
  {
    Saga saga(reports.into());
    static_cast<void>(saga.run("stock", step("stock")));
    saga.complete();
    static_cast<void>(saga.run("card", step("card")));
  }
  EXPECT_EQ(log, Log{"undo card"});
}

TEST_F(SagaTest, HandsTheResultToTheCaller) {
  Saga saga(reports.into());
  const Reservation reserved = saga.run("stock", step("stock"));
  EXPECT_EQ(std::get<Reserved>(reserved).what, "stock");
  EXPECT_TRUE(std::holds_alternative<SoldOut>(saga.run("mail", &sold_out | compensate([] {}))));
}

TEST_F(SagaTest, SaysWhatWasUndone) {
  Saga saga(reports.into());
  static_cast<void>(saga.run("stock", step("stock")));
  static_cast<void>(saga.run("card", step("card")));
  EXPECT_EQ(saga.compensate(), (Compensation{.undone = {"card", "stock"}, .failed = {}}));
  EXPECT_EQ(saga.compensate(), Compensation{}) << "each once";
  EXPECT_EQ(log, (Log{"undo card", "undo stock"}));
}

TEST_F(SagaTest, ReportsEachFailedUndoAndContinuesWithTheOthers) {
  const auto succeed = []() -> Reservation { return Reserved{}; };
  std::optional<Saga> saga(std::in_place, reports.into());
  static_cast<void>(saga->run("first", step("first")));
  static_cast<void>(
      saga->run("refused", succeed | compensate([]() -> Saga::UndoResult { return std::unexpected("too late"); })));
  static_cast<void>(saga->run("throwing", succeed | compensate([] { throw std::runtime_error("no network"); })));
  static_cast<void>(saga->run("strange", succeed | compensate([] { throw 7; })));
  static_cast<void>(saga->run("last", step("last")));
  saga.reset();
  EXPECT_EQ(log, (Log{"undo last", "undo first"}));
  EXPECT_EQ(reports.failed,
            (std::vector<FailedUndo>{{"strange", "an exception that is not derived from std::exception"},
                                     {"throwing", "no network"},
                                     {"refused", "too late"}}));
}

TEST_F(SagaTest, DoesNotUndoAStepThatThrows) {
  try {
    Saga saga(reports.into());
    static_cast<void>(saga.run("stock", step("stock")));
    static_cast<void>(saga.run("card", []() -> Reservation {
      throw std::runtime_error("nobody knows");
    } | compensate([this] { log.emplace_back("undo card"); })));
    FAIL() << "the exception goes on";
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(log, Log{"undo stock"});
}

TEST_F(SagaTest, UndoesByTheValueOfAnExpected) {
  Saga saga(reports.into());
  const auto reserve = []() -> std::expected<Reserved, SoldOut> { return Reserved{"seat"}; };
  static_cast<void>(saga.run("seat", reserve | compensate([this](const Reserved& seat) { log.push_back(seat.what); })));
  static_cast<void>(saga.compensate());
  EXPECT_EQ(log, Log{"seat"});
}

TEST_F(SagaTest, TakesResultsAndUndosThatCannotBeCopied) {
  using Ticket = std::unique_ptr<int>;
  struct Issued {
    Ticket ticket;
  };
  Saga saga(reports.into());
  const auto issue = []() -> std::expected<Issued, SoldOut> { return Issued{std::make_unique<int>(7)}; };
  auto undo = [this, owned = std::make_unique<std::string>("undo ticket")] { log.push_back(*owned); };
  const auto issued = saga.run("ticket", issue | compensate(std::move(undo)));
  EXPECT_EQ(*issued->ticket, 7);
  static_cast<void>(saga.compensate());
  EXPECT_EQ(log, Log{"undo ticket"});
}

TEST_F(SagaTest, UndoesAtOnceWhatCannotBeRemembered) {
  struct Uncopyable {
    Uncopyable() = default;
    Uncopyable(Uncopyable&&) = default;
    Uncopyable& operator=(Uncopyable&&) = default;
    Uncopyable(const Uncopyable&) { throw std::runtime_error("no memory"); }
    Uncopyable& operator=(const Uncopyable&) = default;
  };
  Saga saga(reports.into());
  static_cast<void>(saga.run("stock", step("stock")));
  const auto reserve = []() -> std::expected<Uncopyable, SoldOut> { return Uncopyable{}; };
  const auto undo = [this](const Uncopyable&) -> Saga::UndoResult {
    log.emplace_back("undo seat");
    return std::unexpected("too late");
  };
  EXPECT_THROW(static_cast<void>(saga.run("seat", reserve | compensate(undo))), std::runtime_error);
  EXPECT_EQ(log, Log{"undo seat"});
  EXPECT_EQ(reports.failed, (std::vector<FailedUndo>{{"seat", "too late"}}));
  EXPECT_EQ(saga.compensate(), (Compensation{.undone = {"stock"}, .failed = {}}));
}

TEST_F(SagaTest, RunsStepsThatAreRetried) {
  Saga saga(reports.into());
  std::vector<std::uint32_t> attempts;
  const auto reserve = [&](std::uint32_t attempt) -> Reservation {
    attempts.push_back(attempt);
    if (attempt < 3) return SoldOut{};
    return Reserved{"seat"};
  };
  const auto policy = [](const Reservation& result, std::uint32_t) -> RetryDecision {
    return has_failed(result) ? RetryDecision(Again{}) : Stop{};
  };
  static_cast<void>(saga.run("seat", reserve | retry(policy) | compensate([] {})));
  EXPECT_EQ(attempts, (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_EQ(saga.compensate().undone, Log{"seat"});
}

Reservation failing_undo(Saga& saga) {
  return saga.run("seat", []() -> Reservation {
    return Reserved{"seat"};
  } | compensate([] { throw std::runtime_error("no network"); }));
}

TEST_F(SagaTest, GoesOnWithoutAReportAndWithOneThatThrows) {
  {
    Saga saga({});
    static_cast<void>(saga.run("stock", step("stock")));
    static_cast<void>(failing_undo(saga));
  }
  {
    Saga saga([](const FailedUndo&) { throw std::runtime_error("no log"); });
    static_cast<void>(saga.run("card", step("card")));
    static_cast<void>(failing_undo(saga));
  }
  EXPECT_EQ(log, (Log{"undo stock", "undo card"}));
}

TEST_F(SagaTest, IsDecidedByTheResult) {
  const auto kept = undo_on_failure([&](Saga& saga) { return saga.run("stock", step("stock")); });
  EXPECT_EQ(kept.compensation, Compensation());
  EXPECT_EQ(log, Log{});
  const auto undone = undo_on_failure([&](Saga& saga) {
    static_cast<void>(saga.run("stock", step("stock")));
    return sold_out();
  });
  EXPECT_EQ(undone.compensation, (Compensation{.undone = {"stock"}, .failed = {}}));
  const auto thrown = [&](Saga& saga) -> Reservation {
    static_cast<void>(saga.run("card", step("card")));
    throw std::runtime_error("out of the body");
  };
  EXPECT_THROW(static_cast<void>(undo_on_failure(thrown)), std::runtime_error);
  EXPECT_EQ(log, (Log{"undo stock", "undo card"}));
}

}  // namespace
}  // namespace baton::pattern
