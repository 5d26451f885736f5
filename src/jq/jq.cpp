#include "jq/jq.hpp"

#include "jq/cardinality.hpp"
#include "jq/compiler.hpp"
#include "jq/evaluator.hpp"
#include "jq/parser.hpp"

#include "base/check.hpp"
#include "value/measure.hpp"
#include "value/utf8.hpp"

#include <algorithm>

namespace baton::jq {
namespace {

// What a parser of stored values accepts by default; a deeper result could be saved but never be read again.
constexpr std::uint32_t kMaxResultDepth = 256;

// The path that a node is. A very long one is left to evaluate(), which keeps to its budget.
std::optional<PlainPath> plain_path(const Node& node) {
  constexpr std::size_t kMostNames = 64;
  PlainPath path;
  const Node* at = &node;
  for (; at->op == Op::Index; at = &at->children[0]) {
    const Node& key = at->children[1];
    if (at->optional || key.op != Op::Constant || !key.constant.is_string()) return std::nullopt;
    path.names.emplace_back(key.constant.as_string());
  }
  if (at->op != Op::Identity && at->op != Op::Global) return std::nullopt;
  if (path.names.size() > kMostNames) return std::nullopt;
  if (at->op == Op::Global) path.variable = at->index;
  std::ranges::reverse(path.names);
  return path;
}

}  // namespace

std::optional<Value> PlainPath::find(const Value& start) const {
  const Value* found = &start;
  for (const std::string& name : names) {
    if (found->is_null()) return Value();
    if (!found->is_object()) return std::nullopt;
    found = found->find(name);
    if (found == nullptr) return Value();  // and every access to null gives null
  }
  if (measure(*found).depth > kMaxResultDepth) return std::nullopt;
  return *found;
}

const PlainPath* CompiledExpression::plain_path() const {
  return code_->plain_path ? &*code_->plain_path : nullptr;
}

bool CompiledExpression::can_give_several() const {
  return code_->can_give_several;
}

bool CompiledExpression::uses(std::size_t variable) const {
  return variable < code_->used_variables.size() && code_->used_variables[variable];
}

std::expected<CompiledExpression, CompileError> compile(std::string_view text, std::span<const std::string> variables) {
  const auto in_characters = [&](CompileError error) {
    error.offset = utf8::count(text.substr(0, error.offset));
    return std::unexpected(std::move(error));
  };
  const auto ast = parse(text);
  if (!ast) return in_characters(ast.error());
  auto code = resolve(*ast, text, variables);
  if (!code) return in_characters(std::move(code.error()));
  code->plain_path = plain_path(code->root);
  code->can_give_several = can_give_several(*ast);
  return CompiledExpression(std::make_shared<const Code>(*std::move(code)));
}

Results evaluate(const CompiledExpression& program, const Arguments& arguments) {
  return evaluate_counting(program, arguments).results;
}

Evaluation evaluate_counting(const CompiledExpression& program, const Arguments& arguments) {
  const Code& code = program.code();
  BATON_CHECK(arguments.variables.size() == code.used_variables.size(), "the variables differ from those of compile()");
  Execution execution(arguments);
  std::vector<Value> results;
  Evaluator(execution).each(code.root, nullptr, Item{arguments.input}, [&](Item&& result) {
    if (!execution.count_result()) return Flow::Stop;
    if (measure(result.value).depth > kMaxResultDepth) {
      execution.fail("the result is nested deeper than " + std::to_string(kMaxResultDepth) + " levels");
      return Flow::Stop;
    }
    results.push_back(std::move(result.value));
    return Flow::Go;
  });
  if (execution.stopped()) return {.results = std::unexpected(execution.error()), .steps = execution.steps()};
  if (execution.has_non_finite()) {
    for (Value& result : results) result = finite(result);
  }
  return {.results = std::move(results), .steps = execution.steps()};
}

}  // namespace baton::jq
