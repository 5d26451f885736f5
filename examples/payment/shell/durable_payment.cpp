#include "durable_payment.hpp"

#include "overloaded.hpp"

#include "payment/shell/codec/payment_json.hpp"

#include <utility>

namespace payment {
namespace {

std::unexpected<baton::Problem> invalid(std::string why) {
  return std::unexpected(baton::make_problem(baton::ProblemKind::Validation, std::move(why)));
}

Payment::Event unknown(const Payment::Intent& intent, const std::string& why) {
  return std::visit(overloaded{[&](const intent::Charge&) -> Payment::Event { return event::ChargeUnknown{why}; },
                               [&](const intent::Refund&) -> Payment::Event { return event::RefundUnknown{why}; }},
                    intent);
}

}  // namespace

std::expected<Payment::State, baton::Problem> start_of(const baton::Value& input) {
  using Started = std::expected<Payment::State, baton::Problem>;
  auto terms = baton::from_value<Terms>(input);
  if (!terms) return invalid("no payment's terms: " + terms.error());
  return std::visit(overloaded{[](const state::Requested& requested) -> Started { return requested; },
                               [](const InvalidPaymentId& id) -> Started { return invalid("the id: " + id.why); },
                               [](const InvalidAmount& wrong) -> Started {
                                 return invalid(to_text(wrong.amount) + " cannot be paid");
                               }},
                    Payment::request(*std::move(terms)));
}

OperatorCall call_of(const Payment::Intent& intent) {
  return std::visit(
      overloaded{[](const intent::Charge& charge) { return OperatorCall{"card.charge", baton::to_value(charge)}; },
                 [](const intent::Refund& refund) { return OperatorCall{"card.refund", baton::to_value(refund)}; }},
      intent);
}

Payment::Event event_of(const Payment::Intent& intent, const baton::CallOutcome& outcome) {
  return std::visit(overloaded{[&](const baton::CallSucceeded& succeeded) {
                                 auto event = baton::from_value<Payment::Event>(succeeded.output);
                                 return event ? *std::move(event) : unknown(intent, event.error());
                               },
                               [&](const baton::CallFailed& failed) { return unknown(intent, failed.problem.detail); },
                               [&](const baton::CallUnknown& lost) { return unknown(intent, lost.problem.detail); }},
                    outcome);
}

std::optional<baton::Value> end_of(const Payment::State& state) {
  const bool is_over = std::holds_alternative<state::Declined>(state) || std::holds_alternative<state::Refunded>(state);
  if (!is_over) return std::nullopt;
  return baton::to_value(state);
}

}  // namespace payment
