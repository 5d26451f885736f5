// NATS JetStream as a bus: nats://[USER:PASSWORD@|TOKEN@]HOST[:PORT]?OPTION=VALUE&…
//
// Options: subject, stream, durable, dead (in); out.
#pragma once

#include "adapters/bus_support/bus_url.hpp"
#include "runtime/ports/bus.hpp"

#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace baton::adapters {

inline constexpr std::string_view kNatsOptions = "subject stream durable dead out";

struct NatsBus {
  std::string name;
  std::unique_ptr<runtime::BusSource> source;  // null: nothing comes in
  std::unique_ptr<runtime::BusSink> sink;      // null: nothing goes out
};

// Connects to nothing yet. Why the URL is none: an English sentence.
[[nodiscard]] std::expected<NatsBus, std::string> nats_bus(const BusUrl& url);

}  // namespace baton::adapters
