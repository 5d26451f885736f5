// state                  event             next                    intent
// Requested              Process           Charging                Charge        up to the limit
// Requested              Process           AwaitingVerification                  above it
// Requested              Verify            Verified
// AwaitingVerification   Verify            Charging                Charge
// Verified               Process           Charging                Charge
// Charging               Process           Charging, counted up    Charge        the same again: intent or answer was lost
// Charging               ChargeSucceeded   Charged
// Charging               ChargeDeclined    Declined
// Charging               ChargeUnknown     Charging, counted       Charge        the same again; none after kMaxAsked
// Charged                Refund            Refunding               Refund
// Refunding              Refund            Refunding, counted up    Refund        the same again
// Refunding              RefundSucceeded   Refunded
// Refunding              RefundRefused     Charged
// Refunding              RefundUnknown     Refunding, counted      Refund        the same again; none after kMaxAsked
//
// Everything else comes late or again and changes nothing. payment_test.cpp tries every pair.
#include "payment.hpp"

#include <string_view>
#include <utility>

namespace payment {
namespace {

using Decision = Payment::Decision;

constexpr std::size_t kMaxIdLength = 100;

IdempotencyKey key_of(const PaymentId& payment, std::string_view what) {
  return {"payment/" + payment.value + '/' + std::string(what)};
}

Decision ask_to_charge(const Terms& terms, std::uint32_t asked = 1) {
  return {.next = state::Charging{.terms = terms, .asked = asked},
          .intents = {intent::Charge{
              .payment = terms.id, .key = key_of(terms.id, "charge"), .amount = terms.amount, .card = terms.card}}};
}

Decision ask_to_refund(const Terms& terms, const ChargeId& charge, std::uint32_t asked = 1) {
  return {.next = state::Refunding{.terms = terms, .charge = charge, .asked = asked},
          .intents = {intent::Refund{.payment = terms.id, .key = key_of(terms.id, "refund"), .charge = charge}}};
}

bool needs_verification(const Money& amount) {
  return amount.minor > kVerificationLimitMinor;
}

Decision on(const state::Requested& now, const event::Process&) {
  if (needs_verification(now.terms.amount)) return {.next = state::AwaitingVerification{now.terms}};
  return ask_to_charge(now.terms);
}
Decision on(const state::Requested& now, const event::Verify&) {
  return {.next = state::Verified{now.terms}};
}
Decision on(const state::AwaitingVerification& now, const event::Verify&) {
  return ask_to_charge(now.terms);
}
Decision on(const state::Verified& now, const event::Process&) {
  return ask_to_charge(now.terms);
}

Decision on(const state::Charging& now, const event::Process&) {
  return ask_to_charge(now.terms);
}
Decision on(const state::Charging& now, const event::ChargeSucceeded& answer) {
  return {.next = state::Charged{.terms = now.terms, .charge = answer.charge}};
}
Decision on(const state::Charging& now, const event::ChargeDeclined& answer) {
  return {.next = state::Declined{.terms = now.terms, .reason = answer.reason}};
}
Decision on(const state::Charging& now, const event::ChargeUnknown&) {
  if (now.asked >= kMaxAsked) return {.next = now};
  return ask_to_charge(now.terms, now.asked + 1);
}

Decision on(const state::Charged& now, const event::Refund&) {
  return ask_to_refund(now.terms, now.charge);
}
Decision on(const state::Refunding& now, const event::Refund&) {
  return ask_to_refund(now.terms, now.charge);
}
Decision on(const state::Refunding& now, const event::RefundSucceeded& answer) {
  return {.next = state::Refunded{.terms = now.terms, .charge = now.charge, .refund = answer.refund}};
}
Decision on(const state::Refunding& now, const event::RefundRefused&) {
  return {.next = state::Charged{.terms = now.terms, .charge = now.charge}};
}
Decision on(const state::Refunding& now, const event::RefundUnknown&) {
  if (now.asked >= kMaxAsked) return {.next = now};
  return ask_to_refund(now.terms, now.charge, now.asked + 1);
}

// Every pair that has no line in the table.
template <class State, class Event>
Decision on(const State& now, const Event&) {
  return {.next = now};
}

bool is_valid_id(std::string_view id) {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  return !id.empty() && id.size() <= kMaxIdLength && id.find_first_not_of(allowed) == std::string_view::npos;
}

}  // namespace

Payment::Request Payment::request(Terms terms) {
  // The id becomes part of keys, so it is plain and short enough for the processor to take.
  if (!is_valid_id(terms.id.value)) return InvalidPaymentId{"expected 1 to 100 letters, digits, points, dashes"};
  if (terms.amount.minor <= 0) return InvalidAmount{terms.amount};
  return state::Requested{std::move(terms)};
}

Payment::Decision Payment::handle(const State& state, const Event& event) {
  return std::visit([](const auto& now, const auto& happened) { return on(now, happened); }, state, event);
}

const Terms& terms_of(const Payment::State& state) {
  return std::visit([](const auto& now) -> const Terms& { return now.terms; }, state);
}

}  // namespace payment
