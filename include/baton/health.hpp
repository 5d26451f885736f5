// How an engine is: Engine::health(), and what Engine::stop() did not see end. docs/reference/health.md explains both.
//
//   const baton::EngineHealth health = engine.health();
//   if (!health.is_ready()) respond(503, health.store_failure ? health.store_failure->reason : "busy");
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/ids.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton BATON_PUBLIC {

// An operator's method that has been called and has not returned.
struct RunningCall {
  std::string function;  // "payment.charge"
  InstanceId instance;
  IntentKey idempotency_key;

  friend bool operator==(const RunningCall&, const RunningCall&) = default;
};

// What a call in progress has said last about how far it is (CallContext::heartbeat).
struct CallProgress {
  std::string function;
  IntentKey idempotency_key;
  std::uint32_t attempt = 1;
  Value progress;
  Timestamp at;

  friend bool operator==(const CallProgress&, const CallProgress&) = default;
};

// An operator's method that calls wait for because it is not registered. They are made once it is.
struct MissingOperator {
  std::string function;     // "payment.charge"
  std::size_t waiting = 0;  // calls

  friend bool operator==(const MissingOperator&, const MissingOperator&) = default;
};

// What had not ended when the time of Engine::stop() was over.
struct StopReport {
  std::vector<RunningCall> calls = {};
  std::size_t observers = 0;  // that have not returned
  bool loop_is_blocked =
      false;  // by the store, or by what runs there: a subscriber, a machine, an operator without threads

  [[nodiscard]] bool has_ended() const { return calls.empty() && observers == 0 && !loop_is_blocked; }

  friend bool operator==(const StopReport&, const StopReport&) = default;
};

// How things are now. Each part is exact; together they are not of one moment.
struct EngineHealth {
  struct StoreFailure {
    Timestamp since;
    std::string reason;

    friend bool operator==(const StoreFailure&, const StoreFailure&) = default;
  };
  // How many wait, and how many may: then requests are refused as overloaded.
  struct Queue {
    std::size_t waiting = 0;
    std::size_t capacity = 0;

    [[nodiscard]] bool is_full() const { return waiting >= capacity; }
    friend bool operator==(const Queue&, const Queue&) = default;
  };

  bool is_open = false;                                    // not closing, and of this process
  std::optional<StoreFailure> store_failure = {};          // while it lasts
  std::chrono::steady_clock::duration loop_busy_for = {};  // with what it does now; zero while it waits
  Queue requests = {};                                     // of other threads, for the loop
  Queue operator_calls = {};                               // for a thread of the operators' pool
  std::size_t operators_blocked = 0;                       // that wait in an engine, or that nobody waits for any more
  // That calls wait for. Other calls are made all the same, so it is ready; but somebody has to register them.
  std::vector<MissingOperator> missing_operators = {};

  // Does the loop work: is it not busy with one thing for longer than ten seconds?
  [[nodiscard]] bool is_alive() const { return is_open && loop_busy_for < std::chrono::seconds{10}; }
  // Can it take requests now?
  [[nodiscard]] bool is_ready() const {
    return is_alive() && !store_failure && !requests.is_full() && !operator_calls.is_full();
  }

  friend bool operator==(const EngineHealth&, const EngineHealth&) = default;
};

}  // namespace baton BATON_PUBLIC
