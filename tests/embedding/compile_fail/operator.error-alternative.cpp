// Names: Declined
#include <baton/operator.hpp>

struct Declined {
  static constexpr bool is_failure = true;
};

auto charge = baton::make_method([]() -> std::variant<int, Declined> { return 1; });
