// Names: Order::after, duration<double
#include <baton/json.hpp>

#include <chrono>

struct Order {
  std::chrono::duration<double> after;
};
BOOST_DESCRIBE_STRUCT(Order, (), (after))

baton::Value write(const Order& order) {
  return baton::to_value(order);
}
