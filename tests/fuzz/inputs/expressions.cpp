// The first line is an expression, the rest its input. Whatever they are, the evaluation ends within its budget, twice in the same way,
// and every result is JSON that reads back as itself.
#include "input.hpp"

#include "jq/jq.hpp"

#include <string>

namespace {

using namespace baton;

constexpr jq::Budget kBudget{.steps = 50'000, .bytes = std::uint64_t{8} << 20, .depth = 500, .results = 5'000};

void evaluate(const jq::CompiledExpression& program, const Value& input) {
  const Value variable = Value::string("x");
  const jq::Arguments arguments{.input = input, .variables = {&variable, 1}, .now = {}, .budget = kBudget};
  const jq::Evaluation once = jq::evaluate_counting(program, arguments);
  const jq::Evaluation twice = jq::evaluate_counting(program, arguments);
  fuzz::require(once.steps == twice.steps, "an evaluation takes the same steps again");
  fuzz::require(once.results.has_value() == twice.results.has_value(), "an evaluation ends in the same way again");
  if (!once.results) {
    fuzz::require(!once.results.error().message.empty(), "an error has a message");
    return;
  }
  fuzz::require(*once.results == *twice.results, "an evaluation gives the same results again");
  for (const Value& result : *once.results) {
    const auto read = parse_json(to_json(result));
    fuzz::require(read && *read == result, "a result reads back as itself");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const std::size_t end = text.find('\n');
  const std::string_view expression = text.substr(0, end);
  const std::vector<std::string> names = {"variable"};
  const auto program = jq::compile(expression, names);
  if (!program) {
    fuzz::require(!program.error().message.empty(), "an error has a message");
    fuzz::require(program.error().offset <= expression.size(), "an error is within the expression");
    return 0;
  }
  const auto input = parse_json(end == text.npos ? "null" : text.substr(end + 1));
  evaluate(*program, input ? *input : Value());
  return 0;
}
