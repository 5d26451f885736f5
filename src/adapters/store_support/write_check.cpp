#include "adapters/store_support/write_check.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::adapters {
namespace {

using runtime::PartRow;
using runtime::Write;

// Stores may keep numbers in signed columns.
constexpr std::uint64_t kMaxNumber = std::numeric_limits<std::int64_t>::max();

std::optional<std::string> too_long(std::string_view what, std::size_t size) {
  if (size <= kMaxBody) return std::nullopt;
  return std::string(what) + " of " + std::to_string(size) + " bytes is longer than the " + std::to_string(kMaxBody) +
         " that a store accepts";
}

std::optional<std::string> unsound_parts(const std::vector<PartRow>& parts, std::uint64_t next_part) {
  std::vector<std::uint64_t> ids;
  for (const PartRow& part : parts) {
    if (auto reason = too_long("a part", part.body.size())) return reason;
    ids.push_back(std::to_underlying(part.id));
  }
  std::ranges::sort(ids);
  const auto twice = std::ranges::adjacent_find(ids);
  if (twice != ids.end()) return "part " + std::to_string(*twice) + " is given twice";
  if (!ids.empty() && ids.front() < next_part) return "part " + std::to_string(ids.front()) + " was used before";
  if (!ids.empty() && ids.back() >= kMaxNumber) return "the id of part " + std::to_string(ids.back()) + " is too large";
  return std::nullopt;
}

}  // namespace

std::string lost_shard(const runtime::Shard& shard, std::int64_t newest_epoch) {
  return "shard " + std::to_string(shard.id) + " belongs to the epoch " + std::to_string(newest_epoch) +
         ", and this process writes in the epoch " + std::to_string(shard.epoch) +
         ": another process has taken it over, or the table 'shards' is damaged; restore it from a backup";
}

std::string in_other_shard(std::int64_t shard) {
  return "it is in shard " + std::to_string(shard) + ", which this process does not own";
}

std::optional<std::string> reason_to_refuse(const Write& write, std::uint64_t next_part) {
  const Revision revision = write.instance.revision;
  const std::size_t transitions = write.records.size();
  if (transitions == 0 || write.expected.value > kMaxNumber - transitions ||
      revision.value != write.expected.value + transitions) {
    return "revision " + std::to_string(revision.value) + " does not follow " + std::to_string(write.expected.value) +
           " with " + std::to_string(transitions) + " history records";
  }
  for (std::size_t i = 0; i < transitions; ++i) {
    const runtime::HistoryRow& record = write.records[i];
    if (record.revision.value != write.expected.value + i + 1) {
      return "a history record has revision " + std::to_string(record.revision.value) + " instead of " +
             std::to_string(write.expected.value + i + 1);
    }
    if (auto reason = too_long("a history record", record.body.size())) return reason;
  }
  if (auto reason = too_long("a head", write.head.size())) return reason;
  for (const runtime::ListenerRow& listener : write.set_listeners) {
    if (auto reason = too_long("a listener", listener.body.size())) return reason;
  }
  for (const runtime::EventRow& event : write.emitted) {
    if (auto reason = reason_to_refuse(event)) return reason;
  }
  return unsound_parts(write.new_parts, next_part);
}

std::optional<std::string> reason_to_refuse(const runtime::EventRow& event) {
  if (event.key.empty() || event.key.size() > runtime::kMaxEventKey) {
    return "the key of an event has " + std::to_string(event.key.size()) + " bytes instead of 1 to " +
           std::to_string(runtime::kMaxEventKey);
  }
  return too_long("an event", event.body.size());
}

std::uint64_t next_part_after(const Write& write, std::uint64_t next_part) {
  for (const PartRow& part : write.new_parts) next_part = std::max(next_part, std::to_underlying(part.id) + 1);
  return next_part;
}

}  // namespace baton::adapters
