#include "processing.hpp"

#include <utility>

namespace payment {

ProcessDecision decide(const Payment::State& state) {
  Payment::Decision decision = Payment::handle(state, event::Process{});
  if (!std::holds_alternative<state::AwaitingVerification>(decision.next)) return Proceed{std::move(decision)};
  const Money& amount = terms_of(decision.next).amount;
  std::string reason = to_text(amount) + " is above the limit of " +
                       to_text({.minor = kVerificationLimitMinor, .currency = amount.currency}) +
                       "; it is charged once it has been verified";
  return RequireVerification{.decision = std::move(decision), .reason = std::move(reason)};
}

}  // namespace payment
