// What an operator's method may take and answer, and what that means for the call.
#include <baton/operator.hpp>

#include <gtest/gtest.h>

#include <map>

namespace baton {
namespace {

struct Card {
  std::string number;
};
BOOST_DESCRIBE_STRUCT(Card, (), (number))
struct Charged {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(Charged, (), (id))
struct Pending {
  int days = 0;
};
BOOST_DESCRIBE_STRUCT(Pending, (), (days))
struct Declined {
  static constexpr bool is_failure = true;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Declined, (), (reason))
enum class Refusal { NoMoney, NoCard };
BOOST_DESCRIBE_ENUM(Refusal, NoMoney, NoCard)
struct Code {
  int code = 0;
  operator Problem() const { return make_problem(ProblemKind::Validation, "code " + std::to_string(code)); }
};

class Terminal {
 public:
  std::expected<Charged, Declined> declined(const Card& card) { return std::unexpected(Declined{card.number}); }
  std::expected<Charged, Refusal> refused() const& { return std::unexpected(Refusal::NoMoney); }
  std::expected<Charged, Code> coded(const CallContext& context) {
    return std::unexpected(Code{static_cast<int>(context.attempt)});
  }
  std::expected<void, std::string> said() noexcept { return std::unexpected("it is closed"); }
  Result<Charged> busy(Card) {
    return std::unexpected(Error{.kind = Error::Kind::Busy, .message = "another process writes"});
  }
  std::variant<Charged, Declined> one_success(bool is_good) & {
    if (is_good) return Charged{"1"};
    return Declined{"no"};
  }
  std::variant<Charged, Pending, Declined> two_successes() { return Pending{3}; }
  Async<std::variant<Charged, Declined>> later(Card card) { co_return Declined{card.number}; }
  Async<Result<Charged>> well() { co_return Charged{"2"}; }
  CallOutcome unknown(std::string_view why) {
    return CallUnknown{make_problem(ProblemKind::Timeout, std::string(why))};
  }
  const Charged& by_reference() { return last_; }
  void context_after(const Card&, CallContext) {}
  BOOST_DESCRIBE_CLASS(Terminal, (),
                       (declined, refused, coded, said, busy, one_success, two_successes, later, well, unknown,
                        by_reference, context_after),
                       (), ())

 private:
  Charged last_{"last"};
};

CallOutcome outcome_of(const std::string& name, std::string_view arguments = "null") {
  std::optional<CallOutcome> outcome;
  for (const auto& [method, call] : described_methods(std::make_shared<Terminal>())) {
    if (method != name) continue;
    call(parse_json(arguments).value(),
         CallContext{.instance = {"i"}, .idempotency_key = {"run/1/0"}, .attempt = 3, .deadline = {}},
         [&](CallOutcome result) { outcome = std::move(result); });
  }
  return outcome.value();
}
Problem failure_of(const std::string& name, std::string_view arguments = "null") {
  return std::get<CallFailed>(outcome_of(name, arguments)).problem;
}
std::string output_of(const std::string& name, std::string_view arguments = "null") {
  return to_json(std::get<CallSucceeded>(outcome_of(name, arguments)).output);
}

TEST(OperatorAnswer, FailsWithAnErrorOfTheUsersOwn) {
  const Problem declined = failure_of("declined", R"({"number":"4711"})");
  EXPECT_EQ(declined.type, problem_type(ProblemKind::Runtime));
  EXPECT_EQ(declined.title, "Declined");
  EXPECT_EQ(to_json(declined.extensions), R"({"reason":"4711"})");
  EXPECT_EQ(failure_of("refused").title, "NoMoney");
  EXPECT_EQ(failure_of("coded"), make_problem(ProblemKind::Validation, "code 3"));
  EXPECT_EQ(failure_of("said").detail, "it is closed");
  EXPECT_EQ(failure_of("busy", R"({"number":""})").detail, "another process writes");
}

TEST(OperatorAnswer, FailsWithTheAlternativeThatIsAFailure) {
  EXPECT_EQ(output_of("one_success", "true"), R"({"id":"1"})");
  EXPECT_EQ(failure_of("one_success", "false").title, "Declined");
  EXPECT_EQ(output_of("two_successes"), R"({"Pending":{"days":3}})");
  EXPECT_EQ(to_json(failure_of("later", R"({"number":"4711"})").extensions), R"({"reason":"4711"})");
  EXPECT_EQ(output_of("well"), R"({"id":"2"})");
}

TEST(OperatorAnswer, MayBeTheOutcomeItself) {
  const auto unknown = std::get<CallUnknown>(outcome_of("unknown", R"("no answer")"));
  EXPECT_EQ(unknown.problem, make_problem(ProblemKind::Timeout, "no answer"));
}

// The warnings of this file are errors: -Wextra warns of members that a designated initialiser leaves out and that have no default.
TEST(WhatUsersFillIn, NeedsNothingForWhatIsEmpty) {
  const Problem problem{.type = "https://example.com/sold-out", .status = 409};
  const Problem only_title{.title = "SoldOut"};
  const DefinitionName newest{.space = "shop", .name = "order"};
  const CallContext context{.attempt = 2};
  EXPECT_TRUE(problem.title.empty() && only_title.type.empty() && newest.version.empty() && !context.deadline);
}

TEST(OperatorAnswer, MayBeAReference) {
  EXPECT_EQ(output_of("by_reference"), R"({"id":"last"})");
}

TEST(OperatorAnswer, IsOfAMethodThatMayTakeTheContextAlone) {
  EXPECT_EQ(failure_of("coded").detail, "code 3");
  EXPECT_EQ(output_of("context_after", R"({"number":""})"), "null");
}

}  // namespace
}  // namespace baton
