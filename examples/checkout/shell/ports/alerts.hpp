// Sends alerts to the operations team.
#pragma once

#include "checkout/core/result.hpp"

#include <baton/pattern/dependency.hpp>

#include <variant>

namespace checkout {

struct AlertSent {
  friend bool operator==(const AlertSent&, const AlertSent&) = default;
};
using AlertResult = std::variant<AlertSent, Failed>;

class Alerts {
 public:
  using Part = baton::pattern::GatewayPart;

  Alerts() = default;
  Alerts(const Alerts&) = delete;
  Alerts& operator=(const Alerts&) = delete;
  virtual ~Alerts() = default;

  [[nodiscard]] virtual AlertResult notify(const Alert& alert) = 0;
};

}  // namespace checkout
