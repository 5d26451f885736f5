// The requests of instances whose answers are not settled yet: which of them are out, so that none is made twice at a time,
// and how many of them are calls in flight.
#pragma once

#include "core/event.hpp"
#include "core/intent.hpp"
#include "runtime/counter.hpp"
#include "runtime/ports/gateway.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace baton::runtime {

// The calls of one kind. Counted by the loop, read by any thread.
struct CallCounters {
  Counter begun;
  Counter answered;
  Counter unknown;
  Counter waiting;  // now, until there is room
};

class RequestsInFlight {
 public:
  explicit RequestsInFlight(std::uint64_t process) : process_(process) {}

  // May the request be made? Not again before its answer is settled; but a further attempt is another request.
  [[nodiscard]] bool begin(const IntentKey& key, std::uint32_t attempt);
  // Begun, but nothing was made of it: it may begin again, where no earlier attempt is out.
  void withdraw(const IntentKey& key);
  // Is this attempt of a call out, and not answered?
  [[nodiscard]] bool is_out(const IntentKey& key, std::uint32_t attempt) const;
  // So are calls that wait until there is room for them: false if it has been withdrawn meanwhile.
  void waits(const IntentKey& key) { by_key_[key.value].waits = true; }
  [[nodiscard]] bool stops_waiting(const IntentKey& key, std::uint32_t attempt);

  // Likewise of a call that goes out now; `repeats`: perhaps it did before, from a process that has ended.
  [[nodiscard]] bool begin_call(const IntentKey& key, std::uint32_t attempt, core::CallKind kind, bool repeats);
  // One that has waited goes out.
  void call(const IntentKey& key, std::uint32_t attempt, core::CallKind kind, bool repeats) {
    count_call(by_key_[key.value], attempt, kind, repeats);
  }
  // Nobody waits for the answer any more: it counts no longer, though it may come.
  void call_withdrawn(const IntentKey& key, std::uint32_t attempt);
  // Calls of this process that somebody waits for and that have not been answered. From any thread, as are the counters.
  [[nodiscard]] std::size_t calls_in_flight(core::CallKind kind) const {
    return in_flight_[std::to_underlying(kind)].read();
  }
  [[nodiscard]] const CallCounters& counters(core::CallKind kind) const { return calls_[std::to_underlying(kind)]; }
  [[nodiscard]] CallCounters& counters(core::CallKind kind) { return calls_[std::to_underlying(kind)]; }
  // The event that an answer is to its instance, as queued(); nullopt: none, since this process is about to learn it itself.
  [[nodiscard]] std::optional<core::Answer> answered(CallAnswer&& answer);

  // An event that answers a request is on its way to the instance, and has been dealt with.
  void queued(const core::EventBody& event);
  void settled(const core::EventBody& event);
  // No answer of it is on its way: a lost request may be made again.
  [[nodiscard]] bool is_unanswered(const IntentKey& key) const;

 private:
  struct Request {
    std::uint32_t attempt = 0;     // the last one that has begun
    std::uint64_t unanswered = 0;  // calls of this process: bit n for the attempts n, n + 64, …
    std::uint64_t counted = 0;     // those of them that somebody waits for
    unsigned answers =
        0;  // on their way: one may come twice, from an earlier attempt, or from a call of another process
    core::CallKind kind{};
    bool is_repeated = false;  // an earlier call under the key has no known outcome
    bool is_awaited = true;
    bool waits = false;
  };
  [[nodiscard]] static constexpr std::uint64_t bit_of(std::uint32_t attempt) {
    return std::uint64_t{1} << attempt % 64;
  }

  [[nodiscard]] static bool begin(Request& request, std::uint32_t attempt);
  static void queued(Request& request, std::uint32_t attempt);
  void count_call(Request& request, std::uint32_t attempt, core::CallKind kind, bool repeats);
  void stop_counting(Request& request, std::uint32_t attempt);

  std::uint64_t process_;
  boost::unordered_flat_map<std::string, Request> by_key_;
  std::array<Counter, core::kCallKinds> in_flight_;
  std::array<CallCounters, core::kCallKinds> calls_;
};

}  // namespace baton::runtime
