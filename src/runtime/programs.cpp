#include "runtime/programs.hpp"

#include <utility>

namespace baton::runtime {
namespace {

DefinitionRow row_of(const core::Program& program, Timestamp now) {
  return DefinitionRow{
      .name = program.name, .digest = program.digest, .document = to_json(program.document), .stored_at = now};
}

}  // namespace

std::optional<std::string> not_runnable(const core::Program& program) {
  const auto& machine = program.hosted;
  if (!machine || machine->machine != nullptr) return std::nullopt;
  return "the machine '" + machine->name + "' is not registered with this engine";
}

StoreResult<void> Programs::add(ProgramPtr program, Timestamp now) {
  if (by_digest_.contains(program->digest.hex)) return {};
  auto stored = store_.put_definition(row_of(*program, now));
  if (stored) by_digest_.emplace(program->digest.hex, std::move(program));
  return stored;
}

StoreResult<std::vector<Deployed>> Programs::deploy(std::span<const ProgramPtr> programs, Timestamp now) {
  deployed_.clear();
  std::vector<DefinitionRow> rows;
  for (const ProgramPtr& program : programs) rows.push_back(row_of(*program, now));
  auto deployed = store_.deploy_all(rows);
  if (deployed && !has_conflict(*deployed)) {
    for (const ProgramPtr& program : programs) by_digest_.insert_or_assign(program->digest.hex, program);
  }
  return deployed;
}

StoreResult<ProgramPtr> Programs::find(const Digest& digest) {
  if (const auto known = by_digest_.find(digest.hex); known != by_digest_.end()) return known->second;
  auto row = store_.find_definition(digest);
  if (!row) return std::unexpected(std::move(row).error());
  if (!*row) {
    return std::unexpected(StoreError{.kind = StoreError::Kind::Corrupt,
                                      .message = "the definition " + digest.hex + " is not in the store"});
  }
  return compile(**row);
}

StoreResult<ProgramPtr> Programs::find_deployed(const DefinitionName& name) {
  if (const auto known = deployed_.find(name); known != deployed_.end()) return known->second;
  auto row = store_.find_deployed(name);
  if (!row) return std::unexpected(std::move(row).error());
  if (!*row) return nullptr;
  const auto known = by_digest_.find((*row)->digest.hex);
  auto program = known != by_digest_.end() ? known->second : compile(**row);
  if (program) deployed_.emplace(name, *program);
  return program;
}

StoreResult<ProgramPtr> Programs::compile(const DefinitionRow& row) {
  const auto unusable = [&](const std::string& why) {
    return std::unexpected(
        StoreError{.kind = StoreError::Kind::Corrupt,
                   .message = "the stored definition '" + row.name.name + "' cannot be used: " + why});
  };
  auto program = compile_(row);
  if (!program) return unusable(program.error());
  if ((*program)->digest != row.digest) return unusable("its content does not match its digest");
  if ((*program)->name != row.name) return unusable("its content has another name");
  by_digest_.insert_or_assign(row.digest.hex, *program);
  return *std::move(program);
}

}  // namespace baton::runtime
