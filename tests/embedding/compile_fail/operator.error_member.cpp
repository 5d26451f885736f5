// Names: SoldOut
#include <baton/json.hpp>
#include <baton/operator.hpp>

struct SoldOut {
  std::string status;
};
BOOST_DESCRIBE_STRUCT(SoldOut, (), (status))

auto method = baton::make_method([] { return std::expected<int, SoldOut>(1); });
