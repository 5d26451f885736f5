#include "cli/console.hpp"
#include "cli/documents.hpp"
#include "cli/store.hpp"
#include "cli/table.hpp"
#include "cli/text.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/views.hpp"

#include <algorithm>
#include <utility>

namespace baton::cli {
namespace {

struct Deployed {
  DefinitionSummary definition;
  bool is_new = true;
};

// All of them, before the first is kept: a mistake in one of them leaves the store as it was.
Result<std::vector<Document>> read_and_compile(const std::vector<std::string>& files) {
  std::vector<Document> documents;
  for (const std::string& file : files) {
    auto document = read_document(file);
    if (!document) return std::unexpected(document.error());
    if (auto program = compile(*document); !program) return std::unexpected(program.error());
    documents.push_back(*std::move(document));
  }
  return documents;
}

Result<Deployed> deploy(Engine& engine, const Document& document) {
  const auto before = engine.definitions();
  if (!before) return std::unexpected(before.error());
  auto definition = engine.deploy(document.text);
  if (!definition) {
    Error error = definition.error();
    error.message = document.file + ": " + error.message;
    if (error.kind == Error::Kind::Conflict) error.message += "; raise document.version to deploy other content";
    return std::unexpected(std::move(error));
  }
  const bool was_there =
      std::ranges::any_of(*before, [&](const DefinitionSummary& each) { return each.name == definition->name; });
  return Deployed{.definition = *std::move(definition), .is_new = !was_there};
}

const char* change_of(const Deployed& deployed) {
  return deployed.is_new ? "new" : "unchanged";
}

Result<void> print_deployed(const std::vector<Deployed>& all, const Common& common) {
  std::vector<Value> json;
  std::vector<std::vector<std::string>> rows;
  for (const Deployed& each : all) {
    const DefinitionSummary& definition = each.definition;
    rows.push_back({full_name(definition.name), definition.digest.hex, change_of(each)});
    json.push_back(Value::object({{"workflow", json_of(definition.name)},
                                  {"digest", Value::string(definition.digest.hex)},
                                  {"change", Value::string(change_of(each))},
                                  {"operatorCalls", strings(definition.operator_calls)}}));
  }
  return common.json ? print_json(Value::array(std::move(json))) : print(table(rows));
}

}  // namespace

Result<ExitCode> perform(const DeployArguments& arguments) {
  const auto documents = read_and_compile(arguments.files);
  if (!documents) return std::unexpected(documents.error());
  auto engine = open_engine({.url = arguments.common.store, .use = StoreUse::Create});
  if (!engine) return std::unexpected(engine.error());

  std::vector<Deployed> all;
  std::optional<Error> failure;
  for (const Document& document : *documents) {
    auto deployed = deploy(*engine, document);
    if (!deployed) {
      failure = deployed.error();
      break;
    }
    all.push_back(*std::move(deployed));
  }
  // What was deployed before one failed stays deployed.
  if (auto printed = print_deployed(all, arguments.common); !printed) return std::unexpected(printed.error());
  if (failure) return std::unexpected(*std::move(failure));
  return ExitCode::Success;
}

}  // namespace baton::cli
