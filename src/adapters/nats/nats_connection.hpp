// A connection to a NATS server, with JetStream. Not thread-safe.
#pragma once

#include "adapters/bus_support/bus_url.hpp"
#include "runtime/ports/bus.hpp"

#include <nats/nats.h>

#include <memory>
#include <string>
#include <utility>

namespace baton::adapters {

template <auto destroy>
struct NatsDestroy {
  void operator()(auto* object) const { destroy(object); }
};
template <class T, auto destroy>
using NatsOwned = std::unique_ptr<T, NatsDestroy<destroy>>;

using NatsMessage = NatsOwned<natsMsg, &natsMsg_Destroy>;

class NatsConnection {
 public:
  explicit NatsConnection(BusUrl url) : url_(std::move(url)) {}

  // "host:port", for people.
  [[nodiscard]] std::string name() const;
  // False also where the server has closed it.
  [[nodiscard]] bool is_open() const;
  runtime::BusResult<void> open();
  void close();

  [[nodiscard]] natsConnection* connection() const { return connection_.get(); }
  [[nodiscard]] jsCtx* jetstream() const { return jetstream_.get(); }
  // The stream that has the subject. Refused, if none has.
  runtime::BusResult<std::string> stream_of(const std::string& subject);
  // Everything that was sent has reached the server.
  runtime::BusResult<void> flush();

  // What a call of cnats has failed with, in the words of the server where it gave a reason. Closes the connection.
  std::unexpected<runtime::BusError> failure(natsStatus status, const std::string& what, int code = 0);
  std::unexpected<runtime::BusError> refused(const std::string& why);

 private:
  BusUrl url_;
  NatsOwned<natsConnection, &natsConnection_Destroy> connection_;
  NatsOwned<jsCtx, &jsCtx_Destroy> jetstream_;
};

}  // namespace baton::adapters
