// Reads instances and what belongs to them.
#pragma once

#include "adapters/sqlite/database.hpp"
#include "adapters/store_support/page_cursor.hpp"
#include "runtime/ports/store.hpp"

#include <optional>
#include <vector>

namespace baton::adapters::sqlite {

class Instances {
 public:
  Instances(Database& database, Transactions& transactions);

  [[nodiscard]] std::optional<runtime::StoredInstance> load(const runtime::Shard& shard, const InstanceId& id);
  // The same, whichever shard it is in.
  [[nodiscard]] std::optional<runtime::StoredInstance> read(const InstanceId& id);
  [[nodiscard]] std::vector<runtime::DueTimer> due_timers(const runtime::Shard& shard, const runtime::DueTimer& after,
                                                          Timestamp now, std::size_t limit);
  [[nodiscard]] std::optional<Timestamp> next_timer(const runtime::Shard& shard, Timestamp now);
  [[nodiscard]] std::vector<InstanceId> with_pending(const runtime::Shard& shard, const InstanceId& after,
                                                     std::size_t limit);

  [[nodiscard]] std::optional<runtime::InstanceRow> find(const InstanceId& id);
  [[nodiscard]] runtime::InstancePage list(const runtime::InstanceQuery& asked, const PageCursor& after);
  [[nodiscard]] runtime::InstancePage children(const InstanceId& parent, const std::string& cursor, std::size_t limit);
  [[nodiscard]] std::vector<runtime::HistoryRow> history(const InstanceId& id, Revision after, std::size_t limit);
  [[nodiscard]] std::vector<runtime::PartRow> parts(const InstanceId& id);
  [[nodiscard]] runtime::InstanceExtras extras(const InstanceId& id);

 private:
  [[nodiscard]] std::optional<runtime::StoredInstance> read(const InstanceId& id, const runtime::Shard* shard);

  Transactions& transactions_;
  Statement load_;
  Statement load_parts_;
  Statement due_timers_;
  Statement next_timer_;
  Statement with_pending_;
  Statement find_;
  Statement children_;
  Statement list_;
  Statement list_of_status_;
  Statement history_;
  Statement parts_;
  Statement listeners_;
  Statement attributes_;
};

}  // namespace baton::adapters::sqlite
