// Names: Order::grade, char
#include <baton/json.hpp>

struct Order {
  char grade = 'a';
};
BOOST_DESCRIBE_STRUCT(Order, (), (grade))

baton::Value write(const Order& order) {
  return baton::to_value(order);
}
