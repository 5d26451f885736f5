// What the ports of a store carry: rows, writes and their results, errors.
//
// What is in a row besides its named columns is the runtime's own encoding (docs/formats/); a store copies those bytes and
// does not read them. Ids and names are never empty.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/ids.hpp>
#include <baton/status.hpp>
#include <baton/time.hpp>

#include <algorithm>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace baton BATON_PUBLIC {
namespace store {

// A part of the store's instances, which one loop owns. The epoch fences a former owner: it grows with each new one.
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
  std::optional<InstanceId> parent = {};
  Status status = Status::Pending;
  Revision revision;
  Timestamp started_at;
  std::optional<Timestamp> ended_at = {};
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

// An open subscription of the instance: it is found by its pattern and the hash of its correlation values.
struct ListenerRow {
  ListenerId id{};
  std::string pattern;
  std::string correlation;
  std::uint64_t position = 0;  // of the last event of the log that it needs no more
  std::string body;

  friend bool operator==(const ListenerRow&, const ListenerRow&) = default;
};

// A value by which the instance can be found.
struct AttributeRow {
  std::string name;
  std::variant<bool, double, std::string, Timestamp> value;

  friend bool operator==(const AttributeRow&, const AttributeRow&) = default;
};

// By what listeners find an event: the pattern and the correlation of a ListenerRow.
struct FoundBy {
  std::string pattern;
  std::string correlation;

  friend auto operator<=>(const FoundBy&, const FoundBy&) = default;
};

// An event of the event log. What its body says is the runtime's business.
struct EventRow {
  std::uint64_t position =
      0;             // the store's, when it is appended: one more than that of the event before it; the first has 1
  Timestamp at;      // when it was appended
  std::string key;   // two events with one key are the same event; 1 to kMaxEventKey bytes
  std::string type;  // by which it is looked for
  std::string body;
  std::vector<FoundBy> found_by = {};  // kept as long as the event; not read with it

  friend bool operator==(const EventRow&, const EventRow&) = default;
};
inline constexpr std::size_t kMaxEventKey = 64;

// A message that the instance consumes, by a name that no other message to it has. It is remembered for kConsumedRetention.
using MessageKey = std::string;
inline constexpr Duration kConsumedRetention = std::chrono::hours{24};
struct Consumed {
  Shard shard;
  InstanceId instance;
  MessageKey message;
  Timestamp at;
};

struct HistoryRow {
  Revision revision;
  Timestamp at;
  std::string body;

  friend bool operator==(const HistoryRow&, const HistoryRow&) = default;
};

// One transition of an instance, or several that follow each other. Applies whole or not at all.
struct Write {
  Shard shard;
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
  std::vector<MessageKey> consumed;        // if one of them was consumed before, the write is a Duplicate
  std::optional<MessageKey> unless;        // likewise, but the write itself does not consume it
  std::vector<ListenerRow> set_listeners;  // opened, or moved to another position
  std::vector<ListenerId> closed_listeners;
  std::optional<std::vector<AttributeRow>> attributes;  // all that it has from now on; none: as before
  std::vector<EventRow> emitted;  // appended to the event log with this write; those whose key it knows are left out
};

// What is made durable in one transaction. The events that the writes emit come first in the log, then those that are published.
struct Commit {
  std::span<const Write> writes = {};
  std::span<const EventRow> published = {};
  Shard log = {};  // whose owner publishes
};

// The result of one write of a commit.
struct Committed {
  friend bool operator==(const Committed&, const Committed&) = default;
};
struct Stale {  // another revision was there
  friend bool operator==(const Stale&, const Stale&) = default;
};
struct Duplicate {  // it consumes a message that was consumed before
  friend bool operator==(const Duplicate&, const Duplicate&) = default;
};
struct Refused {  // the store cannot take this write, ever (too big, constraint broken): quarantine the instance
  std::string reason;
  friend bool operator==(const Refused&, const Refused&) = default;
};
struct Fenced {  // somebody with a later epoch owns the shard: nothing of it is the writer's business any more
  std::string reason;
  friend bool operator==(const Fenced&, const Fenced&) = default;
};
using WriteResult = std::variant<Committed, Stale, Duplicate, Refused, Fenced>;
// The result of one published event. If its key was known, `is_new` is false, and the position is that of the event with the key.
struct Appended {
  std::uint64_t position = 0;
  bool is_new = true;

  friend bool operator==(const Appended&, const Appended&) = default;
};
using AppendResult = std::variant<Appended, Refused, Fenced>;

struct CommitAnswer {
  std::vector<WriteResult> writes;
  std::vector<AppendResult> published;
  std::uint64_t appended = 0;    // events that are new in the log
  std::uint64_t last_event = 0;  // the log's last position, if any are new

  friend bool operator==(const CommitAnswer&, const CommitAnswer&) = default;
};
// An error is the whole commit's: nothing was applied, or, for UnknownOutcome, perhaps all that could be.
using CommitResult = StoreResult<CommitAnswer>;

struct EventRowQuery {
  std::uint64_t from = 1;
  std::size_t limit = 100;
  std::string type = {};  // empty: any
};
struct EventRows {
  std::vector<EventRow> rows = {};
  std::uint64_t first = 1;  // the oldest position that the log holds; one more than `last`: it holds none
  std::uint64_t last = 0;   // the newest one that was ever given; 0: none
  std::uint64_t next = 1;   // where to continue reading
};
inline constexpr std::size_t kMaxEventsScanned = 10'000;
inline constexpr std::size_t kMaxEventPageBytes = std::size_t{16} << 20;

// What a listener waits for: the events after the position that are found so.
struct WantedEvents {
  FoundBy by;
  std::uint64_t after = 0;
};
struct FoundEvents {
  std::vector<EventRow> rows = {};  // in order
  bool has_more = false;            // there may be more behind them
};

// A place among the listeners that wait for events: first by the position of the event, then by what finds it, then by instance.
struct ListenerPlace {
  std::uint64_t position = 0;
  FoundBy by = {};
  InstanceId instance = {};
  std::int64_t row = 0;  // the store's own number of the instance; 0 where it needs none

  friend bool operator==(const ListenerPlace&, const ListenerPlace&) = default;
};
// The place before every listener that waits for an event after the position.
[[nodiscard]] inline ListenerPlace listeners_after(std::uint64_t position) {
  return ListenerPlace{.position = position + 1};
}
struct ListenerPage {
  std::vector<InstanceId> instances = {};  // one may be there several times
  ListenerPlace next = {};                 // where to continue
  std::uint64_t last = 0;                  // the log's last position
  bool is_done = true;                     // all up to `last` were looked at
};

// How long events stay in the log, and their keys in memory of it. Whichever limit is reached first counts.
struct LogRetention {
  Duration age = std::chrono::hours{24};
  std::uint64_t events = 10'000'000;
  std::uint64_t bytes = std::uint64_t{1} << 30;  // of bodies
  // A key stays at least as long as its event.
  Duration key_age = std::chrono::hours{24};
  std::uint64_t keys = 10'000'000;
  // An event for which a listener waits, and all that come after it, stay until one of these is reached, if that is later.
  Duration held_age = std::chrono::hours{24 * 7};
  std::uint64_t held_events = 40'000'000;
  std::uint64_t held_bytes = std::uint64_t{4} << 30;

  // Is the oldest event beyond the limits, of so many that are kept?
  [[nodiscard]] bool is_beyond(Duration its_age, std::uint64_t kept, std::uint64_t their_bytes) const {
    return its_age > age || kept > events || their_bytes > bytes;
  }
  [[nodiscard]] bool is_beyond_held(Duration its_age, std::uint64_t kept, std::uint64_t their_bytes) const {
    return its_age > std::max(age, held_age) || kept > std::max(events, held_events) ||
           their_bytes > std::max(bytes, held_bytes);
  }

  friend bool operator==(const LogRetention&, const LogRetention&) = default;
};
struct Trim {
  Shard log = {};  // whose owner trims it
  Timestamp now;
  LogRetention keep = {};
  std::size_t limit = 1'000;  // of events that are dropped, of keys that are forgotten, and of instances that are named
  std::vector<InstanceId> hold_nothing = {};  // for these no event is kept
};
struct Trimmed {
  std::uint64_t dropped = 0;  // events
  std::uint64_t first = 1;    // as EventRows has it
  bool is_done = true;        // false: the limit was reached, and there may be more
  // Instances with a listener that waits for the first event, which is beyond what is held. None of what they wait for is dropped, until
  // their listeners have moved: they are to lose the events up to `late_through`, which are beyond the limits that hold for all.
  std::vector<InstanceId> late = {};
  std::uint64_t late_through = 0;

  friend bool operator==(const Trimmed&, const Trimmed&) = default;
};

struct StoredInstance {
  InstanceRow row;
  std::string head;
  std::vector<PartRow> parts = {};  // those the head refers to, by id
  std::uint64_t next_part = 1;      // greater than the id of any part this instance ever had
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

// What is stored of an instance beside its head, parts, history and timers.
struct InstanceExtras {
  std::vector<ListenerRow> listeners = {};    // by id
  std::vector<AttributeRow> attributes = {};  // by name

  friend bool operator==(const InstanceExtras&, const InstanceExtras&) = default;
};

struct DefinitionRow {
  DefinitionName name;
  Digest digest;
  std::string document;  // canonical JSON
  Timestamp stored_at;

  friend bool operator==(const DefinitionRow&, const DefinitionRow&) = default;
};

// What somebody asked for that is in no instance's history.
struct AuditRow {
  std::uint64_t number = 0;  // the store's: greater than that of every row before
  Timestamp at;
  std::string caller;   // a principal's name; empty: nobody was named
  std::string action;   // "deploy", "remove", …
  std::string subject;  // what it was done to: an instance's id, "namespace/name/version", …

  friend bool operator==(const AuditRow&, const AuditRow&) = default;
};
// Of each store the newest; older ones are deleted.
inline constexpr std::size_t kMaxAuditRows = 100'000;

enum class Deployed : std::uint8_t { New, Same, Conflict };  // Conflict: other content under that version
[[nodiscard]] inline bool has_conflict(std::span<const Deployed> all) {
  return std::ranges::find(all, Deployed::Conflict) != all.end();
}
enum class Undeployed : std::uint8_t { Undeployed, NotFound, InUse };  // InUse: an instance of it has not ended
enum class Removed : std::uint8_t { Removed, NotFound, NotEnded, HasPending };

struct InstanceQuery {
  std::optional<Status> status = {};
  std::string space = {};  // empty: any
  std::string name = {};   // empty: any
  std::size_t limit = 100;
  std::string cursor = {};  // of the page before; empty: the first page
};
// A row that cannot be read; the others can.
struct DamagedRow {
  InstanceId id;
  std::string reason;

  friend bool operator==(const DamagedRow&, const DamagedRow&) = default;
};

struct InstancePage {
  std::vector<InstanceRow> rows;  // newest start first, then by id
  std::vector<DamagedRow> damaged = {};
  std::string cursor = {};  // empty: that was the last page
};

}  // namespace store
}  // namespace baton BATON_PUBLIC
