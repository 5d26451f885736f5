#include "alerting_checkout.hpp"

#include <baton/overloaded.hpp>

#include <utility>

namespace checkout {

AlertingCheckoutResult AlertingCheckout::run(CheckoutRequest request) const {
  const CheckoutId id = request.id;
  const CheckoutResult result = checkout->run(std::move(request));
  const auto notify = [&](const Alert& alert) {
    return std::visit(baton::overloaded{[&](const AlertSent&) -> AlertingCheckoutResult { return Alerted{result}; },
                                        [&](const Failed& failed) -> AlertingCheckoutResult {
                                          return AlertLost{.result = result, .alert = alert, .why = failed.why};
                                        }},
                      alerts->notify(alert));
  };
  return std::visit(
      baton::overloaded{[&](const NoAlert&) -> AlertingCheckoutResult { return Unremarkable{result}; }, notify},
      decide_on_alert(id, result));
}

}  // namespace checkout
