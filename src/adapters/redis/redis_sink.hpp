// A Redis stream to which events are sent. The entry of the event at position 17 of the log has the id 17-0: Redis accepts only ids that
// grow, and remembers the last one even when it has dropped the entries. So an event that was sent is not there twice, also if the answer
// to it was lost, and nobody has to store how far the sending is.
#pragma once

#include "adapters/redis/redis_connection.hpp"
#include "runtime/ports/bus.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace baton::adapters {

class RedisSink final : public runtime::BusSink {
 public:
  // `kept`: about so many entries; nullopt: all.
  RedisSink(BusUrl url, std::string stream, std::optional<std::uint64_t> kept)
      : connection_(std::move(url)), stream_(std::move(stream)), kept_(kept) {}

  runtime::BusResult<std::optional<Last>> last() override;
  runtime::BusResult<void> send(std::span<const runtime::BusEvent> events) override;
  [[nodiscard]] std::size_t max_bytes() const override;

 private:
  RedisConnection connection_;
  std::string stream_;
  std::optional<std::uint64_t> kept_;
};

}  // namespace baton::adapters
