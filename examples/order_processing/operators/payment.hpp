// The payment provider. It is busy now and then, which a retry gets over, and charges each key once.
#pragma once

#include "database.hpp"
#include "messages.hpp"

#include <baton/operator.hpp>

#include <expected>

namespace shop {

class Payment {
 public:
  explicit Payment(Database& database) : database_(database) {}

  std::expected<Receipt, baton::Problem> charge(const ChargeRequest& request, const baton::CallContext& context);
  Done refund(const OrderRequest& request);

  BOOST_DESCRIBE_CLASS(Payment, (), (charge, refund), (), ())

 private:
  Database& database_;
};

}  // namespace shop
