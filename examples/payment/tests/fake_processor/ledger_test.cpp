#include "ledger.hpp"

#include <gtest/gtest.h>

namespace payment::fake {
namespace {

Request charge(const std::string& key, const std::string& amount = "4990") {
  return {.path = "/v1/charges",
          .key = key,
          .form = {{"amount", amount}, {"currency", "eur"}, {"source", "card_ok"}, {"metadata[payment]", "p1"}}};
}

TEST(FakeLedger, AnswersTheSameKeyWithTheSameAnswer) {
  Ledger ledger;
  const Answer first = ledger.handle(charge("k1"));
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(ledger.handle(charge("k1")), first);
  EXPECT_EQ(ledger.entries().size(), 1U);
  EXPECT_NE(ledger.handle(charge("k2")), first);
  EXPECT_EQ(ledger.entries().size(), 2U);
}

TEST(FakeLedger, RefusesTheSameKeyWithOtherParameters) {
  Ledger ledger;
  ledger.handle(charge("k1"));
  EXPECT_EQ(ledger.handle(charge("k1", "100")).status, 400);
  EXPECT_EQ(ledger.entries().size(), 1U);
}

// So that the tests can see a client that forgets its keys.
TEST(FakeLedger, ChargesTwiceWithoutAKey) {
  Ledger ledger;
  ledger.handle(charge(""));
  ledger.handle(charge(""));
  EXPECT_EQ(ledger.entries().size(), 2U);
}

TEST(FakeLedger, RefusesInvalidCharges) {
  Ledger ledger;
  for (const char* amount : {"", "0", "-1", "49.90", "x"}) {
    EXPECT_EQ(ledger.handle(charge(std::string("key ") + amount, amount)).status, 400) << amount;
  }
  EXPECT_EQ(ledger.handle({.path = "/v1/other", .key = "k", .form = {}}).status, 404);
  EXPECT_TRUE(ledger.entries().empty());
}

TEST(FakeLedger, DecodesForms) {
  EXPECT_EQ(decode_form("amount=4990&metadata%5Bpayment%5D=a+b%26c&empty="),
            (Form{{"amount", "4990"}, {"metadata[payment]", "a b&c"}, {"empty", ""}}));
  EXPECT_EQ(decode_form(""), Form());
}

}  // namespace
}  // namespace payment::fake
