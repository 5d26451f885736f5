// Processes a payment in one transaction: fetch → decide → persist → act. It moves; Payment (core/payment.hpp) decides.
//
//   const Transactional<PaymentOrchestrator, UnitOfWork> payments{
//       .orchestrator = {.store = store, .gateway = outbox_gateway}, .unit_of_work = unit_of_work};
//   payments.run(id);        // Committed with one of the results below, RolledBack or TransactionFailed
//   dispatcher.drain();      // asks for the charge (settling_gateway.hpp)
//
// The intent is committed with the payment, in the outbox (baton/pattern/outbox.hpp). So no card is charged for what is rolled
// back, and a charge that is decided on is asked for, also if the process dies after the commit.
#pragma once

#include "payment/core/processing.hpp"
#include "payment/shell/payment_store.hpp"

#include <baton/pattern/orchestrator.hpp>
#include <baton/pattern/transactional.hpp>

#include <variant>

namespace payment {

// Without a transaction around it, the gateway may refuse at once.
struct NotAsked {
  static constexpr bool is_failure = true;
  PaymentId id;
  baton::pattern::NotExecuted why;
  friend bool operator==(const NotAsked&, const NotAsked&) = default;
};
using ProcessPaymentResult =
    std::variant<PaymentProcessed, PaymentNotFound, VerificationRequired, StoreError, NotAsked>;

struct PaymentOrchestrator {
  baton::pattern::Dependency<PaymentStore> store;
  baton::pattern::Dependency<baton::pattern::IntentGateway<Payment::Intent>> gateway;

  [[nodiscard]] ProcessPaymentResult run(const PaymentId& id, Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<PaymentOrchestrator>());

struct PaymentRefused {
  static constexpr bool is_failure = true;
  std::variant<InvalidPaymentId, InvalidAmount> why;
  friend bool operator==(const PaymentRefused&, const PaymentRefused&) = default;
};
using RequestPaymentResult = std::variant<PaymentAdded, PaymentExists, PaymentRefused, StoreError>;

// Adds a new payment.
struct PaymentRequests {
  baton::pattern::Dependency<PaymentStore> store;

  [[nodiscard]] RequestPaymentResult run(const Terms& terms, Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<PaymentRequests>());

}  // namespace payment
