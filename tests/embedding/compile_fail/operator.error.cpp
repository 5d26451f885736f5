// Names: Declined
#include <baton/operator.hpp>

struct Declined {};

auto charge = baton::make_method([]() -> std::expected<int, Declined> { return std::unexpected(Declined()); });
