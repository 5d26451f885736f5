#include "cli/console.hpp"
#include "cli/report.hpp"
#include "cli/start_input.hpp"
#include "cli/target.hpp"
#include "cli/user.hpp"
#include "cli/verbs/control.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/views.hpp"
#include "cli/workflow_name.hpp"

#include <string>
#include <utility>

namespace baton::cli {
namespace {

Result<ForkOptions> options_from(const ForkArguments& arguments) {
  auto input = read_given_input(arguments.input);
  if (!input) return std::unexpected(std::move(input).error());
  auto context = read_given_input(arguments.context);
  if (!context) return std::unexpected(std::move(context).error());
  // An id that is drawn here can be repeated while a server is away.
  return ForkOptions{.revision = Revision{arguments.at},
                     .id = arguments.id.empty() ? random_id() : arguments.id,
                     .input = *std::move(input),
                     .context = *std::move(context),
                     .workflow = {},
                     .force = arguments.force};
}

std::string text_of(const ForkPreview& preview) {
  std::string text;
  for (const ForkEffect& effect : preview.effects) text += effect.task + " " + effect.text + "\n";
  return text;
}

// Of the source's workflow.
template <class Target>
Result<DefinitionName> version_of(Target& engine, const InstanceId& source, const std::string& version) {
  const auto found = engine.find(source);
  if (!found) return std::unexpected(found.error());
  DefinitionName name = found->summary.definition;
  name.version = version;
  return name;
}

}  // namespace

Result<ExitCode> perform(const ForkArguments& arguments) {
  auto options = options_from(arguments);
  if (!options) return std::unexpected(std::move(options).error());
  const StoreOptions target{.common = arguments.common,
                            .use = arguments.dry_run ? StoreUse::Look : StoreUse::Change,
                            .secrets = arguments.secrets};
  return with_target(target, [&](auto& engine) -> Result<ExitCode> {
    const InstanceId source{arguments.source};
    if (!arguments.workflow_version.empty()) {
      auto name = version_of(engine, source, arguments.workflow_version);
      if (!name) return std::unexpected(std::move(name).error());
      options->workflow = *std::move(name);
    }
    const auto preview = engine.preview_fork(source, *options);
    if (arguments.dry_run) {
      if (!preview) return std::unexpected(preview.error());
      const auto printed = arguments.common.json ? print_json(engine::json_of(*preview)) : print(text_of(*preview));
      if (!printed) return std::unexpected(printed.error());
      return ExitCode::Success;
    }
    if (preview && !preview->effects.empty())
      say(text_of(*preview));  // else it is the same fork again, or refused below
    const auto id = engine.fork(source, *options, this_user());
    if (!id) return std::unexpected(id.error());
    say("started " + id->value);
    return run_and_report(engine, *id, arguments.common);
  });
}

}  // namespace baton::cli
