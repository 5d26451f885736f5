// Messages to people, and the loyalty programme, which is down: nobody should lose an order over that.
#pragma once

#include "database.hpp"
#include "messages.hpp"

#include <baton/operator.hpp>

#include <expected>

namespace shop {

class Notification {
 public:
  explicit Notification(Database& database) : database_(database) {}

  Done send(const Message& message, const baton::CallContext& context);
  std::expected<Done, baton::Problem> loyalty(const LoyaltyRequest& request);

  BOOST_DESCRIBE_CLASS(Notification, (), (send, loyalty), (), ())

 private:
  Database& database_;
};

}  // namespace shop
