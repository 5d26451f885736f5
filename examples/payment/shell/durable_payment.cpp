#include "durable_payment.hpp"

#include <baton/overloaded.hpp>

#include <utility>

#include <string>

namespace payment {
namespace {

std::unexpected<baton::Problem> invalid(std::string why) {
  return std::unexpected(baton::make_problem(baton::ProblemKind::Validation, std::move(why)));
}

Payment::Event unknown(const Payment::Intent& intent, const std::string& why) {
  return std::visit(
      baton::overloaded{[&](const intent::Charge&) -> Payment::Event { return event::ChargeUnknown{why}; },
                        [&](const intent::Refund&) -> Payment::Event { return event::RefundUnknown{why}; }},
      intent);
}

}  // namespace
}  // namespace payment

using Traits = baton::MachineTraits<payment::Payment>;
using payment::Payment;

std::expected<Payment::State, baton::Problem> Traits::start(const Value& input) {
  using Started = std::expected<Payment::State, Problem>;
  auto terms = from_value<payment::Terms>(input);
  if (!terms) return payment::invalid("invalid payment terms: " + terms.error());
  return std::visit(baton::overloaded{[](const payment::state::Requested& requested) -> Started { return requested; },
                                      [](const payment::InvalidPaymentId& id) -> Started {
                                        return payment::invalid("the id: " + id.why);
                                      },
                                      [](const payment::InvalidAmount& wrong) -> Started {
                                        return payment::invalid(to_text(wrong.amount) + " cannot be paid");
                                      }},
                    Payment::request(*std::move(terms)));
}

baton::MachineRequest Traits::request(const Payment::Intent& intent) {
  return std::visit(baton::overloaded{[](const payment::intent::Charge& charge) {
                                        return MachineCall{.function = "card.charge", .arguments = to_value(charge)};
                                      },
                                      [](const payment::intent::Refund& refund) {
                                        return MachineCall{.function = "card.refund", .arguments = to_value(refund)};
                                      }},
                    intent);
}

Payment::Event Traits::outcome(const Payment::Intent& intent, const CallOutcome& outcome) {
  return std::visit(
      baton::overloaded{[&](const CallSucceeded& succeeded) {
                          auto event = from_value<Payment::Event>(succeeded.output);
                          return event ? *std::move(event) : payment::unknown(intent, event.error());
                        },
                        [&](const CallFailed& failed) { return payment::unknown(intent, failed.problem.detail); },
                        [&](const CallUnknown& lost) { return payment::unknown(intent, lost.problem.detail); }},
      outcome);
}

std::optional<baton::MachineEnd> Traits::end(const Payment::State& state) {
  const bool is_over = std::holds_alternative<payment::state::Declined>(state) ||
                       std::holds_alternative<payment::state::Refunded>(state);
  if (!is_over) return std::nullopt;
  return to_value(state);
}
