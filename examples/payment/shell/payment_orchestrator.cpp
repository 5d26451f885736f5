#include "payment_orchestrator.hpp"

#include <baton/overloaded.hpp>

#include <utility>

namespace payment {
namespace {

// Persists the decision and has its intents executed; then the result is the one given.
ProcessPaymentResult carry_out(const PaymentOrchestrator& with, const Payment::Decision& decision, Session& session,
                               ProcessPaymentResult result) {
  if (auto saved = with.store->save(decision.next, session); !saved) return std::move(saved).error();
  for (const Payment::Intent& intent : decision.intents) {
    if (auto asked = with.gateway->execute(intent); !asked) {
      return NotAsked{.id = terms_of(decision.next).id, .why = std::move(asked).error()};
    }
  }
  return result;
}

}  // namespace

ProcessPaymentResult PaymentOrchestrator::run(const PaymentId& id, Session& session) const {
  const auto act = baton::overloaded{
      [&](const Proceed& proceed) { return carry_out(*this, proceed.decision, session, PaymentProcessed{id}); },
      [&](const RequireVerification& require) {
        return carry_out(*this, require.decision, session, VerificationRequired{.id = id, .reason = require.reason});
      }};
  return std::visit(baton::overloaded{[&](const PaymentFound& found) { return std::visit(act, decide(found.state)); },
                                      [](const PaymentNotFound& missing) -> ProcessPaymentResult { return missing; },
                                      [](const StoreError& error) -> ProcessPaymentResult { return error; }},
                    store->fetch(id, session));
}

RequestPaymentResult PaymentRequests::run(const Terms& terms, Session& session) const {
  const auto add = [&](const state::Requested& requested) {
    return std::visit([](const auto& added) -> RequestPaymentResult { return added; }, store->add(requested, session));
  };
  return std::visit(
      baton::overloaded{add,
                        [](const InvalidPaymentId& invalid) -> RequestPaymentResult { return PaymentRefused{invalid}; },
                        [](const InvalidAmount& invalid) -> RequestPaymentResult { return PaymentRefused{invalid}; }},
      Payment::request(terms));
}

}  // namespace payment
