#include "http_payment_gateway.hpp"

#include "payment/tests/fake_processor/fake_processor.hpp"

#include <gtest/gtest.h>

namespace payment {
namespace {

using fake::FakeProcessor;
using fake::Fault;
using namespace std::chrono_literals;

constexpr auto kPatience = 60s;    // never used up
constexpr auto kImpatience = 5ms;  // always used up, where no answer comes

const intent::Charge kCharge{.payment = {"p1"},
                             .key = {"payment/p1/charge"},
                             .amount = {.minor = 49'90, .currency = Currency::Eur},
                             .card = {"card_ok"}};

HttpPaymentGateway gateway_to(const FakeProcessor& processor, std::chrono::milliseconds timeout = kPatience) {
  return HttpPaymentGateway({.base_url = processor.url(), .secret_key = "secret", .timeout = timeout});
}

intent::Charge charge_with(const std::string& card) {
  intent::Charge charge = kCharge;
  charge.card = {card};
  return charge;
}

bool is_in_doubt(const ChargeOutcome& outcome) {
  return std::holds_alternative<outcome::Unknown>(outcome);
}

TEST(HttpPaymentGateway, SaysWhatIsToBeCharged) {
  const FakeProcessor processor({.secret_key = "secret"});
  EXPECT_EQ(gateway_to(processor).charge(kCharge), ChargeOutcome(outcome::Charged{{"ch_1"}}));
  const fake::Request expected{
      .path = "/v1/charges",
      .key = "payment/p1/charge",
      .form = {{"amount", "4990"}, {"currency", "eur"}, {"source", "card_ok"}, {"metadata[payment]", "p1"}}};
  EXPECT_EQ(processor.requests(), std::vector{expected});
}

TEST(HttpPaymentGateway, SaysWhyACardIsDeclined) {
  const FakeProcessor processor({.secret_key = "secret"});
  HttpPaymentGateway gateway = gateway_to(processor);
  const auto charge = [&](const std::string& card, const std::string& key) {
    intent::Charge asked = charge_with(card);
    asked.key = {key};
    return gateway.charge(asked);
  };
  EXPECT_EQ(charge("card_insufficient_funds", "1"), ChargeOutcome(outcome::Declined{DeclineReason::InsufficientFunds}));
  EXPECT_EQ(charge("card_stolen", "2"), ChargeOutcome(outcome::Declined{DeclineReason::SuspectedFraud}));
  EXPECT_EQ(charge("card_expired", "3"), ChargeOutcome(outcome::Declined{DeclineReason::ExpiredCard}));
  EXPECT_TRUE(processor.entries().empty());
}

TEST(HttpPaymentGateway, GetsTheSameAnswerToTheSameKey) {
  const FakeProcessor processor({.secret_key = "secret"});
  HttpPaymentGateway gateway = gateway_to(processor);
  EXPECT_EQ(gateway.charge(kCharge), gateway.charge(kCharge));
  EXPECT_EQ(processor.entries().size(), 1U);
}

TEST(HttpPaymentGateway, DoesNotTakeAnotherChargeUnderTheSameKeyForAnOutcome) {
  const FakeProcessor processor({.secret_key = "secret"});
  HttpPaymentGateway gateway = gateway_to(processor);
  static_cast<void>(gateway.charge(kCharge));
  EXPECT_TRUE(is_in_doubt(gateway.charge(charge_with("card_other"))));
  EXPECT_EQ(processor.entries().size(), 1U);
}

TEST(HttpPaymentGateway, ReportsUnknownIfTheAnswerIsLost) {
  for (const Fault fault :
       {Fault::LostRequest, Fault::LostAnswer, Fault::ErrorBefore, Fault::ErrorAfter, Fault::TooManyRequests}) {
    const FakeProcessor processor({.secret_key = "secret", .faults = always(fault)});
    EXPECT_TRUE(is_in_doubt(gateway_to(processor).charge(kCharge))) << static_cast<int>(fault);
    EXPECT_EQ(processor.requests().size(), 1U);  // asking again is not the gateway's decision
  }
}

TEST(HttpPaymentGateway, DoesNotWaitForever) {
  for (const Fault fault : {Fault::LateAnswer, Fault::LateWork}) {
    const FakeProcessor processor({.secret_key = "secret", .faults = always(fault)});
    EXPECT_TRUE(is_in_doubt(gateway_to(processor, kImpatience).charge(kCharge)));
  }
}

TEST(HttpPaymentGateway, ReportsUnknownIfNobodyListensOrThePasswordIsWrong) {
  std::string url;
  {
    const FakeProcessor processor({.secret_key = "another"});
    EXPECT_TRUE(is_in_doubt(gateway_to(processor).charge(kCharge)));
    EXPECT_TRUE(processor.entries().empty());
    url = processor.url();
  }
  HttpPaymentGateway gateway({.base_url = url, .secret_key = "secret", .timeout = kPatience});
  EXPECT_TRUE(is_in_doubt(gateway.charge(kCharge)));
}

TEST(HttpPaymentGateway, RefundsOnce) {
  const FakeProcessor processor({.secret_key = "secret"});
  HttpPaymentGateway gateway = gateway_to(processor);
  static_cast<void>(gateway.charge(kCharge));
  const intent::Refund refund{.payment = {"p1"}, .key = {"payment/p1/refund"}, .charge = {"ch_1"}};
  EXPECT_EQ(gateway.refund(refund), RefundOutcome(outcome::Refunded{{"re_1"}}));
  EXPECT_EQ(gateway.refund(refund), RefundOutcome(outcome::Refunded{{"re_1"}}));
  intent::Refund other = refund;
  other.key = {"payment/p1/refund-2"};
  EXPECT_EQ(gateway.refund(other), RefundOutcome(outcome::RefundRefused{"charge_already_refunded"}));
}

}  // namespace
}  // namespace payment
