#include "cli/console.hpp"
#include "cli/documents.hpp"
#include "cli/resources.hpp"
#include "cli/table.hpp"
#include "cli/target.hpp"
#include "cli/text.hpp"
#include "cli/user.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/views.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace baton::cli {
namespace {

struct Source {
  Document document;
  DefinitionName workflow;
  std::string text;  // with what it refers to
};

struct Deployed {
  DefinitionSummary definition;
  bool is_new = true;
};

// All of them, before the first is kept: a mistake in one of them leaves the store as it was.
Result<std::vector<Source>> read_and_compile(const DeployArguments& arguments) {
  std::vector<Source> sources;
  const auto resources = ResourceReader::open(arguments.resources, arguments.common.outgoing);
  if (!resources) return std::unexpected(resources.error());
  for (const std::string& file : arguments.files) {
    auto document = read_document(file);
    if (!document) return std::unexpected(document.error());
    const auto program = compile(*document, *resources);
    if (!program) return std::unexpected(program.error());
    std::string text = text_to_deploy(*document, **program);
    sources.push_back({.document = *std::move(document), .workflow = (*program)->name, .text = std::move(text)});
  }
  return sources;
}

// The conflict, with the files that it is about.
Error naming_files(Error error, const std::vector<Source>& sources) {
  if (error.kind != Error::Kind::Conflict) return error;
  std::string files;
  for (const Source& each : sources) {
    if (std::ranges::find(error.details, full_name(each.workflow)) != error.details.end()) {
      files += (files.empty() ? "" : ", ") + each.document.file;
    }
  }
  error.message = files + ": " + error.message + "; nothing was deployed";
  return error;
}

template <class Target>
Result<std::vector<Deployed>> deploy(Target& engine, const std::vector<Source>& sources) {
  const auto before = engine.definitions();
  if (!before) return std::unexpected(before.error());
  std::vector<std::string> texts;
  for (const Source& each : sources) texts.push_back(each.text);
  auto definitions = engine.deploy_all(texts, this_user());
  if (!definitions) return std::unexpected(naming_files(std::move(definitions).error(), sources));

  std::set<DefinitionName> known;
  for (const DefinitionSummary& each : *before) known.insert(each.name);
  std::vector<Deployed> all;
  for (DefinitionSummary& each : *definitions) {
    const bool is_new = known.insert(each.name).second;
    all.push_back({.definition = std::move(each), .is_new = is_new});
  }
  return all;
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
  const auto sources = read_and_compile(arguments);
  if (!sources) return std::unexpected(sources.error());
  return with_target({.common = arguments.common, .use = StoreUse::Create}, [&](auto& engine) -> Result<ExitCode> {
    const auto deployed = deploy(engine, *sources);
    if (!deployed) return std::unexpected(deployed.error());
    if (auto printed = print_deployed(*deployed, arguments.common); !printed) return std::unexpected(printed.error());
    return ExitCode::Success;
  });
}

}  // namespace baton::cli
