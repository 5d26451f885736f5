// The engine without its threads: all that it does with runtime and store, called from one thread.
//
//   SteppedEngine engine({...});
//   engine.start(options, reply);
//   while (engine.step()) {}          // reply has been called
//
// The engine's loop steps it on its own thread, and baton::testing::TestEngine in virtual time. A reply comes from
// within a step, or at once where nothing has to be made durable.
#pragma once

#include "dsl/dsl.hpp"
#include "engine/subscribers.hpp"
#include "engine/waiters.hpp"
#include "runtime/ports/clock.hpp"
#include "runtime/runtime.hpp"

#include <baton/engine.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace baton::engine {

class SteppedEngine final : private runtime::EventBus {
 public:
  struct Parts {
    runtime::Store& store;
    runtime::Committer& committer;
    runtime::Gateway& gateway;
    runtime::Clock& clock;
    runtime::Ids& ids;
    std::shared_ptr<Subscribers> subscribers;
    EngineOptions::Mode mode;
  };
  template <class T>
  using ReplyTo = std::function<void(Result<T>)>;

  explicit SteppedEngine(Parts parts);

  // Takes what is queued through the loop, one batch. False: there was nothing to do at this time.
  bool step();
  [[nodiscard]] std::optional<Timestamp> wakes_at() const;

  Result<void> recover();
  Result<void> recover(const InstanceId& id);
  Result<DefinitionSummary> deploy(const dsl::Compiled& compiled);
  // All, or, where the name of one is taken by other content, none.
  Result<std::vector<DefinitionSummary>> deploy_all(std::span<const dsl::Compiled> compiled);
  Result<void> add_machine(const std::string& name, std::shared_ptr<const detail::AnyMachine> machine);
  void start(const StartOptions& options, ReplyTo<InstanceId> reply);
  void run(runtime::ProgramPtr program, const RunOptions& options, ReplyTo<InstanceId> reply);
  void command(const InstanceId& id, core::EventBody command, ReplyTo<void> reply);
  // Conflict if it is no instance of that machine.
  void send_event(const std::string& machine, const InstanceId& id, const detail::Encoded& event, ReplyTo<void> reply);
  void answer(runtime::CallAnswer answer);
  Result<void> remove(const InstanceId& id);

  // Of the instance and all that come from it: those that have not ended, or still have to notify others.
  Result<std::vector<InstanceSummary>> unfinished(const InstanceId& id);
  Result<InstanceView> find(const InstanceId& id);
  Result<InstanceList> list(const InstanceFilter& filter);
  Result<std::vector<HistoryEntry>> history(const InstanceId& id);
  Result<std::vector<DefinitionSummary>> definitions();

  // The reply comes when the wait is over; a Conflict at once if this engine is read-only and it is not.
  WaiterId wait(const InstanceId& id, Until until, Waiters::Done reply);
  // The reply comes when no more than that moves.
  WaiterId wait_for_all(runtime::Rest rest, ReplyTo<void> reply);
  void stop_waiting(WaiterId waiter, const Error& why);

 private:
  void transitioned(const core::Program& program, const core::Instance& instance,
                    const core::HistoryRecord& record) override;
  struct Begin {
    runtime::ProgramPtr program;
    std::string requested_version;
    Value input;
    std::string id;
  };
  void begin(Begin begin, ReplyTo<InstanceId> reply);
  [[nodiscard]] Result<Status> status_of(const InstanceId& id);
  // Is there such an instance, and is all registered that it calls?
  [[nodiscard]] Result<void> can_go_on(const InstanceId& id);
  // The same for those that move with it: the instance that awaits it, and all that come from it.
  [[nodiscard]] Result<void> can_family_go_on(const InstanceId& id);
  [[nodiscard]] Result<void> add_children(const core::Program& program, const InstanceId& parent,
                                          std::vector<runtime::InstanceRow>& family);
  void report_rest();
  // Empty where the instance cannot be read.
  [[nodiscard]] Result<std::string> run_of(const core::Program& program, const InstanceId& id);
  [[nodiscard]] Result<void> can_run(const core::Program& program);
  [[nodiscard]] bool only_looks() const { return parts_.mode == EngineOptions::Mode::Read; }
  // A reply of the runtime's for one of ours, which also hears of a failure of the store that lasts.
  template <class T>
  [[nodiscard]] runtime::Reply expect(ReplyTo<T> reply);
  void report_store_failure();
  void report_quarantined();

  Parts parts_;
  runtime::Runtime runtime_;
  Waiters waiters_;
  struct RestWaiter {
    runtime::Rest rest{};
    ReplyTo<void> reply;
  };
  std::map<WaiterId, RestWaiter> rest_waiters_;
  std::map<std::uint64_t, std::function<void(const Error&)>> expected_;  // replies of the runtime's to come
  std::uint64_t last_expected_ = 0;
  std::optional<Timestamp> store_fails_since_;
  std::size_t quarantined_ = 0;  // how many are known
};

// The name to start a machine by.
[[nodiscard]] DefinitionName machine_definition(const std::string& machine);

}  // namespace baton::engine
