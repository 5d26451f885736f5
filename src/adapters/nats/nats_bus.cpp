#include "adapters/nats/nats_bus.hpp"

#include "adapters/nats/nats_connection.hpp"
#include "adapters/nats/nats_sink.hpp"
#include "adapters/nats/nats_source.hpp"

namespace baton::adapters {

std::expected<NatsBus, std::string> nats_bus(const BusUrl& url) {
  if (!url.path.empty()) return std::unexpected("a NATS server has no path; write nats://HOST:PORT?subject=…");
  const std::string subject = url.option("subject");
  const std::string out = url.option("out");
  const std::string dead = url.option("dead");
  if (subject.empty() && (url.options.contains("stream") || url.options.contains("durable"))) {
    return std::unexpected("'subject' is missing; 'stream' and 'durable' are for what comes in by it");
  }
  for (const std::string& each : {out, dead}) {
    if (each.find_first_of("*> ") != std::string::npos) {
      return std::unexpected("'out' and 'dead' are subjects without '*', '>' and blanks");
    }
  }
  if ((!subject.empty() && (subject == out || subject == dead)) || (!out.empty() && out == dead)) {
    return std::unexpected("'subject', 'out' and 'dead' must be different subjects");
  }
  NatsBus bus{.name = "nats://" + NatsConnection(url).name(), .source = nullptr, .sink = nullptr};
  if (!subject.empty()) {
    bus.source = std::make_unique<NatsSource>(url, NatsConsumer{.stream = url.option("stream"),
                                                                .subject = subject,
                                                                .durable = url.option("durable", "baton"),
                                                                .refused = dead});
  }
  if (!out.empty()) bus.sink = std::make_unique<NatsSink>(url, out);
  return bus;
}

}  // namespace baton::adapters
