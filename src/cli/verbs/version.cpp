#include "base/version.hpp"
#include "cli/console.hpp"
#include "cli/verbs/verbs.hpp"
#include "runtime/codec/codec.hpp"

namespace baton::cli {

Result<ExitCode> perform(const VersionArguments& arguments) {
  const Value format = Value::number(runtime::kFormat);
  const auto printed =
      arguments.common.json
          ? print_json(Value::object({{"name", Value::string("baton")},
                                      {"version", Value::string(kVersion)},
                                      {"formats", Value::object({{"instance", format}})}}))
          : print("baton " + std::string(kVersion) + "\nstored instances: format " + to_json(format) + "\n");
  if (!printed) return std::unexpected(printed.error());
  return ExitCode::Success;
}

}  // namespace baton::cli
