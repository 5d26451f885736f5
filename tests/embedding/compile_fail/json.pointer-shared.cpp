// Names: Order::notes, shared_ptr
#include <baton/json.hpp>

#include <memory>
#include <vector>

struct Order {
  std::vector<std::shared_ptr<int>> notes;
};
BOOST_DESCRIBE_STRUCT(Order, (), (notes))

std::expected<Order, std::string> read(const baton::Value& value) {
  return baton::from_value<Order>(value);
}
