#include "memory_inventory.hpp"

#include <algorithm>

namespace checkout {

ReserveResult MemoryInventory::reserve(const CheckoutId& checkout, const Cart& items) {
  if (const auto found = reservations_.find(checkout); found != reservations_.end())
    return Reserved{found->second.kind};
  Picked picked = pick(items);
  if (!picked.missing.empty()) return OutOfStock{std::move(picked.missing)};
  return keep(checkout, ReservationKind::FromStock, std::move(picked));
}

ReserveResult MemoryInventory::reserve_backorder(const CheckoutId& checkout, const Cart& items) {
  if (const auto found = reservations_.find(checkout); found != reservations_.end())
    return Reserved{found->second.kind};
  return keep(checkout, ReservationKind::Backorder, pick(items));
}

baton::pattern::Saga::UndoResult MemoryInventory::release(const CheckoutId& checkout) {
  const auto reservation = reservations_.extract(checkout);
  if (reservation.empty()) return {};
  for (const auto& [item, quantity] : reservation.mapped().taken) stock_[item] += quantity;
  return {};
}

std::int64_t MemoryInventory::in_stock(const ItemId& item) const {
  const auto found = stock_.find(item);
  return found == stock_.end() ? 0 : found->second;
}

MemoryInventory::Picked MemoryInventory::pick(const Cart& items) const {
  Picked picked{.rest = stock_, .taken = {}, .missing = {}};
  for (const CartItem& item : items) {
    std::int64_t& there = picked.rest[item.id];
    const std::int64_t taken = std::min(there, item.quantity);
    there -= taken;
    picked.taken[item.id] += taken;
    if (taken < item.quantity) picked.missing.push_back({.item = item.id, .quantity = item.quantity - taken});
  }
  return picked;
}

Reserved MemoryInventory::keep(const CheckoutId& checkout, ReservationKind kind, Picked picked) {
  stock_ = std::move(picked.rest);
  reservations_.emplace(checkout, Reservation{.kind = kind, .taken = std::move(picked.taken)});
  return {kind};
}

}  // namespace checkout
