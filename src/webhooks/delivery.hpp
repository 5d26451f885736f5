// The operators of webhooks: they follow the event log and send.
//
//   Deliver ──▶ read a page ──▶ send an event ──▶ … ──▶ answered: how far it has come
//                 ▲    │ nothing there
//                 └── wait until the log grows
//
// A delivery reads and sends one event after the other, and answers when there is no more, when one fails, or after so many that its position should
// be saved. While there is nothing to send it stays open, and costs neither a thread nor a transition. Thread-safe.
#pragma once

#include "webhooks/webhook.hpp"

#include <baton/error.hpp>
#include <baton/events.hpp>
#include <baton/operator.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::webhooks {

// In one answer; after a crash at most these are sent again.
inline constexpr std::int64_t kMostTogether = 100;
inline constexpr Duration kLongestTogether = std::chrono::seconds{1};
inline constexpr std::size_t kEventsRead = 20;
// Positions, and time, without an event that passes the filter until the position is saved nevertheless.
inline constexpr std::uint64_t kMostSkipped = 10'000;
inline constexpr Duration kLongestWait = std::chrono::hours{1};
// For the receiver's answer.
inline constexpr Duration kSendTimeout = std::chrono::seconds{30};

// Everything may be called from any thread, and what is given to it may be called on any thread, now or later, once.
struct Outside {
  std::function<Timestamp()> now;
  std::function<void(EventQuery query, std::function<void(Result<EventPage>)> done)> read;
  // How often the log has grown; and who waits is told as soon as it has grown since then.
  std::function<std::uint64_t()> growth;
  std::function<void(std::uint64_t since, std::function<void()> grown)> wait;
  // Has all who wait look again.
  std::function<void()> wake;
  // As `call: http` does it.
  OperatorMethod http;
  std::function<std::optional<std::string>(const std::string& name)> find_secret;
};

class Deliveries : public std::enable_shared_from_this<Deliveries> {
 public:
  explicit Deliveries(Outside outside) : outside_(std::move(outside)) {}

  // Those named in webhook.hpp and letter.hpp, to be registered.
  [[nodiscard]] std::vector<std::pair<std::string, OperatorMethod>> methods();

 private:
  using Done = std::function<void(CallOutcome)>;
  class Delivery;

  void deliver(const Value& arguments, CallContext context, Done done);
  void recall(const Value& arguments, const CallContext& context);
  void send(const Value& arguments, const CallContext& context, const Done& done);
  [[nodiscard]] bool is_recalled(const std::string& run, std::int64_t turn);

  Outside outside_;
  std::mutex mutex_;
  std::map<std::string, std::int64_t> recalled_;  // the turn, by the webhook's run
};

// The arguments of an HTTP call that sends the event; the error says what is missing.
[[nodiscard]] std::expected<Value, std::string> http_arguments(const Setup& setup, const CloudEvent& event,
                                                               const Outside& outside);
// Why the receiver has not taken it; nullopt: it has.
[[nodiscard]] std::optional<Failure> failure_in(const CallOutcome& outcome, Timestamp now);

}  // namespace baton::webhooks
