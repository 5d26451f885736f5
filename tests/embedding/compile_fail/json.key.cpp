// Names: Order::prices, std::map<int, int>
#include <baton/json.hpp>

#include <map>

struct Order {
  std::map<int, int> prices;
};
BOOST_DESCRIBE_STRUCT(Order, (), (prices))

baton::Value write(const Order& order) {
  return baton::to_value(order);
}
