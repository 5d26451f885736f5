// The messages of a Redis stream, as one consumer of a group.
//
// A message is an entry. It is binary if it has fields named ce-…: these are its headers, the field `data` its body. Otherwise the field
// `event` is its body.
#pragma once

#include "adapters/redis/redis_connection.hpp"
#include "runtime/ports/bus.hpp"

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baton::adapters {

struct RedisConsumer {
  std::string stream;
  std::string group;
  std::string name;
  std::string refused;  // a stream for what is refused; empty: none
};

class RedisSource final : public runtime::BusSource {
 public:
  RedisSource(BusUrl url, RedisConsumer consumer) : connection_(std::move(url)), consumer_(std::move(consumer)) {}

  runtime::BusResult<std::vector<runtime::BusMessage>> receive(std::size_t limit, Duration wait) override;
  runtime::BusResult<void> acknowledge(std::span<const runtime::BusMessage> messages) override;
  runtime::BusResult<void> refuse(const runtime::BusMessage& message, std::string_view why) override;

 private:
  using Messages = std::vector<runtime::BusMessage>;
  using Clock = std::chrono::steady_clock;

  runtime::BusResult<void> open();
  // Those that this consumer was given and has not acknowledged.
  runtime::BusResult<Messages> receive_again(std::size_t limit);
  runtime::BusResult<Messages> receive_new(std::size_t limit, Duration wait);
  // The first one of these, which is too large.
  runtime::BusResult<Messages> receive_its_name();
  // Makes abandoned messages of other consumers this one's.
  runtime::BusResult<void> take_over(std::size_t limit);
  // Of entries. Those that the stream has dropped are acknowledged.
  runtime::BusResult<Messages> messages_of(RedisReply entries);
  [[nodiscard]] RedisConnection::Words reading(std::size_t limit) const;

  RedisConnection connection_;
  RedisConsumer consumer_;
  bool has_old_ = true;      // there may be messages that were given before
  std::size_t at_once_ = 0;  // at most so many, since a reply was too large; 0: as asked for
  Clock::time_point takes_over_at_ = Clock::time_point::min();
};

}  // namespace baton::adapters
