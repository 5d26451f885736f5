#include "policies.hpp"

#include <gtest/gtest.h>

namespace checkout {
namespace {

using baton::pattern::Again;
using baton::pattern::RetryDecision;
using baton::pattern::Stop;

const RetryDecision kStop = Stop{};
const RetryDecision kAgain = Again{};

const ChargeResult kCharged = Charged{{"pay123"}};
const ChargeResult kDeclined = PaymentDeclined{"insufficient funds"};
const ChargeResult kFraud = FraudSuspected{};
const ChargeResult kInDoubt = InDoubt{"timeout"};

TEST(StockDecision, LetsPremiumUsersOrderMissingItems) {
  const ReserveResult out = OutOfStock{{{.item = {"item1"}, .quantity = 1}}};
  EXPECT_EQ(decide_on_stock(out, UserTier::Premium), StockDecision(Backorder{}));
  EXPECT_EQ(decide_on_stock(out, UserTier::Standard), StockDecision(Refuse{}));
}

TEST(StockDecision, LetsNobodyOrderWhenTheWarehouseFails) {
  EXPECT_EQ(decide_on_stock(Failed{"down"}, UserTier::Premium), StockDecision(Refuse{}));
  EXPECT_EQ(decide_on_stock(InDoubt{"timeout"}, UserTier::Premium), StockDecision(Refuse{}));
}

TEST(DeclinePolicy, TriesAPremiumUsersCardOnceMore) {
  const DeclinePolicy premium{UserTier::Premium};
  EXPECT_EQ(premium(kDeclined, 1), kAgain);
  EXPECT_EQ(premium(kDeclined, 2), kStop);
  EXPECT_EQ(DeclinePolicy{UserTier::Standard}(kDeclined, 1), kStop);
}

TEST(DeclinePolicy, TriesNothingElseAgain) {
  const DeclinePolicy premium{UserTier::Premium};
  EXPECT_EQ(premium(kFraud, 1), kStop);
  EXPECT_EQ(premium(kCharged, 1), kStop);
  // Under another key it could be charged a second time.
  EXPECT_EQ(premium(kInDoubt, 1), kStop);
}

TEST(DoubtPolicy, AsksForTheSameChargeWhileItIsInDoubt) {
  const DoubtPolicy policy;
  EXPECT_EQ(policy(kInDoubt, 1), kAgain);
  EXPECT_EQ(policy(kInDoubt, kMaxDoubts - 1), kAgain);
  EXPECT_EQ(policy(kInDoubt, kMaxDoubts), kStop);
  for (const ChargeResult& result : {kCharged, kDeclined, kFraud}) EXPECT_EQ(policy(result, 1), kStop);
}

TEST(ChargeKey, IsTheSameForTheSameAttempt) {
  EXPECT_EQ(charge_key({"c1"}, 1), charge_key({"c1"}, 1));
  EXPECT_NE(charge_key({"c1"}, 1), charge_key({"c1"}, 2));
  EXPECT_NE(charge_key({"c1"}, 1), charge_key({"c2"}, 1));
}

}  // namespace
}  // namespace checkout
