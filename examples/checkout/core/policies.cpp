#include "policies.hpp"

namespace checkout {

using baton::pattern::Again;
using baton::pattern::RetryDecision;
using baton::pattern::Stop;

StockDecision decide_on_stock(const ReserveResult& result, UserTier tier) {
  if (std::holds_alternative<OutOfStock>(result) && tier == UserTier::Premium) return Backorder{};
  return Refuse{};
}

RetryDecision DeclinePolicy::operator()(const ChargeResult& result, std::uint32_t attempt) const {
  if (!std::holds_alternative<PaymentDeclined>(result) || tier != UserTier::Premium || attempt > 1) return Stop{};
  return Again{};
}

RetryDecision DoubtPolicy::operator()(const ChargeResult& result, std::uint32_t attempt) const {
  if (!std::holds_alternative<InDoubt>(result) || attempt >= kMaxDoubts) return Stop{};
  return Again{};
}

ChargeKey charge_key(const CheckoutId& checkout, std::uint32_t attempt) {
  return {checkout.value + "/charge/" + std::to_string(attempt)};
}

}  // namespace checkout
