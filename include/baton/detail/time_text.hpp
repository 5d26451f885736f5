// Durations and instants as ISO 8601 texts. They are counted in ticks of a unit, the fraction of two integers in seconds, which
// is a whole number of nanoseconds. No text loses a tick, and no text that is between two ticks is read.
#pragma once

#include <baton/detail/visibility.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baton BATON_PUBLIC {
namespace detail {

struct TickUnit {
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;
};

// "PT1H30M", "-PT0.25S". Of weeks, days, hours, minutes and seconds; years and months have no fixed length, and are not read.
[[nodiscard]] std::string write_duration(std::int64_t ticks, TickUnit unit);
[[nodiscard]] std::optional<std::int64_t> read_duration(std::string_view text, TickUnit unit);

// "2026-01-31T23:59:59.123Z", ticks since 1970. Reads any offset from UTC. A year of more than four digits has a sign.
[[nodiscard]] std::string write_instant(std::int64_t ticks, TickUnit unit);
[[nodiscard]] std::optional<std::int64_t> read_instant(std::string_view text, TickUnit unit);

}  // namespace detail
}  // namespace baton BATON_PUBLIC
