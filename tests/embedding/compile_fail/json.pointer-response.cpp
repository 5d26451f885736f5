// Names: unique_ptr
#include <baton/operator.hpp>

auto charge = baton::make_method([]() { return std::make_unique<int>(1); });
