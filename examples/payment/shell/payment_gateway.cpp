#include "payment_gateway.hpp"

#include <baton/overloaded.hpp>

namespace payment {

Payment::Event to_event(const ChargeOutcome& outcome) {
  return std::visit(
      baton::overloaded{
          [](const outcome::Charged& charged) -> Payment::Event { return event::ChargeSucceeded{charged.charge}; },
          [](const outcome::Declined& declined) -> Payment::Event { return event::ChargeDeclined{declined.reason}; },
          [](const outcome::Unknown& unknown) -> Payment::Event { return event::ChargeUnknown{unknown.why}; }},
      outcome);
}

Payment::Event to_event(const RefundOutcome& outcome) {
  return std::visit(
      baton::overloaded{
          [](const outcome::Refunded& refunded) -> Payment::Event { return event::RefundSucceeded{refunded.refund}; },
          [](const outcome::RefundRefused& refused) -> Payment::Event { return event::RefundRefused{refused.why}; },
          [](const outcome::Unknown& unknown) -> Payment::Event { return event::RefundUnknown{unknown.why}; }},
      outcome);
}

Payment::Event PaymentGateway::execute(const Payment::Intent& intent) {
  return std::visit(baton::overloaded{[&](const intent::Charge& asked) { return to_event(charge(asked)); },
                                      [&](const intent::Refund& asked) { return to_event(refund(asked)); }},
                    intent);
}

}  // namespace payment
