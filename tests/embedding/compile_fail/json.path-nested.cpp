// Names: Order::files, path
#include <baton/json.hpp>

#include <filesystem>
#include <vector>

struct Order {
  std::vector<std::filesystem::path> files;
};
BOOST_DESCRIBE_STRUCT(Order, (), (files))

baton::Value write(const Order& order) {
  return baton::to_value(order);
}
