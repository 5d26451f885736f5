// Names: Order
#include <baton/json.hpp>

class Order {
 public:
  explicit Order(std::string its_sku) : sku(std::move(its_sku)) {}
  std::string sku;
  int count = 0;
};
BOOST_DESCRIBE_STRUCT(Order, (), (sku, count))

std::expected<Order, std::string> read(const baton::Value& value) {
  return baton::from_value<Order>(value);
}
