#include "answers.hpp"

#include <gtest/gtest.h>

namespace payment {
namespace {

HttpAnswer card_error(const std::string& code, const std::string& decline_code) {
  return {402, R"({"error":{"type":"card_error","code":")" + code + R"(","decline_code":")" + decline_code + R"("}})"};
}

bool is_unknown(const ChargeOutcome& outcome) {
  return std::holds_alternative<outcome::Unknown>(outcome);
}
bool is_unknown(const RefundOutcome& outcome) {
  return std::holds_alternative<outcome::Unknown>(outcome);
}

TEST(ProcessorAnswer, ThatSucceededIsACharge) {
  const HttpAnswer answer{200, R"({"id":"ch_1","object":"charge","amount":4990,"status":"succeeded"})"};
  EXPECT_EQ(read_charge(answer), ChargeOutcome(outcome::Charged{{"ch_1"}}));
}

TEST(ProcessorAnswer, ThatIsACardErrorIsADecline) {
  const auto reason = [](const HttpAnswer& answer) { return std::get<outcome::Declined>(read_charge(answer)).reason; };
  EXPECT_EQ(reason(card_error("card_declined", "insufficient_funds")), DeclineReason::InsufficientFunds);
  EXPECT_EQ(reason(card_error("card_declined", "fraudulent")), DeclineReason::SuspectedFraud);
  EXPECT_EQ(reason(card_error("card_declined", "stolen_card")), DeclineReason::SuspectedFraud);
  EXPECT_EQ(reason(card_error("card_declined", "do_not_honor")), DeclineReason::Other);
  EXPECT_EQ(reason({402, R"({"error":{"type":"card_error","code":"expired_card"}})"}), DeclineReason::ExpiredCard);
}

// None of these tells the outcome of an earlier request with the same key.
TEST(ProcessorAnswer, IsUnknownIfItIsNeitherASuccessNorADecline) {
  const HttpAnswer answers[] = {{200, ""},
                                {200, "[]"},
                                {200, R"({"status":"succeeded"})"},
                                {200, R"({"id":"","status":"succeeded"})"},
                                {200, R"({"id":"ch_1","status":"pending"})"},
                                {202, R"({"id":"ch_1","status":"succeeded"})"},
                                {301, ""},
                                {400, R"({"error":{"type":"idempotency_error"}})"},
                                {401, R"({"error":{"type":"invalid_request_error"}})"},
                                {402, ""},
                                {402, R"({"error":{"type":"api_error"}})"},
                                {409, R"({"error":{"type":"idempotency_error","code":"idempotency_key_in_use"}})"},
                                {429, R"({"error":{"code":"rate_limit"}})"},
                                {500, R"({"id":"ch_1","status":"succeeded"})"},
                                {503, "<html>"}};
  for (const HttpAnswer& answer : answers) {
    EXPECT_TRUE(is_unknown(read_charge(answer))) << answer.status << ' ' << answer.body;
  }
  EXPECT_EQ(read_charge(NoAnswer{"timeout"}), ChargeOutcome(outcome::Unknown{"timeout"}));
}

TEST(ProcessorAnswer, SaysWhyItIsUnknown) {
  const HttpAnswer answer{429, R"({"error":{"type":"x","message":"Too many requests."}})"};
  EXPECT_EQ(read_charge(answer), ChargeOutcome(outcome::Unknown{"the processor answered 429: Too many requests."}));
}

TEST(ProcessorAnswer, SaysWhetherARefundWasRefused) {
  EXPECT_EQ(read_refund(HttpAnswer{200, R"({"id":"re_1","status":"succeeded"})"}),
            RefundOutcome(outcome::Refunded{{"re_1"}}));
  EXPECT_EQ(read_refund(HttpAnswer{400, R"({"error":{"code":"charge_disputed"}})"}),
            RefundOutcome(outcome::RefundRefused{"charge_disputed"}));
  EXPECT_TRUE(is_unknown(read_refund(HttpAnswer{400, R"({"error":{"code":"rate_limit"}})"})));
  EXPECT_TRUE(is_unknown(read_refund(NoAnswer{"connection lost"})));
}

TEST(HttpForm, EncodesSpecialCharacters) {
  EXPECT_EQ(encode_form({{"amount", "4990"}, {"metadata[payment]", "a b&c=\xC3\xA4"}}),
            "amount=4990&metadata%5Bpayment%5D=a%20b%26c%3D%C3%A4");
}

}  // namespace
}  // namespace payment
