// The engine's gateway: gives each call to the caller of its kind, with its arguments evaluated, and the secrets where they
// need them. Whatever its kind, only the first answer of a call counts, and no secret comes back: every answer passes the
// redaction.
//
//   begin ──▶ waiting for its caller's thread ──▶ made ──▶ answered
//                │ withdrawn: never made, Failed    │ withdrawn: its stop is requested; it answers itself
//                └────────────▶ answered ◀──────────┘
//
// A call of an operator that is not registered waits, and is made once it is: a deploy that has forgotten one loses nothing. It takes
// no room from the calls of others.
//
// A new kind of call is a caller and an entry in Dependencies::routes.
#pragma once

#include "engine/redaction.hpp"
#include "runtime/ports/caller.hpp"
#include "runtime/ports/clock.hpp"
#include "runtime/ports/gateway.hpp"

#include <baton/health.hpp>
#include <baton/value.hpp>

#include <boost/unordered/unordered_flat_set.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baton::engine {

class Log;
class OperatorRegistry;

class CallGateway final : public runtime::Gateway {
 public:
  using Job = std::move_only_function<void()>;
  // Runs jobs now or later, on this thread or others.
  using Run = std::function<void(std::span<Job>)>;
  // A caller, which outlives what `run` runs, and what makes its calls. Those without a caller fail.
  struct Route {
    runtime::Caller* caller;
    Run run;
  };

  struct Dependencies {
    // A method that has the name of another kind of call ("http") stands in for that: a mock.
    const OperatorRegistry& operators;
    std::map<core::CallKind, Route> routes;  // one for operators among them
    runtime::Clock& clock;
    Value secrets;  // an object, or null
    // Has the loop's thread do something, or nobody any more. Called from any thread, also after the gateway is gone.
    std::function<void(Job&&)> to_loop;
    // On the loop's thread.
    std::function<void(runtime::CallAnswer&&)> answered;
    Log& log;
  };
  explicit CallGateway(Dependencies dependencies);
  ~CallGateway() override;

  void begin(runtime::CallRequest request) override;
  void withdraw(const core::Withdraw& call) override;
  void flush() override;
  [[nodiscard]] std::size_t capacity(core::CallKind kind) const override;
  [[nodiscard]] std::vector<std::string> missing(const core::Program& program) const override;
  [[nodiscard]] bool waits_for_operator(const IntentKey& key, std::uint32_t attempt) const override;

  // On the loop's thread: operators have been registered. The calls that have waited for them are made.
  void registered();
  // The operators that calls wait for, by name. From any thread.
  [[nodiscard]] std::vector<MissingOperator> missing_operators() const;
  // What the calls of the instance have said last. From any thread.
  [[nodiscard]] std::vector<CallProgress> progress(const InstanceId& instance) const;
  // From any thread: no call is made any more, and all are withdrawn.
  void close();

 private:
  struct CallInProgress;
  class Done;
  using Calls = std::vector<std::shared_ptr<CallInProgress>>;
  // What an answer passes on its way to the core.
  struct WayBack;
  struct Outlet {
    Route route;
    std::vector<Job> gathered;  // calls to make: one hand-over serves many
  };
  struct Name {  // of a call
    std::string_view key;
    std::uint32_t attempt;
    friend bool operator==(const Name&, const Name&) = default;
  };
  [[nodiscard]] static Name name_of(const std::shared_ptr<CallInProgress>& call);
  [[nodiscard]] static Name name_of(const Name& name) { return name; }
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const auto& call) const { return std::hash<std::string_view>{}(name_of(call).key); }
  };
  struct Same {
    using is_transparent = void;
    bool operator()(const auto& left, const auto& right) const { return name_of(left) == name_of(right); }
  };

  [[nodiscard]] Outlet& outlet_of(const core::Call& call);
  [[nodiscard]] bool remember(const std::shared_ptr<CallInProgress>& call);
  void arrived(const std::shared_ptr<CallInProgress>& call);
  void not_served(const std::shared_ptr<CallInProgress>& call);
  void forget_not_served(const std::shared_ptr<CallInProgress>& call);
  static void withdraw(const std::shared_ptr<CallInProgress>& call);
  static void answer(const std::shared_ptr<CallInProgress>& call, CallOutcome outcome);
  static void deliver(const std::shared_ptr<CallInProgress>& call, CallOutcome outcome);
  static void make(const std::shared_ptr<CallInProgress>& call);
  static void give_back(const std::shared_ptr<CallInProgress>& call);
  static void flush(Outlet& outlet);

  Dependencies dependencies_;
  std::map<core::CallKind, Outlet> outlets_;
  std::shared_ptr<const WayBack> way_back_;  // outlives the gateway with its calls
  // For close(), and for those who ask what is missing; nobody else comes from another thread.
  mutable std::mutex mutex_;
  bool is_closed_ = false;
  using InOrder = std::map<std::uint64_t, std::shared_ptr<CallInProgress>>;
  std::map<std::string, InOrder> not_served_;  // by the function that is not registered
  std::size_t not_served_count_ = 0;           // the loop's, as the next
  std::uint64_t last_place_ = 0;
  boost::unordered_flat_set<std::shared_ptr<CallInProgress>, Hash, Same> in_progress_;
};

}  // namespace baton::engine
