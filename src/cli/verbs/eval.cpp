#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/start_input.hpp"
#include "cli/verbs/verbs.hpp"

#include "jq/jq.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace baton::cli {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

// As a document may have it: with ${ } around it, or without.
std::string_view code_of(std::string_view expression) {
  const std::string_view text = trimmed(expression);
  return text.starts_with("${") && text.ends_with('}') ? text.substr(2, text.size() - 3) : expression;
}

struct Variables {
  std::vector<std::string> names;
  std::vector<Value> values;
};

bool is_name(std::string_view text) {
  const auto fits = [](char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && fits(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return fits(c) || (c >= '0' && c <= '9'); });
}

Error bad_variable(std::string message) {
  return {.kind = Error::Kind::InvalidArgument, .message = "--var: " + std::move(message)};
}

Result<Variables> read_variables(const std::vector<std::string>& given) {
  Variables variables;
  for (const std::string& each : given) {
    const std::size_t equals = each.find('=');
    const std::string name = each.substr(0, equals);
    if (equals == std::string::npos || !is_name(name)) {
      return std::unexpected(bad_variable("'" + each + "' is not NAME=JSON"));
    }
    if (std::ranges::find(variables.names, name) != variables.names.end()) {
      return std::unexpected(bad_variable("$" + name + " is given twice"));
    }
    auto value = parse_json(std::string_view(each).substr(equals + 1));
    if (!value) return std::unexpected(bad_variable("the value of $" + name + " is " + describe(value.error())));
    variables.names.push_back(name);
    variables.values.push_back(*std::move(value));
  }
  return variables;
}

std::string line_of(const Value& result, bool raw) {
  return (raw && result.is_string() ? std::string(result.as_string()) : to_json(result)) + "\n";
}

Timestamp now() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

}  // namespace

Result<ExitCode> perform(const EvalArguments& arguments) {
  const auto variables = read_variables(arguments.variables);
  if (!variables) return std::unexpected(variables.error());
  const auto program = jq::compile(code_of(arguments.expression), variables->names);
  if (!program) {
    say("the expression does not compile: " + program.error().message + " (at offset " +
        std::to_string(program.error().offset) + ")");
    return ExitCode::Refused;
  }
  const auto input = read_given_input(arguments.input);
  if (!input) return std::unexpected(input.error());
  const auto results =
      jq::evaluate(*program, {.input = input->value_or(Value()), .variables = variables->values, .now = now()});
  if (!results) {
    say("the expression failed: " + results.error().message);
    return ExitCode::Faulted;
  }
  std::string text;
  for (const Value& result : *results) text += line_of(result, arguments.raw);
  if (auto printed = print_exactly(text); !printed) return std::unexpected(printed.error());
  return ExitCode::Success;
}

}  // namespace baton::cli
