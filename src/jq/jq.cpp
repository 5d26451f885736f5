#include "jq/jq.hpp"

#include "jq/compiler.hpp"
#include "jq/evaluator.hpp"
#include "jq/parser.hpp"

#include "base/check.hpp"

namespace baton::jq {
namespace {

// What a parser of stored values accepts by default; a deeper result could be saved but never be read again.
constexpr std::uint32_t kMaxResultDepth = 256;

}  // namespace

bool Program::uses(std::size_t variable) const {
  return variable < code_->used_variables.size() && code_->used_variables[variable];
}

std::expected<Program, CompileError> compile(std::string_view text, std::span<const std::string> variables) {
  const auto ast = parse(text);
  if (!ast) return std::unexpected(ast.error());
  auto code = resolve(*ast, text, variables);
  if (!code) return std::unexpected(std::move(code.error()));
  return Program(std::make_shared<const Code>(*std::move(code)));
}

std::expected<std::vector<Value>, EvaluationError> evaluate(const Program& program, const Arguments& arguments) {
  const Code& code = program.code();
  BATON_CHECK(arguments.variables.size() == code.used_variables.size(), "the variables differ from those of compile()");
  Machine machine(arguments);
  std::vector<Value> results;
  Evaluator(machine).each(code.root, nullptr, Item{arguments.input}, [&](Item&& result) {
    if (!machine.count_result()) return Flow::Stop;
    if (measure(result.value).depth > kMaxResultDepth) {
      machine.fail("the result is nested deeper than " + std::to_string(kMaxResultDepth) + " levels");
      return Flow::Stop;
    }
    results.push_back(std::move(result.value));
    return Flow::Go;
  });
  if (machine.stopped()) return std::unexpected(machine.error());
  return results;
}

}  // namespace baton::jq
