// The words of a payment: its ids and what was agreed.
#pragma once

#include "money.hpp"

#include <boost/describe.hpp>

#include <compare>
#include <cstdint>
#include <string>

namespace payment {

// Each its own type, so that one cannot be passed for another.
struct PaymentId {
  std::string value;
  friend auto operator<=>(const PaymentId&, const PaymentId&) = default;
};
struct CardToken {  // what the processor calls the card; a card's number never comes here
  std::string value;
  friend auto operator<=>(const CardToken&, const CardToken&) = default;
};
struct ChargeId {
  std::string value;
  friend auto operator<=>(const ChargeId&, const ChargeId&) = default;
};
struct RefundId {
  std::string value;
  friend auto operator<=>(const RefundId&, const RefundId&) = default;
};
struct IdempotencyKey {
  std::string value;
  friend auto operator<=>(const IdempotencyKey&, const IdempotencyKey&) = default;
};

enum class DeclineReason : std::uint8_t { InsufficientFunds, ExpiredCard, SuspectedFraud, Other };
BOOST_DESCRIBE_ENUM(DeclineReason, InsufficientFunds, ExpiredCard, SuspectedFraud, Other)

// What was agreed. Never changes.
struct Terms {
  PaymentId id;
  Money amount;
  CardToken card;

  friend bool operator==(const Terms&, const Terms&) = default;
};
BOOST_DESCRIBE_STRUCT(Terms, (), (id, amount, card))

}  // namespace payment
