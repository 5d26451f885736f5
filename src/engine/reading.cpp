// What users read of the store.
#include "engine/desk.hpp"
#include "engine/errors.hpp"
#include "engine/limits.hpp"
#include "engine/views.hpp"
#include "runtime/event_rows.hpp"

#include <algorithm>
#include <utility>

namespace baton::engine {
namespace {

bool is_chosen(const EventFilter& filter, const CloudEvent& event) {
  const auto fits = [](const std::string& wanted, const std::string& text) { return wanted.empty() || wanted == text; };
  return fits(filter.type, event.type) && fits(filter.source, event.source) && fits(filter.subject, event.subject);
}

}  // namespace

// Of the attributes the store knows only the type.
Result<EventPage> Desk::events(const EventQuery& query) {
  const std::uint64_t from = std::max<std::uint64_t>(query.from, 1);
  const auto rows = dependencies_.events.events(
      {.from = from, .limit = std::min(query.limit, kMaxEventPage), .type = query.filter.type});
  if (!rows) return std::unexpected(error_of(rows.error()));
  EventPage page{.events = {}, .gap = {}, .next = rows->next, .last = rows->last};
  if (from < rows->first) page.gap = EventGap{.first = from, .last = rows->first - 1};
  for (const runtime::EventRow& row : rows->rows) {
    auto event = runtime::event_of(row);
    if (!event) return std::unexpected(error_of(std::move(event).error()));
    if (!is_chosen(query.filter, *event)) continue;
    page.events.push_back({.position = row.position, .appended_at = row.at, .event = *std::move(event)});
  }
  return page;
}

runtime::StoreResult<std::vector<runtime::HistoryRow>> Desk::history_rows(const InstanceId& id, HistoryRange range) {
  std::vector<runtime::HistoryRow> rows;
  while (true) {
    const std::size_t wanted =
        range.transitions == 0 ? kHistoryPage : std::min(kHistoryPage, range.transitions - rows.size());
    auto page = dependencies_.queries.history(id, rows.empty() ? range.after : rows.back().revision, wanted);
    if (!page) return page;
    const bool is_last = page->size() < wanted;
    for (runtime::HistoryRow& row : *page) rows.push_back(std::move(row));
    if (is_last || rows.size() == range.transitions) return rows;
  }
}

Result<InstanceView> Desk::find(const InstanceId& id) {
  auto stored = dependencies_.queries.read(id);
  if (!stored) return std::unexpected(error_of(id, std::move(stored).error()));
  if (!*stored) return std::unexpected(no_such_instance(id));
  const auto program = dependencies_.programs.find((*stored)->row.digest);
  if (!program) return std::unexpected(error_of(id, program.error()));
  const auto loaded = runtime::decode(**program, **stored);
  if (!loaded) return std::unexpected(error_of(id, loaded.error()));
  if (has_ended(loaded->instance.status)) return view_of(**program, loaded->instance);
  return view_of(**program, loaded->instance, missing_for(**program, loaded->instance));
}

// One that only reads calls no operators: which of them, and which machines, are registered, another process knows.
Missing Desk::missing_for(const core::Program& program, const core::Instance& instance) {
  Missing missing;
  if (!is_read_only()) missing.operators = dependencies_.gateway.missing(program);
  for (const core::Pending& pending : instance.pending) {
    const auto* start = std::get_if<core::StartChild>(&pending.request);
    if (start == nullptr || (is_read_only() && start->workflow->space == core::kMachineSpace)) continue;
    const auto child = dependencies_.programs.find_deployed(*start->workflow);
    if (auto why = runtime::what_is_missing(*start->workflow, child)) {
      missing.programs.emplace(pending.key, *std::move(why));
    }
  }
  return missing;
}

// Whoever waits asks again and again, and the data may be large: it is read only once that is over.
Result<std::optional<InstanceView>> Desk::look(const InstanceId& id, Until until) {
  const auto row = row_of(id);
  if (!row) return std::unexpected(row.error());
  if (!is_over(row->status, until)) return std::nullopt;
  auto view = find(id);
  if (!view) return std::unexpected(std::move(view).error());
  return *std::move(view);
}

Result<InstanceList> Desk::list(const InstanceFilter& filter) {
  auto page = dependencies_.queries.list(runtime::InstanceQuery{.status = filter.status,
                                                                .space = filter.space,
                                                                .name = filter.name,
                                                                .limit = filter.limit,
                                                                .cursor = filter.cursor});
  if (!page) return std::unexpected(error_of(std::move(page).error()));
  InstanceList list{.instances = {}, .quarantined = {}, .cursor = std::move(page->cursor)};
  for (const runtime::InstanceRow& row : page->rows) {
    list.instances.push_back(summary_of(row));
    if (row.status == Status::Suspended) list.instances.back().reason = reason_of(row);
  }
  for (runtime::DamagedRow& row : page->damaged)
    list.quarantined.emplace_back(std::move(row.id), std::move(row.reason));
  return list;
}

// Where it can be read.
std::string Desk::reason_of(const runtime::InstanceRow& suspended) {
  const auto view = find(suspended.id);
  if (!view || !view->error) return {};
  return view->error->detail.empty() ? view->error->title : view->error->detail;
}

Result<std::string> Desk::run_of(const core::Program& program, const InstanceId& id) {
  const auto stored = dependencies_.queries.read(id);
  if (!stored && stored.error().is_transient()) return std::unexpected(error_of(id, stored.error()));
  if (!stored || !*stored) return std::string();
  const auto loaded = runtime::decode(program, **stored);
  return loaded ? loaded->instance.run_id : std::string();
}

Result<std::vector<HistoryEntry>> Desk::history(const InstanceId& id, HistoryRange range) {
  const auto row = dependencies_.queries.find(id);
  if (!row) return std::unexpected(error_of(id, row.error()));
  if (!*row) return std::unexpected(no_such_instance(id));
  const auto program = dependencies_.programs.find((*row)->digest);
  if (!program) return std::unexpected(error_of(id, program.error()));
  const auto run_id = run_of(**program, id);
  if (!run_id) return std::unexpected(run_id.error());

  // Transitions without an entry do not count.
  while (true) {
    const auto rows = history_rows(id, range);
    if (!rows) return std::unexpected(error_of(id, rows.error()));
    auto entries = entries_in(**program, id, *run_id, *rows);
    if (!entries || !entries->empty() || rows->empty()) return entries;
    range.after = rows->back().revision;
  }
}

Result<std::vector<HistoryEntry>> Desk::entries_in(const core::Program& program, const InstanceId& id,
                                                   const std::string& run_id,
                                                   const std::vector<runtime::HistoryRow>& rows) {
  // Read after the records, so that all parts that they refer to are there, even while another process writes.
  const auto parts = dependencies_.queries.parts(id);
  if (!parts) return std::unexpected(error_of(id, parts.error()));
  std::vector<HistoryEntry> entries;
  runtime::RecordReader reader(*parts);
  for (const runtime::HistoryRow& record : rows) {
    const auto stored = reader.read(record);
    if (!stored) return std::unexpected(error_of(id, stored.error()));
    if (!fits(program, stored->record)) {
      return std::unexpected(
          error_of(id, runtime::StoreError{.kind = runtime::StoreError::Kind::Corrupt,
                                           .message = "its history names tasks that its definition does not have"}));
    }
    for (HistoryEntry& entry : entries_of(program, id, run_id, *stored)) entries.push_back(std::move(entry));
  }
  return entries;
}

Result<std::vector<AuditEntry>> Desk::audit(std::uint64_t before, std::size_t limit) {
  auto rows = dependencies_.queries.audit(before, limit);
  if (!rows) return std::unexpected(error_of(std::move(rows).error()));
  std::vector<AuditEntry> entries;
  for (runtime::AuditRow& row : *rows) {
    entries.push_back({.number = row.number,
                       .at = row.at,
                       .caller = std::move(row.caller),
                       .action = std::move(row.action),
                       .subject = std::move(row.subject)});
  }
  return entries;
}

}  // namespace baton::engine
