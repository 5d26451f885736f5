// How instances and history records are stored: docs/formats/instance.md.
#pragma once

#include "core/handle.hpp"
#include "runtime/codec/parts.hpp"
#include "runtime/ports/store.hpp"

#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace baton::runtime {

// Format of heads, parts and history records. Stored with each head and record. Those before are read too (earlier_formats.hpp).
inline constexpr std::int64_t kFormat = 6;
// An instance keeps at least this many of its newest history records. Every so many, a record carries a snapshot of the
// instance after it, and the records before the last but one snapshot are forgotten.
inline constexpr std::uint64_t kHistoryRecords = 10'000;

struct Loaded {
  core::Instance instance;
  Parts parts;
};

// The write that makes decisions of one instance durable, each of which was made on what the one before led to. Of all but
// the last one the next instance is not looked at. `parts` is brought up to date; if the commit fails, drop it.
[[nodiscard]] Write encode(std::span<const core::Decision> decisions, Parts& parts);
[[nodiscard]] inline Write encode(const core::Decision& decision, Parts& parts) {
  return encode(std::span(&decision, 1), parts);
}

// The message that an instance consumes with the event, where the same one may come again.
[[nodiscard]] std::optional<MessageKey> message_of(const core::EventBody& event);

// What a child has consumed that was cancelled before this request started it: it does not start it any more.
[[nodiscard]] MessageKey cancelled_before_its_start(const InstanceId& child, const IntentKey& start);

// The record of this revision holds the whole instance: no decision on top of it fits into the same write.
[[nodiscard]] constexpr bool takes_snapshot(Revision revision) {
  return revision.value % kHistoryRecords == 0;
}

// The reverse of a write's head and parts. Fails with NewerFormat or Corrupt.
[[nodiscard]] StoreResult<Loaded> decode(const core::Program& program, const StoredInstance& stored);

[[nodiscard]] InstanceRow row_of(const core::Instance& instance);

// A record as stored.
struct StoredRecord {
  core::HistoryRecord record;
  std::string engine_version;
  // The instance after it, if the record has that whole: not before format 6, where the ledger was left out, and not of one that had
  // ended. It has no id, definition, digest and start: these are the row's.
  std::optional<core::Instance> snapshot = {};
};

// Reads the history records of one instance, whose parts it is given, all of them.
class RecordReader {
 public:
  explicit RecordReader(const std::vector<PartRow>& parts);  // which must outlive it
  explicit RecordReader(std::vector<PartRow>&& parts) = delete;
  ~RecordReader();
  [[nodiscard]] StoreResult<StoredRecord> read(const HistoryRow& row);

 private:
  std::unique_ptr<class PartValues> data_;
};

}  // namespace baton::runtime
