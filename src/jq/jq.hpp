// The expression language of workflows: jq, evaluated over Value. PURE: no clock, environment, file, locale or thread.
//
//   auto program = jq::compile(".items | map(.price * $factor) | add", {"factor"}).value();
//   auto results = jq::evaluate(program, {.input = order, .variables = {&factor, 1}, .now = event_time});
//
// A CompiledExpression is immutable, cheap to copy and may be evaluated from several threads at once. Every evaluation runs under
// a budget of steps, depth and bytes, and a runaway always ends in the same error at the same step.
#pragma once

#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baton::jq {

struct CompileError {
  std::string message;
  std::size_t offset = 0;  // characters from the start of the expression

  friend bool operator==(const CompileError&, const CompileError&) = default;
};

// What an expression such as `.`, `.order.id` or `$context.total` says: members to follow.
struct PlainPath {
  std::optional<std::size_t> variable;  // where from: its place in the list given to compile(); none: the input
  std::vector<std::string> names;

  // What evaluate() gives. nullopt: leave it to evaluate(), for something on the way is neither an object nor null, or
  // what is there cannot be a result.
  [[nodiscard]] std::optional<Value> find(const Value& start) const;
};

struct Code;  // the compiled form; jq/code.hpp

class CompiledExpression {
 public:
  explicit CompiledExpression(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
  [[nodiscard]] const Code& code() const { return *code_; }
  // Does the expression mention the variable at this place of the list given to compile()?
  [[nodiscard]] bool uses(std::size_t variable) const;
  // By its form, may it give more than one result? `.[]` may, also where the array has one item; `[.[]]` and `.a` may not.
  [[nodiscard]] bool can_give_several() const;
  // nullptr: the expression is more than a plain path.
  [[nodiscard]] const PlainPath* plain_path() const;

 private:
  std::shared_ptr<const Code> code_;
};

// `variables` are the names, without `$`, that the caller will supply; any other free variable is a compile error.
[[nodiscard]] std::expected<CompiledExpression, CompileError> compile(std::string_view text,
                                                                      std::span<const std::string> variables);

// Prepares the regular expression library, which does it at its first use otherwise. Call it once before expressions are
// evaluated from several threads.
void initialize();

// A step is what takes up to 60 ns on the machines of 2025: an evaluated node, a turn of a native loop, 48 new bytes, 32 to
// 512 bytes of text that are only read. So an expression that runs into its limit has held the thread that evaluates it for
// at most 50 ms.
struct Budget {
  std::uint64_t steps = 800'000;
  std::uint64_t bytes = std::uint64_t{64} << 20;  // allocated for values, in all
  std::uint32_t depth = 3'000;                    // nested evaluations
  std::uint32_t results = 1'000'000;
};

struct Arguments {
  Value input;
  std::span<const Value> variables;  // in the order given to compile(); unused ones may be null
  Timestamp now;                     // what `now` says
  Budget budget = {};
  std::uint64_t steps_before = 0;  // of the same budget, taken by other expressions
};

struct EvaluationError {
  std::string message;  // ends with the position in the expression
  Value value;          // what `error(value)` raised, otherwise the message as a string
};

// All results in order. An error anywhere is the error of the whole.
using Results = std::expected<std::vector<Value>, EvaluationError>;
[[nodiscard]] Results evaluate(const CompiledExpression& program, const Arguments& arguments);

// The same for expressions that share a budget.
struct Evaluation {
  Results results;
  std::uint64_t steps = 0;  // of the budget, with those taken before
};
[[nodiscard]] Evaluation evaluate_counting(const CompiledExpression& program, const Arguments& arguments);

}  // namespace baton::jq
