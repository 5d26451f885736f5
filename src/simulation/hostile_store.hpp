// A store that fails as real ones do, and in front of which the process dies. It also remembers what it has acknowledged:
// that must never be gone.
#pragma once

#include "runtime/ports/store.hpp"
#include "simulation/trouble.hpp"

#include <functional>
#include <map>
#include <string>
#include <type_traits>
#include <utility>

namespace baton::simulation {

// What has been acknowledged as durable, by instance. Outlives the processes.
struct Acknowledged {
  Revision revision;
  Status status = Status::Pending;
};
using AcknowledgedMap = std::map<std::string, Acknowledged>;

class HostileStore final : public runtime::Store {
 public:
  HostileStore(runtime::Store& inner, Trouble& trouble, AcknowledgedMap& acknowledged)
      : inner_(inner), trouble_(trouble), acknowledged_(acknowledged) {}

  // Called before the event log is trimmed, which fails as it does, and with what was dropped.
  struct Trims {
    std::function<runtime::StoreResult<void>()> before = [] { return runtime::StoreResult<void>(); };
    std::function<void(const runtime::Trimmed&)> after = [](const runtime::Trimmed&) {};
  };
  void tell_of(Trims trims) { trims_ = std::move(trims); }

  [[nodiscard]] runtime::CommitResult commit(const runtime::Commit& commit) override;
  [[nodiscard]] runtime::StoreResult<runtime::Trimmed> trim_events(const runtime::Trim& trim) override;
  [[nodiscard]] runtime::StoreResult<runtime::EventRows> events(const runtime::EventRowQuery& query) override;
  [[nodiscard]] runtime::StoreResult<std::optional<runtime::StoredInstance>> load(const runtime::Shard& shard,
                                                                                  const InstanceId& id) override;
  [[nodiscard]] runtime::StoreResult<std::vector<runtime::DueTimer>> due_timers(const runtime::Shard& shard,
                                                                                const runtime::DueTimer& after,
                                                                                Timestamp now,
                                                                                std::size_t limit) override;
  [[nodiscard]] runtime::StoreResult<std::optional<Timestamp>> next_timer(const runtime::Shard& shard,
                                                                          Timestamp now) override;
  [[nodiscard]] runtime::StoreResult<std::vector<InstanceId>> with_pending(const runtime::Shard& shard,
                                                                           const InstanceId& after,
                                                                           std::size_t limit) override;
  [[nodiscard]] runtime::StoreResult<runtime::ListenerPage> waiting_listeners(const runtime::Shard& shard,
                                                                              const runtime::ListenerPlace& from,
                                                                              std::size_t limit) override;
  [[nodiscard]] runtime::StoreResult<std::vector<runtime::FoundEvents>> wanted_events(
      std::span<const runtime::WantedEvents> wanted, std::size_t limit) override;
  [[nodiscard]] runtime::StoreResult<std::vector<runtime::DefinitionRow>> definitions(const Digest& after,
                                                                                      std::size_t limit) override;
  [[nodiscard]] runtime::StoreResult<runtime::Removed> remove(const runtime::Shard& shard,
                                                              const InstanceId& id) override;
  [[nodiscard]] runtime::StoreResult<void> consume(const runtime::Consumed& message) override;
  [[nodiscard]] runtime::StoreResult<void> put_definition(const runtime::DefinitionRow& definition) override;
  [[nodiscard]] runtime::StoreResult<std::vector<runtime::Deployed>> deploy_all(
      std::span<const runtime::DefinitionRow> definitions) override;
  [[nodiscard]] runtime::StoreResult<std::optional<runtime::DefinitionRow>> find_definition(
      const Digest& digest) override;
  [[nodiscard]] runtime::StoreResult<std::optional<runtime::DefinitionRow>> find_deployed(
      const DefinitionName& name) override;
  [[nodiscard]] runtime::StoreResult<runtime::Undeployed> undeploy(const DefinitionName& name) override;
  [[nodiscard]] runtime::StoreResult<std::vector<runtime::DefinitionRow>> list_deployed() override;
  [[nodiscard]] runtime::StoreResult<std::optional<runtime::InstanceRow>> find(const InstanceId& id) override;
  [[nodiscard]] runtime::StoreResult<std::optional<runtime::StoredInstance>> read(const InstanceId& id) override;
  [[nodiscard]] runtime::StoreResult<runtime::InstanceExtras> extras(const InstanceId& id) override;
  [[nodiscard]] runtime::StoreResult<void> add_audit(std::span<const runtime::AuditRow> rows) override;
  [[nodiscard]] runtime::StoreResult<std::vector<runtime::AuditRow>> audit(std::uint64_t before,
                                                                           std::size_t limit) override;
  [[nodiscard]] runtime::StoreResult<runtime::InstancePage> list(const runtime::InstanceQuery& query) override;
  [[nodiscard]] runtime::StoreResult<runtime::InstancePage> children(const InstanceId& parent,
                                                                     const std::string& cursor,
                                                                     std::size_t limit) override;
  [[nodiscard]] runtime::StoreResult<std::vector<runtime::HistoryRow>> history(const InstanceId& id, Revision after,
                                                                               std::size_t limit) override;
  [[nodiscard]] runtime::StoreResult<std::vector<runtime::PartRow>> parts(const InstanceId& id) override;

 private:
  // A call that changes nothing, of this kind; perhaps it fails, or the process dies before it.
  template <class Read>
  std::invoke_result_t<Read, runtime::Store&> reading(Read read);

  Trims trims_;
  runtime::Store& inner_;
  Trouble& trouble_;
  AcknowledgedMap& acknowledged_;
};

}  // namespace baton::simulation
