// Names: Order::color, Color
#include <baton/json.hpp>

enum class Color { Red };
struct Order {
  Color color = Color::Red;
};
BOOST_DESCRIBE_STRUCT(Order, (), (color))

baton::Value write(const Order& order) {
  return baton::to_value(order);
}
