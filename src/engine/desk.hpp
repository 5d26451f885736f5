// The desk: what is done for requests on the thread that makes them, or on one of the engine's own. It reads the store, finds
// programs and knows what can be continued; what has to change instances then goes to the loop. So a user's reading never waits
// for the loop, nor the loop for a user's reading. What a request checks here is in its own file (requests/).
//
// Thread-safe.
#pragma once

#include "core/forking.hpp"
#include "dsl/dsl.hpp"
#include "engine/resource_reader.hpp"
#include "engine/views.hpp"
#include "runtime/ports/clock.hpp"
#include "runtime/ports/gateway.hpp"
#include "runtime/ports/ids.hpp"
#include "runtime/ports/store.hpp"
#include "runtime/programs.hpp"
#include "runtime/runtime.hpp"

#include <baton/caller.hpp>
#include <baton/engine.hpp>

#include <functional>
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
  struct Dependencies {
    runtime::Queries& queries;
    runtime::Definitions& definitions;
    runtime::EventLog& events;
    runtime::Audit& audit;
    runtime::Programs& programs;
    const runtime::Gateway& gateway;  // knows which operators and kinds of call are served
    runtime::Clock& clock;
    runtime::Ids& ids;
    EngineOptions::Mode mode;
    Value secrets;  // an object, or null
    ResourceReader resources = {};
    // Has the loop's thread hear that something was deployed or registered. From any thread.
    std::function<void()> programs_changed = [] {};
  };
  explicit Desk(const Dependencies& dependencies) : dependencies_(dependencies) {}

  // Reading.
  Result<InstanceView> find(const InstanceId& id);
  // As it was at that revision (past.cpp).
  Result<InstanceView> find(const InstanceId& id, Revision revision);
  Result<InstanceList> list(const InstanceFilter& filter);
  Result<std::vector<HistoryEntry>> history(const InstanceId& id, HistoryRange range = {});
  Result<std::vector<DefinitionSummary>> list_definitions();
  Result<std::vector<DefinitionView>> find_definitions(const DefinitionFilter& filter);
  Result<DefinitionView> find_definition(const DefinitionName& name);
  Result<DefinitionView> find_definition(const Digest& digest);
  // Of the instance and all that come from it: those that have not ended, or still have to notify others.
  Result<std::vector<InstanceSummary>> unfinished(const InstanceId& id);
  // The instance, where the wait for it is over.
  Result<std::optional<InstanceView>> look(const InstanceId& id, Until until);

  Result<EventPage> events(const EventQuery& query);
  Result<std::vector<AuditEntry>> audit(std::uint64_t before, std::size_t limit);

  // Definitions.
  // With what the document refers to. InvalidDefinition lists every problem of the document.
  [[nodiscard]] Result<dsl::Compiled> compile(std::string_view document) const;
  // All, or, where the name of one is taken by other content, none.
  Result<std::vector<DefinitionSummary>> deploy_all(std::span<const dsl::Compiled> compiled);
  Result<void> undeploy(const DefinitionName& name);
  Result<void> add_machine(const std::string& name, std::shared_ptr<const detail::AnyMachine> machine);
  // NotFound if it is not deployed.
  Result<runtime::ProgramPtr> deployed(const DefinitionName& name);
  // Keeps it under its digest.
  Result<void> keep(const runtime::ProgramPtr& program);

  // What requests check. An engine that only reads changes nothing.
  Result<void> check_change();
  struct Begin {
    runtime::ProgramPtr program;
    std::string requested_version;
    Value input;
    std::string id;
  };
  Result<runtime::StartRequest> prepare(Begin begin, const Caller& caller);
  [[nodiscard]] Result<runtime::InstanceRow> row_of(const InstanceId& id);
  // Forks (forking.cpp). What is not deployed, registered or kept is refused, and what only `force` allows.
  Result<ForkPreview> preview_fork(const InstanceId& source, const ForkOptions& options);
  Result<runtime::StartRequest> prepare_fork(const InstanceId& source, const ForkOptions& options,
                                             const Caller& caller);
  // Is there such an instance, and is all registered that it calls?
  [[nodiscard]] Result<void> can_continue(const InstanceId& id);
  // The same for those that move with it: the instance that awaits it, and all that come from it.
  [[nodiscard]] Result<void> can_family_continue(const InstanceId& id);
  // The same for one that is cancelled, and for those that move with it then. A machine is not asked when it is cancelled.
  [[nodiscard]] Result<void> can_be_cancelled(const InstanceId& id);
  [[nodiscard]] Result<void> can_family_be_cancelled(const InstanceId& id);

  [[nodiscard]] Timestamp now() const { return dependencies_.clock.now(); }
  [[nodiscard]] std::string next_id() { return dependencies_.ids.next_id(); }
  [[nodiscard]] bool is_read_only() const { return dependencies_.mode == EngineOptions::Mode::Read; }
  // What is in no instance's history goes into the audit trail, before it is done.
  Result<void> note(const Caller& caller, const std::string& action, std::span<const std::string> subjects);

 private:
  struct Past {
    runtime::ProgramPtr program;
    core::Instance instance;
    runtime::InstanceRow row;  // as it is now
  };
  [[nodiscard]] Result<Past> past(const InstanceId& id, Revision revision);
  [[nodiscard]] Result<core::Instance> fold(const core::Program& program, const runtime::InstanceRow& row,
                                            Revision revision);
  [[nodiscard]] Result<core::Instance> fold_from(Revision first, const core::Program& program,
                                                 const runtime::InstanceRow& row, Revision last);
  struct Draft {
    runtime::ProgramPtr program;
    core::Heritage heritage;
    core::Origin origin;
    Value input;
  };
  [[nodiscard]] Result<Draft> draft(const InstanceId& source, const ForkOptions& options);
  [[nodiscard]] Result<runtime::ProgramPtr> program_of_fork(const Past& past, const ForkOptions& options);
  [[nodiscard]] Result<void> may_be_forked(const Past& past, const core::Heritage& heritage);
  [[nodiscard]] Result<void> can_hear_again(const Past& past, const core::Inherited& inherited);
  [[nodiscard]] Result<std::optional<runtime::StartRequest>> repeated_fork(const InstanceId& source,
                                                                           const ForkOptions& options,
                                                                           const Caller& caller);
  // The records of at most so many transitions.
  [[nodiscard]] runtime::StoreResult<std::vector<runtime::HistoryRow>> history_rows(const InstanceId& id,
                                                                                    HistoryRange range);
  using Check = Result<void> (Desk::*)(const InstanceId&);
  [[nodiscard]] Result<void> check_family(const InstanceId& id, Check descendant);
  [[nodiscard]] Result<void> add_children(const core::Program& program, const InstanceId& parent,
                                          std::vector<runtime::InstanceRow>& family);
  [[nodiscard]] bool is_of_run(const runtime::InstanceRow& child, const std::string& run_id);
  [[nodiscard]] DefinitionSummary summary_of_row(const runtime::DefinitionRow& row);
  [[nodiscard]] Result<DefinitionView> view_of_row(const runtime::DefinitionRow& row);
  [[nodiscard]] Missing missing_for(const core::Program& program, const core::Instance& instance);
  [[nodiscard]] std::string reason_of(const runtime::InstanceRow& suspended);
  [[nodiscard]] Result<std::vector<HistoryEntry>> entries_in(const core::Program& program, const InstanceId& id,
                                                             const std::string& run_id,
                                                             const std::vector<runtime::HistoryRow>& rows);
  // Empty where the instance cannot be read.
  [[nodiscard]] Result<std::string> run_of(const core::Program& program, const InstanceId& id);
  [[nodiscard]] Result<void> can_run(const core::Program& program);
  [[nodiscard]] Result<void> keep_topics(const core::Program& machine);

  Dependencies dependencies_;
};

// The name to start a machine by.
[[nodiscard]] DefinitionName machine_definition(const std::string& machine);

}  // namespace baton::engine
