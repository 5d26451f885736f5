// The time zones of the system: files of tzdata, by name.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace baton::adapters {

// The bytes of a TZif file, at most core::kMaxZoneBytes. The error says why there is none. Safe from any thread.
[[nodiscard]] std::expected<std::string, std::string> read_zone_file(std::string_view name,
                                                                     const std::string& folder = "/usr/share/zoneinfo");

}  // namespace baton::adapters
