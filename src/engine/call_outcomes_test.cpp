#include "engine/call_outcomes.hpp"

#include <gtest/gtest.h>

namespace baton::engine {
namespace {

TEST(CallOutcomes, AFailureAlwaysHasAReason) {
  EXPECT_EQ(reason_in(CallFailed{.problem = {.title = "Too Many", .detail = "wait a minute"}}), "wait a minute");
  EXPECT_EQ(reason_in(CallUnknown{.problem = {.title = "Too Many"}}), "Too Many");
  EXPECT_EQ(reason_in(CallFailed{}), "nobody knows why");
  EXPECT_EQ(reason_in(CallUnknown{}), "nobody knows why");
  EXPECT_EQ(reason_in(CallSucceeded{}), "");
}

TEST(CallOutcomes, AnAnswerIsReadOrTheReasonSaid) {
  EXPECT_EQ(answer_in<int>(CallSucceeded{.output = Value(7)}), 7);
  EXPECT_FALSE(answer_in<int>(CallSucceeded{.output = Value("seven")}).error().empty());
  EXPECT_EQ(answer_in<int>(CallFailed{}).error(), "nobody knows why");
}

}  // namespace
}  // namespace baton::engine
