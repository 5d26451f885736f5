#pragma once

#include "core/expression.hpp"

#include <baton/time.hpp>
#include <baton/value.hpp>

#include <string_view>

namespace baton::core {

// What an expression sees that is evaluated for the event alone.
class EventBindings final : public Bindings {
 public:
  explicit EventBindings(Timestamp at) : at_(at) {}
  [[nodiscard]] Value argument(Argument) const override { return {}; }
  [[nodiscard]] Value variable(std::string_view) const override { return {}; }
  [[nodiscard]] Timestamp now() const override { return at_; }

 private:
  Timestamp at_;
};

}  // namespace baton::core
