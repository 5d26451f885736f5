// The payment: a machine that decides and does nothing else. payment.cpp opens with its transition table.
//
//   Payment::handle(state, event::Process{})      // {Charging, {Charge}}, or {AwaitingVerification, {}} above the limit
//
// Run directly by baton::pattern::Runtime, or durably by the engine; neither is known here, nor any store, gateway or clock.
//
// Charging is safe to repeat: the intent carries a key that depends on the payment alone. Whoever lost the intent or its
// answer gives Process again, the very same charge is asked for, and the processor recognises it by its key.
#pragma once

#include "terms.hpp"

#include <baton/pattern/machine.hpp>

#include <boost/describe.hpp>

#include <cstdint>
#include <string>
#include <variant>

namespace payment {

namespace state {

struct Requested {
  Terms terms;
  friend bool operator==(const Requested&, const Requested&) = default;
};
struct AwaitingVerification {  // it is to be processed, but for the verification
  Terms terms;
  friend bool operator==(const AwaitingVerification&, const AwaitingVerification&) = default;
};
struct Verified {
  Terms terms;
  friend bool operator==(const Verified&, const Verified&) = default;
};
struct Charging {
  Terms terms;
  std::uint32_t asked = 1;  // how often in a row without a clear answer
  friend bool operator==(const Charging&, const Charging&) = default;
};
struct Charged {
  Terms terms;
  ChargeId charge;
  friend bool operator==(const Charged&, const Charged&) = default;
};
struct Declined {
  Terms terms;
  DeclineReason reason = DeclineReason::Other;
  friend bool operator==(const Declined&, const Declined&) = default;
};
struct Refunding {
  Terms terms;
  ChargeId charge;
  std::uint32_t asked = 1;
  friend bool operator==(const Refunding&, const Refunding&) = default;
};
struct Refunded {
  Terms terms;
  ChargeId charge;
  RefundId refund;
  friend bool operator==(const Refunded&, const Refunded&) = default;
};
BOOST_DESCRIBE_STRUCT(Requested, (), (terms))
BOOST_DESCRIBE_STRUCT(AwaitingVerification, (), (terms))
BOOST_DESCRIBE_STRUCT(Verified, (), (terms))
BOOST_DESCRIBE_STRUCT(Charging, (), (terms, asked))
BOOST_DESCRIBE_STRUCT(Charged, (), (terms, charge))
BOOST_DESCRIBE_STRUCT(Declined, (), (terms, reason))
BOOST_DESCRIBE_STRUCT(Refunding, (), (terms, charge, asked))
BOOST_DESCRIBE_STRUCT(Refunded, (), (terms, charge, refund))

}  // namespace state

namespace event {

struct Process {
  friend bool operator==(const Process&, const Process&) = default;
};
struct Verify {
  friend bool operator==(const Verify&, const Verify&) = default;
};
struct Refund {
  friend bool operator==(const Refund&, const Refund&) = default;
};
struct ChargeSucceeded {
  ChargeId charge;
  friend bool operator==(const ChargeSucceeded&, const ChargeSucceeded&) = default;
};
struct ChargeDeclined {
  DeclineReason reason = DeclineReason::Other;
  friend bool operator==(const ChargeDeclined&, const ChargeDeclined&) = default;
};
struct ChargeUnknown {  // it may have been charged or not: the answer was lost
  std::string why;
  friend bool operator==(const ChargeUnknown&, const ChargeUnknown&) = default;
};
struct RefundSucceeded {
  RefundId refund;
  friend bool operator==(const RefundSucceeded&, const RefundSucceeded&) = default;
};
struct RefundRefused {
  std::string why;
  friend bool operator==(const RefundRefused&, const RefundRefused&) = default;
};
struct RefundUnknown {
  std::string why;
  friend bool operator==(const RefundUnknown&, const RefundUnknown&) = default;
};
BOOST_DESCRIBE_STRUCT(Process, (), ())
BOOST_DESCRIBE_STRUCT(Verify, (), ())
BOOST_DESCRIBE_STRUCT(Refund, (), ())
BOOST_DESCRIBE_STRUCT(ChargeSucceeded, (), (charge))
BOOST_DESCRIBE_STRUCT(ChargeDeclined, (), (reason))
BOOST_DESCRIBE_STRUCT(ChargeUnknown, (), (why))
BOOST_DESCRIBE_STRUCT(RefundSucceeded, (), (refund))
BOOST_DESCRIBE_STRUCT(RefundRefused, (), (why))
BOOST_DESCRIBE_STRUCT(RefundUnknown, (), (why))

}  // namespace event

namespace intent {

struct Charge {
  PaymentId payment;
  IdempotencyKey key;
  Money amount;
  CardToken card;
  friend bool operator==(const Charge&, const Charge&) = default;
};
struct Refund {
  PaymentId payment;
  IdempotencyKey key;
  ChargeId charge;
  friend bool operator==(const Refund&, const Refund&) = default;
};
BOOST_DESCRIBE_STRUCT(Charge, (), (payment, key, amount, card))
BOOST_DESCRIBE_STRUCT(Refund, (), (payment, key, charge))

}  // namespace intent

// Larger payments are verified before they are charged: 10,000.00 of whichever currency.
inline constexpr std::int64_t kVerificationLimitMinor = 10'000'00;
// So often in a row a charge or refund is asked for while the answers get lost. Then it rests until it is asked for again.
inline constexpr std::uint32_t kMaxAsked = 3;

struct InvalidPaymentId {
  std::string why;
  friend bool operator==(const InvalidPaymentId&, const InvalidPaymentId&) = default;
};
struct InvalidAmount {
  Money amount;
  friend bool operator==(const InvalidAmount&, const InvalidAmount&) = default;
};

struct Payment {
  using State = std::variant<state::Requested, state::AwaitingVerification, state::Verified, state::Charging,
                             state::Charged, state::Declined, state::Refunding, state::Refunded>;
  using Event =
      std::variant<event::Process, event::Verify, event::Refund, event::ChargeSucceeded, event::ChargeDeclined,
                   event::ChargeUnknown, event::RefundSucceeded, event::RefundRefused, event::RefundUnknown>;
  using Intent = std::variant<intent::Charge, intent::Refund>;
  using Decision = baton::pattern::Decision<State, Intent>;
  using Request = std::variant<state::Requested, InvalidPaymentId, InvalidAmount>;

  // The one way to a new payment.
  [[nodiscard]] static Request request(Terms terms);
  // What the event means in this state. Events that come late, or again, change nothing.
  [[nodiscard]] static Decision handle(const State& state, const Event& event);
};
static_assert(baton::pattern::is_machine<Payment>());

[[nodiscard]] const Terms& terms_of(const Payment::State& state);

}  // namespace payment
