// Names: Order::prices, multimap
#include <baton/json.hpp>

#include <map>

struct Order {
  std::multimap<std::string, int> prices;
};
BOOST_DESCRIBE_STRUCT(Order, (), (prices))

baton::Value write(const Order& order) {
  return baton::to_value(order);
}
