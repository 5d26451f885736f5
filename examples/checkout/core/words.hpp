// Who buys, and what: the words of a checkout.
#pragma once

#include "cents.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace checkout {

// Each its own type, so that one cannot be passed for another.
struct UserId {
  std::string value;
  friend auto operator<=>(const UserId&, const UserId&) = default;
};
struct ItemId {
  std::string value;
  friend auto operator<=>(const ItemId&, const ItemId&) = default;
};
struct CardToken {
  std::string value;
  friend auto operator<=>(const CardToken&, const CardToken&) = default;
};
struct Email {
  std::string value;
  friend auto operator<=>(const Email&, const Email&) = default;
};
struct OrderId {
  std::string value;
  friend auto operator<=>(const OrderId&, const OrderId&) = default;
};
struct PaymentId {
  std::string value;
  friend auto operator<=>(const PaymentId&, const PaymentId&) = default;
};
// One attempt to buy; the same when it is tried again. All that is done for it is done under keys made of it.
struct CheckoutId {
  std::string value;
  friend auto operator<=>(const CheckoutId&, const CheckoutId&) = default;
};

enum class UserTier : std::uint8_t { Standard, Premium };

struct User {
  UserId id;
  UserTier tier = UserTier::Standard;
  bool is_verified = false;
  Email email;
  CardToken card;

  friend bool operator==(const User&, const User&) = default;
};

struct CartItem {
  ItemId id;
  std::string name;
  Cents price;
  std::int64_t quantity = 0;

  friend bool operator==(const CartItem&, const CartItem&) = default;
};
using Cart = std::vector<CartItem>;

}  // namespace checkout
