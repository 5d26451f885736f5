// Names: Order::total, Money
#include <baton/json.hpp>

struct Money {
  long cents = 0;
};
struct Order {
  Money total;
};
BOOST_DESCRIBE_STRUCT(Order, (), (total))

baton::Value write(const Order& order) {
  return baton::to_value(order);
}
