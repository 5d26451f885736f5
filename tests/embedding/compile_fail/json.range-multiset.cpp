// Names: Order::counts, multiset
#include <baton/json.hpp>

#include <set>

struct Order {
  std::multiset<int> counts;
};
BOOST_DESCRIBE_STRUCT(Order, (), (counts))

baton::Value write(const Order& order) {
  return baton::to_value(order);
}
