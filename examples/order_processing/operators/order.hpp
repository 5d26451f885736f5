// The orders themselves.
#pragma once

#include "database.hpp"
#include "messages.hpp"

#include <baton/operator.hpp>

#include <expected>

namespace shop {

class Order {
 public:
  explicit Order(Database& database) : database_(database) {}

  OrderState create(const CreateRequest& request);
  OrderState cancel(const OrderRequest& request);
  OrderState review(const MarkRequest& request);
  OrderState prioritise(const MarkRequest& request);
  // Fails for an address nobody delivers to.
  std::expected<Delivery, baton::Problem> schedule(const ScheduleRequest& request);
  Shipment ship(const Shipment& shipment);

  BOOST_DESCRIBE_CLASS(Order, (), (create, cancel, review, prioritise, schedule, ship), (), ())

 private:
  OrderState set_state(const std::string& order, const std::string& state);

  Database& database_;
};

}  // namespace shop
