// The card processor over HTTP, in the shape of a well-known card processor's API: forms in, JSON out, and the header
// Idempotency-Key, under which a request that comes again gets the first one's answer.
#pragma once

#include "http_client.hpp"

#include "payment/shell/payment_gateway.hpp"

#include <utility>

namespace payment {

class HttpPaymentGateway final : public PaymentGateway {
 public:
  explicit HttpPaymentGateway(HttpClientOptions options) : client_(std::move(options)) {}

  ChargeOutcome charge(const intent::Charge& charge) override;
  RefundOutcome refund(const intent::Refund& refund) override;

 private:
  HttpClient client_;
};

}  // namespace payment
