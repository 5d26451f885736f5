#include <baton/overloaded.hpp>
#include <baton/print.hpp>

#include <gtest/gtest.h>

#include <string>
#include <variant>

namespace baton {
namespace {

TEST(Print, IsWhatGoogleTestShows) {
  EXPECT_EQ(::testing::PrintToString(*parse_json(R"({"a":[1,null]})")), R"({"a":[1,null]})");
  EXPECT_EQ(::testing::PrintToString(Status::Faulted), "faulted");
  EXPECT_EQ(::testing::PrintToString(InstanceId{"order-1"}), "order-1");
  const std::string problem = ::testing::PrintToString(make_problem(ProblemKind::Timeout, "too late"));
  EXPECT_NE(problem.find("too late"), std::string::npos) << problem;
}

TEST(Overloaded, CallsTheHandlerOfTheAlternative) {
  using Number = std::variant<int, double>;
  const auto kind = [](const Number& number) {
    return match(number, [](int) { return std::string("whole"); }, [](double) { return std::string("part"); });
  };
  EXPECT_EQ(kind(1), "whole");
  EXPECT_EQ(kind(0.5), "part");
}

}  // namespace
}  // namespace baton
