// Carries CloudEvents between an engine's event log (baton/events.hpp) and a message bus: Redis streams or NATS JetStream.
//
//   auto engine = baton::Engine::open("sqlite:orders.db").or_exit();
//   engine.recover().or_exit();
//   auto bus = baton::Bus::open(engine, "redis://localhost?stream=payments&group=orders&out=orders").or_exit();
//
// In: each message is an event. It is published into the log and acknowledged after the log's commit, so it comes at least once, and by its
// source and id it is in the log once. A message that is no valid event is refused: it is acknowledged, logged, counted, and kept with the
// option `dead`. Out: the events of the log are sent in their order. The bus itself keeps the position of the last one, so a restart
// continues after it. What came in from a bus does not go out to it again. docs/reference/events.md has the URLs and all options.
//
// Threading: a bus has a thread for each direction. status() and drain() may be called from any thread.
// Lifetimes: the engine outlives the bus, and is not moved meanwhile.
// Failures: while the server is away, it is tried again, after 100 ms at first and 5 s at most; the log has what changes. Nothing is lost meanwhile:
// messages wait in the bus, events in the log, as long as these keep them.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/error.hpp>
#include <baton/log.hpp>
#include <baton/time.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace baton BATON_PUBLIC {

class Engine;

struct BusOptions {
  // What the engine's logger is for the engine: docs/reference/logging.md lists the messages. None: nothing is logged.
  std::shared_ptr<Logger> logger = {};
};

// Since it was opened.
struct BusStatus {
  std::string name;                         // its URL without credentials and options, or the option `name`
  std::uint64_t received = 0;               // events that are new in the log
  std::uint64_t known = 0;                  // events that the log knew already
  std::uint64_t refused = 0;                // messages that are no valid events
  std::uint64_t sent = 0;                   // events that the bus has taken
  std::uint64_t unsendable = 0;             // events that are too large for it, and dropped ones: they were not sent
  std::optional<std::string> failure = {};  // why it does not work now; it is tried again
};

class Bus {
 public:
  // InvalidArgument: the URL is wrong, or this build has no such bus. Conflict: the server is there and refuses (a password, a stream that
  // does not exist or is another store's). A server that is not there is no error: it is tried again.
  [[nodiscard]] static Result<Bus> open(Engine& engine, std::string_view url, BusOptions options = {});
  Bus(Bus&&) noexcept;
  Bus& operator=(Bus&&) noexcept;
  // Ends both directions. What has not been acknowledged comes again, what has not been sent is sent by the next one. It takes
  // a few seconds if the server does not answer.
  ~Bus();

  [[nodiscard]] BusStatus status() const;
  // Waits until all events that the log has now have been sent. Timeout: they have not been in that time.
  Result<void> drain(Duration limit);

  class Implementation;

 private:
  explicit Bus(std::unique_ptr<Implementation> implementation);

  std::unique_ptr<Implementation> implementation_;
};

}  // namespace baton BATON_PUBLIC
