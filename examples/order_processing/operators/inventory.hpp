// The warehouse's stock. A call that comes again with its key changes nothing again.
#pragma once

#include "database.hpp"
#include "messages.hpp"

#include <baton/operator.hpp>

#include <expected>

namespace shop {

class Inventory {
 public:
  explicit Inventory(Database& database) : database_(database) {}

  std::expected<Reservation, baton::Problem> reserve(const ReserveRequest& request, const baton::CallContext& context);
  Done release(const OrderRequest& request);

  BOOST_DESCRIBE_CLASS(Inventory, (), (reserve, release), (), ())

 private:
  Database& database_;
};

}  // namespace shop
