// Names: Order::file, path
#include <baton/json.hpp>

#include <filesystem>

struct Order {
  std::filesystem::path file;
};
BOOST_DESCRIBE_STRUCT(Order, (), (file))

baton::Value write(const Order& order) {
  return baton::to_value(order);
}
