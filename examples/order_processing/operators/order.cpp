#include "order.hpp"

namespace shop {

OrderState Order::create(const CreateRequest& request) {
  return database_.transaction([&] {
    database_.execute("INSERT OR IGNORE INTO orders VALUES (?, ?, ?, 'created')",
                      {request.order, request.customer, request.cents});
    return OrderState{.order = request.order, .state = "created"};
  });
}

OrderState Order::cancel(const OrderRequest& request) {
  return set_state(request.order, "cancelled");
}

OrderState Order::review(const MarkRequest& request) {
  return set_state(request.order, "reviewed");
}

OrderState Order::prioritise(const MarkRequest& request) {
  return set_state(request.order, "prioritised");
}

std::expected<Delivery, baton::Problem> Order::schedule(const ScheduleRequest& request) {
  if (request.address.find("Atlantis") != std::string::npos) {
    return std::unexpected(baton::Problem{.type = "https://shop.example/errors/unreachable-address",
                                          .status = 422,
                                          .title = "Nobody delivers there",
                                          .detail = "no carrier goes to '" + request.address + "'",
                                          .instance = {}});
  }
  set_state(request.order, "scheduled");
  return Delivery{.day = "tomorrow"};
}

Shipment Order::ship(const Shipment& shipment) {
  return database_.transaction([&] {
    database_.execute("INSERT OR IGNORE INTO shipments VALUES (?, ?)", {shipment.order, shipment.address});
    return shipment;
  });
}

OrderState Order::set_state(const std::string& order, const std::string& state) {
  return database_.transaction([&] {
    database_.execute("UPDATE orders SET state = ? WHERE order_id = ?", {state, order});
    return OrderState{.order = order, .state = state};
  });
}

}  // namespace shop
