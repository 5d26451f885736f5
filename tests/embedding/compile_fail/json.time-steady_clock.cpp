// Names: Order::at, steady_clock
#include <baton/json.hpp>

struct Order {
  std::chrono::steady_clock::time_point at;
};
BOOST_DESCRIBE_STRUCT(Order, (), (at))

baton::Value write(const Order& order) {
  return baton::to_value(order);
}
