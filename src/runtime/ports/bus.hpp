// Port: a message bus, such as Redis streams or NATS JetStream. engine/buses/ carries CloudEvents between it and the event log.
//
// A source gives messages at least once: one that is not acknowledged comes again, also to the next process. A sink takes events in the
// order of the log and keeps the position of the last one itself, so that nobody else has to.
//
// Each is used by one thread at a time. A method connects where there is no connection; after an error the next call makes a new one.
// All return within seconds, whatever the server does.
#pragma once

#include <baton/time.hpp>

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::runtime {

struct BusError {
  enum class Kind : std::uint8_t {
    Unreachable,  // passes by itself: no connection, no answer, a server that starts or is full
    Refused       // needs a person: the password, the name or the kind of a stream, …
  };
  Kind kind = Kind::Unreachable;
  std::string message;  // what happened and what to do; without credentials

  friend bool operator==(const BusError&, const BusError&) = default;
};

template <class T>
using BusResult = std::expected<T, BusError>;

struct BusMessage {
  std::string receipt;  // the bus's own name for it, by which it is acknowledged
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  bool is_too_large = false;  // to be read: there is only the receipt

  friend bool operator==(const BusMessage&, const BusMessage&) = default;
};

class BusSource {
 public:
  BusSource() = default;
  BusSource(const BusSource&) = delete;
  BusSource& operator=(const BusSource&) = delete;
  virtual ~BusSource() = default;

  // At most so many messages. Waits for the first one for at most so long; none: none came.
  virtual BusResult<std::vector<BusMessage>> receive(std::size_t limit, Duration wait) = 0;
  virtual BusResult<void> acknowledge(std::span<const BusMessage> messages) = 0;
  // Acknowledges a message that nobody can use, and keeps it where such ones are kept, if there is such a place.
  virtual BusResult<void> refuse(const BusMessage& message, std::string_view why) = 0;
};

struct BusEvent {
  std::uint64_t position = 0;  // in the log
  std::string name;            // made from its source and id: equal for equal events, at most 64 letters and digits
  std::string json;            // structured

  friend bool operator==(const BusEvent&, const BusEvent&) = default;
};

class BusSink {
 public:
  BusSink() = default;
  BusSink(const BusSink&) = delete;
  BusSink& operator=(const BusSink&) = delete;
  virtual ~BusSink() = default;

  // What the bus knows of the last event that it has taken.
  struct Last {
    std::uint64_t position = 0;
    std::optional<std::string> name = {};  // nullopt: the bus has only kept the position

    friend bool operator==(const Last&, const Last&) = default;
  };
  // nullopt: it has taken none. Refused, where others have sent to the same place.
  virtual BusResult<std::optional<Last>> last() = 0;
  // Sends them in this order, beginning after last(). After an error some of them may have been taken: those up to last().
  virtual BusResult<void> send(std::span<const BusEvent> events) = 0;
  // The largest JSON that it takes. Known once last() has been answered.
  [[nodiscard]] virtual std::size_t max_bytes() const = 0;
};

}  // namespace baton::runtime
