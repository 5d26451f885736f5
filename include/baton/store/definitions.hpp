// Port: the definitions of a store, by digest, and the names under which they are deployed.
//
// Called from any thread. A call may wait for the store, so the loop itself asks its Journal instead.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/store/rows.hpp>

#include <optional>
#include <span>
#include <vector>

namespace baton BATON_PUBLIC {
namespace store {

class Definitions {
 public:
  Definitions() = default;
  Definitions(const Definitions&) = delete;
  Definitions& operator=(const Definitions&) = delete;
  virtual ~Definitions() = default;

  // Keeps the document under its digest. No-op if it is there.
  [[nodiscard]] virtual StoreResult<void> put_definition(const DefinitionRow& definition) = 0;
  // Keeps them and claims their namespaces, names and versions, in one transaction; answers each, in order. Where one is a
  // Conflict, also with one before it, nothing is kept, and the answers of the others say what would have happened.
  [[nodiscard]] virtual StoreResult<std::vector<Deployed>> deploy_all(std::span<const DefinitionRow> definitions) = 0;
  [[nodiscard]] StoreResult<Deployed> deploy(const DefinitionRow& definition) {
    const auto all = deploy_all({&definition, 1});
    if (!all) return std::unexpected(all.error());
    return all->front();
  }
  // Takes the claim back, in one transaction with the look for instances of that content that have not ended. The definition stays
  // under its digest; the name and version may then be claimed again. The version is as it was deployed.
  [[nodiscard]] virtual StoreResult<Undeployed> undeploy(const DefinitionName& name) = 0;
  [[nodiscard]] virtual StoreResult<std::optional<DefinitionRow>> find_definition(const Digest& digest) = 0;
  // All that are kept, deployed or not, after `after`, by digest.
  [[nodiscard]] virtual StoreResult<std::vector<DefinitionRow>> definitions(const Digest& after, std::size_t limit) = 0;
  // A deployed one. An empty version or "latest" means the greatest release by semantic version
  // precedence, and the greatest pre-release where there is no release.
  [[nodiscard]] virtual StoreResult<std::optional<DefinitionRow>> find_deployed(const DefinitionName& name) = 0;
  // Deployed ones, by namespace, name, version; documents left out.
  [[nodiscard]] virtual StoreResult<std::vector<DefinitionRow>> list_deployed() = 0;
};

}  // namespace store
}  // namespace baton BATON_PUBLIC
