// What the operators take and give. Amounts of money are whole cents.
#pragma once

#include <boost/describe.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace shop {

struct Item {
  std::string sku;
  std::int64_t quantity = 0;
  std::int64_t cents = 0;  // of one
};
BOOST_DESCRIBE_STRUCT(Item, (), (sku, quantity, cents))

struct ReserveRequest {
  std::string order;
  std::vector<Item> items;
};
BOOST_DESCRIBE_STRUCT(ReserveRequest, (), (order, items))
struct Reservation {
  std::string reservation;
};
BOOST_DESCRIBE_STRUCT(Reservation, (), (reservation))

struct ChargeRequest {
  std::string order;
  std::string customer;
  std::int64_t cents = 0;
};
BOOST_DESCRIBE_STRUCT(ChargeRequest, (), (order, customer, cents))
struct Receipt {
  std::string receipt;
};
BOOST_DESCRIBE_STRUCT(Receipt, (), (receipt))

struct OrderRequest {
  std::string order;
};
BOOST_DESCRIBE_STRUCT(OrderRequest, (), (order))
struct CreateRequest {
  std::string order;
  std::string customer;
  std::int64_t cents = 0;
};
BOOST_DESCRIBE_STRUCT(CreateRequest, (), (order, customer, cents))
struct MarkRequest {
  std::string order;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MarkRequest, (), (order, reason))
struct ScheduleRequest {
  std::string order;
  std::string address;
};
BOOST_DESCRIBE_STRUCT(ScheduleRequest, (), (order, address))
struct Delivery {
  std::string day;
};
BOOST_DESCRIBE_STRUCT(Delivery, (), (day))
struct Shipment {
  std::string order;
  std::string address;
};
BOOST_DESCRIBE_STRUCT(Shipment, (), (order, address))
struct OrderState {
  std::string order;
  std::string state;
};
BOOST_DESCRIBE_STRUCT(OrderState, (), (order, state))

struct Message {
  std::string order;
  std::string to;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Message, (), (order, to, text))
struct LoyaltyRequest {
  std::string order;
  std::string customer;
  std::int64_t points = 0;
};
BOOST_DESCRIBE_STRUCT(LoyaltyRequest, (), (order, customer, points))
struct Done {
  bool done = true;
};
BOOST_DESCRIBE_STRUCT(Done, (), (done))

}  // namespace shop
