// The port to the card processor: acts on the world and reports the outcome, which may be unknown.
//
// Every call carries its idempotency key: the same key again is the same charge, never a second one.
#pragma once

#include "payment/core/payment.hpp"

#include <baton/pattern/dependency.hpp>

#include <string>
#include <variant>

namespace payment {

namespace outcome {

struct Charged {
  ChargeId charge;
  friend bool operator==(const Charged&, const Charged&) = default;
};
struct Declined {
  static constexpr bool is_failure = true;
  DeclineReason reason = DeclineReason::Other;
  friend bool operator==(const Declined&, const Declined&) = default;
};
struct Refunded {
  RefundId refund;
  friend bool operator==(const Refunded&, const Refunded&) = default;
};
struct RefundRefused {
  static constexpr bool is_failure = true;
  std::string why;
  friend bool operator==(const RefundRefused&, const RefundRefused&) = default;
};
// It may have happened or not: no answer, or one that does not tell. Asking again with the same key is the way to know.
struct Unknown {
  static constexpr bool is_failure = true;
  std::string why;
  friend bool operator==(const Unknown&, const Unknown&) = default;
};

}  // namespace outcome

using ChargeOutcome = std::variant<outcome::Charged, outcome::Declined, outcome::Unknown>;
using RefundOutcome = std::variant<outcome::Refunded, outcome::RefundRefused, outcome::Unknown>;

// What an outcome is to the machine.
[[nodiscard]] Payment::Event to_event(const ChargeOutcome& outcome);
[[nodiscard]] Payment::Event to_event(const RefundOutcome& outcome);

class PaymentGateway {
 public:
  using Part = baton::pattern::GatewayPart;

  PaymentGateway() = default;
  PaymentGateway(const PaymentGateway&) = delete;
  PaymentGateway& operator=(const PaymentGateway&) = delete;
  virtual ~PaymentGateway() = default;

  [[nodiscard]] virtual ChargeOutcome charge(const intent::Charge& charge) = 0;
  [[nodiscard]] virtual RefundOutcome refund(const intent::Refund& refund) = 0;

  // The gateway as baton::pattern::Runtime sees it: what comes back is the payment's next event.
  [[nodiscard]] Payment::Event execute(const Payment::Intent& intent);
};

}  // namespace payment
