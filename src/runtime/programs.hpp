// Programs by digest: what instances run, compiled once. Thread-safe.
//
// A program that is known here is found at once. For others there are two ways: a user's thread reads the store and waits for
// it; the loop asks its journal and hands over the row that comes (ProgramLookups).
#pragma once

#include "core/program.hpp"
#include "runtime/ports/store.hpp"

#include <baton/ids.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace baton::runtime {

using ProgramPtr = std::shared_ptr<const core::Program>;
// Compiles a stored document. The error says what is wrong with it.
using CompileDocument = std::function<std::expected<ProgramPtr, std::string>(const DefinitionRow&)>;

// Why this version cannot run it: its first obstacle. nullopt if it has none.
[[nodiscard]] std::optional<std::string> not_supported(const core::Program& program);
// Why instances of it cannot be moved here; nullopt if they can.
[[nodiscard]] std::optional<std::string> not_runnable(const core::Program& program);
// The same as if its machine were not registered.
[[nodiscard]] ProgramPtr without_its_machine(const ProgramPtr& program);

// Why an instance of what was found under this name cannot be started here yet: somebody has to deploy or register something.
// nullopt if nothing is missing, also where something else speaks against it.
[[nodiscard]] std::optional<std::string> what_is_missing(const DefinitionName& name,
                                                         const StoreResult<ProgramPtr>& found);

class Programs {
 public:
  Programs(Definitions& definitions, CompileDocument compile)
      : definitions_(definitions), compile_(std::move(compile)) {}

  // A program that is already compiled: kept in the store under its digest, without claiming its name.
  [[nodiscard]] StoreResult<void> add(ProgramPtr program, Timestamp now);
  // Likewise, and claims their names and versions: of all, or, where one is a Conflict, of none.
  [[nodiscard]] StoreResult<std::vector<Deployed>> deploy(std::span<const ProgramPtr> programs, Timestamp now);
  // Takes its name and version back. The program stays known under its digest.
  [[nodiscard]] StoreResult<Undeployed> undeploy(const DefinitionName& name);
  // The one stored under the digest. Corrupt if there is none or this version cannot compile it.
  [[nodiscard]] StoreResult<ProgramPtr> find(const Digest& digest);
  // The deployed one of that name; an empty version or "latest" is the newest. nullptr if there is none.
  [[nodiscard]] StoreResult<ProgramPtr> find_deployed(const DefinitionName& name);

  // nullptr: it is not known here yet.
  [[nodiscard]] ProgramPtr known(const Digest& digest) const;
  [[nodiscard]] ProgramPtr known(const DefinitionName& name) const;
  // Those with tasks that listen, in the order in which they became known.
  [[nodiscard]] std::size_t listening_count() const { return listening_count_; }
  [[nodiscard]] std::vector<ProgramPtr> listening_since(std::size_t count) const;
  // How often programs have been deployed or undeployed here. What was read for a name before the last time may be out of date.
  [[nodiscard]] std::uint64_t deployments() const;
  // The program of a row that was read for one of them, when that many had been.
  [[nodiscard]] StoreResult<ProgramPtr> take(const Digest& wanted, std::optional<DefinitionRow> row,
                                             std::uint64_t deployments);
  [[nodiscard]] StoreResult<ProgramPtr> take(const DefinitionName& wanted, std::optional<DefinitionRow> row,
                                             std::uint64_t deployments);

 private:
  [[nodiscard]] StoreResult<ProgramPtr> compile(const DefinitionRow& row);
  // The one that is kept. The mutex is held.
  const ProgramPtr& keep(ProgramPtr program);

  Definitions& definitions_;
  CompileDocument compile_;
  mutable std::mutex mutex_;  // not held while the store is asked, or a document is compiled
  std::unordered_map<std::string, ProgramPtr> by_digest_;
  std::vector<ProgramPtr> listening_;
  std::atomic<std::size_t> listening_count_ = 0;  // those in there
  // As asked for. Whoever may write the store is the only one who deploys to it or undeploys, so what is done here is all.
  std::map<DefinitionName, ProgramPtr> deployed_;
  std::uint64_t deployments_ = 0;
};

}  // namespace baton::runtime
