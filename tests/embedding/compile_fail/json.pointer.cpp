// Names: Order::note, unique_ptr
#include <baton/json.hpp>

#include <memory>

struct Order {
  std::unique_ptr<std::string> note;
};
BOOST_DESCRIBE_STRUCT(Order, (), (note))

baton::Value write(const Order& order) {
  return baton::to_value(order);
}
