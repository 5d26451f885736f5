#include "simulation/hostile_store.hpp"

namespace baton::simulation {
namespace {

using runtime::Shard;
using runtime::Store;
using runtime::StoreError;
using runtime::StoreResult;

StoreError error(StoreError::Kind kind) {
  return {.kind = kind, .message = "the simulated store failed"};
}

}  // namespace

template <class Read>
std::invoke_result_t<Read, Store&> HostileStore::reading(Read read) {
  trouble_.may_crash(&Hostility::crash_deep);
  if (trouble_.strikes(&Hostility::read_fails, "a read of the store fails")) {
    return std::unexpected(error(StoreError::Kind::Unavailable));
  }
  return read(inner_);
}

runtime::CommitResult HostileStore::commit(const runtime::Commit& commit) {
  trouble_.may_crash(&Hostility::crash_deep);
  if (trouble_.strikes(&Hostility::commit_fails, "a commit fails")) {
    return std::unexpected(error(StoreError::Kind::Unavailable));
  }
  if (trouble_.strikes(&Hostility::commit_lost, "a commit is lost, and nobody says so")) {
    return std::unexpected(error(StoreError::Kind::UnknownOutcome));
  }
  if (trouble_.strikes(&Hostility::commit_stalls, "a commit takes seconds")) {
    trouble_.clock += std::chrono::seconds{1 + trouble_.choices().below(20)};
  }
  auto results = inner_.commit(commit);
  trouble_.may_crash(&Hostility::crash_deep);
  if (!results) return results;
  if (trouble_.strikes(&Hostility::commit_unacknowledged, "a commit is done, and nobody says so")) {
    return std::unexpected(error(StoreError::Kind::UnknownOutcome));
  }
  for (std::size_t i = 0; i < commit.writes.size(); ++i) {
    if (!std::holds_alternative<runtime::Committed>(results->writes[i])) continue;
    const runtime::InstanceRow& row = commit.writes[i].instance;
    acknowledged_[row.id.value] = {.revision = row.revision, .status = row.status};
  }
  return results;
}

StoreResult<std::optional<runtime::StoredInstance>> HostileStore::load(const Shard& shard, const InstanceId& id) {
  auto stored = reading([&](Store& store) { return store.load(shard, id); });
  if (stored && *stored) {  // a commit nobody acknowledged shows here
    acknowledged_[id.value] = {.revision = (*stored)->row.revision, .status = (*stored)->row.status};
  }
  return stored;
}

StoreResult<std::vector<runtime::DueTimer>> HostileStore::due_timers(const Shard& shard, const runtime::DueTimer& after,
                                                                     Timestamp now, std::size_t limit) {
  return reading([&](Store& store) { return store.due_timers(shard, after, now, limit); });
}

StoreResult<std::optional<Timestamp>> HostileStore::next_timer(const Shard& shard, Timestamp now) {
  return reading([&](Store& store) { return store.next_timer(shard, now); });
}

StoreResult<std::vector<InstanceId>> HostileStore::with_pending(const Shard& shard, const InstanceId& after,
                                                                std::size_t limit) {
  return reading([&](Store& store) { return store.with_pending(shard, after, limit); });
}

StoreResult<runtime::ListenerPage> HostileStore::waiting_listeners(const Shard& shard,
                                                                   const runtime::ListenerPlace& from,
                                                                   std::size_t limit) {
  return reading([&](Store& store) { return store.waiting_listeners(shard, from, limit); });
}

StoreResult<std::vector<runtime::FoundEvents>> HostileStore::wanted_events(
    std::span<const runtime::WantedEvents> wanted, std::size_t limit) {
  return reading([&](Store& store) { return store.wanted_events(wanted, limit); });
}

StoreResult<std::vector<runtime::DefinitionRow>> HostileStore::definitions(const Digest& after, std::size_t limit) {
  return reading([&](Store& store) { return store.definitions(after, limit); });
}

StoreResult<runtime::Removed> HostileStore::remove(const Shard& shard, const InstanceId& id) {
  return inner_.remove(shard, id);
}

StoreResult<void> HostileStore::consume(const runtime::Consumed& message) {
  auto consumed = reading([&](Store& store) { return store.consume(message); });
  trouble_.may_crash(&Hostility::crash_deep);
  return consumed;
}

StoreResult<void> HostileStore::put_definition(const runtime::DefinitionRow& definition) {
  return inner_.put_definition(definition);
}

StoreResult<std::vector<runtime::Deployed>> HostileStore::deploy_all(
    std::span<const runtime::DefinitionRow> definitions) {
  return inner_.deploy_all(definitions);
}

StoreResult<runtime::Undeployed> HostileStore::undeploy(const DefinitionName& name) {
  return inner_.undeploy(name);
}

StoreResult<std::optional<runtime::DefinitionRow>> HostileStore::find_definition(const Digest& digest) {
  return reading([&](Store& store) { return store.find_definition(digest); });
}

StoreResult<std::optional<runtime::DefinitionRow>> HostileStore::find_deployed(const DefinitionName& name) {
  return reading([&](Store& store) { return store.find_deployed(name); });
}

StoreResult<std::vector<runtime::DefinitionRow>> HostileStore::list_deployed() {
  return reading([](Store& store) { return store.list_deployed(); });
}

StoreResult<std::optional<runtime::InstanceRow>> HostileStore::find(const InstanceId& id) {
  return reading([&](Store& store) { return store.find(id); });
}

StoreResult<std::optional<runtime::StoredInstance>> HostileStore::read(const InstanceId& id) {
  return reading([&](Store& store) { return store.read(id); });
}

StoreResult<runtime::InstanceExtras> HostileStore::extras(const InstanceId& id) {
  return reading([&](Store& store) { return store.extras(id); });
}

StoreResult<runtime::Trimmed> HostileStore::trim_events(const runtime::Trim& trim) {
  auto trimmed = reading([&](Store& store) -> StoreResult<runtime::Trimmed> {
    if (auto read = trims_.before(); !read) return std::unexpected(read.error());
    return store.trim_events(trim);
  });
  if (trimmed) trims_.after(*trimmed);
  trouble_.may_crash(&Hostility::crash_deep);
  return trimmed;
}

StoreResult<runtime::EventRows> HostileStore::events(const runtime::EventRowQuery& query) {
  return reading([&](Store& store) { return store.events(query); });
}

StoreResult<void> HostileStore::add_audit(std::span<const runtime::AuditRow> rows) {
  return inner_.add_audit(rows);
}

StoreResult<std::vector<runtime::AuditRow>> HostileStore::audit(std::uint64_t before, std::size_t limit) {
  return reading([&](Store& store) { return store.audit(before, limit); });
}

StoreResult<runtime::InstancePage> HostileStore::list(const runtime::InstanceQuery& query) {
  return reading([&](Store& store) { return store.list(query); });
}

StoreResult<runtime::InstancePage> HostileStore::children(const InstanceId& parent, const std::string& cursor,
                                                          std::size_t limit) {
  return reading([&](Store& store) { return store.children(parent, cursor, limit); });
}

StoreResult<std::vector<runtime::HistoryRow>> HostileStore::history(const InstanceId& id, Revision after,
                                                                    std::size_t limit) {
  return reading([&](Store& store) { return store.history(id, after, limit); });
}

StoreResult<std::vector<runtime::PartRow>> HostileStore::parts(const InstanceId& id) {
  return reading([&](Store& store) { return store.parts(id); });
}

}  // namespace baton::simulation
