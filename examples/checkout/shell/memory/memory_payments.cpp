#include "memory_payments.hpp"

namespace checkout {

ChargeResult MemoryPayments::charge(const ChargeRequest& request) {
  const auto kept = kept_.find(request.key);
  if (kept == kept_.end()) return kept_.emplace(request.key, Kept{request, attempt(request)}).first->second.result;
  if (kept->second.request == request) return kept->second.result;
  return InDoubt{"the key " + request.key.value + " belongs to another charge"};
}

baton::pattern::Saga::UndoResult MemoryPayments::give_back(const ChargeKey& key) {
  const PaymentDeclined given_back{"the charge was refunded"};
  const auto [kept, is_new] = kept_.emplace(key, Kept{{.key = key, .card = {}, .amount = {}}, given_back});
  if (is_new || !std::holds_alternative<Charged>(kept->second.result)) return {};
  kept->second.result = given_back;
  cards_.balances[kept->second.request.card].value += kept->second.request.amount.value;
  return {};
}

Cents MemoryPayments::balance(const CardToken& card) const {
  const auto found = cards_.balances.find(card);
  return found == cards_.balances.end() ? Cents{0} : found->second;
}

ChargeResult MemoryPayments::attempt(const ChargeRequest& request) {
  if (cards_.stolen.contains(request.card)) return FraudSuspected{};
  if (balance(request.card) < request.amount) return PaymentDeclined{"insufficient funds"};
  cards_.balances[request.card].value -= request.amount.value;
  return Charged{{"payment-" + std::to_string(kept_.size() + 1)}};
}

}  // namespace checkout
