#include "durable_payment.hpp"

#include "payment/shell/codec/payment_json.hpp"

#include <gtest/gtest.h>

namespace payment {
namespace {

const Terms kTerms{.id = {"p1"}, .amount = {.minor = 49'90, .currency = Currency::Eur}, .card = {"card_1"}};
const intent::Charge kCharge{.payment = {"p1"}, .key = {"k"}, .amount = kTerms.amount, .card = kTerms.card};
const intent::Refund kRefund{.payment = {"p1"}, .key = {"k"}, .charge = {"ch_1"}};

TEST(DurablePayment, StartsFromTheTerms) {
  EXPECT_EQ(start_of(baton::to_value(kTerms)), Payment::State(state::Requested{kTerms}));
}

TEST(DurablePayment, SaysFromWhatItCannotStart) {
  for (const char* input : {"null", "{}", R"({"id":"p1","amount":{"minor":0,"currency":"Eur"},"card":"c"})",
                            R"({"id":"p 1","amount":{"minor":1,"currency":"Eur"},"card":"c"})",
                            R"({"id":"p1","amount":{"minor":1,"currency":"Gbp"},"card":"c"})"}) {
    const auto started = start_of(*baton::parse_json(input));
    ASSERT_FALSE(started) << input;
    EXPECT_EQ(started.error().type, baton::problem_type(baton::ProblemKind::Validation));
  }
}

TEST(DurablePayment, AsksTheCardOperator) {
  EXPECT_EQ(call_of(kCharge), (OperatorCall{"card.charge", baton::to_value(kCharge)}));
  EXPECT_EQ(call_of(kRefund), (OperatorCall{"card.refund", baton::to_value(kRefund)}));
}

TEST(DurablePayment, TakesTheOperatorsAnswerForTheNextEvent) {
  const Payment::Event declined = event::ChargeDeclined{DeclineReason::ExpiredCard};
  EXPECT_EQ(event_of(kCharge, baton::CallSucceeded{baton::to_value(declined)}), declined);
}

TEST(DurablePayment, IsLeftInDoubtByEverythingElse) {
  const baton::Problem problem = baton::make_problem(baton::ProblemKind::Timeout, "timeout");
  EXPECT_EQ(event_of(kCharge, baton::CallFailed{problem}), Payment::Event(event::ChargeUnknown{"timeout"}));
  EXPECT_EQ(event_of(kCharge, baton::CallUnknown{problem}), Payment::Event(event::ChargeUnknown{"timeout"}));
  EXPECT_EQ(event_of(kRefund, baton::CallUnknown{problem}), Payment::Event(event::RefundUnknown{"timeout"}));
  EXPECT_TRUE(std::holds_alternative<event::ChargeUnknown>(event_of(kCharge, baton::CallSucceeded{})));
}

TEST(DurablePayment, IsOverWhenNothingMoreCanHappen) {
  const Payment::State declined = state::Declined{.terms = kTerms, .reason = DeclineReason::Other};
  EXPECT_EQ(end_of(declined), baton::to_value(declined));
  EXPECT_TRUE(end_of(state::Refunded{.terms = kTerms, .charge = {"ch_1"}, .refund = {"re_1"}}));
  EXPECT_FALSE(end_of(state::Charged{.terms = kTerms, .charge = {"ch_1"}}));
  EXPECT_FALSE(end_of(state::Charging{kTerms}));
}

}  // namespace
}  // namespace payment
