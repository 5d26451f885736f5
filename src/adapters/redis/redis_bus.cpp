#include "adapters/redis/redis_bus.hpp"

#include "adapters/redis/redis_connection.hpp"
#include "adapters/redis/redis_sink.hpp"
#include "adapters/redis/redis_source.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

namespace baton::adapters {

std::expected<RedisBus, std::string> redis_bus(const BusUrl& url) {
  const std::string stream = url.option("stream");
  const std::string out = url.option("out");
  std::optional<std::uint64_t> kept;
  if (const std::string text = url.option("maxlen"); !text.empty()) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number == 0) {
      return std::unexpected("'maxlen' must be a number from 1");
    }
    kept = number;
  }
  const std::string dead = url.option("dead");
  if ((!stream.empty() && (stream == out || stream == dead)) || (!out.empty() && out == dead)) {
    return std::unexpected("'stream', 'out' and 'dead' must be different streams");
  }
  RedisBus bus{.name = "redis://" + RedisConnection(url).name(), .source = nullptr, .sink = nullptr};
  if (!stream.empty()) {
    bus.source = std::make_unique<RedisSource>(url, RedisConsumer{.stream = stream,
                                                                  .group = url.option("group", "baton"),
                                                                  .name = url.option("consumer", "baton"),
                                                                  .refused = dead});
  }
  if (!out.empty()) bus.sink = std::make_unique<RedisSink>(url, out, kept);
  return bus;
}

}  // namespace baton::adapters
