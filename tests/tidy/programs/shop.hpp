// What the programs here are about: payments, their store, their gateway and the rules of their core.
#pragma once

#include <baton/overloaded.hpp>
#include <baton/pattern/machine.hpp>
#include <baton/pattern/orchestrator.hpp>
#include <baton/pattern/saga.hpp>
#include <baton/pattern/strategies.hpp>

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace shop {

struct PaymentId {
  std::string value;
};
struct Payment {
  PaymentId id;
  std::int64_t amount = 0;
  bool is_verified = false;
  enum class Tier : std::uint8_t { Standard, Premium } tier = Tier::Standard;
};
struct Charge {
  PaymentId payment;
  std::int64_t amount = 0;
};

struct Charged {
  static constexpr bool is_failure = false;
  PaymentId id;
};
struct Declined {
  static constexpr bool is_failure = true;
};
struct NotFound {
  static constexpr bool is_failure = true;
};
struct Invalid {
  std::string why;
};
struct Refused {
  static constexpr bool is_failure = true;
  std::variant<Invalid, NotFound> why;
};
using Result = std::variant<Charged, Declined, NotFound, Refused>;

struct Payments {
  using Part = baton::pattern::StorePart;
  std::optional<Payment> load(const PaymentId& id);
  std::expected<Payment, Invalid> fetch(const PaymentId& id);
  std::expected<void, Invalid> save(const Payment& payment);
};
struct Processor {
  using Part = baton::pattern::GatewayPart;
  std::variant<Charged, Declined> charge(const Charge& charge);
};

// The core.
struct Proceed {
  Charge charge;
};
struct Refuse {
  std::string why;
};
std::variant<Proceed, Refuse> decide(const Payment& payment);
Charge full_charge(const Payment& payment);
bool is_large(const Payment& payment);

}  // namespace shop
