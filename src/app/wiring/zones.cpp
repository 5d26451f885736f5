#include "engine/zones.hpp"

#include "adapters/system/zone_files.hpp"

namespace baton::engine {

std::expected<core::Zone, std::string> find_zone(std::string_view name) {
  if (name == "UTC") return core::Zone{};
  const auto unusable = [&](const std::string& why) {
    return std::unexpected("the time zone '" + std::string(name) + "' cannot be used: " + why);
  };
  const auto bytes = adapters::read_zone_file(name);
  if (!bytes) return unusable(bytes.error());
  auto zone = core::read_tzif(*bytes);
  if (!zone) return unusable(zone.error());
  return zone;
}

}  // namespace baton::engine
