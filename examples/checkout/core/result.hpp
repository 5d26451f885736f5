// The result of a checkout, and whether people must be alerted.
#pragma once

#include "outcomes.hpp"
#include "purchase.hpp"

#include <baton/pattern/saga.hpp>

#include <string>
#include <variant>

namespace checkout {

struct UserUnknown {
  UserId id;
  friend bool operator==(const UserUnknown&, const UserUnknown&) = default;
};
// What came from outside is not what it should be.
struct Unreadable {
  std::string what;
  std::string why;
  friend bool operator==(const Unreadable&, const Unreadable&) = default;
};
struct SystemFailure {
  std::string step;
  std::string why;
  friend bool operator==(const SystemFailure&, const SystemFailure&) = default;
};
using Reason =
    std::variant<UserUnknown, Unreadable, Violation, OutOfStock, PaymentDeclined, FraudSuspected, SystemFailure>;

struct Completed {
  OrderId order;
  Cents total;
  ReservationKind reservation = ReservationKind::FromStock;
  ConfirmationType confirmation = ConfirmationType::Standard;
  ConfirmationResult confirmed;  // the order is valid even if its confirmation could not be sent

  friend bool operator==(const Completed&, const Completed&) = default;
};
// What had been done was undone, newest first; compensation says what could not be.
struct Abandoned {
  static constexpr bool is_failure = true;
  Reason reason;
  baton::pattern::Compensation compensation;

  friend bool operator==(const Abandoned&, const Abandoned&) = default;
};
using CheckoutResult = std::variant<Completed, Abandoned>;

// For the operations team: a system failure, something that could not be undone, a paid order without its confirmation.
// What the rules refuse is everyday business.
struct NoAlert {
  friend bool operator==(const NoAlert&, const NoAlert&) = default;
};
struct Alert {
  std::string text;
  friend bool operator==(const Alert&, const Alert&) = default;
};
using AlertDecision = std::variant<NoAlert, Alert>;
[[nodiscard]] AlertDecision decide_on_alert(const CheckoutId& checkout, const CheckoutResult& result);

[[nodiscard]] std::string to_text(const Reason& reason);

}  // namespace checkout
