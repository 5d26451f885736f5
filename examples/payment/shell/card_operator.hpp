// The card processor as an operator of the engine, over the same HTTP client.
//
//   engine.add_operator("card", std::make_shared<CardOperator>(options)).or_exit();       // card.charge, card.refund
//
// The engine calls at least once. The key by which the processor notices is the one in the intent: it depends on the
// payment alone, while the engine's own key (CallContext::idempotency_key) is another one for each intent, and a payment
// that asks again for the same charge makes a new intent.
#pragma once

#include "payment/shell/codec/payment_json.hpp"
#include "payment/shell/http/http_payment_gateway.hpp"

#include <baton/operator.hpp>

#include <utility>

namespace payment {

using ChargeRequest = intent::Charge;
using RefundRequest = intent::Refund;

class CardOperator {
 public:
  explicit CardOperator(HttpClientOptions options) : gateway_(std::move(options)) {}

  // The answer is the payment's next event. Declined and unknown are answers too; nothing is thrown.
  Payment::Event charge(const ChargeRequest& request) { return to_event(gateway_.charge(request)); }
  Payment::Event refund(const RefundRequest& request) { return to_event(gateway_.refund(request)); }

  BOOST_DESCRIBE_CLASS(CardOperator, (), (charge, refund), (), ())

 private:
  HttpPaymentGateway gateway_;
};

}  // namespace payment
