// The messages of a subject of a JetStream stream, by a durable pull consumer, which is made where it is not there.
#pragma once

#include "adapters/nats/nats_connection.hpp"
#include "runtime/ports/bus.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baton::adapters {

struct NatsConsumer {
  std::string stream;  // empty: the one that has the subject
  std::string subject;
  std::string durable;
  std::string refused;  // a subject for what is refused; empty: none
};

class NatsSource final : public runtime::BusSource {
 public:
  NatsSource(BusUrl url, NatsConsumer consumer) : connection_(std::move(url)), consumer_(std::move(consumer)) {}

  runtime::BusResult<std::vector<runtime::BusMessage>> receive(std::size_t limit, Duration wait) override;
  runtime::BusResult<void> acknowledge(std::span<const runtime::BusMessage> messages) override;
  runtime::BusResult<void> refuse(const runtime::BusMessage& message, std::string_view why) override;

 private:
  runtime::BusResult<void> open();
  // To the subject on which a message is answered.
  runtime::BusResult<void> answer(const runtime::BusMessage& message, const char* what);

  NatsConnection connection_;
  NatsConsumer consumer_;
  NatsOwned<natsSubscription, &natsSubscription_Destroy> subscription_;  // ends before its connection
};

}  // namespace baton::adapters
