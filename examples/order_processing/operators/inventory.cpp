#include "inventory.hpp"

namespace shop {

std::expected<Reservation, baton::Problem> Inventory::reserve(const ReserveRequest& request,
                                                              const baton::CallContext& context) {
  using Result = std::expected<Reservation, baton::Problem>;
  const std::string& key = context.idempotency_key.value;
  return database_.transaction([&]() -> Result {
    const Reservation reservation{.reservation = "reservation of " + request.order};
    if (database_.number("SELECT count(*) FROM reservations WHERE key = ?", {key}) > 0) return reservation;
    for (const Item& item : request.items) {
      if (database_.number("SELECT available FROM stock WHERE sku = ?", {item.sku}) >= item.quantity) continue;
      return std::unexpected(baton::Problem{.type = "https://shop.example/errors/out-of-stock",
                                            .status = 409,
                                            .title = "Out of stock",
                                            .detail = "there are not enough of '" + item.sku + "'",
                                            .instance = {}});
    }
    for (const Item& item : request.items) {
      database_.execute("UPDATE stock SET available = available - ? WHERE sku = ?", {item.quantity, item.sku});
      database_.execute("INSERT INTO reservations (key, order_id, sku, quantity) VALUES (?, ?, ?, ?)",
                        {key, request.order, item.sku, item.quantity});
    }
    return reservation;
  });
}

Done Inventory::release(const OrderRequest& request) {
  return database_.transaction([&] {
    database_.execute(
        "UPDATE stock SET available = available + coalesce((SELECT sum(quantity) FROM reservations r "
        "WHERE r.sku = stock.sku AND r.order_id = ? AND r.released = 0), 0)",
        {request.order});
    database_.execute("UPDATE reservations SET released = 1 WHERE order_id = ?", {request.order});
    return Done{};
  });
}

}  // namespace shop
