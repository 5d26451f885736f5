#include <baton/operator.hpp>

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>

namespace baton {
namespace {

struct ChargeRequest {
  std::string order;
  std::int64_t cents = 0;
};
BOOST_DESCRIBE_STRUCT(ChargeRequest, (), (order, cents))
struct Receipt {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(Receipt, (), (id))

struct Greeter {
  [[nodiscard]] std::string hello() const { return "hello"; }
  BOOST_DESCRIBE_CLASS(Greeter, (), (hello), (), ())
};

class Payment : public Greeter {
 public:
  std::expected<Receipt, Problem> charge(const ChargeRequest& request, const CallContext& context) {
    if (request.cents < 0)
      return std::unexpected(Problem{.type = "", .status = 0, .title = {}, .detail = "negative", .instance = {}});
    return Receipt{request.order + '@' + context.idempotency_key.value};
  }
  void forget(const std::string& order) { forgotten_.push_back(order); }
  std::expected<void, Problem> refuse(Value) {
    return std::unexpected(make_problem(ProblemKind::Authorization, "never"));
  }
  [[nodiscard]] std::size_t forgotten() const { return forgotten_.size(); }
  int crash() { throw std::runtime_error("the disk is on fire"); }
  Async<Receipt> charge_later(ChargeRequest request) { co_return Receipt{request.order}; }
  Async<std::expected<Receipt, Problem>> refuse_later(const ChargeRequest& request) {
    co_return std::unexpected(make_problem(ProblemKind::Validation, request.order));
  }
  Async<> crash_later() {
    throw std::runtime_error("later");
    co_return;
  }
  static std::int64_t twice(std::int64_t number) { return 2 * number; }

  BOOST_DESCRIBE_CLASS(Payment, (Greeter),
                       (charge, forget, refuse, forgotten, crash, charge_later, refuse_later, crash_later, twice), (),
                       ())

 private:
  std::vector<std::string> forgotten_;
};

class OperatorMethods : public ::testing::Test {
 protected:
  CallOutcome call(const std::string& method, std::string_view arguments = "null") {
    std::vector<CallOutcome> outcomes;
    methods_.at(method)(parse_json(arguments).value(),
                        CallContext{.instance = {"i"}, .idempotency_key = {"run/1/0"}, .attempt = 1, .deadline = {}},
                        [&](CallOutcome outcome) { outcomes.push_back(std::move(outcome)); });
    EXPECT_EQ(outcomes.size(), 1u);
    return outcomes.at(0);
  }
  std::string output(const std::string& method, std::string_view arguments = "null") {
    return to_json(std::get<CallSucceeded>(call(method, arguments)).output);
  }

  std::map<std::string, OperatorMethod> methods_ = [] {
    std::map<std::string, OperatorMethod> methods;
    for (auto& [name, method] : described_methods(std::make_shared<Payment>())) methods.emplace(name, method);
    return methods;
  }();
};

TEST_F(OperatorMethods, TakeARequestAndItsContext) {
  EXPECT_EQ(output("charge", R"({"order":"o1","cents":5})"), R"({"id":"o1@run/1/0"})");
}

TEST_F(OperatorMethods, TakeOnlyARequest) {
  EXPECT_EQ(output("forget", R"("o1")"), "null");
  EXPECT_EQ(output("forgotten"), "1");
}

TEST_F(OperatorMethods, IgnoreArgumentsWhereTheyTakeNone) {
  EXPECT_EQ(output("forgotten", R"({"a":1})"), "0");
}

TEST_F(OperatorMethods, MayBeStaticOrInherited) {
  EXPECT_EQ(output("twice", "21"), "42");
  EXPECT_EQ(output("hello"), R"("hello")");
}

TEST_F(OperatorMethods, FailWithAValidationErrorWhereTheArgumentsDoNotFit) {
  const auto failure = std::get<CallFailed>(call("charge", R"({"order":"o1","cents":"5"})"));
  EXPECT_EQ(failure.problem.type, problem_type(ProblemKind::Validation));
  EXPECT_NE(failure.problem.detail.find("at /cents: expected an integer"), std::string::npos) << failure.problem.detail;
}

TEST_F(OperatorMethods, FailWithTheProblemTheyReturn) {
  EXPECT_EQ(std::get<CallFailed>(call("refuse")).problem, make_problem(ProblemKind::Authorization, "never"));
}

TEST_F(OperatorMethods, FailWithATypeAndAStatusAlsoWhereTheProblemHasNone) {
  const auto failure = std::get<CallFailed>(call("charge", R"({"order":"o1","cents":-1})"));
  EXPECT_EQ(failure.problem.type, problem_type(ProblemKind::Runtime));
  EXPECT_EQ(failure.problem.status, 500);
  EXPECT_EQ(failure.problem.detail, "negative");
}

TEST_F(OperatorMethods, LeaveItUnknownWhatAnExceptionMeans) {
  const auto unknown = std::get<CallUnknown>(call("crash"));
  EXPECT_EQ(unknown.problem.type, problem_type(ProblemKind::Runtime));
  EXPECT_NE(unknown.problem.detail.find("the disk is on fire"), std::string::npos);
  EXPECT_TRUE(std::holds_alternative<CallUnknown>(call("crash_later")));
}

TEST_F(OperatorMethods, MayBeCoroutines) {
  EXPECT_EQ(output("charge_later", R"({"order":"o1","cents":5})"), R"({"id":"o1"})");
  EXPECT_EQ(std::get<CallFailed>(call("refuse_later", R"({"order":"o1","cents":5})")).problem.detail, "o1");
}

TEST_F(OperatorMethods, MayBeLambdasAndFunctions) {
  methods_["lambda"] = make_method([sum = 1](int number) { return sum + number; });
  methods_["member"] = make_method(std::make_shared<Payment>(), &Payment::hello);
  methods_["function"] = make_method(&Payment::twice);
  EXPECT_EQ(output("lambda", "2"), "3");
  EXPECT_EQ(output("member"), R"("hello")");
  EXPECT_EQ(output("function", "2"), "4");
}

// The request and the operator live as long as the coroutine that uses them.
TEST(OperatorMethod, KeepsWhatItsCoroutineRefersTo) {
  struct Suspend {
    std::coroutine_handle<>& handle;
    [[nodiscard]] bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> waiting) { handle = waiting; }
    void await_resume() const {}
  };
  std::coroutine_handle<> waiting;
  std::optional<CallOutcome> outcome;
  {
    auto text = std::make_shared<std::string>("captured");
    const OperatorMethod method = make_method([text, &waiting](const ChargeRequest& request) -> Async<std::string> {
      co_await Suspend{waiting};
      co_return *text + ' ' + request.order;
    });
    method(parse_json(R"({"order":"a long enough name to be on the heap","cents":1})").value(), CallContext{},
           [&](CallOutcome result) { outcome = std::move(result); });
  }
  EXPECT_FALSE(outcome);
  waiting.resume();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(std::get<CallSucceeded>(*outcome).output, Value::string("captured a long enough name to be on the heap"));
}

}  // namespace
}  // namespace baton
