#include "cli/console.hpp"
#include "cli/report.hpp"
#include "cli/target.hpp"
#include "cli/text.hpp"
#include "cli/user.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/views.hpp"
#include "cli/workflow_name.hpp"

namespace baton::cli {
namespace {

Result<DefinitionName> version_named(const std::string& text) {
  auto name = parse_workflow_name(text);
  if (!name || !name->version.empty()) return name;
  return std::unexpected(
      Error{.kind = Error::Kind::InvalidArgument,
            .message = "'" + text + "' does not name a version; write NAMESPACE/NAME/VERSION (see `baton workflows`)"});
}

}  // namespace

// Each on its own: one that is in use does not keep the others. The first failure gives the exit status.
Result<ExitCode> perform(const UndeployArguments& arguments) {
  return with_target({.common = arguments.common, .use = StoreUse::Change}, [&](auto& engine) -> Result<ExitCode> {
    ExitCode code = ExitCode::Success;
    std::vector<Value> undeployed;
    for (const std::string& text : arguments.names) {
      const auto name = version_named(text);
      const auto done = name ? engine.undeploy(*name, this_user()) : Result<void>(std::unexpected(name.error()));
      if (done) {
        undeployed.push_back(json_of(*name));
        say(one_line("undeployed " + full_name(*name)));
      } else {
        say_error(done.error());
        if (code == ExitCode::Success) code = exit_code(done.error());
      }
    }
    if (arguments.common.json) {
      if (auto printed = print_json(Value::array(std::move(undeployed))); !printed) {
        return std::unexpected(printed.error());
      }
    }
    return code;
  });
}

}  // namespace baton::cli
