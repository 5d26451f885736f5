// How a payment is processed, for a coordinator that makes no decisions: it calls decide() and carries out the result.
#pragma once

#include "payment.hpp"

#include <string>
#include <variant>

namespace payment {

// Results of processing. None of them is an error: each is an answer that a caller acts on, and what it wrote is committed.
struct PaymentNotFound {
  static constexpr bool is_failure = false;
  PaymentId id;
  friend bool operator==(const PaymentNotFound&, const PaymentNotFound&) = default;
};
struct PaymentProcessed {  // the work is done or in progress; the payment's state shows the outcome
  static constexpr bool is_failure = false;
  PaymentId id;
  friend bool operator==(const PaymentProcessed&, const PaymentProcessed&) = default;
};
struct VerificationRequired {
  static constexpr bool is_failure = false;
  PaymentId id;
  std::string reason;
  friend bool operator==(const VerificationRequired&, const VerificationRequired&) = default;
};

// What to do: save the next state and execute the intents, or save it and say why nothing is charged yet.
struct Proceed {
  Payment::Decision decision;
  friend bool operator==(const Proceed&, const Proceed&) = default;
};
struct RequireVerification {
  Payment::Decision decision;
  std::string reason;
  friend bool operator==(const RequireVerification&, const RequireVerification&) = default;
};
using ProcessDecision = std::variant<Proceed, RequireVerification>;

[[nodiscard]] ProcessDecision decide(const Payment::State& state);

}  // namespace payment
