// What the engine needs to know to run payments durably: what a payment starts from, which operator's method an intent is,
// what the outcome of that call means to the payment, and when a payment is over. The machine itself stays as it is.
#pragma once

#include "payment/core/payment.hpp"

#include <baton/operator.hpp>
#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <expected>
#include <optional>
#include <string>

namespace payment {

// {"id": "p1", "amount": {"minor": 4990, "currency": "Eur"}, "card": "card_1"}; the error says what is wrong with it.
[[nodiscard]] std::expected<Payment::State, baton::Problem> start_of(const baton::Value& input);

// A method of CardOperator, registered under the name "card".
struct OperatorCall {
  std::string function;
  baton::Value arguments;
  friend bool operator==(const OperatorCall&, const OperatorCall&) = default;
};
[[nodiscard]] OperatorCall call_of(const Payment::Intent& intent);

// Whatever is not the operator's answer leaves it unknown whether the card was charged.
[[nodiscard]] Payment::Event event_of(const Payment::Intent& intent, const baton::CallOutcome& outcome);

// The last state, where nothing more can happen. A charged payment may still be refunded, so it is not over.
[[nodiscard]] std::optional<baton::Value> end_of(const Payment::State& state);

}  // namespace payment
