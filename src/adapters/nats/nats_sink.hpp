// A subject of a JetStream stream to which events are sent, each after the answer to the one before it, so that none can be missing between two.
//
// How far it is, is in two places. Each message has its position in a header: the last message of the subject is the last event. A stream may drop
// messages, though, when they are old or have been consumed; so the position is also put into the bucket "baton" of keys and values, after each batch.
// The greater of the two counts. A message that is sent again after a failure is dropped by the stream, which knows its Nats-Msg-Id.
#pragma once

#include "adapters/nats/nats_connection.hpp"
#include "runtime/ports/bus.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace baton::adapters {

class NatsSink final : public runtime::BusSink {
 public:
  NatsSink(BusUrl url, std::string subject) : connection_(std::move(url)), subject_(std::move(subject)) {}

  runtime::BusResult<std::optional<Last>> last() override;
  runtime::BusResult<void> send(std::span<const runtime::BusEvent> events) override;
  [[nodiscard]] std::size_t max_bytes() const override { return max_bytes_; }

 private:
  runtime::BusResult<void> open();
  runtime::BusResult<std::optional<Last>> last_message();
  runtime::BusResult<std::optional<Last>> last_kept();
  runtime::BusResult<void> send(const runtime::BusEvent& event);
  runtime::BusResult<void> keep(const runtime::BusEvent& event);
  // Of the bucket: a subject as letters, digits and dots.
  [[nodiscard]] std::string key() const;

  NatsConnection connection_;
  std::string subject_;
  NatsOwned<kvStore, &kvStore_Destroy> bucket_;
  std::size_t max_bytes_ = 0;
};

}  // namespace baton::adapters
