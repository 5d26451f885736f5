// How payments are written down: format 1. It is persisted, so it never changes its meaning; a change is a new format.
//
//   baton::to_value(state)                                   // {"kind":"charging","terms":{...},"asked":1}
//   baton::from_value<payment::Payment::State>(value)        // or what is wrong with it
//
// Ids are strings, an amount is {"minor":4990,"currency":"Eur"}, and a state, event or intent is an object that says by its
// `kind` which one it is. The core's types are described there; only the names of the kinds are given here.
#pragma once

#include "payment/core/payment.hpp"

#include <baton/json.hpp>

namespace payment {

inline constexpr int kFormat = 1;

// An id is its text.
template <class Id>
struct IdJson {
  static std::string expected() { return baton::JsonConverter<std::string>::expected(); }
  static baton::Value to(const Id& id) { return baton::to_value(id.value); }
  static baton::JsonResult<Id> from(const baton::Value& value) {
    auto text = baton::JsonConverter<std::string>::from(value);
    if (!text) return std::unexpected(std::move(text).error());
    return Id{*std::move(text)};
  }
};

}  // namespace payment

namespace baton {

template <>
struct JsonConverter<payment::PaymentId> : payment::IdJson<payment::PaymentId> {};
template <>
struct JsonConverter<payment::CardToken> : payment::IdJson<payment::CardToken> {};
template <>
struct JsonConverter<payment::ChargeId> : payment::IdJson<payment::ChargeId> {};
template <>
struct JsonConverter<payment::RefundId> : payment::IdJson<payment::RefundId> {};
template <>
struct JsonConverter<payment::IdempotencyKey> : payment::IdJson<payment::IdempotencyKey> {};

template <>
struct JsonConverter<payment::Payment::State> {
  static std::string expected();
  static Value to(const payment::Payment::State& state);
  static JsonResult<payment::Payment::State> from(const Value& value);
};
template <>
struct JsonConverter<payment::Payment::Event> {
  static std::string expected();
  static Value to(const payment::Payment::Event& event);
  static JsonResult<payment::Payment::Event> from(const Value& value);
};
template <>
struct JsonConverter<payment::Payment::Intent> {
  static std::string expected();
  static Value to(const payment::Payment::Intent& intent);
  static JsonResult<payment::Payment::Intent> from(const Value& value);
};

}  // namespace baton
