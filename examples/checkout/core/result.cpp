#include "result.hpp"

#include <baton/overloaded.hpp>

namespace checkout {
namespace {

std::string violation_text(const Violation& violation) {
  return std::visit(
      baton::overloaded{[](const UserNotVerified& user) { return "user " + user.id.value + " is not verified"; },
                        [](const CartEmpty&) -> std::string { return "the cart is empty"; },
                        [](const CartLimitExceeded& cart) {
                          return "a cart can hold " + std::to_string(kMaxItems) + " items, not " +
                                 std::to_string(cart.items);
                        },
                        [](const InvalidPrice& invalid) { return "invalid price for " + invalid.item; },
                        [](const InvalidQuantity& invalid) { return "invalid quantity for " + invalid.item; },
                        [](const TotalTooLarge&) -> std::string { return "the total is too large"; }},
      violation);
}

std::string missing_text(const OutOfStock& out) {
  std::string text = "not in stock:";
  for (const Missing& missing : out.missing) {
    text += ' ' + missing.item.value + " (" + std::to_string(missing.quantity) + " missing)";
  }
  return text;
}

AlertDecision alert_on(const CheckoutId& checkout, const Completed& completed) {
  const auto* failed = std::get_if<Failed>(&completed.confirmed);
  if (failed == nullptr) return NoAlert{};
  return Alert{"checkout " + checkout.value + ": order " + completed.order.value +
               " is paid, but its confirmation was not sent: " + failed->why};
}

AlertDecision alert_on(const CheckoutId& checkout, const Abandoned& abandoned) {
  const bool is_system_failure = std::holds_alternative<SystemFailure>(abandoned.reason);
  if (!is_system_failure && abandoned.compensation.failed.empty()) return NoAlert{};
  std::string text = "checkout " + checkout.value + " was abandoned: " + to_text(abandoned.reason);
  for (const auto& failed : abandoned.compensation.failed) {
    text += "; not undone: " + failed.step + ": " + failed.reason;
  }
  return Alert{std::move(text)};
}

}  // namespace

AlertDecision decide_on_alert(const CheckoutId& checkout, const CheckoutResult& result) {
  return std::visit([&](const auto& what) { return alert_on(checkout, what); }, result);
}

std::string to_text(const Reason& reason) {
  return std::visit(
      baton::overloaded{[](const UserUnknown& user) { return "there is no user " + user.id.value; },
                        [](const Unreadable& unreadable) { return unreadable.what + ": " + unreadable.why; },
                        [](const Violation& violation) { return violation_text(violation); },
                        [](const OutOfStock& out) { return missing_text(out); },
                        [](const PaymentDeclined& declined) { return "the payment was declined: " + declined.reason; },
                        [](const FraudSuspected&) -> std::string { return "the payment was refused"; },
                        [](const SystemFailure& failure) { return failure.step + ": " + failure.why; }},
      reason);
}

}  // namespace checkout
