#include "app/wiring/buses.hpp"

#include "adapters/bus_support/bus_url.hpp"
#ifdef BATON_WITH_REDIS
#include "adapters/redis/redis_bus.hpp"
#endif
#ifdef BATON_WITH_NATS
#include "adapters/nats/nats_bus.hpp"
#endif

#include <charconv>
#include <expected>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace baton::app {
namespace {

constexpr std::string_view kCommonOptions = "types from name";

std::unexpected<Error> invalid_bus(const std::string& why) {
  return std::unexpected(Error{.kind = Error::Kind::InvalidArgument, .message = "the URL of the bus: " + why});
}

#if !defined(BATON_WITH_REDIS) || !defined(BATON_WITH_NATS)
std::unexpected<Error> not_built(const std::string& scheme, const std::string& option) {
  return invalid_bus("this program was built without " + scheme + "; build it with -D" + option + "=ON");
}
#endif

// The bus of an adapter.
Result<engine::CarriedBus> carried(auto adapters_bus) {
  if (!adapters_bus) return invalid_bus(adapters_bus.error());
  engine::CarriedBus bus;
  bus.name = std::move(adapters_bus->name);
  bus.source = std::move(adapters_bus->source);
  bus.sink = std::move(adapters_bus->sink);
  return bus;
}

Result<engine::CarriedBus> redis_or_nats(const adapters::BusUrl& url) {
  if (url.scheme == "redis") {
#ifdef BATON_WITH_REDIS
    if (auto problem = adapters::problem_with_options(
            url, std::string(adapters::kRedisOptions) + " " + std::string(kCommonOptions))) {
      return invalid_bus(*problem);
    }
    return carried(adapters::redis_bus(url));
#else
    return not_built("Redis", "BATON_WITH_REDIS");
#endif
  }
  if (url.scheme == "nats") {
#ifdef BATON_WITH_NATS
    if (auto problem = adapters::problem_with_options(
            url, std::string(adapters::kNatsOptions) + " " + std::string(kCommonOptions))) {
      return invalid_bus(*problem);
    }
    return carried(adapters::nats_bus(url));
#else
    return not_built("NATS", "BATON_WITH_NATS");
#endif
  }
  if (url.scheme == "rediss" || url.scheme == "tls") {
    return invalid_bus("this version reaches a bus without TLS alone; use a tunnel on the same machine");
  }
  return invalid_bus("'" + url.scheme + "' is no bus; there are redis:// and nats://");
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = text.find(',');
    if (end != 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return words;
}

}  // namespace

Result<engine::CarriedBus> carried_bus(std::string_view text) {
  const auto url = adapters::parse_bus_url(text);
  if (!url) return invalid_bus(url.error());
  auto bus = redis_or_nats(*url);
  if (!bus) return bus;
  if (!bus->source && !bus->sink)
    return invalid_bus("it says neither what comes in ('stream', 'subject') nor what goes out ('out')");
  bus->name = url->option("name", bus->name);
  bus->filter.types = words_of(url->option("types"));
  if (const std::string from = url->option("from"); !from.empty()) {
    const auto [end, error] = std::from_chars(from.data(), from.data() + from.size(), bus->from);
    if (error != std::errc{} || end != from.data() + from.size() || bus->from == 0) {
      return invalid_bus("'from' must be a position of the event log, from 1");
    }
  }
  if (!bus->sink && (url->options.contains("types") || url->options.contains("from"))) {
    return invalid_bus("'types' and 'from' are for what goes out; 'out' is missing");
  }
  return bus;
}

}  // namespace baton::app

namespace baton {

Result<Bus> Bus::open(Engine& engine, std::string_view url, BusOptions options) {
  auto bus = app::carried_bus(url);
  if (!bus) return std::unexpected(std::move(bus).error());
  auto opened = Implementation::open(engine, *std::move(bus), options);
  if (!opened) return std::unexpected(std::move(opened).error());
  return Bus(*std::move(opened));
}

}  // namespace baton
