// Bus URLs: which bus each names.
#pragma once

#include "engine/buses/carried.hpp"

#include <string_view>

namespace baton::app {

// InvalidArgument if the URL is wrong, or this build has no such bus. Connects to nothing.
[[nodiscard]] Result<engine::CarriedBus> carried_bus(std::string_view url);

}  // namespace baton::app
