#include "base/iso8601.hpp"
#include "cli/console.hpp"
#include "cli/table.hpp"
#include "cli/target.hpp"
#include "cli/text.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/views.hpp"
#include "cli/workflow_name.hpp"

#include <utility>

namespace baton::cli {
namespace {

Result<void> print_workflows(const std::vector<DefinitionSummary>& definitions) {
  if (definitions.empty()) return {};
  std::vector<std::vector<std::string>> rows{{"WORKFLOW", "VERSION", "STORED", "DIGEST"}};
  for (const DefinitionSummary& each : definitions) {
    rows.push_back(
        {each.name.space + "/" + each.name.name, each.name.version, to_iso8601(each.stored_at), each.digest.hex});
  }
  return print(table(rows));
}

template <class Definition>
Value listed(const std::vector<Definition>& definitions) {
  std::vector<Value> values;
  for (const Definition& each : definitions) values.push_back(json_of(each));
  return Value::array(std::move(values));
}

template <class Target>
Result<ExitCode> list_all(Target& engine, const Common& common) {
  const auto all = engine.definitions();
  if (!all) return std::unexpected(all.error());
  const auto printed = common.json ? print_json(listed(*all)) : print_workflows(*all);
  if (!printed) return std::unexpected(printed.error());
  if (all->empty()) say("no workflows");
  return ExitCode::Success;
}

}  // namespace

Result<ExitCode> perform(const WorkflowsArguments& arguments) {
  return with_target({.common = arguments.common, .use = StoreUse::Look}, [&](auto& engine) -> Result<ExitCode> {
    if (arguments.name.empty()) return list_all(engine, arguments.common);

    const auto name = parse_workflow_name(arguments.name);
    if (!name) return std::unexpected(name.error());
    auto found = engine.find_definitions({.space = name->space, .name = name->name});
    if (!found) return std::unexpected(found.error());
    if (!name->version.empty()) {
      std::erase_if(*found, [&](const DefinitionView& each) { return each.summary.name.version != name->version; });
    }
    if (found->empty()) {
      return std::unexpected(
          Error{.kind = Error::Kind::NotFound, .message = "no workflow '" + arguments.name + "' is deployed"});
    }
    std::vector<DefinitionSummary> summaries;
    for (const DefinitionView& each : *found) summaries.push_back(each.summary);
    const auto printed = arguments.common.json ? print_json(listed(*found)) : print_workflows(summaries);
    if (!printed) return std::unexpected(printed.error());
    return ExitCode::Success;
  });
}

}  // namespace baton::cli
