#include "adapters/sqlite/instances.hpp"

#include "adapters/store_support/write_check.hpp"
#include "runtime/limits.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace baton::adapters::sqlite {
namespace {

using runtime::AttributeRow;
using runtime::DueTimer;
using runtime::HistoryRow;
using runtime::InstanceExtras;
using runtime::InstancePage;
using runtime::InstanceQuery;
using runtime::InstanceRow;
using runtime::PartId;
using runtime::PartRow;
using runtime::Shard;
using runtime::StoredInstance;

const std::string kRow = "id, space, name, version, digest, parent, status, revision, started_at, ended_at, pending";
constexpr int kRowColumns = 11;

// ?1, ?2: the last row of the page before. The order by id is made within instances of one start alone.
const std::string kListed =
    " started_at <= ?1 AND (started_at < ?1 OR id > ?2) AND (?3 = '' OR space = ?3) AND (?4 = '' OR name = ?4)"
    " ORDER BY started_at DESC, id LIMIT ?5";

std::string text_of(const Query& query, int column) {
  return std::string(query.text(column));
}

// Of one row; the rest of the database may be sound.
[[noreturn]] void damaged(const std::string& what) {
  throw Failure(SQLITE_MISMATCH, 0, what);
}

Status status_of(const Query& query, int column) {
  if (const auto status = status_from_name(query.text(column))) return *status;
  damaged("'" + text_of(query, column) + "' is not a status");
}

Revision revision_of(std::int64_t number) {
  const auto revision = static_cast<std::uint64_t>(number);
  if (number < 1 || revision > runtime::kMaxRevision) damaged("its revision is out of range");
  return Revision{revision};
}

Timestamp time_of(Timestamp time) {
  if (!runtime::is_storable(time)) damaged("a time is not between the years 0 and 9999");
  return time;
}

// One that is out of range must not stop the timers of other instances.
Timestamp due_of(const Query& query, int column) {
  return std::clamp(query.time(column), runtime::kEarliestTime, runtime::kLatestTime);
}

InstanceRow row_of(const Query& query) {
  InstanceRow row;
  row.id = InstanceId{text_of(query, 0)};
  row.definition = {text_of(query, 1), text_of(query, 2), text_of(query, 3)};
  row.digest = Digest{text_of(query, 4)};
  if (!query.is_null(5)) row.parent = InstanceId{text_of(query, 5)};
  row.status = status_of(query, 6);
  row.revision = revision_of(query.number(7));
  row.started_at = time_of(query.time(8));
  if (!query.is_null(9)) row.ended_at = time_of(query.time(9));
  row.has_pending = query.flag(10);
  return row;
}

void add_row(const Query& query, InstancePage& page) {
  try {
    page.rows.push_back(row_of(query));
  } catch (const Failure& failure) {
    if (failure.code() != SQLITE_MISMATCH) throw;
    page.damaged.push_back({.id = InstanceId{text_of(query, 0)}, .reason = failure.what()});
  }
}

std::vector<PartRow> parts_of(Query query) {
  std::vector<PartRow> parts;
  while (query.next()) parts.push_back({PartId{static_cast<std::uint64_t>(query.number(0))}, text_of(query, 1)});
  return parts;
}

// SQLite's LIMIT is signed.
std::int64_t limit_of(std::size_t limit) {
  constexpr std::size_t kMax = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min(limit, kMax));
}

// The kind is the number of the alternative.
decltype(AttributeRow::value) value_of(const Query& query) {
  switch (query.number(1)) {
    case 0:
      return query.flag(2);
    case 1:
      return query.real(2);
    case 2:
      return text_of(query, 2);
    case 3:
      return query.time(2);
    default:
      damaged("a search attribute of an unknown kind");
  }
}

}  // namespace

Instances::Instances(Database& database, Transactions& transactions)
    : transactions_(transactions),
      load_(database, "SELECT " + kRow + ", n, next_part, head, shard FROM instances WHERE id = ?1"),
      load_parts_(database,
                  "SELECT part, body FROM parts JOIN bodies USING(b) WHERE n = ?1 AND in_head = 1 ORDER BY part"),
      due_timers_(database,
                  "SELECT id, timer, due, n FROM timers JOIN instances USING(n) WHERE timers.shard = ?1"
                  " AND (due, n, timer) > (?2, ?3, ?4) AND due <= ?5 AND timer BETWEEN 0 AND 4294967295 ORDER BY due, "
                  "n, timer LIMIT ?6"),
      next_timer_(database, "SELECT min(due) FROM timers WHERE shard = ?1 AND due > ?2"),
      with_pending_(database,
                    "SELECT id FROM instances WHERE shard = ?1 AND pending = 1 AND id > ?2 ORDER BY id LIMIT ?3"),
      find_(database, "SELECT " + kRow + " FROM instances WHERE id = ?1"),
      children_(database, "SELECT " + kRow + " FROM instances WHERE parent = ?1 AND id > ?2 ORDER BY id LIMIT ?3"),
      list_(database, "SELECT " + kRow + " FROM instances WHERE" + kListed),
      list_of_status_(database, "SELECT " + kRow + " FROM instances WHERE status = ?6 AND" + kListed),
      history_(database,
               "SELECT revision, at, body FROM history WHERE n = (SELECT n FROM instances WHERE id = ?1)"
               " AND revision > ?2 ORDER BY revision LIMIT ?3"),
      parts_(database,
             "SELECT part, body FROM parts JOIN bodies USING(b) WHERE n = (SELECT n FROM instances WHERE id = ?1)"
             " ORDER BY part"),
      listeners_(database,
                 "SELECT listener, pattern, correlation, position, body FROM listeners"
                 " WHERE n = (SELECT n FROM instances WHERE id = ?1) ORDER BY listener"),
      attributes_(database,
                  "SELECT name, kind, value FROM attributes WHERE n = (SELECT n FROM instances WHERE id = ?1)"
                  " ORDER BY name") {}

std::optional<StoredInstance> Instances::load(const Shard& shard, const InstanceId& id) {
  return read(id, &shard);
}

std::optional<StoredInstance> Instances::read(const InstanceId& id) {
  return read(id, nullptr);
}

// nullptr: it may be in any shard.
std::optional<StoredInstance> Instances::read(const InstanceId& id, const Shard* shard) {
  auto snapshot = transactions_.read();
  Query query = load_.query(id.value);
  if (!query.next()) return std::nullopt;
  const std::int64_t stored_in = query.number(kRowColumns + 3);
  if (shard != nullptr && stored_in != shard->id) damaged(in_other_shard(stored_in));
  return StoredInstance{
      .row = row_of(query),
      .head = text_of(query, kRowColumns + 2),
      .parts = parts_of(load_parts_.query(query.number(kRowColumns))),
      .next_part = static_cast<std::uint64_t>(query.number(kRowColumns + 1)),
  };
}

std::vector<DueTimer> Instances::due_timers(const Shard& shard, const DueTimer& after, Timestamp now,
                                            std::size_t limit) {
  std::vector<DueTimer> timers;
  Query query =
      due_timers_.query(shard.id, after.due, after.row, std::to_underlying(after.timer), now, limit_of(limit));
  while (query.next()) {
    timers.push_back(DueTimer{.instance = InstanceId{text_of(query, 0)},
                              .timer = TimerId{static_cast<std::uint32_t>(query.number(1))},
                              .due = due_of(query, 2),
                              .row = query.number(3)});
  }
  return timers;
}

std::optional<Timestamp> Instances::next_timer(const Shard& shard, Timestamp now) {
  Query query = next_timer_.query(shard.id, now);
  if (!query.next() || query.is_null(0)) return std::nullopt;
  return due_of(query, 0);
}

std::vector<InstanceId> Instances::with_pending(const Shard& shard, const InstanceId& after, std::size_t limit) {
  std::vector<InstanceId> ids;
  Query query = with_pending_.query(shard.id, after.value, limit_of(limit));
  while (query.next()) ids.push_back(InstanceId{text_of(query, 0)});
  return ids;
}

std::optional<InstanceRow> Instances::find(const InstanceId& id) {
  Query query = find_.query(id.value);
  if (!query.next()) return std::nullopt;
  return row_of(query);
}

InstancePage Instances::children(const InstanceId& parent, const std::string& cursor, std::size_t limit) {
  Query query = children_.query(parent.value, cursor, limit_of(limit));
  InstancePage page;
  std::string last;
  std::size_t taken = 0;
  for (; query.next(); ++taken) {
    last = text_of(query, 0);
    add_row(query, page);
  }
  if (taken == limit) page.cursor = std::move(last);
  return page;
}

InstancePage Instances::list(const InstanceQuery& asked, const PageCursor& after) {
  const std::size_t limit = page_size(asked.limit);
  const std::int64_t one_more = limit_of(limit + 1);
  Query query = asked.status ? list_of_status_.query(after.started_at, after.id.value, asked.space, asked.name,
                                                     one_more, status_name(*asked.status))
                             : list_.query(after.started_at, after.id.value, asked.space, asked.name, one_more);
  InstancePage page;
  PageCursor last;
  for (std::size_t taken = 0; query.next(); ++taken) {
    if (taken == limit) {
      page.cursor = encode_cursor(last);
      break;
    }
    last = {query.time(8), InstanceId{text_of(query, 0)}};  // as it is stored, also in a damaged row
    add_row(query, page);
  }
  return page;
}

std::vector<HistoryRow> Instances::history(const InstanceId& id, Revision after, std::size_t limit) {
  std::vector<HistoryRow> records;
  Query query = history_.query(id.value, after.value, limit_of(limit));
  while (query.next()) {
    records.push_back({revision_of(query.number(0)), time_of(query.time(1)), text_of(query, 2)});
  }
  return records;
}

std::vector<PartRow> Instances::parts(const InstanceId& id) {
  return parts_of(parts_.query(id.value));
}

InstanceExtras Instances::extras(const InstanceId& id) {
  auto snapshot = transactions_.read();
  InstanceExtras extras;
  Query listeners = listeners_.query(id.value);
  while (listeners.next()) {
    extras.listeners.push_back({.id = ListenerId{static_cast<std::uint32_t>(listeners.number(0))},
                                .pattern = text_of(listeners, 1),
                                .correlation = text_of(listeners, 2),
                                .position = static_cast<std::uint64_t>(listeners.number(3)),
                                .body = text_of(listeners, 4)});
  }
  Query attributes = attributes_.query(id.value);
  while (attributes.next())
    extras.attributes.push_back({.name = text_of(attributes, 0), .value = value_of(attributes)});
  return extras;
}

}  // namespace baton::adapters::sqlite
