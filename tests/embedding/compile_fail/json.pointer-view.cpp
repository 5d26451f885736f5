// Names: Order::note, string_view
#include <baton/json.hpp>

struct Order {
  std::string_view note;
};
BOOST_DESCRIBE_STRUCT(Order, (), (note))

baton::Value write(const Order& order) {
  return baton::to_value(order);
}
