#include "support/stored_copy.hpp"

#include <algorithm>
#include <utility>

namespace baton::tests {

StoredCopy::StoredCopy(runtime::StoredInstance stored, runtime::Parts parts)
    : known_(std::move(parts)), instance_(std::move(stored)) {
  for (const runtime::PartRow& part : instance_.parts) in_head_.emplace(part.id, part.body);
  all_ = in_head_;
}

std::optional<std::string> StoredCopy::save(const core::Program& program, std::span<const core::Decision> decisions) {
  if (auto wrong = apply(runtime::encode(decisions, known_))) return wrong;
  const auto loaded = runtime::decode(program, instance_);
  if (!loaded) return loaded.error().message;
  if (!(loaded->instance == decisions.back().next)) return "what is loaded is not what was decided";
  const std::vector<runtime::PartRow> all = parts();
  runtime::RecordReader reader(all);
  const auto rows = std::span(history_).last(decisions.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto record = reader.read(rows[i]);
    if (!record) return record.error().message;
    if (!(record->record == decisions[i].record)) return "the record that is read is not the one that was written";
  }
  return std::nullopt;
}

std::vector<runtime::PartRow> StoredCopy::parts() const {
  std::vector<runtime::PartRow> rows;
  for (const auto& [id, body] : all_) rows.push_back({.id = id, .body = body});
  return rows;
}

std::optional<std::string> StoredCopy::apply(const runtime::Write& write) {
  runtime::InstanceRow& row = instance_.row;
  if (write.expected.value == 0) row = write.instance;
  row.status = write.instance.status;
  row.revision = write.instance.revision;
  row.ended_at = write.instance.ended_at;
  row.has_pending = write.instance.has_pending;
  instance_.head = write.head;
  for (const runtime::PartRow& part : write.new_parts) {
    if (!in_head_.emplace(part.id, part.body).second) return "a part's id was used twice";
    all_.emplace(part.id, part.body);
    instance_.next_part = std::max(instance_.next_part, std::to_underlying(part.id) + 1);
  }
  for (const runtime::PartId id : write.dropped_parts) {
    if (in_head_.erase(id) != 1) return "an unknown part was dropped";
  }
  for (const runtime::PartId id : write.history_parts) {
    if (!all_.contains(id)) return "the history record refers to an unknown part";
  }
  instance_.parts.clear();
  for (const auto& [id, body] : in_head_) instance_.parts.push_back({.id = id, .body = body});
  history_.insert(history_.end(), write.records.begin(), write.records.end());
  return std::nullopt;
}

}  // namespace baton::tests
