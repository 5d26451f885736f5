// The time zones of the system, for whoever compiles documents or plans by them. app/wiring/zones.cpp reads them.
#pragma once

#include "core/schedule/zone.hpp"

#include <expected>
#include <string>
#include <string_view>

namespace baton::engine {

// "UTC" is always there. The error says why there is no such zone.
[[nodiscard]] std::expected<core::Zone, std::string> find_zone(std::string_view name);

}  // namespace baton::engine
