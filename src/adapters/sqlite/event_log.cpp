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

runtime::EventRow event_row_of(const Query& query) {
  return {.position = unsigned_at(query, 0),
          .at = query.time(1),
          .key = std::string(query.text(2)),
          .type = std::string(query.text(3)),
          .body = std::string(query.text(4))};
}

}  // namespace

EventLog::EventLog(Database& database, Transactions& transactions)
    : transactions_(transactions),
      read_ends_(database, "SELECT first, last, bytes FROM event_log"),
      write_ends_(database, "UPDATE event_log SET first = ?1, last = ?2, bytes = ?3"),
      append_(database,
              "INSERT INTO events(e, at, key, type, body) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(key) DO NOTHING"),
      append_finder_(database, "INSERT OR IGNORE INTO event_finders(e, pattern, correlation) VALUES(?1, ?2, ?3)"),
      find_key_(database, "SELECT e FROM events WHERE key = ?1"),
      read_(database,
            "SELECT e, at, key, type, body FROM events WHERE e >= ?1 AND e < ?2 AND (?3 = '' OR type = ?3)"
            " ORDER BY e LIMIT ?4"),
      oldest_(database, "SELECT at, length(body) FROM events WHERE e >= ?1 ORDER BY e LIMIT ?2"),
      awaited_(database,
               "SELECT f.e, i.id FROM event_finders f CROSS JOIN listeners l ON l.pattern = f.pattern AND"
               " l.correlation = f.correlation AND l.position < f.e CROSS JOIN instances i ON i.n = l.n"
               " WHERE f.e >= ?1 AND f.e < ?2 ORDER BY f.e"),
      drop_(database, "UPDATE events SET type = '', body = x'' WHERE e >= ?1 AND e < ?2"),
      drop_finders_(database, "DELETE FROM event_finders WHERE e < ?1"),
      finders_(database,
               "SELECT e, pattern, correlation FROM event_finders WHERE (e, pattern, correlation) >= (?1, ?2, ?3)"
               " ORDER BY e, pattern, correlation LIMIT ?4"),
      listeners_(database,
                 "SELECT l.n, i.id FROM listeners l JOIN instances i ON i.n = l.n"
                 " WHERE l.pattern = ?1 AND l.correlation = ?2 AND l.n > ?3 AND l.position < ?4 AND i.shard = ?5"
                 " ORDER BY l.n LIMIT ?6"),
      wanted_(database,
              "SELECT events.e, at, key, type, body FROM event_finders f JOIN events ON events.e = f.e"
              " WHERE f.pattern = ?1 AND f.correlation = ?2 AND f.e > ?3 ORDER BY f.e LIMIT ?4"),
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
    ++ends_->last;
    for (const runtime::FoundBy& by : event.found_by) append_finder_.execute(ends_->last, by.pattern, by.correlation);
    return {.position = ends_->last, .is_new = true};
  }
  Query known = find_key_.query(Blob{event.key});
  return {.position = known.next() ? unsigned_at(known, 0) : 0, .is_new = false};
}

EventLog::Grown EventLog::finish() {
  if (!ends_ || ends_->last == last_before_) return {};
  write_ends(*ends_);
  return {.events = ends_->last - last_before_, .last = ends_->last};
}

runtime::ListenerPage EventLog::waiting(const runtime::Shard& shard, const runtime::ListenerPlace& from,
                                        std::size_t limit) {
  auto snapshot = transactions_.read();
  runtime::ListenerPage page{.next = from, .last = read_ends().last};
  std::size_t scanned = 0;
  Query finders = finders_.query(position_of(from.position), from.by.pattern, from.by.correlation,
                                 position_of(runtime::kMaxEventsScanned));
  for (; finders.next(); ++scanned) {
    runtime::ListenerPlace place{
        .position = unsigned_at(finders, 0),
        .by = {.pattern = std::string(finders.text(1)), .correlation = std::string(finders.text(2))}};
    if (place.position == from.position && place.by == from.by) place.row = from.row;
    page.next = std::move(place);
    Query listeners =
        listeners_.query(page.next.by.pattern, page.next.by.correlation, page.next.row, position_of(page.next.position),
                         shard.id, position_of(limit - page.instances.size()));
    while (listeners.next()) {
      page.next.row = listeners.number(0);
      page.instances.push_back(InstanceId{std::string(listeners.text(1))});
    }
    page.is_done = page.instances.size() < limit;
    if (!page.is_done) return page;
  }
  page.is_done = scanned < runtime::kMaxEventsScanned;
  if (page.is_done) page.next = runtime::listeners_after(page.last);
  return page;
}

std::vector<runtime::FoundEvents> EventLog::wanted(std::span<const runtime::WantedEvents> all, std::size_t limit) {
  auto snapshot = transactions_.read();
  std::vector<runtime::FoundEvents> found;
  found.reserve(all.size());
  std::size_t bytes = 0;
  for (const runtime::WantedEvents& each : all) {
    runtime::FoundEvents& events = found.emplace_back();
    Query query = wanted_.query(each.by.pattern, each.by.correlation, position_of(each.after), position_of(limit));
    while (!events.has_more && query.next()) {
      events.rows.push_back(event_row_of(query));
      bytes += events.rows.back().body.size();
      events.has_more = events.rows.size() >= limit || bytes >= runtime::kMaxEventPageBytes;
    }
  }
  return found;
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
    page.rows.push_back(event_row_of(query));
    bytes += page.rows.back().body.size();
    page.next = page.rows.back().position + 1;
    if (bytes >= runtime::kMaxEventPageBytes) return page;
  }
  if (page.rows.size() < asked.limit) page.next = end;
  return page;
}

runtime::Trimmed EventLog::trim(const runtime::Trim& trim) {
  Ends ends = read_ends();
  runtime::Trimmed trimmed = drop(ends, trim);
  if (trimmed.dropped > 0) write_ends(ends);
  if (forget_keys(ends, trim) == trim.limit) trimmed.is_done = false;
  return trimmed;
}

// What is dropped keeps its row, for its key.
runtime::Trimmed EventLog::drop(Ends& ends, const runtime::Trim& trim) {
  const std::uint64_t first = ends.first;
  const std::uint64_t end = ends_after(ends, trim, trim.limit).first;
  const Awaited awaited = first_awaited(first, end, trim);
  const std::uint64_t dropped = (awaited.instances.empty() ? end : awaited.position) - first;
  ends = ends_after(ends, trim, dropped);
  if (dropped > 0) {
    drop_.execute(position_of(first), position_of(ends.first));
    drop_finders_.execute(position_of(ends.first));
  }
  runtime::Trimmed trimmed{.dropped = dropped, .first = ends.first, .is_done = dropped < trim.limit};
  if (awaited.instances.empty() || !is_late(ends, trim)) return trimmed;
  trimmed.late = awaited.instances;
  trimmed.late_through = ends_after(ends, trim, runtime::kMaxEventsScanned).first - 1;
  return trimmed;
}

// The ends that the log has without what is beyond the limits, but for at most so many events.
EventLog::Ends EventLog::ends_after(Ends ends, const runtime::Trim& trim, std::size_t limit) {
  Query oldest = oldest_.query(position_of(ends.first), position_of(limit));
  while (oldest.next()) {
    if (!trim.keep.is_beyond(trim.now - oldest.time(0), ends.last - ends.first + 1, ends.bytes)) break;
    ++ends.first;
    ends.bytes -= unsigned_at(oldest, 1);
  }
  return ends;
}

EventLog::Awaited EventLog::first_awaited(std::uint64_t first, std::uint64_t end, const runtime::Trim& trim) {
  Awaited awaited;
  Query query = awaited_.query(position_of(first), position_of(end));
  while (awaited.instances.size() < trim.limit && query.next()) {
    const std::uint64_t position = unsigned_at(query, 0);
    InstanceId id{std::string(query.text(1))};
    if (std::ranges::find(trim.hold_nothing, id) != trim.hold_nothing.end()) continue;
    if (awaited.instances.empty()) awaited.position = position;
    if (awaited.position != position) break;
    awaited.instances.push_back(std::move(id));
  }
  return awaited;
}

// Is the first event beyond what is held?
bool EventLog::is_late(const Ends& ends, const runtime::Trim& trim) {
  Query oldest = oldest_.query(position_of(ends.first), position_of(1));
  return oldest.next() && trim.keep.is_beyond_held(trim.now - oldest.time(0), ends.last - ends.first + 1, ends.bytes);
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
