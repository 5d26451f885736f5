// What to do when something is missing, declined or in doubt. Decisions only: the shell carries them out.
#pragma once

#include "outcomes.hpp"

#include <baton/pattern/strategies.hpp>

#include <cstdint>
#include <variant>

namespace checkout {

// Premium users may order what is not there yet.
struct Backorder {
  friend bool operator==(const Backorder&, const Backorder&) = default;
};
struct Refuse {
  friend bool operator==(const Refuse&, const Refuse&) = default;
};
using StockDecision = std::variant<Backorder, Refuse>;
[[nodiscard]] StockDecision decide_on_stock(const ReserveResult& result, UserTier tier);

// A premium user's declined card is tried once more; suspected fraud never.
struct DeclinePolicy {
  UserTier tier = UserTier::Standard;
  [[nodiscard]] baton::pattern::RetryDecision operator()(const ChargeResult& result, std::uint32_t attempt) const;
};

// A charge in doubt is asked for again under its key; the answer shows the outcome.
inline constexpr std::uint32_t kMaxDoubts = 3;
struct DoubtPolicy {
  [[nodiscard]] baton::pattern::RetryDecision operator()(const ChargeResult& result, std::uint32_t attempt) const;
};

// The same charge has the same key: one for each attempt that DeclinePolicy allows.
struct ChargeKey {
  std::string value;
  friend auto operator<=>(const ChargeKey&, const ChargeKey&) = default;
};
[[nodiscard]] ChargeKey charge_key(const CheckoutId& checkout, std::uint32_t attempt);

}  // namespace checkout
