// Programs by digest: what instances run, compiled once.
#pragma once

#include "core/program.hpp"
#include "runtime/ports/store.hpp"

#include <baton/ids.hpp>

#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace baton::runtime {

using ProgramPtr = std::shared_ptr<const core::Program>;
// Compiles a stored document. The error says what is wrong with it.
using CompileDocument = std::function<std::expected<ProgramPtr, std::string>(const DefinitionRow&)>;

// Why instances of it cannot be moved here; nullopt if they can.
[[nodiscard]] std::optional<std::string> not_runnable(const core::Program& program);

class Programs {
 public:
  Programs(Store& store, CompileDocument compile) : store_(store), compile_(std::move(compile)) {}

  // A program that is already compiled: kept in the store under its digest, without claiming its name.
  [[nodiscard]] StoreResult<void> add(ProgramPtr program, Timestamp now);
  // Likewise, and claims their names and versions: of all, or, where one is a Conflict, of none.
  [[nodiscard]] StoreResult<std::vector<Deployed>> deploy(std::span<const ProgramPtr> programs, Timestamp now);
  // The one stored under the digest. Corrupt if there is none or this version cannot compile it.
  [[nodiscard]] StoreResult<ProgramPtr> find(const Digest& digest);
  // The deployed one of that name; an empty version or "latest" is the newest. nullptr if there is none.
  [[nodiscard]] StoreResult<ProgramPtr> find_deployed(const DefinitionName& name);

 private:
  [[nodiscard]] StoreResult<ProgramPtr> compile(const DefinitionRow& row);

  Store& store_;
  CompileDocument compile_;
  std::unordered_map<std::string, ProgramPtr> by_digest_;
  // As asked for. Whoever may write the store is the only one who deploys to it, so a deployment here is the only one.
  std::map<DefinitionName, ProgramPtr> deployed_;
};

}  // namespace baton::runtime
