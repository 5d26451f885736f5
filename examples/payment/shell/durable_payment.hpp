// Payments run durably by the engine: what it needs to know of them. The machine itself stays as it is.
//
//   auto engine = baton::Engine::open("sqlite:payments.db").or_exit();
//   engine.add_operator("card", std::make_shared<payment::CardOperator>(options)).or_exit();
//   auto payments = engine.add_machine<payment::Payment>("payment").or_exit();
//   engine.recover().or_exit();                                  // charges that were under way are asked for again
//   payments.start({.input = baton::to_value(terms), .id = terms.id.value}).or_exit();
//   payments.send({terms.id.value}, payment::event::Process{}).or_exit();
#pragma once

#include "payment/core/payment.hpp"
#include "payment/shell/codec/payment_json.hpp"

#include <baton/machine.hpp>

#include <expected>
#include <optional>

template <>
struct baton::MachineTraits<payment::Payment> {
  using Payment = payment::Payment;

  static constexpr int format = payment::kFormat;

  // {"id": "p1", "amount": {"minor": 4990, "currency": "Eur"}, "card": "card_1"}; the error says what is wrong with it.
  [[nodiscard]] static std::expected<Payment::State, Problem> start(const Value& input);
  // A method of CardOperator, registered under the name "card".
  [[nodiscard]] static MachineRequest request(const Payment::Intent& intent);
  // Whatever is not the operator's answer leaves it unknown whether the card was charged.
  [[nodiscard]] static Payment::Event outcome(const Payment::Intent& intent, const CallOutcome& outcome);
  // Where nothing more can happen, with that state as output. A charged payment may still be refunded: it is not over.
  [[nodiscard]] static std::optional<MachineEnd> end(const Payment::State& state);
};
