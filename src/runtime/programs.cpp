#include "runtime/programs.hpp"

#include "core/events/matching.hpp"

#include <utility>

namespace baton::runtime {
namespace {

std::optional<std::string> missing_machine(const core::Program& program) {
  const auto& machine = program.hosted;
  if (!machine || machine->machine != nullptr) return std::nullopt;
  return "the machine '" + machine->name + "' is not registered with this engine";
}

DefinitionRow row_of(const core::Program& program, Timestamp now) {
  return DefinitionRow{
      .name = program.name, .digest = program.digest, .document = to_json(stored_form(program)), .stored_at = now};
}

}  // namespace

std::optional<std::string> not_supported(const core::Program& program) {
  if (program.obstacles.empty()) return std::nullopt;
  const std::size_t others = program.obstacles.size() - 1;
  return describe(program.obstacles.front()) + (others == 0 ? "" : " (and " + std::to_string(others) + " more)");
}

std::optional<std::string> not_runnable(const core::Program& program) {
  if (auto why_not = not_supported(program)) return why_not;
  return missing_machine(program);
}

std::optional<std::string> what_is_missing(const DefinitionName& name, const StoreResult<ProgramPtr>& found) {
  if (!found) return std::nullopt;
  if (*found != nullptr) return missing_machine(**found);
  if (name.space == core::kMachineSpace) return "the machine '" + name.name + "' is not registered with this engine";
  const std::string version = name.version.empty() ? "latest" : name.version;
  return "the workflow '" + name.space + "/" + name.name + "' version '" + version + "' is not deployed";
}

ProgramPtr without_its_machine(const ProgramPtr& program) {
  if (!program->hosted) return program;
  auto without = std::make_shared<core::Program>(*program);
  without->hosted->machine = nullptr;
  return without;
}

StoreResult<void> Programs::add(ProgramPtr program, Timestamp now) {
  if (known(program->digest) != nullptr) return {};
  auto stored = definitions_.put_definition(row_of(*program, now));
  if (!stored) return stored;
  const std::lock_guard lock(mutex_);
  keep(std::move(program));
  return stored;
}

const ProgramPtr& Programs::keep(ProgramPtr program) {
  const auto [place, is_new] = by_digest_.try_emplace(program->digest.hex, std::move(program));
  if (is_new && core::listens(*place->second)) {
    listening_.push_back(place->second);
    listening_count_ = listening_.size();
  }
  return place->second;
}

std::vector<ProgramPtr> Programs::listening_since(std::size_t count) const {
  const std::lock_guard lock(mutex_);
  return {listening_.begin() + static_cast<std::ptrdiff_t>(count), listening_.end()};
}

StoreResult<std::vector<Deployed>> Programs::deploy(std::span<const ProgramPtr> programs, Timestamp now) {
  std::vector<DefinitionRow> rows;
  for (const ProgramPtr& program : programs) rows.push_back(row_of(*program, now));
  auto deployed = definitions_.deploy_all(rows);
  const std::lock_guard lock(mutex_);
  deployed_.clear();
  ++deployments_;
  if (deployed && !has_conflict(*deployed)) {
    for (const ProgramPtr& program : programs) {
      keep(program);
      by_digest_.insert_or_assign(program->digest.hex, program);
    }
  }
  return deployed;
}

StoreResult<Undeployed> Programs::undeploy(const DefinitionName& name) {
  auto undeployed = definitions_.undeploy(name);
  const std::lock_guard lock(mutex_);
  deployed_.clear();
  ++deployments_;
  return undeployed;
}

StoreResult<ProgramPtr> Programs::find(const Digest& digest) {
  if (auto program = known(digest)) return program;
  auto row = definitions_.find_definition(digest);
  if (!row) return std::unexpected(std::move(row).error());
  return take(digest, *std::move(row), 0);
}

StoreResult<ProgramPtr> Programs::find_deployed(const DefinitionName& name) {
  if (auto program = known(name)) return program;
  const std::uint64_t so_far = deployments();
  auto row = definitions_.find_deployed(name);
  if (!row) return std::unexpected(std::move(row).error());
  return take(name, *std::move(row), so_far);
}

ProgramPtr Programs::known(const Digest& digest) const {
  const std::lock_guard lock(mutex_);
  const auto found = by_digest_.find(digest.hex);
  return found == by_digest_.end() ? nullptr : found->second;
}

ProgramPtr Programs::known(const DefinitionName& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = deployed_.find(name);
  return found == deployed_.end() ? nullptr : found->second;
}

std::uint64_t Programs::deployments() const {
  const std::lock_guard lock(mutex_);
  return deployments_;
}

StoreResult<ProgramPtr> Programs::take(const Digest& wanted, std::optional<DefinitionRow> row,
                                       std::uint64_t /*deployments*/) {
  if (row) return compile(*row);
  return std::unexpected(StoreError{.kind = StoreError::Kind::Corrupt,
                                    .message = "the definition " + wanted.hex + " is not in the store"});
}

StoreResult<ProgramPtr> Programs::take(const DefinitionName& wanted, std::optional<DefinitionRow> row,
                                       std::uint64_t deployments) {
  if (!row) return nullptr;
  auto program = known(row->digest);
  if (program == nullptr) {
    auto compiled = compile(*row);
    if (!compiled) return compiled;
    program = *std::move(compiled);
  }
  const std::lock_guard lock(mutex_);
  if (deployments == deployments_) deployed_.emplace(wanted, program);
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
  const std::lock_guard lock(mutex_);
  return keep(*std::move(program));
}

}  // namespace baton::runtime
