// Alerts on a stream.
#pragma once

#include "checkout/shell/ports/alerts.hpp"

#include <ostream>

namespace checkout {

class PrintedAlerts final : public Alerts {
 public:
  explicit PrintedAlerts(std::ostream& out) : out_(out) {}

  AlertResult notify(const Alert& alert) override {
    out_ << "ALERT: " << alert.text << std::endl;
    if (!out_) return Failed{"the stream is broken"};
    return AlertSent{};
  }

 private:
  std::ostream& out_;
};

}  // namespace checkout
