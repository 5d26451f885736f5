#include "cli/cli.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/out_of_memory.hpp"
#include "cli/report.hpp"
#include "cli/verbs/verbs.hpp"

#include "base/overloaded.hpp"

#include <variant>

namespace baton::cli {
namespace {

ExitCode give(const EarlyExit& answer) {
  if (answer.code != ExitCode::Success) {
    say(answer.text);
    return answer.code;
  }
  const auto printed = print(answer.text);
  if (printed) return answer.code;
  say_error(printed.error());
  return exit_code(printed.error());
}

ExitCode carry_out(const Command& command, const Wiring& wiring) {
  const auto code =
      std::visit(overloaded{[](const auto& arguments) { return perform(arguments); },
                            [&](const SimArguments& arguments) { return perform(arguments, wiring.open_medium); },
                            [&](const BenchArguments& arguments) { return perform(arguments, wiring.benchmarks); }},
                 command);
  if (code) return *code;
  say_error(code.error());
  return exit_code(code.error());
}

}  // namespace

int main(int argc, const char* const* argv, const Wiring& wiring) {
  exit_when_out_of_memory();
  prepare_streams();
  const auto parsed = parse_arguments(argc, argv);
  const auto* answer = std::get_if<EarlyExit>(&parsed);
  return static_cast<int>(answer != nullptr ? give(*answer) : carry_out(std::get<Command>(parsed), wiring));
}

}  // namespace baton::cli
