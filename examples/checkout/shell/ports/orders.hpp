// The order desk: books orders, and writes to the customer about them.
#pragma once

#include "checkout/core/outcomes.hpp"
#include "checkout/core/purchase.hpp"

#include <baton/pattern/dependency.hpp>
#include <baton/pattern/saga.hpp>

namespace checkout {

struct NewOrder {
  CheckoutId checkout;
  UserId user;
  Cart items;
  Cents total;
  PaymentId payment;

  friend bool operator==(const NewOrder&, const NewOrder&) = default;
};
struct Confirmation {
  OrderId order;
  Email to;
  ConfirmationType type = ConfirmationType::Standard;

  friend bool operator==(const Confirmation&, const Confirmation&) = default;
};

class Orders {
 public:
  using Part = baton::pattern::GatewayPart;

  Orders() = default;
  Orders(const Orders&) = delete;
  Orders& operator=(const Orders&) = delete;
  virtual ~Orders() = default;

  // One order for a checkout, however often it is asked for.
  [[nodiscard]] virtual OrderResult create(const NewOrder& order) = 0;
  // The checkout's order, if there is one.
  [[nodiscard]] virtual baton::pattern::Saga::UndoResult cancel(const CheckoutId& checkout) = 0;
  [[nodiscard]] virtual ConfirmationResult confirm(const Confirmation& confirmation) = 0;
};

}  // namespace checkout
