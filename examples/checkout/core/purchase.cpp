#include "purchase.hpp"

#include <utility>

namespace checkout {

Purchase::Purchase(User user, Cart items, Cents total)
    : user_(std::move(user)), items_(std::move(items)), total_(total) {}

std::expected<Purchase, Violation> validate(User user, Cart items) {
  if (!user.is_verified) return std::unexpected(UserNotVerified{user.id});
  if (items.empty()) return std::unexpected(CartEmpty{});
  if (items.size() > kMaxItems) return std::unexpected(CartLimitExceeded{items.size()});
  for (const CartItem& item : items) {
    if (item.price <= Cents{0}) return std::unexpected(InvalidPrice{item.name});
    if (item.quantity <= 0) return std::unexpected(InvalidQuantity{item.name});
  }
  const auto total = calculate_total(items);
  if (!total) return std::unexpected(total.error());
  return Purchase(std::move(user), std::move(items), *total);
}

std::expected<Cents, TotalTooLarge> calculate_total(const Cart& items) {
  Cents total;
  for (const CartItem& item : items) {
    const auto line = times(item.price, item.quantity);
    const auto sum = line ? plus(total, *line) : std::nullopt;
    if (!sum) return std::unexpected(TotalTooLarge{});
    total = *sum;
  }
  return total;
}

ConfirmationType determine_confirmation_type(Cents total, UserTier tier) {
  const bool is_premium = total > kPremiumConfirmationAbove || tier == UserTier::Premium;
  return is_premium ? ConfirmationType::Premium : ConfirmationType::Standard;
}

}  // namespace checkout
