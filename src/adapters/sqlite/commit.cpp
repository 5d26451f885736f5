#include "adapters/sqlite/commit.hpp"

#include "adapters/sqlite/errors.hpp"
#include "adapters/sqlite/limits.hpp"
#include "adapters/store_support/write_check.hpp"

#include <algorithm>
#include <utility>

namespace baton::adapters::sqlite {

using runtime::AppendResult;
using runtime::Commit;
using runtime::CommitAnswer;
using runtime::Committed;
using runtime::Duplicate;
using runtime::EventRow;
using runtime::Fenced;
using runtime::InstanceRow;
using runtime::PartId;
using runtime::PartRow;
using runtime::Refused;
using runtime::Shard;
using runtime::Stale;
using runtime::TimerRow;
using runtime::Write;
using runtime::WriteResult;

Commits::Commits(Database& database, Transactions& transactions, EventLog& events)
    : database_(database),
      transactions_(transactions),
      events_(events),
      epoch_(database, "SELECT epoch FROM shards WHERE shard = ?1"),
      set_epoch_(database, "INSERT OR REPLACE INTO shards(shard, epoch) VALUES(?1, ?2)"),
      find_(database, "SELECT n, shard, revision, next_part, status, ended_at, pending FROM instances WHERE id = ?1"),
      insert_(
          database,
          "INSERT INTO instances(id, shard, space, name, version, digest, parent, started_at, status, ended_at,"
          " pending, revision, next_part, head) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"),
      update_head_(database, "UPDATE instances SET revision = ?2, next_part = ?3, head = ?4 WHERE n = ?1"),
      update_phase_(database, "UPDATE instances SET status = ?2, ended_at = ?3, pending = ?4 WHERE n = ?1"),
      insert_record_(database, "INSERT INTO history(n, revision, at, body) VALUES(?1, ?2, ?3, ?4)"),
      forget_records_(database, "DELETE FROM history WHERE n = ?1 AND revision < ?2"),
      set_timer_(database, "INSERT OR REPLACE INTO timers(n, timer, shard, due) VALUES(?1, ?2, ?3, ?4)"),
      clear_timer_(database, "DELETE FROM timers WHERE n = ?1 AND timer = ?2"),
      find_consumed_(database, "SELECT 1 FROM consumed WHERE instance = ?1 AND message = ?2"),
      consume_(database, "INSERT OR IGNORE INTO consumed(instance, message, at) VALUES(?1, ?2, ?3)"),
      forget_consumed_(database, "DELETE FROM consumed WHERE at < ?1"),
      set_listener_(database,
                    "INSERT OR REPLACE INTO listeners(n, listener, pattern, correlation, position, body)"
                    " VALUES(?1, ?2, ?3, ?4, ?5, ?6)"),
      close_listener_(database, "DELETE FROM listeners WHERE n = ?1 AND listener = ?2"),
      clear_attributes_(database, "DELETE FROM attributes WHERE n = ?1"),
      set_attribute_(database, "INSERT INTO attributes(n, name, kind, value) VALUES(?1, ?2, ?3, ?4)"),
      insert_body_(database, "INSERT INTO bodies(body) VALUES(?1)"),
      insert_part_(database, "INSERT INTO parts(n, part, b, in_head, last_record) VALUES(?1, ?2, ?3, 1, 0)"),
      refer_to_part_(database, "UPDATE parts SET last_record = ?3 WHERE n = ?1 AND part = ?2"),
      delete_body_(database,
                   "DELETE FROM bodies WHERE b = (SELECT b FROM parts WHERE n = ?1 AND part = ?2"
                   " AND last_record < (SELECT min(revision) FROM history WHERE n = ?1))"),
      delete_part_(database, "DELETE FROM parts WHERE n = ?1 AND part = ?2"),
      drop_part_(database, "UPDATE parts SET in_head = 0 WHERE n = ?1 AND part = ?2"),
      forget_bodies_(database,
                     "DELETE FROM bodies WHERE b IN"
                     " (SELECT b FROM parts WHERE n = ?1 AND in_head = 0 AND last_record < ?2)"),
      forget_parts_(database, "DELETE FROM parts WHERE n = ?1 AND in_head = 0 AND last_record < ?2"),
      find_removable_(database, "SELECT n, status, pending FROM instances WHERE id = ?1 AND shard = ?2"),
      remove_bodies_(database, "DELETE FROM bodies WHERE b IN (SELECT b FROM parts WHERE n = ?1)"),
      remove_parts_(database, "DELETE FROM parts WHERE n = ?1"),
      remove_timers_(database, "DELETE FROM timers WHERE n = ?1"),
      remove_listeners_(database, "DELETE FROM listeners WHERE n = ?1"),
      remove_records_(database, "DELETE FROM history WHERE n = ?1"),
      remove_instance_(database, "DELETE FROM instances WHERE n = ?1") {}

CommitAnswer Commits::commit(const Commit& commit) {
  try {
    if (auto answer = commit_together(commit)) return *std::move(answer);
    known_.clear();
    return commit_in_savepoints(commit);
  } catch (...) {
    known_.clear();
    throw;
  }
}

void Commits::begin() {
  claimed_.reset();
  events_.begin();
}

std::optional<CommitAnswer> Commits::commit_together(const Commit& commit) {
  auto transaction = transactions_.write();
  begin();
  std::vector<WriteResult> results;
  results.reserve(commit.writes.size());
  for (const Write& write : commit.writes) results.push_back(apply(write));
  if (std::ranges::any_of(results, [](const WriteResult& each) { return std::holds_alternative<Refused>(each); })) {
    return std::nullopt;
  }
  CommitAnswer answer = finish(commit, std::move(results));
  transaction.commit();
  return answer;
}

CommitAnswer Commits::commit_in_savepoints(const Commit& commit) {
  auto transaction = transactions_.write();
  begin();
  std::vector<WriteResult> results;
  for (const Write& write : commit.writes) results.push_back(apply_in_savepoint(write));
  CommitAnswer answer = finish(commit, std::move(results));
  transaction.commit();
  return answer;
}

CommitAnswer Commits::finish(const Commit& commit, std::vector<WriteResult> writes) {
  CommitAnswer answer{.writes = std::move(writes), .published = {}};
  answer.published.reserve(commit.published.size());
  for (const EventRow& event : commit.published) answer.published.push_back(publish(commit.log, event));
  const EventLog::Grown grown = events_.finish();
  answer.appended = grown.events;
  answer.last_event = grown.last;
  return answer;
}

// Only its own row can be what a failure is about, and that comes first: a failure leaves nothing behind.
AppendResult Commits::publish(const Shard& log, const EventRow& event) {
  if (auto lost = claim(log)) return Fenced{*std::move(lost)};
  if (auto reason = reason_to_refuse(event)) return Refused{*std::move(reason)};
  try {
    return events_.append(event);
  } catch (const Failure& failure) {
    if (!is_about_the_row(failure)) throw;
    return Refused{failure.what()};
  }
}

runtime::Trimmed Commits::trim_events(const runtime::Trim& trim) {
  auto transaction = transactions_.write();
  claimed_.reset();
  if (auto lost = claim(trim.log)) throw Failure(SQLITE_MISMATCH, 0, *lost);
  const runtime::Trimmed trimmed = events_.trim(trim);
  transaction.commit();
  return trimmed;
}

// A shard's epoch only grows: a writer with an older one has lost the shard.
std::optional<std::string> Commits::claim(const Shard& shard) {
  if (claimed_ == shard) return std::nullopt;
  std::optional<std::int64_t> newest;
  {
    Query query = epoch_.query(shard.id);
    if (query.next()) newest = query.number(0);
  }
  if (newest && (*newest < 0 || static_cast<std::uint64_t>(*newest) > shard.epoch)) return lost_shard(shard, *newest);
  if (!newest || static_cast<std::uint64_t>(*newest) < shard.epoch) set_epoch_.execute(shard.id, shard.epoch);
  claimed_ = shard;
  return std::nullopt;
}

WriteResult Commits::apply_in_savepoint(const Write& write) {
  if (auto lost = claim(write.shard))
    return Fenced{*std::move(lost)};  // what it writes must not be undone with the rest
  transactions_.set_savepoint();
  const auto ends = events_.ends();
  WriteResult result = apply(write);
  if (std::holds_alternative<Refused>(result)) {
    transactions_.undo_to_savepoint();
    events_.undo_to(ends);
    known_.erase(write.instance.id.value);
  }
  transactions_.release_savepoint();
  return result;
}

// May leave a write that it refuses half done.
WriteResult Commits::apply(const Write& write) {
  const Shard& shard = write.shard;
  if (auto lost = claim(shard)) return Fenced{*std::move(lost)};
  Stored* stored = find(write.instance.id);
  if (stored != nullptr && stored->shard != shard.id) return Refused{in_other_shard(stored->shard)};
  if ((stored != nullptr ? stored->revision : Revision{}) != write.expected) return Stale{};
  if (auto reason = reason_to_refuse(write, stored != nullptr ? stored->next_part : 1)) return Refused{*reason};
  try {
    if (is_duplicate(write)) return Duplicate{};
    if (stored == nullptr) {
      stored = &insert(shard, write);
    } else {
      update(*stored, write);
    }
    const std::int64_t n = stored->n;
    write_records(n, write);
    write_timers(n, shard, write);
    write_parts(n, write);
    if (auto reason = refer_to_parts(n, write)) return Refused{*reason};
    drop_parts(n, write);
    write_extras(n, write);
    for (const runtime::MessageKey& message : write.consumed) {
      keep_consumed(write.instance.id, message, write.records.back().at);
    }
    if (has_ended(stored->status)) known_.erase(write.instance.id.value);
  } catch (const Failure& failure) {
    if (!is_about_the_row(failure)) throw;
    return Refused{failure.what()};
  }
  return Committed{};
}

Commits::Stored* Commits::find(const InstanceId& id) {
  if (const auto known = known_.find(id.value); known != known_.end()) return &known->second;
  Query query = find_.query(id.value);
  if (!query.next()) return nullptr;
  return &know(id, Stored{.n = query.number(0),
                          .shard = query.number(1),
                          .revision = Revision{static_cast<std::uint64_t>(query.number(2))},
                          .next_part = static_cast<std::uint64_t>(query.number(3)),
                          .status = status_from_name(query.text(4)).value_or(Status::Pending),
                          .ended_at = query.is_null(5) ? std::nullopt : std::optional(query.time(5)),
                          .has_pending = query.flag(6)});
}

Commits::Stored& Commits::know(const InstanceId& id, const Stored& stored) {
  if (known_.size() >= kKnownRows) known_.clear();
  return known_.insert_or_assign(id.value, stored).first->second;
}

Commits::Stored& Commits::insert(const Shard& shard, const Write& write) {
  const InstanceRow& row = write.instance;
  const DefinitionName& definition = row.definition;
  const std::uint64_t next_part = next_part_after(write, 1);
  insert_.execute(row.id.value, shard.id, definition.space, definition.name, definition.version, row.digest.hex,
                  row.parent, row.started_at, status_name(row.status), row.ended_at, row.has_pending,
                  row.revision.value, next_part, Blob{write.head});
  return know(row.id, Stored{.n = database_.last_insert_rowid(),
                             .shard = shard.id,
                             .revision = row.revision,
                             .next_part = next_part,
                             .status = row.status,
                             .ended_at = row.ended_at,
                             .has_pending = row.has_pending});
}

void Commits::update(Stored& stored, const Write& write) {
  const InstanceRow& row = write.instance;
  const bool same_phase =
      stored.status == row.status && stored.ended_at == row.ended_at && stored.has_pending == row.has_pending;
  stored.revision = row.revision;
  stored.next_part = next_part_after(write, stored.next_part);
  update_head_.execute(stored.n, stored.revision.value, stored.next_part, Blob{write.head});
  if (same_phase) return;  // it seldom changes, and has indexes
  stored.status = row.status;
  stored.ended_at = row.ended_at;
  stored.has_pending = row.has_pending;
  update_phase_.execute(stored.n, status_name(row.status), row.ended_at, row.has_pending);
}

void Commits::write_records(std::int64_t n, const Write& write) {
  for (const runtime::HistoryRow& record : write.records) {
    insert_record_.execute(n, record.revision.value, record.at, Blob{record.body});
  }
  if (write.forget_before) forget_records_.execute(n, write.forget_before->value);
}

void Commits::write_timers(std::int64_t n, const Shard& shard, const Write& write) {
  for (const TimerId timer : write.cleared_timers) clear_timer_.execute(n, std::to_underlying(timer));
  for (const TimerRow& timer : write.set_timers) {
    set_timer_.execute(n, std::to_underlying(timer.id), shard.id, timer.due);
  }
}

bool Commits::is_duplicate(const Write& write) {
  const InstanceId& id = write.instance.id;
  if (write.unless && was_consumed(id, *write.unless)) return true;
  return std::ranges::any_of(write.consumed,
                             [&](const runtime::MessageKey& message) { return was_consumed(id, message); });
}

bool Commits::was_consumed(const InstanceId& instance, const runtime::MessageKey& message) {
  return find_consumed_.query(instance.value, message).next();
}

void Commits::keep_consumed(const InstanceId& instance, const runtime::MessageKey& message, Timestamp at) {
  consume_.execute(instance.value, message, at);
  if (++consumed_ % kConsumedBetweenPurges == 0) forget_consumed_.execute(at - runtime::kConsumedRetention);
}

void Commits::write_extras(std::int64_t n, const Write& write) {
  for (const ListenerId listener : write.closed_listeners) {
    close_listener_.execute(n, std::to_underlying(listener));
  }
  for (const runtime::ListenerRow& listener : write.set_listeners) {
    set_listener_.execute(n, std::to_underlying(listener.id), listener.pattern, listener.correlation, listener.position,
                          Blob{listener.body});
  }
  if (write.attributes) {
    clear_attributes_.execute(n);
    for (const runtime::AttributeRow& attribute : *write.attributes) {
      std::visit(
          [&](const auto& value) {
            set_attribute_.execute(n, attribute.name, static_cast<std::int64_t>(attribute.value.index()), value);
          },
          attribute.value);
    }
  }
  for (const EventRow& event : write.emitted) static_cast<void>(events_.append(event));
}

void Commits::write_parts(std::int64_t n, const Write& write) {
  for (const PartRow& part : write.new_parts) {
    insert_body_.execute(Blob{part.body});
    insert_part_.execute(n, std::to_underlying(part.id), database_.last_insert_rowid());
  }
}

std::optional<std::string> Commits::refer_to_parts(std::int64_t n, const Write& write) {
  for (const PartId part : write.history_parts) {
    const std::uint64_t id = std::to_underlying(part);
    if (refer_to_part_.execute(n, id, write.instance.revision.value) != 0) continue;
    return "the history record refers to part " + std::to_string(id) + ", which is not stored";
  }
  return std::nullopt;
}

// Each by its key: the cost does not grow with the parts that are kept.
void Commits::drop_parts(std::int64_t n, const Write& write) {
  for (const PartId part : write.dropped_parts) {
    const std::uint64_t id = std::to_underlying(part);
    if (delete_body_.execute(n, id) != 0) {
      delete_part_.execute(n, id);
    } else {
      drop_part_.execute(n, id);
    }
  }
  if (!write.forget_before) return;
  forget_bodies_.execute(n, write.forget_before->value);
  forget_parts_.execute(n, write.forget_before->value);
}

void Commits::consume(const runtime::Consumed& message) {
  auto transaction = transactions_.write();
  claimed_.reset();
  if (auto lost = claim(message.shard)) throw Failure(SQLITE_MISMATCH, 0, *lost);
  keep_consumed(message.instance, message.message, message.at);
  transaction.commit();
}

runtime::Removed Commits::remove(const Shard& shard, const InstanceId& id) {
  auto transaction = transactions_.write();
  claimed_.reset();
  if (auto lost = claim(shard)) throw Failure(SQLITE_MISMATCH, 0, *lost);
  std::int64_t n = 0;
  {
    Query query = find_removable_.query(id.value, shard.id);
    if (!query.next()) return runtime::Removed::NotFound;
    const auto status = status_from_name(query.text(1));
    if (!status || !has_ended(*status)) return runtime::Removed::NotEnded;
    if (query.flag(2)) return runtime::Removed::HasPending;
    n = query.number(0);
  }
  for (Statement* statement : {&remove_bodies_, &remove_parts_, &remove_timers_, &remove_listeners_, &clear_attributes_,
                               &remove_records_, &remove_instance_}) {
    statement->execute(n);
  }
  known_.erase(id.value);
  transaction.commit();
  return runtime::Removed::Removed;
}

}  // namespace baton::adapters::sqlite
