// Zones for tests, written by hand as their files have them.
#pragma once

#include "core/schedule/zone.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baton::core {

inline void append_big_endian(std::string& bytes, std::int64_t number, int size) {
  for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xFF);
}

struct WrittenZone {
  std::int64_t first_offset = 0;
  std::vector<ZoneChange> changes;
  std::string_view rule;
};

// A TZif file of version 2; the block for old readers is empty, as in the files of today.
inline std::string tzif_bytes(const WrittenZone& zone) {
  const auto count = static_cast<std::int64_t>(zone.changes.size());
  const auto header = [](std::string& bytes, std::int64_t times, std::int64_t types) {
    bytes += "TZif2" + std::string(15, '\0');
    for (const std::int64_t each : {std::int64_t{0}, std::int64_t{0}, std::int64_t{0}, times, types, std::int64_t{4}}) {
      append_big_endian(bytes, each, 4);
    }
  };
  std::string bytes;
  header(bytes, 0, 1);
  bytes += std::string(6, '\0') + std::string("UTC\0", 4);
  header(bytes, count, count + 1);
  for (const ZoneChange& change : zone.changes) append_big_endian(bytes, change.at.time_since_epoch().count(), 8);
  for (std::int64_t i = 1; i <= count; ++i) bytes += static_cast<char>(i);
  append_big_endian(bytes, zone.first_offset, 4);
  bytes += std::string(2, '\0');
  for (const ZoneChange& change : zone.changes) {
    append_big_endian(bytes, change.offset.count(), 4);
    bytes += std::string(2, '\0');
  }
  bytes += std::string("UTC\0", 4);
  return bytes + "\n" + std::string(zone.rule) + "\n";
}

inline constexpr std::string_view kBerlin = "CET-1CEST,M3.5.0,M10.5.0/3";
inline constexpr std::string_view kNewYork = "EST5EDT,M3.2.0,M11.1.0";
inline constexpr std::string_view kLordHowe = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0";
inline constexpr std::string_view kKolkata = "IST-5:30";

inline Zone zone_by(std::string_view rule) {
  return read_tzif(tzif_bytes({.first_offset = 0, .changes = {}, .rule = rule})).value();
}

}  // namespace baton::core
