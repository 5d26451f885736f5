// The desk: what is done for a request on the thread that makes it. It reads the store, finds programs and checks that the
// request makes sense; what has to change instances then goes to the loop. So a user's reading never waits for the loop,
// nor the loop for a user's reading.
//
// Thread-safe.
#pragma once

#include "base/process.hpp"
#include "dsl/dsl.hpp"
#include "runtime/ports/clock.hpp"
#include "runtime/ports/gateway.hpp"
#include "runtime/ports/ids.hpp"
#include "runtime/ports/store.hpp"
#include "runtime/programs.hpp"
#include "runtime/runtime.hpp"

#include <baton/engine.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace baton::engine {

enum class Until : std::uint8_t {
  Ended,
  Idle  // ended, suspended, or only waiting for timers
};
[[nodiscard]] bool is_over(Status status, Until until);

class Desk {
 public:
  struct Parts {
    runtime::Queries& queries;
    runtime::Definitions& definitions;
    runtime::Programs& programs;
    const runtime::Gateway& gateway;  // asked who serves a call
    runtime::Clock& clock;
    runtime::Ids& ids;
    EngineOptions::Mode mode;
  };
  explicit Desk(const Parts& parts) : parts_(parts) {}

  // Reading.
  Result<InstanceView> find(const InstanceId& id);
  Result<InstanceList> list(const InstanceFilter& filter);
  Result<std::vector<HistoryEntry>> history(const InstanceId& id);
  Result<std::vector<DefinitionSummary>> list_definitions();
  // Of the instance and all that come from it: those that have not ended, or still have to notify others.
  Result<std::vector<InstanceSummary>> unfinished(const InstanceId& id);
  // The instance, where the wait for it is over.
  Result<std::optional<InstanceView>> look(const InstanceId& id, Until until);

  // Definitions.
  Result<DefinitionSummary> deploy(const dsl::Compiled& compiled);
  // All, or, where the name of one is taken by other content, none.
  Result<std::vector<DefinitionSummary>> deploy_all(std::span<const dsl::Compiled> compiled);
  Result<void> add_machine(const std::string& name, std::shared_ptr<const detail::AnyMachine> machine);

  // What the loop is to do for a request; an error if it makes no sense.
  Result<runtime::StartRequest> prepare_start(const StartOptions& options);
  Result<runtime::StartRequest> prepare_run(runtime::ProgramPtr program, const RunOptions& options);
  Result<void> check_command(const InstanceId& id, const core::EventBody& command);
  // Conflict if it is no instance of that machine.
  Result<void> check_event(const std::string& machine, const InstanceId& id, const detail::SentEvent& event);
  Result<void> check_change();
  // The instances to continue.
  Result<std::vector<InstanceId>> prepare_recovery(const InstanceId& id);

 private:
  struct Begin {
    runtime::ProgramPtr program;
    std::string requested_version;
    Value input;
    std::string id;
  };
  Result<runtime::StartRequest> prepare(Begin begin);
  [[nodiscard]] Result<runtime::InstanceRow> row_of(const InstanceId& id);
  // Is there such an instance, and is all registered that it calls?
  [[nodiscard]] Result<void> can_continue(const InstanceId& id);
  // The same for those that move with it: the instance that awaits it, and all that come from it.
  [[nodiscard]] Result<void> can_family_continue(const InstanceId& id);
  [[nodiscard]] Result<void> add_children(const core::Program& program, const InstanceId& parent,
                                          std::vector<runtime::InstanceRow>& family);
  // Empty where the instance cannot be read.
  [[nodiscard]] Result<std::string> run_of(const core::Program& program, const InstanceId& id);
  [[nodiscard]] Result<void> can_run(const core::Program& program);
  [[nodiscard]] bool is_read_only() const { return parts_.mode == EngineOptions::Mode::Read; }

  Parts parts_;
};

[[nodiscard]] core::Deliver deliver(const detail::SentEvent& sent);
// The name to start a machine by.
[[nodiscard]] DefinitionName machine_definition(const std::string& machine);

}  // namespace baton::engine
