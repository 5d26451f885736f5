// Names: Order::lines, Line
#include <baton/json.hpp>

#include <map>
#include <optional>
#include <vector>

struct Line {};
struct Order {
  std::map<std::string, std::vector<std::optional<Line>>> lines;
};
BOOST_DESCRIBE_STRUCT(Order, (), (lines))

std::expected<Order, std::string> read(const baton::Value& value) {
  return value.get<Order>();
}
