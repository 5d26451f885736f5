// Names: int, double
#include <baton/json.hpp>

#include <variant>

baton::Value write(const std::variant<int, double>& number) {
  return baton::to_value(number);
}
