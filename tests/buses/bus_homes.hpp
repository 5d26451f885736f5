#pragma once

#include "buses/bus_home.hpp"

#include <memory>

namespace baton::testing {

[[nodiscard]] std::unique_ptr<BusHome> make_redis_home();
[[nodiscard]] std::unique_ptr<BusHome> make_nats_home();

}  // namespace baton::testing
