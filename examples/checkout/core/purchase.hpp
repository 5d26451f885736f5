// What may be bought, and what it costs.
#pragma once

#include "words.hpp"

#include <cstddef>
#include <expected>
#include <string>
#include <variant>

namespace checkout {

inline constexpr std::size_t kMaxItems = 10;
// A total above it gets a premium confirmation.
inline constexpr Cents kPremiumConfirmationAbove{1'000'00};

struct UserNotVerified {
  UserId id;
  friend bool operator==(const UserNotVerified&, const UserNotVerified&) = default;
};
struct CartEmpty {
  friend bool operator==(const CartEmpty&, const CartEmpty&) = default;
};
struct CartLimitExceeded {
  std::size_t items = 0;
  friend bool operator==(const CartLimitExceeded&, const CartLimitExceeded&) = default;
};
struct InvalidPrice {
  std::string item;
  friend bool operator==(const InvalidPrice&, const InvalidPrice&) = default;
};
struct InvalidQuantity {
  std::string item;
  friend bool operator==(const InvalidQuantity&, const InvalidQuantity&) = default;
};
struct TotalTooLarge {
  friend bool operator==(const TotalTooLarge&, const TotalTooLarge&) = default;
};
using Violation =
    std::variant<UserNotVerified, CartEmpty, CartLimitExceeded, InvalidPrice, InvalidQuantity, TotalTooLarge>;

// A cart that was found good; only validate() makes one.
class Purchase {
 public:
  [[nodiscard]] const User& user() const noexcept { return user_; }
  [[nodiscard]] const Cart& items() const noexcept { return items_; }
  [[nodiscard]] Cents total() const noexcept { return total_; }

  friend bool operator==(const Purchase&, const Purchase&) = default;

 private:
  friend std::expected<Purchase, Violation> validate(User user, Cart items);
  Purchase(User user, Cart items, Cents total);

  User user_;
  Cart items_;
  Cents total_;
};

[[nodiscard]] std::expected<Purchase, Violation> validate(User user, Cart items);
[[nodiscard]] std::expected<Cents, TotalTooLarge> calculate_total(const Cart& items);

enum class ConfirmationType : std::uint8_t { Standard, Premium };
[[nodiscard]] ConfirmationType determine_confirmation_type(Cents total, UserTier tier);

}  // namespace checkout
