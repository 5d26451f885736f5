// What a hosted program remembers: the user's state, and what it has asked of the world.
#pragma once

#include "core/consumption.hpp"
#include "core/intent.hpp"
#include "core/queue.hpp"

#include <baton/ids.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton::core {

// A call under its key, or a delay by its timer.
struct HostedRequest {
  Value intent;
  int format = 1;  // in which the program wrote the intent
  std::optional<IntentKey> key;
  std::optional<TimerId> timer;
  Timestamp due;              // of the timer
  std::uint32_t attempt = 1;  // under the key

  friend bool operator==(const HostedRequest&, const HostedRequest&) = default;
};

// An open subscription to one of the program's topics.
struct HostedListener {
  ListenerId id{};
  std::string topic;           // EventFilter::identity
  Value value;                 // that the topic's events must have; null: all are taken
  std::uint64_t position = 0;  // in the event log: of the last event that it needs no more

  friend bool operator==(const HostedListener&, const HostedListener&) = default;
};

struct HostedState {
  Value value;                         // the user's
  int format = 1;                      // in which the program wrote it
  Queue<HostedRequest> requests;       // not answered yet
  std::vector<HostedRequest> unknown;  // calls whose outcome stayed unknown: an equal intent uses the key again
  std::uint32_t next_timer = 1;
  std::vector<HostedListener> listeners;
  std::uint32_t next_listener = 1;
  std::optional<std::uint64_t> log;   // the event log's position when it started, or when it first listened
  std::vector<Consumption> consumed;  // by listeners that were closed

  void forget_progress() {  // the instance has ended
    requests.clear();
    unknown.clear();
    listeners.clear();
    consumed.clear();
  }

  friend bool operator==(const HostedState&, const HostedState&) = default;
};

}  // namespace baton::core
