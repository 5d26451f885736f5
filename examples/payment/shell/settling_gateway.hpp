// Executes a payment's intents that were committed with it, out of the outbox, and gives their outcomes back to the payment, in a
// transaction of their own.
#pragma once

#include "payment/shell/codec/payment_json.hpp"
#include "payment/shell/payment_gateway.hpp"
#include "payment/shell/payment_store.hpp"

#include <baton/pattern/outbox.hpp>
#include <baton/pattern/runtime.hpp>

#include <expected>

namespace payment {

// Load → step → save → execute, run directly.
using PaymentRuntime = baton::pattern::Runtime<Payment, PaymentStore, PaymentGateway>;

class SettlingGateway final : public baton::pattern::DurableGateway<Payment::Intent> {
 public:
  // The gateway's name in the outbox. Rows are stored under it, so it does not change.
  static constexpr const char* kName = "card";

  SettlingGateway(PaymentStore& store, PaymentGateway& gateway) : runtime_{.store = store, .gateway = gateway} {}

  // The processor notices by the key in the intent, which depends on the payment alone: a payment that asks again for the same
  // charge makes another row.
  std::expected<void, baton::pattern::NotExecuted> execute(const Payment::Intent& intent,
                                                           const baton::IntentKey& key) override;

 private:
  PaymentRuntime runtime_;
};

}  // namespace payment
