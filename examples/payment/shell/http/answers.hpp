// What the card processor's answers mean. Pure: bytes in, an outcome out.
//
//   200 or 201  {"id": "ch_...", "status": "succeeded"}                           it happened
//   402         {"error": {"type": "card_error", "decline_code": "..."}}          declined
//   400         {"error": {"code": "charge_already_refunded" | "charge_disputed"}} a refund that is refused
//   all else, also no answer                                                       unknown
//
// A refusal of the request (a key in use, too many requests, a wrong password) is not an outcome: it says nothing of what an
// earlier request with the same key has done. Only these lines do.
#pragma once

#include "http_client.hpp"

#include "payment/shell/payment_gateway.hpp"

namespace payment {

[[nodiscard]] ChargeOutcome read_charge(const HttpResult& result);
[[nodiscard]] RefundOutcome read_refund(const HttpResult& result);

}  // namespace payment
