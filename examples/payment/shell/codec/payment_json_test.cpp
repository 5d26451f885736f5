#include "payment_json.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace payment {
namespace {

const Terms kTerms{.id = {"p1"}, .amount = {.minor = 49'90, .currency = Currency::Eur}, .card = {"card_1"}};
constexpr const char* kTermsJson = R"({"id":"p1","amount":{"minor":4990,"currency":"Eur"},"card":"card_1"})";

template <class T>
void expect_reads_back(const std::vector<T>& values) {
  EXPECT_EQ(values.size(), std::variant_size_v<T>);
  for (const T& value : values) {
    const std::string text = baton::to_json(baton::to_value(value));
    EXPECT_EQ(baton::from_value<T>(*baton::parse_json(text)), value) << text;
  }
}

TEST(PaymentJson, ReadsBackEveryState) {
  expect_reads_back<Payment::State>({state::Requested{kTerms}, state::AwaitingVerification{kTerms},
                                     state::Verified{kTerms}, state::Charging{.terms = kTerms, .asked = 2},
                                     state::Charged{.terms = kTerms, .charge = {"ch_1"}},
                                     state::Declined{.terms = kTerms, .reason = DeclineReason::SuspectedFraud},
                                     state::Refunding{.terms = kTerms, .charge = {"ch_1"}, .asked = 3},
                                     state::Refunded{.terms = kTerms, .charge = {"ch_1"}, .refund = {"re_1"}}});
}

TEST(PaymentJson, ReadsBackEveryEventAndIntent) {
  expect_reads_back<Payment::Event>(
      {event::Process{}, event::Verify{}, event::Refund{}, event::ChargeSucceeded{{"ch_1"}},
       event::ChargeDeclined{DeclineReason::ExpiredCard}, event::ChargeUnknown{"timeout"},
       event::RefundSucceeded{{"re_1"}}, event::RefundRefused{"disputed"}, event::RefundUnknown{"timeout"}});
  expect_reads_back<Payment::Intent>(
      {intent::Charge{.payment = {"p1"}, .key = {"k"}, .amount = kTerms.amount, .card = {"card_1"}},
       intent::Refund{.payment = {"p1"}, .key = {"k"}, .charge = {"ch_1"}}});
}

// What was written once must be read forever.
TEST(PaymentJson, KeepsFormatOne) {
  const Payment::State charging = state::Charging{.terms = kTerms, .asked = 2};
  EXPECT_EQ(baton::to_json(baton::to_value(charging)),
            R"({"kind":"charging","terms":)" + std::string(kTermsJson) + R"(,"asked":2})");
  const Payment::State declined = state::Declined{.terms = kTerms, .reason = DeclineReason::InsufficientFunds};
  EXPECT_EQ(baton::to_json(baton::to_value(declined)),
            R"({"kind":"declined","terms":)" + std::string(kTermsJson) + R"(,"reason":"InsufficientFunds"})");
  const Payment::Event process = event::Process{};
  EXPECT_EQ(baton::to_json(baton::to_value(process)), R"({"kind":"process"})");
}

TEST(PaymentJson, SaysWhatItCannotRead) {
  for (const char* text : {"null", "{}", R"({"kind":7})", R"({"kind":"paid"})", R"({"kind":"charging","asked":1})",
                           R"({"kind":"process"})"}) {
    EXPECT_FALSE(baton::from_value<Payment::State>(*baton::parse_json(text))) << text;
  }
  const auto wrong = baton::from_value<Payment::State>(*baton::parse_json(
      R"({"kind":"requested","terms":{"id":"p1","amount":{"minor":49.9,"currency":"Eur"},"card":"c"}})"));
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().find("/terms/amount/minor"), std::string::npos) << wrong.error();
}

}  // namespace
}  // namespace payment
