// Time zones as data: which offset from UTC holds when. Read from the bytes of a TZif file (RFC 8536), which system adapters find by
// the zone's name; nothing in here reads files.
//
// A zone's time is a row of segments. The last change that the file lists is followed by the changes of its yearly rule ("footer"), for ever.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::core {

// What a file may have at most: many times what any zone has.
inline constexpr std::size_t kMaxZoneBytes = 256 * 1024;

// A day of each year on which the clock is changed, and when on that day, by the clock before the change.
struct YearlyChange {
  enum class Day : std::uint8_t {
    Julian,  // `day` 1 to 365; 29 February is not counted
    Zero,    // `day` 0 to 365; 29 February is counted
    Month    // `weekday` of `week` (5: the last) of `month`
  };
  Day kind = Day::Month;
  unsigned day = 0;
  unsigned month = 0;
  unsigned week = 0;
  unsigned weekday = 0;  // 0 is Sunday
  std::chrono::seconds time{};

  friend bool operator==(const YearlyChange&, const YearlyChange&) = default;
};

struct YearlyRule {
  struct Summer {
    std::chrono::seconds offset{};
    YearlyChange begin;
    YearlyChange end;

    friend bool operator==(const Summer&, const Summer&) = default;
  };
  std::chrono::seconds offset{};
  std::optional<Summer> summer;

  friend bool operator==(const YearlyRule&, const YearlyRule&) = default;
};

struct ZoneChange {
  std::chrono::sys_seconds at;
  std::chrono::seconds offset{};  // from then on

  friend bool operator==(const ZoneChange&, const ZoneChange&) = default;
};

struct Zone {
  std::chrono::seconds first_offset{};  // before all changes
  std::vector<ZoneChange> changes;      // by time
  std::optional<YearlyRule> rule;       // after the last of them

  friend bool operator==(const Zone&, const Zone&) = default;
};

// A Zone{} is UTC.

// The error says what is wrong with the bytes. Version 1 alone, which ends in 2037, and files with leap seconds are refused.
[[nodiscard]] std::expected<Zone, std::string> read_tzif(std::string_view bytes);
// The rule in the notation of POSIX: "CET-1CEST,M3.5.0,M10.5.0/3".
[[nodiscard]] std::expected<YearlyRule, std::string> parse_yearly_rule(std::string_view text);

// "Europe/Berlin", "UTC", "Etc/GMT+5": letters, digits, `_`, `-`, `+`, with `/` between parts. So it can be looked for in a folder, and never outside of it.
[[nodiscard]] bool is_zone_name(std::string_view text);

// The time around an instant in which the offset does not change.
struct Segment {
  std::chrono::sys_seconds begin;
  std::chrono::sys_seconds end;  // the first instant after it
  std::chrono::seconds offset{};

  friend bool operator==(const Segment&, const Segment&) = default;
};
// In the years 1 to 9999; the first and the last segment end there.
[[nodiscard]] Segment segment_at(const Zone& zone, std::chrono::sys_seconds at);
inline constexpr std::chrono::sys_seconds kFirstInstant{std::chrono::sys_days{std::chrono::year{1} / 1 / 1}};
inline constexpr std::chrono::sys_seconds kLastInstant{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31}};

}  // namespace baton::core
