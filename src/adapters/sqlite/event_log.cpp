#include "adapters/sqlite/event_log.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace baton::adapters::sqlite {
namespace {

// SQLite's numbers are signed.
std::int64_t position_of(std::uint64_t number) {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min(number, most));
}

std::uint64_t unsigned_at(const Query& query, int column) {
  return static_cast<std::uint64_t>(query.number(column));
}

}  // namespace

EventLog::EventLog(Database& database, Transactions& transactions)
    : transactions_(transactions),
      read_ends_(database, "SELECT first, last, bytes FROM event_log"),
      write_ends_(database, "UPDATE event_log SET first = ?1, last = ?2, bytes = ?3"),
      append_(database,
              "INSERT INTO events(e, at, key, type, body) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(key) DO NOTHING"),
      find_key_(database, "SELECT e FROM events WHERE key = ?1"),
      read_(database,
            "SELECT e, at, key, type, body FROM events WHERE e >= ?1 AND e < ?2 AND (?3 = '' OR type = ?3)"
            " ORDER BY e LIMIT ?4"),
      oldest_(database, "SELECT at, length(body) FROM events WHERE e >= ?1 ORDER BY e LIMIT ?2"),
      drop_(database, "UPDATE events SET type = '', body = x'' WHERE e >= ?1 AND e < ?2"),
      dropped_(database, "SELECT e, at FROM events WHERE e < ?1 ORDER BY e LIMIT ?2"),
      forget_(database, "DELETE FROM events WHERE e <= ?1") {}

EventLog::Ends EventLog::read_ends() {
  Query query = read_ends_.query();
  if (!query.next()) throw Failure(SQLITE_CORRUPT, 0, "the table 'event_log' is empty; restore it from a backup");
  return {.first = unsigned_at(query, 0), .last = unsigned_at(query, 1), .bytes = unsigned_at(query, 2)};
}

void EventLog::write_ends(const Ends& ends) {
  write_ends_.execute(ends.first, ends.last, ends.bytes);
}

runtime::Appended EventLog::append(const runtime::EventRow& event) {
  if (!ends_) {
    ends_ = read_ends();
    last_before_ = ends_->last;
  }
  if (append_.execute(ends_->last + 1, event.at, Blob{event.key}, event.type, Blob{event.body}) > 0) {
    ends_->bytes += event.body.size();
    return {.position = ++ends_->last, .is_new = true};
  }
  Query known = find_key_.query(Blob{event.key});
  return {.position = known.next() ? unsigned_at(known, 0) : 0, .is_new = false};
}

EventLog::Grown EventLog::finish() {
  if (!ends_ || ends_->last == last_before_) return {};
  write_ends(*ends_);
  return {.events = ends_->last - last_before_, .last = ends_->last};
}

runtime::EventRows EventLog::read(const runtime::EventRowQuery& asked) {
  auto snapshot = transactions_.read();
  const Ends ends = read_ends();
  runtime::EventRows page{.rows = {}, .first = ends.first, .last = ends.last, .next = std::max(asked.from, ends.first)};
  if (page.next > page.last || asked.limit == 0) return page;
  const std::uint64_t end = std::min(page.next + runtime::kMaxEventsScanned, page.last + 1);
  std::size_t bytes = 0;
  Query query = read_.query(position_of(page.next), position_of(end), asked.type, position_of(asked.limit));
  while (query.next()) {
    page.rows.push_back({.position = unsigned_at(query, 0),
                         .at = query.time(1),
                         .key = std::string(query.text(2)),
                         .type = std::string(query.text(3)),
                         .body = std::string(query.text(4))});
    bytes += page.rows.back().body.size();
    page.next = page.rows.back().position + 1;
    if (bytes >= runtime::kMaxEventPageBytes) return page;
  }
  if (page.rows.size() < asked.limit) page.next = end;
  return page;
}

runtime::Trimmed EventLog::trim(const runtime::Trim& trim) {
  Ends ends = read_ends();
  const std::uint64_t dropped = drop(ends, trim);
  if (dropped > 0) write_ends(ends);
  const std::uint64_t forgotten = forget_keys(ends, trim);
  return {.dropped = dropped, .first = ends.first, .is_done = dropped < trim.limit && forgotten < trim.limit};
}

// What is dropped keeps its row, for its key.
std::uint64_t EventLog::drop(Ends& ends, const runtime::Trim& trim) {
  const runtime::LogRetention& keep = trim.keep;
  const std::uint64_t first = ends.first;
  {
    Query oldest = oldest_.query(position_of(ends.first), position_of(trim.limit));
    while (oldest.next()) {
      const bool is_beyond =
          oldest.time(0) < trim.now - keep.age || ends.last - ends.first >= keep.events || ends.bytes > keep.bytes;
      if (!is_beyond) break;
      ++ends.first;
      ends.bytes -= unsigned_at(oldest, 1);
    }
  }
  if (ends.first > first) drop_.execute(position_of(first), position_of(ends.first));
  return ends.first - first;
}

std::uint64_t EventLog::forget_keys(const Ends& ends, const runtime::Trim& trim) {
  std::uint64_t forgotten = 0;
  std::int64_t last = 0;
  {
    Query dropped = dropped_.query(position_of(ends.first), position_of(trim.limit));
    while (dropped.next()) {
      const bool is_over =
          dropped.time(1) < trim.now - trim.keep.key_age || ends.last - unsigned_at(dropped, 0) >= trim.keep.keys;
      if (!is_over) break;
      last = dropped.number(0);
      ++forgotten;
    }
  }
  if (forgotten > 0) forget_.execute(last);
  return forgotten;
}

}  // namespace baton::adapters::sqlite
