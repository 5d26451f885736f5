// Port: what a loop needs of a store that answers at once (memory, SQLite). Whoever drives a loop makes a Journal of it.
//
// Called by one thread at a time.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/store/rows.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace baton BATON_PUBLIC {
namespace store {

class BlockingJournal {
 public:
  BlockingJournal() = default;
  BlockingJournal(const BlockingJournal&) = delete;
  BlockingJournal& operator=(const BlockingJournal&) = delete;
  virtual ~BlockingJournal() = default;

  // Is what it keeps still there when the process has ended?
  [[nodiscard]] virtual bool outlives_process() const { return true; }
  // Makes the writes durable in one transaction and answers each, in order; likewise the published events. The writes of one commit are
  // of different instances, and may be of several shards. Only commits append to the event log, so its order is theirs.
  [[nodiscard]] virtual CommitResult commit(const Commit& commit) = 0;
  [[nodiscard]] virtual StoreResult<std::optional<StoredInstance>> load(const Shard& shard, const InstanceId& id) = 0;

  // Timers after `after` that are due at or before `now`, earliest first. A timer stays until a write clears it.
  [[nodiscard]] virtual StoreResult<std::vector<DueTimer>> due_timers(const Shard& shard, const DueTimer& after,
                                                                      Timestamp now, std::size_t limit) = 0;
  // When the earliest of those that are due later than `now` is due.
  [[nodiscard]] virtual StoreResult<std::optional<Timestamp>> next_timer(const Shard& shard, Timestamp now) = 0;
  // Instances with has_pending, ended or not, in the order of their ids, after `after` (empty: from the first).
  [[nodiscard]] virtual StoreResult<std::vector<InstanceId>> with_pending(const Shard& shard, const InstanceId& after,
                                                                          std::size_t limit) = 0;
  // An instance that is not there has consumed the message. No-op if it had.
  [[nodiscard]] virtual StoreResult<void> consume(const Consumed& message) = 0;
  // The instances with a listener that waits for an event of the log, from a place on. It looks at no more than kMaxEventsScanned
  // pairs of events and what finds them.
  [[nodiscard]] virtual StoreResult<ListenerPage> waiting_listeners(const Shard& shard, const ListenerPlace& from,
                                                                    std::size_t limit) = 0;
  // What each of the listeners waits for, in order, as one look at the log shows it: of each at most `limit` events, and no more than one
  // once the bodies make kMaxEventPageBytes.
  [[nodiscard]] virtual StoreResult<std::vector<FoundEvents>> wanted_events(std::span<const WantedEvents> wanted,
                                                                            std::size_t limit) = 0;
  // Drops from the event log what is beyond the limits and held for no listener, oldest first, and forgets keys of events that are not there
  // any more.
  [[nodiscard]] virtual StoreResult<Trimmed> trim_events(const Trim& trim) = 0;
  // Deletes an ended instance without pending requests, with its parts and history.
  [[nodiscard]] virtual StoreResult<Removed> remove(const Shard& shard, const InstanceId& id) = 0;
};

}  // namespace store
}  // namespace baton BATON_PUBLIC
