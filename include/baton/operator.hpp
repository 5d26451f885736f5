// Operators: plain C++ classes that do the work and do not know who coordinates them.
//
//   struct ChargeRequest { std::string order; std::int64_t cents = 0; };
//   BOOST_DESCRIBE_STRUCT(ChargeRequest, (), (order, cents))
//   struct Receipt { std::string id; };
//   BOOST_DESCRIBE_STRUCT(Receipt, (), (id))
//
//   class Payment {
//    public:
//     std::expected<Receipt, baton::Problem> charge(const ChargeRequest& request, const baton::CallContext& context);
//     BOOST_DESCRIBE_CLASS(Payment, (), (charge), (), ())
//   };
//
// A method takes its request, the CallContext, both in this order, or nothing, by value or const reference; a request is a
// described struct, a baton::Value or anything baton/json.hpp converts. Several arguments are members of one request: a document
// names its arguments, and C++ does not keep the names of parameters. An operator is called as it stands, so a method with && is refused.
// Of overloads, describe one by its signature, BOOST_DESCRIBE_CLASS(Payment, (), ((Receipt(const Card&)) charge), (), ()): calls have
// no types that could choose. A method returns
//
//   a response                        whatever baton/json.hpp converts
//   std::expected<Receipt, E>         a declared failure: the effect has not happened. E is a Problem, converts to one, or is a
//                                     described struct or enumeration of yours, whose name a document finds in `.title`
//   std::variant<Receipt, Declined>   the same, where Declined says `static constexpr bool is_failure = true`
//   baton::CallOutcome                all that can be said
//   baton::Async<> of these           baton/async.hpp
//
// In a document, `call: payment.charge` with `with: { order: …, cents: … }` makes the request. `with` must be an object in the document
// itself, not one expression for all of it: `with: '${ .order }'` is refused; write its members.
//
// An exception means that the outcome is unknown, and so does a `done` that is destroyed without having been called.
//
// Delivery is at least once: the same call may come again with the same idempotency key, after a crash for example, and also
// while the first one is still in progress. Always give the same answer to a key: what has been done for it, or that it has
// failed and will not be done. A Problem with the status 401, 403, 407, 408, 409, 425, 429 or 503 only refuses this one request. If Baton has
// already made a call under the same key, the outcome of that call then stays unknown.
#pragma once

#include <baton/async.hpp>
#include <baton/call_outcome.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/ids.hpp>
#include <baton/json.hpp>
#include <baton/problem.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace baton BATON_PUBLIC {

struct CallContext;

namespace detail {

// Where a call's heartbeats go. Thread-safe.
class Heartbeats {
 public:
  Heartbeats() = default;
  Heartbeats(const Heartbeats&) = delete;
  Heartbeats& operator=(const Heartbeats&) = delete;
  virtual ~Heartbeats() = default;
  virtual void heartbeat(const CallContext& context, Value progress) = 0;
};

}  // namespace detail

struct CallContext {
  InstanceId instance = {};
  IntentKey idempotency_key = {};  // the same whenever the same call is made again
  // Counts how often the call was made because of the document's own policy for calls, `document.metadata.retry`. A repetition by
  // `catch.retry` is an attempt of the `try`, so this is 1 again in it; nor does it count what is made again after a crash.
  std::uint32_t attempt = 1;
  std::optional<Timestamp> deadline = {};  // after it, nobody waits for the answer
  // Requested when the task is cancelled or its time is up and nobody waits for the answer any more, and when the engine closes. While
  // the operator has not returned then, another thread works in its place.
  // An operator that checks it may end early; its answer then counts like any late answer, and a repetition of the
  // call may still come.
  std::stop_token stop = {};
  std::uint32_t attempt_under_key = 1;  // more than 1: the attempt before was given up, or its outcome is unknown

  // The trace context of the call (W3C Trace Context), for what the operator calls in turn. All calls of one run of an instance
  // have the same trace, and the same call always has the same span.
  [[nodiscard]] std::string traceparent() const;

  // Says how far the call is: `context.heartbeat({{"done", 3}, {"of", 10}})`. From any thread, as often as it is useful; it costs a lock
  // and writes nothing to the store. Engine::progress() has the newest until the call is answered. Without secrets, as answers. In place of
  // more than 64 KiB there is a text that says so.
  void heartbeat(Value progress) const {
    if (heartbeats != nullptr) heartbeats->heartbeat(*this, std::move(progress));
  }
  std::shared_ptr<detail::Heartbeats> heartbeats = {};  // the engine's
};

// A method with its types erased. It takes the arguments and calls `done` once, from any thread, now or later. Once the last copy of
// `done` is destroyed and none has been called, the outcome of the call is unknown.
using OperatorMethod = std::function<void(Value arguments, CallContext context, std::function<void(CallOutcome)> done)>;

}  // namespace baton BATON_PUBLIC

#include <baton/detail/operator_methods.hpp>  // described_methods(), make_method()
