#include "adapters/sqlite/definitions.hpp"

#include "adapters/store_support/version_order.hpp"

#include <algorithm>

namespace baton::adapters::sqlite {
namespace {

using runtime::DefinitionRow;
using runtime::Deployed;
using runtime::Undeployed;

std::string text_of(const Query& query, int column) {
  return std::string(query.text(column));
}

// Columns: digest, stored_at, space, name, version, document.
DefinitionRow row_of(const Query& query) {
  DefinitionRow row;
  row.digest = Digest{text_of(query, 0)};
  row.stored_at = query.time(1);
  row.name = {text_of(query, 2), text_of(query, 3), text_of(query, 4)};
  row.document = text_of(query, 5);
  return row;
}

std::optional<DefinitionRow> first_row(Query query) {
  if (!query.next()) return std::nullopt;
  return row_of(query);
}

}  // namespace

Definitions::Definitions(Database& database, Transactions& transactions)
    : transactions_(transactions),
      insert_(database,
              "INSERT OR IGNORE INTO definitions(digest, stored_at, space, name, version, document)"
              " VALUES(?1, ?2, ?3, ?4, ?5, ?6)"),
      find_(database, "SELECT digest, stored_at, space, name, version, document FROM definitions WHERE digest = ?1"),
      all_(database,
           "SELECT digest, stored_at, space, name, version, document FROM definitions WHERE digest > ?1"
           " ORDER BY digest LIMIT ?2"),
      claim_(database, "INSERT OR IGNORE INTO deployed(space, name, version, digest) VALUES(?1, ?2, ?3, ?4)"),
      claimed_(database, "SELECT digest FROM deployed WHERE space = ?1 AND name = ?2 AND version = ?3"),
      unclaim_(database, "DELETE FROM deployed WHERE space = ?1 AND name = ?2 AND version = ?3"),
      in_use_(database,
              "SELECT 1 FROM instances"
              " WHERE status IN ('pending', 'running', 'waiting', 'suspended') AND digest = ?1 LIMIT 1"),
      versions_(database, "SELECT version FROM deployed WHERE space = ?1 AND name = ?2"),
      find_deployed_(database,
                     "SELECT digest, stored_at, c.space, c.name, c.version, document"
                     " FROM deployed c JOIN definitions USING(digest)"
                     " WHERE c.space = ?1 AND c.name = ?2 AND c.version = ?3"),
      list_deployed_(database,
                     "SELECT digest, stored_at, c.space, c.name, c.version, ''"
                     " FROM deployed c JOIN definitions USING(digest)") {}

void Definitions::insert(const DefinitionRow& definition) {
  insert_.execute(definition.digest.hex, definition.stored_at, definition.name.space, definition.name.name,
                  definition.name.version, definition.document);
}

void Definitions::put(const DefinitionRow& definition) {
  auto transaction = transactions_.write();
  insert(definition);
  transaction.commit();
}

std::vector<DefinitionRow> Definitions::all(const Digest& after, std::size_t limit) {
  std::vector<DefinitionRow> rows;
  Query query = all_.query(after.hex, limit);
  while (query.next()) rows.push_back(row_of(query));
  return rows;
}

Deployed Definitions::claim(const DefinitionRow& definition) {
  const DefinitionName& name = definition.name;
  if (claim_.execute(name.space, name.name, name.version, definition.digest.hex) == 0) {
    return claimed_digest(name) == definition.digest.hex ? Deployed::Same : Deployed::Conflict;
  }
  insert(definition);
  return Deployed::New;
}

std::vector<Deployed> Definitions::deploy_all(std::span<const DefinitionRow> definitions) {
  std::vector<Deployed> all;
  auto transaction = transactions_.write();
  for (const DefinitionRow& each : definitions) all.push_back(claim(each));
  if (!has_conflict(all)) transaction.commit();
  return all;
}

Undeployed Definitions::undeploy(const DefinitionName& name) {
  auto transaction = transactions_.write();
  const std::string digest = claimed_digest(name);
  if (digest.empty()) return Undeployed::NotFound;
  if (is_in_use(digest)) return Undeployed::InUse;
  unclaim_.execute(name.space, name.name, name.version);
  transaction.commit();
  return Undeployed::Undeployed;
}

// Empty: nobody has claimed it.
std::string Definitions::claimed_digest(const DefinitionName& name) {
  Query query = claimed_.query(name.space, name.name, name.version);
  return query.next() ? text_of(query, 0) : std::string();
}

bool Definitions::is_in_use(const std::string& digest) {
  return in_use_.query(digest).next();
}

std::optional<DefinitionRow> Definitions::find(const Digest& digest) {
  return first_row(find_.query(digest.hex));
}

std::optional<DefinitionRow> Definitions::find_deployed(const DefinitionName& name) {
  const bool latest = name.version.empty() || name.version == "latest";
  const std::string version = latest ? latest_version(name) : name.version;
  return first_row(find_deployed_.query(name.space, name.name, version));
}

std::string Definitions::latest_version(const DefinitionName& name) {
  std::string latest;
  Query query = versions_.query(name.space, name.name);
  while (query.next()) {
    if (latest.empty() || is_later(query.text(0), latest)) latest = query.text(0);
  }
  return latest;
}

std::vector<DefinitionRow> Definitions::list_deployed() {
  std::vector<DefinitionRow> rows;
  Query query = list_deployed_.query();
  while (query.next()) rows.push_back(row_of(query));
  std::ranges::sort(rows, is_listed_before, &DefinitionRow::name);
  return rows;
}

}  // namespace baton::adapters::sqlite
