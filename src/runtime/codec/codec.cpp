#include "runtime/codec/codec.hpp"

#include "base/overloaded.hpp"
#include "base/version.hpp"
#include "core/limits.hpp"
#include "runtime/codec/earlier_formats.hpp"
#include "runtime/codec/reader.hpp"
#include "runtime/codec/validate.hpp"
#include "runtime/codec/writer.hpp"
#include "runtime/event_rows.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

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

struct Body {
  Value value;
  std::int64_t format = kFormat;
};

StoreResult<Body> parse_body(std::string_view text) {
  auto value = parse_json(text, JsonLimits{.max_bytes = std::size_t{1} << 30, .max_depth = 4096});
  if (!value) return std::unexpected(corrupt(value.error().message));
  const Value* format = value->find("format");
  const std::optional<std::int64_t> number =
      format == nullptr || !format->is_number() ? std::nullopt : format->as_integer();
  if (!number || *number < 1) return std::unexpected(corrupt("it has no format number"));
  if (*number <= kFormat) return Body{.value = *std::move(value), .format = *number};
  return std::unexpected(StoreError{.kind = StoreError::Kind::NewerFormat,
                                    .message = "the instance is stored in format " + std::to_string(*number) +
                                               ", newer than the " + std::to_string(kFormat) +
                                               " that this version of Baton knows; use a newer version"});
}

// Before it, a snapshot has no ledger.
constexpr std::int64_t kFirstFormatWithWholeSnapshots = 6;

// What the heads of format 1 repeat of the row.
constexpr std::array<std::string_view, 7> kRepeatedOfRow = {"id",       "definition", "digest",  "status",
                                                            "revision", "started_at", "ended_at"};

Value number_of(Timestamp time) {
  return Value::number(std::int64_t{time.time_since_epoch().count()});
}

bool repeats_row(const Value& head, const InstanceRow& row) {
  const auto is = [&](std::string_view name, const Value& expected) {
    const Value* member = head.find(name);
    return (member == nullptr ? Value() : *member) == expected;
  };
  return is("id", Value::string(row.id.value)) && is("digest", Value::string(row.digest.hex)) &&
         is("definition", Value::object({{"space", Value::string(row.definition.space)},
                                         {"name", Value::string(row.definition.name)},
                                         {"version", Value::string(row.definition.version)}})) &&
         is("status", Value::number(std::int64_t{std::to_underlying(row.status)})) &&
         is("revision", Value::number(static_cast<std::int64_t>(row.revision.value))) &&
         is("started_at", number_of(row.started_at)) &&
         is("ended_at", row.ended_at ? number_of(*row.ended_at) : Value());
}

// The members that a body of this format has beside those of the struct that it is.
std::vector<std::string_view> members_beside(std::int64_t format, std::vector<std::string_view> members) {
  if (format == 1) members.insert(members.end(), kRepeatedOfRow.begin(), kRepeatedOfRow.end());
  return members;
}

std::optional<StoreError> read_head(const core::Program& program, const Body& head, const InstanceRow& row,
                                    PartValues& data, core::Instance& instance) {
  const auto present = in_this_format(head.value, head.format, program);
  if (!present) return corrupt(present.error());
  Reader reader([&](PartId part) { return data.find(part); });
  reader.read_beside(members_beside(head.format, {"format", "ledger"}), *present, instance);
  if (reader.failed()) return corrupt(reader.error());
  if (head.format == 1 && !repeats_row(head.value, row)) return corrupt("the head does not repeat what its row says");
  if (head.format < 4) name_call_kinds(instance);
  if (head.format < 3) narrow_retry_points(instance.state);
  return std::nullopt;
}

// Newest first.
std::vector<core::LedgerEntry> entries_of(const core::Instance& instance) {
  std::vector<core::LedgerEntry> entries;
  const auto* workflow = std::get_if<core::WorkflowState>(&instance.state);
  const auto* node = workflow == nullptr ? nullptr : workflow->ledger.newest().get();
  for (; node != nullptr; node = node->older.get()) entries.push_back(node->entry);
  return entries;
}

core::Ledger ledger_of(std::vector<core::LedgerEntry>&& newest_first) {
  core::Ledger ledger;
  for (; !newest_first.empty(); newest_first.pop_back()) ledger.push(std::move(newest_first.back()));
  return ledger;
}

struct ReadLedger {
  core::Ledger ledger;
  std::vector<PartId> newest_first;
};

// The part that the member names: none if it is absent, an error if it is no part's number.
StoreResult<std::optional<PartId>> part_member(const Value& body, std::string_view name) {
  const Value* member = body.find(name);
  if (member == nullptr) return std::nullopt;
  const std::optional<std::int64_t> id = member->is_number() ? member->as_integer() : std::nullopt;
  if (!id || *id <= 0) return std::unexpected(corrupt(std::string(name) + ": must be the number of a part"));
  return PartId{static_cast<std::uint64_t>(*id)};
}

StoreResult<ReadLedger> read_ledger(const Value& head, const std::vector<PartRow>& rows, PartValues& data) {
  constexpr std::array<std::string_view, 1> kBeside = {"older"};
  PartValues entries(rows);  // apart from the data: an entry is not a value of the workflow
  ReadLedger read;
  std::vector<core::LedgerEntry> newest_first;
  auto id = part_member(head, "ledger");
  while (id && *id) {
    const std::string name = "the ledger's part " + std::to_string(std::to_underlying(**id));
    const Value* body = entries.find(**id);
    if (body == nullptr) return std::unexpected(corrupt(name + " is missing or is not JSON"));
    if (read.newest_first.size() > rows.size()) return std::unexpected(corrupt(name + " is older than itself"));
    Reader reader([&](PartId part) { return data.find(part); });
    reader.read_beside(kBeside, *body, newest_first.emplace_back());
    if (reader.failed()) return std::unexpected(corrupt(name + ": " + reader.error()));
    read.newest_first.push_back(**id);
    id = part_member(*body, "older");
  }
  if (!id) return std::unexpected(std::move(id).error());
  read.ledger = ledger_of(std::move(newest_first));
  return read;
}

// What is set or cleared of rows, and what is appended to the event log.
void add_rows(const core::Decision& decision, Write& write) {
  for (const core::Intent& intent : decision.intents) {
    std::visit(overloaded{[](const core::Pending&) {}, [](const core::Withdraw&) {},
                          [&](const core::SetListener& listener) {
                            std::erase_if(write.set_listeners,
                                          [&](const ListenerRow& row) { return row.id == listener.listener; });
                            write.set_listeners.push_back(ListenerRow{.id = listener.listener,
                                                                      .pattern = listener.pattern,
                                                                      .correlation = listener.correlation,
                                                                      .position = listener.position,
                                                                      .body = {}});
                          },
                          [&](const core::ClearListener& listener) {
                            std::erase_if(write.set_listeners,
                                          [&](const ListenerRow& row) { return row.id == listener.listener; });
                            write.closed_listeners.push_back(listener.listener);
                          },
                          [&](const core::Emit& emitted) {
                            write.emitted.push_back(event_row(emitted.event));
                            write.emitted.back().at = decision.record.event.at;
                          },
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
      if (const auto ledger = entries_of(decision.next); !ledger.empty()) writer.add("ledger", ledger);
    }
  });
  return std::move(record).finish();
}

std::string encode_head(const core::Instance& instance, Parts& parts) {
  TextBuilder head(kUsualHeadBytes);
  Writer writer(head, [&](const Value& value) { return parts.refer_from_head(value); });
  writer.write_with(instance, [&] {
    writer.add("format", kFormat);
    static const core::Ledger kNone;
    const auto* workflow = std::get_if<core::WorkflowState>(&instance.state);
    if (const std::optional<PartId> newest = parts.refer_to_ledger(workflow == nullptr ? kNone : workflow->ledger)) {
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

// Do the columns that the head does not stand for agree with it?
std::optional<std::string> broken_row(const StoredInstance& stored, const core::Instance& instance) {
  const auto parent = instance.parent ? std::optional(instance.parent->instance) : std::nullopt;
  if (stored.row.parent != parent) return "its row names another parent than its head";
  if (stored.row.has_pending == instance.pending.empty()) return "its row and its head differ in whether requests wait";
  return std::nullopt;
}

// A part is either a value or an entry of the ledger, and its number is not given out again.
std::optional<std::string> broken_parts(const StoredInstance& stored, const PartValues& data,
                                        const std::vector<PartId>& of_ledger) {
  if (stored.next_part < 1 || stored.next_part > kMaxRevision) return "next_part is out of range";
  for (const PartRow& part : stored.parts) {
    if (std::to_underlying(part.id) >= stored.next_part) return "next_part is the number of a part already";
  }
  for (const auto& [id, value] : data.values()) {
    // Parts are found by the identity of their values, which small ones do not have.
    if (value.identity() == nullptr) return "a part holds a value that is too small to be one";
  }
  for (const PartId entry : of_ledger) {
    if (data.values().contains(entry)) return "a part is both a value and an entry of the ledger";
  }
  return std::nullopt;
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

namespace {

MessageKey event_key(std::string_view source, std::string_view id) {
  std::string key = "event " + std::to_string(source.size()) + ' ';
  return key.append(source).append(1, ' ').append(id);
}

}  // namespace

std::optional<MessageKey> message_of(const core::EventBody& event) {
  if (const auto* sent = std::get_if<core::Deliver>(&event)) {
    if (sent->id.empty()) return std::nullopt;
    return event_key(sent->source, sent->id);
  }
  const auto* offered = std::get_if<core::Offer>(&event);
  if (offered == nullptr) return std::nullopt;
  return event_key(offered->event.find("source")->as_string(), offered->event.find("id")->as_string());
}

// An id that a program has named may be wanted by several requests.
MessageKey cancelled_before_its_start(const InstanceId& child, const IntentKey& start) {
  return child == core::child_id(start) ? "cancel" : "cancel " + start.value;
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
    add_rows(decision, write);
    if (auto key = message_of(decision.record.event.body); key && core::refused(decision) == nullptr) {
      write.consumed.push_back(*std::move(key));
    }
    const auto* start = std::get_if<core::Start>(&decision.record.event.body);
    if (start != nullptr && start->parent) {
      write.unless = cancelled_before_its_start(next.id, start->parent->start);
    }
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
  if (auto error = read_head(program, *head, stored.row, data, loaded.instance))
    return std::unexpected(*std::move(error));
  auto ledger = read_ledger(head->value, stored.parts, data);
  if (!ledger) return std::unexpected(std::move(ledger).error());
  auto* workflow = std::get_if<core::WorkflowState>(&loaded.instance.state);
  if (workflow == nullptr && !ledger->newest_first.empty()) {
    return std::unexpected(corrupt("it has a ledger, which only a workflow has"));
  }
  if (workflow != nullptr) workflow->ledger = std::move(ledger->ledger);
  if (auto broken = broken_row(stored, loaded.instance)) return std::unexpected(corrupt(*std::move(broken)));
  if (auto broken = broken_parts(stored, data, ledger->newest_first)) {
    return std::unexpected(corrupt(*std::move(broken)));
  }
  if (auto broken = broken_rule(program, loaded.instance)) return std::unexpected(corrupt(*std::move(broken)));

  for (const auto& [id, value] : data.values()) loaded.parts.known_value(id, value);
  if (workflow != nullptr) loaded.parts.known_ledger(workflow->ledger, std::move(ledger->newest_first));
  return loaded;
}

RecordReader::RecordReader(const std::vector<PartRow>& parts) : data_(std::make_unique<PartValues>(parts)) {}

RecordReader::~RecordReader() = default;

namespace {

// A record that carries a snapshot has the status beside it; in format 1 it is in the snapshot. Since format 6 the ledger stands there too.
std::optional<StoreError> read_snapshot(const Body& record, PartValues& data, StoredRecord& stored) {
  const Value* snapshot = record.value.find("snapshot");
  const Value* status = record.value.find("status");
  const Value* ledger = record.value.find("ledger");
  const bool needs_status = snapshot != nullptr && record.format > 1;
  if (needs_status != (status != nullptr)) return corrupt("history: a snapshot and its status do not stand together");
  if (ledger != nullptr && (snapshot == nullptr || record.format < kFirstFormatWithWholeSnapshots)) {
    return corrupt("history: a ledger stands without its snapshot");
  }
  if (snapshot == nullptr) return std::nullopt;
  const auto present = in_this_format(*snapshot, record.format);
  if (!present) return corrupt("history: snapshot: " + present.error());
  Reader reader([&](PartId part) { return data.find(part); });
  core::Instance instance;
  std::vector<core::LedgerEntry> newest_first;
  reader.read_beside(members_beside(record.format, {}), *present, instance);
  if (!reader.failed() && status != nullptr) reader.read(*status, instance.status);
  if (!reader.failed() && ledger != nullptr) reader.read(*ledger, newest_first);
  if (reader.failed()) return corrupt("history: snapshot: " + reader.error());
  if (record.format < kFirstFormatWithWholeSnapshots || has_ended(instance.status)) return std::nullopt;
  auto* const workflow = std::get_if<core::WorkflowState>(&instance.state);
  if (workflow == nullptr && !newest_first.empty()) return corrupt("history: only a workflow has a ledger");
  if (workflow != nullptr) workflow->ledger = ledger_of(std::move(newest_first));
  instance.revision = stored.record.revision;
  stored.snapshot = std::move(instance);
  return std::nullopt;
}

}  // namespace

StoreResult<StoredRecord> RecordReader::read(const HistoryRow& row) {
  constexpr std::array<std::string_view, 5> kBeside = {"format", "engine", "snapshot", "status", "ledger"};
  auto body = parse_body(row.body);
  if (!body) return std::unexpected(std::move(body).error());
  Reader reader([&](PartId part) { return data_->find(part); });
  StoredRecord stored;
  reader.read_beside(kBeside, body->value, stored.record);
  if (reader.failed()) return std::unexpected(corrupt("history: " + reader.error()));
  if (stored.record.revision != row.revision || stored.record.event.at != row.at) {
    return std::unexpected(corrupt("history: a record does not say what its row says"));
  }
  if (stored.record.event.caller.size() > core::kMaxCallerBytes) {
    return std::unexpected(corrupt("history: the name of a caller is too long"));
  }
  const Value* engine = body->value.find("engine");
  if (engine == nullptr || !engine->is_string())
    return std::unexpected(corrupt("history: the engine's version is missing"));
  stored.engine_version = std::string(engine->as_string());
  if (auto problem = read_snapshot(*body, *data_, stored)) return std::unexpected(*std::move(problem));
  return stored;
}

}  // namespace baton::runtime
