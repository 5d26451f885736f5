// Makes transitions durable: one transaction for all writes of a commit.
//
// Everything that can be checked is checked before a write touches a table, so the common commit needs no savepoints.
// When a write is refused, the whole transaction is run once more with a savepoint around each write, which leaves out
// the refused ones alone.
#pragma once

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/event_log.hpp"
#include "runtime/ports/store.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace baton::adapters::sqlite {

class Commits {
 public:
  Commits(Database& database, Transactions& transactions, EventLog& events);

  [[nodiscard]] runtime::CommitAnswer commit(const runtime::Commit& commit);
  [[nodiscard]] runtime::Trimmed trim_events(const runtime::Trim& trim);
  void consume(const runtime::Consumed& message);
  // Deletes an ended instance.
  [[nodiscard]] runtime::Removed remove(const runtime::Shard& shard, const InstanceId& id);

 private:
  // What is stored of an instance, as far as a write of it needs to know.
  struct Stored {
    std::int64_t n = 0;
    std::int64_t shard = 0;
    Revision revision;
    std::uint64_t next_part = 1;
    Status status = Status::Pending;
    std::optional<Timestamp> ended_at;
    bool has_pending = false;
  };

  // The reason, if a writer with a later epoch has written the shard.
  [[nodiscard]] std::optional<std::string> claim(const runtime::Shard& shard);
  // In a transaction of its own. Nothing if a write is refused: what that has written by then would stay with the others.
  std::optional<runtime::CommitAnswer> commit_together(const runtime::Commit& commit);
  runtime::CommitAnswer commit_in_savepoints(const runtime::Commit& commit);
  void begin();
  runtime::CommitAnswer finish(const runtime::Commit& commit, std::vector<runtime::WriteResult> writes);
  runtime::AppendResult publish(const runtime::Shard& log, const runtime::EventRow& event);
  runtime::WriteResult apply(const runtime::Write& write);
  runtime::WriteResult apply_in_savepoint(const runtime::Write& write);
  // nullptr: there is no such instance. Valid until the next call.
  Stored* find(const InstanceId& id);
  Stored& know(const InstanceId& id, const Stored& stored);
  Stored& insert(const runtime::Shard& shard, const runtime::Write& write);
  void update(Stored& stored, const runtime::Write& write);
  void write_records(std::int64_t n, const runtime::Write& write);
  void write_timers(std::int64_t n, const runtime::Shard& shard, const runtime::Write& write);
  void write_parts(std::int64_t n, const runtime::Write& write);
  void write_extras(std::int64_t n, const runtime::Write& write);
  [[nodiscard]] bool is_duplicate(const runtime::Write& write);
  [[nodiscard]] bool was_consumed(const InstanceId& instance, const runtime::MessageKey& message);
  void keep_consumed(const InstanceId& instance, const runtime::MessageKey& message, Timestamp at);
  [[nodiscard]] std::optional<std::string> refer_to_parts(std::int64_t n, const runtime::Write& write);
  void drop_parts(std::int64_t n, const runtime::Write& write);

  Database& database_;
  Transactions& transactions_;
  EventLog& events_;
  std::optional<runtime::Shard> claimed_;  // in the present transaction, the last one
  // Rows as they are stored, of instances that have not ended. This process is the one writer, so they need not be read
  // again; when a transaction does not commit, all are forgotten.
  std::unordered_map<std::string, Stored> known_;
  Statement epoch_;
  Statement set_epoch_;
  Statement find_;
  Statement insert_;
  Statement update_head_;
  Statement update_phase_;
  Statement insert_record_;
  Statement forget_records_;
  Statement set_timer_;
  Statement clear_timer_;
  std::uint64_t consumed_ = 0;  // messages, by this connection
  Statement find_consumed_;
  Statement consume_;
  Statement forget_consumed_;
  Statement set_listener_;
  Statement close_listener_;
  Statement clear_attributes_;
  Statement set_attribute_;
  Statement insert_body_;
  Statement insert_part_;
  Statement refer_to_part_;
  Statement delete_body_;
  Statement delete_part_;
  Statement drop_part_;
  Statement forget_bodies_;
  Statement forget_parts_;
  Statement find_removable_;
  Statement remove_bodies_;
  Statement remove_parts_;
  Statement remove_timers_;
  Statement remove_listeners_;
  Statement remove_records_;
  Statement remove_instance_;
};

}  // namespace baton::adapters::sqlite
