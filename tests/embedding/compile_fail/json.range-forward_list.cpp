// Names: Order::counts, forward_list
#include <baton/json.hpp>

#include <forward_list>

struct Order {
  std::forward_list<int> counts;
};
BOOST_DESCRIBE_STRUCT(Order, (), (counts))

baton::Value write(const Order& order) {
  return baton::to_value(order);
}
