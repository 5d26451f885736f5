// The warehouse. What is reserved is reserved for a checkout, and released by it; the same again changes nothing.
#pragma once

#include "checkout/core/outcomes.hpp"

#include <baton/pattern/dependency.hpp>
#include <baton/pattern/saga.hpp>

namespace checkout {

class Inventory {
 public:
  using Part = baton::pattern::GatewayPart;

  Inventory() = default;
  Inventory(const Inventory&) = delete;
  Inventory& operator=(const Inventory&) = delete;
  virtual ~Inventory() = default;

  // All items or none.
  [[nodiscard]] virtual ReserveResult reserve(const CheckoutId& checkout, const Cart& items) = 0;
  // What is there, and the rest as soon as it comes.
  [[nodiscard]] virtual ReserveResult reserve_backorder(const CheckoutId& checkout, const Cart& items) = 0;
  // Whatever is reserved for it, also nothing.
  [[nodiscard]] virtual baton::pattern::Saga::UndoResult release(const CheckoutId& checkout) = 0;
};

}  // namespace checkout
