// The definitions of a store, as users read them.
#include "engine/definitions.hpp"
#include "engine/desk.hpp"
#include "engine/errors.hpp"

#include <utility>

namespace baton::engine {

// One that this version cannot use is listed nevertheless, with the reason.
DefinitionSummary Desk::summary_of_row(const runtime::DefinitionRow& row) {
  const auto program = dependencies_.programs.find(row.digest);
  DefinitionSummary summary =
      program ? summary_of(**program)
              : DefinitionSummary{
                    .name = row.name, .digest = row.digest, .operator_calls = {}, .notes = {program.error().message}};
  summary.stored_at = row.stored_at;
  return summary;
}

Result<DefinitionView> Desk::view_of_row(const runtime::DefinitionRow& row) {
  auto document = parse_json(row.document);
  if (!document) {
    return std::unexpected(error_of(runtime::StoreError{
        .kind = runtime::StoreError::Kind::Corrupt,
        .message = "the stored definition '" + text_of(row.name) + "' cannot be read: " + describe(document.error())}));
  }
  if (const Value* definition = dsl::definition_in_bundle(*document)) document = Value(*definition);
  const auto deployed = dependencies_.definitions.find_deployed(row.name);
  if (!deployed) return std::unexpected(error_of(deployed.error()));
  return DefinitionView{.summary = summary_of_row(row),
                        .document = *std::move(document),
                        .is_deployed = *deployed && (*deployed)->digest == row.digest};
}

Result<DefinitionView> Desk::find_definition(const DefinitionName& name) {
  const auto row = dependencies_.definitions.find_deployed(name);
  if (!row) return std::unexpected(error_of(row.error()));
  if (!*row) return std::unexpected(no_such_definition(name));
  return view_of_row(**row);
}

Result<DefinitionView> Desk::find_definition(const Digest& digest) {
  const auto row = dependencies_.definitions.find_definition(digest);
  if (!row) return std::unexpected(error_of(row.error()));
  if (!*row) {
    return std::unexpected(Error{.kind = Error::Kind::NotFound,
                                 .message = "no definition with the digest '" + digest.hex + "' is in the store"});
  }
  return view_of_row(**row);
}

Result<std::vector<DefinitionSummary>> Desk::list_definitions() {
  const auto rows = dependencies_.definitions.list_deployed();
  if (!rows) return std::unexpected(error_of(rows.error()));
  std::vector<DefinitionSummary> summaries;
  for (const runtime::DefinitionRow& row : *rows) summaries.push_back(summary_of_row(row));
  return summaries;
}

// What is undeployed between the two reads is left out.
Result<std::vector<DefinitionView>> Desk::find_definitions(const DefinitionFilter& filter) {
  const auto rows = dependencies_.definitions.list_deployed();
  if (!rows) return std::unexpected(error_of(rows.error()));
  std::vector<DefinitionView> views;
  for (const runtime::DefinitionRow& row : *rows) {
    const bool matches = (filter.space.empty() || row.name.space == filter.space) &&
                         (filter.name.empty() || row.name.name == filter.name);
    if (!matches) continue;
    auto view = find_definition(row.name);
    if (!view && view.error().kind == Error::Kind::NotFound) continue;
    if (!view) return std::unexpected(std::move(view).error());
    views.push_back(*std::move(view));
  }
  return views;
}

}  // namespace baton::engine
