// An order desk in memory, with an outbox for what it writes to customers.
#pragma once

#include "checkout/shell/ports/orders.hpp"

#include <map>
#include <vector>

namespace checkout {

class MemoryOrders final : public Orders {
 public:
  OrderResult create(const NewOrder& order) override;
  baton::pattern::Saga::UndoResult cancel(const CheckoutId& checkout) override;
  ConfirmationResult confirm(const Confirmation& confirmation) override;

  [[nodiscard]] const std::map<CheckoutId, OrderId>& orders() const { return orders_; }
  [[nodiscard]] const std::vector<Confirmation>& sent() const { return sent_; }

 private:
  std::map<CheckoutId, OrderId> orders_;
  std::vector<Confirmation> sent_;
};

}  // namespace checkout
