#include "cli/console.hpp"
#include "cli/start_input.hpp"
#include "cli/target.hpp"
#include "cli/user.hpp"
#include "cli/verbs/control.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/workflow_name.hpp"

#include <string>

namespace baton::cli {
namespace {

template <class Target>
Result<DefinitionName> find_workflow(Target& engine, const DefinitionName& name) {
  const auto deployed = engine.definitions();
  if (!deployed) return std::unexpected(deployed.error());
  return resolve(name, *deployed);
}

// The id is drawn here where there is none, so that the request can be repeated while the server is away.
Result<ExitCode> start_remotely(const StartArguments& arguments, const DefinitionName& name, const Value& input) {
  client::Client server = open_client(arguments.common);
  auto workflow = find_workflow(server, name);
  if (!workflow) return std::unexpected(workflow.error());
  const std::string id = arguments.id.empty() ? random_id() : arguments.id;
  const auto started = server.start({.workflow = *workflow, .input = input, .id = id});
  if (!started) return std::unexpected(started.error());
  say("started " + id);
  return run_and_report(server, *started, arguments.common);
}

}  // namespace

Result<ExitCode> perform(const StartArguments& arguments) {
  const auto name = parse_workflow_name(arguments.name);
  if (!name) return std::unexpected(name.error());
  const auto given = read_given_input(arguments.input);
  if (!given) return std::unexpected(given.error());
  if (is_remote(arguments.common)) return start_remotely(arguments, *name, given->value_or(Value()));

  announce_start();
  auto engine = open_engine({.common = arguments.common, .use = StoreUse::Change, .secrets = arguments.secrets});
  if (!engine) return std::unexpected(engine.error());
  auto workflow = find_workflow(*engine, *name);
  if (!workflow) return std::unexpected(workflow.error());
  auto beginning = begin(*engine, arguments.id, *given);
  if (!beginning) return std::unexpected(beginning.error());

  const auto id = start_unless_interrupted([&] {
    return engine->start({.workflow = *workflow, .input = beginning->input, .id = arguments.id}, this_user());
  });
  if (!id) return std::unexpected(id.error());
  say_start(*id, *beginning);
  if (auto recovered = continue_existing(*engine, *beginning); !recovered) return std::unexpected(recovered.error());
  return run_and_report(*engine, *id, arguments.common);
}

}  // namespace baton::cli
