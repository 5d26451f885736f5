#include "runtime/codec/codec.hpp"

#include "base/overloaded.hpp"
#include "base/version.hpp"
#include "runtime/codec/reader.hpp"
#include "runtime/codec/validate.hpp"
#include "runtime/codec/writer.hpp"

#include <unordered_map>
#include <utility>

namespace baton::runtime {

// What the parts of an instance hold, each parsed once.
class PartValues {
 public:
  explicit PartValues(const std::vector<PartRow>& rows) {
    for (const PartRow& row : rows) bodies_.emplace(row.id, &row.body);
  }

  const Value* find(PartId id) {
    const auto known = values_.find(id);
    if (known != values_.end()) return &known->second;
    const auto body = bodies_.find(id);
    if (body == bodies_.end()) return nullptr;
    auto value = parse_json(*body->second, JsonLimits{.max_bytes = std::size_t{1} << 30, .max_depth = 4096});
    if (!value) return nullptr;
    return &values_.emplace(id, *std::move(value)).first->second;
  }
  [[nodiscard]] const std::unordered_map<PartId, Value>& values() const { return values_; }

 private:
  std::unordered_map<PartId, const std::string*> bodies_;
  std::unordered_map<PartId, Value> values_;
};

namespace {

StoreError corrupt(std::string what) {
  return StoreError{.kind = StoreError::Kind::Corrupt, .message = "what is stored cannot be read: " + std::move(what)};
}

std::optional<StoreError> format_problem(const Value& body) {
  const Value* format = body.find("format");
  const std::optional<std::int64_t> number = format == nullptr ? std::nullopt : format->as_integer();
  if (!number || *number < 1) return corrupt("it has no format number");
  if (*number <= kFormat) return std::nullopt;
  return StoreError{.kind = StoreError::Kind::NewerFormat,
                    .message = "the instance is stored in format " + std::to_string(*number) + ", newer than the " +
                               std::to_string(kFormat) + " that this version of Baton knows; use a newer version"};
}

StoreResult<Value> parse_body(std::string_view body) {
  auto value = parse_json(body, JsonLimits{.max_bytes = std::size_t{1} << 30, .max_depth = 4096});
  if (!value) return std::unexpected(corrupt(value.error().message));
  if (auto problem = format_problem(*value)) return std::unexpected(*std::move(problem));
  return *std::move(value);
}

std::optional<PartId> part_member(const Value& body, std::string_view name) {
  const Value* member = body.find(name);
  const std::optional<std::int64_t> id = member == nullptr ? std::nullopt : member->as_integer();
  return id && *id > 0 ? std::optional(PartId{static_cast<std::uint64_t>(*id)}) : std::nullopt;
}

struct ReadLedger {
  core::Ledger ledger;
  std::vector<PartId> newest_first;
};

StoreResult<ReadLedger> read_ledger(const Value& head, const std::vector<PartRow>& rows, PartValues& data) {
  PartValues entries(rows);  // apart from the data: an entry is not a value of the workflow
  ReadLedger read;
  std::vector<core::LedgerEntry> newest_first;
  for (std::optional<PartId> id = part_member(head, "ledger"); id;) {
    const Value* body = entries.find(*id);
    if (body == nullptr || read.newest_first.size() > rows.size())
      return std::unexpected(corrupt("the ledger is broken"));
    Reader reader([&](PartId part) { return data.find(part); });
    reader.read(*body, newest_first.emplace_back());
    if (!reader.error().empty()) return std::unexpected(corrupt("ledger: " + reader.error()));
    read.newest_first.push_back(*id);
    id = part_member(*body, "older");
  }
  while (!newest_first.empty()) {
    read.ledger.push(std::move(newest_first.back()));
    newest_first.pop_back();
  }
  return read;
}

void add_timers(const core::Decision& decision, Write& write) {
  for (const core::Intent& intent : decision.intents) {
    std::visit(overloaded{[](const core::Pending&) {},
                          [&](const core::SetTimer& timer) {
                            write.set_timers.push_back(TimerRow{.id = timer.timer, .due = timer.due});
                          },
                          [&](const core::ClearTimer& timer) {
                            // Set and cleared within one write: it never reaches the store.
                            const auto set = std::erase_if(write.set_timers,
                                                           [&](const TimerRow& row) { return row.id == timer.timer; });
                            if (set == 0) write.cleared_timers.push_back(timer.timer);
                          }},
               intent);
  }
}

// Rows without much data are shorter.
constexpr std::size_t kUsualHeadBytes = 750;
constexpr std::size_t kUsualRecordBytes = 370;

std::string encode_record(const core::Decision& decision, Parts& parts) {
  TextBuilder record(kUsualRecordBytes);
  Writer writer(record, [&](const Value& value) { return parts.refer_from_history(value); });
  writer.write_with(decision.record, [&] {
    writer.add("format", kFormat);
    writer.add("engine", std::string_view(kVersion));
    if (takes_snapshot(decision.record.revision)) {
      writer.add("snapshot", decision.next);
      writer.add("status", decision.next.status);
    }
  });
  return std::move(record).finish();
}

std::string encode_head(const core::Instance& instance, Parts& parts) {
  TextBuilder head(kUsualHeadBytes);
  Writer writer(head, [&](const Value& value) { return parts.refer_from_head(value); });
  writer.write_with(instance, [&] {
    writer.add("format", kFormat);
    if (const std::optional<PartId> newest = parts.refer_to_ledger(instance.state.ledger)) {
      writer.add("ledger", *newest);
    }
  });
  return std::move(head).finish();
}

// What the head leaves out.
void take_from(const InstanceRow& row, core::Instance& instance) {
  instance.id = row.id;
  instance.definition = row.definition;
  instance.digest = row.digest;
  instance.status = row.status;
  instance.revision = row.revision;
  instance.started_at = row.started_at;
  instance.ended_at = row.ended_at;
}

// The columns that change.
InstanceRow phase_of(const core::Instance& instance) {
  return InstanceRow{.id = instance.id,
                     .definition = {},
                     .digest = {},
                     .parent = {},
                     .status = instance.status,
                     .revision = instance.revision,
                     .started_at = {},
                     .ended_at = instance.ended_at,
                     .has_pending = !instance.pending.empty()};
}

}  // namespace

InstanceRow row_of(const core::Instance& instance) {
  return InstanceRow{.id = instance.id,
                     .definition = instance.definition,
                     .digest = instance.digest,
                     .parent = instance.parent ? std::optional(instance.parent->instance) : std::nullopt,
                     .status = instance.status,
                     .revision = instance.revision,
                     .started_at = instance.started_at.value_or(Timestamp{}),
                     .ended_at = instance.ended_at,
                     .has_pending = !instance.pending.empty()};
}

Write encode(std::span<const core::Decision> decisions, Parts& parts) {
  const core::Instance& next = decisions.back().next;
  Write write;
  write.expected = Revision{decisions.front().record.revision.value - 1};  // a transition makes the next one
  write.instance = write.expected.value == 0 ? row_of(next) : phase_of(next);
  parts.begin();
  write.head = encode_head(next, parts);
  write.records.reserve(decisions.size());
  for (const core::Decision& decision : decisions) {
    write.records.push_back(HistoryRow{
        .revision = decision.record.revision, .at = decision.record.event.at, .body = encode_record(decision, parts)});
    add_timers(decision, write);
  }
  if (takes_snapshot(next.revision) && next.revision.value >= 2 * kHistoryRecords) {
    write.forget_before = Revision{next.revision.value - kHistoryRecords};
  }
  Parts::Delta delta = parts.finish();
  write.new_parts = std::move(delta.added);
  write.dropped_parts = std::move(delta.dropped);
  write.history_parts = std::move(delta.in_history);
  return write;
}

StoreResult<Loaded> decode(const core::Program& program, const StoredInstance& stored) {
  auto head = parse_body(stored.head);
  if (!head) return std::unexpected(std::move(head).error());
  PartValues data(stored.parts);
  Loaded loaded{.instance = {}, .parts = Parts(stored.next_part)};
  take_from(stored.row, loaded.instance);
  Reader reader([&](PartId part) { return data.find(part); });
  reader.read(*head, loaded.instance);
  if (!reader.error().empty()) return std::unexpected(corrupt(reader.error()));
  auto ledger = read_ledger(*head, stored.parts, data);
  if (!ledger) return std::unexpected(std::move(ledger).error());
  loaded.instance.state.ledger = std::move(ledger->ledger);
  if (auto broken = broken_rule(program, loaded.instance)) return std::unexpected(corrupt(*std::move(broken)));

  for (const auto& [id, value] : data.values()) loaded.parts.known_value(id, value);
  loaded.parts.known_ledger(loaded.instance.state.ledger, std::move(ledger->newest_first));
  return loaded;
}

RecordReader::RecordReader(const std::vector<PartRow>& parts) : data_(std::make_unique<PartValues>(parts)) {}

RecordReader::~RecordReader() = default;

StoreResult<StoredRecord> RecordReader::read(const HistoryRow& row) {
  auto body = parse_body(row.body);
  if (!body) return std::unexpected(std::move(body).error());
  Reader reader([&](PartId part) { return data_->find(part); });
  StoredRecord stored;
  reader.read(*body, stored.record);
  if (!reader.error().empty()) return std::unexpected(corrupt("history: " + reader.error()));
  if (const Value* engine = body->find("engine"); engine != nullptr && engine->is_string()) {
    stored.engine_version = std::string(engine->as_string());
  }
  return stored;
}

}  // namespace baton::runtime
