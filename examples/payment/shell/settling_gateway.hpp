// Executes a payment's intents once they are committed, and gives their outcomes back to the payment, in a transaction
// of their own.
#pragma once

#include "payment/shell/payment_gateway.hpp"
#include "payment/shell/payment_store.hpp"

#include <baton/pattern/runtime.hpp>
#include <baton/pattern/transactional.hpp>

#include <expected>

namespace payment {

// Load → step → save → execute, run directly.
using PaymentRuntime = baton::pattern::Runtime<Payment, PaymentStore, PaymentGateway>;

class SettlingGateway final : public baton::pattern::IntentGateway<Payment::Intent> {
 public:
  SettlingGateway(PaymentStore& store, PaymentGateway& gateway) : runtime_{.store = store, .gateway = gateway} {}

  std::expected<void, baton::pattern::NotExecuted> execute(const Payment::Intent& intent) override;

 private:
  PaymentRuntime runtime_;
};

}  // namespace payment
