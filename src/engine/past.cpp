// An instance as it was: a fold of its history, from its start or from a snapshot on. Never in the loop: it may take long.
#include "core/replay.hpp"
#include "engine/desk.hpp"
#include "engine/errors.hpp"
#include "engine/limits.hpp"
#include "engine/views.hpp"
#include "runtime/codec/validate.hpp"

#include <string>
#include <utility>

namespace baton::engine {
namespace {

Error cannot_fold(const InstanceId& id, Revision revision, const std::string& why) {
  return Error{.kind = Error::Kind::Conflict,
               .message = "what '" + id.value + "' was cannot be said: at revision " + std::to_string(revision.value) +
                          " of its history " + why};
}

Error is_decided_otherwise(const InstanceId& id, const runtime::StoredRecord& stored) {
  return cannot_fold(
      id, stored.record.revision,
      "version " + stored.engine_version + " of Baton, or of its machine, decided otherwise than this one would");
}

Error is_damaged(const InstanceId& id, const std::string& what) {
  return error_of(id, runtime::StoreError{.kind = runtime::StoreError::Kind::Corrupt,
                                          .message = "what is stored cannot be read: history: " + what});
}

// What the row says and the snapshot does not.
core::Instance completed(core::Instance snapshot, const core::Program& program, const runtime::InstanceRow& row) {
  snapshot.id = row.id;
  snapshot.definition = program.name;
  snapshot.digest = program.digest;
  snapshot.started_at = row.started_at;
  return snapshot;
}

}  // namespace

Result<InstanceView> Desk::find(const InstanceId& id, Revision revision) {
  const auto found = past(id, revision);
  if (!found) return std::unexpected(found.error());
  return view_of(*found->program, found->instance);
}

Result<Desk::Past> Desk::past(const InstanceId& id, Revision revision) {
  const auto stored = dependencies_.queries.read(id);
  if (!stored) return std::unexpected(error_of(id, stored.error()));
  if (!*stored) return std::unexpected(no_such_instance(id));
  const runtime::InstanceRow& row = (*stored)->row;
  if (revision.value == 0 || revision.value > row.revision.value) {
    return std::unexpected(no_such_revision(id, revision, row.revision));
  }
  const auto program = dependencies_.programs.find(row.digest);
  if (!program) return std::unexpected(error_of(id, program.error()));
  if (revision == row.revision) {
    auto loaded = runtime::decode(**program, **stored);
    if (!loaded) return std::unexpected(error_of(id, std::move(loaded).error()));
    return Past{.program = *program, .instance = std::move(loaded->instance), .row = row};
  }
  if ((*program)->hosted && (*program)->hosted->machine == nullptr) {
    return std::unexpected(
        Error{.kind = Error::Kind::MissingOperators,
              .message = "what '" + id.value + "' was, its machine decided, and that is not registered here"});
  }
  auto instance = fold(**program, row, revision);
  if (!instance) return std::unexpected(std::move(instance).error());
  return Past{.program = *program, .instance = *std::move(instance), .row = row};
}

Result<core::Instance> Desk::fold(const core::Program& program, const runtime::InstanceRow& row, Revision revision) {
  const Revision snapshot{revision.value / runtime::kHistoryRecords * runtime::kHistoryRecords};
  if (snapshot.value > 0) {
    auto folded = fold_from(snapshot, program, row, revision);
    if (folded || folded.error().kind != Error::Kind::Gone) return folded;
  }
  return fold_from(Revision{1}, program, row, revision);
}

// Gone, where the history does not have the instance at that first revision.
Result<core::Instance> Desk::fold_from(Revision first, const core::Program& program, const runtime::InstanceRow& row,
                                       Revision last) {
  const HistoryRange range{.after = Revision{first.value - 1}, .transitions = last.value - first.value + 1};
  const auto rows = history_rows(row.id, range);
  if (!rows) return std::unexpected(error_of(row.id, rows.error()));
  if (rows->empty() || rows->front().revision != first) return std::unexpected(revision_not_kept(row.id, last));
  const auto parts = dependencies_.queries.parts(row.id);  // after the records, so that all that they refer to is there
  if (!parts) return std::unexpected(error_of(row.id, parts.error()));

  runtime::RecordReader reader(*parts);
  core::Instance instance = core::new_instance(row.id, program);
  std::uint64_t steps = 0;
  for (const runtime::HistoryRow& record : *rows) {
    auto stored = reader.read(record);
    if (!stored) return std::unexpected(error_of(row.id, std::move(stored).error()));
    if (record.revision == first && first.value > 1) {
      if (!stored->snapshot) return std::unexpected(revision_not_kept(row.id, last));
      instance = completed(*std::move(stored->snapshot), program, row);
      if (auto broken = runtime::broken_rule(program, instance)) {
        return std::unexpected(is_damaged(row.id, "snapshot: " + *broken));
      }
      continue;
    }
    if (auto broken = runtime::broken_heritage(program, stored->record.event)) {
      return std::unexpected(is_damaged(row.id, *broken));
    }
    auto decision = core::replay(program, std::move(instance), stored->record);
    if (!decision) return std::unexpected(is_decided_otherwise(row.id, *stored));
    instance = std::move(decision->next);
    steps += decision->steps;
    if (steps > kMaxFoldSteps) {
      return std::unexpected(cannot_fold(row.id, record.revision, "its expressions have taken too long already"));
    }
  }
  if (instance.revision != last) return std::unexpected(revision_not_kept(row.id, last));  // it was removed meanwhile
  return instance;
}

}  // namespace baton::engine
