// A checkout that alerts the operations team if necessary. core/result.hpp decides when.
#pragma once

#include "checkout/shell/checkout_orchestrator.hpp"
#include "checkout/shell/ports/alerts.hpp"

#include <baton/pattern/orchestrator.hpp>

#include <string>
#include <variant>

namespace checkout {

struct Unremarkable {
  CheckoutResult result;
  friend bool operator==(const Unremarkable&, const Unremarkable&) = default;
};
struct Alerted {
  CheckoutResult result;
  friend bool operator==(const Alerted&, const Alerted&) = default;
};
struct AlertLost {  // the team would have had to be told, and could not be
  CheckoutResult result;
  Alert alert;
  std::string why;
  friend bool operator==(const AlertLost&, const AlertLost&) = default;
};
using AlertingCheckoutResult = std::variant<Unremarkable, Alerted, AlertLost>;

struct AlertingCheckout {
  baton::pattern::Dependency<const CheckoutOrchestrator> checkout;
  baton::pattern::Dependency<Alerts> alerts;

  [[nodiscard]] AlertingCheckoutResult run(CheckoutRequest request) const;
};
static_assert(baton::pattern::is_orchestrator<AlertingCheckout>());

}  // namespace checkout
