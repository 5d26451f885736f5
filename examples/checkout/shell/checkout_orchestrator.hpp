// Takes a checkout from the cart to the confirmed order: fetch → translate → decide → act → persist. What the rules are is
// decided in core/; here they are only followed, and what was done is undone when a later step fails.
//
//   const CheckoutOrchestrator checkout{.users = users, .inventory = inventory, .payments = payments, .orders = orders};
//   checkout.run({.id = {"c1"}, .user = {"user1"}, .cart = Untranslated(cart)});     // Completed or Abandoned
//
// Strategies: stock that is missing falls back to a backorder, a declined card is retried, a charge in doubt is asked for
// again under its key, and stock, charge and order are compensated. Who may what: core/policies.hpp.
#pragma once

#include "checkout/core/result.hpp"
#include "checkout/shell/ports/inventory.hpp"
#include "checkout/shell/ports/orders.hpp"
#include "checkout/shell/ports/payments.hpp"
#include "checkout/shell/ports/users.hpp"
#include "checkout/shell/translation.hpp"

#include <baton/pattern/orchestrator.hpp>

namespace checkout {

struct CheckoutRequest {
  CheckoutId id;
  UserId user;
  baton::pattern::Untranslated<RawCart> cart;
};

struct CheckoutOrchestrator {
  baton::pattern::Dependency<Users> users;
  baton::pattern::Dependency<Inventory> inventory;
  baton::pattern::Dependency<Payments> payments;
  baton::pattern::Dependency<Orders> orders;

  [[nodiscard]] CheckoutResult run(CheckoutRequest request) const;
};
static_assert(baton::pattern::is_orchestrator<CheckoutOrchestrator>());

}  // namespace checkout
