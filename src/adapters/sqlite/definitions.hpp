// Keeps definitions: documents by digest, and the document of each deployed name.
#pragma once

#include "adapters/sqlite/database.hpp"
#include "runtime/ports/store.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace baton::adapters::sqlite {

class Definitions {
 public:
  Definitions(Database& database, Transactions& transactions);

  void put(const runtime::DefinitionRow& definition);
  // As the port says.
  [[nodiscard]] std::vector<runtime::Deployed> deploy_all(std::span<const runtime::DefinitionRow> definitions);
  [[nodiscard]] runtime::Undeployed undeploy(const DefinitionName& name);
  [[nodiscard]] std::vector<runtime::DefinitionRow> all(const Digest& after, std::size_t limit);
  [[nodiscard]] std::optional<runtime::DefinitionRow> find(const Digest& digest);
  [[nodiscard]] std::optional<runtime::DefinitionRow> find_deployed(const DefinitionName& name);
  [[nodiscard]] std::vector<runtime::DefinitionRow> list_deployed();

 private:
  void insert(const runtime::DefinitionRow& definition);
  [[nodiscard]] runtime::Deployed claim(const runtime::DefinitionRow& definition);
  [[nodiscard]] std::string claimed_digest(const DefinitionName& name);
  [[nodiscard]] bool is_in_use(const std::string& digest);
  [[nodiscard]] std::string latest_version(const DefinitionName& name);

  Transactions& transactions_;
  Statement insert_;
  Statement find_;
  Statement all_;
  Statement claim_;
  Statement claimed_;
  Statement unclaim_;
  Statement in_use_;
  Statement versions_;
  Statement find_deployed_;
  Statement list_deployed_;
};

}  // namespace baton::adapters::sqlite
