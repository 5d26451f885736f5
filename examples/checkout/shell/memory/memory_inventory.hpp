// A warehouse in memory.
#pragma once

#include "checkout/shell/ports/inventory.hpp"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace checkout {

using Stock = std::map<ItemId, std::int64_t>;

class MemoryInventory final : public Inventory {
 public:
  explicit MemoryInventory(Stock stock) : stock_(std::move(stock)) {}

  ReserveResult reserve(const CheckoutId& checkout, const Cart& items) override;
  ReserveResult reserve_backorder(const CheckoutId& checkout, const Cart& items) override;
  baton::pattern::Saga::UndoResult release(const CheckoutId& checkout) override;

  [[nodiscard]] std::int64_t in_stock(const ItemId& item) const;

 private:
  struct Picked {
    Stock rest;                    // of the stock
    Stock taken;                   // from it
    std::vector<Missing> missing;  // in it
  };
  struct Reservation {
    ReservationKind kind = ReservationKind::FromStock;
    Stock taken;
  };
  [[nodiscard]] Picked pick(const Cart& items) const;
  Reserved keep(const CheckoutId& checkout, ReservationKind kind, Picked picked);

  Stock stock_;
  std::map<CheckoutId, Reservation> reservations_;
};

}  // namespace checkout
