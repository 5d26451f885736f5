// The boundary: records from outside become the core's types, or it is said what is wrong with them. Nothing is guessed:
// a price with three digits after the point is not a price.
#pragma once

#include "checkout/core/result.hpp"
#include "checkout/shell/ports/users.hpp"

#include <expected>
#include <string>
#include <vector>

namespace checkout {

struct RawCartItem {
  std::string id;
  std::string name;
  std::string price;     // "50.0": of the shop's currency
  std::string quantity;  // "2"
};
using RawCart = std::vector<RawCartItem>;

[[nodiscard]] std::expected<User, Unreadable> translate_user(const RawUser& raw);
[[nodiscard]] std::expected<Cart, Unreadable> translate_cart(const RawCart& raw);

}  // namespace checkout
