// Redis streams as a bus: redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE]?OPTION=VALUE&…
//
// Options: stream, group, consumer, dead (in); out, maxlen (out).
#pragma once

#include "adapters/bus_support/bus_url.hpp"
#include "runtime/ports/bus.hpp"

#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace baton::adapters {

inline constexpr std::string_view kRedisOptions = "stream group consumer dead out maxlen";

struct RedisBus {
  std::string name;
  std::unique_ptr<runtime::BusSource> source;  // null: nothing comes in
  std::unique_ptr<runtime::BusSink> sink;      // null: nothing goes out
};

// Connects to nothing yet. Why the URL is none: an English sentence.
[[nodiscard]] std::expected<RedisBus, std::string> redis_bus(const BusUrl& url);

}  // namespace baton::adapters
