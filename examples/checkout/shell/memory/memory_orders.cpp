#include "memory_orders.hpp"

namespace checkout {

OrderResult MemoryOrders::create(const NewOrder& order) {
  const auto created = orders_.emplace(order.checkout, OrderId{"order-" + order.checkout.value}).first;
  return OrderCreated{created->second};
}

baton::pattern::Saga::UndoResult MemoryOrders::cancel(const CheckoutId& checkout) {
  orders_.erase(checkout);
  return {};
}

ConfirmationResult MemoryOrders::confirm(const Confirmation& confirmation) {
  if (confirmation.to.value.find('@') == std::string::npos)
    return Failed{"there is no mailbox '" + confirmation.to.value + "'"};
  sent_.push_back(confirmation);
  return ConfirmationSent{};
}

}  // namespace checkout
