#include "adapters/system/zone_files.hpp"

#include "core/schedule/zone.hpp"

#include <filesystem>
#include <fstream>
#include <system_error>

namespace baton::adapters {

std::expected<std::string, std::string> read_zone_file(std::string_view name, const std::string& folder) {
  if (!core::is_zone_name(name)) return std::unexpected("it is not the name of a time zone");
  const std::filesystem::path path = std::filesystem::path(folder) / name;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    return std::unexpected("there is no " + path.string() + " (tzdata)");
  std::ifstream file(path, std::ios::binary);
  std::string bytes(core::kMaxZoneBytes + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file && !file.eof()) return std::unexpected(path.string() + " cannot be read");
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  if (bytes.size() > core::kMaxZoneBytes) return std::unexpected(path.string() + " is too large");
  return bytes;
}

}  // namespace baton::adapters
