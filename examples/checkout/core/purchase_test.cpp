#include "purchase.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace checkout {
namespace {

const User kUser{.id = {"user1"},
                 .tier = UserTier::Standard,
                 .is_verified = true,
                 .email = {"ada@example.org"},
                 .card = {"card123"}};

CartItem item(Cents price, std::int64_t quantity) {
  return {.id = {"item1"}, .name = "Test", .price = price, .quantity = quantity};
}

Violation violation_of(const User& user, const Cart& cart) {
  return validate(user, cart).error();
}

TEST(Purchase, IsMadeFromAValidCart) {
  const Cart cart = {item(Cents{50'00}, 2), item(Cents{1}, 1)};
  const auto purchase = validate(kUser, cart);
  ASSERT_TRUE(purchase);
  EXPECT_EQ(purchase->user(), kUser);
  EXPECT_EQ(purchase->items(), cart);
  EXPECT_EQ(purchase->total(), Cents{100'01});
}

TEST(Purchase, NeedsAVerifiedUser) {
  User user = kUser;
  user.is_verified = false;
  EXPECT_EQ(violation_of(user, {item(Cents{1}, 1)}), Violation(UserNotVerified{{"user1"}}));
}

TEST(Purchase, HasFromOneToTenItems) {
  EXPECT_EQ(violation_of(kUser, {}), Violation(CartEmpty{}));
  EXPECT_TRUE(validate(kUser, Cart(10, item(Cents{1}, 1))));
  EXPECT_EQ(violation_of(kUser, Cart(11, item(Cents{1}, 1))), Violation(CartLimitExceeded{11}));
}

TEST(Purchase, HasPositivePricesAndQuantities) {
  for (const std::int64_t number : {0, -1}) {
    EXPECT_EQ(violation_of(kUser, {item(Cents{number}, 1)}), Violation(InvalidPrice{"Test"}));
    EXPECT_EQ(violation_of(kUser, {item(Cents{1}, number)}), Violation(InvalidQuantity{"Test"}));
  }
}

TEST(Purchase, HasATotalThatFits) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(violation_of(kUser, {item(Cents{most}, 2)}), Violation(TotalTooLarge{}));
  EXPECT_EQ(violation_of(kUser, {item(Cents{most}, 1), item(Cents{1}, 1)}), Violation(TotalTooLarge{}));
  EXPECT_TRUE(validate(kUser, {item(Cents{most}, 1)}));
}

TEST(ConfirmationType, IsPremiumForLargeTotalsAndPremiumUsers) {
  EXPECT_EQ(determine_confirmation_type(Cents{500'00}, UserTier::Standard), ConfirmationType::Standard);
  EXPECT_EQ(determine_confirmation_type(Cents{1'500'00}, UserTier::Standard), ConfirmationType::Premium);
  EXPECT_EQ(determine_confirmation_type(Cents{500'00}, UserTier::Premium), ConfirmationType::Premium);
  EXPECT_EQ(determine_confirmation_type(Cents{1'000'00}, UserTier::Standard), ConfirmationType::Standard);
  EXPECT_EQ(determine_confirmation_type(Cents{1'000'01}, UserTier::Standard), ConfirmationType::Premium);
}

}  // namespace
}  // namespace checkout
