#include "http_payment_gateway.hpp"

#include "answers.hpp"

namespace payment {
namespace {

// ISO 4217, in lower case, as the processor writes it.
std::string currency_name(Currency currency) {
  switch (currency) {
    case Currency::Eur:
      return "eur";
    case Currency::Usd:
      return "usd";
  }
  return {};
}

}  // namespace

ChargeOutcome HttpPaymentGateway::charge(const intent::Charge& charge) {
  return read_charge(client_.post({.path = "/v1/charges",
                                   .idempotency_key = charge.key.value,
                                   .form = {{"amount", std::to_string(charge.amount.minor)},
                                            {"currency", currency_name(charge.amount.currency)},
                                            {"source", charge.card.value},
                                            {"metadata[payment]", charge.payment.value}}}));
}

RefundOutcome HttpPaymentGateway::refund(const intent::Refund& refund) {
  return read_refund(
      client_.post({.path = "/v1/refunds",
                    .idempotency_key = refund.key.value,
                    .form = {{"charge", refund.charge.value}, {"metadata[payment]", refund.payment.value}}}));
}

}  // namespace payment
