// The possible outcomes of each request of a checkout to the world. The core decides by these values, so they belong to it.
//
// Failed says that surely nothing happened. InDoubt says that nobody knows; it is marked as no failure, so that a Saga
// undoes the step nevertheless, by its key.
#pragma once

#include "words.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace checkout {

struct Failed {
  static constexpr bool is_failure = true;
  std::string why;
  friend bool operator==(const Failed&, const Failed&) = default;
};
struct InDoubt {
  std::string why;
  friend bool operator==(const InDoubt&, const InDoubt&) = default;
};

enum class ReservationKind : std::uint8_t { FromStock, Backorder };
struct Reserved {
  ReservationKind kind = ReservationKind::FromStock;
  friend bool operator==(const Reserved&, const Reserved&) = default;
};
struct Missing {
  ItemId item;
  std::int64_t quantity = 0;  // this many more would be needed
  friend bool operator==(const Missing&, const Missing&) = default;
};
struct OutOfStock {  // nothing was reserved
  static constexpr bool is_failure = true;
  std::vector<Missing> missing;
  friend bool operator==(const OutOfStock&, const OutOfStock&) = default;
};
using ReserveResult = std::variant<Reserved, OutOfStock, Failed, InDoubt>;

struct Charged {
  PaymentId payment;
  friend bool operator==(const Charged&, const Charged&) = default;
};
struct PaymentDeclined {
  static constexpr bool is_failure = true;
  std::string reason;
  friend bool operator==(const PaymentDeclined&, const PaymentDeclined&) = default;
};
struct FraudSuspected {
  static constexpr bool is_failure = true;
  friend bool operator==(const FraudSuspected&, const FraudSuspected&) = default;
};
using ChargeResult = std::variant<Charged, PaymentDeclined, FraudSuspected, InDoubt>;

struct OrderCreated {
  OrderId order;
  friend bool operator==(const OrderCreated&, const OrderCreated&) = default;
};
using OrderResult = std::variant<OrderCreated, Failed, InDoubt>;

struct ConfirmationSent {
  friend bool operator==(const ConfirmationSent&, const ConfirmationSent&) = default;
};
using ConfirmationResult = std::variant<ConfirmationSent, Failed>;

}  // namespace checkout
