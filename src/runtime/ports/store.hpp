// Port: the store. Keeps instances, their parts, history, timers and definitions.
//
// Synchronous; called by one thread at a time. What is in a row besides its named columns is the runtime's own
// encoding (docs/formats/); a store copies those bytes and does not read them. Ids and names are never empty.
#pragma once

#include "core/intent.hpp"

#include <baton/ids.hpp>
#include <baton/status.hpp>
#include <baton/time.hpp>

#include <algorithm>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace baton::runtime {

using core::TimerId;

// The part of the instances that one loop owns. Every call names it; the epoch fences a former owner.
struct Shard {
  std::uint32_t id = 0;
  std::uint64_t epoch = 0;

  friend bool operator==(const Shard&, const Shard&) = default;
};

struct StoreError {
  enum class Kind : std::uint8_t {
    Busy,           // another process writes this store; `owner_pid` says which
    Unavailable,    // cannot be reached or opened now
    Full,           // no space left
    ReadOnly,       // opened for reading, or the file cannot be written
    Corrupt,        // what is stored cannot be read
    NewerFormat,    // written by a newer version
    Invalid,        // the URL or path makes no sense
    UnknownOutcome  // a commit whose success is not known: reload and compare revisions
  };
  Kind kind = Kind::Unavailable;
  std::string message;  // what happened and what to do, for people
  std::int64_t owner_pid = 0;

  // May the same call succeed later without anybody doing anything?
  [[nodiscard]] bool is_transient() const {
    return kind == Kind::Busy || kind == Kind::Unavailable || kind == Kind::Full;
  }

  friend bool operator==(const StoreError&, const StoreError&) = default;
};

template <class T>
using StoreResult = std::expected<T, StoreError>;

enum class PartId : std::uint64_t {};

struct InstanceRow {
  InstanceId id;
  DefinitionName definition;
  Digest digest;
  std::optional<InstanceId> parent;
  Status status = Status::Pending;
  Revision revision;
  Timestamp started_at;
  std::optional<Timestamp> ended_at;
  bool has_pending = false;  // requests to the world that recovery must issue again

  friend bool operator==(const InstanceRow&, const InstanceRow&) = default;
};

// A larger value, written once and referred to by head and history.
struct PartRow {
  PartId id{};
  std::string body;

  friend bool operator==(const PartRow&, const PartRow&) = default;
};

struct TimerRow {
  TimerId id{};
  Timestamp due;

  friend bool operator==(const TimerRow&, const TimerRow&) = default;
};

struct HistoryRow {
  Revision revision;
  Timestamp at;
  std::string body;

  friend bool operator==(const HistoryRow&, const HistoryRow&) = default;
};

// One transition of an instance, or several that follow each other. Applies whole or not at all.
struct Write {
  Revision expected;  // what must be stored now; 0: the instance must not exist
  // Its definition, digest, parent and start are taken from the first write; in later ones they mean nothing.
  InstanceRow instance;
  std::string head;
  std::vector<PartRow> new_parts;
  std::vector<PartId> dropped_parts;  // no longer referred to by the head; deleted once no history record needs them
  std::vector<PartId> history_parts;  // referred to by `records`; among new_parts or earlier ones
  std::vector<HistoryRow> records;    // one for each transition, oldest first
  std::optional<Revision> forget_before;  // delete history records of earlier revisions, and parts only they needed
  std::vector<TimerRow> set_timers;
  std::vector<TimerId> cleared_timers;
};

// The result of one write of a commit.
struct Committed {
  friend bool operator==(const Committed&, const Committed&) = default;
};
struct Stale {  // another revision was there
  friend bool operator==(const Stale&, const Stale&) = default;
};
struct Refused {  // the store cannot take this write, ever (too big, constraint broken): quarantine the instance
  std::string reason;
  friend bool operator==(const Refused&, const Refused&) = default;
};
using WriteResult = std::variant<Committed, Stale, Refused>;

struct StoredInstance {
  InstanceRow row;
  std::string head;
  std::vector<PartRow> parts;   // those the head refers to, by id
  std::uint64_t next_part = 1;  // greater than the id of any part this instance ever had
};

// A timer of the store, and its place in the order in which timers are read.
struct DueTimer {
  InstanceId instance;
  TimerId timer{};
  Timestamp due;
  std::int64_t row = 0;  // the store's own number of the instance; 0 where it needs none

  friend bool operator==(const DueTimer&, const DueTimer&) = default;
};

// The place before every timer that is due at that time or later.
[[nodiscard]] inline DueTimer before_timers_due_at(Timestamp due) {
  return DueTimer{.instance = {}, .due = due};
}

struct DefinitionRow {
  DefinitionName name;
  Digest digest;
  std::string document;  // canonical JSON
  Timestamp stored_at;

  friend bool operator==(const DefinitionRow&, const DefinitionRow&) = default;
};

enum class Deployed : std::uint8_t { New, Same, Conflict };  // Conflict: other content under that version
[[nodiscard]] inline bool has_conflict(std::span<const Deployed> all) {
  return std::ranges::find(all, Deployed::Conflict) != all.end();
}
enum class Removed : std::uint8_t { Removed, NotFound, NotEnded, HasPending };

struct InstanceQuery {
  std::optional<Status> status;
  std::string space;  // empty: any
  std::string name;   // empty: any
  std::size_t limit = 100;
  std::string cursor;  // of the page before; empty: the first page
};
// A row that cannot be read; the others can.
struct DamagedRow {
  InstanceId id;
  std::string reason;

  friend bool operator==(const DamagedRow&, const DamagedRow&) = default;
};

struct InstancePage {
  std::vector<InstanceRow> rows;  // newest start first, then by id
  std::vector<DamagedRow> damaged;
  std::string cursor;  // empty: that was the last page
};

class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  // Makes the writes durable in one transaction and answers each, in order. The writes of one commit are of different
  // instances. An error is the whole commit's: nothing was applied, or, for UnknownOutcome, perhaps all that could be.
  [[nodiscard]] virtual StoreResult<std::vector<WriteResult>> commit(const Shard& shard,
                                                                     std::span<const Write> writes) = 0;
  [[nodiscard]] virtual StoreResult<std::optional<StoredInstance>> load(const Shard& shard, const InstanceId& id) = 0;

  // Timers after `after` that are due at or before `now`, earliest first. A timer stays until a write clears it.
  [[nodiscard]] virtual StoreResult<std::vector<DueTimer>> due_timers(const Shard& shard, const DueTimer& after,
                                                                      Timestamp now, std::size_t limit) = 0;
  // When the earliest of those that are due later than `now` is due.
  [[nodiscard]] virtual StoreResult<std::optional<Timestamp>> next_timer(const Shard& shard, Timestamp now) = 0;
  // Instances with has_pending, ended or not, in the order of their ids, after `after` (empty: from the first).
  [[nodiscard]] virtual StoreResult<std::vector<InstanceId>> with_pending(const Shard& shard, const InstanceId& after,
                                                                          std::size_t limit) = 0;
  // Deletes an ended instance without pending requests, with its parts and history.
  [[nodiscard]] virtual StoreResult<Removed> remove(const Shard& shard, const InstanceId& id) = 0;

  // Keeps the document under its digest. No-op if it is there.
  [[nodiscard]] virtual StoreResult<void> put_definition(const DefinitionRow& definition) = 0;
  // Keeps them and claims their namespaces, names and versions, in one transaction; answers each, in order. Where one is a
  // Conflict, also with one before it, nothing is kept, and the answers of the others say what would have happened.
  [[nodiscard]] virtual StoreResult<std::vector<Deployed>> deploy_all(std::span<const DefinitionRow> definitions) = 0;
  [[nodiscard]] StoreResult<Deployed> deploy(const DefinitionRow& definition) {
    const auto all = deploy_all({&definition, 1});
    if (!all) return std::unexpected(all.error());
    return all->front();
  }
  [[nodiscard]] virtual StoreResult<std::optional<DefinitionRow>> find_definition(const Digest& digest) = 0;
  // A deployed one. An empty version or "latest" means the greatest release by semantic version
  // precedence, and the greatest pre-release where there is no release.
  [[nodiscard]] virtual StoreResult<std::optional<DefinitionRow>> find_deployed(const DefinitionName& name) = 0;
  // Deployed ones, by namespace, name, version; documents left out.
  [[nodiscard]] virtual StoreResult<std::vector<DefinitionRow>> list_deployed() = 0;

  [[nodiscard]] virtual StoreResult<std::optional<InstanceRow>> find(const InstanceId& id) = 0;
  [[nodiscard]] virtual StoreResult<InstancePage> list(const InstanceQuery& query) = 0;
  // Those that `parent` has started in its run `run_id`, in the order of their ids; `cursor`: of the page before.
  [[nodiscard]] virtual StoreResult<InstancePage> children(const InstanceId& parent, std::string_view run_id,
                                                           const std::string& cursor, std::size_t limit) = 0;
  // Records after `after`, oldest first.
  [[nodiscard]] virtual StoreResult<std::vector<HistoryRow>> history(const InstanceId& id, Revision after,
                                                                     std::size_t limit) = 0;
  // Every part that head or history refers to, by id: to show history records.
  [[nodiscard]] virtual StoreResult<std::vector<PartRow>> parts(const InstanceId& id) = 0;
};

}  // namespace baton::runtime
